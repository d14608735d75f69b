# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification subscriptions of teams and users: the incidents whose status updates they get, and business services.

They are the same subscriptions as those of `incidents.status_updates` and `business_services`, seen from the
subscriber.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.errors import unprocessable
from ..schema.call import Call, Reply
from ..schema.operation import Operation

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
        """The subscriber in the path, in the form in which objects store it. Raises 404."""
        return {"subscriber_id": call.record(self.type)["id"], "subscriber_type": self.type}

    def subscriptions(self, call: Call) -> Reply:
        """Incidents, then business services, in the order of the subscriptions. Incidents have no name."""
        subscriber, account = self.subscriber(call), call.account
        found = [
            (type_name, identifier)
            for type_name in SUBSCRIBABLE
            for identifier in account.collection(type_name).indexed("subscriber", key_of(subscriber))
        ]

        def show(target: tuple[str, str]) -> dict[str, Any]:
            type_name, identifier = target
            named = account.collection(type_name).records[identifier].get("name")
            whole = {**self._relation(call, subscriber, type_name, identifier), "subscribable_name": named}
            return {"subscription": whole, "subscribable_name": named}

        return call.page("subscriptions", found, show)

    def subscribe(self, call: Call) -> Reply:
        """Returns a result for each object: an unknown one is ``unauthorized``."""
        subscriber, results = self.subscriber(call), []
        for type_name, identifier in subscribables_in(call):
            collection = call.account.collection(type_name)
            record = collection.get(identifier)
            result = "unauthorized"
            if record is not None:
                result = "duplicate" if subscriber in record["subscribers"] else "success"
            if record is not None and result == "success":
                subscribed = {**record, "subscribers": [*record["subscribers"], subscriber]}
                call.account.put(collection.resource, subscribed)
            results.append({**self._relation(call, subscriber, type_name, identifier), "result": result})
        return Reply(200, {"subscriptions": results})

    def unsubscribe(self, call: Call) -> Reply:
        subscriber = self.subscriber(call)
        counts = {"deleted_count": 0, "unauthorized_count": 0, "non_existent_count": 0}
        for type_name, identifier in subscribables_in(call):
            collection = call.account.collection(type_name)
            record = collection.get(identifier)
            if record is None:
                counts["unauthorized_count"] += 1
            elif subscriber not in record["subscribers"]:
                counts["non_existent_count"] += 1
            else:
                left = [one for one in record["subscribers"] if one != subscriber]
                call.account.put(collection.resource, {**record, "subscribers": left})
                counts["deleted_count"] += 1
        return Reply(200, counts)

    @staticmethod
    def _relation(call: Call, subscriber: dict[str, str], type_name: str, identifier: str) -> dict[str, Any]:
        return {
            "account_id": call.account.identifier, "subscribable_id": identifier, "subscribable_type": type_name,
            **subscriber,
        }


def key_of(subscriber: dict[str, str]) -> tuple[str, str]:
    """The value of the index ``subscriber``."""
    return subscriber["subscriber_type"], subscriber["subscriber_id"]


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


OPERATIONS = tuple(one for subscriber_type in ("team", "user") for one in Subscriptions(subscriber_type).operations())
