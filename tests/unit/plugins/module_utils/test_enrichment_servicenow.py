# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ServiceNow integration: tables, credentials, what PagerDuty can't change, and lost responses."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.enrichment_servicenow import (
    ENRICHMENT_SERVICENOW_INTEGRATION_INFO_OPERATION,
    ENRICHMENT_SERVICENOW_INTEGRATION_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SNOW = ENRICHMENT_SERVICENOW_INTEGRATION_OPERATION
INFO = ENRICHMENT_SERVICENOW_INTEGRATION_INFO_OPERATION

MAPPINGS = [
    {"servicenow_field": "name", "event_field": "source"},
    {"servicenow_field": "owner", "event_field": "Owner", "type": "enriched"},
]
TABLE = {"display_name": "Switches", "ci_table_name": "cmdb_ci_ip_switch", "field_mappings": MAPPINGS}
OTHER = {**TABLE, "display_name": "Servers", "ci_table_name": "cmdb_ci_server"}
LOGIN = {"instance_endpoint": "https://acme.service-now.com", "user": "pagerduty", "password": "hush-hush"}
ALL = {"name": "CMDB", "tables": [TABLE], "credentials": LOGIN}


def test_all_steps(emulator: Emulator, play: Play) -> None:
    """Each in check mode first, which says the same and sends nothing, and twice."""
    steps: list[tuple[dict[str, t.Any], int]] = [
        (ALL, 2),
        ({"tables": [{"display_name": "SWITCHES", "query_filter": "a=1"}, OTHER]}, 2),
        ({"credentials": {"user": "other"}}, 1),
        ({"tables": [{"display_name": "Servers", "enabled": True}]}, 1),
        ({"tables": [{"display_name": "servers"}], "purge_tables": True}, 1),
        ({"state": "absent", "remove_credentials": True}, 2),
    ]
    for options, writes in steps:
        for check, expected in ((True, writes), (False, writes), (True, 0), (False, 0)):
            emulator.forget()
            result = play.run(SNOW, check=check, **options)
            assert result["changed"] is bool(expected), (options, check)
            assert len(emulator.writes()) == (0 if check else expected), (options, emulator.writes())
            assert "hush-hush" not in str(result)
    assert play.run(INFO)["enrichment_servicenow_integrations"] == []
    assert emulator.state()["enrichment_servicenow_credentials"] == []


def test_credentials_that_are_left(emulator: Emulator, play: Play) -> None:
    """No later run finds them, so the error says how to delete them."""
    play.run(SNOW, **ALL)
    (credentials,) = emulator.state()["enrichment_servicenow_credentials"]
    path = f"/enrichment/integrations/servicenow/credentials/{credentials['id']}"
    emulator.fault(kind="status", status=403, method="DELETE", path=path)
    with pytest.raises(PagerDutyError, match=f"with pagerduty_request, DELETE {path}"):
        play.run(SNOW, state="absent", remove_credentials=True)
    assert play.run(INFO)["enrichment_servicenow_integrations"] == []


def test_the_password_is_only_sent_on_request(emulator: Emulator, play: Play) -> None:
    play.run(SNOW, **ALL)
    other = {"credentials": {"password": "quiet"}}
    assert play.run(SNOW, **other)["changed"] is False
    assert play.run(SNOW, **other, update_secrets=True)["diff"]["after"] == {"credentials": {"password": "a new value"}}
    assert emulator.state()["enrichment_servicenow_credentials"][0]["password"] == "quiet"


def test_the_list_and_the_test_of_tables(emulator: Emulator, play: Play) -> None:
    play.run(SNOW, name="CMDB", tables=[TABLE])
    [found] = play.run(INFO, test=True)["enrichment_servicenow_integrations"]
    assert "credentials" in found["cmdb_tables"][0]["test"]["error"]
    play.run(SNOW, credentials=LOGIN)
    [found] = play.run(INFO, id=found["id"], test=True, credentials=True)["enrichment_servicenow_integrations"]
    assert found["cmdb_tables"][0]["test"] == {
        "records": [{"name": f"name {at}", "owner": f"owner {at}"} for at in (1, 2)], "error": None
    }  # fmt: skip
    assert found["credentials"]["user"] == "pagerduty"


def test_a_create_without_a_response(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="reset_after", method="POST")
    assert play.run(SNOW, name="CMDB", tables=[TABLE])["changed"] is True
    assert play.run(SNOW, name="CMDB", tables=[TABLE])["changed"] is False


def test_an_error_says_what_was_done(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="forbidden", method="POST", path="/enrichment/integrations/servicenow/credentials")
    with pytest.raises(PagerDutyError, match=r"creating the credentials failed.*has done: creating the integration"):
        play.run(SNOW, **ALL)
    assert play.run(SNOW, **ALL)["changed"] is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "Other"}, "name: PagerDuty can't change it"),
        ({"tables": [{"display_name": "New"}]}, r"tables\[0\]: there is no table 'New' yet; also set ci_table_name"),
        ({"tables": [{**OTHER, "field_mappings": MAPPINGS[:1]}]}, "field_mappings: has 1 entries; PagerDuty allows 2"),
        ({"tables": [TABLE, TABLE]}, r"tables\[1\].display_name: another table"),
        ({"tables": [{"display_name": "Switches", "query_filter": "b=2"}]}, "query_filter: PagerDuty can't change"),
        ({"tables": [{"display_name": "Switches", "enabled": False}]}, "enabled: PagerDuty can't disable a table"),
        ({"tables": [], "purge_tables": True}, "tables: would be 0; PagerDuty allows 1 to 8"),
        ({"tables": [{**TABLE, "display_name": f"T{at}"} for at in range(8)]}, "tables: would be 9"),
    ],
)
def test_what_is_not_possible(emulator: Emulator, play: Play, options: dict[str, t.Any], message: str) -> None:
    play.run(SNOW, **{**ALL, "tables": [{**TABLE, "enabled": True}]})
    emulator.forget()
    for check in (True, False):
        with pytest.raises(UsageError, match=message):
            play.run(SNOW, check=check, **options)
    assert emulator.writes() == []


def test_a_new_integration_needs_a_name_and_tables(emulator: Emulator, play: Play) -> None:
    with pytest.raises(UsageError, match="name: the account has no integration yet; also set name and tables"):
        play.run(SNOW, credentials=LOGIN)
