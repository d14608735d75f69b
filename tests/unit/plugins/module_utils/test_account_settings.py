# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session configurations and IP allow lists."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.ip_allow_list import IP_ALLOW_LIST
from ansible_collections.community.pagerduty.plugins.module_utils._resources.session_configuration import (
    SESSION_CONFIGURATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SESSION = resource_operation(SESSION_CONFIGURATION)
SESSIONS = info_operation(SESSION_CONFIGURATION)
LIST = resource_operation(IP_ALLOW_LIST)
LISTS = info_operation(IP_ALLOW_LIST)
OFFICE = {"cidr": "192.0.2.0/24", "description": "Office"}
VPN = {"cidr": "198.51.100.7/32"}


# -- session configurations ------------------------------------------------------------------------------------------


def test_a_session_configuration(emulator: Emulator, play: Play) -> None:
    """Each write signs users out, so a second run must not send one."""
    assert play.run(SESSIONS)["session_configurations"] == []
    stated = {"type": "web", "absolute_session_ttl": "8h", "idle_session_ttl": "1h"}
    predicted = play.run(SESSION, check=True, **stated)
    result = play.run(SESSION, **stated)
    expected = {"type": "web", "absolute_session_ttl": 28800, "idle_session_ttl": 3600}
    assert result["session_configuration"] == expected and result["diff"] == predicted["diff"]
    emulator.forget()
    assert not play.run(SESSION, **stated)["changed"]
    assert emulator.writes() == []
    # A request must contain both values, also the one that does not change.
    changed = play.run(SESSION, type="web", idle_session_ttl=600)
    assert changed["session_configuration"] == {**expected, "idle_session_ttl": 600}
    assert changed["diff"]["after"] == {"idle_session_ttl": 600}
    assert play.run(SESSIONS, type="web")["session_configurations"] == [changed["session_configuration"]]
    assert play.run(SESSIONS, type="mobile")["session_configurations"] == []
    removed = play.run(SESSION, type="web", state="absent")
    assert removed["changed"] and removed["session_configuration"] is None
    assert not play.run(SESSION, type="web", state="absent")["changed"]
    assert play.run(SESSIONS)["session_configurations"] == []


def test_a_new_session_configuration_needs_both(emulator: Emulator, play: Play) -> None:
    with pytest.raises(UsageError, match="idle_session_ttl: there is no session configuration 'web' yet"):
        play.run(SESSION, type="web", absolute_session_ttl="8h")
    with pytest.raises(UsageError, match="a session of 1 hour can't be idle for 2 hours"):
        play.run(SESSION, type="web", absolute_session_ttl="1h", idle_session_ttl="2h")
    assert emulator.writes() == []


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_lost_responses(emulator: Emulator, play: Play, kind: str) -> None:
    emulator.fault(kind=kind, path="/session_configurations", method="PUT")
    assert play.run(SESSION, type="web", absolute_session_ttl="8h", idle_session_ttl="1h")["changed"]
    emulator.fault(kind=kind, path="/session_configurations", method="DELETE")
    assert play.run(SESSION, type="web", state="absent")["changed"]
    assert play.run(SESSIONS)["session_configurations"] == []


def test_sessions_in_a_run_in_check_mode(emulator: Emulator, play: Play, tmp_path: t.Any) -> None:
    play.ledger = str(tmp_path / "ledger")
    stated = {"type": "web", "absolute_session_ttl": "8h", "idle_session_ttl": "1h"}
    assert play.run(SESSION, check=True, **stated)["changed"]
    assert not play.run(SESSION, check=True, **stated)["changed"]
    (found,) = play.run(SESSIONS, check=True)["session_configurations"]
    assert (found["type"], found["absolute_session_ttl"]) == ("web", 28800)
    assert play.run(SESSION, check=True, type="web", state="absent")["changed"]
    assert not play.run(SESSION, check=True, type="web", state="absent")["changed"]
    assert play.run(SESSIONS, check=True)["session_configurations"] == []
    assert emulator.writes() == []


# -- IP allow lists --------------------------------------------------------------------------------------------------


def test_an_ip_allow_list(emulator: Emulator, play: Play) -> None:
    """An account has one, so a task needs no name."""
    assert play.run(LISTS)["ip_allow_lists"] == []
    made = play.run(LIST, cidr_entries=[OFFICE, VPN])
    assert made["ip_allow_list"]["state"] == "disabled"
    emulator.forget()
    assert not play.run(LIST, cidr_entries=[{**VPN, "description": ""}, OFFICE], enabled=False)["changed"]
    assert emulator.writes() == []
    enabled = play.run(LIST, enabled=True)
    assert enabled["diff"]["before"] == {"enabled": False} and len(enabled["ip_allow_list"]["cidr_entries"]) == 2
    # All of the list is sent, also what does not change.
    assert play.run(LIST, cidr_entries=[OFFICE])["ip_allow_list"]["state"] == "enabled"
    assert len(play.run(LISTS)["ip_allow_lists"]) == 1
    assert play.run(LIST, state="absent")["changed"] and not play.run(LIST, state="absent")["changed"]


def test_nobody_is_locked_out_by_an_empty_list(emulator: Emulator, play: Play) -> None:
    for options in ({"enabled": True, "cidr_entries": []}, {"enabled": True}):
        with pytest.raises(UsageError):
            play.run(LIST, **options)
    play.run(LIST, cidr_entries=[])
    emulator.forget()
    with pytest.raises(UsageError, match="enabled: an enabled list without entries would lock everybody out"):
        play.run(LIST, enabled=True)
    play.run(LIST, enabled=True, cidr_entries=[OFFICE])
    with pytest.raises(UsageError, match="cidr_entries: an enabled list without entries"):
        play.run(LIST, cidr_entries=[])
    assert play.run(LISTS)["ip_allow_lists"][0]["cidr_entries"] == [OFFICE]


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_lost_responses_of_lists(emulator: Emulator, play: Play, kind: str) -> None:
    emulator.fault(kind=kind, path="/ip_allow_lists", method="POST")
    assert play.run(LIST, cidr_entries=[OFFICE])["changed"]
    assert len(play.run(LISTS)["ip_allow_lists"]) == 1


def test_lists_in_a_run_in_check_mode(emulator: Emulator, play: Play, tmp_path: t.Any) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert play.run(LIST, check=True, cidr_entries=[OFFICE])["changed"]
    assert play.run(LIST, check=True, enabled=True)["changed"]
    assert not play.run(LIST, check=True, enabled=True, cidr_entries=[OFFICE])["changed"]
    assert play.run(LISTS, check=True)["ip_allow_lists"][0]["state"] == "enabled"
    assert emulator.writes() == []


def test_an_account_that_is_not_enrolled(emulator: Emulator, play: Play) -> None:
    """PagerDuty's message is the error of the task. An export goes on, and says what is missing."""
    emulator.fault(kind="forbidden", path="/ip_allow_lists", times=None)
    with pytest.raises(PagerDutyError, match="403"):
        play.run(LIST, cidr_entries=[OFFICE])
    exported = play.run(ACCOUNT_INFO_OPERATION, kinds=["ip_allow_lists", "session_configurations"])
    assert [one["kind"] for one in exported["not_exported"]] == ["ip_allow_lists"]


# -- both ------------------------------------------------------------------------------------------------------------


def test_account(emulator: Emulator, play: Play) -> None:
    play.run(SESSION, type="web", absolute_session_ttl="8h", idle_session_ttl="90m")
    play.run(SESSION, type="mobile", absolute_session_ttl="30 days", idle_session_ttl="7d")
    play.run(LIST, enabled=True, cidr_entries=[OFFICE, VPN])
    kinds = ["ip_allow_lists", "session_configurations"]
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=kinds)["config"]
    assert config == {
        "ip_allow_lists": [{"enabled": True, "cidr_entries": [OFFICE, VPN]}],
        "session_configurations": [
            {"type": "mobile", "absolute_session_ttl": "30 days", "idle_session_ttl": "1 week"},
            {"type": "web", "absolute_session_ttl": "8 hours", "idle_session_ttl": "90 minutes"},
        ],
    }
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is False
    assert len(emulator.log()) == 2
    emulator.reset()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is True
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=kinds)["config"] == config
    purged = play.run(ACCOUNT_OPERATION, config={kind: [] for kind in kinds}, purge=kinds, purge_limit="100%")
    assert purged["changed"] is True
    assert play.run(ACCOUNT_INFO_OPERATION, kinds=kinds)["config"] == {}
