# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test `pagerduty_has` of the integration targets, and the comparison of the target check_mode."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

TARGETS = Path(__file__).resolve().parents[2] / "integration" / "targets"
has = runpy.run_path(str(TARGETS / "setup_pagerduty" / "test_plugins" / "pagerduty.py"))["has"]
check_mode = runpy.run_path(str(TARGETS / "check_mode" / "files" / "run.py"))


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 2]}}),
        ([{"a": 1, "b": 2}, "x"], [{"a": 1}, "x"]),
        ("PUT /teams/PABC123", {"matches": r"/teams/P\w{6}$"}),
        ({"Platform (PABC123)": "observer"}, {"matches": r'^{"Platform \(P\w{6}\)": "observer"}$'}),
        (None, {"any_of": ["", None]}),
    ],
)
def test_has(actual, expected):
    assert has(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        (None, {}),
        ([1, 2], [1]),
        ([1], [1, 2]),
        ([1, 2], [2, 1]),
        ("x", {"matches": "y"}),
        ("x", {"any_of": ["", None]}),
        (1, "1"),
    ],
)
def test_has_not(actual, expected):
    assert not has(actual, expected)


@pytest.mark.parametrize(
    ("checked", "difference"),
    [
        ([["one", "ok"], ["two", "changed"]], ""),
        ([["one", "changed"], ["two", "changed"]], "one: changed in check mode, ok in the real run"),
        ([["one", "failed: no team"]], "one: failed: no team in check mode, ok in the real run"),
        ([["one", "ok"]], "two: not reached in check mode, changed in the real run"),
        ([["one", "ok"], ["three", "ok"]], "two: in place of it: three in check mode, changed in the real run"),
    ],
)
def test_first_difference(checked, difference):
    assert check_mode["first_difference"](checked, [["one", "ok"], ["two", "changed"]]) == difference


def test_different_messages_of_failures_are_no_difference():
    assert check_mode["first_difference"]([["one", "failed: a"]], [["one", "failed: b"]]) == ""


def test_problems_are_unexpected_differences_and_unneeded_entries():
    problems_of = check_mode["problems_of"]
    found = {"empty": "one: ok in check mode, changed in the real run"}
    assert problems_of("run", found, {("run", "empty"): "one"}) == []
    assert problems_of("run", found, {}) == [f"run, empty account: {found['empty']}"]
    assert problems_of("run", found, {("run", "empty"): "two"}) == [f"run, empty account: {found['empty']}"]
    (unneeded,) = problems_of("run", {}, {("run", "filled"): "one"})
    assert unneeded.startswith("run, filled account: remove this entry")


def test_the_known_differences_have_names_and_accounts():
    entries = check_mode["known"]()
    assert all(name and account in ("empty", "filled") and task for (name, account), task in entries.items())
