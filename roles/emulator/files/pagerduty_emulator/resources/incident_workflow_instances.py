# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of incident workflows.

A request starts a run, or an incident that begins to match a trigger. A timer runs the steps, in order. PagerDuty's
documents have no type of log entry for runs, so only the effects of the steps are in the log.

The steps do what these actions do: status updates, notes, responders, subscribers, the conference bridge, the priority,
and loops. All other actions do nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from ..core.clock import Timer, later, to_datetime
from ..core.collection import Record
from ..core.errors import ApiError, invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Choice, Field, Instant, ListOf, Text, Whole
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, as_reference
from ..schema.resource import UnnamedResource
from .event_orchestrations import pcl
from .event_orchestrations.values import PclError
from .incident_workflow_actions import (
    ACTIONS,
    ADD_BRIDGE,
    ADD_NOTE,
    ADD_RESPONDERS,
    ADD_STAKEHOLDERS,
    LOOP,
    SET_PRIORITY,
    STATUS_UPDATE,
)
from .incident_workflow_triggers import BY_TYPE, CONDITIONAL, MANUAL, covers, triggers_of
from .incidents import RESOURCE as INCIDENTS
from .incidents import lifecycle
from .incidents.lifecycle import Act
from .incidents.responders import add_request
from .incidents.status_updates import add_subscribers, send_update
from .incidents.table import field_values
from .notes import annotate

RUN, START = "run_workflow", "start_workflows"


class Instances(UnnamedResource):
    """A run of a workflow on an incident.

    ``instance``  the ID that the request gave
    ``steps``     those of the workflow when the run started
    ``position``  how many steps have been run
    ``loops``     how often the loop at this position has been run
    """

    type = "incident_workflow_instance"
    plural = "incident_workflow_instances"
    scope = "incident_workflows"
    time_field = "started_at"
    type_required = False
    fields = (
        Field("instance", Text(nullable=True)),
        Field("name", Text(), default=""),
        Field("workflow", HistoricalReference(("incident_workflow",)), required=True),
        Field("trigger", HistoricalReference(("incident_workflow_trigger",), nullable=True)),
        Field("incident", HistoricalReference(("incident",)), required=True),
        Field("agent", HistoricalReference(("user", "service")), required=True),
        Field("status", Choice(("running", "completed")), default="completed"),
        Field("started_at", Instant(), default=Account.now),
        Field("ended_at", Instant(nullable=True)),
        Field("steps", ListOf(AnyObject()), default=()),
        Field("position", Whole(0), default=0),
        Field("loops", Whole(0), default=0),
    )

    def summary(self, record: Record) -> str:
        name: str = record["name"]
        return name


RESOURCE = Instances()


# -- starting --------------------------------------------------------------------------------------------------------


def start(act: Act, workflow: Record, incident: Record, trigger: Record | None, instance: str | None) -> Record:
    """Starts a run, and publishes this. Returns it."""
    account = act.account
    run = {
        "id": RESOURCE.new_identifier(account),
        "instance": instance,
        "name": workflow["name"],
        "workflow": {"id": workflow["id"], "type": "incident_workflow"},
        "trigger": trigger and {"id": trigger["id"], "type": "incident_workflow_trigger"},
        "incident": {"id": incident["id"], "type": "incident"},
        "agent": as_reference(act.agent),
        "status": "running",
        "started_at": act.at,
        "ended_at": None,
        "steps": workflow["steps"],
        "position": 0,
        "loops": 0,
    }
    account.put(RESOURCE, run)
    lifecycle.publish(act, incident, "workflow.started", run=run)
    account.timers.add(act.at, RUN, run["id"])
    return run


def start_instance(call: Call) -> Reply:
    """Starts a workflow on an incident. A request that is repeated starts it again, also with the same ``id``."""
    account, workflow = call.account, call.record("incident_workflow")
    body = call.wrapped("incident_workflow_instance")
    given, reference = body.get("id"), body.get("incident")
    if given is not None and not isinstance(given, str):
        raise invalid("Id must be a String")
    if body.get("type") not in (None, "incident_workflow_instance"):
        raise invalid("Type must be in incident_workflow_instance")
    identifier = reference.get("id") if isinstance(reference, dict) else None
    incident = account.collection("incident").get(identifier) if isinstance(identifier, str) else None
    if incident is None:
        raise invalid("Incident must exist")
    if not workflow["is_enabled"]:
        raise invalid("Incident workflow is disabled")
    act = Act(account, call.agent() or ("service", incident["service"]["id"]), account.now())
    manual = [
        one for one in triggers_of(account, workflow["id"])
        if one["trigger_type"] == MANUAL and covers(one, incident["service"]["id"])
    ]
    run = start(act, workflow, incident, manual[0] if manual else None, given)
    shown = {
        "id": given or run["id"],
        "type": RESOURCE.type,
        "incident": call.view().reference("incident", incident["id"]),
    }
    return Reply(201, {RESOURCE.type: shown})


def matched(account: Account, incident: Record) -> Iterator[Record]:
    """The triggers that an incident matches, other than manual ones."""
    workflows = account.collection("incident_workflow").records
    for trigger in account.collection("incident_workflow_trigger").records.values():
        workflow = workflows[trigger["workflow"]["id"]]
        if not workflow["is_enabled"] or not covers(trigger, incident["service"]["id"]):
            continue
        if trigger["trigger_type"] == BY_TYPE:
            types = {account.look_up("incident_type", one) for one in trigger["incident_types"]}
            if account.look_up("incident_type", incident["incident_type"]) in types:
                yield trigger
        elif trigger["trigger_type"] == CONDITIONAL and holds(account, incident, trigger["condition"], account.now()):
            yield trigger


def holds(account: Account, incident: Record, condition: str, at: str) -> bool:
    """Whether an incident meets a condition. An empty one is met, and an invalid one is not."""
    try:
        return not condition or pcl.condition(condition).holds(evaluation(account, incident, to_datetime(at)))
    except PclError:
        return False


def evaluation(account: Account, incident: Record, now: datetime) -> pcl.Evaluation:
    """An incident as conditions see it."""
    def name(type_name: str, reference: Record | None) -> str | None:
        found = account.collection(type_name).get(reference["id"]) if reference else None
        return found["name"] if found else None

    data = {
        **{one: incident[one] for one in ("id", "title", "status", "urgency", "incident_number", "incident_type")},
        "priority": name("priority", incident["priority"]),
        "service": name("service", incident["service"]),
        "escalation_policy": name("escalation_policy", incident["escalation_policy"]),
        "custom_fields": {one["name"]: one["value"] for one in field_values(account, incident)},
    }
    return pcl.Evaluation({"incident": data}, now, lambda _number, _seconds: 0, lambda _number: None)


def start_matched(account: Account, timer: Timer) -> None:
    """Starts the workflows of triggers that a changed incident matches, and did not match before."""
    incident = account.collection(INCIDENTS.type).get(timer.identifier)
    if incident is None:
        return
    found = list(matched(account, incident))
    before = incident["matched_triggers"]
    incident = {**incident, "matched_triggers": [one["id"] for one in found]}
    account.put(INCIDENTS, incident)
    act = lifecycle.timer_act(account, incident, timer.at)
    for trigger in found:
        if trigger["id"] not in before:
            workflow = account.collection("incident_workflow").records[trigger["workflow"]["id"]]
            start(act, workflow, incident, trigger, None)


# -- running ---------------------------------------------------------------------------------------------------------


Inputs = dict[str, str]

PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def filled(account: Account, incident: Record, at: str, text: str) -> str:
    """A text with the values of ``{{incident.title}}`` and the like. Others stay as they are."""
    service = account.collection("service").get(incident["service"]["id"])
    subdomain = account.subdomain
    values = {
        "current_date": at[:10],
        "incident.url": f"https://{subdomain}.pagerduty.com/incidents/{incident['id']}",
        "incident.service.name": service["name"] if service else "",
        **{f"incident.{one}": str(incident[one]) for one in ("id", "title", "status", "urgency", "incident_number")},
    }
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def references_in(text: str) -> list[tuple[str, str]]:
    """The pairs (type, ID) of a list of references in JSON. Each can be JSON in a text. [] if the text is not one."""
    try:
        listed = json.loads(text)
        found = [json.loads(one) if isinstance(one, str) else one for one in listed]
        return [(str(one["type"]).removesuffix("_reference"), str(one["id"])) for one in found]
    except (ValueError, TypeError, KeyError):
        return []


def sender(act: Act) -> str:
    """The user on whose behalf a step acts: who started the run, or else the first user of the account."""
    return act.agent[1] if act.agent[0] == "user" else next(iter(act.account.requesters.records))


def send_status_update(act: Act, incident: Record, inputs: Inputs) -> None:
    send_update(act, incident, sender(act), inputs["Message"])


def add_note(act: Act, incident: Record, inputs: Inputs) -> None:
    # The document knows users and bots as the authors of notes, and no services.
    annotate(replace(act, agent=("user", sender(act))), incident, inputs["Message"])


def add_responders(act: Act, incident: Record, inputs: Inputs) -> None:
    wanted = [one for one in references_in(inputs["Responders"]) if one[0] in ("user", "escalation_policy")]
    if wanted:
        add_request(act, incident, sender(act), inputs["Message"], wanted)


def add_stakeholders(act: Act, incident: Record, inputs: Inputs) -> None:
    wanted = [one for one in references_in(inputs["Stakeholders"]) if one[0] in ("user", "team")]
    given = [{"subscriber_id": identifier, "subscriber_type": kind} for kind, identifier in wanted]
    add_subscribers(act.account, incident, given)


def add_bridge(act: Act, incident: Record, inputs: Inputs) -> None:
    """Keeps an existing conference bridge, unless it may be overwritten."""
    overwrites = inputs.get("Overwrite existing conference bridge") == "Yes"
    if incident["conference_bridge"] is None or overwrites:
        bridge = {
            "conference_number": inputs.get("Conference Number") or None,
            "conference_url": inputs.get("Conference URL") or None,
        }
        lifecycle.change(act, incident, "conference_bridge.updated", conference_bridge=bridge)


def set_priority(act: Act, incident: Record, inputs: Inputs) -> None:
    found = act.account.look_up("priority", inputs["Priority"])
    if found is not None:
        lifecycle.change(act, incident, "priority_updated", priority={"id": found, "type": "priority"})


EFFECTS: dict[str, Callable[[Act, Record, Inputs], None]] = {
    STATUS_UPDATE: send_status_update,
    ADD_NOTE: add_note,
    ADD_RESPONDERS: add_responders,
    ADD_STAKEHOLDERS: add_stakeholders,
    ADD_BRIDGE: add_bridge,
    SET_PRIORITY: set_priority,
}
"""Functions of actions → what they do. All others do nothing."""


def perform(act: Act, incident_id: str, step: Record) -> None:
    """Runs the action of a step. A step that fails does not end the run."""
    incident = act.account.collection("incident").records[incident_id]
    configuration = step["action_configuration"]
    inputs = {
        one["name"]: filled(act.account, incident, act.at, one["value"]) for one in configuration["inputs"]
    }
    effect = EFFECTS.get(ACTIONS[configuration["action_id"]].function)
    if effect is not None:
        try:
            effect(act, incident, inputs)
        except ApiError:
            return


def loop(act: Act, run: Record, step: Record) -> Record:
    """Runs the steps of a loop once. Returns the run: at the next step, or waiting for the next time."""
    configuration = step["action_configuration"]
    inputs = {one["name"]: one["value"] for one in configuration["inputs"]}
    incident = act.account.collection("incident").records[run["incident"]["id"]]
    most, delay = (int(inputs[name]) if inputs[name].isdecimal() else default
                   for name, default in (("Maximum loops", 20), ("Delay between loops", 10)))
    if run["loops"] >= most or holds(act.account, incident, inputs["Condition"], act.at):
        return {**run, "position": run["position"] + 1, "loops": 0}
    for one in configuration["inline_steps_inputs"]:
        for inner in one["value"]["steps"]:
            perform(act, run["incident"]["id"], inner)
    act.account.timers.add(later(act.at, 60 * delay), RUN, run["id"])
    return {**run, "loops": run["loops"] + 1}


def run_steps(account: Account, timer: Timer) -> None:
    """Runs the steps that are left, until a loop has to wait. Publishes the end."""
    run = account.collection(RESOURCE.type).get(timer.identifier)
    if run is None or run["status"] != "running" or run["incident"]["id"] not in account.collection("incident"):
        return
    act = Act(account, (run["agent"]["type"], run["agent"]["id"]), timer.at)
    while run["position"] < len(run["steps"]):
        step = run["steps"][run["position"]]
        if ACTIONS[step["action_configuration"]["action_id"]].function == LOOP:
            position = run["position"]
            run = loop(act, run, step)
            if run["position"] == position:
                account.put(RESOURCE, run)
                return
        else:
            perform(act, run["incident"]["id"], step)
            run = {**run, "position": run["position"] + 1}
    run = {**run, "status": "completed", "ended_at": timer.at}
    account.put(RESOURCE, run)
    incident = account.collection("incident").records[run["incident"]["id"]]
    lifecycle.publish(act, incident, "workflow.completed", run=run)


TIMERS = {RUN: run_steps, START: start_matched}


def after_load(account: Account) -> None:
    """Continues the runs of a state file, and notes which triggers its incidents match, without starting workflows."""
    for run in list(account.collection(RESOURCE.type).records.values()):
        if run["status"] == "running":
            account.timers.add(account.now(), RUN, run["id"])
    if account.collection("incident_workflow_trigger").records:
        for incident in list(account.collection(INCIDENTS.type).records.values()):
            found = [one["id"] for one in matched(account, incident)]
            account.put(INCIDENTS, {**incident, "matched_triggers": found})


OPERATIONS = (
    Operation(
        "POST", "/incident_workflows/*/instances", start_instance, "incident_workflows:instances.write"
    ),
)
