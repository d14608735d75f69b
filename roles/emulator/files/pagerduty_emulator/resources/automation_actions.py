# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation Actions: scripts, and jobs of Process Automation, that a runner runs for an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call
from ..schema.fields import (
    INVALID,
    AnyObject,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Nested,
    Reference,
    Text,
)
from ..schema.resource import Write
from ..schema.view import View
from .automation_runners import PERMISSIONS, AutomationResource

SCRIPT, JOB = "script", "process_automation"
CLASSIFICATIONS = ("diagnostic", "remediation")

MOST = 10_000
"""Actions of an account."""

ANY_RUNNER = "any"
"""The value of the filter ``runner_id`` for all actions with a runner."""


@dataclass(frozen=True)
class BytesText(Text):
    """A text whose maximum is in bytes."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, str) and self.maximum is not None and len(value.encode()) > self.maximum:
            return check.refuse(label, f"is too long (maximum is {self.maximum} bytes)")
        return super().accept(value, label, check)


DATA = {
    SCRIPT: Nested((
        Field("script", BytesText(1, 16_777_215), required=True),
        Field("invocation_command", BytesText(0, 65_535)),
    )),
    JOB: Nested((
        Field("process_automation_job_id", Text(1, 36), required=True),
        Field("process_automation_job_arguments", BytesText(0, 1024)),
        Field("process_automation_node_filter", BytesText(0, 1024)),
    )),
}
"""The types of actions → what ``action_data_reference`` contains."""


def shown_data(record: Record) -> dict[str, Any]:
    """``action_data_reference`` as the API shows it: without values that are not set."""
    return {name: value for name, value in record["action_data_reference"].items() if value is not None}


class RunnerId(Kind):
    """The ID of a runner that exists, stored as a reference. A state file can also have its name."""

    reference = Reference(("runner",))

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict) and check.loading:
            return self.reference.clean(value, label, check)
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        return self.reference.clean({"id": value, "type": "runner"}, label, check)

    def render(self, value: Any, view: View) -> Any:
        return value and value["id"]

    def references(self, value: Any) -> Iterator[tuple[str, str]]:
        return self.reference.references(value)

    def resolve(self, value: Any, account: Account) -> Any:
        return self.reference.resolve(value, account)


def with_service(account: Account, given: list[str]) -> set[str]:
    """The actions of services, and those of every service."""
    found = account.dependents_of_any("service", given, "action")
    return found | {one["id"] for one in account.collection("action") if one["map_to_all_services"]}


def with_runner(account: Account, given: list[str]) -> set[str]:
    if ANY_RUNNER in given:
        return {one["id"] for one in account.collection("action") if one["runner"] is not None}
    return account.dependents_of_any("runner", given, "action")


def with_value(name: str, choices: tuple[str, ...]) -> Callable[[Account, list[str]], set[str]]:
    """The filter for a field with fixed choices. It raises 400."""
    def select(account: Account, given: list[str]) -> set[str]:
        for value in given:
            if value not in choices:
                raise invalid(f"{name.replace('_', ' ').capitalize()} must be in {', '.join(choices)}")
        return {one["id"] for one in account.collection("action") if one[name] in given}
    return select


class Actions(AutomationResource):
    """An action. Its type never changes. Lists do not contain its teams.

    An update with null removes the classification. None can remove the runner.
    """

    type = "action"
    plural = "automation_actions"
    scope = "automation_actions"
    fixed = "action_type"
    most = MOST
    loses = ("teams", "services", "runner")
    filters: ClassVar = {
        "runner_id": with_runner,
        "classification": with_value("action_classification", CLASSIFICATIONS),
        "team_id": lambda account, given: account.dependents_of_any("team", given, "action"),
        "service_id": with_service,
        "action_type": with_value("action_type", (SCRIPT, JOB)),
    }
    fields = (
        Field("name", Text(1, 255), required=True),
        Field("description", Text(0, 1024), required=True),
        Field("action_type", Choice((SCRIPT, JOB)), required=True),
        Field("action_classification", Choice(CLASSIFICATIONS, nullable=True)),
        Field("runner", RunnerId(), shown=False),
        Field("action_data_reference", Kind(), required=True, shown=False),
        Field("services", ListOf(Reference(("service",)), unique=True, null_is_empty=True), default=()),
        Field("teams", ListOf(Reference(("team",)), unique=True, null_is_empty=True), default=()),
        Field("only_invocable_on_unresolved_incidents", Flag(), default=False),
        Field("allow_invocation_manually", Flag(), default=True),
        Field("allow_invocation_from_event_orchestration", Flag(), default=True),
        Field("map_to_all_services", Flag(), default=False),
        Field("creation_time", Instant(), default=Account.now, api=False),
        Field("modify_time", Instant(), default=Account.now, api=False),
        Field("last_run", Instant(nullable=True), api=False, shown=False),
        Field("last_run_by", AnyObject((("id", str), ("type", str)), nullable=True), api=False, shown=False),
    )

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        """What ``action_data_reference`` contains depends on the type of the action."""
        record = super()._clean(body, check, old)
        action_type = (old or record).get("action_type")
        if action_type in DATA and record.get("action_data_reference", INVALID) is not INVALID:
            kind = DATA[action_type]
            given = record["action_data_reference"]
            record["action_data_reference"] = kind.clean(given, "Action data reference", check)
        return record

    def complete(self, record: Record, write: Write) -> None:
        if write.old is not None:
            record["modify_time"] = write.account.now()

    def found(self, call: Call) -> list[Record]:
        wanted = {one["id"] for one in call.matching(self)}
        return [one for one in super().found(call) if one["id"] in wanted]

    def render(self, record: Record, view: View) -> dict[str, Any]:
        shown = super().render(record, view)
        if view.listing:
            shown.pop("teams", None)
        if record["runner"] is not None:
            runner = view.account.collection("runner").records[record["runner"]["id"]]
            shown.update(runner=runner["id"], runner_type=runner["runner_type"])
        if record["last_run"] is not None:
            shown["last_run"] = view.instant(record["last_run"])
            shown["last_run_by"] = record["last_run_by"]
        privileges = {"permissions": [*PERMISSIONS, "invoke"]}
        return {**shown, "action_data_reference": shown_data(record), "privileges": privileges}


RESOURCE = Actions()

OPERATIONS = tuple(RESOURCE.operations("services", "teams"))
