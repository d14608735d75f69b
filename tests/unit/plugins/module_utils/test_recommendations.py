# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recommended rules of event orchestrations: accepted and dismissed once, also after lost responses."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.recommendation import (
    RECOMMENDATION_INFO_OPERATION,
    RECOMMENDATION_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_service import (
    EVENT_ORCHESTRATION_SERVICE,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

LOST = (
    {"kind": "reset_after"},
    {"kind": "status", "status": 502, "after": True},
    {"kind": "truncate"},
)


def recommended(number: int, service: str = "Web", **actions: t.Any) -> dict[str, t.Any]:
    return {
        "service": service,
        "description": f"Rule {number}",
        "pcl_expr": f"event.summary matches part 'disk {number}'",
        "actions": actions or {"suppress": True},
        "created_at": f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z",
    }


@pytest.fixture
def account(play: Play, emulator: Emulator) -> Play:
    services = [{"name": name, "escalation_policy": "Default"} for name in ("Web", "Db")]
    rules = [*map(recommended, range(120)), recommended(120, "Db", severity="high")]
    emulator.load(services=services, recommended_rules=rules)
    emulator.forget()
    return play


def listed(play: Play, **options: t.Any) -> list[dict[str, t.Any]]:
    found: list[dict[str, t.Any]] = play.run(RECOMMENDATION_INFO_OPERATION, **options)["recommended_rules"]
    return found


def decided(play: Play, **options: t.Any) -> dict[str, t.Any]:
    return play.run(RECOMMENDATION_OPERATION, **options)


def rules(play: Play) -> list[t.Any]:
    [service] = [one for one in play.emulator.state()["services"] if one["name"] == "Web"]
    path = service["event_orchestration"]
    return path["sets"][0]["rules"] if path else []


def test_list(account: Play, emulator: Emulator) -> None:
    assert len(listed(account)) == 121
    assert [entry["query"]["limit"] for entry in emulator.log()] == ["50"] * 3
    [one] = listed(account, services=["db"])
    assert one["actions"] == {"severity": "high"}
    assert listed(account, services=["Db", "Web"], actions=["severity"]) == [one]
    assert len(listed(account, limit=7)) == 7
    with pytest.raises(UsageError, match="limit: must be 1 or more"):
        listed(account, limit=0)
    with pytest.raises(UsageError, match=r"services\[0\]: there is no service"):
        listed(account, services=["Nowhere"])


@pytest.mark.parametrize("state", ["accepted", "dismissed"])
def test_a_second_run_changes_nothing(account: Play, emulator: Emulator, state: str) -> None:
    one = listed(account)[70]
    options = {"service": "Web", "id": one["recommendation_id"], "state": state}
    if state == "dismissed":
        options["feedback"] = "negative"
    predicted = decided(account, check=True, **options)
    assert not emulator.writes()
    result = decided(account, **options)
    assert {**result, "rule": None} == predicted
    assert result["recommended_rule"] == {**one, "status": state}
    assert result["diff"] == {"before": {"status": "available"}, "after": {"status": state}}
    written = rules(account)
    assert [rule["label"] for rule in written] == (["Rule 70"] if state == "accepted" else [])
    assert ([result["rule"]["id"]] if result["rule"] else []) == [rule["id"] for rule in written]
    emulator.forget()
    for check in (True, False):
        assert decided(account, check=check, **options) == {"changed": False, "recommended_rule": None, "rule": None}
    assert not emulator.writes()
    assert len(listed(account)) == 120


def test_an_accepted_rule_is_removed(account: Play, emulator: Emulator) -> None:
    first, second = listed(account, limit=2)
    kept = decided(account, service="Web", id=second["recommendation_id"])["rule"]
    rule = decided(account, service="Web", id=first["recommendation_id"])["rule"]
    options = {"service": "Web", "rule_id": rule["id"], "state": "absent"}
    assert decided(account, check=True, **options)["changed"]
    assert decided(account, **options)["diff"] == {"before": {"rule": rule}, "after": {"rule": None}}
    emulator.forget()
    assert not decided(account, **options)["changed"] and not emulator.writes()
    assert rules(account) == [kept]


def test_other_rules_are_not_removed(account: Play) -> None:
    own = [{"label": "Own", "suppress": True}]
    account.run(resource_operation(EVENT_ORCHESTRATION_SERVICE), service="Web", rules=own)
    [rule] = rules(account)
    with pytest.raises(UsageError, match="was not added by an accepted recommendation"):
        decided(account, service="Web", rule_id=rule["id"], state="absent")
    assert rules(account) == [rule]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault["kind"])
def test_lost_responses(account: Play, emulator: Emulator, fault: dict[str, t.Any]) -> None:
    """Accepting is not sent twice if it was done. Removing reports that it was done."""
    one = listed(account, limit=1)[0]
    emulator.fault(**fault, method="POST", path="/recommendations/*")
    emulator.forget()
    rule = decided(account, service="Web", id=one["recommendation_id"])["rule"]
    assert len(emulator.writes()) == 1 and rules(account) == [rule]
    emulator.fault(**fault, method="DELETE", path="/recommendations/*")
    assert decided(account, service="Web", rule_id=rule["id"], state="absent")["changed"]
    assert rules(account) == []


def test_a_request_that_did_not_arrive_is_sent_again(account: Play, emulator: Emulator) -> None:
    one, other = listed(account, limit=2)
    emulator.fault(kind="reset_before", method="POST", path="/recommendations/*")
    assert decided(account, service="Web", id=one["recommendation_id"])["changed"]
    assert len(rules(account)) == 1
    emulator.fault(kind="reset_before", method="POST", path="/recommendations/*", times=None)
    with pytest.raises(OutcomeUnknown):
        decided(account, service="Web", id=other["recommendation_id"])


def test_bad_input(account: Play) -> None:
    for options, message in (
        ({"service": "Web", "id": " "}, "id: must not be empty"),
        ({"service": "Web", "rule_id": "", "state": "absent"}, "rule_id: must not be empty"),
        ({"service": "Nowhere", "id": "1"}, "service: there is no service"),
    ):
        with pytest.raises(UsageError, match=message):
            decided(account, **options)
