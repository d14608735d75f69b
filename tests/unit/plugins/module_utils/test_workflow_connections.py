# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of workflow integrations: secrets, partial configurations, lost responses, and requests in a loop."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.workflow_integration_connection import (
    WORKFLOW_INTEGRATION_CONNECTION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

CONNECTION = resource_operation(WORKFLOW_INTEGRATION_CONNECTION)
CONNECTIONS = info_operation(WORKFLOW_INTEGRATION_CONNECTION)

WEB = {
    "integration": "Web API",
    "name": "Hooks",
    "configuration": {"Allowed Hostnames": "example.com"},
    "secrets": {"Authentication Headers": "x-api-key: hush-hush"},
}
KIND = "workflow_integration_connections"


def bodies(emulator: Emulator, method: str) -> list[dict[str, t.Any]]:
    """The bodies of all requests with a method."""
    sent = [entry for entry in emulator.log() if entry["method"] == method]
    return [emulator.admin("GET", f"requests/{one['request_id']}")["request"]["body"] for one in sent]


def test_a_create_without_a_response(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="reset_after", method="POST")
    assert play.run(CONNECTION, **WEB)["changed"] is True
    assert play.run(CONNECTION, **WEB)["changed"] is False
    assert len(emulator.state()[KIND]) == 1


def test_two_creates_at_the_same_time(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="race", method="POST")
    play.run(CONNECTION, **WEB)
    assert play.run(CONNECTION, **WEB)["changed"] is False
    assert len(emulator.state()[KIND]) == 1


def test_an_update_without_a_response_is_sent_again(emulator: Emulator, play: Play) -> None:
    """A PATCH states complete values, so sending it twice does no harm."""
    play.run(CONNECTION, **WEB)
    emulator.fault(kind="reset_after", method="PATCH")
    assert play.run(CONNECTION, **WEB, is_default=True)["workflow_integration_connection"]["is_default"] is True
    assert len(bodies(emulator, "PATCH")) == 2


def test_an_update_contains_the_secrets_and_the_whole_configuration(emulator: Emulator, play: Play) -> None:
    """Without the masked value that PagerDuty adds to the configuration."""
    play.run(CONNECTION, **WEB)
    play.run(CONNECTION, **{**WEB, "configuration": {"Health Check Method": "GET"}})
    assert bodies(emulator, "PATCH") == [
        {
            "name": "Hooks",
            "configuration": {"Allowed Hostnames": "example.com", "Health Check Method": "GET"},
            "secrets": WEB["secrets"],
        }
    ]
    play.run(CONNECTION, **{**WEB, "configuration": {"Health Check Method": None}})
    assert emulator.state()[KIND][0]["configuration"].keys() == {
        "Allowed Hostnames", "Redacted Authentication Headers"
    }  # fmt: skip


@pytest.mark.parametrize("check", [True, False])
def test_an_update_without_secrets(emulator: Emulator, play: Play, check: bool) -> None:
    play.run(CONNECTION, **WEB)
    emulator.forget()
    with pytest.raises(UsageError, match="secrets: this changes the connection"):
        play.run(CONNECTION, check=check, integration="http-api", name="hooks", service_url="https://example.com")
    assert {entry["method"] for entry in emulator.log()} == {"GET"}
    assert play.run(CONNECTION, integration="http-api", name="hooks", service_url="")["changed"] is False


def test_secrets_are_only_pushed_on_request(emulator: Emulator, play: Play) -> None:
    play.run(CONNECTION, **WEB)
    other = {**WEB, "secrets": {"Authentication Headers": "x-api-key: other"}}
    assert play.run(CONNECTION, **other)["changed"] is False
    result = play.run(CONNECTION, **other, update_secrets=True)
    assert result["changed"] is True and "other" not in str(result["diff"])
    assert emulator.state()[KIND][0]["secrets"] == other["secrets"]


def test_a_loop_lists_the_connections_once(emulator: Emulator, play: Play) -> None:
    each = [{**WEB, "name": f"Hooks {number}"} for number in range(6)]
    for options in each:
        play.run(CONNECTION, **options)
    play.keep()
    emulator.forget()
    for options in each:
        assert play.run(CONNECTION, **options)["changed"] is False
    assert len(emulator.log()) <= 4


def test_all_connections_are_one_list(emulator: Emulator, play: Play) -> None:
    """PagerDuty has a list for each integration, and one of all connections."""
    chat = {"integration": "Chat", "name": "Chat", "configuration": {"Server": "x"}, "secrets": {"Token": "y"}}
    for options in (WEB, chat):
        play.run(CONNECTION, **options)
    emulator.forget()
    assert [one["name"] for one in play.run(CONNECTIONS)[KIND]] == ["Chat", "Hooks"]
    assert [entry["path"] for entry in emulator.log()] == ["/workflows/integrations/connections"]
    emulator.forget()
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=[KIND])["config"]
    assert [one["name"] for one in config[KIND]] == ["Chat", "Hooks"]
    assert sum(entry["path"].endswith("/connections") for entry in emulator.log()) == 1
    emulator.forget()
    result = play.run(ACCOUNT_OPERATION, config={KIND: config[KIND][:1]}, purge=[KIND], purge_limit="1")
    assert result["summary"]["deleted"] == 1
    assert [one["name"] for one in emulator.state()[KIND]] == ["Chat"]
