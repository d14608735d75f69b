# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IP allow list of an account. The emulator stores it, and does not apply it.

The API is in early access: every request needs the header ``X-EARLY-ACCESS: ip-allow-lists``. PagerDuty does not
document what it returns without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import forbidden
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, ListOf, Nested, Text
from ..schema.operation import Handler, Operation, create, delete, one_of
from ..schema.resource import Resource, Write
from ..schema.view import View

EARLY_ACCESS = "ip-allow-lists"

OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
CIDR = re.compile(rf"({OCTET}\.){{3}}{OCTET}/([1-9]|[12]\d|3[0-2])")

ENTRY = Nested(
    (
        Field("cidr", Text(1, allowed=CIDR), required=True),
        Field("description", Text(0, 64, nullable=True)),
    )
)


class IpAllowLists(Resource):
    """An account has one list at most."""

    type = "ip_allow_list"
    plural = "ip_allow_lists"
    scope = "ip_allow_lists"
    type_required = False
    key = "id"
    key_is_unique = False
    fields = (
        Field("state", Choice(("enabled", "disabled")), required=True, clearable=False),
        Field("cidr_entries", ListOf(ENTRY, maximum=100), required=True, clearable=False),
    )

    def new_identifier(self, account: Any) -> str:
        identifier: str = account.random.shift_id()
        return identifier

    def summary(self, record: Record) -> str:
        return "IP allow list"

    def sort_key(self, record: Record) -> str:
        identifier: str = record["id"]
        return identifier

    search_text = sort_key

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.creating and len(write.account.collection(self.type)):
            yield "The account already has an IP allow list"
        if record["state"] == "enabled" and not record["cidr_entries"]:
            yield "Cidr entries can't be empty while the state is enabled"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """A list has no links."""
        shown = super().render(record, view)
        return {name: value for name, value in shown.items() if name not in ("summary", "self", "html_url")}


RESOURCE = IpAllowLists()


def early(handle: Handler) -> Handler:
    """The function, with a check of the header."""
    def checked(call: Call) -> Reply:
        if call.headers.get("X-EARLY-ACCESS") != EARLY_ACCESS:
            raise forbidden(f"The header X-EARLY-ACCESS must be {EARLY_ACCESS}")
        return handle(call)
    return checked


def lists(call: Call) -> Reply:
    view = call.view()
    return Reply(200, {RESOURCE.plural: [RESOURCE.render(one, view) for one in call.account.collection(RESOURCE.type)]})


def update_list(call: Call) -> Reply:
    """The body replaces the state and the entries, so it must have both."""
    body = call.wrapped(RESOURCE.type)
    given = {name: body.get(name) for name in ("state", "cidr_entries")}
    record = RESOURCE.update(call.account, call.record(RESOURCE), given)
    return Reply(200, {RESOURCE.type: RESOURCE.render(record, call.view())})


PATH, READ, WRITE = RESOURCE.path, "ip_allow_lists.read", "ip_allow_lists.write"

OPERATIONS = (
    Operation("GET", PATH, early(lists), READ),
    Operation("POST", PATH, early(create(RESOURCE)), WRITE),
    Operation("GET", f"{PATH}/*", early(one_of(RESOURCE)), READ),
    Operation("PUT", f"{PATH}/*", early(update_list), WRITE),
    Operation("DELETE", f"{PATH}/*", early(delete(RESOURCE)), WRITE),
)
