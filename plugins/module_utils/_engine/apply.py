# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the requests of a change, and records what was changed if one of them fails.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.client import segment
from .._core.errors import ApiError, NotFound, PagerDutyError, RateLimited, Unexpected
from .._schema.fields import Json
from .._schema.resource import Resource, SubresourceRequest
from .plan import Change
from .session import Session


class Applier:
    """Sends the requests for one object, and keeps account of what they changed.

    A change may take several requests: one that creates or updates the object, one for attributes that PagerDuty takes
    only once the object exists, and those of extras. `explained` adds to an error what was changed before it.

    found_again: whether a second run of the task finds the same object. Without it, a second run creates another one.
    made: the object as PagerDuty returned it last.
    """

    def __init__(self, resource: Resource, session: Session, *, found_again: bool = True) -> None:
        self._resource = resource
        self._session = session
        self._found_again = found_again
        self._done: Change | None = None
        self._extras_done = False
        self.made: Json = None

    def send(self, change: Change, current: Json) -> None:
        """The request that creates the object, or that updates its attributes.

        An error that says "deleted meanwhile" or names the attributes is meant for people. A create's own error is
        raised as it came, since the caller can tell whether the object exists after all.
        """
        if change.action == "create":
            self._create(change)
        else:
            self.made = current
            if change.body:
                self._update(change, change.body)

    def send_rest(self, change: Change) -> None:
        """The requests that follow."""
        if change.action == "create" and change.later:
            self._update(change, change.later)
        for write in change.writes:
            self._send_extra(change, write)
        if change.becomes:
            self.made = {**self.made, **change.becomes}
            self._session.names.remember(self._resource.kind, self.made)

    def forget(self) -> None:
        """The object that was created was deleted again, so nothing was changed."""
        self._done = None

    @property
    def has_changed(self) -> bool:
        """Whether a request has changed something."""
        return self._done is not None

    def explained(self, error: PagerDutyError) -> PagerDutyError:
        """The error, with what was changed before it: in its message, and as `done` for the task's result."""
        if self._done is None:
            return error
        kind = self._resource.kind
        verb = "created" if self._done.action == "create" else "updated"
        error.within(f"the {kind.title} {kind.describe(self.made)} was {verb}, but", join=" ")
        if not self._found_again:
            error.add(
                f"To continue, set id: {self.made['id']}. Without it, a second run creates another {kind.title}"
            )
        elif not isinstance(error, (ApiError, Unexpected)) or isinstance(error, RateLimited):
            error.add("Run again to continue")
        if self._extras_done and isinstance(error, ApiError):
            self._refresh()
        error.done = self._done, self.made
        return error

    # -- requests ------------------------------------------------------------------------------------------------

    def _create(self, change: Change) -> None:
        resource, kind = self._resource, self._resource.kind
        typed = {} if resource.omit_type else {"type": kind.name}
        answer = self._session.client.post(
            kind.path, {kind.name: {**typed, **change.body}}, sends_from=resource.sends_from, expects=resource.one
        )
        self.made = written(resource, answer, change)
        self._session.names.remember(kind, self.made)
        self._note(change, change.body)

    def _update(self, change: Change, body: dict[str, Json]) -> None:
        resource, kind = self._resource, self._resource.kind
        try:
            answer = self._session.client.request(
                "PUT",
                f"{kind.path}/{segment(self.made['id'])}",
                body={kind.name: body if resource.omit_type else {"type": kind.name, **body}},
                sends_from=resource.always_from,
                repeatable=not resource.update_once,
                expects=resource.one,
            )
        except NotFound as error:
            self._session.names.lose(kind, self.made["id"])
            raise error.within(f"the {kind.title} {kind.describe(self.made)} was deleted meanwhile") from None
        except PagerDutyError as error:
            raise error.within(f"updating {', '.join(self._options(body))} failed") from None
        self.made = written(resource, answer, change)
        self._session.names.remember(kind, self.made)
        self._note(change, body)

    def _send_extra(self, change: Change, write: SubresourceRequest) -> None:
        target = write.path.format(id=segment(self.made["id"]))
        try:
            self._session.client.request(
                write.method, target, body=write.body, sends_from=write.sends_from, repeatable=write.repeatable
            )
        except NotFound as error:
            if write.method != "DELETE":
                raise error.within(f"{write.what} failed") from None
        except PagerDutyError as error:
            raise error.within(f"{write.what} failed") from None
        finally:
            self._session.names.changed(target)
        self._extras_done = True
        done = self._changed_so_far(change)
        for planned, so_far in ((change.before, done.before), (change.after, done.after)):
            _copy(planned, so_far, write.option, write.entry)

    def _refresh(self) -> None:
        """Look at the object again, as some of its extras have changed."""
        try:
            raw = self._session.names.get(self._resource.kind, self.made["id"], fresh=True)
        except PagerDutyError:
            return  # the error that is reported is more important
        self.made = raw or self.made

    # -- what was done -------------------------------------------------------------------------------------------

    def _options(self, body: dict[str, Json]) -> list[str]:
        return [entry.name for entry in self._resource.fields if entry.api in body]

    def _changed_so_far(self, change: Change) -> Change:
        if self._done is None:
            self._done = Change(change.action)
        return self._done

    def _note(self, change: Change, body: dict[str, Json]) -> None:
        """Take down that these attributes were written."""
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


def written(resource: Resource, answer: dict[str, Json], change: Change) -> dict[str, Json]:
    """The object in the response to a write. What PagerDuty leaves out of such responses is as it was predicted."""
    return t.cast("dict[str, Json]", _filled(answer[resource.kind.name], change.predicted))


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
