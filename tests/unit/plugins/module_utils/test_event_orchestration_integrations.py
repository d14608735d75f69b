# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of event orchestrations: moves, lost responses, several runs at once, and the default integration."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event_orchestration_integration import (
    with_migration,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration import (
    EVENT_ORCHESTRATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_integration import (
    EVENT_ORCHESTRATION_INTEGRATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

ORCHESTRATION = resource_operation(EVENT_ORCHESTRATION)
INTEGRATION = with_migration(resource_operation(EVENT_ORCHESTRATION_INTEGRATION))
INTEGRATIONS = info_operation(EVENT_ORCHESTRATION_INTEGRATION)

NEW, OLD = "b02e973d-9620-4e0a-9edc-00fedf7d4694", "1c26698b-0000-4e0a-9edc-00fedf7d4694"
KEY, OTHER = "11111111-0000-4e0a-9edc-00fedf7d4694", "22222222-0000-4e0a-9edc-00fedf7d4694"
MIGRATION = f"POST /event_orchestrations/{NEW}/integrations/migration"
MOVE = {"orchestration": "New", "label": "Nagios", "migrate_from": "Old"}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """Two orchestrations. The old one has the integration to move."""
    keys = [{"id": KEY, "label": "Nagios", "parameters": {"routing_key": "R0000000000000000000000000NAGIOS"}}]
    emulator.load(
        event_orchestrations=[
            {"id": NEW, "name": "New"},
            {"id": OLD, "name": "Old", "integrations": [*keys, {"id": OTHER, "label": "Zabbix"}]},
        ]
    )
    emulator.forget()
    return emulator


def labels(play: Play, orchestration: str) -> list[str]:
    return [one["label"] for one in play.run(INTEGRATIONS, orchestration=orchestration)["integrations"]]


def send(world: Emulator, method: str, path: str, body: t.Any = None) -> None:
    """A request of somebody else."""
    headers = {"Authorization": "Token token=emulator"}
    requests.request(method, f"{world.url}{path}", json=body, headers=headers, timeout=60)


def fails(play: Play, **options: t.Any) -> str:
    """The message of a task that fails, also in check mode, and changes nothing."""
    for check in (True, False):
        with pytest.raises(PagerDutyError) as caught:
            play.run(INTEGRATION, check=check, **options)
    assert play.emulator.writes() == []
    return caught.value.message


# -- moves -----------------------------------------------------------------------------------------------------------


def test_a_move_keeps_the_key(play: Play, world: Emulator) -> None:
    foretold = play.run(INTEGRATION, check=True, **MOVE)
    assert world.writes() == []
    result = play.run(INTEGRATION, **MOVE)
    assert world.writes() == [MIGRATION]
    assert foretold == result
    assert result["changed"] is True
    assert result["integration"]["id"] == KEY
    assert result["integration"]["parameters"]["routing_key"] == "R0000000000000000000000000NAGIOS"
    assert (result["diff"]["before"], result["diff"]["after"]) == ({"orchestration": "Old"}, {"orchestration": "New"})
    assert labels(play, "New") == ["New Default Integration", "Nagios"]
    assert labels(play, "Old") == ["Zabbix"]
    again = play.run(INTEGRATION, **MOVE)
    assert not again["changed"] and again["integration"] == result["integration"]
    assert world.writes() == [MIGRATION]


def test_a_move_by_id_can_change_the_label(play: Play, world: Emulator) -> None:
    options = {"orchestration": "New", "id": KEY, "label": "Nagios 2", "migrate_from": OLD}
    foretold, result = play.run(INTEGRATION, check=True, **options), play.run(INTEGRATION, **options)
    assert foretold["diff"] == result["diff"]
    assert result["diff"]["after"] == {"orchestration": "New", "label": "Nagios 2"}
    assert world.writes() == [MIGRATION, f"PUT /event_orchestrations/{NEW}/integrations/{KEY}"]
    assert labels(play, "New") == ["New Default Integration", "Nagios 2"]
    assert not play.run(INTEGRATION, **options)["changed"]


def test_after_a_move_the_old_orchestration_can_be_deleted(play: Play, world: Emulator) -> None:
    play.run(INTEGRATION, **MOVE)
    play.run(ORCHESTRATION, name="Old", state="absent")
    assert play.run(INTEGRATION, **MOVE)["changed"] is False


def test_a_label_that_both_have_is_an_error(play: Play, world: Emulator) -> None:
    play.run(INTEGRATION, orchestration="New", label="nagios")
    world.forget()
    message = fails(play, **MOVE)
    assert message.startswith("migrate_from: both event orchestrations have an integration 'Nagios': nagios (")
    assert f"Nagios ({KEY})" in message


def test_nothing_to_move_is_an_error(play: Play, world: Emulator) -> None:
    assert "neither event orchestration has an integration 'Datadog'" in fails(play, **{**MOVE, "label": "Datadog"})
    assert "neither event orchestration has an integration" in fails(play, **{**MOVE, "id": NEW})


def test_check_mode_knows_a_move_of_an_earlier_task(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    play.keep()
    assert play.run(INTEGRATION, check=True, **MOVE)["changed"]
    assert not play.run(INTEGRATION, check=True, **MOVE)["changed"]
    assert not play.run(INTEGRATION, check=True, orchestration="New", label="Nagios")["changed"]
    assert play.run(INTEGRATION, check=True, orchestration="Old", label="Nagios")["changed"]
    assert not play.run(INTEGRATION, check=True, orchestration="Old", id=KEY, state="absent")["changed"]
    assert world.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_a_lost_response_moves_once(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST", times=1)
    result = play.run(INTEGRATION, **MOVE)
    assert result["changed"] and result["integration"]["id"] == KEY
    assert (labels(play, "New"), labels(play, "Old")) == (["New Default Integration", "Nagios"], ["Zabbix"])


def test_a_rejected_move_says_why(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=409, method="POST", times=1)
    with pytest.raises(PagerDutyError) as caught:
        play.run(INTEGRATION, **MOVE)
    assert caught.value.message.startswith(f"moving the integration Nagios ({KEY}): ")
    assert labels(play, "Old") == ["Nagios", "Zabbix"]


def test_an_error_after_the_move_says_what_was_done(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=400, method="PUT", times=1)
    with pytest.raises(PagerDutyError) as caught:
        play.run(INTEGRATION, **{**MOVE, "id": KEY, "label": "Nagios 2"})
    assert "was moved, but" in caught.value.message
    assert caught.value.result and caught.value.result["changed"] is True
    assert caught.value.result["diff"]["after"] == {"orchestration": "New"}


def test_several_runs_move_it_once(play: Play, world: Emulator) -> None:
    def run(_number: int) -> dict[str, t.Any]:
        return Play(world).run(INTEGRATION, **MOVE)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(4)))
    assert {one["integration"]["id"] for one in results} == {KEY}
    assert (labels(play, "New"), labels(play, "Old")) == (["New Default Integration", "Nagios"], ["Zabbix"])


# -- equal labels ----------------------------------------------------------------------------------------------------


def test_equal_labels_are_never_the_same_integration(play: Play, world: Emulator) -> None:
    """Each has a key of its own, so using any of them would be wrong."""
    keys = [{"id": KEY, "label": "A"}, {"id": OTHER, "label": "a"}]
    world.load(event_orchestrations=[{"name": "Twice", "integrations": keys}])
    for options in ({}, {"state": "absent"}):
        with pytest.raises(UsageError) as caught:
            play.run(INTEGRATION, orchestration="Twice", label="A", **options)
        assert caught.value.message == f"label: there are 2 of this name: A ({KEY}), a ({OTHER}). Set id to select one"
    assert play.run(INTEGRATION, orchestration="Twice", id=KEY, state="absent")["changed"]
    assert labels(play, "Twice") == ["a"]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_a_lost_response_creates_one(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="POST", times=1)
    assert play.run(INTEGRATION, orchestration="New", label="Datadog")["changed"]
    assert labels(play, "New") == ["New Default Integration", "Datadog"]


def test_several_runs_create_one(play: Play, world: Emulator) -> None:
    def run(_number: int) -> dict[str, t.Any]:
        return Play(world).run(INTEGRATION, orchestration="New", label="Datadog")

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))
    assert labels(play, "New") == ["New Default Integration", "Datadog"]
    (left,) = play.run(INTEGRATIONS, orchestration="New", label="Datadog")["integrations"]
    assert {one["integration"]["id"] for one in results} == {left["id"]}


def test_a_third_run_waits_until_one_of_two_is_deleted(play: Play, world: Emulator) -> None:
    """Two runs have created an integration at the same moment, and one of them has not deleted its own yet."""
    for label in ("A", "a"):
        send(world, "POST", f"/event_orchestrations/{NEW}/integrations", {"integration": {"label": label}})
    kept, other = play.run(INTEGRATIONS, orchestration="New", label="A")["integrations"]

    def pause(_seconds: float) -> None:
        send(world, "DELETE", f"/event_orchestrations/{NEW}/integrations/{other['id']}")

    play.sessions = Sessions(sleep=pause)
    result = play.run(INTEGRATION, orchestration="New", label="A")
    assert (result["changed"], result["integration"]) == (False, kept)


# -- other tasks -----------------------------------------------------------------------------------------------------


def test_a_loop_reads_each_list_once(play: Play, world: Emulator) -> None:
    play.keep()
    play.run(INTEGRATION, orchestration="Old", label="Nagios")
    play.run(INTEGRATION, orchestration="Old", label="Zabbix")
    assert len(world.log()) == 2


def test_the_orchestration_returns_what_an_earlier_task_of_the_run_has_added(play: Play, world: Emulator) -> None:
    play.keep()
    play.run(ORCHESTRATION, name="New")
    play.run(INTEGRATION, orchestration="New", label="Datadog")
    found = play.run(ORCHESTRATION, name="New")["event_orchestration"]["integrations"]
    assert [one["label"] for one in found] == ["New Default Integration", "Datadog"]


# -- accounts --------------------------------------------------------------------------------------------------------


def exported(play: Play) -> dict[str, t.Any]:
    return play.run(ACCOUNT_INFO_OPERATION, kinds=["event_orchestrations", "event_orchestration_integrations"])


@pytest.mark.parametrize(
    ("keys", "entries"),
    [
        pytest.param(["Shop Default Integration"], [], id="as PagerDuty creates it"),
        pytest.param(["Shop Default Integration", "Datadog"], ["Datadog"], id="further ones"),
        pytest.param(["Datadog"], ["Datadog"], id="another label"),
        pytest.param([], [], id="none"),
    ],
)
def test_the_default_integration_follows_its_orchestration(
    play: Play, emulator: Emulator, keys: list[str], entries: list[str]
) -> None:
    emulator.load(event_orchestrations=[{"name": "Shop", "integrations": [{"label": label} for label in keys]}])
    found = exported(play)
    stated = [{"orchestration": "Shop", "label": label} for label in entries]
    assert found["config"].get("event_orchestration_integrations", []) == stated
    assert [one["option"] for one in found["not_exported"]] == []
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=found["config"])["plan"] == []
    assert emulator.writes() == []
    emulator.reset()
    play.run(ACCOUNT_OPERATION, config=found["config"])
    assert labels(play, "Shop") == ["Shop Default Integration", *entries]
    assert exported(play)["config"] == found["config"]


def test_the_label_of_the_default_integration_several_times(play: Play, emulator: Emulator) -> None:
    keys = [{"label": "Shop Default Integration"}] * 2
    emulator.load(event_orchestrations=[{"name": "Shop", "integrations": keys}])
    found = exported(play)
    assert [set(one) for one in found["config"]["event_orchestration_integrations"]] == [
        {"id", "orchestration", "label"}
    ] * 2
    assert play.run(ACCOUNT_OPERATION, config=found["config"])["plan"] == []


def test_the_account_says_how_to_move_an_integration(play: Play, world: Emulator) -> None:
    with pytest.raises(PagerDutyError) as caught:
        play.run(ACCOUNT_OPERATION, config={"event_orchestration_integrations": [MOVE]})
    assert "use a task with pagerduty_event_orchestration_integration" in caught.value.message
