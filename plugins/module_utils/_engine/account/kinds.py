# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of objects in the configuration of an account, and its entries.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from functools import cached_property

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..._core.errors import UsageError, one_line
from ..._schema.fields import folded
from ..._schema.option_checks import check_input
from ..._schema.option_types import EitherType, ReferenceType, Spec, strict
from ..._schema.resource import ByContent, Resource, Singleton
from ..._schema.validation import validation_message
from ..resource_operations import resource_operation

Params = dict[str, t.Any]
Reference = tuple[str, Resource, str]  # the option at the top level, the type of the object, its name or ID


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of objects. The options of an entry are those of the module for these objects, without `state`."""

    resource: Resource

    @cached_property
    def name(self) -> str:
        """The name of the kind: the plural of the name of the module."""
        name = self.resource.module_name.partition("_")[2]
        if name.endswith("s"):
            return name  # a plural already
        return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"

    @cached_property
    def compared(self) -> Resource:
        """The declaration for a plan: what only results show is not read."""
        variants = tuple(_without_results(one) for one in self.resource.variants)
        return replace(_without_results(self.resource), variants=variants)

    @cached_property
    def operation(self) -> t.Any:
        return resource_operation(self.resource)

    @cached_property
    def spec(self) -> dict[str, Spec]:
        return strict({name: spec for name, spec in self.operation.options.items() if name != "state"})

    @cached_property
    def _validator(self) -> ArgumentSpecValidator:
        constraints = dict(self.operation.constraints)
        either = list(constraints.get("required_one_of", ()))
        conditions = []
        for condition in constraints.get("required_if", ()):
            option, value, names, is_any = (*condition, False)[:4]
            if option != "state":
                conditions.append(condition)
            elif value == "present":
                either += [names] if is_any else [[name] for name in names]
        constraints.update(required_one_of=either, required_if=conditions)
        return ArgumentSpecValidator(self.spec, **constraints)

    def validated(self, stated: t.Any) -> tuple[Params, str]:
        """The options of an entry with their defaults, and what is wrong with them ("" if nothing)."""
        if not isinstance(stated, dict):
            return {}, "must be a dictionary with options"
        if "state" in stated:
            return {}, "state: is not an option here. To delete objects, remove them from config and set purge"
        result = self._validator.validate(stated)
        if result.error_messages:
            return {}, one_line(validation_message(result, self.operation.name, self.operation.hints))
        params: Params = result.validated_parameters
        try:
            check_input(self.spec, params)
        except UsageError as error:
            return {}, error.message
        return {**params, "state": "present"}, ""

    @property
    def is_singleton(self) -> bool:
        return isinstance(self.resource.identity, Singleton)

    @property
    def has_list(self) -> bool:
        """Whether lists contain the objects. Otherwise, each object that can have some costs a request."""
        parent = self.resource.parent
        if self.resource.related:
            return False
        return parent is None or bool(parent.include or parent.lists_all)

    def names_of(self, params: Params) -> set[str]:
        """The names that another entry can use for the object of an entry, also after the name of its parent."""
        stated = {folded(params[key]) for key in self.resource.keys if isinstance(params.get(key), str)}
        owner = self.resource.placed(params).parent
        if owner and isinstance(params.get(owner.option), str):
            stated |= {f"{folded(params[owner.option])}:{name}" for name in stated}
        return stated | ({folded(params["id"])} if params.get("id") else set())

    def identity_of(self, params: Params) -> tuple[str, ...] | None:
        """What identifies the object of an entry, as the entry states it. None if it can't be known from the entry."""
        resource = self.resource
        owner = resource.placed(params).parent
        parent = f"{owner.option}: {folded(params.get(owner.option) or '')}" if owner else ""
        if params.get("id"):
            return ("id", params["id"].strip())
        if isinstance(resource.identity, ByContent) and resource.identity.several and resource.identity.several(params):
            return None
        more = resource.identity.specified_by if isinstance(resource.identity, ByContent) else ()
        return (parent, *(_text(params.get(name)) for name in (*resource.identifying, *more)))

    def references(self, params: Params) -> t.Iterator[Reference]:
        """What an entry refers to."""
        for option, value in params.items():
            if value is not None and option in self.spec:
                for resource, name in _named(self.spec[option], value):
                    yield option, resource, name
        for entry in self.resource.subresources:
            for resource, name in entry.named(params):
                yield entry.name, resource, name
        for option, resources in self.resource.also_refers.items():
            if isinstance(params.get(option), str):
                for resource in resources:
                    yield option, resource, params[option]

    @cached_property
    def following(self) -> dict[str, tuple[str, ...]]:
        """Options that can name objects which are created after the object; by option, all options of the subject."""
        lists = {entry.name for entry in self.resource.children}
        found = [entry for entry in self.resource.subresources if entry.follows and entry.name not in lists]
        return {entry.name: tuple(entry.spec()) for entry in found}

    def secrets(self, stated: t.Any) -> set[str]:
        """The secrets in an entry, as the task states it."""
        return set(_secrets(self.spec, stated)) if isinstance(stated, dict) else set()


def _without_results(resource: Resource) -> Resource:
    """The declaration without attributes that a list omits, if no option is about them."""
    parts = {*(entry.name for entry in resource.subresources), *(entry.api for entry in resource.fields)}
    return resource if parts & set(resource.only_single) else replace(resource, only_single=())


def _text(value: t.Any) -> str:
    if isinstance(value, list):
        return "\n".join(sorted(map(_text, value)))
    return "" if value is None else folded(value)


def _named(spec: Spec, value: t.Any) -> t.Iterator[tuple[Resource, str]]:
    """The names and IDs of objects in the value of an option."""
    if isinstance(value, list):
        inner = {**spec, "type": spec.get("elements")}
        for entry in value:
            yield from _named(inner, entry)
    elif isinstance(value, dict):
        options = spec.get("options") or {}
        for name, entry in value.items():
            if entry is not None and name in options:
                yield from _named(options[name], entry)
    elif isinstance(spec.get("type"), EitherType):
        yield from spec["type"].named(str(value))
    elif isinstance(spec.get("type"), ReferenceType):
        yield spec["type"].resource, str(value)


def _secrets(spec: dict[str, Spec], stated: dict[t.Any, t.Any]) -> t.Iterator[str]:
    for name, value in stated.items():
        one = spec.get(name, {})
        if one.get("no_log") and value:
            yield str(value)
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict) and "options" in one:
                yield from _secrets(one["options"], entry)


@dataclass(eq=False)
class Entry:
    """An entry of the configuration.

    stated: as the task states it. params: validated options. index: its position in the list of its kind.
    source: where it is written, for example `services.yml:12`; "" if the task does not say that.
    """

    kind: Kind
    index: int
    stated: t.Any
    params: Params = field(default_factory=dict)
    source: str = ""

    @cached_property
    def name(self) -> str:
        """What the entry is called, for people; "" if it says nothing about that."""
        stated = self.params or (self.stated if isinstance(self.stated, dict) else {})
        resource = self.kind.resource
        sides = [stated.get(side) for side in resource.related.sides] if resource.related else []
        if sides and all(isinstance(side, str) for side in sides):
            return one_line(resource.related_text(*map(str, sides)))
        owners = [one.option for one in resource.parent.each] if resource.parent else []
        for key in (*resource.keys[:1], *resource.identifying, *owners, "id"):
            if isinstance(stated.get(key), str) and stated[key].strip():
                return one_line(stated[key])
        return ""

    @property
    def where(self) -> str:
        """Where it is written."""
        return self.source or f"config.{self.kind.name}[{self.index}]"

    def __str__(self) -> str:
        return f"{self.where} ({self.name})" if self.name else self.where


def checked_sources(sources: dict[str, t.Any] | None, config: dict[str, t.Any]) -> dict[str, list[str]]:
    """Where the entries of a configuration are written, by kind. Raises UsageError.

    sources: the option of this name. It can lack kinds.
    """
    for kind, listed in (sources or {}).items():
        entries = config.get(kind)
        number = len(entries) if isinstance(entries, list) else 0
        if not isinstance(listed, list) or not all(isinstance(source, str) for source in listed):
            raise UsageError("sources", f"{kind} must be a list of texts")
        if len(listed) != number:
            raise UsageError("sources", f"{kind} has {len(listed)} entries, and config.{kind} has {number}")
    return sources or {}


def validated_entries(
    config: dict[str, t.Any], kinds: t.Mapping[str, Kind], sources: t.Mapping[str, list[str]]
) -> tuple[list[Entry], list[str]]:
    """The entries of a configuration, and everything that is wrong with them. sources: see `checked_sources`."""
    entries, errors = [], []
    for name, listed in config.items():
        if name not in kinds:
            errors.append(f"config.{name}: there is no such kind of objects. The kinds are {', '.join(sorted(kinds))}")
        elif not isinstance(listed, (list, type(None))):
            errors.append(f"config.{name}: must be a list of entries")
        else:
            places = sources.get(name)
            for index, stated in enumerate(listed or ()):
                entry = Entry(kinds[name], index, stated, source=one_line(places[index]) if places else "")
                entry.params, flaw = entry.kind.validated(stated)
                if flaw:
                    errors.append(f"{entry}: {flaw}")
                else:
                    entries.append(entry)
    return entries, errors + _duplicates(entries)


def _duplicates(entries: list[Entry]) -> list[str]:
    seen: dict[tuple[str, tuple[str, ...]], Entry] = {}
    errors = []
    for entry in entries:
        identity = entry.kind.identity_of(entry.params)
        if identity is None:
            continue
        other = seen.setdefault((entry.kind.name, identity), entry)
        if other is not entry:
            what = entry.kind.resource.title
            errors.append(f"{entry}: is the same {what} as {other.where}; remove one of them")
    return errors
