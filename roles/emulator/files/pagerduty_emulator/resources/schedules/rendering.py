# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered schedules: the entries of a date range, and the percentage of it that they cover.

Each layer, the overrides, and the final schedule are rendered in the same way. An entry is a user's uninterrupted time
in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...schema.call import Call
from ...schema.view import View
from .rotation import FIRST_CHUNK, Piece, Span, merged, pieces, pieces_of_layer, pieces_of_overrides, zone_of

DEFAULT_RANGE = timedelta(weeks=2)
""""Defaults to 2 weeks before until if an until is given" and vice versa."""

LONGEST_RANGE = timedelta(days=366)
"""The longest date range. PagerDuty documents no limit."""

LONGEST_OVERFLOW = timedelta(days=366)
"""How far beyond the date range entries extend. This is more than the longest turn. A later end is not computed."""

Source = Callable[[Span], Iterable[Piece]]
"""A function that returns who is on call during a span, in order."""


@dataclass(frozen=True)
class Rendering:
    """The date range of a response with rendered entries.

    ``span``      the date range; None if the request has none: then nothing is rendered
    ``overflow``  whether entries that pass the bounds of the date range are shown in full, and not truncated
    """

    span: Span | None
    overflow: bool = False
    users: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, call: Call, default_zone: str | None, *, overflow: bool = True) -> Rendering:
        """The date range in a query. ``overflow``: whether the operation has this parameter. Raises 400."""
        since, until = (moment(call.instant(name, default_zone)) for name in ("since", "until"))
        overflows = overflow and call.flag("overflow")
        if since is None:
            if until is None:
                return cls(None, overflows)
            since = until - DEFAULT_RANGE
        if until is None:
            until = since + DEFAULT_RANGE
        if until < since:
            raise invalid("Until must not be before since")
        if until - since > LONGEST_RANGE:
            raise invalid(f"The date range must not be longer than {LONGEST_RANGE.days} days")
        return cls((since, until), overflows)

    def fill(self, shown: dict[str, Any], schedule: Record, view: View) -> None:
        """Renders the parts of a schedule that a response has."""
        if self.span is None:
            return
        where = zone_of(schedule)
        for layer, one in zip(reversed(schedule["schedule_layers"]), shown.get("schedule_layers", ()), strict=False):
            one.update(self._rendered(partial(pieces_of_layer, layer, where), view))
        if "overrides_subschedule" in shown:
            shown["overrides_subschedule"].update(self._rendered(partial(pieces_of_overrides, schedule), view))
        if "final_schedule" in shown:
            shown["final_schedule"].update(self._rendered(partial(pieces, schedule), view))

    def _rendered(self, source: Source, view: View) -> dict[str, Any]:
        assert self.span is not None
        found = list(entries(source, self.span))
        shown = extended(source, found, self.span) if self.overflow else found
        return {
            "rendered_schedule_entries": [
                {
                    "start": view.instant(start.isoformat()),
                    "end": end and view.instant(end.isoformat()),
                    "user": self._user(user, view),
                }
                for start, end, user in shown
            ],
            "rendered_coverage_percentage": coverage(found, self.span),
        }

    def _user(self, identifier: str, view: View) -> Mapping[str, Any]:
        if identifier not in self.users:
            self.users[identifier] = view.reference("user", identifier)
        return self.users[identifier]


def moment(instant: str | None) -> datetime | None:
    return None if instant is None else datetime.fromisoformat(instant)


Entry = tuple[datetime, datetime | None, str]
"""(start, end, the ID of the user). Without an end, the entry does not end."""


def entries(source: Source, span: Span) -> Iterator[tuple[datetime, datetime, str]]:
    """The entries of a span, truncated at its bounds."""
    for start, end, user in merged(source(span)):
        if user is not None and start < end:
            yield start, end, user


def coverage(found: Iterable[tuple[datetime, datetime, str]], span: Span) -> float:
    """The percentage of a span that entries cover, with one digit after the decimal point."""
    length = (span[1] - span[0]).total_seconds()
    covered = sum((end - start).total_seconds() for start, end, _user in found)
    return round(100 * covered / length, 1) if length else 0.0


def extended(source: Source, found: list[tuple[datetime, datetime, str]], span: Span) -> Iterator[Entry]:
    """The entries, with those that pass the bounds of the span in full."""
    for start, end, user in found:
        yield (
            begin_of(source, user, start) if start == span[0] else start,
            end_of(source, user, end) if end == span[1] else end,
            user,
        )


def begin_of(source: Source, user: str, reached: datetime) -> datetime:
    """The start of the entry of a user that continues until a moment."""
    limit, length = reached - LONGEST_OVERFLOW, FIRST_CHUNK
    while reached > limit:
        earliest = max(reached - length, limit)
        found = list(merged(source((earliest, reached))))
        if not found or found[-1][1:] != (reached, user):
            return reached
        reached = found[-1][0]
        if reached > earliest:
            return reached
        length *= 2
    return reached


def end_of(source: Source, user: str, reached: datetime) -> datetime | None:
    """The end of the entry of a user that continues from a moment on; None if it does not end."""
    limit, length = reached + LONGEST_OVERFLOW, FIRST_CHUNK
    while reached < limit:
        latest = min(reached + length, limit)
        first = next(iter(merged(source((reached, latest)))), None)
        if first is None or (first[0], first[2]) != (reached, user):
            return reached
        reached = first[1]
        if reached < latest:
            return reached
        length *= 2
    return None
