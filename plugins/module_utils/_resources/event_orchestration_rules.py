# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of event orchestrations: what the router and the other paths have in common.

PagerDuty has the rules of a path in sets. All events start in the set `start`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import (
    Canonical,
    Json,
    Object,
    ObjectList,
    Reference,
    Resolver,
    UnorderedList,
)

START = "start"  # the ID of the set in which all events start


class Conditions(UnorderedList):
    """PCL expressions. A rule matches if one of them does, so their order does not count."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        texts = [str(text).strip() for text in value]
        for index, text in enumerate(texts):
            if not text:
                raise UsageError(f"{path}[{index}]", "must not be empty; a rule without conditions always matches")
        return list(dict.fromkeys(texts))

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(expression=responses.TEXT)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [condition["expression"].strip() for condition in self.raw(parent) or ()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return set(desired) == set(current)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"expression": text} for text in value]


class IdReference(Reference):
    """A reference to an object of which PagerDuty shows and receives the ID only."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        identifier = self.raw(parent)
        return {"id": identifier, "type": self.resource.name} if identifier else None

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value["id"] if value else None


class Rules(ObjectList):
    """The rules of the set `start`. A rule is matched by its ID, its label or its content."""

    def __init__(self, name: str, item: Object, **options: t.Any) -> None:
        super().__init__(name, item, named_by="label", **options)
        self._references = [field.name for field in item.fields.values() if isinstance(field, IdReference)]

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        # An object that one of the rules already has needs no lookup, in whichever rule it is.
        known = {name: self._known(name, current) for name in self._references}
        rules = [self.item.parse(rule, f"{path}[{at}]", resolver, known) for at, rule in enumerate(value)]
        self.check_ids(value, path, current)
        return rules

    @staticmethod
    def _known(name: str, rules: Canonical) -> list[Canonical]:
        return [rule[name] for rule in rules or () if rule.get(name)]

    @property
    def expects(self) -> responses.Shape:
        rules = responses.Maybe(responses.Each(self.item.expects))
        return responses.Maybe(responses.Each(responses.Object(rules=rules)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        sets = self.raw(parent) or [{}]
        return super().read({self.api: sets[0].get("rules")})

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"id": START, "rules": super().encode(value, current, full=full)}]

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """A diff shows the names of objects that were looked up on both sides."""
        named = {name: {one["id"]: one for one in self._known(name, desired)} for name in self._references}

        def shown(rule: Canonical) -> Canonical:
            found = {name: rule[name] for name in self._references if rule.get(name)}
            return {**rule, **{name: named[name].get(one["id"], one) for name, one in found.items()}}

        return super().difference(desired, [shown(rule) for rule in current or ()])


def predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when a path was changed."""
    for name in ("updated_at", "updated_by", "version"):
        predicted.pop(name, None)


def warning(warning: dict[str, Json], path: dict[str, Json]) -> str:
    """PagerDuty's warning about a rule, which it names by its ID."""
    message = str(warning.get("message") or warning)
    rules = [rule for one in path.get("sets") or () for rule in one.get("rules") or ()]
    for index, rule in enumerate(rules):
        if rule.get("id") and rule["id"] == warning.get("rule_id"):
            label = f" ({rule['label']})" if rule.get("label") else ""
            return f"rules[{index}]{label}: {message}"
    return message
