# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of event orchestrations do with an alert and its incident.

An alert keeps `Result.outcome` as ``rules``: a suspended alert needs it when it triggers an incident.
"""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.state import Account
from ..automation_invocations import run_for_rule
from ..custom_fields import value_problem
from ..event_orchestrations.enablements import uses_aiops
from ..event_orchestrations.pipeline import runs_at
from ..incidents import custom_fields
from ..incidents.lifecycle import Act
from ..notes import annotate
from .table import AUTO_PAUSE, RULES

WEBHOOK = "event_orchestration.webhook"
"""The type of the event that sends a webhook of a rule. PagerDuty has no such event, so no subscription gets it."""


def pause_of(account: Account, service: Record, rules: Record) -> tuple[int, str] | None:
    """For how many seconds an alert is suspended, and by what; None for not at all.

    PagerDuty's auto-pause suspends only alerts that it expects to be resolved soon. Here, it suspends all.
    """
    seconds = rules["actions"].get("suspend")
    if seconds:
        return seconds, RULES
    pause = service["auto_pause_notifications_parameters"]
    if pause["enabled"] and pause["timeout"] and uses_aiops(account, service):
        return pause["timeout"], AUTO_PAUSE
    return None


def chosen(account: Account, type_name: str, rules: Record, action: str) -> Record | None:
    """The object that an action names; None if there is none, or if it was deleted."""
    identifier = rules["actions"].get(action)
    return None if identifier is None else account.collection(type_name).get(identifier)


def apply_to(act: Act, incident: Record, rules: Record) -> Record:
    """Sets custom fields of an incident, and adds notes. Returns the incident.

    Unknown fields, and values that are not valid for their field, are ignored.
    """
    account, new = act.account, dict(incident["custom_fields"])
    known = custom_fields.fields_of(account, incident) if rules["custom_fields"] else {}
    for identifier, value in rules["custom_fields"].items():
        if identifier in known and value_problem(known[identifier], value) is None:
            new[identifier] = value
    incident = custom_fields.change(act, incident, new)
    for text in rules["notes"]:
        annotate(act, incident, text)
    return account.collection("incident").records[incident["id"]]


def run_actions(account: Account, alert: Record, state: str, at: str) -> None:
    """Runs the Automation Actions for a state of an alert, and sends the webhooks that are sent automatically."""
    for one in alert["rules"]["automation"]:
        if runs_at(one) == state:
            run_for_rule(account, one["action_id"], alert, at)
    for one in alert["rules"]["webhooks"]:
        if one.get("auto_send") and runs_at(one) == state:
            account.publish(WEBHOOK, alert, None, at=at, detail={"webhook": one, "body": body_of(alert, one)})


def body_of(alert: Record, webhook: Record) -> dict[str, Any]:
    """The body of a webhook: its parameters, and what it is about. PagerDuty does not document more."""
    incident, service = alert["incident"], alert["service"]
    about = {
        "alert": {"id": alert["id"], "type": "alert", "summary": alert["title"], "severity": alert["severity"]},
        "incident": incident and {"id": incident["id"], "type": "incident_reference"},
        "service": service and {"id": service["id"], "type": "service_reference"},
    }
    return {**about, **{one["key"]: one["value"] for one in webhook.get("parameters", ())}}
