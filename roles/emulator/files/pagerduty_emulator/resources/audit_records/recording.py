# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit record says about a change: the fields and references of an object before and after it.

PagerDuty's documents have a few examples and no complete list of names, so the names are those of the API's fields.
A field whose value is an object or a list has a name only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...core.collection import Record, Target
from ...core.state import Account
from ...schema.fields import Field
from ...schema.resource import Resource

SECRETS = ("key", "secret", "token", "password")
"""The ends of the names of fields whose values never appear in a record."""

ASSIGNED = ("created_at", "created_by", "updated_at", "updated_by")
"""Fields that only PagerDuty sets. A request that changes nothing else has no record."""

Detail = dict[str, Any]
"""``details`` of a record: the resource, and its fields and references."""


def reference(account: Account, target: Target, gone: Mapping[Target, Record | None] | None = None) -> dict[str, Any]:
    """A reference as it is stored in a record. ``gone``: the objects before the change, with those that are deleted."""
    type_name, identifier = target
    record = account.collection(type_name).get(identifier) or (gone or {}).get(target)
    if record is None:
        return {"id": identifier, "type": f"{type_name}_reference", "summary": None}
    resource = account.collection(type_name).resource
    return {"id": identifier, "type": f"{resource.type_of(record)}_reference", "summary": resource.summary(record)}


def text(value: Any) -> str | None:
    """A value of a field, which is always a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def changed_field(name: str, old: Any, new: Any, action: str) -> Detail | None:
    """The entry of a field. None if its values are equal, or secret, or if only PagerDuty sets it."""
    if old == new or name in ASSIGNED or name.endswith(SECRETS):
        return None
    if not is_plain(old) or not is_plain(new):
        return {"name": name}
    values = {"before_value": text(old), "value": text(new)}
    if action == "create":
        del values["before_value"]
    elif action == "delete":
        del values["value"]
    return {"name": name, **values}


def parts_of(value: Any) -> dict[str, Record] | None:
    """The entries of a list by their IDs. None if they have none."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, dict) and one.get("id") for one in value):
        return None
    return {one["id"]: one for one in value}


def singular(name: str) -> str:
    return name.removesuffix("s")


def part_reference(name: str, part: Record) -> dict[str, Any]:
    """A reference to a part of an object, such as a contact method. ``name``: that of the list."""
    summary = part.get("summary") or part.get("label") or part.get("name")
    return {"id": part["id"], "type": f"{part.get('type') or singular(name)}_reference", "summary": summary}


class Change:
    """A change of one object.

    ``before`` and ``after``: the object; None before a create, and after a delete
    ``gone``: the objects before the change, by type and ID
    """

    def __init__(
        self,
        account: Account,
        resource: Resource,
        before: Record | None,
        after: Record | None,
        gone: Mapping[Target, Record | None],
    ):
        self._account = account
        self._resource = resource
        self._gone = gone
        self._before, self._after = before or {}, after or {}
        self.action = "create" if before is None else "delete" if after is None else "update"
        self.root = reference(account, (resource.type, (after or before or {})["id"]), gone)

    def details(self) -> Iterator[Detail]:
        """The ``details`` of each record that PagerDuty writes: of the object, and of its parts that changed."""
        fields, references, of_parts = [], [], []
        for entry in self._resource.fields:
            old, new = self._before.get(entry.name), self._after.get(entry.name)
            if old == new:
                continue
            olds, news = parts_of(old or ()), parts_of(new or ())
            if not entry.api and olds is not None and news is not None:
                added = [part_reference(entry.name, news[one]) for one in news if one not in olds]
                removed = [part_reference(entry.name, olds[one]) for one in olds if one not in news]
                references += self._references(entry.name, added, removed)
                of_parts += list(self._parts(entry, olds, news))
            elif isinstance(old, dict) and isinstance(new, dict) and list(old) == list(new) and not entry.api:
                of_parts += list(self._roles(entry, old, new))
            else:
                targets = self._targets(entry, old), self._targets(entry, new)
                references += self._references(entry.name, *self._difference(*targets))
                if entry.api and not any(targets):
                    fields.append(changed_field(entry.name, old, new, self.action))
                elif entry.api and targets[0] == targets[1]:
                    fields.append({"name": entry.name})
        found = [one for one in fields if one is not None]
        if found or references or self.action != "update":
            yield self._detail(self.root, found, references)
        yield from of_parts

    @staticmethod
    def _detail(resource: dict[str, Any], fields: list[Detail], references: list[Detail]) -> Detail:
        detail: Detail = {"resource": resource}
        if fields:
            detail["fields"] = fields
        if references:
            detail["references"] = references
        return detail

    @staticmethod
    def _targets(entry: Field, value: Any) -> list[Target]:
        return list(dict.fromkeys(entry.kind.references(value))) if value is not None else []

    def _difference(self, old: list[Target], new: list[Target]) -> tuple[list[Detail], list[Detail]]:
        """The references that are added and removed."""
        return (
            [reference(self._account, one, self._gone) for one in new if one not in old],
            [reference(self._account, one, self._gone) for one in old if one not in new],
        )

    @staticmethod
    def _references(name: str, added: list[Detail], removed: list[Detail]) -> list[Detail]:
        """The entry of references, in a list that is empty if none of them changed."""
        changed = {key: values for key, values in (("added", added), ("removed", removed)) if values}
        return [{"name": name, **changed}] if changed else []

    def _parts(self, entry: Field, old: dict[str, Record], new: dict[str, Record]) -> Iterator[Detail]:
        """Parts that were added or changed."""
        for identifier, part in new.items():
            before = old.get(identifier, {})
            action = "update" if before else "create"
            found = [
                changed_field(name, before.get(name), value, action)
                for name, value in part.items()
                if name not in ("id", "type", "summary") and (is_plain(value) or before)
            ]
            if fields := [one for one in found if one is not None]:
                yield self._detail(part_reference(entry.name, part), fields, [])

    def _roles(self, entry: Field, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Detail]:
        """Members whose role has changed. The values are roles by the IDs of members."""
        for _type, identifier in self._targets(entry, new):
            field = changed_field(f"{entry.name}.role", old[identifier], new[identifier], "update")
            if field is not None:
                yield self._detail(reference(self._account, (_type, identifier)), [field], [])
