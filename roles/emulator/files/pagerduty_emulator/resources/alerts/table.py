# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of alerts. What happens to alerts is in `processing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ...core.collection import Record
from ...core.state import Account
from ...schema.fields import AnyObject, Choice, Field, Flag, Instant, Reference, Text
from ...schema.references import HistoricalReference
from ...schema.resource import UnnamedResource, Write
from ...schema.view import View


class Alerts(UnnamedResource):
    """An alert: a problem that an integration reported. `processing` creates it."""

    type = "alert"
    plural = "alerts"
    scope = "incidents"
    key = "alert_key"
    type_required = False
    includes: ClassVar = {
        "services": ("service",),
        "first_trigger_log_entries": ("first_trigger_log_entry",),
        "incidents": ("incident",),
    }
    indexes: ClassVar = {
        "incident": lambda record: (record["incident"]["id"],),
        "key": lambda record: (record["alert_key"],),
        "open key": lambda record: (
            ((record["integration"], record["alert_key"]),) if record["status"] == "triggered" else ()
        ),
    }
    fields = (
        Field("title", Text(1), required=True, shown=False),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(nullable=True), shown=False),
        Field("resolved_at", Instant(nullable=True), shown=False),
        Field("status", Choice(("triggered", "resolved")), default="triggered"),
        Field("alert_key", Text(), default=lambda account: account.random.key()),
        Field("service", HistoricalReference(("service",), nullable=True)),
        Field("first_trigger_log_entry", HistoricalReference(("log_entry",), nullable=True)),
        Field("incident", Reference(("incident",)), required=True),
        Field("suppressed", Flag(), default=False),
        Field("severity", Text(nullable=True)),
        Field("integration", Text(nullable=True), shown=False),
        Field("body", AnyObject((("contexts", list), ("details", dict)), nullable=True)),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.long_identifier()

    def summary(self, record: Record) -> str:
        title: str = record["title"]
        return title

    def api_path(self, record: Record) -> str:
        return f"/incidents/{record['incident']['id']}/alerts/{record['id']}"

    def page_path(self, record: Record) -> str:
        return f"/alerts/{record['id']}"

    def complete(self, record: Record, write: Write) -> None:
        incident = write.account.collection("incident").records[record["incident"]["id"]]
        record["service"] = record["service"] or incident["service"]
        record["updated_at"] = record["updated_at"] or record["created_at"]
        body = record["body"] or {"type": "alert_body", "contexts": [], "details": {}}
        record["body"] = {**body, "cef_details": body.get("cef_details") or {}}

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        shown = plain.account.collection("service").get(record["service"]["id"])
        for one in shown["integrations"] if shown else ():
            if one["id"] == record["integration"]:
                path = f"/services/{record['service']['id']}/integrations/{one['id']}"
                return {
                    "integration": {
                        "id": one["id"],
                        "type": f"{one['type']}_reference",
                        "summary": one["name"],
                        "self": plain.api_url(path),
                        "html_url": plain.web_url(path),
                    }
                }
        return {"integration": None}


RESOURCE = Alerts()
