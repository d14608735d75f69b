# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the threads of a task share.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor
from functools import wraps

from ..._core.errors import UsageError
from ..._core.pace import Pace
from ..names import Names
from ..session import Session

Task = t.Callable[[Session], t.Any]

MOST_PARALLEL = 16


def check_parallel(number: int) -> None:
    """Raise UsageError if the option `parallel` is out of its range."""
    if not 1 <= number <= MOST_PARALLEL:
        raise UsageError("parallel", f"must be between 1 and {MOST_PARALLEL}")


class RequestLock:
    """A lock that a thread does not hold while it waits for a response, so that requests of threads overlap."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._held = threading.local()

    def __enter__(self) -> None:
        self._lock.acquire()
        self._held.times = getattr(self._held, "times", 0) + 1

    def __exit__(self, *_exception: object) -> None:
        self._held.times -= 1
        self._lock.release()

    @contextlib.contextmanager
    def released(self) -> t.Iterator[None]:
        times = getattr(self._held, "times", 0)
        for _time in range(times):
            self._lock.release()
        try:
            yield
        finally:
            for _time in range(times):
                self._lock.acquire()


class _LockedNames:
    """An index of objects that several threads use: one at a time, except while it waits for a response."""

    def __init__(self, names: Names, lock: RequestLock) -> None:
        self._names = names
        self._lock = lock

    def __getattr__(self, name: str) -> t.Any:
        method = getattr(self._names, name)

        @wraps(method)
        def locked(*arguments: t.Any, **options: t.Any) -> t.Any:
            with self._lock:
                return method(*arguments, **options)

        setattr(self, name, locked)
        return locked


class Threads:
    """Makes sessions for the threads of a task. They share the caches, the warnings and the rate limit.

    session: of the task.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = RequestLock()
        self._pace = Pace(session.client.clock, session.client.sleep)
        self._own = threading.local()

    def session(self) -> Session:
        """A session for one object, for the thread that calls this. Its warnings are its own."""
        base = self._session
        if not hasattr(self._own, "client"):
            self._own.client = base.client.for_thread(self._pace, self._sender, self._lock.released)
        client = self._own.client
        names = t.cast(Names, _LockedNames(base.names.bound(client), self._lock))
        return Session(client, names, base.check_mode, base.predictions, base.check_sender, base.diff_mode)

    def run(self, tasks: t.Sequence[Task], parallel: int) -> list[t.Any]:
        """Call functions of (session), so many at a time. Returns their results in the same order."""
        with ThreadPoolExecutor(min(parallel, len(tasks)) or 1) as pool:
            return list(pool.map(lambda task: task(self.session()), tasks))

    def _sender(self, value: str) -> str:
        with self._lock:
            return self._session.client.sender_of(value)
