# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert grouping settings: the services that belong to them, and what the modules for services may not override."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import (
    ACCOUNT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.alert_grouping_setting import (
    MANAGED_ALERT_GROUPING_SETTING,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SETTING = resource_operation(MANAGED_ALERT_GROUPING_SETTING)
SETTING_INFO = info_operation(MANAGED_ALERT_GROUPING_SETTING)
MANAGED_SERVICE = resource_operation(SERVICE)

PATH = "/alert_grouping_settings"
BY_SOURCE: dict[str, t.Any] = {"type": "content_based", "config": {"aggregate": "all", "fields": ["source"]}}
TIMED = {"type": "time", "config": {"timeout": 5}}
OPTION = "alert_grouping_parameters"


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    """Four services: two in a setting with a name, one with a grouping of its own, one without any."""
    services: list[dict[str, t.Any]] = [
        {"name": name, "escalation_policy": "Default"} for name in ("Shop", "Payments", "Own", "Free")
    ]
    services[2][OPTION] = TIMED
    emulator.load(
        services=services,
        alert_grouping_settings=[{"name": "Shopping", "services": ["Shop", "Payments"], **BY_SOURCE}],
    )
    return emulator


def services_of(play: Play, name: str) -> list[str]:
    (found,) = play.run(SETTING_INFO, name=name)["alert_grouping_settings"]
    return sorted(service["name"] for service in found["services"])


# -- the option of the service ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("grouping", [TIMED, {"type": "none"}, {**BY_SOURCE, "config": {"time_window": 600}}])
def test_a_service_does_not_override_its_setting(
    play: Play, shop: Emulator, grouping: dict[str, t.Any], check: bool
) -> None:
    with pytest.raises(UsageError, match=rf"{OPTION}: the alert grouping setting Shopping \(P.* Omit the option"):
        play.run(MANAGED_SERVICE, name="Shop", check=check, alert_grouping_parameters=grouping)
    assert shop.writes() == []
    play.run(SETTING, name="Shopping", services=["Shop"])  # with one service, it would be overwritten
    with pytest.raises(UsageError, match="Shopping"):
        play.run(MANAGED_SERVICE, name="Shop", check=check, alert_grouping_parameters=grouping)


def test_other_options_leave_the_setting_as_it_is(play: Play, shop: Emulator) -> None:
    assert play.run(MANAGED_SERVICE, name="Shop", description="x")["changed"]
    assert services_of(play, "Shopping") == ["Payments", "Shop"]
    shop.forget()
    same = {"type": "content_based", "config": {"fields": ["source"]}}
    assert not play.run(MANAGED_SERVICE, name="Shop", alert_grouping_parameters=same)["changed"]
    assert [entry["path"].partition("?")[0] for entry in shop.log()] == ["/services"]


def test_a_grouping_of_its_own_can_be_changed(play: Play, shop: Emulator) -> None:
    for grouping in ({"type": "intelligent"}, TIMED, {"type": "none"}, TIMED):
        assert play.run(MANAGED_SERVICE, name="Own", alert_grouping_parameters=grouping)["changed"]
        assert not play.run(MANAGED_SERVICE, name="Own", alert_grouping_parameters=grouping)["changed"]


def test_what_the_option_can_not_express(play: Play, shop: Emulator) -> None:
    play.run(SETTING, name="Learned", type="intelligent", config={"iag_fields": ["component"]}, services=["Free"])
    with pytest.raises(UsageError, match="can't express"):
        play.run(MANAGED_SERVICE, name="Free", alert_grouping_parameters=TIMED)
    assert play.run(MANAGED_SERVICE, name="Free", description="x")["changed"]
    assert services_of(play, "Learned") == ["Free"]


# -- one setting for each service ------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_a_service_of_another_setting(play: Play, shop: Emulator, check: bool) -> None:
    with pytest.raises(UsageError, match=r"services: service 'Shop' already belongs to .* Shopping \(P"):
        play.run(SETTING, name="More", services=["Free", "shop"], check=check, **BY_SOURCE)
    with pytest.raises(UsageError, match=r"service 'Own' has an alert grouping of its own \(the .* P"):
        play.run(SETTING, name="Shopping", services=["Shop", "Own"], check=check)
    assert shop.writes() == []


@pytest.mark.parametrize("check", [True, False])
def test_a_service_moves_to_another_setting(play: Play, shop: Emulator, check: bool, tmp_path: Path) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    steps: list[tuple[t.Any, dict[str, t.Any]]] = [
        (SETTING, {"name": "Shopping", "services": ["Payments"]}),
        (MANAGED_SERVICE, {"name": "Own", OPTION: {"type": "none"}}),
        (SETTING, {"name": "More", "services": ["Shop", "Own"], **BY_SOURCE}),
        (SETTING, {"name": "Shopping", "state": "absent"}),
        (SETTING, {"name": "More", "services": ["Shop", "Own", "Payments"]}),
    ]
    for operation, options in steps:
        assert play.run(operation, check=check, **options)["changed"], options
    if check:
        assert shop.writes() == []
    else:
        assert services_of(play, "More") == ["Own", "Payments", "Shop"]


@pytest.mark.parametrize("check", [True, False])
def test_a_new_service_with_a_grouping_of_its_own(play: Play, shop: Emulator, check: bool, tmp_path: Path) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    new = {"name": "New", "escalation_policy": "Default"}
    play.run(MANAGED_SERVICE, check=check, **new, alert_grouping_parameters=TIMED)
    with pytest.raises(UsageError, match="service 'New' has an alert grouping of its own"):
        play.run(SETTING, name="More", services=["New"], check=check, **BY_SOURCE)


def test_all_services_are_replaced(play: Play, shop: Emulator) -> None:
    before = play.run(SETTING_INFO, name="Shopping")["alert_grouping_settings"][0]["id"]
    assert play.run(SETTING, name="Shopping", services=["Free"])["alert_grouping_setting"]["id"] == before
    assert services_of(play, "Shopping") == ["Free"]


def test_a_setting_that_disappears_in_the_meantime(play: Play, shop: Emulator) -> None:
    """The session has it in its cache, and its last service is deleted."""
    play.keep()
    play.run(SETTING, name="Shopping", services=["Shop"])
    play.run(MANAGED_SERVICE, name="Shop", state="absent")
    made = play.run(SETTING, name="Shopping", services=["Free"], **BY_SOURCE)
    assert made["changed"]
    assert services_of(play, "Shopping") == ["Free"]


# -- finding settings ------------------------------------------------------------------------------------------------


def test_several_settings_of_a_name(play: Play, emulator: Emulator) -> None:
    services = [{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Free")]
    settings = [{"name": "Same", "services": [one["name"]], **BY_SOURCE} for one in services]
    emulator.load(services=services, alert_grouping_settings=settings)
    with pytest.raises(UsageError, match="name: there are 2 of this name"):
        play.run(SETTING, name="same", description="x")
    first, second = play.run(SETTING_INFO, name="SAME")["alert_grouping_settings"]
    assert play.run(SETTING, id=first["id"], name="Other")["changed"]
    assert play.run(SETTING, name="Same", description="x")["alert_grouping_setting"]["id"] == second["id"]


def test_an_account_without_settings(play: Play, shop: Emulator) -> None:
    """PagerDuty's Go client expects a 404 then."""
    shop.fault(kind="status", status=404, method="GET", path=PATH, times=None)
    assert play.run(SETTING_INFO)["alert_grouping_settings"] == []
    shop.admin("DELETE", "faults")
    shop.fault(kind="status", status=404, method="GET", path=PATH, times=2)
    assert play.run(SETTING, name="First", services=["Free"], **BY_SOURCE)["changed"]


@pytest.mark.parametrize("fault", ["reset_after", "timeout"])
def test_a_create_without_a_response(play: Play, shop: Emulator, fault: str) -> None:
    play.connection["timeout"] = 1
    shop.fault(kind=fault, method="POST", path=PATH, **({"seconds": 1.5} if fault == "timeout" else {}))
    assert play.run(SETTING, name="More", services=["Free"], **BY_SOURCE)["changed"]
    assert len(play.run(SETTING_INFO, name="More")["alert_grouping_settings"]) == 1


def test_two_runs_at_once(play: Play, shop: Emulator) -> None:
    """PagerDuty rejects the second create, because the service then belongs to the setting of the first one."""
    shop.fault(kind="race", method="POST", path=PATH)
    assert play.run(SETTING, name="More", services=["Free"], **BY_SOURCE)["alert_grouping_setting"]["name"] == "More"
    assert len(play.run(SETTING_INFO, name="More")["alert_grouping_settings"]) == 1


def test_requests_of_a_loop(play: Play, emulator: Emulator) -> None:
    numbers = range(300)
    services = [{"name": f"S{number}", "escalation_policy": "Default"} for number in numbers]
    settings = [{"name": f"G{number}", "services": [f"S{number}"], **BY_SOURCE} for number in numbers]
    emulator.load(services=services, alert_grouping_settings=settings)
    play.keep()
    emulator.forget()
    for number in numbers:
        assert not play.run(SETTING, name=f"G{number}", services=[f"s{number}"], **BY_SOURCE)["changed"]
    assert [entry["path"].partition("?")[0] for entry in emulator.log()] == [PATH] * 3


@pytest.mark.parametrize(("limit", "offset", "names"), [(2, 0, 2), (3, 4, 1), (None, 3, 2), (100, 0, 5)])
def test_parts_of_the_list(play: Play, emulator: Emulator, limit: int | None, offset: int, names: int) -> None:
    services = [{"name": f"S{number}", "escalation_policy": "Default"} for number in range(5)]
    settings = [{"name": one["name"], "services": [one["name"]], **BY_SOURCE} for one in services]
    emulator.load(services=services, alert_grouping_settings=settings)
    every = play.run(SETTING_INFO, total=True)
    assert every["total"] == 5
    found = play.run(SETTING_INFO, limit=limit, offset=offset)["alert_grouping_settings"]
    assert found == every["alert_grouping_settings"][offset:][:limit]
    assert len(found) == names


# -- a whole account -------------------------------------------------------------------------------------------------


def test_the_configuration_of_an_account(play: Play, shop: Emulator) -> None:
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["services", "alert_grouping_settings"])["config"]
    assert {one["name"]: one.get(OPTION) for one in config["services"]} == {
        "Free": None, "Own": TIMED, "Payments": None, "Shop": None,
    }
    assert config["alert_grouping_settings"] == [{"name": "Shopping", "services": ["Payments", "Shop"], **BY_SOURCE}]
    assert not play.run(ACCOUNT_OPERATION, config=config)["changed"]
    shop.reset()
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"]
    assert services_of(play, "Shopping") == ["Payments", "Shop"]
    found = play.run(ACCOUNT_INFO_OPERATION, config=config)["drift"]
    assert (found["missing"], found["different"]) == ([], [])


def test_a_purge_leaves_the_groupings_of_services(play: Play, shop: Emulator) -> None:
    result = play.run(ACCOUNT_OPERATION, config={"alert_grouping_settings": []}, purge=["alert_grouping_settings"])
    assert [one["name"] for one in result["plan"]] == ["Shopping"]
    (own,) = play.run(SETTING_INFO)["alert_grouping_settings"]
    assert [one["name"] for one in own["services"]] == ["Own"]


def test_a_setting_without_a_name_is_exported_by_its_id(play: Play, emulator: Emulator) -> None:
    services = [{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Free")]
    emulator.load(services=services, alert_grouping_settings=[{"services": ["Shop", "Free"], **BY_SOURCE}])
    (setting,) = play.run(SETTING_INFO)["alert_grouping_settings"]
    result = play.run(ACCOUNT_INFO_OPERATION)
    assert result["config"]["alert_grouping_settings"] == [
        {"id": setting["id"], "services": ["Free", "Shop"], **BY_SOURCE}
    ]
    assert ("alert_grouping_settings", "id") in {(one["kind"], one["option"]) for one in result["not_exported"]}
    assert all(OPTION not in one for one in result["config"]["services"])
    assert not play.run(ACCOUNT_OPERATION, config=result["config"])["changed"]


def test_a_service_moves_in_one_run_if_it_leaves_first(play: Play, shop: Emulator) -> None:
    leaves = {"name": "Shopping", "services": ["Payments"]}
    joins = {"name": "More", "services": ["Shop", "Free"], **BY_SOURCE}
    with pytest.raises(PagerDutyError, match=r"service 'Shop' already belongs to .* Shopping"):
        play.run(ACCOUNT_OPERATION, config={"alert_grouping_settings": [joins, leaves]})
    assert shop.writes() == []
    shop.fault(kind="latency", seconds=0.3, method="PUT")
    result = play.run(ACCOUNT_OPERATION, config={"alert_grouping_settings": [leaves, joins]}, parallel=4)
    assert [one["name"] for one in result["plan"]] == ["Shopping", "More"]
    assert services_of(play, "More") == ["Free", "Shop"]
