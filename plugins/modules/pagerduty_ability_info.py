#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the abilities of a PagerDuty account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_ability_info
short_description: List the abilities of a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An ability is a feature that the plan of the account includes, such as C(teams). Without the ability, PagerDuty
    rejects requests for the feature with status 402.
  - Returns all abilities of the account, or tests whether it has one of them. Use it to skip tasks that the plan does
    not allow.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Test only this ability. The result contains it if the account has it, and is empty otherwise. Case matters.
      - If PagerDuty knows no ability of this name, the task fails.
    type: str
"""

EXAMPLES = r"""
- name: List the abilities of the account
  community.pagerduty.pagerduty_ability_info:
  register: account

- name: Create a team, if the plan includes teams
  community.pagerduty.pagerduty_team:
    name: Platform
  when: "'teams' in account.abilities"

- name: Test one ability
  community.pagerduty.pagerduty_ability_info:
    name: teams
  register: teams

- name: Stop if the account does not have it
  ansible.builtin.assert:
    that: teams.abilities | length == 1
"""

RETURN = r"""
abilities:
  description: The names of the abilities that the account has. With O(name), at most this one.
  returned: success
  type: list
  elements: str
  sample: [teams, read_only_users, service_support_hours, urgencies]
# generated: return values {request: GET /abilities, failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /abilities
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/abilities", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.ability import ABILITY_INFO_OPERATION


def main() -> None:
    run_module(ABILITY_INFO_OPERATION)


if __name__ == "__main__":
    main()
