# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call before and after overrides are created or removed. Sends GET requests only.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta

from .._core.times import format_instant
from .._engine.plan import Change
from .._engine.session import Session
from .._resources.rendered import read_schedule, rendered, shifts_in, show_changes, this_minute
from .._resources.schedule_override import SCHEDULE_OVERRIDE, in_range
from .._resources.shifts import Shift, ShiftChange, changes, overlaid, shifts_of, timeline
from .._schema.fields import Json
from .._schema.session import is_predicted

Raw = dict[str, Json]


def without_overrides(schedule: Raw, since: datetime, until: datetime) -> list[Shift]:
    """Who is on call because of the layers alone. PagerDuty returns the layer of the highest precedence first."""
    layers = reversed(schedule.get("schedule_layers") or ())
    return timeline([shift for layer in layers for shift in shifts_in(layer)], since, until)


def predicted_overrides(session: Session, schedule_id: str) -> list[Shift]:
    """The overrides that earlier tasks of a run in check mode would create. No rendered schedule contains them."""
    if not session.predictions:
        return []
    path = SCHEDULE_OVERRIDE.under(schedule_id).path
    return shifts_of(raw for raw in session.predictions.merged(path, [], {}, last=True) if is_predicted(raw["id"]))


def on_call(session: Session, schedule: Raw, since: datetime, until: datetime) -> list[Shift]:
    """Who is on call in a range, with what earlier tasks of a run in check mode would change.

    schedule: with its rendered shifts. If there are predictions for its overrides, it is read again, with its layers.
    """
    bound = SCHEDULE_OVERRIDE.under(schedule["id"])
    if not session.predictions or not session.predictions.touches(bound.path):
        return timeline(rendered(schedule, "final_schedule"), since, until)
    if "schedule_layers" not in schedule:
        schedule = read_schedule(session, schedule["id"], since, until)
    present = session.names.selected(bound, in_range(format_instant(since), format_instant(until)), fresh=True)
    shifts = [shift.within(since, until) for shift in shifts_of(present)]
    return overlaid(without_overrides(schedule, since, until), shifts)


class Preview:
    """Adds to the result of a task who is on call before and after it, if Ansible shows the diff.

    days: the number of days that it shows, from the start of the change or from now. 0: none.
    """

    def __init__(self, session: Session, days: int) -> None:
        self._session = session
        self._length = timedelta(days=days)
        self._found: list[ShiftChange] = []
        self._schedule: Raw = {}

    def _range(self, shifts: t.Sequence[Shift]) -> tuple[datetime, datetime] | None:
        """The range that the preview shows; None if it shows nothing."""
        if not self._session.diff_mode:
            return None
        since = max(min(shift.start for shift in shifts), this_minute(self._session))
        until = min(max(shift.end for shift in shifts), since + self._length)
        return (since, until) if since < until else None

    def add(self, schedule_id: str, shifts: t.Sequence[Shift]) -> None:
        """Compute the effect of new overrides. Call this before they are created."""
        shown = self._range(shifts)
        if not shown or self._schedule:
            return
        self._schedule = read_schedule(self._session, schedule_id, *shown)
        before = on_call(self._session, self._schedule, *shown)
        self._found = changes(before, overlaid(before, [shift.within(*shown) for shift in shifts]))

    def remove(self, schedule_id: str, overrides: t.Sequence[Raw]) -> None:
        """Compute the effect of the removal of overrides. Call this before they are removed."""
        shown = self._range(shifts_of(overrides))
        if not shown:
            return
        self._schedule = read_schedule(self._session, schedule_id, *shown)
        bound = SCHEDULE_OVERRIDE.under(schedule_id)
        query = in_range(*map(format_instant, shown))
        present = self._session.names.selected(bound, query, fresh=True)
        gone = {one["id"] for one in overrides}
        left = shifts_of(one for one in present if one["id"] not in gone)
        below = overlaid(without_overrides(self._schedule, *shown), [shift.within(*shown) for shift in left])
        before = on_call(self._session, self._schedule, *shown)
        # The list does not tell which of several overrides takes precedence; the rendered schedule does.
        visible = [
            shift.within(removed.start, removed.end)
            for removed in shifts_of(overrides)
            for shift in before
            if shift.user_id == removed.user_id
        ]
        instead = [shift.within(one.start, one.end) for one in visible for shift in below if one.start < one.end]
        self._found = changes(before, overlaid(before, instead))

    def complete(self, change: Change) -> None:
        """Add the effect to a change."""
        if change.changed and self._schedule:
            show_changes(change, self._found, self._schedule.get("time_zone"))


def first_days(found: list[ShiftChange], days: int, session: Session) -> list[ShiftChange]:
    """The part of changes that a preview shows. days: see `Preview`."""
    if not session.diff_mode or not found:
        return []
    last = max(min(one.start for one in found), this_minute(session)) + timedelta(days=days)
    return [replace(one, end=min(one.end, last)) for one in found if one.start < last]
