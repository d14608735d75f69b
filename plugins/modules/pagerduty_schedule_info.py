#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule_info
short_description: List PagerDuty schedules
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all schedules of the account, the schedules that match the filters, or one schedule.
  - With O(since) or O(until), it also returns who is on call in each of them, and the times at which nobody is.
  - Schedules with layers come first, and then shift-based schedules. Their C(type) is C(schedule) or C(schedule_v3).
  - PagerDuty lists shift-based schedules with their C(id), C(name) and URLs only. With O(id) or O(name), the module
    returns all of their attributes and their C(rotations).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only schedules with exactly this name. Case and the amount of white space do not matter.
    type: str
  query:
    description:
      - Only schedules whose name contains this text. Case is ignored.
    type: str
  teams:
    description:
      - Only schedules of any of these teams, by name or ID.
    type: list
    elements: str
  since:
    description:
      - Also return who is on call from this time on, such as V(2026-12-01T09:00:00+01:00), or V(now). The default time
        zone is UTC.
      - If you set only O(until), it is V(now).
    type: str
  until:
    description:
      - Also return who is on call until this time, in the same format. If you set only O(since), it is two weeks later.
    type: str
  next_oncall_for_user:
    description:
      - Also return in C(next_oncall_for_user) the current or next time at which this user is on call in each schedule.
        A user by email address, name or ID.
    type: str
  include:
    description:
      - Parts of each schedule that a list otherwise does not contain. With O(id), they are always returned.
    type: list
    elements: str
    choices: [schedule_layers, overrides_subschedule, final_schedule]
seealso:
  - module: community.pagerduty.pagerduty_schedule
  - module: community.pagerduty.pagerduty_oncall_info
"""

EXAMPLES = r"""
- name: List all schedules with their layers
  community.pagerduty.pagerduty_schedule_info:
    include: [schedule_layers]
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.schedules | map(attribute='name') }}"

- name: List who is on call in the next two weeks
  community.pagerduty.pagerduty_schedule_info:
    since: now
  register: rendered

- name: Show the times at which nobody is on call
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.coverage_gaps }}"
  loop: "{{ rendered.schedules }}"
  loop_control:
    label: "{{ item.id }}"
  when: item.coverage_gaps | length > 0

- name: List the schedules whose names contain a text
  community.pagerduty.pagerduty_schedule_info:
    query: platform
"""

RETURN = r"""
schedules:
  description: The schedules, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  contains:
    shifts:
      description: Who is on call when, in order and in UTC, with overrides. Only what is within the range.
      returned: with O(since) or O(until)
      type: list
      elements: dict
      sample:
        - start: "2026-12-01T08:00:00Z"
          end: "2026-12-08T08:00:00Z"
          user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
    coverage_gaps:
      description: The times in the range at which nobody is on call, in order and in UTC. Empty if there are none.
      returned: with O(since) or O(until)
      type: list
      elements: dict
      sample:
        - {start: "2026-12-08T08:00:00Z", end: "2026-12-08T09:00:00Z"}
    users_on_call:
      description: The users in C(shifts), each of them once.
      returned: with O(since) or O(until)
      type: list
      elements: dict
      sample:
        - {id: PT23IWX, type: user_reference, summary: Ann Archer}
    next_oncall_for_user:
      description:
        - The current or next time at which the user of O(next_oncall_for_user) is on call. Null if there is none.
      returned: with O(next_oncall_for_user)
      type: dict
      sample:
        start: "2026-12-08T09:00:00+01:00"
        end: "2026-12-15T09:00:00+01:00"
        user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
  sample:
    - id: PI7DH85
      type: schedule
      summary: Platform
      name: Platform
      time_zone: Europe/Berlin
      description: ""
      teams: []
      users:
        - {id: PT23IWX, type: user_reference, summary: Ann Archer}
      escalation_policies: []
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
      path: /schedules?limit=100&offset=0
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
    request: {method: GET, path: "/schedules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.schedule import SCHEDULE


def main() -> None:
    run_module(info_operation(SCHEDULE))


if __name__ == "__main__":
    main()
