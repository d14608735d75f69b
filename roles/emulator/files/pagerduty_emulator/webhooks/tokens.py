# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens that PagerDuty sends with webhooks, requested with the OAuth clients of subscriptions."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

import aiohttp

from ..core.collection import Record
from ..core.state import Account
from ..resources.webhook_oauth_clients import RESOURCE as OAUTH_CLIENTS

LIFETIME = 300
"""Seconds for which a token is used if the response does not say how long it is valid."""


class TokenError(Exception):
    """The token server returned no token."""


@dataclass(frozen=True)
class Token:
    """A token. ``expires_at``: in seconds of the clock's ``monotonic``."""

    text: str
    expires_at: float


class Tokens:
    """The tokens of all clients. They are kept until they expire, or until the client changes."""

    def __init__(self, tls: ssl.SSLContext):
        self.tls = tls
        self._tokens: dict[tuple[Any, ...], Token] = {}

    async def of(self, session: aiohttp.ClientSession, account: Account, client: Record) -> str:
        """A valid token. Raises `TokenError`, and also the exceptions of aiohttp and `TimeoutError`."""
        settings = ("client_id", "client_secret", "scope", "token_url")
        key = (account.identifier, client["id"], *(client[name] for name in settings))
        token = self._tokens.get(key)
        now = account.clock.monotonic()
        if token is None or token.expires_at <= now:
            try:
                token = await self._request(session, client, now)
            except Exception:
                self._note(account, client, "error")
                raise
            self._note(account, client, "active")
            self._tokens[key] = token
        return token.text

    async def _request(self, session: aiohttp.ClientSession, client: Record, now: float) -> Token:
        form = {name: client[name] for name in ("grant_type", "client_id", "client_secret", "scope") if client[name]}
        async with session.post(client["token_url"], data=form, allow_redirects=False, ssl=self.tls) as response:
            if response.status != 200:
                raise TokenError(f"the token server responded with {response.status}")
            try:
                body = await response.json(content_type=None)
            except ValueError:
                raise TokenError("the token server returned no JSON") from None
        text = body.get("access_token") if isinstance(body, dict) else None
        if not isinstance(text, str) or not text:
            raise TokenError("the token server returned no access_token")
        seconds = body.get("expires_in")
        return Token(text, now + (seconds if isinstance(seconds, (int, float)) else LIFETIME))

    @staticmethod
    def _note(account: Account, client: Record, status: str) -> None:
        """Stores the status of a client that still exists."""
        current = account.collection(OAUTH_CLIENTS.type).get(client["id"])
        if current is not None and current["status"] != status:
            account.put(OAUTH_CLIENTS, {**current, "status": status})
