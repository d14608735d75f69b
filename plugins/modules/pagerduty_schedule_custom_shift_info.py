#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List custom shifts of a shift-based PagerDuty schedule."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule_custom_shift_info
short_description: List custom shifts of a shift-based PagerDuty schedule
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the custom shifts of a schedule that take place in a range, or one of them.
  - Only shift-based schedules have custom shifts.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  schedule:
    description:
      - The shift-based schedule, by name or ID.
    type: str
    required: true
  users:
    description:
      - Only shifts of any of these users, by email address, name or ID.
    type: list
    elements: str
  since:
    description:
      - The start of the range, such as V(2026-12-21T09:00:00Z) or V(2026-12-21). The default time zone is UTC.
      - The default is the current time, so shifts that are over are not listed.
    type: str
  until:
    description:
      - The end of the range, in the same format. The default is 30 days after O(since).
      - Shifts that begin before O(since) or end after O(until) are listed with their actual start and end.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_schedule_custom_shift
  - module: community.pagerduty.pagerduty_schedule_info
"""

EXAMPLES = r"""
- name: Create a shift-based schedule
  community.pagerduty.pagerduty_schedule:
    name: Releases
    time_zone: Europe/Berlin
    rotations: []

- name: List the custom shifts of the next 30 days
  community.pagerduty.pagerduty_schedule_custom_shift_info:
    schedule: Releases
  register: listed

- name: Show when they begin
  ansible.builtin.debug:
    msg: "{{ listed.custom_shifts | map(attribute='start_time') }}"
"""

RETURN = r"""
custom_shifts:
  description:
    - The custom shifts, as returned by PagerDuty, and C(user), a reference to the user with the name. C(user) is null
      if the shift is not assigned to anyone. Empty if no shift matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: AGO4624VGZ44ZJDFTW5NSZ2CG4
      type: custom_shift
      start_time: "2026-12-11T17:00:00Z"
      end_time: "2026-12-12T01:00:00Z"
      assignments:
        - {type: shift_assignment, member: {type: user_member, user_id: PT23IWX}}
      user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
# generated: return values {request: GET /v3/schedules/PI7DH85/custom_shifts}
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
      path: /v3/schedules/PI7DH85/custom_shifts
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
    request: {method: GET, path: "/v3/schedules/PQ9K7I8/custom_shifts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.schedule_custom_shift import SCHEDULE_CUSTOM_SHIFT


def main() -> None:
    run_module(info_operation(SCHEDULE_CUSTOM_SHIFT))


if __name__ == "__main__":
    main()
