# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._fields import Choice, Json, Name, Text
from .._resource import Context, Filter, Listing, Resource
from . import _kinds as kinds


def _holders(context: Context, team: dict[str, Json]) -> list[str]:
    held = []
    for kind in (kinds.ESCALATION_POLICY, kinds.SCHEDULE, kinds.SERVICE):
        for page in context.client.pages(kind.path, kind.plural, {"team_ids[]": team["id"]}, of=kind.expects):
            held += [f"{kind.title} {kind.describe(raw)}" for raw in page.items]
    return held


TEAM = Resource(
    kind=kinds.TEAM,
    fields=(
        Name(longest=100),
        Text("description", longest=1024),
        Choice("default_role", ["manager", "none"], unset="manager"),
    ),
    holders=_holders,
)

TEAMS = Listing(
    kind=kinds.TEAM,
    filters=(Filter("query", "query"),),
    only_one=("privileges",),
    exact=("name",),
)
