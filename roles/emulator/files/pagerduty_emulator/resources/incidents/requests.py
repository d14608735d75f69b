# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to create or update incidents: their fields, and who sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...schema.call import Call
from ...schema.fields import Check, Choice, Field, Kind, ListOf, Nested, Reference, Text, Whole, cleaned, humanize
from ..incident_types import BASE, valid_type
from .errors import impossible
from .lifecycle import Act
from .table import BRIDGE, STATUSES


@dataclass(frozen=True)
class Existing(Reference):
    """A reference. ``code``: the code of the error if the object does not exist."""

    code: int = 2001

    def accept(self, value: Any, label: str, check: Check) -> Any:
        found = value.get("id") if isinstance(value, dict) else None
        if isinstance(found, str) and found and found not in check.account.collection(self.types[0]):
            raise impossible(self.code)
        return super().accept(value, label, check)


class PriorityOrName(Kind):
    """A priority, or the name of one: "the highest priority with a matching name". Null removes the priority."""

    nullable = True

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return PRIORITY.accept(value, label, check)
        for one in check.account.collection("priority"):
            if one["name"].casefold() == value.casefold():
                return {"id": one["id"], "type": "priority"}
        raise impossible(1020)


class Status(Kind):
    """A status. The error for other values has its own code."""

    def clean(self, value: Any, label: str, check: Check) -> Any:
        if value not in STATUSES:
            raise impossible(1003)
        return value


class TypeName(Kind):
    """An incident type, ``{"name": ...}``, stored as its name."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        return valid_type(value, check)


class Body(Kind):
    """``{"type": "incident_body", "details": ...}``, stored as the details.

    These are a string in the example and an object in the schema.
    """

    nullable = True

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if value.get("type", "incident_body") != "incident_body":
            return check.refuse(f"{label} type", "must be in incident_body")
        details = value.get("details")
        return details if isinstance(details, (str, dict, type(None))) else check.refuse(label, "details is invalid")


PRIORITY = Existing(("priority",), aliases=(("priority", "priority_reference"),), nullable=True, code=1020)
POLICY = Existing(("escalation_policy",), code=1014)
ASSIGNEE = Nested((Field("assignee", Existing(("user",), code=1007), required=True),))
URGENCY = Choice(("high", "low"))

UPDATE = (
    Field("status", Status()),
    Field("resolution", Text(nullable=True)),
    Field("title", Text(1)),
    Field("priority", PriorityOrName()),
    Field("escalation_level", Whole()),
    Field("assignments", ListOf(ASSIGNEE)),
    Field("incident_type", TypeName()),
    Field("escalation_policy", POLICY),
    Field("urgency", URGENCY),
    Field("conference_bridge", BRIDGE),
)
"""The fields of an item of ``PUT /incidents``."""

UPDATE_ONE = (*UPDATE, Field("service", Reference(("service",))))
"""The fields of ``PUT /incidents/{id}``. Only this operation can change the service."""

CREATE = (
    Field("title", Text(1), required=True),
    Field("service", Reference(("service",)), required=True),
    Field("priority", PRIORITY),
    Field("urgency", URGENCY),
    Field("body", Body()),
    Field("incident_key", Text(1, 255, nullable=True)),
    Field("assignments", ListOf(ASSIGNEE, maximum=1, null_is_empty=True), default=()),
    Field("incident_type", TypeName(), default=BASE),
    Field("escalation_policy", POLICY),
    Field("conference_bridge", BRIDGE),
)
"""The fields of ``POST /incidents``."""


def request_of(
    account: Account,
    fields: tuple[Field, ...],
    body: dict[str, Any],
    types: tuple[str, ...],
    *,
    old: Record | None = None,
) -> Record:
    """The cleaned fields of a request. Raises `ApiError`.

    For a create, all of them are returned, and for an update those that were sent.
    """
    check = Check(account)
    if body.get("type") not in types:
        check.refuse("Type", f"must be in {' or '.join(types)}")
    found = cleaned(fields, body, check, old=old)
    if check.errors:
        raise invalid(*check.errors)
    return found


def refuse_both(given: dict[str, Any], one: str, other: str) -> None:
    """Raises 400 if a request has both fields."""
    if given.get(one) and given.get(other):
        raise invalid(f"{humanize(one)} cannot be specified if {humanize(other).lower()} is given")


def act_of(call: Call) -> Act:
    """The requester's act at the current time. Raises `ApiError`."""
    return Act(call.account, ("user", call.requester()["id"]), call.account.now())
