# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconciliation: find an object, plan a change and apply it, until there is no change left.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import ApiError, NotFound, OutcomeUnknown, PagerDutyError, Unexpected, Unusable, UsageError
from .._schema.children import resolved
from .._schema.fields import Json
from .._schema.resource import DELETE, END, NOTHING, ByContent, Resource, is_reference
from .._schema.subresource import SubresourceRequest
from .apply import Applier
from .duplicates import choose, equal, keep_oldest, sent_twice
from .find import Finder, ambiguous, find, find_identical
from .one_time_secret import check_stored
from .plan import REPLACE, Change, plan, plan_removal
from .rejections import check_rejections
from .session import Session

Raw = dict[str, Json]

_RECHECKS = 2  # reads of several objects with the same identity, before they are an error


def task_result(
    work: t.Callable[[], tuple[Change, Json]], show: t.Callable[[Change, Json], dict[str, t.Any]]
) -> dict[str, t.Any]:
    """The result of a task. If the task fails after it has changed something, the error contains what was changed.

    work: a function that returns (the change, the object). show: a function of these that returns the result.
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
    finder: Finder = find,
    *,
    found_again: bool = True,
    several: bool = False,
    store_secret: t.Callable[[Raw], None] | None = None,
) -> tuple[Change, Json]:
    """Create or update the object as the options specify: (the change, the object; predicted in check mode).

    finder: how the object is found. found_again: whether a second run finds what this one creates.
    several: create another object with the same identity. Objects of other runs are then ignored.
    store_secret: a function of (new object) that stores its secret. If it raises an error, the object is deleted.

    Another run may create the object at the same moment, and a create may get no response. Then the object is searched
    again, and the change is planned again. If a name is already in use, only PagerDuty's message says so; the code is
    that of any invalid input. So the object is also searched after a create that was rejected with 400 or 409. If it
    does not exist, the rejection is final. A rejected request is not repeated.

    Without a usable response to a create, the secret of the new object is lost, and it is not known which object is the
    replacement of another one. Then the created object is deleted, and created again.

    An error after a change contains what was changed, see `Applier.explained`.
    """
    resource = resource.demanding(params)
    run = _Run(resource, params, session, finder, found_again, several, store_secret)
    if run.current is None and params.get("id"):
        advice = "omit id to create one" if resource.endpoint.creates else "no task can create one"
        raise UsageError("id", f"there is no {resource.title} with the ID {params['id']!r}; {advice}")
    if run.current is None and not resource.endpoint.creates:
        session.names.reference(resource, params[resource.key], resource.key)  # raises an error with similar names
    try:
        return run.finish()
    except PagerDutyError as error:
        raise run.applier.explained(error) from None
    except Exception as error:
        if not run.applier.has_changed:
            raise
        raise run.applier.explained(Unexpected("the task", error)) from error


class _Run:
    """Creates or updates one object for one task.

    current: the object as it was found last, None if there is none.
    """

    def __init__(
        self,
        resource: Resource,
        params: dict[str, t.Any],
        session: Session,
        finder: Finder,
        found_again: bool,
        several: bool,
        store_secret: t.Callable[[Raw], None] | None,
    ) -> None:
        self._resource = resource
        self._params = params
        self._session = session
        self._finder = finder
        self._found_again = found_again
        self._several = several
        self._store_secret = store_secret
        self._adopted = ""  # the ID of an object that another run has created at the same moment
        self._before: set[str] = set()  # the IDs of the objects with the same identity that existed before
        self.applier = Applier(resource, session, found_again=found_again)
        self._doubt: PagerDutyError | None = None  # the error that leaves the outcome of the last request unknown
        self._rejected: dict[str, Json] | None = None  # the body of an update that was rejected
        self._first: Change | None = None  # the change of the first request whose outcome is not known
        self._refused: SubresourceRequest | None = None  # the create of an object under the object that was rejected
        self._failures = 0
        self._paused = False
        self._vanished = False  # an update was rejected because the object no longer existed
        # With `several`, objects that existed before are ignored.
        self._known: set[str] = set()
        if several:
            self._known = {raw["id"] for raw in self._found()}
        self.current = self._one()

    def finish(self) -> tuple[Change, Json]:
        """Plan and apply until there is nothing left to do."""
        client = self._session.client
        while True:
            change = plan(self._resource, self._params, self.current, self._session, replace=self._must_replace())
            if self.current is not None and not change.creates:
                check_stored(self._resource, self._params)
            if not change.changed:
                return self._first or change, change.predicted
            if self._session.check_mode:
                predicted = self._predict(change)
                if predicted is not None:
                    return change, predicted
                continue
            hopeless = self._failures > client.connection.max_retries or self._rejected == change.body
            if self._doubt and self.current is not None and hopeless:
                raise self._doubt
            if self._failures and not self._paused:
                client.back_off(self._failures)
            self._paused = False
            if self._attempt(change):
                made = self.applier.made
                _warn_of_overridden(self._resource, self._params, made, self._session)
                return self._first or change, made

    def _must_replace(self) -> bool:
        """Whether the task replaces an object even if nothing differs."""
        requested = bool(self._params.get(self._resource.force_replace))
        return requested and self.current is not None and self.current["id"] != self._adopted

    def _deletes_lost(self, change: Change) -> bool:
        """Whether an object whose create got no response is deleted instead of used."""
        secret = self._resource.secret
        return change.action == REPLACE or (change.creates and secret is not None and secret.is_of(change.body))

    def _predict(self, change: Change) -> Json:
        """In check mode: the object as it would be. None: another task has predicted something, so plan again."""
        session = self._session
        check_rejections(self._resource, change, self.current, session)
        if not session.predictions:
            return resolved(change.predicted, {})
        current = self.current
        if change.action == REPLACE:
            if not session.predictions.record_removal(self._resource, current):
                self.current = self._one()
                return None
            current = None
        for created, raw in change.besides:
            made = session.predictions.record(created, raw)
            if made is None:
                self.current = self._one()
                return None
            raw["id"] = made["id"]
        # Objects under the object have predictions of their own.
        lists = {entry.name for entry in self._resource.children}
        own = {name: value for name, value in change.predicted.items() if name not in lists}
        requests = [request for request in change.requests if not request.child]
        predicted = session.predictions.record(
            self._resource, own, current, change.listed, requests, change.mirrored
        )
        if predicted is None:
            self.current = self._one()
            return None
        ids = session.predictions.record_children(change.children, predicted["id"]) if change.children else {}
        return {**resolved(change.predicted, ids), **predicted}

    def _conflicts(self, error: ApiError) -> bool:
        """Whether an update was rejected because another one took place at the same time."""
        return self._resource.endpoint.whole_update and self.current is not None and error.status == 409

    def _is_gone(self, change: Change, error: ApiError) -> bool:
        """Whether the object of an update was deleted since it was read. A task that names it then creates it."""
        if not isinstance(error, NotFound) or self.current is None or change.creates or self._vanished:
            return False
        own = self._resource.path_of(self.current)
        return not self._params.get("id") and str((error.request or {}).get("path")) == own

    def _is_final(self, change: Change, error: ApiError) -> bool:
        """Whether a rejection is final, so that reading the object again is useless."""
        if error.status not in (400, 409) or self._deletes_lost(change):
            return True
        return self.current is not None and not (self._resource.endpoint.update_once or self._conflicts(error))

    def _attempt(self, change: Change) -> bool:
        """Send the requests of a change. False: the change is incomplete, and has to be planned again."""
        self._rejected = None
        if change.action == REPLACE:
            self._before |= {raw["id"] for raw in self._identical(change, fresh=False)}
        try:
            self.applier.send(change, self.current)
        except OutcomeUnknown as error:
            if self._deletes_lost(change):
                self._discard_lost(change, error)
            else:
                self._find_again(change, error)
            return False
        except ApiError as error:
            self._find_again_after(error, change)
            return False
        if change.creates and not self._resource.unique and not self._is_oldest(change):
            return False
        if change.creates and self._store_secret:
            self._store(change, self._store_secret)
        try:
            self.applier.send_rest(change)
            if change.seeded:
                self._send_seeded(change)
        except OutcomeUnknown as error:
            self._find_again(change, error)
            return False
        except ApiError as error:
            if self._was_removed(change, error):
                return False
            if not self._may_exist(change, error):
                raise
            if self.applier.has_changed:
                self._first = self._first or change
            self._find_again(change, error)
            return False
        return True

    def _find_again_after(self, error: ApiError, change: Change) -> None:
        """Find the object again after a request was rejected. Raises the error if this is useless."""
        if self._is_gone(change, error):
            self._vanished, self.current = True, self._one(fresh=True)
            return
        if self._is_final(change, error):
            raise error
        if self.current is not None and not self._conflicts(error):
            self._rejected = change.body
        self._find_again(change, error)

    def _send_seeded(self, change: Change) -> None:
        """After a create: send what differs in the lists of which PagerDuty has created some objects itself."""
        wanted = {name: self._params[name] for name in change.seeded}
        purges = {entry.purge: self._params.get(entry.purge) for entry in self._resource.children}
        rest = plan(self._resource, {**wanted, **purges}, self._shown(), self._session)
        for name in change.seeded:
            for planned, real in ((change.before, rest.before), (change.after, rest.after)):
                planned.pop(name, None)
                if name in real and (real[name] or planned is change.after):
                    planned[name] = real[name]
        self.applier.send_rest(rest)

    def _shown(self) -> Raw:
        """The new object, which PagerDuty may show only a moment after its create."""
        client, resource = self._session.client, self._resource
        for attempt in range(client.connection.max_retries + 1):
            if attempt:
                client.back_off(attempt)
            made = self._session.names.get(resource, self.applier.made["id"], fresh=True)
            if made:
                return made
        raise Unusable(f"PagerDuty does not show the new {resource.title} yet")

    def _was_removed(self, change: Change, error: ApiError) -> bool:
        """Whether another run has deleted the object that this one has just created, because it keeps its own one.

        The change is then planned again, for the object of the other run.
        """
        if not isinstance(error, NotFound) or not change.creates or self._resource.unique:
            return False
        found = self._one(fresh=True)
        if found is None or found["id"] == self.applier.made["id"]:
            return False
        self.current, self._first = found, self._first or change
        return True

    def _may_exist(self, change: Change, error: ApiError) -> bool:
        """Whether the create of a part of the object may be rejected because another run has created it.

        If it is rejected again after the object was read again, this is final.
        """
        failed, before = self.applier.failed, self._refused
        if error.status not in (400, 409) or not failed or failed.method != "POST":
            return False
        if not failed.child and not change.reread:
            return False
        same = before is not None and (before.path, before.what) == (failed.path, failed.what)
        # Other parts than children contain the time of the request.
        if same and before and (not failed.child or before.body == failed.body):
            return False
        self._refused = failed
        return True

    def _one(self, *, fresh: bool = False) -> Json:
        found = self._found(fresh=fresh) if fresh or not self._several else []
        for attempt in range(1, _RECHECKS + 1):
            if len(found) < 2 or self._resource.interchangeable:
                break
            # Two runs may have created it at the same moment, and one of them is about to delete its own.
            self._session.client.back_off(attempt)
            found = self._found(fresh=True)
        self._before = {raw["id"] for raw in found if raw.get("id")}
        return self._whole(choose(self._resource, found, ambiguous(self._resource, found), self._session))

    def _whole(self, raw: Json) -> Json:
        return self._session.names.whole_object(self._resource, raw) if raw else raw

    def _found(self, *, fresh: bool = False) -> list[Json]:
        found = self._finder(self._resource, self._params, self._session, fresh=fresh)
        return [raw for raw in found if raw.get("id") not in self._known]

    def _identical(self, change: Change, *, fresh: bool = True) -> list[Raw]:
        """The objects with the same identity as the object that a change creates."""
        resource = self._resource
        values = {
            entry.name: entry.read(change.predicted)
            for entry in resource.fields
            if entry.name in resource.identifying
        }
        return find_identical(resource, values, self._session, fresh=fresh)

    def _delete_lost(self, change: Change, keep: str = "") -> bool:
        """Delete the objects that creates without a response have created, except the one with the ID `keep`.

        Returns whether there was one.
        """
        resource, deleted = self._resource, False
        for raw in self._identical(change):
            if raw["id"] in {*self._before, keep} or not equal(resource, {**change.predicted, "id": raw["id"]}, raw):
                continue
            self._delete(raw["id"])
            self._session.names.lose(resource, raw["id"])
            deleted = True
        return deleted

    def _discard_lost(self, change: Change, error: OutcomeUnknown) -> None:
        """After a create without a response: delete the object. Raises the error if it can't be created again."""
        secret, option = self._resource.secret is not None, self._resource.force_replace
        self._doubt = error
        try:
            self._delete_lost(change)
        except PagerDutyError as trouble:
            lost = "its secret is lost" if secret else "it is not used"
            again = f": run again with {option}: true" if option in self._params else ""
            error.add(f"The search for it failed, too ({trouble.message}). If it was created, {lost}{again}")
            raise error from None
        self._failures += 1
        if self._failures > self._session.client.connection.max_retries:
            lost = ", because its secret was lost" if secret else ""
            error.add(f"If it was created, it was deleted again{lost}; run again")
            raise error

    def _store(self, change: Change, store: t.Callable[[Raw], None]) -> None:
        """Store the secret of the object that was created. Without it, nobody can use the object."""
        made, title = self.applier.made, self._resource.title
        try:
            store(made)
        except PagerDutyError as error:
            try:
                self._delete(made["id"])
            except PagerDutyError as trouble:
                error.add(f"The new {title} can't be removed ({trouble.message})")
            else:
                self._session.names.lose(self._resource, made["id"])
                self.applier.forget()
                error.add(f"The new {title} was removed again, so nothing has changed")
            raise

    def _find_again(self, change: Change, error: PagerDutyError) -> None:
        """Find the object again after a request that was rejected, or whose outcome is not known."""
        self._doubt = error
        unknown = isinstance(error, OutcomeUnknown)
        if unknown:
            self._first = self._first or change  # if the object exists now, this request may have created it
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
            self._add_not_found(error)
            raise error
        if not self._resource.unique:
            # PagerDuty may still be processing the request, and would then create a second object.
            client.back_off(self._failures)
            self._paused = True
            self.current = self._one(fresh=True)

    def _add_not_found(self, error: PagerDutyError) -> None:
        title, name = self._resource.title, self._params.get(self._resource.key)
        if self._found_again:
            error.add(f"A search afterwards found no {f'{title} {name!r}' if name else f'such {title}'}; run again")
        else:
            error.add(f"A search afterwards found no such {title}. Search for it again before you run the task again")

    def _is_oldest(self, change: Change) -> bool:
        """After a create: whether the object is kept. Otherwise another run has created an older one."""
        if self._several and self._doubt is None:
            return True
        made, resource = self.applier.made, self._resource
        kept: Json = made
        left: list[str] = []
        try:
            if self._doubt and self._deletes_lost(change):
                if not self._delete_lost(change, made["id"]):
                    self._session.warn(sent_twice(resource, made))
                return True
            found = self._rivals(change)
            if not self._several:
                kept, left = keep_oldest(resource, made, found, self._session, self._delete)
        except PagerDutyError as error:
            self._session.warn(
                f"the {resource.title} {resource.describe(made)} was created, but it could not be checked whether"
                f" another run created it as well: {error.message}"
            )
            return True
        if kept["id"] == made["id"]:
            self._warn_of_late_request(made, found)
            return True
        if made["id"] in left:
            self._first = self._first or change
        else:
            self.applier.forget()
        if change.action == REPLACE:
            self.applier.delete_replaced(change, kept["id"])
            self._first = self._first or change
        self.current = self._whole(kept)
        self._adopted = kept["id"]
        return False

    def _rivals(self, change: Change) -> list[Raw]:
        """After a create: the objects with the same identity that did not exist before."""
        # What `matches` selects can be one of several.
        identity = self._resource.identity
        exactly = self._deletes_lost(change) or (isinstance(identity, ByContent) and identity.matches is not None)
        found = self._identical(change) if exactly else self._found(fresh=True)
        rivals = [raw for raw in found if raw["id"] not in self._before]
        return [self._whole(raw) if is_reference(raw) else raw for raw in rivals]

    def _delete(self, object_id: str) -> None:
        self._session.client.delete(self._resource.path_of({"id": object_id}))

    def _warn_of_late_request(self, made: Json, found: list[Json]) -> None:
        """Warn after a create that was repeated without a response. PagerDuty may still process the first request."""
        if self._doubt is None:
            return
        others = [raw["id"] for raw in found if raw["id"] != made["id"]]
        if self._several or not others:
            self._session.warn(sent_twice(self._resource, made, others))


def ensure_absent(resource: Resource, params: dict[str, t.Any], session: Session) -> tuple[Change, Json]:
    """Remove the object as `Removal` specifies: (the change, the object, None if it does not exist afterwards).

    If PagerDuty rejects the request because of dependents, or would delete them as well, the error lists them, and
    nothing is changed.
    """
    found = find(resource, params, session)
    if resource.removal.several:
        return ensure_all_absent(resource, found, session), None
    if not found:
        return Change(NOTHING), None
    if len(found) > 1:
        raise ambiguous(resource, found)
    only = session.names.whole_object(resource, found[0]) if is_reference(found[0]) else found[0]
    return _ensure_one_absent(resource, only, session)


def ensure_all_absent(resource: Resource, found: t.Sequence[Raw], session: Session) -> Change:
    """Remove all of these objects as `Removal` specifies. An error says which ones are removed."""
    done = Change(NOTHING)
    for raw in found:
        try:
            change, _left = _ensure_one_absent(resource, raw, session)
        except PagerDutyError as error:
            if done.changed:
                error.add(f"Removed before: {', '.join(done.removed)}")
                error.done = done, None
            raise
        if change.changed:
            done.action = change.action
            done.before.setdefault(resource.plural, []).append(resource.describe(raw))
            done.removed.append(raw["id"])
    return done


def _ensure_one_absent(resource: Resource, current: Raw, session: Session) -> tuple[Change, Json]:
    if resource.related:
        from .relations import remove  # few tasks need it

        return remove(resource, current, session), None
    change = plan_removal(resource, current, session)
    if not change.changed:
        return change, change.predicted or None
    if resource.removal.takes_along:
        also = resource.removal.takes_along(session, resource.parent_id, current)
        if also:
            raise UsageError(
                "state",
                f"the {resource.title} {resource.describe(current)} can't be deleted while it is used by"
                f" {', '.join(also.values())}: {resource.removal.consequence}",
            )
    if session.check_mode:
        dependents = resource.dependents(session, current) if resource.dependents else []
        if dependents:
            raise _in_use(resource, current, dependents)
        if _predict_removal(resource, change, current, session):
            return change, change.predicted or None
        left = session.names.get(resource, current["id"]) if current.get("id") else session.names.singleton(resource)
        return _ensure_one_absent(resource, left, session) if left else (Change(NOTHING), None)
    if change.action not in (DELETE, END):
        applier = Applier(resource, session)
        try:
            applier.send(change, current)
            applier.send_rest(change)
        except PagerDutyError as error:
            raise applier.explained(error) from None
        return change, applier.made
    return _delete(resource, current, change, session)


def _predict_removal(resource: Resource, change: Change, current: dict[str, Json], session: Session) -> bool:
    """Record in check mode what a removal would do. False: another task has predicted something, so plan again."""
    predictions = session.predictions
    if predictions is None:
        return True
    if change.action in (DELETE, END) and not change.predicted:
        return predictions.record_removal(resource, current)
    return predictions.record(resource, change.predicted, current) is not None


def _delete(
    resource: Resource, current: dict[str, Json], change: Change, session: Session
) -> tuple[Change, Json]:
    """Send the DELETE: (the change, the object, None if it does not exist afterwards)."""
    try:
        session.client.request(
            "DELETE", resource.path_of(current), sends_from="DELETE" in resource.endpoint.sends_from
        )
    except NotFound:
        pass  # an earlier attempt without a response deleted it, or another run
    except ApiError as error:
        if change.action == END and error.status == 400 and _has_ended(resource, current, session):
            pass  # by an earlier attempt without a response
        elif error.status not in resource.removal.nothing_left:
            dependents = _dependents(resource, session, current) if error.status == 400 else []
            if dependents:
                raise _in_use(resource, current, dependents, error) from None
            raise error.within(f"deleting the {resource.title} {resource.describe(current)}") from None
        else:
            change = Change(NOTHING)
    session.names.lose(resource, current["id"])
    if change.action == DELETE or resource.removal.several:
        return change, None
    return change, session.names.get(resource, current["id"], fresh=True)  # what ended still exists


def _has_ended(resource: Resource, current: dict[str, Json], session: Session) -> bool:
    """Whether there is nothing left to end."""
    left = session.names.get(resource, current["id"], fresh=True)
    return left is None or resource.removal.of(session, left) == NOTHING


def _dependents(resource: Resource, session: Session, current: dict[str, Json]) -> list[str]:
    """What prevents the delete; [] if this token may not see it. The error of PagerDuty then says more."""
    try:
        return resource.dependents(session, current) if resource.dependents else []
    except ApiError:
        return []


def _in_use(
    resource: Resource, current: dict[str, Json], dependents: list[str], error: ApiError | None = None
) -> ApiError:
    listed = ", ".join(dependents)
    return ApiError(
        f"the {resource.title} {resource.describe(current)} can't be deleted while it is used by {listed}. Remove it"
        f" there first{resource.removal.advice and f'. {resource.removal.advice}'}",
        status=400 if error is None else error.status,
        code=None if error is None else error.code,
        reason=f"used by {listed}",
        errors=() if error is None else error.errors,
        request=None if error is None else error.request,
    )


def _warn_of_overridden(resource: Resource, params: dict[str, t.Any], made: dict[str, Json], session: Session) -> None:
    """Warn about values that PagerDuty has silently replaced, such as deprecated choices."""
    for entry in resource.fields:
        value = params.get(entry.name)
        if value is None or not entry.overridable or entry.name in resource.load:
            continue
        if entry.create_only or (entry.name in resource.identifying and not params.get("id")):
            continue
        desired = entry.parse(value, entry.name, session.names, None)
        current = entry.read(made)
        if not entry.same(desired, current):
            session.warn(f"{entry.name}: PagerDuty made it {entry.show(current)!r} instead of {entry.show(desired)!r}")
