# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change events: deploys and the like, shown beside incidents."""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.state import Account, Record
from ..schema.fields import AnyObject, Field, Instant, ListOf, Text
from ..schema.resource import Resource
from ..schema.view import View
from .traces import Trace


class ChangeEvents(Resource):
    """A change event. It comes through the Events API."""

    type = "change_event"
    plural = "change_events"
    scope = "change_events"
    key = "id"
    key_is_unique = False
    indexes: ClassVar = {"service": lambda record: tuple(one["id"] for one in record["services"])}
    fields = (
        Field("summary", Text(1, 1024), required=True),
        Field("timestamp", Instant(), default=Account.now, api=False),
        Field("services", ListOf(Trace(("service",))), default=(), api=False),
        Field("integration", AnyObject((("id", str),), nullable=True), api=False),
        Field("routing_key", Text(nullable=True), api=False),
        Field("source", Text(nullable=True), api=False),
        Field("links", ListOf(AnyObject()), default=(), api=False),
        Field("images", ListOf(AnyObject()), default=(), api=False),
        Field("custom_details", AnyObject(), default=lambda account: {}),
    )

    def new_identifier(self, account: Account) -> str:
        return account.chance.event_id()

    def summary(self, record: Record) -> str:
        return record["summary"]

    def sort_key(self, record: Record) -> str:
        return record["timestamp"]

    def search_text(self, record: Record) -> str:
        return ""

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Its references are but an ID and a type, as in the examples."""
        shown = super().render(record, view)
        shown["services"] = [{"id": one["id"], "type": "service_reference"} for one in record["services"]]
        return shown


RESOURCE = ChangeEvents()
