# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no sensible client sends: unknown paths and ``include[]``, wrong types, extreme numbers and dates."""

from __future__ import annotations

import pytest

from .conftest import Client
from .inside import operations
from .test_incidents import OWNER

UNKNOWN_PATH = "X-Emulator-Unknown-Path"

# -- include[] and paths ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", sorted({f"{one.method} {one.path}" for one in operations.OPERATIONS}))
def test_an_unknown_include_is_refused_everywhere(emulator: Client, name: str) -> None:
    method, path = name.replace("*", "PNOSUCH").split()
    for value in ("nothing", "", "incident"):
        answer = emulator.call(
            method, path, params={"include[]": value}, json={} if method != "GET" else None, headers={"From": OWNER}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2001), answer.text
        assert answer.json()["error"]["errors"][0].startswith("Include ")


def test_notification_rules_with_their_contact_methods(emulator: Client) -> None:
    user = emulator.user()
    path = f"/users/{user['id']}/notification_rules"
    (method,) = emulator.get(f"/users/{user['id']}/contact_methods")["contact_methods"]
    (rule,) = emulator.get(path)["notification_rules"]
    assert rule["contact_method"]["type"] == "email_contact_method_reference"
    (full,) = emulator.get(path, include_="contact_methods")["notification_rules"]
    assert full == {**rule, "contact_method": method}
    one = emulator.get(f"{path}/{rule['id']}", include_="contact_methods")["notification_rule"]
    assert one == full
    assert emulator.get(f"{path}/{rule['id']}")["notification_rule"] == rule


@pytest.mark.parametrize(
    ("method", "path", "status", "unknown"),
    [
        ("GET", "/business_services", 404, True),
        ("POST", "/services/PNOSUCH/nothing", 404, True),
        ("GET", "/services/", 404, True),
        ("GET", "/", 404, True),
        ("PATCH", "/services", 405, True),
        ("DELETE", "/priorities", 405, True),
        ("GET", "/v2/enqueue", 405, True),
        ("GET", "/oauth/token", 405, True),
        ("GET", "/services/PNOSUCH", 404, False),
        ("DELETE", "/teams/PNOSUCH/users/PNOSUCH", 404, False),
        ("GET", "/abilities/flying", 404, False),
        ("GET", "/services", 200, False),
    ],
)
def test_unknown_paths(emulator: Client, method: str, path: str, status: int, unknown: bool) -> None:
    """A header tells an unknown path or method from a missing object."""
    answer = emulator.call(method, path)
    assert (answer.status_code, answer.headers.get(UNKNOWN_PATH)) == (status, "true" if unknown else None)
