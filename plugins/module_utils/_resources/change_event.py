# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change events. The Events API creates them. The REST API lists and updates them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.fields import Details, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import ById, Parent, Resource
from .service import SERVICE
from .team import TEAM

CHANGE_EVENT = Resource(
    name="change_event",
    plural="change_events",
    title="change event",
    path="/change_events",
    identity=ById(),
    keys=("id",),
    unique_keys=("id",),
    query=None,
    # It allows sending events to the service.
    private=("routing_key",),
    fields=(
        Text("summary", longest=1024, clearable=False),
        Details("custom_details"),
    ),
    listing=Listing(
        within=(Parent(SERVICE, "service", path="/services/{parent}/change_events"),),
        filters=(
            Filter("since", "since", instant=True),
            Filter("until", "until", instant=True),
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("integrations", "integration_ids[]", many=True),
        ),
    ),
    outside_account="it is an event",
)
