# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects whose uniqueness PagerDuty does not enforce: two runs at the same moment create two of them.

So after a create, a run reads the objects again. Both runs apply the same rule: the oldest object is kept.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .._core.errors import PagerDutyError, UsageError
from .._schema.fields import Json, utc
from .._schema.resource import DELETE, Resource
from .session import Session

Raw = dict[str, Json]


def age(raw: Raw) -> tuple[float, int, str]:
    """A sort key that orders objects from the oldest to the newest: the creation time and the sequence number, if
    PagerDuty returns them, then the ID."""
    try:
        time = raw.get("created_at") or raw["creation_time"]  # some types have the latter
        created = datetime.fromisoformat(utc(time, "created_at").replace("Z", "+00:00")).timestamp()
    except (KeyError, AttributeError, UsageError):
        created = 0.0
    number = raw.get("sequence_number")
    return created, number if isinstance(number, int) else 0, str(raw["id"])


def equal(resource: Resource, one: Raw, other: Raw) -> bool:
    """Whether two objects with the same identity have equal values in all fields of the resource."""
    mine, yours = resource.read(one), resource.read(other)
    return all(
        entry.same(mine[entry.name], yours[entry.name])
        for entry in resource.fields
        if entry.name not in resource.identifying
    )


def choose(resource: Resource, found: t.Sequence[Raw], ambiguous: UsageError, session: Session) -> Json:
    """The object of a task. found: the objects with its identity. None if there is none.

    If several have the same content, it is the oldest one, with a warning, unless each has something of its own.
    Otherwise raises `ambiguous`.
    """
    if len(found) < 2:
        return found[0] if found else None
    oldest, *others = sorted(found, key=age)
    if not resource.interchangeable or not all(equal(resource, oldest, other) for other in others):
        raise ambiguous
    session.warn(
        f"{ambiguous.option}: there are {len(found)} equal {resource.title}s:"
        f" {', '.join(raw['id'] for raw in [oldest, *others])}. This task uses the oldest, {oldest['id']}"
        + ("; delete the others" if resource.removal.action == DELETE else "")
    )
    return oldest


def sent_twice(resource: Resource, made: Raw, others: t.Sequence[str] = ()) -> str:
    """The warning after a create that was sent again because the outcome of the first request was not known.

    made: the object that the second request created. others: the IDs of objects that the first one may have created.
    """
    message = f"the outcome of a request to create the {resource.title} was unknown, and it was sent again"
    if others:
        return f"{message}. Both may have been carried out: besides {made['id']}, there is {', '.join(others)}"
    return (
        f"{message}. This task created {made['id']}. If PagerDuty carries out the first request later, there are two"
    )


def keep_oldest(
    resource: Resource, made: Raw, found: t.Iterable[Raw], session: Session, delete: t.Callable[[str], t.Any]
) -> tuple[Raw, list[str]]:
    """After a create: (the object to keep, the IDs of duplicates that could not be deleted). It is the oldest one.

    made: the object that was created. found: the objects with its identity that exist now and did not exist before.
    delete: a function of (ID) that deletes an object.

    Of the newer objects, this deletes the one that was created, and those with the same content, which other runs have
    created at the same moment. An object with different content is left to the run that created it. If an object can't
    be deleted, because others already use it, the one that was created is deleted instead. If that is not possible
    either, this warns about it.
    """
    rivals = [raw for raw in found if raw["id"] != made["id"]]
    oldest, *newer = sorted([made, *rivals], key=age)
    left: list[str] = []
    for raw in newer:
        if raw is made or equal(resource, raw, made):
            problem = _delete(resource, raw, session, delete)
            if problem and oldest is made and not _delete(resource, made, session, delete):
                return raw, left
            if problem:
                left.append(raw["id"])
                session.warn(
                    f"another run created the same {resource.title} at the same moment, and {raw['id']} could not"
                    f" be deleted: {problem}. This task uses the older one, {oldest['id']}"
                )
    return oldest, left


def _delete(resource: Resource, raw: Raw, session: Session, delete: t.Callable[[str], t.Any]) -> str:
    """Delete an object. Returns "", or the reason why it can't be deleted."""
    if resource.removal.action != DELETE:
        return f"PagerDuty can't delete {resource.title}s"
    try:
        delete(raw["id"])
    except PagerDutyError as error:
        return error.message
    session.names.lose(resource, raw["id"])
    return ""
