#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty teams."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_team
short_description: Manage PagerDuty teams
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A team groups users, escalation policies, schedules and services. This module creates, updates and deletes teams.
    A team that has escalation policies, schedules or services can't be deleted.
  - The members of a team can be managed here (O(members)), for one user at a time
    (M(community.pagerduty.pagerduty_team_membership)), or for all teams of a user
    (O(community.pagerduty.pagerduty_user#module:teams)).
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
      - The name of the team, with at most 100 characters. It identifies the team, because team names are unique in an
        account. Case is ignored.
      - With O(id), the new name of the team.
    type: str
  description:
    description:
      - A description of the team, with at most 1024 characters. An empty string clears it.
    type: str
  default_role:
    description:
      - The permissions on the team's objects for users who are not in the team. V(manager) allows what their role in
        the account allows. V(none) makes the team private.
    type: str
    choices: [manager, none]
  members:
    description:
      - The members of the team. The users in this list are added to the team. Other members are left unchanged, unless
        O(purge_members=true).
      - This option costs one request for each 100 members of the team, and one request for each changed membership.
      - The result does not contain the members. Use O(community.pagerduty.pagerduty_team_info#module:members) to read
        them.
    type: list
    elements: dict
    suboptions:
      user:
        description:
          - The email address, name or ID of the user. With the email address or the ID of a member, no further request
            is needed.
        type: str
        required: true
      role:
        description:
          - The permissions of the user in the team. If it is not set, the role of a member is left unchanged, and new
            members become managers.
          - Admins and the account owner are always managers of their teams.
        type: str
        choices: [observer, responder, manager]
  purge_members:
    description:
      - Whether to remove the members that are not in O(members) from the team. With O(members=[]), all members are
        removed. The users themselves are not deleted.
      - A user who is in an escalation policy or a schedule of the team can't be removed. The error lists them.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Platform
    description: Runs the infrastructure for other teams

- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Make this user the only member of the team
  community.pagerduty.pagerduty_team:
    name: Platform
    members: [{user: ann@example.com, role: manager}]
    purge_members: true

- name: Create a private team
  community.pagerduty.pagerduty_team:
    name: Security
    default_role: none

- name: Delete a team
  community.pagerduty.pagerduty_team:
    name: Security
    state: absent
"""

RETURN = r"""
# generated: return values
team:
  description:
    - The team as it is in PagerDuty after the task.
    - In check mode, the predicted object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PQ9K7I8
    type: team
    summary: Night watch
    name: Night watch
    description: Who is awake
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      description: Who is awake
    after:
      description: ''
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /teams?query=Night+watch
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
    request: {method: PUT, path: "/teams/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

# generated: code, to the end
from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.team_members import MANAGED_TEAM


def main() -> None:
    run_module(resource_operation(MANAGED_TEAM))


if __name__ == "__main__":
    main()
