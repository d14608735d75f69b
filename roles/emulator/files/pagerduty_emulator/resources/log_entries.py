# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries: the history of incidents, an entry a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..core.state import Account, Record
from ..schema.fields import AnyObject, Field, Instant, ListOf, Text
from ..schema.resource import Resource
from ..schema.view import View
from .traces import Trace

OVERVIEW = frozenset(
    ("trigger", "acknowledge", "unacknowledge", "escalate", "assign", "delegate", "resolve", "snooze", "annotate")
)
"""What ``is_overview=true`` leaves: "only the most important changes to the incident"."""


class LogEntries(Resource):
    """An entry. ``kind`` is its type without ``_log_entry``; ``extra`` are the keys only that type has."""

    type = "log_entry"
    plural = "log_entries"
    scope = "incidents"
    key = "id"
    key_is_unique = False
    includes: ClassVar = {"incidents": ("incident",), "services": ("service",), "teams": ("teams",), "channels": ()}
    indexes: ClassVar = {"incident": lambda record: (record["incident"]["id"],)}
    fields = (
        Field("kind", Text(1), required=True, shown=False),
        Field("text", Text(), default="", shown=False),
        Field("created_at", Instant(), default=Account.now),
        Field("agent", Trace(nullable=True)),
        Field("channel", AnyObject((("type", str),), nullable=True), shown=False),
        Field("service", Trace(("service",))),
        Field("incident", Trace(("incident",)), required=True),
        Field("teams", ListOf(Trace(("team",)), null_is_empty=True), default=()),
        Field("contexts", ListOf(AnyObject()), default=()),
        Field("note", Text(nullable=True), shown=False),
        Field("event_details", AnyObject(nullable=True)),
        Field("extra", AnyObject(nullable=True), shown=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.chance.long_identifier().replace("Q", "R", 1)

    def type_of(self, record: Record) -> str:
        return f"{record['kind']}_log_entry"

    def summary(self, record: Record) -> str:
        return record["text"]

    def sort_key(self, record: Record) -> str:
        return record["created_at"]

    def search_text(self, record: Record) -> str:
        return ""

    def api_path(self, record: Record) -> str:
        return f"/log_entries/{record['id']}?incident_id={record['incident']['id']}"

    def page_path(self, record: Record) -> str:
        return f"/incidents/{record['incident']['id']}/log_entries/{record['id']}"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        channel = record["channel"] or {"type": "auto"}
        whole = "channels" in plain.include or channel["type"] == "note"
        shown: dict[str, Any] = {
            "channel": channel if whole else {"type": channel["type"]},
            "event_details": record["event_details"] or {},
        }
        if record["note"] is not None:
            shown["note"] = record["note"]
        extra = record["extra"] or {}
        for name, value in extra.items():
            if name == "assignees":
                shown[name] = [plain.reference("user", user) for user in value]
            elif name == "user":
                shown[name] = plain.reference("user", value)
            elif name == "changed_actions":
                shown[name] = [{**one, "at": plain.instant(one["at"])} for one in value]
            else:
                shown[name] = value
        return shown


RESOURCE = LogEntries()
