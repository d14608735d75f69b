#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty escalation policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_escalation_policy_info
short_description: List PagerDuty escalation policies
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all escalation policies of the account, the policies that match the filters, or one policy.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.listing.tagged
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  users:
    description:
      - Only policies that notify one of these users, by email address, name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only policies of these teams, by name or ID.
    type: list
    elements: str
  sort_by:
    description:
      - The order of the list. V(name) is the same as V(name:asc).
    type: str
    choices: [name, 'name:asc', 'name:desc']
  include:
    description:
      - Objects to return completely instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [services, teams, targets, escalation_rule_assignment_strategies]
"""

EXAMPLES = r"""
- name: List all escalation policies
  community.pagerduty.pagerduty_escalation_policy_info:
  register: all

- name: List the policies that notify a user, with complete targets
  community.pagerduty.pagerduty_escalation_policy_info:
    users: [owner@example.com]
    include: [targets]
"""

RETURN = r"""
escalation_policies:
  description: The escalation policies, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PT20YPA
      type: escalation_policy
      name: Platform
      num_loops: 2
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
      path: /escalation_policies?limit=100&offset=0
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
    request: {method: GET, path: "/escalation_policies", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY


def main() -> None:
    run_module(info_operation(MANAGED_ESCALATION_POLICY))


if __name__ == "__main__":
    main()
