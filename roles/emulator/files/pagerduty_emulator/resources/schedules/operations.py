# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of schedules, and the date range of lists of users on call."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from ...core.errors import invalid
from ...schema.call import PAGING_CAP, Call, Reply
from ...schema.operation import Operation, crud
from ..users import RESOURCE as USERS
from .rotation import HORIZON, shifts
from .table import RESOURCE

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
    users = sorted((known[one] for one in {shift.user for shift in found}), key=USERS.sort_key)
    view = call.view()
    return Reply(200, {"users": [USERS.render(user, view) for user in users]})


OPERATIONS = (
    *crud(RESOURCE),
    Operation("GET", "/schedules/*/users", schedule_users, "users.read"),
)
