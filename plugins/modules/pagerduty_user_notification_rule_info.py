#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the notification rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_notification_rule_info
short_description: List the notification rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the notification rules of one user or of all users, or one rule.
  - The list of all users requires one request for every 100 users.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - Only the rules of this user, by email address, name or ID. By default, those of all users.
    type: str
  id:
    description:
      - Only the rule with this ID. Requires O(user).
    type: str
  urgency:
    description:
      - Only rules for incidents with this urgency. By default, rules for both urgencies.
    type: str
    choices: [high, low]
  include:
    description:
      - Objects to return completely instead of as a reference. V(contact_methods) returns the address of the contact
        method of each rule. Requires O(user).
    type: list
    elements: str
    choices: [contact_methods]
seealso:
  - module: community.pagerduty.pagerduty_user_notification_rule
  - module: community.pagerduty.pagerduty_user_info
"""

EXAMPLES = r"""
- name: List the rules of a user, with the addresses
  community.pagerduty.pagerduty_user_notification_rule_info:
    user: owner@example.com
    include: [contact_methods]
  register: found

- name: Show which addresses are notified immediately
  ansible.builtin.debug:
    msg: >-
      {{ found.notification_rules | selectattr('start_delay_in_minutes', 'eq', 0)
         | map(attribute='contact_method.address') }}

- name: List the rules of all users for high urgency
  community.pagerduty.pagerduty_user_notification_rule_info:
    urgency: high
  register: all

- name: Show the users who have such a rule
  ansible.builtin.debug:
    msg: "{{ all.notification_rules | map(attribute='user.summary') | unique }}"
"""

RETURN = r"""
notification_rules:
  description:
    - The notification rules, as returned by PagerDuty, with the user in addition. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    user:
      description: The user, as a reference with C(id), C(type) and C(summary), which is the name.
      returned: success
      type: dict
  sample:
    - id: PXPGF44
      type: assignment_notification_rule
      summary: "5 minutes: channel PEC83HY"
      start_delay_in_minutes: 5
      contact_method: {id: PEC83HY, type: sms_contact_method_reference, summary: Mobile}
      urgency: high
      user: {id: PXPGF42, type: user_reference, summary: Ann Archer}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PQ9K7I8/notification_rules
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
    request: {method: GET, path: "/users/PQ9K7I8/notification_rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.user_notification_rule import USER_NOTIFICATION_RULE


def main() -> None:
    run_module(info_operation(USER_NOTIFICATION_RULE))


if __name__ == "__main__":
    main()
