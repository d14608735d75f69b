# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident workflows: steps that run on an incident, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Field, Flag, Instant, Kind, ListOf, Nested, Text
from ..schema.operation import Operation, crud, shown
from ..schema.references import KeptReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .incident_workflow_actions import ACTIONS, Action


class ActionId(Kind):
    """The ID of an action. A state file can also have the name, which means the newest version."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        return value if value in ACTIONS else check.refuse("Could not find actions", value)

    def resolve(self, value: Any, account: Account) -> Any:
        named = [one.id for one in ACTIONS.values() if one.name == value]
        return named[-1] if named else value


INPUT = Nested((Field("name", Text(1), required=True), Field("value", Text(), required=True)))

CONFIGURATION = (
    Field("action_id", ActionId(), required=True),
    Field("inputs", ListOf(INPUT), required=True),
)


def steps_of(configuration: tuple[Field, ...]) -> Kind:
    """The kind of a list of steps."""
    step = Nested((
        Field("id", Text(nullable=True)),
        Field("name", Text(1), required=True),
        Field("action_configuration", Nested(configuration), required=True),
    ))
    return ListOf(step, null_is_empty=True)


INLINE = Nested((
    Field("name", Text(1), required=True),
    Field("value", Nested((Field("steps", steps_of(CONFIGURATION), default=()),)), required=True),
))
"""An input that contains steps. These have no such inputs."""

STEPS = steps_of((*CONFIGURATION, Field("inline_steps_inputs", ListOf(INLINE, null_is_empty=True), default=())))


def completed(step: Record, account: Account, former: dict[str, Record]) -> Record:
    """A step with an ID and with the defaults of its inputs. ``former``: the previous steps, by name.

    PagerDuty adds inputs that have a default, after those that were sent.
    """
    configuration = step["action_configuration"]
    given = {one["name"] for one in configuration["inputs"]}
    action = ACTIONS[configuration["action_id"]]
    defaults = [
        {"name": one.name, "value": one.default} for one in action.inputs if one.default and one.name not in given
    ]
    old = former.get(step["name"])
    full = {**configuration, "inputs": [*configuration["inputs"], *defaults]}
    if "inline_steps_inputs" in configuration:
        full["inline_steps_inputs"] = [
            {**one, "value": {"steps": [completed(inner, account, {}) for inner in one["value"]["steps"]]}}
            for one in configuration["inline_steps_inputs"]
        ]
    kept = old["id"] if old else step["id"]
    return {"id": kept or account.random.identifier(), "name": step["name"], "action_configuration": full}


def problems(steps: list[Record]) -> Iterator[str]:
    """What is wrong with the inputs of steps, in sentences."""
    for step in steps:
        configuration = step["action_configuration"]
        action = ACTIONS[configuration["action_id"]]
        inline = {one["name"]: one["value"]["steps"] for one in configuration.get("inline_steps_inputs", ())}
        names = [one["name"] for one in configuration["inputs"]]
        if len(set(names)) < len(names):
            yield f"Step {step['name']} has an input twice"
        yield from unknown(step, action, names, inline=False)
        yield from unknown(step, action, list(inline), inline=True)
        for one in action.inputs:
            if one.required and not one.default and one.name not in (inline if one.inline else names):
                yield f"Step {step['name']} input {one.name} can't be blank"
        for inner in inline.values():
            yield from problems(inner)


def unknown(step: Record, action: Action, names: list[str], *, inline: bool) -> Iterator[str]:
    """The inputs that an action does not have, in sentences."""
    for name in names:
        if action.input(name, inline=inline) is None:
            yield f"Step {step['name']} input {name} is not an input of {action.id}"


def shown_steps(steps: list[Record], *, inner: bool = False) -> list[dict[str, Any]]:
    """Steps in responses."""
    found = []
    for step in steps:
        configuration = step["action_configuration"]
        action = ACTIONS[configuration["action_id"]]
        types = {one.name: one.type for one in action.inputs}
        seen: dict[str, Any] = {
            "action_id": action.id,
            "description": action.description,
            "inputs": [
                {"name": one["name"], "parameter_type": types[one["name"]], "value": one["value"]}
                for one in configuration["inputs"]
            ],
            "outputs": action.outputs(),
        }
        if not inner:
            seen["inline_steps_inputs"] = [
                {"name": one["name"], "value": {"steps": shown_steps(one["value"]["steps"], inner=True)}}
                for one in configuration["inline_steps_inputs"]
            ]
        found.append({
            "id": step["id"],
            "type": "step",
            "summary": step["name"],
            "self": None,
            "html_url": None,
            "name": step["name"],
            "description": action.description,
            "action_configuration": seen,
        })
    return found


class Workflows(Resource):
    """An incident workflow. Lists contain its steps and its team only with ``include[]``.

    PagerDuty does not document whether a name can be used twice. Names of workflows in its web application can.
    """

    type = "incident_workflow"
    plural = "incident_workflows"
    scope = "incident_workflows"
    web_path = "/incident-workflows/workflows"
    type_required = False
    key_is_unique = False
    includes: ClassVar = {"steps": (), "team": ()}
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("is_enabled", Flag(), default=True),
        Field("team", KeptReference(("team",), nullable=True), shown=False),
        Field("steps", STEPS, default=(), shown=False),
    )

    def complete(self, record: Record, write: Write) -> None:
        if "steps" in write.sent:
            former = {one["name"]: one for one in write.old["steps"]} if write.old else {}
            record["steps"] = [completed(one, write.account, former) for one in record["steps"]]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        yield from problems(record["steps"])

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        shown: dict[str, Any] = {"created_at": plain.instant(record["created_at"])}
        if not plain.listing or "team" in plain.include:
            shown["team"] = record["team"] and plain.reference("team", record["team"]["id"])
        if not plain.listing or "steps" in plain.include:
            shown["steps"] = shown_steps(record["steps"])
        return shown

    def deleted(self, account: Account, record: Record) -> None:
        """Deletes its triggers."""
        triggers = account.collection("incident_workflow_trigger")
        for identifier in account.dependents(self.type, record["id"], "incident_workflow_trigger"):
            account.drop(triggers.resource, triggers.records[identifier])


RESOURCE = Workflows()


# -- operations ------------------------------------------------------------------------------------------------------


def read(call: Call) -> Reply:
    """Returns 201, as PagerDuty documents it."""
    return Reply(201, shown(call, RESOURCE, call.record(RESOURCE)))


def create(call: Call) -> Reply:
    return Reply(201, shown(call, RESOURCE, RESOURCE.create(call.account, sent(call))))


def update(call: Call) -> Reply:
    return Reply(200, shown(call, RESOURCE, RESOURCE.update(call.account, call.record(RESOURCE), sent(call))))


def sent(call: Call) -> dict[str, Any]:
    """The workflow in a request. The team is a reference, whose type is read-only. Raises 400."""
    body = call.wrapped("incident_workflow")
    team = body.get("team")
    if team is None:
        return body
    if not isinstance(team, dict):
        raise invalid("Team must be a reference with an id and a type")
    return {**body, "team": {"type": "team_reference", **team}}


def delete(call: Call) -> Reply:
    """Returns 200, as PagerDuty documents it."""
    RESOURCE.delete(call.account, call.record(RESOURCE))
    return Reply(200)


OPERATIONS: tuple[Operation, ...] = tuple(
    # A single workflow has no ``include[]``: its response contains everything.
    replace(one, includes=()) if one.path.endswith("*") else one
    for one in crud(RESOURCE, read=read, create=create, update=update, delete=delete)
)
