# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ServiceNow integration of an account: tables of a CMDB, each of which fills an enrichment schema.

The emulator has no ServiceNow. It invents two rows for each table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.clock import Timer
from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import INVALID, Check, Choice, Field, Instant, ListOf, Nested, Text
from ..schema.operation import Operation, pick
from ..schema.resource import Resource, Write
from ..schema.view import View
from .enrichment_records import store
from .enrichment_schemas import DISCRIMINATOR, ENRICHED, MOST_QUERIES, QUERY, SERVICENOW, remove
from .enrichment_schemas import RESOURCE as SCHEMAS
from .enrichment_servicenow_credentials import RESOURCE as CREDENTIALS
from .enrichment_servicenow_credentials import credentials_of

DISABLED, SYNCING, ACTIVE, ERROR = "disabled", "syncing", "active", "error"


class Table(Nested):
    """A table. Its first mapping becomes a query field if none is one."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        kept = super().accept(value, label, check)
        if kept is INVALID:
            return kept
        mappings = [{**one, "type": one["type"] or ENRICHED} for one in kept["field_mappings"]]
        types = [one["type"] for one in mappings]
        if QUERY not in types:
            mappings[0] = {**mappings[0], "type": QUERY}
            types[0] = QUERY
        if types.count(QUERY) > MOST_QUERIES:
            return check.refuse(f"{label} field mappings", f"can have at most {MOST_QUERIES} query fields")
        if ENRICHED not in types:
            return check.refuse(f"{label} field mappings", "must include an enrichment field")
        names = {one["event_field"].casefold() for one in mappings}
        if len(names) < len(mappings):
            return check.refuse(f"{label} field mappings", "must have different event fields")
        return {**kept, "field_mappings": mappings}


MAPPING = Nested(
    (
        Field("servicenow_field", Text(1), required=True),
        Field("event_field", Text(1), required=True),
        Field("type", Choice((QUERY, ENRICHED, DISCRIMINATOR), nullable=True)),
    )
)
STATED = (
    Field("display_name", Text(1), required=True),
    Field("ci_table_name", Text(1), required=True),
    Field("query_filter", Text(nullable=True)),
    Field("field_mappings", ListOf(MAPPING, minimum=2, maximum=20), required=True),
)
TABLE = Table(STATED)
"""What a request states of a table."""

LOADED_TABLE = Table(
    (
        *STATED,
        Field("id", Text(nullable=True)),
        Field("status", Choice((DISABLED, SYNCING, ACTIVE, ERROR)), default=DISABLED),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(), default=Account.now),
    )
)
"""A table in a state file."""


class Tables(ListOf):
    """The tables of an integration. In requests, they have neither an ID nor a status."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, list) or check.loading:
            return super().accept(value, label, check)
        return super().accept([TABLE.clean(one, label, check) for one in value], label, check)


class Integrations(Resource):
    """The integration of an account."""

    type = "enrichment_servicenow_integration"
    plural = "enrichment_servicenow_integrations"
    scope = "contextual_data"
    type_required = False
    key_is_unique = False
    fields = (
        Field("name", Text(1, 100), required=True),
        Field("description", Text(0, 500, nullable=True)),
        Field("cmdb_tables", Tables(LOADED_TABLE, minimum=1, maximum=8), required=True),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.shift_id()

    def complete(self, record: Record, write: Write) -> None:
        random = write.account.random
        record["cmdb_tables"] = [{**one, "id": one["id"] or random.shift_id()} for one in record["cmdb_tables"]]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.creating and len(write.account.collection(self.type)):
            yield "The account already has a ServiceNow integration"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        credentials = credentials_of(view.account)
        return {
            "id": record["id"],
            "name": record["name"],
            "description": record["description"],
            "cmdb_tables": [shown_table(one, view) for one in record["cmdb_tables"]],
            "credentials": credentials and CREDENTIALS.render(credentials, view),
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"]),
        }


RESOURCE = Integrations()


def shown_table(table: Record, view: View) -> dict[str, Any]:
    stated = {name: table[name] for name in ("id", *(one.name for one in STATED), "status")}
    times = {name: view.instant(table[name]) for name in ("created_at", "updated_at")}
    return {**stated, **times, "deleted_at": None}


# -- the schemas of tables -------------------------------------------------------------------------------------------


def schema_of(account: Account, table: Record) -> Record | None:
    """The schema of a table."""
    return next((one for one in account.collection(SCHEMAS.type) if one["table"] == table["id"]), None)


def make_schema(account: Account, table: Record) -> None:
    """Creates the schema of a table, or adapts it to the table."""
    old = schema_of(account, table)
    record = SCHEMAS.built(
        account,
        {
            "integration_type": SERVICENOW,
            "name": table["display_name"][:50],
            "fields": [{"name": one["event_field"], "type": one["type"]} for one in table["field_mappings"]],
        },
        loading=True,
    )
    identifier = old["id"] if old else SCHEMAS.new_identifier(account)
    account.put(SCHEMAS, {**record, "id": identifier, "table": table["id"]})


def drop_schema(account: Account, table: Record) -> None:
    schema = schema_of(account, table)
    if schema is not None:
        remove(account, schema)


def rows_of(table: Record) -> list[dict[str, str]]:
    """Invented rows of a table, by the fields of ServiceNow."""
    names = [one["servicenow_field"] for one in table["field_mappings"]]
    return [{name: f"{name} {at}" for name in names} for at in (1, 2)]


def after_load(account: Account) -> None:
    """Tables of a state file have schemas, too."""
    for record in account.collection(RESOURCE.type):
        for table in record["cmdb_tables"]:
            if schema_of(account, table) is None:
                make_schema(account, table)
            if table["status"] == SYNCING:
                account.timers.add(account.now(), "sync_table", record["id"], table["id"])


def with_table(record: Record, table: Record, account: Account) -> Record:
    """An integration with a changed table."""
    tables = [table if one["id"] == table["id"] else one for one in record["cmdb_tables"]]
    return {**record, "cmdb_tables": tables, "updated_at": account.now()}


def sync(account: Account, timer: Timer) -> None:
    """Fills the schema of a table."""
    record = account.collection(RESOURCE.type).get(timer.identifier)
    table = next((one for one in record["cmdb_tables"] if one["id"] == timer.detail), None) if record else None
    if record is None or table is None or table["status"] != SYNCING:
        return
    schema = schema_of(account, table)
    for row in rows_of(table) if schema else ():
        named = {one["event_field"]: row[one["servicenow_field"]] for one in table["field_mappings"]}
        store(account, schema or {}, named, timer.at)
    account.put(RESOURCE, with_table(record, {**table, "status": ACTIVE}, account))


# -- operations ------------------------------------------------------------------------------------------------------


def shown(call: Call, status: int, record: Record) -> Reply:
    return Reply(status, {"integration": RESOURCE.render(record, call.view())})


def integrations(call: Call) -> Reply:
    view = call.view()
    return Reply(200, {"integrations": [RESOURCE.render(one, view) for one in call.account.collection(RESOURCE.type)]})


def integration(call: Call) -> Reply:
    return shown(call, 200, call.record(RESOURCE))


def create_integration(call: Call) -> Reply:
    """The body is not wrapped."""
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    record = RESOURCE.create(call.account, body)
    for table in record["cmdb_tables"]:
        make_schema(call.account, table)
    return shown(call, 201, record)


def delete_integration(call: Call) -> Reply:
    record = call.record(RESOURCE)
    for table in record["cmdb_tables"]:
        drop_schema(call.account, table)
    RESOURCE.delete(call.account, record)
    return Reply(204)


def stated_table(call: Call) -> Record:
    """The table in the body. Raises 400."""
    check = Check(call.account)
    table: Any = TABLE.clean(call.wrapped("cmdb_table"), "Cmdb table", check)
    if check.errors:
        raise invalid(*check.errors)
    return dict(table)


def add_table(call: Call) -> Reply:
    record, table, now = call.record(RESOURCE), stated_table(call), call.account.now()
    if len(record["cmdb_tables"]) >= 8:
        raise invalid("An integration may have at most 8 tables")
    made = {"id": call.account.random.shift_id(), "status": DISABLED, "created_at": now, "updated_at": now}
    table = {**table, **made}
    call.account.put(RESOURCE, {**record, "cmdb_tables": [*record["cmdb_tables"], table], "updated_at": now})
    make_schema(call.account, table)
    return Reply(201, {"cmdb_table": shown_table(table, call.view())})


def update_table(call: Call) -> Reply:
    """The body replaces the table, which must not have been synchronized yet."""
    record = call.record(RESOURCE)
    old, table = pick(record["cmdb_tables"], call.ids[1]), stated_table(call)
    if old["status"] != DISABLED:
        raise invalid("The table can't be changed, because its synchronization is enabled")
    table = {**old, **table, "updated_at": call.account.now()}
    call.account.put(RESOURCE, with_table(record, table, call.account))
    make_schema(call.account, table)
    return Reply(200, {"cmdb_table": shown_table(table, call.view())})


def delete_table(call: Call) -> Reply:
    record = call.record(RESOURCE)
    table = pick(record["cmdb_tables"], call.ids[1])
    tables = [one for one in record["cmdb_tables"] if one["id"] != table["id"]]
    call.account.put(RESOURCE, {**record, "cmdb_tables": tables, "updated_at": call.account.now()})
    drop_schema(call.account, table)
    return Reply(204)


def enable_table(call: Call) -> Reply:
    """The first synchronization ends when the next request arrives. It fails without credentials."""
    record = call.record(RESOURCE)
    table = pick(record["cmdb_tables"], call.ids[1])
    if table["status"] in (DISABLED, ERROR):
        status = ERROR if credentials_of(call.account) is None else SYNCING
        call.account.put(RESOURCE, with_table(record, {**table, "status": status}, call.account))
        if status == SYNCING:
            call.account.timers.add(call.account.now(), "sync_table", record["id"], table["id"])
    return Reply(200, {"status": "enabled", "message": "Data synchronization enabled for table"})


def test_table(call: Call) -> Reply:
    record = call.record(RESOURCE)
    table = pick(record["cmdb_tables"], call.ids[1])
    if credentials_of(call.account) is None:
        raise invalid("The account has no ServiceNow credentials")
    return Reply(200, {"enrichment_data": rows_of(table)})


ALL = "/enrichment/integrations/servicenow"
ONE = f"{ALL}/*"
TABLES = f"{ONE}/tables"
READ, WRITE = "contextual_data.read", "contextual_data.write"

OPERATIONS = (
    Operation("GET", ALL, integrations, READ),
    Operation("POST", ALL, create_integration, WRITE),
    Operation("GET", ONE, integration, READ),
    Operation("DELETE", ONE, delete_integration, WRITE),
    Operation("POST", TABLES, add_table, WRITE),
    Operation("PUT", f"{TABLES}/*", update_table, WRITE),
    Operation("DELETE", f"{TABLES}/*", delete_table, WRITE),
    Operation("POST", f"{TABLES}/*/enable", enable_table, WRITE),
    Operation("GET", f"{TABLES}/*/test", test_table, READ),
)

TIMERS = {"sync_table": sync}
