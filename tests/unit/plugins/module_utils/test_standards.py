# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standards of services, which can only be changed, and the scores of services."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.standard_score import (
    STANDARD_SCORE_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.standard import STANDARD
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(STANDARD)
DESCRIBED = "Service has a description"
NAMING = "Service name follows the naming convention"


@pytest.fixture
def account(emulator: Emulator) -> Emulator:
    emulator.load(services=[
        {"name": name, "escalation_policy": "Default", "description": "Shop" if name == "Web" else None}
        for name in ("Web", "Db", "Cache")
    ])  # fmt: skip
    return emulator


@pytest.fixture(scope="module")
def tolerant() -> t.Iterator[Emulator]:
    """It returns the regular expressions of standards."""
    emulator = Emulator(strict=False)
    yield emulator
    emulator.stop()


def test_each_option_twice(account: Emulator, play: Play) -> None:
    for options in (
        {"active": True},
        {"description": "Say what it does"},
        {"description": ""},
        {"inclusions": ["web", "Db"]},
        {"exclusions": ["Cache"]},
        {"inclusions": []},
        {"exclusions": [], "active": False},
    ):
        account.forget()
        predicted = play.run(OPERATION, name=DESCRIBED, check=True, **options)
        result = play.run(OPERATION, name=DESCRIBED, **options)
        assert result["changed"] and result["diff"] == predicted["diff"]
        assert predicted["standard"] == result["standard"]
        assert not play.run(OPERATION, name=DESCRIBED.lower(), **options)["changed"]
        assert account.writes() == [f"PUT /standards/{result['standard']['id']}"]


def test_what_no_task_can_do(account: Emulator, play: Play) -> None:
    with pytest.raises(Missing, match="there is no standard 'Service has a descripton'; the nearest are Service has a"):
        play.run(OPERATION, name="Service has a descripton", active=True)
    (standard,) = play.run(info_operation(STANDARD), name=DESCRIBED)["standards"]
    with pytest.raises(UsageError, match="name: PagerDuty can't rename"):
        play.run(OPERATION, id=standard["id"], name="Other")
    with pytest.raises(UsageError, match="exclusions: the service Web is in inclusions as well"):
        play.run(OPERATION, name=DESCRIBED, inclusions=["Web"], exclusions=["Web"])
    assert "state" not in OPERATION.options
    assert account.writes() == []


def test_regular_expressions_that_are_not_returned(account: Emulator, play: Play) -> None:
    """As PagerDuty documents it: they are only sent on request."""
    result = play.run(OPERATION, name=NAMING, regex="^Web")
    assert not result["changed"] and "did not return" in str(result["warnings"])
    for _run in range(2):
        result = play.run(OPERATION, name=NAMING, regex="^Web", send_regex=True)
        assert result["changed"] and result["diff"] == {**result["diff"], "before": {"regex": None}}
    assert account.state()["standards"][-1]["values"] == {"regex": "^Web"}


def test_regular_expressions_that_are_returned(tolerant: Emulator) -> None:
    play = Play(tolerant)
    for options in ({}, {"send_regex": True}):
        assert play.run(OPERATION, name=NAMING, regex=f"^Web{len(options)}", **options)["changed"]
        assert not play.run(OPERATION, name=NAMING, regex=f"^Web{len(options)}", **options)["changed"]


def test_a_run_in_check_mode(account: Emulator, play: Play, tmp_path: t.Any) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert play.run(OPERATION, name=DESCRIBED, active=True, check=True)["changed"]
    assert not play.run(OPERATION, name=DESCRIBED, active=True, check=True)["changed"]
    (standard,) = play.run(info_operation(STANDARD), name=DESCRIBED, check=True)["standards"]
    assert standard["active"] is True
    assert account.writes() == []


def test_scores(account: Emulator, play: Play) -> None:
    play.run(OPERATION, name=DESCRIBED, active=True, exclusions=["Cache"])
    result = play.run(STANDARD_SCORE_INFO_OPERATION)
    scores = {one["service"]["summary"]: one["score"] for one in result["standard_scores"]}
    assert scores == {
        "Web": {"passing": 1, "total": 1}, "Db": {"passing": 0, "total": 1}, "Cache": {"passing": 0, "total": 0}
    }
    (failing,) = play.run(STANDARD_SCORE_INFO_OPERATION, failing_only=True)["standard_scores"]
    assert failing["service"]["summary"] == "Db" and failing["standards"][0]["name"] == DESCRIBED
    found = play.run(STANDARD_SCORE_INFO_OPERATION, services=["web", "Web"])["standard_scores"]
    assert [one["service"]["summary"] for one in found] == ["Web"]
    assert play.run(STANDARD_SCORE_INFO_OPERATION, services=[])["standard_scores"] == []
    with pytest.raises(Missing, match=r"services\[0\]"):
        play.run(STANDARD_SCORE_INFO_OPERATION, services=["unknown"])


def test_requests_for_scores(emulator: Emulator, play: Play) -> None:
    """100 services in one request."""
    emulator.load(services=[{"name": f"Service {at}", "escalation_policy": "Default"} for at in range(120)])
    assert len(play.run(STANDARD_SCORE_INFO_OPERATION)["standard_scores"]) == 120
    assert sorted(one["path"].partition("?")[0] for one in emulator.log()) == [
        "/services", "/services", "/standards/scores/technical_services", "/standards/scores/technical_services"
    ]


def test_account(account: Emulator, play: Play) -> None:
    play.run(OPERATION, name=DESCRIBED, active=True, inclusions=["Web"], description="Say: it")
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["services", "standards"])["config"]
    described = next(one for one in config["standards"] if one["name"] == DESCRIBED)
    assert described == {"name": DESCRIBED, "active": True, "description": "Say: it", "inclusions": ["Web"]}
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is False
    account.reset()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is True
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=["services", "standards"])["config"] == config
