# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth: a token is fetched once, renewed in time, and lacks nothing that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client, TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.oauth import EXPIRY_MARGIN
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

APP = {
    "client_id": "emulator-client",
    "client_secret": "emulator-secret",
    "subdomain": "example",
    "scopes": ["services.read users.read"],
}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def client(emulator: Emulator, clock: Clock | None = None, **options: object) -> TaskClient:
    connection = Connection.from_params({"api_url": emulator.url, **APP, **options})
    return Client(connection, sleep=lambda seconds: None, clock=clock or Clock()).for_task()


def tokens(emulator: Emulator) -> int:
    return len([entry for entry in emulator.log() if entry["path"] == "/oauth/token"])


def test_one_token_for_all_requests(emulator: Emulator) -> None:
    ours = client(emulator)
    for path in ("/services", "/users", "/services"):
        ours.get(path)
    assert tokens(emulator) == 1


def test_renewed_before_it_ends(emulator: Emulator) -> None:
    clock = Clock()
    ours = client(emulator, clock)
    ours.get("/services")
    clock.now = 86400 - EXPIRY_MARGIN - 1
    ours.get("/services")
    assert tokens(emulator) == 1
    clock.now = 86400 - EXPIRY_MARGIN
    ours.get("/services")
    assert tokens(emulator) == 2


def test_a_refused_token_is_renewed_once(emulator: Emulator) -> None:
    ours = client(emulator)
    ours.get("/services")
    emulator.fault(kind="unauthorized", path="/services")
    ours.get("/services")
    assert tokens(emulator) == 2
    emulator.fault(kind="unauthorized", path="/services", times=None)
    with pytest.raises(PagerDutyError, match="401"):
        ours.get("/services")
    assert tokens(emulator) == 3


def test_scopes_that_were_not_granted_are_named(emulator: Emulator) -> None:
    with pytest.raises(PagerDutyError, match=r"scopes: .* was not granted dance\.write, sing\.read; add them"):
        client(emulator, scopes=["services.read", "dance.write", "sing.read"]).get("/services")
    with pytest.raises(PagerDutyError, match=r"refused the client with 400.*Check client_id"):
        client(emulator, subdomain="elsewhere").get("/services")


def test_classic_user_oauth_never_acts_as_the_app(emulator: Emulator) -> None:
    for scopes in (["read"], ["services.read write"]):
        with pytest.raises(PagerDutyError, match=r"^scopes: read and write are .*Classic User OAuth.*set token_file"):
            client(emulator, scopes=scopes)
    assert tokens(emulator) == 0


def test_a_token_of_classic_user_oauth(emulator: Emulator, tmp_path: Path) -> None:
    """It is used and renewed from its file like any other, and a read-only one is rejected with a reason."""
    app = {"client_id": "classic", "client_secret": "hush-hush"}
    for scope in ("read", "write"):
        first = {"token": f"first-{scope}", "user": "owner@example.com", "scopes": [scope]}
        classic = {**app, "client_id": scope, "type": "classic", "refresh_tokens": [first]}
        emulator.load(token=scope, oauth_clients=[classic])
        path = tmp_path / f"{scope}.json"
        path.write_text(json.dumps({"refresh_token": f"first-{scope}"}))
        path.chmod(0o600)
        options = {**app, "client_id": scope, "token_file": str(path), "subdomain": None, "scopes": None}
        ours = client(emulator, **options)
        assert ours.get("/users/me")["user"]["email"] == "owner@example.com"
        assert json.loads(path.read_text())["scope"] == f"openid {scope}"
        if scope == "write":
            ours.post("/teams", {"team": {"type": "team", "name": "Core"}})
        else:
            with pytest.raises(PagerDutyError, match=r"403 .*The token has no permission for this: check whether"):
                ours.post("/teams", {"team": {"type": "team", "name": "Core"}})


def test_a_scope_that_was_not_asked_for(emulator: Emulator) -> None:
    with pytest.raises(PagerDutyError, match=r"403.*lacks the scope escalation_policies\.read: grant it"):
        client(emulator).get("/escalation_policies")


def test_a_wrong_secret_is_not_repeated(emulator: Emulator) -> None:
    with pytest.raises(PagerDutyError) as caught:
        client(emulator, client_secret="hush-hush").get("/services")
    assert "refused the client" in caught.value.message and "hush-hush" not in caught.value.message
    assert tokens(emulator) == 1


def test_a_ready_token(emulator: Emulator) -> None:
    app = client(emulator)
    app.get("/services")
    ready = {"api_url": emulator.url, "access_token": app.authorization("/services").removeprefix("Bearer ")}
    assert Client(Connection.from_params(ready)).for_task().get("/services")["services"] == []


def test_faults_on_the_way_to_a_token(emulator: Emulator) -> None:
    for fault in ({"kind": "status", "status": 503}, {"kind": "rate_limit"}, {"kind": "reset_before"}):
        emulator.fault(**fault, path="/oauth/token")
    assert client(emulator).get("/services")["services"] == []


def test_regions() -> None:
    us = Connection.from_params({"api_token": "x"})
    eu = Connection.from_params({"api_token": "x", "region": "eu"})
    assert (us.api_url, us.events_url) == ("https://api.pagerduty.com", "https://events.pagerduty.com")
    assert (eu.api_url, eu.events_url) == ("https://api.eu.pagerduty.com", "https://events.eu.pagerduty.com")
    assert us.identity_url == eu.identity_url == "https://identity.pagerduty.com"
    one = Connection.from_params({"api_token": "x", "api_url": "http://localhost:8080/"})
    assert one.api_url == one.events_url == one.identity_url == "http://localhost:8080"
    assert "x" not in repr(one).replace("localhost", "")
