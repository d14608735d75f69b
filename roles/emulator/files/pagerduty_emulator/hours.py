# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service's support hours, and which urgency its incidents get."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from .schema.view import zone

if TYPE_CHECKING:
    from .core.state import Account, Record

SEVERITIES = {"critical": "high", "error": "high", "warning": "low", "info": "low"}
"""An alert's severity → the urgency of its incident, where the service goes by severity."""


def in_hours(hours: Record, moment: datetime) -> bool:
    """Whether a moment is within the support hours. Hours that end before they start go on past midnight."""
    local = moment.astimezone(zone(hours["time_zone"]) or UTC)
    start, end = time.fromisoformat(hours["start_time"]), time.fromisoformat(hours["end_time"])
    day, clock = local.isoweekday(), local.time().replace(tzinfo=None)
    if start <= end:
        return day in hours["days_of_week"] and start <= clock < end
    yesterday = (day - 2) % 7 + 1
    return (day in hours["days_of_week"] and clock >= start) or (yesterday in hours["days_of_week"] and clock < end)


def next_edge(hours: Record, name: str, moment: datetime) -> datetime | None:
    """When the support hours start or end next, after a moment; ``name`` as in a scheduled action."""
    where = zone(hours["time_zone"]) or UTC
    at = time.fromisoformat(hours["start_time"] if name == "support_hours_start" else hours["end_time"])
    today = moment.astimezone(where).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        edge = datetime.combine(day, at, where).astimezone(UTC)
        if edge > moment and day.isoweekday() in hours["days_of_week"]:
            return edge
    return None


def urgency_of(account: Account, service: Record, severity: str | None, moment: datetime) -> str:
    """The urgency of a new incident. Without the ability ``urgencies`` all are high."""
    if "urgencies" not in account.abilities:
        return "high"
    rule = service["incident_urgency_rule"]
    urgency: str = rule["urgency"]
    if rule["type"] == "use_support_hours":
        part = "during_support_hours" if in_hours(service["support_hours"], moment) else "outside_support_hours"
        urgency = rule[part]["urgency"]
    return SEVERITIES.get(severity or "", "high") if urgency == "severity_based" else urgency


def raise_at(service: Record, moment: datetime) -> str | None:
    """When a scheduled action will next raise the urgency of the service's incidents; None for never."""
    edges = [
        edge
        for action in service["scheduled_actions"]
        if (edge := next_edge(service["support_hours"], action["at"]["name"], moment)) is not None
    ]
    return min(edges).isoformat() if edges else None
