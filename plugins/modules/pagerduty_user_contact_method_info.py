#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the contact methods of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_contact_method_info
short_description: List the contact methods of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the contact methods of one user or of all users, or one contact method.
  - The list of all users requires one request for every 100 users.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - Only the contact methods of this user, by email address, name or ID. By default, those of all users.
    type: str
  id:
    description:
      - Only the contact method with this ID. Requires O(user).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_user_contact_method
  - module: community.pagerduty.pagerduty_user_info
"""

EXAMPLES = r"""
- name: List the contact methods of a user
  community.pagerduty.pagerduty_user_contact_method_info:
    user: owner@example.com
  register: found

- name: Show the email addresses
  ansible.builtin.debug:
    msg: "{{ found.contact_methods | selectattr('type', 'eq', 'email_contact_method') | map(attribute='address') }}"

- name: List the contact methods of all users
  community.pagerduty.pagerduty_user_contact_method_info:
  register: all

- name: Show the users who have no phone number for text messages
  ansible.builtin.debug:
    msg: >-
      {{ all.contact_methods | map(attribute='user.summary') | unique | difference(
         all.contact_methods | selectattr('type', 'eq', 'sms_contact_method') | map(attribute='user.summary')) }}
"""

RETURN = r"""
contact_methods:
  description:
    - The contact methods, as returned by PagerDuty, with the user in addition. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    user:
      description: The user, as a reference with C(id), C(type) and C(summary), which is the name.
      returned: success
      type: dict
  sample:
    - id: PEC83HY
      type: sms_contact_method
      summary: Mobile
      label: Mobile
      address: "4155550100"
      country_code: 1
      enabled: true
      blacklisted: false
      user: {id: PXPGF42, type: user_reference, summary: Ann Archer}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PQ9K7I8/contact_methods
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
    errors: []
    request: {method: GET, path: "/users/PQ9K7I8/contact_methods", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.user_contact_method import USER_CONTACT_METHOD


def main() -> None:
    run_module(info_operation(USER_CONTACT_METHOD))


if __name__ == "__main__":
    main()
