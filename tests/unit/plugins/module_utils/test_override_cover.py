# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover of all shifts of a user: `replaces` of the module pagerduty_schedule_override."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant as instant
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import run_task
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override import (
    SCHEDULE_OVERRIDE_OPERATION as OVERRIDE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

# Bea is on call from noon on every second day, beginning on 1 May, in `Days`, and on the others in `Other days`.
HOLIDAY: dict[str, t.Any] = {
    "replaces": "bea@example.com",
    "user": "ann@example.com",
    "start": "2031-05-01T18:00:00Z",
    "end": "2031-05-05T00:00:00Z",
}


def layer(*users: str) -> dict[str, t.Any]:
    return {
        "start": "2026-01-01T00:00:00Z",
        "rotation_virtual_start": "2031-05-01T12:00:00Z",
        "rotation_turn_length_seconds": 86400,
        "users": [f"{user}@example.com" for user in users],
    }


def schedule(name: str, *users: str) -> dict[str, t.Any]:
    return {"name": name, "time_zone": "Etc/UTC", "schedule_layers": [layer(*users)]}


WORLD: dict[str, t.Any] = {
    "users": [
        {"name": f"{name} {surname}", "email": f"{name.lower()}@example.com", "role": "user"}
        for name, surname in (("Ann", "Archer"), ("Bea", "Baker"), ("Cal", "Carter"))
    ],
    "schedules": [
        schedule("Days", "bea", "cal"),
        schedule("Other days", "cal", "bea"),
        schedule("Without Bea", "cal", "owner"),
    ],
}

DAYS = [("2031-05-01T18:00:00Z", "2031-05-02T12:00:00Z"), ("2031-05-03T12:00:00Z", "2031-05-04T12:00:00Z")]
OTHER_DAYS = [("2031-05-02T12:00:00Z", "2031-05-03T12:00:00Z"), ("2031-05-04T12:00:00Z", "2031-05-05T00:00:00Z")]


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(**WORLD)
    emulator.forget()
    return emulator


def overrides(emulator: Emulator, name: str) -> list[tuple[str, str]]:
    """The times of the overrides of a schedule, the earliest first."""
    found = next(one for one in emulator.state()["schedules"] if one["name"] == name)
    times = [(instant(one["start"]), instant(one["end"])) for one in found.get("overrides", [])]
    return [(f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}") for start, end in sorted(times)]


def covered(result: dict[str, t.Any], key: str = "covered") -> dict[str, list[tuple[str, str]]]:
    """By the name of the schedule, the times of a result."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in result[key]:
        found.setdefault(one["schedule"]["name"], []).append((one["start"], one["end"]))
    return found


def task(play: Play, *, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """The result of a task, also if it fails."""
    return run_task(
        OVERRIDE,
        {**play.validated(OVERRIDE, options), "debug": False},
        check_mode=check,
        environment={},
        sessions=play.sessions or Sessions(sleep=play.slept.append),
    )


def test_a_holiday(play: Play, world: Emulator) -> None:
    foretold = play.run(OVERRIDE, **HOLIDAY, check=True, diff=True)
    assert world.writes() == []
    result = play.run(OVERRIDE, **HOLIDAY, diff=True)
    assert result == foretold
    assert covered(result) == {"Days": DAYS, "Other days": OTHER_DAYS}
    assert (overrides(world, "Days"), overrides(world, "Other days")) == (DAYS, OTHER_DAYS)
    assert overrides(world, "Without Bea") == []
    assert [line.split()[0] for line in world.writes()] == ["POST", "POST"], "one request for each schedule"
    first = {key: value for key, value in result["on_call_changes"][0].items() if key != "schedule"}
    assert first == {"start": DAYS[0][0], "end": DAYS[0][1], "before": "Bea Baker", "after": "Ann Archer"}
    (lines,) = (lines for name, lines in result["diff"]["after"]["on_call"].items() if name.startswith("Days"))
    assert lines[0] == "2031-05-01 18:00 to 2031-05-02 12:00 +00:00  Ann Archer"
    world.forget()
    again = play.run(OVERRIDE, **HOLIDAY, diff=True)
    assert not again["changed"] and again["covered"] == [] and "on_call_changes" not in again
    assert "Bea Baker" in again["msg"] and "has no shifts between 2031-05-01T18:00:00Z and" in again["msg"]
    assert world.writes() == [] and len(world.log()) == 3


def test_the_end_of_a_cover(play: Play, world: Emulator) -> None:
    play.run(OVERRIDE, **HOLIDAY)
    # Other overrides of Ann: she covers Cal, and a time that begins before the period.
    others = ("2031-05-02T13:00:00Z", "2031-05-02T14:00:00Z"), ("2031-05-01T17:00:00Z", "2031-05-01T19:00:00Z")
    for start, end in others:
        play.run(OVERRIDE, schedule="Days", user="ann@example.com", start=start, end=end)
    foretold = play.run(OVERRIDE, **HOLIDAY, state="absent", check=True)
    world.forget()
    result = play.run(OVERRIDE, **HOLIDAY, state="absent", diff=True)
    assert covered(result, "uncovered") == covered(foretold, "uncovered") == {"Days": DAYS, "Other days": OTHER_DAYS}
    assert [line.split()[0] for line in world.writes()] == ["DELETE"] * 4
    assert overrides(world, "Days") == sorted(others) and overrides(world, "Other days") == []
    assert result["on_call_changes"][0]["after"] == "Bea Baker"
    again = play.run(OVERRIDE, **HOLIDAY, state="absent")
    assert not again["changed"] and "no overrides of Ann Archer" in again["msg"]


def test_a_cover_that_is_running(play: Play, world: Emulator) -> None:
    """It is covered from now on, and ended now, whatever the start is."""
    now = instant(world.admin("GET", "clock")["now"])
    later = (now + datetime.timedelta(days=3)).isoformat()
    began = (now - datetime.timedelta(days=3)).isoformat()
    for start in ({}, {"start": "now"}, {"start": began}):
        options = {**{name: HOLIDAY[name] for name in ("replaces", "user")}, **start, "end": later}
        assert play.run(OVERRIDE, **options)["changed"]
        world.admin("POST", "clock", {"advance": 3600})
        assert not play.run(OVERRIDE, **options)["changed"]
        assert play.run(OVERRIDE, **options, state="absent")["changed"]
        assert not play.run(OVERRIDE, **options, state="absent")["changed"]
        world.admin("POST", "clock", {"advance": 60})
        assert play.run(OVERRIDE, **options, check=True)["changed"]


def test_shifts_that_others_have_taken_are_left_alone(play: Play, world: Emulator) -> None:
    taken = {"start": "2031-05-01T20:00:00Z", "end": "2031-05-02T08:00:00Z"}
    play.run(OVERRIDE, schedule="Days", user="cal@example.com", **taken)
    result = play.run(OVERRIDE, **HOLIDAY, schedule="Days")
    expected = [(DAYS[0][0], taken["start"]), (taken["end"], DAYS[0][1]), DAYS[1]]
    assert covered(result) == {"Days": expected}
    # An override of Bea is a shift of hers, too.
    play.run(OVERRIDE, schedule="Without Bea", user="bea@example.com", **taken)
    result = play.run(OVERRIDE, **HOLIDAY, schedules=["without bea", "Days"])
    assert covered(result) == {"Without Bea": [(taken["start"], taken["end"])]}


def test_some_schedules(play: Play, world: Emulator) -> None:
    days = next(one["id"] for one in world.state()["schedules"] if one["name"] == "Days")
    cases: list[tuple[dict[str, t.Any], list[str], int]] = [
        ({"schedule": "days"}, ["Days"], 2),
        ({"schedule": days}, ["Days"], 3),
        ({"schedules": ["other days"]}, ["Other days"], 2),
        ({"schedules": ["other days", days, "Days"]}, ["Days", "Other days"], 2),
        ({"schedule": "Without Bea"}, [], 2),
    ]
    for options, expected, requests in cases:
        world.forget()
        result = play.run(OVERRIDE, **HOLIDAY, **options, check=True)
        assert sorted(covered(result)) == expected
        assert len(world.log()) == requests
    assert "in 1 schedule" in result["msg"]


def test_forty_schedules(play: Play, world: Emulator) -> None:
    more = [schedule(f"Schedule {number}", "bea", "cal") for number in range(40)]
    world.load(**{**WORLD, "schedules": [*WORLD["schedules"][1:], *more]})
    world.forget()
    result = play.run(OVERRIDE, **HOLIDAY, diff=True)
    assert len(covered(result)) == 41
    assert len(world.writes()) == 41
    assert len(world.log()) - 41 <= 3
    world.forget()
    assert not play.run(OVERRIDE, **HOLIDAY)["changed"]
    assert len(world.log()) == 3


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_requests_without_a_response(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST", skip=1)
    result = play.run(OVERRIDE, **HOLIDAY)
    assert covered(result) == {"Days": DAYS, "Other days": OTHER_DAYS}
    assert (overrides(world, "Days"), overrides(world, "Other days")) == (DAYS, OTHER_DAYS)
    world.fault(**fault, method="DELETE", skip=1)
    play.run(OVERRIDE, **HOLIDAY, state="absent")
    assert overrides(world, "Days") == overrides(world, "Other days") == []


def test_the_next_run_continues_after_a_failure(play: Play, world: Emulator) -> None:
    world.fault(kind="reset_before", method="POST", skip=1, times=None)
    failed = task(play, **HOLIDAY)
    assert failed["failed"] and failed["changed"]
    assert covered(failed) == {"Days": DAYS}
    assert "1 of 2 schedules were changed, but schedule Other days" in failed["msg"]
    assert "Run again to continue" in failed["msg"]
    world.admin("DELETE", "faults")
    assert covered(play.run(OVERRIDE, **HOLIDAY)) == {"Other days": OTHER_DAYS}
    # A schedule that PagerDuty rejects does not keep the others from being covered.
    play.run(OVERRIDE, **HOLIDAY, state="absent")
    world.fault(kind="forbidden", method="POST")
    failed = task(play, **HOLIDAY)
    assert covered(failed) == {"Other days": OTHER_DAYS} and failed["failure"]["status"] == 403
    assert covered(play.run(OVERRIDE, **HOLIDAY)) == {"Days": DAYS}
    # So does the end of a cover.
    world.fault(kind="forbidden", method="DELETE", skip=1)
    failed = task(play, **HOLIDAY, state="absent")
    assert covered(failed, "uncovered") == {"Days": DAYS[:1], "Other days": OTHER_DAYS}
    assert covered(play.run(OVERRIDE, **HOLIDAY, state="absent"), "uncovered") == {"Days": DAYS[1:]}


def test_overrides_that_pagerduty_rejects_are_named(play: Play, world: Emulator) -> None:
    play.keep()
    play.run(OVERRIDE, **HOLIDAY, check=True)
    ann = next(user for user in world.state()["users"] if user["email"] == "ann@example.com")
    Play(world).run(resource_operation(USER), id=ann["id"], state="absent")
    failed = task(play, **HOLIDAY)
    assert failed["failed"] and "0 of 2 overrides were created" in failed["msg"]
    for start, end in DAYS + OTHER_DAYS:
        named = f"PagerDuty rejected the override Ann Archer from {start} to {end}"
        assert f"{named}: Override user must exist" in failed["msg"]
    assert failed["failure"]["status"] == 400 and len(failed["failure"]["errors"]) == 2


def test_earlier_tasks_of_a_run_in_check_mode(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    taken = {"start": "2031-05-01T20:00:00Z", "end": "2031-05-02T12:00:00Z"}
    play.run(OVERRIDE, schedule="Days", user="cal@example.com", **taken, check=True)
    result = play.run(OVERRIDE, **HOLIDAY, check=True)
    assert covered(result) == {"Days": [(DAYS[0][0], taken["start"]), DAYS[1]], "Other days": OTHER_DAYS}
    assert not play.run(OVERRIDE, **HOLIDAY, check=True)["changed"]
    ended = play.run(OVERRIDE, **HOLIDAY, check=True, state="absent")
    assert covered(ended, "uncovered") == covered(result)
    assert not play.run(OVERRIDE, **HOLIDAY, check=True, state="absent")["changed"]
    assert play.run(OVERRIDE, **HOLIDAY, check=True)["changed"]
    assert world.writes() == []


def test_overrides_that_check_mode_has_removed(play: Play, world: Emulator, tmp_path: Path) -> None:
    taken = {"schedule": "Days", "user": "cal@example.com", "start": DAYS[0][0], "end": DAYS[0][1]}
    play.run(OVERRIDE, **taken)
    world.forget()
    assert covered(play.run(OVERRIDE, **HOLIDAY, check=True))["Days"] == DAYS[1:]
    play.ledger = str(tmp_path / "ledger")
    assert play.run(OVERRIDE, **taken, state="absent", check=True)["changed"]
    assert covered(play.run(OVERRIDE, **HOLIDAY, check=True))["Days"] == DAYS
    (shown,) = play.run(OVERRIDE, **taken, check=True, diff=True)["on_call_changes"]
    assert (shown["before"], shown["after"]) == ("Ann Archer", "Cal Carter")
    assert world.writes() == []


def test_a_period_that_is_over(play: Play, world: Emulator) -> None:
    past = {**HOLIDAY, "start": "2020-05-01", "end": "2020-05-10"}
    for state in ("present", "absent"):
        result = play.run(OVERRIDE, **past, state=state)
        assert not result["changed"] and "the time ended at 2020-05-10T00:00:00Z" in result["msg"]


BAD: list[tuple[dict[str, t.Any], str]] = [
    ({"user": "bea@example.com"}, "replaces: is Bea Baker"),
    ({"replaces": "bee@example.com"}, "replaces: there is no user 'bee@example.com'; the nearest are Bea Baker"),
    ({"end": None, "state": "absent"}, "end: is required with replaces; set end or minutes"),
    ({"end": None, "start": None, "minutes": 60}, "minutes: requires a start other than now"),
    ({"schedules": []}, "schedules: must not be empty"),
    ({"schedules": ["Days", "Nights"]}, "schedules[1]: there is no schedule 'Nights'"),
    ({"schedule": "PZZZZZZ"}, "schedule: there is no schedule 'PZZZZZZ'"),
]


@pytest.mark.parametrize(("options", "says"), BAD, ids=[says[:30] for _options, says in BAD])
def test_bad_input(play: Play, world: Emulator, options: dict[str, t.Any], says: str) -> None:
    options = {name: value for name, value in {**HOLIDAY, **options}.items() if value is not None}
    with pytest.raises(PagerDutyError) as caught:
        play.run(OVERRIDE, **options)
    assert says in caught.value.message
    assert world.writes() == []
