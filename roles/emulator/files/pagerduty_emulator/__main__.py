# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python pagerduty_emulator --port 8080``, in the directory above or with its path."""

from __future__ import annotations

import argparse
import asyncio
import errno
import json
import signal
import sys
from pathlib import Path

if __package__ in (None, ""):  # the directory itself was run
    sys.path[0] = str(Path(__file__).resolve().parent.parent)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="pagerduty_emulator", description="An emulator of PagerDuty's REST API. Prints its URL once it answers."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="port; 0 picks a free one (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of everything drawn by lot (default: %(default)s)")
    parser.add_argument("--region", choices=("us", "eu"), default="us", help="service region (default: %(default)s)")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="added to every answer")
    parser.add_argument("--rate-limit", type=int, metavar="N", help="enforce N requests a minute and token")
    parser.add_argument("--load", type=Path, metavar="FILE", help="accounts to start with (JSON)")
    parser.add_argument("--record", type=Path, metavar="FILE", help="append every exchange to this file (JSON lines)")
    return parser.parse_args()


def main() -> int:
    """Runs the emulator until it is told to stop."""
    options = arguments()
    try:
        import aiohttp  # noqa: F401
    except ImportError:
        print("The emulator needs aiohttp: pip install aiohttp", file=sys.stderr)
        return 1
    try:
        return asyncio.run(serve(options))
    except KeyboardInterrupt:
        return 0


async def serve(options: argparse.Namespace) -> int:
    """Listens, prints the URL, and serves until SIGTERM or SIGINT."""
    from aiohttp import web

    from pagerduty_emulator.accounts import LoadError, fresh, load
    from pagerduty_emulator.log import Recorder
    from pagerduty_emulator.server import Server
    from pagerduty_emulator.state import Emulator

    emulator = Emulator(options.seed, options.region, options.rate_limit, fresh)
    recorder = None
    try:
        if options.load is not None:
            load(emulator, json.loads(options.load.read_text(encoding="utf-8")))
        if options.record is not None:
            recorder = Recorder(options.record)
    except (OSError, ValueError, LoadError) as error:
        print(f"The emulator cannot start: {error}", file=sys.stderr)
        return 1
    server = Server(emulator, recorder=recorder, latency=options.latency)
    runner = web.ServerRunner(web.Server(server.handle, access_log=None))
    await runner.setup()
    try:
        site = web.TCPSite(runner, options.host, options.port, shutdown_timeout=0.1)
        try:
            await site.start()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "the port is taken" if taken else error.strerror
            print(f"The emulator cannot listen on {options.host}:{options.port}: {reason}", file=sys.stderr)
            return 1
        host, port = runner.addresses[0][:2]
        emulator.base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        print(emulator.base_url, flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        if recorder is not None:
            recorder.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
