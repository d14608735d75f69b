#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List who is on call in PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_oncall_info
short_description: List who is on call in PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns who is on call, now or in a period, for each level of each escalation policy.
  - Each entry contains a user, the escalation policy, its level (C(escalation_level); PagerDuty notifies level V(1)
    first), the schedule through which the user is on call, and C(start) and C(end). A user who is a direct target of
    the policy is always on call. The schedule, the start and the end are then null.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  escalation_policies:
    description:
      - Only on-calls for these escalation policies, by name or ID.
    type: list
    elements: str
  schedules:
    description:
      - Only on-calls through these schedules, by name or ID.
    type: list
    elements: str
  users:
    description:
      - Only on-calls of these users, by email address, name or ID.
    type: list
    elements: str
  since:
    description:
      - The start of the period. The module returns all users who are on call at some time between O(since) and
        O(until). For example V(2026-11-21T09:00:00Z) or V(2026-11-21). The default time zone is UTC.
      - The default is the current time.
    type: str
  until:
    description:
      - The end of the period. Not before O(since), and at most 90 days from now.
      - The default is the current time.
    type: str
  earliest:
    description:
      - Whether to return only the first on-call for each escalation policy, level and user.
    type: bool
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin). The default is the time zone of the account.
    type: str
  include:
    description:
      - Objects to return completely instead of as a reference.
    type: list
    elements: str
    choices: [escalation_policies, users, schedules]
"""

EXAMPLES = r"""
- name: List who is on call now
  community.pagerduty.pagerduty_oncall_info:
  register: current

- name: Show whom PagerDuty notifies first for each policy
  ansible.builtin.debug:
    msg: "{{ item.escalation_policy.summary }}: {{ item.user.summary }}"
  loop: "{{ current.oncalls | selectattr('escalation_level', 'equalto', 1) }}"

- name: List the users who are on call for a policy
  community.pagerduty.pagerduty_oncall_info:
    escalation_policies: [Default]
    include: [users]
  register: default

- name: Show the email addresses
  ansible.builtin.debug:
    msg: "{{ default.oncalls | map(attribute='user.email') }}"

- name: List who is on call tomorrow
  community.pagerduty.pagerduty_oncall_info:
    since: "{{ '%Y-%m-%dT00:00:00Z' | strftime(now().timestamp() + 86400) }}"
    until: "{{ '%Y-%m-%dT00:00:00Z' | strftime(now().timestamp() + 2 * 86400) }}"
"""

RETURN = r"""
oncalls:
  description: The on-calls, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - user:
        id: PT23IWX
        type: user_reference
        summary: Ann Archer
      schedule: null
      escalation_policy:
        id: PT20YPA
        type: escalation_policy_reference
        summary: Default
      escalation_level: 1
      start: null
      end: null
# generated: return values {errors: [Until must not be before since]}
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
      path: /oncalls?limit=100&offset=0
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
    errors: [Until must not be before since]
    request: {method: GET, path: "/oncalls", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.oncall import ONCALL


def main() -> None:
    run_module(info_operation(ONCALL))


if __name__ == "__main__":
    main()
