# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks the secrets of requests and responses before they are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

MASK = "********"

SECRET = re.compile(r"secret|password|token|credential|private_key|(routing|integration|service)_key$", re.IGNORECASE)
"""Keys of JSON objects whose values are secrets."""

HEADERS = "custom_headers"
"""The key of a list of headers. Their values can be secrets."""

CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+(?=@)")
"""The user name and the password in a URL."""

SHOWN_HEADERS = ("Accept", "Content-Type", "From", "Idempotency-Key", "X-EARLY-ACCESS")


def masked(value: Any, key: str = "") -> Any:
    """A JSON value without secrets. ``key``: its key in an object."""
    if isinstance(value, dict):
        return {name: masked(one, name) for name, one in value.items()}
    if isinstance(value, list):
        if key == HEADERS:
            return [{**one, "value": MASK} if isinstance(one, dict) else MASK for one in value]
        return [masked(one, key) for one in value]
    if isinstance(value, str):
        return MASK if SECRET.search(key) else CREDENTIALS.sub(MASK, value)
    return value


def masked_body(body: bytes) -> Any:
    """A body as JSON without secrets; as text if it is not JSON; None if it is empty.

    A text that contains a word for a secret is masked completely.
    """
    if not body:
        return None
    try:
        return masked(json.loads(body))
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
        return MASK if re.search(r"secret|password|token|_key", text, re.IGNORECASE) else CREDENTIALS.sub(MASK, text)


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a request that are shown. Of ``Authorization``, only the scheme is."""
    shown = {name: headers[name] for name in SHOWN_HEADERS if name in headers}
    if authorization := headers.get("Authorization"):
        scheme, space, _credentials = authorization.partition(" ")
        shown["Authorization"] = f"{scheme} {MASK}" if space else MASK
    return shown
