# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slack connections: the channels of a Slack workspace that are told about the incidents of a service or a team.

PagerDuty's web application serves these paths (`app.pagerduty.com`), and accepts the tokens of admins and owners only.
PagerDuty's OpenAPI document for its Slack integration has the messages of the errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..core.collection import Record
from ..core.errors import ApiError
from ..core.state import Account
from ..core.strictness import Differs
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Kind, ListOf, Nested, Text
from ..schema.operation import Handler, Operation
from ..schema.references import PastReference
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View
from .slack_workspaces import channel_name

DOCUMENTED_EVENTS = tuple(
    f"incident.{name}"
    for name in (
        "acknowledged", "annotated", "delegated", "escalated", "priority_updated", "reassigned", "resolved",
        "triggered", "unacknowledged", "responder.added", "responder.replied", "status_update_published",
    )
)
EVENTS = Differs(tools=(*DOCUMENTED_EVENTS, "incident.reopened"), documents=DOCUMENTED_EVENTS)
"""PagerDuty's Terraform provider has one event more."""

NEEDED_EVENT = "incident.triggered"
"""PagerDuty's Terraform provider: "is required"."""

NO_PRIORITY = "no_priority"
"""Stands for incidents without a priority."""

LABELS = {"service_reference": "service", "team_reference": "team"}

PAGE = 50
"""The default of ``limit``."""


class PriorityCode(Kind):
    """The ID of a priority, or `NO_PRIORITY`. A state file can also have the name."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        known = value == NO_PRIORITY or value in check.account.collection("priority").records
        return value if isinstance(value, str) and (known or check.loading) else check.refuse(label, "is invalid")

    def resolve(self, value: Any, account: Account) -> Any:
        return account.look_up("priority", value) or value if isinstance(value, str) else value


CONFIG = Nested(
    (
        Field("events", ListOf(Choice(EVENTS), unordered=True, unique=True), required=True),
        # Null: any priority, and none. An empty array: only incidents without a priority.
        Field("priorities", ListOf(PriorityCode(), unordered=True, unique=True, nullable=True)),
        Field("urgency", Choice(("high", "low"), nullable=True)),
    )
)


class SlackConnections(UnnamedResource):
    """A connection. ``workspace`` is in its path, and only a state file sets it."""

    type = "slack_connection"
    plural = "slack_connections"
    scope = "slack_connections"
    type_required = False
    fields = (
        Field("workspace", PastReference(("slack_workspace",), nullable=True), api=False, shown=False),
        Field("source_id", Text(1), required=True),
        Field("source_type", Choice(tuple(LABELS)), required=True),
        Field("channel_id", Text(1), required=True),
        Field("notification_type", Choice(("responder", "stakeholder")), default="responder"),
        Field("config", CONFIG, required=True),
    )

    def sort_key(self, record: Record) -> str:
        return ""

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        if loading and body.get("source_type") in LABELS and isinstance(body.get("source_id"), str):
            found = account.look_up(LABELS[body["source_type"]], body["source_id"])
            body = {**body, "source_id": found or body["source_id"]}
        return super().create(account, body, loading=loading)

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.loading:
            return
        if record["source_id"] not in write.account.collection(LABELS[record["source_type"]]):
            yield "Source must exist"
        if NEEDED_EVENT not in record["config"]["events"]:
            yield f"Config events must contain {NEEDED_EVENT}"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        source = view.account.collection(LABELS[record["source_type"]]).get(record["source_id"])
        workspace = view.account.collection("slack_workspace").get(record["workspace"]["id"])
        return {
            "id": record["id"],
            "source_id": record["source_id"],
            "source_name": source and source["name"],
            "source_type": record["source_type"],
            "channel_id": record["channel_id"],
            "channel_name": workspace and channel_name(workspace, record["channel_id"]),
            "notification_type": record["notification_type"],
            "config": CONFIG.render(record["config"], view),
        }


RESOURCE = SlackConnections()


# -- operations ------------------------------------------------------------------------------------------------------


NOT_CONNECTED = (
    "The PagerDuty has not been connected to this workspace. Please complete the installation and try again."
)
"""PagerDuty's own words."""


def guarded(handle: Callable[[Call, Record], Reply]) -> Handler:
    """An operation on the workspace in the path, for the tokens of admins and owners only.

    The status for the key of an account is that of a public issue of PagerDuty's Terraform provider.
    """
    def checked(call: Call) -> Reply:
        if call.actor.user is None:
            raise ApiError(401, "Unauthorized")
        if call.account.requesters.records[call.actor.user]["role"] not in ("owner", "admin"):
            raise ApiError(403, "Forbidden")
        workspace = call.account.collection("slack_workspace").get(call.ids[0])
        if workspace is None:
            raise ApiError(404, NOT_CONNECTED)
        return handle(call, workspace)
    return checked


def connections_of(call: Call, workspace: Record) -> list[Record]:
    """In the order in which they were created."""
    records = call.account.collection(RESOURCE.type).records
    return [records[one] for one in records if records[one]["workspace"]["id"] == workspace["id"]]


def connection(call: Call, workspace: Record) -> Record:
    """The connection in the path. Raises 404."""
    for record in connections_of(call, workspace):
        if record["id"] == call.ids[1]:
            return record
    raise ApiError(404, "Not Found")


def shown(call: Call, record: Record) -> dict[str, Any]:
    return {RESOURCE.type: RESOURCE.render(record, call.view())}


def all_connections(call: Call, workspace: Record) -> Reply:
    """The total is always in the response."""
    limit = min(call.number("limit", PAGE, 1), 100)
    offset = call.number("offset", 0, 0)
    found, view = connections_of(call, workspace), call.view()
    page = [RESOURCE.render(record, view) for record in found[offset:offset + limit]]
    more = offset + limit < len(found)
    return Reply(
        200, {RESOURCE.plural: page, "limit": limit, "offset": offset, "more": more, "total": len(found)}
    )


def stored(call: Call, workspace: Record, record: Record) -> Reply:
    """Stores a record. Raises `ApiError` for an unknown channel. Returns the response, with the status 200."""
    if channel_name(workspace, record["channel_id"]) is None:
        # PagerDuty's own words, from a public log
        raise ApiError(
            400,
            "You don't have Slack permission to that channel or we couldn't find it. Please connect another channel"
            " or contact your Slack admin to try again.",
        )
    call.account.put(RESOURCE, record)
    return Reply(200, shown(call, record))


def create_connection(call: Call, workspace: Record) -> Reply:
    record = RESOURCE.built(call.account, call.wrapped(RESOURCE.type))
    record["workspace"] = {"id": workspace["id"], "type": "slack_workspace"}
    record["id"] = RESOURCE.new_identifier(call.account)
    return replace(stored(call, workspace, record), status=201)


def read_connection(call: Call, workspace: Record) -> Reply:
    return Reply(200, shown(call, connection(call, workspace)))


def update_connection(call: Call, workspace: Record) -> Reply:
    """PagerDuty's Terraform provider sends all of it, with the names, and changes the source in this way, too."""
    old = connection(call, workspace)
    return stored(call, workspace, RESOURCE.merged(call.account, old, call.wrapped(RESOURCE.type)))


def delete_connection(call: Call, workspace: Record) -> Reply:
    RESOURCE.delete(call.account, connection(call, workspace))
    return Reply(204)


ALL = "/integration-slack/workspaces/*/connections"
ONE = f"{ALL}/*"

# PagerDuty's document names these scopes for a create, and none for the rest.
WRITE = "webhook_subscriptions.write"
READ = "webhook_subscriptions.read"

OPERATIONS = (
    Operation("GET", ALL, guarded(all_connections), READ),
    Operation("POST", ALL, guarded(create_connection), WRITE),
    Operation("GET", ONE, guarded(read_connection), READ),
    Operation("PUT", ONE, guarded(update_connection), WRITE),
    Operation("DELETE", ONE, guarded(delete_connection), WRITE),
)
