# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extension schemas: the types of extensions. The API only reads them. A state file can have others."""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.fields import Choice, Field, Flag, ListOf, Text
from ..schema.operation import Operation, list_of, one_of
from ..schema.resource import Resource

EVENTS = ("trigger", "acknowledge", "resolve", "delegate", "escalate", "unacknowledge", "assign", "custom")
INCIDENT_EVENTS = EVENTS[:-1]

GENERIC_V2 = "generic_v2_webhook"
SERVICENOW = ("servicenow", "servicenow_v7")
"""The keys of the schemas of ServiceNow."""


def _entry(identifier: str, key: str, label: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "id": identifier, "key": key, "label": label, "description": description, "send_types": INCIDENT_EVENTS, **more
    }


INITIAL = (
    _entry("PGENWH1", "generic_webhook", "Generic V1 Webhook", "Sends the incidents of a service to a URL."),
    _entry("PJFWPEP", GENERIC_V2, "Generic V2 Webhook", "Sends the events of the incidents of a service to a URL."),
    _entry(
        "PCUSACT", "custom_webhook", "Custom Incident Action", "Sends a webhook when somebody chooses the action.",
        send_types=("custom",),
    ),
    _entry("PSNOWV4", SERVICENOW[0], "ServiceNow", "Creates incidents in ServiceNow."),
    _entry("PSNOWV7", SERVICENOW[1], "ServiceNow (v7)", "Synchronizes incidents with ServiceNow."),
    _entry(
        "PSLACK1", "slack", "Slack", "Posts the incidents of a service to a Slack channel.",
        url="https://events.pagerduty.com/extensions/slack", needs_authorization=True,
    ),
    _entry(
        "PJIRACL", "jira_cloud", "Jira Cloud", "Creates issues in Jira Cloud.",
        url="https://events.pagerduty.com/extensions/jira_cloud", needs_authorization=True,
    ),
    _entry("PJIRASV", "jira_server", "Jira Server", "Creates issues in Jira Server."),
    _entry(
        "PZENDSK", "zendesk", "Zendesk", "Links tickets in Zendesk with incidents.",
        url="https://events.pagerduty.com/extensions/zendesk",
    ),
)
"""The schemas of a new account: a few of PagerDuty's. The second ID is PagerDuty's."""


class ExtensionSchemas(Resource):
    """An extension schema. ``needs_authorization``: its extensions are authorized with OAuth in the web application, so
    the API can't create them."""

    type = "extension_schema"
    plural = "extension_schemas"
    scope = "extension_schemas"
    key = "label"
    fields = (
        Field("icon_url", Text(nullable=True)),
        Field("logo_url", Text(nullable=True)),
        Field("label", Text(1), required=True),
        Field("key", Text(1), required=True),
        Field("description", Text(), default=""),
        Field("guide_url", Text(nullable=True)),
        Field("send_types", ListOf(Choice(EVENTS), unique=True), default=INCIDENT_EVENTS),
        Field("url", Text(), default=""),
        Field("needs_authorization", Flag(), default=False, api=False, shown=False),
    )

    def sort_key(self, record: Record) -> str:
        label: str = record["label"]
        return label.casefold()

    def search_text(self, record: Record) -> str:
        return self.sort_key(record)

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [{**entry, "send_types": list(entry["send_types"])} for entry in INITIAL]


RESOURCE = ExtensionSchemas()


OPERATIONS = (
    Operation("GET", "/extension_schemas", list_of(RESOURCE), "extension_schemas.read"),
    Operation("GET", "/extension_schemas/*", one_of(RESOURCE), "extension_schemas.read"),
)
