# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the objects of an account that its configuration is about: each kind in one list, several kinds at a time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from ..._core.errors import ApiError
from ..._schema.fields import Json, folded
from ..._schema.resource import ByName, Parent, Resource, Singleton
from ..names import Names
from ..session import Session
from .kinds import Entry, Kind, Params
from .threads import Task, Threads

# A list to read: its declaration, the number of lookups that it replaces (None: all objects are needed), and the
# declarations of the children that it contains.
Wanted = tuple[Resource, t.Optional[int], list[Resource]]


def read(entries: list[Entry], complete: t.Collection[Kind], threads: Threads, parallel: int) -> dict[str, t.Any]:
    """Cache the current objects of the entries. Returns what has no cache, see `Names.having_read`.

    complete: the kinds of which all objects are needed. parallel: the number of requests at a time. A list is not read
    if looking up the objects of the entries needs fewer requests.
    """
    threads.run([_list_task(one) for one in _wanted(entries, complete)], parallel)

    def run(tasks: t.Sequence[Task]) -> list[t.Any]:
        return threads.run([optional(task) for task in tasks], parallel)

    for kind in dict.fromkeys([*(entry.kind for entry in entries), *complete]):
        if kind.resource.related:
            _read_relations(kind, [entry.params for entry in entries if entry.kind is kind], complete, threads, run)

    return _read_more(entries, threads.session(), run)


def _read_relations(
    kind: Kind,
    stated: list[Params],
    complete: t.Collection[Kind],
    threads: Threads,
    run: t.Callable[[t.Sequence[Task]], list[t.Any]],
) -> None:
    from ..relations import read_all, read_several  # few configurations need it

    if kind in complete:
        read_all(kind.resource, threads.session(), run)
    else:
        read_several(kind.resource, stated, threads.session(), run)


def optional(task: Task) -> Task:
    """The task without its error. The plan then sends the request again, and knows which entry the error is about."""

    def work(session: Session) -> t.Any:
        try:
            return task(session)
        except ApiError:
            return None

    return work


def _wanted(entries: list[Entry], complete: t.Collection[Kind]) -> list[Wanted]:
    kinds = list(dict.fromkeys([*(entry.kind for entry in entries), *complete]))
    children: dict[str, list[Resource]] = {}
    lookups: dict[str, int] = {}
    resources: dict[str, Resource] = {}
    for kind in kinds:
        own = [entry for entry in entries if entry.kind is kind]
        # Whether an include is needed depends on which options are set, not on their values.
        specified = {name: value for entry in own for name, value in entry.params.items() if value is not None}
        if kind.resource.related:
            continue  # see `_read_relations`
        if kind.resource.parent is None:
            resources[kind.resource.path] = kind.resource.demanding(specified)
            lookups[kind.resource.path] = lookups.get(kind.resource.path, 0) + len(own)
            continue
        for bound, parent in placements(kind.resource):
            under = [entry for entry in own if kind.resource.placed(entry.params) is bound]
            if not under and kind not in complete:
                continue
            path = parent.resource.path
            listed = [bound] if parent.include else siblings(bound)
            children.setdefault(path, [])
            children[path] += [one for one in listed if one not in children[path]]
            resources.setdefault(path, parent.resource)
            owners = {folded(entry.params.get(parent.option) or "") for entry in under}
            lookups[path] = lookups.get(path, 0) + len(owners)
    found: list[Wanted] = []
    everything = {kind.resource.path for kind in complete}
    for path, resource in resources.items():
        for one in resource.family:
            number = None if path in everything else lookups[path]
            found.append((one.including(*includes_of(children.get(path, ()))), number, children.get(path, [])))
    return found


def placements(resource: Resource) -> list[tuple[Resource, Parent]]:
    """(the declaration, the parent) for each type that the parent can have; [] for a resource without a parent."""
    return [(one, one.parent) for one in resource.by_parent if one.parent]


def siblings(resource: Resource) -> list[Resource]:
    """The children of the same parent to which a child can refer, and which a list of parents can contain."""
    lists = resource.parent.resource.children if resource.parent else []
    referred = [getattr(entry, "resource", None) for entry in resource.fields]
    return [children.child for children in lists if children.child in referred]


def children_in_lists(kinds: t.Iterable[Kind]) -> dict[str, list[Resource]]:
    """By the name of a parent, the children that a list of such parents can contain."""
    found: dict[str, list[Resource]] = {}
    for kind in kinds:
        for one, parent in placements(kind.resource):
            if parent.include:
                found.setdefault(parent.resource.name, []).append(one)
    return found


def includes_of(children: t.Iterable[Resource]) -> list[str]:
    """The `include[]` values with which a list of parents contains these children."""
    return [t.cast(Parent, child.parent).include or child.plural for child in children]


def _list_task(wanted: Wanted) -> Task:
    resource, lookups, children = wanted

    def work(session: Session) -> None:
        names = session.names
        found = names.all(resource) if lookups is None else names.expect(resource, lookups)
        for child in children:
            names.adopt_children(child, found)

    return work


# -- what no list contains -------------------------------------------------------------------------------------------


def _read_more(
    entries: list[Entry], session: Session, run: t.Callable[[t.Sequence[Task]], list[t.Any]]
) -> dict[str, t.Any]:
    """Read what the plan needs of the cached objects besides: one request for each, but several at a time."""
    read: dict[str, t.Any] = {}
    for kind in dict.fromkeys(entry.kind for entry in entries):
        own = [entry.params for entry in entries if entry.kind is kind]
        for bound, parent in placements(kind.resource):
            under = [params for params in own if kind.resource.placed(params) is bound]
            read.update(_children(bound, parent, under, session, run))
        if kind.resource.parent:
            continue
        for one in kind.compared.family:
            found = [(raw, params) for params in own for raw in [_known(one, params, session.names)] if raw]
            if one.only_single:
                run([whole_task(one, raw) for raw, _params in found])
            for name, load in one.load_several.items():
                raws = [raw for raw, params in found if params.get(name) is not None]
                for loaded in run([partial(_load, load, raws)] if raws else []):
                    read.update(loaded or {})
            for entry in one.subresources:
                specified = [(raw, params) for raw, params in found if entry.is_specified(params)]
                read.update(entry.read(specified, session, run) if specified else {})
    return read


def _known(resource: Resource, params: Params, names: Names) -> dict[str, Json] | None:
    """The cached object that an entry can mean."""
    if params.get("id"):
        return names.known(resource, params["id"].strip())
    is_named = isinstance(resource.identity, ByName) and params.get(resource.key)
    return names.known_as(resource, params[resource.key]) if is_named else None


def _children(
    resource: Resource,
    parent: Parent,
    stated: list[Params],
    session: Session,
    run: t.Callable[[t.Sequence[Task]], list[t.Any]],
) -> dict[str, t.Any]:
    """Read the objects under some parents, if the list of the parents does not contain them."""
    if parent.include:
        return {}
    owned = {
        str(raw["id"]): params
        for one in parent.resource.family
        for params in stated
        for raw in [session.names.known_as(one, params.get(parent.option) or "")]
        if raw
    }
    bound = [resource.under(parent_id) for parent_id in sorted(owned)]
    if not isinstance(resource.identity, Singleton):
        run([_all_task(one) for one in bound])
        return {}
    found = [(one, raw) for one, raw in zip(bound, run([_singleton_task(one) for one in bound])) if raw]
    read = {one.path: raw for one, raw in found}
    for entry in resource.subresources:
        identified = [({**raw, "id": one.id_of(raw)}, owned[one.parent_id]) for one, raw in found]
        specified = [(raw, params) for raw, params in identified if entry.is_specified(params)]
        read.update(entry.read(specified, session, run) if specified else {})
    return read


def _load(load: t.Callable[..., dict[str, t.Any]], raws: list[dict[str, Json]], session: Session) -> dict[str, t.Any]:
    return load(session, raws)


def whole_task(resource: Resource, raw: dict[str, Json]) -> Task:
    """Reads what the list lacks of an object."""
    return lambda session: session.names.whole_object(resource, raw)


def _all_task(resource: Resource) -> Task:
    return lambda session: session.names.all(resource)


def _singleton_task(resource: Resource) -> Task:
    return lambda session: session.names.singleton(resource)
