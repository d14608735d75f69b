# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each type of event that the emulator can cause arrives in a rule, by either source."""

from __future__ import annotations

import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from conftest import Emulator, Start

# Of all that webhooks tell of incidents and services, the emulator does not manage roles, tasks and actions.
BY_WEBHOOK = {
    "incident.acknowledged",
    "incident.annotated",
    "incident.conference_bridge.updated",
    "incident.custom_field_values.updated",
    "incident.delegated",
    "incident.escalated",
    "incident.incident_type.changed",
    "incident.priority_updated",
    "incident.reassigned",
    "incident.reopened",
    "incident.resolved",
    "incident.responder.added",
    "incident.responder.replied",
    "incident.service_updated",
    "incident.status_update_published",
    "incident.triggered",
    "incident.unacknowledged",
    "incident.workflow.completed",
    "incident.workflow.started",
    "service.created",
    "service.custom_field_values.updated",
    "service.deleted",
    "service.updated",
}
BY_POLLING = {
    "incident.acknowledged",
    "incident.annotated",
    "incident.assigned",
    "incident.delegated",
    "incident.escalated",
    "incident.reassigned",
    "incident.resolved",
    "incident.triggered",
    "incident.unacknowledged",
}


def test_each_event_type(emulator: Emulator, start: Start, rulebooks: t.Any, tmp_path: Path) -> None:
    """The webhook source makes its subscription, and removes it when SIGTERM ends the rulebook."""
    port = rulebooks.free_port()
    url = f"http://127.0.0.1:{port}/pagerduty"
    sources = [
        {
            "name": "webhook",
            "community.pagerduty.pagerduty_webhook": {
                "host": "127.0.0.1",
                "port": port,
                "state_dir": str(tmp_path / "state"),
                "subscription": {"url": url, "remove_on_shutdown": True},
            },
        },
        {
            "name": "poll",
            "community.pagerduty.pagerduty_poll": {"interval": 0.5, "events": ["incident.*"]},
        },
    ]
    rules = [
        {
            "name": "Record",
            "condition": "event.meta.event_type is defined",
            "action": {"print_event": {"pretty": False}},
        }
    ]
    world = World(emulator)
    rulebook = start([{"name": "Record", "hosts": "localhost", "sources": sources, "rules": rules}])
    rulebook.wait_for_text(f"PagerDuty reaches this source at {url}")
    rulebook.wait_for("the first look", lambda: _looked(emulator))
    (subscription,) = emulator.state()["webhook_subscriptions"]
    assert subscription["delivery_method"]["url"] == url
    assert set(subscription["events"]) > BY_WEBHOOK

    world.happen()

    def metas() -> list[dict[str, t.Any]]:
        return [event["meta"] for event in rulebook.printed()]

    def arrived(source: str) -> set[str]:
        return {meta["event_type"] for meta in metas() if meta["source"]["name"] == source}

    rulebook.wait_for("all that webhooks tell", lambda: arrived("webhook") >= BY_WEBHOOK)
    rulebook.wait_for("all that polling finds", lambda: arrived("poll") >= BY_POLLING)
    assert arrived("webhook") == BY_WEBHOOK
    assert arrived("poll") == BY_POLLING

    # None came twice, and each says which incident or service it is about.
    printed = metas()
    assert len({(meta["source"]["name"], meta["id"]) for meta in printed}) == len(printed)
    for meta in printed:
        named = meta["service_id"] if meta["resource_type"] == "service" else meta["incident_id"]
        assert named in {world.incident, world.service, world.new}, meta
        assert not meta["redelivered"]

    rulebook.stop()
    assert not emulator.state().get("webhook_subscriptions")


class World:
    """An account in which everything happens once."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        users = [
            {"name": name.title(), "email": f"{name}@example.com", "role": "user"} for name in ("ann", "bob", "cleo")
        ]
        rules = [{"escalation_delay_in_minutes": 600, "targets": [f"{name}@example.com"]} for name in ("ann", "bob")]
        security = {"name": "security", "custom_fields": [{"name": "region", "field_type": "single_value"}]}
        account = {
            "users": users,
            "incident_types": [security],
            "service_custom_fields": [
                {"name": "owner", "display_name": "Owner", "data_type": "string", "field_type": "single_value"}
            ],
            "escalation_policies": [
                {"name": "First", "escalation_rules": rules},
                {"name": "Second", "escalation_rules": rules[:1]},
            ],
            "incident_workflows": [{"name": "Major"}],
            "services": [
                {"name": "Web shop", "escalation_policy": "First", "acknowledgement_timeout": 600},
                {"name": "Other", "escalation_policy": "First", "acknowledgement_timeout": 600},
            ],
        }
        emulator.call("POST", "/_emulator/load", account)
        state = emulator.state()
        self.ids = {
            one.get("email") or one["name"]: one["id"]
            for kind in ("users", "escalation_policies", "services", "priorities", "incident_workflows")
            for one in state[kind]
        }
        self.service = self.ids["Web shop"]
        self.incident = self.new = ""

    def happen(self) -> None:
        emulator, ids = self.emulator, self.ids
        self.incident = emulator.trigger(self.service, "The disk is full", incident_type={"name": "security"})
        path = f"/incidents/{self.incident}"
        self.put(status="acknowledged")
        emulator.call("POST", "/_emulator/clock", {"advance": 700})
        self.put(escalation_level=2)
        self.put(assignments=[{"assignee": _reference("user", ids["cleo@example.com"])}])
        self.put(escalation_policy=_reference("escalation_policy", ids["Second"]))
        self.put(priority=_reference("priority", ids["P1"]))
        self.put(service=_reference("service", ids["Other"]))
        self.put(conference_bridge={"conference_number": "+1 555", "conference_url": "https://meet.example.com"})
        values = {"custom_fields": [{"name": "region", "value": "eu"}]}
        emulator.call("PUT", f"{path}/custom_fields/values", values)
        self.put(incident_type={"name": "incident_default"})
        emulator.call("POST", f"{path}/notes", {"note": {"content": "Looking"}})
        emulator.call("POST", f"{path}/status_updates", {"message": "Soon"})
        target = {"responder_request_target": _reference("user", ids["bob@example.com"])}
        asked = {"requester_id": ids["ann@example.com"], "message": "Help", "responder_request_targets": [target]}
        emulator.call("POST", f"{path}/responder_requests", asked)
        reply = {"incident": self.incident, "user": "bob@example.com", "state": "joined"}
        emulator.call("POST", "/_emulator/replies", reply)
        run = {"incident": _reference("incident", self.incident)}
        emulator.call("POST", f"/incident_workflows/{ids['Major']}/instances", {"incident_workflow_instance": run})
        self.put(status="resolved")
        self.put(status="triggered")
        self.new = emulator.service("New")
        emulator.call("PUT", f"/services/{self.new}", {"service": {"type": "service", "description": "Changed"}})
        values = {"custom_fields": [{"name": "owner", "value": "Ops"}]}
        emulator.call("PUT", f"/services/{self.new}/custom_fields/values", values)
        emulator.call("DELETE", f"/services/{self.new}")

    def put(self, **values: t.Any) -> None:
        self.emulator.change(self.incident, **values)


def _reference(kind: str, identifier: str) -> dict[str, str]:
    return {"id": identifier, "type": f"{kind}_reference"}


def _looked(emulator: Emulator) -> bool:
    requests = emulator.call("GET", "/_emulator/requests")
    return sum(one["path"] == "/log_entries" and one["status"] == 200 for one in requests) >= 3
