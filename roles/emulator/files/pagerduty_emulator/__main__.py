# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python pagerduty_emulator --port 8080``, in the parent directory or with its path, or
``pagerduty-emulator --port 8080`` where the package is installed.

``--background DIRECTORY`` starts the emulator as a separate process, which writes ``emulator.pid``, ``emulator.url``
and ``emulator.log`` to that directory. ``--status DIRECTORY`` prints its URL if it runs, and ``--stop DIRECTORY`` stops
it. It is not an error to start an emulator that runs, or to stop one that does not.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import json
import logging
import math
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if __package__ in (None, ""):  # the directory itself was run
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pagerduty_emulator import __version__  # after the path is right
from pagerduty_emulator.certificates import CA_FILE, PACKAGE, default_directory
from pagerduty_emulator.certificates import certificate as make_certificate
from pagerduty_emulator.proxy import HOSTS, Proxy

if TYPE_CHECKING:
    from pagerduty_emulator.database import Database
    from pagerduty_emulator.server import Server

PACKAGES = {"aiohttp": "aiohttp", "python-dateutil": "dateutil"}
"""The packages without which it does not start → a module of each. tzdata is needed, too, if the machine has no time
zones."""

PROXY = "Proxy from {} to the emulator: http://{}:{}"

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen on that stand for all addresses of the machine."""

TRUST = "HTTPS: clients must trust the certificate in {}"

LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="pagerduty-emulator", description="An emulator of PagerDuty's REST API. Prints its URL when it is ready."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="port; 0 for a free one (default: %(default)s)")
    parser.add_argument(
        "--public-url", type=web_url, metavar="URL",
        help="the address that clients use, for links in responses and webhooks (default: that of --host and --port)",
    )
    parser.add_argument("--seed", type=int, default=1, help="the seed of all random values (default: %(default)s)")
    parser.add_argument("--region", choices=("us", "eu"), default="us", help="service region (default: %(default)s)")
    parser.add_argument(
        "--strict", action="store_true",
        help="accept only what PagerDuty's documents allow, even if PagerDuty's own tools send more",
    )
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="delay each response")
    parser.add_argument("--rate-limit", type=int, metavar="N", help="allow N requests per minute and token")
    parser.add_argument("--load", type=Path, metavar="FILE", help="accounts to start with (JSON)")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the state in this SQLite database")
    parser.add_argument("--record", type=Path, metavar="FILE", help="append requests and responses to it (JSON lines)")
    parser.add_argument("--https", action="store_true", help="use HTTPS, with a certificate that the emulator makes")
    parser.add_argument(
        "--https-directory", type=Path, metavar="DIRECTORY",
        help="the place of this certificate and of ca.pem, which clients must trust"
        " (default: that of --background, otherwise ~/.cache/pagerduty-emulator)",
    )
    parser.add_argument(
        "--https-name", action="append", type=host_name, default=[], metavar="NAME",
        help="another host name or address of this certificate; can be repeated",
    )
    parser.add_argument(
        "--proxy-port", type=int, metavar="PORT",
        help="also run an HTTP proxy that leads from PagerDuty's hosts to the emulator; requires --https",
    )
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="use HTTPS, with this certificate (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key of the certificate, if it is in another file")
    parser.add_argument(
        "--webhook-retry-seconds", type=pause, default=1.0, metavar="SECONDS",
        help="pause before a webhook is sent again; doubles each time, up to a minute (default: %(default)s)",
    )
    parser.add_argument(
        "--webhook-ca", type=Path, metavar="FILE",
        help="certificates of receivers to trust, in addition to the system's (PEM)",
    )
    parser.add_argument("--until-eof", action="store_true", help="stop when the standard input ends")
    background = parser.add_mutually_exclusive_group()
    background.add_argument("--background", type=Path, metavar="DIRECTORY", help="run in the background")
    background.add_argument("--status", type=Path, metavar="DIRECTORY", help="print the URL of the background process")
    background.add_argument("--stop", type=Path, metavar="DIRECTORY", help="stop the background process")
    options = parser.parse_args()
    if options.https and options.certificate is not None:
        parser.error("--https makes a certificate; omit it to use the one of --certificate")
    of_https = (options.https_directory, options.https_name or None, options.proxy_port)
    if not options.https and any(one is not None for one in of_https):
        parser.error("--https-directory, --https-name and --proxy-port require --https")
    return options


def pause(text: str) -> float:
    """A number of seconds above 0."""
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError("must be above 0")
    return seconds


def web_url(text: str) -> str:
    """An absolute URL without a path. A slash at its end is removed."""
    if not re.fullmatch(r"https?://[^/?#\s]+/?", text):
        raise argparse.ArgumentTypeError(f"{text} is no URL such as http://pagerduty:8080")
    return text.rstrip("/")


def host_name(text: str) -> str:
    """A host name or an address, in ASCII."""
    if not re.fullmatch(r"[A-Za-z0-9:.*-]+", text):
        raise argparse.ArgumentTypeError(f"{text} is no host name")
    return text


def main() -> int:
    """Runs the emulator until it is stopped, or starts, shows or stops the one in the background.

    Returns the exit status.
    """
    options = arguments()
    for action, directory in ((stop, options.stop), (status, options.status)):
        if directory is not None:
            return action(directory.expanduser())
    packages = {**PACKAGES, PACKAGE: PACKAGE} if options.https else PACKAGES
    if missing := [package for package, module in packages.items() if find_spec(module) is None]:
        install = f"{sys.executable} -m pip install {' '.join(missing)}"
        print(f"The emulator needs {' and '.join(missing)}: {install}", file=sys.stderr)
        return 1
    if options.https and options.https_directory is None:
        options.https_directory = options.background or default_directory()
    if options.background is not None:
        return start(options.background.expanduser(), options)
    try:
        return asyncio.run(serve(options))
    except KeyboardInterrupt:
        return 0


def running(directory: Path) -> tuple[int, str] | None:
    """The process ID and the URL of the emulator of this directory; None if it does not respond."""
    try:
        pid = int((directory / "emulator.pid").read_text())
        url = (directory / "emulator.url").read_text().strip()
        os.kill(pid, 0)
        # The certificate is not verified: this only checks whether the process responds.
        unverified = ssl._create_unverified_context() if url.startswith("https:") else None
        with urllib.request.urlopen(f"{url}/_emulator/", timeout=5, context=unverified) as response:
            found = json.load(response).get("pid")
    except (OSError, ValueError):
        return None
    return (pid, url) if found == pid else None


def start(directory: Path, options: argparse.Namespace) -> int:
    """Starts the emulator in the background, with the same options, unless it runs. Prints its URL when it responds."""
    if found := running(directory):
        print(found[1])
        return 0
    try:
        directory.mkdir(parents=True, exist_ok=True)
        log = (directory / "emulator.log").open("w+", encoding="utf-8")
    except OSError as error:
        print(f"The emulator cannot start: {error}", file=sys.stderr)
        return 1
    given = sys.argv[1:]
    for place, option in enumerate(given):
        if option.startswith("--background"):
            del given[place:place + (1 if "=" in option else 2)]
            break
    if options.https:
        given += ["--https-directory", str(options.https_directory)]
    command = [sys.executable, str(Path(__file__).resolve().parent), *given]
    with log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            process.wait()
            log.seek(0)
            print(log.read().strip() or "The emulator ended without a message", file=sys.stderr)
            return 1
    (directory / "emulator.pid").write_text(f"{process.pid}\n")
    (directory / "emulator.url").write_text(f"{url}\n")
    print(url)
    if options.https:
        print(TRUST.format(options.https_directory.expanduser() / CA_FILE), file=sys.stderr)
    return 0


def status(directory: Path) -> int:
    """Prints the URL of the emulator in the background. Returns the exit status 3 if there is none."""
    found = running(directory)
    if found is None:
        return 3
    print(found[1])
    return 0


def stop(directory: Path) -> int:
    """Stops the emulator in the background. Prints ``stopped`` if there was one."""
    if found := running(directory):
        pid = found[0]
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while running(directory) and time.monotonic() < deadline:
            time.sleep(0.05)
        print("stopped")
    for name in ("emulator.pid", "emulator.url", "emulator.log"):
        (directory / name).unlink(missing_ok=True)
    return 0


async def serve(options: argparse.Namespace) -> int:
    """Listens, prints the URL, and serves until SIGTERM or SIGINT."""
    from aiohttp import web

    from pagerduty_emulator.database import DatabaseError
    from pagerduty_emulator.state_file import LoadError

    logging.basicConfig(format=LOG_FORMAT, level=logging.WARNING)  # to the standard error stream
    try:
        encryption = encryption_of(options)
        server, database = prepared(options)
    except (OSError, ValueError, LoadError, DatabaseError) as error:
        print(f"The emulator cannot start: {error}", file=sys.stderr)
        return 1
    emulator = server.emulator
    runner = server.runner()
    await runner.setup()
    await server.open()
    proxy, port = None, options.port
    try:
        try:
            await web.TCPSite(runner, options.host, port, ssl_context=encryption).start()
            host, found = runner.addresses[0][:2]
            if options.proxy_port is not None:
                proxy, port = Proxy(options.region, host, found), options.proxy_port
                port = await proxy.start(options.host, port)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "the port is taken" if taken else error.strerror or str(error)
            print(f"The emulator cannot listen on {options.host}:{port}: {reason}", file=sys.stderr)
            return 1
        url = url_of("http" if encryption is None else "https", host, found)
        emulator.base_url = options.public_url or url
        stop = stop_event(until_eof=options.until_eof)
        print(url, flush=True)
        if options.https:
            print(TRUST.format(options.https_directory.expanduser() / CA_FILE), file=sys.stderr)
        if proxy is not None:
            print(PROXY.format(", ".join(HOSTS[options.region]), host, port), file=sys.stderr)
        await stop.wait()
    finally:
        if proxy is not None:
            await proxy.close()
        await runner.cleanup()
        if database is not None:
            database.close(emulator, server.deliveries)
        await server.close()
    return 0


def url_of(scheme: str, host: str, port: int) -> str:
    """The URL of the emulator. All addresses of this machine include ``localhost``."""
    if host in EVERYWHERE:
        return f"{scheme}://localhost:{port}"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def stop_event(*, until_eof: bool) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set, and optionally the end of the standard input."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if until_eof:
        threading.Thread(target=wait_for_eof, args=(loop, stop), daemon=True).start()
    return stop


def prepared(options: argparse.Namespace) -> tuple[Server, Database | None]:
    """The server with its state, and the database of ``--state``. Raises `OSError`, `ValueError`, `LoadError` or
    `DatabaseError`."""
    from pagerduty_emulator.accounts import fresh, load
    from pagerduty_emulator.core.state import Emulator
    from pagerduty_emulator.database import Database
    from pagerduty_emulator.log import Recorder
    from pagerduty_emulator.server import Server
    from pagerduty_emulator.webhooks.delivery import Deliveries

    emulator = Emulator(options.seed, options.region, options.rate_limit, fresh, strict=options.strict)
    database = None if options.state is None else Database(options.state.expanduser())
    if options.load is not None:
        if database is None or database.is_new:
            load(emulator, json.loads(options.load.read_text(encoding="utf-8")))
        else:
            print(f"{options.load} is not loaded, because {options.state} has a state", file=sys.stderr)
    deliveries = Deliveries(emulator, retry_seconds=options.webhook_retry_seconds, ca=options.webhook_ca)
    if database is not None:
        database.attach(emulator, deliveries)
    recorder = None if options.record is None else Recorder(options.record)
    return Server(emulator, deliveries, recorder=recorder, latency=options.latency), database


def encryption_of(options: argparse.Namespace) -> ssl.SSLContext | None:
    """How connections are encrypted; None without HTTPS. Raises `OSError`, also for a file that is no certificate."""
    certificate, key = options.certificate, options.key
    if options.https:
        names = list(options.https_name)
        if options.host not in EVERYWHERE:
            names.append(options.host)
        if options.proxy_port is not None:
            names += HOSTS[options.region]
        certificate, _ca_file = make_certificate(options.https_directory.expanduser(), names)
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def wait_for_eof(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Reads the standard input to its end, and then sets the event."""
    while os.read(sys.stdin.fileno(), 65536):
        pass
    with suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    sys.exit(main())
