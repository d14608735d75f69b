# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status updates of incidents, and who subscribes to them."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.errors import ApiError, invalid
from ...core.state import Account
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from . import lifecycle
from .lifecycle import Act
from .requests import act_of
from .table import RESOURCE


def send_update(act: Act, incident: Record, sender: str, message: str, **extra: str) -> tuple[Record, Record]:
    """Sends a status update. ``sender``: the ID of a user. Returns the new incident, and the status update."""
    update = {
        "id": act.account.random.identifier(),
        "message": message,
        "created_at": act.at,
        "sender": sender,
        **extra,
    }
    incident = lifecycle.put(act, incident, status_updates=[*incident["status_updates"], update])
    lifecycle.publish(act, incident, "status_update_published", status_update=update)
    return incident, update


def status_update(call: Call) -> Reply:
    """``subject`` and ``html_message`` need each other."""
    incident, act, body = call.record(RESOURCE), act_of(call), call.json()
    given: Any = {}
    if isinstance(body, dict):
        given = {name: body.get(name) for name in ("message", "subject", "html_message")}
    if not isinstance(given.get("message"), str) or not given["message"].strip():
        raise invalid("Message can't be blank")
    extra = {name: given[name] for name in ("subject", "html_message") if given[name] is not None}
    if not all(isinstance(text, str) for text in extra.values()) or len(extra) == 1:
        raise invalid("Subject and html message must both be Strings, or both be left out")
    _incident, update = send_update(act, incident, act.agent[1], given["message"], **extra)
    view = call.view()
    shown = {
        **update, "created_at": view.instant(act.at), "sender": view.reference("user", act.agent[1])
    }
    return Reply(200, {"status_update": shown})


def subscribers_in(call: Call) -> list[dict[str, str]]:
    """The users and teams in ``subscribers`` of a body. The response states for each whether it exists."""
    body = call.json()
    given = body.get("subscribers") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise ApiError(422, "Invalid Input Provided", 2001, ["Subscribers can't be empty"])
    for one in given:
        type_name = one.get("subscriber_type") if isinstance(one, dict) else None
        if type_name not in ("user", "team") or not isinstance(one.get("subscriber_id"), str):
            raise ApiError(422, "Invalid Input Provided", 2001, ["Subscriber type must be in user or team"])
    return [{"subscriber_id": one["subscriber_id"], "subscriber_type": one["subscriber_type"]} for one in given]


def subscribers(call: Call) -> Reply:
    found = call.record(RESOURCE)["subscribers"]
    reply = call.page(
        "subscribers", found, lambda one: {**one, "has_indirect_subscription": False, "subscribed_via": None}
    )
    return Reply(200, {**reply.body, "account_id": call.account.identifier})


def add_subscribers(
    account: Account, incident: Record, given: list[dict[str, str]]
) -> list[tuple[dict[str, str], str]]:
    """Subscribes users and teams to an incident. Returns each with its result."""
    held, results = list(incident["subscribers"]), []
    for one in given:
        result = "duplicate" if one in held else "success"
        if one["subscriber_id"] not in account.collection(one["subscriber_type"]):
            result = "unauthorized"
        if result == "success":
            held.append(one)
        results.append((one, result))
    account.put(RESOURCE, {**incident, "subscribers": held})
    return results


def subscribe(call: Call) -> Reply:
    incident, account = call.record(RESOURCE), call.account
    results = []
    for one, result in add_subscribers(account, incident, subscribers_in(call)):
        results.append({
            "account_id": account.identifier,
            "subscribable_id": incident["id"],
            "subscribable_type": "incident",
            **one,
            "result": result,
        })
    return Reply(200, {"subscriptions": results})


def unsubscribe(call: Call) -> Reply:
    incident = call.record(RESOURCE)
    given, held = subscribers_in(call), incident["subscribers"]
    left = [one for one in held if one not in given]
    call.account.put(RESOURCE, {**incident, "subscribers": left})
    gone = len(held) - len(left)
    return Reply(200, {"deleted_count": gone, "unauthorized_count": 0, "non_existent_count": len(given) - gone})


OPERATIONS = (
    Operation("POST", "/incidents/*/status_updates", status_update, "incidents.write", needs_from=True),
    Operation("GET", "/incidents/*/status_updates/subscribers", subscribers, "subscribers.read"),
    Operation("POST", "/incidents/*/status_updates/subscribers", subscribe, "subscribers.write"),
    Operation("POST", "/incidents/*/status_updates/unsubscribe", unsubscribe, "subscribers.write"),
)
