# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call for an escalation policy, a schedule or a service at a point in time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.escalation_policy import ESCALATION_POLICY
from .._resources.oncall import ONCALL
from .._resources.schedule import SCHEDULE
from .._resources.service import SERVICE
from .._schema.fields import Json, utc
from .._schema.option_types import ReferenceType

_TARGETS = {"escalation_policy": ESCALATION_POLICY, "schedule": SCHEDULE, "service": SERVICE}


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    levels = params["levels"]
    if levels and min(levels) < 1:
        raise UsageError("levels", "must be 1 or more: 1 is the level that is notified first")
    query: dict[str, t.Any] = {"include[]": ["users"]}
    if params["at"] is not None:
        query["since"] = query["until"] = utc(params["at"], "at")
    if params["schedule"] is not None:
        query["schedule_ids[]"] = [_of("schedule", SCHEDULE, params, session)]
    elif params["service"] is not None:
        service = session.names.get(SERVICE, _of("service", SERVICE, params, session))
        with_policy = responses.Object(escalation_policy=responses.IDENTIFIED)
        query["escalation_policy_ids[]"] = [
            responses.checked(service, with_policy, "service")["escalation_policy"]["id"]
        ]
    else:
        query["escalation_policy_ids[]"] = [_of("escalation_policy", ESCALATION_POLICY, params, session)]
    people = [
        _person(raw)
        for page in session.client.pages(ONCALL.path, ONCALL.plural, query, of=ONCALL.minimum)
        for raw in page.items
        if not levels or raw["escalation_level"] in levels
    ]
    # The order of the API is not documented. The people who are notified first come first.
    people.sort(key=lambda person: person["level"])
    return {"changed": False, "oncalls": people}


def _of(option: str, resource: t.Any, params: dict[str, t.Any], session: Session) -> str:
    return str(session.names.reference(resource, params[option], option)["id"])


def _person(raw: dict[str, Json]) -> dict[str, Json]:
    user = raw["user"]
    return {
        "id": user["id"],
        "name": user.get("name") or user.get("summary"),
        "email": user.get("email"),
        "level": raw["escalation_level"],
        "start": raw.get("start"),
        "end": raw.get("end"),
        "escalation_policy": _named(raw.get("escalation_policy")),
        "schedule": _named(raw.get("schedule")),
    }


def _named(reference: Json) -> Json:
    return {"id": reference["id"], "name": reference.get("summary")} if reference else None


ONCALL_OPERATION = Operation(
    "pagerduty_oncall",
    {
        **{name: {"type": ReferenceType(resource)} for name, resource in _TARGETS.items()},
        "at": {"type": "str"},
        "levels": {"type": "list", "elements": "int"},
    },
    _work,
    {"required_one_of": [list(_TARGETS)], "mutually_exclusive": [list(_TARGETS)]},
)
