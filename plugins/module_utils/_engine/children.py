# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans the objects under an object that a task manages as a list, see `_schema.children`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.client import segment
from .._core.errors import UsageError
from .._schema.children import Children, Lists, new_id
from .._schema.fields import Json, folded
from .._schema.resource import Resource, is_reference
from .._schema.subresource import SubresourceRequest
from .dependents import refers
from .find import find_among
from .session import Session

if t.TYPE_CHECKING:
    from .plan import Change

Raw = dict[str, Json]
Plan = t.Callable[[Resource, "dict[str, t.Any]", Json, Session], "Change"]

TRUE: Json = True  # what the diff shows of a child without further properties


@dataclass
class ChildChange:
    """The change of one child: from `current` (None: it is created) to `predicted` (None: it is removed)."""

    child: Resource
    current: Raw | None
    predicted: Raw | None


@dataclass
class ListPlan:
    """The change of a list of children.

    before, after: both sides of the diff, by the text of each child that changes. changes: of each such child.
    left: all children afterwards. removed: those of them that are removed.
    """

    before: dict[str, Json] = field(default_factory=dict)
    after: dict[str, Json] = field(default_factory=dict)
    requests: list[SubresourceRequest] = field(default_factory=list)
    changes: list[ChildChange] = field(default_factory=list)
    left: list[Raw] = field(default_factory=list)
    removed: list[Raw] = field(default_factory=list)


def current_lists(resource: Resource, current: Json, predicted: Raw) -> tuple[Lists, list[ChildChange]]:
    """(the children before the task, by option; those that PagerDuty creates together with a new object).

    current: the object, None for a new one. predicted: the object afterwards.
    """
    lists: Lists = {}
    created = []
    for children in resource.children:
        if current:
            lists[children.name] = list(current.get(children.name) or ())
            continue
        lists[children.name] = [
            {**raw, "id": new_id(f"first-{children.name}", number)}
            for number, raw in enumerate(children.rules.created(predicted, lists))
        ]
        created += [ChildChange(children.child, None, raw) for raw in lists[children.name]]
    return lists, created


def plan_list(
    children: Children, params: dict[str, t.Any], lists: Lists, parent_id: str, session: Session, plan: Plan
) -> ListPlan:
    """Plan one list. lists: the children of each type, with those that earlier lists of the task leave.

    parent_id: "" for a new parent. plan: see `plan.plan`. Raises UsageError.
    """
    return _ListPlanner(children, params, lists, parent_id, session, plan).run()


class _ListPlanner:
    def __init__(
        self,
        children: Children,
        params: dict[str, t.Any],
        lists: Lists,
        parent_id: str,
        session: Session,
        plan: Plan,
    ) -> None:
        self._children = children
        self._child = children.child
        self._bound = self._child.under(parent_id)
        self._entries: list[dict[str, t.Any]] = params[children.name]
        self._purges = bool(params.get(children.purge))
        self._lists = lists
        self._check_complete()
        summaries = {raw["id"]: raw["summary"] for name in lists for raw in lists[name] if raw.get("summary")}
        self._present = [_with_summaries(raw, summaries) for raw in lists[children.name]]
        self._session = session
        self._plan = plan
        self._of: dict[int, Raw] = {}  # by the number of the entry, the child that it means
        self._made: list[Raw] = []
        self._done = ListPlan()

    def _check_complete(self) -> None:
        """Raise UsageError if the lists have only references, so that nothing can be compared."""
        for name in (self._children.name, *self._children.rules.needs):
            if any(is_reference(raw) for raw in self._lists[name]):
                raise UsageError(
                    self._children.name,
                    f"PagerDuty returned the {name.replace('_', ' ')} only as references. The user or the scopes of the"
                    " token may not be allowed to read them",
                )

    def run(self) -> ListPlan:
        entries = [self._within(number, self._prepared, entry) for number, entry in enumerate(self._entries)]
        for number, entry in enumerate(entries):
            self._within(number, self._match, number, entry)
        if self._purges:
            self._match_moved(entries)
        updated: dict[str, Raw] = {}
        for number, entry in enumerate(entries):
            predicted = self._within(number, self._plan_entry, number, entry)
            if number in self._of:
                updated[predicted["id"]] = predicted
        taken = {raw["id"] for raw in self._of.values()}
        for raw in self._present:
            if raw["id"] in taken or not self._purges or self._children.rules.keeps(raw):
                self._done.left.append(updated.get(raw["id"], raw))
            else:
                self._remove(raw)
        self._done.left += self._made
        return self._done

    def _within(self, number: int, work: t.Callable[..., t.Any], *arguments: t.Any) -> t.Any:
        """The result of a function. Its errors name the option of the entry."""
        try:
            return work(*arguments)
        except UsageError as error:
            option = f"{self._children.name}[{number}]"
            error.within(f"{option}{'.' if error.option else ''}", join="")
            error.option = f"{option}.{error.option}" if error.option else option
            raise

    def _prepared(self, entry: dict[str, t.Any]) -> dict[str, t.Any]:
        return self._children.rules.prepare(entry, self._lists, self._session)

    def _match(self, number: int, entry: dict[str, t.Any]) -> None:
        """Find the child that an entry means. Raises UsageError if there are several, or another entry means it."""
        found = find_among(self._child, entry, self._present, self._session)
        if len(found) > 1:
            option = next(name for name in self._child.identifying if entry.get(name) is None)
            listed = ", ".join(map(self._child.describe, found))
            message = f"there are {len(found)} such {self._child.title}s: {listed}. Set {option} to select one"
            raise UsageError(option, message)
        for other, raw in self._of.items():
            if found and raw["id"] == found[0]["id"]:
                raise UsageError("", f"is the same {self._child.title} as {self._children.name}[{other}]; remove one")
        if found:
            self._of[number] = found[0]

    def _match_moved(self, entries: list[dict[str, t.Any]]) -> None:
        """Let entries without a child change the identity of the only child that is like them, see `InList`."""
        fields = [entry for entry in self._child.fields if entry.name in self._children.rules.moved_by]
        if not fields:
            return
        names = self._session.names

        def alike(entry: dict[str, t.Any], raw: Raw) -> bool:
            return all(
                entry.get(one.name) is not None
                and folded(one.parse(entry[one.name], one.name, names, None)) == folded(one.read(raw))
                for one in fields
            )

        taken = {raw["id"] for raw in self._of.values()}
        free = [raw for raw in self._present if raw["id"] not in taken and not self._children.rules.keeps(raw)]
        new = [number for number in range(len(entries)) if number not in self._of]
        for raw in free:
            found = [number for number in new if alike(entries[number], raw)]
            if len(found) == 1 and sum(alike(entries[found[0]], other) for other in free) == 1:
                self._of[found[0]] = raw
                entries[found[0]] = {**entries[found[0]], "id": raw["id"]}

    def _plan_entry(self, number: int, entry: dict[str, t.Any]) -> Raw:
        """Plan the child of an entry. Returns the child afterwards."""
        current = self._of.get(number)
        change = self._plan(self._bound, entry, current, self._session)
        text = self._text(current or change.predicted)
        if current is None:
            twin = find_among(self._child, entry, self._made, self._session)
            if twin:
                raise UsageError("", f"is the same {self._child.title} as another entry; remove one")
            predicted = {**change.predicted, "id": new_id(self._children.name, number)}
            self._made.append(predicted)
            shown = {name: value for name, value in change.after.items() if name not in self._child.identifying}
            self._done.after[text] = shown or TRUE
            self._request("POST", predicted["id"], f"creating the {self._child.title} {text}", text, change.body)
            self._done.changes.append(ChildChange(self._child, None, predicted))
            return predicted
        if change.changed:
            self._done.before[text], self._done.after[text] = change.before, change.after
            self._request("PUT", current["id"], f"updating the {self._child.title} {text}", text, change.body)
            self._done.changes.append(ChildChange(self._child, current, change.predicted))
        return change.predicted

    def _remove(self, raw: Raw) -> None:
        text = self._text(raw)
        self._done.removed.append(raw)
        values = {entry.name: entry.show(entry.read(raw)) for entry in self._child.fields if entry.is_option}
        shown = {
            name: value
            for name, value in values.items()
            if name not in self._child.identifying and value not in (None, "", [])
        }
        self._done.before[text] = shown or TRUE
        self._request("DELETE", raw["id"], f"removing the {self._child.title} {text}", text)
        self._done.changes.append(ChildChange(self._child, raw, None))

    def _text(self, raw: Raw) -> str:
        """What identifies a child in the diff."""
        text = base = self._children.rules.text(raw)
        number = 2
        while text in self._done.before or text in self._done.after:
            text, number = f"{base} ({number})", number + 1
        return text

    def _request(self, method: str, child_id: str, what: str, entry: str, body: Raw | None = None) -> None:
        child = self._child
        path = child.path.replace("{parent}", "{id}")
        sent = None
        if body is not None:
            sent = {child.one_key: child.typed(body, update=method == "PUT")}
        self._done.requests.append(
            SubresourceRequest(
                method,
                path if method == "POST" else f"{path}/{segment(child_id)}",
                what,
                sent,
                entry=entry,
                sends_from=method in child.endpoint.sends_from,
                saves=(child_id, (child.one_key, "id")) if method == "POST" else None,
                expects=None if method == "DELETE" else child.one(),
                child=child,
                child_id=child_id,
                removes=method == "DELETE",
            )
        )


def _with_summaries(raw: Raw, summaries: dict[str, str]) -> Raw:
    """An object whose references show the objects as earlier lists of the task leave them. summaries: by ID."""
    return {
        name: {**value, "summary": summaries[value["id"]]}
        if isinstance(value, dict) and value.get("id") in summaries
        else value
        for name, value in raw.items()
    }


def check_removals(
    resource: Resource, plans: dict[str, ListPlan], lists: Lists, parent_id: str, session: Session
) -> None:
    """Raise UsageError if PagerDuty would delete other objects together with a child that the task removes.

    plans: by option. lists: the children afterwards. parent_id: "" for a new object.
    """
    removed = {raw["id"] for planned in plans.values() for raw in planned.removed}
    for children in resource.children:
        planned = plans.get(children.name)
        for raw in planned.removed if planned else ():
            also = {}
            if parent_id and children.child.removal.takes_along:
                also = children.child.removal.takes_along(session, parent_id, raw)
            for other in resource.children:
                also.update({
                    one["id"]: f"the {other.child.title} {other.rules.text(one)}"
                    for one in lists[other.name]
                    if other is not children and refers(one, raw["id"])
                })
            left = [text for object_id, text in also.items() if object_id not in removed]
            if left:
                raise UsageError(
                    children.purge,
                    f"the {children.child.title} {children.rules.text(raw)} can't be deleted while it is used by"
                    f" {', '.join(left)}: PagerDuty would delete these as well. Delete them first, or let this task"
                    " delete them",
                )
