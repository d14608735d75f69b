# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recurrence rules of events (RFC 5545): which are valid, and when they occur.

Rules repeat in the local time of the event's time zone, so a shift that starts at 9:00 does so in summer and in winter.
A local time that a change of daylight saving time skips is shifted by the change, and of one that exists twice, the
first is meant (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.time_zones import zone

if TYPE_CHECKING:
    from dateutil.rrule import rruleset

FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""RFC 5545 has ``MINUTELY`` and ``SECONDLY``, too. The emulator rejects them: shifts of a minute are of no use, and a
year has half a million of them."""

PARTS = re.compile(r"RRULE:([A-Z]+=[A-Z0-9,+:-]+(?:;[A-Z]+=[A-Z0-9,+:-]+)*)")
KNOWN_PARTS = frozenset((
    "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
    "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",
))
DATES = re.compile(r"(?:EXDATE|RDATE)(?:;VALUE=DATE-TIME)?(?:;TZID=([^:;]+))?(?:;VALUE=DATE-TIME)?:(\d[\dTZ,]*)")

LONGEST_INTERVAL = 1000
"""Of ``INTERVAL``. RFC 5545 has no limit."""

WRONG_RULES = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What dateutil raises for rules that it cannot read."""


class RecurrenceError(ValueError):
    """A recurrence is not valid. The message is the second part of a sentence, such as "must have one RRULE"."""


def local(instant: datetime, where: tzinfo) -> datetime:
    """The local time of an instant, without a time zone."""
    return instant.astimezone(where).replace(tzinfo=None)


def parsed_date(text: str, where: tzinfo, *, dates: bool = False) -> datetime:
    """A date-time of RFC 5545 in local time. ``dates``: a date is valid, too, and stands for its last second."""
    try:
        if dates and re.fullmatch(r"\d{8}", text):
            return datetime.strptime(text, "%Y%m%d") + timedelta(days=1, seconds=-1)
        if text.endswith("Z"):
            return local(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), where)
        return datetime.strptime(text, "%Y%m%dT%H%M%S")
    except (ValueError, OverflowError):
        raise RecurrenceError(f"has the invalid date-time {text}, which must be one such as 20260105T090000Z") from None


def dates_in(line: str, where: tzinfo) -> list[datetime]:
    """The local times in an ``EXDATE`` or ``RDATE``."""
    match = DATES.fullmatch(line)
    own = zone(match[1]) if match and match[1] else where
    if match is None or own is None:
        raise RecurrenceError(f"has the invalid line {line}")
    found = [parsed_date(text, own) for text in match[2].split(",")]
    return found if own is where else [local(one.replace(tzinfo=own), where) for one in found]


def parts_of(line: str) -> dict[str, str]:
    """The parts of an ``RRULE``."""
    match = PARTS.fullmatch(line)
    if match is None:
        raise RecurrenceError(f"has the invalid line {line}")
    pairs = [part.split("=", 1) for part in match[1].split(";")]
    parts = dict(pairs)
    if len(parts) < len(pairs) or not parts.keys() <= KNOWN_PARTS:
        raise RecurrenceError("has an RRULE with unknown or repeated parts")
    if parts.get("FREQ") not in FREQUENCIES:
        raise RecurrenceError(f"must have an RRULE with a FREQ in {', '.join(FREQUENCIES)}")
    for name, most in (("INTERVAL", LONGEST_INTERVAL), ("COUNT", None)):
        text = parts.get(name)
        if text is not None and not (text.isdigit() and len(text) < 9 and 1 <= int(text) <= (most or int(text))):
            raise RecurrenceError(f"has an RRULE with an invalid {name}")
    if "UNTIL" in parts and "COUNT" in parts:
        raise RecurrenceError("has an RRULE with both UNTIL and COUNT")
    check_days(parts)
    return parts


def check_days(parts: dict[str, str]) -> None:
    """Raises `RecurrenceError` for a ``BYDAY`` that dateutil would read in another way than RFC 5545.

    Without an error, ``1MO`` would mean any Monday in a week, and ``MO,-1FR`` only days that are both.
    """
    days = parts.get("BYDAY", "").split(",")
    numbered = [day for day in days if len(day) > 2]
    if numbered and parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        raise RecurrenceError(f"has an RRULE whose BYDAY has a number, although its FREQ is {parts['FREQ']}")
    if numbered and len(numbered) < len(days):
        raise RecurrenceError("has an RRULE whose BYDAY mixes days with and without a number, which the emulator lacks")


@lru_cache(maxsize=1024)
def rule_set(first: datetime, recurrence: tuple[str, ...], zone_name: str) -> rruleset:
    """The local times at which shifts start. Raises `RecurrenceError`.

    ``first``: the local time of the first occurrence
    """
    from dateutil.rrule import rrule, rruleset, rrulestr

    where = zone(zone_name) or UTC
    found = rruleset(cache=True)
    rules = [line for line in recurrence if line.startswith("RRULE")]
    if len(rules) != 1:
        raise RecurrenceError("must have exactly one RRULE")
    parts = parts_of(rules[0])
    until = parts.pop("UNTIL", None)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        rule = rrulestr(f"RRULE:{text}", dtstart=first)
        if not isinstance(rule, rrule):
            raise RecurrenceError(f"has the invalid line {rules[0]}")
        if until is not None:
            rule = rule.replace(until=parsed_date(until, where, dates=True))
    except RecurrenceError:
        raise
    except WRONG_RULES:
        raise RecurrenceError(f"has the invalid line {rules[0]}") from None
    found.rrule(rule)
    for line in recurrence:
        if not line.startswith("RRULE"):
            add = found.exdate if line.startswith("EXDATE") else found.rdate
            for moment in dates_in(line, where):
                add(moment)
    return found


def local_start(event: Record) -> tuple[datetime, timedelta]:
    """The local time at which an event's first shift starts, and the length of a shift in local time."""
    where = zone(event["start_time"]["time_zone"]) or UTC
    start, end = (local(to_datetime(event[name]["date_time"]), where) for name in ("start_time", "end_time"))
    return start, end - start


def problems(event: Record) -> Iterator[str]:
    """What is wrong with the times and the recurrence of an event, in sentences."""
    if event["end_time"]["date_time"] <= event["start_time"]["date_time"] or local_start(event)[1] <= timedelta():
        yield "event.end_time must be after start_time"
    elif problem := check_recurrence(event):
        yield f"event.recurrence {problem}"


def check_recurrence(event: Record) -> str | None:
    """What is wrong with the recurrence of an event: the second part of a sentence. None if it is valid."""
    try:
        rules = rule_set(local_start(event)[0], tuple(event["recurrence"]), event["start_time"]["time_zone"])
        has_one = next(iter(rules), None) is not None
    except RecurrenceError as error:
        return str(error)
    except WRONG_RULES:
        return "has a rule that cannot be evaluated"
    return None if has_one else "has no occurrence"


def occurrences(event: Record, since: datetime, until: datetime) -> Iterator[tuple[int, datetime, datetime]]:
    """The shifts of an event that overlap a span, in order: their numbers, starts and ends.

    Numbers count from the first shift on, also those before ``effective_since``. So an event that replaces another one
    with the same ``start_time`` goes on where the other one stopped.
    """
    where = zone(event["start_time"]["time_zone"]) or UTC
    first, length = local_start(event)
    # A day more at both ends, so that no change of daylight saving time matters.
    earliest, latest = local(since, where) - length - timedelta(days=1), local(until, where) + timedelta(days=1)
    for number, start in enumerate(rule_set(first, tuple(event["recurrence"]), event["start_time"]["time_zone"])):
        if start > latest:
            return
        if start < earliest:
            continue
        begin, end = (one.replace(tzinfo=where).astimezone(UTC) for one in (start, start + length))
        if begin < min(end, until) and since < end:
            yield number, begin, end
