# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces a user everywhere, or reports what refers to the user.

Each object is changed with its own declaration, as its module does it. No level of an escalation policy and no layer of
a schedule is ever without a user: each of them is changed with one request that puts the replacement in the place of
the user. Teams are left last, because PagerDuty keeps a user in a team whose policies or schedules have the user.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._core.errors import ApiError, PagerDutyError, RateLimited, UsageError
from .._core.times import format_instant
from .._core.zones import zone_named
from .._engine.find import find
from .._engine.operation import Operation
from .._engine.plan import Change, plan
from .._engine.reconcile import ensure_all_absent, ensure_present
from .._engine.session import Session
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.incident import INCIDENT
from .._resources.membership import team_members
from .._resources.rendered import this_minute
from .._resources.schedule import LAYERS, SCHEDULE
from .._resources.schedule_custom_shift import SCHEDULE_CUSTOM_SHIFT
from .._resources.schedule_override import SCHEDULE_OVERRIDE, START, STOP, now, prepare
from .._resources.schedule_override_v3 import SHIFT_OVERRIDE, SIDES, member_of, overrides_in
from .._resources.schedule_turns import Grid, Rotation
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.schedule_v3_event import NOBODY
from .._resources.schedule_v3_rotation import Event
from .._resources.shifts import instant
from .._resources.team import TEAM
from .._resources.team_members import MANAGED_TEAM, MEMBERS
from .._resources.user import USER, user_named
from .._schema.fields import NOW, Json
from .._schema.option_types import ReferenceType
from .._schema.resource import NOTHING, Resource
from .._schema.subresource import label
from .incidents import INCIDENTS_OPERATION
from .override_parts import Assignment, ShiftPart, create_overrides, same_override
from .user_references import Place, assignees_of, events_of, is_unfinished, layers_of, members_of, references

Raw = dict[str, Json]

_READERS = ("read_only_user", "read_only_limited_user")
_LISTED = 5  # labels in an error

# The order in which the user is replaced. Incidents follow the policies and schedules: otherwise an escalation could
# assign them to the user again.
_ORDER = (
    SCHEDULE.name,
    SCHEDULE_V3.name,
    SCHEDULE_CUSTOM_SHIFT.name,
    SCHEDULE_OVERRIDE.name,
    SHIFT_OVERRIDE.name,
    MANAGED_ESCALATION_POLICY.name,
)


@dataclass
class _Outcome:
    """What was done. before, after: the diffs, by object. left: what still refers to the user. errors: of objects."""

    before: Raw = field(default_factory=dict)
    after: Raw = field(default_factory=dict)
    left: list[Place] = field(default_factory=list)
    errors: list[PagerDutyError] = field(default_factory=list)
    stopped: bool = False  # whether an error concerns all further requests as well

    @property
    def changed(self) -> bool:
        return bool(self.before or self.after)

    def add(self, name: str, change: Change) -> None:
        if change.changed:
            self.before[name] = _joined(self.before.get(name), change.before)
            self.after[name] = _joined(self.after.get(name), change.after)

    def fail(self, places: t.Iterable[Place], error: PagerDutyError) -> None:
        """Record an error. What was changed before it is part of the diff."""
        places = list(places)
        if error.done:
            self.add(places[0].label, error.done[0])
        error.done, error.result = None, {}
        self.left += [place for place in places if place not in self.left]
        self.errors.append(error)
        self.stopped = isinstance(error, RateLimited) or error.status == 401


def _joined(one: Json, other: Json) -> Json:
    """One side of the diff of two changes of an object: a user joins a team, and another one leaves it."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{name: _joined(one.get(name), value) for name, value in other.items()}}
    return other


class _Replacement:
    """Replaces one user by another. old, new: references to them."""

    def __init__(self, session: Session, old: Raw, new: Raw) -> None:
        self._session = session
        self._old, self._new = old["id"], new["id"]
        self._leads = (session.names.get(USER, new["id"]) or {}).get("role") in ("admin", "owner")
        self.outcome = _Outcome()

    def run(self, places: list[Place]) -> None:
        """Replace the user in all of these. An object that fails does not prevent the others."""
        of: dict[str, list[Place]] = {}
        for place in places:
            of.setdefault(place.resource.name if place.can_be_replaced else "", []).append(place)
        self.outcome.left = of.get("", [])
        teams, incidents = of.get(TEAM.name, []), of.get(INCIDENT.name, [])
        self._each(teams, self._join)
        acts = {
            SCHEDULE.name: self._schedule,
            SCHEDULE_V3.name: self._schedule_v3,
            SCHEDULE_CUSTOM_SHIFT.name: self._custom_shift,
            SCHEDULE_OVERRIDE.name: self._override,
            SHIFT_OVERRIDE.name: self._shift_override,
            MANAGED_ESCALATION_POLICY.name: self._policy,
        }
        for kind in _ORDER:
            self._each(of.get(kind, []), acts[kind])
        if incidents:
            self._each_incident(incidents)
        if self.outcome.errors:
            self.outcome.left += [team for team in teams if team not in self.outcome.left]
        else:
            self._each(teams, self._leave)

    def _each(self, places: list[Place], act: t.Callable[[Place], Change]) -> None:
        for place in places:
            if self.outcome.stopped:
                self.outcome.left += [place] if place not in self.outcome.left else []
                continue
            try:
                self.outcome.add(place.label, act(place))
            except PagerDutyError as error:
                self.outcome.fail([place], error.within(place.label))

    # -- objects -------------------------------------------------------------------------------------------------

    def _swapped(self, ids: list[t.Any]) -> list[t.Any]:
        """Users with the replacement in the place of the user. If it is there already, the user is only removed."""
        if self._new in ids:
            return [one for one in ids if one != self._old]
        return [self._new if one == self._old else one for one in ids]

    def _ensure(self, resource: Resource, raw: Raw, **options: t.Any) -> Change:
        """Change an object as its module does it."""
        return ensure_present(resource, {**_unset(resource), **options, "id": raw["id"]}, self._session)[0]

    def _policy(self, place: Place) -> Change:
        rules = []
        for rule in MANAGED_ESCALATION_POLICY.read(place.raw)["escalation_rules"]:
            keys = {one["id"]: USER.name if one["type"] == USER.name else SCHEDULE.name for one in rule["targets"]}
            keys[self._new] = USER.name
            targets = [{keys[one]: one} for one in self._swapped([target["id"] for target in rule["targets"]])]
            rules.append({**{name: value for name, value in rule.items() if name != "id"}, "targets": targets})
        return self._ensure(MANAGED_ESCALATION_POLICY, place.raw, escalation_rules=rules)

    def _schedule(self, place: Place) -> Change:
        layers = []
        for layer in layers_of(place.raw, self._session.client.now()):
            ids = [user["id"] for user in layer["users"]]
            options: Raw = {"id": layer["id"]}
            if self._old in ids:
                options["users"] = self._swapped(ids)
            if self._old in ids and self._new in ids:
                options["rotation_virtual_start"] = self._start(layer, ids, place.raw["time_zone"])
            layers.append(options)
        return self._ensure(SCHEDULE, place.raw, **{LAYERS.name: layers})

    def _start(self, layer: t.Any, ids: list[str], zone: str) -> str:
        """The start of the turns of a layer that has fewer users than before. No running turn moves to another user,
        except that the replacement takes over the turn of the user."""
        grid = Grid(
            instant(layer["rotation_virtual_start"]),
            layer["rotation_turn_length_seconds"],
            zone_named(zone, "user"),
        )
        rotation = Rotation(grid, tuple(self._new if one == self._old else one for one in ids))
        moment = max(self._session.client.now(), instant(str(layer["start"])))
        end = instant(layer["end"]) if layer["end"] else None
        kept = rotation.kept(replace(rotation, users=tuple(self._swapped(ids))), moment, end)
        return format_instant(kept.grid.start)

    def _schedule_v3(self, place: Place) -> Change:
        rotations = []
        for rotation in place.raw.get("rotations") or ():
            events = events_of(rotation, self._session.client.now())
            if events:
                rotations.append({"id": rotation["id"], "events": list(map(self._event, events))})
        return self._ensure(SCHEDULE_V3, place.raw, rotations=rotations)

    def _event(self, event: Event) -> Raw:
        """An event as a playbook specifies it, with the replacement."""
        value = event.value
        strategy = value["assignment_strategy"]
        ids = self._swapped(members_of(event)) if self._old in members_of(event) else members_of(event)
        times = {name: f"{value[name]['date_time']} {value[name]['time_zone']}" for name in ("start_time", "end_time")}
        planned = event.since > now(self._session)
        lasts = not event.until or (self._old in members_of(event) and is_unfinished(event, self._session.client.now()))
        return {
            "name": value["name"],
            **times,
            "recurrence": value["recurrence"],
            "assignment_strategy": {
                **{name: strategy[name] for name in ("type", "shifts_per_member") if strategy.get(name) is not None},
                "members": [one or NOBODY for one in ids],
            },
            "effective_since": event.since if planned else None,
            "effective_until": None if lasts else event.until,
        }

    def _override(self, place: Place) -> Change:
        """PagerDuty can't change an override. The new one is created before the old one is removed."""
        bound = SCHEDULE_OVERRIDE.under(t.cast(Raw, place.within)["id"])
        start = str(START.read(place.raw))
        options = {
            **_unset(bound),
            "user": self._new,
            "start": start if start > now(self._session) else NOW,
            "end": STOP.read(place.raw),
            "id": None,
        }
        made = ensure_present(bound, prepare(options, self._session), self._session)[0]
        gone = ensure_all_absent(bound, [place.raw], self._session)
        return Change("update", gone.before, made.after) if gone.changed or made.changed else gone

    def _custom_shift(self, place: Place) -> Change:
        """A shift that is running can only be ended, so another one takes its place."""
        bound = SCHEDULE_CUSTOM_SHIFT.under(t.cast(Raw, place.within)["id"])
        if place.details["start"] > now(self._session):
            return self._ensure(bound, place.raw, user=self._new)
        end = place.details["end"]
        options = {**_unset(bound), "user": self._new, "start_time": NOW, "end_time": end, "id": None}

        def with_this_end(
            resource: Resource, params: Raw, session: Session, *, fresh: bool = False
        ) -> list[Raw]:
            """The replacement can have another shift now."""
            found = find(resource, params, session, fresh=fresh)
            return [raw for raw in found if resource.read(raw)["end_time"] == end]

        made = ensure_present(bound, options, self._session, with_this_end)[0]
        gone = ensure_all_absent(bound, [place.raw], self._session)
        return Change("update", gone.before, made.after)

    def _shift_override(self, place: Place) -> Change:
        """An override of a shift-based schedule. It names the user who has the shift and the one who gets it.

        If these would be one and the same user, the override is not needed any more.
        """
        session, schedule, raw = self._session, t.cast(Raw, place.within), place.raw
        bound = SHIFT_OVERRIDE.under(schedule["id"])
        old = [raw[side].get("user_id") for side in SIDES]
        gets, has = new = [self._swapped([one])[0] for one in old]
        after: Raw = {}
        if gets and gets != has:
            start = max(instant(raw["start_time"]), this_minute(session))
            source = "rotation_id" if raw.get("rotation_id") else "custom_shift_id"
            owner = member_of({"id": has} if has else None)
            end = instant(raw["end_time"])
            part = ShiftPart(schedule, start, end, [Assignment(start, end, None, (source, raw[source]), owner)])
            user = session.names.reference(USER, gets, "replacement")
            if not _covered(session, part, user):
                create_overrides(session, part, user)
            after = self._sides(new)
        gone = ensure_all_absent(bound, [raw], session)
        return Change("update", self._sides(old) if gone.changed else {}, after)

    def _sides(self, ids: list[t.Any]) -> Raw:
        """What the diff shows of an override of a shift-based schedule. ids: see `SIDES`."""
        gets, has = (label(user_named(self._session, one)) if one else NOBODY for one in ids)
        return {"user": gets, "in_place_of": has}

    def _each_incident(self, places: list[Place]) -> None:
        """Reassign the open incidents, as the module for many incidents does it."""
        if self.outcome.stopped:
            self.outcome.left += places
            return
        by_id = {place.raw["id"]: place for place in places}
        entries = [
            {"id": place.raw["id"], "assignees": self._swapped(assignees_of(place.raw))} for place in places
        ]
        try:
            report = INCIDENTS_OPERATION.work({"incidents": entries}, self._session)
        except PagerDutyError as error:
            self.outcome.fail(places, error.within("reassigning the open incidents"))
            return
        for name, change in report["diff"]["after"].items():
            self.outcome.before[f"incident {name}"] = report["diff"]["before"][name]
            self.outcome.after[f"incident {name}"] = change
        for failed in report["failures"]:
            place, failure = by_id[failed["id"]], failed["failure"]
            rejected = PagerDutyError(failed["message"], status=failure["status"], code=failure["code"])
            self.outcome.fail([place], rejected.within(place.label))

    # -- teams ---------------------------------------------------------------------------------------------------

    def _join(self, place: Place) -> Change:
        """Give the replacement the same role in the team. A role that it already has there stays."""
        members = [member["user"]["id"] for member in team_members(self._session, place.raw["id"])]
        if self._new in members:
            return Change(NOTHING)
        role = None if self._leads else place.details["role"]
        return self._ensure(MANAGED_TEAM, place.raw, members=[{"user": self._new, "role": role}])

    def _leave(self, place: Place) -> Change:
        resource = replace(MANAGED_TEAM, subresources=(MEMBERS.alone(removes=True),))
        options = {"id": place.raw["id"], MEMBERS.name: [{"user": self._old}]}
        session = self._session
        if session.check_mode and not session.predictions:
            # What keeps the user in the team would be changed by the steps before this one, which nothing remembers.
            return plan(resource, options, session.names.get(MANAGED_TEAM, place.raw["id"]), session)
        return ensure_present(resource, options, session)[0]


def _covered(session: Session, part: ShiftPart, user: Raw) -> bool:
    """Whether an earlier run has created the override of a part. It can have started in the meantime."""
    (shift,) = part.shifts
    body = part.body(shift, user)
    times = ("start_time", "end_time")
    this = this_minute(session)
    for raw in overrides_in(session, part.schedule["id"], body["start_time"], body["end_time"]):
        starts = instant(raw["start_time"])
        in_time = starts == shift.start or starts <= this >= shift.start
        if in_time and same_override(raw, {**body, "start_time": raw["start_time"]}, times):
            return True
    return False


def _unset(resource: Resource) -> Raw:
    """The options of a task that specifies nothing."""
    return {"state": "present", **{name: spec.get("default") for name, spec in resource.specs().items()}}


def _check(session: Session, old: Raw, new: Raw) -> None:
    if old["id"] == new["id"]:
        raise UsageError("replacement", f"is {label(new)}, the same user as user")
    role = (session.names.get(USER, new["id"]) or {}).get("role")
    if role in _READERS:
        raise UsageError(
            "replacement",
            f"{label(new)} has the role {role}, and such users can be neither on call nor in a team; choose another"
            " user, or change the role",
        )


def _failure(outcome: _Outcome, found: int, old: Raw) -> PagerDutyError:
    """The error of a task that could not replace the user everywhere."""
    error = outcome.errors[0]
    left = [place for place in outcome.left if place.can_be_replaced]
    labels = [place.label for place in left]
    more = f" and {len(labels) - _LISTED} more" if len(labels) > _LISTED else ""
    error.within(f"{len(left)} of {found} references to {label(old)} are left: {', '.join(labels[:_LISTED])}{more}")
    if len(outcome.errors) > 1:
        error.add(f"{len(outcome.errors) - 1} more failed")
    if isinstance(error, ApiError) and error.status in (400, 403):
        error.add("Solve this, and run again to continue")
    else:
        error.add("Run again to continue")
    return error


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    old = session.names.reference(USER, params["user"], "user")
    new = session.names.reference(USER, params["replacement"], "replacement") if params["replacement"] else None
    if new:
        _check(session, old, new)
    places = references(session, old["id"])
    outcome = _Outcome(left=places)
    if new:
        replacement = _Replacement(session, old, new)
        replacement.run(places)
        outcome = replacement.outcome
    header = f"references to {label(old)}"
    result = {
        "changed": outcome.changed,
        "user": _reference(old),
        "replacement": _reference(new) if new else None,
        "references": [place.shown for place in places],
        "left": [place.shown for place in outcome.left],
        "diff": Change(NOTHING, outcome.before, outcome.after).diff(header),
    }
    if outcome.errors:
        error = _failure(outcome, sum(place.can_be_replaced for place in places), old)
        error.result = result
        raise error
    return result


def _reference(reference: Raw) -> Raw:
    return {"id": reference["id"], "type": "user_reference", "summary": reference.get("summary")}


USER_REPLACEMENT_OPERATION = Operation(
    "pagerduty_user_replacement",
    {
        "user": {"type": ReferenceType(USER), "required": True},
        "replacement": {"type": ReferenceType(USER)},
    },
    _work,
    hints={"state": "set replacement to replace the user; without it, the task only reports"},
)
