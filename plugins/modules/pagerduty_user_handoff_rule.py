#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the on-call handoff rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_handoff_rule
short_description: Manage the on-call handoff rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A handoff rule tells a user by which contact method, and how many minutes in advance, that the user goes on call or
    off call. This module creates, updates and deletes handoff rules.
  - A rule has no name. Its contact method, type of handoff and minutes in advance identify it. To change one of them,
    use O(id), or create the new rule and delete the old one.
  - New users have no handoff rules. PagerDuty deletes the rules of a contact method together with it.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.user_rule
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the rule. Use it to change a rule. O(contact_method), O(handoff_type) and
        O(notify_advance_in_minutes) are then new values, and omitted ones are left unchanged.
      - Without it, O(contact_method) is required.
    type: str
  handoff_type:
    description:
      - The handoffs that the rule applies to. V(oncall) is the beginning of a shift of the user, V(offcall) its end.
      - The default is V(both), without O(id).
    type: str
    choices: [both, oncall, offcall]
  notify_advance_in_minutes:
    description:
      - The number of minutes between the notification and the handoff. With V(0), the user is notified when the handoff
        takes place.
      - The default is V(0), without O(id).
    type: int
seealso:
  - module: community.pagerduty.pagerduty_user_contact_method
  - module: community.pagerduty.pagerduty_user_handoff_rule_info
  - module: community.pagerduty.pagerduty_user_status_update_rule
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer

- name: Add a phone number for text messages
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: sms
    address: "415 555 0100"
    country_code: 1
    label: Mobile

- name: Send a text message one hour before each shift
  community.pagerduty.pagerduty_user_handoff_rule:
    user: ann@example.com
    contact_method: Mobile
    handoff_type: oncall
    notify_advance_in_minutes: 60
  register: rule

- name: Send it a day before instead
  community.pagerduty.pagerduty_user_handoff_rule:
    user: ann@example.com
    id: "{{ rule.handoff_rule.id }}"
    notify_advance_in_minutes: 1440

- name: Do not send it anymore
  community.pagerduty.pagerduty_user_handoff_rule:
    user: ann@example.com
    id: "{{ rule.handoff_rule.id }}"
    state: absent

- name: Send an email at the beginning and the end of each shift
  community.pagerduty.pagerduty_user_handoff_rule:
    user: ann@example.com
    contact_method: ann@example.com

- name: Do not send these emails anymore
  community.pagerduty.pagerduty_user_handoff_rule:
    user: ann@example.com
    contact_method: ann@example.com
    state: absent
"""

RETURN = r"""
handoff_rule:
  description:
    - The handoff rule as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PXPGF44
    handoff_type: oncall
    notify_advance_in_minutes: 60
    contact_method: {id: PEC83HY, type: sms_contact_method_reference, summary: Mobile}
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      contact_method: Mobile (PEC83HY)
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PQ9K7I8/oncall_handoff_notification_rules
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
    request: {method: PUT, path: "/users/PQ9K7I8/oncall_handoff_notification_rules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.user_handoff_rule import USER_HANDOFF_RULE


def main() -> None:
    run_module(resource_operation(USER_HANDOFF_RULE))


if __name__ == "__main__":
    main()
