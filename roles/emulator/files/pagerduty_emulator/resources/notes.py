# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents, and notifications about them."""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.state import Account, Record
from ..schema.fields import Field, Instant, Reference, Text
from ..schema.resource import Resource
from ..schema.view import View
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


RESOURCE = Notes()
