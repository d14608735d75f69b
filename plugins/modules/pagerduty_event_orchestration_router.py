#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the routers of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_router
short_description: Manage the routers of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The router of an event orchestration decides to which service an event goes. It compares the event with its rules,
    in their order. The first rule that matches decides. Events that match no rule go to O(catch_all).
  - Each event orchestration has exactly one router. It can't be created or deleted.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) updates the router. V(absent) restores the router of a new event orchestration, which has no rules
        and the O(catch_all) V(unrouted). O(rules) and O(catch_all) are then ignored.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration that the router belongs to, by name or ID.
    type: str
    required: true
  rules:
    description:
      - The rules, in the order in which PagerDuty applies them. This is the complete list, and each entry is a complete
        rule. Rules that are not in the list are deleted. An empty list deletes all rules.
      - A rule keeps its ID if the list has a rule with the same O(rules[].id), the same O(rules[].label) or the same
        content. A rule can therefore be inserted, moved or relabeled without replacing any other rule. The diff shows
        only the rules that differ, with their positions.
    type: list
    elements: dict
    suboptions:
      label:
        description:
          - A description of the rule. It identifies the rule, so it should differ from those of other rules.
        type: str
        default: ""
      conditions:
        description:
          - Conditions in PagerDuty's condition language (PCL), such as C(event.summary matches part 'database').
            The rule matches an event if at least one of the conditions does. To require several conditions, join them
            with C(and) in one text.
          - A rule without conditions matches all events.
          - For rules in general, see U(https://support.pagerduty.com/docs/event-orchestration).
        type: list
        elements: str
        default: []
      route_to:
        description:
          - The service that receives the events, by name or ID.
          - Each rule requires either O(rules[].route_to) or O(rules[].dynamic_route_to).
        type: str
      dynamic_route_to:
        description:
          - Takes the name or ID of the service from the event. PagerDuty allows this in the first rule only, and
            without O(rules[].conditions). Events that name no service are compared with the other rules.
          - PagerDuty applies this on plans with AIOps only. On other plans, it stores the rule, and the module returns
            PagerDuty's warning.
        type: dict
        suboptions:
          source:
            description:
              - The path of a field of the event, such as C(event.custom_details.service).
            type: str
            required: true
          regex:
            description:
              - A regular expression (RE2) that extracts the name or ID from the field. C((.*)) takes the whole value.
            type: str
            required: true
          lookup_by:
            description:
              - Whether the extracted text is the name or the ID of a service.
            type: str
            choices: [service_name, service_id]
            required: true
      disabled:
        description:
          - Whether PagerDuty ignores the rule.
        type: bool
        default: false
      id:
        description:
          - The ID of an existing rule, to change its label and its content together. PagerDuty assigns IDs to new
            rules.
        type: str
  catch_all:
    description:
      - The service that receives the events that match no rule, by name or ID.
      - With V(unrouted), these events go to no service. PagerDuty's default is V(unrouted). For a service with this
        name, use its ID.
    type: str
notes:
  - PagerDuty replaces the router as a whole. If two tasks change the same router at the same time, one change can be
    lost.
  - PagerDuty checks the syntax of conditions only when the router is written, so check mode can't report errors in
    conditions.
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration
  - module: community.pagerduty.pagerduty_event_orchestration_router_info
"""

EXAMPLES = r"""
- name: Create the services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Database, Web shop, Operations]

- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Route events to services
  community.pagerduty.pagerduty_event_orchestration_router:
    orchestration: Monitoring
    rules:
      - label: Database
        conditions:
          - event.summary matches part 'database'
          - event.source matches regex 'db[0-9]+-server'
        route_to: Database
      - label: Web shop
        conditions:
          - event.component matches 'shop' and event.severity matches 'critical'
        route_to: Web shop
    catch_all: Operations

- name: Let the senders name the service
  community.pagerduty.pagerduty_event_orchestration_router:
    orchestration: Monitoring
    rules:
      - label: The service in the event
        dynamic_route_to:
          source: event.custom_details.service
          regex: (.*)
          lookup_by: service_name
      - label: Database
        conditions: [event.summary matches part 'database']
        route_to: Database

- name: Remove all rules
  community.pagerduty.pagerduty_event_orchestration_router:
    orchestration: Monitoring
    state: absent
"""

RETURN = r"""
router:
  description:
    - The router as it is in PagerDuty after the task. In check mode, the predicted object, without the values that
      only PagerDuty creates. PagerDuty has the rules in C(sets), which has one entry.
  returned: success
  type: dict
  sample:
    type: router
    parent: {id: b02e973d-9620-4e0a-9edc-00fedf7d4694, type: event_orchestration_reference}
    sets:
      - id: start
        rules:
          - id: 1c26698b
            label: Database
            conditions:
              - expression: event.summary matches part 'database'
            actions: {route_to: PB31XBA}
            disabled: false
    catch_all:
      actions: {route_to: unrouted}
diff:
  description:
    - The options that differed, with their values before and after. Of RV(ignore:rules), only the rules that differ,
      each with its C(position) in the list, counted from 1.
  returned: success
  type: dict
  sample:
    before:
      rules: []
    after:
      rules:
        - position: 1
          label: Database
          conditions: [event.summary matches part 'database']
          route_to: Database (PB31XBA)
          disabled: false
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router,
#   failed: PUT /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: ["Sets rules actions must be route to or dynamic route to"]}
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Sets rules actions must be route to or dynamic route to]
    request: {method: PUT, path: "/event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/router", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_orchestration_router import EVENT_ORCHESTRATION_ROUTER


def main() -> None:
    run_module(resource_operation(EVENT_ORCHESTRATION_ROUTER))


if __name__ == "__main__":
    main()
