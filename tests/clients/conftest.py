# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator that uses HTTPS, because PagerDuty's own clients refuse HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client, started


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate that clients have to trust."""
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="session")
def url(authority: trustme.CA, ca_file: Path) -> Iterator[str]:
    certificate = ca_file.with_name("emulator.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    with started("--certificate", str(certificate)) as found:
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
