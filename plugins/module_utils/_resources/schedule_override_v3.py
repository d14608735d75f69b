# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overrides of shift-based schedules (version 3): a user has the shifts of another one for a time.

Several users can be on call in such a schedule at the same time. So an override replaces one user in one rotation or in
one custom shift.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Json
from .._schema.resource import ById, Endpoint, Parent, Removal, Resource
from .._schema.session import Session
from .schedule_override import START, STOP, USER_FIELD, called, removal_of
from .schedule_v3 import SCHEDULE_V3
from .user import user_named

Raw = dict[str, Json]

SIDES = ("overriding_member", "overridden_member")  # who gets the shift, and who has it without the override

MEMBER = responses.Object(type=responses.TEXT, user_id=responses.Maybe(responses.ID))

_TIMES = {"start_time": responses.INSTANT, "end_time": responses.INSTANT}

SHIFT_OVERRIDE = Resource(
    name="override_shift",
    plural="overrides",
    title="override",
    path="/v3/schedules/{parent}/overrides",
    wrapper="override",
    parent=Parent(SCHEDULE_V3, "schedule"),
    identity=ById(),
    keys=(),
    unique_keys=(),
    called=called,
    query=None,
    minimum=responses.IDENTIFIED.having(overridden_member=MEMBER, overriding_member=MEMBER, **_TIMES),
    # An object has these attributes after `uniform`.
    fields=(USER_FIELD, START, STOP),
    endpoint=Endpoint(omit_type=True, creates_list=True),
    removal=Removal(action_for=removal_of, ends="end", several=True),
    outside_account="it applies for a limited time",
)

# What the library relies on in a shift, to override it.
COMPUTED = responses.Object(
    member=MEMBER,
    source=responses.Object(
        type=responses.TEXT,
        rotation_id=responses.Maybe(responses.ID),
        shift_id=responses.Maybe(responses.ID),
        override_id=responses.Maybe(responses.ID),
    ),
    **_TIMES,
)


def member_of(user: Raw | None) -> Raw:
    """A user as PagerDuty's version 3 refers to one. None: nobody."""
    return {"type": "user_member", "user_id": user["id"]} if user else {"type": "empty_member"}


def user_of(member: Raw, known: t.Mapping[str, Raw] | None = None) -> Raw | None:
    """A reference to the user of a shift, None if nobody has it. known: references with names, by ID."""
    user_id = member.get("user_id")
    if not user_id:
        return None
    return {"id": user_id, "type": "user_reference", **(known or {}).get(user_id, {})}


def uniform(override: Raw, known: t.Mapping[str, Raw] | None = None) -> Raw:
    """An override with the attributes of one of version 2 besides its own: `start`, `end` and `user`.

    known: references with names, by ID.
    """
    times = {"start": override["start_time"], "end": override["end_time"]}
    return {**times, "user": user_of(override["overriding_member"], known), **override}


def overrides_in(
    session: Session, schedule_id: str, since: str, until: str, known: t.Mapping[str, Raw] | None = None
) -> list[Raw]:
    """All overrides of a schedule that take place in a range, see `uniform`. Their times are complete."""
    bound = SHIFT_OVERRIDE.under(schedule_id)
    query = {"since": since, "until": until, "overflow": True}
    pages = session.client.pages(bound.path, bound.list_key, query, of=bound.minimum)
    listed = [uniform(raw, known) for page in pages for raw in page.items]
    # Predicted ones are listed for any range.
    return [raw for raw in listed if START.read(raw) < until and STOP.read(raw) > since]


def with_names(session: Session, overrides: t.Iterable[Raw]) -> list[Raw]:
    """Overrides with the names of their users. PagerDuty returns only the IDs. Names cost requests."""
    return [
        {**raw, "user": user_named(session, raw["user"]["id"])} if raw.get("user") else raw for raw in overrides
    ]
