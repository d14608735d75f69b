# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate of ``--https``: made on the first start, and used again until it expires.

A directory contains three files:

``ca.pem``        the certificate of a certificate authority (CA), which clients must trust
``emulator.pem``  the emulator's certificate, which this CA has signed, with its private key. Only its owner can read it
``lock``          an empty file, so that emulators that start at the same time make one certificate

The private key of the CA is not stored. Nobody can sign another certificate with it, so a client that trusts the CA
trusts this emulator and nothing else.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

PACKAGE = "cryptography"
"""Needed to make a certificate, and not for anything else."""

LOCAL = ("127.0.0.1", "::1", "localhost")
"""The names that each certificate has."""

VALIDITY = timedelta(days=365)

RENEWAL = timedelta(days=30)
"""A certificate that expires within this time is replaced at the next start."""

CA_FILE, CERTIFICATE_FILE = "ca.pem", "emulator.pem"


def default_directory() -> Path:
    """Where the certificate is without another directory: ``~/.cache/pagerduty-emulator``."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "pagerduty-emulator"


def certificate(directory: Path, names: Iterable[str]) -> tuple[Path, Path]:
    """Makes a certificate for these host names and addresses, unless the directory has one that is still good.

    Returns the files of the emulator's certificate and of its CA. Raises `OSError`.
    """
    wanted = sorted({*LOCAL, *names})
    directory.mkdir(parents=True, exist_ok=True)
    ca_file, file = directory / CA_FILE, directory / CERTIFICATE_FILE
    with locked(directory / "lock"):
        if not (ca_file.is_file() and file.is_file() and is_good(file.read_bytes(), ca_file.read_bytes(), wanted)):
            authority, with_key = make(wanted)
            replace(ca_file, authority, 0o644)
            replace(file, with_key, 0o600)
    return file, ca_file


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits for other processes in the same context."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def replace(path: Path, content: bytes, mode: int) -> None:
    """Writes a file in one step. No other user can read it before it has its mode."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    partial.replace(path)


def is_good(pem: bytes, ca_pem: bytes, names: Iterable[str]) -> bool:
    """Whether this CA has signed a certificate that has all of these names and does not expire soon."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        found = x509.load_pem_x509_certificate(pem)
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(ca_pem))
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    known = {str(name.value) for name in extension}
    return set(names) <= known and found.not_valid_after_utc > datetime.now(UTC) + RENEWAL


def make(names: Iterable[str]) -> tuple[bytes, bytes]:
    """A new CA, and a certificate that it has signed.

    Returns the CA's certificate, and the other one with its key.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _key in range(2))
    ca_name = named(f"PagerDuty emulator CA {x509.random_serial_number():x}"[:64])
    ca_identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    authority = (
        builder(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(ca_identifier, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    signed = (
        builder(named("PagerDuty emulator"), ca_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([general_name(one) for one in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_identifier), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_bytes = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return authority.public_bytes(pem), signed.public_bytes(pem) + key_bytes


def builder(subject: x509.Name, issuer: x509.Name, public_key: EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """What both certificates have. They are valid from the day before, because clocks differ."""
    from cryptography import x509

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALIDITY)
    )


def named(text: str) -> x509.Name:
    """The name of a certificate's subject."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """What a key is for: signing certificates, or the signatures of a TLS handshake."""
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )


def general_name(text: str) -> x509.GeneralName:
    """An address or a host name in a certificate."""
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
