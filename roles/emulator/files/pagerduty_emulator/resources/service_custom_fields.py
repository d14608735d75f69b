# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of services, their options, and the values that services have.

PagerDuty's Terraform provider sends the header ``X-EARLY-ACCESS``. The documents do not mention it. It is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..core.strictness import LENIENTLY, effective
from ..schema.call import Call, Reply
from ..schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text
from ..schema.operation import Operation
from ..schema.references import AnyValue
from ..schema.resource import Resource, Write
from ..schema.view import View
from .incident_types import DATA_TYPES, MULTI, MULTI_FIXED, SINGLE, SINGLE_FIXED, value_problem
from .services import RESOURCE as SERVICES
from .services import field_values

EVENT = "service.custom_field_values.updated"

WITH_OPTIONS = (SINGLE_FIXED, MULTI_FIXED)

MOST_VALUES = 10
"""Values of a field that can have several."""

DEFAULT_VALUES = LENIENTLY
"""Whether a field has a default value. The documents mention it in passing only. The Terraform provider has it."""

FIXED = ("name", "data_type", "field_type")
"""What an update can't change."""

DATA = Nested((Field("data_type", Choice(("string",)), required=True), Field("value", Text(1, 200), required=True)))


class Option(Kind):
    """An option of a field: ``{"id", "data": {"data_type", "value"}}``, in a state file also only its value.

    Stored as ``{"id", "value"}``. The ID of a new option is null until the field is complete.
    """

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if check.loading and isinstance(value, str):
            value = {"data": {"data_type": "string", "value": value}}
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if check.loading and "data" not in value:
            value = {**value, "data": {"data_type": "string", "value": value.get("value")}}
        data, identifier = DATA.clean(value.get("data"), f"{label} data", check), value.get("id")
        if data is INVALID:
            return INVALID
        if identifier is not None and not isinstance(identifier, str):
            return check.refuse(f"{label} id", "must be a String")
        known = {name: value[name] for name in ("created_at", "updated_at") if check.loading and name in value}
        return {"id": identifier or None, "value": data["value"], **known}


class ServiceCustomFields(Resource):
    """A field that every service has. Its name, its data type and its field type never change."""

    type = "service_custom_field"
    plural = "service_custom_fields"
    scope = "custom_fields"
    type_required = False
    fields = (
        Field("name", Text(1, 50, allowed=re.compile("[a-z0-9_]*")), required=True),
        Field("display_name", Text(1, 50), required=True),
        Field("description", Text(0, 1000, nullable=True)),
        Field("data_type", Choice(DATA_TYPES), required=True),
        Field("field_type", Choice((SINGLE, SINGLE_FIXED, MULTI, MULTI_FIXED)), required=True),
        Field("enabled", Flag(), default=True),
        Field("default_value", AnyValue(), shown=False),
        Field("field_options", ListOf(Option(), null_is_empty=True), default=(), shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )

    @property
    def path(self) -> str:
        return "/services/custom_fields"

    def summary(self, record: Record) -> str:
        name: str = record["display_name"]
        return name

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        given = {name: value for name, value in body.items() if name != "type"}  # its type in responses is `field`
        if not check.loading and not effective(DEFAULT_VALUES, strict=check.strict):
            given.pop("default_value", None)
        return super()._clean(given, check, old)

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
        """Services lose their values of the field."""
        for service in list(account.collection("service")):
            if record["id"] in service["custom_fields"]:
                values = {name: value for name, value in service["custom_fields"].items() if name != record["id"]}
                account.put(SERVICES, {**service, "custom_fields": values})

    @staticmethod
    def _follow(account: Account, old: Record, new: Record) -> None:
        """Services have the new text of an option, and lose an option that no longer exists.

        PagerDuty does not document what happens to the values of services.
        """
        texts = {one["id"]: one["value"] for one in new["field_options"]}
        changed = {one["value"]: texts.get(one["id"]) for one in old["field_options"]}
        changed = {before: after for before, after in changed.items() if before != after}
        if not changed:
            return
        for service in list(account.collection("service")):
            value = service["custom_fields"].get(new["id"])
            if value is None:
                continue
            several = value if isinstance(value, list) else [value]
            kept = [text for one in several if (text := changed.get(one, one)) is not None]
            after = kept if isinstance(value, list) else next(iter(kept), None)
            if after != value:
                account.put(SERVICES, {**service, "custom_fields": {**service["custom_fields"], new["id"]: after}})

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """A field has no page. Its options are shown on request only."""
        shown = {**super().render(record, view), "type": "field"}
        del shown["html_url"]
        if effective(DEFAULT_VALUES, strict=view.account.strict):
            shown["default_value"] = record["default_value"]
        if "field_options" in view.include:
            shown["field_options"] = [option_of(record, one, view) for one in record["field_options"]]
        return shown


RESOURCE = ServiceCustomFields()


def option_of(record: Record, option: Record, view: View) -> dict[str, Any]:
    """An option as the API shows it."""
    return {
        "id": option["id"],
        "type": "field_option",
        "data": {"data_type": record["data_type"], "value": option["value"]},
        "created_at": view.instant(option["created_at"]),
        "updated_at": view.instant(option["updated_at"]),
    }


# -- fields ----------------------------------------------------------------------------------------------------------


def reply(call: Call, status: int, record: Record, *, options: bool = False) -> Reply:
    """A response with a field. ``options``: with its options, also without ``include[]``."""
    view = call.view()
    shown = RESOURCE.render(record, view)
    if options and record["field_options"]:
        shown["field_options"] = [option_of(record, one, view) for one in record["field_options"]]
    return Reply(status, {"field": shown})


def fields(call: Call) -> Reply:
    """All fields, on one page."""
    view = call.view()
    return Reply(200, {"fields": [RESOURCE.render(one, view) for one in call.account.collection(RESOURCE.type)]})


def create_field(call: Call) -> Reply:
    return reply(call, 201, RESOURCE.create(call.account, call.wrapped("field")), options=True)


def one_field(call: Call) -> Reply:
    return reply(call, 200, call.record(RESOURCE))


def update_field(call: Call) -> Reply:
    record = RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped("field"))
    return reply(call, 200, record, options=True)


def delete_field(call: Call) -> Reply:
    RESOURCE.delete(call.account, call.record(RESOURCE))
    return Reply(204)


# -- options ---------------------------------------------------------------------------------------------------------


def found_option(call: Call) -> Record:
    """The option whose ID is in the path. Raises 404."""
    for option in call.record(RESOURCE)["field_options"]:
        if option["id"] == call.ids[1]:
            return dict(option)
    raise not_found()


def changed_options(call: Call, options: list[dict[str, Any]]) -> Record:
    """The field after an update of its options."""
    return RESOURCE.update(call.account, call.record(RESOURCE), {"field_options": options})


def stated(option: Record) -> dict[str, Any]:
    """An option that stays, as a request states it."""
    return {"id": option["id"], "data": {"data_type": "string", "value": option["value"]}}


def options(call: Call) -> Reply:
    view, record = call.view(), call.record(RESOURCE)
    return Reply(200, {"field_options": [option_of(record, one, view) for one in record["field_options"]]})


def create_option(call: Call) -> Reply:
    given = {**call.wrapped("field_option"), "id": None}
    record = changed_options(call, [*map(stated, call.record(RESOURCE)["field_options"]), given])
    return Reply(201, {"field_option": option_of(record, record["field_options"][-1], call.view())})


def one_option(call: Call) -> Reply:
    return Reply(200, {"field_option": option_of(call.record(RESOURCE), found_option(call), call.view())})


def update_option(call: Call) -> Reply:
    option, record = found_option(call), call.record(RESOURCE)
    given = {**call.wrapped("field_option"), "id": option["id"]}
    changed = [given if one["id"] == option["id"] else stated(one) for one in record["field_options"]]
    record = changed_options(call, changed)
    return Reply(200, {"field_option": option_of(record, found_option(call), call.view())})


def delete_option(call: Call) -> Reply:
    option, record = found_option(call), call.record(RESOURCE)
    changed_options(call, [stated(one) for one in record["field_options"] if one["id"] != option["id"]])
    return Reply(204)


# -- values ----------------------------------------------------------------------------------------------------------


def values(call: Call) -> Reply:
    return Reply(200, {"custom_fields": list(field_values(call.account, call.record(SERVICES)))})


def problem_of(one: Record, value: Any) -> str | None:
    """What is wrong with a value for a field; None if it is valid."""
    if isinstance(value, list) and one["field_type"] in (MULTI, MULTI_FIXED):
        if len(value) > MOST_VALUES:
            return f"is too long (maximum is {MOST_VALUES})"
        if len({repr(item) for item in value}) < len(value):
            return "must be unique"
    return value_problem(one, value)


def set_values(call: Call) -> Reply:
    """Sets values by the ID or name of the field. Null resets a value. All are set, or none."""
    service, account, body = call.record(SERVICES), call.account, call.json()
    given = body.get("custom_fields") if isinstance(body, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid("custom_fields is missing or is not an Array of Objects")
    known = account.collection(RESOURCE.type)
    new, errors = dict(service["custom_fields"]), []
    for one in given:
        identifier, name = one.get("id"), one.get("name")
        found = known.get(identifier) if isinstance(identifier, str) and identifier else None
        if found is None and not identifier and isinstance(name, str):
            found = known.get(known.find_id(name) or "")
        if found is None or "value" not in one:
            errors.append(f"Custom field {identifier or name} must exist and have a value")
        elif problem := problem_of(found, one["value"]):
            errors.append(f"{found['name']} {problem}")
        elif one["value"] is None:
            new.pop(found["id"], None)
        else:
            new[found["id"]] = one["value"]
    if errors:
        raise invalid(*errors)
    before = list(field_values(account, service))
    if new != service["custom_fields"]:
        service = {**service, "custom_fields": new}
        account.put(SERVICES, service)
    after = list(field_values(account, service))
    if after != before:
        account.publish(EVENT, service, call.agent(), detail={"before": before})
    return Reply(201, {"custom_fields": after})


READ, WRITE = "custom_fields.read", "custom_fields.write"
INCLUDES = ("field_options",)
FIELD = f"{RESOURCE.path}/*"
OPTIONS = f"{FIELD}/field_options"

OPERATIONS = (
    Operation("GET", RESOURCE.path, fields, READ, includes=INCLUDES),
    Operation("POST", RESOURCE.path, create_field, WRITE),
    Operation("GET", FIELD, one_field, READ, includes=INCLUDES),
    Operation("PUT", FIELD, update_field, WRITE),
    Operation("DELETE", FIELD, delete_field, WRITE),
    Operation("GET", OPTIONS, options, READ),
    Operation("POST", OPTIONS, create_option, WRITE),
    Operation("GET", f"{OPTIONS}/*", one_option, READ),
    Operation("PUT", f"{OPTIONS}/*", update_option, WRITE),
    Operation("DELETE", f"{OPTIONS}/*", delete_option, WRITE),
    Operation("GET", "/services/*/custom_fields/values", values, "services.read"),
    Operation("PUT", "/services/*/custom_fields/values", set_values, "services.write"),
)
