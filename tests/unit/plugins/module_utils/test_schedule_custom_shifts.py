# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom shifts of shift-based schedules: what is the same shift, running shifts, and lost responses."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.schedule_custom_shift import (
    SCHEDULE_CUSTOM_SHIFT_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule_custom_shift import (
    SCHEDULE_CUSTOM_SHIFT,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

MANAGE = SCHEDULE_CUSTOM_SHIFT_OPERATION
LISTED = info_operation(SCHEDULE_CUSTOM_SHIFT)
PATH = "/v3/schedules/PSHIFT1/custom_shifts"
ANN = {"schedule": "Releases", "user": "ann@example.com"}

Raw = dict[str, t.Any]


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        users=[
            {"id": "PANNAR1", "name": "Ann", "email": "ann@example.com"},
            {"id": "PBEABA1", "name": "Bea", "email": "bea@example.com"},
        ],
        schedules_v3=[{"id": "PSHIFT1", "name": "Releases", "time_zone": "Europe/Berlin"}],
    )
    emulator.forget()
    return emulator


def now(emulator: Emulator) -> datetime:
    return datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))


def advance(emulator: Emulator, **time: float) -> None:
    emulator.admin("POST", "clock", {"advance": timedelta(**time).total_seconds()})


def manage(play: Play, **options: t.Any) -> Raw:
    """Check mode, the run, and the run again, which changes nothing: the result of the run."""
    play.emulator.forget()
    checked = play.run(MANAGE, check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(MANAGE, **options)
    writes = play.emulator.writes()
    assert (checked["changed"], checked["diff"]) == (result["changed"], result["diff"])
    assert not play.run(MANAGE, **options)["changed"] and play.emulator.writes() == writes
    return result


def shifts(play: Play, **options: t.Any) -> list[Raw]:
    return t.cast("list[Raw]", play.run(LISTED, schedule="Releases", **options)["custom_shifts"])


def test_a_running_shift_is_the_same_until_it_ends(play: Play, world: Emulator) -> None:
    made = manage(play, **ANN, minutes=120)
    assert made["custom_shift"]["assignments"][0]["member"] == {"type": "user_member", "user_id": "PANNAR1"}
    for _hour in range(2):
        advance(world, minutes=50)
        world.forget()
        assert not play.run(MANAGE, **ANN, minutes=120)["changed"] and world.writes() == []
    advance(world, hours=1)
    assert manage(play, **ANN, minutes=120)["changed"]
    assert len(shifts(play)) == 1


def test_the_end_of_a_running_shift_can_be_changed_but_nothing_else(play: Play, world: Emulator) -> None:
    shift = manage(play, **ANN, minutes=60)["custom_shift"]
    end = (now(world) + timedelta(hours=5)).replace(second=0, microsecond=0)
    advance(world, minutes=10)
    changed = manage(play, **ANN, end_time=end.isoformat())
    assert changed["custom_shift"]["id"] == shift["id"]
    assert changed["diff"]["after"] == {"end_time": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
    for options in ({"user": "Bea"}, {"start_time": (now(world) + timedelta(hours=1)).isoformat()}):
        with pytest.raises(PagerDutyError, match="PagerDuty can change only its end_time now"):
            play.run(MANAGE, schedule="Releases", id=shift["id"], **options)


def test_removal_ends_a_running_shift_and_deletes_a_planned_one(play: Play, world: Emulator) -> None:
    moment = (now(world) + timedelta(days=2)).replace(second=0, microsecond=0)
    later = moment.isoformat()
    manage(play, **ANN, minutes=60)
    manage(play, **ANN, start_time=later, minutes=60)
    advance(world, minutes=10)
    assert manage(play, **ANN, state="absent")["custom_shift"]["end_time"] is not None
    assert [datetime.fromisoformat(one["start_time"]) for one in shifts(play)] == [moment]
    assert manage(play, **ANN, start_time=later, state="absent")["custom_shift"] is None
    assert shifts(play) == []
    assert len(shifts(play, since=(now(world) - timedelta(hours=1)).isoformat())) == 1, "history stays"


def test_a_playbook_keeps_its_shifts_after_their_time(play: Play, world: Emulator) -> None:
    start = (now(world) + timedelta(minutes=5)).isoformat()
    manage(play, **ANN, start_time=start, minutes=60)
    advance(world, days=30)
    result = manage(play, **ANN, start_time=start, minutes=60)
    assert not result["changed"] and "has passed, so there is nothing to do" in result["warnings"][0]
    assert not manage(play, **ANN, start_time=start, minutes=60, state="absent")["changed"]


def test_two_users_and_two_times_are_different_shifts(play: Play, world: Emulator) -> None:
    first, second = ((now(world) + timedelta(days=at)).isoformat() for at in (1, 2))
    for options in ({**ANN, "start_time": first}, {**ANN, "start_time": second}, {**ANN, "user": "Bea"}):
        assert manage(play, **{"minutes": 30, **options})["changed"]
    assert len(shifts(play)) == 3
    assert [len(shifts(play, users=users)) for users in (["Ann"], ["bea@example.com"], ["Ann", "Bea"])] == [2, 1, 3]


@pytest.mark.parametrize("fault", TRANSIENT, ids=str)
def test_lost_responses_create_no_second_shift(play: Play, world: Emulator, fault: str) -> None:
    world.fault(**TRANSIENT[fault], path=PATH, method="POST")
    start = (now(world) + timedelta(days=1)).isoformat()
    assert Play(world, timeout=1).run(MANAGE, **ANN, start_time=start, minutes=30)["changed"]
    assert len(shifts(play)) == 1


def test_two_runs_at_the_same_moment(play: Play, world: Emulator) -> None:
    world.fault(kind="race", path=PATH)
    start = (now(world) + timedelta(days=1)).isoformat()
    play.run(MANAGE, **ANN, start_time=start, minutes=30)
    assert len(shifts(play)) == 1


def test_requests_in_a_loop(play: Play, world: Emulator) -> None:
    starts = [(now(world) + timedelta(days=at)).isoformat() for at in range(1, 21)]
    for start in starts:
        play.run(MANAGE, **ANN, start_time=start, minutes=30)
    world.forget()
    play.keep()
    for start in starts:
        assert not play.run(MANAGE, **ANN, start_time=start, minutes=30)["changed"]
    assert len(world.log()) <= len(starts) + 4, "one for each shift, and the names"


def test_check_mode_sees_what_earlier_tasks_would_do(play: Play, world: Emulator, tmp_path: t.Any) -> None:
    play.ledger = str(tmp_path / "ledger")
    start = (now(world) + timedelta(days=1)).isoformat()
    results = [play.run(MANAGE, check=True, **ANN, start_time=start, minutes=minutes) for minutes in (30, 30, 60, 60)]
    results += [play.run(MANAGE, check=True, **ANN, start_time=start, state="absent") for _run in range(2)]
    assert [one["changed"] for one in results] == [True, False, True, False, True, False]
    assert world.writes() == []
