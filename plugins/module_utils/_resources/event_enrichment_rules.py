# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of an event enrichment: they set fields of events, and search enrichment schemas.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, IdReference, Json, ObjectList, Text, folded
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Removal, Resource, Singleton
from .._schema.session import Session
from .enrichment_schema import ENRICHMENT_SCHEMA, QUERY
from .event_enrichment import EVENT_ENRICHMENT
from .event_orchestration_actions import extractions
from .event_orchestration_paths import Sets
from .event_orchestration_rules import START, Actions, Conditions, Rules, Whole, predict

_MOST = {"extractions": 25, "enrichments": 1}  # in a rule
_MOST_VALUES = 3


def _rules() -> Rules:
    search_value = Whole(
        "search_values",
        [
            Text("path"),
            Text("template"),
            Text("query_field", api="query_field_name", required=True, clearable=False),
        ],
        constraints={"mutually_exclusive": [["path", "template"]], "required_one_of": [["path", "template"]]},
    )
    enrichment = Whole(
        "enrichments",
        [
            IdReference("schema", ENRICHMENT_SCHEMA, api="schema_to_search", required=True),
            ObjectList("search_values", search_value, least=1, anonymous=True, required=True),
            Text("target", required=True, clearable=False),
        ],
    )
    rule = Actions(
        "rules",
        [
            Text("id"),
            Text("label", default=""),
            Conditions("conditions", default=[]),
            extractions(),
            ObjectList("enrichments", enrichment, anonymous=True, within="actions"),
            Boolean("disabled", default=False),
        ],
        constraints={
            "mutually_exclusive": [["extractions", "enrichments"]],
            "required_one_of": [["extractions", "enrichments"]],
        },
    )
    return Rules("rules", rule, api="sets")


def _stated(desired: dict[str, Canonical]) -> t.Iterator[tuple[str, Canonical]]:
    """(option, rule) of each rule that a task states."""
    for at, rule in enumerate(desired.get("rules") or ()):
        yield f"rules[{at}]", rule
    for number, one in enumerate(desired.get("sets") or ()):
        for at, rule in enumerate(one["rules"]):
            yield f"sets[{number}].rules[{at}]", rule


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    for option, rule in _stated(desired):
        for name, most in _MOST.items():
            number = len(rule.get(name) or ())
            if number > most:
                raise UsageError(f"{option}.{name}", f"has {number} entries; PagerDuty allows at most {most}")
        if not any(rule.get(name) for name in _MOST):
            raise UsageError(option, "has no action; set extractions or enrichments")
        for at, one in enumerate(rule.get("enrichments") or ()):
            number = len(one["search_values"])
            if number > _MOST_VALUES:
                where = f"{option}.enrichments[{at}].search_values"
                raise UsageError(where, f"has {number} entries; PagerDuty allows at most {_MOST_VALUES}")


def _verify(session: Session, desired: dict[str, Canonical], raw: dict[str, Json] | None) -> None:
    """A search needs query fields of its schema."""
    for option, rule in _stated(desired):
        for at, one in enumerate(rule.get("enrichments") or ()):
            schema = session.names.get(ENRICHMENT_SCHEMA, one["schema"]["id"]) or {}
            fields = [field["name"] for field in schema.get("fields") or () if field["type"] == QUERY]
            for number, value in enumerate(one["search_values"]):
                if fields and folded(value["query_field"]) not in map(folded, fields):
                    where = f"{option}.enrichments[{at}].search_values[{number}].query_field"
                    raise UsageError(
                        where,
                        f"the schema {schema.get('name')} has no query field {value['query_field']!r}; it has"
                        f" {', '.join(fields)}",
                    )


_RULES = _rules()

EVENT_ENRICHMENT_RULES = Resource(
    name="event_enrichment_rules",
    plural="event_enrichment_rules",
    title="rules of an event enrichment",
    path="/enrichment/event_enrichments/{parent}/rules",
    wrapper="orchestration_path",
    parent=Parent(EVENT_ENRICHMENT, "event_enrichment"),
    identity=Singleton(unconfigured={"type": "event_enrichment", "sets": [{"id": START, "rules": []}]}),
    keys=(),
    unique_keys=(),
    query=None,
    minimum=responses.OBJECT,
    fields=(_RULES, Sets(_RULES)),
    endpoint=Endpoint(omit_type=True, whole_update=True),
    removal=Removal("reset", values={"rules": [], "sets": []}),
    check=_check,
    verify=_verify,
    predict=predict,
    instead={
        "set": "use rules for the set start, and sets for the others",
        "rules.actions": "the actions of a rule are options of the rule",
        "rules.enrichment": "use enrichments instead",
        "rules.extraction": "use extractions instead",
    },
    listing=Listing(single=False, limits=False, picklist=""),
)
