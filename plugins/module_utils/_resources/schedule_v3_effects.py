# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call in a shift-based schedule before and after a task.

PagerDuty has no preview of such schedules, so only a real run can show this: it reads the shifts before and after.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from .._core.errors import ApiError
from .._schema.fields import Json
from .._schema.session import Session
from .rendered import read_computed, show_changes, this_minute
from .shifts import Shift, changes, instant, joined
from .user import USER

Raw = dict[str, Json]

_NOTE = "shifts"  # what `note_before` keeps for `add_after`: (range, timeline)


def note_before(params: dict[str, t.Any], session: Session, change: t.Any, schedule: Raw | None) -> None:
    """Keep who is on call before a change. schedule: as it is now, None if it does not exist."""
    since = this_minute(session)
    shown = since, since + timedelta(days=params["preview_days"])
    before = _timeline(session, schedule, shown) if schedule else together([], *shown)
    if before is not None:
        change.notes[_NOTE] = shown, before


def add_after(session: Session, change: t.Any, schedule: Raw) -> None:
    """Add to the result and to the diff who is on call after a change, where that differs."""
    shown, before = change.notes[_NOTE]
    after = _timeline(session, schedule, shown)
    if after is None:
        return
    found = changes(before, after)
    names = {user for one in found for side in (one.before, one.after) if side for user in side["users"]}
    known = {user: (session.names.get(USER, user) or {}).get("name") or user for user in sorted(names)}

    def named(users: Raw | None) -> Raw | None:
        return users and {**users, "summary": ", ".join(known[user] for user in users["users"])}

    found = [replace(one, before=named(one.before), after=named(one.after)) for one in found]
    show_changes(change, found, schedule["time_zone"])


def _timeline(session: Session, schedule: Raw, shown: tuple[datetime, datetime]) -> list[Shift] | None:
    """Who is on call in a range. None, with a warning, if the token may not see it."""
    try:
        _schedule, computed = read_computed(session, schedule["id"], *shown)
    except ApiError as error:
        session.warn(f"The effect of the change can't be shown: {error.message}")
        return None
    found = [
        Shift(instant(one["start_time"]), instant(one["end_time"]), {"id": one["member"]["user_id"]})
        for one in computed
        if one["member"].get("user_id")
    ]
    return together(found, *shown)


def together(shifts: list[Shift], since: datetime, until: datetime) -> list[Shift]:
    """A timeline of the users who are on call at the same time, each time as one shift. The user of such a shift has
    the sorted IDs of all of them in `users`."""
    steps: dict[datetime, Counter[str]] = {since: Counter(), until: Counter()}
    for shift in (one.within(since, until) for one in shifts):
        if shift.start < shift.end:
            steps.setdefault(shift.start, Counter())[str(shift.user_id)] += 1
            steps.setdefault(shift.end, Counter())[str(shift.user_id)] -= 1
    moments = sorted(steps)
    present: Counter[str] = Counter()  # by user, the number of shifts
    found = []
    for start, end in zip(moments, moments[1:]):
        present.update(steps[start])
        users = sorted(user for user, number in present.items() if number)
        found.append(Shift(start, end, {"id": ",".join(users), "users": users} if users else None))
    return joined(found)
