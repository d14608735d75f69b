#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the rules for unrouted events of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_unrouted_info
short_description: Get the rules for unrouted events of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the rules for unrouted events of one event orchestration, as a list with one entry.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  orchestration:
    description:
      - The event orchestration, by name or ID.
    type: str
    required: true
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_unrouted
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Get the rules for unrouted events
  community.pagerduty.pagerduty_event_orchestration_unrouted_info:
    orchestration: Monitoring
  register: found

- name: Show the labels of the rules of the first set
  ansible.builtin.debug:
    msg: "{{ found.unrouted_orchestrations[0].sets[0].rules | map(attribute='label') }}"
"""

RETURN = r"""
unrouted_orchestrations:
  description: The rules, as returned by PagerDuty. The list always has one entry.
  returned: success
  type: list
  elements: dict
  sample:
    - type: unrouted
      parent: {id: b02e973d-9620-4e0a-9edc-00fedf7d4694, type: event_orchestration_reference}
      sets:
        - id: start
          rules:
            - id: 1c26698b
              label: Database
              conditions:
                - expression: event.summary matches part 'database'
              actions: {severity: info}
              disabled: false
      catch_all:
        actions: {suppress: true}
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: GET, path: "/event_orchestrations/PQ9K7I8/unrouted", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_orchestration_unrouted import EVENT_ORCHESTRATION_UNROUTED


def main() -> None:
    run_module(info_operation(EVENT_ORCHESTRATION_UNROUTED))


if __name__ == "__main__":
    main()
