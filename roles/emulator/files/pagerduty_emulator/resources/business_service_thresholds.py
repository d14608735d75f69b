# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The priority from which on incidents impact business services. An account has one or none."""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.errors import unprocessable
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Reference
from ..schema.operation import Operation
from ..schema.resource import UnnamedResource

PATH = "/business_services/priority_thresholds"


class Thresholds(UnnamedResource):
    """The threshold."""

    type = "business_service_threshold"
    plural = "business_service_thresholds"
    scope = "services"
    type_required = False
    ends_with_references = True
    time_field = "id"
    fields = (Field("priority", Reference(("priority",)), required=True),)


RESOURCE = Thresholds()


def threshold(account: Account) -> Record | None:
    """The priority that is the threshold; None without one."""
    found = next(iter(account.collection(RESOURCE.type)), None)
    return None if found is None else account.collection("priority").records[found["priority"]["id"]]


def shown(priority: Record | None) -> dict[str, Any]:
    found = None if priority is None else {"id": priority["id"], "order": priority["order"]}
    return {"global_threshold": found}


def read_threshold(call: Call) -> Reply:
    return Reply(200, shown(threshold(call.account)))


def put_threshold(call: Call) -> Reply:
    """``id`` and ``order`` are those of a priority, "obtained by calling the /priorities endpoint"."""
    body = call.json()
    given = body.get("global_threshold") if isinstance(body, dict) else None
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise unprocessable("Global threshold must be an Object with an id and an order")
    priority = call.account.collection("priority").get(given["id"])
    if priority is None:
        raise unprocessable("Global threshold must exist")
    if isinstance(given.get("order"), bool) or given.get("order") != priority["order"]:
        raise unprocessable("Global threshold order must be that of the priority")
    clear(call.account)
    RESOURCE.create(call.account, {"priority": {"id": priority["id"], "type": "priority"}})
    return Reply(200, shown(priority))


def clear(account: Account) -> None:
    for record in list(account.collection(RESOURCE.type)):
        RESOURCE.delete(account, record)


def delete_threshold(call: Call) -> Reply:
    clear(call.account)
    return Reply(204)


OPERATIONS = (
    Operation("GET", PATH, read_threshold, "services.read"),
    Operation("PUT", PATH, put_threshold, "services.write"),
    Operation("DELETE", PATH, delete_threshold, "services.write"),
)
