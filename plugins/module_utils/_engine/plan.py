# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the desired state with the current state and plans the change. It sends GET requests only.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._core.errors import UsageError
from .._core.times import format_instant
from .._schema.children import Children
from .._schema.fields import NOW, Canonical, Field, Json, Reference
from .._schema.resource import END, NOTHING, Resource
from .._schema.session import is_predicted
from .._schema.subresource import Mirrored, SubresourceRequest
from .session import Session

if t.TYPE_CHECKING:
    from .children import ChildChange

CREATE = "create"
UPDATE = "update"
REPLACE = "replace"


@dataclass
class Change:
    """What there is to do to one object.

    action: create, update, replace, nothing, or what `Removal` says. before, after: the differences, for people.
    body: the attributes to send. later: those that PagerDuty accepts only after the create.
    first: requests that precede these. requests: of subresources.
    listed: by option, [reference, state, entry of a list] of each association afterwards.
    named: by option, (reference, state) of each association that the task names.
    mirrored: the associations that change, as the other objects have them.
    besides: (resource, object) of each further object that these requests create.
    becomes: attributes that the object has after these. reread: the object is read again after them.
    duplicates: functions of (this object) that return further requests, see `SubresourcePlan`.
    predicted: the object afterwards.
    children: the changes of the objects under the object. seeded: the lists of these that are planned again after a
    create, because PagerDuty creates some of them together with the object.
    removed: the IDs of objects that are deleted. result: further keys of the task's result.
    notes: what one hook of the resource keeps for another one.
    """

    action: str
    before: dict[str, Json] = field(default_factory=dict)
    after: dict[str, Json] = field(default_factory=dict)
    body: dict[str, Json] = field(default_factory=dict)
    later: dict[str, Json] = field(default_factory=dict)
    first: list[SubresourceRequest] = field(default_factory=list)
    requests: list[SubresourceRequest] = field(default_factory=list)
    listed: dict[str, list[t.Any]] = field(default_factory=dict)
    named: dict[str, list[tuple[dict[str, Json], Json]]] = field(default_factory=dict)
    mirrored: list[Mirrored] = field(default_factory=list)
    besides: list[tuple[Resource, dict[str, Json]]] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)
    reread: bool = False
    duplicates: list[t.Callable[[dict[str, Json]], list[SubresourceRequest]]] = field(default_factory=list)
    predicted: dict[str, Json] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    result: dict[str, Json] = field(default_factory=dict)
    notes: dict[str, t.Any] = field(default_factory=dict)
    children: list[ChildChange] = field(default_factory=list)
    seeded: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.action != NOTHING

    @property
    def creates(self) -> bool:
        """Whether an object is created, possibly in place of another one."""
        return self.action in (CREATE, REPLACE)

    def diff(self, header: str) -> dict[str, Json]:
        """The diff as Ansible shows it. header: what was changed."""
        return {"before": self.before, "after": self.after, "before_header": header, "after_header": header}


@dataclass
class _Comparison:
    """The two sides of a plan.

    original: the current object, None for a new one. raw: the same with attributes that needed another request; {} for
    a new object. now: its canonical values, None for a new object. desired: the canonical values that the task
    specifies. changes: the attributes that change, as the object shows them.
    """

    resource: Resource
    params: dict[str, t.Any]
    original: Json
    raw: dict[str, Json]
    now: dict[str, Canonical] | None
    desired: dict[str, Canonical] = field(default_factory=dict)
    changes: dict[str, Json] = field(default_factory=dict)

    @property
    def specified(self) -> list[Field]:
        return [entry for entry in self.resource.fields if self.params.get(entry.name) is not None]

    def is_current(self, entry: Field) -> bool:
        """Whether a field needs no request."""
        value = self.desired[entry.name]
        if self.now is None:
            return entry.update_only and entry.same(value, entry.read({}))
        # The name that found the object can have another spelling. With `id`, it is the new name.
        found_by = entry.name in self.resource.identifying and not self.params.get("id")
        return entry.create_only or found_by or entry.same(value, self.now.get(entry.name))


def plan(
    resource: Resource, params: dict[str, t.Any], current: Json, session: Session, *, replace: bool = False
) -> Change:
    """What changes `current` (None: the object does not exist) to what the options specify. Raises UsageError.

    replace: replace an object even if nothing differs.
    """
    sides = _compare(resource, params, current, session)
    change = Change(NOTHING)
    differing = [entry for entry in sides.specified if not sides.is_current(entry)]
    for entry in differing:
        _add_field(change, sides, entry)
    if _must_replace(sides, differing, replace):
        _replace(change, sides)
        current = None
    elif current:
        if change.body:
            _complete(change, sides, _repeated(resource, change.body))
        if resource.enrich:
            resource.enrich(params, change.body)
    _add_subresources(change, sides, current, session)
    if resource.children:
        _add_children(change, sides, current, session)
    _set_action(change, sides)
    if resource.verify and change.changed:
        shown = {name: sides.desired[name] for name in change.after if name in sides.desired}
        resource.verify(session, shown, sides.original)
    _predict(change, sides)
    if resource.effects and change.changed:
        resource.effects(params, session, change, sides.original)
    return change


def _compare(resource: Resource, params: dict[str, t.Any], current: Json, session: Session) -> _Comparison:
    """Read both sides: the current object, and what the task specifies."""
    raw = dict(current or {})
    if not current:
        new = {
            entry.name: entry.value_when_new(params, session)
            for entry in resource.fields
            if params.get(entry.name) is None
        }
        params = {**params, **new}
    for name, load in resource.load.items():
        entry = next(entry for entry in resource.fields if entry.name == name)
        if current and params.get(name) is not None:
            # An object that only check mode has created has all its attributes.
            raw[entry.api] = raw.get(entry.api) if is_predicted(raw.get("id")) else load(session, current)
    if current and session.predictions:
        raw.update(session.predictions.changed(resource.path_of(current)))
    if current and resource.removal.undone:
        params = {**params, **_undoing(resource, params, raw)}
    sides = _Comparison(resource, params, current, raw, resource.read(raw) if current else None)
    now = sides.now or {}
    for entry in sides.specified:
        sides.desired[entry.name] = entry.parse(params[entry.name], entry.name, session.names, now.get(entry.name))
    if resource.adjust:
        resource.adjust(params, session, sides.desired, sides.now)
    if resource.check:
        resource.check(sides.desired, now)
    if not current:
        _check_complete(resource, params, sides.desired)
    return sides


def _undoing(resource: Resource, params: dict[str, t.Any], raw: dict[str, Json]) -> dict[str, t.Any]:
    """The options that undo a removal, if the object is as `state: absent` leaves it. See `Removal.undone`."""
    now = resource.read(raw)
    if any(now[name] != value for name, value in resource.removal.values.items()):
        return {}
    return {name: value for name, value in resource.removal.undone.items() if params.get(name) is None}


def _check_complete(resource: Resource, params: dict[str, t.Any], desired: dict[str, Canonical]) -> None:
    missing = [entry.name for entry in resource.fields if entry.on_create and entry.name not in desired]
    if missing:
        title, name = resource.title, params.get(resource.key)
        which = f"{title} {name!r}" if name else f"such {title}"
        raise UsageError(missing[0], f"there is no {which} yet; to create it, also set {' and '.join(missing)}")


def _add_field(change: Change, sides: _Comparison, entry: Field) -> None:
    """Enter a field that differs."""
    value, now = sides.desired[entry.name], sides.now
    old = None
    if now is None:
        change.after[entry.name] = entry.show(value)
    else:
        old = now.get(entry.name)
        change.before[entry.name], change.after[entry.name] = entry.difference(value, old)
    part = change.later if entry.update_only and now is None else change.body
    # A new object has no reference to clear, and PagerDuty can reject null.
    if now is not None or value is not None or not isinstance(entry, Reference):
        entry.put(part, entry.encode(value, old))
    entry.put(sides.changes, entry.encode(value, old, full=True))


def _repeated(resource: Resource, body: dict[str, Json]) -> list[str]:
    """The fields that an update with this body must contain even if they do not change."""
    endpoint = resource.endpoint
    if endpoint.whole_update:
        return [entry.name for entry in resource.fields]
    parts = [part for part in endpoint.whole_parts if part in body]
    return [*endpoint.repeats, *(entry.name for entry in resource.fields if entry.within in parts)]


def _complete(change: Change, sides: _Comparison, names: t.Collection[str]) -> None:
    """Add the attributes of these fields to the body of an update, if they do not change."""
    now = t.cast("dict[str, Canonical]", sides.now)
    resource = sides.resource
    for entry in resource.fields:
        # A nested object that consists of what PagerDuty can't change is not a part of updates.
        repeated = not entry.fixed or entry.name in resource.endpoint.repeats
        there = repeated if entry.within else entry.api in sides.raw
        known = entry.name in names and there and entry.is_option and now[entry.name] is not None
        if known and entry.name not in change.after and not entry.is_in(change.body):
            entry.put(change.body, entry.repeat(sides.raw))
            if entry.api in sides.changes and not entry.within:  # another option is a part of the same attribute
                entry.put(sides.changes, entry.repeat(sides.raw))


def _add_subresources(change: Change, sides: _Comparison, current: Json, session: Session) -> None:
    owner = {**current, "id": sides.resource.id_of(current)} if current else None
    for subresource in sides.resource.subresources:
        if not subresource.is_specified(sides.params) or isinstance(subresource, Children):
            continue
        planned = subresource.plan(sides.params, sides.desired, owner, session)
        planned.requests = [
            replace(request, path=request.path.replace("{list}", sides.resource.path), option=subresource.name)
            for request in planned.requests
        ]
        if planned.listed is not None:
            change.listed[subresource.name] = planned.listed
            change.named[subresource.name] = planned.named
            change.mirrored += planned.mirrored
        elif current and session.predictions:
            own_id = sides.resource.id_of(current)
            sent = [one for one in planned.requests if session.predictions.has_sent(one, own_id)]
            planned.requests = [one for one in planned.requests if one not in sent]
        change.becomes.update(planned.becomes)
        if planned.body and change.action != REPLACE:
            change.body.update(planned.body)
            change.after[subresource.name] = planned.after
        elif planned.requests:
            change.requests += planned.requests
            change.reread = change.reread or planned.reread
            change.duplicates += [planned.duplicates] if planned.duplicates else []
            change.besides += planned.creates
            if planned.before or current:
                change.before[subresource.name] = planned.before
            change.after[subresource.name] = planned.after


def _add_children(change: Change, sides: _Comparison, current: Json, session: Session) -> None:
    """Plan the lists of objects under the object: new ones first, and removals last, in the opposite order."""
    resource, params = sides.resource, sides.params
    specified = any(children.is_specified(params) for children in resource.children)
    if not specified and (current or not session.predictions):
        return
    from .children import check_removals, current_lists, plan_list  # few tasks need it

    parent_id = str(current["id"]) if current else ""
    lists, created = current_lists(resource, current, {**sides.raw, **sides.changes})
    change.children += created
    plans = {}
    for children in resource.children:
        if children.is_specified(params):
            plans[children.name] = planned = plan_list(children, params, lists, parent_id, session, plan)
            lists[children.name] = planned.left
    check_removals(resource, plans, lists, parent_id, session)
    removals: list[SubresourceRequest] = []
    for name, planned in plans.items():
        if not current:
            change.seeded.append(name)
        elif planned.requests:
            requests = [replace(request, option=name) for request in planned.requests]
            change.requests += [request for request in requests if not request.removes]
            removals = [request for request in requests if request.removes] + removals
        if planned.requests:
            if planned.before or current:
                change.before[name] = planned.before
            change.after[name] = planned.after
        change.children += planned.changes
        change.becomes[name] = planned.left
    change.requests += removals


def _set_action(change: Change, sides: _Comparison) -> None:
    """Decide how the change is made, if the object is not replaced."""
    if sides.now is None:
        change.action = CREATE
        if not sides.resource.endpoint.omit_type:
            sides.changes.setdefault("type", sides.resource.type_name or sides.resource.name)
    elif change.action == NOTHING and (change.body or change.requests):
        change.action = UPDATE


def _must_replace(sides: _Comparison, differing: list[Field], requested: bool) -> bool:
    """Whether the object is replaced. Raises UsageError for what PagerDuty can neither change nor replace."""
    if sides.now is None:
        return False
    fixed = [entry for entry in differing if entry.fixed]
    for entry in fixed:
        if isinstance(entry.fixed, str):
            raise UsageError(entry.name, entry.fixed)
    return requested or bool(fixed)


def _replace(change: Change, sides: _Comparison) -> None:
    """Turn the change into the create of an object that has the desired values, and the current ones of the rest."""
    change.action = REPLACE
    resource, now = sides.resource, t.cast("dict[str, Canonical]", sides.now)
    option = "id" if sides.params.get("id") else next(iter(resource.identifying), "id")
    change.body, change.later = {}, {}
    for entry in resource.fields:
        specified = entry.name in sides.desired
        value = sides.desired[entry.name] if specified else entry.carry(now.get(entry.name), option)
        if value in (None, "", []) or not entry.is_option:
            continue
        entry.put(change.later if entry.update_only else change.body, entry.encode(value))
        entry.put(sides.changes, entry.encode(value, full=True))
    secret = " with another secret" if resource.secret else ""
    change.before["id"], change.after["id"] = sides.raw.get("id"), f"a new object{secret}"
    change.removed = [sides.raw["id"]]
    sides.raw = {name: value for name, value in sides.raw.items() if name not in ("id", "self", "html_url")}


def _predict(change: Change, sides: _Comparison) -> None:
    """Enter the object as it is afterwards, and what PagerDuty changes together with the specified options."""
    resource, changes = sides.resource, sides.changes
    if resource.summary_of in changes:
        changes["summary"] = changes[resource.summary_of]
    for path in sorted({entry.within for entry in resource.fields if entry.within}):
        _keep_rest(changes, sides.raw, path.split("."))
    change.predicted = {**sides.raw, **changes, **change.becomes}
    if resource.predict and change.changed:
        resource.predict(change.predicted, changes)
    if sides.now is None or not change.changed:
        return
    for entry in resource.fields:
        if entry.name in resource.follows and entry.name not in change.after:
            old, new = sides.now[entry.name], entry.read(change.predicted)
            if new != old:
                change.before[entry.name], change.after[entry.name] = entry.show(old), entry.show(new)


def _keep_rest(changes: dict[str, Json], raw: dict[str, Json], path: list[str]) -> None:
    """Complete a nested object of which some attributes change. path: its place, from the outermost object inwards."""
    first, *rest = path
    if first not in changes:
        return
    old = raw.get(first) or {}
    changes[first] = dict(changes[first])
    if rest:
        _keep_rest(changes[first], old, rest)
    else:
        changes[first] = {**old, **changes[first]}


def plan_removal(resource: Resource, current: dict[str, Json], session: Session) -> Change:
    """What removes the object, or comes closest to that, see `Removal`."""
    action = resource.removal.of(session, current)
    if action == NOTHING:
        return Change(NOTHING, predicted=current)
    if resource.removal.values:
        change = plan(resource, {**resource.removal.values, "id": current.get("id")}, current, session)
        if change.changed:
            change.action = action
        return change
    now = resource.read(current)
    ends = next((entry for entry in resource.fields if entry.name == resource.removal.ends), None)
    if action == END and ends:
        ended = {**current, ends.api: format_instant(session.client.now())}
        return Change(END, {ends.name: ends.show(now[ends.name])}, {ends.name: NOW}, predicted=ended)
    before = {entry.name: entry.show(now[entry.name]) for entry in resource.fields if entry.is_option}
    return Change(action, before={name: value for name, value in before.items() if value not in (None, "", [])})
