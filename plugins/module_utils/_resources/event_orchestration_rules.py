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
    Field,
    IdReference,
    Json,
    Object,
    ObjectList,
    Resolver,
    UnorderedList,
    Writer,
)
from .event_orchestration_conditions import flaw

START = "start"  # the ID of the set in which all events start


class Conditions(UnorderedList):
    """PCL expressions. A rule matches if one of them does, so their order does not count."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        texts = [str(text).strip() for text in value]
        for index, text in enumerate(texts):
            if not text:
                raise UsageError(f"{path}[{index}]", "must not be empty; a rule without conditions always matches")
            found = flaw(text)
            if found:
                raise UsageError(f"{path}[{index}]", f"is not a valid condition: {found}: {text}")
        return list(dict.fromkeys(texts))

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(expression=responses.TEXT)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [condition["expression"].strip() for condition in self.raw(parent) or ()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return desired == current or set(desired) == set(current)

    def content(self, value: Canonical) -> Json:
        return sorted(set(value))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"expression": text} for text in value]


class Unset(responses.Maybe):
    """A shape, or none of PagerDuty's forms of an action that is not set: missing, null, "", [] or {}."""

    def flaw(self, value: t.Any) -> str:
        return "" if value in ([], {}) else super().flaw(value)


class Whole(Object):
    """An object that a playbook specifies completely. Attributes that are not set are not sent."""

    def __init__(self, name: str, fields: t.Sequence[Field], **options: t.Any) -> None:
        super().__init__(name, fields, whole=True, **options)
        self._unset = {field.name: field.read({}) for field in fields if field.name != "id"}
        self._optional = {field.name for field in fields if not field.required and field.default is None}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return {**self._unset, **super().parse(value, path, resolver, current)}

    def _encode_whole(self, whole: Canonical, current: Canonical, full: bool) -> Json:
        return super()._encode_whole(self._stated(whole), current, full)

    def _stated(self, whole: Canonical) -> Canonical:
        """Without attributes that are not set."""
        return {
            name: value
            for name, value in whole.items()
            if name not in self._optional or not self.fields[name].same(value, self._unset.get(name))
        }

    def show(self, value: Canonical) -> Json:
        return super().show(self._stated(value))

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        written = super().write(self._stated(value), path, writer)
        return {} if written is None and writer.full else written


class Actions(Whole):
    """An object whose attributes are actions, besides others that it always has."""

    @property
    def expects(self) -> responses.Shape:
        parts = {field.api: field.expects for field in self.fields.values() if not field.within}
        actions = {field.api: Unset(field.expects) for field in self.fields.values() if field.within}
        return Unset(responses.Object(**parts, actions=Unset(responses.Object(**actions))))

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = self.raw(parent) or {}
        actions = {name: value for name, value in (raw.get("actions") or {}).items() if value not in (None, "", [], {})}
        return super().read({self.api: {**raw, "actions": actions}})

    def _encode_whole(self, whole: Canonical, current: Canonical, full: bool) -> Json:
        return {"actions": {}, **super()._encode_whole(whole, current, full)}


class Rules(ObjectList):
    """The rules of the set `start`. A rule is matched by its ID, its label or its content."""

    def __init__(self, name: str, item: Object, **options: t.Any) -> None:
        super().__init__(name, item, named_by="label", **options)
        self._references = [field.name for field in item.fields.values() if isinstance(field, IdReference)]

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        # An object that one of the rules already has needs no lookup, in whichever rule it is.
        known = {name: self._known(name, current) for name in self._references}
        rules = []
        for at, rule in enumerate(value):
            mine = {name: known[name].get(str(rule.get(name) or "").strip()) for name in self._references}
            try:
                rules.append(self.item.parse(rule, f"{path}[{at}]", resolver, mine))
            except UsageError as error:
                if rule.get("label"):
                    error.add(f"The label of the rule is {rule['label'].strip()!r}")
                raise
        self.check_ids(value, path, current)
        return rules

    @staticmethod
    def _known(name: str, rules: Canonical) -> dict[str, Canonical]:
        return {rule[name]["id"]: rule[name] for rule in rules or () if rule.get(name)}

    @property
    def expects(self) -> responses.Shape:
        rules = responses.Maybe(responses.Each(self.item.expects))
        return responses.Maybe(responses.Each(responses.Object(id=responses.TEXT, rules=rules)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.read_rules(self._start(parent))

    def read_rules(self, one_set: dict[str, Json]) -> Canonical:
        """The rules of a set as PagerDuty returned it."""
        return super().read({self.api: one_set.get("rules")})

    def _start(self, parent: dict[str, Json]) -> dict[str, Json]:
        return next((one for one in self.raw(parent) or () if one["id"] == START), {})

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"id": START, "rules": self.encode_rules(value, current, full=full)}]

    def encode_rules(self, value: Canonical, current: Canonical, *, full: bool = False) -> Json:
        """The rules of a set as a request contains them."""
        return super().encode(value, current, full=full)

    def put(self, target: dict[str, Json], value: Json) -> None:
        """The other sets of a path are another option."""
        others = [one for one in target.get(self.api) or () if one["id"] != START]
        target[self.api] = [*value, *others]

    def is_in(self, body: dict[str, Json]) -> bool:
        return any(one["id"] == START for one in body.get(self.api) or ())

    def repeat(self, parent: dict[str, Json]) -> Json:
        return [self._start(parent) or {"id": START, "rules": []}]

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """A diff shows the names of objects that were looked up on both sides."""
        named = {name: self._known(name, desired) for name in self._references}

        def shown(rule: Canonical) -> Canonical:
            found = {name: rule[name] for name in self._references if rule.get(name)}
            return {**rule, **{name: named[name].get(one["id"], one) for name, one in found.items()}}

        return super().difference(desired, [shown(rule) for rule in current or ()])


def predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when a path was changed."""
    for name in ("updated_at", "updated_by", "version"):
        predicted.pop(name, None)


def warning(warning: Json, path: dict[str, Json]) -> str:
    """PagerDuty's warning about a rule, which it names by its ID."""
    if not isinstance(warning, dict):
        return str(warning)
    message = str(warning.get("message") or warning)
    for one in path.get("sets") or ():
        option = "rules" if one.get("id", START) == START else f"the set {one['id']}, rules"
        for index, rule in enumerate(one.get("rules") or ()):
            if rule.get("id") and rule["id"] == warning.get("rule_id"):
                label = f" ({rule['label']})" if rule.get("label") else ""
                return f"{option}[{index}]{label}: {message}"
    return message
