# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions and OAuth delegations of users, and the keys of their calendars."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

ACCOUNT: dict[str, Any] = {
    "users": [
        {"id": "PANN001", "name": "Ann", "email": "ann@example.com"},
        {"id": "PBEA001", "name": "Bea", "email": "bea@example.com"},
    ],
    "user_sessions": [
        {"id": "PSES001", "user": "ann@example.com", "created_at": "2026-01-02T00:00:00Z", "text": "Firefox"},
        {"id": "PSES002", "user": "ann@example.com", "created_at": "2026-01-01T00:00:00Z", "kind": "oauth"},
        {"id": "PSES003", "user": "bea@example.com"},
    ],
    "oauth_delegations": [
        {"id": "web-1", "user": "ann@example.com", "created_at": "2026-01-02T00:00:00Z"},
        {"id": "mobile-1", "user": "ann@example.com", "delegation_type": "mobile",
         "created_at": "2026-01-03T00:00:00Z"},
        {"id": "slack-1", "user": "ann@example.com", "delegation_type": "integration", "client_id": "Slack",
         "created_at": "2026-01-01T00:00:00Z"},
        {"id": "web-2", "user": "bea@example.com"},
    ],
}


@pytest.fixture
def access(either: Client) -> Client:
    either.load(ACCOUNT)
    return either


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def test_sessions(access: Client) -> None:
    found = access.get("/users/PANN001/sessions")["user_sessions"]
    assert found[1] == {
        "id": "PSES001", "user_id": "PANN001", "created_at": "2026-01-02T00:00:00Z", "type": "browser",
        "summary": "Firefox",
    }
    assert access.get("/users/PANN001/sessions/oauth/PSES002")["user_session"] == found[0]
    for path in ("browser/PSES002", "oauth/PSES003", "oauth/PNONE"):
        access.get(f"/users/PANN001/sessions/{path}", status=404)
    access.write("DELETE", "/users/PANN001/sessions/oauth/PSES002", status=204)
    access.write("DELETE", "/users/PANN001/sessions/oauth/PSES002", status=404)
    assert ids(access.get("/users/PANN001/sessions")["user_sessions"]) == ["PSES001"]
    access.write("DELETE", "/users/PANN001/sessions", status=204)
    assert access.get("/users/PANN001/sessions")["user_sessions"] == []
    assert ids(access.get("/users/PBEA001/sessions")["user_sessions"]) == ["PSES003"]
    access.get("/users/PNONE01/sessions", status=404)


def test_delegations(access: Client) -> None:
    path = "/users/PANN001/oauth_delegations"
    found = access.get(path)
    assert ids(found["oauth_delegations"]) == ["mobile-1", "web-1", "slack-1"]
    assert (found["more"], found["next_cursor"]) == (False, None)
    assert access.get(f"{path}/slack-1")["oauth_delegation"] == found["oauth_delegations"][2]
    access.get(f"{path}/web-2", status=404)
    assert ids(access.get(path, delegation_type="web,integration")["oauth_delegations"]) == ["web-1", "slack-1"]
    first = access.get(path, limit=2)
    assert first["more"] is True
    assert ids(access.get(path, limit=2, cursor=first["next_cursor"])["oauth_delegations"]) == ["slack-1"]
    for wrong in ({"delegation_type": "tv"}, {"status": "issued,old"}, {"cursor": "none"}):
        assert access.call("GET", path, params=wrong).status_code == 400


def test_revoked_delegations(access: Client) -> None:
    path = "/users/PANN001/oauth_delegations"
    assert access.write("DELETE", "/oauth_delegations?user_id=PANN001&type=web,mobile", status=200) == {"status": "ok"}
    issued = access.call("GET", path, params={"status": "issued"}).json()["oauth_delegations"]
    assert ids(issued) == ["slack-1"], "a request can't revoke the access of other applications"
    assert access.get("/users/PBEA001/oauth_delegations")["oauth_delegations"][0]["status"] == "issued"
    for query in ("user_id=PANN001", "type=web", "user_id=PNONE01&type=web", "user_id=PANN001&type=integration"):
        access.write("DELETE", f"/oauth_delegations?{query}", status=400)


def test_a_deleted_user_has_no_access(access: Client) -> None:
    access.write("DELETE", "/users/PBEA001", status=204)
    state = access.get("/_emulator/state")["accounts"][0]
    assert "PSES003" not in str(state) and "web-2" not in str(state)


def test_the_key_of_a_calendar(emulator: Client) -> None:
    emulator.load({**ACCOUNT, "tokens": [{"token": "ann", "user": "ann@example.com"}]})
    path, query = "/users/PANN001", {"include_": "calendar_urls"}
    before = emulator.get(path, **query)["user"]["http_cal_url"]
    key = emulator.write("POST", f"{path}/regenerate_private_url_key", status=200)["private_url_key"]
    after = emulator.get(path, **query)["user"]
    assert after["http_cal_url"] != before and key in after["http_cal_url"] and key in after["web_cal_url"]
    assert len(key) == 16
    ann = Client(emulator.url, "ann")
    assert ann.write("POST", f"{path}/regenerate_private_url_key", status=200)["private_url_key"] != key
    ann.write("POST", "/users/PBEA001/regenerate_private_url_key", status=403)
    emulator.write("POST", "/users/PNONE01/regenerate_private_url_key", status=404)
