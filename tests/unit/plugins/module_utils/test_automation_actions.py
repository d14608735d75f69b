# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation Actions: secrets of runners, associations, the parts of an action, and invocations that start once."""

from __future__ import annotations

import threading
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.automation_invocation import (
    AUTOMATION_INVOCATION_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.automation_action import AUTOMATION_ACTION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.automation_runner import AUTOMATION_RUNNER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

RUNNER, ACTION = resource_operation(AUTOMATION_RUNNER), resource_operation(AUTOMATION_ACTION)
ACTIONS, RUNNERS = "/automation_actions/actions", "/automation_actions/runners"
SIDECAR = {"name": "Bern", "description": "Runs actions", "runner_type": "sidecar"}
CLOUD = {
    "name": "Cloud",
    "description": "Runbook Automation",
    "runner_type": "runbook",
    "runbook_base_uri": "acme.prod",
    "runbook_api_key": "hush-hush",
}


def script(name: str, text: str = "restart", **fields: t.Any) -> dict[str, t.Any]:
    data = {"script": text}
    return {"name": name, "description": "", "action_type": "script", "action_data_reference": data, **fields}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        teams=[{"name": "Platform"}, {"name": "Search"}],
        services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Pay")],
        automation_runners=[
            {**SIDECAR, "name": "Berlin"},
            {**SIDECAR, "name": "Nowhere", "status": "NotConfigured"},
        ],
        automation_actions=[
            script("Restart", runner="Berlin"),
            script("Fail", "sleep 5\nexit 1", runner="Berlin"),
            script("Wait", runner="Nowhere"),
        ],
        incidents=[{"title": "Down", "service": "Shop", "incident_key": "down"}],
    )
    emulator.forget()
    return emulator


# -- runners ---------------------------------------------------------------------------------------------------------


def test_the_secret_of_a_sidecar_is_returned_once(play: Play, world: Emulator) -> None:
    made = play.run(RUNNER, **SIDECAR)
    assert made["automation_runner"]["secret"] == world.state()["automation_runners"][-1]["secret"]
    again = play.run(RUNNER, **SIDECAR)
    assert not again["changed"]
    assert not again["automation_runner"].get("secret")


def test_the_secret_is_stored_in_a_file(play: Play, world: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    made = play.run(RUNNER, **SIDECAR, secret_file=str(path))
    assert path.read_text() == world.state()["automation_runners"][-1]["secret"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() not in str(made)
    assert not play.run(RUNNER, **SIDECAR, secret_file=str(path))["changed"]
    path.unlink()
    with pytest.raises(PagerDutyError, match=r"secret_file: .* does not contain the secret"):
        play.run(RUNNER, **SIDECAR, secret_file=str(path))


def test_a_sidecar_whose_secret_is_lost_is_created_again(play: Play, world: Emulator) -> None:
    world.fault(kind="reset_after", method="POST")
    made = play.run(RUNNER, **SIDECAR)
    listed = [one for one in world.state()["automation_runners"] if one["name"] == "Bern"]
    assert [one["secret"] for one in listed] == [made["automation_runner"]["secret"]]
    assert [one.partition(" ")[0] for one in world.writes()] == ["POST", "DELETE", "POST"]


def test_a_runbook_runner_has_no_secret_that_could_get_lost(play: Play, world: Emulator) -> None:
    world.fault(kind="reset_after", method="POST")
    made = play.run(RUNNER, **CLOUD)
    assert made["changed"]
    assert world.writes() == [f"POST {RUNNERS}"]


def test_the_key_is_sent_when_it_is_needed(play: Play, world: Emulator) -> None:
    def stored() -> str:
        return str(world.state()["automation_runners"][-1]["runbook_api_key"])

    play.run(RUNNER, **CLOUD)
    changed = {**CLOUD, "runbook_api_key": "new key"}
    assert not play.run(RUNNER, **changed)["changed"]
    play.run(RUNNER, **{**changed, "description": "Other"})
    assert stored() == "hush-hush", "other updates do not send it"
    pushed = play.run(RUNNER, **{**changed, "description": "Other"}, update_secrets=True)
    assert pushed["diff"]["after"] == {"runbook_api_key": "a new value"}
    assert stored() == "new key"
    play.run(RUNNER, name="Cloud", runbook_base_uri="acme.test", runbook_api_key="third")
    assert stored() == "third"


def test_two_runs_that_create_the_same_runner(world: Emulator) -> None:
    results: list[t.Any] = []
    barrier = threading.Barrier(2)

    def create() -> None:
        play = Play(world)
        barrier.wait()
        results.append(play.run(RUNNER, **CLOUD))

    world.fault(kind="latency", method="POST", seconds=0.2)
    threads = [threading.Thread(target=create) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one["name"] for one in world.state()["automation_runners"]].count("Cloud") == 1
    assert len({one["automation_runner"]["id"] for one in results}) == 1


# -- actions ---------------------------------------------------------------------------------------------------------


def test_an_update_contains_all_of_what_an_action_runs(play: Play, world: Emulator) -> None:
    """PagerDuty replaces nested objects."""
    play.run(ACTION, name="New", description="New", script="one", invocation_command="/bin/sh")
    changed = play.run(ACTION, name="New", script="two")
    data = {"script": "two", "invocation_command": "/bin/sh"}
    assert changed["automation_action"]["action_data_reference"] == data
    assert changed["diff"] == {**changed["diff"], "before": {"script": "one"}, "after": {"script": "two"}}
    cleared = play.run(ACTION, name="New", invocation_command="")
    assert cleared["automation_action"]["action_data_reference"]["script"] == "two"
    assert not play.run(ACTION, name="New", invocation_command="")["changed"]


def test_a_new_action_has_its_teams_and_services_at_once(play: Play, world: Emulator) -> None:
    options: dict[str, t.Any] = {
        "name": "New",
        "description": "New",
        "script": "one",
        "services": ["Shop", "Pay"],
        "teams": ["Platform"],
    }
    foretold = play.run(ACTION, check=True, diff=True, **options)
    made = play.run(ACTION, diff=True, **options)
    assert world.writes() == [f"POST {ACTIONS}"]
    assert made["diff"] == foretold["diff"]
    assert len(made["diff"]["after"]["services"]) == 2
    world.forget()
    assert not play.run(ACTION, **options)["changed"]
    assert world.writes() == []


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_an_association_without_a_response(play: Play, world: Emulator, kind: str) -> None:
    world.fault(kind=kind, method="POST")
    made = play.run(ACTION, name="Restart", services=["Shop"])
    assert made["changed"]
    action = next(one for one in world.state()["automation_actions"] if one["name"] == "Restart")
    assert len(action["services"]) == 1
    assert not play.run(ACTION, name="Restart", services=["Shop"])["changed"]


def test_the_task_waits_until_a_new_association_is_shown(play: Play, world: Emulator) -> None:
    service = next(one["id"] for one in world.state()["services"] if one["name"] == "Shop")
    action = next(one["id"] for one in world.state()["automation_actions"] if one["name"] == "Restart")
    path = f"{ACTIONS}/{action}/services/{service}"
    world.fault(kind="status", status=404, method="GET", path=path, times=2)
    result = play.run(ACTION, name="Restart", services=["Shop"])
    assert "warnings" not in result
    assert [one["path"] for one in world.log()].count(path) == 3
    assert len(play.slept) == 2


def test_a_loop_lists_actions_and_teams_once(play: Play, world: Emulator) -> None:
    world.load(
        automation_actions=[script(f"Action {number}") for number in range(60)],
        services=[{"name": "Shop", "escalation_policy": "Default"}],
    )
    world.forget()
    play.keep()
    for number in range(60):
        assert not play.run(ACTION, name=f"Action {number}", script="restart")["changed"]
    assert len(world.log()) <= 4


@pytest.mark.parametrize("options", [{}, {"process_automation_job_id": "j1"}])
def test_an_action_with_the_name_of_another_type(play: Play, world: Emulator, options: dict[str, t.Any]) -> None:
    with pytest.raises(PagerDutyError, match="action_type: PagerDuty can't change the type"):
        play.run(ACTION, name="Restart", action_type="process_automation", **options)


def test_the_teams_of_listed_actions(play: Play, world: Emulator) -> None:
    play.run(ACTION, name="Restart", teams=["Platform"])
    world.forget()
    found = play.run(info_operation(AUTOMATION_ACTION), include_teams=True)["automation_actions"]
    assert {one["name"]: [team["summary"] for team in one["teams"]] for one in found} == {
        "Restart": ["Platform"], "Fail": [], "Wait": [],
    }
    assert len(world.log()) == 1 + len(found)


# -- invocations -----------------------------------------------------------------------------------------------------


def started(emulator: Emulator) -> list[dict[str, t.Any]]:
    return t.cast("list[dict[str, t.Any]]", emulator.state()["automation_invocations"])


def test_each_task_starts_the_action_again(play: Play, world: Emulator) -> None:
    foretold = play.run(AUTOMATION_INVOCATION_OPERATION, check=True, action="Restart", incident_key="down")
    assert started(world) == []
    for number in (1, 2):
        result = play.run(AUTOMATION_INVOCATION_OPERATION, action="Restart", incident_key="down")
        assert result["changed"]
        assert result["automation_invocation"]["state"] == "completed"
        assert result["automation_invocation"]["action_id"] == foretold["automation_invocation"]["action_id"]
        assert len(started(world)) == number


def test_a_request_without_a_response_is_not_sent_twice(play: Play, world: Emulator) -> None:
    world.fault(kind="reset_after", method="POST")
    result = play.run(AUTOMATION_INVOCATION_OPERATION, action="Restart", incident_key="down")
    assert [one["id"] for one in started(world)] == [result["automation_invocation"]["id"]]
    assert result["automation_invocation"]["state"] == "completed"
    assert len(world.writes()) == 1


def test_an_older_invocation_is_not_taken_for_the_new_one(play: Play, world: Emulator) -> None:
    play.run(AUTOMATION_INVOCATION_OPERATION, action="Restart", incident_key="down")
    world.admin("POST", "clock", {"advance": 60})
    world.fault(kind="reset_before", method="POST")
    world.forget()
    with pytest.raises(OutcomeUnknown, match=r"No new invocation.*pagerduty_automation_invocation_info"):
        play.run(AUTOMATION_INVOCATION_OPERATION, action="Restart", incident_key="down")
    assert len(world.writes()) == 1
    assert len(started(world)) == 1


def test_it_waits_and_fails_as_the_action_does(play: Play, world: Emulator) -> None:
    play.keep()
    assert play.sessions is not None

    def advance(seconds: float) -> None:
        play.slept.append(seconds)
        world.admin("POST", "clock", {"advance": int(seconds)})

    play.sessions._options["sleep"] = advance
    with pytest.raises(PagerDutyError, match="the action Fail ended in the state error") as failed:
        play.run(AUTOMATION_INVOCATION_OPERATION, action="Fail", incident_key="down")
    assert failed.value.result["changed"]
    assert failed.value.result["automation_invocation"]["state"] == "error"
    assert play.slept == [1, 2, 4]


def test_the_wait_ends(play: Play, world: Emulator) -> None:
    with pytest.raises(PagerDutyError, match="has not ended after 1 seconds: its state is created") as late:
        play.run(AUTOMATION_INVOCATION_OPERATION, action="Wait", incident_key="down", wait_timeout=1)
    assert late.value.result["automation_invocation"]["state"] == "created"
    result = play.run(AUTOMATION_INVOCATION_OPERATION, action="Wait", incident_key="down", wait=False)
    assert result["automation_invocation"]["state"] == "created"


def test_check_mode_rejects_what_pagerduty_rejects(play: Play, world: Emulator) -> None:
    play.run(ACTION, name="Restart", only_invocable_on_unresolved_incidents=True)
    play.run(INCIDENT_OPERATION, incident_key="down", state="resolved")
    for check in (True, False):
        with pytest.raises(PagerDutyError, match="unresolved"):
            play.run(AUTOMATION_INVOCATION_OPERATION, check=check, action="Restart", incident="1")
