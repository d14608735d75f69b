# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedule overrides: a user is on call in a schedule for a time, in place of the user of its layers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core import responses
from .._core.errors import UsageError
from .._core.times import format_instant
from .._schema.fields import NOW, Canonical, Json, Minute, Past, Reference, Start, utc, whole_minute
from .._schema.listing import Listing
from .._schema.resource import DELETE, END, NOTHING, ByContent, Endpoint, Parent, Removal, Resource
from .._schema.session import Session
from .schedule import SCHEDULE
from .user import USER

Override = dict[str, Json]

# The range in which an override is found by its ID alone.
_BEFORE = timedelta(days=1)
_AFTER = timedelta(days=365)


def _end_of_new(params: dict[str, t.Any], session: Session) -> str | None:
    """The end of a new override that starts now. An override that is running already keeps its end."""
    minutes = params.get("minutes")
    return None if minutes is None else whole_minute(now(session), "minutes", up=True, add=minutes)


USER_FIELD = Reference("user", USER, on_create=True)
START = Start("start")
STOP = Minute("end", up=True, on_create=True, when_new=_end_of_new)


def now(session: Session) -> str:
    return format_instant(session.client.now())


def is_now(start: str | None) -> bool:
    """Whether an option means the time of the task."""
    return start is None or start.strip().lower() == NOW


def over(override: Override, session: Session) -> bool:
    """Whether an override has ended."""
    return _time(override, "end") <= now(session)


def _time(override: Override, name: str) -> str:
    """The start or the end of an override, to the second. In shift-based schedules, it has another name."""
    return utc(override.get(name) or override[f"{name}_time"], name)


def prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The options with `start`, and with `end` if it does not depend on the time of the task. Raises UsageError."""
    params = dict(params)
    start, minutes = params.get("start"), params.get("minutes")
    if minutes is not None and minutes < 1:
        raise UsageError("minutes", "must be 1 or more")
    if start is None:
        params["start"] = NOW
    elif not is_now(start):
        params["start"] = whole_minute(start, "start")
        if minutes is not None:
            params["end"] = whole_minute(start, "start", up=True, add=minutes)
    if params.get("end") is not None:
        end = params["end"] = whole_minute(params["end"], "end", up=True)
        if not is_now(start) and end <= params["start"]:
            raise UsageError("end", f"is {end}; it must be after the start, {params['start']}")
    if params.get("id") and params.get("state") == "present":
        raise UsageError(
            "id",
            "requires state: absent, because PagerDuty can't change an override; omit id, and set user, start and end",
        )
    return params


def in_range(since: str, until: str) -> dict[str, t.Any]:
    """The query for the overrides that take place in a range and are not over.

    Their times are complete, also outside of the range. PagerDuty documents that only `editable` returns IDs.
    """
    return {**in_range_with_past(since, until), "editable": True}


def in_range_with_past(since: str, until: str) -> dict[str, t.Any]:
    """The query for all overrides that take place in a range. They can lack their IDs."""
    return {"since": since, "until": until, "overflow": True}


def _query(desired: dict[str, Canonical]) -> dict[str, t.Any]:
    start = str(desired["start"])
    return in_range(start, max(desired.get("end") or "", whole_minute(start, "start", add=1)))


def _list_range(moment: datetime) -> dict[str, t.Any]:
    return in_range(format_instant(moment - _BEFORE), format_instant(moment + _AFTER))


def covering(overrides: t.Iterable[Override], start: str, end: str) -> list[Override]:
    """The override that covers a time, or those that together cover it without a gap, in order; [] if none do.

    start, end: full minutes.
    """
    overrides = list(overrides)
    for override in overrides:
        if START.read(override) <= start and STOP.read(override) >= end:
            return [override]
    used = []
    reached = start
    for override in sorted(overrides, key=START.read):
        if START.read(override) <= reached < STOP.read(override):
            used.append(override)
            reached = STOP.read(override)
    return used if reached >= end else []


def _matches(
    session: Session, params: dict[str, t.Any], desired: dict[str, Canonical], overrides: list[Override]
) -> list[Override]:
    """The overrides that a task means. If several of the user together cover its time, this is the first of them."""
    start, end = desired["start"], desired.get("end")
    if "user" in desired:
        overrides = [one for one in overrides if USER_FIELD.same(desired["user"], USER_FIELD.read(one))]
    overrides = sorted((one for one in overrides if not over(one, session)), key=lambda one: str(one["id"]))
    if params["state"] == "absent" or end is None:
        found = [
            one
            for one in overrides
            if START.same(start, START.read(one)) and (end is None or STOP.same(end, STOP.read(one)))
        ]
        return found if params["state"] == "absent" else found[:1]
    return covering(overrides, str(start), end)[:1]


def _verify(session: Session, desired: dict[str, Canonical], current: Override | None) -> None:
    end, start = desired["end"], desired["start"]
    if end <= str(start) or (isinstance(start, Past) and end <= now(session)):
        raise UsageError("end", f"{end} has passed; an override must end in the future")


def _predict(predicted: Override, changes: t.Collection[str]) -> None:
    """An override has no type."""
    predicted.pop("type", None)


def removal_of(session: Session, override: Override) -> str:
    """What PagerDuty does with an override that is removed."""
    if over(override, session):
        return NOTHING
    return END if _time(override, "start") <= now(session) else DELETE


def all_in_range(session: Session, schedule_id: str, since: str, until: str) -> list[Override]:
    """All overrides of a schedule in a range, also those that are over. These can lack their IDs."""
    bound = SCHEDULE_OVERRIDE.under(schedule_id)
    pages = session.client.pages(
        bound.path, bound.list_key, in_range_with_past(since, until), of=TIMES, paged=bound.paged
    )
    listed = [raw for page in pages for raw in page.items]
    # Predicted ones are listed for any range.
    return [raw for raw in listed if utc(raw["start"], "start") < until and utc(raw["end"], "end") > since]


def called(override: Override) -> str:
    """An override for people."""
    user = override.get("user") or {}
    return f"{user.get('summary') or user.get('id')} from {START.read(override)} to {STOP.read(override)}"


PARENT = Parent(SCHEDULE, "schedule")

TIMES = responses.Object(start=responses.INSTANT, end=responses.INSTANT, user=responses.Maybe(responses.REFERENCE))

SCHEDULE_OVERRIDE = Resource(
    name="override",
    plural="overrides",
    title="override",
    module="schedule_override",
    path="/schedules/{parent}/overrides",
    parent=PARENT,
    identity=ByContent(("user", "start", "end"), required=(), query=_query, matches=_matches),
    keys=(),
    unique_keys=(),
    unique=False,
    called=called,
    query=None,
    paged=False,
    list_range=_list_range,
    minimum=TIMES.having(id=responses.ID),
    fields=(USER_FIELD, START, STOP),
    endpoint=Endpoint(omit_type=True, creates_list=True),
    removal=Removal(action_for=removal_of, ends="end", several=True),
    verify=_verify,
    predict=_predict,
    options={"minutes": {"type": "int"}},
    prepare=prepare,
    constraints={
        "mutually_exclusive": [["end", "minutes"]],
        "required_if": [
            ["state", "present", ["id", "user"], True],
            ["state", "present", ["id", "end", "minutes"], True],
        ],
    },
    listing=Listing(single=False, limits=False, picklist=""),
    instead={
        "start_time": "use start instead",
        "end_time": "use end instead",
        "since": "use start instead",
        "until": "use end instead",
        "hours": "use minutes instead",
        "duration": "use minutes instead",
        "override_id": "use id instead",
    },
    outside_account="it applies for a limited time",
)
