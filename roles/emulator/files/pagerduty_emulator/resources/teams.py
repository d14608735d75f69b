# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams and their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import ApiError
from ..fields import Check, Choice, Field, Kind, Target, Text
from ..resource import Resource
from ..state import Account, Record

TEAM_ROLES = ("observer", "responder", "manager")


class Members(Kind):
    """A team's members, kept as ``{user id: team role}``. In a state file: ``[{"user": ..., "role": ...}]``."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, list):
            return check.refuse(label, "must be an Array")
        kept: dict[str, str] = {}
        for entry in value:
            user = entry.get("user") if isinstance(entry, dict) else entry
            role = entry.get("role", "manager") if isinstance(entry, dict) else "manager"
            if not isinstance(user, str) or user not in check.account.collection("user"):
                return check.refuse(label, f"{user} must exist")
            if role not in TEAM_ROLES:
                return check.refuse(label, f"role {role} is not a team role")
            kept[user] = role
        return kept

    def references(self, value: Any) -> Iterator[Target]:
        return (("user", user) for user in value)

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, list):
            return value
        resolved = []
        for entry in value:
            entry = dict(entry) if isinstance(entry, dict) else {"user": entry}
            given = entry.get("user")
            if isinstance(given, dict):
                given = given.get("id")
            found = account.look_up("user", str(given))
            if found is None:
                raise LookupError(f"there is no user {given!r}")
            resolved.append({**entry, "user": found})
        return resolved


class Teams(Resource):
    """A team."""

    type = "team"
    plural = "teams"
    scope = "teams"
    web_path = "/teams"
    ability = "teams"
    single_includes = ("privileges",)
    fields = (
        Field("name", Text(1, 100), required=True),
        Field("description", Text(0, 1024, nullable=True)),
        Field("default_role", Choice(("manager", "none")), default="manager"),
        Field("members", Members(), default=lambda _account: {}, api=False, shown=False),
    )

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        """Code 6006: the team has associations. Members are not among them."""
        policies = account.users_of("team", record["id"], "escalation_policy")
        services = [one for policy in policies for one in account.users_of("escalation_policy", policy, "service")]
        schedules = account.users_of("team", record["id"], "schedule")
        in_use = [
            f"Team has associated {name}"
            for name, used in (("escalation policies", policies), ("services", services), ("schedules", schedules))
            if used
        ]
        if in_use:
            raise ApiError(400, "Team has associations", 6006, in_use)
        return iter(())

    def dump(self, record: Record) -> dict[str, Any]:
        members = [{"user": user, "role": role} for user, role in record["members"].items()]
        return {**super().dump(record), "members": members}


def role_in_team(user: Record, role: str) -> str:
    """The team role a member really has: an account's admins and its owner are managers everywhere."""
    return "manager" if user["role"] in ("admin", "owner") else role
