# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the objects of an account that its configuration is about: each kind in one list, several kinds at a time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

from ..._schema.fields import folded
from ..._schema.resource import Parent, Resource
from .kinds import Entry, Kind
from .threads import Threads

# A list to read: its declaration, the number of lookups that it replaces (None: all objects are needed), and the
# declarations of the children that it contains.
Wanted = tuple[Resource, t.Optional[int], list[Resource]]


def read(entries: list[Entry], complete: t.Collection[Kind], threads: Threads, parallel: int) -> None:
    """Cache the current objects of the entries.

    complete: the kinds of which all objects are needed. parallel: the number of lists that are read at a time. A list
    is not read if looking up the objects of the entries needs fewer requests.
    """
    wanted = _wanted(entries, complete)
    with ThreadPoolExecutor(min(parallel, len(wanted)) or 1) as pool:
        list(pool.map(lambda one: _read(one, threads), wanted))


def _wanted(entries: list[Entry], complete: t.Collection[Kind]) -> list[Wanted]:
    kinds = list(dict.fromkeys([*(entry.kind for entry in entries), *complete]))
    children: dict[str, list[Resource]] = {}
    lookups: dict[str, int] = {}
    resources: dict[str, Resource] = {}
    for kind in kinds:
        own = [entry for entry in entries if entry.kind is kind]
        # Whether an include is needed depends on which options are set, not on their values.
        specified = {name: value for entry in own for name, value in entry.params.items() if value is not None}
        parent = kind.resource.parent
        if parent is None:
            resources[kind.resource.path] = kind.resource.demanding(specified)
            lookups[kind.resource.path] = lookups.get(kind.resource.path, 0) + len(own)
        elif _include(parent):
            owners = {folded(entry.params.get(parent.option) or "") for entry in own}
            children.setdefault(parent.resource.path, []).append(kind.resource)
            resources.setdefault(parent.resource.path, parent.resource)
            lookups[parent.resource.path] = lookups.get(parent.resource.path, 0) + len(owners)
    found: list[Wanted] = []
    everything = {kind.resource.path for kind in complete}
    for path, resource in resources.items():
        for one in resource.family:
            number = None if path in everything else lookups[path]
            found.append((one.including(*_includes(children.get(path, ()))), number, children.get(path, [])))
    return found


def children_in_lists(kinds: t.Iterable[Kind]) -> dict[str, list[Resource]]:
    """By the name of a parent, the children that a list of such parents can contain."""
    found: dict[str, list[Resource]] = {}
    for kind in kinds:
        parent = kind.resource.parent
        if parent and _include(parent):
            found.setdefault(parent.resource.name, []).append(kind.resource)
    return found


def _include(parent: Parent) -> str:
    """The `include[]` with which a list of parents contains the children."""
    return parent.include or ""


def _includes(children: t.Iterable[Resource]) -> list[str]:
    return [_include(t.cast(Parent, child.parent)) for child in children]


def _read(wanted: Wanted, threads: Threads) -> None:
    resource, lookups, children = wanted
    names = threads.session().names
    found = names.all(resource) if lookups is None else names.expect(resource, lookups)
    for child in children:
        names.adopt_children(child, found)
