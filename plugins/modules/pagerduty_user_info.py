#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_info
short_description: List PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all users of the account, the users that match the filters, or one user.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.tagged
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  email:
    description:
      - Only the user with exactly this email address. Case is ignored.
    type: str
  name:
    description:
      - Only users with exactly this name. Case is ignored. Several users can have the same name.
    type: str
  query:
    description:
      - Only users whose name or email address contains this text. Case is ignored.
    type: str
  role:
    description:
      - Only users with this role in the account. See O(community.pagerduty.pagerduty_user#module:role).
    type: str
    choices: [admin, limited_user, observer, owner, read_only_limited_user, read_only_user, restricted_access, user]
  license:
    description:
      - Only users who have this license, by name or ID. This option costs one request for the licenses, and one for
        every 100 users of the account.
    type: str
  without_contact_methods:
    description:
      - With V(true), only users whom PagerDuty can't notify. They have no contact method, or all of them are disabled
        or blocked.
      - With V(false), only users whom PagerDuty can notify.
      - The users have their complete C(contact_methods), as with O(include).
    type: bool
  teams:
    description:
      - Only members of these teams, by name or ID.
    type: list
    elements: str
  include:
    description:
      - Objects to return completely instead of as a reference, or in addition.
      - V(calendar_urls) returns the URLs of the user's on-call calendar. It requires O(id). Everyone who knows these
        URLs can read the calendar, so set C(no_log=true) for the task. Without this value, the URLs are not returned.
    type: list
    elements: str
    choices: [contact_methods, notification_rules, teams, subdomains, calendar_urls]
"""

EXAMPLES = r"""
- name: List all users
  community.pagerduty.pagerduty_user_info:
  register: all

- name: Show the email addresses
  ansible.builtin.debug:
    msg: "{{ all.users | map(attribute='email') }}"

- name: Get one user with contact methods and notification rules
  community.pagerduty.pagerduty_user_info:
    email: owner@example.com
    include: [contact_methods, notification_rules]

- name: Find users on a full license whom PagerDuty can't notify
  community.pagerduty.pagerduty_user_info:
    license: Business (Full User)
    without_contact_methods: true
  register: silent

- name: Check that there are none
  ansible.builtin.assert:
    that: silent.users == []
    fail_msg: "Without a contact method: {{ silent.users | map(attribute='email') | join(', ') }}"

- name: List the administrators
  community.pagerduty.pagerduty_user_info:
    role: admin

- name: Find the users with a name
  community.pagerduty.pagerduty_user_info:
    name: Ann Archer
"""

RETURN = r"""
users:
  description: The users, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXPGF42
      type: user
      name: Ann Archer
      email: ann@example.com
      role: user
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
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
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Limit must be a number]
    request: {method: GET, path: "/users", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.user import USER


def main() -> None:
    run_module(info_operation(USER))


if __name__ == "__main__":
    main()
