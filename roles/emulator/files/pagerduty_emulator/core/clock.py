# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's time, which can be moved forward, and what is due at a later time.

Time passes as it does outside; ``POST /_emulator/clock`` adds to it, so that an hour's escalation needs no hour.
"""

from __future__ import annotations

import heapq
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from .journal import Journal


class Clock:
    """One emulator's clock. Instants are UTC, in whole seconds."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        """The emulator's time."""
        return (datetime.now(UTC) + self.ahead).replace(microsecond=0)

    def monotonic(self) -> float:
        """Seconds since some point in time, for tokens that expire."""
        return time.monotonic() + self.ahead.total_seconds()

    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""
        self.ahead += timedelta(seconds=seconds)


class Timer(NamedTuple):
    """Something to do at an instant.

    ``at``          the instant (ISO 8601, UTC)
    ``order``       which one of the same instant is first
    ``action``      a key of ``TIMERS`` of a resource's module
    ``identifier``  the ID of the object that it concerns
    ``detail``      further words for the action
    """

    at: str
    order: int
    action: str
    identifier: str
    detail: str


class Timers:
    """What is due when, the earliest first. A timer that no longer applies is found so when it is due."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._heap: list[Timer] = []
        self._count = 0

    def add(self, at: str, action: str, identifier: str, detail: str = "") -> None:
        """Something to do at an instant (ISO 8601, UTC)."""
        self._count += 1
        timer = Timer(at, self._count, action, identifier, detail)
        heapq.heappush(self._heap, timer)
        self._journal.note(partial(self._remove, timer))

    def _remove(self, timer: Timer) -> None:
        self._heap.remove(timer)
        heapq.heapify(self._heap)

    def next_due(self, now: str) -> Timer | None:
        """Takes the earliest timer that is due."""
        if self._heap and self._heap[0][0] <= now:
            timer = heapq.heappop(self._heap)
            self._journal.note(partial(heapq.heappush, self._heap, timer))
            return timer
        return None


def to_datetime(instant: str) -> datetime:
    """A stored instant (ISO 8601, UTC) as a `datetime`."""
    return datetime.fromisoformat(instant)


def later(instant: str, seconds: float) -> str:
    """An instant some seconds after another."""
    return (datetime.fromisoformat(instant) + timedelta(seconds=seconds)).isoformat()
