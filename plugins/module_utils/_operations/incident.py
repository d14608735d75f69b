# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: how they are found, made and moved on. They have a life, and what a state asks for depends on it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
import uuid

from .._errors import UsageError
from .._fields import Json
from .._reconcile import Change, Context, ensure_present
from .._resource import Resource
from .._resources._kinds import SERVICE
from .._resources.incident import INCIDENT, OPEN
from .._run import Operation

# Prefix of the keys that we give to incidents made without one, by which a request that was not answered is recognised.
OWN_KEY = "ansible-"


def look(resource: Resource, params: dict[str, t.Any], context: Context, *, fresh: bool = False) -> Json:
    """The incident that a task is about: the one of this `id`, or the open one of this `incident_key`."""
    include = {"include[]": ["conference_bridge"]} if params.get("conference_bridge") else {}
    if params.get("id"):
        incident = context.directory.get(resource.kind, params["id"].strip(), fresh=True)
        if incident is None:
            raise UsageError("id", f"there is no incident {params['id']!r}")
        return incident
    key = params["incident_key"]
    if key.startswith(OWN_KEY) and not fresh:
        return None  # made up a moment ago
    query: dict[str, t.Any] = {
        "incident_key": key,
        "statuses[]": OPEN,
        "date_range": "all",  # else PagerDuty looks back a month only
        **include,
    }
    if params.get("service"):
        query["service_ids[]"] = [context.directory.reference(SERVICE, params["service"], "service")["id"]]
    found = [item for page in context.client.pages("/incidents", "incidents", query) for item in page.items]
    if len(found) > 1:
        listed = ", ".join(f"{incident['id']} on {incident['service'].get('summary')}" for incident in found)
        raise UsageError("incident_key", f"several open incidents have the key {key!r}: {listed}. Say which service")
    return found[0] if found else None


def ensure(params: dict[str, t.Any], context: Context) -> tuple[Change, Json]:
    """Bring an incident to what the options state: (the change, the incident, or None where there is none)."""
    state = params.get("state")
    if params.get("resolution") and state != "resolved":
        raise UsageError("resolution", "goes with state: resolved; remove one of the two")
    if state == "resolved":
        for option in ("assignees", "escalation_policy", "escalation_level", "snooze", "responders"):
            if params.get(option):
                raise UsageError(option, "means nothing to an incident that is to be resolved; remove one of the two")
    if not params.get("id") and not params.get("incident_key"):
        if state != "triggered":
            raise UsageError("incident_key", f"say which incident, by id or incident_key, with state: {state}")
        params = {**params, "incident_key": f"{OWN_KEY}{uuid.uuid4()}"}

    current = look(INCIDENT, params, context)
    if current is None and state != "triggered":
        if state is None:
            raise UsageError("incident_key", f"no incident of the key {params['incident_key']!r} is open")
        return Change("nothing"), None
    if current is not None and current["status"] == "resolved" and state == "triggered":
        raise UsageError(
            "state", f"incident {current['id']} is resolved, and stays so; for a new one, give incident_key, not id"
        )
    found = [current]

    def look_once(resource: Resource, params: dict[str, t.Any], context: Context, *, fresh: bool = False) -> Json:
        return look(resource, params, context, fresh=True) if fresh or not found else found.pop()

    return ensure_present(INCIDENT, params, context, look_once)


def _work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    change, incident = ensure(params, context)
    return {
        "changed": change.changed,
        "incident": incident,
        "diff": change.diff(f"incident {params.get('incident_key') or params.get('id') or params.get('title')}"),
    }


INCIDENT_OPERATION = Operation(
    "pagerduty_incident",
    {
        "id": {"type": "str"},
        **INCIDENT.options(),
        "resolution": {"type": "str"},
    },
    _work,
    {
        "mutually_exclusive": [["id", "incident_key"], ["assignees", "escalation_policy"]],
    },
)
