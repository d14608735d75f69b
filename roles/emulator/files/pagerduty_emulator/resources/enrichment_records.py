# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of enrichment schemas, and the CSV files from which they come.

An uploaded file is processed asynchronously: when the next request arrives, and for each 1,000 rows one second later.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from email import message_from_bytes
from hashlib import sha256
from typing import Any

from ..core.clock import Timer, later
from ..core.collection import Record, Target
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Field, Instant
from ..schema.operation import Operation
from ..schema.references import PastReference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .enrichment_schemas import ALL, DISCRIMINATOR, ENRICHED, QUERY, READ, WRITE, names_of, shown
from .enrichment_schemas import RESOURCE as SCHEMAS

MOST_BYTES = 10 * 1024 * 1024
"""The limit of an uploaded file."""

ROWS_PER_SECOND = 1000


class Records(UnnamedResource):
    """A record. ``enrichment_data`` has a text for each field of the schema."""

    type = "enrichment_record"
    plural = "enrichment_records"
    scope = "contextual_data"
    type_required = False
    fields = (
        Field("schema", PastReference(("enrichment_schema",)), required=True, shown=False),
        Field("enrichment_data", AnyObject(), required=True),
        Field("created_at", Instant(), default=Account.now),
    )

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        """In a state file, a record has the ID that an upload would give it."""
        if loading and "id" not in body and isinstance(body.get("schema"), (str, dict)):
            schema = body["schema"] if isinstance(body["schema"], str) else str(body["schema"].get("id"))
            found = account.collection(SCHEMAS.type).get(account.look_up(SCHEMAS.type, schema) or "")
            if found is not None and isinstance(body.get("enrichment_data"), dict):
                body = {**body, "id": record_id(found, body["enrichment_data"])}
        return super().create(account, body, loading=loading)

    def references(self, record: Record) -> Iterator[Target]:
        yield SCHEMAS.type, record["schema"]["id"]

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "record_id": record["id"],
            "type": self.type,
            "created_at": view.instant(record["created_at"]),
            "enrichment_data": record["enrichment_data"],
        }


RESOURCE = Records()


def record_id(schema: Record, data: dict[str, Any]) -> str:
    """The ID of a record follows from its schema and from the values of its query fields, ignoring case."""
    key = [str(data.get(name) or "").casefold() for name in names_of(schema, QUERY, DISCRIMINATOR)]
    return sha256(json.dumps([schema["id"], *key]).encode()).hexdigest()[:12]


def records_of(call: Call, schema: Record) -> list[Record]:
    """The records of a schema, in the order of their creation."""
    records = call.account.collection(RESOURCE.type).records
    found = call.account.dependents(SCHEMAS.type, schema["id"], RESOURCE.type)
    return sorted((records[one] for one in found), key=lambda one: (one["created_at"], one["id"]))


# -- CSV files -------------------------------------------------------------------------------------------------------


def uploaded(call: Call) -> tuple[str, bytes]:
    """The name and the content of the file in the body. Raises 400."""
    media_type = call.headers.get("Content-Type", "")
    name, content = call.query.get("filename", ""), call.body
    if media_type.partition(";")[0].strip().lower() == "multipart/form-data":
        parts = message_from_bytes(f"Content-Type: {media_type}\r\n\r\n".encode() + call.body)
        files = [one for one in parts.walk() if one.get_param("name", header="content-disposition") == "file"]
        if not files:
            raise invalid("File can't be blank")
        payload = files[0].get_payload(decode=True)
        name, content = files[0].get_filename() or "", payload if isinstance(payload, bytes) else b""
    if len(content) > MOST_BYTES:
        raise invalid("File must be at most 10 MB")
    return name, content


def rows_of(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows of a CSV file. Raises 400."""
    try:
        text = content.decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
    except (UnicodeDecodeError, csv.Error):
        raise invalid("File is not a valid CSV file") from None
    if not lines:
        raise invalid("File can't be empty")
    columns = [one.strip() for one in lines[0]]
    return columns, [dict(zip(columns, line, strict=False)) for line in lines[1:]]


def is_csv(call: Call) -> bool:
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return media_type in ("text/csv", "multipart/form-data")


def process_later(account: Account, schema: Record, rows: list[dict[str, str]]) -> None:
    at = later(account.now(), len(rows) // ROWS_PER_SECOND)
    account.timers.add(at, "store_records", schema["id"], json.dumps(rows))


def store_records(account: Account, timer: Timer) -> None:
    """Processes an uploaded file. A row replaces the record with the same values of the query fields."""
    schema = account.collection(SCHEMAS.type).get(timer.identifier)
    if schema is not None:
        for row in json.loads(timer.detail):
            store(account, schema, row, timer.at)


def store(account: Account, schema: Record, row: dict[str, str], at: str) -> None:
    """Stores a record. Missing columns are empty, and further ones are ignored."""
    given = {name.casefold(): value for name, value in row.items()}
    data = {field["name"]: given.get(field["name"].casefold(), "") for field in schema["fields"]}
    identifier = record_id(schema, data)
    old = account.collection(RESOURCE.type).get(identifier)
    record = {
        "id": identifier,
        "schema": {"id": schema["id"], "type": SCHEMAS.type},
        "enrichment_data": data,
        "created_at": old["created_at"] if old else at,
    }
    account.put(RESOURCE, record)


# -- operations ------------------------------------------------------------------------------------------------------


def create_schema(call: Call) -> Reply:
    """From JSON, or from a CSV file: its first column becomes a query field, the others enriched fields."""
    if not is_csv(call):
        body = call.json()
        if not isinstance(body, dict):
            raise invalid("The request body must be an Object")
        return Reply(201, shown(call, SCHEMAS.create(call.account, {**body, "integration_type": "CSV"})))
    filename, content = uploaded(call)
    if not filename:
        raise invalid("Filename can't be blank")
    columns, rows = rows_of(content)
    fields = [{"name": name, "type": ENRICHED if at else QUERY} for at, name in enumerate(columns)]
    name = filename.rsplit("/", 1)[-1].removesuffix(".csv")
    description = "Auto generated schema from CSV upload"
    schema = SCHEMAS.create(call.account, {"name": name, "description": description, "fields": fields})
    process_later(call.account, schema, rows)
    return Reply(202, shown(call, schema))


def list_records(call: Call) -> Reply:
    schema, view = call.record(SCHEMAS), call.view()
    found = records_of(call, schema)
    page = call.cursor_page("records", found, lambda one: RESOURCE.render(one, view), default=100)
    return Reply(200, {"schema_id": schema["id"], **{name: page.body[name] for name in ("records", "next_cursor")}})


def upload(call: Call) -> Reply:
    schema = call.record(SCHEMAS)
    if not is_csv(call):
        raise invalid("Content-Type must be text/csv or multipart/form-data")
    if schema["integration_type"] != "CSV":
        raise invalid("Records can be uploaded to CSV schemas only")
    filename, content = uploaded(call)
    columns, rows = rows_of(content)
    known = {name.casefold() for name in names_of(schema, QUERY)}
    if not known & {one.casefold() for one in columns}:
        raise invalid("File must have a column for each query field")
    process_later(call.account, schema, rows)
    return Reply(
        202,
        {
            "upload_id": call.account.random.uuid(),
            "schema_id": schema["id"],
            "filename": filename or "upload.csv",
            "size_bytes": len(content),
            "status": "accepted",
            "accepted_at": call.view().instant(call.account.now()),
        },
    )


def delete_record(call: Call) -> Reply:
    schema = call.record(SCHEMAS)
    record = call.account.collection(RESOURCE.type).get(call.ids[1])
    if record is None or record["schema"]["id"] != schema["id"]:
        raise not_found()
    RESOURCE.delete(call.account, record)
    return Reply(200, {"record": RESOURCE.render(record, call.view())})


def wanted(call: Call) -> tuple[Record, dict[str, str]]:
    """The schema and the values, by field, of a query. Raises 400 and 404."""
    body = call.json()
    if not isinstance(body, dict) or not isinstance(body.get("schema_id"), str):
        raise invalid("Schema id can't be blank")
    given = body.get("query")
    if not isinstance(given, list) or not 1 <= len(given) <= 3:
        raise invalid("Query must have 1 to 3 fields")
    schema = call.account.collection(SCHEMAS.type).get(body["schema_id"])
    if schema is None:
        raise not_found()
    fields = {name.casefold(): name for name in names_of(schema, QUERY)}
    found = {}
    for one in given:
        if not isinstance(one, dict) or not all(isinstance(one.get(name), str) for name in ("field", "value")):
            raise invalid("Query must have a field and a value")
        if one["field"].casefold() not in fields:
            raise invalid(f"Query field {one['field']} is not a query field of the schema")
        found[fields[one["field"].casefold()]] = one["value"].casefold()
    return schema, found


def query(call: Call) -> Reply:
    """At most one record, unless the schema has a discriminator."""
    schema, values = wanted(call)
    view = call.view()
    found = [
        one
        for one in records_of(call, schema)
        if all(one["enrichment_data"].get(name, "").casefold() == value for name, value in values.items())
    ]
    if not names_of(schema, DISCRIMINATOR):
        found = found[:1]
    return Reply(200, {"records": [RESOURCE.render(one, view) for one in found]})


OPERATIONS = (
    Operation("POST", ALL, create_schema, WRITE),
    Operation("GET", f"{ALL}/*/records", list_records, READ),
    Operation("POST", f"{ALL}/*/records", upload, WRITE),
    Operation("DELETE", f"{ALL}/*/records/*", delete_record, WRITE),
    Operation("POST", "/enrichment/query", query, READ),
)

TIMERS = {"store_records": store_records}
