# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of both types that are no longer targets of an escalation policy, but still those of its open incidents."""

from __future__ import annotations

from ..core.state import Account

SNAPSHOT_PROBLEM = "can't be deleted if it's being used by an escalation policy snapshot with open incidents"
"""Known from PagerDuty's Terraform provider."""


def has_open_incidents(account: Account, schedule: str) -> bool:
    """Whether an incident is open that was created when the schedule was still a target of its escalation policy."""
    until = {
        policy["id"]: former["until"]
        for policy in account.collection("escalation_policy")
        for former in policy["former_schedules"]
        if former["id"] == schedule
    }
    incidents = account.collection("incident")
    return bool(until) and any(
        incident["created_at"] <= until.get((incident["escalation_policy"] or {}).get("id"), "")
        for status in ("triggered", "acknowledged")
        for incident in (incidents.records[one] for one in incidents.indexed("status", status))
    )
