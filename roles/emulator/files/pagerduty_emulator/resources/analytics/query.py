# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a request for analytics: filters, time zone, order, pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ...core.errors import invalid
from ...core.strictness import STRICTLY, effective
from ...core.time_zones import zone_names
from ...schema.call import Call
from ...schema.fields import in_utc
from ...schema.view import shown_instant

UTC = "Etc/UTC"
LONGEST_RANGE = timedelta(days=366)
"""One year, with the longest years."""

MAXIMUM_LIMIT = 1000
UNITS = ("day", "week", "month")
REJECTS_UNKNOWN = STRICTLY
"""Whether a filter that PagerDuty does not document returns 400."""


def instant(value: Any, name: str) -> str:
    """A date and time in the stored form. Without an offset, it is in UTC. Raises 400."""
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise invalid(f"{name} must be a valid ISO 8601 date-time") from None
    moment = in_utc(parsed)
    if moment is None:
        raise invalid(f"{name} is out of range")
    return moment.replace(microsecond=0).isoformat()


def text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"{name} must be a String")
    return value


def texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid(f"{name} must be an Array of Strings")
    return value


def flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(f"{name} must be true or false")
    return value


def count(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise invalid(f"{name} must be an Integer from 0")
    return value


def urgency(value: Any, name: str) -> str:
    if value not in ("high", "low"):
        raise invalid(f"{name} must be in high or low")
    return str(value)


Reader = Callable[[Any, str], Any]

OF_INCIDENTS: dict[str, Reader] = {
    "created_at_start": instant,
    "created_at_end": instant,
    "urgency": urgency,
    "major": flag,
    "team_ids": texts,
    "service_ids": texts,
    "priority_ids": texts,
    "priority_names": texts,
}
OF_INCIDENT_METRICS: dict[str, Reader] = {
    **OF_INCIDENTS,
    "min_ackowledgements": count,
    "min_timeout_escalations": count,
    "min_manual_escalations": count,
    "escalation_policy_ids": texts,
    "pd_advance_used": flag,
}
"""``min_ackowledgements`` is spelled as in PagerDuty's documents."""

OF_RAW_RESPONDER: dict[str, Reader] = {**OF_INCIDENTS, "incident_type_ids": texts}
OF_RAW_INCIDENTS: dict[str, Reader] = {**OF_RAW_RESPONDER, "updated_after": instant}
OF_ADVANCE: dict[str, Reader] = {
    **{name: one for name, one in OF_INCIDENT_METRICS.items() if name != "pd_advance_used"},
    "incident_created_at_start": instant,
    "incident_created_at_end": instant,
}
OF_RESPONDERS: dict[str, Reader] = {
    "date_range_start": instant,
    "date_range_end": instant,
    "urgency": urgency,
    "team_ids": texts,
    "responder_ids": texts,
    "priority_ids": texts,
    "priority_names": texts,
}
OF_USERS: dict[str, Reader] = {
    "created_at_start": instant,
    "created_at_end": instant,
    "team_ids": texts,
    "user_ids": texts,
    "role_ids": texts,
}


@dataclass(frozen=True)
class Query:
    """What a request asks for. ``filters``: instants are in the stored form. ``unit``: one of `UNITS`, or None."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    time_zone: str = UTC
    order: str | None = None
    order_by: str | None = None
    unit: str | None = None
    limit: int = MAXIMUM_LIMIT
    starting_after: str | None = None
    ending_before: str | None = None

    def shown_filters(self) -> dict[str, Any]:
        """The filters as a response repeats them."""
        return {
            name: shown_instant(value, UTC) if name.endswith(("_start", "_end", "_after")) else value
            for name, value in self.filters.items()
        }


def filters_of(given: Any, known: Mapping[str, Reader], *, strict: bool) -> dict[str, Any]:
    """The filters that have a value. Raises 400."""
    if not isinstance(given, dict):
        raise invalid("Filters must be an Object")
    if effective(REJECTS_UNKNOWN, strict=strict) and (unknown := sorted(set(given) - set(known))):
        raise invalid(f"Filters {unknown[0]} is unknown")
    return {
        name: read(given[name], f"Filters {name}") for name, read in known.items() if given.get(name) is not None
    }


def check_ranges(filters: Mapping[str, Any], longest: timedelta | None) -> None:
    """Raises 400 if a range ends before it starts, or is longer than allowed."""
    for name, start in filters.items():
        end = filters.get(name.replace("_start", "_end"))
        if not name.endswith("_start") or end is None:
            continue
        if end < start:
            raise invalid(f"Filters {name} must be before its end")
        if longest is not None and datetime.fromisoformat(end) - datetime.fromisoformat(start) > longest:
            raise invalid(f"Filters {name} and its end must be at most one year apart")


def check_team_or_service(call: Call, filters: Mapping[str, Any]) -> None:
    """Raises 400 if a key of a user, or an OAuth token, asks without naming teams or services."""
    if call.actor.type in ("user", "app") and not (filters.get("team_ids") or filters.get("service_ids")):
        raise invalid("Filters must have team_ids or service_ids for user-level API keys and OAuth tokens")


def chosen(body: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str | None:
    value = body.get(name)
    if value is not None and value not in choices:
        raise invalid(f"{name.capitalize()} must be in {', '.join(choices)}")
    return value


def query_of(
    call: Call, known: Mapping[str, Reader], *, longest: timedelta | None = None, columns: tuple[str, ...] | None = None
) -> Query:
    """The query of a request. Raises 400.

    ``longest``  the maximum length of a range; None for any
    ``columns``  the values of ``order_by``; None if the rows decide, see `rows.ordered`
    """
    body = call.json() if call.body else {}
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    filters = filters_of({} if body.get("filters") is None else body["filters"], known, strict=call.account.strict)
    check_ranges(filters, longest)
    time_zone = text(body.get("time_zone") or UTC, "Time zone")
    if zone_names() and time_zone not in zone_names():
        raise invalid("Time zone is not a valid time zone")
    limit = body.get("limit")
    limit = MAXIMUM_LIMIT if limit is None else count(limit, "Limit")
    if not 0 < limit <= MAXIMUM_LIMIT:
        raise invalid(f"Limit must be from 1 to {MAXIMUM_LIMIT}")
    order_by = body.get("order_by")
    if columns is not None:
        order_by = chosen(body, "order_by", columns)
    cursors = {
        name: body[name] and text(body[name], name) for name in ("starting_after", "ending_before") if name in body
    }
    if all(cursors.get(name) for name in ("starting_after", "ending_before")):
        raise invalid("Starting after and ending before exclude each other")
    return Query(
        filters=filters, time_zone=time_zone, order=chosen(body, "order", ("asc", "desc")),
        order_by=None if order_by is None else text(order_by, "Order by"),
        unit=chosen(body, "aggregate_unit", UNITS), limit=limit, **cursors,
    )
