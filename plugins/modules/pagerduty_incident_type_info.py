#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty incident types."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_type_info
short_description: List PagerDuty incident types
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all incident types, or one of them. The list is empty if the plan of the account does not have
    incident types.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only the type with this name. Case is ignored.
    type: str
  filter:
    description:
      - Only V(enabled) or only V(disabled) types. By default, all.
    type: str
    choices: [enabled, disabled, all]
seealso:
  - module: community.pagerduty.pagerduty_incident_type
"""

EXAMPLES = r"""
- name: List the types that incidents can have
  community.pagerduty.pagerduty_incident_type_info:
    filter: enabled
  register: types

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ types.incident_types | map(attribute='name') }}"

- name: Get one type
  community.pagerduty.pagerduty_incident_type_info:
    name: incident_default
"""

RETURN = r"""
incident_types:
  description: The types, as returned by PagerDuty. Empty if none matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: P123456
      type: incident_type
      name: incident_default
      display_name: Base Incident
      description: null
      enabled: true
      parent: null
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/types?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/incidents/types", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_type import INCIDENT_TYPE


def main() -> None:
    run_module(info_operation(INCIDENT_TYPE))


if __name__ == "__main__":
    main()
