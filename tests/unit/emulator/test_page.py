# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator's page needs: its files, an account without a token, and the requests with their bodies."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

import pytest

from .conftest import CODE, Client, reference, requests
from .inside import running
from .test_incidents import OWNER

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
EXAMPLE = "/_emulator/accounts/example"
PAGE = CODE / "page"
LINK = re.compile(r"""(?:src=|href=|^import .*from )["']([^"'#]+)["']""", re.MULTILINE)


@pytest.fixture
def anonymous(emulator: Client) -> Client:
    """A client without a token."""
    del emulator.session.headers["Authorization"]
    return emulator


def log(client: Client, **query: Any) -> list[Any]:
    return client.get("/_emulator/requests", **query)


# -- the files -------------------------------------------------------------------------------------------------------


def test_a_browser_gets_the_page(anonymous: Client) -> None:
    page = anonymous.call("GET", "/", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.text == anonymous.call("GET", "/_emulator/page/").text
    assert log(anonymous) == []


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/vnd.pagerduty+json;version=2"])
def test_an_api_client_does_not_get_the_page(emulator: Client, accept: str) -> None:
    found = emulator.call("GET", "/", headers={"Accept": accept})
    assert found.status_code == 404
    assert found.headers["X-Emulator-Unknown-Path"] == "true"
    assert found.json()["error"]["code"] == 2100
    assert [one["path"] for one in log(emulator)] == ["/"]


def test_other_paths_ignore_what_a_browser_accepts(emulator: Client) -> None:
    assert emulator.call("GET", "/services", headers=BROWSER).json()["services"] == []
    assert emulator.call("POST", "/", headers=BROWSER).status_code == 404


def test_the_page_needs_only_its_own_files(emulator: Client) -> None:
    """Everything that a file of the page refers to is served, with the right type, and nothing is on another host."""
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    todo, done = ["/_emulator/page/"], set()
    while todo:
        path = todo.pop()
        if path in done:
            continue
        done.add(path)
        found = emulator.call("GET", path)
        assert found.status_code == 200, path
        assert found.headers["Content-Type"] == f"{types.get(path[path.rfind('.'):], 'text/html')}; charset=utf-8"
        assert re.findall(r"""["'(](?:https?:)?//[^"')]*""", found.text) in ([], ['"http://www.w3.org/2000/svg'])
        todo += [urljoin(path, one) for one in LINK.findall(found.text)]
    assert {name[name.rfind("."):] for name in done} >= {".js", ".css", ".svg"}
    files = {file.relative_to(PAGE).as_posix() for file in PAGE.rglob("*") if file.suffix in types}
    served = {f"/_emulator/page/{file}" for file in files}
    assert done - {"/_emulator/page/"} == served


@pytest.mark.parametrize("path", ["missing.js", "../admin.py", "%2e%2e/admin.py", "__init__.py"])
def test_only_the_files_of_the_page_are_served(emulator: Client, path: str) -> None:
    request = requests.Request("GET", emulator.url)
    prepared = emulator.session.prepare_request(request)
    prepared.url = f"{emulator.url}/_emulator/page/{path}"
    assert emulator.session.send(prepared, timeout=10).status_code == 404


# -- an account without a token --------------------------------------------------------------------------------------


def test_an_account_is_read_without_a_token(anonymous: Client) -> None:
    found = anonymous.get(f"{EXAMPLE}/users", total="true")
    assert [one["email"] for one in found["users"]] == [OWNER]
    assert found["total"] == 1
    assert log(anonymous) == []


def test_an_action_is_that_of_the_user(emulator: Client) -> None:
    """It makes the same log entries as a request with the token of the user."""
    service, user = emulator.service(), emulator.user()
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    incident = emulator.write("POST", f"{EXAMPLE}/incidents", body, status=201, sender=user["email"])["incident"]
    update = {"incident": {"type": "incident", "status": "acknowledged"}}
    emulator.write("PUT", f"{EXAMPLE}/incidents/{incident['id']}", update, status=200, sender=user["email"])
    entries = emulator.get(f"/incidents/{incident['id']}/log_entries")["log_entries"]
    done = {one["type"]: one["agent"]["id"] for one in entries}
    assert done["acknowledge_log_entry"] == done["trigger_log_entry"] == user["id"]
    assert [one["event_type"] for one in emulator.get("/_emulator/events")] == [
        "service.created", "incident.triggered", "incident.acknowledged",
    ]


def test_an_action_follows_the_rules_of_the_api(emulator: Client) -> None:
    service = emulator.service()
    emulator.user("Eve", "eve@example.com", role="read_only_user")
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    path = f"{EXAMPLE}/incidents"
    assert emulator.refused("POST", path, body, status=403, sender="eve@example.com")["code"] == 2010
    assert emulator.refused("POST", path, body, sender="nobody@example.com")
    assert emulator.refused("POST", path, {"incident": {}}, sender=OWNER)
    assert emulator.get("/incidents")["incidents"] == []


@pytest.mark.parametrize("path", ["/_emulator/accounts/acme/users", f"{EXAMPLE}/nothing", EXAMPLE])
def test_unknown_accounts_and_paths(anonymous: Client, path: str) -> None:
    anonymous.get(path, status=404)


def test_neither_faults_nor_rate_limits_apply(emulator: Client) -> None:
    before = emulator.call("GET", "/users").headers["ratelimit-remaining"]
    emulator.fault(kind="status", times=None)
    emulator.get(f"{EXAMPLE}/users")
    emulator.write("DELETE", "/_emulator/faults", status=204)
    after = emulator.call("GET", "/users").headers["ratelimit-remaining"]
    assert int(before) - int(after) == 1


def test_reads_change_no_random_value(emulator: Client) -> None:
    """An emulator whose page is open creates the same IDs."""
    def identifiers() -> tuple[str, str]:
        response = emulator.call("GET", "/users")
        return response.headers["x-request-id"], emulator.create("team", name="Core")["id"]

    expected = identifiers()
    emulator.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    for path in ("users", "incidents", "oncalls", "log_entries", "event_orchestrations", "services"):
        emulator.get(f"{EXAMPLE}/{path}")
    assert identifiers() == expected


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_change_nothing(emulator: Client, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    for path in ("/_emulator/reset", "/_emulator/faults", f"{EXAMPLE}/teams"):
        assert emulator.call("POST", path, json={"kind": "latency"}, headers=headers).status_code == 403
    assert emulator.get("/_emulator/faults") == {"faults": []}
    same = emulator.call("POST", "/_emulator/clock", json={"advance": 0}, headers={"Sec-Fetch-Site": "same-origin"})
    assert same.status_code == 200


# -- requests with their bodies --------------------------------------------------------------------------------------


def details(client: Client) -> Any:
    """The last request in the log, with its bodies."""
    (entry,) = log(client, limit=1)
    found = client.get(f"/_emulator/requests/{entry['request_id']}")
    assert {key: found[key] for key in entry} == entry
    return found


def test_a_request_is_shown_with_its_bodies(emulator: Client) -> None:
    team = emulator.create("team", name="Core")
    found = details(emulator)
    assert found["request"]["body"] == {"team": {"type": "team", "name": "Core"}}
    assert found["request"]["headers"]["From"] == OWNER
    assert found["request"]["headers"]["Authorization"] == "Token ********"
    assert found["response"]["body"] == {"team": team}
    assert found["response"]["bytes"] > 100
    assert "emulator" not in json.dumps(found["request"])


def test_secrets_are_masked(emulator: Client) -> None:
    service = emulator.service()
    method = {
        "type": "http_delivery_method", "url": "http://ada:hidden@127.0.0.1:1/hook", "secret": "hidden",
        "custom_headers": [{"name": "X-Key", "value": "hidden"}],
    }
    body = {"webhook_subscription": {
        "type": "webhook_subscription", "delivery_method": method, "events": ["incident.triggered"],
        "filter": {"type": "account_reference"},
    }}
    response = emulator.call("POST", "/webhook_subscriptions", json=body)
    found = json.dumps(details(emulator))
    assert "hidden" not in found
    if response.ok:
        assert response.json()["webhook_subscription"]["delivery_method"]["secret"] not in found
    integration = {"integration": {"type": "events_api_v2_inbound_integration", "name": "Events"}}
    made = emulator.write("POST", f"/services/{service['id']}/integrations", integration, status=201)["integration"]
    assert made["integration_key"] not in json.dumps(details(emulator))
    event = {
        "routing_key": made["integration_key"], "event_action": "trigger",
        "payload": {"summary": "Down", "source": "x", "severity": "critical"},
    }
    emulator.write("POST", "/v2/enqueue", event, status=202)
    assert details(emulator)["request"]["body"] == {**event, "routing_key": "********"}


def test_token_requests_have_no_bodies(emulator: Client) -> None:
    form = {
        "grant_type": "client_credentials", "client_id": "emulator-client", "client_secret": "emulator-secret",
        "scope": "as_account-us.example services.read",
    }
    assert emulator.call("POST", "/oauth/token", data=form).status_code == 200
    found = details(emulator)
    assert found["request"]["body"] is None and found["response"]["body"] is None
    assert found["request"]["bytes"] > 50


def test_a_body_that_is_not_json_is_a_text(emulator: Client) -> None:
    for sent, shown in ((b'{"team": ', '{"team": '), (b"secret=1", "********"), (b"\xff", "\ufffd")):
        assert emulator.call("POST", "/teams", data=sent).status_code == 400
        assert details(emulator)["request"]["body"] == shown


def test_large_bodies_are_not_kept(emulator: Client) -> None:
    emulator.refused("POST", "/teams", {"team": {"type": "team", "name": "Core", "description": "x" * 70_000}})
    found = details(emulator)
    assert found["request"]["body"] is None
    assert found["request"]["bytes"] > 70_000


def test_old_bodies_are_dropped_and_the_log_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerduty_emulator.log.MAXIMUM_BODIES", 20_000)
    with running() as inside:
        client = inside.client
        for number in range(10):
            client.create("team", name=f"Core {number}", description="x" * 1000)
        first, *_others, last = log(client)
        client.get(f"/_emulator/requests/{first['request_id']}", status=404)
        assert client.get(f"/_emulator/requests/{last['request_id']}")["request"]["body"]
        client.write("DELETE", "/_emulator/requests", status=204)
        client.get(f"/_emulator/requests/{last['request_id']}", status=404)
        assert log(client) == []


def test_the_newest_requests_and_deliveries(emulator: Client) -> None:
    for _attempt in range(3):
        emulator.get("/users")
    emulator.get("/teams")
    assert [one["path"] for one in log(emulator, limit=2)] == ["/users", "/teams"]
    assert len(log(emulator, limit=100)) == 4
    assert emulator.get("/_emulator/deliveries", limit=1) == []
    for limit in ("0", "-1", "x", ""):
        emulator.get("/_emulator/requests", limit=limit, status=400)


# -- faults with names -----------------------------------------------------------------------------------------------


def test_faults_are_removed_by_their_name(emulator: Client) -> None:
    emulator.fault(kind="latency", name="slow")
    emulator.fault(kind="status", name="broken")
    emulator.fault(kind="unauthorized")
    emulator.write("DELETE", "/_emulator/faults?name=slow", status=204)
    left = emulator.get("/_emulator/faults")["faults"]
    assert [(one["kind"], one.get("name")) for one in left] == [("status", "broken"), ("unauthorized", None)]
    emulator.write("DELETE", "/_emulator/faults", status=204)
    assert emulator.get("/_emulator/faults") == {"faults": []}
