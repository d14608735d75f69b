# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What refers to a user, and how the user is replaced: completely, in check mode, and in spite of failing requests."""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    Missing,
    PagerDutyError,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_replacement import (
    USER_REPLACEMENT_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.maintenance_window import (
    MAINTENANCE_WINDOW,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

ANN, BEA, CAL = "ann@example.com", "bea@example.com", "cal@example.com"
PEOPLE = [ANN, BEA, CAL, "dot@example.com", "eve@example.com"]
DAY = 86400


def layer(name: str, users: list[str], **more: t.Any) -> dict[str, t.Any]:
    start = "2026-01-01T00:00:00Z"
    fixed = {"start": start, "rotation_virtual_start": start, "rotation_turn_length_seconds": DAY}
    return {"name": name, "users": users, **fixed, **more}


def rule(*targets: str) -> dict[str, t.Any]:
    return {"escalation_delay_in_minutes": 30, "targets": list(targets)}


def rotation(*members: str, name: str = "Days", since: str = "2026-01-05T09:00:00Z") -> dict[str, t.Any]:
    """A rotation of a shift-based schedule. members: IDs of users."""
    event = {
        "name": name,
        "start_time": {"date_time": "2026-01-05T09:00:00Z", "time_zone": "Etc/UTC"},
        "end_time": {"date_time": "2026-01-05T17:00:00Z", "time_zone": "Etc/UTC"},
        "effective_since": since,
        "recurrence": ["RRULE:FREQ=DAILY"],
        "assignment_strategy": {
            "type": "rotating_member_assignment_strategy",
            "shifts_per_member": 1,
            "members": [{"type": "user_member", "user_id": one} for one in members],
        },
    }
    return {"events": [event]}


IDS = {email: f"P{email[:3].upper()}001" for email in PEOPLE}
USERS = [{"id": IDS[email], "name": email[:3].title(), "email": email, "role": "user"} for email in PEOPLE]


def account(**more: t.Any) -> dict[str, t.Any]:
    return {
        "users": USERS,
        "teams": [
            {"name": "Platform", "members": [{"user": ANN, "role": "responder"}, {"user": BEA, "role": "observer"}]},
            {"name": "Search", "members": [{"user": ANN, "role": "manager"}]},
        ],
        "schedules": [
            {
                "name": "Nights",
                "time_zone": "Europe/Berlin",
                "teams": ["Platform"],
                "schedule_layers": [
                    layer("Both", [ANN, BEA]),
                    layer("Alone", [ANN]),
                    layer("Others", [CAL]),
                    layer("Over", [ANN], end="2026-02-01T00:00:00Z"),
                ],
                "overrides": [{"user": ANN, "start": "2027-02-01T08:00:00Z", "end": "2027-02-01T16:00:00Z"}],
            },
            {"name": "Untouched", "time_zone": "Etc/UTC", "schedule_layers": [layer("One", [BEA, CAL])]},
        ],
        "schedules_v3": [
            {
                "name": "Office",
                "time_zone": "Etc/UTC",
                "rotations": [rotation(IDS[ANN], IDS[CAL]), rotation(IDS[BEA], name="B")],
            }
        ],
        "escalation_policies": [
            {"name": "Default", "escalation_rules": [rule("owner@example.com")]},
            {
                "name": "Platform",
                "teams": ["Platform"],
                "escalation_rules": [rule(ANN), rule(ANN, BEA), rule("Nights")],
            },
        ],
        "services": [{"name": "Shop", "escalation_policy": "Platform"}],
        "incidents": [{"title": "Down", "service": "Shop", "incident_key": "down"}],
        **more,
    }


@pytest.fixture
def filled(emulator: Emulator) -> Emulator:
    emulator.load(**account())
    emulator.forget()
    return emulator


def run(play: Play, *, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return play.run(USER_REPLACEMENT_OPERATION, check=check, user=ANN, **options)


def kinds(listed: list[dict[str, t.Any]]) -> list[str]:
    return sorted(one["type"] for one in listed)


def users_of(schedule: dict[str, t.Any]) -> list[list[str]]:
    """The users of each layer that has not ended."""
    return [
        [member["user"]["id"] for member in one["users"]] for one in schedule["schedule_layers"] if not one.get("end")
    ]


def test_the_report(play: Play, filled: Emulator) -> None:
    found = run(play)
    assert not found["changed"] and filled.writes() == [] and found["replacement"] is None
    assert kinds(found["references"]) == [
        "escalation_policy", "incident", "override", "schedule", "schedule_v3", "team", "team",
    ]
    by_kind = {one["type"]: one for one in found["references"]}
    assert by_kind["escalation_policy"]["levels"] == [1, 2] and by_kind["escalation_policy"]["name"] == "Platform"
    assert by_kind["schedule"]["layers"] == ["Both", "Alone"]
    assert by_kind["schedule_v3"]["events"] == ["Days"]
    assert by_kind["override"]["schedule"]["name"] == "Nights"
    assert by_kind["override"]["start"] == "2027-02-01T08:00:00Z"
    assert by_kind["incident"]["status"] == "triggered"
    assert {one["name"]: one["role"] for one in found["references"] if one["type"] == "team"} == {
        "Platform": "responder", "Search": "manager",
    }
    assert found["left"] == found["references"]
    assert run(play, check=True) == found


def test_everything_is_replaced(play: Play, filled: Emulator) -> None:
    checked = run(play, check=True, replacement=BEA)
    assert filled.writes() == [] and checked["changed"]
    done = run(play, replacement=BEA)
    assert done["changed"] and done["left"] == [] and kinds(done["references"]) == kinds(checked["references"])
    assert done["diff"] == checked["diff"]
    search = next(name for name in done["diff"]["after"] if name.startswith("team Search"))
    assert done["diff"]["before"][search] == {"members": {"Ann (PANN001)": "manager"}}
    assert done["diff"]["after"][search] == {"members": {"Bea (PBEA001)": "manager"}}
    state = filled.state()
    policy = next(one for one in state["escalation_policies"] if one["name"] == "Platform")
    targets = [[target["id"] for target in one["targets"]] for one in policy["escalation_rules"]]
    assert targets[:2] == [[IDS[BEA]], [IDS[BEA]]], "where Bea was already, Ann is only removed"
    nights = next(one for one in state["schedules"] if one["name"] == "Nights")
    assert users_of(nights) in ([[IDS[BEA]], [IDS[BEA]], [IDS[CAL]]], [[IDS[CAL]], [IDS[BEA]], [IDS[BEA]]])
    assert [one["user"]["id"] for one in nights["overrides"]] == [IDS[BEA]]
    assert all(IDS[ANN] not in str(one["assignments"]) and one["status"] != "resolved" for one in state["incidents"])
    members = {team["name"]: {one["user"]: one["role"] for one in team["members"]} for team in state["teams"]}
    assert members["Platform"] == {IDS[BEA]: "observer"}, "the role that Bea had stays"
    assert members["Search"] == {IDS[BEA]: "manager"}
    filled.forget()
    again = run(play, replacement=BEA)
    assert not again["changed"] and again["references"] == [] and filled.writes() == []


def test_the_user_can_be_deleted_afterwards(play: Play, filled: Emulator) -> None:
    run(play, replacement=CAL)
    filled.admin("POST", "clock", {"advance": 180})
    assert play.run(resource_operation(USER), email=ANN, state="absent")["changed"]


def test_check_mode_of_a_run_predicts_the_delete(play: Play, filled: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert run(play, check=True, replacement=CAL)["changed"]
    assert play.run(resource_operation(USER), check=True, email=ANN, state="absent")["changed"]
    assert filled.writes() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"user": "nobody@example.com"}, r"^user: there is no user 'nobody@example.com'"),
        ({"user": ANN, "replacement": "bae@example.com"}, r"^replacement: there is no user 'bae@example.com'"),
        ({"user": ANN, "replacement": " ANN@example.com"}, r"^replacement: is Ann \(PANN001\), the same user as user"),
        ({"user": ANN, "replacement": "ria@example.com"}, r"^replacement: Ria .* has the role read_only_user"),
    ],
)
def test_bad_input(play: Play, emulator: Emulator, options: dict[str, t.Any], message: str) -> None:
    ria = {"name": "Ria", "email": "ria@example.com", "role": "read_only_user"}
    emulator.load(**account(users=[*USERS, ria]))
    emulator.forget()
    with pytest.raises(UsageError, match=message):
        play.run(USER_REPLACEMENT_OPERATION, **options)
    assert emulator.writes() == []


def test_what_the_user_created_is_only_reported(play: Play, emulator: Emulator) -> None:
    emulator.load(**account(incidents=[]))
    window = {"start_time": "2031-05-01T10:00:00Z", "end_time": "2031-05-01T12:00:00Z", "services": ["Shop"]}
    play.run(resource_operation(MAINTENANCE_WINDOW), **window, from_email=ANN)
    done = run(play, replacement=CAL)
    assert kinds(done["left"]) == ["maintenance_window"]
    assert done["left"][0]["can_be_replaced"] is False and done["left"][0]["relation"] == "created_by"


def test_a_rejection_leaves_the_rest_done(play: Play, filled: Emulator) -> None:
    filled.fault(kind="forbidden", method="PUT", path="/escalation_policies*")
    with pytest.raises(ApiError, match=r"2 of 7|3 of 7") as caught:
        run(play, replacement=BEA)
    error = caught.value
    assert "references to Ann (PANN001) are left: escalation policy Platform" in error.message
    assert error.message.endswith("Solve this, and run again to continue")
    assert error.result["changed"] and kinds(error.result["left"]) == ["escalation_policy", "team", "team"]
    done = run(play, replacement=BEA)
    assert done["left"] == [] and kinds(done["references"]) == ["escalation_policy", "team", "team"]


def shift_based() -> list[dict[str, t.Any]]:
    """A shift-based schedule in which Ann has a custom shift, covers somebody, and is covered."""
    day = "2027-02-0"
    custom = {
        "id": "QCUSTOM1",
        "start_time": f"{day}1T08:00:00Z",
        "end_time": f"{day}1T16:00:00Z",
        "assignments": [{"type": "shift_assignment", "member": {"type": "user_member", "user_id": IDS[ANN]}}],
    }

    def override(number: int, has: str, gets: str) -> dict[str, t.Any]:
        return {
            "rotation_id": "QROTATE1",
            "start_time": f"{day}{number}T09:00:00Z",
            "end_time": f"{day}{number}T17:00:00Z",
            "overridden_member": {"type": "user_member", "user_id": IDS[has]},
            "overriding_member": {"type": "user_member", "user_id": IDS[gets]},
        }

    days = {**rotation(IDS[BEA], IDS[ANN]), "id": "QROTATE1"}
    return [
        {
            "name": "Office",
            "time_zone": "Etc/UTC",
            "rotations": [days],
            "custom_shifts": [custom],
            "overrides": [override(2, BEA, ANN), override(3, ANN, BEA), override(4, ANN, CAL), override(5, CAL, BEA)],
        }
    ]


@pytest.mark.parametrize("running", [False, True], ids=["planned", "running"])
def test_overrides_and_custom_shifts_of_shift_based_schedules(play: Play, emulator: Emulator, running: bool) -> None:
    emulator.load(**account(schedules_v3=shift_based()))
    if running:
        wanted = datetime(2027, 2, 1, 10, tzinfo=timezone.utc)
        now = datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))
        emulator.admin("POST", "clock", {"advance": (wanted - now).total_seconds()})
    emulator.forget()
    found = run(play)
    assert kinds([one for one in found["references"] if (one.get("schedule") or {}).get("name") == "Office"]) == [
        "custom_shift", "override", "override", "override",
    ]
    checked = run(play, check=True, replacement=CAL)
    assert emulator.writes() == []
    done = run(play, replacement=CAL)
    assert done["diff"] == checked["diff"] and done["left"] == []
    changes = {name.partition(" from ")[0]: change for name, change in done["diff"]["after"].items()}
    assert changes["override Bea"] == {"user": f"Bea ({IDS[BEA]})", "in_place_of": f"Cal ({IDS[CAL]})"}
    assert changes["custom shift Ann"]["user"] == f"Cal ({IDS[CAL]})"
    (office,) = emulator.state()["schedules_v3"]
    shifts = [(one["assignments"][0]["member"]["user_id"], one["end_time"][:16]) for one in office["custom_shifts"]]
    assert (IDS[CAL], "2027-02-01T16:00") in shifts and (IDS[ANN], "2027-02-01T16:00") not in shifts
    pairs = {
        (one["overridden_member"]["user_id"], one["overriding_member"]["user_id"]) for one in office["overrides"]
    }
    assert pairs == {(IDS[BEA], IDS[CAL]), (IDS[CAL], IDS[BEA])}, "Cal needs no override for an own shift"
    emulator.forget()
    assert run(play, replacement=CAL)["references"] == [] and emulator.writes() == []
    emulator.admin("POST", "clock", {"advance": 180})
    assert play.run(resource_operation(USER), email=ANN, state="absent")["changed"]


def test_requests_of_a_report(play: Play, emulator: Emulator) -> None:
    """With 150 schedules: five requests for each hundred, and few others."""
    schedules = [
        {"name": f"Schedule {number}", "time_zone": "Etc/UTC", "schedule_layers": [layer("One", [ANN, BEA])]}
        for number in range(150)
    ]
    emulator.load(**account(schedules=schedules, schedules_v3=[], escalation_policies=[], services=[], incidents=[]))
    emulator.forget()
    found = run(play)
    assert len(found["references"]) == 152, "150 schedules, and two teams"
    assert len([one for one in emulator.log() if one["path"] == "/schedules"]) == 10
    assert len(emulator.log()) <= 20


def on_call(emulator: Emulator, moment: datetime) -> dict[str, str]:
    """Who is on call at a moment, by the name of the schedule."""
    found = {}
    times = {"since": moment.isoformat(), "until": (moment + timedelta(seconds=1)).isoformat()}
    for schedule in emulator.state()["schedules"]:
        answer = requests.get(
            f"{emulator.url}/schedules/{schedule['id']}",
            {**times, "time_zone": "Etc/UTC"},
            headers={"Authorization": "Token token=emulator"},
            timeout=30,
        ).json()["schedule"]
        (entry,) = answer["final_schedule"]["rendered_schedule_entries"]
        found[schedule["name"]] = entry["user"]["id"]
    return found


def test_no_running_turn_moves_to_another_user(play: Play, emulator: Emulator) -> None:
    """If the replacement is in the same layer: in 40 schedules, only the turns of Ann go to somebody else, to Cal."""
    chance = random.Random(1)
    schedules = []
    for number in range(40):
        users = [*chance.sample([one for one in PEOPLE if one not in (ANN, CAL)], chance.randint(0, 3)), ANN, CAL]
        chance.shuffle(users)
        start = f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}T0{chance.randint(0, 9)}:30:00Z"
        one = {"start": start, "rotation_virtual_start": start, "name": "Layer", "users": users}
        length = chance.choice([DAY, 7 * DAY, 12 * 3600, 5 * 3600])
        zone = chance.choice(["Europe/Berlin", "America/New_York", "Etc/UTC"])
        layers = [{**one, "rotation_turn_length_seconds": length}]
        schedules.append({"name": f"Schedule {number}", "time_zone": zone, "schedule_layers": layers})
    emulator.load(**account(schedules=schedules, schedules_v3=[], escalation_policies=[], services=[], incidents=[]))
    now = datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))
    before = on_call(emulator, now)
    run(play, replacement=CAL)
    after = on_call(emulator, now)
    assert IDS[ANN] in before.values() and len(set(before.values())) == len(PEOPLE)
    assert after == {name: IDS[CAL] if user == IDS[ANN] else user for name, user in before.items()}


def test_an_event_without_a_successor_gets_one(play: Play, emulator: Emulator) -> None:
    """An event of a shift-based schedule is ended before its successor is created. If neither the create nor the undo
    succeeds, the next run creates the successor."""
    emulator.load(**account())
    events = "/v3/schedules/*/rotations/*/events*"
    emulator.fault(kind="status", status=503, method="POST", path=events, times=None)
    emulator.fault(kind="status", status=503, method="PUT", path=events, skip=1, times=None)
    with pytest.raises(PagerDutyError, match="are left: schedule Office") as caught:
        run(play, replacement=CAL)
    assert "schedule_v3" in kinds(caught.value.result["left"])
    (office,) = emulator.state()["schedules_v3"]
    assert all(event["effective_until"] for event in office["rotations"][0]["events"]), "this is the difficult case"
    emulator.admin("DELETE", "faults")
    done = run(play, replacement=CAL)
    assert "schedule_v3" in kinds(done["references"]) and done["left"] == []
    (office,) = emulator.state()["schedules_v3"]
    (lasting,) = [event for event in office["rotations"][0]["events"] if not event["effective_until"]]
    assert [one["user_id"] for one in lasting["assignment_strategy"]["members"]] == [IDS[CAL]]


# -- seeded accounts with faults -------------------------------------------------------------------------------------


def seeded(seed: int) -> dict[str, t.Any]:
    """An account in which Ann is in many places."""
    chance = random.Random(seed)

    def people(least: int = 1) -> list[str]:
        return chance.sample(PEOPLE, chance.randint(least, 3))

    teams = [f"Team {number}" for number in range(chance.randint(0, 2))]
    schedules = []
    for number in range(chance.randint(1, 3)):
        layers = [layer(f"Layer {index}", people()) for index in range(chance.randint(1, 3))]
        if chance.random() < 0.3:
            layers.append(layer("Over", [ANN], end="2026-02-01T00:00:00Z"))
        overrides = []
        if chance.random() < 0.5:
            overrides = [{"user": ANN, "start": "2027-02-01T08:00:00Z", "end": "2027-02-01T16:00:00Z"}]
        schedules.append(
            {"name": f"Schedule {number}", "time_zone": "Etc/UTC", "schedule_layers": layers, "overrides": overrides}
        )
    policies = [
        {
            "name": f"Policy {number}",
            "teams": chance.sample(teams, min(len(teams), 1)) if chance.random() < 0.5 else [],
            "escalation_rules": [rule(*people()) for _level in range(chance.randint(1, 3))],
        }
        for number in range(chance.randint(1, 3))
    ]
    shifts = [
        {"name": f"Shifts {number}", "time_zone": "Etc/UTC", "rotations": [rotation(*(IDS[one] for one in people()))]}
        for number in range(chance.randint(0, 1))
    ]
    if chance.random() < 0.3:
        shifts = shift_based()
    return {
        "users": USERS,
        "teams": [
            {"name": name, "members": [{"user": one, "role": "responder"} for one in sorted({ANN, *people()})]}
            for name in teams
        ],
        "schedules": schedules,
        "schedules_v3": shifts,
        "escalation_policies": [{"name": "Default", "escalation_rules": [rule("owner@example.com")]}, *policies],
        "services": [{"name": "Shop", "escalation_policy": "Policy 0"}],
        "incidents": [{"title": f"Incident {number}", "service": "Shop"} for number in range(chance.randint(0, 2))],
    }


def check_coverage(emulator: Emulator, expected: dict[str, t.Any], left: t.Collection[str] = ()) -> None:
    """Every level and every layer has someone: those it had before, or Cal in the place of Ann.

    left: the IDs of the objects that an error has listed. The event of a shift-based schedule among them can have its
    end already. It is in effect until the next run.
    """
    state = emulator.state()
    now = emulator.admin("GET", "clock")["now"]
    for policy, given in zip(state["escalation_policies"], expected["escalation_policies"], strict=True):
        levels = [[target["id"] for target in one["targets"]] for one in policy["escalation_rules"]]
        assert all(levels), policy["name"]
        for level, one in zip(levels, given["escalation_rules"], strict=True):
            assert may_be(level, one["targets"]), policy["name"]
    for schedule, given in zip(state["schedules"], expected["schedules"], strict=True):
        layers = [one for one in given["schedule_layers"] if "end" not in one]
        assert all(users_of(schedule)), schedule["name"]
        for users, one in zip(users_of(schedule), layers, strict=True):
            assert may_be(users, one["users"]), schedule["name"]
    for schedule in state["schedules_v3"]:
        for one in schedule["rotations"]:
            lasting = [event for event in one["events"] if not event["effective_until"]]
            if not lasting and schedule["id"] in left:
                lasting = [event for event in one["events"] if event["effective_until"] > now]
            assert len(lasting) == 1 and lasting[0]["assignment_strategy"]["members"], schedule["name"]
    assert len(state["incidents"]) == len(expected["incidents"])
    assert all(one["status"] != "resolved" for one in state["incidents"])


def may_be(ids: list[str], people: list[str]) -> bool:
    """Whether these are the people, or what they are after the replacement."""
    before = [IDS.get(one, one) for one in people]
    if IDS[CAL] in before:
        after = [one for one in before if one != IDS[ANN]]
    else:
        after = [IDS[CAL] if one == IDS[ANN] else one for one in before]
    return not set(before) <= set(IDS.values()) or sorted(ids) in (sorted(before), sorted(after))


def is_gone(emulator: Emulator) -> bool:
    return IDS[ANN] not in [user["id"] for user in emulator.state()["users"]]


@pytest.mark.exhaustive
def test_seeded_accounts_with_failing_requests(emulator: Emulator) -> None:
    """100 accounts, 20 % of the requests fail: Ann is replaced and deleted, or the error says what is left, and the
    next run completes the work."""
    interrupted = 0
    for seed in range(100):
        given = seeded(seed)
        emulator.load(**given)
        chance = random.Random(seed)
        for kind in ({"kind": "status", "status": 503}, {"kind": "status", "status": 500, "after": True}):
            emulator.fault(**kind, probability=0.1, times=None)
        play = Play(emulator, max_retries=chance.choice([1, 1, 2]))
        left: set[str] = set()
        for _run in range(200):
            try:
                run(play, replacement=CAL)
                break
            except PagerDutyError as error:
                interrupted += 1
                assert "\n" not in error.message
                if error.result:
                    assert error.result["left"] and "are left" in error.message
                    left = {one["id"] for one in error.result["left"]}
            check_coverage(emulator, given, left)
        else:
            raise AssertionError(f"account {seed}: not done after 200 runs")
        check_coverage(emulator, given)
        emulator.admin("DELETE", "faults")
        found = run(Play(emulator))
        assert found["references"] == [], seed
        emulator.admin("POST", "clock", {"advance": 180})
        Play(emulator).run(resource_operation(USER), email=ANN, state="absent")
        assert is_gone(emulator)
        check_coverage(emulator, given)
    assert interrupted > 20


def test_an_unknown_user_of_an_earlier_run(play: Play, filled: Emulator) -> None:
    run(play, replacement=CAL)
    filled.admin("POST", "clock", {"advance": 180})
    play.run(resource_operation(USER), email=ANN, state="absent")
    with pytest.raises(Missing, match="there is no user"):
        run(play, replacement=CAL)
