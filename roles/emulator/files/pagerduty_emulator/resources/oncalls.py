# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On-calls: who is on call, for each level of each escalation policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from ..core.collection import Record, Target
from ..schema.call import PAGING_CAP, Call, Reply
from ..schema.operation import Operation
from ..schema.view import View
from .schedules.operations import span
from .schedules.rotation import Shift, shifts
from .schedules_v3.rendering import turns

PERMANENT = "null"
"""In ``schedule_ids[]``: users who are targets of the escalation rule themselves, without a schedule."""


def oncalls(call: Call) -> Reply:
    """Sorted by escalation policy, level and start. The default is the current time."""
    account = call.account
    since, until = span(call)
    view = call.view(listing=True)
    users = set(call.query.getall("user_ids[]", ()))
    policies = call.query.getall("escalation_policy_ids[]", ())
    schedules = set(call.query.getall("schedule_ids[]", ()))
    known = account.collection("escalation_policy")
    chosen = [policy for policy in known if not policies or policy["id"] in policies]
    found = []
    rendered: dict[str, list[Shift]] = {}
    for policy in chosen:
        for level, rule in enumerate(policy["escalation_rules"], 1):
            here = [
                (shift, schedule)
                for shift, schedule in on_calls(call, rule, schedules, (since, until), rendered)
                if not users or shift.user in users
            ]
            here.sort(key=lambda one: (one[0].start or datetime.min.replace(tzinfo=UTC)))
            found += [(policy["id"], level, *one) for one in here]
    if call.flag("earliest"):
        first: dict[Any, Any] = {}
        for one in found:
            first.setdefault((one[0], one[1], one[2].user), one)
        found = list(first.values())
    return call.page("oncalls", found, lambda one: show_oncall(view, *one))


def on_calls(
    call: Call,
    rule: Record,
    schedules: set[str],
    dates: tuple[datetime, datetime],
    rendered: dict[str, list[Shift]],
) -> Iterator[tuple[Shift, Target | None]]:
    """The shifts of an escalation rule, each with the type and ID of its schedule (None if the user is a target).

    ``schedules``: the IDs of the only schedules, and `PERMANENT`; empty for all
    """
    since, until = dates
    for target in rule["targets"]:
        identifier = target["id"]
        if schedules and (PERMANENT if target["type"] == "user" else identifier) not in schedules:
            continue
        if target["type"] == "user":
            yield Shift(identifier, None, None), None
            continue
        if identifier not in rendered:
            schedule, now = call.account.collection(target["type"]).records[identifier], call.account.clock.now()
            shift_based = target["type"] == "schedule_v3"
            found = of_turns(schedule, since, until, now) if shift_based else shifts(schedule, since, until, now)
            rendered[identifier] = list(islice(found, PAGING_CAP))
        for shift in rendered[identifier]:
            yield shift, (target["type"], identifier)


def of_turns(schedule: Record, since: datetime, until: datetime, now: datetime) -> Iterator[Shift]:
    """The shifts of a shift-based schedule."""
    return (Shift(*turn) for turn in turns(schedule, since, until, now))


def show_oncall(view: View, policy: str, level: int, shift: Shift, schedule: Target | None) -> dict[str, Any]:
    def seen(include: str) -> View:
        return view.expanding() if include in view.include else view

    # A shift-based schedule is always a reference: the documents describe no other form.
    seen_schedule = view if schedule and schedule[0] == "schedule_v3" else seen("schedules")
    return {
        "user": seen("users").reference("user", shift.user),
        "schedule": schedule and seen_schedule.reference(*schedule),
        "escalation_policy": seen("escalation_policies").reference("escalation_policy", policy),
        "escalation_level": level,
        "start": shift.start and view.instant(shift.start.isoformat()),
        "end": shift.end and view.instant(shift.end.isoformat()),
    }


OPERATIONS = (
    Operation("GET", "/oncalls", oncalls, "oncalls.read", includes=("escalation_policies", "users", "schedules")),
)
