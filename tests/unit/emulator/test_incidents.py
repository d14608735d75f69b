# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: valid and invalid requests, their changes and their timers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from .conftest import Client, reference

OWNER = "owner@example.com"


class Desk:
    """An account with a service, and an escalation policy with two users."""

    def __init__(self, client: Client, **service: Any):
        self.client = client
        self.ada = client.user("Ada Lovelace", "ada@example.com")
        self.bob = client.user("Bob Kahn", "bob@example.com")
        self.team = client.create("team", name="Core")
        rules = [
            {"escalation_delay_in_minutes": 10, "targets": [reference(self.ada)]},
            {"escalation_delay_in_minutes": 20, "targets": [reference(self.bob)]},
        ]
        self.policy = client.escalation_policy(
            "Core", escalation_rules=rules, num_loops=1, teams=[reference(self.team)]
        )
        self.service = client.create("service", name="Web", escalation_policy=reference(self.policy), **service)

    def open(self, title: str = "Down", *, sender: str = OWNER, **fields: Any) -> Any:
        body = {"type": "incident", "title": title, "service": reference(self.service), **fields}
        return self.client.write("POST", "/incidents", {"incident": body}, status=201, sender=sender)["incident"]

    def refused(self, **fields: Any) -> Any:
        body = {"type": "incident", "title": "Down", "service": reference(self.service), **fields}
        return self.client.refused("POST", "/incidents", {"incident": body})

    def put(self, incident: Any, *, sender: str = OWNER, **fields: Any) -> Any:
        body = {"incident": {"type": "incident_reference", **fields}}
        return self.client.write("PUT", f"/incidents/{incident['id']}", body, status=200, sender=sender)["incident"]

    def get(self, incident: Any, **query: Any) -> Any:
        return self.client.get(f"/incidents/{incident['id']}", **query)["incident"]

    def list(self, **query: Any) -> list[str]:
        return [one["title"] for one in self.client.get("/incidents", **query)["incidents"]]

    def log(self, incident: Any, **query: Any) -> list[str]:
        entries = self.client.get(f"/incidents/{incident['id']}/log_entries", limit=100, **query)["log_entries"]
        return [entry["type"].removesuffix("_log_entry") for entry in reversed(entries)]

    def advance(self, seconds: float) -> None:
        self.client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)


def assignees(incident: Any) -> list[str]:
    return [one["assignee"]["summary"] for one in incident["assignments"]]


def acknowledgers(incident: Any) -> list[str]:
    return [one["acknowledger"]["summary"] for one in incident["acknowledgements"]]


def pending(incident: Any) -> list[str]:
    return [one["type"] for one in incident["pending_actions"]]


@pytest.fixture
def desk(emulator: Client) -> Desk:
    return Desk(emulator)


# -- create ----------------------------------------------------------------------------------------------------------


def test_a_new_incident(desk: Desk) -> None:
    incident = desk.open()
    expected = {
        "type": "incident",
        "summary": "[#1] Down",
        "incident_number": 1,
        "title": "Down",
        "status": "triggered",
        "urgency": "high",
        "assigned_via": "escalation_policy",
        "resolved_at": None,
        "acknowledgements": [],
        "alert_counts": {"all": 0, "triggered": 0, "resolved": 0},
        "is_mergeable": True,
        "incident_type": {"name": "incident_default"},
        "priority": None,
        "resolve_reason": None,
        "alert_grouping": None,
        "responder_requests": [],
        "incidents_responders": [],
    }
    assert {key: incident[key] for key in expected} == expected
    assert incident["service"]["id"] == desk.service["id"]
    assert incident["escalation_policy"]["summary"] == "Core"
    assert [one["summary"] for one in incident["teams"]] == ["Core"]
    assert assignees(incident) == ["Ada Lovelace"]
    assert len(incident["incident_key"]) == 32
    assert incident["last_status_change_by"]["summary"] == "Account Owner"
    assert incident["first_trigger_log_entry"]["type"] == "trigger_log_entry_reference"
    assert f"?incident_id={incident['id']}" in incident["first_trigger_log_entry"]["self"]
    assert pending(incident) == ["escalate"]
    assert desk.get(incident) == incident
    assert desk.client.get("/incidents/1")["incident"] == incident
    assert desk.client.get(f"/services/{desk.service['id']}")["service"]["last_incident_timestamp"]


def test_all_fields_of_a_new_incident(desk: Desk) -> None:
    priority = reference(desk.client.get("/priorities")["priorities"][0])
    bridge = {"conference_number": "+1-415-555-1212,,,,1234#", "conference_url": "https://example.com/acb-123"}
    incident = desk.open(
        urgency="low",
        incident_key="disk",
        priority=priority,
        body={"type": "incident_body", "details": "A disk is getting full."},
        incident_type={"name": "incident_default"},
        escalation_policy=desk.client.policy(),
        conference_bridge=bridge,
    )
    assert (incident["urgency"], incident["incident_key"]) == ("low", "disk")
    assert (incident["priority"]["type"], incident["priority"]["name"]) == ("priority", "P1")
    assert assignees(incident) == ["Account Owner"]
    assert pending(incident) == [], "incidents of low urgency do not escalate"
    shown = desk.get(incident, include_=["conference_bridge", "body", "custom_fields", "assignees", "services"])
    assert shown["conference_bridge"] == bridge
    assert shown["body"] == {"type": "incident_body", "details": "A disk is getting full."}
    assert shown["custom_fields"] == []
    assert shown["assignments"][0]["assignee"]["email"] == OWNER
    assert shown["service"]["name"] == "Web"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"type": None}, 2001),
        ({"type": "incident_reference"}, 2001),
        ({"title": " "}, 2001),
        ({"title": None}, 2001),
        ({"service": None}, 2001),
        ({"service": {"id": "PNOSUCH", "type": "service_reference"}}, 2001),
        ({"urgency": "medium"}, 2001),
        ({"body": "text"}, 2001),
        ({"body": {"type": "text"}}, 2001),
        ({"incident_type": {"name": "nosuch"}}, 2001),
        ({"incident_type": "incident_default"}, 2001),
        ({"priority": {"id": "PNOSUCH", "type": "priority_reference"}}, 1020),
        ({"escalation_policy": {"id": "PNOSUCH", "type": "escalation_policy_reference"}}, 1014),
        ({"assignments": [{"assignee": {"id": "PNOSUCH", "type": "user_reference"}}]}, 1007),
        ({"assignments": [{"user": "me"}]}, 2001),
    ],
)
def test_invalid_incidents(desk: Desk, fields: dict[str, Any], code: int) -> None:
    assert desk.refused(**fields)["code"] == code
    assert desk.list() == []


def test_the_requester(desk: Desk) -> None:
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(desk.service)}}
    error = desk.client.write("POST", "/incidents", body, status=400)["error"]
    message = 'You must specify a user\'s email address in the "From" header to perform this action'
    assert error == {"message": message, "code": 2016}
    for malformed in ("Ada", "ada@", "Ada <ada@example.com>"):
        error = desk.client.refused("POST", "/incidents", body, sender=malformed)
        assert error == {"message": 'Malformed "From" header', "code": 1028}
    assert desk.client.refused("POST", "/incidents", body, sender="who@example.com")["code"] == 1008


def test_assigned_to_users_or_by_a_policy(desk: Desk) -> None:
    to_ada = [{"assignee": reference(desk.ada)}]
    error = desk.refused(assignments=to_ada, escalation_policy=reference(desk.policy))
    assert error["errors"] == ["Assignments cannot be specified if escalation policy is given"]
    assert desk.refused(assignments=[*to_ada, {"assignee": reference(desk.bob)}])["code"] == 2001
    incident = desk.open(assignments=[{"assignee": reference(desk.bob)}])
    assert (incident["assigned_via"], assignees(incident)) == ("direct_assignment", ["Bob Kahn"])
    assert pending(incident) == []
    own = desk.open("Mine", assignments=to_ada, sender="ada@example.com")
    assert (own["status"], acknowledgers(own)) == ("acknowledged", ["Ada Lovelace"])


def test_only_one_open_incident_of_a_service_has_a_key(desk: Desk) -> None:
    first = desk.open(incident_key="disk")
    error = desk.refused(incident_key="disk")
    assert error["errors"] == ["Open incident with matching dedup key already exists on this service"]
    assert error["code"] == 2002
    other = desk.client.create("service", name="API", escalation_policy=reference(desk.policy))
    desk.open(incident_key="disk", service=reference(other))
    desk.put(first, status="resolved")
    desk.open(incident_key="disk")


def test_a_disabled_service(desk: Desk) -> None:
    desk.client.update(desk.service, status="disabled")
    assert desk.refused()["errors"] == ["Service is disabled"]


def test_nobody_on_call(desk: Desk) -> None:
    schedule = desk.client.create("schedule", name="Empty", time_zone="Etc/UTC", schedule_layers=[])
    policy = desk.client.escalation_policy("Nobody", reference(schedule))
    assert desk.refused(escalation_policy=reference(policy))["code"] == 1015


def test_urgency_by_support_hours(emulator: Client) -> None:
    by_hours = {
        "type": "use_support_hours",
        "during_support_hours": {"type": "constant", "urgency": "low"},
        "outside_support_hours": {"type": "constant", "urgency": "high"},
    }
    hours = {
        "type": "fixed_time_per_day",
        "time_zone": "Etc/UTC",
        "start_time": "00:00",
        "end_time": "23:59:59",
        "days_of_week": [1, 2, 3, 4, 5, 6, 7],
    }
    desk = Desk(emulator, incident_urgency_rule=by_hours, support_hours=hours)
    assert desk.open()["urgency"] == "low"
    assert desk.open(urgency="high")["urgency"] == "high"


def test_support_hours_raise_the_urgency(emulator: Client) -> None:
    now = emulator.get("/_emulator/clock")["now"]
    hour = (int(now[11:13]) + 2) % 24
    by_hours = {
        "type": "use_support_hours",
        "during_support_hours": {"type": "constant", "urgency": "high"},
        "outside_support_hours": {"type": "constant", "urgency": "low"},
    }
    hours = {
        "type": "fixed_time_per_day",
        "time_zone": "Etc/UTC",
        "start_time": f"{hour:02}:00",
        "end_time": f"{hour:02}:30",
        "days_of_week": [1, 2, 3, 4, 5, 6, 7],
    }
    action = {
        "type": "urgency_change",
        "at": {"type": "named_time", "name": "support_hours_start"},
        "to_urgency": "high",
    }
    desk = Desk(emulator, incident_urgency_rule=by_hours, support_hours=hours, scheduled_actions=[action])
    incident = desk.open()
    assert (incident["urgency"], incident["pending_actions"][0]["to"]) == ("low", "high")
    due = datetime.fromisoformat(incident["pending_actions"][0]["at"])
    desk.advance((due - datetime.fromisoformat(now)).total_seconds() + 1)
    raised = desk.get(incident)
    assert (raised["urgency"], pending(raised)) == ("high", ["escalate"])
    assert "urgency_change" in desk.log(incident)


# -- status ----------------------------------------------------------------------------------------------------------


def test_acknowledge(emulator: Client) -> None:
    desk = Desk(emulator, acknowledgement_timeout=600, auto_resolve_timeout=86400)
    incident = desk.open()
    assert pending(incident) == ["escalate", "resolve"]
    taken = desk.put(incident, status="acknowledged", sender="bob@example.com")
    assert (taken["status"], acknowledgers(taken), assignees(taken)) == ("acknowledged", ["Bob Kahn"], ["Bob Kahn"])
    assert pending(taken) == ["unacknowledge", "resolve"]
    assert taken["last_status_change_by"]["summary"] == "Bob Kahn"
    error = emulator.refused(
        "PUT", f"/incidents/{incident['id']}", {"incident": {"type": "incident", "status": "acknowledged"}},
        sender="bob@example.com",
    )
    assert (error["code"], error["message"]) == (1002, "Incident Already Acknowledged")
    both = desk.put(incident, status="acknowledged", sender="ada@example.com")
    assert acknowledgers(both) == ["Bob Kahn", "Ada Lovelace"]
    desk.advance(600)
    back = desk.get(incident)
    assert (back["status"], back["acknowledgements"]) == ("triggered", [])
    assert assignees(back) == ["Bob Kahn", "Ada Lovelace"]
    assert pending(back) == ["escalate", "resolve"]
    desk.advance(86400)
    gone = desk.get(incident)
    assert (gone["status"], gone["last_status_change_by"]["type"]) == ("resolved", "service_reference")


def refusal(desk: Desk, incident: Any, **fields: Any) -> int:
    body = {"incident": {"type": "incident_reference", **fields}}
    code: int = desk.client.refused("PUT", f"/incidents/{incident['id']}", body)["code"]
    return code


def test_resolve(desk: Desk) -> None:
    incident = desk.open()
    done = desk.put(incident, status="resolved", resolution="Restarted")
    assert (done["status"], done["assignments"], done["pending_actions"]) == ("resolved", [], [])
    assert done["resolved_at"] == done["last_status_change_at"]
    entries = desk.client.get(f"/incidents/{incident['id']}/log_entries")["log_entries"]
    assert (entries[0]["type"], entries[0]["note"]) == ("resolve_log_entry", "Restarted")
    assert refusal(desk, incident, status="resolved") == 1001
    assert refusal(desk, incident, escalation_level=2) == 1001
    assert refusal(desk, incident, assignments=[{"assignee": reference(desk.bob)}]) == 1001
    assert desk.put(incident, title="Was down")["title"] == "Was down"


@pytest.mark.parametrize("status", ["closed", 7])
def test_no_status(desk: Desk, status: Any) -> None:
    assert refusal(desk, desk.open(), status=status) == 1003


def test_reopen(desk: Desk) -> None:
    incident = desk.open()
    desk.put(incident, status="resolved")
    again = desk.put(incident, status="triggered")
    assert (again["status"], again["resolved_at"], assignees(again)) == ("triggered", None, ["Ada Lovelace"])
    assert again["incident_number"] == 1
    desk.put(incident, status="resolved")
    mine = desk.put(incident, status="acknowledged", sender="bob@example.com")
    assert (mine["status"], assignees(mine), acknowledgers(mine)) == ("acknowledged", ["Bob Kahn"], ["Bob Kahn"])
    desk.put(incident, status="resolved")
    given = desk.put(incident, status="triggered", assignments=[{"assignee": reference(desk.bob)}])
    assert (given["assigned_via"], assignees(given)) == ("direct_assignment", ["Bob Kahn"])


def test_unacknowledge(desk: Desk) -> None:
    incident = desk.open()
    desk.put(incident, status="acknowledged")
    back = desk.put(incident, status="triggered")
    assert (back["status"], back["acknowledgements"]) == ("triggered", [])
    assert desk.put(incident, status="triggered")["status"] == "triggered"


# -- assignment ------------------------------------------------------------------------------------------------------


def test_escalate(desk: Desk) -> None:
    incident = desk.open()
    desk.put(incident, status="acknowledged")
    up = desk.put(incident, escalation_level=2)
    assert (up["status"], assignees(up), acknowledgers(up)) == ("triggered", ["Bob Kahn"], [])
    for level in (0, 3, -1):
        assert refusal(desk, incident, escalation_level=level) == 1006
    assert refusal(desk, incident, escalation_level="2") == 2001


def test_escalation_after_its_delay(desk: Desk) -> None:
    incident = desk.open()
    desk.advance(601)
    assert assignees(desk.get(incident)) == ["Bob Kahn"]
    desk.advance(1200)
    assert assignees(desk.get(incident)) == ["Ada Lovelace"], "one more loop"
    desk.advance(3600)
    last = desk.get(incident)
    assert (assignees(last), pending(last)) == (["Bob Kahn"], [])
    assert [one for one in desk.log(incident) if one != "notify"] == [
        "trigger", "assign", "escalate", "repeat_escalation_path", "escalate", "escalate", "exhaust_escalation_path",
    ]


def test_reassign_and_delegate(desk: Desk) -> None:
    incident = desk.open()
    to_both = [{"assignee": reference(desk.ada)}, {"assignee": reference(desk.bob)}]
    both = desk.put(incident, assignments=to_both)
    assert (both["assigned_via"], assignees(both)) == ("direct_assignment", ["Ada Lovelace", "Bob Kahn"])
    handed = desk.put(incident, escalation_policy=desk.client.policy())
    assert (handed["assigned_via"], assignees(handed)) == ("escalation_policy", ["Account Owner"])
    assert handed["escalation_policy"]["summary"] == "Default"
    assert refusal(desk, incident, assignments=[]) == 2001
    kinds = [one for one in desk.log(incident, is_overview="true") if one != "trigger"]
    assert kinds == ["assign", "assign", "delegate"]


def test_changes(desk: Desk) -> None:
    incident = desk.open()
    bridge = {"conference_number": "+1 415-555-1212", "conference_url": "https://example.com"}
    other = desk.client.create("service", name="API", escalation_policy=reference(desk.policy))
    changed = desk.put(
        incident, title="Slow", priority="p2", urgency="low", conference_bridge=bridge, service=reference(other)
    )
    assert (changed["title"], changed["urgency"], changed["priority"]["name"]) == ("Slow", "low", "P2")
    assert changed["service"]["summary"] == "API"
    assert pending(changed) == []
    assert desk.put(incident, priority=None)["priority"] is None
    assert refusal(desk, incident, priority="P9") == 1020
    assert pending(desk.put(incident, urgency="high")) == ["escalate"]


def test_many_at_once(desk: Desk) -> None:
    incidents = [desk.open(f"Down {number}") for number in range(3)]
    items = [{"id": one["id"], "type": "incident_reference", "status": "acknowledged"} for one in incidents]
    unknown = {"incidents": [*items, {"id": "PNOSUCH", "type": "incident", "status": "resolved"}]}
    desk.client.refused("PUT", "/incidents", unknown, status=404)
    wrong = {"incidents": [*items, {**items[0], "escalation_level": 9}]}
    assert desk.client.refused("PUT", "/incidents", wrong)["code"] == 1006
    assert desk.list(statuses_="acknowledged") == [], "all or none"
    done = desk.client.write("PUT", "/incidents", {"incidents": items}, status=200, sender=OWNER)
    assert [one["status"] for one in done["incidents"]] == ["acknowledged"] * 3
    assert (done["limit"], done["more"]) == (25, False)
    desk.client.refused("PUT", "/incidents", {"incidents": items * 84}, status=413)
    desk.client.refused("PUT", "/incidents", {"incidents": [{"id": incidents[0]["id"]}]})


# -- snooze and merge ------------------------------------------------------------------------------------------------


def test_snooze(desk: Desk) -> None:
    incident = desk.open()
    path = f"/incidents/{incident['id']}/snooze"
    assert desk.client.refused("POST", path, {"duration": 60})["code"] == 1012
    desk.put(incident, status="acknowledged")
    for duration in (0, 604_801, "60", None):
        assert desk.client.refused("POST", path, {"duration": duration})["code"] == 1013
    asleep = desk.client.write("POST", path, {"duration": 3600}, status=201, sender=OWNER)["incident"]
    assert (asleep["status"], pending(asleep)) == ("acknowledged", ["unacknowledge"])
    desk.advance(3599)
    assert desk.get(incident)["status"] == "acknowledged"
    desk.advance(2)
    assert desk.get(incident)["status"] == "triggered"
    assert {"snooze", "unacknowledge"} <= set(desk.log(incident))
    desk.put(incident, status="resolved")
    assert desk.client.refused("POST", path, {"duration": 60})["code"] == 1001


def test_merge(desk: Desk) -> None:
    goal, one, two = desk.open("Goal"), desk.open("One"), desk.open("Two")
    sources = [{"id": incident["id"], "type": "incident_reference"} for incident in (one, two)]
    path = f"/incidents/{goal['id']}/merge"
    assert desk.client.refused("PUT", path, {"source_incidents": [reference(goal)]})["code"] == 2001
    answer = desk.client.write("PUT", path, {"source_incidents": sources}, status=200, sender=OWNER)["incident"]
    assert (answer["type"], answer["id"]) == ("incident_reference", goal["id"])
    merged = desk.get(one)
    assert merged["status"] == "resolved"
    assert merged["resolve_reason"]["type"] == "merge_resolve_reason"
    assert merged["resolve_reason"]["incident"]["id"] == goal["id"]
    assert desk.client.refused("PUT", path, {"source_incidents": sources})["code"] == 1019
    into_one = {"source_incidents": [reference(goal)]}
    assert desk.client.refused("PUT", f"/incidents/{one['id']}/merge", into_one)["code"] == 1001


# -- lists -----------------------------------------------------------------------------------------------------------


def test_filters(desk: Desk) -> None:
    first, second = desk.open("First", incident_key="k1"), desk.open("Second", urgency="low")
    desk.put(first, status="acknowledged", sender="bob@example.com")
    desk.put(second, status="resolved")
    third = desk.open("Third")
    assert desk.list() == ["First", "Second", "Third"]
    assert desk.list(statuses_=["triggered", "acknowledged"]) == ["First", "Third"]
    assert desk.list(urgencies_="low") == ["Second"]
    assert desk.list(user_ids_=desk.bob["id"]) == ["First"]
    assert desk.list(service_ids_=desk.service["id"], statuses_="triggered") == ["Third"]
    assert desk.list(service_ids_="PNOSUCH") == []
    assert desk.list(team_ids_=desk.team["id"], limit=1) == ["First"]
    assert desk.list(incident_key="k1") == ["First"]
    assert desk.list(sort_by="incident_number:desc") == ["Third", "Second", "First"]
    assert desk.list(sort_by="urgency:desc,incident_number:desc") == ["Third", "First", "Second"]
    assert desk.client.get("/incidents", total="true", limit=1)["total"] == 3
    assert desk.client.get("/incidents")["incidents"][0]["created_at"].endswith("Z")
    assert third["created_at"][-6:] in ("-04:00", "-05:00")


def test_the_date_range(desk: Desk) -> None:
    desk.open("Old")
    desk.advance(40 * 86400)
    desk.open("New")
    assert desk.list() == ["New"]
    assert desk.list(date_range="all") == ["Old", "New"]
    now = desk.client.get("/_emulator/clock")["now"]
    assert desk.list(since="2020-01-01T00:00:00Z", until="2020-03-01") == []
    assert desk.list(until=now) == ["New"]
    for query in (
        {"since": "2020-01-01T00:00:00Z"},
        {"since": "2020-01-01", "until": "2020-12-01"},
        {"since": "yesterday"},
        {"date_range": "none"},
        {"statuses[]": "open"},
        {"urgencies[]": "medium"},
        {"sort_by": "title"},
        {"sort_by": "urgency,created_at,resolved_at"},
        {"include[]": "custom_fields"},
    ):
        assert desk.client.get("/incidents", status=400, **query)["error"]["code"] == 2001, query


def test_abilities(emulator: Client) -> None:
    emulator.load({"token": "small", "abilities": [], "services": [{"name": "Web", "escalation_policy": "Default"}]})
    small = Client(emulator.url, "small")
    assert small.get("/incidents", status=402, urgencies_="high")
    assert small.get("/incidents", status=402, team_ids_="PX")
    assert small.get("/incidents", status=402, sort_by="urgency")


def test_a_user_with_open_incidents_cannot_be_deleted(desk: Desk) -> None:
    free = desk.client.user("Eve", "eve@example.com")
    incident = desk.open(assignments=[{"assignee": reference(free)}])
    error = desk.client.refused("DELETE", f"/users/{free['id']}", None)
    assert error["errors"] == ["User can't be deleted if they have assigned incidents"]
    desk.put(incident, status="resolved")
    desk.client.write("DELETE", f"/users/{free['id']}", status=204)
