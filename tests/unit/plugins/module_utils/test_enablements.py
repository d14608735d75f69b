# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enablements of services and orchestrations: verification, warnings, lost responses, both forms of responses."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.enablement import ENABLEMENT
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

ENABLE = resource_operation(ENABLEMENT)
ENABLEMENTS = info_operation(ENABLEMENT)

ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"
PATHS = {"orchestration": f"/event_orchestrations/{ID}/enablements", "service": "/services/PSHOP01/enablements"}
PARENTS = {"orchestration": "Signals", "service": "Shop"}


def load(emulator: Emulator, **more: t.Any) -> None:
    emulator.load(
        services=[{"id": "PSHOP01", "name": "Shop", "escalation_policy": "Default"}],
        event_orchestrations=[{"id": ID, "name": "Signals"}],
        **more,
    )
    emulator.forget()


@pytest.fixture(params=[True, False], ids=["strict", "lenient"])
def world(request: pytest.FixtureRequest) -> t.Iterator[Emulator]:
    """Strict: as PagerDuty's documents say. Lenient: as PagerDuty's tools expect, with a list for a service."""
    emulator = Emulator(strict=request.param)
    load(emulator)
    yield emulator
    emulator.stop()


@pytest.mark.parametrize("parent", PARENTS)
def test_disable_and_enable(world: Emulator, parent: str) -> None:
    play = Play(world)
    for options, enabled in (({"enabled": False}, False), ({"enabled": True}, True), ({"state": "absent"}, False)):
        task = {parent: PARENTS[parent], "feature": "aiops", **options}
        world.forget()
        checked = play.run(ENABLE, check=True, **task)
        assert world.writes() == []
        result = play.run(ENABLE, **task)
        assert world.writes() == [f"PUT {PATHS[parent]}/aiops"]
        assert checked["changed"] and checked["diff"] == result["diff"]
        assert (result["diff"]["before"], result["diff"]["after"]) == ({"enabled": not enabled}, {"enabled": enabled})
        assert result["enablement"]["enabled"] is checked["enablement"]["enabled"] is enabled
        assert result["enablement"] in play.run(ENABLEMENTS, **{parent: PARENTS[parent]})["enablements"]
        again = play.run(ENABLE, **task)
        assert not again["changed"] and len(world.writes()) == 1
        assert again["enablement"] == result["enablement"]


@pytest.mark.parametrize("parent", PARENTS)
def test_warnings_of_an_account_without_the_add_on(play: Play, emulator: Emulator, parent: str) -> None:
    load(emulator, abilities=["teams"])
    for _run in range(2):
        result = play.run(ENABLE, **{parent: PARENTS[parent]}, enabled=False)
        assert "AIOps" in result["warnings"][0]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_lost_responses(play: Play, emulator: Emulator, fault: dict[str, t.Any]) -> None:
    load(emulator)
    play.connection["timeout"] = 1
    emulator.fault(**fault, method="PUT", times=1)
    assert play.run(ENABLE, service="Shop", enabled=False)["enablement"]["enabled"] is False
    assert not play.run(ENABLE, service="Shop", enabled=False)["changed"]


def test_the_account_has_what_is_disabled(play: Play, emulator: Emulator) -> None:
    load(emulator)
    for parent, name in PARENTS.items():
        play.run(ENABLE, **{parent: name}, enabled=False)
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["enablements"])["config"]
    assert config == {
        "enablements": [{"service": "Shop", "enabled": False}, {"orchestration": "Signals", "enabled": False}]
    }
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=config)["plan"] == []
    assert emulator.writes() == []
    for parent, name in PARENTS.items():
        play.run(ENABLE, **{parent: name}, enabled=True)
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=["enablements"])["config"] == {}
    assert len(play.run(ACCOUNT_OPERATION, config=config)["plan"]) == 2
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=["enablements"])["config"] == config
