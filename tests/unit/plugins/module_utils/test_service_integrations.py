# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations: every option, twice and in check mode, and one of a name only, whatever fails."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_integration import (
    SERVICE_INTEGRATION,
    TYPES,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.module_utils.test_every_option import matches
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = resource_operation(SERVICE_INTEGRATION)

MAIL = {"type": "generic_email_inbound_integration", "integration_email": "shop@example.pagerduty.com"}

CONTAINS = {"type": "contains", "part": "subject", "matcher": "CRITICAL"}
PARSER = {
    "action": "trigger",
    "match_predicate": {
        "type": "any",
        "children": [CONTAINS, {"type": "not", "children": [{"type": "regex", "part": "body", "matcher": "(test)"}]}],
    },
    "value_extractors": [
        {"type": "regex", "part": "subject", "value_name": "incident_key", "regex": "ID: (.*)"},
        {"type": "between", "part": "body", "value_name": "Host", "starts_after": "Host: ", "ends_before": ","},
        {"type": "entire", "part": "body", "value_name": "Text"},
    ],
}
SIMPLE = {"action": "resolve", "match_predicate": CONTAINS}

# option → what goes with it, and values each unlike the one before.
VALUES: dict[str, tuple[dict[str, t.Any], list[t.Any]]] = {
    "name": ({}, ["Checks", "Own  checks ", "Grüße"]),
    "type": ({}, [TYPES[0]]),
    "vendor": ({}, ["Datadog", " prometheus"]),
    "integration_email": (MAIL, ["SHOP@example.pagerduty.com", "checks@example.pagerduty.com"]),
    "email_incident_creation": (MAIL, ["on_new_email", "only_if_no_open_incidents", "use_rules"]),
    "email_filter_mode": (MAIL, ["or-rules-email", "and-rules-email", "all-email"]),
    "email_filters": (
        MAIL,
        [
            [{"subject_mode": "match", "subject_regex": "CRITICAL"}],
            [
                {"body_mode": "no-match", "body_regex": "(test)"},
                {"subject_mode": "match", "subject_regex": "X", "from_email_mode": "match", "from_email_regex": "@"},
            ],
            [],
            [{}, {"body_mode": "match", "body_regex": "x"}],
        ],
    ),
    "email_parsers": (MAIL, [[PARSER], [{**PARSER, "action": "resolve"}, PARSER], [SIMPLE], []]),
    "email_parsing_fallback": (MAIL, ["discard", "open_new_incident"]),
}


def fresh(value: t.Any) -> t.Any:
    """A copy, also of what is in it twice: the validation adds to it."""
    return json.loads(json.dumps(value))


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
        foretold = play.run(OPERATION, check=True, **fresh(options))
        assert shop.writes() == []
        result = play.run(OPERATION, **fresh(options))
        assert len(shop.writes()) == result["changed"] == foretold["changed"]
        assert result["changed"] or previous is None, f"{value!r} after {previous!r} is no change"
        assert result["diff"] == foretold["diff"]
        assert matches(foretold["integration"], result["integration"])
        shop.forget()
        assert not play.run(OPERATION, **fresh(options))["changed"]
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


# -- emails ----------------------------------------------------------------------------------------------------------


def test_the_filter_that_pagerduty_adds_is_no_change(play: Play, shop: Emulator) -> None:
    """PagerDuty's Terraform provider has a difference in each run."""
    play.run(OPERATION, service="Shop", name="Mail", **MAIL, email_filters=[])
    assert len(integrations(shop)[0]["email_filters"]) == 1
    always = {f"{name}_mode": "always" for name in ("subject", "body", "from_email")}
    for filters in ([], [{}], [always]):
        assert not play.run(OPERATION, service="Shop", name="Mail", email_filters=filters)["changed"]


def test_the_order_of_filters_does_not_matter(play: Play, shop: Emulator) -> None:
    filters = [{"subject_mode": "match", "subject_regex": text} for text in "ab"]
    play.run(OPERATION, service="Shop", name="Mail", **MAIL, email_filters=filters)
    ids = {one["subject_regex"]: one["id"] for one in integrations(shop)[0]["email_filters"]}
    assert not play.run(OPERATION, service="Shop", name="Mail", email_filters=filters[::-1])["changed"]
    play.run(OPERATION, service="Shop", name="Mail", email_filters=filters[1:])
    assert integrations(shop)[0]["email_filters"][0]["id"] == ids["b"], "entries that remain keep their ID"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"email_filters": [{"subject_mode": "match"}]}, r"email_filters\[0\].subject_regex: is required"),
        ({"email_filters": [{"body_regex": "x"}]}, r"email_filters\[0\].body_regex: requires body_mode"),
        ({"email_parsers": [{**PARSER, "match_predicate": {"type": "any"}}]}, "children: needs at least 1 entry"),
        ({"email_parsers": [{**PARSER, "match_predicate": {"type": "regex", "part": "body"}}]}, "matcher: is required"),
        (
            {"email_parsers": [{**PARSER, "match_predicate": {**CONTAINS, "children": [CONTAINS]}}]},
            "children: requires type: all, any or not",
        ),
        ({"email_parsers": [{**PARSER, "value_extractors": PARSER["value_extractors"][1:]}]}, "exactly one"),
        (
            {"email_parsers": [{**PARSER, "value_extractors": [{**PARSER["value_extractors"][0], "regex": ""}]}]},
            "regex: is required with type: regex",
        ),
    ],
)
def test_wrong_settings_of_emails(play: Play, shop: Emulator, options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(PagerDutyError, match=says):
        play.run(OPERATION, service="Shop", name="Mail", **MAIL, **fresh(options))
    assert shop.writes() == []


def test_settings_of_emails_need_an_email_integration(play: Play, shop: Emulator) -> None:
    with pytest.raises(PagerDutyError, match="email_parsers: requires type: generic_email"):
        play.run(OPERATION, service="Shop", name="Checks", email_parsers=fresh([PARSER]))


# -- deletion --------------------------------------------------------------------------------------------------------


def test_an_integration_is_deleted() -> None:
    """PagerDuty documents no request for it, but its Terraform provider uses one."""
    shop = Emulator(strict=False)
    try:
        shop.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
        play = Play(shop)
        for name in ("Checks", "Other"):
            play.run(OPERATION, service="Shop", name=name)
        absent = {"service": "Shop", "name": "checks", "state": "absent"}
        assert play.run(OPERATION, check=True, **absent)["changed"]
        shop.forget()
        result = play.run(OPERATION, **absent)
        assert result["changed"]
        assert result["diff"]["before"]["name"] == "Checks"
        assert [one.split()[0] for one in shop.writes()] == ["DELETE"]
        assert [one["name"] for one in integrations(shop)] == ["Other"]
        assert not play.run(OPERATION, **absent)["changed"]
        config: dict[str, t.Any] = {"services": [{"name": "Shop"}], "service_integrations": [
            {"service": "Shop", "name": "New"},
        ]}
        result = play.run(ACCOUNT_OPERATION, config=config, purge=["service_integrations"], purge_limit="100%")
        assert result["summary"]["deleted"] == 1
        assert [one["name"] for one in integrations(shop)] == ["New"]
    finally:
        shop.stop()


def test_without_the_request_the_task_fails(play: Play, shop: Emulator) -> None:
    play.run(OPERATION, service="Shop", name="Checks")
    with pytest.raises(PagerDutyError, match="405"):
        play.run(OPERATION, service="Shop", name="Checks", state="absent")
    assert len(integrations(shop)) == 1


# -- the list --------------------------------------------------------------------------------------------------------


def test_the_list_of_all_services(play: Play, emulator: Emulator) -> None:
    emulator.load(services=[
        {
            "name": name,
            "escalation_policy": "Default",
            "integrations": [{"name": f"Checks of {name}"}, {"name": "Other"}],
        }
        for name in ("Shop", "Pay")
    ])
    emulator.forget()
    found = play.run(info_operation(SERVICE_INTEGRATION))["integrations"]
    assert sorted(one["name"] for one in found) == ["Checks of Pay", "Checks of Shop", "Other", "Other"]
    assert len(emulator.log()) == 1
    found = play.run(info_operation(SERVICE_INTEGRATION), service="pay", name="other")["integrations"]
    assert [one["service"]["summary"] for one in found] == ["Pay"]
