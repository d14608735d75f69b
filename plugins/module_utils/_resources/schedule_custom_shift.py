# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom shifts of shift-based schedules: a user is on call once, in addition to the rotations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core import responses
from .._core.errors import UsageError
from .._core.times import format_instant
from .._schema.fields import NOW, Canonical, Json, Minute, Past, Reference, Start, utc, whole_minute
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import DELETE, END, NOTHING, ByContent, Endpoint, Parent, Removal, Resource
from .._schema.session import Session
from .schedule import SCHEDULE
from .schedule_v3 import SCHEDULE_V3
from .schedule_v3_event import MEMBER
from .user import USER, user_named

Shift = dict[str, Json]
Params = dict[str, t.Any]

# The range in which a shift is found, and the default range of the info module.
_BEFORE, _AFTER, _LISTED = timedelta(days=1), timedelta(days=365), timedelta(days=30)

ENDED = "the custom shift ended at {end}, and PagerDuty can't change it any more"


class _User(Reference):
    """The user of a shift. PagerDuty has it in a list of assignments, which has exactly one entry."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Each(responses.Object(member=MEMBER))

    def read(self, parent: dict[str, Json]) -> Canonical:
        user = next((one["member"].get("user_id") for one in self.raw(parent) or ()), None)
        return {**(parent.get("user") or {}), "id": user, "type": USER.name} if user else None

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"type": "shift_assignment", "member": {"type": "user_member", "user_id": value["id"]}}]


def _end_of_new(params: Params, session: Session) -> str | None:
    """The end of a new shift that starts now. A shift that has started already keeps its end."""
    minutes = params.get("minutes")
    return None if minutes is None else whole_minute(_now(session), "minutes", up=True, add=minutes)


_USER = _User("user", USER, api="assignments", on_create=True)
_START = Start("start_time", on_create=True)
_END = Minute("end_time", up=True, on_create=True, when_new=_end_of_new)


def _now(session: Session) -> str:
    return format_instant(session.client.now())


def end_of(shift: Shift) -> str:
    """When a shift ends or has ended, in UTC, to the second."""
    return utc(shift["end_time"], "end_time")


def _is_now(start: str | None) -> bool:
    return start is None or start.strip().lower() == NOW


def prepare(params: Params, session: Session) -> Params:
    """Without `start_time`, a task means a shift that starts now or is running. `minutes` says when it ends."""
    params = dict(params)
    start, minutes = params.get("start_time"), params.get("minutes")
    if minutes is not None and minutes < 1:
        raise UsageError("minutes", "must be 1 or more")
    if start is None and not params.get("id"):
        params["start_time"] = NOW
    if minutes is not None and params["state"] == "present":
        if not _is_now(start):
            params["end_time"] = whole_minute(t.cast(str, start), "start_time", up=True, add=minutes)
        elif params.get("id"):
            raise UsageError("minutes", "is the length of a new shift; with id, set end_time to change the end")
    return params


def _in_range(since: str, until: str) -> dict[str, t.Any]:
    """The query for all shifts that take place in a range. Their times are complete, also outside of the range."""
    return {"since": since, "until": until, "overflow": True}


def _query(desired: dict[str, Canonical]) -> dict[str, t.Any]:
    start = str(desired["start_time"])
    return _in_range(start, whole_minute(start, "start_time", add=1))


def _list_range(moment: datetime) -> dict[str, t.Any]:
    return _in_range(format_instant(moment - _BEFORE), format_instant(moment + _AFTER))


def _matches(session: Session, params: Params, desired: dict[str, Canonical], shifts: list[Shift]) -> list[Shift]:
    """The shifts that a task means. A shift that is over is never meant."""
    now = _now(session)
    found = [one for one in shifts if end_of(one) > now and _START.same(desired["start_time"], _START.read(one))]
    if "user" in desired:
        found = [one for one in found if _USER.same(desired["user"], _USER.read(one))]
    if params["state"] == "absent" and params.get("end_time"):
        end = _END.parse(params["end_time"], "end_time", session.names, None)
        found = [one for one in found if _END.same(end, _END.read(one))]
    return sorted(found, key=lambda one: (end_of(one), str(one["id"])))


def _verify(session: Session, desired: dict[str, Canonical], current: Shift | None) -> None:
    """What PagerDuty rejects."""
    now = _now(session)
    start: Canonical = desired.get("start_time")
    end: Canonical = desired.get("end_time")
    if current:
        old_start, old_end = t.cast(str, _START.read(current)), end_of(current)
        if old_end <= now:
            raise UsageError("id", ENDED.format(end=old_end))
        changed = [name for name in ("user", "start_time") if name in desired]
        if changed and utc(current["start_time"], "start_time") <= now:
            raise UsageError(
                changed[0], f"the custom shift started at {old_start}; PagerDuty can change only its end_time now"
            )
        start, end = start or old_start, end or _END.read(current)
    if end <= now:
        advice = "use state: absent to end the shift" if current else "a shift must end in the future"
        raise UsageError("end_time", f"{end} has passed; {advice}")
    if end <= start:
        raise UsageError("end_time", f"is {end}; it must be after the start, {start}")


def _predict(predicted: Shift, changes: t.Collection[str]) -> None:
    """A shift has no summary. One that starts now starts at the time of the request."""
    predicted.pop("summary", None)
    if isinstance(predicted.get("start_time"), Past):
        del predicted["start_time"]


def _removal(session: Session, shift: Shift) -> str:
    now = _now(session)
    if end_of(shift) <= now:
        return NOTHING
    return END if utc(shift["start_time"], "start_time") <= now else DELETE


def _called(shift: Shift) -> str:
    """A shift for people."""
    user = _USER.read(shift) or {}
    called = user.get("summary") or user.get("id") or "nobody"
    return f"{called} from {_START.read(shift)} to {_END.read(shift)}"


def with_user(session: Session, shift: Shift) -> Shift:
    """A shift with `user`, a reference with the name, None for nobody. PagerDuty returns only the ID."""
    user = _USER.read(shift)
    return {**shift, "user": user and user_named(session, user["id"])}


def parent_id(params: Params, session: Session) -> str:
    """The ID of the shift-based schedule that a task names."""
    schedule = session.names.reference(SCHEDULE, params["schedule"], "schedule")
    if schedule["type"] != SCHEDULE_V3.name:
        raise UsageError(
            "schedule",
            f"{schedule.get('summary')} ({schedule['id']}) is {SCHEDULE.variant}, and only shift-based schedules have"
            " custom shifts; use pagerduty_schedule_override",
        )
    return str(schedule["id"])


def _list_prepare(params: Params, session: Session) -> Params:
    """The range of the list: by default, from now on, and 30 days long."""
    if params.get("id"):
        return params
    parent_id(params, session)  # needed anyway, and PagerDuty's time is known only after a response
    since = params.get("since") or _now(session)
    start = datetime.fromisoformat(utc(since, "since").replace("Z", "+00:00"))
    return {**params, "since": since, "until": params.get("until") or format_instant(start + _LISTED)}


def _keep(params: Params, session: Session) -> t.Callable[[Shift], bool]:
    """The condition of `users`. Without it, all shifts fulfil it. They are counted here, because the list has no total.
    """
    users = params.get("users")
    named = [session.names.reference(USER, user, f"users[{index}]") for index, user in enumerate(users or ())]
    ids = {user["id"] for user in named}
    return lambda shift: users is None or (_USER.read(shift) or {}).get("id") in ids


SCHEDULE_CUSTOM_SHIFT = Resource(
    name="custom_shift",
    plural="custom_shifts",
    title="custom shift",
    module="schedule_custom_shift",
    path="/v3/schedules/{parent}/custom_shifts",
    parent=Parent(SCHEDULE, "schedule", resolve=parent_id),
    identity=ByContent(("user", "start_time"), required=("user",), query=_query, matches=_matches),
    keys=(),
    unique_keys=(),
    unique=False,
    called=_called,
    query=None,
    list_query={"overflow": True},
    list_range=_list_range,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(
        start_time=responses.INSTANT, end_time=responses.INSTANT, assignments=_USER.expects
    ),
    fields=(_USER, _START, _END),
    endpoint=Endpoint(omit_type_in_update=True, creates_list=True),
    removal=Removal(action_for=_removal, ends="end_time"),
    verify=_verify,
    predict=_predict,
    options={"minutes": {"type": "int"}},
    prepare=prepare,
    constraints={
        "mutually_exclusive": [["end_time", "minutes"]],
        "required_if": [["state", "present", ["id", "end_time", "minutes"], True]],
    },
    instead={
        "start": "use start_time instead",
        "end": "use end_time instead",
        "member": "use user instead",
        "hours": "use minutes instead",
        "duration": "use minutes instead",
        "custom_shift_id": "use id instead",
        "schedule_id": "use schedule instead",
    },
    listing=Listing(
        filters=(Filter("since", "since", instant=True), Filter("until", "until", instant=True)),
        options={"users": {"type": "list", "elements": ReferenceType(USER)}},
        prepare=_list_prepare,
        keep=_keep,
        complete=lambda _params, session, shift: with_user(session, shift),
        picklist="",
    ),
    outside_account="it applies for a limited time",
)
