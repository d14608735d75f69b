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
from .._core.errors import UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.business_service import BUSINESS_SERVICE
from .._schema.fields import Json
from .._schema.option_types import ReferenceType

_PRIORITY, _COUNT = "services.highest_impacting_priority", "total_impacted_count"
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


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
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
    if params["status"]:
        services = [one for one in services if one["status"] == params["status"]]
    if params["supporting_services"]:
        services = [{**one, "supporting_services": _supporting(one, session)} for one in services]
    result = {"changed": False, "business_service_impacts": services, _COUNT: total}
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
    },
    _work,
)
