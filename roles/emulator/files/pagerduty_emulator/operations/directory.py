# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, teams, escalation policies, schedules, services; licences and abilities."""

from __future__ import annotations

from typing import Any

from ..call import Call, Reply
from ..errors import BareError, invalid, not_found, payment_required
from ..resources import (
    ESCALATION_POLICIES,
    LICENSES,
    PRIORITIES,
    SCHEDULES,
    SERVICES,
    TEAMS,
    USERS,
)
from ..resources.teams import TEAM_ROLES, role_in_team
from ..resources.users import READ_ONLY_ROLES, contact_method, notification_rule
from ..state import DEFAULT_ABILITIES, Record
from .base import Operation, all_includes, crud, list_of, pick

# -- users -----------------------------------------------------------------------------------------------------------


def current_user(call: Call) -> Reply:
    """Of user-level keys only. An account-level key is answered in another shape: ``error`` is a string."""
    if call.actor.user is None:
        raise BareError(400, "This endpoint can not be used with an account-level access token")
    user = call.account.collection("user").records[call.actor.user]
    view = call.view()
    return Reply(200, {"user": USERS.render(user, view)})


def user_license(call: Call) -> Reply:
    user = call.record(USERS)
    held = call.account.collection("license").records[user["license"]["id"]]
    return Reply(200, {"license": LICENSES.render(held, call.view())})


def user_base(call: Call, user: Record) -> str:
    """The user's address in the API."""
    return f"{call.emulator.base_url}{USERS.path}/{user['id']}"


def contact_methods(call: Call) -> Reply:
    user = call.record(USERS)
    shown = [contact_method(entry, user_base(call, user), full=True) for entry in user["contact_methods"]]
    return Reply(200, {"contact_methods": shown})


def one_contact_method(call: Call) -> Reply:
    user = call.record(USERS)
    entry = pick(user["contact_methods"], call.ids[1])
    return Reply(200, {"contact_method": contact_method(entry, user_base(call, user), full=True)})


def rule_shown(call: Call, user: Record, entry: Record) -> dict[str, Any]:
    """A notification rule; with ``include[]=contact_methods``, its contact method is shown in full."""
    methods = {one["id"]: one for one in user["contact_methods"]}
    base, whole = user_base(call, user), "contact_methods" in call.view().include
    return notification_rule(entry, base, methods, full=True, whole_method=whole)


def notification_rules(call: Call) -> Reply:
    """``urgency`` is ``high`` unless stated; ``all`` for both."""
    urgency = call.query.get("urgency", "high")
    if urgency not in ("high", "low", "all"):
        raise invalid("Urgency must be in high, low or all")
    user = call.record(USERS)
    shown = [
        rule_shown(call, user, entry)
        for entry in user["notification_rules"]
        if urgency in ("all", entry["urgency"])
    ]
    return Reply(200, {"notification_rules": shown})


def one_notification_rule(call: Call) -> Reply:
    user = call.record(USERS)
    entry = pick(user["notification_rules"], call.ids[1])
    return Reply(200, {"notification_rule": rule_shown(call, user, entry)})


# -- teams -----------------------------------------------------------------------------------------------------------


def one_team(call: Call) -> Reply:
    """``include[]=privileges`` tells what the caller may do with the team."""
    team = call.record(TEAMS)
    view = call.view()
    shown = TEAMS.render(team, view)
    if "privileges" in view.include:
        may_write = call.actor.kind in ("account", "user")
        shown["privileges"] = {"permissions": ["read", "write"] if may_write else ["read"]}
    return Reply(200, {"team": shown})


def members(call: Call) -> Reply:
    """Sorted by name, as the list of users is."""
    users = call.account.collection("user")
    team = call.record(TEAMS)
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
    """Adds a user, or changes the team role. The body is not wrapped, and may be missing: then a manager is added."""
    team, user = call.record(TEAMS), call.record(USERS, 1)
    body = call.json() if call.body else {}
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    role = body.get("role", "manager")
    if role not in TEAM_ROLES:
        raise invalid("Role must be in observer, responder or manager")
    if user["role"] in READ_ONLY_ROLES:
        raise invalid("User cannot be added to a team as they are a read only user")
    call.account.put(TEAMS, {**team, "members": {**team["members"], user["id"]: role}})
    return Reply(204)


def delete_member(call: Call) -> Reply:
    """Refused while the user is on the team's escalation policies or schedules."""
    team, user = call.record(TEAMS), call.record(USERS, 1)
    if user["id"] not in team["members"]:
        raise not_found()
    for kind, name in (("escalation_policy", "an escalation policy"), ("schedule", "a schedule")):
        if set(call.account.users_of("user", user["id"], kind)) & set(call.account.users_of("team", team["id"], kind)):
            raise invalid(f"User cannot be removed as they belong to {name} on this team")
    left = {member: role for member, role in team["members"].items() if member != user["id"]}
    call.account.put(TEAMS, {**team, "members": left})
    return Reply(204)


def put_team_policy(call: Call) -> Reply:
    """A policy has at most one team, so this moves it."""
    team, policy = call.record(TEAMS), call.record(ESCALATION_POLICIES, 1)
    call.account.put(ESCALATION_POLICIES, {**policy, "teams": [{"id": team["id"], "type": "team"}]})
    return Reply(204)


def delete_team_policy(call: Call) -> Reply:
    """Answers 204 even when the two are not related (PagerDuty's Terraform provider, issues 709 and 913)."""
    team, policy = call.record(TEAMS), call.record(ESCALATION_POLICIES, 1)
    left = [one for one in policy["teams"] if one["id"] != team["id"]]
    call.account.put(ESCALATION_POLICIES, {**policy, "teams": left})
    return Reply(204)


# -- licences and abilities ------------------------------------------------------------------------------------------


def licenses(call: Call) -> Reply:
    """Never paged."""
    view = call.view()
    shown = [LICENSES.with_counts(record, view) for record in call.account.collection("license")]
    return Reply(200, {"licenses": shown})


def license_allocations(call: Call) -> Reply:
    """Paged, but without a total."""
    view = call.view()
    held = call.account.collection("license").records

    def show(user: Record) -> dict[str, Any]:
        return {
            "license": LICENSES.render(held[user["license"]["id"]], view),
            "user": {"id": user["id"], "type": "user_reference"},
            "allocated_at": view.instant(user["created_at"]),
        }

    return call.page("license_allocations", call.account.collection("user"), show, total=False)


def abilities(call: Call) -> Reply:
    return Reply(200, {"abilities": sorted(call.account.abilities)})


def ability(call: Call) -> Reply:
    """204 when the account has it, 402 when it lacks it, 404 when there is no such ability."""
    name = call.ids[0]
    if name in call.account.abilities:
        return Reply(204)
    raise payment_required(name) if name in DEFAULT_ABILITIES else not_found()


RULES, METHODS = "users:contact_methods.read", ("contact_methods",)
"""The scope and the ``include[]`` of notification rules."""

OPERATIONS: tuple[Operation, ...] = (
    *crud(SERVICES),
    *crud(USERS),
    Operation("GET", "/users/me", current_user, None, includes=all_includes(USERS)),
    Operation("GET", "/users/*/license", user_license, "licenses.read"),
    Operation("GET", "/users/*/contact_methods", contact_methods, "users:contact_methods.read"),
    Operation("GET", "/users/*/contact_methods/*", one_contact_method, "users:contact_methods.read"),
    Operation("GET", "/users/*/notification_rules", notification_rules, RULES, includes=METHODS),
    Operation("GET", "/users/*/notification_rules/*", one_notification_rule, RULES, includes=METHODS),
    *(one for one in crud(TEAMS) if (one.method, one.path) != ("GET", "/teams/*")),
    Operation("GET", "/teams/*", one_team, "teams.read", "teams", includes=TEAMS.single_includes),
    Operation("GET", "/teams/*/members", members, "teams.read", "teams", includes=("users",)),
    Operation("PUT", "/teams/*/users/*", put_member, "teams.write", "teams"),
    Operation("DELETE", "/teams/*/users/*", delete_member, "teams.write", "teams"),
    Operation("PUT", "/teams/*/escalation_policies/*", put_team_policy, "teams.write", "teams"),
    Operation("DELETE", "/teams/*/escalation_policies/*", delete_team_policy, "teams.write", "teams"),
    *crud(ESCALATION_POLICIES),
    *crud(SCHEDULES),
    Operation("GET", "/priorities", list_of(PRIORITIES), "priorities.read"),
    Operation("GET", "/licenses", licenses, "licenses.read"),
    Operation("GET", "/license_allocations", license_allocations, "licenses.read"),
    Operation("GET", "/abilities", abilities, "abilities.read"),
    Operation("GET", "/abilities/*", ability, "abilities.read"),
)
