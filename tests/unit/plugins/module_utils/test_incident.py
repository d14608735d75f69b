# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents: each option twice and in check mode, the life of one, and that no fault makes two of it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.business_service_impact import (
    BUSINESS_SERVICE_IMPACT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident import INCIDENT
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OWNER = "owner@example.com"
WORLD: dict[str, t.Any] = {
    "users": [
        {"name": "Ann Archer", "email": "ann@example.com", "role": "user"},
        {"name": "Bea Baker", "email": "bea@example.com", "role": "user"},
    ],
    "escalation_policies": [
        {
            "name": "Spare",
            "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
        },
        {
            "name": "Ladder",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]},
                {"escalation_delay_in_minutes": 30, "targets": ["bea@example.com", OWNER]},
            ],
        },
    ],
    "services": [
        {"name": "Shop", "escalation_policy": "Ladder"},
        {"name": "Search", "escalation_policy": "Spare", "acknowledgement_timeout": 1800},
    ],
    "teams": [{"name": "Support"}],
    "business_services": [{"name": "Checkout"}, {"name": "Blog"}],
    "incident_types": [
        {
            "name": "security",
            "display_name": "Security",
            "custom_fields": [
                {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
                {"name": "hosts", "field_type": "multi_value"},
                {"name": "customers", "data_type": "integer", "default_value": 0},
            ],
        },
    ],
}
DOWN = {"state": "triggered", "incident_key": "shop-down", "service": "Shop", "title": "The shop is down"}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(**WORLD)
    emulator.forget()
    return emulator


@pytest.fixture
def play(world: Emulator) -> Play:
    return Play(world)


def incident(play: Play, **options: t.Any) -> dict[str, t.Any]:
    return play.run(INCIDENT_OPERATION, **options)


def matches(foretold: t.Any, real: t.Any) -> bool:
    """Whether all that was foretold came about."""
    if isinstance(foretold, dict) and isinstance(real, dict):
        return all(matches(value, real.get(key)) for key, value in foretold.items())
    if isinstance(foretold, list) and isinstance(real, list):
        return len(foretold) == len(real) and all(map(matches, foretold, real))
    return (foretold in (None, "") and real in (None, "")) or foretold == real


def apply(play: Play, **options: t.Any) -> tuple[dict[str, t.Any], list[str]]:
    """Check mode, the run itself, and the run again, each held against the other: (the run's result, its writes)."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(INCIDENT_OPERATION, check=True, **options)
    assert emulator.writes() == [], "check mode wrote"
    result = incident(play, **options)
    writes = emulator.writes()
    assert bool(writes) == result["changed"] == foretold["changed"]
    assert foretold["diff"] == result["diff"]
    assert matches(foretold["incident"], result["incident"])
    if "incident_key" in options or "id" in options:
        emulator.forget()
        again = incident(play, **options)
        assert emulator.writes() == [], "the second run wrote"
        assert not again["changed"] and not again["diff"]["after"]
        assert again["incident"] is None or again["incident"]["id"] == result["incident"]["id"]
    assert "warnings" not in result
    return result, writes


def numbered(emulator: Emulator) -> list[dict[str, t.Any]]:
    return emulator.state()["incidents"]


OPTIONS: list[tuple[dict[str, t.Any], list[str]]] = [
    ({"title": "It is down"}, ["PUT"]),
    ({"title": "  The shop is down "}, []),
    ({"urgency": "low"}, ["PUT"]),
    ({"priority": "p2"}, ["PUT"]),
    ({"body": "Everything returns 502"}, []),
    ({"escalation_policy": "Ladder"}, []),
    ({"escalation_policy": "Spare"}, ["PUT"]),
    ({"escalation_policy": "Ladder", "escalation_level": 2}, ["PUT"]),
    ({"assignees": ["bea@example.com"]}, ["PUT"]),
    ({"assignees": ["Bea Baker", OWNER]}, ["PUT"]),
    ({"escalation_level": 1}, []),
    ({"escalation_level": 2}, ["PUT"]),
    ({"incident_type": "security"}, ["PUT"]),
    ({"conference_bridge": {"conference_url": "https://meet.example.com/1"}}, ["PUT"]),
    ({"conference_bridge": {"conference_number": "+1 415-555-1212"}}, ["PUT"]),
    ({"responders": {"users": ["bea@example.com"], "text": "Help"}}, ["POST"]),
    (
        {"responders": {"users": ["Bea Baker"], "escalation_policies": ["Spare"], "text": "Help"}},
        ["POST"],
    ),
    ({"responders": {"users": ["bea@example.com"], "state": "canceled"}}, []),
    ({"subscribers": [{"user": "bea@example.com"}, {"team": "Support"}]}, ["POST"]),
    ({"subscribers": [], "purge_subscribers": True}, []),
    ({"business_services": {"Checkout": "impacted", "blog": "not_impacted"}}, ["PUT"]),
    ({"state": "acknowledged"}, ["PUT"]),
    ({"state": "acknowledged", "snooze": 3600}, ["PUT", "POST"]),
    ({"state": "resolved"}, ["PUT"]),
    ({"state": "resolved", "resolution": "Restarted it"}, ["PUT"]),
]


@pytest.mark.parametrize(("options", "methods"), OPTIONS, ids=[str(options) for options, _methods in OPTIONS])
def test_every_option_of_an_open_incident(play: Play, options: dict[str, t.Any], methods: list[str]) -> None:
    made = incident(play, **DOWN)["incident"]
    identity = {"id": made["id"]}
    if options.get("state") != "resolved":
        identity = {"incident_key": "shop-down"}
    result, writes = apply(play, **identity, **options)
    assert [write.split()[0] for write in writes] == methods
    assert result["incident"]["id"] == made["id"]
    assert len(numbered(play.emulator)) == 1


CREATED: list[dict[str, t.Any]] = [
    {},
    {"urgency": "low", "priority": "P1"},
    {"body": "Everything returns 502"},
    {"escalation_policy": "Spare"},
    {"assignees": ["bea@example.com"]},
    {"assignees": [OWNER]},  # who makes it for himself has acknowledged it
    {"escalation_level": 1},
    {"escalation_level": 2},
    {"escalation_policy": "Ladder", "escalation_level": 2},
    {"incident_type": "security", "custom_fields": {"hosts": ["b", "a"], "environment": "staging", "customers": 3}},
    {"conference_bridge": {"conference_url": "https://meet.example.com/1", "conference_number": "+1 415"}},
    {"responders": {"users": ["bea@example.com"], "text": "Help"}},
    {"subscribers": [{"user": "bea@example.com"}]},
    {"business_services": {"Checkout": "impacted", "Blog": "not_impacted"}},
]


@pytest.mark.parametrize("options", CREATED, ids=[str(options) for options in CREATED])
@pytest.mark.parametrize("keyed", [True, False], ids=["key", "no key"])
def test_every_option_of_a_new_incident(play: Play, options: dict[str, t.Any], keyed: bool) -> None:
    wanted = {name: value for name, value in {**DOWN, **options}.items() if keyed or name != "incident_key"}
    result, writes = apply(play, **wanted)
    assert result["changed"] and writes[0] == "POST /incidents"
    assert len(numbered(play.emulator)) == 1
    assert result["incident"]["incident_key"] == "shop-down" or not keyed


def responder_states(play: Play) -> set[tuple[str, str]]:
    (found,) = numbered(play.emulator)
    targets = [target for request in found["responder_requests"] for target in request["targets"]]
    return {(target["type"], one["state"]) for target in targets for one in target["responders"]}


def test_canceled_responders(play: Play) -> None:
    wanted: dict[str, t.Any] = {"incident_key": "shop-down"}
    incident(play, **DOWN)
    everybody = {"users": ["bea@example.com"], "escalation_policies": ["Spare"]}
    apply(play, **wanted, responders={**everybody, "text": "Help"})
    # Ann was requested through the policy.
    assert apply(play, **wanted, responders={"users": ["ann@example.com"], "state": "canceled"})[1] == []
    result, writes = apply(play, **wanted, responders={**everybody, "state": "canceled"})
    assert [write.split("/")[-1] for write in writes] == ["cancel"]
    assert len(result["diff"]["before"]["responders"]) == 2 and result["diff"]["after"]["responders"] == []
    assert responder_states(play) == {("user", "user_cancelled"), ("escalation_policy", "user_cancelled")}
    assert apply(play, **wanted, responders={**everybody, "text": "Please"})[0]["changed"], "it can be requested again"
    assert apply(play, **wanted, responders={**everybody, "state": "canceled"})[0]["changed"]


@pytest.mark.parametrize("reply", ["joined", "declined"])
def test_who_has_replied_is_not_canceled(play: Play, world: Emulator, reply: str) -> None:
    incident(play, **DOWN, responders={"users": ["bea@example.com"], "text": "Help"})
    made = numbered(world)[0]
    world.admin("POST", "replies", {"incident": made["id"], "user": "bea@example.com", "state": reply})
    for options in ({"state": "canceled"}, {"text": "Help"}):
        assert apply(play, id=made["id"], responders={"users": ["bea@example.com"], **options})[1] == []


def test_what_pagerduty_does_not_find_to_cancel(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    incident(play, **DOWN, responders={"users": ["bea@example.com"], "text": "Help"})
    results = {"responder_request_targets": [{"type": "user_reference", "id": "PBEA001", "result": "not_found"}]}
    request = TaskClient.request

    def not_found(self: TaskClient, method: str, path: str, *arguments: t.Any, **options: t.Any) -> t.Any:
        return results if path.endswith("/cancel") else request(self, method, path, *arguments, **options)

    monkeypatch.setattr(TaskClient, "request", not_found)
    with pytest.raises(PagerDutyError, match="PagerDuty finds no request to PBEA001"):
        incident(play, incident_key="shop-down", responders={"users": ["bea@example.com"], "state": "canceled"})


def test_subscribers(play: Play, world: Emulator) -> None:
    made = incident(play, **DOWN, subscribers=[{"user": "bea@example.com"}])["incident"]
    wanted: dict[str, t.Any] = {"id": made["id"]}
    assert apply(play, **wanted, subscribers=[{"user": "Bea Baker"}])[1] == []
    added = apply(play, **wanted, subscribers=[{"team": "support"}])[0]
    assert len(added["diff"]["after"]["subscribers"]) == 2
    listed = play.run(info_operation(INCIDENT), id=made["id"], subscribers=True)["incidents"][0]["subscribers"]
    assert [one["subscriber_type"] for one in listed] == ["user", "team"]
    _result, writes = apply(play, **wanted, subscribers=[{"user": OWNER}], purge_subscribers=True)
    assert [write.rpartition("/")[2] for write in writes] == ["subscribers", "unsubscribe"]
    assert [one["subscriber_type"] for one in numbered(world)[0]["subscribers"]] == ["user"]


def test_business_services(play: Play, world: Emulator) -> None:
    """The impact that follows from dependencies is one like the others."""
    world.load(**WORLD, service_dependencies=[{"supporting_service": "Shop", "dependent_service": "Checkout"}])
    made = incident(play, **DOWN, priority="P1", business_services={"Blog": "impacted"})["incident"]
    wanted: dict[str, t.Any] = {"id": made["id"]}

    def impacted(**options: t.Any) -> list[str]:
        found = play.run(BUSINESS_SERVICE_IMPACT_INFO_OPERATION, incident=made["id"], **options)
        assert found["total_impacted_count"] == len(found["business_service_impacts"])
        return [one["name"] for one in found["business_service_impacts"]]

    assert impacted(check=True) == ["Blog", "Checkout"]
    assert apply(play, **wanted, business_services={"checkout": "impacted", "Blog": "impacted"})[1] == []
    result, writes = apply(play, **wanted, business_services={"Checkout": "not_impacted"})
    assert [write.split()[0] for write in writes] == ["PUT"]
    assert list(result["diff"]["before"]["business_services"].values()) == ["impacted"]
    assert impacted() == ["Blog"]
    for options, message in (
        ({"Checkout": "down"}, "business_services.Checkout: is 'down'; it must be impacted or not_impacted"),
        ({"Shop": "impacted"}, "business_services.Shop: there is no business service 'Shop'"),
        ({"Blog": "impacted", "blog": "impacted"}, "business_services.blog: another entry names the same"),
    ):
        with pytest.raises(PagerDutyError, match=message):
            incident(play, **wanted, business_services=options)


def test_subscribers_and_impact_in_a_run_in_check_mode(play: Play, tmp_path: t.Any) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    options = {**DOWN, "subscribers": [{"user": OWNER}], "business_services": {"Blog": "impacted"}}
    made = incident(play, **options, check=True)
    assert made["changed"]
    again = incident(play, **options, check=True)
    assert not again["changed"], again["diff"]
    found = play.run(BUSINESS_SERVICE_IMPACT_INFO_OPERATION, incident=made["incident"]["id"], check=True)
    assert found["total_impacted_count"] == 0


def test_custom_fields(play: Play) -> None:
    incident(play, **DOWN, incident_type="security")
    wanted: dict[str, t.Any] = {"incident_key": "shop-down"}
    for values in ({"hosts": ["a", "b"]}, {"hosts": ["b", "a"]}, {"hosts": None}, {"customers": 3}, {"customers": "3"}):
        writes = apply(play, **wanted, custom_fields=values)[1]
        assert len(writes) == (0 if values in ({"hosts": ["b", "a"]}, {"customers": "3"}) else 1), values
    with pytest.raises(PagerDutyError, match=r"custom_fields\.host: an incident of this type .*; it has customers"):
        incident(play, **wanted, custom_fields={"host": 1})


def test_values_of_custom_fields_are_checked(play: Play) -> None:
    """Also the options of a field of an incident that exists, whose values PagerDuty returns without the options."""
    incident(play, **DOWN, incident_type="security")
    for values, message in (
        ({"environment": "test"}, r"environment: 'test' is not an option of the field; its options are production"),
        ({"customers": "many"}, r"customers: 'many' is not a whole number"),
        ({"hosts": "a"}, r"hosts: must be a list of values"),
        ({"environment": ["staging"]}, r"environment: must be one value"),
    ):
        for check in (True, False):
            with pytest.raises(PagerDutyError, match=message):
                incident(play, incident_key="shop-down", custom_fields=values, check=check)
    assert apply(play, incident_key="shop-down", custom_fields={"environment": "staging"})[1]
    play.emulator.forget()
    assert not incident(play, incident_key="shop-down", custom_fields={"environment": "staging"})["changed"]
    # The options are only read if a value changes.
    assert not [one for one in play.emulator.log() if "/incidents/types/" in one["path"]]


def test_a_task_that_changes_the_type_sets_the_fields_of_the_new_type(play: Play) -> None:
    incident(play, **DOWN)
    stated: dict[str, t.Any] = {"incident_type": "security", "custom_fields": {"customers": "7", "hosts": ["a"]}}
    result, writes = apply(play, incident_key="shop-down", **stated)
    assert result["diff"]["after"]["custom_fields"] == {"customers": 7, "hosts": ["a"]} and len(writes) == 2


def test_merge(play: Play) -> None:
    other = incident(play, state="triggered", service="Search", title="Search is slow")["incident"]
    incident(play, **DOWN)
    result, writes = apply(play, incident_key="shop-down", merge=[other["id"]])
    assert len(writes) == 1 and writes[0].endswith("/merge")
    assert "Search is slow" in result["diff"]["after"]["merge"][0]
    with pytest.raises(PagerDutyError, match=r"merge\[0\]: an incident can't be merged into itself"):
        incident(play, incident_key="shop-down", merge=[result["incident"]["id"]])
    third = incident(play, state="triggered", service="Search", title="Third")["incident"]
    with pytest.raises(PagerDutyError, match=r"merge\[0\]: incident Q\w+ was already merged into Q\w+"):
        incident(play, id=third["id"], merge=[other["id"]])


def test_life(play: Play) -> None:
    made = incident(play, **DOWN)["incident"]
    apply(play, **{**DOWN, "state": "acknowledged"})
    assert apply(play, **DOWN)[1] == [], "an acknowledged incident is open already"
    apply(play, incident_key="shop-down", state="resolved")
    for state in ("acknowledged", "resolved"):
        assert apply(play, **{**DOWN, "state": state})[1] == []
        result, writes = apply(play, id=made["id"], state=state, title="Other")
        assert writes == [] and result["incident"]["title"] == "The shop is down"
    assert incident(play, **{**DOWN, "state": "acknowledged"})["incident"] is None
    again = apply(play, **DOWN)[0]["incident"]
    assert again["id"] != made["id"]
    assert [one["status"] for one in numbered(play.emulator)] == ["resolved", "triggered"]


def test_a_key_is_a_services(play: Play) -> None:
    one = incident(play, **DOWN)["incident"]
    two = apply(play, **{**DOWN, "service": "Search"})[0]["incident"]
    assert one["id"] != two["id"]
    with pytest.raises(PagerDutyError, match=r"several open incidents have the key 'shop-down': .* Set service"):
        incident(play, incident_key="shop-down", title="Which?")


def test_moves_to_another_service(play: Play) -> None:
    made = incident(play, **DOWN)["incident"]
    result, writes = apply(play, id=str(made["incident_number"]), service="search")
    assert writes == [f"PUT /incidents/{made['id']}"]
    assert result["incident"]["service"]["summary"] == "Search"


def test_without_a_key_each_run_makes_one(play: Play) -> None:
    options = {name: value for name, value in DOWN.items() if name != "incident_key"}
    keys = {incident(play, **options)["incident"]["incident_key"] for _number in range(2)}
    assert len(keys) == 2


def test_a_key_that_looks_like_ours(play: Play) -> None:
    options = {**DOWN, "incident_key": "ansible-1"}
    apply(play, **options)
    assert len(numbered(play.emulator)) == 1


def test_an_old_incident_is_found(play: Play, world: Emulator) -> None:
    incident(play, **DOWN)
    world.admin("POST", "clock", {"advance": 200 * 86400})
    assert not incident(play, **DOWN)["changed"]


def test_snoozes_again_once_it_is_over(play: Play, world: Emulator) -> None:
    options = {**DOWN, "service": "Search"}
    incident(play, **options)
    snoozed = {**options, "state": "acknowledged", "snooze": 600}
    # With an acknowledgement timeout, being acknowledged alone has an end, too.
    incident(play, **{**options, "state": "acknowledged"})
    assert apply(play, **snoozed)[1][0].endswith("/snooze")
    assert not incident(play, **{**snoozed, "snooze": 1200})["changed"]
    world.admin("POST", "clock", {"advance": 700})
    result, writes = apply(play, **snoozed)
    assert len(writes) == 2 and result["incident"]["status"] == "acknowledged"


def test_gives_an_incident_back_to_its_policy(play: Play) -> None:
    incident(play, **DOWN, assignees=["bea@example.com"])
    result, _writes = apply(play, incident_key="shop-down", escalation_policy="Ladder")
    assert result["incident"]["assignments"][0]["assignee"]["summary"] == "Ann Archer"
    assert "directly" in result["diff"]["before"]["escalation_policy"]


def test_escalates_within_the_policy_it_is_given(play: Play) -> None:
    incident(play, **{**DOWN, "service": "Search"})
    result, writes = apply(play, incident_key="shop-down", escalation_policy="Ladder", escalation_level=2)
    assert len(writes) == 1
    assert len(result["incident"]["assignments"]) == 2


def test_the_resolution_is_sent(play: Play, world: Emulator) -> None:
    incident(play, **DOWN)
    incident(play, incident_key="shop-down", state="resolved", resolution="Restarted it")
    assert "Restarted it" in [entry.get("note") for entry in world.state()["log_entries"]]


# -- faults ----------------------------------------------------------------------------------------------------------

LOST: dict[str, dict[str, t.Any]] = {
    "reset after the work": {"kind": "reset_after"},
    "reset before the work": {"kind": "reset_before"},
    "500 after the work": {"kind": "status", "status": 500, "after": True},
    "500": {"kind": "status", "status": 500},
    "truncated": {"kind": "truncate"},
    "429": {"kind": "rate_limit"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
@pytest.mark.parametrize("keyed", [True, False], ids=["key", "no key"])
def test_never_makes_two(play: Play, world: Emulator, fault: dict[str, t.Any], keyed: bool) -> None:
    world.fault(**fault, method="POST")
    options = {name: value for name, value in DOWN.items() if keyed or name != "incident_key"}
    assert incident(play, **options)["changed"]
    assert len(numbered(world)) == 1


STEPS: dict[str, dict[str, t.Any]] = {
    "acknowledge": {"state": "acknowledged"},
    "resolve": {"state": "resolved"},
    "reassign": {"assignees": ["bea@example.com"]},
    "escalate": {"escalation_level": 2},
    "snooze": {"state": "acknowledged", "snooze": 600},
    "responders": {"responders": {"users": ["bea@example.com"], "text": "Help"}},
    "merge": {"merge": ["OTHER"]},
    "subscribers": {"subscribers": [{"user": "bea@example.com"}]},
    "impact": {"business_services": {"Checkout": "impacted"}},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
@pytest.mark.parametrize("options", STEPS.values(), ids=list(STEPS))
def test_does_once_what_goes_unanswered(
    play: Play, world: Emulator, options: dict[str, t.Any], fault: dict[str, t.Any]
) -> None:
    other = incident(play, state="triggered", service="Search", title="Other")["incident"]
    incident(play, **DOWN)
    if "merge" in options:
        options = {"merge": [other["id"]]}
    world.fault(**fault, method="POST" if {"snooze", "responders", "subscribers"} & set(options) else "PUT")
    assert incident(play, **{**DOWN, **options})["changed"]
    assert [entry for entry in world.log() if entry["fault"]]
    entries = len(world.state()["log_entries"])
    if options.get("state") != "resolved":
        world.forget()
        assert not incident(play, **{**DOWN, **options})["changed"]
        assert world.writes() == []
    assert len(numbered(world)) == 2
    assert len(world.state()["log_entries"]) == entries
    requests = [one for found in numbered(world) for one in found.get("responder_requests") or ()]
    assert len(requests) <= 1


@pytest.mark.parametrize("options", [{"state": "acknowledged"}, {"state": "acknowledged", "snooze": 600}])
def test_gives_up(play: Play, world: Emulator, options: dict[str, t.Any]) -> None:
    incident(play, **DOWN)
    world.fault(kind="status", status=500, method="POST" if "snooze" in options else "PUT", times=None)
    with pytest.raises(OutcomeUnknown, match="answered 500"):
        incident(play, **{**DOWN, **options}, max_retries=2)
    assert len([entry for entry in world.log() if entry["fault"]]) == 3


def test_made_at_the_same_moment(play: Play, world: Emulator) -> None:
    world.fault(kind="race", method="POST", path="/incidents")
    assert not incident(play, **DOWN)["changed"]
    assert len(numbered(world)) == 1


@pytest.mark.parametrize("state", ["acknowledged", "resolved"])
def test_moved_at_the_same_moment(
    play: Play, world: Emulator, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident(play, **DOWN)
    real = TaskClient.request

    def late(self: TaskClient, method: str, path: str, **options: t.Any) -> dict[str, t.Any]:
        if method == "PUT":
            real(self, method, path, **options)  # somebody else has done the same a moment ago
        return real(self, method, path, **options)

    monkeypatch.setattr(TaskClient, "request", late)
    assert not incident(play, **{**DOWN, "state": state})["changed"]
    assert [one["status"] for one in numbered(world)] == [state]


# -- bad input -------------------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"state": "acknowledged"}, "incident_key: set id or incident_key"),
    ({"title": "Down"}, "incident_key: set id or incident_key"),
    ({"incident_key": " ", "state": "triggered"}, "incident_key: must not be empty"),
    ({"incident_key": "none", "title": "x"}, "incident_key: no open incident has the key 'none'"),
    ({"incident_key": "none", "state": "triggered"}, "'none' yet; to create it, also set title and service"),
    ({"id": "QZZZZZZZZZZZZZ", "title": "x"}, "id: there is no incident 'QZZZZZZZZZZZZZ'"),
    ({**DOWN, "resolution": "x"}, "resolution: requires state: resolved"),
    ({**DOWN, "snooze": 60}, "snooze: requires state: acknowledged"),
    ({"incident_key": "open", "state": "acknowledged", "snooze": 0}, "snooze: is 0; it must be between 1 and 604800"),
    ({"incident_key": "open", "state": "resolved", "assignees": [OWNER]}, "assignees: can.t be combined with state"),
    ({"incident_key": "open", "state": "acknowledged", "escalation_level": 2}, "escalation_level: can.t be combined"),
    ({"incident_key": "open", "escalation_level": 0}, "escalation_level: is 0; it must be 1 or more"),
    ({"incident_key": "open", "escalation_level": 9}, r"is 9, but the escalation policy Ladder \(P\w+\) has 2 levels"),
    ({"incident_key": "open", "assignees": []}, "assignees: must have at least 1 user; to return the incident"),
    ({**DOWN, "assignees": [OWNER, "ann@example.com"]}, "assignees: a new incident can have 1 assignee"),
    ({"incident_key": "open", "title": ""}, "title: must not be empty"),
    ({"incident_key": "open", "priority": "P9"}, "priority: there is no priority 'P9'"),
    ({"incident_key": "open", "merge": ["QNONE"]}, r"merge\[0\]: there is no incident 'QNONE'"),
    ({"incident_key": "open", "incident_type": "unheard"}, "refused PUT"),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[message for _options, message in WRONG])
def test_one_line_that_helps(play: Play, options: dict[str, t.Any], message: str) -> None:
    incident(play, **{**DOWN, "incident_key": "open"})
    with pytest.raises(PagerDutyError, match=message) as caught:
        incident(play, **options)
    assert "\n" not in caught.value.message


def test_a_resolved_one_stays_resolved(play: Play) -> None:
    made = incident(play, **DOWN)["incident"]
    incident(play, id=made["id"], state="resolved")
    with pytest.raises(PagerDutyError, match=r"state: incident Q.* is resolved and is not reopened; to create one"):
        incident(play, id=made["id"], state="triggered")
    with pytest.raises(PagerDutyError, match=r"id: incident Q.* is resolved; use state: resolved"):
        incident(play, id=made["id"], title="Other")


def test_who_asks_has_to_be_told(world: Emulator) -> None:
    with pytest.raises(PagerDutyError, match="set from_email"):
        incident(Play(world, from_email=None), **DOWN)
