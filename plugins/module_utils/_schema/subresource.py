# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options whose values PagerDuty stores outside the object, with requests of their own.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import copy
import typing as t
from dataclasses import dataclass, field
from functools import partial

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .fields import Canonical, Json, Spec, Writer, folded, reference_of
from .option_types import ReferenceType, TargetType
from .session import Session
from .writing import content

if t.TYPE_CHECKING:
    from .resource import Resource


# Stands for the ID of the object in the body of a request.
OWN_ID = "new-object:own"


@dataclass(frozen=True)
class SubresourceRequest:
    """A request that changes a subresource, such as a membership.

    path: contains `{id}` in place of the object's ID, and the placeholders of earlier requests. The plan puts the path
    of the list to which the object belongs in place of `{list}`.
    body: can contain `OWN_ID`.
    what: what the request does, for the error message.
    option: the option that it serves; the plan sets it. entry: the key of the diff of that option, if it has its own.
    sends_from: whether PagerDuty requires the From header. repeatable: whether the effect is the same if PagerDuty
    receives it twice; by default, this applies to all methods but POST and PATCH. creates_list: the resource
    of which the request creates a list of objects under the object, see `Endpoint.creates_list`.
    invalidates: paths of lists that are stale after the request, see `Names.whole`.
    effect: a function of (index of objects, ID of the object) that updates the index after the request, so that nothing
        has to be read again. Then `invalidates` applies only if the request fails.
    confirmed: a function of (session, ID of the object) that says whether PagerDuty shows the effect, which it may do
        only a moment later. Until then, or until there is no attempt left, the task waits.
    awaits: PagerDuty may not know a new object yet that the request names (404). It is then sent again.
    dependents: a function of (session, ID of the object) that lists what makes PagerDuty reject the request.
    saves: (placeholder, path in the response) of an ID that the paths of later requests contain, or their bodies if it
    is a `new_id`, because this request creates its object. expects: the shape of a usable response.
    refusal: a function of (response) that says what PagerDuty has refused although it responds with success; "" if it
    has done everything.
    undo: the request that is sent if the next one of the plan fails.
    child: the resource of the object under the object that the request is about, see `Children`. child_id: its ID, a
    `new_id` if the request creates it. removes: the request is sent after all others, and after those that remove
    objects of later options.
    """

    method: str
    path: str
    what: str
    body: Json = None
    option: str = ""
    entry: str | None = None
    sends_from: bool = False
    repeatable: bool | None = None
    creates_list: Resource | None = None
    invalidates: tuple[str, ...] = ()
    effect: t.Callable[[t.Any, str], None] | None = None
    confirmed: t.Callable[[Session, str], bool] | None = None
    awaits: bool = False
    dependents: t.Callable[[Session, str], list[str]] | None = None
    saves: tuple[str, tuple[str, ...]] | None = None
    expects: responses.Shape | None = None
    refusal: t.Callable[[dict[str, Json]], str] | None = None
    undo: SubresourceRequest | None = None
    child: Resource | None = None
    child_id: str = ""
    removes: bool = False

    def target(self, object_id: str, saved: t.Mapping[str, str] | None = None) -> str:
        """The path. object_id: a segment of it. saved: by placeholder, the segment in its place."""
        path = self.path.replace("{id}", object_id)
        for placeholder, segment_of_path in (saved or {}).items():
            path = path.replace(placeholder, segment_of_path)
        return path


class Added(t.NamedTuple):
    """An association to add, or to change.

    reference: to the other object. entry: of the option. before: its current state, None for a new one.
    """

    reference: dict[str, t.Any]
    entry: dict[str, t.Any]
    before: Json


@dataclass(frozen=True)
class Mirrored:
    """A changed association as the option of the other object has it.

    path: of the other object. option: of its resource. state: None if the association ends. item: a function of (a
    reference to the object of the task) that returns what a list of the other object contains.
    """

    path: str
    option: str
    state: Json
    item: t.Callable[[dict[str, t.Any]], Json]


@dataclass
class SubresourcePlan:
    """The change of a subresource.

    before, after: both sides of the diff. becomes: attributes that the object has afterwards.
    body: what the create of a new object contains, in place of the requests.
    listed: of associations, [reference, state, entry of a list] of each one that exists afterwards. named: (reference,
    state) of each that the task names. mirrored: those that change, as the other objects have them. creates: objects
    that the requests create besides, as (resource, object). reread: the object has to be read again, because only
    PagerDuty knows what it is after the requests. duplicates: a function of (object as it was read again) that returns
    requests: they remove what another run has created at the same moment.
    """

    before: Json = None
    after: Json = None
    requests: list[SubresourceRequest] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)
    body: dict[str, Json] = field(default_factory=dict)
    listed: list[t.Any] | None = None
    named: list[tuple[dict[str, Json], Json]] = field(default_factory=list)
    mirrored: list[Mirrored] = field(default_factory=list)
    creates: list[tuple[t.Any, dict[str, Json]]] = field(default_factory=list)
    reread: bool = False
    duplicates: t.Callable[[dict[str, Json]], list[SubresourceRequest]] | None = None


# Calls functions of (session) that send GET requests, several at a time. Returns their results in the same order.
Run = t.Callable[[t.Sequence[t.Callable[[Session], t.Any]]], list[t.Any]]


class Subresource:
    """An option that PagerDuty stores outside the object.

    name: the option. unreadable: why PagerDuty does not return it, so that no export has it; without full stop.
    follows: the objects that it names can be created after the object, because one of their own
        options does the same. includes: `include[]` values without which the option can't be compared, see
        `Resource.demanding`.
    """

    name: str
    unreadable = ""
    follows = False

    @property
    def includes(self) -> tuple[str, ...]:
        return ()

    @property
    def refers(self) -> tuple[Resource, ...]:
        """The types of the objects that the keys of the option name, if it is a dictionary, see `named`."""
        return ()

    def named(self, params: dict[str, t.Any]) -> list[tuple[Resource, str]]:
        """The objects that the keys of the option name, if it is a dictionary, as (type, name or ID)."""
        return []

    def spec(self) -> dict[str, Spec]:
        """The options that it adds to the module, by name."""
        raise NotImplementedError

    def is_specified(self, params: dict[str, t.Any]) -> bool:
        """Whether the task specifies the option, so that it has to be compared."""
        return params.get(self.name) is not None

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        """Compare the option with PagerDuty. Called only if the task specifies the option.

        desired: the canonical values of the object's own fields that the task specifies.
        current: the object as PagerDuty returned it, None for a new object.
        """
        raise NotImplementedError

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        """Read what `plan` needs of several objects besides what they contain. Returns what has no cache, by path; see
        `Names.having_read`.

        found: (object, options of its task) of each task that specifies the option. run: see `Run`. The result of a
        request that PagerDuty rejects is None.
        """
        return {}

    def fetch(self, raws: list[dict[str, Json]], run: Run) -> dict[str, t.Any]:
        """What `write` needs of these objects besides what they contain, by the ID of the object. See `Run`."""
        return {}

    def write(self, raw: dict[str, Json], found: t.Any, writer: Writer) -> dict[str, t.Any]:
        """The options of a task that describe what an existing object has, so that the task changes nothing.

        {} if they can be omitted. raw: the object as PagerDuty returned it. found: what `fetch` returned for it.
        """
        return {}


def label(reference: t.Any) -> str:
    """A reference for people: the name and the ID."""
    summary, object_id = reference.get("summary"), reference.get("id")
    return f"{summary} ({object_id})" if summary and object_id else str(summary or object_id)


class Association(Subresource):
    """Objects of another type that belong to the object, such as the teams of a user or the tags of a team.

    PagerDuty adds and removes them with separate requests. The task's objects are added. Others stay, unless
    `purge_<option>` is set.

    name: the option. resource: the type of the other objects. owner: where the objects are that have the option, such
    as `/users`. key: in entries that are dictionaries, the suboption that
    names the other object; "" for a plain list of names. attribute: the attribute of the object that shows them, for
    the predicted result; "" if no attribute does.
    inverse: the option of the other resource that has the same associations, if it has one.
    targets: the other objects can have several types. By the suboption that names an object of a type
    (`- user: ann@example.com`), this type. resource: one of them.
    """

    def __init__(
        self,
        name: str,
        resource: Resource,
        *,
        owner: str,
        key: str = "",
        targets: dict[str, Resource] | None = None,
        attribute: str = "",
        inverse: str = "",
        follows: bool = False,
    ) -> None:
        self.name = name
        self.resource = resource
        self.owner = owner
        self.key = key
        self.targets = targets or {}
        self.attribute = attribute
        self.inverse = inverse
        self.follows = follows
        self.removes = False
        self.is_alone = False

    def alone(self, *, removes: bool) -> Association:
        """The same, for a task about a single association: the suboptions of the entry are the options of the task.

        removes: the entry names an association to remove.
        """
        other = copy.copy(self)
        other.is_alone, other.removes = True, removes
        return other

    # -- what each association defines ---------------------------------------------------------------------------

    def entry_options(self) -> dict[str, Spec]:
        """Further suboptions of an entry, such as a role."""
        return {}

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        """References to the objects that belong to the object now. Sends GET requests only."""
        raise NotImplementedError

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        """The requests that add, change and remove associations. removed: references."""
        raise NotImplementedError

    def resolve(
        self, name: str, option: str, present: list[dict[str, t.Any]], session: Session
    ) -> dict[str, t.Any]:
        """A reference to the object that an entry names. An object that the request creates has no `id` yet."""
        return t.cast("dict[str, t.Any]", session.names.reference(self.resource, name, option, present))

    def normalized(
        self,
        entry: dict[str, t.Any],
        option: str,
        reference: dict[str, t.Any],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> dict[str, t.Any]:
        """An entry as PagerDuty interprets it.

        option: of the entry; "" if its suboptions are options. reference: of the entry. desired, current: see `plan`.
        """
        return entry

    def states(
        self, entry: dict[str, t.Any], reference: dict[str, t.Any], current: dict[str, Json] | None, session: Session
    ) -> tuple[Json, Json]:
        """(current, desired) state of one association, such as a role; for the comparison and the diff.

        current: the object, None if the association is new.
        """
        return self.ASSOCIATED, self.ASSOCIATED

    def shown(self, reference: dict[str, t.Any]) -> str:
        """What the diff shows of an object, in an association without further properties."""
        return label(reference)

    def item(self, reference: dict[str, t.Any], state: Json) -> Json:
        """What a list of the object contains for an association."""
        return reference

    def mirrored_item(self, owner: dict[str, t.Any], state: Json) -> Json:
        """What a list of the other object contains for it. owner: a reference to the object."""
        return owner

    def creates(self, added: list[dict[str, t.Any]], session: Session) -> list[dict[str, Json]]:
        """The objects that the requests create besides, each with what a reference has.

        added: references to add. Those without `id` are completed with the ID of an object that exists, or returned.
        Called only if a run in check mode remembers predictions. Sends GET requests only.
        """
        return []

    # -- what all associations share -----------------------------------------------------------------------------

    @property
    def is_written(self) -> bool:
        """Whether `write` describes the associations. If both objects have an option for them, one of the two does."""
        return self.follows or not self.inverse

    def fetch(self, raws: list[dict[str, Json]], run: Run) -> dict[str, t.Any]:
        """By the ID of each object, (reference, state) of each of its associations."""

        def of_one(raw: dict[str, Json]) -> t.Callable[[Session], t.Any]:
            return lambda session: [
                (reference, self.current_state(reference, raw, session)) for reference in self.present(raw, session)
            ]

        found = run([of_one(raw) for raw in raws]) if self.is_written else []
        return {str(raw["id"]): states for raw, states in zip(raws, found)}

    def write(self, raw: dict[str, Json], found: t.Any, writer: Writer) -> dict[str, t.Any]:
        written: list[t.Any] = []
        for reference, state in found or ():
            key, resource = self._target_of(reference)
            name = writer.name(resource, reference)
            if self.targets:
                written.append({key: name})
                continue
            if not self.key:
                written.append(name)
                continue
            has_state = self.state_option in self.entry_options() and state != self.ASSOCIATED
            written.append({self.key: name, self.state_option: state} if has_state else {self.key: name})
        return {self.name: sorted(written, key=content)} if written or (writer.full and self.is_written) else {}

    ASSOCIATED: Json = True  # what the diff shows of an association without further properties
    state_option = "state"  # the suboption that the diff shows as the state of an association

    def spec(self) -> dict[str, Spec]:
        option: Spec = {"type": "list", "elements": ReferenceType(self.resource)}
        if self.targets:
            option = {
                "type": "list",
                "elements": TargetType(self.targets),
                "options": {key: {"type": ReferenceType(resource)} for key, resource in self.targets.items()},
                "mutually_exclusive": [list(self.targets)],
                "required_one_of": [list(self.targets)],
            }
        elif self.key:
            options = {self.key: {"type": ReferenceType(self.resource), "required": True}, **self.entry_options()}
            option = {"type": "list", "elements": "dict", "options": options}
        return {self.name: option, f"purge_{self.name}": {"type": "bool", "default": False}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        found, states = self._found(current, session)
        present = {_key(reference): reference for reference in found}
        plan = SubresourcePlan(before={}, after={})
        named: dict[str, dict[str, t.Any]] = {}
        added: list[Added] = []
        changed: list[tuple[dict[str, t.Any], Json]] = []
        for reference, entry in self._entries(params, found, desired, current, session):
            key = _key(reference)
            named[key] = reference
            if self.removes:
                plan.named.append((reference, None))
                continue
            is_known = key in present and key not in states
            old, wanted = self.states(entry, reference, current if is_known else None, session)
            if key in states:
                old = states[key][1]
            states[key] = reference, wanted
            plan.named.append(states[key])
            if key not in present or old != wanted:
                before = old if key in present else None
                if key in present:
                    plan.before[label(reference)] = old
                plan.after[label(reference)] = wanted
                added.append(Added(reference, entry, before))
                changed.append((reference, wanted))
        removed = self._removed(params, present, named)
        for reference in removed:
            plan.before[label(reference)] = self.current_state(reference, current, session)
        plan.requests = self.requests(added, removed)
        if session.predictions:
            plan.creates = [(self.resource, raw) for raw in self.creates([one.reference for one in added], session)]
        gone = {_key(reference) for reference in removed}
        kept = {} if self.removes else named
        remaining = {**{key: reference for key, reference in present.items() if key not in gone}, **kept}
        self._complete(
            plan,
            found,
            [
                (one, states[key][1] if key in states else self.current_state(one, current, session))
                for key, one in remaining.items()
            ],
        )
        plan.mirrored = [self._mirrored(reference, wanted) for reference, wanted in changed]
        plan.mirrored += [self._mirrored(reference, None) for reference in removed]
        return plan

    def _complete(
        self, plan: SubresourcePlan, found: list[dict[str, t.Any]], remaining: list[tuple[dict[str, t.Any], Json]]
    ) -> None:
        """Enter what there is afterwards. found: before. remaining: (reference, state) afterwards."""
        plan.listed = [[reference, state, self.item(reference, state)] for reference, state in remaining]
        if not self.key:
            plan.before = [self.shown(reference) for reference in found]
            plan.after = [self.shown(reference) for reference, _state in remaining]
        if self.attribute and {_key(reference) for reference, _state in remaining} != set(map(_key, found)):
            plan.becomes[self.attribute] = [
                {**reference, "type": f"{self.resource.name}_reference"} for reference, _state in remaining
            ]

    def _removed(
        self,
        params: dict[str, t.Any],
        present: dict[str, dict[str, t.Any]],
        named: dict[str, dict[str, t.Any]],
    ) -> list[dict[str, t.Any]]:
        """References to the objects to remove."""
        if self.removes:
            return [present[key] for key in sorted(set(present) & set(named))]
        return [present[key] for key in sorted(set(present) - set(named))] if params.get(f"purge_{self.name}") else []

    def _target_of(self, reference: dict[str, t.Any]) -> tuple[str, Resource]:
        """(the suboption that names an object, the type of the object)."""
        found = ((key, one) for key, one in self.targets.items() if reference["type"] in one.types)
        return next(found, (self.key, self.resource))

    def _mirrored(self, reference: dict[str, t.Any], state: Json) -> Mirrored:
        path = f"{self.resource.path}/{segment(str(reference.get('id')))}"
        return Mirrored(path, self.inverse, state, lambda owner: self.mirrored_item(owner, state))

    def current_state(
        self, reference: dict[str, t.Any], current: dict[str, Json] | None, session: Session
    ) -> Json:
        """The state of an association of the object, as far as it is known without further requests."""
        return self.ASSOCIATED

    def _entries(
        self,
        params: dict[str, t.Any],
        found: list[dict[str, t.Any]],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> t.Iterator[tuple[dict[str, t.Any], dict[str, t.Any]]]:
        """(reference, entry) of each entry of the option. In a plain list, an object that is named twice is one.

        Raises UsageError.
        """
        seen: set[str] = set()
        for index, stated in enumerate(params[self.name]):
            option = "" if self.is_alone else f"{self.name}[{index}]"
            entry = stated if self.key or self.targets else {"": stated}
            key = next((key for key in self.targets if entry.get(key) is not None), self.key)
            named = f"{option}.{key}".strip(".")
            if self.targets:
                reference = session.names.reference(self.targets[key], entry[key], named, found)
            else:
                reference = self.resolve(entry[key], named, found, session)
            if _key(reference) not in seen:
                seen.add(_key(reference))
                yield reference, self.normalized(entry, option, reference, desired, current, session)
            elif self.key:
                raise UsageError(named, f"{label(reference)} is in another entry as well; remove one of the two")

    def _found(
        self, current: dict[str, Json] | None, session: Session
    ) -> tuple[list[dict[str, t.Any]], dict[str, tuple[dict[str, t.Any], Json]]]:
        """(references to the objects that belong to the object, (reference, state) of those that earlier tasks in check
        mode would have added or changed, by the key of the object)."""
        if not current:
            return [], {}
        if not session.predictions:
            return self.present(current, session), {}
        path = f"{self.owner}/{segment(str(current['id']))}"
        listed = session.predictions.association(path, self.name)
        changed = session.predictions.associated(path, self.name) if listed is None else listed
        states = {_key(reference): (reference, state) for reference, state, _item in changed if state is not None}
        if listed is not None:
            return [reference for reference, _state in states.values()], states
        ended = {_key(reference) for reference, state, _item in changed if state is None}
        found = [one for one in self.present(current, session) if _key(one) not in ended]
        known = {_key(one) for one in found}
        return [*found, *(reference for key, (reference, _state) in states.items() if key not in known)], states


class Links(Association):
    """Associations that an attribute of the object shows, and that have paths of their own below the object.

    A create contains them. Later, one request for each adds or removes one. The object can lack the attribute, in a
    list or if there are none: then the list of the associations is read.

    name: the option, the attribute and the last part of the path. PagerDuty may know a new association only a moment
    later, so the task waits for it.
    """

    def __init__(self, name: str, resource: Resource, *, owner: str, **options: t.Any) -> None:
        super().__init__(name, resource, owner=owner, attribute=name, **options)

    def _path(self, owner_id: str) -> str:
        return f"{self.owner}/{owner_id}/{self.name}"

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        listed = current.get(self.name)
        if listed is None:
            path = self._path(segment(str(current["id"])))
            listed = session.names.whole(path, self.name, responses.REFERENCE, paged=False)
        return references_of(responses.checked(listed, responses.Each(responses.REFERENCE), self.name))

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        """The lists are cached."""
        run([partial(self.present, raw) for raw, _params in found if raw.get(self.name) is None])
        return {}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        plan = super().plan(params, desired, current, session)
        if current is None and plan.requests:
            plan.body = {self.name: [request.body[self.resource.name] for request in plan.requests]}
        return plan

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        return [*(self._add(one.reference) for one in added), *map(self._remove, removed)]

    def _add(self, reference: dict[str, t.Any]) -> SubresourceRequest:
        def confirmed(session: Session, owner_id: str) -> bool:
            path = f"{self._path(segment(owner_id))}/{segment(reference['id'])}"
            try:
                session.client.get(path)
            except NotFound:
                return False
            return True

        body = {self.resource.name: {"id": reference["id"], "type": f"{self.resource.name}_reference"}}
        what = f"adding the {self.resource.title} {label(reference)}"
        lists = (self._path("{id}"),)
        return SubresourceRequest("POST", lists[0], what, body, invalidates=lists, confirmed=confirmed)

    def _remove(self, reference: dict[str, t.Any]) -> SubresourceRequest:
        path, what = self._path("{id}"), f"removing the {self.resource.title} {label(reference)}"
        return SubresourceRequest("DELETE", f"{path}/{segment(reference['id'])}", what, invalidates=(path,))


def _key(reference: dict[str, t.Any]) -> str:
    return str(reference.get("id") or folded(reference.get("summary")))


def references_of(raws: t.Iterable[Json]) -> list[dict[str, t.Any]]:
    """Canonical references to objects as PagerDuty returned them."""
    return [reference for reference in map(reference_of, raws) if reference]
