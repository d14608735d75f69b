# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of incidents: trigger, assign, acknowledge, escalate, snooze, resolve, merge.

Each function gets an `Act`, which states who makes the change and when, and the incident's record, and returns the new
record. Each change adds log entries, publishes events, and starts timers. Operations check before whether a change is
allowed.

Where PagerDuty documents no details, the emulator behaves as its product does: a user who acknowledges becomes the
assignee, incidents with low urgency are not escalated, and levels with nobody on call are skipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...core.clock import later, to_datetime
from ...core.collection import Record, Target
from ...core.state import Account
from ...schema.references import as_reference
from ..escalation_policies import first_level
from ..log_entries import RESOURCE as LOG_ENTRIES
from ..services import raise_at
from .table import RESOURCE, next_number

WEB = {"type": "website"}
TIMEOUT = {"type": "timeout"}


@dataclass(frozen=True)
class Act:
    """Who makes a change (a user or a service), when, and through which channel."""

    account: Account
    agent: Target
    at: str
    channel: Mapping[str, Any] = field(default_factory=lambda: WEB)

    @property
    def who(self) -> str:
        """The agent's name."""
        record = self.account.collection(self.agent[0]).get(self.agent[1])
        return record["name"] if record else "the service"

    def through(self, **channel: Any) -> Act:
        """The same act through another channel."""
        return replace(self, channel=channel)


def timer_act(account: Account, incident: Record, at: str) -> Act:
    """The act of a timer of the incident."""
    return Act(account, ("service", incident["service"]["id"]), at, TIMEOUT)


# -- records, log entries, events ------------------------------------------------------------------------------------


def log(
    act: Act, incident: Record, entry_type: str, text: str, note: str | None = None, details: Any = None, **extra: Any
) -> str:
    """Adds a log entry. Returns its ID."""
    account = act.account
    identifier = LOG_ENTRIES.new_identifier(account)
    entry = {
        "id": identifier,
        "kind": entry_type,
        "text": text,
        "created_at": act.at,
        "agent": as_reference(act.agent),
        "channel": dict(act.channel),
        "service": incident["service"],
        "incident": {"id": incident["id"], "type": "incident"},
        "teams": incident["teams"],
        "contexts": extra.pop("contexts", []),
        "note": note,
        "event_details": details,
        "extra": extra,
    }
    account.put(LOG_ENTRIES, entry)
    return identifier


def put(act: Act, incident: Record, **changes: Any) -> Record:
    """Stores changes of an incident, and starts timers for its new deadlines. Returns the new record."""
    new = {**incident, **changes, "updated_at": act.at}
    if new["status"] != incident["status"]:
        new["last_status_change_at"] = act.at
        new["last_status_change_by"] = as_reference(act.agent)
    act.account.put(RESOURCE, new)
    set_timers(act.account, new, incident["deadlines"])
    look_for_workflows(act, new)
    return new


def look_for_workflows(act: Act, incident: Record) -> None:
    """Starts the timer that starts workflows whose triggers the incident matches now, if there are triggers."""
    if act.account.collection("incident_workflow_trigger").records:
        act.account.timers.add(act.at, "start_workflows", incident["id"])


def set_timers(account: Account, incident: Record, before: Mapping[str, str]) -> None:
    """Starts timers for the deadlines that are new. ``before``: the previous deadlines."""
    for name, at in incident["deadlines"].items():
        if before.get(name) != at:
            account.timers.add(at, name, incident["id"])


def publish(act: Act, incident: Record, event: str, **detail: Any) -> None:
    """Publishes the event ``incident.{event}``."""
    act.account.publish(f"incident.{event}", incident, act.agent, at=act.at, detail=detail)


def without(deadlines: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: at for name, at in deadlines.items() if name not in names}


# -- assignments -----------------------------------------------------------------------------------------------------


def policy_of(account: Account, incident: Record) -> Record | None:
    """The incident's escalation policy; None if it was deleted."""
    return account.collection("escalation_policy").get(incident["escalation_policy"]["id"])


def assignments(users: Sequence[str], at: str) -> list[Record]:
    return [{"assignee": {"id": user, "type": "user"}, "at": at} for user in users]


def assignees(incident: Record) -> list[str]:
    """The IDs of the users that an incident is assigned to."""
    return [one["assignee"]["id"] for one in incident["assignments"]]


def escalating(act: Act, incident: Record) -> dict[str, str]:
    """The deadlines, with that of the next escalation if the incident is triggered and has high urgency."""
    deadlines = without(incident["deadlines"], "escalate", "exhaust")
    policy = policy_of(act.account, incident)
    if (
        policy is None
        or incident["status"] != "triggered"
        or incident["assigned_via"] != "escalation_policy"
        or incident["urgency"] != "high"
    ):
        return deadlines
    rules, level = policy["escalation_rules"], incident["escalation_level"]
    rule = rules[min(level, len(rules)) - 1]
    goes_on = level < len(rules) or incident["loop"] < policy["num_loops"]
    at = later(act.at, 60 * rule["escalation_delay_in_minutes"])
    return {**deadlines, ("escalate" if goes_on else "exhaust"): at}


def assign(act: Act, incident: Record, users: Sequence[str], via: str, level: int, **changes: Any) -> Record:
    """Assigns an incident, sets the deadline of the next escalation, and notifies the users. Adds no log entry."""
    changed = {
        **incident,
        "assignments": assignments(users, act.at),
        "assigned_via": via,
        "escalation_level": level,
        **changes,
    }
    incident = put(act, incident, **{**changed, "deadlines": escalating(act, changed)})
    notify(act, incident)
    return incident


def notify(act: Act, incident: Record) -> None:
    """Starts timers for the notification rules of the assignees. Those without a delay are due immediately."""
    users = act.account.collection("user").records
    for identifier in assignees(incident):
        for rule in users[identifier]["notification_rules"]:
            if rule["urgency"] == incident["urgency"]:
                at = later(act.at, 60 * rule["start_delay_in_minutes"])
                act.account.timers.add(at, "notify", incident["id"], f"{identifier} {rule['id']} {act.at}")


def names(act: Act, users: Sequence[str]) -> str:
    records = act.account.collection("user").records
    return ", ".join(records[user]["name"] for user in users) or "nobody"


def reassign(act: Act, incident: Record, users: Sequence[str]) -> Record:
    """Assigns an incident to users.

    It is then triggered, unless a user who acknowledged it assigns it to themselves.
    """
    keeps = incident["status"] == "acknowledged" and list(users) == [act.agent[1]]
    status = incident["status"] if keeps else "triggered"
    acknowledgements = incident["acknowledgements"] if keeps else []
    deadlines = incident["deadlines"] if keeps else without(incident["deadlines"], "unacknowledge")
    incident = assign(
        act, incident, users, "direct_assignment", incident["escalation_level"],
        status=status, acknowledgements=acknowledgements, deadlines=deadlines,
    )
    log(act, incident, "assign", f"Assigned to {names(act, users)} by {act.who}.", assignees=list(users))
    publish(act, incident, "reassigned")
    return incident


def delegate(
    act: Act, incident: Record, policy: Record, level: int = 1, users: Sequence[str] | None = None
) -> Record:
    """Assigns an incident to an escalation policy: to these users of it, or to those on call.

    The operation has checked before whether a user is on call.
    """
    if users is None:
        via = "escalation_policy"
        level, users = first_level(act.account, policy, level, to_datetime(act.at)) or (level, [])
    else:
        via = "direct_assignment"
    incident = assign(
        act, incident, users, via, level,
        status="triggered", acknowledgements=[], loop=0,
        escalation_policy={"id": policy["id"], "type": "escalation_policy"},
        teams=teams_with(incident["teams"], policy),
        deadlines=without(incident["deadlines"], "unacknowledge"),
    )
    log(act, incident, "delegate", f"Delegated to {policy['name']} by {act.who}.", assignees=list(users))
    publish(act, incident, "delegated")
    return incident


def teams_with(teams: Sequence[Record], policy: Record) -> list[Record]:
    """The teams of an incident and those of its escalation policy."""
    return list({one["id"]: one for one in (*teams, *policy["teams"])}.values())


def escalate(act: Act, incident: Record, level: int, users: Sequence[str], loop: int | None = None) -> Record:
    """Assigns an incident to the users of a level."""
    incident = assign(
        act, incident, users, "escalation_policy", level,
        status="triggered", acknowledgements=[], loop=incident["loop"] if loop is None else loop,
        deadlines=without(incident["deadlines"], "unacknowledge"),
    )
    log(act, incident, "escalate", f"Escalated to {names(act, users)} by {act.who}.", assignees=list(users))
    publish(act, incident, "escalated")
    return incident


# -- changes of incidents --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewIncident:
    """The properties of a new incident."""

    title: str
    service: Record
    urgency: str
    policy: Record
    users: Sequence[str] | None = None
    level: int = 1
    incident_key: str | None = None
    priority: Record | None = None
    incident_type: str = "incident_default"
    conference_bridge: Record | None = None
    body: Any = None
    grouping: Record | None = None
    trigger: str = ""
    details: Any = None
    contexts: Sequence[Record] = ()


def trigger(act: Act, properties: NewIncident, *, direct: bool = False) -> Record:
    """Creates an incident. ``direct``: whether it is assigned to users, and not by the escalation policy."""
    account, service = act.account, properties.service
    deadlines = {}
    if service["auto_resolve_timeout"]:
        deadlines["resolve"] = later(act.at, service["auto_resolve_timeout"])
    if properties.urgency == "low" and (raised := raise_at(service, to_datetime(act.at))):
        deadlines["urgency_change"] = raised
    reference = {"id": service["id"], "type": "service"}
    incident: Record = {
        **{one.name: one.initial(account) for one in RESOURCE.fields},
        "id": RESOURCE.new_identifier(account),
        "incident_number": next_number(account),
        "title": properties.title,
        "created_at": act.at,
        "updated_at": act.at,
        "incident_key": properties.incident_key,
        "service": reference,
        "assigned_via": "direct_assignment" if direct else "escalation_policy",
        "last_status_change_at": act.at,
        "last_status_change_by": as_reference(act.agent),
        "incident_type": properties.incident_type,
        "escalation_policy": {"id": properties.policy["id"], "type": "escalation_policy"},
        "teams": teams_with((), properties.policy),
        "priority": properties.priority,
        "conference_bridge": properties.conference_bridge,
        "urgency": properties.urgency,
        "body": properties.body,
        "escalation_level": properties.level,
        "deadlines": deadlines,
        "grouping": properties.grouping,
        "custom_fields": {},
    }
    entry = log(
        act, incident, "trigger", properties.trigger or f"Triggered by {act.who}.",
        details=properties.details, contexts=list(properties.contexts),
    )
    account.put(RESOURCE, {**incident, "first_trigger_log_entry": entry})
    set_timers(account, incident, {})
    via = incident["assigned_via"]
    incident = assign(
        act, incident, properties.users or (), via, properties.level, first_trigger_log_entry=entry
    )
    if properties.users:
        log(act, incident, "assign", f"Assigned to {names(act, properties.users)}.", assignees=list(properties.users))
    account.put(account.collection("service").resource, {**service, "last_incident_timestamp": act.at})
    publish(act, incident, "triggered")
    return incident


def acknowledge(act: Act, incident: Record) -> Record:
    """Adds an acknowledgment. The users who acknowledged an incident become its only assignees."""
    service = act.account.collection("service").get(incident["service"]["id"])
    timeout = service and service["acknowledgement_timeout"]
    deadlines = without(incident["deadlines"], "escalate", "exhaust", "unacknowledge")
    if timeout:
        deadlines["unacknowledge"] = later(act.at, timeout)
    given = [*incident["acknowledgements"], {"acknowledger": as_reference(act.agent), "at": act.at}]
    users = [one["acknowledger"]["id"] for one in given if one["acknowledger"]["type"] == "user"]
    changes: Record = {}
    if users:
        old = {one["assignee"]["id"]: one for one in incident["assignments"]}
        changes["assignments"] = [old.get(user) or assignments([user], act.at)[0] for user in dict.fromkeys(users)]
    incident = put(act, incident, status="acknowledged", acknowledgements=given, deadlines=deadlines, **changes)
    log(act, incident, "acknowledge", f"Acknowledged by {act.who}.", acknowledgement_timeout=timeout)
    publish(act, incident, "acknowledged")
    return incident


def unacknowledge(act: Act, incident: Record) -> Record:
    """Sets the status to triggered. The assignees are notified again, and the incident is escalated again."""
    changed = {**incident, "status": "triggered", "deadlines": without(incident["deadlines"], "unacknowledge")}
    incident = put(
        act, incident, status="triggered", acknowledgements=[], deadlines=escalating(act, changed)
    )
    notify(act, incident)
    log(act, incident, "unacknowledge", f"Unacknowledged by {act.who}.")
    publish(act, incident, "unacknowledged")
    return incident


def snooze(act: Act, incident: Record, seconds: int) -> Record:
    """Keeps an incident acknowledged for seconds, regardless of the service's acknowledgment timeout."""
    at = later(act.at, seconds)
    deadlines = {**without(incident["deadlines"], "escalate", "exhaust"), "unacknowledge": at}
    incident = put(act, incident, deadlines=deadlines)
    log(
        act, incident, "snooze", f"Snoozed by {act.who}.",
        changed_actions=[{"type": "unacknowledge", "at": at}],
    )
    return incident


def resolve(act: Act, incident: Record, resolution: str | None = None, reason: Record | None = None) -> Record:
    """Resolves an incident and all its alerts."""
    alerts = act.account.collection("alert")
    for identifier in list(alerts.indexed("incident", incident["id"])):
        alert = alerts.records[identifier]
        if alert["status"] != "resolved":
            resolved = {**alert, "status": "resolved", "resolved_at": act.at, "updated_at": act.at}
            act.account.put(alerts.resource, resolved)
    incident = put(
        act, incident, status="resolved", resolved_at=act.at, assignments=[], acknowledgements=[],
        deadlines={}, resolve_reason=reason,
    )
    log(act, incident, "resolve", f"Resolved by {act.who}.", note=resolution)
    publish(act, incident, "resolved")
    return incident


def reopen(act: Act, incident: Record, users: Sequence[str], via: str, level: int, **changes: Any) -> Record:
    """Triggers a resolved incident again. Its alerts stay resolved."""
    incident = assign(
        act, incident, users, via, level,
        status="triggered", resolved_at=None, resolve_reason=None, loop=0, **changes,
    )
    log(act, incident, "trigger", f"Reopened by {act.who}.")
    publish(act, incident, "reopened")
    return incident


def change(act: Act, incident: Record, event: str | None, **changes: Any) -> Record:
    """Changes fields of an incident.

    A changed urgency also changes the deadlines. ``event``: the event to publish, if any.
    """
    old = incident
    changed = {**incident, **changes}
    deadlines = incident["deadlines"]
    if incident["urgency"] != changed["urgency"] and changed["status"] == "triggered":
        deadlines = escalating(act, changed)
    if changed["urgency"] == "high":
        deadlines = without(deadlines, "urgency_change")
    incident = put(act, incident, **{**changes, "deadlines": deadlines})
    if old["urgency"] != incident["urgency"]:
        log(act, incident, "urgency_change", f"Urgency changed to {incident['urgency']} by {act.who}.")
    elif event is not None or old["title"] != incident["title"]:
        log(act, incident, "field_value_change", f"Changed by {act.who}.")
    if event is not None:
        publish(act, incident, event)
    return incident


def merge(act: Act, target: Record, source: Record) -> Record:
    """Moves the alerts of the source to the target, and resolves the source. Returns the target."""
    alerts = act.account.collection("alert")
    for identifier in list(alerts.indexed("incident", source["id"])):
        act.account.put(
            alerts.resource, {**alerts.records[identifier], "incident": {"id": target["id"], "type": "incident"}}
        )
    reason = {"type": "merge_resolve_reason", "incident": target["id"]}
    if source["status"] == "resolved":
        put(act, source, resolve_reason=reason)
    else:
        resolve(act, source, reason=reason)
    return put(act, target)
