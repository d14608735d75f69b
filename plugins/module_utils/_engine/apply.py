# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the requests of a change, and records what was changed if one of them fails.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import typing as t

from .._core.client import segment
from .._core.errors import ApiError, NotFound, OutcomeUnknown, PagerDutyError, RateLimited, Unexpected
from .._schema.children import resolved
from .._schema.fields import Json
from .._schema.resource import Resource
from .._schema.subresource import OWN_ID, SubresourceRequest
from .bulk_create import create_several, rejections
from .plan import REPLACE, Change
from .rejections import not_possible
from .session import Session


class Applier:
    """Sends the requests for one object, and records what they changed.

    A change can take several requests: one that creates or updates the object, one for attributes that PagerDuty
    accepts only after the create, those of subresources, and the delete of a replaced object. `explained` adds to an
    error what was changed before it.

    found_again: whether a second run of the task finds the same object. Otherwise it creates another one.
    made: the object as PagerDuty returned it last. failed: the request of a subresource that has failed.
    """

    def __init__(self, resource: Resource, session: Session, *, found_again: bool = True) -> None:
        self._resource = resource
        self._session = session
        self._found_again = found_again
        self._done: Change | None = None
        self._subresources_done = False
        self._replaced: Json = None
        self._saved: dict[str, str] = {}  # by placeholder, the ID in the response of a subresource
        self.made: Json = None
        self.failed: SubresourceRequest | None = None
        self._left: list[str] = []  # what could not be undone
        self._children: dict[str, dict[str, Json]] = {}  # objects under the object that were written, by their IDs

    def send(self, change: Change, current: Json) -> None:
        """Create the object, or update its attributes.

        The error of an update says that the object was deleted meanwhile, or names the attributes. The error of a
        create is raised unchanged, because the caller checks whether the object exists.
        """
        if change.creates:
            self._replaced = current
            if change.action == REPLACE and self._resource.endpoint.deletes_first:
                self._delete_first(change)
            self._create(change)
        else:
            self.made = current
            for request in change.first:
                self._send_subresource(change, request)
            if change.body:
                self._update(change, change.body)

    def send_rest(self, change: Change) -> None:
        """Send the requests that follow the create or update."""
        if change.creates and change.later:
            self._update(change, change.later)
        undo: SubresourceRequest | None = None
        for request in change.requests:
            try:
                self._send_subresource(change, request)
            except PagerDutyError as error:
                if undo:
                    self._undo(undo, error)
                raise
            undo = request.undo
        for request in change.requests:
            if request.confirmed:
                self._await(request)
        becomes = {name: value for name, value in change.becomes.items() if name not in change.seeded}
        if becomes:
            self.made = {**self.made, **self._completed(becomes)}
            self._session.names.remember(self._resource, self.made)
        if change.reread:
            self._refresh()
            extra = [request for duplicates in change.duplicates for request in duplicates(self.made)]
            for request in extra:
                self._send_subresource(change, request)
            if extra:
                self._refresh()
        if change.action == REPLACE and not self._resource.endpoint.deletes_first:
            self.delete_replaced(change, self.made["id"])

    def forget(self) -> None:
        """Record that the created object was deleted again, so nothing was changed."""
        self._done = None

    @property
    def has_changed(self) -> bool:
        """Whether a request has changed something."""
        return self._done is not None

    def explained(self, error: PagerDutyError) -> PagerDutyError:
        """The error, with what was changed before it: in its message, and as `done` for the task's result."""
        if self._done is None:
            return error
        resource = self._resource
        verb = "created" if self._done.creates else "updated"
        subject = f"the {resource.title} {resource.describe(self.made)}".rstrip()
        error.within(f"{subject} was {verb}, but", join=" ")
        for text in self._left:
            error.add(text)
        if not self._found_again:
            error.add(
                f"To continue, set id: {self.made['id']}. Without it, a second run creates another {resource.title}"
            )
        elif not isinstance(error, (ApiError, Unexpected)) or isinstance(error, RateLimited):
            error.add("Run again to continue")
        if self._subresources_done and isinstance(error, ApiError):
            self._refresh()
        error.done = self._done, self.made
        return error

    # -- requests ------------------------------------------------------------------------------------------------

    def _create(self, change: Change) -> None:
        resource = self._resource
        try:
            response = self._sent_create(change)
        except ApiError as error:
            if change.action == REPLACE and resource.endpoint.deletes_first:
                error.add(f"The {resource.title} {self._replaced['id']} was deleted to create a new one; run again")
            elif change.action == REPLACE:
                error.add("Nothing was replaced: the new object is created before the old one is deleted")
            raise
        self.made = written(resource, response, change)
        self._session.names.remember(resource, self.made)
        self._note(change, change.body)

    def _sent_create(self, change: Change) -> dict[str, Json]:
        """Send the request that creates an object: the response, with the object under its key."""
        resource, body = self._resource, self._resource.typed(change.body)
        if resource.endpoint.creates_list:
            (result,) = create_several(resource, [body], self._session.client, [change.predicted])
            if result.error:
                raise result.error
            return {resource.one_key: result.raw}
        if resource.endpoint.selector:
            return self._session.client.put(
                resource.path_of(change.predicted), resource.wrapped(body), expects=resource.one(resource.created(body))
            )
        return self._session.client.post(
            resource.path,
            body if resource.endpoint.bare_create else resource.wrapped(body),
            sends_from="POST" in resource.endpoint.sends_from,
            expects=resource.one(resource.created(body)),
        )

    def _update(self, change: Change, body: dict[str, Json]) -> None:
        resource, endpoint = self._resource, self._resource.endpoint
        try:
            response = self._session.client.request(
                endpoint.update_method,
                resource.path_of(self.made),
                body=resource.wrapped(resource.typed(body, update=True)),
                sends_from="PUT" in endpoint.sends_from,
                repeatable=not endpoint.update_once,
                expects=None if endpoint.empty_update else resource.one(),
            )
        except NotFound as error:
            self._session.names.lose(resource, self.made.get("id"))
            raise error.within(f"the {resource.title} {resource.describe(self.made)} was deleted meanwhile") from None
        except PagerDutyError as error:
            changed = [option for option in self._options(body) if option in change.after] or self._options(body)
            raise error.within(f"updating {', '.join(changed)} failed") from None
        # An update does not change the objects under the object, and its response has only references to them.
        kept = {entry.name: self.made[entry.name] for entry in resource.children if entry.name in self.made}
        self.made = {**written(resource, response, change), **kept}
        self._session.names.remember(resource, self.made)
        self._note(change, body)
        if endpoint.warning:
            for warning in response.get("warnings") or ():
                self._session.warn(endpoint.warning(warning, self.made))

    def _send_subresource(self, change: Change, request: SubresourceRequest) -> None:
        object_id, session = self._resource.id_of(self.made), self._session
        invalid = [path.format(id=segment(object_id)) for path in request.invalidates]
        child = request.child.under(object_id) if request.child else None
        self.failed = request
        response: Json = None
        try:
            response = self._request_subresource(request)
            if request.saves:
                placeholder, path = request.saves
                value: Json = response
                for name in path:
                    value = value[name]
                self._saved[placeholder] = segment(value)
        except NotFound as error:
            if request.method != "DELETE":
                session.names.stale(*invalid)
                raise error.within(f"{request.what} failed") from None
        except PagerDutyError as error:
            session.names.stale(*invalid)
            raise self._rejected(request, error) from None
        self.failed = None
        if request.effect:
            request.effect(session.names, object_id)
        else:
            session.names.stale(*invalid)
        self._subresources_done = True
        if child:
            self._note_child(child, request, response)
        done = self._changed_so_far(change)
        for planned, so_far in ((change.before, done.before), (change.after, done.after)):
            _copy(planned, so_far, request.option, request.entry)

    def _rejected(self, request: SubresourceRequest, error: PagerDutyError) -> PagerDutyError:
        """The error of a request of a subresource. If other objects caused it, the error lists them."""
        listed: list[str] = []
        if request.dependents and isinstance(error, ApiError) and error.status == 400:
            with contextlib.suppress(ApiError):  # this token may not see them; PagerDuty's message then says more
                listed = request.dependents(self._session, self.made["id"])
            if listed:
                return not_possible(request, listed, error)
        return error.within(f"{request.what} failed")

    def _await(self, request: SubresourceRequest) -> None:
        """Wait until PagerDuty shows the effect of a request."""
        confirmed = t.cast("t.Callable[[Session, str], bool]", request.confirmed)
        client = self._session.client
        for attempt in range(client.connection.max_retries + 1):
            try:
                if confirmed(self._session, self._resource.id_of(self.made)):
                    return
            except PagerDutyError as error:
                self._session.warn(f"{request.what} succeeded, but it could not be read again: {error.message}")
                return
            if attempt < client.connection.max_retries:
                client.back_off(attempt + 1)
        self._session.warn(f"{request.what} succeeded, but PagerDuty does not show it yet")

    def _note_child(self, child: Resource, request: SubresourceRequest, response: Json) -> None:
        """Remember what a request has done to an object under the object."""
        if request.removes:
            self._session.names.lose(child, request.child_id)
            return
        made = child.unwrapped(response)
        self._children[made["id"]] = made
        self._session.names.remember(child, made)

    def _completed(self, becomes: dict[str, Json]) -> dict[str, Json]:
        """Attributes with the IDs of new objects under the object, and with what PagerDuty returned for these."""
        found: dict[str, Json] = resolved(becomes, self._saved)
        for name, value in found.items() if self._children else ():
            if isinstance(value, list):
                found[name] = [{**raw, **self._children.get(raw.get("id"), {})} for raw in value]
        return found

    def _undo(self, request: SubresourceRequest, error: PagerDutyError) -> None:
        """Undo a request because of an error. If this fails, too, the error says so."""
        try:
            self._request_subresource(request)
        except PagerDutyError as trouble:
            # After a request without a response, the object is read again and the change is planned again.
            if not isinstance(error, OutcomeUnknown):
                self._left.append(f"{request.what} failed, too: {trouble.message}")

    def _request_subresource(self, request: SubresourceRequest) -> dict[str, Json]:
        target = request.target(segment(self._resource.id_of(self.made)), self._saved)
        if request.creates_list:
            self._create_list(request.creates_list.under(self.made["id"]), request.body)
            return {}
        response = self._answered(request, target)
        refused = request.refusal(response) if request.refusal else ""
        if refused:
            raise ApiError(refused, request={"method": request.method, "path": target})
        return response

    def _answered(self, request: SubresourceRequest, target: str) -> dict[str, Json]:
        """The response to a request of a subresource. target: its path. See `SubresourceRequest.awaits`."""
        client = self._session.client
        attempt = 1
        while True:
            try:
                return client.request(
                    request.method,
                    target,
                    body=resolved(request.body, {**self._saved, OWN_ID: str(self.made.get("id"))}),
                    sends_from=request.sends_from,
                    repeatable=request.repeatable,
                    expects=request.expects,
                )
            except NotFound:
                if not request.awaits or attempt > client.connection.max_retries:
                    raise
            client.back_off(attempt)
            attempt += 1

    def _create_list(self, resource: Resource, body: dict[str, Json]) -> None:
        """Create objects under the object in one request. Raises an error with those that PagerDuty rejects."""
        rejected = rejections(resource, create_several(resource, body[resource.list_key], self._session.client))
        if rejected:
            raise rejected

    def _delete_first(self, change: Change) -> None:
        """Delete the object that is replaced, before the new one is created."""
        resource, old = self._resource, self._replaced
        self._session.client.delete(resource.path_of(old))
        self._session.names.lose(resource, old["id"])
        self.made = old
        self._changed_so_far(change).removed = change.removed

    def delete_replaced(self, change: Change, new_id: str) -> None:
        """Delete the object that was replaced. A failure is a warning, because the desired object exists."""
        resource, old = self._resource, self._replaced
        try:
            self._session.client.delete(resource.path_of(old))
        except PagerDutyError as error:
            self._session.warn(
                f"the {resource.title} {old['id']} was replaced by {new_id}, but it could not be deleted, so both exist"
                f" ({error.message}). Remove it by its id with state: absent"
            )
            change.removed = []
            return
        self._session.names.lose(resource, old["id"])
        self._changed_so_far(change).removed = change.removed

    def _refresh(self) -> None:
        """Read the object again, because requests of subresources have changed it."""
        try:
            raw = self._session.names.get(self._resource, self.made["id"], fresh=True)
        except PagerDutyError:
            return  # the error that is reported is more important
        self.made = raw or self.made

    # -- what was done -------------------------------------------------------------------------------------------

    def _options(self, body: dict[str, Json]) -> list[str]:
        return [entry.name for entry in self._resource.fields if entry.is_in(body)]

    def _changed_so_far(self, change: Change) -> Change:
        if self._done is None:
            self._done = Change(change.action)
        return self._done

    def _note(self, change: Change, body: dict[str, Json]) -> None:
        """Record that these attributes were written."""
        done = self._changed_so_far(change)
        for option in self._options(body):
            _copy(change.before, done.before, option)
            _copy(change.after, done.after, option)


def _copy(planned: dict[str, Json], done: dict[str, Json], option: str, entry: str | None = None) -> None:
    """Copy what a diff shows of an option, or of one entry of it."""
    if entry is None:
        if option in planned:
            done[option] = planned[option]
    elif entry in (planned.get(option) or {}):
        done[option] = {**(done.get(option) or {}), entry: planned[option][entry]}


def written(resource: Resource, response: dict[str, Json], change: Change) -> dict[str, Json]:
    """The object in the response to a create or an update. Omitted attributes have their predicted values."""
    return t.cast("dict[str, Json]", _filled(resource.answered(response, change.predicted), change.predicted))


def _filled(value: Json, predicted: Json) -> Json:
    if isinstance(value, dict) and isinstance(predicted, dict):
        filled = {key: _filled(entry, predicted.get(key)) for key, entry in value.items()}
        return {**{key: entry for key, entry in predicted.items() if key not in value}, **filled}
    if isinstance(value, list) and isinstance(predicted, list) and len(value) == len(predicted):
        if not all(isinstance(entry, dict) for entry in [*value, *predicted]):
            return value
        by_id = {str(entry.get("id")): entry for entry in predicted}
        if {str(entry.get("id")) for entry in value} == set(by_id) and len(by_id) == len(value):
            return [_filled(entry, by_id[str(entry.get("id"))]) for entry in value]
        if all(other.get("id") in (None, entry.get("id")) for entry, other in zip(value, predicted)):
            return [_filled(entry, other) for entry, other in zip(value, predicted)]
    return value
