# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes events, which trigger, acknowledge and resolve alerts and their incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...core.clock import Timer, later, to_datetime
from ...core.collection import Record
from ...core.state import Account, Emulator
from ...schema.call import Reply
from ..alert_grouping_settings import setting_of
from ..escalation_policies import first_level
from ..event_orchestrations.actions import UNROUTED
from ..event_orchestrations.pipeline import SUPPRESSED, SUSPENDED, TRIGGERED, Result, evaluate
from ..event_orchestrations.routing import orchestration_of
from ..event_orchestrations.templates import ACTIONS
from ..incidents import lifecycle
from ..incidents.lifecycle import Act, NewIncident
from ..integrations.events import (
    Process,
    attachment_problems,
    key_problems,
    owner,
    payload_problems,
    receive,
    text_problems,
)
from ..services import NO_NEW_INCIDENTS, status_of, urgency_of
from .grouping import group
from .rules import apply_to, chosen, pause_of, run_actions
from .table import RESOURCE, state_of


def triggered(account: Account, incident: Record) -> int:
    """How many of the incident's alerts are not resolved."""
    alerts = account.collection("alert")
    held = alerts.indexed("incident", incident["id"])
    return sum(1 for one in held if alerts.records[one]["status"] == "triggered")


def resolved(account: Account, alert: Record, at: str) -> Record:
    """Resolves only an alert. Returns the new record."""
    alert = {**alert, "status": "resolved", "resolved_at": at, "updated_at": at}
    account.put(RESOURCE, alert)
    return alert


def resolve(act: Act, alert: Record) -> Record:
    """Resolves an alert, and its incident if this was its last open alert. Returns the new record."""
    if alert["status"] == "resolved":
        return alert
    alert = resolved(act.account, alert, act.at)
    if alert["incident"] is None:
        return alert
    incident = act.account.collection("incident").records[alert["incident"]["id"]]
    if incident["status"] != "resolved" and not triggered(act.account, incident):
        lifecycle.resolve(act, incident)
    return alert


def move(act: Act, alert: Record, incident: Record) -> Record:
    """Moves an alert to another incident. The previous incident does not change. Returns the new record."""
    alert = {**alert, "incident": {"id": incident["id"], "type": "incident"}, "updated_at": act.at}
    act.account.put(RESOURCE, alert)
    return alert


# -- events ----------------------------------------------------------------------------------------------------------


def event_problems(event: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an event of ``/v2/enqueue``, in sentences."""
    yield from key_problems(event)
    action = event.get("event_action")
    if action is None or action == "":
        yield "'event_action' is missing or blank"
    elif action not in ACTIONS:
        yield "'event_action' is invalid (must be one of 'trigger', 'acknowledge', or 'resolve')"
    yield from text_problems("dedup_key", event.get("dedup_key"), 255, required=action in ("acknowledge", "resolve"))
    if action != "trigger":
        return
    for name in ("client", "client_url"):
        yield from text_problems(name, event.get(name), required=False)
    yield from attachment_problems(event)
    yield from payload_problems(event, sourced=True)


def receive_event(emulator: Emulator, body: bytes) -> tuple[Account | None, Reply]:
    """Processes the event in a body. Returns the account that it is for, and the response."""
    return receive(emulator, body, event_problems, owner_of)


def owner_of(emulator: Emulator, key: str) -> tuple[Account, Process]:
    """The account of a routing key, and the function for its events."""
    if (found := orchestration_of(emulator, key)) is not None:
        return found[0], partial(keyed, found[0], partial(orchestrated, *found))
    account, service, integration = owner(emulator, key)
    return account, partial(keyed, account, partial(of_service, account, service, integration))


def keyed(account: Account, process_keyed: Callable[[dict[str, Any]], None], event: dict[str, Any]) -> dict[str, Any]:
    """Processes a valid event. Returns its deduplication key, which is a new one if the event has none."""
    dedup_key = event.get("dedup_key") or account.random.key()
    process_keyed({**event, "dedup_key": dedup_key})
    return {"dedup_key": dedup_key}


def of_service(account: Account, service: Record, integration: Record, event: dict[str, Any]) -> None:
    """An event of a service's own integration."""
    process(account, integration, evaluate(account, event, service=service))


def orchestrated(account: Account, orchestration: Record, integration: Record, event: dict[str, Any]) -> None:
    """An event of an orchestration.

    The alerts of different services are never duplicates, so each service has an integration of its own here.
    """
    result = evaluate(account, event, orchestration=orchestration)
    place = result.service["id"] if result.service else UNROUTED
    process(account, {**integration, "id": f"{integration['id']} {place}"}, result)


def process(account: Account, integration: Record, result: Result) -> None:
    """Processes what the rules made of an event. An event that concerns no open alert is ignored, unless it triggers
    one.

    Every event is ignored while the service is disabled or in maintenance: its open incidents are not resolved either
    (PagerDuty's article "Maintenance Windows"). The same applies to an event that the rules turned into a trigger, but
    that has no valid payload.
    """
    service, event = result.service, result.event
    if result.dropped or (service is not None and status_of(account, service) in NO_NEW_INCIDENTS):
        return
    at = account.now()
    alerts = account.collection("alert")
    open_alert = next(iter(alerts.indexed("open key", (integration["id"], event["dedup_key"]))), None)
    known = None if open_alert is None else alerts.records[open_alert]
    if service is None:
        unrouted(account, integration, result, known)
        return
    act = Act(account, ("service", service["id"]), at, {"type": "api"})
    if event["event_action"] == "trigger":
        if any(event_problems(event)):
            return
        if known is None:
            trigger(act, service, integration, result)
        else:
            repeat(act, service, known, result)
        return
    if known is None:
        return
    if event["event_action"] == "resolve":
        resolve(act, known)
    elif known["incident"] is not None:
        incident = account.collection("incident").records[known["incident"]["id"]]
        if incident["status"] == "triggered":
            lifecycle.acknowledge(act, incident)


def unrouted(account: Account, integration: Record, result: Result, known: Record | None) -> None:
    """An event that goes to no service. Its alert is always suppressed, and no service has it."""
    event, at = result.event, account.now()
    if event["event_action"] == "trigger" and not any(event_problems(event)):
        alert = new_alert(account, at, None, integration, result) if known is None else updated(known, at, result)
        account.put(RESOURCE, {**alert, "suppressed": True})
    elif event["event_action"] == "resolve" and known is not None:
        resolved(account, known, at)


def body_of(event: dict[str, Any]) -> Record:
    """The body of an event's alert."""
    payload = event["payload"]
    links = [{"type": "link", "href": one["href"], "text": one.get("text")} for one in event.get("links") or ()]
    images = [
        {"type": "image", "src": one["src"], "href": one.get("href"), "text": one.get("alt")}
        for one in event.get("images") or ()
    ]
    if event.get("client_url"):
        links.append({"type": "link", "href": event["client_url"], "text": event.get("client")})
    details = payload.get("custom_details") or {}
    names = ("source", "component", "group", "class", "timestamp")
    return {
        "type": "alert_body",
        "contexts": [*links, *images],
        "details": details,
        "cef_details": {"severity": payload["severity"], **{one: payload[one] for one in names if payload.get(one)}},
    }


def new_alert(
    account: Account, at: str, service: Record | None, integration: Record, result: Result
) -> Record:
    """The alert of an event, without an incident. It is not stored."""
    event = result.event
    payload = event["payload"]
    return {
        "id": RESOURCE.new_identifier(account),
        "title": payload["summary"],
        "created_at": at,
        "updated_at": at,
        "resolved_at": None,
        "status": "triggered",
        "alert_key": event["dedup_key"],
        "service": service and {"id": service["id"], "type": "service"},
        "first_trigger_log_entry": None,
        "incident": None,
        "suppressed": False,
        "suspended_until": None,
        "suspended_by": None,
        "severity": payload["severity"],
        "integration": integration["id"],
        "body": body_of(event),
        "rules": result.outcome,
    }


def updated(alert: Record, at: str, result: Result) -> Record:
    """An open alert with the content of another trigger event."""
    payload = result.event["payload"]
    return {
        **alert, "title": payload["summary"], "severity": payload["severity"], "body": body_of(result.event),
        "updated_at": at,
    }


def trigger(act: Act, service: Record, integration: Record, result: Result) -> None:
    """Creates an alert, and triggers an incident with it if it is not suppressed or suspended."""
    decide(act, service, new_alert(act.account, act.at, service, integration, result))


def decide(act: Act, service: Record, alert: Record) -> None:
    """Suppresses or suspends an alert without an incident, or triggers an incident with it.

    Another event does not extend the time of a suspended alert. PagerDuty documents neither this nor what another
    event does to a suppressed alert: here, the newest event decides.
    """
    account, rules, was_suppressed = act.account, alert["rules"], alert["suppressed"]
    if rules["actions"].get("suppress"):
        alert = {**alert, "suppressed": True, "suspended_until": None}
        account.put(RESOURCE, alert)
        if not was_suppressed:
            run_actions(account, alert, SUPPRESSED, act.at)
        return
    pause = pause_of(account, service, rules)
    if pause is None:
        trigger_incident(act, service, alert)
        return
    seconds, by = pause
    until = alert["suspended_until"] or later(act.at, seconds)
    is_new = alert["suspended_until"] is None
    alert = {**alert, "suppressed": False, "suspended_until": until, "suspended_by": by}
    account.put(RESOURCE, alert)
    if is_new:
        account.timers.add(until, "unsuspend", alert["id"])
        run_actions(account, alert, SUSPENDED, act.at)


def trigger_incident(act: Act, service: Record, alert: Record) -> None:
    """Adds an alert to a new incident, or to one that the service's alert grouping selects."""
    account, rules = act.account, alert["rules"]
    incident = group(account, service, alert, act.at)
    details = {"description": alert["title"], **alert["body"]["cef_details"]}
    if incident is None:
        incident = lifecycle.trigger(act, new_incident(act, service, alert, details))
        entry = incident["first_trigger_log_entry"]
    else:
        entry = lifecycle.log(
            act, incident, "trigger", "Triggered through the API.", details=details,
            contexts=alert["body"]["contexts"],
        )
    alert = {
        **alert, "incident": {"id": incident["id"], "type": "incident"}, "suppressed": False,
        "first_trigger_log_entry": {"id": entry, "type": "log_entry"},
    }
    account.put(RESOURCE, alert)
    apply_to(act, incident, rules)
    run_actions(account, alert, TRIGGERED, act.at)


def new_incident(act: Act, service: Record, alert: Record, details: Any) -> NewIncident:
    """The new incident for an alert. It has no incident key, because the alert has the key."""
    account, moment, rules = act.account, to_datetime(act.at), alert["rules"]
    own_policy = account.collection("escalation_policy").records[service["escalation_policy"]["id"]]
    policy = chosen(account, "escalation_policy", rules, "escalation_policy") or own_policy
    level, users = first_level(account, policy, 1, moment) or (1, [])
    setting = setting_of(account, service["id"])
    priority = chosen(account, "priority", rules, "priority")
    return NewIncident(
        title=alert["title"],
        service=service,
        urgency=urgency_of(account, service, alert["severity"], moment),
        policy=policy,
        users=users,
        level=level,
        priority=priority and {"id": priority["id"], "type": "priority"},
        grouping={"type": setting["type"], "ended_at": None} if setting else None,
        body=alert["body"]["details"],
        trigger="Triggered through the API.",
        details=details,
        contexts=alert["body"]["contexts"],
    )


def repeat(act: Act, service: Record, alert: Record, result: Result) -> None:
    """Updates an open alert after another trigger event, and adds an entry to its incident's log."""
    alert = updated(alert, act.at, result)
    if alert["incident"] is None:
        decide(act, service, {**alert, "rules": result.outcome})
        return
    act.account.put(RESOURCE, alert)
    incident = act.account.collection("incident").records[alert["incident"]["id"]]
    lifecycle.log(
        act, incident, "trigger", "Triggered through the API.", details={"description": alert["title"]},
        contexts=alert["body"]["contexts"],
    )


# -- suspended alerts ------------------------------------------------------------------------------------------------


def unsuspend(account: Account, due: Timer) -> None:
    """Triggers an incident for an alert whose pause has ended, unless the service creates no new incidents."""
    alert = account.collection("alert").get(due.identifier)
    if alert is None or state_of(alert) != "suspended" or alert["suspended_until"] != due.at:
        return
    service = account.collection("service").get(alert["service"]["id"])
    if service is not None and status_of(account, service) not in NO_NEW_INCIDENTS:
        trigger_incident(Act(account, ("service", service["id"]), due.at, {"type": "api"}), service, alert)


def after_load(account: Account) -> None:
    """Starts the timers of suspended alerts."""
    for alert in account.collection("alert").records.values():
        if state_of(alert) == "suspended":
            account.timers.add(alert["suspended_until"], "unsuspend", alert["id"])


TIMERS = {"unsuspend": unsuspend}
