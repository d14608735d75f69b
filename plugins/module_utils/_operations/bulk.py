# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes many objects in one request, and finds out which ones PagerDuty rejects.

PagerDuty accepts or rejects a request as a whole, so one invalid object would prevent the change of all others. After
a request without a response, each of its objects is read again. What PagerDuty stores outside the objects follows, with
requests of its own for each object.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core import responses
from .._core.client import PAGE, segment
from .._core.errors import SENDER_CODES, ApiError, OutcomeUnknown, PagerDutyError
from .._engine.plan import Change
from .._engine.session import Session
from .._schema.fields import Json
from .._schema.resource import Resource

MOST = 250  # objects a request: PagerDuty's maximum

MAX_REJECTED = 40  # rejected requests while the invalid objects of one batch are searched; 1 of 250 takes 16

# The statuses of rejections that may concern only one of many objects. Other rejections concern all later requests.
_FOR_ONE = (400, 403, 404, 409)


@dataclass
class Job:
    """One object among many, and its change.

    id: its ID; empty if it is not known. label: its name in messages and diffs. current: the object as it was last
        read.
    change: the change that is left.
    planned: the change that was planned first. If the object is read again, less of it may be left.
    outcome: updated, unchanged or failed; empty until it is known. error: why it failed.
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
    """A failed job for an object that does not exist. object_id: empty if the task does not name the object by ID."""
    job = Job(object_id, label, {}, Change("nothing"))
    job.fail(error)
    return job


class Bulk:
    """Applies many changes.

    resource: the type of the objects. Requests are sent to its path.
    refresh: a function that reads the objects of the given jobs, and updates `current` and `change`. May call `fail`.
    """

    def __init__(
        self, session: Session, resource: Resource, refresh: t.Callable[[t.Sequence[Job]], None]
    ) -> None:
        self._session = session
        self._resource = resource
        self._path = resource.path
        self._plural = resource.list_key
        self._refresh = refresh
        self._rejected = 0
        self._done = 0
        self.stopped: PagerDutyError | None = None  # why nothing more is sent

    def apply(self, jobs: t.Sequence[Job]) -> None:
        """Send the changes, and set the outcome of each job. In check mode nothing is sent."""
        todo = []
        for job in jobs:
            if job.outcome:
                continue
            job.planned = job.change
            if not job.change.changed:
                job.outcome = "unchanged"
            elif self._session.check_mode:
                if self._session.predictions:
                    change = job.change
                    self._session.predictions.record(
                        self._resource, change.predicted, job.current, requests=change.requests
                    )
                job.outcome, job.current = "updated", job.change.predicted
            else:
                todo.append(job)
        batched = [job for job in todo if job.change.body]
        for start in range(0, len(batched), MOST):
            self._rejected = self._done = 0
            self._attempt(batched[start : start + MOST], refreshed=False)
        for job in todo:
            self._send_rest(job)

    def _send_rest(self, job: Job) -> None:
        """Send the requests of a job besides the one that many objects share, if that was successful."""
        if job.outcome == "failed" or not job.change.requests:
            return
        if self.stopped:
            job.fail(_not_sent(self.stopped))
            return
        try:
            for request in job.change.requests:
                self._session.client.request(
                    request.method,
                    request.target(segment(job.id)),
                    body=request.body,
                    sends_from=request.sends_from,
                    repeatable=request.repeatable,
                    expects=request.expects,
                )
        except PagerDutyError as error:
            done = "its other options were changed, but " if job.outcome == "updated" else ""
            job.fail(error.within(f"{done}{request.what} failed"))
            if not isinstance(error, ApiError) or error.status not in _FOR_ONE:
                self.stopped = error
            return
        if not job.outcome:
            job.outcome, job.current = "updated", job.change.predicted

    def _attempt(self, batch: list[Job], *, refreshed: bool) -> None:
        """Send these in one request. refreshed: whether they were rejected before, and read again since then."""
        failures = 0
        while batch:
            if self.stopped:
                for job in batch:
                    job.fail(_not_sent(self.stopped))
                return
            try:
                response = self._session.client.request(
                    "PUT",
                    self._path,
                    query={"limit": PAGE},  # the response is paginated as well
                    body={
                        self._plural: [{"id": job.id, "type": self._resource.name, **job.change.body} for job in batch]
                    },
                    sends_from=True,
                    repeatable=False,  # PagerDuty would notify people twice, or reject what is already done
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
                self._rejected += 1
                if error.status not in _FOR_ONE or _names_sender(error):
                    self._give_up(batch, error)
                    return
                size = len(batch)
                if not refreshed:
                    # Somebody else may have changed one of them in the meantime.
                    refreshed = True
                    batch = self._left(batch, error, ours=False)
                if len(batch) == size:
                    self._split(batch, error)
                    return
            except PagerDutyError as error:
                self._give_up(batch, error)
                return
            else:
                self._done += len(batch)
                self._complete(batch, response)
                return

    def _split(self, batch: list[Job], error: ApiError) -> None:
        """Split a rejected batch into halves until it is known which objects PagerDuty rejects."""
        if len(batch) == 1 or self._rejected >= MAX_REJECTED:
            if len(batch) > 1:
                error.add(f"PagerDuty rejected {len(batch)} of them in one request; it is not known which are invalid")
                if not self._done:
                    self.stopped = error  # later requests would be rejected as well
            for job in batch:
                job.fail(error)
            return
        half = len(batch) // 2
        self._attempt(batch[:half], refreshed=True)
        self._attempt(batch[half:], refreshed=True)

    def _left(self, batch: list[Job], error: PagerDutyError, *, ours: bool) -> list[Job]:
        """Read these again, and return those that still have to be changed.

        ours: whether objects that need no change were probably changed by our request with the unknown outcome.
        """
        try:
            self._refresh(batch)
        except PagerDutyError as trouble:
            error.add(f"Reading the current state failed as well: {trouble.message}")
            self._give_up(batch, error)
            return []
        for job in batch:
            if not job.outcome and not job.change.body and (ours or not job.change.requests):
                job.outcome = "updated" if ours else "unchanged"
                self._done += ours
        return [job for job in batch if not job.outcome and job.change.body]

    def _complete(self, batch: list[Job], response: dict[str, Json]) -> None:
        """Set the outcome of a batch that PagerDuty accepted. The response contains only the first page of it."""
        shown = {raw["id"]: raw for raw in response.get(self._plural) or ()}
        for job in batch:
            job.outcome = "updated"
            job.current = {**job.change.predicted, **shown.get(job.id, {})}

    def _give_up(self, batch: list[Job], error: PagerDutyError) -> None:
        self.stopped = error
        for job in batch:
            job.fail(error)


def _names_sender(error: ApiError) -> bool:
    """Whether a request is rejected because of the From header. Then all later requests are rejected as well."""
    return error.code in SENDER_CODES


def _not_sent(error: PagerDutyError) -> PagerDutyError:
    return PagerDutyError(f"was not sent, because an earlier request failed: {error.message}")


@dataclass
class Report:
    """What a task that changes many objects returns.

    singular, plural: the word for the objects in messages.
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
