# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of both types with the shifts that PagerDuty computes, and what a task shows of a change of these.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .._core import responses
from .._core.client import segment
from .._core.times import format_instant
from .._core.zones import zone_or_utc
from .._schema.fields import Json
from .._schema.session import Session
from .shifts import RENDERED, Shift, ShiftChange, diff_lines, results, shifts_of

Raw = dict[str, Json]

_PART = responses.Object(rendered_schedule_entries=responses.Maybe(responses.Each(RENDERED)))

# What the library relies on in a schedule of layers with its shifts: in a list, in one, and in a preview.
_PARTS = {"final_schedule": responses.Maybe(_PART), "overrides_subschedule": responses.Maybe(_PART)}
_LAYERS = {"schedule_layers": responses.Maybe(responses.Each(_PART))}
SHIFTS = responses.IDENTIFIED.having(**_PARTS)
LAYERS = SHIFTS.having(**_LAYERS)
PREVIEW = responses.Object(**_PARTS, **_LAYERS)

# A shift of a shift-based schedule.
COMPUTED = responses.Object(
    start_time=responses.INSTANT,
    end_time=responses.INSTANT,
    member=responses.Object(user_id=responses.Maybe(responses.ID)),
)


def this_minute(session: Session) -> datetime:
    """PagerDuty's time, in full minutes as the times of layers and overrides."""
    return t.cast(datetime, session.client.now()).replace(second=0, microsecond=0)


def shifts_in(part: Raw | None) -> list[Shift]:
    """The shifts of a layer, or of another part of a schedule of layers."""
    return shifts_of((part or {}).get("rendered_schedule_entries") or ())


def rendered(schedule: Raw, part: str) -> list[Shift]:
    """The shifts of a part of a schedule of layers. part: `final_schedule` or `overrides_subschedule`."""
    return shifts_in(schedule.get(part))


def read_schedule(session: Session, schedule_id: str, since: datetime, until: datetime) -> Raw:
    """A schedule of layers with the shifts of a range."""
    query = {"since": format_instant(since), "until": format_instant(until)}
    response = session.client.get(f"/schedules/{segment(schedule_id)}", query, responses.Object(schedule=LAYERS))
    return t.cast(Raw, response["schedule"])


def read_computed(
    session: Session, schedule_id: str, since: datetime, until: datetime, of: responses.Object = COMPUTED
) -> tuple[Raw, list[Raw]]:
    """(a shift-based schedule, its shifts in a range). of: what the library relies on in each shift."""
    final = responses.Object(computed_shift_assignments=responses.Maybe(responses.Each(of)))
    expects = responses.Object(schedule=responses.IDENTIFIED.having(final_schedule=responses.Maybe(final)))
    query = {"since": format_instant(since), "until": format_instant(until), "include[]": ["final_schedule"]}
    schedule = session.client.get(f"/v3/schedules/{segment(schedule_id)}", query, expects)["schedule"]
    return schedule, (schedule.get("final_schedule") or {}).get("computed_shift_assignments") or []


def show_changes(change: t.Any, found: list[ShiftChange], time_zone: str | None) -> None:
    """Add to a change at which times another user is on call. time_zone: the name of that of the schedule."""
    change.result["on_call_changes"] = results(found)
    if found:
        change.before["on_call"], change.after["on_call"] = diff_lines(found, zone_or_utc(time_zone))
