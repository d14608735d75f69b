# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of rotations and their events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.errors import invalid, not_found
from ...schema.call import Call, Reply
from ...schema.fields import Check, cleaned
from ...schema.operation import pick
from .common import keep, page, replaced, schedule_of, span, utc_view, without_source
from .errors import OperationOfVersion3
from .fields import EVENT_FIELDS
from .recurrence import problems
from .table import RESOURCE, by_start

ROTATIONS = "/v3/schedules/*/rotations"
EVENTS = f"{ROTATIONS}/*/events"
READ, WRITE = "schedules.read", "schedules.write"

MOST_EVENTS = 5
"""Of a rotation. Those that have ended do not count: otherwise, a rotation could only be changed four times."""

FURTHEST_START = timedelta(days=366)
""""Date cannot be more than 12 months in the future" (an example of the documents)."""


def state_of(event: Record, now: str) -> str:
    """``past``, ``active`` or ``future``."""
    if event["effective_until"] is not None and event["effective_until"] <= now:
        return "past"
    return "active" if event["effective_since"] <= now else "future"


def rotation_of(call: Call, schedule: Record) -> Record:
    """The rotation in the path. Raises 404."""
    rotation = pick(schedule["rotations"], call.ids[1])
    if rotation["deleted"]:
        raise not_found()
    return rotation


def keep_events(call: Call, schedule: Record, rotation: Record, events: list[Record]) -> Record:
    """Replaces the events of a rotation. Returns the rotation."""
    new = {**rotation, "events": events}
    keep(call, schedule, rotations=replaced(schedule["rotations"], new))
    return new


# -- rotations -------------------------------------------------------------------------------------------------------


def rotations(call: Call) -> Reply:
    """In the order in which they were created."""
    schedule, view = schedule_of(call), utc_view(call)
    found = [one for one in schedule["rotations"] if not one["deleted"]]
    return page(call, "rotations", found, lambda one: RESOURCE.shown_rotation(schedule, one, view))


def create_rotation(call: Call) -> Reply:
    """A rotation has no values of its own, so the body must be empty or ``{}``."""
    schedule = schedule_of(call)
    if call.body and call.json() != {}:
        raise invalid("rotation must have an empty request body")
    rotation: Record = {"id": call.account.random.shift_id(), "deleted": False, "events": []}
    keep(call, schedule, rotations=[*schedule["rotations"], rotation])
    return Reply(201, {"rotation": RESOURCE.shown_rotation(schedule, rotation, utc_view(call))})


def one_rotation(call: Call) -> Reply:
    """With ``since`` and ``until``, only its events that are in effect in this span."""
    schedule = schedule_of(call)
    rotation = rotation_of(call, schedule)
    if (asked := span(call, required=False)) is not None:
        since, until = (moment.isoformat() for moment in asked)
        events = [
            one for one in rotation["events"]
            if one["effective_since"] < until and (one["effective_until"] is None or since < one["effective_until"])
        ]
        rotation = {**rotation, "events": events}
    return Reply(200, {"rotation": RESOURCE.shown_rotation(schedule, rotation, utc_view(call))})


def delete_rotation(call: Call) -> Reply:
    """Ends the active event, and removes future ones. The past shifts remain in the final schedule. So do overrides."""
    schedule = schedule_of(call)
    rotation, now = rotation_of(call, schedule), call.account.now()
    events = [ended(one, now) for one in rotation["events"] if state_of(one, now) != "future"]
    deleted = {**rotation, "deleted": True, "events": events}
    keep(
        call, schedule, rotations=replaced(schedule["rotations"], deleted),
        overrides=without_source(schedule, "rotation_id", rotation["id"], now),
    )
    return Reply(204)


def ended(event: Record, now: str) -> Record:
    """The event, which is not a future one, without its shifts from now on."""
    until = event["effective_until"]
    return {**event, "effective_until": now if until is None else min(until, now)}


# -- events ----------------------------------------------------------------------------------------------------------


def events(call: Call) -> Reply:
    schedule, view = schedule_of(call), utc_view(call)
    rotation = rotation_of(call, schedule)
    found = by_start(rotation["events"])
    return page(call, "events", found, lambda one: RESOURCE.shown_event(schedule, rotation, one, view))


def shown_event(call: Call, schedule: Record, rotation: Record, event: Record) -> dict[str, Any]:
    return {"event": RESOURCE.shown_event(schedule, rotation, event, utc_view(call))}


def one_event(call: Call) -> Reply:
    schedule = schedule_of(call)
    rotation = rotation_of(call, schedule)
    event = pick(rotation["events"], call.ids[2])
    span(call, required=False)
    return Reply(200, shown_event(call, schedule, rotation, event))


def create_event(call: Call) -> Reply:
    schedule = schedule_of(call)
    rotation = rotation_of(call, schedule)
    event = {"id": call.account.random.shift_id(), **written(call, None)}
    check_event(event, rotation, call.account.now())
    rotation = keep_events(call, schedule, rotation, [*rotation["events"], event])
    return Reply(201, shown_event(call, schedule, rotation, event))


def update_event(call: Call) -> Reply:
    """All fields of a future event can be changed, only ``effective_until`` of an active one, nothing of a past one.

    PagerDuty rejects the other fields of an active event even if their values stay the same (its Terraform provider).
    """
    schedule = schedule_of(call)
    rotation, now = rotation_of(call, schedule), call.account.now()
    old = pick(rotation["events"], call.ids[2])
    state = state_of(old, now)
    if state == "past":
        raise invalid("event cannot be modified after it has ended")
    changes = written(call, old)
    if state == "active" and (wrong := [name for name in changes if name != "effective_until"]):
        raise invalid(*(f"event.{name} cannot be modified after the event has started" for name in wrong))
    event = {**old, **changes}
    if state == "active" and event["effective_until"] is not None and event["effective_until"] < now:
        raise invalid("event.effective_until must be in the future")
    check_event(event, rotation, now, old)
    rotation = keep_events(call, schedule, rotation, replaced(rotation["events"], event))
    return Reply(200, shown_event(call, schedule, rotation, event))


def delete_event(call: Call) -> Reply:
    """Removes a future event. Ends an active one, which stays as a past event: its shifts until now remain."""
    schedule = schedule_of(call)
    rotation, now = rotation_of(call, schedule), call.account.now()
    event = pick(rotation["events"], call.ids[2])
    state = state_of(event, now)
    if state == "past":
        raise invalid("event cannot be deleted after it has ended")
    if state == "active":
        events = replaced(rotation["events"], ended(event, now))
    else:
        events = [one for one in rotation["events"] if one["id"] != event["id"]]
    keep_events(call, schedule, rotation, events)
    return Reply(204)


def written(call: Call, old: Record | None) -> Record:
    """The values in a request for an event: all of a new event, those that were sent of an old one. Raises 400.

    An ``effective_since`` in the past becomes the current time. A ``type`` is ignored: the documents' examples and
    their schemas have different ones.
    """
    check = Check(call.account)
    values = cleaned(EVENT_FIELDS, call.wrapped("event"), check, "event", old=old)
    if check.errors:
        raise invalid(*check.errors)
    if "effective_since" in values:
        values["effective_since"] = max(values["effective_since"], call.account.now())
    return values


def check_event(event: Record, rotation: Record, now: str, old: Record | None = None) -> None:
    """Raises 400 if an event is not valid as a whole, or not in its rotation. ``old``: the event before an update."""
    others = [one for one in rotation["events"] if one["id"] != event["id"]]
    begins, until = event["effective_since"], event["effective_until"]
    errors = list(problems(event))
    if until is not None and until <= begins:
        errors.append("event.effective_until must be after effective_since")
    if to_datetime(begins) - to_datetime(now) > FURTHEST_START and begins != (old or {}).get("effective_since"):
        errors.append("event.effective_since Date cannot be more than 12 months in the future")
    if sum(state_of(one, now) != "past" for one in others) >= MOST_EVENTS:
        errors.append(f"rotation.events cannot be more than {MOST_EVENTS}")
    if any(overlap(one, event) for one in others):
        errors.append("rotation.events cannot overlap")
    if errors:
        raise invalid(*errors)


def overlap(one: Record, other: Record) -> bool:
    """Whether two events are in effect at the same time. Whether they have shifts at the same time does not matter."""
    return all(
        first["effective_until"] is None or second["effective_since"] < first["effective_until"]
        for first, second in ((one, other), (other, one))
    )


OPERATIONS = (
    OperationOfVersion3("GET", ROTATIONS, rotations, READ),
    OperationOfVersion3("POST", ROTATIONS, create_rotation, WRITE),
    OperationOfVersion3("GET", f"{ROTATIONS}/*", one_rotation, READ),
    OperationOfVersion3("DELETE", f"{ROTATIONS}/*", delete_rotation, WRITE),
    OperationOfVersion3("GET", EVENTS, events, READ),
    OperationOfVersion3("POST", EVENTS, create_event, WRITE),
    OperationOfVersion3("GET", f"{EVENTS}/*", one_event, READ),
    OperationOfVersion3("PUT", f"{EVENTS}/*", update_event, WRITE),
    OperationOfVersion3("DELETE", f"{EVENTS}/*", delete_event, WRITE),
)
