# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business services: subscribers, the subscription of the account, and names that are not unique."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.business_service_impact import (
    BUSINESS_SERVICE_IMPACT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.business_service_priority_threshold import (  # noqa: E501
    THRESHOLD_INFO_OPERATION as THRESHOLD_INFO,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.business_service_priority_threshold import (  # noqa: E501
    THRESHOLD_OPERATION as THRESHOLD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.business_service import BUSINESS_SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SERVICE = resource_operation(BUSINESS_SERVICE)
INFO = info_operation(BUSINESS_SERVICE)
ANN, TEAM = {"user": "ann@example.com"}, {"team": "Platform"}


@pytest.fixture(autouse=True)
def account(emulator: Emulator) -> None:
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com"}, {"name": "Bea Baker", "email": "bea@example.com"}],
        teams=[{"name": "Platform"}],
        business_services=[
            {
                "id": "PCHECK0",
                "name": "Checkout",
                "subscribers": [{"subscriber_type": "user", "subscriber_id": "bea@example.com"}],
            }
        ],
    )
    emulator.forget()


def subscribers(play: Play) -> list[str]:
    [found] = play.run(INFO, name="Checkout", subscribers=True)["business_services"]
    return sorted(one["subscriber_type"] for one in found["subscribers"])


def test_subscribers_are_added_in_one_request(play: Play, emulator: Emulator) -> None:
    options: dict[str, t.Any] = {"name": "Checkout", "subscribers": [ANN, TEAM]}
    checked = play.run(SERVICE, check=True, **options)
    assert emulator.writes() == []
    made = play.run(SERVICE, **options)
    assert made["diff"] == checked["diff"]
    assert emulator.writes() == ["POST /business_services/PCHECK0/subscribers"]
    assert subscribers(play) == ["team", "user", "user"]
    emulator.forget()
    assert not play.run(SERVICE, **options)["changed"] and emulator.writes() == []


def test_other_subscribers_are_removed_in_one_request(play: Play, emulator: Emulator) -> None:
    play.run(SERVICE, name="Checkout", subscribers=[TEAM], purge_subscribers=True)
    assert emulator.writes() == [
        "POST /business_services/PCHECK0/subscribers", "POST /business_services/PCHECK0/unsubscribe"
    ]
    assert subscribers(play) == ["team"]
    play.run(SERVICE, name="Checkout", subscribers=[], purge_subscribers=True)
    assert subscribers(play) == []


def test_an_unknown_subscriber(play: Play, emulator: Emulator) -> None:
    with pytest.raises(UsageError, match=r"subscribers\[0\].user: there is no user"):
        play.run(SERVICE, name="Checkout", description="New", subscribers=[{"user": "nobody@example.com"}])
    assert emulator.writes() == []


@pytest.mark.parametrize("after", [False, True])
def test_a_subscription_without_a_response_is_sent_again(play: Play, emulator: Emulator, after: bool) -> None:
    path = "/business_services/PCHECK0/subscribers"
    emulator.fault(kind="reset_after" if after else "reset_before", method="POST", path=path)
    play.run(SERVICE, name="Checkout", subscribers=[TEAM])
    assert subscribers(play) == ["team", "user"]


def test_a_refused_subscriber_is_an_error(play: Play, emulator: Emulator) -> None:
    """A token without access to a user gets a result for the user, and no error."""
    play.keep()
    play.run(SERVICE, name="Checkout", subscribers=[ANN])
    emulator.load(business_services=[{"id": "PCHECK0", "name": "Checkout"}], teams=[{"name": "Platform"}])
    with pytest.raises(ApiError, match=r"does not permit these subscribers: user P"):
        play.run(SERVICE, id="PCHECK0", description="New", subscribers=[ANN])


def test_the_subscription_of_the_account_is_sent_on_create(play: Play, emulator: Emulator) -> None:
    made = play.run(SERVICE, name="Cart", account_subscription=True)
    path = f"/business_services/{made['business_service']['id']}/account_subscription"
    assert emulator.writes() == ["POST /business_services", f"POST {path}"]
    assert made["diff"]["after"] == {"name": "Cart", "account_subscription": True}
    emulator.forget()
    assert not play.run(SERVICE, name="Cart", account_subscription=False)["changed"]
    assert emulator.writes() == []
    always = {"name": "Cart", "account_subscription": False, "update_account_subscription": "always"}
    for _again in range(2):
        emulator.forget()
        assert play.run(SERVICE, check=True, **always)["changed"] and emulator.writes() == []
        assert play.run(SERVICE, **always)["changed"]
        assert emulator.writes() == [f"DELETE {path}"]
    stored = {one["name"]: one["account_is_subscribed"] for one in emulator.state()["business_services"]}
    assert stored == {"Cart": False, "Checkout": False}


def test_of_two_runs_at_once_one_service_stays(play: Play, emulator: Emulator) -> None:
    emulator.fault(kind="race", method="POST", path="/business_services")
    play.run(SERVICE, name="Cart")
    assert sorted(one["name"] for one in emulator.state()["business_services"]) == ["Cart", "Checkout"]


def test_a_create_without_a_response(play: Play, emulator: Emulator) -> None:
    emulator.fault(kind="reset_after", method="POST", path="/business_services")
    assert play.run(SERVICE, name="Cart")["changed"]
    assert len(emulator.state()["business_services"]) == 2


def test_several_services_of_a_name(play: Play, emulator: Emulator) -> None:
    emulator.load(business_services=[{"name": "Cart"}, {"name": "Cart", "description": "Other"}])
    with pytest.raises(UsageError, match="id"):
        play.run(SERVICE, name="Cart", point_of_contact="Ann")


def test_requests_of_a_loop(play: Play, emulator: Emulator) -> None:
    """The list is read once for all items."""
    emulator.load(business_services=[{"name": f"Business {at}"} for at in range(150)])
    play.keep()
    emulator.forget()
    for at in range(150):
        assert not play.run(SERVICE, name=f"Business {at}")["changed"]
    assert len(emulator.log()) == 2


# -- impact ----------------------------------------------------------------------------------------------------------


def load_impact(emulator: Emulator) -> None:
    """Web supports Cart, which supports Shop. Web has an open incident with a priority."""
    emulator.load(
        services=[{"name": "Web", "escalation_policy": "Default"}],
        incidents=[{"id": "QDOWN000000001", "title": "Down", "service": "Web", "priority": "P2"}],
        business_services=[{"name": name} for name in ("Shop", "Cart", "Blog")],
        service_dependencies=[
            {"supporting_service": "Web", "dependent_service": "Cart"},
            {"supporting_service": "Cart", "dependent_service": "Shop"},
        ],
    )
    emulator.forget()


def impacts(play: Play, **options: t.Any) -> tuple[list[tuple[str, str]], dict[str, t.Any]]:
    result = play.run(BUSINESS_SERVICE_IMPACT_INFO_OPERATION, **options)
    return [(one["name"], one["status"]) for one in result["business_service_impacts"]], result


def test_impacted_business_services(play: Play, emulator: Emulator) -> None:
    load_impact(emulator)
    found, result = impacts(play)
    assert found == [("Shop", "impacted"), ("Blog", "not_impacted")]
    assert result["total_impacted_count"] == 1 and "impactors" not in result
    assert result["business_service_impacts"][0]["additional_fields"]["highest_impacting_priority"]["order"] == 1
    assert len(emulator.log()) == 1
    assert impacts(play, status="impacted")[0] == [("Shop", "impacted")]


def test_impact_of_some_business_services(play: Play, emulator: Emulator) -> None:
    load_impact(emulator)
    found, result = impacts(
        play, business_services=["cart", "Shop", "CART"], impactors=True, supporting_services=True
    )
    assert sorted(found) == [("Cart", "impacted"), ("Shop", "impacted")]
    assert result["impactors"] == [{"id": "QDOWN000000001", "type": "incident"}]
    supporting = {
        one["name"]: [each["name"] for each in one["supporting_services"]] for one in result["business_service_impacts"]
    }
    assert supporting == {"Shop": ["Cart"], "Cart": []}
    assert len(emulator.log()) == 5  # the names, both lists, and the supporting services of two
    for wrong in ([], ["Nowhere"]):
        with pytest.raises(UsageError, match="business_services"):
            impacts(play, business_services=wrong)


# -- the priority threshold ------------------------------------------------------------------------------------------


def threshold(play: Play) -> list[str]:
    found = play.run(THRESHOLD_INFO)["business_service_priority_thresholds"]
    return [one["summary"] for one in found]


def test_the_priority_threshold(play: Play, emulator: Emulator) -> None:
    put, delete = (f"{method} /business_services/priority_thresholds" for method in ("PUT", "DELETE"))
    steps: list[tuple[dict[str, t.Any], list[str], list[str]]] = [
        ({"priority": "p2"}, ["P2"], [put]),
        ({"priority": "P3"}, ["P3"], [put]),
        ({"state": "absent"}, [], [delete]),
    ]
    for options, after, writes in steps:
        emulator.forget()
        checked = play.run(THRESHOLD, check=True, **options)
        assert emulator.writes() == []
        made = play.run(THRESHOLD, **options)
        assert emulator.writes() == writes
        assert made["changed"] and made == checked
        assert threshold(play) == after
        emulator.forget()
        assert not play.run(THRESHOLD, **options)["changed"] and emulator.writes() == []
    assert made["diff"]["after"] == {} and made["business_service_priority_threshold"] is None


def test_a_threshold_without_a_response_is_set_again(play: Play, emulator: Emulator) -> None:
    emulator.fault(kind="reset_after", method="PUT", path="/business_services/priority_thresholds")
    assert play.run(THRESHOLD, priority="P1")["changed"]
    assert threshold(play) == ["P1"]


def test_an_unknown_priority(play: Play, emulator: Emulator) -> None:
    with pytest.raises(UsageError, match="priority: there is no priority 'P9'; the nearest"):
        play.run(THRESHOLD, priority="P9")
    assert emulator.writes() == []


def test_later_tasks_in_check_mode_see_predictions(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")

    def shown() -> list[str]:
        found = play.run(THRESHOLD_INFO, check=True)["business_service_priority_thresholds"]
        return [one["summary"] for one in found]

    for options, after in (({"priority": "P2"}, ["P2"]), ({"priority": "P1"}, ["P1"]), ({"state": "absent"}, [])):
        assert play.run(THRESHOLD, check=True, **options)["changed"]
        assert not play.run(THRESHOLD, check=True, **options)["changed"]
        assert shown() == after
    new = {"name": "Cart", "subscribers": [TEAM]}
    assert play.run(SERVICE, check=True, **new)["changed"]
    assert not play.run(SERVICE, check=True, **new)["changed"]
    assert play.run(SERVICE, check=True, name="Cart", subscribers=[ANN], purge_subscribers=True)["changed"]
    [listed] = play.run(INFO, check=True, name="Cart", subscribers=True)["business_services"]
    assert [one["subscriber_type"] for one in listed["subscribers"]] == ["user"]
    assert emulator.writes() == []
