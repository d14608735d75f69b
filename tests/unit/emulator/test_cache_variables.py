# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache variables and enablements of event orchestrations and of services, as the API stores them."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client
from .test_event_orchestrations import OWNER, PATH, create

RECENT = {"type": "recent_value", "source": "event.source", "regex": "www (.*) service"}
COUNT = {"type": "trigger_event_count", "ttl_seconds": 60}
EXTERNAL = {"type": "external_data", "data_type": "number", "ttl_seconds": 500}


@pytest.fixture(params=["orchestration", "service"])
def owner(request: pytest.FixtureRequest, either: Client) -> tuple[Client, str]:
    """A client, and the address of the orchestration of a service, or of one for several services."""
    if request.param == "service":
        return either, f"{PATH}/services/{either.service()['id']}"
    return either, f"{PATH}/{create(either)['id']}"


def add(client: Client, path: str, name: str = "last_host", configuration: Any = None, **fields: Any) -> Any:
    body = {"cache_variable": {"name": name, "configuration": configuration or RECENT, **fields}}
    return client.write("POST", f"{path}/cache_variables", body, status=200, sender=OWNER)["cache_variable"]


def test_a_variable_is_created_read_updated_and_deleted(owner: tuple[Client, str]) -> None:
    client, path = owner
    conditions = [{"expression": "event.source exists"}]
    made = add(client, path, conditions=conditions)
    by = {"id": client.owner()["id"], "type": "user_reference", "self": f"{client.url}/users/{client.owner()['id']}"}
    assert made == {
        "id": made["id"], "name": "last_host", "conditions": conditions, "configuration": RECENT, "disabled": False,
        "created_at": made["created_at"], "created_by": by, "updated_at": made["created_at"], "updated_by": by,
    }
    one = f"{path}/cache_variables/{made['id']}"
    assert client.get(one)["cache_variable"] == made
    other = add(client, path, "count", COUNT)
    listed = client.get(f"{path}/cache_variables")
    assert listed == {"cache_variables": [made, other], "total": 2}
    body = {"cache_variable": {"name": "last_host", "disabled": True}}
    changed = client.write("PUT", one, body, status=200)["cache_variable"]
    assert changed == {**made, "disabled": True, "updated_at": changed["updated_at"], "updated_by": None}
    body = {"cache_variable": {"name": "hosts", "configuration": COUNT, "conditions": None}}
    changed = client.write("PUT", one, body, status=200)["cache_variable"]
    assert (changed["name"], changed["configuration"], changed["conditions"]) == ("hosts", COUNT, [])
    client.write("DELETE", one, status=204)
    assert client.get(f"{path}/cache_variables")["cache_variables"] == [other]
    assert client.get(one, status=404)["error"]["code"] == 2100


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": " "}, "Name can't be blank"),
        ({"name": "taken"}, "Name has already been taken"),
        ({"configuration": None}, "Configuration must be an Object"),
        ({"configuration": {"type": "latest"}},
         "Configuration type must be in recent_value, trigger_event_count or external_data"),
        ({"configuration": {"type": "recent_value", "regex": "x"}}, "Configuration source can't be blank"),
        ({"configuration": {**RECENT, "regex": "(?=x)"}},
         "Configuration regex is invalid: '(?=x)' is not a regular expression of RE2"),
        ({"configuration": {**RECENT, "source": "event..x"}},
         "Configuration source is not a valid path: expected a name instead of '.'"),
        ({"configuration": {"type": "trigger_event_count"}}, "Configuration ttl seconds can't be blank"),
        ({"configuration": {**COUNT, "ttl_seconds": 0}},
         "Configuration ttl seconds must be greater than or equal to 1"),
        ({"configuration": {**EXTERNAL, "data_type": "list"}},
         "Configuration data type must be in string, number or boolean"),
        ({"configuration": EXTERNAL, "conditions": [{"expression": "event.a exists"}]},
         "Conditions can't be used with the type external_data"),
        ({"conditions": [{"expression": "event.a ~ 'x'"}]},
         "Conditions expression is not a valid condition: unexpected \"~ 'x'\""),
        ({"conditions": [{"expression": "trigger_count over 1 minute > 3"}]},
         "Conditions expression can't contain trigger_count or resetting_trigger_count"),
    ],
)
def test_variables_refuse(owner: tuple[Client, str], fields: Any, complaint: str) -> None:
    client, path = owner
    taken = add(client, path, "taken", COUNT)
    body = {"cache_variable": {"name": "v", "configuration": RECENT, **fields}}
    assert client.refused("POST", f"{path}/cache_variables", body)["errors"] == [complaint]
    assert client.get(f"{path}/cache_variables")["cache_variables"] == [taken]


@pytest.mark.parametrize(
    ("data_type", "value", "wrong"),
    [("string", "Hello", 5), ("number", 45.678, "5"), ("number", 3, True), ("boolean", False, 0)],
)
def test_external_data_lives_for_its_time(
    owner: tuple[Client, str], data_type: str, value: Any, wrong: Any
) -> None:
    client, path = owner
    made = add(client, path, configuration={**EXTERNAL, "data_type": data_type})
    data = f"{path}/cache_variables/{made['id']}/data"
    assert made["data_endpoint"] == f"{client.url}{data}" and "conditions" not in made
    assert client.get(data, status=404)["error"]["code"] == 2100
    error = client.refused("PUT", data, {"cache_variable_data": wrong})
    assert error["errors"] == [f"Cache variable data must be a {data_type.capitalize()}"]
    written = client.write("PUT", data, {"cache_variable_data": value}, status=200)
    assert written["cache_variable_data"] == value and written["updated_at"].endswith("Z")
    client.call("POST", "/_emulator/clock", json={"advance": 400})
    assert client.get(data) == written
    again = client.write("PUT", data, {"cache_variable_data": value}, status=200)
    client.call("POST", "/_emulator/clock", json={"advance": 400})
    assert client.get(data) == again
    client.call("POST", "/_emulator/clock", json={"advance": 101})
    client.get(data, status=404)
    client.write("PUT", data, {"cache_variable_data": value}, status=200)
    client.write("DELETE", data, status=204)
    client.get(data, status=404)


def test_only_external_variables_have_data(owner: tuple[Client, str]) -> None:
    client, path = owner
    data = f"{path}/cache_variables/{add(client, path)['id']}/data"
    for method, body in (("GET", None), ("PUT", {"cache_variable_data": "x"}), ("DELETE", None)):
        assert client.refused(method, data, body)["errors"] == ["Cache variable must have the type external_data"]


def test_a_missing_owner(either: Client) -> None:
    assert either.get(f"{PATH}/nosuch/cache_variables", status=404)["error"]["code"] == 2100
    assert either.get(f"{PATH}/services/PNOSUCH/cache_variables", status=403)["error"]["code"] == 2010
    for path in ("/services/PNOSUCH", f"{PATH}/nosuch"):
        assert either.get(f"{path}/enablements", status=404)["error"]["code"] == 2100


def test_variables_survive_a_state_file(owner: tuple[Client, str]) -> None:
    client, path = owner
    kept = add(client, path, configuration=EXTERNAL)
    client.write(
        "PUT", f"{path}/cache_variables/{kept['id']}/data", {"cache_variable_data": 4}, status=200
    )
    feature = path.replace(f"{PATH}/services", "/services") + "/enablements/aiops"
    client.write("PUT", feature, {"enablement": {"enabled": False}}, status=200)
    before = [client.get(one) for one in (f"{path}/cache_variables", feature.removesuffix("/aiops"))]
    [account] = client.get("/_emulator/state")["accounts"]
    client.load({**account, "token": "emulator"})
    assert [client.get(one) for one in (f"{path}/cache_variables", feature.removesuffix("/aiops"))] == before
    assert client.get(f"{path}/cache_variables/{kept['id']}/data")["cache_variable_data"] == 4


# -- enablements -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["orchestration", "service"])
def test_aiops_is_on_until_it_is_turned_off(emulator: Client, strict: Client, kind: str) -> None:
    for client in (emulator, strict):
        if kind == "service":
            path = f"/services/{client.service()['id']}/enablements"
        else:
            path = f"{PATH}/{create(client)['id']}/enablements"
        assert client.get(path) == {"enablements": [{"feature": "aiops", "enabled": True, "updated_at": None}]}
        answer = client.write("PUT", f"{path}/aiops", {"enablement": {"enabled": False}}, status=200)
        [listed] = client.get(path)["enablements"]
        assert listed == {"feature": "aiops", "enabled": False, "updated_at": listed["updated_at"]}
        in_list = kind == "service" and client is emulator
        assert answer == ({"enablements": [listed]} if in_list else {"enablement": listed})
        assert client.refused("PUT", f"{path}/aiops", {"enablement": {}})["errors"] == ["Enabled must be a Boolean"]
        error = client.refused("PUT", f"{path}/analytics", {"enablement": {"enabled": True}})
        assert error["errors"] == ["Feature must be in aiops"]


def test_without_aiops_the_setting_is_kept_with_a_warning(emulator: Client) -> None:
    emulator.load({
        "token": "emulator", "abilities": ["teams"], "services": [{"name": "Web", "escalation_policy": "Default"}],
        "event_orchestrations": [{"name": "Shop"}],
    })
    [service] = emulator.get("/services")["services"]
    [orchestration] = emulator.get(PATH)["orchestrations"]
    for path, part in ((f"/services/{service['id']}", "not entitled"), (f"{PATH}/{orchestration['id']}", "purchased")):
        answer = emulator.write("PUT", f"{path}/enablements/aiops", {"enablement": {"enabled": True}}, status=200)
        [listed] = emulator.get(f"{path}/enablements")["enablements"]
        assert listed["enabled"] is True and part in listed["warnings"][0]["message"]
        assert listed in (answer.get("enablement"), *answer.get("enablements", ()))
