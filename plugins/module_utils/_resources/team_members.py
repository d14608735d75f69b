# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams with their members.

Users refer to teams in their declaration, so the members are not in the declaration of teams.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._schema.fields import Json
from .._schema.listing import Listing
from .._schema.session import Session
from .membership import Members, team_members
from .team import TEAM
from .user import USER

MEMBERS = Members(USER)


def _with_members(params: dict[str, t.Any], session: Session, team: dict[str, Json]) -> dict[str, Json]:
    """PagerDuty returns the members of one team only, so each team costs at least one request."""
    return {**team, "members": team_members(session, team["id"])} if params["members"] else team


MANAGED_TEAM = replace(
    TEAM,
    subresources=(*TEAM.subresources, MEMBERS),
    listing=replace(
        t.cast(Listing, TEAM.listing),
        options={"members": {"type": "bool", "default": False}},
        complete=_with_members,
    ),
)
