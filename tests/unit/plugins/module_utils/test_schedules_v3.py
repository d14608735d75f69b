# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules: what is recognized as equal, how events are replaced, and that someone is always on call."""

from __future__ import annotations

import random
import typing as t
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.picklist import pairs
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule_v3_effects import together
from ansible_collections.community.pagerduty.plugins.module_utils._resources.shifts import Shift
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

MANAGE = resource_operation(SCHEDULE)
LISTED = info_operation(SCHEDULE)
POLICY = resource_operation(MANAGED_ESCALATION_POLICY)

Raw = dict[str, t.Any]
PEOPLE = ["ann@example.com", "bea@example.com", "cal@example.com"]
ROOT = "/v3/schedules"


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        users=[{"id": f"PUSER0{at}", "name": email[:3].title(), "email": email} for at, email in enumerate(PEOPLE)],
        teams=[{"name": "Platform"}, {"name": "Search"}],
    )
    emulator.forget()
    return emulator


def event(name: str = "Week", *members: str, **options: t.Any) -> Raw:
    """An event of a task: a rotation of whole weeks, which begin on Mondays at 9:00 in Berlin."""
    strategy = options.pop("strategy", {})
    return {
        "name": name,
        "start_time": "2026-01-05 09:00",
        "end_time": "2026-01-12 09:00",
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "assignment_strategy": {"members": list(members or PEOPLE[:2]), **strategy},
        **options,
    }


def options(*events: Raw, **more: t.Any) -> Raw:
    """The options of a task for a schedule with a rotation for each event."""
    rotations = more.pop("rotations", [{"events": [one]} for one in events] if events else None)
    return {"name": "Nights", "time_zone": "Europe/Berlin", "rotations": rotations, **more}


def manage(play: Play, **stated: t.Any) -> Raw:
    """Check mode, the run, and the run again: the result of the run. The second run changes nothing."""
    play.emulator.forget()
    checked = play.run(MANAGE, check=True, **stated)
    assert play.emulator.writes() == []
    result = play.run(MANAGE, **stated)
    assert bool(play.emulator.writes()) == result["changed"] == checked["changed"]
    assert checked["diff"] == result["diff"]
    unchanged(play, **stated)
    return result


def unchanged(play: Play, **stated: t.Any) -> None:
    play.emulator.forget()
    again = play.run(MANAGE, **stated)
    assert (again["changed"], play.emulator.writes()) == (False, [])


def advance(emulator: Emulator, **time: float) -> None:
    emulator.admin("POST", "clock", {"advance": timedelta(**time).total_seconds()})


def now(emulator: Emulator) -> datetime:
    return datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))


def events_of(result: Raw, rotation: int = 0) -> list[Raw]:
    return t.cast("list[Raw]", result["schedule"]["rotations"][rotation]["events"])


def live(emulator: Emulator, events: list[Raw]) -> list[Raw]:
    moment = now(emulator)
    return [one for one in events if not one["effective_until"] or instant(one["effective_until"]) > moment]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def coverage(play: Play, days: int = 3, name: str = "Nights") -> float:
    """The percentage of the next days in which someone is on call."""
    (found,) = play.run(LISTED, name=name)["schedules"]
    start = now(play.emulator)
    query = {
        "since": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "until": (start + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "include[]": "final_schedule",
    }
    headers = {"Authorization": "Token token=emulator"}
    response = requests.get(f"{play.emulator.url}{ROOT}/{found['id']}", query, headers=headers, timeout=9).json()
    return float(response["schedule"]["final_schedule"]["rendered_coverage_percentage"])


def message(play: Play, **stated: t.Any) -> str:
    """The message of a task that fails, also in check mode, and changes nothing."""
    play.emulator.forget()
    with pytest.raises(PagerDutyError) as checked:
        play.run(MANAGE, check=True, **stated)
    with pytest.raises(PagerDutyError) as caught:
        play.run(MANAGE, **stated)
    assert play.emulator.writes() == []
    assert checked.value.message.startswith(caught.value.message)
    return caught.value.message


# -- creating --------------------------------------------------------------------------------------------------------


def test_a_schedule_with_two_rotations(play: Play, world: Emulator) -> None:
    later = "2036-01-01T00:00:00Z"
    month = (now(world) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:00Z")
    first, second = event("Week", effective_until=month), event("Later", PEOPLE[2], effective_since=month)
    rotations = [{"events": [first, second]}, {"events": [event("Backup", "empty_member", effective_until=later)]}]
    result = manage(play, **options(rotations=rotations, description="All nights", teams=["Platform"]))
    schedule = result["schedule"]
    assert (schedule["type"], schedule["time_zone"], len(schedule["rotations"])) == (
        "schedule_v3",
        "Europe/Berlin",
        2,
    )
    week = next(one for one in events_of(result) if one["name"] == "Week")
    assert week["start_time"] == {"date_time": "2026-01-05T08:00:00Z", "time_zone": "Europe/Berlin"}
    assert week["assignment_strategy"] == {
        "type": "rotating_member_assignment_strategy",
        "shifts_per_member": 1,
        "members": [{"type": "user_member", "user_id": f"PUSER0{at}"} for at in range(2)],
    }
    assert coverage(play) == 100


def test_without_rotations(play: Play, world: Emulator) -> None:
    world.load(schedules_v3=[{"id": "PNIGHT1", "name": "Nights", "time_zone": "Europe/Berlin"}])
    assert manage(play, name="Nights", description="x")["schedule"]["id"] == "PNIGHT1"
    assert manage(play, id="PNIGHT1", name="Days", time_zone="UTC")["schedule"]["time_zone"] == "Etc/UTC"
    assert manage(play, name="Days", state="absent")["schedule"] is None


# -- equal values ----------------------------------------------------------------------------------------------------

SPELLINGS: list[Raw] = [
    {"start_time": {"date_time": "2026-01-05 09:00", "time_zone": "Europe/Berlin"}},
    {"start_time": {"date_time": "2026-01-05T08:00:00Z", "time_zone": "Europe/Berlin"}},
    {"start_time": "2026-01-05 09:00 Europe/Berlin", "end_time": " 2026-01-12 08:00 Z "},
    {"start_time": "2026-01-05T08:00:00Z", "end_time": "2026-01-12T10:00:00+02:00"},
    {"recurrence": ["freq=weekly;interval=1"]},
    {"recurrence": [" RRULE:INTERVAL=1;FREQ=WEEKLY "]},
    {"strategy": {"shifts_per_member": 1, "type": "rotating_member_assignment_strategy"}},
    {"strategy": {"members": ["PUSER00", "Bea"]}},
    {"strategy": {"members": [{"type": "user_member", "user_id": "PUSER00"}, {"id": "PUSER01"}]}},
    {"effective_since": "2026-01-05"},
    {"effective_since": "now"},
    {"effective_until": ""},
    {"name": "wEEK "},
]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_spellings_of_the_same_event(play: Play, world: Emulator, spelling: Raw) -> None:
    manage(play, **options(event()))
    unchanged(play, **options(event(**{"name": "Week", **spelling})))
    advance(world, weeks=3)
    unchanged(play, **options(event(**{"name": "Week", **spelling})))


def test_utc_has_two_names(play: Play, world: Emulator) -> None:
    zoned = {"start_time": "2026-01-05 09:00 UTC"}
    result = manage(play, **options(event(**zoned), time_zone="UTC"))
    assert (result["schedule"]["time_zone"], events_of(result)[0]["start_time"]["time_zone"]) == ("Etc/UTC",) * 2


def test_order_of_members_counts_only_if_they_rotate(play: Play, world: Emulator) -> None:
    everyone = {"type": "every_member"}
    manage(play, **options(event("All", *PEOPLE, strategy=everyone), event("Turns", *PEOPLE)))
    unchanged(play, **options(event("All", *PEOPLE[::-1], strategy=everyone), event("Turns", *PEOPLE)))
    assert manage(play, **options(event("All", *PEOPLE, strategy=everyone), event("Turns", *PEOPLE[::-1])))["changed"]


def test_order_of_rotations_and_events_does_not_count(play: Play, world: Emulator) -> None:
    month = (now(world) + timedelta(days=30)).isoformat()
    one = {"events": [event("A", effective_until=month), event("B", effective_since=month)]}
    two = {"events": [event("C")]}
    manage(play, **options(rotations=[one, two]))
    unchanged(play, **options(rotations=[two, {"events": one["events"][::-1]}]))


# -- changes ---------------------------------------------------------------------------------------------------------


def test_an_active_event_is_replaced_without_a_gap(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    advance(world, days=1)
    result = manage(play, **options(event("Week", *PEOPLE)))
    old, new = sorted(events_of(result), key=lambda one: str(one["effective_since"]))
    assert old["effective_until"] == new["effective_since"]
    assert timedelta(0) < instant(new["effective_since"]) - now(world) <= timedelta(minutes=2)
    assert result["diff"]["before"]["rotations"] == {
        "Week": {"assignment_strategy": {"type": "rotating_member", "shifts_per_member": 1, "members": ANN_BEA}}
    }
    assert coverage(play) == 100
    advance(world, hours=1)
    unchanged(play, **options(event("Week", *PEOPLE)))
    assert len(live(world, events_of(result))) == 1


ANN_BEA = ["Ann (PUSER00)", "Bea (PUSER01)"]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Weekly"},
        {"start_time": "2026-01-05 10:00", "end_time": "2026-01-12 10:00"},
        {"recurrence": ["RRULE:FREQ=WEEKLY;INTERVAL=2", "RDATE:20260112T080000Z"]},
        {"strategy": {"shifts_per_member": 2}},
        {"strategy": {"type": "every_member"}},
        {"strategy": {"members": [PEOPLE[1], "empty_member"]}},
    ],
    ids=str,
)
def test_every_change_of_an_active_event(play: Play, world: Emulator, changed: Raw) -> None:
    first = manage(play, **options(event()))
    advance(world, days=1)
    result = manage(play, **options(event(**{"name": "Week", **changed})))
    assert result["changed"] and len(result["schedule"]["rotations"]) == 1
    assert [one["id"] for one in result["schedule"]["rotations"]] == [
        one["id"] for one in first["schedule"]["rotations"]
    ]


def test_a_change_at_a_later_time(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    later = (now(world) + timedelta(days=7)).replace(second=0, microsecond=0)
    planned = options(event("Week", *PEOPLE, effective_since=later.isoformat()))
    result = manage(play, **planned)
    assert {one["effective_until"] for one in events_of(result)} == {later.strftime("%Y-%m-%dT%H:%M:%SZ"), None}
    for days in (6, 1, 1):
        advance(world, days=days)
        unchanged(play, **planned)
    assert coverage(play) == 100


def test_a_planned_change_is_withdrawn(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    later = (now(world) + timedelta(days=7)).isoformat()
    manage(play, **options(event("Week", *PEOPLE, effective_since=later)))
    result = manage(play, **options(event()))
    (left,) = events_of(result)
    assert left["effective_until"] is None and coverage(play) == 100


def test_an_event_of_the_future_is_changed_in_place(play: Play, world: Emulator) -> None:
    later = (now(world) + timedelta(days=7)).isoformat()
    first = manage(play, **options(event(effective_since=later)))
    result = manage(play, **options(event("Week", *PEOPLE, effective_since=later)))
    assert [one["id"] for one in events_of(result)] == [one["id"] for one in events_of(first)]
    result = manage(play, **options(event("Week", effective_since="now")))
    assert instant(events_of(result)[0]["effective_since"]) <= now(world)


def test_the_end_of_an_active_event(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    until = (now(world) + timedelta(days=30)).replace(second=0, microsecond=0)
    ending = options(event(effective_until=until.isoformat()))
    result = manage(play, **ending)
    assert [one["effective_until"] for one in events_of(result)] == [until.strftime("%Y-%m-%dT%H:%M:%SZ")]
    assert events_of(manage(play, **options(event())))[0]["effective_until"] is None
    manage(play, **ending)
    advance(world, days=31)
    unchanged(play, **ending)  # what is over is not created again
    assert manage(play, **options(event()))["changed"]
    assert coverage(play) == 100


# -- removing --------------------------------------------------------------------------------------------------------


def test_events_that_are_removed_end(play: Play, world: Emulator) -> None:
    later = (now(world) + timedelta(days=7)).isoformat()
    both = [event("A", effective_until=later), event("B", effective_since=later)]
    rotation = manage(play, **options(rotations=[{"events": both}]))["schedule"]["rotations"][0]["id"]
    result = manage(play, **options(rotations=[{"events": both[:1]}]))
    assert list(result["diff"]["before"]["rotations"]) == ["B"]
    result = manage(play, **options(rotations=[{"id": rotation, "events": [event("C")]}]))
    assert coverage(play) == 100
    result = manage(play, **options(rotations=[{"id": rotation, "events": []}]))
    advance(world, minutes=5)
    unchanged(play, **options(rotations=[{"id": rotation, "events": []}]))
    assert live(world, events_of(result)) == []


def test_rotations_that_are_removed_end(play: Play, world: Emulator) -> None:
    rotations = [{"events": [event("A")]}, {"events": [event("B")]}]
    manage(play, **options(rotations=rotations))
    result = manage(play, **options(rotations=rotations[:1]))
    assert [one["events"][0]["name"] for one in result["schedule"]["rotations"]] == ["A"]
    manage(play, **options(rotations=[]))
    advance(world, minutes=5)
    unchanged(play, **options(rotations=[]))
    assert coverage(play) == 0


def test_a_rotation_with_other_events_has_no_gap(play: Play, world: Emulator) -> None:
    manage(play, **options(event("A")))
    advance(world, hours=1)
    manage(play, **options(event("B", *PEOPLE, start_time="2026-01-05 10:00", end_time="2026-01-12 10:00")))
    assert coverage(play) == 100


def test_rotations_by_id(play: Play, world: Emulator) -> None:
    manage(play, **options(rotations=[{"events": [event("A")]}, {"events": [event("B")]}]))
    first = play.run(MANAGE, name="Nights")["schedule"]["rotations"]
    ids = {one["events"][0]["name"]: one["id"] for one in first}
    same = [{"id": ids["A"], "events": [event("Same")]}, {"id": ids["B"], "events": [event("Same", PEOPLE[2])]}]
    result = manage(play, **options(rotations=same))
    assert [one["id"] for one in result["schedule"]["rotations"]] == [one["id"] for one in first]
    assert coverage(play) == 100


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rotations", "says"),
    [
        ([{"events": []}], "rotations[0].events: must have at least one entry"),
        ([{"id": "NONE", "events": [event()]}], "rotations[0].id: there is no rotation 'NONE'; the rotations are none"),
        ([{"events": [event()] * 2}], "rotations[0].events[1].name: two events of this rotation have the name 'Week'"),
        ([{"events": [event()]}] * 2, "rotations[1].events: rotations[0] has an event with the same name, 'week'"),
        ([{"events": [event(str(at)) for at in range(6)]}], "rotations[0].events: has 6 entries; PagerDuty allows 5"),
        ([{"events": [event("A"), event("B")]}], "rotations[0].events: 'A' and 'B' are in effect at the same time"),
        ([{"events": [event(recurrence=[])]}], "recurrence: has 0 RRULEs; it must have exactly one"),
        ([{"events": [event(recurrence=["RRULE:FREQ=DAILY"] * 2)]}], "recurrence: has 2 RRULEs"),
        ([{"events": [event(recurrence=["every week"])]}], "recurrence[0]: 'every week' is neither an RRULE"),
        ([{"events": [event(recurrence=["RRULE:COUNT=3"])]}], "has no FREQ"),
        ([{"events": [event(recurrence=["RRULE:FREQ=WEKLY"])]}], "has an unknown FREQ; use HOURLY, DAILY"),
        ([{"events": [event(effective_since="2028-02-01")]}], "effective_since: is 2028-02-01T00:00:00Z; PagerDuty"),
        ([{"events": [event(start_time="Monday")]}], "start_time: 'Monday' is not a date and time"),
        (
            [{"events": [event(start_time="2026-01-05 09:00 Mars/Base")]}],
            "start_time: there is no time zone 'Mars/Base'",
        ),
        ([{"events": [event(end_time="2026-01-05 09:00")]}], "end_time: must be after start_time"),
        ([{"events": [event("Week", "zoe@example.com")]}], "members[0]: there is no user 'zoe@example.com'"),
        ([{"events": [event("Week", " ")]}], "write empty_member"),
        ([{"events": [event(strategy={"members": []})]}], "members: has 0 entries; PagerDuty allows 1 to 20"),
        (
            [{"events": [event(strategy={"type": "every_member", "shifts_per_member": 2})]}],
            "shifts_per_member: requires type: rotating_member",
        ),
        (
            [{"events": [event(effective_since="2036-02-01", effective_until="2036-01-01")]}],
            "effective_until: is 2036-01-01T00:00:00Z; it must be after effective_since",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_rotations(play: Play, world: Emulator, rotations: list[Raw], says: str) -> None:
    assert says in message(play, **options(rotations=rotations))


def test_teams_can_not_be_changed(play: Play, world: Emulator) -> None:
    manage(play, **options(event(), teams=["Platform"]))
    assert "can't change the teams of a shift-based schedule" in message(play, **options(teams=["Search"]))


# -- escalation policies ---------------------------------------------------------------------------------------------


def test_an_escalation_policy_of_both_types(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    targets = [{"schedule": "nights"}, {"user": PEOPLE[0]}]
    stated = {"name": "Shop", "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": targets}]}
    assert play.run(POLICY, check=True, **stated)["changed"]
    made = play.run(POLICY, **stated)["escalation_policy"]["escalation_rules"][0]["targets"]
    assert sorted(one["type"] for one in made) == ["schedule_v3_reference", "user_reference"]
    world.forget()
    assert not play.run(POLICY, **stated)["changed"] and world.writes() == []
    with pytest.raises(PagerDutyError) as caught:
        play.run(MANAGE, name="Nights", state="absent")
    assert "can't be deleted while it is used by escalation policy Shop" in caught.value.message


# -- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", TRANSIENT, ids=str)
@pytest.mark.parametrize("times", [1, 2])
def test_lost_responses_create_nothing_twice(play: Play, world: Emulator, fault: str, times: int) -> None:
    world.fault(**TRANSIENT[fault], path=f"{ROOT}*", method="POST", times=times)
    fast = Play(world, timeout=1)
    stated = options(rotations=[{"events": [event("A")]}, {"events": [event("B")]}])
    fast.run(MANAGE, **stated)
    unchanged(play, **stated)
    (schedule,) = play.run(LISTED)["schedules"]
    (whole,) = play.run(LISTED, id=schedule["id"])["schedules"]
    assert sorted(one["name"] for rotation in whole["rotations"] for one in rotation["events"]) == ["A", "B"]


def active_until(world: Emulator, play: Play) -> list[str | None]:
    """When the events end that are active now."""
    (schedule,) = play.run(LISTED)["schedules"]
    found = events_of({"schedule": play.run(LISTED, id=schedule["id"])["schedules"][0]})
    moment = now(world)
    return [one["effective_until"] for one in live(world, found) if instant(one["effective_since"]) <= moment]


def test_a_rejected_replacement_leaves_the_old_event(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    advance(world, days=1)
    world.fault(kind="status", status=400, method="POST", path="*/events", times=2)
    with pytest.raises(PagerDutyError) as caught:
        play.run(MANAGE, **options(event("Week", *PEOPLE)))
    assert "adding the event 'Week' failed" in caught.value.message
    assert active_until(world, play) == [None]
    advance(world, minutes=5)
    assert coverage(play) == 100
    assert manage(play, **options(event("Week", *PEOPLE)))["changed"] and coverage(play) == 100


def test_the_next_run_completes_an_interrupted_replacement(play: Play, world: Emulator) -> None:
    """The old event has an end, and there is no new one: the new one starts when the old one ends."""
    manage(play, **options(event()))
    advance(world, days=1)
    world.fault(kind="status", status=400, method="POST", path="*/events", times=2)
    world.fault(kind="status", status=403, method="PUT", path="*/events/*", skip=1)
    with pytest.raises(PagerDutyError) as caught:
        play.run(MANAGE, **options(event("Week", *PEOPLE)))
    assert "keeping the event 'Week' failed, too" in caught.value.message
    assert active_until(world, play) != [None]
    assert manage(play, **options(event("Week", *PEOPLE)))["changed"]
    assert coverage(play) == 100


def test_two_runs_at_the_same_moment(play: Play, world: Emulator) -> None:
    world.fault(kind="race", path=ROOT)
    assert play.run(MANAGE, **options(event()))["changed"]
    unchanged(play, **options(event()))
    assert len(play.run(LISTED)["schedules"]) == 1


def test_requests(play: Play, world: Emulator) -> None:
    stated = options(event("Week", "PUSER00", "PUSER01"))
    manage(play, **stated)
    world.forget()
    play.run(MANAGE, **stated)
    assert [entry["path"].rpartition("/")[0] for entry in world.log()] == ["/v3", ROOT]
    for at in range(30):
        play.run(MANAGE, **options(event(), name=f"Schedule {at}"))
    world.forget()
    play.keep()
    for at in range(30):
        assert not play.run(MANAGE, **options(event(), name=f"Schedule {at}"))["changed"]
    assert len(world.log()) <= 30 + 3, "PagerDuty's list has only references"


def test_a_run_in_check_mode(play: Play, world: Emulator, tmp_path: Path) -> None:
    """Each task sees what the earlier ones would have changed, as in the real run."""
    later = (now(world) + timedelta(days=30)).isoformat()
    targets = [{"schedule": "Nights"}]
    policy = {"name": "Shop", "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": targets}]}
    tasks: list[tuple[t.Any, Raw]] = [
        (MANAGE, options(event("A"), event("B"))),
        (MANAGE, options(event("A"), event("B"))),
        (POLICY, policy),
        (MANAGE, options(event("A", *PEOPLE), event("B"))),
        (MANAGE, options(event("A", *PEOPLE), event("B"))),
        (MANAGE, options(event("A", *PEOPLE), event("C", effective_since=later))),
        (MANAGE, options(event("A", *PEOPLE), event("C", effective_since=later))),
        (MANAGE, options(rotations=[])),
        (MANAGE, options(rotations=[])),
        (MANAGE, {"name": "Nights", "description": "x"}),
    ]
    play.ledger = str(tmp_path / "ledger")
    predicted = [play.run(operation, check=True, **stated) for operation, stated in tasks]
    assert world.writes() == []
    made = [Play(world).run(operation, **stated) for operation, stated in tasks]
    assert [one["changed"] for one in predicted] == [one["changed"] for one in made]
    assert [one["changed"] for one in made] == [True, False, True, True, False, True, False, True, False, True]
    for one, other in zip(predicted, made):
        assert one["diff"]["before"].keys() == other["diff"]["before"].keys()
        assert one["diff"]["after"].get("rotations") == other["diff"]["after"].get("rotations")


# -- who is on call before and after ---------------------------------------------------------------------------------


def test_the_diff_shows_who_is_on_call(play: Play, world: Emulator) -> None:
    everyone = event("All", *PEOPLE[1:], strategy={"type": "every_member"})
    made = play.run(MANAGE, diff=True, **options(event("Week", PEOPLE[0]), everyone))
    assert [(one["before"], one["after"]) for one in made["on_call_changes"]] == [(None, "Ann, Bea, Cal")]
    assert made["diff"]["before"]["on_call"][0].endswith("  nobody")
    advance(world, days=1)
    result = play.run(MANAGE, diff=True, preview_days=3, **options(event("Week", PEOPLE[1]), event("All", PEOPLE[1])))
    (change,) = result["on_call_changes"]
    assert (change["before"], change["after"]) == ("Ann, Bea, Cal", "Bea")
    new = next(one for one in events_of(result) if one["effective_until"] is None)
    assert change["start"] == new["effective_since"]
    assert instant(change["end"]) - now(world) <= timedelta(days=3)
    assert result["diff"]["after"]["on_call"][0].endswith(" +01:00  Bea")
    world.forget()
    again = play.run(MANAGE, diff=True, **options(event("Week", PEOPLE[1]), event("All", PEOPLE[1])))
    assert "on_call_changes" not in again and all("since" not in entry["query"] for entry in world.log())


def test_the_diff_shows_names_on_both_sides(play: Play, world: Emulator) -> None:
    """PagerDuty returns members without names. The first unknown name costs one list request, and only with --diff."""
    manage(play, **options(event("Week", *PEOPLE[:2]), event("All", PEOPLE[0])))
    advance(world, days=1)
    by_id = options(event("Week", "PUSER02"))
    for diff, users in ((False, []), (True, ["GET /users"])):
        world.forget()
        result = play.run(MANAGE, check=True, diff=diff, **by_id)
        asked = [f"{entry['method']} {entry['path']}" for entry in world.log()]
        assert [line for line in asked if "/users" in line] == ["GET /users/PUSER02", *users]
        before = result["diff"]["before"]["rotations"]
        members = [*before["Week"]["assignment_strategy"]["members"], *before["All"]["assignment_strategy"]["members"]]
        assert members == ([*ANN_BEA, ANN_BEA[0]] if diff else ["PUSER00", "PUSER01", "PUSER00"])
    world.fault(kind="status", status=403, path="/users", html=False, times=None)
    result = play.run(MANAGE, check=True, diff=True, **options(event("Week", "PUSER01")))
    assert result["diff"]["before"]["rotations"]["Week"]["assignment_strategy"]["members"] == ["PUSER00", "PUSER01"]


def test_check_mode_shows_no_effect_of_shift_based_schedules(play: Play, world: Emulator) -> None:
    assert "on_call_changes" not in play.run(MANAGE, check=True, diff=True, **options(event()))
    assert "preview_days: must be between 0 and 90" in message(play, preview_days=91, **options(event()))


def test_what_cannot_be_read_is_a_warning(play: Play, world: Emulator) -> None:
    manage(play, **options(event()))
    world.fault(kind="status", status=403, method="GET", path=f"{ROOT}/P*", skip=1)
    result = play.run(MANAGE, diff=True, **options(event("Week", *PEOPLE)))
    assert result["changed"] and "The effect of the change can't be shown" in result["warnings"][0]


@pytest.mark.parametrize("seed", range(30))
def test_timelines_of_several_users(seed: int) -> None:
    """Compared with a look at each hour."""
    chance, begin = random.Random(seed), datetime(2026, 11, 1, tzinfo=timezone.utc)
    shifts = []
    for _shift in range(chance.randint(0, 12)):
        start = begin + timedelta(hours=chance.randint(-20, 60))
        shifts.append(Shift(start, start + timedelta(hours=chance.randint(0, 30)), {"id": chance.choice("ABC")}))
    found = together(shifts, begin, begin + timedelta(hours=50))
    assert (found[0].start, found[-1].end) == (begin, begin + timedelta(hours=50))
    for hour in range(50):
        moment = begin + timedelta(hours=hour)
        present = {one.user_id for one in shifts if one.start <= moment < one.end}
        (piece,) = [one for one in found if one.start <= moment < one.end]
        assert set((piece.user or {}).get("users", ())) == present
    assert all(one.user_id != other.user_id for one, other in zip(found, found[1:]))


def test_two_runs_at_the_same_time(world: Emulator) -> None:
    """Both create the schedule, or both add the same rotations: afterwards, there is one of each."""
    for at in range(12):
        stated = options(event("A"), event("B"), name=f"Schedule {at}")
        if at % 2:
            Play(world).run(MANAGE, **options(event("C"), name=f"Schedule {at}"))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda play: play.run(MANAGE, **stated), [Play(world), Play(world)]))  # noqa: B023
        unchanged(Play(world), **stated)
        (found,) = Play(world).run(LISTED, name=f"Schedule {at}")["schedules"]
        names = [one["name"] for rotation in found["rotations"] for one in live(world, rotation["events"])]
        assert sorted(set(names)) == sorted(names)


def test_turns_are_kept_in_layers_only(play: Play, world: Emulator) -> None:
    says = "keep_current_on_call: PagerDuty computes its shifts from the times of the events; remove this option"
    assert message(play, keep_current_on_call=True, **options(event())) == says
    manage(play, **options(event()))
    assert "is shift-based (version 3); PagerDuty computes" in message(play, keep_current_on_call=True, name="Nights")


def test_no_schedule_gets_the_name_of_one_of_the_other_type(play: Play, world: Emulator) -> None:
    shifts = manage(play, **options(event()))["schedule"]["id"]
    layer = {"name": "L", "users": [PEOPLE[1]], "rotation_turn_length_seconds": "1 week"}
    stated = {"time_zone": "Europe/Berlin", "schedule_layers": [layer]}
    layers = play.run(MANAGE, name="Days", **stated)["schedule"]["id"]
    says = "name: the schedule {} has this name; use another one"
    assert message(play, id=layers, name="nights") == says.format(f"Nights ({shifts})")
    assert message(play, id=shifts, name="Days") == says.format(f"Days ({layers})")
    world.forget()
    assert not play.run(MANAGE, id=layers, name="Days", **stated)["changed"]
    assert not [one for one in world.log() if one["path"].startswith(ROOT)]  # the same name takes no request
    assert play.run(MANAGE, id=layers, name="Days and nights")["schedule"]["name"] == "Days and nights"


# -- lists -----------------------------------------------------------------------------------------------------------


def test_both_types_in_one_list(play: Play, world: Emulator) -> None:
    manage(play, **options(event("Week", PEOPLE[0])))
    layer = {"name": "L", "users": [PEOPLE[1]], "rotation_turn_length_seconds": "1 week"}
    play.run(MANAGE, name="Layers", time_zone="Europe/Berlin", schedule_layers=[layer])
    listed = play.run(LISTED, total=True)
    assert [(one["name"], one["type"]) for one in listed["schedules"]] == [
        ("Layers", "schedule"),
        ("Nights", "schedule_v3"),
    ]
    assert listed["total"] == 2
    shown = play.run(LISTED, until=(now(world) + timedelta(days=2)).isoformat())["schedules"]
    assert [{shift["user"]["summary"] for shift in one["shifts"]} for one in shown] == [{"Bea"}, {"Ann"}]
    assert [one["coverage_gaps"] for one in shown] == [[], []]
    assert [pair["label"] for pair in pairs(listed["schedules"], None, "id")] == ["Layers", "Nights"]


def test_the_default_emulator_accepts_references_of_the_first_type(world: Emulator) -> None:
    """PagerDuty's Terraform provider expects `schedule_reference` for shift-based schedules."""
    tolerant = Emulator(strict=False)
    try:
        tolerant.load(schedules_v3=[{"id": "PNIGHT1", "name": "Nights", "time_zone": "Europe/Berlin"}])
        play = Play(tolerant)
        for target in ("Nights", "PNIGHT1"):
            rules = [{"escalation_delay_in_minutes": 5, "targets": [{"schedule": target}]}]
            play.run(POLICY, name="Shop", escalation_rules=rules)
            assert not play.run(POLICY, name="Shop", escalation_rules=rules)["changed"]
    finally:
        tolerant.stop()


def test_two_changes_of_a_schedule_in_check_mode(play: Play, world: Emulator, tmp_path: Path) -> None:
    """The list has only references. With predicted rotations, the schedule still has a time zone."""
    play.run(MANAGE, **options(event()))
    play.ledger = str(tmp_path / "ledger")
    for people in (PEOPLE[:3], PEOPLE[1:3]):
        stated = options(event("Week", *people), time_zone=None)
        assert play.run(MANAGE, check=True, **stated)["changed"]
        assert not play.run(MANAGE, check=True, **stated)["changed"]
