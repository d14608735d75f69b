# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business services and their subscribers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Canonical, Json, Name, Reference, Spec, Text
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from .subscribers import Subscribers
from .team import TEAM

_PATH = "/business_services"
_SUBSCRIBERS = Subscribers(owner=_PATH, listed="/subscribers", added="/subscribers", removed="/unsubscribe")


class _Team(Reference):
    """The owning team. Requests contain its ID only: PagerDuty derives the type."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full or value is None:
            return super().encode(value, current, full=full)
        return {"id": value["id"]}


ON_CREATE, ALWAYS = "on_create", "always"


class AccountSubscription(Subresource):
    """Whether all users of the account get the status updates. PagerDuty stores it, and never returns it."""

    name = "account_subscription"
    unreadable = "PagerDuty does not return it"
    _when = "update_account_subscription"

    def spec(self) -> dict[str, Spec]:
        return {
            self.name: {"type": "bool"},
            self._when: {"type": "str", "choices": [ON_CREATE, ALWAYS], "default": ON_CREATE},
        }

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        subscribes = params[self.name]
        if subscribes if current is None else params[self._when] == ALWAYS:
            method, what = ("POST", "subscribing") if subscribes else ("DELETE", "unsubscribing")
            path = f"{_PATH}/{{id}}/account_subscription"
            request = SubresourceRequest(method, path, f"{what} the account", repeatable=True)
            return SubresourcePlan(after=subscribes, requests=[request])
        return SubresourcePlan()


def _with_subscribers(params: dict[str, t.Any], session: Session, service: dict[str, Json]) -> dict[str, Json]:
    """PagerDuty returns the subscribers of one business service only."""
    return {**service, "subscribers": _SUBSCRIBERS.of(session, service["id"])} if params["subscribers"] else service


BUSINESS_SERVICE = Resource(
    name="business_service",
    plural="business_services",
    title="business service",
    path=_PATH,
    unique_keys=(),
    unique=False,
    query=None,
    fields=(Name(), Text("description"), Text("point_of_contact"), _Team("team", TEAM, clearable=True)),
    subresources=(_SUBSCRIBERS, AccountSubscription()),
    endpoint=Endpoint(omit_type=True),
    instead={
        "supporting_services": "use pagerduty_service_dependency",
        "dependencies": "use pagerduty_service_dependency",
        "teams": "use team",
    },
    listing=Listing(
        exact=("name",),
        options={"subscribers": {"type": "bool", "default": False}},
        complete=_with_subscribers,
    ),
)
