# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations: every option, twice and in check mode, and one of a name only, whatever fails."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_integration import (
    SERVICE_INTEGRATION,
    TYPES,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(SERVICE_INTEGRATION)

MAIL = {"type": "generic_email_inbound_integration", "integration_email": "shop@example.pagerduty.com"}

# option → what goes with it, and values each unlike the one before.
VALUES: dict[str, tuple[dict[str, t.Any], list[t.Any]]] = {
    "name": ({}, ["Checks", "Own  checks ", "Grüße"]),
    "type": ({}, [TYPES[0]]),
    "vendor": ({}, ["Datadog", " prometheus"]),
    "integration_email": (MAIL, ["SHOP@example.pagerduty.com", "checks@example.pagerduty.com"]),
    "email_incident_creation": (MAIL, ["on_new_email", "only_if_no_open_incidents", "use_rules"]),
}


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
    emulator.forget()
    return emulator


def integrations(emulator: Emulator) -> list[dict[str, t.Any]]:
    (service,) = emulator.state()["services"]
    return service["integrations"]


def test_all_options_are_tried() -> None:
    assert set(VALUES) == set(SERVICE_INTEGRATION.specs())


@pytest.mark.parametrize("option", VALUES)
def test_every_option(play: Play, shop: Emulator, option: str) -> None:
    needed, values = VALUES[option]
    foretold = play.run(OPERATION, check=True, service="Shop", name="Checks", **needed)
    made = play.run(OPERATION, service="Shop", name="Checks", **needed)["integration"]
    assert foretold["integration"].items() <= made.items()
    previous = None
    for value in values:
        options = {"service": "Shop", "id": made["id"], **needed, option: value}
        shop.forget()
        foretold = play.run(OPERATION, check=True, **options)
        assert shop.writes() == []
        result = play.run(OPERATION, **options)
        assert len(shop.writes()) == result["changed"] == foretold["changed"]
        assert result["changed"] or previous is None, f"{value!r} after {previous!r} is no change"
        assert result["diff"] == foretold["diff"]
        assert foretold["integration"].items() <= result["integration"].items()
        shop.forget()
        assert not play.run(OPERATION, **options)["changed"]
        assert shop.writes() == []
        previous = value
    assert len(integrations(shop)) == 1


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_lost_answer_makes_one(play: Play, shop: Emulator, kind: str) -> None:
    shop.fault(kind=kind, method="POST")
    result = play.run(OPERATION, service="Shop", name="Checks")
    assert result["changed"]
    assert [one["id"] for one in integrations(shop)] == [result["integration"]["id"]]


def test_given_up(play: Play, shop: Emulator) -> None:
    play.connection["max_retries"] = 1
    shop.fault(kind="reset_before", method="POST", times=3)
    with pytest.raises(OutcomeUnknown, match="A search afterwards found no integration 'Checks'; run again"):
        play.run(OPERATION, service="Shop", name="Checks")
    assert integrations(shop) == []


def test_two_requests_for_one_that_is_there(play: Play, shop: Emulator) -> None:
    play.run(OPERATION, service="Shop", name="Checks", type=TYPES[0])
    shop.forget()
    play.run(OPERATION, service="Shop", name="Checks", type=TYPES[0])
    assert len(shop.log()) == 2


def test_two_of_a_name(play: Play, emulator: Emulator) -> None:
    twins = [{"name": "Checks", "type": TYPES[0]}, {"name": "checks", "type": TYPES[1]}]
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default", "integrations": twins}])
    with pytest.raises(PagerDutyError, match=r"name: there are 2 of this name: .* Set id to"):
        play.run(OPERATION, service="Shop", name="Checks")
