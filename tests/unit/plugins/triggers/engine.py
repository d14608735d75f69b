# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the webhook source share: the rule engine's side of a source, and PagerDuty's."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import typing as t
import uuid

import aiohttp

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _webhook

SECRET = "s" * 32

_numbers = itertools.count(1)


class Engine:
    """The queue that ansible-rulebook gives to a source: it holds one event, behind a filter that names the source."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[t.Any] = asyncio.Queue(1)

    async def put(self, event: t.Any) -> None:
        event["meta"].setdefault("source", {"name": "test", "type": "pagerduty_webhook"})
        await self.queue.put(event)

    async def fetch(self, count: int) -> list[dict[str, t.Any]]:
        return [await self.queue.get() for _each in range(count)]


def incident_event(
    number: int | None = None, event_type: str = "incident.triggered", **data: t.Any
) -> dict[str, t.Any]:
    """An event as PagerDuty posts it, with an incident in it."""
    number = next(_numbers) if number is None else number
    return {
        "id": f"01EVENT{number:09}",
        "event_type": event_type,
        "resource_type": "incident",
        "occurred_at": "2026-11-20T10:00:00.123Z",
        "agent": {"id": "PUSER01", "type": "user_reference", "summary": "Ann", "html_url": None, "self": None},
        "client": None,
        "data": {
            "id": f"QINC{number:08}",
            "type": "incident",
            "html_url": "https://example.pagerduty.com/incidents/1",
            "number": number,
            "status": "triggered",
            "incident_key": f"key {number}",
            "title": f"Disk {number} is full",
            "incident_type": {"name": "incident_default"},
            "service": {"id": "PSVC001", "type": "service_reference", "summary": "Web Shop"},
            "assignees": [{"id": "PUSER01", "type": "user_reference", "summary": "Ann"}],
            "escalation_policy": {"id": "PPOL001", "type": "escalation_policy_reference", "summary": "Platform"},
            "teams": [{"id": "PTEAM01", "type": "team_reference", "summary": "SRE"}],
            "priority": {"id": "PPRIO01", "type": "priority_reference", "summary": "P1"},
            "urgency": "high",
            **data,
        },
    }


def signature(body: bytes, secret: str = SECRET) -> str:
    return f"v1={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def webhook(
    event: dict[str, t.Any] | None = None, *, secret: str = SECRET, webhook_id: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a webhook."""
    body = json.dumps({"event": incident_event() if event is None else event}).encode()
    return body, {
        "Content-Type": "application/json",
        "X-PagerDuty-Signature": signature(body, secret),
        "X-Webhook-Id": webhook_id or str(uuid.uuid4()),
        "X-Webhook-Subscription": "PSUBSCR",
    }


class Running:
    """A webhook source at work, and a client that talks to it."""

    def __init__(self, source: _webhook.Source, engine: Engine, session: aiohttp.ClientSession) -> None:
        self.source = source
        self.engine = engine
        self.session = session
        self.port = 0
        self.work = asyncio.ensure_future(source.work())
        self.scheme = "https" if source.params["certfile"] else "http"

    async def post(self, body: t.Any, headers: dict[str, str], path: str = "/pagerduty", **options: t.Any) -> int:
        url = f"{self.scheme}://localhost:{self.port}{path}"
        async with self.session.post(url, data=body, headers=headers, **options) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"{self.scheme}://localhost:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    def counts(self) -> dict[str, int]:
        """The counters that are not zero."""
        return {name: value for name, value in self.source.listener.metrics.values().items() if value}


@contextlib.asynccontextmanager
async def running(
    *, session: dict[str, t.Any] | None = None, connections: int | None = None, **args: t.Any
) -> t.AsyncIterator[Running]:
    """Run a source on a free port. args: its options. session: for the client. connections: how many it lets in."""
    engine = Engine()
    defaults: dict[str, t.Any] = {"host": "127.0.0.1", "port": 0, "log_interval": 0}
    if not {"subscription", "secret", "secrets"} & args.keys():
        defaults["secret"] = SECRET
    source = await asyncio.to_thread(_webhook.Source, engine, {**defaults, **args})
    if connections is not None:
        source.listener._limiter.limit = connections
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, **(session or {})), timeout=aiohttp.ClientTimeout(30)
    ) as client:
        here = Running(source, engine, client)
        work = here.work
        try:
            ready = asyncio.ensure_future(asyncio.wrap_future(source.listener.ready))
            await asyncio.wait([work, ready], return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                await work
            here.port = await ready
            yield here
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await source.end()


def play(scene: t.Callable[..., t.Awaitable[None]], *arguments: t.Any) -> None:
    """Run a test's coroutine; one that hangs fails."""

    async def timely() -> None:
        async with asyncio.timeout(60):
            await scene(*arguments)

    asyncio.run(timely())
