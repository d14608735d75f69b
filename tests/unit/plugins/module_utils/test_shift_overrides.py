# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overrides of shift-based schedules (version 3): the same tasks as for schedules of layers, and the same effects."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant as instant
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override import (
    SCHEDULE_OVERRIDE_OPERATION as OVERRIDE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override_info import (
    SCHEDULE_OVERRIDE_INFO_OPERATION as INFO,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

PEOPLE = ("ann", "bea", "cal")

# Bea and Cal take turns of a day each, which begin at noon; Bea has 1 May. In the second rotation, Cal is on call from
# 20:00 to 22:00.
NIGHT: dict[str, t.Any] = {
    "schedule": "Shifts",
    "user": "ann@example.com",
    "start": "2031-05-01T18:00:00Z",
    "end": "2031-05-02T18:00:00Z",
}
HOLIDAY: dict[str, t.Any] = {
    "replaces": "bea@example.com",
    "user": "ann@example.com",
    "start": "2031-05-01T18:00:00Z",
    "end": "2031-05-05T00:00:00Z",
}
BEA_DAYS = [("2031-05-01T18:00:00Z", "2031-05-02T12:00:00Z"), ("2031-05-03T12:00:00Z", "2031-05-04T12:00:00Z")]


def event(start: str, end: str, *members: str) -> dict[str, t.Any]:
    return {
        "name": "Event",
        "start_time": {"date_time": start, "time_zone": "Etc/UTC"},
        "end_time": {"date_time": end, "time_zone": "Etc/UTC"},
        "effective_since": "2026-01-01T00:00:00Z",
        "recurrence": ["RRULE:FREQ=DAILY"],
        "assignment_strategy": {
            "type": "rotating_member_assignment_strategy",
            "shifts_per_member": 1,
            "members": [{"type": "user_member", "user_id": f"P{name.upper()}0001"} for name in members],
        },
    }


DAYS = event("2031-05-01T12:00:00Z", "2031-05-02T12:00:00Z", "bea", "cal")
EVENINGS = event("2031-05-01T20:00:00Z", "2031-05-01T22:00:00Z", "cal")
# Since 2026, so that there are shifts now. The number of days until 1 May 2031 is even: Bea has that day, too.
SINCE_2026 = event("2026-01-01T12:00:00Z", "2026-01-02T12:00:00Z", "bea", "cal")


def schedule(name: str, *events: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"name": name, "time_zone": "Etc/UTC", "rotations": [{"events": [one]} for one in events]}


WORLD: dict[str, t.Any] = {
    "users": [
        {"id": f"P{name.upper()}0001", "name": name.title(), "email": f"{name}@example.com", "role": "user"}
        for name in PEOPLE
    ],
    "schedules": [
        {
            "name": "Layers",
            "time_zone": "Etc/UTC",
            "schedule_layers": [
                {
                    "start": "2026-01-01T00:00:00Z",
                    "rotation_virtual_start": "2031-05-01T12:00:00Z",
                    "rotation_turn_length_seconds": 86400,
                    "users": ["bea@example.com", "cal@example.com"],
                }
            ],
        }
    ],
    "schedules_v3": [
        schedule("Shifts", DAYS),
        schedule("Two rotations", DAYS, EVENINGS),
        schedule("Now", SINCE_2026),
        {
            **schedule("Custom"),
            "custom_shifts": [
                {
                    "type": "custom_shift",
                    "start_time": "2031-05-01T18:00:00Z",
                    "end_time": "2031-05-01T20:00:00Z",
                    "assignments": [
                        {"type": "shift_assignment", "member": {"type": "user_member", "user_id": "PBEA0001"}}
                    ],
                }
            ],
        },
    ],
}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(**WORLD)
    # In the schedule "Now", Bea and Cal take turns, which begin at noon. From 15:00 on, no turn begins during a test.
    now = instant(emulator.admin("GET", "clock")["now"])
    tomorrow = (now + datetime.timedelta(days=1)).replace(hour=15, minute=0, second=0)
    emulator.admin("POST", "clock", {"advance": int((tomorrow - now).total_seconds())})
    emulator.forget()
    return emulator


def there(emulator: Emulator, name: str = "Shifts") -> list[tuple[str, str, str]]:
    """(user, start, end) of each override, the earliest first."""
    found = next(one for one in emulator.state()["schedules_v3"] if one["name"] == name)
    listed = [
        (instant(one["start_time"]), instant(one["end_time"]), one["overriding_member"]["user_id"])
        for one in found.get("overrides", [])
    ]
    return [(user[1:4].lower(), f"{one:%d %H:%M}", f"{two:%d %H:%M}") for one, two, user in sorted(listed)]


def step(play: Play, writes: list[str], **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again: the run's result. writes: the methods of its writes."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(OVERRIDE, check=True, diff=True, **options)
    assert emulator.writes() == []
    result = play.run(OVERRIDE, diff=True, **options)
    assert [line.split()[0] for line in emulator.writes()] == writes
    assert result["changed"] == foretold["changed"] == bool(writes)
    assert result.get("on_call_changes") == foretold.get("on_call_changes")
    assert foretold["diff"] == result["diff"]
    emulator.forget()
    again = play.run(OVERRIDE, **options)
    assert not again["changed"] and emulator.writes() == []
    return result


def test_an_override_for_each_shift(play: Play, world: Emulator) -> None:
    made = step(play, ["POST"], **NIGHT)
    assert there(world) == [("ann", "01 18:00", "02 12:00"), ("ann", "02 12:00", "02 18:00")]
    assert made["override"]["user"]["summary"] == "Ann"
    assert (made["override"]["start"], made["override"]["end"]) == ("2031-05-01T18:00:00Z", "2031-05-02T12:00:00Z")
    changes = [(one["before"], one["after"]) for one in made["on_call_changes"]]
    assert changes == [("Bea", "Ann"), ("Cal", "Ann")]
    assert step(play, [], **{**NIGHT, "end": "2031-05-01T20:00Z"})["override"]["id"] == made["override"]["id"]

    gone = step(play, ["DELETE", "DELETE"], **NIGHT, state="absent")
    assert len(gone["removed"]) == 2 and there(world) == []
    assert gone["diff"]["before"]["overrides"][0].startswith("Ann from 2031-05-01T18:00:00Z to 2031-05-02T12:00:00Z (")
    assert [(one["before"], one["after"]) for one in gone["on_call_changes"]] == [("Ann", "Bea"), ("Ann", "Cal")]


def test_every_rotation_is_overridden(play: Play, world: Emulator) -> None:
    step(play, ["POST"], **{**NIGHT, "schedule": "two rotations", "end": "2031-05-02T12:00:00Z"})
    assert there(world, "Two rotations") == [("ann", "01 18:00", "02 12:00"), ("ann", "01 20:00", "01 22:00")]


def test_an_override_of_an_override(play: Play, world: Emulator) -> None:
    play.run(OVERRIDE, **{**NIGHT, "user": "cal@example.com"})
    step(play, ["POST"], **{**NIGHT, "end": "2031-05-02T12:00:00Z"})
    assert there(world)[:2] == [("ann", "01 18:00", "02 12:00"), ("cal", "01 18:00", "02 12:00")]
    # Without a user, those of all users are removed.
    times = {name: NIGHT[name] for name in ("schedule", "start", "end")}
    assert len(play.run(OVERRIDE, **times, state="absent")["removed"]) == 2
    assert there(world) == []


def test_an_override_that_starts_now(play: Play, world: Emulator) -> None:
    options = {"schedule": "Now", "user": "ann@example.com"}
    made = play.run(OVERRIDE, **options, minutes=60)
    assert made["changed"] and made["diff"]["after"]["start"] == "now"
    world.admin("POST", "clock", {"advance": 1800})
    assert not play.run(OVERRIDE, **options, minutes=60)["changed"], "a second run must not extend it"
    end = (instant(made["override"]["end"]) + datetime.timedelta(minutes=30)).isoformat()
    extended = play.run(OVERRIDE, **options, end=end)
    assert extended["changed"] and not play.run(OVERRIDE, **options, end=end)["changed"]
    ended = play.run(OVERRIDE, **options, state="absent")
    assert ended["removed"] == [made["override"]["id"]]
    assert not play.run(OVERRIDE, **options, state="absent")["changed"]
    assert play.run(OVERRIDE, **options, end=end, state="absent")["removed"] == [extended["override"]["id"]]
    world.admin("POST", "clock", {"advance": 7200})
    options["start"] = (instant(end) - datetime.timedelta(minutes=30)).isoformat()
    assert not play.run(OVERRIDE, **options, end=end)["changed"]


def test_an_override_by_its_id(play: Play, world: Emulator) -> None:
    made = play.run(OVERRIDE, schedule="Now", user="ann@example.com", minutes=60)["override"]
    world.admin("POST", "clock", {"advance": 60})
    assert step(play, ["DELETE"], schedule="Now", id=made["id"], state="absent")["removed"] == [made["id"]]
    assert not step(play, [], schedule="Now", id="PZZZZZZ", state="absent")["removed"]


def test_times_without_a_shift(play: Play, world: Emulator) -> None:
    options = {**NIGHT, "schedule": "Custom"}
    warned = play.run(OVERRIDE, **options)
    assert there(world, "Custom") == [("ann", "01 18:00", "01 20:00")]
    assert warned["warnings"] == [
        "nobody has a shift in Custom between 2031-05-01T20:00:00Z and 2031-05-02T18:00:00Z, so no override is possible"
        " then: it is a shift-based schedule"
    ]
    with pytest.raises(PagerDutyError, match="schedule: nobody has a shift in Custom between 2031-05-01T21:00:00Z and"):
        play.run(OVERRIDE, **{**options, "start": "2031-05-01T21:00:00Z"})


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_requests_without_a_response(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST")
    assert play.run(OVERRIDE, **NIGHT)["changed"]
    assert there(world) == [("ann", "01 18:00", "02 12:00"), ("ann", "02 12:00", "02 18:00")]
    assert not play.run(OVERRIDE, **NIGHT)["changed"]


def test_the_end_of_a_running_override_without_a_response(play: Play, world: Emulator) -> None:
    made = play.run(OVERRIDE, schedule="Now", user="ann@example.com", minutes=60)["override"]
    world.admin("POST", "clock", {"advance": 60})
    world.fault(kind="reset_after", method="DELETE")
    assert play.run(OVERRIDE, schedule="Now", user="ann@example.com", state="absent")["removed"] == [made["id"]]


def test_a_holiday_in_schedules_of_both_types(play: Play, world: Emulator) -> None:
    foretold = play.run(OVERRIDE, **HOLIDAY, check=True, diff=True)
    assert world.writes() == []
    world.forget()
    result = play.run(OVERRIDE, **HOLIDAY, diff=True)
    assert result == foretold
    times: dict[str, list[tuple[str, str]]] = {}
    for one in result["covered"]:
        times.setdefault(one["schedule"]["name"], []).append((one["start"], one["end"]))
    custom = times.pop("Custom")
    assert custom == [("2031-05-01T18:00:00Z", "2031-05-01T20:00:00Z")]
    assert times == {"Layers": BEA_DAYS, "Shifts": BEA_DAYS, "Two rotations": BEA_DAYS, "Now": BEA_DAYS}
    # The users, the lists of both types, each shift-based schedule; and each schedule with shifts of Bea.
    assert len(world.log()) == 3 + 4 + 5 and len(world.writes()) == 5
    world.forget()
    assert not play.run(OVERRIDE, **HOLIDAY)["changed"] and world.writes() == []

    # One that Ann has for another reason, in Cal's shift.
    play.run(OVERRIDE, **{**NIGHT, "start": "2031-05-02T13:00:00Z"})
    ended = play.run(OVERRIDE, **HOLIDAY, state="absent")
    assert len(ended["uncovered"]) == len(result["covered"])
    assert there(world) == [("ann", "02 13:00", "02 18:00")] and there(world, "Custom") == []
    assert not play.run(OVERRIDE, **HOLIDAY, state="absent")["changed"]


def test_a_holiday_in_some_schedules(play: Play, world: Emulator) -> None:
    for options, expected in (
        ({"schedule": "shifts"}, ["Shifts"]),
        ({"schedules": ["Custom", "layers"]}, ["Custom", "Layers"]),
    ):
        result = play.run(OVERRIDE, **HOLIDAY, **options, check=True)
        assert sorted({one["schedule"]["name"] for one in result["covered"]}) == expected


def test_later_tasks_in_check_mode_see_the_override(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    part = {**NIGHT, "user": "cal@example.com", "end": "2031-05-02T00:00:00Z"}
    assert play.run(OVERRIDE, **part, check=True)["changed"]
    assert not play.run(OVERRIDE, **part, check=True)["changed"]
    covered = play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True)["covered"]
    assert [one["start"] for one in covered] == ["2031-05-02T00:00:00Z", BEA_DAYS[1][0]]
    assert not play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True)["changed"]
    assert len(play.run(INFO, since="2031-05-01", check=True)["overrides"]) == 3
    assert play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True, state="absent")["changed"]
    assert not play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True, state="absent")["changed"]
    assert world.writes() == []


def test_overrides_that_check_mode_has_removed(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.run(OVERRIDE, **{**NIGHT, "user": "cal@example.com"})
    world.forget()
    play.ledger = str(tmp_path / "ledger")
    covered = play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True)["covered"]
    assert [one["start"] for one in covered] == [BEA_DAYS[1][0]]
    assert play.run(OVERRIDE, **{**NIGHT, "user": "cal@example.com"}, check=True, state="absent")["changed"]
    covered = play.run(OVERRIDE, **HOLIDAY, schedule="Shifts", check=True)["covered"]
    assert [(one["start"], one["end"]) for one in covered] == BEA_DAYS[:1]
    assert world.writes() == []


def test_the_info_module_lists_both_types(play: Play, world: Emulator) -> None:
    play.run(OVERRIDE, **{**NIGHT, "end": "2031-05-02T12:00:00Z"})
    play.run(OVERRIDE, **{**NIGHT, "schedule": "Layers", "start": "2031-05-01T19:00:00Z"})
    for options in ({}, {"schedules": ["shifts", "layers"]}, {"schedules": ["Custom", "shifts", "layers"]}):
        found = play.run(INFO, since="2031-05-01", **options)["overrides"]
        types = [one["schedule"]["type"] for one in found]
        assert types == ["schedule_v3_reference", "schedule_reference"]
        assert [(one["user"]["id"], one["user"]["summary"]) for one in found] == [("PANN0001", "Ann")] * 2
        assert [instant(one["start"]).hour for one in found] == [18, 19]
    assert len(play.run(INFO, since="2031-05-01", users=["bea@example.com"])["overrides"]) == 0
