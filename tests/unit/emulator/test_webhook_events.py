# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each event of incidents and services that the emulator publishes: its cause, and its webhook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .conftest import CODE, Client, reference
from .receiver import Receiver, receiving
from .test_delivery import deliveries, subscribe
from .test_events import Monitor
from .test_incidents import OWNER, Desk

SHAPES = {
    "incident": {
        "id", "type", "self", "html_url", "number", "status", "incident_key", "created_at", "title", "incident_type",
        "service", "assignees", "escalation_policy", "teams", "priority", "urgency", "conference_bridge",
        "resolve_reason",
    },
    "incident_note": {"incident", "id", "content", "trimmed", "type"},
    "incident_status_update": {"incident", "id", "message", "trimmed", "type"},
    "incident_responder": {"incident", "user", "escalation_policy", "message", "state", "type"},
    "incident_conference_bridge": {"incident", "conference_numbers", "conference_url", "type"},
    "incident_workflow_instance": {
        "id", "type", "summary", "incident_workflow", "workflow_trigger", "incident", "service",
    },
    "incident_field_values": {"incident", "custom_fields", "changed_custom_fields", "type"},
    "service_field_values": {"service", "custom_fields", "changed_custom_fields", "type"},
    "service": {"html_url", "id", "self", "summary", "alert_creation", "teams", "type"},
}
"""Types of events' data → the keys that PagerDuty documents."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


class World:
    """A desk with an incident, and a receiver that gets all events."""

    def __init__(self, client: Client, receiver: Receiver):
        security = {"name": "security", "custom_fields": [
            {"name": "region", "field_type": "single_value"},
            {"name": "customers", "data_type": "integer", "default_value": 0},
        ]}
        owner = {"name": "owner", "display_name": "Owner", "data_type": "string", "field_type": "single_value"}
        client.load({"incident_types": [security], "service_custom_fields": [owner]})
        self.client, self.receiver = client, receiver
        self.desk = Desk(client, acknowledgement_timeout=600)
        subscribe(client, receiver.url, *event_types())
        self.incident = self.desk.open(incident_type={"name": "security"})
        self.path = f"/incidents/{self.incident['id']}"

    def put(self, **fields: Any) -> None:
        self.desk.put(self.incident, **fields)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        return self.client.write("POST", f"{self.path}/{path}", body, status=status, sender=OWNER)

    def told(self) -> list[dict[str, Any]]:
        deliveries(self.client)
        return self.receiver.accepted()


def event_types() -> list[str]:
    """All event types."""
    sys.path.insert(0, str(CODE.parent))
    try:
        from pagerduty_emulator.resources.webhook_subscriptions import EVENT_TYPES
    finally:
        sys.path.remove(str(CODE.parent))
    return list(EVENT_TYPES)


def event(world: World, event_type: str) -> Any:
    """The last event of a type."""
    found = [one for one in world.told() if one["event_type"] == event_type]
    assert found, f"{event_type} is not among {[one['event_type'] for one in world.told()]}"
    return found[-1]


# -- what causes each ------------------------------------------------------------------------------------------------


def acknowledged(world: World) -> None:
    world.put(status="acknowledged")


def unacknowledged(world: World) -> None:
    acknowledged(world)
    world.desk.advance(600)


def resolved(world: World) -> None:
    world.put(status="resolved")


def reopened(world: World) -> None:
    resolved(world)
    world.put(status="triggered")


def asked(world: World, *targets: Any) -> None:
    body = {"requester_id": world.desk.ada["id"], "message": "Help", "responder_request_targets": list(targets)}
    world.post("responder_requests", body)


def responder_added(world: World) -> None:
    asked(world, {"id": world.desk.bob["id"], "type": "user_reference"})


def responder_replied(world: World) -> None:
    responder_added(world)
    body = {"incident": world.incident["id"], "user": "bob@example.com", "state": "joined"}
    world.client.write("POST", "/_emulator/replies", body, status=204)


def service_updated(world: World) -> None:
    world.put(service=reference(world.client.service("Other")))


def custom_field_values(world: World) -> None:
    body = {"custom_fields": [{"name": "region", "value": "eu"}]}
    world.client.write("PUT", f"{world.path}/custom_fields/values", body, status=201)


def service_values(world: World, value: str = "Ops") -> None:
    body = {"custom_fields": [{"name": "owner", "value": value}]}
    world.client.write("PUT", f"/services/{world.desk.service['id']}/custom_fields/values", body, status=201)


def workflow_run(world: World) -> None:
    body = {"incident_workflow": {"name": "Major", "steps": []}}
    made = world.client.write("POST", "/incident_workflows", body, status=201)["incident_workflow"]
    run = {"incident_workflow_instance": {"incident": {"id": world.incident["id"], "type": "incident_reference"}}}
    world.client.write("POST", f"/incident_workflows/{made['id']}/instances", run, status=201)
    world.client.get(world.path)  # the steps are run now


CAUSES: dict[str, Callable[[World], object]] = {
    "incident.triggered": lambda world: None,
    "incident.acknowledged": acknowledged,
    "incident.unacknowledged": unacknowledged,
    "incident.resolved": resolved,
    "incident.reopened": reopened,
    "incident.escalated": lambda world: world.put(escalation_level=2),
    "incident.reassigned": lambda world: world.put(assignments=[{"assignee": reference(world.desk.bob)}]),
    "incident.delegated": lambda world: world.put(escalation_policy=world.client.policy()),
    "incident.priority_updated": lambda world: world.put(priority="P1"),
    "incident.service_updated": service_updated,
    "incident.incident_type.changed": lambda world: world.put(incident_type={"name": "incident_default"}),
    "incident.conference_bridge.updated": lambda world: world.put(
        conference_bridge={"conference_number": "+1 555", "conference_url": "https://example.com/call"}
    ),
    "incident.annotated": lambda world: world.post("notes", {"note": {"content": "Looking"}}),
    "incident.status_update_published": lambda world: world.post("status_updates", {"message": "Soon"}),
    "incident.custom_field_values.updated": custom_field_values,
    "incident.responder.added": responder_added,
    "incident.responder.replied": responder_replied,
    "incident.workflow.started": workflow_run,
    "incident.workflow.completed": workflow_run,
    "service.created": lambda world: world.client.service("New"),
    "service.updated": lambda world: world.client.update(world.desk.service, description="new"),
    "service.custom_field_values.updated": service_values,
    "service.deleted": lambda world: world.client.write("DELETE", f"/services/{world.desk.service['id']}", status=204),
}

UNMANAGED = ("incident.role.", "incident.task.", "incident.action_invocation.")


def test_all_event_types_are_tested() -> None:
    """Roles, tasks and actions are not emulated, so they have no events."""
    assert [one for one in event_types() if one not in CAUSES and not one.startswith(UNMANAGED)] == []


@pytest.mark.parametrize("event_type", CAUSES)
def test_each_event(emulator: Client, receiver: Receiver, event_type: str) -> None:
    """The request that PagerDuty documents for it causes it, with the documented payload."""
    world = World(emulator, receiver)
    before = len(world.told())
    CAUSES[event_type](world)
    found = event(world, event_type)
    resource = event_type.partition(".")[0]
    assert set(found) == {
        "id", "event_type", "resource_type", "occurred_at", "agent", "client", "data",
    }
    assert found["resource_type"] == resource
    assert found["occurred_at"].endswith("Z") and found["client"] is None
    data = found["data"]
    assert SHAPES[data["type"]] <= set(data)
    of_service = ("service", "service_field_values")
    assert data["type"] in ("incident", *of_service) or data["incident"] == {
        "id": world.incident["id"],
        "type": "incident_reference",
        "summary": "Down",
        "self": f"{emulator.url}{world.path}",
        "html_url": f"https://example.pagerduty.com{world.path}",
    }
    assert all(arrival.status == 202 for arrival in receiver.arrivals)
    told = [one["event_type"] for one in world.told()]
    if event_type != "incident.triggered":
        assert event_type not in told[:before] and event_type in told[before:]
    # Only actual changes are published.
    extra = {
        "incident.unacknowledged": {"incident.acknowledged"},
        "incident.reopened": {"incident.resolved"},
        "incident.responder.replied": {"incident.responder.added"},
        "incident.service_updated": {"service.created"},
        "incident.workflow.started": {"incident.workflow.completed"},
        "incident.workflow.completed": {"incident.workflow.started"},
    }.get(event_type, set())
    assert set(told[before:]) <= {event_type} | extra


def test_the_data_of_events(emulator: Client, receiver: Receiver) -> None:
    world = World(emulator, receiver)
    triggered = event(world, "incident.triggered")
    data = triggered["data"]
    assert triggered["agent"]["summary"] == "Account Owner" and triggered["agent"]["type"] == "user_reference"
    assert (data["number"], data["status"], data["urgency"], data["priority"]) == (1, "triggered", "high", None)
    assert [one["summary"] for one in data["assignees"]] == ["Ada Lovelace"]
    assert (data["service"]["summary"], data["escalation_policy"]["summary"]) == ("Web", "Core")
    assert [one["summary"] for one in data["teams"]] == ["Core"]
    assert data["incident_type"] == {"name": "security"}
    custom_field_values(world)
    data = event(world, "incident.custom_field_values.updated")["data"]
    assert {one["name"]: one["value"] for one in data["custom_fields"]} == {"region": "eu", "customers": 0}
    assert [(one["name"], one["value"]) for one in data["changed_custom_fields"]] == [("region", None)]
    assert data["custom_fields"][0].keys() == {"id", "name", "namespace", "type", "value"}
    for value in ("Ops", "Dev", "Dev"):
        service_values(world, value)
    data = event(world, "service.custom_field_values.updated")["data"]
    assert (data["service"]["summary"], data["type"]) == ("Web", "service_field_values")
    assert [(one["name"], one["value"], one["namespace"]) for one in data["custom_fields"]] == [
        ("owner", "Dev", "services")
    ]
    assert [(one["name"], one["value"]) for one in data["changed_custom_fields"]] == [("owner", "Ops")]
    responder_replied(world)
    replied = event(world, "incident.responder.replied")
    assert (replied["agent"]["summary"], replied["data"]["user"]["summary"]) == ("Bob Kahn", "Bob Kahn")
    assert (replied["data"]["state"], replied["data"]["escalation_policy"]) == ("joined", None)
    asked(world, {"id": world.desk.policy["id"], "type": "escalation_policy_reference"})
    added = event(world, "incident.responder.added")["data"]
    assert (added["user"]["summary"], added["escalation_policy"]["summary"], added["state"]) == (
        "Ada Lovelace", "Core", "pending"
    )
    CAUSES["incident.conference_bridge.updated"](world)
    bridge = event(world, "incident.conference_bridge.updated")["data"]
    assert bridge["conference_numbers"] == [{"label": "", "number": "+1 555"}]
    resolved(world)
    assert event(world, "incident.resolved")["data"]["status"] == "resolved"


def test_replies_without_a_request(emulator: Client, receiver: Receiver) -> None:
    world = World(emulator, receiver)
    reply = {"incident": world.incident["id"], "user": "bob@example.com", "state": "declined"}
    for change, status in (({}, 404), ({"incident": "Q"}, 404), ({"user": "x"}, 404), ({"state": "pending"}, 400)):
        assert "error" in emulator.write("POST", "/_emulator/replies", {**reply, **change}, status=status)
    responder_added(world)
    emulator.write("POST", "/_emulator/replies", reply, status=204)
    (one,) = world.desk.get(world.incident)["incidents_responders"]
    assert one["state"] == "declined"
    emulator.write("POST", "/_emulator/replies", reply, status=404)


def test_events_of_the_events_api(emulator: Client, receiver: Receiver) -> None:
    """The service is the agent. Merging resolves the sources."""
    monitor = Monitor(emulator)
    subscribe(emulator, receiver.url, *event_types())
    for action in ("trigger", "acknowledge", "resolve"):
        monitor.send(action, "disk")
    deliveries(emulator)
    assert receiver.types() == ["incident.triggered", "incident.acknowledged", "incident.resolved"]
    assert {one["agent"]["type"] for one in receiver.accepted()} == {"service_reference"}
    for key in ("one", "two"):
        monitor.send("trigger", key)
    two, one = sorted(monitor.incidents(), key=lambda incident: -incident["incident_number"])[:2]
    body = {"source_incidents": [{"id": two["id"], "type": "incident_reference"}]}
    emulator.write("PUT", f"/incidents/{one['id']}/merge", body, status=200, sender=OWNER)
    deliveries(emulator)
    last = receiver.accepted()[-1]
    assert (last["event_type"], last["data"]["id"]) == ("incident.resolved", two["id"])
    assert last["data"]["resolve_reason"]["type"] == "merge_resolve_reason"
    assert last["data"]["resolve_reason"]["incident"]["id"] == one["id"]
