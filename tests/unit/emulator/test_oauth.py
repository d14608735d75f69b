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
import requests

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


def test_a_refresh_token_can_be_used_once(account: Client) -> None:
    answer = token(account, grant_type="refresh_token", refresh_token="first")
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 3600)
    assert answer["scope"] == "openid incidents.write users.read"
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


VERIFIER = "v" * 43
PKCE = {
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("="),
    "code_challenge_method": "S256",
}


def agree(client: Client, **query: str) -> requests.Response:
    """Request a code. An empty value removes a parameter."""
    asked = {
        "client_id": "app", "response_type": "code", "redirect_uri": BACK, "scope": "users.read", **PKCE, **query
    }  # fmt: skip
    asked = {name: value for name, value in asked.items() if value}
    return client.call("GET", "/oauth/authorize", params=asked, allow_redirects=False)


def code(client: Client, **query: str) -> str:
    answer = agree(client, **query)
    assert answer.status_code == 302, answer.text
    sent_to = urlsplit(answer.headers["Location"])
    assert sent_to.netloc == "app.example.com"
    return parse_qs(sent_to.query)["code"][0]


NO_PKCE = {"code_challenge": "", "code_challenge_method": ""}
CODE = {"grant_type": "authorization_code", "redirect_uri": BACK}


def test_an_authorization_code(account: Client) -> None:
    given = code(account, login_hint="ada@example.com", scope="openid users.read dance.read")
    form = {**CODE, "code": given, "code_verifier": VERIFIER}
    answer = token(account, **form)
    assert answer["refresh_token"] and answer["scope"] == "openid users.read"
    assert Client(account.url, bearer=answer["access_token"]).get("/users/me")["user"]["name"] == "Ada"
    token(account, status=400, **form)
    late = code(account)
    account.write("POST", "/_emulator/clock", {"advance": 31}, status=200)
    token(account, status=400, **{**form, "code": late})
    token(account, status=400, **{**form, "code": code(account), "redirect_uri": "https://elsewhere.example"})
    token(account, status=401, **{**form, "code": code(account), "client_secret": "wrong"})
    assert account.call("GET", "/oauth/authorize", params={"client_id": "app"}).status_code == 400
    nothing = token(account, **{**form, "code": code(account, scope="dance.read")})
    assert nothing["scope"] == "openid", "no error, but no scope either"


def test_scoped_oauth_requires_the_secret_and_pkce(account: Client) -> None:
    refused = agree(account, **NO_PKCE)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    token(account, status=400, **CODE, code=code(account), code_verifier="w" * 43)
    token(account, status=400, **CODE, code=code(account))
    token(account, status=401, **CODE, code=code(account), code_verifier=VERIFIER, client_secret="")
    refresh = token(account, **CODE, code=code(account), code_verifier=VERIFIER)["refresh_token"]
    refused = account.call("POST", "/oauth/token", data={**PUBLIC, "refresh_token": refresh})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


# -- Classic User OAuth ----------------------------------------------------------------------------------------------


@pytest.fixture
def classic(emulator: Client) -> Client:
    def client(name: str, **options: Any) -> dict[str, Any]:
        return {"client_id": name, "client_secret": "s", "type": "classic", **options}

    emulator.load({
        "token": "acme",
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "oauth_clients": [client("app"), client("reader", scopes=["read"]), client("writer", scopes=["write"])],
    })
    return emulator


def classic_token(client: Client, scope: str, app: str = "app") -> Any:
    given = code(client, client_id=app, scope=scope, **NO_PKCE)
    return token(client, client_id=app, **CODE, code=given)


@pytest.mark.parametrize(
    ("app", "asked", "granted"),
    [
        ("app", "read", "openid read"),
        ("app", "write", "openid write"),
        ("app", "Write", "openid"),
        ("app", "services.read", "openid"),
        ("reader", "read", "openid read"),
        ("reader", "write", "openid"),
        ("writer", "read", "openid read"),
    ],
)
def test_the_scopes_of_classic_apps(classic: Client, app: str, asked: str, granted: str) -> None:
    assert classic_token(classic, asked, app)["scope"] == granted


def test_what_a_classic_token_may_do(classic: Client) -> None:
    team = {"team": {"type": "team", "name": "Core"}}
    for scope, wrote in (("read", 403), ("write", 201)):
        answer = classic_token(classic, scope)
        assert answer["expires_in"] == 30 * 86400
        user = Client(classic.url, bearer=answer["access_token"])
        for path in ("/users/me", "/services", "/incidents", "/webhook_subscriptions"):
            user.get(path)
        refused = user.call("POST", "/teams", json=team)
        assert refused.status_code == wrote
        assert "required_scopes" not in refused.text
    user = Client(classic.url, bearer=classic_token(classic, "services.read")["access_token"])
    user.get("/services", status=403)


def test_a_classic_app_needs_the_secret_or_pkce(classic: Client) -> None:
    public = token(classic, **CODE, code=code(classic, scope="read"), code_verifier=VERIFIER, client_secret="")
    again = classic.call("POST", "/oauth/token", data={**PUBLIC, "refresh_token": public["refresh_token"]})
    assert again.status_code == 200, "the app has no secret, and needs none"
    token(classic, status=401, **CODE, code=code(classic, scope="read", **NO_PKCE), client_secret="")
    both = token(classic, **CODE, code=code(classic, scope="read"), code_verifier=VERIFIER)["refresh_token"]
    refused = classic.call("POST", "/oauth/token", data={**PUBLIC, "refresh_token": both})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    classic.write("POST", "/_emulator/clock", {"advance": 209 * 86400}, status=200)
    assert token(classic, grant_type="refresh_token", refresh_token=both)["scope"] == "openid read"


def test_a_classic_app_never_acts_as_itself(classic: Client) -> None:
    refused = token(classic, status=400, grant_type="client_credentials", scope="as_account-us.acme write")
    assert refused["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    ("client", "message"),
    [
        ({"type": "other"}, "type must be scoped or classic"),
        ({"type": "classic", "scopes": ["services.read"]}, "the scopes of Classic User OAuth are read and write"),
        ({"type": "classic", "scopes": []}, "the scopes of Classic User OAuth are read and write"),
        ({"scopes": ["write"]}, "add type: classic"),
    ],
)
def test_invalid_clients(emulator: Client, client: dict[str, Any], message: str) -> None:
    data = {"accounts": [{"token": "acme", "oauth_clients": [{**CLIENT, **client}]}]}
    answer = emulator.call("POST", "/_emulator/load", json=data)
    assert answer.status_code == 400 and message in answer.text
