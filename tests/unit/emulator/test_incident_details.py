# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes, responders, status updates, custom fields of incidents."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference
from .test_incidents import OWNER, Desk


@pytest.fixture
def desk(emulator: Client) -> Desk:
    return Desk(emulator)


def test_notes(desk: Desk) -> None:
    incident = desk.open()
    path = f"/incidents/{incident['id']}/notes"
    body = {"note": {"content": "Firefighters are on the scene."}}
    note = desk.client.write("POST", path, body, status=200, sender="ada@example.com")["note"]
    assert note["content"] == "Firefighters are on the scene."
    assert note["user"]["summary"] == "Ada Lovelace"
    assert note["channel"] == {"summary": "The PagerDuty website or APIs"}
    assert desk.client.get(path)["notes"] == [note]
    changed = desk.client.write("PUT", f"{path}/{note['id']}", {"note": {"content": "Gone"}}, status=200, sender=OWNER)
    assert (changed["note"]["content"], changed["note"]["created_at"]) == ("Gone", note["created_at"])
    annotated = desk.client.get(f"/incidents/{incident['id']}/log_entries")["log_entries"][0]
    assert annotated["type"] == "annotate_log_entry"
    assert annotated["channel"] == {"type": "note", "summary": "Firefighters are on the scene."}
    for wrong in ({"note": {"content": " "}}, {"note": {"content": None}}, {"note": "text"}, {"content": "text"}):
        assert desk.client.refused("POST", path, wrong)["code"] == 2001
    desk.client.write("POST", path, body, status=400)
    other = desk.open("Other")
    desk.client.write("DELETE", f"/incidents/{other['id']}/notes/{note['id']}", status=404)
    desk.client.write("DELETE", f"{path}/{note['id']}", status=204)
    assert desk.client.get(path)["notes"] == []


def test_responders(desk: Desk) -> None:
    incident = desk.open()
    path = f"/incidents/{incident['id']}/responder_requests"
    targets = [
        {"responder_request_target": {"id": desk.bob["id"], "type": "user_reference"}},
        {"id": desk.policy["id"], "type": "escalation_policy_reference"},
    ]
    body = {"requester_id": desk.ada["id"], "message": "Please help", "responder_request_targets": targets}
    request = desk.client.write("POST", path, body, status=200)["responder_request"]
    assert (request["message"], request["requester"]["summary"]) == ("Please help", "Ada Lovelace")
    shown = [one["responder_request_target"] for one in request["responder_request_targets"]]
    assert [one["type"] for one in shown] == ["user", "escalation_policy"]
    people = [(one["user"]["summary"], one["state"]) for target in shown for one in target["incidents_responders"]]
    assert people == [("Bob Kahn", "pending"), ("Ada Lovelace", "pending")]
    assert len(desk.get(incident)["incidents_responders"]) == 2
    assert desk.client.write("POST", path, {**body, "requester_id": None}, status=400)["error"]["code"] == 2011
    for wrong in ({"responder_request_targets": []}, {"requester_id": "PX"}, {"message": None}):
        desk.client.write("POST", path, {**body, **wrong}, status=400)
    gone = [
        {"id": desk.bob["id"], "type": "user_reference"},
        {"id": desk.ada["id"], "type": "user_reference"},
    ]
    cancel = {"requester_id": desk.ada["id"], "responder_request_targets": gone}
    results = desk.client.write("PUT", f"{path}/cancel", cancel, status=200)["responder_request_targets"]
    assert [one["result"] for one in results] == ["cancelled", "not_found"]
    states = {one["user"]["summary"]: one["state"] for one in desk.get(incident)["incidents_responders"]}
    assert states == {"Bob Kahn": "user_cancelled", "Ada Lovelace": "pending"}


def test_responders_need_the_ability(emulator: Client) -> None:
    emulator.load({"token": "small", "abilities": [], "services": [{"name": "Web", "escalation_policy": "Default"}],
                   "incidents": [{"title": "Down", "service": "Web"}]})
    small = Client(emulator.url, "small")
    incident = small.get("/incidents")["incidents"][0]
    assert "responder_requests" not in incident
    small.write("POST", f"/incidents/{incident['id']}/responder_requests", {}, status=402)


def test_status_updates(desk: Desk) -> None:
    path = f"/incidents/{desk.open()['id']}/status_updates"
    whole = {"message": "It spreads.", "subject": "Fire", "html_message": "<h1>Fire</h1>"}
    update = desk.client.write("POST", path, whole, status=200, sender=OWNER)["status_update"]
    assert {key: update[key] for key in whole} == whole
    assert update["sender"]["summary"] == "Account Owner"
    for wrong in ({}, {"message": ""}, {"message": "x", "subject": "y"}, {"message": "x", "html_message": "y"}):
        desk.client.refused("POST", path, wrong)


def test_subscribers(desk: Desk) -> None:
    path = f"/incidents/{desk.open()['id']}/status_updates"
    ada = {"subscriber_id": desk.ada["id"], "subscriber_type": "user"}
    nobody = {"subscriber_id": "PNOSUCH", "subscriber_type": "team"}
    body = {"subscribers": [ada, ada, nobody]}
    results = desk.client.write("POST", f"{path}/subscribers", body, status=200)["subscriptions"]
    assert [one["result"] for one in results] == ["success", "duplicate", "unauthorized"]
    listed = desk.client.get(f"{path}/subscribers")
    assert [one["subscriber_id"] for one in listed["subscribers"]] == [desk.ada["id"]]
    assert listed["account_id"]
    gone = desk.client.write("POST", f"{path}/unsubscribe", body, status=200)
    assert gone == {"deleted_count": 1, "unauthorized_count": 0, "non_existent_count": 2}
    desk.client.write("POST", f"{path}/subscribers", {"subscribers": []}, status=422)


def test_notification_subscriptions_of_teams_and_users(desk: Desk) -> None:
    first, second = desk.open()["id"], desk.open()["id"]
    team = desk.client.create("team", name="Readers")
    for kind, path in (("team", f"/teams/{team['id']}"), ("user", f"/users/{desk.ada['id']}")):
        path = f"{path}/notification_subscriptions"
        assert desk.client.get(path)["subscriptions"] == []
        wanted = [{"subscribable_type": "incident", "subscribable_id": one} for one in (second, first, second)]
        body = {"subscribables": [*wanted, {"subscribable_type": "business_service", "subscribable_id": "PNOSUCH"}]}
        results = desk.client.write("POST", path, body, status=200)["subscriptions"]
        assert [one["result"] for one in results] == ["success", "success", "duplicate", "unauthorized"]
        assert results[0]["subscriber_type"] == kind and results[0]["account_id"]
        listed = desk.client.get(path, limit=1)
        assert listed["more"] is True and listed["subscriptions"] == [{
            "subscription": {
                **{name: value for name, value in results[0].items() if name != "result"}, "subscribable_name": None,
            },
            "subscribable_name": None,
        }]
        seen = desk.client.get(f"/incidents/{first}/status_updates/subscribers")["subscribers"]
        assert kind in {one["subscriber_type"] for one in seen}
        assert desk.client.write("POST", f"{path}/unsubscribe", body, status=200) == {
            "deleted_count": 2, "unauthorized_count": 1, "non_existent_count": 1,
        }
        assert desk.client.get(path)["subscriptions"] == []
        for wrong in ({}, [], {"subscribables": []}, {"subscribables": [5]}, {"subscribables": [{}]},
                      {"subscribables": [{"subscribable_type": "incident", "subscribable_id": 5}]}):
            desk.client.write("POST", path, wrong, status=422)
    desk.client.get("/teams/PNONE01/notification_subscriptions", status=404)


TYPES = [
    {
        "name": "security",
        "display_name": "Security",
        "custom_fields": [
            {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
            {"name": "hosts", "field_type": "multi_value"},
            {"name": "customers", "data_type": "integer", "default_value": 0},
        ],
    },
    {"name": "old", "enabled": False},
]


def test_custom_fields(emulator: Client) -> None:
    emulator.load({
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "incident_types": TYPES,
        "incidents": [{"title": "Break-in", "service": "Web", "incident_type": "security"}],
    })
    assert [one["name"] for one in emulator.get("/incidents/types")["incident_types"]] == [
        "incident_default", "security",
    ]
    assert len(emulator.get("/incidents/types", filter="all")["incident_types"]) == 3
    security = emulator.get("/incidents/types/security")["incident_type"]
    base = emulator.get("/incidents/types/incident_default")["incident_type"]
    assert security["parent"] == {"id": base["id"], "type": "incident_type_reference"}
    assert emulator.get(f"/incidents/types/{security['id']}")["incident_type"] == security
    emulator.get("/incidents/types/nosuch", status=404)
    fields = emulator.get("/incidents/types/security/custom_fields", include_="field_options")["fields"]
    assert [one["data"]["value"] for one in fields[0]["field_options"]] == ["production", "staging"]
    one = emulator.get(f"/incidents/types/security/custom_fields/{fields[1]['id']}")["field"]
    assert (one["name"], "field_options" in one) == ("hosts", False)

    path = f"/incidents/{emulator.get('/incidents')['incidents'][0]['id']}/custom_fields/values"
    assert values(emulator.get(path)) == {"environment": None, "hosts": None, "customers": 0}
    body = {"custom_fields": [{"name": "environment", "value": "staging"}, {"id": one["id"], "value": ["a", "b"]}]}
    changed = emulator.write("PUT", path, body, status=201)
    assert values(changed) == {"environment": "staging", "hosts": ["a", "b"], "customers": 0}
    for wrong in (
        {"name": "environment", "value": "test"},
        {"name": "hosts", "value": "a"},
        {"name": "customers", "value": "7"},
        {"name": "nosuch", "value": 1},
        {"name": "hosts"},
    ):
        assert emulator.refused("PUT", path, {"custom_fields": [wrong]})["code"] == 2001
    cleared = emulator.write("PUT", path, {"custom_fields": [{"name": "environment", "value": None}]}, status=201)
    assert values(cleared)["environment"] is None


def values(body: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in body["custom_fields"]}


def test_a_state_can_be_loaded_again(desk: Desk) -> None:
    first = desk.open(incident_key="k", priority=reference(desk.client.get("/priorities")["priorities"][0]))
    desk.put(first, status="acknowledged")
    second = desk.open("Second")
    desk.put(second, status="resolved", resolution="Done")
    desk.client.write(
        "POST", f"/incidents/{first['id']}/notes", {"note": {"content": "A note"}}, status=200, sender=OWNER
    )
    paths = ["/incidents", "/log_entries", f"/incidents/{first['id']}/notes", "/services", "/incidents/types"]
    before = [desk.client.get(path) for path in paths]
    state = desk.client.get("/_emulator/state")["accounts"][0]
    desk.client.load({**state, "token": "emulator"})
    assert [desk.client.get(path) for path in paths] == before
    assert desk.open("Third")["incident_number"] == 3


def test_incidents_outlive_their_service(desk: Desk) -> None:
    incident = desk.open()
    desk.client.write("DELETE", f"/services/{desk.service['id']}", status=204)
    desk.client.write("DELETE", f"/escalation_policies/{desk.policy['id']}", status=204)
    desk.advance(601)
    before = desk.get(incident)
    assert (before["service"]["id"], before["service"]["summary"]) == (desk.service["id"], None)
    state = desk.client.get("/_emulator/state")["accounts"][0]
    desk.client.load({**state, "token": "emulator"})
    assert desk.get(incident) == before
    assert desk.put(incident, status="acknowledged")["status"] == "acknowledged"
    assert desk.put(incident, status="resolved")["status"] == "resolved"


def test_loading_incidents(emulator: Client) -> None:
    emulator.load({
        "users": [{"name": "Ada", "email": "ada@example.com"}],
        "services": [{"name": "Web", "escalation_policy": "Default", "auto_resolve_timeout": 60}],
        "incidents": [
            {"title": "One", "service": "Web", "created_at": "2026-01-01T00:00:00Z", "status": "resolved"},
            {"title": "Two", "service": "Web", "status": "acknowledged", "assignments": ["ada@example.com"]},
            {"title": "Three", "service": "Web", "priority": "P2", "urgency": "low"},
        ],
        "alerts": [{"title": "Disk", "incident": "Three", "alert_key": "disk", "severity": "warning"}],
        "notes": [{"content": "Look", "incident": "Three", "user": "ada@example.com"}],
    })
    one, two, three = emulator.get("/incidents", date_range="all", include_="first_trigger_log_entries")["incidents"]
    assert (one["status"], one["assignments"], one["created_at"]) == ("resolved", [], "2026-01-01T00:00:00Z")
    assert [entry["assignee"]["summary"] for entry in two["assignments"]] == ["Ada"]
    assert two["acknowledgements"][0]["acknowledger"]["summary"] == "Ada"
    assert (three["priority"]["name"], three["alert_counts"]["all"]) == ("P2", 1)
    assert three["first_trigger_log_entry"]["type"] == "trigger_log_entry"
    assert emulator.get(f"/incidents/{three['id']}/notes")["notes"][0]["user"]["summary"] == "Ada"
    emulator.write("POST", "/_emulator/clock", {"advance": 61}, status=200)
    assert {one["status"] for one in emulator.get("/incidents", date_range="all")["incidents"]} == {"resolved"}
    error = emulator.load({"incidents": [{"title": "One", "service": "Nosuch"}]}, status=400)
    assert error["error"] == "incidents[0]: there is no service 'Nosuch'"
