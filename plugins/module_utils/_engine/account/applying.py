# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies the plan for an account: several objects at a time, each after those that it refers to.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ..._core.errors import ApiError, PagerDutyError, RateLimited, Unexpected, Unreachable
from .planning import Planned
from .threads import Threads

INTERVAL = 5.0  # seconds between two lines of progress
MOST_UNREACHABLE = 3  # objects in a row for which PagerDuty could not be reached, after which the rest is not tried


@dataclass(eq=False)
class Work:
    """The requests for one object, or for a part of them.

    run: a function of (threads) that sends them, and returns warnings. needs: the work that must be done before.
    """

    planned: Planned
    run: t.Callable[[Threads], list[str]]
    needs: list[Work] = field(default_factory=list)


@dataclass
class Applied:
    """What was applied.

    done: the objects whose work is complete. failures: (object, error). left: by object, why it was not tried.
    has_changed: whether anything was changed.
    """

    done: dict[Planned, None] = field(default_factory=dict)
    failures: list[tuple[Planned, PagerDutyError]] = field(default_factory=list)
    left: dict[Planned, str] = field(default_factory=dict)
    has_changed: bool = False


class Applier:
    """Runs work in threads.

    parallel: the number of objects at a time. progress: shows a line, None if nobody sees it.
    clock: seconds from a fixed point in time. warn: called with each warning.
    """

    def __init__(
        self,
        threads: Threads,
        parallel: int,
        *,
        progress: t.Callable[[str], None] | None,
        clock: t.Callable[[], float],
        warn: t.Callable[[str], None],
    ) -> None:
        self._threads = threads
        self._parallel = parallel
        self._progress = progress
        self._clock = clock
        self._warn = warn
        self._broken: dict[Work, str] = {}  # work that was not done, and what its dependents are told
        self._unreachable = 0
        self._stopped = ""
        self.applied = Applied()

    def apply(self, works: list[Work]) -> None:
        """Do the work. Work that needs unfinished work waits. The order is kept as far as possible."""
        followers: dict[Work, list[Work]] = {work: [] for work in works}
        waiting = dict.fromkeys(works, 0)
        for work in works:
            for needed in work.needs:
                if needed in followers:
                    followers[needed].append(work)
                    waiting[work] += 1
        ready = deque(work for work in works if not waiting[work])
        total, began, shown = len(works), self._clock(), self._clock()
        finished = 0
        running: dict[Future[list[str] | None], Work] = {}
        with ThreadPoolExecutor(self._parallel) as pool:
            while ready or running:
                while ready and len(running) < self._parallel:
                    work = ready.popleft()
                    running[pool.submit(self._run, work)] = work
                ended, _rest = wait(running, timeout=INTERVAL, return_when=FIRST_COMPLETED)
                for future in ended:
                    work = running.pop(future)
                    self._take(work, future)
                    finished += 1
                    for follower in followers[work]:
                        waiting[follower] -= 1
                        if not waiting[follower]:
                            ready.append(follower)
                now = self._clock()
                if self._progress and now - shown >= INTERVAL:
                    shown = now
                    self._progress(_line(finished, total, len(self.applied.failures), now - began))

    def _run(self, work: Work) -> list[str] | None:
        """In a thread. None if the work is not tried."""
        if self._stopped or any(needed in self._broken for needed in work.needs):
            return None
        return work.run(self._threads)

    def _take(self, work: Work, future: Future[list[str] | None]) -> None:
        """Take the result of work, in the thread of the task."""
        applied, planned = self.applied, work.planned
        try:
            warnings = future.result()
        except PagerDutyError as error:
            self._fail(work, error)
        except Exception as error:
            self._fail(work, Unexpected(str(planned), error))
        else:
            if warnings is None:
                self._leave(work)
                return
            for warning in warnings:
                self._warn(warning)
            self._unreachable = 0
            applied.has_changed = True
            applied.done[planned] = None

    def _leave(self, work: Work) -> None:
        """Record work that was not tried. If the first part of an object has failed, the object is a failure."""
        planned = work.planned
        broken = dict.fromkeys(self._broken[needed] for needed in work.needs if needed in self._broken)
        self._broken[work] = str(planned)
        if planned not in [one for one, _error in self.applied.failures]:
            self.applied.done.pop(planned, None)
            self.applied.left.setdefault(planned, f"it needs {', '.join(broken)}" if broken else self._stopped)

    def _fail(self, work: Work, error: PagerDutyError) -> None:
        applied, planned = self.applied, work.planned
        self._broken[work] = str(planned)
        applied.done.pop(planned, None)
        applied.failures.append((planned, error))
        applied.has_changed = applied.has_changed or error.done is not None
        self._unreachable = self._unreachable + 1 if isinstance(error, Unreachable) else 0
        if isinstance(error, ApiError) and error.status == 401:
            self._stopped = "PagerDuty rejected the credentials"
        elif isinstance(error, RateLimited):
            self._stopped = "the rate limit of PagerDuty is used up"
        elif self._unreachable >= MOST_UNREACHABLE:
            self._stopped = "PagerDuty could not be reached"


def _line(finished: int, total: int, failed: int, seconds: float) -> str:
    left = round(seconds / finished * (total - finished)) if finished else None
    failures = f", {failed} failed" if failed else ""
    return f"{finished} of {total} objects{failures}, {'time left unknown' if left is None else f'about {left} s left'}"
