# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies between services: a supporting service and the service that depends on it.

Both can be technical services, which other operations call services, or business services. Requests and responses
have other types for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ..core.collection import Record, Target
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Reference
from ..schema.operation import Handler, Operation
from ..schema.resource import UnnamedResource, Write

TYPES = ("service", "business_service")
SHOWN_TYPES = {"service": "technical_service_reference", "business_service": "business_service_reference"}

MOST, DEEPEST = 2000, 100
"""The documented limits: dependencies of a service, and services in a chain of dependencies."""

SIDES = ("supporting_service", "dependent_service")


class ServiceDependencies(UnnamedResource):
    """A dependency. It disappears with each of its services."""

    type = "service_dependency"
    plural = "service_dependencies"
    scope = "services"
    type_required = False
    ends_with_references = True
    time_field = "id"
    fields = tuple(Field(side, Reference(TYPES), required=True) for side in SIDES)
    indexes: ClassVar = {
        "service": lambda record: [target_of(record, side) for side in SIDES],
        "supporting": lambda record: (target_of(record, "supporting_service"),),
        "dependent": lambda record: (target_of(record, "dependent_service"),),
    }

    def new_identifier(self, account: Account) -> str:
        return account.random.dependency_id()

    def check(self, record: Record, write: Write) -> Iterator[str]:
        supporting, dependent = (target_of(record, side) for side in SIDES)
        account = write.account
        if supporting == dependent:
            yield "A service can't depend on itself"
            return
        if find(account, supporting, dependent) is not None:
            yield "Dependency has already been taken"
            return
        for target in (supporting, dependent):
            if len(account.collection(self.type).indexed("service", target)) >= MOST:
                yield f"A service can't have more than {MOST} dependencies"
        if chain(account, supporting, below=True) + chain(account, dependent, below=False) > DEEPEST:
            yield f"Dependencies can't be deeper than {DEEPEST}"
        elif supporting in reachable(account, dependent, below=False):
            yield "Dependencies can't be circular"


RESOURCE = ServiceDependencies()


# -- the graph -------------------------------------------------------------------------------------------------------


def target_of(record: Record, side: str) -> Target:
    return record[side]["type"], record[side]["id"]


def neighbors(account: Account, target: Target, *, below: bool) -> list[Target]:
    """The services that a service depends on (``below``), or those that depend on it."""
    collection = account.collection(RESOURCE.type)
    index, side = ("dependent", "supporting_service") if below else ("supporting", "dependent_service")
    return [target_of(collection.records[one], side) for one in collection.indexed(index, target)]


def reachable(account: Account, target: Target, *, below: bool) -> set[Target]:
    """The service, and all services that it depends on (``below``), or all that depend on it."""
    found, waiting = {target}, [target]
    while waiting:
        new = [one for one in neighbors(account, waiting.pop(), below=below) if one not in found]
        found.update(new)
        waiting += new
    return found


def chain(account: Account, target: Target, *, below: bool) -> int:
    """The number of services in the longest chain that starts with a service. Dependencies are never circular."""
    length, level = 0, {target}
    while level:
        length += 1
        level = {other for one in level for other in neighbors(account, one, below=below)}
    return length


def find(account: Account, supporting: Target, dependent: Target) -> Record | None:
    """The dependency between two services."""
    collection = account.collection(RESOURCE.type)
    for identifier in collection.indexed("supporting", supporting):
        record = collection.records[identifier]
        if target_of(record, "dependent_service") == dependent:
            return record
    return None


# -- operations ------------------------------------------------------------------------------------------------------


def shown(record: Record) -> dict[str, Any]:
    """A dependency as the API shows it: services have only an ID and a type."""
    sides = {side: {"id": record[side]["id"], "type": SHOWN_TYPES[record[side]["type"]]} for side in SIDES}
    return {**sides, "id": record["id"], "type": RESOURCE.type}


def relationships_in(call: Call) -> list[dict[str, dict[str, str]]]:
    """The dependencies in the body. Raises 400, and 404 for a service that does not exist."""
    body = call.json()
    given = body.get("relationships") if isinstance(body, dict) else None
    if not isinstance(given, list):
        raise invalid("Relationships must be an Array")
    found = []
    for one in given:
        entry = one if isinstance(one, dict) else {}
        found.append({side: service_in(call, side, entry.get(side)) for side in SIDES})
    return found


def service_in(call: Call, side: str, value: Any) -> dict[str, str]:
    """A service in a body. Its type is not that of a response."""
    label = side.replace("_", " ").capitalize()
    given = value if isinstance(value, dict) else {}
    identifier, type_name = given.get("id"), given.get("type")
    if not isinstance(identifier, str):
        raise invalid(f"{label} id must be a String")
    if type_name not in TYPES:
        raise invalid(f"{label} type must be in {' or '.join(TYPES)}")
    if identifier not in call.account.collection(str(type_name)):
        raise not_found()
    return {"id": identifier, "type": str(type_name)}


def associate(call: Call) -> Reply:
    """Creates all dependencies, or none if one is rejected."""
    made = [RESOURCE.create(call.account, one) for one in relationships_in(call)]
    return Reply(200, {"relationships": [shown(one) for one in made]})


def disassociate(call: Call) -> Reply:
    """Deletes dependencies. Returns those that existed."""
    gone = []
    for one in relationships_in(call):
        record = find(call.account, *(target_of(one, side) for side in SIDES))
        if record is not None:
            RESOURCE.delete(call.account, record)
            gone.append(record)
    return Reply(200, {"relationships": [shown(one) for one in gone]})


def dependencies_of(type_name: str) -> Handler:
    """The dependencies of a service in both directions, in the order in which they were created."""
    def handle(call: Call) -> Reply:
        collection = call.account.collection(RESOURCE.type)
        target = (type_name, call.record(type_name)["id"])
        found = [collection.records[one] for one in collection.indexed("service", target)]
        return Reply(200, {"relationships": [shown(one) for one in found]})
    return handle


OPERATIONS = (
    Operation("POST", f"{RESOURCE.path}/associate", associate, "services.write"),
    Operation("POST", f"{RESOURCE.path}/disassociate", disassociate, "services.write"),
    Operation("GET", f"{RESOURCE.path}/technical_services/*", dependencies_of("service"), "services.read"),
    Operation("GET", f"{RESOURCE.path}/business_services/*", dependencies_of("business_service"), "services.read"),
)
