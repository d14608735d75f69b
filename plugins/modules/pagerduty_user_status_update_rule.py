#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the status update rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_status_update_rule
short_description: Manage the status update rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A status update rule says by which contact method a user receives the status updates of incidents, which are
    those that the user subscribes to. This module creates, updates and deletes status update rules.
  - A rule has no name. Its contact method identifies it.
  - PagerDuty deletes the rules of a contact method together with it.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.user_rule
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the rule. Use it to change a rule. O(contact_method) is then the new one.
      - Without it, O(contact_method) is required.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_user_contact_method
  - module: community.pagerduty.pagerduty_user_handoff_rule
  - module: community.pagerduty.pagerduty_user_status_update_rule_info
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

- name: Send status updates by text message
  community.pagerduty.pagerduty_user_status_update_rule:
    user: ann@example.com
    contact_method: "+1 415 555 0100"
  register: rule

- name: Send them by email instead
  community.pagerduty.pagerduty_user_status_update_rule:
    user: ann@example.com
    id: "{{ rule.status_update_rule.id }}"
    contact_method: ann@example.com

- name: Do not send them anymore
  community.pagerduty.pagerduty_user_status_update_rule:
    user: ann@example.com
    contact_method: ann@example.com
    state: absent
"""

RETURN = r"""
status_update_rule:
  description:
    - The status update rule as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PXPGF44
    type: status_update_notification_rule
    summary: contact method PEC83HY used as status_update_notification_rule
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
      path: /users/PQ9K7I8/status_update_notification_rules
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
    request: {method: PUT, path: "/users/PQ9K7I8/status_update_notification_rules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.user_status_update_rule import USER_STATUS_UPDATE_RULE


def main() -> None:
    run_module(resource_operation(USER_STATUS_UPDATE_RULE))


if __name__ == "__main__":
    main()
