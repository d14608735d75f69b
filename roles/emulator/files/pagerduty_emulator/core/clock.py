# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's clock, which can be moved forward, and its timers.

The clock runs as the system's clock does. ``POST /_emulator/clock`` moves it forward, so that a test of an escalation
after an hour does not take an hour.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from .journal import Journal


class Clock:
    """The clock of an emulator. Instants are UTC, in whole seconds."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        """The emulator's time."""
        return (datetime.now(UTC) + self.ahead).replace(microsecond=0)

    def exact(self) -> datetime:
        """The emulator's time in milliseconds, for the few instants that are not in whole seconds."""
        moment = datetime.now(UTC) + self.ahead
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment, for the expiry of tokens."""
        return time.monotonic() + self.ahead.total_seconds()

    def instant_of(self, monotonic: float) -> float:
        """A value of `monotonic` as seconds since 1970 of the emulator's time, which also another process knows."""
        return monotonic - self.monotonic() + time.time() + self.ahead.total_seconds()

    def monotonic_of(self, instant: float) -> float:
        """The opposite of `instant_of`."""
        return instant - time.time() - self.ahead.total_seconds() + self.monotonic()

    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""
        self.ahead += timedelta(seconds=seconds)


class Timer(NamedTuple):
    """Something to do at an instant.

    ``at``          the instant (ISO 8601, UTC)
    ``order``       the order of timers with the same instant
    ``action``      a key of ``TIMERS`` of a resource's module
    ``identifier``  the ID of the object that it concerns
    ``detail``      further arguments of the action
    """

    at: str
    order: int
    action: str
    identifier: str
    detail: str


class Timers:
    """The timers of an account, the earliest first.

    Timers are not removed. Their actions check whether they still apply.

    ``mark``: called with the ``order`` of each timer that is added or was due, also if this is undone later; None for
    nothing
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._heap: list[Timer] = []
        self._waiting: dict[int, Timer] = {}
        self._count = 0
        self.mark: Callable[[int], None] | None = None

    def __iter__(self) -> Iterator[Timer]:
        """The timers that are not due yet, in any order."""
        return iter(self._waiting.values())

    def get(self, order: int) -> Timer | None:
        """The timer with this ``order``; None if it was due."""
        return self._waiting.get(order)

    def restore(self, timers: Iterable[Timer]) -> None:
        """Adds timers with their ``order``. There must be no others."""
        for timer in timers:
            self._push(timer)
            self._count = max(self._count, timer.order)

    def add(self, at: str, action: str, identifier: str, detail: str = "") -> None:
        """Adds a timer for an instant (ISO 8601, UTC)."""
        self._count += 1
        timer = Timer(at, self._count, action, identifier, detail)
        self._push(timer)
        self._mark(timer)
        self._journal.note(partial(self._remove, timer))

    def _push(self, timer: Timer) -> None:
        heapq.heappush(self._heap, timer)
        self._waiting[timer.order] = timer

    def _remove(self, timer: Timer) -> None:
        self._heap.remove(timer)
        heapq.heapify(self._heap)
        del self._waiting[timer.order]

    def _mark(self, timer: Timer) -> None:
        if self.mark is not None:
            self.mark(timer.order)

    def next_due(self, now: str) -> Timer | None:
        """Removes the earliest timer that is due, and returns it. None if no timer is due."""
        if self._heap and self._heap[0][0] <= now:
            timer = heapq.heappop(self._heap)
            del self._waiting[timer.order]
            self._mark(timer)
            self._journal.note(partial(self._push, timer))
            return timer
        return None


def to_datetime(instant: str) -> datetime:
    """A stored instant (ISO 8601, UTC) as a `datetime`."""
    return datetime.fromisoformat(instant)


def later(instant: str, seconds: float) -> str:
    """The instant (ISO 8601, UTC) so many seconds after another."""
    return (datetime.fromisoformat(instant) + timedelta(seconds=seconds)).isoformat()
