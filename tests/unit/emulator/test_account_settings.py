# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standards of services, session configurations, and IP allow lists."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

SESSIONS = "/session_configurations"
LISTS = "/ip_allow_lists"
ENTRY = {"cidr": "192.168.1.0/24", "description": "Office"}
EARLY = {"X-EARLY-ACCESS": "ip-allow-lists"}


# -- standards -------------------------------------------------------------------------------------------------------


def standard(client: Client, kind: str) -> Any:
    return next(one for one in client.get("/standards")["standards"] if one["type"] == kind)


def update(client: Client, one: Any, status: int = 200, **body: Any) -> Any:
    return client.write("PUT", f"/standards/{one['id']}", body, status=status)


def named(service: Any) -> dict[str, str]:
    return {"type": "technical_service_reference", "id": service["id"]}


def score(client: Client, service: Any) -> Any:
    return client.get(f"/standards/scores/technical_services/{service['id']}")["score"]


def test_standards(either: Client) -> None:
    """They exist already. Bodies and responses have no wrapper key."""
    one = standard(either, "has_technical_service_description")
    assert one == {
        "active": False, "description": one["description"], "id": "01CXX38Q0U8XKHO4LNKXUJTBFG",
        "name": "Service has a description", "type": "has_technical_service_description",
        "resource_type": "technical_service", "exclusions": [], "inclusions": [],
    }
    service = either.service()
    changed = update(either, one, active=True, inclusions=[named(service)])
    assert changed == {**one, "active": True, "inclusions": [named(service)]}
    assert either.get("/standards", active="true", resource_type="technical_service")["standards"] == [changed]
    either.write("DELETE", f"/services/{service['id']}", status=204)
    assert standard(either, one["type"])["inclusions"] == []
    either.load(either.get("/_emulator/state"))
    for method, path in (("POST", "/standards"), ("DELETE", f"/standards/{one['id']}")):
        assert either.call(method, path, json={}).status_code in (404, 405)
    either.get("/standards", status=400, resource_type="service")


def test_scores(either: Client) -> None:
    services = [either.service("Web", description="Shop"), either.service("Db")]
    described = standard(either, "has_technical_service_description")
    update(either, described, active=True)
    update(either, standard(either, "minimum_escalation_policy_rule_depth"), active=True)
    assert [score(either, one) for one in services] == [{"passing": 1, "total": 2}, {"passing": 0, "total": 2}]
    naming = standard(either, "technical_service_name_matches_regex")
    update(either, naming, active=True, values={"regex": "^Web"}, exclusions=[named(services[1])])
    ids = [one["id"] for one in services]
    for name in ("ids", "ids_"):
        listed = either.get("/standards/scores/technical_services", **{name: [*ids, "PZZZZZZ"]})["resources"]
        assert [one["score"] for one in listed] == [{"passing": 2, "total": 3}, {"passing": 0, "total": 2}]
    assert listed[0]["standards"][0] == {
        "active": True, "description": described["description"], "id": described["id"], "name": described["name"],
        "type": described["type"], "pass": True,
    }
    either.get("/standards/scores/technical_services", status=400, ids=[f"P{at:06}" for at in range(101)])
    either.get("/standards/scores/technical_services", status=400)
    either.get("/standards/scores/business_services", status=404, ids=ids)
    either.get("/standards/scores/technical_services/PZZZZZZ", status=404)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"values": {"regex": "("}}, "Values regex is invalid"),
        ({"inclusions": [{"type": "technical_service_reference", "id": "PZZZZZZ"}]}, "Inclusions must exist"),
        ({"exclusions": [{"type": "service_reference", "id": "PZZZZZZ"}]},
         "Exclusions type must be in technical_service_reference"),
        ({"active": "yes"}, "Active must be a Boolean"),
    ],
)
def test_what_standards_reject(either: Client, body: Any, error: str) -> None:
    one = standard(either, "technical_service_name_matches_regex")
    assert either.refused("PUT", f"/standards/{one['id']}", body)["errors"] == [error]


def test_values_are_only_documented_in_requests(emulator: Client, strict: Client) -> None:
    for client, shown in ((emulator, True), (strict, False)):
        one = standard(client, "technical_service_name_matches_regex")
        assert ("values" in update(client, one, values={"regex": "^Web"})) == shown


# -- session configurations ------------------------------------------------------------------------------------------


def put_session(client: Client, types: str, absolute: Any = 3600, idle: Any = 600, status: int = 200) -> Any:
    body = {"session_configuration": {"absolute_session_ttl": absolute, "idle_session_ttl": idle}}
    return client.write("PUT", f"{SESSIONS}?type={types}", body, status=status)


def test_session_configurations(either: Client) -> None:
    """A PUT creates and updates. Without any, a GET returns 404."""
    either.get(SESSIONS, status=404)
    web = {"type": "web", "absolute_session_ttl": 3600, "idle_session_ttl": 600}
    assert put_session(either, "web") == {"session_configurations": [web]}
    either.get(SESSIONS, status=404, type="mobile")
    mobile = {"type": "mobile", "absolute_session_ttl": 7200, "idle_session_ttl": 60}
    put_session(either, "mobile,web", 7200, 60)
    assert either.get(SESSIONS)["session_configurations"] == [mobile, {**mobile, "type": "web"}]
    assert either.get(SESSIONS, type="mobile")["session_configurations"] == [mobile]
    either.write("DELETE", f"{SESSIONS}?type=web", status=204)
    either.write("DELETE", f"{SESSIONS}?type=web", status=404)
    assert either.get(SESSIONS)["session_configurations"] == [mobile]
    state = either.get("/_emulator/state")
    either.load(state)
    assert either.get(SESSIONS)["session_configurations"] == [mobile]


@pytest.mark.parametrize(
    ("types", "absolute", "idle", "error"),
    [
        ("tablet", 3600, 600, "Type must be in mobile, web"),
        ("web", 599, 60, "Absolute session ttl must be greater than or equal to 600"),
        ("web", 3600, None, "Idle session ttl must be an Integer"),
        ("web", 3600, 3601, "Idle session ttl must be less than or equal to absolute session ttl"),
    ],
)
def test_what_sessions_reject(either: Client, types: str, absolute: Any, idle: Any, error: str) -> None:
    assert error in put_session(either, types, absolute, idle, status=400)["error"]["errors"][0]
    either.get(SESSIONS, status=404)


# -- IP allow lists --------------------------------------------------------------------------------------------------


@pytest.fixture
def early(either: Client) -> Client:
    either.session.headers.update(EARLY)
    return either


def allow(client: Client, status: int = 201, **fields: Any) -> Any:
    body = {"ip_allow_list": {"state": "disabled", "cidr_entries": [ENTRY], **fields}}
    return client.write("POST", LISTS, body, status=status)


def test_ip_allow_lists(early: Client) -> None:
    """An account has one at most. An update replaces all of it."""
    assert early.get(LISTS) == {"ip_allow_lists": []}
    made = allow(early)["ip_allow_list"]
    assert made == {"id": made["id"], "type": "ip_allow_list", "state": "disabled", "cidr_entries": [ENTRY]}
    assert len(made["id"]) == 26
    assert early.get(LISTS)["ip_allow_lists"] == [made]
    assert allow(early, status=400)["error"]["errors"] == ["The account already has an IP allow list"]
    path = f"{LISTS}/{made['id']}"
    assert early.get(path)["ip_allow_list"] == made
    body = {"ip_allow_list": {"state": "enabled", "cidr_entries": [{"cidr": "10.0.0.0/8"}]}}
    changed = early.write("PUT", path, body, status=200)["ip_allow_list"]
    assert changed["cidr_entries"] == [{"cidr": "10.0.0.0/8", "description": None}]
    assert early.refused("PUT", path, {"ip_allow_list": {"state": "enabled"}})["errors"]
    early.write("DELETE", path, status=204)
    early.get(path, status=404)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"state": "present"}, "State must be in enabled or disabled"),
        ({"state": "enabled", "cidr_entries": []}, "Cidr entries can't be empty while the state is enabled"),
        ({"cidr_entries": [{"cidr": "10.0.0.0/33"}]}, "Cidr entries cidr is invalid"),
        ({"cidr_entries": [{"cidr": "10.0.0.256/24"}]}, "Cidr entries cidr is invalid"),
        ({"cidr_entries": [{"cidr": "2001:db8::/32"}]}, "Cidr entries cidr is invalid"),
        ({"cidr_entries": [{**ENTRY, "description": "x" * 65}]},
         "Cidr entries description is too long (maximum is 64 characters)"),
        ({"cidr_entries": [ENTRY] * 101}, "Cidr entries is too long (maximum is 100)"),
    ],
)
def test_what_ip_allow_lists_reject(early: Client, fields: Any, error: str) -> None:
    assert allow(early, status=400, **fields)["error"]["errors"] == [error]


def test_early_access(either: Client) -> None:
    either.get(LISTS, status=403)
    assert either.call("GET", LISTS, headers={"X-EARLY-ACCESS": "other"}).status_code == 403
    assert either.call("GET", LISTS, headers=EARLY).status_code == 200
