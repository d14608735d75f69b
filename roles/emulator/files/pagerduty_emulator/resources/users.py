# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import ApiError, BareError, forbidden, payment_required
from ..core.state import Account
from ..core.strictness import STRICTLY
from ..schema.call import Call, Reply
from ..schema.fields import (
    EMAIL,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Reference,
    Text,
    ZoneName,
)
from ..schema.operation import Operation, all_includes, crud
from ..schema.resource import Resource, Write
from ..schema.view import View
from . import contact_methods, contact_rules, handoff_rules, licenses, notification_rules, status_update_rules
from .schedules_v3.rendering import schedules_of_user

ROLES = (
    "admin",
    "limited_user",
    "observer",
    "owner",
    "read_only_user",
    "restricted_access",
    "read_only_limited_user",
    "user",
)
READ_ONLY_ROLES = ("read_only_user", "read_only_limited_user")

COLORS = (
    "purple", "red", "green", "blue", "teal", "orange", "brown", "turquoise", "dark-slate-blue", "orange-red",
    "dark-orchid", "lime", "dark-magenta", "lime-green", "midnight-blue", "deep-pink", "dark-green", "dark-orange",
    "dark-cyan", "crimson", "dark-red", "chocolate", "sea-green", "forest-green", "royal-blue", "steel-blue",
)
"""The colors of users in schedules, which are assigned in turn."""

OWNER = {"name": "Account Owner", "email": "owner@example.com", "role": "owner"}
"""The owner of an account whose state file has none."""

AVATAR = "https://pd-static-assets.pagerduty.com/users/blank-avatar.png"


OTHER_RULES = (handoff_rules.RULES, status_update_rules.RULES)
"""The types of rules besides notification rules. A new user has none."""


def collapse(text: str) -> str:
    """Trims a name and collapses its white space, as PagerDuty does (PagerDuty's Terraform provider, #810)."""
    return " ".join(text.split())


class JobTitle(Kind):
    """``job_title`` can be set and changed, but not cleared: null "must be a String", and "" is too short.

    Source: PagerDuty's Terraform provider, issue 555. The schema knows only ``maxLength``.
    """

    def null_problem(self) -> str:
        return "must be a String"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        return value if 1 <= len(value) <= 100 else check.refuse(label, "must have a length between 1 and 100")


def no_license() -> ApiError:
    """402, no license is available for the user."""
    message = "Account does not have the abilities to perform the action"
    return ApiError(402, message, 2014, ["License is not available"])


def members_of(account: Account, teams: list[str]) -> set[str]:
    """The members of any of the teams."""
    known = [account.collection("team").get(team) for team in teams]
    return {user for team in known if team for user in team["members"]}


def schedules_with(account: Account, user: str) -> list[str]:
    """The IDs of the schedules of layers that have a user in a layer or an override that has not ended."""
    schedules, now = account.collection("schedule").records, account.now()
    return [
        identifier
        for identifier in account.dependents("user", user, "schedule")
        if any(
            (one["end"] is None or one["end"] > now)
            and user in [member["user"]["id"] for member in one.get("users", (one,))]
            for one in (*schedules[identifier]["schedule_layers"], *schedules[identifier]["overrides"])
        )
    ]


class Users(Resource):
    """A user. The key is the email address."""

    type = "user"
    plural = "users"
    scope = "users"
    web_path = "/users"
    key = "email"
    are_requesters = True
    create_needs_from = STRICTLY  # PagerDuty's Terraform provider never sends it
    filters: ClassVar = {"team_ids[]": members_of}
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    includes: ClassVar = {
        "contact_methods": ("contact_methods",),
        "notification_rules": ("notification_rules",),
        "teams": ("teams",),
        "subdomains": (),
    }
    single_includes = ("calendar_urls",)
    fields = (
        Field("name", Text(1, 100, tidy=collapse), required=True),
        Field("email", Text(6, 100, tidy=lambda text: text.strip().lower(), allowed=EMAIL), required=True),
        Field("time_zone", ZoneName(nullable=True)),
        Field("color", Text(1, nullable=True)),
        Field("created_at", Instant(), default=Account.now, api=False, shown=False),
        Field("last_sign_in_at", Instant(nullable=True), api=False, shown=False),
        Field("avatar_url", Text(), default=AVATAR, api=False),
        Field("role", Choice(ROLES), default="user"),
        Field("description", Text(nullable=True)),
        Field("invitation_sent", Flag(), default=True, api=False),
        Field("created_via_sso", Flag(), default=False, api=False),
        Field("job_title", JobTitle(), clearable=False),
        Field("license", Reference(("license",), nullable=True), shown=False),
        Field("private_url_key", Text(nullable=True), api=False, shown=False),
        Field("contact_methods", ListOf(contact_methods.ContactMethod()), api=False, shown=False),
        Field("notification_rules", ListOf(notification_rules.RULE), api=False, shown=False),
        *(Field(one.plural, ListOf(one.record), api=False, shown=False, default=()) for one in OTHER_RULES),
    )

    def summary(self, record: Record) -> str:
        name: str = record["name"]
        return name

    def search_text(self, record: Record) -> str:
        """``query`` searches names and email addresses."""
        return f"{record['name']}\n{record['email']}".casefold()

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """An owner, if the account has none."""
        has_owner = any(isinstance(user, dict) and user.get("role") == "owner" for user in given)
        return [] if has_owner else [dict(OWNER)]

    def may_write(self, record: Record) -> bool:
        return record["role"] not in READ_ONLY_ROLES

    def complete(self, record: Record, write: Write) -> None:
        account = write.account
        if record["time_zone"] is None:
            record["time_zone"] = account.time_zone
        if record["color"] is None:
            number = account.count("schedule colors") - 1
            record["color"] = (write.old or {}).get("color") or COLORS[number % len(COLORS)]
        self._choose_license(record, write)
        self._complete_contacts(record, write)

    @staticmethod
    def _choose_license(record: Record, write: Write) -> None:
        """Chooses a license. If the request has none, a changed role gets the first license that allows it."""
        account, role = write.account, record["role"]
        if write.loading and record["license"] is not None:
            return
        if "license" in write.sent and record["license"] is not None:
            chosen = record["license"]["id"]
            same = write.old is not None and write.old["license"] == record["license"]
            if not same and licenses.available(account, chosen) == 0:
                raise no_license()
            return
        held = (write.old or record)["license"]
        if held and role in account.collection("license").records[held["id"]]["valid_roles"]:
            record["license"] = held
            return
        fitting = [entry for entry in account.collection("license") if role in entry["valid_roles"]]
        free = [entry for entry in fitting if write.loading or licenses.available(account, entry["id"]) != 0]
        if not free:
            raise no_license()
        record["license"] = {"id": free[0]["id"], "type": "license"}

    @staticmethod
    def _complete_contacts(record: Record, write: Write) -> None:
        """A new user has an email contact method and its rules, unless a state file has others."""
        account, methods, rules = write.account, record["contact_methods"], record["notification_rules"]
        if methods is None:
            record["contact_methods"] = [contact_methods.default_for(account, record["email"])]
            if rules is None:
                [method] = record["contact_methods"]
                record["notification_rules"] = notification_rules.defaults_for(account, method)
        elif write.loading:
            record["contact_methods"] = [contact_methods.completed(account, one) for one in methods]
        if write.loading and rules is not None:
            methods = record["contact_methods"]
            record["notification_rules"] = [
                contact_rules.completed(account, one, methods, "Notification rules") for one in rules
            ]
        elif record["notification_rules"] is None:
            record["notification_rules"] = []
        if write.loading:
            for rule_type in OTHER_RULES:
                record[rule_type.plural] = [
                    rule_type.completed(account, one, record["contact_methods"]) for one in record[rule_type.plural]
                ]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        account, old = write.account, write.old
        role, before = record["role"], old["role"] if old else None
        if not write.loading and role != before:
            if role == "owner":
                yield "Role owner can't be assigned"
            elif before == "owner":
                yield "Role of the account owner can't be changed"
            elif role in READ_ONLY_ROLES and "read_only_users" not in account.abilities:
                raise payment_required("read_only_users")
        if write.loading:
            methods, rules = record["contact_methods"], record["notification_rules"]
            for number, one in enumerate(methods):
                yield from contact_methods.problems(one, methods[:number])
            for number, one in enumerate(rules):
                yield from notification_rules.problems(one, rules[:number])
            for rule_type in OTHER_RULES:
                for number, one in enumerate(record[rule_type.plural]):
                    yield from rule_type.problems(one, record[rule_type.plural][:number])
        license_record = account.collection("license").get(record["license"]["id"])
        if license_record and role not in license_record["valid_roles"]:
            yield f"Role {role} is not valid for the license {license_record['name']}"
            yield "License is not available"

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if record["role"] == "owner":
            yield "The account owner can't be deleted"
        if account.dependents("user", record["id"], "escalation_policy"):
            yield "User can't be deleted if they're being used by escalation policies"
        if schedules_with(account, record["id"]) or schedules_of_user(account, record["id"]):
            yield "User can't be deleted if they're being used by schedules"
        if account.collection("incident").indexed("assignee", record["id"]):  # documented, but without the message
            yield "User can't be deleted if they have assigned incidents"

    def deleted(self, account: Account, record: Record) -> None:
        """A deleted user leaves the teams."""
        teams = account.collection("team")
        for identifier in account.dependents("user", record["id"], "team"):
            team = teams.records[identifier]
            members = {user: role for user, role in team["members"].items() if user != record["id"]}
            account.put(teams.resource, {**team, "members": members})

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        account = plain.account
        shown: dict[str, Any] = {
            "teams": [
                view("teams").reference("team", team) for team in account.dependents("user", record["id"], "team")
            ],
            "contact_methods": [
                contact_methods.shown(record, one, plain, full=view("contact_methods").expand)
                for one in record["contact_methods"]
            ],
            "notification_rules": [
                notification_rules.shown(record, one, plain, full=view("notification_rules").expand)
                for one in record["notification_rules"]
            ],
        }
        if "subdomains" in plain.include:
            shown["subdomains"] = [account.subdomain]
        if "calendar_urls" in plain.include:
            key = record["private_url_key"] or record["id"].lower()
            calendar = f"{account.subdomain}.pagerduty.com/private/{key}/feed"
            shown["http_cal_url"] = f"https://{calendar}"
            shown["web_cal_url"] = f"webcal://{calendar}"
        return shown


RESOURCE = Users()


def owner_of(account: Account) -> Record | None:
    """The account's owner."""
    users = account.collection("user").records.values()
    return next((user for user in users if user["role"] == "owner"), None)


# -- operations ------------------------------------------------------------------------------------------------------


def current_user(call: Call) -> Reply:
    """The user of the token. For an account-level key, the ``error`` is a string."""
    if call.actor.user is None:
        raise BareError(400, "This endpoint can not be used with an account-level access token")
    user = call.account.collection("user").records[call.actor.user]
    view = call.view()
    return Reply(200, {"user": RESOURCE.render(user, view)})


def user_license(call: Call) -> Reply:
    user = call.record(RESOURCE)
    held = call.account.collection("license").records[user["license"]["id"]]
    return Reply(200, {"license": licenses.RESOURCE.render(held, call.view())})


def new_private_url_key(call: Call) -> Reply:
    """Replaces the key in the URLs of a user's calendar. Only administrators may replace those of other users."""
    user = call.record(RESOURCE)
    if call.actor.user not in (None, user["id"]) and call.requester()["role"] not in ("owner", "admin"):
        raise forbidden("The user's role may not replace the keys of other users")
    key = "".join(call.account.random.identifier()[1:] for _part in range(3))[:16]
    call.account.put(RESOURCE, {**user, "private_url_key": key})
    return Reply(200, {"private_url_key": key})


OPERATIONS = (
    *crud(RESOURCE),
    Operation("GET", "/users/me", current_user, None, includes=all_includes(RESOURCE)),
    Operation("GET", "/users/*/license", user_license, "licenses.read"),
    Operation("POST", "/users/*/regenerate_private_url_key", new_private_url_key, "users.write"),
)
