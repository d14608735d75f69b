# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predicts in check mode what PagerDuty would reject, as far as GET requests can tell.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core.errors import UsageError
from .._schema.fields import Json
from .._schema.resource import Resource
from .plan import Change
from .session import Session


def check_rejections(resource: Resource, change: Change, current: Json, session: Session) -> None:
    """Raise UsageError for a missing user of the requests, and for a name that another object has.

    current: the object, None for a new one.
    """
    _check_name(resource, change, current, session)
    needed = resource.endpoint.requires_from
    if (("POST" if change.creates else "PUT") in needed and (change.creates or change.body or change.later)) or any(
        request.sends_from for request in change.requests
    ):
        session.check_sender()


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
