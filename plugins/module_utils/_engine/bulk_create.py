# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates several objects in one request. PagerDuty responds with a result for each, see `Endpoint.creates_list`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core.client import TaskClient
from .._core.errors import ApiError
from .._core.transport import Response
from .._schema.fields import Json
from .._schema.resource import Resource

Raw = dict[str, Json]

REJECTED = 400  # the status of a result that has errors but no status


@dataclass(frozen=True)
class ItemResult:
    """The result for one object.

    raw: the object, as PagerDuty returned it. error: why PagerDuty rejected it; None if it was created.
    """

    raw: Raw
    error: ApiError | None


def create_several(
    resource: Resource, bodies: t.Sequence[Raw], client: TaskClient, shown: t.Sequence[Raw] = ()
) -> list[ItemResult]:
    """Create objects in one request: the result for each, in the same order.

    bodies: the attributes of each object. shown: the objects for messages, with the names in their references; by
    default, as PagerDuty returns them.
    Raises ApiError if PagerDuty rejects the request, OutcomeUnknown if there is no usable response. A rejection of some
    objects raises nothing, because PagerDuty has created the others.
    """
    response = client.call(
        "POST",
        resource.path,
        body={resource.list_key: list(bodies)},
        sends_from="POST" in resource.endpoint.sends_from,
        flaw=lambda response: _flaw(response, resource, len(bodies)),
    )
    results = []
    for index, entry in enumerate(_listed(response.json(), resource)):
        raw = {**bodies[index], **_object(entry, resource)}
        error = None
        if _is_rejected(entry):
            error = _rejection(entry, shown[index] if shown else raw, resource, response)
        results.append(ItemResult(raw, error))
    return results


def _listed(decoded: Json, resource: Resource) -> Json:
    """The list of the results: the body, or a part of it."""
    return decoded.get(resource.list_key) if isinstance(decoded, dict) else decoded


def _object(entry: Raw, resource: Resource) -> Raw:
    """The object in a result. Without a status for each object, the results are the objects."""
    found = entry.get(resource.one_key)
    if isinstance(found, dict):
        return found
    return {} if _is_rejected(entry) else entry


def _is_rejected(entry: Raw) -> bool:
    status = entry.get("status")
    return bool(entry.get("errors")) or (isinstance(status, int) and status >= REJECTED)


def _flaw(response: Response, resource: Resource, number: int) -> str:
    """What is wrong with the body of a response that must have a result for each object. "" if nothing is."""
    try:
        results = _listed(response.json(), resource)
    except ValueError as error:
        return f"with a body {error}"
    if not isinstance(results, list) or len(results) != number:
        return f"with a body that has no list of {number} results"
    for index, entry in enumerate(results):
        if not isinstance(entry, dict):
            return f"with a body that can't be used: [{index}] is not an object"
        flaw = "" if _is_rejected(entry) else resource.created({}).flaw(_object(entry, resource))
        if flaw:
            return f"with a body that can't be used: [{index}]{flaw}"
    return ""


def _rejection(entry: Raw, raw: Raw, resource: Resource, response: Response) -> ApiError:
    errors = entry.get("errors") or []
    reasons = [str(reason) for reason in (errors if isinstance(errors, list) else [errors])]
    status = entry.get("status")
    status = status if isinstance(status, int) and status >= REJECTED else REJECTED
    reason = "; ".join(reasons) or f"status {status}"
    return ApiError(
        f"PagerDuty rejected the {resource.title} {resource.describe(raw)}: {reason}",
        status=status,
        reason=reason,
        errors=reasons,
        request={"method": "POST", "path": resource.path, "id": response.headers.get("x-request-id")},
    )


def rejections(resource: Resource, results: t.Sequence[ItemResult]) -> ApiError | None:
    """The error for all objects of a request that PagerDuty rejected; None if there are none.

    It names each of them with PagerDuty's message. If PagerDuty created others, it says how many.
    """
    failed = [result.error for result in results if result.error]
    if not failed:
        return None
    first = failed[0]
    if len(results) == 1:
        return first
    created = f"{len(results) - len(failed)} of {len(results)} {resource.title}s were created"
    return ApiError(
        f"{created}. {'. '.join(error.message for error in failed)}",
        status=first.status,
        reason=first.reason,
        errors=[reason for error in failed for reason in error.errors],
        request=first.request,
    )
