# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed: from a source through its state into the rule engine's queue, in order, nothing lost in between.

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

from ...module_utils._errors import one_line
from ._safe import safe
from ._state import Batch, Keys, State, StateError, Stored

logger = logging.getLogger(__name__)

LIMIT = 1000  # events that may wait for the rules
UNMARKED = 32  # events that the rules have, and the disk does not know yet: as many may come again after a crash
GROUP = 500  # the most that the writer writes at once
NO_ANSWER = "the disk does not answer"
STALLED = 900.0  # seconds without a fetch, while events wait, after which the rule engine counts as stalled

# Seconds between two looks whether an event was fetched: short at first, then longer and longer.
_LOOK = 0.001
_LOOK_CAP = 0.1

_STORING = 10.0  # seconds for the disk, in such a check

_GUARD = 30.0  # seconds between two checks of the rule engine and of the state's file, at the most


class _Job(t.NamedTuple):
    batch: Batch
    taken: tuple[int, ...]
    done: Future[list[Stored]]


class _Writer(threading.Thread):
    """The one thread that writes to the state. What has piled up while it wrote goes into the next transaction."""

    def __init__(self, state: State, written: t.Callable[[int, list[Stored]], None]) -> None:
        super().__init__(name="pagerduty state", daemon=True)
        self._state = state
        self._written = written
        self._jobs: queues.SimpleQueue[_Job | None] = queues.SimpleQueue()
        self._owed: list[int] = []  # taken, but the disk would not hear of it

    def submit(self, batch: Batch = Batch(), taken: tuple[int, ...] = ()) -> Future[list[Stored]]:  # noqa: B008
        done: Future[list[Stored]] = Future()
        self._jobs.put(_Job(batch, taken, done))
        return done

    def stop(self) -> None:
        """Write what was submitted, then end."""
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
        wanted = []
        for job in jobs:
            if job.done.set_running_or_notify_cancel():
                wanted.append(job)
            else:
                self._written(len(job.batch.events), [])
        taken = self._owed + [seq for job in jobs for seq in job.taken]
        if not wanted and not taken:
            return
        try:
            results = self._state.transact([job.batch for job in wanted], taken)
        except Exception as error:  # whatever it is, somebody waits for the answer
            self._owed = taken
            for job in wanted:
                self._written(len(job.batch.events), [])
                job.done.set_exception(
                    error if isinstance(error, StateError) else StateError(f"can't write the state: {one_line(error)}")
                )
            return
        self._owed = []
        for job, stored in zip(wanted, results):
            # In the writer, so that events enter the feed in the order in which they were stored.
            self._written(len(job.batch.events), stored)
            job.done.set_result(stored)


class Feed:
    """Carries events from a source to the rule engine.

    queue: the one that the engine gave to the source. It holds a single event, and other sources may share it.
    limit: events that may wait. It is not enforced here: a source looks at `room` before it accepts more.
    stalled_after: seconds without a fetch, while events wait, after which the rule engine counts as stalled; 0: never.

    Events are made safe for ansible-rulebook before they are stored (see `_safe`).

    An event is marked as taken once the engine has fetched it from its queue; fetching it and handing it to the rules
    is one step of the engine. A crash before the mark is on disk brings the event again, never loses it.

    `start`, `vacancy` and `close` belong to the engine's event loop. Everything else may be called from any thread,
    and `accept` from any event loop.
    """

    def __init__(
        self, queue: t.Any, state: State, *, limit: int = LIMIT, stalled_after: float = STALLED
    ) -> None:
        self.limit = limit
        self.stalled_after = stalled_after
        self.delivered = 0  # events that the engine has fetched
        self.altered = 0  # events that were changed to make them safe
        self.damaged = 0  # events of an earlier life that could not be read
        self.trouble: str | None = None  # what keeps events from being stored
        self._since: float | None = None  # when the engine could fetch the event that is the next
        self._queue = queue
        self._inner = getattr(queue, "queue", queue)  # beneath the filters that the engine has put around it
        self._waiting: deque[Stored] = deque()
        self._held: deque[tuple[int, t.Any]] = deque()  # (seq, the last object that its filters made) in the queue
        self._reserved = 0  # events on their way to the disk
        self._lock = threading.Lock()
        self._writer = _Writer(state, self._written)
        self._state = state
        self._marks: deque[Future[list[Stored]]] = deque()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._more = asyncio.Event()
        self._fetching = asyncio.Event()
        self._vacant = asyncio.Event()

    # -- what sources use ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Bring again what an earlier life left, marked `meta.redelivered`, and begin to deliver."""
        self._loop = asyncio.get_running_loop()
        left = await asyncio.to_thread(self._state.pending)
        left = [Stored(one.seq, one.key, safe(one.event)) for one in left]  # another version may have stored them
        for stored in left:
            stored.event.setdefault("meta", {})["redelivered"] = True
        if left:
            logger.info("bringing %d events again that the rules had not taken", len(left))
        self._waiting.extend(left)
        self._more.set()
        self.damaged = len(self._state.damaged)
        self._writer.start()
        if self._state.damaged:
            self._writer.submit(taken=tuple(self._state.damaged))  # they are in the log
        self._tasks = [asyncio.create_task(each) for each in (self._pump(), self._watch(), self._guard())]

    async def accept(
        self,
        events: t.Sequence[tuple[Keys, dict[str, t.Any]]],
        cursors: t.Mapping[str, str] | None = None,
    ) -> list[Stored]:
        """Store as `State.accept` does, off the event loop and together with what others store meanwhile, and deliver.

        On return the new events are on disk and in the feed, in the order of the calls: no `offer` is needed.
        """
        made = [(keys, safe(event)) for keys, event in events]
        self.altered += sum("altered" in event.get("meta", ()) for _keys, event in made)
        with self._lock:
            self._reserved += len(made)
        try:
            stored = await asyncio.wrap_future(self._writer.submit(Batch(made, cursors or {})))
        except StateError as error:
            self.trouble = error.message
            raise
        self.trouble = None
        return stored

    def offer(self, stored: Stored | t.Iterable[Stored]) -> None:
        """Deliver what the state has stored; for those who call `State.accept` themselves."""
        for one in [stored] if isinstance(stored, Stored) else stored:
            one.event.setdefault("meta", {}).setdefault("redelivered", False)
            self._waiting.append(one)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._more.set)

    @property
    def waiting(self) -> int:
        """Events that are stored and not fetched."""
        return len(self._waiting) + len(self._held)

    @property
    def room(self) -> int:
        """How many more events may be accepted."""
        with self._lock:
            return max(0, self.limit - len(self._waiting) - len(self._held) - self._reserved)

    @property
    def unfetched(self) -> float:
        """Seconds for which an event has been waiting while the rule engine has fetched none."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def stalled(self) -> bool:
        """Whether the rule engine seems to have stopped: nothing wakes it then but a restart of the rulebook."""
        return 0 < self.stalled_after <= self.unfetched

    async def vacancy(self) -> None:
        """Wait until there is room."""
        while not self.room:
            self._vacant.clear()
            await self._vacant.wait()

    async def drained(self) -> None:
        """Wait until the rules have everything."""
        while self.waiting or self._reserved:
            self._vacant.clear()
            await self._vacant.wait()

    async def close(self) -> None:
        """Stop delivering, and write what is known to be taken. The state is still open afterwards."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._settle()
        if self._writer.is_alive():
            await asyncio.to_thread(self._writer.stop)

    # -- the writer's side ---------------------------------------------------------------------------------------

    def _written(self, asked: int, stored: list[Stored]) -> None:
        with self._lock:
            self._reserved -= asked
            if stored:
                self.offer(stored)
            elif self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._vacant.set)

    # -- the engine's side ---------------------------------------------------------------------------------------

    async def _pump(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                if not self._waiting:
                    await self._more.wait()
            stored = self._waiting[0]
            if self._since is None:
                self._since = time.monotonic()
            try:
                await self._queue.put(stored.event)
            except Exception as error:
                # A filter of the rulebook failed. The event would fail it at each start again.
                logger.error("event %s is dropped: a filter of the rulebook failed: %s", stored.key, one_line(error))
            # Nothing has run since it was put, so the queue's last object is what became of this event. If the filters
            # have swallowed it, it is somebody else's, which does no harm.
            content = self._content()
            self._held.append((stored.seq, content[-1] if content else None))
            self._waiting.popleft()
            self._settle()
            self._fetching.set()
            while len(self._marks) > UNMARKED:
                mark = self._marks.popleft()
                with contextlib.suppress(StateError):  # the writer goes on trying
                    await asyncio.wrap_future(mark)

    async def _watch(self) -> None:
        """See when an event is fetched that no other follows."""
        while True:
            await self._fetching.wait()
            pause = _LOOK
            while self._held:
                before = self.delivered
                self._settle()
                pause = _LOOK if self.delivered != before else min(pause * 2, _LOOK_CAP)
                await asyncio.sleep(pause)
            self._fetching.clear()

    async def _guard(self) -> None:
        """See from time to time whether the rule engine goes on, and whether events can be stored."""
        reported = False
        while True:
            await asyncio.sleep(min(self.stalled_after / 4 or _GUARD, _GUARD))
            if self.stalled and not reported:
                logger.error(
                    "the rules have taken no event for %d seconds although %d wait; if no playbook takes that long,"
                    " restart the rulebook (see stalled_after)",
                    self.unfetched,
                    self.waiting,
                )
            elif reported and not self.stalled:
                logger.warning("the rules take events again")
            reported = self.stalled
            await self._check_state()

    async def _check_state(self) -> None:
        """Notice a state file that is gone, and space on a disk that was full, although no event comes."""
        before = self.trouble
        try:
            # With trouble, only writing tells whether it is over.
            async with asyncio.timeout(_STORING):
                await self.accept([], {"checked": str(time.time())} if before else None)
        except (StateError, TimeoutError) as error:
            if isinstance(error, TimeoutError):
                self.trouble = NO_ANSWER
            if before is None:
                logger.error("events can't be stored: %s", self.trouble)
        else:
            if before is not None:
                logger.warning("events can be stored again")

    def _content(self) -> t.Sequence[t.Any]:
        """What the engine has not fetched yet."""
        content = getattr(self._inner, "_queue", None)
        if content is None:  # not a queue of asyncio's: all we can ask is whether anything is in it
            empty = getattr(self._inner, "empty", None)
            return () if empty is None or empty() else (self._inner,)
        return content

    def _settle(self) -> None:
        """Mark as taken what the queue no longer holds."""
        content = self._content()
        fetched = []
        while self._held and all(one is not self._held[0][1] for one in content):
            fetched.append(self._held.popleft()[0])
        if not fetched:
            return
        self.delivered += len(fetched)
        self._since = time.monotonic() if self.waiting else None
        self._vacant.set()
        while self._marks and self._marks[0].done():
            self._marks.popleft()
        self._marks.append(self._writer.submit(taken=tuple(fetched)))
