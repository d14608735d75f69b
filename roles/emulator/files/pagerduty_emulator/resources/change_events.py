# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change events: deployments and other changes, which are shown with incidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.state import Account, Emulator
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Field, Instant, ListOf, Text, parse_instant
from ..schema.operation import Operation, one_of, update
from ..schema.references import HistoricalReference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .integrations.events import Process, attachment_problems, key_problems, owner, payload_problems, receive
from .services import in_teams as services_of_teams
from .teams import team_ids


class ChangeEvents(UnnamedResource):
    """A change event. The Events API creates it."""

    type = "change_event"
    plural = "change_events"
    scope = "change_events"
    time_field = "timestamp"
    indexes: ClassVar = {"service": lambda record: tuple(one["id"] for one in record["services"])}
    fields = (
        Field("summary", Text(1, 1024), required=True),
        Field("timestamp", Instant(), default=Account.now, api=False),
        Field("services", ListOf(HistoricalReference(("service",))), default=(), api=False),
        Field("integration", AnyObject((("id", str),), nullable=True), api=False),
        Field("routing_key", Text(nullable=True), api=False),
        Field("source", Text(nullable=True), api=False),
        Field("links", ListOf(AnyObject()), default=(), api=False),
        Field("images", ListOf(AnyObject()), default=(), api=False),
        Field("custom_details", AnyObject(), default=lambda account: {}),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.event_id()

    def summary(self, record: Record) -> str:
        summary: str = record["summary"]
        return summary

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Its references have only an ID and a type, as in the examples."""
        shown = super().render(record, view)
        shown["services"] = [{"id": one["id"], "type": "service_reference"} for one in record["services"]]
        return shown


RESOURCE = ChangeEvents()


# -- events of the Events API ----------------------------------------------------------------------------------------


def change_problems(event: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an event of ``/v2/change/enqueue``, in sentences."""
    yield from key_problems(event)
    yield from attachment_problems(event)
    yield from payload_problems(event, sourced=False)


def record_change(account: Account, service: Record, integration: Record, event: dict[str, Any]) -> dict[str, Any]:
    """Stores a change event."""
    payload = event["payload"]
    moment = parse_instant(payload.get("timestamp"))
    account.put(
        RESOURCE,
        {
            "id": RESOURCE.new_identifier(account),
            "summary": payload["summary"],
            "timestamp": moment.replace(microsecond=0).isoformat() if moment else account.now(),
            "services": [{"id": service["id"], "type": "service"}],
            "integration": {"id": integration["id"], "type": "inbound_integration_reference"},
            "routing_key": event["routing_key"],
            "source": payload.get("source"),
            "links": event.get("links") or [],
            "images": event.get("images") or [],
            "custom_details": payload.get("custom_details") or {},
        },
    )
    return {}


def receive_event(emulator: Emulator, body: bytes) -> tuple[Account | None, Reply]:
    """Processes the event in a body. Returns the account that it is for, and the response."""
    return receive(emulator, body, change_problems, owner_of)


def owner_of(emulator: Emulator, key: str) -> tuple[Account, Process]:
    """The account of a routing key, and the function for its events. Event orchestrations process no change events."""
    account, service, integration = owner(emulator, key)
    return account, partial(record_change, account, service, integration)


# -- operations ------------------------------------------------------------------------------------------------------


RELATED = timedelta(hours=24)


def page_of_changes(call: Call, found: list[Record]) -> Reply:
    """Returns a page of the list, the newest first."""
    since, until = call.utc_instant("since"), call.utc_instant("until")
    teams, wanted = team_ids(call), call.query.getall("integration_ids[]", ())
    if teams:
        of_teams = services_of_teams(call.account, teams)
        found = [one for one in found if any(service["id"] in of_teams for service in one["services"])]
    if wanted:
        found = [one for one in found if one["integration"] and one["integration"]["id"] in wanted]
    found = [one for one in found if (since or "") <= one["timestamp"] <= (until or "9")]
    view = call.view(listing=True, default_zone="Etc/UTC")
    return call.page("change_events", found[::-1], lambda one: RESOURCE.render(one, view))


def change_events(call: Call) -> Reply:
    return page_of_changes(call, list(call.account.collection("change_event")))


def of_service(call: Call, service: str) -> list[Record]:
    collection = call.account.collection("change_event")
    found = [collection.records[one] for one in collection.indexed("service", service)]
    return sorted(found, key=lambda one: one["timestamp"])


def service_change_events(call: Call) -> Reply:
    return page_of_changes(call, of_service(call, call.record("service")["id"]))


def related_change_events(call: Call) -> Reply:
    """The change events of the incident's service within 24 hours before the incident."""
    incident, view = call.record("incident"), call.view(default_zone="Etc/UTC")
    until = incident["created_at"]
    since = (datetime.fromisoformat(until) - RELATED).isoformat()
    found: list[dict[str, Any]] = [
        {**RESOURCE.render(one, view), "correlation_reason": {"reason": "most_recent"}}
        for one in reversed(of_service(call, incident["service"]["id"]))
        if since <= one["timestamp"] <= until
    ]
    return Reply(200, {"change_events": found[:call.number("limit", 25, 1)]})


def send_change_event(call: Call) -> Reply:
    """The same as ``/v2/change/enqueue``, to which the documentation refers."""
    _account, reply = receive_event(call.emulator, call.body)
    return reply


OPERATIONS = (
    Operation("GET", "/change_events", change_events, "change_events.read"),
    Operation("POST", "/change_events", send_change_event, None),
    Operation("GET", "/change_events/*", one_of(RESOURCE), "change_events.read"),
    Operation("PUT", "/change_events/*", update(RESOURCE), "change_events.write"),
    Operation("GET", "/services/*/change_events", service_change_events, "services.read"),
    Operation("GET", "/incidents/*/related_change_events", related_change_events, "incidents.read"),
)
