# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change events: created with the Events API, listed and updated with the REST API.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core.client import segment
from .._core.errors import NotFound, OutcomeUnknown, UsageError
from .._engine.listing import list_objects
from .._engine.names import is_id
from .._engine.operation import Operation
from .._engine.reconcile import ensure_present, task_result
from .._engine.resource_operations import info_operation
from .._engine.session import Session
from .._resources.change_event import CHANGE_EVENT
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, by_incident
from .._resources.service import SERVICE
from .._resources.service_integration import SERVICE_INTEGRATION
from .._schema.fields import Json, folded
from .._schema.resource import Resource
from .event import DETAILS, IMAGES, LINKS, SOURCE, SUMMARY, TIMESTAMP, encoded, options, routing_key, send

EVENTS = "/v2/change/enqueue"

_PAYLOAD = (SUMMARY, SOURCE, TIMESTAMP, DETAILS)
_TOP_LEVEL = (LINKS, IMAGES)
_SENT_ONLY = ("source", "timestamp", "links", "images")


def _find(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
    found = session.names.get(resource, params["id"].strip(), fresh=True)
    return [found] if found else []


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params.get("id"):
        for name in _SENT_ONLY:
            if params.get(name):
                raise UsageError(name, "can't be changed once the change event was sent; remove it, or id")
        return task_result(
            lambda: ensure_present(CHANGE_EVENT, params, session, _find),
            lambda change, made: {
                "changed": change.changed,
                "change_event": CHANGE_EVENT.public(made),
                "diff": change.diff(f"change event {params['id']}"),
            },
        )

    key = routing_key(params)
    if key.startswith("R"):
        raise UsageError(
            "routing_key", "is the key of an event orchestration, which accepts no change events; use a service's key"
        )
    payload, top_level = encoded(_PAYLOAD, params, session), encoded(_TOP_LEVEL, params, session)
    try:
        send(EVENTS, {"payload": payload, **top_level}, key, session, repeatable=False)
    except OutcomeUnknown as error:
        error.add("It was not sent again, because it could then exist twice. First list the service's change events")
        raise
    shown = {"type": "change_event", **payload, **top_level}
    return {"changed": True, "change_event": shown, "diff": {"before": {}, "after": shown}}


CHANGE_EVENT_OPERATION = Operation(
    "pagerduty_change_event",
    {
        "id": {"type": "str"},
        "routing_key": {"type": "str", "no_log": True},
        **options(*_PAYLOAD, *_TOP_LEVEL),
    },
    _work,
    {
        "required_one_of": [["routing_key", "id"]],
        "mutually_exclusive": [["routing_key", "id"]],
        "required_by": {"routing_key": ["summary"]},
    },
    anonymous=lambda params: not params.get("id"),
    hints={
        "payload": "use its attributes as options: summary, source, timestamp, custom_details",
        "integration_key": "use routing_key instead",
    },
)


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params.get("incident") is not None or params.get("incident_key") is not None:
        return _related(by_incident(params, session), session)
    service = None
    if params.get("service"):
        service = session.names.reference(SERVICE, params["service"], "service")["id"]
    if params.get("integrations"):
        params = {**params, "integrations": _integrations(params["integrations"], service, session)}
    found, total = list_objects(CHANGE_EVENT, params, session)
    result: dict[str, t.Any] = {"changed": False, "change_events": found}
    return {**result, "total": total} if params["total"] else result


def _integrations(values: list[str], service: str | None, session: Session) -> list[str]:
    """The IDs of integrations. PagerDuty can't search for integrations by name, but a service lists its own.

    values: names or IDs. service: its ID, None if the task names no service. Raises UsageError, because PagerDuty
    returns no change events and no error for an unknown integration.
    """
    known = session.names.all(SERVICE_INTEGRATION.under(service)) if service else []
    found = []
    for index, value in enumerate(values):
        option, name = f"integrations[{index}]", value.strip()
        if not service:
            if not is_id(name):
                raise UsageError(option, f"{name!r} is not the ID of an integration; to use names, set service as well")
            found.append(name)
            continue
        same = [one for one in known if one["id"] == name] or [
            one for one in known if folded(one.get("name") or one.get("summary")) == folded(name)
        ]
        if len(same) != 1:
            named = [f"{one.get('name') or one.get('summary')} ({one['id']})" for one in same or known]
            names = ", ".join(named) or "none"
            if same:
                raise UsageError(option, f"the service has {len(same)} integrations {name!r}: {names}. Use the ID")
            raise UsageError(option, f"the service has no integration {name!r}; it has {names}")
        found.append(same[0]["id"])
    return found


def _related(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The change events that may have caused an incident, as PagerDuty selects them. Its only option is the limit."""
    for name in ("since", "until", "teams", "integrations", "offset", "total"):
        if params.get(name):
            raise UsageError(name, "can't be combined with an incident, for which PagerDuty selects; remove one")
    limit = params.get("limit")
    if limit is not None and limit < 1:
        raise UsageError("limit", "must be 1 or more; omit it for all that PagerDuty returns")
    path = f"/incidents/{segment(params['incident'])}/related_change_events"
    try:
        (page,) = session.client.pages(path, "change_events", {"limit": limit}, paged=False)
    except NotFound as error:
        raise no_incident(params["incident"], "incident", error) from None
    return {"changed": False, "change_events": [CHANGE_EVENT.public(raw) for raw in page.items]}


_INFO_OPERATION = info_operation(CHANGE_EVENT)

CHANGE_EVENT_INFO_OPERATION = replace(
    _INFO_OPERATION,
    options={
        **_INFO_OPERATION.options,
        **WHICH,
    },
    work=_list,
    # With incident_key, `service` selects one of several incidents with that key.
    constraints={
        "mutually_exclusive": [["id", "incident", "incident_key"], ["id", "service"], ["incident", "service"]],
    },
)
