# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PagerDuty makes of values, and what people write for the same thing, is no change."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins import samples
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

RULE = {
    "type": "use_support_hours",
    "during_support_hours": {"urgency": "high"},
    "outside_support_hours": {"urgency": "low"},
}
HOURS: dict[str, t.Any] = {
    "time_zone": "Europe/Berlin",
    "start_time": "09:00",
    "end_time": "17:00",
    "days_of_week": [1, 2],
}
SHOP = {"name": "Shop", "escalation_policy": "Default"}
CAL = {"email": "cal@example.com", "name": "Cal Carter"}
GROUPING = {"type": "content_based", "config": {"aggregate": "any", "fields": ["source", "class"]}}


def rules(*targets: str, strategy: str | None = None) -> list[dict[str, t.Any]]:
    rule: dict[str, t.Any] = {
        "escalation_delay_in_minutes": 5,
        "targets": [{"schedule": target} if target == "Nights" else {"user": target} for target in targets],
    }
    return [{**rule, "escalation_rule_assignment_strategy": strategy} if strategy else rule]


POLICY = {"name": "Platform"}

SAME: dict[str, tuple[Resource, dict[str, t.Any], dict[str, t.Any]]] = {
    "e-mail in another case": (USER, CAL, {**CAL, "email": " CAL@example.COM"}),
    "white space in a user's name": (USER, CAL, {**CAL, "name": "  Cal   Carter "}),
    "white space and case in a name": (SERVICE, SHOP, {**SHOP, "name": " shop "}),
    "white space around a text": (
        SERVICE,
        {**SHOP, "description": "one\ntwo"},
        {**SHOP, "description": "one\ntwo\n"},
    ),
    "empty text for none": (SERVICE, SHOP, {**SHOP, "description": ""}),
    "empty biography for none": (USER, CAL, {**CAL, "description": ""}),
    "0 for off": (
        SERVICE,
        {**SHOP, "auto_resolve_timeout": 0},
        {**SHOP, "auto_resolve_timeout": 0, "acknowledgement_timeout": 0},
    ),
    "seconds in a time of day": (
        SERVICE,
        {**SHOP, "incident_urgency_rule": RULE, "support_hours": HOURS},
        {**SHOP, "support_hours": {**HOURS, "start_time": "9:00:00", "end_time": "17:00:00"}},
    ),
    "a time of day that YAML took for minutes": (
        SERVICE,
        {**SHOP, "incident_urgency_rule": RULE, "support_hours": HOURS},
        {**SHOP, "support_hours": {**HOURS, "end_time": 1020}},
    ),
    "a time of day that YAML took for seconds": (
        SERVICE,
        {**SHOP, "incident_urgency_rule": RULE, "support_hours": HOURS},
        {**SHOP, "support_hours": {**HOURS, "end_time": 61200}},
    ),
    "order and repetition of days": (
        SERVICE,
        {**SHOP, "incident_urgency_rule": RULE, "support_hours": HOURS},
        {**SHOP, "support_hours": {**HOURS, "days_of_week": [2, 1, 2]}},
    ),
    "order of fields to group by": (
        SERVICE,
        {**SHOP, "alert_grouping_parameters": GROUPING},
        {
            **SHOP,
            "alert_grouping_parameters": {
                "type": "content_based",
                "config": {"aggregate": "any", "fields": ["class", "source"], "time_window": 0},
            },
        },
    ),
    "no grouping": (SERVICE, SHOP, {**SHOP, "alert_grouping_parameters": {"type": "none"}}),
    "the recommended pause": (
        SERVICE,
        {**SHOP, "auto_pause_notifications_parameters": {"enabled": True, "timeout": 0}},
        {**SHOP, "auto_pause_notifications_parameters": {"enabled": True}},
    ),
    "the timeout of a pause that is off": (
        SERVICE,
        {**SHOP, "auto_pause_notifications_parameters": {"enabled": False}},
        {**SHOP, "auto_pause_notifications_parameters": {"enabled": False, "timeout": 300}},
    ),
    "a retired choice": (SERVICE, SHOP, {**SHOP, "alert_creation": "create_incidents"}),
    "no scheduled actions": (SERVICE, SHOP, {**SHOP, "scheduled_actions": []}),
    "order of targets": (
        MANAGED_ESCALATION_POLICY,
        {**POLICY, "escalation_rules": rules("ann@example.com", "bea@example.com", "Nights")},
        {**POLICY, "escalation_rules": rules("Nights", "Bea Baker", "ANN@example.com")},
    ),
    "the default strategy": (
        MANAGED_ESCALATION_POLICY,
        {**POLICY, "escalation_rules": rules("ann@example.com")},
        {**POLICY, "escalation_rules": rules("ann@example.com", strategy="assign_to_everyone")},
    ),
    "a strategy that isn't stated": (
        MANAGED_ESCALATION_POLICY,
        {**POLICY, "escalation_rules": rules("ann@example.com", "bea@example.com", strategy="round_robin")},
        {**POLICY, "escalation_rules": rules("ann@example.com", "bea@example.com")},
    ),
    "no team": (MANAGED_ESCALATION_POLICY, {**POLICY, "escalation_rules": rules("Nights")}, {**POLICY, "teams": []}),
    "a membership whose role isn't stated": (
        USER,
        {**CAL, "teams": [{"team": "Platform", "role": "observer"}, {"team": "Search"}]},
        {**CAL, "teams": [{"team": "platform"}]},
    ),
    "an admin's role in a team": (
        USER,
        {**CAL, "role": "admin", "teams": [{"team": "Platform"}]},
        {**CAL, "teams": [{"team": "Platform", "role": "responder"}]},
    ),
}


@pytest.mark.parametrize(("resource", "first", "again"), SAME.values(), ids=list(SAME))
def test_no_change(
    emulator: Emulator, play: Play, resource: Resource, first: dict[str, t.Any], again: dict[str, t.Any]
) -> None:
    emulator.load(**samples.WORLD)
    play.run(resource_operation(resource), **first)
    emulator.forget()
    result = play.run(resource_operation(resource), **again)
    assert emulator.writes() == []
    assert not result["changed"] and result["diff"]["before"] == result["diff"]["after"] == {}


def test_order_of_targets_in_a_round_robin_counts(emulator: Emulator, play: Play) -> None:
    emulator.load(**samples.WORLD)
    users = ["ann@example.com", "bea@example.com"]
    options = {**POLICY, "escalation_rules": rules(*users, strategy="round_robin")}
    play.run(resource_operation(MANAGED_ESCALATION_POLICY), **options)
    options = {**POLICY, "escalation_rules": rules(*reversed(users))}
    assert play.run(resource_operation(MANAGED_ESCALATION_POLICY), **options)["changed"]
    assert not play.run(resource_operation(MANAGED_ESCALATION_POLICY), **options)["changed"]


def test_rules_that_stay_keep_their_identity(emulator: Emulator, play: Play) -> None:
    emulator.load(**samples.WORLD)
    first, second = rules("ann@example.com")[0], rules("bea@example.com")[0]
    made = play.run(resource_operation(MANAGED_ESCALATION_POLICY), **POLICY, escalation_rules=[first, second])[
        "escalation_policy"
    ]
    ids = [rule["id"] for rule in made["escalation_rules"]]
    new = rules("Nights")[0]
    changed = play.run(resource_operation(MANAGED_ESCALATION_POLICY), **POLICY, escalation_rules=[new, first, second])[
        "escalation_policy"
    ]
    assert [rule["id"] for rule in changed["escalation_rules"]][1:] == ids


def test_only_what_is_stated_is_managed(emulator: Emulator, play: Play) -> None:
    emulator.load(**samples.WORLD)
    play.run(
        resource_operation(SERVICE), **SHOP, incident_urgency_rule=RULE, support_hours=HOURS, auto_resolve_timeout=60
    )
    play.run(
        resource_operation(SERVICE),
        name="Shop",
        support_hours={**HOURS, "start_time": "08:00"},
        acknowledgement_timeout=90,
    )
    service = next(entry for entry in emulator.state()["services"] if entry["name"] == "Shop")
    assert service["auto_resolve_timeout"] == 60 and service["acknowledgement_timeout"] == 90
    assert service["incident_urgency_rule"]["outside_support_hours"]["urgency"] == "low"
    play.run(resource_operation(USER), **CAL, teams=[{"team": "Platform"}])
    play.run(resource_operation(USER), **CAL, teams=[{"team": "Search"}])
    teams = play.run(resource_operation(USER), **CAL)["user"]["teams"]
    assert sorted(team["summary"] for team in teams) == ["Platform", "Search"]
    emulator.forget()
    left = play.run(resource_operation(USER), **CAL, teams=[{"team": "Search"}], purge_teams=True)["user"]["teams"]
    assert [team["summary"] for team in left] == ["Search"]
    assert [write.split()[0] for write in emulator.writes()] == ["DELETE"]


HOURS = {"time_zone": "Europe/Berlin", "start_time": "09:00:00", "end_time": "17:00:00", "days_of_week": [1, 2]}
ACTIONS = [{"at": {"name": "support_hours_start"}, "to_urgency": "high"}]


@pytest.mark.parametrize("check", [True, False])
def test_a_constant_urgency_removes_support_hours_and_the_diff_shows_it(play: Play, check: bool) -> None:
    rule = {
        "type": "use_support_hours",
        "during_support_hours": {"urgency": "high"},
        "outside_support_hours": {"urgency": "low"},
    }
    shop = {"name": "Shop", "escalation_policy": "Default"}
    play.run(
        resource_operation(SERVICE), **shop, incident_urgency_rule=rule, support_hours=HOURS, scheduled_actions=ACTIONS
    )
    constant = {"type": "constant", "urgency": "high"}
    changed = play.run(resource_operation(SERVICE), check=check, name="Shop", incident_urgency_rule=constant)
    assert changed["diff"]["before"]["support_hours"].items() >= HOURS.items()
    assert changed["diff"]["before"]["scheduled_actions"][0]["at"]["name"] == "support_hours_start"
    assert changed["diff"]["after"]["support_hours"] is None and changed["diff"]["after"]["scheduled_actions"] == []
    assert changed["service"]["support_hours"] is None and changed["service"]["scheduled_actions"] == []
    if not check:
        again = play.run(resource_operation(SERVICE), name="Shop", incident_urgency_rule=constant)
        assert not again["changed"] and not again["diff"]["after"]
