# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /_emulator/stream``: what changes, as server-sent events.

The messages contain the topics that changed and no values, see `core.changes`. At most five messages per second are
sent, whatever happens in the emulator.
"""

from __future__ import annotations

import asyncio
import json
import os

from aiohttp import web

from .core.changes import Changes, Watcher

PAUSE_SECONDS = 0.2
"""The seconds after a change in which further changes are collected for the same message."""

CHECK_SECONDS = 1.0
"""The seconds between two checks whether the client is still connected."""

HEARTBEAT_SECONDS = 15.0
"""The seconds without a message after which a comment is sent, so that proxies keep the connection."""

WRITE_SECONDS = 10.0
"""The seconds after which a client that does not read is disconnected."""

HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(request: web.BaseRequest, changes: Changes) -> web.StreamResponse:
    """Sends messages until the client disconnects. Raises `TooManyWatchers`."""
    with changes.watched(request.query.get("account")) as watcher:
        response = web.StreamResponse(headers=HEADERS)
        try:
            await response.prepare(request)
            # Browsers connect again after this time. A new process ID means that the emulator was started again.
            await write(response, f"retry: 1000\n{message('started', {'pid': os.getpid()})}")
            await send_changes(request, response, watcher)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()
        return response


async def send_changes(request: web.BaseRequest, response: web.StreamResponse, watcher: Watcher) -> None:
    """Sends what changes. Returns when the connection is closed."""
    silent = 0.0
    while request.transport is not None and not request.transport.is_closing():
        if await watcher.wait(CHECK_SECONDS):
            await asyncio.sleep(PAUSE_SECONDS)
            await write(response, message("changed", {"topics": watcher.take()}))
            silent = 0.0
            continue
        silent += CHECK_SECONDS
        if silent >= HEARTBEAT_SECONDS:
            await write(response, ":\n\n")
            silent = 0.0


def message(event: str, data: object) -> str:
    """A message of the stream."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


async def write(response: web.StreamResponse, text: str) -> None:
    """Writes to a client. Raises `TimeoutError` if it does not read, `ConnectionError` if it is gone."""
    async with asyncio.timeout(WRITE_SECONDS):
        await response.write(text.encode())
