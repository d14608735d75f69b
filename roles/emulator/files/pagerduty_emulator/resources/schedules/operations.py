# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of schedules, and the date range of lists of users on call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from ...core.collection import Record
from ...core.errors import ApiError, invalid
from ...schema.call import PAGING_CAP, Call, Reply
from ...schema.operation import Operation, crud
from ...schema.view import View
from ..users import RESOURCE as USERS
from . import overrides
from .rendering import Rendering
from .rotation import HORIZON, shifts
from .table import PREVIEWS, RESOURCE

LONGEST_ONCALLS = timedelta(days=3660)
"""The longest date range. PagerDuty documents no limit in the past."""


def span(call: Call) -> tuple[datetime, datetime]:
    """The date range of a list of users on call. The default is the current time."""
    now = call.account.clock.now()
    since = datetime.fromisoformat(call.instant("since") or now.isoformat())
    until = datetime.fromisoformat(call.instant("until") or max(now, since).isoformat())
    if until < since:
        raise invalid("Until must not be before since")
    until = min(until, now + HORIZON)
    if until - since > LONGEST_ONCALLS:
        raise invalid(f"The date range must not be longer than {LONGEST_ONCALLS.days} days")
    return since, until


def schedule_users(call: Call) -> Reply:
    """The users who are on call in a schedule during the date range, by name, on one page."""
    since, until = span(call)
    found = islice(shifts(call.record(RESOURCE), since, until, call.account.clock.now()), PAGING_CAP)
    known = call.account.collection("user").records
    users = sorted((known[one] for one in {shift.user for shift in found} if one in known), key=USERS.sort_key)
    view = call.view()
    return Reply(200, {"users": [USERS.render(user, view) for user in users]})


# -- rendered schedules ----------------------------------------------------------------------------------------------


def schedules(call: Call) -> Reply:
    """``GET /schedules``. Only the parts in ``include[]`` are shown and rendered."""
    user_zone = call.requesters_zone()
    view = call.view(listing=True, default_zone=user_zone)
    rendering = Rendering.of(call, user_zone, overflow=False)
    user = next_user(call)
    return call.page(
        RESOURCE.plural, call.matching(RESOURCE), lambda record: shown(call, record, view, rendering, user)
    )


def schedule(call: Call) -> Reply:
    """``GET /schedules/{id}``."""
    record = call.record(RESOURCE)
    zone = RESOURCE.default_zone(record)
    view, rendering = call.view(default_zone=zone), Rendering.of(call, zone)
    return Reply(200, {RESOURCE.type: shown(call, record, view, rendering, next_user(call))})


def preview(call: Call) -> Reply:
    """A schedule as it would be after a POST, or after a PUT if the body has an ``id``. Overrides have no effect."""
    body, account = call.wrapped(RESOURCE.type), call.account
    identifier = body.get("id")
    old = account.collection(RESOURCE.type).get(identifier) if isinstance(identifier, str) else None
    record = PREVIEWS.built(account, body) if old is None else PREVIEWS.merged(account, old, body)
    record["overrides"] = []
    zone = RESOURCE.default_zone(record)
    seen = shown(call, record, call.view(default_zone=zone), Rendering.of(call, zone), None)
    if old is None:
        seen.update(self=None, html_url=None)
    return Reply(200, {RESOURCE.type: seen})


def shown(call: Call, record: Record, view: View, rendering: Rendering, user: str | None) -> dict[str, Any]:
    """A schedule in a response. ``user``: the ID of the user whose next time on call is shown; None for nobody's."""
    whole = RESOURCE.render(record, view)
    rendering.fill(whole, record, view)
    if user is not None:
        whole["next_oncall_for_user"] = next_oncall(call, record, view, user)
    return whole


def next_user(call: Call) -> str | None:
    """The user in ``include_next_oncall_for_user``; None if it is missing. Raises 400."""
    user = call.query.get("include_next_oncall_for_user")
    if user is not None and user not in call.account.collection("user"):
        raise invalid("Include next oncall for user must be the ID of a user")
    return user


def next_oncall(call: Call, record: Record, view: View, user: str) -> dict[str, Any] | None:
    """The current or next time on call of a user in a schedule; None if there is none in the next 90 days."""
    now = call.account.clock.now()
    for shift in shifts(record, now, now + HORIZON, now):
        if shift.user == user and shift.start is not None and shift.end is not None:
            return {
                "start": view.instant(shift.start.isoformat()),
                "end": view.instant(shift.end.isoformat()),
                "user": view.reference("user", user),
            }
    return None


def of_layers(operation: Operation) -> Operation:
    """The operation, which returns 400 for a shift-based schedule.

    PagerDuty's MCP server reads in the message that it must use the other version of the API.
    """

    def handle(call: Call) -> Reply:
        if call.ids and call.ids[0] in call.account.collection("schedule_v3"):
            raise ApiError(400, "This is a shift-based schedule. Use the v3 Schedules API to access it.", 2001)
        return operation.handle(call)

    return replace(operation, handle=handle)


OPERATIONS = (
    *map(of_layers, crud(RESOURCE, list=schedules, read=schedule)),
    Operation("POST", "/schedules/preview", preview, "schedules.write"),
    of_layers(Operation("GET", "/schedules/*/users", schedule_users, "users.read")),
    *map(of_layers, overrides.OPERATIONS),
)
