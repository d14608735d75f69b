# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked about incidents: the incidents, their history, priorities, who is on call, who was told."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident import INCIDENT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.log_entry import LOG_ENTRY
from ansible_collections.community.pagerduty.plugins.module_utils._resources.notification import NOTIFICATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.oncall import ONCALL
from ansible_collections.community.pagerduty.plugins.module_utils._resources.priority import PRIORITY
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

WORLD: dict[str, t.Any] = {
    "users": [
        {"name": "Ann Archer", "email": "ann@example.com", "role": "user"},
        {"name": "Bea Baker", "email": "bea@example.com", "role": "user"},
    ],
    "teams": [{"name": "Platform"}],
    "schedules": [
        {
            "name": "Nights",
            "time_zone": "Etc/UTC",
            "schedule_layers": [
                {
                    "start": "2026-01-01T00:00:00Z",
                    "rotation_virtual_start": "2026-01-01T00:00:00Z",
                    "rotation_turn_length_seconds": 86400,
                    "users": ["ann@example.com", "bea@example.com"],
                }
            ],
        }
    ],
    "escalation_policies": [
        {
            "name": "Spare",
            "teams": ["Platform"],
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]},
                {"escalation_delay_in_minutes": 30, "targets": ["Nights"]},
            ],
        },
    ],
    "services": [
        {"name": "Shop", "escalation_policy": "Default"},
        {"name": "Search", "escalation_policy": "Spare"},
    ],
}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """One incident of two months ago, resolved, and two of today."""
    play = Play(emulator)
    emulator.load(**WORLD)
    old = {"incident_key": "shop", "service": "Shop", "title": "Old"}
    play.run(INCIDENT_OPERATION, state="triggered", **old)
    play.run(INCIDENT_OPERATION, state="resolved", incident_key="shop")
    emulator.admin("POST", "clock", {"advance": 60 * 86400})
    play.run(INCIDENT_OPERATION, state="triggered", urgency="low", **{**old, "title": "Shop"})
    play.run(INCIDENT_OPERATION, state="triggered", incident_key="search", service="Search", title="Search")
    emulator.forget()
    return emulator


@pytest.fixture
def play(world: Emulator) -> Play:
    return Play(world)


def ask(play: Play, listing: Resource, **options: t.Any) -> list[dict[str, t.Any]]:
    result = play.run(info_operation(listing), **options)
    assert not result["changed"]
    assert result == play.run(info_operation(listing), check=True, **options)
    assert play.emulator.writes() == []
    return result[listing.plural]


SELECTIONS: list[tuple[dict[str, t.Any], list[str]]] = [
    ({}, ["Shop", "Search"]),
    ({"date_range": "all"}, ["Old", "Shop", "Search"]),
    ({"date_range": "all", "statuses": ["resolved"]}, ["Old"]),
    ({"date_range": "all", "statuses": ["triggered", "acknowledged"]}, ["Shop", "Search"]),
    ({"date_range": "all", "incident_key": "shop"}, ["Old", "Shop"]),
    ({"incident_key": "shop"}, ["Shop"]),
    ({"incident_key": "none"}, []),
    ({"urgencies": ["low"]}, ["Shop"]),
    ({"urgencies": ["low", "high"]}, ["Shop", "Search"]),
    ({"services": ["search"]}, ["Search"]),
    ({"services": ["Search", "Shop"]}, ["Shop", "Search"]),
    ({"teams": ["Platform"]}, ["Search"]),
    ({"users": ["ann@example.com"]}, ["Search"]),
    ({"sort_by": "incident_number:desc", "limit": 1}, ["Search"]),
    ({"sort_by": "urgency", "offset": 1}, ["Search"]),
    ({"date_range": "all", "sort_by": ["urgency:asc", "created_at:desc"]}, ["Shop", "Search", "Old"]),
    ({"sort_by": []}, ["Shop", "Search"]),
    ({"date_range": "all", "sort_by": ["urgency", "created_at"]}, ["Shop", "Old", "Search"]),
    ({"date_range": "all", "sort_by": "urgency:desc,created_at:desc"}, ["Search", "Old", "Shop"]),
]


@pytest.mark.parametrize(("options", "titles"), SELECTIONS, ids=[str(options) for options, _titles in SELECTIONS])
def test_incidents(play: Play, options: dict[str, t.Any], titles: list[str]) -> None:
    assert [found["title"] for found in ask(play, INCIDENT, **options)] == titles


def test_incidents_of_a_time(play: Play, world: Emulator) -> None:
    moment = datetime.now(timezone.utc)
    span = {"since": (moment - timedelta(days=1)).isoformat(), "until": (moment + timedelta(days=1)).isoformat()}
    assert [found["title"] for found in ask(play, INCIDENT, **span)] == ["Old"]


def test_one_incident(play: Play) -> None:
    known = ask(play, INCIDENT, incident_key="search")[0]
    found = ask(play, INCIDENT, id=known["id"], include=["custom_fields", "services", "conference_bridge"])[0]
    assert found["custom_fields"] == [] and found["service"]["type"] == "service"
    assert "conference_bridge" in found
    assert ask(play, INCIDENT, id="QZZZZZZZZZZZZZ") == []


def test_priorities(play: Play) -> None:
    assert [found["name"] for found in ask(play, PRIORITY)] == ["P1", "P2", "P3", "P4", "P5"]
    assert [found["name"] for found in ask(play, PRIORITY, limit=2, offset=1)] == ["P2", "P3"]
    assert play.run(info_operation(PRIORITY), total=True)["total"] == 5


def test_log_entries(play: Play) -> None:
    search = ask(play, INCIDENT, incident_key="search")[0]
    every = ask(play, LOG_ENTRY)
    of_one = ask(play, LOG_ENTRY, incident=search["id"])
    assert 0 < len(of_one) < len(every)
    assert {entry["incident"]["id"] for entry in of_one} == {search["id"]}
    assert of_one[-1]["type"] == "trigger_log_entry"
    assert len(ask(play, LOG_ENTRY, incident=search["id"], is_overview=True)) <= len(of_one)
    assert ask(play, LOG_ENTRY, teams=["Platform"]) == of_one
    assert ask(play, LOG_ENTRY, id=of_one[0]["id"])[0]["id"] == of_one[0]["id"]
    assert ask(play, LOG_ENTRY, since="2100-01-01") == []
    assert len(ask(play, LOG_ENTRY, until="2100-01-01", limit=3)) == 3
    included = ask(play, LOG_ENTRY, incident=search["id"], include=["incidents"], time_zone="Asia/Tokyo")[0]
    (one,) = ask(play, LOG_ENTRY, id=included["id"], time_zone="Asia/Tokyo")
    assert one["created_at"] == included["created_at"] and one["created_at"].endswith("+09:00")
    assert included["incident"]["title"] == "Search" and included["created_at"].endswith("+09:00")


def test_oncalls(play: Play) -> None:
    def found(**options: t.Any) -> set[tuple[str, int, str]]:
        return {
            (entry["escalation_policy"]["summary"], entry["escalation_level"], entry["user"]["summary"])
            for entry in ask(play, ONCALL, **options)
        }

    everybody = found()
    assert ("Default", 1, "Account Owner") in everybody and ("Spare", 1, "Ann Archer") in everybody
    assert {policy for policy, _level, _user in found(escalation_policies=["Spare"])} == {"Spare"}
    assert {level for _policy, level, _user in found(schedules=["Nights"])} == {2}
    assert {user for _policy, _level, user in found(users=["ann@example.com"])} == {"Ann Archer"}
    moment = datetime.now(timezone.utc) + timedelta(days=61)
    span = {"since": moment.isoformat(), "until": (moment + timedelta(days=4)).isoformat(), "schedules": ["Nights"]}
    assert found(**span) == {("Spare", 2, "Ann Archer"), ("Spare", 2, "Bea Baker")}
    assert len(ask(play, ONCALL, **span)) > len(ask(play, ONCALL, **span, earliest=True)) == 2
    whole = ask(play, ONCALL, include=["users"], users=["Bea Baker"], **span)
    assert whole[0]["user"]["email"] == "bea@example.com"


def test_notifications(play: Play) -> None:
    moment = datetime.now(timezone.utc)
    span = {"since": (moment - timedelta(days=1)).isoformat(), "until": (moment + timedelta(days=1)).isoformat()}
    sent = ask(play, NOTIFICATION, **span, include=["users"])
    assert {entry["user"]["email"] for entry in sent} == {"owner@example.com"}
    kind = sent[0]["type"]
    assert {entry["type"] for entry in ask(play, NOTIFICATION, **span, type=kind)} == {kind}
    other = "sms_notification" if kind != "sms_notification" else "email_notification"
    assert ask(play, NOTIFICATION, **span, type=other) == []


WRONG: list[tuple[Resource, dict[str, t.Any], str]] = [
    (INCIDENT, {"id": "Q1", "incident_key": "x"}, "incident_key: selects among many; with id there is only one"),
    (INCIDENT, {"include": ["custom_fields"]}, "include: custom_fields is available for one incident only: add id"),
    (INCIDENT, {"services": ["Nowhere"]}, r"services\[0\]: there is no service 'Nowhere'"),
    (INCIDENT, {"sort_by": ["created_at", "created_at:desc"]}, "sort_by: has created_at twice; remove one"),
    (INCIDENT, {"sort_by": "urgency,created_at,resolved_at"}, "sort_by: has 3 attributes; PagerDuty sorts by 2 at"),
    (INCIDENT, {"since": "yesterday"}, "since: 'yesterday' is not a date or time; write it like"),
    (LOG_ENTRY, {"id": "R1", "incident": "Q1"}, "incident: selects among many; with id there is only one"),
    (LOG_ENTRY, {"incident": "QNONE"}, "^incident: there is no incident 'QNONE'; use its ID"),
    (ONCALL, {"users": ["nobody@example.com"]}, r"users\[0\]: there is no user 'nobody@example.com'"),
    (NOTIFICATION, {"since": "2026-01-01", "until": "2026-12-01"}, "less than 3 months"),
]


@pytest.mark.parametrize(("listing", "options", "message"), WRONG, ids=[message for _l, _o, message in WRONG])
def test_one_line_that_helps(play: Play, listing: Resource, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(PagerDutyError, match=message) as caught:
        play.run(info_operation(listing), **options)
    assert "\n" not in caught.value.message
