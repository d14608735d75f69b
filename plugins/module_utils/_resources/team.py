# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._engine.dependents import selected_by
from .._schema.fields import Choice, Name, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Resource
from .tag import Tags, tagged

TEAM = Resource(
    name="team",
    plural="teams",
    title="team",
    path="/teams",
    fields=(
        Name(longest=100),
        Text("description", longest=1024),
        Choice("default_role", ["manager", "none"], unset="manager"),
    ),
    subresources=(Tags("/teams"),),
    dependents=selected_by(
        "team_ids[]",
        ("escalation policy", "/escalation_policies"),
        ("schedule", "/schedules"),
        ("service", "/services"),
    ),
    listing=Listing(
        filters=(Filter("query", "query"),),
        only_one=("privileges",),
        exact=("name",),
        within=(tagged("/teams"),),
    ),
)
