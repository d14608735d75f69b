# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of event orchestrations do with an event, except those of routers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

from .._core.errors import Missing, UsageError
from .._schema.fields import (
    ONLY_BY_ID,
    Boolean,
    Canonical,
    Choice,
    Field,
    IdReference,
    Integer,
    Json,
    Object,
    ObjectList,
    Resolver,
    Text,
    UnorderedList,
    Writer,
)
from .._schema.resource import Resource
from .escalation_policy import ESCALATION_POLICY
from .event_orchestration_rules import Whole
from .incident_type import BASE, INCIDENT_TYPE
from .incident_type_custom_field import INCIDENT_TYPE_CUSTOM_FIELD
from .priority import PRIORITY

TRIGGERED = "alert_triggered"
_STATES = (TRIGGERED, "alert_suppressed", "alert_suspended")
_ID = re.compile(r"[PQR][A-Z0-9]{5,}")

# For tokens that may not list the types: the fields of the base type, whose name is the same in every account.
_OF_BASE = Resource(
    name=INCIDENT_TYPE_CUSTOM_FIELD.name,
    plural="fields",
    title="custom field of the base incident type",
    path=f"/incidents/types/{BASE}/custom_fields",
    query=None,
    paged=False,
)


class _Exact(Text):
    """Text in which white space at the ends matters, such as a regular expression."""

    def _fold(self, value: t.Any) -> str:
        return str(value)


class _CustomField(IdReference):
    """A custom field of an incident type: `security:environment`, or only the name for the base type.

    Each type has a list of its own. An ID needs no lookup.
    """

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if _ID.fullmatch(value.strip()):
            return {"id": value.strip(), "type": self.resource.name}
        owner, _colon, name = value.rpartition(":")
        return resolver.reference(self._of_type(owner, path, resolver), name, path, current)

    def _of_type(self, name: str, path: str, resolver: Resolver) -> Resource:
        """The fields of a type. name: of the type, "" for the base type."""
        try:
            owner = resolver.reference(INCIDENT_TYPE, name or BASE, path)
        except Missing:
            if name:
                raise
            return _OF_BASE
        bound: Resource = self.resource.under(owner["id"])
        return bound if name else replace(bound, title=_OF_BASE.title)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value is None:
            return None
        names = writer.session.names
        for owner in names.all(INCIDENT_TYPE):
            for field in names.all(self.resource.under(owner["id"])):
                if field["id"] == value["id"]:
                    return field["name"] if owner["name"] == BASE else f"{owner['name']}:{field['name']}"
        writer.leave_out(path, ONLY_BY_ID)
        return value["id"]


class _TriggerTypes(UnorderedList):
    """In which state of the alert something is done. PagerDuty's list has exactly one entry."""

    def __init__(self) -> None:
        super().__init__("trigger_types", allowed=_STATES, default=[TRIGGERED])

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if len(set(value)) != 1:
            raise UsageError(path, f"has {len(set(value))} entries; PagerDuty allows exactly one")
        return super().parse(value, path, resolver, current)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return super().read(parent) or [TRIGGERED]


class _Webhook(Whole):
    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        if parsed["trigger_types"] != [TRIGGERED] and not parsed["auto_send"]:
            message = f"must be true for the trigger type {parsed['trigger_types'][0]}: such an alert has no incident"
            raise UsageError(f"{path}.auto_send", message)
        return parsed


def _text(name: str, *, exact: bool = False) -> Text:
    return (_Exact if exact else Text)(name, required=True, clearable=False)


def _list(name: str, item: Object) -> ObjectList:
    return ObjectList(name, item, anonymous=True, within="actions")


def _pairs(name: str) -> ObjectList:
    pair = Whole(name, [Text("name", api="key", required=True, clearable=False), _text("value")])
    return ObjectList(name, pair, anonymous=True, default=[])


def extractions() -> ObjectList:
    """What fields of the event are set to: templates, or what regular expressions find in other fields."""
    extraction = Whole(
        "extractions",
        [_text("target"), Text("template"), _Exact("regex"), Text("source")],
        constraints={
            "mutually_exclusive": [["template", "regex"], ["template", "source"]],
            "required_one_of": [["template", "regex"]],
            "required_by": {"regex": ["source"], "source": ["regex"]},
        },
    )
    return _list("extractions", extraction)


def of_events() -> list[Field]:
    """What can be done with an event, in all paths but routers."""
    variable = Whole(
        "variables",
        [
            _text("name"),
            _text("path"),
            Choice("type", ["regex"], default="regex"),
            _text("value", exact=True),
        ],
    )
    return [
        Choice("severity", ["info", "warning", "error", "critical"], within="actions"),
        Choice("event_action", ["trigger", "resolve"], within="actions"),
        _list("variables", variable),
        extractions(),
    ]


def of_incidents() -> list[Field]:
    """What can be done with an event, its alert and its incident: in global rules and those of services."""
    webhook = _Webhook(
        "automation_actions",
        [
            _text("name"),
            _text("url"),
            Boolean("auto_send", default=False),
            _pairs("headers"),
            _pairs("parameters"),
            _TriggerTypes(),
        ],
    )
    update = Whole(
        "incident_custom_field_updates",
        [_CustomField("field", INCIDENT_TYPE_CUSTOM_FIELD, api="id", required=True), _text("value")],
    )
    return [
        Boolean("suppress", within="actions"),
        Integer("suspend", least=0, off=True, within="actions"),
        IdReference("priority", PRIORITY, within="actions"),
        IdReference("escalation_policy", ESCALATION_POLICY, within="actions"),
        Text("annotate", within="actions"),
        *of_events(),
        _list("automation_actions", webhook),
        _list("incident_custom_field_updates", update),
    ]


def drop_event() -> Field:
    """Only global rules can drop an event."""
    return Boolean("drop_event", within="actions")


def automation() -> Field:
    """Only rules of services can start an automation action of PagerDuty."""
    action = Whole("pagerduty_automation_actions", [_text("action_id"), _TriggerTypes()])
    return _list("pagerduty_automation_actions", action)


# The names of PagerDuty's API and of its Terraform provider that people may expect.
INSTEAD = {
    "automation_action": "use automation_actions instead",
    "extraction": "use extractions instead",
    "variable": "use variables instead",
    "incident_custom_field_update": "use incident_custom_field_updates instead",
    "pagerduty_automation_action": "use pagerduty_automation_actions instead",
    "actions": "the actions of a rule are options of the rule",
}
