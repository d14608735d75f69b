# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of layers: which user is on call when.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._core.zones import UnknownZone, zone_named
from .._engine.dependents import describe
from .._schema.durations import DAY, WEEK, Duration, spelled
from .._schema.ending_list import End, EndingList
from .._schema.fields import (
    NOW,
    Canonical,
    Choice,
    Integer,
    Json,
    Minute,
    Name,
    Object,
    ObjectList,
    Past,
    References,
    Resolver,
    Start,
    Text,
    TimeOfDay,
    TimeZone,
    Writer,
    whole_minute,
)
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from . import schedule_shifts
from .schedule_v3 import SCHEDULE_V3
from .team import TEAM
from .user import USER

Raw = dict[str, Json]

KEEP = "keep_current_on_call"

DAILY = "daily_restriction"
WEEKLY = "weekly_restriction"


class _Users(References):
    """The users of a layer, in the order of their turns."""

    def __init__(self) -> None:
        super().__init__("users", USER, least=1, on_create=True)

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(user=responses.REFERENCE)))

    def read(self, parent: Raw) -> Canonical:
        return super().read({self.api: [entry["user"] for entry in self.raw(parent) or ()]})

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"user": reference} for reference in super().encode(value, current, full=full)]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return self.write_ordered(value, writer)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return [entry["id"] for entry in desired] == [entry["id"] for entry in current]


class _Restriction(Object):
    """A time of each day or week in which a layer is valid."""

    def __init__(self) -> None:
        super().__init__(
            "restrictions",
            [
                Choice("type", [DAILY, WEEKLY], required=True),
                TimeOfDay("start_time_of_day", required=True),
                Duration("duration_seconds", least=60, required=True),
                Integer("start_day_of_week", least=1, most=7),
            ],
            by="type",
            variants={DAILY: {}, WEEKLY: {"start_day_of_week": True}},
            whole=True,
        )

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        longest = DAY if parsed["type"] == DAILY else WEEK
        if parsed["duration_seconds"] >= longest:
            raise UsageError(f"{path}.duration_seconds", f"must be less than {spelled(longest)} for a {parsed['type']}")
        return parsed

    def show(self, value: Canonical) -> Json:
        return {name: entry for name, entry in super().show(value).items() if entry is not None}


class _Start(Start):
    """When a layer starts. Only PagerDuty knows when a layer starts that check mode predicts for now."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return super().same(desired, current) or (isinstance(desired, Past) and current is None)


class _VirtualStart(Minute):
    """When a turn of the first user starts; of a layer that starts now without another value, now."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value and str(value)

    def show(self, value: Canonical) -> Json:
        return NOW if isinstance(value, Past) else value


class _Layer(Object):
    """A layer. The turns of a new one begin when it starts, unless the task says otherwise."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        if current is None and "rotation_virtual_start" not in parsed:
            is_now = value["start"].strip().lower() == NOW
            parsed["rotation_virtual_start"] = (
                parsed["start"] if is_now else whole_minute(value["start"], f"{path}.start")
            )
        end, begin = parsed.get("end"), parsed.get("start") or (current or {}).get("start")
        if end and begin and end <= str(begin):
            raise UsageError(f"{path}.end", f"is {end}; it must be after the start, {begin}")
        return parsed

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        body = super().encode(value, current, full=full)
        if "end" in body and body["end"] is None and not (current or {}).get("end"):
            del body["end"]  # null is for a layer that has an end
        if full:
            # What happens now has a time that only PagerDuty knows.
            for name in ("start", "rotation_virtual_start"):
                if isinstance(value.get(name), Past):
                    body.pop(name, None)
        return body


TIME_ZONE = TimeZone("time_zone", on_create=True)

LAYERS = EndingList(
    "schedule_layers",
    _Layer(
        "schedule_layers",
        [
            Text("id"),
            Name(),
            _Users(),
            _VirtualStart("rotation_virtual_start"),
            # PagerDuty's Terraform provider has these limits.
            Duration("rotation_turn_length_seconds", least=3600, most=365 * DAY, on_create=True),
            _Start("start", when_new=NOW),
            End("end"),
            ObjectList("restrictions", _Restriction(), ordered=False),
        ],
        constraints={"required_one_of": [["id", "name"]]},
    ),
    named_by="name",
    ends="end",
    newest_first=True,
    least=1,
    on_create=True,
)


def _check_zone(session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None) -> None:
    """Warn about a new time zone that this host does not know. PagerDuty's error does not say which names are similar,
    and comes after check mode."""
    zone = desired.get(TIME_ZONE.name)
    if not zone or (current and TIME_ZONE.same(zone, current[TIME_ZONE.name])):
        return
    try:
        zone_named(zone, TIME_ZONE.name)
    except UnknownZone as error:
        session.warn(error.message)
    except UsageError:
        pass  # this host has no time zone database


def _adjust(
    params: dict[str, t.Any],
    session: Session,
    desired: dict[str, Canonical],
    current: dict[str, Canonical] | None,
) -> None:
    _check_zone(session, desired, current)
    layers = desired.get(LAYERS.name)
    if current is None and layers == []:
        raise UsageError(LAYERS.name, "the end of each layer has passed; a new schedule needs another layer")
    if not layers or not current:
        return
    if LAYERS.moved(layers, current[LAYERS.name]):
        session.warn(
            "schedule_layers: PagerDuty can't change the order of existing layers, and new ones get the highest"
            " precedence. To change the order, remove the layers that have to move, and add them with other names"
        )
    if params.get(KEEP):
        from .schedule_effects import keep_turns  # few tasks need it

        keep_turns(session, desired, current)


def _effects(params: dict[str, t.Any], session: Session, change: t.Any, schedule: Raw | None) -> None:
    if params.get(KEEP) or session.diff_mode:
        from .schedule_effects import add_effects  # few tasks need it

        add_effects(params, session, change, schedule)


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """The users of a schedule are those of its layers."""
    if LAYERS.name in changes:
        users = [one["user"] for layer in reversed(predicted[LAYERS.name]) for one in layer["users"]]
        predicted["users"] = list({user["id"]: user for user in users}.values())


def _dependents(session: Session, schedule: Raw) -> list[str]:
    return [describe("escalation policy", policy) for policy in schedule.get("escalation_policies") or ()]


SCHEDULE = Resource(
    name="schedule",
    plural="schedules",
    title="schedule",
    path="/schedules",
    unique_keys=(),
    unique=False,  # PagerDuty documents no such rule
    variants=(SCHEDULE_V3,),
    variant="layer-based (version 2)",
    list_includes=("schedule_layers",),
    minimum=responses.IDENTIFIED.having(
        users=responses.Maybe(responses.Each(responses.IDENTIFIED)),
        escalation_policies=responses.Maybe(responses.Each(responses.IDENTIFIED)),
    ),
    fields=(
        Name(),
        TIME_ZONE,
        Text("description"),
        References("teams", TEAM, unique=True),
        LAYERS,
    ),
    endpoint=Endpoint(update_once=True, repeats=("time_zone",)),  # the same update would add a layer again
    adjust=_adjust,
    predict=_predict,
    effects=_effects,
    options={
        KEEP: {"type": "bool", "default": False},
        "preview_days": {"type": "int", "default": 14},
    },
    prepare=schedule_shifts.check_preview,
    dependents=_dependents,
    foreign={"rotations": "use schedule_layers instead"},
    instead={
        "layers": "use schedule_layers instead",
        "layer": "use schedule_layers instead",
        "escalation_policies": "set the schedule as a target in pagerduty_escalation_policy",
        "schedule_layers.rotation_turn_length": "use rotation_turn_length_seconds instead",
        "schedule_layers.start_time": "use start instead",
        "schedule_layers.end_time": "use end instead",
    },
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("teams", "team_ids[]", resource=TEAM),
        ),
        includes=("schedule_layers", "overrides_subschedule", "final_schedule"),
        list_only=("schedule_layers", "overrides_subschedule", "final_schedule"),
        exact=("name",),
        options=schedule_shifts.OPTIONS,
        prepare=schedule_shifts.prepare,
        parameters=schedule_shifts.parameters,
        complete=schedule_shifts.complete,
    ),
)
