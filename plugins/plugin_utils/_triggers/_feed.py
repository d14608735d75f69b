# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed: stores the events of a source, and delivers them to the rule engine's queue in order and without losses.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue as queues
import threading
import time
import typing as t
from collections import deque
from concurrent.futures import Future

from ...module_utils._core.errors import one_line
from ._safe import safe
from ._state import Batch, Keys, State, StateError, Stored

logger = logging.getLogger(__name__)

LIMIT = 1000  # maximum number of events that wait for the rules
MAX_UNMARKED = 32  # maximum number of fetched events that are not marked on disk yet. They are repeated after a crash
GROUP = 500  # maximum number of jobs that the writer combines in one transaction
DISK_TIMED_OUT = "the disk does not respond"
STALLED = 900.0  # seconds without a fetch, while events wait, after which the rule engine counts as stalled

# Seconds between two checks whether an event was fetched. The pause is short at first, and is then doubled.
_CHECK_PAUSE = 0.001
_MAX_CHECK_PAUSE = 0.1

_STORE_TIMEOUT = 10.0  # seconds to wait for the disk in a check of the state's file

_MONITOR_INTERVAL = 30.0  # maximum number of seconds between two checks of the rule engine and of the state's file


class _Job(t.NamedTuple):
    batch: Batch
    taken: tuple[int, ...]
    done: Future[list[Stored]]


class _Writer(threading.Thread):
    """The only thread that writes to the state. It combines waiting jobs in one transaction."""

    def __init__(self, state: State, written: t.Callable[[int, list[Stored]], None]) -> None:
        super().__init__(name="pagerduty state", daemon=True)
        self._state = state
        self._written = written
        self._jobs: queues.SimpleQueue[_Job | None] = queues.SimpleQueue()
        self._not_deleted: list[int] = []  # events that were taken, but could not be deleted on disk yet

    def submit(self, batch: Batch = Batch(), taken: tuple[int, ...] = ()) -> Future[list[Stored]]:  # noqa: B008
        done: Future[list[Stored]] = Future()
        self._jobs.put(_Job(batch, taken, done))
        return done

    def stop(self) -> None:
        """Write the submitted jobs, then stop."""
        self._jobs.put(None)
        self.join()

    def run(self) -> None:
        running = True
        while running:
            group = [self._jobs.get()]
            with contextlib.suppress(queues.Empty):
                while len(group) < GROUP:
                    group.append(self._jobs.get_nowait())
            running = None not in group
            self._write([job for job in group if job is not None])

    def _write(self, jobs: list[_Job]) -> None:
        open_jobs = []
        for job in jobs:
            if job.done.set_running_or_notify_cancel():
                open_jobs.append(job)
            else:
                self._written(len(job.batch.events), [])
        taken = self._not_deleted + [seq for job in jobs for seq in job.taken]
        if not open_jobs and not taken:
            return
        try:
            results = self._state.transact([job.batch for job in open_jobs], taken)
        except Exception as error:  # of any type: the callers wait for a result
            self._not_deleted = taken
            for job in open_jobs:
                self._written(len(job.batch.events), [])
                job.done.set_exception(
                    error if isinstance(error, StateError) else StateError(f"can't write the state: {one_line(error)}")
                )
            return
        self._not_deleted = []
        for job, stored in zip(open_jobs, results):
            # Called in this thread, so that events are delivered in the order in which they were stored.
            self._written(len(job.batch.events), stored)
            job.done.set_result(stored)


class Feed:
    """Delivers events from a source to the rule engine.

    queue: the queue that the engine passes to the source. It can contain one event. Other sources can share it.
    limit: maximum number of waiting events. The source must check `room` before it accepts more.
    stalled_after: seconds without a fetch, while events wait, after which the rule engine counts as stalled. 0: never.

    Events are made safe for ansible-rulebook before they are stored (see `_safe`).

    An event is marked as taken after the engine has fetched it from its queue. The engine passes it to the rules in the
    same step. If the process is killed before the mark is on disk, the event is delivered again. It is never lost.

    Call `start`, `wait_for_room` and `close` in the engine's event loop. Everything else can be called from any thread,
    and `accept` from any event loop.
    """

    def __init__(
        self, queue: t.Any, state: State, *, limit: int = LIMIT, stalled_after: float = STALLED
    ) -> None:
        self.limit = limit
        self.stalled_after = stalled_after
        self.delivered = 0  # events that the engine has fetched
        self.altered = 0  # events that were changed to make them safe
        self.damaged = 0  # events of an earlier run that could not be read
        self.problem: str | None = None  # why events can't be stored, or None
        self._since: float | None = None  # the time since which the engine can fetch the next event
        self._queue = queue
        self._inner = getattr(queue, "queue", queue)  # without the filters that the engine adds to it
        self._waiting: deque[Stored] = deque()
        self._in_queue: deque[tuple[int, t.Any]] = deque()  # events in the queue: (seq, filtered object)
        self._reserved = 0  # events that are being written to disk
        self._lock = threading.Lock()
        self._writer = _Writer(state, self._written)
        self._state = state
        self._pending_marks: deque[Future[list[Stored]]] = deque()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_waiting = asyncio.Event()
        self._delivered_some = asyncio.Event()
        self._room_changed = asyncio.Event()

    # -- for sources ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Deliver the events left by an earlier run, with `meta.redelivered`, and start to deliver new ones."""
        self._loop = asyncio.get_running_loop()
        left = await asyncio.to_thread(self._state.pending)
        left = [Stored(one.seq, one.key, safe(one.event)) for one in left]  # an older version may have stored them
        for stored in left:
            stored.event.setdefault("meta", {})["redelivered"] = True
        if left:
            logger.info("delivering %d events again that the rules had not taken before the restart", len(left))
        self._waiting.extend(left)
        self._has_waiting.set()
        self.damaged = len(self._state.damaged)
        self._writer.start()
        if self._state.damaged:
            self._writer.submit(taken=tuple(self._state.damaged))  # deletes them: they are in the log
        self._tasks = [asyncio.create_task(each) for each in (self._deliver(), self._watch_queue(), self._monitor())]

    async def accept(
        self,
        events: t.Sequence[tuple[Keys, dict[str, t.Any]]],
        cursors: t.Mapping[str, str] | None = None,
    ) -> list[Stored]:
        """Store events and cursors like `State.accept`, in the writer's thread, and deliver the new events.

        On return, the new events are on disk and in the feed, in the order of the calls. Do not call `offer` for them.
        """
        made = [(keys, safe(event)) for keys, event in events]
        self.altered += sum("altered" in event.get("meta", ()) for _keys, event in made)
        with self._lock:
            self._reserved += len(made)
        try:
            stored = await asyncio.wrap_future(self._writer.submit(Batch(made, cursors or {})))
        except StateError as error:
            self.problem = error.message
            raise
        self.problem = None
        return stored

    def offer(self, stored: Stored | t.Iterable[Stored]) -> None:
        """Deliver events that the state has stored. Only for callers of `State.accept`."""
        for one in [stored] if isinstance(stored, Stored) else stored:
            one.event.setdefault("meta", {}).setdefault("redelivered", False)
            self._waiting.append(one)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._has_waiting.set)

    @property
    def waiting(self) -> int:
        """The number of events that are stored and not fetched."""
        return len(self._waiting) + len(self._in_queue)

    @property
    def room(self) -> int:
        """The number of events that can still be accepted."""
        with self._lock:
            return max(0, self.limit - len(self._waiting) - len(self._in_queue) - self._reserved)

    @property
    def unfetched(self) -> float:
        """Seconds for which an event has been waiting while the rule engine has fetched none."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def stalled(self) -> bool:
        """Whether the rule engine has probably stopped. Only a restart of the rulebook helps then."""
        return 0 < self.stalled_after <= self.unfetched

    async def wait_for_room(self) -> None:
        """Wait until `room` is not 0."""
        while not self.room:
            self._room_changed.clear()
            await self._room_changed.wait()

    async def wait_until_empty(self) -> None:
        """Wait until the rules have fetched all events."""
        while self.waiting or self._reserved:
            self._room_changed.clear()
            await self._room_changed.wait()

    async def close(self) -> None:
        """Stop the delivery, and mark the fetched events on disk. The state stays open."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._mark_fetched()
        if self._writer.is_alive():
            await asyncio.to_thread(self._writer.stop)

    # -- for the writer ------------------------------------------------------------------------------------------

    def _written(self, asked: int, stored: list[Stored]) -> None:
        with self._lock:
            self._reserved -= asked
            if stored:
                self.offer(stored)
            elif self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._room_changed.set)

    # -- for the rule engine -------------------------------------------------------------------------------------

    async def _deliver(self) -> None:
        while True:
            while not self._waiting:
                self._has_waiting.clear()
                if not self._waiting:
                    await self._has_waiting.wait()
            stored = self._waiting[0]
            if self._since is None:
                self._since = time.monotonic()
            try:
                await self._queue.put(stored.event)
            except Exception as error:
                # A filter of the rulebook failed. It would fail for this event after each restart.
                logger.error("event %s is dropped: a filter of the rulebook failed: %s", stored.key, one_line(error))
            # No other task has run since `put`, so the last object in the queue is this event after the filters. If the
            # filters have dropped the event, it is an event of another source. This has no effect.
            content = self._queue_content()
            self._in_queue.append((stored.seq, content[-1] if content else None))
            self._waiting.popleft()
            self._mark_fetched()
            self._delivered_some.set()
            while len(self._pending_marks) > MAX_UNMARKED:
                mark = self._pending_marks.popleft()
                with contextlib.suppress(StateError):  # the writer tries again
                    await asyncio.wrap_future(mark)

    async def _watch_queue(self) -> None:
        """Check whether the last event was fetched while no other event follows."""
        while True:
            await self._delivered_some.wait()
            pause = _CHECK_PAUSE
            while self._in_queue:
                before = self.delivered
                self._mark_fetched()
                pause = _CHECK_PAUSE if self.delivered != before else min(pause * 2, _MAX_CHECK_PAUSE)
                await asyncio.sleep(pause)
            self._delivered_some.clear()

    async def _monitor(self) -> None:
        """Check periodically whether the rule engine fetches events, and whether events can be stored."""
        reported = False
        while True:
            await asyncio.sleep(min(self.stalled_after / 4 or _MONITOR_INTERVAL, _MONITOR_INTERVAL))
            if self.stalled and not reported:
                logger.error(
                    "the rules have taken no event for %d seconds, although %d events wait. If no playbook runs that"
                    " long, restart the rulebook (see stalled_after)",
                    self.unfetched,
                    self.waiting,
                )
            elif reported and not self.stalled:
                logger.warning("the rules take events again")
            reported = self.stalled
            await self._check_state()

    async def _check_state(self) -> None:
        """Detect a deleted state file, and new space on a full disk, also if no event arrives."""
        before = self.problem
        try:
            # After an error, only a write can show that the error is over.
            async with asyncio.timeout(_STORE_TIMEOUT):
                await self.accept([], {"checked": str(time.time())} if before else None)
        except (StateError, TimeoutError) as error:
            if isinstance(error, TimeoutError):
                self.problem = DISK_TIMED_OUT
            if before is None:
                logger.error("events can't be stored: %s", self.problem)
        else:
            if before is not None:
                logger.warning("events can be stored again")

    def _queue_content(self) -> t.Sequence[t.Any]:
        """The objects in the queue that the engine has not fetched yet."""
        content: t.Sequence[t.Any] | None = getattr(self._inner, "_queue", None)
        if content is None:  # not an asyncio queue: only `empty` is known
            empty = getattr(self._inner, "empty", None)
            return () if empty is None or empty() else (self._inner,)
        return content

    def _mark_fetched(self) -> None:
        """Mark the events as taken that are no longer in the queue."""
        content = self._queue_content()
        fetched = []
        while self._in_queue and all(one is not self._in_queue[0][1] for one in content):
            fetched.append(self._in_queue.popleft()[0])
        if not fetched:
            return
        self.delivered += len(fetched)
        self._since = time.monotonic() if self.waiting else None
        self._room_changed.set()
        while self._pending_marks and self._pending_marks[0].done():
            self._pending_marks.popleft()
        self._pending_marks.append(self._writer.submit(taken=tuple(fetched)))
