# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes that describe a resource.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter

from .._core import responses
from .fields import Canonical, Field, Json, Spec, renamed
from .option_types import ReferenceType


def folded(text: object) -> str:
    """A name as PagerDuty compares names: case and the amount of white space don't count."""
    return " ".join(str(text).split()).casefold()


@dataclass(frozen=True, eq=False)
class Kind:
    """How objects of one kind are found.

    name: PagerDuty's type, and the key of one object in requests and answers. plural: the key of a list.
    title: what people call one. path: where they are listed.
    keys: the attributes by which a person may name one, the identifying one first.
    unique: those of `keys` of which PagerDuty allows each value once.
    query: the parameter that narrows a listing to names that contain a text; None where a listing can't be narrowed,
        so that it is always fetched whole.
    includes: `include[]` values without which an object is incomplete for us. ability_bound: those of them that
        PagerDuty refuses (403) on plans without the feature; we then do without.
    paged: whether the listing comes in pages.
    also: other types that a reference to one may have.
    private: attributes that give access to whoever reads them; they stay out of results unless they are asked for.
    generated: what names begin with that the collection generates. They mean nothing to people, so they are not shown.
    expects: the shape of one in a response.
    """

    name: str
    plural: str
    title: str
    path: str
    keys: tuple[str, ...] = ("name",)
    unique: tuple[str, ...] = ("name",)
    query: str | None = "query"
    includes: tuple[str, ...] = ()
    ability_bound: tuple[str, ...] = ()
    paged: bool = True
    also: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    generated: str | None = None
    expects: responses.Object = responses.IDENTIFIED

    @property
    def one(self) -> responses.Object:
        """The shape of a response with one of them."""
        return responses.Object(**{self.name: self.expects})

    def names(self, raw: dict[str, Json]) -> list[str]:
        """All that this object may be called, folded."""
        return [folded(raw[key]) for key in self.keys if raw.get(key)]

    def identifies(self, value: str) -> bool:
        """Whether at most one object can be called this."""
        if "email" in self.keys:
            return ("email" if "@" in value else "name") in self.unique
        return self.keys[0] in self.unique

    def describe(self, raw: dict[str, Json]) -> str:
        """An object for a person: its name, what else names it, and its ID."""
        named = str(raw.get("name") or raw.get("summary") or "").strip()
        also = [str(raw[key]) for key in self.keys if key != "name" and raw.get(key)]
        if self.generated:
            also = [name for name in also if not name.startswith(self.generated)]
        return f"{named} ({', '.join([*also, raw['id']])})" if named else ", ".join([*also, raw["id"]])


@dataclass(frozen=True)
class SubresourceRequest:
    """A request that changes something beside the object itself, such as a membership.

    path: with `{id}` for the object's ID. what: what it does, for a message if it fails.
    option: the option that it serves. entry: the key in the diff of that option, if it has an own one there.
    sends_from: whether PagerDuty wants a From header with it.
    repeatable: whether doing it twice is the same as doing it once; what is not a POST is, if not said otherwise.
    """

    method: str
    path: str
    what: str
    body: Json = None
    option: str = ""
    entry: str | None = None
    sends_from: bool = False
    repeatable: bool | None = None


@dataclass
class SubresourcePlan:
    """What an `Extra` has to do: the diff's two sides, the writes from one to the other, and what the object then
    shows (`becomes`, by attribute)."""

    before: Json = None
    after: Json = None
    writes: list[SubresourceRequest] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)


class Session(t.Protocol):
    """What hooks may use: the client, and the directory that turns names into references."""

    @property
    def client(self) -> t.Any: ...

    @property
    def names(self) -> t.Any: ...

    def warn(self, message: str) -> None: ...


class Subresource:
    """An option that PagerDuty doesn't keep in the object itself: requests of its own read and write it.

    name: the option that states it.
    """

    name: str

    def spec(self) -> dict[str, Spec]:
        """The options it brings, by name."""
        raise NotImplementedError

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        """What is to do. Called if the option was stated.

        desired: the canonical values of the object's own fields, as far as they were stated.
        current: the object as PagerDuty returned it, None for a new one.
        """
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource that playbooks manage.

    fields: its attributes. extras: what hangs on it by requests of its own.
    sends_from: whether PagerDuty wants a From header when one is made; always_from: and when one is changed.
    update_once: PagerDuty refuses an update that comes twice. So one that went unanswered is not repeated before a look
        has told whether it was carried out, and a refusal leads to a look, too.
    unique: PagerDuty rejects a second object of the same identity. Where it does not, two runs at the same moment could
        create two, so a run looks again after it has created one; see `_duplicates`.
    deletable: whether PagerDuty can delete one.
    untyped: PagerDuty wants neither its type nor its ID in what it is sent.
    load: attributes that have to be fetched apart before they can be compared: by field name, a function of
        (context, object) that returns the attribute's raw value. Called only for options that are stated.
    check: a function of (desired, current canonical values) that raises UsageError where options contradict.
    verify: a function of (context, desired canonical values, the object or None) that raises UsageError for what
        PagerDuty would reject, as far as GET requests can tell. Called before the first write, if there is one.
    enrich: a function of (options, body) that adds to an update what goes with what is in it already.
    settle: a function of (predicted object, attributes that change) that brings it to what PagerDuty makes of it.
    follows: fields that PagerDuty may change together with others, as `settle` says; the diff shows them, too.
    holders: a function of (context, object) that names what keeps the object from being deleted.
    instead: options that do not exist but that people may expect, and what to do instead; see `Operation.hints`. Those
        whose name in the API differs from the option's need no entry.
    """

    kind: Kind
    fields: tuple[Field, ...]
    subresources: tuple[Subresource, ...] = ()
    sends_from: bool = False
    always_from: bool = False
    update_once: bool = False
    unique: bool = True
    deletable: bool = True
    omit_type: bool = False
    load: dict[str, t.Callable[[Session, dict[str, Json]], Json]] = field(default_factory=dict)
    check: t.Callable[[dict[str, Canonical], dict[str, Canonical]], None] | None = None
    verify: t.Callable[[Session, dict[str, Canonical], dict[str, Json] | None], None] | None = None
    enrich: t.Callable[[dict[str, t.Any], dict[str, Json]], None] | None = None
    predict: t.Callable[[dict[str, Json], t.Collection[str]], None] | None = None
    follows: tuple[str, ...] = ()
    dependents: t.Callable[[Session, dict[str, Json]], list[str]] | None = None
    instead: dict[str, str] = field(default_factory=dict)

    def hints(self, prefix: str = "") -> dict[str, str]:
        """What to do instead of the options that do not exist, by dotted name. prefix: put before each name."""
        found = {name: f"use {option} instead" for name, option in renamed(self.fields)}
        found.update(self.instead)
        options = self.options()
        return {
            prefix + name: text for name, text in found.items() if "." not in name or name.split(".")[0] in options
        }

    @property
    def key(self) -> str:
        """The option that identifies one, beside `id`."""
        return self.kind.keys[0]

    def options(self) -> dict[str, Spec]:
        """The argument spec of its attributes and of what hangs on it."""
        options = {entry.name: entry.spec() for entry in self.fields}
        for subresource in self.subresources:
            options.update(subresource.spec())
        return options

    @cached_property
    def expects(self) -> responses.Object:
        """The shape of one in a response: its kind's, with all attributes that are managed."""
        attributes = {entry.api: entry.expects for entry in self.fields if entry.expects is not responses.ANY}
        return self.kind.expects.having(**attributes)

    @property
    def one(self) -> responses.Object:
        """The shape of a response with one of them."""
        return responses.Object(**{self.kind.name: self.expects})

    def read(self, raw: dict[str, Json]) -> dict[str, Canonical]:
        """The canonical values of all attributes. Raises Unusable for what is not such an object."""
        responses.checked(raw, self.expects, self.kind.name)
        return {entry.name: entry.read(raw) for entry in self.fields}


@dataclass(frozen=True)
class Filter:
    """An option of an info module that narrows what PagerDuty lists.

    option: its name. api: PagerDuty's parameter. kind: the option is a list of names or IDs of these.
    type: Ansible's type of one value. many: it is a list of them. choices: the values that there are.
    instant: it is a point in time, and PagerDuty is sent UTC. required: PagerDuty does not list without it.
    order: it is what PagerDuty sorts by, up to this many attributes, in one parameter. of_one: PagerDuty also takes it
    for one object.
    """

    option: str
    api: str
    kind: Kind | None = None
    type: str = "str"
    many: bool = False
    choices: tuple[str, ...] = ()
    instant: bool = False
    required: bool = False
    order: int = 0
    of_one: bool = False

    def spec(self) -> Spec:
        element = ReferenceType(self.kind) if self.kind else self.type
        several = self.kind or self.many or self.order > 1
        spec: Spec = {"type": "list", "elements": element} if several else {"type": element}
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.option.endswith("_key"):
            spec["no_log"] = False  # it only sounds like a secret
        return {**spec, "required": True} if self.required else spec


@dataclass(frozen=True, eq=False)
class Listing:
    """What an info module lists.

    path: where, if not at the kind's own path; `{name}` in it stands for the option of that name, an ID, which is
        required then. within: by option that may be stated, an ID, the path that lists what belongs to that object.
        An incident's number will do for its ID.
    single: whether PagerDuty also gives one object by its ID, for the option `id`.
    filters: what narrows it on the server. includes: the `include[]` values there are for a list, with only_one those
    that PagerDuty knows for a single object alone.
    exact: options beside `id` that select by an attribute, compared as names are; PagerDuty narrows by its `query`.
    reveals: the `include[]` value that asks for the kind's private attributes.
    """

    kind: Kind
    path: str | None = None
    within: dict[str, str] = field(default_factory=dict)
    single: bool = True
    filters: tuple[Filter, ...] = ()
    includes: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    reveals: str | None = None

    def hints(self) -> dict[str, str]:
        """What to do instead of options that do not exist: PagerDuty's names of the filters."""
        named = {entry.api.removesuffix("[]"): entry.option for entry in self.filters}
        return {api: f"use {option} instead" for api, option in named.items() if api != option}

    @property
    def parents(self) -> list[str]:
        """The options that stand in the path."""
        return [name for _text, name, _spec, _conversion in Formatter().parse(self.path or "") if name]
