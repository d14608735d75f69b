# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents, and notifications about them."""

from __future__ import annotations

from typing import Any, ClassVar

from ..fields import Field, Instant, Reference, Text
from ..resource import Resource
from ..state import Account, Record
from ..view import View
from .traces import Trace


class Notes(Resource):
    """A note on an incident. It has no links of its own."""

    type = "note"
    plural = "notes"
    scope = "incidents"
    key = "id"
    key_is_unique = False
    type_required = False
    indexes: ClassVar = {"incident": lambda record: (record["incident"]["id"],)}
    fields = (
        Field("content", Text(1), required=True),
        Field("incident", Reference(("incident",)), required=True, shown=False),
        Field("user", Trace(("user", "service"), nullable=True)),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(nullable=True)),
    )

    def summary(self, record: Record) -> str:
        return record["content"]

    def sort_key(self, record: Record) -> str:
        return record["created_at"]

    def search_text(self, record: Record) -> str:
        return ""

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "user": record["user"] and view.reference(record["user"]["type"], record["user"]["id"]),
            "channel": {"summary": "The PagerDuty website or APIs"},
            "content": record["content"],
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"] or record["created_at"]),
        }


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
