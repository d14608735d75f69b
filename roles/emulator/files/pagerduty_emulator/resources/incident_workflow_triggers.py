# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Triggers of incident workflows: what starts a workflow, and on the incidents of which services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Flag, ListOf, Nested, Reference, Text
from ..schema.operation import Operation
from ..schema.references import KeptReference
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View
from .event_orchestrations import pcl
from .event_orchestrations.values import PclError
from .incident_types import RESOURCE as INCIDENT_TYPES
from .incident_workflow_actions import with_more
from .incident_workflows import RESOURCE as WORKFLOWS

MANUAL, CONDITIONAL, BY_TYPE = "manual", "conditional", "incident_type"
TYPES = {MANUAL: "Manual Trigger", CONDITIONAL: "Conditional Trigger", BY_TYPE: "Incident Type Trigger"}

ORDERS = tuple(f"workflow_{name}{order}" for name in ("id", "name") for order in ("", " asc", " desc"))


class Workflow(Reference):
    """A workflow, ``{"id"}``. The type in responses is that of a workflow, and not that of a reference."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        given = {**value, "type": "incident_workflow"} if isinstance(value, dict) else value
        return super().accept(given, label, check)


class Service(KeptReference):
    """A service, ``{"id"}``."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        given = {**value, "type": "service"} if isinstance(value, dict) else value
        return super().accept(given, label, check)


PERMISSIONS = Nested((Field("restricted", Flag(), default=False), Field("team_id", Text(nullable=True))), nullable=True)


class Triggers(UnnamedResource):
    """A trigger. Its type and its workflow can't be changed."""

    type = "incident_workflow_trigger"
    plural = "incident_workflow_triggers"
    scope = "incident_workflows"
    type_required = False
    fields = (
        Field("trigger_type", Choice(tuple(TYPES)), required=True),
        Field("workflow", Workflow(("incident_workflow",)), required=True, shown=False),
        Field("condition", Text(nullable=True), shown=False),
        Field("incident_types", ListOf(Text(1), null_is_empty=True, unique=True), default=(), shown=False),
        Field("is_subscribed_to_all_services", Flag(), default=False),
        Field("services", ListOf(Service(("service",)), null_is_empty=True, unique=True), default=(), shown=False),
        Field("permissions", PERMISSIONS, shown=False),
        Field("created_at", Text(), default=Account.now, api=False, shown=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.uuid()

    def type_of(self, record: Record) -> str:
        return "workflow_trigger"

    def _check_type(self, body: dict[str, Any], check: Check) -> None:
        if body.get("type") not in (None, "workflow_trigger"):
            check.refuse("Type", "must be in workflow_trigger")

    def summary(self, record: Record) -> str:
        return TYPES[record["trigger_type"]]

    def api_path(self, record: Record) -> str:
        return f"/incident_workflows/triggers/{record['id']}"

    def complete(self, record: Record, write: Write) -> None:
        if record["is_subscribed_to_all_services"] and "services" not in write.sent:
            record["services"] = []
        given = record["permissions"] or {"restricted": False, "team_id": None}
        record["permissions"] = {**given, "team_id": given["team_id"] or None}

    def check(self, record: Record, write: Write) -> Iterator[str]:
        kind, old = record["trigger_type"], write.old
        if old is not None:
            for name in ("trigger_type", "workflow"):
                if record[name] != old[name]:
                    yield f"{name.replace('_', ' ').capitalize()} can't be changed"
        yield from self._condition_problems(record)
        if record["incident_types"] and kind != BY_TYPE:
            yield "Incident types are not allowed for this trigger type"
        for one in record["incident_types"]:
            if write.account.look_up(INCIDENT_TYPES.type, one) is None:
                yield "Incident types must exist"
        if record["is_subscribed_to_all_services"] and record["services"]:
            yield "Services must be empty if is_subscribed_to_all_services is true"
        yield from self._permission_problems(record, write.account)

    @staticmethod
    def _condition_problems(record: Record) -> Iterator[str]:
        condition = record["condition"]
        if (condition is not None) != (record["trigger_type"] == CONDITIONAL):
            yield "Condition can't be blank" if condition is None else "Condition is not allowed for this trigger type"
        elif condition:
            try:
                if pcl.condition(condition).thresholds:
                    yield "Condition is invalid: trigger_count is not supported"
            except PclError as error:
                yield f"Condition is invalid: {error}"

    @staticmethod
    def _permission_problems(record: Record, account: Account) -> Iterator[str]:
        restricted, team = record["permissions"]["restricted"], record["permissions"]["team_id"]
        if restricted and record["trigger_type"] != MANUAL:
            yield "Permissions restricted is only allowed for manual triggers"
        if restricted and team is None:
            yield "Permissions team can't be blank"
        if not restricted and team is not None:
            yield "Permissions team is only allowed if restricted is true"
        if team is not None and team not in account.collection("team"):
            yield "Permissions team must exist"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        workflow = plain.account.collection("incident_workflow").records[record["workflow"]["id"]]
        services = plain.account.collection("service")
        team = record["permissions"]["team_id"]
        shown: dict[str, Any] = {
            "trigger_type_name": TYPES[record["trigger_type"]],
            "trigger_url": plain.api_url(f"{self.api_path(record)}/start"),
            "workflow_id": workflow["id"],
            "workflow_name": workflow["name"],
            "workflow": {
                **plain.head(WORKFLOWS, workflow),
                **{name: workflow[name] for name in ("name", "description")},
                "created_at": plain.instant(workflow["created_at"]),
            },
            "services": [
                plain.head(services.resource, services.records[one["id"]])
                for one in record["services"]
                if one["id"] in services
            ],
            "permissions": {
                "restricted": record["permissions"]["restricted"], **({} if team is None else {"team_id": team})
            },
            "is_disabled": not workflow["is_enabled"],
        }
        if record["trigger_type"] == CONDITIONAL:
            shown["condition"] = record["condition"]
        if record["trigger_type"] == BY_TYPE:
            shown["incident_types"] = record["incident_types"]
        return shown


RESOURCE = Triggers()


# -- operations ------------------------------------------------------------------------------------------------------


def triggers_of(account: Account, workflow: str) -> list[Record]:
    """The triggers of a workflow."""
    records = account.collection(RESOURCE.type).records
    return [records[one] for one in account.dependents("incident_workflow", workflow, RESOURCE.type)]


def covers(trigger: Record, service: str) -> bool:
    """Whether incidents of the service can start the trigger's workflow."""
    return trigger["is_subscribed_to_all_services"] or any(one["id"] == service for one in trigger["services"])


def matches(call: Call, trigger: Record, workflow: Record) -> bool:
    """Whether a trigger matches the query's filters."""
    query = call.query
    wanted = query.get("workflow_id")
    kind, text, service = query.get("trigger_type"), query.get("workflow_name_contains"), query.get("service_id")
    if query.get("incident_id") is not None:
        incident = call.account.collection("incident").get(query["incident_id"])
        if incident is None or not covers(trigger, incident["service"]["id"]):
            return False
    return (
        wanted in (None, workflow["id"])
        and kind in (None, trigger["trigger_type"])
        and (text is None or text.casefold() in workflow["name"].casefold())
        and (service is None or covers(trigger, service))
        and ("is_disabled" not in query or call.flag("is_disabled") is not workflow["is_enabled"])
    )


def list_triggers(call: Call) -> Reply:
    call.chosen("trigger_type", tuple(TYPES))
    order = call.query.get("sort_by")
    if order not in (None, *ORDERS):
        raise invalid(f"Sort by must be in {', '.join(ORDERS)}")
    workflows = call.account.collection("incident_workflow").records
    found = [
        one for one in call.account.collection(RESOURCE.type).records.values()
        if matches(call, one, workflows[one["workflow"]["id"]])
    ]
    if order is not None:
        name = order.partition(" ")[0].removeprefix("workflow_")
        found.sort(key=lambda one: workflows[one["workflow"]["id"]][name].casefold(), reverse=order.endswith("desc"))
    view = call.view(listing=True)
    return with_more(call.cursor_page("triggers", found, lambda one: RESOURCE.render(one, view)))


def reply(call: Call, status: int, record: Record) -> Reply:
    return Reply(status, {"trigger": RESOURCE.render(record, call.view())})


def read_trigger(call: Call) -> Reply:
    return reply(call, 200, call.record(RESOURCE))


def create_trigger(call: Call) -> Reply:
    return reply(call, 201, RESOURCE.create(call.account, call.wrapped("trigger")))


def update_trigger(call: Call) -> Reply:
    return reply(call, 200, RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped("trigger")))


def delete_trigger(call: Call) -> Reply:
    RESOURCE.delete(call.account, call.record(RESOURCE))
    return Reply(204)


def associate(call: Call) -> Reply:
    """Adds a service. Returns 201, also if the trigger has it already."""
    trigger, service = call.record(RESOURCE), call.wrapped("service")
    others = [one for one in trigger["services"] if one["id"] != service.get("id")]
    return reply(call, 201, RESOURCE.update(call.account, trigger, {"services": [*others, service]}))


def dissociate(call: Call) -> Reply:
    """Removes a service. Returns 201, as PagerDuty documents it."""
    trigger = call.record(RESOURCE)
    kept = [one for one in trigger["services"] if one["id"] != call.ids[1]]
    if len(kept) == len(trigger["services"]):
        raise not_found()
    return reply(call, 201, RESOURCE.update(call.account, trigger, {"services": kept}))


READ, WRITE = "incident_workflows.read", "incident_workflows.write"
ALL = "/incident_workflows/triggers"

OPERATIONS = (
    Operation("GET", ALL, list_triggers, READ),
    Operation("POST", ALL, create_trigger, WRITE),
    Operation("GET", f"{ALL}/*", read_trigger, READ),
    Operation("PUT", f"{ALL}/*", update_trigger, WRITE),
    Operation("DELETE", f"{ALL}/*", delete_trigger, WRITE),
    Operation("POST", f"{ALL}/*/services", associate, WRITE),
    Operation("DELETE", f"{ALL}/*/services/*", dissociate, WRITE),
)
