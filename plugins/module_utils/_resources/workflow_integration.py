# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow integrations: the other applications that the steps of incident workflows can use.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource

# PagerDuty's catalog has few of them, so they are always listed, the deprecated ones included.
WORKFLOW_INTEGRATION = Resource(
    name="workflow_integration",
    plural="workflow_integrations",
    title="workflow integration",
    path="/workflows/integrations",
    list_wrapper="integrations",
    query=None,
    list_query={"include_deprecated": True},
    cursors=True,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT),
    endpoint=Endpoint(bare=True),
    listing=Listing(
        filters=(Filter("include_deprecated", "include_deprecated", type="bool", unset="false"),),
        exact=("name",),
        limits=False,
    ),
)
