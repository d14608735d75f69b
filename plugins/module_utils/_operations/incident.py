# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: how they are identified, created and updated. The effect of `state` depends on the current status.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
import uuid

from .._core.client import segment
from .._core.errors import Missing, NotFound, PagerDutyError, UsageError
from .._engine.operation import Operation
from .._engine.reconcile import Change, ensure_present, outcome
from .._engine.session import Session
from .._resources._kinds import INCIDENT as INCIDENT_KIND
from .._resources._kinds import SERVICE, incident_name
from .._resources.incident import INCIDENT, OPEN, STATUSES
from .._schema.fields import Json, Spec
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource

# Options that mean nothing to an incident that is to be resolved.
_FOR_OPEN = ("assignees", "escalation_policy", "escalation_level", "snooze", "responders", "merge")

# Options that take an incident away from those who have acknowledged it.
_TAKES_AWAY = ("assignees", "escalation_policy", "escalation_level")


def includes(params: dict[str, t.Any]) -> dict[str, t.Any]:
    """What PagerDuty shows only if it is asked for."""
    return {"include[]": ["conference_bridge"]} if params.get("conference_bridge") else {}


def by_id(object_id: str, params: dict[str, t.Any], session: Session) -> Json:
    """The incident of this ID, or of this number; None if there is none."""
    try:
        path = f"/incidents/{segment(incident_name(object_id))}"
        return session.client.get(path, includes(params), INCIDENT.kind.one)["incident"]
    except NotFound:
        return None


def by_key(params: dict[str, t.Any], session: Session, statuses: t.Sequence[str] = OPEN) -> Json:
    """The open incident of this `incident_key`, of the `service` if one is stated; None if there is none."""
    key = params["incident_key"]
    query: dict[str, t.Any] = {
        "incident_key": key,
        "statuses[]": list(statuses),
        "date_range": "all",  # else PagerDuty looks back a month only
        **includes(params),
    }
    if params.get("service"):
        query["service_ids[]"] = [session.names.reference(SERVICE, params["service"], "service")["id"]]
    pages = session.client.pages("/incidents", "incidents", query, of=INCIDENT.kind.expects)
    found = [item for page in pages for item in page.items]
    if len(found) > 1:
        listed = ", ".join(f"{incident['id']} on {incident['service'].get('summary')}" for incident in found)
        raise UsageError("incident_key", f"several open incidents have the key {key!r}: {listed}. Say which service")
    return found[0] if found else None


def open_of_key(params: dict[str, t.Any], session: Session) -> Json:
    """The open incident of `incident_key`; None if there is none."""
    if not params["incident_key"].strip():
        raise UsageError("incident_key", "must not be empty")
    return by_key({**params, "incident_key": params["incident_key"].strip()}, session)


def named(params: dict[str, t.Any], session: Session) -> str:
    """The ID of the incident that `incident` (an ID or a number), or `incident_key` (of an open one), names."""
    if params.get("incident_key") is not None:
        found = open_of_key(params, session)
        if found is None:
            raise Missing("incident_key", f"no incident of the key {params['incident_key']!r} is open; use incident")
        return str(found["id"])
    if params.get("service"):
        raise UsageError("service", "can only be combined with incident_key; remove it or incident")
    return session.names.incident(params["incident"], "incident")


def by_incident(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The options, with the incident that they name, if they name one, by its ID in `incident`."""
    if params.get("incident") is None and params.get("incident_key") is None:
        if params.get("service"):
            raise UsageError("service", "can only be combined with incident_key; set it, or remove service")
        return params
    return {**params, "incident": named(params, session), "incident_key": None, "service": None}


# How the modules for parts of an incident identify it.
WHICH: dict[str, Spec] = {
    "incident": {"type": ReferenceType(INCIDENT_KIND)},
    "incident_key": {"type": "str", "no_log": False},
    "service": {"type": ReferenceType(SERVICE)},
}
WHICH_IF_ANY: dict[str, t.Any] = {"mutually_exclusive": [["incident", "incident_key"]]}
WHICH_CONSTRAINTS: dict[str, t.Any] = {"required_one_of": [["incident", "incident_key"]], **WHICH_IF_ANY}


def check_change(params: dict[str, t.Any]) -> None:
    """Options of a change that contradict the state that is asked for."""
    state = params.get("state")
    if params.get("resolution") and state != "resolved":
        raise UsageError("resolution", "goes with state: resolved; remove one of the two")
    if state == "resolved":
        for option in _FOR_OPEN:
            if params.get(option):
                raise UsageError(option, "means nothing to an incident that is to be resolved; remove one of the two")
    if state == "acknowledged":
        for option in _TAKES_AWAY:
            if params.get(option):
                raise UsageError(
                    option,
                    "does not go with state: acknowledged, which assigns the incident to the user of from_email",
                )


def _check(params: dict[str, t.Any]) -> None:
    state = params.get("state")
    check_change(params)
    if params.get("incident_key") is not None and not params["incident_key"].strip():
        raise UsageError("incident_key", "must not be empty; omit it to open an incident without a key")
    if params.get("snooze") is not None and state != "acknowledged":
        raise UsageError("snooze", "goes with state: acknowledged, as PagerDuty snoozes only what is acknowledged")
    if not params.get("id") and not params.get("incident_key"):
        if state != "triggered":
            raise UsageError("incident_key", "say which incident, by id or incident_key; state: triggered creates one")
        for option in ("title", "service"):
            if params.get(option) is None:
                raise UsageError(option, "is needed to create an incident")


def ensure(params: dict[str, t.Any], session: Session) -> tuple[Change, Json]:
    """Bring an incident to what the options state: (the change, the incident, or None where there is none)."""
    state = params.get("state")
    _check(params)
    ours = not params.get("id") and not params.get("incident_key")
    if ours:
        # By this key, an incident is found whose create was not answered.
        params = {**params, "incident_key": f"{INCIDENT.kind.generated}{uuid.uuid4()}"}
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
                f"no incident of the key {params['incident_key']!r} is open; with state: triggered, one is made",
            )
        return Change("nothing"), None
    if current is not None and current["status"] == "resolved":
        if state == "triggered":
            raise UsageError(
                "state", f"incident {current['id']} is resolved, and stays so; for a new one, give incident_key, not id"
            )
        if state is None:
            raise UsageError(
                "id", f"incident {current['id']} is resolved; use state: resolved to leave resolved incidents unchanged"
            )
        return Change("nothing"), current

    def look(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
        found = current
        if fresh and current is not None:
            found = by_id(current["id"], params, session)  # by its key it is not found once it is resolved
        elif fresh:
            found = by_key(params, session, STATUSES if ours else OPEN)
        return [found] if found else []

    change, incident = ensure_present(INCIDENT, params, session, look, found_again=not ours)
    if change.writes and not session.check_mode:
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

    return outcome(lambda: ensure(params, session), show)


INCIDENT_OPERATION = Operation(
    "pagerduty_incident",
    {
        "id": {"type": "str"},
        **INCIDENT.options(),
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
