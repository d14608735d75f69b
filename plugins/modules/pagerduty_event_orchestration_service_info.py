#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the event rules of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_service_info
short_description: Get the event rules of PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the event rules of one service, as a list with one entry.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - The service, by name or ID.
    type: str
    required: true
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_service
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Get the event rules
  community.pagerduty.pagerduty_event_orchestration_service_info:
    service: Web shop
  register: found

- name: Show the labels of the rules of the first set
  ansible.builtin.debug:
    msg: "{{ found.service_orchestrations[0].sets[0].rules | map(attribute='label') }}"
"""

RETURN = r"""
service_orchestrations:
  description: The rules, as returned by PagerDuty. The list always has one entry.
  returned: success
  type: list
  elements: dict
  sample:
    - type: service
      parent: {id: PC2D9ML, type: service_reference}
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
        actions: {}
# generated: return values {request: GET /event_orchestrations/services/PC2D9ML,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/services/PC2D9ML
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
    request: {method: GET, path: "/event_orchestrations/services/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_orchestration_service import EVENT_ORCHESTRATION_SERVICE


def main() -> None:
    run_module(info_operation(EVENT_ORCHESTRATION_SERVICE))


if __name__ == "__main__":
    main()
