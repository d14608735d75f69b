# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recommended rules of event orchestrations, and memories of the SRE Agent."""

from __future__ import annotations

from typing import Any

from .conftest import Client

BASE = "/recommendations/event_orchestrations"
LIST = f"{BASE}/rules"
SERVICES = [{"name": name, "escalation_policy": "Default"} for name in ("Web", "Db")]
MEMORIES = "/sre_agent/memories"


def recommended(number: int, service: str = "Web", **actions: Any) -> dict[str, Any]:
    return {
        "service": service, "description": f"Rule {number}", "pcl_expr": f"event.summary matches part 'disk {number}'",
        "actions": actions or {"suppress": True}, "created_at": f"2026-01-01T00:00:{number:02}Z",
        "metrics": {"num_events_matching_rule": 12, "precision_metric": 0.75},
    }


def loaded(client: Client, *rules: dict[str, Any]) -> dict[str, str]:
    """An account with recommendations. Returns the IDs of the services by name."""
    client.load({"services": SERVICES, "recommended_rules": list(rules)})
    return {one["name"]: one["id"] for one in client.get("/services")["services"]}


def listed(client: Client, **query: Any) -> list[Any]:
    found: list[Any] = client.get(LIST, **query)["recommended_rules"]
    return found


def rules(client: Client, service: str) -> list[Any]:
    found: list[Any] = client.get(f"/event_orchestrations/services/{service}")["orchestration_path"]["sets"][0]["rules"]
    return found


def test_filters_and_pages(either: Client) -> None:
    ids = loaded(either, *(recommended(number) for number in range(30)), recommended(30, "Db", severity="high"))
    page = either.get(LIST)
    assert len(page["recommended_rules"]) == 25
    rest = either.get(LIST, cursor=page["next_cursor"])
    assert [one["description"] for one in rest["recommended_rules"]][-1] == "Rule 30" and rest["next_cursor"] is None
    [one] = listed(either, service_id=ids["Db"])
    assert one["parent"] == {"id": ids["Db"], "type": "service_reference"}
    assert (one["status"], one["type"], one["actions"]) == ("available", "service", {"severity": "high"})
    assert listed(either, actions_=["severity", "priority"]) == [one]
    assert len(listed(either, service_ids_=list(ids.values()), limit=50)) == 31
    assert listed(either, team_ids_="PZZZZZZ") == []
    for wrong in ({"limit": 51}, {"limit": 0}, {"actions_": "route_to"}, {"cursor": "x"},
                  {"service_id": "P1", "service_ids_": "P2"}):
        either.get(LIST, status=400, **wrong)


def test_accept_and_remove(either: Client) -> None:
    """Accepting adds a rule, which can be removed by its ID."""
    ids = loaded(either, recommended(1, severity="high"), recommended(2))
    first, second = listed(either)
    path = f"{BASE}/services/{ids['Web']}"
    for one in (first, second):
        accepted = either.write("POST", f"{path}/rules/{one['recommendation_id']}/accept", status=200)
        assert accepted == {"status": "ok"}
    assert listed(either) == []
    either.write("POST", f"{path}/rules/{first['recommendation_id']}/accept", status=404)
    one, other = rules(either, ids["Web"])
    assert (one["label"], one["actions"]) == ("Rule 1", {"severity": "error"})
    assert other["conditions"] == [{"expression": "event.summary matches part 'disk 2'"}]
    either.write("DELETE", f"{BASE}/services/{ids['Db']}/accepted_rules/{one['id']}", status=404)
    assert either.write("DELETE", f"{path}/accepted_rules/{one['id']}", status=200) == {"status": "ok"}
    either.write("DELETE", f"{path}/accepted_rules/{one['id']}", status=404)
    assert rules(either, ids["Web"]) == [other]
    assert listed(either) == []


def test_dismiss(either: Client) -> None:
    ids = loaded(either, recommended(1))
    [one] = listed(either)
    path = f"{BASE}/services/{ids['Web']}/rules/{one['recommendation_id']}/dismiss"
    for body in ({}, {"decision": {}}, {"decision": {"feedback": "good"}}):
        either.refused("POST", path, body)
    either.write("POST", path.replace(ids["Web"], ids["Db"]), {"decision": {"feedback": "negative"}}, status=404)
    either.write("POST", path, {"decision": {"feedback": "negative"}}, status=200)
    assert listed(either) == [] and rules(either, ids["Web"]) == []
    either.write("POST", path, {"decision": {"feedback": "negative"}}, status=404)
    either.load({**either.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    assert listed(either) == []


def test_memories(either: Client) -> None:
    """The newest first, at most 100, and without further pages."""
    either.load({
        "services": SERVICES,
        "incidents": [{"title": "Down", "service": "Web"}],
        "sre_memories": [
            {"content": f"Text {number}", "service": "Web", "created_at": f"2026-01-01T00:{number // 60:02}:"
                                                                          f"{number % 60:02}Z"}
            for number in range(130)
        ] + [{"content": "Restart the cache", "kind": "incident_playbook", "incident": "Down"},
             {"content": "It was down", "kind": "incident_summary", "service": "Db"}],
    })
    found = either.get(MEMORIES, limit=100)["memories"]
    assert len(found) == 100 and len(either.get(MEMORIES)["memories"]) == 20
    assert {one["content"] for one in found[:2]} == {"Restart the cache", "It was down"}
    [playbook] = either.get(MEMORIES, type="incident_playbook")["memories"]
    [incident] = either.get("/incidents")["incidents"]
    assert playbook["attributes"]["incident_id"] == incident["id"]
    assert either.get(MEMORIES, incident_id=incident["id"])["memories"] == [playbook]
    web = next(one for one in either.get("/services")["services"] if one["name"] == "Web")
    assert len(either.get(MEMORIES, service_id=web["id"], type="runbook", limit=3)["memories"]) == 3
    for wrong in ({"limit": 101}, {"limit": 0}, {"type": "incident_summary"}):
        either.get(MEMORIES, status=400, **wrong)


def test_a_memory_is_changed_and_deleted(either: Client) -> None:
    either.load({"sre_memories": [{"content": "Old"}]})
    [one] = either.get(MEMORIES)["memories"]
    path = f"{MEMORIES}/{one['id']}"
    changed = either.write("PUT", path, {"memory": {"content": "New"}}, status=200)["memory"]
    assert changed == {**one, "content": "New", "updated_at": changed["updated_at"]}
    for body in ({}, {"memory": {}}, {"memory": {"content": ""}}, {"memory": {"content": 5}}):
        either.refused("PUT", path, body)
    either.write("DELETE", path, status=204)
    either.write("PUT", path, {"memory": {"content": "New"}}, status=404)
    either.write("DELETE", path, status=404)
