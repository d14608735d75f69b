# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules, as far as other resources refer to them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.resource import Resource
from .schedule_v3 import SCHEDULE_V3

SCHEDULE = Resource(
    name="schedule",
    plural="schedules",
    title="schedule",
    path="/schedules",
    unique_keys=(),
    variants=(SCHEDULE_V3,),
    variant="layer-based (version 2)",
    minimum=responses.IDENTIFIED.having(users=responses.Maybe(responses.Each(responses.IDENTIFIED))),
)
