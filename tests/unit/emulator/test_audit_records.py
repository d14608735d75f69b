# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit records: what requests add to them, and their lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from .conftest import Client, reference

RECORDS = "/audit/records"
EARLY = {"X-EARLY-ACCESS": "ip-allow-lists"}


def records(client: Client, path: str = RECORDS, **query: Any) -> list[Any]:
    """The records of a list, the oldest first."""
    found = client.get(path, **{"limit": 100, **query})
    assert found["next_cursor"] is None
    listed: list[Any] = found["records"][::-1]
    return listed


def named(details: Any, kind: str, name: str) -> Any:
    return next((one for one in details.get(kind, ()) if one["name"] == name), None)


def stored(at: str, root: str = "Default", **more: Any) -> dict[str, Any]:
    return {"execution_time": at, "root_resource": root, "action": "update", **more}


def test_create_update_delete(either: Client) -> None:
    """Values are strings. A create has no former value, a delete only these."""
    team = either.create("team", name="Core", description="Shop")
    either.update(team, description="Web shop")
    either.update(team, description="Web shop")
    either.write("DELETE", f"/teams/{team['id']}", status=204)
    created, updated, deleted = records(either)
    root = {"id": team["id"], "type": "team_reference", "summary": "Core"}
    assert [one["action"] for one in (created, updated, deleted)] == ["create", "update", "delete"]
    assert all(one["root_resource"] == one["details"]["resource"] == root for one in (created, updated, deleted))
    assert named(created["details"], "fields", "name") == {"name": "name", "value": "Core"}
    assert updated["details"]["fields"] == [
        {"name": "description", "before_value": "Shop", "value": "Web shop"},
    ]
    assert named(deleted["details"], "fields", "description") == {"name": "description", "before_value": "Web shop"}
    assert updated["method"] == {"type": "api_token", "truncated_token": "ator"}
    [actor] = updated["actors"]
    assert actor["type"] == "api_key_reference"
    assert updated["execution_context"]["request_id"] and updated["self"] is None
    assert updated["execution_time"][19] == "." and updated["execution_time"].endswith("Z")


def test_references_and_members(either: Client) -> None:
    team, user = either.create("team", name="Core"), either.user()
    path = f"/teams/{team['id']}/users/{user['id']}"
    before = len(records(either))
    either.write("PUT", path, {"role": "manager"}, status=204)
    either.write("PUT", path, {"role": "observer"}, status=204)
    either.write("DELETE", path, status=204)
    added, changed, removed = records(either)[before:]
    member = {"id": user["id"], "type": "user_reference", "summary": "Ada Lovelace"}
    assert added["details"]["references"] == [{"name": "members", "added": [member]}]
    assert changed["details"] == {
        "resource": member,
        "fields": [{"name": "members.role", "before_value": "manager", "value": "observer"}],
    }
    assert removed["details"]["references"] == [{"name": "members", "removed": [member]}]
    assert records(either, f"/teams/{team['id']}/audit/records")[1:] == [added, changed, removed]


def test_a_request_that_changes_nothing_has_no_record(either: Client) -> None:
    """The time of the last change, which such a request also sets in parts of an object, is no field of a record."""
    sender = "owner@example.com"
    path = f"/event_orchestrations/services/{either.service()['id']}/cache_variables"
    body = {"cache_variable": {"name": "load", "disabled": False, "conditions": [], "configuration": {
        "type": "external_data", "data_type": "number", "ttl_seconds": 3600}}}
    variable = either.write("POST", path, body, status=200, sender=sender)["cache_variable"]
    before = len(records(either))
    either.call("POST", "/_emulator/clock", json={"advance": 5})
    either.write("PUT", f"{path}/{variable['id']}", body, status=200, sender=sender)
    assert len(records(either)) == before
    body["cache_variable"]["configuration"]["ttl_seconds"] = 60
    either.write("PUT", f"{path}/{variable['id']}", body, status=200, sender=sender)
    [changed] = records(either)[before:]
    assert changed["details"]["fields"] == [{"name": "configuration"}]


def test_parts_of_a_user(either: Client) -> None:
    """A contact method is a part of the user, and its own fields are a record of their own."""
    user = either.user()
    path = f"/users/{user['id']}"
    body = {"contact_method": {"type": "sms_contact_method", "label": "Mobile", "address": "5550100",
                               "country_code": 1}}
    method = either.write("POST", f"{path}/contact_methods", body, status=201)["contact_method"]
    body["contact_method"]["label"] = "Work"
    either.write("PUT", f"{path}/contact_methods/{method['id']}", body, status=200)
    of_list, of_part, of_update = records(either, f"{path}/audit/records")[-3:]
    if "references" not in of_list["details"]:  # both are of the same millisecond
        of_list, of_part = of_part, of_list
    shown = {"id": method["id"], "type": "sms_contact_method_reference", "summary": "Mobile"}
    assert of_list["details"]["references"] == [{"name": "contact_methods", "added": [shown]}]
    assert of_part["details"]["resource"] == shown
    assert named(of_part["details"], "fields", "address") == {"name": "address", "value": "5550100"}
    assert of_update["details"]["fields"] == [{"name": "label", "before_value": "Mobile", "value": "Work"}]
    assert {one["root_resource"]["summary"] for one in (of_list, of_part, of_update)} == {"Ada Lovelace"}


def test_no_record_contains_a_key(either: Client) -> None:
    service = either.service()
    body = {"integration": {"type": "events_api_v2_inbound_integration", "name": "Checks"}}
    made = either.write("POST", f"/services/{service['id']}/integrations", body, status=201)["integration"]
    text = either.call("GET", f"{RECORDS}?limit=100").text
    assert "Checks" in text and made["integration_key"] not in text


def test_nested_values_have_a_name_only(either: Client) -> None:
    policy = either.escalation_policy("Core")
    rules = [{"escalation_delay_in_minutes": 9, "targets": [either.owner()]}]
    either.update(policy, escalation_rules=rules)
    either.update(policy, escalation_rules=[{**rules[0], "targets": [reference(either.user())]}])
    found = records(either, f"/escalation_policies/{policy['id']}/audit/records")
    assert found[1]["details"]["fields"] == [{"name": "escalation_rules"}]
    changed = named(found[2]["details"], "references", "escalation_rules")
    assert [one["summary"] for one in changed["added"] + changed["removed"]] == ["Ada Lovelace", "Account Owner"]


def test_failed_and_reading_requests_have_no_records(either: Client) -> None:
    team = either.create("team", name="Core")
    either.refused("POST", "/teams", {"team": {"type": "team", "name": "Core"}})
    either.get(f"/teams/{team['id']}")
    either.write("DELETE", "/teams/PZZZZZZ", status=404)
    assert len(records(either)) == 1


@pytest.mark.parametrize("kind", ["user", "app", "page"])
def test_actors(emulator: Client, kind: str) -> None:
    """A user's key and the page stand for the user, an app for itself."""
    client, sent = emulator, {"team": {"type": "team", "name": "Core"}}
    if kind == "user":
        client = Client(emulator.url, "emulator-user")
        client.write("POST", "/teams", sent, status=201)
    elif kind == "app":
        form = {"grant_type": "client_credentials", "client_id": "emulator-client", "client_secret": "emulator-secret",
                "scope": "as_account-us.example teams.write"}
        token = emulator.call("POST", "/oauth/token", data=form).json()["access_token"]
        Client(emulator.url, bearer=token).write("POST", "/teams", sent, status=201)
    else:
        emulator.write("POST", "/_emulator/accounts/example/teams", sent, status=201, sender="owner@example.com")
    [record] = records(emulator)
    expected = {
        "user": ("user_reference", "Account Owner", "api_token"),
        "app": ("app_reference", "emulator-client", "oauth"),
        "page": ("user_reference", "Account Owner", "browser"),
    }[kind]
    [actor] = record["actors"]
    assert (actor["type"], actor["summary"], record["method"]["type"]) == expected
    assert len(record["method"].get("truncated_token", "----")) == 4


def test_filters(either: Client) -> None:
    team = either.create("team", name="Core")
    either.update(team, name="Kernel")
    user = either.user()
    [actor] = records(either, limit=1, actions_="create", root_resource_types_="teams")[0]["actors"]
    both = records(either, root_resource_types_=["teams", "users"])
    assert {one["root_resource"]["id"] for one in both} == {team["id"], user["id"]}
    assert [one["action"] for one in records(either, root_resource_types_="teams")] == ["create", "update"]
    assert [one["action"] for one in records(either, actions_=["update", "delete"])] == ["update"]
    assert len(records(either, actor_type="api_key_reference", actor_id=actor["id"])) == len(both)
    assert not records(either, actor_type="user_reference")
    assert not records(either, method_type="browser")
    assert len(records(either, method_type="api_token", method_truncated_token="ator")) == len(both)
    assert not records(either, method_type="api_token", method_truncated_token="xxxx")
    for wrong in (
        {"actor_id": "P1"}, {"method_truncated_token": "1"}, {"actor_type": "user"}, {"method_type": "api"},
        {"actions_": "read"}, {"root_resource_types_": "incidents"}, {"cursor": "x"}, {"limit": "0"}, {"since": "x"},
        {"since": "2026-01-01T00:00:00Z", "until": "2026-02-02T00:00:00Z"},
        {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
    ):
        either.get(RECORDS, status=400, **wrong)


def test_pages_and_periods(either: Client) -> None:
    """The cursor continues at its place, also if records are added meanwhile."""
    now = datetime.fromisoformat(either.get("/_emulator/clock")["now"])
    moments = [now - timedelta(hours=hours) for hours in range(400)]
    times = [f"{one:%Y-%m-%dT%H:%M:%S}.{number:03}Z" for number, one in enumerate(moments)]
    entries = [stored(at, "Core") for at in (*times[::2], *times[1::2])]
    either.load({"teams": [{"name": "Core"}], "audit_records": entries})
    period = {"since": f"{moments[300]:%Y-%m-%dT%H:%M:%SZ}", "until": f"{moments[5]:%Y-%m-%dT%H:%M:%SZ}"}
    found, cursor = [], {}
    while True:
        page = either.get(RECORDS, **period, **cursor, limit=70)
        found.append([one["execution_time"] for one in page["records"]])
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
        either.create("team", name=f"Team {len(found)}")
    assert [len(page) for page in found] == [70, 70, 70, 70, 15]
    assert [at for page in found for at in page] == times[6:301]  # .005 is after the end
    assert {one["execution_time"] for one in records(either)} >= set(times[1:24])
    assert times[25] not in [one["execution_time"] for one in records(either)]


def test_old_records_are_not_kept(either: Client) -> None:
    now = datetime.fromisoformat(either.get("/_emulator/clock")["now"])
    old, older = (f"{now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (364, 366))
    either.load({"teams": [{"name": "Core"}], "audit_records": [stored(old, "Core"), stored(older, "Core")]})
    period = {"since": f"{now - timedelta(days=380):%Y-%m-%dT%H:%M:%SZ}",
              "until": f"{now - timedelta(days=360):%Y-%m-%dT%H:%M:%SZ}"}
    assert [one["execution_time"][:19] for one in records(either, **period)] == [old[:19]]


def test_one_ip_allow_list(either: Client) -> None:
    body = {"ip_allow_list": {"state": "disabled", "cidr_entries": []}}
    made = either.call("POST", "/ip_allow_lists", json=body, headers=EARLY).json()["ip_allow_list"]
    path = f"/ip_allow_lists/{made['id']}/audit/records"
    answer = either.call("GET", path, headers=EARLY)
    assert [one["action"] for one in answer.json()["records"]] == ["create"]
    either.get(path, status=403)


def test_who_may_list(emulator: Client) -> None:
    """Admins and keys of the account list all records. Without the feature, the status is 402."""
    users = [{"name": "Ada", "email": "ada@example.com"}, {"name": "Bob", "email": "bob@example.com", "role": "admin"}]
    tokens = [{"token": one, "type": "user", "user": f"{one}@example.com"} for one in ("ada", "bob")]
    emulator.load({"users": users, "tokens": tokens})
    Client(emulator.url, "ada").get(RECORDS, status=403)
    Client(emulator.url, "bob").get(RECORDS)
    emulator.load({"token": "poor", "abilities": ["teams"]})
    Client(emulator.url, "poor").get(RECORDS, status=402)
    emulator.get("/teams/PZZZZZZ/audit/records", status=404)


def test_state_files(either: Client) -> None:
    """Names stand for objects. A dumped state can be loaded."""
    entry = stored("2026-01-01T00:00:00.123Z", "Core", actors=["owner@example.com"],
                   details={"fields": [{"name": "name", "before_value": "a", "value": "b"}]})
    either.load({"teams": [{"name": "Core"}], "audit_records": [entry]})
    state = either.get("/_emulator/state")
    [dumped] = state["accounts"][0]["audit_records"]
    assert dumped["root_resource"]["summary"] == "Core" and dumped["actors"][0]["summary"] == "Account Owner"
    either.load({**state["accounts"][0], "token": "emulator"})
    assert either.get("/_emulator/state") == state
    either.load({"audit_records": [stored("2026-01-01", "Nobody")]}, status=400)
    either.load({"audit_records": [stored("soon", "Default")]}, status=400)
    either.load({"audit_records": [{**stored("2026-01-01"), "action": "read"}]}, status=400)
