# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of shift-based schedules. Their labels in errors are paths, such as ``event.start_time.date_time``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.collection import Record, Target
from ...core.state import Account
from ...schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text, Whole, ZoneName
from ...schema.view import View

ROTATING = "rotating_member_assignment_strategy"
EVERY = "every_member_assignment_strategy"

MOST_MEMBERS = 20


@dataclass(frozen=True)
class PathField(Field):
    """A field whose label is its path."""

    def label(self, outer: str) -> str:
        return f"{outer}.{self.name}" if outer else self.name


@dataclass(frozen=True)
class Zone(ZoneName):
    """The name of a time zone. ``UTC`` is stored as ``Etc/UTC``, as PagerDuty's Terraform provider expects."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        return super().accept("Etc/UTC" if value == "UTC" else value, label, check)


@dataclass(frozen=True)
class Typed(Nested):
    """An object with a ``type``, which is always the same and is not stored."""

    type_name: str = ""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict):
            check_type(value, self.type_name, label, check)
        return super().accept(value, label, check)

    def render(self, value: Any, view: View) -> Any:
        shown: Record = super().render(value, view)
        return {**shown, "type": self.type_name}


def check_type(value: Record, type_name: str, label: str, check: Check) -> None:
    """Adds an error if the ``type`` in a request is wrong. The schemas require it."""
    given = value.get("type")
    if given is None and check.strict:
        check.refuse(f"{label}.type", "can't be blank")
    elif given is not None and given != type_name:
        check.refuse(f"{label}.type", f"must be {type_name}")


class Member(Kind):
    """A user, or an intentionally empty slot. In a state file, a text is a user."""

    def null_problem(self) -> str:
        return "must be an Object"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if value.get("type") == "empty_member":
            return {"type": "empty_member", "user_id": None}
        if value.get("type") != "user_member":
            return check.refuse(f"{label}.type", "must be in user_member or empty_member")
        user = value.get("user_id")
        if not isinstance(user, str) or not user:
            return check.refuse(f"{label}.user_id", "can't be blank")
        if user not in check.account.collection("user") and not check.loading:
            return check.refuse(f"{label}.user_id", "must be the ID of a user of the account")
        return {"type": "user_member", "user_id": user}

    def render(self, value: Any, view: View) -> Any:
        return {name: one for name, one in value.items() if one is not None}

    def references(self, value: Any) -> Iterator[Target]:
        if value["user_id"] is not None:
            yield "user", value["user_id"]

    def resolve(self, value: Any, account: Account) -> Any:
        value = {"type": "user_member", "user_id": value} if isinstance(value, str) else value
        if isinstance(value, dict) and isinstance(value.get("user_id"), str):
            return {**value, "user_id": account.look_up("user", value["user_id"]) or value["user_id"]}
        return value


@dataclass(frozen=True)
class Strategy(Nested):
    """Who of the members is on call in which shift."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        kept = super().accept(value, label, check)
        if kept is INVALID:
            return INVALID
        if kept["type"] == EVERY:
            return {**kept, "shifts_per_member": None}
        if kept["shifts_per_member"] is None and check.strict:
            return check.refuse(f"{label}.shifts_per_member", "can't be blank")
        return {**kept, "shifts_per_member": kept["shifts_per_member"] or 1}

    def render(self, value: Any, view: View) -> Any:
        return {name: one for name, one in super().render(value, view).items() if one is not None}


ZONED_TIME = Nested(
    (PathField("date_time", Instant(), required=True), PathField("time_zone", Zone(), required=True))
)

STRATEGY = Strategy(
    (
        PathField("type", Choice((ROTATING, EVERY)), required=True),
        PathField("shifts_per_member", Whole(1)),
        PathField("members", ListOf(Member(), minimum=1, maximum=MOST_MEMBERS), required=True),
    )
)

IDENTIFIER = PathField("id", Text(nullable=True))

EVENT_FIELDS = (
    PathField("name", Text(1, 255), required=True),
    PathField("start_time", ZONED_TIME, required=True),
    PathField("end_time", ZONED_TIME, required=True),
    PathField("effective_since", Instant(), required=True),
    PathField("effective_until", Instant(nullable=True)),
    PathField("recurrence", ListOf(Text(1, 1000), minimum=1, maximum=100), required=True),
    PathField("assignment_strategy", STRATEGY, required=True),
)
EVENT = Nested((IDENTIFIER, *EVENT_FIELDS))

ROTATION = Nested(
    (
        IDENTIFIER,
        # The past shifts of a deleted rotation remain.
        PathField("deleted", Flag(), default=False, shown=False),
        PathField("events", ListOf(EVENT), default=()),
    )
)

ASSIGNMENT = Typed((IDENTIFIER, PathField("member", Member(), required=True)), type_name="shift_assignment")

CUSTOM_SHIFT_FIELDS = (
    PathField("start_time", Instant(), required=True),
    PathField("end_time", Instant(), required=True),
    PathField("assignments", ListOf(ASSIGNMENT, minimum=1, maximum=1), required=True),
)
CUSTOM_SHIFT = Typed((IDENTIFIER, *CUSTOM_SHIFT_FIELDS), type_name="custom_shift")

OVERRIDE_FIELDS = (
    PathField("rotation_id", Text(1, nullable=True)),
    PathField("custom_shift_id", Text(1, nullable=True)),
    PathField("start_time", Instant(), required=True),
    PathField("end_time", Instant(), required=True),
    PathField("overridden_member", Member(), required=True),
    PathField("overriding_member", Member(), required=True),
)
OVERRIDE = Typed((IDENTIFIER, *OVERRIDE_FIELDS), type_name="override_shift")
