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
    Json,
    Object,
    ObjectList,
    Reference,
    Resolver,
    Text,
    UnorderedList,
    Writer,
    folded,
)
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Removal, Resource, Singleton
from .event_orchestration import EVENT_ORCHESTRATION
from .service import SERVICE

START = "start"  # the ID of the only set of rules that a router has
UNROUTED = "unrouted"

_ACTIONS = ["route_to", "dynamic_route_to"]  # of which a rule has one


class _Conditions(UnorderedList):
    """PCL expressions. A rule matches if one of them does, so their order does not count."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        texts = [str(text).strip() for text in value]
        for index, text in enumerate(texts):
            if not text:
                raise UsageError(f"{path}[{index}]", "must not be empty; a rule without conditions always matches")
        return list(dict.fromkeys(texts))

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(expression=responses.TEXT)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [condition["expression"].strip() for condition in self.raw(parent) or ()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return set(desired) == set(current)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"expression": text} for text in value]


class _Service(Reference):
    """A service. PagerDuty shows and receives its ID only."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        identifier = self.raw(parent)
        return {"id": identifier, "type": SERVICE.name} if identifier else None

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value["id"] if value else None


class _Rules(ObjectList):
    """The rules. PagerDuty has them in a list of sets, with one entry."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        # A service that the router already has needs no lookup, in whichever rule it is.
        known = {"route_to": [rule["route_to"] for rule in current or () if rule["route_to"]]}
        rules = [self.item.parse(rule, f"{path}[{at}]", resolver, known) for at, rule in enumerate(value)]
        self.check_ids(value, path, current)
        for index, rule in enumerate(rules):
            if rule.get("dynamic_route_to"):
                where = f"{path}[{index}].dynamic_route_to"
                if index:
                    raise UsageError(where, "PagerDuty allows it in the first rule only; make this rule the first one")
                if rule["conditions"]:
                    raise UsageError(where, "PagerDuty allows no conditions in this rule; remove conditions")
        return rules

    @property
    def expects(self) -> responses.Shape:
        rules = responses.Maybe(responses.Each(self.item.expects))
        return responses.Maybe(responses.Each(responses.Object(rules=rules)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        sets = self.raw(parent) or [{}]
        return super().read({self.api: sets[0].get("rules")})

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"id": START, "rules": super().encode(value, current, full=full)}]

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """A diff shows the names of services that were looked up on both sides."""
        named = {rule["route_to"]["id"]: rule["route_to"] for rule in desired if rule.get("route_to")}
        known = [
            {**rule, "route_to": named.get(rule["route_to"]["id"], rule["route_to"])} if rule["route_to"] else rule
            for rule in current
        ]
        return super().difference(desired, known)


class _CatchAll(_Service):
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


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when a router was changed."""
    for name in ("updated_at", "updated_by", "version"):
        predicted.pop(name, None)


def _warning(warning: dict[str, Json], router: dict[str, Json]) -> str:
    """PagerDuty's warning about a rule, which it names by its ID."""
    message = str(warning.get("message") or warning)
    rules = [rule for one in router.get("sets") or () for rule in one.get("rules") or ()]
    for index, rule in enumerate(rules):
        if rule.get("id") and rule["id"] == warning.get("rule_id"):
            label = f" ({rule['label']})" if rule.get("label") else ""
            return f"rules[{index}]{label}: {message}"
    return message


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
        _Rules(
            "rules",
            Object(
                "rules",
                [
                    Text("id"),
                    Text("label", default=""),
                    _Conditions("conditions", default=[]),
                    _Service("route_to", SERVICE, within="actions"),
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
            named_by="label",
        ),
        _CatchAll("catch_all", SERVICE),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True, warning=_warning),
    removal=Removal("reset", values={"rules": [], "catch_all": UNROUTED}),
    predict=_predict,
    instead={
        "sets": "use rules instead",
        "rules.actions": "use route_to or dynamic_route_to instead",
        "rules.service": "use route_to instead",
    },
    listing=Listing(single=False, limits=False, picklist=""),
)
