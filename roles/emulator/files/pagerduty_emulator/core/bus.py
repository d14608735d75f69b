# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishes events to subscribers, for example to the delivery of webhooks.

`Bus.publish` is called once for each event, in order, while the request that causes it is handled. Subscribers are
called when the request's work is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from .failures import LOGGER
from .journal import Journal

KEPT = 10_000
"""Events that are remembered."""


class HasType(Protocol):
    """An event."""

    @property
    def event_type(self) -> str: ...


EventT = TypeVar("EventT", bound=HasType)


class Bus(Generic[EventT]):
    """Calls subscribers with events, and remembers the last events."""

    def __init__(self) -> None:
        self.history: deque[EventT] = deque(maxlen=KEPT)
        self.journal = Journal()
        self._subscribers: list[Callable[[EventT], None]] = []

    def subscribe(self, subscriber: Callable[[EventT], None]) -> None:
        """``subscriber`` is called with every event from now on. It must not wait. What it raises is logged."""
        self._subscribers.append(subscriber)

    def publish(self, event: EventT) -> None:
        """Calls the subscribers when the open transaction has succeeded, and not at all if it fails."""
        self.journal.after(partial(self._call_subscribers, event))

    def _call_subscribers(self, event: EventT) -> None:
        self.history.append(event)
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:  # what caused the event has been done, and is not undone
                LOGGER.exception("A subscriber failed at the event %s", event.event_type)
