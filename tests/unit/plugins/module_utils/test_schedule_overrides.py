# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overrides of schedules: which override a task means, and how it ends. test_override_cover covers `replaces`."""

from __future__ import annotations

import datetime
import threading
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant as instant
from ansible_collections.community.pagerduty.plugins.module_utils._engine.bulk_create import (
    create_several,
    rejections,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override import (
    SCHEDULE_OVERRIDE_OPERATION as OVERRIDE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_override_info import (
    SCHEDULE_OVERRIDE_INFO_OPERATION as INFO,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule_override import SCHEDULE_OVERRIDE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

NIGHT: dict[str, t.Any] = {
    "schedule": "Primary",
    "user": "ann@example.com",
    "start": "2031-05-01T18:00:00Z",
    "end": "2031-05-02T06:00:00Z",
}

WORLD: dict[str, t.Any] = {
    "users": [
        {"name": "Ann Archer", "email": "ann@example.com", "role": "user"},
        {"name": "Bea Baker", "email": "bea@example.com", "role": "user"},
    ],
    "schedules": [
        {
            "name": name,
            "time_zone": "Europe/Berlin",
            "schedule_layers": [
                {
                    "start": "2026-01-01T00:00:00Z",
                    "rotation_virtual_start": "2026-01-01T00:00:00Z",
                    "rotation_turn_length_seconds": 86400,
                    "users": ["bea@example.com"],
                }
            ],
        }
        for name in ("Primary", "Secondary", "Quiet")
    ],
}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(**WORLD)
    emulator.forget()
    return emulator


def now(emulator: Emulator) -> datetime.datetime:
    return instant(emulator.admin("GET", "clock")["now"])


def advance(emulator: Emulator, minutes: float) -> None:
    emulator.admin("POST", "clock", {"advance": minutes * 60})


def there(emulator: Emulator, schedule: str = "Primary") -> list[dict[str, t.Any]]:
    """The overrides of a schedule, also those that are over."""
    found = next(one for one in emulator.state()["schedules"] if one["name"] == schedule)
    return t.cast("list[dict[str, t.Any]]", found.get("overrides", []))


def step(play: Play, write: str | None, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again: the run's result. write: the method of its only write."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(OVERRIDE, check=True, **options)
    assert emulator.writes() == []
    result = play.run(OVERRIDE, **options)
    assert [line.split()[0] for line in emulator.writes()] == ([write] if write else [])
    assert result["changed"] == foretold["changed"] == bool(write)
    assert (foretold["override"] is None) == (result["override"] is None)
    assert foretold["removed"] == result["removed"]
    if "minutes" not in options:
        assert foretold["diff"] == result["diff"]
    emulator.forget()
    again = play.run(OVERRIDE, **options)
    assert not again["changed"] and emulator.writes() == []
    return result


# -- one override ----------------------------------------------------------------------------------------------------


def test_a_planned_override(play: Play, world: Emulator) -> None:
    made = step(play, "POST", **NIGHT)["override"]
    assert made["user"]["summary"] == "Ann Archer"
    assert (instant(made["start"]), instant(made["end"])) == (instant(NIGHT["start"]), instant(NIGHT["end"]))
    schedule = play.run(INFO, schedules=["Primary"], since="2031-05-01")["overrides"][0]["schedule"]
    for spelling in (
        {"schedule": " primary", "user": "ANN Archer", "start": "2031-05-01 20:00:00 +02:00"},
        {"schedule": schedule["id"], "start": "2031-05-01T18:00:59", "end": "20310502T055901Z"},
        {"start": datetime.datetime(2031, 5, 1, 18), "end": "2031-05-02 08:00 +0200"},
    ):
        assert step(play, None, **{**NIGHT, **spelling})["override"] == made
    beginning = {name: NIGHT[name] for name in ("schedule", "user", "start")}
    assert step(play, None, **beginning, minutes=720)["override"] == made
    removed = step(play, "DELETE", **NIGHT, state="absent")
    assert removed["removed"] == [made["id"]] and there(world) == []
    called = f"Ann Archer from 2031-05-01T18:00:00Z to 2031-05-02T06:00:00Z ({made['id']})"
    assert removed["diff"]["before"] == {"overrides": [called]}


def test_what_other_overrides_cover_is_no_change(play: Play, world: Emulator) -> None:
    first = play.run(OVERRIDE, **{**NIGHT, "end": "2031-05-02T00:00:00Z"})["override"]
    play.run(OVERRIDE, **{**NIGHT, "start": "2031-05-02T00:00:00Z", "end": "2031-05-02T08:00:00Z"})
    assert step(play, None, **NIGHT)["override"]["id"] == first["id"]
    assert step(play, None, **{**NIGHT, "start": "2031-05-02T01:00Z", "end": "2031-05-02T02:00Z"})["override"]
    assert not step(play, None, **NIGHT, state="absent")["removed"], "their times are others"
    # A gap of a minute, another end, another user, another schedule: each needs an override of its own.
    step(play, "POST", **{**NIGHT, "start": "2031-05-01T17:59Z"})
    step(play, "POST", **{**NIGHT, "end": "2031-05-02T08:01Z"})
    step(play, "POST", **{**NIGHT, "user": "bea@example.com"})
    step(play, "POST", **{**NIGHT, "schedule": "Secondary"})
    assert len(there(world)) == 5 and len(there(world, "Secondary")) == 1


def test_an_override_that_starts_now(play: Play, world: Emulator) -> None:
    options = {"schedule": "Primary", "user": "ann@example.com"}
    before = now(world).replace(second=0, microsecond=0)
    made = step(play, "POST", **options, minutes=60)["override"]
    assert before <= instant(made["start"]) <= now(world)
    assert 60 <= (instant(made["end"]) - before).total_seconds() / 60 <= 62
    advance(world, 30)
    assert step(play, None, **options, minutes=60)["override"] == made, "a second run must not extend it"
    assert step(play, None, **options, start=made["start"], end=made["end"])["override"] == made
    assert step(play, None, **options, start="now", end=made["end"])["override"] == made
    later = instant(made["end"]) + datetime.timedelta(hours=1)
    extended = step(play, "POST", **options, end=later.isoformat())["override"]
    assert instant(extended["end"]) == later

    ended = step(play, "DELETE", **options, state="absent", end=later.isoformat())
    assert ended["removed"] == [extended["id"]]
    ended = step(play, "DELETE", **options, state="absent")
    assert ended["removed"] == [made["id"]]
    assert all(instant(one["end"]) <= now(world) for one in there(world))
    assert len(there(world)) == 2, "PagerDuty keeps overrides that have started"
    advance(world, 1)
    assert step(play, "POST", **options, minutes=60)["override"]["id"] not in (made["id"], extended["id"])


def test_absent_without_a_user_or_an_end(play: Play, world: Emulator) -> None:
    for user in ("ann@example.com", "bea@example.com"):
        play.run(OVERRIDE, **{**NIGHT, "user": user})
        play.run(OVERRIDE, schedule="Primary", user=user, minutes=60)
    later = play.run(OVERRIDE, **{**NIGHT, "end": "2031-05-02T07:00:00Z"})["override"]
    times = {name: NIGHT[name] for name in ("schedule", "start", "end")}
    assert len(play.run(OVERRIDE, **times, check=True, state="absent")["removed"]) == 2
    world.forget()
    assert len(play.run(OVERRIDE, **times, state="absent")["removed"]) == 2
    assert [line.split()[0] for line in world.writes()] == ["DELETE", "DELETE"]
    gone = play.run(OVERRIDE, schedule="Primary", start=NIGHT["start"], state="absent")
    assert gone["removed"] == [later["id"]]
    assert len(play.run(OVERRIDE, schedule="Primary", state="absent")["removed"]) == 2
    assert not play.run(OVERRIDE, schedule="Primary", state="absent")["changed"]


def test_an_override_by_its_id(play: Play, world: Emulator) -> None:
    start = (now(world) + datetime.timedelta(days=2)).isoformat()
    made = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", start=start, minutes=60)["override"]
    running = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", minutes=60)["override"]
    advance(world, 5)
    for one in (made, running):
        assert step(play, "DELETE", schedule="Primary", id=one["id"], state="absent")["removed"] == [one["id"]]
    assert not step(play, None, schedule="Primary", id="PZZZZZZ", state="absent")["removed"]
    with pytest.raises(PagerDutyError, match="id: requires state: absent, because PagerDuty can't change an override"):
        play.run(OVERRIDE, schedule="Primary", id=made["id"], minutes=5)


def test_a_time_that_has_passed(play: Play, world: Emulator) -> None:
    start = now(world) - datetime.timedelta(minutes=30)
    end = now(world) + datetime.timedelta(minutes=30)
    options = {"schedule": "Primary", "user": "ann@example.com", "start": start.isoformat(), "end": end.isoformat()}
    made = step(play, "POST", **options)
    assert made["diff"]["after"]["start"] == "now"
    advance(world, 60)
    assert "warnings" not in step(play, None, **options), "a playbook can keep its overrides"
    warned = step(play, None, **{**options, "user": "bea@example.com"})
    assert "has passed, so no override was created" in warned["warnings"][0]
    assert not step(play, None, **options, state="absent")["removed"]


BAD: list[tuple[dict[str, t.Any], str]] = [
    ({**NIGHT, "schedule": "Primarie"}, "schedule: there is no schedule 'Primarie'; the nearest are Primary"),
    ({**NIGHT, "user": "anna@example.com"}, "user: there is no user 'anna@example.com'; the nearest are Ann Archer"),
    ({**NIGHT, "start": "tonight"}, "start: 'tonight' is not a date or time"),
    ({**NIGHT, "end": "2031-05-01T18:00Z"}, "end: is 2031-05-01T18:00:00Z; it must be after the start, 2031-05-01T18"),
    ({**NIGHT, "end": None, "minutes": 0}, "minutes: must be 1 or more"),
    ({**NIGHT, "preview_days": 91}, "preview_days: is 91; it must be between 0 and 90"),
    ({**NIGHT, "schedule": "PZZZZZZ"}, "schedule: there is no schedule 'PZZZZZZ'"),
]


@pytest.mark.parametrize(("options", "says"), BAD, ids=[says[:30] for _options, says in BAD])
def test_bad_input(play: Play, world: Emulator, options: dict[str, t.Any], says: str) -> None:
    options = {name: value for name, value in options.items() if value is not None}
    for check in (True, False):
        with pytest.raises(PagerDutyError) as caught:
            play.run(OVERRIDE, check=check, **options)
        assert says in caught.value.message
    assert world.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
@pytest.mark.parametrize("options", [NIGHT, {"schedule": "Primary", "user": "ann@example.com", "minutes": 60}])
def test_a_create_without_a_response(
    play: Play, world: Emulator, fault: dict[str, t.Any], options: dict[str, t.Any]
) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST")
    assert play.run(OVERRIDE, **options)["changed"]
    assert len(there(world)) == 1
    assert not play.run(OVERRIDE, **options)["changed"]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_the_end_of_a_running_override_without_a_response(
    play: Play, world: Emulator, fault: dict[str, t.Any]
) -> None:
    play.connection["timeout"] = 1
    made = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", minutes=60)["override"]
    advance(world, 5)
    world.fault(**fault, method="DELETE")
    ended = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", state="absent")
    assert ended["removed"] == [made["id"]]
    (left,) = there(world)
    assert instant(left["end"]) <= now(world)


def test_a_create_whose_outcome_stays_unknown(play: Play, world: Emulator) -> None:
    world.fault(kind="reset_before", method="POST", times=None)
    with pytest.raises(OutcomeUnknown, match="A search afterwards found no such override; run again"):
        play.run(OVERRIDE, **NIGHT)


def test_two_runs_at_once_leave_one_override(play: Play, world: Emulator) -> None:
    world.fault(kind="latency", seconds=0.2, method="POST", times=None)
    barrier = threading.Barrier(3)

    def run(_number: int) -> dict[str, t.Any]:
        barrier.wait()
        return Play(world).run(OVERRIDE, **NIGHT)

    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(run, range(3)))
    (left,) = there(world)
    # A run can end before another one replaces its override by an equal one.
    assert left["id"] in {result["override"]["id"] for result in results}


@pytest.mark.parametrize("number", range(4))
def test_the_last_run_sees_all_others(world: Emulator, number: int) -> None:
    """PagerDuty's IDs say nothing about the order of creation."""
    play = Play(world)
    schedule = next(one for one in world.state()["schedules"] if one["name"] == "Primary")
    client = Sessions().open(Connection.from_params(play.connection), "test").client
    for day in range(number):  # so that the next IDs are others
        times = {"start": f"2032-01-0{day + 1}T00:00:00Z", "end": f"2032-01-0{day + 1}T08:00:00Z"}
        play.run(OVERRIDE, **{**NIGHT, **times})
    world.fault(kind="latency", seconds=0.3, method="POST", times=1)

    def create_another() -> None:
        time.sleep(0.15)
        create_several(SCHEDULE_OVERRIDE.under(schedule["id"]), [body(play)], client)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(create_another)
        play.run(OVERRIDE, **NIGHT)
        done.result()
    assert len(there(world)) == number + 1


# -- results for each object -----------------------------------------------------------------------------------------


def body(play: Play, **options: t.Any) -> dict[str, t.Any]:
    ann = next(user for user in play.emulator.state()["users"] if user["email"] == "ann@example.com")
    user = {"id": ann["id"], "type": "user_reference"}
    return {"start": NIGHT["start"], "end": NIGHT["end"], "user": user, **options}


def test_a_success_that_contains_failures_names_them(play: Play, world: Emulator) -> None:
    schedule = next(one for one in world.state()["schedules"] if one["name"] == "Primary")
    bound = SCHEDULE_OVERRIDE.under(schedule["id"])
    client = Sessions().open(Connection.from_params(play.connection), "test").client
    bodies = [body(play), body(play, end=NIGHT["start"]), body(play, start="2020-01-01", end="2020-01-02")]
    results = create_several(bound, bodies, client)
    assert [result.error is None for result in results] == [True, False, False]
    assert results[0].raw["id"] and len(there(world)) == 1
    error = rejections(bound, results)
    assert error is not None and error.status == 400
    assert error.message == (
        "1 of 3 overrides were created. PagerDuty rejected the override Ann Archer from 2031-05-01T18:00:00Z to"
        " 2031-05-01T18:00:00Z: Override must end after its start. PagerDuty rejected the override Ann Archer from"
        " 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z: Override must end after the current time"
    )
    assert error.errors == ["Override must end after its start", "Override must end after the current time"]
    assert rejections(bound, results[:1]) is None


def test_the_failure_of_a_single_override_is_an_error(play: Play, world: Emulator) -> None:
    play.keep()
    play.run(OVERRIDE, **NIGHT)
    # The user is known to the session, and deleted by somebody else.
    ann = next(user for user in world.state()["users"] if user["email"] == "ann@example.com")
    play.run(OVERRIDE, **NIGHT, state="absent")
    Play(world).run(resource_operation(USER), id=ann["id"], state="absent")
    with pytest.raises(PagerDutyError) as caught:
        play.run(OVERRIDE, **NIGHT)
    assert "PagerDuty rejected the override" in caught.value.message
    assert caught.value.failure["status"] == 400 and caught.value.failure["request"]["method"] == "POST"
    assert there(world) == []


# -- who is on call --------------------------------------------------------------------------------------------------


def test_the_diff_shows_who_is_on_call(play: Play, world: Emulator) -> None:
    evening = {"start": "2031-05-01T18:00:00Z", "end": "2031-05-01T20:00:00Z", "before": "Bea Baker"}
    foretold = play.run(OVERRIDE, **NIGHT, check=True, diff=True)
    assert world.writes() == []
    world.forget()
    made = play.run(OVERRIDE, **NIGHT, diff=True)
    assert made["on_call_changes"] == foretold["on_call_changes"]
    assert made["on_call_changes"] == [{**evening, "end": NIGHT["end"], "after": "Ann Archer"}]
    line = "2031-05-01 20:00 to 2031-05-02 08:00 +02:00"
    assert made["diff"]["before"]["on_call"] == [f"{line}  Bea Baker"]
    assert made["diff"]["after"]["on_call"] == [f"{line}  Ann Archer"]
    rendered = [entry for entry in world.log() if entry["method"] == "GET" and entry["path"].count("/") == 2]
    assert len(rendered) == 1

    # Cal's override is on top of a part of Ann's. Without Ann's, only the other part changes.
    play.run(OVERRIDE, **{**NIGHT, "user": "owner@example.com", "end": evening["end"]})
    for check in (True, False):
        gone = play.run(OVERRIDE, **NIGHT, state="absent", diff=True, check=check)
        assert gone["on_call_changes"] == [
            {"start": evening["end"], "end": NIGHT["end"], "before": "Ann Archer", "after": "Bea Baker"}
        ]
    assert "on_call_changes" not in play.run(OVERRIDE, **NIGHT, state="absent", diff=True)
    assert "on_call_changes" not in play.run(OVERRIDE, **NIGHT, check=True)
    assert "on_call_changes" not in play.run(OVERRIDE, **NIGHT, diff=True, check=True, preview_days=0)
    long = {**NIGHT, "end": "2031-05-10T18:00:00Z"}
    shown = play.run(OVERRIDE, **long, diff=True, check=True, preview_days=1)["on_call_changes"][-1]
    assert (shown["start"], shown["end"]) == (evening["end"], "2031-05-02T18:00:00Z")


# -- check mode ------------------------------------------------------------------------------------------------------


def test_later_tasks_in_check_mode_see_the_override(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    real = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", minutes=60)["override"]
    world.forget()
    assert play.run(OVERRIDE, **NIGHT, check=True)["changed"]
    assert not play.run(OVERRIDE, **NIGHT, check=True)["changed"]
    # On top of a part of it.
    part = {**NIGHT, "user": "owner@example.com", "end": "2031-05-01T20:00:00Z"}
    (shown,) = play.run(OVERRIDE, **part, check=True, diff=True)["on_call_changes"]
    assert (shown["before"], shown["after"]) == ("Ann Archer", "Account Owner")
    listed = play.run(INFO, since="2031-05-01", check=True)["overrides"]
    assert {one["user"]["summary"] for one in listed} == {"Ann Archer", "Account Owner"}
    assert play.run(OVERRIDE, **NIGHT, check=True, state="absent")["changed"]
    assert not play.run(OVERRIDE, **NIGHT, check=True, state="absent")["changed"]
    assert play.run(OVERRIDE, **NIGHT, check=True)["changed"]

    ended = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", state="absent", check=True)
    assert ended["removed"] == [real["id"]]
    assert not play.run(OVERRIDE, schedule="Primary", user="ann@example.com", state="absent", check=True)["changed"]
    assert play.run(OVERRIDE, schedule="Primary", user="ann@example.com", minutes=60, check=True)["changed"]
    assert world.writes() == []


# -- the info module -------------------------------------------------------------------------------------------------


def test_the_overrides_in_a_range(play: Play, world: Emulator) -> None:
    running = play.run(OVERRIDE, schedule="Primary", user="ann@example.com", minutes=30)["override"]
    bea = play.run(OVERRIDE, **{**NIGHT, "user": "bea@example.com"})["override"]
    ann = play.run(OVERRIDE, **{**NIGHT, "schedule": "Secondary", "end": "2031-05-02T07:00:00Z"})["override"]
    cases: list[tuple[dict[str, t.Any], list[dict[str, t.Any]], int]] = [
        ({}, [running], 3),
        ({"since": "2031-05-01"}, [bea, ann], 4),
        ({"since": "2031-05-02T06:30:00Z"}, [ann], 3),
        ({"since": "2031-05-02T06:00:00Z", "until": "2031-05-02T06:01:00Z"}, [ann], 3),
        ({"since": "2031-05-02T07:00:00Z"}, [], 2),
        ({"since": "2031-05-01", "users": ["ann@example.com"]}, [ann], 5),
        ({"since": "2031-05-01", "schedules": ["primary"]}, [bea], 2),
        ({"since": "2031-05-01", "schedules": ["Quiet", "Primary", "Secondary"]}, [bea, ann], 5),
    ]
    for options, expected, requests in cases:
        world.forget()
        found = play.run(INFO, **options)["overrides"]
        assert [one["id"] for one in found] == [one["id"] for one in expected], options
        assert len(world.log()) == requests, options
    assert found[1]["schedule"]["summary"] == "Secondary" and found[1]["schedule"]["type"] == "schedule_reference"

    advance(world, 120)
    assert play.run(INFO, since=now(world).isoformat())["overrides"] == []
    since = (now(world) - datetime.timedelta(days=1)).isoformat()
    (over,) = play.run(INFO, since=since)["overrides"]
    assert instant(over["end"]) == instant(running["end"])
    play.run(OVERRIDE, schedule="Primary", user="bea@example.com", minutes=30)
    both = play.run(INFO, since=since)["overrides"]
    assert [one.get("id") is None for one in both] == [True, False], "only overrides that are not over have an ID"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"since": "yesterday"}, "since: 'yesterday' is not a date or time"),
        ({"since": "2031-05-02", "until": "2031-05-01"}, "until: is 2031-05-01T00:00:00Z; it must be after since"),
        ({"schedules": []}, "schedules: must not be empty"),
        ({"schedules": ["Primarie"]}, r"schedules\[0\]: there is no schedule 'Primarie'; the nearest are Primary"),
        ({"users": ["nobody"]}, r"users\[0\]: there is no user 'nobody'"),
    ],
)
def test_bad_input_of_the_info_module(play: Play, world: Emulator, options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(PagerDutyError, match=says):
        play.run(INFO, **options)
