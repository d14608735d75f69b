# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On-calls: who is on call, on which level, and when.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.resource import Filter, Kind, Listing
from . import _kinds as kinds

# They have no IDs.
ONCALL = Kind(
    name="oncall",
    plural="oncalls",
    title="on-call",
    path="/oncalls",
    keys=(),
    unique=(),
    query=None,
    expects=responses.Object(
        escalation_level=responses.NUMBER,
        user=responses.IDENTIFIED,
        start=responses.Maybe(responses.INSTANT),
        end=responses.Maybe(responses.INSTANT),
        escalation_policy=responses.Maybe(responses.IDENTIFIED),
        schedule=responses.Maybe(responses.IDENTIFIED),
    ),
)

ONCALLS = Listing(
    kind=ONCALL,
    single=False,
    filters=(
        Filter("escalation_policies", "escalation_policy_ids[]", kind=kinds.ESCALATION_POLICY),
        Filter("schedules", "schedule_ids[]", kind=kinds.SCHEDULE),
        Filter("users", "user_ids[]", kind=kinds.USER),
        Filter("since", "since", instant=True),
        Filter("until", "until", instant=True),
        Filter("earliest", "earliest", type="bool"),
        Filter("time_zone", "time_zone"),
    ),
    includes=("escalation_policies", "users", "schedules"),
)
