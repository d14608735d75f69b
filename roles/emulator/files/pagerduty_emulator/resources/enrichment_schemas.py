# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrichment schemas: tables of contextual data, with which the rules of event enrichments complete events.

The records of a table are in `enrichment_records`. PagerDuty's document marks the API as early access.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, ListOf, Nested, Text
from ..schema.operation import Operation
from ..schema.resource import Resource, Write
from ..schema.view import View

CSV, SERVICENOW = "CSV", "SERVICENOW"
QUERY, ENRICHED, DISCRIMINATOR = "query", "enriched", "discriminator"

MOST_SCHEMAS = 25
"""The limit of schemas of the type `CSV` in an account."""

MOST_FIELDS, MOST_QUERIES = 25, 3


class Schemas(Resource):
    """A schema. Those of the type `SERVICENOW` follow from a table of the ServiceNow integration.

    PagerDuty does not document whether two schemas can have one name. Here, they can.
    """

    type = "enrichment_schema"
    plural = "enrichment_schemas"
    scope = "contextual_data"
    type_required = False
    key_is_unique = False
    fields = (
        Field("integration_type", Choice((CSV, SERVICENOW)), default=CSV),
        Field("name", Text(1, 50), required=True, clearable=False),
        Field("description", Text(0, 2048, nullable=True)),
        Field(
            "fields",
            ListOf(
                Nested(
                    (
                        Field("name", Text(1, 256), required=True),
                        Field("type", Choice((QUERY, ENRICHED, DISCRIMINATOR)), required=True),
                    )
                ),
                maximum=MOST_FIELDS,
            ),
            required=True,
        ),
        Field("table", Text(nullable=True), api=False, shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )

    @property
    def path(self) -> str:
        return ALL

    def new_identifier(self, account: Account) -> str:
        return account.random.uuid()

    def complete(self, record: Record, write: Write) -> None:
        if write.old is not None:
            record["updated_at"] = write.account.now()

    def check(self, record: Record, write: Write) -> Iterator[str]:
        types = [field["type"] for field in record["fields"]]
        names = [field["name"].casefold() for field in record["fields"]]
        if not 1 <= types.count(QUERY) <= MOST_QUERIES:
            yield f"Fields must include 1 to {MOST_QUERIES} query fields"
        if ENRICHED not in types:
            yield "Fields must include at least one enriched field"
        if len(set(names)) < len(names):
            yield "Fields names must be unique"
        if record["integration_type"] == CSV and DISCRIMINATOR in types and not write.loading:
            yield "Fields type must be in query, enriched"
        known = [one for one in write.account.collection(self.type) if one["integration_type"] == CSV]
        if write.creating and record["integration_type"] == CSV and len(known) >= MOST_SCHEMAS:
            yield f"The account already has {MOST_SCHEMAS} CSV schemas"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """A schema has no links."""
        shown = super().render(record, view)
        kept = {name: value for name, value in shown.items() if name not in ("summary", "self", "html_url")}
        return {**kept, "deleted_at": None}


RESOURCE = Schemas()


def names_of(schema: Record, *types: str) -> list[str]:
    """The names of a schema's fields of these types."""
    return [field["name"] for field in schema["fields"] if field["type"] in types]


# -- operations ------------------------------------------------------------------------------------------------------


def shown(call: Call, record: Record) -> dict[str, Any]:
    return {"schema": RESOURCE.render(record, call.view())}


def schemas(call: Call) -> Reply:
    view = call.view()
    found = [RESOURCE.render(record, view) for record in call.account.collection(RESOURCE.type)]
    return Reply(200, {"schemas": found})


def schema(call: Call) -> Reply:
    return Reply(200, shown(call, call.record(RESOURCE)))


def update_schema(call: Call) -> Reply:
    """Only the name and the description can change."""
    record, body = call.record(RESOURCE), call.wrapped("schema")
    given: dict[str, Any] = {name: body[name] for name in ("name", "description") if name in body}
    if not given:
        raise invalid("Name or description must be provided")
    return Reply(200, shown(call, RESOURCE.update(call.account, record, given)))


def delete_schema(call: Call) -> Reply:
    """The response has the time of the delete. Afterwards, the schema is gone, and so are its records."""
    record = call.record(RESOURCE)
    if record["integration_type"] != CSV:
        raise invalid("Only CSV schemas can be deleted")
    body = shown(call, record)
    body["schema"]["deleted_at"] = call.view().instant(call.account.now())
    remove(call.account, record)
    return Reply(200, body)


def remove(account: Account, record: Record) -> None:
    """Deletes a schema with its records."""
    records = account.collection("enrichment_record")
    for identifier in account.dependents(RESOURCE.type, record["id"], "enrichment_record"):
        account.drop(records.resource, records.records[identifier])
    RESOURCE.delete(account, record)


ALL = "/enrichment/schemas"
READ, WRITE = "contextual_data.read", "contextual_data.write"

# A POST can have a CSV file as its body, so it is an operation of the records.
OPERATIONS = (
    Operation("GET", ALL, schemas, READ),
    Operation("GET", f"{ALL}/*", schema, READ),
    Operation("PUT", f"{ALL}/*", update_schema, WRITE),
    Operation("DELETE", f"{ALL}/*", delete_schema, WRITE),
)
