# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`keep_current_on_call`: no running shift moves to another person, whoever joins or leaves and whenever turns change.

The shifts are those that the emulator renders before and after the change.
"""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

zoneinfo = pytest.importorskip("zoneinfo")

OPERATION = resource_operation(SCHEDULE)

NAMES = ("ann", "bea", "cy", "dan", "eve", "fay")
USERS = [{"name": name.capitalize(), "email": f"{name}@example.com"} for name in NAMES]
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Etc/UTC")
HOUR, DAY = 3600, 86400
LENGTHS = (HOUR, 8 * HOUR, 12 * HOUR, 36 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY)
EDITS = 200

Layer = dict[str, t.Any]
Shift = tuple[datetime, datetime, str]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def text(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def turn(layer: Layer, zone: t.Any, now: datetime) -> tuple[str, datetime]:
    """(the user whose turn it is, the end of the turn): turn after turn, from the virtual start on."""
    length, users = layer["rotation_turn_length_seconds"], layer["users"]
    start = instant(layer["rotation_virtual_start"])
    local = start.astimezone(zone).replace(tzinfo=None)

    def begin(number: int) -> datetime:
        shift = timedelta(seconds=length * number)
        return (local + shift).replace(tzinfo=zone).astimezone(timezone.utc) if length % DAY == 0 else start + shift

    number = 0
    while begin(number + 1) <= now:
        number += 1
    return users[number % len(users)], begin(number + 1)


class Case:
    """A schedule, and an edit of it, both chosen at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.zone = self.random.choice(ZONES)
        self.layers = [self._layer(f"Layer {number}") for number in range(self.random.choice([1, 1, 2, 3]))]

    def _layer(self, name: str) -> Layer:
        chance = self.random
        users = [f"{name}@example.com" for name in chance.sample(NAMES, chance.randint(1, 4))]
        if chance.random() < 0.2:
            users.append(users[0])
        start = datetime(2026, 11, 2, tzinfo=timezone.utc) + timedelta(minutes=15 * chance.randrange(4 * 24 * 7))
        restrictions: list[dict[str, t.Any]] = []
        if chance.random() < 0.4:
            time = f"{chance.randrange(24):02}:{chance.choice(['00', '30'])}:00"
            daily = {"type": "daily_restriction", "start_time_of_day": time, "duration_seconds": 10 * HOUR}
            weekly = {**daily, "type": "weekly_restriction", "start_day_of_week": chance.randint(1, 7)}
            restrictions = [chance.choice([daily, weekly])]
        return {
            "name": name,
            "users": users,
            "start": "2026-11-01T00:00:00Z",
            "rotation_virtual_start": text(start),
            "rotation_turn_length_seconds": chance.choice(LENGTHS),
            "restrictions": restrictions,
        }

    def edited(self) -> list[Layer]:
        """The layers as the playbook has them afterwards."""
        layers = [dict(layer) for layer in self.layers]
        for layer in self.random.sample(layers, self.random.randint(1, len(layers))):
            for edit in self.random.sample([self._join, self._leave, self._reorder, self._length, self._handoff], 2):
                edit(layer)
        return [{name: value for name, value in layer.items() if name != "start"} for layer in layers]

    def must_override(self, turns: list[tuple[str, datetime]], layers: list[Layer]) -> bool:
        """Whether a running turn can't go on otherwise: its user leaves, or turns change at other times."""
        return any(
            user not in new["users"]
            or any(new[name] != old[name] for name in ("rotation_turn_length_seconds", "rotation_virtual_start"))
            for (user, _end), old, new in zip(turns, self.layers, layers)
        )

    def _join(self, layer: Layer) -> None:
        users = list(layer["users"])
        users.insert(self.random.randint(0, len(users)), f"{self.random.choice(NAMES)}@example.com")
        layer["users"] = users

    def _leave(self, layer: Layer) -> None:
        users = [user for user in layer["users"] if user != self.random.choice(layer["users"])]
        layer["users"] = users or [f"{self.random.choice(NAMES)}@example.com"]

    def _reorder(self, layer: Layer) -> None:
        layer["users"] = self.random.sample(layer["users"], len(layer["users"]))

    def _length(self, layer: Layer) -> None:
        layer["rotation_turn_length_seconds"] = self.random.choice(LENGTHS)

    def _handoff(self, layer: Layer) -> None:
        moved = timedelta(minutes=30 * self.random.randrange(-48 * 7, 48 * 7))
        layer["rotation_virtual_start"] = text(instant(layer["rotation_virtual_start"]) + moved)


class World:
    """The emulator, with the schedule of a case."""

    def __init__(self, emulator: Emulator, case: Case, days: float) -> None:
        self.emulator, self.case = emulator, case
        emulator.reset()
        emulator.load(
            users=USERS,
            schedules=[{"name": "Test", "time_zone": case.zone, "schedule_layers": case.layers}],
        )
        emulator.admin("POST", "clock", {"advance": int(days * DAY)})
        self.play = Play(emulator)
        schedule = self.get("/schedules")["schedules"][0]
        self.id = schedule["id"]
        self.emails = {user["id"]: user["email"] for user in self.get("/users")["users"]}

    def get(self, path: str) -> t.Any:
        headers = {"Authorization": "Token token=emulator"}
        answer = self.emulator._session.get(f"{self.emulator.url}{path}", headers=headers, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def now(self) -> datetime:
        return instant(self.emulator.admin("GET", "clock")["now"]).replace(second=0, microsecond=0)

    def shifts(self, since: datetime, until: datetime) -> list[list[Shift]]:
        """The rendered shifts: those of the final schedule, and then those of each layer, the oldest first."""
        schedule = self.get(f"/schedules/{self.id}?since={text(since)}&until={text(until)}")["schedule"]
        return [
            [
                (instant(entry["start"]), instant(entry["end"]), self.emails[entry["user"]["id"]])
                for entry in part["rendered_schedule_entries"]
            ]
            for part in [schedule["final_schedule"], *reversed(schedule["schedule_layers"])]
        ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("part", range(4))
def test_no_running_shift_moves(emulator: Emulator, part: int) -> None:
    moved = kept = overrides = 0
    for seed in range(part, EDITS, 4):
        case = Case(seed)
        world = World(emulator, case, case.random.uniform(1, 365))
        zone = zoneinfo.ZoneInfo(case.zone)
        now = world.now()
        turns = [turn(layer, zone, now) for layer in case.layers]
        until = max(end for _user, end in turns)
        before, *layers_before = world.shifts(now, until)
        layers = case.edited()
        emulator.forget()
        result = world.play.run(OPERATION, name="Test", schedule_layers=layers, keep_current_on_call=True)
        if any(write.endswith("/overrides") for write in emulator.writes()):
            overrides += 1
            assert case.must_override(turns, layers), f"seed {seed}: an order of the users would keep everyone on call"
        after = world.shifts(now, until)[0]
        moved += before != after
        for number, (user, end) in enumerate(turns):
            above = [shift for layer in layers_before[number + 1 :] for shift in layer]
            running = [shift for shift in layers_before[number] if shift[2] == user and shift[0] < end]
            for moment in moments([*above, *running, *after], now, end):
                if on_call(running, moment) and not on_call(above, moment):
                    kept += 1
                    assert on_call(after, moment) == user, f"seed {seed}: {user} is not on call at {moment}"
        emulator.forget()
        again = world.play.run(OPERATION, name="Test", schedule_layers=layers, keep_current_on_call=True)
        assert not again["changed"] and emulator.writes() == [], f"seed {seed}: {again['diff']} after {result['diff']}"
    assert moved > 3 and kept > 50 and overrides > 5, "the edits change who is on call, and there are running shifts"


def moments(shifts: list[Shift], since: datetime, until: datetime) -> list[datetime]:
    """The moments at which something changes, and the last minute before each."""
    edges = [since, until, *(shift[0] for shift in shifts), *(shift[1] for shift in shifts)]
    near = {moment for edge in edges for moment in (edge, edge - timedelta(minutes=1))}
    return sorted(moment for moment in near if since <= moment < until)


def on_call(shifts: list[Shift], moment: datetime) -> str | None:
    return next((email for start, end, email in shifts if start <= moment < end), None)
