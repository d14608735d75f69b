# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the object that a task is about, by whatever identifies objects of its type.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._schema.fields import Canonical, Json
from .._schema.resource import ByContent, Resource, Singleton
from .duplicates import age
from .session import Session

Raw = dict[str, Json]


class Finder(t.Protocol):
    """A way to find the objects that a task can mean, as PagerDuty returned them. fresh: do not use the cache."""

    def __call__(
        self, resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False
    ) -> list[Raw]: ...


def find(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Raw]:
    """The objects that a task can mean: the one with its `id`, or all with its identity.

    With `id`, identifying options are new values.
    """
    if isinstance(resource.identity, Singleton):
        return [session.names.singleton(resource)]
    if params.get("id"):
        raw = session.names.get(resource, params["id"].strip(), fresh=fresh)
        return [raw] if raw else []
    if isinstance(resource.identity, ByContent):
        return _by_content(resource, resource.identity, params, session, fresh=fresh)
    value = params[resource.key]
    wanted = resource.names_of({resource.key: value})
    return [raw for raw in session.names.find(resource, value, fresh=fresh) if resource.names_of(raw)[:1] == wanted]


def _by_content(
    resource: Resource, identity: ByContent, params: dict[str, t.Any], session: Session, *, fresh: bool
) -> list[Raw]:
    fields = {entry.name: entry for entry in resource.fields if entry.name in identity.options}
    desired: dict[str, Canonical] = dict(identity.unset)
    for name, entry in fields.items():
        if params.get(name) is not None:
            desired[name] = entry.parse(params[name], name, session.names, None)
    if identity.query:
        listed = session.names.selected(resource, identity.query(desired))
    else:
        listed = session.names.all(resource, fresh=fresh)
    same = [raw for raw in listed if all(fields[name].same(desired[name], fields[name].read(raw)) for name in desired)]
    same.sort(key=age)
    return identity.meant(session, params, same) if identity.meant and same else same


def ambiguous(resource: Resource, found: t.Iterable[Raw]) -> UsageError:
    """The error for several objects of one identity."""
    listed = sorted(map(resource.describe, found))
    option = resource.identifying[0] if resource.identifying else "id"
    which = "of this name"
    if isinstance(resource.identity, ByContent):
        which = f"{resource.title}s with the same {' and '.join(resource.identity.options)}"
    return UsageError(option, f"there are {len(listed)} {which}: {', '.join(listed)}. Say which with id")
