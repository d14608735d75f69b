#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the membership of one user in one PagerDuty team."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_team_membership
short_description: Manage the membership of a user in a PagerDuty team
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A membership gives a user a role in a team. This module adds one user to one team, changes the role, or removes the
    user from the team.
  - For several members of a team, O(community.pagerduty.pagerduty_team#module:members) costs fewer requests. It can
    also remove the members that a playbook does not list. For several teams of a user, use
    O(community.pagerduty.pagerduty_user#module:teams).
  - The module reads the members of the team, 100 in each request. The items of a loop share these requests.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds the user to the team or changes the role.
      - V(absent) removes the user from the team. If the user or the team does not exist, nothing is changed.
      - A user who is in an escalation policy or a schedule of the team can't be removed. The error lists them.
    type: str
    choices: [present, absent]
    default: present
  team:
    description:
      - The name or ID of the team.
    type: str
    required: true
  user:
    description:
      - The email address, name or ID of the user.
      - Users with a read-only role in the account can't be in a team.
    type: str
    required: true
  role:
    description:
      - The permissions of the user in the team. If it is not set, the role of a member is left unchanged, and a new
        member becomes a manager.
      - Admins and the account owner are always managers of their teams.
      - After PagerDuty has changed the role of a member, it may return the old role for a moment. The task waits until
        PagerDuty returns the new role.
    type: str
    choices: [observer, responder, manager]
"""

EXAMPLES = r"""
- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Platform

- name: Create users
  community.pagerduty.pagerduty_user:
    email: "{{ item.email }}"
    name: "{{ item.name }}"
    from_email: owner@example.com
  loop:
    - {email: ann@example.com, name: Ann Archer}
    - {email: bea@example.com, name: Bea Baker}

- name: Add a user to the team
  community.pagerduty.pagerduty_team_membership:
    team: Platform
    user: ann@example.com
    role: responder

- name: Make several users managers of a team
  community.pagerduty.pagerduty_team_membership:
    team: Platform
    user: "{{ item }}"
    role: manager
  loop:
    - ann@example.com
    - bea@example.com

- name: Remove a user from a team
  community.pagerduty.pagerduty_team_membership:
    team: Platform
    user: bea@example.com
    state: absent
"""

RETURN = r"""
team_membership:
  description:
    - The membership as it is after the task, with references to the team and the user.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    team: {id: PQ9K7I8, type: team_reference, summary: Platform}
    user: {id: PXPGF42, type: user_reference, summary: Ann Archer}
    role: responder
diff:
  description: The role before and after the task. Without a membership, it is omitted.
  returned: success
  type: dict
  sample:
    before: {role: observer}
    after: {role: responder}
# generated: return values {request: "GET /teams?query=Platform", failed: PUT /teams/PQ9K7I8/users/PXPGF42,
#   errors: [User cannot be added to a team as they are a read only user]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /teams?query=Platform
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
    errors: [User cannot be added to a team as they are a read only user]
    request: {method: PUT, path: "/teams/PQ9K7I8/users/PXPGF42", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.association_operation import association_operation
from ..module_utils._resources.team_members import MANAGED_TEAM, MEMBERS


def main() -> None:
    run_module(association_operation(MANAGED_TEAM, MEMBERS, name="team_membership"))


if __name__ == "__main__":
    main()
