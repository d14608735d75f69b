# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account as it is: what is returned, that it describes the account completely, and drift."""

from __future__ import annotations

import os
import typing as t
from datetime import datetime
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION, KINDS
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._schema.fields import ONLY_BY_ID
from ansible_collections.community.pagerduty.tests.unit.plugins.account_seeds import NOT_IN_POLICIES, UNUSUAL, Seeded
from ansible_collections.community.pagerduty.tests.unit.plugins.resource_data import (
    ResourceData,
    all_data,
    further_data,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

Config = dict[str, list[dict[str, t.Any]]]

SEEDS = int(os.environ.get("ACCOUNT_SEEDS", "12"))  # accounts to export


def export(play: Play, **options: t.Any) -> dict[str, t.Any]:
    return play.run(ACCOUNT_INFO_OPERATION, **options)


def exported(play: Play, **options: t.Any) -> Config:
    return export(play, **options)["config"]


def load(emulator: Emulator, seed: int, **options: t.Any) -> None:
    now = datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))
    emulator.load(**Seeded(seed, now, **options).account())
    emulator.forget()


# -- the round trip --------------------------------------------------------------------------------------------------


def check_same_account(emulator: Emulator, play: Play, config: Config) -> None:
    emulator.forget()
    result = play.run(ACCOUNT_OPERATION, config=config)
    assert result["plan"] == [] and result["changed"] is False
    assert emulator.writes() == []


def check_empty_account(emulator: Emulator, play: Play, config: Config) -> None:
    emulator.reset()
    play.run(ACCOUNT_OPERATION, config=config)
    again = exported(play)
    for kind in {*config, *again}:
        assert again.get(kind) == config.get(kind), kind


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_export_describes_the_account(emulator: Emulator, play: Play, seed: int) -> None:
    load(emulator, seed)
    result = export(play)
    check_same_account(emulator, play, result["config"])
    check_same_account(emulator, play, exported(play, full=True))
    # A service called "unrouted" is the only one that a router can't name.
    if ("catch_all", ONLY_BY_ID) not in [(one["option"], one["reason"]) for one in result["not_exported"]]:
        check_empty_account(emulator, play, result["config"])


# Options that are in no export, with the reason.
NOT_IN_EXPORTS = {
    "standards": {"regex": "PagerDuty does not return it", "send_regex": "what to do"},
    "service_custom_fields": {"default_value": "only PagerDuty's tools have it, not its documents"},
    "users": {"license": "each user costs a request", "teams": "the teams have their members"},
    "services": {"alert_creation": "PagerDuty stores one of its values only"},
    "schedules": {"keep_current_on_call": "how to make a change", "preview_days": "what to show"},
    "enablements": {"feature": "it has one value only"},
    "templates": {"template_type": "it has one value only"},
    "business_services": {
        "account_subscription": "PagerDuty does not return it",
        "update_account_subscription": "when to send something",
    },
    "maintenance_windows": {"minutes": "end_time says the same"},
    "extensions": {
        "servicenow": "its password is secret, and a new extension needs it",
        "secret_config": "secret",
        "update_secrets": "what to do",
        "enabled": "what to do",
    },
    "workflow_integration_connections": {"secrets": "secret", "update_secrets": "what to do"},
    "automation_runners": {
        "runbook_base_uri": "its API key is in no export, so the seeds have sidecars",
        "runbook_api_key": "secret",
        "update_secrets": "what to do",
        "secret_file": "where to store a secret",
    },
    "webhook_oauth_clients": {"oauth_client_secret": "secret", "update_secrets": "what to do"},
    "webhook_subscriptions": {
        "oauth_client": "its secret is in no export, so the seeds have none",
        "custom_headers": "secret",
        "secret_file": "where to store a secret",
        "replace": "what to do",
        "send_test": "what to do",
    },
}


def test_the_seeds_have_all_options_of_all_kinds(emulator: Emulator, play: Play) -> None:
    """Otherwise the round trip would not notice a wrong default, or an option that is not exported."""
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for seed in range(10):
        load(emulator, seed)
        for kind, entries in exported(play).items():
            seen[kind].update(*(dotted(entry) for entry in entries))
        for kind, entries in exported(play, full=True).items():
            seen[kind].update(option for entry in entries for option in dotted(entry) if "." in option)
    for name, kind in KINDS.items():
        if not seen[name]:
            continue  # a kind without seeds has the test of its data file
        left_out = set(NOT_IN_EXPORTS.get(name, {}))
        stated = {option for option in dotted_options(kind.spec) if option.partition(".")[0] not in left_out}
        assert stated - seen[name] == set(), name
        assert not left_out & seen[name], name


def dotted(value: t.Any) -> set[str]:
    """The dotted names of all options in a value."""
    if isinstance(value, list):
        return {name for entry in value for name in dotted(entry)}
    if not isinstance(value, dict):
        return set()
    return {name for key, entry in value.items() for name in (key, *(f"{key}.{inner}" for inner in dotted(entry)))}


def dotted_options(spec: dict[str, t.Any]) -> set[str]:
    """The same of an argument spec, without IDs, and without options that remove something."""
    found = set()
    for name, one in spec.items():
        if name != "id" and not name.startswith("purge_"):
            found |= {name, *(f"{name}.{inner}" for inner in dotted_options(one.get("options") or {}))}
    return found


KIND_OF = {kind.resource.name: kind for kind in KINDS.values()}
DATA = [data for data in (*all_data().values(), *further_data()) if data.resource.name in KIND_OF]


@pytest.mark.parametrize("data", DATA, ids=[data.module for data in DATA])
def test_the_round_trip_of_each_resource(emulator: Emulator, play: Play, data: ResourceData) -> None:
    """With the data of the integration tests, so that a new resource needs no code here."""
    kind = KIND_OF[data.resource.name].name
    emulator.load(**data.account)
    play.run(resource_operation(data.resource), **data.create)
    config = exported(play, kinds=[kind])
    assert config[kind]
    check_same_account(emulator, play, config)
    check_same_account(emulator, play, exported(play, kinds=[kind], full=True))
    emulator.load(**data.account)
    secrets = {
        name: data.create[name]
        for name, spec in data.resource.specs().items()
        if spec.get("no_log") and name in data.create
    }
    play.run(ACCOUNT_OPERATION, config={kind: [{**entry, **secrets} for entry in config[kind]]})
    assert exported(play, kinds=[kind]) == config


@pytest.mark.parametrize("seed", range(1000, 1000 + SEEDS // 2))
def test_objects_of_the_same_name(emulator: Emulator, play: Play, seed: int) -> None:
    load(emulator, seed, same=True)
    check_same_account(emulator, play, exported(play))


@pytest.mark.exhaustive
def test_thousands_of_objects(emulator: Emulator, play: Play) -> None:
    """Names of which many begin alike, and several pages of each list."""
    emails = [f"user{number}@example.com" for number in range(250)]
    names = [name for name in UNUSUAL if not NOT_IN_POLICIES & set(name)]
    services = [f"{names[number % len(names)]} {number}" for number in range(1200)]
    emulator.load(
        users=[{"name": f"{names[number % len(names)]}", "email": email} for number, email in enumerate(emails)],
        teams=[{"name": f"{name} team", "members": [{"user": emails[0], "role": "observer"}]} for name in names],
        escalation_policies=[
            {
                "name": f"{name} policy",
                "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [emails[number]]}],
            }
            for number, name in enumerate(names)
        ],
        services=[
            {
                "name": name,
                "escalation_policy": f"{names[number % len(names)]} policy",
                "integrations": [{"name": "Events", "type": "events_api_v2_inbound_integration"}],
            }
            for number, name in enumerate(services)
        ],
    )
    config = exported(play)
    assert len(config["services"]) == len(config["service_integrations"]) == 1200
    check_same_account(emulator, play, config)
    check_empty_account(emulator, play, config)


def test_what_only_an_id_can_name_is_noted(emulator: Emulator, play: Play) -> None:
    router = {"sets": [{"id": "start"}], "catch_all": {"actions": {"route_to": "PSVC001"}}}
    service = {"id": "PSVC001", "name": "unrouted", "escalation_policy": "Default"}
    emulator.load(services=[service], event_orchestrations=[{"name": "Main", "router": router}])
    result = export(play, kinds=["event_orchestration_routers"])
    assert result["config"] == {"event_orchestration_routers": [{"orchestration": "Main", "catch_all": "PSVC001"}]}
    note = {"kind": "event_orchestration_routers", "name": "Main", "option": "catch_all", "reason": ONLY_BY_ID}
    assert result["not_exported"] == [note]


# -- what is returned ------------------------------------------------------------------------------------------------

SMALL: dict[str, t.Any] = {
    "users": [
        {"id": "PANN000", "name": "Ann", "email": "ann@example.com"},
        {"id": "PBEA000", "name": "Bea", "email": "bea@example.com"},
    ],
    "teams": [
        {"id": "PWEB000", "name": "Web", "members": [{"user": "ann@example.com", "role": "responder"}]},
        {"id": "PDATA00", "name": "Data", "members": []},
    ],
    "escalation_policies": [
        {
            "id": f"PPOL{team}",
            "name": f"{team} policy",
            "teams": [team],
            "escalation_rules": [{"escalation_delay_in_minutes": 9, "targets": ["bea@example.com", "ann@example.com"]}],
        }
        for team in ("Web", "Data")
    ],
    "services": [
        {
            "id": f"PSVC00{number}",
            "name": name,
            "escalation_policy": policy,
            "integrations": [{"name": "Events", "type": "events_api_v2_inbound_integration"}],
        }
        for number, (name, policy) in enumerate(
            [("shop", "Web policy"), ("Cart", "Web policy"), ("lake", "Data policy"), ("Sandbox 1", "Data policy")]
        )
    ],
    "webhook_subscriptions": [
        {
            "delivery_method": {
                "type": "http_delivery_method",
                "url": url,
                "custom_headers": [{"name": "X-Token", "value": "hunter22"}],
            },
            "events": ["incident.triggered"],
            "filter": {"type": "account_reference"},
        }
        for url in ("https://hooks.example.com/a", "https://me:hunter33@hooks.example.com/b")
    ],
    "templates": [{"name": "Template", "templated_fields": {}}],
}


def names_of(config: Config, kind: str) -> list[str]:
    return [entry.get("name") or entry["email"] for entry in config.get(kind, [])]


def test_the_order_is_by_name_without_regard_to_case(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    config = exported(play)
    assert names_of(config, "services") == ["Cart", "lake", "Sandbox 1", "shop"]
    assert [one["service"] for one in config["service_integrations"]] == ["Cart", "lake", "Sandbox 1", "shop"]
    [rule] = config["escalation_policies"][0]["escalation_rules"]
    assert rule["targets"] == [{"user": "ann@example.com"}, {"user": "bea@example.com"}]
    assert exported(play, parallel=1) == exported(play, parallel=8) == config


def test_defaults_are_left_out_unless_they_are_wanted(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    [entry] = exported(play, kinds=["services"], names=["shop"])["services"]
    timeouts = {"auto_resolve_timeout": 0, "acknowledgement_timeout": 0}  # PagerDuty's documents state two defaults
    assert entry == {"name": "shop", "escalation_policy": "Web policy", **timeouts}
    [entry] = exported(play, kinds=["services"], names=["shop"], full=True)["services"]
    assert entry["status"] == "active" and entry["description"] == "" and entry["scheduled_actions"] == []


def test_secrets_are_listed_and_never_returned(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    result = export(play, full=True)
    assert "hunter" not in str(result)
    [entry] = result["config"]["webhook_subscriptions"]
    assert "custom_headers" not in entry
    secrets = {(one["kind"], one["name"], one["option"], one["secret"]) for one in result["secrets"]}
    hooks = "https://hooks.example.com/a"
    assert ("webhook_subscriptions", hooks, "custom_headers", "the value of X-Token") in secrets
    assert ("webhook_subscriptions", hooks, "delivery_method.secret") in {one[:3] for one in secrets}
    assert ("service_integrations", "Events of shop", "integration_key") in {one[:3] for one in secrets}
    password = "the password in https://me:********@hooks.example.com/b"
    assert password in {one[3] for one in secrets}
    assert "its URL contains a password" in [one["reason"] for one in result["not_exported"]]
    check_same_account(emulator, play, result["config"])


def test_kinds_teams_and_names_limit_the_result(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    config = exported(play, kinds=["services", "teams"])
    assert list(config) == ["teams", "services"]
    config = exported(play, teams=["web"])
    assert list(config) == ["teams", "users", "escalation_policies", "services", "service_integrations"]
    assert [names_of(config, kind) for kind in ("teams", "escalation_policies", "services")] == [
        ["Web"],
        ["Web policy"],
        ["Cart", "shop"],
    ]
    assert [one["email"] for one in config["users"]] == ["ann@example.com"]
    assert [one["service"] for one in config["service_integrations"]] == ["Cart", "shop"]
    config = exported(play, names=["S*", "BEA@*"], ignore=["sandbox *"])
    assert names_of(config, "services") == ["shop"]
    assert [one["service"] for one in config["service_integrations"]] == ["shop"]
    assert [one["email"] for one in config["users"]] == ["bea@example.com"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"kinds": ["widgets"]}, "kinds: there is no kind widgets; the kinds are"),
        ({"teams": ["Wbe"]}, "teams[0]: there is no team 'Wbe'"),
        ({"parallel": 17}, "parallel: must be between 1 and 16"),
        ({"config": {"services": [{"name": "A", "colour": "red"}]}}, "config.services[0] (A): Unsupported parameters"),
        ({"config": {"services": [{"name": "A", "escalation_policy": "B"}]}}, "there is no escalation policy 'B'"),
    ],
)
def test_wrong_options(play: Play, options: dict[str, t.Any], text: str) -> None:
    with pytest.raises(PagerDutyError) as caught:
        export(play, **options)
    assert text in caught.value.message


def test_a_kind_that_the_account_does_not_have(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    emulator.fault(kind="status", status=403, method="GET", path="/event_orchestrations", times=None)
    result = export(play)
    assert "event_orchestrations" not in result["config"] and names_of(result["config"], "services")
    kinds = [one["kind"] for one in result["not_exported"] if not one["name"] and not one["option"]]
    orchestrations = {name for name in KINDS if name.startswith("event_orchestration")}
    # The rules of services belong to services. Other kinds can belong to both.
    assert set(kinds) >= orchestrations - {"event_orchestration_services"}


def test_an_object_whose_children_the_token_may_not_see(emulator: Emulator, play: Play) -> None:
    emulator.load(**SMALL)
    emulator.fault(kind="status", status=403, path="/users/PANN000/oncall_handoff_notification_rules", times=None)
    result = export(play, kinds=["user_handoff_rules", "users"])
    [note] = [one for one in result["not_exported"] if one["kind"] == "user_handoff_rules"]
    assert note["name"] == "ann@example.com" and note["option"] == "" and "403" in note["reason"]
    assert len(result["config"]["users"]) == 3


def test_references_cost_no_requests(emulator: Emulator, play: Play) -> None:
    """Each list is read once, whatever refers to its objects."""
    services = [{"name": f"Service {number:03}", "escalation_policy": "Default"} for number in range(250)]
    users = [{"name": f"User {number}", "email": f"user{number}@example.com"} for number in range(150)]
    emulator.load(services=services, users=users)
    emulator.forget()
    kinds = [name for name, kind in KINDS.items() if kind.has_list]
    config = exported(play, kinds=kinds)
    assert len(config["services"]) == 250
    # 3 pages of services, 2 of users, one list for each other kind at most, and the tags.
    assert len(emulator.log()) <= 3 + 2 + len(kinds)
    assert emulator.writes() == []


def test_rules_that_refer_to_other_objects_of_the_user(emulator: Emulator, play: Play) -> None:
    rule = {"contact_method": "4155550100", "handoff_type": "oncall", "notify_advance_in_minutes": 60}
    method = {"type": "sms_contact_method", "address": "4155550100", "label": "Mobile"}
    emulator.load(
        users=[
            {
                "name": f"User {number}",
                "email": f"user{number}@example.com",
                "contact_methods": [method],
                "notification_rules": [],
                "oncall_handoff_notification_rules": [rule],
            }
            for number in range(20)
        ]
    )
    emulator.forget()
    config = exported(play, kinds=["user_handoff_rules"])
    assert config["user_handoff_rules"][0] == {**rule, "user": "user0@example.com"}
    assert len(emulator.log()) == 22  # the users with their contact methods, and the rules of each one


# -- drift -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True])
def test_drift(emulator: Emulator, play: Play, tmp_path: Path, check: bool) -> None:
    emulator.load(**SMALL)
    wanted: Config = {
        "teams": [{"name": "Web"}, {"name": "New"}],
        "services": [
            {"name": "Shop", "description": "Sells", "escalation_policy": "Web policy"},
            {"name": "cart", "escalation_policy": "Web policy"},
            {"name": "Pay", "escalation_policy": "New policy"},
        ],
        "escalation_policies": [
            {
                "name": "New policy",
                "teams": ["New"],
                "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [{"user": "ann@example.com"}]}],
            }
        ],
    }
    play.ledger = str(tmp_path / "ledger")
    for _attempt in range(2):  # the first one leaves no prediction to the second one
        result = export(play, config=wanted, kinds=["teams", "services"], ignore=["Sandbox*"], check=check)
        drift = result["drift"]
        assert [(one["kind"], one["name"]) for one in drift["missing"]] == [
            ("teams", "New"),
            ("escalation_policies", "New policy"),
            ("services", "Pay"),
        ]
        assert drift["different"] == [
            {
                "kind": "services",
                "name": "Shop",
                "options": ["description"],
                "diff": {"before": {"description": ""}, "after": {"description": "Sells"}},
            }
        ]
        assert drift["unmanaged"] == [
            {"kind": "teams", "name": "Data", "id": "PDATA00"},
            {"kind": "services", "name": "lake", "id": "PSVC002"},
        ]
    assert emulator.writes() == []


def test_an_export_has_no_drift(emulator: Emulator, play: Play) -> None:
    router = {"sets": [{"id": "start"}], "catch_all": {"actions": {"route_to": "PSVC000"}}}
    emulator.load(**SMALL, event_orchestrations=[{"name": "Main", "router": router}, {"name": "Unused"}])
    config = exported(play)
    assert config["event_orchestration_routers"] == [{"orchestration": "Main", "catch_all": "shop"}]
    assert export(play, config=config)["drift"] == {"missing": [], "different": [], "unmanaged": []}
    sources = {"services": [f"services.yml:{number}" for number, _entry in enumerate(config["services"])]}
    changed = {**config, "services": [{**config["services"][0], "description": "Other"}, *config["services"][1:]]}
    assert export(play, config=changed, sources=sources)["drift"]["different"][0]["source"] == "services.yml:0"
    removed = {kind: entries for kind, entries in config.items() if kind != "event_orchestration_routers"}
    unmanaged = export(play, config=removed, kinds=["event_orchestration_routers"])["drift"]["unmanaged"]
    assert [one["kind"] for one in unmanaged] == ["event_orchestration_routers"]


def test_a_comparison_reads_no_kind_without_a_list_that_it_does_not_mention(emulator: Emulator, play: Play) -> None:
    """Each object would cost a request. An export, or `kinds`, reads all of them."""
    rules = {"sets": [{"id": "start", "rules": [{"actions": {"suppress": True}}]}]}
    services = [{**service, "event_orchestration": rules} for service in SMALL["services"]]
    emulator.load(**{**SMALL, "services": services}, event_orchestrations=[{"name": "Main", "global": rules}])
    config = exported(play)
    assert len(config["event_orchestration_services"]) == len(services)
    emulator.forget()
    drift = export(play, config=without_rules(config))["drift"]
    assert drift == {"missing": [], "different": [], "unmanaged": []}
    assert not [entry for entry in emulator.log() if entry["path"].startswith("/event_orchestrations/")]
    emulator.forget()
    one = {**without_rules(config), "event_orchestration_globals": config["event_orchestration_globals"]}
    assert export(play, config=one)["drift"]["unmanaged"] == []
    paths = [entry["path"] for entry in emulator.log() if entry["path"].startswith("/event_orchestrations/")]
    assert paths and {path.rpartition("/")[2] for path in paths} == {"global"}
    kinds = ["event_orchestration_services"]
    assert len(export(play, config=one, kinds=kinds)["drift"]["unmanaged"]) == len(services)


def without_rules(config: t.Any) -> t.Any:
    """A configuration without the kinds that have no list."""
    return {kind: entries for kind, entries in config.items() if KINDS[kind].has_list}
