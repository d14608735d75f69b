# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completes the incidents of a state file."""

from __future__ import annotations

from ...core.clock import later, to_datetime
from ...core.state import Account
from ..escalation_policies import first_level
from .lifecycle import assignments, escalating, log, policy_of, set_timers, teams_with, timer_act
from .table import RESOURCE


def after_load(account: Account) -> None:
    """Derives missing assignees, first log entries and deadlines, and starts the timers."""
    incidents = account.collection("incident")
    for incident in list(incidents.records.values()):
        act = timer_act(account, incident, incident["created_at"]).through(type="auto")
        new = dict(incident)
        at = incident["created_at"]
        policy = policy_of(account, incident)
        if not new["teams"] and policy:
            new["teams"] = teams_with((), policy)
        if new["status"] != "resolved" and not new["assignments"] and new["assigned_via"] is None and policy:
            found = first_level(account, policy, new["escalation_level"], to_datetime(at))
            new["escalation_level"], users = found or (new["escalation_level"], [])
            new["assignments"] = assignments(users, at)
            new["assigned_via"] = "escalation_policy"
        new["assigned_via"] = new["assigned_via"] or "direct_assignment"
        new["assignments"] = [{**one, "at": one["at"] or at} for one in new["assignments"]]
        if new["status"] == "acknowledged" and not new["acknowledgements"]:
            new["acknowledgements"] = [
                {"acknowledger": one["assignee"], "at": new["last_status_change_at"]} for one in new["assignments"][:1]
            ]
        if new["deadlines"] is None:
            service = account.collection("service").get(new["service"]["id"])
            timeout = service["auto_resolve_timeout"] if service and new["status"] != "resolved" else None
            new["deadlines"] = {"resolve": later(at, timeout)} if timeout else {}
            new["deadlines"] = escalating(act, new)
        if new["first_trigger_log_entry"] is None:
            new["first_trigger_log_entry"] = log(act, new, "trigger", "Triggered.", details={})
        account.put(RESOURCE, new)
        set_timers(account, new, {})
