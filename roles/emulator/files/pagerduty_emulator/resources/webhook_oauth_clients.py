# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth clients of webhook subscriptions: how PagerDuty gets the token that it sends with webhooks.

PagerDuty requests a token before it stores a client. A request is handled without waiting, so the emulator does this
only if the token URL is its own: then it compares the ID and the secret with those of its OAuth clients. Tokens for
webhooks are requested from any URL, see `delivery`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Text, http_url
from ..schema.operation import Operation
from ..schema.resource import Resource, Write
from ..schema.view import View

MAXIMUM = 10
"""The most clients of an account."""

TOKEN_PATH = "/oauth/token"
"""The token endpoint of the emulator, see the module `oauth`."""


class TokenUrl(Text):
    """An absolute HTTP or HTTPS URL."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        return value if not isinstance(value, str) or http_url(value) else check.refuse(label, "is not a valid URL")


class OAuthClients(Resource):
    """An OAuth client. Several can have the same name. Its secret is never shown."""

    type = "oauth_client"
    plural = "webhook_oauth_clients"
    scope = "webhook_subscriptions"
    key_is_unique = False
    type_required = False
    fields = (
        Field("name", Text(1, 255), required=True),
        Field("client_id", Text(1, 255), required=True),
        Field("client_secret", Text(1, 255), required=True, shown=False),
        Field("scope", Text(0, 255, nullable=True)),
        Field("token_url", TokenUrl(1, 255), required=True),
        Field("grant_type", Choice(("client_credentials",)), required=True),
        Field("status", Choice(("active", "error")), default="active", api=False),
    )

    @property
    def path(self) -> str:
        return "/webhook_subscriptions/oauth_clients"

    def new_identifier(self, account: Account) -> str:
        return account.random.shift_id()

    def complete(self, record: Record, write: Write) -> None:
        record["scope"] = record["scope"] or None
        if not write.loading:
            record["status"] = "active"

    def check(self, record: Record, write: Write) -> Iterator[str]:
        clients = write.account.collection(self.type).records
        if write.creating and not write.loading and len(clients) >= MAXIMUM:
            yield f"An account can have at most {MAXIMUM} OAuth clients"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        shown = super().render(record, view)
        return {name: value for name, value in shown.items() if name not in ("summary", "self", "html_url")}


RESOURCE = OAuthClients()


# -- operations ------------------------------------------------------------------------------------------------------


def check_credentials(call: Call, client: Record) -> None:
    """Raises 400 if the emulator's own token endpoint does not know the ID and the secret."""
    if client["token_url"].rstrip("/") != call.emulator.base_url.rstrip("/") + TOKEN_PATH:
        return
    owner = call.emulator.account_of_client(client["client_id"])
    known = owner.oauth_clients.get(client["client_id"]) if owner else None
    if known is None or known.client_secret != client["client_secret"]:
        raise invalid("OAuth client credentials are invalid: the token server returned invalid_client")


def shown(call: Call, record: Record) -> dict[str, Any]:
    return {"oauth_client": RESOURCE.render(record, call.view())}


def clients(call: Call) -> Reply:
    """All of them: the list has no pages."""
    view = call.view(listing=True)
    return Reply(200, {"oauth_clients": [RESOURCE.render(one, view) for one in call.account.collection(RESOURCE.type)]})


def create(call: Call) -> Reply:
    record = RESOURCE.create(call.account, call.wrapped("oauth_client"))
    check_credentials(call, record)
    return Reply(201, shown(call, record))


def read(call: Call) -> Reply:
    return Reply(200, shown(call, call.record(RESOURCE)))


def update(call: Call) -> Reply:
    """PagerDuty requests a token after each update, also if nothing changes."""
    record = RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped("oauth_client"))
    check_credentials(call, record)
    return Reply(200, shown(call, record))


def delete(call: Call) -> Reply:
    """Removes it from the subscriptions that use it, too."""
    record, subscriptions = call.record(RESOURCE), call.account.collection("webhook_subscription")
    for identifier in call.account.dependents(RESOURCE.type, record["id"], "webhook_subscription"):
        call.account.put(subscriptions.resource, {**subscriptions.records[identifier], "oauth_client": None})
    RESOURCE.delete(call.account, record)
    return Reply(204)


PATH = RESOURCE.path

OPERATIONS = (
    Operation("GET", PATH, clients, None),
    Operation("POST", PATH, create, None),
    Operation("GET", f"{PATH}/*", read, None),
    Operation("PUT", f"{PATH}/*", update, None),
    Operation("DELETE", f"{PATH}/*", delete, None),
)
