# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents as the parent of other objects: how tasks name them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import Missing, NotFound, UsageError
from .._schema.fields import Json, Spec
from .._schema.option_types import ReferenceType
from .._schema.resource import Parent
from .._schema.session import Session
from .incident import INCIDENT, OPEN, incident_name, no_incident
from .service import SERVICE


def includes(params: dict[str, t.Any]) -> dict[str, t.Any]:
    """The query for attributes that PagerDuty returns only on request."""
    return {"include[]": ["conference_bridge"]} if params.get("conference_bridge") else {}


def by_id(object_id: str, params: dict[str, t.Any], session: Session) -> Json:
    """The incident with this ID or number. None if there is none."""
    try:
        path = f"/incidents/{segment(incident_name(object_id))}"
        return session.client.get(path, includes(params), INCIDENT.one(INCIDENT.minimum))["incident"]
    except NotFound:
        return None


def by_key(params: dict[str, t.Any], session: Session, statuses: t.Sequence[str] = OPEN) -> Json:
    """The open incident with this `incident_key`, on `service` if it is set. None if there is none."""
    key = params["incident_key"]
    query: dict[str, t.Any] = {
        "incident_key": key,
        "statuses[]": list(statuses),
        "date_range": "all",  # otherwise PagerDuty lists only the last month
        **includes(params),
    }
    if params.get("service"):
        query["service_ids[]"] = [session.names.reference(SERVICE, params["service"], "service")["id"]]
    pages = session.client.pages("/incidents", "incidents", query, of=INCIDENT.minimum)
    found = [item for page in pages for item in page.items]
    if len(found) > 1:
        listed = ", ".join(f"{incident['id']} on {incident['service'].get('summary')}" for incident in found)
        raise UsageError("incident_key", f"several open incidents have the key {key!r}: {listed}. Set service")
    return found[0] if found else None


def open_of_key(params: dict[str, t.Any], session: Session) -> Json:
    """The open incident with `incident_key`. None if there is none."""
    if not params["incident_key"].strip():
        raise UsageError("incident_key", "must not be empty")
    return by_key({**params, "incident_key": params["incident_key"].strip()}, session)


def incident_id(session: Session, value: str, option: str) -> str:
    """The ID of the incident that an option names by ID, without a request, or by number.

    Raises UsageError for an unknown number. An ID is not checked: use `no_incident` if PagerDuty responds with 404.
    """
    name = incident_name(value)
    if not name:
        raise UsageError(option, "must not be empty; use the ID or number of the incident")
    if not name.isdigit():
        return name
    try:
        # Only this path accepts a number.
        found = session.client.get(f"/incidents/{name}", expects=responses.Object(incident=responses.IDENTIFIED))
    except NotFound as error:
        raise no_incident(value, option, error) from None
    return t.cast(str, found["incident"]["id"])


def named(params: dict[str, t.Any], session: Session) -> str:
    """The ID of the incident that `incident` (an ID or a number) or `incident_key` (of an open incident) names."""
    if params.get("incident_key") is not None:
        found = open_of_key(params, session)
        if found is None:
            raise Missing("incident_key", f"no open incident has the key {params['incident_key']!r}; use incident")
        return str(found["id"])
    if params.get("service"):
        raise UsageError("service", "can only be combined with incident_key; remove it or incident")
    return incident_id(session, params["incident"], "incident")


def by_incident(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The options. If they name an incident, `incident` is its ID."""
    if params.get("incident") is None and params.get("incident_key") is None:
        if params.get("service"):
            raise UsageError("service", "can only be combined with incident_key; set it, or remove service")
        return params
    return {**params, "incident": named(params, session), "incident_key": None, "service": None}


# How the modules for parts of an incident identify it.
WHICH: dict[str, Spec] = {
    "incident": {"type": ReferenceType(INCIDENT)},
    "incident_key": {"type": "str", "no_log": False},
    "service": {"type": ReferenceType(SERVICE)},
}
WHICH_IF_ANY: dict[str, t.Any] = {"mutually_exclusive": [["incident", "incident_key"]]}
WHICH_CONSTRAINTS: dict[str, t.Any] = {"required_one_of": [["incident", "incident_key"]], **WHICH_IF_ANY}


def _resolve(params: dict[str, t.Any], session: Session) -> str | None:
    """The ID of the incident that a task names, None if it names none."""
    if params.get("incident") is None and params.get("incident_key") is None:
        if params.get("service") and "incident_key" in params:
            raise UsageError("service", "can only be combined with incident_key; set it, or remove service")
        return None
    return named(params, session)


def parent(path: str = "", *, required: bool = True) -> Parent:
    """The incident to which an object belongs. path: see `Parent`. required: whether a task must name one."""
    return Parent(
        INCIDENT,
        "incident",
        path=path,
        options=WHICH,
        constraints=WHICH_CONSTRAINTS if required else WHICH_IF_ANY,
        resolve=_resolve,
    )
