# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connections of workflow integrations: the address of another application, and the credentials for it.

Requests and responses consist of the connection, without a key around it. The schemas of PagerDuty's document say so;
its examples have the key ``connection``. An update is a PATCH, and needs the name and the secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..core.collection import Record, Target
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Check, Field, Flag, Instant, Kind, ListOf, Text
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, PastReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .workflow_integrations import REDACTED

HEADER = re.compile(r"^([^:\n]+):.*$", re.MULTILINE)


@dataclass(frozen=True)
class Named(Kind):
    """A reference of the form ``{"team_id": ..., "type": "team_reference"}``.

    ``key``, ``type``: of the reference. ``exists``: the object must exist, if it is new. A state file can also have a
    text: the ID, or the name.
    """

    key: str
    type: str
    exists: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get(self.key), str) or not value[self.key]:
            return check.refuse(label, f"{self.key.replace('_', ' ')} can't be blank")
        if value.get("type", f"{self.type}_reference") != f"{self.type}_reference":
            return check.refuse(label, f"type must be in {self.type}_reference")
        identifier = value[self.key]
        kept = check.loading or (self.type, identifier) in check.former
        if self.exists and not kept and identifier not in check.account.collection(self.type):
            return check.refuse(label, "must exist")
        return {self.key: identifier, "type": f"{self.type}_reference"}

    def references(self, value: Any) -> Iterator[Target]:
        if self.exists:
            yield self.type, value[self.key]

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str):
            return value
        found = account.look_up(self.type, value) if self.exists else value
        return {self.key: found or value}


class Connections(Resource):
    """A connection. ``integration`` is in its path, and only a state file sets it.

    PagerDuty's document does not say whether two connections of an integration can have one name. Here, they can.
    """

    type = "workflow_integration_connection"
    plural = "workflow_integration_connections"
    scope = "workflow_integrations:connections"
    type_required = False
    key_is_unique = False
    fields = (
        Field("integration", PastReference(("workflow_integration",), nullable=True), api=False, shown=False),
        Field("name", Text(1), required=True, clearable=False),
        Field("service_url", Text(nullable=True)),
        Field("external_id", Text(nullable=True)),
        Field("external_id_label", Text(nullable=True)),
        Field("scopes", ListOf(Text(1), null_is_empty=True), default=()),
        Field("is_default", Flag(), default=False),
        Field("configuration", AnyObject(), default=lambda account: {}),
        Field("secrets", AnyObject(), required=True, shown=False),
        Field("teams", ListOf(Named("team_id", "team", exists=True), null_is_empty=True), default=()),
        Field("apps", ListOf(Named("app_id", "pd_app"), null_is_empty=True), default=()),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("created_by", HistoricalReference(("user",), nullable=True), api=False),
    )

    def api_path(self, record: Record) -> str:
        return f"/workflows/integrations/{record['integration']['id']}/connections/{record['id']}"

    page_path = api_path

    def new_identifier(self, account: Account) -> str:
        return account.random.uuid()

    def complete(self, record: Record, write: Write) -> None:
        """The configuration shows the names of the secret headers."""
        headers = record["secrets"].get("Authentication Headers")
        if isinstance(headers, str) and not write.loading:
            record["configuration"] = {**record["configuration"], REDACTED: HEADER.sub(r"\1: ****", headers)}

    def derived(self, record: Record, view: Any) -> dict[str, Any]:
        """The emulator does not check the health of a connection."""
        instant = view("health").instant(record["created_at"])
        return {
            "integration_id": record["integration"]["id"],
            "secrets": None,
            "health": {"is_healthy": True, "health_message": "Healthy", "last_checked_at": instant},
        }

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Values that are not set are left out: PagerDuty's document does not allow null for them."""
        shown = super().render(record, view)
        unset = [name for name in ("service_url", "external_id", "external_id_label") if shown[name] is None]
        return {name: value for name, value in shown.items() if name not in unset}


RESOURCE = Connections()


# -- operations ------------------------------------------------------------------------------------------------------


def check_values(schema: Record, values: Record, what: str) -> Iterator[str]:
    """What is wrong with the values of a connection, by the schema of its integration."""
    properties = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if values.get(name) in (None, ""):
            yield f"{what} {name} can't be blank"
    for name, value in values.items():
        if name not in properties:
            yield f"{what} {name} is not a permitted parameter"
            continue
        choices = (properties[name].get("restrictions") or {}).get("choices")
        if choices and value is not None and value not in choices:
            yield f"{what} {name} must be in {', '.join(map(str, choices))}"


def connections_of(call: Call, integration: Record | None) -> list[Record]:
    """The connections that the query selects, those of all integrations by default."""
    part = call.query.get("name", "").casefold()
    found = [one for one in call.account.collection(RESOURCE.type) if part in one["name"].casefold()]
    return [one for one in found if integration is None or one["integration"]["id"] == integration["id"]]


def connection(call: Call) -> Record:
    """The connection in the path. Raises 404."""
    integration = call.record("workflow_integration")
    record = call.account.collection(RESOURCE.type).get(call.ids[1])
    if record is None or record["integration"]["id"] != integration["id"]:
        raise not_found()
    return record


def sent(call: Call) -> dict[str, Any]:
    """The body, which is not wrapped. Raises 400."""
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    missing = [f"{name.capitalize()} can't be blank" for name in ("name", "secrets") if body.get(name) is None]
    if missing:
        raise invalid(*missing)
    return body


def stored(call: Call, integration: Record, record: Record, status: int) -> Reply:
    """Checks and stores a connection. Another one is then no longer the default. Raises 400."""
    problems = [
        *check_values(integration["configuration_schema"], record["configuration"], "Configuration"),
        *check_values(integration["secrets_schema"], record["secrets"], "Secrets"),
    ]
    others = [
        one
        for one in call.account.collection(RESOURCE.type)
        if one["integration"]["id"] == integration["id"] and one["id"] != record["id"]
    ]
    if problems:
        raise invalid(*problems)
    for one in others if record["is_default"] else ():
        if one["is_default"]:
            call.account.put(RESOURCE, {**one, "is_default": False})
    call.account.put(RESOURCE, record)
    return Reply(status, RESOURCE.render(record, call.view()))


def all_connections(call: Call) -> Reply:
    view = call.view()
    return call.cursor_page("connections", connections_of(call, None), lambda one: RESOURCE.render(one, view))


def list_connections(call: Call) -> Reply:
    found, view = connections_of(call, call.record("workflow_integration")), call.view()
    return call.cursor_page("connections", found, lambda one: RESOURCE.render(one, view))


def create_connection(call: Call) -> Reply:
    integration, agent = call.record("workflow_integration"), call.agent()
    record = RESOURCE.built(call.account, sent(call))
    record["integration"] = {"id": integration["id"], "type": "workflow_integration"}
    record["id"] = RESOURCE.new_identifier(call.account)
    record["created_by"] = agent and {"type": agent[0], "id": agent[1]}
    return stored(call, integration, record, 201)


def read_connection(call: Call) -> Reply:
    return Reply(200, RESOURCE.render(connection(call), call.view()))


def update_connection(call: Call) -> Reply:
    """What the body omits is left unchanged. The configuration and the secrets are replaced."""
    old, integration = connection(call), call.record("workflow_integration")
    return stored(call, integration, RESOURCE.merged(call.account, old, sent(call)), 200)


def delete_connection(call: Call) -> Reply:
    RESOURCE.delete(call.account, connection(call))
    return Reply(204)


EVERY = "/workflows/integrations/connections"
ALL = "/workflows/integrations/*/connections"
ONE = f"{ALL}/*"
READ, WRITE = "workflow_integrations:connections.read", "workflow_integrations:connections.write"

OPERATIONS = (
    Operation("GET", EVERY, all_connections, READ),
    Operation("GET", ALL, list_connections, READ),
    Operation("POST", ALL, create_connection, WRITE),
    Operation("GET", ONE, read_connection, READ),
    Operation("PATCH", ONE, update_connection, WRITE),
    Operation("DELETE", ONE, delete_connection, WRITE),
)
