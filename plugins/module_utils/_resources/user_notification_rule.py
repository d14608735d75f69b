# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification rules of users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Choice, Integer, Json
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .user import USER
from .user_contact_rule import OPTIONS, RULE, ContactMethod, prepare

PARENT = Parent(USER, "user", list_include="notification_rules")


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
        ContactMethod(),
        Choice("urgency", ["high", "low"]),
        Integer("start_delay_in_minutes", least=0),
    ),
    endpoint=Endpoint(whole_update=True),
    predict=_predict,
    prepare=prepare,
    options=OPTIONS,
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
