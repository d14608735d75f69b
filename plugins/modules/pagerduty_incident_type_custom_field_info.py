#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty custom fields of incident types."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_type_custom_field_info
short_description: List PagerDuty custom fields of incident types
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the custom fields of an incident type, or one of them, with their options.
  - PagerDuty does not document whether the list also contains the fields that the type inherits. The attribute
    C(incident_type) of each field says to which type it belongs.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  incident_type:
    description:
      - The incident type, by name or ID. C(incident_default) is the type above all others.
    type: str
    required: true
  id:
    description:
      - Only the field with this ID.
    type: str
  name:
    description:
      - Only the field with this name. Case is ignored.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_incident_type_custom_field
"""

EXAMPLES = r"""
- name: List the custom fields that all incidents have
  community.pagerduty.pagerduty_incident_type_custom_field_info:
    incident_type: incident_default
  register: fields

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ fields.incident_type_custom_fields | map(attribute='name') }}"
"""

RETURN = r"""
incident_type_custom_fields:
  description: The fields with their options, as returned by PagerDuty. Empty if no field matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PT4KHEE
      type: field
      name: environment
      display_name: Environment
      data_type: string
      field_type: single_value_fixed
      enabled: true
      default_value: null
      field_options:
        - id: P17PCVD
          type: field_option
          data:
            data_type: string
            value: production
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/types/PQ9K7I8/custom_fields
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/incidents/types/PQ9K7I8/custom_fields", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_type_custom_field import INCIDENT_TYPE_CUSTOM_FIELD


def main() -> None:
    run_module(info_operation(INCIDENT_TYPE_CUSTOM_FIELD))


if __name__ == "__main__":
    main()
