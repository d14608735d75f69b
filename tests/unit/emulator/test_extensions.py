# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions and their schemas."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

SNOW = {
    "snow_user": "pd", "snow_password": "hush-hush", "sync_options": "manual_sync",
    "target": "https://example.service-now.com/hook", "task_type": "incident", "referer": "None",
}


def schema(client: Client, key: str = "generic_v2_webhook") -> Any:
    """A reference to the schema with this key."""
    [found] = [one for one in client.get("/extension_schemas", limit=100)["extension_schemas"] if one["key"] == key]
    return reference(found)


def extension(client: Client, service: Any, key: str = "generic_v2_webhook", **fields: Any) -> Any:
    body = {"name": "Hook", "extension_schema": schema(client, key), "extension_objects": [reference(service)]}
    return client.create("extension", **{**body, **fields})


def stored(client: Client) -> Any:
    """The extensions of a state file, which has the secrets."""
    return client.get("/_emulator/state")["accounts"][0]["extensions"]


def test_schemas_can_only_be_read(either: Client) -> None:
    found = either.get("/extension_schemas")["extension_schemas"]
    generic = next(one for one in found if one["id"] == "PJFWPEP")
    assert (generic["label"], generic["summary"], generic["type"]) == (*["Generic V2 Webhook"] * 2, "extension_schema")
    assert "needs_authorization" not in generic
    assert either.get("/extension_schemas/PJFWPEP") == {"extension_schema": generic}
    either.write("POST", "/extension_schemas", {"extension_schema": {"label": "Own"}}, status=405)


def test_an_extension(either: Client) -> None:
    web = either.service()
    made = extension(either, web, endpoint_url="https://example.com/hook", config={"restrict": "any"})
    assert {key: made[key] for key in ("type", "summary", "endpoint_url", "config")} == {
        "type": "extension", "summary": "Hook", "endpoint_url": "https://example.com/hook",
        "config": {"restrict": "any"},
    }
    assert made["extension_schema"]["summary"] == "Generic V2 Webhook"
    assert [one["summary"] for one in made["extension_objects"]] == ["Web"]
    assert either.get(f"/extensions/{made['id']}") == {"extension": made}
    assert either.update(made, name="Other")["config"] == {"restrict": "any"}
    assert extension(either, web, name="Other")["id"] != made["id"], "several can have the same name"
    either.write("DELETE", f"/extensions/{made['id']}", status=204)
    either.get(f"/extensions/{made['id']}", status=404)


def test_lists_are_filtered(either: Client) -> None:
    web, shop = either.service(), either.service("Shop")
    one, two = extension(either, web), extension(either, shop, "custom_webhook", name="Restart")
    ids = {"Hook": one["id"], "Restart": two["id"]}

    def listed(**query: Any) -> list[str]:
        return [found["id"] for found in either.get("/extensions", **query)["extensions"]]

    assert listed() == list(ids.values())
    assert listed(query="rest") == [ids["Restart"]]
    assert listed(extension_object_id=web["id"]) == [ids["Hook"]]
    assert listed(extension_schema_id=two["extension_schema"]["id"]) == [ids["Restart"]]
    found = either.get("/extensions", include_=["extension_objects", "extension_schemas"])["extensions"][0]
    assert (found["extension_objects"][0]["status"], found["extension_schema"]["key"]) == (
        "active", "generic_v2_webhook",
    )
    either.get("/extensions", include_=["temporarily_disabled"], status=400)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"extension_objects": []},
        {"extension_objects": [{"id": "PZZZZZZ", "type": "service_reference"}]},
        {"extension_schema": {"id": "PZZZZZZ", "type": "extension_schema_reference"}},
        {"endpoint_url": "hooks.example.com"},
        {"config": "text"},
        {"config": {"restrict": "nobody"}},
        {"config": {"notify_types": {"resolve": "yes"}}},
    ],
)
def test_what_is_wrong(either: Client, change: dict[str, Any]) -> None:
    body = {
        "type": "extension", "name": "Hook", "extension_schema": schema(either),
        "extension_objects": [reference(either.service())],
    }
    assert either.refused("POST", "/extensions", {"extension": {**body, **change}})["code"] == 2001


def test_the_web_application_must_authorize_some(either: Client) -> None:
    body = {
        "type": "extension", "name": "Chat", "extension_schema": schema(either, "slack"),
        "extension_objects": [reference(either.service())],
    }
    assert "must be authorized" in either.refused("POST", "/extensions", {"extension": body})["errors"][0]


def test_a_schema_with_its_own_url(either: Client) -> None:
    made = extension(either, either.service(), "zendesk", endpoint_url="https://example.com/own")
    assert "endpoint_url" not in made


def test_secrets_are_never_shown(either: Client) -> None:
    web = either.service()
    made = extension(either, web, "servicenow_v7", config=SNOW)
    assert made["config"] == {key: value for key, value in SNOW.items() if key != "snow_password"}
    other = extension(either, web, config={"access_token": "hush-hush", "restrict": "any"})
    assert other["config"] == {"access_token": "-- redacted --", "restrict": "any"}
    either.update(other, config={**other["config"], "restrict": "pd-users"})
    configs = [one["config"] for one in stored(either)]
    assert {"access_token": "hush-hush", "restrict": "pd-users"} in configs and SNOW in configs


def test_a_password_that_an_update_lacks(emulator: Client, strict: Client) -> None:
    for client, password in ((emulator, "hush-hush"), (strict, None)):
        made = extension(client, client.service(), "servicenow_v7", config=SNOW)
        client.update(made, config={**made["config"], "task_type": "problem"})
        [kept] = stored(client)
        assert (kept["config"]["task_type"], kept["config"].get("snow_password")) == ("problem", password)


def test_the_url_of_servicenow_is_masked(emulator: Client) -> None:
    made = extension(emulator, emulator.service(), "servicenow_v7", endpoint_url="https://u:p@example.com", config=SNOW)
    assert made["endpoint_url"] == "https://********"
    emulator.update(made, endpoint_url=made["endpoint_url"])
    assert stored(emulator)[0]["endpoint_url"] == "https://u:p@example.com"


def test_a_disabled_extension_is_enabled(emulator: Client) -> None:
    web = emulator.service()
    extension(emulator, web)
    state = emulator.get("/_emulator/state")
    state["accounts"][0]["extensions"][0]["temporarily_disabled"] = True
    emulator.load(state)
    [made] = emulator.get("/extensions")["extensions"]
    assert "temporarily_disabled" not in made

    def disabled() -> bool:
        shown = emulator.get(f"/extensions/{made['id']}", include_=["temporarily_disabled"])["extension"]
        return bool(shown["temporarily_disabled"])

    assert disabled()
    assert emulator.write("POST", f"/extensions/{made['id']}/enable", status=200)["extension"]["id"] == made["id"]
    assert not disabled()


def test_a_deleted_service_remains(either: Client) -> None:
    web = either.service()
    made = extension(either, web)
    either.write("DELETE", f"/services/{web['id']}", status=204)
    [kept] = either.get(f"/extensions/{made['id']}")["extension"]["extension_objects"]
    assert (kept["id"], kept["summary"]) == (web["id"], None)
    assert either.update(made, name="Renamed")["name"] == "Renamed"
