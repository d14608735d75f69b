# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of users that name a contact method of the user have in common.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import Missing, UsageError
from .._schema.fields import Canonical, Json, NotWritten, Reference, Resolver, Spec, Writer, reference_of
from .._schema.resource import Parent
from .._schema.session import Session
from .user import USER
from .user_contact_method import PUSH, TYPES, USER_CONTACT_METHOD, meant, told, word_of

Params = dict[str, t.Any]

RULE = responses.IDENTIFIED.having(contact_method=responses.Maybe(responses.REFERENCE))

OPTIONS: dict[str, Spec] = {"contact_method_type": {"type": "str", "choices": [*TYPES, *TYPES.values()]}}
"""The options that say which contact method is meant, besides the field."""

_PARENT = Parent(USER, "user")


class ContactMethod(Reference):
    """The contact method of a rule, by its address, its label or its ID. `prepare` has found it."""

    def __init__(self) -> None:
        super().__init__("contact_method", USER_CONTACT_METHOD)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return value

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return None  # `unprepare` writes it


def prepare(params: Params, session: Session) -> Params:
    """The options of a rule with a reference to the contact method, which belongs to the same user.

    Raises UsageError.
    """

    def methods() -> list[dict[str, Json]]:
        user_id = t.cast(str, _PARENT.find(params, session))
        return t.cast("list[dict[str, Json]]", session.names.all(USER_CONTACT_METHOD.under(user_id)))

    return with_method(params, methods)


def with_method(params: Params, methods: t.Callable[[], list[dict[str, Json]]]) -> Params:
    """The options of a rule with a reference to the contact method.

    methods: a function that returns the contact methods of the user. Raises UsageError.
    """
    value, kind = params.get("contact_method"), params.get("contact_method_type")
    if value is None:
        if kind:
            raise UsageError("contact_method_type", "says which contact_method is meant; set contact_method as well")
        return params
    if not value.strip():
        raise UsageError("contact_method", "must not be empty; give its address, its label or its ID")
    known = methods()
    found = meant(known, value, kind)
    if len(found) > 1:
        listed = ", ".join(map(told, found))
        which = "the ID" if kind else "contact_method_type, or the ID"
        raise UsageError(
            "contact_method", f"{len(found)} contact methods of the user are {value!r}: {listed}. Use {which}"
        )
    if found:
        return {**params, "contact_method": reference_of(found[0])}
    if params.get("state") == "absent":
        # PagerDuty deletes the rules of a contact method with it, so there is no such rule.
        return {**params, "contact_method": {"id": "", "type": USER_CONTACT_METHOD.name}}
    listed = ", ".join(map(told, known)) or "none"
    of_type = f" of the type {kind}" if kind else ""
    raise Missing("contact_method", f"the user has no contact method {value!r}{of_type}; the user has {listed}")


def prepare_in_list(entry: Params, lists: dict[str, list[dict[str, Json]]], session: Session) -> Params:
    """The same for an entry of a list of the user, with contact methods that the task creates. Raises UsageError."""
    return with_method(entry, lambda: lists[USER_CONTACT_METHOD.plural])


def unprepare(options: Params, rule: dict[str, Json], writer: Writer) -> None:
    """The inverse of `prepare` and `prepare_in_list`: the address, and the type if the address does not suffice."""
    methods = writer.session.names.all(USER_CONTACT_METHOD.under(writer.parent_id))
    method = next((one for one in methods if one["id"] == (rule.get("contact_method") or {}).get("id")), None)
    if method is None:
        raise NotWritten("its contact method does not exist")
    if method["type"] == PUSH:
        raise NotWritten(f"no task can create its contact method, {told(method)}")
    address = method.get("address")
    if not address:
        raise NotWritten("its contact method has no address")
    if len(meant(methods, address, None)) > 1:
        options["contact_method_type"] = word_of(method["type"])
    options["contact_method"] = address


def text_of_method(rule: dict[str, Json]) -> str:
    """The contact method of a rule for people, as `sms Mobile`."""
    method = rule.get("contact_method") or {}
    return f"{word_of(method.get('type'))} {method.get('summary') or method.get('id')}"
