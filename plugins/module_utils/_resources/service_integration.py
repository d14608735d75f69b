# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Email, Json, Name, Reference, Writer
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Resource
from .email_settings import EmailFilters, EmailParsers
from .service import SERVICE
from .vendor import VENDOR

EVENTS_V2 = "events_api_v2_inbound_integration"
EMAIL = "generic_email_inbound_integration"

TYPES = (
    EVENTS_V2,
    "generic_events_api_inbound_integration",
    "event_transformer_api_inbound_integration",
    EMAIL,
    "aws_cloudwatch_inbound_integration",
    "nagios_inbound_integration",
    "pingdom_inbound_integration",
    "sql_monitor_inbound_integration",
    "keynote_inbound_integration",
    "cloudkick_inbound_integration",
)


EMAIL_OPTIONS = (
    "integration_email",
    "email_incident_creation",
    "email_filter_mode",
    "email_filters",
    "email_parsers",
    "email_parsing_fallback",
)


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    now, wanted = current.get("type"), desired.get("type")
    if now and wanted and now != wanted:
        raise UsageError(
            "type",
            f"the integration is of the type {now}, which can't be changed. To create another one, set another name",
        )
    by_mail = (now or wanted) == EMAIL
    if by_mail and not current and not desired.get("integration_email"):
        raise UsageError("integration_email", f"is required to create an integration of the type {EMAIL}")
    for option in EMAIL_OPTIONS:
        if option in desired and not by_mail:
            raise UsageError(option, f"requires type: {EMAIL}")


def _unprepare(options: dict[str, t.Any], integration: dict[str, Json], writer: Writer) -> None:
    """Only integrations for emails have settings of emails."""
    if integration.get("type") != EMAIL:
        for option in EMAIL_OPTIONS:
            options.pop(option, None)


SERVICE_INTEGRATION = Resource(
    name="integration",
    plural="integrations",
    title="integration",
    module="service_integration",
    path="/services/{parent}/integrations",
    # PagerDuty lists integrations only with their service.
    parent=Parent(SERVICE, "service", include="integrations", list_include="integrations"),
    unique_keys=(),
    unique=False,
    query=None,
    paged=False,
    fields=(
        Name(),
        Choice("type", TYPES, when_new=EVENTS_V2),
        Reference("vendor", VENDOR),
        Email("integration_email"),
        Choice(
            "email_incident_creation",
            ["on_new_email", "on_new_email_subject", "only_if_no_open_incidents", "use_rules"],
        ),
        Choice("email_filter_mode", ["all-email", "or-rules-email", "and-rules-email"], initial="all-email"),
        EmailFilters(),
        EmailParsers(),
        Choice("email_parsing_fallback", ["open_new_incident", "discard"], initial="open_new_incident"),
    ),
    placeholders={"integration_key": lambda number: f"check-mode-key-{number:017}"},  # 32 characters, as real keys
    endpoint=Endpoint(omit_type=True),
    check=_check,
    unprepare=_unprepare,
    instead={
        "integration_key": "PagerDuty generates the key; the task returns it",
        "email_filter": "use email_filters instead",
        "email_parser": "use email_parsers instead",
    },
    listing=Listing(exact=("name",), limits=False),
)
