# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of custom shifts and overrides.

Both have a start and an end, are created in bulk, and are ended instead of deleted once they have started.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...schema.call import Call, Reply
from ...schema.fields import Check, Field, cleaned
from ...schema.operation import Operation, pick
from ...schema.view import View
from .common import keep, page, replaced, schedule_of, span, utc_view, without_source
from .errors import OperationOfVersion3
from .fields import CUSTOM_SHIFT_FIELDS, OVERRIDE_FIELDS, check_type
from .table import RESOURCE, in_zone

READ, WRITE = "schedules.read", "schedules.write"


@dataclass(frozen=True)
class Part(ABC):
    """Custom shifts or overrides.

    ``name``    their wrapper key for a single one
    ``type``    their ``type``
    ``fields``  what a request can contain
    """

    name: str
    type: str
    fields: tuple[Field, ...]

    @property
    def plural(self) -> str:
        return f"{self.name}s"

    # -- what differs ------------------------------------------------------------------------------------------------

    @abstractmethod
    def shown(self, schedule: Record, entry: Record, view: View) -> dict[str, Any]:
        """One of them in a response."""

    def overrides_after_delete(self, schedule: Record, entry: Record, now: str) -> list[Record]:
        """The overrides of the schedule after one of these was deleted."""
        found: list[Record] = schedule["overrides"]
        return found

    def problems(self, call: Call, schedule: Record, entry: Record) -> Iterator[str]:
        """What is wrong with a new one as a whole, in sentences."""
        return iter(())

    def changes(self, call: Call, old: Record, values: Record) -> Record:
        """The values of a PUT that change something. Raises 400 if they cannot be changed."""
        return {name: value for name, value in values.items() if value != old[name]}

    def completed(self, call: Call, entry: Record, old: Record | None) -> Record:
        """An entry with the IDs of its parts."""
        return entry

    # -- operations --------------------------------------------------------------------------------------------------

    def listed(self, call: Call) -> Reply:
        """Those that overlap the span, by start. Times beyond the span are cut, unless the query has ``overflow``."""
        schedule = schedule_of(call)
        asked = span(call, required=True)
        assert asked is not None
        since, until = (moment.isoformat() for moment in asked)
        found = [one for one in schedule[self.plural] if one["start_time"] < until and since < one["end_time"]]
        if not call.flag("overflow"):
            found = [
                {**one, "start_time": max(one["start_time"], since), "end_time": min(one["end_time"], until)}
                for one in found
            ]
        view = in_zone(utc_view(call), call.time_zone(schedule["time_zone"]))
        found.sort(key=lambda one: (one["start_time"], one["end_time"]))
        return page(call, self.plural, found, lambda one: self.shown(schedule, one, view))

    def create(self, call: Call) -> Reply:
        """Creates all of them, or none if one is wrong."""
        schedule, body = schedule_of(call), call.json()
        given = body.get(self.plural) if isinstance(body, dict) else None
        if not isinstance(given, list) or not given:
            raise invalid(f"{self.plural} must be an Array that is not empty")
        check = Check(call.account)
        new = []
        for entry in given:
            if not isinstance(entry, dict):
                check.refuse(self.name, "must be an Object")
                continue
            check_type(entry, self.type, self.name, check)
            new.append(cleaned(self.fields, entry, check, self.name))
        if not check.errors:
            check.errors += [problem for one in new for problem in self.all_problems(call, schedule, one)]
        if check.errors:
            raise invalid(*check.errors)
        new = [self.completed(call, {"id": call.account.random.shift_id(), **one}, None) for one in new]
        keep(call, schedule, **{self.plural: [*schedule[self.plural], *new]})
        view = utc_view(call)
        return Reply(201, {self.plural: [self.shown(schedule, one, view) for one in new]})

    def read(self, call: Call) -> Reply:
        schedule = schedule_of(call)
        return self.reply(call, schedule, pick(schedule[self.plural], call.ids[1]))

    def update(self, call: Call) -> Reply:
        schedule = schedule_of(call)
        old, body = pick(schedule[self.plural], call.ids[1]), call.wrapped(self.name)
        check = Check(call.account)
        values = cleaned(self.fields, body, check, self.name, old=old)
        if check.errors:
            raise invalid(*check.errors)
        changes = self.changes(call, old, values)
        if not changes:
            return self.reply(call, schedule, old)
        if old["end_time"] <= call.account.now():
            raise invalid(f"{self.name} cannot be modified after it has ended")
        new = {**old, **changes}
        if problems := list(self.all_problems(call, schedule, new)):
            raise invalid(*problems)
        new = self.completed(call, new, old)
        keep(call, schedule, **{self.plural: replaced(schedule[self.plural], new)})
        return self.reply(call, schedule, new)

    def delete(self, call: Call) -> Reply:
        """Removes one that has not started. One that has started ends now. One that has ended cannot be deleted."""
        schedule, now = schedule_of(call), call.account.now()
        entry = pick(schedule[self.plural], call.ids[1])
        if entry["end_time"] <= now:
            raise invalid(f"{self.name} cannot be deleted after it has ended")
        if entry["start_time"] > now:
            left = [one for one in schedule[self.plural] if one is not entry]
        else:
            left = replaced(schedule[self.plural], {**entry, "end_time": now})
        overrides = self.overrides_after_delete(schedule, entry, now)
        keep(call, schedule, **{"overrides": overrides, self.plural: left})
        return Reply(204)

    def reply(self, call: Call, schedule: Record, entry: Record) -> Reply:
        return Reply(200, {self.name: self.shown(schedule, entry, utc_view(call))})

    def all_problems(self, call: Call, schedule: Record, entry: Record) -> Iterator[str]:
        if entry["end_time"] <= entry["start_time"]:
            yield f"{self.name}.end_time must be after start_time"
        yield from self.problems(call, schedule, entry)

    def operations(self) -> Iterator[Operation]:
        path = f"/v3/schedules/*/{self.plural}"
        yield OperationOfVersion3("GET", path, self.listed, READ)
        yield OperationOfVersion3("POST", path, self.create, WRITE)
        yield OperationOfVersion3("GET", f"{path}/*", self.read, READ)
        yield OperationOfVersion3("PUT", f"{path}/*", self.update, WRITE)
        yield OperationOfVersion3("DELETE", f"{path}/*", self.delete, WRITE)


class CustomShifts(Part):
    """Shifts outside rotations, each with one member."""

    def shown(self, schedule: Record, entry: Record, view: View) -> dict[str, Any]:
        return RESOURCE.shown_custom_shift(schedule, entry, view)

    def overrides_after_delete(self, schedule: Record, entry: Record, now: str) -> list[Record]:
        return without_source(schedule, "custom_shift_id", entry["id"], now)

    def changes(self, call: Call, old: Record, values: Record) -> Record:
        """Only the end of a shift that has started can be changed. The IDs in assignments do not matter."""
        if "assignments" in values:
            pairs = zip(values["assignments"], old["assignments"], strict=True)
            values = {**values, "assignments": [{**one, "id": before["id"]} for one, before in pairs]}
        changes = super().changes(call, old, values)
        now = call.account.now()
        if old["start_time"] <= now < old["end_time"]:
            wrong = [
                f"custom_shift.{name} cannot be modified after the shift has started"
                for name in changes if name != "end_time"
            ]
            if changes.get("end_time", now) < now:
                wrong.append("custom_shift.end_time must be in the future")
            if wrong:
                raise invalid(*wrong)
        return changes

    def completed(self, call: Call, entry: Record, old: Record | None) -> Record:
        """An assignment of another member has another ID."""
        if old is not None and old["assignments"] == entry["assignments"]:
            return entry
        new_id = call.account.random.shift_id
        return {**entry, "assignments": [{**one, "id": new_id()} for one in entry["assignments"]]}


class Overrides(Part):
    """Overrides of a member in a rotation or in a custom shift."""

    def shown(self, schedule: Record, entry: Record, view: View) -> dict[str, Any]:
        return RESOURCE.shown_override(schedule, entry, view)

    def problems(self, call: Call, schedule: Record, entry: Record) -> Iterator[str]:
        rotation, shift = entry["rotation_id"], entry["custom_shift_id"]
        if (rotation is None) == (shift is None):
            yield "override.rotation_id or custom_shift_id must be set, and not both"
        known = {one["id"] for one in schedule["rotations"] if not one["deleted"]}
        if rotation is not None and rotation not in known and call.method == "POST":
            yield "override.rotation_id must be the ID of a rotation of the schedule"
        shifts = {one["id"] for one in schedule["custom_shifts"]}
        if shift is not None and shift not in shifts and call.method == "POST":
            yield "override.custom_shift_id must be the ID of a custom shift of the schedule"

    def changes(self, call: Call, old: Record, values: Record) -> Record:
        """What an override replaces cannot be changed, and is ignored."""
        writable = ("start_time", "end_time", "overriding_member")
        return super().changes(call, old, {name: values[name] for name in writable if name in values})


OPERATIONS = (
    *CustomShifts("custom_shift", "custom_shift", CUSTOM_SHIFT_FIELDS).operations(),
    *Overrides("override", "override_shift", OVERRIDE_FIELDS).operations(),
)
