# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes out: webhook subscriptions, templates of status updates."""

from __future__ import annotations

from typing import Any

from ..core.bus import PING
from ..core.errors import invalid
from ..core.state import Record
from ..resources.incidents import RESOURCE as INCIDENTS
from ..resources.templates import RESOURCE as TEMPLATES
from ..resources.templates import rendered
from ..resources.traces import kept
from ..resources.webhook_subscriptions import RESOURCE as WEBHOOK_SUBSCRIPTIONS
from ..schema.call import Call, Reply
from ..schema.operation import Operation, crud

MAXIMUM_PER_FILTER = 10

# -- webhook subscriptions -------------------------------------------------------------------------------------------


def subscriptions(call: Call) -> Reply:
    """``filter_type`` selects; of a service or team it needs ``filter_id``."""
    found: list[Record] = list(call.account.collection("webhook_subscription").records.values())
    kind, identifier = call.query.get("filter_type"), call.query.get("filter_id")
    if kind is not None:
        if kind not in ("account", "service", "team"):
            raise invalid("Filter type must be in account, service or team")
        if kind != "account" and not identifier:
            raise invalid("Filter ID is required")
        found = [
            one
            for one in found
            if one["filter"]["type"] == kind and (kind == "account" or one["filter"]["id"] == identifier)
        ]
    view = call.view(listing=True)
    return call.page("webhook_subscriptions", found, lambda one: WEBHOOK_SUBSCRIPTIONS.render(one, view))


def create_subscription(call: Call) -> Reply:
    """Answers 200, with the secret."""
    body = call.wrapped("webhook_subscription")
    held = [
        one
        for one in call.account.collection("webhook_subscription").records.values()
        if one["filter"]["type"] != "account" and isinstance(body.get("filter"), dict)
        and one["filter"]["id"] == body["filter"].get("id")
    ]
    if len(held) >= MAXIMUM_PER_FILTER:
        raise invalid(f"A {held[0]['filter']['type']} can have at most {MAXIMUM_PER_FILTER} webhook subscriptions")
    record = WEBHOOK_SUBSCRIPTIONS.create(call.account, body)
    return Reply(200, {"webhook_subscription": WEBHOOK_SUBSCRIPTIONS.with_secret(record, call.view())})


def enable(call: Call) -> Reply:
    """Ends the pause after repeated rejections."""
    record = WEBHOOK_SUBSCRIPTIONS.enable(call.account, call.record(WEBHOOK_SUBSCRIPTIONS))
    return Reply(200, {"webhook_subscription": WEBHOOK_SUBSCRIPTIONS.render(record, call.view())})


def ping(call: Call) -> Reply:
    """A test event for this subscription alone."""
    record = call.record(WEBHOOK_SUBSCRIPTIONS)
    call.account.publish(PING, record, call.agent(), only=record["id"])
    return Reply(202)


# -- templates -------------------------------------------------------------------------------------------------------


def templates(call: Call) -> Reply:
    """The oldest first, unless ``sort_by`` says otherwise."""
    if call.query.get("template_type", "status_update") != "status_update":
        raise invalid("Template type must be in status_update")
    found: list[Record] = list(call.matching(TEMPLATES))
    for name, descending in call.sorting(("name", "created_at"), 1):
        found = sorted(found, key=lambda one, name=name: one[name].casefold(), reverse=descending)  # type: ignore[misc]
    view = call.view(listing=True)
    return call.page("templates", found, lambda one: TEMPLATES.render(one, view))


def signed(call: Call, template: Record, *names: str) -> Reply:
    """The template, with who wrote it."""
    agent = kept(call.agent())
    template = {**template, **dict.fromkeys(names, agent)}
    call.account.put(TEMPLATES, template)
    return Reply(201 if len(names) > 1 else 200, {"template": TEMPLATES.render(template, call.view())})


def create_template(call: Call) -> Reply:
    return signed(call, TEMPLATES.create(call.account, call.wrapped("template")), "created_by", "updated_by")


def update_template(call: Call) -> Reply:
    template = TEMPLATES.update(call.account, call.record(TEMPLATES), call.wrapped("template"))
    return signed(call, template, "updated_by")


def render(call: Call) -> Reply:
    """For an incident and a message; ``external`` is whatever else the template refers to."""
    template, body = call.record(TEMPLATES), call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    incident = None
    if (identifier := body.get("incident_id")) is not None:
        if not isinstance(identifier, str):
            raise invalid("Incident must be a String")
        incident = call.account.collection("incident").get(identifier)
        if incident is None:
            raise invalid("Incident must exist")
    update = body.get("status_update", {})
    if not isinstance(update, dict) or not isinstance(update.get("message", ""), str):
        raise invalid("Status update must be an Object with a message")
    external = body.get("external", {})
    if not isinstance(external, dict):
        raise invalid("External must be an Object")
    values: dict[str, Any] = {
        "incident": INCIDENTS.render(incident, call.view()) if incident else {},
        "status_update": update,
        "external": external,
    }
    shown, warnings = rendered(template, values)
    return Reply(200, {"templated_fields": shown, "warnings": warnings, "errors": []})


FIELDS = (
    ("incident.created_at", "datetime", "The time the incident was created.", "2023-11-22T07:12:50Z"),
    ("incident.title", "string", "What the incident is about.", "The server is on fire."),
    ("incident.status", "string", "The status of the incident.", "triggered"),
    ("incident.urgency", "string", "The urgency of the incident.", "high"),
    ("incident.incident_number", "integer", "The number of the incident.", "1234"),
    ("incident.html_url", "string", "The page of the incident.", "https://example.pagerduty.com/incidents/PT4KHLK"),
    ("incident.service.summary", "string", "The name of the incident's service.", "Web"),
    ("incident.escalation_policy.summary", "string", "The name of the incident's escalation policy.", "Default"),
    ("status_update.message", "string", "The message of the status update.", "We are looking into it."),
)
"""The variables that templates have: (name, type, description, example)."""


def fields(call: Call) -> Reply:
    shown = [
        {
            "type": "standard_field",
            "summary": name,
            "data_type": kind,
            "description": text,
            "example": example,
            "default_value": None,
            "keyword": None,
            "domain": {"order": 1, "summary": name.split(".", maxsplit=1)[0].replace("_", " ").capitalize()},
        }
        for name, kind, text, example in FIELDS
    ]
    return Reply(200, {"fields": shown})


HOOKS = "webhook_subscriptions.write"

OPERATIONS = (
    *crud(WEBHOOK_SUBSCRIPTIONS),
    *crud(TEMPLATES),
    # In place of those:
    Operation("GET", "/webhook_subscriptions", subscriptions, "webhook_subscriptions.read"),
    Operation("POST", "/webhook_subscriptions", create_subscription, HOOKS),
    Operation("POST", "/webhook_subscriptions/*/enable", enable, HOOKS),
    Operation("POST", "/webhook_subscriptions/*/ping", ping, HOOKS),
    Operation("GET", "/templates", templates, "templates.read"),
    Operation("POST", "/templates", create_template, "templates.write"),
    Operation("PUT", "/templates/*", update_template, "templates.write"),
    Operation("POST", "/templates/*/render", render, "templates.read"),
    Operation("GET", "/templates/fields", fields, "templates.read"),
)
