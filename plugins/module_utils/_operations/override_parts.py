# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates overrides for several shifts of a schedule in one request, in schedules of both types.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime

from .._core.errors import OutcomeUnknown, PagerDutyError
from .._core.times import format_instant
from .._engine.bulk_create import create_several, rejections
from .._engine.session import Session
from .._resources.rendered import read_computed
from .._resources.schedule import SCHEDULE
from .._resources.schedule_override import SCHEDULE_OVERRIDE, USER_FIELD, covering, in_range
from .._resources.schedule_override_v3 import COMPUTED, SHIFT_OVERRIDE, member_of, overrides_in, uniform, user_of
from .._resources.shifts import Shift, instant
from .._schema.fields import Json
from .._schema.resource import Resource
from .._schema.session import is_predicted

Raw = dict[str, Json]


@dataclass
class Part:
    """What a task does in one schedule of layers.

    schedule: as PagerDuty returned it. since, until: the range of the task.
    shifts: those for which overrides are created, or which lose theirs. overrides: those that exist and are removed.
    done: the shifts that are done. made: the new overrides.
    """

    schedule: Raw
    since: datetime
    until: datetime
    shifts: t.Sequence[Shift] = ()
    overrides: list[Raw] = field(default_factory=list)
    done: list[Shift] = field(default_factory=list)
    made: list[Raw] = field(default_factory=list)

    @property
    def called(self) -> str:
        return SCHEDULE.describe(self.schedule)

    @property
    def resource(self) -> Resource:
        return SCHEDULE_OVERRIDE.under(self.schedule["id"])

    def body(self, shift: Shift, user: Raw) -> Raw:
        """The override for a shift, as a request contains it."""
        return {
            "start": format_instant(shift.start),
            "end": format_instant(shift.end),
            "user": USER_FIELD.encode(user),
        }

    def shown(self, shift: Shift, user: Raw) -> Raw:
        """The override for a shift, with the name of the user, for messages and predictions."""
        return {**self.body(shift, user), "user": USER_FIELD.encode(user, full=True)}

    def covered(self, session: Session, todo: t.Sequence[Shift], user: Raw) -> list[Raw | None]:
        """For each shift, an override that covers it; None if there is none. Reads the overrides again."""
        query = in_range(format_instant(self.since), format_instant(self.until))
        present = session.names.selected(self.resource, query, fresh=True)
        mine = [one for one in present if USER_FIELD.same(user, USER_FIELD.read(one))]
        found = [covering(mine, format_instant(shift.start), format_instant(shift.end)) for shift in todo]
        return [used[0] if used else None for used in found]


# -- shift-based schedules -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assignment(Shift):
    """A shift in a shift-based schedule.

    source: the rotation or the custom shift from which it comes, as an override names it. overridden: the member who
    has it without overrides; None if that is not known. override_id: the override that changed it.
    """

    source: tuple[str, str] = ("", "")
    overridden: Raw | None = None
    override_id: str | None = None


class ShiftPart(Part):
    """What a task does in one shift-based schedule."""

    @property
    def resource(self) -> Resource:
        return SHIFT_OVERRIDE.under(self.schedule["id"])

    def body(self, shift: Shift, user: Raw) -> Raw:
        assignment = t.cast(Assignment, shift)
        return {
            "type": SHIFT_OVERRIDE.name,
            assignment.source[0]: assignment.source[1],
            "start_time": format_instant(shift.start),
            "end_time": format_instant(shift.end),
            "overridden_member": assignment.overridden,
            "overriding_member": member_of(user),
        }

    def shown(self, shift: Shift, user: Raw) -> Raw:
        return uniform(self.body(shift, user), {user["id"]: USER_FIELD.encode(user, full=True)})

    def covered(self, session: Session, todo: t.Sequence[Shift], user: Raw) -> list[Raw | None]:
        found = overrides_in(session, self.schedule["id"], format_instant(self.since), format_instant(self.until))
        names = ("start_time", "end_time")
        bodies = [self.body(shift, user) for shift in todo]
        return [next((one for one in found if same_override(one, body, names)), None) for body in bodies]


def same_override(override: Raw, body: Raw, times: tuple[str, ...]) -> bool:
    """Whether an override is the one that a request would create."""
    equal = all(override.get(name) == value for name, value in body.items() if name not in (*times, "type"))
    return equal and all(instant(override[name]) == instant(body[name]) for name in times)


def read_assignments(
    session: Session, schedule_id: str, since: datetime, until: datetime
) -> tuple[Raw, list[Assignment]]:
    """(a shift-based schedule, its shifts in a range, those with an override included)."""
    schedule, entries = read_computed(session, schedule_id, since, until, COMPUTED)
    found = [t.cast(Assignment, _assignment(entry).within(since, until)) for entry in entries]
    if any(one.override_id for one in found):
        known = {
            one["id"]: one["overridden_member"]
            for one in overrides_in(session, schedule_id, format_instant(since), format_instant(until))
        }
        found = [replace(one, overridden=known.get(one.override_id)) if one.override_id else one for one in found]
    found = _with_predicted(session, schedule_id, found)
    return schedule, [one for one in found if one.start < one.end]


def _assignment(entry: Raw) -> Assignment:
    source = entry["source"]
    rotation = source.get("rotation_id")
    origin = ("rotation_id", rotation) if rotation else ("custom_shift_id", source.get("shift_id") or "")
    return Assignment(
        instant(entry["start_time"]),
        instant(entry["end_time"]),
        user_of(entry["member"]),
        origin,
        None if source.get("override_id") else entry["member"],
        source.get("override_id"),
    )


def _with_predicted(session: Session, schedule_id: str, found: list[Assignment]) -> list[Assignment]:
    """The shifts with the overrides that earlier tasks of a run in check mode would create, and without those that
    they would remove."""
    if not session.predictions:
        return found
    bound = SHIFT_OVERRIDE.under(schedule_id)
    for number, one in enumerate(found):
        known = session.predictions.object(bound.path_of({"id": one.override_id})) if one.override_id else None
        if known and not is_predicted(known.object_id):  # removed, or ended
            member = (known.removed or known.raw or {})["overridden_member"]
            found[number] = replace(one, user=user_of(member), overridden=member, override_id=None)
    for raw in session.predictions.merged(bound.path, [], {}, last=True):
        if not is_predicted(raw["id"]):
            continue
        start, end = instant(raw["start_time"]), instant(raw["end_time"])
        pieces: list[Assignment] = []
        for one in found:
            inside = t.cast(Assignment, one.within(start, end))
            if inside.start >= inside.end or raw.get(one.source[0]) != one.source[1]:
                pieces.append(one)
                continue
            if one.overridden != raw["overridden_member"]:
                pieces.append(one)
                continue
            changed = replace(inside, user=user_of(raw["overriding_member"]), override_id=raw["id"])
            pieces += [replace(one, end=inside.start), changed, replace(one, start=inside.end)]
        found = [one for one in pieces if one.start < one.end]
    return found


# -- requests --------------------------------------------------------------------------------------------------------


def create_overrides(session: Session, part: Part, user: Raw) -> None:
    """Create the overrides for the shifts of a part in one request. In check mode, they are recorded.

    After a request without a response, the overrides are read again, and only those that do not exist are sent again.
    Raises PagerDutyError, also if PagerDuty rejects some of them.
    """
    if session.check_mode:
        _predict(session, part, user)
        return
    todo, failures = list(part.shifts), 0
    while todo:
        try:
            bodies, shown = [part.body(one, user) for one in todo], [part.shown(one, user) for one in todo]
            created = create_several(part.resource, bodies, session.client, shown)
        except OutcomeUnknown as error:
            failures += 1
            todo = _left(session, part, todo, user, error)
            if todo and failures > session.client.connection.max_retries:
                error.add("A search afterwards found no such overrides; run again")
                raise
            if todo:
                # PagerDuty may still be processing the request.
                session.client.back_off(failures)
                todo = _left(session, part, todo, user, error)
            continue
        for shift, result in zip(todo, created):
            if not result.error:
                part.done.append(shift)
                part.made.append(result.raw)
        rejected = rejections(part.resource, created)
        if rejected:
            raise rejected
        return


def _left(session: Session, part: Part, todo: list[Shift], user: Raw, error: PagerDutyError) -> list[Shift]:
    """After a request without a response: the shifts that still have no override."""
    try:
        found = part.covered(session, todo, user)
    except PagerDutyError as trouble:
        error.add(f"The search for the overrides failed, too ({trouble.message})")
        raise error from None
    for shift, override in zip(todo, found):
        if override:
            part.done.append(shift)
            part.made.append(override)
    return [shift for shift, override in zip(todo, found) if not override]


def _predict(session: Session, part: Part, user: Raw) -> None:
    """Record the overrides in check mode, for later tasks of the run."""
    predictions = session.predictions
    for shift in part.shifts:
        raw = part.shown(shift, user)
        if predictions:
            predictions.add(part.resource, raw)
        part.done.append(shift)
        part.made.append(raw)
