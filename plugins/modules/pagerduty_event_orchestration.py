#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration
short_description: Manage PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An event orchestration receives the events of many tools and systems with one routing key. Its router, which
    M(community.pagerduty.pagerduty_event_orchestration_router) manages, decides for each event which service it goes
    to.
  - PagerDuty creates a new event orchestration with one integration. Senders of events pass its routing key as
    O(community.pagerduty.pagerduty_event#module:routing_key). This module returns the key.
    M(community.pagerduty.pagerduty_event_orchestration_integration) manages further integrations.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the event orchestration. V(absent) deletes it, with its integrations and rules.
        PagerDuty then drops all events that are sent with its routing keys.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the event orchestration. It identifies the event orchestration. Case is ignored.
      - With O(id), the new name of the event orchestration.
      - PagerDuty allows several event orchestrations with the same name. If there are several, the task fails and
        lists them, unless they are equal. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the event orchestration. Use it instead of O(name) to rename an event orchestration.
    type: str
  description:
    description:
      - The purpose of the event orchestration. An empty string removes the description.
    type: str
  team:
    description:
      - The team that owns the event orchestration, by name or ID. Without a team, only administrators have access to
        the event orchestration.
      - An empty string removes the team. PagerDuty does not document how a team is removed. The module does it like
        PagerDuty's Terraform provider.
    type: str
notes:
  - Everyone who has a routing key of RV(event_orchestration.integrations) can open incidents on the services to which
    the event orchestration routes events. Set C(no_log=true) for the task if other people can read the output of the
    playbook.
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_router
  - module: community.pagerduty.pagerduty_event_orchestration_integration
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring
    description: Alerts of all monitoring tools
  register: monitoring

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Database
    escalation_policy: Default

- name: Route all events to the service
  community.pagerduty.pagerduty_event_orchestration_router:
    orchestration: Monitoring
    catch_all: Database

- name: Send an event to the event orchestration
  community.pagerduty.pagerduty_event:
    routing_key: "{{ monitoring.event_orchestration.integrations[0].parameters.routing_key }}"
    event_action: trigger
    summary: The database does not respond
    source: db1.example.com
    severity: critical

- name: Delete an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring
    state: absent
"""

RETURN = r"""
event_orchestration:
  description:
    - The event orchestration as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  contains:
    integrations:
      description:
        - The integrations. Senders of events pass C(parameters.routing_key) of one of them as C(routing_key).
      returned: success
      type: list
      elements: dict
  sample:
    id: b02e973d-9620-4e0a-9edc-00fedf7d4694
    name: Monitoring
    description: Alerts of all monitoring tools
    team: {id: PQ9K7I8, type: team_reference}
    integrations:
      - id: 0ebf0b59-0c45-4970-9229-b988a207fd60
        label: Monitoring Default Integration
        parameters: {routing_key: R0123456789ABCDEF0123456789ABCDE, type: global}
    routes: 2
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      name: Monitoring
      description: Alerts of all monitoring tools
# generated: return values {request: GET /event_orchestrations, failed: POST /event_orchestrations,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: [Name can't be blank]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations
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
    errors: [Name can't be blank]
    request: {method: POST, path: "/event_orchestrations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_orchestration import EVENT_ORCHESTRATION


def main() -> None:
    run_module(resource_operation(EVENT_ORCHESTRATION))


if __name__ == "__main__":
    main()
