#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_schedule
short_description: Manage PagerDuty schedules
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A schedule says which user is on call when. Escalation policies use schedules to decide whom to notify.
  - This module creates, changes and deletes schedules. It changes only the options that the task sets.
  - A schedule is identified by its O(name), or by its O(id), for example to rename it.
  - PagerDuty has two types of schedules. The type of a schedule can't be changed, and both types share their names.
    The module finds schedules of both types by name. A task with neither O(schedule_layers) nor O(rotations) works
    with both.
  - A schedule with layers has O(schedule_layers). In a layer, users take turns. Where several layers apply at the same
    time, the user of the last one is on call. PagerDuty's API calls it a schedule of version 2.
  - A shift-based schedule has O(rotations). All of its rotations apply at the same time, so several users can be on
    call. PagerDuty's API calls it a schedule of version 3.
  - PagerDuty can't remove a layer, it can only end it. Layers that have ended are not compared and not shown in a diff.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or changes the schedule.
      - V(absent) deletes it. PagerDuty can't delete a schedule that an escalation policy uses. The error then lists
        these policies.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the schedule. Case and the amount of white space do not matter.
      - With O(id), the new name.
    type: str
  id:
    description:
      - The ID of a schedule. Use it to rename a schedule, and if several schedules have the same name.
    type: str
  time_zone:
    description:
      - The time zone of the schedule, such as V(Europe/Berlin) or V(America/New_York). Turns of whole days, and
        restrictions, follow the local time of this zone, also when daylight saving time begins or ends.
      - Required for a new schedule.
    type: str
  description:
    description:
      - The description of the schedule. An empty string clears it.
    type: str
  teams:
    description:
      - The teams of the schedule, by name or ID. The order does not matter. The list replaces the existing one, and an
        empty list removes all teams.
      - PagerDuty's API can't change the teams of a shift-based schedule. They can be set for a new one only.
    type: list
    elements: str
  schedule_layers:
    description:
      - All layers of the schedule that are valid. A layer that has not ended and is not in this list is ended now.
      - A layer is identified by its O(schedule_layers[].name), or by its O(schedule_layers[].id).
      - The first layer has the lowest precedence. Where several layers apply, the user of the last one is on call.
        PagerDuty's API returns the last layer first.
      - PagerDuty can't change the order of existing layers, and a new layer gets the highest precedence. If the order
        in the list differs, the module warns.
      - Required for a new schedule with layers.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the layer. Case and the amount of white space do not matter.
          - Required without O(schedule_layers[].id). With it, the new name.
        type: str
      id:
        description:
          - The ID of an existing layer. Use it to rename a layer, or to continue a layer that has ended, with an empty
            O(schedule_layers[].end).
        type: str
      users:
        description:
          - The users of the layer in the order of their turns, by email address, name or ID. After the last one, the
            first one has the next turn. A user can have several turns.
          - Required for a new layer.
        type: list
        elements: str
      rotation_turn_length_seconds:
        description:
          - The length of a turn, after which the next user is on call. A number of seconds, or numbers with units, such
            as V(1 week), V(2 days), V(12h) or V(1d 12h).
          - From one hour to 365 days. Turns of whole days begin at the same local time of O(time_zone).
          - Required for a new layer.
        type: str
      rotation_virtual_start:
        description:
          - The start of a turn of the first user, in the past or the future, such as V(2026-11-02T09:00:00+01:00). It
            defines when turns change, and whose turn it is. The default time zone is UTC. Seconds are cut off.
          - The default for a new layer is O(schedule_layers[].start).
        type: str
      start:
        description:
          - The start of the layer, in the same format, or V(now), which is the default for a new layer.
          - PagerDuty replaces a time that has passed by the current time. So a time that has passed means the same as
            V(now), and a layer that has started is not changed.
        type: str
      end:
        description:
          - The end of the layer, in the same format. An empty string removes the end.
          - A layer whose end has passed does nothing more. You can remove it from the list or keep it there.
        type: str
      restrictions:
        description:
          - The times at which the layer is valid. Outside of them, the layers with lower precedence apply.
          - The order does not matter. The list replaces the existing one, and an empty list removes all restrictions.
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - V(daily_restriction) applies each day, V(weekly_restriction) each week.
            type: str
            choices: [daily_restriction, weekly_restriction]
            required: true
          start_time_of_day:
            description:
              - The local time at which the restriction begins, such as V("09:00") or V("17:30:00"). Use quotes.
            type: str
            required: true
          duration_seconds:
            description:
              - How long the restriction lasts. A number of seconds, or numbers with units, such as V(8h) or V(2 days).
              - Less than a day for V(daily_restriction), and less than a week for V(weekly_restriction).
            type: str
            required: true
          start_day_of_week:
            description:
              - The day on which a V(weekly_restriction) begins, from V(1) (Monday) to V(7) (Sunday).
            type: int
  keep_current_on_call:
    description:
      - PagerDuty computes all turns of a layer from O(schedule_layers[].rotation_virtual_start). If users join, leave
        or change places, another user can therefore be on call at once. With this option, the module computes the
        virtual start so that the user whose turn it is stays on call until the turn ends.
      - O(schedule_layers[].rotation_virtual_start) then only says at what time turns change. Users in the same order,
        with turns that change at the same times, are not a change.
      - If the user whose turn it is leaves the layer, or turns change at other times, the module creates an override
        before it changes the layer, so that the user stays on call until the turn ends. The user who would have come
        next has the next turn.
      - It applies to the users of layers that have started, the length of their turns, and the time at which turns
        change. Other changes, such as restrictions, another time zone or the end of a layer, have an effect at once.
      - The host needs a time zone database. If it has none, install the package tzdata there.
    type: bool
    default: false
  preview_days:
    description:
      - With C(--diff), also in check mode, the result and the diff show who is on call before and after a change, for
        so many days from now on. This needs two more requests, or one for a new schedule, which change nothing. V(0)
        shows nothing.
      - In check mode, earlier tasks can create users that do not exist yet. PagerDuty then computes the shifts with
        other users, and the module shows the names of the new ones. This needs one more request. Nothing is shown if
        the account has too few other users.
      - PagerDuty has no preview of shift-based schedules. Their effect is shown only if the task changes the schedule,
        not in check mode. Where several users are on call, the names of all of them are shown.
      - At most 90.
    type: int
    default: 14
  rotations:
    description:
      - All rotations of a shift-based schedule. A rotation that is not in this list is ended now, and an empty list
        ends all of them. Mutually exclusive with O(schedule_layers).
      - A rotation has no name. It is identified by its O(rotations[].id), otherwise by the names of its events. The
        order of the list does not matter.
      - For a new shift-based schedule, this option is required. It can be an empty list.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of an existing rotation. Use it if several rotations have events with the same name, and to change
            the names of all events of a rotation.
        type: str
      events:
        description:
          - The events of the rotation. An event says who is on call at which times. Usually, a rotation has one event.
          - The events of a rotation follow each other, because PagerDuty rejects two that are in effect at the same
            time. For two events that apply at the same time, use two rotations. PagerDuty allows five events in a
            rotation, without those that have ended.
          - An event is identified by its O(rotations[].events[].name). An event that is not in this list is deleted if
            it has not started yet. Otherwise it ends when another event of this list starts, at once if none does.
            Events that have ended are not compared and not shown in a diff.
          - PagerDuty can't change an event that has started, except for its end. The module then creates a new event.
            It starts at a full minute, one to two minutes after the task, and the old event ends at the same moment.
            So someone is always on call. To make the change at another time, set
            O(rotations[].events[].effective_since).
        type: list
        elements: dict
        required: true
        suboptions:
          name:
            description:
              - The name of the event. Case and the amount of white space do not matter.
              - The names of all events of a schedule must differ, except in rotations with an
                O(rotations[].id).
            type: str
            required: true
          start_time:
            description:
              - The start of the first shift, such as V(2026-11-23 09:00) or V(2026-11-23 09:00 America/Lima). Without
                the name of a time zone, the time zone is that of the schedule.
              - The following shifts have the same local time in this time zone. The date can be in the past. If
                members rotate, it also says whose turn it is, because the first shift is that of the first member.
            type: str
            required: true
          end_time:
            description:
              - The end of the first shift, in the same format. The other shifts have the same length.
            type: str
            required: true
          recurrence:
            description:
              - When the shift is repeated, as rules of RFC 5545. Exactly one RRULE, such as V(RRULE:FREQ=WEEKLY) (each
                week), V(RRULE:FREQ=DAILY) (each day) or V(RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE) (on some days).
              - EXDATE removes shifts, and RDATE adds shifts, for example V(EXDATE:20261225T080000Z).
              - PagerDuty's web interface can only edit events with the frequencies HOURLY, DAILY, WEEKLY and MONTHLY.
            type: list
            elements: str
            required: true
          assignment_strategy:
            description:
              - Who is on call in which shift.
            type: dict
            required: true
            suboptions:
              type:
                description:
                  - With V(rotating_member), the members take turns, in the order of the list. With V(every_member), all
                    members are on call in each shift. The other values are those of PagerDuty's API, and mean the same.
                type: str
                choices:
                  - rotating_member
                  - every_member
                  - rotating_member_assignment_strategy
                  - every_member_assignment_strategy
                default: rotating_member
              shifts_per_member:
                description:
                  - With O(rotations[].events[].assignment_strategy.type=rotating_member), how many shifts in a row a
                    member has before the next member has a turn. The default is 1.
                type: int
              members:
                description:
                  - 1 to 20 members. Each is a user, by email address, name or ID, or V(empty_member) for a turn in
                    which nobody is on call.
                type: list
                elements: str
                required: true
          effective_since:
            description:
              - From when on the event has shifts, such as V(2026-12-01T09:00:00+01:00), or V(now). The default time
                zone is UTC. Seconds are cut off. PagerDuty allows at most 12 months in the future.
              - PagerDuty replaces a time that has passed by the current time. So a time that has passed means the same
                as V(now), and an event that has started is not changed.
              - If the event has started, a time in the future is the time at which a new event takes its place.
            type: str
          effective_until:
            description:
              - Until when the event has shifts, in the same format. Without this option, or with an empty string, the
                event has no end.
              - An event whose end has passed does nothing more. You can remove it from the list or keep it there.
            type: str
notes:
  - The current time is that of PagerDuty, not that of the host.
seealso:
  - module: community.pagerduty.pagerduty_schedule_info
  - module: community.pagerduty.pagerduty_schedule_override
  - module: community.pagerduty.pagerduty_schedule_custom_shift
  - module: community.pagerduty.pagerduty_escalation_policy
  - module: community.pagerduty.pagerduty_oncall_info
"""

EXAMPLES = r"""
- name: Create the people of the examples
  community.pagerduty.pagerduty_user:
    email: "{{ item }}@example.com"
    name: "{{ item | capitalize }}"
    from_email: owner@example.com
  loop: [ann, bea, cy]

- name: Create a schedule in which the user changes each Monday at 09:00
  community.pagerduty.pagerduty_schedule:
    name: Platform
    time_zone: Europe/Berlin
    schedule_layers:
      - name: Weekly
        users: [ann@example.com, bea@example.com, cy@example.com]
        rotation_turn_length_seconds: 1 week
        rotation_virtual_start: 2026-11-02T09:00:00+01:00

- name: Have someone else on call on working days, with turns of a day
  community.pagerduty.pagerduty_schedule:
    name: Platform
    schedule_layers:
      - name: Weekly # it does not change
      - name: Office hours
        users: [bea@example.com, ann@example.com]
        rotation_turn_length_seconds: 1 day
        rotation_virtual_start: 2026-11-02T09:00:00+01:00
        restrictions:
          - {type: weekly_restriction, start_day_of_week: 1, start_time_of_day: "09:00", duration_seconds: 8h}
          - {type: weekly_restriction, start_day_of_week: 2, start_time_of_day: "09:00", duration_seconds: 8h}

- name: Let someone join, without an effect on who is on call now
  community.pagerduty.pagerduty_schedule:
    name: Platform
    keep_current_on_call: true
    schedule_layers:
      - name: Weekly
        users: [owner@example.com, ann@example.com, bea@example.com, cy@example.com]
      - name: Office hours
  diff: true
  register: joined

- name: Show whose shifts change in the next two weeks
  ansible.builtin.debug:
    msg: "{{ joined.on_call_changes | default([]) }}"

- name: End the second layer
  community.pagerduty.pagerduty_schedule:
    name: Platform
    schedule_layers:
      - name: Weekly
  register: platform

- name: Rename the schedule
  community.pagerduty.pagerduty_schedule:
    id: "{{ platform.schedule.id }}"
    name: Platform and network

- name: Create a shift-based schedule with two rotations, for nights and for weekends
  community.pagerduty.pagerduty_schedule:
    name: Support
    time_zone: Europe/Berlin
    rotations:
      - events:
          - name: Nights
            start_time: 2026-11-02 18:00
            end_time: 2026-11-03 08:00
            recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"]
            assignment_strategy:
              members: [ann@example.com, bea@example.com]
              shifts_per_member: 4 # a week
      - events:
          - name: Weekends
            start_time: 2026-11-06 18:00
            end_time: 2026-11-09 08:00
            recurrence: ["RRULE:FREQ=WEEKLY"]
            assignment_strategy:
              members: [cy@example.com, bea@example.com]

- name: Let three people share the nights from next year on, and the same two until then
  community.pagerduty.pagerduty_schedule:
    name: Support
    rotations:
      - events:
          - name: Nights
            start_time: 2026-11-02 18:00
            end_time: 2026-11-03 08:00
            recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"]
            assignment_strategy:
              members: [ann@example.com, bea@example.com, cy@example.com]
              shifts_per_member: 4
            effective_since: 2027-01-01T00:00:00+01:00
      - events:
          - name: Weekends
            start_time: 2026-11-06 18:00
            end_time: 2026-11-09 08:00
            recurrence: ["RRULE:FREQ=WEEKLY"]
            assignment_strategy:
              members: [cy@example.com, bea@example.com]

- name: Delete the schedule
  community.pagerduty.pagerduty_schedule:
    name: Platform and network
    state: absent
"""

RETURN = r"""
schedule:
  description:
    - The schedule as it is in PagerDuty after the task. In check mode, the predicted object, without the values that
      only PagerDuty creates.
    - PagerDuty returns the layer with the highest precedence first, and also the layers that have ended.
    - C(type) says which type of schedule it is. It is C(schedule_v3) for a shift-based schedule, which has C(rotations)
      in place of C(schedule_layers). PagerDuty also returns the events that have ended.
    - With O(state=absent), it is null.
  returned: success
  type: dict
  sample:
    id: PI7DH85
    type: schedule
    summary: Platform
    name: Platform
    time_zone: Europe/Berlin
    description: ""
    teams: []
    users:
      - {id: PT23IWX, type: user_reference, summary: Ann Archer}
    escalation_policies: []
    schedule_layers:
      - id: PL4Y3R1
        name: Weekly
        start: "2026-11-02T09:00:00+01:00"
        end:
        rotation_virtual_start: "2026-11-02T09:00:00+01:00"
        rotation_turn_length_seconds: 604800
        users:
          - user: {id: PT23IWX, type: user_reference, summary: Ann Archer}
        restrictions: []
on_call_changes:
  description:
    - The times within O(preview_days) at which another user is on call after the change, in order, in UTC. C(before)
      and C(after) are the names of the users, and null if nobody is on call. Overrides are taken into account.
    - Before a new schedule is created, nobody is on call in it.
    - Empty if the same users are on call.
  returned: with C(--diff), if layers or the time zone change
  type: list
  elements: dict
  sample:
    - {start: "2026-12-07T08:00:00Z", end: "2026-12-14T08:00:00Z", before: Ann Archer, after: Bea}
diff:
  description:
    - The options that differed, with their values before and after. Of a layer that existed, only what differed. V(now)
      stands for the current time.
    - C(on_call) shows RV(on_call_changes), in the time zone of the schedule. C(keep_current_on_call) shows the
      overrides that the module creates.
    - For a deleted schedule, C(before) has all options, and C(after) is empty.
  returned: success
  type: dict
  sample:
    before: {schedule_layers: [{name: Weekly, rotation_turn_length_seconds: 604800}]}
    after: {schedule_layers: [{name: Weekly, rotation_turn_length_seconds: 86400}]}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /schedules?query=On+call
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: PUT, path: "/schedules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.schedule import SCHEDULE


def main() -> None:
    run_module(resource_operation(SCHEDULE))


if __name__ == "__main__":
    main()
