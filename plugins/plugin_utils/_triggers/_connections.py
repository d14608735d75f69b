# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits on connections: idle, slow or too many connections do not block other clients.

aiohttp has no time limit for reading a request, and no limit on the number of connections. This module adds both.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import resource
import typing as t

# From this number of connections on, each new connection closes an older one. The maximum is twice this number.
# PagerDuty needs only a few. Many systems allow a process to open only 1,024 files.
MAX_CONNECTIONS = 400
# Connections that wait in the operating system until they are accepted. asyncio accepts this many at once before it can
# close any of them. They therefore count as open files of the process.
BACKLOG = 64
OTHER_FILES = 64  # open files of the process that are not connections
GRACE = 1.0  # seconds in which a new connection is not closed: its request may have arrived but is not read yet
REQUEST_TIMEOUT = 5.0  # seconds for a request to arrive. PagerDuty waits for the same time.
IDLE_TIMEOUT = 75.0  # seconds that a connection can be idle after a signed request


class Connection(asyncio.Protocol):
    """One connection. Passes everything on to aiohttp's protocol, and closes the connection after a time limit.

    busy: the head of a request has arrived, and its response is not sent yet. signed: this request has a valid
    signature. trusted: this request or the last completed one has a valid signature.
    """

    def __init__(self, limiter: ConnectionLimiter, protocol: t.Any) -> None:
        self.protocol = protocol
        self.busy = False
        self.signed = False
        self.trusted = False
        self.since = 0.0  # the time of the event loop when the connection or its request began
        self.transport: asyncio.Transport | None = None
        self._limiter = limiter
        self._timer: asyncio.TimerHandle | None = None

    def begin_request(self) -> None:
        """Record that the head of a request has arrived."""
        self.busy = True
        self.signed = False
        self.since = asyncio.get_running_loop().time()
        self._stop_timer()

    def verify(self) -> None:
        """Record that the request has a valid signature."""
        self.signed = self.trusted = True

    def end_request(self) -> None:
        """Record that the response is sent. The connection then waits for the next request."""
        self.busy = False
        self.trusted = self.signed
        self._start_timer()

    def drop(self) -> None:
        """Close the connection immediately."""
        if self.transport is not None:
            self._limiter.on_drop()
            self.transport.abort()

    def _start_timer(self) -> None:
        self._stop_timer()
        if self.transport is None:
            return
        loop = asyncio.get_running_loop()
        self.since = loop.time()
        self._timer = loop.call_later(IDLE_TIMEOUT if self.trusted else REQUEST_TIMEOUT, self.drop)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- asyncio.Protocol ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = t.cast(asyncio.Transport, transport)
        if self._limiter.admit(self):
            self._start_timer()
        else:
            self.drop()
        self.protocol.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self.transport = None
        self._limiter.remove(self)
        self.protocol.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return t.cast("bool | None", self.protocol.eof_received())

    def pause_writing(self) -> None:
        self.protocol.pause_writing()

    def resume_writing(self) -> None:
        self.protocol.resume_writing()


class ConnectionLimiter:
    """The protocol factory for `create_server`. Keeps a list of the open connections.

    make_protocol: aiohttp's protocol factory. on_drop: called for each connection that this class closes.
    """

    def __init__(self, make_protocol: t.Callable[[], t.Any], on_drop: t.Callable[[], None]) -> None:
        files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.limit = MAX_CONNECTIONS
        if files != resource.RLIM_INFINITY:
            self.limit = min(MAX_CONNECTIONS, max(8, (files - BACKLOG - OTHER_FILES) // 2))
        self.on_drop = on_drop
        self.connections: dict[t.Any, Connection] = {}  # by aiohttp's protocol
        self._make_protocol = make_protocol

    def __call__(self) -> Connection:
        return Connection(self, self._make_protocol())

    def admit(self, connection: Connection) -> bool:
        """Whether the connection is accepted. If there are too many, an older one is closed first.

        New connections (see GRACE) are never closed. Connections with signed requests are closed only if the maximum is
        reached and they are idle.
        """
        if len(self.connections) >= self.limit:
            full = len(self.connections) >= 2 * self.limit
            now = asyncio.get_running_loop().time()
            candidates = [
                one
                for one in self.connections.values()
                if now - one.since >= GRACE and (not one.trusted or (full and not one.busy))
            ]
            if candidates:
                oldest = min(candidates, key=lambda one: (one.trusted, one.busy, one.since))
                self.remove(oldest)
                oldest.drop()
            elif full:
                return False
        self.connections[connection.protocol] = connection
        return True

    def remove(self, connection: Connection) -> None:
        self.connections.pop(connection.protocol, None)
