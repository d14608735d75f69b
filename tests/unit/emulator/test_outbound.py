# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions, the bus, and templates."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from .conftest import CODE, Client, reference
from .test_events import Monitor
from .test_incidents import OWNER, Desk

# -- webhook subscriptions -------------------------------------------------------------------------------------------


def subscription(**changes: Any) -> dict[str, Any]:
    return {
        "type": "webhook_subscription",
        "delivery_method": {
            "type": "http_delivery_method",
            "url": "https://example.com/receive",
            "custom_headers": [{"name": "X-Key", "value": "secret value"}],
        },
        "events": ["incident.triggered", "incident.resolved"],
        "filter": {"type": "account_reference"},
        **changes,
    }


def subscribe(client: Client, **changes: Any) -> Any:
    body = {"webhook_subscription": subscription(**changes)}
    return client.write("POST", "/webhook_subscriptions", body, status=200)["webhook_subscription"]


def test_webhook_subscriptions(emulator: Client) -> None:
    service = emulator.service()
    made = subscribe(emulator, filter=reference(service), description="Chat")
    method = made["delivery_method"]
    assert len(method["secret"]) == 64
    assert method["custom_headers"] == [{"name": "X-Key", "value": "-- redacted --"}]
    assert (made["active"], method["temporarily_disabled"]) == (True, False)
    assert made["filter"] == {"id": service["id"], "type": "service_reference"}
    path = f"/webhook_subscriptions/{made['id']}"
    hidden = {**made, "delivery_method": {**method, "secret": None}}
    assert emulator.get(path)["webhook_subscription"] == hidden
    assert emulator.get("/webhook_subscriptions")["webhook_subscriptions"] == [hidden]
    change = {"webhook_subscription": {"active": False, "events": ["service.created"], "delivery_method": {"url": "x"}}}
    changed = emulator.write("PUT", path, change, status=200)["webhook_subscription"]
    assert changed == {**hidden, "active": False, "events": ["service.created"]}
    assert emulator.write("POST", f"{path}/enable", status=200)["webhook_subscription"] == changed
    emulator.write("POST", f"{path}/ping", status=202)
    emulator.write("DELETE", path, status=204)
    emulator.get(path, status=404)


def test_filters_of_webhook_subscriptions(emulator: Client) -> None:
    service, account = emulator.service(), subscribe(emulator)
    own = subscribe(emulator, filter=reference(service))
    assert account["filter"]["type"] == "account_reference" and account["filter"]["id"]

    def listed(**query: Any) -> list[str]:
        return [one["id"] for one in emulator.get("/webhook_subscriptions", **query)["webhook_subscriptions"]]

    assert listed() == [account["id"], own["id"]]
    assert listed(filter_type="account") == [account["id"]]
    assert listed(filter_type="service", filter_id=service["id"]) == [own["id"]]
    assert listed(filter_type="team", filter_id="PX") == []
    emulator.get("/webhook_subscriptions", status=400, filter_type="service")
    emulator.get("/webhook_subscriptions", status=400, filter_type="user")


@pytest.mark.parametrize(
    "change",
    [
        {"events": []},
        {"events": ["incident.exploded"]},
        {"events": ["incident.triggered", "incident.triggered"]},
        {"filter": None},
        {"filter": {"type": "service_reference"}},
        {"filter": {"type": "service_reference", "id": "PNOSUCH"}},
        {"filter": {"type": "user_reference", "id": "PX"}},
        {"delivery_method": None},
        {"delivery_method": {"type": "http_delivery_method"}},
        {"delivery_method": {"type": "mail", "url": "https://example.com"}},
        {"delivery_method": {"type": "http_delivery_method", "url": "example.com"}},
        {"delivery_method": {"type": "http_delivery_method", "url": "ftp://example.com"}},
        {"active": "yes"},
    ],
)
def test_invalid_webhook_subscriptions(either: Client, change: dict[str, Any]) -> None:
    body = {"webhook_subscription": subscription(**change)}
    assert either.refused("POST", "/webhook_subscriptions", body)["code"] == 2001


def test_ten_webhook_subscriptions_of_a_service(emulator: Client) -> None:
    service = reference(emulator.service())
    for _time in range(10):
        subscribe(emulator, filter=service)
    emulator.refused("POST", "/webhook_subscriptions", {"webhook_subscription": subscription(filter=service)})


def test_loaded_webhook_subscriptions(emulator: Client) -> None:
    known = subscription(filter={"type": "service_reference", "id": "Web"})
    known["delivery_method"]["secret"] = "known"
    emulator.load({
        "services": [{"name": "Web", "escalation_policy": "Default"}], "webhook_subscriptions": [known]
    })
    (found,) = emulator.get("/webhook_subscriptions")["webhook_subscriptions"]
    assert found["filter"]["id"] == emulator.get("/services")["services"][0]["id"]


# -- what happens ----------------------------------------------------------------------------------------------------


def happened(client: Client) -> list[str]:
    return [one["event_type"] for one in client.get("/_emulator/events")]


def test_events_of_incidents(emulator: Client) -> None:
    desk = Desk(emulator, acknowledgement_timeout=60)
    emulator.call("DELETE", "/_emulator/events")
    incident = desk.open()
    desk.put(incident, status="acknowledged")
    desk.advance(61)
    desk.put(incident, priority="P1")
    desk.put(incident, escalation_level=2)
    desk.put(incident, assignments=[{"assignee": reference(desk.ada)}])
    desk.put(incident, escalation_policy=emulator.policy())
    desk.put(incident, conference_bridge={"conference_number": "1", "conference_url": "https://example.com"})
    path = f"/incidents/{incident['id']}"
    emulator.write("POST", f"{path}/notes", {"note": {"content": "x" * 2000}}, status=200, sender=OWNER)
    emulator.write("POST", f"{path}/status_updates", {"message": "Soon"}, status=200, sender=OWNER)
    asked = {
        "requester_id": desk.ada["id"], "message": "Help",
        "responder_request_targets": [{"id": desk.bob["id"], "type": "user_reference"}],
    }
    emulator.write("POST", f"{path}/responder_requests", asked, status=200)
    desk.put(incident, status="resolved")
    desk.put(incident, status="triggered")
    assert happened(emulator) == [
        "incident.triggered",
        "incident.acknowledged",
        "incident.unacknowledged",
        "incident.priority_updated",
        "incident.escalated",
        "incident.reassigned",
        "incident.delegated",
        "incident.conference_bridge.updated",
        "incident.annotated",
        "incident.status_update_published",
        "incident.responder.added",
        "incident.resolved",
        "incident.reopened",
    ]
    events = {one["event_type"]: one for one in emulator.get("/_emulator/events")}
    first = events["incident.triggered"]
    assert (first["resource_type"], first["agent"]["summary"]) == ("incident", "Account Owner")
    assert (first["data"]["type"], first["data"]["number"], first["data"]["status"]) == ("incident", 1, "triggered")
    assert first["data"]["assignees"][0]["summary"] == "Ada Lovelace"
    assert events["incident.unacknowledged"]["agent"]["type"] == "service_reference"
    assert events["incident.priority_updated"]["data"]["priority"]["summary"] == "P1"
    note = events["incident.annotated"]["data"]
    assert (note["type"], note["trimmed"], note["incident"]["id"]) == ("incident_note", True, incident["id"])
    responder = events["incident.responder.added"]["data"]
    assert (responder["user"]["summary"], responder["state"], responder["message"]) == ("Bob Kahn", "pending", "Help")
    assert events["incident.conference_bridge.updated"]["data"]["conference_url"] == "https://example.com"


def test_events_of_services(emulator: Client) -> None:
    monitor = Monitor(emulator)
    emulator.update(monitor.service, description="new")
    monitor.send("trigger")
    emulator.write("DELETE", f"/services/{monitor.service['id']}", status=204)
    assert happened(emulator) == [
        "service.created", "service.updated", "service.updated", "incident.triggered", "service.deleted",
    ]
    created = emulator.get("/_emulator/events")[0]
    assert (created["data"]["type"], created["data"]["summary"]) == ("service", "Web")
    emulator.write("POST", "/_emulator/reset", {}, status=200)
    assert happened(emulator) == []


def test_a_ping(emulator: Client) -> None:
    made = subscribe(emulator)
    emulator.write("POST", f"/webhook_subscriptions/{made['id']}/ping", status=202, sender=OWNER)
    (event,) = emulator.get("/_emulator/events")
    assert (event["event_type"], event["resource_type"]) == ("pagey.ping", "pagey")
    assert event["data"]["type"] == "ping"


def test_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Subscribers get events in order, also after a reset."""
    monkeypatch.syspath_prepend(str(CODE.parent))
    from pagerduty_emulator.accounts import fresh
    from pagerduty_emulator.core.state import Emulator
    from pagerduty_emulator.resources.incidents.lifecycle import Act, NewIncident, resolve, trigger
    from pagerduty_emulator.resources.users import owner_of

    emulator = Emulator(1, "us", None, fresh)
    heard: list[Any] = []
    emulator.bus.subscribe(heard.append)
    emulator.reset()
    account = emulator.accounts[0]
    owner, (policy,) = owner_of(account), account.collection("escalation_policy")
    assert owner is not None
    service = account.collection("service").resource.create(
        account, {"name": "Web", "escalation_policy": {"id": policy["id"], "type": "escalation_policy"}}, loading=True
    )
    act = Act(account, ("user", owner["id"]), account.now())
    incident = trigger(act, NewIncident("Down", service, "high", policy, [owner["id"]]))
    resolve(act, incident)
    assert [event.event_type for event in heard] == ["incident.triggered", "incident.resolved"]
    assert [event.record["status"] for event in heard] == ["triggered", "resolved"]
    assert heard[0].agent == ("user", owner["id"]) and heard[0].only is None
    assert list(emulator.bus.history) == heard
    assert "pagerduty_emulator" in sys.modules


# -- templates -------------------------------------------------------------------------------------------------------


def test_templates(emulator: Client) -> None:
    fields = {"email_subject": "Update: {{status_update.message}}", "email_body": "<b>{{ incident.nosuch }}</b>"}
    body = {"template": {"name": "Sample", "description": "For all", "templated_fields": fields}}
    made = emulator.write("POST", "/templates", body, status=201, sender=OWNER)["template"]
    assert (made["template_type"], made["created_by"]["summary"]) == ("status_update", "Account Owner")
    assert made["templated_fields"] == {**fields, "message": None}
    path = f"/templates/{made['id']}"
    assert emulator.get(path)["template"] == made
    other = emulator.create("template", name="Another")
    assert [one["name"] for one in emulator.get("/templates", sort_by="name:asc")["templates"]] == ["Another", "Sample"]
    assert [one["name"] for one in emulator.get("/templates", query="for all")["templates"]] == ["Sample"]
    emulator.get("/templates", status=400, template_type="page")
    changed = emulator.write("PUT", path, {"template": {"name": "Simple"}}, status=200)["template"]
    assert (changed["name"], changed["templated_fields"]) == ("Simple", made["templated_fields"])
    emulator.write("DELETE", f"/templates/{other['id']}", status=204)
    incident = Desk(emulator).open()
    asked = {"incident_id": incident["id"], "status_update": {"message": "Soon"}}
    shown = emulator.write("POST", f"{path}/render", asked, status=200)
    assert shown == {
        "templated_fields": {"email_subject": "Update: Soon", "email_body": "<b></b>", "message": None},
        "warnings": [{"email_body": ["{{incident.nosuch}} does not exist."]}],
        "errors": [],
    }
    emulator.refused("POST", f"{path}/render", {"incident_id": "PNOSUCH"})
    emulator.refused("POST", "/templates", {"template": {"description": "no name"}})
    names = [one["summary"] for one in emulator.get("/templates/fields")["fields"]]
    assert "status_update.message" in names
