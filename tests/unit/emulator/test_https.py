# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS with a certificate that the emulator makes."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import CODE, requests, started
from .inside import certificates

pytest.importorskip("cryptography")


def run(*arguments: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CODE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def names_of(url: str, ca_file: Path, *, strict: bool = True) -> set[str]:
    """The names of the certificate at a URL, which a client verifies that trusts only this CA."""
    context = ssl.create_default_context(cafile=str(ca_file))
    if strict:
        context.verify_flags |= ssl.VERIFY_X509_STRICT  # as newer versions of Python and OpenSSL do
    port = int(url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port), 10) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secured,
    ):
        found = secured.getpeercert()
    return {value for _kind, value in found["subjectAltName"]}


def test_a_client_that_trusts_the_certificate_of_the_ca(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    directory = tmp_path / "tls"
    with started("--https", "--https-directory", str(directory), "--https-name", "pagerduty.test") as url:
        assert url.startswith("https://127.0.0.1:")
        ca_file = directory / "ca.pem"
        headers = {"Authorization": "Token token=emulator"}
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(f"{url}/users", headers=headers, verify=str(ca_file), timeout=10)
            assert answer.json()["users"][0]["self"].startswith(url)
            with pytest.raises(requests.exceptions.SSLError):
                session.get(f"{url}/users", headers=headers, timeout=10)
        assert names_of(url, ca_file) == {"127.0.0.1", "0:0:0:0:0:0:0:1", "localhost", "pagerduty.test"}
    assert f"clients must trust the certificate in {ca_file}" in capfd.readouterr().err


def test_the_private_keys(tmp_path: Path) -> None:
    """Only the owner can read that of the emulator, and nobody that of the CA."""
    file, ca_file = certificates.certificate(tmp_path, [])
    assert file.stat().st_mode & 0o777 == 0o600 and ca_file.stat().st_mode & 0o777 == 0o644
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ca.pem", "emulator.pem", "lock"]
    assert "PRIVATE KEY" not in ca_file.read_text() and file.read_text().count("BEGIN PRIVATE KEY") == 1


def test_a_certificate_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def contents() -> tuple[bytes, ...]:
        return tuple(file.read_bytes() for file in certificates.certificate(tmp_path, ["one.test"]))

    first = contents()
    assert contents() == first
    certificates.certificate(tmp_path, [])
    assert contents() == first, "fewer names need no other certificate"
    certificates.certificate(tmp_path, ["two.test"])
    second = contents()
    assert second[1] != first[1], "other names need another one"
    (tmp_path / "emulator.pem").write_text("broken")
    third = contents()
    assert third[1] != second[1]
    (tmp_path / "ca.pem").write_bytes(second[1])
    fourth = contents()
    assert fourth[1] not in (second[1], third[1]), "another CA did not sign it"
    monkeypatch.setattr(certificates, "RENEWAL", certificates.VALIDITY + timedelta(days=1))
    assert contents()[1] != fourth[1], "one that expires soon is replaced"


def test_in_the_background(tmp_path: Path) -> None:
    done = run("--background", tmp_path, "--https", "--port", 0, "--host", "localhost")
    try:
        assert done.returncode == 0 and f"{tmp_path}/ca.pem" in done.stderr
        assert run("--status", tmp_path).stdout == done.stdout
        assert "localhost" in names_of(done.stdout.strip(), tmp_path / "ca.pem")
    finally:
        run("--stop", tmp_path)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--https", "--certificate", "c.pem"], "omit it to use the one of --certificate"),
        (["--https-name", "one.test"], "require --https"),
        (["--https", "--https-directory", str(CODE / "server.py")], "The emulator cannot start"),
        (["--https", "--https-name", "ö.test"], "ö.test is no host name"),
        (["--https", "--https-name", "a/b"], "a/b is no host name"),
        (["--https", "--https-name", ""], "is no host name"),
    ],
)
def test_wrong_options(arguments: list[str], reason: str, tmp_path: Path) -> None:
    if "--https-name" in arguments and "--https" in arguments:
        arguments = [*arguments, "--https-directory", str(tmp_path)]
    done = run("--port", "0", *arguments)
    assert done.returncode != 0 and reason in done.stderr and "Traceback" not in done.stderr
