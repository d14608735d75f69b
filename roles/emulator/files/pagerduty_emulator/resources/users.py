# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, with their contact methods and notification rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import ApiError, BareError, invalid, payment_required
from ..core.state import Account
from ..core.strictness import STRICTLY
from ..schema.call import Call, Reply
from ..schema.fields import (
    EMAIL,
    AnyObject,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Nested,
    Reference,
    Text,
    Whole,
    ZoneName,
)
from ..schema.operation import Operation, all_includes, crud, pick
from ..schema.resource import Resource, Write
from ..schema.view import View
from . import licenses

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
"""The schedule colours handed out in turn."""

OWNER = {"name": "Account Owner", "email": "owner@example.com", "role": "owner"}
"""The owner of an account whose state file has none."""

AVATAR = "https://pd-static-assets.pagerduty.com/users/blank-avatar.png"


def collapse(text: str) -> str:
    """Trimmed, and inner white space collapsed, as the server does with names (PagerDuty's Terraform provider #810)."""
    return " ".join(text.split())


class JobTitle(Kind):
    """``job_title`` can be set and changed but never cleared: null "must be a String", "" is too short.

    Source: PagerDuty's Terraform provider, issue 555. The schema knows only ``maxLength``.
    """

    def null_problem(self) -> str:
        return "must be a String"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        return value if 1 <= len(value) <= 100 else check.refuse(label, "must have a length between 1 and 100")


CONTACT_METHOD = AnyObject((("id", str), ("type", str), ("summary", str)))
RULE = Nested(
    (
        Field("id", Text(1), required=True),
        Field("type", Text(1), default="assignment_notification_rule"),
        Field("start_delay_in_minutes", Whole(0), required=True),
        Field("contact_method", Text(1), required=True),
        Field("urgency", Choice(("high", "low")), required=True),
    )
)
"""A notification rule. ``contact_method`` is an ID."""


def no_license() -> ApiError:
    """402, no licence is left for the user."""
    message = "Account does not have the abilities to perform the action"
    return ApiError(402, message, 2014, ["License is not available"])


def members_of(account: Account, teams: list[str]) -> set[str]:
    """The members of any of the teams."""
    known = [account.collection("team").get(team) for team in teams]
    return {user for team in known if team for user in team["members"]}


class Users(Resource):
    """A user, identified by the e-mail."""

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
        Field("avatar_url", Text(), default=AVATAR, api=False),
        Field("role", Choice(ROLES), default="user"),
        Field("description", Text(nullable=True)),
        Field("invitation_sent", Flag(), default=True, api=False),
        Field("created_via_sso", Flag(), default=False, api=False),
        Field("job_title", JobTitle(), clearable=False),
        Field("license", Reference(("license",), nullable=True), shown=False),
        Field("contact_methods", ListOf(CONTACT_METHOD), api=False, shown=False),
        Field("notification_rules", ListOf(RULE), api=False, shown=False),
    )

    def summary(self, record: Record) -> str:
        name: str = record["name"]
        return name

    def search_text(self, record: Record) -> str:
        """``query`` looks in names and e-mails."""
        return f"{record['name']}\n{record['email']}".casefold()

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """An owner, without which there is no account."""
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
        if record["contact_methods"] is None:
            self._add_default_contact(record, write)
        if record["notification_rules"] is None:
            record["notification_rules"] = []

    @staticmethod
    def _choose_license(record: Record, write: Write) -> None:
        """Without a licence in the request, a changed role takes the first licence that allows it."""
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
    def _add_default_contact(record: Record, write: Write) -> None:
        """A new user gets an e-mail contact method, and a rule for it for each urgency the account knows."""
        account = write.account
        email = {
            "id": account.chance.identifier(),
            "type": "email_contact_method",
            "summary": "Default",
            "label": "Default",
            "address": record["email"],
            "send_short_email": False,
            "send_html_email": False,
        }
        record["contact_methods"] = [email]
        if record["notification_rules"] is None:
            record["notification_rules"] = [
                {
                    "id": account.chance.identifier(),
                    "type": "assignment_notification_rule",
                    "start_delay_in_minutes": 0,
                    "contact_method": email["id"],
                    "urgency": urgency,
                }
                for urgency in (("high", "low") if "urgencies" in account.abilities else ("high",))
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
        license_record = account.collection("license").get(record["license"]["id"])
        if license_record and role not in license_record["valid_roles"]:
            yield f"Role {role} is not valid for the license {license_record['name']}"
            yield "License is not available"

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if record["role"] == "owner":
            yield "The account owner can't be deleted"
        if account.users_of("user", record["id"], "escalation_policy"):
            yield "User can't be deleted if they're being used by escalation policies"
        if account.users_of("user", record["id"], "schedule"):
            yield "User can't be deleted if they're being used by schedules"
        if account.collection("incident").indexed("assignee", record["id"]):  # documented, but not in which words
            yield "User can't be deleted if they have assigned incidents"

    def deleted(self, account: Account, record: Record) -> None:
        """A deleted user leaves the teams."""
        teams = account.collection("team")
        for identifier in account.users_of("user", record["id"], "team"):
            team = teams.records[identifier]
            members = {user: role for user, role in team["members"].items() if user != record["id"]}
            account.put(teams.resource, {**team, "members": members})

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        base = f"{plain.api_url(self.path)}/{record['id']}"
        account = plain.account
        methods = {entry["id"]: entry for entry in record["contact_methods"]}
        shown: dict[str, Any] = {
            "teams": [view("teams").reference("team", team) for team in account.users_of("user", record["id"], "team")],
            "contact_methods": [
                contact_method(entry, base, full=view("contact_methods").expand) for entry in methods.values()
            ],
            "notification_rules": [
                notification_rule(entry, base, methods, full=view("notification_rules").expand)
                for entry in record["notification_rules"]
            ],
        }
        if "subdomains" in plain.include:
            shown["subdomains"] = [account.subdomain]
        if "calendar_urls" in plain.include:
            calendar = f"{account.subdomain}.pagerduty.com/private/{record['id'].lower()}/feed"
            shown["http_cal_url"] = f"https://{calendar}"
            shown["web_cal_url"] = f"webcal://{calendar}"
        return shown


RESOURCE = Users()


def contact_method(entry: Record, base: str, *, full: bool) -> dict[str, Any]:
    """A contact method, in full or as a reference. ``base`` is its user's address in the API."""
    shown = {
        "id": entry["id"],
        "type": entry["type"] if full else f"{entry['type']}_reference",
        "summary": entry["summary"],
        "self": f"{base}/contact_methods/{entry['id']}",
        "html_url": None,
    }
    return {**entry, **shown} if full else shown


def notification_rule(
    entry: Record, base: str, methods: dict[str, Record], *, full: bool, whole_method: bool = False
) -> dict[str, Any]:
    """A notification rule, in full or as a reference. ``whole_method``: with its contact method in full."""
    delay = entry["start_delay_in_minutes"]
    method = methods.get(entry["contact_method"])
    shown = {
        "id": entry["id"],
        "type": entry["type"] if full else f"{entry['type']}_reference",
        "summary": f"{delay} minutes: channel {entry['contact_method']}",
        "self": f"{base}/notification_rules/{entry['id']}",
        "html_url": None,
    }
    if not full:
        return shown
    return {**entry, **shown, "contact_method": method and contact_method(method, base, full=whole_method)}


def owner_of(account: Account) -> Record | None:
    """The account's owner."""
    users = account.collection("user").records.values()
    return next((user for user in users if user["role"] == "owner"), None)


# -- operations --------------------------------------------------------------------------------------------------------


def current_user(call: Call) -> Reply:
    """Of user-level keys only. An account-level key is answered in another shape: ``error`` is a string."""
    if call.actor.user is None:
        raise BareError(400, "This endpoint can not be used with an account-level access token")
    user = call.account.collection("user").records[call.actor.user]
    view = call.view()
    return Reply(200, {"user": RESOURCE.render(user, view)})


def user_license(call: Call) -> Reply:
    user = call.record(RESOURCE)
    held = call.account.collection("license").records[user["license"]["id"]]
    return Reply(200, {"license": licenses.RESOURCE.render(held, call.view())})


def user_base(call: Call, user: Record) -> str:
    """The user's address in the API."""
    return f"{call.emulator.base_url}{RESOURCE.path}/{user['id']}"


def contact_methods(call: Call) -> Reply:
    user = call.record(RESOURCE)
    shown = [contact_method(entry, user_base(call, user), full=True) for entry in user["contact_methods"]]
    return Reply(200, {"contact_methods": shown})


def one_contact_method(call: Call) -> Reply:
    user = call.record(RESOURCE)
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
    user = call.record(RESOURCE)
    shown = [
        rule_shown(call, user, entry)
        for entry in user["notification_rules"]
        if urgency in ("all", entry["urgency"])
    ]
    return Reply(200, {"notification_rules": shown})


def one_notification_rule(call: Call) -> Reply:
    user = call.record(RESOURCE)
    entry = pick(user["notification_rules"], call.ids[1])
    return Reply(200, {"notification_rule": rule_shown(call, user, entry)})


RULES, METHODS = "users:contact_methods.read", ("contact_methods",)
"""The scope and the ``include[]`` of notification rules."""

OPERATIONS = (
    *crud(RESOURCE),
    Operation("GET", "/users/me", current_user, None, includes=all_includes(RESOURCE)),
    Operation("GET", "/users/*/license", user_license, "licenses.read"),
    Operation("GET", "/users/*/contact_methods", contact_methods, "users:contact_methods.read"),
    Operation("GET", "/users/*/contact_methods/*", one_contact_method, "users:contact_methods.read"),
    Operation("GET", "/users/*/notification_rules", notification_rules, RULES, includes=METHODS),
    Operation("GET", "/users/*/notification_rules/*", one_notification_rule, RULES, includes=METHODS),
)
