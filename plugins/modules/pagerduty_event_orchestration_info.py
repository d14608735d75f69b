#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_info
short_description: List PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all event orchestrations of the account, or one event orchestration.
  - PagerDuty's list does not contain the integrations with the routing keys. Set O(name) or O(id) to get them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only event orchestrations with exactly this name. Case is ignored. The result contains their integrations.
    type: str
  sort_by:
    description:
      - The order of the list. V(routes) is the number of services to which the router routes events. PagerDuty's
        default is V(name:asc).
    type: str
    choices: [name:asc, name:desc, routes:asc, routes:desc, created_at:asc, created_at:desc]
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_router_info
"""

EXAMPLES = r"""
- name: List all event orchestrations, those with the most services first
  community.pagerduty.pagerduty_event_orchestration_info:
    sort_by: routes:desc
  register: all

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ all.event_orchestrations | map(attribute='name') }}"

- name: Get one event orchestration, with its routing keys
  community.pagerduty.pagerduty_event_orchestration_info:
    name: Monitoring
"""

RETURN = r"""
event_orchestrations:
  description: The event orchestrations, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: b02e973d-9620-4e0a-9edc-00fedf7d4694
      name: Monitoring
      description: Alerts of all monitoring tools
      team: {id: PQ9K7I8, type: team_reference}
      integrations:
        - id: 0ebf0b59-0c45-4970-9229-b988a207fd60
          label: Monitoring Default Integration
          parameters: {routing_key: R0123456789ABCDEF0123456789ABCDE, type: global}
      routes: 2
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
      path: /event_orchestrations?limit=100&offset=0
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
    request: {method: GET, path: "/event_orchestrations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_orchestration import EVENT_ORCHESTRATION


def main() -> None:
    run_module(info_operation(EVENT_ORCHESTRATION))


if __name__ == "__main__":
    main()
