# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of layers: which layer a playbook means, what happens to the others, and who is on call after a change."""

from __future__ import annotations

import copy
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import run_task
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._schema.durations import seconds, spelled
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(SCHEDULE)
INFO = info_operation(SCHEDULE)
MANAGE_USER = resource_operation(USER)

USERS = [{"name": name.capitalize(), "email": f"{name}@example.com"} for name in ("ann", "bea", "cy")]
PREVIEW = "POST /schedules/preview"


def layer(name: str, *users: str, **options: t.Any) -> dict[str, t.Any]:
    return {
        "name": name,
        "users": [f"{user}@example.com" for user in users],
        "rotation_turn_length_seconds": "1 week",
        "rotation_virtual_start": "2026-11-02T09:00:00+01:00",
        **options,
    }


PLAYBOOK: dict[str, t.Any] = {
    "name": "On call",
    "time_zone": "Europe/Berlin",
    "schedule_layers": [layer("Base", "ann", "bea", "cy"), layer("Top", "cy", restrictions=[])],
}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(users=USERS)
    return emulator


@pytest.fixture
def schedule(world: Emulator, play: Play) -> dict[str, t.Any]:
    """A schedule as the playbook created it."""
    made = play.run(OPERATION, **PLAYBOOK)["schedule"]
    world.forget()
    return t.cast("dict[str, t.Any]", made)


def layers(schedule: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    return {entry["name"]: entry for entry in schedule["schedule_layers"]}


def advance(emulator: Emulator, days: float) -> None:
    emulator.admin("POST", "clock", {"advance": int(days * 86400)})


def requests(emulator: Emulator) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in emulator.log()]


# -- layers ----------------------------------------------------------------------------------------------------------


def test_layers_have_the_order_of_the_playbook(schedule: dict[str, t.Any], play: Play) -> None:
    assert [entry["name"] for entry in schedule["schedule_layers"]] == ["Top", "Base"], "the newest one first"
    warnings = play.run(OPERATION, name="On call", schedule_layers=PLAYBOOK["schedule_layers"][::-1])["warnings"]
    assert len(warnings) == 1 and "can't change the order" in warnings[0]
    assert not play.emulator.writes()


def test_a_new_layer_between_others_comes_last(schedule: dict[str, t.Any], play: Play) -> None:
    between = [{"name": "Base"}, layer("Between", "bea"), {"name": "Top"}]
    result = play.run(OPERATION, name="On call", schedule_layers=between)
    assert "highest precedence" in result["warnings"][0]
    assert [entry["name"] for entry in result["schedule"]["schedule_layers"]] == ["Between", "Top", "Base"]


def test_a_layer_without_an_entry_is_ended(schedule: dict[str, t.Any], world: Emulator, play: Play) -> None:
    advance(world, 1)
    result = play.run(OPERATION, name="On call", schedule_layers=[{"name": "base"}])
    assert result["diff"]["before"]["schedule_layers"] == [{"name": "Top", "end": ""}]
    assert result["diff"]["after"]["schedule_layers"] == [{"name": "Top", "end": "now"}]
    assert layers(result["schedule"])["Top"]["end"] and not layers(result["schedule"])["Base"]["end"]
    advance(world, 30)
    world.forget()
    assert not play.run(OPERATION, name="On call", schedule_layers=[{"name": "base"}])["changed"]
    # The same name means a new layer then.
    again = play.run(OPERATION, **PLAYBOOK)["schedule"]
    assert len(again["schedule_layers"]) == 3 and again["schedule_layers"][0]["name"] == "Top"
    assert not play.run(OPERATION, **PLAYBOOK)["changed"]


def test_a_layer_that_ended_can_continue(schedule: dict[str, t.Any], world: Emulator, play: Play) -> None:
    advance(world, 1)
    play.run(OPERATION, name="On call", schedule_layers=[{"name": "Base"}])
    advance(world, 1)
    top = layers(schedule)["Top"]["id"]
    mentioned = [{"name": "Base"}, {"id": top, "users": ["ann@example.com"]}]
    assert not play.run(OPERATION, name="On call", schedule_layers=mentioned)["changed"], "it has ended"
    continued = [{"name": "Base"}, {"id": top, "end": "", "users": ["ann@example.com"]}]
    result = play.run(OPERATION, name="On call", schedule_layers=continued)
    assert len(result["schedule"]["schedule_layers"]) == 2
    assert layers(result["schedule"])["Top"]["end"] is None
    assert [user["user"]["summary"] for user in layers(result["schedule"])["Top"]["users"]] == ["Ann"]


def test_an_entry_can_stay_in_the_playbook_after_its_end(world: Emulator, play: Play) -> None:
    playbook = copy.deepcopy(PLAYBOOK)
    playbook["schedule_layers"][1]["end"] = world.admin("GET", "clock")["now"][:10] + "T23:59:59Z"
    playbook["schedule_layers"].append(layer("Long ago", "ann", end="2020-01-01"))
    made = play.run(OPERATION, **playbook)["schedule"]
    assert set(layers(made)) == {"Base", "Top"}, "a layer that is over is not created"
    advance(world, 2)
    world.forget()
    assert not play.run(OPERATION, **playbook)["changed"] and not world.writes()


def test_an_end_that_has_passed_ends_a_layer(schedule: dict[str, t.Any], world: Emulator, play: Play) -> None:
    advance(world, 1)
    playbook = {"name": "On call", "schedule_layers": [{"name": "Base"}, {"name": "Top", "end": "2020-01-01"}]}
    result = play.run(OPERATION, **playbook)
    assert result["diff"]["after"]["schedule_layers"] == [{"name": "Top", "end": "now"}]
    assert not play.run(OPERATION, **playbook)["changed"]


def test_a_layer_is_renamed_by_its_id(schedule: dict[str, t.Any], play: Play) -> None:
    renamed = [{"id": layers(schedule)["Base"]["id"], "name": "Bottom"}, {"name": "Top"}]
    result = play.run(OPERATION, name="On call", schedule_layers=renamed)
    assert result["diff"]["before"]["schedule_layers"] == [{"name": "Base"}]
    assert result["diff"]["after"]["schedule_layers"] == [{"name": "Bottom"}]
    assert layers(result["schedule"])["Bottom"]["id"] == layers(schedule)["Base"]["id"]
    assert play.emulator.writes() == [f"PUT /schedules/{schedule['id']}"]


def test_two_layers_of_one_name_need_ids(world: Emulator, play: Play) -> None:
    twice = [{**layer("Same", user), "start": "2026-01-01T00:00:00Z", "rotation_turn_length_seconds": 86400}
             for user in ("ann", "bea")]
    world.load(users=USERS, schedules=[{"name": "Twice", "time_zone": "Etc/UTC", "schedule_layers": twice}])
    with pytest.raises(UsageError, match=r"schedule_layers\[0\].name: 2 entries have this name: P\w+, P\w+. Add id"):
        play.run(OPERATION, name="Twice", schedule_layers=[{"name": "same"}])
    found = play.run(INFO, name="twice", include=["schedule_layers"])["schedules"][0]["schedule_layers"]
    by_id = [{"id": entry["id"]} for entry in found[::-1]]
    assert not play.run(OPERATION, name="Twice", schedule_layers=by_id)["changed"]


def test_other_attributes_leave_the_layers_alone(schedule: dict[str, t.Any], play: Play) -> None:
    """Their times would be written again otherwise. PagerDuty requires the time zone in each update."""
    params = play.validated(OPERATION, {"name": "On call", "description": "New", "debug": "full"})
    result = run_task(OPERATION, params, check_mode=False, environment={}, sessions=Sessions())
    [sent] = [request for request in result["requests"] if request["method"] == "PUT"]
    assert set(sent["request_body"]["schedule"]) == {"type", "time_zone", "description"}


def test_the_order_of_restrictions_does_not_matter(schedule: dict[str, t.Any], play: Play) -> None:
    restrictions: list[dict[str, t.Any]] = [
        {"type": "weekly_restriction", "start_day_of_week": 2, "start_time_of_day": "09:00", "duration_seconds": "8h"},
        {"type": "daily_restriction", "start_time_of_day": "17:30:00", "duration_seconds": 3600},
        {"type": "daily_restriction", "start_time_of_day": "06:00", "duration_seconds": "3600"},
    ]
    for given, changed in ((restrictions, True), (restrictions[::-1], False), (restrictions[1:], True), ([], True)):
        edited = [{"name": "Base"}, {"name": "Top", "restrictions": given}]
        assert play.run(OPERATION, name="On call", schedule_layers=edited)["changed"] is changed
        assert not play.run(OPERATION, name="On call", schedule_layers=edited)["changed"]


def test_an_update_without_a_response_adds_no_layer_twice(
    schedule: dict[str, t.Any], world: Emulator, play: Play
) -> None:
    more = [{"name": "Base"}, {"name": "Top"}, layer("Third", "bea")]
    for kind in ("reset_after", "reset_before"):
        world.fault(kind=kind, method="PUT")
        result = play.run(OPERATION, name="On call", schedule_layers=more)
        assert sorted(layers(result["schedule"])) == ["Base", "Third", "Top"]
        assert len(result["schedule"]["schedule_layers"]) == 3
        more[0] = {"name": "Base", "rotation_turn_length_seconds": "1 day"}


def test_a_schedule_in_use(world: Emulator, play: Play) -> None:
    rule = {"escalation_delay_in_minutes": 30, "targets": ["On call"]}
    world.load(
        users=USERS,
        schedules=[{"name": "On call", "time_zone": "Etc/UTC"}],
        escalation_policies=[{"name": name, "escalation_rules": [rule]} for name in ("Night", "Day")],
    )
    listed = r"used by escalation policy (Night|Day) \(P\w+\), escalation policy (Night|Day) \(P\w+\)\. Remove it there"
    for check in (True, False):
        with pytest.raises(ApiError, match=f"can't be deleted while it is {listed}"):
            play.run(OPERATION, check=check, name="On call", state="absent")


def test_300_unchanged_schedules_cost_at_most_10_requests(world: Emulator, play: Play) -> None:
    entry = {**layer("Base", "ann", "bea"), "start": "2026-01-01T00:00:00Z", "rotation_turn_length_seconds": 604800}
    made = [{"name": f"S{number}", "time_zone": "Europe/Berlin", "schedule_layers": [entry]} for number in range(300)]
    world.load(users=USERS, schedules=made)
    world.forget()
    play.keep()
    for number in range(300):
        playbook = {**PLAYBOOK, "name": f"s{number}", "schedule_layers": [layer("base", "ann", "bea")]}
        assert not play.run(OPERATION, **playbook, keep_current_on_call=bool(number % 2))["changed"]
    assert len(world.log()) <= 10, requests(world)


# -- who is on call --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_a_diff_shows_who_is_on_call(schedule: dict[str, t.Any], world: Emulator, play: Play, check: bool) -> None:
    edited = [{"name": "Base"}, {"name": "Top", "users": ["ann@example.com"]}]
    result = play.run(OPERATION, check=check, diff=True, name="On call", schedule_layers=edited, preview_days=3)
    [change] = result["on_call_changes"]
    assert (change["before"], change["after"]) == ("Cy", "Ann")
    assert change["start"].endswith("Z") and change["end"] > change["start"]
    before, after = (result["diff"][side]["on_call"] for side in ("before", "after"))
    assert len(before) == 1 and before[0].endswith("  Cy") and after[0].endswith("  Ann")
    assert requests(world).count(PREVIEW) == 1
    assert len([request for request in requests(world) if request == f"GET /schedules/{schedule['id']}"]) == 1
    assert len(world.writes()) == (0 if check else 1)


@pytest.mark.parametrize("check", [True, False])
def test_a_new_schedule_in_which_nobody_would_be_on_call(world: Emulator, play: Play, check: bool) -> None:
    over = {**PLAYBOOK, "schedule_layers": [layer("Base", "ann", end="2025-12-01")]}
    with pytest.raises(UsageError, match="schedule_layers: the end of each layer has passed"):
        play.run(OPERATION, check=check, **over)
    assert world.writes() == []
    with pytest.raises(UsageError, match="there is no schedule 'New' yet; to create it, also set schedule_layers"):
        play.run(OPERATION, check=check, name="New", time_zone="UTC")


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Europe/Berln", "the nearest are Europe/Berlin"),
        ("berlin", "the nearest are Europe/Berlin"),
        ("x", "use a name such as America/Lima"),
    ],
)
def test_a_misspelled_time_zone(world: Emulator, play: Play, zone: str, near: str) -> None:
    """Check mode warns, because only PagerDuty knows all time zones. The run warns before PagerDuty rejects it."""
    pytest.importorskip("zoneinfo").ZoneInfo("Europe/Berlin")
    warnings = play.run(OPERATION, check=True, **{**PLAYBOOK, "time_zone": zone})["warnings"]
    assert any(f"there is no time zone {zone!r}; {near}" in text for text in warnings)
    with pytest.raises(ApiError, match="not a valid time zone") as caught:
        play.run(OPERATION, **{**PLAYBOOK, "time_zone": zone})
    assert near in caught.value.warnings[0]


def test_users_that_only_check_mode_has_created(
    schedule: dict[str, t.Any], world: Emulator, play: Play, tmp_path: Path
) -> None:
    """Someone joins who is created by an earlier task: check mode shows the same shifts as the run."""
    user = {"email": "new@example.com", "name": "New", "role": "limited_user"}
    base = {"name": "Base", "users": ["ann@example.com", "new@example.com"]}
    joined = {"name": "On call", "schedule_layers": [base], "keep_current_on_call": True, "preview_days": 90}
    play.ledger = str(tmp_path / "ledger")
    play.run(MANAGE_USER, check=True, **user)
    predicted = play.run(OPERATION, check=True, diff=True, **joined)
    assert world.writes() == []
    play.ledger = None
    play.run(MANAGE_USER, **user)
    made = play.run(OPERATION, diff=True, **joined)
    assert "New" in {change["after"] for change in made["on_call_changes"]}
    people = [[(change["before"], change["after"]) for change in one["on_call_changes"]] for one in (predicted, made)]
    assert people[0] == people[1]


def test_check_mode_with_too_few_users_shows_no_shifts(world: Emulator, play: Play, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    people = [f"new{number}@example.com" for number in range(len(USERS) + 2)]
    for email in people:
        play.run(MANAGE_USER, check=True, email=email, name=email, role="limited_user")
    stated = {**PLAYBOOK, "schedule_layers": [{**layer("Base"), "users": people}]}
    result = play.run(OPERATION, check=True, diff=True, **stated)
    assert result["changed"] and "on_call_changes" not in result
    assert PREVIEW not in requests(world)


def test_overrides_are_part_of_it(world: Emulator, play: Play) -> None:
    override = {"start": "2026-11-01T00:00:00Z", "end": "2099-01-01T00:00:00Z", "user": "bea@example.com"}
    entry = {**layer("Base", "ann"), "start": "2026-01-01T00:00:00Z", "rotation_turn_length_seconds": 604800}
    world.load(
        users=USERS,
        schedules=[{"name": "Held", "time_zone": "Etc/UTC", "schedule_layers": [entry], "overrides": [override]}],
    )
    edited = [{"name": "Base", "users": ["cy@example.com"]}]
    result = play.run(OPERATION, diff=True, name="Held", schedule_layers=edited)
    assert result["changed"] and result["on_call_changes"] == [], "the override remains"
    assert "on_call" not in result["diff"]["after"]


def test_no_request_without_a_reason(schedule: dict[str, t.Any], world: Emulator, play: Play) -> None:
    """Not without --diff, not for 0 days, not for changes that mean nothing for the people on call."""
    edited = [{"name": "Base"}, {"name": "Top", "users": ["ann@example.com"]}]
    assert "on_call_changes" not in play.run(OPERATION, check=True, name="On call", schedule_layers=edited)
    none = play.run(OPERATION, check=True, diff=True, name="On call", schedule_layers=edited, preview_days=0)
    assert "on_call_changes" not in none
    play.run(OPERATION, check=True, diff=True, name="On call", description="New")
    assert not play.run(OPERATION, diff=True, **PLAYBOOK)["changed"]
    assert PREVIEW not in requests(world)


@pytest.mark.parametrize("check", [True, False])
def test_a_new_schedule_is_shown_too(world: Emulator, play: Play, check: bool) -> None:
    result = play.run(OPERATION, check=check, diff=True, **PLAYBOOK)
    assert {change["before"] for change in result["on_call_changes"]} == {None}
    assert {change["after"] for change in result["on_call_changes"]} == {"Cy"}, "the last layer has precedence"
    assert [line.rpartition("  ")[2] for line in result["diff"]["before"]["on_call"]] == ["nobody"]
    assert [line.rpartition("  ")[2] for line in result["diff"]["after"]["on_call"]] == ["Cy"]
    assert world.writes() == ([] if check else ["POST /schedules"])
    assert [request for request in requests(world) if request.startswith(("GET /schedules/", "POST"))] == [
        PREVIEW,
        *([] if check else ["POST /schedules"]),
    ]


def test_what_only_check_mode_has_created_is_not_shown(world: Emulator, play: Play, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    play.run(OPERATION, check=True, **PLAYBOOK)
    world.forget()
    assert not play.run(OPERATION, check=True, diff=True, **PLAYBOOK)["changed"]
    edited = [{"name": "Base", "users": ["cy@example.com"]}, {"name": "Top"}, layer("Third", "ann")]
    result = play.run(OPERATION, check=True, diff=True, name="On call", schedule_layers=edited)
    assert result["changed"] and len(result["schedule"]["schedule_layers"]) == 3
    assert not play.run(OPERATION, check=True, diff=True, name="On call", schedule_layers=edited)["changed"]
    assert PREVIEW not in requests(world)


def test_a_preview_that_is_not_allowed_is_a_warning(schedule: dict[str, t.Any], world: Emulator, play: Play) -> None:
    world.fault(kind="status", status=403, path="/schedules/preview", html=False)
    edited = [{"name": "Base"}, {"name": "Top", "users": ["ann@example.com"]}]
    result = play.run(OPERATION, diff=True, name="On call", schedule_layers=edited)
    assert result["changed"] and "on_call_changes" not in result
    assert "can't be shown" in result["warnings"][0]


# -- keep_current_on_call --------------------------------------------------------------------------------------------


def keep(play: Play, *users: str, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    entry = {**layer("Base", *users), **options}
    return play.run(
        OPERATION, check=check, diff=True, name="On call", schedule_layers=[entry], keep_current_on_call=True
    )


@pytest.fixture
def weekly(world: Emulator, play: Play) -> dict[str, t.Any]:
    made = play.run(OPERATION, **{**PLAYBOOK, "schedule_layers": PLAYBOOK["schedule_layers"][:1]})["schedule"]
    world.forget()
    return t.cast("dict[str, t.Any]", made)


def test_nobody_is_moved_if_someone_joins(weekly: dict[str, t.Any], world: Emulator, play: Play) -> None:
    joined = keep(play, "owner", "ann", "bea", "cy")
    assert joined["changed"] and not world.writes()[1:]
    assert all(change["start"] > world.admin("GET", "clock")["now"][:16] for change in joined["on_call_changes"])


def test_another_beginning_is_not_a_change(weekly: dict[str, t.Any], world: Emulator, play: Play) -> None:
    """The users are in the same order, and turns change at the same times."""
    for options in (
        {"users": ["bea@example.com", "cy@example.com", "ann@example.com"]},
        {"rotation_virtual_start": "2026-11-09T08:00:00Z"},
        {"rotation_virtual_start": "2026-07-06T09:00:00+02:00"},  # daylight saving time
    ):
        assert not keep(play, "ann", "bea", "cy", **options)["changed"], options
    assert not world.writes()


def test_who_leaves_stays_on_call_until_the_turn_ends(weekly: dict[str, t.Any], world: Emulator, play: Play) -> None:
    on_call = play.run(INFO, id=weekly["id"], since="now")["schedules"][0]["shifts"]
    first, second = (shift["user"]["summary"].lower() for shift in on_call[:2])
    left = [user for user in ("ann", "bea", "cy") if user != first]
    world.forget()
    foretold = keep(play, *left, check=True)
    assert not world.writes()
    result = keep(play, *left)
    assert world.writes() == [f"POST /schedules/{weekly['id']}/overrides", f"PUT /schedules/{weekly['id']}"]
    assert foretold["diff"] == result["diff"]
    assert first.capitalize() in result["diff"]["after"]["keep_current_on_call"][0]
    afterwards = play.run(INFO, id=weekly["id"], since="now")["schedules"][0]["shifts"]
    assert [shift["user"]["summary"].lower() for shift in afterwards[:2]] == [first, second]
    assert afterwards[0]["end"] == on_call[0]["end"]
    world.forget()
    assert not keep(play, *left)["changed"] and not world.writes()


def test_an_override_is_created_once(weekly: dict[str, t.Any], world: Emulator, play: Play) -> None:
    """The request for it has no response, or the update after it fails: the next run continues."""
    first = play.run(INFO, id=weekly["id"], since="now")["schedules"][0]["shifts"][0]["user"]["summary"].lower()
    left = [user for user in ("ann", "bea", "cy") if user != first]
    world.fault(kind="status", status=403, method="PUT", html=False)
    with pytest.raises(ApiError, match="was updated, but updating schedule_layers failed"):
        keep(play, *left)
    world.fault(kind="reset_after", method="PUT")
    keep(play, *left)
    overrides = world.state()["schedules"][0]["overrides"]
    assert len(overrides) == 1

    again = [user for user in left if user != left[0]]
    world.fault(kind="reset_after", method="POST", path=f"/schedules/{weekly['id']}/overrides")
    keep(play, *again)
    assert len(world.state()["schedules"][0]["overrides"]) == 1, "the turn that runs has its override already"


def test_a_rejected_override_changes_nothing(weekly: dict[str, t.Any], world: Emulator, play: Play) -> None:
    first = play.run(INFO, id=weekly["id"], since="now")["schedules"][0]["shifts"][0]["user"]["summary"].lower()
    left = [user for user in ("ann", "bea", "cy") if user != first]
    world.fault(kind="status", status=400, method="POST", path=f"/schedules/{weekly['id']}/overrides", html=False)
    with pytest.raises(ApiError, match=f"keeping {first.capitalize()} on call until the turn ends"):
        keep(play, *left)
    assert f"PUT /schedules/{weekly['id']}" not in world.writes()


# -- lengths of time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3600", 3600),
        ("1", 1),
        (" 1 week ", 604800),
        ("2 Days", 172800),
        ("12h", 43200),
        ("1d 12h", 129600),
        ("1d12h", 129600),
        ("90 min", 5400),
        ("1 hour 30 minutes 15 seconds", 5415),
        ("2w", 1209600),
        ("45s", 45),
    ],
)
def test_a_length_of_time(text: str, number: int) -> None:
    assert seconds(text, "x") == number


@pytest.mark.parametrize("text", ["", "soon", "1.5h", "-1h", "1 month", "h", "1 h and 2 m", "1h 30", "2 2h"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(UsageError, match=r"x: .*1d 12h"):
        seconds(text, "x")


def test_how_a_length_of_time_is_shown() -> None:
    shown = [spelled(number) for number in (0, 1, 60, 3600, 5400, 86400, 172800, 604800, 1209600)]
    assert shown == [
        "0 seconds", "1 second", "1 minute", "1 hour", "90 minutes", "1 day", "2 days", "1 week", "2 weeks",
    ]  # fmt: skip
