# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of one type of one account, with their indexes.

A record is a dict of stored values (see `..schema.fields`) and is never changed in place: an update puts a new record.
So a record that was read before an update still has the values from before it.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from collections.abc import Collection as Sized
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

Record = dict[str, Any]

Target = tuple[str, str]
"""(type, ID) of an object that is referred to."""


class ResourceType(Protocol):
    """What the layers below `..schema.resource.Resource`, which has all of this, need to know of a resource."""

    @property
    def type(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def key_is_unique(self) -> bool: ...

    @property
    def are_requesters(self) -> bool: ...

    @property
    def ends_with_references(self) -> bool: ...

    @property
    def loses(self) -> tuple[str, ...]: ...

    @property
    def indexes(self) -> Mapping[str, Callable[[Record], Iterable[Hashable]]]: ...

    def sort_key(self, record: Record) -> str: ...

    def search_text(self, record: Record) -> str: ...

    def references(self, record: Record) -> Iterator[Target]: ...

    def may_write(self, record: Record) -> bool: ...

    def new_identifier(self, account: Any) -> str: ...

    def type_of(self, record: Record) -> str: ...

    def summary(self, record: Record) -> str: ...

    def api_path(self, record: Record) -> str: ...

    def page_path(self, record: Record) -> str | None: ...

    def render(self, record: Record, view: Any) -> dict[str, Any]: ...


class Collection:
    """The objects of a type of an account, by ID, by name, by the resource's indexes, and in the order of a list.

    ``mark``: called with the ID of each object that changes, also if the change is undone later; None for nothing
    """

    def __init__(self, resource: ResourceType):
        self.resource = resource
        self.mark: Callable[[str], None] | None = None
        self.records: dict[str, Record] = {}
        self._ordered: list[tuple[str, str, str]] = []
        self._keys: dict[str, str] = {}
        self._indexes: dict[str, dict[Hashable, dict[str, int]]] = {name: {} for name in resource.indexes}
        self._turns: dict[str, int] = {}
        self._turn = 0

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.records

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        """In the default order of a list."""
        records = self.records
        return (records[identifier] for _key, identifier, _text in self._ordered)

    def __getitem__(self, part: slice) -> list[Record]:
        """A part of the list, in the default order."""
        return [self.records[identifier] for _key, identifier, _text in self._ordered[part]]

    def get(self, identifier: str) -> Record | None:
        return self.records.get(identifier)

    def find_id(self, key: str) -> str | None:
        """The ID of the object with this name (or email address), ignoring case; None if there is none."""
        return self._keys.get(key.casefold())

    def search(self, query: str) -> list[Record]:
        """The objects whose name (or email address) contains the text, ignoring case, in the default order."""
        query, records = query.casefold(), self.records
        return [records[identifier] for _key, identifier, text in self._ordered if query in text]

    def indexed(self, index: str, value: Hashable) -> Sized[str]:
        """The IDs of the objects that an index has for a value, in the order in which they were added."""
        return self._indexes[index].get(value, {}).keys()

    def put(self, record: Record) -> Callable[[], None]:
        """Adds a record or replaces the one with its ID. Returns what undoes this."""
        identifier = record["id"]
        if self.mark is not None:
            self.mark(identifier)
        old = self.records.get(identifier)
        place, key = self._place(record), self._key(record)
        changes = self._index_changes(old, record)
        old_place, old_key = (self._place(old), self._key(old)) if old is not None else (None, None)
        known = {one: self._keys.get(one) for one in (key, old_key) if one is not None and old_key != key}
        self.records[identifier] = record
        if old is None:
            self._turns[identifier] = self._next_turn()
        if old_place != place:
            if old_place is not None:
                self._displace(old_place)
            bisect.insort(self._ordered, place)
        if old_key != key:
            if old_key is not None:
                self._forget_key(old_key, identifier)
            self._keys.setdefault(key, identifier)
        undo_index = self._index(identifier, changes)

        def undo() -> None:
            undo_index()
            self._restore_keys(known)
            if old_place != place:
                self._displace(place)
                if old_place is not None:
                    bisect.insort(self._ordered, old_place)
            if old is None:
                del self.records[identifier], self._turns[identifier]
            else:
                self.records[identifier] = old

        return undo

    def drop(self, identifier: str) -> Callable[[], None]:
        """Removes a record. Returns what undoes this."""
        if self.mark is not None:
            self.mark(identifier)
        record = self.records[identifier]
        place, key, changes = self._place(record), self._key(record), self._index_changes(record, None)
        known = {key: self._keys.get(key)}
        del self.records[identifier]
        turn = self._turns.pop(identifier)
        self._displace(place)
        self._forget_key(key, identifier)
        undo_index = self._index(identifier, changes)

        def undo() -> None:
            undo_index()
            self._restore_keys(known)
            bisect.insort(self._ordered, place)
            put_back(self._turns, identifier, turn)
            self.records[identifier] = record
            if next(reversed(self._turns)) != identifier:
                records = {one: self.records[one] for one in self._turns}
                self.records.clear()
                self.records.update(records)

        return undo

    def turns_of(self, identifier: str) -> list[Any]:
        """The places of an object in the orders of this collection: the number of its addition, and for each index
        those of its values. `restore_turns` takes them."""
        record = self.records[identifier]
        of_indexes = [
            [self._indexes[name][value][identifier] for value in dict.fromkeys(values_of(record))]
            for name, values_of in self.resource.indexes.items()
        ]
        return [self._turns[identifier], *of_indexes]

    def restore_turns(self, turns: Mapping[str, list[Any]]) -> None:
        """Restores the orders in which the objects were added. ``turns``: of each ID, see `turns_of`."""
        for identifier, (turn, *of_indexes) in turns.items():
            self._turns[identifier] = turn
            self._turn = max(self._turn, turn)
            record = self.records[identifier]
            for (name, values_of), numbers in zip(self.resource.indexes.items(), of_indexes, strict=True):
                for value, number in zip(dict.fromkeys(values_of(record)), numbers, strict=True):
                    self._indexes[name][value][identifier] = number
                    self._turn = max(self._turn, number)
        for index in self._indexes.values():
            for value, held in index.items():
                index[value] = dict(sorted(held.items(), key=itemgetter(1)))

    def _next_turn(self) -> int:
        """Numbers additions, so that an undone removal returns to its place."""
        self._turn += 1
        return self._turn

    def _place(self, record: Record) -> tuple[str, str, str]:
        return self.resource.sort_key(record), record["id"], self.resource.search_text(record)

    def _key(self, record: Record) -> str:
        key: str = record[self.resource.key]
        return key.casefold()

    def _displace(self, place: tuple[str, str, str]) -> None:
        del self._ordered[bisect.bisect_left(self._ordered, place)]

    def _forget_key(self, key: str, identifier: str) -> None:
        if self._keys.get(key) != identifier:
            return
        del self._keys[key]
        if not self.resource.key_is_unique:
            for other in self.records.values():
                if self._key(other) == key and other["id"] != identifier:
                    self._keys[key] = other["id"]
                    break

    def _restore_keys(self, known: dict[str, str | None]) -> None:
        for key, identifier in known.items():
            if identifier is None:
                self._keys.pop(key, None)
            else:
                self._keys[key] = identifier

    def _index_changes(
        self, old: Record | None, new: Record | None
    ) -> list[tuple[dict[Hashable, dict[str, int]], list[Hashable], list[Hashable]]]:
        """The indexes that change, with the record's values in them before and after."""
        changes = []
        for name, values_of in self.resource.indexes.items():
            before = list(dict.fromkeys(values_of(old))) if old is not None else []
            after = list(dict.fromkeys(values_of(new))) if new is not None else []
            if before != after:
                changes.append((self._indexes[name], before, after))
        return changes

    def _index(
        self, identifier: str, changes: list[tuple[dict[Hashable, dict[str, int]], list[Hashable], list[Hashable]]]
    ) -> Callable[[], None]:
        """Changes the indexes. Returns what undoes this."""
        removed: list[tuple[dict[str, int], int]] = []
        added: list[dict[str, int]] = []
        for index, before, after in changes:
            removed += [(index[value], index[value].pop(identifier)) for value in before]
            added += [index.setdefault(value, {}) for value in after]
        for held in added:
            held[identifier] = self._next_turn()

        def undo() -> None:
            for held in added:
                del held[identifier]
            for held, turn in removed:
                put_back(held, identifier, turn)

        return undo


def put_back(turns: dict[str, int], identifier: str, turn: int) -> None:
    """Restores an ID at its place in a dict that is ordered by its values."""
    turns[identifier] = turn
    if list(islice(reversed(turns.values()), 2))[-1] > turn:
        ordered = sorted(turns.items(), key=itemgetter(1))
        turns.clear()
        turns.update(ordered)
