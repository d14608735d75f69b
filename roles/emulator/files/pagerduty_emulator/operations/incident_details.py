# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on incidents: notes, responder requests, status updates and who gets them, custom field values."""

from __future__ import annotations

from typing import Any

from .. import lifecycle
from ..core.errors import ApiError, invalid, not_found
from ..core.state import Record
from ..lifecycle import Act
from ..oncall import instant, responders
from ..resources.incident_types import RESOURCE as INCIDENT_TYPES
from ..resources.incident_types import field_of, value_problem
from ..resources.incidents import RESOURCE as INCIDENTS
from ..resources.incidents import RESPONDER_ABILITY, field_values, responder_request
from ..resources.notes import RESOURCE as NOTES
from ..schema.call import Call, Reply
from ..schema.operation import Operation
from .incidents import act_of, incident_of

MAXIMUM_NOTES = 2000

# -- notes -----------------------------------------------------------------------------------------------------------


def notes_of(call: Call) -> list[Record]:
    """The notes of the incident whose ID is in the path, the oldest first."""
    notes = call.account.collection("note")
    found = [notes.records[one] for one in notes.indexed("incident", incident_of(call)["id"])]
    return sorted(found, key=lambda note: note["created_at"])


def note_of(call: Call) -> Record:
    found = next((note for note in notes_of(call) if note["id"] == call.ids[1]), None)
    if found is None:
        raise not_found()
    return found


def content(call: Call) -> str:
    """What a note says."""
    given = call.wrapped("note").get("content")
    if not isinstance(given, str):
        raise invalid("Content must be a String")
    if not given.strip():
        raise invalid("Content can't be blank")
    return given


def notes(call: Call) -> Reply:
    """Never paged."""
    view = call.view()
    return Reply(200, {"notes": [NOTES.render(note, view) for note in notes_of(call)]})


def add_note(call: Call) -> Reply:
    incident, act, text = incident_of(call), act_of(call), content(call)
    if len(notes_of(call)) >= MAXIMUM_NOTES:
        raise invalid(f"A maximum of {MAXIMUM_NOTES} notes can be added to an incident")
    note = {
        "id": NOTES.new_identifier(call.account),
        "content": text,
        "incident": {"id": incident["id"], "type": "incident"},
        "user": {"id": act.agent[1], "type": "user"},
        "created_at": act.at,
        "updated_at": act.at,
    }
    call.account.put(NOTES, note)
    lifecycle.log(act.through(type="note", summary=text), incident, "annotate", f"Note added by {act.who}.")
    incident = lifecycle.put(act, incident)
    lifecycle.publish(act, incident, "annotated", note=note)
    return Reply(200, {"note": NOTES.render(note, call.view())})


def change_note(call: Call) -> Reply:
    note = {**note_of(call), "content": content(call), "updated_at": call.account.now()}
    call.account.put(NOTES, note)
    return Reply(200, {"note": NOTES.render(note, call.view())})


def delete_note(call: Call) -> Reply:
    call.account.drop(NOTES, note_of(call))
    return Reply(204)


# -- responder requests ----------------------------------------------------------------------------------------------


def requester_in_body(call: Call, body: Any) -> Record:
    """The user in ``requester_id``, which these operations have instead of a ``From`` header."""
    identifier = body.get("requester_id") if isinstance(body, dict) else None
    if not isinstance(identifier, str):
        raise ApiError(400, "Requester ID Required", 2011, ["Requester can't be blank"])
    user = call.account.collection("user").get(identifier)
    if user is None:
        raise invalid("Requester must exist")
    return user


def targets_of(call: Call, body: dict[str, Any]) -> list[tuple[str, str]]:
    """(type, ID) of the targets: each as it is, or within ``responder_request_target``."""
    given = body.get("responder_request_targets")
    if not isinstance(given, list) or not given:
        raise invalid("Responder request targets can't be empty")
    found = []
    for one in given:
        one = one.get("responder_request_target", one) if isinstance(one, dict) else None
        kind = str(one.get("type")).removesuffix("_reference") if isinstance(one, dict) else None
        if not isinstance(one, dict) or kind not in ("user", "escalation_policy") or not isinstance(one.get("id"), str):
            raise invalid("Responder request targets must be users or escalation policies")
        found.append((kind, one["id"]))
    return found


def request_responders(call: Call) -> Reply:
    """Each target user, and whom the first level of each target policy notifies, is asked to join."""
    incident, body, account = incident_of(call), call.json(), call.account
    requester, now = requester_in_body(call, body), account.now()
    if not isinstance(body.get("message"), str):
        raise invalid("Message must be a String")
    targets = []
    for kind, identifier in targets_of(call, body):
        found = account.collection(kind).get(identifier)
        if found is None:
            raise invalid("Responder request targets must exist")
        asked = [identifier]
        if kind == "escalation_policy":
            asked = responders(account, found["escalation_rules"][0], instant(now))
        people = [{"user": user, "state": "pending", "updated_at": now} for user in asked]
        targets.append({"type": kind, "id": identifier, "responders": people})
    request = {
        "requester": requester["id"], "requested_at": now, "message": body["message"], "targets": targets
    }
    act = Act(account, ("user", requester["id"]), now)
    incident = lifecycle.put(act, incident, responder_requests=[*incident["responder_requests"], request])
    for target in targets:
        for person in target["responders"]:
            lifecycle.publish(act, incident, "responder.added", request=request, target=target, responder=person)
    return Reply(200, {"responder_request": responder_request(incident, request, call.view())})


def cancel_responders(call: Call) -> Reply:
    """Only those who have not answered yet."""
    incident, body, account = incident_of(call), call.json(), call.account
    requester, now = requester_in_body(call, body), account.now()
    asked, results = incident["responder_requests"], []
    for kind, identifier in targets_of(call, body):
        result, updated = "not_found", []
        for request in asked:
            targets = []
            for target in request["targets"]:
                if (target["type"], target["id"]) == (kind, identifier):
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
        results.append({"type": f"{kind}_reference", "id": identifier, "result": result})
    lifecycle.put(Act(account, ("user", requester["id"]), now), incident, responder_requests=asked)
    return Reply(200, {"responder_request_targets": results})


# -- status updates --------------------------------------------------------------------------------------------------


def status_update(call: Call) -> Reply:
    """``subject`` and ``html_message`` come together."""
    incident, act, body = incident_of(call), act_of(call), call.json()
    given: Any = {}
    if isinstance(body, dict):
        given = {name: body.get(name) for name in ("message", "subject", "html_message")}
    if not isinstance(given.get("message"), str) or not given["message"].strip():
        raise invalid("Message can't be blank")
    extra = {name: given[name] for name in ("subject", "html_message") if given[name] is not None}
    if not all(isinstance(text, str) for text in extra.values()) or len(extra) == 1:
        raise invalid("Subject and html message must both be Strings, or both be left out")
    update = {
        "id": call.account.chance.identifier(),
        "message": given["message"],
        "created_at": act.at,
        "sender": act.agent[1],
        **extra,
    }
    incident = lifecycle.put(act, incident, status_updates=[*incident["status_updates"], update])
    lifecycle.publish(act, incident, "status_update_published", status_update=update)
    view = call.view()
    shown = {
        **update, "created_at": view.instant(act.at), "sender": view.reference("user", act.agent[1])
    }
    return Reply(200, {"status_update": shown})


def subscribers_in(call: Call) -> list[dict[str, str]]:
    """``subscribers`` of a body: users and teams. Whether they exist is answered one by one."""
    body = call.json()
    given = body.get("subscribers") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise ApiError(422, "Invalid Input Provided", 2001, ["Subscribers can't be empty"])
    for one in given:
        kind = one.get("subscriber_type") if isinstance(one, dict) else None
        if kind not in ("user", "team") or not isinstance(one.get("subscriber_id"), str):
            raise ApiError(422, "Invalid Input Provided", 2001, ["Subscriber type must be in user or team"])
    return [{"subscriber_id": one["subscriber_id"], "subscriber_type": one["subscriber_type"]} for one in given]


def subscribers(call: Call) -> Reply:
    found = incident_of(call)["subscribers"]
    reply = call.page(
        "subscribers", found, lambda one: {**one, "has_indirect_subscription": False, "subscribed_via": None}
    )
    return Reply(200, {**reply.body, "account_id": call.account.identifier})


def subscribe(call: Call) -> Reply:
    incident, account = incident_of(call), call.account
    held, results = list(incident["subscribers"]), []
    for one in subscribers_in(call):
        result = "duplicate" if one in held else "success"
        if one["subscriber_id"] not in account.collection(one["subscriber_type"]):
            result = "unauthorized"
        if result == "success":
            held.append(one)
        results.append({
            "account_id": account.identifier,
            "subscribable_id": incident["id"],
            "subscribable_type": "incident",
            **one,
            "result": result,
        })
    account.put(INCIDENTS, {**incident, "subscribers": held})
    return Reply(200, {"subscriptions": results})


def unsubscribe(call: Call) -> Reply:
    incident = incident_of(call)
    given, held = subscribers_in(call), incident["subscribers"]
    left = [one for one in held if one not in given]
    call.account.put(INCIDENTS, {**incident, "subscribers": left})
    gone = len(held) - len(left)
    return Reply(200, {"deleted_count": gone, "unauthorized_count": 0, "non_existent_count": len(given) - gone})


# -- incident types and custom fields --------------------------------------------------------------------------------


def incident_types(call: Call) -> Reply:
    """The enabled ones unless ``filter`` says otherwise. Never paged."""
    wanted = call.query.get("filter", "enabled")
    if wanted not in ("enabled", "disabled", "all"):
        raise invalid("Filter must be in enabled, disabled or all")
    view = call.view()
    found = [
        INCIDENT_TYPES.render(one, view)
        for one in call.account.collection("incident_type")
        if wanted == "all" or one["enabled"] == (wanted == "enabled")
    ]
    return Reply(200, {"incident_types": found})


def type_of(call: Call) -> Record:
    """The incident type whose ID or name is in the path."""
    found = call.account.look_up("incident_type", call.ids[0])
    if found is None:
        raise not_found()
    return call.account.collection("incident_type").records[found]


def one_incident_type(call: Call) -> Reply:
    return Reply(200, {"incident_type": INCIDENT_TYPES.render(type_of(call), call.view())})


def custom_fields(call: Call) -> Reply:
    """Those of the type itself and those it inherits."""
    view = call.view()
    found = INCIDENT_TYPES.custom_fields(call.account, type_of(call))
    shown = [field_of(owner, one, view, options="field_options" in view.include) for owner, one in found]
    return Reply(200, {"fields": shown})


def one_custom_field(call: Call) -> Reply:
    view = call.view()
    for owner, one in INCIDENT_TYPES.custom_fields(call.account, type_of(call)):
        if one["id"] == call.ids[1]:
            return Reply(200, {"field": field_of(owner, one, view, options="field_options" in view.include)})
    raise not_found()


def values(call: Call) -> Reply:
    return Reply(200, {"custom_fields": list(field_values(call.account, incident_of(call)))})


def set_values(call: Call) -> Reply:
    """Each by the field's ID or name; null clears it."""
    incident, account, body = incident_of(call), call.account, call.json()
    given = body.get("custom_fields") if isinstance(body, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid("custom_fields is missing or is not an Array of Objects")
    type_record = account.collection("incident_type").records[
        account.look_up("incident_type", incident["incident_type"]) or ""
    ]
    known = [one for _owner, one in INCIDENT_TYPES.custom_fields(account, type_record)]
    by_name = {**{one["name"]: one for one in known}, **{one["id"]: one for one in known}}
    new, errors = dict(incident["custom_fields"]), []
    for one in given:
        name = one.get("id", one.get("name"))
        found = by_name.get(name) if isinstance(name, str) else None
        if found is None or "value" not in one:
            errors.append(f"Custom field {name} must exist and have a value")
        elif problem := value_problem(found, one["value"]):
            errors.append(f"{found['name']} {problem}")
        elif one["value"] != new.get(found["id"], found["default_value"]):
            new[found["id"]] = one["value"]
    if errors:
        raise invalid(*errors)
    before = incident["custom_fields"]
    act = Act(account, call.agent() or ("service", incident["service"]["id"]), account.now())
    if new != before:
        incident = lifecycle.put(act, incident, custom_fields=new)
        lifecycle.log(act, incident, "custom_field_value_change", f"Custom fields changed by {act.who}.")
        lifecycle.publish(act, incident, "custom_field_values.updated", before=before)
    return Reply(201, {"custom_fields": list(field_values(account, incident))})


READ, WRITE, FIELDS = "incidents.read", "incidents.write", "custom_fields.read"
OPTIONS = ("field_options",)

OPERATIONS = (
    Operation("GET", "/incidents/*/notes", notes, READ),
    Operation("POST", "/incidents/*/notes", add_note, WRITE, needs_from=True),
    Operation("PUT", "/incidents/*/notes/*", change_note, WRITE, needs_from=True),
    Operation("DELETE", "/incidents/*/notes/*", delete_note, WRITE),
    Operation("POST", "/incidents/*/responder_requests", request_responders, WRITE, RESPONDER_ABILITY),
    Operation("PUT", "/incidents/*/responder_requests/cancel", cancel_responders, WRITE, RESPONDER_ABILITY),
    Operation("POST", "/incidents/*/status_updates", status_update, WRITE, needs_from=True),
    Operation("GET", "/incidents/*/status_updates/subscribers", subscribers, "subscribers.read"),
    Operation("POST", "/incidents/*/status_updates/subscribers", subscribe, "subscribers.write"),
    Operation("POST", "/incidents/*/status_updates/unsubscribe", unsubscribe, "subscribers.write"),
    Operation("GET", "/incidents/*/custom_fields/values", values, READ),
    Operation("PUT", "/incidents/*/custom_fields/values", set_values, WRITE),
    Operation("GET", "/incidents/types", incident_types, "incident_types.read"),
    Operation("GET", "/incidents/types/*", one_incident_type, "incident_types.read"),
    Operation("GET", "/incidents/types/*/custom_fields", custom_fields, FIELDS, includes=OPTIONS),
    Operation("GET", "/incidents/types/*/custom_fields/*", one_custom_field, FIELDS, includes=OPTIONS),
)
