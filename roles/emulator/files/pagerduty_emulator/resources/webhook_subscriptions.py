# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..core.clock import Timer, later
from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Reference, Text, http_url
from ..schema.operation import Operation, crud
from ..schema.references import PastReference
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View

INCIDENT_EVENTS = {
    **dict.fromkeys(
        (
            "acknowledged", "delegated", "escalated", "incident_type.changed", "priority_updated", "reassigned",
            "reopened", "resolved", "service_updated", "triggered", "unacknowledged",
        ),
        "incident",
    ),
    "annotated": "incident_note",
    "conference_bridge.updated": "incident_conference_bridge",
    "custom_field_values.updated": "incident_field_values",
    "responder.added": "incident_responder",
    "responder.replied": "incident_responder",
    "role.assigned": "incident_role_assignment",
    "status_update_published": "incident_status_update",
    "task.created": "incident_task",
    "task.updated": "incident_task",
    "task.completed": "incident_task",
    "action_invocation.created": "incident_action_invocation",
    "action_invocation.updated": "incident_action_invocation",
    "action_invocation.terminated": "incident_action_invocation",
    "workflow.started": "incident_workflow_instance",
    "workflow.completed": "incident_workflow_instance",
}

SERVICE_EVENTS = {
    **dict.fromkeys(("created", "updated", "deleted"), "service"),
    "custom_field_values.updated": "service_field_values",
}

EVENT_TYPES: Mapping[str, str] = {
    **{f"incident.{name}": data_type for name, data_type in INCIDENT_EVENTS.items()},
    **{f"service.{name}": data_type for name, data_type in SERVICE_EVENTS.items()},
}
"""The event types of webhook subscriptions → the type of the event's ``data``. The emulator publishes no events of
roles, tasks and actions."""

PING = "pagey.ping"
"""The type of the event of ``POST /webhook_subscriptions/{id}/ping``, which only that subscription gets."""

REDACTED = "-- redacted --"

DISABLED_SECONDS = 24 * 3600
"""How long a subscription is disabled after its receiver rejected webhooks."""


class Url(Text):
    """An absolute HTTP or HTTPS URL."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if not isinstance(value, str):
            return value
        return value if http_url(value) else check.refuse(label, "is not a valid URL")


class Filter(Kind):
    """The account, service or team whose events are delivered. An ``account_reference`` has the account's ID."""

    target = Reference(("service", "team"))
    past = PastReference(("service", "team"))

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if value.get("type") in ("account_reference", "account"):
            return {"id": check.account.identifier, "type": "account"}
        # A subscription remains when its service or team is deleted, so a state file may refer to a deleted one.
        return (self.past if check.loading else self.target).accept(value, label, check)

    def render(self, value: Any, view: View) -> Any:
        return {"id": value["id"], "type": f"{value['type']}_reference"}

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, dict):
            return value
        type_name = str(value.get("type")).removesuffix("_reference")
        if type_name in ("service", "team") and isinstance(value.get("id"), str):
            return {**value, "id": account.look_up(type_name, value["id"]) or value["id"]}
        return value


HEADER = Nested((Field("name", Text(1), required=True), Field("value", Text(), required=True)))

DELIVERY_METHOD = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("type", Choice(("http_delivery_method",)), required=True),
        Field("url", Url(1), required=True),
        Field("custom_headers", ListOf(HEADER, null_is_empty=True), default=()),
        Field("secret", Text(nullable=True)),
        Field("temporarily_disabled", Flag(), default=False),
    )
)


class WebhookSubscriptions(UnnamedResource):
    """A webhook subscription.

    Its secret is only shown in the response to its POST, and the values of its headers never.
    """

    type = "webhook_subscription"
    plural = "webhook_subscriptions"
    scope = "webhook_subscriptions"
    fields = (
        Field("active", Flag(), default=True),
        Field("delivery_method", DELIVERY_METHOD, required=True, shown=False),
        Field("description", Text(nullable=True)),
        Field("events", ListOf(Choice(tuple(EVENT_TYPES)), minimum=1, unordered=True, unique=True), required=True),
        Field("filter", Filter(), required=True),
        Field("oauth_client", Reference(("oauth_client",), nullable=True)),
        # The instant at which ``temporarily_disabled`` ends; null if it is false.
        Field("disabled_until", Instant(nullable=True), api=False, shown=False),
    )

    def summary(self, record: Record) -> str:
        return record["description"] or ""

    def sort_key(self, record: Record) -> str:
        return ""

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        method = body.get("delivery_method")
        body = body if loading else with_client(body)
        if not loading and isinstance(method, dict):
            own = ("id", "secret", "temporarily_disabled")  # PagerDuty sets them
            body = {**body, "delivery_method": {name: value for name, value in method.items() if name not in own}}
        return super().create(account, body, loading=loading)

    def update(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        """"This operation does not support updating the delivery_method": the delivery method is ignored."""
        kept = {name: value for name, value in body.items() if name != "delivery_method"}
        return super().update(account, old, with_client(kept))

    def disable(self, account: Account, record: Record, until: str | None = None) -> Record:
        """Disables a subscription until an instant, by default for a day. Returns the new record."""
        until = until or later(account.now(), DISABLED_SECONDS)
        account.timers.add(until, "enable", record["id"])
        return self._switch(account, record, until)

    def enable(self, account: Account, record: Record) -> Record:
        """Enables a subscription. Returns the new record."""
        return self._switch(account, record, None)

    def _switch(self, account: Account, record: Record, until: str | None) -> Record:
        method = {**record["delivery_method"], "temporarily_disabled": until is not None}
        record = {**record, "delivery_method": method, "disabled_until": until}
        account.put(self, record)
        return record

    def complete(self, record: Record, write: Write) -> None:
        method = record["delivery_method"]
        record["delivery_method"] = {
            **method,
            "id": method["id"] or write.account.random.identifier(),
            "secret": method["secret"] or write.account.random.secret(),
        }

    def check(self, record: Record, write: Write) -> Iterator[str]:
        names = [header["name"].lower() for header in record["delivery_method"]["custom_headers"]]
        if len(set(names)) < len(names):
            yield "Delivery method custom headers names must be unique"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        shown = super().render(record, view)
        shown = {name: value for name, value in shown.items() if name not in ("summary", "self", "html_url")}
        client = shown.pop("oauth_client")
        if client is not None:
            shown["oauth_client"] = {name: client[name] for name in ("id", "type", "summary")}
        return shown

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        method = record["delivery_method"]
        headers = [{"name": one["name"], "value": REDACTED} for one in method["custom_headers"]]
        return {"delivery_method": {**method, "secret": None, "custom_headers": headers}}

    def with_secret(self, record: Record, view: View) -> dict[str, Any]:
        """The subscription with its secret, for the response to a POST."""
        shown = self.render(record, view)
        return {**shown, "delivery_method": {**shown["delivery_method"], "secret": record["delivery_method"]["secret"]}}


def with_client(body: dict[str, Any]) -> dict[str, Any]:
    """The body with the OAuth client of ``oauth_client_id``. ``oauth_client`` is only for responses."""
    body = {name: value for name, value in body.items() if name != "oauth_client"}
    if "oauth_client_id" not in body:
        return body
    identifier = body.pop("oauth_client_id")
    return {**body, "oauth_client": identifier and {"id": identifier, "type": "oauth_client"}}


RESOURCE = WebhookSubscriptions()


# -- timers ----------------------------------------------------------------------------------------------------------


def end_pause(account: Account, timer: Timer) -> None:
    """Enables a subscription that was disabled for a while, unless it has been disabled again since."""
    subscription = account.collection(RESOURCE.type).get(timer.identifier)
    if subscription is not None and subscription["disabled_until"] == timer.at:
        RESOURCE.enable(account, subscription)


TIMERS = {"enable": end_pause}


def after_load(account: Account) -> None:
    """Starts the timers of disabled subscriptions."""
    for subscription in list(account.collection(RESOURCE.type).records.values()):
        if subscription["delivery_method"]["temporarily_disabled"]:
            RESOURCE.disable(account, subscription, subscription["disabled_until"])


# -- operations ------------------------------------------------------------------------------------------------------


MAXIMUM_PER_FILTER = 10


def subscriptions(call: Call) -> Reply:
    """``filter_type`` selects subscriptions. The values ``service`` and ``team`` need ``filter_id``."""
    found: list[Record] = list(call.account.collection("webhook_subscription").records.values())
    filter_type, identifier = call.query.get("filter_type"), call.query.get("filter_id")
    if filter_type is not None:
        if filter_type not in ("account", "service", "team"):
            raise invalid("Filter type must be in account, service or team")
        if filter_type != "account" and not identifier:
            raise invalid("Filter ID is required")
        found = [
            one
            for one in found
            if one["filter"]["type"] == filter_type and (filter_type == "account" or one["filter"]["id"] == identifier)
        ]
    view = call.view(listing=True)
    return call.page("webhook_subscriptions", found, lambda one: RESOURCE.render(one, view))


def create_subscription(call: Call) -> Reply:
    """Returns 200, with the secret."""
    body = call.wrapped("webhook_subscription")
    held = [
        one
        for one in call.account.collection("webhook_subscription").records.values()
        if one["filter"]["type"] != "account" and isinstance(body.get("filter"), dict)
        and one["filter"]["id"] == body["filter"].get("id")
    ]
    if len(held) >= MAXIMUM_PER_FILTER:
        raise invalid(f"A {held[0]['filter']['type']} can have at most {MAXIMUM_PER_FILTER} webhook subscriptions")
    record = RESOURCE.create(call.account, body)
    return Reply(200, {"webhook_subscription": RESOURCE.with_secret(record, call.view())})


def enable(call: Call) -> Reply:
    """Enables a subscription that was disabled after rejections."""
    record = RESOURCE.enable(call.account, call.record(RESOURCE))
    return Reply(200, {"webhook_subscription": RESOURCE.render(record, call.view())})


def ping(call: Call) -> Reply:
    """Publishes a test event for this subscription only."""
    record = call.record(RESOURCE)
    call.account.publish(PING, record, call.agent(), only=record["id"])
    return Reply(202)


WRITE = "webhook_subscriptions.write"

OPERATIONS = (
    *crud(RESOURCE, list=subscriptions, create=create_subscription),
    Operation("POST", "/webhook_subscriptions/*/enable", enable, WRITE),
    Operation("POST", "/webhook_subscriptions/*/ping", ping, WRITE),
)
