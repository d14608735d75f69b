# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytics: metrics that are computed from the log entries of incidents at the time of the request.

PagerDuty computes them once a day and documents what they mean. `facts` states what its documents leave open.
"""

from __future__ import annotations

from . import incidents, raw, responders, users

OPERATIONS = (*incidents.OPERATIONS, *responders.OPERATIONS, *raw.OPERATIONS, *users.OPERATIONS)
