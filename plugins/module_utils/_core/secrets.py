# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of a connection, and how they are masked in results and messages.

Ansible masks the values of options. It does not know the tokens that the collection fetches itself, nor other forms of
a secret.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
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

SHORTEST = 6  # characters. A shorter value would be found in ordinary words.


class Secrets:
    """The secrets that a client has used so far. Secrets are only added: a server may repeat an old one."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._forms: list[str] = []
        self._marks: list[bytes] = []
        self._met = False

    def add(self, value: t.Any, identity: str | None = None) -> None:
        """Mask this value and its usual encodings from now on. Anything but text is ignored.

        identity: what is sent together with it in an Authorization header of the type Basic.
        """
        if not isinstance(value, str) or len(value) < SHORTEST or value in self._known:
            return
        self._known.add(value)
        encoded = [value, f"{identity}:{value}"] if identity else [value]
        forms = {value, quote(value, safe=""), quote_plus(value), _in_html(value)}
        forms |= {b64encode(text.encode("utf-8", "replace")).decode().rstrip("=") for text in encoded}
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)
        # As they stand in a body. JSON may also write other characters with escapes, or be in UTF-16.
        self._marks = [form.encode("utf-8", "replace") for form in {*self._forms, *map(_in_json, self._forms)}]
        self._marks += [b"\\u00", b"\\/", b"\0"]

    def meet(self, content: bytes, headers: t.Iterable[str]) -> None:
        """Note whether a secret may be in this response. If none was in any response, `masked` has nothing to do."""
        if not self._met and self._forms:
            self._met = any(mark in content for mark in self._marks) or any(
                form in value for value in headers for form in self._forms
            )

    def masked(self, value: t.Any) -> t.Any:
        """A value that was made of responses, with all secrets replaced, in texts at any depth."""
        return self.scrubbed(value) if self._met else value

    def stripped(self, value: t.Any) -> t.Any:
        """As `scrubbed`. What has the name of a secret is replaced as well."""
        return self.scrubbed(_without_named(value))

    def scrubbed(self, value: t.Any) -> t.Any:
        """Any value with all secrets replaced, in texts at any depth."""
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
    """As `html.escape`, whose module takes a millisecond to import."""
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
