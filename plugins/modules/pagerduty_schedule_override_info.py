#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List overrides of PagerDuty schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule_override_info
short_description: List overrides of PagerDuty schedules
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the overrides that take place in a range, in one, several or all schedules.
  - The module lists overrides of both types of schedules, those with layers and shift-based ones (version 3).
  - For all schedules, the module requests lists with 100 schedules per request, and then the overrides of each schedule
    that has some in the range. The lists do not tell which shift-based schedules have some, so it requests the
    overrides of all of these.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  schedules:
    description:
      - Only overrides of these schedules, by name or ID. The default is all schedules that the token may see.
    type: list
    elements: str
  users:
    description:
      - Only overrides that put any of these users on call, by email address, name or ID.
    type: list
    elements: str
  since:
    description:
      - The start of the range, such as V(2026-12-21T09:00:00Z) or V(2026-12-21). The default time zone is UTC.
      - The default is the current time, so overrides that have ended are not listed.
    type: str
  until:
    description:
      - The end of the range, in the same format as O(since). The default is 30 days after O(since).
      - Overrides that begin before O(since) or end after O(until) are listed with their actual start and end.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_schedule_override
  - module: community.pagerduty.pagerduty_oncall_info
"""

EXAMPLES = r"""
- name: Create a schedule
  community.pagerduty.pagerduty_schedule:
    name: Primary
    time_zone: Europe/Berlin
    schedule_layers:
      - name: Always
        users: [owner@example.com]
        rotation_turn_length_seconds: 1 week

- name: List the overrides of a schedule during the holidays
  community.pagerduty.pagerduty_schedule_override_info:
    schedules: [Primary]
    since: 2032-12-20
    until: 2033-01-03

- name: List the overrides of the next 30 days that put a user on call
  community.pagerduty.pagerduty_schedule_override_info:
    users: [owner@example.com]
  register: listed

- name: Remove all of them
  community.pagerduty.pagerduty_schedule_override:
    schedule: "{{ item.schedule.id }}"
    id: "{{ item.id }}"
    state: absent
  loop: "{{ listed.overrides }}"
  loop_control:
    label: "{{ item.start }} to {{ item.end }}"
"""

RETURN = r"""
overrides:
  description:
    - The overrides, as returned by PagerDuty, the earliest first. Empty if no override matches.
    - C(schedule), a reference to the schedule, is added by the module. In shift-based schedules, it also adds C(start),
      C(end) and C(user), a reference without a name. Overrides of schedules with layers that have ended can lack their
      C(id).
  returned: success
  type: list
  elements: dict
  sample:
    - id: PQ47DCP
      start: "2026-12-24T18:00:00+01:00"
      end: "2026-12-25T09:00:00+01:00"
      user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
      schedule: {id: PI7DH85, type: schedule_reference, summary: Primary}
# generated: return values {request: GET /schedules/PI7DH85/overrides, failed: GET /schedules, errors: [Until must not
#   be before since]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /schedules/PI7DH85/overrides
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
    request: {method: GET, path: "/schedules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.schedule_override_info import SCHEDULE_OVERRIDE_INFO_OPERATION


def main() -> None:
    run_module(SCHEDULE_OVERRIDE_INFO_OPERATION)


if __name__ == "__main__":
    main()
