# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The standards that apply to services, and which of them each service meets.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.service import SERVICE
from .._schema.fields import reference_of
from .._schema.option_types import ReferenceType

MOST = 100  # services in one request

_PATH = "/standards/scores/technical_services"
_SCORE = responses.Object(
    resource_id=responses.TEXT,
    score=responses.Object(passing=responses.NUMBER, total=responses.NUMBER),
    standards=responses.Each(responses.Object(name=responses.TEXT)),
)
_SCORES = responses.Object(resources=responses.Each(_SCORE))

OPTIONS: dict[str, t.Any] = {
    "services": {"type": "list", "elements": ReferenceType(SERVICE)},
    "failing_only": {"type": "bool", "default": False},
}


def _services(params: dict[str, t.Any], session: Session) -> list[dict[str, t.Any]]:
    """References to the services of the task, or to all. Raises UsageError."""
    if params["services"] is None:
        return [t.cast("dict[str, t.Any]", reference_of(raw)) for raw in session.names.all(SERVICE)]
    if len(params["services"]) > 1:
        session.names.expect_several(SERVICE)
    found = [
        session.names.reference(SERVICE, name, f"services[{index}]") for index, name in enumerate(params["services"])
    ]
    return list({reference["id"]: reference for reference in found}.values())


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    services = _services(params, session)
    scores = []
    for start in range(0, len(services), MOST):
        part = {service["id"]: service for service in services[start : start + MOST]}
        # PagerDuty's reference calls the parameter `ids`. Its Go client sends `ids[]`, as for other lists.
        found = session.client.get(_PATH, {"ids[]": list(part)}, _SCORES)["resources"]
        for score in found:
            service = part.get(score["resource_id"])
            if service is not None:
                scores.append({**score, "service": {**service, "type": "service_reference"}})
    if params["failing_only"]:
        scores = [score for score in scores if score["score"]["passing"] < score["score"]["total"]]
    return {"changed": False, "standard_scores": scores}


STANDARD_SCORE_INFO_OPERATION = Operation("pagerduty_standard_score_info", OPTIONS, _work)
