# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, teams, escalation policies, schedules, services; licences and abilities."""

from __future__ import annotations

from typing import Any

from ..core.errors import BareError, invalid, not_found, payment_required
from ..core.state import DEFAULT_ABILITIES, Record
from ..resources.escalation_policies import RESOURCE as ESCALATION_POLICIES
from ..resources.licenses import RESOURCE as LICENSES
from ..resources.priorities import RESOURCE as PRIORITIES
from ..resources.schedules import RESOURCE as SCHEDULES
from ..resources.services import RESOURCE as SERVICES
from ..resources.users import RESOURCE as USERS
from ..resources.users import contact_method, notification_rule
from ..schema.call import Call, Reply
from ..schema.operation import Operation, all_includes, crud, list_of, pick

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
    *crud(ESCALATION_POLICIES),
    *crud(SCHEDULES),
    Operation("GET", "/priorities", list_of(PRIORITIES), "priorities.read"),
    Operation("GET", "/licenses", licenses, "licenses.read"),
    Operation("GET", "/license_allocations", license_allocations, "licenses.read"),
    Operation("GET", "/abilities", abilities, "abilities.read"),
    Operation("GET", "/abilities/*", ability, "abilities.read"),
)
