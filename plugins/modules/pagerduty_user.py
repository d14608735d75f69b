#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user
short_description: Manage PagerDuty users
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Makes, changes and removes the users of an account, and says which teams they belong to.
  - Only what the task states is managed. An option that is left out keeps the value that the user has.
  - PagerDuty sends an invitation by e-mail to each new user.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) makes the user, or changes it to what the options state. V(absent) removes it; the other options are
        ignored then.
      - A user who is on an escalation policy or a schedule can't be removed. The error names what holds the user.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - The user's e-mail address, by which the user is found. Case doesn't count; PagerDuty keeps it in lower case.
      - With O(id), the address that the user shall have.
    type: str
  id:
    description:
      - Finds the user by ID instead, which is how to change the e-mail address.
    type: str
  name:
    description:
      - The name of the user, 100 characters at the most. PagerDuty folds white space in it.
      - A new user needs one.
    type: str
  role:
    description:
      - What the user may do in the account. V(user) is called Manager and V(limited_user) Responder on PagerDuty's
        pages.
      - V(read_only_user) and V(read_only_limited_user) are stakeholders; V(observer) and V(restricted_access) need
        advanced permissions.
      - The owner of an account has V(owner), which can't be given to another.
    type: str
    choices: [admin, limited_user, observer, owner, read_only_limited_user, read_only_user, restricted_access, user]
  time_zone:
    description:
      - The time zone in which the user sees times, by its name, such as V(Europe/Berlin). New users get the account's.
    type: str
  color:
    description:
      - The color of the user in schedules, by its name, such as V(green). PagerDuty chooses one for new users.
    type: str
  job_title:
    description:
      - The user's title, 100 characters at the most. PagerDuty can change it, but not clear it once there is one.
    type: str
  description:
    description:
      - The user's biography. An empty text clears it.
    type: str
  license:
    description:
      - The licence that the user occupies. The name or the ID; accounts often have several licences of one name, which
        only IDs tell apart.
      - PagerDuty chooses one that fits O(role) if it is not set.
      - Stating it costs two requests, for what there are and what the user has.
    type: str
  teams:
    description:
      - Teams that the user belongs to. The user is added to those missing. Other memberships stay, unless
        O(purge_teams=true).
      - Each membership that changes is one request.
    type: list
    elements: dict
    suboptions:
      team:
        description: The name or the ID of the team.
        type: str
        required: true
      role:
        description:
          - What the user may do in the team. Left as it is if not set; PagerDuty makes new members managers.
          - Admins and owners of the account are always managers of their teams.
        type: str
        choices: [observer, responder, manager]
  purge_teams:
    description:
      - Whether to remove the user from the teams that O(teams) does not list. With O(teams=[]), from all.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Have a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    role: user
    time_zone: Europe/Berlin
    job_title: Site reliability engineer
    from_email: owner@example.com

- name: Have the whole team, over one connection
  community.pagerduty.pagerduty_user:
    email: "{{ item.email }}"
    name: "{{ item.name }}"
    role: limited_user
    from_email: owner@example.com
  loop:
    - {email: bea@example.com, name: Bea Baker}
    - {email: cal@example.com, name: Cal Carter}

- name: Have a team
  community.pagerduty.pagerduty_team:
    name: Platform

- name: Put a user into it, and out of all others
  community.pagerduty.pagerduty_user:
    email: bea@example.com
    teams:
      - team: Platform
        role: responder
    purge_teams: true

- name: Find a user
  community.pagerduty.pagerduty_user_info:
    email: cal@example.com
  register: found

- name: Change the e-mail address
  community.pagerduty.pagerduty_user:
    id: "{{ found.users[0].id }}"
    email: cal.carter@example.com

- name: Remove a user
  community.pagerduty.pagerduty_user:
    email: cal.carter@example.com
    state: absent
"""

RETURN = r"""
user:
  description:
    - The user as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can make.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PXPGF42
    type: user
    summary: Ann Archer
    name: Ann Archer
    email: ann@example.com
    role: user
    time_zone: Europe/Berlin
    color: green
    job_title: Site reliability engineer
    description: null
    teams: []
diff:
  description: The options that differed, before and after.
  returned: success
  type: dict
  sample:
    before:
      job_title: Engineer
    after:
      job_title: Site reliability engineer
requests:
  description: The requests that were made, in their order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users?query=ann@example.com
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
    errors: [Email has already been taken]
    request: {method: PUT, path: /users/PXPGF42, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.user import USER
from ..module_utils._run import manage


def main() -> None:
    run_module(manage(USER))


if __name__ == "__main__":
    main()
