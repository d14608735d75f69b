# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident workflows: actions and their versions, what is left unchanged, runs, and 200 seeded workflows."""

from __future__ import annotations

import os
import random
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    OutcomeUnknown,
    PagerDutyError,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident_workflow_run import (
    INCIDENT_WORKFLOW_RUN_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_workflow import INCIDENT_WORKFLOW
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_workflow_trigger import (
    INCIDENT_WORKFLOW_TRIGGER,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

MANAGE = resource_operation(INCIDENT_WORKFLOW)
TRIGGER = resource_operation(INCIDENT_WORKFLOW_TRIGGER)
SEEDS = int(os.environ.get("WORKFLOW_SEEDS", "1"))  # accounts with 200 workflows each
UPDATE = "pagerduty.com:incident-workflows:send-status-update:1"
HELP = "pagerduty.com:incident-workflows:add-responders"
PEOPLE = [{"id": "P1", "type": "user"}]

Raw = dict[str, t.Any]


def steps_of(result: Raw) -> list[Raw]:
    """Name, action and inputs of the steps in a result."""
    return [
        {
            "name": one["name"],
            "action": one["action_configuration"]["action_id"],
            "inputs": {entry["name"]: entry["value"] for entry in one["action_configuration"]["inputs"]},
        }
        for one in result["incident_workflow"]["steps"]
    ]


# -- actions ---------------------------------------------------------------------------------------------------------


def test_a_name_means_the_newest_version_and_a_step_keeps_its_version(emulator: Emulator, play: Play) -> None:
    inputs = {"Responders": PEOPLE}
    emulator.load(incident_workflows=[{
        "name": "Old",
        "steps": [{"name": "Help", "action_configuration": {
            "action_id": f"{HELP}:1", "inputs": [{"name": "Responders", "value": "[]"}],
        }}],
    }])
    new = play.run(MANAGE, name="New", steps=[{"name": "Help", "action": "add  responders", "inputs": inputs}])
    assert [one["action"] for one in steps_of(new)] == [f"{HELP}:2"]
    old = play.run(MANAGE, name="Old", steps=[{"name": "Help", "action": "Add Responders", "inputs": inputs}])
    assert [one["action"] for one in steps_of(old)] == [f"{HELP}:1"]
    newer = play.run(MANAGE, name="Old", steps=[{"name": "Help", "action": f"{HELP}:2", "inputs": inputs}])
    assert newer["changed"] and newer["diff"]["before"]["steps"][0]["action"] == f"{HELP}:1"


def test_another_action_keeps_no_inputs(play: Play) -> None:
    play.run(MANAGE, name="A", steps=[{"name": "One", "action": UPDATE, "inputs": {"Message": "x"}}])
    conference = {"name": "One", "action": "Add Conference Bridge", "inputs": {"Conference URL": "https://example.com"}}
    made = play.run(MANAGE, name="A", steps=[conference])
    assert steps_of(made)[0]["inputs"] == {
        "Conference URL": "https://example.com", "Overwrite existing conference bridge": "No"
    }
    assert not play.run(MANAGE, name="A", steps=[{**conference, "inputs": {}}])["changed"]
    cleared = play.run(MANAGE, name="A", steps=[{**conference, "inputs": {"Conference URL": ""}}])
    assert steps_of(cleared)[0]["inputs"]["Conference URL"] == ""


def test_steps_move_without_losing_their_inputs(emulator: Emulator, play: Play) -> None:
    steps: list[Raw] = [
        {"name": name, "action": "Add Notes to Incident", "inputs": {"Message": name}} for name in ("a", "b", "c")
    ]
    before = play.run(MANAGE, name="Order", steps=steps)["incident_workflow"]["steps"]
    bare = [{"name": one["name"], "action": one["action"]} for one in reversed(steps)]
    result = play.run(MANAGE, name="Order", steps=bare, diff=True)
    assert [one["inputs"]["Message"] for one in steps_of(result)] == ["c", "b", "a"]
    after = result["incident_workflow"]["steps"]
    assert {one["name"]: one["id"] for one in before} == {one["name"]: one["id"] for one in after}
    assert len(result["diff"]["after"]["steps"]) == 2  # one of them stays, and the others move


def test_a_loop_lists_the_actions_once(emulator: Emulator, play: Play) -> None:
    """A loop with names of actions reads the list once, and one with IDs only if steps change."""
    play.keep()
    for number in range(20):
        named = {"name": "One", "action": "Send Status Update", "inputs": {"Message": str(number)}}
        play.run(MANAGE, name=f"W{number}", steps=[named])
    paths = [entry["path"].partition("?")[0] for entry in emulator.log()]
    assert paths.count("/incident_workflows/actions") == 1
    assert paths.count("/incident_workflows") == 20 + len([one for one in emulator.log() if one["method"] == "GET"]) - 1
    emulator.forget()
    fresh = Play(emulator)
    fresh.keep()
    for number in range(20):
        assert not fresh.run(MANAGE, name=f"W{number}", steps=[{"name": "One", "action": UPDATE}])["changed"]
    paths = [entry["path"].partition("?")[0] for entry in emulator.log()]
    assert "/incident_workflows/actions" not in paths and len(paths) < 20


@pytest.mark.parametrize("fault", TRANSIENT)
def test_a_lost_response_creates_no_second_workflow(emulator: Emulator, play: Play, fault: str) -> None:
    emulator.fault(**TRANSIENT[fault], method="POST")
    step = {"name": "One", "action": UPDATE, "inputs": {"Message": "x"}}
    try:
        play.run(MANAGE, name="Major", steps=[step])
    except PagerDutyError:
        play.run(MANAGE, name="Major", steps=[step])
    assert [one["name"] for one in emulator.state()["incident_workflows"]] == ["Major"]


# -- triggers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def account(emulator: Emulator) -> Emulator:
    emulator.load(
        services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Mail", "Search")],
        incident_workflows=[{"name": "Major"}, {"name": "Off", "is_enabled": False}],
        incidents=[{"title": "Down", "service": "Shop", "incident_key": "down"}],
    )
    emulator.forget()
    return emulator


def test_conditions_identify_triggers(account: Emulator, play: Play) -> None:
    """An omitted condition is the empty one: the workflow starts when an incident is created."""
    common: Raw = {"workflow": "Major", "trigger_type": "conditional"}
    first = play.run(TRIGGER, **common)["incident_workflow_trigger"]
    second = play.run(TRIGGER, **common, condition="incident.urgency matches 'high'")["incident_workflow_trigger"]
    assert (first["condition"], first["id"] != second["id"]) == ("", True)
    assert not play.run(TRIGGER, **common, condition="")["changed"]
    assert play.run(TRIGGER, **common, state="absent")["changed"]
    assert [one["id"] for one in account.state()["incident_workflow_triggers"]] == [second["id"]]


def test_services_are_added_one_by_one(account: Emulator, play: Play) -> None:
    """Each with its own request, so that two runs at the same time don't undo each other."""
    common: Raw = {"workflow": "Major", "trigger_type": "manual"}
    made = play.run(TRIGGER, **common, services=["Shop", "Mail"])["incident_workflow_trigger"]
    path = f"/incident_workflows/triggers/{made['id']}"
    assert account.writes() == ["POST /incident_workflows/triggers", *[f"POST {path}/services"] * 2]
    account.forget()
    result = play.run(TRIGGER, **common, services=["Search", "Mail"], purge_services=True)
    assert [one.partition("/services")[0] for one in account.writes()] == [f"POST {path}", f"DELETE {path}"]
    assert sorted(one["summary"] for one in result["incident_workflow_trigger"]["services"]) == ["Mail", "Search"]
    everywhere = play.run(TRIGGER, **common, is_subscribed_to_all_services=True)["incident_workflow_trigger"]
    assert everywhere["services"] == []
    with pytest.raises(UsageError, match="is_subscribed_to_all_services"):
        play.run(TRIGGER, **common, services=["Shop"])


def test_another_workflow_replaces_a_trigger(account: Emulator, play: Play) -> None:
    made = play.run(TRIGGER, workflow="Major", trigger_type="manual")["incident_workflow_trigger"]
    result = play.run(TRIGGER, id=made["id"], workflow="Off")
    assert result["incident_workflow_trigger"]["workflow"]["name"] == "Off"
    assert [one["id"] for one in account.state()["incident_workflow_triggers"]] != [made["id"]]


# -- runs ------------------------------------------------------------------------------------------------------------


def test_each_task_starts_a_run(account: Emulator, play: Play) -> None:
    for which in ({"incident": "1"}, {"incident_key": "down", "service": "shop"}):
        foretold = play.run(INCIDENT_WORKFLOW_RUN_OPERATION, check=True, workflow="major", **which)
        assert account.writes() == [] and foretold["changed"]
        result = play.run(INCIDENT_WORKFLOW_RUN_OPERATION, workflow="major", **which)
        assert result["diff"] == foretold["diff"] and len(account.writes()) == 1
        account.forget()
    assert len(account.state()["incident_workflow_instances"]) == 2


@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "truncate"])
def test_a_run_is_never_started_twice(account: Emulator, play: Play, kind: str) -> None:
    account.fault(kind=kind, method="POST")
    with pytest.raises(OutcomeUnknown, match="a second run would repeat all steps"):
        play.run(INCIDENT_WORKFLOW_RUN_OPERATION, workflow="Major", incident="1")
    assert len(account.writes()) == 1


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"workflow": "Off", "incident": "1"}, "workflow: is disabled"),
        ({"workflow": "Majors", "incident": "1"}, "there is no incident workflow"),
        ({"workflow": "Major", "incident": "QNONE"}, "QNONE"),
        ({"workflow": "Major", "incident": "1", "instance_id": " "}, "instance_id: must not be empty"),
    ],
)
def test_bad_runs(account: Emulator, play: Play, check: bool, options: Raw, message: str) -> None:
    with pytest.raises(PagerDutyError, match=message):
        play.run(INCIDENT_WORKFLOW_RUN_OPERATION, check=check, **options)
    assert account.writes() == []


# -- 200 workflows ---------------------------------------------------------------------------------------------------

ACTIONS: list[tuple[str, tuple[str, ...], str]] = [
    ("Send Status Update", (), "Message"),
    (UPDATE, (), "Message"),
    ("Add Notes to Incident", ("Incident ID",), "Message"),
    ("Add Conference Bridge", ("Conference Number", "Overwrite existing conference bridge"), "Conference URL"),
    ("Add Responders", ("Message",), "Responders"),
    (f"{HELP}:1", ("Message",), "Responders"),
    ("pagerduty.com:slack:send-markdown-message:3", ("Channel", "Message"), "Workspace"),
    ("Loop Until", ("Delay between loops", "Maximum loops"), "Condition"),
]
VALUES: list[t.Any] = ["x", "two words", "- a\n- b", "a: {b}", 7, 1.5, PEOPLE, {"a": [1]}, "Yes", "null", "ß 日本"]


def steps(chance: random.Random, most: int, *, inner: bool = False) -> list[Raw]:
    """Up to this many steps, whose names can differ only by case. Loops contain steps."""
    found = []
    for number in range(chance.randint(0, most)):
        action, optional, needed = chance.choice(ACTIONS[:-1] if inner else ACTIONS)
        names = [needed, *(name for name in optional if chance.random() < 0.5)]
        if action.endswith("message:3") and "Message" not in names:
            names.append("Message")
        chance.shuffle(names)
        name = chance.choice(["Step", "step", "Schritt ß", "{step}"])
        step: Raw = {
            "name": f"{name} {number}", "action": action, "inputs": {one: chance.choice(VALUES) for one in names}
        }
        if action == "Loop Until":
            step["inline_steps"] = [{"input": "Actions", "steps": steps(chance, 6, inner=True)}]
        found.append(step)
    return found


def config(seed: int, number: int) -> dict[str, list[Raw]]:
    """Workflows with up to 40 steps each, and triggers."""
    chance = random.Random(seed)
    workflows = [
        {
            "name": f"Workflow {at}",
            "description": chance.choice(["", "For P1", "a: b # c"]),
            "team": chance.choice(["", "Platform"]),
            "is_enabled": chance.random() < 0.8,
            "steps": steps(chance, 40),
        }
        for at in range(number)
    ]
    triggers = [
        {"workflow": one["name"], "trigger_type": "manual", "services": ["Shop"]}
        for one in workflows
        if chance.random() < 0.3
    ]
    return {"incident_workflows": workflows, "incident_workflow_triggers": triggers}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_many_workflows(emulator: Emulator, play: Play, seed: int) -> None:
    """Apply, apply again, export, apply to the same and to an empty account: the same result, and no write."""
    world: Raw = {
        "teams": [{"name": "Platform"}],
        "services": [{"name": "Shop", "escalation_policy": "Default"}],
    }
    kinds = ["incident_workflows", "incident_workflow_triggers"]
    emulator.load(**world)
    wanted = config(seed, 200)
    assert max(len(one["steps"]) for one in wanted["incident_workflows"]) >= 35
    assert play.run(ACCOUNT_OPERATION, config=wanted)["summary"]["created"] == sum(map(len, wanted.values()))
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=wanted)["plan"] == []
    assert emulator.writes() == [] and len(emulator.log()) < 12

    exported = play.run(ACCOUNT_INFO_OPERATION, kinds=kinds)["config"]
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=exported)["plan"] == []
    assert emulator.writes() == []

    emulator.reset()
    emulator.load(**world)
    play.run(ACCOUNT_OPERATION, config=exported)
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=kinds)["config"] == exported
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=wanted)["plan"] == []
    assert emulator.writes() == []
