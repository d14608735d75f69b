# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification subscriptions of teams and users: the incidents whose status updates they get.

They are the same subscriptions as those of `incidents.status_updates`, seen from the subscriber. The emulator has no
business services, the other objects that can be subscribed to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import ApiError
from ..schema.call import Call, Reply
from ..schema.operation import Operation
from .incidents.table import RESOURCE as INCIDENTS

SUBSCRIBABLE = ("incident", "business_service")


class Subscriptions:
    """The operations of one type of subscribers, ``team`` or ``user``."""

    def __init__(self, subscriber_type: str):
        self.type = subscriber_type

    def operations(self) -> Iterator[Operation]:
        path = f"/{self.type}s/*/notification_subscriptions"
        yield Operation("GET", path, self.subscriptions, "subscribers.read")
        yield Operation("POST", path, self.subscribe, "subscribers.write")
        yield Operation("POST", f"{path}/unsubscribe", self.unsubscribe, "subscribers.write")

    def subscriber(self, call: Call) -> dict[str, str]:
        """The subscriber in the path, in the form in which incidents store it. Raises 404."""
        return {"subscriber_id": call.record(self.type)["id"], "subscriber_type": self.type}

    def subscriptions(self, call: Call) -> Reply:
        """In the order of the subscriptions. ``subscribable_name`` is null for incidents."""
        subscriber = self.subscriber(call)
        found = list(call.account.collection("incident").indexed("subscriber", key_of(subscriber)))

        def show(incident: str) -> dict[str, Any]:
            whole = {**self._relation(call, subscriber, "incident", incident), "subscribable_name": None}
            return {"subscription": whole, "subscribable_name": None}

        return call.page("subscriptions", found, show)

    def subscribe(self, call: Call) -> Reply:
        """Returns a result for each object: an unknown one is ``unauthorized``."""
        subscriber, results = self.subscriber(call), []
        for type_name, identifier in subscribables_in(call):
            incident = incident_of(call, type_name, identifier)
            result = "unauthorized"
            if incident is not None:
                result = "duplicate" if subscriber in incident["subscribers"] else "success"
            if incident is not None and result == "success":
                call.account.put(INCIDENTS, {**incident, "subscribers": [*incident["subscribers"], subscriber]})
            results.append({**self._relation(call, subscriber, type_name, identifier), "result": result})
        return Reply(200, {"subscriptions": results})

    def unsubscribe(self, call: Call) -> Reply:
        subscriber = self.subscriber(call)
        counts = {"deleted_count": 0, "unauthorized_count": 0, "non_existent_count": 0}
        for type_name, identifier in subscribables_in(call):
            incident = incident_of(call, type_name, identifier)
            if incident is None:
                counts["unauthorized_count"] += 1
            elif subscriber not in incident["subscribers"]:
                counts["non_existent_count"] += 1
            else:
                left = [one for one in incident["subscribers"] if one != subscriber]
                call.account.put(INCIDENTS, {**incident, "subscribers": left})
                counts["deleted_count"] += 1
        return Reply(200, counts)

    @staticmethod
    def _relation(call: Call, subscriber: dict[str, str], type_name: str, identifier: str) -> dict[str, Any]:
        return {
            "account_id": call.account.identifier, "subscribable_id": identifier, "subscribable_type": type_name,
            **subscriber,
        }


def key_of(subscriber: dict[str, str]) -> tuple[str, str]:
    """The value of the index ``subscriber`` of incidents."""
    return subscriber["subscriber_type"], subscriber["subscriber_id"]


def incident_of(call: Call, type_name: str, identifier: str) -> Record | None:
    """The incident that an entry refers to; None if there is none."""
    return call.account.collection("incident").get(identifier) if type_name == "incident" else None


def subscribables_in(call: Call) -> list[tuple[str, str]]:
    """The pairs (type, ID) in ``subscribables`` of a body. Raises 422."""
    body = call.json()
    given = body.get("subscribables") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise unprocessable("Subscribables can't be empty")
    found = []
    for one in given:
        entry = one if isinstance(one, dict) else {}
        type_name, identifier = entry.get("subscribable_type"), entry.get("subscribable_id")
        if type_name not in SUBSCRIBABLE:
            raise unprocessable(f"Subscribable type must be in {' or '.join(SUBSCRIBABLE)}")
        if not isinstance(identifier, str):
            raise unprocessable("Subscribable id must be a String")
        found.append((str(type_name), identifier))
    return found


def unprocessable(error: str) -> ApiError:
    """422, which PagerDuty documents for these operations."""
    return ApiError(422, "Invalid Input Provided", 2001, [error])


OPERATIONS = tuple(one for subscriber_type in ("team", "user") for one in Subscriptions(subscriber_type).operations())
