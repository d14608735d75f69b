# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call in the schedules that an info module lists.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core.errors import UsageError
from .._core.times import format_instant
from .._schema.fields import NOW, Json, Spec, utc
from .._schema.option_types import ReferenceType
from .._schema.session import Session
from .rendered import read_computed, rendered
from .shifts import Shift, gaps, instant
from .user import USER, user_named

Raw = dict[str, Json]
Params = dict[str, t.Any]

LONGEST_PREVIEW = 90  # days

DEFAULT_RANGE = timedelta(weeks=2)  # PagerDuty's

OPTIONS: dict[str, Spec] = {
    "since": {"type": "str"},
    "until": {"type": "str"},
    "next_oncall_for_user": {"type": ReferenceType(USER)},
}


def check_preview(params: Params, session: Session) -> Params:
    """The options of a task that manages a schedule. Raises UsageError for a wrong `preview_days`."""
    if not 0 <= params["preview_days"] <= LONGEST_PREVIEW:
        raise UsageError("preview_days", f"must be between 0 and {LONGEST_PREVIEW}")
    return params


def prepare(params: Params, session: Session) -> Params:
    """The options with the range of the shifts as points in time, if the task asks for shifts. Raises UsageError."""
    since, until = params.get("since"), params.get("until")
    if since is None and until is None:
        return params
    if since is None or since.strip().lower() == NOW:
        since = session.client.now().isoformat()
    start = instant(utc(since, "since"))
    end = start + DEFAULT_RANGE if until is None else instant(utc(until, "until"))
    if end <= start:
        raise UsageError("until", f"is {format_instant(end)}; it must be after the start, {format_instant(start)}")
    return {**params, "since": format_instant(start), "until": format_instant(end)}


def shift_range(params: Params) -> tuple[datetime, datetime] | None:
    """The range of the shifts that a task asks for, None if it asks for none. params: from `prepare`."""
    return (instant(params["since"]), instant(params["until"])) if params.get("since") else None


def parameters(params: Params, session: Session) -> dict[str, t.Any]:
    """The parameters with which a request for schedules of layers returns their shifts."""
    query: dict[str, t.Any] = {}
    shown = shift_range(params)
    if shown:
        query.update(since=params["since"], until=params["until"])
        if not params.get("id"):  # one schedule always has them
            query["include[]"] = ["final_schedule"]
    if params.get("next_oncall_for_user"):
        user = session.names.reference(USER, params["next_oncall_for_user"], "next_oncall_for_user")
        query["include_next_oncall_for_user"] = user["id"]
    return query


def complete(params: Params, session: Session, schedule: Raw) -> Raw:
    """A schedule of layers with who is on call, if the task asks for it."""
    shown = shift_range(params)
    if not shown:
        return schedule
    shifts = rendered(schedule, "final_schedule")
    if not params.get("id") and "final_schedule" not in (params.get("include") or ()):
        schedule = {key: value for key, value in schedule.items() if key != "final_schedule"}
    return {**schedule, **_on_call(shifts, shown)}


def complete_shift_based(params: Params, session: Session, schedule: Raw) -> Raw:
    """A shift-based schedule with who is on call, if the task asks for it. PagerDuty computes this for one only."""
    shown = shift_range(params)
    if not shown:
        return schedule
    _schedule, computed = read_computed(session, schedule["id"], *shown)
    found = [
        Shift(instant(entry["start_time"]), instant(entry["end_time"]), _member(entry["member"], session))
        for entry in computed
    ]
    return {**schedule, **_on_call(found, shown)}


def _member(member: Raw, session: Session) -> Raw | None:
    """A reference to the user of a shift, None if nobody has it. PagerDuty returns only the ID of the user."""
    return user_named(session, member["user_id"]) if member.get("user_id") else None


def _on_call(shifts: list[Shift], shown: tuple[datetime, datetime]) -> Raw:
    """What is added to a schedule."""
    inside = [shift for shift in (one.within(*shown) for one in shifts) if shift.start < shift.end and shift.user]
    users = {shift.user_id: shift.user for shift in inside}
    return {
        "shifts": [{**_times(shift), "user": shift.user} for shift in sorted(inside, key=lambda shift: shift.start)],
        "coverage_gaps": [_times(gap) for gap in gaps(inside, *shown)],
        "users_on_call": list(users.values()),
    }


def _times(shift: Shift) -> Raw:
    return {"start": format_instant(shift.start), "end": format_instant(shift.end)}
