# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: how they are identified, created and updated. The effect of `state` depends on the current status.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
import uuid

from .._core.errors import PagerDutyError, UsageError
from .._engine.operation import Operation
from .._engine.plan import Change
from .._engine.reconcile import ensure_present, task_result
from .._engine.session import Session
from .._resources.incident import INCIDENT, OPEN, STATUSES
from .._resources.incident_parent import by_id, by_key
from .._schema.fields import Json
from .._schema.resource import Resource

# Options that have no effect on a resolved incident.
_FOR_OPEN = (
    *("assignees", "escalation_policy", "escalation_level", "snooze", "responders", "merge"),
    *("subscribers", "business_services"),
)

# Options that reassign an incident, which removes its acknowledgements.
_REASSIGNS = ("assignees", "escalation_policy", "escalation_level")


def check_change(params: dict[str, t.Any]) -> None:
    """Raise UsageError for options of a change that contradict the requested state."""
    state = params.get("state")
    if params.get("resolution") and state != "resolved":
        raise UsageError("resolution", "requires state: resolved; set it, or remove resolution")
    if state == "resolved":
        for option in _FOR_OPEN:
            if params.get(option):
                raise UsageError(option, "can't be combined with state: resolved; remove one of the two")
    if state == "acknowledged":
        for option in _REASSIGNS:
            if params.get(option):
                raise UsageError(
                    option,
                    "can't be combined with state: acknowledged, which assigns the incident to the user of from_email",
                )


def _check(params: dict[str, t.Any]) -> None:
    state = params.get("state")
    check_change(params)
    if params.get("incident_key") is not None and not params["incident_key"].strip():
        raise UsageError("incident_key", "must not be empty; omit it to open an incident without a key")
    if params.get("snooze") is not None and state != "acknowledged":
        raise UsageError("snooze", "requires state: acknowledged; PagerDuty snoozes only acknowledged incidents")
    if not params.get("id") and not params.get("incident_key"):
        if state != "triggered":
            raise UsageError("incident_key", "set id or incident_key; with state: triggered, an incident is created")
        for option in ("title", "service"):
            if params.get(option) is None:
                raise UsageError(option, "is required to create an incident")


def ensure(params: dict[str, t.Any], session: Session) -> tuple[Change, Json]:
    """Create or update an incident as the options specify: (the change, the incident, None if there is none)."""
    state = params.get("state")
    _check(params)
    ours = not params.get("id") and not params.get("incident_key")
    if ours:
        # If the create gets no response, the incident is found by this key.
        params = {**params, "incident_key": f"{INCIDENT.generated}{uuid.uuid4()}"}
        current = None
    elif params.get("id"):
        current = by_id(params["id"], params, session)
        if current is None:
            raise UsageError("id", f"there is no incident {params['id']!r}")
    else:
        params = {**params, "incident_key": params["incident_key"].strip()}
        current = by_key(params, session)

    if current is None and state != "triggered":
        if state is None:
            raise UsageError(
                "incident_key",
                f"no open incident has the key {params['incident_key']!r}; with state: triggered, one is created",
            )
        return Change("nothing"), None
    if current is not None and current["status"] == "resolved":
        if state == "triggered":
            raise UsageError(
                "state",
                f"incident {current['id']} is resolved and is not reopened; to create one, set incident_key, not id",
            )
        if state is None:
            raise UsageError(
                "id", f"incident {current['id']} is resolved; use state: resolved to leave resolved incidents unchanged"
            )
        return Change("nothing"), current

    def finder(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
        found = current
        if fresh and current is not None:
            found = by_id(current["id"], params, session)  # a resolved incident is not found by its key
        elif fresh:
            found = by_key(params, session, STATUSES if ours else OPEN)
        return [found] if found else []

    change, incident = ensure_present(INCIDENT, params, session, finder, found_again=not ours)
    if change.requests and not session.check_mode:
        try:
            incident = by_id(incident["id"], params, session) or incident
        except PagerDutyError as error:
            session.warn(f"the incident {incident['id']} was changed, but could not be read again: {error.message}")
    if ours and session.check_mode:
        incident = {name: value for name, value in incident.items() if name != "incident_key"}
    return change, incident


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    def show(change: Change, incident: Json) -> dict[str, t.Any]:
        if params.get("incident_key") is None:
            change.after.pop("incident_key", None)  # one that was generated here
        return {
            "changed": change.changed,
            "incident": incident and {name: value for name, value in incident.items() if name != "escalation_level"},
            "diff": change.diff(f"incident {params.get('incident_key') or params.get('id') or params.get('title')}"),
        }

    return task_result(lambda: ensure(params, session), show)


INCIDENT_OPERATION = Operation(
    "pagerduty_incident",
    {
        "id": {"type": "str"},
        **INCIDENT.specs(),
        "incident_key": {"type": "str", "no_log": False},
        "resolution": {"type": "str"},
    },
    _work,
    {
        "mutually_exclusive": [
            ["id", "incident_key"],
            ["assignees", "escalation_policy"],
            ["assignees", "escalation_level"],
        ],
    },
    hints=INCIDENT.hints(),
)
