#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage custom shifts of shift-based PagerDuty schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule_custom_shift
short_description: Manage custom shifts of shift-based PagerDuty schedules
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - With a custom shift, a user is on call once, for example during a release. It adds to the rotations of the
    schedule, so the users who are on call anyway stay on call. To put a user on call in place of another one, use
    M(community.pagerduty.pagerduty_schedule_override).
  - Only shift-based schedules have custom shifts. These are the schedules with C(rotations).
  - A custom shift is identified by O(schedule), O(user) and O(start_time), or by O(id). Times are in full minutes.
  - A shift that is over is never meant. A playbook can keep its shifts after their time. The module then changes
    nothing, and warns.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or changes the shift.
      - V(absent) removes it. PagerDuty deletes a shift that has not started, and ends one that is running. A shift that
        is over stays in PagerDuty's history, and there is nothing to do.
    type: str
    choices: [present, absent]
    default: present
  schedule:
    description:
      - The shift-based schedule, by name or ID.
    type: str
    required: true
  id:
    description:
      - The ID of a shift. Use it to change the O(user) or the O(start_time).
    type: str
  user:
    description:
      - The user who is on call, by email address, name or ID. Required without O(id).
      - PagerDuty can't change the user of a shift that has started.
    type: str
  start_time:
    description:
      - The start of the shift, such as V(2026-12-21T09:00:00Z), V(2026-12-21 09:00 +01:00) or V(now). The default time
        zone is UTC. Seconds are cut off.
      - The default is V(now). A time that has passed means the same as V(now), and each running shift of O(user).
      - PagerDuty can't change the start of a shift that has started.
    type: str
  end_time:
    description:
      - The end of the shift, in the same format. Seconds are rounded up to a full minute.
      - With O(state=present) and without O(id), one of O(end_time) and O(minutes) is required.
      - If a shift with the same start exists, the module changes its end.
      - With O(state=absent), only a shift with this end is removed.
    type: str
  minutes:
    description:
      - The length of the shift in minutes, instead of O(end_time). The end is rounded up to a full minute.
      - For a shift that starts now, it is the length of a new shift. If a shift of O(user) is running already, there is
        nothing to do, so a second run does not extend the shift. Set O(end_time) to extend it.
      - With another O(start_time), it is the same as an O(end_time) this long after O(start_time).
    type: int
notes:
  - The current time is that of PagerDuty, not that of the host.
seealso:
  - module: community.pagerduty.pagerduty_schedule_custom_shift_info
  - module: community.pagerduty.pagerduty_schedule
  - module: community.pagerduty.pagerduty_schedule_override
"""

EXAMPLES = r"""
- name: Create the person of the examples
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann
    from_email: owner@example.com

- name: Create a shift-based schedule
  community.pagerduty.pagerduty_schedule:
    name: Releases
    time_zone: Europe/Berlin
    rotations: []

- name: Put Ann on call for the next two hours, in addition to everybody else
  community.pagerduty.pagerduty_schedule_custom_shift:
    schedule: Releases
    user: ann@example.com
    minutes: 120

- name: End this early
  community.pagerduty.pagerduty_schedule_custom_shift:
    schedule: Releases
    user: ann@example.com
    state: absent

- name: Put Ann on call during a release
  community.pagerduty.pagerduty_schedule_custom_shift:
    schedule: Releases
    user: ann@example.com
    start_time: 2032-12-11 18:00:00 +01:00
    end_time: 2032-12-12 02:00:00 +01:00
"""

RETURN = r"""
custom_shift:
  description:
    - The shift as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - With O(state=absent), it is null, or the shift that was ended.
  returned: success
  type: dict
  sample:
    id: AGO4624VGZ44ZJDFTW5NSZ2CG4
    type: custom_shift
    start_time: "2026-12-11T17:00:00Z"
    end_time: "2026-12-12T01:00:00Z"
    assignments:
      - {type: shift_assignment, member: {type: user_member, user_id: PT23IWX}}
diff:
  description:
    - The options that differed, with their values before and after.
    - For a removed shift, C(before) has all options.
  returned: success
  type: dict
  sample:
    before: {end_time: "2026-12-12T01:00:00Z"}
    after: {end_time: "2026-12-12T03:00:00Z"}
# generated: return values {request: POST /v3/schedules/PI7DH85/custom_shifts}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
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
    errors: []
    request: {method: POST, path: "/v3/schedules/PI7DH85/custom_shifts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.schedule_custom_shift import SCHEDULE_CUSTOM_SHIFT_OPERATION


def main() -> None:
    run_module(SCHEDULE_CUSTOM_SHIFT_OPERATION)


if __name__ == "__main__":
    main()
