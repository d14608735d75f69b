# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invocations of Automation Actions.

The emulator runs no scripts and no jobs. It reads a script instead: each line ``sleep N`` takes N seconds of the
emulator's time, and the first line ``exit N`` ends it, in the state ``error`` unless N is 0. Without such lines, an
invocation is completed at once. An invocation waits in the state ``created`` if its runner never connected.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from ..core.clock import Timer, later, to_datetime
from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Choice, Field, Instant, ListOf, Nested, Text, Whole
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, as_reference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .automation_actions import RESOURCE as ACTIONS
from .automation_actions import shown_data

CREATED, RUNNING, COMPLETED, FAILED = "created", "running", "completed", "error"
BEFORE = ("sent", "queued", RUNNING)
"""The states on the way from `CREATED` to the end. A runner in the emulator passes through them at once."""

STATES = ("prepared", CREATED, *BEFORE, "aborted", COMPLETED, FAILED, "unknown")

MOST = 25
"""The most invocations of a list, which has no pages."""

SLEEP, EXIT = re.compile(r"^\s*sleep (\d{1,6})\s*$"), re.compile(r"^\s*exit (\d{1,3})\s*$")


def outcome(data: dict[str, Any]) -> tuple[int, str]:
    """How many seconds an action takes, and the state in which it ends."""
    seconds = 0
    for line in data.get("script", "").splitlines():
        if match := SLEEP.match(line):
            seconds += int(match[1])
        elif match := EXIT.match(line):
            return seconds, COMPLETED if int(match[1]) == 0 else FAILED
    return seconds, COMPLETED


class Invocations(UnnamedResource):
    """An invocation. It stays when its action or its incident is deleted."""

    type = "invocation"
    plural = "automation_invocations"
    scope = "automation_actions"
    indexes: ClassVar = {"action": lambda record: (record["action"]["id"],)}
    fields = (
        Field("action", HistoricalReference(("action",)), required=True, shown=False),
        Field("action_snapshot", AnyObject((("name", str), ("action_type", str))), required=True),
        Field("runner_id", Text(1), required=True),
        Field("state", Choice(STATES), default=CREATED),
        Field("timing", ListOf(Nested((Field("timestamp", Instant()), Field("state", Choice(STATES))))), default=()),
        Field("duration", Whole(0, nullable=True), shown=False),
        Field("incident", HistoricalReference(("incident",), nullable=True), shown=False),
        Field("alert_id", Text(1, nullable=True), shown=False),
        Field("agent", AnyObject((("id", str), ("type", str))), required=True, shown=False),
        Field("created_at", Instant(), default=Account.now, shown=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.automation_id()

    def api_path(self, record: Record) -> str:
        return f"/automation_actions/invocations/{record['id']}"

    def summary(self, record: Record) -> str:
        name: str = record["action_snapshot"]["name"]
        return name

    def render(self, record: Record, view: View) -> dict[str, Any]:
        metadata: dict[str, Any] = {"agent": record["agent"]}
        if record["incident"] is not None:
            metadata["incident"] = {"id": record["incident"]["id"], "type": "incident_reference"}
        if record["alert_id"] is not None:
            metadata["alert"] = {"id": record["alert_id"], "type": "alert_reference"}
        shown = {**super().render(record, view), "action_id": record["action"]["id"], "metadata": metadata}
        return shown if record["duration"] is None else {**shown, "duration": record["duration"]}


RESOURCE = Invocations()


def entered(record: Record, state: str, at: str) -> Record:
    """An invocation that enters a state."""
    return {**record, "state": state, "timing": [*record["timing"], {"timestamp": at, "state": state}]}


def invoke(
    account: Account, action: Record, agent: dict[str, str], at: str, *, incident: str | None, alert: str | None
) -> Record:
    """Starts an action that has a runner. ``agent``: a reference in the form of the API."""
    runner = account.collection("runner").records[action["runner"]["id"]]
    data = shown_data(action)
    record = entered(
        {
            "id": RESOURCE.new_identifier(account),
            "action": {"id": action["id"], "type": "action"},
            "action_snapshot": {
                "name": action["name"], "action_type": action["action_type"], "action_data_reference": data
            },
            "runner_id": runner["id"],
            "timing": [],
            "duration": None,
            "incident": as_reference(("incident", incident) if incident else None),
            "alert_id": alert,
            "agent": agent,
            "created_at": at,
        },
        CREATED, at,
    )
    account.put(RESOURCE, record)
    account.put(ACTIONS, {**action, "last_run": at, "last_run_by": agent})
    if runner["status"] == "Configured":
        account.timers.add(at, "start_invocation", record["id"])
    return record


def start(account: Account, timer: Timer) -> None:
    """The runner fetches the invocation, and runs it."""
    record = account.collection(RESOURCE.type).get(timer.identifier)
    if record is None or record["state"] != CREATED:
        return
    for state in BEFORE:
        record = entered(record, state, timer.at)
    account.put(RESOURCE, record)
    schedule_end(account, record)


def schedule_end(account: Account, record: Record) -> None:
    """Adds the timer for the end of an invocation that is running."""
    began = next((one["timestamp"] for one in record["timing"] if one["state"] == RUNNING), record["created_at"])
    seconds, _state = outcome(record["action_snapshot"].get("action_data_reference") or {})
    account.timers.add(later(began, seconds), "end_invocation", record["id"])


def end(account: Account, timer: Timer) -> None:
    record = account.collection(RESOURCE.type).get(timer.identifier)
    if record is None or record["state"] != RUNNING:
        return
    _seconds, state = outcome(record["action_snapshot"].get("action_data_reference") or {})
    duration = int((to_datetime(timer.at) - to_datetime(record["created_at"])).total_seconds())
    account.put(RESOURCE, {**entered(record, state, timer.at), "duration": duration})


def after_load(account: Account) -> None:
    """Starts the timers of invocations that have not ended."""
    runners = account.collection("runner")
    for record in account.collection(RESOURCE.type).records.values():
        if record["state"] == RUNNING:
            schedule_end(account, record)
        runner = runners.get(record["runner_id"])
        if record["state"] == CREATED and runner is not None and runner["status"] == "Configured":
            account.timers.add(record["created_at"], "start_invocation", record["id"])


TIMERS = {"start_invocation": start, "end_invocation": end}


def run_for_rule(account: Account, identifier: str, alert: Record, at: str) -> None:
    """Starts an action for a rule of an event orchestration. One that can't be started is ignored."""
    action = account.collection(ACTIONS.type).get(identifier)
    if action is None or action["runner"] is None or not action["allow_invocation_from_event_orchestration"]:
        return
    incident = alert["incident"]["id"] if alert["incident"] else None
    service = alert["service"]["id"] if alert["service"] else None
    agent = {"id": f"/service/{service}", "type": "event_orchestration_reference"}
    invoke(account, action, agent, at, incident=incident, alert=alert["id"])


# -- operations ------------------------------------------------------------------------------------------------------


def problem(action: Record, incident: Record) -> str | None:
    """Why a user can't start the action for the incident; None if they can."""
    if action["runner"] is None:
        return "Action has no runner"
    if not action["allow_invocation_manually"]:
        return "Action can't be invoked manually"
    if action["only_invocable_on_unresolved_incidents"] and incident["status"] == "resolved":
        return "Action can only be invoked on unresolved incidents"
    return None


def create(call: Call) -> Reply:
    action, account = call.record(ACTIONS), call.account
    metadata = call.wrapped("invocation").get("metadata")
    given = metadata if isinstance(metadata, dict) else {}
    identifier, alert = given.get("incident_id"), given.get("alert_id")
    if not isinstance(identifier, str) or not identifier:
        raise invalid("Metadata incident id can't be blank")
    incident = account.collection("incident").get(identifier)
    if incident is None:
        raise invalid("Incident must exist")
    if alert is not None:
        known = account.collection("alert").get(alert) if isinstance(alert, str) else None
        if known is None or (known["incident"] or {}).get("id") != identifier:
            raise invalid("Alert must exist")
    if text := problem(action, incident):
        raise invalid(text)
    user = call.actor.user
    agent = {"id": user or account.identifier, "type": "user_reference" if user else "account_reference"}
    record = invoke(account, action, agent, account.now(), incident=identifier, alert=alert)
    return Reply(201, {"invocation": RESOURCE.render(record, call.view())})


def invocations(call: Call) -> Reply:
    """The newest first."""
    query, view = call.query, call.view()
    wanted = next(iter(call.chosen("invocation_state", STATES)), None)
    unwanted = next(iter(call.chosen("not_invocation_state", STATES)), None)
    found = [
        one for one in reversed(call.account.collection(RESOURCE.type).records.values())
        if wanted in (None, one["state"])
        and unwanted != one["state"]
        and query.get("action_id") in (None, one["action"]["id"])
        and query.get("incident_id") in (None, (one["incident"] or {}).get("id"))
    ]
    found.sort(key=lambda one: one["created_at"], reverse=True)
    return Reply(200, {"invocations": [RESOURCE.render(one, view) for one in found[:MOST]]})


def one_invocation(call: Call) -> Reply:
    return Reply(200, {"invocation": RESOURCE.render(call.record(RESOURCE), call.view())})


OPERATIONS = (
    Operation("POST", f"{ACTIONS.path}/*/invocations", create, None),
    Operation("GET", "/automation_actions/invocations", invocations, None),
    Operation("GET", "/automation_actions/invocations/*", one_invocation, None),
)
