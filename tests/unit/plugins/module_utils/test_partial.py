# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that fails after it has changed something: the error says what was changed, and the result returns it."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine import apply as _apply
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import run_task
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

WORLD: dict[str, t.Any] = {
    "users": [{"name": "Ann Archer", "email": "ann@example.com", "role": "user"}],
    "teams": [{"name": "Platform"}, {"name": "Search"}],
    "escalation_policies": [
        {
            "name": "Ladder",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]},
                {"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]},
            ],
        },
    ],
    "services": [{"name": "Mail", "escalation_policy": "Default"}],
    "incident_types": [
        {
            "name": "security",
            "custom_fields": [
                {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
                {"name": "hosts", "field_type": "multi_value"},
                {"name": "customers", "data_type": "integer"},
            ],
        },
        {"name": "breach", "parent": "security"},
    ],
}
CF = {"state": "triggered", "title": "CF", "service": "Mail", "incident_type": "security"}
CAL = {"email": "cal@example.com", "name": "Cal", "role": "user"}
TEAMS = [{"team": "Platform", "role": "responder"}, {"team": "Search"}]

REJECTED = {"kind": "status", "status": 400, "html": False}
DOWN = {"kind": "status", "status": 503, "times": None}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(**WORLD)
    emulator.forget()
    return emulator


def fail(play: Play, operation: Operation, **options: t.Any) -> dict[str, t.Any]:
    """What a failed task returns."""
    result = run_task(
        operation,
        play.validated(operation, options),
        check_mode=False,
        environment={},
        sessions=Sessions(sleep=play.slept.append),
    )
    assert result["failed"] and "\n" not in result["msg"]
    return result


# What fails, by which fault: the operation, the options, the key of the object, the writes, the message, the diff.
Case = tuple[dict[str, t.Any], Operation, dict[str, t.Any], str, list[str], str, dict[str, t.Any]]
CASES: dict[str, Case] = {
    "an incident's custom fields": (
        {**REJECTED, "method": "PUT", "path": "/incidents/*/custom_fields/values"},
        INCIDENT_OPERATION,
        {**CF, "custom_fields": {"environment": "staging"}},
        "incident",
        ["POST", "PUT"],
        r"^the incident \[#1\] CF \((?P<id>Q\w+)\) was created, but setting custom fields failed: .*400.*\. To"
        r" continue, set id: (?P=id)\. Without it, a second run creates another incident$",
        {"title", "service", "incident_type"},
    ),
    "an incident with a key": (
        {**REJECTED, "method": "PUT", "path": "/incidents/*"},
        INCIDENT_OPERATION,
        {**CF, "incident_key": "cf", "priority": "P1", "custom_fields": {"hosts": ["a"]}},
        "incident",
        ["POST", "PUT"],
        r"^the incident \[#1\] CF \(cf, Q\w+\) was created, but setting custom fields failed: .*400 [^.]*$",
        {"title", "service", "incident_type", "incident_key", "priority"},
    ),
    "an incident's level": (
        {**REJECTED, "method": "PUT", "path": "/incidents/*"},
        INCIDENT_OPERATION,
        {**CF, "escalation_level": 2, "escalation_policy": "Ladder", "custom_fields": {"hosts": ["a"]}},
        "incident",
        ["POST", "PUT"],
        r"^the incident \[#1\] CF \(Q\w+\) was created, but updating escalation_level failed: .*400",
        {"title", "service", "incident_type", "escalation_policy"},
    ),
    "a user's teams": (
        {**REJECTED, "method": "PUT", "path": "/teams/*", "skip": 1},
        resource_operation(USER),
        {**CAL, "teams": TEAMS},
        "user",
        ["POST", "PUT", "PUT"],
        r"^the user Cal \(cal@example.com, P\w+\) was created, but making the user a member of team Search \(P",
        {"email", "name", "role", "teams"},
    ),
    "a service's status": (
        {**REJECTED, "method": "PUT", "path": "/services/*"},
        resource_operation(SERVICE),
        {"name": "Shop", "escalation_policy": "Default", "status": "disabled"},
        "service",
        ["POST", "PUT"],
        r"^the service Shop \(P\w+\) was created, but updating status failed: .*400",
        {"name", "escalation_policy"},
    ),
    "a service's status, for now": (
        {**DOWN, "method": "PUT", "path": "/services/*"},
        resource_operation(SERVICE),
        {"name": "Shop", "escalation_policy": "Default", "status": "disabled"},
        "service",
        ["POST", *["PUT"] * 5],
        r"^the service Shop \(P\w+\) was created, but updating status failed: .*503.* Run again to continue$",
        {"name", "escalation_policy"},
    ),
    "an updated user's teams": (
        {**REJECTED, "method": "PUT", "path": "/teams/*"},
        resource_operation(USER),
        {"email": "ann@example.com", "job_title": "Cook", "teams": TEAMS},
        "user",
        ["PUT", "PUT"],
        r"^the user Ann Archer \(ann@example.com, P\w+\) was updated, but making the user responder of team Platform",
        {"job_title"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_error_says_what_was_done_and_the_result_returns_it(play: Play, world: Emulator, case: Case) -> None:
    fault, operation, options, key, writes, message, changed = case
    world.fault(**fault)
    result = fail(play, operation, **options)
    assert re.search(message, result["msg"]), result["msg"]
    assert "un again" not in result["msg"] or fault["status"] == 503
    assert [entry.split()[0] for entry in world.writes()] == writes, "a rejected request is not repeated"
    assert result["changed"] is True
    assert result[key]["id"] and result["failure"]["status"] == fault["status"]
    assert set(result["diff"]["after"]) == set(changed)
    world.admin("DELETE", "faults")
    again = {**options, "id": result[key]["id"]} if "To continue, set id" in result["msg"] else options
    done = play.run(operation, **again)
    assert done["changed"] and done[key]["id"] == result[key]["id"]
    assert not play.run(operation, **again)["changed"]


def test_the_result_has_the_extras_that_were_done(play: Play, world: Emulator) -> None:
    world.fault(**REJECTED, method="PUT", path="/teams/*", skip=1)
    result = fail(play, resource_operation(USER), **CAL, teams=TEAMS)
    assert [team["summary"] for team in result["user"]["teams"]] == ["Platform"]
    (team,) = result["diff"]["after"]["teams"]
    assert team.startswith("Platform (P")


def test_an_incident_without_a_key_shows_no_generated_key(play: Play, world: Emulator) -> None:
    world.fault(**REJECTED, method="PUT")
    result = fail(play, INCIDENT_OPERATION, **CF, custom_fields={"hosts": ["a"]})
    assert "ansible-" not in str(result["diff"]) + result["msg"]
    assert "ansible-" not in fail(play, INCIDENT_OPERATION, state="triggered", title="CF")["msg"]


def test_an_internal_error_hides_nothing(play: Play, world: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: t.Any) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(_apply.Applier, "send_rest", broken)
    result = fail(play, resource_operation(SERVICE), name="Shop", escalation_policy="Default")
    message = r"the service Shop \(P\w+\) was created, but the task failed with an internal error: ZeroDivisionError"
    assert re.match(message, result["msg"]), result["msg"]
    assert result["changed"] and result["service"]["name"] == "Shop" and "Run again" not in result["msg"]


def test_a_failed_task_still_warns(play: Play, world: Emulator) -> None:
    world.fault(**REJECTED, method="PUT", path="/teams/*")
    result = fail(
        play, resource_operation(USER), **{**CAL, "role": "admin"}, teams=[{"team": "Platform", "role": "observer"}]
    )
    assert result["changed"] and "an admin or owner is always a manager" in result["warnings"][0]


def test_nothing_was_changed(play: Play, world: Emulator) -> None:
    """A rejected create is no reason to return something, nor to try again."""
    world.fault(**REJECTED, method="POST", times=None)
    result = fail(play, resource_operation(SERVICE), name="Shop", escalation_policy="Default")
    assert "changed" not in result and "service" not in result and "was created" not in result["msg"]
    assert world.writes() == ["POST /services"]


BEFORE: dict[str, tuple[dict[str, t.Any], str]] = {
    "unknown custom field": (
        {**CF, "custom_fields": {"foo": "bar"}},
        r"^custom_fields\.foo: an incident of this type has no such custom field; it has customers, env",
    ),
    "custom field of the base type": (
        {**CF, "incident_type": "incident_default", "custom_fields": {"hosts": ["a"]}},
        r"^custom_fields\.hosts: an incident of this type has no such custom field; it has none$",
    ),
    "no type": ({**CF, "incident_type": None, "custom_fields": {"hosts": ["a"]}}, r"; it has none$"),
    "unknown type": (
        {**CF, "incident_type": "nothing", "custom_fields": {"hosts": ["a"]}},
        r"^incident_type: there is no incident type 'nothing'$",
    ),
    "no list": ({**CF, "custom_fields": {"hosts": "a"}}, r"^custom_fields\.hosts: must be a list of values; use null"),
    "a list": ({**CF, "custom_fields": {"customers": [1]}}, r"customers: must be one value: the field"),
    "type": ({**CF, "custom_fields": {"customers": "x"}}, r"^custom_fields\.customers: 'x' is not a whole number$"),
    "option": (
        {**CF, "custom_fields": {"environment": "test"}},
        r"^custom_fields\.environment: 'test' is not an option of the field; its options are production, staging$",
    ),
    "level of the service's policy": (
        {**CF, "escalation_level": 9},
        r"^escalation_level: is 9, but the escalation policy Default \(P\w+\) has 1 level$",
    ),
    "level of the incident's policy": (
        {**CF, "escalation_policy": "Default", "escalation_level": 2},
        r"^escalation_level: is 2, but the escalation policy Default \(P\w+\) has 1 level$",
    ),
}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("case", BEFORE.values(), ids=list(BEFORE))
def test_what_can_be_known_is_checked_before_the_first_write(
    play: Play, world: Emulator, case: tuple[dict[str, t.Any], str], check: bool
) -> None:
    options, message = case
    params = play.validated(INCIDENT_OPERATION, options)
    result = run_task(INCIDENT_OPERATION, params, check_mode=check, environment={}, sessions=Sessions())
    assert re.search(message, result["msg"]), result["msg"]
    assert world.writes() == [] and "changed" not in result


def test_inherited_custom_fields_are_known(play: Play, world: Emulator) -> None:
    fields = {"hosts": ["a"], "environment": "staging"}
    assert play.run(INCIDENT_OPERATION, **{**CF, "incident_type": "breach"}, custom_fields=fields)["changed"]


@pytest.mark.parametrize("path", ["/incidents/types/*", "/escalation_policies/*", "/services/*"])
def test_a_token_that_may_not_see_that_goes_without_the_check(play: Play, world: Emulator, path: str) -> None:
    world.fault(kind="forbidden", method="GET", path=path, times=None)
    play.run(INCIDENT_OPERATION, **CF, custom_fields={"hosts": ["a"]}, escalation_level=1)
