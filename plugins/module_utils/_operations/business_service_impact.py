# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists which business services open incidents impact.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.business_service import BUSINESS_SERVICE
from .._resources.incident import no_incident
from .._resources.incident_impact import impacted_by
from .._resources.incident_parent import WHICH, named
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.session import is_predicted

_PRIORITY, _COUNT = "services.highest_impacting_priority", "total_impacted_count"
_SERVICES = "business_service_impacts"  # the key of the result
_AT_ONCE = 100  # IDs in one request, so that its URL is not too long

_IMPACTS = responses.Object(
    services=responses.Each(responses.IDENTIFIED.having(status=responses.TEXT)),
    additional_fields=responses.Object(total_impacted_count=responses.NUMBER),
)
_SUPPORTING = responses.Object(services=responses.Each(responses.IDENTIFIED.having(status=responses.TEXT)))
_IMPACTORS = responses.Object(impactors=responses.Each(responses.IDENTIFIED))


def _parts(params: dict[str, t.Any], session: Session) -> list[list[str]]:
    """The IDs of the business services, for each request. [[]]: those at the top."""
    stated = params["business_services"]
    if stated is None:
        return [[]]
    if not stated:
        raise UsageError("business_services", "must not be empty; omit it to list the business services at the top")
    ids = []
    for index, name in enumerate(stated):
        found = session.names.reference(BUSINESS_SERVICE, name, f"business_services[{index}]")
        ids += [found["id"]] if found["id"] not in ids else []
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]


def _of_incident(params: dict[str, t.Any], session: Session) -> tuple[list[dict[str, Json]], int]:
    """The business services that the incident impacts, and their number."""
    incident = named(params, session)
    if is_predicted(incident):  # an earlier task in check mode would open it
        return [], 0
    try:
        services = impacted_by(session, incident)
    except NotFound as error:
        raise no_incident(params["incident"] or incident, "incident", error) from None
    services = [{"status": "impacted", **one} for one in services]
    return services, len(services)


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params["incident"] is None and params["incident_key"] is None:
        if params["service"]:
            raise UsageError("service", "can only be combined with incident_key; set it, or remove service")
        result = _of_services(params, session)
    else:
        if params["impactors"]:
            raise UsageError("impactors", "can't be combined with incident and incident_key; remove it")
        services, total = _of_incident(params, session)
        result = {"changed": False, _SERVICES: services, _COUNT: total}
    if params["status"]:
        result[_SERVICES] = [one for one in result[_SERVICES] if one["status"] == params["status"]]
    if params["supporting_services"]:
        result[_SERVICES] = [{**one, "supporting_services": _supporting(one, session)} for one in result[_SERVICES]]
    return result


def _of_services(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The result for `business_services`."""
    services: list[dict[str, Json]] = []
    impactors: dict[str, dict[str, Json]] = {}
    total = 0
    for ids in _parts(params, session):
        query = {"ids[]": ids} if ids else {}
        asked = {**query, "additional_fields[]": [_PRIORITY, _COUNT]}
        answer = session.client.get("/business_services/impacts", asked, _IMPACTS)
        services += answer["services"]
        total += answer["additional_fields"][_COUNT]
        if answer.get("more"):
            session.warn("PagerDuty returns the most impacted business services only, 200 at most")
        if params["impactors"]:
            listed = session.client.get("/business_services/impactors", query, _IMPACTORS)
            impactors.update({one["id"]: one for one in listed["impactors"]})
            if listed.get("more"):
                session.warn("PagerDuty returns the incidents with the highest priorities only, 200 at most")
    result = {"changed": False, _SERVICES: services, _COUNT: total}
    return {**result, "impactors": list(impactors.values())} if params["impactors"] else result


def _supporting(service: dict[str, Json], session: Session) -> Json:
    """The business services that support a business service, with their status."""
    path = f"/business_services/{segment(str(service['id']))}/supporting_services/impacts"
    return session.client.get(path, {"additional_fields[]": [_PRIORITY]}, _SUPPORTING)["services"]


BUSINESS_SERVICE_IMPACT_INFO_OPERATION = Operation(
    "pagerduty_business_service_impact_info",
    {
        "business_services": {"type": "list", "elements": ReferenceType(BUSINESS_SERVICE)},
        "status": {"type": "str", "choices": ["impacted", "not_impacted"]},
        "supporting_services": {"type": "bool", "default": False},
        "impactors": {"type": "bool", "default": False},
        **WHICH,
    },
    _work,
    {
        "mutually_exclusive": [
            ["incident", "incident_key"],
            ["business_services", "incident"],
            ["business_services", "incident_key"],
        ],
    },
)
