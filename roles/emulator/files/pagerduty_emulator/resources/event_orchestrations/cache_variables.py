# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache variables of orchestrations and of services: what their rules remember of earlier events.

They are kept in the record of their owner, with the data that the API wrote. What events wrote is kept in the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.clock import later
from ...core.collection import Record
from ...core.errors import forbidden, invalid, not_found
from ...core.state import Account
from ...schema.call import Call, Reply
from ...schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text, Whole, cleaned
from ...schema.operation import Operation, pick
from ...schema.references import AnyValue, HistoricalReference, as_reference
from ...schema.view import View
from .actions import EventPath, Pattern
from .paths import Expression, plain_reference
from .pcl import condition

RECENT_VALUE, TRIGGER_EVENT_COUNT, EXTERNAL_DATA = "recent_value", "trigger_event_count", "external_data"

DATA_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "number": (int, float), "boolean": (bool,)}
"""``data_type`` → the types of Python that its values have."""


class PlainExpression(Expression):
    """A condition without thresholds, which "are unsupported for Cache Variables"."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if isinstance(value, str) and condition(value).thresholds:
            return check.refuse(label, "can't contain trigger_count or resetting_trigger_count")
        return value


def configuration(name: str, *fields: Field) -> Nested:
    return Nested((Field("type", Choice((name,)), required=True), *fields))


TTL = Field("ttl_seconds", Whole(1), required=True)
CONFIGURATIONS = {
    one.fields[0].kind.choices[0]: one  # type: ignore[attr-defined]
    for one in (
        configuration(
            RECENT_VALUE, Field("source", EventPath(1), required=True), Field("regex", Pattern(1), required=True)
        ),
        configuration(TRIGGER_EVENT_COUNT, TTL),
        configuration(EXTERNAL_DATA, Field("data_type", Choice(tuple(DATA_TYPES)), required=True), TTL),
    )
}


class Configuration(Kind):
    """What a variable contains. Its type decides which fields it has; others are ignored."""

    def null_problem(self) -> str:
        return "must be an Object"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        kind = Choice(tuple(CONFIGURATIONS)).clean(value.get("type"), f"{label} type", check)
        return INVALID if kind is INVALID else CONFIGURATIONS[kind].clean(value, label, check)


WRITABLE = (
    Field("name", Text(1), required=True),
    Field("disabled", Flag(), default=False),
    Field(
        "conditions",
        ListOf(Nested((Field("expression", PlainExpression(1), required=True),)), null_is_empty=True),
        default=(),
    ),
    Field("configuration", Configuration(), required=True),
)
VARIABLE = Nested(
    (
        Field("id", Text(nullable=True)),
        *WRITABLE,
        Field("created_at", Instant(), default=Account.now),
        Field("created_by", HistoricalReference(("user",), nullable=True)),
        Field("updated_at", Instant(), default=Account.now),
        Field("updated_by", HistoricalReference(("user",), nullable=True)),
        Field(
            "data",
            Nested((Field("value", AnyValue()), Field("updated_at", Instant(), default=Account.now)), nullable=True),
        ),
    )
)

VARIABLES = Field("cache_variables", ListOf(VARIABLE), default=(), api=False, shown=False)
"""The field of their owner."""


def identified(account: Account, variables: list[Record]) -> list[Record]:
    """The variables of a state file, with IDs."""
    return [{**one, "id": one["id"] or account.random.uuid()} for one in variables]


def type_of(variable: Record) -> str:
    kind: str = variable["configuration"]["type"]
    return kind


def external(variable: Record, now: str) -> Record | None:
    """The data that the API wrote, ``{"value", "updated_at"}``; None after its time to live."""
    data: Record | None = variable["data"]
    if data is None or now >= later(data["updated_at"], variable["configuration"]["ttl_seconds"]):
        return None
    return data


# -- operations ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owner:
    """A type of object that has cache variables.

    ``path``   the address of its orchestration, with ``*`` for its ID
    ``scope``  the first part of the OAuth scopes
    """

    type: str
    path: str
    scope: str

    def record(self, call: Call) -> Record:
        """The owner in the path. PagerDuty returns 403 for a missing service (its Terraform provider, issue #890)."""
        found = call.account.collection(self.type).get(call.ids[0])
        if found is None:
            raise forbidden() if self.type == "service" else not_found()
        return found

    def keep(self, call: Call, record: Record, variables: list[Record]) -> None:
        call.account.put(call.account.collection(self.type).resource, {**record, "cache_variables": variables})

    def replace(self, call: Call, record: Record, old: Record, new: Record) -> None:
        self.keep(call, record, [new if one is old else one for one in record["cache_variables"]])

    def shown(self, record: Record, variable: Record, view: View) -> dict[str, Any]:
        shown: dict[str, Any] = {
            **{name: variable[name] for name in ("id", "name", "conditions", "configuration", "disabled")},
            "created_at": view.instant(variable["created_at"]),
            "created_by": plain_reference(view, "user", variable["created_by"]),
            "updated_at": view.instant(variable["updated_at"]),
            "updated_by": plain_reference(view, "user", variable["updated_by"]),
        }
        if type_of(variable) == EXTERNAL_DATA:
            del shown["conditions"]
            address = f"{self.path.replace('*', record['id'])}/cache_variables/{variable['id']}/data"
            shown["data_endpoint"] = view.api_url(address)
        return shown


OWNERS = (
    Owner("orchestration", "/event_orchestrations/*", "event_orchestrations"),
    Owner("service", "/event_orchestrations/services/*", "services"),
)
ZONE = "Etc/UTC"


def written(call: Call, owner: Record, old: Record | None) -> Record:
    """The variable that a request makes, or makes of an old one. A PUT can omit what does not change."""
    account, body = call.account, call.wrapped("cache_variable")
    check = Check(account)
    kept = cleaned(WRITABLE, body, check, old=old)
    if check.errors:
        raise invalid(*check.errors)
    new = {**(old or {}), **kept}
    names = {one["name"] for one in owner["cache_variables"] if one is not old}
    if new["name"] in names:
        raise invalid("Name has already been taken")
    if type_of(new) == EXTERNAL_DATA:
        if kept.get("conditions"):
            raise invalid(f"Conditions can't be used with the type {EXTERNAL_DATA}")
        new["conditions"] = []
    by = as_reference(call.agent())
    new.update(updated_at=account.now(), updated_by=by)
    if old is None:
        new.update(id=account.random.uuid(), created_at=account.now(), created_by=by, data=None)
    elif new["configuration"] != old["configuration"]:
        new["data"] = None
    return new


def external_of(call: Call, owner: Record) -> Record:
    """The variable in the path, whose data the API writes. Raises 400 for the other types."""
    variable = pick(owner["cache_variables"], call.ids[1])
    if type_of(variable) != EXTERNAL_DATA:
        raise invalid(f"Cache variable must have the type {EXTERNAL_DATA}")
    return variable


def shown_data(data: Record, view: View) -> Reply:
    """Not wrapped."""
    return Reply(200, {"cache_variable_data": data["value"], "updated_at": view.instant(data["updated_at"])})


def shown_one(call: Call, owner: Owner, record: Record, variable: Record) -> Reply:
    return Reply(200, {"cache_variable": owner.shown(record, variable, call.view(default_zone=ZONE))})


def operations_of(owner: Owner) -> Iterator[Operation]:
    """The operations of the variables of a type of owner."""
    def variables(call: Call) -> Reply:
        record, view = owner.record(call), call.view(default_zone=ZONE)
        found = [owner.shown(record, one, view) for one in record["cache_variables"]]
        return Reply(200, {"cache_variables": found, "total": len(found)})

    def create(call: Call) -> Reply:
        """Returns 200, as documented."""
        record = owner.record(call)
        variable = written(call, record, None)
        owner.keep(call, record, [*record["cache_variables"], variable])
        return shown_one(call, owner, record, variable)

    def read(call: Call) -> Reply:
        record = owner.record(call)
        return shown_one(call, owner, record, pick(record["cache_variables"], call.ids[1]))

    def update(call: Call) -> Reply:
        record = owner.record(call)
        old = pick(record["cache_variables"], call.ids[1])
        variable = written(call, record, old)
        owner.replace(call, record, old, variable)
        return shown_one(call, owner, record, variable)

    def delete(call: Call) -> Reply:
        record = owner.record(call)
        old = pick(record["cache_variables"], call.ids[1])
        owner.keep(call, record, [one for one in record["cache_variables"] if one is not old])
        return Reply(204)

    reads, writes = f"{owner.scope}.read", f"{owner.scope}.write"
    path = f"{owner.path}/cache_variables"
    yield Operation("GET", path, variables, reads)
    yield Operation("POST", path, create, writes)
    yield Operation("GET", f"{path}/*", read, reads)
    yield Operation("PUT", f"{path}/*", update, writes)
    yield Operation("DELETE", f"{path}/*", delete, writes)


def data_operations_of(owner: Owner) -> Iterator[Operation]:
    """The operations of the data of external variables."""
    def read(call: Call) -> Reply:
        data = external(external_of(call, owner.record(call)), call.account.now())
        if data is None:
            raise not_found()
        return shown_data(data, call.view(default_zone=ZONE))

    def write(call: Call) -> Reply:
        record = owner.record(call)
        variable, body = external_of(call, record), call.json()
        value = body.get("cache_variable_data") if isinstance(body, dict) else None
        data_type = variable["configuration"]["data_type"]
        # In Python, a boolean is a number, too.
        if not isinstance(value, DATA_TYPES[data_type]) or (isinstance(value, bool) and data_type != "boolean"):
            raise invalid(f"Cache variable data must be a {data_type.capitalize()}")
        data = {"value": value, "updated_at": call.account.now()}
        owner.replace(call, record, variable, {**variable, "data": data})
        return shown_data(data, call.view(default_zone=ZONE))

    def delete(call: Call) -> Reply:
        record = owner.record(call)
        variable = external_of(call, record)
        owner.replace(call, record, variable, {**variable, "data": None})
        return Reply(204)

    path = f"{owner.path}/cache_variables/*/data"
    yield Operation("GET", path, read, f"{owner.scope}.read")
    yield Operation("PUT", path, write, f"{owner.scope}.write")
    yield Operation("DELETE", path, delete, f"{owner.scope}.write")


OPERATIONS = tuple(
    operation for owner in OWNERS for operation in (*operations_of(owner), *data_operations_of(owner))
)
