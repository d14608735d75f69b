# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enablements: whether a service or an event orchestration uses the features of an add-on, such as AIOps.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import Unusable
from .._schema.fields import Boolean, Json
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Removal, Resource, Singleton
from .._schema.session import Session
from .event_orchestration import EVENT_ORCHESTRATION
from .service import SERVICE

Raw = dict[str, Json]

FEATURE = "aiops"  # the only one that PagerDuty supports


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """An absent enablement is a disabled one. Its value is verified in the same way."""
    return {**params, "state": "present", "enabled": False} if params.get("state") == "absent" else params


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when a setting was changed."""
    predicted.pop("updated_at", None)
    predicted.pop("type", None)


def _finish(params: dict[str, t.Any], session: Session, change: t.Any, raw: Raw) -> None:
    """Make sure that PagerDuty has stored the value, and pass on its warnings."""
    resource = ENABLEMENT.placed(params)
    if change.changed and not session.check_mode:
        parent = t.cast(Parent, resource.parent).find(params, session)
        raw.update(_stored(resource.under(str(parent)), session, raw))
    for warning in raw.get("warnings") or ():
        session.warn(str(warning.get("message") or warning) if isinstance(warning, dict) else str(warning))


def _stored(resource: Resource, session: Session, wanted: Raw) -> Raw:
    """The setting as PagerDuty shows it. It may show the old one for a moment after an update. Raises Unusable."""
    client = session.client
    for attempt in range(client.connection.max_retries + 1):
        if attempt:
            client.back_off(attempt)
        found: Raw = session.names.singleton(resource)
        if found.get("enabled") == wanted.get("enabled"):
            return found
    value = str(wanted.get("enabled")).lower()
    raise Unusable(f"PagerDuty accepted enabled: {value}, but shows the old value. Run again")


ENABLEMENT = Resource(
    name="enablement",
    plural="enablements",
    title="enablement",
    path=f"/services/{{parent}}/enablements/{FEATURE}",
    parent=Parent(
        SERVICE,
        "service",
        alternatives=(
            Parent(
                EVENT_ORCHESTRATION, "orchestration", path=f"/event_orchestrations/{{parent}}/enablements/{FEATURE}"
            ),
        ),
    ),
    identity=Singleton(unconfigured={"feature": FEATURE, "enabled": True}, listed_by="feature"),
    keys=(),
    unique_keys=(),
    query=None,
    minimum=responses.OBJECT,
    fields=(Boolean("enabled", unset=True),),
    options={"feature": {"type": "str", "choices": [FEATURE], "default": FEATURE}},
    # The documents' example of a response has a list, and PagerDuty's Go client reads one.
    endpoint=Endpoint(omit_type=True, empty_update=True),
    removal=Removal("disable", values={"enabled": False}),
    prepare=_prepare,
    predict=_predict,
    finish=_finish,
    constraints={"required_if": [["state", "present", ["enabled"]]]},
    instead={"entity_type": "use service or orchestration", "entity_id": "use service or orchestration"},
    listing=Listing(single=False, limits=False, picklist=""),
)
