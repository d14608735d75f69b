# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of users: their logins in browsers, and old OAuth tokens. Only state files create them.

PagerDuty calls these operations deprecated: newer logins are OAuth delegations.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, Reference, Text
from ..schema.operation import Operation
from ..schema.resource import UnnamedResource
from ..schema.view import View


class UserSessions(UnnamedResource):
    """A session."""

    type = "user_session"
    plural = "user_sessions"
    scope = "users:sessions"
    type_required = False
    ends_with_references = True
    indexes: ClassVar = {"user": lambda record: (record["user"]["id"],)}
    fields = (
        Field("user", Reference(("user",)), required=True),
        Field("kind", Choice(("browser", "oauth")), default="browser"),
        Field("created_at", Instant(), default=Account.now),
        Field("text", Text(), default="Mozilla/5.0"),
    )

    def summary(self, record: Record) -> str:
        text: str = record["text"]
        return text

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "user_id": record["user"]["id"],
            "created_at": view.instant(record["created_at"]),
            "type": record["kind"],
            "summary": record["text"],
        }


RESOURCE = UserSessions()


# -- operations ------------------------------------------------------------------------------------------------------


def sessions_of(call: Call) -> list[Record]:
    """The sessions of the user in the path, the oldest first. Raises 404."""
    collection = call.account.collection(RESOURCE.type)
    found = [collection.records[one] for one in collection.indexed("user", call.record("user")["id"])]
    return sorted(found, key=lambda one: one["created_at"])


def session_of(call: Call) -> Record:
    """The session whose type and ID are in the path. Raises 404."""
    wanted = (call.ids[1], call.ids[2])
    found = next((one for one in sessions_of(call) if (one["kind"], one["id"]) == wanted), None)
    if found is None:
        raise not_found()
    return found


def listed(call: Call) -> Reply:
    view = call.view(default_zone="Etc/UTC")
    return Reply(200, {RESOURCE.plural: [RESOURCE.render(one, view) for one in sessions_of(call)]})


def one(call: Call) -> Reply:
    return Reply(200, {RESOURCE.type: RESOURCE.render(session_of(call), call.view(default_zone="Etc/UTC"))})


def delete_all(call: Call) -> Reply:
    for session in sessions_of(call):
        RESOURCE.delete(call.account, session)
    return Reply(204)


def delete_one(call: Call) -> Reply:
    RESOURCE.delete(call.account, session_of(call))
    return Reply(204)


PATH = "/users/*/sessions"
READ, WRITE = f"{RESOURCE.scope}.read", f"{RESOURCE.scope}.write"

OPERATIONS = (
    Operation("GET", PATH, listed, READ),
    Operation("DELETE", PATH, delete_all, WRITE),
    Operation("GET", f"{PATH}/*/*", one, READ),
    Operation("DELETE", f"{PATH}/*/*", delete_one, WRITE),
)
