# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of services, their options, and the values of services."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

PATH = "/services/custom_fields"
PREVIEW = {"X-EARLY-ACCESS": "service-custom-fields-preview"}


def option(value: str, identifier: str | None = None) -> dict[str, Any]:
    data = {"data": {"data_type": "string", "value": value}}
    return {**data, "id": identifier} if identifier else data


def body(**fields: Any) -> dict[str, Any]:
    usual = {"name": "team_owner", "display_name": "Team Owner", "data_type": "string", "field_type": "single_value"}
    return {"field": {**usual, **fields}}


def create(client: Client, **fields: Any) -> Any:
    return client.write("POST", PATH, body(**fields), status=201)["field"]


def environment(client: Client, **fields: Any) -> Any:
    texts = [option(value) for value in ("production", "staging")]
    known = {"name": "environment", "display_name": "Environment", "field_type": "single_value_fixed"}
    return create(client, **{**known, "field_options": texts, **fields})


def texts(field: Any) -> list[str]:
    return [one["data"]["value"] for one in field["field_options"]]


class Valued:
    """A service, and its values."""

    def __init__(self, client: Client):
        self.client = client
        self.service = client.service()
        self.path = f"/services/{self.service['id']}/custom_fields/values"

    def put(self, *values: dict[str, Any], status: int = 201) -> Any:
        return self.client.write("PUT", self.path, {"custom_fields": list(values)}, status=status)

    def values(self) -> dict[str, Any]:
        return {one["name"]: one["value"] for one in self.client.get(self.path)["custom_fields"]}


def test_a_field(either: Client) -> None:
    field = create(either, description="Who is responsible")
    path = f"{PATH}/{field['id']}"
    assert {name: value for name, value in field.items() if name != "default_value"} == {
        "id": field["id"], "type": "field", "summary": "Team Owner", "self": f"{either.url}{path}",
        "name": "team_owner", "display_name": "Team Owner", "description": "Who is responsible",
        "data_type": "string", "field_type": "single_value", "enabled": True,
        "created_at": field["created_at"], "updated_at": field["created_at"],
    }
    assert either.get(path)["field"] == field and either.get(PATH)["fields"] == [field]
    changed = either.write("PUT", path, {"field": {"display_name": "Owner", "enabled": False}}, status=200)["field"]
    assert (changed["name"], changed["display_name"], changed["enabled"]) == ("team_owner", "Owner", False)
    either.write("DELETE", path, status=204)
    either.get(path, status=404)


def test_options(either: Client) -> None:
    """Those of the request are all of them: one with an ID is changed, one without is created."""
    field = environment(either)
    assert texts(field) == ["production", "staging"]
    path = f"{PATH}/{field['id']}"
    assert "field_options" not in either.get(path)["field"] and "field_options" not in either.get(PATH)["fields"][0]
    assert either.get(path, include_="field_options")["field"]["field_options"] == field["field_options"]
    [production, staging] = field["field_options"]
    wanted = [option("prod", production["id"]), option("development")]
    changed = either.write("PUT", path, {"field": {"field_options": wanted}}, status=200)["field"]
    assert texts(changed) == ["prod", "development"] and changed["field_options"][0]["id"] == production["id"]
    either.write("PUT", path, {"field": {"description": None}}, status=200)
    assert [one["data"]["value"] for one in either.get(f"{path}/field_options")["field_options"]] == texts(changed)
    gone = {"field": {"field_options": [option("staging", staging["id"])]}}
    assert either.refused("PUT", path, gone)["errors"] == ["Field option must exist"]


def test_single_options(either: Client) -> None:
    field = environment(either)
    path = f"{PATH}/{field['id']}/field_options"
    made = either.write("POST", path, {"field_option": option("development")}, status=201)["field_option"]
    assert either.get(f"{path}/{made['id']}")["field_option"] == made
    renamed = either.write("PUT", f"{path}/{made['id']}", {"field_option": option("dev")}, status=200)["field_option"]
    assert (renamed["id"], renamed["data"]["value"]) == (made["id"], "dev")
    assert either.refused("POST", path, {"field_option": option("staging")})["errors"] == [
        "Field options must be unique"
    ]
    for method, at in (("POST", path), ("PUT", f"{path}/{made['id']}")):
        assert either.refused(method, at, {"field_option": {}})["errors"] == ["Field options data can't be blank"]
    either.write("DELETE", f"{path}/{made['id']}", status=204)
    either.get(f"{path}/{made['id']}", status=404)
    assert [one["data"]["value"] for one in either.get(path)["field_options"]] == ["production", "staging"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": None}, "Name must be a String"),
        ({"name": "Team Owner"}, "Name is invalid"),
        ({"name": "x" * 51}, "Name is too long (maximum is 50 characters)"),
        ({"name": "environment"}, "Name has already been taken"),
        ({"display_name": "ENVIRONMENT"}, "Display name has already been taken"),
        ({"data_type": "text"}, "Data type must be in boolean, integer, float, string, datetime or url"),
        ({"field_type": "multi_value", "data_type": "integer"},
         "Data type must be string for the field type multi_value"),
        ({"field_options": [option("a")]}, "Field options are not allowed for the field type single_value"),
        ({"field_type": "multi_value_fixed", "field_options": [option("a"), option("a")]},
         "Field options must be unique"),
        ({"field_type": "multi_value_fixed", "field_options": [option("a" * 201)]},
         "Field options data value is too long (maximum is 200 characters)"),
    ],
)
def test_what_is_rejected(either: Client, fields: dict[str, Any], error: str) -> None:
    environment(either)
    assert error in either.refused("POST", PATH, body(**fields))["errors"]
    assert len(either.get(PATH)["fields"]) == 1


@pytest.mark.parametrize(("name", "value"), [("name", "other"), ("data_type", "url"), ("field_type", "multi_value")])
def test_what_never_changes(either: Client, name: str, value: str) -> None:
    path = f"{PATH}/{create(either)['id']}"
    error = either.refused("PUT", path, {"field": {name: value}})["errors"]
    assert error == [f"{name.replace('_', ' ').capitalize()} can't be changed"]


def test_default_values_are_undocumented(emulator: Client, strict: Client) -> None:
    assert create(emulator, default_value="Ops")["default_value"] == "Ops"
    assert Valued(emulator).values() == {"team_owner": "Ops"}
    errors = emulator.refused("POST", PATH, body(name="b", display_name="B", default_value=5))["errors"]
    assert errors == ["Default value must be of type string"]
    assert "default_value" not in create(strict, default_value="Ops")
    assert Valued(strict).values() == {"team_owner": None}


def test_values(either: Client) -> None:
    """By ID or name. What a request omits stays, and null resets a value."""
    field = environment(either)
    create(either)
    regions = [option(value) for value in ("eu", "us")]
    create(
        either, name="regions", display_name="Regions", field_type="multi_value_fixed", field_options=regions
    )
    valued = Valued(either)
    assert valued.values() == {"environment": None, "regions": None, "team_owner": None}
    changed = valued.put(
        {"id": field["id"], "value": "staging"}, {"name": "regions", "value": ["us"]}
    )["custom_fields"]
    assert changed == either.get(valued.path)["custom_fields"]
    assert changed[0].keys() == {
        "id", "type", "name", "display_name", "description", "data_type", "field_type", "value"
    }
    valued.put({"name": "environment", "value": None}, {"name": "team_owner", "value": "Ops"})
    assert valued.values() == {"environment": None, "regions": ["us"], "team_owner": "Ops"}
    for value, error in (
        ({"name": "environment", "value": "prod"}, "environment must be in production, staging"),
        ({"name": "regions", "value": "us"}, "regions must be an Array"),
        ({"name": "regions", "value": ["us", "us"]}, "regions must be unique"),
        ({"name": "unknown", "value": 1}, "Custom field unknown must exist and have a value"),
        ({"name": "team_owner"}, "Custom field team_owner must exist and have a value"),
    ):
        both = [{"name": "team_owner", "value": "Dev"}, value]
        assert either.refused("PUT", valued.path, {"custom_fields": both})["errors"] == [error]
    assert valued.values()["team_owner"] == "Ops"
    either.write("PUT", f"{PATH}/{field['id']}", {"field": {"enabled": False}}, status=200)
    assert "environment" not in valued.values()


def test_services_follow_the_options(either: Client) -> None:
    field = environment(either)
    valued = Valued(either)
    valued.put({"name": "environment", "value": "staging"})
    [_production, staging] = field["field_options"]
    renamed = {"field": {"field_options": [option("test", staging["id"])]}}
    either.write("PUT", f"{PATH}/{field['id']}", renamed, status=200)
    assert valued.values() == {"environment": "test"}
    either.write("PUT", f"{PATH}/{field['id']}", {"field": {"field_options": []}}, status=200)
    assert valued.values() == {"environment": None}
    either.write("DELETE", f"{PATH}/{field['id']}", status=204)
    assert valued.values() == {}


def test_the_terraform_provider(emulator: Client) -> None:
    """It sends a header that the documents no longer mention, and empty texts for what it does not state."""
    sent = body(enabled=True)
    answer = emulator.call("POST", PATH, json=sent, headers=PREVIEW)
    assert answer.status_code == 201
    valued = Valued(emulator)
    value = {"name": "team_owner", "data_type": "", "field_type": "", "type": "", "value": "Ops"}
    assert emulator.call("PUT", valued.path, json={"custom_fields": [value]}, headers=PREVIEW).status_code == 201
    assert valued.values() == {"team_owner": "Ops"}


def test_a_state_file(emulator: Client) -> None:
    """Values by the name of their field, options as texts. What is saved can be loaded again."""
    emulator.load({
        "service_custom_fields": [
            {"name": "environment", "display_name": "Environment", "data_type": "string",
             "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
        ],
        "services": [{"name": "Shop", "escalation_policy": "Default", "custom_fields": {"environment": "staging"}}],
    })
    service = emulator.get("/services", query="Shop")["services"][0]
    path = f"/services/{service['id']}/custom_fields/values"
    before = emulator.get(path)["custom_fields"]
    assert before[0]["value"] == "staging"
    state = emulator.get("/_emulator/state")
    emulator.load(state)
    assert emulator.get(path)["custom_fields"] == before
    wrong = {"services": [{"name": "Pay", "escalation_policy": "Default", "custom_fields": {"unknown": 1}}]}
    assert "Custom field unknown must exist" in str(emulator.load(wrong, status=400))
