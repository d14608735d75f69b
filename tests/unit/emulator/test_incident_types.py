# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident types, and their custom fields in both forms.

What is the same for services is in test_service_custom_fields. The values of incidents are in test_incident_details.
"""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

PATH = "/incidents/types"
OLDER = "/incidents/custom_fields"
BASE_FIELDS = f"{PATH}/incident_default/custom_fields"


def kind(**fields: Any) -> dict[str, Any]:
    usual = {"name": "fraud_incident", "display_name": "Fraud Incident", "parent_type": "incident_default"}
    return {"incident_type": {**usual, **fields}}


def create_type(client: Client, **fields: Any) -> Any:
    return client.write("POST", PATH, kind(**fields), status=201)["incident_type"]


def option(value: str, identifier: str | None = None) -> dict[str, Any]:
    data = {"data": {"data_type": "string", "value": value}}
    return {**data, "id": identifier} if identifier else data


def field(**fields: Any) -> dict[str, Any]:
    usual = {"name": "team_owner", "display_name": "Team Owner", "data_type": "string", "field_type": "single_value"}
    return {"field": {**usual, **fields}}


def environment(client: Client, path: str) -> Any:
    body = field(
        name="environment", display_name="Environment", field_type="single_value_fixed",
        field_options=[option("production"), option("staging")],
    )
    return client.write("POST", path, body, status=201)["field"]


def names(client: Client, path: str) -> list[str]:
    return [one["name"] for one in client.get(path)["fields"]]


def test_a_type(either: Client) -> None:
    base = either.get(f"{PATH}/incident_default")["incident_type"]
    assert base["parent"] is None
    made = create_type(either, description="Money")
    assert made == {
        "id": made["id"], "type": "incident_type", "name": "fraud_incident", "display_name": "Fraud Incident",
        "description": "Money", "enabled": True, "parent": {"id": base["id"], "type": "incident_type_reference"},
        "created_at": made["created_at"], "updated_at": made["created_at"],
    }
    child = create_type(either, name="card_fraud", display_name="Card Fraud", parent_type=made["id"])
    assert child["parent"]["id"] == made["id"]
    for name in (made["id"], "fraud_incident"):
        assert either.get(f"{PATH}/{name}")["incident_type"]["id"] == made["id"]
        body = {"incident_type": {"display_name": f"Fraud {name}", "enabled": True, "name": "x", "parent_type": "y"}}
        changed = either.write("PUT", f"{PATH}/{name}", body, status=200)["incident_type"]
        assert (changed["display_name"], changed["name"], changed["parent"]) == (
            f"Fraud {name}", made["name"], made["parent"]
        )
    assert either.call("DELETE", f"{PATH}/{made['id']}").status_code in (404, 405)


def test_disabled_types(either: Client) -> None:
    """They are listed on request only, keep their name, and no incident can have them."""
    made = create_type(either, enabled=False)
    listed = {one: [each["name"] for each in either.get(PATH, filter=one)["incident_types"]]
              for one in ("enabled", "disabled", "all")}
    assert listed == {
        "enabled": ["incident_default"], "disabled": [made["name"]], "all": ["incident_default", made["name"]]
    }
    assert either.refused("POST", PATH, kind())["errors"] == ["Name has already been taken"]
    enabled = either.write("PUT", f"{PATH}/{made['id']}", {"incident_type": {"enabled": True}}, status=200)
    assert enabled["incident_type"]["enabled"] is True
    base = either.refused("PUT", f"{PATH}/incident_default", {"incident_type": {"enabled": False}})
    assert base["errors"] == ["The base incident type can't be disabled"]


def test_an_update_without_enabled(emulator: Client, strict: Client) -> None:
    """The documents call true the default, also of an update."""
    for client, enabled in ((emulator, False), (strict, True)):
        made = create_type(client, enabled=False)
        body = {"incident_type": {"description": "Money"}}
        changed = client.write("PUT", f"{PATH}/{made['id']}", body, status=200)["incident_type"]
        assert (changed["enabled"], changed["description"]) == (enabled, "Money")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "x" * 51}, "Name is too long (maximum is 50 characters)"),
        ({"name": "fraud_default"}, "Name can't end with _default"),
        ({"name": "Incident_Default"}, "Name has already been taken"),
        ({"display_name": None}, "Display name must be a String"),
        ({"display_name": "PD Fraud"}, "Display name can't start with PD, PagerDuty, Default"),
        ({"display_name": "#1"}, "Display name must start with a letter or a digit"),
        ({"description": "x" * 1001}, "Description is too long (maximum is 1000 characters)"),
        ({"enabled": "yes"}, "Enabled must be a Boolean"),
        ({"parent_type": None}, "Parent type can't be blank"),
        ({"parent_type": "unknown"}, "Parent type must exist"),
    ],
)
def test_types_that_are_rejected(either: Client, fields: dict[str, Any], error: str) -> None:
    assert error in either.refused("POST", PATH, kind(**fields))["errors"]
    assert len(either.get(PATH, filter="all")["incident_types"]) == 1


def test_a_field(either: Client) -> None:
    made = create_type(either)
    path = f"{PATH}/{made['name']}/custom_fields"
    body = field(data_type="integer", default_value=3, description="How many", enabled=False)
    one = either.write("POST", path, body, status=201)["field"]
    own = f"{PATH}/{made['id']}/custom_fields/{one['id']}"
    assert one == {
        "id": one["id"], "type": "field", "summary": "team_owner", "self": f"{either.url}{own}",
        "name": "team_owner", "display_name": "Team Owner", "description": "How many", "data_type": "integer",
        "field_type": "single_value", "enabled": False, "default_value": 3, "incident_type": made["id"],
        "created_at": one["created_at"], "updated_at": one["created_at"], "field_options": [],
    }
    one.pop("field_options")  # a GET shows them on request only
    assert either.get(own)["field"] == one and either.get(path)["fields"] == [one]
    body = {"field": {"display_name": "Owners", "default_value": None}}
    changed = either.write("PUT", own, body, status=200)["field"]
    assert (changed["display_name"], changed["default_value"]) == ("Owners", None)
    either.write("DELETE", own, status=204)
    either.get(own, status=404)
    either.get(f"{PATH}/unknown/custom_fields", status=404)


def test_inherited_fields(either: Client) -> None:
    """The type below lists them. Only the type that has them changes them. No two that meet have the same name."""
    made = create_type(either)
    path = f"{PATH}/{made['id']}/custom_fields"
    inherited = environment(either, BASE_FIELDS)
    either.write("POST", path, field(), status=201)
    assert names(either, path) == ["team_owner", "environment"] and names(either, BASE_FIELDS) == ["environment"]
    assert either.get(f"{path}/{inherited['id']}")["field"]["self"].startswith(f"{either.url}{PATH}/")
    either.write("PUT", f"{path}/{inherited['id']}", {"field": {"description": "x"}}, status=404)
    either.write("DELETE", f"{path}/{inherited['id']}", status=404)
    either.write("POST", f"{path}/{inherited['id']}/field_options", {"field_option": option("x")}, status=404)
    for at, name in ((path, "environment"), (BASE_FIELDS, "team_owner")):
        assert "Name has already been taken" in either.refused("POST", at, field(name=name))["errors"]
    other = create_type(either, name="other", display_name="Other")
    body = field(display_name="Owner of others")
    either.write("POST", f"{PATH}/{other['id']}/custom_fields", body, status=201)


def test_the_older_form(either: Client) -> None:
    """It has the fields of the base type. Options have requests of their own."""
    one = environment(either, OLDER)
    path = f"{OLDER}/{one['id']}"
    assert one["self"] == f"{either.url}{path}" and "incident_type" not in one
    assert either.get(path, include_="field_options")["field"] == one
    assert names(either, OLDER) == names(either, BASE_FIELDS) == ["environment"]
    changed = either.write("PUT", path, {"field": {"description": "Where", "field_options": []}}, status=200)["field"]
    assert changed["description"] == "Where" and len(changed["field_options"]) == 2
    made = either.write("POST", f"{path}/field_options", {"field_option": option("test")}, status=201)["field_option"]
    at = f"{path}/field_options/{made['id']}"
    assert either.write("PUT", at, {"field_option": option("dev")}, status=200)["field_option"]["id"] == made["id"]
    assert either.get(at)["field_option"]["data"]["value"] == "dev"
    either.write("DELETE", at, status=204)
    assert len(either.get(f"{path}/field_options")["field_options"]) == 2
    either.write("DELETE", path, status=204)
    assert names(either, BASE_FIELDS) == []


def test_options(either: Client) -> None:
    """A field of a type needs one from the start. One of the older form gets them later."""
    for path, status in ((BASE_FIELDS, 400), (OLDER, 201)):
        either.write("POST", path, field(field_type="multi_value_fixed"), status=status)
    one = environment(either, BASE_FIELDS)
    path = f"{BASE_FIELDS}/{one['id']}"
    kept = option("prod", one["field_options"][0]["id"])
    changed = either.write("PUT", path, {"field": {"field_options": [kept, option("dev")]}}, status=200)["field"]
    assert [each["data"]["value"] for each in changed["field_options"]] == ["prod", "dev"]
    assert changed["field_options"][0]["id"] == kept["id"]
    last = changed["field_options"][1]
    assert either.get(f"{path}/field_options/{last['id']}")["field_option"] == last
    either.write("DELETE", f"{path}/field_options/{last['id']}", status=204)
    assert either.refused("POST", f"{path}/field_options", {"field_option": option("x" * 101)})["errors"] == [
        "Field options data value is too long (maximum is 100 characters)"
    ]


def test_incidents_follow_the_options(either: Client) -> None:
    one = environment(either, BASE_FIELDS)
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(either.service())}}
    incident = either.write("POST", "/incidents", body, status=201, sender="owner@example.com")["incident"]
    path = f"/incidents/{incident['id']}/custom_fields/values"
    either.write("PUT", path, {"custom_fields": [{"name": "environment", "value": "staging"}]}, status=201)
    at = f"{BASE_FIELDS}/{one['id']}/field_options/{one['field_options'][1]['id']}"
    either.write("PUT", at, {"field_option": option("test")}, status=200)
    assert [each["value"] for each in either.get(path)["custom_fields"]] == ["test"]
    either.write("DELETE", at, status=204)
    assert [each["value"] for each in either.get(path)["custom_fields"]] == [None]
    either.write("DELETE", f"{BASE_FIELDS}/{one['id']}", status=204)
    assert either.get(path)["custom_fields"] == []


def test_a_state_file(emulator: Client) -> None:
    """Fields in their type, or in a list of their own. What is saved can be loaded again."""
    emulator.load({
        "incident_types": [
            {"name": "security", "custom_fields": [
                {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
            ]},
        ],
        "incident_custom_fields": [
            {"incident_type": "incident_default", **field()["field"]},
        ],
    })
    path = f"{PATH}/security/custom_fields"
    before = emulator.get(path, include_="field_options")["fields"]
    assert [one["name"] for one in before] == ["environment", "team_owner"]
    emulator.load(emulator.get("/_emulator/state"))
    assert emulator.get(path, include_="field_options")["fields"] == before
    wrong = {"incident_types": [{"name": "x", "custom_fields": [{"name": "Not valid"}]}]}
    assert "incident_types[0]: Name is invalid" in str(emulator.load(wrong, status=400))
