# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.listing import Filter, Listing
from .._schema.resource import Resource
from .incident_parent import parent

STATUSES = ("triggered", "resolved")

_ORDERS = tuple(name + direction for name in ("created_at", "resolved_at") for direction in ("", ":asc", ":desc"))

_INCLUDES = ("services", "first_trigger_log_entries", "incidents")

ALERT = Resource(
    name="alert",
    plural="alerts",
    title="alert",
    module="incident_alert",
    path="/incidents/{parent}/alerts",
    parent=parent(),
    keys=("alert_key",),
    unique_keys=(),
    placeholders={"created_at": "2000-01-01T00:00:00Z"},
    query=None,
    minimum=responses.IDENTIFIED.having(
        status=responses.TEXT, created_at=responses.INSTANT, incident=responses.Maybe(responses.OBJECT)
    ),
    listing=Listing(
        filters=(
            Filter("alert_key", "alert_key", looks_secret=True),
            Filter("statuses", "statuses[]", many=True, choices=STATUSES),
            Filter("sort_by", "sort_by", choices=_ORDERS, order=2),
        ),
        includes=_INCLUDES,
        list_only=_INCLUDES,
        picklist="alert",
    ),
)
