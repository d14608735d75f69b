# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /oauth/token`` and ``GET /oauth/authorize``: Scoped OAuth for apps and users, Classic User OAuth for users.

PagerDuty has a separate host for this, ``identity.pagerduty.com``, for both regions. Errors have the form of OAuth (RFC
6749, 5.2), not that of the REST API. A user's access token comes with a refresh token, which can be used once.
PagerDuty asks the user to log in and to authorize the app. The emulator redirects with a code immediately, for the
account's owner or for the user with the email address in ``login_hint``.

Apps of both types get users' tokens in the same way. Scoped OAuth requires the app's secret and PKCE. Classic User
OAuth requires one of the two, has the scopes ``read`` and ``write`` only, and always acts as a user
(docs/app-integration-development/06-OAuth-Functionality.md in PagerDuty's developer-docs).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from .core.state import Account, Emulator, Grant, OAuthClient
from .resources.users import owner_of
from .schema.fields import http_url

CODE_SECONDS = 30
# Seconds that tokens live, by ``OAuthClient.classic``.
ACCESS_SECONDS = {False: 86400, True: 30 * 86400}
REFRESH_SECONDS = {False: 30 * 86400, True: 210 * 86400}


class OAuthError(Exception):
    """An error of the token endpoint."""

    def __init__(self, status: int, error: str, description: str):
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


def client_of(emulator: Emulator, form: Mapping[str, str], *, secret: bool = True) -> tuple[Account, OAuthClient]:
    """The account and the client of a request. Raises `OAuthError`. ``secret``: whether the client's secret is
    checked."""
    account = emulator.account_of_client(form.get("client_id", ""))
    client = account.oauth_clients[form["client_id"]] if account is not None else None
    if account is None or client is None or (secret and client.client_secret != form.get("client_secret")):
        raise OAuthError(401, "invalid_client", "Client authentication failed")
    return account, client


def region_scope(account: Account) -> str:
    """The scope that selects the account."""
    return f"as_account-{account.region}.{account.subdomain}"


def grant_access(emulator: Emulator, account: Account, client: OAuthClient, granted: list[str]) -> dict[str, Any]:
    """Creates an access token without a user. Returns the response. ``granted``: the scopes of the token."""
    token = emulator.random.access_token(account.region)
    expires_at = account.clock.monotonic() + client.expires_in
    account.grants[token] = Grant(client.client_id, frozenset(granted), expires_at)
    return {
        "access_token": token,
        "scope": " ".join(granted),
        "token_type": "bearer",
        "expires_in": client.expires_in,
    }


def grant_user_access(
    emulator: Emulator, account: Account, client: OAuthClient, grant: Grant, *, public: bool
) -> dict[str, Any]:
    """Creates a user's access token, with the scope ``openid``, and a refresh token. Returns the response."""
    response = grant_access(emulator, account, client, ["openid", *sorted(grant.scopes - {"openid"})])
    account.grants[response["access_token"]].user = grant.user
    refresh = emulator.random.access_token(account.region)
    expires_at = account.clock.monotonic() + REFRESH_SECONDS[client.classic]
    account.refresh_grants[refresh] = Grant(client.client_id, grant.scopes, expires_at, grant.user, public=public)
    return {**response, "refresh_token": refresh}


# -- grants ----------------------------------------------------------------------------------------------------------


def client_credentials(emulator: Emulator, form: Mapping[str, str]) -> dict[str, Any]:
    """An app token, without a user. Scopes that the client lacks are omitted without an error, as with PagerDuty."""
    account, client = client_of(emulator, form)
    if client.classic:
        raise OAuthError(400, "unauthorized_client", "Classic User OAuth always acts as a user")
    asked = form.get("scope", "").split()
    if region_scope(account) not in asked:
        raise OAuthError(400, "invalid_scope", "The scope must contain as_account-{region}.{subdomain} of the account")
    granted = list(dict.fromkeys(scope for scope in asked if scope in client.scopes))
    return grant_access(emulator, account, client, [region_scope(account), *(granted or ["openid"])])


def take(grants: dict[str, Grant], token: str, client: OAuthClient, account: Account, what: str) -> Grant:
    """Removes a refresh token or code, which can be used once. Returns it. Raises `OAuthError`."""
    grant = grants.get(token)
    if grant is None or grant.client_id != client.client_id or grant.expires_at <= account.clock.monotonic():
        raise OAuthError(400, "invalid_grant", f"The {what} is invalid, expired or used up")
    del grants[token]
    return grant


def refresh_token(emulator: Emulator, form: Mapping[str, str]) -> dict[str, Any]:
    """A new access token and a new refresh token. The old refresh token is invalid from now on."""
    account = emulator.account_of_client(form.get("client_id", ""))
    known = account.refresh_grants.get(form.get("refresh_token", "")) if account is not None else None
    public = known is not None and known.public and "client_secret" not in form
    account, client = client_of(emulator, form, secret=not public)
    grant = take(account.refresh_grants, form.get("refresh_token", ""), client, account, "refresh token")
    return grant_user_access(emulator, account, client, grant, public=grant.public)


def authorization_code(emulator: Emulator, form: Mapping[str, str]) -> dict[str, Any]:
    """For a client of Classic User OAuth, the code's verifier (PKCE) can replace the secret."""
    verifier = form.get("code_verifier")
    account, client = client_of(emulator, form, secret=False)
    public = client.classic and verifier is not None and not form.get("client_secret")
    if not public:
        client_of(emulator, form)
    grant = take(account.codes, form.get("code", ""), client, account, "code")
    if grant.redirect_uri != form.get("redirect_uri") or grant.challenge != (verifier and challenge(verifier)):
        raise OAuthError(400, "invalid_grant", "The redirect_uri or the code_verifier is not that of the code")
    return grant_user_access(emulator, account, client, grant, public=public)


def challenge(verifier: str) -> str:
    """The PKCE challenge of a verifier (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


GRANTS: dict[str, Callable[[Emulator, Mapping[str, str]], dict[str, Any]]] = {
    "client_credentials": client_credentials,
    "refresh_token": refresh_token,
    "authorization_code": authorization_code,
}


def issue(emulator: Emulator, content_type: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The response to a token request. Raises `OAuthError`."""
    if content_type != "application/x-www-form-urlencoded":
        raise OAuthError(400, "invalid_request", "The request must be form-encoded")
    if "grant_type" not in form:
        raise OAuthError(400, "invalid_request", "grant_type is missing")
    if form["grant_type"] not in GRANTS:
        raise OAuthError(400, "unsupported_grant_type", f"The grant type {form['grant_type']} is not supported")
    return GRANTS[form["grant_type"]](emulator, form)


def authorize(emulator: Emulator, query: Mapping[str, str]) -> str:
    """The URL that the user is redirected to, with a code. Raises `OAuthError`."""
    account, client = client_of(emulator, query, secret=False)
    back = query.get("redirect_uri", "")
    parts = http_url(back)
    if parts is None or query.get("response_type") != "code":
        raise OAuthError(400, "invalid_request", "response_type must be code, and redirect_uri an absolute URL")
    if "code_challenge" in query and query.get("code_challenge_method") != "S256":
        raise OAuthError(400, "invalid_request", "code_challenge_method must be S256")
    if "code_challenge" not in query and not client.classic:
        raise OAuthError(400, "invalid_request", "Scoped OAuth requires PKCE: code_challenge is missing")
    owner = owner_of(account) or {"id": None}
    user: str | None = account.look_up("user", query["login_hint"]) if "login_hint" in query else owner["id"]
    if user is None:
        raise OAuthError(400, "access_denied", "There is no such user")
    granted = frozenset(query.get("scope", "").split()) & client.scopes  # any other scope is omitted without an error
    code = emulator.random.key()
    expires_at = account.clock.monotonic() + CODE_SECONDS
    account.codes[code] = Grant(client.client_id, granted, expires_at, user, back, query.get("code_challenge"))
    response = {"code": code, **({"state": query["state"]} if "state" in query else {})}
    return f"{back}{'&' if parts.query else '?'}{urlencode(response)}"
