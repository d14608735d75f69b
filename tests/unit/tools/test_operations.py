# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of all operations: which modules it lists for an operation."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import operations

DOCUMENT = {
    "paths": {
        "/teams": {"get": {}, "post": {}},
        "/teams/{id}": {"get": {}, "put": {}, "parameters": []},
        "/teams/{id}/members": {"get": {}},
        "/teams/default": {"get": {}},
        "/rulesets": {"get": {"deprecated": True}},
        "/old": {"get": {"deprecated": True}},
        "/new": {"patch": {}},
    }
}
SENT = [
    ("pagerduty_team", "POST", "/teams"),
    ("pagerduty_team", "GET", "/teams"),
    ("pagerduty_team_info", "GET", "/teams"),
    ("pagerduty_user", "GET", "/teams"),
    ("pagerduty_user", "GET", "/teams/P1/members"),
    ("pagerduty_account", "PUT", "/teams/P1"),
    ("pagerduty_request", "PATCH", "/new"),
    ("pagerduty_ability_info", "GET", "/teams/default"),
]


def exchange(module: str, method: str, path: str, status: int = 200, fault: str | None = None) -> dict[str, object]:
    agent = f"community.pagerduty ({module}; ansible-core 2.21.0)"
    return {"user_agent": agent, "method": method, "path": path, "status": status, "fault": fault}


@pytest.fixture
def used() -> dict[tuple[str, str], str]:
    found = operations.rows(DOCUMENT, [exchange(*one) for one in SENT], [("GET", "/teams"), ("GET", "/teams/*")])
    return {(row.method, row.path): row.used for row in found}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/teams", "`pagerduty_team`"),
        ("GET", "/teams", "`pagerduty_team`, `pagerduty_team_info`"),
        ("GET", "/teams/{id}/members", "`pagerduty_user`"),
        ("GET", "/teams/default", "`pagerduty_ability_info`"),
        ("GET", "/teams/{id}", "the list returns the same"),
        ("PUT", "/teams/{id}", ""),
        ("PATCH", "/new", ""),
        ("GET", "/rulesets", "retired: PagerDuty has replaced rules by event orchestrations"),
        ("GET", "/old", "deprecated"),
    ],
)
def test_what_uses_an_operation(used: dict[tuple[str, str], str], method: str, path: str, expected: str) -> None:
    assert used[method, path] == expected


def test_failed_requests_prove_nothing() -> None:
    exchanges = [
        exchange("pagerduty_team", "POST", "/teams", status=400),
        exchange("pagerduty_team", "POST", "/teams", fault="latency"),
        {**exchange("pagerduty_team", "POST", "/teams"), "user_agent": None},
    ]
    assert not any(row.modules for row in operations.rows(DOCUMENT, exchanges, []))


def test_the_page() -> None:
    rows = operations.rows(DOCUMENT, [exchange(*one) for one in SENT], [("GET", "/teams"), ("GET", "/teams/*")])
    page = operations.page(rows)
    assert "has 9 operations. Modules use 4 of them, and the emulator has 2." in page
    assert "| GET /teams/{id} | the list returns the same | yes |" in page
    assert "| PATCH /new | `pagerduty_request` | no |" in page


def test_a_path_for_several_types() -> None:
    document = {"paths": {"/{entity_type}/{id}/tags": {"get": {}}, "/{entity_type}/{id}/labels": {"get": {}}}}
    known = [("GET", "/teams/*/tags"), ("POST", "/teams/*/labels"), ("GET", "/teams/*/members")]
    assert [row.emulated for row in operations.rows(document, [], known)] == [True, False]
