# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification rules of users: when, and how, a user is notified of an incident. They are kept in the user's record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, payment_required
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Instant, Whole, cleaned
from ..schema.operation import Operation, pick
from ..schema.view import View
from .contact_methods import READ, WRITE, update_user, user_of
from .contact_methods import shown as shown_contact_method
from .contact_rules import METHODS, MethodReference, find_method, given_rule, method_of

TYPE = "assignment_notification_rule"
URGENCIES = ("high", "low")


WRITABLE = (
    Field("start_delay_in_minutes", Whole(0), required=True),
    Field("contact_method", MethodReference(), required=True),
    Field("urgency", Choice(URGENCIES), required=True),
)

RULE = given_rule(
    Field("type", Choice((TYPE,)), default=TYPE),
    Field("start_delay_in_minutes", Whole(0), required=True),
    Field("urgency", Choice(URGENCIES), required=True),
    Field("created_at", Instant(), default=Account.now),
)


def defaults_for(account: Account, method: Record) -> list[Record]:
    """The rules of a new user: one without delay for each urgency that the account has."""
    return [
        {
            "id": account.random.identifier(),
            "type": TYPE,
            "start_delay_in_minutes": 0,
            "contact_method": method["id"],
            "urgency": urgency,
            "created_at": account.now(),
        }
        for urgency in (URGENCIES if "urgencies" in account.abilities else ("high",))
    ]


def problems(rule: Record, others: list[Record]) -> Iterator[str]:
    """The errors of a rule. ``others``: the user's other rules."""
    names = ("contact_method", "start_delay_in_minutes", "urgency")
    if any(all(other[name] == rule[name] for name in names) for other in others):
        yield "Channel Start delay must be unique for a given contact method"  # PagerDuty's own words


def shown(user: Record, rule: Record, view: View, *, full: bool, whole_method: bool = False) -> dict[str, Any]:
    """A notification rule, in full or as a reference. ``whole_method``: with its contact method in full."""
    method = method_of(user, rule)
    head = {
        "id": rule["id"],
        "type": rule["type"] if full else f"{rule['type']}_reference",
        "summary": f"{rule['start_delay_in_minutes']} minutes: channel {rule['contact_method']}",
        "self": view.api_url(f"/users/{user['id']}/notification_rules/{rule['id']}"),
        "html_url": None,
    }
    if not full:
        return head
    return {
        **head,
        "start_delay_in_minutes": rule["start_delay_in_minutes"],
        "contact_method": method and shown_contact_method(user, method, view, full=whole_method),
        "urgency": rule["urgency"],
        "created_at": view.instant(rule["created_at"]),
    }


# -- operations ------------------------------------------------------------------------------------------------------


def written(call: Call, user: Record, old: Record | None) -> Record:
    """The rule after a request. Values that the request omits are those of the old rule. Raises `ApiError`."""
    account, body, check = call.account, call.wrapped("notification_rule"), Check(call.account)
    given = body.get("type")
    if given is None and old is None and check.strict:
        check.refuse("Type", "can't be blank")
    if given not in (None, TYPE):
        check.refuse("Type", f"must be in {TYPE}")
    new = {**(old or {}), **cleaned(WRITABLE, body, check, old=old)}
    find_method(new, user, check)
    if check.errors:
        raise invalid(*check.errors)
    if new["urgency"] == "low" and "urgencies" not in account.abilities:
        raise payment_required("urgencies")
    if errors := list(problems(new, [other for other in user["notification_rules"] if other is not old])):
        raise invalid(*errors)
    return new


def reply_with(call: Call, status: int, user: Record, rule: Record) -> Reply:
    """With ``include[]=contact_methods``, the contact method is shown in full."""
    view = call.view()
    whole = "contact_methods" in view.include
    return Reply(status, {"notification_rule": shown(user, rule, view, full=True, whole_method=whole)})


def list_rules(call: Call) -> Reply:
    """Not paged. ``urgency`` is ``high`` unless stated; ``all`` for both."""
    urgency = call.query.get("urgency", "high")
    if urgency not in (*URGENCIES, "all"):
        raise invalid("Urgency must be in high, low or all")
    user, view = user_of(call), call.view()
    whole = "contact_methods" in view.include
    found = [rule for rule in user["notification_rules"] if urgency in ("all", rule["urgency"])]
    return Reply(
        200, {"notification_rules": [shown(user, rule, view, full=True, whole_method=whole) for rule in found]}
    )


def read(call: Call) -> Reply:
    user = user_of(call)
    return reply_with(call, 200, user, pick(user["notification_rules"], call.ids[1]))


def add(call: Call) -> Reply:
    user, account = user_of(call), call.account
    rule = {**written(call, user, None), "type": TYPE, "created_at": account.now()}
    rule["id"] = account.random.identifier()
    update_user(call, user, notification_rules=[*user["notification_rules"], rule])
    return reply_with(call, 201, user, rule)


def change(call: Call) -> Reply:
    user = user_of(call)
    old = pick(user["notification_rules"], call.ids[1])
    rule = written(call, user, old)
    rules = [rule if one is old else one for one in user["notification_rules"]]
    update_user(call, user, notification_rules=rules)
    return reply_with(call, 200, user, rule)


def remove(call: Call) -> Reply:
    user = user_of(call)
    old = pick(user["notification_rules"], call.ids[1])
    update_user(call, user, notification_rules=[rule for rule in user["notification_rules"] if rule is not old])
    return Reply(204)


ALL, ONE = "/users/*/notification_rules", "/users/*/notification_rules/*"
OPERATIONS = (
    Operation("GET", ALL, list_rules, READ, includes=METHODS),
    Operation("POST", ALL, add, WRITE),
    Operation("GET", ONE, read, READ, includes=METHODS),
    Operation("PUT", ONE, change, WRITE),
    Operation("DELETE", ONE, remove, WRITE),
)
