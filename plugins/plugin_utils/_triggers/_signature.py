# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures: verifies that the sender of a webhook knows the secret of a subscription.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import hmac
import typing as t

HEADER = "X-PagerDuty-Signature"


def is_signed(body: bytes, header: str, secrets: t.Iterable[str]) -> bool:
    """Whether one of the signatures in the header matches the body and one of the secrets.

    The header can contain several signatures, for example while a secret is replaced. Signatures of other versions than
    `v1` are ignored. All pairs are compared, each in constant time.
    """
    given = [item.strip().encode("utf-8", "surrogateescape") for item in header.split(",")]
    good = False
    for secret in secrets:
        wanted = b"v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
        for item in given:
            good |= hmac.compare_digest(wanted, item)
    return good
