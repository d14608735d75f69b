# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that does not change never writes, whatever the clock says: starts and ends pass, turns change, clocks go
forward and back for daylight saving time."""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(SCHEDULE)

NAMES = ("ann", "bea", "cy", "dan")
USERS = [{"name": f"{name.capitalize()} Miller", "email": f"{name}@example.com"} for name in NAMES]
SPELLINGS = (str, str.upper, lambda email: f"{email.split('@')[0].capitalize()} Miller")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "UTC")
LENGTHS = ("1h", "8 hours", 43200, "1d 12h", "1 day", 172800, "1 week", "2w")
SCHEDULES = 200
STEPS = 60
HALF_A_YEAR = 183 * 86400

Entry = dict[str, t.Any]


def written(moment: datetime, chance: random.Random) -> str:
    """A point in time as a playbook may have it."""
    zone = timezone(timedelta(minutes=30 * chance.randrange(-24, 25)))
    formats = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M%z"]
    return chance.choice([moment.astimezone(zone).strftime(chance.choice(formats)), moment.strftime("%Y-%m-%dT%H:%MZ")])


def layer(number: int, chance: random.Random, now: datetime) -> Entry:
    users = [chance.choice(SPELLINGS)(f"{name}@example.com") for name in chance.sample(NAMES, chance.randint(1, 4))]
    entry: Entry = {
        "name": f"Layer {number}",
        "users": users,
        "rotation_turn_length_seconds": chance.choice(LENGTHS),
    }

    def near(days: int) -> datetime:
        return now + timedelta(minutes=chance.randrange(-days * 1440, days * 1440))

    if chance.random() < 0.7:
        entry["rotation_virtual_start"] = written(near(300), chance)
    if chance.random() < 0.5:
        entry["start"] = chance.choice([written(near(150), chance), "now"])
    if chance.random() < 0.4:
        end = now + timedelta(minutes=chance.randrange(151 * 1440 if "start" in entry else 1, 400 * 1440))
        entry["end"] = chance.choice([written(end, chance), ""])
    for _number in range(chance.choice([0, 0, 1, 3])):
        restriction: Entry = {
            "type": "daily_restriction",
            "start_time_of_day": chance.choice(["09:00", "17:30:00", "1020", "0:00"]),
            "duration_seconds": chance.choice(["8h", 3600, "10 hours"]),
        }
        if chance.random() < 0.5:
            restriction.update(type="weekly_restriction", start_day_of_week=chance.randint(1, 7))
        entry.setdefault("restrictions", []).append(restriction)
    return entry


def schedule(seed: int, now: datetime) -> Entry:
    chance = random.Random(seed)
    return {
        "name": f"Schedule {seed}",
        "time_zone": chance.choice(ZONES),
        "description": chance.choice(["", " Spare ", "one\ntwo"]),
        "keep_current_on_call": chance.random() < 0.5,
        "schedule_layers": [layer(number, chance, now) for number in range(chance.choice([1, 1, 2, 3]))],
    }


def run_all(tasks: list[Entry]) -> list[dict[str, t.Any]]:
    """All tasks in one loop. They are validated already, which takes most of the time."""
    sessions = Sessions()
    return [execute(OPERATION, task, check_mode=False, environment={}, sessions=sessions) for task in tasks]


def test_no_run_without_an_edit_writes(emulator: Emulator) -> None:
    check(emulator, 25, 8)


@pytest.mark.exhaustive
def test_half_a_year(emulator: Emulator) -> None:
    check(emulator, SCHEDULES, STEPS)


def check(emulator: Emulator, schedules: int, steps: int) -> None:
    emulator.load(users=USERS)
    now = datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))
    play = Play(emulator)
    tasks = [play.validated(OPERATION, schedule(seed, now)) for seed in range(schedules)]
    assert all(result["changed"] for result in run_all(tasks))
    chance = random.Random(steps)
    for step in range(steps):
        emulator.admin("POST", "clock", {"advance": int(HALF_A_YEAR / steps * chance.uniform(0.5, 1.5))})
        emulator.forget()
        results = run_all(tasks)
        changed = [result["diff"] for result in results if result["changed"]]
        assert not changed and emulator.writes() == [], f"step {step}: {changed}"
        assert not any(result.get("warnings") for result in results)
