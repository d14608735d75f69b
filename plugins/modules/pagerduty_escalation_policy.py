#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty escalation policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_escalation_policy
short_description: Manage PagerDuty escalation policies
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An escalation policy defines whom PagerDuty notifies about an incident, and whom it notifies next if nobody
    acknowledges the incident. This module creates, updates and deletes escalation policies.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.resource.tags
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the policy. It identifies the policy, because policy names are unique in an account. Case is
        ignored.
      - With O(id), the new name of the policy.
    type: str
  description:
    description:
      - A description of the policy. An empty string clears it.
    type: str
  escalation_rules:
    description:
      - The levels of the policy, in the order in which PagerDuty notifies them. The list replaces the existing
        levels. Unchanged levels keep their IDs in PagerDuty.
      - Required to create a policy.
    type: list
    elements: dict
    suboptions:
      escalation_delay_in_minutes:
        description:
          - Minutes that PagerDuty waits for an acknowledgment on this level before it escalates the incident to the
            next level.
        type: int
        required: true
      targets:
        description:
          - Whom PagerDuty notifies. 1 to 10 users and schedules.
          - The order matters only with V(round_robin).
          - References as in PagerDuty's API, with C(id) and C(type), are also accepted.
        type: list
        elements: dict
        required: true
        suboptions:
          user:
            description: A user, by email address, name or ID.
            type: str
          schedule:
            description: A schedule of either type, by name or ID. PagerDuty notifies the users who are on call.
            type: str
      escalation_rule_assignment_strategy:
        description:
          - V(assign_to_everyone) notifies all targets about each incident. V(round_robin) assigns each incident to
            the next target in turn. It is not included in all plans.
          - The default for a new level is V(assign_to_everyone). The strategy of an existing level is left unchanged.
        type: str
        choices: [assign_to_everyone, round_robin]
  num_loops:
    description:
      - How many times PagerDuty repeats all levels if nobody acknowledges the incident, from V(0) to V(9).
    type: int
  on_call_handoff_notifications:
    description:
      - Whether PagerDuty notifies users when their on-call shift starts and ends. V(always) notifies in all cases,
        V(if_has_services) only if the policy is used by a service.
    type: str
    choices: [if_has_services, always]
  teams:
    description:
      - The team that the policy belongs to, by name or ID. PagerDuty allows at most one. An empty list removes the
        policy from its team.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Notify Ann first, and the account owner after 15 minutes
  community.pagerduty.pagerduty_escalation_policy:
    name: Platform
    escalation_rules:
      - escalation_delay_in_minutes: 15
        targets:
          - user: ann@example.com
      - escalation_delay_in_minutes: 30
        targets:
          - user: owner@example.com
    num_loops: 2

- name: Distribute incidents between two users
  community.pagerduty.pagerduty_escalation_policy:
    name: Platform
    escalation_rules:
      - escalation_delay_in_minutes: 15
        escalation_rule_assignment_strategy: round_robin
        targets:
          - user: ann@example.com
          - user: owner@example.com

- name: Delete the policy
  community.pagerduty.pagerduty_escalation_policy:
    name: Platform
    state: absent
"""

RETURN = r"""
escalation_policy:
  description:
    - The policy as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PT20YPA
    type: escalation_policy
    summary: Platform
    name: Platform
    description: null
    escalation_rules:
      - id: PGHDV41
        escalation_delay_in_minutes: 15
        targets:
          - id: PXPGF42
            type: user_reference
            summary: Ann Archer
    num_loops: 2
    on_call_handoff_notifications: if_has_services
    services: []
    teams: []
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      num_loops: 0
    after:
      num_loops: 2
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /escalation_policies?query=Web+shop
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
    request: {method: PUT, path: "/escalation_policies/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY


def main() -> None:
    run_module(resource_operation(MANAGED_ESCALATION_POLICY))


if __name__ == "__main__":
    main()
