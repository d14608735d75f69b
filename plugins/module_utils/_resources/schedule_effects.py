# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change of a schedule means for the people on call: who is on call before and after it, and how running turns
continue.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from .._core import responses
from .._core.errors import ApiError, UsageError
from .._core.times import format_instant
from .._core.zones import zone_named
from .._schema.fields import Canonical, Json
from .._schema.session import Session, is_predicted
from .._schema.subresource import SubresourceRequest
from .rendered import PREVIEW, read_schedule, rendered, shifts_in, show_changes, this_minute
from .schedule import KEEP, LAYERS, SCHEDULE, TIME_ZONE
from .schedule_override import SCHEDULE_OVERRIDE
from .schedule_turns import Grid, Rotation
from .shifts import Shift, changes, instant, named, overlaid, timeline
from .user import USER

Raw = dict[str, Json]

# -- the running turns -----------------------------------------------------------------------------------------------


def _rotation(layer: Canonical, zone: tzinfo) -> Rotation:
    grid = Grid(instant(layer["rotation_virtual_start"]), layer["rotation_turn_length_seconds"], zone)
    return Rotation(grid, tuple(user["id"] for user in layer["users"]))


class _Turn(t.NamedTuple):
    """A running turn of a layer that changes. layer: its ID. user: a reference. until: when the turn ends."""

    layer: str
    user: Raw
    until: datetime


def _zones(desired: dict[str, Canonical], current: dict[str, Canonical]) -> tuple[tzinfo, tzinfo]:
    """(the time zone before, the one afterwards)."""
    before = current[TIME_ZONE.name] or "UTC"
    after = desired.get(TIME_ZONE.name) or before
    old = zone_named(before, TIME_ZONE.name)
    return old, old if TIME_ZONE.same(after, before) else zone_named(after, TIME_ZONE.name)


def _running(
    desired: list[Canonical], current: list[Canonical], now: datetime
) -> t.Iterator[tuple[Canonical, Canonical]]:
    """(the desired values, the current layer) of each layer that has started and does not end now."""
    known = {layer["id"]: layer for layer in current}
    for entry in desired:
        old = known.get(entry.get("id"))
        has_ended = old is not None and old["end"] and instant(old["end"]) <= now
        if old is None or has_ended or not old["users"] or not old["rotation_virtual_start"]:
            continue
        if old["start"] and instant(old["start"]) > now:
            continue
        if not entry.get("end") or instant(entry["end"]) > now:
            yield entry, old


def keep_turns(session: Session, desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """Change the virtual starts so that the running turns are not interrupted.

    desired, current: canonical values. Users in the same order who change at the same times are no change, whatever the
    virtual start.
    """
    now = this_minute(session)
    old_zone, new_zone = _zones(desired, current)
    for entry, old in _running(desired[LAYERS.name], current[LAYERS.name], now):
        before, after = _rotation(old, old_zone), _rotation({**old, **entry}, new_zone)
        if before.is_equal(after):
            entry.update(users=old["users"], rotation_virtual_start=old["rotation_virtual_start"])
            continue
        kept = before.kept(after, now, instant(old["end"]) if old["end"] else None)
        entry["rotation_virtual_start"] = format_instant(kept.grid.start)


def _turns(change: t.Any, schedule: Raw, now: datetime) -> list[_Turn]:
    """The running turns of the layers that a change affects."""
    current, predicted = SCHEDULE.read(schedule), SCHEDULE.read(change.predicted)
    old_zone, new_zone = _zones(predicted, current)
    found = []
    for entry, old in _running(predicted[LAYERS.name], current[LAYERS.name], now):
        before, after = _rotation(old, old_zone), _rotation(entry, new_zone)
        end = instant(old["end"]) if old["end"] else None
        user, until = before.running(now, end)
        # If the user still has a turn that does not end before, everything is as it was.
        if before != after and (after.user(now) != user or after.running(now, end)[1] < until):
            found.append(_Turn(old["id"], next(one for one in old["users"] if one["id"] == user), until))
    return found


# -- who is on call before and after ---------------------------------------------------------------------------------


def _after(session: Session, change: t.Any, schedule: Raw | None, query: dict[str, str]) -> list[Shift]:
    """The shifts of a schedule after a change, without overrides. PagerDuty computes them, and stores nothing."""
    predicted = change.predicted
    body: Raw = {"type": SCHEDULE.name, "name": predicted["name"], TIME_ZONE.api: predicted[TIME_ZONE.api]}
    if schedule:
        current = LAYERS.read(schedule)
        body.update({"id": schedule["id"], LAYERS.api: LAYERS.encode(current, current)})
    if LAYERS.api in change.body:
        body[LAYERS.api] = change.body[LAYERS.api]
    substitutes = _substitutes(session, change)
    if substitutes:
        body[LAYERS.api] = [
            {**layer, "users": [{"user": substitutes.get(one["user"]["id"], one["user"])} for one in layer["users"]]}
            if "users" in layer
            else layer
            for layer in body[LAYERS.api]
        ]
    expects = responses.Object(schedule=PREVIEW)
    response = session.client.request(
        "POST", f"{SCHEDULE.path}/preview", query=query, body={"schedule": body}, repeatable=True, expects=expects
    )
    shifts = rendered(response["schedule"], "final_schedule")
    users = {user["id"]: user for user in _users(change.predicted)}
    meant = {reference["id"]: users[predicted] for predicted, reference in substitutes.items()}
    return [replace(one, user=meant.get(one.user_id or "", one.user)) for one in shifts]


def _users(schedule: Raw) -> list[Raw]:
    """The users of all layers."""
    return [user["user"] for layer in schedule.get(LAYERS.api) or () for user in layer["users"]]


def _substitutes(session: Session, change: t.Any) -> dict[str, Raw]:
    """For each user whom only check mode has created, by ID: a user of the account who is in no layer.

    PagerDuty can't compute shifts of users that do not exist. Takes a request if there are some. Raises UsageError if
    the account has too few users.
    """
    used = {user["id"] for user in _users(change.predicted)}
    missing = sorted(filter(is_predicted, used))
    if not missing:
        return {}
    expects = responses.Object(users=responses.Each(responses.IDENTIFIED))
    listed = session.client.get(USER.path, {"limit": 100}, expects)[USER.plural]
    # Stakeholders can't be on call, so PagerDuty might reject them.
    able = [user["id"] for user in listed if not str(user.get("role")).startswith("read_only")]
    free = [user_id for user_id in able if user_id not in used]
    if len(free) < len(missing):
        raise UsageError(LAYERS.name, "check mode has created too many of the users")
    return {one: {"id": other, "type": f"{USER.name}_reference"} for one, other in zip(missing, free)}


def add_effects(params: dict[str, t.Any], session: Session, change: t.Any, schedule: Raw | None) -> None:
    """Add to a change who is on call before and after it, and the overrides with which running turns go on.

    schedule: as it is now, None if it does not exist. The preview needs two requests, which change nothing.
    """
    days = params["preview_days"] if session.diff_mode else 0
    if not {LAYERS.name, TIME_ZONE.name} & set(change.after) or (schedule and is_predicted(schedule["id"])):
        return  # PagerDuty does not know a schedule that only check mode has created
    since = this_minute(session)
    turns = _turns(change, schedule, since) if schedule and params[KEEP] else []
    shown = since + timedelta(days=days)
    until = max([shown, *(turn.until for turn in turns)])
    if until <= since:
        return
    query = {"since": format_instant(since), "until": format_instant(until)}
    try:
        before = read_schedule(session, schedule["id"], since, until) if schedule else {}
        after = _after(session, change, schedule, query)
    except ApiError as error:
        if turns or error.status == 400:
            raise
        session.warn(f"The effect of the change can't be shown: {error.message}")
        return
    except UsageError:
        return  # too many of the users do not exist yet
    old = timeline(rendered(before, "final_schedule"), since, until)
    overrides = [one.within(since, until) for one in rendered(before, "overrides_subschedule")]
    new = overlaid(timeline(after, since, until), overrides)
    needed = [part for turn in turns for part in _needed(turn, before, new)]
    if needed:
        _add_overrides(change, t.cast(Raw, schedule), needed)
        new = overlaid(new, needed)
    if days:
        show_changes(change, changes(_until(old, shown), _until(new, shown)), change.predicted[TIME_ZONE.api])


def _until(shifts: list[Shift], end: datetime) -> list[Shift]:
    return [one for one in (shift.within(shift.start, end) for shift in shifts) if one.start < one.end]


_COVERED = {"id": ""}  # stands for anybody in a layer with a higher precedence, or in an override


def _needed(turn: _Turn, schedule: Raw, after: list[Shift]) -> list[Shift]:
    """The overrides for the parts of a running turn in which the user is on call, and another one would be.

    schedule: as it is, with its shifts. after: who would be on call.
    """
    found: list[Shift] = []
    since = after[0].start
    covering = rendered(schedule, "overrides_subschedule")
    for layer in schedule.get("schedule_layers") or ():  # the highest precedence first
        if layer.get("id") == turn.layer:
            mine = [one.within(since, turn.until) for one in shifts_in(layer) if one.user_id == turn.user["id"]]
            others = [replace(one.within(since, turn.until), user=_COVERED) for one in covering]
            visible = overlaid(timeline(mine, since, turn.until), others)
            found = [one for one in visible if one.user_id == turn.user["id"]]
            break
        covering += shifts_in(layer)
    return [
        Shift(max(one.start, part.start), min(one.end, part.end), turn.user)
        for part in found
        for one in after
        if one.user_id != part.user_id and max(one.start, part.start) < min(one.end, part.end)
    ]


def _add_overrides(change: t.Any, schedule: Raw, needed: list[Shift]) -> None:
    """Add the request that creates overrides before the schedule is changed, so that nobody's turn is interrupted."""
    overrides = [
        {
            "start": format_instant(one.start),
            "end": format_instant(one.end),
            "user": {"id": one.user_id, "type": "user_reference"},
        }
        for one in needed
    ]
    who = ", ".join(dict.fromkeys(str(named(one.user)) for one in needed))
    change.first.append(
        SubresourceRequest(
            "POST",
            f"{SCHEDULE.path}/{{id}}/overrides",
            f"keeping {who} on call until the turn ends, with overrides,",
            {"overrides": overrides},
            option=KEEP,
            creates_list=SCHEDULE_OVERRIDE,
        )
    )
    change.before[KEEP] = []
    change.after[KEEP] = [
        f"override from {one['start']} to {one['end']}: {named(shift.user)}" for one, shift in zip(overrides, needed)
    ]
