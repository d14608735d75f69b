# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrichment schemas: tables of contextual data, with which the rules of event enrichments complete events.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Json, Name, Object, ObjectList, Text, folded
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Resource

Raw = dict[str, Json]

QUERY, ENRICHED = "query", "enriched"
SERVICENOW = "SERVICENOW"

_MOST_FIELDS, _MOST_QUERIES = 25, 3


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """What PagerDuty requires of the fields."""
    fields = desired.get("fields")
    if fields is None:
        return
    types = [one["type"] for one in fields]
    if len(fields) > _MOST_FIELDS:
        raise UsageError("fields", f"has {len(fields)} entries; PagerDuty allows at most {_MOST_FIELDS}")
    if not 1 <= types.count(QUERY) <= _MOST_QUERIES:
        raise UsageError("fields", f"has {types.count(QUERY)} query fields; PagerDuty requires 1 to {_MOST_QUERIES}")
    if ENRICHED not in types:
        raise UsageError("fields", "has no enriched field; PagerDuty requires at least one")
    names = [folded(one["name"]) for one in fields]
    twice = next((at for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise UsageError(f"fields[{twice}].name", f"another field is called {fields[twice]['name']!r}, too")


def _is_of_servicenow(raw: Raw) -> bool:
    """Whether a schema follows from a table of the ServiceNow integration."""
    return raw.get("integration_type") == SERVICENOW


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A schema has no summary. Only PagerDuty knows when it was changed."""
    for name in ("summary", "updated_at"):
        predicted.pop(name, None)


ENRICHMENT_SCHEMA = Resource(
    name="enrichment_schema",
    plural="enrichment_schemas",
    title="enrichment schema",
    path="/enrichment/schemas",
    wrapper="schema",
    list_wrapper="schemas",
    # PagerDuty does not document whether a name can be used twice.
    unique_keys=(),
    unique=False,
    query=None,
    paged=False,
    minimum=responses.IDENTIFIED.having(
        name=responses.TEXT,
        fields=responses.Maybe(responses.Each(responses.Object(name=responses.TEXT, type=responses.TEXT))),
    ),
    placeholders={"integration_type": "CSV"},
    fields=(
        Name(longest=50),
        Text("description", longest=2048),
        ObjectList(
            "fields",
            Object(
                "fields",
                [
                    Text("name", longest=256, clearable=False, required=True),
                    Choice("type", [QUERY, ENRICHED], granted=("discriminator",), required=True),
                ],
                whole=True,
            ),
            ordered=False,
            anonymous=True,
            on_create=True,
            fixed="PagerDuty can't change the fields of a schema. Create a schema with another name, or delete this one"
            " first, which deletes its records as well",
        ),
    ),
    endpoint=Endpoint(omit_type=True, bare_create=True),
    check=_check,
    predict=_predict,
    implied=_is_of_servicenow,
    instead={
        "records": "use pagerduty_enrichment_record",
        "integration_type": "omit it; schemas for ServiceNow belong to pagerduty_enrichment_servicenow_integration",
    },
    listing=Listing(exact=("name",)),
)
