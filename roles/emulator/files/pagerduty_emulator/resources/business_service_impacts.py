# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which open incidents impact which business services.

An incident impacts the business services that depend on its service, directly or through other services, if it has a
priority and the priority meets the account's threshold. A request can also add an incident to a business service, or
remove its impact. Both propagate to the services that the business service supports.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.collection import Record, Target
from ..core.errors import unprocessable
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.operation import Operation
from .business_service_thresholds import threshold
from .business_services import RELATIONS
from .business_services import RESOURCE as BUSINESS_SERVICES
from .incidents.table import OPEN
from .incidents.table import RESOURCE as INCIDENTS
from .service_dependencies import neighbors

MOST = 200
"""The documented limit of these lists."""

PRIORITY, COUNT = "services.highest_impacting_priority", "total_impacted_count"

UNPRIORITIZED = 2**31
"""The order of incidents without a priority: after all others."""


def impacted_by(account: Account, incident: Record) -> set[str]:
    """The IDs of the business services that an incident impacts."""
    relations = {
        service["id"]: one["relation"]
        for service in account.collection(BUSINESS_SERVICES.type)
        for one in service["impacts"]
        if one["incident"]["id"] == incident["id"]
    }
    kind = BUSINESS_SERVICES.type
    waiting: list[Target] = [(kind, one) for one, relation in relations.items() if relation == "impacted"]
    if meets_threshold(account, incident):
        waiting.append((incident["service"]["type"], incident["service"]["id"]))
    found = set(waiting)
    while waiting:
        for target in neighbors(account, waiting.pop(), below=False):
            removed = target[0] == kind and relations.get(target[1]) == "not_impacted"
            if target not in found and not removed:
                found.add(target)
                waiting.append(target)
    return {identifier for type_name, identifier in found if type_name == kind}


def order_of(account: Account, incident: Record) -> int:
    """The smaller, the more urgent."""
    priority = incident["priority"]
    order: int = account.collection("priority").records[priority["id"]]["order"] if priority else UNPRIORITIZED
    return order


def meets_threshold(account: Account, incident: Record) -> bool:
    least = threshold(account)
    return order_of(account, incident) <= (UNPRIORITIZED - 1 if least is None else least["order"])


def impacts(account: Account) -> dict[str, list[Record]]:
    """The incidents that impact each business service: the most urgent first, then the oldest."""
    incidents = account.collection(INCIDENTS.type)
    opened = [incidents.records[one] for status in OPEN for one in incidents.indexed("status", status)]
    opened.sort(key=lambda one: (order_of(account, one), one["created_at"], one["incident_number"]))
    found: dict[str, list[Record]] = {}
    for incident in opened:
        for identifier in impacted_by(account, incident):
            found.setdefault(identifier, []).append(incident)
    return found


# -- operations ------------------------------------------------------------------------------------------------------


def asked(call: Call) -> list[Record]:
    """The business services of ``ids[]``, or those at the top: no business service depends on them."""
    account, collection = call.account, call.account.collection(BUSINESS_SERVICES.type)
    if given := call.query.getall("ids[]", ()):
        return [collection.records[one] for one in dict.fromkeys(given) if one in collection]

    def supports(service: Record) -> bool:
        above = neighbors(account, (BUSINESS_SERVICES.type, service["id"]), below=False)
        return any(type_name == BUSINESS_SERVICES.type for type_name, _id in above)

    return [service for service in collection if not supports(service)]


def listed(call: Call, services: Iterable[Record]) -> Reply:
    """Business services with their status: the most urgent impact first, then the most recent one, then by name."""
    account, found = call.account, impacts(call.account)
    given = call.query.getall("additional_fields[]", ())
    for one in given:
        if one not in (PRIORITY, COUNT):
            raise unprocessable(f"Additional fields must be in {PRIORITY} or {COUNT}")
    by_time = sorted(services, key=lambda one: one["name"].casefold())
    by_time.sort(key=lambda one: max((incident["created_at"] for incident in found.get(one["id"], ())), default=""),
                 reverse=True)
    ordered = sorted(
        by_time,
        key=lambda one: order_of(account, found[one["id"]][0]) if one["id"] in found else UNPRIORITIZED + 1,
    )

    def show(service: Record) -> dict[str, Any]:
        incidents = found.get(service["id"])
        shown = impact(service, bool(incidents))
        if PRIORITY in given:
            priority = incidents[0]["priority"] if incidents else None
            kept = account.collection("priority").records[priority["id"]] if priority else None
            highest = {"id": kept["id"], "order": kept["order"]} if kept else None
            shown["additional_fields"] = {"highest_impacting_priority": highest}
        return shown

    body: dict[str, Any] = {
        "limit": MOST, "more": len(ordered) > MOST, "services": [show(one) for one in ordered[:MOST]]
    }
    if COUNT in given:
        body["additional_fields"] = {"total_impacted_count": sum(one["id"] in found for one in ordered)}
    return Reply(200, body)


def impact(service: Record, impacted: bool) -> dict[str, Any]:
    status = RELATIONS[0] if impacted else RELATIONS[1]
    return {"id": service["id"], "name": service["name"], "type": BUSINESS_SERVICES.type, "status": status}


def all_impacts(call: Call) -> Reply:
    return listed(call, asked(call))


def supporting_impacts(call: Call) -> Reply:
    """The business services that the one in the path depends on without another service between them."""
    target = (BUSINESS_SERVICES.type, call.record(BUSINESS_SERVICES)["id"])
    collection = call.account.collection(BUSINESS_SERVICES.type)
    below = neighbors(call.account, target, below=True)
    return listed(call, [collection.records[one] for kind, one in below if kind == BUSINESS_SERVICES.type])


def impactors(call: Call) -> Reply:
    """The incidents that impact these business services: the most urgent first, then the oldest."""
    found = impacts(call.account)
    incidents = {one["id"]: one for service in asked(call) for one in found.get(service["id"], ())}
    ordered = sorted(
        incidents.values(),
        key=lambda one: (order_of(call.account, one), one["created_at"], one["incident_number"]),
    )
    shown = [{"id": one["id"], "type": INCIDENTS.type} for one in ordered[:MOST]]
    return Reply(200, {"limit": MOST, "more": len(ordered) > MOST, "impactors": shown})


def impacts_of_incident(call: Call) -> Reply:
    """All of them on one page, sorted by name."""
    incident, collection = call.record(INCIDENTS), call.account.collection(BUSINESS_SERVICES.type)
    found = impacted_by(call.account, incident) if incident["status"] in OPEN else set()
    shown = [impact(one, impacted=True) for one in collection if one["id"] in found]
    return Reply(200, {"limit": MOST, "next_cursor": None, "services": shown})


def set_impact(call: Call) -> Reply:
    """Adds an incident to a business service, or removes its impact. The priority does not matter."""
    incident, service = call.record(INCIDENTS), call.record(BUSINESS_SERVICES, 1)
    body = call.json()
    relation = body.get("relation") if isinstance(body, dict) else None
    if relation not in RELATIONS:
        raise unprocessable(f"Relation must be in {' or '.join(RELATIONS)}")
    others = [one for one in service["impacts"] if one["incident"]["id"] != incident["id"]]
    direct = {"incident": {"id": incident["id"], "type": INCIDENTS.type}, "relation": relation}
    call.account.put(BUSINESS_SERVICES, {**service, "impacts": [*others, direct]})
    return Reply(200, {"relation": relation})


PATH = BUSINESS_SERVICES.path

OPERATIONS = (
    Operation("GET", f"{PATH}/impacts", all_impacts, "services.read"),
    Operation("GET", f"{PATH}/impactors", impactors, "services.read"),
    Operation("GET", f"{PATH}/*/supporting_services/impacts", supporting_impacts, "services.read"),
    Operation("GET", "/incidents/*/business_services/impacts", impacts_of_incident, "incidents.read"),
    Operation("PUT", "/incidents/*/business_services/*/impacts", set_impact, "incidents.write"),
)
