# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes many objects in one request, and finds out which ones PagerDuty rejects.

PagerDuty takes all of a request or nothing. So one object that it refuses would keep all others from being changed, and
a request that went unanswered has to be looked after for each of them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core import responses
from .._core.client import PAGE
from .._core.errors import SENDER_CODES, ApiError, OutcomeUnknown, PagerDutyError
from .._engine.plan import Change
from .._engine.session import Session
from .._schema.fields import Json
from .._schema.resource import Resource

MOST = 250  # objects a request: PagerDuty's maximum

REFUSALS = 40  # requests that may be refused while those of one are told apart; one among 250 takes 16

# Refusals that may be for one object among many. Others are for all that would follow, too.
_FOR_ONE = (400, 403, 404, 409)


@dataclass
class Job:
    """One object among many, and what is to be done to it.

    id: its ID; empty if that is not known. label: what a person calls it. current: it as it was last seen.
    change: what is to be done.
    planned: what was to be done at first; a look may find that less is left of it.
    outcome: updated, unchanged or failed, once that is known. error: why it failed.
    """

    id: str
    label: str
    current: dict[str, Json]
    change: Change
    planned: Change | None = None
    outcome: str = ""
    error: PagerDutyError | None = None

    def fail(self, error: PagerDutyError) -> None:
        self.outcome, self.error = "failed", error


def missing(object_id: str, label: str, error: PagerDutyError) -> Job:
    """A failed job for an object that does not exist. object_id: empty if the task names it in another way."""
    job = Job(object_id, label, {}, Change("nothing"))
    job.fail(error)
    return job


class Bulk:
    """Carries out many changes.

    resource: the type of the objects. Requests are sent to its path.
    look: brings `current` and `change` of the given jobs up to date; it asks PagerDuty. May call `fail`.
    """

    def __init__(
        self, session: Session, resource: Resource, look: t.Callable[[t.Sequence[Job]], None]
    ) -> None:
        self._session = session
        self._resource = resource
        self._path = resource.path
        self._plural = resource.list_key
        self._look = look
        self._refusals = 0
        self._done = 0
        self.stopped: PagerDutyError | None = None  # why nothing more is sent

    def carry_out(self, jobs: t.Sequence[Job]) -> None:
        """Send what is to be changed; each job then has its outcome. In check mode nothing is sent."""
        todo = []
        for job in jobs:
            if job.outcome:
                continue
            job.planned = job.change
            if not job.change.changed:
                job.outcome = "unchanged"
            elif self._session.check_mode:
                if self._session.predictions:
                    self._session.predictions.record(self._resource, job.change.predicted, job.current)
                job.outcome, job.current = "updated", job.change.predicted
            else:
                todo.append(job)
        for start in range(0, len(todo), MOST):
            self._refusals = self._done = 0
            self._attempt(todo[start : start + MOST], looked=False)

    def _attempt(self, batch: list[Job], *, looked: bool) -> None:
        """Send these in one request. looked: whether PagerDuty has refused them before and it was looked why."""
        failures = 0
        while batch:
            if self.stopped:
                for job in batch:
                    job.fail(_not_sent(self.stopped))
                return
            try:
                answer = self._session.client.request(
                    "PUT",
                    self._path,
                    query={"limit": PAGE},  # the answer comes in pages, too
                    body={
                        self._plural: [{"id": job.id, "type": self._resource.name, **job.change.body} for job in batch]
                    },
                    sends_from=True,
                    repeatable=False,  # PagerDuty would call people twice, or refuse what is done
                    expects=responses.Object(**{self._plural: responses.Maybe(responses.Each(responses.IDENTIFIED))}),
                )
            except OutcomeUnknown as error:
                failures += 1
                batch = self._left(batch, error, ours=True)
                if batch and failures > self._session.client.connection.max_retries:
                    self._give_up(batch, error)
                    return
                if batch:
                    self._session.client.back_off(failures)
            except ApiError as error:
                self._refusals += 1
                if error.status not in _FOR_ONE or _names_sender(error):
                    self._give_up(batch, error)
                    return
                many = len(batch)
                if not looked:
                    # Somebody else may have changed one of them a moment ago.
                    looked = True
                    batch = self._left(batch, error, ours=False)
                if len(batch) == many:
                    self._tell_apart(batch, error)
                    return
            except PagerDutyError as error:
                self._give_up(batch, error)
                return
            else:
                self._done += len(batch)
                self._predict(batch, answer)
                return

    def _tell_apart(self, batch: list[Job], error: ApiError) -> None:
        """One of these is refused, or several are: halve them until it is known which."""
        if len(batch) == 1 or self._refusals >= REFUSALS:
            if len(batch) > 1:
                error.add(f"It refused {len(batch)} together, and which of them is at fault is not known")
                if not self._done:
                    self.stopped = error  # so it will be with those that follow
            for job in batch:
                job.fail(error)
            return
        half = len(batch) // 2
        self._attempt(batch[:half], looked=True)
        self._attempt(batch[half:], looked=True)

    def _left(self, batch: list[Job], error: PagerDutyError, *, ours: bool) -> list[Job]:
        """Look how these are, and give those that are still to be changed.

        ours: what is as it shall be was probably changed by the request whose end is not known.
        """
        try:
            self._look(batch)
        except PagerDutyError as trouble:
            error.add(f"Looking how things are failed, too: {trouble.message}")
            self._give_up(batch, error)
            return []
        for job in batch:
            if not job.outcome and not job.change.changed:
                job.outcome = "updated" if ours else "unchanged"
                self._done += ours
        return [job for job in batch if not job.outcome]

    def _predict(self, batch: list[Job], answer: dict[str, Json]) -> None:
        """What has become of those that PagerDuty took. Its answer shows the first of them only."""
        shown = {raw["id"]: raw for raw in answer.get(self._plural) or ()}
        for job in batch:
            job.outcome = "updated"
            job.current = {**job.change.predicted, **shown.get(job.id, {})}

    def _give_up(self, batch: list[Job], error: PagerDutyError) -> None:
        self.stopped = error
        for job in batch:
            job.fail(error)


def _names_sender(error: ApiError) -> bool:
    """Whether a request is rejected because of the From header: all that follow are, too."""
    return error.code in SENDER_CODES


def _not_sent(error: PagerDutyError) -> PagerDutyError:
    return PagerDutyError(f"was not sent, because of what became of an earlier request: {error.message}")


@dataclass
class Report:
    """What a task that changes many objects returns.

    singular, plural: what people call them.
    """

    singular: str
    plural: str
    jobs: list[Job] = field(default_factory=list)

    def result(self) -> dict[str, t.Any]:
        of: dict[str, list[Job]] = {"updated": [], "unchanged": [], "failed": []}
        for job in self.jobs:
            of[job.outcome].append(job)
        planned = [(job.label, job.planned) for job in of["updated"] if job.planned]
        result: dict[str, t.Any] = {
            "changed": bool(of["updated"]),
            "updated": [job.current for job in of["updated"]],
            "unchanged": [job.current for job in of["unchanged"]],
            "failures": [
                {"id": job.id or None, "summary": job.label, "message": job.error.message, "failure": job.error.failure}
                for job in of["failed"]
                if job.error
            ],
            "diff": {
                "before": {label: change.before for label, change in planned},
                "after": {label: change.after for label, change in planned},
                "before_header": self.plural,
                "after_header": self.plural,
            },
        }
        if of["failed"]:
            first = of["failed"][0]
            others = len(of["failed"]) - 1
            more = f" (and {others} more)" if others else ""
            result["failed"] = True
            result["msg"] = (
                f"{len(of['failed'])} of {self._count(len(self.jobs))} failed: {first.label}{more}:"
                f" {first.error.message if first.error else ''}. {len(of['updated'])} changed,"
                f" {len(of['unchanged'])} needed no change; see updated, unchanged and failures"
            )
            result["failure"] = first.error.failure if first.error else None
        return result

    def _count(self, number: int) -> str:
        return f"{number} {self.singular if number == 1 else self.plural}"
