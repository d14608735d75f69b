# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache variables of event orchestrations and services: each type with each option, and other types."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_cache_variable import (
    EVENT_ORCHESTRATION_CACHE_VARIABLE,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

VARIABLE = resource_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE)
VARIABLES = info_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE)

ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"
PATHS = {
    "orchestration": f"/event_orchestrations/{ID}/cache_variables",
    "service": "/event_orchestrations/services/PSHOP01/cache_variables",
}
PARENTS = {"orchestration": "Signals", "service": "Shop"}
RECENT = {"type": "recent_value", "source": "event.source", "regex": "(.*)"}
COUNT = {"type": "trigger_event_count", "ttl_seconds": 60}
EXTERNAL = {"type": "external_data", "data_type": "string", "ttl_seconds": 60}

Options = dict[str, t.Any]


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """An orchestration and a service without cache variables."""
    emulator.load(
        services=[{"id": "PSHOP01", "name": "Shop", "escalation_policy": "Default"}],
        event_orchestrations=[{"id": ID, "name": "Signals"}],
    )
    emulator.forget()
    return emulator


def manage(play: Play, options: Options) -> tuple[Options, list[str]]:
    """Check mode, the run, and the run again, each compared with the others: (the result of the run, its writes)."""
    play.emulator.forget()
    checked = play.run(VARIABLE, check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(VARIABLE, **options)
    writes = play.emulator.writes()
    assert bool(writes) == result["changed"] == checked["changed"]
    assert checked["diff"] == result["diff"]
    for name, value in (checked["cache_variable"] or {}).items():
        assert result["cache_variable"][name] == value, name
    play.emulator.forget()
    again = play.run(VARIABLE, **options)
    assert not again["changed"] and play.emulator.writes() == []
    return result, writes


@pytest.mark.parametrize("parent", PARENTS)
@pytest.mark.parametrize(
    ("new", "changes"),
    [
        (RECENT, {"source": "event.summary", "regex": "a(b)", "disabled": True, "conditions": ["event.source exists"]}),
        (COUNT, {"ttl_seconds": 61, "disabled": True, "conditions": ["event.source exists"]}),
        (EXTERNAL, {"ttl_seconds": 61, "data_type": "boolean", "disabled": True}),
    ],
)
def test_each_type_with_each_option(play: Play, world: Emulator, parent: str, new: Options, changes: Options) -> None:
    base = {parent: PARENTS[parent], "name": "x"}
    made, writes = manage(play, {**base, **new})
    assert writes == [f"POST {PATHS[parent]}"]
    one = f"{PATHS[parent]}/{made['cache_variable']['id']}"
    state = {**new, "disabled": False, "conditions": []}
    for option, value in changes.items():
        result, writes = manage(play, {**base, option: value})
        assert writes == [f"PUT {one}"]
        assert result["diff"]["before"] == {option: state[option]}
        assert result["diff"]["after"] == {option: value}
    if "conditions" in changes:
        manage(play, {**base, "conditions": []})
    _result, writes = manage(play, {**base, "state": "absent"})
    assert writes == [f"DELETE {one}"]


@pytest.mark.parametrize("old", [RECENT, COUNT, EXTERNAL])
@pytest.mark.parametrize("new", [RECENT, COUNT, EXTERNAL])
def test_another_type_replaces_the_variable(play: Play, world: Emulator, old: Options, new: Options) -> None:
    """PagerDuty can't change the type, and there is no second variable of the same name."""
    made, _writes = manage(play, {"service": "Shop", "name": "x", **old})
    first = made["cache_variable"]["id"]
    result, writes = manage(play, {"service": "Shop", "name": "X", **new})
    if old is new:
        assert writes == []
        return
    assert writes == [f"DELETE {PATHS['service']}/{first}", f"POST {PATHS['service']}"]
    assert result["diff"]["before"]["type"] == old["type"]
    (left,) = play.run(VARIABLES, service="Shop")["cache_variables"]
    assert left["configuration"] == new
    assert left["name"] == "x" and left["id"] != first


def test_a_new_variable_that_can_not_be_created(play: Play, world: Emulator) -> None:
    play.run(VARIABLE, service="Shop", name="x", **RECENT)
    world.fault(kind="status", status=402, method="POST", times=1)
    with pytest.raises(PagerDutyError) as caught:
        play.run(VARIABLE, service="Shop", name="x", **COUNT)
    assert "was deleted to create a new one; run again" in caught.value.message
    assert caught.value.result and caught.value.result["changed"] is True
    assert play.run(VARIABLE, service="Shop", name="x", **COUNT)["changed"]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
@pytest.mark.parametrize("old", [None, RECENT], ids=["create", "replace"])
def test_lost_responses(play: Play, world: Emulator, fault: Options, old: Options | None) -> None:
    if old:
        play.run(VARIABLE, service="Shop", name="x", **old)
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST", times=1)
    assert play.run(VARIABLE, service="Shop", name="x", **COUNT)["changed"]
    (left,) = play.run(VARIABLES, service="Shop")["cache_variables"]
    assert left["configuration"] == COUNT


def test_several_runs_create_one(play: Play, world: Emulator) -> None:
    def run(_number: int) -> Options:
        return Play(world).run(VARIABLE, service="Shop", name="x", **COUNT)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(4)))
    (left,) = play.run(VARIABLES, service="Shop")["cache_variables"]
    assert {one["cache_variable"]["id"] for one in results} == {left["id"]}


def test_a_service_that_does_not_exist(play: Play, world: Emulator) -> None:
    with pytest.raises(PagerDutyError) as caught:
        play.run(VARIABLE, service="PNOTHERE", name="x", **COUNT)
    assert caught.value.message.startswith("service: there is no service 'PNOTHERE'")


def test_the_account_has_those_of_orchestrations_and_of_services(play: Play, world: Emulator) -> None:
    for parent, name in PARENTS.items():
        for new in (RECENT, COUNT, EXTERNAL):
            play.run(VARIABLE, **{parent: name}, name=f"x_{new['type']}", **new)
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["event_orchestration_cache_variables"])["config"]
    assert config["event_orchestration_cache_variables"] == [
        {parent: PARENTS[parent], "name": f"x_{new['type']}", **new}
        for parent in ("service", "orchestration")
        for new in (EXTERNAL, RECENT, COUNT)
    ]
    world.forget()
    assert play.run(ACCOUNT_OPERATION, config=config)["plan"] == []
    assert world.writes() == []
    for parent, name in PARENTS.items():
        for one in play.run(VARIABLES, **{parent: name})["cache_variables"]:
            play.run(VARIABLE, **{parent: name}, id=one["id"], state="absent")
    assert len(play.run(ACCOUNT_OPERATION, config=config)["plan"]) == 6
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=["event_orchestration_cache_variables"])["config"] == config
