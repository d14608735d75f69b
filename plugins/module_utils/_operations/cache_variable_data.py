# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of cache variables of the type external_data. PagerDuty forgets a value after the time to live.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import math
import typing as t
from dataclasses import replace

from .._core.errors import NotFound, UsageError
from .._engine.find import ambiguous, find
from .._engine.operation import Operation
from .._engine.plan import UPDATE, Change
from .._engine.reconcile import task_result
from .._engine.session import Session
from .._resources.event_orchestration_cache_variable import (
    EVENT_ORCHESTRATION_CACHE_VARIABLE,
    EXTERNAL_DATA,
    VALUE,
    data_of,
)
from .._schema.fields import Json
from .._schema.resource import DELETE, NOTHING, Parent, Resource, Singleton

Params = dict[str, t.Any]
Raw = dict[str, Json]

_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def _parsed(value: t.Any, data_type: str) -> Json:
    """The value in the type of the variable. Raises UsageError."""
    text = str(value).strip()
    if isinstance(value, (dict, list)):
        raise UsageError("value", f"must be a {data_type}")
    if data_type == "boolean":
        if text.lower() not in (*_TRUE, *_FALSE):
            raise UsageError("value", f"is {text!r}; the cache variable has a boolean, true or false")
        return text.lower() in _TRUE
    if data_type == "number":
        try:
            if isinstance(value, bool):
                raise ValueError
            number = float(text)
        except ValueError:
            raise UsageError("value", f"is {text!r}; the cache variable has a number") from None
        if not math.isfinite(number):
            raise UsageError("value", f"is {text!r}; the cache variable has a number")
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    return str(value)


class _Data:
    """One task."""

    def __init__(self, params: Params, session: Session) -> None:
        self._params = params
        self._session = session
        resource = EVENT_ORCHESTRATION_CACHE_VARIABLE.placed(params)
        self._parent = t.cast(Parent, resource.parent)
        self._variables = resource.under(t.cast(str, self._parent.find(params, session)))
        with self._parent.expected(params, self._variables.path, session):
            self._variable = self._found()
        path = self._variables.path_of(self._variable)
        # What check mode predicts is stored under the path of the data.
        self._data: Resource = replace(
            self._variables, path=f"{path}/data", wrapper=VALUE, identity=Singleton(), placeholders={}
        )

    def _found(self) -> Raw:
        """The variable. Raises UsageError if it does not exist, or has another type."""
        name, names = self._params["variable"], self._session.names
        found = find(self._variables, {"name": name}, self._session)
        if not found:
            raw = names.get(self._variables, name.strip())
            found = [raw] if raw else []
        if not found:
            known = ", ".join(sorted(str(raw.get("name")) for raw in names.all(self._variables)))
            raise UsageError("variable", f"there is no cache variable {name!r}{known and f'; there are {known}'}")
        if len(found) > 1:
            raise UsageError("variable", ambiguous(self._variables, found).message.partition(": ")[2])
        kind = (found[0].get("configuration") or {}).get("type")
        if kind != EXTERNAL_DATA:
            raise UsageError("variable", f"{name} has the type {kind}; only {EXTERNAL_DATA} can be set")
        return found[0]

    def run(self) -> tuple[Change, Json]:
        """(the change, the data afterwards; None if no value is stored)."""
        params, session, path = self._params, self._session, self._variables.path_of(self._variable)
        current = data_of(session, path)
        if params["state"] == "absent":
            return self._clear(current)
        value = _parsed(params["value"], str(self._variable["configuration"].get("data_type")))
        same = current is not None and type(current["value"]) is type(value) and current["value"] == value
        if same and not params["refresh"]:
            return Change(NOTHING), current
        change = Change(UPDATE, before={"value": current["value"]} if current else {}, after={"value": value})
        if session.check_mode:
            predicted = {"value": value}
            if session.predictions:
                session.predictions.add(self._data, predicted)
            return change, predicted
        answer = session.client.put(f"{path}/data", {VALUE: value})
        return change, {"value": answer.get(VALUE, value), "updated_at": answer.get("updated_at")}

    def _clear(self, current: Raw | None) -> tuple[Change, Json]:
        if current is None:
            return Change(NOTHING), None
        session = self._session
        if session.check_mode:
            if session.predictions:
                session.predictions.add_removal(self._data, current)
        else:
            # It may have expired in the meantime, or an earlier attempt without a response has deleted it.
            with contextlib.suppress(NotFound):
                session.client.request("DELETE", self._data.path)
        return Change(DELETE, before={"value": current["value"]}), None


def _work(params: Params, session: Session) -> Params:
    data = _Data(params, session)
    header = f"data of the cache variable {params['variable']}"

    def show(change: Change, found: Json) -> Params:
        return {"changed": change.changed, "data": found, "diff": change.diff(header)}

    return task_result(data.run, show)


_PARENT = t.cast(Parent, EVENT_ORCHESTRATION_CACHE_VARIABLE.parent)

CACHE_VARIABLE_DATA_OPERATION = Operation(
    "pagerduty_event_orchestration_cache_variable_data",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **_PARENT.spec(required=True),
        "variable": {"type": "str", "required": True},
        "value": {"type": "raw"},
        "refresh": {"type": "bool", "default": False},
    },
    _work,
    {**_PARENT.rules, "required_if": [["state", "present", ["value"]]]},
    hints={"name": "use variable instead", "data": "use value instead", VALUE: "use value instead"},
)
