# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow integrations and their connections: PagerDuty's OpenAPI document."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

ALL = "/workflows/integrations"
WEB = f"{ALL}/http-api/connections"


def web(**fields: Any) -> dict[str, Any]:
    """The body of a POST for the integration `http-api`."""
    return {
        "name": "Hooks",
        "configuration": {"Allowed Hostnames": "example.com"},
        "secrets": {"Authentication Headers": "x-api-key: hush-hush\nx-other: quiet"},
        **fields,
    }


def test_the_catalog(either: Client) -> None:
    page = either.get(ALL)
    assert [one["id"] for one in page["integrations"]] == ["chat", "http-api"]
    assert (page["limit"], page["next_cursor"]) == (25, None)
    one = either.get(f"{ALL}/http-api")
    assert one == page["integrations"][1]
    assert (one["name"], one["type"]) == ("Web API", "workflow_integration")
    assert "Allowed Hostnames" in one["configuration_schema"]["properties"]
    assert len(either.get(f"{ALL}?include_deprecated=true")["integrations"]) == 3
    either.get(f"{ALL}/none", status=404)


def test_pages(either: Client) -> None:
    first = either.get(f"{ALL}?limit=2&include_deprecated=true")
    assert [one["id"] for one in first["integrations"]] == ["chat", "chat-legacy"]
    second = either.get(f"{ALL}?limit=2&include_deprecated=true&cursor={first['next_cursor']}")
    assert [one["id"] for one in second["integrations"]] == ["http-api"]
    assert second["next_cursor"] is None
    either.get(f"{ALL}?cursor=wrong", status=400)
    either.get(f"{ALL}?limit=0", status=400)


def test_a_connection(either: Client) -> None:
    """Bodies and responses are not wrapped, and secrets are never returned."""
    team = either.create("team", name="Core")
    reference = {"team_id": team["id"], "type": "team_reference"}
    made = either.write("POST", WEB, web(teams=[reference], scopes=["read"], is_default=True), status=201)
    assert made["integration_id"] == "http-api"
    assert made["secrets"] is None
    assert made["configuration"] == {
        "Allowed Hostnames": "example.com", "Redacted Authentication Headers": "x-api-key: ****\nx-other: ****"
    }
    assert made["teams"] == [reference]
    assert made["health"]["is_healthy"] is True
    assert either.get(f"{WEB}/{made['id']}") == made
    assert either.get(WEB)["connections"] == [made]
    either.write("DELETE", f"{WEB}/{made['id']}", status=204)
    either.get(f"{WEB}/{made['id']}", status=404)


def test_an_update(either: Client) -> None:
    made = either.write("POST", WEB, web(service_url="https://example.com", is_default=True), status=201)
    one = f"{WEB}/{made['id']}"
    secrets = {"Authentication Headers": "token: new"}
    now = either.write("PATCH", one, {"name": "Renamed", "secrets": secrets}, status=200)
    assert (now["name"], now["service_url"], now["is_default"]) == ("Renamed", "https://example.com", True)
    assert now["configuration"]["Redacted Authentication Headers"] == "token: ****"
    either.write("PATCH", one, {"name": "Renamed"}, status=400)
    either.write("PATCH", one, {"secrets": secrets}, status=400)
    either.write("PUT", one, {"name": "Renamed", "secrets": secrets}, status=405)


def test_one_default(either: Client) -> None:
    first = either.write("POST", WEB, web(is_default=True), status=201)
    either.write("POST", WEB, web(name="Other", is_default=True), status=201)
    other = {"name": "Chat", "configuration": {"Server": "x"}, "secrets": {"Token": "y"}, "is_default": True}
    either.write("POST", f"{ALL}/chat/connections", other, status=201)
    assert either.get(f"{WEB}/{first['id']}")["is_default"] is False
    found = either.get(f"{ALL}/connections")["connections"]
    assert [(one["name"], one["is_default"]) for one in found] == [("Chat", True), ("Hooks", False), ("Other", True)]
    assert [one["name"] for one in either.get(f"{ALL}/connections?name=OO")["connections"]] == ["Hooks"]
    assert either.get(f"{WEB}?name=chat")["connections"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"secrets": None},
        {"secrets": {}},
        {"configuration": {}},
        {"configuration": {"Allowed Hostnames": "x", "Port": "1"}},
        {"configuration": {"Allowed Hostnames": "x", "Health Check Method": "PUT"}},
        {"secrets": {"Authentication Headers": "a: b", "Token": "x"}},
        {"teams": [{"team_id": "PNOTEAM", "type": "team_reference"}]},
        {"teams": [{"team_id": "PNOTEAM", "type": "user_reference"}]},
        {"apps": [{}]},
        {"is_default": "yes"},
    ],
)
def test_wrong_connections(either: Client, fields: dict[str, Any]) -> None:
    either.write("POST", WEB, web(**fields), status=400)
    either.write("POST", f"{ALL}/none/connections", web(), status=404)


def test_a_state_file(either: Client) -> None:
    connection = {
        "integration": "Web API", "name": "Hooks", "teams": ["Core"], "apps": ["PAPP001"],
        "configuration": {"Allowed Hostnames": "x"}, "secrets": {"Authentication Headers": "a: b"},
    }
    either.load({"teams": [{"name": "Core"}], "workflow_integration_connections": [connection]})
    [found] = either.get(WEB)["connections"]
    assert found["apps"] == [{"app_id": "PAPP001", "type": "pd_app_reference"}]
    assert found["teams"][0]["team_id"] == either.get("/teams")["teams"][0]["id"]
