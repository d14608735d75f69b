# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call in a schedule, at a moment and during a time.

Overrides take precedence over layers, and later layers over earlier ones. Within a layer, users take turns of equal
length from ``rotation_virtual_start`` on. Turns of whole days follow the schedule's time zone through changes of
daylight saving time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from operator import itemgetter

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.time_zones import zone

DAY = 86400
HORIZON = timedelta(days=90)
""""On-call shifts are limited to 90 days in the future" (``GET /oncalls``)."""


@dataclass(frozen=True)
class Shift:
    """A user's uninterrupted time on call. ``start`` and ``end`` are None for a user who is always on call."""

    user: str
    start: datetime | None
    end: datetime | None


# -- at a moment -----------------------------------------------------------------------------------------------------


def turns(layer: Record, where: tzinfo, moment: datetime) -> tuple[int, datetime, datetime]:
    """The number, the start and the end of the turn at a moment."""
    length = layer["rotation_turn_length_seconds"]
    origin = to_datetime(layer["rotation_virtual_start"])
    if length % DAY == 0:
        return turns_of_days(origin.astimezone(where).replace(tzinfo=None), length, where, moment)
    number = int((moment - origin).total_seconds() // length)
    return number, origin + timedelta(seconds=length * number), origin + timedelta(seconds=length * (number + 1))


def turns_of_days(origin: datetime, length: int, where: tzinfo, moment: datetime) -> tuple[int, datetime, datetime]:
    """The same for turns of whole days, which start at the same time of the day.

    ``origin``: in wall-clock time. A time that the clocks skip is an hour later, and the first one counts of a time
    that they repeat.
    """

    def start(number: int) -> datetime:
        return (origin + timedelta(seconds=length * number)).replace(tzinfo=where).astimezone(UTC)

    number = int((moment.astimezone(where).replace(tzinfo=None) - origin).total_seconds() // length)
    if start(number) > moment:  # just before a start at a time that is skipped
        number -= 1
    elif start(number + 1) <= moment:  # just after a start at a time that is repeated
        number += 1
    return number, start(number), start(number + 1)


def windows(restriction: Record, where: tzinfo, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows of a restriction around a moment: the previous, the nearest and the next one."""
    hour, minute, second = (int(part) for part in restriction["start_time_of_day"].split(":"))
    weekly = restriction["type"] == "weekly_restriction"
    day = moment.astimezone(where).replace(tzinfo=None).replace(hour=hour, minute=minute, second=second, microsecond=0)
    if weekly:
        day += timedelta(days=restriction["start_day_of_week"] - day.isoweekday())
    period = timedelta(days=7 if weekly else 1)
    for step in (-1, 0, 1):
        start = (day + period * step).replace(tzinfo=where).astimezone(UTC)
        yield start, start + timedelta(seconds=restriction["duration_seconds"])


def within(start: datetime, end: datetime | None, moment: datetime) -> bool:
    return start <= moment and (end is None or moment < end)


def in_layer(layer: Record, where: tzinfo, moment: datetime) -> str | None:
    """The ID of the user on call in a layer at a moment; None for nobody."""
    if not within(to_datetime(layer["start"]), to_datetime(layer["end"]) if layer["end"] else None, moment):
        return None
    limits = layer["restrictions"]
    if limits and not any(within(*window, moment) for limit in limits for window in windows(limit, where, moment)):
        return None
    users = layer["users"]
    number = turns(layer, where, moment)[0] if len(users) > 1 else 0
    user: str = users[number % len(users)]["user"]["id"]
    return user


def zone_of(schedule: Record) -> tzinfo:
    return zone(schedule["time_zone"]) or UTC


def on_call(schedule: Record, moment: datetime) -> str | None:
    """The ID of the user on call; None for nobody."""
    for override in reversed(schedule["overrides"]):
        if within(to_datetime(override["start"]), to_datetime(override["end"]), moment):
            user: str = override["user"]["id"]
            return user
    where = zone_of(schedule)
    found = (in_layer(layer, where, moment) for layer in reversed(schedule["schedule_layers"]))
    return next((user for user in found if user is not None), None)


# -- during a span ---------------------------------------------------------------------------------------------------

Span = tuple[datetime, datetime]
"""(start, end)"""

Piece = tuple[datetime, datetime, str | None]
"""(start, end, the ID of the user on call; None for nobody)"""

FIRST_CHUNK = timedelta(days=7)
"""The length of the first part of a schedule that is computed. Each further part is twice as long as the one before."""


def restricted(layer: Record, where: tzinfo, span: Span) -> Iterator[Span]:
    """The parts of a span in which the layer's restrictions apply, in order."""
    if not layer["restrictions"]:
        yield span
        return
    found: list[Span] = []
    for restriction in layer["restrictions"]:
        period = timedelta(days=7 if restriction["type"] == "weekly_restriction" else 1)
        moment = span[0]
        while moment < span[1] + period:
            found += windows(restriction, where, moment)
            moment += period
    reached = span[0]
    for start, end in sorted(set(found)):
        start, end = max(start, reached), min(end, span[1])
        if start < end:
            yield start, end
            reached = end


def pieces_of_layer(layer: Record, where: tzinfo, span: Span) -> Iterator[Piece]:
    """Who is on call in a layer during a span, in order. Parts with nobody on call are omitted."""
    start, end = max(span[0], to_datetime(layer["start"])), span[1]
    if layer["end"]:
        end = min(end, to_datetime(layer["end"]))
    users = [one["user"]["id"] for one in layer["users"]]
    if start >= end:
        return
    for moment, last in restricted(layer, where, (start, end)):
        if len(set(users)) == 1:
            yield moment, last, users[0]
            continue
        while moment < last:
            number, _start, turn_ends = turns(layer, where, moment)
            turn_ends = min(turn_ends, last)
            yield moment, turn_ends, users[number % len(users)]
            moment = turn_ends


def pieces(schedule: Record, span: Span) -> list[Piece]:
    """Who is on call during a span, in order.

    Parts that a layer covers are not computed for layers with lower precedence.
    """
    found: list[Piece] = []
    gaps, where = [span], zone_of(schedule)
    overrides = [
        (to_datetime(one["start"]), to_datetime(one["end"]), one["user"]["id"])
        for one in reversed(schedule["overrides"])
    ]
    sources: list[Callable[[Span], Iterable[Piece]]] = [
        *(partial(clipped, override) for override in overrides),
        *(partial(pieces_of_layer, layer, where) for layer in reversed(schedule["schedule_layers"])),
    ]
    for source in sources:
        left = []
        for start, end in gaps:
            for one in source((start, end)):
                found.append(one)
                if start < one[0]:
                    left.append((start, one[0]))
                start = one[1]
            if start < end:
                left.append((start, end))
        gaps = left
    return sorted([*found, *((start, end, None) for start, end in gaps)], key=itemgetter(0))


def pieces_of_overrides(schedule: Record, span: Span) -> list[Piece]:
    """Which user has an override during a span, in order. Of overrides at the same time, the last one applies."""
    return [one for one in pieces({**schedule, "schedule_layers": []}, span) if one[2] is not None]


def clipped(piece: tuple[datetime, datetime, str], span: Span) -> Iterator[Piece]:
    """The part of a piece within a span."""
    start, end = max(piece[0], span[0]), min(piece[1], span[1])
    if start < end:
        yield start, end, piece[2]


def merged(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with adjacent pieces of the same user merged."""
    held: Piece | None = None
    for start, end, user in found:
        if held is not None and held[1:] == (start, user):
            held = held[0], end, user
            continue
        if held is not None:
            yield held
        held = start, end, user
    if held is not None:
        yield held


def onward(schedule: Record, since: datetime, horizon: datetime) -> Iterator[Piece]:
    """Who is on call from a moment to the horizon, in order."""
    length = FIRST_CHUNK
    while since < horizon:
        end = min(since + length, horizon)
        yield from pieces(schedule, (since, end))
        since, length = end, min(2 * length, HORIZON)


def shifts(schedule: Record, since: datetime, until: datetime, now: datetime) -> Iterator[Shift]:
    """The shifts that overlap a span, in order. Only the start of the first one is computed before ``since``."""
    horizon = max(now, since) + HORIZON
    for start, end, user in merged(onward(schedule, since, horizon)):
        if start > until:
            return
        if user is not None:
            yield Shift(user, begin(schedule, user, since) if start == since else start, end)


def begin(schedule: Record, user: str, moment: datetime) -> datetime:
    """The start of the shift of a user who is on call at a moment, at most 90 days before."""
    limit, length = moment - HORIZON, FIRST_CHUNK
    while moment > limit:
        earliest = max(moment - length, limit)
        start, _end, before = list(merged(pieces(schedule, (earliest, moment))))[-1]
        if before != user:
            return moment
        moment = start
        if start > earliest:
            return start
        length *= 2
    return moment
