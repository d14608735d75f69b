# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of users for on-call handoffs.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.fields import Choice, Integer
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .user import USER
from .user_contact_rule import OPTIONS, RULE, ContactMethod, prepare, unprepare

USER_HANDOFF_RULE = Resource(
    name="handoff_rule",
    plural="handoff_rules",
    title="handoff rule",
    module="user_handoff_rule",
    path="/users/{parent}/oncall_handoff_notification_rules",
    wrapper="oncall_handoff_notification_rule",
    list_wrapper="oncall_handoff_notification_rules",
    parent=Parent(USER, "user"),
    identity=ByContent(
        ("contact_method", "handoff_type", "notify_advance_in_minutes"),
        required=("contact_method",),
        specified_by=("contact_method_type",),
        unset={"handoff_type": "both", "notify_advance_in_minutes": 0},
    ),
    keys=(),
    unique_keys=(),
    query=None,
    paged=False,
    minimum=RULE,
    fields=(
        ContactMethod(),
        Choice("handoff_type", ["both", "oncall", "offcall"], unset="both", when_new="both"),
        Integer("notify_advance_in_minutes", least=0, unset=0, when_new=0),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True),
    prepare=prepare,
    unprepare=unprepare,
    options=OPTIONS,
    instead={
        "name": "a rule has no name; its contact_method, handoff_type and notify_advance_in_minutes identify it",
    },
    listing=Listing(limits=False, picklist=""),
)
