# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident workflows with their steps.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import (
    Boolean,
    Canonical,
    Field,
    Json,
    Name,
    Object,
    ObjectList,
    Reference,
    Resolver,
    Text,
)
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .incident_workflow_action import ACTION_ID, checked_input, exists, find_action
from .team import TEAM

Raw = dict[str, Json]

_CONFIGURATION = "action_configuration"
_INLINE_INPUTS = "inline_steps_inputs"
_INPUT = responses.Object(name=responses.TEXT, value=responses.Maybe(responses.TEXT))


class _Inputs(Field):
    """The inputs of an action: texts by name, without an order. Lists and dictionaries are JSON."""

    type = "dict"

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return {str(name): self._text(entry, f"{path}.{name}") for name, entry in value.items()}

    @staticmethod
    def _text(value: t.Any, path: str) -> str:
        if value is None:
            raise UsageError(path, "must have a value; omit the input to leave it unchanged")
        if isinstance(value, bool):
            raise UsageError(path, "is a boolean in YAML, but inputs are texts; quote it, such as 'Yes' or 'true'")
        return json.dumps(value, sort_keys=True) if isinstance(value, (list, dict)) else str(value)

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(_INPUT))

    def read(self, parent: Raw) -> Canonical:
        return {str(one["name"]): one.get("value") or "" for one in self.raw(parent) or ()}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"name": name, "value": text} for name, text in value.items()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(self.content(desired) == self.content(current))

    def content(self, value: Canonical) -> Json:
        return {name: _meaning(text) for name, text in (value or {}).items()}


def _meaning(text: str) -> Json:
    """What decides whether two values are the same: JSON without its white space, or the text."""
    text = text.strip()
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


class _Steps(ObjectList):
    """A list of steps. Those that the task states replace those that there are."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return super().same(desired or [], current or [])

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        return super().difference(desired or [], current or [])


def _step(name: str, *more: Field) -> Object:
    """A step. more: the fields that only outer steps have."""
    fields = [
        Text("name", clearable=False, required=True),
        Text("action", api="action_id", within=_CONFIGURATION, clearable=False, required=True),
        _Inputs("inputs", within=_CONFIGURATION),
        *more,
    ]
    return Object(name, fields, whole=True)


_INLINE = Object(
    "inline_steps",
    [
        Text("input", api="name", clearable=False, required=True),
        _Steps("steps", _step("steps"), within="value", anonymous=True, required=True),
    ],
    whole=True,
)

STEPS = _Steps(
    "steps",
    _step(
        "steps",
        _Steps(
            "inline_steps",
            _INLINE,
            api=_INLINE_INPUTS,
            within=_CONFIGURATION,
            anonymous=True,
            ordered=False,
        ),
    ),
    named_by="name",
    anonymous=True,
)


def _adjust(
    params: dict[str, t.Any], session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    """Complete the steps with the IDs of their actions, and with the inputs that the task omits."""
    if "steps" in desired:
        desired["steps"] = _completed(session, desired["steps"], (current or {}).get("steps"), "steps")


def _completed(session: Session, steps: Canonical, current: Canonical, path: str) -> list[Raw]:
    """Steps with all inputs. A step keeps those of the current step with its name, if it has the same action.

    PagerDuty adds the inputs that have a default, so they are no difference.
    """
    free = list(current or ())
    found = []
    for index, step in enumerate(steps):
        at = f"{path}[{index}]"
        old = next((one for one in free if one["name"] == step["name"]), None)
        if old is not None:
            free.remove(old)
        known = (old or {}).get("action")
        action = step["action"]
        if action != known and not ACTION_ID.fullmatch(action):
            action = find_action(session, action, f"{at}.action", known)["id"]
        kept = old if old is not None and action == known else {}
        found.append(
            {
                "name": step["name"],
                "action": action,
                "inputs": {**(kept.get("inputs") or {}), **(step.get("inputs") or {})},
                **_inline(session, step, kept, at),
            }
        )
    return found


def _inline(session: Session, step: Raw, kept: Raw, path: str) -> Raw:
    """The inputs of a step that contain steps, if it has any. kept: the current step; {} if there is none."""
    old = {one["input"]: one["steps"] for one in kept.get("inline_steps") or ()}
    new: dict[str, list[Raw]] = {}
    for index, one in enumerate(step.get("inline_steps") or ()):
        at = f"{path}.inline_steps[{index}]"
        if one["input"] in new:
            raise UsageError(f"{at}.input", f"{one['input']!r} is in another entry as well; remove one of the two")
        new[one["input"]] = _completed(session, one["steps"], old.get(one["input"]), f"{at}.steps")
    found = {**old, **new}
    return {"inline_steps": [{"input": name, "steps": steps} for name, steps in found.items()]} if found else {}


def _verify(session: Session, desired: dict[str, Canonical], current: Raw | None) -> None:
    """The actions exist, and the names of inputs have the case that PagerDuty expects."""
    known = {step["action"] for step in STEPS.read(current or {})}
    _verify_steps(session, desired.get("steps") or (), known, "steps")


def _verify_steps(session: Session, steps: t.Sequence[Raw], known: set[str], path: str) -> None:
    for index, step in enumerate(steps):
        at = f"{path}[{index}]"
        if step["action"] not in known:
            action = exists(session, step["action"], f"{at}.action")
            for name in step["inputs"] if action else ():
                checked_input(action or {}, name, f"{at}.inputs")
        for number, one in enumerate(step.get("inline_steps") or ()):
            _verify_steps(session, one["steps"], known, f"{at}.inline_steps[{number}].steps")


def _effects(params: dict[str, t.Any], session: Session, change: t.Any, current: Raw | None) -> None:
    """Predict the inputs that PagerDuty adds, for check mode."""
    if session.check_mode and "steps" in change.after:
        change.predicted["steps"] = [_predicted(session, one) for one in change.predicted.get("steps") or ()]


def _predicted(session: Session, step: Raw) -> Raw:
    """A step with the inputs that have a default."""
    configuration = step[_CONFIGURATION]
    given = {one["name"] for one in configuration["inputs"]}
    action = exists(session, configuration["action_id"], "steps") or {}
    added = [
        {"name": one["name"], "value": one["default_value"]}
        for one in action.get("inputs") or ()
        if one.get("default_value") and one["name"] not in given
    ]
    full = {**configuration, "inputs": [*configuration["inputs"], *added]}
    if configuration.get(_INLINE_INPUTS):
        full[_INLINE_INPUTS] = [
            {**one, "value": {"steps": [_predicted(session, inner) for inner in one["value"]["steps"]]}}
            for one in configuration[_INLINE_INPUTS]
        ]
    return {**step, _CONFIGURATION: full}


INCIDENT_WORKFLOW = Resource(
    name="incident_workflow",
    plural="incident_workflows",
    title="incident workflow",
    path="/incident_workflows",
    # PagerDuty does not document whether a name can be used twice.
    unique_keys=(),
    unique=False,
    list_includes=("steps", "team"),
    fields=(
        Name(),
        Text("description"),
        Reference("team", TEAM, clearable=True),
        Boolean("is_enabled", unset=True),
        STEPS,
    ),
    endpoint=Endpoint(omit_type=True),
    adjust=_adjust,
    verify=_verify,
    effects=_effects,
    instead={
        "enabled": "use is_enabled instead",
        "step": "use steps instead",
        "triggers": "use pagerduty_incident_workflow_trigger",
        "steps.input": "use inputs instead, a dictionary",
        "steps.inline_steps_input": "use inline_steps instead",
    },
    listing=Listing(
        filters=(Filter("query", "query"),),
        includes=("steps", "team"),
        list_only=("steps", "team"),
        exact=("name",),
    ),
)
