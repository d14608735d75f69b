# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident types. Their custom fields are in `incident_custom_fields`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..core.strictness import STRICTLY, effective
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Check, Field, Flag, Instant, ListOf, Text
from ..schema.operation import Operation
from ..schema.resource import Resource, Write
from ..schema.view import View

BASE = "incident_default"

INITIAL = ({"name": BASE, "display_name": "Base Incident", "description": None},)
"""What a new account has."""

FIELDS = "incident_custom_field"
"""The type of their custom fields."""

RESERVED_SUFFIX = "_default"
RESERVED_PREFIXES = ("PD", "PagerDuty", "Default")
"""A new name can't end with the suffix, and a display name can't start with one of the prefixes."""

UPDATE_ENABLES = STRICTLY
"""Whether an update without ``enabled`` enables a type: "Defaults to true if not provided". The documents say it of a
create and, in the same words, of an update. PagerDuty's Terraform provider always sends it."""


class IncidentTypes(Resource):
    """An incident type. Its name never changes. It inherits the fields of its parent type. Nothing deletes it.

    A state file can have its custom fields in ``custom_fields``.
    """

    type = "incident_type"
    plural = "incident_types"
    scope = "incident_types"
    type_required = False
    fields = (
        Field("name", Text(1, 50), required=True),
        Field("display_name", Text(1, 50), required=True),
        Field("description", Text(0, 1000, nullable=True)),
        Field("enabled", Flag(), default=True),
        Field("parent", Text(nullable=True), shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("custom_fields", ListOf(AnyObject(), null_is_empty=True), default=(), api=False, shown=False),
    )

    def api_path(self, record: Record) -> str:
        return f"/incidents/types/{record['id']}"

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        names = [one.get("name") for one in given if isinstance(one, dict)]
        return [dict(entry) for entry in INITIAL if entry["name"] not in names]

    def sort_key(self, record: Record) -> str:
        return f"{record['name'] != BASE} {record['created_at']} {record['name']}"

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        """Creates a type, and the custom fields that a state file has in it."""
        if not loading:
            return super().create(account, body)
        body = {**body, "display_name": body.get("display_name") or body.get("name")}
        record = super().create(account, body, loading=True)
        fields: Any = account.collection(FIELDS).resource
        for one in body.get("custom_fields") or ():
            usual = {"display_name": one.get("name"), "data_type": "string", "field_type": "single_value"}
            stated = {name: value for name, value in one.items() if value is not None}
            owner = {"id": record["id"], "type": self.type}
            fields.create(account, {**usual, **stated, "incident_type": owner}, loading=True)
        return record

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        """Requests name the parent in ``parent_type``, which is required, and state files in ``parent``."""
        parent = body.get("parent_type")
        if not check.loading and old is None:
            found = check.account.look_up(self.type, parent) if isinstance(parent, str) else None
            if found is None:
                check.refuse("Parent type", "can't be blank" if parent is None else "must exist")
            body = {**body, "parent": found}
        return super()._clean(body, check, old)

    def complete(self, record: Record, write: Write) -> None:
        if record["parent"] is None and record["name"] != BASE:
            record["parent"] = BASE
        record["custom_fields"] = []
        if write.old is not None:
            record["updated_at"] = write.account.now()

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.loading:
            return
        name, shown = record["name"], record["display_name"]
        if write.creating and name.endswith(RESERVED_SUFFIX):
            yield f"Name can't end with {RESERVED_SUFFIX}"
        if write.creating or shown != (write.old or {})["display_name"]:
            if not shown[0].isalnum():
                yield "Display name must start with a letter or a digit"
            if shown.startswith(RESERVED_PREFIXES):
                yield f"Display name can't start with {', '.join(RESERVED_PREFIXES)}"
        if name == BASE and not record["enabled"]:
            yield "The base incident type can't be disabled"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """The type without links."""
        shown = super().render(record, view)
        return {name: value for name, value in shown.items() if name not in ("summary", "self", "html_url")}

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        parent = self.parent_of(view("").account, record)
        return {"parent": parent and {"id": parent, "type": "incident_type_reference"}}

    def parent_of(self, account: Account, record: Record) -> str | None:
        """The ID of the parent type. The record has its name or its ID."""
        return account.look_up(self.type, record["parent"]) if record["parent"] else None

    def lineage(self, account: Account, record: Record) -> Iterator[Record]:
        """The type, its parent, and so on."""
        types, visited = account.collection(self.type).records, set[str]()
        while record["id"] not in visited:
            yield record
            visited.add(record["id"])
            parent = self.parent_of(account, record)
            if parent is None:
                return
            record = types[parent]

    def custom_fields(self, account: Account, record: Record) -> Iterator[Record]:
        """The type's fields, and then those that it inherits."""
        fields = account.collection(FIELDS)
        for one in self.lineage(account, record):
            for identifier in fields.indexed("type", one["id"]):
                yield fields.records[identifier]


RESOURCE = IncidentTypes()


def valid_type(value: Any, check: Check) -> Any:
    """The ``incident_type`` of a request, ``{"name": ...}`` → the type's name."""
    name = value.get("name") if isinstance(value, dict) else None
    types = check.account.collection("incident_type")
    found = types.get(types.find_id(name) or "") if isinstance(name, str) else None
    if found is None or not found["enabled"]:
        return check.refuse("Incident type", "must exist")
    return found["name"]


# -- operations ------------------------------------------------------------------------------------------------------


def incident_types(call: Call) -> Reply:
    """Returns all enabled types, or those that ``filter`` selects, on one page."""
    wanted = call.query.get("filter", "enabled")
    if wanted not in ("enabled", "disabled", "all"):
        raise invalid("Filter must be in enabled, disabled or all")
    view = call.view()
    found = [
        RESOURCE.render(one, view)
        for one in call.account.collection("incident_type")
        if wanted == "all" or one["enabled"] == (wanted == "enabled")
    ]
    return Reply(200, {"incident_types": found})


def type_of(call: Call) -> Record:
    """The incident type whose ID or name is in the path. Raises 404."""
    found = call.account.look_up("incident_type", call.ids[0])
    if found is None:
        raise not_found()
    return call.account.collection("incident_type").records[found]


def create_type(call: Call) -> Reply:
    record = RESOURCE.create(call.account, call.wrapped("incident_type"))
    return Reply(201, {"incident_type": RESOURCE.render(record, call.view())})


def one_incident_type(call: Call) -> Reply:
    return Reply(200, {"incident_type": RESOURCE.render(type_of(call), call.view())})


def update_type(call: Call) -> Reply:
    """Its name and its parent never change: an update has neither."""
    given = call.wrapped("incident_type")
    changeable = ("display_name", "enabled", "description")
    body: dict[str, Any] = {name: value for name, value in given.items() if name in changeable}
    if effective(UPDATE_ENABLES, strict=call.account.strict):
        body.setdefault("enabled", True)
    record = RESOURCE.update(call.account, type_of(call), body)
    return Reply(200, {"incident_type": RESOURCE.render(record, call.view())})


READ, WRITE = "incident_types.read", "incident_types.write"

OPERATIONS = (
    Operation("GET", "/incidents/types", incident_types, READ),
    Operation("POST", "/incidents/types", create_type, WRITE),
    Operation("GET", "/incidents/types/*", one_incident_type, READ),
    Operation("PUT", "/incidents/types/*", update_type, WRITE),
)
