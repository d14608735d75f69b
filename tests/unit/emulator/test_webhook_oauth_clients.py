# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth clients of webhook subscriptions, and the tokens of webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Client, started
from .receiver import Receiver, receiving
from .test_delivery import PAUSE, subscribe

PATH = "/webhook_subscriptions/oauth_clients"
CLIENT = {
    "name": "Receiver", "client_id": "pagerduty", "client_secret": "hush-hush",
    "token_url": "https://example.com/token", "grant_type": "client_credentials",
}


def create(client: Client, **fields: Any) -> Any:
    return client.write("POST", PATH, {"oauth_client": {**CLIENT, **fields}}, status=201)["oauth_client"]


def test_a_client(either: Client) -> None:
    made = create(either)
    shown = {name: value for name, value in CLIENT.items() if name != "client_secret"}
    assert made == {**shown, "id": made["id"], "type": "oauth_client", "scope": None, "status": "active"}
    assert len(made["id"]) == 26
    assert either.get(PATH) == {"oauth_clients": [made]}
    assert either.get(f"{PATH}/{made['id']}") == {"oauth_client": made}
    changed = either.write("PUT", f"{PATH}/{made['id']}", {"oauth_client": {"scope": "read"}}, status=200)
    assert changed["oauth_client"] == {**made, "scope": "read"}
    [stored] = either.get("/_emulator/state")["accounts"][0]["webhook_oauth_clients"]
    assert stored["client_secret"] == "hush-hush"
    either.write("DELETE", f"{PATH}/{made['id']}", status=204)
    either.get(f"{PATH}/{made['id']}", status=404)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"name": "x" * 256}, {"client_secret": None}, {"token_url": "example.com"},
        {"grant_type": "password"}, {"scope": 1},
    ],
)
def test_what_is_wrong(strict: Client, change: dict[str, Any]) -> None:
    strict.refused("POST", PATH, {"oauth_client": {**CLIENT, **change}})


def test_an_account_can_have_ten(either: Client) -> None:
    for _number in range(10):
        create(either)
    assert "at most 10" in either.refused("POST", PATH, {"oauth_client": CLIENT})["errors"][0]


def test_the_token_server_must_know_the_credentials(either: Client) -> None:
    """Only the emulator's own token server is asked."""
    own = {"token_url": f"{either.url}/oauth/token", "client_id": "emulator-client", "client_secret": "wrong"}
    assert "invalid_client" in either.refused("POST", PATH, {"oauth_client": {**CLIENT, **own}})["errors"][0]
    assert either.get(PATH) == {"oauth_clients": []}


def test_the_client_of_a_subscription(either: Client) -> None:
    first, second = create(either), create(either, name="Other")
    hook = subscribe(either, "https://example.com", oauth_client_id=first["id"])
    path = f"/webhook_subscriptions/{hook['id']}"
    reference = {"id": first["id"], "type": "oauth_client_reference", "summary": "Receiver"}
    assert either.get(path)["webhook_subscription"]["oauth_client"] == reference

    def update(identifier: str | None, status: int = 200) -> Any:
        body = {"webhook_subscription": {"oauth_client_id": identifier}}
        return either.write("PUT", path, body, status=status)

    assert update(second["id"])["webhook_subscription"]["oauth_client"]["summary"] == "Other"
    update("PNOSUCH", status=400)
    assert "oauth_client" not in update(None)["webhook_subscription"]
    update(first["id"])
    either.write("DELETE", f"{PATH}/{first['id']}", status=204)
    assert "oauth_client" not in either.get(path)["webhook_subscription"]


# -- tokens ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def impatient_url() -> Iterator[str]:
    with started("--webhook-retry-seconds", PAUSE) as url:
        yield url


@pytest.fixture
def client(impatient_url: str) -> Client:
    client = Client(impatient_url)
    client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    return client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def test_webhooks_have_the_token_of_the_client(client: Client, receiver: Receiver) -> None:
    credentials = {"client_id": "emulator-client", "client_secret": "emulator-secret"}
    scope = "as_account-us.example services.read"
    made = create(client, token_url=f"{client.url}/oauth/token", scope=scope, **credentials)
    hook = subscribe(client, receiver.url, oauth_client_id=made["id"])
    for _number in range(2):
        client.write("POST", f"/webhook_subscriptions/{hook['id']}/ping", status=202)
    receiver.wait_for(2)
    tokens = {arrival.headers.get("authorization", "") for arrival in receiver.arrivals}
    assert len(tokens) == 1
    assert tokens.pop().startswith("Bearer ")
    requests = client.get("/_emulator/requests")
    assert [one["path"] for one in requests].count("/oauth/token") == 1, "a token is used until it expires"


def test_without_a_token_a_webhook_waits(client: Client, receiver: Receiver) -> None:
    made = create(client, token_url=f"{receiver.url}/token")
    receiver.decide = lambda _arrival: 500
    hook = subscribe(client, receiver.url, oauth_client_id=made["id"])
    client.write("POST", f"/webhook_subscriptions/{hook['id']}/ping", status=202)
    receiver.wait_for(2)
    assert {arrival.path for arrival in receiver.arrivals} == {"/token"}
    assert client.get(f"{PATH}/{made['id']}")["oauth_client"]["status"] == "error"
    first = client.get("/_emulator/deliveries")[0]
    assert (first["status"], first["error"]) == (None, "no token: the token server responded with 500")
