# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator that uses HTTPS, because PagerDuty's own clients refuse HTTP."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client, started


@pytest.fixture(scope="session")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate that clients have to trust. The emulator makes it when it starts."""
    return tmp_path_factory.mktemp("tls") / "ca.pem"


@pytest.fixture(scope="session")
def proxy() -> str:
    """The URL of the proxy that leads from PagerDuty's hosts to the emulator."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="session")
def url(ca_file: Path, proxy: str) -> Iterator[str]:
    port = proxy.rpartition(":")[2]
    with started("--https", "--https-directory", str(ca_file.parent), "--proxy-port", port) as found:
        assert found.startswith("https://")
        yield found


@pytest.fixture(scope="session")
def new_account(url: str, ca_file: Path) -> Callable[[], Client]:
    """Resets the emulator and returns a client of its account, whose owner is owner@example.com."""

    def reset() -> Client:
        client = Client(url)
        client.session.verify, client.session.trust_env = str(ca_file), False
        client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
        return client

    return reset


@pytest.fixture
def emulator(new_account: Callable[[], Client]) -> Client:
    return new_account()
