# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: connections that send nothing, or too slowly, or are too many, keep nobody else out.

aiohttp reads requests for as long as they take, and opens as many connections as come. This stands before it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import resource
import typing as t

# From so many connections on, somebody has to go for each that comes; twice as many are the most. PagerDuty needs a
# few; a process may often not open more than 1,024 files.
CONNECTIONS = 400
# Connections that the operating system holds until they are accepted. asyncio accepts as many at once, before any of
# them can be closed again, so they count towards the files that a process may open.
BACKLOG = 64
OTHER_FILES = 64  # what the process has open besides connections
GRACE = 1.0  # seconds for which nobody has to go who has just come: its request may be here and not read yet
PATIENCE = 5.0  # seconds for a request to arrive. PagerDuty itself gives up after as many.
IDLE = 75.0  # seconds that a connection may rest after a request that was signed


class Visitor(asyncio.Protocol):
    """One connection: passes all on to aiohttp's protocol, and has it closed when its time is up.

    busy: a whole request head has come, and is being answered. signed: so is that request. trusted: one that was signed
    came, and none since then that was not.
    """

    def __init__(self, door: Door, inner: t.Any) -> None:
        self.inner = inner
        self.busy = False
        self.signed = False
        self.trusted = False
        self.since = 0.0
        self.transport: asyncio.Transport | None = None
        self._door = door
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """A request is here."""
        self.busy = True
        self.signed = False
        self.since = asyncio.get_running_loop().time()
        self._stop()

    def verify(self) -> None:
        """It is signed."""
        self.signed = self.trusted = True

    def end(self) -> None:
        """It is answered; the next one may come."""
        self.busy = False
        self.trusted = self.signed
        self._start()

    def dismiss(self) -> None:
        if self.transport is not None:
            self._door.dropped()
            self.transport.abort()

    def _start(self) -> None:
        self._stop()
        if self.transport is None:
            return
        loop = asyncio.get_running_loop()
        self.since = loop.time()
        self._timer = loop.call_later(IDLE if self.trusted else PATIENCE, self.dismiss)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- asyncio.Protocol ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = t.cast(asyncio.Transport, transport)
        if self._door.admits(self):
            self._start()
        else:
            self.dismiss()
        self.inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self.transport = None
        self._door.leave(self)
        self.inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self.inner.eof_received()

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()


class Door:
    """Makes the protocols of connections, for `create_server`, and knows which are open.

    make: aiohttp's factory. dropped: called for each connection that is closed from here.
    """

    def __init__(self, make: t.Callable[[], t.Any], dropped: t.Callable[[], None]) -> None:
        files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.limit = CONNECTIONS
        if files != resource.RLIM_INFINITY:
            self.limit = min(CONNECTIONS, max(8, (files - BACKLOG - OTHER_FILES) // 2))
        self._make = make
        self.dropped = dropped
        self.visitors: dict[t.Any, Visitor] = {}  # by aiohttp's protocol

    def __call__(self) -> Visitor:
        return Visitor(self, self._make())

    def admits(self, visitor: Visitor) -> bool:
        """Let it in. If the places are taken, the one goes that is least likely to be missed: nobody who has just come,
        and only in need somebody who has sent signed requests and rests."""
        if len(self.visitors) >= self.limit:
            full = len(self.visitors) >= 2 * self.limit
            now = asyncio.get_running_loop().time()
            others = [
                one
                for one in self.visitors.values()
                if now - one.since >= GRACE and (not one.trusted or (full and not one.busy))
            ]
            if others:
                least = min(others, key=lambda one: (one.trusted, one.busy, one.since))
                self.leave(least)
                least.dismiss()
            elif full:
                return False
        self.visitors[visitor.inner] = visitor
        return True

    def leave(self, visitor: Visitor) -> None:
        self.visitors.pop(visitor.inner, None)
