# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event orchestrations, their integrations and their rules."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Client

PATH = "/event_orchestrations"
OWNER = "owner@example.com"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def create(client: Client, name: str = "Monitoring", **fields: Any) -> Any:
    """A new orchestration, as the owner."""
    body = {"orchestration": {"name": name, **fields}}
    return client.write("POST", PATH, body, status=201, sender=OWNER)["orchestration"]


def update(client: Client, orchestration: Any, **fields: Any) -> Any:
    path = f"{PATH}/{orchestration['id']}"
    return client.write("PUT", path, {"orchestration": fields}, status=200, sender=OWNER)["orchestration"]


def router_path(orchestration: Any) -> str:
    return f"{PATH}/{orchestration['id']}/router"


def router(client: Client, orchestration: Any) -> Any:
    return client.get(router_path(orchestration))["orchestration_path"]


def body_of(*rules: Any, **more: Any) -> Any:
    return {"orchestration_path": {"sets": [{"id": "start", "rules": list(rules)}], **more}}


def put_router(client: Client, orchestration: Any, *rules: Any, **more: Any) -> Any:
    """The whole answer to a PUT."""
    return client.write("PUT", router_path(orchestration), body_of(*rules, **more), status=200, sender=OWNER)


def rules_of(path: Any) -> Any:
    return path["sets"][0]["rules"]


# -- orchestrations --------------------------------------------------------------------------------------------------


def test_a_new_orchestration(either: Client) -> None:
    team = either.create("team", name="Core")
    made = create(either, "Shop", description="All of the shop", team={"id": team["id"]})
    identifier = made["id"]
    [integration] = made["integrations"]
    assert re.fullmatch(UUID, identifier) and re.fullmatch(UUID, integration["id"])
    assert re.fullmatch("R[0-9A-Z]{31}", integration["parameters"]["routing_key"])
    assert re.fullmatch(r"[\w.]{32}", made["version"])
    owner = {"id": either.owner()["id"], "type": "user_reference", "self": f"{either.url}/users/{either.owner()['id']}"}
    assert made == {
        "id": identifier,
        "self": f"{either.url}/event_orchestrations/{identifier}",
        "name": "Shop",
        "description": "All of the shop",
        "team": {"id": team["id"], "type": "team_reference", "self": team["self"]},
        "integrations": [
            {
                "id": integration["id"],
                "label": "Shop Default Integration",
                "parameters": {"routing_key": integration["parameters"]["routing_key"], "type": "global"},
            }
        ],
        "routes": 0,
        "created_at": made["created_at"],
        "created_by": owner,
        "updated_at": made["created_at"],
        "updated_by": owner,
        "version": made["version"],
    }
    assert made["created_at"].endswith("Z")
    assert either.get(f"{PATH}/{identifier}")["orchestration"] == made


def test_names_need_not_be_unique_and_nobody_has_to_be_named(either: Client) -> None:
    first, second = create(either, "Shop"), create(either, "shop")
    assert first["id"] != second["id"]
    unsigned = either.write("POST", PATH, {"orchestration": {"name": "Shop"}}, status=201)["orchestration"]
    assert (unsigned["created_by"], unsigned["updated_by"], unsigned["team"]) == (None, None, None)
    assert either.get(PATH)["total"] == 3


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": None}, "Name must be a String"),
        ({"name": " "}, "Name can't be blank"),
        ({"name": 5}, "Name must be a String"),
        ({"description": ["x"]}, "Description must be a String"),
        ({"team": "Core"}, "Team must be an Object"),
        ({"team": {}}, "Team id must be a String"),
        ({"team": {"id": 5}}, "Team id must be a String"),
        ({"team": {"id": "PNOSUCH"}}, "Team must exist"),
        ({"team": {"id": "PNOSUCH", "type": "user_reference"}}, "Team type must be in team_reference"),
    ],
)
def test_orchestrations_refuse(either: Client, fields: Any, complaint: str) -> None:
    error = either.refused("POST", PATH, {"orchestration": {"name": "Shop", **fields}})
    assert (error["code"], error["errors"]) == (2001, [complaint])
    assert either.get(PATH)["orchestrations"] == []


def test_a_name_and_the_wrapper_are_required(either: Client) -> None:
    assert either.refused("POST", PATH, {"orchestration": {}})["errors"] == ["Name can't be blank"]
    assert either.refused("POST", PATH, {"event_orchestration": {"name": "Shop"}})["code"] == 2001


def test_an_update_merges(either: Client) -> None:
    team = either.create("team", name="Core")
    made = create(either, "Shop", description="old", team={"id": team["id"], "type": "team_reference"})
    changed = update(either, made, description="new", routes=7, version="x", integrations=[], type="anything")
    assert changed["version"] != made["version"]
    names = ("version", "updated_at")
    assert changed == {**made, "description": "new", **{name: changed[name] for name in names}}
    renamed = update(either, made, name="Store")
    assert [one["label"] for one in renamed["integrations"]] == ["Store Default Integration"]
    assert renamed["integrations"][0]["parameters"] == made["integrations"][0]["parameters"]


def test_a_team_without_an_id_clears_it_unless_strict(emulator: Client, strict: Client) -> None:
    for client in (emulator, strict):
        team = client.create("team", name="Core")
        made = create(client, "Shop", team={"id": team["id"]})
        path, body = f"{PATH}/{made['id']}", {"orchestration": {"team": {"id": None}}}
        if client is emulator:
            assert client.write("PUT", path, body, status=200)["orchestration"]["team"] is None
        else:
            assert client.refused("PUT", path, body)["errors"] == ["Team id must be a String"]


def test_an_orchestration_outlives_its_team(either: Client) -> None:
    team = either.create("team", name="Core")
    made = create(either, "Shop", team={"id": team["id"]})
    either.write("DELETE", f"/teams/{team['id']}", status=204)
    assert either.get(f"{PATH}/{made['id']}")["orchestration"]["team"]["id"] == team["id"]
    assert either.refused("PUT", f"{PATH}/{made['id']}", {"orchestration": {"team": made["team"]}})["errors"] == [
        "Team must exist"
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, ["alpha", "Beta", "Gamma"]),
        ("name:asc", ["alpha", "Beta", "Gamma"]),
        ("name:desc", ["Gamma", "Beta", "alpha"]),
        ("routes:asc", ["alpha", "Gamma", "Beta"]),
        ("routes:desc", ["Beta", "alpha", "Gamma"]),
        ("created_at:asc", ["Gamma", "Beta", "alpha"]),
        ("created_at:desc", ["alpha", "Beta", "Gamma"]),
    ],
)
def test_a_list_is_sorted(either: Client, order: str | None, expected: list[str]) -> None:
    either.load(
        {
            "services": [{"name": "Web", "escalation_policy": "Default"}],
            "event_orchestrations": [
                {"name": "Gamma", "created_at": "2026-01-01T00:00:00Z"},
                {"name": "Beta", "created_at": "2026-01-02T00:00:00Z",
                 "router": {"sets": [{"rules": [{"actions": {"route_to": "Web"}}]}]}},
                {"name": "alpha", "created_at": "2026-01-03T00:00:00Z"},
            ],
        }
    )
    page = either.get(PATH, **({"sort_by": order} if order else {}))
    assert [one["name"] for one in page["orchestrations"]] == expected
    assert not any("integrations" in one for one in page["orchestrations"])


@pytest.mark.parametrize("order", ["name", "version:asc", "name:up", "", "routes"])
def test_unknown_orders_are_refused(either: Client, order: str) -> None:
    assert "Sort by must be in name:asc" in either.get(PATH, sort_by=order, status=400)["error"]["errors"][0]


def test_a_list_has_pages(either: Client) -> None:
    for name in ("A", "B", "C"):
        create(either, name)
    page = either.get(PATH, limit=2, offset=1)
    assert [one["name"] for one in page.pop("orchestrations")] == ["B", "C"]
    assert page == {"limit": 2, "offset": 1, "more": False, "total": 3}


def test_a_deleted_orchestration_is_gone_with_all_its_parts(either: Client) -> None:
    made = create(either)
    path = f"{PATH}/{made['id']}"
    either.write("DELETE", path, status=204)
    for gone in (path, f"{path}/router", f"{path}/integrations"):
        assert either.get(gone, status=404)["error"]["code"] == 2100
    either.write("PUT", f"{path}/router", body_of(), status=404)


# -- integrations ----------------------------------------------------------------------------------------------------


def test_integrations(either: Client) -> None:
    made = create(either)
    path = f"{PATH}/{made['id']}/integrations"
    second = either.write("POST", path, {"integration": {"label": "Checks", "id": "x"}}, status=201)["integration"]
    assert re.fullmatch(UUID, second["id"]) and second["parameters"]["type"] == "global"
    assert either.get(path) == {"integrations": [*made["integrations"], second], "total": 2}
    assert either.get(f"{path}/{second['id']}") == {"integration": second}
    body = {"integration": {"label": "Alarms", "parameters": {"routing_key": "R0"}}}
    changed = either.write("PUT", f"{path}/{second['id']}", body, status=200)["integration"]
    assert changed == {**second, "label": "Alarms"}
    either.write("DELETE", f"{path}/{second['id']}", status=204)
    either.get(f"{path}/{second['id']}", status=404)
    assert either.get(f"{PATH}/{made['id']}")["orchestration"]["integrations"] == made["integrations"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "Label can't be blank"),
        ({"label": ""}, "Label can't be blank"),
        ({"label": None}, "Label must be a String"),
        ({"label": 5}, "Label must be a String"),
    ],
)
def test_integrations_refuse(either: Client, body: Any, complaint: str) -> None:
    made = create(either)
    path = f"{PATH}/{made['id']}/integrations"
    for method, where in (("POST", path), ("PUT", f"{path}/{made['integrations'][0]['id']}")):
        assert either.refused(method, where, {"integration": body})["errors"] == [complaint]


def test_an_integration_moves_with_its_key(either: Client) -> None:
    source, target = create(either, "Old"), create(either, "New")
    [moved] = source["integrations"]
    body = {"source_id": source["id"], "source_type": "orchestration", "integration_id": moved["id"]}
    answer = either.write("POST", f"{PATH}/{target['id']}/integrations/migration", body, status=200)
    assert answer == {"integrations": [*target["integrations"], moved], "total": 2}
    assert either.get(f"{PATH}/{source['id']}/integrations") == {"integrations": [], "total": 0}
    again = {**body, "source_id": target["id"]}
    assert either.write("POST", f"{PATH}/{target['id']}/integrations/migration", again, status=200) == answer


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"source_id": None}, "source_id must be a String"),
        ({"source_id": "x"}, "source_id must be the ID of an event orchestration that exists"),
        ({"source_type": "service"}, "source_type must be in orchestration"),
        ({"source_type": None}, "source_type must be a String"),
        ({"integration_id": "x"}, "integration_id must be the ID of an integration of the source"),
    ],
)
def test_moves_are_refused(either: Client, change: Any, complaint: str) -> None:
    source, target = create(either, "Old"), create(either, "New")
    body = {
        "source_id": source["id"],
        "source_type": "orchestration",
        "integration_id": source["integrations"][0]["id"],
        **change,
    }
    path = f"{PATH}/{target['id']}/integrations/migration"
    assert either.refused("POST", path, body)["errors"] == [complaint]
    assert len(either.get(f"{PATH}/{source['id']}/integrations")["integrations"]) == 1


# -- the router ------------------------------------------------------------------------------------------------------


def test_a_new_router_has_no_rules(either: Client) -> None:
    made = create(either)
    path = router(either, made)
    assert re.fullmatch(r"[\w.]{32}", path["version"])
    assert path == {
        "type": "router",
        "parent": {"id": made["id"], "type": "event_orchestration_reference", "self": made["self"]},
        "self": f"{made['self']}/router",
        "sets": [{"id": "start", "rules": []}],
        "catch_all": {"actions": {"route_to": "unrouted"}},
        "created_at": made["created_at"],
        "created_by": made["created_by"],
        "updated_at": made["updated_at"],
        "updated_by": made["updated_by"],
        "version": path["version"],
    }


def test_a_put_replaces_the_router(either: Client) -> None:
    made, web, api = create(either), either.service("Web"), either.service("API")
    dynamic = {"source": "event.custom_details.pd_service", "regex": ".*", "lookup_by": "service_name"}
    answer = put_router(
        either,
        made,
        {"label": "Dynamic", "actions": {"dynamic_route_to": dynamic}},
        {"label": "Web", "conditions": [{"expression": "event.summary matches part 'www'"}],
         "actions": {"route_to": web["id"]}, "disabled": True},
        {"actions": {"route_to": api["id"], "severity": "info"}, "nothing": 1},
        catch_all={"actions": {"route_to": web["id"]}},
        version="x",
        created_at="2001-01-01T00:00:00Z",
    )
    assert answer["warnings"] == []
    path = answer["orchestration_path"]
    ids = [rule["id"] for rule in rules_of(path)]
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in ids) and len(set(ids)) == 3
    assert rules_of(path) == [
        {"id": ids[0], "label": "Dynamic", "conditions": [], "actions": {"dynamic_route_to": dynamic},
         "disabled": False},
        {"id": ids[1], "label": "Web", "conditions": [{"expression": "event.summary matches part 'www'"}],
         "actions": {"route_to": web["id"]}, "disabled": True},
        {"id": ids[2], "label": None, "conditions": [], "actions": {"route_to": api["id"]}, "disabled": False},
    ]
    assert path["catch_all"] == {"actions": {"route_to": web["id"]}}
    assert path["created_at"] == made["created_at"] and path["updated_by"] == made["created_by"]
    assert router(either, made) == path
    assert either.get(f"{PATH}/{made['id']}")["orchestration"]["routes"] == 2
    emptied = put_router(either, made)["orchestration_path"]
    assert (emptied["sets"], emptied["catch_all"]) == (
        [{"id": "start", "rules": []}], {"actions": {"route_to": "unrouted"}}
    )
    assert emptied["version"] != path["version"]
    assert either.get(f"{PATH}/{made['id']}")["orchestration"]["routes"] == 0


def test_a_rule_keeps_its_id_and_no_request_can_choose_one(either: Client) -> None:
    made, web = create(either), either.service("Web")
    rule = {"actions": {"route_to": web["id"]}}
    first, second = rules_of(put_router(either, made, rule, rule)["orchestration_path"])
    path = put_router(either, made, {**rule, "id": "temporary"}, second, second, first)["orchestration_path"]
    ids = [one["id"] for one in rules_of(path)]
    assert ids[1] == second["id"] and ids[3] == first["id"]
    assert len(set(ids)) == 4 and "temporary" not in ids
    gone = first["id"]
    put_router(either, made)
    [again] = rules_of(put_router(either, made, {**rule, "id": gone})["orchestration_path"])
    assert again["id"] != gone


ROUTE = {"route_to": "WEB"}
DYNAMIC = {"source": "event.source", "regex": "(.*)", "lookup_by": "service_id"}


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ({}, "Sets can't be blank"),
        ({"sets": None}, "Sets can't be blank"),
        ({"sets": {}}, "Sets must be an Array"),
        ({"sets": []}, "Sets can't be empty"),
        ({"sets": [{}, {}]}, "Sets is too long (maximum is 1)"),
        ({"sets": [5]}, "Sets must be an Object"),
        ({"sets": [{"id": "other"}]}, "Sets of a router must be the set start"),
        ({"sets": [{"id": "start", "rules": {}}]}, "Sets rules must be an Array"),
        ({"rules": [5]}, "Sets rules must be an Object"),
        ({"rules": [{}]}, "Sets rules actions can't be blank"),
        ({"rules": [{"actions": []}]}, "Sets rules actions must be an Object"),
        ({"rules": [{"actions": {}}]}, "Sets rules actions must be route to or dynamic route to"),
        ({"rules": [{"actions": {"suppress": True}}]}, "Sets rules actions must be route to or dynamic route to"),
        ({"rules": [{"actions": {"route_to": 5}}]}, "Sets rules actions route to must be a String"),
        (
            {"rules": [{"actions": {"route_to": "PNOSUCH"}}]},
            "Sets rules actions route to must be the ID of a service that exists",
        ),
        (
            {"rules": [{"actions": {"route_to": "unrouted"}}]},
            "Sets rules actions route to must be the ID of a service that exists",
        ),
        ({"rules": [{"actions": ROUTE, "label": 5}]}, "Sets rules label must be a String"),
        ({"rules": [{"actions": ROUTE, "disabled": "no"}]}, "Sets rules disabled must be a Boolean"),
        ({"rules": [{"actions": ROUTE, "conditions": "x"}]}, "Sets rules conditions must be an Array"),
        ({"rules": [{"actions": ROUTE, "conditions": [{}]}]}, "Sets rules conditions expression can't be blank"),
        (
            {"rules": [{"actions": ROUTE, "conditions": [{"expression": ""}]}]},
            "Sets rules conditions expression can't be blank",
        ),
        (
            {"rules": [{"actions": ROUTE, "conditions": [{"expression": f"event.a == '{'é' * 1024}'"}]}]},
            "Sets rules conditions expression is not a valid condition: more than 2048 bytes",
        ),
        (
            {"rules": [{"actions": {"dynamic_route_to": {**DYNAMIC, "lookup_by": "name"}}}]},
            "Sets rules actions dynamic route to lookup by must be in service_name or service_id",
        ),
        (
            {"rules": [{"actions": {"dynamic_route_to": {"lookup_by": "service_id", "regex": "x"}}}]},
            "Sets rules actions dynamic route to source can't be blank",
        ),
        (
            {"rules": [{"actions": {"dynamic_route_to": DYNAMIC, **ROUTE}}]},
            "Sets rules actions dynamic route to can't be combined with route to",
        ),
        (
            {"rules": [{"actions": {"dynamic_route_to": DYNAMIC}, "conditions": [{"expression": "true"}]}]},
            "Sets rules conditions must be empty with dynamic route to",
        ),
        (
            {"rules": [{"actions": ROUTE}, {"actions": {"dynamic_route_to": DYNAMIC}}]},
            "Sets rules actions dynamic route to can only be used once, and in the first rule",
        ),
        (
            {"rules": [{"actions": {"dynamic_route_to": DYNAMIC}}, {"actions": {"dynamic_route_to": DYNAMIC}}]},
            "Sets rules actions dynamic route to can only be used once, and in the first rule",
        ),
        ({"rules": [], "catch_all": 5}, "Catch all must be an Object"),
        ({"rules": [], "catch_all": {"actions": 5}}, "Catch all actions must be an Object"),
        (
            {"rules": [], "catch_all": {"actions": {"route_to": "PNOSUCH"}}},
            "Catch all actions route to must be the ID of a service that exists",
        ),
    ],
)
def test_routers_refuse(either: Client, path: Any, complaint: str) -> None:
    made, web = create(either), either.service("Web")
    put_router(either, made, {"actions": {"route_to": web["id"]}})
    before = router(either, made)
    if "rules" in path:
        path = {**path, "sets": [{"id": "start", "rules": path["rules"]}]}
    if "'WEB'" in repr(path):
        path["sets"] = with_service(path["sets"], web["id"])
    error = either.refused("PUT", router_path(made), {"orchestration_path": path})
    assert (error["code"], error["errors"]) == (2001, [complaint])
    assert router(either, made) == before


def with_service(value: Any, identifier: str) -> Any:
    """The value with the ID of the service in the place of ``WEB``."""
    if isinstance(value, dict):
        return {name: with_service(one, identifier) for name, one in value.items()}
    if isinstance(value, list):
        return [with_service(one, identifier) for one in value]
    return identifier if value == "WEB" else value


@pytest.mark.parametrize("body", [{}, {"router": {}}, {"orchestration_path": []}, []])
def test_the_wrapper_of_a_router_is_required(either: Client, body: Any) -> None:
    made = create(either)
    assert either.refused("PUT", router_path(made), body)["code"] == 2001


BLANKS = {"drop_event": False, "dynamic_route_to": None, "suppress": False, "suspend": None, "priority": ""}


def test_blank_actions_are_not_set_unless_strict(emulator: Client, strict: Client) -> None:
    for client in (emulator, strict):
        made, web = create(client), client.service("Web")
        body = body_of({"actions": {**BLANKS, "route_to": web["id"]}}, catch_all={"actions": {"route_to": ""}})
        if client is emulator:
            path = client.write("PUT", router_path(made), body, status=200)["orchestration_path"]
            assert rules_of(path)[0]["actions"] == {"route_to": web["id"]}
            assert path["catch_all"] == {"actions": {"route_to": "unrouted"}}
        else:
            assert client.refused("PUT", router_path(made), body)["errors"] == [
                "Sets rules actions dynamic route to can't be blank",
                "Catch all actions route to must be the ID of a service that exists",
            ]


def test_a_router_keeps_the_id_of_a_deleted_service(either: Client) -> None:
    made, web = create(either), either.service("Web")
    path = put_router(either, made, {"actions": {"route_to": web["id"]}})["orchestration_path"]
    either.write("DELETE", f"/services/{web['id']}", status=204)
    assert router(either, made) == path
    error = either.refused("PUT", router_path(made), {"orchestration_path": path})
    assert error["errors"] == ["Sets rules actions route to must be the ID of a service that exists"]
    state = either.get("/_emulator/state", account="example")["accounts"][0]
    either.load({**state, "token": "emulator"})
    assert router(either, made) == path


def test_what_the_plan_lacks_is_kept_with_a_warning(either: Client) -> None:
    either.load({"abilities": ["teams"]})
    made, web = create(either), either.service("Web")
    answer = put_router(
        either,
        made,
        {"actions": {"dynamic_route_to": DYNAMIC}},
        {"actions": {"route_to": web["id"]}, "conditions": [{"expression": "trigger_count over 1 minute > 3"}]},
        {"actions": {"route_to": web["id"]}, "conditions": [{"expression": "event.source exists"}]},
    )
    rules = rules_of(answer["orchestration_path"])
    assert [
        (one["rule_id"], one["feature"], one["feature_type"], one["warning_type"]) for one in answer["warnings"]
    ] == [
        (rules[0]["id"], "dynamic_route_to", "actions", "forbidden_feature"),
        (rules[1]["id"], "threshold_condition", "conditions", "forbidden_feature"),
    ]
    assert "which is a condition not available on your account plan" in answer["warnings"][1]["message"]
    assert "warnings" not in either.get(router_path(made))


# -- global, unrouted and service rules ------------------------------------------------------------------------------


def paths_of(client: Client) -> dict[str, str]:
    """The addresses of the three paths that change events."""
    made, web = create(client), client.service("Web")
    return {
        "global": f"{PATH}/{made['id']}/global",
        "unrouted": f"{PATH}/{made['id']}/unrouted",
        "service": f"{PATH}/services/{web['id']}",
    }


@pytest.mark.parametrize(
    ("kind", "parent", "actions"),
    [
        ("global", "event_orchestration_reference", {}),
        ("unrouted", "event_orchestration_reference", {"suppress": True}),
        ("service", "service_reference", {}),
    ],
)
def test_a_new_path_has_no_rules(either: Client, kind: str, parent: str, actions: Any) -> None:
    address = paths_of(either)[kind]
    path = either.get(address)["orchestration_path"]
    assert (path["type"], path["self"]) == (kind, f"{either.url}{address}")
    assert path["parent"]["type"] == parent and path["parent"]["id"] in path["parent"]["self"]
    assert path["sets"] == [{"id": "start", "rules": []}] and path["catch_all"] == {"actions": actions}
    assert re.fullmatch(r"[\w.]{32}", path["version"]) and path["created_at"] == path["updated_at"]
    assert either.get(address)["orchestration_path"] == path


EXTRACTION = {"target": "event.summary", "template": "{{event.source}}"}
EVERY_ACTION: dict[str, Any] = {
    "suppress": False,
    "suspend": 300,
    "annotate": "See the runbook",
    "severity": "info",
    "event_action": "trigger",
    "variables": [{"name": "host", "path": "event.component", "type": "regex", "value": "host: (.*)"}],
    "extractions": [EXTRACTION, {"target": "event.source", "source": "event.source", "regex": "www (.*)"}],
    "automation_actions": [
        {
            "name": "Slack",
            "url": "https://example.com/hook",
            "auto_send": True,
            "headers": [{"key": "X-Source", "value": "PagerDuty"}],
            "parameters": [{"key": "channel", "value": "#web"}],
            "trigger_types": ["alert_suspended"],
        },
        {"name": "Manual", "url": "https://example.com/hook"},
    ],
    "route_to": "more",
}
OF_EVENTS = ("severity", "event_action", "variables", "extractions", "route_to")
MORE = {
    "global": {**EVERY_ACTION, "drop_event": True},
    "unrouted": {name: EVERY_ACTION[name] for name in OF_EVENTS},
    "service": {
        **EVERY_ACTION,
        "pagerduty_automation_actions": [{"action_id": "01CSB5SMOKCKVR", "trigger_types": ["alert_triggered"]}],
    },
}


@pytest.mark.parametrize("kind", MORE)
def test_a_put_replaces_a_path(either: Client, kind: str) -> None:
    address = paths_of(either)[kind]
    everything = {**MORE["global"], **MORE["service"]}
    body = {
        "orchestration_path": {
            "sets": [
                {"id": "start", "rules": [{"label": "All", "conditions": [{"expression": "event.source exists"}],
                                           "actions": everything, "disabled": True}]},
                {"id": "more", "rules": [{"actions": {}}, {}]},
            ],
            "catch_all": {"actions": {"severity": "error"}},
        }
    }
    answer = either.write("PUT", address, body, status=200, sender=OWNER)
    path = answer["orchestration_path"]
    [rule] = rules_of(path)
    assert rule == {"id": rule["id"], "label": "All", "conditions": [{"expression": "event.source exists"}],
                    "actions": MORE[kind], "disabled": True}
    assert [one["actions"] for one in path["sets"][1]["rules"]] == [{}, {}]
    forced = {"suppress": True} if kind == "unrouted" else {}
    assert path["catch_all"] == {"actions": {"severity": "error", **forced}}
    assert answer["warnings"] == [] and path["updated_by"]["id"] == either.owner()["id"]
    assert either.get(address)["orchestration_path"] == path
    again = either.write("PUT", address, {"orchestration_path": path}, status=200)["orchestration_path"]
    assert again["sets"] == path["sets"] and again["version"] != path["version"]
    emptied = either.write("PUT", address, {"orchestration_path": {"sets": [{"id": "start"}]}}, status=200)
    assert emptied["orchestration_path"]["sets"] == [{"id": "start", "rules": []}]
    assert emptied["orchestration_path"]["catch_all"] == {"actions": forced}


def with_actions(**actions: Any) -> Any:
    return {"sets": [{"rules": [{"actions": actions}]}]}


BOTH = "extractions must have a template or a regex, and not both"
AUTO = "automation actions auto send must be true for the trigger types alert_suppressed and alert_suspended"
HOOK = {"name": "x", "url": "https://example.com"}


@pytest.mark.parametrize(
    ("kind", "path", "complaint"),
    [
        ("global", {}, "Sets can't be blank"),
        ("global", {"sets": []}, "Sets can't be empty"),
        ("unrouted", {"sets": [{"id": "x"}]}, "Sets must contain the set start"),
        ("service", {"sets": [{}, {"id": "x"}, {"id": "x"}]}, "Sets ids must be unique"),
        ("service", {"sets": [{"id": 5}]}, "Sets id must be a String"),
        ("global", with_actions(route_to="x"), "Sets rules actions route to must be the ID of a set"),
        ("global", with_actions(suppress="yes"), "Sets rules actions suppress must be a Boolean"),
        ("global", with_actions(drop_event=1), "Sets rules actions drop event must be a Boolean"),
        ("service", with_actions(suspend="5"), "Sets rules actions suspend must be an Integer"),
        ("service", with_actions(suspend=-1), "Sets rules actions suspend must be greater than or equal to 0"),
        ("service", with_actions(priority="PX"), "actions priority must be the ID of a priority that exists"),
        ("unrouted", with_actions(severity="bad"), "actions severity must be in info, error, warning or critical"),
        ("unrouted", with_actions(event_action="ack"), "Sets rules actions event action must be in trigger or resolve"),
        ("global", with_actions(extractions=[{"target": "event.x"}]), BOTH),
        ("global", with_actions(extractions=[{**EXTRACTION, "regex": "x", "source": "event.x"}]), BOTH),
        ("global", with_actions(extractions=[{"target": "event.x", "regex": "x"}]), "source can't be blank"),
        ("global", with_actions(extractions=[{"template": "x"}]), "extractions target can't be blank"),
        ("global", with_actions(variables=[{"name": "x"}]), "variables path can't be blank"),
        ("service", with_actions(automation_actions=[{"name": "x"}]), "automation actions url can't be blank"),
        ("service", with_actions(automation_actions=[{"name": "x", "url": "x"}]), "url is not a valid URL"),
        (
            "service",
            with_actions(automation_actions=[{**HOOK, "trigger_types": ["alert_triggered", "alert_suspended"]}]),
            "automation actions trigger types is too long (maximum is 1)",
        ),
        ("service", with_actions(automation_actions=[{**HOOK, "trigger_types": ["alert_suspended"]}]), AUTO),
        ("service", with_actions(pagerduty_automation_actions=[{}]), "automation actions action id can't be blank"),
        ("global", with_actions(incident_custom_field_updates=[{"id": "P1"}]), "field updates value can't be blank"),
        ("global", {"sets": [{}], "catch_all": {"actions": {"severity": 5}}}, "Catch all actions severity must be in"),
    ],
)
def test_paths_refuse(either: Client, kind: str, path: Any, complaint: str) -> None:
    address = paths_of(either)[kind]
    before = either.get(address)
    error = either.refused("PUT", address, {"orchestration_path": path})
    assert error["code"] == 2001 and complaint in error["errors"][0]
    assert either.get(address) == before


def test_unknown_objects_are_kept_with_a_warning(either: Client) -> None:
    address = paths_of(either)["service"]
    actions = {
        "escalation_policy": "PNOSUCH",
        "incident_custom_field_updates": [{"id": "PNOSUCH", "value": "x"}],
        "priority": either.get("/priorities")["priorities"][0]["id"],
    }
    path = {**with_actions(**actions), "catch_all": {"actions": {"escalation_policy": either.policy()["id"]}}}
    answer = either.write("PUT", address, {"orchestration_path": path}, status=200)
    [rule] = rules_of(answer["orchestration_path"])
    assert rule["actions"] == actions
    assert [(one["rule_id"], one["feature"], one["warning_type"]) for one in answer["warnings"]] == [
        (rule["id"], "escalation_policy", "invalid_data"),
        (rule["id"], "incident_custom_field_updates", "invalid_data"),
    ]


def test_the_rules_of_a_service_are_not_active_at_first(either: Client) -> None:
    address = paths_of(either)["service"]
    assert either.get(f"{address}/active") == {"active": False}
    assert either.write("PUT", f"{address}/active", {"active": True}, status=200) == {"active": True}
    either.write("PUT", address, {"orchestration_path": with_actions(suppress=True)}, status=200)
    assert either.get(f"{address}/active") == {"active": True}
    for body in ({}, {"active": None}, {"active": "true"}, []):
        assert either.refused("PUT", f"{address}/active", body)["errors"] == ["Active must be a Boolean"]
    assert either.get(address, include_="migrated_metadata") == either.get(address)
    state = either.get("/_emulator/state", account="example")["accounts"][0]
    before = either.get(address)
    either.load({**state, "token": "emulator"})
    assert either.get(f"{address}/active") == {"active": True} and either.get(address) == before


def test_the_rules_of_a_service_that_is_gone_are_forbidden(either: Client) -> None:
    address = paths_of(either)["service"]
    either.write("DELETE", address.removeprefix(PATH), status=204)
    assert either.get(address, status=403)["error"]["code"] == 2010
    either.write("PUT", address, {"orchestration_path": with_actions()}, status=403)
    either.get(f"{PATH}/services/PNOSUCH/active", status=403)


# -- state files -----------------------------------------------------------------------------------------------------


def test_a_state_file_has_orchestrations_with_their_router(either: Client) -> None:
    key = "R" + "0" * 31
    either.load(
        {
            "teams": [{"name": "Core"}],
            "services": [{"name": "Web", "escalation_policy": "Default"}],
            "event_orchestrations": [
                {
                    "id": "shop",
                    "name": "Shop",
                    "team": "Core",
                    "integrations": [{"label": "Checks", "parameters": {"routing_key": key}}],
                    "router": {
                        "sets": [{"rules": [{"id": "first", "label": "All", "actions": {"route_to": "Web"}}]}],
                        "catch_all": {"actions": {"route_to": "Web"}},
                    },
                },
                {"name": "Plain"},
                {"name": "Closed", "integrations": []},
            ],
        }
    )
    web = either.get("/services")["services"][0]["id"]
    shop = either.get(f"{PATH}/shop")["orchestration"]
    assert (shop["routes"], shop["integrations"][0]["parameters"]["routing_key"]) == (1, key)
    assert shop["team"]["id"] == either.get("/teams")["teams"][0]["id"]
    path = router(either, shop)
    assert rules_of(path)[0]["id"] == "first" and rules_of(path)[0]["actions"] == {"route_to": web}
    assert path["catch_all"]["actions"] == {"route_to": web}
    closed, plain, _shop = either.get(PATH)["orchestrations"]
    assert either.get(f"{PATH}/{closed['id']}/integrations")["total"] == 0
    assert either.get(f"{PATH}/{plain['id']}/integrations")["total"] == 1
    state = either.get("/_emulator/state", account="example")["accounts"][0]
    before = [either.get(f"{PATH}/{one['id']}") for one in (closed, plain, shop)]
    either.load({**state, "token": "emulator"})
    assert [either.get(f"{PATH}/{one['id']}") for one in (closed, plain, shop)] == before
    assert router(either, shop) == path
    assert either.get("/_emulator/state", account="example")["accounts"][0] == state


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"team": "Nobody"}, "there is no team 'Nobody'"),
        ({"router": {"sets": [{"rules": [{"actions": {"route_to": "Web shop"}}]}]}}, "there is no service 'Web shop'"),
        ({"router": {"sets": [{"id": "x"}]}}, "Router sets of a router must be the set start"),
        ({"integrations": [{}]}, "Integrations label can't be blank"),
    ],
)
def test_wrong_state_files_are_refused(either: Client, entry: Any, complaint: str) -> None:
    answer = either.load({"event_orchestrations": [{"name": "Shop", **entry}]}, status=400)
    assert f"event_orchestrations[0]: {complaint}" in str(answer)


# -- OAuth -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("POST", PATH),
        ("GET", f"{PATH}/x/router"),
        ("PUT", f"{PATH}/x/router"),
        ("GET", f"{PATH}/x/integrations"),
        ("POST", f"{PATH}/x/integrations/migration"),
        ("GET", f"{PATH}/x/global"),
        ("PUT", f"{PATH}/x/unrouted"),
        ("GET", f"{PATH}/services/x"),
        ("PUT", f"{PATH}/services/x"),
        ("GET", f"{PATH}/services/x/active"),
        ("PUT", f"{PATH}/services/x/active"),
    ],
)
def test_scopes(either: Client, method: str, path: str) -> None:
    scope = "services" if "/services/" in path else "event_orchestrations"
    needed = f"{scope}.read" if method == "GET" else f"{scope}.write"
    answer = either.call(
        "POST",
        "/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "emulator-client",
            "client_secret": "emulator-secret",
            "scope": "as_account-us.example users.read",
        },
    )
    error = Client(either.url, bearer=answer.json()["access_token"]).write(method, path, {}, status=403)["error"]
    assert error["required_scopes"] == needed
