# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover of a user in random schedules: the shifts of this user change hands, all others stay, and the end of the
cover restores them. Who is on call is what PagerDuty renders."""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant as instant
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override import (
    SCHEDULE_OVERRIDE_OPERATION as OVERRIDE,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SEEDS = range(12)

PEOPLE = ("ann", "bea", "cal", "dan")
ZONES = ("Etc/UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")

Entries = list[tuple[datetime, datetime, str]]


def written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:00Z}"


class World:
    """A random account with a period for a cover of Bea by Ann. Ann has no override."""

    def __init__(self, seed: int, now: datetime) -> None:
        self._draw = random.Random(seed)
        # The last weeks of March and October have changes of daylight saving time.
        begin = datetime(2031, self._draw.choice((3, 10)), self._draw.randrange(20, 31), self._draw.randrange(24))
        self.start = begin + timedelta(minutes=self._draw.choice((0, 17)))
        if seed % 4 == 0:
            self.start = now.replace(tzinfo=None, second=0) - timedelta(days=2)
        self.end = self.start + timedelta(hours=self._draw.randrange(60, 400))

    def account(self) -> dict[str, t.Any]:
        return {
            "users": [
                {"id": f"P{name.upper()}0001", "name": name.title(), "email": f"{name}@example.com", "role": "user"}
                for name in PEOPLE
            ],
            "schedules": [self._schedule(f"Schedule {number}") for number in range(3)],
        }

    def _schedule(self, name: str) -> dict[str, t.Any]:
        draw = self._draw
        return {
            "name": name,
            "time_zone": draw.choice(ZONES),
            "schedule_layers": [self._layer() for _layer in range(draw.randrange(1, 4))],
            "overrides": [self._override() for _override in range(draw.randrange(4))],
        }

    def _layer(self) -> dict[str, t.Any]:
        draw = self._draw
        users = draw.sample(PEOPLE, draw.randrange(1, 4))
        restriction = {"type": "daily_restriction", "start_time_of_day": f"{draw.randrange(24):02}:00:00"}
        return {
            "start": "2026-01-01T00:00:00Z",
            "rotation_virtual_start": f"2026-01-0{draw.randrange(1, 8)}T{draw.randrange(24):02}:30:00Z",
            "rotation_turn_length_seconds": draw.choice((3600 * 12, 86400, 3 * 86400, 7 * 86400)),
            "users": [f"{user}@example.com" for user in users],
            "restrictions": [{**restriction, "duration_seconds": 3600 * draw.randrange(4, 20)}] * draw.randrange(2),
        }

    def _override(self) -> dict[str, t.Any]:
        start = self.start + timedelta(hours=self._draw.randrange(-10, 60))
        return {
            "start": written(start),
            "end": written(start + timedelta(hours=self._draw.randrange(1, 30))),
            "user": f"{self._draw.choice(PEOPLE[1:])}@example.com",
        }

    @property
    def options(self) -> dict[str, t.Any]:
        times = {"start": written(self.start), "end": written(self.end)}
        return {"replaces": "bea@example.com", "user": "ann@example.com", **times}


def on_call(play: Play, start: datetime, end: datetime) -> dict[str, Entries]:
    """By schedule, who is on call in a range."""
    response = requests.get(
        f"{play.emulator.url}/schedules",
        params={"since": written(start), "until": written(end), "include[]": "final_schedule", "limit": "100"},
        headers={"Authorization": "Token token=emulator"},
        timeout=30,
    )
    return {
        one["name"]: [
            (instant(entry["start"]), instant(entry["end"]), entry["user"]["id"])
            for entry in one["final_schedule"]["rendered_schedule_entries"]
        ]
        for one in response.json()["schedules"]
    }


def at(entries: Entries, moment: datetime) -> str | None:
    return next((user for start, end, user in entries if start <= moment < end), None)


def compare(before: Entries, after: Entries, since: datetime, until: datetime, becomes: dict[str, str]) -> None:
    """See that each user of `becomes` is replaced in a range, and that nothing else changes from its start on."""
    edges = sorted({edge for start, end, _user in before + after for edge in (start, end)} | {since, until})
    for one, two in zip(edges, edges[1:]):
        moment = one + (two - one) / 2
        if moment >= since:
            was = at(before, moment)
            expected = becomes.get(was or "", was) if moment < until else was
            assert at(after, moment) == expected, moment


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cover_changes_only_the_shifts_of_the_user(play: Play, emulator: Emulator, seed: int) -> None:
    now = instant(emulator.admin("GET", "clock")["now"])
    world = World(seed, now)
    emulator.load(**world.account())
    this_minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    since = max(this_minute, world.start.replace(tzinfo=this_minute.tzinfo))

    shown = world.start - timedelta(days=1), world.end + timedelta(days=1)
    before = on_call(play, *shown)
    foretold = play.run(OVERRIDE, **world.options, check=True)
    result = play.run(OVERRIDE, **world.options)
    assert result["covered"] == foretold["covered"]
    covered = on_call(play, *shown)
    until = world.end.replace(tzinfo=since.tzinfo)
    for name, entries in before.items():
        compare(entries, covered[name], since, until, {"PBEA0001": "PANN0001"})
    emulator.forget()
    assert not play.run(OVERRIDE, **world.options)["changed"] and emulator.writes() == []

    play.run(OVERRIDE, **world.options, state="absent")
    restored = on_call(play, *shown)
    for name, entries in before.items():
        compare(entries, restored[name], this_minute + timedelta(minutes=1), until, {})
    assert not play.run(OVERRIDE, **world.options, state="absent")["changed"]
