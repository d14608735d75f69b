# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists whose entries PagerDuty can't remove: an entry that is not needed any more is ended, and stays in the list.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import itertools
import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._core.times import format_instant
from .fields import (
    NOW,
    ONLY_BY_ID,
    Canonical,
    Json,
    Minute,
    Object,
    ObjectList,
    Past,
    Resolver,
    Writer,
    folded,
    shapes,
    whole_minute,
)
from .session import PREFIX


class End(Minute):
    """When something ends, canonical like `Minute`; "" if it does not end, which a task writes as "", too."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return super().parse(value, path, resolver, current) if value.strip() else ""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return super().read(parent) or ""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return str(value) if value else None  # PagerDuty clears it only with an explicit null

    def show(self, value: Canonical) -> Json:
        return NOW if isinstance(value, Past) else value

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return value or None


class EndingList(ObjectList):
    """A list of nested objects with names. A playbook specifies all entries that have not ended.

    A desired entry is matched with the current one that has its `id`, otherwise with the one that has its name and has
    not ended. A current entry that no desired one is matched with is ended. Ended entries are not compared. The order
    of current entries can't be changed, and new ones are added at the end.

    A desired entry whose own end has passed means an entry that has ended. It ends the current one of its name, and
    otherwise there is nothing to do for it.

    item: the type of an entry. It has the field `id`. named_by: the field with the name. ends: the field with the end.
    newest_first: PagerDuty returns the last entry first. Requests have the order of the playbook.
    Fields of an entry can have `on_create` and `when_new`, a value: they apply to new entries.
    """

    def __init__(
        self, name: str, item: Object, *, named_by: str, ends: str, newest_first: bool = False, **options: t.Any
    ) -> None:
        super().__init__(name, item, named_by=named_by, **options)
        self.named = item.fields[named_by]
        self.ends = ends
        self.newest_first = newest_first

    # -- reading a task ------------------------------------------------------------------------------------------

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        """The desired entries, with the IDs of the current ones, and then those to end."""
        current = list(current or ())
        if len(value) < self.least:
            raise UsageError(path, f"must have at least {self.least} {'entry' if self.least == 1 else 'entries'}")
        self.check_ids(value, path, current)
        now = Past(whole_minute(resolver.now().isoformat(), path))
        over = [self._is_over(entry, f"{path}[{index}]", now) for index, entry in enumerate(value)]
        matched = self._matches(value, path, current, over, now)
        desired = []
        for index, entry in enumerate(value):
            old = matched[index]
            where = f"{path}[{index}]"
            if over[index]:
                if old is not None and not self._has_ended(old, now):
                    desired.append(self._ending(old, now))
            elif old is None:
                desired.append(self._new(entry, where, resolver))
            elif not self._has_ended(old, now) or entry.get(self.ends) is not None:
                # The name that found the entry can have another spelling. With `id`, it is the new name.
                stated = entry if entry.get("id") else {**entry, self.named.name: None}
                desired.append({**self.item.parse(stated, where, resolver, old), "id": old["id"]})
        kept = {old["id"] for old in matched if old is not None}
        return desired + [
            self._ending(old, now) for old in current if old["id"] not in kept and not self._has_ended(old, now)
        ]

    def _matches(
        self, value: list[t.Any], path: str, current: list[Canonical], over: list[bool], now: str
    ) -> list[Canonical]:
        """For each entry of a task, the current entry that it means, or None. Raises UsageError for unclear names."""
        found: list[Canonical] = [None] * len(value)
        free = {old["id"]: old for old in current}
        for index, entry in enumerate(value):
            if entry.get("id"):
                found[index] = free.pop(entry["id"].strip())
        seen: dict[str, int] = {}
        # Entries that are over come last: an active entry of the same name means the active one.
        for index in sorted(range(len(value)), key=lambda index: over[index]):
            entry = value[index]
            if entry.get("id"):
                continue
            where, name = f"{path}[{index}].{self.named.name}", folded(entry[self.named.name])
            same = [old for old in free.values() if folded(old.get(self.named.name) or "") == name]
            active = [old for old in same if not self._has_ended(old, now)]
            if not over[index]:
                if name in seen:
                    raise UsageError(
                        where, f"{path}[{seen[name]}] has the same name; use another name, or add id to both"
                    )
                seen[name] = index
                if len(active) > 1:
                    ids = ", ".join(sorted(old["id"] for old in active))
                    raise UsageError(where, f"{len(active)} entries have this name: {ids}. Add id to each")
            chosen = active or (same if over[index] else [])
            if chosen:
                found[index] = free.pop(chosen[-1]["id"])
        return found

    def _is_over(self, entry: dict[str, t.Any], path: str, now: str) -> bool:
        """Whether the end that a task specifies for an entry has passed."""
        stated = str(entry.get(self.ends) or "").strip()
        return bool(stated) and whole_minute(stated, f"{path}.{self.ends}") <= now

    def _has_ended(self, entry: Canonical, now: str) -> bool:
        return bool(entry.get(self.ends)) and entry[self.ends] <= now

    def _ending(self, old: Canonical, now: str) -> Canonical:
        return {"id": old["id"], self.ends: now}

    def _new(self, entry: dict[str, t.Any], path: str, resolver: Resolver) -> Canonical:
        fields = self.item.fields.values()
        if not entry.get(self.named.name):
            raise UsageError(f"{path}.{self.named.name}", "is required for a new entry")
        missing = [field.name for field in fields if field.on_create and entry.get(field.name) is None]
        if missing:
            name = entry[self.named.name]
            raise UsageError(path, f"there is no entry {name!r} yet; to add it, also set {' and '.join(missing)}")
        defaults = {field.name: field.when_new for field in fields if entry.get(field.name) is None}
        return self.item.parse({**entry, **defaults}, path, resolver, None)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """The entries that have not ended. One with the name of another one, or without a name, has its `id`."""
        now = format_instant(writer.now())
        active = [entry for entry in value if not self._has_ended(entry, now)]
        names = [folded(entry.get(self.named.name) or "") for entry in active]
        written = []
        for index, (entry, name) in enumerate(zip(active, names)):
            stated = self.item.write(entry, f"{path}[{index}]", writer)
            if not name or names.count(name) > 1:
                writer.leave_out(f"{path}[{index}]", ONLY_BY_ID)
                stated = {"id": entry["id"], **stated}
            written.append(stated)
        if not written and self.least:
            writer.leave_out(path, "all entries have ended, and a task must have one that has not")
            return None
        return written

    # -- comparing and writing -----------------------------------------------------------------------------------

    @property
    def expects(self) -> responses.Shape:
        item = responses.Object(**{**shapes(self.item.fields.values()), "id": responses.Maybe(responses.TEXT)})
        return responses.Maybe(responses.Each(item))

    def read(self, parent: dict[str, Json]) -> Canonical:
        entries = super().read(parent)
        known = {entry.get("id") for entry in entries}
        free = (f"{PREFIX}{number}" for number in itertools.count(1) if f"{PREFIX}{number}" not in known)
        # Entries that only check mode has created have no ID yet.
        entries = [entry if entry.get("id") else {**entry, "id": next(free)} for entry in entries]
        return entries[::-1] if self.newest_first else entries

    def same(self, desired: Canonical, current: Canonical) -> bool:
        known = {entry["id"]: entry for entry in current or ()}
        ids = {entry.get("id") for entry in desired}
        if ids and None not in ids and not ids & set(known):  # they are those of another object
            return self._alike(desired, current or [])
        return all(entry.get("id") in known and self.item.same(entry, known[entry["id"]]) for entry in desired)

    def _alike(self, one: Canonical, other: Canonical) -> bool:
        """Whether the entries of two objects are equal except for their IDs."""
        return len(one) == len(other) and all(
            self.item.same({**mine, "id": yours["id"]}, yours) for mine, yours in zip(one, other)
        )

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        """All entries that have not ended, the current ones first. With `full`, those that have ended, too."""
        desired = {entry["id"]: entry for entry in value if entry.get("id")}
        encoded: list[Json] = []
        for old in current or ():
            if full or old["id"] in desired:
                encoded.append({**self.item.encode(desired.get(old["id"], {}), old, full=full), "id": old["id"]})
        encoded += [self.item.encode(entry, None, full=full) for entry in value if not entry.get("id")]
        return encoded[::-1] if full and self.newest_first else encoded

    def moved(self, desired: Canonical, current: Canonical) -> bool:
        """Whether a task has the entries in another order than PagerDuty will have them, with new ones at the end."""
        order = {entry["id"]: index for index, entry in enumerate(current or ())}
        remaining = [order.get(entry.get("id"), len(order)) for entry in desired if set(entry) != {"id", self.ends}]
        return remaining != sorted(remaining)

    # -- showing -------------------------------------------------------------------------------------------------

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """The entries that differ, by name. Of an entry that exists, only what differs."""
        known = {entry["id"]: entry for entry in current or ()}
        before: list[Json] = []
        after: list[Json] = []
        for entry in desired:
            old = known.get(entry.get("id"))
            if old is None:
                after.append(_shown(self.item.show(entry)))
            elif not self.item.same(entry, old):
                changed = {name: value for name, value in entry.items() if not self.item.same({name: value}, old)}
                named = {self.named.name: old.get(self.named.name)}
                was, becomes = self.item.difference(changed, old)
                before.append({**named, **was})
                after.append({**named, **becomes})
        return before, after


def _shown(entry: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in entry.items() if value not in (None, "", [])}
