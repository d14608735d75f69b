# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendors of monitoring tools, for integrations. The API only reads them. A state file can have others."""

from __future__ import annotations

from typing import Any

from ..core.state import Account
from ..schema.fields import Field, Text
from ..schema.operation import Operation, list_of, one_of
from ..schema.resource import Resource

INITIAL = (
    {
        "id": "PZQ6AUS",
        "name": "Amazon CloudWatch",
        "website_url": "https://aws.amazon.com/cloudwatch",
        "description": "Monitoring for AWS cloud resources and the applications that run on them.",
    },
    {
        "id": "PAM4FGS",
        "name": "Datadog",
        "website_url": "https://www.datadoghq.com",
        "description": "Monitoring and analytics of applications, infrastructure and logs.",
    },
    {
        "id": "PEMAIL1",
        "name": "Email",
        "website_url": None,
        "description": "Incidents from e-mails.",
    },
    {
        "id": "PPROMET",
        "name": "Prometheus",
        "website_url": "https://prometheus.io",
        "description": "Alerts of the Prometheus Alertmanager.",
    },
)
"""The vendors of a new account: a few of PagerDuty's. The first two IDs are PagerDuty's."""

INTEGRATION_TYPES = {
    "Amazon CloudWatch": "aws_cloudwatch_inbound_integration",
    "Email": "generic_email_inbound_integration",
    "Prometheus": "events_api_v2_inbound_integration",
}
"""Vendors → the type of an integration with this vendor and without a type. Other vendors have `DEFAULT_TYPE`."""

DEFAULT_TYPE = "event_transformer_api_inbound_integration"


class Vendors(Resource):
    """A vendor."""

    type = "vendor"
    plural = "vendors"
    scope = "vendors"
    fields = (
        Field("name", Text(1), required=True),
        Field("website_url", Text(nullable=True)),
        Field("logo_url", Text(nullable=True)),
        Field("thumbnail_url", Text(nullable=True)),
        Field("description", Text(nullable=True)),
        Field("integration_guide_url", Text(nullable=True)),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [dict(entry) for entry in INITIAL]


RESOURCE = Vendors()


OPERATIONS = (
    Operation("GET", "/vendors", list_of(RESOURCE), "vendors.read"),
    Operation("GET", "/vendors/*", one_of(RESOURCE), "vendors.read"),
)
