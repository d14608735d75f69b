# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to incidents: they are triggered, assigned, acknowledged, escalated, snoozed, resolved, merged.

Every function takes an `Act`, who does it and when, and the incident's record, and gives the new one. Each change
writes its log entries, tells the bus, and sets the timers of what will then happen by itself. Nothing here knows HTTP;
whether an act is allowed is checked before, by the operations.

Where PagerDuty documents no detail, its product's manner is followed: whoever acknowledges becomes the assignee,
incidents of low urgency do not escalate, levels with nobody on call are skipped.
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
    """Who does something: a user, or a service by itself; when, and through which channel."""

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
        """The same through another channel."""
        return replace(self, channel=channel)


def by_itself(account: Account, incident: Record, at: str) -> Act:
    """The act of the incident's service, when a time has come."""
    return Act(account, ("service", incident["service"]["id"]), at, TIMEOUT)


# -- keeping ---------------------------------------------------------------------------------------------------------


def log(
    act: Act, incident: Record, entry_type: str, text: str, note: str | None = None, details: Any = None, **extra: Any
) -> str:
    """Writes a log entry; gives its ID."""
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
    """Keeps a changed incident, and sets timers for its new deadlines."""
    new = {**incident, **changes, "updated_at": act.at}
    if new["status"] != incident["status"]:
        new["last_status_change_at"] = act.at
        new["last_status_change_by"] = as_reference(act.agent)
    act.account.put(RESOURCE, new)
    set_timers(act.account, new, incident["deadlines"])
    return new


def set_timers(account: Account, incident: Record, before: Mapping[str, str]) -> None:
    """Timers for the deadlines that were not there before."""
    for name, at in incident["deadlines"].items():
        if before.get(name) != at:
            account.timers.add(at, name, incident["id"])


def publish(act: Act, incident: Record, event: str, **detail: Any) -> None:
    """Tells the bus of an ``incident.`` event."""
    act.account.publish(f"incident.{event}", incident, act.agent, at=act.at, detail=detail)


def without(deadlines: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: at for name, at in deadlines.items() if name not in names}


# -- assigning -------------------------------------------------------------------------------------------------------


def policy_of(account: Account, incident: Record) -> Record | None:
    """The incident's escalation policy; None when it was deleted."""
    return account.collection("escalation_policy").get(incident["escalation_policy"]["id"])


def assignments(users: Sequence[str], at: str) -> list[Record]:
    return [{"assignee": {"id": user, "type": "user"}, "at": at} for user in users]


def assignees(incident: Record) -> list[str]:
    """The IDs of those it is assigned to."""
    return [one["assignee"]["id"] for one in incident["assignments"]]


def escalating(act: Act, incident: Record) -> dict[str, str]:
    """The deadlines with that of the next escalation, which a triggered incident of high urgency has."""
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
    """Assigns, sets the deadline of the next escalation, and notifies. Writes no log entry."""
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
    """Sets the timers of the assignees' notification rules; those without delay are due at once."""
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
    """Assigns directly to users; the incident is then triggered, unless the one who does it takes it."""
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
    """Hands the incident over to an escalation policy: to these users of it, or to whoever is on call.

    Raises nothing: whether somebody is on call was checked.
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
    """To a level, with whom that notifies."""
    incident = assign(
        act, incident, users, "escalation_policy", level,
        status="triggered", acknowledgements=[], loop=incident["loop"] if loop is None else loop,
        deadlines=without(incident["deadlines"], "unacknowledge"),
    )
    log(act, incident, "escalate", f"Escalated to {names(act, users)} by {act.who}.", assignees=list(users))
    publish(act, incident, "escalated")
    return incident


# -- the life of an incident -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """What is to become an incident."""

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


def trigger(act: Act, problem: Problem, *, direct: bool = False) -> Record:
    """A new incident, assigned to users directly, or to those whom the escalation policy's level notifies."""
    account, service = act.account, problem.service
    deadlines = {}
    if service["auto_resolve_timeout"]:
        deadlines["resolve"] = later(act.at, service["auto_resolve_timeout"])
    if problem.urgency == "low" and (raised := raise_at(service, to_datetime(act.at))):
        deadlines["urgency_change"] = raised
    reference = {"id": service["id"], "type": "service"}
    incident: Record = {
        **{one.name: one.initial(account) for one in RESOURCE.fields},
        "id": RESOURCE.new_identifier(account),
        "incident_number": next_number(account),
        "title": problem.title,
        "created_at": act.at,
        "updated_at": act.at,
        "incident_key": problem.incident_key,
        "service": reference,
        "assigned_via": "direct_assignment" if direct else "escalation_policy",
        "last_status_change_at": act.at,
        "last_status_change_by": as_reference(act.agent),
        "incident_type": problem.incident_type,
        "escalation_policy": {"id": problem.policy["id"], "type": "escalation_policy"},
        "teams": teams_with((), problem.policy),
        "priority": problem.priority,
        "conference_bridge": problem.conference_bridge,
        "urgency": problem.urgency,
        "body": problem.body,
        "escalation_level": problem.level,
        "deadlines": deadlines,
        "grouping": problem.grouping,
        "custom_fields": {},
    }
    entry = log(
        act, incident, "trigger", problem.trigger or f"Triggered by {act.who}.",
        details=problem.details, contexts=list(problem.contexts),
    )
    account.put(RESOURCE, {**incident, "first_trigger_log_entry": entry})
    set_timers(account, incident, {})
    via = incident["assigned_via"]
    incident = assign(
        act, incident, problem.users or (), via, problem.level, first_trigger_log_entry=entry
    )
    if problem.users:
        log(act, incident, "assign", f"Assigned to {names(act, problem.users)}.", assignees=list(problem.users))
    account.put(account.collection("service").resource, {**service, "last_incident_timestamp": act.at})
    publish(act, incident, "triggered")
    return incident


def acknowledge(act: Act, incident: Record) -> Record:
    """By one more agent. A user who acknowledges becomes an assignee, those who did not are none any more."""
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
    """Back to triggered: its assignees are notified again, and it escalates again."""
    changed = {**incident, "status": "triggered", "deadlines": without(incident["deadlines"], "unacknowledge")}
    incident = put(
        act, incident, status="triggered", acknowledgements=[], deadlines=escalating(act, changed)
    )
    notify(act, incident)
    log(act, incident, "unacknowledge", f"Unacknowledged by {act.who}.")
    publish(act, incident, "unacknowledged")
    return incident


def snooze(act: Act, incident: Record, seconds: int) -> Record:
    """It stays acknowledged for that long, whatever the service's acknowledgement timeout."""
    at = later(act.at, seconds)
    deadlines = {**without(incident["deadlines"], "escalate", "exhaust"), "unacknowledge": at}
    incident = put(act, incident, deadlines=deadlines)
    log(
        act, incident, "snooze", f"Snoozed by {act.who}.",
        changed_actions=[{"type": "unacknowledge", "at": at}],
    )
    return incident


def resolve(act: Act, incident: Record, resolution: str | None = None, reason: Record | None = None) -> Record:
    """With all its alerts."""
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
    """A resolved incident is triggered again. Its alerts stay resolved."""
    incident = assign(
        act, incident, users, via, level,
        status="triggered", resolved_at=None, resolve_reason=None, loop=0, **changes,
    )
    log(act, incident, "trigger", f"Reopened by {act.who}.")
    publish(act, incident, "reopened")
    return incident


def change(act: Act, incident: Record, event: str | None, **changes: Any) -> Record:
    """Changes that are no more than that. A changed urgency or service also changes what will happen."""
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
    """The source's alerts move to the target; the source is resolved. Gives the target."""
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
