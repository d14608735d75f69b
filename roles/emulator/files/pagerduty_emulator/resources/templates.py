# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of status updates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, Nested, Text
from ..schema.operation import Operation, crud
from ..schema.references import HistoricalReference, as_reference
from ..schema.resource import Resource, Write

VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")

PARTS = ("email_subject", "email_body", "message")


class Templates(Resource):
    """A template. Several templates can have the same name."""

    type = "template"
    plural = "templates"
    scope = "templates"
    key_is_unique = False
    type_required = False
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("template_type", Choice(("status_update",)), default="status_update"),
        Field("templated_fields", Nested(tuple(Field(part, Text(nullable=True)) for part in PARTS), nullable=True)),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("created_by", HistoricalReference(("user",), nullable=True), api=False),
        Field("updated_by", HistoricalReference(("user",), nullable=True), api=False),
    )
    includes: ClassVar = {}

    def sort_key(self, record: Record) -> str:
        created_at: str = record["created_at"]
        return created_at

    def search_text(self, record: Record) -> str:
        return f"{record['name']}\n{record['description'] or ''}".casefold()

    def complete(self, record: Record, write: Write) -> None:
        record["templated_fields"] = record["templated_fields"] or dict.fromkeys(PARTS)
        if write.old is not None:
            record["updated_at"] = write.account.now()


RESOURCE = Templates()


def rendered(template: Record, values: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, list[str]]]]:
    """The parts with their variables replaced, and warnings. An unknown variable is replaced by an empty string."""
    shown: dict[str, Any] = {}
    warnings = []
    for part in PARTS:
        text = template["templated_fields"][part]
        missing: list[str] = []
        shown[part] = VARIABLE.sub(partial(_fill, values, missing), text) if text is not None else None
        if missing:
            warnings.append({part: missing})
    return shown, warnings


def _fill(values: Any, missing: list[str], match: re.Match[str]) -> str:
    """The value of a variable. An unknown one is added to ``missing``, and its value is an empty string."""
    value = values
    for step in match[1].split("."):
        if not isinstance(value, Mapping) or step not in value:
            missing.append(f"{{{{{match[1]}}}}} does not exist.")
            return ""
        value = value[step]
    return "" if value is None else str(value)


# -- operations ------------------------------------------------------------------------------------------------------


def templates(call: Call) -> Reply:
    """The oldest first, or in the order of ``sort_by``."""
    if call.query.get("template_type", "status_update") != "status_update":
        raise invalid("Template type must be in status_update")
    found: list[Record] = list(call.matching(RESOURCE))
    for name, descending in call.sorting(("name", "created_at"), 1):
        found = sorted(found, key=lambda one, name=name: one[name].casefold(), reverse=descending)  # type: ignore[misc]
    view = call.view(listing=True)
    return call.page("templates", found, lambda one: RESOURCE.render(one, view))


def signed(call: Call, template: Record, *names: str) -> Reply:
    """Stores who wrote the template. Returns the response."""
    agent = as_reference(call.agent())
    template = {**template, **dict.fromkeys(names, agent)}
    call.account.put(RESOURCE, template)
    return Reply(201 if len(names) > 1 else 200, {"template": RESOURCE.render(template, call.view())})


def create_template(call: Call) -> Reply:
    return signed(call, RESOURCE.create(call.account, call.wrapped("template")), "created_by", "updated_by")


def update_template(call: Call) -> Reply:
    template = RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped("template"))
    return signed(call, template, "updated_by")


def render(call: Call) -> Reply:
    """Renders a template for an incident and a message. ``external``: the values of other variables."""
    template, body = call.record(RESOURCE), call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    incidents, incident = call.account.collection("incident"), None
    if (identifier := body.get("incident_id")) is not None:
        if not isinstance(identifier, str):
            raise invalid("Incident must be a String")
        incident = incidents.get(identifier)
        if incident is None:
            raise invalid("Incident must exist")
    update = body.get("status_update", {})
    if not isinstance(update, dict) or not isinstance(update.get("message", ""), str):
        raise invalid("Status update must be an Object with a message")
    external = body.get("external", {})
    if not isinstance(external, dict):
        raise invalid("External must be an Object")
    values: dict[str, Any] = {
        "incident": incidents.resource.render(incident, call.view()) if incident else {},
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
            "data_type": data_type,
            "description": text,
            "example": example,
            "default_value": None,
            "keyword": None,
            "domain": {"order": 1, "summary": name.split(".", maxsplit=1)[0].replace("_", " ").capitalize()},
        }
        for name, data_type, text, example in FIELDS
    ]
    return Reply(200, {"fields": shown})


OPERATIONS = (
    *crud(RESOURCE, list=templates, create=create_template, update=update_template),
    Operation("POST", "/templates/*/render", render, "templates.read"),
    Operation("GET", "/templates/fields", fields, "templates.read"),
)
