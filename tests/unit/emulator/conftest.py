# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a separate process, and its client over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

requests = pytest.importorskip("requests")
pytest.importorskip("aiohttp")

CODE = Path(__file__).resolve().parents[3] / "roles" / "emulator" / "files" / "pagerduty_emulator"


class Client:
    """A client with a token, and with methods for frequent requests."""

    def __init__(self, url: str, token: str = "emulator", bearer: str | None = None):
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {bearer}" if bearer else f"Token token={token}"

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=10, **options)

    def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        """The body of a GET with this status. An underscore at the end of a keyword stands for ``[]``."""
        params = {f"{key[:-1]}[]" if key.endswith("_") else key: value for key, value in query.items()}
        answer = self.call("GET", path, params=params)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def write(self, method: str, path: str, body: Any = None, *, status: int, sender: str | None = None) -> Any:
        headers = {"From": sender} if sender else {}
        answer = self.call(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def create(self, kind: str, **fields: Any) -> Any:
        """A new object of a type."""
        plural = kind[:-1] + "ies" if kind.endswith("y") else f"{kind}s"
        body = {kind: {"type": kind, **fields}}
        return self.write("POST", f"/{plural}", body, status=201, sender="owner@example.com")[kind]

    def refused(
        self, method: str, path: str, body: Any, *, status: int = 400, sender: str = "owner@example.com"
    ) -> Any:
        """The ``error`` of a rejected request."""
        return self.write(method, path, body, status=status, sender=sender)["error"]

    def update(self, thing: dict[str, Any], **fields: Any) -> Any:
        """An object after a PUT."""
        kind, path = thing["type"], thing["self"].removeprefix(self.url)
        return self.write("PUT", path, {kind: fields}, status=200)[kind]

    # -- what tests need around what they test

    def owner(self) -> dict[str, str]:
        return reference(self.get("/users", query="owner@example.com")["users"][0])

    def policy(self) -> dict[str, str]:
        return reference(self.get("/escalation_policies", query="Default")["escalation_policies"][0])

    def service(self, name: str = "Web", **fields: Any) -> Any:
        return self.create("service", name=name, escalation_policy=self.policy(), **fields)

    def user(self, name: str = "Ada Lovelace", email: str = "ada@example.com", **fields: Any) -> Any:
        return self.create("user", name=name, email=email, **fields)

    def escalation_policy(self, name: str = "Core", *targets: dict[str, str], **fields: Any) -> Any:
        rules = [{"escalation_delay_in_minutes": 5, "targets": list(targets) or [self.owner()]}]
        return self.create("escalation_policy", name=name, **{"escalation_rules": rules, **fields})

    def fault(self, **fault: Any) -> Any:
        return self.write("POST", "/_emulator/faults", fault, status=200)

    def load(self, body: Any, *, status: int = 200) -> Any:
        return self.write("POST", "/_emulator/load", body, status=status)


def reference(thing: dict[str, Any]) -> dict[str, str]:
    """A reference to an object for a request."""
    return {"id": thing["id"], "type": f"{thing['type']}_reference"}


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """Starts an emulator. Yields its URL."""
    command = [sys.executable, str(CODE), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            rest = process.stdout.read()
    assert rest == "", "nothing but the URL goes to stdout"
    assert process.returncode == 0


@pytest.fixture(scope="session")
def emulator_url() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.fixture(scope="session")
def strict_url() -> Iterator[str]:
    with started("--strict") as url:
        yield url


def fresh(url: str) -> Client:
    client = Client(url)
    client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    return client


@pytest.fixture
def emulator(emulator_url: str) -> Client:
    """A client of a new emulator."""
    return fresh(emulator_url)


@pytest.fixture
def strict(strict_url: str) -> Client:
    """A client of a new emulator with ``--strict``."""
    return fresh(strict_url)


@pytest.fixture(params=["emulator", "strict"])
def either(request: pytest.FixtureRequest) -> Client:
    """A client of a new emulator, once without and once with ``--strict``."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def as_token(emulator: Client) -> Callable[[str], Client]:
    """A client with another REST API key."""
    return lambda token: Client(emulator.url, token)
