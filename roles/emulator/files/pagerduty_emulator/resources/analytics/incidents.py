# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of incidents: one row for all, or one for each service, team or escalation policy, and for each range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from ...core.collection import Record
from ...core.time_zones import zone
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from .facts import (
    BUSINESS,
    ESCALATED,
    MANUAL,
    OFF,
    REASSIGNED,
    SLEEP,
    TIMEOUT,
    Facts,
    is_major,
    mean,
    percentile,
    seconds,
)
from .query import LONGEST_RANGE, OF_INCIDENT_METRICS, Query, check_team_or_service, query_of
from .rows import Row, default_range, envelope, matching_facts, name_of, ordered, range_start

PERCENTILES = (50, 75, 90, 95)


def metrics(found: Sequence[Facts]) -> Row:
    """The metrics of incidents."""
    engaged = [sum(one.engaged_by_user.values()) for one in found]
    to_resolve = [one.seconds_to_resolve for one in found]
    to_ack = [one.seconds_to_first_ack for one in found]
    row: Row = {
        "mean_assignment_count": mean(len(one.assignments) for one in found),
        "mean_engaged_seconds": mean(engaged),
        "mean_engaged_user_count": mean(len(one.engaged) for one in found),
        "mean_seconds_to_engage": mean(one.seconds_to_engage for one in found),
        "mean_seconds_to_first_ack": mean(to_ack),
        "mean_seconds_to_mobilize": mean(one.seconds_to_mobilize for one in found),
        "mean_seconds_to_resolve": mean(to_resolve),
        "mean_user_defined_engaged_seconds": mean(engaged),
    }
    for number in PERCENTILES:
        row[f"p{number}_seconds_to_first_ack"] = percentile(to_ack, number / 100)
        row[f"p{number}_seconds_to_resolve"] = percentile(to_resolve, number / 100)
    row |= {
        "total_business_hour_interruptions": sum(one.interrupted(BUSINESS) for one in found),
        "total_engaged_seconds": sum(engaged),
        "total_escalation_count": sum(one.count(ESCALATED) for one in found),
        "total_incident_count": len(found),
        "total_incidents_acknowledged": sum(bool(one.acknowledgements) for one in found),
        "total_incidents_auto_resolved": sum(one.auto_resolved for one in found),
        "total_incidents_manual_escalated": sum(one.count(MANUAL) > 0 for one in found),
        "total_incidents_reassigned": sum(one.count(REASSIGNED) > 0 for one in found),
        "total_incidents_timeout_escalated": sum(one.count(TIMEOUT) > 0 for one in found),
        "total_interruptions": sum(one.interrupted() for one in found),
        "total_notifications": sum(len(one.notified) for one in found),
        "total_off_hour_interruptions": sum(one.interrupted(OFF) for one in found),
        "total_sleep_hour_interruptions": sum(one.interrupted(SLEEP) for one in found),
        "total_snoozed_seconds": sum(one.snoozed for one in found),
        "total_user_defined_engaged_seconds": sum(engaged),
    }
    return row


def responders(found: Iterable[Facts]) -> int:
    """How many users engaged in any of the incidents."""
    return len({user for one in found for user in one.engaged})


def up_time(found: Iterable[Facts], start: str, end: str, now: str) -> float:
    """The percentage of a range without a major incident. Simultaneous incidents count once."""
    spans = sorted(
        (max(start, one.created_at), min(end, one.resolved_at or now))
        for one in found if is_major(one.account, one.incident)
    )
    down, reached = 0, start
    for since, until in spans:
        since = max(since, reached)
        if until > since:
            down += seconds(since, until)
            reached = until
    whole = seconds(start, end)
    return 100.0 if whole == 0 else 100.0 * (whole - down) / whole


# -- groups ----------------------------------------------------------------------------------------------------------


def by_service(incident: Record) -> Iterable[tuple[str, ...]]:
    return ((incident["service"]["id"],),)


def by_team(incident: Record) -> Iterable[tuple[str, ...]]:
    return tuple((team["id"],) for team in incident["teams"])


def by_policy(incident: Record) -> Iterable[tuple[str, ...]]:
    return ((incident["escalation_policy"]["id"],),)


def everything(_incident: Record) -> Iterable[tuple[str, ...]]:
    return ((),)


def head_of(call: Call, kind: str | None, key: tuple[str, ...]) -> Row:
    """The columns that say what a row is about. A service and an escalation policy have the columns of a team, too."""
    account = call.account
    if kind is None:
        return {}
    identifier = key[0]
    row: Row = {f"{kind}_id": identifier, f"{kind}_name": name_of(account, kind, identifier)}
    if kind != "team":
        record = account.collection(kind).get(identifier)
        if kind == "service" and record is not None:
            record = account.collection("escalation_policy").get(record["escalation_policy"]["id"])
        team = record["teams"][0]["id"] if record and record["teams"] else None
        row |= {"team_id": team, "team_name": name_of(account, "team", team)}
    return row


Grouping = Callable[[Record], Iterable[tuple[str, ...]]]


def rows_of(call: Call, query: Query, kind: str | None, group: Grouping) -> list[Row]:
    """A row for each group and range that has incidents. Ranges are in ascending order."""
    groups: dict[tuple[str, tuple[str, ...]], list[Facts]] = {}
    for one in matching_facts(call.account, query.filters):
        start = range_start(one.created_at, query.unit, query.time_zone) if query.unit else ""
        for key in group(one.incident):
            groups.setdefault((start, key), []).append(one)
    if kind is None and query.unit is None:
        groups.setdefault(("", ()), [])
    rows = []
    for (start, key), found in sorted(groups.items()):
        row = {**metrics(found), **head_of(call, kind, key)}
        if start:
            row["range_start"] = start
        rows.append({**row, "_found": found})
    return rows


def handle(call: Call, kind: str | None, group: Grouping, *, up: bool, all_of_a_kind: bool, restricted: bool) -> Reply:
    """Handles a request.

    ``up``             whether rows have ``up_time_pct``
    ``all_of_a_kind``  whether incidents without an object of this kind are left out, and the row has no name
    ``restricted``     whether keys of users must name teams or services
    """
    query = query_of(call, OF_INCIDENT_METRICS, longest=LONGEST_RANGE)
    if restricted:
        check_team_or_service(call, query.filters)
    only = (lambda incident: everything(incident) if list(group(incident)) else ()) if all_of_a_kind else group
    rows = rows_of(call, query, None if all_of_a_kind else kind, only)
    start, end = default_range(call, query)
    for row in rows:
        found = row.pop("_found")
        if up:
            since, until = (start, end) if "range_start" not in row else bounds(row["range_start"], query, start, end)
            row["up_time_pct"] = up_time(found, since, until, call.account.now())
        if kind == "escalation_policy":
            row["distinct_responder_count"] = responders(found)
    more = {"order": query.order, "order_by": query.order_by, "aggregate_unit": query.unit}
    given = {name: value for name, value in more.items() if value is not None}
    return Reply(200, {"data": ordered(rows, query), **envelope(query, **given)})


def bounds(shown: str, query: Query, start: str, end: str) -> tuple[str, str]:
    """The start and the end of the range of a row, within those of the filters."""
    first = datetime.fromisoformat(shown)
    if query.unit == "month":
        last = (first + timedelta(days=32)).replace(day=1)
    else:
        last = first + timedelta(days=7 if query.unit == "week" else 1)
    where = zone(query.time_zone)
    since, until = (one.replace(tzinfo=where).astimezone(UTC).isoformat() for one in (first, last))
    return max(since, start), min(until, end)


PATH = "/analytics/metrics/incidents"

VARIANTS: tuple[tuple[str, str | None, Grouping, dict[str, bool]], ...] = (
    ("/all", None, everything, {"up": False, "all_of_a_kind": False, "restricted": True}),
    ("/escalation_policies", "escalation_policy", by_policy, {"up": True, "all_of_a_kind": False, "restricted": False}),
    ("/escalation_policies/all", "escalation_policy", by_policy,
     {"up": True, "all_of_a_kind": True, "restricted": False}),
    ("/services", "service", by_service, {"up": True, "all_of_a_kind": False, "restricted": False}),
    ("/services/all", "service", by_service, {"up": True, "all_of_a_kind": True, "restricted": True}),
    ("/teams", "team", by_team, {"up": True, "all_of_a_kind": False, "restricted": True}),
    ("/teams/all", "team", by_team, {"up": False, "all_of_a_kind": True, "restricted": True}),
)
"""The paths, what a row is about, and the arguments of `handle`. They differ as PagerDuty's documents do."""


def operation(path: str, kind: str | None, group: Grouping, **options: Any) -> Operation:
    function: Callable[[Call], Reply] = partial(handle, kind=kind, group=group, **options)
    return Operation("POST", f"{PATH}{path}", function, "analytics.write")


OPERATIONS = tuple(operation(path, kind, group, **options) for path, kind, group, options in VARIANTS)
