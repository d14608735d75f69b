# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.resource import Filter, Kind, Listing

ALERT = Kind(
    name="alert",
    plural="alerts",
    title="alert",
    path="/alerts",  # of an incident: see ALERTS
    keys=("alert_key",),
    unique=(),
    query=None,
    expects=responses.IDENTIFIED.having(
        status=responses.TEXT, created_at=responses.INSTANT, incident=responses.Maybe(responses.OBJECT)
    ),
)

STATUSES = ("triggered", "resolved")

_ORDERS = tuple(
    name + direction for name in ("created_at", "resolved_at") for direction in ("", ":asc", ":desc")
)

ALERTS = Listing(
    kind=ALERT,
    path="/incidents/{incident}/alerts",
    filters=(
        Filter("alert_key", "alert_key"),
        Filter("statuses", "statuses[]", many=True, choices=STATUSES),
        Filter("sort_by", "sort_by", choices=_ORDERS, order=2),
    ),
    includes=("services", "first_trigger_log_entries", "incidents"),
)
