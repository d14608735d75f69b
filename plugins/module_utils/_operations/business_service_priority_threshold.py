# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manages the priority from which on incidents impact business services. An account has one threshold, or none.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._engine.operation import Operation
from .._engine.plan import Change
from .._engine.session import Session
from .._resources.priority import PRIORITY
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.resource import DELETE, NOTHING, Resource, Singleton

_NAME = "business_service_priority_threshold"
_KEY = "global_threshold"
_ANSWER = responses.Object(**{_KEY: responses.Maybe(responses.IDENTIFIED)})

# Only for what check mode predicts: its attribute is the threshold, None without one.
_THRESHOLD = Resource(
    name=_NAME,
    plural=f"{_NAME}s",
    title="priority threshold",
    path="/business_services/priority_thresholds",
    identity=Singleton(),
    keys=(),
)


def _current(session: Session) -> dict[str, Json] | None:
    """The threshold with the name of its priority. Earlier tasks in check mode can have predicted it."""
    predicted = session.predictions.changed(_THRESHOLD.path) if session.predictions else {}
    if _KEY in predicted:
        return t.cast("dict[str, Json] | None", predicted[_KEY])
    found = session.client.get(_THRESHOLD.path, expects=_ANSWER).get(_KEY)
    return _named(found, session) if found else None


def _named(threshold: dict[str, Json], session: Session) -> dict[str, Json]:
    priority = _priority(str(threshold["id"]), session)
    return {**threshold, "summary": priority.get("summary") or priority.get("name")}


def _priority(priority_id: str, session: Session) -> dict[str, Json]:
    """A priority of the list; {} if there is none. PagerDuty does not return a single priority."""
    return next((raw for raw in session.names.all(PRIORITY) if raw["id"] == priority_id), {})


def _wanted(name: str, session: Session) -> dict[str, Json]:
    """The threshold for a priority. PagerDuty also wants the order of the priority, which its list contains."""
    found = session.names.reference(PRIORITY, name, "priority")
    order = _priority(found["id"], session).get("order")
    return {"id": found["id"], "order": order, "summary": found.get("summary")}


def _shown(threshold: dict[str, Json] | None) -> dict[str, Json]:
    if not threshold:
        return {}
    summary = threshold.get("summary")
    return {"priority": f"{summary} ({threshold['id']})" if summary else threshold["id"]}


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    wanted = None if params["state"] == "absent" else _wanted(params["priority"], session)
    current = _current(session)
    made = wanted
    change = Change(NOTHING)
    if (current or {}).get("id") != (wanted or {}).get("id"):
        change = Change("update" if wanted else DELETE, _shown(current), _shown(wanted))
        made = _apply(wanted, current, session)
    elif current:
        made = current
    header = _THRESHOLD.title
    return {"changed": change.changed, _NAME: made, "diff": change.diff(header)}


def _apply(
    wanted: dict[str, Json] | None, current: dict[str, Json] | None, session: Session
) -> dict[str, Json] | None:
    """Set or remove the threshold. In check mode, predict it."""
    if wanted and wanted["order"] is None:
        raise UsageError("priority", "PagerDuty's list of priorities has no order, without which it sets no threshold")
    if session.check_mode:
        if session.predictions:
            session.predictions.add(_THRESHOLD, {_KEY: wanted}, {_KEY: current})
        return wanted
    if wanted is None:
        session.client.delete(_THRESHOLD.path)
        return None
    body = {_KEY: {"id": wanted["id"], "order": wanted["order"]}}
    expects = responses.Under(responses.IDENTIFIED, _KEY)
    answer = session.client.request("PUT", _THRESHOLD.path, body=body, expects=expects)
    return _named(answer[_KEY], session)


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = _current(session)
    return {"changed": False, _THRESHOLD.plural: [found] if found else []}


THRESHOLD_OPERATION = Operation(
    f"pagerduty_{_NAME}",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "priority": {"type": ReferenceType(PRIORITY)},
    },
    _work,
    {"required_if": [["state", "present", ["priority"]]]},
    hints={"global_threshold": "use priority instead"},
)
THRESHOLD_INFO_OPERATION = Operation(f"pagerduty_{_NAME}_info", {}, _list)
