# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom shifts of shift-based schedules. A playbook can keep them after their time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core.times import format_instant
from .._engine.plan import Change
from .._engine.resource_operations import resource_operation
from .._engine.session import Session
from .._resources.schedule_custom_shift import SCHEDULE_CUSTOM_SHIFT, parent_id, prepare
from .._schema.fields import whole_minute
from .._schema.resource import NOTHING

_MANAGE = resource_operation(SCHEDULE_CUSTOM_SHIFT)


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params["state"] == "present" and not params.get("id"):
        parent_id(params, session)  # needed anyway, and PagerDuty's time is known only after a response
        end = prepare(params, session).get("end_time")
        if end and whole_minute(end, "end_time", up=True) <= format_instant(session.client.now()):
            session.warn(f"end_time: {end} has passed, so there is nothing to do: PagerDuty has no shifts in the past")
            change = Change(NOTHING).diff(f"{SCHEDULE_CUSTOM_SHIFT.title} of {params['schedule']}")
            return {"changed": False, SCHEDULE_CUSTOM_SHIFT.name: None, "diff": change}
    return _MANAGE.work(params, session)


SCHEDULE_CUSTOM_SHIFT_OPERATION = replace(_MANAGE, work=_work)
