# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the incidents that resemble an incident: related, past and outlier incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, WHICH_CONSTRAINTS, named
from .._schema.fields import utc
from .._schema.session import is_predicted

MOST_PAST = 999
KINDS = ("related", "past", "outlier")

_ENTRY = responses.Object(incident=responses.IDENTIFIED)
# By kind: the last part of the path, which is also the key of the response, and the shape of the response.
_SOURCES = {
    "related": ("related_incidents", responses.Object(related_incidents=responses.Each(_ENTRY))),
    "past": ("past_incidents", responses.Object(past_incidents=responses.Each(_ENTRY))),
    "outlier": ("outlier_incident", responses.Object(outlier_incident=responses.Maybe(_ENTRY))),
}

OPTIONS: dict[str, t.Any] = {
    **WHICH,
    "kinds": {"type": "list", "elements": "str", "choices": list(KINDS), "default": list(KINDS)},
    "limit": {"type": "int"},
    "since": {"type": "str"},
    "details": {"type": "bool", "default": False},
}


def _queries(params: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """The query of each request, by kind. Raises UsageError."""
    kinds = params["kinds"]
    if not kinds:
        raise UsageError("kinds", "must not be empty; omit it to list all kinds")
    details = {"additional_details[]": ["incident"]} if params["details"] else {}
    queries: dict[str, dict[str, t.Any]] = {"related": details, "past": {}, "outlier": dict(details)}
    for option, kind in (("limit", "past"), ("since", "outlier")):
        if params[option] is not None and kind not in kinds:
            raise UsageError(option, f"has an effect on {kind} incidents only; add {kind} to kinds, or remove {option}")
    if params["limit"] is not None:
        if not 1 <= params["limit"] <= MOST_PAST:
            raise UsageError("limit", f"is {params['limit']}; it must be between 1 and {MOST_PAST}")
        queries["past"] = {"limit": params["limit"]}
    if params["since"] is not None:
        queries["outlier"]["since"] = utc(params["since"], "since")
    return {kind: queries[kind] for kind in KINDS if kind in kinds}


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    queries = _queries(params)
    incident = named(params, session)
    result: dict[str, t.Any] = {"changed": False}
    for kind, query in queries.items():
        key, expects = _SOURCES[kind]
        if is_predicted(incident):  # an earlier task in check mode would open it
            result[key] = None if kind == "outlier" else []
            continue
        try:
            result[key] = session.client.get(f"/incidents/{segment(incident)}/{key}", query, expects).get(key)
        except NotFound as error:
            raise no_incident(params["incident"] or incident, "incident", error) from None
    return result


INCIDENT_RELATED_INFO_OPERATION = Operation(
    "pagerduty_incident_related_info",
    OPTIONS,
    _work,
    WHICH_CONSTRAINTS,
    hints={"additional_details": "use details instead", "kind": "use kinds instead"},
)
