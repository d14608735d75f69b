# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User tokens: refresh tokens and authorization codes."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from .conftest import Client

CLIENT = {"client_id": "app", "client_secret": "s"}
PUBLIC = {"grant_type": "refresh_token", "client_id": "app"}
BACK = "https://app.example.com/back"


@pytest.fixture
def account(emulator: Client) -> Client:
    refresh = {"token": "first", "user": "ada@example.com", "scopes": ["users.read", "incidents.write"]}
    emulator.load({
        "token": "acme",
        "users": [{"name": "Ada", "email": "ada@example.com"}],
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "oauth_clients": [{**CLIENT, "expires_in": 3600, "refresh_tokens": [refresh]}],
    })
    return emulator


def token(client: Client, *, status: int = 200, **form: str) -> Any:
    answer = client.call("POST", "/oauth/token", data={**CLIENT, **form})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_refresh_token_is_good_for_one_use(account: Client) -> None:
    answer = token(account, grant_type="refresh_token", refresh_token="first")
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 3600)
    assert answer["scope"] == "as_account-us.acme incidents.write users.read"
    user = Client(account.url, bearer=answer["access_token"])
    assert user.get("/users/me")["user"]["email"] == "ada@example.com"
    assert user.get("/services", status=403)["error"]["required_scopes"] == "services.read"
    service = Client(account.url, "acme").get("/services")["services"][0]
    body = {"incident": {"type": "incident", "title": "Down", "service": {"id": service["id"], "type": "service"}}}
    body["incident"]["service"]["type"] = "service_reference"
    created = user.write("POST", "/incidents", body, status=201)["incident"]
    assert created["last_status_change_by"]["summary"] == "Ada", "no From needed"
    assert token(account, status=400, grant_type="refresh_token", refresh_token="first")["error"] == "invalid_grant"
    again = token(account, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert again["refresh_token"] != answer["refresh_token"]
    account.write("POST", "/_emulator/clock", {"advance": 3601}, status=200)
    Client(account.url, bearer=again["access_token"]).get("/users/me", status=401)
    account.write("POST", "/_emulator/clock", {"advance": 31 * 86400}, status=200)
    token(account, status=400, grant_type="refresh_token", refresh_token=again["refresh_token"])


def code(client: Client, **query: str) -> str:
    asked = {"client_id": "app", "response_type": "code", "redirect_uri": BACK, "scope": "users.read", **query}
    answer = client.call("GET", "/oauth/authorize", params=asked, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    sent_to = urlsplit(answer.headers["Location"])
    assert sent_to.netloc == "app.example.com"
    return parse_qs(sent_to.query)["code"][0]


def test_an_authorization_code(account: Client) -> None:
    given = code(account, login_hint="ada@example.com")
    form = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK}
    answer = token(account, **form)
    assert answer["refresh_token"]
    assert Client(account.url, bearer=answer["access_token"]).get("/users/me")["user"]["name"] == "Ada"
    token(account, status=400, **form)
    late = code(account)
    account.write("POST", "/_emulator/clock", {"advance": 31}, status=200)
    token(account, status=400, **{**form, "code": late})
    token(account, status=400, **{**form, "code": code(account), "redirect_uri": "https://elsewhere.example"})
    token(account, status=401, **{**form, "code": code(account), "client_secret": "wrong"})
    assert account.call("GET", "/oauth/authorize", params={"client_id": "app"}).status_code == 400


def test_pkce(account: Client) -> None:
    verifier = "v" * 43
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    form = {"grant_type": "authorization_code", "redirect_uri": BACK, "client_secret": ""}

    def pkce() -> str:
        return code(account, code_challenge=digest, code_challenge_method="S256")

    public = token(account, **form, code=pkce(), code_verifier=verifier)["refresh_token"]
    again = account.call("POST", "/oauth/token", data={**PUBLIC, "refresh_token": public})
    assert again.status_code == 200, "the app has no secret, and needs none"
    confidential = token(account, grant_type="refresh_token", refresh_token="first")["refresh_token"]
    refused = account.call("POST", "/oauth/token", data={**PUBLIC, "refresh_token": confidential})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    token(account, status=400, **form, code=pkce(), code_verifier="w" * 43)
    token(account, status=401, **form, code=pkce())
