# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about incidents contains, from the rows of pagerduty_analytics_info. The page only formats it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

Row = dict[str, Any]

MOST_SERVICES = 20  # in the chart; the table has all
MOST_PEOPLE = 40
NONE = "\N{EN DASH}"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = ("business", "off", "sleep")  # of the day, as PagerDuty divides it
NOON = 12  # what happens before it belongs to the night that began on the day before

NO_SERVICE, NOBODY = "Deleted service", "Deleted user"


class NotAReport(ValueError):
    """The input has not the rows that a report needs."""


def duration(seconds: float | None) -> str:
    """A duration for people, with its two largest units: 45 s, 12 min, 3 h 20 min, 2 d 4 h."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    days, hours = divmod(hours, 24)
    large, small = (f"{days} d", f"{hours} h") if days else (f"{hours} h", f"{minutes} min")
    return large if small.startswith("0 ") else f"{large} {small}"


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the known values; None if there is none."""
    known = [one for one in values if one is not None]
    return sum(known) / len(known) if known else None


def rows_of(data: dict[str, Any], name: str, required: Sequence[str]) -> list[Row]:
    """The rows under a key. Raises NotAReport."""
    found = data.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotAReport(f"needs {name}, a list of rows of pagerduty_analytics_info")
    for key in required:
        if found and key not in found[0]:
            raise NotAReport(f"needs {key} in the rows of {name}; use the right report of pagerduty_analytics_info")
    return found


def moment_of(row: Row, name: str) -> datetime:
    """A time of a row, in the time zone of the rows, without its offset."""
    try:
        return datetime.fromisoformat(row[name]).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise NotAReport(f"has a row whose {name} is not a time: {row.get(name)!r}") from None


@dataclass
class Tile:
    """A number at the top. change: compared with the period before. worse: whether this is a bad change."""

    label: str
    value: str
    change: str = ""
    worse: bool = False


@dataclass
class Service:
    """A service and its incidents. high, low: their numbers by urgency. Times are in seconds."""

    name: str
    incidents: list[Row] = field(default_factory=list)

    @property
    def high(self) -> int:
        return sum(one.get("urgency") != "low" for one in self.incidents)

    @property
    def low(self) -> int:
        return len(self.incidents) - self.high

    @property
    def escalations(self) -> int:
        return sum(one.get("escalation_count") or 0 for one in self.incidents)

    @property
    def to_acknowledge(self) -> float | None:
        return mean(one.get("seconds_to_first_ack") for one in self.incidents)

    @property
    def to_resolve(self) -> float | None:
        return mean(one.get("seconds_to_resolve") for one in self.incidents)

    @property
    def longest(self) -> Row | None:
        """The incident that took longest to resolve."""
        known = [one for one in self.incidents if one.get("seconds_to_resolve") is not None]
        return max(known, key=lambda one: one["seconds_to_resolve"], default=None)


@dataclass
class Person:
    """A person and the load. interruptions: by part of the day. nights: date of the evening → interruptions."""

    name: str
    incidents: int = 0
    engaged: int = 0  # seconds
    on_call: int = 0  # seconds
    interruptions: Counter[str] = field(default_factory=Counter)
    nights: Counter[date] = field(default_factory=Counter)

    @property
    def interrupted(self) -> int:
        return self.interruptions.total()


class IncidentReport:
    """The report about a period.

    data: `incidents`, the rows of the report `incidents`; `responders`, those of `responder_metrics`;
    `responder_incidents`, those of all responders together; `previous`, optionally the incidents of the period before;
    `since` and `until`, the first day and the day after the last one; `time_zone`, that of the rows.
    """

    def __init__(self, data: Any, title: str) -> None:
        if not isinstance(data, dict):
            raise NotAReport("must be a dictionary")
        self.incidents = rows_of(data, "incidents", ("created_at", "service_name"))
        self.responders = rows_of(data, "responders", ("responder_id", "total_seconds_on_call"))
        self.own_incidents = rows_of(data, "responder_incidents", ("responder_id", "incident_created_at"))
        self.previous = rows_of(data, "previous", ("created_at",)) if data.get("previous") is not None else None
        try:
            self.since, self.until = (date.fromisoformat(str(data[name])[:10]) for name in ("since", "until"))
        except (KeyError, ValueError):
            raise NotAReport("needs since and until, two dates") from None
        if not self.since < self.until or (self.until - self.since).days > 366:
            raise NotAReport("needs since before until, at most a year apart")
        self.time_zone = str(data.get("time_zone") or "Etc/UTC")
        self.scope = str(data.get("scope") or "")
        self.title = title or self.period

    # -- the period ---------------------------------------------------------------------------------------------------

    @property
    def period(self) -> str:
        """A month by its name, other periods by their first and last day."""
        last = self.until - timedelta(days=1)
        if self.since.day == 1 and self.until.day == 1 and self.since.month == last.month:
            return f"{self.since:%B %Y}"
        return f"{self.since:%Y-%m-%d} to {last:%Y-%m-%d}"

    @cached_property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days)]

    # -- numbers ------------------------------------------------------------------------------------------------------

    @cached_property
    def tiles(self) -> list[Tile]:
        """The most important numbers, compared with the period before."""
        now, before = self.incidents, self.previous

        def of(rows: list[Row] | None, column: str) -> float | None:
            return None if rows is None else mean(one.get(column) for one in rows)

        slept = sum(one.nights.total() for one in self.people)
        tiles = [
            self._tile("incidents", str(len(now)), len(now), None if before is None else len(before)),
            *(
                self._tile(label, duration(of(now, column)), of(now, column), of(before, column))
                for label, column in (
                    ("mean time to acknowledge", "seconds_to_first_ack"), ("mean time to resolve", "seconds_to_resolve")
                )
            ),
            Tile("interruptions", str(sum(one.interrupted for one in self.people))),
            Tile("interruptions in sleep hours", str(slept), worse=slept > 0),
        ]
        return tiles

    @staticmethod
    def _tile(label: str, value: str, now: float | None, before: float | None) -> Tile:
        """A tile whose number is compared with the one before. More is worse."""
        if now is None or not before:
            return Tile(label, value)
        percent = round(100 * (now - before) / before)
        change = "as before" if percent == 0 else f"{abs(percent)} % {'more' if percent > 0 else 'less'} than before"
        return Tile(label, value, change, worse=percent > 0)

    # -- incidents ----------------------------------------------------------------------------------------------------

    @cached_property
    def services(self) -> list[Service]:
        """The services with incidents, that with the most first."""
        found: dict[Any, Service] = {}
        for one in self.incidents:
            key = one.get("service_id") or one.get("service_name")
            found.setdefault(key, Service(one.get("service_name") or NO_SERVICE)).incidents.append(one)
        return sorted(found.values(), key=lambda one: (-len(one.incidents), one.name.casefold()))

    @cached_property
    def hours(self) -> list[list[int]]:
        """The number of incidents by weekday (Monday first) and hour."""
        found = [[0] * 24 for _day in WEEKDAYS]
        for one in self.incidents:
            moment = moment_of(one, "created_at")
            found[moment.weekday()][moment.hour] += 1
        return found

    @cached_property
    def by_hour(self) -> list[int]:
        return [sum(day[hour] for day in self.hours) for hour in range(24)]

    @cached_property
    def by_day(self) -> list[int]:
        counts = Counter(moment_of(one, "created_at").date() for one in self.incidents)
        return [counts[day] for day in self.days]

    @cached_property
    def longest(self) -> list[Row]:
        """The incidents that took longest to resolve."""
        known = [one for one in self.incidents if one.get("seconds_to_resolve") is not None]
        return sorted(known, key=lambda one: -one["seconds_to_resolve"])[:5]

    # -- people -------------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> list[Person]:
        """The people who were on call or had incidents, those with the most interruptions first."""
        found: dict[str, Person] = {}
        for one in self.responders:
            # A member of several teams has a row for each team.
            person = found.setdefault(one["responder_id"], Person(one.get("responder_name") or NOBODY))
            person.on_call = max(person.on_call, one.get("total_seconds_on_call") or 0)
        for one in self.own_incidents:
            person = found.setdefault(one["responder_id"], Person(one.get("responder_name") or NOBODY))
            person.incidents += 1
            person.engaged += one.get("total_engaged_seconds") or 0
            for part, name in zip(PARTS, ("business_hour", "off_hour", "sleep_hour"), strict=True):
                person.interruptions[part] += int(one.get(f"total_{name}_interruptions") or 0)
            if woken := int(one.get("total_sleep_hour_interruptions") or 0):
                moment = moment_of(one, "incident_created_at")
                evening = moment.date() - timedelta(days=moment.hour < NOON)
                person.nights[evening] += woken
        return sorted(found.values(), key=lambda one: (-one.interrupted, -one.on_call, one.name.casefold()))

    @cached_property
    def sleepless(self) -> list[Person]:
        """The people who were woken, those with the most nights first."""
        return sorted(
            (one for one in self.people if one.nights), key=lambda one: (-len(one.nights), one.name.casefold())
        )

    @cached_property
    def nights(self) -> list[date]:
        """The nights of the period by the date of their evening. The first one began on the day before the period."""
        return [self.since - timedelta(days=1), *self.days]
