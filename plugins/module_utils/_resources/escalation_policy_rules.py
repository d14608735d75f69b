# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escalation policies with their rules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._engine.dependents import describe
from .._schema.fields import Canonical, Choice, Integer, Json, Name, Object, ObjectList, References, Text, Writer
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint
from .._schema.session import Session
from .escalation_policy import ESCALATION_POLICY
from .schedule import SCHEDULE
from .tag import Tags, tagged
from .team import TEAM
from .user import USER


class Strategy(Choice):
    """The assignment strategy of a rule. PagerDuty documents a string, but returns an object.

    Without the ability for it, PagerDuty rejects even the default. So the default is sent only to replace another
    value.
    """

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = parent.get(self.api)
        return (raw.get("type") if isinstance(raw, dict) else raw) or self.unset

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"type": value}


class Rule(Object):
    """A level of the policy. The order of its targets is relevant only with the strategy `round_robin`. Otherwise
    PagerDuty notifies all of them, and returns them in any order."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if not super().same(desired, current):
            return False
        strategy = desired.get("escalation_rule_assignment_strategy") or current["escalation_rule_assignment_strategy"]
        return strategy != "round_robin" or _ids(desired) == _ids(current)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        written = super().write(value, path, writer)
        if value["escalation_rule_assignment_strategy"] == "round_robin":
            targets = t.cast(References, self.fields["targets"])
            written["targets"] = targets.write_ordered(value["targets"], writer)
        return written

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        body = super().encode(value, current, full=full)
        key, default = "escalation_rule_assignment_strategy", "assign_to_everyone"
        if not full and (body.get(key) or {}).get("type") == default and (current or {}).get(key, default) == default:
            del body[key]
        return body


def _ids(rule: Canonical) -> list[str]:
    return [target["id"] for target in rule["targets"]]


def _dependents(session: Session, policy: dict[str, Json]) -> list[str]:
    return [describe("service", service) for service in policy.get("services") or ()]


MANAGED_ESCALATION_POLICY = replace(
    ESCALATION_POLICY,
    fields=(
        Name(),
        Text("description"),
        ObjectList(
            "escalation_rules",
            Rule(
                "escalation_rules",
                [
                    Integer("escalation_delay_in_minutes", least=1, required=True),
                    References(
                        "targets",
                        resources={"user": USER, "schedule": SCHEDULE},
                        least=1,
                        most=10,
                        required=True,
                    ),
                    Strategy(
                        "escalation_rule_assignment_strategy",
                        ["assign_to_everyone", "round_robin"],
                        unset="assign_to_everyone",
                    ),
                ],
            ),
            least=1,
            on_create=True,
        ),
        Integer("num_loops", least=0, most=9),
        Choice("on_call_handoff_notifications", ["if_has_services", "always"], unset="if_has_services"),
        References("teams", TEAM, most=1),
    ),
    endpoint=Endpoint(sends_from=frozenset({"POST"})),
    subresources=(Tags("/escalation_policies"),),
    dependents=_dependents,
    instead={"services": "set escalation_policy in pagerduty_service"},
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("users", "user_ids[]", resource=USER),
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("sort_by", "sort_by", choices=("name", "name:asc", "name:desc")),
        ),
        includes=("services", "teams", "targets", "escalation_rule_assignment_strategies"),
        exact=("name",),
        within=(tagged("/escalation_policies"),),
    ),
)
