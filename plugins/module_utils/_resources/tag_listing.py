# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags with what the info module lists: all tags, or those of one object.

The objects that can have tags refer to tags in their declarations, so this is not in the declaration of tags.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from dataclasses import replace

from .._schema.listing import Filter, Listing
from .._schema.resource import Parent, Resource
from .escalation_policy import ESCALATION_POLICY
from .tag import TAG
from .team import TEAM
from .user import USER


def _within(resource: Resource) -> Parent:
    """The tags of one object. PagerDuty can't search in them."""
    return Parent(
        resource,
        resource.name,
        path=f"{resource.path}/{{parent}}/tags",
        constraints={"mutually_exclusive": [[resource.name, "query"]]},
    )


LISTED_TAG = replace(
    TAG,
    listing=Listing(
        filters=(Filter("query", "query"),),
        exact=("label",),
        within=tuple(map(_within, (USER, TEAM, ESCALATION_POLICY))),
    ),
)
