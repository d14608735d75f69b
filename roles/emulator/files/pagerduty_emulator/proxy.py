# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``--proxy-port``: an HTTP proxy that leads from PagerDuty's hosts to the emulator.

It is for programs in which PagerDuty's addresses are fixed. With ``HTTPS_PROXY``, they ask it for a tunnel to
``events.pagerduty.com:443`` and get one to the emulator, whose certificate (``--https``) has this name. It refuses all
other hosts, so it never leads anywhere else.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

HOSTS = {
    "us": ("api.pagerduty.com", "events.pagerduty.com", "identity.pagerduty.com"),
    "eu": ("api.eu.pagerduty.com", "events.eu.pagerduty.com", "identity.pagerduty.com"),
}
"""The hosts of PagerDuty's APIs in each service region."""

HEAD_SECONDS = 10
"""Seconds in which a client must send its request."""

HEAD_BYTES = 16384
CHUNK_BYTES = 65536


class Refusal(Exception):
    """A request for a tunnel is refused. The message is the status line after the version."""


class Proxy:
    """The proxy of one emulator.

    ``host``, ``port``: where the emulator listens
    """

    def __init__(self, region: str, host: str, port: int):
        self._hosts = HOSTS[region]
        self._target = host, port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listens, and returns the port. Raises `OSError`."""
        self._server = await asyncio.start_server(self._accept, host, port, limit=HEAD_BYTES)
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def close(self) -> None:
        """Closes all connections."""
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            self._check(head)
            back, forth = await asyncio.open_connection(*self._target)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(copy(reader, forth), copy(back, writer))
        except Refusal as refusal:
            writer.write(f"HTTP/1.1 {refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client is gone, too slow, or no HTTP client
        finally:
            writer.close()

    def _check(self, head: bytes) -> None:
        """Raises `Refusal` unless the request is one for a tunnel to PagerDuty."""
        method, _space, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        if method != "CONNECT":
            raise Refusal("405 The proxy of the emulator only takes CONNECT")
        host, _colon, port = rest.partition(" ")[0].lower().rpartition(":")
        if host not in self._hosts or port != "443":
            raise Refusal("403 The proxy of the emulator only leads to PagerDuty's hosts")


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copies all bytes, and then closes the other side."""
    with suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()
