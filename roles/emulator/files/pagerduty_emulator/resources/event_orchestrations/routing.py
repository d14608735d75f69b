# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rules match an event, and to which service an orchestration's router sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ...core.collection import Record
from ...core.state import Account, Emulator
from .actions import UNROUTED
from .paths import rules_of
from .patterns import PatternError, extracted, regex
from .pcl import Evaluation, condition, path
from .values import MISSING, PclError, as_text, at


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


@dataclass(frozen=True)
class EventView:
    """What the rules of an orchestration or of a service see of an event.

    ``data``   the first names of paths (``event``, ``raw_event``, ``cache_var``) → the values
    ``aiops``  whether the features of AIOps have an effect
    ``now``    the instant of the event
    """

    account: Account
    data: dict[str, Any]
    aiops: bool
    now: datetime

    @property
    def triggers(self) -> bool:
        """Whether the event triggers an alert."""
        return bool(self.data["event"].get("event_action") == "trigger")


def first_match(view: EventView, rules: Sequence[Record]) -> Record | None:
    """The first rule that is not disabled and matches."""
    return next((one for one in rules if not one["disabled"] and matches(view, one["id"], one["conditions"])), None)


def matches(view: EventView, name: str, conditions: Sequence[Record]) -> bool:
    """Whether any of the conditions is true; without conditions, all events match. ``name``: for thresholds."""
    for number, one in enumerate(conditions):
        parsed = condition(one["expression"])
        if parsed.thresholds and not view.aiops:
            continue
        threshold = f"{name} {number}"
        count = partial(count_event, view.account, threshold, view.now, view.triggers)
        if parsed.holds(Evaluation(view.data, view.now, count, partial(reset_count, view.account, threshold))):
            return True
    return not conditions


def found_in(view: EventView, source: str, pattern: str) -> str | None:
    """What a regular expression finds in a field of the event; None for nothing."""
    try:
        value = at(view.data, path(source))
        return None if value is MISSING or value is None else extracted(regex(pattern), as_text(value))
    except (PclError, PatternError):  # stored before they were checked
        return None


# -- the router ------------------------------------------------------------------------------------------------------


def route(view: EventView, router: Record) -> tuple[Record | None, Record | None]:
    """The service that an event goes to, and the rule that decides it. None: unrouted, and the router's catch_all."""
    services = view.account.collection("service")
    for rule in rules_of(router):
        if not rule["disabled"] and matches(view, rule["id"], rule["conditions"]):
            target: str | None = rule["actions"].get("route_to") or dynamic_target(view, rule["actions"])
            # PagerDuty does not document what becomes of events for a deleted service. Later rules see them here.
            if target is not None and (service := services.get(target)) is not None:
                return service, rule
    target = router["catch_all"]["actions"]["route_to"]
    return None if target == UNROUTED else services.get(target), None


def dynamic_target(view: EventView, actions: Record) -> str | None:
    """The ID of the service that a field of the event names."""
    dynamic = actions.get("dynamic_route_to")
    if dynamic is None or not view.aiops:
        return None
    text = found_in(view, dynamic["source"], dynamic["regex"])
    if not text:
        return None
    return text if dynamic["lookup_by"] == "service_id" else view.account.collection("service").find_id(text)


# -- thresholds ------------------------------------------------------------------------------------------------------


def count_event(account: Account, name: str, now: datetime, triggers: bool, threshold: int, seconds: int) -> int:
    """How many events triggered in so many seconds, with the one that is evaluated. ``triggers``: whether it does.

    ``name`` and ``threshold``: of which rule, condition and ``trigger_count``.
    """
    return max(len(counted(account, f"{name} {threshold}", now, triggers, seconds)), 1)


def counted(account: Account, key: str, now: datetime, triggers: bool, seconds: int) -> tuple[str, ...]:
    """When events triggered in so many seconds. An event that triggers is added."""
    since = (now - timedelta(seconds=seconds)).isoformat() if seconds < LONG else ""
    recent = tuple(one for one in account.trigger_times.get(key, ()) if one > since)
    if triggers:
        recent = (*recent, now.isoformat())
    account.trigger_times[key] = recent
    return recent


LONG = 10**9
"""Seconds. Longer durations never end."""


def reset_count(account: Account, name: str, threshold: int) -> None:
    account.trigger_times.pop(f"{name} {threshold}", None)
