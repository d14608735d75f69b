# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event enrichments: rules that complete events with contextual data, for services and event orchestrations.

The emulator stores them, and does not apply them to events. PagerDuty's document marks the API as early access.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record, Target
from ..core.errors import ApiError, invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Field, Flag, Instant, ListOf, Text
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, PastReference, as_reference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .enrichment_schemas import QUERY, names_of
from .event_orchestrations.actions import EventPath, Extraction, Identifier, Pattern, Stated
from .event_orchestrations.paths import Path, fields_of, plain_reference, rules_of
from .owning_team import OwningTeam

MOST_EXTRACTIONS = 25
"""In a rule."""


class Team(OwningTeam):
    """The team of an event enrichment."""

    nullable = True

    def may_be_gone(self, check: Check) -> bool:
        return check.loading

    def references(self, value: Any) -> Iterator[Target]:
        return iter(())


class SearchValue(Stated):
    """The value with which a query field is searched: a field of the event, or a template."""

    def problems(self, kept: Record) -> Iterator[str]:
        if ("path" in kept) == ("template" in kept):
            yield "must have a path or a template, and not both"


class Rule(Stated):
    """What a rule does: it extracts values from the event, or searches a schema."""

    def problems(self, kept: Record) -> Iterator[str]:
        if len(kept) != 1:
            yield "must be one of extractions or enrichments"


EXTRACTION = Extraction(
    (
        Field("target", Text(1), required=True),
        Field("template", Text(1)),
        Field("source", EventPath(1)),
        Field("regex", Pattern(1)),
    )
)
SEARCH_VALUE = SearchValue(
    (Field("path", EventPath(1)), Field("template", Text(1)), Field("query_field_name", Text(1), required=True))
)
ENRICHMENT = Stated(
    (
        Field("schema_to_search", Identifier("enrichment_schema"), required=True),
        Field("search_values", ListOf(SEARCH_VALUE, minimum=1, maximum=3), required=True),
        Field("target", Text(1), required=True),
    )
)


class Rules(Path):
    """The rules of an event enrichment."""

    kind = "event_enrichment"


RULES = Rules(
    fields_of(
        Rule(
            (
                Field("extractions", ListOf(EXTRACTION, minimum=1, maximum=MOST_EXTRACTIONS)),
                Field("enrichments", ListOf(ENRICHMENT, minimum=1, maximum=1)),
            )
        ),
        Stated(()),
        needs_actions=True,
    )
)


class EventEnrichments(Resource):
    """An event enrichment.

    Not documented: two of them can have one name. A service and an event orchestration can have several.
    """

    type = "event_enrichment"
    plural = "event_enrichments"
    scope = "event_enrichments"
    type_required = False
    key_is_unique = False
    fields = (
        Field("name", Text(1), required=True, clearable=False),
        Field("description", Text(nullable=True)),
        Field("team", Team()),
        Field("is_default", Flag(), default=False, api=False),
        Field(
            "associations", ListOf(PastReference(("service", "orchestration")), null_is_empty=True), default=(),
            api=False,
        ),
        Field("rules", RULES, default=RULES.fresh, api=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("created_by", HistoricalReference(("user",), nullable=True), api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("updated_by", HistoricalReference(("user",), nullable=True), api=False),
    )

    @property
    def path(self) -> str:
        return ALL

    def new_identifier(self, account: Account) -> str:
        return account.random.shift_id()

    def references(self, record: Record) -> Iterator[Target]:
        return iter(())

    def check(self, record: Record, write: Write) -> Iterator[str]:
        others = [one for one in write.account.collection(self.type) if one["is_default"]]
        if write.loading and record["is_default"] and others:
            yield "An account has one default event enrichment at most"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        linked = [one["type"] for one in existing(view.account, record)]
        shown = {
            "id": record["id"],
            "name": record["name"],
            "description": record["description"],
            "is_default": record["is_default"],
            "associated_services": linked.count("service"),
            "associated_event_orchestrations": linked.count("orchestration"),
            "team": plain_reference(view, "team", record["team"]),
            "created_at": view.instant(record["created_at"]),
            "created_by": plain_reference(view, "user", record["created_by"]),
            "updated_at": view.instant(record["updated_at"]),
            "updated_by": plain_reference(view, "user", record["updated_by"]),
            "self": view.api_url(self.api_path(record)),
        }
        if "privileges" in view.include:
            shown["privileges"] = {"permissions": ["read", "update", "delete"]}
        return shown


RESOURCE = EventEnrichments()


def existing(account: Account, record: Record) -> list[Record]:
    """The associations of an event enrichment with objects that exist."""
    return [one for one in record["associations"] if one["id"] in account.collection(one["type"])]


# -- operations ------------------------------------------------------------------------------------------------------


def touched(call: Call, record: Record) -> Record:
    return {**record, "updated_at": call.account.now(), "updated_by": as_reference(call.agent())}


def shown(call: Call, record: Record) -> dict[str, Any]:
    return {RESOURCE.type: RESOURCE.render(record, call.view())}


def enrichments(call: Call) -> Reply:
    """The total is always in the response."""
    view, found = call.view(), call.account.collection(RESOURCE.type)
    page = call.page(RESOURCE.plural, found, lambda one: RESOURCE.render(one, view))
    return Reply(200, {**page.body, "total": len(found)})


def enrichment(call: Call) -> Reply:
    return Reply(200, shown(call, call.record(RESOURCE)))


def create_enrichment(call: Call) -> Reply:
    """PagerDuty documents the status 200."""
    record = RESOURCE.create(call.account, call.wrapped(RESOURCE.type))
    agent = as_reference(call.agent())
    record = {**record, "created_by": agent, "updated_by": agent}
    call.account.put(RESOURCE, record)
    return Reply(200, shown(call, record))


def update_enrichment(call: Call) -> Reply:
    record = touched(call, RESOURCE.merged(call.account, call.record(RESOURCE), call.wrapped(RESOURCE.type)))
    call.account.put(RESOURCE, record)
    return Reply(200, shown(call, record))


def delete_enrichment(call: Call) -> Reply:
    RESOURCE.delete(call.account, call.record(RESOURCE))
    return Reply(204)


# -- the default -----------------------------------------------------------------------------------------------------


def reference(call: Call, record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    view = call.view()
    return {
        "id": record["id"],
        "type": "event_enrichment_reference",
        "summary": record["name"],
        "self": view.api_url(RESOURCE.api_path(record)),
    }


def default_of(call: Call) -> Record | None:
    return next((one for one in call.account.collection(RESOURCE.type) if one["is_default"]), None)


def read_default(call: Call) -> Reply:
    return Reply(200, {"default": reference(call, default_of(call))})


def write_default(call: Call) -> Reply:
    body = call.json()
    if not isinstance(body, dict) or "default" not in body:
        raise invalid("Default is missing")
    given, new = body["default"], None
    if given is not None:
        if not isinstance(given, dict) or not isinstance(given.get("id"), str):
            raise invalid("Default must be a reference with an id")
        new = call.account.collection(RESOURCE.type).get(given["id"])
        if new is None:
            raise ApiError(404, "Not Found")
    old = default_of(call)
    if old is not None and old is not new:
        call.account.put(RESOURCE, {**old, "is_default": False})
    if new is not None and not new["is_default"]:
        call.account.put(RESOURCE, {**new, "is_default": True})
    previous = old if old is not new else None
    return Reply(200, {"default": reference(call, new), "previous_default": reference(call, previous)})


# -- associations ----------------------------------------------------------------------------------------------------

TYPES = {"service_reference": "service", "event_orchestration_reference": "orchestration"}


def shown_association(one: Record, view: View) -> dict[str, Any]:
    collection = view.account.collection(one["type"])
    record = collection.records[one["id"]]
    path = collection.resource.api_path(record)
    kind = next(name for name, own in TYPES.items() if own == one["type"])
    return {"type": kind, "id": one["id"], "summary": record["name"], "self": view.api_url(path)}


def associations(call: Call) -> Reply:
    record, view = call.record(RESOURCE), call.view()
    found = existing(call.account, record)
    for name in call.chosen("association_type", ("service", "event_orchestration")):
        found = [one for one in found if one["type"] == TYPES[f"{name}_reference"]]
    page = call.page("associations", found, lambda one: shown_association(one, view))
    return Reply(200, {**page.body, "total": len(found)})


def sent_associations(call: Call) -> list[dict[str, str]]:
    """The associations in the body. Raises 400."""
    body = call.json()
    given = body.get("associations") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid("Associations can't be empty")
    for one in given:
        if not isinstance(one, dict) or one.get("type") not in TYPES or not isinstance(one.get("id"), str):
            raise invalid("Associations must have an id and a type")
    return [{"type": one["type"], "id": one["id"]} for one in given]


def answered(status: int, text: str, results: list[dict[str, Any]]) -> Reply:
    """One status if everything was done, otherwise one for each association."""
    if all(one["status"] == status for one in results):
        return Reply(status, {"status": text})
    return Reply(207, {"associations": results})


def add_associations(call: Call) -> Reply:
    """What exists already is not an error. PagerDuty does not document this."""
    record, results = call.record(RESOURCE), []
    linked = list(record["associations"])
    for one in sent_associations(call):
        target = {"id": one["id"], "type": TYPES[one["type"]]}
        exists = one["id"] in call.account.collection(target["type"])
        if exists and target not in linked:
            linked.append(target)
        errors = [] if exists else ["Not Found"]
        results.append({"status": 201 if exists else 404, "errors": errors, "association": one})
    if linked != record["associations"]:
        call.account.put(RESOURCE, touched(call, {**record, "associations": linked}))
    return answered(201, "created", results)


def delete_associations(call: Call) -> Reply:
    record, results = call.record(RESOURCE), []
    linked = list(record["associations"])
    for one in sent_associations(call):
        target = {"id": one["id"], "type": TYPES[one["type"]]}
        known = target in linked
        if known:
            linked.remove(target)
        errors = [] if known else ["Not Found"]
        results.append({"status": 200 if known else 404, "errors": errors, "association": one})
    if linked != record["associations"]:
        call.account.put(RESOURCE, touched(call, {**record, "associations": linked}))
    return answered(200, "ok", results)


# -- rules -----------------------------------------------------------------------------------------------------------


def shown_rules(call: Call, record: Record) -> Reply:
    rules, view = record["rules"], call.view()
    return Reply(
        200,
        {
            "orchestration_path": {
                "type": "event_enrichment",
                "parent": reference(call, record),
                "self": view.api_url(f"{RESOURCE.api_path(record)}/rules"),
                "sets": rules["sets"],
                "created_at": view.instant(rules["created_at"]),
                "created_by": plain_reference(view, "user", rules["created_by"]),
                "updated_at": view.instant(rules["updated_at"]),
                "updated_by": plain_reference(view, "user", rules["updated_by"]),
                "version": rules["version"] or "0",
            }
        },
    )


def read_rules(call: Call) -> Reply:
    return shown_rules(call, call.record(RESOURCE))


def check_fields(account: Account, rules: Record) -> None:
    """Raises 400 for a search with a field that the schema does not have."""
    for rule in rules_of(rules):
        for one in rule["actions"].get("enrichments", ()):
            schema = account.collection("enrichment_schema").get(one["schema_to_search"])
            known = names_of(schema, QUERY) if schema else []
            for search in one["search_values"]:
                if search["query_field_name"].casefold() not in {name.casefold() for name in known}:
                    raise invalid(f"Query field name {search['query_field_name']} must be a query field of the schema")


def write_rules(call: Call) -> Reply:
    record = call.record(RESOURCE)
    body = {name: one for name, one in call.wrapped("orchestration_path").items() if name == "sets"}
    rules = RULES.written(call.account, body, record["rules"], as_reference(call.agent()))
    check_fields(call.account, rules)
    record = {**record, "rules": rules}
    call.account.put(RESOURCE, record)
    return shown_rules(call, record)


ALL = "/enrichment/event_enrichments"
ONE = f"{ALL}/*"
PRIVILEGES = ("privileges",)

# PagerDuty documents no OAuth scopes.
OPERATIONS = (
    Operation("GET", ALL, enrichments, None, includes=PRIVILEGES),
    Operation("POST", ALL, create_enrichment, None),
    Operation("GET", f"{ALL}/default", read_default, None),
    Operation("PUT", f"{ALL}/default", write_default, None),
    Operation("GET", ONE, enrichment, None, includes=PRIVILEGES),
    Operation("PUT", ONE, update_enrichment, None),
    Operation("DELETE", ONE, delete_enrichment, None),
    Operation("GET", f"{ONE}/associations", associations, None),
    Operation("POST", f"{ONE}/associations", add_associations, None),
    Operation("DELETE", f"{ONE}/associations", delete_associations, None),
    Operation("GET", f"{ONE}/rules", read_rules, None),
    Operation("PUT", f"{ONE}/rules", write_rules, None),
)
