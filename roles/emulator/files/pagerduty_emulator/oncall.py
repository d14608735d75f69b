# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call: the rotations of schedules, and what escalation rules make of them.

A schedule's layers are laid over each other, the last one on top, its overrides above them all. Within a layer users
take turns of equal length from ``rotation_virtual_start`` on; turns of whole days follow the schedule's own time zone
through changes of daylight saving time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .view import zone

if TYPE_CHECKING:
    from datetime import tzinfo

    from .state import Account, Record

DAY = 86400
HORIZON = timedelta(days=90)
"""On-call shifts are limited to 90 days in the future, says ``GET /oncalls``."""

ROUND_ROBIN = "round_robin"


@dataclass(frozen=True)
class Shift:
    """Someone's unbroken time on call. None for ``start`` and ``end``: always."""

    user: str
    start: datetime | None
    end: datetime | None


def instant(text: str) -> datetime:
    """A kept instant."""
    return datetime.fromisoformat(text)


# -- schedules -------------------------------------------------------------------------------------------------------


def turns(layer: Record, where: tzinfo, moment: datetime) -> tuple[int, datetime, datetime]:
    """The number of the turn that a moment is in, its start and its end."""
    length = layer["rotation_turn_length_seconds"]
    origin = instant(layer["rotation_virtual_start"])
    if length % DAY == 0:  # in wall-clock time
        wall = origin.astimezone(where).replace(tzinfo=None)
        number = int((moment.astimezone(where).replace(tzinfo=None) - wall).total_seconds() // length)
        start, end = (
            (wall + timedelta(seconds=length * one)).replace(tzinfo=where).astimezone(UTC)
            for one in (number, number + 1)
        )
        return number, start, end
    number = int((moment - origin).total_seconds() // length)
    return number, origin + timedelta(seconds=length * number), origin + timedelta(seconds=length * (number + 1))


def windows(restriction: Record, where: tzinfo, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The restriction's windows around a moment, in order: the one before, the nearest, the one after."""
    hour, minute, second = (int(part) for part in restriction["start_time_of_day"].split(":"))
    weekly = restriction["type"] == "weekly_restriction"
    day = moment.astimezone(where).replace(tzinfo=None).replace(hour=hour, minute=minute, second=second, microsecond=0)
    if weekly:
        day += timedelta(days=restriction["start_day_of_week"] - day.isoweekday())
    period = timedelta(days=7 if weekly else 1)
    for step in (-1, 0, 1):
        start = (day + period * step).replace(tzinfo=where).astimezone(UTC)
        yield start, start + timedelta(seconds=restriction["duration_seconds"])


def within(start: datetime, end: datetime | None, moment: datetime) -> bool:
    return start <= moment and (end is None or moment < end)


def in_layer(layer: Record, where: tzinfo, moment: datetime) -> str | None:
    """Who is on call in a layer."""
    if not within(instant(layer["start"]), instant(layer["end"]) if layer["end"] else None, moment):
        return None
    limits = layer["restrictions"]
    if limits and not any(within(*window, moment) for limit in limits for window in windows(limit, where, moment)):
        return None
    users = layer["users"]
    number = turns(layer, where, moment)[0] if len(users) > 1 else 0
    user: str = users[number % len(users)]["user"]["id"]
    return user


def zone_of(schedule: Record) -> tzinfo:
    return zone(schedule["time_zone"]) or UTC


def on_call(schedule: Record, moment: datetime) -> str | None:
    """The ID of the user on call; None for nobody."""
    for override in reversed(schedule["overrides"]):
        if within(instant(override["start"]), instant(override["end"]), moment):
            user: str = override["user"]["id"]
            return user
    where = zone_of(schedule)
    found = (in_layer(layer, where, moment) for layer in reversed(schedule["schedule_layers"]))
    return next((user for user in found if user is not None), None)


def boundaries(schedule: Record, moment: datetime) -> Iterator[datetime]:
    """Instants around a moment at which somebody else may come on call: for each cause the last and the next."""
    where = zone_of(schedule)
    for override in schedule["overrides"]:
        yield instant(override["start"])
        yield instant(override["end"])
    for layer in schedule["schedule_layers"]:
        yield instant(layer["start"])
        if layer["end"]:
            yield instant(layer["end"])
        if moment < instant(layer["start"]) or (layer["end"] and moment > instant(layer["end"])):
            continue  # before its start and after its end, a layer has no other boundaries
        if len({one["user"]["id"] for one in layer["users"]}) > 1:
            _number, start, end = turns(layer, where, moment)
            yield start
            yield end
            yield turns(layer, where, start - timedelta(seconds=1))[1]
        for limit in layer["restrictions"]:
            for window in windows(limit, where, moment):
                yield from window


def step(schedule: Record, moment: datetime, limit: datetime) -> datetime:
    """The next boundary after a moment, at most the limit."""
    return min((one for one in boundaries(schedule, moment) if one > moment), default=limit)


def step_back(schedule: Record, moment: datetime, limit: datetime) -> datetime:
    """The last boundary before a moment, at least the limit."""
    return max((one for one in boundaries(schedule, moment) if one < moment), default=limit)


def shifts(schedule: Record, since: datetime, until: datetime, now: datetime) -> Iterator[Shift]:
    """The schedule's shifts that overlap a time, in order. Only the first is looked for before ``since``."""
    horizon = max(now, since) + HORIZON
    until = min(until, horizon)
    moment = since
    while moment <= until:
        user = on_call(schedule, moment)
        end = step(schedule, moment, horizon)
        while end < horizon and on_call(schedule, end) == user:
            end = step(schedule, end, horizon)
        if user is not None:
            yield Shift(user, begin(schedule, user, moment) if moment == since else moment, min(end, horizon))
        if end <= moment:
            return
        moment = end


def begin(schedule: Record, user: str, moment: datetime) -> datetime:
    """Since when someone on call has been so, looking back 90 days."""
    limit = moment - HORIZON
    if on_call(schedule, moment - timedelta(seconds=1)) != user:
        return moment
    while moment > limit:
        before = step_back(schedule, moment, limit)
        if on_call(schedule, before) != user:
            return moment
        moment = before
        if on_call(schedule, moment - timedelta(seconds=1)) != user:
            return moment
    return moment


# -- escalation policies ---------------------------------------------------------------------------------------------


def responders(account: Account, rule: Record, moment: datetime) -> list[str]:
    """Whom an escalation rule would notify; with round robin, whose turn it is. In the order of its targets."""
    schedules = account.collection("schedule").records
    found: dict[str, None] = {}
    for target in rule["targets"]:
        user = target["id"] if target["type"] == "user" else on_call(schedules[target["id"]], moment)
        if user is not None:
            found[user] = None
    users = list(found)
    if users and rule["escalation_rule_assignment_strategy"] == ROUND_ROBIN:
        turn = account.turns[rule["id"]] = account.turns.get(rule["id"], 0) + 1
        return [users[(turn - 1) % len(users)]]
    return users


def first_level(account: Account, policy: Record, level: int, moment: datetime) -> tuple[int, list[str]] | None:
    """The first level from this one on with somebody on call, and who that is. Levels count from 1."""
    for number, rule in enumerate(policy["escalation_rules"][level - 1:], level):
        if users := responders(account, rule, moment):
            return number, users
    return None
