# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``--proxy-port``: programs whose address of PagerDuty is fixed reach the emulator."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import CODE, requests, started

pytest.importorskip("cryptography")


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "ca.pem"


@pytest.fixture(scope="module")
def proxy(ca_file: Path) -> Iterator[str]:
    """The proxy's URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started("--https", "--https-directory", str(ca_file.parent), "--proxy-port", str(port)):
        yield f"http://127.0.0.1:{port}"


def send(proxy: str, text: bytes) -> bytes:
    """What the proxy returns to these bytes, to the end of the connection."""
    host, port = proxy.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(text)
        found = b""
        while part := connection.recv(4096):
            found += part
    return found


def test_pagerduty_hosts_lead_to_the_emulator(proxy: str, ca_file: Path) -> None:
    with requests.Session() as session:
        session.trust_env, session.verify, session.proxies = False, str(ca_file), {"https": proxy}
        session.headers["Authorization"] = "Token token=emulator"
        for _number in range(2):
            answer = session.get("https://api.pagerduty.com/users", timeout=10)
            assert answer.json()["users"][0]["email"] == "owner@example.com"
        event = {"routing_key": "0" * 32, "event_action": "trigger", "payload": {}}
        answer = session.post("https://events.pagerduty.com/v2/enqueue", json=event, timeout=10)
        assert answer.status_code == 400 and answer.json()["status"] == "invalid event"
        body = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
        assert session.post("https://identity.pagerduty.com/oauth/token", data=body, timeout=10).status_code == 401
        large = {"team": {"type": "team", "name": "x" * 2_000_000}}
        assert session.post("https://api.pagerduty.com/teams", json=large, timeout=10).status_code == 400
        for url in ("https://example.com", "https://api.eu.pagerduty.com/users", "https://api.pagerduty.com:8443/"):
            with pytest.raises(requests.exceptions.ProxyError, match="403"):
                session.get(url, timeout=10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"GET http://api.pagerduty.com/users HTTP/1.1\r\n\r\n", b"HTTP/1.1 405 "),
        (b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n\r\n", b"HTTP/1.1 403 "),
        (b"CONNECT\r\n\r\n", b"HTTP/1.1 403 "),
        (b"\xff\x00\r\n\r\n", b"HTTP/1.1 405 "),
        (b"CONNECT " + b"x" * 20_000, b""),
    ],
)
def test_other_requests_are_refused(proxy: str, text: bytes, expected: bytes) -> None:
    assert re.match(re.escape(expected), send(proxy, text))


def test_a_port_that_is_taken(proxy: str, tmp_path: Path) -> None:
    options = ["--https", "--https-directory", str(tmp_path), "--proxy-port", proxy.rpartition(":")[2], "--port", "0"]
    done = subprocess.run(
        [sys.executable, str(CODE), *options], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1 and f"{proxy.removeprefix('http://')}: the port is taken" in done.stderr
