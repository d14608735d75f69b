# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escalation policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import forbidden, payment_required
from ..core.state import Account
from ..schema.fields import Check, Choice, Field, Instant, Kind, ListOf, Nested, Reference, Text, Whole
from ..schema.operation import crud
from ..schema.resource import Resource, Write
from ..schema.view import View
from .schedules.rotation import on_call
from .schedules_v3 import rendering as shift_based
from .users import owner_of

STRATEGIES = ("round_robin", "assign_to_everyone")
STRATEGY = "escalation_rule_assignment_strategy"
STRATEGY_ABILITY = "escalation_rule_assignment_strategies"

NAME = re.compile(r"[^\\/&<>\x00-\x1f\x7f]*[^\\/&<>\s\x00-\x1f\x7f]")
"""Names that PagerDuty's Terraform provider accepts: without ``\\ / & < >``, printable, without a space at the end."""


class Strategy(Kind):
    """How the targets of a rule are notified.

    It is a string in the schema and an object in the examples. Both are accepted.
    """

    def accept(self, value: Any, label: str, check: Check) -> Any:
        given = value.get("type") if isinstance(value, dict) else value
        return given if given in STRATEGIES else check.refuse(label, f"must be in {' or '.join(STRATEGIES)}")

    def render(self, value: Any, view: View) -> Any:
        return {"type": value}


class Rule(Nested):
    """An escalation rule. Its strategy is shown only if it is included."""

    def render(self, value: Any, view: View) -> Any:
        shown = super().render(value, view)
        if STRATEGY_ABILITY not in view.include:
            del shown[STRATEGY]
        return shown


class TargetReference(Reference):
    """A target of an escalation rule.

    PagerDuty's Terraform provider uses ``schedule_reference`` for both types of schedules, which share their IDs.
    """

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict) and isinstance(value.get("id"), str) and not check.strict:
            given = str(value.get("type")).removesuffix("_reference")
            other = {"schedule": "schedule_v3", "schedule_v3": "schedule"}.get(given)
            if other is not None and value["id"] in check.account.collection(other):
                value = {**value, "type": other}
        return super().accept(value, label, check)


TARGET = TargetReference(("user", "schedule", "schedule_v3"))

RULE = Rule(
    (
        Field("id", Text(nullable=True)),
        Field("escalation_delay_in_minutes", Whole(1), required=True),
        Field("targets", ListOf(TARGET, minimum=1, maximum=10), required=True),
        Field(STRATEGY, Strategy()),
    )
)


FORMER_SCHEDULE = Nested((Field("id", Text(1), required=True), Field("until", Instant(), required=True)))
"""A schedule that was a target of the policy until an instant."""


class EscalationPolicies(Resource):
    """An escalation policy: the users and schedules that are notified, level by level."""

    type = "escalation_policy"
    plural = "escalation_policies"
    scope = "escalation_policies"
    web_path = "/escalation_policies"
    filters: ClassVar = {
        "team_ids[]": lambda account, ids: account.dependents_of_any("team", ids, "escalation_policy"),
        "user_ids[]": lambda account, ids: account.dependents_of_any("user", ids, "escalation_policy"),
    }
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    sortable = True
    includes: ClassVar = {
        "services": ("services",),
        "teams": ("teams",),
        "targets": ("escalation_rules",),
        "escalation_rule_assignment_strategies": (),
    }
    # The assignment strategies are a feature of higher plans.
    include_abilities: ClassVar = {STRATEGY_ABILITY: STRATEGY_ABILITY}
    fields = (
        Field("name", Text(1, allowed=NAME), required=True),
        Field("description", Text(nullable=True)),
        Field("num_loops", Whole(0, 9), default=0),  # the maximum is that of the Terraform provider
        Field("on_call_handoff_notifications", Choice(("if_has_services", "always")), default="if_has_services"),
        Field("escalation_rules", ListOf(RULE, minimum=1), required=True),
        Field("teams", ListOf(Reference(("team",)), maximum=1, null_is_empty=True), default=()),
        # An incident keeps the rules that the policy had when it was created. So open ones prevent the delete of these.
        Field("former_schedules", ListOf(FORMER_SCHEDULE), default=(), api=False, shown=False),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """The policy ``Default``, which notifies the owner."""
        if any(isinstance(one, dict) and str(one.get("name")).casefold() == "default" for one in given):
            return []
        owner = owner_of(account)
        rule = {"escalation_delay_in_minutes": 30, "targets": [owner["email"]] if owner else []}
        return [{"name": "Default", "escalation_rules": [rule]}]

    def complete(self, record: Record, write: Write) -> None:
        known = {rule["id"]: rule for rule in (write.old or {}).get("escalation_rules", ())}
        rules = []
        for rule in record["escalation_rules"]:
            keeps = rule["id"] is not None and (write.loading or rule["id"] in known)
            identifier = rule["id"] if keeps else write.account.random.identifier()
            before = known.pop(identifier, {})
            # A GET shows strategies only if they are included. So a rule without a strategy keeps its strategy.
            strategy = rule[STRATEGY] or before.get(STRATEGY) or "assign_to_everyone"
            # Only round robin preserves the order.
            ordered = strategy == "round_robin"
            targets = rule["targets"] if ordered else sorted(rule["targets"], key=lambda target: target["id"])
            rules.append({**rule, "id": identifier, STRATEGY: strategy, "targets": targets})
        record["escalation_rules"] = rules
        if write.old is not None:
            removed = schedules_of(write.old) - schedules_of(record)
            former = [{"id": one, "until": write.account.now()} for one in sorted(removed)]
            record["former_schedules"] = [*write.old["former_schedules"], *former]

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        if not loading:
            self._check_abilities(account, body)
        return super().create(account, body, loading=loading)

    def update(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        self._check_abilities(account, body)
        return super().update(account, old, body)

    @staticmethod
    def _check_abilities(account: Account, body: dict[str, Any]) -> None:
        """A strategy, even the default one, needs the ability. The Terraform provider expects a 403."""
        rules = body.get("escalation_rules")
        for rule in rules if isinstance(rules, list) else ():
            if isinstance(rule, dict) and STRATEGY in rule and STRATEGY_ABILITY not in account.abilities:
                raise forbidden()
        if body.get("teams") and "teams" not in account.abilities:
            raise payment_required("teams")

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if account.dependents("escalation_policy", record["id"], "service"):
            yield "Escalation policy can't be deleted if it's being used by services"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        services = view("").account.dependents("escalation_policy", record["id"], "service")
        return {"services": [view("services").reference("service", service) for service in services]}


def schedules_of(policy: Record) -> set[str]:
    """The IDs of the schedules that are targets of a policy."""
    targets = (target for rule in policy["escalation_rules"] for target in rule["targets"])
    return {target["id"] for target in targets if target["type"] != "user"}


RESOURCE = EscalationPolicies()


def users_of(account: Account, target: Record, moment: datetime) -> list[str]:
    """The IDs of the users that a target of an escalation rule stands for. A shift-based schedule can have several."""
    if target["type"] == "user":
        return [target["id"]]
    schedule = account.collection(target["type"]).records[target["id"]]
    if target["type"] == "schedule_v3":
        return shift_based.on_call(schedule, moment)
    user = on_call(schedule, moment)
    return [user] if user is not None and user in account.collection("user") else []


def responders(account: Account, rule: Record, moment: datetime) -> list[str]:
    """The IDs of the users that an escalation rule notifies, in the order of its targets.

    With round robin, this is only the user whose turn it is.
    """
    users = list(dict.fromkeys(user for target in rule["targets"] for user in users_of(account, target, moment)))
    if users and rule[STRATEGY] == "round_robin":
        turn = account.count(f"turns of rule {rule['id']}")
        return [users[(turn - 1) % len(users)]]
    return users


def first_level(account: Account, policy: Record, level: int, moment: datetime) -> tuple[int, list[str]] | None:
    """The first level from this one on with a user on call, and the IDs of its users.

    None if there is none. Levels start with 1.
    """
    for number, rule in enumerate(policy["escalation_rules"][level - 1:], level):
        if users := responders(account, rule, moment):
            return number, users
    return None


OPERATIONS = tuple(crud(RESOURCE))
