#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the notification rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_notification_rule
short_description: Manage the notification rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A notification rule defines by which contact method, and after how many minutes, PagerDuty notifies a user of an
    incident that is assigned to the user. This module creates, updates and deletes notification rules.
  - A rule has no name. Its contact method, urgency and delay identify it.
  - PagerDuty creates rules for each new user. They use the email address of the user, without a delay.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.user_rule
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the rule. Use it to change a rule. O(contact_method), O(urgency) and O(start_delay_in_minutes) are
        then new values, and omitted ones are left unchanged.
      - Without it, these three options are required.
    type: str
  urgency:
    description:
      - The urgency of the incidents that the rule applies to. V(low) requires a plan with urgencies.
    type: str
    choices: [high, low]
  start_delay_in_minutes:
    description:
      - The number of minutes between the assignment of the incident and the notification. V(0) notifies immediately.
        PagerDuty does not notify a user who has acknowledged the incident in the meantime.
    type: int
seealso:
  - module: community.pagerduty.pagerduty_user_contact_method
  - module: community.pagerduty.pagerduty_user_notification_rule_info
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer

- name: Add a phone number for calls and text messages
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: "{{ item }}"
    address: "415 555 0100"
    country_code: 1
    label: Mobile
  loop: [phone, sms]

- name: Send a text message immediately, and call after five minutes
  community.pagerduty.pagerduty_user_notification_rule:
    user: ann@example.com
    contact_method: "+1 415 555 0100"
    contact_method_type: "{{ item.type }}"
    urgency: high
    start_delay_in_minutes: "{{ item.minutes }}"
  loop:
    - {type: sms, minutes: 0}
    - {type: phone, minutes: 5}
  register: rules

- name: Call after ten minutes instead of five
  community.pagerduty.pagerduty_user_notification_rule:
    user: ann@example.com
    id: "{{ rules.results[1].notification_rule.id }}"
    start_delay_in_minutes: 10

- name: Do not call anymore
  community.pagerduty.pagerduty_user_notification_rule:
    user: ann@example.com
    id: "{{ rules.results[1].notification_rule.id }}"
    state: absent

- name: Delete the rule that PagerDuty created for low urgency
  community.pagerduty.pagerduty_user_notification_rule:
    user: ann@example.com
    contact_method: ann@example.com
    urgency: low
    start_delay_in_minutes: 0
    state: absent
"""

RETURN = r"""
notification_rule:
  description:
    - The notification rule as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PXPGF44
    type: assignment_notification_rule
    summary: "5 minutes: channel PEC83HY"
    start_delay_in_minutes: 5
    contact_method: {id: PEC83HY, type: sms_contact_method_reference, summary: Mobile}
    urgency: high
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      start_delay_in_minutes: 5
    after:
      start_delay_in_minutes: 10
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: PUT, path: "/users/PQ9K7I8/notification_rules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.user_notification_rule import USER_NOTIFICATION_RULE


def main() -> None:
    run_module(resource_operation(USER_NOTIFICATION_RULE))


if __name__ == "__main__":
    main()
