# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered schedules, compared with a second computation that is slow and straightforward.

The second computation follows the documents: it asks for each quarter of an hour who is on call. All times in these
schedules are full quarters of an hour, so the entries must be exactly the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .conftest import Client
from .inside import accounts, registry, rendering, rotation, state, view

QUARTER = timedelta(minutes=15)
HOUR, DAY = 3600, 86400
USERS = ("Ada", "Bob", "Cleo", "Dan")

CHANGES = {
    "America/New_York": ("2026-03-08T07:00:00", "2026-11-01T06:00:00"),
    "Europe/Berlin": ("2026-03-29T01:00:00", "2026-10-25T01:00:00"),
    "Australia/Lord_Howe": ("2026-04-04T15:00:00", "2026-10-03T15:30:00"),  # by half an hour
    "America/St_Johns": ("2026-03-08T05:30:00", "2026-11-01T04:30:00"),
    "Asia/Kathmandu": ("2026-06-01T00:00:00",),
    "Etc/UTC": ("2026-06-01T00:00:00",),
}
"""Time zones → when their clocks change in 2026, in UTC. Some zones have no changes."""

Entry = tuple[datetime, datetime, str]
"""(start, end, the name of the user)"""


# -- the second computation ------------------------------------------------------------------------------------------


def in_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks show this time: the first of two. If they skip it, the clocks of before count."""
    offsets = [(wall + timedelta(days=days)).replace(tzinfo=UTC).astimezone(zone).utcoffset() for days in (-1, 1)]
    possible = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets if offset is not None)
    shown = [one for one in possible if one.astimezone(zone).replace(tzinfo=None) == wall]
    return shown[0] if shown else (wall - (offsets[0] or timedelta())).replace(tzinfo=UTC)


@dataclass
class SlowLayer:
    """A layer, with all handoffs and all restricted times around the date range listed one after the other."""

    layer: dict[str, Any]
    zone: ZoneInfo
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        self.start = datetime.fromisoformat(self.layer["start"])
        self.end = datetime.fromisoformat(self.layer["end"]) if self.layer["end"] else None
        self.handoffs = list(self._handoffs())
        self.allowed = [span for one in self.layer["restrictions"] for span in self._allowed(one)]

    def _handoffs(self) -> Iterator[tuple[datetime, int]]:
        """The instants at which turns start, from the first one that matters, each with the number of the turn."""
        number = 0
        while self._turn(number) > self.since:
            number -= 1
        while self._turn(number) < self.until:
            yield self._turn(number), number
            number += 1

    def _turn(self, number: int) -> datetime:
        """The start of a turn. Turns of whole days start at the same time of the day in the schedule's time zone."""
        origin = datetime.fromisoformat(self.layer["rotation_virtual_start"])
        length = timedelta(seconds=self.layer["rotation_turn_length_seconds"])
        if length % timedelta(days=1):
            return origin + number * length
        return in_utc(origin.astimezone(self.zone).replace(tzinfo=None) + number * length, self.zone)

    def _allowed(self, restriction: dict[str, Any]) -> Iterator[tuple[datetime, datetime]]:
        day: date = self.since.date() - timedelta(days=9)
        while day < self.until.date() + timedelta(days=2):
            if restriction["type"] == "daily_restriction" or day.isoweekday() == restriction["start_day_of_week"]:
                wall = datetime.combine(day, time.fromisoformat(restriction["start_time_of_day"]))
                begin = in_utc(wall, self.zone)
                yield begin, begin + timedelta(seconds=restriction["duration_seconds"])
            day += timedelta(days=1)

    def user(self, moment: datetime) -> str | None:
        if moment < self.start or (self.end is not None and moment >= self.end):
            return None
        if self.layer["restrictions"] and not any(begin <= moment < end for begin, end in self.allowed):
            return None
        _start, number = max(one for one in self.handoffs if one[0] <= moment)
        names: list[str] = self.layer["users"]
        return names[number % len(names)]


@dataclass
class SlowSchedule:
    """A schedule in the form of a state file."""

    schedule: dict[str, Any]
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        zone = ZoneInfo(self.schedule["time_zone"])
        self.layers = [SlowLayer(one, zone, self.since, self.until) for one in self.schedule["schedule_layers"]]
        self.overrides = [
            (datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]), one["user"])
            for one in self.schedule["overrides"]
        ]

    def rendered(self) -> dict[str, list[Entry]]:
        """The entries of each part: the layers by position, ``overrides`` and ``final``."""
        parts: dict[str, list[Entry]] = {str(number): [] for number in range(len(self.layers))}
        parts.update(overrides=[], final=[])
        moment = self.since
        while moment < self.until:
            after = min(moment + QUARTER, self.until)
            override = [user for start, end, user in self.overrides if start <= moment < end][-1:]
            there = [layer.user(moment) for layer in self.layers]
            users = {str(number): user for number, user in enumerate(there)}
            users["overrides"] = override[0] if override else None
            users["final"] = ([user for user in there if user] + override or [None])[-1]
            for part, user in users.items():
                if user is not None:
                    append(parts[part], moment, after, user)
            moment = after
        return parts


def append(entries: list[Entry], start: datetime, end: datetime, user: str) -> None:
    """Adds a time on call to the entries, as part of the last one if it continues that."""
    if entries and entries[-1][1:] == (start, user):
        start = entries.pop()[0]
    entries.append((start, end, user))


# -- seeded schedules ------------------------------------------------------------------------------------------------


@dataclass
class Maker:
    """Makes random schedules around a change of the clocks."""

    chance: random.Random

    def __post_init__(self) -> None:
        self.zone = self.chance.choice(list(CHANGES))
        change = datetime.fromisoformat(self.chance.choice(CHANGES[self.zone])).replace(tzinfo=UTC)
        self.since = change - QUARTER * self.chance.randint(0, 5 * 96)
        self.until = self.since + QUARTER * self.chance.randint(1, 14 * 96)
        self.change = change

    def at(self, days: float) -> str:
        """A random instant within so many days of the change of the clocks, often at a full hour of the change."""
        hours = self.chance.choice((-24.5, -24, -1, -0.5, 0, 0.5, 1, 24))
        near = timedelta(hours=hours) + timedelta(days=self.chance.randint(int(-days), int(days)))
        far = QUARTER * self.chance.randint(int(-days * 96), int(days * 96))
        return (self.change + self.chance.choice((near, far))).isoformat()

    def time_of_day(self) -> str:
        hour = self.chance.choice((0, 1, 2, 3, 9, self.chance.randrange(24)))
        return f"{hour:02}:{self.chance.choice((0, 15, 30, 45)):02}:00"

    def restriction(self) -> dict[str, Any]:
        weekly = self.chance.random() < 0.4
        longest = 7 * DAY if weekly else DAY
        quarters = self.chance.choice((1, 32, 95, self.chance.randrange(1, longest // 900)))
        made = {
            "type": "weekly_restriction" if weekly else "daily_restriction",
            "start_time_of_day": self.time_of_day(), "duration_seconds": quarters * 900,
        }
        return {**made, "start_day_of_week": self.chance.randint(1, 7)} if weekly else made

    def layer(self) -> dict[str, Any]:
        start = self.at(20)
        return {
            "start": start,
            "end": self.at(20) if self.chance.random() < 0.3 else None,
            "rotation_virtual_start": self.chance.choice((start, self.at(30))),
            "rotation_turn_length_seconds": self.chance.choice(
                (HOUR, 4500, 12 * HOUR, DAY, DAY, 2 * DAY, 7 * DAY, 7 * DAY, 14 * DAY)
            ),
            "users": [self.chance.choice(USERS) for _user in range(self.chance.randint(1, 5))],
            "restrictions": [self.restriction() for _one in range(self.chance.choice((0, 0, 1, 1, 2, 3)))],
        }

    def override(self) -> dict[str, Any]:
        start = self.since + QUARTER * self.chance.randint(-96, 8 * 96)
        end = start + QUARTER * self.chance.randint(1, 300)
        return {"start": start.isoformat(), "end": end.isoformat(), "user": self.chance.choice(USERS)}

    def schedule(self, name: str) -> dict[str, Any]:
        return {
            "name": name, "time_zone": self.zone,
            "schedule_layers": [self.layer() for _layer in range(self.chance.choice((1, 1, 2, 3)))],
            "overrides": [self.override() for _override in range(self.chance.choice((0, 0, 1, 2, 5)))],
        }


@pytest.fixture(scope="module")
def account() -> Any:
    people = [{"name": name, "email": f"{name.lower()}@example.com"} for name in USERS]
    return accounts.build(state.Emulator(1, "us", None, accounts.fresh), {"users": people})


def loadable(schedule: dict[str, Any]) -> dict[str, Any]:
    """The schedule with the email addresses of users."""
    def address(name: str) -> str:
        return f"{name.lower()}@example.com"

    return {
        **schedule,
        "schedule_layers": [
            {**one, "users": [address(user) for user in one["users"]]} for one in schedule["schedule_layers"]
        ],
        "overrides": [{**one, "user": address(one["user"])} for one in schedule["overrides"]],
    }


def entries_of(shown: dict[str, Any]) -> list[Entry]:
    return [
        (datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]), one["user"]["summary"])
        for one in shown["rendered_schedule_entries"]
    ]


def parts_of(shown: dict[str, Any]) -> dict[str, Any]:
    """The parts of a rendered schedule, with the names of `SlowSchedule.rendered`."""
    layers = {str(number): one for number, one in enumerate(reversed(shown["schedule_layers"]))}
    return {**layers, "overrides": shown["overrides_subschedule"], "final": shown["final_schedule"]}


def compare(shown: dict[str, Any], expected: dict[str, list[Entry]], since: datetime, until: datetime) -> None:
    parts = parts_of(shown)
    assert {name: entries_of(part) for name, part in parts.items()} == expected
    for name, part in parts.items():
        covered = sum((end - start for start, end, _user in expected[name]), timedelta())
        assert part["rendered_coverage_percentage"] == round(100 * covered / (until - since), 1)


SCHEDULES = 500


@pytest.mark.parametrize("seeds", [range(first, first + 100) for first in range(0, SCHEDULES, 100)], ids=str)
def test_seeded_schedules_are_rendered_like_the_second_computation(account: Any, seeds: range) -> None:
    [table] = (one for one in registry.RESOURCES if one.type == "schedule")
    seen = view.View(account, "", "Etc/UTC")
    for seed in seeds:
        maker = Maker(random.Random(f"rendering {seed}"))
        schedule = maker.schedule(f"Schedule {seed}")
        since, until = maker.since, maker.until
        entry = loadable(schedule)
        kinds = {one.name: one.kind for one in table.fields}
        body = {name: kinds[name].resolve(value, account) for name, value in entry.items()}
        record = table.create(account, body, loading=True)
        shown = table.render(record, seen)
        rendering.Rendering((since, until)).fill(shown, record, seen)
        expected = SlowSchedule(schedule, since, until).rendered()
        try:
            compare(shown, expected, since, until)
            agree_at_moments(maker, record, account, expected["final"])
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {schedule}, {since} to {until}") from error


def agree_at_moments(maker: Maker, record: dict[str, Any], account: Any, final: list[Entry]) -> None:
    """Who is on call at a moment, which decides about incidents, is who the final schedule shows."""
    users = account.collection("user").records
    quarters = max(1, (maker.until - maker.since) // QUARTER)
    moments = [maker.change + QUARTER * number for number in range(-6, 7)]  # when the clocks repeat or skip times
    moments += [maker.since + QUARTER * maker.chance.randrange(quarters) for _moment in range(8)]
    for moment in moments:
        if maker.since <= moment < maker.until:
            there = [user for start, end, user in final if start <= moment < end]
            found = rotation.on_call(record, moment)
            assert there == ([users[found]["name"]] if found else []), moment


def test_seeded_schedules_with_overflow(emulator: Client) -> None:
    """Over HTTP: entries that pass the bounds are shown in full, as a longer date range shows them."""
    makers = [Maker(random.Random(f"overflow {seed}")) for seed in range(12)]
    schedules = [maker.schedule(f"Schedule {number:02}") for number, maker in enumerate(makers)]
    emulator.load({
        "users": [{"name": name, "email": f"{name.lower()}@example.com"} for name in USERS],
        "schedules": [loadable(one) for one in schedules],
    })
    found = emulator.get("/schedules", limit=100)["schedules"]
    for maker, schedule, one in zip(makers, schedules, found, strict=True):
        since, until = maker.since, maker.until
        query = {"since": since.isoformat(), "until": until.isoformat()}
        cut = emulator.get(f"/schedules/{one['id']}", time_zone=maker.chance.choice(list(CHANGES)), **query)
        compare(cut["schedule"], SlowSchedule(schedule, since, until).rendered(), since, until)
        wide = since - timedelta(days=30), until + timedelta(days=30)
        expected = SlowSchedule(schedule, *wide).rendered()
        whole = emulator.get(f"/schedules/{one['id']}", overflow="true", **query)["schedule"]
        for name, part in parts_of(whole).items():
            over = [entry for entry in expected[name] if entry[0] < until and entry[1] > since]
            shown = [
                (max(datetime.fromisoformat(entry["start"]), wide[0]),
                 min(datetime.fromisoformat(entry["end"] or wide[1].isoformat()), wide[1]), entry["user"]["summary"])
                for entry in part["rendered_schedule_entries"]
            ]
            assert shown == over
