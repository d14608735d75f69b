# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of PagerDuty's condition language: literals, paths and comparisons. See `.pcl`."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ...core.time_zones import zone_names

MAXIMUM_TEXT, MAXIMUM_LEFT = 1024, 65536
"""Bytes: of a literal string, and of the left side of ``matches``, of which the rest is ignored."""
INTEGERS = range(-(2**63), 2**63)
EXACT_FLOATS = 2.0**53
"""Up to here, each whole number is a float."""
HUGE = 2**1000
"""Whole numbers from here on may be too large for a float."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RESERVED = frozenset(
    (
        *("at", "do", "as", "break", "const", "continue", "def", "else", "end", "eq", "for", "function", "gte", "gt"),
        *("if", "import", "is", "let", "lte", "lt", "loop", "namespace", "package", "require", "return", "var"),
        *("void", "when", "while"),
    )
)

Step = str | int
"""A step of a path: the name of a field, or the position in a list."""


class PclError(ValueError):
    """A condition is wrong; the message says why."""


# -- paths and comparisons -------------------------------------------------------------------------------------------

MISSING: Any = object()


def at(data: Any, steps: tuple[Step, ...]) -> Any:
    """The value at a path, or `MISSING`."""
    for step in steps:
        known: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if step not in known:
            return MISSING
        data = data[step]
    return data


def as_text(value: Any) -> str:
    """A value as ``matches`` sees it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """Two numbers. Where all whole numbers are floats, a whole number becomes one; else the comparison is exact."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, float) and isinstance(other, int) and abs(one) <= EXACT_FLOATS and abs(other) < HUGE:
            left, right = float(left), float(right)
            break
    return compare(left, right)


def ordered(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """``<`` and the like, of numbers or instants."""
    if is_number(left) and is_number(right):
        return compared(compare, left, right)
    return isinstance(left, datetime) and isinstance(right, datetime) and compare(left, right)


def equal(left: Any, right: Any) -> bool:
    """``==``: without conversion, but whole and other numbers are comparable."""
    if is_number(left) and is_number(right):
        return compared(operator.eq, left, right)
    return type(left) is type(right) and bool(left == right)


ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge
}


def time_zone(name: str) -> ZoneInfo:
    known = {one.casefold(): one for one in zone_names()}
    if name.casefold() not in known:
        raise PclError(f"{name} is not a time zone")
    return ZoneInfo(known[name.casefold()])


@dataclass(frozen=True)
class Schedule:
    """Weekdays and a time range, which may end on the next day. The clock on the wall of the time zone decides."""

    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo

    def contains(self, moment: datetime) -> bool:
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        for day in (wall.date(), wall.date() - timedelta(days=1)):
            last = day if self.start < self.end else day + timedelta(days=1)
            if day.weekday() in self.days and self._at(day, self.start) <= wall <= self._at(last, self.end):
                return True
        return False

    @staticmethod
    def _at(day: date, clock: time) -> datetime:
        return datetime.combine(day, clock)


def left_side(value: Any) -> str | None:
    """What ``matches`` looks at."""
    if value is None:
        return None
    text = as_text(value)
    if len(text) <= MAXIMUM_LEFT // 4:
        return text
    return text.encode(errors="replace")[:MAXIMUM_LEFT].decode(errors="ignore")


# -- literals --------------------------------------------------------------------------------------------------------


def identifier(word: str) -> str:
    if word in RESERVED:
        raise PclError(f"{word} is reserved: write ['{word}']")
    return word


def string(text: str) -> str:
    """A backslash escapes a quote and a backslash. Before other characters it is one, of a regular expression."""
    value = re.sub(r"\\(['\\])", r"\1", text[1:-1])
    if len(value.encode(errors="replace")) > MAXIMUM_TEXT:
        raise PclError(f"a string with more than {MAXIMUM_TEXT} bytes")
    return value


def integer(text: str) -> int:
    value = int(text)
    if value not in INTEGERS:
        raise PclError(f"{text} is not an integer of 64 bits")
    return value


def local_datetime(text: str) -> datetime:
    day, clock, zone = text.split()
    try:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=time_zone(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PclError(f"{day} {clock} {zone}: {error}") from None


def parse_schedule(text: str) -> Schedule:
    days, start, _to, end, zone = text.split()
    try:
        start_time, end_time = time.fromisoformat(start), time.fromisoformat(end)
    except ValueError as error:
        raise PclError(f"{start} to {end}: {error}") from None
    return Schedule(frozenset(DAYS.index(day) for day in days.split(",")), start_time, end_time, time_zone(zone))


LITERALS: dict[str, Callable[[str], Any]] = {
    "string": string, "integer": integer, "float": float, "datetime": local_datetime
}
