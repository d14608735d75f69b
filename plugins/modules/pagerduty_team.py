#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty teams."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_team
short_description: Manage PagerDuty teams
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A team groups users, escalation policies, schedules and services. This module makes, changes and removes teams.
  - Who belongs to a team is managed with the user, by O(community.pagerduty.pagerduty_user#module:teams).
  - Only what the task states is managed. An option that is left out keeps the value that the team has.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) makes the team, or changes it to what the options state. V(absent) removes it; the other options are
        ignored then.
      - A team that has escalation policies, schedules or services can't be removed. The error names them.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the team, 100 characters at the most, by which it is found. No two teams of an account share one;
        case doesn't count.
      - With O(id), the name that the team shall have.
    type: str
  id:
    description:
      - Finds the team by its ID instead, which is how to rename one.
    type: str
  description:
    description:
      - What the team is, 1024 characters at the most. An empty text clears it.
    type: str
  default_role:
    description:
      - What users who are not in the team may do with what is the team's. V(manager) lets them do what their role in
        the account allows. V(none) makes the team private.
    type: str
    choices: [manager, none]
"""

EXAMPLES = r"""
- name: Have a team
  community.pagerduty.pagerduty_team:
    name: Platform
    description: Runs what the others run on

- name: Have somebody in it
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    teams:
      - team: Platform
        role: manager
    from_email: owner@example.com

- name: Have a private team
  community.pagerduty.pagerduty_team:
    name: Security
    default_role: none

- name: Remove it
  community.pagerduty.pagerduty_team:
    name: Security
    state: absent
"""

RETURN = r"""
team:
  description:
    - The team as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can make.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PQ9K7I8
    type: team
    summary: Platform
    name: Platform
    description: Runs what the others run on
    default_role: manager
diff:
  description: The options that differed, before and after.
  returned: success
  type: dict
  sample:
    before:
      description: ""
    after:
      description: Runs what the others run on
requests:
  description: The requests that were made, in their order.
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
    request: {method: PUT, path: /teams/PQ9K7I8, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.team import TEAM
from ..module_utils._run import manage


def main() -> None:
    run_module(manage(TEAM))


if __name__ == "__main__":
    main()
