# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licenses, and their allocations to users. The API only reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, ListOf, Text, Whole
from ..schema.operation import Operation
from ..schema.resource import Resource
from ..schema.view import View

INITIAL = (
    {
        "name": "Business (Full User)",
        "description": "Event Intelligence",
        "valid_roles": ["owner", "admin", "user", "limited_user", "observer", "restricted_access"],
        "role_group": "FullUser",
        "seats": 100_000,
    },
    {
        "name": "Business (Stakeholder)",
        "description": "",
        "valid_roles": ["read_only_user", "read_only_limited_user"],
        "role_group": "Stakeholder",
        "seats": 100_000,
    },
)
"""What a new account has."""


class Licenses(Resource):
    """A license. ``seats``: how many users can have it (null: any number). Only a state file sets it."""

    type = "license"
    plural = "licenses"
    scope = "licenses"
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(), default=""),
        Field("valid_roles", ListOf(Text(1)), required=True),
        Field("role_group", Choice(("FullUser", "Stakeholder")), default="FullUser"),
        Field("seats", Whole(0, nullable=True), shown=False),
    )
    key_is_unique = False

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [dict(entry) for entry in INITIAL]

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        return {"self": None, "html_url": None}

    def with_counts(self, record: Record, view: View) -> dict[str, Any]:
        """The license with its numbers of allocations, for ``GET /licenses``."""
        account = view.account
        return {
            **self.render(record, view),
            "current_value": len(account.dependents("license", record["id"], "user")),
            "allocations_available": available(account, record["id"]),
        }


RESOURCE = Licenses()


def available(account: Account, identifier: str) -> int | None:
    """How many more users can have the license; None for any number."""
    seats: int | None = account.collection("license").records[identifier]["seats"]
    if seats is None:
        return None
    return max(0, seats - len(account.links.get(("license", identifier), {}).get("user", ())))


# -- operations ------------------------------------------------------------------------------------------------------


def licenses(call: Call) -> Reply:
    """Returns all of them on one page."""
    view = call.view()
    shown = [RESOURCE.with_counts(record, view) for record in call.account.collection("license")]
    return Reply(200, {"licenses": shown})


def license_allocations(call: Call) -> Reply:
    """Paginated, but without a total."""
    view = call.view()
    held = call.account.collection("license").records

    def show(user: Record) -> dict[str, Any]:
        return {
            "license": RESOURCE.render(held[user["license"]["id"]], view),
            "user": {"id": user["id"], "type": "user_reference"},
            "allocated_at": view.instant(user["created_at"]),
        }

    return call.page("license_allocations", call.account.collection("user"), show, total=False)


OPERATIONS = (
    Operation("GET", "/licenses", licenses, "licenses.read"),
    Operation("GET", "/license_allocations", license_allocations, "licenses.read"),
)
