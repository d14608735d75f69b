# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the object of a task: by its ID, a key such as the name, or its content.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._schema.fields import Canonical, Field, Json
from .._schema.resource import ByContent, Resource, Singleton
from .duplicates import age
from .session import Session

Raw = dict[str, Json]


class Finder(t.Protocol):
    """A function that finds the objects of a task, as PagerDuty returned them. fresh: ignore the cache."""

    def __call__(
        self, resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False
    ) -> list[Raw]: ...


def find(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Raw]:
    """The objects that a task can refer to: the one with its `id`, or all with its identity.

    With `id`, identifying options are new values for the object.
    """
    if isinstance(resource.identity, Singleton):
        return [session.names.singleton(resource)]
    if params.get("id"):
        raw = session.names.get(resource, params["id"].strip(), fresh=fresh)
        return [raw] if raw else []
    if not isinstance(resource.identity, ByContent):
        return _by_key(resource, params[resource.key], session, fresh=fresh)
    identity = resource.identity
    desired = _stated(resource, identity, params, session)
    if identity.matches:
        return identity.matches(session, params, desired, _listed(resource, identity, desired, session, fresh=fresh))
    same = _by_content(resource, identity, desired, session, fresh=fresh)
    return identity.meant(session, params, same) if identity.meant and same else same


def find_among(resource: Resource, params: dict[str, t.Any], raws: t.Iterable[Raw], session: Session) -> list[Raw]:
    """Those of some objects that have the identity that the options state."""
    identity = t.cast(ByContent, resource.identity)
    return _same(resource, _stated(resource, identity, params, session), raws)


def _stated(
    resource: Resource, identity: ByContent, params: dict[str, t.Any], session: Session
) -> dict[str, Canonical]:
    """The canonical values of the identity that the options state."""
    desired: dict[str, Canonical] = dict(identity.unset)
    for entry in _identifying(resource):
        if params.get(entry.name) is not None:
            desired[entry.name] = entry.parse(params[entry.name], entry.name, session.names, None)
    return desired


def _same(resource: Resource, desired: dict[str, Canonical], raws: t.Iterable[Raw]) -> list[Raw]:
    fields = {entry.name: entry for entry in _identifying(resource)}
    return [raw for raw in raws if all(fields[name].means(desired[name], fields[name].read(raw)) for name in desired)]


def variant_of(resource: Resource, params: dict[str, t.Any], session: Session) -> Resource:
    """The declaration to which the object of a task belongs, of a resource with variants.

    For a new object, the one that has the options of the task. Raises UsageError if the object is of a variant that
    does not have them. So no two variants get an object of the same name.
    """
    if not resource.variants:
        return resource
    specs: dict[str, t.Any] = {}
    for one in resource.family:
        specs.update(one.specs())
    stated = [name for name, spec in specs.items() if params.get(name) not in (None, spec.get("default"))]
    foreign = {one.name: [name for name in stated if name not in one.specs()] for one in resource.family}
    # Those with the fewest foreign options first. An option with a default says less about the object.
    likely = sorted(
        resource.family,
        key=lambda one: (sum("default" not in specs[name] for name in foreign[one.name]), len(foreign[one.name])),
    )
    for one in likely:
        found = find(one, params, session)
        if found and foreign[one.name] and params.get("state") != "absent":
            option = foreign[one.name][0]
            advice = one.foreign.get(option, "remove this option")
            raise UsageError(option, f"the {one.title} {one.describe(found[0])} is {one.variant}; {advice}")
        if found:
            _check_rename(resource, one, found[0], params, session)
            return one
    if foreign[likely[0].name]:
        option = foreign[likely[0].name][0]
        raise UsageError(option, likely[0].foreign.get(option, "remove this option"))
    return likely[0]


def _check_rename(resource: Resource, own: Resource, raw: Raw, params: dict[str, t.Any], session: Session) -> None:
    """Refuse a new name that an object of another variant has. PagerDuty allows it, but tasks could not find either.

    own: the variant of the object. raw: the object. Takes a request only if the task changes the name.
    """
    key = resource.key
    if not params.get("id") or not params.get(key) or params.get("state") == "absent":
        return
    if own.names_of({key: params[key]}) == own.names_of({key: raw.get(key)}):
        return
    for other in resource.family:
        taken = _by_key(other, params[key], session, fresh=False) if other.name != own.name else []
        if taken:
            raise UsageError(key, f"the {other.title} {other.describe(taken[0])} has this name; use another one")


def find_identical(
    resource: Resource, values: dict[str, Canonical], session: Session, *, fresh: bool = False
) -> list[Raw]:
    """The objects with this identity, the oldest first. values: at least the canonical values of the identity."""
    identity = resource.identity
    if isinstance(identity, ByContent):
        wanted = {name: values[name] for name in identity.options}
        return _by_content(resource, identity, wanted, session, fresh=fresh)
    return sorted(_by_key(resource, values[resource.key], session, fresh=fresh), key=age)


def _identifying(resource: Resource) -> list[Field]:
    return [entry for entry in resource.fields if entry.name in resource.identifying]


def _by_key(resource: Resource, value: str, session: Session, *, fresh: bool) -> list[Raw]:
    wanted = resource.names_of({resource.key: value})
    return [raw for raw in session.names.find(resource, value, fresh=fresh) if resource.names_of(raw)[:1] == wanted]


def _by_content(
    resource: Resource, identity: ByContent, desired: dict[str, Canonical], session: Session, *, fresh: bool
) -> list[Raw]:
    return sorted(_same(resource, desired, _listed(resource, identity, desired, session, fresh=fresh)), key=age)


def _listed(
    resource: Resource, identity: ByContent, desired: dict[str, Canonical], session: Session, *, fresh: bool
) -> list[Raw]:
    """The objects in which those with some content can be found."""
    query = identity.query(desired) if identity.query else {}
    if identity.indexed:
        example: Raw = {}
        entry = next(entry for entry in resource.fields if entry.name == identity.options[0])
        entry.put(example, entry.encode(desired[entry.name]))
        return session.names.find(resource, resource.names_of(example)[0], fresh=fresh, among=query)
    if identity.query:
        return session.names.selected(resource, query, fresh=fresh)
    return session.names.all(resource, fresh=fresh)


def ambiguous(resource: Resource, found: t.Iterable[Raw]) -> UsageError:
    """The error for several objects with the same identity."""
    listed = sorted(map(resource.describe, found))
    option = resource.identifying[0] if resource.identifying else "id"
    which = "of this name"
    if isinstance(resource.identity, ByContent):
        if resource.identity.ambiguous:
            message = resource.identity.ambiguous.format(number=len(listed), listed=", ".join(listed))
            return UsageError(option, message)
        which = f"{resource.title}s with the same {' and '.join(resource.identity.options)}"
    return UsageError(option, f"there are {len(listed)} {which}: {', '.join(listed)}. Set id to select one")
