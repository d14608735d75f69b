# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of users that name a contact method have in common. They are kept in their user's record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..core.strictness import Differs, effective
from ..schema.call import Call, Reply
from ..schema.fields import Check, Field, Kind, Nested, Text, cleaned, humanize, one_of
from ..schema.operation import Operation, pick
from ..schema.view import View
from .contact_methods import TYPES, update_user, user_of
from .contact_methods import shown as shown_contact_method

METHODS = ("contact_methods",)
"""The values of ``include[]``."""


class MethodReference(Kind):
    """A reference to a contact method, kept as ``{"id", "type"}``.

    The type may end with ``_reference`` or not: the documents have it in the schema, and leave it out in the example.
    """

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be a reference with an id and a type")
        identifier, method_type = value.get("id"), value.get("type")
        if not isinstance(identifier, str) or not identifier:
            return check.refuse(label, "id can't be blank")
        method_type = method_type.removesuffix("_reference") if isinstance(method_type, str) else None
        if method_type not in TYPES:
            return check.refuse(label, f"type must be in {one_of(tuple(f'{name}_reference' for name in TYPES))}")
        return {"id": identifier, "type": method_type}


def find_method(rule: Record, user: Record, check: Check) -> None:
    """Replaces a `MethodReference` in a rule by the ID, if it is the ID of a contact method of the user."""
    method = rule["contact_method"]
    if isinstance(method, dict):
        known = [one["id"] for one in user["contact_methods"] if one["type"] == method["type"]]
        rule["contact_method"] = method["id"] if method["id"] in known else check.refuse("Contact method", "must exist")


def method_of(user: Record, rule: Record) -> Record | None:
    """The contact method of a rule."""
    return next((one for one in user["contact_methods"] if one["id"] == rule["contact_method"]), None)


def completed(account: Account, rule: Record, methods: list[Record], label: str) -> Record:
    """A rule of a state file, with its ID and that of its contact method. ``label``: of the list. Raises `ApiError`."""
    given = rule["contact_method"]
    found = [one["id"] for one in methods if one["id"] == given] or [
        one["id"] for one in methods if one["address"] == given
    ]
    if not found:
        raise invalid(f"{label} contact method {given} must exist")
    identifier = rule["id"] or account.random.identifier()
    account.random.used.add(identifier)
    return {**rule, "id": identifier, "contact_method": found[0]}


def given_rule(*fields: Field) -> Nested:
    """A rule in a user's record and in a state file.

    ``contact_method`` is an ID. In a state file, it can be an address. ``fields``: the other fields.
    """
    head = (Field("id", Text(1, nullable=True)), Field("contact_method", Text(1), required=True))
    return Nested((*head, *fields))


@dataclass(frozen=True, eq=False)
class RuleType:
    """A type of rules that say by which contact method a user learns of something, and nothing about incidents.

    ``plural``     the key of the user's record, and the last part of the path
    ``wrapper``    the key of one rule in requests and in the response to a POST
    ``read_key``   the key in the response to a GET; ``changed_key`` in that to a PUT
    ``fields``     what a rule has besides its contact method
    ``stored``     the fields that only the emulator sets
    ``shown``      a function of (user, rule, view) that returns what a rule shows besides these
    ``plain_type`` whether the type of the contact method in a response has no ``_reference``
    ``includes``   the values of ``include[]``
    """

    plural: str
    wrapper: str
    read_key: str
    changed_key: str | Differs[str]
    fields: tuple[Field, ...]
    stored: tuple[Field, ...]
    shown: Callable[[Record, Record, View], dict[str, Any]]
    plain_type: bool | Differs[bool] = False
    includes: tuple[str, ...] = ()

    @property
    def record(self) -> Nested:
        return given_rule(*self.fields, *self.stored)

    def completed(self, account: Account, rule: Record, methods: list[Record]) -> Record:
        """A rule of a state file, see `completed`."""
        return completed(account, rule, methods, humanize(self.plural))

    def problems(self, rule: Record, others: list[Record]) -> Iterator[str]:
        """The errors of a rule. ``others``: the user's other rules of the type."""
        names = ("contact_method", *(entry.name for entry in self.fields))
        if any(all(other[name] == rule[name] for name in names) for other in others):
            yield "Contact method must be unique"

    def written(self, call: Call, user: Record, old: Record | None) -> Record:
        """The rule after a request. Values that the request omits are those of the old rule. Raises `ApiError`."""
        check, fields = Check(call.account), (Field("contact_method", MethodReference(), required=True), *self.fields)
        rule = {**(old or {}), **cleaned(fields, call.wrapped(self.wrapper), check, old=old)}
        find_method(rule, user, check)
        others = [one for one in user[self.plural] if one is not old]
        if errors := check.errors or list(self.problems(rule, others)):
            raise invalid(*errors)
        return rule

    def render(self, user: Record, rule: Record, view: View) -> dict[str, Any]:
        method, full = method_of(user, rule), "contact_methods" in view.include
        shown = method and shown_contact_method(user, method, view, full=full)
        if shown and effective(self.plain_type, strict=view.account.strict):
            shown["type"] = shown["type"].removesuffix("_reference")
        values = {entry.name: entry.kind.render(rule[entry.name], view) for entry in self.fields}
        return {"id": rule["id"], **values, "contact_method": shown, **self.shown(user, rule, view)}

    # -- operations --------------------------------------------------------------------------------------------------

    def list(self, call: Call) -> Reply:
        """Not paged."""
        user, view = user_of(call), call.view()
        return Reply(200, {self.plural: [self.render(user, rule, view) for rule in user[self.plural]]})

    def read(self, call: Call) -> Reply:
        user = user_of(call)
        rule = pick(user[self.plural], call.ids[1])
        return Reply(200, {self.read_key: self.render(user, rule, call.view())})

    def add(self, call: Call) -> Reply:
        user, account = user_of(call), call.account
        initial = {entry.name: entry.initial(account) for entry in self.stored}
        rule = {"id": None, **self.written(call, user, None), **initial}
        rule["id"] = account.random.identifier()
        update_user(call, user, **{self.plural: [*user[self.plural], rule]})
        return Reply(201, {self.wrapper: self.render(user, rule, call.view())})

    def change(self, call: Call) -> Reply:
        user = user_of(call)
        old = pick(user[self.plural], call.ids[1])
        rule = self.written(call, user, old)
        update_user(call, user, **{self.plural: [rule if one is old else one for one in user[self.plural]]})
        key = effective(self.changed_key, strict=call.account.strict)
        return Reply(200, {key: self.render(user, rule, call.view())})

    def remove(self, call: Call) -> Reply:
        user = user_of(call)
        old = pick(user[self.plural], call.ids[1])
        update_user(call, user, **{self.plural: [one for one in user[self.plural] if one is not old]})
        return Reply(204)

    def operations(self) -> tuple[Operation, ...]:
        """The five operations. Their scopes are those of users, unlike those of notification rules."""
        path = f"/users/*/{self.plural}"
        read, write = "users.read", "users.write"
        return (
            Operation("GET", path, self.list, read, includes=self.includes),
            Operation("POST", path, self.add, write),
            Operation("GET", f"{path}/*", self.read, read, includes=self.includes),
            Operation("PUT", f"{path}/*", self.change, write),
            Operation("DELETE", f"{path}/*", self.remove, write),
        )
