# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules, seeded: no run without an edit writes, at any time; and edits that fail are completed."""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.plugins.module_utils._schema.fields import folded
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

MANAGE = resource_operation(SCHEDULE)
ROOT = "/v3/schedules"
PEOPLE = ["ann@example.com", "bea@example.com", "cal@example.com", "dan@example.com"]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]

Raw = dict[str, t.Any]


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        users=[{"id": f"PUSER0{at}", "name": email[:3].title(), "email": email} for at, email in enumerate(PEOPLE)]
    )
    emulator.forget()
    return emulator


def now(emulator: Emulator) -> datetime:
    return datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))


def advance(emulator: Emulator, **time: float) -> None:
    emulator.admin("POST", "clock", {"advance": timedelta(**time).total_seconds()})


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def strategy(chance: random.Random) -> Raw:
    members = [chance.choice([*PEOPLE, "empty_member"]) for _at in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        return {"type": "every_member", "members": list(dict.fromkeys(members))}
    return {"members": members, **({"shifts_per_member": chance.randint(1, 3)} if chance.random() < 0.5 else {})}


def event(chance: random.Random, name: str) -> Raw:
    """An event with any rule. The days of some shifts end daylight saving time."""
    day, hour = chance.randint(1, 28), chance.randint(0, 23)
    start = datetime(2026, chance.randint(1, 12), day, hour, chance.choice([0, 30]))
    length = timedelta(hours=chance.choice([8, 12, 24, 168]))
    rules = ["FREQ=WEEKLY", "RRULE:FREQ=DAILY;INTERVAL=1", "RRULE:FREQ=WEEKLY;BYDAY=FR,MO", "RRULE:FREQ=MONTHLY"]
    zone = f" {chance.choice(ZONES)}" if chance.random() < 0.3 else ""
    return {
        "name": name,
        "start_time": f"{start:%Y-%m-%d %H:%M}{zone}",
        "end_time": f"{start + length:%Y-%m-%dT%H:%M:%S}{zone}",
        "recurrence": [chance.choice(rules), *(["EXDATE:20261224T090000Z"] if chance.random() < 0.3 else [])],
        "assignment_strategy": strategy(chance),
    }


def rotation(chance: random.Random, name: str, moment: datetime) -> Raw:
    """A rotation with events that follow each other, now and then with a gap, in the next half year."""
    events = [event(chance, f"{name} {at}") for at in range(chance.randint(1, 3))]
    for one in events:
        if moment > datetime.fromisoformat("2026-01-01T00:00:00+00:00") and chance.random() < 0.7:
            one["effective_since"] = written(moment)
        moment += timedelta(days=chance.randint(1, 70), minutes=chance.randint(0, 999))
        if one is not events[-1] or chance.random() < 0.4:
            one["effective_until"] = written(moment)
    for one in events[1:]:
        one["effective_since"] = events[events.index(one) - 1]["effective_until"]
    return {"events": events}


def schedule(seed: int, moment: datetime) -> Raw:
    chance = random.Random(seed)
    rotations = [rotation(chance, f"R{at}", moment) for at in range(chance.randint(0, 3))]
    return {"name": f"Schedule {seed}", "time_zone": chance.choice(ZONES), "rotations": rotations}


def test_no_run_without_an_edit_writes(play: Play, world: Emulator) -> None:
    """25 schedules, and the clock moves 26 times over half a year."""
    chance = random.Random(1)
    stated = [schedule(seed, now(world)) for seed in range(25)]
    for one in stated:
        play.run(MANAGE, **one)
    world.forget()
    for _step in range(26):
        advance(world, days=chance.randint(0, 13), minutes=chance.randint(0, 1440))
        play.keep()
        for one in stated:
            shuffled = {**one, "rotations": chance.sample(one["rotations"], len(one["rotations"]))}
            result = play.run(MANAGE, **shuffled)
            assert not result["changed"], (one, result["diff"])
    assert world.writes() == []


def edited(chance: random.Random, one: Raw, moment: datetime) -> Raw:
    """A schedule after an edit: events change, are renamed, come and go; times move; rotations change places."""
    kept = [each["events"] for each in one["rotations"] if chance.random() < 0.85]
    rotations = [{"events": [dict(each) for each in events]} for events in kept]
    for events in (rotation["events"] for rotation in rotations):
        for each in events:
            if chance.random() < 0.4:
                each["assignment_strategy"] = strategy(chance)
            if chance.random() < 0.15:
                each["name"] += "x"
        if chance.random() < 0.3 and "effective_until" in events[-1]:
            events[-1].pop("effective_until")
        if chance.random() < 0.2 and len(events) > 1:
            events.pop(0)
        if chance.random() < 0.3 and written(moment) > events[0].get("effective_since", "0"):
            later = written(moment + timedelta(days=chance.randint(1, 5)))
            if later < events[0].get("effective_until", "9"):
                events[0]["effective_since"] = later
    if chance.random() < 0.4:
        rotations.append(rotation(chance, f"N{chance.randint(0, 999)} ", moment))
    chance.shuffle(rotations)
    return {**one, "rotations": rotations}


def expected(stated: Raw, moment: datetime) -> list[tuple[str, str]]:
    events = [one for rotation in stated["rotations"] for one in rotation["events"]]
    return left(events, moment)


def left(events: list[Raw], moment: datetime) -> list[tuple[str, str]]:
    """The name and the end of each event that has not ended."""
    known = [(folded(one["name"]), one.get("effective_until") or "never") for one in events]
    return sorted((name, until[:16]) for name, until in known if until > written(moment))


def test_edits(play: Play, world: Emulator) -> None:
    """15 schedules, edited 6 times each: each edit takes one run, and all that is left is what the task specifies."""
    begin = now(world)
    chances = {seed: random.Random(f"edits {seed}") for seed in range(15)}
    stated = {seed: schedule(seed, begin) for seed in chances}
    for _edit in range(6):
        for seed, chance in chances.items():
            play.run(MANAGE, **stated[seed])
            world.forget()
            again = play.run(MANAGE, **stated[seed])
            assert (again["changed"], world.writes()) == (False, []), (seed, again["diff"])
            stated[seed] = edited(chance, stated[seed], now(world))
            play.run(MANAGE, **stated[seed])
        for minutes in (5, 60 * 24 * 9):
            world.forget()
            for seed, one in stated.items():
                again = play.run(MANAGE, **one)
                assert not again["changed"], (seed, one, again["diff"])
                moment = now(world)
                found = [each for rotation in again["schedule"]["rotations"] for each in rotation["events"]]
                wanted, present = expected(one, moment), left(found, moment)
                assert set(wanted) <= set(present), seed
                # What is not wanted any more goes on until the next event of its rotation starts.
                assert minutes == 5 or len(present) - len(wanted) <= len(one["rotations"]), seed
            assert world.writes() == []
            advance(world, minutes=minutes)


# -- edits that fail -------------------------------------------------------------------------------------------------


def always(chance: random.Random, name: str) -> Raw:
    """An event without gaps."""
    start, length, rule = chance.choice([(5, 7, "WEEKLY"), (6, 1, "DAILY")])
    hour = chance.choice([8, 9])
    return {
        "name": name,
        "start_time": f"2026-01-{start:02} {hour:02}:00",
        "end_time": f"2026-01-{start + length:02} {hour:02}:00",
        "recurrence": [f"RRULE:FREQ={rule}"],
        "assignment_strategy": {"members": [chance.choice(PEOPLE) for _at in range(chance.randint(1, 3))]},
    }


def final(emulator: Emulator, since: datetime, until: datetime) -> Raw:
    headers = {"Authorization": "Token token=emulator"}
    listed = requests.get(f"{emulator.url}{ROOT}", headers=headers, timeout=9).json()["schedules"]
    assert len(listed) == 1, "the schedule exists once"
    query = {"since": written(since), "until": written(until), "include[]": "final_schedule"}
    path = f"{emulator.url}{ROOT}/{listed[0]['id']}"
    return t.cast(Raw, requests.get(path, query, headers=headers, timeout=9).json()["schedule"])


def run_to_the_end(play: Play, stated: Raw) -> None:
    for _attempt in range(20):
        try:
            play.run(MANAGE, **stated)
        except PagerDutyError:
            continue
        return
    raise AssertionError("no run succeeded")


@pytest.mark.parametrize("seed", range(12))
def test_edits_that_fail_are_completed_by_the_next_run(emulator: Emulator, world: Emulator, seed: int) -> None:
    """20% of the requests fail, in any way. Nothing is created twice, and someone is always on call."""
    chance = random.Random(seed)
    play = Play(world, max_retries=1, timeout=1)
    begin = None
    for _edit in range(5):
        names = chance.choice([["A"], ["A", "B"], ["B"], ["C", "A"]])
        stated = {
            "name": "Nights",
            "time_zone": "Europe/Berlin",
            "rotations": [{"events": [always(chance, name)]} for name in names],
        }
        for fault in ("500", "503", "500 after the work", "reset before the work", "reset after the work"):
            world.fault(**TRANSIENT[fault], path=f"{ROOT}*", probability=0.04, times=None)
        run_to_the_end(play, stated)
        world.admin("DELETE", "faults")
        world.forget()
        assert not play.run(MANAGE, **stated)["changed"]
        begin = begin or now(world) + timedelta(seconds=1)
        advance(world, minutes=5)
        assert not play.run(MANAGE, **stated)["changed"]
        assert world.writes() == []
        moment = now(world)
        found = final(world, begin, moment + timedelta(days=30))
        live = [
            one["name"]
            for each in found["rotations"]
            for one in each["events"]
            if not one["effective_until"] or one["effective_until"] > written(moment)
        ]
        assert sorted(live) == sorted(names)
        assert found["final_schedule"]["rendered_coverage_percentage"] == 100
        advance(world, hours=chance.randint(1, 100))
