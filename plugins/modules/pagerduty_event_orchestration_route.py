#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage single rules of the routers of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_route
short_description: Manage single rules of the routers of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The router of an event orchestration decides which service an event goes to. This module adds, changes, moves or
    removes one of its rules, and leaves all others unchanged. Use it if several teams or playbooks share a router. To
    manage all rules in one place, use M(community.pagerduty.pagerduty_event_orchestration_router) instead.
  - PagerDuty applies the first rule that matches an event, in the order of the router.
  - PagerDuty's API can only replace a whole router. If several tasks change the same router at the same time, each
    keeps the rules of the others. Tasks on one controller take turns. If a task on another controller overwrites the
    rule, the task notices this, and writes it again. See O(settle).
  - A program that works differently, such as Terraform, can still overwrite rules. The task warns if it
    notices this.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds or changes the rule. V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration, by name or ID.
    type: str
    required: true
  label:
    description:
      - The label of the rule. It identifies the rule within the router. Case is ignored.
      - With O(id), the new label of the rule.
      - If several rules have this label, the task fails and lists them. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the rule. Use it instead of O(label) to change the label, or for a rule without a label.
    type: str
  conditions:
    description:
      - PagerDuty's condition language (PCL) describes which events match, for example
        V(event.summary matches part 'database'). The rule matches if one of the conditions does.
      - A rule without conditions matches all events. This is the default of a new rule. An empty list removes the
        conditions of an existing one.
    type: list
    elements: str
  route_to:
    description:
      - The service that receives the events, by name or ID. A new rule needs this option or O(dynamic_route_to).
    type: str
  dynamic_route_to:
    description:
      - The service is named in the event. PagerDuty allows one such rule in a router, as the first rule and without
        conditions.
    type: dict
    suboptions:
      source:
        description:
          - The field of the event that names the service, such as V(event.custom_details.service).
        type: str
        required: true
      regex:
        description:
          - A regular expression (RE2). The text that its first group matches is the name or ID of the service.
        type: str
        required: true
      lookup_by:
        description:
          - Whether the text is the name or the ID of the service.
        type: str
        required: true
        choices: [service_name, service_id]
  disabled:
    description:
      - Whether PagerDuty ignores the rule. A new rule is not disabled.
    type: bool
  position:
    description:
      - Where the rule is in the router. V(first), V(last), or a number, counted from 1. A number that is greater than
        the number of rules means V(last).
      - A new rule is the last one by default, and an existing one stays where it is.
      - If the first rule has C(dynamic_route_to), V(first) means directly after it, because PagerDuty allows no rule
        before it.
      - Two playbooks that want different rules at the same position move them in turns. Use O(before) or O(after) then.
    type: str
  before:
    description:
      - The label or ID of a rule that must come after this one. If this one is already somewhere before it, it stays
        where it is. Otherwise, it is moved or added directly before it.
    type: str
  after:
    description:
      - The label or ID of a rule that must come before this one. If this one is already somewhere after it, it stays
        where it is. Otherwise, it is moved or added directly after it.
    type: str
  settle:
    description:
      - How many seconds a task waits after it has changed the router, before it reads the router again to find out
        whether another controller has overwritten the change. A task that changes nothing does not wait.
      - V(0) is safe if only playbooks of one user on one controller change the router, because these take turns.
    type: int
    default: 2
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_router
  - module: community.pagerduty.pagerduty_event_orchestration_router_info
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Create the services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Database, Web shop]

- name: Route the events of the database to its service
  community.pagerduty.pagerduty_event_orchestration_route:
    orchestration: Monitoring
    label: Database
    conditions:
      - event.summary matches part 'database'
      - event.source matches regex '^db[0-9]+'
    route_to: Database

- name: Route the events of the web shop to its service, before the rule of the database is applied
  community.pagerduty.pagerduty_event_orchestration_route:
    orchestration: Monitoring
    label: Web shop
    conditions:
      - event.component matches 'shop'
    route_to: Web shop
    before: Database

- name: Disable a rule
  community.pagerduty.pagerduty_event_orchestration_route:
    orchestration: Monitoring
    label: Web shop
    disabled: true

- name: Remove a rule
  community.pagerduty.pagerduty_event_orchestration_route:
    orchestration: Monitoring
    label: Web shop
    state: absent
"""

RETURN = r"""
route:
  description:
    - The rule as it is in PagerDuty after the task. In check mode, the predicted rule, without the ID of a new one.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: 1c26698b
    label: Database
    conditions:
      - expression: event.summary matches part 'database'
    actions: {route_to: PB31XBA}
    disabled: false
position:
  description:
    - The position of the rule in the router after the task, counted from 1.
    - Null with O(state=absent).
  returned: success
  type: int
  sample: 2
diff:
  description: The rule before and after the task, with its position. Empty if nothing has changed.
  returned: success
  type: dict
  sample:
    before:
      rules: []
    after:
      rules:
        - position: 2
          label: Database
          conditions: [event.summary matches part 'database']
          route_to: Database (PB31XBA)
          disabled: false
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router
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
    request: {method: GET, path: "/event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.event_orchestration_route import EVENT_ORCHESTRATION_ROUTE_OPERATION


def main() -> None:
    run_module(EVENT_ORCHESTRATION_ROUTE_OPERATION)


if __name__ == "__main__":
    main()
