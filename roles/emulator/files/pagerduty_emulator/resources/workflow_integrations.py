# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow integrations: the other applications that the steps of incident workflows can use. PagerDuty has a catalog
of them, which the API only reads. A state file can add others.

PagerDuty's document has one integration as an example, ``http-api``. The others of a new account are invented.
"""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Field, Flag, Instant, ListOf, Text
from ..schema.operation import Operation
from ..schema.resource import Resource
from ..schema.view import View


def schema(**properties: dict[str, Any]) -> dict[str, Any]:
    """A schema of the values of a connection. Spaces in names are underscores here."""
    named = {name.replace("_", " "): dict(value) for name, value in properties.items()}
    required = [name for name, value in named.items() if value.pop("required", False)]
    return {"type": "object", "properties": named, "required": required}


REDACTED = "Redacted Authentication Headers"
"""The value in which a connection shows its secret headers. PagerDuty writes it."""

INITIAL: tuple[dict[str, Any], ...] = (
    {
        "id": "http-api",
        "name": "Web API",
        "package_name": "http-api",
        "description": "Create fast, custom connections to apps without integrations.",
        "tags": ["integration"],
        "search_keywords": ["web", "api", "rest", "http", "headers"],
        "configuration_schema": schema(
            Redacted_Authentication_Headers={"type": "text", "is_hidden": True},
            Allowed_Hostnames={"type": "text", "required": True},
            Health_Check_URL={"type": "text"},
            Health_Check_Method={
                "type": "singleChoice", "default_value": "HEAD", "restrictions": {"choices": ["HEAD", "GET"]}
            },
        ),
        "secrets_schema": schema(Authentication_Headers={"type": "text", "required": True}),
    },
    {
        "id": "chat",
        "name": "Chat",
        "package_name": "chat",
        "description": "Post messages in the rooms of a chat server.",
        "tags": ["integration"],
        "search_keywords": ["chat", "message"],
        "configuration_schema": schema(Server={"type": "text", "required": True}, Room={"type": "text"}),
        "secrets_schema": schema(Token={"type": "text", "required": True}),
    },
    {
        "id": "chat-legacy",
        "name": "Chat (legacy)",
        "package_name": "chat",
        "description": "The former version of Chat.",
        "is_deprecated": True,
        "configuration_schema": schema(Server={"type": "text", "required": True}),
        "secrets_schema": schema(Token={"type": "text", "required": True}),
    },
)
"""Those of a new account."""


class WorkflowIntegrations(Resource):
    """An integration. ``configuration_schema`` and ``secrets_schema`` say which values a connection has."""

    type = "workflow_integration"
    plural = "workflow_integrations"
    scope = "workflow_integrations"
    fields = (
        Field("domain_name", Text(), default="pagerduty.com"),
        Field("package_name", Text(), default=""),
        Field("name", Text(1), required=True),
        Field("description", Text(), default=""),
        Field("icon_svg", Text(), default="<svg/>"),
        Field("tags", ListOf(Text()), default=()),
        Field("search_keywords", ListOf(Text()), default=()),
        Field("is_deprecated", Flag(), default=False),
        Field("entitled", Flag(), default=True),
        Field("application", Text(nullable=True)),
        Field("configuration_schema", AnyObject(), default=lambda account: schema()),
        Field("secrets_schema", AnyObject(), default=lambda account: schema()),
        Field("created_at", Instant(), default=Account.now),
    )

    @property
    def path(self) -> str:
        return ALL

    def page_path(self, record: Record) -> str:
        return self.api_path(record)

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """State files of an emulator contain these as well."""
        known = {entry.get("id") for entry in given if isinstance(entry, dict)}
        return [dict(entry) for entry in INITIAL if entry["id"] not in known]

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """An integration of PagerDuty was created by no user of the account."""
        shown = super().render(record, view)
        if shown["application"] is None:
            del shown["application"]
        return {**shown, "created_by": None}


RESOURCE = WorkflowIntegrations()


# -- operations ------------------------------------------------------------------------------------------------------


def integrations(call: Call) -> Reply:
    """Without the deprecated ones, unless the query includes them."""
    deprecated, view = call.flag("include_deprecated"), call.view()
    found = [one for one in call.account.collection(RESOURCE.type) if deprecated or not one["is_deprecated"]]
    return call.cursor_page("integrations", found, lambda one: RESOURCE.render(one, view))


def integration(call: Call) -> Reply:
    """Not wrapped."""
    return Reply(200, RESOURCE.render(call.record(RESOURCE), call.view()))


ALL = "/workflows/integrations"
READ = "workflow_integrations.read"

OPERATIONS = (Operation("GET", ALL, integrations, READ), Operation("GET", f"{ALL}/*", integration, READ))
