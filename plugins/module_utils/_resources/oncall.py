# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On-calls: who is on call, on which level, and when.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.listing import Filter, Listing
from .._schema.resource import Resource
from .escalation_policy import ESCALATION_POLICY
from .schedule import SCHEDULE
from .user import USER

# On-calls have no IDs.
ONCALL = Resource(
    name="oncall",
    plural="oncalls",
    title="on-call",
    path="/oncalls",
    keys=(),
    unique_keys=(),
    query=None,
    minimum=responses.Object(
        escalation_level=responses.NUMBER,
        user=responses.IDENTIFIED,
        start=responses.Maybe(responses.INSTANT),
        end=responses.Maybe(responses.INSTANT),
        escalation_policy=responses.Maybe(responses.IDENTIFIED),
        schedule=responses.Maybe(responses.IDENTIFIED),
    ),
    listing=Listing(
        single=False,
        filters=(
            Filter("escalation_policies", "escalation_policy_ids[]", resource=ESCALATION_POLICY),
            Filter("schedules", "schedule_ids[]", resource=SCHEDULE),
            Filter("users", "user_ids[]", resource=USER),
            Filter("since", "since", instant=True),
            Filter("until", "until", instant=True),
            Filter("earliest", "earliest", type="bool"),
            Filter("time_zone", "time_zone"),
        ),
        includes=("escalation_policies", "users", "schedules"),
        picklist="",
    ),
)
