# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predicts in check mode what PagerDuty would reject, as far as GET requests can tell.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core.errors import ApiError, UsageError
from .._schema.fields import Json
from .._schema.resource import ByContent, Resource
from .._schema.subresource import SubresourceRequest
from .find import find_identical
from .plan import UPDATE, Change
from .session import Session


def check_rejections(resource: Resource, change: Change, current: Json, session: Session) -> None:
    """Raise an error for a missing user of the requests, a name or content that another object has, and dependents.

    current: the object, None for a new one.
    """
    _check_name(resource, change, current, session)
    _check_content(resource, change, current, session)
    for request in change.requests:
        if request.dependents and current and (listed := request.dependents(session, str(current["id"]))):
            raise not_possible(request, listed)
    needed = resource.endpoint.requires_from
    if (("POST" if change.creates else "PUT") in needed and (change.creates or change.body or change.later)) or any(
        request.sends_from for request in change.requests
    ):
        session.check_sender()


def _check_content(resource: Resource, change: Change, current: Json, session: Session) -> None:
    """A new object was looked for by its content, so only new content of an existing one can be that of another."""
    identity = resource.identity
    if not current or change.action != UPDATE or not resource.unique or not isinstance(identity, ByContent):
        return
    changed = [name for name in identity.options if name in change.after]
    if not changed or identity.matches:
        return
    values = {entry.name: entry.read(change.predicted) for entry in resource.fields}
    for other in find_identical(resource, values, session):
        if other["id"] != current["id"]:
            raise UsageError(
                changed[0],
                f"another {resource.title}, {resource.describe(other)}, has the same"
                f" {' and '.join(identity.options)}. Delete one of the two",
            )


def _check_name(resource: Resource, change: Change, current: Json, session: Session) -> None:
    """A new object was looked for by its name, so only a new name of an existing one can be taken."""
    value = change.body.get(resource.key)
    if current is None or not isinstance(value, str) or not resource.unique or resource.key not in resource.unique_keys:
        return
    wanted = resource.names_of({resource.key: value})
    for other in session.names.find(resource, value):
        if other["id"] != current.get("id") and resource.names_of(other)[:1] == wanted:
            raise UsageError(
                resource.key, f"{value!r} is the {resource.key} of another {resource.title}, {resource.describe(other)}"
            )


def not_possible(request: SubresourceRequest, listed: list[str], error: ApiError | None = None) -> ApiError:
    """The error for a request that PagerDuty rejects because of other objects. listed: these. error: PagerDuty's."""
    dependents = ", ".join(listed)
    return ApiError(
        f"{request.what} is not possible because of {dependents}. Change these objects first",
        status=400 if error is None else error.status,
        code=None if error is None else error.code,
        reason=f"used by {dependents}",
        errors=() if error is None else error.errors,
        request=None if error is None else error.request,
    )
