# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session configurations: how long users stay signed in, in web browsers and in the mobile app.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._core.errors import UsageError
from .._schema.durations import DAY, Duration, spelled
from .._schema.fields import Canonical, Choice
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource

_TYPES = ("mobile", "web")


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    known = {**current, **desired}
    absolute, idle = known.get("absolute_session_ttl"), known.get("idle_session_ttl")
    if absolute is not None and idle is not None and idle > absolute:
        option = "idle_session_ttl" if "idle_session_ttl" in desired else "absolute_session_ttl"
        raise UsageError(
            option, f"a session of {spelled(absolute)} can't be idle for {spelled(idle)}; change one of the two"
        )


SESSION_CONFIGURATION = Resource(
    name="session_configuration",
    plural="session_configurations",
    title="session configuration",
    path="/session_configurations",
    keys=("type",),
    unique_keys=("type",),
    summary_of="",
    query=None,
    paged=False,
    listed_only=True,
    minimum=responses.Object(type=responses.TEXT),
    private=("id",),
    fields=(
        Choice("type", _TYPES, required=True),
        Duration("absolute_session_ttl", least=600, most=210 * DAY, on_create=True),
        Duration("idle_session_ttl", least=60, most=180 * DAY, on_create=True),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True, selector="type", empty_list=404),
    check=_check,
    instead={"name": "use type instead"},
    listing=Listing(single=False, filters=(Filter("type", "type", choices=_TYPES),), picklist=""),
)
