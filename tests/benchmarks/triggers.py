#!/usr/bin/env python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook source: events a second, time to the answer, memory. A part of run.py.

The source runs in a process of its own, on one processor, with a stand-in for the rule engine; we send from another.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import typing as t
from pathlib import Path

from plays import linked_root
from report import heading, table

SECRET = "a secret of the benchmark"
CONNECTIONS = 10

Moment = tuple[int, float]  # a status, and the seconds until it came


# -- the source's process --------------------------------------------------------------------------------------------


async def serve(options: dict[str, t.Any], rules: str) -> None:
    """Run the source. rules: `idle` (they take each event at once), `hold` (none), `sleep` and `spin` (none, and they
    keep the event loop for themselves, waiting or computing). Each line from standard input is answered with numbers.
    """
    from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _webhook

    queue: asyncio.Queue[t.Any] = asyncio.Queue(1)
    source = _webhook.Source(queue, {"host": "127.0.0.1", "port": 0, "secret": SECRET, "log_interval": 0, **options})
    work = asyncio.create_task(source.work())
    print(await asyncio.wrap_future(source.listener.ready), flush=True)

    def answer() -> None:
        for _each in sys.stdin:
            print(json.dumps({"delivered": source.feed.delivered, "memory": _resident()}), flush=True)
        os._exit(0)

    asking = asyncio.to_thread(answer)
    asked = asyncio.create_task(asking)
    while not work.done():
        if rules == "idle":
            await queue.get()
        elif rules == "hold":
            await asyncio.sleep(1)
        else:
            await asyncio.sleep(0)
            end = time.monotonic() + 2
            while time.monotonic() < end:
                if rules == "sleep":
                    time.sleep(2)
    await asked


def _resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Source:
    def __init__(self, scratch: Path, rules: str, **options: t.Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, json.dumps(options), rules],
            env={**os.environ, "PYTHONPATH": str(linked_root(scratch))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._line())

    def ask(self) -> dict[str, int]:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.communicate()


# -- PagerDuty's side ------------------------------------------------------------------------------------------------


def request(number: int) -> bytes:
    """A signed webhook of some 2 KB, as the bytes that go over the wire."""
    reference = {"type": "reference", "html_url": "https://example.pagerduty.com/x", "self": "https://api.example.com/x"}
    event = {
        "id": f"01BENCH{number:010}",
        "event_type": "incident.triggered",
        "resource_type": "incident",
        "occurred_at": "2026-11-20T10:00:00.123Z",
        "agent": {**reference, "id": "PSVC001", "summary": "Web Shop"},
        "client": {"name": "Monitoring Service", "url": "https://monitoring.example.com"},
        "data": {
            "id": f"Q{number:013}",
            "type": "incident",
            "number": number,
            "status": "triggered",
            "incident_key": hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest(),
            "title": f"Number {number} of many " + "x" * 400,
            "service": {**reference, "id": "PSVC001", "summary": "Web Shop"},
            "assignees": [{**reference, "id": f"PUSER0{at}", "summary": f"Person {at}"} for at in range(3)],
            "escalation_policy": {**reference, "id": "PPOL001", "summary": "Platform"},
            "teams": [{**reference, "id": "PTEAM01", "summary": "SRE"}],
            "priority": {**reference, "id": "PPRIO01", "summary": "P1"},
            "urgency": "high",
        },
    }
    body = json.dumps({"event": event}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        "POST /pagerduty HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"X-Webhook-Id: {number:032x}\r\nX-PagerDuty-Signature: v1={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def deliver(port: int, numbers: range, rate: float | None = None) -> list[Moment]:
    """Send these events over a few connections, a new one of each as soon as the last is answered; or so many a second,
    whatever the answers do, and then measured from the moment at which it was due."""
    left = iter([(at, request(number)) for at, number in enumerate(numbers)])
    moments: list[Moment] = []
    began = time.perf_counter()

    async def lane() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for at, raw in left:
            due = time.perf_counter()
            if rate is not None:
                due = began + at / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            while True:
                writer.write(raw)
                head = await reader.readuntil(b"\r\n\r\n")
                status = int(head[9:12])
                if status != 503 or rate is not None:
                    break
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            moments.append((status, time.perf_counter() - due))
        writer.close()

    await asyncio.gather(*(lane() for _each in range(CONNECTIONS)))
    return moments


# -- what is measured ------------------------------------------------------------------------------------------------


def measure(scratch: Path, *, quick: bool) -> None:
    """Measure and print."""
    heading("The webhook source: events a second, on one processor")
    rows: list[list[t.Any]] = []
    for label, options in (("in memory", {}), ("with state_dir", {"state_dir": str(scratch / "rate")})):
        count = 500 if quick else 10_000
        with Source(scratch, "idle", **options) as source:
            asyncio.run(deliver(source.port, range(100)))
            began = time.perf_counter()
            moments = asyncio.run(deliver(source.port, range(100, 100 + count)))
            taken = time.perf_counter() - began
            _only(moments, 202)
            rows.append([label, count, round(count / taken)])
    table(("state", "events", "a second"), rows)

    heading("The webhook source: milliseconds to the answer, at 200 events a second")
    rows = []
    for rules in ("idle", "hold", "sleep", "spin"):
        count = 200 if quick else 4000
        with Source(scratch, rules, state_dir=str(scratch / rules), max_waiting=count + 1) as source:
            moments = asyncio.run(deliver(source.port, range(count), 200.0))
            _only(moments, 202)
            times = sorted(1000 * seconds for _status, seconds in moments)
            rows.append([LABELS[rules], *(times[int(part * (count - 1))] for part in (0.5, 0.99)), times[-1]])
    table(("rules", "median", "p99", "most"), rows)

    heading("The webhook source: memory")
    rows = []
    with Source(scratch, "idle", state_dir=str(scratch / "memory")) as source:
        asyncio.run(deliver(source.port, range(100)))
        rows.append([100, source.ask()["memory"] / 2**20])
        done = 100
        for goal in (500, 1000) if quick else (10_000, 50_000, 100_000):
            while done < goal:
                step = min(5000, goal - done)
                _only(asyncio.run(deliver(source.port, range(done, done + step))), 202)
                done += step
            rows.append([done, source.ask()["memory"] / 2**20])
    table(("events", "MB"), rows)


LABELS = {
    "idle": "take each event at once",
    "hold": "take none",
    "sleep": "take none, and hold up the event loop",
    "spin": "take none, and compute in the event loop",
}


def _only(moments: list[Moment], status: int) -> None:
    others = {one for one, _seconds in moments} - {status}
    assert not others, f"answered with {others}"


if __name__ == "__main__":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(serve(json.loads(sys.argv[1]), sys.argv[2]))
