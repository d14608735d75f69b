# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event orchestrations and their routers: identity of rules, diffs, errors, warnings, and the number of requests."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration import (
    EVENT_ORCHESTRATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_router import (
    EVENT_ORCHESTRATION_ROUTER,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

ORCHESTRATION = resource_operation(EVENT_ORCHESTRATION)
ORCHESTRATIONS = info_operation(EVENT_ORCHESTRATION)
ROUTER = resource_operation(EVENT_ORCHESTRATION_ROUTER)
ROUTERS = info_operation(EVENT_ORCHESTRATION_ROUTER)
SERVICES = resource_operation(SERVICE)

ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"
PATH = f"/event_orchestrations/{ID}"
READS = ["GET /event_orchestrations", f"GET {PATH}/router"]

Rule = dict[str, t.Any]
DISK: Rule = {"label": "Disk", "conditions": ["event.summary matches part 'disk'"], "route_to": "PDISK01"}
MAIL: Rule = {"label": "Mail", "conditions": ["event.summary matches part 'mail'"], "route_to": "Mail"}
REST: Rule = {"route_to": "Shop"}
BY_NAME: Rule = {"dynamic_route_to": {"source": "event.component", "regex": "(.*)", "lookup_by": "service_name"}}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """An orchestration whose router routes to two of three services."""
    services = {"PDISK01": "Disks", "PMAIL01": "Mail", "PSHOP01": "Shop"}
    rules = [
        {
            "id": f"rule-{number}",
            "label": rule["label"],
            "conditions": [{"expression": text} for text in rule["conditions"]],
            "actions": {"route_to": service},
        }
        for number, (rule, service) in enumerate([(DISK, "PDISK01"), (MAIL, "PMAIL01")], 1)
    ]
    emulator.load(
        teams=[{"id": "PTEAM01", "name": "Platform"}],
        services=[{"id": key, "name": name, "escalation_policy": "Default"} for key, name in services.items()],
        event_orchestrations=[
            {"id": ID, "name": "Signals", "team": "Platform", "router": {"sets": [{"id": "start", "rules": rules}]}}
        ],
    )
    emulator.forget()
    return emulator


def route(play: Play, *rules: Rule, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again, each compared with the others: the result of the run."""
    options = {"orchestration": "Signals", "rules": list(rules), **options}
    play.emulator.forget()
    checked = play.run(ROUTER, check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(ROUTER, **options)
    assert play.emulator.writes() == ([f"PUT {PATH}/router"] if result["changed"] else [])
    assert (checked["changed"], checked["diff"]) == (result["changed"], result["diff"])
    for expected, rule in zip(rules_of(checked), rules_of(result)):
        assert {**rule, "id": None} == {**expected, "id": None}
        assert expected.get("id") in (None, rule["id"])
    play.emulator.forget()
    again = play.run(ROUTER, **options)
    assert not again["changed"] and play.emulator.writes() == []
    return result


def rules_of(result: dict[str, t.Any]) -> list[Rule]:
    (only,) = result["router"]["sets"]
    return t.cast("list[Rule]", only["rules"])


def paths(emulator: Emulator) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in emulator.log()]


def error(play: Play, operation: t.Any, **options: t.Any) -> str:
    """The message of a task that fails, also in check mode, and changes nothing."""
    with pytest.raises(PagerDutyError):
        play.run(operation, check=True, **options)
    with pytest.raises(PagerDutyError) as caught:
        play.run(operation, **options)
    assert play.emulator.writes() == []
    return caught.value.message


# -- rules -----------------------------------------------------------------------------------------------------------


def test_spellings_of_the_same_rules(play: Play, world: Emulator) -> None:
    other = {**MAIL, "label": " Mail ", "conditions": [f" {MAIL['conditions'][0]} "] * 2, "route_to": " mAIL"}
    assert not route(play, {**DISK, "route_to": "Disks"}, other)["changed"]
    assert not route(play, {**DISK, "id": "rule-1"}, {**MAIL, "route_to": {"id": "PMAIL01"}})["changed"]


def test_order_of_conditions_does_not_count(play: Play, world: Emulator) -> None:
    two = ["event.summary matches part 'disk'", "event.source exists"]
    assert route(play, {**DISK, "conditions": two}, MAIL)["changed"]
    assert not route(play, {**DISK, "conditions": two[::-1]}, MAIL)["changed"]


@pytest.mark.parametrize(
    ("rules", "ids", "before", "after"),
    [
        pytest.param([REST, DISK, MAIL], [None, "rule-1", "rule-2"], [], [(1, "")], id="inserted"),
        pytest.param([DISK, MAIL, REST], ["rule-1", "rule-2", None], [], [(3, "")], id="added"),
        pytest.param([MAIL], ["rule-2"], [(1, "Disk")], [], id="removed"),
        pytest.param([], [], [(1, "Disk"), (2, "Mail")], [], id="none"),
        pytest.param([MAIL, DISK], ["rule-2", "rule-1"], [(2, "Mail")], [(1, "Mail")], id="moved"),
        pytest.param(
            [DISK, {**MAIL, "conditions": []}], ["rule-1", "rule-2"], [(2, "Mail")], [(2, "Mail")], id="changed"
        ),
        pytest.param(
            [{**DISK, "label": "Storage"}, MAIL], ["rule-1", "rule-2"], [(1, "Disk")], [(1, "Storage")], id="relabeled"
        ),
        pytest.param(
            [{"id": "rule-1", "label": "Any", "route_to": "Shop"}, MAIL],
            ["rule-1", "rule-2"],
            [(1, "Disk")],
            [(1, "Any")],
            id="by ID",
        ),
        pytest.param(
            [{"label": "New", "route_to": "Shop"}, DISK, {**MAIL, "disabled": True}],
            [None, "rule-1", "rule-2"],
            [(2, "Mail")],
            [(1, "New"), (3, "Mail")],
            id="inserted and changed",
        ),
        pytest.param([DISK, {**DISK}, MAIL], ["rule-1", None, "rule-2"], [], [(2, "Disk")], id="twice"),
    ],
)
def test_rules_keep_their_ids(
    play: Play,
    world: Emulator,
    rules: list[Rule],
    ids: list[str | None],
    before: list[tuple[int, str]],
    after: list[tuple[int, str]],
) -> None:
    result = route(play, *rules)
    made = [rule["id"] for rule in rules_of(result)]
    assert [one if one in ("rule-1", "rule-2") else None for one in made] == ids
    diff = result["diff"]
    assert [(rule["position"], rule["label"]) for rule in diff["before"]["rules"]] == before
    assert [(rule["position"], rule["label"]) for rule in diff["after"]["rules"]] == after


def test_rules_without_labels_continue_in_place(play: Play, world: Emulator) -> None:
    first = rules_of(route(play, {**REST, "conditions": ["event.source exists"]}, {"route_to": "Mail"}))
    second = route(play, {**REST, "conditions": ["event.component exists"]}, {"route_to": "Mail"})
    assert [rule["id"] for rule in rules_of(second)] == [rule["id"] for rule in first]
    third = route(play, BY_NAME, {**REST, "conditions": ["event.component exists"]}, {"route_to": "Mail"})
    assert [rule["id"] for rule in rules_of(third)][1:] == [rule["id"] for rule in first]
    assert third["diff"]["before"]["rules"] == []


def test_a_rule_changes_its_kind(play: Play, world: Emulator) -> None:
    result = route(play, {"label": "Disk", **BY_NAME}, MAIL)
    assert rules_of(result)[0]["id"] == "rule-1"
    assert rules_of(result)[0]["actions"] == BY_NAME
    (shown,) = result["diff"]["before"]["rules"]
    assert shown["route_to"] == "PDISK01" and "dynamic_route_to" not in shown
    assert rules_of(route(play, DISK, MAIL))[0]["actions"] == {"route_to": "PDISK01"}


def test_the_diff_names_services_on_both_sides(play: Play, world: Emulator) -> None:
    diff = route(play, {**DISK, "route_to": "Disks", "disabled": True}, MAIL)["diff"]
    for side in ("before", "after"):
        assert diff[side]["rules"][0]["route_to"] == "Disks (PDISK01)"


def test_options_that_are_omitted_stay(play: Play, world: Emulator) -> None:
    play.run(ROUTER, orchestration=ID, catch_all="Shop")
    shown = play.run(ROUTERS, orchestration="signals")["routers"][0]
    assert [rule["id"] for rule in shown["sets"][0]["rules"]] == ["rule-1", "rule-2"]
    route(play, MAIL)
    shown = play.run(ROUTERS, orchestration=ID)["routers"][0]
    assert shown["catch_all"] == {"actions": {"route_to": "PSHOP01"}}
    assert route(play, MAIL, catch_all=" Unrouted")["diff"]["after"] == {"catch_all": "unrouted"}


def test_absent_restores_the_router_of_a_new_orchestration(play: Play, world: Emulator) -> None:
    new = play.run(ORCHESTRATION, name="New")["event_orchestration"]
    fresh = play.run(ROUTERS, orchestration=new["id"])["routers"][0]
    route(play, MAIL, catch_all="Shop")
    options = {"orchestration": "Signals", "state": "absent"}
    checked = play.run(ROUTER, check=True, **options)
    result = play.run(ROUTER, **options)
    assert result["changed"] and result["diff"] == checked["diff"]
    for name in ("sets", "catch_all"):
        assert result["router"][name] == checked["router"][name] == fresh[name]
    world.forget()
    again = play.run(ROUTER, **options)
    assert not again["changed"] and again["router"] == result["router"]
    assert paths(world) == READS


def test_events_are_routed(play: Play, world: Emulator) -> None:
    made = play.run(ORCHESTRATION, name="Signals")["event_orchestration"]
    play.run(
        EVENT_OPERATION,
        routing_key=made["integrations"][0]["parameters"]["routing_key"],
        summary="The mail server does not respond",
        source="mail1",
        severity="critical",
    )
    (incident,) = world.state()["incidents"]
    assert incident["service"]["id"] == "PMAIL01"


def test_warnings_of_the_plan(play: Play, world: Emulator) -> None:
    abilities = [ability for ability in world.state()["abilities"] if ability != "event_intelligence"]
    world.load(**{**world.state(), "abilities": abilities})
    count = {"label": "Many", "conditions": ["trigger_count over 1 minute > 3"], "route_to": "Shop"}
    options = {"orchestration": "Signals", "rules": [BY_NAME, count]}
    first, second = play.run(ROUTER, **options)["warnings"]
    assert first.startswith("rules[0]: This rule uses Dynamic Routing")
    assert second.startswith("rules[1] (Many): This rule uses Threshold Condition")
    assert "warnings" not in play.run(ROUTER, **options)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rules": [{**DISK, "route_to": "Disk"}]}, r"rules\[0\]\.route_to: there is no service 'Disk'; .*Disks"),
        ({"rules": [MAIL, BY_NAME]}, r"rules\[1\]\.dynamic_route_to: PagerDuty allows it in the first rule only"),
        ({"rules": [{**BY_NAME, "conditions": ["event.source exists"]}]}, r"rules\[0\].*allows no conditions"),
        ({"rules": [{**DISK, "conditions": [" "]}]}, r"rules\[0\]\.conditions\[0\]: must not be empty"),
        ({"rules": [{**DISK, "id": "rule-9"}]}, r"rules\[0\]\.id: there is no entry with the ID 'rule-9'"),
        ({"rules": [{**DISK, "id": "rule-1"}, {**MAIL, "id": "rule-1"}]}, r"rules\[1\]\.id: there is no entry"),
        ({"catch_all": "Shops"}, "catch_all: there is no service 'Shops'"),
        ({"catch_all": ""}, "catch_all: must not be empty"),
        ({"orchestration": "Signal", "rules": []}, "orchestration: there is no event orchestration .*Signals"),
    ],
)
def test_bad_input(play: Play, world: Emulator, options: dict[str, t.Any], says: str) -> None:
    message = error(play, ROUTER, **{"orchestration": "Signals", **options})
    assert re.search(says, message), message


def test_a_condition_that_pagerduty_rejects(play: Play, world: Emulator) -> None:
    with pytest.raises(PagerDutyError, match=r"updating rules failed: .*PUT .*/router.*is not a valid condition"):
        play.run(ROUTER, orchestration="Signals", rules=[{**DISK, "conditions": ["event.summary is full"]}])


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_a_request_that_fails(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="PUT")
    result = play.run(ROUTER, orchestration="Signals", rules=[MAIL, DISK])
    assert result["changed"]
    assert [rule["id"] for rule in rules_of(result)] == ["rule-2", "rule-1"]


def test_a_conflict_with_another_update(play: Play, world: Emulator) -> None:
    """PagerDuty rejects an update while another one takes place. The router is read again."""
    world.fault(kind="status", status=409, method="PUT", html=False)
    result = play.run(ROUTER, orchestration="Signals", rules=[MAIL])
    assert result["changed"] and [rule["id"] for rule in rules_of(result)] == ["rule-2"]
    assert paths(world) == [*READS, "GET /services", f"PUT {PATH}/router", READS[1], f"PUT {PATH}/router"]
    play.connection["max_retries"] = 1
    world.fault(kind="status", status=409, method="PUT", html=False, times=None)
    world.forget()
    with pytest.raises(PagerDutyError, match=r"updating rules failed: .* 409"):
        play.run(ROUTER, orchestration="Signals", rules=[])
    assert len(world.writes()) == 2


def test_an_orchestration_that_is_deleted_in_the_meantime(play: Play, world: Emulator) -> None:
    play.keep()
    play.run(ROUTERS, orchestration="Signals")
    Play(world).run(ORCHESTRATION, name="Signals", state="absent")
    for operation in (ROUTER, ROUTERS):
        with pytest.raises(PagerDutyError, match="orchestration: it was deleted in the meantime"):
            play.run(operation, orchestration="Signals")


# -- check mode of a whole run ---------------------------------------------------------------------------------------


def test_the_router_of_an_orchestration_that_check_mode_creates(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    """The account has none of the objects to which the tasks refer."""
    play.ledger = str(tmp_path / "ledger")
    service = play.run(SERVICES, check=True, name="Shop", escalation_policy="Default")["service"]
    made = play.run(ORCHESTRATION, check=True, name="New")["event_orchestration"]
    assert len(made["integrations"][0]["parameters"]["routing_key"]) == 32
    fresh = play.run(ROUTERS, check=True, orchestration="new")["routers"][0]
    assert fresh["catch_all"] == {"actions": {"route_to": "unrouted"}}
    assert not play.run(ROUTER, check=True, orchestration="New", rules=[], catch_all="unrouted")["changed"]
    options = {"orchestration": "New", "rules": [{"label": "Rest", "route_to": "Shop"}]}
    result = play.run(ROUTER, check=True, **options)
    assert result["diff"]["before"] == {"rules": []}
    assert rules_of(result)[0]["actions"] == {"route_to": service["id"]}
    assert not play.run(ROUTER, check=True, **{**options, "orchestration": made["id"]})["changed"]
    routed = play.run(ROUTER, check=True, orchestration="New", rules=options["rules"], catch_all="Shop")
    assert routed["diff"]["after"] == {"catch_all": f"Shop ({service['id']})"}
    assert play.run(ROUTER, check=True, orchestration="New", state="absent")["changed"]
    assert not play.run(ROUTER, check=True, orchestration="New", state="absent")["changed"]
    assert play.run(ORCHESTRATION, check=True, name="New", state="absent")["changed"]
    with pytest.raises(PagerDutyError, match="orchestration: there is no event orchestration 'New'"):
        play.run(ROUTERS, check=True, orchestration="New")
    assert emulator.writes() == []


def test_the_router_of_an_existing_orchestration(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert play.run(ROUTER, check=True, orchestration="Signals", rules=[MAIL])["changed"]
    assert not play.run(ROUTER, check=True, orchestration="Signals", rules=[MAIL])["changed"]
    (rule,) = play.run(ROUTERS, check=True, orchestration="Signals")["routers"][0]["sets"][0]["rules"]
    assert rule["id"] == "rule-2"
    assert world.writes() == []


# -- requests --------------------------------------------------------------------------------------------------------


def test_ids_of_services_that_the_router_has_need_no_lookup(play: Play, world: Emulator) -> None:
    play.run(ROUTER, orchestration=ID, rules=[{**MAIL, "route_to": "PDISK01"}, {**DISK, "route_to": "PMAIL01"}])
    assert paths(world) == [*READS, f"PUT {PATH}/router"]


def test_many_services_are_listed_once(play: Play, world: Emulator) -> None:
    names = [f"Service {number}" for number in range(150)]
    services = [{"name": name, "escalation_policy": "Default"} for name in names]
    world.load(services=services, event_orchestrations=[{"id": ID, "name": "Signals"}])
    world.forget()
    rules = [{"label": name, "conditions": [f"event.component matches '{name}'"], "route_to": name} for name in names]
    play.run(ROUTER, orchestration="Signals", rules=rules)
    assert paths(world)[:2] == READS
    assert len(world.log()) <= 8  # 2 reads, at most 5 pages of services, and the update


def test_a_loop_looks_names_up_once(play: Play, world: Emulator) -> None:
    play.keep()
    for _item in range(5):
        play.run(ROUTER, orchestration="Signals", rules=[DISK, MAIL])
    assert paths(world).count(READS[1]) == 5
    assert len(world.log()) <= 5 + 1 + 2  # the routers, the orchestration, the service


# -- orchestrations --------------------------------------------------------------------------------------------------


def test_requests_of_an_orchestration(play: Play, world: Emulator) -> None:
    options = {"name": "signals", "team": "PTEAM01", "description": ""}
    result = play.run(ORCHESTRATION, **options)
    assert not result["changed"] and result["event_orchestration"]["integrations"]
    assert paths(world) == ["GET /event_orchestrations", f"GET {PATH}"]
    world.forget()
    made = play.run(ORCHESTRATION, name="New")["event_orchestration"]
    assert made["integrations"][0]["parameters"]["routing_key"]
    # The second look finds what another run may have created at the same time.
    assert paths(world) == ["GET /event_orchestrations", "POST /event_orchestrations", "GET /event_orchestrations"]


def test_a_loop_lists_orchestrations_once(play: Play, world: Emulator) -> None:
    play.keep()
    for _item in range(3):
        play.run(ORCHESTRATION, name="Signals")
    assert paths(world) == ["GET /event_orchestrations", f"GET {PATH}"]


def test_rename(play: Play, world: Emulator) -> None:
    options = {"id": ID, "name": "Alarms"}
    checked = play.run(ORCHESTRATION, check=True, **options)
    result = play.run(ORCHESTRATION, **options)
    assert checked["diff"] == result["diff"]
    assert checked["event_orchestration"]["integrations"][0]["parameters"] == (
        result["event_orchestration"]["integrations"][0]["parameters"]
    )
    assert not play.run(ORCHESTRATION, **options)["changed"]
    assert play.run(ORCHESTRATIONS, name="Signals")["event_orchestrations"] == []


def test_an_empty_text_removes_the_team() -> None:
    """PagerDuty's documents have no way to do it, so this is the way of PagerDuty's Terraform provider."""
    emulator = Emulator(strict=False)
    try:
        emulator.load(teams=[{"name": "Platform"}], event_orchestrations=[{"name": "Signals", "team": "Platform"}])
        play = Play(emulator)
        checked = play.run(ORCHESTRATION, check=True, name="Signals", team="")
        result = play.run(ORCHESTRATION, name="Signals", team="")
        assert result["diff"] == checked["diff"]
        assert result["diff"]["after"] == {"team": None}
        assert result["event_orchestration"]["team"] is checked["event_orchestration"]["team"] is None
        assert not play.run(ORCHESTRATION, name="Signals", team=" ")["changed"]
    finally:
        emulator.stop()


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_create_without_a_response_makes_one(play: Play, world: Emulator, kind: str) -> None:
    world.fault(kind=kind, method="POST")
    result = play.run(ORCHESTRATION, name="New")
    found = play.run(ORCHESTRATIONS, name="new")["event_orchestrations"]
    assert [one["id"] for one in found] == [result["event_orchestration"]["id"]]
    assert result["event_orchestration"]["integrations"]


def test_several_orchestrations_of_a_name(play: Play, world: Emulator) -> None:
    world.load(event_orchestrations=[{"name": "Signals"}, {"name": "signals", "description": "Others"}])
    for state in ("present", "absent"):
        with pytest.raises(PagerDutyError, match=r"name: there are 2 of this name: .*Set id to select one"):
            play.run(ORCHESTRATION, name="Signals", state=state)
    with pytest.raises(PagerDutyError, match="orchestration: 2 event orchestrations are called 'Signals'"):
        play.run(ROUTER, orchestration="Signals", rules=[])


def test_lists(play: Play, world: Emulator) -> None:
    world.load(event_orchestrations=[{"name": name} for name in ("B", "A", "C")])
    listed = play.run(ORCHESTRATIONS, sort_by="name:desc", total=True)
    assert [one["name"] for one in listed["event_orchestrations"]] == ["C", "B", "A"]
    assert listed["total"] == 3
    (one,) = play.run(ORCHESTRATIONS, name=" a")["event_orchestrations"]
    assert one["integrations"]
    assert play.run(ORCHESTRATIONS, id=one["id"])["event_orchestrations"] == [one]
    with pytest.raises(PagerDutyError, match="orchestration: there is no event orchestration 'D'"):
        play.run(ROUTERS, orchestration="D")
