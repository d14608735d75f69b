#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the on-call handoff rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_handoff_rule_info
short_description: List the on-call handoff rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the rules that tell a user when the user goes on call or off call, or one of them.
  - PagerDuty returns these rules for one user at a time only.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
  id:
    description:
      - Only the rule with this ID.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_user_handoff_rule
  - module: community.pagerduty.pagerduty_user_info
"""

EXAMPLES = r"""
- name: List the handoff rules of a user
  community.pagerduty.pagerduty_user_handoff_rule_info:
    user: owner@example.com
  register: found

- name: Show by which contact methods the user learns of the beginning of a shift
  ansible.builtin.debug:
    msg: >-
      {{ found.handoff_rules | rejectattr('handoff_type', 'eq', 'offcall')
         | map(attribute='contact_method.summary') }}
"""

RETURN = r"""
handoff_rules:
  description:
    - The handoff rules, as returned by PagerDuty. Empty if there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXPGF44
      handoff_type: oncall
      notify_advance_in_minutes: 60
      contact_method: {id: PEC83HY, type: sms_contact_method_reference, summary: Mobile}
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/users/PQ9K7I8/oncall_handoff_notification_rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.user_handoff_rule import USER_HANDOFF_RULE


def main() -> None:
    run_module(info_operation(USER_HANDOFF_RULE))


if __name__ == "__main__":
    main()
