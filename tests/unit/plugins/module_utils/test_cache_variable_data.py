# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of cache variables: types, expiry, check mode and lost responses."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.cache_variable_data import (
    CACHE_VARIABLE_DATA_OPERATION as DATA,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_cache_variable import (
    EVENT_ORCHESTRATION_CACHE_VARIABLE,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

VARIABLES = info_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE)
ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """A service and an orchestration with a variable of each data type, called as this."""
    variables = [
        {"name": kind, "configuration": {"type": "external_data", "data_type": kind, "ttl_seconds": 60}}
        for kind in ("string", "number", "boolean")
    ]
    emulator.load(
        services=[{"id": "PSHOP01", "name": "Shop", "escalation_policy": "Default", "cache_variables": variables}],
        event_orchestrations=[{"id": ID, "name": "Signals", "cache_variables": variables}],
    )
    emulator.forget()
    return emulator


def value_of(play: Play, variable: str, **parent: str) -> t.Any:
    (found,) = play.run(VARIABLES, **parent, name=variable, data=True)["cache_variables"]
    return found["data"] and found["data"]["value"]


@pytest.mark.parametrize("parent", [{"service": "Shop"}, {"orchestration": "Signals"}], ids=["service", "signals"])
@pytest.mark.parametrize(
    ("variable", "value", "stored", "same"),
    [
        ("string", "green", "green", "green"),
        ("string", 12, "12", "12"),
        ("number", 12, 12, " 12.0"),
        ("number", "-0.5", -0.5, -0.5),
        ("boolean", True, True, "yes"),
        ("boolean", "False", False, "0"),
    ],
)
def test_a_value_is_set_once(
    play: Play, world: Emulator, parent: dict[str, str], variable: str, value: t.Any, stored: t.Any, same: t.Any
) -> None:
    task = {**parent, "variable": variable}
    checked = play.run(DATA, check=True, **task, value=value)
    assert world.writes() == []
    result = play.run(DATA, **task, value=value)
    assert result["changed"] and checked["diff"] == result["diff"]
    assert result["diff"]["after"] == {"value": stored}
    assert value_of(play, variable, **parent) == stored
    assert play.run(DATA, **task, value=same)["changed"] is False
    assert len(world.writes()) == 1
    assert play.run(DATA, **task, value=same, refresh=True)["changed"] is True
    assert len(world.writes()) == 2
    assert play.run(DATA, check=True, **task, state="absent")["changed"]
    assert play.run(DATA, **task, state="absent")["diff"]["before"] == {"value": stored}
    assert play.run(DATA, **task, state="absent")["changed"] is False
    assert value_of(play, variable, **parent) is None


def test_a_value_that_has_expired_is_set_again(play: Play, world: Emulator) -> None:
    task = {"service": "Shop", "variable": "string", "value": "green"}
    play.run(DATA, **task)
    world.admin("POST", "clock", {"advance": 59})
    assert play.run(DATA, **task)["changed"] is False
    world.admin("POST", "clock", {"advance": 2})
    assert value_of(play, "string", service="Shop") is None
    assert play.run(DATA, **task)["changed"] is True


@pytest.mark.parametrize(
    ("variable", "value"),
    [("number", "many"), ("number", True), ("number", "nan"), ("boolean", "maybe"), ("boolean", 2), ("string", ["a"])],
)
def test_a_value_of_another_type_is_an_error(play: Play, world: Emulator, variable: str, value: t.Any) -> None:
    with pytest.raises(UsageError) as caught:
        play.run(DATA, service="Shop", variable=variable, value=value)
    assert caught.value.message.startswith("value: ")
    assert world.writes() == []


def test_check_mode_knows_earlier_tasks(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    task = {"service": "Shop", "variable": "boolean"}
    changed = [
        play.run(DATA, check=True, **task, **options)["changed"]
        for options in ({"value": True}, {"value": "on"}, {"value": False}, {"state": "absent"}, {"state": "absent"})
    ]
    assert changed == [True, False, True, True, False]
    assert world.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_lost_responses(play: Play, world: Emulator, fault: dict[str, t.Any], method: str) -> None:
    task = {"service": "Shop", "variable": "string"}
    play.run(DATA, **task, value="red")
    play.connection["timeout"] = 1
    world.fault(**fault, method=method, times=1)
    options = {"value": "green"} if method == "PUT" else {"state": "absent"}
    assert play.run(DATA, **task, **options)["changed"]
    assert value_of(play, "string", service="Shop") == ("green" if method == "PUT" else None)
