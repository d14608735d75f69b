# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One override in a shift-based schedule (version 3): one for each shift of another user in its time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta

from .._core.errors import PagerDutyError, UsageError
from .._core.times import format_instant
from .._engine.plan import CREATE, Change
from .._engine.reconcile import ensure_all_absent, task_result
from .._engine.session import Session
from .._resources.rendered import show_changes, this_minute
from .._resources.schedule_override import STOP, USER_FIELD, is_now, now, over, prepare
from .._resources.schedule_override_v3 import SHIFT_OVERRIDE, overrides_in, uniform, user_of
from .._resources.shifts import ShiftChange, gaps, instant
from .._resources.user import user_named
from .._schema.fields import NOW, Json, utc, whole_minute
from .on_call_preview import first_days
from .override_parts import Assignment, ShiftPart, create_overrides, read_assignments

Raw = dict[str, Json]

# The range in which the ID of an override is looked for, see the module.
_BEFORE, _AFTER = timedelta(days=1), timedelta(days=365)


def _result(change: Change, params: dict[str, t.Any], override: Raw | None) -> dict[str, t.Any]:
    of_user = f" {params['user']}" if params["user"] else ""
    return {
        "changed": change.changed,
        "override": override,
        "removed": change.removed,
        **change.result,
        "diff": change.diff(f"{SHIFT_OVERRIDE.title}{of_user} of {params['schedule']}"),
    }


def _add_effects(
    change: Change, found: list[ShiftChange], schedule: Raw, params: dict[str, t.Any], session: Session
) -> None:
    """Add to a change at which times another user is on call, if Ansible shows the diff."""

    def named(user: Raw | None) -> Raw | None:
        return user and user_named(session, user["id"])  # the shifts have only IDs

    shown = first_days(found, params["preview_days"], session)
    if shown:
        shown = [replace(one, before=named(one.before), after=named(one.after)) for one in shown]
        show_changes(change, shown, schedule.get("time_zone"))


# -- present ---------------------------------------------------------------------------------------------------------


def shifts_present(params: dict[str, t.Any], schedule_id: str, session: Session) -> dict[str, t.Any]:
    """Put the user on call instead of the users who have shifts in the time. The result of the task."""
    stated = prepare(params, session)
    user = USER_FIELD.parse(params["user"], "user", session.names, None)
    this = this_minute(session)
    is_past = is_now(stated["start"]) or instant(stated["start"]) <= this
    start = this if is_past else instant(stated["start"])
    end = instant(stated.get("end") or whole_minute(now(session), "minutes", up=True, add=params["minutes"] or 0))
    schedule, assignments = read_assignments(session, schedule_id, start, end)
    todo = [one for one in assignments if one.user_id != user["id"] and one.overridden]
    running = [one for one in assignments if one.start == start]
    # An override that is running already keeps its end.
    keeps_end = stated.get("end") is None and running and all(one.user_id == user["id"] for one in running)
    if keeps_end or (assignments and not todo):
        return _result(Change("nothing"), params, _own(session, schedule_id, user, start, end))
    _check_gaps(params, assignments, start, end, session)
    change = Change(
        CREATE,
        after={
            "user": USER_FIELD.show(user),
            "start": NOW if is_past else format_instant(start),
            "end": format_instant(end),
        },
    )
    return _create(ShiftPart(schedule, start, end, todo), change, user, params, session)


def _create(
    part: ShiftPart, change: Change, user: Raw, params: dict[str, t.Any], session: Session
) -> dict[str, t.Any]:
    """Create the overrides. An error contains what was created before."""

    def result() -> dict[str, t.Any]:
        made = uniform(part.made[0], _known(user)) if part.made else None
        changes = [ShiftChange(one.start, one.end, one.user, user) for one in part.done]
        _add_effects(change, changes, part.schedule, params, session)
        return _result(change, params, made)

    try:
        create_overrides(session, part, user)
    except PagerDutyError as error:
        if part.done:
            error.within(f"{len(part.done)} of {len(part.shifts)} overrides were created, but", join=" ")
            error.add("Run again to continue")
            error.result = result()
        raise
    return result()


def _known(user: Raw | None) -> dict[str, Raw]:
    """A reference to the user of the task, by its ID."""
    return {user["id"]: USER_FIELD.encode(user, full=True)} if user else {}


def _check_gaps(
    params: dict[str, t.Any], found: list[Assignment], start: datetime, end: datetime, session: Session
) -> None:
    """PagerDuty can't put a user on call where nobody has a shift. Raises UsageError if this is the whole time."""
    left = gaps(sorted(found, key=lambda one: one.start), start, end)
    if not found:
        raise UsageError(
            "schedule",
            f"nobody has a shift in {params['schedule']} between {format_instant(start)} and {format_instant(end)}. It"
            " is a shift-based schedule, whose overrides replace shifts of others",
        )
    for gap in left:
        session.warn(
            f"nobody has a shift in {params['schedule']} between {format_instant(gap.start)} and"
            f" {format_instant(gap.end)}, so no override is possible then: it is a shift-based schedule"
        )


def _own(session: Session, schedule_id: str, user: Raw, start: datetime, end: datetime) -> Raw | None:
    """The first override of a user in a time. None if the user has own shifts."""
    found = overrides_in(session, schedule_id, format_instant(start), format_instant(end), _known(user))
    return next((one for one in found if USER_FIELD.same(user, USER_FIELD.read(one))), None)


# -- absent ----------------------------------------------------------------------------------------------------------


def shifts_absent(params: dict[str, t.Any], schedule_id: str, session: Session) -> dict[str, t.Any]:
    """Remove the overrides that a task means. The result of the task."""
    bound = SHIFT_OVERRIDE.under(schedule_id)
    found = _meant(params, schedule_id, session)

    begin = this_minute(session)
    changes = [
        ShiftChange(
            max(instant(one["start"]), begin),
            instant(one["end"]),
            user_of(one["overriding_member"]),
            user_of(one["overridden_member"]),
        )
        for one in found
    ]

    def work() -> tuple[Change, Json]:
        change = ensure_all_absent(bound, found, session)
        if change.changed:
            _add_effects(change, changes, {}, params, session)
        return change, None

    return task_result(work, lambda change, _made: _result(change, params, None))


def _meant(params: dict[str, t.Any], schedule_id: str, session: Session) -> list[Raw]:
    """The overrides that a task with `state: absent` means.

    A task with a time creates an override for each shift in it. So all overrides that take place within it are meant.
    """
    moment = session.client.now()
    if params["id"]:
        since, until = format_instant(moment - _BEFORE), format_instant(moment + _AFTER)
        listed = overrides_in(session, schedule_id, since, until)
        return [one for one in listed if one["id"] == params["id"].strip()]
    stated = prepare(params, session)
    user = None if params["user"] is None else USER_FIELD.parse(params["user"], "user", session.names, None)
    this = format_instant(this_minute(session))
    running = is_now(stated["start"]) or stated["start"] <= this
    start = this if running else stated["start"]
    end = stated.get("end")
    until = max(end or "", whole_minute(start, "start", add=1))
    found = []
    for one in overrides_in(session, schedule_id, start, until, _known(user)):
        begins = utc(one["start"], "start")
        in_time = begins >= start or running
        if end is None:
            in_time = begins <= now(session) if running else begins[:16] == start[:16]
        elif STOP.read(one) > end:
            in_time = False
        if in_time and not over(one, session) and (not user or USER_FIELD.same(user, USER_FIELD.read(one))):
            found.append(one)
    return found
