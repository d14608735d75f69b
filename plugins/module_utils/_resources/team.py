# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.fields import Choice, Json, Name, Text
from .._schema.resource import Filter, Listing, Resource, Session
from . import _kinds as kinds


def _dependents(session: Session, team: dict[str, Json]) -> list[str]:
    held = []
    for kind in (kinds.ESCALATION_POLICY, kinds.SCHEDULE, kinds.SERVICE):
        for page in session.client.pages(kind.path, kind.plural, {"team_ids[]": team["id"]}, of=kind.expects):
            held += [f"{kind.title} {kind.describe(raw)}" for raw in page.items]
    return held


TEAM = Resource(
    kind=kinds.TEAM,
    fields=(
        Name(longest=100),
        Text("description", longest=1024),
        Choice("default_role", ["manager", "none"], unset="manager"),
    ),
    dependents=_dependents,
)

TEAMS = Listing(
    kind=kinds.TEAM,
    filters=(Filter("query", "query"),),
    only_one=("privileges",),
    exact=("name",),
)
