# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an integration filters and reads emails.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Field, Json, NotWritten, Object, ObjectList, Resolver, Text, Writer

Raw = dict[str, Json]

MODES = ("match", "no-match", "always")
MATCHED = ("subject", "body", "from_email")
PARTS = ("body", "subject", "from_addresses")
GROUPS = ("all", "any", "not")
LEAVES = ("contains", "exactly", "regex")
EXTRACTORS = ("entire", "regex", "between")

# How deep predicates can be nested. PagerDuty's web interface and its Terraform provider need three levels.
DEPTH = 3


class _OptionalText(Text):
    """A text that requests do not contain if it is empty. PagerDuty replaces the object that contains it."""

    def put(self, target: Raw, value: Json) -> None:
        if value:
            super().put(target, value)


# -- filters ---------------------------------------------------------------------------------------------------------


class _Filter(Object):
    """Which emails PagerDuty takes."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        for name in MATCHED:
            mode, regex = parsed[f"{name}_mode"], parsed.setdefault(f"{name}_regex", "")
            if mode != "always" and not regex:
                raise UsageError(f"{path}.{name}_regex", f"is required with {name}_mode: {mode}")
            if mode == "always" and regex:
                raise UsageError(f"{path}.{name}_regex", f"requires {name}_mode: match or no-match")
        return parsed

    def read(self, parent: Raw) -> Canonical:
        """An expression that is not used is ignored."""
        read = super().read(parent)
        return {**read, **{f"{name}_regex": "" for name in MATCHED if read[f"{name}_mode"] == "always"}}


class EmailFilters(ObjectList):
    """The filters of an integration. PagerDuty adds one that takes all emails if there is none."""

    def __init__(self) -> None:
        modes: list[Field] = [Choice(f"{name}_mode", MODES, unset="always", default="always") for name in MATCHED]
        expressions: list[Field] = [_OptionalText(f"{name}_regex") for name in MATCHED]
        super().__init__("email_filters", _Filter("email_filter", [*modes, *expressions], whole=True), ordered=False)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return _without_default(super().parse(value, path, resolver, current))

    def read(self, parent: Raw) -> Canonical:
        return _without_default(super().read(parent))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return super().encode(value or [_TAKES_ALL], current, full=full)


_TAKES_ALL = {**{f"{name}_mode": "always" for name in MATCHED}, **{f"{name}_regex": "" for name in MATCHED}}


def _without_default(filters: Canonical) -> Canonical:
    """No filters, if the only one takes all emails."""
    only = {name: value for name, value in filters[0].items() if name != "id"} if len(filters) == 1 else None
    return [] if only == _TAKES_ALL else filters


# -- parsers ---------------------------------------------------------------------------------------------------------


class _Predicate(Object):
    """When a parser applies: a group of predicates, or a comparison with a part of the email."""

    def __init__(self, name: str, depth: int = DEPTH, **options: t.Any) -> None:
        types = (*GROUPS, *LEAVES) if depth > 1 else LEAVES
        fields: list[Field] = [Choice("type", types, required=True), Choice("part", PARTS), _OptionalText("matcher")]
        if depth > 1:
            fields.append(ObjectList("children", _Predicate("", depth - 1)))
        super().__init__(name, fields, whole=True, **options)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = {**self._unset(), **super().parse(value, path, resolver, current)}
        kind, is_group = parsed["type"], parsed["type"] in GROUPS
        for name in ("part", "matcher"):
            if is_group and parsed[name]:
                raise UsageError(f"{path}.{name}", f"can't be combined with type: {kind}; use children")
            if not is_group and not parsed[name]:
                raise UsageError(f"{path}.{name}", f"is required with type: {kind}")
        children = parsed.get("children") or []
        if is_group and not children:
            raise UsageError(f"{path}.children", f"needs at least 1 entry with type: {kind}")
        if children and not is_group:
            raise UsageError(f"{path}.children", f"requires type: {', '.join(GROUPS[:-1])} or {GROUPS[-1]}")
        return parsed

    def _unset(self) -> dict[str, Canonical]:
        values: dict[str, Canonical] = {"part": None, "matcher": ""}
        return {**values, "children": []} if "children" in self.fields else values

    def _encode_whole(self, whole: Canonical, current: Canonical, full: bool) -> Json:
        return {"children": [], **super()._encode_whole(whole, current, full)}

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value["type"] not in self.fields["type"].choices:  # type: ignore[operator]
            raise NotWritten(f"{path}: its predicates are nested deeper than a task can state")
        return super().write(value, path, writer)


class _Extractor(Object):
    """A value that a parser takes from the email."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = {"regex": "", "starts_after": "", "ends_before": ""}
        parsed.update(super().parse(value, path, resolver, current))
        needed = {"entire": (), "regex": ("regex",), "between": ("starts_after", "ends_before")}[parsed["type"]]
        for name in ("regex", "starts_after", "ends_before"):
            if name in needed and not parsed[name]:
                raise UsageError(f"{path}.{name}", f"is required with type: {parsed['type']}")
            if parsed[name] and name not in needed:
                raise UsageError(f"{path}.{name}", f"can't be combined with type: {parsed['type']}")
        return parsed


class _EndsBefore(_OptionalText):
    """PagerDuty's document has another name for it than PagerDuty's Terraform provider."""

    def raw(self, parent: Raw) -> Json:
        return super().raw(parent) or parent.get("ends_with")


class _Parser(Object):
    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = {"value_extractors": [], **super().parse(value, path, resolver, current)}
        keys = [one for one in parsed["value_extractors"] if one["value_name"] == "incident_key"]
        if parsed["value_extractors"] and len(keys) != 1:
            raise UsageError(f"{path}.value_extractors", "exactly one must have value_name: incident_key")
        return parsed


class EmailParsers(ObjectList):
    """What PagerDuty does with an email. The first parser that applies counts."""

    def __init__(self) -> None:
        extractor = _Extractor(
            "",
            [
                Choice("type", EXTRACTORS, required=True),
                Choice("part", PARTS, required=True),
                Text("value_name", clearable=False, required=True),
                _OptionalText("regex"),
                _OptionalText("starts_after"),
                _EndsBefore("ends_before"),
            ],
            whole=True,
        )
        parser = _Parser(
            "email_parser",
            [
                Choice("action", ("trigger", "resolve"), required=True),
                _Predicate("match_predicate", required=True),
                ObjectList("value_extractors", extractor),
            ],
            whole=True,
        )
        super().__init__("email_parsers", parser)
