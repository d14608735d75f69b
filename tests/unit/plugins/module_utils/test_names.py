# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names: found in few requests, and told apart by people when we can't."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

MANY = 5000


@pytest.fixture(scope="module")
def crowd() -> t.Iterator[Emulator]:
    """An account of 5,000 users, two of whom have one name."""
    server = Emulator()
    users = [{"name": f"User Number {number:04}", "email": f"user{number:04}@example.com"} for number in range(MANY)]
    users += [{"name": "Sam Same", "email": f"sam{number}@example.com"} for number in (1, 2)]
    teams = [{"name": f"Team {number}"} for number in range(300)]
    server.load(users=users, teams=teams)
    yield server
    server.stop()


def policy(play: Play, target: str, **options: t.Any) -> dict[str, t.Any]:
    rules = [{"escalation_delay_in_minutes": 5, "targets": [{"user": target}]}]
    operation = resource_operation(MANAGED_ESCALATION_POLICY)
    return play.run(operation, check=True, name="Any", escalation_rules=rules, **options)


def lookups(emulator: Emulator, path: str) -> int:
    return len([entry for entry in emulator.log() if entry["path"].startswith(path)])


@pytest.mark.parametrize(
    "target",
    ["user0042@example.com", "USER0042@Example.com", " user0042@example.com", "user number 0042", "sam1@example.com"],
)
def test_at_most_two_requests_a_reference(crowd: Emulator, target: str) -> None:
    crowd.forget()
    result = policy(Play(crowd), target)
    assert result["changed"]
    assert lookups(crowd, "/users") <= 2


def test_an_id_is_one_request(crowd: Emulator) -> None:
    user = crowd.state()["users"][42]
    crowd.forget()
    result = policy(Play(crowd), user["id"])
    assert result["escalation_policy"]["escalation_rules"][0]["targets"][0]["summary"] == user["name"]
    assert lookups(crowd, "/users") == 1


def test_a_name_that_looks_like_an_id(emulator: Emulator, play: Play) -> None:
    emulator.load(teams=[{"name": "PLATFORM"}])
    rules = [{"escalation_delay_in_minutes": 5, "targets": [{"user": "owner@example.com"}]}]
    emulator.forget()
    play.run(resource_operation(MANAGED_ESCALATION_POLICY), name="Any", escalation_rules=rules, teams=["PLATFORM"])
    assert lookups(emulator, "/teams") == 2


def test_unknown_names_list_candidates_at_the_price_of_a_second_request(crowd: Emulator) -> None:
    crowd.forget()
    with pytest.raises(UsageError) as caught:
        policy(Play(crowd), "user0O42@example.com")
    assert caught.value.option == "escalation_rules[0].targets[0].user"
    assert "there is no user 'user0O42@example.com'; the nearest are" in caught.value.message
    assert "@example.com, P" in caught.value.message
    assert lookups(crowd, "/users") == 2


def test_ambiguous_names_list_all_of_that_name(crowd: Emulator) -> None:
    crowd.forget()
    with pytest.raises(UsageError, match=r"2 users are called 'sam same': Sam Same \(sam1@example.com, P\w+\), S"):
        policy(Play(crowd), "sam same")
    assert lookups(crowd, "/users") == 1


def test_part_of_a_name_is_not_the_name(crowd: Emulator) -> None:
    with pytest.raises(UsageError, match=r"there is no team 'Team 30[^']'"):
        policy(Play(crowd), "user0001@example.com", teams=["Team 301"])


def test_a_loop_lists_once_it_is_cheaper(crowd: Emulator) -> None:
    play = Play(crowd)
    play.keep()
    crowd.forget()
    for number in range(0, MANY, 10):
        policy(play, f"user{number:04}@example.com")
    assert lookups(crowd, "/users") <= 2 * (MANY // 100) + 2
    assert lookups(crowd, "/escalation_policies") == 1  # that there is none of this name is remembered, too


def test_a_thousand_services_need_forty_requests_at_most(emulator: Emulator) -> None:
    emulator.load(services=[{"name": f"Service {number}", "escalation_policy": "Default"} for number in range(1000)])
    play = Play(emulator)
    play.keep()
    emulator.forget()
    for number in range(1000):
        assert not play.run(resource_operation(SERVICE), name=f"Service {number}", escalation_policy="Default")[
            "changed"
        ]
    assert len(emulator.log()) <= 40


def test_what_a_loop_writes_it_knows(emulator: Emulator, play: Play) -> None:
    play.keep()
    for number in range(3):
        play.run(resource_operation(SERVICE), name=f"Service {number}", escalation_policy="Default")
    emulator.forget()
    for number in range(3):
        options: dict[str, t.Any] = {"name": f"service {number}", "description": "new"}
        assert play.run(resource_operation(SERVICE), **options)["changed"]
        assert not play.run(resource_operation(SERVICE), **options)["changed"]
    assert play.run(resource_operation(SERVICE), name="Service 1", state="absent")["changed"]
    assert not play.run(resource_operation(SERVICE), name="Service 1", state="absent")["changed"]
    assert [entry["method"] for entry in emulator.log()] == ["PUT", "PUT", "PUT", "DELETE"]


def test_who_asks_may_be_told_by_name_or_id(emulator: Emulator) -> None:
    owner = emulator.state()["users"][0]
    for number, sender in enumerate(("owner@example.com", "account owner", owner["id"])):
        play = Play(emulator, from_email=sender)
        emulator.forget()
        assert play.run(resource_operation(USER), email=f"user{number}@example.com", name="User")["changed"]
        assert len(emulator.log()) == (2 if "@" in sender else 3)


def test_plans_without_assignment_strategies(emulator: Emulator, play: Play) -> None:
    """Such plans refuse to show them, and to have the default one stated."""
    emulator.load(abilities=["teams"])
    rules = [
        {
            "escalation_delay_in_minutes": 5,
            "targets": [{"user": "owner@example.com"}],
            "escalation_rule_assignment_strategy": "assign_to_everyone",
        }
    ]
    assert play.run(resource_operation(MANAGED_ESCALATION_POLICY), name="Any", escalation_rules=rules)["changed"]
    assert not play.run(resource_operation(MANAGED_ESCALATION_POLICY), name="Any", escalation_rules=rules)["changed"]
    assert len(play.run(info_operation(MANAGED_ESCALATION_POLICY))["escalation_policies"]) == 2


def test_renaming_by_id_to_a_name_in_another_case(emulator: Emulator, play: Play) -> None:
    made = play.run(resource_operation(SERVICE), name="shop", escalation_policy="Default")["service"]
    assert not play.run(resource_operation(SERVICE), name="Shop")["changed"]  # it finds the service, and names nothing
    assert "warnings" not in play.run(resource_operation(SERVICE), name="Shop", description="new")
    assert play.run(resource_operation(SERVICE), id=made["id"], name="Shop")["service"]["name"] == "Shop"


def test_deleting_says_what_holds_it(emulator: Emulator, play: Play) -> None:
    emulator.load(
        users=[{"name": "Ann", "email": "ann@example.com"}],
        escalation_policies=[
            {"name": "P", "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": ["ann@example.com"]}]}
        ],
        services=[{"name": "Shop", "escalation_policy": "P"}],
    )
    for check in (True, False):
        with pytest.raises(Exception, match=r"can't be deleted while it is used by escalation policy P \(P\w+\)"):
            play.run(resource_operation(USER), email="ann@example.com", state="absent", check=check)
        with pytest.raises(Exception, match=r"can't be deleted while it is used by service Shop \(P\w+\)"):
            play.run(resource_operation(MANAGED_ESCALATION_POLICY), name="P", state="absent", check=check)
    assert [entry["name"] for entry in emulator.state()["services"]] == ["Shop"]
