#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage overrides of PagerDuty schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule_override
short_description: Manage overrides of PagerDuty schedules, such as the cover for a holiday
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - With an override, a user is on call in a schedule for some time in which others have their turns. This module
    creates and removes overrides.
  - An override is identified by O(schedule), O(user), O(start) and O(end). Times are in full minutes.
  - With O(state=present), there is nothing to do if overrides of O(user) cover the time already, also if they are
    several, or if they start earlier or end later. Otherwise, the module creates an override for the whole time.
  - With O(replaces), the module covers all shifts that another user has in a period, in all schedules or in those that
    you name. Use it for holidays and sick leave. Set O(state=absent) to end the cover early.
  - With C(--diff), the result shows who is on call before and after the task.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates overrides.
      - V(absent) removes overrides. PagerDuty deletes an override that has not started, and ends one that is running.
        An override that has ended stays in PagerDuty's history, and there is nothing to do.
      - With V(absent), the module removes each override of O(schedule) that has this O(user), this O(start) and this
        O(end). If you omit O(user), it removes those of any user. If you omit O(end), it removes those of any end.
        Without O(start), or with a time that has passed, it removes overrides that are running.
      - With V(absent) and O(replaces), see there.
    type: str
    choices: [present, absent]
    default: present
  schedule:
    description:
      - The schedule, by name or ID.
      - Required without O(replaces). With O(replaces), the only schedule in which the shifts are covered.
    type: str
  user:
    description:
      - The user who is on call because of the override, by email address, name or ID.
      - Required with O(state=present) and with O(replaces).
    type: str
  start:
    description:
      - The start of the override, such as V(2026-12-21T09:00:00Z), V(2026-12-21 09:00 +01:00) or V(now). The default
        time zone is UTC. Seconds are cut off.
      - The default is V(now). A time that has passed means the same as V(now), because PagerDuty does not change who
        was on call.
      - With O(replaces), the start of the period.
    type: str
  end:
    description:
      - The end of the override, in the same format as O(start). Seconds are rounded up to a full minute.
      - With O(state=present), one of O(end) and O(minutes) is required. If the end has passed, the module creates
        nothing. It warns if there was no such override.
      - With O(replaces), the end of the period. It is then required, unless O(start) and O(minutes) are set.
    type: str
  minutes:
    description:
      - The length of the override in minutes, instead of O(end). The end is rounded up to a full minute.
      - For an override that starts now, it is the length of a new override. If an override of O(user) is running
        already, there is nothing to do, so a second run does not extend the override. Set O(end) to extend it.
      - With another O(start), it is the same as an O(end) this long after O(start).
      - With O(state=absent) and without O(start), it has no effect.
    type: int
  replaces:
    description:
      - The user to cover, by email address, name or ID.
      - For each shift that this user has between O(start) and O(end), the module creates an override for O(user).
        Shifts that begin before O(start) or end after O(end) are covered between O(start) and O(end) only. Shifts that
        others have taken over by an override are left alone.
      - If the user has no shifts, there is nothing to do. The result contains a message in C(msg).
      - With O(state=absent), the module removes the overrides of O(user) between O(start) and O(end) during which this
        user would be on call without them. Overrides that begin before O(start) or end after O(end) stay. Without
        O(start), or with V(now), overrides that are running are removed as well.
      - The module requests the schedules in lists with 100 schedules per request, reads each shift-based schedule, and
        sends one request to each schedule with shifts to cover.
    type: str
  schedules:
    description:
      - The schedules in which the shifts of O(replaces) are covered, by name or ID. The default is all schedules of the
        account that the token may see.
    type: list
    elements: str
  id:
    description:
      - The ID of an override, with O(state=absent) only. O(schedule) is required as well, and the other options have no
        effect.
      - The module finds overrides that ended at most one day ago or start within a year.
      - PagerDuty can't change an override. To change one, remove it and create another one.
    type: str
  preview_days:
    description:
      - The number of days for which C(--diff) shows who is on call before and after, from the start of the change. At
        most 90.
      - V(0) shows nothing, and saves one request.
      - With O(replaces), C(--diff) always shows all shifts, because this takes no request.
    type: int
    default: 14
notes:
  - The module manages overrides of both types of schedules, those with layers and shift-based ones (version 3).
  - In a shift-based schedule, several users can be on call at the same time, and an override replaces one of them. The
    module creates an override for each shift that another user has between O(start) and O(end), so that O(user)
    replaces all of them. With O(state=absent), it removes all overrides of O(user) that take place in this time.
  - In a shift-based schedule, no override is possible where nobody has a shift. The module then warns. If nobody has a
    shift in the whole time, it fails.
  - If overrides overlap, the one that was created last takes precedence. The module does not check whether the override
    of another user takes precedence over one that exists.
  - The current time is that of PagerDuty, not that of the host.
  - If you compute a time with the filter P(ansible.builtin.strftime#filter) or the function C(now), use UTC, for
    example C(now(utc=true)).
seealso:
  - module: community.pagerduty.pagerduty_schedule_override_info
  - module: community.pagerduty.pagerduty_oncall_info
"""

EXAMPLES = r"""
- name: Create the people of the examples
  community.pagerduty.pagerduty_user:
    email: "{{ item }}@example.com"
    name: "{{ item | capitalize }}"
    from_email: owner@example.com
  loop: [ann, bea]

- name: Create a schedule
  community.pagerduty.pagerduty_schedule:
    name: Primary
    time_zone: Europe/Berlin
    schedule_layers:
      - name: Always
        users: [owner@example.com]
        rotation_turn_length_seconds: 1 week

- name: Put Ann on call for the next two hours
  community.pagerduty.pagerduty_schedule_override:
    schedule: Primary
    user: ann@example.com
    minutes: 120

- name: End this early
  community.pagerduty.pagerduty_schedule_override:
    schedule: Primary
    user: ann@example.com
    state: absent

- name: Let Bea take over one night
  community.pagerduty.pagerduty_schedule_override:
    schedule: Primary
    user: bea@example.com
    start: 2032-12-24 18:00:00 +01:00
    end: 2032-12-25 09:00:00 +01:00

- name: Let Ann cover all shifts of Bea in all schedules, because Bea has a holiday
  community.pagerduty.pagerduty_schedule_override:
    replaces: bea@example.com
    user: ann@example.com
    start: 2032-12-20
    end: 2033-01-03
  diff: true
  register: holiday

- name: Show the shifts that Ann takes over
  ansible.builtin.debug:
    msg: "{{ item.schedule.name }}: {{ item.start }} to {{ item.end }}"
  loop: "{{ holiday.covered }}"

- name: End the cover, because Bea is back early
  community.pagerduty.pagerduty_schedule_override:
    replaces: bea@example.com
    user: ann@example.com
    start: 2032-12-20
    end: 2033-01-03
    state: absent

- name: Remove the override of the one night
  community.pagerduty.pagerduty_schedule_override:
    schedule: Primary
    user: bea@example.com
    start: 2032-12-24 18:00:00 +01:00
    end: 2032-12-25 09:00:00 +01:00
    state: absent
"""

RETURN = r"""
override:
  description:
    - The override as it is in PagerDuty after the task. In check mode, the predicted override, without its ID.
    - If overrides cover the time already, or if the task has created several, the first of them.
    - An override of a shift-based schedule also has the keys C(start), C(end) and C(user).
    - With O(state=absent), null.
  returned: success, without O(replaces)
  type: dict
  sample:
    id: PQ47DCP
    start: "2026-12-24T18:00:00+01:00"
    end: "2026-12-25T09:00:00+01:00"
    user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
removed:
  description: The IDs of the overrides that the task has deleted or ended.
  returned: success, without O(replaces)
  type: list
  elements: str
  sample: [PQ47DCP]
covered:
  description:
    - The shifts that the task has covered. Empty if there was nothing to do.
    - If the task fails, those that it has covered before. The next run covers the rest.
  returned: success, with O(replaces) and O(state=present)
  type: list
  elements: dict
  contains:
    schedule:
      description: The schedule, with its C(id) and its C(name).
      returned: success
      type: dict
    start:
      description: The start of the override, in UTC.
      returned: success
      type: str
    end:
      description: The end of the override, in UTC.
      returned: success
      type: str
  sample:
    - schedule: {id: PI7DH85, name: Primary}
      start: "2026-12-21T08:00:00Z"
      end: "2026-12-28T08:00:00Z"
uncovered:
  description: The shifts that the task no longer covers. The keys are those of RV(covered).
  returned: success, with O(replaces) and O(state=absent)
  type: list
  elements: dict
  sample:
    - schedule: {id: PI7DH85, name: Primary}
      start: "2026-12-21T08:00:00Z"
      end: "2026-12-28T08:00:00Z"
msg:
  description: Why there was nothing to do.
  returned: with O(replaces), if there was nothing to do
  type: str
  sample: Bea Baker (PXPGF42) has no shifts between 2026-12-21T00:00:00Z and 2027-01-04T00:00:00Z in 12 schedules
on_call_changes:
  description:
    - Each time at which another user is on call after the task than before. C(before) and C(after) are names, or null
      if nobody is on call.
    - With O(replaces), each entry also has the C(schedule).
  returned: with C(--diff), if the task has changed something
  type: list
  elements: dict
  sample:
    - {start: "2026-12-24T17:00:00Z", end: "2026-12-25T08:00:00Z", before: Bea Baker, after: Ann Archer}
diff:
  description:
    - The options of a new override, or the overrides that were removed. With O(replaces), the shifts with the users
      before and after.
    - With C(--diff), the key C(on_call) shows who is on call before and after, in the time zone of the schedule.
  returned: success
  type: dict
  sample:
    before: {on_call: [2026-12-24 18:00 to 2026-12-25 09:00 +01:00  Bea Baker]}
    after:
      user: Ann Archer (PT23IWX)
      start: "2026-12-24T17:00:00Z"
      end: "2026-12-25T08:00:00Z"
      on_call: [2026-12-24 18:00 to 2026-12-25 09:00 +01:00  Ann Archer]
# generated: return values {request: POST /schedules/PI7DH85/overrides, status: 201, code: null, message:
#   Override must end after its start, errors: [Override must end after its start]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /schedules/PI7DH85/overrides
      status: 201
      outcome: "201"
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
    code: null
    message: Override must end after its start
    errors: [Override must end after its start]
    request: {method: POST, path: "/schedules/PI7DH85/overrides", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.schedule_override import SCHEDULE_OVERRIDE_OPERATION


def main() -> None:
    run_module(SCHEDULE_OVERRIDE_OPERATION)


if __name__ == "__main__":
    main()
