# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jira Cloud sites that are connected to the account. PagerDuty calls their connections account mappings.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

from .._core import responses
from .._schema.fields import Json, folded
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session

Raw = dict[str, Json]


def _site(url: str) -> str:
    """The host in the address of a site."""
    return (urlsplit(url).hostname or "") if "://" in url else url


@dataclass(frozen=True, eq=False)
class _AccountMapping(Resource):
    """A site can be named by its host, its address, or the first part of the host."""

    def names_of(self, raw: Raw) -> list[str]:
        host = folded(_site(raw.get("site") or (raw.get("jira_cloud_account") or {}).get("base_url") or ""))
        return [host, f"https://{host}", host.partition(".")[0]] if host else []

    def listed(self, raw: Raw) -> Raw:
        """An account mapping with the host of its site."""
        return {**raw, "site": self.names_of(raw)[0]} if self.names_of(raw) else raw

    def describe(self, raw: Raw) -> str:
        return super().describe(self.listed(raw))


def _of_site(params: dict[str, t.Any], session: Session) -> t.Callable[[Raw], bool] | None:
    """The condition of the option `site`."""
    wanted = params.get("site")
    return (lambda raw: folded(wanted) in JIRA_CLOUD_ACCOUNT_MAPPING.names_of(raw)) if wanted else None


JIRA_CLOUD_ACCOUNT_MAPPING = _AccountMapping(
    name="jira_cloud_account_mapping",
    plural="jira_cloud_account_mappings",
    title="account mapping of Jira Cloud",
    path="/integration-jira-cloud/accounts_mappings",
    list_wrapper="accounts_mappings",
    keys=("site",),
    unique_keys=("site",),
    summary_of="site",
    query=None,
    minimum=responses.IDENTIFIED.having(jira_cloud_account=responses.Object(base_url=responses.TEXT)),
    endpoint=Endpoint(bare=True),
    listing=Listing(
        options={"site": {"type": "str"}}, constraints={"mutually_exclusive": [["id", "site"]]}, keep=_of_site
    ),
)
