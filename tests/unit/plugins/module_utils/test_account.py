# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a whole account: errors, plan, requests, parallel changes, failures, purge."""

from __future__ import annotations

import importlib
import json
import pkgutil
import time
import typing as t
from collections import Counter

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.pace import Pace
from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.kinds import Entry
from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.order import Step, sorted_steps
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION, KINDS
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OWNER = "owner@example.com"
Config = dict[str, list[dict[str, t.Any]]]


def config(number: int = 3) -> Config:
    """A configuration with most kinds, whose objects refer to each other."""
    emails = [f"user.{index}@example.com" for index in range(number)]
    return {
        "service_integrations": [
            {"service": f"Service {index}", "name": "Events", "type": "events_api_v2_inbound_integration"}
            for index in range(number)
        ],
        "services": [
            {"name": f"Service {index}", "description": "Sells", "escalation_policy": f"Policy {index}"}
            for index in range(number)
        ],
        "escalation_policies": [
            {
                "name": f"Policy {index}",
                "teams": ["Web"],
                "escalation_rules": [
                    {"escalation_delay_in_minutes": 15, "targets": [{"schedule": "Primary"}, {"user": emails[index]}]}
                ],
            }
            for index in range(number)
        ],
        "schedules": [
            {
                "name": "Primary",
                "time_zone": "Europe/Berlin",
                "schedule_layers": [
                    {
                        "name": "Weekly",
                        "start": "2030-01-07T09:00:00+01:00",
                        "rotation_virtual_start": "2030-01-07T09:00:00+01:00",
                        "rotation_turn_length_seconds": "1 week",
                        "users": emails,
                    }
                ],
            }
        ],
        "teams": [{"name": "Web", "members": [{"user": email, "role": "responder"} for email in emails]}],
        "users": [
            {
                "email": email,
                "name": f"User {index}",
                "contact_methods": [{"type": "sms", "address": f"415555010{index % 10}", "label": "Mobile"}],
            }
            for index, email in enumerate(emails)
        ],
        "maintenance_windows": [
            {
                "services": ["Service 0"],
                "description": "Upgrade",
                "start_time": "2031-01-01T00:00:00Z",
                "end_time": "2031-01-01T02:00:00Z",
            }
        ],
        "event_orchestrations": [{"name": "Main", "team": "Web"}],
        "event_orchestration_routers": [{"orchestration": "Main", "catch_all": "Service 1"}],
        "webhook_subscriptions": [
            {
                "url": "https://hooks.example.com/a",
                "events": ["incident.triggered"],
                "filter_type": "service",
                "filter": "Service 1",
            }
        ],
        "templates": [{"name": "Customers", "templated_fields": {"short_message": "We know."}}],
        "tags": [{"label": "VIP"}],
    }


def run(play: Play, wanted: t.Any, *, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return play.run(ACCOUNT_OPERATION, config=wanted, check=check, **options)


def fails(play: Play, wanted: t.Any, **options: t.Any) -> PagerDutyError:
    with pytest.raises(PagerDutyError) as caught:
        run(play, wanted, **options)
    return caught.value


def names(emulator: Emulator) -> dict[str, list[str]]:
    """The names of all objects that a configuration can create, by type."""
    found = {}
    for plural in ("users", "teams", "schedules", "escalation_policies", "services", "templates", "orchestrations"):
        found[plural] = sorted(str(one.get("email") or one.get("name")) for one in emulator.state().get(plural, ()))
    return found


# -- kinds -----------------------------------------------------------------------------------------------------------


def test_every_managed_resource_is_a_kind_or_says_why_not() -> None:
    managed: dict[str, Resource] = {}
    for module in pkgutil.iter_modules(_resources.__path__):
        for value in vars(importlib.import_module(f"{_resources.__name__}.{module.name}")).values():
            if isinstance(value, Resource) and value.fields:
                managed[value.name] = value
    kinds = {one.name for kind in KINDS.values() for one in kind.resource.family}
    for name, resource in managed.items():
        part_of_parent = resource.in_list is not None
        stated = bool(resource.outside_account)
        assert (name in kinds) + part_of_parent + stated == 1, f"{name}: is it a kind? Else set outside_account"


def test_kinds_follow_what_they_refer_to() -> None:
    order = list(KINDS)
    for name, kind in KINDS.items():
        for other in kind.resource.refers_to():
            before = [one for one in KINDS if KINDS[one].resource.name == other.name]
            assert all(order.index(one) < order.index(name) for one in before)


# -- errors ----------------------------------------------------------------------------------------------------------


def test_all_errors_are_reported_together_and_nothing_is_written(emulator: Emulator, play: Play) -> None:
    wanted = {
        "services": [
            {"name": "A", "escalation_policy": "Default", "acknowledgement_timeout": "soon"},
            {"name": "B", "escalation_policy": "Default", "colour": "red"},
            {"name": "C", "escalation_policy": "Default", "state": "absent"},
            {"name": "D", "escalation_policy": "Default"},
            {"name": " d ", "escalation_policy": "Default"},
            "E",
        ],
        "widgets": [{"name": "A"}],
        "teams": {"name": "Web"},
    }
    error = fails(play, wanted)
    errors = error.result["errors"]
    assert error.result["changed"] is False
    assert len(errors) == 7
    assert any(text.startswith("config.services[0] (A): ") and "acknowledgement_timeout" in text for text in errors)
    assert any(text.startswith("config.services[1] (B): Unsupported parameters") for text in errors)
    assert not any("state" in text for text in errors if "services[2]" not in text)
    assert any("services[2] (C): state" in text and "purge" in text for text in errors)
    assert any("config.services[4] (d): is the same service as config.services[3]" in text for text in errors)
    assert any("services[5]" in text for text in errors)
    assert any("no such kind" in text and "services" in text for text in errors)
    assert "config.teams: must be a list of entries" in errors
    assert emulator.log() == []


@pytest.mark.parametrize("check", [False, True])
def test_unknown_names_are_reported_together_without_what_follows_from_them(
    emulator: Emulator, play: Play, check: bool
) -> None:
    wanted = config()
    wanted["schedules"][0]["schedule_layers"][0]["users"] = ["nobody@example.com"]
    wanted["escalation_policies"][0]["teams"] = ["Wbe"]  # it also refers to the schedule
    wanted["service_integrations"][2]["vendor"] = "Nagois"
    error = fails(play, wanted, check=check)
    assert error.message.endswith("objects that earlier tasks would create do not exist") == check
    schedule, policy, integration = error.result["errors"]
    assert schedule.startswith(
        "config.schedules[0] (Primary): schedule_layers[0].users[0]: there is no user 'nobody@example.com'"
    )
    assert "check-mode" not in schedule
    assert policy == (
        "config.escalation_policies[0] (Policy 0): teams[0]: there is no team 'Wbe'; the nearest are Web"
    )
    assert integration.startswith("config.service_integrations[2] (Events): vendor: there is no vendor 'Nagois'")
    assert emulator.writes() == []


def test_messages_and_results_name_the_source(emulator: Emulator, play: Play) -> None:
    wanted = {
        "services": [{"name": "Web shop", "escalation_policy": "Nights"}, {"name": "Mail", "colour": "red"}],
        "teams": [{"name": "Web"}, {"name": "web"}],
    }
    sources = {"services": ["services.yml:3", "services.yml:\n7"], "teams": ["a.yml:2", "b.yml:2"]}
    errors = fails(play, wanted, sources=sources).result["errors"]
    assert errors[0].startswith("services.yml: 7 (Mail): ") and "colour" in errors[0]
    assert errors[1:] == ["b.yml:2 (web): is the same team as a.yml:2; remove one of them"]
    del wanted["services"][1], wanted["teams"][1]
    sources = {"services": ["services.yml:3"], "teams": ["a.yml:2"]}
    assert fails(play, wanted, sources=sources).message.startswith("Nothing was changed. services.yml:3 (Web shop): ")
    wanted["services"][0]["escalation_policy"] = "Default"
    emulator.fault(kind="status", status=400, method="POST", path="/services", times=None)
    error = fails(play, wanted, sources=sources)
    assert "service Web shop (services.yml:3): " in error.message
    assert error.result["failures"][0]["source"] == "services.yml:3"
    assert [one["source"] for one in error.result["plan"]] == ["a.yml:2", "services.yml:3"]


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ({"teams": "a.yml:1"}, "sources: teams must be a list of texts"),
        ({"teams": [7]}, "sources: teams must be a list of texts"),
        ({"teams": []}, "sources: teams has 0 entries, and config.teams has 1"),
        ({"services": ["a.yml:1"]}, "sources: services has 1 entries, and config.services has 0"),
    ],
)
def test_wrong_sources(play: Play, sources: dict[str, t.Any], text: str) -> None:
    assert text in fails(play, {"teams": [{"name": "Web"}]}, sources=sources).message


def test_what_a_module_requires_with_state_present(play: Play) -> None:
    (error,) = fails(play, {"maintenance_windows": [{"services": ["A"]}]}).result["errors"]
    assert error == "config.maintenance_windows[0]: one of the following is required: id, end_time, minutes"


def test_two_names_of_one_object(emulator: Emulator, play: Play) -> None:
    emulator.load(teams=[{"id": "PTEAM01", "name": "Web"}])
    errors = fails(play, {"teams": [{"name": "Web"}, {"id": "PTEAM01", "description": "x"}]}).result["errors"]
    assert errors == ["config.teams[1] (PTEAM01): is the same team as config.teams[0] (Web); remove one of them"]


def test_circular_references() -> None:
    kind = KINDS["teams"]
    steps = [Step(Entry(kind, number, {"name": name}), {}) for number, name in enumerate("ABCDE")]
    a, b, c, d, e = steps
    a.needs, b.needs, c.needs, d.needs, e.needs = [b], [c], [b], [a], []
    done, errors = sorted_steps(steps)
    assert done == [e]
    (error,) = errors
    assert "config.teams[1] (B) → config.teams[2] (C) → config.teams[1] (B)" in error


def test_a_long_chain_of_references() -> None:
    steps = [Step(Entry(KINDS["teams"], number, {"name": str(number)}), {}) for number in range(5000)]
    for number, step in enumerate(steps[:-1], 1):
        step.needs.append(steps[number])
    assert sorted_steps(steps) == (steps[::-1], [])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"parallel": 0}, "parallel: must be between 1 and 16"),
        ({"purge": ["widgets"]}, "purge: there is no kind widgets"),
        ({"purge": ["users"]}, "purge: config has no users"),
        ({"purge_limit": "many"}, "purge_limit: 'many' is neither"),
        ({"purge_limit": "101%"}, "purge_limit: '101%' is neither"),
    ],
)
def test_wrong_options(play: Play, options: dict[str, t.Any], text: str) -> None:
    assert text in fails(play, {"teams": []}, **options).message


# -- plan and apply --------------------------------------------------------------------------------------------------


def test_check_mode_returns_the_plan_and_the_real_run_follows_it(emulator: Emulator, play: Play) -> None:
    wanted = config()
    planned = run(play, wanted, check=True)
    assert emulator.writes() == []
    result = run(play, wanted)
    assert planned["changed"] is result["changed"] is True
    assert planned["plan"] == result["plan"]
    assert planned["summary"] == result["summary"]
    assert planned["diff"] == result["diff"]
    assert result["summary"]["created"] == len(result["plan"]) - 1  # each orchestration has a router
    created = {(one["kind"], one["name"]): one["object"] for one in result["created"]}
    assert created["service_integrations", "Events"]["integration_key"]
    assert created["webhook_subscriptions", "https://hooks.example.com/a"]["delivery_method"]["secret"]
    emulator.forget()
    again = run(play, wanted)
    assert again["changed"] is False and again["plan"] == []
    assert emulator.writes() == []
    assert again["summary"]["unchanged"] == len(result["plan"])


def test_each_list_is_read_once(emulator: Emulator, play: Play) -> None:
    wanted = config(8)
    run(play, wanted)
    emulator.forget()
    run(play, wanted)
    requests = Counter(entry["path"].partition("?")[0] for entry in emulator.log())
    for path in ("/users", "/teams", "/schedules", "/escalation_policies", "/services", "/templates", "/tags"):
        assert requests[path] == 1, path
    # The members of a team, an orchestration with its router, and shift-based schedules are in no list.
    assert sum(requests.values()) <= 15, requests


def test_a_thousand_unchanged_services(emulator: Emulator, play: Play) -> None:
    services = [{"name": f"Service {number:04}", "escalation_policy": "Default"} for number in range(1000)]
    emulator.load(services=services)
    emulator.forget()
    began = time.perf_counter()
    result = run(play, {"services": [{**one, "description": ""} for one in services]})
    assert result["changed"] is False
    assert len(emulator.log()) <= 11
    assert time.perf_counter() - began < 10  # measured: 0.5


def test_few_entries_are_looked_up_in_a_large_account(emulator: Emulator, play: Play) -> None:
    emulator.load(services=[{"name": f"Service {n:04}", "escalation_policy": "Default"} for n in range(600)])
    emulator.forget()
    run(play, {"services": [{"name": "Service 0500", "escalation_policy": "Default"}]})
    assert len(emulator.log()) <= 3


@pytest.mark.parametrize("parallel", [1, 8])
def test_the_result_does_not_depend_on_the_number_of_threads(emulator: Emulator, play: Play, parallel: int) -> None:
    result = run(play, config(6), parallel=parallel)
    assert result["summary"]["failed"] == 0
    state = names(emulator)
    assert state["services"] == [f"Service {number}" for number in range(6)]
    assert len(state["users"]) == 7
    assert state["escalation_policies"] == ["Default", *(f"Policy {number}" for number in range(6))]
    assert run(play, config(6), parallel=parallel)["changed"] is False


def test_a_user_and_a_team_that_refer_to_each_other(emulator: Emulator, play: Play) -> None:
    wanted = {
        "users": [{"email": "ann@example.com", "name": "Ann", "teams": [{"team": "Web", "role": "manager"}]}],
        "teams": [{"name": "Web", "members": [{"user": "ann@example.com", "role": "manager"}]}],
    }
    planned = run(play, wanted, check=True)
    result = run(play, wanted)
    assert planned["plan"] == result["plan"]
    assert run(play, wanted)["changed"] is False


def test_an_update_shows_what_differs(emulator: Emulator, play: Play) -> None:
    run(play, config())
    wanted = config()
    wanted["services"][1]["description"] = "Pays"
    emulator.forget()
    result = run(play, wanted)
    assert result["plan"] == [
        {
            "kind": "services",
            "name": "Service 1",
            "action": "update",
            "options": ["description"],
            "diff": {"before": {"description": "Sells"}, "after": {"description": "Pays"}},
        }
    ]
    assert len(emulator.writes()) == 1


def test_secrets_in_entries_are_known_to_the_shells() -> None:
    entry = {"url": "https://a.example.com", "custom_headers": [{"name": "X-Key", "value": "hunter22"}]}
    assert ACCOUNT_OPERATION.secrets is not None
    assert ACCOUNT_OPERATION.secrets({"config": {"webhook_subscriptions": [entry], "users": 7}}) == {"hunter22"}


# -- failures --------------------------------------------------------------------------------------------------------


def test_a_failure_stops_its_dependents_only(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="status", status=400, method="POST", path="/schedules", times=None)
    wanted = config()
    wanted["services"].append({"name": "Other", "escalation_policy": "Default"})
    error = fails(play, wanted)
    result = error.result
    assert result["changed"] is True
    assert [(one["kind"], one["name"]) for one in result["failures"]] == [("schedules", "Primary")]
    left = {(one["kind"], one["name"]): one["reason"] for one in result["not_attempted"]}
    assert left["escalation_policies", "Policy 0"] == "it needs schedule Primary"
    assert ("services", "Service 2") in left and ("services", "Other") not in left
    state = names(emulator)
    assert state["services"] == ["Other"] and state["templates"] == ["Customers"] and len(state["users"]) == 4
    assert "schedule Primary" in error.message
    emulator.admin("DELETE", "faults")
    assert run(play, wanted)["changed"] is True
    assert run(play, wanted)["changed"] is False


def test_rejected_credentials_stop_everything(emulator: Emulator, play: Play) -> None:
    emulator.fault(kind="status", status=401, method="POST", times=None)
    result = fails(play, {"teams": [{"name": f"Team {number}"} for number in range(40)]}, parallel=2).result
    assert len(result["failures"]) <= 2
    assert {one["reason"] for one in result["not_attempted"]} == {"PagerDuty rejected the credentials"}


def test_all_threads_wait_for_the_rate_limit() -> None:
    now, slept = [0.0], []
    pace = Pace(lambda: now[0], slept.append)
    pace.wait()
    pace.note({"ratelimit-remaining": "3", "ratelimit-reset": "9"})
    pace.note({"ratelimit-remaining": "soon"})
    pace.note({"ratelimit-remaining": "0", "ratelimit-reset": "9"})  # not known to be enforced
    pace.wait()
    assert slept == []
    pace.hold(4)
    pace.wait()
    pace.note({"ratelimit-remaining": "0", "ratelimit-reset": "9"})
    pace.hold(4)
    pace.wait()
    now[0] = 9.0
    pace.wait()
    assert slept == [4.0, 9.0]


def test_a_limit_that_ends_and_one_that_does_not(emulator: Emulator, play: Play) -> None:
    wanted = {"teams": [{"name": f"Team {number}"} for number in range(40)]}
    emulator.fault(kind="rate_limit", reset=7, method="POST", times=3)
    assert run(play, wanted)["summary"]["created"] == 40
    assert len(play.slept) >= 3 and all(pause > 5 for pause in play.slept)
    more = {"teams": [{"name": f"Team {number}"} for number in range(90)]}
    emulator.fault(kind="rate_limit", reset=60, method="POST", times=None)
    result = fails(play, more).result
    assert len(result["failures"]) <= 4
    assert {one["reason"] for one in result["not_attempted"]} == {"the rate limit of PagerDuty is used up"}


def test_progress_is_shown_at_an_interval(
    emulator: Emulator, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ansible_collections.community.pagerduty.plugins.module_utils._engine.account import applying
    from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
    from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions

    monkeypatch.setattr(applying, "INTERVAL", 0.02)
    lines: list[str] = []
    params = play.validated(ACCOUNT_OPERATION, {"config": config(8)})
    execute(
        ACCOUNT_OPERATION, params, check_mode=False, environment={}, sessions=Sessions(), progress=lines.append
    )
    assert lines and all(" objects, " in line and "left" in line for line in lines)


# -- purge -----------------------------------------------------------------------------------------------------------


def test_purge_removes_what_is_not_in_the_configuration(emulator: Emulator, play: Play) -> None:
    run(play, config(4))
    wanted: Config = {name: config(4)[name][:1] for name in ("services", "escalation_policies")}
    options: dict[str, t.Any] = {"purge": ["services", "escalation_policies"], "purge_limit": "20"}
    kept_by = {"event_orchestration_routers": [{"orchestration": "Main", "catch_all": "unrouted"}]}
    planned = run(play, {**wanted, **kept_by}, check=True, **options)
    result = run(play, {**wanted, **kept_by}, **options)
    assert planned["plan"] == result["plan"]
    removed = [one["name"] for one in result["plan"] if one["action"] == "delete"]
    assert removed == ["Service 1", "Service 2", "Service 3", "Default", "Policy 1", "Policy 2", "Policy 3"]
    state = names(emulator)
    assert state["services"] == ["Service 0"] and state["escalation_policies"] == ["Policy 0"]
    assert run(play, {**wanted, **kept_by}, **options)["changed"] is False


@pytest.mark.parametrize(("limit", "fails_"), [("2", True), ("3", False), ("49%", True), ("75%", False)])
def test_purge_limit(emulator: Emulator, play: Play, limit: str, fails_: bool) -> None:
    emulator.load(templates=[{"name": f"T{number}", "templated_fields": {}} for number in range(4)])
    wanted: Config = {"templates": [{"name": "T0"}]}
    if fails_:
        error = fails(play, wanted, purge=["templates"], purge_limit=limit)
        assert "would remove 3 of 4 objects: template T1, template T2, template T3" in error.message
        assert emulator.writes() == []
    else:
        assert run(play, wanted, purge=["templates"], purge_limit=limit)["summary"]["deleted"] == 3


def test_purge_keeps_what_is_ignored_used_or_needed(emulator: Emulator, play: Play) -> None:
    emulator.load(
        users=[{"email": "ann@example.com", "name": "Ann"}, {"email": "bot.1@example.com", "name": "Bot"}],
        services=[{"name": "Shop", "escalation_policy": "Default"}],
    )
    options: dict[str, t.Any] = {"purge": ["users", "escalation_policies"], "ignore": ["BOT.*"]}
    result = run(play, {"users": [], "escalation_policies": []}, **options)
    assert [one["name"] for one in result["plan"]] == ["ann@example.com"]
    kept = {one["name"]: one["reason"] for one in result["kept"]}
    assert kept[OWNER] == "it is the owner of the account"
    assert "service Shop" in kept["Default"]
    assert names(emulator)["users"] == ["bot.1@example.com", OWNER]


def test_purge_keeps_what_takes_others_along(emulator: Emulator, play: Play) -> None:
    """A runner that actions of the account use stays, one that the same task makes free is deleted."""
    action = {"action_type": "script", "action_data_reference": {"script": "true"}, "description": ""}
    emulator.load(
        automation_runners=[
            {"name": name, "runner_type": "sidecar", "description": ""} for name in ("Used", "Left", "Target", "Alone")
        ],
        automation_actions=[
            {**action, "name": "Stays", "runner": "Used"},
            {**action, "name": "Moves", "runner": "Left"},
            {**action, "name": "Elsewhere", "runner": "Target"},
        ],
    )
    wanted: Config = {
        "automation_runners": [{"name": "Target"}],
        "automation_actions": [
            {"name": "Moves", "runner": "Target"},
            {"name": "New", "description": "", "action_type": "script", "script": "true"},
        ],
    }
    planned = run(play, wanted, check=True, purge=["automation_runners"])
    result = run(play, wanted, purge=["automation_runners"])
    assert planned["plan"] == result["plan"] and planned["kept"] == result["kept"]
    assert [one["name"] for one in result["plan"] if one["action"] == "delete"] == ["Alone", "Left"]
    assert [(one["name"], one["reason"].partition(" (")[0]) for one in result["kept"]] == [
        ("Used", "it is used by automation action Stays")
    ]
    both = run(play, wanted, purge=["automation_runners", "automation_actions"])
    assert [one["name"] for one in both["plan"]] == ["Elsewhere", "Stays", "Used"] and both["kept"] == []


def test_purge_keeps_oauth_clients_that_subscriptions_use(emulator: Emulator, play: Play) -> None:
    client = {"client_id": "a", "client_secret": "b", "token_url": "https://example.com/t"}
    method = {"type": "http_delivery_method", "url": "https://example.com/"}
    subscription = {"events": ["incident.triggered"], "filter": {"type": "account_reference"}}
    emulator.load(
        webhook_oauth_clients=[
            {**client, "id": f"PCLIENT{name}", "name": name, "grant_type": "client_credentials"} for name in "ABC"
        ],
        webhook_subscriptions=[
            {**subscription, "id": "PSUB001", "delivery_method": method, "oauth_client": "PCLIENTA"},
            {**subscription, "id": "PSUB002", "delivery_method": method, "oauth_client": "PCLIENTB"},
        ],
    )
    wanted: Config = {"webhook_oauth_clients": [], "webhook_subscriptions": [{"id": "PSUB002", "oauth_client": ""}]}
    result = run(play, wanted, purge=["webhook_oauth_clients"])
    assert [one["name"] for one in result["plan"] if one["action"] == "delete"] == ["B", "C"]
    assert [one["name"] for one in result["kept"]] == ["A"]
    assert "webhook subscription" in result["kept"][0]["reason"]


def test_nothing_is_purged_after_a_failure(emulator: Emulator, play: Play) -> None:
    emulator.load(templates=[{"name": "Old", "templated_fields": {}}])
    emulator.fault(kind="status", status=400, method="POST", path="/teams", times=None)
    error = fails(play, {"teams": [{"name": "Web"}], "templates": []}, purge=["templates"])
    assert [one["kind"] for one in error.result["not_attempted"]] == ["templates"]
    assert names(emulator)["templates"] == ["Old"]


def test_the_result_is_json(play: Play) -> None:
    assert json.loads(json.dumps(run(play, config()))) is not None
