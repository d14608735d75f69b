# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A receiver of webhooks: an aiohttp server in a thread."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Arrival:
    """A webhook that arrived."""

    path: str
    headers: dict[str, str]
    raw: bytes
    status: int

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.raw)["event"]

    @property
    def webhook_id(self) -> str:
        return self.headers["x-webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        wanted = hmac.new(secret.encode(), self.raw, hashlib.sha256).hexdigest()
        return self.headers["x-pagerduty-signature"] == f"v1={wanted}"


Decide = Callable[[Arrival], int]


def welcome(_arrival: Arrival) -> int:
    return 202


@dataclass
class Receiver:
    """``decide`` returns the status of a response; 0 for none within 30 seconds, -1 to close the connection."""

    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    decide: Decide = welcome

    async def receive(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        arrival = Arrival(request.path_qs, headers, await request.read(), 0)
        arrival.status = self.decide(arrival)
        self.arrivals.append(arrival)
        if arrival.status == 0:
            await asyncio.sleep(30)
        if arrival.status == -1 and request.transport is not None:
            request.transport.abort()
        headers = {"Location": f"{self.url}/elsewhere"} if 300 <= arrival.status < 400 else {}
        return web.Response(status=max(arrival.status, 200), headers=headers)

    def accepted(self) -> list[dict[str, Any]]:
        """The events that were accepted, in the order in which they arrived."""
        return [arrival.event for arrival in self.arrivals if 200 <= arrival.status < 300]

    def types(self) -> list[str]:
        return [event["event_type"] for event in self.accepted()]

    def wait_for(self, count: int, seconds: float = 5) -> None:
        """Waits until so many webhooks have arrived."""
        deadline = time.monotonic() + seconds
        while len(self.arrivals) < count:
            assert time.monotonic() < deadline, f"{len(self.arrivals)} of {count} webhooks came"
            time.sleep(0.01)


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()
    started, loop = threading.Event(), asyncio.new_event_loop()
    done = asyncio.Event()

    async def serve() -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", receiver.receive)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
        started.set()
        await done.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(5)
    try:
        yield receiver
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(5)
        loop.close()
