# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The global, unrouted and service rules of event orchestrations: what is special about them."""

from __future__ import annotations

import random
import re
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_conditions import flaw
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_global import (
    EVENT_ORCHESTRATION_GLOBAL,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_router import (
    EVENT_ORCHESTRATION_ROUTER,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_service import (
    EVENT_ORCHESTRATION_SERVICE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_unrouted import (
    EVENT_ORCHESTRATION_UNROUTED,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

GLOBAL, UNROUTED, OF_SERVICE = map(
    resource_operation, (EVENT_ORCHESTRATION_GLOBAL, EVENT_ORCHESTRATION_UNROUTED, EVENT_ORCHESTRATION_SERVICE)
)
OF_SERVICES = info_operation(EVENT_ORCHESTRATION_SERVICE)
ROUTER = resource_operation(EVENT_ORCHESTRATION_ROUTER)
SERVICES = resource_operation(SERVICE)

ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"
PATH = f"/event_orchestrations/{ID}/global"
OWN = "/event_orchestrations/services/PSHOP01"

Raw = dict[str, t.Any]


def rule(number: int, **actions: t.Any) -> Raw:
    return {"id": f"rule-{number}", "label": f"Rule {number}", "actions": actions}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """An orchestration with global rules in two sets, and a service with rules."""
    sets = [
        {"id": "start", "rules": [rule(1, route_to="two"), rule(2, suppress=True)]},
        {"id": "two", "rules": [rule(3, severity="info")]},
    ]
    path = {"sets": sets, "catch_all": {"actions": {"annotate": "Look"}}}
    emulator.load(
        services=[
            {
                "id": "PSHOP01",
                "name": "Shop",
                "escalation_policy": "Default",
                "event_orchestration": {"sets": [{"id": "start", "rules": [rule(4, suspend=60)]}], "active": True},
            }
        ],
        event_orchestrations=[{"id": ID, "name": "Signals", "global": path}],
    )
    emulator.forget()
    return emulator


def paths(emulator: Emulator) -> list[str]:
    return [f"{entry['method']} {entry['path'].partition('?')[0]}" for entry in emulator.log()]


def ids(path: Raw) -> dict[str, list[str]]:
    return {one["id"]: [found["id"] for found in one["rules"]] for one in path["sets"]}


def error(play: Play, operation: t.Any, **options: t.Any) -> PagerDutyError:
    with pytest.raises(PagerDutyError) as caught:
        play.run(operation, **options)
    return caught.value


# -- options that are omitted, and values that are not set -------------------------------------------------------------


def test_what_is_omitted_is_sent_as_it_is(play: Play, world: Emulator) -> None:
    rules = [{"label": "Rule 2"}, {"label": "Rule 1", "route_to": "two"}]
    result = play.run(GLOBAL, orchestration="Signals", rules=rules)
    path = result["global_orchestration"]
    assert ids(path) == {"start": ["rule-2", "rule-1"], "two": ["rule-3"]}
    assert path["catch_all"] == {"actions": {"annotate": "Look"}}
    path = play.run(GLOBAL, orchestration="Signals", catch_all={})["global_orchestration"]
    assert ids(path) == {"start": ["rule-2", "rule-1"], "two": ["rule-3"]}
    sets = [{"id": "three", "rules": [{"suppress": True}]}, {"id": "two", "rules": [{"label": "Rule 3"}]}]
    path = play.run(GLOBAL, orchestration="Signals", sets=sets)["global_orchestration"]
    assert ids(path)["start"] == ["rule-2", "rule-1"] and ids(path)["two"] == ["rule-3"]


@pytest.mark.parametrize(
    "blank",
    [
        {},
        {"actions": None},
        {"actions": []},
        {"actions": {"suppress": False, "suspend": None, "priority": "", "annotate": None, "severity": None}},
        {"actions": {"variables": [], "extractions": None, "automation_actions": {}, "route_to": None}},
    ],
)
def test_all_forms_of_an_action_that_is_not_set(blank: Raw) -> None:
    resource = EVENT_ORCHESTRATION_GLOBAL
    raw = {"sets": [{"id": "start", "rules": [{"id": "a", "label": None, **blank}]}], "catch_all": blank}
    fields = {entry.name: entry for entry in resource.fields}
    plain = {"sets": [{"id": "start", "rules": [{"id": "a", "actions": {}}]}]}
    assert resource.read(raw) == resource.read(plain)
    assert fields["catch_all"].is_initial(resource.read(raw)["catch_all"])
    stated = fields["rules"].parse([{"label": ""}], "rules", t.cast(t.Any, None), None)
    assert fields["rules"].same(stated, resource.read(raw)["rules"])
    # What is not set is not sent.
    (sent,) = fields["rules"].encode(stated, resource.read(raw)["rules"])
    assert sent == {
        "id": "start",
        "rules": [{"id": "a", "label": "", "conditions": [], "actions": {}, "disabled": False}],
    }


def test_references_of_unchanged_rules_need_no_lookup(play: Play, world: Emulator) -> None:
    play.run(UNROUTED, orchestration=ID, rules=[{"severity": "info"}])
    options = {"orchestration": ID, "rules": [{"priority": "P1", "escalation_policy": "Default"}], "sets": []}
    first = play.run(GLOBAL, **options)["global_orchestration"]["sets"][0]["rules"][0]["actions"]
    world.forget()
    again = [{"priority": first["priority"], "escalation_policy": first["escalation_policy"], "suspend": 5}]
    play.run(GLOBAL, orchestration=ID, rules=again)
    assert paths(world) == ["GET /event_orchestrations", f"GET {PATH}", f"PUT {PATH}"]


# -- sets --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rules": [{"label": "A", "route_to": "3"}]}, r"^rules\[0\]\.route_to: there is no set .*'3'.* \(A\) .*two"),
        ({"sets": []}, r"^sets: rule 1 \(Rule 1\) of the set start, which the task does not state, leads to .*'two'"),
        ({"sets": [{"id": "two", "rules": [{"route_to": "3"}]}]}, r"^sets\[0\]\.rules\[0\]\.route_to: there is no set"),
        ({"sets": [{"id": " "}]}, r"^sets\[0\]\.id: must not be empty"),
        ({"sets": [{"id": "two"}, {"id": " two "}]}, r"^sets\[1\]\.id: another set has the ID 'two'"),
        ({"sets": [{"id": "start"}]}, r"^sets\[0\]\.id: the rules of the set start are in the option rules"),
    ],
)
def test_sets_that_do_not_exist(play: Play, world: Emulator, options: Raw, says: str) -> None:
    assert re.search(says, error(play, GLOBAL, orchestration="Signals", **options).message)
    assert world.writes() == []


def test_sets_that_no_rule_leads_to(play: Play, world: Emulator) -> None:
    sets = [{"id": "two", "rules": [{"route_to": "four"}]}, {"id": "five", "rules": [{"route_to": "six"}]}]
    sets += [{"id": "four"}, {"id": "six"}]
    warnings = play.run(GLOBAL, orchestration="Signals", sets=sets)["warnings"]
    assert [re.findall(r"leads to the set (\w+),", one) for one in warnings] == [["five"], ["six"]]
    assert "warnings" not in play.run(GLOBAL, orchestration="Signals", sets=sets)


def test_a_warning_of_pagerduty_names_the_set(play: Play, world: Emulator) -> None:
    update = {"field": "PNOTTHERE", "value": "x"}
    rules = [{"label": "A"}, {"label": "B", "incident_custom_field_updates": [update]}]
    (only,) = play.run(GLOBAL, orchestration="Signals", sets=[{"id": "two", "rules": rules}])["warnings"]
    assert only == "the set two, rules[1] (B): The custom field PNOTTHERE does not exist"


# -- conditions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("event.summary matches part 'disk' and not (now in Mon,Tue 09:00:00 to 17:00:00 America/Los_Angeles)", ""),
        ("trigger_count over 1 hour 5 minutes > 3 or event['a (b'].c[0] exists", ""),
        ("2021-01-01 00:00:00 UTC < now and raw_event.x matches 'it\\'s \"x\" ('", ""),
        ("cache_var.host == variables.host", ""),
        ("event.summary matches 'disk", "the quote at character 23 is not closed"),
        ('event.summary matches "disk"', "the double quote at character 23"),
        ("(event.a exists", r"the \( at character 1 is not closed"),
        ("event.a exists)", r"the \) at character 15 closes nothing"),
        ("event['a' exists", r"the \[ at character 6 is not closed"),
        ("(event.a[0) exists", r"the \) at character 11 closes nothing"),
        ("event.a exists and summary matches 'x'", r"summary at character 20 is not known; write event\.summary"),
        ("evnt.a exists", "evnt at character 1 is not known; a path starts with event, raw_event"),
    ],
)
def test_conditions(text: str, says: str) -> None:
    assert re.match(says, flaw(text)) if says else flaw(text) == ""


def test_a_condition_is_checked_before_anything_is_sent(play: Play, world: Emulator) -> None:
    rules = [{"label": "Fine", "route_to": "Shop"}, {"label": "Disk", "conditions": ["(a"], "route_to": "Shop"}]
    found = error(play, ROUTER, orchestration="Signals", rules=rules)
    says = r"^rules\[1\]\.conditions\[0\]: .*the \( at character 1 is not closed: \(a\. The label of the rule is 'Disk'"
    assert re.search(says, found.message)
    found = error(play, GLOBAL, orchestration="Signals", sets=[{"id": "two", "rules": [{"conditions": ["a)"]}]}])
    assert found.message.startswith("sets[0].rules[0].conditions[0]: ") and world.writes() == []


# -- whether the rules of a service are active -------------------------------------------------------------------------


def test_active_alone_leaves_the_rules(play: Play, world: Emulator) -> None:
    result = play.run(OF_SERVICE, service="Shop", active=False)
    assert result["diff"]["after"] == {"active": False}
    assert paths(world)[-2:] == [f"PUT {OWN}/active", f"GET {OWN}/active"]
    assert world.writes() == [f"PUT {OWN}/active"]
    assert ids(result["service_orchestration"]) == {"start": ["rule-4"]}
    assert result["service_orchestration"]["active"] is False


def test_the_rules_are_there_before_they_are_active(play: Play, world: Emulator) -> None:
    play.run(OF_SERVICE, service="Shop", state="absent")
    world.forget()
    play.run(OF_SERVICE, service="Shop", active=True, rules=[{"suppress": True}])
    assert world.writes() == [f"PUT {OWN}", f"PUT {OWN}/active"]


def test_pagerduty_has_removed_the_switch(play: Play, world: Emulator) -> None:
    """Then the rules are active in any case."""
    world.fault(kind="status", status=410, method="GET", path=f"{OWN}/active", html=False, times=None)
    world.fault(kind="status", status=410, method="PUT", path=f"{OWN}/active", html=False, times=None)
    assert not play.run(OF_SERVICE, service="Shop", active=True)["changed"]
    result = play.run(OF_SERVICE, service="Shop", active=False)
    assert not result["changed"] and "can't be false" in result["warnings"][0]
    result = play.run(OF_SERVICE, service="Shop", state="absent")
    assert result["changed"] and result["diff"]["after"] == {"rules": []}
    assert not play.run(OF_SERVICE, service="Shop", state="absent")["changed"]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_requests_that_fail(play: Play, world: Emulator, fault: Raw) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="PUT", path=f"{OWN}/active")
    world.fault(**fault, method="PUT", path=OWN)
    result = play.run(OF_SERVICE, service="Shop", active=False, rules=[{"label": "Rule 4", "suspend": 70}])
    assert result["changed"] and ids(result["service_orchestration"]) == {"start": ["rule-4"]}
    assert not play.run(OF_SERVICE, service="Shop", active=False)["changed"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_error_says_what_was_done(play: Play, world: Emulator, state: str) -> None:
    world.fault(kind="status", status=403, method="PUT", path=f"{OWN}/active", html=False)
    options = {"active": False, "rules": []} if state == "present" else {}
    found = error(play, OF_SERVICE, service="Shop", state=state, **options)
    says = "the service orchestration was updated, but setting active failed"
    assert says in found.message and "403" in found.message
    assert found.result["changed"] and found.result["diff"]["after"] == {"rules": []}


def test_a_conflict_with_another_update(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=409, method="PUT", html=False)
    result = play.run(GLOBAL, orchestration="Signals", rules=[])
    assert result["changed"] and ids(result["global_orchestration"]) == {"start": [], "two": ["rule-3"]}
    assert paths(world)[-3:] == [f"PUT {PATH}", f"GET {PATH}", f"PUT {PATH}"]


def test_a_service_that_is_deleted_in_the_meantime(play: Play, world: Emulator) -> None:
    """PagerDuty returns 403 for its rules, not 404."""
    play.keep()
    play.run(OF_SERVICES, service="Shop")
    Play(world).run(SERVICES, name="Shop", state="absent")
    assert error(play, OF_SERVICES, service="Shop").message.startswith("service: it was deleted in the meantime")
    assert error(play, OF_SERVICE, service="Shop").message.startswith("service: there is no service 'Shop'")


def test_a_token_that_may_not_see_the_rules(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=403, path=OWN, html=False, times=None)
    found = error(play, OF_SERVICE, service="Shop", rules=[])
    assert "403" in found.message and "deleted" not in found.message


# -- check mode, requests, time ----------------------------------------------------------------------------------------


def test_a_service_that_check_mode_creates(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    play.run(SERVICES, check=True, name="New", escalation_policy="Default")
    options = {"service": "New", "active": True, "rules": [{"label": "A", "priority": "P1"}]}
    result = play.run(OF_SERVICE, check=True, **options)
    assert result["diff"]["before"] == {"rules": [], "active": False}
    assert result["service_orchestration"]["active"] is True
    assert not play.run(OF_SERVICE, check=True, **options)["changed"]
    assert play.run(OF_SERVICE, check=True, **{**options, "active": False})["diff"]["after"] == {"active": False}
    assert play.run(OF_SERVICE, check=True, service="New", state="absent")["changed"]
    assert not play.run(OF_SERVICE, check=True, service="New", state="absent")["changed"]
    assert world.writes() == []


def test_a_loop_looks_names_up_once(play: Play, world: Emulator) -> None:
    play.keep()
    for _item in range(5):
        play.run(GLOBAL, orchestration="Signals", rules=[{"priority": "P1", "escalation_policy": "Default"}])
    assert len(world.writes()) == 1
    assert len(world.log()) <= 5 + 1 + 4  # the rules, the update, the names


def test_a_thousand_rules(play: Play, world: Emulator) -> None:
    """All of them are matched, wherever they move. Each is found by its content or its label, without comparing all."""
    labels = [f"Rule {number}" for number in range(1000)]
    rules = [{"label": one, "conditions": [f"event.source matches '{one}'"], "suppress": True} for one in labels]
    first = play.run(GLOBAL, orchestration="Signals", rules=rules, sets=[])
    known = {one["label"]: one["id"] for one in first["global_orchestration"]["sets"][0]["rules"]}
    random.Random(1).shuffle(rules)
    rules[500] = {**rules[500], "label": "Another label"}
    second = play.run(GLOBAL, orchestration="Signals", rules=rules)
    for stated, found in zip(rules, second["global_orchestration"]["sets"][0]["rules"]):
        assert stated["label"] == "Another label" or known[str(stated["label"])] == found["id"]
    assert set(known.values()) == {one["id"] for one in second["global_orchestration"]["sets"][0]["rules"]}
