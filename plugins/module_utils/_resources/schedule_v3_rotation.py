# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotations of shift-based schedules, and their events.

PagerDuty creates a schedule, its rotations and their events in separate requests. A rotation has no name, so it is
recognized by its ID or by the names of its events. An active event can't be changed, except for its end. So it is
replaced: a new event starts at the same moment at which the old one ends.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .._core import responses
from .._core.errors import ApiError, UsageError
from .._core.times import format_instant
from .._schema.fields import (
    ONLY_BY_ID,
    Canonical,
    Field,
    Json,
    NotWritten,
    Past,
    Spec,
    Writer,
    folded,
    utc,
    whole_minute,
)
from .._schema.session import Session
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from .._schema.writing import ordered
from .schedule_v3_event import EVENT, with_zone
from .user import USER

Raw = dict[str, Json]

MOST = 5  # events of a rotation

# An event is replaced this long after the plan, at the next full minute: enough time for the requests.
_AHEAD = timedelta(seconds=60)

_YEAR = timedelta(days=366)

ROTATION = responses.Object(
    id=responses.Maybe(responses.TEXT),  # one that check mode has predicted has no ID
    events=responses.Maybe(responses.Each(t.cast(responses.Maybe, EVENT.expects).part)),
)

_ENDED = "0"  # the end of an event that an earlier task in check mode would end

_CONTENT = ("start_time", "end_time", "recurrence", "assignment_strategy")


@dataclass(eq=False)
class Event:
    """An event as PagerDuty has it. since, until: in UTC; until is "" for an event without end.

    In check mode, it is not known when exactly events end and start that earlier tasks would replace. See `_predicted`.
    """

    raw: Raw
    value: Canonical
    since: str
    until: str

    @classmethod
    def of(cls, raw: Raw) -> Event:
        value = t.cast("dict[str, t.Any]", EVENT.read({EVENT.api: raw}))
        until = raw.get("effective_until")
        since, until = (utc(moment, "rotations") if moment else "" for moment in (raw.get("effective_since"), until))
        return cls(raw, value, since, _ENDED if raw.get("id") and not since else until)

    @property
    def id(self) -> str:
        return str(self.raw.get("id") or "new")

    @property
    def name(self) -> str:
        return folded(self.value["name"])

    def has_ended(self, now: str) -> bool:
        return bool(self.until) and self.until <= now

    def ends_by(self, moment: str) -> bool:
        return bool(self.until) and self.until <= moment


@dataclass(eq=False)
class Rotation:
    """A rotation as PagerDuty has it. live: its events that have not ended. wanted: what the task wants it to be."""

    raw: Raw
    live: list[Event]
    wanted: Wanted | None = None

    @property
    def id(self) -> str:
        return str(self.raw.get("id") or "new")

    @property
    def names(self) -> set[str]:
        return {event.name for event in self.live}

    @property
    def ended_names(self) -> set[str]:
        return {folded(raw.get("name")) for raw in self.raw.get("events") or ()} - self.names


@dataclass(eq=False)
class Wanted:
    """A rotation as the task specifies it. path: the dotted name of the option. events: canonical, without those that
    are over. over: names of events that are over."""

    path: str
    id: str
    events: list[Canonical] = field(default_factory=list)
    over: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        return {folded(event["name"]) for event in self.events}


class Rotations(Subresource):
    """The option `rotations`: all rotations of a schedule with all their events. Other ones are ended."""

    name = "rotations"

    def spec(self) -> dict[str, Spec]:
        events: Spec = {"type": "list", "elements": "dict", "required": True, "options": EVENT.spec()["options"]}
        options: Spec = {"id": {"type": "str"}, "events": events}
        return {self.name: {"type": "list", "elements": "dict", "options": options}}

    def write(self, raw: Raw, found: t.Any, writer: Writer) -> dict[str, t.Any]:
        """Rotations with events that have not ended. One that its events do not distinguish has its `id`."""
        present = [one for one in _present(raw, format_instant(writer.now())) if one.live]
        names = [name for rotation in present for name in rotation.names]
        written = []
        for index, rotation in enumerate(present):
            path = f"{self.name}[{index}]"
            if len(rotation.names) < len(rotation.live):
                raise NotWritten(f"{path}: two events of the rotation have the same name")
            events = [EVENT.write(event.value, f"{path}.events", writer) for event in rotation.live]
            entry: dict[str, t.Any] = {"events": ordered(events)}
            if any(names.count(name) > 1 for name in rotation.names):
                writer.leave_out(path, ONLY_BY_ID)
                entry["id"] = rotation.id
            written.append(entry)
        return {self.name: ordered(written)}  # also an empty list: it says that the schedule is shift-based

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        now = session.client.now()
        zone = str(desired.get("time_zone") or (current or {}).get("time_zone"))
        present = _present(current or {}, format_instant(now))
        known = [event.value for rotation in present for event in rotation.live]
        wanted = [
            _wanted(rotation, f"{self.name}[{index}]", zone, known, session)
            for index, rotation in enumerate(params[self.name])
        ]
        _check_names(wanted)
        _match(wanted, present)
        return _Planner(session, now, wanted, present).plan()


def _present(schedule: Raw, now: str) -> list[Rotation]:
    """The rotations of a schedule as PagerDuty returned it."""
    found = []
    for raw in schedule.get("rotations") or ():
        events = [Event.of(one) for one in raw.get("events") or ()]
        found.append(Rotation(raw, [event for event in events if not event.has_ended(now)]))
    return found


def _wanted(rotation: Raw, path: str, zone: str, known: list[Canonical], session: Session) -> Wanted:
    """Parse a rotation of the task. known: canonical events, which can save lookups. Raises UsageError."""
    found = Wanted(path, (rotation.get("id") or "").strip())
    if not rotation["events"] and not found.id:
        raise UsageError(f"{path}.events", "must have at least one entry")
    if len(rotation["events"]) > MOST:
        raise UsageError(
            f"{path}.events", f"has {len(rotation['events'])} entries; PagerDuty allows {MOST} in a rotation"
        )
    now = format_instant(session.client.now())
    for index, entry in enumerate(rotation["events"]):
        where = f"{path}.events[{index}]"
        event = _parsed(entry, where, zone, known, session)
        name = folded(event["name"])
        if event.get("effective_until") and event["effective_until"] <= now:
            found.over.add(name)
        elif name in found.names:
            raise UsageError(f"{where}.name", f"two events of this rotation have the name {event['name']!r}")
        else:
            found.events.append(event)
    return found


def _parsed(entry: Raw, where: str, zone: str, known: list[Canonical], session: Session) -> Canonical:
    """The canonical event of an entry."""
    entry = dict(entry)
    for name in ("start_time", "end_time"):
        entry[name] = with_zone(entry[name], zone)
    members = [member for event in known for member in event["assignment_strategy"]["members"]]
    event = EVENT.parse(entry, where, session.names, {"assignment_strategy": {"members": members}})
    if event["end_time"]["date_time"] <= event["start_time"]["date_time"]:
        raise UsageError(f"{where}.end_time", f"must be after start_time, {event['start_time']['date_time']}")
    until, since = event.get("effective_until"), event.get("effective_since")
    if until and since and until <= str(since) and not isinstance(since, Past):
        raise UsageError(f"{where}.effective_until", f"is {until}; it must be after effective_since, {since}")
    # PagerDuty would reject it when a new schedule has been created already.
    if since and str(since) > format_instant(session.client.now() + _YEAR):
        raise UsageError(f"{where}.effective_since", f"is {since}; PagerDuty allows at most 12 months in the future")
    return event


def _check_names(wanted: list[Wanted]) -> None:
    """The names of events must say which rotation is meant, of those that have no `id`."""
    seen: dict[str, str] = {}
    for rotation in wanted:
        for name in rotation.names if not rotation.id else ():
            if name in seen:
                raise UsageError(
                    f"{rotation.path}.events",
                    f"{seen[name]} has an event with the same name, {name!r}. A rotation is recognized by the names of"
                    " its events: use different names, or add id to the rotations",
                )
            seen[name] = rotation.path


# -- which rotation, and which event, is meant ----------------------------------------------------------------------


def _match(wanted: list[Wanted], present: list[Rotation]) -> None:
    """Set `Rotation.wanted`. Raises UsageError for an unknown ID."""
    for one in wanted:
        if one.id:
            rotation = next((rotation for rotation in present if rotation.raw.get("id") == one.id), None)
            if rotation is None or rotation.wanted:
                listed = ", ".join(f"{other.id} ({', '.join(sorted(other.names))})" for other in present)
                problem = "another entry has the same id" if rotation else f"there is no rotation {one.id!r}"
                raise UsageError(f"{one.path}.id", f"{problem}; the rotations are {listed or 'none'}")
            rotation.wanted = one
    rules: list[t.Callable[[Wanted, Rotation], int]] = [
        lambda one, rotation: len(one.names & rotation.names),
        _equal_events,
        # A rotation that produces nothing: that of an event that ends, or of an earlier run that failed.
        lambda one, rotation: len(one.names & rotation.ended_names) if _can_take(rotation, one) else 0,
        lambda one, rotation: 0 if rotation.raw.get("events") else 1,
    ]
    for rule in rules:
        taken = [rotation.wanted for rotation in present]
        free = [one for one in wanted if one not in taken and one.events]
        pairs = [
            (-rule(one, rotation), at, place)
            for at, one in enumerate(free)
            for place, rotation in enumerate(present)
            if rotation.wanted is None and rule(one, rotation)
        ]
        used: set[int] = set()
        for _score, at, place in sorted(pairs):
            if at not in used and present[place].wanted is None:
                present[place].wanted = free[at]
                used.add(at)


def _can_take(rotation: Rotation, wanted: Wanted) -> bool:
    """Whether a rotation without active events can get the wanted ones. PagerDuty keeps those that have ended."""
    return not rotation.live and len(rotation.raw.get("events") or ()) + len(wanted.events) <= MOST


def _equal_events(wanted: Wanted, rotation: Rotation) -> int:
    """The number of wanted events that the rotation has under another name."""
    return sum(any(_same_content(one, event) for event in rotation.live) for one in wanted.events)


def _same_content(wanted: Canonical, event: Event) -> bool:
    return all(EVENT.fields[name].same(wanted[name], event.value[name]) for name in _CONTENT)


def _matched(wanted: list[Canonical], live: list[Event]) -> list[Event | None]:
    """For each wanted event, the event that it means, None for a new one."""
    free = sorted(live, key=lambda event: event.since, reverse=True)  # a replaced event is older than its successor
    found: list[Event | None] = [None] * len(wanted)
    rules: list[t.Callable[[Canonical, Event], bool]] = [
        lambda one, event: folded(one["name"]) == event.name and _same_content(one, event),
        lambda one, event: folded(one["name"]) == event.name,
        _same_content,
    ]
    for matches in rules:
        for index, one in enumerate(wanted):
            event = None if found[index] else next((event for event in free if matches(one, event)), None)
            if event:
                free.remove(event)
                found[index] = event
    return found


def _is_copy(one: Rotation, other: Rotation) -> bool:
    """Whether two rotations have the same events."""
    pairs = zip(sorted(one.live, key=_name_of), sorted(other.live, key=_name_of))
    same = [event.name == twin.name and _same_content(event.value, twin) for event, twin in pairs]
    return len(one.live) == len(other.live) and all(same)


def _name_of(event: Event) -> str:
    return event.name


# -- the plan --------------------------------------------------------------------------------------------------------


@dataclass
class _Changes:
    """What changes in a rotation.

    new: (event, when it starts, the event that it replaces) of each event to create. kept: (event, the current one, the
    fields that differ, for an update). ends: (current event, when it ends). dropped: events that have not started, to
    delete.
    """

    new: list[tuple[Canonical, str, Event | None]] = field(default_factory=list)
    kept: list[tuple[Canonical, Event, list[Field]]] = field(default_factory=list)
    ends: list[tuple[Event, str]] = field(default_factory=list)
    dropped: list[Event] = field(default_factory=list)


class _Planner:
    """Makes the plan for all rotations.

    now: PagerDuty's time. switch: the moment at which new events take over from active ones.
    """

    def __init__(self, session: Session, now: datetime, wanted: list[Wanted], present: list[Rotation]) -> None:
        self._session = session
        self._now = format_instant(now)
        self._switch = whole_minute(format_instant(now + _AHEAD), "now", up=True)
        self._minute = Past(whole_minute(self._now, "now"))
        self._wanted = wanted
        self._present = present
        self._plan = SubresourcePlan(before={}, after={}, reread=True)
        self._people: dict[str, str | None] = {}  # by ID, the names of users; None if it is not known
        for event in (event for one in wanted for event in one.events):
            for member in event["assignment_strategy"]["members"]:
                if member.get("summary"):
                    self._people[member["user_id"]] = member["summary"]

    def plan(self) -> SubresourcePlan:
        matched = [rotation.wanted for rotation in self._present]
        new = [one for one in self._wanted if one.events and one not in matched]
        rotations = [self._of_rotation(rotation) for rotation in self._present if rotation.wanted]
        rotations += [self._new_rotation(one, f"{{rotation-{index}}}") for index, one in enumerate(new)]
        creates = any(request.method == "POST" for request in self._plan.requests)
        for rotation in self._present:
            if not rotation.wanted:
                rotations += self._removed(rotation, creates)
        if self._plan.requests:
            self._plan.becomes = {"rotations": rotations}
        if new:
            self._plan.duplicates = self._duplicates
        return self._plan

    def _duplicates(self, schedule: Raw) -> list[SubresourceRequest]:
        """The deletes of new rotations that another run has created, too. All runs keep the same one, the oldest."""
        before = [rotation.id for rotation in self._present]
        found = [one for one in _present(schedule, self._now) if one.id not in before and one.live]
        found.sort(key=lambda one: (min(event.since for event in one.live), one.id))
        return [
            self._delete_rotation(one)
            for at, one in enumerate(found)
            if any(_is_copy(one, other) for other in found[:at])
        ]

    # -- rotations -----------------------------------------------------------------------------------------------

    def _new_rotation(self, wanted: Wanted, placeholder: str) -> Raw:
        names = ", ".join(event["name"] for event in wanted.events)
        self._plan.requests.append(
            SubresourceRequest(
                "POST",
                "/v3/schedules/{id}/rotations",
                f"adding the rotation of {names}",
                {},
                saves=(placeholder, ("rotation", "id")),
                expects=responses.Object(rotation=responses.IDENTIFIED),
            )
        )
        events = [self._create(placeholder, event, self._start_of_new(event), None) for event in wanted.events]
        self._check_overlaps(wanted.path, events)
        return {"type": "schedule_rotation", "events": self._predicted(events)}

    def _of_rotation(self, rotation: Rotation) -> Raw:
        """Plan the changes in a rotation that the task specifies. Returns the rotation as it becomes."""
        wanted = t.cast(Wanted, rotation.wanted)
        pairs = list(zip(wanted.events, _matched(wanted.events, rotation.live)))
        changes = _Changes()
        starts: list[str] = []  # of the wanted events
        for one, event in pairs:
            differing = self._differing(one, event) if event else []
            if event is None:
                starts.append(max(self._start_of_new(one), self._switch))
            elif self._is_active(event) and any(entry.name != "effective_until" for entry in differing):
                start = self._start_of_successor(one, event)
                changes.new.append((one, start, event))
                if not event.ends_by(start):
                    changes.ends.append((event, start))
                starts.append(start)
            else:
                changes.kept.append((one, event, differing))
                starts.append(event.since)
        # An event that the task does not specify continues until another event of the rotation starts.
        successor = max(self._switch, min((start for start in starts if start > self._now), default=""))
        for event in rotation.live:
            if any(event is other for _one, other in pairs):
                continue
            if not self._is_active(event):
                changes.dropped.append(event)
            elif not event.ends_by(successor):
                changes.ends.append((event, successor))
        free = max([moment for _event, moment in changes.ends], default=self._free_from(rotation))
        for one, event in pairs:
            if event is None:
                stated = self._start_of_new(one)
                changes.new.append((one, free if stated <= self._now else stated, None))
        return self._requests(rotation, changes)

    def _free_from(self, rotation: Rotation) -> str:
        """When a new event can start in a rotation: now, or when an event ends that is about to end."""
        return max([event.until for event in rotation.live if event.ends_by(self._switch)], default=self._now)

    def _requests(self, rotation: Rotation, changes: _Changes) -> Raw:
        """Add the requests for a rotation, in an order in which events do not overlap, and someone is always on call.

        PagerDuty rejects events that are in effect at the same time. So an event ends before its successor is created,
        both at the same moment in the future. If the create fails, the end is undone.
        """
        requests = self._plan.requests
        requests += [self._delete(rotation.id, event) for event in changes.dropped]
        becomes: list[tuple[Event, Raw]] = []
        updates = [one for one in changes.kept if one[2]]
        shorter = [one for one in updates if not _extends(*one[:2])]
        for one, event, differing in sorted(shorter, key=lambda each: _is_earlier(*each[:2])):
            becomes.append((event, self._update(rotation.id, one, event, differing)))
        for event, moment in changes.ends:
            requests.append(self._end(rotation.id, event, moment, undo=bool(changes.new)))
            becomes.append((event, {"effective_until": moment}))
        created = [self._create(rotation.id, *new) for new in changes.new]
        for one, event, differing in updates:
            if _extends(one, event):
                becomes.append((event, self._update(rotation.id, one, event, differing)))
        events = []
        for raw in rotation.raw.get("events") or ():
            if not any(raw is event.raw for event in changes.dropped):
                more = [part for event, part in becomes if event.raw is raw]
                events.append({**raw, **(more[0] if more else {})})
        self._check_overlaps(t.cast(Wanted, rotation.wanted).path, events + created)
        return {**rotation.raw, "events": self._predicted(events + created)}

    def _predicted(self, events: list[Raw]) -> list[Raw]:
        """Events in PagerDuty's order, without the times that depend on the moment at which requests are sent.

        A new event that starts at once has no `effective_since`. An event that ends soon has neither of both times.
        """
        found = []
        for one in sorted(events, key=lambda one: (one["start_time"]["date_time"], one.get("effective_since") or "")):
            one = dict(one)
            ends = one.get("effective_until") == self._switch
            if ends or (not one.get("id") and one.get("effective_since", "") <= self._switch):
                one.pop("effective_since", None)
            if ends and one.get("id"):
                del one["effective_until"]
            elif ends:
                one["effective_until"] = self._now  # of an event that an earlier task in check mode would create
            found.append(one)
        return found

    def _check_overlaps(self, path: str, events: list[Raw]) -> None:
        """Raise UsageError if two events of a rotation would be in effect at the same time, which PagerDuty rejects."""
        spans = sorted(
            (utc(one["effective_since"], "rotations"), _until(one), one["name"])
            for one in events
            if one.get("effective_since") and _until(one) > self._now
        )
        for (_earlier, until, first), (since, _later, second) in zip(spans, spans[1:]):
            if since < until:
                raise UsageError(
                    f"{path}.events",
                    f"{first!r} and {second!r} are in effect at the same time. Set effective_until of one and"
                    " effective_since of the other, or use two rotations",
                )

    def _removed(self, rotation: Rotation, creates: bool) -> list[Raw]:
        """Plan the removal of a rotation. creates: other requests create events, which may start later."""
        ending = [event for event in rotation.live if not event.ends_by(self._switch)]
        if not ending:
            return [rotation.raw]
        if creates:
            wanted, rotation.wanted = rotation.wanted, Wanted("", rotation.id)
            raw = self._of_rotation(rotation)
            rotation.wanted = wanted
            return [raw]
        for event in ending:
            self._show_removed(event)
        self._plan.requests.append(self._delete_rotation(rotation))
        return []

    @staticmethod
    def _delete_rotation(rotation: Rotation) -> SubresourceRequest:
        names = ", ".join(event.value["name"] for event in rotation.live)
        return SubresourceRequest("DELETE", f"/v3/schedules/{{id}}/rotations/{rotation.id}", f"ending {names}")

    # -- events --------------------------------------------------------------------------------------------------

    def _is_active(self, event: Event) -> bool:
        return event.since <= self._now

    def _differing(self, wanted: Canonical, event: Event) -> list[Field]:
        """The fields in which an event differs from the wanted one."""
        fields = [
            EVENT.fields[name] for name in _CONTENT if not EVENT.fields[name].same(wanted[name], event.value[name])
        ]
        if folded(wanted["name"]) != event.name:
            fields.insert(0, EVENT.fields["name"])
        since = wanted.get("effective_since")
        # An event that is about to start, to replace another one, counts as started.
        soon = isinstance(since, Past) and event.since <= self._switch
        if since and not soon and not EVENT.fields["effective_since"].same(since, event.value["effective_since"]):
            fields.append(EVENT.fields["effective_since"])
        if wanted.get("effective_until") != event.value["effective_until"]:
            fields.append(EVENT.fields["effective_until"])
        return fields

    def _start_of_new(self, wanted: Canonical) -> str:
        since = wanted.get("effective_since")
        return self._now if since is None or isinstance(since, Past) else str(since)

    def _start_of_successor(self, wanted: Canonical, event: Event) -> str:
        """When the event starts that replaces an active one."""
        since = wanted.get("effective_since")
        if since and not isinstance(since, Past):
            return str(since)
        return event.until if event.ends_by(self._switch) else self._switch

    # -- requests ------------------------------------------------------------------------------------------------

    def _create(self, rotation_id: str, wanted: Canonical, start: str, old: Event | None) -> Raw:
        """Add the create of an event. old: the event that it replaces. Returns the event."""
        if wanted.get("effective_until") and wanted["effective_until"] <= start:
            raise UsageError(
                "rotations",
                f"the event {wanted['name']!r} ends at {wanted['effective_until']}, before it can start at {start}",
            )
        name, body = wanted["name"], _body(wanted, start)
        self._plan.requests.append(
            SubresourceRequest(
                "POST",
                f"/v3/schedules/{{id}}/rotations/{rotation_id}/events",
                f"adding the event {name!r}",
                {"event": body},
                entry=name,
            )
        )
        if old and old.value["name"] == name:
            self._show_update(wanted, old, self._differing(wanted, old))
        else:
            self._plan.after[name] = self._shown(wanted)
        return {"type": "schedule_event", **body}

    def _update(self, rotation_id: str, wanted: Canonical, event: Event, differing: list[Field]) -> Raw:
        """Add the update of an event. Returns the attributes that change."""
        body = {entry.api: entry.encode(wanted.get(entry.name)) for entry in differing}
        if "effective_since" in body:
            body["effective_since"] = self._start_of_new(wanted)
        self._plan.requests.append(
            SubresourceRequest(
                "PUT",
                self._path(rotation_id, event),
                f"changing the event {event.value['name']!r}",
                {"event": body},
                entry=wanted["name"],
            )
        )
        self._show_update(wanted, event, differing)
        return body

    def _end(self, rotation_id: str, event: Event, moment: str, *, undo: bool) -> SubresourceRequest:
        """The request that ends an event. undo: undo it if the next request fails."""
        path, name = self._path(rotation_id, event), event.value["name"]
        until = {"event": {"effective_until": event.until or None}}
        self._show_removed(event)
        return SubresourceRequest(
            "PUT",
            path,
            f"ending the event {name!r}",
            {"event": {"effective_until": moment}},
            entry=name,
            undo=SubresourceRequest("PUT", path, f"keeping the event {name!r}", until) if undo else None,
        )

    def _delete(self, rotation_id: str, event: Event) -> SubresourceRequest:
        self._show_removed(event)
        name = event.value["name"]
        return SubresourceRequest("DELETE", self._path(rotation_id, event), f"removing the event {name!r}", entry=name)

    @staticmethod
    def _path(rotation_id: str, event: Event) -> str:
        return f"/v3/schedules/{{id}}/rotations/{rotation_id}/events/{event.id}"

    # -- the diff ------------------------------------------------------------------------------------------------

    def _show_update(self, wanted: Canonical, event: Event, differing: list[Field]) -> None:
        before, after = self._shown(event.value), self._shown(wanted)
        names = [entry.name for entry in differing]
        self._plan.before[wanted["name"]] = {key: before.get(key) for key in names}
        self._plan.after[wanted["name"]] = {key: after.get(key) for key in names}

    def _show_removed(self, event: Event) -> None:
        self._plan.before[event.value["name"]] = self._shown(event.value)

    def _shown(self, value: Canonical) -> Raw:
        """An event for the diff, with the names of the users."""
        strategy = value["assignment_strategy"]
        members = [{"summary": self._name(one.get("user_id")), **one} for one in strategy["members"]]
        shown = t.cast(Raw, EVENT.show({**value, "assignment_strategy": {**strategy, "members": members}}))
        shown = {name: entry for name, entry in shown.items() if name != "name" and entry is not None}
        if not isinstance(value.get("effective_since"), Past) and str(value.get("effective_since")) <= self._switch:
            shown.pop("effective_since", None)  # only a start in the future says something
        return shown

    def _name(self, user_id: str | None) -> str | None:
        """The name of a user, None if it is not known. PagerDuty returns members without names.

        If Ansible shows the diff, the first unknown name costs one list request.
        """
        if user_id is None or user_id in self._people:
            return self._people.get(user_id or "")
        names = self._session.names
        if self._session.diff_mode and not names.known(USER, user_id):
            with contextlib.suppress(ApiError):  # this token may not see users; the diff then has the ID
                names.expect_several(USER)
        user = names.known(USER, user_id) or {}
        self._people[user_id] = user.get("name")
        return self._people[user_id]


def _until(raw: Raw) -> str:
    """When an event ends, in UTC. One without end ends after all others."""
    until = raw.get("effective_until")
    return utc(until, "rotations") if until else "9999"


def _extends(wanted: Canonical, event: Event) -> bool:
    """Whether the end of an event moves to a later time, so that other events must make room before."""
    until, old = wanted.get("effective_until"), event.value["effective_until"]
    return bool(old) and (not until or until > old)


def _is_earlier(wanted: Canonical, event: Event) -> bool:
    """Whether the start of an event moves to an earlier time."""
    since = wanted.get("effective_since")
    return bool(since) and str(since) < event.since


def _body(wanted: Canonical, start: str) -> Raw:
    """The body of a create."""
    names = ("name", *_CONTENT)
    body = {name: EVENT.fields[name].encode(wanted[name]) for name in names}
    body["effective_since"] = start
    if wanted.get("effective_until"):
        body["effective_until"] = wanted["effective_until"]
    return body
