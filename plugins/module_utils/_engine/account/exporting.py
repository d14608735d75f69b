# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the objects of an account, and writes them as its configuration.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from ..._core.errors import ApiError
from ..._schema.children import Children
from ..._schema.fields import ONLY_BY_ID, Canonical, Json, NotWritten, folded
from ..._schema.resource import ByContent, ByName, Parent, Resource, Singleton
from ..._schema.writing import content, written_fields, written_subresources
from ..session import Session
from .kinds import Entry, Kind
from .patterns import called
from .reading import includes_of, optional, placements, siblings, whole_task
from .threads import Task, Threads

Raw = dict[str, Json]

INCOMPLETE = "PagerDuty lists 10,000 objects at most, or the list has changed while it was read: some can be missing"
UNAVAILABLE = (402, 403, 404)  # statuses of a list that the account does not have, or that the token may not see


@dataclass(eq=False)
class Found:
    """An object of the account.

    resource: its declaration, with the path of the parent. parent: the object to which it belongs. options: the entry
    of the configuration that describes it; None if there is none.
    """

    kind: Kind
    resource: Resource
    raw: Raw
    parent: Raw | None = None
    options: dict[str, t.Any] | None = None

    @property
    def name(self) -> str:
        """What it is called, for people."""
        if self.options:
            return name_of(Entry(self.kind, 0, self.options))
        own = self.resource.listed(self.raw)
        parent = f" of {self.parent.get('summary') or self.parent['id']}" if self.parent else ""
        return str(own.get(self.resource.key) or own.get("summary") or own.get("id") or "") + parent

    @property
    def group(self) -> str:
        """What the objects have in common whose subresources are read together."""
        return self.kind.name if self.kind.is_singleton else self.resource.path

    def names(self) -> set[str]:
        """Its names, folded, that patterns are compared with. An object with a parent has those of the parent."""
        resource, raw = self.resource, self.raw
        if self.parent is not None and resource.parent:
            resource, raw = resource.parent.resource, self.parent
        return called(resource, raw)


def name_of(entry: Entry) -> str:
    """What an entry is called, with the name of the parent."""
    stated = entry.params or entry.stated
    parent = entry.kind.resource.placed(stated).parent
    owner = stated.get(parent.option) if parent else None
    return f"{entry.name} of {owner}" if owner and owner != entry.name else entry.name


class Selection(t.Protocol):
    """Which objects are wanted. `has_name` is also called for objects of which a list contains only the name."""

    def has_name(self, found: Found) -> bool: ...

    def belongs(self, found: Found) -> bool: ...


@dataclass
class Notes:
    """What is not in the configuration: secrets and left_out, as results contain them."""

    secrets: list[dict[str, t.Any]] = field(default_factory=list)
    left_out: list[dict[str, t.Any]] = field(default_factory=list)


class Account:
    """The objects of the account, each list read once.

    parallel: the number of requests at a time.
    """

    def __init__(self, session: Session, threads: Threads, parallel: int) -> None:
        self.session = session
        self._threads = threads
        self._parallel = parallel
        self._wanted: dict[str, Resource] = {}
        self._listed: dict[str, list[Raw]] = {}
        self._called: dict[str, Counter[str]] = {}
        self._by_id: dict[str, dict[str, Raw]] = {}

    def run(self, tasks: t.Sequence[Task]) -> list[t.Any]:
        """Call functions of (session), several at a time."""
        return self._threads.run(tasks, self._parallel)

    def read(self, kinds: t.Iterable[Kind], notes: Notes) -> list[Kind]:
        """Read the lists of some kinds, and those of their parents. Returns the kinds that the account has."""
        for kind in kinds:
            for bound, parent in placements(kind.resource):
                listed = [bound] if parent.include else siblings(bound)
                self._want(parent.resource, includes_of(listed))
            if kind.resource.parent:
                continue
            for one in kind.resource.family:
                self._want(one, [name for entry in one.subresources for name in entry.includes])
        known, states = list(kinds), {}
        # The lists of relations follow from those of the objects, which must not be read without their includes.
        for related in (False, True):
            resources = [one for one in self._wanted.values() if one.path not in self._listed]
            resources = [one for one in resources if bool(one.related) is related]
            for resource in resources if related else ():
                from ..relations import read_all  # few exports need it

                read_all(resource, self.session, self._optional)
            for resource, (listed, state) in zip(resources, self.run([_list_task(one) for one in resources])):
                states[resource.path] = state
                self._listed[resource.path] = listed
                self._adopt(resource, listed, known)
        for kind in list(known):
            owners = [parent.resource for _bound, parent in placements(kind.resource)] or [kind.resource]
            reasons = [_reason(states[one.path]) for owner in owners for one in owner.family if one.path in states]
            notes.left_out += [
                {"kind": kind.name, "name": "", "option": "", "reason": reason} for reason in reasons if reason
            ]
            if all(isinstance(states.get(owner.path), ApiError) for owner in owners):
                known.remove(kind)
        return known

    def _optional(self, tasks: t.Sequence[Task]) -> list[t.Any]:
        """The same as `run`. The result of a request that PagerDuty rejects is None: the list reports the error."""
        return self.run([optional(task) for task in tasks])

    def _want(self, resource: Resource, includes: t.Sequence[str]) -> None:
        self._wanted[resource.path] = self._wanted.get(resource.path, resource).including(*includes)

    def _adopt(self, resource: Resource, raws: list[Raw], kinds: t.Iterable[Kind]) -> None:
        """Cache the objects that a list contains under its objects, so that they need no request."""
        parents = [placement for kind in kinds for placement in placements(kind.resource)]
        inside = [child for child, one in parents if one.include and one.resource.path == resource.path]
        for child in (*inside, *(entry.child for entry in resource.children)):
            self.session.names.adopt_children(child, raws)

    def of_kind(self, kind: Kind, selection: Selection, notes: Notes) -> list[Found]:
        """The objects of a kind that are selected. An object with a parent is selected if the parent is."""
        if kind.resource.parent:
            return [
                child
                for bound, parent in placements(kind.resource)
                for child in self._children(kind, bound, parent, selection, notes)
            ]
        found: list[Found] = []
        for one, compared in zip(kind.resource.family, kind.compared.family):
            own = [Found(kind, one, raw) for raw in self.listed(one) if not (one.implied and one.implied(raw))]
            own = [each for each in own if selection.has_name(each)]
            if compared.only_single:
                wholes = self.run([whole_task(one, each.raw) for each in own])
                own = [Found(kind, one, raw) for raw in wholes if one.is_whole(raw)]  # others were just deleted
            found += [each for each in own if selection.belongs(each)]
        return found

    def _children(
        self, kind: Kind, resource: Resource, parent: Parent, selection: Selection, notes: Notes
    ) -> list[Found]:
        """The objects under the selected parents of one type. resource: the declaration for this type."""
        found: list[Found] = []
        owners = [Found(kind, parent.resource, raw) for raw in self.listed(parent.resource)]
        owners = [owner for owner in owners if selection.has_name(owner) and selection.belongs(owner)]
        with suppress(ApiError):  # the list of each parent then shows whether the account has such objects
            self.session.names.adopt_list(resource, [owner.raw for owner in owners])
        for owner, raws in zip(owners, self.run([_children_task(resource, owner.raw) for owner in owners])):
            if isinstance(raws, ApiError):
                notes.left_out.append({"kind": kind.name, "name": owner.name, "option": "", "reason": raws.message})
                continue
            bound = resource.under(owner.raw["id"])
            found += [Found(kind, bound, raw, owner.raw) for raw in _own(resource, owner.raw, raws)]
        return found

    # -- names ---------------------------------------------------------------------------------------------------

    def listed(self, resource: Resource) -> list[Raw]:
        """All objects of a declaration."""
        if resource.path not in self._listed:
            self._listed[resource.path], _state = _list_task(resource)(self.session)
        return self._listed[resource.path]

    def object(self, resource: Resource, object_id: str) -> Raw | None:
        """The object with this ID, of a declaration or a variant."""
        for one in resource.family:
            if one.path not in self._by_id:
                self._by_id[one.path] = {raw["id"]: raw for raw in self.listed(one)}
            if object_id in self._by_id[one.path]:
                return one.listed(self._by_id[one.path][object_id])
        return None

    def number_of(self, resource: Resource, name: str, *, by_key: bool = False) -> int:
        """The number of objects that have a name, variants included. by_key: only as the value of their first key."""
        number = 0
        for one in resource.family:
            if one.path not in self._called:
                counted = self._called[one.path] = Counter()
                for raw in self.listed(one):
                    names = one.names_of(raw)
                    counted.update(set(names))
                    counted.update(f"first:{first}" for first in names[:1])
            number += self._called[one.path][f"first:{folded(name)}" if by_key else folded(name)]
        return number


def _list_task(resource: Resource) -> Task:
    """(the objects of a declaration, whether these are all, or the error if the account does not have them)."""

    def work(session: Session) -> t.Any:
        try:
            return session.names.all(resource), session.names.is_complete(resource)
        except ApiError as error:
            if error.status not in UNAVAILABLE:
                raise
            return [], error

    return work


def _reason(state: ApiError | bool) -> str:
    """Why a list is not exported, or not completely; "" if it is. state: see `_list_task`."""
    if isinstance(state, ApiError):
        return state.message
    return "" if state else INCOMPLETE


def _children_task(resource: Resource, parent: Raw) -> Task:
    """The objects under one parent, or the error if the account does not have them."""
    bound = resource.under(parent["id"])

    def work(session: Session) -> t.Any:
        try:
            if isinstance(resource.identity, Singleton):
                return [session.names.singleton(bound)]
            return session.names.all(bound)
        except ApiError as error:
            if error.status not in UNAVAILABLE:
                raise
            return error

    return work


def _own(resource: Resource, parent: Raw, raws: list[Raw]) -> list[Raw]:
    """The objects under a parent without the one that PagerDuty creates together with it."""
    created = [raw for raw in raws if resource.created_with and resource.created_with(parent, raw)]
    return [raw for raw in raws if raw not in created] if len(created) == 1 else raws


class EntryWriter:
    """Writes one object, see `Writer`."""

    def __init__(self, account: Account, found: Found, notes: Notes, *, full: bool) -> None:
        self.full = full
        # The children of an object have it as their parent.
        self.parent_id = str((found.parent or found.raw).get("id") or "")
        self.session = account.session
        self._account = account
        self._found = found
        self._notes = notes
        self._left_out: list[tuple[str, str]] = []
        self._secrets: list[tuple[str, str]] = []

    def now(self) -> datetime:
        return self.session.names.now()

    def name(self, resource: Resource, reference: Canonical) -> str:
        account, object_id = self._account, str(reference["id"])
        raw = account.object(resource, object_id)
        text = " ".join(str((raw or {}).get(resource.key) or "").split())
        if not text or account.number_of(resource, text) != 1 or account.object(resource, text):
            return object_id
        return text

    def leave_out(self, path: str, reason: str) -> None:
        self._left_out.append((path, reason))

    def secret(self, path: str, what: str) -> None:
        self._secrets.append((path, what))

    def write(self, fetched: t.Mapping[str, t.Mapping[str, t.Any]]) -> None:
        """Set the options of the object, and note what they lack. fetched: by option, see `Subresource.fetch`."""
        found, resource = self._found, self._found.resource
        self._note_secrets()
        try:
            options: dict[str, t.Any] = {}
            parent = resource.parent
            if parent and found.parent is not None:
                options[parent.option] = self.name(parent.resource, {"id": found.parent["id"]})
            options.update(written_fields(resource, found.raw, self))
            parts = {name: by_id.get(resource.id_of(found.raw)) for name, by_id in fetched.items()}
            options.update(written_subresources(resource, found.raw, parts, self))
        except NotWritten as error:
            self._left_out = [("", str(error))]
        else:
            self._set(options)
        for path, reason in self._left_out:
            note = {"kind": found.kind.name, "name": found.name, "option": path, "reason": reason}
            self._notes.left_out.append(note)
        for path, what in self._secrets:
            self._notes.secrets.append({"kind": found.kind.name, "name": found.name, "option": path, "secret": what})

    def _set(self, options: dict[str, t.Any]) -> None:
        found, resource = self._found, self._found.resource
        is_named = bool(options.get(resource.key)) if isinstance(resource.identity, ByName) else True
        if isinstance(resource.identity, ByName) and is_named and not resource.parent:
            is_named = self._account.number_of(resource, options[resource.key], by_key=True) == 1
        if isinstance(resource.identity, Singleton):
            if set(options) == {t.cast(Parent, resource.parent).option}:
                return  # it is as PagerDuty creates it
        elif not is_named:
            self.leave_out("id", ONLY_BY_ID)
            options = {"id": found.raw["id"], **options}
        found.options = options

    def _note_secrets(self) -> None:
        """Note what PagerDuty generates for each new object, or returns once."""
        resource = self._found.resource
        if resource.secret:
            self.secret(".".join(resource.secret.path), "PagerDuty generates another one for a new object")
        for name, value in resource.placeholders.items():
            if callable(value) and (name in self._found.raw or name in resource.only_single):
                self.secret(name, "PagerDuty generates another one for a new object")


def export(
    account: Account, kinds: t.Iterable[Kind], selection: Selection, notes: Notes, *, full: bool
) -> list[Found]:
    """The objects of some kinds that are selected, each with its options, in a stable order."""
    exported: list[Found] = []
    for kind in account.read(kinds, notes):
        found = account.of_kind(kind, selection, notes)
        fetched = _fetched(account, found)
        noted = len(notes.left_out), len(notes.secrets)
        for one in found:
            EntryWriter(account, one, notes, full=full).write(fetched.get(one.group, {}))
        _distinguish(kind, found, notes)
        found.sort(key=_order)
        for listed, start in zip((notes.left_out, notes.secrets), noted):
            listed[start:] = sorted(listed[start:], key=lambda note: (folded(note["name"]), content(note)))
        exported += found
        for name in sorted({name for one in found for name in one.resource.load}):
            reason = "PagerDuty returns it for one object at a time"
            notes.left_out.append({"kind": kind.name, "name": "", "option": name, "reason": reason})
        for entry in kind.resource.subresources if found else ():
            if entry.unreadable:
                note = {"kind": kind.name, "name": "", "option": entry.name, "reason": entry.unreadable}
                notes.left_out.append(note)
    return exported


def _fetched(account: Account, found: list[Found]) -> dict[str, dict[str, dict[str, t.Any]]]:
    """By the declaration of the objects and by option, what the subresources need."""
    fetched: dict[str, dict[str, dict[str, t.Any]]] = {}
    for group in dict.fromkeys(one.group for one in found):
        own = [one for one in found if one.group == group]
        raws = [{**one.raw, "id": one.resource.id_of(one.raw)} for one in own]
        fetched[group] = {
            entry.name: entry.fetch(raws, account.run)
            for entry in own[0].resource.subresources
            if not isinstance(entry, Children)
        }
    return fetched


def _distinguish(kind: Kind, found: list[Found], notes: Notes) -> None:
    """Add the ID to entries whose identity is that of another object."""
    if kind.is_singleton:
        return
    same: dict[t.Any, list[Found]] = {}
    for one in found:
        if one.options is None or one.options.get("id"):
            continue
        identity: t.Any = kind.identity_of(one.options)
        if isinstance(kind.resource.identity, ByContent) and kind.resource.identity.indexed:
            identity = (*one.resource.names_of(one.raw)[:1], *(identity or ())[2:])  # in place of the first option
        same.setdefault(identity, []).append(one)
    for several in same.values():
        for one in several if len(several) > 1 else ():
            one.options = {"id": one.raw["id"], **t.cast("dict[str, t.Any]", one.options)}
            notes.left_out.append({"kind": kind.name, "name": one.name, "option": "id", "reason": ONLY_BY_ID})


def _order(found: Found) -> tuple[t.Any, ...]:
    """By the name, folded, then by the contents, then by the ID."""
    parent = found.resource.parent
    owner = folded((found.options or {}).get(parent.option) or "") if parent else ""
    return owner, folded(found.name), content(found.options), str(found.raw.get("id"))
