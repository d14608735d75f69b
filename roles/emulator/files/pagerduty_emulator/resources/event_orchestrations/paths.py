# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of event orchestrations: sets of rules, and what happens to an event that none of them matches.

A path is kept as ``{"sets": [{"id", "rules": [{"id", "label", "conditions", "actions", "disabled"}]}],
"catch_all": {"actions"}}``, with when and by whom it was written. Only the actions that are set are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.collection import Record
from ...core.state import Account
from ...core.strictness import LENIENTLY, settled
from ...schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text
from ...schema.references import HistoricalReference
from ...schema.view import View

START = "start"
UNROUTED = "unrouted"

AIOPS = "event_intelligence"
"""The ability without which some conditions and actions are kept, but have no effect."""

MAXIMUM_CONDITION = 2048
"""Bytes."""

BLANK_ACTIONS = LENIENTLY
"""Whether an action that is null, an empty text or an empty list counts as not set. PagerDuty's Terraform provider
sends all actions that there are, most of them blank."""


LIKE_AN_ID = re.compile(r"P[A-Z0-9]{6,}")


class Expression(Text):
    """A condition, in PagerDuty's condition language."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if isinstance(value, str) and len(value.encode(errors="replace")) > MAXIMUM_CONDITION:
            return check.refuse(label, f"is too long (maximum is {MAXIMUM_CONDITION} bytes)")
        return value


@dataclass(frozen=True)
class Actions(Kind):
    """What is done with an event. All actions that the path does not know are ignored."""

    fields: tuple[Field, ...]

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        ignores_blank = settled(BLANK_ACTIONS, strict=check.strict)
        kept = {}
        for entry in self.fields:
            if entry.name not in value or (ignores_blank and value[entry.name] in (None, "", [])):
                continue
            kept[entry.name] = entry.kind.clean(value[entry.name], entry.label(label), check)
        return INVALID if any(item is INVALID for item in kept.values()) else kept

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, dict):
            return value
        kinds = {entry.name: entry.kind for entry in self.fields}
        return {name: kinds[name].resolve(one, account) if name in kinds else one for name, one in value.items()}


@dataclass(frozen=True)
class ServiceId(Kind):
    """The ID of a service. ``other``: a word that may stand in its place. A state file can have the service's name."""

    other: str | None = None

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        # A router keeps the ID of a service that was deleted, and so does a state file.
        known = value == self.other or value in check.account.collection("service") or check.loading
        return value if known else check.refuse(label, "must be the ID of a service that exists")

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str) or value == self.other:
            return value
        found = account.look_up("service", value)
        if found is None and not LIKE_AN_ID.fullmatch(value):
            raise LookupError(f"there is no service {value!r}")
        return found or value


def no_actions(_account: Account) -> Record:
    """The actions where none are stated."""
    return {}


CONDITION = Nested((Field("expression", Expression(1), required=True),))


def rules_of(*actions: Field, required: bool = False) -> ListOf:
    """A list of rules with these actions. ``required``: a rule must have ``actions``."""
    return ListOf(
        Nested(
            (
                Field("id", Text(nullable=True)),
                Field("label", Text(nullable=True)),
                Field("conditions", ListOf(CONDITION, null_is_empty=True), default=()),
                Field("actions", Actions(actions), required=required, default=no_actions),
                Field("disabled", Flag(), default=False),
            )
        ),
        null_is_empty=True,
    )


def sets_of(rules: ListOf, maximum: int | None = None) -> ListOf:
    """The sets of such rules."""
    return ListOf(
        Nested((Field("id", Text(1), default=START), Field("rules", rules, default=()))), minimum=1, maximum=maximum
    )


HISTORY = (
    Field("created_at", Instant(), default=Account.now),
    Field("created_by", HistoricalReference(("user",), nullable=True)),
    Field("updated_at", Instant(), default=Account.now),
    Field("updated_by", HistoricalReference(("user",), nullable=True)),
    Field("version", Text(nullable=True)),
)
"""What a state file has beside the rules, and a request has not."""


class Path(Nested):
    """A path: sets of rules, and the actions for all other events."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict) and not check.loading:
            value = {name: one for name, one in value.items() if name in ("sets", "catch_all")}
        kept = super().accept(value, label, check)
        if kept is INVALID:
            return INVALID
        problems = list(self.problems(kept))
        check.errors.extend(f"{label} {problem[0].lower()}{problem[1:]}" if label else problem for problem in problems)
        return INVALID if problems else kept

    def problems(self, path: Record) -> Iterator[str]:
        """What is wrong with a path as a whole."""
        yield from ()


# -- the router ------------------------------------------------------------------------------------------------------

DYNAMIC = Nested(
    (
        Field("source", Text(1), required=True),
        Field("regex", Text(1), required=True),
        Field("lookup_by", Choice(("service_name", "service_id")), required=True),
    )
)


class RouterPath(Path):
    """The rules that route events to services."""

    def problems(self, path: Record) -> Iterator[str]:
        if path["sets"][0]["id"] != START:
            yield f"Sets of a router must be the set {START}"
        for number, rule in enumerate(path["sets"][0]["rules"]):
            actions = rule["actions"]
            if not actions:
                yield "Sets rules actions must be route to or dynamic route to"
            if "dynamic_route_to" not in actions:
                continue
            if number:
                yield "Sets rules actions dynamic route to can only be used once, and in the first rule"
            if "route_to" in actions:
                yield "Sets rules actions dynamic route to can't be combined with route to"
            if rule["conditions"]:
                yield "Sets rules conditions must be empty with dynamic route to"


TO_UNROUTED = {"route_to": UNROUTED}

CATCH_ALL = Nested((Field("actions", Actions((Field("route_to", ServiceId(UNROUTED)),)), default=no_actions),))

ROUTER = RouterPath(
    (
        Field(
            "sets",
            sets_of(rules_of(Field("route_to", ServiceId()), Field("dynamic_route_to", DYNAMIC), required=True), 1),
            required=True,
        ),
        Field("catch_all", CATCH_ALL, default=lambda _account: {"actions": {}}),
        *HISTORY,
    )
)


def new_router(account: Account) -> Record:
    """The router of a new orchestration: no rules."""
    return {
        "sets": [{"id": START, "rules": []}],
        "catch_all": {"actions": TO_UNROUTED},
        **{entry.name: entry.initial(account) for entry in HISTORY},
    }


def completed_router(path: Record) -> Record:
    """A cleaned router, with what a request may leave out."""
    return {**path, "catch_all": {"actions": {**TO_UNROUTED, **path["catch_all"]["actions"]}}}


def services_of(router: Record) -> set[str]:
    """The IDs of the services to which a router routes."""
    actions = [rule["actions"] for one in router["sets"] for rule in one["rules"]]
    routes = {one["route_to"] for one in (*actions, router["catch_all"]["actions"]) if "route_to" in one}
    return routes - {UNROUTED}


# -- what all paths share --------------------------------------------------------------------------------------------


def identified(account: Account, path: Record, old: Record | None) -> Record:
    """The path with an ID for each rule. A request can only state an ID that the path had; a state file, any."""
    known = None if old is None else {rule["id"] for one in old["sets"] for rule in one["rules"]}
    used: set[str] = set()

    def with_id(rule: Record) -> Record:
        identifier = rule["id"]
        if not identifier or identifier in used or (known is not None and identifier not in known):
            identifier = account.chance.rule_id()
        used.add(identifier)
        return {**rule, "id": identifier}

    return {**path, "sets": [{**one, "rules": [with_id(rule) for rule in one["rules"]]} for one in path["sets"]]}


def plain_reference(view: View, kind: str, value: Record | None) -> dict[str, Any] | None:
    """A reference as event orchestrations show it: an ID, a type and an address."""
    if value is None:
        return None
    return {
        "id": value["id"], "type": f"{kind}_reference", "self": view.api_url(f"/{kind}s/{value['id']}")
    }


def shown_path(path: Record, kind: str, parent: dict[str, Any], address: str, view: View) -> dict[str, Any]:
    """A path as the API shows it. ``address``: its own."""
    return {
        "type": kind,
        "parent": parent,
        "self": view.api_url(address),
        "sets": path["sets"],
        "catch_all": path["catch_all"],
        "created_at": view.instant(path["created_at"]),
        "created_by": plain_reference(view, "user", path["created_by"]),
        "updated_at": view.instant(path["updated_at"]),
        "updated_by": plain_reference(view, "user", path["updated_by"]),
        "version": path["version"],
    }


def warnings_of(account: Account, path: Record) -> list[dict[str, str]]:
    """What of a path has no effect in the account's plan."""
    if AIOPS in account.abilities:
        return []
    return [warning for one in path["sets"] for rule in one["rules"] for warning in rule_warnings(rule)]


def rule_warnings(rule: Record) -> Iterator[dict[str, str]]:
    """Of a rule, in PagerDuty's words."""
    features = []
    if any("trigger_count" in one["expression"] for one in rule["conditions"]):
        features.append(("threshold_condition", "conditions", "Threshold Condition", "a condition"))
    if "dynamic_route_to" in rule["actions"]:
        features.append(("dynamic_route_to", "actions", "Dynamic Routing", "an action"))
    for feature, kind, title, article in features:
        yield {
            "feature": feature,
            "feature_type": kind,
            "message": f"This rule uses {title}, which is {article} not available on your account plan. "
                       "The rule will be updated, but it will not be evaluated by events",
            "rule_id": rule["id"],
            "warning_type": "forbidden_feature",
        }
