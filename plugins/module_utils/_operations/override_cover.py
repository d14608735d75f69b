# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover of a user: overrides for all shifts that the user has in a period, in several schedules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._core.client import LISTING_CAP
from .._core.errors import ApiError, PagerDutyError, UsageError
from .._core.times import format_instant
from .._core.zones import zone_or_utc
from .._engine.names import is_id
from .._engine.plan import Change
from .._engine.reconcile import ensure_all_absent
from .._engine.session import Session
from .._resources.rendered import SHIFTS, read_schedule, rendered, this_minute
from .._resources.schedule import SCHEDULE
from .._resources.schedule_override import (
    SCHEDULE_OVERRIDE,
    STOP,
    USER_FIELD,
    in_range,
    is_now,
    over,
    prepare,
)
from .._resources.schedule_override_v3 import member_of, overrides_in
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.shifts import Shift, ShiftChange, diff_lines, instant, overlaid, results, shifts_of
from .._resources.user import USER
from .._schema.fields import Json, folded
from .._schema.session import is_predicted
from .._schema.subresource import label
from .on_call_preview import on_call, predicted_overrides, without_overrides
from .override_parts import Part, ShiftPart, create_overrides, read_assignments

Raw = dict[str, Json]

# The statuses of rejections that concern only one schedule. Other rejections would concern all others as well.
_FOR_ONE = (400, 403, 404, 409)

_MINUTE = timedelta(minutes=1)


@dataclass
class _Period:
    """The period of a task. since: the stated start, None if it is the time of the task. start: not in the past."""

    since: datetime | None
    start: datetime
    end: datetime

    @property
    def over(self) -> bool:
        return self.end <= self.start

    def __str__(self) -> str:
        return f"between {format_instant(self.start)} and {format_instant(self.end)}"


class Cover:
    """A task that covers a user, or ends the cover.

    user: a reference to the user who is on call instead. replaced: to the user who is covered.
    """

    def __init__(self, params: dict[str, t.Any], session: Session) -> None:
        self._params = params
        self._session = session
        self._absent = params["state"] == "absent"
        stated = self._stated_period()
        session.names.expect_several(USER)
        self._user = USER_FIELD.parse(params["user"], "user", session.names, None)
        self._replaced = session.names.reference(USER, params["replaces"], "replaces")
        if self._user["id"] == self._replaced["id"]:
            raise UsageError("replaces", f"is {label(self._user)}, the same user as user")
        # PagerDuty's time is known from its responses.
        this = this_minute(session)
        since = None if is_now(stated["start"]) else instant(stated["start"])
        self._period = _Period(since, max(since or this, this), instant(stated["end"]))
        self._parts: list[Part] = []
        self._number = 0  # of schedules that were searched

    def _stated_period(self) -> dict[str, t.Any]:
        """The options with `start` and `end`. Raises UsageError."""
        params = self._params
        if params["end"] is None and params["minutes"] is None:
            raise UsageError("end", "is required with replaces; set end or minutes")
        stated = prepare(params, self._session)
        if stated.get("end") is None:
            raise UsageError(
                "minutes",
                "requires a start other than now: with replaces, a second run would cover more. Set start, or use end"
                " instead of minutes",
            )
        return stated

    def run(self) -> dict[str, t.Any]:
        """Do it, and return the result of the task."""
        if self._period.over:
            return self._result(f"the time ended at {format_instant(self._period.end)}; nothing is left to do")
        self._plan()
        if not self._parts:
            return self._result(self._nothing_to_do())
        failed: list[PagerDutyError] = []
        for part in self._parts:
            try:
                if self._absent:
                    self._remove(part)
                else:
                    create_overrides(self._session, part, self._user)
            except PagerDutyError as error:
                failed.append(error.within(f"schedule {part.called}"))
                if not isinstance(error, ApiError) or error.status not in _FOR_ONE:
                    break
        if failed:
            raise self._failure(failed)
        return self._result()

    # -- which schedules and shifts ------------------------------------------------------------------------------

    def _plan(self) -> None:
        layered, shift_based = self._schedules()
        self._number = len(layered) + len(shift_based)
        parts = [
            *map(self._layers_to_uncover if self._absent else self._layers_to_cover, layered),
            *map(self._shifts_to_uncover if self._absent else self._shifts_to_cover, shift_based),
        ]
        self._parts = [part for part in parts if part]

    def _schedules(self) -> tuple[list[Raw], list[str]]:
        """(the schedules of layers of the task, with the shifts in the period; the IDs of the shift-based ones)."""
        names = self._session.names
        named = self._named_schedules()
        if not named:
            return self._listed({}), [raw["id"] for raw in names.all(SCHEDULE_V3) if not is_predicted(raw["id"])]
        values = list(named.values())
        listed: list[Raw] = []
        if len(values) > 1:
            listed = self._listed({})
        elif not is_id(values[0].strip()):
            listed = self._listed({"query": " ".join(values[0].split())})
        layered: dict[str, Raw] = {}
        shift_based: dict[str, None] = {}
        for option, value in named.items():
            found = [raw for raw in listed if raw["id"] == value.strip()]
            found = found or [raw for raw in listed if folded(raw.get("name") or "") == folded(value)]
            if len(found) == 1:
                layered[found[0]["id"]] = found[0]
                continue
            reference = names.reference(SCHEDULE, value, option)
            if reference["type"] == SCHEDULE_V3.name:
                shift_based[reference["id"]] = None
            else:
                layered[reference["id"]] = read_schedule(
                    self._session, reference["id"], self._period.start, self._period.end
                )
        return list(layered.values()), list(shift_based)

    def _named_schedules(self) -> dict[str, str]:
        """By option, the schedules that the task names; {} for all."""
        stated = self._params["schedules"]
        if self._params["schedule"] is not None:
            return {"schedule": self._params["schedule"]}
        if stated is not None and not stated:
            raise UsageError("schedules", "must not be empty; omit it for all schedules")
        return {f"schedules[{index}]": value for index, value in enumerate(stated or ())}

    def _listed(self, query: Raw) -> list[Raw]:
        """The schedules of layers that a query selects, with the shifts in the period."""
        query = {
            "since": format_instant(self._period.start),
            "until": format_instant(self._period.end),
            "include[]": ["overrides_subschedule" if self._absent else "final_schedule"],
            **query,
        }
        found: list[Raw] = []
        more = False
        for page in self._session.client.pages(SCHEDULE.path, SCHEDULE.plural, query, of=SHIFTS):
            found += page.items
            more = page.more
        if more:
            self._session.warn(
                f"PagerDuty lists {LISTING_CAP} schedules at most, and there are more: name them with schedules"
            )
        return found

    def _layers_to_cover(self, schedule: Raw) -> Part | None:
        period, replaced = self._period, self._replaced["id"]
        shifts = on_call(self._session, schedule, period.start, period.end)
        mine = [shift for shift in shifts if shift.user_id == replaced]
        # Overrides are in full minutes.
        whole = [Shift(_minute(one.start), _minute(one.end, up=True), one.user) for one in mine]
        return Part(schedule, period.start, period.end, _merged(whole)) if whole else None

    def _shifts_to_cover(self, schedule_id: str) -> Part | None:
        period = self._period
        schedule, assignments = read_assignments(self._session, schedule_id, period.start, period.end)
        mine = [one for one in assignments if one.user_id == self._replaced["id"] and one.overridden]
        return ShiftPart(schedule, period.start, period.end, mine) if mine else None

    def _shifts_to_uncover(self, schedule_id: str) -> Part | None:
        period = self._period
        known = {user["id"]: user for user in (self._user, self._replaced)}
        present = overrides_in(
            self._session, schedule_id, format_instant(period.start), format_instant(period.end), known
        )
        replaced = member_of(self._replaced)
        mine = [one for one in present if self._is_mine(one) and _same_member(one["overridden_member"], replaced)]
        if not mine:
            return None
        schedule = self._session.names.get(SCHEDULE_V3, schedule_id) or {"id": schedule_id}
        shifts = [shift.within(period.start, period.end) for shift in shifts_of(mine)]
        return ShiftPart(schedule, period.start, period.end, shifts, mine)

    def _layers_to_uncover(self, schedule: Raw) -> Part | None:
        """The overrides of `user` in the period whose time is the replaced user's without them."""
        period, session = self._period, self._session
        shown = [*rendered(schedule, "overrides_subschedule"), *predicted_overrides(session, schedule["id"])]
        if self._user["id"] not in [shift.user_id for shift in shown]:
            return None
        bound = SCHEDULE_OVERRIDE.under(schedule["id"])
        query = in_range(format_instant(period.start), format_instant(period.end))
        present = session.names.selected(bound, query, fresh=True)
        mine = [one for one in present if self._is_mine(one)]
        if not mine:
            return None
        whole = read_schedule(session, schedule["id"], period.start, period.end)
        base = without_overrides(whole, period.start, period.end)
        others = [shift for shift in shifts_of(present) if shift.user_id != self._user["id"]]
        # The list does not tell which override takes precedence. A cover is only created where this user's did.
        others.sort(key=lambda shift: shift.user_id == self._replaced["id"])
        base = overlaid(base, [shift.within(period.start, period.end) for shift in others])
        shifts, overrides = [], []
        for override, shift in zip(mine, shifts_of(mine)):
            left = shift.within(period.start, period.end)
            below = [one.within(left.start, left.end) for one in base]
            if all(one.user_id == self._replaced["id"] for one in below if one.start < one.end):
                overrides.append(override)
                shifts.append(left)
        return Part(schedule, period.start, period.end, shifts, overrides) if overrides else None

    def _is_mine(self, override: Raw) -> bool:
        since, until = shifts_of([override])[0].start, instant(STOP.read(override))
        begins = self._period.since is None or since >= self._period.since
        mine = USER_FIELD.same(self._user, USER_FIELD.read(override))
        return bool(mine and begins and until <= self._period.end and not over(override, self._session))

    # -- changes -------------------------------------------------------------------------------------------------

    def _remove(self, part: Part) -> None:
        try:
            ensure_all_absent(part.resource, part.overrides, self._session)
        except PagerDutyError as error:
            gone = error.done[0].removed if error.done else []
            part.done = [shift for shift, one in zip(part.shifts, part.overrides) if one["id"] in gone]
            error.done = None
            raise
        part.done = list(part.shifts)

    # -- results -------------------------------------------------------------------------------------------------

    def _nothing_to_do(self) -> str:
        where = "1 schedule" if self._number == 1 else f"{self._number} schedules"
        if self._absent:
            what = f"no overrides of {label(self._user)} cover shifts of {label(self._replaced)}"
        else:
            what = f"{label(self._replaced)} has no shifts"
        return f"{what} {self._period} in {where}"

    def _changes(self, part: Part) -> list[ShiftChange]:
        before, after = (self._user, self._replaced) if self._absent else (self._replaced, self._user)
        return [ShiftChange(shift.start, shift.end, before, after) for shift in part.done]

    def _result(self, message: str = "") -> dict[str, t.Any]:
        parts = [part for part in self._parts if part.done]
        change = Change("update" if parts else "nothing")
        shown: list[Raw] = []
        for part in parts:
            before, after = diff_lines(self._changes(part), zone_or_utc(part.schedule.get("time_zone")))
            change.before.setdefault("on_call", {})[part.called] = before
            change.after.setdefault("on_call", {})[part.called] = after
            shown += [{**one, "schedule": _named(part.schedule)} for one in results(self._changes(part))]
        verb = "end of the cover" if self._absent else "cover"
        result: dict[str, t.Any] = {
            "changed": bool(parts),
            "uncovered" if self._absent else "covered": [one for part in parts for one in self._covered(part)],
            "diff": change.diff(f"{verb} of {self._replaced.get('summary') or self._replaced['id']}"),
        }
        if self._session.diff_mode and parts:
            result["on_call_changes"] = shown
        return {**result, "msg": message} if message else result

    def _covered(self, part: Part) -> list[Raw]:
        return [
            {
                "schedule": _named(part.schedule),
                "start": format_instant(shift.start),
                "end": format_instant(shift.end),
            }
            for shift in part.done
        ]

    def _failure(self, failed: list[PagerDutyError]) -> PagerDutyError:
        """The error of a task of which a part failed, with what was done as its result."""
        error = failed[0]
        for other in failed[1:]:
            error.add(other.message)
        done = sum(bool(part.done) for part in self._parts)
        if done:
            error.within(f"{done} of {len(self._parts)} schedules were changed, but", join=" ")
            error.add("Run again to continue")
            error.result = self._result()
        return error


def cover(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """Cover all shifts of the user of `replaces`, or end the cover."""
    return Cover(params, session).run()


def _same_member(one: Raw, other: Raw) -> bool:
    return (one["type"], one.get("user_id")) == (other["type"], other.get("user_id"))


def _named(schedule: Raw) -> Raw:
    return {"id": schedule["id"], "name": schedule.get("name") or schedule.get("summary")}


def _minute(moment: datetime, *, up: bool = False) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole + _MINUTE if up and whole < moment else whole


def _merged(shifts: list[Shift]) -> list[Shift]:
    """Shifts of one user, without overlaps."""
    merged: list[Shift] = []
    for shift in sorted(shifts, key=lambda one: one.start):
        if merged and shift.start <= merged[-1].end:
            merged[-1] = Shift(merged[-1].start, max(merged[-1].end, shift.end), shift.user)
        else:
            merged.append(shift)
    return merged
