# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call when: calculations with shifts, as PagerDuty renders them. Sends no requests.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from .._core import responses
from .._core.times import UTC, format_instant, parse_instant

Raw = dict[str, t.Any]

# What the library relies on in an entry of a rendered schedule, and in an override.
RENDERED = responses.Object(start=responses.TEXT, end=responses.TEXT, user=responses.Maybe(responses.IDENTIFIED))


@dataclass(frozen=True)
class Shift:
    """A time during which the same person is on call. user: a reference, None if nobody is on call."""

    start: datetime
    end: datetime
    user: Raw | None = None

    @property
    def user_id(self) -> str | None:
        return self.user["id"] if self.user else None

    def within(self, since: datetime, until: datetime) -> Shift:
        """The part of it in a range. Its end is not after its start if the two do not overlap."""
        return replace(self, start=max(self.start, since), end=min(self.end, until))


@dataclass(frozen=True)
class ShiftChange:
    """A time during which another person is on call after a change. before, after: references, None for nobody."""

    start: datetime
    end: datetime
    before: Raw | None
    after: Raw | None


def instant(text: str) -> datetime:
    """A point in time of a response, in UTC. Raises ValueError."""
    moment = parse_instant(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def shifts_of(entries: t.Iterable[Raw]) -> list[Shift]:
    """The shifts in entries of a rendered schedule, or in overrides, in the same order. See RENDERED."""
    return [Shift(instant(entry["start"]), instant(entry["end"]), entry.get("user")) for entry in entries]


def timeline(shifts: t.Iterable[Shift], since: datetime, until: datetime) -> list[Shift]:
    """Who is on call in a range, without gaps and overlaps: also where nobody is. Shifts of one person are joined.

    Where shifts overlap, the one that is later in `shifts` is valid.
    """
    return overlaid([Shift(since, until)], [shift.within(since, until) for shift in shifts])


def overlaid(base: t.Iterable[Shift], over: t.Iterable[Shift]) -> list[Shift]:
    """A timeline with other shifts in place of its own ones, such as overrides. The later one in `over` is valid."""
    result = list(base)
    for one in over:
        if one.start >= one.end:
            continue
        rest = [one]
        for shift in result:
            # A shift that contains `one` has a rest on both sides.
            if shift.start < one.start:
                rest.append(replace(shift, end=min(shift.end, one.start)))
            if shift.end > one.end:
                rest.append(replace(shift, start=max(shift.start, one.end)))
        result = sorted(rest, key=_start)
    return joined(result)


def joined(shifts: t.Iterable[Shift]) -> list[Shift]:
    """Shifts in order, in which shifts of the same person that follow each other are one."""
    result: list[Shift] = []
    for shift in sorted(shifts, key=_start):
        if result and result[-1].end == shift.start and result[-1].user_id == shift.user_id:
            result[-1] = replace(result[-1], end=shift.end)
        else:
            result.append(shift)
    return result


def gaps(shifts: t.Iterable[Shift], since: datetime, until: datetime) -> list[Shift]:
    """The times in a range at which nobody is on call."""
    return [shift for shift in timeline(shifts, since, until) if shift.user is None]


def changes(before: t.Iterable[Shift], after: t.Iterable[Shift]) -> list[ShiftChange]:
    """The times at which another person is on call. before, after: timelines of the same range, see `timeline`.

    Times that follow each other with the same two people are one.
    """
    result: list[ShiftChange] = []
    later = list(after)
    for old in before:
        for new in later:
            start, end = max(old.start, new.start), min(old.end, new.end)
            if start >= end or old.user_id == new.user_id:
                continue
            last = result[-1] if result else None
            if last and last.end == start and (_id(last.before), _id(last.after)) == (old.user_id, new.user_id):
                result[-1] = replace(last, end=end)
            else:
                result.append(ShiftChange(start, end, old.user, new.user))
    return result


def named(user: Raw | None) -> str | None:
    """A person for results and diffs: the name, None for nobody."""
    return None if user is None else str(user.get("summary") or user.get("name") or user["id"])


def results(found: t.Iterable[ShiftChange]) -> list[Raw]:
    """`on_call_changes` of a task's result."""
    return [
        {
            "start": format_instant(one.start),
            "end": format_instant(one.end),
            "before": named(one.before),
            "after": named(one.after),
        }
        for one in found
    ]


def diff_lines(found: t.Iterable[ShiftChange], zone: tzinfo = UTC) -> tuple[list[str], list[str]]:
    """(before, after) for a diff: a line for each time at which a person is on call, with times in a time zone.

    Like `2026-12-01 09:00 to 2026-12-08 09:00 +01:00  Ann Archer`. Times of the same person that follow each other are
    one line, so the lines of the two sides can differ in number.
    """
    listed = list(found)
    before = joined(Shift(one.start, one.end, one.before) for one in listed)
    after = joined(Shift(one.start, one.end, one.after) for one in listed)
    return [_line(shift, zone) for shift in before], [_line(shift, zone) for shift in after]


def _line(shift: Shift, zone: tzinfo) -> str:
    return f"{span_text(shift.start, shift.end, zone)}  {named(shift.user) or NOBODY}"


def span_text(start: datetime, end: datetime, zone: tzinfo) -> str:
    """A range in a time zone, for people: 2026-12-01 09:00 to 2026-12-08 09:00 +01:00."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    first = f"{start:%Y-%m-%d %H:%M}" + ("" if start.utcoffset() == end.utcoffset() else f" {_offset(start)}")
    return f"{first} to {end:%Y-%m-%d %H:%M} {_offset(end)}"


NOBODY = "nobody"  # in a diff


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]


def _start(shift: Shift) -> datetime:
    return shift.start


def _id(user: Raw | None) -> str | None:
    return user["id"] if user else None
