# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relations between two objects: reads, adds and removes them, see `Related`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import heapq
import typing as t
from functools import partial
from threading import Lock

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError, Missing, NotFound, OutcomeUnknown, PagerDutyError
from .._schema.fields import Canonical, EitherReference, Json, Spec
from .._schema.resource import DELETE, NOTHING, Related, Resource
from .._schema.session import is_predicted
from .._schema.subresource import Run
from .operation import Operation
from .plan import CREATE, Change
from .reconcile import task_result
from .session import Session

if t.TYPE_CHECKING:
    from .names import Names

Raw = dict[str, Json]
Params = dict[str, t.Any]
Node = tuple[str, str]  # the type and the ID of an object
Pair = tuple[Node, Node]  # the two objects of a relation, in the order of `Related.sides`

# PagerDuty can fail if it gets several writes at once, so the threads of a task write one after the other.
_WRITES = Lock()


def _related(resource: Resource) -> Related:
    return t.cast(Related, resource.related)


def _sides(resource: Resource) -> list[EitherReference]:
    """The two fields."""
    fields = {entry.name: entry for entry in resource.fields}
    return [t.cast(EitherReference, fields[side]) for side in _related(resource).sides]


def _types(resource: Resource) -> dict[str, Resource]:
    """The types of the objects by name, those with the fewest objects first."""
    found = {one.name: one for side in _sides(resource) for one in side.types.values()}
    return dict(sorted(found.items(), key=lambda item: item[0] != _related(resource).few))


def _shape(resource: Resource) -> responses.Object:
    return responses.IDENTIFIED.having(**dict.fromkeys(_related(resource).sides, responses.REFERENCE))


def _pair_of(resource: Resource, raw: Raw) -> Pair:
    first, second = (side.read(raw) for side in _sides(resource))
    return (first["type"], str(first["id"])), (second["type"], str(second["id"]))


# -- reading ---------------------------------------------------------------------------------------------------------


def _path(resource: Resource, node: Node) -> str:
    """The path of the list of the relations of an object."""
    return _related(resource).lists[node[0]].format(id=segment(node[1]))


def _listed(resource: Resource, node: Node, names: Names) -> list[Raw]:
    """The relations of an object. Those of an object that only check mode has created are predicted."""
    if is_predicted(node[1]):
        return []
    return names.whole(_path(resource, node), _related(resource).key, _shape(resource), paged=False)


def _read(resource: Resource, node: Node, session: Session) -> None:
    _listed(resource, node, session.names)


def all_relations(resource: Resource, names: Names) -> list[Raw]:
    """All relations of the account, each with a summary. This takes a request for each object."""
    found: dict[str, Raw] = {}
    called: dict[Node, str] = {}
    for type_name, one in _types(resource).items():
        for raw in names.all(one):
            node = type_name, str(raw["id"])
            called[node] = str(raw.get("summary") or raw.get(one.summary_of) or raw["id"])
            for relation in _listed(resource, node, names):
                found[relation["id"]] = relation

    def summary(raw: Raw) -> str:
        return resource.related_text(*(called.get(node, node[1]) for node in _pair_of(resource, raw)))

    return [{**raw, "summary": summary(raw)} for raw in found.values()]


def read_all(resource: Resource, session: Session, run: Run) -> None:
    """Cache all relations of the account, with several requests at a time."""
    types = _types(resource)
    run([partial(_all, one) for one in types.values()])
    nodes = [(name, str(raw["id"])) for name, one in types.items() for raw in session.names.all(one)]
    run([partial(_read, resource, node) for node in nodes])


def _all(resource: Resource, session: Session) -> None:
    session.names.all(resource)


def read_several(resource: Resource, stated: t.Sequence[Params], session: Session, run: Run) -> None:
    """Cache the relations that tasks with these options need, with several requests at a time."""
    for one in _types(resource).values():
        session.names.expect(one, 2 * len(stated))
    pairs = []
    for params in stated:
        try:
            pairs.append(_pair(_references(resource, params, "", session)))
        except PagerDutyError:
            continue  # the object is created in the same run, or the plan reports the error
    run([partial(_read, resource, node) for node in _cover(resource, pairs, session.names)])


def _cover(resource: Resource, pairs: t.Sequence[Pair], names: Names) -> list[Node]:
    """The fewest objects of which the lists contain all of these pairs, as far as the cache lacks them.

    Which ones are the fewest can't be computed quickly. The one with the most pairs first is a good choice, but the
    type with few objects bounds the number of requests, however many there are of the other types.
    """
    left = [
        pair
        for pair in dict.fromkeys(pairs)
        if not any(is_predicted(node[1]) or names.has_whole(_path(resource, node)) for node in pair)
    ]
    few = _related(resource).few
    bounded = [pair for pair in left if any(node[0] == few for node in pair)]
    first = _greedy(resource, bounded, names, only=few)
    read = set(first)
    rest = [pair for pair in left if not read & set(pair)]
    return min(first + _greedy(resource, rest, names), _greedy(resource, left, names), key=len)


def _greedy(resource: Resource, pairs: t.Sequence[Pair], names: Names, only: str = "") -> list[Node]:
    """Objects that are in all of these pairs, the one with the most pairs first.

    only: the type of the objects. Of two objects with as many pairs, the one that more tasks have named is chosen.
    """
    of_node: dict[Node, set[Pair]] = {}
    for pair in pairs:
        for node in pair:
            if not only or node[0] == only:
                of_node.setdefault(node, set()).add(pair)

    def entry(number: int, node: Node) -> tuple[t.Any, ...]:
        mentions = names.mentions(_path(resource, node))
        return -len(of_node[node]), node[0] != _related(resource).few, -mentions, number, node

    heap = [entry(number, node) for number, node in enumerate(of_node)]
    heapq.heapify(heap)
    chosen = []
    while heap:
        count, _few, _mentions, number, node = heapq.heappop(heap)
        if not of_node[node]:
            continue
        if -count != len(of_node[node]):
            heapq.heappush(heap, entry(number, node))
            continue
        chosen.append(node)
        for pair in list(of_node[node]):
            for other in pair:
                of_node.get(other, set()).discard(pair)
    return chosen


def _existing(resource: Resource, pairs: t.Sequence[Pair], session: Session, *, fresh: bool = False) -> dict[Pair, Raw]:
    """The relations between these objects. fresh: ignore the cache."""
    names = session.names
    nodes = list(dict.fromkeys(node for pair in pairs for node in pair))
    if fresh:
        names.stale(*(_path(resource, node) for node in nodes))
    for node in _cover(resource, pairs, names):
        _listed(resource, node, names)
    raws = [raw for node in nodes if names.has_whole(_path(resource, node)) for raw in _listed(resource, node, names)]
    wanted = set(pairs)
    found = {_pair_of(resource, raw): raw for raw in session.client.predicted(resource.path, raws)}
    return {pair: raw for pair, raw in found.items() if pair in wanted}


# -- tasks -----------------------------------------------------------------------------------------------------------


def _references(resource: Resource, params: Params, where: str, session: Session) -> list[Canonical]:
    """References to the two objects. where: precedes the options in errors. Raises UsageError."""
    return [side.parse(params[side.name], f"{where}{side.name}", session.names, None) for side in _sides(resource)]


def _pair(references: list[Canonical]) -> Pair:
    first, second = ((one["type"], str(one["id"])) for one in references)
    return first, second


class _Relations:
    """The relations of one task.

    stated: by pair, references to its two objects. done: by pair, the relations that were changed. found: those that
    exist afterwards.
    """

    def __init__(self, resource: Resource, session: Session, *, removes: bool) -> None:
        self._resource = resource
        self._session = session
        self._removes = removes
        self.stated: dict[Pair, list[Canonical]] = {}
        self.done: dict[Pair, Raw] = {}
        self.found: dict[Pair, Raw] = {}

    def add(self, params: Params, where: str) -> None:
        """Add what an entry states. An object that does not exist has no relations, so nothing is to be removed."""
        try:
            references = _references(self._resource, params, where, self._session)
        except Missing:
            if self._removes:
                return
            raise
        pair = _pair(references)
        self.stated[pair] = references
        for node in pair:
            self._session.names.mention(_path(self._resource, node))

    def apply(self) -> None:
        """Add or remove what differs. In check mode, predict it. An error says what was changed before it."""
        self.found = _existing(self._resource, list(self.stated), self._session)
        if self._session.check_mode:
            for pair in self._left():
                self._predict(pair)
            return
        failures = 0
        while self._left():
            left = self._left()
            try:
                self._send(left)
            except (OutcomeUnknown, ApiError) as error:
                if not self._may_succeed(error, left, failures):
                    raise self._explained(error) from None
            failures += 1
            if self._left() and failures > self._session.client.connection.max_retries:
                verb = "remove" if self._removes else "create"
                texts = ", ".join(map(self._text, self._left()))
                raise self._explained(PagerDutyError(f"PagerDuty responds with success and does not {verb} {texts}"))

    def _left(self) -> list[Pair]:
        return [pair for pair in self.stated if (pair in self.found) == self._removes]

    def _text(self, pair: Pair) -> str:
        return self._resource.related_text(*(str(one.get("summary") or one["id"]) for one in self.stated[pair]))

    def _may_succeed(self, error: PagerDutyError, left: list[Pair], failures: int) -> bool:
        """After an error: wait, and read the relations again. Whether the rest is sent again.

        PagerDuty may not know a new object yet (404), fail because of another write at the same time (500), or reject
        what another run has just done (400). A request without a response may have done everything.
        """
        client = self._session.client
        if isinstance(error, ApiError) and not isinstance(error, NotFound) and error.status not in (400, 409):
            return False
        if failures >= client.connection.max_retries:
            return False
        client.back_off(failures + 1)
        self.found = _existing(self._resource, list(self.stated), self._session, fresh=True)
        now = self._left()
        if isinstance(error, OutcomeUnknown):
            # This task has done it, as far as anybody can tell.
            self.done.update({pair: self.found.get(pair, {}) for pair in left if pair not in now})
        return isinstance(error, (OutcomeUnknown, NotFound)) or len(now) < len(left)

    def _send(self, pairs: list[Pair]) -> None:
        """Send one request for all of these."""
        resource, related = self._resource, _related(self._resource)
        sides = _sides(resource)
        body = [
            {side.name: side.encode(one) for side, one in zip(sides, self.stated[pair])} for pair in pairs
        ]
        expects = responses.Object(**{related.key: responses.Each(_shape(resource))})
        with _WRITES:
            response = self._session.client.request(
                "POST", related.remove if self._removes else related.add, body={related.key: body}, expects=expects
            )
        names = self._session.names
        for raw in response[related.key]:
            pair = _pair_of(resource, raw)
            if pair not in pairs:
                continue
            self.done[pair] = raw
            self._note(pair, raw)
            if self._removes:
                self.found.pop(pair, None)
                names.lose(resource, str(raw["id"]))
            else:
                self.found[pair] = raw
                names.remember(resource, {**raw, "summary": self._text(pair)})
        missing = [pair for pair in pairs if pair not in self.done]
        if missing:
            self.found = _existing(resource, list(self.stated), self._session, fresh=True)

    def _note(self, pair: Pair, raw: Raw) -> None:
        """Update the cached lists of both objects."""
        removes = self._removes

        def change(listed: list[Raw]) -> list[Raw]:
            others = [one for one in listed if one.get("id") != raw["id"]]
            return others if removes else [*others, raw]

        for node in pair:
            self._session.names.amend_list(_path(self._resource, node), change)

    def _predict(self, pair: Pair) -> None:
        resource, predictions = self._resource, self._session.predictions
        sides = _sides(resource)
        raw = self.found.get(pair) or {
            "type": resource.name,
            "summary": self._text(pair),
            **{side.name: side.encode(one, full=True) for side, one in zip(sides, self.stated[pair])},
        }
        while predictions and not self.done.get(pair):
            if self._removes:
                self.done[pair] = raw if predictions.record_removal(resource, raw) else {}
            else:
                self.done[pair] = predictions.record(resource, raw) or {}
        self.done.setdefault(pair, raw)
        if self._removes:
            self.found.pop(pair, None)
        else:
            self.found[pair] = self.done[pair]

    def _explained(self, error: PagerDutyError) -> PagerDutyError:
        if self.done:
            verb = "removed" if self._removes else "created"
            error.within(f"{', '.join(map(self._text, self.done))} {verb}, but", join=" ")
            error.done = self.change(), None
        return error

    # -- results -------------------------------------------------------------------------------------------------

    def change(self, option: str = "") -> Change:
        """What was changed. option: the list that the diff shows; without it, the diff shows one relation."""
        if not self.done:
            return Change(NOTHING, predicted=self.made())
        change = Change(DELETE if self._removes else CREATE)
        shown = change.before if self._removes else change.after
        if option:
            shown[option] = [self._text(pair) for pair in self.done]
        else:
            for pair in self.done:
                sides = _sides(self._resource)
                shown.update({side.name: side.show(one) for side, one in zip(sides, self.stated[pair])})
        change.predicted = self.made()
        return change

    def listed(self) -> list[Raw]:
        """The relations that exist afterwards, with the names of their objects, in the order of the task."""
        shown = []
        for pair, references in self.stated.items():
            raw = self.found.get(pair)
            if raw is None:
                continue
            sides = _sides(self._resource)
            named = {side.name: {**raw[side.name], **_named(one)} for side, one in zip(sides, references)}
            shown.append({**raw, **named, "summary": self._text(pair)})
        return shown

    def made(self) -> Raw:
        return next(iter(self.listed()), {})


def _named(reference: Canonical) -> dict[str, Json]:
    return {"summary": reference.get("summary")}


def relate(resource: Resource, params: Params, session: Session, *, removes: bool) -> tuple[Change, Json]:
    """Add or remove one relation: (the change, the relation; None if there is none afterwards)."""
    relations = _Relations(resource, session, removes=removes)
    relations.add(params, "")
    relations.apply()
    return relations.change(), relations.made() or None


def remove(resource: Resource, raw: Raw, session: Session) -> Change:
    """Remove a relation as PagerDuty returned it."""
    relations = _Relations(resource, session, removes=True)
    relations.stated[_pair_of(resource, raw)] = [side.read(raw) for side in _sides(resource)]
    relations.apply()
    return relations.change()


def relation_operation(resource: Resource, *, several: str) -> Operation:
    """The operation of the module that manages relations: one, or several with as few requests as possible.

    several: the option with a list of relations.
    """
    one: dict[str, Spec] = {side.name: {**side.spec(), "required": False} for side in _sides(resource)}
    entry = {side.name: side.spec() for side in _sides(resource)}
    options: dict[str, Spec] = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **one,
        several: {"type": "list", "elements": "dict", "options": entry},
    }
    names = list(one)
    constraints = {
        "required_together": [names],
        "required_one_of": [[names[0], several]],
        "mutually_exclusive": [[name, several] for name in names],
    }

    def work(params: Params, session: Session) -> dict[str, t.Any]:
        is_list = params[several] is not None
        relations = _Relations(resource, session, removes=params["state"] == "absent")
        header = several if is_list else resource.related_text(*(params[name] for name in names))

        def run() -> tuple[Change, Json]:
            if is_list:
                _expect(resource, len(params[several]), session)
            for index, stated in enumerate(params[several] if is_list else [params]):
                relations.add(stated, f"{several}[{index}]." if is_list else "")
            relations.apply()
            return relations.change(several if is_list else ""), None

        def show(change: Change, _made: Json) -> dict[str, t.Any]:
            made = {resource.plural: relations.listed()} if is_list else {resource.name: relations.made() or None}
            return {"changed": change.changed, **made, "diff": change.diff(f"{resource.title} {header}")}

        return task_result(run, show)

    return Operation(resource.module_name, options, work, constraints, hints=resource.hints())


def _expect(resource: Resource, number: int, session: Session) -> None:
    for one in _types(resource).values():
        if number > 1:
            session.names.expect_several(one)


def relation_info_operation(resource: Resource, *, option: str) -> Operation:
    """The operation of the module that lists relations: those of one object, or all.

    option: names the object.
    """
    kind = _sides(resource)[0].option
    options: dict[str, Spec] = {option: {"type": kind}}

    def work(params: Params, session: Session) -> dict[str, t.Any]:
        value = params[option]
        if value is None:
            raws = session.names.all(resource)
        else:
            found = session.names.reference_to_any(kind.named(value), value, option)
            raws = _of_one(resource, (found["type"], found["id"]), session)
        return {"changed": False, resource.plural: [_with_names(resource, raw, session) for raw in raws]}

    return Operation(f"{resource.module_name}_info", options, work)


def _of_one(resource: Resource, node: Node, session: Session) -> list[Raw]:
    """The relations of one object, with predictions."""
    listed = _listed(resource, node, session.names)
    return [raw for raw in session.client.predicted(resource.path, listed) if node in _pair_of(resource, raw)]


def _with_names(resource: Resource, raw: Raw, session: Session) -> Raw:
    """A relation with the names of its objects."""
    types, shown, called = _types(resource), dict(raw), []
    for side, (type_name, object_id) in zip(_sides(resource), _pair_of(resource, raw)):
        known = session.names.get(types[type_name], object_id) or {}
        name = known.get("summary") or known.get(types[type_name].summary_of)
        shown[side.name] = {**raw[side.name], "summary": name}
        called.append(str(name or object_id))
    return {**shown, "summary": resource.related_text(*called)}
