# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: list and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid, not_found, payment_required
from ...schema.call import Call, Reply, whole
from ...schema.operation import Operation, all_includes
from ..teams import team_ids
from .table import RESOURCE, STATUSES

MAXIMUM_RANGE = timedelta(days=184)

DEFAULT_RANGE = timedelta(days=31)


def date_range(call: Call) -> tuple[str, str] | None:
    """``since`` and ``until``, at most six months apart, by default the last month; None for all times. Raises 400."""
    if call.query.get("date_range") == "all":
        return None
    if "date_range" in call.query:
        raise invalid("Date range must be in all")
    until = call.instant("until") or call.account.now()
    since = call.instant("since") or (datetime.fromisoformat(until) - DEFAULT_RANGE).isoformat()
    if since > until:
        raise invalid("Since must be before until")
    if datetime.fromisoformat(until) - datetime.fromisoformat(since) > MAXIMUM_RANGE:
        raise invalid("The date range must not be longer than 6 months")
    return since, until


FEW = 1000
"""If an index finds fewer incidents, they are sorted. Otherwise, all incidents are tested in order until the page is
full, unless the query has ``total`` or ``sort_by``, which need all matching incidents."""


def matching(call: Call) -> Iterator[Record]:
    """The incidents that match the query's filters, in the query's order, by default by number."""
    account = call.account
    collection, records = account.collection("incident"), account.collection("incident").records
    urgencies = call.chosen("urgencies[]", ("high", "low"))
    order = call.sorting(("incident_number", "created_at", "resolved_at", "urgency"))
    if (urgencies or "urgency" in dict(order)) and "urgencies" not in account.abilities:
        raise payment_required("urgencies")
    limits, indexes, needs_all = date_range(call), RESOURCE.indexes, bool(order) or call.flag("total")
    tests: list[Callable[[Record], bool]] = []
    few: Iterable[str] | None = None
    if key := call.query.get("incident_key"):
        alerts = account.collection("alert")
        few = {*collection.indexed("key", key)}
        few |= {one["incident"]["id"] for one in map(alerts.get, alerts.indexed("key", key)) if one and one["incident"]}
    for index, given in (
        ("service", call.query.getall("service_ids[]", ())),
        ("team", team_ids(call)),
        ("assignee", call.query.getall("user_ids[]", ())),
        ("status", call.chosen("statuses[]", STATUSES)),
        ("urgency", urgencies),
    ):
        if not given:
            continue
        values, held = frozenset(given), indexes[index]
        many = sum(len(collection.indexed(index, value)) for value in values)
        if few is None and (many < FEW or needs_all):
            few = {one for value in values for one in collection.indexed(index, value)}
        else:
            tests.append(partial(has_any, held, values))
    found: Iterable[Record] = collection
    if few is not None:
        found = sorted(map(records.__getitem__, few), key=lambda incident: incident["incident_number"])
    if limits is not None:
        since, until = limits
        found = (incident for incident in found if since <= incident["created_at"] <= until)
    for test in tests:
        found = filter(test, found)
    for name, descending in reversed(order):
        found = sorted(found, key=sort_value(name), reverse=descending)
    return iter(found)


def has_any(held: Callable[[Record], Iterable[Any]], values: frozenset[Any], incident: Record) -> bool:
    """Whether an index has the incident for any of the values. ``held``: the index's function."""
    return not values.isdisjoint(held(incident))


def sort_value(name: str) -> Callable[[Record], Any]:
    """The sort key of a field. A missing date sorts before all dates, and low urgency before high."""
    if name == "urgency":
        return lambda incident: incident[name] == "high"
    return itemgetter(name) if name != "resolved_at" else lambda incident: incident[name] or ""


def incidents(call: Call) -> Reply:
    """Unlike elsewhere, times are in UTC by default."""
    view = call.view(listing=True, default_zone="Etc/UTC")
    found = matching(call)
    enough = None if call.flag("total") else sum(call.paging()) + 1
    return call.page("incidents", list(islice(found, enough)), lambda incident: RESOURCE.render(incident, view))


def one_incident(call: Call) -> Reply:
    """Finds an incident by its ID or its number."""
    view = call.view()
    collection = call.account.collection("incident")
    found = collection.get(call.ids[0])
    if found is None and (number := whole(call.ids[0])) is not None:
        numbered = collection.indexed("number", number)
        found = next((collection.get(one) for one in numbered), None)
    if found is None:
        raise not_found()
    return Reply(200, {"incident": RESOURCE.render(found, view)})


OPERATIONS = (
    Operation("GET", "/incidents", incidents, "incidents.read", includes=tuple(RESOURCE.includes)),
    Operation("GET", "/incidents/*", one_incident, "incidents.read", includes=all_includes(RESOURCE)),
)
