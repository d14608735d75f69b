# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of shift-based schedules."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...schema.call import Call, Reply
from ...schema.view import View
from . import rotations, shifts
from .common import page, schedule_of, span
from .errors import OperationOfVersion3
from .rendering import Assignment, assignments, coverage
from .table import RESOURCE

ALL, ONE = "/v3/schedules", "/v3/schedules/*"
READ, WRITE = "schedules.read", "schedules.write"


def schedules(call: Call) -> Reply:
    """References, by name."""
    view = call.view(listing=True)
    found = list(call.matching(RESOURCE))
    return page(
        call, "schedules", found, lambda one: view.reference(RESOURCE.type, one["id"]), usual=100, maximum=1000
    )


def shown(call: Call, record: Record) -> dict[str, Any]:
    return {"schedule": RESOURCE.render(record, call.view(default_zone=record["time_zone"]))}


def create(call: Call) -> Reply:
    return Reply(201, shown(call, RESOURCE.create(call.account, call.wrapped("schedule"))))


def one_schedule(call: Call) -> Reply:
    """``include[]=final_schedule`` adds who is on call from ``since`` to ``until``."""
    record = schedule_of(call)
    asked = span(call, required=False)
    overflow = call.flag("overflow")
    body = shown(call, record)
    view = call.view(default_zone=record["time_zone"])
    if asked is not None and "final_schedule" in view.include:
        since, until = asked
        found = assignments(record, since, until)
        inside = found if overflow else sorted(
            (one.within(since, until) for one in found), key=lambda one: (one.start, one.end)
        )
        body["schedule"]["final_schedule"] = {
            "type": "final_schedule",
            "rendered_coverage_percentage": coverage(found, since, until),
            "computed_shift_assignments": [shown_assignment(one, view) for one in inside],
        }
    return Reply(200, body)


def shown_assignment(one: Assignment, view: View) -> dict[str, Any]:
    return {
        "type": "computed_shift_assignment",
        "start_time": view.instant(one.start.isoformat()),
        "end_time": view.instant(one.end.isoformat()),
        "member": {name: value for name, value in one.member.items() if value is not None},
        "source": one.source,
    }


def update(call: Call) -> Reply:
    record = schedule_of(call)
    return Reply(200, shown(call, RESOURCE.update(call.account, record, call.wrapped("schedule"))))


def delete(call: Call) -> Reply:
    """Deletes the schedule with its rotations, custom shifts and overrides."""
    RESOURCE.delete(call.account, schedule_of(call))
    return Reply(204)


OPERATIONS = (
    OperationOfVersion3("GET", ALL, schedules, READ),
    OperationOfVersion3("POST", ALL, create, WRITE),
    OperationOfVersion3("GET", ONE, one_schedule, READ, includes=("final_schedule",)),
    OperationOfVersion3("PUT", ONE, update, WRITE),
    OperationOfVersion3("DELETE", ONE, delete, WRITE),
    *rotations.OPERATIONS,
    *shifts.OPERATIONS,
)
