# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runners of Automation Actions: what runs an action in a user's own infrastructure.

A runner of the type ``sidecar`` polls PagerDuty with its secret, which only the response of its creation has. A runner
of the type ``runbook`` is an instance of Runbook Automation. The emulator has no real runner, so a new one is
``Configured``, as if it had connected. One that a state file makes ``NotConfigured`` never runs an invocation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Instant, ListOf, Reference, Text
from ..schema.operation import Handler, Operation
from ..schema.resource import Resource, Write
from ..schema.view import View

SIDECAR, RUNBOOK = "sidecar", "runbook"

MOST = 1000
"""Runners of an account."""

SHOWN_ACTIONS = 3
"""The most actions that ``include[]=associated_actions`` shows."""

PERMISSIONS = ("read", "update", "delete")
"""What the sender of a request may do. The documents' schema has no ``read``, their examples do."""


class Associations:
    """The operations on the teams or services of a runner or an action.

    ``field``  the list of references, also the last part of the path
    """

    def __init__(self, owner: Resource, field: str):
        self.owner, self.field, self.name = owner, field, field.removesuffix("s")
        self.kind = Reference((self.name,))

    def all(self, call: Call) -> Reply:
        view = call.view()
        return Reply(200, {self.field: [self.kind.render(one, view) for one in call.record(self.owner)[self.field]]})

    def add(self, call: Call) -> Reply:
        """PagerDuty does not document what happens to an association that exists. Here, nothing changes."""
        record, check = call.record(self.owner), Check(call.account)
        new = self.kind.clean(call.wrapped(self.name), self.name.capitalize(), check)
        if check.errors:
            raise invalid(*check.errors)
        if new not in record[self.field]:
            call.account.put(self.owner, {**record, self.field: [*record[self.field], new]})
        return Reply(201, {self.name: self.kind.render(new, call.view())})

    def _found(self, call: Call) -> Record:
        for one in call.record(self.owner)[self.field]:
            if one["id"] == call.ids[1]:
                return dict(one)
        raise not_found()

    def one(self, call: Call) -> Reply:
        return Reply(200, {self.name: self.kind.render(self._found(call), call.view())})

    def remove(self, call: Call) -> Reply:
        record, found = call.record(self.owner), self._found(call)
        call.account.put(self.owner, {**record, self.field: [one for one in record[self.field] if one != found]})
        return Reply(204)

    def operations(self) -> Iterator[Operation]:
        """PagerDuty documents no scopes."""
        path = f"{self.owner.path}/*/{self.field}"
        yield Operation("GET", path, self.all, None)
        yield Operation("POST", path, self.add, None)
        yield Operation("GET", f"{path}/*", self.one, None)
        yield Operation("DELETE", f"{path}/*", self.remove, None)


class AutomationResource(Resource):
    """What runners and actions have in common. Several can have the same name. PagerDuty documents no scopes."""

    key_is_unique = False
    type_required = False
    fixed: str
    """The field that an update can't change."""
    most: int
    """How many an account can have."""

    @property
    def path(self) -> str:
        return f"/automation_actions/{self.type}s"

    def new_identifier(self, account: Account) -> str:
        return account.random.automation_id()

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.old is not None and record[self.fixed] != write.old[self.fixed]:
            yield f"{self.fixed.replace('_', ' ').capitalize()} can't be changed"
        if write.creating and not write.loading and len(write.account.collection(self.type)) >= self.most:
            yield f"An account can have at most {self.most} {self.type}s"

    def merged(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        """An update can't change teams and services, which have operations of their own."""
        return super().merged(account, old, {name: body[name] for name in body.keys() - {"teams", "services"}})

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """As in the examples of PagerDuty's documents, there is no empty list of teams or services."""
        shown = super().render(record, view)
        return {name: value for name, value in shown.items() if value or name not in ("teams", "services")}

    def found(self, call: Call) -> list[Record]:
        """Those whose name contains the query's ``name``, ignoring case, in the order of their names."""
        return call.account.collection(self.type).search(call.query.get("name", ""))

    # -- operations --------------------------------------------------------------------------------------------------

    def all(self, call: Call) -> Reply:
        view, mine = call.view(listing=True), {"permissions": ["create"]}
        return call.cursor_page(f"{self.type}s", self.found(call), lambda one: self.render(one, view), privileges=mine)

    def make(self, call: Call) -> Reply:
        record = self.create(call.account, call.wrapped(self.type))
        return Reply(201, {self.type: self.created(record, call.view())})

    def created(self, record: Record, view: View) -> dict[str, Any]:
        """A new object in the response of its creation."""
        return self.render(record, view)

    def read(self, call: Call) -> Reply:
        return Reply(200, {self.type: self.render(call.record(self), call.view())})

    def change(self, call: Call) -> Reply:
        record = self.update(call.account, call.record(self), call.wrapped(self.type))
        return Reply(200, {self.type: self.render(record, call.view())})

    def remove(self, call: Call) -> Reply:
        self.delete(call.account, call.record(self))
        return Reply(204)

    def operations(self, *associations: str) -> Iterator[Operation]:
        """All operations. ``associations``: the lists with operations of their own."""
        handlers: dict[tuple[str, str], Handler] = {
            ("GET", self.path): self.all, ("POST", self.path): self.make, ("GET", f"{self.path}/*"): self.read,
            ("PUT", f"{self.path}/*"): self.change, ("DELETE", f"{self.path}/*"): self.remove,
        }
        for (method, path), handle in handlers.items():
            yield Operation(method, path, handle, None, includes=tuple(self.includes) if handle == self.all else ())
        for field in associations:
            yield from Associations(self, field).operations()


class Runners(AutomationResource):
    """A runner. The type never changes. Its actions remain without a runner when it is deleted, which PagerDuty does
    not document."""

    type = "runner"
    plural = "automation_runners"
    scope = "automation_actions"
    fixed = "runner_type"
    most = MOST
    loses = ("teams",)
    includes: ClassVar = {"associated_actions": ()}
    fields = (
        Field("name", Text(1, 255), required=True),
        Field("description", Text(0, 1024), required=True),
        Field("runner_type", Choice((SIDECAR, RUNBOOK)), required=True),
        Field("runbook_base_uri", Text(1, 255, allowed=re.compile(r"[A-Za-z0-9._-]+")), shown=False),
        Field("runbook_api_key", Text(1, 64), shown=False),
        Field("secret", Text(1, nullable=True), api=False, shown=False),
        Field("status", Choice(("Configured", "NotConfigured")), default="Configured", api=False),
        Field("last_seen", Instant(nullable=True), api=False, shown=False),
        Field("creation_time", Instant(), default=Account.now, api=False),
        Field("teams", ListOf(Reference(("team",)), unique=True, null_is_empty=True), default=()),
    )

    def complete(self, record: Record, write: Write) -> None:
        if record["runner_type"] == SIDECAR:
            record["runbook_base_uri"] = record["runbook_api_key"] = None
            record["secret"] = record["secret"] or write.account.random.automation_id()
        if record["status"] == "Configured":
            record["last_seen"] = record["last_seen"] or record["creation_time"]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        yield from super().check(record, write)
        if record["runner_type"] == RUNBOOK:
            for name in ("runbook_base_uri", "runbook_api_key"):
                if record[name] is None:
                    yield f"{name.replace('_', ' ').capitalize()} can't be blank"

    def created(self, record: Record, view: View) -> dict[str, Any]:
        shown = self.render(record, view)
        return {**shown, "secret": record["secret"]} if record["secret"] else shown

    def render(self, record: Record, view: View) -> dict[str, Any]:
        shown = super().render(record, view)
        if record["runbook_base_uri"] is not None:
            shown["runbook_base_uri"] = record["runbook_base_uri"]
        if record["last_seen"] is not None:
            shown["last_seen"] = view.instant(record["last_seen"])
        shown["privileges"] = {"permissions": list(PERMISSIONS)}
        if "associated_actions" in view.include:
            actions = view.account.dependents(self.type, record["id"], "action")
            shown["associated_actions"] = {
                "actions": [view.reference("action", one) for one in actions[:SHOWN_ACTIONS]],
                "more": len(actions) > SHOWN_ACTIONS,
            }
        return shown


RESOURCE = Runners()

OPERATIONS = tuple(RESOURCE.operations("teams"))
