# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that PagerDuty does not keep unique: two runs at the same moment, and creates that are carried out late."""

from __future__ import annotations

import threading
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._core.exchange import Exchange
from ansible_collections.community.pagerduty.plugins.module_utils._engine.duplicates import age
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_integration import (
    SERVICE_INTEGRATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.template import TEMPLATE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

NUMBER = 8  # objects that each run creates
PATIENCE = 30.0  # seconds after which a test that waits for the emulator fails

# How an object is created: the operation, the options of the one of a number, the key in the result, its path.
Sort = tuple[Operation, t.Callable[[int], dict[str, t.Any]], str, str]
SORTS: dict[str, Sort] = {
    "template": (
        resource_operation(TEMPLATE),
        lambda number: {"name": f"Customers {number}", "templated_fields": {"short_message": "We know."}},
        "template",
        "/templates",
    ),
    "subscription": (
        resource_operation(WEBHOOK_SUBSCRIPTION),
        lambda number: {"url": f"https://hooks.example.com/{number}", "events": ["incident.triggered"]},
        "webhook_subscription",
        "/webhook_subscriptions",
    ),
    "schedule": (
        resource_operation(SCHEDULE),
        lambda number: {
            "name": f"Night {number}",
            "time_zone": "Etc/UTC",
            "schedule_layers": [
                {"name": "One", "users": ["owner@example.com"], "rotation_turn_length_seconds": "1d"},
                {"name": "Two", "users": ["owner@example.com"], "rotation_turn_length_seconds": "2d"},
            ],
        },
        "schedule",
        "/schedules",
    ),
    "note": (
        resource_operation(INCIDENT_NOTE),
        lambda number: {"incident": "1", "content": f"Found {number}"},
        "note",
        "/incidents/*/notes",
    ),
}
INTEGRATION: Sort = (
    resource_operation(SERVICE_INTEGRATION),
    lambda number: {"service": "Shop", "name": f"Checks {number}"},
    "integration",
    "/services/*/integrations",
)


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=[{"title": "Down", "service": "Shop"}],
    )
    emulator.forget()
    return emulator


def there(emulator: Emulator, key: str) -> list[dict[str, t.Any]]:
    if key == "integration":
        return [one for service in emulator.state()["services"] for one in service["integrations"]]
    return emulator.state()[f"{key}s"]


def two_runs(emulator: Emulator, sort: Sort) -> list[list[dict[str, t.Any]]]:
    """The results of two runs that create the same objects at the same moments."""
    operation, options, _key, path = sort
    # Both have looked before the first create is carried out.
    emulator.fault(kind="latency", seconds=0.2, method="POST", path=path, times=None)
    barrier = threading.Barrier(2, timeout=PATIENCE)

    def run(_run: int) -> list[dict[str, t.Any]]:
        play = Play(emulator)
        results = []
        for number in range(NUMBER):
            barrier.wait()
            results.append(play.run(operation, **options(number)))
        return results

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))
    posts = [entry for entry in emulator.log() if entry["method"] == "POST"]
    assert len(posts) == 2 * NUMBER, "the runs did not meet"
    emulator.admin("DELETE", "faults")
    return results


@pytest.mark.parametrize("sort", SORTS.values(), ids=list(SORTS))
def test_two_runs_at_the_same_moment_create_one(world: Emulator, sort: Sort) -> None:
    operation, options, key, _path = sort
    results = two_runs(world, sort)
    assert len(there(world, key)) == NUMBER
    for number in range(NUMBER):
        one, other = results[0][number], results[1][number]
        assert one["changed"] or other["changed"]
        kept = {raw["id"] for raw in there(world, key)}
        assert {one[key]["id"], other[key]["id"]} & kept
        again = Play(world).run(operation, **options(number))
        assert not again["changed"] and "warnings" not in again


def test_an_object_that_others_use_is_kept(world: Emulator) -> None:
    """The first run is done before the second one creates the same objects, which it has not found."""
    first, second = Play(world), Play(world)
    second.keep()
    operation, options, _key, _path = SORTS["schedule"]
    second.run(operation, **options(NUMBER), check=True)  # lists all
    used = []
    for number in range(NUMBER):
        used.append(first.run(operation, **options(number))["schedule"]["id"])
        rule = {"escalation_delay_in_minutes": 5, "targets": [{"schedule": used[-1]}]}
        first.run(resource_operation(MANAGED_ESCALATION_POLICY), name=f"Policy {number}", escalation_rules=[rule])
    for number in range(NUMBER):
        result = second.run(operation, **options(number))
        assert result["schedule"]["id"] == used[number] and "warnings" not in result
    assert sorted(raw["id"] for raw in there(world, "schedule")) == sorted(used)


def test_two_runs_use_the_same_integration_since_none_can_be_deleted(world: Emulator) -> None:
    operation, options, key, _path = INTEGRATION
    results = two_runs(world, INTEGRATION)
    assert len(there(world, key)) == 2 * NUMBER
    for number in range(NUMBER):
        pair = [results[run][number] for run in range(2)]
        name = options(number)["name"]
        oldest = min((raw for raw in there(world, key) if raw["name"] == name), key=age)
        warned = [result for result in pair if result["integration"]["id"] == oldest["id"] and "warnings" in result]
        assert warned and all(result["changed"] for result in pair)
        again = Play(world).run(operation, **options(number))
        assert not again["changed"] and again["integration"]["id"] == oldest["id"]
        (warning,) = again["warnings"]
        assert all(raw["id"] in warning for raw in there(world, key) if raw["name"] == name)


def test_the_other_run_wanted_something_else(play: Play, world: Emulator) -> None:
    """Both have the name. The older object stays, and gets what this task states."""
    operation = resource_operation(TEMPLATE)
    made: list[str] = []

    def observe(exchange: Exchange) -> None:
        if exchange.method == "GET" and not made:
            made.append(play.run(operation, name="Customers", description="Theirs")["template"]["id"])
            # PagerDuty's times have whole seconds. In the same second, the order of the random IDs would decide.
            world.admin("POST", "clock", {"advance": 1})

    result = run_observed(play, operation, {"name": "Customers", "description": "Ours"}, observe=observe)
    (template,) = there(world, "template")
    assert template["description"] == result["template"]["description"] == "Ours"
    assert template["id"] == result["template"]["id"]


def run_observed(
    play: Play,
    operation: Operation,
    options: dict[str, t.Any],
    *,
    observe: t.Callable[[Exchange], None] | None = None,
    sleep: t.Callable[[float], None] = lambda seconds: None,
) -> dict[str, t.Any]:
    return execute(
        operation,
        play.validated(operation, options),
        check_mode=False,
        environment={},
        sessions=Sessions(sleep=sleep),
        observe=observe,
    )


def test_one_that_can_not_be_deleted(play: Play, world: Emulator) -> None:
    world.fault(kind="forbidden", method="DELETE", times=None)
    world.fault(kind="race", method="POST", path="/templates")
    result = play.run(resource_operation(TEMPLATE), name="Customers")
    oldest, newest = sorted(there(world, "template"), key=age)
    assert result["template"]["id"] == oldest["id"]
    (warning,) = result["warnings"]
    assert f"{newest['id']} could not be deleted" in warning and "403" in warning and oldest["id"] in warning
    again = play.run(resource_operation(TEMPLATE), name="Customers")
    assert not again["changed"] and again["template"]["id"] == oldest["id"]
    assert f"{oldest['id']}, {newest['id']}" in again["warnings"][0]


def test_a_look_that_fails_hides_no_object(play: Play, world: Emulator) -> None:
    world.fault(kind="forbidden", method="GET", path="/templates", skip=1, times=None)
    result = play.run(resource_operation(TEMPLATE), name="Customers")
    assert result["changed"] and result["template"]["id"] == there(world, "template")[0]["id"]
    assert "could not be checked whether another run created it" in result["warnings"][0]


def test_duplicates_that_differ_are_an_error(play: Play, world: Emulator) -> None:
    world.load(templates=[{"name": "Customers", "description": "A"}, {"name": "Customers", "description": "B"}])
    with pytest.raises(UsageError, match=r"name: there are 2 of this name: .*Set id to select one"):
        play.run(resource_operation(TEMPLATE), name="Customers")


def test_a_create_costs_one_request_more_only_where_there_may_be_two(play: Play, world: Emulator) -> None:
    def gets(operation: Operation, **options: t.Any) -> int:
        world.forget()
        play.run(operation, **options)
        return len([entry for entry in world.log() if entry["method"] == "GET"])

    assert gets(resource_operation(TEMPLATE), name="Customers") == 2
    assert gets(resource_operation(TEMPLATE), name="Customers") == 1
    assert gets(resource_operation(TEMPLATE), name="Customers", description="x") == 1
    assert gets(resource_operation(TEAM), name="Platform") == 1
    assert (
        gets(resource_operation(SERVICE), name="Pay", escalation_policy="Default") == 2
    )  # of which one is for the policy
    assert gets(resource_operation(WEBHOOK_SUBSCRIPTION), url="https://example.com", events=["incident.triggered"]) == 2
    assert (
        gets(resource_operation(INCIDENT_NOTE), incident="1", content="x", unique=False) == 2
    )  # of which one is for the number


# -- late ------------------------------------------------------------------------------------------------------------


def wait_for(world: Emulator, key: str, number: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(there(world, key)) < number:
        assert time.monotonic() < end, f"there are only {len(there(world, key))}"
        time.sleep(0.02)


LATE = {**SORTS, "integration": INTEGRATION}


@pytest.mark.parametrize("sort", LATE.values(), ids=list(LATE))
def test_a_create_that_is_carried_out_in_the_pause(world: Emulator, sort: Sort) -> None:
    """The first look after the time-out finds nothing, and the look after the pause finds the object."""
    operation, options, key, path = sort
    play = Play(world, timeout=0.3)
    world.fault(kind="latency", seconds=1.0, method="POST", path=path)
    result = run_observed(play, operation, options(1), sleep=lambda _seconds: wait_for(world, key, 1))
    assert result["changed"]
    assert [raw["id"] for raw in there(world, key)] == [result[key]["id"]]


@pytest.mark.parametrize("sort", SORTS.values(), ids=list(SORTS))
def test_a_create_that_is_carried_out_after_the_second_one(world: Emulator, sort: Sort) -> None:
    operation, options, key, path = sort
    play = Play(world, timeout=0.5)
    world.fault(kind="latency", seconds=1.0, method="POST", path=path)

    def observe(exchange: Exchange) -> None:
        if exchange.method == "POST" and exchange.status in (200, 201):
            wait_for(world, key, 2)

    result = run_observed(play, operation, options(1), observe=observe)
    assert result["changed"]
    assert [raw["id"] for raw in there(world, key)] == [result[key]["id"]]


@pytest.mark.parametrize("sort", LATE.values(), ids=list(LATE))
def test_a_create_that_may_be_carried_out_even_later_is_reported(world: Emulator, sort: Sort) -> None:
    operation, options, key, path = sort
    play = Play(world, timeout=0.5)
    world.fault(kind="timeout", seconds=1.0, after=False, method="POST", path=path)
    result = run_observed(play, operation, options(1))
    assert len(there(world, key)) == 1
    (warning,) = result["warnings"]
    assert "was unknown, and it was sent again" in warning and result[key]["id"] in warning


def test_a_wanted_second_note_is_left_alone(world: Emulator) -> None:
    play = Play(world, timeout=0.5)
    play.run(resource_operation(INCIDENT_NOTE), incident="1", content="x")
    world.fault(kind="latency", seconds=1.0, method="POST", path="/incidents/*/notes")

    def observe(exchange: Exchange) -> None:
        if exchange.method == "POST" and exchange.status in (200, 201):
            wait_for(world, "note", 3)

    result = run_observed(
        play, resource_operation(INCIDENT_NOTE), {"incident": "1", "content": "x", "unique": False}, observe=observe
    )
    assert len(there(world, "note")) == 3
    (warning,) = result["warnings"]
    assert "Both may have been carried out" in warning
