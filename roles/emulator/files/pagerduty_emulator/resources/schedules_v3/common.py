# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations of shift-based schedules and of their parts have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.errors import ApiError, invalid, not_found
from ...schema.call import PAGING_CAP, Call, Reply
from ...schema.view import View
from .table import RESOURCE, UTC_ZONE

LONGEST_SPAN = timedelta(days=3660)
"""Between ``since`` and ``until``. PagerDuty documents no limit."""


def schedule_of(call: Call) -> Record:
    """The schedule in the path. Raises 400 for a schedule of layers, as PagerDuty does, and 404 for no schedule."""
    identifier = call.ids[0]
    record = call.account.collection(RESOURCE.type).get(identifier)
    if record is not None:
        return record
    if identifier in call.account.collection("schedule"):
        # PagerDuty's MCP server quotes this message.
        raise ApiError(400, "This is a layer-based schedule. Use the v2 Schedules API to access it.", 2001)
    raise not_found()


def keep(call: Call, schedule: Record, **parts: Any) -> None:
    """Replaces parts of a schedule."""
    call.account.put(RESOURCE, {**schedule, **parts})


def replaced(entries: list[Record], new: Record) -> list[Record]:
    """The entries with the one that has the same ID replaced."""
    return [new if one["id"] == new["id"] else one for one in entries]


def without_source(schedule: Record, source: str, identifier: str, now: str) -> list[Record]:
    """The overrides of a schedule after the rotation or custom shift that some of them replace was deleted.

    Of these, those that have not started are removed, and the others end.

    ``source``  ``rotation_id`` or ``custom_shift_id``
    """
    kept = []
    for one in schedule["overrides"]:
        if one[source] != identifier or one["end_time"] <= now:
            kept.append(one)
        elif one["start_time"] <= now:
            kept.append({**one, "end_time": now})
    return kept


def utc_view(call: Call) -> View:
    """The view for a single object, whose times PagerDuty shows in UTC."""
    return View(call.account, call.emulator.base_url, UTC_ZONE)


def span(call: Call, *, required: bool) -> tuple[datetime, datetime] | None:
    """``since`` and ``until`` of a request; None if one of them is missing. Raises 400."""
    texts = {name: call.instant(name) for name in ("since", "until")}
    if missing := [name for name, text in texts.items() if text is None]:
        if required:
            raise invalid(*(f"{name} can't be blank" for name in missing))
        return None
    since, until = (to_datetime(text) for text in texts.values() if text is not None)
    if until <= since:
        raise invalid("until must be after since")
    if until - since > LONGEST_SPAN:
        raise invalid(f"until must be at most {LONGEST_SPAN.days} days after since")
    return since, until


def page(
    call: Call,
    key: str,
    found: Sequence[Record],
    show: Callable[[Record], Any],
    *,
    usual: int = 25,
    maximum: int = 100,
) -> Reply:
    """A page of offset pagination. API v3 has other limits than API v2, and never returns a total."""
    call.flag("total")
    limit, offset = min(call.number("limit", usual, 1), maximum), call.number("offset", 0, 0)
    if offset + limit > PAGING_CAP:
        raise invalid(f"offset plus limit must be less than or equal to {PAGING_CAP}")
    return Reply(
        200,
        {
            key: [show(one) for one in found[offset:offset + limit]],
            "limit": limit,
            "offset": offset,
            "more": offset + limit < len(found),
        },
    )
