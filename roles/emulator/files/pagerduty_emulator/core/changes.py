# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells watchers what has changed, for example the page of the emulator.

A watcher learns only the topics that changed: ``incident``, ``requests``, ``clock`` and so on. It reads the new values
itself. So a watcher that is slow needs no more memory than one that is fast, and nothing is stored without watchers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MAXIMUM_WATCHERS = 100

ACCOUNTS, CLOCK, DELIVERIES, FAULTS, REQUESTS = "accounts", "clock", "deliveries", "faults", "requests"
"""The topics that are not types of objects."""


class TooManyWatchers(Exception):
    """No further watcher is accepted."""


class Watcher:
    """Collects topics until they are taken.

    ``account``: the subdomain of the only account whose objects it watches; None for all
    """

    def __init__(self, account: str | None):
        self._account = account
        self._topics: set[str] = set()
        self._changed = asyncio.Event()

    def note(self, topic: str, account: str | None) -> None:
        """Adds a topic, unless it is about another account."""
        if account is None or self._account in (None, account):
            self._topics.add(topic)
            self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """Waits for a change, at most for this time. Returns whether there is one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
        return self._changed.is_set()

    def take(self) -> list[str]:
        """The sorted topics that changed since the last call."""
        topics, self._topics = sorted(self._topics), set()
        self._changed.clear()
        return topics


class Changes:
    """The watchers of an emulator."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    def __len__(self) -> int:
        return len(self._watchers)

    def note(self, topic: str, account: str | None = None) -> None:
        """Tells the watchers that something changed.

        ``topic``: a type of objects, or one of the topics of this module; ``account``: the subdomain of the account
        of the objects. A change that is undone later is also told.
        """
        for watcher in self._watchers:
            watcher.note(topic, account)

    @contextmanager
    def watched(self, account: str | None = None) -> Iterator[Watcher]:
        """Adds a watcher until the end of the ``with`` statement. Raises `TooManyWatchers`."""
        if len(self._watchers) >= MAXIMUM_WATCHERS:
            raise TooManyWatchers
        watcher = Watcher(account)
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
