# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jira Cloud sites that are connected to the account. They are connected in Jira's web interface, so the API only
reads them. A state file sets them.

This resource and the rules (`jira_cloud_rules`) follow PagerDuty's OpenAPI document for its integration with Jira.
"""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Instant
from ..schema.operation import Operation
from ..schema.resource import Resource
from ..schema.view import View
from .webhook_subscriptions import Url


def milliseconds(view: View, value: str | None) -> str | None:
    """An instant as this API shows it: in UTC, with three decimals."""
    return None if value is None else value.replace("+00:00", ".000Z")


class AccountMappings(Resource):
    """The mapping of a Jira Cloud site to the account. A state file calls it by its address."""

    type = "jira_cloud_account_mapping"
    plural = "jira_cloud_account_mappings"
    scope = "jira_cloud_accounts"
    key = "base_url"
    fields = (
        Field("base_url", Url(1), required=True),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(nullable=True)),
    )

    @property
    def path(self) -> str:
        return ALL

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [{"base_url": "https://example.atlassian.net"}]

    def sort_key(self, record: Record) -> str:
        time: str = record["created_at"]
        return time

    def search_text(self, record: Record) -> str:
        return ""

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "jira_cloud_account": {"base_url": record["base_url"]},
            "pagerduty_account": {"subdomain": view.account.subdomain},
            "created_at": milliseconds(view, record["created_at"]),
            "updated_at": milliseconds(view, record["updated_at"]),
        }


RESOURCE = AccountMappings()


# -- operations ------------------------------------------------------------------------------------------------------


def mappings(call: Call) -> Reply:
    found, view = call.account.collection(RESOURCE.type), call.view()
    return call.page("accounts_mappings", found, lambda one: RESOURCE.render(one, view))


def mapping(call: Call) -> Reply:
    """Not wrapped."""
    return Reply(200, RESOURCE.render(call.record(RESOURCE), call.view()))


ALL = "/integration-jira-cloud/accounts_mappings"
READ = "jira_cloud_accounts.read"

OPERATIONS = (Operation("GET", ALL, mappings, READ), Operation("GET", f"{ALL}/*", mapping, READ))
