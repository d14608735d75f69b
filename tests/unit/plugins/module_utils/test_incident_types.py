# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident types and their custom fields: disabled types, inherited fields, lost responses, requests in a loop."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_custom_field import (
    INCIDENT_CUSTOM_FIELD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_type import INCIDENT_TYPE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_type_custom_field import (
    INCIDENT_TYPE_CUSTOM_FIELD,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

TYPE = resource_operation(INCIDENT_TYPE)
FIELD = resource_operation(INCIDENT_TYPE_CUSTOM_FIELD)
OLDER = resource_operation(INCIDENT_CUSTOM_FIELD)
FIELDS = info_operation(INCIDENT_TYPE_CUSTOM_FIELD)
OWNER = {"name": "owner", "display_name": "Owner", "data_type": "string", "field_type": "single_value"}
ENVIRONMENT = {
    "name": "environment",
    "display_name": "Environment",
    "data_type": "string",
    "field_type": "single_value_fixed",
    "options": [{"value": "production"}, {"value": "staging"}],
}


def load(emulator: Emulator) -> None:
    emulator.load(incident_types=[
        {"name": "incident_default", "custom_fields": [{"name": "inherited"}]},
        {"name": "security", "custom_fields": [{"name": "hosts", "field_type": "multi_value"}]},
        {"name": "leak", "parent": "security"},
        {"name": "old", "enabled": False},
    ])


def names(play: Play, incident_type: str) -> list[str]:
    found = play.run(FIELDS, incident_type=incident_type)["incident_type_custom_fields"]
    return [one["name"] for one in found]


def texts(result: dict[str, t.Any]) -> list[str]:
    return [one["data"]["value"] for one in result["incident_type_custom_field"]["field_options"]]


# -- types -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_a_disabled_type_stands_for_a_deleted_one(emulator: Emulator, play: Play, check: bool) -> None:
    load(emulator)
    result = play.run(TYPE, check=check, name="old", display_name="Old")
    assert (result["diff"]["before"], result["diff"]["after"]) == (
        {"display_name": "old", "enabled": False}, {"display_name": "Old", "enabled": True}
    )
    assert result["incident_type"]["enabled"] is True
    result = play.run(TYPE, check=check, name="security", state="absent")
    assert result["changed"] and result["incident_type"]["enabled"] is False
    assert play.run(TYPE, check=check, name="unknown", state="absent")["incident_type"] is None
    assert play.run(TYPE, check=check, name="old", enabled=False)["changed"] is not check


def test_a_type_and_what_belongs_to_it_in_check_mode(emulator: Emulator, play: Play, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert play.run(TYPE, check=True, name="fraud", display_name="Fraud")["changed"]
    assert play.run(TYPE, check=True, name="card", display_name="Card", parent_type="fraud")["changed"]
    assert play.run(FIELD, check=True, incident_type="card", **ENVIRONMENT)["changed"]
    assert not play.run(FIELD, check=True, incident_type="card", **ENVIRONMENT)["changed"]
    assert play.run(FIELD, check=True, incident_type="card", name="environment", options=[{"value": "test"}])["changed"]
    assert emulator.writes() == []


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_lost_responses(emulator: Emulator, play: Play, kind: str) -> None:
    """Nothing is created twice, and no option is lost."""
    load(emulator)
    emulator.fault(kind=kind, method="POST", path="/incidents/types")
    assert play.run(TYPE, name="fraud", display_name="Fraud")["changed"]
    emulator.fault(kind=kind, method="POST", path="/incidents/types/*/custom_fields")
    assert play.run(FIELD, incident_type="fraud", **ENVIRONMENT)["changed"]
    emulator.fault(kind=kind, method="POST", path="/incidents/types/*/custom_fields/*/field_options")
    more = [{"value": "test"}, {"value": "dev"}]
    result = play.run(FIELD, incident_type="fraud", name="environment", options=more)
    assert texts(result) == ["production", "staging", "test", "dev"]
    assert names(play, "fraud") == ["environment", "inherited"]


def test_the_types_of_pagerduty_are_never_purged(emulator: Emulator, play: Play) -> None:
    load(emulator)
    result = play.run(ACCOUNT_OPERATION, config={"incident_types": [{"name": "leak"}]}, purge=["incident_types"])
    assert {(one["name"], one["action"]) for one in result["plan"]} == {("security", "disable")}
    kept = play.run(ACCOUNT_INFO_OPERATION, kinds=["incident_types"])["config"]["incident_types"]
    assert {one["name"]: one.get("enabled", True) for one in kept} == {
        "incident_default": True, "leak": True, "old": False, "security": False,
    }


def test_accounts_without_types(emulator: Emulator, play: Play) -> None:
    """PagerDuty rejects the list if the plan does not have the feature."""
    emulator.fault(kind="status", status=402, method="GET", path="/incidents/types", times=20)
    assert play.run(info_operation(INCIDENT_TYPE))["incident_types"] == []
    with pytest.raises(UsageError, match="there is no incident type 'incident_default'"):
        play.run(FIELD, incident_type="incident_default", **OWNER)
    result = play.run(ACCOUNT_INFO_OPERATION, kinds=["incident_types", "incident_type_custom_fields"])
    assert result["config"] == {}


# -- fields ----------------------------------------------------------------------------------------------------------


def test_inherited_fields_are_not_managed(emulator: Emulator, play: Play) -> None:
    """They are listed, but neither changed nor deleted, because the task does not name the type that has them."""
    load(emulator)
    assert names(play, "leak") == ["hosts", "inherited"]
    for name in ("hosts", "inherited"):
        assert not play.run(FIELD, incident_type="leak", name=name, state="absent")["changed"]
        with pytest.raises(UsageError, match=f"there is no incident type custom field '{name}' yet"):
            play.run(FIELD, incident_type="leak", name=name, description="x")
    with pytest.raises(ApiError, match="Name has already been taken"):
        play.run(FIELD, incident_type="leak", **{**OWNER, "name": "hosts"})
    exported = play.run(ACCOUNT_INFO_OPERATION, kinds=["incident_type_custom_fields"])["config"]
    assert [(one["incident_type"], one["name"]) for one in exported["incident_type_custom_fields"]] == [
        ("incident_default", "inherited"), ("security", "hosts"),
    ]


def test_options_of_another_run_stay(emulator: Emulator, play: Play) -> None:
    load(emulator)
    play.run(FIELD, incident_type="security", **ENVIRONMENT)
    play.keep()
    (field,) = play.run(FIELDS, incident_type="security", name="environment")["incident_type_custom_fields"]
    path = f"/incidents/types/security/custom_fields/{field['id']}/field_options"
    other = {"field_option": {"data": {"data_type": "string", "value": "test"}}}
    answer = requests.post(f"{emulator.url}{path}", json=other, headers={"Authorization": "Token token=emulator"})
    assert answer.status_code == 201
    result = play.run(FIELD, incident_type="security", name="environment", options=[{"value": "dev"}])
    assert texts(result) == ["production", "staging", "test", "dev"]


@pytest.mark.parametrize(
    ("data_type", "written", "default"),
    [
        ("integer", "7", 7),
        ("float", 1, 1.0),
        ("boolean", "no", False),
        ("datetime", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z"),
        ("url", "https://example.com", "https://example.com"),
    ],
)
def test_default_values(emulator: Emulator, play: Play, data_type: str, written: t.Any, default: t.Any) -> None:
    """A second run changes nothing. The older form has the same fields, and an empty string clears the value."""
    stated = {**OWNER, "data_type": data_type, "default_value": written}
    made = play.run(FIELD, incident_type="incident_default", **stated)["incident_type_custom_field"]
    assert made["default_value"] == default and type(made["default_value"]) is type(default)
    emulator.forget()
    assert not play.run(FIELD, incident_type="incident_default", **stated)["changed"]
    assert not play.run(OLDER, **stated)["changed"]
    assert emulator.writes() == []
    assert play.run(OLDER, name="owner", default_value="")["incident_custom_field"]["default_value"] is None


def test_the_older_form_disables_a_new_field_with_a_second_request(emulator: Emulator, play: Play) -> None:
    """PagerDuty does not document `enabled` in its create."""
    result = play.run(OLDER, **OWNER, enabled=False)
    assert result["incident_custom_field"]["enabled"] is False
    assert [one.partition(" ")[0] for one in emulator.writes()] == ["POST", "PUT"]


def test_requests_in_a_loop(emulator: Emulator, play: Play) -> None:
    """The types are listed once, and the fields of each type once."""
    load(emulator)
    play.keep()
    for number in range(6):
        field = {**OWNER, "name": f"owner_{number}", "display_name": f"Owner {number}"}
        play.run(FIELD, incident_type=("security", "leak")[number % 2], **field)
    sent = [f"{one['method']} {one['path'].partition('?')[0]}" for one in emulator.log()]
    assert sent.count("GET /incidents/types") == 1
    assert sum(one.startswith("GET ") for one in sent) == 3
    assert sum(one.startswith("POST ") for one in sent) == 6


# -- rules of event orchestrations that set values -------------------------------------------------------------------


def test_rules_name_the_fields_of_all_types(emulator: Emulator, play: Play) -> None:
    """In an account whose configuration also has the types and the fields. An export names them in the same way."""
    updates = [{"field": "owner", "value": "Ops"}, {"field": "leak:owner_of_leak", "value": "Security"}]
    config = {
        "event_orchestration_globals": [
            {"orchestration": "Monitoring", "rules": [{"label": "All", "incident_custom_field_updates": updates}]}
        ],
        "event_orchestrations": [{"name": "Monitoring"}],
        "incident_type_custom_fields": [
            {"incident_type": "leak", **OWNER, "name": "owner_of_leak", "display_name": "Owner of the leak"},
            {"incident_type": "incident_default", **OWNER},
        ],
        "incident_types": [{"name": "leak", "display_name": "Leak"}],
    }
    planned = play.run(ACCOUNT_OPERATION, config=config, check=True)["plan"]
    assert emulator.writes() == []
    made = play.run(ACCOUNT_OPERATION, config=config)
    assert [(one["kind"], one["name"]) for one in made["plan"]] == [(one["kind"], one["name"]) for one in planned]
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=config)["plan"] == []
    exported = play.run(ACCOUNT_INFO_OPERATION, kinds=["event_orchestration_globals"])
    [rules] = [one["rules"] for one in exported["config"]["event_orchestration_globals"]]
    assert rules[0]["incident_custom_field_updates"] == updates and exported["not_exported"] == []
    assert emulator.writes() == []
