# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact methods of users. They are kept in their user's record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..core.strictness import STRICTLY
from ..schema.call import Call, Reply
from ..schema.fields import (
    EMAIL,
    INVALID,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Nested,
    Text,
    Whole,
    cleaned,
    one_of,
)
from ..schema.operation import Operation, pick
from ..schema.view import View

PHONE_NUMBER = re.compile(r"[0-9,*#]+")
"""PagerDuty's article "Contact Information": a comma is a pause, ``*`` and ``#`` are keys."""

NUMBER = (
    Field("label", Text(1), required=True),
    Field("address", Text(1, 40, allowed=PHONE_NUMBER), required=True),
    # PagerDuty's Terraform provider leaves it out, and then reads 1.
    Field("country_code", Whole(1, 1999), required=STRICTLY, default=1),
)
SOUND = Nested((Field("type", Choice(("alert_high_urgency", "alert_low_urgency"))), Field("file", Text(nullable=True))))

FIELDS: dict[str, tuple[Field, ...]] = {
    "email_contact_method": (
        Field("label", Text(1), required=True),
        Field("address", Text(1, allowed=EMAIL), required=True),
        Field("send_short_email", Flag(), default=False),
    ),
    "phone_contact_method": NUMBER,
    "sms_contact_method": NUMBER,
    "push_notification_contact_method": (
        Field("label", Text(1), required=True),
        Field("address", Text(1), required=True),
        Field("device_type", Choice(("android", "ios")), required=True),
        Field("sounds", ListOf(SOUND, null_is_empty=True), default=()),
    ),
    "whatsapp_contact_method": NUMBER,
}
"""The fields of each type that requests can set."""

TYPES = tuple(FIELDS)
BLACKLISTED = Field("blacklisted", Flag(), default=False)
ENABLED = Field("enabled", Flag(), default=True)
READ_ONLY: dict[str, tuple[Field, ...]] = {
    "email_contact_method": (ENABLED, Field("send_html_email", Flag(), default=False)),
    "phone_contact_method": (ENABLED, BLACKLISTED),
    "sms_contact_method": (ENABLED, BLACKLISTED),
    "push_notification_contact_method": (BLACKLISTED, Field("created_at", Instant(), default=Account.now)),
    "whatsapp_contact_method": (ENABLED, BLACKLISTED),
}
"""The fields of each type that only a state file can set."""

MOST = 10
MOST_OF_TYPE = {"phone_contact_method": 3, "sms_contact_method": 3}
"""The number of contact methods that a user can have (PagerDuty's article "Contact Information")."""

ZERO_PREFIXED = (1, 33, 40, 44, 45, 49, 61, 66, 91)
"""Country codes with which a number cannot start with a zero (PagerDuty's Terraform provider and its tests)."""


class ContactMethod(Kind):
    """A contact method of a state file. The default of ``id`` is a random ID, that of ``label`` the ``summary``."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        method_type, identifier = value.get("type"), value.get("id")
        if not isinstance(method_type, str) or method_type not in FIELDS:
            return check.refuse(f"{label} type", f"must be in {one_of(TYPES)}")
        if identifier is not None and (not isinstance(identifier, str) or not identifier):
            return check.refuse(f"{label} id", "must be a String")
        given = {"label": value.get("summary"), **value}
        kept = cleaned((*FIELDS[method_type], *READ_ONLY[method_type]), given, check, label)
        return INVALID if INVALID in kept.values() else {"id": identifier, "type": method_type, **kept}


def completed(account: Account, one: Record) -> Record:
    """A new contact method with its ID."""
    identifier = one["id"] or account.random.identifier()
    account.random.used.add(identifier)
    return {**one, "id": identifier}


def default_for(account: Account, address: str) -> Record:
    """The contact method of a new user: the email address of the login."""
    return {
        "id": account.random.identifier(),
        "type": "email_contact_method",
        "label": "Default",
        "address": address,
        "send_short_email": False,
        "enabled": True,
        "send_html_email": False,
    }


def can_be_notified(one: Record) -> bool:
    """Whether notifications are sent to this contact method."""
    return bool(one.get("enabled", True)) and not one.get("blacklisted", False)


def problems(one: Record, others: list[Record]) -> Iterator[str]:
    """The errors of a contact method. ``others``: the user's other contact methods."""
    if "country_code" in one:
        yield from number_problems(one)
    if any(same(one, other) for other in others):
        yield "User Contact method must be unique"  # PagerDuty's own words


def number_problems(one: Record) -> Iterator[str]:
    """Numbers are international: they have no trunk prefix."""
    code, number = one["country_code"], one["address"]
    if number.startswith("0") and code in ZERO_PREFIXED:
        yield "Phone number can't start with a zero"  # PagerDuty's own words
    elif number.startswith("1") and (code == 1 or (code == 52 and one["type"] == "sms_contact_method")):
        yield "Phone number can't start with a trunk prefix"


def same(one: Record, other: Record) -> bool:
    """Whether two contact methods have the same type, country code and address."""
    def place(method: Record) -> tuple[Any, ...]:
        return method["type"], method.get("country_code"), method["address"].casefold()

    return place(one) == place(other)


def limit_problems(one: Record, others: list[Record]) -> Iterator[str]:
    """Why a user cannot have this additional contact method."""
    of_type = sum(other["type"] == one["type"] for other in others)
    most = MOST_OF_TYPE.get(one["type"], MOST)
    if len(others) >= MOST:
        yield f"User cannot have more than {MOST} contact methods"
    elif of_type >= most:
        yield f"User cannot have more than {most} contact methods of the type {one['type']}"


def shown(user: Record, one: Record, view: View, *, full: bool) -> dict[str, Any]:
    """A contact method, in full or as a reference."""
    head = {
        "id": one["id"],
        "type": one["type"] if full else f"{one['type']}_reference",
        "summary": one["label"],
        "self": view.api_url(f"/users/{user['id']}/contact_methods/{one['id']}"),
        "html_url": None,
    }
    if not full:
        return head
    fields = (*FIELDS[one["type"]], *READ_ONLY[one["type"]])
    return {**head, **{entry.name: entry.kind.render(one[entry.name], view) for entry in fields}}


# -- operations ------------------------------------------------------------------------------------------------------


def user_of(call: Call) -> Record:
    """The user in the path. This module cannot import the module of users, which imports this one."""
    return call.record("user")


def update_user(call: Call, user: Record, **changes: Any) -> None:
    """Updates fields of a user."""
    call.account.put(call.account.collection("user").resource, {**user, **changes})


def reply_with(call: Call, status: int, user: Record, one: Record) -> Reply:
    return Reply(status, {"contact_method": shown(user, one, call.view(), full=True)})


def list_methods(call: Call) -> Reply:
    """Not paged."""
    user, view = user_of(call), call.view()
    return Reply(200, {"contact_methods": [shown(user, one, view, full=True) for one in user["contact_methods"]]})


def read(call: Call) -> Reply:
    user = user_of(call)
    return reply_with(call, 200, user, pick(user["contact_methods"], call.ids[1]))


def add(call: Call) -> Reply:
    user, body, check = user_of(call), call.wrapped("contact_method"), Check(call.account)
    method_type, others = body.get("type"), user["contact_methods"]
    if not isinstance(method_type, str) or method_type not in FIELDS:
        raise invalid(f"Type must be in {one_of(TYPES)}")
    read_only = {entry.name: entry.initial(call.account) for entry in READ_ONLY[method_type]}
    one = {"id": None, "type": method_type, **cleaned(FIELDS[method_type], body, check), **read_only}
    if errors := check.errors or [*problems(one, others), *limit_problems(one, others)]:
        raise invalid(*errors)
    one = completed(call.account, one)
    update_user(call, user, contact_methods=[*others, one])
    return reply_with(call, 201, user, one)


def change(call: Call) -> Reply:
    """The type cannot be changed."""
    user, body, check = user_of(call), call.wrapped("contact_method"), Check(call.account)
    old = pick(user["contact_methods"], call.ids[1])
    if body.get("type") not in (None, old["type"]):
        check.refuse("Type", "cannot be changed")
    one = {**old, **cleaned(FIELDS[old["type"]], body, check, old=old)}
    others = [other for other in user["contact_methods"] if other is not old]
    if errors := check.errors or list(problems(one, others)):
        raise invalid(*errors)
    update_user(call, user, contact_methods=[one if other is old else other for other in user["contact_methods"]])
    return reply_with(call, 200, user, one)


RULES = ("notification_rules", "oncall_handoff_notification_rules", "status_update_notification_rules")
"""The lists in a user's record whose rules require a contact method."""


def remove(call: Call) -> Reply:
    """Also deletes the contact method's rules."""
    user = user_of(call)
    old = pick(user["contact_methods"], call.ids[1])
    methods = [one for one in user["contact_methods"] if one is not old]
    rules = {name: [rule for rule in user[name] if rule["contact_method"] != old["id"]] for name in RULES}
    update_user(call, user, contact_methods=methods, **rules)
    return Reply(204)


ALL, ONE = "/users/*/contact_methods", "/users/*/contact_methods/*"
READ, WRITE = "users:contact_methods.read", "users:contact_methods.write"
"""The scopes, also those of notification rules."""

OPERATIONS = (
    Operation("GET", ALL, list_methods, READ),
    Operation("POST", ALL, add, WRITE),
    Operation("GET", ONE, read, READ),
    Operation("PUT", ONE, change, WRITE),
    Operation("DELETE", ONE, remove, WRITE),
)
