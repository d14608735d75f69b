# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""To which service an orchestration's router sends an event. Its other paths have no effect in the emulator."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ...core.collection import Record
from ...core.state import Account, Emulator
from .actions import UNROUTED
from .paths import AIOPS, rules_of
from .patterns import extracted, regex
from .pcl import Evaluation, condition, path
from .values import MISSING, as_text, at

OF_EVENTS = ("event_action", "dedup_key", "client", "client_url", "links", "images")
"""The fields of an event outside its payload that ``event`` has in conditions."""


def orchestration_of(emulator: Emulator, key: str) -> tuple[Account, Record, Record] | None:
    """The account, orchestration and integration of a routing key."""
    for account in emulator.accounts:
        orchestrations = account.collection("orchestration")
        for identifier in orchestrations.indexed("routing key", key):
            found = orchestrations.records[identifier]
            for one in found["integrations"]:
                if one["parameters"]["routing_key"] == key:
                    return account, found, one
    return None


def data_of(event: dict[str, Any]) -> dict[str, Any]:
    """What the paths of conditions lead to. ``event`` has the fields of PD-CEF, ``raw_event`` is the event as sent."""
    payload = event.get("payload") if isinstance(event.get("payload"), dict) else {}
    outside = {name: event[name] for name in OF_EVENTS if name in event}
    return {"event": {**outside, **(payload or {})}, "raw_event": event}


def route(account: Account, orchestration: Record, event: dict[str, Any]) -> Record | None:
    """The service that an event goes to. None: it is not routed."""
    router, data = orchestration["router"], data_of(event)
    services = account.collection("service")
    for rule in rules_of(router):
        if not rule["disabled"] and matches(account, rule, event, data):
            target: str | None = rule["actions"].get("route_to") or dynamic_target(account, rule["actions"], data)
            # PagerDuty does not document what becomes of events for a deleted service. Later rules see them here.
            if target is not None and (service := services.get(target)) is not None:
                return service
    target = router["catch_all"]["actions"]["route_to"]
    return None if target == UNROUTED else services.get(target)


def dynamic_target(account: Account, actions: Record, data: dict[str, Any]) -> str | None:
    """The ID of the service that a field of the event names."""
    dynamic = actions.get("dynamic_route_to")
    if dynamic is None or AIOPS not in account.abilities:
        return None
    value = at(data, path(dynamic["source"]))
    text = extracted(regex(dynamic["regex"]), as_text(value)) if value is not MISSING and value is not None else None
    if not text:
        return None
    return text if dynamic["lookup_by"] == "service_id" else account.collection("service").find_id(text)


def matches(account: Account, rule: Record, event: dict[str, Any], data: dict[str, Any]) -> bool:
    """Whether any of a rule's conditions is true; a rule without conditions matches all events."""
    now = datetime.fromisoformat(account.now())
    for number, one in enumerate(rule["conditions"]):
        parsed = condition(one["expression"])
        if parsed.thresholds and AIOPS not in account.abilities:
            continue
        name = f"{rule['id']} {number}"
        count = partial(count_event, account, name, now, event["event_action"] == "trigger")
        if parsed.holds(Evaluation(data, now, count, partial(reset_count, account, name))):
            return True
    return not rule["conditions"]


# -- thresholds ------------------------------------------------------------------------------------------------------


def count_event(account: Account, name: str, now: datetime, triggers: bool, threshold: int, seconds: int) -> int:
    """How many events triggered in so many seconds, with the one that is evaluated. ``triggers``: whether it does.

    ``name`` and ``threshold``: of which rule, condition and ``trigger_count``.
    """
    key = f"{name} {threshold}"
    since = (now - timedelta(seconds=seconds)).isoformat() if seconds < LONG else ""
    recent = [one for one in account.trigger_times.get(key, ()) if one > since]
    if triggers:
        recent.append(now.isoformat())
    account.trigger_times[key] = tuple(recent)
    return max(len(recent), 1)


LONG = 10**9
"""Seconds. Longer durations never end."""


def reset_count(account: Account, name: str, threshold: int) -> None:
    account.trigger_times.pop(f"{name} {threshold}", None)
