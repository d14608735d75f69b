# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of responders: what incidents and on-call shifts meant for each user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ...core.collection import Record
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from ..oncalls import on_calls
from ..schedules.rotation import Shift
from .facts import (
    BUSINESS,
    ESCALATED,
    MANUAL,
    OFF,
    REASSIGNED,
    SLEEP,
    TIMEOUT,
    Facts,
    mean,
    seconds,
)
from .query import LONGEST_RANGE, OF_RESPONDERS, Query, query_of
from .rows import Row, default_range, envelope, matching_facts, name_of, ordered

OnCall = Mapping[str, tuple[int, int, int]]
"""User → seconds on call: in all, at level 1, at level 2 or higher."""


def involved(facts: Facts) -> set[str]:
    """The users who were assigned to an incident, notified about it, or who engaged in it."""
    users = {one.user for one in facts.assignments} | set(facts.engaged)
    return users | {user for user, _at, _interrupts in facts.notified}


def seconds_to_acknowledge(facts: Facts, user: str) -> int | None:
    """From the first assignment to a user to the user's first acknowledgment."""
    assigned = min((one.at for one in facts.assignments if one.user == user), default=facts.created_at)
    first = min((at for at, who in facts.acknowledgements if who == user), default=None)
    return None if first is None else seconds(assigned, first)


def arrivals(facts: Facts, user: str, kind: str, how: str | None = None) -> int:
    """How often an incident was assigned to a user in this way."""
    return sum(one.user == user and one.kind == kind and how in (None, one.how) for one in facts.assignments)


def departures(facts: Facts, user: str, kind: str, how: str | None = None) -> int:
    """How often an incident was taken away from a user in this way."""
    return sum(one.user == user and one.kind == kind and how in (None, one.how) for one in facts.departures)


def escaped(facts: Facts, user: str) -> bool:
    """Whether an incident was escalated away from a user manually before the user had acknowledged it."""
    return any(one.user == user and one.how == MANUAL and not one.acknowledged for one in facts.departures)


def metrics(found: Sequence[tuple[Facts, str]]) -> Row:
    """The metrics of pairs of an incident and a user who was involved in it."""
    engaged = [facts.engaged_by_user.get(user, 0) for facts, user in found]
    return {
        "mean_engaged_seconds": mean(engaged),
        "mean_time_to_acknowledge_seconds": mean(seconds_to_acknowledge(facts, user) for facts, user in found),
        "total_business_hour_interruptions": sum(facts.interrupted(BUSINESS, user) for facts, user in found),
        "total_engaged_seconds": sum(engaged),
        "total_incident_count": len({facts.incident["id"] for facts, _user in found}),
        "total_incidents_acknowledged": sum(
            any(who == user for _at, who in facts.acknowledgements) for facts, user in found
        ),
        "total_incidents_manual_escalated_from": sum(escaped(facts, user) for facts, user in found),
        "total_incidents_manual_escalated_to": sum(
            arrivals(facts, user, ESCALATED, MANUAL) > 0 for facts, user in found
        ),
        "total_incidents_reassigned_from": sum(departures(facts, user, REASSIGNED) > 0 for facts, user in found),
        "total_incidents_reassigned_to": sum(arrivals(facts, user, REASSIGNED) > 0 for facts, user in found),
        "total_incidents_timeout_escalated_from": sum(
            departures(facts, user, ESCALATED, TIMEOUT) > 0 for facts, user in found
        ),
        "total_incidents_timeout_escalated_to": sum(
            arrivals(facts, user, ESCALATED, TIMEOUT) > 0 for facts, user in found
        ),
        "total_interruptions": sum(facts.interrupted(None, user) for facts, user in found),
        "total_notifications": sum(who == user for facts, user in found for who, _at, _loud in facts.notified),
        "total_off_hour_interruptions": sum(facts.interrupted(OFF, user) for facts, user in found),
        "total_sleep_hour_interruptions": sum(facts.interrupted(SLEEP, user) for facts, user in found),
    }


def union(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """The seconds that the spans cover together."""
    total, reached = 0.0, datetime.min.replace(tzinfo=UTC)
    for start, end in sorted(spans):
        start = max(start, reached)
        if end > start:
            total += (end - start).total_seconds()
            reached = end
    return int(total)


def on_call(call: Call, query: Query) -> dict[str, tuple[int, int, int]]:
    """How long each user was on call. Simultaneous shifts count once. The future does not count."""
    now = call.account.clock.now()
    since, until = (datetime.fromisoformat(one) for one in default_range(call, query))
    until = min(until, now)
    if until <= since:
        return {}
    spans: dict[str, list[tuple[bool, tuple[datetime, datetime]]]] = {}
    rendered: dict[str, list[Shift]] = {}
    for policy in call.account.collection("escalation_policy"):
        for level, rule in enumerate(policy["escalation_rules"], 1):
            for shift, _schedule in on_calls(call, rule, set(), (since, until), rendered):
                start, end = max(shift.start or since, since), min(shift.end or until, until)
                spans.setdefault(shift.user, []).append((level == 1, (start, end)))
    return {
        user: (
            union(span for _first, span in found),
            union(span for first, span in found if first),
            union(span for first, span in found if not first),
        )
        for user, found in spans.items()
    }


def on_call_columns(shares: Iterable[tuple[int, int, int]]) -> Row:
    """The columns about shifts: the sums over users."""
    columns = ("total_seconds_on_call", "total_seconds_on_call_level_1", "total_seconds_on_call_level_2_plus")
    listed = list(shares)
    return {name: sum(one[number] for one in listed) for number, name in enumerate(columns)}


def pairs_of(call: Call, query: Query) -> list[tuple[Facts, str]]:
    """The incidents that match the filters, with each user who was involved and who matches them."""
    wanted = query.filters.get("responder_ids")
    return [
        (facts, user)
        for facts in matching_facts(call.account, query.filters)
        for user in sorted(involved(facts))
        if wanted is None or user in wanted
    ]


def chosen_users(call: Call, query: Query) -> Iterator[Record]:
    wanted = query.filters.get("responder_ids")
    return (one for one in call.account.collection("user") if wanted is None or one["id"] in wanted)


def all_responders(call: Call) -> Reply:
    """One row for all selected responders."""
    query = query_of(call, OF_RESPONDERS, longest=LONGEST_RANGE)
    shifts = on_call(call, query)
    shares = [shifts[one["id"]] for one in chosen_users(call, query) if one["id"] in shifts]
    row = {**metrics(pairs_of(call, query)), **on_call_columns(shares)}
    return Reply(200, {"data": [row], **envelope(query, **order_of(query))})


def by_responder(call: Call) -> Reply:
    """A row for each responder and team of theirs. Users without a team have one row without a team."""
    account = call.account
    query = query_of(call, OF_RESPONDERS, longest=LONGEST_RANGE)
    shifts = on_call(call, query)
    found: dict[str, list[tuple[Facts, str]]] = {}
    for facts, user in pairs_of(call, query):
        found.setdefault(user, []).append((facts, user))
    only = query.filters.get("team_ids")
    rows = []
    for person in chosen_users(call, query):
        identifier = person["id"]
        if identifier not in found and identifier not in shifts:
            continue
        teams: list[str | None] = [*sorted(account.dependents("user", identifier, "team"))]
        shown = [team for team in teams if only is None or team in only] if teams or only is not None else [None]
        row = {**metrics(found.get(identifier, [])), **on_call_columns([shifts.get(identifier, (0, 0, 0))])}
        for team in shown:
            head: Row = {
                "responder_id": identifier, "responder_name": person["name"],
                "team_id": team, "team_name": name_of(account, "team", team),
            }
            rows.append({**row, **head})
    return Reply(200, {"data": ordered(rows, query), **envelope(query, **order_of(query))})


def order_of(query: Query) -> Row:
    given = {"order": query.order, "order_by": query.order_by}
    return {name: value for name, value in given.items() if value is not None}


PATH = "/analytics/metrics/responders"

OPERATIONS = (
    Operation("POST", f"{PATH}/all", all_responders, "analytics.write"),
    Operation("POST", f"{PATH}/teams", by_responder, "analytics.write"),
)
