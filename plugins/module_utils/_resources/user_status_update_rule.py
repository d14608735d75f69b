# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of users for status updates of incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Json
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .user import USER
from .user_contact_rule import OPTIONS, RULE, ContactMethod, prepare, unprepare


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """PagerDuty makes the summary of the contact method."""
    method = predicted.get("contact_method") or {}
    predicted["summary"] = f"contact method {method.get('id')} used as status_update_notification_rule"


USER_STATUS_UPDATE_RULE = Resource(
    name="status_update_rule",
    plural="status_update_rules",
    title="status update rule",
    module="user_status_update_rule",
    path="/users/{parent}/status_update_notification_rules",
    wrapper="status_update_notification_rule",
    list_wrapper="status_update_notification_rules",
    # PagerDuty's document has this key in responses with one rule. Some of its examples have the other.
    other_wrappers=("notification_rule",),
    type_name="status_update_notification_rule",
    parent=Parent(USER, "user"),
    identity=ByContent(("contact_method",), specified_by=("contact_method_type",)),
    keys=(),
    unique_keys=(),
    query=None,
    paged=False,
    minimum=RULE,
    fields=(ContactMethod(),),
    endpoint=Endpoint(omit_type=True, whole_update=True),
    prepare=prepare,
    unprepare=unprepare,
    predict=_predict,
    options=OPTIONS,
    instead={"name": "a rule has no name; its contact_method identifies it"},
    listing=Listing(includes=("contact_methods",), limits=False, picklist=""),
)
