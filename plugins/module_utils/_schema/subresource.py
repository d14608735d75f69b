# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options whose values PagerDuty stores outside the object, with requests of their own.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.client import segment
from .fields import Canonical, Json, Spec, folded, reference_of
from .option_types import ReferenceType
from .session import Session

if t.TYPE_CHECKING:
    from .resource import Resource


@dataclass(frozen=True)
class SubresourceRequest:
    """A request that changes a subresource, such as a membership.

    path: contains `{id}` in place of the object's ID. what: what the request does, for the error message.
    option: the option that it serves; the plan sets it. entry: the key of the diff of that option, if it has its own.
    sends_from: whether PagerDuty requires the From header. repeatable: whether the effect is the same if PagerDuty
    receives it twice; by default, this applies to all methods but POST and PATCH.
    invalidates: paths of lists that are stale after the request, see `Names.whole`.
    """

    method: str
    path: str
    what: str
    body: Json = None
    option: str = ""
    entry: str | None = None
    sends_from: bool = False
    repeatable: bool | None = None
    invalidates: tuple[str, ...] = ()


@dataclass
class SubresourcePlan:
    """The change of a subresource.

    before, after: both sides of the diff. becomes: attributes that the object has afterwards.
    listed: of associations, [reference, state] of each one that exists afterwards. creates: objects that the requests
    create besides, as (resource, object).
    """

    before: Json = None
    after: Json = None
    requests: list[SubresourceRequest] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)
    listed: list[t.Any] | None = None
    creates: list[tuple[t.Any, dict[str, Json]]] = field(default_factory=list)


class Subresource:
    """An option that PagerDuty stores outside the object.

    name: the option.
    """

    name: str

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
    """

    def __init__(self, name: str, resource: Resource, *, owner: str, key: str = "", attribute: str = "") -> None:
        self.name = name
        self.resource = resource
        self.owner = owner
        self.key = key
        self.attribute = attribute

    # -- what each association defines ---------------------------------------------------------------------------

    def entry_options(self) -> dict[str, Spec]:
        """Further suboptions of an entry, such as a role."""
        return {}

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        """References to the objects that belong to the object now. Sends GET requests only."""
        raise NotImplementedError

    def requests(
        self, added: list[tuple[dict[str, t.Any], dict[str, t.Any]]], removed: list[dict[str, t.Any]]
    ) -> list[SubresourceRequest]:
        """The requests that add, change and remove associations.

        added: (reference, entry) of each to add or change. removed: references.
        """
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
        """An entry as PagerDuty interprets it. option, reference: of the entry. desired, current: see `plan`."""
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

    def check_removal(
        self, current: dict[str, Json], removed: list[dict[str, t.Any]], session: Session
    ) -> None:
        """Raise an error if PagerDuty would reject the removal. Called in check mode only; sends GET requests."""

    def creates(self, added: list[dict[str, t.Any]], session: Session) -> list[dict[str, Json]]:
        """The objects that the requests create besides, each with what a reference has.

        added: references to add. Those without `id` are completed with the ID of an object that exists, or returned.
        Called only if a run in check mode remembers predictions. Sends GET requests only.
        """
        return []

    # -- what all associations share -----------------------------------------------------------------------------

    ASSOCIATED: Json = True  # what the diff shows of an association without further properties

    def spec(self) -> dict[str, Spec]:
        option: Spec = {"type": "list", "elements": ReferenceType(self.resource)}
        if self.key:
            options = {self.key: {"type": ReferenceType(self.resource), "required": True}, **self.entry_options()}
            option = {"type": "list", "elements": "dict", "options": options}
        return {self.name: option, f"purge_{self.name}": {"type": "bool", "default": False}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        predicted = self._predicted_states(current, session)
        states = dict(predicted or {})
        found = [reference for reference, _state in states.values()]
        if predicted is None and current:
            found = self.present(current, session)
        present = {_key(reference): reference for reference in found}
        plan = SubresourcePlan(before={}, after={})
        kept: dict[str, dict[str, t.Any]] = {}
        added = []
        for reference, entry in self._entries(params, found, desired, current, session):
            key = _key(reference)
            kept[key] = reference
            old, wanted = self.states(
                entry, reference, current if key in present and key not in states else None, session
            )
            if key in states:
                old = states[key][1]
            states[key] = reference, wanted
            if key not in present or old != wanted:
                if key in present:
                    plan.before[label(reference)] = old
                plan.after[label(reference)] = wanted
                added.append((reference, entry))
        purge = params.get(f"purge_{self.name}")
        removed = [present[key] for key in sorted(set(present) - set(kept))] if purge else []
        for reference in removed:
            plan.before[label(reference)] = self.ASSOCIATED
        plan.requests = self.requests(added, removed)
        if session.predictions:
            plan.creates = [(self.resource, raw) for raw in self.creates([one for one, _entry in added], session)]
        if session.check_mode and removed:
            self.check_removal(t.cast("dict[str, Json]", current), removed, session)
        gone = {_key(reference) for reference in removed}
        remaining = {**{key: reference for key, reference in present.items() if key not in gone}, **kept}
        plan.listed = [
            [reference, states[key][1] if key in states else self.ASSOCIATED] for key, reference in remaining.items()
        ]
        if not self.key:
            plan.before = [self.shown(reference) for reference in found]
            plan.after = [self.shown(reference) for reference in remaining.values()]
        if self.attribute and set(remaining) != set(present):
            plan.becomes[self.attribute] = [
                {**reference, "type": f"{self.resource.name}_reference"} for reference in remaining.values()
            ]
        return plan

    def _entries(
        self,
        params: dict[str, t.Any],
        found: list[dict[str, t.Any]],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> t.Iterator[tuple[dict[str, t.Any], dict[str, t.Any]]]:
        """(reference, entry) of each entry of the option. In a plain list, an object that is named twice is one."""
        seen: set[str] = set()
        for index, stated in enumerate(params[self.name]):
            option = f"{self.name}[{index}]"
            entry = stated if self.key else {"": stated}
            named = f"{option}.{self.key}" if self.key else option
            reference = self.resolve(entry[self.key], named, found, session)
            if self.key or _key(reference) not in seen:
                seen.add(_key(reference))
                yield reference, self.normalized(entry, option, reference, desired, current, session)

    def _predicted_states(
        self, current: dict[str, Json] | None, session: Session
    ) -> dict[str, tuple[dict[str, t.Any], Json]] | None:
        """(reference, state) of each association after earlier tasks in check mode; None if they change none."""
        if not current or not session.predictions:
            return None
        path = f"{self.owner}/{segment(str(current['id']))}"
        predicted = session.predictions.association(path, self.name)
        return None if predicted is None else {_key(reference): (reference, state) for reference, state in predicted}


def _key(reference: dict[str, t.Any]) -> str:
    return str(reference.get("id") or folded(reference.get("summary")))


def references_of(raws: t.Iterable[Json]) -> list[dict[str, t.Any]]:
    """Canonical references to objects as PagerDuty returned them."""
    return [reference for reference in map(reference_of, raws) if reference]
