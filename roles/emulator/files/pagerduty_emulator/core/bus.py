# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens in the emulator, told to whoever subscribed: the source of webhooks.

``Bus.changed`` is called once for each thing that PagerDuty has a webhook event for, in order, while the request that
caused it is handled. Subscribers are called when the request's work is done. `payloads` makes an event's webhook body.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from .failures import LOGGER
from .journal import Journal

if TYPE_CHECKING:
    from ..schema.fields import Target
    from .state import Account, Record

PING = "pagey.ping"
"""What ``POST /webhook_subscriptions/{id}/ping`` sends, to that subscription only."""

KEPT = 10_000


@dataclass(frozen=True)
class Event:
    """Something that happened.

    ``record``  the incident or service as it is from now on
    ``detail``  what the event is about beyond it: a note, a responder, a status update, field values
    ``agent``   who did it, a user or a service; None for nobody
    ``only``    the ID of the one webhook subscription it is for; None for all that match
    """

    id: str
    event_type: str
    occurred_at: str
    account: Account = field(repr=False)
    record: Record
    agent: Target | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    only: str | None = None

    @property
    def resource_type(self) -> str:
        """``incident``, ``service`` or ``pagey``."""
        return self.event_type.partition(".")[0]


class Bus:
    """Tells subscribers what happens, and remembers the last events."""

    def __init__(self) -> None:
        self.history: deque[Event] = deque(maxlen=KEPT)
        self.journal = Journal()
        self._subscribers: list[Callable[[Event], None]] = []

    def subscribe(self, subscriber: Callable[[Event], None]) -> None:
        """``subscriber`` is called with every event from now on. It must not wait. What it raises is logged."""
        self._subscribers.append(subscriber)

    def changed(self, event: Event) -> None:
        """Something happened. It is told when the transaction under way has succeeded, and never if it fails."""
        self.journal.after(partial(self._tell, event))

    def _tell(self, event: Event) -> None:
        self.history.append(event)
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:  # what caused the event has been done, and is not undone
                LOGGER.exception("A subscriber failed at the event %s", event.event_type)
