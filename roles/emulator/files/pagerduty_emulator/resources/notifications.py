# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications: the messages that PagerDuty would send to users."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..schema.call import Call, Reply
from ..schema.fields import Field, Instant, Text
from ..schema.operation import Operation
from ..schema.references import HistoricalReference
from ..schema.resource import UnnamedResource
from ..schema.view import View


class Notifications(UnnamedResource):
    """A notification to a user."""

    type = "notification"
    plural = "notifications"
    scope = "users:notifications"
    time_field = "started_at"
    includes: ClassVar = {"users": ("user",)}
    fields = (
        Field("kind", Text(1), required=True, shown=False),
        Field("started_at", Instant(), required=True),
        Field("address", Text(nullable=True)),
        Field("user", HistoricalReference(("user",)), required=True),
        Field("incident", Text(nullable=True), shown=False),
    )

    def type_of(self, record: Record) -> str:
        return f"{record['kind']}_notification"

    def summary(self, record: Record) -> str:
        return ""

    def render(self, record: Record, view: View) -> dict[str, Any]:
        user = view.expanding() if "users" in view.include else view
        return {
            "id": record["id"],
            "type": self.type_of(record),
            "started_at": view.instant(record["started_at"]),
            "address": record["address"],
            "user": user.reference("user", record["user"]["id"]),
        }


RESOURCE = Notifications()


# -- operations ------------------------------------------------------------------------------------------------------


TYPES = ("sms_notification", "email_notification", "phone_notification", "push_notification")

LONGEST_NOTIFICATIONS = timedelta(days=92)


def notifications(call: Call) -> Reply:
    """``since`` and ``until`` are required, and less than three months apart."""
    since, until = call.instant("since"), call.instant("until")
    if since is None or until is None:
        raise invalid(*(f"{name} can't be blank" for name, one in (("Since", since), ("Until", until)) if one is None))
    if until < since or datetime.fromisoformat(until) - datetime.fromisoformat(since) >= LONGEST_NOTIFICATIONS:
        raise invalid("The date range must be less than 3 months")
    wanted = call.query.get("filter")
    if wanted not in (None, *TYPES):
        raise invalid(f"Filter must be in {', '.join(TYPES)}")
    found = [
        one
        for one in call.account.collection("notification")
        if since <= one["started_at"] <= until and wanted in (None, RESOURCE.type_of(one))
    ]
    view = call.view(listing=True)
    return call.page("notifications", found, lambda one: RESOURCE.render(one, view))


OPERATIONS = (
    Operation("GET", "/notifications", notifications, "users:notifications.read", includes=tuple(RESOURCE.includes)),
)
