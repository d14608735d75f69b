# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans the configuration of an account: what check mode would do, object by object, without a write request.

What one object needs from another one that the same configuration creates is predicted, in memory.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..._core.errors import Missing, PagerDutyError, Unreachable
from ..._schema.fields import Json
from ..._schema.resource import NOTHING, ByName, Resource
from ..plan import Change
from ..predictions import PredictingClient, Predictions
from ..resource_operations import manage
from ..session import Session
from .kinds import Entry
from .order import Step
from .reading import siblings


@dataclass(eq=False)
class Planned:
    """The plan for one object.

    name: of the object, for people. header: of its diff. entry: None for an object that is purged. steps: those that
    need requests.
    made: the object as it is afterwards. shown: the same for the result, if it is created. resource: its declaration.
    """

    kind: str
    name: str
    header: str
    resource: Resource
    entry: Entry | None = None
    action: str = NOTHING
    before: dict[str, Json] = field(default_factory=dict)
    after: dict[str, Json] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    made: Json = None
    shown: Json = None

    def add(self, step: Step, change: Change, made: Json) -> None:
        """Add what a step changes."""
        self.made = made
        if not change.changed:
            return
        if self.action == NOTHING:
            self.action = change.action
        self.before.update(change.before)
        self.after.update(change.after)
        self.steps.append(step)

    @property
    def changed(self) -> bool:
        return self.action != NOTHING

    def __str__(self) -> str:
        where = f" ({self.entry.source})" if self.entry and self.entry.source else ""
        return f"{self.resource.title} {self.name}{where}"

    def source(self) -> dict[str, str]:
        """Where its entry is written, for results; empty if the task does not say that."""
        return {"source": self.entry.source} if self.entry and self.entry.source else {}

    def result(self) -> dict[str, t.Any]:
        """The plan for the task's result."""
        return {
            "kind": self.kind,
            "name": self.name,
            **self.source(),
            "action": self.action,
            "options": sorted({*self.before, *self.after}),
            "diff": {"before": self.before, "after": self.after},
        }

    def diff(self) -> dict[str, t.Any]:
        """The diff as Ansible shows it."""
        return {
            "before": self.before,
            "after": self.after,
            "before_header": self.header,
            "after_header": self.header,
        }


class MemoryLedger:
    """A ledger for one task, see `Ledger`. It has the predictions of no other task."""

    def __init__(self) -> None:
        self._lines = 0

    def news(self) -> list[dict[str, t.Any]]:
        return []

    def append(self, make: t.Callable[[int], list[dict[str, t.Any]]]) -> list[dict[str, t.Any]]:
        self._lines += len(make(self._lines + 1))
        return []


def planning_session(session: Session, read: dict[str, t.Any]) -> Session:
    """A session in which tasks predict, and see what others have predicted. The real caches are not changed.

    read: what was read besides the lists, see `Names.having_read`.
    """
    own: dict[str, t.Any] = {"warnings": [], "check_sender": lru_cache(None)(session.check_sender)}
    if session.predictions:
        return replace(session, names=session.names.having_read(read), **own)
    names = session.names.copied(session.client)
    predictions = Predictions(t.cast(t.Any, MemoryLedger()), names.learn)
    client = PredictingClient.of(session.client, predictions)
    names = names.bound(client).having_read(read)
    own.update(client=client, names=names, predictions=predictions, check_mode=True)
    return replace(session, **own)


def scratch_session(session: Session, read: dict[str, t.Any]) -> Session:
    """The same for a plan that is only looked at: no other task sees its predictions."""
    if session.predictions is None:
        return planning_session(session, read)
    names = session.names.copied(session.client)
    predictions = session.predictions.copied(t.cast(t.Any, MemoryLedger()), names.learn)
    client = PredictingClient.of(session.client, predictions)
    names = names.bound(client).having_read(read)
    return replace(session, client=client, names=names, predictions=predictions, warnings=[])


class Planner:
    """Plans steps one after the other.

    session: see `planning_session`. warn: called with each warning, which says what it is about.
    alone: no later task sees the predictions. Then an object with an error is predicted in part, so that the errors of
    the objects that refer to it are found as well.
    planned: by entry. errors: all errors. Nothing can be applied if there is one. is_missing: one of them is about an
    object that does not exist.
    """

    def __init__(self, session: Session, warn: t.Callable[[str], None], *, alone: bool) -> None:
        self.session = session
        self._warn = warn
        self._alone = alone
        self.planned: dict[Entry, Planned] = {}
        self.errors: list[str] = []
        self.is_missing = False
        self._failed: set[Step] = set()
        self._flawed: set[Entry] = set()
        self._known: dict[tuple[str, str], Entry] = {}

    def plan(self, steps: list[Step]) -> None:
        """Plan all steps. A step that needs an object that can't be predicted is not planned."""
        for step in steps:
            if self._is_blocked(step):
                self._failed.add(step)
                continue
            try:
                self._plan(step)
            except Unreachable:
                raise
            except PagerDutyError as error:
                self.is_missing = self.is_missing or isinstance(error, Missing)
                self.errors.append(f"{step.entry}: {error.message}")
                self._flawed.add(step.entry)
                if not self._stand_in(step.entry):
                    self._failed.add(step)

    def _is_blocked(self, step: Step) -> bool:
        """Whether a step needs what can't be predicted: an object, or the children of a parent that has an error."""
        if not self._failed.isdisjoint(step.needs):
            return True
        return bool(siblings(step.entry.kind.resource)) and any(one.entry in self._flawed for one in step.needs)

    def _plan(self, step: Step) -> None:
        entry = step.entry
        self.session.warnings = []
        task, change, made = manage(entry.kind.compared, step.params, self.session)
        for warning in self.session.warnings:
            self._warn(f"{entry}: {warning}")
        if entry not in self.planned:
            name = entry.name or task.resource.describe(made or {})
            self.planned[entry] = Planned(entry.kind.name, name, task.header, task.resource, entry)
        self.planned[entry].add(step, change, made)
        if change.creates:
            self.planned[entry].shown = task.shown(change, made)
        self._check_known(entry, made)

    def _stand_in(self, entry: Entry) -> bool:
        """Predict an object by its names only. Returns whether there is an object of these names afterwards."""
        resource, session = entry.kind.resource, self.session
        name = entry.params.get(resource.key)
        if not self._alone or not name or resource.parent or not isinstance(resource.identity, ByName):
            return False
        if any(session.names.find(one, name) for one in resource.family):
            return True
        named = {key: entry.params[key] for key in resource.keys if entry.params.get(key)}
        predicted = {"summary": entry.params.get(resource.summary_of) or name, **named}
        return session.predictions is not None and session.predictions.record(resource, predicted) is not None

    def _check_known(self, entry: Entry, made: Json) -> None:
        """Two entries can name one object in different ways, for example by its name and by its ID."""
        object_id = (made or {}).get("id")
        if object_id and not entry.kind.is_singleton:
            other = self._known.setdefault((entry.kind.name, object_id), entry)
            if other is not entry:
                title = entry.kind.resource.title
                self.errors.append(f"{entry}: is the same {title} as {other}; remove one of them")
