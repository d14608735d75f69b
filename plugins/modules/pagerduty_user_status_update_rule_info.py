#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the status update rules of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_status_update_rule_info
short_description: List the status update rules of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the rules by which a user receives the status updates of incidents, or one of them.
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
  include:
    description:
      - Objects to return completely instead of as a reference. V(contact_methods) returns the address of the contact
        method of each rule.
    type: list
    elements: str
    choices: [contact_methods]
seealso:
  - module: community.pagerduty.pagerduty_user_status_update_rule
  - module: community.pagerduty.pagerduty_user_info
"""

EXAMPLES = r"""
- name: List the status update rules of a user, with the addresses
  community.pagerduty.pagerduty_user_status_update_rule_info:
    user: owner@example.com
    include: [contact_methods]
  register: found

- name: Show the addresses
  ansible.builtin.debug:
    msg: "{{ found.status_update_rules | map(attribute='contact_method.address') }}"
"""

RETURN = r"""
status_update_rules:
  description:
    - The status update rules, as returned by PagerDuty. Empty if there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXPGF44
      type: status_update_notification_rule
      summary: contact method PEC83HY used as status_update_notification_rule
      contact_method: {id: PEC83HY, type: sms_contact_method_reference, summary: Mobile}
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/users/PQ9K7I8/status_update_notification_rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.user_status_update_rule import USER_STATUS_UPDATE_RULE


def main() -> None:
    run_module(info_operation(USER_STATUS_UPDATE_RULE))


if __name__ == "__main__":
    main()
