#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_info
short_description: List PagerDuty users
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Gives all users of an account, those that the filters select, or one.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  email:
    description:
      - Only the user with exactly this e-mail address. Case doesn't count.
    type: str
  query:
    description:
      - Only users whose name or e-mail address contains this text. Case doesn't count.
    type: str
  teams:
    description:
      - Only members of these teams, by name or ID.
    type: list
    elements: str
  include:
    description:
      - What to give whole instead of as a reference, or in addition.
      - V(calendar_urls) gives the addresses of a user's calendar, which open it to everybody who knows them, and which
        are left out otherwise. It needs O(id). Keep such a result to yourself, with C(no_log).
    type: list
    elements: str
    choices: [contact_methods, notification_rules, teams, subdomains, calendar_urls]
"""

EXAMPLES = r"""
- name: List all users
  community.pagerduty.pagerduty_user_info:
  register: all

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ all.users | map(attribute='email') }}"

- name: Give one user, with how to reach them
  community.pagerduty.pagerduty_user_info:
    email: owner@example.com
    include: [contact_methods, notification_rules]
"""

RETURN = r"""
users:
  description: The users, as PagerDuty shows them. Empty if none is selected.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXPGF42
      type: user
      name: Ann Archer
      email: ann@example.com
      role: user
total:
  description: How many objects there are in all, whatever O(limit) and O(offset) leave of them.
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that were made, in their order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: /users, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.user import USERS
from ..module_utils._run import inquire


def main() -> None:
    run_module(inquire(USERS))


if __name__ == "__main__":
    main()
