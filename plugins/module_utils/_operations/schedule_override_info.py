# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the overrides of one, several or all schedules in a range.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import timedelta

from .._core.errors import UsageError
from .._core.times import format_instant, parse_instant
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.rendered import SHIFTS, rendered
from .._resources.schedule import SCHEDULE
from .._resources.schedule_override import SCHEDULE_OVERRIDE, USER_FIELD, all_in_range, in_range
from .._resources.schedule_override_v3 import overrides_in, with_names
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.shifts import instant
from .._resources.user import USER
from .._schema.fields import Json, reference_of, utc
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource

Raw = dict[str, Json]

DAYS = 30  # the length of the range, if the task does not state its end

FEW = 2  # as many schedules are requested one by one. For more, the list of all schedules takes fewer requests.


def _range(params: dict[str, t.Any], session: Session) -> tuple[str, str]:
    since = format_instant(session.client.now()) if params["since"] is None else utc(params["since"], "since")
    if params["until"] is None:
        return since, format_instant(parse_instant(since) + timedelta(days=DAYS))
    until = utc(params["until"], "until")
    if until <= since:
        raise UsageError("until", f"is {until}; it must be after since, {since}")
    return since, until


def _references(params: dict[str, t.Any], option: str, resource: t.Any, session: Session) -> list[Raw] | None:
    """References to the objects that an option names; None if the task omits it."""
    if params[option] is None:
        return None
    if not params[option]:
        raise UsageError(option, "must not be empty; omit it for all")
    found = [
        session.names.reference(resource, name, f"{option}[{index}]") for index, name in enumerate(params[option])
    ]
    return list({one["id"]: one for one in found}.values())


def _with_overrides(session: Session, since: str, until: str, among: set[str] | None) -> t.Iterator[Raw]:
    """References to the schedules that have overrides in a range. among: only these IDs; None for all."""
    query = {"since": since, "until": until, "include[]": ["overrides_subschedule"]}
    for page in session.client.pages(SCHEDULE.path, SCHEDULE.plural, query, of=SHIFTS):
        for raw in page.items:
            if among is not None and raw["id"] not in among:
                continue
            path = SCHEDULE_OVERRIDE.under(raw["id"]).path
            predicted = session.predictions is not None and session.predictions.touches(path)
            if predicted or rendered(raw, "overrides_subschedule"):
                yield _reference(SCHEDULE, raw)


def _reference(resource: Resource, raw: Raw) -> Raw:
    return t.cast(Raw, reference_of({"type": resource.name, "summary": raw.get("name"), **raw}))


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    schedules = _references(params, "schedules", SCHEDULE, session)
    users = _references(params, "users", USER, session)
    since, until = _range(params, session)
    wanted = None if users is None else {user["id"] for user in users}
    if schedules is None:
        shift_based = [_reference(SCHEDULE_V3, raw) for raw in session.names.all(SCHEDULE_V3)]
        schedules = [*_with_overrides(session, since, until, None), *shift_based]
    elif len(schedules) > FEW:
        layered = {one["id"] for one in schedules if one["type"] == SCHEDULE.name}
        others = [one for one in schedules if one["type"] != SCHEDULE.name]
        schedules = [*(_with_overrides(session, since, until, layered) if layered else ()), *others]
    found = []
    for schedule in schedules:
        owner = {**schedule, "type": f"{schedule['type']}_reference"}
        is_shift_based = schedule["type"] == SCHEDULE_V3.name
        listed = (overrides_in if is_shift_based else _overrides)(session, schedule["id"], since, until)
        if wanted is not None:
            listed = [raw for raw in listed if (USER_FIELD.read(raw) or {}).get("id") in wanted]
        found += [{**raw, "schedule": owner} for raw in (with_names(session, listed) if is_shift_based else listed)]
    found.sort(key=lambda raw: (instant(raw["start"]), instant(raw["end"])))
    return {"changed": False, SCHEDULE_OVERRIDE.plural: found}


def _overrides(session: Session, schedule_id: str, since: str, until: str) -> list[Raw]:
    """The overrides of a schedule in a range, with IDs if they are not over.

    PagerDuty documents that a list of all overrides, also of those that are over, has no IDs.
    """
    bound = SCHEDULE_OVERRIDE.under(schedule_id)
    now = format_instant(session.client.now())
    found = [] if since >= now else all_in_range(session, schedule_id, since, until)
    past = [raw for raw in found if utc(raw["end"], "end") <= now]
    if since < now and (until <= now or all(raw.get("id") for raw in found if raw not in past)):
        return found
    query = in_range(max(since, now), until)
    pages = session.client.pages(bound.path, bound.list_key, query, of=bound.minimum, paged=bound.paged)
    return [*past, *(raw for page in pages for raw in page.items if utc(raw["start"], "start") < until)]


SCHEDULE_OVERRIDE_INFO_OPERATION = Operation(
    f"{SCHEDULE_OVERRIDE.module_name}_info",
    {
        "schedules": {"type": "list", "elements": ReferenceType(SCHEDULE)},
        "users": {"type": "list", "elements": ReferenceType(USER)},
        "since": {"type": "str"},
        "until": {"type": "str"},
    },
    _work,
    hints={
        "schedule": "use schedules instead",
        "user": "use users instead",
        "start": "use since instead",
        "end": "use until instead",
    },
)
