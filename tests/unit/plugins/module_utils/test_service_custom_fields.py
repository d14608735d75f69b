# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of services, and the values of services."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.custom_field_values import canonical, same
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_custom_field import (
    SERVICE_CUSTOM_FIELD,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

FIELD = resource_operation(SERVICE_CUSTOM_FIELD)
SERVICE_TASK = resource_operation(SERVICE)
ENVIRONMENT = {
    "name": "environment",
    "display_name": "Environment",
    "data_type": "string",
    "field_type": "single_value_fixed",
}
TEXTS = [{"value": "production"}, {"value": "staging"}]


@pytest.fixture(scope="module")
def tolerant() -> t.Iterator[Emulator]:
    """It accepts what PagerDuty's tools send, such as default values."""
    emulator = Emulator(strict=False)
    yield emulator
    emulator.stop()


def load(emulator: Emulator, *others: str, **values: t.Any) -> None:
    """Fields, the service Web with some values, and other services without values."""
    emulator.load(
        service_custom_fields=[
            {**ENVIRONMENT, "field_options": ["production", "staging"]},
            {"name": "regions", "display_name": "Regions", "data_type": "string", "field_type": "multi_value"},
            {"name": "since", "display_name": "Since", "data_type": "datetime", "field_type": "single_value"},
        ],
        services=[
            {"name": "Web", "escalation_policy": "Default", "custom_fields": values},
            *({"name": name, "escalation_policy": "Default"} for name in others),
        ],
    )


def texts(field: dict[str, t.Any]) -> list[str]:
    return [one["data"]["value"] for one in field["field_options"]]


def read_values(play: Play) -> dict[str, t.Any]:
    (service,) = play.run(info_operation(SERVICE), name="Web", custom_fields=True)["services"]
    return {one["name"]: one["value"] for one in service["custom_fields"]}


def test_the_info_module_in_check_mode(emulator: Emulator, play: Play, tmp_path: Path) -> None:
    """It returns what earlier tasks of the run have predicted, of new services and of others."""
    load(emulator, environment="staging")
    play.ledger = str(tmp_path / "predictions")
    new = {"name": "New", "escalation_policy": "Default", "custom_fields": {"environment": "production"}}

    def values(name: str, *, check: bool) -> dict[str, t.Any]:
        (service,) = play.run(info_operation(SERVICE), check=check, name=name, custom_fields=True)["services"]
        return {one.pop("name"): one for one in service["custom_fields"]}

    play.run(SERVICE_TASK, check=True, **new)
    foretold = values("New", check=True)
    play.run(SERVICE_TASK, check=True, name="Web", custom_fields={"environment": "production"})
    assert values("Web", check=True)["environment"]["value"] == "production"
    assert values("Web", check=False)["environment"]["value"] == "staging"
    play.run(SERVICE_TASK, **new)
    assert foretold == values("New", check=False)
    assert {name: one["value"] for name, one in foretold.items()} == {
        "environment": "production", "regions": None, "since": None,
    }


def test_early_access_header(emulator: Emulator, play: Play) -> None:
    """PagerDuty's Terraform provider sends it, too. Other requests do not have it."""
    load(emulator)
    play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "staging"})
    for entry in emulator.log():
        sent = emulator.admin("GET", f"requests/{entry['request_id']}")["request"]
        headers = {name.lower() for name in sent["headers"]}
        assert ("x-early-access" in headers) == ("custom_fields" in entry["path"]), entry


def test_options_of_another_run_stay(emulator: Emulator, play: Play) -> None:
    """Each option has a request of its own, so a run does not remove what another one adds at the same moment."""
    load(emulator)
    play.keep()
    (field,) = play.run(info_operation(SERVICE_CUSTOM_FIELD), name="environment")["service_custom_fields"]
    path = f"/services/custom_fields/{field['id']}/field_options"
    other = {"field_option": {"data": {"data_type": "string", "value": "test"}}}
    answer = requests.post(f"{emulator.url}{path}", json=other, headers={"Authorization": "Token token=emulator"})
    assert answer.status_code == 201
    result = play.run(FIELD, name="environment", options=[{"value": "test"}, {"value": "dev"}])
    assert texts(result["service_custom_field"]) == ["production", "staging", "test", "dev"]


def test_the_display_name_of_another_field(emulator: Emulator, play: Play) -> None:
    """A plan finds it, before the first write."""
    load(emulator)
    emulator.forget()
    new = {"name": "region", "data_type": "string", "field_type": "single_value"}
    message = "display_name: 'REGIONS' is the display name of the field regions"
    for options in ({**new, "display_name": "REGIONS"}, {"name": "since", "display_name": "REGIONS"}):
        with pytest.raises(PagerDutyError, match=message):
            play.run(FIELD, check=True, **options)
    entries = {"service_custom_fields": [{**new, "display_name": "REGIONS"}]}
    with pytest.raises(PagerDutyError, match=message):
        play.run(ACCOUNT_OPERATION, check=True, config=entries)
    assert emulator.writes() == []
    result = play.run(FIELD, name="regions", display_name="regions")
    assert result["service_custom_field"]["display_name"] == "regions"


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_lost_responses(emulator: Emulator, play: Play, kind: str) -> None:
    """Options are neither lost nor added twice."""
    load(emulator)
    emulator.fault(kind=kind, method="POST", path="/services/custom_fields/*/field_options")
    result = play.run(FIELD, name="environment", options=[{"value": "test"}, {"value": "dev"}])
    assert result["changed"] and texts(result["service_custom_field"]) == ["production", "staging", "test", "dev"]
    emulator.forget()
    emulator.fault(kind=kind, method="PUT", path="/services/*/custom_fields/values")
    assert play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "dev"})["changed"]
    assert read_values(play)["environment"] == "dev"


def test_a_value_of_a_field_that_is_not_visible_yet(emulator: Emulator, play: Play) -> None:
    load(emulator)
    emulator.fault(kind="status", status=404, method="PUT", path="/services/*/custom_fields/values", times=2)
    assert play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "staging"})["changed"]
    assert read_values(play)["environment"] == "staging"


def test_values(emulator: Emulator, play: Play) -> None:
    """A second run sends no write, in any order and time zone."""
    load(emulator)
    stated = {"environment": "staging", "regions": ["us", "eu"], "since": "2026-01-01T01:00:00+01:00"}
    assert play.run(SERVICE_TASK, name="Web", custom_fields=stated, check=True)["changed"]
    assert play.run(SERVICE_TASK, name="Web", custom_fields=stated)["changed"]
    assert read_values(play) == {"environment": "staging", "regions": ["us", "eu"], "since": "2026-01-01T00:00:00Z"}
    emulator.forget()
    stated.update(regions=["eu", "us", "eu"], since="2026-01-01T00:00:00Z")
    assert not play.run(SERVICE_TASK, name="Web", custom_fields=stated)["changed"]
    assert emulator.writes() == []
    assert play.run(SERVICE_TASK, name="Web", custom_fields={"regions": []})["changed"]
    assert not play.run(SERVICE_TASK, name="Web", custom_fields={"regions": None})["changed"]
    assert read_values(play)["regions"] is None


def test_a_new_service_and_a_new_field_in_check_mode(emulator: Emulator, play: Play, tmp_path: Path) -> None:
    """Later tasks of the run know the field, its options and the values that earlier ones predict."""
    play.ledger = str(tmp_path / "ledger")
    assert play.run(FIELD, check=True, **ENVIRONMENT, options=TEXTS)["changed"]
    new = {"name": "Shop", "escalation_policy": "Default", "custom_fields": {"environment": "staging"}}
    assert play.run(SERVICE_TASK, check=True, **new)["changed"]
    assert not play.run(SERVICE_TASK, check=True, **new)["changed"]
    assert play.run(FIELD, check=True, name="environment", options=[{"value": "test"}])["changed"]
    assert not play.run(FIELD, check=True, name="environment", options=[{"value": "test"}])["changed"]
    assert play.run(SERVICE_TASK, check=True, **{**new, "custom_fields": {"environment": "test"}})["changed"]
    with pytest.raises(UsageError, match="its options are production, staging, test"):
        play.run(SERVICE_TASK, check=True, **{**new, "custom_fields": {"environment": "dev"}})
    assert emulator.writes() == []


def test_requests_in_a_loop(emulator: Emulator, play: Play) -> None:
    """The fields are listed once. Each service costs one request that reads its values, none without the option."""
    load(emulator, *(f"Service {at}" for at in range(8)))
    play.keep()
    for at in range(8):
        play.run(SERVICE_TASK, name=f"Service {at}", custom_fields={"environment": None})
    sent = [one["path"].partition("?")[0] for one in emulator.log()]
    assert sent.count("/services/custom_fields") == 1
    assert sum(path.endswith("/values") for path in sent) == 8
    emulator.forget()
    play.run(SERVICE_TASK, name="Service 1", description="")
    assert not [one for one in emulator.log() if "custom_fields" in one["path"]]


def test_a_disabled_field(emulator: Emulator, play: Play) -> None:
    load(emulator, environment="staging")
    play.run(FIELD, name="environment", enabled=False)
    with pytest.raises(UsageError, match=r"custom_fields\.environment: the field is disabled"):
        play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "production"})


def test_default_values(tolerant: Emulator) -> None:
    load(tolerant)
    play = Play(tolerant)
    assert play.run(FIELD, name="environment", default_value="staging")["changed"]
    assert not play.run(FIELD, name="environment", default_value="staging")["changed"]
    assert not play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "staging"})["changed"]
    assert play.run(SERVICE_TASK, name="Web", custom_fields={"environment": "production"})["changed"]
    assert play.run(SERVICE_TASK, name="Web", custom_fields={"environment": None})["changed"]
    assert not play.run(SERVICE_TASK, name="Web", custom_fields={"environment": None})["changed"]
    assert play.run(FIELD, name="environment", default_value="")["changed"]
    assert read_values(play)["environment"] is None


def test_default_values_that_pagerduty_ignores(emulator: Emulator, play: Play) -> None:
    """PagerDuty's reference does not document them for services."""
    load(emulator)
    result = play.run(FIELD, name="environment", display_name="Runs in", default_value="staging")
    assert result["changed"] and "does not support default values" in str(result["warnings"])
    assert not play.run(FIELD, name="environment", default_value="staging")["changed"]


def test_account(emulator: Emulator, play: Play) -> None:
    """Fields come before services. An export contains values that differ from the default of their field."""
    load(emulator, "Pay", environment="staging", regions=["eu"])
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["services", "service_custom_fields"])["config"]
    services = {one["name"]: one.get("custom_fields") for one in config["services"]}
    assert services == {"Web": {"environment": "staging", "regions": ["eu"]}, "Pay": None}
    emulator.forget()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is False
    # Values are read for the services that state them.
    assert len([one for one in emulator.log() if one["path"].endswith("/values")]) == 1
    emulator.reset()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is True
    again = play.run(ACCOUNT_INFO_OPERATION, kinds=["services", "service_custom_fields"])["config"]
    assert again == config


def test_account_without_fields(emulator: Emulator, play: Play) -> None:
    """Then no values are read."""
    emulator.load(services=[{"name": "Pay", "escalation_policy": "Default"}])
    play.run(ACCOUNT_INFO_OPERATION, kinds=["services"])
    assert not [one for one in emulator.log() if one["path"].endswith("/values")]


@pytest.mark.parametrize(
    ("data_type", "value", "expected"),
    [
        ("boolean", "yes", True),
        ("integer", "42", 42),
        ("integer", 42.0, 42),
        ("float", "1.5", 1.5),
        ("float", 2, 2.0),
        ("string", 110, "110"),
        ("datetime", datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc), "2026-01-01T12:00:00Z"),
        ("url", " https://example.com/a ", "https://example.com/a"),
    ],
)
def test_conversions(data_type: str, value: t.Any, expected: t.Any) -> None:
    field = {"data_type": data_type, "field_type": "single_value"}
    found = canonical(field, value, "x")
    assert found == expected and type(found) is type(expected)
    assert same(field, found, expected) and not same(field, found, None)


@pytest.mark.parametrize(
    ("data_type", "value", "message"),
    [
        ("boolean", "maybe", "not a boolean"),
        ("boolean", 2, "not a boolean"),
        ("integer", True, "not a whole number"),
        ("integer", 1.5, "not a whole number"),
        ("float", "nan", "not a number"),
        ("string", 1.1, "in quotes"),
        ("string", True, "in quotes"),
        ("string", " ", "not empty"),
        ("string", "x" * 201, "at most 200"),
        ("string", ["a"], "must be one value"),
        ("datetime", "soon", "not a date or time"),
        ("url", "example.com", "not a URL"),
    ],
)
def test_wrong_values(data_type: str, value: t.Any, message: str) -> None:
    with pytest.raises(UsageError, match=f"x: .*{message}"):
        canonical({"data_type": data_type, "field_type": "single_value"}, value, "x")
