# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries: the history of incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Filter, Kind, Listing
from . import _kinds as kinds

LOG_ENTRY = Kind(
    name="log_entry", plural="log_entries", title="log entry", path="/log_entries", keys=("id",), unique=(), query=None
)

LOG_ENTRIES = Listing(
    kind=LOG_ENTRY,
    within={"incident": "/incidents/{incident}/log_entries"},
    filters=(
        Filter("teams", "team_ids[]", kind=kinds.TEAM),
        Filter("since", "since", instant=True),
        Filter("until", "until", instant=True),
        Filter("is_overview", "is_overview", type="bool"),
        Filter("time_zone", "time_zone", of_one=True),
    ),
    includes=("incidents", "services", "channels", "teams"),
)
