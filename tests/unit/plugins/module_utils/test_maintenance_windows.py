# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows: which window a task means, how it is changed, and how it ends."""

from __future__ import annotations

import datetime
import threading
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import ServerClock
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.exchange import Exchange
from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant as instant
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._resources.maintenance_window import (
    MAINTENANCE_WINDOW,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(MAINTENANCE_WINDOW)
INFO = info_operation(MAINTENANCE_WINDOW)

TEN = "2031-05-01T10:00:00Z"
ELEVEN = "2031-05-01T11:00:00Z"
NOON = "2031-05-01T12:00:00Z"
DEPLOY: dict[str, t.Any] = {"services": ["Shop"], "description": "Deployment", "minutes": 30}
PLANNED: dict[str, t.Any] = {"services": ["Shop", "Search"], "start_time": TEN, "end_time": ELEVEN}


WORLD: dict[str, t.Any] = {
    "teams": [{"name": "Platform"}],
    "escalation_policies": [
        {
            "name": "Platform",
            "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]}],
            "teams": ["Platform"],
        }
    ],
    "services": [
        {"name": "Shop", "escalation_policy": "Default"},
        {"name": "Search", "escalation_policy": "Default"},
        {"name": "Pay", "escalation_policy": "Platform"},
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


def there(emulator: Emulator) -> list[dict[str, t.Any]]:
    return emulator.state()["maintenance_windows"]


def step(play: Play, write: str | None, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again: the run's result. write: the method of its only write."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(OPERATION, check=True, **options)
    assert emulator.writes() == []
    result = play.run(OPERATION, **options)
    assert [line.split()[0] for line in emulator.writes()] == ([write] if write else [])
    assert result["changed"] == foretold["changed"] == bool(write)
    assert (foretold["maintenance_window"] is None) == (result["maintenance_window"] is None)
    if "minutes" not in options:
        assert result["diff"] == foretold["diff"]
    emulator.forget()
    again = play.run(OPERATION, **options)
    assert not again["changed"] and emulator.writes() == []
    return result


def test_a_window_around_a_deployment(play: Play, world: Emulator) -> None:
    before = now(world)
    opened = step(play, "POST", **DEPLOY)
    window = opened["maintenance_window"]
    assert before <= instant(window["start_time"]) <= now(world)
    minutes = (instant(window["end_time"]) - before).total_seconds() / 60
    assert 30 <= minutes <= 31 and instant(window["end_time"]).second == 0
    assert opened["diff"]["after"]["start_time"] == "now"

    advance(world, 20)
    again = step(play, None, **DEPLOY)["maintenance_window"]
    assert again == window, "a second run must not extend the window"

    ended = step(play, "DELETE", state="absent", services=["Shop"], description="Deployment")
    assert ended["maintenance_window"]["id"] == window["id"]
    assert instant(ended["maintenance_window"]["end_time"]) <= now(world)
    assert instant(ended["diff"]["before"]["end_time"]) == instant(window["end_time"])
    assert ended["diff"]["after"] == {"end_time": "now"}
    assert step(play, None, state="absent", id=window["id"])["maintenance_window"] == ended["maintenance_window"]
    advance(world, 1)
    assert step(play, "POST", **DEPLOY)["maintenance_window"]["id"] != window["id"]


def test_a_window_that_is_over_is_never_meant(play: Play, world: Emulator) -> None:
    play.keep()
    first = play.run(OPERATION, **DEPLOY)["maintenance_window"]
    advance(world, 60)
    assert not play.run(OPERATION, state="absent", services=["Shop"], description="Deployment")["changed"]
    second = play.run(OPERATION, **DEPLOY)
    assert second["changed"] and second["maintenance_window"]["id"] != first["id"]
    assert not play.run(OPERATION, id=first["id"], description="Deployment")["changed"]
    for options in ({"description": "Later"}, {"end_time": NOON}, {"services": ["Pay"]}):
        with pytest.raises(PagerDutyError, match=r"id: the maintenance window ended at .* can't change it any more"):
            play.run(OPERATION, id=first["id"], **options)


def test_the_end_of_a_running_window(play: Play, world: Emulator) -> None:
    opened = play.run(OPERATION, **DEPLOY)["maintenance_window"]
    later = (now(world) + datetime.timedelta(hours=2)).replace(second=0)
    for number, options in enumerate(({"id": opened["id"]}, {"services": ["Shop"], "description": "Deployment"}), 1):
        end = later + datetime.timedelta(minutes=number)
        result = step(play, "PUT", end_time=end.isoformat(), **options)
        assert list(result["diff"]["after"]) == ["end_time"]
        assert instant(result["maintenance_window"]["end_time"]) == end
    assert step(play, None, **DEPLOY)["maintenance_window"]["id"] == opened["id"]
    assert len(there(world)) == 1


def test_a_planned_window(play: Play, world: Emulator) -> None:
    made = step(play, "POST", **PLANNED)
    window = made["maintenance_window"]
    assert (instant(window["start_time"]), instant(window["end_time"])) == (instant(TEN), instant(ELEVEN))
    for spelling in (
        {"services": ["search", "SHOP", "Shop"], "start_time": "2031-05-01 12:00:00+02:00"},
        {"start_time": "2031-05-01T10:00", "end_time": "20310501T110000"},
        {"start_time": datetime.datetime(2031, 5, 1, 10)},
        {"description": " "},
    ):
        step(play, None, **{**PLANNED, **spelling})
    step(play, "PUT", **{**PLANNED, "end_time": NOON})
    minutes = {name: value for name, value in PLANNED.items() if name != "end_time"}
    step(play, None, **minutes, minutes=120)
    step(play, "PUT", **minutes, minutes=60)
    # Another window: none of them is what the other tasks mean.
    step(play, "POST", **{**PLANNED, "start_time": "2031-05-08T10:00:00Z", "end_time": "2031-05-08T11:00:00Z"})
    step(play, "POST", **{**PLANNED, "services": ["Shop"]})
    step(play, "POST", **{**PLANNED, "description": "Patches"})
    step(play, "POST", services=PLANNED["services"], minutes=10)
    assert len(there(world)) == 5
    deleted = step(play, "DELETE", state="absent", services=PLANNED["services"], start_time=TEN)
    assert deleted["maintenance_window"] is None
    assert deleted["diff"]["before"]["end_time"] == ELEVEN and deleted["diff"]["after"] == {}
    assert window["id"] not in [one["id"] for one in there(world)] and len(there(world)) == 4


def test_a_planned_window_is_the_same_when_it_has_started(play: Play, world: Emulator) -> None:
    start = now(world).replace(second=0) + datetime.timedelta(minutes=10)
    options = {"services": ["Shop"], "start_time": start.isoformat(), "minutes": 30}
    window = step(play, "POST", **options)["maintenance_window"]
    advance(world, 20)
    assert step(play, None, **options)["maintenance_window"]["id"] == window["id"]
    step(play, None, services=["Shop"], minutes=5)
    assert step(play, "DELETE", state="absent", services=["Shop"])["maintenance_window"]["id"] == window["id"]


def test_a_start_in_the_past_is_no_drift(play: Play, world: Emulator) -> None:
    options = {"services": ["Shop"], "start_time": "2020-01-01", "end_time": NOON}
    window = step(play, "POST", **options)["maintenance_window"]
    assert instant(window["start_time"]).year > 2020
    step(play, None, **{**options, "start_time": "now"})
    step(play, None, id=window["id"], start_time="2019-01-01")
    with pytest.raises(PagerDutyError, match=r"start_time: the maintenance window started at .* can't be changed"):
        play.run(OPERATION, id=window["id"], start_time=TEN)


def test_changed_by_id(play: Play, world: Emulator) -> None:
    window = play.run(OPERATION, **PLANNED)["maintenance_window"]
    chosen = {"id": window["id"]}
    result = step(play, "PUT", **chosen, description="Moved", services=["Pay"], start_time=ELEVEN, end_time=NOON)
    assert set(result["diff"]["after"]) == {"description", "services", "start_time", "end_time"}
    step(play, "PUT", **chosen, start_time=TEN, minutes=30)
    assert step(play, "PUT", **chosen, description="")["maintenance_window"]["description"] in ("", None)
    started = step(play, "PUT", **chosen, start_time="now")
    assert started["diff"]["after"] == {"start_time": "now"}
    step(play, "PUT", **chosen, services=["Shop", "Pay"], description="Started")
    (kept,) = there(world)
    assert kept["description"] == "Started" and len(kept["services"]) == 2


def test_full_minutes(play: Play, world: Emulator) -> None:
    options = {"services": ["Shop"], "start_time": "2031-05-01T10:00:59.5Z", "end_time": "2031-05-01T10:59:00.5Z"}
    window = step(play, "POST", **options)["maintenance_window"]
    assert (instant(window["start_time"]), instant(window["end_time"])) == (instant(TEN), instant(ELEVEN))


def test_another_clock_than_pagerdutys(play: Play, world: Emulator) -> None:
    """PagerDuty's clock counts: it says so with each response."""
    advance(world, 60 * 24)
    window = step(play, "POST", **DEPLOY)["maintenance_window"]
    assert datetime.timedelta() < instant(window["end_time"]) - now(world) <= datetime.timedelta(minutes=31)
    assert step(play, "DELETE", **{**DEPLOY, "state": "absent"})["maintenance_window"]["id"] == window["id"]


def test_the_time_before_and_without_a_usable_date() -> None:
    clock = ServerClock(clock=iter((10.0, 13.5)).__next__, now=lambda: 86400.0)
    local = datetime.datetime(1970, 1, 2, tzinfo=datetime.timezone.utc)
    assert clock.now() == local
    clock.set("Sun, 04 May 2031 10:00:00 GMT")
    assert clock.now() == instant("2031-05-04T10:00:03+00:00")
    clock = ServerClock(time.monotonic, now=lambda: 86400.0)
    for header in ("soon", "", None, "Sun, 32 May 2031 10:00:00 GMT"):
        clock.set(header)
        assert clock.now() == local


def test_several_that_are_equal(play: Play, world: Emulator) -> None:
    windows = [
        {"start_time": TEN, "end_time": end, "description": "Patches", "services": ["Shop"]}
        for end in (ELEVEN, ELEVEN, NOON)
    ]
    world.load(**WORLD, maintenance_windows=windows[:2])
    options = {"services": ["Shop"], "description": "Patches", "start_time": TEN}
    oldest = min(there(world), key=lambda window: window["sequence_number"])["id"]
    result = play.run(OPERATION, **options, end_time=ELEVEN)
    assert not result["changed"] and result["maintenance_window"]["id"] == oldest
    assert "2 equal maintenance windows" in result["warnings"][0]
    with pytest.raises(PagerDutyError, match=r"there are 2 such maintenance windows: .* Set id to select one"):
        play.run(OPERATION, state="absent", **options)
    world.load(**WORLD, maintenance_windows=windows)
    with pytest.raises(PagerDutyError, match=r"there are 3 such maintenance windows: .* Set id to select one"):
        play.run(OPERATION, **options, end_time=ELEVEN)


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_lost_response_opens_one_window(play: Play, world: Emulator, kind: str) -> None:
    world.fault(kind=kind, method="POST")
    assert play.run(OPERATION, **DEPLOY)["changed"]
    assert len(there(world)) == 1
    for method in ("PUT", "DELETE"):
        world.fault(kind=kind, method=method)
    later = (now(world) + datetime.timedelta(hours=1)).isoformat()
    assert play.run(OPERATION, services=["Shop"], description="Deployment", end_time=later)["changed"]
    play.run(OPERATION, services=["Shop"], description="Deployment", state="absent")
    (window,) = there(world)
    assert instant(window["end_time"]) <= now(world)


def test_given_up(play: Play, world: Emulator) -> None:
    play.connection["max_retries"] = 1
    world.fault(kind="reset_before", method="POST", times=2)
    with pytest.raises(OutcomeUnknown, match="A search afterwards found no maintenance window 'Deployment'; run again"):
        play.run(OPERATION, **DEPLOY)


def test_two_runs_at_the_same_moment_open_one_window(world: Emulator) -> None:
    world.fault(kind="latency", seconds=0.2, method="POST", times=None)
    barrier = threading.Barrier(2, timeout=30)

    def run(minutes: int) -> list[str]:
        play = Play(world)
        found = []
        for number in range(6):
            barrier.wait()
            options = {**DEPLOY, "description": f"Deployment {number}", "minutes": minutes}
            found.append(play.run(OPERATION, **options)["maintenance_window"]["id"])
        return found

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(run, (30, 60))
    posts = [line for line in world.writes() if line.startswith("POST")]
    assert len(posts) == 12, "the runs did not meet"
    still_open = [window["id"] for window in there(world) if instant(window["end_time"]) > now(world)]
    assert one == other and sorted(one) == sorted(still_open)


def test_it_was_ended_in_the_meantime(play: Play, world: Emulator) -> None:
    """PagerDuty's clock goes on between the requests of a task: 405 means that there is nothing left to do."""
    window = play.run(OPERATION, **DEPLOY)["maintenance_window"]
    options = {"id": window["id"], "state": "absent"}

    def observe(exchange: Exchange) -> None:
        if len(world.log()) == 1:
            assert Play(world).run(OPERATION, **options)["changed"]

    world.forget()
    result = execute(
        OPERATION,
        play.validated(OPERATION, options),
        check_mode=False,
        environment={},
        sessions=Sessions(),
        observe=observe,
    )
    assert 405 in [entry["status"] for entry in world.log()]
    assert not result["changed"] and result["maintenance_window"]["id"] == window["id"]
    assert instant(result["maintenance_window"]["end_time"]) <= now(world)


@pytest.mark.parametrize("number", [1, 8])
def test_requests_of_a_loop(play: Play, world: Emulator, number: int) -> None:
    world.load(services=[{"name": f"Service {index}", "escalation_policy": "Default"} for index in range(number)])
    for index in range(number):
        play.run(OPERATION, services=[f"Service {index}"], minutes=30)
    play.keep()
    world.forget()
    for index in range(number):
        assert not play.run(OPERATION, services=[f"Service {index}"], minutes=30)["changed"]
    assert len(world.log()) == (2 if number == 1 else 4)


def test_a_missing_from_email(play: Play, world: Emulator) -> None:
    del play.connection["from_email"]
    for check, message in ((True, "from_email: is required"), (False, "set from_email if a user is missing")):
        with pytest.raises(PagerDutyError, match=message):
            play.run(OPERATION, check=check, **DEPLOY)
    assert there(world) == []
    world.load(**WORLD, tokens=[{"token": "owner", "user": "owner@example.com"}])
    play.connection["api_token"] = "owner"
    window = step(play, "POST", **DEPLOY)["maintenance_window"]
    play.connection["api_token"] = "emulator"
    step(play, "PUT", id=window["id"], description="Without From")
    step(play, "DELETE", id=window["id"], state="absent")


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"services": []}, "services: has 0 entries; PagerDuty allows at least 1"),
    ({"services": ["Shops"]}, r"services\[0\]: there is no service 'Shops'; the nearest are Shop"),
    ({"minutes": 0}, "minutes: must be 1 or more"),
    ({"minutes": 10**13}, "out of range"),
    ({"id": "PAAAAAA"}, "minutes: is the length of a new window; with id, set end_time"),
    ({"id": "PAAAAAA", "minutes": None}, "id: there is no maintenance window with the ID 'PAAAAAA'"),
    ({"minutes": None, "end_time": "22:00"}, "end_time: '22:00' is not a date or time"),
    ({"minutes": None, "end_time": "2020-01-01"}, "end_time: 2020-01-01T00:00:00Z has passed"),
    ({"minutes": None, "end_time": "9999-12-31T23:59:59Z"}, "end_time: .* is out of range"),
    ({"start_time": "tomorrow"}, "start_time: 'tomorrow' is not a date or time"),
    ({"start_time": "2020-01-01"}, "end_time: 2020-01-01T00:30:00Z has passed"),
    ({"minutes": None, "start_time": ELEVEN, "end_time": TEN}, "end_time: is 2031-05-01T10:00:00Z; it must be after"),
]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong(play: Play, world: Emulator, options: dict[str, t.Any], message: str, check: bool) -> None:
    stated = {name: value for name, value in {**DEPLOY, **options}.items() if value is not None}
    with pytest.raises(PagerDutyError, match=message):
        play.run(OPERATION, check=check, **stated)
    assert world.writes() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"services": ["Shop"]}, "any of the following are missing: id, end_time, minutes"),
        ({"minutes": 30}, "one of the following is required: id, services"),
        ({"services": ["Shop"], "minutes": 30, "end_time": TEN}, "mutually exclusive: end_time|minutes"),
    ],
)
def test_incomplete(play: Play, world: Emulator, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        play.validated(OPERATION, options)


def test_the_list(play: Play, world: Emulator) -> None:
    def listed(**options: t.Any) -> list[str]:
        return [window["description"] for window in play.run(INFO, **options)["maintenance_windows"]]

    for name, options in {
        "Over": {"services": ["Shop"], "minutes": 1},
        "Open": {"services": ["Search"], "minutes": 120},
        "Planned": {"services": ["Pay", "Shop"], "start_time": TEN, "end_time": ELEVEN},
    }.items():
        play.run(OPERATION, description=name, **options)
    advance(world, 5)
    assert listed() == listed(status="all") == ["Over", "Open", "Planned"]
    assert listed(status="past") == ["Over"]
    assert listed(status="ongoing") == ["Open"]
    assert listed(status="future") == ["Planned"]
    assert listed(status="open") == ["Open", "Planned"]
    assert listed(query="o") == ["Over", "Open"]
    assert listed(services=["Shop"]) == ["Over", "Planned"]
    assert listed(teams=["Platform"]) == ["Planned"]
    assert listed(limit=1, offset=1) == ["Open"]
    assert play.run(INFO, limit=1, total=True)["total"] == 3
    planned = play.run(INFO, status="future", include=["services", "users"])["maintenance_windows"][0]
    assert planned["services"][0]["escalation_policy"] and planned["created_by"]["email"]
    (one,) = play.run(INFO, id=planned["id"], include=["teams"])["maintenance_windows"]
    assert one["teams"][0]["name"] == "Platform"
    assert listed(id="PAAAAAA") == []
    with pytest.raises(PagerDutyError, match="status: selects among many"):
        listed(id=planned["id"], status="open")
