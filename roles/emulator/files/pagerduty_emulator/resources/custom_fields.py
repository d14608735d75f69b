# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the custom fields of services and those of incidents have in common: the fields, and their options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text, parse_instant
from ..schema.operation import Operation
from ..schema.references import AnyValue
from ..schema.resource import Resource, Write
from ..schema.view import View

SINGLE, SINGLE_FIXED, MULTI, MULTI_FIXED = "single_value", "single_value_fixed", "multi_value", "multi_value_fixed"
DATA_TYPES = ("boolean", "integer", "float", "string", "datetime", "url")

WITH_OPTIONS = (SINGLE_FIXED, MULTI_FIXED)

FIXED = ("name", "data_type", "field_type")
"""What an update can't change."""


# -- values ----------------------------------------------------------------------------------------------------------


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
        if one["field_type"] in WITH_OPTIONS and item not in options:
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


# -- fields ----------------------------------------------------------------------------------------------------------


class Option(Kind):
    """An option of a field: ``{"id", "data": {"data_type", "value"}}``, in a state file also only its value.

    Stored as ``{"id", "value"}``. The ID of a new option is null until the field is complete.

    ``longest``: characters of its value
    """

    def __init__(self, longest: int):
        value = Field("value", Text(1, longest), required=True)
        self._data = Nested((Field("data_type", Choice(("string",)), required=True), value))

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if check.loading and isinstance(value, str):
            value = {"data": {"data_type": "string", "value": value}}
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if check.loading and "data" not in value:
            value = {**value, "data": {"data_type": "string", "value": value.get("value")}}
        data, identifier = self._data.clean(value.get("data"), f"{label} data", check), value.get("id")
        if data is INVALID:
            return INVALID
        if identifier is not None and not isinstance(identifier, str):
            return check.refuse(f"{label} id", "must be a String")
        known = {name: value[name] for name in ("created_at", "updated_at") if check.loading and name in value}
        return {"id": identifier or None, "value": data["value"], **known}


def table(longest_option: int) -> tuple[Field, ...]:
    """The fields of every custom field."""
    return (
        Field("name", Text(1, 50, allowed=re.compile("[a-z0-9_]*")), required=True),
        Field("display_name", Text(1, 50), required=True),
        Field("description", Text(0, 1000, nullable=True)),
        Field("data_type", Choice(DATA_TYPES), required=True),
        Field("field_type", Choice((SINGLE, SINGLE_FIXED, MULTI, MULTI_FIXED)), required=True),
        Field("enabled", Flag(), default=True),
        Field("default_value", AnyValue(), shown=False),
        Field("field_options", ListOf(Option(longest_option), null_is_empty=True), default=(), shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )


class CustomFields(Resource):
    """Custom fields. Their name, their data type and their field type never change.

    ``holder``: the type of the objects that have values, in ``custom_fields`` by the IDs of the fields
    """

    scope = "custom_fields"
    type_required = False
    holder: ClassVar[str]

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        return super()._clean({name: value for name, value in body.items() if name != "type"}, check, old)

    def complete(self, record: Record, write: Write) -> None:
        account, now = write.account, write.account.now()
        known = {one["id"]: one for one in (write.old or {}).get("field_options", ())}
        completed = []
        for one in record["field_options"]:
            identifier = one["id"] if write.loading or write.old is not None else None
            if identifier in known:
                old = known[identifier]
                completed.append(old if old["value"] == one["value"] else {**old, **one, "updated_at": now})
            elif identifier is None or write.loading:
                times = {"created_at": now, "updated_at": now}
                completed.append({**times, **one, "id": identifier or account.random.identifier()})
            else:
                completed.append(one)  # `check` rejects it
        record["field_options"] = completed
        if write.old is not None:
            record["updated_at"] = now

    def check(self, record: Record, write: Write) -> Iterator[str]:
        old = write.old
        for name in FIXED if old is not None else ():
            if old is not None and record[name] != old[name]:
                yield f"{name.replace('_', ' ').capitalize()} can't be changed"
        for other in write.account.collection(self.type):
            same = other["display_name"].casefold() == record["display_name"].casefold()
            if same and other["id"] != (old or {}).get("id"):
                yield "Display name has already been taken"
        if record["field_type"] in (MULTI, *WITH_OPTIONS) and record["data_type"] != "string":
            yield f"Data type must be string for the field type {record['field_type']}"
        yield from self._check_options(record)

    @staticmethod
    def _check_options(record: Record) -> Iterator[str]:
        options = record["field_options"]
        texts = [one["value"] for one in options]
        if options and record["field_type"] not in WITH_OPTIONS:
            yield f"Field options are not allowed for the field type {record['field_type']}"
        if len(set(texts)) < len(texts):
            yield "Field options must be unique"
        if any("created_at" not in one for one in options):
            yield "Field option must exist"
        if problem := value_problem(record, record["default_value"]):
            yield f"Default value {problem}"

    def update(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        record = super().update(account, old, body)
        self._follow(account, old, record)
        return record

    def deleted(self, account: Account, record: Record) -> None:
        """Objects lose their values of the field."""
        holders = account.collection(self.holder)
        for one in list(holders):
            if record["id"] in one["custom_fields"]:
                values = {name: value for name, value in one["custom_fields"].items() if name != record["id"]}
                account.put(holders.resource, {**one, "custom_fields": values})

    def _follow(self, account: Account, old: Record, new: Record) -> None:
        """Objects have the new text of an option, and lose an option that no longer exists.

        PagerDuty does not document what happens to the values.
        """
        texts = {one["id"]: one["value"] for one in new["field_options"]}
        changed = {one["value"]: texts.get(one["id"]) for one in old["field_options"]}
        changed = {before: after for before, after in changed.items() if before != after}
        if not changed:
            return
        holders = account.collection(self.holder)
        for one in list(holders):
            value = one["custom_fields"].get(new["id"])
            if value is None:
                continue
            several = value if isinstance(value, list) else [value]
            kept = [text for item in several if (text := changed.get(item, item)) is not None]
            after = kept if isinstance(value, list) else next(iter(kept), None)
            if after != value:
                account.put(holders.resource, {**one, "custom_fields": {**one["custom_fields"], new["id"]: after}})

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """A field has no page. Its options are shown on request only."""
        shown = {**super().render(record, view), "type": "field"}
        del shown["html_url"]
        if "field_options" in view.include:
            shown["field_options"] = [option_of(record, one, view) for one in record["field_options"]]
        return shown


def option_of(record: Record, option: Record, view: View) -> dict[str, Any]:
    """An option as the API shows it."""
    return {
        "id": option["id"],
        "type": "field_option",
        "data": {"data_type": record["data_type"], "value": option["value"]},
        "created_at": view.instant(option["created_at"]),
        "updated_at": view.instant(option["updated_at"]),
    }


def stated(option: Record) -> dict[str, Any]:
    """An option that stays, as a request states it."""
    return {"id": option["id"], "data": {"data_type": "string", "value": option["value"]}}


# -- operations ------------------------------------------------------------------------------------------------------


def unchanged(_call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    """The field in a response, as every path shows it."""
    return shown


@dataclass(frozen=True)
class FieldOperations:
    """The operations of custom fields and of their options.

    ``path``     of the list
    ``readable`` the fields that the list contains
    ``owner``    the attributes with which a new field is created. A request can't set them. Only fields that have them
                 can be changed
    ``shown``    the field in a response, if the path shows it in its own way
    ``ignored``  what an update can't set, although a create can
    ``lists``    whether a response to a create or an update also has an empty list of options
    """

    resource: CustomFields
    path: str
    readable: Callable[[Call], Iterable[Record]]
    owner: Callable[[Call], dict[str, Any]] = lambda _call: {}
    shown: Callable[[Call, dict[str, Any]], dict[str, Any]] = unchanged
    ignored: tuple[str, ...] = ()
    lists: bool = False

    def found(self, call: Call, *, write: bool = False) -> Record:
        """The field whose ID is in the path. ``write``: to change it. Raises 404."""
        owner = self.owner(call) if write else {}
        identifier = call.ids[self.path.count("*")]
        for record in self.readable(call):
            if record["id"] == identifier and all(record[name] == value for name, value in owner.items()):
                return record
        raise not_found()

    def reply(self, call: Call, status: int, record: Record, *, options: bool = False) -> Reply:
        """A response with a field. ``options``: with its options, also without ``include[]``."""
        view = call.view()
        shown = self.shown(call, self.resource.render(record, view))
        if options and (record["field_options"] or self.lists):
            shown["field_options"] = [option_of(record, one, view) for one in record["field_options"]]
        return Reply(status, {"field": shown})

    def fields(self, call: Call) -> Reply:
        """All fields, on one page."""
        view = call.view()
        shown = [self.shown(call, self.resource.render(one, view)) for one in self.readable(call)]
        return Reply(200, {"fields": shown})

    def create_field(self, call: Call) -> Reply:
        body = {**call.wrapped("field"), **self.owner(call)}
        return self.reply(call, 201, self.resource.create(call.account, body), options=True)

    def one_field(self, call: Call) -> Reply:
        return self.reply(call, 200, self.found(call))

    def update_field(self, call: Call) -> Reply:
        kept = {name: value for name, value in call.wrapped("field").items() if name not in self.ignored}
        body = {**kept, **self.owner(call)}
        record = self.resource.update(call.account, self.found(call, write=True), body)
        return self.reply(call, 200, record, options=True)

    def delete_field(self, call: Call) -> Reply:
        self.resource.delete(call.account, self.found(call, write=True))
        return Reply(204)

    # -- options -----------------------------------------------------------------------------------------------------

    def found_option(self, call: Call, *, write: bool = False) -> Record:
        """The option whose ID is in the path. Raises 404."""
        for option in self.found(call, write=write)["field_options"]:
            if option["id"] == call.ids[-1]:
                return dict(option)
        raise not_found()

    def changed_options(self, call: Call, options: list[dict[str, Any]]) -> Record:
        """The field after an update of its options."""
        return self.resource.update(call.account, self.found(call, write=True), {"field_options": options})

    def options(self, call: Call) -> Reply:
        view, record = call.view(), self.found(call)
        return Reply(200, {"field_options": [option_of(record, one, view) for one in record["field_options"]]})

    def create_option(self, call: Call) -> Reply:
        given = {**call.wrapped("field_option"), "id": None}
        record = self.changed_options(call, [*map(stated, self.found(call)["field_options"]), given])
        return Reply(201, {"field_option": option_of(record, record["field_options"][-1], call.view())})

    def one_option(self, call: Call) -> Reply:
        return Reply(200, {"field_option": option_of(self.found(call), self.found_option(call), call.view())})

    def update_option(self, call: Call) -> Reply:
        option, record = self.found_option(call, write=True), self.found(call)
        given = {**call.wrapped("field_option"), "id": option["id"]}
        changed = [given if one["id"] == option["id"] else stated(one) for one in record["field_options"]]
        record = self.changed_options(call, changed)
        return Reply(200, {"field_option": option_of(record, self.found_option(call), call.view())})

    def delete_option(self, call: Call) -> Reply:
        option, record = self.found_option(call, write=True), self.found(call)
        self.changed_options(call, [stated(one) for one in record["field_options"] if one["id"] != option["id"]])
        return Reply(204)

    def operations(self) -> Iterator[Operation]:
        """All of them."""
        read, write, includes = "custom_fields.read", "custom_fields.write", ("field_options",)
        field = f"{self.path}/*"
        options = f"{field}/field_options"
        yield Operation("GET", self.path, self.fields, read, includes=includes)
        yield Operation("POST", self.path, self.create_field, write)
        yield Operation("GET", field, self.one_field, read, includes=includes)
        yield Operation("PUT", field, self.update_field, write)
        yield Operation("DELETE", field, self.delete_field, write)
        yield Operation("GET", options, self.options, read)
        yield Operation("POST", options, self.create_option, write)
        yield Operation("GET", f"{options}/*", self.one_option, read)
        yield Operation("PUT", f"{options}/*", self.update_option, write)
        yield Operation("DELETE", f"{options}/*", self.delete_option, write)
