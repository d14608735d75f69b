# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: create, update, snooze, merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.errors import invalid, not_found, payment_required, too_large
from ...schema.call import Call, Reply
from ...schema.fields import INVALID, Check, Reference
from ...schema.operation import Operation, identifier_in
from ...schema.references import as_target
from ..escalation_policies import first_level
from ..services import NO_NEW_INCIDENTS, status_of, urgency_of
from . import lifecycle
from .errors import arguments, impossible
from .lifecycle import Act, NewIncident
from .requests import CREATE, UPDATE, UPDATE_ONE, act_of, refuse_both, request_of
from .table import RESOURCE

MAXIMUM_BULK = 250


TYPES = ("incident", "incident_reference")
"""The values of ``type`` in an update."""

Do = Callable[[], Record]


def shown(call: Call, incident: Record, status: int = 200) -> Reply:
    return Reply(status, {"incident": RESOURCE.render(incident, call.view())})


def create(call: Call) -> Reply:
    """Creates an incident.

    It is assigned to a user, or by an escalation policy: that of the request or that of the service.
    """
    account, act = call.account, act_of(call)
    given = request_of(account, CREATE, call.wrapped("incident"), ("incident",))
    service = account.collection("service").records[given["service"]["id"]]
    refuse_both(given, "assignments", "escalation_policy")
    key = given["incident_key"]
    if key is not None:
        refuse_taken_key(call, service["id"], key)
    status = status_of(account, service)
    if status in NO_NEW_INCIDENTS:
        raise invalid("Service is disabled" if status == "disabled" else "Service is in maintenance")
    if given["urgency"] is not None and "urgencies" not in account.abilities:
        raise payment_required("urgencies")
    chosen = given["escalation_policy"] or service["escalation_policy"]
    policy = account.collection("escalation_policy").records[chosen["id"]]
    moment = to_datetime(act.at)
    direct = bool(given["assignments"])
    if direct:
        level, users = 1, [one["assignee"]["id"] for one in given["assignments"]]
    else:
        found = first_level(account, policy, 1, moment)
        if found is None:
            raise impossible(1015)
        level, users = found
    new = NewIncident(
        title=given["title"],
        service=service,
        urgency=given["urgency"] or urgency_of(account, service, None, moment),
        policy=policy,
        users=users,
        level=level,
        incident_key=key or account.random.key(),
        priority=given["priority"],
        incident_type=given["incident_type"],
        conference_bridge=given["conference_bridge"],
        body=given["body"],
        trigger="Triggered through the API.",
        details={"description": given["title"]},
    )
    incident = lifecycle.trigger(act.through(type="web_trigger", summary=given["title"]), new, direct=direct)
    if direct and users == [act.agent[1]]:  # a user who assigns it to themselves acknowledges it
        incident = lifecycle.acknowledge(act, incident)
    return shown(call, incident, 201)


def refuse_taken_key(call: Call, service: str, key: str) -> None:
    """Raises 400 if an open incident of the service, or an open alert of it, has the key."""
    account = call.account
    alerts, open_incidents = account.collection("alert"), account.collection("incident")
    by_alert = any(
        one["service"] is not None and one["service"]["id"] == service and one["status"] != "resolved"
        for one in (alerts.records[identifier] for identifier in alerts.indexed("key", key))
    )
    if by_alert or open_incidents.indexed("open key", (service, key)):
        raise arguments("Open incident with matching dedup key already exists on this service")


WHOLE = frozenset(("status", "title", "urgency", "assignments", "escalation_policy"))
"""The fields of a request with a whole incident that was read before."""


def is_same(incident: Record, name: str, value: Any) -> bool:
    """Whether a field of an update has the incident's current value."""
    if name == "assignments":
        return {one["assignee"]["id"] for one in value} == set(lifecycle.assignees(incident))
    return bool(incident.get(name) == value)


def changes_in(incident: Record, given: Record) -> Record:
    """An update without the fields that were only sent back.

    The documents reject ``assignments`` together with ``escalation_policy`` for POST only. PagerDuty's Python client
    sends back whole incidents. So if a request has both, only those that differ count. A request with one of them
    reassigns the incident, even to the same users. A status counts, too, unless nothing differs in a whole incident.
    """
    if given.keys() >= WHOLE and all(is_same(incident, name, value) for name, value in given.items()):
        return {}
    both = ("assignments", "escalation_policy")
    if not given.keys() >= set(both):
        return given
    return {name: value for name, value in given.items() if name not in both or not is_same(incident, name, value)}


def refuse_impossible(call: Call, act: Act, incident: Record, given: Record) -> None:
    """Raises `ApiError` if the incident's state does not allow the update."""
    was, status = incident["status"], given.get("status")
    assigns = given.keys() & ASSIGNING
    refuse_both(given, "assignments", "escalation_level")
    if was == "resolved" and (status == "resolved" or (status is None and assigns)):
        raise impossible(1001)
    if was == "acknowledged" and status == "acknowledged" and act.agent in acknowledgers(incident):
        raise impossible(1002)
    if status == "resolved" and assigns:
        raise invalid("Status resolved cannot be combined with an assignment")
    if given.get("assignments") == []:
        raise invalid("Assignments can't be empty")
    if "urgency" in given and "urgencies" not in call.account.abilities:
        raise payment_required("urgencies")
    if "service" in given and incident["incident_key"] and given["service"]["id"] != incident["service"]["id"]:
        refuse_taken_key(call, given["service"]["id"], incident["incident_key"])


ASSIGNING = frozenset(("assignments", "escalation_policy", "escalation_level"))
"""Fields that reassign the incident."""


def plan(call: Call, act: Act, incident: Record, given: Record) -> Do:
    """Checks an update against the incident's state. Returns a function that applies it. Raises `ApiError`."""
    account, was = call.account, incident["status"]
    given = changes_in(incident, given)
    refuse_impossible(call, act, incident, given)
    users = [one["assignee"]["id"] for one in given["assignments"]] if "assignments" in given else None
    chosen: Record = given["escalation_policy"] if "escalation_policy" in given else incident["escalation_policy"]
    level: int | None = given.get("escalation_level")
    policy = account.collection("escalation_policy").get(chosen["id"])
    if level is not None and (policy is None or not 1 <= level <= len(policy["escalation_rules"])):
        raise impossible(1006)
    on_call = None
    if users is None and (given.keys() & ASSIGNING or (was == "resolved" and given.get("status") == "triggered")):
        on_call = first_level(account, policy, level or 1, to_datetime(act.at)) if policy else None
        if on_call is None:
            raise impossible(1006 if level is not None and "escalation_policy" not in given else 1015)
    return Update(act, incident, given, users, policy, on_call).do


@dataclass(frozen=True)
class Update:
    """A checked update of an incident.

    ``users``    the IDs of the users in the request; None if it has none
    ``policy``   the escalation policy after the update
    ``on_call``  the level and the IDs of its users, if the policy assigns the incident
    """

    act: Act
    incident: Record
    given: Record
    users: list[str] | None
    policy: Record | None
    on_call: tuple[int, list[str]] | None

    def do(self) -> Record:
        """Applies the update. Returns the incident."""
        act, status = self.act, self.given.get("status")
        changed = plain_changes(act, self.incident, self.given)
        if self.incident["status"] == "resolved" and status is not None:
            return self._reopened(changed)
        if "escalation_policy" in self.given and self.policy:
            changed = lifecycle.delegate(act, changed, self.policy, self.given.get("escalation_level") or 1, self.users)
        elif self.users is not None:
            changed = lifecycle.reassign(act, changed, self.users)
        elif self.on_call is not None:
            changed = lifecycle.escalate(act, changed, *self.on_call)
        if status == "acknowledged" and act.agent not in acknowledgers(changed):
            return lifecycle.acknowledge(act, changed)
        if status == "triggered" and changed["status"] == "acknowledged":
            return lifecycle.unacknowledge(act, changed)
        if status == "resolved":
            return lifecycle.resolve(act, changed, self.given.get("resolution"))
        return changed

    def _reopened(self, changed: Record) -> Record:
        act, level = self.act, changed["escalation_level"]
        if self.given["status"] == "acknowledged":
            taken = lifecycle.reopen(act, changed, [act.agent[1]], "direct_assignment", level)
            return lifecycle.acknowledge(act, taken)
        if self.users is not None:
            return lifecycle.reopen(act, changed, self.users, "direct_assignment", level)
        assert self.on_call is not None and self.policy is not None
        reference = {"id": self.policy["id"], "type": "escalation_policy"}
        return lifecycle.reopen(
            act, changed, self.on_call[1], "escalation_policy", self.on_call[0], escalation_policy=reference
        )


def acknowledgers(incident: Record) -> list[Any]:
    return [as_target(one["acknowledger"]) for one in incident["acknowledgements"]]


SIMPLE = {
    "title": None,
    "urgency": None,
    "priority": "priority_updated",
    "incident_type": "incident_type.changed",
    "conference_bridge": "conference_bridge.updated",
    "service": "service_updated",
}
"""Fields without further effects → the event of their change; None for no event."""


def plain_changes(act: Act, incident: Record, given: dict[str, Any]) -> Record:
    """Changes the fields without further effects. Returns the incident."""
    for name, event in SIMPLE.items():
        if name in given and given[name] != incident[name]:
            incident = lifecycle.change(act, incident, event, **{name: given[name]})
    return incident


def update(call: Call) -> Reply:
    incident, act = call.record(RESOURCE), act_of(call)
    given = request_of(call.account, UPDATE_ONE, call.wrapped("incident"), TYPES, old=incident)
    return shown(call, plan(call, act, incident, given)())


def update_many(call: Call) -> Reply:
    """Updates all of them, or none if one update is invalid."""
    account, act = call.account, act_of(call)
    body = call.json()
    items = body.get("incidents") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise invalid("incidents is missing or is not an Array of Objects")
    if len(items) > MAXIMUM_BULK:
        raise too_large("incidents", MAXIMUM_BULK)
    plans = []
    for item in items:
        incident = account.collection("incident").get(identifier_in(item))
        if incident is None:
            raise not_found()
        given = request_of(account, UPDATE, item, TYPES, old=incident)
        plans.append(plan(call, act, incident, given))
    view = call.view()
    done = [do() for do in plans]
    return call.page("incidents", done, lambda incident: RESOURCE.render(incident, view))


MAXIMUM_ALERTS = 1000

MAXIMUM_SNOOZE = 604_800

SOURCE = Reference(("incident",))


def snooze(call: Call) -> Reply:
    """Keeps an acknowledged incident acknowledged for ``duration`` seconds. Then, it is triggered again."""
    incident, act = call.record(RESOURCE), act_of(call)
    body = call.json()
    duration = body.get("duration") if isinstance(body, dict) else None
    if not isinstance(duration, int) or isinstance(duration, bool) or not 1 <= duration <= MAXIMUM_SNOOZE:
        raise impossible(1013, f"Duration must be an Integer from 1 to {MAXIMUM_SNOOZE}")
    if incident["status"] == "resolved":
        raise impossible(1001)
    if incident["status"] != "acknowledged":
        raise impossible(1012)
    return shown(call, lifecycle.snooze(act, incident, duration), 201)


def merge(call: Call) -> Reply:
    """Returns a reference to the target. Resolved sources can be merged, but only once."""
    goal, act, account = call.record(RESOURCE), act_of(call), call.account
    body = call.json()
    given = body.get("source_incidents") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid("source_incidents is missing or is not an Array")
    if goal["status"] == "resolved":
        raise impossible(1001, "Open incidents cannot be merged into a resolved incident")
    check = Check(account)
    kept = [SOURCE.clean(one, "Source incidents", check) for one in given]
    sources = [] if INVALID in kept else [account.collection("incident").records[one["id"]] for one in kept]
    if goal["id"] in [source["id"] for source in sources]:
        check.errors.append("Source incidents can't include the target incident")
    alerts = account.collection("alert")
    if sum(len(alerts.indexed("incident", one["id"])) for one in (goal, *sources)) > MAXIMUM_ALERTS:
        check.errors.append(f"An incident cannot have more than {MAXIMUM_ALERTS} alerts")
    if check.errors:
        raise invalid(*check.errors)
    if any(source["resolve_reason"] for source in sources):
        raise impossible(1019)
    for source in sources:
        goal = lifecycle.merge(act, goal, source)
    return Reply(200, {"incident": call.view().reference("incident", goal["id"])})


WRITE = "incidents.write"

OPERATIONS = (
    Operation("POST", "/incidents", create, WRITE, needs_from=True),
    Operation("PUT", "/incidents", update_many, WRITE, needs_from=True),
    Operation("PUT", "/incidents/*", update, WRITE, needs_from=True),
    Operation("POST", "/incidents/*/snooze", snooze, WRITE, needs_from=True),
    Operation("PUT", "/incidents/*/merge", merge, WRITE, needs_from=True),
)
