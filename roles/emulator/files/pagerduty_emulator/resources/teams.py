# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams and their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record, Target
from ..core.errors import ApiError, invalid, not_found, payment_required
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Kind, Text
from ..schema.operation import Operation, crud
from ..schema.resource import Resource
from .escalation_policies import RESOURCE as ESCALATION_POLICIES
from .schedules_v3.rendering import schedules_of_user
from .users import READ_ONLY_ROLES, schedules_with
from .users import RESOURCE as USERS

TEAM_ROLES = ("observer", "responder", "manager")


class Members(Kind):
    """The members of a team, stored as ``{user ID: team role}``. In a state file: ``[{"user": ..., "role": ...}]``."""

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
        """Raises 400 with the code 6006 if the team has associations. Members do not count."""
        policies = account.dependents("team", record["id"], "escalation_policy")
        services = [one for policy in policies for one in account.dependents("escalation_policy", policy, "service")]
        schedules = [one for by in ("schedule", "schedule_v3") for one in account.dependents("team", record["id"], by)]
        in_use = [
            f"Team has associated {name}"
            for name, used in (("escalation policies", policies), ("services", services), ("schedules", schedules))
            if used
        ]
        if in_use:
            raise ApiError(400, "Team has associations", 6006, in_use)
        return iter(())

    def deleted(self, account: Account, record: Record) -> None:
        """A business service remains without a team."""
        services = account.collection("business_service")
        for identifier in account.dependents("team", record["id"], "business_service"):
            account.put(services.resource, {**services.records[identifier], "team": None})

    def dump(self, record: Record) -> dict[str, Any]:
        members = [{"user": user, "role": role} for user, role in record["members"].items()]
        return {**super().dump(record), "members": members}


RESOURCE = Teams()


def team_ids(call: Call) -> list[str]:
    """The values of the filter ``team_ids[]``. Raises 402 if the account lacks the ability."""
    given = list(call.query.getall("team_ids[]", ()))
    if given and "teams" not in call.account.abilities:
        raise payment_required("teams")
    return given


def role_in_team(user: Record, role: str) -> str:
    """The effective role of a member. Admins and the owner of an account are managers of each team."""
    return "manager" if user["role"] in ("admin", "owner") else role


# -- operations ------------------------------------------------------------------------------------------------------


def one_team(call: Call) -> Reply:
    """``include[]=privileges`` adds what the requester may do with the team."""
    team = call.record(RESOURCE)
    view = call.view()
    shown = RESOURCE.render(team, view)
    if "privileges" in view.include:
        may_write = call.actor.type in ("account", "user")
        shown["privileges"] = {"permissions": ["read", "write"] if may_write else ["read"]}
    return Reply(200, {"team": shown})


def members(call: Call) -> Reply:
    """Sorted by name, as the list of users."""
    users = call.account.collection("user")
    team = call.record(RESOURCE)
    view = call.view(listing=True)
    shower = view.expanding() if "users" in view.include else view
    found = sorted((users.records[one] for one in team["members"]), key=lambda user: (USERS.sort_key(user), user["id"]))

    def show(user: Record) -> dict[str, Any]:
        return {
            "user": shower.reference("user", user["id"]),
            "role": role_in_team(user, team["members"][user["id"]]),
        }

    return call.page("members", found, show)


def put_member(call: Call) -> Reply:
    """Adds a user, or changes the team role.

    The body has no wrapper key. Without a body, the user is added as a manager.
    """
    team, user = call.record(RESOURCE), call.record(USERS, 1)
    body = call.json() if call.body else {}
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    role = body.get("role", "manager")
    if role not in TEAM_ROLES:
        raise invalid("Role must be in observer, responder or manager")
    if user["role"] in READ_ONLY_ROLES:
        raise invalid("User cannot be added to a team as they are a read only user")
    call.account.put(RESOURCE, {**team, "members": {**team["members"], user["id"]: role}})
    return Reply(204)


def delete_member(call: Call) -> Reply:
    """Raises 400 if the user is in an escalation policy or a schedule of the team."""
    team, user = call.record(RESOURCE), call.record(USERS, 1)
    if user["id"] not in team["members"]:
        raise not_found()
    account = call.account
    in_schedules = schedules_of_user(account, user["id"])
    for by, name, used in (
        ("escalation_policy", "an escalation policy", account.dependents("user", user["id"], "escalation_policy")),
        ("schedule", "a schedule", schedules_with(account, user["id"])),
        ("schedule_v3", "a schedule", in_schedules),
    ):
        if set(used) & set(account.dependents("team", team["id"], by)):
            raise invalid(f"User cannot be removed as they belong to {name} on this team")
    left = {member: role for member, role in team["members"].items() if member != user["id"]}
    call.account.put(RESOURCE, {**team, "members": left})
    return Reply(204)


def put_team_policy(call: Call) -> Reply:
    """A policy has at most one team, so this replaces its team."""
    team, policy = call.record(RESOURCE), call.record(ESCALATION_POLICIES, 1)
    call.account.put(ESCALATION_POLICIES, {**policy, "teams": [{"id": team["id"], "type": "team"}]})
    return Reply(204)


def delete_team_policy(call: Call) -> Reply:
    """Returns 204 even if the policy is not one of the team (PagerDuty's Terraform provider, issues 709 and 913)."""
    team, policy = call.record(RESOURCE), call.record(ESCALATION_POLICIES, 1)
    left = [one for one in policy["teams"] if one["id"] != team["id"]]
    call.account.put(ESCALATION_POLICIES, {**policy, "teams": left})
    return Reply(204)


OPERATIONS = (
    *crud(RESOURCE, read=one_team),
    Operation("GET", "/teams/*/members", members, "teams.read", "teams", includes=("users",)),
    Operation("PUT", "/teams/*/users/*", put_member, "teams.write", "teams"),
    Operation("DELETE", "/teams/*/users/*", delete_member, "teams.write", "teams"),
    Operation("PUT", "/teams/*/escalation_policies/*", put_team_policy, "teams.write", "teams"),
    Operation("DELETE", "/teams/*/escalation_policies/*", delete_team_policy, "teams.write", "teams"),
)
