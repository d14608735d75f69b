#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty custom fields of incidents in the older form."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_custom_field
short_description: Manage PagerDuty custom fields of incidents in the older form
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates, updates and deletes the custom fields that all incidents have, through an older part of PagerDuty's API,
    which PagerDuty calls deprecated.
  - Prefer M(community.pagerduty.pagerduty_incident_type_custom_field). It manages the same fields with
    O(community.pagerduty.pagerduty_incident_type_custom_field#module:incident_type=incident_default), and the fields of
    other incident types. Use this module only for an account that does not have incident types.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the field, by which tasks set values. It identifies the field. PagerDuty can't change it.
      - It has up to 50 lower-case letters, digits and underscores.
    type: str
  id:
    description:
      - The ID of the field, instead of O(name).
    type: str
  display_name:
    description:
      - The name that people see in PagerDuty, with up to 50 characters. No two fields have the same.
      - Required for a new field.
    type: str
  description:
    description:
      - A description of the values, with up to 1000 characters. An empty string clears it.
    type: str
  data_type:
    description:
      - The type of the values. Required for a new field. PagerDuty can't change it.
      - A V(string) and a V(url) have up to 200 characters. A V(datetime) is a point in time.
    type: str
    choices: [boolean, integer, float, string, datetime, url]
  field_type:
    description:
      - Whether an incident has one value or several, and whether only the O(options) of the field are possible.
        Required for a new field. PagerDuty can't change it.
      - V(single_value) is one value, and V(single_value_fixed) is one of the O(options).
      - V(multi_value) is a list of up to ten values, and V(multi_value_fixed) is a list of some of the O(options).
      - All but V(single_value) require O(data_type=string).
    type: str
    choices: [single_value, single_value_fixed, multi_value, multi_value_fixed]
  default_value:
    description:
      - The value of incidents without a value of their own, of the type that O(data_type) and O(field_type) state. An
        empty string clears it.
    type: raw
  enabled:
    description:
      - Whether the field is enabled. PagerDuty does not show the values of a disabled field.
      - New fields are enabled by default.
    type: bool
  options:
    description:
      - The possible values of a field with the type V(single_value_fixed) or V(multi_value_fixed).
      - The options in this list are added. Other options are left unchanged, unless O(purge_options=true). Their order
        can't be managed.
    type: list
    elements: dict
    suboptions:
      value:
        description:
          - The text of the option, with up to 100 characters. Case matters.
        type: str
        required: true
      id:
        description:
          - The ID of an existing option, to give it another text.
          - M(community.pagerduty.pagerduty_incident_custom_field_info) returns the IDs.
        type: str
  purge_options:
    description:
      - Whether to remove the options that are not in O(options). With O(options=[]), all are removed.
      - PagerDuty does not document what happens to incidents that have a removed option as their value.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_incident_type_custom_field
  - module: community.pagerduty.pagerduty_incident_custom_field_info
"""

EXAMPLES = r"""
- name: Create a field with options
  community.pagerduty.pagerduty_incident_custom_field:
    name: region
    display_name: Region
    data_type: string
    field_type: single_value_fixed
    options:
      - value: Europe
      - value: Asia

- name: Disable the field
  community.pagerduty.pagerduty_incident_custom_field:
    name: region
    enabled: false

- name: Delete the field, with the values of all incidents
  community.pagerduty.pagerduty_incident_custom_field:
    name: region
    state: absent
"""

RETURN = r"""
incident_custom_field:
  description:
    - The field as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PT4KHEE
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
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      options: [production]
    after:
      options: [production, staging]
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/custom_fields
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
    errors: [Name has already been taken]
    request: {method: PUT, path: "/incidents/custom_fields/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.incident_custom_field import INCIDENT_CUSTOM_FIELD


def main() -> None:
    run_module(resource_operation(INCIDENT_CUSTOM_FIELD))


if __name__ == "__main__":
    main()
