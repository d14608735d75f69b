# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth delegations: logins of users in the web and mobile applications, and access of other applications.

Only state files create them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.clock import later
from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, Reference, Text
from ..schema.operation import Operation
from ..schema.resource import UnnamedResource
from ..schema.view import View

TYPES, STATUSES = ("mobile", "web", "integration"), ("issued", "revoked")
REVOCABLE = ("mobile", "web")
"""The types that a request can revoke."""

LIFETIME = 60 * 86400
"""Seconds, unless a state file says otherwise."""


def expiry(account: Account) -> str:
    return later(account.now(), LIFETIME)


class OauthDelegations(UnnamedResource):
    """A delegation. One that was revoked stays in the list."""

    type = "oauth_delegation"
    plural = "oauth_delegations"
    scope = "oauth_delegations"
    type_required = False
    ends_with_references = True
    indexes: ClassVar = {"user": lambda record: (record["user"]["id"],)}
    fields = (
        Field("user", Reference(("user",)), required=True),
        Field("delegation_type", Choice(TYPES), default="web"),
        Field("client_id", Text(1), default="PagerDutyLogin"),
        Field("scope", Text(), default="openid"),
        Field("status", Choice(STATUSES), default="issued"),
        Field("created_at", Instant(), default=Account.now),
        Field("expires_at", Instant(), default=expiry),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.event_id()

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """The type has the key of the schema, and that of the examples."""
        return {
            "id": record["id"],
            "type": record["delegation_type"],
            "delegation_type": record["delegation_type"],
            "client_id": record["client_id"],
            "self": view.api_url(f"/users/{record['user']['id']}/oauth_delegations/{record['id']}"),
            "created_at": view.instant(record["created_at"]),
            "expires_at": view.instant(record["expires_at"]),
            "status": record["status"],
            "scope": record["scope"],
        }


RESOURCE = OauthDelegations()


# -- operations ------------------------------------------------------------------------------------------------------


def separated(call: Call, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a parameter, separated by commas; () if it is missing. Raises 400."""
    given = tuple(one.strip() for one in call.query[name].split(",")) if name in call.query else ()
    if not set(given) <= set(choices):
        raise invalid(f"{name.capitalize().replace('_', ' ')} must be in {', '.join(choices)}")
    return given


def delegations_of(account: Account, user: str) -> list[Record]:
    """The delegations of a user, the newest first."""
    collection = account.collection(RESOURCE.type)
    found = [collection.records[one] for one in collection.indexed("user", user)]
    return sorted(found, key=lambda one: one["created_at"], reverse=True)


def listed(call: Call) -> Reply:
    types = separated(call, "delegation_type", TYPES) or TYPES
    statuses = separated(call, "status", STATUSES) or STATUSES
    view = call.view(default_zone="Etc/UTC")
    found = [
        one for one in delegations_of(call.account, call.record("user")["id"])
        if one["delegation_type"] in types and one["status"] in statuses
    ]
    page = call.cursor_page(RESOURCE.plural, found, lambda one: RESOURCE.render(one, view))
    return Reply(page.status, {**page.body, "more": page.body["next_cursor"] is not None})


def one(call: Call) -> Reply:
    delegations = delegations_of(call.account, call.record("user")["id"])
    found = next((each for each in delegations if each["id"] == call.ids[1]), None)
    if found is None:
        raise not_found()
    return Reply(200, {RESOURCE.type: RESOURCE.render(found, call.view(default_zone="Etc/UTC"))})


def revoke(call: Call) -> Reply:
    """Revokes all delegations of the types in ``type``. Signs the user ``user_id`` out."""
    types, user = separated(call, "type", REVOCABLE), call.query.get("user_id", "")
    if not types:
        raise invalid("Type can't be blank")
    if user not in call.account.collection("user"):
        raise invalid("User must exist")
    for delegation in delegations_of(call.account, user):
        if delegation["delegation_type"] in types and delegation["status"] == "issued":
            call.account.put(RESOURCE, {**delegation, "status": "revoked"})
    return Reply(200, {"status": "ok"})


PATH = "/users/*/oauth_delegations"
READ, WRITE = f"{RESOURCE.scope}.read", f"{RESOURCE.scope}.write"

OPERATIONS = (
    Operation("GET", PATH, listed, READ),
    Operation("GET", f"{PATH}/*", one, READ),
    Operation("DELETE", "/oauth_delegations", revoke, WRITE),
)
