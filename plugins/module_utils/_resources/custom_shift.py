# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom shifts of shift-based schedules (version 3): a user is on call once, besides the rotations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Canonical, Json, Minute, Reference, Start
from .._schema.resource import ByContent, Endpoint, Parent, Removal, Resource
from .schedule_override import removal_of
from .schedule_override_v3 import MEMBER, member_of
from .schedule_v3 import SCHEDULE_V3
from .user import USER


class _Member(Reference):
    """The user of a custom shift. PagerDuty has a list with one assignment. None: nobody has it."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Each(responses.Object(member=MEMBER))

    def read(self, parent: dict[str, Json]) -> Canonical:
        user_id = next((one["member"].get("user_id") for one in self.raw(parent) or ()), None)
        return {"id": user_id, "type": USER.name} if user_id else None

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"type": "shift_assignment", "member": member_of(value)}]


def _query(desired: dict[str, Canonical]) -> dict[str, t.Any]:
    return custom_shifts_in(str(desired["start"]), desired["end"])


def custom_shifts_in(since: str, until: str) -> dict[str, t.Any]:
    """The query for the custom shifts that take place in a range. Their times are complete."""
    return {"since": since, "until": until, "overflow": True}


def uniform_shift(raw: dict[str, Json]) -> dict[str, Json]:
    """A custom shift with the names of the times that overrides have."""
    return {**raw, "start": raw["start_time"], "end": raw["end_time"]}


CUSTOM_SHIFT = Resource(
    name="custom_shift",
    plural="custom_shifts",
    title="custom shift",
    path="/v3/schedules/{parent}/custom_shifts",
    parent=Parent(SCHEDULE_V3, "schedule"),
    identity=ByContent(("user", "start", "end"), query=_query),
    keys=(),
    unique_keys=(),
    unique=False,
    query=None,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(start_time=responses.INSTANT, end_time=responses.INSTANT),
    fields=(
        _Member("user", USER, api="assignments", on_create=True),
        Start("start", api="start_time", on_create=True),
        Minute("end", api="end_time", up=True, on_create=True),
    ),
    endpoint=Endpoint(creates_list=True),
    removal=Removal(action_for=removal_of, ends="end", several=True),
    called=lambda raw: f"from {raw['start_time']} to {raw['end_time']}",
)
