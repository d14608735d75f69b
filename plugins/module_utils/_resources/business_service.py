# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business services and their subscribers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._schema.fields import Canonical, Json, Name, Reference, Spec, Text
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import (
    Added,
    Association,
    Run,
    Subresource,
    SubresourcePlan,
    SubresourceRequest,
    label,
)
from .team import TEAM
from .user import USER

_PATH = "/business_services"
_TYPES: dict[str, Resource] = {"user": USER, "team": TEAM}
_SUBSCRIBER = responses.Object(subscriber_id=responses.ID, subscriber_type=responses.TEXT)
_RESULTS = responses.Object(subscriptions=responses.Each(_SUBSCRIBER.having(result=responses.TEXT)))
_COUNTS = responses.Object(unauthorized_count=responses.NUMBER)


class _Team(Reference):
    """The owning team. Requests contain its ID only: PagerDuty derives the type."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full or value is None:
            return super().encode(value, current, full=full)
        return {"id": value["id"]}


def subscribers_of(session: Session, service_id: str) -> list[dict[str, Json]]:
    """The subscribers of a business service as PagerDuty returns them."""
    found = session.names.whole(f"{_PATH}/{segment(service_id)}/subscribers", "subscribers", _SUBSCRIBER)
    return t.cast("list[dict[str, Json]]", found)


def _read(service_id: str, session: Session) -> list[dict[str, Json]]:
    return subscribers_of(session, service_id)


def _entry(reference: dict[str, t.Any]) -> dict[str, Json]:
    return {"subscriber_id": reference["id"], "subscriber_type": reference["type"]}


def _refused(response: dict[str, Json]) -> str:
    """The subscribers to which the token has no access."""
    refused = [one for one in response["subscriptions"] if one["result"] == "unauthorized"]
    named = ", ".join(f"{one['subscriber_type']} {one['subscriber_id']}" for one in refused)
    return f"PagerDuty does not permit these subscribers: {named}" if refused else ""


def _kept(response: dict[str, Json]) -> str:
    number = response["unauthorized_count"]
    return f"PagerDuty does not permit the removal of {number} of the subscribers" if number else ""


class Subscribers(Association):
    """The users and teams that get the status updates of a business service."""

    def __init__(self) -> None:
        super().__init__("subscribers", USER, owner=_PATH, targets=_TYPES)

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        found = []
        for one in subscribers_of(session, str(current["id"])):
            type_name, subscriber_id = one["subscriber_type"], one["subscriber_id"]
            resource = _TYPES.get(type_name)
            known = session.names.known(resource, subscriber_id) if resource else None
            summary = (known or {}).get("summary") or (known or {}).get("name")
            found.append({"id": subscriber_id, "type": type_name, "summary": summary})
        return found

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        run([partial(_read, str(raw["id"])) for raw, _params in found])
        return {}

    def item(self, reference: dict[str, t.Any], state: Json) -> Json:
        return _entry(reference)

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        """PagerDuty counts repeated subscriptions and repeated removals, and does not reject them."""
        found = []
        for action, references, what, expects, refusal in (
            ("subscribers", [one.reference for one in added], "adding", _RESULTS, _refused),
            ("unsubscribe", removed, "removing", _COUNTS, _kept),
        ):
            if references:
                found.append(
                    SubresourceRequest(
                        "POST",
                        f"{_PATH}/{{id}}/{action}",
                        f"{what} the subscribers {', '.join(map(label, references))}",
                        {"subscribers": list(map(_entry, references))},
                        repeatable=True,
                        invalidates=(f"{_PATH}/{{id}}/subscribers",),
                        expects=expects,
                        refusal=refusal,
                    )
                )
        return found


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
    return {**service, "subscribers": subscribers_of(session, service["id"])} if params["subscribers"] else service


BUSINESS_SERVICE = Resource(
    name="business_service",
    plural="business_services",
    title="business service",
    path=_PATH,
    unique_keys=(),
    unique=False,
    query=None,
    fields=(Name(), Text("description"), Text("point_of_contact"), _Team("team", TEAM, clearable=True)),
    subresources=(Subscribers(), AccountSubscription()),
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
