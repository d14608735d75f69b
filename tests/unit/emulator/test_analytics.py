# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytics: metrics and rows that follow from incidents and their log entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Client, reference

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""The day of the first incident."""

OWNER = "owner@example.com"


def at(hours: float, *, day: int = 0) -> str:
    """An instant: so many hours after the start of a day after `MONDAY`, in UTC."""
    return (MONDAY + timedelta(days=day, hours=hours)).isoformat()


def entry(incident: str, kind: str, when: str, agent: str | None = None, **more: Any) -> dict[str, Any]:
    who = {"id": agent, "type": "user"} if agent else {"id": "PSWEB", "type": "service"}
    return {"kind": kind, "created_at": when, "agent": who, "incident": incident, "service": "PSWEB", **more}


def assigned(incident: str, kind: str, when: str, *users: str, channel: str = "auto") -> dict[str, Any]:
    return entry(incident, kind, when, extra={"assignees": list(users)}, channel={"type": channel})


def notified(incident: str, when: str, user: str, how: str) -> dict[str, Any]:
    channel = {"type": "auto", "notification": {"type": f"{how}_notification", "status": "success"}}
    return entry(incident, "notify", when, extra={"user": user}, channel=channel)


POLICIES = [
    {"id": "PPCORE", "name": "Core", "teams": ["PTCORE"], "escalation_rules": [
        {"escalation_delay_in_minutes": 10, "targets": [{"id": "PUADA", "type": "user"}]},
        {"escalation_delay_in_minutes": 10, "targets": [{"id": "PUBOB", "type": "user"}]},
    ]},
    {"id": "PPSIDE", "name": "Side", "escalation_rules": [
        {"escalation_delay_in_minutes": 10, "targets": [{"id": "PUBOB", "type": "user"}]},
    ]},
]

ACCOUNT: dict[str, Any] = {
    "time_zone": "Etc/UTC",
    "users": [
        {"id": "PUOWN", "name": "Owner", "email": OWNER, "role": "owner", "created_at": "2025-01-01T00:00:00Z"},
        {"id": "PUADA", "name": "Ada", "email": "ada@example.com", "time_zone": "Etc/UTC",
         "created_at": "2026-01-10T00:00:00Z", "last_sign_in_at": "2026-02-01T00:00:00Z",
         "contact_methods": [{"type": "sms_contact_method", "label": "SMS", "address": "5551234567"}]},
        # In Tokyo, it is 9 hours later than in UTC.
        {"id": "PUBOB", "name": "Bob", "email": "bob@example.com", "time_zone": "Asia/Tokyo",
         "created_at": "2026-01-20T00:00:00Z"},
    ],
    "teams": [{"id": "PTCORE", "name": "Core", "members": ["PUADA", "PUBOB"]}],
    "escalation_policies": POLICIES,
    "services": [
        {"id": "PSWEB", "name": "Web", "escalation_policy": "PPCORE"},
        {"id": "PSSIDE", "name": "Side", "escalation_policy": "PPSIDE"},
    ],
    "incidents": [
        {"id": "PIONE", "title": "Down", "service": "PSWEB", "teams": ["PTCORE"], "created_at": at(2),
         "status": "resolved", "resolved_at": at(3), "priority": "P1", "urgency": "high"},
        {"id": "PITWO", "title": "Slow", "service": "PSWEB", "teams": ["PTCORE"], "created_at": at(12, day=1),
         "status": "acknowledged", "urgency": "low"},
        {"id": "PITHREE", "title": "Bare", "service": "PSSIDE", "created_at": at(20, day=9), "status": "resolved",
         "resolved_at": at(21, day=9), "last_status_change_by": {"id": "PUBOB", "type": "user"}},
    ],
    "log_entries": [
        entry("PIONE", "trigger", at(2)),
        assigned("PIONE", "assign", at(2), "PUADA"),
        notified("PIONE", at(2), "PUADA", "phone"),
        notified("PIONE", at(2), "PUADA", "sms"),
        notified("PIONE", at(2.1), "PUADA", "email"),
        assigned("PIONE", "escalate", at(2.25), "PUBOB", channel="timeout"),
        notified("PIONE", at(2.25), "PUBOB", "push"),
        entry("PIONE", "acknowledge", at(2.5), "PUBOB"),
        entry("PIONE", "acknowledge", at(2.75), "PUADA"),
        entry("PIONE", "resolve", at(3), "PUBOB"),
        entry("PITWO", "trigger", at(12, day=1)),
        assigned("PITWO", "assign", at(12, day=1), "PUADA"),
        notified("PITWO", at(12, day=1), "PUADA", "push"),
        assigned("PITWO", "assign", at(12.5, day=1), "PUBOB"),
        entry("PITWO", "acknowledge", at(13, day=1), "PUBOB"),
        entry("PITWO", "snooze", at(13, day=1), "PUBOB"),
        entry("PITWO", "unacknowledge", at(14, day=1)),
        entry("PITWO", "acknowledge", at(14, day=1), "PUBOB"),
    ],
    "pd_advance_usages": [
        {"feature": "genai_assist_bot", "credits": 2, "incident": "PIONE", "created_at": at(2.5)},
        {"feature": "genai_assist_bot", "credits": 3, "proactive": True, "created_at": at(3, day=5)},
    ],
}

RANGE = {"created_at_start": at(0), "created_at_end": at(0, day=14)}


def load(client: Client, account: dict[str, Any]) -> None:
    """Replaces all accounts with this one, whose key is ``emulator``."""
    client.load({"accounts": [{"tokens": ["emulator"], "fresh": True, **account}]})


@pytest.fixture
def account(emulator: Client) -> Client:
    """The emulator with one account, whose key is ``emulator``."""
    load(emulator, ACCOUNT)
    return emulator


def ask(client: Client, path: str, status: int = 200, **body: Any) -> Any:
    return client.write("POST", f"/analytics{path}", body, status=status)


def metrics(client: Client, path: str, **filters: Any) -> Any:
    """The rows of metrics of incidents in the two weeks after `MONDAY`."""
    return ask(client, f"/metrics/incidents{path}", filters={**RANGE, **filters})["data"]


# -- metrics of incidents ----------------------------------------------------------------------------------------------


def test_the_metrics_of_one_incident(account: Client) -> None:
    (row,) = metrics(account, "/all", priority_names=["P1"])
    expected = {
        "total_incident_count": 1, "mean_assignment_count": 2, "mean_engaged_user_count": 2,
        "mean_seconds_to_first_ack": 1800, "mean_seconds_to_resolve": 3600, "mean_seconds_to_engage": 900,
        "mean_seconds_to_mobilize": 2700, "mean_engaged_seconds": 1800 + 900, "total_engaged_seconds": 2700,
        "p50_seconds_to_resolve": 3600, "total_escalation_count": 1, "total_incidents_timeout_escalated": 1,
        "total_incidents_manual_escalated": 0, "total_incidents_reassigned": 0, "total_incidents_acknowledged": 1,
        "total_incidents_auto_resolved": 0, "total_notifications": 4,
        # A call and an SMS in the same minute are one interruption, an email is none. 02:00 UTC is 11:15 in Tokyo.
        "total_interruptions": 2, "total_sleep_hour_interruptions": 1, "total_business_hour_interruptions": 1,
        "total_off_hour_interruptions": 0,
    }
    assert {name: row[name] for name in expected} == expected
    assert "range_start" not in row


def test_all_incidents(account: Client) -> None:
    (row,) = metrics(account, "/all")
    assert (row["total_incident_count"], row["total_incidents_reassigned"]) == (3, 1)
    assert row["total_snoozed_seconds"] == 3600
    assert (row["mean_seconds_to_first_ack"], row["mean_seconds_to_resolve"]) == (2700, 3600)
    assert row["p90_seconds_to_first_ack"] == 1800 + round(0.9 * 1800)
    assert ask(account, "/metrics/incidents/all")["data"][0]["total_incident_count"] == 3


def test_incidents_by_range(account: Client) -> None:
    rows = ask(account, "/metrics/incidents/all", filters=RANGE, aggregate_unit="week")
    assert [(one["range_start"], one["total_incident_count"]) for one in rows["data"]] == [
        ("2026-03-02T00:00:00", 2), ("2026-03-09T00:00:00", 1),
    ]
    assert (rows["aggregate_unit"], rows["time_zone"]) == ("week", "Etc/UTC")
    assert rows["filters"] == {"created_at_start": "2026-03-02T00:00:00Z", "created_at_end": "2026-03-16T00:00:00Z"}
    body = {"filters": RANGE, "aggregate_unit": "day", "time_zone": "America/Los_Angeles", "order": "desc",
            "order_by": "range_start"}
    days = [one["range_start"][:10] for one in ask(account, "/metrics/incidents/all", **body)["data"]]
    assert days == ["2026-03-11", "2026-03-03", "2026-03-01"]
    (month,) = ask(account, "/metrics/incidents/services/all", filters=RANGE, aggregate_unit="month")["data"]
    assert month["range_start"] == "2026-03-01T00:00:00"
    # In the range of the filters, which starts on the second day, P1 was open for one hour.
    assert month["up_time_pct"] == pytest.approx(100 * (1 - 1 / (14 * 24)))


def test_by_service_team_and_policy(account: Client) -> None:
    rows = {one["service_name"]: one for one in metrics(account, "/services")}
    assert {name: one["total_incident_count"] for name, one in rows.items()} == {"Web": 2, "Side": 1}
    assert (rows["Web"]["team_name"], rows["Side"]["team_id"]) == ("Core", None)
    assert rows["Web"]["up_time_pct"] == pytest.approx(100 * (1 - 1 / (14 * 24)))
    assert rows["Side"]["up_time_pct"] == 100
    (team,) = metrics(account, "/teams")
    assert (team["team_id"], team["team_name"], team["total_incident_count"]) == ("PTCORE", "Core", 2)
    (teams,) = metrics(account, "/teams/all")
    assert (teams["total_incident_count"], "team_id" in teams, "up_time_pct" in teams) == (2, False, False)
    policies = {one["escalation_policy_id"]: one for one in metrics(account, "/escalation_policies")}
    assert policies["PPCORE"]["distinct_responder_count"] == 2
    (policies_all,) = metrics(account, "/escalation_policies/all")
    assert (policies_all["total_incident_count"], policies_all["distinct_responder_count"]) == (3, 2)


@pytest.mark.parametrize(("filters", "number"), [
    ({"urgency": "low"}, 1),
    ({"major": True}, 1),
    ({"major": False}, 2),
    ({"service_ids": ["PSSIDE"]}, 1),
    ({"team_ids": ["PTCORE"]}, 2),
    ({"escalation_policy_ids": ["PPSIDE"]}, 1),
    ({"priority_names": ["P1", "P2"]}, 1),
    ({"priority_names": ["P2"]}, 0),
    ({"min_ackowledgements": 1}, 2),
    ({"min_timeout_escalations": 1}, 1),
    ({"min_manual_escalations": 1}, 0),
    ({"pd_advance_used": True}, 1),
    ({"created_at_end": at(12, day=1)}, 1),  # the end does not belong to the range
    ({"created_at_start": at(12, day=1)}, 2),
])
def test_filters(account: Client, filters: dict[str, Any], number: int) -> None:
    assert metrics(account, "/all", **filters)[0]["total_incident_count"] == number


@pytest.mark.parametrize(("body", "error"), [
    ({"filters": []}, "Filters must be an Object"),
    ({"filters": {"created_at_start": "yesterday"}}, "Filters created_at_start must be a valid ISO 8601 date-time"),
    ({"filters": {"urgency": "medium"}}, "Filters urgency must be in high or low"),
    ({"filters": {"team_ids": "PTCORE"}}, "Filters team_ids must be an Array of Strings"),
    ({"filters": {"major": "yes"}}, "Filters major must be true or false"),
    ({"filters": {"min_ackowledgements": -1}}, "Filters min_ackowledgements must be an Integer from 0"),
    ({"filters": {"created_at_start": at(1), "created_at_end": at(0)}},
     "Filters created_at_start must be before its end"),
    ({"filters": {"created_at_start": at(0), "created_at_end": at(0, day=400)}},
     "Filters created_at_start and its end must be at most one year apart"),
    ({"aggregate_unit": "year"}, "Aggregate_unit must be in day, week, month"),
    ({"order": "up"}, "Order must be in asc, desc"),
    ({"time_zone": "Mars"}, "Time zone is not a valid time zone"),
])
def test_wrong_requests(account: Client, body: dict[str, Any], error: str) -> None:
    assert ask(account, "/metrics/incidents/all", 400, **body)["error"]["errors"] == [error]


def test_an_unknown_filter_is_rejected_with_strict_only(account: Client, strict: Client) -> None:
    assert metrics(account, "/all", teams=["x"])[0]["total_incident_count"] == 3
    load(strict, ACCOUNT)
    error = ask(strict, "/metrics/incidents/all", 400, filters={"teams": ["x"]})["error"]
    assert error["errors"] == ["Filters teams is unknown"]


def test_keys_of_users_must_name_teams_or_services(account: Client) -> None:
    state = {**ACCOUNT, "tokens": ["emulator", {"token": "mine", "type": "user", "user": "ada@example.com"}]}
    load(account, state)
    mine = Client(account.url, "mine")
    for path in ("/metrics/incidents/all", "/metrics/incidents/teams", "/raw/incidents"):
        assert "team_ids or service_ids" in ask(mine, path, 400)["error"]["errors"][0]
        assert ask(mine, path, filters={"team_ids": ["PTCORE"]})["data"]
    assert ask(mine, "/metrics/incidents/services")["data"]  # PagerDuty's documents do not restrict it


# -- responders --------------------------------------------------------------------------------------------------------


def test_responders(account: Client) -> None:
    body = {"filters": {"date_range_start": at(0), "date_range_end": at(0, day=14)}}
    rows = {one["responder_name"]: one for one in ask(account, "/metrics/responders/teams", **body)["data"]}
    ada, bob = rows["Ada"], rows["Bob"]
    assert (ada["responder_id"], ada["team_name"], ada["total_incident_count"]) == ("PUADA", "Core", 2)
    assert (ada["total_engaged_seconds"], ada["mean_time_to_acknowledge_seconds"]) == (900, 2700)
    assert (ada["total_incidents_timeout_escalated_from"], ada["total_incidents_reassigned_from"]) == (1, 1)
    assert (bob["total_incidents_timeout_escalated_to"], bob["total_incidents_reassigned_to"]) == (1, 1)
    assert (ada["total_sleep_hour_interruptions"], ada["total_business_hour_interruptions"]) == (1, 1)
    assert bob["total_incidents_acknowledged"] == 2
    fortnight = 14 * 86400
    # Bob is at level 2 of one policy and at level 1 of the other, at the same time.
    shifts = ("total_seconds_on_call", "total_seconds_on_call_level_1", "total_seconds_on_call_level_2_plus")
    assert [ada[name] for name in shifts] == [fortnight, fortnight, 0]
    assert [bob[name] for name in shifts] == [fortnight, fortnight, fortnight]
    (both,) = ask(account, "/metrics/responders/all", **body)["data"]
    assert (both["total_incident_count"], both["total_seconds_on_call"]) == (2, 3 * fortnight)  # and the owner
    body["filters"]["responder_ids"] = ["PUBOB"]
    (one,) = ask(account, "/metrics/responders/all", **body)["data"]
    assert (one["total_seconds_on_call"], one["total_interruptions"]) == (fortnight, 1)


# -- rows --------------------------------------------------------------------------------------------------------------


def test_one_incident(account: Client, strict: Client) -> None:
    shown = account.get("/analytics/raw/incidents/PIONE")
    row = shown["data"]
    expected = {
        "id": "PIONE", "description": "Down", "service_name": "Web", "team_name": "Core", "status": "resolved",
        "acknowledged_user_ids": ["PUBOB", "PUADA"], "assigned_user_names": ["Ada", "Bob"], "major": True,
        "created_at": "2026-03-02T02:00:00", "resolved_at": "2026-03-02T03:00:00", "resolved_by_user_name": "Bob",
        "engaged_seconds": 2700, "seconds_to_first_ack": 1800, "timeout_escalation_count": 1, "auto_resolved": False,
        "priority_name": "P1", "priority_order": 5, "incident_type_name": "incident_default",
    }
    assert {name: row[name] for name in expected} == expected
    assert shown["time_zone"] == "Etc/UTC"
    account.get("/analytics/raw/incidents/PNOSUCH", status=404)
    load(strict, ACCOUNT)
    assert strict.get("/analytics/raw/incidents/PIONE")["id"] == "PIONE"


def test_an_incident_without_log_entries(account: Client) -> None:
    row = account.get("/analytics/raw/incidents/PITHREE")["data"]
    assert (row["seconds_to_resolve"], row["resolved_by_user_name"], row["auto_resolved"]) == (3600, "Bob", False)
    assert (row["acknowledgement_count"], row["seconds_to_first_ack"], row["priority_order"]) == (0, None, None)


def test_pages_of_incidents(account: Client) -> None:
    first = ask(account, "/raw/incidents", limit=2)
    assert [one["id"] for one in first["data"]] == ["PITHREE", "PITWO"]
    assert (first["more"], first["first"], first["last"]) == (True, "PITHREE", "PITWO")
    assert (first["order"], first["order_by"], first["limit"]) == ("desc", "created_at", 2)
    second = ask(account, "/raw/incidents", limit=2, starting_after=first["last"])
    assert ([one["id"] for one in second["data"]], second["more"]) == (["PIONE"], False)
    back = ask(account, "/raw/incidents", limit=2, ending_before="PIONE")
    assert [one["id"] for one in back["data"]] == ["PITHREE", "PITWO"]
    assert ask(account, "/raw/incidents", 400, starting_after="PNOSUCH")["error"]["errors"] == ["The cursor is invalid"]
    ask(account, "/raw/incidents", 400, starting_after="PIONE", ending_before="PITWO")
    ask(account, "/raw/incidents", 400, limit=1001)
    by_time = ask(account, "/raw/incidents", order_by="seconds_to_resolve", order="asc")
    assert by_time["data"][0]["id"] == "PITWO"
    ask(account, "/raw/incidents", 400, order_by="id")
    updated = ask(account, "/raw/incidents", filters={"updated_after": at(0, day=5)})
    assert [one["id"] for one in updated["data"]] == ["PITHREE"]


def test_the_responses_of_an_incident(account: Client) -> None:
    shown = account.get("/analytics/raw/incidents/PIONE/responses")
    assert [(one["responder_name"], one["responder_type"], one["time_to_respond_seconds"]) for one in
            shown["responses"]] == [("Ada", "assigned", 2700), ("Bob", "escalated", 900)]
    assert (shown["incident_id"], shown["order"], shown["order_by"]) == ("PIONE", "asc", "requested_at")
    body = {"order": "desc", "limit": 1, "time_zone": "Asia/Tokyo"}
    answer = account.call("GET", "/analytics/raw/incidents/PIONE/responses", json=body).json()
    assert [one["requested_at"] for one in answer["responses"]] == ["2026-03-02T11:15:00"]


def test_responder_requests_are_responses(account: Client) -> None:
    request = {
        "requester_id": "PUOWN", "message": "Help", "responder_request_targets": [
            {"responder_request_target": {"id": "PUADA", "type": "user_reference"}},
        ],
    }
    account.write("POST", "/incidents/PITWO/responder_requests", request, status=200)
    found = account.get("/analytics/raw/incidents/PITWO/responses")["responses"]
    assert [(one["responder_type"], one["response_status"]) for one in found] == [
        ("assigned", "pending"), ("reassigned", "joined"), ("added_responder", "pending"),
    ]


def test_the_incidents_of_a_responder(account: Client) -> None:
    shown = ask(account, "/raw/responders/PUADA/incidents")
    assert [one["incident_id"] for one in shown["data"]] == ["PITWO", "PIONE"]
    row = shown["data"][1]
    expected = {
        "responder_name": "Ada", "service_team_name": "Core", "incident_priority_name": "P1",
        "total_engaged_seconds": 900, "total_interruptions": 1, "total_sleep_hour_interruptions": 1,
        "total_timeout_escalations_from": 1, "total_acknowledgements": 1, "mean_time_to_acknowledge_seconds": 2700,
    }
    assert {name: row[name] for name in expected} == expected
    assert (shown["responder_id"], shown["last"]) == ("PUADA", "PIONE")
    ask(account, "/raw/responders/PNOSUCH/incidents", 404)


# -- users, PD Advance -------------------------------------------------------------------------------------------------


def test_users(account: Client) -> None:
    rows = {one["user_name"]: one for one in ask(account, "/raw/users")["data"]}
    ada = rows["Ada"]
    assert (ada["signed_up"], ada["last_sign_in_at"], ada["team_name"]) == (True, "2026-02-01T00:00:00", "Core")
    assert (ada["notification_methods"], ada["on_escalation_policy"], ada["on_schedule"]) == (True, True, False)
    assert ada["channel_types_configured"] == ["SmsChannel"]
    assert (rows["Bob"]["notification_methods"], rows["Owner"]["on_escalation_policy"]) == (False, True)
    page = ask(account, "/raw/users", limit=2, order_by="name", order="asc")
    assert ([one["user_name"] for one in page["data"]], page["more"]) == (["Ada", "Bob"], True)
    rest = ask(account, "/raw/users", limit=2, order_by="name", order="asc", starting_after=page["last"])
    assert [one["user_name"] for one in rest["data"]] == ["Owner"]
    owners = ask(account, "/raw/users", filters={"role_ids": ["owner"]})["data"]
    assert [one["user_name"] for one in owners] == ["Owner"]
    ask(account, "/raw/users", 400, order_by="channel_types_configured")
    (row,) = ask(account, "/metrics/users/all", filters={"team_ids": ["PTCORE"]})["data"]
    assert (row["total_user_count"], row["total_signed_up_count"], row["total_signed_up_percentage"]) == (2, 1, 50)
    created = {"created_at_start": "2026-01-15T00:00:00Z"}
    (row,) = ask(account, "/metrics/users/all", filters=created)["data"]
    assert row["total_user_count"] == 1
    months = ask(account, "/metrics/users/all", aggregate_unit="month", order="asc")["data"]
    assert [one["total_user_count"] for one in months] == [1, 2]


def test_pd_advance(account: Client) -> None:
    path = "/metrics/pd_advance_usage/features"
    assert ask(account, path)["data"] == [{
        "feature_id": "genai_assist_bot", "total_credits_used": 5, "total_use_count": 2,
        "total_proactive_credits_used": 3, "total_proactive_use_count": 1,
    }]
    for filters in ({"urgency": "high"}, {"incident_created_at_end": at(3)}, {"created_at_end": at(4)},
                    {"min_ackowledgements": 1}):
        (row,) = ask(account, path, filters=filters)["data"]
        assert row["total_use_count"] == 1
    assert ask(account, path, filters={"urgency": "low"})["data"] == []


# -- what the emulator itself records ----------------------------------------------------------------------------------


def test_an_incident_that_the_emulator_opened(emulator: Client) -> None:
    ada = emulator.user("Ada Lovelace", "ada@example.com")
    rules = [{"escalation_delay_in_minutes": 10, "targets": [reference(ada)]}]
    policy = emulator.escalation_policy("Core", escalation_rules=rules)
    service = emulator.create("service", name="Web", escalation_policy=reference(policy))
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    incident = emulator.write("POST", "/incidents", body, status=201, sender=OWNER)["incident"]
    emulator.write("POST", "/_emulator/clock", {"advance": 300}, status=200)
    for status in ("acknowledged", "resolved"):
        change = {"incident": {"type": "incident_reference", "status": status}}
        emulator.write("PUT", f"/incidents/{incident['id']}", change, status=200, sender="ada@example.com")
    row = emulator.get(f"/analytics/raw/incidents/{incident['id']}")["data"]
    assert (row["assigned_user_names"], row["assignment_count"]) == (["Ada Lovelace"], 1)
    assert (row["acknowledged_user_names"], row["resolved_by_user_name"]) == (["Ada Lovelace"], "Ada Lovelace")
    assert 300 <= row["seconds_to_first_ack"] <= row["seconds_to_resolve"] <= 310
    assert (row["reassignment_count"], row["escalation_count"]) == (0, 0)
