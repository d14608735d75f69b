# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes events, which trigger, acknowledge and resolve alerts and their incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.state import Account, Emulator
from ...schema.call import Reply
from ..alert_grouping_settings import setting_of
from ..escalation_policies import first_level
from ..event_orchestrations.routing import orchestration_of, route
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
from .table import RESOURCE


def triggered(account: Account, incident: Record) -> int:
    """How many of the incident's alerts are not resolved."""
    alerts = account.collection("alert")
    held = alerts.indexed("incident", incident["id"])
    return sum(1 for one in held if alerts.records[one]["status"] == "triggered")


def resolve(act: Act, alert: Record) -> Record:
    """Resolves an alert, and its incident if this was its last open alert. Returns the new record."""
    if alert["status"] == "resolved":
        return alert
    alert = {**alert, "status": "resolved", "resolved_at": act.at, "updated_at": act.at}
    act.account.put(RESOURCE, alert)
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


ACTIONS = ("trigger", "acknowledge", "resolve")


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
    return account, partial(keyed, account, partial(process, account, service, integration))


def keyed(account: Account, process_keyed: Callable[[dict[str, Any]], None], event: dict[str, Any]) -> dict[str, Any]:
    """Processes a valid event. Returns its deduplication key, which is a new one if the event has none."""
    dedup_key = event.get("dedup_key") or account.random.key()
    process_keyed({**event, "dedup_key": dedup_key})
    return {"dedup_key": dedup_key}


def orchestrated(account: Account, orchestration: Record, integration: Record, event: dict[str, Any]) -> None:
    """An event of an orchestration. If its router routes it to no service, there is no alert.

    The alerts of different services are never duplicates, so each service has an integration of its own here.
    """
    service = route(account, orchestration, event)
    if service is not None:
        process(account, service, {**integration, "id": f"{integration['id']} {service['id']}"}, event)


def process(account: Account, service: Record, integration: Record, event: dict[str, Any]) -> None:
    """An event that concerns no open alert is ignored, unless it triggers one.

    Every event is ignored while the service is disabled or in maintenance: its open incidents are not resolved either
    (PagerDuty's article "Maintenance Windows").
    """
    if status_of(account, service) in NO_NEW_INCIDENTS:
        return
    at = account.now()
    act = Act(account, ("service", service["id"]), at, {"type": "api"})
    alerts = account.collection("alert")
    open_alert = next(iter(alerts.indexed("open key", (integration["id"], event["dedup_key"]))), None)
    if event["event_action"] == "trigger":
        if open_alert is None:
            trigger(act, service, integration, event)
        else:
            repeat(act, alerts.records[open_alert], event)
        return
    if open_alert is None:
        return
    alert = alerts.records[open_alert]
    if event["event_action"] == "resolve":
        resolve(act, alert)
        return
    incident = account.collection("incident").records[alert["incident"]["id"]]
    if incident["status"] == "triggered":
        lifecycle.acknowledge(act, incident)


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


def trigger(act: Act, service: Record, integration: Record, event: dict[str, Any]) -> None:
    """Creates an alert, with a new incident or with one that the service's alert grouping selects."""
    account, payload = act.account, event["payload"]
    body = body_of(event)
    alert: Record = {
        "id": RESOURCE.new_identifier(account),
        "title": payload["summary"],
        "created_at": act.at,
        "updated_at": act.at,
        "resolved_at": None,
        "status": "triggered",
        "alert_key": event["dedup_key"],
        "service": {"id": service["id"], "type": "service"},
        "first_trigger_log_entry": None,
        "suppressed": False,
        "severity": payload["severity"],
        "integration": integration["id"],
        "body": body,
    }
    incident = group(account, service, alert, act.at)
    details = {"description": payload["summary"], **body["cef_details"]}
    if incident is None:
        incident = lifecycle.trigger(act, new_incident(act, service, alert, details))
        entry = incident["first_trigger_log_entry"]
    else:
        entry = lifecycle.log(
            act, incident, "trigger", "Triggered through the API.", details=details, contexts=body["contexts"]
        )
    alert["incident"] = {"id": incident["id"], "type": "incident"}
    alert["first_trigger_log_entry"] = {"id": entry, "type": "log_entry"}
    account.put(RESOURCE, alert)


def new_incident(act: Act, service: Record, alert: Record, details: Any) -> NewIncident:
    """The new incident for an alert. It has no incident key, because the alert has the key."""
    account, moment = act.account, to_datetime(act.at)
    policy = account.collection("escalation_policy").records[service["escalation_policy"]["id"]]
    level, users = first_level(account, policy, 1, moment) or (1, [])
    setting = setting_of(account, service["id"])
    return NewIncident(
        title=alert["title"],
        service=service,
        urgency=urgency_of(account, service, alert["severity"], moment),
        policy=policy,
        users=users,
        level=level,
        grouping={"type": setting["type"], "ended_at": None} if setting else None,
        body=alert["body"]["details"],
        trigger="Triggered through the API.",
        details=details,
        contexts=alert["body"]["contexts"],
    )


def repeat(act: Act, alert: Record, event: dict[str, Any]) -> None:
    """Updates an open alert after another trigger event, and adds an entry to its incident's log."""
    payload = event["payload"]
    alert = {
        **alert, "title": payload["summary"], "severity": payload["severity"], "body": body_of(event),
        "updated_at": act.at,
    }
    act.account.put(RESOURCE, alert)
    incident = act.account.collection("incident").records[alert["incident"]["id"]]
    lifecycle.log(
        act, incident, "trigger", "Triggered through the API.", details={"description": payload["summary"]},
        contexts=alert["body"]["contexts"],
    )
