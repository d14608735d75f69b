# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator for the tests of any program: `running` starts one in a process of its own, and stops it.

.. code-block:: python

    with running() as emulator:
        key = emulator.integration_key("Web shop")
        notify(emulator.url + "/v2/enqueue", key)  # the code under test
        assert emulator.get("/incidents")["incidents"][0]["title"] == "Disk full"

`pytest_plugin` has the same as fixtures. This module needs only the standard library.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

SECONDS_TO_STOP = 10

SECONDS_TO_RESPOND = 60
"""For one request. A request that waits for webhooks is given this time in addition."""


class StartError(Exception):
    """The emulator did not start. The message is its output."""


class RequestError(AssertionError):
    """The emulator rejected a request of a test. The message has the request, the status and the response.

    ``status``  the HTTP status
    ``body``    the response as an object, or as text if it is not JSON
    """

    def __init__(self, method: str, path: str, status: int, body: Any):
        super().__init__(f"{method} {path}: {status} {body if isinstance(body, str) else json.dumps(body)}")
        self.status = status
        self.body = body


class RunningEmulator:
    """A running emulator, with the account of its API token.

    ``url``         for example ``http://127.0.0.1:45321``: the REST API, the Events API and OAuth
    ``ca_file``     the certificate that clients must trust; None without HTTPS
    ``token``       the API token of the account that a new emulator has
    ``from_email``  the email address of the account's owner, for the header ``From``
    """

    def __init__(self, url: str, *, ca_file: Path | None = None, token: str = "emulator"):
        self.url = url
        self.ca_file = ca_file
        self.token = token
        self.from_email = "owner@example.com"
        context = ssl.create_default_context(cafile=str(ca_file)) if ca_file else None
        # Proxies of the environment are for other hosts.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )

    @property
    def events_url(self) -> str:
        """The URL that events are sent to, in place of ``https://events.pagerduty.com/v2/enqueue``."""
        return f"{self.url}/v2/enqueue"

    # -- PagerDuty's APIs --------------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Sends a request to the REST API. Returns the JSON of the response, or None if it has no body.

        ``body``: an object. ``query``: the parameters; a list is sent as ``name[]``. Raises `RequestError` for a
        status of 400 or more.
        """
        headers = {"Authorization": f"Token token={self.token}"}
        if self.from_email:
            headers["From"] = self.from_email
        pairs = [
            (f"{name}[]", one) if isinstance(value, (list, tuple)) else (name, one)
            for name, value in query.items()
            for one in (value if isinstance(value, (list, tuple)) else [value])
        ]
        return self._send(method, f"{path}?{urlencode(pairs)}" if pairs else path, body, headers)

    def get(self, path: str, **query: Any) -> Any:
        """Sends a GET, see `request`."""
        return self.request("GET", path, **query)

    def post(self, path: str, body: Any = None) -> Any:
        """Sends a POST, see `request`."""
        return self.request("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        """Sends a PUT, see `request`."""
        return self.request("PUT", path, body)

    def delete(self, path: str) -> Any:
        """Sends a DELETE, see `request`."""
        return self.request("DELETE", path)

    def integration_key(self, service: str = "Service") -> str:
        """Creates a service with this name and an Events API v2 integration. Returns the integration's key.

        Senders of events pass it as ``routing_key``. The service has the escalation policy ``Default``.
        """
        (policy,) = self.get("/escalation_policies", query="Default")["escalation_policies"]
        reference = {"id": policy["id"], "type": "escalation_policy_reference"}
        values = {"type": "service", "name": service, "escalation_policy": reference}
        created = self.post("/services", {"service": values})["service"]
        integration = {"type": "events_api_v2_inbound_integration", "name": "Events"}
        path = f"/services/{created['id']}/integrations"
        key: str = self.post(path, {"integration": integration})["integration"]["integration_key"]
        return key

    # -- /_emulator/ -------------------------------------------------------------------------------------------------

    def reset(self, seed: int | None = None) -> None:
        """Resets accounts, clock, requests, events, deliveries and faults to those of a new emulator."""
        self._administrate("POST", "reset", {} if seed is None else {"seed": seed})

    def load(self, accounts: dict[str, Any]) -> Any:
        """Loads accounts. Returns how many objects each of them has."""
        return self._administrate("POST", "load", accounts)

    def state(self) -> Any:
        """All accounts, in the format of `load`."""
        return self._administrate("GET", "state")

    def requests(self) -> list[dict[str, Any]]:
        """The requests that the emulator served since the last reset, the oldest first. Those of this object count."""
        found: list[dict[str, Any]] = self._administrate("GET", "requests")
        return found

    def clear_requests(self) -> None:
        """Empties the list of requests."""
        self._administrate("DELETE", "requests")

    def add_fault(self, kind: str, **options: Any) -> None:
        """Adds a fault, for example ``add_fault("status", status=503, times=2)``."""
        self._administrate("POST", "faults", {"kind": kind, **options})

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._administrate("DELETE", "faults")

    def now(self) -> str:
        """The emulator's time, ISO 8601 in UTC."""
        return str(self._administrate("GET", "clock")["now"])

    def advance(self, seconds: float) -> str:
        """Moves the clock forward. What is due by then happens before this returns. Returns the new time."""
        return str(self._administrate("POST", "clock", {"advance": seconds})["now"])

    def events(self) -> list[dict[str, Any]]:
        """All events, in the form of webhooks, the oldest first."""
        found: list[dict[str, Any]] = self._administrate("GET", "events")
        return found

    def alerts(self) -> list[dict[str, Any]]:
        """All alerts, the oldest first. Suppressed and suspended ones have no incident, see their ``state``."""
        found: list[dict[str, Any]] = self._administrate("GET", "alerts")
        return found

    def evaluate(self, event: dict[str, Any]) -> dict[str, Any]:
        """What the rules of event orchestrations make of an event of the Events API v2, which is not processed."""
        found: dict[str, Any] = self._administrate("POST", "evaluate", event)
        return found

    def deliveries(self, wait: float = 0) -> list[dict[str, Any]]:
        """All attempts to deliver webhooks. ``wait``: the most seconds to wait until no delivery is pending."""
        found: list[dict[str, Any]] = self._administrate("GET", f"deliveries?wait={wait:g}", wait=wait)
        return found

    def _administrate(self, method: str, path: str, body: Any = None, *, wait: float = 0) -> Any:
        return self._send(method, f"/_emulator/{path}", body, {}, wait=wait)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str], *, wait: float = 0) -> Any:
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers = {**headers, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        try:
            with self._opener.open(request, timeout=SECONDS_TO_RESPOND + wait) as response:
                content = response.read()
        except urllib.error.HTTPError as error:
            with error:
                raise RequestError(method, path, error.code, json_or_text(error.read())) from None
        return json.loads(content) if content else None


def json_or_text(content: bytes) -> Any:
    """The object of a response, or its text if it is not JSON."""
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


@contextmanager
def running(*options: str) -> Iterator[RunningEmulator]:
    """Starts an emulator on a free port, yields it, and stops it.

    ``options``: those of the command line, such as ``--strict``. With ``--https``, the certificate is a new one, unless
    ``--https-directory`` says where it is. Raises `StartError`. The emulator also stops if this process ends without
    leaving the context.
    """
    with tempfile.TemporaryDirectory(prefix="pagerduty-emulator-") as folder:
        ca_file = None
        if "--https" in options:
            if "--https-directory" not in options:
                options = (*options, "--https-directory", folder)
            ca_file = Path(options[options.index("--https-directory") + 1]).expanduser() / "ca.pem"
        with started(*options) as url:
            yield RunningEmulator(url, ca_file=ca_file)


@contextmanager
def started(*options: str) -> Iterator[str]:
    """Starts the process of an emulator, yields its URL, and stops it."""
    code = Path(__file__).resolve().parent
    command = [sys.executable, str(code), "--port", "0", "--until-eof", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            if not url:
                raise StartError("the emulator did not start; its message is in the standard error stream")
            yield url
        finally:
            process.stdin.close()
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
