# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Email, Name, Reference
from .._schema.resource import Endpoint, Parent, Removal, Resource
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
    for option in ("integration_email", "email_incident_creation"):
        if option in desired and not by_mail:
            raise UsageError(option, f"requires type: {EMAIL}")


SERVICE_INTEGRATION = Resource(
    name="integration",
    plural="integrations",
    title="integration",
    module="service_integration",
    path="/services/{parent}/integrations",
    # PagerDuty lists integrations only with their service.
    parent=Parent(SERVICE, "service", include="integrations"),
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
    ),
    placeholders={"integration_key": lambda number: f"check-mode-key-{number:017}"},  # 32 characters, as real keys
    endpoint=Endpoint(omit_type=True),
    removal=Removal(""),
    check=_check,
    instead={
        "integration_key": "PagerDuty generates the key; the task returns it",
        "state": "PagerDuty can't delete an integration",
    },
)
