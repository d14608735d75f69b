# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications: the calls and messages that PagerDuty has sent to users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.listing import Filter, Listing
from .._schema.resource import Resource

TYPES = ("sms_notification", "email_notification", "phone_notification", "push_notification")

NOTIFICATION = Resource(
    name="notification",
    plural="notifications",
    title="notification",
    path="/notifications",
    keys=("id",),
    unique_keys=(),
    query=None,
    listing=Listing(
        single=False,
        filters=(
            Filter("since", "since", instant=True, required=True),
            Filter("until", "until", instant=True, required=True),
            Filter("type", "filter", choices=TYPES),
            Filter("time_zone", "time_zone"),
        ),
        includes=("users",),
    ),
)
