# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification rules of users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import Missing, UsageError
from .._schema.fields import Canonical, Choice, Integer, Json, Reference, Resolver, reference_of
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .._schema.session import Session
from .user import USER
from .user_contact_method import RULE, TYPES, USER_CONTACT_METHOD, meant, told

PARENT = Parent(USER, "user", list_include="notification_rules")


class _Method(Reference):
    """The contact method, which `_prepare` has found among those of the user."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return value


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """Find the contact method, which belongs to the same user. Raises UsageError."""
    value, kind = params.get("contact_method"), params.get("contact_method_type")
    if value is None:
        if kind:
            raise UsageError("contact_method_type", "says which contact_method is meant; set contact_method as well")
        return params
    if not value.strip():
        raise UsageError("contact_method", "must not be empty; give its address, its label or its ID")
    user_id = t.cast(str, PARENT.find(params, session))
    methods = session.names.all(USER_CONTACT_METHOD.under(user_id))
    found = meant(methods, value, kind)
    if len(found) > 1:
        listed = ", ".join(map(told, found))
        which = "the ID" if kind else "contact_method_type, or the ID"
        raise UsageError(
            "contact_method", f"{len(found)} contact methods of the user are {value!r}: {listed}. Use {which}"
        )
    if found:
        return {**params, "contact_method": reference_of(found[0])}
    if params.get("state") == "absent":
        # PagerDuty deletes the rules of a contact method with it, so there is no such rule.
        return {**params, "contact_method": {"id": "", "type": USER_CONTACT_METHOD.name}}
    listed = ", ".join(map(told, methods)) or "none"
    of_type = f" of the type {kind}" if kind else ""
    raise Missing("contact_method", f"the user has no contact method {value!r}{of_type}; the user has {listed}")


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """PagerDuty makes the summary of the delay and the contact method."""
    method = predicted.get("contact_method") or {}
    predicted["summary"] = f"{predicted.get('start_delay_in_minutes')} minutes: channel {method.get('id')}"


USER_NOTIFICATION_RULE = Resource(
    name="notification_rule",
    plural="notification_rules",
    title="notification rule",
    module="user_notification_rule",
    path="/users/{parent}/notification_rules",
    type_name="assignment_notification_rule",
    also=("assignment_notification_rule",),
    parent=PARENT,
    identity=ByContent(("contact_method", "urgency", "start_delay_in_minutes")),
    keys=(),
    unique_keys=(),
    query=None,
    # PagerDuty otherwise lists the rules for high urgency only.
    list_query={"urgency": "all"},
    paged=False,
    minimum=RULE,
    fields=(
        _Method("contact_method", USER_CONTACT_METHOD),
        Choice("urgency", ["high", "low"]),
        Integer("start_delay_in_minutes", least=0),
    ),
    endpoint=Endpoint(whole_update=True),
    predict=_predict,
    prepare=_prepare,
    options={"contact_method_type": {"type": "str", "choices": [*TYPES, *TYPES.values()]}},
    instead={
        "contact_method_address": "use contact_method instead",
        "delay": "use start_delay_in_minutes instead",
        "name": "a rule has no name; its contact_method, urgency and start_delay_in_minutes identify it",
    },
    listing=Listing(
        filters=(Filter("urgency", "urgency", choices=("high", "low")),),
        includes=("contact_methods",),
        limits=False,
    ),
)
