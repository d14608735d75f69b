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
from ...schema.references import AnyValue, HistoricalReference
from ...schema.resource import UnnamedResource, Write
from ...schema.view import View
from ..event_orchestrations.pipeline import Result

AUTO_PAUSE, RULES = SUSPENDED_BY = ("auto_pause", "rules")
"""What suspends alerts: the service's setting, or the rules of an event orchestration."""


def state_of(alert: Record) -> str:
    """``triggered``, ``resolved``, or for open alerts without an incident ``suppressed`` or ``suspended``."""
    if alert["status"] == "resolved" or alert["incident"] is not None:
        status: str = alert["status"]
        return status
    return "suppressed" if alert["suppressed"] or alert["suspended_until"] is None else "suspended"


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
        "incident": lambda record: (record["incident"]["id"],) if record["incident"] else (),
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
        # A suppressed or suspended alert has no incident. The alert of an unrouted event has no service, either.
        Field("incident", Reference(("incident",), nullable=True)),
        Field("suppressed", Flag(), default=False),
        Field("suspended_until", Instant(nullable=True), shown=False),
        Field("suspended_by", Choice(SUSPENDED_BY, nullable=True), shown=False),
        # What the rules of event orchestrations decided, see `rules`.
        Field("rules", AnyValue(), shown=False),
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
        incident = record["incident"]
        return f"/incidents/{incident['id']}/alerts/{record['id']}" if incident else f"/alerts/{record['id']}"

    def page_path(self, record: Record) -> str:
        return f"/alerts/{record['id']}"

    def complete(self, record: Record, write: Write) -> None:
        if record["incident"] is not None:
            incident = write.account.collection("incident").records[record["incident"]["id"]]
            record["service"] = record["service"] or incident["service"]
        record["updated_at"] = record["updated_at"] or record["created_at"]
        record["rules"] = record["rules"] or Result({}).outcome
        body = record["body"] or {"type": "alert_body", "contexts": [], "details": {}}
        record["body"] = {**body, "cef_details": body.get("cef_details") or {}}

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        service = record["service"]
        shown = service and plain.account.collection("service").get(service["id"])
        for one in shown["integrations"] if shown else ():
            if one["id"] == record["integration"]:
                path = f"/services/{service['id']}/integrations/{one['id']}"
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
