# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident workflows, their actions and triggers, and what their runs do."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference
from .receiver import Receiver, receiving
from .test_delivery import deliveries, subscribe
from .test_incidents import OWNER, Desk

UPDATE = "pagerduty.com:incident-workflows:send-status-update:1"
NOTE = "pagerduty.com:incident-workflows:add-notes-to-incident:1"
BRIDGE = "pagerduty.com:incident-workflows:add-conference-bridge:5"
RESPONDERS = "pagerduty.com:incident-workflows:add-responders:2"
STAKEHOLDERS = "pagerduty.com:incident-workflows:add-stakeholders:2"
PRIORITY = "pagerduty.com:incident-workflows:update-incident-priority:1"
LOOP = "pagerduty.com:logic:incident-workflows-loop-until:2"
TRIGGERS = "/incident_workflows/triggers"


def step(name: str, action: str, inline: dict[str, Any] | None = None, **inputs: str) -> dict[str, Any]:
    """A step in a request. An underscore in the name of an input is a space."""
    configuration: dict[str, Any] = {
        "action_id": action,
        "inputs": [{"name": key.replace("_", " "), "value": value} for key, value in inputs.items()],
    }
    if inline is not None:
        configuration["inline_steps_inputs"] = [
            {"name": key, "value": {"steps": steps}} for key, steps in inline.items()
        ]
    return {"name": name, "action_configuration": configuration}


def workflow(client: Client, name: str = "Major", *steps: dict[str, Any], **fields: Any) -> Any:
    body = {"incident_workflow": {"name": name, "steps": list(steps), **fields}}
    return client.write("POST", "/incident_workflows", body, status=201)["incident_workflow"]


def trigger(client: Client, kind: str, flow: Any, **fields: Any) -> Any:
    body = {"trigger": {"trigger_type": kind, "workflow": {"id": flow["id"]}, **fields}}
    return client.write("POST", TRIGGERS, body, status=201)["trigger"]


def run(client: Client, flow: Any, incident: Any, **fields: Any) -> Any:
    reference_ = {"id": incident["id"], "type": "incident_reference"}
    body = {"incident_workflow_instance": {"incident": reference_, **fields}}
    made = client.write("POST", f"/incident_workflows/{flow['id']}/instances", body, status=201)
    return made["incident_workflow_instance"]


def inputs_of(one: Any) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in one["action_configuration"]["inputs"]}


# -- actions ---------------------------------------------------------------------------------------------------------


def test_actions(emulator: Client) -> None:
    first = emulator.get("/incident_workflows/actions", limit=3)
    assert (len(first["actions"]), first["more"]) == (3, True)
    rest = emulator.get("/incident_workflows/actions", limit=100, cursor=first["next_cursor"])
    assert (rest["more"], rest["next_cursor"]) == (False, None)
    listed = first["actions"] + rest["actions"]
    assert len({one["id"] for one in listed}) == len(listed) > 8
    known = {one["id"]: one for one in listed}
    assert emulator.get(f"/incident_workflows/actions/{UPDATE}") == {"action": known[UPDATE]}
    assert [one["name"] for one in known[UPDATE]["inputs"]] == ["Message"]
    assert known[UPDATE]["description"] == "Posts a status update to a given incident"
    inline = [one["metadata"] for one in known[LOOP]["inputs"] if one["name"] == "Actions"]
    assert inline == ['{"format": "inlineSteps"}']
    slack = emulator.get("/incident_workflows/actions", keyword="slack")["actions"]
    assert {one["package_name"] for one in slack} == {"slack"}
    emulator.get("/incident_workflows/actions/pagerduty.com:no:such:1", status=404)
    for cursor in ("x", "ÄÖ", "cG9zaXRpb246eA=="):
        assert emulator.get("/incident_workflows/actions", cursor=cursor, status=400)["error"]["errors"] == [
            "Cursor is invalid"
        ]


# -- workflows -------------------------------------------------------------------------------------------------------


def test_a_workflow_with_nested_steps(either: Client) -> None:
    """Inputs with defaults are added after those that were sent, also in nested steps. Steps keep their IDs."""
    inner = [step("Again", UPDATE, Message="still open"), step("Note", NOTE, Message="x")]
    team = either.create("team", name="Core")
    made = workflow(
        either, "Major",
        step("Loop", LOOP, {"Actions": inner}, Delay_between_loops="5", Condition="incident.status matches 'resolved'"),
        step("Bridge", BRIDGE, Conference_Number="+1 415-555-1212,,,,1234#,"),
        team={"id": team["id"]}, description="For P1",
    )
    loop, bridge = made["steps"]
    assert list(inputs_of(loop).items()) == [
        ("Delay between loops", "5"), ("Condition", "incident.status matches 'resolved'"), ("Maximum loops", "20"),
    ]
    assert inputs_of(bridge) == {
        "Conference Number": "+1 415-555-1212,,,,1234#,", "Overwrite existing conference bridge": "No"
    }
    [actions] = loop["action_configuration"]["inline_steps_inputs"]
    assert inputs_of(actions["value"]["steps"][1]) == {"Message": "x", "Incident ID": "{{incident.id}}"}
    assert (made["team"]["summary"], made["is_enabled"], made["type"]) == ("Core", True, "incident_workflow")
    path = f"/incident_workflows/{made['id']}"
    assert either.get(path, status=201) == {"incident_workflow": made}  # the documented status
    assert either.write("PUT", path, {"incident_workflow": made}, status=200) == {"incident_workflow": made}
    new = either.write("PUT", path, {"incident_workflow": {"steps": [
        step("Bridge", BRIDGE, Conference_URL="https://example.com/call"), step("New", UPDATE, Message="x"),
    ]}}, status=200)["incident_workflow"]
    assert [one["name"] for one in new["steps"]] == ["Bridge", "New"]
    assert new["steps"][0]["id"] == bridge["id"]
    assert new["description"] == "For P1"
    either.write("DELETE", path, status=200)
    either.get(path, status=404)


def test_lists_have_steps_and_team_on_request(emulator: Client) -> None:
    team = emulator.create("team", name="Core")
    workflow(emulator, "B", step("One", UPDATE, Message="x"), team=reference(team))
    workflow(emulator, "A")
    plain = emulator.get("/incident_workflows", total="true")
    assert ([one["name"] for one in plain["incident_workflows"]], plain["total"]) == (["A", "B"], 2)
    assert all("steps" not in one and "team" not in one for one in plain["incident_workflows"])
    [full] = emulator.get("/incident_workflows", query="b", include_=["steps", "team"])["incident_workflows"]
    assert ([one["name"] for one in full["steps"]], full["team"]["summary"]) == (["One"], "Core")
    emulator.get("/incident_workflows", include_=["teams"], status=400)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"steps": [step("One", "no:such:action:1")]}, "Could not find actions no:such:action:1"),
        ({"steps": [step("One", UPDATE)]}, "Step One input Message can't be blank"),
        ({"steps": [step("One", UPDATE, message="x", Message="y")]}, "Step One input message is not an input of"),
        ({"steps": [step("One", LOOP, Condition="x")]}, "Step One input Actions can't be blank"),
        ({"steps": [step("One", LOOP, {"Actions": [step("In", NOTE)]}, Condition="x")]}, "Step In input Message"),
        ({"steps": [step("One", UPDATE, {"Actions": []}, Message="x")]}, "input Actions is not an input of"),
        ({"steps": [{"name": "One", "action_configuration": {"action_id": UPDATE}}]}, "inputs can't be blank"),
        ({"name": ""}, "Name can't be blank"),
        ({"team": {"id": "PNOTEAM"}}, "Team must exist"),
        ({"is_enabled": "yes"}, "Is enabled must be a Boolean"),
    ],
)
def test_rejected_workflows(either: Client, fields: dict[str, Any], message: str) -> None:
    error = either.refused("POST", "/incident_workflows", {"incident_workflow": {"name": "Major", **fields}})
    assert message in " ".join(error["errors"])
    assert either.get("/incident_workflows")["incident_workflows"] == []


# -- triggers --------------------------------------------------------------------------------------------------------


def test_triggers(either: Client) -> None:
    desk, flow = Desk(either), workflow(either, "Major")
    service = {"id": desk.service["id"]}
    made = trigger(either, "conditional", flow, services=[service], condition="incident.priority matches 'P1'")
    assert (made["type"], made["trigger_type_name"]) == ("workflow_trigger", "Conditional Trigger")
    assert (made["workflow"]["id"], made["workflow_name"], made["is_disabled"]) == (flow["id"], "Major", False)
    assert [(one["id"], one["type"]) for one in made["services"]] == [(service["id"], "service")]
    path = f"{TRIGGERS}/{made['id']}"
    assert either.get(path) == {"trigger": made}
    assert either.write("PUT", path, {"trigger": made}, status=200) == {"trigger": made}
    other = either.service("Other")
    for _twice in range(2):
        both = either.write("POST", f"{path}/services", {"service": {"id": other["id"]}}, status=201)["trigger"]
        assert [one["summary"] for one in both["services"]] == ["Web", "Other"]
    one = either.write("DELETE", f"{path}/services/{service['id']}", status=201)["trigger"]
    assert [one["summary"] for one in one["services"]] == ["Other"]
    either.write("DELETE", f"{path}/services/{service['id']}", status=404)
    everywhere = {"trigger": {"is_subscribed_to_all_services": True}}
    assert either.write("PUT", path, everywhere, status=200)["trigger"]["services"] == []
    manual = trigger(
        either, "manual", flow, is_subscribed_to_all_services=True,
        permissions={"restricted": True, "team_id": desk.team["id"]},
    )
    assert manual["permissions"] == {"restricted": True, "team_id": desk.team["id"]}
    assert "condition" not in manual
    typed = trigger(either, "incident_type", flow, incident_types=["incident_default"], services=[service])
    assert typed["incident_types"] == ["incident_default"]
    either.write("DELETE", path, status=204)
    either.write("DELETE", f"/incident_workflows/{flow['id']}", status=200)
    assert either.get(TRIGGERS)["triggers"] == []


def test_filters_of_triggers(emulator: Client) -> None:
    desk = Desk(emulator)
    first, second = workflow(emulator, "First"), workflow(emulator, "Second", is_enabled=False)
    one = trigger(emulator, "manual", first, services=[{"id": desk.service["id"]}])["id"]
    two = trigger(emulator, "conditional", second, is_subscribed_to_all_services=True, condition="")["id"]
    three = trigger(emulator, "manual", second)["id"]
    incident = desk.open()

    def found(**query: Any) -> list[str]:
        return [entry["id"] for entry in emulator.get(TRIGGERS, **query)["triggers"]]

    assert found() == [one, two, three]
    assert found(workflow_id=second["id"]) == [two, three]
    assert found(trigger_type="manual") == [one, three]
    assert found(service_id=desk.service["id"]) == found(incident_id=incident["id"]) == [one, two]
    assert found(workflow_name_contains="SEC") == found(is_disabled="true") == [two, three]
    assert found(is_disabled="false") == [one]
    assert found(sort_by="workflow_name desc") == [two, three, one]
    assert found(incident_id="QNONE") == []
    page = emulator.get(TRIGGERS, limit=2)
    assert ([entry["id"] for entry in page["triggers"]], page["more"]) == ([one, two], True)
    assert found(cursor=page["next_cursor"]) == [three]
    for query in ({"trigger_type": "x"}, {"sort_by": "name"}, {"is_disabled": "x"}):
        emulator.get(TRIGGERS, status=400, **query)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Trigger type must be in manual, conditional or incident_type"),
        ({"trigger_type": "manual", "workflow": {"id": "PNONE"}}, "Workflow must exist"),
        ({"trigger_type": "manual", "condition": ""}, "Condition is not allowed"),
        ({"trigger_type": "conditional"}, "Condition can't be blank"),
        ({"trigger_type": "conditional", "condition": "priority is P1"}, "Condition is invalid"),
        ({"trigger_type": "manual", "incident_types": ["incident_default"]}, "Incident types are not allowed"),
        ({"trigger_type": "incident_type", "incident_types": ["no_such"]}, "Incident types must exist"),
        ({"trigger_type": "manual", "services": [{"id": "PNONE"}]}, "Services must exist"),
        ({"trigger_type": "manual", "permissions": {"restricted": True}}, "Permissions team can't be blank"),
        ({"trigger_type": "manual", "permissions": {"team_id": "PNONE"}}, "only allowed if restricted"),
        (
            {"trigger_type": "conditional", "condition": "", "permissions": {"restricted": True, "team_id": "P"}},
            "only allowed for manual triggers",
        ),
    ],
)
def test_rejected_triggers(either: Client, fields: dict[str, Any], message: str) -> None:
    flow = workflow(either)
    error = either.refused("POST", TRIGGERS, {"trigger": {"workflow": {"id": flow["id"]}, **fields}})
    assert message in " ".join(error["errors"]) or (not fields and "Trigger type" in error["errors"][0])


def test_a_trigger_keeps_its_type_and_workflow(either: Client) -> None:
    flow, other = workflow(either, "One"), workflow(either, "Two")
    path = f"{TRIGGERS}/{trigger(either, 'manual', flow)['id']}"
    for change in ({"trigger_type": "incident_type"}, {"workflow": {"id": other["id"]}}):
        assert "can't be changed" in either.refused("PUT", path, {"trigger": change})["errors"][0]
    service = either.service()
    body = {"trigger": {"is_subscribed_to_all_services": True, "services": [{"id": service["id"]}]}}
    assert "must be empty" in either.refused("PUT", path, body)["errors"][0]


# -- runs ------------------------------------------------------------------------------------------------------------


def test_a_run_does_what_its_steps_do(emulator: Client) -> None:
    desk = Desk(emulator)
    people = f'["{{\\"id\\": \\"{desk.bob["id"]}\\", \\"type\\": \\"user\\"}}"]'
    teams = f'[{{"id": "{desk.team["id"]}", "type": "team_reference"}}]'
    flow = workflow(
        emulator, "Major",
        step("Tell", UPDATE, Message="{{incident.title}} on {{ incident.service.name }}, {{no.such}}"),
        step("Note", NOTE, Message="Runs"),
        step("Call", BRIDGE, Conference_URL="https://example.com/call"),
        step("Keep", BRIDGE, Conference_URL="https://example.com/other"),
        step("Help", RESPONDERS, Responders=people),
        step("Listen", STAKEHOLDERS, Stakeholders=teams),
        step("Important", PRIORITY, Priority="P2"),
        step("Fails", RESPONDERS, Responders='[{"id": "PNONE", "type": "user"}]'),
        step("Odd", RESPONDERS, Responders="nobody"),
        step("Slack", "pagerduty.com:slack:create-a-channel:4", Workspace="T1"),
    )
    with receiving() as receiver:
        subscribe(emulator, receiver.url, "incident.workflow.started", "incident.workflow.completed",
                  "incident.status_update_published", "incident.annotated")
        incident = desk.open()
        made = run(emulator, flow, incident, id="MYRUN")
        assert (made["id"], made["type"], made["incident"]["id"]) == (
            "MYRUN", "incident_workflow_instance", incident["id"]
        )
        now = desk.get(incident, include_=["conference_bridge"])
        deliveries(emulator)
        assert receiver.types() == [
            "incident.workflow.started", "incident.status_update_published", "incident.annotated",
            "incident.workflow.completed",
        ]
        events = receiver.accepted()
        assert events[1]["data"]["message"] == "Down on Web, {{no.such}}"
        assert (events[0]["data"]["id"], events[0]["data"]["workflow_trigger"]) == ("MYRUN", None)
    assert now["conference_bridge"]["conference_url"] == "https://example.com/call"
    assert now["priority"]["summary"] == "P2"
    [responder] = now["incidents_responders"]
    assert (responder["user"]["id"], responder["message"].startswith("Please help me with Down - https")) == (
        desk.bob["id"], True
    )
    listed = emulator.get(f"/incidents/{incident['id']}/status_updates/subscribers")["subscribers"]
    assert [(one["subscriber_type"], one["subscriber_id"]) for one in listed] == [("team", desk.team["id"])]
    [note] = emulator.get(f"/incidents/{incident['id']}/notes")["notes"]
    assert note["content"] == "Runs"


def test_rejected_runs(emulator: Client) -> None:
    desk, flow, off = Desk(emulator), workflow(emulator, "On"), workflow(emulator, "Off", is_enabled=False)
    incident = {"id": desk.open()["id"], "type": "incident_reference"}
    path = f"/incident_workflows/{flow['id']}/instances"
    for fields, message in (
        ({}, "Incident must exist"),
        ({"incident": {"id": "QNONE"}}, "Incident must exist"),
        ({"incident": incident, "id": 1}, "Id must be a String"),
        ({"incident": incident, "type": "incident"}, "Type must be in incident_workflow_instance"),
    ):
        error = emulator.refused("POST", path, {"incident_workflow_instance": fields})
        assert error["errors"] == [message]
    body = {"incident_workflow_instance": {"incident": incident}}
    error = emulator.refused("POST", f"/incident_workflows/{off['id']}/instances", body)
    assert error["errors"] == ["Incident workflow is disabled"]
    emulator.write("POST", "/incident_workflows/PNONE/instances", body, status=404)


def test_conditional_triggers(emulator: Client) -> None:
    """A workflow starts when its condition becomes true, once, until it was false in between."""
    desk = Desk(emulator)
    flow = workflow(emulator, "Major", step("Note", NOTE, Message="P1"))
    trigger(emulator, "conditional", flow, condition="incident.priority matches 'P1'",
            services=[{"id": desk.service["id"]}])
    incident = desk.open()

    def notes() -> int:
        return len(emulator.get(f"/incidents/{incident['id']}/notes")["notes"])

    assert notes() == 0
    desk.put(incident, priority="P1")
    assert notes() == 1
    desk.put(incident, title="Still down")
    assert notes() == 1
    desk.put(incident, priority="P2")
    desk.put(incident, priority="P1")
    assert notes() == 2
    emulator.write("PUT", f"/incident_workflows/{flow['id']}", {"incident_workflow": {"is_enabled": False}}, status=200)
    desk.put(incident, priority="P2")
    desk.put(incident, priority="P1")
    assert notes() == 2
    other = emulator.service("Other")
    body = {"incident": {"type": "incident", "title": "x", "service": reference(other), "priority": None}}
    elsewhere = emulator.write("POST", "/incidents", body, status=201, sender=OWNER)["incident"]
    emulator.write("PUT", f"/incident_workflows/{flow['id']}", {"incident_workflow": {"is_enabled": True}}, status=200)
    desk.put(elsewhere, priority="P1")
    assert emulator.get(f"/incidents/{elsewhere['id']}/notes")["notes"] == []


def test_triggers_at_creation(emulator: Client) -> None:
    """An empty condition is met by a new incident, and an incident type by incidents of this type."""
    emulator.load({"incident_types": [{"name": "security", "display_name": "Security"}]})
    desk = Desk(emulator)
    always = workflow(emulator, "Always", step("Note", NOTE, Message="always"))
    typed = workflow(emulator, "Typed", step("Note", NOTE, Message="typed"))
    trigger(emulator, "conditional", always, condition="", is_subscribed_to_all_services=True)
    trigger(emulator, "incident_type", typed, incident_types=["security"], is_subscribed_to_all_services=True)

    def notes(incident: Any) -> list[str]:
        return sorted(one["content"] for one in emulator.get(f"/incidents/{incident['id']}/notes")["notes"])

    plain, secure = desk.open(), desk.open(incident_type={"name": "security"})
    assert notes(plain) == ["always"]
    assert notes(secure) == ["always", "typed"]
    desk.put(plain, incident_type={"name": "security"})
    assert notes(plain) == ["always", "typed"]


def test_a_loop_waits_between_its_runs(emulator: Client) -> None:
    desk = Desk(emulator)
    flow = workflow(
        emulator, "Loop",
        step("Loop", LOOP, {"Actions": [step("Note", NOTE, Message="again")]},
             Condition="incident.status matches 'resolved'", Delay_between_loops="10", Maximum_loops="3"),
        step("End", NOTE, Message="end"),
    )
    first, second = desk.open(), desk.open("Other")
    run(emulator, flow, first)
    run(emulator, flow, second)

    def notes(incident: Any) -> list[str]:
        return [one["content"] for one in emulator.get(f"/incidents/{incident['id']}/notes")["notes"]]

    assert notes(first) == notes(second) == ["again"]
    desk.put(first, status="resolved")
    desk.advance(600)
    assert (notes(first), notes(second)) == (["again", "end"], ["again", "again"])
    desk.advance(3000)
    assert notes(second) == ["again", "again", "again", "end"]


def test_the_trigger_of_a_run_is_in_its_events(emulator: Client) -> None:
    desk, flow = Desk(emulator), workflow(emulator, "Major")
    manual = trigger(emulator, "manual", flow, services=[{"id": desk.service["id"]}])
    with receiving() as receiver:
        check_events(emulator, receiver, desk, flow, manual)


def check_events(client: Client, receiver: Receiver, desk: Desk, flow: Any, manual: Any) -> None:
    subscribe(client, receiver.url, "incident.workflow.started", "incident.workflow.completed")
    incident = desk.open()
    made = run(client, flow, incident)
    client.get("/incident_workflows")
    deliveries(client)
    started, completed = receiver.accepted()
    assert (started["event_type"], completed["event_type"]) == (
        "incident.workflow.started", "incident.workflow.completed"
    )
    assert started["data"] == completed["data"] == {
        "id": made["id"],
        "type": "incident_workflow_instance",
        "summary": "Major",
        "incident_workflow": {
            "html_url": f"https://example.pagerduty.com/incident-workflows/workflows/{flow['id']}",
            "id": flow["id"],
            "self": f"{client.url}/incident_workflows/{flow['id']}",
            "summary": "Major",
            "type": "incident_workflow_reference",
        },
        "workflow_trigger": {
            "html_url": None,
            "id": manual["id"],
            "self": f"{client.url}{TRIGGERS}/{manual['id']}",
            "summary": "Manual Trigger",
            "type": "workflow_trigger_reference",
        },
        "incident": {
            "html_url": f"https://example.pagerduty.com/incidents/{incident['id']}",
            "id": incident["id"],
            "self": f"{client.url}/incidents/{incident['id']}",
            "summary": "Down",
            "type": "incident_reference",
        },
        "service": {
            "html_url": f"https://example.pagerduty.com/service-directory/{desk.service['id']}",
            "id": desk.service["id"],
            "self": f"{client.url}/services/{desk.service['id']}",
            "summary": "Web",
            "type": "service_reference",
        },
    }


# -- state files -----------------------------------------------------------------------------------------------------


def test_a_state_file_with_workflows(emulator: Client) -> None:
    """Actions, workflows, services and teams by name. Loading starts no workflow."""
    state = {
        "teams": [{"name": "Core"}],
        "incident_workflows": [{
            "name": "Major", "team": "Core",
            "steps": [{"name": "Note", "action_configuration": {
                "action_id": "Add Notes to Incident", "inputs": [{"name": "Message", "value": "x"}],
            }}],
        }],
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "incident_workflow_triggers": [
            {"trigger_type": "conditional", "condition": "", "workflow": "Major", "services": ["Web"]},
        ],
        "incidents": [{"title": "Down", "service": "Web"}],
    }
    emulator.load(state)
    [flow] = emulator.get("/incident_workflows", include_=["steps"])["incident_workflows"]
    assert inputs_of(flow["steps"][0]) == {"Message": "x", "Incident ID": "{{incident.id}}"}
    [one] = emulator.get(TRIGGERS)["triggers"]
    assert [service["summary"] for service in one["services"]] == ["Web"]
    [incident] = emulator.get("/incidents")["incidents"]
    assert emulator.get(f"/incidents/{incident['id']}/notes")["notes"] == []
    saved = emulator.get("/_emulator/state")
    emulator.load(saved)
    assert emulator.get(TRIGGERS)["triggers"] == [one]
