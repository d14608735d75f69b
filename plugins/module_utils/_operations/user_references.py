# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what refers to a user: policies, schedules, overrides, teams, open incidents, and what the user created.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .._core.errors import ApiError
from .._core.times import format_instant
from .._engine.session import Session
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.event_orchestration import EVENT_ORCHESTRATION
from .._resources.incident import INCIDENT, OPEN
from .._resources.maintenance_window import MAINTENANCE_WINDOW
from .._resources.membership import team_members
from .._resources.rendered import SHIFTS, rendered
from .._resources.schedule import LAYERS, SCHEDULE
from .._resources.schedule_custom_shift import SCHEDULE_CUSTOM_SHIFT, end_of, with_user
from .._resources.schedule_override import SCHEDULE_OVERRIDE, START, STOP, in_range, over
from .._resources.schedule_override_v3 import SHIFT_OVERRIDE, SIDES, overrides_in, with_names
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.schedule_v3_rotation import Event
from .._resources.team import TEAM
from .._resources.template import TEMPLATE
from .._resources.user import USER
from .._schema.fields import Json
from .._schema.resource import Resource

Raw = dict[str, Json]

# Both types of overrides have one name in results.
_SHOWN = {SHIFT_OVERRIDE.name: SCHEDULE_OVERRIDE.name}

# An event of a rotation that ends within this time is being replaced.
SOON = timedelta(minutes=2)

# The rendered schedules are requested in spans of this length, in which PagerDuty renders them.
_SPAN = timedelta(days=90)
_SPANS = 4


@dataclass(eq=False)
class Place:
    """Something that refers to a user.

    resource: the type of the object. raw: the object. details: where in the object, for the result.
    within: the object to which it belongs, if it has one, such as the schedule of an override.
    can_be_replaced: whether PagerDuty can replace the user there.
    """

    resource: Resource
    raw: Raw
    details: Raw = field(default_factory=dict)
    within: Raw | None = None
    can_be_replaced: bool = True

    @property
    def label(self) -> str:
        """The object for people."""
        called = f"{self.resource.title} {self.resource.describe(self.raw)}"
        if not self.within:
            return called
        return f"{called} of {self.within.get('name') or self.within.get('summary')} ({self.within['id']})"

    @property
    def shown(self) -> Raw:
        """The object for the result."""
        name = self.raw.get("name") or self.raw.get("title") or self.raw.get("summary")
        kind = _SHOWN.get(self.resource.name, self.resource.name)
        shown: Raw = {"type": kind, "id": self.raw.get("id"), "name": name, **self.details}
        if self.within:
            shown["schedule"] = {"id": self.within["id"], "name": self.within.get("name") or self.within.get("summary")}
        return {**shown, "can_be_replaced": self.can_be_replaced}


def references(session: Session, user_id: str) -> list[Place]:
    """Everything that refers to a user, as far as PagerDuty's API returns it. Sends GET requests only."""
    now = session.client.now()
    schedules = session.names.all(SCHEDULE, fresh=True)
    return [
        *_policies(session, user_id),
        *_layers(schedules, user_id, now),
        *_of_shift_based(session, user_id, now),
        *(_overrides(session, user_id, now) if schedules else ()),
        *_incidents(session, user_id),
        *_teams(session, user_id),
        *_created(session, user_id),
    ]


def _policies(session: Session, user_id: str) -> t.Iterator[Place]:
    for raw in session.names.selected(MANAGED_ESCALATION_POLICY, {"user_ids[]": [user_id]}, fresh=True):
        rules = MANAGED_ESCALATION_POLICY.read(raw)["escalation_rules"]
        levels = [
            number for number, rule in enumerate(rules, 1) if user_id in [target["id"] for target in rule["targets"]]
        ]
        if levels:
            yield Place(MANAGED_ESCALATION_POLICY, raw, {"levels": levels})


def layers_of(schedule: Raw, now: datetime) -> list[t.Any]:
    """The canonical layers of a schedule that have not ended, in the order of a playbook."""
    moment = format_instant(now)
    return [layer for layer in LAYERS.read(schedule) if not layer["end"] or layer["end"] > moment]


def _layers(schedules: list[Raw], user_id: str, now: datetime) -> t.Iterator[Place]:
    for raw in schedules:
        found = [layer for layer in layers_of(raw, now) if user_id in [user["id"] for user in layer["users"]]]
        if found:
            yield Place(SCHEDULE, raw, {"layers": [layer["name"] or layer["id"] for layer in found]})


def events_of(rotation: Raw, now: datetime) -> list[Event]:
    """The events of a rotation that have not ended and are not being replaced by another one.

    An event that is about to end without a successor counts, see `is_unfinished`.
    """
    moment = format_instant(now)
    events = [event for event in map(Event.of, rotation.get("events") or ()) if not event.has_ended(moment)]
    lasting = [event for event in events if not is_unfinished(event, now)]
    return lasting + [
        event
        for event in events
        if is_unfinished(event, now) and not any(other.since >= event.until for other in lasting)
    ]


def is_unfinished(event: Event, now: datetime) -> bool:
    """Whether an event ends at any moment.

    An event is replaced by one that starts when it ends. If a run was interrupted before it could create this one, and
    could not undo the end either, the next run has to create it, or nobody would be on call.
    """
    return event.ends_by(format_instant(now + SOON))


def members_of(event: Event) -> list[str]:
    """The IDs of the users of an event."""
    return [member.get("user_id") for member in event.value["assignment_strategy"]["members"]]


def _of_shift_based(session: Session, user_id: str, now: datetime) -> t.Iterator[Place]:
    """The list of these schedules has only their names, so each schedule costs three requests."""
    for reference in session.names.all(SCHEDULE_V3, fresh=True):
        raw = session.names.get(SCHEDULE_V3, reference["id"], fresh=True)
        if raw is None:
            continue
        events = [event for rotation in raw.get("rotations") or () for event in events_of(rotation, now)]
        found = [event.value["name"] for event in events if user_id in members_of(event)]
        if found:
            yield Place(SCHEDULE_V3, raw, {"events": found})
        until = format_instant(now + _SPANS * _SPAN)
        yield from _custom_shifts(session, user_id, raw, now, until)
        found_overrides = [
            override
            for override in overrides_in(session, raw["id"], format_instant(now), until)
            if any(override[side].get("user_id") == user_id for side in SIDES) and not over(override, session)
        ]
        for override in with_names(session, found_overrides):
            times = {"start": str(START.read(override)), "end": str(STOP.read(override))}
            relations = [side for side in SIDES if override[side].get("user_id") == user_id]
            yield Place(SHIFT_OVERRIDE, override, {**times, "relation": relations[0]}, raw)


def _custom_shifts(
    session: Session, user_id: str, schedule: Raw, now: datetime, until: str
) -> t.Iterator[Place]:
    bound = SCHEDULE_CUSTOM_SHIFT.under(schedule["id"])
    query = {"since": format_instant(now), "until": until, "overflow": True}
    for page in session.client.pages(bound.path, bound.list_key, query, of=bound.minimum):
        for raw in page.items:
            value = bound.read(raw)
            if (value["user"] or {}).get("id") == user_id and end_of(raw) > format_instant(now):
                times = {"start": str(value["start_time"]), "end": value["end_time"]}
                yield Place(SCHEDULE_CUSTOM_SHIFT, with_user(session, raw), times, schedule)


def _overrides(session: Session, user_id: str, now: datetime) -> t.Iterator[Place]:
    """The overrides of the next year. The rendered schedules say which schedules have some.

    An override of another user can hide one of this user, for example after an interrupted replacement.
    """
    having: dict[str, Raw] = {}
    for number in range(_SPANS):
        query = {
            "since": format_instant(now + number * _SPAN),
            "until": format_instant(now + (number + 1) * _SPAN),
            "include[]": ["overrides_subschedule"],
        }
        for page in session.client.pages(SCHEDULE.path, SCHEDULE.plural, query, of=SHIFTS):
            for raw in page.items:
                if rendered(raw, "overrides_subschedule"):
                    having[raw["id"]] = raw
    query = in_range(format_instant(now), format_instant(now + _SPANS * _SPAN))
    for schedule in having.values():
        for raw in session.names.selected(SCHEDULE_OVERRIDE.under(schedule["id"]), query, fresh=True):
            if (raw.get("user") or {}).get("id") == user_id and not over(raw, session):
                details = {"start": str(START.read(raw)), "end": str(STOP.read(raw))}
                yield Place(SCHEDULE_OVERRIDE, raw, details, schedule)


def _incidents(session: Session, user_id: str) -> t.Iterator[Place]:
    # Without date_range, PagerDuty leaves out what is older than a month.
    query = {"user_ids[]": [user_id], "statuses[]": list(OPEN), "date_range": "all"}
    for page in session.client.pages(INCIDENT.path, INCIDENT.plural, query, of=INCIDENT.minimum):
        for raw in page.items:
            if user_id in assignees_of(raw):
                yield Place(INCIDENT, raw, {"status": raw["status"]})


def assignees_of(incident: Raw) -> list[str]:
    """The IDs of the users to whom an incident is assigned."""
    return [one["assignee"]["id"] for one in incident.get("assignments") or ()]


def _teams(session: Session, user_id: str) -> t.Iterator[Place]:
    user = session.names.get(USER, user_id, fresh=True) or {}
    for team in user.get("teams") or ():
        members = team_members(session, team["id"], fresh=True)
        role = next((member["role"] for member in members if member["user"]["id"] == user_id), None)
        if role:
            yield Place(TEAM, team, {"role": role})


def _created(session: Session, user_id: str) -> t.Iterator[Place]:
    """What the user has created. PagerDuty keeps these objects, and their creator can't be changed."""
    for resource in (EVENT_ORCHESTRATION, TEMPLATE, MAINTENANCE_WINDOW):
        try:
            pages = session.client.pages(resource.path, resource.list_key, resource.list_query, of=resource.minimum)
            objects = [raw for page in pages for raw in page.items]
        except ApiError as error:
            if error.status not in (402, 403, 404):
                raise
            if error.status == 403:
                session.warn(f"{resource.title}s that the user created could not be read: {error.message}")
            continue
        for raw in objects:
            if (raw.get("created_by") or {}).get("id") == user_id:
                yield Place(resource, raw, {"relation": "created_by"}, can_be_replaced=False)
