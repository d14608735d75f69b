# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconciling: an object is looked for, a change is planned, and the change is applied, until nothing is left to do.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.client import segment
from .._core.errors import ApiError, OutcomeUnknown, PagerDutyError, Unexpected, UsageError
from .._schema.fields import Boolean, Choice, Integer, Json, Text
from .._schema.resource import Resource
from .apply import Applier
from .duplicates import choose, keep_oldest, sent_twice
from .plan import Change, plan
from .session import Session

__all__ = ["Change", "Look", "Session", "ensure_absent", "ensure_present", "find", "outcome", "plan"]


class Look(t.Protocol):
    """A way to find the objects that a task may be about, as PagerDuty returned them. fresh: ask PagerDuty again."""

    def __call__(
        self, resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False
    ) -> list[Json]: ...


def find(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
    """The objects that a task may be about: the one of its `id`, or all that have the name.

    With `id`, the identifying option is the new name.
    """
    kind = resource.kind
    if params.get("id"):
        raw = session.names.get(kind, params["id"].strip(), fresh=fresh)
        return [raw] if raw else []
    value = params[resource.key]
    return [
        raw
        for raw in session.names.find(kind, value, fresh=fresh)
        if kind.names(raw)[:1] == kind.names({resource.key: value})
    ]


def _ambiguous(resource: Resource, found: t.Iterable[Json]) -> UsageError:
    listed = sorted(map(resource.kind.describe, found))
    return UsageError(resource.key, f"there are {len(listed)} of this name: {', '.join(listed)}. Say which with id")


def outcome(
    work: t.Callable[[], tuple[Change, Json]], show: t.Callable[[Change, Json], dict[str, t.Any]]
) -> dict[str, t.Any]:
    """What a task returns. If it fails after it has changed something, the error returns what was changed.

    work: to (the change, the object). show: from those to the result.
    """
    try:
        return show(*work())
    except PagerDutyError as error:
        if error.done is not None:
            error.result = show(*error.done)
        raise


def ensure_present(
    resource: Resource,
    params: dict[str, t.Any],
    session: Session,
    look: Look = find,
    *,
    found_again: bool = True,
    several: bool = False,
) -> tuple[Change, Json]:
    """Bring the object to what the options state: (the change, the object as it is or, in check mode, would be).

    look: how the object is found. found_again: whether a second run finds what this one creates.
    several: another object of the same identity is wanted, so those that other runs create are left alone.

    Another run may create the object at the same moment, and a create may go unanswered. Then the object is looked for,
    and the plan is made again. PagerDuty reports in words only that a name is taken, with the code of all invalid
    input. So a create that is rejected with 400 or 409 leads to a look as well. If there is no object then, the
    rejection is final. A rejected request is not repeated.

    An error after something was changed says what was changed, see `Applier.explained`.
    """
    run = _Run(resource, params, session, look, found_again, several)
    if run.current is None and params.get("id"):
        raise UsageError(
            "id", f"there is no {resource.kind.title} with the ID {params['id']!r}; omit id to create one"
        )
    try:
        return run.finish()
    except PagerDutyError as error:
        raise run.applier.explained(error) from None
    except Exception as error:
        if not run.applier.has_changed:
            raise
        raise run.applier.explained(Unexpected("the task", error)) from error


class _Run:
    """One task's way to the desired state of one object.

    current: the object as it was found last, None if there is none.
    """

    def __init__(
        self,
        resource: Resource,
        params: dict[str, t.Any],
        session: Session,
        look: Look,
        found_again: bool,
        several: bool,
    ) -> None:
        self._resource = resource
        self._params = params
        self._session = session
        self._look = look
        self._found_again = found_again
        self._several = several
        self.applier = Applier(resource, session, found_again=found_again)
        self._doubt: PagerDutyError | None = None  # why it is not known whether the last request was carried out
        self._rejected: dict[str, Json] | None = None  # the body of an update that was rejected
        self._first: Change | None = None  # what a request may have changed whose outcome is not known
        self._failures = 0
        self._paused = False
        self.current = self._one()

    def finish(self) -> tuple[Change, Json]:
        """Plan and apply until there is nothing left to do."""
        client = self._session.client
        while True:
            change = plan(self._resource, self._params, self.current, self._session)
            if self._session.check_mode or not change.changed:
                return self._first or change, change.predicted
            hopeless = self._failures > client.connection.max_retries or self._rejected == change.body
            if self._doubt and self.current is not None and hopeless:
                raise self._doubt
            if self._failures and not self._paused:
                client.back_off(self._failures)
            self._paused = False
            if self._attempt(change):
                made = self.applier.made
                _report_refusals(self._resource, self._params, made, self._session)
                return self._first or change, made

    def _attempt(self, change: Change) -> bool:
        """Send the requests of a change. False: not all was done, and the plan has to be made again."""
        self._rejected = None
        try:
            self.applier.send(change, self.current)
        except OutcomeUnknown as error:
            self._look_again(change, error)
            return False
        except ApiError as error:
            if error.status not in (400, 409) or (self.current is not None and not self._resource.update_once):
                raise
            if self.current is not None:
                self._rejected = change.body
            self._look_again(change, error)
            return False
        if change.action == "create" and not self._resource.unique and not self._is_oldest(change):
            return False
        try:
            self.applier.send_rest(change)
        except OutcomeUnknown as error:
            self._look_again(change, error)
            return False
        return True

    def _one(self, *, fresh: bool = False) -> Json:
        found = self._look(self._resource, self._params, self._session, fresh=fresh)
        return choose(self._resource, found, _ambiguous(self._resource, found), self._session)

    def _look_again(self, change: Change, error: PagerDutyError) -> None:
        """Look what a request has done that was rejected, or whose outcome is not known."""
        self._doubt = error
        unknown = isinstance(error, OutcomeUnknown)
        if unknown:
            self._first = self._first or change  # it may be our doing that the object is found now
        existed = self.current is not None
        self.current = self._one(fresh=True)
        if existed or self.current is None:
            self._failures += 1
        if self.current is not None:
            return
        if not unknown:
            raise error
        client = self._session.client
        if self._failures > client.connection.max_retries:
            self._say_not_found(error)
            raise error
        if not self._resource.unique:
            # PagerDuty may still be processing the request, and would then create a second object.
            client.back_off(self._failures)
            self._paused = True
            self.current = self._one(fresh=True)

    def _say_not_found(self, error: PagerDutyError) -> None:
        title = self._resource.kind.title
        if self._found_again:
            error.add(f"A look afterwards found no {title} {self._params.get(self._resource.key)!r}; run again")
        else:
            error.add(f"A look afterwards found no such {title}. Look for it before you run the task again")

    def _is_oldest(self, change: Change) -> bool:
        """After a create: whether the object stays. Otherwise another run has created it as well."""
        if self._several and self._doubt is None:
            return True
        made, kind = self.applier.made, self._resource.kind
        kept: Json = made
        left: list[str] = []
        try:
            found = self._look(self._resource, self._params, self._session, fresh=True)
            if not self._several:
                kept, left = keep_oldest(self._resource, made, found, self._session, self._delete)
        except PagerDutyError as error:
            self._session.warn(
                f"the {kind.title} {kind.describe(made)} was created, but it could not be checked whether another run"
                f" created it as well: {error.message}"
            )
            return True
        if kept["id"] == made["id"]:
            self._warn_of_late_request(made, found)
            return True
        if made["id"] in left:
            self._first = self._first or change
        else:
            self.applier.forget()
        self.current = kept
        return False

    def _delete(self, object_id: str) -> None:
        self._session.client.delete(f"{self._resource.kind.path}/{segment(object_id)}")

    def _warn_of_late_request(self, made: Json, found: list[Json]) -> None:
        """A create that was not answered was sent again. PagerDuty may carry out the first one now, or later."""
        if self._doubt is None:
            return
        others = [raw["id"] for raw in found if raw["id"] != made["id"]]
        if self._several or not others:
            self._session.warn(sent_twice(self._resource, made, others))


def ensure_absent(resource: Resource, params: dict[str, t.Any], session: Session) -> Change:
    """Remove the object. Where PagerDuty refuses because something holds it, say what, and leave that alone."""
    kind = resource.kind
    found = find(resource, params, session)
    if not found:
        return Change("nothing")
    if len(found) > 1:
        raise _ambiguous(resource, found)
    current = found[0]
    now = resource.read(current)
    change = Change("delete", before={entry.name: entry.show(now[entry.name]) for entry in resource.fields})
    change.before = {name: value for name, value in change.before.items() if value not in (None, "", [])}
    described = kind.describe(current)
    if session.check_mode:
        held = resource.dependents(session, current) if resource.dependents else []
        if held:
            raise _held(kind.title, described, held)
        return change
    try:
        session.client.delete(f"{kind.path}/{segment(current['id'])}")
    except ApiError as error:
        held = _what_holds(resource, session, current) if error.status == 400 else []
        if held:
            raise _held(kind.title, described, held, error) from None
        raise error.within(f"deleting the {kind.title} {described}") from None
    session.names.lose(kind, current["id"])
    return change


def _what_holds(resource: Resource, session: Session, current: dict[str, Json]) -> list[str]:
    """What keeps an object from being deleted; nothing if this token may not see it: PagerDuty's refusal says more."""
    try:
        return resource.dependents(session, current) if resource.dependents else []
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


def _report_refusals(resource: Resource, params: dict[str, t.Any], made: dict[str, Json], session: Session) -> None:
    """PagerDuty overrules some values without a word (a deprecated choice, a plan's limits): say so once, here."""
    for entry in resource.fields:
        value = params.get(entry.name)
        if value is None or not isinstance(entry, (Choice, Boolean, Integer, Text)) or entry.name in resource.load:
            continue
        if entry.create_only or (entry.name == resource.key and not params.get("id")):
            continue
        desired = entry.parse(value, entry.name, session.names, None)
        current = entry.read(made)
        if not entry.same(desired, current):
            session.warn(f"{entry.name}: PagerDuty made it {entry.show(current)!r} instead of {entry.show(desired)!r}")
