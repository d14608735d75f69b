# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries, notifications, on-calls, and the clock."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from .conftest import Client, reference
from .inside import rotation
from .test_incidents import OWNER, Desk


@pytest.fixture
def desk(emulator: Client) -> Desk:
    return Desk(emulator)


# -- log entries -----------------------------------------------------------------------------------------------------


def test_log_entries(desk: Desk) -> None:
    incident = desk.open()
    desk.put(incident, status="acknowledged")
    assert desk.log(incident) == ["trigger", "assign", "notify", "acknowledge"]
    entries = desk.client.get("/log_entries", include_="channels")["log_entries"]
    assert [one["type"] for one in entries] == [
        "acknowledge_log_entry", "notify_log_entry", "assign_log_entry", "trigger_log_entry",
    ]
    trigger = entries[-1]
    assert trigger["channel"] == {"type": "web_trigger", "summary": "Down"}
    assert trigger["agent"]["summary"] == "Account Owner"
    assert trigger["incident"]["summary"] == "[#1] Down"
    assert trigger["teams"][0]["summary"] == "Core"
    assert trigger["event_details"] == {"description": "Down"}
    assert entries[2]["assignees"][0]["summary"] == "Ada Lovelace"
    one = desk.client.get(f"/log_entries/{trigger['id']}", include_=["incidents", "services"])["log_entry"]
    assert (one["incident"]["title"], one["service"]["name"]) == ("Down", "Web")
    assert one["channel"] == {"type": "web_trigger"}
    first = desk.client.get(f"/incidents/{incident['id']}", include_="first_trigger_log_entries")
    assert first["incident"]["first_trigger_log_entry"]["type"] == "trigger_log_entry"
    desk.client.get("/log_entries/PNOSUCH", status=404)


def test_log_entries_of_a_date_range(desk: Desk) -> None:
    incident = desk.open()
    desk.advance(86400)
    desk.put(incident, status="resolved")
    now = datetime.fromisoformat(desk.client.get("/_emulator/clock")["now"])
    since = (now - timedelta(hours=1)).isoformat()
    path = f"/incidents/{incident['id']}/log_entries"
    assert [one["type"] for one in desk.client.get(path, since=since)["log_entries"]] == ["resolve_log_entry"]
    kinds = {one["type"] for one in desk.client.get(path, until=since, is_overview="true")["log_entries"]}
    assert kinds == {"trigger_log_entry", "assign_log_entry", "escalate_log_entry"}
    assert desk.client.get("/log_entries", team_ids_="PX")["log_entries"] == []


def test_the_channel_of_a_log_entry(desk: Desk) -> None:
    path = f"/log_entries/{desk.open()['first_trigger_log_entry']['id']}"
    body = {"channel": {"type": "web_trigger", "details": "New"}}
    desk.client.write("PUT", f"{path}/channel", body, status=202, sender=OWNER)
    assert desk.client.get(path, include_="channels")["log_entry"]["channel"]["details"] == "New"
    for channel in ({"type": "mobile", "details": "x"}, {"type": "email", "details": "x"}, {"type": "web_trigger"}):
        desk.client.refused("PUT", f"{path}/channel", {"channel": channel})


# -- notifications ---------------------------------------------------------------------------------------------------


def test_notifications(desk: Desk) -> None:
    now = datetime.fromisoformat(desk.client.get("/_emulator/clock")["now"])
    span = {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=1)).isoformat()}
    desk.open()
    desk.advance(600)
    sent = desk.client.get("/notifications", **span)["notifications"]
    assert [(one["type"], one["address"]) for one in sent] == [
        ("email_notification", "ada@example.com"), ("email_notification", "bob@example.com"),
    ]
    entries = desk.client.get("/log_entries", include_="channels")["log_entries"]
    told = [one["channel"]["notification"] for one in reversed(entries) if one["type"] == "notify_log_entry"]
    assert [(one["type"], one["address"]) for one in told] == [(one["type"], one["address"]) for one in sent]
    assert desk.client.get("/notifications", include_="users", **span)["notifications"][0]["user"]["email"]
    assert desk.client.get("/notifications", filter="sms_notification", **span)["notifications"] == []
    for query in ({}, {"since": span["since"]}, {**span, "filter": "sms"}, {**span, "since": "2020-01-01"}):
        assert desk.client.get("/notifications", status=400, **query)


def test_a_later_notification_rule(emulator: Client) -> None:
    late = {
        "id": "PRULE01",
        "type": "assignment_notification_rule",
        "start_delay_in_minutes": 5,
        "contact_method": "PCONT01",
        "urgency": "high",
    }
    phone = {
        "id": "PCONT01", "type": "phone_contact_method", "summary": "Mobile", "label": "Mobile", "address": "5551234",
    }
    user = {
        "name": "Ada", "email": "ada@example.com", "role": "owner", "contact_methods": [phone],
        "notification_rules": [late],
    }
    emulator.load({
        "users": [user],
        "services": [{"name": "Web", "escalation_policy": "Default"}],
    })
    service = emulator.get("/services")["services"][0]
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    created = [
        emulator.write("POST", "/incidents", body, status=201, sender="ada@example.com")["incident"] for _n in range(2)
    ]
    now = emulator.get("/_emulator/clock")["now"]
    taken = {"incident": {"type": "incident", "status": "acknowledged"}}
    emulator.write("PUT", f"/incidents/{created[0]['id']}", taken, status=200, sender="ada@example.com")
    emulator.write("POST", "/_emulator/clock", {"advance": 301}, status=200)
    later = emulator.get("/_emulator/clock")["now"]
    sent = emulator.get("/notifications", since=now, until=later)["notifications"]
    assert [(one["type"], one["address"]) for one in sent] == [("phone_notification", "5551234")]


# -- on-calls --------------------------------------------------------------------------------------------------------

DAY = 86400


def layer(*users: Any, start: str = "2026-01-05T00:00:00Z", turn: int = DAY, **more: Any) -> dict[str, Any]:
    return {
        "start": start,
        "rotation_virtual_start": start,
        "rotation_turn_length_seconds": turn,
        "users": [{"user": user} for user in users],
        **more,
    }


def rota(client: Client, *layers: dict[str, Any], zone: str = "Etc/UTC", overrides: Any = ()) -> None:
    """An account with the policy Core: a schedule with these layers on level 1, and the owner on level 2."""
    client.load({
        "users": [{"name": name, "email": f"{name.lower()}@example.com"} for name in ("Ada", "Bob", "Eve")],
        "schedules": [
            {"name": "Primary", "time_zone": zone, "schedule_layers": list(layers), "overrides": list(overrides)}
        ],
        "escalation_policies": [
            {
                "name": "Core",
                "escalation_rules": [
                    {"escalation_delay_in_minutes": 5, "targets": ["Primary"]},
                    {"escalation_delay_in_minutes": 5, "targets": ["owner@example.com"]},
                ],
            }
        ],
    })


def on_calls(client: Client, **query: Any) -> list[tuple[str, int, str | None, str | None]]:
    """The tuples (user, level, start, end) of the policy Core."""
    policy = client.get("/escalation_policies", query="Core")["escalation_policies"][0]["id"]
    found = client.get("/oncalls", escalation_policy_ids_=policy, time_zone="Etc/UTC", limit=100, **query)["oncalls"]
    return [(one["user"]["summary"], one["escalation_level"], one["start"], one["end"]) for one in found]


def test_a_rotation(emulator: Client) -> None:
    rota(emulator, layer("ada@example.com", "bob@example.com"))
    span = {"since": "2026-01-06T12:00:00Z", "until": "2026-01-08T12:00:00Z"}
    assert on_calls(emulator, **span) == [
        ("Bob", 1, "2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z"),
        ("Ada", 1, "2026-01-07T00:00:00Z", "2026-01-08T00:00:00Z"),
        ("Bob", 1, "2026-01-08T00:00:00Z", "2026-01-09T00:00:00Z"),
        ("Account Owner", 2, None, None),
    ]
    assert [one[0] for one in on_calls(emulator, earliest="true", **span)] == ["Bob", "Ada", "Account Owner"]
    bob = emulator.get("/users", query="bob")["users"][0]["id"]
    assert {one[0] for one in on_calls(emulator, user_ids_=bob, **span)} == {"Bob"}
    assert [one[0] for one in on_calls(emulator, schedule_ids_="null", **span)] == ["Account Owner"]
    schedule = emulator.get("/schedules")["schedules"][0]["id"]
    assert len(on_calls(emulator, schedule_ids_=schedule, **span)) == 3
    shown = emulator.get("/oncalls", schedule_ids_=schedule, include_=["users", "schedules", "escalation_policies"])
    entry = shown["oncalls"][0]
    assert entry["user"]["email"] and entry["schedule"]["time_zone"] and entry["escalation_policy"]["num_loops"] == 0
    emulator.get("/oncalls", status=400, since=span["until"], until=span["since"])


def test_users_on_call_in_a_schedule(emulator: Client) -> None:
    override = {"start": "2026-01-06T10:00:00Z", "end": "2026-01-06T11:00:00Z", "user": "eve@example.com"}
    rota(emulator, layer("bob@example.com", "ada@example.com"), overrides=[override])
    path = f"/schedules/{emulator.get('/schedules')['schedules'][0]['id']}/users"

    def users(since: str, until: str) -> list[str]:
        shown = emulator.get(path, since=f"2026-01-{since}Z", until=f"2026-01-{until}Z")
        return [one["name"] for one in shown["users"]]

    assert users("05T00:00:00", "05T12:00:00") == ["Bob"]
    assert users("05T12:00:00", "07T12:00:00") == ["Ada", "Bob", "Eve"]
    assert users("06T10:00:00", "06T10:30:00") == ["Eve"]
    assert users("04T00:00:00", "04T12:00:00") == []
    assert emulator.get(path)["users"][0]["email"] in ("ada@example.com", "bob@example.com")
    emulator.get(path, status=400, since="2026-01-06T00:00:00Z", until="2026-01-05T00:00:00Z")
    emulator.get("/schedules/PNONE01/users", status=404)


def test_layers_and_overrides(emulator: Client) -> None:
    office = {"type": "daily_restriction", "start_time_of_day": "09:00:00", "duration_seconds": 8 * 3600}
    override = {"start": "2026-01-06T10:00:00Z", "end": "2026-01-06T11:00:00Z", "user": "eve@example.com"}
    rota(
        emulator, layer("ada@example.com"), layer("bob@example.com", restrictions=[office]), overrides=[override]
    )
    assert [one[:1] + one[2:] for one in on_calls(
        emulator, since="2026-01-06T08:00:00Z", until="2026-01-06T18:00:00Z", schedule_ids_=schedule_of(emulator)
    )] == [
        ("Ada", "2026-01-05T17:00:00Z", "2026-01-06T09:00:00Z"),
        ("Bob", "2026-01-06T09:00:00Z", "2026-01-06T10:00:00Z"),
        ("Eve", "2026-01-06T10:00:00Z", "2026-01-06T11:00:00Z"),
        ("Bob", "2026-01-06T11:00:00Z", "2026-01-06T17:00:00Z"),
        ("Ada", "2026-01-06T17:00:00Z", "2026-01-07T09:00:00Z"),
    ]


def schedule_of(client: Client) -> str:
    identifier: str = client.get("/schedules")["schedules"][0]["id"]
    return identifier


def test_daylight_saving_time(emulator: Client) -> None:
    start = "2026-03-02T09:00:00-05:00"  # the clocks in New York go forward on 8 March
    rota(emulator, layer("ada@example.com", "bob@example.com", start=start, turn=7 * DAY), zone="America/New_York")
    found = on_calls(emulator, since="2026-03-05T00:00:00Z", until="2026-03-10T00:00:00Z")
    assert found[:2] == [
        ("Ada", 1, "2026-03-02T14:00:00Z", "2026-03-09T13:00:00Z"),
        ("Bob", 1, "2026-03-09T13:00:00Z", "2026-03-16T13:00:00Z"),
    ]


def test_weekly_restrictions(emulator: Client) -> None:
    weekend = {
        "type": "weekly_restriction", "start_day_of_week": 6, "start_time_of_day": "00:00:00",
        "duration_seconds": 2 * DAY,
    }
    rota(emulator, layer("ada@example.com", restrictions=[weekend]))
    found = on_calls(emulator, since="2026-01-07T00:00:00Z", until="2026-01-14T00:00:00Z")
    assert found[0] == ("Ada", 1, "2026-01-10T00:00:00Z", "2026-01-12T00:00:00Z")
    assert len(found) == 2


def test_levels_with_nobody_on_call_are_skipped(emulator: Client) -> None:
    rota(emulator, layer("ada@example.com", start="2020-01-01T00:00:00Z", end="2020-02-01T00:00:00Z"))
    policy = emulator.get("/escalation_policies", query="Core")["escalation_policies"][0]
    service = emulator.create("service", name="Web", escalation_policy=reference(policy))
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    incident = emulator.write("POST", "/incidents", body, status=201, sender=OWNER)["incident"]
    assert incident["assignments"][0]["assignee"]["summary"] == "Account Owner"


# -- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock(emulator: Client) -> None:
    before = emulator.get("/_emulator/clock")
    after = emulator.write("POST", "/_emulator/clock", {"advance": 3600}, status=200)
    assert (before["advanced"], after["advanced"]) == (0, 3600)
    passed = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
    assert timedelta(hours=1) <= passed < timedelta(hours=1, minutes=1)
    for body in ({}, {"advance": -1}, {"advance": "1"}, {"advance": True}, []):
        emulator.write("POST", "/_emulator/clock", body, status=400)
    emulator.write("POST", "/_emulator/reset", {}, status=200)
    assert emulator.get("/_emulator/clock")["advanced"] == 0


def test_shifts_match_the_user_at_each_moment() -> None:
    """Random schedules, with overlapping layers, restrictions, overrides, and the same user in consecutive turns."""
    chance = random.Random(5)
    begun = datetime(2026, 1, 5, tzinfo=UTC)

    def at(hours: float) -> str:
        return (begun + timedelta(hours=hours)).isoformat()

    def random_layer() -> dict[str, Any]:
        daily = {"type": "daily_restriction", "start_time_of_day": "22:30:00", "duration_seconds": 30_000}
        weekly = {
            "type": "weekly_restriction", "start_time_of_day": "06:00:00", "duration_seconds": 200_000,
            "start_day_of_week": chance.randint(1, 7),
        }
        start = chance.randint(-300, 100)
        return {
            "start": at(start), "end": chance.choice((None, at(start + chance.randint(1, 400)))),
            "rotation_virtual_start": at(chance.randint(-500, 500)),
            "rotation_turn_length_seconds": chance.choice((3600, 7200, DAY, 7 * DAY, 5000)),
            "users": [{"user": {"id": chance.choice("ABC")}} for _user in range(chance.randint(1, 3))],
            "restrictions": chance.choice(([], [], [daily], [weekly], [daily, weekly])),
        }

    for _schedule in range(40):
        starts = [chance.randint(-50, 200) for _override in range(chance.randint(0, 3))]
        schedule = {
            "time_zone": chance.choice(("Etc/UTC", "Asia/Kolkata", "Pacific/Kiritimati")),
            "schedule_layers": [random_layer() for _layer in range(chance.randint(1, 4))],
            "overrides": [
                {"start": at(start), "end": at(start + chance.randint(1, 30)), "user": {"id": "D"}} for start in starts
            ],
        }
        until = begun + timedelta(hours=240)
        found = list(rotation.shifts(schedule, begun, until, begun))
        for first, second in pairwise(found):
            assert first.end <= second.start and (first.user != second.user or first.end < second.start)
        for _moment in range(150):
            moment = begun + timedelta(seconds=chance.randint(0, 240 * 3600))
            there = [one.user for one in found if one.start <= moment < one.end]
            assert there == [user for user in [rotation.on_call(schedule, moment)] if user is not None]
        if found and found[0].start < begun:
            assert rotation.on_call(schedule, found[0].start) == found[0].user
            assert rotation.on_call(schedule, found[0].start - timedelta(seconds=1)) != found[0].user


def test_shifts_of_many_layers_are_found_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that a layer with precedence covers are not computed.

    With many layers of short turns, this took minutes.
    """
    layer = {
        "start": "2026-01-01T00:00:00+00:00", "end": None, "rotation_virtual_start": "2026-01-01T00:00:00+00:00",
        "rotation_turn_length_seconds": 3600, "users": [{"user": {"id": "A"}}, {"user": {"id": "B"}}],
        "restrictions": [],
    }
    schedule = {"time_zone": "Etc/UTC", "overrides": [], "schedule_layers": [layer] * 200}
    counted, turns = [], rotation.turns
    monkeypatch.setattr(rotation, "turns", lambda *arguments: counted.append(1) or turns(*arguments))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert len(list(rotation.shifts(schedule, now, now + timedelta(days=90), now))) == 90 * 24
    assert len(counted) < 2 * 90 * 24
    counted.clear()
    assert len(list(rotation.shifts(schedule, now, now, now))) == 1
    assert len(counted) < 600
