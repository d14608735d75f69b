# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident types and their custom fields. The emulator's API only reads them. A state file sets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text, parse_instant
from ..schema.operation import Operation
from ..schema.references import AnyValue
from ..schema.resource import Resource, Write
from ..schema.view import View

BASE = "incident_default"

INITIAL = ({"name": BASE, "display_name": "Base Incident", "description": None},)
"""What a new account has."""

SINGLE, SINGLE_FIXED, MULTI, MULTI_FIXED = "single_value", "single_value_fixed", "multi_value", "multi_value_fixed"
DATA_TYPES = ("boolean", "integer", "float", "string", "datetime", "url")


class Option(Kind):
    """An option of a custom field: its value, or an object with its ID and value."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, str):
            return value
        return AnyObject((("id", str), ("value", str))).accept(value, label, check)


CUSTOM_FIELD = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("name", Text(1, 50), required=True),
        Field("display_name", Text(0, 50, nullable=True)),
        Field("description", Text(0, 1000, nullable=True)),
        Field("data_type", Choice(DATA_TYPES), default="string"),
        Field("field_type", Choice((SINGLE, SINGLE_FIXED, MULTI, MULTI_FIXED)), default=SINGLE),
        Field("enabled", Flag(), default=True),
        Field("default_value", AnyValue()),
        Field("field_options", ListOf(Option(), null_is_empty=True), default=()),
    )
)


class IncidentTypes(Resource):
    """An incident type. Its name never changes. It inherits the fields of its parent type."""

    type = "incident_type"
    plural = "incident_types"
    scope = "incident_types"
    fields = (
        Field("name", Text(1, 50), required=True),
        Field("display_name", Text(0, 50, nullable=True)),
        Field("description", Text(0, 1000, nullable=True)),
        Field("enabled", Flag(), default=True),
        Field("parent", Text(nullable=True), shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("custom_fields", ListOf(CUSTOM_FIELD, null_is_empty=True), default=(), api=False, shown=False),
    )

    def api_path(self, record: Record) -> str:
        return f"/incidents/types/{record['id']}"

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        names = [one.get("name") for one in given if isinstance(one, dict)]
        return [dict(entry) for entry in INITIAL if entry["name"] not in names]

    def sort_key(self, record: Record) -> str:
        return f"{record['name'] != BASE} {record['created_at']} {record['name']}"

    def complete(self, record: Record, write: Write) -> None:
        account = write.account
        record["display_name"] = record["display_name"] or record["name"]
        if record["parent"] is None and record["name"] != BASE:
            record["parent"] = BASE
        record["custom_fields"] = [
            {
                **one,
                "id": one["id"] or account.random.identifier(),
                "display_name": one["display_name"] or one["name"],
                "field_options": [
                    {"id": account.random.identifier(), "value": option} if isinstance(option, str) else option
                    for option in one["field_options"]
                ],
            }
            for one in record["custom_fields"]
        ]

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

    def custom_fields(self, account: Account, record: Record) -> Iterator[tuple[Record, Record]]:
        """The type's fields and those that it inherits, as pairs of the type that has the field and the field."""
        types = account.collection(self.type).records
        while True:
            for one in record["custom_fields"]:
                yield record, one
            parent = self.parent_of(account, record)
            if parent is None:
                return
            record = types[parent]


RESOURCE = IncidentTypes()


def field_of(owner: Record, one: Record, view: View, *, options: bool) -> dict[str, Any]:
    """A custom field as the API shows it."""
    shown = {
        "id": one["id"],
        "type": "field",
        "summary": one["name"],
        "self": view.api_url(f"/incidents/types/{owner['id']}/custom_fields/{one['id']}"),
        **{name: one[name] for name in ("name", "display_name", "description", "data_type", "field_type", "enabled")},
        "default_value": one["default_value"],
        "incident_type": owner["id"],
        "created_at": view.instant(owner["created_at"]),
        "updated_at": view.instant(owner["updated_at"]),
    }
    if options:
        shown["field_options"] = [
            {
                "id": option["id"],
                "type": "field_option",
                "data": {"data_type": one["data_type"], "value": option["value"]},
                "created_at": view.instant(owner["created_at"]),
                "updated_at": view.instant(owner["updated_at"]),
            }
            for option in one["field_options"]
        ]
    return shown


def value_problem(one: Record, value: Any) -> str | None:
    """What is wrong with a value for a custom field; None if it is valid."""
    if value is None:
        return None
    if one["field_type"] in (MULTI, MULTI_FIXED):
        if not isinstance(value, list):
            return "must be an Array"
        values = value
    else:
        values = [value]
    options = [option["value"] for option in one["field_options"]]
    for item in values:
        if not TESTS[one["data_type"]](item):
            return f"must be of type {one['data_type']}"
        if one["field_type"] in (SINGLE_FIXED, MULTI_FIXED) and item not in options:
            return f"must be in {', '.join(map(str, options))}"
    return None


def _text(item: Any) -> bool:
    return isinstance(item, str) and len(item) <= 200


TESTS: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda item: isinstance(item, bool),
    "integer": lambda item: isinstance(item, int) and not isinstance(item, bool),
    "float": lambda item: isinstance(item, (int, float)) and not isinstance(item, bool),
    "string": _text,
    "datetime": lambda item: parse_instant(item) is not None,
    "url": lambda item: _text(item) and "://" in item,
}


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
    """The incident type whose ID or name is in the path."""
    found = call.account.look_up("incident_type", call.ids[0])
    if found is None:
        raise not_found()
    return call.account.collection("incident_type").records[found]


def one_incident_type(call: Call) -> Reply:
    return Reply(200, {"incident_type": RESOURCE.render(type_of(call), call.view())})


def custom_fields(call: Call) -> Reply:
    """Returns the fields of the type and those that it inherits."""
    view = call.view()
    found = RESOURCE.custom_fields(call.account, type_of(call))
    shown = [field_of(owner, one, view, options="field_options" in view.include) for owner, one in found]
    return Reply(200, {"fields": shown})


def one_custom_field(call: Call) -> Reply:
    view = call.view()
    for owner, one in RESOURCE.custom_fields(call.account, type_of(call)):
        if one["id"] == call.ids[1]:
            return Reply(200, {"field": field_of(owner, one, view, options="field_options" in view.include)})
    raise not_found()


FIELDS, OPTIONS = "custom_fields.read", ("field_options",)

OPERATIONS = (
    Operation("GET", "/incidents/types", incident_types, "incident_types.read"),
    Operation("GET", "/incidents/types/*", one_incident_type, "incident_types.read"),
    Operation("GET", "/incidents/types/*/custom_fields", custom_fields, FIELDS, includes=OPTIONS),
    Operation("GET", "/incidents/types/*/custom_fields/*", one_custom_field, FIELDS, includes=OPTIONS),
)
