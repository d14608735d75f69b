# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business services, and who subscribes to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ..core.collection import Record, Target
from ..core.errors import unprocessable
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Choice, Field, Flag, ListOf, Nested, Text
from ..schema.operation import Operation, crud, shown
from ..schema.references import HistoricalReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .owning_team import OwningTeam

MOST = 5000
"""The documented limit of an account."""


class Subscriber(AnyObject):
    """A user or team. In a state file, ``subscriber_id`` can be a name or an email address."""

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, dict) or value.get("subscriber_type") not in ("user", "team"):
            return value
        found = account.look_up(value["subscriber_type"], str(value.get("subscriber_id")))
        return value if found is None else {**value, "subscriber_id": found}


SUBSCRIBER = Subscriber((("subscriber_type", str), ("subscriber_id", str)))

RELATIONS = ("impacted", "not_impacted")


class BusinessTeam(OwningTeam):
    """The team of a business service. Null, also as the ID, removes it.

    The documents show null in responses only. Without it in requests, no request could remove a team.
    """

    nullable = True

    def render(self, value: Any, view: View) -> Any:
        if value is None:
            return None
        return {"id": value["id"], "type": "team_reference", "self": view.api_url(f"/teams/{value['id']}")}

    def references(self, value: Any) -> Iterator[Target]:
        if value is not None:
            yield value["type"], value["id"]


DIRECT_IMPACT = Nested(
    (
        Field("incident", HistoricalReference(("incident",)), required=True),
        Field("relation", Choice(RELATIONS), required=True),
    )
)


class BusinessServices(Resource):
    """A business service. Names need not be unique.

    ``account_is_subscribed``  only the responses of ``account_subscription`` show it
    ``impacts``                incidents that a request has added to the service or removed from it
    """

    type = "business_service"
    plural = "business_services"
    scope = "services"
    key_is_unique = False
    type_required = False
    indexes: ClassVar = {
        "subscriber": lambda record: tuple(
            (one["subscriber_type"], one["subscriber_id"]) for one in record["subscribers"]
        ),
    }
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("point_of_contact", Text(nullable=True)),
        Field("team", BusinessTeam()),
        Field("subscribers", ListOf(SUBSCRIBER), default=(), api=False, shown=False),
        Field("account_is_subscribed", Flag(), default=False, api=False, shown=False),
        Field("impacts", ListOf(DIRECT_IMPACT), default=(), api=False, shown=False),
    )

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.creating and len(write.account.collection(self.type)) >= MOST:
            yield f"Account can't have more than {MOST} business services"


RESOURCE = BusinessServices()


# -- operations ------------------------------------------------------------------------------------------------------


def create_business_service(call: Call) -> Reply:
    """Returns 200 and not 201."""
    return Reply(200, shown(call, RESOURCE, RESOURCE.create(call.account, call.wrapped(RESOURCE.type))))


def update_business_service(call: Call) -> Reply:
    record = RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped(RESOURCE.type))
    return Reply(200, shown(call, RESOURCE, record))


def subscribe_account(call: Call) -> Reply:
    """Subscribing again is no error."""
    call.account.put(RESOURCE, {**call.record(RESOURCE), "account_is_subscribed": True})
    return Reply(200, {"account_is_subscribed": True})


def unsubscribe_account(call: Call) -> Reply:
    call.account.put(RESOURCE, {**call.record(RESOURCE), "account_is_subscribed": False})
    return Reply(204)


def subscribers_in(call: Call) -> list[dict[str, str]]:
    """The users and teams in ``subscribers`` of a body. Raises 422."""
    body = call.json()
    given = body.get("subscribers") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise unprocessable("Subscribers can't be empty")
    found = []
    for one in given:
        entry = one if isinstance(one, dict) else {}
        type_name, identifier = entry.get("subscriber_type"), entry.get("subscriber_id")
        if type_name not in ("user", "team"):
            raise unprocessable("Subscriber type must be in user or team")
        if not isinstance(identifier, str):
            raise unprocessable("Subscriber id must be a String")
        subscriber = {"subscriber_id": identifier, "subscriber_type": str(type_name)}
        if subscriber in found:
            raise unprocessable("Subscribers must be unique")
        found.append(subscriber)
    return found


def exists(account: Account, subscriber: dict[str, str]) -> bool:
    return subscriber["subscriber_id"] in account.collection(subscriber["subscriber_type"])


def subscribers(call: Call) -> Reply:
    """Those that were subscribed to this business service, in the order of the subscriptions."""
    found = [one for one in call.record(RESOURCE)["subscribers"] if exists(call.account, one)]
    return Reply(200, {**call.page("subscribers", found, dict).body, "account_id": call.account.identifier})


def subscribe(call: Call) -> Reply:
    """Returns a result for each subscriber: an unknown one is ``unauthorized``."""
    service, account, results = call.record(RESOURCE), call.account, []
    held = list(service["subscribers"])
    for one in subscribers_in(call):
        result = "duplicate" if one in held else "success"
        if not exists(account, one):
            result = "unauthorized"
        if result == "success":
            held.append(one)
        results.append({
            "account_id": account.identifier, "subscribable_id": service["id"],
            "subscribable_type": RESOURCE.type, **one, "result": result,
        })
    account.put(RESOURCE, {**service, "subscribers": held})
    return Reply(200, {"subscriptions": results})


def unsubscribe(call: Call) -> Reply:
    service, given = call.record(RESOURCE), subscribers_in(call)
    held = service["subscribers"]
    unknown = [one for one in given if not exists(call.account, one)]
    gone = [one for one in given if one in held and one not in unknown]
    call.account.put(RESOURCE, {**service, "subscribers": [one for one in held if one not in gone]})
    counts = {"deleted_count": len(gone), "unauthorized_count": len(unknown)}
    return Reply(200, {**counts, "non_existent_count": len(given) - len(gone) - len(unknown)})


ONE = f"{RESOURCE.path}/*"

OPERATIONS = (
    *crud(RESOURCE, create=create_business_service, update=update_business_service),
    Operation("PATCH", ONE, update_business_service, "services.write"),
    Operation("POST", f"{ONE}/account_subscription", subscribe_account, "subscribers.write"),
    Operation("DELETE", f"{ONE}/account_subscription", unsubscribe_account, "subscribers.write"),
    Operation("GET", f"{ONE}/subscribers", subscribers, "subscribers.read"),
    Operation("POST", f"{ONE}/subscribers", subscribe, "subscribers.write"),
    Operation("POST", f"{ONE}/unsubscribe", unsubscribe, "subscribers.write"),
)
