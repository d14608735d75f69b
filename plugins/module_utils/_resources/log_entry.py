# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries: the history of incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.listing import Filter, Listing
from .._schema.resource import Resource
from .incident_parent import parent
from .team import TEAM

LOG_ENTRY = Resource(
    name="log_entry",
    plural="log_entries",
    title="log entry",
    path="/log_entries",
    keys=("id",),
    unique_keys=(),
    query=None,
    listing=Listing(
        within=(parent("/incidents/{parent}/log_entries", required=False),),
        filters=(
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("since", "since", instant=True),
            Filter("until", "until", instant=True),
            Filter("is_overview", "is_overview", type="bool"),
            Filter("time_zone", "time_zone", of_one=True),
        ),
        includes=("incidents", "services", "channels", "teams"),
    ),
)
