# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about paused incidents: alerts that were suspended, and then triggered an incident or were resolved."""

from __future__ import annotations

from typing import Any

from ..core.clock import later
from ..core.collection import Record
from ..core.errors import forbidden, invalid
from ..core.strictness import Differs, effective
from ..schema.call import Call, Reply
from ..schema.operation import Operation
from .alerts.table import SUSPENDED_BY
from .event_orchestrations.paths import AIOPS

LOOKBACK = 184 * 86400
"""Seconds: "maximum 6 months lookback period", with the longest months."""

NEWEST = 5

COUNTS = "paused_incident_reporting_counts"
ALERTS = Differs(tools=COUNTS, documents="paused_incident_reporting_alerts")
"""The wrapper of the report about alerts. The documents' example and PagerDuty's client have that of the counts."""


def period(call: Call) -> tuple[str, str]:
    """``since`` and ``until`` of the query. By default, it is as long as possible. Raises 400."""
    now = call.account.now()
    until = call.instant("until") or now
    earliest = later(now, -LOOKBACK)
    since = call.instant("since") or min(earliest, until)
    if call.query.get("since") is not None and since < earliest:
        raise invalid("Since must be within the last 6 months")
    if until < since:
        raise invalid("Until must be after since")
    return since, until


def paused(call: Call) -> tuple[dict[str, str], list[Record]]:
    """The period of the report, and the alerts that were suspended in it, the newest first. Raises 400 and 403."""
    if AIOPS not in call.account.abilities:
        raise forbidden()
    since, until = period(call)
    service, by = call.query.get("service_id"), call.query.get("suspended_by")
    if by is not None and by not in SUSPENDED_BY:
        raise invalid(f"Suspended by must be in {', '.join(SUSPENDED_BY)}")
    found = [
        one for one in call.account.collection("alert").records.values()
        if one["suspended_by"] in (SUSPENDED_BY if by is None else (by,))
        and since <= one["created_at"] <= until
        and service in (None, one["service"]["id"])
    ]
    view = call.view(default_zone="Etc/UTC")
    dates = {"since": view.instant(since), "until": view.instant(until)}
    return dates, sorted(found, key=lambda one: one["created_at"], reverse=True)


def triggered(alerts: list[Record]) -> list[Record]:
    """Those that triggered an incident after their pause."""
    return [one for one in alerts if one["incident"] is not None]


def resolved(alerts: list[Record]) -> list[Record]:
    """Those that were resolved during their pause."""
    return [one for one in alerts if one["incident"] is None and one["status"] == "resolved"]


def counts(call: Call) -> Reply:
    dates, alerts = paused(call)
    return Reply(200, {
        COUNTS: {
            **dates,
            "paused_count": len(alerts),
            "triggered_after_pause_count": len(triggered(alerts)),
            "resolved_after_pause_count": len(resolved(alerts)),
        }
    })


def newest(call: Call) -> Reply:
    """The five newest alerts of each kind."""
    dates, alerts = paused(call)
    view = call.view(default_zone="Etc/UTC")

    def shown(found: list[Record]) -> list[dict[str, Any]]:
        return [
            {"id": one["id"], "service_id": one["service"]["id"], "created_at": view.instant(one["created_at"])}
            for one in found[:NEWEST]
        ]

    report = {
        **dates,
        "triggered_after_pause_alerts": shown(triggered(alerts)),
        "resolved_after_pause_alerts": shown(resolved(alerts)),
    }
    return Reply(200, {effective(ALERTS, strict=call.account.strict): report})


OPERATIONS = (
    Operation("GET", "/paused_incident_reports/alerts", newest, "incidents.read"),
    Operation("GET", "/paused_incident_reports/counts", counts, "incidents.read"),
)
