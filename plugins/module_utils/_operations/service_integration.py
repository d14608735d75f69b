# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of services. PagerDuty lists them only with their service, and can't delete them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound
from .._engine.operation import Operation
from .._engine.reconcile import ensure_present, outcome
from .._engine.session import Session
from .._resources._kinds import SERVICE
from .._resources.service_integration import EVENTS_V2, OPTIONS, integrations_of
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource, folded

_WITH_INTEGRATIONS = responses.Object(
    service=responses.Object(integrations=responses.Maybe(responses.Each(responses.REFERENCE))),
)


def listed(service: str, session: Session) -> list[Json]:
    """The integrations of a service, by its path. One request returns them all."""
    try:
        answer = session.client.get(service, {"include[]": ["integrations"]}, _WITH_INTEGRATIONS)
    except NotFound as error:
        raise error.within("service: it was deleted meanwhile") from None
    return answer["service"].get("integrations") or []


def called(integrations: list[Json], name: str) -> list[Json]:
    """Those of this name, in any case."""
    return [one for one in integrations if folded(one.get("name") or one.get("summary")) == folded(name)]


def _look(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
    """The integrations of this ID or name."""
    integrations = listed(resource.kind.path.rpartition("/")[0], session)
    if params.get("id"):
        return [one for one in integrations if one["id"] == params["id"].strip()]
    return called(integrations, params["name"])


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    service = session.names.reference(SERVICE, params["service"], "service")
    resource = integrations_of(segment(service["id"]))
    found = _look(resource, params, session)
    if not found and not params.get("id"):
        params = {**params, "type": params.get("type") or EVENTS_V2}

    def look(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
        return _look(resource, params, session) if fresh else found

    return outcome(
        lambda: ensure_present(resource, params, session, look),
        lambda change, integration: {
            "changed": change.changed,
            "integration": integration,
            "diff": change.diff(f"integration {params.get('name') or params.get('id')} of {params['service']}"),
        },
    )


SERVICE_INTEGRATION_OPERATION = Operation(
    "pagerduty_service_integration",
    {
        "service": {"type": ReferenceType(SERVICE), "required": True},
        "id": {"type": "str"},
        **OPTIONS,
    },
    _work,
    {"required_one_of": [["id", "name"]]},
    hints={
        "integration_key": "PagerDuty generates the key; the task returns it",
        "state": "PagerDuty can't delete an integration",
    },
)
