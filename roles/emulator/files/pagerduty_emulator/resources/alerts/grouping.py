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
from ..alert_grouping_settings import DAY, setting_of


def group(account: Account, service: Record, alert: Record, at: str) -> Record | None:
    """The open incident that a new alert is grouped into; None for none.

    Settings group the alerts of all their services. The types with machine learning group nothing here.
    """
    setting = setting_of(account, service["id"])
    if setting is None or setting["type"] not in ("time", "content_based"):
        return None
    incidents = account.collection("incident").records
    for identifier in candidates(account, setting):
        incident = incidents[identifier]
        if incident["status"] == "resolved" or incident["grouping"] is None:
            continue
        timeout = setting["config"].get("timeout")
        if setting["type"] == "time":
            if not timeout or at < later(incident["created_at"], timeout):
                return incident
        elif alike(account, incident, alert, setting, at):
            return incident
    return None


def candidates(account: Account, setting: Record) -> list[str]:
    """The IDs of the incidents of a setting's services, the newest first."""
    collection = account.collection("incident")
    held = [list(collection.indexed("service", one["id"])) for one in setting["services"]]
    if len(held) == 1:
        return held[0][::-1]
    every = [one for of_service in held for one in of_service]
    return sorted(every, key=lambda one: int(collection.records[one]["incident_number"]), reverse=True)


def alike(account: Account, incident: Record, alert: Record, setting: Record, at: str) -> bool:
    """Whether an alert of the incident within the time window has the same values in all or any of the fields.

    The window starts again with each alert that is added. With one service, a group ends after 24 hours.
    """
    config, alerts = setting["config"], account.collection("alert")
    if len(setting["services"]) == 1 and at > later(incident["created_at"], DAY):
        return False
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
