# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API keys and OAuth clients of an account, from a state file. See `accounts`."""

from __future__ import annotations

from typing import Any

from .core.state import Account, Grant, OAuthClient, Token
from .oauth import ACCESS_SECONDS, REFRESH_SECONDS
from .registry import SCOPES
from .schema.operation import CLASSIC_SCOPES
from .state_file import LoadError, expect, texts, whole


def add_tokens(account: Account, token: str, more: list[Any]) -> None:
    """Adds the account's REST API keys. Raises `LoadError`."""
    account.tokens[token] = Token()
    for number, entry in enumerate(more):
        entry = {"token": entry} if isinstance(entry, str) else entry
        if not isinstance(entry, dict) or not isinstance(entry.get("token"), str):
            raise LoadError(f"tokens[{number}]: must be a string, or an object with a token")
        key_type = entry.get("type", "user" if "user" in entry else "account")
        if key_type not in ("account", "user", "read_only"):
            raise LoadError(f"tokens[{number}]: type must be account, user or read_only")
        user = account.look_up("user", str(entry.get("user"))) if key_type == "user" else None
        if key_type == "user" and user is None:
            raise LoadError(f"tokens[{number}]: there is no user {entry.get('user')!r}")
        account.tokens[entry["token"]] = Token(key_type, user)


def owners_token(account: Account, token: str) -> list[Any]:
    """The entry for a token of the account owner, in a list; empty if there is no owner."""
    owners = [user["email"] for user in account.requesters.records.values() if user["role"] == "owner"]
    return [{"token": token, "type": "user", "user": owner} for owner in owners[:1]]


def add_clients(account: Account, clients: list[Any]) -> None:
    """Adds the account's OAuth clients, with their refresh tokens. Raises `LoadError`."""
    for number, entry in enumerate(clients):
        where = f"oauth_clients[{number}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("client_id"), str):
            raise LoadError(f"{where}: must be an object with a client_id and a client_secret")
        client = account.oauth_clients[entry["client_id"]] = oauth_client(entry, where)
        for position, given in enumerate(expect(entry, "refresh_tokens", list, [])):
            user = account.look_up("user", str(given.get("user"))) if isinstance(given, dict) else None
            if user is None or not isinstance(given.get("token"), str):
                raise LoadError(f"{where}.refresh_tokens[{position}]: must be an object with a token and a known user")
            scopes = frozenset(texts(given, "scopes", client.scopes)) & client.scopes
            expires_at = account.clock.monotonic() + REFRESH_SECONDS[client.classic]
            account.refresh_grants[given["token"]] = Grant(entry["client_id"], scopes, expires_at, user)


def oauth_client(entry: dict[str, Any], where: str) -> OAuthClient:
    """The OAuth client of an entry. Raises `LoadError`."""
    client_type = entry.get("type", "scoped")
    if client_type not in ("scoped", "classic"):
        raise LoadError(f"{where}: type must be scoped or classic")
    classic = client_type == "classic"
    if not classic and CLASSIC_SCOPES & set(texts(entry, "scopes", ())):
        raise LoadError(f"{where}: the scopes read and write are those of Classic User OAuth: add type: classic")
    scopes = frozenset(texts(entry, "scopes", CLASSIC_SCOPES if classic else SCOPES))
    if classic:
        if not scopes or scopes - CLASSIC_SCOPES:
            raise LoadError(f"{where}: the scopes of Classic User OAuth are read and write")
        scopes |= {"read"}  # write includes read
    return OAuthClient(
        entry["client_id"],
        str(entry.get("client_secret", "")),
        scopes,
        whole(entry, "expires_in", ACCESS_SECONDS[classic]),
        classic,
    )
