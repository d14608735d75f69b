# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON bodies of V3 webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.collection import Record
from ..core.state import Event
from ..resources.incidents.table import field_values
from ..resources.services import RESOURCE as SERVICES
from ..resources.services import field_values as service_field_values
from ..resources.services import teams_of
from ..resources.webhook_subscriptions import EVENT_TYPES
from ..schema.view import View

TRIMMED = 1000
"""Characters of a note or message that a webhook contains."""


def webhook(event: Event, base_url: str) -> dict[str, Any]:
    """The body, with one event. Times are in UTC."""
    view = View(event.account, base_url, "Etc/UTC")
    data = DATA[EVENT_TYPES.get(event.event_type, "ping")](event, view)
    return {
        "event": {
            "id": event.id,
            "event_type": event.event_type,
            "resource_type": event.resource_type,
            "occurred_at": view.instant(event.occurred_at).replace("Z", ".000Z"),
            "agent": event.agent and reference(view, *event.agent),
            "client": None,
            "data": data,
        }
    }


def reference(view: View, type_name: str, identifier: str) -> dict[str, Any]:
    """A reference in a webhook. Keys are in the order of webhooks, and an incident's summary lacks its number."""
    shown = dict(view.reference(type_name, identifier))
    incident = view.account.collection(type_name).get(identifier) if type_name == "incident" else None
    if incident is not None:
        shown["summary"] = incident["title"]
    return {name: shown[name] for name in ("html_url", "id", "self", "summary", "type")}


def incident(event: Event, view: View) -> dict[str, Any]:
    """An incident, with other keys than in the REST API, such as ``number`` and ``assignees``."""
    record = event.record
    priority, reason, bridge = record["priority"], record["resolve_reason"], record["conference_bridge"]
    return {
        "id": record["id"],
        "type": "incident",
        "self": view.api_url(f"/incidents/{record['id']}"),
        "html_url": view.web_url(f"/incidents/{record['id']}"),
        "number": record["incident_number"],
        "status": record["status"],
        "incident_key": record["incident_key"],
        "created_at": view.instant(record["created_at"]),
        "title": record["title"],
        "incident_type": {"name": record["incident_type"]},
        "service": reference(view, "service", record["service"]["id"]),
        "assignees": [reference(view, "user", one["assignee"]["id"]) for one in record["assignments"]],
        "escalation_policy": reference(view, "escalation_policy", record["escalation_policy"]["id"]),
        "teams": [reference(view, "team", one["id"]) for one in record["teams"]],
        "priority": priority and reference(view, "priority", priority["id"]),
        "urgency": record["urgency"],
        "conference_bridge": bridge,
        "resolve_reason": reason and {**reason, "incident": reference(view, "incident", reason["incident"])},
    }


def of_incident(event: Event, view: View, type_name: str) -> dict[str, Any]:
    """The keys of all data that is about an incident."""
    return {"incident": reference(view, "incident", event.record["id"]), "type": type_name}


def note(event: Event, view: View) -> dict[str, Any]:
    content = event.detail["note"]["content"]
    return {
        **of_incident(event, view, "incident_note"),
        "id": event.detail["note"]["id"],
        "content": content[:TRIMMED],
        "trimmed": len(content) > TRIMMED,
    }


def status_update(event: Event, view: View) -> dict[str, Any]:
    update = event.detail["status_update"]
    return {
        **of_incident(event, view, "incident_status_update"),
        "id": update["id"],
        "message": update["message"][:TRIMMED],
        "trimmed": len(update["message"]) > TRIMMED,
    }


def responder(event: Event, view: View) -> dict[str, Any]:
    request, target, person = (event.detail[name] for name in ("request", "target", "responder"))
    by_policy = target["type"] == "escalation_policy"
    return {
        **of_incident(event, view, "incident_responder"),
        "user": reference(view, "user", person["user"]),
        "escalation_policy": reference(view, "escalation_policy", target["id"]) if by_policy else None,
        "message": request["message"],
        "state": person["state"],
    }


def conference_bridge(event: Event, view: View) -> dict[str, Any]:
    bridge: Record = event.record["conference_bridge"] or {"conference_number": None, "conference_url": None}
    number = bridge["conference_number"]
    return {
        **of_incident(event, view, "incident_conference_bridge"),
        "conference_numbers": [{"label": "", "number": number}] if number else [],
        "conference_url": bridge["conference_url"],
    }


def values(event: Event, view: View) -> dict[str, Any]:
    """``changed_custom_fields`` contains the values from before the change."""
    shown = [
        {name: one[name] for name in ("id", "name", "type", "value")} | {"namespace": "incidents"}
        for one in field_values(event.account, event.record)
    ]
    earlier = field_values(event.account, {**event.record, "custom_fields": event.detail["before"]})
    before = {one["id"]: one["value"] for one in earlier}
    changed = [{**one, "value": before[one["id"]]} for one in shown if one["value"] != before[one["id"]]]
    return {
        **of_incident(event, view, "incident_field_values"),
        "custom_fields": shown,
        "changed_custom_fields": changed,
    }


def workflow_instance(event: Event, view: View) -> dict[str, Any]:
    """A run of a workflow. The trigger is null if none started it."""
    run, trigger = event.detail["run"], event.detail["run"]["trigger"]
    return {
        "id": run["instance"] or run["id"],
        "type": "incident_workflow_instance",
        "summary": run["name"],
        "incident_workflow": reference(view, "incident_workflow", run["workflow"]["id"]),
        "workflow_trigger": trigger and reference(view, "incident_workflow_trigger", trigger["id"]),
        "incident": reference(view, "incident", event.record["id"]),
        "service": reference(view, "service", event.record["service"]["id"]),
    }


def service(event: Event, view: View) -> dict[str, Any]:
    record = event.record
    return {
        **view.head(SERVICES, record),
        "alert_creation": record["alert_creation"],
        "created_at": view.instant(record["created_at"]),
        "description": record["description"],
        "teams": [reference(view, "team", one) for one in teams_of(event.account, record)],
    }


def service_values(event: Event, view: View) -> dict[str, Any]:
    """``changed_custom_fields`` contains the values from before the change."""
    shown = [
        {name: one[name] for name in ("id", "name", "type", "value")} | {"namespace": "services"}
        for one in service_field_values(event.account, event.record)
    ]
    before = {one["id"]: one["value"] for one in event.detail["before"]}
    changed = [{**one, "value": before.get(one["id"])} for one in shown if one["value"] != before.get(one["id"])]
    return {
        "service": reference(view, "service", event.record["id"]),
        "custom_fields": shown,
        "changed_custom_fields": changed,
        "type": "service_field_values",
    }


def ping(event: Event, view: View) -> dict[str, Any]:
    return {"message": "Hello from your friend Pagey!", "type": "ping"}


DATA: dict[str, Callable[[Event, View], dict[str, Any]]] = {
    "incident": incident,
    "incident_note": note,
    "incident_status_update": status_update,
    "incident_responder": responder,
    "incident_conference_bridge": conference_bridge,
    "incident_field_values": values,
    "incident_workflow_instance": workflow_instance,
    "service": service,
    "service_field_values": service_values,
    "ping": ping,
}
"""Types of events' data → the function that returns the data. These are the events that the emulator publishes."""
