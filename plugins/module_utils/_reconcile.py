# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconciling: from what a playbook wants and what is there to a change, and the change carried out.

A plan is pure: it asks, and writes nothing. Check mode stops after it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ._client import Client, segment
from ._errors import ApiError, NotFound, OutcomeUnknown, PagerDutyError, UsageError
from ._fields import Canonical, Choice, Flag, Json, Number, Text
from ._references import Directory
from ._resource import Aside, Resource, Write


@dataclass
class Context:
    """What the work of one task has at hand."""

    client: Client
    directory: Directory
    check_mode: bool = False
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)


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
    writes: list[Write] = field(default_factory=list)
    becomes: dict[str, Json] = field(default_factory=dict)
    predicted: dict[str, Json] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.action != "nothing"

    def diff(self, header: str) -> dict[str, Json]:
        """As Ansible shows it. header: what was changed."""
        return {"before": self.before, "after": self.after, "before_header": header, "after_header": header}


def find(resource: Resource, params: dict[str, t.Any], context: Context, *, fresh: bool = False) -> Json:
    """The object that a task is about, as PagerDuty returned it; None if there is none.

    An `id` wins over the identifying option, which then is what the object shall be called.
    """
    kind = resource.kind
    if params.get("id"):
        return context.directory.get(kind, params["id"].strip(), fresh=fresh)
    value = params[resource.key]
    found = [
        raw
        for raw in context.directory.find(kind, value, fresh=fresh)
        if kind.names(raw)[:1] == kind.names({resource.key: value})
    ]
    if len(found) > 1:
        listed = ", ".join(sorted(kind.describe(raw) for raw in found))
        raise UsageError(resource.key, f"there are {len(found)} of this name: {listed}. Say which with id")
    return found[0] if found else None


class Look(t.Protocol):
    """A way to find the object that a task is about."""

    def __call__(
        self, resource: Resource, params: dict[str, t.Any], context: Context, *, fresh: bool = False
    ) -> Json: ...


def plan(resource: Resource, params: dict[str, t.Any], current: Json, context: Context) -> Change:
    """What brings `current` (None: nothing there) to what the options state."""
    kind = resource.kind
    stated = [entry for entry in resource.fields if params.get(entry.name) is not None]
    raw = dict(current or {})
    for entry in stated:
        if current and entry.name in resource.load:
            raw[entry.api] = resource.load[entry.name](context, current)
    now = resource.read(raw) if current else {}
    desired: dict[str, Canonical] = {
        entry.name: entry.parse(params[entry.name], entry.name, context.directory, now.get(entry.name))
        for entry in stated
    }
    if resource.check:
        resource.check(desired, now)
    if not current:
        missing = [entry.name for entry in resource.fields if entry.on_create and entry.name not in desired]
        if missing:
            raise UsageError(
                missing[0],
                f"there is no {kind.title} {params.get(resource.key)!r} yet; making it needs {' and '.join(missing)}",
            )

    change = Change("nothing")
    changes = {}
    for entry in stated:
        value, old = desired[entry.name], now.get(entry.name)
        if current and (entry.create_only or entry.same(value, old)):
            continue
        if current and entry.name == resource.key and not params.get("id"):
            continue  # it is what the object was found by, however it was written
        if not current and entry.update_only and entry.same(value, entry.read({})):
            continue
        if current:
            change.before[entry.name], change.after[entry.name] = entry.difference(value, old)
        else:
            change.after[entry.name] = entry.show(value)
        part = change.later if entry.update_only and not current else change.body
        part[entry.api] = entry.encode(value, old)
        changes[entry.api] = entry.encode(value, old, full=True)

    if resource.enrich and current:
        resource.enrich(params, change.body)

    for extra in resource.extras:
        if params.get(extra.name) is None:
            continue
        aside: Aside = extra.plan(params, desired, current, context)
        if aside.writes:
            change.writes += aside.writes
            change.becomes.update(aside.becomes)
            if aside.before or current:
                change.before[extra.name] = aside.before
            change.after[extra.name] = aside.after

    if not current:
        change.action = "create"
        changes.setdefault("type", kind.name)
    elif change.body or change.writes:
        change.action = "update"
    if "name" in changes:
        changes["summary"] = changes["name"]
    change.predicted = {**raw, **changes, **change.becomes}
    if resource.settle and change.changed:
        resource.settle(change.predicted, changes)
    return change


def ensure_present(
    resource: Resource, params: dict[str, t.Any], context: Context, look: Look = find
) -> tuple[Change, dict[str, Json]]:
    """Bring the object to what the options state: (the change, the object as it is or, in check mode, would be).

    Another run may make the object at the same moment, and a request to make it may go unanswered. Both lead back to
    looking whether it is there and planning from what is; names are unique in PagerDuty, so no second one can arise.
    That a name is taken is told in words only, with the code of all invalid input: so any 400 is reason to look.

    look: how the object is found.
    """
    kind = resource.kind
    current = look(resource, params, context)
    if current is None and params.get("id"):
        raise UsageError("id", f"there is no {kind.title} with the ID {params['id']!r}; leave id out to make one")
    first: Change | None = None
    settled = False
    doubts: list[PagerDutyError] = []
    failures = 0
    while True:
        change = plan(resource, params, current, context)
        if context.check_mode or not change.changed:
            return first or change, change.predicted
        if doubts and current is not None and (failures > context.client.connection.max_retries or settled):
            raise doubts[-1]
        if failures:
            context.client.back_off(failures)
        try:
            made = _write(resource, params, change, current, context)
        except OutcomeUnknown as error:
            first = first or change  # it may be our doing that the next look finds it
            doubts.append(error)
            settled = False
        except ApiError as error:
            if error.status not in (400, 409) or (current is not None and not resource.update_once):
                raise
            doubts.append(error)
            settled = current is not None  # unless somebody else has done it, it is refused for good
        else:
            _report_refusals(resource, params, made, context)
            return first or change, made
        existed = current is not None
        current = look(resource, params, context, fresh=True)
        if existed or current is None:
            failures += 1
        if current is None:
            doubt = doubts[-1]
            if isinstance(doubt, ApiError):
                raise doubt
            if failures > context.client.connection.max_retries:
                doubt.add(f"A look afterwards found no {kind.title} {params.get(resource.key)!r}; run again")
                raise doubt


def ensure_absent(resource: Resource, params: dict[str, t.Any], context: Context) -> Change:
    """Remove the object. Where PagerDuty refuses because something holds it, say what, and leave that alone."""
    kind = resource.kind
    current = find(resource, params, context)
    if current is None:
        return Change("nothing")
    now = resource.read(current)
    change = Change("delete", before={entry.name: entry.show(now[entry.name]) for entry in resource.fields})
    change.before = {name: value for name, value in change.before.items() if value not in (None, "", [])}
    described = kind.describe(current)
    if context.check_mode:
        held = resource.holders(context, current) if resource.holders else []
        if held:
            raise _held(kind.title, described, held)
        return change
    try:
        context.client.delete(f"{kind.path}/{segment(current['id'])}")
    except ApiError as error:
        held = _what_holds(resource, context, current) if error.status == 400 else []
        if held:
            raise _held(kind.title, described, held, error) from None
        raise error.within(f"deleting the {kind.title} {described}") from None
    context.directory.lose(kind, current["id"])
    return change


def _what_holds(resource: Resource, context: Context, current: dict[str, Json]) -> list[str]:
    """What keeps an object from being deleted; nothing if this token may not see it: PagerDuty's refusal says more."""
    try:
        return resource.holders(context, current) if resource.holders else []
    except ApiError:
        return []


def _held(title: str, described: str, held: list[str], error: ApiError | None = None) -> ApiError:
    return ApiError(
        f"the {title} {described} can't be deleted while it is used by {', '.join(held)}. Remove it there first",
        status=400 if error is None else error.status,
        code=None if error is None else error.code,
        reason=f"used by {', '.join(held)}",
        errors=() if error is None else error.errors,
        request=None if error is None else error.request,
    )


def _write(
    resource: Resource, params: dict[str, t.Any], change: Change, current: Json, context: Context
) -> dict[str, Json]:
    """Send a change; gives the object as it then is."""
    kind = resource.kind
    made = current
    if change.action == "create":
        typed = {} if resource.untyped else {"type": kind.name}
        answer = context.client.post(
            kind.path, {kind.name: {**typed, **change.body}}, sends_from=resource.sends_from
        )
        made = _made(resource, answer, change)
        context.directory.remember(kind, made)
    path = f"{kind.path}/{segment(made['id'])}"
    body = change.later if change.action == "create" else change.body
    done = f"the {kind.title} {kind.describe(made)} was {'created' if change.action == 'create' else 'updated'}, but "
    if body:
        try:
            answer = context.client.request(
                "PUT",
                path,
                body={kind.name: body if resource.untyped else {"type": kind.name, **body}},
                sends_from=resource.always_from,
                repeatable=not resource.update_once,
            )
        except NotFound as error:
            context.directory.lose(kind, made["id"])
            raise error.within(f"the {kind.title} {kind.describe(made)} was deleted meanwhile") from None
        except PagerDutyError as error:
            raise error.within(
                f"{done if change.action == 'create' else ''}updating {', '.join(body)} failed"
            ) from None
        made = _made(resource, answer, change)
        context.directory.remember(kind, made)
    for number, write in enumerate(change.writes):
        target = write.path.format(id=segment(made["id"]))
        try:
            context.client.request(
                write.method, target, body=write.body, sends_from=write.sends_from, repeatable=write.repeatable
            )
        except NotFound as error:
            if write.method != "DELETE":
                raise error.within(f"{write.what} failed") from None
        except PagerDutyError as error:
            before = done if change.action == "create" or body or number else ""
            raise error.within(f"{before}{write.what} failed; run again to go on from there") from None
        finally:
            context.directory.changed(target)
    if change.becomes:
        made = {**made, **change.becomes}
        context.directory.remember(kind, made)
    return made


def _made(resource: Resource, answer: dict[str, Json], change: Change) -> dict[str, Json]:
    """The object from the answer to a write, with what PagerDuty leaves out of such answers as it was predicted."""
    made = answer.get(resource.kind.name)
    if not isinstance(made, dict) or "id" not in made:
        raise ApiError(f"PagerDuty's answer holds no {resource.kind.name}; whether it was written is not known")
    return _filled(made, change.predicted)


def _filled(value: Json, predicted: Json) -> Json:
    if isinstance(value, dict) and isinstance(predicted, dict):
        filled = {key: _filled(entry, predicted.get(key)) for key, entry in value.items()}
        return {**{key: entry for key, entry in predicted.items() if key not in value}, **filled}
    if isinstance(value, list) and isinstance(predicted, list) and len(value) == len(predicted):
        if not all(isinstance(entry, dict) for entry in [*value, *predicted]):
            return value
        by_id = {entry.get("id"): entry for entry in predicted}
        if {entry.get("id") for entry in value} == set(by_id) and len(by_id) == len(value):
            return [_filled(entry, by_id[entry.get("id")]) for entry in value]
        if all(other.get("id") in (None, entry.get("id")) for entry, other in zip(value, predicted)):
            return [_filled(entry, other) for entry, other in zip(value, predicted)]
    return value


def _report_refusals(resource: Resource, params: dict[str, t.Any], made: dict[str, Json], context: Context) -> None:
    """PagerDuty overrules some values without a word (a deprecated choice, a plan's limits): say so once, here."""
    for entry in resource.fields:
        value = params.get(entry.name)
        if value is None or not isinstance(entry, (Choice, Flag, Number, Text)) or entry.name in resource.load:
            continue
        if entry.create_only or (entry.name == resource.key and not params.get("id")):
            continue
        desired = entry.parse(value, entry.name, context.directory, None)
        current = entry.read(made)
        if not entry.same(desired, current):
            context.warn(f"{entry.name}: PagerDuty made it {entry.show(current)!r} instead of {entry.show(desired)!r}")
