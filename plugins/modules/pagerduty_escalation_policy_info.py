#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty escalation policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_escalation_policy_info
short_description: List PagerDuty escalation policies
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Gives all escalation policies of an account, those that the filters select, or one.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only the policy of exactly this name. Case doesn't count.
    type: str
  query:
    description:
      - Only policies whose name contains this text. Case doesn't count.
    type: str
  users:
    description:
      - Only policies that call any of these users, by e-mail address, name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only policies of these teams, by name or ID.
    type: list
    elements: str
  sort_by:
    description:
      - The order of the list. Ascending if V(name) stands alone.
    type: str
    choices: [name, 'name:asc', 'name:desc']
  include:
    description:
      - What to give whole instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [services, teams, targets, escalation_rule_assignment_strategies]
"""

EXAMPLES = r"""
- name: List all escalation policies
  community.pagerduty.pagerduty_escalation_policy_info:
  register: all

- name: Give the policies that call a user, with whole users in them
  community.pagerduty.pagerduty_escalation_policy_info:
    users: [owner@example.com]
    include: [targets]
"""

RETURN = r"""
escalation_policies:
  description: The escalation policies, as PagerDuty shows them. Empty if none is selected.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PT20YPA
      type: escalation_policy
      name: Platform
      num_loops: 2
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
      path: /escalation_policies?limit=100&offset=0
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
    request: {method: GET, path: /escalation_policies, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.escalation_policy import ESCALATION_POLICIES
from ..module_utils._run import inquire


def main() -> None:
    run_module(inquire(ESCALATION_POLICIES))


if __name__ == "__main__":
    main()
