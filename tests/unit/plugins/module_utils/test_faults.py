# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong between here and PagerDuty: nothing is made twice, nothing is lost without a word."""

from __future__ import annotations

import random
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import attempts as _attempts
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins import samples
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

SHOP = {"name": "Shop", "escalation_policy": "Default", "description": "What customers see"}


def named(emulator: Emulator, plural: str, name: str) -> list[dict[str, t.Any]]:
    return [entry for entry in emulator.state()[plural] if entry["name"].lower() == name.lower()]


@pytest.fixture
def hasty(emulator: Emulator) -> Play:
    return Play(emulator, timeout=0.5)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_passes_over_what_passes(emulator: Emulator, hasty: Play, method: str, fault: dict[str, t.Any]) -> None:
    if method in ("PUT", "DELETE"):
        hasty.run(resource_operation(SERVICE), name="Shop", escalation_policy="Default")
    emulator.forget()
    emulator.fault(**fault, method=method, path="/services*")
    options = {"name": "Shop", "state": "absent"} if method == "DELETE" else SHOP
    result = hasty.run(resource_operation(SERVICE), **options)
    assert result["changed"]
    assert any(entry["fault"] for entry in emulator.log())
    found = named(emulator, "services", "Shop")
    assert len(found) == (0 if method == "DELETE" else 1)
    assert not found or found[0]["description"] == "What customers see"
    emulator.forget()
    assert not hasty.run(resource_operation(SERVICE), **options)["changed"]
    assert emulator.writes() == []


def test_waits_as_long_as_pagerduty_says(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="rate_limit", reset=17, times=2)
    emulator.fault(kind="rate_limit", headers=False)
    play.run(info_operation(SERVICE))
    assert [int(pause) for pause in play.slept] == [17, 17, int(_attempts.RATE_LIMIT_PAUSE)]


def test_does_not_wait_for_ever(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="rate_limit", reset=60, times=None)
    with pytest.raises(PagerDutyError, match=r"429.*It requires pauses of 3\d\d seconds in total") as caught:
        play.run(info_operation(SERVICE))
    assert sum(play.slept) <= _attempts.RATE_LIMIT_MAX_WAIT
    assert caught.value.failure["status"] == 429 and caught.value.failure["code"] == 2020


def test_gives_up_after_max_retries(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="status", status=503, times=None)
    with pytest.raises(PagerDutyError, match="gave up after 3 tries"):
        play.run(info_operation(SERVICE), max_retries=2)
    assert len(emulator.log()) == 3
    assert play.slept == sorted(play.slept) and len(play.slept) == 2


def test_a_create_that_goes_unanswered_is_tried_as_often_as_max_retries_says(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="status", status=500, method="POST", times=None)
    for retries in (0, 2):
        emulator.forget()
        play.slept.clear()
        with pytest.raises(PagerDutyError, match=r"answered 500.*is not known. A search afterwards found no service"):
            play.run(resource_operation(SERVICE), max_retries=retries, **SHOP)
        assert len(emulator.writes()) == retries + 1
        assert len(play.slept) == retries


def test_a_create_that_was_done_unanswered_is_found_without_retries(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="reset_after", method="POST")
    assert play.run(resource_operation(SERVICE), max_retries=0, **SHOP)["changed"]
    assert len(named(emulator, "services", "Shop")) == 1


def test_what_holds_an_object_may_be_hidden(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="forbidden", method="GET", path="/escalation_policies", times=None)
    emulator.load(**samples.WORLD)
    with pytest.raises(PagerDutyError, match=r"deleting the user Ann Archer.*400"):
        play.run(resource_operation(USER), email="ann@example.com", state="absent")


LASTING = {
    "wrong token": ({"kind": "unauthorized"}, "401.*Check the token and the account's region"),
    "forbidden": ({"kind": "forbidden"}, "403.*The token has no permission for this"),
    "missing scope": (
        {"kind": "forbidden", "required_scopes": "services.write"},
        "lacks the scope services.write: grant it",
    ),
}


@pytest.mark.parametrize(("fault", "message"), LASTING.values(), ids=list(LASTING))
def test_says_what_will_not_pass(emulator: Emulator, play: Play, fault: dict[str, t.Any], message: str) -> None:
    emulator.fault(**fault, method="POST")
    with pytest.raises(PagerDutyError, match=message) as caught:
        play.run(resource_operation(SERVICE), **SHOP)
    assert "\n" not in caught.value.message
    assert caught.value.failure["request"]["path"] == "/services"
    assert caught.value.failure["request"]["id"]
    assert named(emulator, "services", "Shop") == []


def test_account_of_the_other_region(emulator: Emulator) -> None:
    emulator.load(token="abroad", subdomain="abroad", region="eu")
    with pytest.raises(PagerDutyError, match="accounts of the other region reject it like a wrong token"):
        Play(emulator, api_token="abroad").run(info_operation(SERVICE))


def test_name_taken_at_the_same_moment(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="race", method="POST", path="/services")
    result = play.run(resource_operation(SERVICE), **SHOP)
    assert not result["changed"]  # the other run made exactly what was wanted
    assert len(named(emulator, "services", "Shop")) == 1


def test_name_taken_at_the_same_moment_by_something_else(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="race", method="POST", path="/services")
    result = play.run(resource_operation(SERVICE), **SHOP, status="disabled")
    assert result["changed"] and result["service"]["status"] == "disabled"
    assert len(named(emulator, "services", "Shop")) == 1


def test_user_made_at_the_same_moment(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="race", method="POST", path="/users")
    result = play.run(resource_operation(USER), email="Cal@Example.com", name="Cal", role="user", job_title="Cook")
    assert not result["changed"] and result["user"]["job_title"] == "Cook"


def test_what_was_done_is_known_when_the_rest_fails(emulator: Emulator, play: Play) -> None:
    emulator.load(**samples.WORLD)
    emulator.fault(kind="forbidden", method="PUT", path="/teams/*")
    options = {"email": "cal@example.com", "name": "Cal", "teams": [{"team": "Platform", "role": "responder"}]}
    with pytest.raises(PagerDutyError, match=r"the user Cal \(cal@example.com, P\w+\) was created, but making"):
        play.run(resource_operation(USER), **options)
    assert play.run(resource_operation(USER), **options)["changed"]
    assert not play.run(resource_operation(USER), **options)["changed"]


STEPS: list[tuple[t.Any, dict[str, t.Any]]] = [
    (
        USER,
        {
            "email": "cal@example.com",
            "name": "Cal Carter",
            "role": "user",
            "teams": [{"team": "Platform", "role": "responder"}, {"team": "Search"}],
        },
    ),
    (
        MANAGED_ESCALATION_POLICY,
        {
            "name": "Platform",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 5, "targets": [{"user": "cal@example.com"}, {"schedule": "Nights"}]}
            ],
            "teams": ["Search"],
        },
    ),
    (SERVICE, {"name": "Shop", "escalation_policy": "Platform", "status": "disabled", "auto_resolve_timeout": 600}),
    (SERVICE, {"name": "Shop", "description": "changed", "acknowledgement_timeout": 0}),
    (SERVICE, {"name": "Old", "state": "absent"}),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize("block", range(8))
def test_any_fifth_request_may_fail(emulator: Emulator, block: int) -> None:
    """200 seeded runs in which every fifth request goes wrong in one way or another."""
    finished = 0
    for seed in range(block * 25, block * 25 + 25):
        chance = random.Random(seed)
        emulator.admin("POST", "reset", {"seed": seed})
        emulator.load(**{**samples.WORLD, "services": [{"name": "Old", "escalation_policy": "Spare"}]})
        # Each is drawn for in turn, so that together they hit about one request in five.
        kinds = [*TRANSIENT.values(), {"kind": "race", "method": "POST"}]
        for fault in chance.sample(kinds, 6):
            fault = {**fault, "seconds": 0.4} if fault["kind"] == "timeout" else fault
            emulator.fault(**fault, probability=0.2 / 6, times=None)
        play = Play(emulator, timeout=0.2)
        try:
            for resource, options in STEPS:
                play.run(resource_operation(resource), **options)
            finished += 1
        except PagerDutyError as error:
            assert error.message and "\n" not in error.message

        emulator.admin("DELETE", "faults")
        for plural, name in (("users", "Cal Carter"), ("escalation_policies", "Platform"), ("services", "Shop")):
            assert len(named(emulator, plural, name)) <= 1, f"seed {seed}: {name} twice"
        calm = Play(emulator)
        for resource, options in STEPS:
            calm.run(resource_operation(resource), **options)
        emulator.forget()
        for resource, options in STEPS[:2] + STEPS[3:]:
            assert not calm.run(resource_operation(resource), **options)["changed"]
        assert emulator.writes() == []
        assert named(emulator, "services", "Old") == []
    assert finished >= 20, "too many runs gave up"
