# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The business services that an incident impacts.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._schema.fields import Canonical, Json, Spec
from .._schema.session import Session, is_predicted
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest, label
from .business_service import BUSINESS_SERVICE

IMPACTED, NOT_IMPACTED = RELATIONS = ("impacted", "not_impacted")

_RELATION = responses.Object(relation=responses.TEXT)


def impacted_by(session: Session, incident_id: str) -> list[dict[str, Json]]:
    """The business services that an incident impacts, as PagerDuty returns them. None of a resolved incident."""
    path = f"/incidents/{segment(incident_id)}/business_services/impacts"
    pages = session.client.pages(path, "services", of=responses.IDENTIFIED, cursors=True)
    return [service for page in pages for service in page.items]


class BusinessServices(Subresource):
    """Whether an incident impacts business services, by their names. PagerDuty also derives impacts from the
    dependencies of the incident's service, and lists both together."""

    name = "business_services"

    def spec(self) -> dict[str, Spec]:
        return {self.name: {"type": "dict"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        stated = _stated(params[self.name], session)
        known = current is not None and not is_predicted(current["id"])
        impacted = {one["id"] for one in impacted_by(session, str(current["id"]))} if current and known else set()
        plan = SubresourcePlan(before={}, after={})
        for object_id, (reference, relation) in stated.items():
            before = (IMPACTED if object_id in impacted else NOT_IMPACTED) if known else None
            if relation == before:
                continue
            plan.before[label(reference)], plan.after[label(reference)] = before, relation
            path = f"/incidents/{{id}}/business_services/{segment(object_id)}/impacts"
            what = f"setting the impact on the business service {label(reference)}"
            plan.requests.append(SubresourceRequest("PUT", path, what, {"relation": relation}, expects=_RELATION))
        return plan


def _stated(option: dict[str, t.Any], session: Session) -> dict[str, tuple[dict[str, t.Any], str]]:
    """(reference, relation) by the ID of each business service that the option names. Raises UsageError."""
    found: dict[str, tuple[dict[str, t.Any], str]] = {}
    for name, relation in option.items():
        path = f"{BusinessServices.name}.{name}"
        if relation not in RELATIONS:
            raise UsageError(path, f"is {relation!r}; it must be {' or '.join(RELATIONS)}")
        reference = session.names.reference(BUSINESS_SERVICE, str(name), path)
        if reference["id"] in found:
            raise UsageError(path, "another entry names the same business service; remove one of the two")
        found[reference["id"]] = reference, relation
    return found
