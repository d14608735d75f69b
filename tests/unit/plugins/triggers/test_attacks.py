# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad requests among good ones: the good ones notice nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import resource
import socket
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import aiohttp
import pytest
import requests

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _connections, _listener
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import (
    SECRET,
    Running,
    incident_event,
    play,
    running,
    signature,
    webhook,
)

GOOD = BAD = 1000

Answer = int | None  # None: the connection was closed without one


async def bad_signature(here: Running) -> Answer:
    body, headers = webhook()
    return await here.post(body, {**headers, "X-PagerDuty-Signature": f"v1={'0' * 64}"})


async def no_signature(here: Running) -> Answer:
    body, headers = webhook()
    del headers["X-PagerDuty-Signature"]
    return await here.post(body, headers)


async def wrong_secret(here: Running) -> Answer:
    return await here.post(*webhook(secret="somebody else's"))


async def changed_body(here: Running) -> Answer:
    body, headers = webhook()
    return await here.post(body.replace(b"Disk", b"Dusk"), headers)


async def unsigned_junk(here: Running) -> Answer:
    return await here.post(b"{]", {"X-PagerDuty-Signature": "v1=ff"})


async def signed_junk(here: Running) -> Answer:
    return await here.post(b"{]", {"X-PagerDuty-Signature": signature(b"{]")})


REPLAYED = webhook(incident_event(777))


async def replay(here: Running) -> Answer:
    body, headers = REPLAYED
    return await here.post(body, {**headers, "X-Webhook-Id": random.choice([headers["X-Webhook-Id"], "other"])})


async def large(here: Running) -> Answer:
    with contextlib.suppress(ConnectionError, aiohttp.ClientError):
        return await here.post(b"x" * 10_000_000, {"X-PagerDuty-Signature": "v1=ff"})
    return None


async def raw(here: Running, *parts: bytes, pause: float = 0.0) -> Answer:
    """Send these bytes, and wait for an answer or the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
    try:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            line = await reader.readline()
            return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else None
    finally:
        writer.close()
    return None


async def no_http(here: Running) -> Answer:
    return await raw(here, b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" * 10)


async def silent(here: Running) -> Answer:
    return await raw(here)


async def slow_head(here: Running) -> Answer:
    lines = [b"POST /pagerduty HTTP/1.1\r\n", *(b"X-Header-%d: a\r\n" % number for number in range(100))]
    return await raw(here, *lines, pause=0.05)


async def slow_body(here: Running) -> Answer:
    head = b"POST /pagerduty HTTP/1.1\r\nHost: a\r\nX-PagerDuty-Signature: v1=ff\r\nContent-Length: 100\r\n\r\n"
    return await raw(here, head, *[b"x"] * 100, pause=0.05)


# What may be answered to each. A connection that is refused early may break before the answer is read.
SORTS: dict[t.Callable[[Running], t.Awaitable[Answer]], set[Answer]] = {
    bad_signature: {401},
    no_signature: {401},
    wrong_secret: {401},
    changed_body: {401},
    unsigned_junk: {401},
    signed_junk: {202},  # a 4xx would count towards the switching off
    replay: {202},
    large: {413, None},
    no_http: {400, None},
    silent: {None},
    slow_head: {None},
    slow_body: {503, None},
}


def test_a_thousand_bad_requests_change_nothing_for_a_thousand_good_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connections, "REQUEST_TIMEOUT", 3.0)
    monkeypatch.setattr(_listener, "REQUEST_TIMEOUT", 3.0)
    # A busy machine may take more than a second to read a request that has arrived.
    monkeypatch.setattr(_connections, "GRACE", 2.5)

    async def scene() -> None:
        # Fewer places than there are bad clients at once, so that they have to be shown out.
        async with running(state_dir=None, max_waiting=GOOD + 1, connections=100) as here:
            assert await here.post(*REPLAYED) == 202
            good: list[int] = []
            bad: list[tuple[str, Answer]] = []
            sorts = [sort for _each in range(BAD // len(SORTS) + 1) for sort in SORTS][:BAD]
            random.Random(1).shuffle(sorts)
            gate = asyncio.Semaphore(150)
            connected = asyncio.Semaphore(20)

            async def send_bad(sort: t.Callable[[Running], t.Awaitable[Answer]]) -> None:
                async with gate:
                    try:
                        answer = await sort(here)
                    except (aiohttp.ClientError, ConnectionError):
                        answer = None  # shown out for another
                    bad.append((sort.__name__, answer))

            async def send_good(number: int) -> None:
                async with connected:
                    good.append(await here.post(*webhook(incident_event(5000 + number))))

            fetching = asyncio.create_task(here.engine.fetch(GOOD + 1))
            await asyncio.gather(*map(send_bad, sorts), *map(send_good, range(GOOD)))
            assert good == [202] * GOOD
            got = await fetching
            numbers = [one["meta"]["incident_number"] for one in got]
            assert sorted(numbers) == [777, *range(5000, 5000 + GOOD)]
            allowed = {sort.__name__: answers | {None} for sort, answers in SORTS.items()}
            assert len(bad) == BAD
            assert not [one for one in bad if one[1] not in allowed[one[0]]]
            # Each sort was answered, and not just shown out.
            answered = {name for name, answer in bad if answer is not None}
            assert answered >= {sort.__name__ for sort, answers in SORTS.items() if None not in answers}
            counts = here.counts()
            assert counts["queued"] == GOOD + 1
            assert counts["duplicate"] <= BAD // len(SORTS) + 1
            assert counts["connections"] <= 200

    play(scene)


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.__name__)
def test_each_sort_alone(sort: t.Callable[[Running], t.Awaitable[Answer]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connections, "REQUEST_TIMEOUT", 0.2)
    monkeypatch.setattr(_listener, "REQUEST_TIMEOUT", 0.2)

    async def scene() -> None:
        async with running() as here:
            assert await here.post(*REPLAYED) == 202
            assert await sort(here) in SORTS[sort]
            assert await here.post(*webhook(incident_event(8))) == 202
            got = await here.engine.fetch(2)
            assert [one["meta"]["incident_number"] for one in got] == [777, 8]

    play(scene)


def test_when_all_places_are_taken_the_silent_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would have minutes; nobody waits for them."""
    monkeypatch.setattr(_connections, "REQUEST_TIMEOUT", 600.0)
    monkeypatch.setattr(_connections, "GRACE", 0.0)

    async def scene() -> None:
        async with running(connections=10) as here:
            assert await here.post(*webhook()) == 202
            streams = [await asyncio.open_connection("127.0.0.1", here.port) for _each in range(30)]
            for _each in range(5):
                assert await here.post(*webhook()) == 202
            assert here.counts()["connections"] <= 10
            assert here.counts()["dropped"] >= 20
            # The connection on which a signed request came is still the first one.
            assert len(here.session.connector._conns) == 1  # type: ignore[union-attr]
            for _reader, writer in streams:
                writer.close()

    play(scene)


def test_the_answer_tells_nothing_of_the_secret() -> None:
    async def scene() -> None:
        async with running() as here:
            body, headers = webhook(secret="other")
            url = f"http://127.0.0.1:{here.port}/pagerduty"
            async with here.session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 401
                assert SECRET not in await answer.text() + str(answer.headers)

    play(scene)


FILES = 48  # that the flooded process may open


def test_a_flood_of_connections_is_counted_and_fills_no_log(tmp_path: Path) -> None:
    """More connections than the process may have files, in a process of its own."""
    lines = tmp_path / "lines"
    lines.touch()
    options = {"host": "127.0.0.1", "port": 0, "secret": SECRET}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killable.py")), str(lines), json.dumps(options), "0"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES)),
    )
    try:
        while not lines.read_text().endswith("\n"):
            assert process.poll() is None
            time.sleep(0.01)
        url = f"http://127.0.0.1:{lines.read_text().strip()}"
        flood = []
        for _each in range(4 * FILES):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", int(url.rpartition(":")[2])))
            flood.append(one)
        until = time.monotonic() + 30
        while 'reason="EMFILE"' not in _text(f"{url}/metrics"):
            assert process.poll() is None and time.monotonic() < until
        for one in flood:
            one.close()
        body, headers = webhook()
        status = 0
        while status != 202:  # as PagerDuty, which comes again
            assert time.monotonic() < until
            with contextlib.suppress(requests.ConnectionError):
                status = requests.post(f"{url}/pagerduty", data=body, headers=headers, timeout=30).status_code
    finally:
        process.kill()
    said = process.stderr.read() if process.stderr else ""
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 3


def _text(url: str) -> str:
    """What is there; nothing if the connection fails."""
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=5).text
    return ""
