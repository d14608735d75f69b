# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event orchestrations with their integrations and paths. All of it is kept in the orchestration's record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, ClassVar

from ...core.collection import Record, Target
from ...core.errors import forbidden, invalid
from ...core.state import Account
from ...core.strictness import LENIENTLY, effective
from ...schema.call import Call, Reply
from ...schema.fields import Check, Field, Instant, ListOf, Nested, Text
from ...schema.operation import Operation, crud, pick, shown
from ...schema.references import HistoricalReference, as_reference
from ...schema.resource import Resource, Write
from ...schema.view import View
from ..owning_team import OwningTeam
from . import cache_variables, enablements
from .paths import PATHS, SERVICE, Path, plain_reference, services_of, shown_path, warnings_of

ZONE = "Etc/UTC"

READ, WRITE = "event_orchestrations.read", "event_orchestrations.write"
ONE, OF_SERVICE = "/event_orchestrations/*", "/event_orchestrations/services/*"

CLEARS_TEAM = LENIENTLY
"""Whether ``{"id": null}`` means no team. PagerDuty's Terraform provider sends it; the documents know no null."""


class OrchestrationTeam(OwningTeam):
    """The team of an orchestration, which outlives it: a state file may name one that is gone."""

    def null_problem(self) -> str:
        return "must be an Object"

    def is_cleared(self, check: Check) -> bool:
        return effective(CLEARS_TEAM, strict=check.strict)

    def may_be_gone(self, check: Check) -> bool:
        return check.loading

    def references(self, value: Any) -> Iterator[Target]:
        return iter(())


PARAMETERS = Nested((Field("routing_key", Text(1, nullable=True)), Field("type", Text(1), default="global")))
INTEGRATION = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("label", Text(1), required=True),
        Field("parameters", PARAMETERS, default=lambda _account: {"routing_key": None, "type": "global"}),
    )
)


class EventOrchestrations(Resource):
    """An event orchestration. Names need not be unique."""

    type = "orchestration"
    plural = "event_orchestrations"
    scope = "event_orchestrations"
    key_is_unique = False
    type_required = False
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text()),
        Field("team", OrchestrationTeam()),
        Field("integrations", ListOf(INTEGRATION), api=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("created_by", HistoricalReference(("user",), nullable=True), api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("updated_by", HistoricalReference(("user",), nullable=True), api=False),
        Field("version", Text(nullable=True), api=False),
        *(Field(kind, path, default=path.fresh, api=False) for kind, path in PATHS.items()),
        cache_variables.VARIABLES,
        enablements.ENABLEMENT,
    )
    indexes: ClassVar = {
        "routing key": lambda record: (one["parameters"]["routing_key"] for one in record["integrations"]),
    }

    def new_identifier(self, account: Account) -> str:
        return account.random.uuid()

    def default_zone(self, record: Record) -> str:
        """The documents' examples are all in UTC."""
        return ZONE

    def references(self, record: Record) -> Iterator[Target]:
        return iter(())

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        """Orchestrations have no type, so any is ignored."""
        return super()._clean({name: value for name, value in body.items() if name != "type"}, check, old)

    def complete(self, record: Record, write: Write) -> None:
        random = write.account.random
        if write.old is not None:
            record["updated_at"] = write.account.now()
            record["integrations"] = relabeled(record["integrations"], write.old["name"], record["name"])
        else:
            given = record["integrations"]
            default = {**INTEGRATION_OF_NOTHING, "label": default_label(record["name"])}
            record["integrations"] = [completed(write.account, one) for one in ([default] if given is None else given)]
        record["cache_variables"] = cache_variables.identified(write.account, record["cache_variables"])
        if write.old is not None or record["version"] is None:
            record["version"] = random.version()

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Lists leave out the integrations."""
        shown = {
            "id": record["id"],
            "self": view.api_url(self.api_path(record)),
            "name": record["name"],
            "description": record["description"],
            "team": plain_reference(view, "team", record["team"]),
            "integrations": record["integrations"],
            "routes": len(services_of(record["router"])),
            "created_at": view.instant(record["created_at"]),
            "created_by": plain_reference(view, "user", record["created_by"]),
            "updated_at": view.instant(record["updated_at"]),
            "updated_by": plain_reference(view, "user", record["updated_by"]),
            "version": record["version"],
        }
        if view.listing:
            del shown["integrations"]
        return shown

    def shown_path(self, record: Record, kind: str, view: View) -> dict[str, Any]:
        """One of its paths as the API shows it."""
        address = self.api_path(record)
        parent = {"id": record["id"], "type": "event_orchestration_reference", "self": view.api_url(address)}
        return shown_path(record[kind], kind, parent, f"{address}/{kind}", view)


RESOURCE = EventOrchestrations()


# -- integrations ----------------------------------------------------------------------------------------------------

INTEGRATION_OF_NOTHING: Record = {"id": None, "label": None, "parameters": {"routing_key": None, "type": "global"}}


def default_label(name: str) -> str:
    """The label of the integration that a new orchestration has."""
    return f"{name} Default Integration"


def completed(account: Account, one: Record) -> Record:
    """An integration with an ID and a key."""
    parameters = one["parameters"]
    key = parameters["routing_key"] or account.random.routing_key()
    return {**one, "id": one["id"] or account.random.uuid(), "parameters": {**parameters, "routing_key": key}}


def relabeled(integrations: list[Record], old: str, new: str) -> list[Record]:
    """The integrations after their orchestration was renamed: the default one is named after it."""
    return [
        {**one, "label": default_label(new)} if one["label"] == default_label(old) else one for one in integrations
    ]


def written(account: Account, body: dict[str, Any], old: Record | None) -> Record:
    """The integration that a request makes, or makes of an old one. Only its label can be written."""
    check = Check(account)
    kind = INTEGRATION.fields[1].kind
    label = kind.clean(body["label"], "Label", check) if "label" in body else check.refuse("Label", "can't be blank")
    if check.errors:
        raise invalid(*check.errors)
    if old is not None:
        return {**old, "label": label}
    return completed(account, {**INTEGRATION_OF_NOTHING, "label": label})


# -- operations: orchestrations --------------------------------------------------------------------------------------

ORDERS: dict[str, Callable[[Record], Any]] = {
    "name": lambda record: record["name"].casefold(),
    "routes": lambda record: len(services_of(record["router"])),
    "created_at": lambda record: record["created_at"],
}
"""The values of ``sort_by``, without the direction → what a list is sorted by."""


def orchestrations(call: Call) -> Reply:
    """Sorted by name unless ``sort_by`` says otherwise. Has a total without being asked for it."""
    order = call.query.get("sort_by", "name:asc")
    name, _colon, direction = order.partition(":")
    if name not in ORDERS or direction not in ("asc", "desc"):
        choices = [f"{one}:{way}" for one in ORDERS for way in ("asc", "desc")]
        raise invalid(f"Sort by must be in {', '.join(choices)}")
    found = sorted(call.account.collection("orchestration"), key=ORDERS[name], reverse=direction == "desc")
    view = call.view(listing=True, default_zone=ZONE)
    page = call.page("orchestrations", found, lambda one: RESOURCE.render(one, view))
    return Reply(200, {**page.body, "total": len(found)})


def signed(call: Call, record: Record, *names: str) -> Record:
    """The orchestration, with who wrote it."""
    by = dict.fromkeys(names, as_reference(call.agent()))
    record = {**record, **by}
    if "created_by" in names:
        record.update({kind: {**record[kind], **by} for kind in PATHS})
    call.account.put(RESOURCE, record)
    return record


def create_orchestration(call: Call) -> Reply:
    record = RESOURCE.create(call.account, call.wrapped("orchestration"))
    return Reply(201, shown(call, RESOURCE, signed(call, record, "created_by", "updated_by")))


def update_orchestration(call: Call) -> Reply:
    old, body = call.record(RESOURCE), call.wrapped("orchestration")
    record = signed(call, RESOURCE.update(call.account, old, body), "updated_by")
    return Reply(200, shown(call, RESOURCE, record))


# -- operations: paths -----------------------------------------------------------------------------------------------


def path_operations(kind: str, path: Path) -> Iterator[Operation]:
    """GET and PUT of a path. PUT replaces all of it, and tells what of it has no effect."""
    def read(call: Call) -> Reply:
        record = call.record(RESOURCE)
        return Reply(200, {"orchestration_path": RESOURCE.shown_path(record, kind, call.view(default_zone=ZONE))})

    def write(call: Call) -> Reply:
        record, body = call.record(RESOURCE), call.wrapped("orchestration_path")
        record = {**record, kind: path.written(call.account, body, record[kind], as_reference(call.agent()))}
        call.account.put(RESOURCE, record)
        shown_now = RESOURCE.shown_path(record, kind, call.view(default_zone=ZONE))
        return Reply(200, {"orchestration_path": shown_now, "warnings": warnings_of(call.account, record[kind])})

    yield Operation("GET", f"{ONE}/{kind}", read, READ)
    yield Operation("PUT", f"{ONE}/{kind}", write, WRITE)


# -- operations: the rules of services -------------------------------------------------------------------------------


def service_of(call: Call) -> Record:
    """The service in the path. Without it, PagerDuty returns 403 (its Terraform provider, issue #890)."""
    service = call.account.collection("service").get(call.ids[0])
    if service is None:
        raise forbidden()
    return service


def service_path(call: Call, service: Record) -> Record:
    """Its path, which is only kept once it was written. Until then each read returns the same."""
    found: Record | None = service["event_orchestration"]
    if found is not None:
        return found
    version = sha256(service["id"].encode()).hexdigest()[:32]
    history = {"created_at": service["created_at"], "updated_at": service["created_at"], "version": version}
    return SERVICE.fresh(call.account, history)


def keep_service_path(call: Call, service: Record, path: Record) -> None:
    call.account.put(call.account.collection("service").resource, {**service, "event_orchestration": path})


def shown_service_path(call: Call, service: Record, path: Record) -> dict[str, Any]:
    view = call.view(default_zone=ZONE)
    parent = plain_reference(view, "service", service)
    return shown_path(path, SERVICE.kind, parent or {}, OF_SERVICE.replace("*", service["id"]), view)


def service_rules(call: Call) -> Reply:
    """Nothing was ever migrated from event rules, so ``include[]`` adds nothing."""
    service = service_of(call)
    return Reply(200, {"orchestration_path": shown_service_path(call, service, service_path(call, service))})


def update_service_rules(call: Call) -> Reply:
    service, body = service_of(call), call.wrapped("orchestration_path")
    path = SERVICE.written(call.account, body, service_path(call, service), as_reference(call.agent()))
    keep_service_path(call, service, path)
    answer = {"orchestration_path": shown_service_path(call, service, path)}
    return Reply(200, {**answer, "warnings": warnings_of(call.account, path)})


def service_active(call: Call) -> Reply:
    """Not wrapped."""
    return Reply(200, {"active": service_path(call, service_of(call))["active"]})


def update_service_active(call: Call) -> Reply:
    service, body = service_of(call), call.json()
    active = body.get("active") if isinstance(body, dict) else None
    if not isinstance(active, bool):
        raise invalid("Active must be a Boolean")
    keep_service_path(call, service, {**service_path(call, service), "active": active})
    return Reply(200, {"active": active})


# -- operations: integrations ----------------------------------------------------------------------------------------


def keep(call: Call, record: Record, found: list[Record]) -> None:
    call.account.put(RESOURCE, {**record, "integrations": found})


def listed(found: list[Record]) -> Reply:
    """Returns all of them on one page."""
    return Reply(200, {"integrations": found, "total": len(found)})


def integrations(call: Call) -> Reply:
    return listed(call.record(RESOURCE)["integrations"])


def create_integration(call: Call) -> Reply:
    record = call.record(RESOURCE)
    one = written(call.account, call.wrapped("integration"), None)
    keep(call, record, [*record["integrations"], one])
    return Reply(201, {"integration": one})


def one_integration(call: Call) -> Reply:
    return Reply(200, {"integration": pick(call.record(RESOURCE)["integrations"], call.ids[1])})


def update_integration(call: Call) -> Reply:
    record = call.record(RESOURCE)
    old = pick(record["integrations"], call.ids[1])
    one = written(call.account, call.wrapped("integration"), old)
    keep(call, record, [one if other is old else other for other in record["integrations"]])
    return Reply(200, {"integration": one})


def delete_integration(call: Call) -> Reply:
    """Events with its key are refused from now on."""
    record = call.record(RESOURCE)
    old = pick(record["integrations"], call.ids[1])
    keep(call, record, [other for other in record["integrations"] if other is not old])
    return Reply(204)


def migrate_integration(call: Call) -> Reply:
    """Moves an integration from another orchestration to this one. The body is not wrapped."""
    target, body = call.record(RESOURCE), call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    names = ("source_id", "source_type", "integration_id")
    if problems := [f"{name} must be a String" for name in names if not isinstance(body.get(name), str)]:
        raise invalid(*problems)
    if body["source_type"] != "orchestration":
        raise invalid("source_type must be in orchestration")
    source = call.account.collection("orchestration").get(body["source_id"])
    if source is None:
        raise invalid("source_id must be the ID of an event orchestration that exists")
    moved = [one for one in source["integrations"] if one["id"] == body["integration_id"]]
    if not moved:
        raise invalid("integration_id must be the ID of an integration of the source")
    if source["id"] != target["id"]:
        keep(call, source, [one for one in source["integrations"] if one is not moved[0]])
        keep(call, target, [*target["integrations"], *moved])
    return listed(call.record(RESOURCE)["integrations"])


OPERATIONS = (
    *crud(RESOURCE, list=orchestrations, create=create_orchestration, update=update_orchestration),
    *(operation for kind, path in PATHS.items() for operation in path_operations(kind, path)),
    Operation("GET", OF_SERVICE, service_rules, "services.read", includes=("migrated_metadata",)),
    Operation("PUT", OF_SERVICE, update_service_rules, "services.write"),
    Operation("GET", f"{OF_SERVICE}/active", service_active, "services.read"),
    Operation("PUT", f"{OF_SERVICE}/active", update_service_active, "services.write"),
    Operation("GET", f"{ONE}/integrations", integrations, READ),
    Operation("POST", f"{ONE}/integrations", create_integration, WRITE),
    Operation("POST", f"{ONE}/integrations/migration", migrate_integration, WRITE),
    Operation("GET", f"{ONE}/integrations/*", one_integration, READ),
    Operation("PUT", f"{ONE}/integrations/*", update_integration, WRITE),
    Operation("DELETE", f"{ONE}/integrations/*", delete_integration, WRITE),
    *cache_variables.OPERATIONS,
    *enablements.OPERATIONS,
)
