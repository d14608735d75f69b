# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which incidents match the filters of a request, and the order and the pages of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...core.time_zones import zone
from ...schema.call import Call
from ..users import members_of
from .facts import MANUAL, TIMEOUT, Facts, facts_of, is_major
from .query import Query

Row = dict[str, Any]


def local(instant: str | None, time_zone: str) -> str | None:
    """An instant in a time zone, without an offset, as the documents' examples have it."""
    if instant is None:
        return None
    return datetime.fromisoformat(instant).astimezone(zone(time_zone)).replace(tzinfo=None).isoformat()


def range_start(instant: str, unit: str, time_zone: str) -> str:
    """The start of the day, the week (Monday) or the month of an instant."""
    day = datetime.fromisoformat(instant).astimezone(zone(time_zone)).replace(hour=0, minute=0, second=0, tzinfo=None)
    if unit == "week":
        day -= timedelta(days=day.weekday())
    return (day.replace(day=1) if unit == "month" else day).isoformat()


def used_advance(account: Account) -> set[str]:
    """The IDs of incidents for which PD Advance was used."""
    return {one["incident"] for one in account.collection("pd_advance_usage").records.values() if one["incident"]}


Test = Callable[[Record], bool]


def tests_of(account: Account, filters: Mapping[str, Any]) -> list[Test]:
    """The tests that need only the record of an incident, the fastest first."""
    tests: list[Test] = []
    start = filters.get("created_at_start") or filters.get("date_range_start")
    end = filters.get("created_at_end") or filters.get("date_range_end")
    if start is not None:
        tests.append(lambda one: bool(one["created_at"] >= start))
    if end is not None:
        tests.append(lambda one: bool(one["created_at"] < end))
    if (after := filters.get("updated_after")) is not None:
        tests.append(lambda one: bool(one["updated_at"] > after))
    if (urgency := filters.get("urgency")) is not None:
        tests.append(lambda one: bool(one["urgency"] == urgency))
    if "service_ids" in filters:
        tests.append(lambda one: one["service"]["id"] in filters["service_ids"])
    if "escalation_policy_ids" in filters:
        tests.append(lambda one: one["escalation_policy"]["id"] in filters["escalation_policy_ids"])
    if "team_ids" in filters:
        tests.append(lambda one: any(team["id"] in filters["team_ids"] for team in one["teams"]))
    if "priority_ids" in filters or "priority_names" in filters:
        wanted = priorities_of(account, filters)
        tests.append(lambda one: one["priority"] is not None and one["priority"]["id"] in wanted)
    if "incident_type_ids" in filters:
        types = account.collection("incident_type")
        names = {one["name"] for one in types if one["id"] in filters["incident_type_ids"]}
        tests.append(lambda one: one["incident_type"] in names)
    if (used := filters.get("pd_advance_used")) is not None:
        those = used_advance(account)
        tests.append(lambda one: (one["id"] in those) == used)
    if (major := filters.get("major")) is not None:
        tests.append(lambda one: is_major(account, one) == major)
    return tests


def priorities_of(account: Account, filters: Mapping[str, Any]) -> set[str]:
    """The IDs of the priorities that match both filters."""
    names, ids = filters.get("priority_names"), filters.get("priority_ids")
    return {
        one["id"] for one in account.collection("priority")
        if (names is None or one["name"] in names) and (ids is None or one["id"] in ids)
    }


def matching(account: Account, filters: Mapping[str, Any]) -> list[Record]:
    """The incidents that match the filters which need no log entries."""
    found: Iterable[Record] = account.collection("incident").records.values()
    for test in tests_of(account, filters):
        found = filter(test, found)
    return list(found)


MINIMA: dict[str, Callable[[Facts], int]] = {
    "min_ackowledgements": lambda facts: len(facts.acknowledgements),
    "min_timeout_escalations": lambda facts: facts.count(TIMEOUT),
    "min_manual_escalations": lambda facts: facts.count(MANUAL),
}


def matching_facts(account: Account, filters: Mapping[str, Any]) -> list[Facts]:
    """The facts of all incidents that match the filters, by their creation."""
    found = [facts_of(account, one) for one in matching(account, filters)]
    for name, number in MINIMA.items():
        if (least := filters.get(name)) is not None:
            found = [one for one in found if number(one) >= least]
    return sorted(found, key=lambda one: one.created_at)


def matching_users(account: Account, filters: Mapping[str, Any]) -> list[Record]:
    """The users that match the filters. ``role_ids`` are the names of roles: PagerDuty has no IDs of roles."""
    start, end = filters.get("created_at_start"), filters.get("created_at_end")
    teams = filters.get("team_ids")
    members = None if teams is None else members_of(account, teams)
    return [
        one for one in account.collection("user")
        if (start is None or one["created_at"] >= start)
        and (end is None or one["created_at"] < end)
        and (members is None or one["id"] in members)
        and one["id"] in filters.get("user_ids", (one["id"],))
        and one["role"] in filters.get("role_ids", (one["role"],))
    ]


# -- order and pages -------------------------------------------------------------------------------------------------


def ordered(rows: list[Row], query: Query) -> list[Row]:
    """The rows of an aggregation in the order of the request. Without one, they keep their order. Raises 400."""
    if query.order_by is None:
        return rows[::-1] if query.order == "desc" else rows
    name = query.order_by
    if rows and name not in {column for row in rows for column in row}:
        raise invalid(f"Order by must be in {', '.join(rows[0])}")
    return sorted(rows, key=lambda row: sort_key(row.get(name)), reverse=query.order != "asc")


def sort_key(value: Any) -> tuple[bool, Any]:
    """Missing values sort first."""
    return (value is not None, "" if value is None else value)


def page(
    found: Sequence[Any], query: Query, identifier: Callable[[Any], str], show: Callable[[Any], Row]
) -> dict[str, Any]:
    """A page of rows that are sorted already: ``data``, ``first``, ``last``, ``more``, ``limit``. Raises 400.

    The cursor is the ID of the first or of the last row of a page, as in the documents' example.
    """
    start, end = 0, len(found)
    cursor = query.starting_after or query.ending_before
    if cursor is not None:
        place = next((number for number, one in enumerate(found) if identifier(one) == cursor), None)
        if place is None:
            raise invalid("The cursor is invalid")
        start, end = (place + 1, end) if query.starting_after else (max(0, place - query.limit), place)
    shown = found[start:min(end, start + query.limit)]
    return {
        "data": [show(one) for one in shown],
        "first": identifier(shown[0]) if shown else None,
        "last": identifier(shown[-1]) if shown else None,
        "limit": query.limit,
        "more": bool(start) if query.ending_before else start + len(shown) < len(found),
        "starting_after": query.starting_after,
        "ending_before": query.ending_before,
    }


def envelope(query: Query, **more: Any) -> dict[str, Any]:
    """What all responses repeat from the request."""
    return {"filters": query.shown_filters(), "time_zone": query.time_zone, **more}


def name_of(account: Account, type_name: str, identifier: str | None) -> str | None:
    """The name of an object; None if it was deleted."""
    record = account.collection(type_name).get(identifier) if identifier else None
    return None if record is None else record["name"]


def default_range(call: Call, query: Query) -> tuple[str, str]:
    """The range of the filters. By default, it ends now and starts a year before its end."""
    filters = query.filters
    end = filters.get("created_at_end") or filters.get("date_range_end") or call.account.now()
    start = filters.get("created_at_start") or filters.get("date_range_start")
    return start or (datetime.fromisoformat(end) - timedelta(days=365)).isoformat(), end
