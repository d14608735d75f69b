# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification rules of users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.children import InList
from .._schema.fields import Choice, Integer, Json
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .user import USER
from .user_contact_rule import OPTIONS, RULE, ContactMethod, prepare, prepare_in_list, text_of_method, unprepare

Raw = dict[str, Json]

_TYPE = "assignment_notification_rule"

PARENT = Parent(USER, "user", list_include="notification_rules")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """PagerDuty makes the summary of the delay and the contact method."""
    method = predicted.get("contact_method") or {}
    predicted["summary"] = f"{predicted.get('start_delay_in_minutes')} minutes: channel {method.get('id')}"


def _text(rule: Raw) -> str:
    """What identifies a rule, as `high urgency after 5 minutes: sms Mobile`."""
    return f"{rule.get('urgency')} urgency after {rule.get('start_delay_in_minutes')} minutes: {text_of_method(rule)}"


def _of_new_user(user: Raw, lists: dict[str, list[Raw]]) -> list[Raw]:
    """PagerDuty adds a rule without delay for each urgency."""
    [method] = lists["contact_methods"][:1]
    reference = {"id": method["id"], "type": f"{method['type']}_reference", "summary": method["label"]}
    rules = []
    for urgency in ("high", "low"):
        rule: Raw = {"type": _TYPE, "urgency": urgency, "start_delay_in_minutes": 0, "contact_method": reference}
        _predict(rule, ())
        rules.append(rule)
    return rules


USER_NOTIFICATION_RULE = Resource(
    name="notification_rule",
    plural="notification_rules",
    title="notification rule",
    module="user_notification_rule",
    path="/users/{parent}/notification_rules",
    type_name=_TYPE,
    also=(_TYPE,),
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
    unprepare=unprepare,
    in_list=InList(_text, created=_of_new_user, prepare=prepare_in_list, needs=("contact_methods",)),
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
