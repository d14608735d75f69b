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
from .._schema.fields import Canonical, Field, Json
from .._schema.resource import Resource, SubresourcePlan, SubresourceRequest
from .session import Session


@dataclass
class Change:
    """What there is to do to one object.

    action: create, update, delete or nothing. before, after: what differs, for people.
    body: the attributes to send. later: those that PagerDuty takes only once the object exists.
    writes: what is to be sent beside the object. predicted: the object as it will be.
    """

    action: str
    before: dict[str, Json] = field(default_factory=dict)
    after: dict[str, Json] = field(default_factory=dict)
    body: dict[str, Json] = field(default_factory=dict)
    later: dict[str, Json] = field(default_factory=dict)
    writes: list[SubresourceRequest] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)
    predicted: dict[str, Json] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.action != "nothing"

    def diff(self, header: str) -> dict[str, Json]:
        """As Ansible shows it. header: what was changed."""
        return {"before": self.before, "after": self.after, "before_header": header, "after_header": header}


def plan(resource: Resource, params: dict[str, t.Any], current: Json, session: Session) -> Change:
    """What brings `current` (None: the object does not exist) to what the options state. Raises UsageError."""
    stated = [entry for entry in resource.fields if params.get(entry.name) is not None]
    raw = dict(current or {})
    for entry in stated:
        if current and entry.name in resource.load:
            raw[entry.api] = resource.load[entry.name](session, current)
    now = resource.read(raw) if current else {}
    desired: dict[str, Canonical] = {
        entry.name: entry.parse(params[entry.name], entry.name, session.names, now.get(entry.name))
        for entry in stated
    }
    if resource.check:
        resource.check(desired, now)
    if not current:
        _check_complete(resource, params, desired)

    change = Change("nothing")
    changes: dict[str, Json] = {}
    for entry in stated:
        if not _is_current(resource, entry, params, desired[entry.name], now if current else None):
            _add_field(change, changes, entry, desired[entry.name], now if current else None)
    if resource.enrich and current:
        resource.enrich(params, change.body)
    _add_extras(resource, change, params, desired, current, session)

    if not current:
        change.action = "create"
        changes.setdefault("type", resource.kind.name)
    elif change.body or change.writes:
        change.action = "update"
    if resource.verify and change.changed:
        resource.verify(session, {name: desired[name] for name in change.after if name in desired}, current)
    if "name" in changes:
        changes["summary"] = changes["name"]
    change.predicted = {**raw, **changes, **change.becomes}
    if resource.predict and change.changed:
        resource.predict(change.predicted, changes)
    if current and change.changed:
        _add_consequences(resource, change, now)
    return change


def _add_consequences(resource: Resource, change: Change, now: dict[str, Canonical]) -> None:
    """Show in the diff what PagerDuty changes together with the stated options. now: the object's canonical values."""
    for entry in resource.fields:
        if entry.name in resource.follows and entry.name not in change.after:
            old, new = now[entry.name], entry.read(change.predicted)
            if new != old:
                change.before[entry.name], change.after[entry.name] = entry.show(old), entry.show(new)


def _check_complete(resource: Resource, params: dict[str, t.Any], desired: dict[str, Canonical]) -> None:
    missing = [entry.name for entry in resource.fields if entry.on_create and entry.name not in desired]
    if missing:
        title, name = resource.kind.title, params.get(resource.key)
        raise UsageError(
            missing[0], f"there is no {title} {name!r} yet; to create it, also set {' and '.join(missing)}"
        )


def _is_current(
    resource: Resource, entry: Field, params: dict[str, t.Any], value: Canonical, now: dict[str, Canonical] | None
) -> bool:
    """Whether a field needs no request. now: the object's canonical values, None for a new object."""
    if now is None:
        return entry.update_only and entry.same(value, entry.read({}))
    found_by = entry.name == resource.key and not params.get("id")  # however the name is written
    return entry.create_only or found_by or entry.same(value, now.get(entry.name))


def _add_field(
    change: Change, changes: dict[str, Json], entry: Field, value: Canonical, now: dict[str, Canonical] | None
) -> None:
    """Enter a field that differs. changes: what the object then shows. now: as for `_is_current`."""
    old = None
    if now is None:
        change.after[entry.name] = entry.show(value)
    else:
        old = now.get(entry.name)
        change.before[entry.name], change.after[entry.name] = entry.difference(value, old)
    part = change.later if entry.update_only and now is None else change.body
    part[entry.api] = entry.encode(value, old)
    changes[entry.api] = entry.encode(value, old, full=True)


def _add_extras(
    resource: Resource,
    change: Change,
    params: dict[str, t.Any],
    desired: dict[str, Canonical],
    current: Json,
    session: Session,
) -> None:
    for subresource in resource.subresources:
        if params.get(subresource.name) is None:
            continue
        planned: SubresourcePlan = subresource.plan(params, desired, current, session)
        if planned.writes:
            change.writes += [replace(write, option=subresource.name) for write in planned.writes]
            change.becomes.update(planned.becomes)
            if planned.before or current:
                change.before[subresource.name] = planned.before
            change.after[subresource.name] = planned.after
