# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications: what PagerDuty would have sent to users."""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.state import Record
from ..schema.fields import Field, Instant, Text
from ..schema.resource import Resource
from ..schema.view import View
from .traces import Trace


class Notifications(Resource):
    """What PagerDuty would have sent to somebody."""

    type = "notification"
    plural = "notifications"
    scope = "users:notifications"
    key = "id"
    key_is_unique = False
    includes: ClassVar = {"users": ("user",)}
    fields = (
        Field("kind", Text(1), required=True, shown=False),
        Field("started_at", Instant(), required=True),
        Field("address", Text(nullable=True)),
        Field("user", Trace(("user",)), required=True),
        Field("incident", Text(nullable=True), shown=False),
    )

    def type_of(self, record: Record) -> str:
        return f"{record['kind']}_notification"

    def summary(self, record: Record) -> str:
        return ""

    def sort_key(self, record: Record) -> str:
        return record["started_at"]

    def search_text(self, record: Record) -> str:
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
