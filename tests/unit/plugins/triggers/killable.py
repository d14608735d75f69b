# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a webhook source as ansible-rulebook does, in a process that can be killed.

Writes its port, and then a line of JSON for each event that it has fetched, to the file that is named first; the second
argument is the source's options as JSON, the third how many seconds the rules take for an event. The lines reach the
file before anything else happens in the process, as an event reaches the rule engine.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import typing as t

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _webhook


async def main(file: str, options: str, seconds: str) -> None:
    queue: asyncio.Queue[t.Any] = asyncio.Queue(1)
    target = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    source = _webhook.Source(queue, json.loads(options))
    work = asyncio.create_task(source.work())
    port = await asyncio.wrap_future(source.listener.ready)
    os.write(target, f"{port}\n".encode())
    while not work.done():
        fetching = asyncio.ensure_future(queue.get())
        await asyncio.wait([fetching, work], return_when=asyncio.FIRST_COMPLETED)
        if fetching.done():
            event = fetching.result()
            line = {"number": event["meta"]["incident_number"], "redelivered": event["meta"]["redelivered"]}
            os.write(target, json.dumps(line).encode() + b"\n")
            await asyncio.sleep(float(seconds))
    work.result()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
