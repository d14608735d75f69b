# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /oauth/token``: Scoped OAuth with client credentials.

On real PagerDuty this is a host of its own, ``identity.pagerduty.com``, the same for both regions. Errors have OAuth's
own form (RFC 6749, 5.2), not the REST API's. Later grants (authorization code, refresh token) are rows of `GRANTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .state import Emulator, Grant


class OAuthError(Exception):
    """An answer of the token endpoint other than success."""

    def __init__(self, status: int, error: str, description: str):
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


def client_credentials(emulator: Emulator, form: Mapping[str, str]) -> dict[str, Any]:
    """An app token, of no user. Scopes that the client lacks are left out without a word, as on PagerDuty."""
    account = emulator.account_of_client(form.get("client_id", ""))
    client = account.oauth_clients[form["client_id"]] if account is not None else None
    if account is None or client is None or client.client_secret != form.get("client_secret"):
        raise OAuthError(401, "invalid_client", "Client authentication failed")
    asked = form.get("scope", "").split()
    wanted = f"as_account-{account.region}.{account.subdomain}"
    if wanted not in asked:
        raise OAuthError(400, "invalid_scope", "The scope must contain as_account-{region}.{subdomain} of the account")
    granted = list(dict.fromkeys(scope for scope in asked if scope in client.scopes))
    token = emulator.chance.access_token(account.region)
    account.grants[token] = Grant(client.client_id, frozenset(granted), account.clock.monotonic() + client.expires_in)
    return {
        "access_token": token,
        "scope": " ".join([wanted, *(granted or ["openid"])]),
        "token_type": "bearer",
        "expires_in": client.expires_in,
    }


GRANTS: dict[str, Callable[[Emulator, Mapping[str, str]], dict[str, Any]]] = {"client_credentials": client_credentials}


def issue(emulator: Emulator, content_type: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a token request. Raises `OAuthError`."""
    if content_type != "application/x-www-form-urlencoded":
        raise OAuthError(400, "invalid_request", "The request must be form-encoded")
    if "grant_type" not in form:
        raise OAuthError(400, "invalid_request", "grant_type is missing")
    if form["grant_type"] not in GRANTS:
        raise OAuthError(400, "unsupported_grant_type", f"The grant type {form['grant_type']} is not supported")
    return GRANTS[form["grant_type"]](emulator, form)
