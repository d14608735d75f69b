# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of a connection, which are masked in results and messages.

Ansible masks the values of options. It does not know the access tokens that the collection requests, and the encoded
forms of a secret.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import threading
import typing as t
from base64 import b64encode
from urllib.parse import quote, quote_plus

MASK = "********"
# The names of attributes and headers that contain secrets, in lower case.
NAMED = {
    "access_token",
    "api_key",
    "authorization",
    "client_secret",
    "cookie",
    "http_cal_url",
    "integration_key",
    "password",
    "refresh_token",
    "routing_key",
    "secret",
    "set-cookie",
    "token",
    "web_cal_url",
    "x-api-key",
}

SHORTEST = 6  # characters. A shorter value can be part of ordinary words


class Secrets:
    """The secrets that a client has used. They are never removed, because a server can return an old one."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._forms: list[str] = []
        self._patterns: list[bytes] = []
        self._seen = False
        self._lock = threading.Lock()

    def add(self, value: t.Any, identity: str | None = None) -> None:
        """Mask this value and its usual encodings from now on. Values that are not text are ignored.

        identity: the user name for this secret in an Authorization header of the type Basic.
        """
        if not isinstance(value, str) or len(value) < SHORTEST or value in self._known:
            return
        with self._lock:
            self._add(value, identity)

    def _add(self, value: str, identity: str | None) -> None:
        self._known.add(value)
        encoded = [value, f"{identity}:{value}"] if identity else [value]
        forms = {value, quote(value, safe=""), quote_plus(value), _in_html(value)}
        forms |= {b64encode(text.encode("utf-8", "replace")).decode().rstrip("=") for text in encoded}
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)
        # The forms in a body. In JSON, other characters can also be escaped, and the encoding can be UTF-16.
        self._patterns = [form.encode("utf-8", "replace") for form in {*self._forms, *map(_in_json, self._forms)}]
        self._patterns += [b"\\u00", b"\\/", b"\0"]

    def inspect(self, content: bytes, headers: t.Iterable[str]) -> None:
        """Record whether a response possibly contains a secret. If none does, `masked` returns values unchanged."""
        if not self._seen and self._forms:
            self._seen = any(pattern in content for pattern in self._patterns) or any(
                form in value for value in headers for form in self._forms
            )

    def masked(self, value: t.Any) -> t.Any:
        """A value from responses, with all secrets replaced in texts at any depth."""
        return self.scrubbed(value) if self._seen else value

    def stripped(self, value: t.Any) -> t.Any:
        """Like `scrubbed`. Also replaces the values whose names are those of secrets."""
        return self.scrubbed(_without_named(value))

    def scrubbed(self, value: t.Any) -> t.Any:
        """Any value, with all secrets replaced in texts at any depth."""
        if isinstance(value, str):
            for form in self._forms:
                if form in value:
                    value = value.replace(form, MASK)
            return value
        if isinstance(value, dict):
            return {self.scrubbed(key): self.scrubbed(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.scrubbed(entry) for entry in value]
        return value


def _in_html(text: str) -> str:
    """Like `html.escape`. Importing its module takes a millisecond."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(character, entity)
    return text


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _without_named(value: t.Any, name: str = "") -> t.Any:
    if isinstance(value, dict):
        return {key: _without_named(entry, str(key).lower()) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        if name == "custom_headers":  # of a webhook subscription: pairs of name and value
            return [{**entry, "value": MASK} if isinstance(entry, dict) else MASK for entry in value]
        return [_without_named(entry) for entry in value]
    return MASK if value and name in NAMED else value
