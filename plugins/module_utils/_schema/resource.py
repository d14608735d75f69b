# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations of resources: which types of objects PagerDuty has, and how each is found, read and written.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError, Missing, NotFound
from .children import Children, InList
from .fields import Canonical, Field, Json, Spec, Writer, folded, renamed, shapes
from .listing import Listing
from .option_types import EitherType, ReferenceType, TargetType
from .session import Session, is_predicted
from .subresource import Subresource

Params = dict[str, t.Any]
Raw = dict[str, Json]


# -- what identifies an object ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ByName:
    """One attribute identifies an object: the resource's first key, such as the name."""


@dataclass(frozen=True)
class ByContent:
    """Several attributes together identify an object, because it has no name: a maintenance window.

    options: the options that have to be equal. required: those of them that a task must set if it sets no `id`; by
    default all. An optional one that the task omits is equal to every value, unless `unset` says what it is equal to.
    unset: by option, the canonical value that an omitted option stands for.
    specified_by: further options without which the text of an identifying option can mean several objects: its type.
    query: a function of (canonical values of the options) that returns the query of the list request in which the
    object can be found. Without it, the list is read completely.
    meant: a function of (session, params, objects with equal content, the oldest first) that returns those that a
    task can mean. It can't mean a window that is over.
    matches: a function of (session, params, canonical values of the options, objects that the query returned) that
    returns the objects with the content that the task wants, if this is more than equal values.
    several: a function of (params) that says whether the task wants another object of the same content.
    indexed: the first option is the resource's key. The index of objects then caches what the query returned, under
    this key, so that a loop does not repeat the request.
    ambiguous: the error for several objects, with {number} and {listed}.
    """

    options: tuple[str, ...]
    required: tuple[str, ...] | None = None
    unset: dict[str, Canonical] = field(default_factory=dict)
    specified_by: tuple[str, ...] = ()
    query: t.Callable[[dict[str, Canonical]], dict[str, t.Any]] | None = None
    meant: t.Callable[[Session, Params, list[Raw]], list[Raw]] | None = None
    matches: t.Callable[[Session, Params, dict[str, Canonical], list[Raw]], list[Raw]] | None = None
    several: t.Callable[[Params], bool] | None = None
    indexed: bool = False
    ambiguous: str = ""


@dataclass(frozen=True)
class ById:
    """Only the ID identifies an object."""


@dataclass(frozen=True)
class Singleton:
    """There is always exactly one, under its parent. It can only be read and updated.

    unconfigured: the object of a parent in which nothing is configured.
    listed_by: PagerDuty returns the object only in a list, at its path without the last segment. This segment is the
    value of this attribute. The list of a parent in which nothing is configured can lack the object.
    """

    unconfigured: Raw = field(default_factory=dict)
    listed_by: str = ""


@dataclass(frozen=True)
class Related:
    """Two objects identify the relation between them. PagerDuty lists it with each of the two and has no path for it.

    sides: the fields with the two objects. lists: by type of object, the path of the list of its relations, with
    `{id}`. few: the type of which there are the fewest objects, so that their lists are preferred.
    key: of the relations in lists, requests and responses. add, remove: the paths to which they are sent.
    verb: between the names of the two, for messages.
    """

    sides: tuple[str, str]
    lists: dict[str, str]
    few: str
    key: str
    add: str
    remove: str
    verb: str


Identity = t.Union[ByName, ByContent, ById, Singleton, Related]


# -- where objects are -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Parent:
    """The object to which others belong, such as the service of an integration.

    resource: its type. option: the option that names it. path: where the objects under it are, with `{parent}` in
    place of the ID; only if they can be under one of several types, see `alternatives` and `Listing.within`.
    alternatives: the other types that it can have, each with its `option` and its `path`. A task names exactly one
    object. `Resource.by_parent` has the declaration for each type.
    include: PagerDuty has no list of the children. A request for the parent, with this `include[]`, returns them in
    the attribute of the children's plural.
    list_include: the `include[]` with which a list of parents contains the children of each, in the attribute of the
    children's plural. An info module then needs no `option`: without it, it lists the children of all parents. Each
    child has a reference to its parent, under the name of `option`.
    list_path: where PagerDuty lists the children of all parents, for the same purpose. owner: the attribute of each
    child with the ID of its parent.
    options, constraints: the options that name it, if they are more than `option`.
    resolve: a function of (params, session) that returns the ID of the parent, None if the task names none. By
    default, `option` is a name or an ID. If the parent is under another object: a `NestedId`.
    references: the list at `path` has only the ID and the type of each object, so the objects are requested as well.
    forbidden: PagerDuty returns 403 instead of 404 for what is under an object that does not exist.
    inherits: the list of an object can also contain what it inherits from another one of the same type. The URL in
    `self` says to which one an object belongs. A task does not manage what is inherited.
    """

    resource: Resource
    option: str
    path: str = ""
    include: str | None = None
    list_include: str | None = None
    list_path: str = ""
    owner: str = ""
    options: dict[str, Spec] | None = None
    constraints: dict[str, t.Any] = field(default_factory=dict)
    resolve: t.Callable[[Params, Session], str | None] | None = None
    references: bool = False
    alternatives: tuple[Parent, ...] = ()
    forbidden: bool = False
    inherits: bool = False

    @property
    def each(self) -> tuple[Parent, ...]:
        """This type and its alternatives."""
        return (self, *self.alternatives)

    def spec(self, *, required: bool) -> dict[str, Spec]:
        """The options that name it. required: the task must do so; for alternatives, `rules` says this."""
        if self.options is not None:
            return self.options
        if self.alternatives:
            return {one.option: {"type": ReferenceType(one.resource)} for one in self.each}
        spec: Spec = {"type": ReferenceType(self.resource)}
        return {self.option: {**spec, "required": True} if required else spec}

    @property
    def lists_all(self) -> bool:
        """Whether one list contains the children of all parents, so that an info module does not need a parent."""
        return bool(self.list_include or self.list_path)

    @property
    def rules(self) -> dict[str, t.Any]:
        """The constraints between the options that name it."""
        if not self.alternatives:
            return self.constraints
        options = [one.option for one in self.each]
        return {**self.constraints, "required_one_of": [options], "mutually_exclusive": [options]}

    def find(self, params: Params, session: Session) -> str | None:
        """The ID of the parent that the task names, None if it names none. Raises UsageError."""
        if self.resolve:
            return self.resolve(params, session)
        if params.get(self.option) is None:
            return None
        return t.cast(str, self.reference(params, session)["id"])

    def reference(self, params: Params, session: Session) -> Raw:
        """A canonical reference to the parent that `option` names. Raises UsageError."""
        return t.cast(Raw, session.names.reference(self.resource, params[self.option], self.option))

    @contextmanager
    def expected(self, params: Params, path: str, session: Session) -> t.Iterator[None]:
        """Requests that need the parent. path: of the list under it.

        A 404 for this list, or for the parent itself, becomes an error about the option that names the parent.
        """
        try:
            yield
        except ApiError as error:
            is_about_parent = path.startswith(str((error.request or {}).get("path")))
            if not is_about_parent or not (isinstance(error, NotFound) or self._is_gone(error, params, session)):
                raise
            raise self._missing(params, error) from None

    def _is_gone(self, error: ApiError, params: Params, session: Session) -> bool:
        """Whether a 403 means that the parent does not exist, see `forbidden`. Takes a request."""
        if not self.forbidden or error.status != 403:
            return False
        return session.names.get(self.resource, self.reference(params, session)["id"], fresh=True) is None

    def _missing(self, params: Params, error: ApiError) -> ApiError | Missing:
        """The error for a parent that does not exist, although its ID was known."""
        value = params.get(self.option)
        if self.resource.missing:
            return self.resource.missing(str(value), self.option, error)
        return error.within(f"{self.option}: it was deleted in the meantime")  # type: ignore[return-value]


class NestedId(str):
    """The ID of a parent that is under another object: the end of its path, with the IDs of both as segments.

    `Parent.resolve` returns it, and the path of what is under this parent begins with that of the outer object:
    `/pages/{parent}/updates`, with `P1/posts/P2`.
    """

    @classmethod
    def of(cls, outer_id: str, between: str, own_id: str) -> NestedId:
        """between: the segment of the path between the two IDs."""
        return cls(f"{segment(outer_id)}/{between}/{segment(own_id)}")


def parent_segment(parent_id: str) -> str:
    """What stands for the ID of a parent in a path."""
    return parent_id if isinstance(parent_id, NestedId) else segment(parent_id)


# -- how the endpoints behave ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Endpoint:
    """How PagerDuty's endpoints of a resource differ from the usual ones.

    sends_from: the methods with which the From header is sent. requires_from: those that PagerDuty rejects without a
    user, from the header or from the token. omit_type: bodies contain neither type nor ID.
    omit_type_in_update: the same for the body of an update only.
    bare: requests and responses consist of the object, without a key.
    bare_create: the same for the body of a create only. update_method: the method of an update.
    creates: whether there is a create. Otherwise every account has the same objects, which can only be updated.
    selector: the attribute that identifies an object. It has no ID and no path of its own: requests for the list select
    it by this parameter. A PUT creates and updates it, and responses contain a list.
    empty_list: the status of the response to a request for an empty list, if it is an error.
    update_once: PagerDuty rejects an update that it has already received, or adds something again. An update without
    a response is therefore not repeated before a GET request has shown whether it had an effect, and so is a rejected
    one.
    repeats: the fields that an update must contain even if they do not change.
    whole_parts: nested objects of which an update must contain all attributes if one of them changes.
    whole_update: an update must contain all attributes, also those that do not change. After a conflict with another
    update (409), the object is therefore read and the update is planned again.
    empty_update: the response to an update can lack the object.
    deletes_first: an object is replaced by deleting it before the new one is created, because names must differ.
    warning: responses can have `warnings` about the object. A function of (warning, object) that returns a text.
    creates_list: a create contains a list of objects, under the key of a list. The response contains a result for each,
    as its body or under the same key. PagerDuty creates what it accepts, and responds with success although it rejects
    others.
    """

    sends_from: frozenset[str] = frozenset()
    requires_from: frozenset[str] = frozenset()
    omit_type: bool = False
    omit_type_in_update: bool = False
    bare: bool = False
    bare_create: bool = False
    update_method: str = "PUT"
    creates: bool = True
    selector: str = ""
    empty_list: int = 0
    update_once: bool = False
    repeats: tuple[str, ...] = ()
    whole_parts: tuple[str, ...] = ()
    whole_update: bool = False
    empty_update: bool = False
    deletes_first: bool = False
    warning: t.Callable[[Raw, Raw], str] | None = None
    creates_list: bool = False


DELETE = "delete"
END = "end"  # DELETE ends it, and PagerDuty keeps it as a record
DISABLE = "disable"
RESET = "reset"
NOTHING = "nothing"


@dataclass(frozen=True)
class Removal:
    """What `state: absent` does.

    action: `delete`, `end`, `disable` or `reset`; "" if PagerDuty can do none of these, and the module has no `state`.
    action_for: a function of (session, object) that decides per object, if it depends on the object; it can return
        `nothing`.
    ends: for `end`, the field with the time at which the object ends.
    values: for `disable` and `reset`, the options of the update that does it. undone: the options that undo it. A task
        with `state: present` sets those of them that it omits, if the object has the `values`.
    nothing_left: statuses of a DELETE, besides 404, that mean that there is nothing left to remove.
    takes_along: a function of (session, ID of the parent, object) that lists what PagerDuty deletes together with the
    object. The task then fails instead, because it does not name these. consequence: what PagerDuty would do to them,
    and what to do instead, for the error.
    advice: how to remove all references that prevent a delete, a sentence without full stop.
    several: a task without `id` removes all objects with the identity that it states. The result lists in `removed`
    the IDs of all objects that the task deleted, also of those that it replaced.
    """

    action: str = DELETE
    action_for: t.Callable[[Session, Raw], str] | None = None
    ends: str = ""
    values: dict[str, t.Any] = field(default_factory=dict)
    undone: dict[str, t.Any] = field(default_factory=dict)
    nothing_left: tuple[int, ...] = ()
    takes_along: t.Callable[[Session, str, Raw], dict[str, str]] | None = None
    consequence: str = "PagerDuty would delete these as well. Delete them first"
    several: bool = False
    advice: str = ""

    def of(self, session: Session, raw: Raw) -> str:
        return self.action_for(session, raw) if self.action_for else self.action


@dataclass(frozen=True)
class OneTimeSecret:
    """A text that PagerDuty returns only in the response to the create, such as the key of a signature.

    Without it, an object is of no use. So an object whose create got no usable response is deleted and created again.

    path: the attribute, from the outermost object inwards. option: names the file in which a task stores the secret.
    Results contain the secret only if the task created the object and has no such file.
    only_if: a function of (body of the create) that says whether the object has one. By default, each has.
    """

    path: tuple[str, ...]
    option: str
    only_if: t.Callable[[Raw], bool] | None = None

    def is_of(self, body: Raw) -> bool:
        """Whether the object that a create with this body makes has a secret."""
        return self.only_if is None or self.only_if(body)

    def of(self, raw: Raw) -> str | None:
        value: Json = raw
        for name in self.path:
            value = (value or {}).get(name)
        return t.cast("str | None", value)

    def put(self, raw: Raw, value: str | None) -> Raw:
        """A copy of the object with this value."""
        return t.cast(Raw, _with(raw, self.path, value))

    def hidden(self, raw: Raw) -> Raw:
        """The object without the value."""
        return self.put(raw, None) if self.of(raw) else raw


def _with(raw: Raw, path: tuple[str, ...], value: Json) -> Json:
    return {**raw, path[0]: _with(raw.get(path[0]) or {}, path[1:], value)} if path else value


# -- a resource ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Resource:
    """A type of object.

    Names:
        name: PagerDuty's type. It is also the key of one object in results, requests and responses. plural: the key of
            a list. title: the name in messages. module: the name of the module without `pagerduty_`, if it is another.
        result: the key of one object in the results of its module, if it is not the name.
        wrapper, list_wrapper: the keys in requests and responses, if they are others. other_wrappers: further keys
            that responses can have for one object.
        type_name: the `type` in a request, if it is another.

    How an object is found:
        path: where the objects are. `{parent}` stands for the ID of the parent.
        parent: the object to which each of them belongs. parent_id: its ID; `under` sets it.
        identity: what identifies one in a task.
        keys: the attributes by which people name one, the identifying one first. unique_keys: those of which PagerDuty
            allows each value once. key_of: a function of (name) that says which key it is a value of; by default the
            first.
        summary_of: the attribute that PagerDuty shows as the summary. called: a function of (object) that returns what
            messages call it, for objects that have neither a name nor a summary.
        unique: PagerDuty rejects a second object with the same identity. Otherwise two runs at the same time can create
            two, so a run looks again after a create; see `duplicates`. interchangeable: if there are several with equal
            values, a task can use any of them. Otherwise each has something of its own, such as a key.
        created_with: a function of (parent, object) that says whether PagerDuty creates the object together with its
            parent. If exactly one under a parent is such an object, the configuration of an account does not have it.
        numbered: people name one by its ID or its number, never by a name.
        also: further types that a reference to one can have.
        variants: other declarations of objects with the same purpose and names, for one and the same module. A name or
            an ID is looked up in all of them, here first. No two variants get an object of the same name.
        variant: what distinguishes the objects of this declaration from those of its variants, for messages.
        foreign: options of the variants that this one does not have, and what to use instead; without full stop.
        optional: not every account has these objects. PagerDuty then rejects the list (400, 402, 403 or 404), and it
            counts as empty.
        missing: a function of (value, option, error) that returns the error for an ID that does not exist.

    How the objects are read:
        query: the parameter that selects by a part of the name; None if the list must be read completely.
        list_query: parameters of each list request. Objects that they leave out are found by ID only. paged: whether
            the list has pages. cursors: they have cursors in place of offsets. list_range: PagerDuty lists only the
            objects of a date range. A function of (current time) that returns the parameters for the range in which
            objects are found by ID.
        total_parameter: the list contains the number of all objects only with the parameter `total`; if False, always.
        includes: `include[]` values without which an object is incomplete. list_includes: the same, for lists only.
            ability_bound: those of them that PagerDuty
            rejects (403) on plans without the feature; the library then does without them.
        demanded: further ones that a task needs, see `demanding`.
        listed_only: PagerDuty returns no single object, so the list is read instead.
        only_single: attributes that a list omits. So an object that is found in a list is read again.
        minimum: what the library relies on in the response for one.
        secret: the attribute that PagerDuty returns only once.
        placeholders: attributes that PagerDuty sets in a new object, with their values in check mode: its defaults, and
            values that stand for generated ones. A function of (number of the object) makes a unique value.
        private: attributes that give access to something, such as a key. Results contain them only on request.
        generated: the prefix of keys that the collection generates. Messages do not show them.
        listing: what the info module lists.

    How an object is written:
        fields: its attributes. subresources: options that PagerDuty stores elsewhere. in_list: how a task with the
            parent manages all objects under it, see `Children`.
        force_replace: the option that replaces an object even if nothing differs.
        endpoint, removal: how the endpoints behave.
        load: attributes that need another request before they can be compared: by field name, a function of
            (session, object) that returns the raw value. Called only for options that the task specifies.
            load_several: the same for many objects, with fewer requests: by field name, a function of (session,
            objects) that returns what was read by path, see `Names.having_read`.
        adjust: a function of (params, session, desired, current canonical values or None) that completes or changes the
            desired values, as far as they depend on the current ones.
        check: a function of (desired, current canonical values) that raises UsageError for contradicting options.
        verify: a function of (session, desired canonical values, object or None) that raises UsageError for what
            PagerDuty would reject, as far as GET requests can tell. Called before the first write, if there is one.
        enrich: a function of (options, body) that completes the body of an update.
        effects: a function of (params, session, change, object or None) that adds to a change what follows from it: in
            the result, in the diff, and as requests that must precede it. Called for each change. It can send
            requests that change nothing.
        predict: a function of (predicted object, changed attributes) that adds what PagerDuty changes besides.
        follows: fields that PagerDuty may change together with others, see `predict`; the diff shows them.
        dependents: a function of (session, object) that lists what prevents a delete.
        finish: a function of (params, session, change, object) that ends a task with `state: present`, for example with
            a test event. In check mode, the object is the predicted one.
        options: options that are not fields, such as `minutes` in place of `end_time`; prepare: a function of
            (params, session) that turns them into values of the fields.
        unprepare: the inverse of `prepare`: a function of (options, object, writer) that changes the options which the
            fields have written for an existing object. See `Field.write`.
        also_refers: options with the name of another object whose type another option states; by option, the types.
        outside_account: why the objects can't be part of the configuration of an account; without full stop.
        implied: a function of (object) that says whether it only stores an option of another object, which can state
            all of it. It is neither exported nor purged.
        exclusive: the option with objects of which each belongs to one of these at most. In an account, an object that
            takes one of them is changed after the one that releases it.
        needed: a function of (session) that returns a function of (object), which says why the account needs the
            object, so that it is never purged; "" if it does not.
        instead: options that do not exist but that people may expect, and what to use; see `Operation.hints`. Names
            of PagerDuty's API that differ from the option's need no entry.
        constraints: between options, by the names that AnsibleModule gives them.
    """

    name: str
    plural: str
    title: str
    path: str
    module: str = ""
    result: str = ""
    wrapper: str = ""
    list_wrapper: str = ""
    other_wrappers: tuple[str, ...] = ()
    type_name: str = ""

    parent: Parent | None = None
    parent_id: str = ""
    identity: Identity = ByName()
    keys: tuple[str, ...] = ("name",)
    unique_keys: tuple[str, ...] = ("name",)
    key_of: t.Callable[[str], str] | None = None
    summary_of: str = "name"
    called: t.Callable[[Raw], str] | None = None
    unique: bool = True
    interchangeable: bool = True
    created_with: t.Callable[[Raw, Raw], bool] | None = None
    numbered: bool = False
    also: tuple[str, ...] = ()
    variants: tuple[Resource, ...] = ()
    variant: str = ""
    foreign: dict[str, str] = field(default_factory=dict)
    optional: bool = False
    missing: t.Callable[[str, str, ApiError], Missing] | None = None

    query: str | None = "query"
    list_query: dict[str, t.Any] = field(default_factory=dict)
    paged: bool = True
    cursors: bool = False
    list_range: t.Callable[[datetime], dict[str, t.Any]] | None = None
    total_parameter: bool = True
    includes: tuple[str, ...] = ()
    list_includes: tuple[str, ...] = ()
    ability_bound: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()
    listed_only: bool = False
    only_single: tuple[str, ...] = ()
    minimum: responses.Object = responses.IDENTIFIED
    secret: OneTimeSecret | None = None
    placeholders: dict[str, t.Any] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    generated: str | None = None
    listing: Listing | None = None

    fields: tuple[Field, ...] = ()
    subresources: tuple[Subresource, ...] = ()
    in_list: InList | None = None
    force_replace: str = ""
    endpoint: Endpoint = Endpoint()
    removal: Removal = Removal()
    load: dict[str, t.Callable[[Session, Raw], Json]] = field(default_factory=dict)
    load_several: dict[str, t.Callable[[Session, list[Raw]], dict[str, t.Any]]] = field(default_factory=dict)
    adjust: t.Callable[[Params, Session, dict[str, Canonical], dict[str, Canonical] | None], None] | None = None
    check: t.Callable[[dict[str, Canonical], dict[str, Canonical]], None] | None = None
    verify: t.Callable[[Session, dict[str, Canonical], Raw | None], None] | None = None
    enrich: t.Callable[[Params, Raw], None] | None = None
    effects: t.Callable[[Params, Session, t.Any, Raw | None], None] | None = None
    predict: t.Callable[[Raw, t.Collection[str]], None] | None = None
    follows: tuple[str, ...] = ()
    dependents: t.Callable[[Session, Raw], list[str]] | None = None
    finish: t.Callable[[Params, Session, t.Any, Raw], None] | None = None
    options: dict[str, Spec] = field(default_factory=dict)
    prepare: t.Callable[[Params, Session], Params] | None = None
    unprepare: t.Callable[[Params, Raw, Writer], None] | None = None
    also_refers: dict[str, tuple[Resource, ...]] = field(default_factory=dict)
    outside_account: str = ""
    implied: t.Callable[[Raw], bool] | None = None
    exclusive: str = ""
    needed: t.Callable[[Session], t.Callable[[Raw], str]] | None = None
    instead: dict[str, str] = field(default_factory=dict)
    constraints: dict[str, t.Any] = field(default_factory=dict)

    # -- names ---------------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The option that identifies one, besides `id`; "" if none does."""
        return self.keys[0] if self.keys else ""

    @property
    def module_name(self) -> str:
        return f"pagerduty_{self.module or self.name}"

    @property
    def result_key(self) -> str:
        """The key of one object in the results of its module."""
        return self.result or self.name

    @property
    def one_key(self) -> str:
        """The key of one object in requests and responses; "" if they consist of the object."""
        return "" if self.endpoint.bare else self.wrapper or self.name

    @property
    def list_key(self) -> str:
        return self.list_wrapper or self.plural

    @cached_property
    def family(self) -> tuple[Resource, ...]:
        """This declaration and its variants."""
        return (self, *self.variants)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types that a reference to one can have, without `_reference`."""
        return (*self.also, *(resource.name for resource in self.family))

    def names_of(self, raw: Raw) -> list[str]:
        """All names of an object or of a reference, folded."""
        named = {self.summary_of: raw.get("summary"), **raw}
        return [folded(named[key]) for key in self.keys if named.get(key)]

    def identifies(self, value: str) -> bool:
        """Whether at most one object can have this name."""
        return (self.key_of(value) if self.key_of else self.key) in self.unique_keys

    def id_of(self, raw: Raw) -> str:
        """The ID of an object in the paths of its subresources: that of the parent, if there is one under each."""
        return self.parent_id if isinstance(self.identity, Singleton) else str(raw["id"])

    def is_whole(self, raw: Raw) -> bool:
        """Whether an object has the attributes that lists omit."""
        return all(name in raw for name in self.only_single)

    def listed(self, raw: Raw) -> Raw:
        """An object of a list for results. Some lists have only references, whose name is in the summary."""
        if not is_reference(raw):
            return raw
        return {**raw, "type": raw["type"].removesuffix("_reference"), self.summary_of: raw.get("summary")}

    def describe(self, raw: Raw) -> str:
        """An object for people: its name, its other names, and its ID."""
        named = str(raw.get("name") or raw.get("summary") or (self.called(raw) if self.called else "")).strip()
        also = [str(raw[key]) for key in self.keys if key != "name" and raw.get(key)]
        if self.generated:
            also = [name for name in also if not name.startswith(self.generated)]
        known = [*(name for name in also if name != named), *([raw["id"]] if _is_assigned(raw.get("id")) else [])]
        known = list(dict.fromkeys(known))
        return f"{named} ({', '.join(known)})" if named and known else named or ", ".join(known)

    @property
    def identifying(self) -> tuple[str, ...]:
        """The options that identify an object in a task without `id`."""
        if isinstance(self.identity, ByName):
            return (self.key,)
        if self.related:
            return self.related.sides
        return self.identity.options if isinstance(self.identity, ByContent) else ()

    @property
    def has_id(self) -> bool:
        """Whether a task can name an object by its ID. It can't if objects have none, or if there is only one."""
        only_one = isinstance(self.identity, ByContent) and not self.identity.options
        return not (isinstance(self.identity, (Singleton, Related)) or self.endpoint.selector or only_one)

    @property
    def related(self) -> Related | None:
        """How the relations are read and written, if the objects are relations between two others."""
        return self.identity if isinstance(self.identity, Related) else None

    def related_text(self, *names: str) -> str:
        """A relation for people. names: of its two objects."""
        return f" {self.related.verb} ".join(names) if self.related else ""

    @property
    def is_named(self) -> bool:
        """Whether one attribute identifies an object."""
        return isinstance(self.identity, ByName)

    @property
    def required(self) -> tuple[str, ...]:
        """The options that a task without `id` needs to identify an object."""
        if isinstance(self.identity, ByContent) and self.identity.required is not None:
            return self.identity.required
        return self.identifying

    @property
    def children(self) -> list[Children]:
        """The options that are lists of objects under the object."""
        return [entry for entry in self.subresources if isinstance(entry, Children)]

    def demanding(self, params: Params) -> Resource:
        """The resource with the `include[]` values that the options of a task need.

        Each completes the attribute of the same name, which otherwise contains references.
        """
        specified = [entry for entry in self.subresources if entry.is_specified(params)]
        names = tuple(dict.fromkeys(name for entry in specified for name in entry.includes))
        return self.including(*names)

    def including(self, *names: str) -> Resource:
        """The resource with these `include[]` values, besides those that it has."""
        names = tuple(dict.fromkeys((*self.demanded, *names)))
        if not names:
            return self
        lists = {name: responses.Maybe(responses.Each(responses.IDENTIFIED)) for name in names}
        return replace(self, demanded=names, minimum=self.minimum.having(**lists))

    # -- paths ---------------------------------------------------------------------------------------------------

    @cached_property
    def by_parent(self) -> tuple[Resource, ...]:
        """The declaration for each type that the parent can have; this one if it can have only one, or none."""
        if not self.parent or not self.parent.alternatives:
            return (self,)
        return tuple(
            replace(self, parent=replace(one, alternatives=()), path=one.path or self.path) for one in self.parent.each
        )

    def placed(self, params: Params) -> Resource:
        """The declaration for the type of the parent that the options of a task name."""
        named = (one for one in self.by_parent if one.parent and params.get(one.parent.option) is not None)
        return next(named, self.by_parent[0])

    def under(self, parent_id: str) -> Resource:
        """The resource with the path of one parent."""
        return replace(self, path=self.path.format(parent=parent_segment(parent_id)), parent_id=parent_id)

    def path_of(self, raw: Raw) -> str:
        """The path of one object."""
        selector = self.endpoint.selector
        if selector:
            return f"{self.path}?{selector}={segment(raw[selector])}"
        return self.path if isinstance(self.identity, Singleton) else f"{self.path}/{segment(raw['id'])}"

    # -- options -------------------------------------------------------------------------------------------------

    def specs(self) -> dict[str, Spec]:
        """The argument spec of its attributes and of its subresources."""
        options = {entry.name: entry.spec() for entry in self.fields if entry.is_option}
        for subresource in self.subresources:
            options.update(subresource.spec())
        return {**options, **self.options}

    def hints(self, prefix: str = "") -> dict[str, str]:
        """What to use instead of options that do not exist, by dotted name. prefix: precedes each name."""
        found = {name: f"use {option} instead" for name, option in renamed(self.fields)}
        found.update(self.instead)
        options = self.specs()
        return {
            prefix + name: text for name, text in found.items() if "." not in name or name.split(".")[0] in options
        }

    def refers_to(self) -> list[Resource]:
        """The resources whose objects its objects refer to, its parent included: those must exist first."""
        found: dict[str, Resource] = {}
        for one in self.parent.each if self.parent else ():
            found[one.resource.name] = one.resource
        for spec in (spec for variant in self.family for spec in variant._preceding_specs()):
            for resource in _referred(spec):
                found.setdefault(resource.name, resource)
        for resource in (resource for one in self.family for entry in one.subresources for resource in entry.refers):
            found.setdefault(resource.name, resource)
        found.pop(self.name, None)
        return list(found.values())

    def _preceding_specs(self) -> list[Spec]:
        """The options that name objects that must exist first, or none."""
        following = [name for one in self.subresources if one.follows for name in one.spec()]
        return [spec for name, spec in self.specs().items() if name not in following]

    # -- requests ------------------------------------------------------------------------------------------------

    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request, with the type if the endpoint needs it."""
        untyped = self.endpoint.omit_type or (update and self.endpoint.omit_type_in_update)
        return body if untyped else {"type": self.type_name or self.name, **body}

    def wrapped(self, body: Raw) -> Raw:
        """A body under the key of one object."""
        if self.endpoint.selector:
            body = {name: value for name, value in body.items() if name not in ("id", self.endpoint.selector)}
        return {self.one_key: body} if self.one_key else body

    # -- responses -----------------------------------------------------------------------------------------------

    @cached_property
    def expects(self) -> responses.Object:
        """What the library relies on in an object that is managed: `minimum`, and all attributes of the fields."""
        return self.minimum.having(**shapes(self.fields))

    @cached_property
    def recognizable(self) -> responses.Object:
        """What the library relies on in an object of a list in which it looks for the object of a task: `minimum`, and
        the attributes of the identity."""
        identity = shapes(entry for entry in self.fields if entry.name in self.identifying)
        return responses.Object(**{**identity, **self.minimum.parts})

    def created(self, body: Raw) -> responses.Object:
        """What the library relies on in an object in the response to the create with this body."""
        return self.expects.requiring(*self.secret.path) if self.secret and self.secret.is_of(body) else self.expects

    def one(self, expects: responses.Shape | None = None) -> responses.Shape:
        """A response with one object. expects: by default, those of a managed object."""
        part = expects or self.expects
        if self.endpoint.selector:
            return responses.Object(**{self.list_key: responses.Each(part)})
        return responses.Under(part, self.one_key, *self.other_wrappers) if self.one_key else part

    def unwrapped(self, response: dict[str, Json]) -> Json:
        """The object in a response with one object; None if the response has none."""
        if not self.one_key:
            return response or None
        return response.get(responses.Under(self.expects, self.one_key, *self.other_wrappers).key(response))

    def answered(self, response: dict[str, Json], predicted: Raw) -> Raw:
        """The object in the response to a create or an update. predicted: the object as it should be."""
        selector = self.endpoint.selector
        if not selector:
            raw = self.unwrapped(response)
            return raw if isinstance(raw, dict) else {}
        found = [raw for raw in response.get(self.list_key) or () if raw.get(selector) == predicted.get(selector)]
        return {"id": predicted.get(selector), **(found[0] if found else {})}

    def read(self, raw: Raw) -> dict[str, Canonical]:
        """The canonical values of all attributes. Raises Unusable for what is not such an object."""
        responses.checked(raw, self.expects, self.name)
        return {entry.name: entry.read(raw) for entry in self.fields}

    def public(self, raw: Raw) -> Raw:
        """An object without its private attributes and its secret, for results. See `listed` for references."""
        raw = self.listed(raw)
        shown = {key: value for key, value in raw.items() if key not in self.private} if self.private else raw
        return self.secret.hidden(shown) if self.secret else shown


def _is_assigned(object_id: Json) -> bool:
    """Whether it is an ID that PagerDuty has assigned."""
    return bool(object_id) and not is_predicted(object_id)


def is_reference(raw: Raw) -> bool:
    """Whether PagerDuty returned only a reference to an object."""
    return str(raw.get("type")).endswith("_reference")


def _referred(spec: Spec) -> t.Iterator[Resource]:
    for kind in (spec.get("type"), spec.get("elements")):
        if isinstance(kind, ReferenceType):
            yield kind.resource
        elif isinstance(kind, EitherType):
            yield from kind.resources
        elif isinstance(kind, TargetType):
            yield from kind.resources.values()
    for inner in (spec.get("options") or {}).values():
        yield from _referred(inner)
