# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memberships: one at a time, the members of a team, and the teams of a user. All three mean the same."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.association_operation import (
    association_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team_members import MANAGED_TEAM, MEMBERS
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

MEMBERSHIP = association_operation(MANAGED_TEAM, MEMBERS, name="team_membership")
TEAM = resource_operation(MANAGED_TEAM)
TEAM_INFO = info_operation(MANAGED_TEAM)
ANN = {"user": "ann@example.com"}
PLATFORM = {"team": "Platform"}


@pytest.fixture(autouse=True)
def account(emulator: Emulator) -> None:
    load(emulator)


def load(emulator: Emulator, *users: dict[str, t.Any], **more: t.Any) -> None:
    """An account with these further users and objects."""
    emulator.load(
        users=[
            *users,
            {"name": "Ann Archer", "email": "ann@example.com", "role": "user"},
            {"name": "Bea Baker", "email": "bea@example.com", "role": "limited_user"},
            {"name": "Ada Admin", "email": "ada@example.com", "role": "admin"},
            {"name": "Ria Reader", "email": "ria@example.com", "role": "read_only_user"},
        ],
        teams=[{"name": "Platform", "members": [{"user": "bea@example.com", "role": "responder"}]}, {"name": "Search"}],
        **more,
    )
    emulator.forget()


def roles(emulator: Emulator, team: str = "Platform") -> dict[str, str]:
    """The members of a team with their roles, by email address."""
    state = emulator.state()
    emails = {user["id"]: user["email"] for user in state["users"]}
    members = next(one["members"] for one in state["teams"] if one["name"] == team)
    return {emails[member["user"]]: member["role"] for member in members}


def test_one_membership(play: Play, emulator: Emulator) -> None:
    options = {**PLATFORM, **ANN, "role": "observer"}
    checked = play.run(MEMBERSHIP, check=True, **options)
    assert emulator.writes() == []
    made = play.run(MEMBERSHIP, **options)
    assert made["changed"] and made == checked
    assert made["diff"]["before"] == {} and made["diff"]["after"] == {"role": "observer"}
    membership = made["team_membership"]
    assert membership["team"]["type"] == "team_reference" and membership["team"]["summary"] == "Platform"
    assert membership["user"]["type"] == "user_reference" and membership["role"] == "observer"
    assert roles(emulator) == {"ann@example.com": "observer", "bea@example.com": "responder"}
    emulator.forget()
    again = play.run(MEMBERSHIP, **options)
    assert not again["changed"] and again["team_membership"] == membership and emulator.writes() == []
    # Without a role, the role stays. Both names ignore case.
    kept = play.run(MEMBERSHIP, team="PLATFORM", user=" ANN@example.com")
    assert not kept["changed"] and kept["team_membership"] == membership and emulator.writes() == []
    changed = play.run(MEMBERSHIP, **PLATFORM, user=membership["user"]["id"], role="manager")
    assert changed["diff"]["before"] == {"role": "observer"} and changed["diff"]["after"] == {"role": "manager"}
    assert roles(emulator)["ann@example.com"] == "manager"


def test_remove(play: Play, emulator: Emulator) -> None:
    options = {**PLATFORM, "user": "bea@example.com", "state": "absent"}
    checked = play.run(MEMBERSHIP, check=True, **options)
    gone = play.run(MEMBERSHIP, **options)
    assert gone["changed"] and gone == checked and gone["team_membership"] is None
    assert gone["diff"]["before"] == {"role": "responder"} and gone["diff"]["after"] == {}
    assert roles(emulator) == {}
    emulator.forget()
    for user, team in (("bea@example.com", "Platform"), ("nobody@example.com", "Platform"), ("bea@example.com", "No")):
        assert not play.run(MEMBERSHIP, user=user, team=team, state="absent")["changed"]
    assert emulator.writes() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({**PLATFORM, "user": "annn@example.com"}, r"^user: there is no user 'annn@example.com'; the nearest are"),
        ({"team": "Platfrom", **ANN}, r"^team: there is no team 'Platfrom'; the nearest are Platform"),
        ({**PLATFORM, "user": ""}, r"^user: must not be empty"),
    ],
)
def test_bad_input(play: Play, emulator: Emulator, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        play.run(MEMBERSHIP, **options)
    assert emulator.writes() == []


def test_a_reader_is_rejected(play: Play) -> None:
    with pytest.raises(ApiError, match=r"making the user Ria Reader \(P\w+\) a member of the team failed.*read only"):
        play.run(MEMBERSHIP, **PLATFORM, user="ria@example.com")


def test_an_admin_is_a_manager(play: Play, emulator: Emulator) -> None:
    options = {**PLATFORM, "user": "ada@example.com", "role": "observer"}
    made = play.run(MEMBERSHIP, **options)
    assert made["warnings"] == [f"role: Ada Admin ({made['team_membership']['user']['id']}) is an admin or owner and so"
                                " a manager of each team; observer is ignored"]
    assert made["team_membership"]["role"] == "manager"
    assert not play.run(MEMBERSHIP, **options)["changed"]


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_what_keeps_a_member_is_named(play: Play, emulator: Emulator, check: bool) -> None:
    layer = {
        "start": "2026-01-01T00:00:00Z",
        "rotation_virtual_start": "2026-01-01T00:00:00Z",
        "rotation_turn_length_seconds": 86400,
        "users": ["bea@example.com"],
    }
    load(
        emulator,
        schedules=[{"name": "Nights", "time_zone": "Etc/UTC", "teams": ["Platform"], "schedule_layers": [layer]}],
        escalation_policies=[
            {
                "name": name,
                "teams": teams,
                "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["bea@example.com"]}],
            }
            for name, teams in (("Days", ["Platform"]), ("Other", []))
        ],
    )
    expected = (
        r"removing the user (Bea Baker \(P\w+\) )?from (the )?team.* is not possible because of"
        r" escalation policy Days \(P\w+\), schedule Nights \(P\w+\)\. Change these objects first"
    )
    for operation, options in (
        (MEMBERSHIP, {**PLATFORM, "user": "bea@example.com", "state": "absent"}),
        (TEAM, {"name": "Platform", "members": [], "purge_members": True}),
        (resource_operation(USER), {"email": "bea@example.com", "teams": [], "purge_teams": True}),
    ):
        with pytest.raises(ApiError, match=expected) as caught:
            play.run(operation, check=check, **options)
        assert caught.value.failure["status"] == 400
    assert roles(emulator) == {"bea@example.com": "responder"}


def test_members_of_a_team(play: Play, emulator: Emulator) -> None:
    members = [{"user": "ann@example.com"}, {"user": "bea@example.com", "role": "manager"}]
    options = {"name": "Platform", "members": members}
    checked = play.run(TEAM, check=True, **options)
    made = play.run(TEAM, **options)
    assert made == checked and made["changed"]
    assert sorted(made["diff"]["after"]["members"].values()) == ["manager", "manager"]
    assert list(made["diff"]["before"]["members"].values()) == ["responder"]
    assert not play.run(TEAM, **options)["changed"]
    observer = {"user": "ann@example.com", "role": "observer"}
    purged = play.run(TEAM, name="Platform", members=[observer], purge_members=True)
    assert sorted(purged["diff"]["before"]["members"].values()) == ["manager", "manager"]
    assert roles(emulator) == {"ann@example.com": "observer"}
    new = play.run(TEAM, name="Brand new", members=[{"user": "Ann Archer", "role": "responder"}])
    assert new["changed"] and roles(emulator, "Brand new") == {"ann@example.com": "responder"}
    play.run(TEAM, name="Brand new", members=[], purge_members=True)
    assert roles(emulator, "Brand new") == {}
    with pytest.raises(Missing, match=r"members\[0\]\.user: there is no user"):
        play.run(TEAM, name="Platform", members=[{"user": "nobody@example.com"}])


def test_the_members_of_teams_are_listed_only_on_request(play: Play, emulator: Emulator) -> None:
    assert "members" not in play.run(TEAM_INFO)["teams"][0]
    assert len(emulator.log()) == 1
    emulator.forget()
    platform, search = play.run(TEAM_INFO, members=True)["teams"]
    assert [(one["user"]["email"], one["role"]) for one in platform["members"]] == [("bea@example.com", "responder")]
    assert search["members"] == [] and len(emulator.log()) == 3
    (one,) = play.run(TEAM_INFO, name="platform", members=True)["teams"]
    assert one["members"] == platform["members"]


def test_requests_of_a_loop(play: Play, emulator: Emulator) -> None:
    """150 members of one team, one task each: the members are read once, and what the loop writes is not read again."""
    users = [{"name": f"User {number}", "email": f"user{number}@example.com"} for number in range(150)]
    load(emulator, *users)
    play.keep()
    for user in users:
        assert play.run(MEMBERSHIP, **PLATFORM, user=user["email"], role="responder")["changed"]
    assert len(emulator.writes()) == 150
    assert len(emulator.log()) - 150 <= 6
    emulator.forget()
    for user in users:
        assert not play.run(MEMBERSHIP, **PLATFORM, user=user["email"], role="responder")["changed"]
    assert emulator.log() == []
    whole = [{"user": user["email"], "role": "responder"} for user in users]
    assert not play.run(TEAM, name="Platform", members=whole)["changed"]
    fresh = Play(emulator)
    assert not fresh.run(TEAM, name="Platform", members=whole)["changed"]
    assert len(emulator.log()) == 3, "the team, and two pages of members"


def test_tasks_of_one_process_see_both_sides(play: Play, emulator: Emulator) -> None:
    play.keep()
    user = resource_operation(USER)
    assert not play.run(user, email="ann@example.com", teams=[], purge_teams=True)["changed"]
    play.run(MEMBERSHIP, **PLATFORM, **ANN, role="observer")
    assert not play.run(user, email="ann@example.com", teams=[{"team": "Platform", "role": "observer"}])["changed"]
    assert play.run(user, email="ann@example.com", teams=[{"team": "Platform", "role": "manager"}])["changed"]
    assert not play.run(MEMBERSHIP, **PLATFORM, **ANN, role="manager")["changed"]
    assert play.run(user, email="ann@example.com", teams=[], purge_teams=True)["changed"]
    assert not play.run(MEMBERSHIP, **PLATFORM, **ANN, state="absent")["changed"]
    assert not play.run(TEAM, name="Platform", members=[{"user": "bea@example.com"}], purge_members=True)["changed"]


def test_check_mode_predicts_both_sides(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    user = resource_operation(USER)
    cal: dict[str, t.Any] = {"email": "cal@example.com", "name": "Cal"}
    member = {**PLATFORM, "user": "cal@example.com", "role": "observer"}

    def check(operation: t.Any, **options: t.Any) -> bool:
        return bool(play.run(operation, check=True, **options)["changed"])

    assert check(user, **cal, teams=[{"team": "Platform", "role": "observer"}])
    assert not check(MEMBERSHIP, **member)
    assert not check(TEAM, name="Platform", members=[{"user": "cal@example.com", "role": "observer"}])
    assert check(MEMBERSHIP, **{**member, "role": "manager"})
    assert not check(user, **cal, teams=[{"team": "Platform", "role": "manager"}])
    (team,) = play.run(TEAM_INFO, check=True, name="Platform", members=True)["teams"]
    assert {one["role"] for one in team["members"]} == {"responder", "manager"}
    assert check(MEMBERSHIP, **PLATFORM, user="cal@example.com", state="absent")
    assert not check(MEMBERSHIP, **PLATFORM, user="cal@example.com", state="absent")
    assert not check(user, **cal, teams=[], purge_teams=True)
    # Objects that exist, and a team that does not.
    assert check(MEMBERSHIP, **PLATFORM, **ANN)
    assert not check(user, email="ann@example.com", teams=[{"team": "Platform", "role": "manager"}])
    assert check(TEAM, name="New", members=[{"user": "ann@example.com"}])
    assert not check(MEMBERSHIP, team="New", **ANN, role="manager")
    assert check(user, email="ann@example.com", teams=[{"team": "Platform"}], purge_teams=True)
    assert not check(TEAM, name="New", members=[], purge_members=True)
    assert emulator.writes() == []


def test_the_task_waits_for_the_new_role(play: Play, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """PagerDuty may return the old role for a moment (its Terraform provider reads it again and again)."""
    from ansible_collections.community.pagerduty.plugins.module_utils._resources import membership

    reads: list[str] = []
    real = membership.team_members

    def late(session: t.Any, team_id: str, *, fresh: bool = False) -> list[dict[str, t.Any]]:
        found = real(session, team_id, fresh=fresh)
        if not fresh:
            return found
        reads.append(team_id)
        return found if len(reads) > late_by else [{**one, "role": "responder"} for one in found]

    monkeypatch.setattr(membership, "team_members", late)
    late_by = 2
    options = {**PLATFORM, "user": "bea@example.com"}
    assert "warnings" not in play.run(MEMBERSHIP, **options, role="manager")
    assert len(reads) == 3 and len(play.slept) == 2
    reads.clear()
    late_by = 1000
    assert "PagerDuty does not show it yet" in play.run(MEMBERSHIP, **options, role="observer")["warnings"][0]
    reads.clear()
    play.run(MEMBERSHIP, **PLATFORM, **ANN, role="observer")
    assert reads == [], "a new member has no old role"


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_lost_responses(play: Play, emulator: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    emulator.fault(**fault, method="PUT")
    play.run(MEMBERSHIP, **PLATFORM, **ANN, role="observer")
    assert roles(emulator)["ann@example.com"] == "observer"
    emulator.fault(**fault, method="DELETE")
    play.run(MEMBERSHIP, **PLATFORM, **ANN, state="absent")
    assert "ann@example.com" not in roles(emulator)
