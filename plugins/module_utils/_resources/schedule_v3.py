# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules: those of version 3 of PagerDuty's API.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._engine.dependents import describe
from .._schema.fields import Json, Name, References, Text, folded
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from . import schedule_shifts
from .schedule_v3_event import Zone
from .schedule_v3_rotation import ROTATION, Rotations
from .team import TEAM

_REFERENCES = responses.Maybe(responses.Each(responses.IDENTIFIED))


def _dependents(session: Session, schedule: dict[str, Json]) -> list[str]:
    return [describe("escalation policy", policy) for policy in schedule.get("escalation_policies") or ()]


def _matching(params: dict[str, t.Any], session: Session) -> t.Callable[[dict[str, Json]], bool]:
    """The condition of `query`: PagerDuty's documents disagree about whether the list can be searched.

    Without `query`, all schedules fulfil it. They are counted here, because the list has no total.
    """
    query = folded(params.get("query") or "")
    return lambda schedule: query in folded(schedule.get("name") or schedule.get("summary"))


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """Requests contain no type, and PagerDuty returns no summary."""
    predicted["type"] = "schedule_v3"
    predicted.pop("summary", None)


def _effects(params: dict[str, t.Any], session: Session, change: t.Any, schedule: dict[str, Json] | None) -> None:
    """Keep who is on call before a change of the rotations."""
    if session.diff_mode and not session.check_mode and params["preview_days"] and change.requests:
        from .schedule_v3_effects import note_before  # few tasks need it

        note_before(params, session, change, schedule)


def _finish(params: dict[str, t.Any], session: Session, change: t.Any, schedule: dict[str, Json]) -> None:
    """Show who is on call after a change."""
    if change.notes:
        from .schedule_v3_effects import add_after  # few tasks need it

        add_after(session, change, schedule)


SCHEDULE_V3 = Resource(
    name="schedule_v3",
    plural="schedules",
    title="schedule",
    module="schedule",
    path="/v3/schedules",
    wrapper="schedule",
    unique_keys=(),
    unique=False,
    optional=True,
    variant="shift-based (version 3)",
    foreign={
        "schedule_layers": "use rotations instead",
        "keep_current_on_call": "PagerDuty computes its shifts from the times of the events; remove this option",
    },
    # PagerDuty's documents disagree about whether the list can be searched, and it has only references.
    query=None,
    only_single=("rotations",),
    minimum=responses.IDENTIFIED.having(
        rotations=responses.Maybe(responses.Each(ROTATION)), escalation_policies=_REFERENCES
    ),
    fields=(
        Name(longest=255),
        Zone("time_zone", on_create=True),
        Text("description", longest=1024),
        References(
            "teams",
            TEAM,
            fixed="PagerDuty's API can't change the teams of a shift-based schedule; change them in the web app, and"
            " then here",
        ),
    ),
    subresources=(Rotations(),),
    endpoint=Endpoint(omit_type=True),
    predict=_predict,
    effects=_effects,
    finish=_finish,
    prepare=schedule_shifts.check_preview,
    dependents=_dependents,
    options={"preview_days": {"type": "int", "default": 14}},
    constraints={"mutually_exclusive": [["schedule_layers", "rotations"]]},
    instead={"events": "set events in an entry of rotations"},
    listing=Listing(
        filters=(Filter("query", "query"), Filter("teams", "team_ids[]", resource=TEAM)),
        keep=_matching,
        exact=("name",),
        options=schedule_shifts.OPTIONS,
        prepare=schedule_shifts.prepare,
        complete=schedule_shifts.complete_shift_based,
    ),
)
