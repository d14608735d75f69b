# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's own Python client drives the emulator. Where it fails, the emulator is wrong.

It speaks nothing but HTTPS, so the emulator gets a certificate here.
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import Client, started

pagerduty = pytest.importorskip("pagerduty", reason="PagerDuty's Python client is not installed: pip install pagerduty")

OWNER = "owner@example.com"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "emulator.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(path.with_suffix(".crt")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.fixture(scope="module")
def url(certificate: Path) -> Iterator[str]:
    with started("--certificate", str(certificate)) as found:
        yield found


@pytest.fixture
def emulator(url: str, certificate: Path) -> Client:
    client = Client(url)
    client.session.verify, client.session.trust_env = str(certificate), False
    client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    return client


@pytest.fixture
def options(url: str, certificate: Path) -> dict[str, Any]:
    """What every client is told."""
    assert url.startswith("https://")
    return {"base_url": url, "verify": ssl.create_default_context(cafile=certificate)}


@pytest.fixture
def client(emulator: Client, options: dict[str, Any]) -> Iterator[Any]:
    with pagerduty.RestApiV2Client("emulator", default_from=OWNER, **options) as opened:
        yield opened


@pytest.fixture
def service(client: Any) -> Any:
    policy = client.find("escalation_policies", "default")
    reference = {"id": policy["id"], "type": "escalation_policy_reference"}
    return client.rpost("services", json={"type": "service", "name": "Web", "escalation_policy": reference})


def test_the_account(client: Any) -> None:
    assert client.subdomain == "example"
    assert client.api_key_access == "account"
    assert client.account_has_ability("teams") is True
    with pytest.raises(pagerduty.HttpError, match="404 Not Found"):
        client.account_has_ability("nosuch")


def test_a_resource(client: Any) -> None:
    team = client.rpost("teams", json={"type": "team", "name": "Core"})
    assert client.find("teams", "core")["id"] == team["id"]
    assert client.find("teams", "nosuch") is None
    assert client.rput(team, json={**team, "description": "new"})["description"] == "new"
    assert client.rget(f"/teams/{team['id']}")["description"] == "new"
    same = client.persist("teams", "name", {"type": "team", "name": "Core", "description": "again"}, update=True)
    assert (same["id"], same["description"]) == (team["id"], "again")
    client.rdelete(team)
    with pytest.raises(pagerduty.HttpError) as caught:
        client.rget(f"/teams/{team['id']}")
    assert caught.value.response.status_code == 404


def test_lists(client: Any) -> None:
    for number in range(7):
        client.rpost("users", json={"type": "user", "name": f"User {number}", "email": f"user{number}@example.com"})
    users = list(client.iter_all("users", page_size=3))
    assert len(users) == len({user["id"] for user in users}) == 8
    assert len(client.list_all("users", params={"query": "user"})) == 7
    assert client.get_total("users") == 8
    assert client.find("users", "user3@example.com", attribute="email")["name"] == "User 3"


def test_incidents(client: Any, service: Any) -> None:
    reference = {"id": service["id"], "type": "service_reference"}
    made = [
        client.rpost("incidents", json={"type": "incident", "title": f"Down {number}", "service": reference})
        for number in range(5)
    ]
    items = [{"id": one["id"], "type": "incident_reference", "status": "acknowledged"} for one in made[:3]]
    assert [one["status"] for one in client.rput("incidents", json=items)] == ["acknowledged"] * 3
    asleep = client.rpost(f"/incidents/{made[0]['id']}/snooze", json={"duration": 60})
    assert asleep["pending_actions"][0]["type"] == "unacknowledge"
    note = client.rpost(f"/incidents/{made[0]['id']}/notes", json={"content": "Looking"})
    assert note["content"] == "Looking"
    merged = client.rput(
        f"/incidents/{made[3]['id']}/merge", json=[{"id": made[4]["id"], "type": "incident_reference"}]
    )
    assert merged["id"] == made[3]["id"]
    update = client.rpost(f"/incidents/{made[0]['id']}/status_updates", json={"message": "Soon"})
    assert update["message"] == "Soon"
    assert client.rput(made[0], json={"type": "incident_reference", "status": "resolved"})["status"] == "resolved"
    found = client.list_all("incidents", params={"statuses": ["resolved"]})
    assert {one["title"] for one in found} == {"Down 0", "Down 4"}
    assert [one["channel"]["summary"] for one in client.iter_incident_notes(made[0]["id"])] == ["Looking"]
    assert [one["content"] for one in client.rget(f"/incidents/{made[0]['id']}/notes")] == ["Looking"]
    now = datetime.now(UTC)
    history = list(client.iter_history("/log_entries", now - timedelta(hours=1), now + timedelta(hours=1)))
    assert "merge" not in {one["type"] for one in history} and len(history) > 10
    assert client.list_all("oncalls")[0]["user"]["summary"] == "Account Owner"


def test_events(client: Any, service: Any, options: dict[str, Any]) -> None:
    integration = client.rpost(
        f"/services/{service['id']}/integrations",
        json={"type": "events_api_v2_inbound_integration", "name": "Events"},
    )
    with pagerduty.EventsApiV2Client(integration["integration_key"], **options) as events:
        key = events.trigger("Disk full", "db1", severity="error", custom_details={"free": "1%"})
        (incident,) = client.list_all("incidents", params={"incident_key": key})
        assert incident["title"] == "Disk full"
        (alert,) = client.list_all(f"/incidents/{incident['id']}/alerts")
        assert alert["body"]["details"] == {"free": "1%"}
        events.acknowledge(key)
        assert client.rget(incident)["status"] == "acknowledged"
        assert events.resolve(key) == key
        assert client.rget(incident)["status"] == "resolved"
        events.submit("Deployed", source="ci", timestamp="2026-01-01T00:00:00Z")
        assert [one["summary"] for one in client.list_all("change_events")] == ["Deployed"]
        with pytest.raises(pagerduty.HttpError):
            events.trigger("Disk full", "db1", severity="terrible")


def test_webhooks_and_templates(client: Any) -> None:
    hook = client.rpost("webhook_subscriptions", json={
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": "https://example.com"},
        "events": ["incident.triggered"],
        "filter": {"type": "account_reference"},
    })
    path = f"/webhook_subscriptions/{hook['id']}"
    assert client.rpost(f"{path}/enable")["id"] == hook["id"]
    assert client.post(f"{path}/ping").status_code == 202
    assert client.rput(path, json={"active": False})["active"] is False
    client.rdelete(path)
    assert client.list_all("webhook_subscriptions") == []
    template = client.rpost("templates", json={"name": "T", "templated_fields": {"message": "M"}})
    shown = client.rpost(f"/templates/{template['id']}/render", json={"status_update": {"message": "x"}})
    assert shown["templated_fields"]["message"] == "M"
    client.rdelete(template)


def test_oauth(emulator: Client, options: dict[str, Any]) -> None:
    emulator.load({
        "users": [{"name": "Ada", "email": "ada@example.com"}],
        "oauth_clients": [{
            "client_id": "app", "client_secret": "s", "refresh_tokens": [{"token": "r", "user": "ada@example.com"}],
        }],
    })
    with pagerduty.OAuthTokenClient("s", "app", **options) as oauth:
        token = oauth.get_scoped_app_token("as_account-us.example users.read")["access_token"]
        refreshed = oauth.get_refreshed_token("r")
    with pagerduty.RestApiV2Client(token, auth_type="bearer", **options) as client:
        assert client.get_total("users") == 2
    with pagerduty.RestApiV2Client(refreshed["access_token"], auth_type="bearer", **options) as client:
        assert client.rget("/users/me")["email"] == "ada@example.com"
