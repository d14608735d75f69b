#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty escalation policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_escalation_policy
short_description: Manage PagerDuty escalation policies
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An escalation policy says who is called for an incident, and who next if nobody answers.
  - Only what the task states is managed. An option that is left out keeps the value that the policy has.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) makes the policy, or changes it to what the options state. V(absent) removes it; the other options
        are ignored then.
      - A policy that services use can't be removed. The error names them.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the policy, by which it is found. No two policies of an account share one; case doesn't count.
      - With O(id), the name that the policy shall have.
    type: str
  id:
    description:
      - Finds the policy by its ID instead, which is how to rename one.
    type: str
  description:
    description:
      - What the policy is for. An empty text clears it.
    type: str
  escalation_rules:
    description:
      - The levels of the policy, first things first. The list replaces the one that the policy has; levels that stay
        the same keep their identity in PagerDuty.
      - A new policy needs one.
    type: list
    elements: dict
    suboptions:
      escalation_delay_in_minutes:
        description:
          - Minutes that an incident waits here for somebody to acknowledge it, before it goes on to the next level.
        type: int
        required: true
      targets:
        description:
          - Who is called. 1 to 10 users and schedules.
          - Their order counts only with V(round_robin).
        type: list
        elements: dict
        required: true
        suboptions:
          user:
            description: A user. The e-mail address, the name or the ID.
            type: str
          schedule:
            description: Whoever is on call in this schedule. Its name or ID.
            type: str
      escalation_rule_assignment_strategy:
        description:
          - V(assign_to_everyone) calls all targets for each incident. V(round_robin) calls them in turn, one an
            incident; it depends on the account's plan.
          - A new level calls everyone if it is not set. A level that is there already stays as it is.
        type: str
        choices: [assign_to_everyone, round_robin]
  num_loops:
    description:
      - How often to begin again with the first level after the last one, from V(0) to V(9).
    type: int
  on_call_handoff_notifications:
    description:
      - Whether users are told that their time on call begins or ends V(always), or only if the policy has services.
    type: str
    choices: [if_has_services, always]
  teams:
    description:
      - The team that the policy belongs to, by name or ID. PagerDuty takes one at the most. An empty list takes the
        policy out of its team.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Have a user to call
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Call Ann, and after a quarter of an hour the owner
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

- name: Share the work between the two
  community.pagerduty.pagerduty_escalation_policy:
    name: Platform
    escalation_rules:
      - escalation_delay_in_minutes: 15
        escalation_rule_assignment_strategy: round_robin
        targets:
          - user: ann@example.com
          - user: owner@example.com

- name: Remove the policy
  community.pagerduty.pagerduty_escalation_policy:
    name: Platform
    state: absent
"""

RETURN = r"""
escalation_policy:
  description:
    - The policy as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can make.
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
  description: The options that differed, before and after.
  returned: success
  type: dict
  sample:
    before:
      num_loops: 0
    after:
      num_loops: 2
requests:
  description: The requests that were made, in their order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /escalation_policies?query=Platform
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - What went wrong, for plays that branch on it. The keys are C(status) (HTTP), C(code) (PagerDuty's number),
      C(message), C(errors) (a list of texts) and C(request) (C(method), C(path), and the C(id) that PagerDuty's support
      asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Name has already been taken]
    request: {method: PUT, path: /escalation_policies/PT20YPA, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.escalation_policy import ESCALATION_POLICY
from ..module_utils._run import manage


def main() -> None:
    run_module(manage(ESCALATION_POLICY))


if __name__ == "__main__":
    main()
