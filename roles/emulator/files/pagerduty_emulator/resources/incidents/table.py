# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of incidents. Their changes are in `lifecycle`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...schema.fields import (
    INVALID,
    AnyObject,
    Check,
    Choice,
    Field,
    Instant,
    Kind,
    ListOf,
    Nested,
    Reference,
    Text,
    Whole,
)
from ...schema.references import AnyValue, HistoricalReference, PastReference
from ...schema.resource import UnnamedResource, Write
from ...schema.view import View
from ..incident_types import BASE

SUBSCRIBER = AnyObject((("subscriber_type", str), ("subscriber_id", str)))

OPEN = ("triggered", "acknowledged")
STATUSES = (*OPEN, "resolved")
DEADLINES = ("unacknowledge", "escalate", "resolve", "urgency_change")
"""The deadlines that are shown as pending actions."""

RESPONDER_ABILITY = "coordinated_responding"

GROUPING_TYPES = {
    "time": "basic", "intelligent": "advanced", "content_based": "rules", "content_based_intelligent": "advanced",
}

ASSIGNMENT = Nested(
    (Field("assignee", Reference(("user",)), required=True), Field("at", Instant(nullable=True))), shorthand="assignee"
)
AGENT = ("user", "service")
"""The types of objects that change incidents."""

ACKNOWLEDGEMENT = Nested(
    (Field("acknowledger", HistoricalReference(AGENT), required=True), Field("at", Instant(), required=True))
)
BRIDGE = Nested(
    (Field("conference_number", Text(nullable=True)), Field("conference_url", Text(nullable=True))), nullable=True
)


GROUPING = Nested(
    (Field("type", Choice(tuple(GROUPING_TYPES)), required=True), Field("ended_at", Instant(nullable=True))),
    nullable=True,
)
RESPONDER_REQUEST = AnyObject((("requester", str), ("requested_at", str), ("message", str), ("targets", list)))


class Deadlines(Kind):
    """The names of deadlines → their instants."""

    nullable = True

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        kept = {name: Instant().clean(at, f"{label} {name}", check) for name, at in value.items()}
        return INVALID if INVALID in kept.values() else kept


NUMBERS = "incident numbers"
"""The account's counter of incidents."""


def next_number(account: Account) -> int:
    """The number of a new incident."""
    return account.count(NUMBERS)


class Incidents(UnnamedResource):
    """An incident on a service. `lifecycle.trigger` creates it. Only state files use the table to create incidents.

    ``deadlines``  those in `DEADLINES`, and ``exhaust``, the end of the last escalation
    ``loop``       how often the escalation policy was repeated
    """

    type = "incident"
    plural = "incidents"
    scope = "incidents"
    web_path = "/incidents"
    key = "title"
    type_required = False
    includes: ClassVar = {
        "acknowledgers": ("acknowledgements",),
        "agents": ("last_status_change_by",),
        "assignees": ("assignments",),
        "body": (),  # it is in the schema's description, but not in its list
        "conference_bridge": (),
        "escalation_policies": ("escalation_policy",),
        "first_trigger_log_entries": ("first_trigger_log_entry",),
        "priorities": ("priority",),
        "services": ("service",),
        "teams": ("teams",),
        "users": ("assignments", "acknowledgements", "last_status_change_by"),
    }
    single_includes = ("custom_fields",)
    indexes: ClassVar = {
        "status": lambda record: (record["status"],),
        "number": lambda record: (record["incident_number"],),
        "key": lambda record: (record["incident_key"],) if record["incident_key"] else (),
        "open key": lambda record: (
            ((record["service"]["id"], record["incident_key"]),)
            if record["incident_key"] and record["status"] != "resolved" else ()
        ),
        "assignee": lambda record: tuple(one["assignee"]["id"] for one in record["assignments"]),
        "service": lambda record: (record["service"]["id"],),
        "service and status": lambda record: ((record["service"]["id"], record["status"]),),
        "urgency": lambda record: (record["urgency"],),
        "subscriber": lambda record: tuple(
            (one["subscriber_type"], one["subscriber_id"]) for one in record["subscribers"]
        ),
        "team": lambda record: tuple(one["id"] for one in record["teams"]),
    }
    fields = (
        Field("incident_number", Whole(1, nullable=True), api=False),
        Field("title", Text(1), required=True),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(nullable=True), api=False),
        Field("status", Choice(STATUSES), default="triggered"),
        Field("incident_key", Text(nullable=True)),
        Field("service", PastReference(("service",)), required=True),
        Field("assignments", ListOf(ASSIGNMENT), default=()),
        Field("assigned_via", Choice(("escalation_policy", "direct_assignment"), nullable=True), api=False),
        Field("last_status_change_at", Instant(nullable=True), api=False),
        Field("last_status_change_by", HistoricalReference(AGENT, nullable=True), api=False),
        Field("resolved_at", Instant(nullable=True), api=False),
        Field("first_trigger_log_entry", Text(nullable=True), api=False, shown=False),
        Field("incident_type", Text(), default=BASE, shown=False),
        Field("escalation_policy", PastReference(("escalation_policy",), nullable=True)),
        Field("teams", ListOf(HistoricalReference(("team",)), null_is_empty=True), default=(), api=False),
        Field("acknowledgements", ListOf(ACKNOWLEDGEMENT), default=()),
        Field("priority", Reference(("priority",), nullable=True), shown=False),
        Field("resolve_reason", AnyObject((("type", str), ("incident", str)), nullable=True), shown=False),
        Field("conference_bridge", BRIDGE, shown=False),
        Field("urgency", Choice(("high", "low")), default="high"),
        Field("body", AnyValue(), shown=False),
        Field("escalation_level", Whole(1), default=1, api=False, shown=False),
        Field("loop", Whole(0), default=0, api=False, shown=False),
        Field("deadlines", Deadlines(), api=False, shown=False),
        Field("grouping", GROUPING, api=False, shown=False),
        Field("responder_requests", ListOf(RESPONDER_REQUEST), default=(), api=False, shown=False),
        Field("subscribers", ListOf(SUBSCRIBER), default=(), api=False, shown=False),
        Field("custom_fields", AnyObject(nullable=True), api=False, shown=False),
        Field("status_updates", ListOf(AnyObject()), default=(), api=False, shown=False),
        # The IDs of the triggers of workflows that it matched when it was last changed.
        Field("matched_triggers", ListOf(Text()), default=(), api=False, shown=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.long_identifier()

    def summary(self, record: Record) -> str:
        return f"[#{record['incident_number']}] {record['title']}"

    def sort_key(self, record: Record) -> str:
        return f"{record['incident_number']:09}"

    def complete(self, record: Record, write: Write) -> None:
        """Fills in what a state file omits."""
        account = write.account
        if record["incident_number"] is None:
            record["incident_number"] = next_number(account)
        account.counters[NUMBERS] = max(account.counters.get(NUMBERS, 0), record["incident_number"])
        if record["escalation_policy"] is None:
            service = account.collection("service").get(record["service"]["id"])
            if service is None:
                raise invalid("Escalation policy can't be blank")
            record["escalation_policy"] = service["escalation_policy"]
        for name in ("updated_at", "last_status_change_at"):
            record[name] = record[name] or record["created_at"]
        if record["status"] == "resolved":
            record["resolved_at"] = record["resolved_at"] or record["last_status_change_at"]
            record["assignments"] = []
        record["last_status_change_by"] = record["last_status_change_by"] or record["service"]
        record["custom_fields"] = record["custom_fields"] or {}

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        account = plain.account
        alerts = account.collection("alert")
        counts = dict.fromkeys(("all", "triggered", "resolved"), 0)
        for alert in alerts.indexed("incident", record["id"]):
            counts["all"] += 1
            counts[alerts.records[alert]["status"]] += 1
        deadlines = record["deadlines"]
        grouping = record["grouping"]
        entry = record["first_trigger_log_entry"]
        priority = record["priority"]
        reason = record["resolve_reason"]
        shown: dict[str, Any] = {
            "alert_counts": counts,
            "is_mergeable": True,  # all incidents of the emulator have alerts or were created by a user
            "incident_type": {"name": record["incident_type"]},
            "first_trigger_log_entry": entry and view("first_trigger_log_entry").reference("log_entry", entry),
            "pending_actions": [
                {"type": name, "at": plain.instant(at), **({"to": "high"} if name == "urgency_change" else {})}
                for at, name in sorted((deadlines[name], name) for name in DEADLINES if name in deadlines)
            ],
            "priority": priority and plain.expanding().reference("priority", priority["id"]),
            "resolve_reason": reason and {**reason, "incident": plain.reference("incident", reason["incident"])},
            "alert_grouping": (grouping and counts["all"] and {
                "grouping_type": GROUPING_TYPES[grouping["type"]],
                "started_at": plain.instant(record["created_at"]),
                "ended_at": grouping["ended_at"] and plain.instant(grouping["ended_at"]),
                "alert_grouping_active": grouping["ended_at"] is None and record["status"] != "resolved",
            }) or None,
        }
        if RESPONDER_ABILITY in account.abilities:
            requests = record["responder_requests"]
            shown["incidents_responders"] = [one for entry in requests for one in responders_of(record, entry, plain)]
            shown["responder_requests"] = [responder_request(record, entry, plain) for entry in requests]
        if "conference_bridge" in plain.include:
            shown["conference_bridge"] = record["conference_bridge"]
        if "body" in plain.include:
            shown["body"] = {"type": "incident_body", "details": record["body"]}
        if "custom_fields" in plain.include:
            shown["custom_fields"] = list(field_values(account, record))
        return shown


RESOURCE = Incidents()


def field_values(account: Account, record: Record) -> Iterator[dict[str, Any]]:
    """The values of an incident's custom fields, null for a field without a value."""
    collection = account.collection("incident_type")
    types: Any = collection.resource
    found = collection.get(collection.find_id(record["incident_type"]) or "")
    for one in types.custom_fields(account, found) if found else ():
        if one["enabled"]:
            yield {
                "id": one["id"],
                "type": "field_value",
                **{name: one[name] for name in ("name", "display_name", "description", "data_type", "field_type")},
                "value": record["custom_fields"].get(one["id"], one["default_value"]),
            }


def responders_of(incident: Record, request: Record, view: View) -> list[dict[str, Any]]:
    """The users whom a responder request asked, as the API shows them."""
    return [
        {
            "state": one["state"],
            "user": view.reference("user", one["user"]),
            "incident": view.reference("incident", incident["id"]),
            "updated_at": view.instant(one["updated_at"]),
            "message": request["message"],
            "requester": view.reference("user", request["requester"]),
            "requested_at": view.instant(request["requested_at"]),
            "escalation_policy_requests": [],
        }
        for target in request["targets"]
        for one in target["responders"]
    ]


def responder_request(incident: Record, request: Record, view: View) -> dict[str, Any]:
    """A responder request as the API shows it."""
    return {
        "incident": view.reference("incident", incident["id"]),
        "requester": view.reference("user", request["requester"]),
        "requested_at": view.instant(request["requested_at"]),
        "message": request["message"],
        "responder_request_targets": [
            {
                "responder_request_target": {
                    "type": target["type"],
                    "id": target["id"],
                    "summary": view.reference(target["type"], target["id"])["summary"],
                    "incidents_responders": responders_of(incident, {**request, "targets": [target]}, view),
                }
            }
            for target in request["targets"]
        ],
    }
