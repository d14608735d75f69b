# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert grouping settings, and the alert grouping of services."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client
from .test_events import Monitor

PATH = "/alert_grouping_settings"
BY_SOURCE = {"type": "content_based", "config": {"aggregate": "all", "fields": ["source"]}}


def create(client: Client, *services: Any, status: int = 201, **fields: Any) -> Any:
    body = {"services": [{"id": one["id"]} for one in services], **fields}
    answer = client.write("POST", PATH, {"alert_grouping_setting": body}, status=status)
    return answer["alert_grouping_setting"] if status == 201 else answer["error"]["errors"]


def update(client: Client, setting: Any, *, status: int = 200, **fields: Any) -> Any:
    answer = client.write("PUT", f"{PATH}/{setting['id']}", {"alert_grouping_setting": fields}, status=status)
    return answer["alert_grouping_setting"] if status == 200 else answer["error"]["errors"]


def listed(client: Client, **query: Any) -> list[Any]:
    found: list[Any] = client.get(PATH, **query)["alert_grouping_settings"]
    return found


def grouping(client: Client, service: Any) -> Any:
    return client.get(f"/services/{service['id']}")["service"]["alert_grouping_parameters"]


def test_the_life_of_a_setting(emulator: Client) -> None:
    web, api = emulator.service("Web"), emulator.service("API")
    setting = create(emulator, web, api, name="Shop", **BY_SOURCE)
    assert setting == {
        "id": setting["id"], "name": "Shop", "description": None, "type": "content_based",
        "config": {
            "time_window": 300, "recommended_time_window": 300, "aggregate": "all", "fields": ["source"],
        },
        "services": [{"id": web["id"], "name": "Web"}, {"id": api["id"], "name": "API"}],
        "created_at": setting["created_at"], "updated_at": setting["created_at"],
    }
    path = f"{PATH}/{setting['id']}"
    assert emulator.get(path)["alert_grouping_setting"] == setting
    assert listed(emulator) == [setting]
    changed = update(emulator, setting, description="All", config={**BY_SOURCE["config"], "time_window": 86400})
    assert (changed["config"]["time_window"], changed["description"]) == (86400, "All")
    assert changed["services"] == setting["services"]
    one = update(emulator, setting, services=[{"id": api["id"], "type": "service_reference"}])
    assert [service["name"] for service in one["services"]] == ["API"]
    timed = update(emulator, setting, type="time")
    assert (timed["type"], timed["config"]) == ("time", {"timeout": 0})
    emulator.write("DELETE", path, status=204)
    emulator.get(path, status=404)
    assert grouping(emulator, api) == {"type": None, "config": None}


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"type": "intelligent"}, {"time_window": 300, "recommended_time_window": 300, "iag_fields": ["summary"]}),
        ({"type": "intelligent", "config": {"time_window": 0, "iag_fields": []}},
         {"time_window": 300, "recommended_time_window": 300, "iag_fields": []}),
        ({"type": "time", "config": {"timeout": 90}}, {"timeout": 90}),
    ],
)
def test_configurations(emulator: Client, fields: Any, shown: Any) -> None:
    assert create(emulator, emulator.service(), **fields)["config"] == shown


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "Type can't be blank"),
        ({"type": "clever"}, "Type must be in"),
        ({"type": "content_based"}, "Config aggregate can't be blank"),
        ({**BY_SOURCE, "config": {"aggregate": "some", "fields": ["source"]}}, "Config aggregate must be in all or"),
        ({**BY_SOURCE, "config": {"aggregate": "any", "fields": []}}, "Config fields can't be empty"),
        ({**BY_SOURCE, "config": {**BY_SOURCE["config"], "time_window": 7200}}, "Config time window must be from 300"),
        ({"type": "intelligent", "config": {"time_window": 86400}}, "Config time window must be from 300 to 3600"),
        ({"type": "intelligent", "config": {"time_window": 299}}, "Config time window must be from 300 to 3600"),
        ({"type": "time", "config": {"timeout": 59}}, "Config timeout must be greater than or equal to 60"),
        ({"type": "time", "config": {"timeout": 86401}}, "Config timeout must be less than or equal to 86400"),
        ({**BY_SOURCE, "services": []}, "Services can't be empty"),
        ({**BY_SOURCE, "services": [{"id": "PNOSUCH"}]}, "Services must exist"),
    ],
)
def test_what_is_rejected(emulator: Client, fields: Any, error: str) -> None:
    assert create(emulator, emulator.service(), status=400, **fields)[0].startswith(error)
    assert listed(emulator) == []


def test_types_for_one_service(emulator: Client, strict: Client) -> None:
    for client in (emulator, strict):
        services = [client.service("Web"), client.service("API")]
        assert "can only be one" in create(client, *services, status=400, type="time")[0]
        status = 400 if client is strict else 201
        create(client, *services, status=status, **{**BY_SOURCE, "type": "content_based_intelligent"})


def test_a_service_has_one_setting(emulator: Client) -> None:
    web, api = emulator.service("Web"), emulator.service("API", alert_grouping_parameters=BY_SOURCE)
    [own] = listed(emulator)
    assert (own["name"], own["services"]) == (None, [{"id": api["id"], "name": "API"}])
    [error] = create(emulator, web, api, status=400, **BY_SOURCE)
    assert error == f"Service {api['id']} is already in alert grouping setting {own['id']}"
    other = create(emulator, web, **BY_SOURCE)
    [error] = update(emulator, other, status=400, services=[{"id": one["id"]} for one in (web, api)])
    assert own["id"] in error
    assert [one["id"] for one in listed(emulator, service_ids_=[web["id"]])] == [other["id"]]
    assert listed(emulator, service_ids_=["PNOSUCH"]) == []


def test_a_setting_disappears_with_its_last_service(emulator: Client) -> None:
    web, api = emulator.service("Web"), emulator.service("API")
    setting = create(emulator, web, api, **BY_SOURCE)
    emulator.write("DELETE", f"/services/{web['id']}", status=204)
    assert [one["name"] for one in listed(emulator)[0]["services"]] == ["API"]
    emulator.write("DELETE", f"/services/{api['id']}", status=204)
    emulator.get(f"{PATH}/{setting['id']}", status=404)


def test_pages(emulator: Client) -> None:
    made = [create(emulator, emulator.service(f"S{number}"), **BY_SOURCE)["id"] for number in range(5)]
    first = emulator.get(PATH, limit=2, total="true")
    assert (first["limit"], first["total"], "before" in first) == (2, 5, False)
    second = emulator.get(PATH, limit=2, after=first["after"])
    emulator.write("DELETE", f"{PATH}/{second['alert_grouping_settings'][-1]['id']}", status=204)
    third = emulator.get(PATH, limit=2, after=second["after"])
    assert "after" not in third
    pages = [first, second, third]
    assert sorted(one["id"] for page in pages for one in page["alert_grouping_settings"]) == sorted(made)
    assert emulator.get(PATH, limit=2, before=second["before"])["alert_grouping_settings"] == (
        first["alert_grouping_settings"]
    )
    emulator.get(PATH, after="nonsense", status=400)


# -- the grouping of services ----------------------------------------------------------------------------------------


def test_a_service_shows_the_grouping_of_its_setting(emulator: Client, strict: Client) -> None:
    for client in (emulator, strict):
        web = client.service("Web")
        setting = create(client, web, name="Shop", **BY_SOURCE)
        shown = client.get(f"/services/{web['id']}")["service"]
        assert shown["alert_grouping_parameters"] == {"type": "content_based", "config": setting["config"]}
        update(client, setting, type="time", config={"timeout": 600})
        shown = client.get("/services")["services"][0]
        assert shown["alert_grouping_parameters"] == {"type": "time", "config": {"timeout": 10}}
        assert (shown["alert_grouping"], shown["alert_grouping_timeout"]) == ("time", 10)
        for fields in ({"timeout": 90}, {"type": "intelligent", "config": {"iag_fields": ["component"]}}):
            update(client, setting, **({"config": fields} if "timeout" in fields else fields))
            assert grouping(client, web)["type"] == "alert_grouping_setting_reference"
        update(client, setting, **{**BY_SOURCE, "type": "content_based_intelligent"})
        shown = client.get(f"/services/{web['id']}")["service"]
        reference = shown["alert_grouping_parameters"]
        assert (reference["id"], reference["summary"]) == (setting["id"], "Shop")
        assert shown["alert_grouping"] == (None if client is strict else "content_based_intelligent")
        assert client.update(shown, description="x", alert_grouping_parameters=reference)["description"] == "x"
        assert grouping(client, web) == reference
        assert client.refused("PUT", f"/services/{web['id']}", {"service": {"alert_grouping": setting["type"]}})


def test_writing_the_grouping_of_a_service(emulator: Client) -> None:
    web, api = emulator.service("Web"), emulator.service("API")
    setting = create(emulator, web, api, name="Shop", **BY_SOURCE)
    emulator.update(web, description="no grouping in this request")
    assert listed(emulator) == [setting]
    emulator.update(web, alert_grouping_parameters={"type": "time", "config": {"timeout": 5}})
    kept, own = sorted(listed(emulator), key=lambda one: one["name"] is None)
    assert [one["name"] for one in kept["services"]] == ["API"]
    assert (own["type"], own["config"], own["name"]) == ("time", {"timeout": 300}, None)
    emulator.update(web, alert_grouping_parameters={"type": "intelligent"})
    assert {one["id"] for one in listed(emulator)} == {kept["id"], own["id"]}
    emulator.update(web, alert_grouping_parameters={"type": None})
    emulator.update(api, alert_grouping=None)
    assert listed(emulator) == []


# -- groups of alerts ------------------------------------------------------------------------------------------------


def add_monitor(monitor: Monitor, name: str) -> Monitor:
    """A monitor of another service in the account of a monitor."""
    other: Monitor = object.__new__(Monitor)
    other.client = monitor.client
    other.service = monitor.client.service(name)
    body = {"integration": {"type": "events_api_v2_inbound_integration", "name": "Events"}}
    path = f"/services/{other.service['id']}/integrations"
    other.key = monitor.client.write("POST", path, body, status=201)["integration"]["integration_key"]
    return other


def test_alerts_are_grouped_across_services(emulator: Client) -> None:
    web = Monitor(emulator)
    api, other = add_monitor(web, "API"), add_monitor(web, "Other")
    create(emulator, web.service, api.service, **BY_SOURCE)
    for monitor in (web, api, other):
        monitor.send("trigger", payload={"source": "db1"})
    api.send("trigger", payload={"source": "db2"})
    counts = {one["service"]["summary"]: one["alert_counts"]["all"] for one in web.incidents()}
    assert counts == {"Web": 2, "API": 1, "Other": 1}
    incident = next(one for one in web.incidents() if one["service"]["summary"] == "Web")
    assert [one["service"]["summary"] for one in web.alerts(incident)] == ["Web", "API"]
    assert incident["alert_grouping"]["grouping_type"] == "rules"


def test_the_window_starts_again_with_each_alert(emulator: Client) -> None:
    web = Monitor(emulator)
    create(emulator, web.service, **BY_SOURCE)
    for seconds in (0, 299, 299, 301):
        emulator.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)
        web.send("trigger")
    assert [one["alert_counts"]["all"] for one in web.incidents()] == [3, 1]


def test_intelligent_grouping_groups_nothing(emulator: Client) -> None:
    web = Monitor(emulator)
    create(emulator, web.service, type="intelligent")
    for _number in range(2):
        web.send("trigger")
    assert [one["alert_counts"]["all"] for one in web.incidents()] == [1, 1]


# -- state files -----------------------------------------------------------------------------------------------------


def test_state_files(emulator: Client) -> None:
    services = [
        {"name": "Web", "escalation_policy": "Default"},
        {"name": "API", "escalation_policy": "Default",
         "alert_grouping_parameters": {"type": "time", "config": {"timeout": 5}}},
    ]
    settings = [{"name": "Shop", "services": ["Web"], **BY_SOURCE}]
    emulator.load({"services": services, "alert_grouping_settings": settings})
    before = listed(emulator)
    assert {(one["name"], one["type"]) for one in before} == {("Shop", "content_based"), (None, "time")}
    state = emulator.get("/_emulator/state")["accounts"][0]
    emulator.load({**state, "token": "emulator"})
    assert listed(emulator) == before
    both = [{"services": ["Web"], **BY_SOURCE}, {"services": ["Web"], **BY_SOURCE}]
    answer = emulator.call("POST", "/_emulator/load", json={"services": services, "alert_grouping_settings": both})
    assert "is already in alert grouping setting" in answer.text
