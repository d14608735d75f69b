# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of event orchestrations: sets of rules, and what happens to an event that none of them matches.

A path is kept as ``{"sets": [{"id", "rules": [{"id", "label", "conditions", "actions", "disabled"}]}],
"catch_all": {"actions"}}``, with when and by whom it was written. Only the actions that are set are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...schema.fields import INVALID, Check, Field, Flag, Instant, ListOf, Nested, Text
from ...schema.references import HistoricalReference
from ...schema.view import View
from . import actions as tables
from .actions import UNROUTED, Stated
from .pcl import condition
from .values import PclError

START = "start"

AIOPS = "event_intelligence"
"""The ability without which some conditions and actions are kept, but have no effect."""


class Expression(Text):
    """A condition, in PagerDuty's condition language."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if isinstance(value, str):
            try:
                condition(value)
            except PclError as error:
                return check.refuse(label, f"is not a valid condition: {error}")
        return value


def no_actions(_account: Account) -> Record:
    """The actions where none are stated."""
    return {}


CONDITION = Nested((Field("expression", Expression(1), required=True),))

HISTORY = (
    Field("created_at", Instant(), default=Account.now),
    Field("created_by", HistoricalReference(("user",), nullable=True)),
    Field("updated_at", Instant(), default=Account.now),
    Field("updated_by", HistoricalReference(("user",), nullable=True)),
    Field("version", Text(nullable=True)),
)
"""What a state file has beside the rules, and a request has not."""


def fields_of(
    rule: Stated, catch_all: Stated, *more: Field, sets: int | None = None, needs_actions: bool = False
) -> tuple[Field, ...]:
    """The fields of a path.

    ``rule``, ``catch_all``: the actions. ``more``: further fields of a state file. ``sets``: how many there may be.
    ``needs_actions``: each rule must state its actions.
    """
    rules = ListOf(
        Nested(
            (
                Field("id", Text(nullable=True)),
                Field("label", Text(nullable=True)),
                Field("conditions", ListOf(CONDITION, null_is_empty=True), default=()),
                Field("actions", rule, required=needs_actions, default=no_actions),
                Field("disabled", Flag(), default=False),
            )
        ),
        null_is_empty=True,
    )
    one_set = Nested((Field("id", Text(1), default=START), Field("rules", rules, default=())))
    return (
        Field("sets", ListOf(one_set, minimum=1, maximum=sets), required=True),
        Field(
            "catch_all",
            Nested((Field("actions", catch_all, default=no_actions),)),
            default=lambda _account: {"actions": {}},
        ),
        *HISTORY,
        *more,
    )


class Path(Nested):
    """A path whose rules can route to its other sets."""

    kind: ClassVar[str]
    """Its type, and the last part of its address."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict) and not check.loading:
            value = {name: one for name, one in value.items() if name in ("sets", "catch_all")}
        kept = super().accept(value, label, check)
        if kept is INVALID:
            return INVALID
        problems = list(self.problems(kept))
        check.errors.extend(f"{label} {problem[0].lower()}{problem[1:]}" if label else problem for problem in problems)
        if problems:
            return INVALID
        return self.loaded(check.account, self.completed(kept)) if check.loading else self.completed(kept)

    def problems(self, path: Record) -> Iterator[str]:
        """What is wrong with a path as a whole."""
        ids = [one["id"] for one in path["sets"]]
        if START not in ids:
            yield f"Sets must contain the set {START}"
        if len(set(ids)) < len(ids):
            yield "Sets ids must be unique"
        for rule in rules_of(path):
            if rule["actions"].get("route_to", START) not in ids:
                yield "Sets rules actions route to must be the ID of a set"

    def completed(self, path: Record) -> Record:
        """A cleaned path with what the server adds."""
        return path

    def fresh(self, account: Account, history: Record | None = None) -> Record:
        """The path before it is first written: no rules. ``history``: values of `HISTORY`."""
        path: Record = self.clean({"sets": [{}], **(history or {})}, "", Check(account, loading=True))
        return path

    def loaded(self, account: Account, path: Record) -> Record:
        """A cleaned path of a state file, with IDs and a version."""
        return {**identified(account, path, None), "version": path["version"] or account.random.version()}

    def written(self, account: Account, body: dict[str, Any], old: Record, agent: Record | None) -> Record:
        """The path that a request puts in the place of the old one. Raises `ApiError`."""
        check = Check(account)
        path = self.clean(body, "", check)
        if check.errors:
            raise invalid(*check.errors)
        return {
            **old,
            **{name: identified(account, path, old)[name] for name in ("sets", "catch_all")},
            "updated_at": account.now(),
            "updated_by": agent,
            "version": account.random.version(),
        }


class RouterPath(Path):
    """The rules that route events to services."""

    kind = "router"

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

    def completed(self, path: Record) -> Record:
        return {**path, "catch_all": {"actions": {"route_to": UNROUTED, **path["catch_all"]["actions"]}}}


class UnroutedPath(Path):
    """The rules for events that the router routes to no service."""

    kind = "unrouted"

    def completed(self, path: Record) -> Record:
        """PagerDuty's Terraform provider: the alerts of all other events are always suppressed."""
        return {**path, "catch_all": {"actions": {**path["catch_all"]["actions"], "suppress": True}}}


class GlobalPath(Path):
    """The rules for all events of an orchestration."""

    kind = "global"


class ServicePath(Path):
    """The rules for all events of a service, and whether they are applied (``active``)."""

    kind = "service"


ROUTER = RouterPath(fields_of(tables.ROUTER_RULE, tables.ROUTER_CATCH_ALL, sets=1, needs_actions=True))
GLOBAL = GlobalPath(fields_of(tables.GLOBAL_RULE, tables.GLOBAL_CATCH_ALL))
UNROUTED_RULES = UnroutedPath(fields_of(tables.UNROUTED_RULE, tables.UNROUTED_CATCH_ALL))
SERVICE = ServicePath(
    fields_of(tables.SERVICE_RULE, tables.SERVICE_CATCH_ALL, Field("active", Flag(), default=False)), nullable=True
)

PATHS: dict[str, Path] = {one.kind: one for one in (ROUTER, GLOBAL, UNROUTED_RULES)}
"""The paths of an orchestration, by type."""


def rules_of(path: Record) -> Iterator[Record]:
    """All rules of a path."""
    for one in path["sets"]:
        yield from one["rules"]


def services_of(router: Record) -> set[str]:
    """The IDs of the services to which a router routes."""
    actions = [router["catch_all"]["actions"], *(rule["actions"] for rule in rules_of(router))]
    return {one["route_to"] for one in actions if "route_to" in one} - {UNROUTED}


def identified(account: Account, path: Record, old: Record | None) -> Record:
    """The path with an ID for each rule. A request can only state an ID that the path had; a state file, any."""
    known = None if old is None else {rule["id"] for rule in rules_of(old)}
    used: set[str] = set()

    def with_id(rule: Record) -> Record:
        identifier = rule["id"]
        if not identifier or identifier in used or (known is not None and identifier not in known):
            identifier = account.random.rule_id()
        used.add(identifier)
        return {**rule, "id": identifier}

    return {**path, "sets": [{**one, "rules": [with_id(rule) for rule in one["rules"]]} for one in path["sets"]]}


# -- showing ---------------------------------------------------------------------------------------------------------


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


# -- warnings --------------------------------------------------------------------------------------------------------

NEEDS_AIOPS = {
    "dynamic_route_to": ("Dynamic Routing", "it will not be evaluated by events"),
    "extractions": ("Dynamic Field Enrichment & Extraction", "the action will not be fired when the rule is evaluated"),
}
"""Actions that the documents show with a warning → what PagerDuty calls them, and what becomes of them."""


def warnings_of(account: Account, path: Record) -> list[dict[str, Any]]:
    """What of a path has no effect: what the account's plan lacks, and unknown objects."""
    lacks_aiops = AIOPS not in account.abilities
    found: list[dict[str, Any]] = []
    for rule in rules_of(path):
        if lacks_aiops:
            found += forbidden_features(rule)
        found += unknown_objects(account, rule["id"], rule["actions"])
    return [*found, *unknown_objects(account, None, path["catch_all"]["actions"])]


def forbidden_features(rule: Record) -> Iterator[dict[str, Any]]:
    """The warnings about conditions and actions that need AIOps, in PagerDuty's words."""
    features = []
    if any("trigger_count" in one["expression"] for one in rule["conditions"]):
        outcome = "it will not be evaluated by events"
        features.append(("threshold_condition", "conditions", "Threshold Condition", "a condition", outcome))
    for name in sorted(NEEDS_AIOPS.keys() & rule["actions"].keys()):
        title, outcome = NEEDS_AIOPS[name]
        features.append((name, "actions", title, "an action", outcome))
    for feature, kind, title, article, outcome in features:
        yield {
            "feature": feature,
            "feature_type": kind,
            "message": f"This rule uses {title}, which is {article} not available on your account plan. "
                       f"The rule will be updated, but {outcome}",
            "rule_id": rule["id"],
            "warning_type": "forbidden_feature",
        }


def unknown_objects(account: Account, rule: str | None, actions: Record) -> Iterator[dict[str, Any]]:
    """The warnings about an escalation policy or custom fields that do not exist."""
    policy = actions.get("escalation_policy")
    unknown = []
    if policy is not None and policy not in account.collection("escalation_policy"):
        unknown.append(("escalation_policy", f"The escalation policy {policy} does not exist"))
    fields = account.collection("incident_custom_field")
    for update in actions.get("incident_custom_field_updates", ()):
        if update["id"] not in fields:
            unknown.append(("incident_custom_field_updates", f"The custom field {update['id']} does not exist"))
    for feature, message in unknown:
        yield {
            "feature": feature,
            "feature_type": "actions",
            "message": message,
            "rule_id": rule,
            "warning_type": "invalid_data",
        }
