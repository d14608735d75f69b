# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation Actions: runners, actions with their teams and services, invocations."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

RUNNERS, ACTIONS, INVOCATIONS = (f"/automation_actions/{name}" for name in ("runners", "actions", "invocations"))
SIDECAR = {"name": "Berlin", "description": "Runs in Berlin", "runner_type": "sidecar"}
RUNBOOK = {
    "name": "Cloud", "description": "Runbook Automation", "runner_type": "runbook", "runbook_base_uri": "acme.prod",
    "runbook_api_key": "hush-hush",
}
SCRIPT = {
    "name": "Restart", "description": "Restarts the shop", "action_type": "script",
    "action_data_reference": {"script": "systemctl restart shop"},
}
JOB = {
    "name": "Diagnose", "description": "Looks at the logs", "action_type": "process_automation",
    "action_data_reference": {"process_automation_job_id": "79c199bb"},
}


def runner(client: Client, **fields: Any) -> Any:
    return client.write("POST", RUNNERS, {"runner": {**SIDECAR, **fields}}, status=201)["runner"]


def action(client: Client, **fields: Any) -> Any:
    return client.write("POST", ACTIONS, {"action": {**SCRIPT, **fields}}, status=201)["action"]


def change(client: Client, path: str, **fields: Any) -> Any:
    name = "runner" if "runners" in path else "action"
    return client.write("PUT", path, {name: fields}, status=200)[name]


def incident(client: Client, service: Any) -> Any:
    return client.create("incident", title="Down", service=reference(service))


def invoke(client: Client, made: Any, problem: Any, **metadata: Any) -> Any:
    body = {"invocation": {"metadata": {"incident_id": problem["id"], **metadata}}}
    return client.write("POST", f"{ACTIONS}/{made['id']}/invocations", body, status=201)["invocation"]


def advance(client: Client, seconds: int) -> None:
    client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)


# -- runners ---------------------------------------------------------------------------------------------------------


def test_the_secret_of_a_sidecar_is_in_the_first_response_only(either: Client) -> None:
    made = runner(either)
    secret = made.pop("secret")
    assert len(secret) == len(made["id"]) == 26
    assert made["type"] == "runner"
    assert made["status"] == "Configured"
    assert either.get(f"{RUNNERS}/{made['id']}") == {"runner": made}
    assert "secret" not in change(either, f"{RUNNERS}/{made['id']}", name="Bern")
    assert secret not in str(either.get(RUNNERS))


def test_the_key_of_a_runbook_runner_is_never_shown(either: Client) -> None:
    made = runner(either, **RUNBOOK)
    assert made["runbook_base_uri"] == "acme.prod"
    assert "secret" not in made
    assert "runbook_api_key" not in made
    changed = change(either, f"{RUNNERS}/{made['id']}", runbook_base_uri="other", runbook_api_key="new")
    assert changed == {**made, "runbook_base_uri": "other"}
    change(either, f"{RUNNERS}/{made['id']}", description="Moved")
    [stored] = either.get("/_emulator/state")["accounts"][0]["automation_runners"]
    assert stored["runbook_api_key"] == "new", "an update without a key keeps it"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Name can't be blank"),
        ({"name": "x" * 256}, "Name is too long"),
        ({"description": None}, "Description"),
        ({"runner_type": "other"}, "Runner type must be in sidecar or runbook"),
        ({**RUNBOOK, "runbook_base_uri": "https://acme"}, "Runbook base uri is invalid"),
        ({**RUNBOOK, "runbook_api_key": "x" * 65}, "Runbook api key is too long"),
        ({"runner_type": "runbook"}, "Runbook base uri can't be blank"),
        ({"teams": [{"id": "PNOSUCH", "type": "team_reference"}]}, "must exist"),
    ],
)
def test_what_is_wrong_with_a_runner(strict: Client, fields: dict[str, Any], says: str) -> None:
    assert says in str(strict.refused("POST", RUNNERS, {"runner": {**SIDECAR, **fields}})["errors"])


def test_the_type_of_a_runner_never_changes(either: Client) -> None:
    made = runner(either)
    refused = either.refused("PUT", f"{RUNNERS}/{made['id']}", {"runner": {**RUNBOOK}})
    assert refused["errors"] == ["Runner type can't be changed"]
    change(either, f"{RUNNERS}/{made['id']}", runner_type="sidecar", name="Same type")


def test_runners_in_pages(either: Client) -> None:
    for name in ("Cairo", "Berlin", "Aachen", "Bern"):
        runner(either, name=name)
    first = either.get(RUNNERS, limit=2)
    assert [one["name"] for one in first["runners"]] == ["Aachen", "Berlin"]
    assert first["limit"] == 2
    assert first["privileges"] == {"permissions": ["create"]}
    second = either.get(RUNNERS, limit=2, cursor=first["next_cursor"])
    assert [one["name"] for one in second["runners"]] == ["Bern", "Cairo"]
    assert second["next_cursor"] is None
    assert [one["name"] for one in either.get(RUNNERS, name="BER")["runners"]] == ["Berlin", "Bern"]
    either.get(RUNNERS, cursor="nonsense", status=400)


def test_the_actions_of_a_runner(either: Client) -> None:
    made = runner(either)
    for number in range(4):
        action(either, name=f"Action {number}", runner=made["id"])
    [shown] = either.get(RUNNERS, include_="associated_actions")["runners"]
    assert shown["associated_actions"]["more"] is True
    assert [one["type"] for one in shown["associated_actions"]["actions"]] == ["action_reference"] * 3
    either.write("DELETE", f"{RUNNERS}/{made['id']}", status=204)
    assert all("runner" not in one for one in either.get(ACTIONS)["actions"])
    assert either.get(ACTIONS, runner_id="any")["actions"] == []


# -- actions ---------------------------------------------------------------------------------------------------------


def test_an_action(either: Client) -> None:
    berlin = runner(either)
    made = action(either, runner=berlin["id"], action_classification="remediation")
    assert made["runner"] == berlin["id"]
    assert made["runner_type"] == "sidecar"
    assert made["action_data_reference"] == SCRIPT["action_data_reference"]
    assert (made["allow_invocation_manually"], made["map_to_all_services"]) == (True, False)
    path = f"{ACTIONS}/{made['id']}"
    advance(either, 5)
    changed = change(either, path, name="Restart it", action_classification=None)
    assert changed["action_classification"] is None
    assert changed["modify_time"] > made["modify_time"]
    assert either.get(path) == {"action": changed}
    assert either.get(ACTIONS)["actions"] == [changed]
    new = change(either, path, action_data_reference={"script": "x", "invocation_command": "/bin/sh"})
    assert new["action_data_reference"] == {"script": "x", "invocation_command": "/bin/sh"}
    either.write("DELETE", path, status=204)
    either.get(path, status=404)


def test_a_list_has_no_teams(either: Client) -> None:
    made = action(either, teams=[reference(either.create("team", name="Core"))])
    assert [one["summary"] for one in made.pop("teams")] == ["Core"]
    assert either.get(ACTIONS)["actions"] == [made]


def test_a_job_of_process_automation(either: Client) -> None:
    made = action(either, **JOB)
    data = {**JOB["action_data_reference"], "process_automation_job_arguments": "-env test"}  # type: ignore[dict-item]
    changed = change(either, f"{ACTIONS}/{made['id']}", action_data_reference=data)
    assert changed["action_data_reference"] == data
    refused = either.refused("PUT", f"{ACTIONS}/{made['id']}", {"action": {"action_type": "script"}})
    assert refused["errors"] == ["Action type can't be changed"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Name can't be blank"),
        ({"description": "x" * 1025}, "Description is too long"),
        ({"action_type": "workflow"}, "Action type must be in script or process_automation"),
        ({"action_classification": "other"}, "Action classification must be in"),
        ({"action_data_reference": {}}, "Action data reference script can't be blank"),
        ({"action_data_reference": {"script": "x", "invocation_command": "é" * 32768}}, "maximum is 65535 bytes"),
        ({**JOB, "action_data_reference": {"script": "x"}}, "process automation job id can't be blank"),
        ({"runner": "01NOSUCH"}, "Runner must exist"),
        ({"services": [{"id": "PNOSUCH", "type": "service_reference"}]}, "Services must exist"),
        ({"map_to_all_services": "yes"}, "Map to all services must be a Boolean"),
    ],
)
def test_what_is_wrong_with_an_action(strict: Client, fields: dict[str, Any], says: str) -> None:
    assert says in str(strict.refused("POST", ACTIONS, {"action": {**SCRIPT, **fields}})["errors"])


def test_filters_of_actions(either: Client) -> None:
    berlin, team, web = runner(either), either.create("team", name="Core"), either.service()
    action(either, name="A", runner=berlin["id"], services=[reference(web)])
    action(either, name="B", teams=[reference(team)], action_classification="diagnostic", map_to_all_services=True)
    action(either, **{**JOB, "name": "C"})

    def names(**query: str) -> str:
        return "".join(one["name"] for one in either.get(ACTIONS, **query)["actions"])

    assert names() == "ABC"
    assert names(runner_id=berlin["id"]) == names(runner_id="any") == "A"
    assert names(team_id=team["id"]) == names(classification="diagnostic") == "B"
    assert names(service_id=web["id"]) == "AB"
    assert names(action_type="process_automation") == "C"
    assert names(name="b", action_type="script") == "B"
    either.get(ACTIONS, action_type="other", status=400)


@pytest.mark.parametrize(
    ("kind", "field"), [("runners", "teams"), ("actions", "teams"), ("actions", "services")]
)
def test_associations(either: Client, kind: str, field: str) -> None:
    name = field.removesuffix("s")
    owner = runner(either) if kind == "runners" else action(either)
    other = either.create("team", name="Core") if name == "team" else either.service()
    path = f"/automation_actions/{kind}/{owner['id']}"
    for _number in range(2):
        added = either.write("POST", f"{path}/{field}", {name: reference(other)}, status=201)
        assert added[name]["id"] == other["id"]
    assert [one["id"] for one in either.get(f"{path}/{field}")[field]] == [other["id"]]
    assert either.get(f"{path}/{field}/{other['id']}") == added
    assert either.get(path)[kind[:-1]][field] == [added[name]]
    change(either, path, name="Other", **{field: []})
    assert either.get(path)[kind[:-1]][field] == [added[name]], "an update does not change associations"
    either.write("DELETE", f"{path}/{field}/{other['id']}", status=204)
    either.get(f"{path}/{field}/{other['id']}", status=404)
    either.write("DELETE", f"{path}/{field}/{other['id']}", status=404)
    assert either.get(f"{path}/{field}") == {field: []}
    either.refused("POST", f"{path}/{field}", {name: {"id": "PNOSUCH", "type": f"{name}_reference"}})
    either.write("POST", f"{path}/{field}", {name: reference(other)}, status=201)
    either.write("DELETE", f"/{field}/{other['id']}", status=204)
    assert field not in either.get(path)[kind[:-1]], "a deleted object has no associations"


# -- invocations -----------------------------------------------------------------------------------------------------


def test_an_invocation(either: Client) -> None:
    web = either.service()
    problem = incident(either, web)
    made = action(either, runner=runner(either)["id"])
    started = invoke(either, made, problem)
    assert started["state"] == "created"
    assert started["action_id"] == made["id"]
    assert started["metadata"]["incident"] == {"id": problem["id"], "type": "incident_reference"}
    assert started["metadata"]["agent"]["type"] == "account_reference"
    shown = either.get(f"{INVOCATIONS}/{started['id']}")["invocation"]
    assert [one["state"] for one in shown["timing"]] == ["created", "sent", "queued", "running", "completed"]
    assert (shown["state"], shown["duration"]) == ("completed", 0)
    assert shown["action_snapshot"] == {
        "name": "Restart", "action_type": "script", "action_data_reference": SCRIPT["action_data_reference"]
    }
    assert either.get(f"{ACTIONS}/{made['id']}")["action"]["last_run_by"]["type"] == "account_reference"
    either.write("DELETE", f"{ACTIONS}/{made['id']}", status=204)
    assert either.get(INVOCATIONS)["invocations"] == [shown]


def test_a_script_takes_time_and_can_fail(either: Client) -> None:
    problem = incident(either, either.service())
    script = "#!/bin/sh\nsleep 60\nexit 3\nsleep 60\n"
    made = action(either, runner=runner(either)["id"], action_data_reference={"script": script})
    path = f"{INVOCATIONS}/{invoke(either, made, problem)['id']}"
    assert either.get(path)["invocation"]["state"] == "running"
    advance(either, 61)
    ended = either.get(path)["invocation"]
    assert (ended["state"], ended["duration"]) == ("error", 60)


def test_a_runner_that_never_connected_runs_nothing(either: Client) -> None:
    either.load({"automation_runners": [{**SIDECAR, "status": "NotConfigured"}]})
    [berlin] = either.get(RUNNERS)["runners"]
    assert berlin["status"] == "NotConfigured"
    assert "last_seen" not in berlin
    started = invoke(either, action(either, runner=berlin["id"]), incident(either, either.service()))
    advance(either, 3600)
    assert either.get(f"{INVOCATIONS}/{started['id']}")["invocation"]["state"] == "created"


def test_which_actions_a_user_can_start(either: Client) -> None:
    problem, berlin = incident(either, either.service()), runner(either)

    def refused(made: Any, **metadata: Any) -> Any:
        body = {"invocation": {"metadata": {"incident_id": problem["id"], **metadata}}}
        return either.refused("POST", f"{ACTIONS}/{made['id']}/invocations", body)["errors"][0]

    assert refused(action(either)) == "Action has no runner"
    held = action(either, runner=berlin["id"], allow_invocation_manually=False)
    assert refused(held) == "Action can't be invoked manually"
    made = action(either, runner=berlin["id"], only_invocable_on_unresolved_incidents=True)
    assert refused(made, incident_id="PNOSUCH") == "Incident must exist"
    assert refused(made, incident_id=None) == "Metadata incident id can't be blank"
    assert refused(made, alert_id="PNOSUCH") == "Alert must exist"
    invoke(either, made, problem)
    resolve = {"incident": {"type": "incident_reference", "status": "resolved"}}
    either.write("PUT", f"/incidents/{problem['id']}", resolve, status=200, sender="owner@example.com")
    assert refused(made) == "Action can only be invoked on unresolved incidents"


def test_filters_of_invocations(either: Client) -> None:
    web = either.service()
    first, second, berlin = incident(either, web), incident(either, web), runner(either)
    quick = action(either, runner=berlin["id"])
    slow = action(either, runner=berlin["id"], action_data_reference={"script": "sleep 60"})
    one, two = invoke(either, quick, first)["id"], invoke(either, slow, second)["id"]

    def found(**query: str) -> list[str]:
        return [shown["id"] for shown in either.get(INVOCATIONS, **query)["invocations"]]

    assert found() == [two, one]
    assert found(incident_id=first["id"]) == found(action_id=quick["id"]) == [one]
    assert found(invocation_state="running") == found(not_invocation_state="completed") == [two]
    either.get(INVOCATIONS, invocation_state="other", status=400)
    for _number in range(30):
        invoke(either, quick, first)
    assert len(found()) == 25


@pytest.mark.parametrize(
    ("rule", "fields", "started"),
    [
        ({}, {}, True),
        ({"trigger_types": ["alert_suppressed"]}, {}, False),
        ({}, {"allow_invocation_from_event_orchestration": False}, False),
        ({}, {"runner": None}, False),
    ],
)
def test_a_rule_starts_an_action(either: Client, rule: Any, fields: Any, started: bool) -> None:
    web = either.service()
    kept = {"runner": runner(either)["id"], **fields}
    made = action(either, **{name: value for name, value in kept.items() if value is not None})
    rules = [{"conditions": [], "actions": {"pagerduty_automation_actions": [{"action_id": made["id"], **rule}]}}]
    path = {"sets": [{"id": "start", "rules": rules}], "catch_all": {"actions": {}}}
    either.write("PUT", f"/event_orchestrations/services/{web['id']}", {"orchestration_path": path}, status=200)
    active = f"/event_orchestrations/services/{web['id']}/active"
    either.write("PUT", active, {"active": True}, status=200)
    vendor = {"type": "events_api_v2_inbound_integration", "name": "Events"}
    key = either.write("POST", f"/services/{web['id']}/integrations", {"integration": vendor}, status=201)
    event = {
        "routing_key": key["integration"]["integration_key"], "event_action": "trigger",
        "payload": {"summary": "Down", "source": "web", "severity": "critical"},
    }
    either.write("POST", "/v2/enqueue", event, status=202)
    found = either.get(INVOCATIONS)["invocations"]
    assert [one["action_id"] for one in found] == [made["id"]] * started
    if started:
        [problem] = either.get("/incidents")["incidents"]
        assert found[0]["metadata"]["incident"]["id"] == problem["id"]
        assert found[0]["metadata"]["agent"]["type"] == "event_orchestration_reference"


def test_a_state_file_restores_all_of_it(either: Client) -> None:
    """Also an invocation that is running."""
    account = {
        "automation_runners": [{**SIDECAR, "teams": ["Core"]}],
        "automation_actions": [{**SCRIPT, "runner": "Berlin", "services": ["Web"], "teams": ["Core"],
                                "action_data_reference": {"script": "sleep 60"}}],
        "teams": [{"name": "Core"}],
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "escalation_policies": [{"name": "Default", "escalation_rules": [
            {"escalation_delay_in_minutes": 5, "targets": ["owner@example.com"]}]}],
        "users": [{"name": "Owner", "email": "owner@example.com", "role": "owner"}],
    }
    either.load(account)
    [made] = either.get(ACTIONS)["actions"]
    [web] = either.get("/services")["services"]
    started = invoke(either, made, incident(either, web))
    before = either.get(f"{INVOCATIONS}/{started['id']}")
    state = either.get("/_emulator/state")
    either.load({**state["accounts"][0], "token": "emulator"})
    assert either.get(f"{INVOCATIONS}/{started['id']}") == before
    assert either.get(ACTIONS)["actions"][0]["runner"] == made["runner"]
    advance(either, 61)
    assert either.get(f"{INVOCATIONS}/{started['id']}")["invocation"]["state"] == "completed"
