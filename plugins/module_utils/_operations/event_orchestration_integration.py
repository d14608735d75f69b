# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of event orchestrations, and their move from one orchestration to another.

An integration keeps its ID and its routing key when it moves, so senders of events need not be changed.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core.errors import ApiError, Missing, NotFound, OutcomeUnknown, PagerDutyError, Unusable, UsageError
from .._engine.find import ambiguous, find
from .._engine.operation import Operation
from .._engine.plan import UPDATE, Change
from .._engine.reconcile import ensure_present, task_result
from .._engine.resource_operations import ObjectTask
from .._engine.session import Session
from .._resources.event_orchestration import EVENT_ORCHESTRATION
from .._resources.event_orchestration_integration import EVENT_ORCHESTRATION_INTEGRATION
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.resource import Parent, Resource

Raw = dict[str, Json]
Params = dict[str, t.Any]

FROM = "migrate_from"


def with_migration(manage: Operation) -> Operation:
    """The operation that manages integrations, with the option `migrate_from`. manage: the one without."""

    def work(params: Params, session: Session) -> Params:
        if params.get(FROM) is None:
            return manage.work(params, session)
        if params["state"] == "absent":
            raise UsageError(FROM, "requires state: present; remove one of the two")
        return _move(params, session, manage)

    options = {**manage.options, FROM: {"type": ReferenceType(EVENT_ORCHESTRATION)}}
    hints = {name: text for name, text in manage.hints.items() if name != FROM}
    return replace(manage, options=options, work=work, hints=hints)


def _move(params: Params, session: Session, manage: Operation) -> Params:
    """The task with `migrate_from`: moves the integration, unless it is already here."""
    task = ObjectTask.of(EVENT_ORCHESTRATION_INTEGRATION, params, session)
    here, here_name = task.resource, params["orchestration"]
    with t.cast(Parent, here.parent).expected(params, here.path, session):
        present = find(here, params, session)
    try:
        source = session.names.reference(EVENT_ORCHESTRATION, params[FROM], FROM)
    except Missing:
        if not present:
            raise
        return manage.work(params, session)  # it was deleted after the move
    if source["id"] == here.parent_id:
        raise UsageError(FROM, "is the same event orchestration as orchestration; name the one to move it from")
    there = EVENT_ORCHESTRATION_INTEGRATION.under(source["id"])
    movable = find(there, params, session)
    if not present and not movable:
        present = find(here, params, session, fresh=True)  # another run may have moved it between the two requests
    if present and not movable:
        return manage.work(params, session)
    raw = _only(params, present, movable)
    if not session.check_mode:
        _Migration(here, there, raw, session).run()
    elif session.predictions and not _predict(here, there, raw, session):
        return _move(params, session, manage)
    return task_result(lambda: _moved(task, raw, {"orchestration": source.get("summary")}, here_name), task.result)


def _only(params: Params, present: list[Raw], movable: list[Raw]) -> Raw:
    """The integration to move. Raises UsageError if this is not clear."""
    resource = EVENT_ORCHESTRATION_INTEGRATION
    which = params.get("id") or params.get("label")
    if present:
        both = ", ".join(resource.describe(raw) for raw in (*present, *movable))
        raise UsageError(
            FROM,
            f"both event orchestrations have an integration {which!r}: {both}. To move the other one, set its id; to"
            f" keep the one that is here, remove {FROM}",
        )
    if not movable:
        raise UsageError(
            FROM,
            f"neither event orchestration has an integration {which!r}. To create one with a new routing key, remove"
            f" {FROM}",
        )
    if len(movable) > 1:
        raise ambiguous(resource, movable)
    return movable[0]


def _predict(here: Resource, there: Resource, raw: Raw, session: Session) -> bool:
    """Record the move in check mode. False: another task has predicted something, so plan again."""
    predictions = session.predictions
    if not predictions or not predictions.record_removal(there, raw):
        return False
    predictions.add(here, raw)
    return True


def _moved(task: ObjectTask, raw: Raw, before: Raw, after: str) -> tuple[Change, Json]:
    """What follows the move: a new label, if the task has one. (The change with the move, the integration)."""
    moved = Change(UPDATE, before=dict(before), after={"orchestration": after}, predicted=raw)
    try:
        change, made = ensure_present(task.resource, task.params, task.session, lambda *_options, **_fresh: [raw])
    except PagerDutyError as error:
        error.within(f"the integration {task.resource.describe(raw)} was moved, but", join=" ")
        error.done = error.done or (moved, raw)
        raise
    if change.changed:
        moved.before.update(change.before)
        moved.after.update(change.after)
    return moved, made


class _Migration:
    """Moves one integration, and makes sure that PagerDuty shows it here and no longer there.

    here, there: the declaration with the path of the new and of the old orchestration. raw: the integration.

    The request can be repeated: PagerDuty rejects it if the integration is no longer there.
    """

    def __init__(self, here: Resource, there: Resource, raw: Raw, session: Session) -> None:
        self._here = here
        self._there = there
        self._raw = raw
        self._session = session

    def run(self) -> None:
        """Raises PagerDutyError if it was not moved, or if this is not known."""
        client = self._session.client
        doubt: PagerDutyError | None = None
        sent = False
        for attempt in range(client.connection.max_retries + 1):
            if attempt:
                client.back_off(attempt)
            if not sent:
                try:
                    self._send()
                    doubt, sent = None, True
                except OutcomeUnknown as error:
                    doubt = error
                except ApiError as error:
                    if not self._is_moved():
                        what = f"moving the integration {self._here.describe(self._raw)}"
                        raise error.within(what) from None
            if self._is_moved():
                self._session.names.lose(self._there, self._raw["id"])
                self._session.names.remember(self._here, self._raw)
                return
        raise doubt or Unusable(
            f"PagerDuty accepted the move of the integration {self._here.describe(self._raw)}, but it does not show it"
            " in the new event orchestration only. Run again to continue"
        )

    def _send(self) -> None:
        body = {"source_id": self._there.parent_id, "source_type": "orchestration", "integration_id": self._raw["id"]}
        self._session.client.request("POST", f"{self._here.path}/migration", body=body)

    def _is_moved(self) -> bool:
        return self._is_in(self._here) and not self._is_in(self._there)

    def _is_in(self, place: Resource) -> bool:
        try:
            return self._raw["id"] in {raw["id"] for raw in self._session.names.all(place, fresh=True)}
        except NotFound:
            return False  # the orchestration was deleted
