# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedule overrides: one override, or the cover of all shifts of a user; who is on call before and after.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core.errors import UsageError
from .._engine.find import find
from .._engine.operation import Operation
from .._engine.plan import Change
from .._engine.reconcile import ensure_all_absent, task_result
from .._engine.resource_operations import resource_operation
from .._engine.session import Session
from .._resources.schedule import SCHEDULE
from .._resources.schedule_override import (
    PARENT,
    SCHEDULE_OVERRIDE,
    USER_FIELD,
    all_in_range,
    is_now,
    now,
    over,
    prepare,
)
from .._resources.schedule_override_v3 import overrides_in
from .._resources.schedule_shifts import LONGEST_PREVIEW
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.shifts import Shift, instant
from .._resources.user import USER
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource
from .._schema.session import Session as Limited
from .on_call_preview import Preview
from .override_cover import cover
from .shift_override import shifts_absent, shifts_present

Override = dict[str, Json]

_ONE = resource_operation(SCHEDULE_OVERRIDE)


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    days = params["preview_days"]
    if not 0 <= days <= LONGEST_PREVIEW:
        raise UsageError("preview_days", f"is {days}; it must be between 0 and {LONGEST_PREVIEW}")
    if params["replaces"] is not None:
        return cover(params, session)
    schedule = PARENT.reference(params, session)
    is_shift_based = schedule["type"] == SCHEDULE_V3.name
    if params["state"] == "absent":
        return (shifts_absent if is_shift_based else _absent)(params, schedule["id"], session)
    past = _past(params, schedule["id"], session, overrides_in if is_shift_based else all_in_range)
    return past or (shifts_present if is_shift_based else _present)(params, schedule["id"], session)


def _present(params: dict[str, t.Any], schedule_id: str, session: Session) -> dict[str, t.Any]:
    preview = Preview(session, params["preview_days"])

    def effects(_params: dict[str, t.Any], _session: Limited, change: Change, _current: Override | None) -> None:
        made = change.predicted
        preview.add(schedule_id, [Shift(instant(made["start"]), instant(made["end"]), made["user"])])
        preview.complete(change)

    return resource_operation(replace(SCHEDULE_OVERRIDE, effects=effects)).work(params, session)


def _past(
    params: dict[str, t.Any], schedule_id: str, session: Session, listed: t.Callable[..., list[Override]]
) -> dict[str, t.Any] | None:
    """The result for a time that has passed, None for another one. PagerDuty creates no overrides in the past.

    A playbook can keep its overrides after their time. listed: lists all overrides of a schedule in a range.
    """
    wanted = prepare(params, session)
    end = wanted.get("end")
    if end is None or is_now(wanted["start"]) or end > now(session):
        return None
    user = USER_FIELD.parse(params["user"], "user", session.names, None)
    found = listed(session, schedule_id, wanted["start"], end)
    # An override can have started later, because the start had passed when a task created it.
    mine = [one for one in found if USER_FIELD.same(user, USER_FIELD.read(one))]
    if not mine:
        session.warn(f"end: {end} has passed, so no override was created: PagerDuty creates none in the past")
    return {
        "changed": False,
        "override": mine[0] if mine else None,
        "removed": [],
        "diff": Change("nothing").diff(f"{SCHEDULE_OVERRIDE.title} of {params['schedule']}"),
    }


def _absent(params: dict[str, t.Any], schedule_id: str, session: Session) -> dict[str, t.Any]:
    bound: Resource = SCHEDULE_OVERRIDE.under(schedule_id)
    preview = Preview(session, params["preview_days"])

    def work() -> tuple[Change, Json]:
        found = [one for one in find(bound, prepare(params, session), session) if not over(one, session)]
        if found:
            preview.remove(schedule_id, found)
        change = ensure_all_absent(bound, found, session)
        preview.complete(change)
        return change, None

    def show(change: Change, made: Json) -> dict[str, t.Any]:
        return {
            "changed": change.changed,
            "override": None,
            "removed": change.removed,
            **change.result,
            "diff": change.diff(f"{bound.title} of {params['schedule']}"),
        }

    with PARENT.expected(params, bound.path, session):
        return task_result(work, show)


SCHEDULE_OVERRIDE_OPERATION = Operation(
    _ONE.name,
    {
        **_ONE.options,
        "schedule": {"type": ReferenceType(SCHEDULE)},
        "schedules": {"type": "list", "elements": ReferenceType(SCHEDULE)},
        "replaces": {"type": ReferenceType(USER)},
        "preview_days": {"type": "int", "default": 14},
    },
    _work,
    {
        **_ONE.constraints,
        "required_one_of": [["schedule", "replaces"]],
        "required_by": {"replaces": ["user"], "schedules": ["replaces"]},
        "mutually_exclusive": [
            *_ONE.constraints["mutually_exclusive"],
            ["schedule", "schedules"],
            ["id", "replaces"],
        ],
    },
    hints={
        **_ONE.hints,
        "replace": "use replaces instead",
        "covers": "use replaces instead",
        "for": "use replaces instead",
    },
)
