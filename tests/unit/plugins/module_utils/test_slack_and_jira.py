# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slack connections and the rules for Jira Cloud: tokens, lost responses, complete bodies, and requests in a loop."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Missing
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.jira_cloud_rule import JIRA_CLOUD_RULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.slack_connection import SLACK_CONNECTION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

CONNECTION = resource_operation(SLACK_CONNECTION)
CONNECTIONS = info_operation(SLACK_CONNECTION)
RULE = resource_operation(JIRA_CLOUD_RULE)
RULES = info_operation(JIRA_CLOUD_RULE)

MINE = {"workspace": "T0EXAMPLE", "service": "Shop", "channel": "C0GENERAL", "events": ["incident.triggered"]}
SYNC = {
    "account_mapping": "example",
    "name": "Shop",
    "service": "Shop",
    "project": {"id": "10100", "key": "ITS", "name": "IT Support"},
    "issue_type": {"id": "10001", "name": "Incident"},
    "status_mapping": {"triggered": {"id": "1", "name": "Open"}},
}


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    emulator.load(services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Search")])
    return emulator


@pytest.mark.parametrize(("operation", "options"), [(CONNECTION, MINE), (RULE, SYNC)], ids=["Slack", "Jira"])
def test_a_create_without_a_response(shop: Emulator, play: Play, operation: t.Any, options: dict[str, t.Any]) -> None:
    """The object that was created is found, and no second one is created."""
    shop.fault(kind="reset_after", method="POST")
    assert play.run(operation, **options)["changed"] is True
    assert play.run(operation, **options)["changed"] is False
    assert len(shop.state()["slack_connections"]) + len(shop.state()["jira_cloud_rules"]) == 1


@pytest.mark.parametrize(("operation", "options"), [(CONNECTION, MINE), (RULE, SYNC)], ids=["Slack", "Jira"])
def test_two_creates_at_the_same_time(shop: Emulator, play: Play, operation: t.Any, options: dict[str, t.Any]) -> None:
    shop.fault(kind="race", method="POST")
    play.run(operation, **options)
    assert play.run(operation, **options)["changed"] is False
    assert len(shop.state()["slack_connections"]) + len(shop.state()["jira_cloud_rules"]) == 1


def test_a_loop_lists_the_connections_once(shop: Emulator, play: Play) -> None:
    each = [{**MINE, "service": service, "channel": channel} for service in ("Shop", "Search")
            for channel in ("C0GENERAL", "C0INCIDENTS")]  # fmt: skip
    for options in each:
        play.run(CONNECTION, **options)
    play.keep()
    shop.forget()
    for options in each:
        assert play.run(CONNECTION, **options)["changed"] is False
    lists = [entry for entry in shop.log() if entry["path"].endswith("/connections")]
    assert len(lists) == 1 and len(shop.log()) <= 3


def test_a_key_of_the_account(shop: Emulator) -> None:
    play = Play(shop, user_token=None)
    for operation in (CONNECTIONS, CONNECTION):
        with pytest.raises(ApiError, match="set user_token to the key of an admin or of the account owner"):
            play.run(operation, **(MINE if operation is CONNECTION else {"workspace": "T0EXAMPLE"}))


def test_a_token_of_a_user_is_enough(shop: Emulator) -> None:
    play = Play(shop, api_token="emulator-user", user_token=None, from_email=None)
    assert play.run(CONNECTION, **MINE)["changed"] is True


def test_an_unknown_workspace(shop: Emulator, play: Play) -> None:
    for operation, options in ((CONNECTION, MINE), (CONNECTIONS, {})):
        with pytest.raises(Missing, match="workspace: PagerDuty does not know the Slack workspace 'T0404'"):
            play.run(operation, **{**options, "workspace": "T0404"})


def test_null_and_an_empty_list_are_different_priorities(shop: Emulator, play: Play) -> None:
    made = play.run(CONNECTION, **MINE)["slack_connection"]
    assert made["config"]["priorities"] is None
    assert play.run(CONNECTION, **MINE, priorities=[])["slack_connection"]["config"]["priorities"] == []
    assert play.run(CONNECTION, **MINE, priorities=["no_priority"])["changed"] is False
    assert play.run(CONNECTION, **MINE, priorities=["*"])["slack_connection"]["config"]["priorities"] is None


def test_an_update_of_a_rule_contains_all_that_can_change(shop: Emulator, play: Play) -> None:
    """PagerDuty requires it, and rejects the service and the project."""
    play.run(RULE, **SYNC, autocreate_jql="priority = High")
    play.run(RULE, account_mapping="example", name="Shop", enabled=False)
    [put] = [one for one in shop.log() if one["method"] == "PUT"]
    assert shop.admin("GET", f"requests/{put['request_id']}")["request"]["body"] == {
        "name": "Shop",
        "enabled": False,
        "config": {
            "jira": {
                "autocreate_jql": "priority = High",
                "create_issue_on_incident_trigger": False,
                "custom_fields": [],
                "issue_type": SYNC["issue_type"],
                "priorities": [],
                "status_mapping": SYNC["status_mapping"],
                "sync_notes_user": None,
            }
        },
    }


def test_a_rule_for_another_service_is_a_new_one(shop: Emulator, play: Play) -> None:
    old = play.run(RULE, **SYNC, autocreate_jql="priority = High")["jira_cloud_rule"]
    new = play.run(RULE, **{**SYNC, "service": "Search"})["jira_cloud_rule"]
    assert new["id"] != old["id"] and new["config"]["service"]["summary"] == "Search"
    assert new["config"]["jira"]["autocreate_jql"] == "priority = High"
    assert [rule["id"] for rule in play.run(RULES, account_mapping="example")["jira_cloud_rules"]] == [new["id"]]


@pytest.mark.parametrize("name", ["example", "EXAMPLE.atlassian.net", "https://example.atlassian.net"])
def test_names_of_a_site(shop: Emulator, play: Play, name: str) -> None:
    assert play.run(RULES, account_mapping=name)["jira_cloud_rules"] == []


def test_an_export_without_the_permission_to_see_rules(shop: Emulator, play: Play) -> None:
    shop.fault(kind="forbidden", path="/integration-jira-cloud/*", times=None)
    result = play.run(ACCOUNT_INFO_OPERATION)
    assert [service["name"] for service in result["config"]["services"]] == ["Search", "Shop"]
    [note] = [one for one in result["not_exported"] if one["kind"] == "jira_cloud_rules"]
    assert "403 Access Denied" in note["reason"]


def test_a_token_of_a_user_in_a_message(shop: Emulator) -> None:
    """No message contains it."""
    play = Play(shop, user_token="wrong-token-of-a-user")
    with pytest.raises(ApiError) as caught:
        play.run(CONNECTIONS, workspace="T0EXAMPLE")
    assert "wrong-token" not in str(caught.value)
