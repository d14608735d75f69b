# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call in a shift-based schedule.

Several users can be on call at the same time: all rotations and custom shifts add to each other. An override replaces
one member in the shifts of one rotation, or in one custom shift. Of overrides of the same member, the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.state import Account
from .fields import EVERY
from .recurrence import occurrences

EARLIER = timedelta(days=90)
"""How far back the start of a shift is looked for that is part of a list of users on call."""

LATER = timedelta(days=90)
""""On-call shifts are limited to 90 days in the future" (``GET /oncalls``)."""

FIRST_REACH = timedelta(days=7)
"""How far around a span shifts are computed first. If one goes on there, four times as far is tried next."""

Turn = tuple[str, datetime, datetime]
"""The ID of a user, the start and the end of an uninterrupted time on call."""


@dataclass(frozen=True)
class Assignment:
    """A member's shift.

    ``member``  ``{"type": ..., "user_id": ...}``
    ``source``  what it comes from, in the form of the API
    """

    start: datetime
    end: datetime
    member: Record
    source: Record

    def within(self, since: datetime, until: datetime) -> Assignment:
        """The part of it that is in a span."""
        return replace(self, start=max(self.start, since), end=min(self.end, until))


def of_event(event: Record, source: Record, since: datetime, until: datetime) -> Iterator[Assignment]:
    """The shifts of an event that overlap a span. Only the parts from ``effective_since`` to ``effective_until``."""
    begins, ends = event["effective_since"], event["effective_until"]
    first = to_datetime(begins)
    last = min(until, to_datetime(ends)) if ends is not None else until
    strategy = event["assignment_strategy"]
    members = strategy["members"]
    for number, start, end in occurrences(event, max(since, first), last):
        start, end = max(start, first), min(end, to_datetime(ends)) if ends is not None else end
        if end <= start:
            continue
        if strategy["type"] == EVERY:
            chosen = members
        else:
            chosen = [members[number // strategy["shifts_per_member"] % len(members)]]
        for member in chosen:
            yield Assignment(start, end, member, source)


def overridden(shift: Assignment, overrides: Iterable[Record], source_type: str) -> Iterator[Assignment]:
    """A shift with its overrides, the newest of which is the last one."""
    pieces = [shift]
    for override in overrides:
        if override["overridden_member"] != shift.member:
            continue
        start, end = to_datetime(override["start_time"]), to_datetime(override["end_time"])
        replaced = Assignment(
            start, end, override["overriding_member"],
            {**shift.source, "type": source_type, "override_id": override["id"]},
        ).within(shift.start, shift.end)
        if replaced.start < replaced.end:
            pieces = [part for piece in pieces for part in without(piece, replaced)]
            pieces.append(replaced)
    yield from pieces


def without(piece: Assignment, taken: Assignment) -> Iterator[Assignment]:
    """The parts of a piece outside the span of another one."""
    for part in (replace(piece, end=min(piece.end, taken.start)), replace(piece, start=max(piece.start, taken.end))):
        if part.start < part.end:
            yield part


def sources(schedule: Record, since: datetime, until: datetime) -> Iterator[tuple[Assignment, list[Record], str]]:
    """The shifts that overlap a span, each with the overrides of its source and the type of overridden shifts."""
    for rotation in schedule["rotations"]:
        overrides = [one for one in schedule["overrides"] if one["rotation_id"] == rotation["id"]]
        source = {"type": "schedule_rotation", "rotation_id": rotation["id"]}
        for event in rotation["events"]:
            for shift in of_event(event, source, since, until):
                yield shift, overrides, "schedule_rotation_override"
    for one in schedule["custom_shifts"]:
        start, end = to_datetime(one["start_time"]), to_datetime(one["end_time"])
        if start < until and since < end:
            overrides = [other for other in schedule["overrides"] if other["custom_shift_id"] == one["id"]]
            source = {"type": "custom_shift", "shift_id": one["id"]}
            for assignment in one["assignments"]:
                yield Assignment(start, end, assignment["member"], source), overrides, "custom_shift_override"


def assignments(schedule: Record, since: datetime, until: datetime) -> list[Assignment]:
    """All shifts that overlap a span, by start and end. Shifts that go beyond the span are not cut."""
    found = [
        piece
        for shift, overrides, source_type in sources(schedule, since, until)
        for piece in overridden(shift, overrides, source_type)
        if piece.start < until and since < piece.end
    ]
    return sorted(found, key=lambda one: (one.start, one.end))


def joined(found: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The spans, with those joined that overlap or follow each other."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def coverage(found: Iterable[Assignment], since: datetime, until: datetime) -> float:
    """The percentage of a span during which a user is on call."""
    inside = [one.within(since, until) for one in found if one.member["user_id"] is not None]
    covered = sum((end - start for start, end in joined((one.start, one.end) for one in inside)), timedelta())
    return round(100 * (covered / (until - since)), 2)


def on_call(schedule: Record, moment: datetime) -> list[str]:
    """The IDs of the users on call at a moment."""
    found = assignments(schedule, moment, moment + timedelta(seconds=1))
    return list(dict.fromkeys(
        one.member["user_id"] for one in found if one.member["user_id"] is not None and one.start <= moment
    ))


def turns(schedule: Record, since: datetime, until: datetime, now: datetime) -> list[Turn]:
    """The times on call that overlap a span, by start. Those before ``since`` begin at most 90 days earlier."""
    if until < since:  # after the last shift that PagerDuty computes
        return []
    earliest, latest = since - EARLIER, max(now, since) + LATER
    reach = FIRST_REACH
    while True:
        first, last = max(earliest, since - reach), min(latest, until + reach)
        found = [one for one in turns_within(schedule, first, last) if one[1] <= until and since < one[2]]
        goes_on = any(earliest < first == start or end == last < latest for _user, start, end in found)
        if not goes_on:
            return found
        reach *= 4


def turns_within(schedule: Record, first: datetime, last: datetime) -> list[Turn]:
    """The times on call in a span, cut at its bounds, by start."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in assignments(schedule, first, last):
        if one.member["user_id"] is not None:
            part = one.within(first, last)
            spans.setdefault(one.member["user_id"], []).append((part.start, part.end))
    found = [(user, *span) for user, mine in spans.items() for span in joined(mine)]
    return sorted(found, key=lambda one: one[1])


# -- dependents ------------------------------------------------------------------------------------------------------


def current_users(schedule: Record, now: str) -> set[str]:
    """The IDs of the users in parts of a schedule that have not ended. ``now``: the emulator's time (ISO 8601, UTC)."""
    members = [
        member
        for rotation in schedule["rotations"]
        for event in rotation["events"]
        if event["effective_until"] is None or event["effective_until"] > now
        for member in event["assignment_strategy"]["members"]
    ]
    members += [one["assignments"][0]["member"] for one in schedule["custom_shifts"] if one["end_time"] > now]
    members += [one["overriding_member"] for one in schedule["overrides"] if one["end_time"] > now]
    return {member["user_id"] for member in members if member["user_id"] is not None}


def schedules_of_user(account: Account, user: str) -> list[str]:
    """The IDs of the shift-based schedules that a user is part of, now or in the future."""
    records = account.collection("schedule_v3").records
    return [
        schedule
        for schedule in account.dependents("user", user, "schedule_v3")
        if user in current_users(records[schedule], account.now())
    ]
