# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For ``/_emulator/``: all alerts, also those without an incident, and what the rules would make of an event."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.state import Account, Emulator
from ..event_orchestrations.pipeline import Result, evaluate
from ..event_orchestrations.routing import orchestration_of
from ..integrations.events import EventError, owner
from ..services import NO_NEW_INCIDENTS, status_of
from .processing import event_problems
from .rules import chosen, pause_of
from .table import state_of

STATES = ("triggered", "suppressed", "suspended", "resolved")
"""The states of alerts."""


def shown_instant(value: str | None) -> str | None:
    return value and value.replace("+00:00", "Z")


def named(record: Record | None) -> Record | None:
    """An object as its ID and its name."""
    return record and {"id": record["id"], "name": record["name"]}


def alert_entries(account: Account) -> list[Record]:
    """All alerts of an account, the oldest first, with their states and what the rules decided."""
    services = account.collection("service")
    return [
        {
            "account": account.subdomain,
            "id": one["id"],
            "title": one["title"],
            "alert_key": one["alert_key"],
            "state": state_of(one),
            "severity": one["severity"],
            "service": one["service"] and named(services.get(one["service"]["id"])),
            "incident": one["incident"] and one["incident"]["id"],
            "created_at": shown_instant(one["created_at"]),
            "suspended_by": one["suspended_by"],
            "suspended_until": shown_instant(one["suspended_until"]),
            "details": one["body"]["details"],
            "rules": one["rules"],
        }
        for one in sorted(account.collection("alert").records.values(), key=lambda alert: alert["created_at"])
    ]


class Undo(Exception):
    """Ends a transaction whose changes are not wanted."""


NO_KEY = "0" * 32
"""The deduplication key of an event that has none. The emulator draws one only for events that it processes."""


def explain(emulator: Emulator, event: dict[str, Any]) -> Record:
    """What the rules make of an event of ``/v2/enqueue``, which is not processed. Raises `EventError`."""
    if problems := list(event_problems(event)):
        raise EventError(*problems)
    event = {**event, "dedup_key": event.get("dedup_key") or NO_KEY}
    orchestration = service = None
    if (found := orchestration_of(emulator, event["routing_key"])) is not None:
        account, orchestration, _integration = found
    else:
        account, service, _integration = owner(emulator, event["routing_key"])
    account.run_due()
    try:
        with account.journal.transaction():
            result = evaluate(account, event, orchestration=orchestration, service=service)
            raise Undo
    except Undo:
        pass
    return explained(account, orchestration, result)


def explained(account: Account, orchestration: Record | None, result: Result) -> Record:
    """The response for a result."""
    rules = result.outcome
    fields = rules.pop("custom_fields")
    known = {one["id"]: one["name"] for one in account.collection("incident_custom_field")}
    actions = rules.pop("actions")
    return {
        "account": account.subdomain,
        "orchestration": named(orchestration),
        "service": named(result.service),
        "action": action_of(account, result),
        "event": result.event,
        "suspend": actions.get("suspend"),
        "priority": named(chosen(account, "priority", result.outcome, "priority")),
        "escalation_policy": named(chosen(account, "escalation_policy", result.outcome, "escalation_policy")),
        "custom_fields": [{"id": one, "name": known.get(one), "value": value} for one, value in fields.items()],
        **rules,
    }


def action_of(account: Account, result: Result) -> str:
    """What happens to the event.

    ``trigger``, ``acknowledge``, ``resolve``; ``suppress`` and ``suspend`` for an alert without an incident; ``drop``
    for an event that is ignored because of a rule, ``ignore`` because of its service or its content.
    """
    if result.dropped:
        return "drop"
    if result.service is not None and status_of(account, result.service) in NO_NEW_INCIDENTS:
        return "ignore"
    action: str = result.event["event_action"]
    if action != "trigger":
        return action
    if any(event_problems(result.event)):
        return "ignore"
    if result.service is None or result.actions.get("suppress"):
        return "suppress"
    return "suspend" if pause_of(account, result.service, result.outcome) is not None else "trigger"
