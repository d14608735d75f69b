# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routers of event orchestrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import (
    ONLY_BY_ID,
    Boolean,
    Canonical,
    Choice,
    IdReference,
    Json,
    Object,
    Resolver,
    Text,
    Writer,
    folded,
)
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Removal, Resource, Singleton
from .event_orchestration import EVENT_ORCHESTRATION
from .event_orchestration_rules import START, Conditions, Rules, predict, warning
from .service import SERVICE

UNROUTED = "unrouted"

_ACTIONS = ["route_to", "dynamic_route_to"]  # of which a rule has one


class _RouterRules(Rules):
    """The rules of the only set of a router."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        rules = super().parse(value, path, resolver, current)
        for index, rule in enumerate(rules):
            if rule.get("dynamic_route_to"):
                where = f"{path}[{index}].dynamic_route_to"
                if index:
                    raise UsageError(where, "PagerDuty allows it in the first rule only; make this rule the first one")
                if rule["conditions"]:
                    raise UsageError(where, "PagerDuty allows no conditions in this rule; remove conditions")
        return rules


class _CatchAll(IdReference):
    """The service for all other events, or `unrouted`."""

    @property
    def expects(self) -> responses.Shape:
        actions = responses.Maybe(responses.Object(route_to=responses.Maybe(responses.TEXT)))
        return responses.Maybe(responses.Object(actions=actions))

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if value.strip().lower() == UNROUTED:
            return _UNROUTED
        return super().parse(value, path, resolver, current)

    def read(self, parent: dict[str, Json]) -> Canonical:
        actions = (self.raw(parent) or {}).get("actions") or {}
        service = actions.get("route_to") or UNROUTED
        return _UNROUTED if service == UNROUTED else {"id": service, "type": SERVICE.name}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"actions": {"route_to": value["id"]}}

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value == _UNROUTED:
            return UNROUTED
        name = super().write(value, path, writer)
        if folded(name) != UNROUTED:
            return name
        writer.leave_out(path, ONLY_BY_ID)
        return value["id"]


_UNROUTED = {"id": UNROUTED, "type": UNROUTED}


EVENT_ORCHESTRATION_ROUTER = Resource(
    name="router",
    plural="routers",
    title="router",
    module="event_orchestration_router",
    path="/event_orchestrations/{parent}/router",
    wrapper="orchestration_path",
    parent=Parent(EVENT_ORCHESTRATION, "orchestration"),
    identity=Singleton(
        unconfigured={
            "type": "router",
            "sets": [{"id": START, "rules": []}],
            "catch_all": {"actions": {"route_to": UNROUTED}},
        }
    ),
    keys=(),
    unique_keys=(),
    query=None,
    minimum=responses.OBJECT,
    fields=(
        _RouterRules(
            "rules",
            Object(
                "rules",
                [
                    Text("id"),
                    Text("label", default=""),
                    Conditions("conditions", default=[]),
                    IdReference("route_to", SERVICE, within="actions"),
                    Object(
                        "dynamic_route_to",
                        [
                            Text("source", clearable=False, required=True),
                            Text("regex", clearable=False, required=True),
                            Choice("lookup_by", ["service_name", "service_id"], required=True),
                        ],
                        whole=True,
                        within="actions",
                    ),
                    Boolean("disabled", default=False),
                ],
                whole=True,
                constraints={"mutually_exclusive": [_ACTIONS], "required_one_of": [_ACTIONS]},
            ),
            api="sets",
        ),
        _CatchAll("catch_all", SERVICE),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True, warning=warning),
    removal=Removal("reset", values={"rules": [], "catch_all": UNROUTED}),
    predict=predict,
    instead={
        "sets": "use rules instead",
        "rules.actions": "use route_to or dynamic_route_to instead",
        "rules.service": "use route_to instead",
    },
    listing=Listing(single=False, limits=False, picklist=""),
)
