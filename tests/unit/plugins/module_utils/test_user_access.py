# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where users are signed in, and the keys of their calendars."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, Unusable, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_access import (
    USER_CALENDAR_KEY_OPERATION as KEY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_access import (
    USER_OAUTH_DELEGATION_INFO_OPERATION as DELEGATIONS,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_access import (
    USER_OAUTH_DELEGATION_OPERATION as DELEGATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_access import (
    USER_SESSION_INFO_OPERATION as SESSIONS,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.user_access import (
    USER_SESSION_OPERATION as SESSION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

ANN = "ann@example.com"


@pytest.fixture
def access(emulator: Emulator) -> Emulator:
    emulator.load(
        users=[{"id": "PANN001", "name": "Ann", "email": ANN}, {"name": "Bea", "email": "bea@example.com"}],
        user_sessions=[{"id": "PSES001", "user": ANN}, {"id": "PSES002", "user": ANN, "kind": "oauth"}],
        oauth_delegations=[
            *({"id": f"web-{number}", "user": ANN} for number in range(120)),
            {"id": "phone", "user": ANN, "delegation_type": "mobile"},
            {"id": "old", "user": ANN, "delegation_type": "mobile", "status": "revoked"},
        ],
    )
    emulator.forget()
    return emulator


def test_all_pages_of_delegations(play: Play, access: Emulator) -> None:
    assert len(play.run(DELEGATIONS, user=ANN)["user_oauth_delegations"]) == 122
    found = play.run(DELEGATIONS, user=ANN, types=["mobile"], statuses=["revoked"])["user_oauth_delegations"]
    assert [one["id"] for one in found] == ["old"]
    assert play.run(DELEGATIONS, user=ANN, id="none")["user_oauth_delegations"] == []


def test_delegations_with_other_keys(play: Play, access: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """PagerDuty's examples have `type`, its schema has `delegation_type` and no key around a single delegation."""
    get = TaskClient.get

    def other(self: TaskClient, path: str, *arguments: t.Any, **options: t.Any) -> t.Any:
        response = get(self, path, *arguments, **options)
        for one in response.get("oauth_delegations", ()):
            del one["delegation_type"]
        return response.get("oauth_delegation", response)

    monkeypatch.setattr(TaskClient, "get", other)
    (found,) = play.run(DELEGATIONS, user=ANN, id="phone")["user_oauth_delegations"]
    assert found["delegation_type"] == "mobile"
    assert play.run(DELEGATION, user=ANN, types=["mobile"])["changed"]

    def unusable(self: TaskClient, path: str, *arguments: t.Any, **options: t.Any) -> t.Any:
        return {"oauth_delegation": {"id": 5}} if "phone" in path else get(self, path, *arguments, **options)

    monkeypatch.setattr(TaskClient, "get", unusable)
    with pytest.raises(Unusable):
        play.run(DELEGATIONS, user=ANN, id="phone")


def test_a_sign_out_is_sent_once(play: Play, access: Emulator) -> None:
    predicted = play.run(DELEGATION, user=ANN, types=["mobile"], check=True)
    assert access.writes() == []
    done = play.run(DELEGATION, user=ANN, types=["mobile"])
    assert done["diff"] == predicted["diff"] and done["changed"]
    assert [one["id"] for one in done["user_oauth_delegations"]] == ["phone"]
    assert access.writes() == ["DELETE /oauth_delegations"]
    assert not play.run(DELEGATION, user=ANN, types=["mobile"])["changed"]
    assert len(play.run(DELEGATIONS, user=ANN, statuses=["issued"])["user_oauth_delegations"]) == 120
    assert not play.run(DELEGATION, user="Bea")["changed"]


def test_sessions(play: Play, access: Emulator) -> None:
    assert [one["id"] for one in play.run(SESSIONS, user=ANN, type="oauth")["user_sessions"]] == ["PSES002"]
    assert play.run(SESSIONS, user=ANN, type="oauth", id="PSES001")["user_sessions"] == []
    assert play.run(SESSION, user=ANN, id="PSES001", check=True)["changed"]
    assert play.run(SESSION, user=ANN, id="PSES001")["changed"]
    assert not play.run(SESSION, user=ANN, id="PSES001")["changed"]
    assert play.run(SESSION, user=ANN, all=True)["diff"]["after"] == {"sessions": []}
    assert not play.run(SESSION, user=ANN, all=True)["changed"]
    assert access.writes() == ["DELETE /users/PANN001/sessions/browser/PSES001", "DELETE /users/PANN001/sessions"]
    with pytest.raises(UsageError, match="all: can't be combined with id"):
        play.run(SESSION, user=ANN, all=True, id="PSES001")


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_faults(play: Play, access: Emulator, fault: dict[str, t.Any]) -> None:
    for options, path in (
        ((DELEGATION, {}), "/oauth_delegations"),
        ((SESSION, {"all": True}), "/users/*/sessions"),
        ((KEY, {}), "/users/*/regenerate_private_url_key"),
    ):
        operation, more = options
        access.admin("POST", "faults", {**fault, "path": path})
        result = play.run(operation, user="PANN001", **more, timeout=1)
        assert result["changed"]
        assert result.get("private_url_key", "") is not None


def test_the_key_of_a_calendar(play: Play, access: Emulator) -> None:
    assert play.run(KEY, user=ANN, check=True)["private_url_key"] is None
    first, second = (play.run(KEY, user=ANN)["private_url_key"] for _time in range(2))
    assert first != second
    with pytest.raises(Missing):
        play.run(KEY, user="nobody@example.com", check=True)


def test_a_user_of_an_earlier_task_in_check_mode(play: Play, access: Emulator, tmp_path: t.Any) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    play.run(resource_operation(USER), email="new@example.com", name="New", check=True)
    assert play.run(DELEGATIONS, user="new@example.com", check=True)["user_oauth_delegations"] == []
    assert play.run(SESSIONS, user="new@example.com", check=True)["user_sessions"] == []
    assert not play.run(DELEGATION, user="new@example.com", check=True)["changed"]
    assert not play.run(SESSION, user="new@example.com", all=True, check=True)["changed"]
    assert play.run(KEY, user="new@example.com", check=True)["changed"]
