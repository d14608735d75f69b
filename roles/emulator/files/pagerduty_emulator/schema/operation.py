# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations, and those that most resources have: list, read, create, update, delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..core.collection import Record
from ..core.errors import forbidden, invalid, not_found, payment_required
from ..core.strictness import Differs, effective
from .call import Call, Reply
from .resource import Resource

Handler = Callable[[Call], Reply]

# The scopes of Classic User OAuth. Those of Scoped OAuth name a type of resource.
CLASSIC_SCOPES = frozenset(("read", "write"))


@dataclass(frozen=True)
class Operation:
    """A method and a path of the API, and the function that handles it.

    ``path``        with ``*`` for an ID
    ``scope``       the OAuth scope that it requires; None for none
    ``ability``     the ability that the account must have; without it, the operation returns 402
    ``needs_from``  whether the header ``From`` is required if the token has no user
    ``includes``    the values of ``include[]`` that it knows; any other returns 400
    """

    method: str
    path: str
    handle: Handler
    scope: str | None
    ability: str | None = None
    needs_from: bool | Differs[bool] = False
    includes: tuple[str, ...] = ()

    def __call__(self, call: Call) -> Reply:
        """Checks the request, and handles it. Raises `ApiError`."""
        actor = call.actor
        if actor.type == "app":
            self._check_scopes(actor.scopes)
        if self.method != "GET":
            self._check_may_write(call)
        if self.ability is not None and self.ability not in call.account.abilities:
            raise payment_required(self.ability)
        call.check_include(self.includes)
        if effective(self.needs_from, strict=call.account.strict):
            call.requester()
        return self.handle(call)

    def _check_scopes(self, scopes: frozenset[str]) -> None:
        """Classic User OAuth has two scopes: ``read`` for all resources, and ``write``, which includes ``read``."""
        if scopes & CLASSIC_SCOPES:
            reads = self.method == "GET" or (self.scope or "").endswith(".read")
            if not reads and "write" not in scopes:
                raise forbidden("The token is read-only")
        elif self.scope is not None and self.scope not in scopes:
            raise forbidden(required_scopes=self.scope)

    @staticmethod
    def _check_may_write(call: Call) -> None:
        """Raises 403 for read-only keys and for stakeholders. Other permissions of users are not emulated."""
        if call.actor.type == "read_only":
            raise forbidden("Read-only keys may not write")
        if call.actor.user is not None and not call.account.requesters.resource.may_write(call.requester()):
            raise forbidden("The user's role may not write")


# -- operations that most resources have -----------------------------------------------------------------------------


def check_include(call: Call, resource: Resource) -> None:
    """Raises 403 if an ``include[]`` needs an ability that the account lacks."""
    included = call.query.getall("include[]", ())
    for name, ability in resource.include_abilities.items():
        if name in included and ability not in call.account.abilities:
            raise forbidden()


def announce(call: Call, resource: Resource, what: str, record: Record) -> None:
    """Publishes the event ``type.created``, ``type.updated`` or ``type.deleted`` if the resource has such events."""
    if resource.has_events:
        call.account.publish(f"{resource.type}.{what}", record, call.agent())


def shown(call: Call, resource: Resource, record: Record) -> dict[str, Any]:
    """One object under its wrapper key."""
    return {resource.type: resource.render(record, call.view(default_zone=resource.default_zone(record)))}


def list_of(resource: Resource) -> Handler:
    """``GET /things``"""
    def handle(call: Call) -> Reply:
        check_include(call, resource)
        user_zone = call.requesters_zone() if resource.lists_in_requesters_zone else None
        view = call.view(listing=True, default_zone=user_zone)
        return call.page(resource.plural, call.matching(resource), lambda record: resource.render(record, view))
    return handle


def one_of(resource: Resource) -> Handler:
    """``GET /things/{id}``"""
    def handle(call: Call) -> Reply:
        check_include(call, resource)
        return Reply(200, shown(call, resource, call.record(resource)))
    return handle


def create(resource: Resource) -> Handler:
    """``POST /things``"""
    def handle(call: Call) -> Reply:
        record = resource.create(call.account, call.wrapped(resource.type))
        announce(call, resource, "created", record)
        return Reply(201, shown(call, resource, record))
    return handle


def update(resource: Resource) -> Handler:
    """``PUT /things/{id}``"""
    def handle(call: Call) -> Reply:
        record = resource.update(call.account, call.record(resource), call.wrapped(resource.type))
        announce(call, resource, "updated", record)
        return Reply(200, shown(call, resource, record))
    return handle


def delete(resource: Resource) -> Handler:
    """``DELETE /things/{id}``"""
    def handle(call: Call) -> Reply:
        record = call.record(resource)
        resource.delete(call.account, record)
        announce(call, resource, "deleted", record)
        return Reply(204)
    return handle


def all_includes(resource: Resource) -> tuple[str, ...]:
    """The values of ``include[]`` that ``GET /things/{id}`` knows."""
    return (*resource.includes, *resource.single_includes)


def crud(resource: Resource, **handlers: Handler) -> Iterator[Operation]:
    """The five operations that most resources have.

    ``handlers``: functions that replace the usual ones of ``list``, ``create``, ``read``, ``update`` and ``delete``.
    """
    read, write = f"{resource.scope}.read", f"{resource.scope}.write"
    path, ability = resource.path, resource.ability
    usual = {
        "list": list_of(resource), "create": create(resource), "read": one_of(resource), "update": update(resource),
        "delete": delete(resource),
    }
    use = {**usual, **handlers}
    listed, single = tuple(resource.includes), all_includes(resource)
    yield Operation("GET", path, use["list"], read, ability, includes=listed)
    yield Operation("POST", path, use["create"], write, ability, needs_from=resource.create_needs_from)
    yield Operation("GET", f"{path}/*", use["read"], read, ability, includes=single)
    yield Operation("PUT", f"{path}/*", use["update"], write, ability)
    yield Operation("DELETE", f"{path}/*", use["delete"], write, ability)


def identifier_in(item: dict[str, Any]) -> str:
    """The ``id`` of an entry in a request. Raises 400 if it is not a string."""
    identifier = item.get("id")
    if not isinstance(identifier, str):
        raise invalid("Id must be a String")
    return identifier


def pick(entries: list[Record], identifier: str) -> Record:
    """The entry with that ID. Raises 404."""
    for entry in entries:
        if entry["id"] == identifier:
            return entry
    raise not_found()
