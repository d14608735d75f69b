# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS, with and without certificates of clients."""

from __future__ import annotations

import ssl
import typing as t
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import play, running, webhook


def make(folder: Path, name: str, *, password: bytes | None = None) -> tuple[str, str]:
    """A certificate that vouches for itself, for `localhost`, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    protection = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    )
    return str(files[0]), str(files[1])


def trusting(certificate: str, client: tuple[str, str] | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certificate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # as PagerDuty
    if client:
        context.load_cert_chain(*client)
    return context


def test_tls_with_a_password(tmp_path: Path) -> None:
    certificate, key = make(tmp_path, "server", password=b"open sesame")

    async def scene() -> None:
        session = {"ssl": trusting(certificate)}
        async with running(session=session, certfile=certificate, keyfile=key, password="open sesame") as here:
            assert await here.post(*webhook()) == 202
            assert len(await here.engine.fetch(1)) == 1

    play(scene)


@pytest.mark.parametrize(
    ("shown", "names", "status"),
    [
        ("webhooks.pagerduty.com", None, 202),
        ("webhooks.pagerduty.com", ["webhooks.pagerduty.com"], 202),
        ("webhooks.pagerduty.com", ["localhost"], 202),  # an alternative name
        ("webhooks.pagerduty.com", ["webhooks.eu.pagerduty.com"], 403),
        ("unknown", None, None),
        (None, None, None),
    ],
)
def test_mutual_tls(shown: str | None, names: list[str] | None, status: int | None, tmp_path: Path) -> None:
    certificate, key = make(tmp_path, "server")
    clients = {name: make(tmp_path, name) for name in ("webhooks.pagerduty.com", "unknown")}
    options: dict[str, t.Any] = {"cafile": clients["webhooks.pagerduty.com"][0]}
    if names is not None:
        options["client_names"] = names

    async def scene() -> None:
        session = {"ssl": trusting(certificate, clients[shown] if shown else None)}
        async with running(session=session, certfile=certificate, keyfile=key, **options) as here:
            if status is None:
                with pytest.raises((aiohttp.ClientError, ConnectionError)):
                    await here.post(*webhook())
                assert "received" not in here.counts()
            else:
                assert await here.post(*webhook()) == status

    play(scene)


def test_files_that_do_not_fit(tmp_path: Path) -> None:
    certificate, key = make(tmp_path, "server")
    _certificate, other = make(tmp_path, "other", password=b"secret")
    cases: tuple[tuple[dict[str, t.Any], str], ...] = (
        ({"certfile": certificate, "keyfile": other}, "certfile: can't use"),
        ({"certfile": certificate, "keyfile": str(tmp_path / "none")}, "No such file"),
        ({"certfile": certificate}, "certfile: can't use"),
        ({"certfile": certificate, "keyfile": key, "cafile": "/none"}, "cafile: can't use"),
    )

    async def scene(options: dict[str, t.Any]) -> None:
        async with running(**options):
            pass

    for options, message in cases:
        with pytest.raises(UsageError, match=message):
            play(scene, options)
