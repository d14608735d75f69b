# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator in a thread of the test's process, for tests that replace a part of it or read its state."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .conftest import CODE, Client

if str(CODE.parent) not in sys.path:
    sys.path.insert(0, str(CODE.parent))

from aiohttp import web
from pagerduty_emulator import accounts, certificates, database, registry, server
from pagerduty_emulator.core import state
from pagerduty_emulator.resources.event_orchestrations import pcl
from pagerduty_emulator.resources.incidents import timers
from pagerduty_emulator.resources.schedules import rendering, rotation
from pagerduty_emulator.schema import view
from pagerduty_emulator.webhooks import delivery

__all__ = [
    "Inside", "accounts", "certificates", "database", "delivery", "pcl", "registry", "rendering", "rotation", "running",
    "server", "snapshot_of", "state", "timers", "view",
]


class Inside:
    """A running emulator: a client of it, and its parts."""

    def __init__(self, url: str, served: Any):
        self.client = Client(url)
        self.server = served
        self.emulator = served.emulator
        self.client.session.trust_env = False

    @property
    def account(self) -> Any:
        """Its first account."""
        return self.emulator.accounts[0]

    def snapshot(self) -> dict[str, Any]:
        """The whole state of the account, including the order of objects, after its timers that are due."""
        self.account.run_due()
        return {**snapshot_of(self.account), "events": list(self.emulator.bus.history)}


def snapshot_of(account: Any) -> dict[str, Any]:
    """The whole state of an account, including the order of objects."""
    return {
        "collections": {kind: of_collection(one) for kind, one in account.collections.items()},
        "links": {
            target: {kind: set(ids) for kind, ids in used.items() if ids}
            for target, used in account.links.items()
            if any(used.values())
        },
        "timers": sorted(account.timers._heap),
        "counters": dict(account.counters),
        "trigger_times": dict(account.trigger_times),
        "cached_values": dict(account.cached_values),
        "grants": (dict(account.grants), dict(account.refresh_grants), dict(account.codes)),
    }


def of_collection(collection: Any) -> dict[str, Any]:
    return {
        "records": list(collection.records.items()),
        "order": list(collection._ordered),
        "keys": dict(collection._keys),
        "indexes": {
            name: {value: list(ids) for value, ids in index.items() if ids}
            for name, index in collection._indexes.items()
        },
    }


@contextmanager
def running(path: Path | None = None) -> Iterator[Inside]:
    """Runs an emulator in a thread. ``path``: of a database that keeps its state."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    emulator = state.Emulator(1, "us", None, accounts.fresh)
    served = None
    kept: list[Any] = []

    async def start() -> tuple[Any, Any]:
        made = server.Server(emulator, delivery.Deliveries(emulator))
        if path is not None:
            kept.append(database.Database(path))
            kept[0].attach(emulator, made.deliveries)
        runner = made.runner()
        await runner.setup()
        await made.open()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        emulator.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return made, runner

    async def stop(made: Any, runner: Any) -> None:
        await runner.cleanup()
        for one in kept:
            one.close(emulator, made.deliveries)
        await made.close()

    try:
        served = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        yield Inside(emulator.base_url, served[0])
    finally:
        if served is not None:
            asyncio.run_coroutine_threadsafe(stop(*served), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
