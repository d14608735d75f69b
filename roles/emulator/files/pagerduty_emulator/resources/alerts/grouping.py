# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert grouping: which open incident a new alert is added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...core.clock import later
from ...core.collection import Record
from ...core.state import Account


def group(account: Account, service: Record, alert: Record, at: str) -> Record | None:
    """The open incident that a new alert is grouped into; None for none. Intelligent grouping is not emulated."""
    grouping = service["alert_grouping_parameters"]
    grouping_type, config = grouping["type"], grouping["config"]
    if grouping_type not in ("time", "content_based"):
        return None
    incidents = account.collection("incident").records
    held = account.collection("incident").indexed("service", service["id"])
    for identifier in reversed(list(held)):
        incident = incidents[identifier]
        if incident["status"] == "resolved" or incident["grouping"] is None:
            continue
        if grouping_type == "time":
            if config["timeout"] is None or at < later(incident["created_at"], 60 * config["timeout"]):
                return incident
        elif alike(account, incident, alert, config, at):
            return incident
    return None


def alike(account: Account, incident: Record, alert: Record, config: Record, at: str) -> bool:
    """Whether an alert of the incident within the time window has the same values in all or any of the fields."""
    alerts = account.collection("alert")
    for identifier in alerts.indexed("incident", incident["id"]):
        other = alerts.records[identifier]
        age = datetime.fromisoformat(at) - datetime.fromisoformat(other["created_at"])
        if age.total_seconds() > config["time_window"]:
            continue
        pairs = [(value_at(other, path), value_at(alert, path)) for path in config["fields"]]
        same = [one is not None and one == two for one, two in pairs]
        if (all if config["aggregate"] == "all" else any)(same):
            return True
    return False


def value_at(alert: Record, path: str) -> Any:
    """The value of a field of content-based grouping, such as ``summary``, ``source`` or ``custom_details.host``."""
    head, _dot, rest = path.partition(".")
    value: Any = {
        "summary": alert["title"],
        "severity": alert["severity"],
        "custom_details": alert["body"]["details"],
        **{name: one for name, one in alert["body"]["cef_details"].items() if name != "severity"},
    }.get(head)
    for part in rest.split(".") if rest else ():
        value = value.get(part) if isinstance(value, dict) else None
    return value
