# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responder requests of incidents."""

from __future__ import annotations

from typing import Any

from ...core.clock import to_datetime
from ...core.collection import Record
from ...core.errors import ApiError, invalid
from ...core.state import Account
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from ..escalation_policies import responders
from . import lifecycle
from .lifecycle import Act, publish, put
from .table import RESOURCE, RESPONDER_ABILITY, responder_request


def requester_in_body(call: Call, body: Any) -> Record:
    """The user in ``requester_id``, which these operations have instead of the header ``From``. Raises 400."""
    identifier = body.get("requester_id") if isinstance(body, dict) else None
    if not isinstance(identifier, str):
        raise ApiError(400, "Requester ID Required", 2011, ["Requester can't be blank"])
    user = call.account.collection("user").get(identifier)
    if user is None:
        raise invalid("Requester must exist")
    return user


def targets_of(call: Call, body: dict[str, Any]) -> list[tuple[str, str]]:
    """The pairs (type, ID) of the targets, which may be wrapped in ``responder_request_target``. Raises 400."""
    given = body.get("responder_request_targets")
    if not isinstance(given, list) or not given:
        raise invalid("Responder request targets can't be empty")
    found = []
    for one in given:
        one = one.get("responder_request_target", one) if isinstance(one, dict) else None
        type_name = str(one.get("type")).removesuffix("_reference") if isinstance(one, dict) else ""
        known = type_name in ("user", "escalation_policy")
        if not isinstance(one, dict) or not known or not isinstance(one.get("id"), str):
            raise invalid("Responder request targets must be users or escalation policies")
        found.append((type_name, one["id"]))
    return found


def add_request(
    act: Act, incident: Record, requester: str, message: str, wanted: list[tuple[str, str]]
) -> tuple[Record, Record]:
    """Requests each target user, and the users whom the first level of each target policy notifies.

    ``requester``: the ID of a user. ``wanted``: pairs (type, ID). Returns the new incident and the request. Raises 400.
    """
    account, targets = act.account, []
    for type_name, identifier in wanted:
        found = account.collection(type_name).get(identifier)
        if found is None:
            raise invalid("Responder request targets must exist")
        asked = [identifier]
        if type_name == "escalation_policy":
            asked = responders(account, found["escalation_rules"][0], to_datetime(act.at))
        people = [{"user": user, "state": "pending", "updated_at": act.at} for user in asked]
        targets.append({"type": type_name, "id": identifier, "responders": people})
    request = {"requester": requester, "requested_at": act.at, "message": message, "targets": targets}
    incident = put(act, incident, responder_requests=[*incident["responder_requests"], request])
    for target in targets:
        for person in target["responders"]:
            publish(act, incident, "responder.added", request=request, target=target, responder=person)
    return incident, request


def request_responders(call: Call) -> Reply:
    incident, body, account = call.record(RESOURCE), call.json(), call.account
    requester = requester_in_body(call, body)["id"]
    if not isinstance(body.get("message"), str):
        raise invalid("Message must be a String")
    act = Act(account, ("user", requester), account.now())
    incident, request = add_request(act, incident, requester, body["message"], targets_of(call, body))
    return Reply(200, {"responder_request": responder_request(incident, request, call.view())})


def cancel_responders(call: Call) -> Reply:
    """Cancels the requests to users who have not replied yet."""
    incident, body, account = call.record(RESOURCE), call.json(), call.account
    requester, now = requester_in_body(call, body), account.now()
    asked, results = incident["responder_requests"], []
    for type_name, identifier in targets_of(call, body):
        result, updated = "not_found", []
        for request in asked:
            targets = []
            for target in request["targets"]:
                if (target["type"], target["id"]) == (type_name, identifier):
                    states = [one["state"] for one in target["responders"]]
                    result = next((one for one in ("joined", "declined") if one in states), "cancelled")
                    people = [
                        {**one, "state": "user_cancelled", "updated_at": now} if one["state"] == "pending" else one
                        for one in target["responders"]
                    ]
                    target = {**target, "responders": people}
                targets.append(target)
            updated.append({**request, "targets": targets})
        asked = updated
        results.append({"type": f"{type_name}_reference", "id": identifier, "result": result})
    lifecycle.put(Act(account, ("user", requester["id"]), now), incident, responder_requests=asked)
    return Reply(200, {"responder_request_targets": results})


def reply_to_requests(account: Account, incident: Record, user: str, state: str) -> bool:
    """Records the reply of a user. Returns False if no request to the user is pending."""
    act, asked, replied = Act(account, ("user", user), account.now()), [], []
    for request in incident["responder_requests"]:
        targets = []
        for target in request["targets"]:
            people = []
            for person in target["responders"]:
                if person["user"] == user and person["state"] == "pending":
                    person = {**person, "state": state, "updated_at": act.at}
                    replied.append((request, target, person))
                people.append(person)
            targets.append({**target, "responders": people})
        asked.append({**request, "targets": targets})
    if replied:
        incident = put(act, incident, responder_requests=asked)
    for request, target, person in replied:
        publish(act, incident, "responder.replied", request=request, target=target, responder=person)
    return bool(replied)


WRITE = "incidents.write"

OPERATIONS = (
    Operation("POST", "/incidents/*/responder_requests", request_responders, WRITE, RESPONDER_ABILITY),
    Operation("PUT", "/incidents/*/responder_requests/cancel", cancel_responders, WRITE, RESPONDER_ABILITY),
)
