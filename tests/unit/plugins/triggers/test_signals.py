# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals reach a source as its cancellation, whatever it does at that moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

# As ansible-rulebook has it: handlers that raise KeyboardInterrupt, and an engine that takes one out of a source for
# the source's end.
PROGRAM = """
import asyncio, signal, sys, time
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _signals

def handler(number, frame):
    raise KeyboardInterrupt

for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, handler)

async def source(name):
    for _ in range(2):
        _signals.restore()
    try:
        print(name, "runs", flush=True)
        while True:
            time.sleep(0.05)
            await asyncio.sleep(0)
    except KeyboardInterrupt:
        print(name, "was interrupted", flush=True)
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print(name, "was cancelled", flush=True)
        raise

async def engine():
    await asyncio.gather(source("one"), source("two"))

try:
    asyncio.run(engine())
except KeyboardInterrupt:
    print("the end")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_busy_sources_are_cancelled(number: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert [process.stdout.readline(), process.stdout.readline()] == ["one runs\n", "two runs\n"]
        process.send_signal(number)
        said = process.stdout.read().splitlines()
    assert sorted(said[:-1]) == ["one was cancelled", "two was cancelled"]
    assert said[-1] == "the end"
