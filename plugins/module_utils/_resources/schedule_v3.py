# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules: those of version 3 of PagerDuty's API.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.listing import Listing
from .._schema.resource import Resource

SCHEDULE_V3 = Resource(
    name="schedule_v3",
    plural="schedules",
    title="schedule",
    module="schedule",
    path="/v3/schedules",
    wrapper="schedule",
    unique_keys=(),
    optional=True,
    variant="shift-based (version 3)",
    # PagerDuty's documents disagree about whether the list can be searched, and it has only references.
    query=None,
    only_single=("rotations",),
    listing=Listing(exact=("name",)),
)
