# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter terraform_config: its result describes exactly what Terraform has created."""

from __future__ import annotations

import json
import os
import random
import typing as t
from datetime import datetime
from pathlib import Path

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.community.pagerduty.plugins.filter.terraform_config import terraform_config
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION, KINDS
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.plugin_utils._terraform._convert import OBJECTS, PARTS
from ansible_collections.community.pagerduty.tests.unit.plugins.account_seeds import Seeded
from ansible_collections.community.pagerduty.tests.unit.plugins.filter.importer import Importer
from ansible_collections.community.pagerduty.tests.unit.plugins.filter.provider import Provider, resources
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

STATE = Path(__file__).parent / "states" / "account.json"
SEEDS = int(os.environ.get("TERRAFORM_SEEDS", "5"))

Json = dict[str, t.Any]


@pytest.fixture(scope="module")
def lenient() -> t.Iterator[Emulator]:
    """An emulator that accepts what PagerDuty accepts from the provider."""
    emulator = Emulator(strict=False)
    yield emulator
    emulator.stop()


@pytest.fixture
def account(lenient: Emulator) -> Emulator:
    lenient.reset()
    return lenient


@pytest.fixture
def state() -> Json:
    return t.cast(Json, json.loads(STATE.read_text()))


def test_applying_the_configuration_changes_nothing(account: Emulator, state: Json) -> None:
    created = Provider(account.url).apply(state)
    account.forget()
    result = Play(account).run(ACCOUNT_OPERATION, config=terraform_config(created)["config"])
    assert result["plan"] == []
    assert account.writes() == []


def test_in_an_empty_account_it_creates_the_same_objects(account: Emulator, state: Json) -> None:
    config = terraform_config(Provider(account.url).apply(state))["config"]
    for runner in config["automation_runners"]:
        runner["runbook_api_key"] = "hush-hush"  # a secret, and a new runner needs it
    play = Play(account)
    exported = play.run(ACCOUNT_INFO_OPERATION, full=True)["config"]
    account.reset()
    play.run(ACCOUNT_OPERATION, config=config)
    again = play.run(ACCOUNT_INFO_OPERATION, full=True)["config"]
    for kind in KINDS:
        assert again.get(kind) == exported.get(kind), kind


def imported(emulator: Emulator, seed: int, *, same: bool) -> Json:
    """The state of an account from a seed. same: with several objects of the same name."""
    now = emulator.admin("GET", "clock")["now"]
    account = Seeded(seed, datetime.fromisoformat(now.replace("Z", "+00:00")), same=same).account()
    for number, user in enumerate(account["users"]):  # the seeds have the same IDs of contact methods for each user
        account["users"][number] = json.loads(json.dumps(user).replace("PMETHOD", f"PM{number}ETHOD"))
    emulator.load(**account)
    return Importer(emulator.url, now).state()


@pytest.mark.parametrize("same", [False, True], ids=["different names", "same names"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_accounts_from_seeds(account: Emulator, seed: int, same: bool) -> None:
    """Accounts with unusual names and values, as if each object was imported into Terraform."""
    config = terraform_config(imported(account, seed, same=same))["config"]
    account.forget()
    play = Play(account)
    assert play.run(ACCOUNT_OPERATION, config=config)["plan"] == []
    assert account.writes() == []
    if same:
        return  # IDs are only valid in this account
    before = covered(play)
    account.reset()
    play.run(ACCOUNT_OPERATION, config=config)
    after = covered(play)
    for kind in KINDS:
        assert after.get(kind) == before.get(kind), kind


# The kinds for which the provider has no resource.
NOT_IN_TERRAFORM = {
    "webhook_oauth_clients",
    "templates",
    "user_status_update_rules",
    "ip_allow_lists",
    "session_configurations",
    "standards",
    "enrichment_schemas",
    "event_enrichments",
    "event_enrichment_rules",
    "workflow_integration_connections",
}


def covered(play: Play) -> Json:
    """The configuration of an account without what Terraform does not manage."""
    config = play.run(ACCOUNT_INFO_OPERATION, full=True)["config"]
    for kind in NOT_IN_TERRAFORM:
        config.pop(kind, None)
    config["addons"] = [one for one in config.get("addons", ()) if one["type"] == "full_page_addon"]
    triggers = [one for one in config.pop("incident_workflow_triggers", ()) if one["trigger_type"] != "incident_type"]
    if triggers:
        config["incident_workflow_triggers"] = triggers
    # PagerDuty adds contact methods and rules to new users, and Terraform does not remove them. The owner exists.
    others = ("contact_methods", "notification_rules", "purge_contact_methods", "purge_notification_rules")
    removed = {"users": others, "services": ("status",), "escalation_policies": ("on_call_handoff_notifications",)}
    for kind, options in removed.items():
        for entry in config.get(kind, ()):
            for option in options:
                entry.pop(option, None)
    return t.cast(Json, config)


# -- what is converted, and what is not ------------------------------------------------------------------------------


def test_what_is_not_converted(state: Json) -> None:
    found = terraform_config(state)
    assert [(one["address"], one["kind"], one["option"], one["reason"]) for one in found["not_converted"]] == [
        ("pagerduty_maintenance_window.over", "maintenance_windows", "", "it is over"),
        ("pagerduty_team.security", "teams", "parent", "no task can set the parent of a team"),
    ]  # fmt: skip
    assert found["notes"] == [
        "The licenses of users are not converted. PagerDuty chooses a license that matches the role. See the option"
        " license of pagerduty_user.",
        "Ignored resources and data sources of other providers: 1",
    ]


def test_secrets_are_listed_and_not_in_the_configuration(state: Json) -> None:
    found = terraform_config(state)
    assert "secretkey" not in json.dumps(found).casefold()
    assert "SECRETKEY" in STATE.read_text()
    of_hook = [one for one in found["secrets"] if one["name"] == "https://hooks.example.com/database"]
    assert [(one["option"], one["secret"]) for one in of_hook] == [
        ("custom_headers", "the value of X-Token"),
        ("delivery_method.secret", "PagerDuty generates another one for a new object"),
    ]
    with_key = {one["name"] for one in found["secrets"] if one["option"] == "integration_key"}
    assert with_key == {"Datadog of Database", *(f"Events of Web {name}" for name in ("checkout", "jobs", "search"))}


def test_every_kind_of_the_account_that_terraform_has_is_in_the_state(state: Json) -> None:
    """So that the two tests of the whole account cover all conversions."""
    assert set(terraform_config(state)["config"]) == set(KINDS) - NOT_IN_TERRAFORM


# -- a state with a few resources ------------------------------------------------------------------------------------


def instance(at: str, /, **values: t.Any) -> Json:
    """at: the address, without `pagerduty_`."""
    kind, name = at.removeprefix("data.").split(".")
    mode = "data" if at.startswith("data.") else "managed"
    return {"address": at, "mode": mode, "type": f"pagerduty_{kind}", "name": name, "values": values}


def output(*instances: Json) -> Json:
    module = {"resources": list(instances)}
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": module}}


def config_of(*instances: Json) -> dict[str, list[Json]]:
    return t.cast("dict[str, list[Json]]", terraform_config(output(*instances))["config"])


ANN = instance("user.ann", id="PU1", email="ann@example.com", name="Ann", role="user")
WEB = instance("team.web", id="PT1", name="Web", description="Managed by Terraform")


def test_unknown_objects_are_referred_to_by_id() -> None:
    found = terraform_config(output(
        instance("service.shop", id="PS1", name="Shop", escalation_policy="PEP9"),
        instance("team_membership.one", id="PU9:PT9", user_id="PU9", team_id="PT9", role="observer"),
    ))
    assert found["config"] == {
        "teams": [{"id": "PT9", "members": [{"user": "PU9", "role": "observer"}]}],
        "services": [{"name": "Shop", "escalation_policy": "PEP9"}],
    }
    assert found["notes"] == [
        "service.shop: escalation_policy refers to the escalation policy PEP9 by its ID, because the state does not"
        " contain it",
        "team_membership.one: user_id refers to the user PU9 by its ID, because the state does not contain it",
        "team_membership.one: team_id refers to the team PT9 by its ID, because the state does not contain it",
    ]


def test_what_terraform_only_reads_is_named_and_not_managed() -> None:
    users = [{"id": "PU3", "name": "Cal", "email": "cal@example.com"}]
    assert config_of(
        instance("data.team.web", id="PT1", name="Web", description="Not managed"),
        instance("data.user.ann", id="PU1", email="ann@example.com", name="Ann"),
        instance("data.users.all", id="1", users=users),
        instance("team_membership.ann", id="PU1:PT1", user_id="PU1", team_id="PT1", role="manager"),
        instance("team_membership.cal", id="PU3:PT1", user_id="PU3", team_id="PT1", role="observer"),
        instance("user_contact_method.ann", id="PC1", user_id="PU1", type="email_contact_method",
                 address="ann@example.org", label="Private", country_code=0, send_short_email=False),
        instance("tag.eu", id="PTAG1", label="eu"),
        instance("tag_assignment.web", id="PT1.PTAG1", tag_id="PTAG1", entity_id="PT1", entity_type="teams"),
    ) == {
        "users": [
            {
                "email": "ann@example.com",
                "contact_methods": [{"type": "email", "address": "ann@example.org", "label": "Private"}],
            }
        ],
        "teams": [
            {
                "name": "Web",
                "members": [
                    {"user": "ann@example.com", "role": "manager"},
                    {"user": "cal@example.com", "role": "observer"},
                ],
                "tags": ["eu"],
            }
        ],
        "tags": [{"label": "eu"}],
    }


def test_objects_with_the_same_name_are_identified_by_id() -> None:
    found = terraform_config(output(
        instance("schedule.a", id="PA", name="Primary", time_zone="Etc/UTC", layer=[]),
        instance("schedulev2.b", id="PB", name=" primary", time_zone="UTC", rotation=[]),
        instance("escalation_policy.web", id="PEP1", name="Web", num_loops=0, rule=[
            {"escalation_delay_in_minutes": 5, "target": [{"id": "PB", "type": "schedule_reference"}]},
        ]),
    ))  # fmt: skip
    assert found["config"] == {
        "schedules": [
            {"id": "PA", "name": "Primary", "time_zone": "Etc/UTC"},
            {"id": "PB", "name": " primary", "time_zone": "Etc/UTC", "rotations": []},
        ],
        "escalation_policies": [
            {
                "name": "Web",
                "num_loops": 0,
                "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [{"schedule": "PB"}]}],
            }
        ],
    }
    assert {(one["address"], one["option"]) for one in found["not_converted"]} == {
        ("schedule.a", "id"), ("schedulev2.b", "id"),
    }


def test_a_name_that_is_the_id_of_another_object_is_not_used() -> None:
    services = config_of(
        instance("escalation_policy.a", id="PA", name="PB", rule=[]),
        instance("escalation_policy.b", id="PB", name="Other", rule=[]),
        instance("service.a", id="PS1", name="A", escalation_policy="PA"),
        instance("service.b", id="PS2", name="B", escalation_policy="PB"),
    )["services"]
    assert [one["escalation_policy"] for one in services] == ["PA", "Other"]


def layer(**values: t.Any) -> Json:
    times = {"start": "2024-01-01T00:00:00Z", "rotation_virtual_start": "2024-01-01T00:00:00Z", "end": ""}
    return {"users": ["PU1"], "rotation_turn_length_seconds": 86400, "restriction": [], **times, **values}


def test_layers_that_have_ended_are_left_out_and_layers_of_the_same_name_have_ids() -> None:
    layers = [
        layer(id="PL1", name="Old", end="2024-02-01T00:00:00+01:00"),
        layer(id="PL2", name="Days"),
        layer(id="PL3", name="days"),
        layer(id="PL4", name="Nights", end="2090-01-01T00:00:00Z"),
    ]
    found = terraform_config(output(ANN, instance("schedule.a", id="P1", name="A", time_zone="Etc/UTC", layer=layers)))
    (schedule,) = found["config"]["schedules"]
    written = schedule["schedule_layers"]
    assert [(one.get("id"), one["name"], one.get("end")) for one in written] == [
        ("PL2", "Days", None), ("PL3", "days", None), (None, "Nights", "2090-01-01T00:00:00Z"),
    ]  # fmt: skip
    assert [one["option"] for one in found["not_converted"]] == ["schedule_layers[0]", "schedule_layers[1]"]


def test_the_role_of_the_owner_is_not_converted() -> None:
    found = terraform_config(output(instance("user.owner", id="PU1", email="o@example.com", name="O", role="owner")))
    assert found["config"] == {"users": [{"email": "o@example.com", "name": "O"}]}
    assert [one["option"] for one in found["not_converted"]] == ["role"]


@pytest.mark.parametrize("wrap", [lambda method: method, lambda method: [method]], ids=["dictionary", "list"])
def test_rules_of_contact_methods(wrap: t.Callable[[Json], t.Any]) -> None:
    """Versions of the provider write the block as a dictionary or as a list. Numbers are told apart by their type."""
    numbers = [
        instance(f"user_contact_method.m{at}", id=f"PC{at}", user_id="PU1", label="M", country_code=code,
                 address="5550", type=f"{kind}_contact_method")
        for at, (kind, code) in enumerate([("sms", 1), ("phone", 1), ("phone", 49)])
    ]  # fmt: skip

    def rule(number: int, kind: str = "sms", method: str = "") -> Json:
        block = wrap({"id": method or f"PC{number}", "type": f"{kind}_contact_method"})
        return instance(f"user_notification_rule.r{number}", id=f"PR{number}", user_id="PU1", urgency="high",
                        start_delay_in_minutes=number, contact_method=block)

    found = terraform_config(output(
        ANN, *numbers, rule(0), rule(2, "phone"), rule(5, "email", "PCX"), rule(6, "slack", "PCY"),
        instance("user_contact_method.slack", id="PCY", user_id="PU1", type="slack_contact_method", address="#a"),
    ))  # fmt: skip
    (user,) = found["config"]["users"]
    assert [list(one.values()) for one in user["notification_rules"]] == [
        ["5550", "sms", "high", 0],
        ["PC2", "high", 2],  # another number of the user has the same digits
        ["PCX", "high", 5],  # the state does not contain it
    ]
    assert [one["address"] for one in found["not_converted"]] == [
        "user_notification_rule.r6", "user_contact_method.slack"
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"alert_grouping": "intelligent", "alert_grouping_parameters": []}, None),
        ({"alert_grouping_parameters": [{}]}, {"type": "none"}),
        ({"alert_grouping_parameters": [{"type": "intelligent", "config": []}]}, {"type": "intelligent"}),
        (
            {"alert_grouping_parameters": [{"type": "time", "config": [{"timeout": 0, "time_window": 0}]}]},
            {"type": "time", "config": {"timeout": 0}},
        ),
        (
            {"alert_grouping_parameters": [{"type": "intelligent", "config": [{"timeout": 0, "time_window": 600}]}]},
            {"type": "intelligent", "config": {"time_window": 600}},
        ),
    ],
)
def test_alert_grouping(values: Json, expected: Json | None) -> None:
    found = terraform_config(output(instance("service.a", id="PS1", name="A", escalation_policy="PEP1", **values)))
    assert found["config"]["services"][0].get("alert_grouping_parameters") == expected
    assert [one["option"] for one in found["not_converted"]] == ([] if expected else ["alert_grouping_parameters"])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"type": "time", "config": {"timeout": 0, "fields": None}}, {"type": "time", "config": {"timeout": 0}}),
        ({"type": "intelligent", "config": {"time_window": 300, "iag_fields": ["b", "a"]}},
         {"type": "intelligent", "config": {"time_window": 300, "iag_fields": ["a", "b"]}}),
        ({"type": "intelligent", "config": {"time_window": 300, "iag_fields": []}},
         {"type": "intelligent", "config": {"time_window": 300, "iag_fields": []}}),
        ({"type": "content_based_intelligent", "config": {"aggregate": "any", "fields": ["b", "a"], "timeout": None}},
         {"type": "content_based_intelligent", "config": {"aggregate": "any", "fields": ["a", "b"]}}),
    ],
)
def test_alert_grouping_settings(values: Json, expected: Json) -> None:
    service = instance("service.a", id="PS1", name="Shop", escalation_policy="PEP1", alert_grouping=values["type"])
    setting = instance("alert_grouping_setting.a", id="PAGS1", name="Shopping", services=["PS1"], **values)
    found = terraform_config(output(service, setting))
    assert found["config"]["alert_grouping_settings"] == [{"name": "Shopping", **expected, "services": ["Shop"]}]
    assert "alert_grouping_parameters" not in found["config"]["services"][0]
    assert found["not_converted"] == []


def test_alert_grouping_settings_that_have_no_name_of_their_own() -> None:
    config = {"aggregate": "all", "fields": ["a"]}
    settings = [
        instance(f"alert_grouping_setting.a{number}", id=f"PAGS{number}", name=name, type="content_based",
                 config=config, services=[f"PSVC{number}"])
        for number, name in enumerate(["Same", "same", None])
    ]
    found = terraform_config(output(*settings))
    assert {entry.get("id") for entry in found["config"]["alert_grouping_settings"]} == {"PAGS0", "PAGS1", "PAGS2"}
    assert [left["option"] for left in found["not_converted"]] == ["id"] * 3


@pytest.mark.parametrize(
    ("text", "seconds"), [("null", 0), ("0", 0), ("1800", 1800), ("", None), (None, None), (60, 60)]
)
def test_timeouts_are_numbers_and_null_turns_them_off(text: t.Any, seconds: int | None) -> None:
    values = {"auto_resolve_timeout": text, "acknowledgement_timeout": text}
    (service,) = config_of(instance("service.a", id="PS1", name="A", escalation_policy="PEP1", **values))["services"]
    assert [service.get(name) for name in values] == [seconds, seconds]


def test_urgency_cannot_be_lowered_by_an_action() -> None:
    hours = {"time_zone": "Etc/UTC", "start_time": "09:00:00", "end_time": "17:00:00", "days_of_week": [5, 1]}
    actions = [
        {"type": "urgency_change", "to_urgency": to, "at": [{"type": "named_time", "name": f"support_hours_{at}"}]}
        for to, at in (("high", "start"), ("low", "end"))
    ]
    found = terraform_config(output(instance(
        "service.a", id="PS1", name="A", escalation_policy="PEP1", support_hours=[hours], scheduled_actions=actions,
        incident_urgency_rule=[{"type": "use_support_hours", "during_support_hours": [{"urgency": "high"}],
                                "outside_support_hours": [{"urgency": "low"}]}],
    )))  # fmt: skip
    (service,) = found["config"]["services"]
    assert service["scheduled_actions"] == [{"at": {"name": "support_hours_start"}, "to_urgency": "high"}]
    assert service["support_hours"]["days_of_week"] == [1, 5]
    assert [one["option"] for one in found["not_converted"]] == ["scheduled_actions"]


def test_a_router_as_pagerduty_creates_it_has_no_entry() -> None:
    rest = [{"actions": [{"route_to": "unrouted"}]}]
    assert config_of(
        instance("event_orchestration.a", id="E1", name="A", team="", integration=[]),
        instance("event_orchestration_router.a", id="E1", event_orchestration="E1", set=[{"id": "start", "rule": []}],
                 catch_all=rest),
    ) == {"event_orchestrations": [{"name": "A"}]}  # fmt: skip


def test_rules_of_event_orchestrations() -> None:
    """Blank actions are left out, and references have names. The entry states all that Terraform manages."""
    actions = {
        "route_to": "two", "suppress": False, "suspend": 300, "priority": "PP1", "escalation_policy": "PEP1",
        "annotate": "", "severity": "info", "drop_event": True,
        "variable": [{"name": "v", "path": "event.a", "type": "regex", "value": " (.*)"}],
        "extraction": [{"target": "event.b", "template": "", "regex": ".*", "source": "event.a"}],
        "automation_action": [
            {"name": "W", "url": "https://example.com", "auto_send": False, "header": [{"key": "K", "value": "V"}],
             "parameter": [], "trigger_types": ["alert_triggered"]},
        ],
        "incident_custom_field_update": [{"id": "PF1", "value": "x"}, {"id": "PF2", "value": "y"}],
    }  # fmt: skip
    rule = {"id": "r", "label": "L", "disabled": False, "condition": [{"expression": "event.a exists"}]}
    config = config_of(
        instance("data.priority.p", id="PP1", name="P1"),
        instance("escalation_policy.e", id="PEP1", name="Policy", rule=[]),
        instance("incident_custom_field.f", id="PF1", name="impact"),
        instance("event_orchestration.a", id="E1", name="A"),
        instance("service.s", id="PS1", name="Shop", escalation_policy="PEP1"),
        instance("event_orchestration_global.a", id="E1", event_orchestration="E1",
                 set=[{"id": "start", "rule": [{**rule, "actions": [actions]}]}, {"id": "two", "rule": []}],
                 catch_all=[{"actions": [{"suppress": False, "variable": []}]}]),
        instance("event_orchestration_unrouted.a", id="E1", event_orchestration="E1", set=[{"id": "start", "rule": []}],
                 catch_all=[{"actions": [{"suppress": False, "severity": ""}]}]),
        instance("event_orchestration_service.s", id="PS1", service="PS1", set=[{"id": "start", "rule": []}],
                 enable_event_orchestration_for_service=True, catch_all=[{"actions": [{"suppress": True}]}]),
    )  # fmt: skip
    assert config["event_orchestration_globals"] == [
        {
            "orchestration": "A",
            "rules": [
                {
                    "label": "L",
                    "conditions": ["event.a exists"],
                    "route_to": "two",
                    "drop_event": True,
                    "suspend": 300,
                    "priority": "P1",
                    "escalation_policy": "Policy",
                    "severity": "info",
                    "variables": [{"name": "v", "path": "event.a", "value": " (.*)"}],
                    "extractions": [{"target": "event.b", "regex": ".*", "source": "event.a"}],
                    "automation_actions": [
                        {"name": "W", "url": "https://example.com", "headers": [{"name": "K", "value": "V"}]}
                    ],
                    "incident_custom_field_updates": [
                        {"field": "impact", "value": "x"},
                        {"field": "PF2", "value": "y"},
                    ],
                }
            ],
            "sets": [{"id": "two"}],
            "catch_all": {},
        }
    ]
    assert "event_orchestration_unrouteds" not in config  # as PagerDuty creates it
    assert config["event_orchestration_services"] == [
        {"service": "Shop", "rules": [], "sets": [], "catch_all": {"suppress": True}, "active": True}
    ]


def test_a_service_that_is_called_unrouted() -> None:
    (router,) = config_of(
        instance("event_orchestration.a", id="E1", name="A"),
        instance("service.u", id="PS1", name="Unrouted", escalation_policy="PEP1"),
        instance("event_orchestration_router.a", id="E1", event_orchestration="E1", set=[{"id": "start"}],
                 catch_all=[{"actions": [{"route_to": "PS1"}]}]),
    )["event_orchestration_routers"]  # fmt: skip
    assert router == {"orchestration": "A", "catch_all": "PS1", "rules": []}


def test_the_same_object_twice() -> None:
    found = terraform_config([output(WEB), output({**WEB, "address": "team.same"})])
    assert len(found["config"]["teams"]) == 1
    assert [one["reason"] for one in found["not_converted"]] == ["it is the same object as team.web"]


def test_several_states_know_the_names_of_each_other() -> None:
    policy = instance("escalation_policy.web", id="PEP1", name="Web", teams=["PT1"], rule=[])
    found = terraform_config([output(policy), output(WEB)])
    assert found["config"]["escalation_policies"][0]["teams"] == ["Web"]
    assert found["notes"] == []


def test_a_plan() -> None:
    """New objects have no ID yet. What refers to them, or is only known later, is not converted."""
    planned = [
        WEB,
        instance("service.shop", id="PS1", name="Shop", escalation_policy="PEP1"),
        instance("service.new", name="New", escalation_policy="PEP1"),
        instance("service.moved", id="PS2", name="Moved"),
        instance("team_membership.new", id="PU9:PT1", team_id="PT1", role="manager"),
        instance("schedule.a", id="P1", name="A", time_zone="Etc/UTC", layer=[layer(name="L", users=[None])]),
    ]
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": planned}},
        "prior_state": output(instance("data.escalation_policy.web", id="PEP1", name="Web"), ANN),
        "resource_changes": [],
    }
    found = terraform_config(plan)
    assert found["config"] == {
        "teams": [{"name": "Web", "description": "Managed by Terraform"}],
        "services": [{"name": "Shop", "escalation_policy": "Web"}],
    }
    assert {one["address"]: one["reason"].split(":")[0] for one in found["not_converted"]} == {
        "service.new": "id",
        "service.moved": "escalation_policy",
        "team_membership.new": "user_id",
        "schedule.a": "layer.users",
    }


def test_attributes_that_other_versions_of_the_provider_lack_or_do_not_set(state: Json) -> None:
    """No attribute is needed by the conversion, whatever stands for one that is not set."""
    chance = random.Random(1)
    for _number in range(100):
        damaged = json.loads(json.dumps(state))
        for resource in resources(damaged["values"]["root_module"]):
            damage(resource["values"], chance)
        assert set(terraform_config(damaged)) == {"config", "not_converted", "secrets", "notes"}


def damage(value: t.Any, chance: random.Random) -> None:
    """Remove some attributes of a resource and of its blocks, or set them to another value of Terraform for nothing."""
    if isinstance(value, list):
        for entry in value:
            damage(entry, chance)
    elif isinstance(value, dict):
        for name, inner in list(value.items()):
            if chance.random() < 0.1:
                value[name] = chance.choice([None, "", [], [None], {}])
            elif chance.random() < 0.05:
                del value[name]
            damage(inner, chance)


# -- errors ----------------------------------------------------------------------------------------------------------

STATE_FILE = {"version": 4, "terraform_version": "1.9.8", "serial": 3, "lineage": "x", "resources": []}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{}", "this is a text. Parse it first, with the filter ansible.builtin.from_json"),
        (None, "this is not the output of `terraform show -json`. Run `terraform show -json` in the folder"),
        ({}, "it has no format_version"),
        (STATE_FILE, "this is a state file, whose format is private to Terraform. Run `terraform show -json`"),
        ({"format_version": "2.0", "values": {}}, "the format_version 2.0 is not supported"),
        ({"format_version": "1.0", "valid": True}, "this is the output of another command of Terraform"),
        ({"format_version": "1.0", "provider_schemas": {}}, "this is the output of another command of Terraform"),
        ({"format_version": "1.0"}, "Terraform manages no resources of PagerDuty here. Run"),
        ({"format_version": "1.0", "values": {"root_module": {}}}, "Terraform manages no resources of PagerDuty here"),
        (output({"type": "aws_instance", "mode": "managed"}), "here, only 1 of other providers"),
        ([], "Terraform manages no resources of PagerDuty here"),
        ([output(WEB), "x"], "entry 1 of the list: this is a text"),
    ],
)
def test_errors(given: t.Any, message: str) -> None:
    with pytest.raises(AnsibleFilterError, match=r"community\.pagerduty\.terraform_config: ") as raised:
        terraform_config(given)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [("null", "null"), ("007", "007"), ("Production", "Production"), ('{"id": "7"}', {"id": "7"}), ("7", 7)],
)
def test_values_of_jira_fields(written: str, value: t.Any) -> None:
    """JSON is a value, as for the provider. But a value that is not set is not the text null in a state."""
    field = {"type": "const", "target_issue_field": "labels", "target_issue_field_name": "Labels", "value": written}
    found = terraform_config(output(
        instance("data.jira_cloud_account_mapping.acme", id="PM1", base_url="https://acme.atlassian.net"),
        instance("service.shop", id="PS1", name="Shop", escalation_policy="PEP1"),
        instance(
            "jira_cloud_account_mapping_rule.a", id="PM1:PR1", account_mapping="PM1", name="A",
            config={"service": "PS1", "jira": {"custom_fields": [field]}},
        ),
    ))  # fmt: skip
    assert found["config"]["jira_cloud_rules"][0]["custom_fields"] == [{**field, "value": value}]


# -- documentation ---------------------------------------------------------------------------------------------------


def test_the_guide_lists_every_resource_that_is_converted() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "terraform.md").read_text(encoding="utf-8")
    table = guide.partition("## Which resource becomes what")[2].partition("\n\nIf Terraform")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    listed = {row[0].strip("| `").removeprefix("pagerduty_"): row[1] for row in rows}
    converted = {**OBJECTS, **PARTS}
    assert set(listed) == set(converted)
    for kind, (plural, _converter) in OBJECTS.items():
        assert listed[kind].startswith(f"`pagerduty_{plural}`"), kind


def test_extensions() -> None:
    schemas = [
        instance("data.extension_schema.snow", id="PSNOWV7", name="ServiceNow (v7)"),
        instance("data.extension_schema.chat", id="PCHAT01", name="Chat"),
    ]
    common = {"extension_objects": ["PSVC1"], "endpoint_url": "https://user:hush@example.com"}
    snow = {"snow_user": "pd", "sync_options": "sync_all", "target": "https://x", "task_type": "incident"}
    chat = json.dumps({"access_token": "hush", "channel": "#ops"})
    found = terraform_config(output(
        *schemas,
        instance("service.web", id="PSVC1", name="Web", escalation_policy="PEP1"),
        instance("extension.chat", id="PEXT1", name="Chat", extension_schema="PCHAT01", config=chat, **common),
        instance("extension.wrong", id="PEXT2", name="Wrong", extension_schema="PCHAT01", config="[1]", **common),
        instance(
            "extension_servicenow.tickets", id="PEXT3", name="Tickets", extension_schema="PSNOWV7",
            snow_password="hush", referer="None", **snow, **common,
        ),
    ))
    assert "hush" not in json.dumps(found)
    assert found["config"]["extensions"] == [
        {"name": "Chat", "extension_schema": "Chat", "extension_objects": ["Web"], "config": {"channel": "#ops"}},
        {
            "name": "Tickets", "extension_schema": "ServiceNow (v7)", "extension_objects": ["Web"],
            "servicenow": {**snow, "referer": "None"},
        },
    ]
    assert [(one["name"], one["option"]) for one in found["secrets"]] == [
        ("Chat", "endpoint_url"),
        ("Chat", "secret_config.access_token"),
        ("Tickets", "servicenow.snow_password"),
        ("Tickets", "endpoint_url"),
    ]
    assert [(one["name"], one["reason"]) for one in found["not_converted"]] == [
        ("Wrong", "its config is not a JSON object"),
    ]


# -- incident workflows ----------------------------------------------------------------------------------------------


def test_workflows_and_their_triggers() -> None:
    """Generated inputs are left out. What PagerDuty can't have together does not appear."""
    update = "pagerduty.com:incident-workflows:send-status-update:1"
    loop = "pagerduty.com:logic:incident-workflows-loop-until:2"
    message = {"name": "Message", "value": "x", "generated": False}
    inner = {"name": "Inner", "action": update, "input": [message]}
    steps = [
        {
            "id": "PSTEP1", "name": "Loop", "action": loop,
            "input": [
                {"name": "Condition", "value": "c", "generated": False},
                {"name": "Maximum loops", "value": "20", "generated": True},
            ],
            "inline_steps_input": [{"name": "Actions", "step": [inner]}],
        },
        {"id": "PSTEP2", "name": "Tell", "action": update, "input": [message], "inline_steps_input": []},
    ]
    found = terraform_config(output(
        instance("team.core", id="PTEAM1", name="Core"),
        instance("service.web", id="PSVC1", name="Web", escalation_policy="PEP1"),
        instance("incident_workflow.a", id="PFLOW1", name="Major", description="Managed by Terraform", team="PTEAM1",
                 is_enabled="false", step=steps),
        instance("incident_workflow.b", id="PFLOW2", name="Empty", description="", is_enabled=None, step=None),
        instance("incident_workflow_trigger.c", id="T1", type="conditional", workflow="PFLOW1", services=["PSVC1"],
                 subscribed_to_all_services=False, condition="incident.priority matches 'P1'", permissions=[]),
        instance("incident_workflow_trigger.m", id="T2", type="manual", workflow="PFLOW9", services=[],
                 subscribed_to_all_services=True, condition="",
                 permissions=[{"restricted": True, "team_id": "PTEAM1"}]),
        instance("incident_workflow_trigger.later", id="T3", type="manual", workflow=None, services=[],
                 subscribed_to_all_services=True),
    ))
    assert found["config"]["incident_workflows"] == [
        {"name": "Empty"},
        {
            "name": "Major", "description": "Managed by Terraform", "team": "Core", "is_enabled": False,
            "steps": [
                {
                    "name": "Loop", "action": loop, "inputs": {"Condition": "c"},
                    "inline_steps": [
                        {"input": "Actions", "steps": [{"name": "Inner", "action": update, "inputs": {"Message": "x"}}]}
                    ],
                },
                {"name": "Tell", "action": update, "inputs": {"Message": "x"}},
            ],
        },
    ]
    assert found["config"]["incident_workflow_triggers"] == [
        {
            "workflow": "Major", "trigger_type": "conditional", "condition": "incident.priority matches 'P1'",
            "is_subscribed_to_all_services": False, "services": ["Web"],
        },
        {"workflow": "PFLOW9", "trigger_type": "manual", "is_subscribed_to_all_services": True, "team": "Core"},
    ]
    assert [one["address"] for one in found["not_converted"]] == ["incident_workflow_trigger.later"]
    assert any("PFLOW9" in note for note in found["notes"])


# -- custom fields ---------------------------------------------------------------------------------------------------


def custom_field_state(**values: t.Any) -> Json:
    """A field whose other attributes are plain, and its value for a service that Terraform does not manage."""
    field = {
        "id": "PFIELD1", "name": "owner", "display_name": "Owner", "data_type": "string",
        "field_type": "single_value", "enabled": True, "field_option": None, **values,
    }
    value = {"id": "PSVC001", "service_id": "PSVC001", "custom_fields": [{"id": "PFIELD1", "value": '"Ops"'}]}
    found = [("service_custom_field", field), ("service_custom_field_value", value)]
    listed = [
        {"address": f"pagerduty_{kind}.x", "mode": "managed", "type": f"pagerduty_{kind}", "name": "x", "values": one}
        for kind, one in found
    ]
    return {"format_version": "1.0", "values": {"root_module": {"resources": listed}}}


def test_values_of_a_service_of_others() -> None:
    found = terraform_config(custom_field_state(default_value='"Nobody"', enabled=False))
    assert found["config"] == {
        "service_custom_fields": [{
            "name": "owner", "display_name": "Owner", "data_type": "string", "field_type": "single_value",
            "enabled": False,
        }],
        "services": [{"id": "PSVC001", "custom_fields": {"owner": "Ops"}}],
    }
    (left,) = found["not_converted"]
    assert (left["option"], left["name"]) == ("default_value", "owner") and "does not send" in left["reason"]


def test_incident_types_and_their_fields() -> None:
    """A type is named by its ID or its name. The options of the older form become a part of their field."""
    field = {"display_name": "Field", "data_type": "string", "field_type": "single_value_fixed", "enabled": True}
    found = terraform_config(output(
        instance("incident_type.a", id="PTYPE1", name="security", display_name="Security",
                 parent_type="incident_default", description=None, enabled=True),
        instance("incident_type.b", id="PTYPE2", name="leak", display_name="Leak", parent_type="PTYPE1",
                 description="Data", enabled=False),
        instance("incident_type_custom_field.a", id="PTYPE2:PF1", name="where", incident_type="PTYPE2", **field,
                 default_value='"here"', field_options=["here", "there"]),
        instance("incident_type_custom_field.b", id="PTYPE9:PF2", name="size", incident_type="PTYPE9", **field,
                 default_value="{", field_options=["s"]),
        instance("incident_custom_field.c", id="PF3", name="count", display_name="Count", data_type="integer",
                 field_type="single_value", default_value="5"),
        instance("data.incident_custom_field.d", id="PF4", name="region"),
        instance("incident_custom_field_option.d", id="PO1", field="PF4", data_type="string", value="eu"),
        instance("incident_custom_field_option.e", id="PO2", field="PF5", data_type="string", value="us"),
        instance("incident_custom_field_option.f", id="PO3", field=None, data_type="string", value="us"),
    ))
    assert found["config"] == {
        "incident_types": [
            {"name": "leak", "display_name": "Leak", "description": "Data", "parent_type": "security",
             "enabled": False},
            {"name": "security", "display_name": "Security", "parent_type": "incident_default"},
        ],
        "incident_type_custom_fields": [
            {"incident_type": "incident_default", "id": "PF5", "options": [{"value": "us"}]},
            {"incident_type": "incident_default", "name": "count", "display_name": "Count", "data_type": "integer",
             "field_type": "single_value", "default_value": 5},
            {"incident_type": "incident_default", "name": "region", "options": [{"value": "eu"}]},
            {"incident_type": "leak", "name": "where", "display_name": "Field", "data_type": "string",
             "field_type": "single_value_fixed", "default_value": "here",
             "options": [{"value": "here"}, {"value": "there"}]},
        ],
    }
    left = {one["address"]: one["reason"] for one in found["not_converted"]}
    assert "is not JSON" in left["incident_type_custom_field.b"]
    assert "only known after" in left["incident_custom_field_option.f"]
    assert len([one for one in found["notes"] if "PF5" in one or "PTYPE9" in one]) == 2


def test_values_that_are_not_known_yet() -> None:
    state = custom_field_state()
    value = state["values"]["root_module"]["resources"][1]["values"]
    for wrong, reason in ((None, "only known after"), ("{", "is not JSON")):
        value["custom_fields"][0]["value"] = wrong
        (left,) = terraform_config(state)["not_converted"]
        assert left["address"] == "pagerduty_service_custom_field_value.x" and reason in left["reason"]


# -- business services -----------------------------------------------------------------------------------------------

SHOP = instance("business_service.shop", id="PB1", name="Shop", description="", point_of_contact="Ann", team=None)


def dependency(supporting: str, dependent: str, kinds: tuple[str, str]) -> Json:
    sides = {
        side: [{"id": service, "type": kind}]
        for side, service, kind in zip(("supporting_service", "dependent_service"), (supporting, dependent), kinds)
    }
    return instance("service_dependency.one", id="D1", dependency=[{"type": "service_dependency", **sides}])


def test_subscribers_of_a_business_service() -> None:
    def subscriber(name: str, kind: str, target: str) -> Json:
        values = {"id": name, "business_service_id": "PB1", "subscriber_type": kind, "subscriber_id": target}
        return instance(f"business_service_subscriber.{name}", **values)

    both = [subscriber("a", "user", "PU1"), subscriber("b", "team", "PT9")]
    config = config_of(ANN, SHOP, *both)
    assert config["business_services"] == [
        {"name": "Shop", "point_of_contact": "Ann", "subscribers": [{"team": "PT9"}, {"user": "ann@example.com"}]}
    ]
    # Terraform manages only the subscribers.
    assert config_of(ANN, *both[:1])["business_services"] == [
        {"id": "PB1", "subscribers": [{"user": "ann@example.com"}]}
    ]


def test_a_dependency_of_services_with_the_same_name() -> None:
    shop = instance("data.service.shop", id="PS1", name="shop")
    found = config_of(shop, SHOP, dependency("PS1", "PB1", ("service", "business_service")))
    assert found["service_dependencies"] == [
        {"supporting_service": "service:shop", "dependent_service": "business_service:Shop"}
    ]
    other = instance("data.service.web", id="PS1", name="Web")
    found = config_of(other, SHOP, dependency("PS1", "PB1", ("technical_service_reference", "business_service")))
    assert found["service_dependencies"] == [{"supporting_service": "Web", "dependent_service": "Shop"}]


def test_settings_of_emails() -> None:
    """The provider stores the vendor in place of the type."""
    found = terraform_config(output(
        instance("data.vendor.email", id="PEMAIL1", name="Email"),
        instance("service.web", id="PSVC1", name="Web", escalation_policy="PEP1"),
        instance(
            "service_integration.mail", id="PINT1", name="Mail", service="PSVC1", vendor="PEMAIL1", type="",
            integration_email="web@example.pagerduty.com", email_incident_creation="use_rules",
            email_filter_mode="or-rules-email", email_parsing_fallback="discard",
            email_filter=[
                {"id": "A", "subject_mode": "match", "subject_regex": "X", "body_mode": "always", "body_regex": "",
                 "from_email_mode": "", "from_email_regex": ""},
                {"id": "B", "subject_mode": "always"},
            ],
            email_parser=[{
                "id": 1, "action": "resolve",
                "match_predicate": [{
                    "type": "any",
                    "predicate": [
                        {"type": "contains", "part": "subject", "matcher": "OK", "predicate": []},
                        {"type": "not", "part": "", "matcher": "", "predicate": [
                            {"type": "regex", "part": "body", "matcher": "(x)"},
                        ]},
                    ],
                }],
                "value_extractor": [
                    {"type": "between", "part": "subject", "value_name": "incident_key", "regex": "",
                     "starts_after": "[", "ends_before": "]"},
                ],
            }],
        ),
    ))
    assert found["config"]["service_integrations"] == [{
        "service": "Web",
        "name": "Mail",
        "type": "generic_email_inbound_integration",
        "vendor": "Email",
        "integration_email": "web@example.pagerduty.com",
        "email_incident_creation": "use_rules",
        "email_filter_mode": "or-rules-email",
        "email_parsing_fallback": "discard",
        "email_filters": [{"subject_mode": "match", "subject_regex": "X"}, {}],
        "email_parsers": [{
            "action": "resolve",
            "match_predicate": {
                "type": "any",
                "children": [
                    {"type": "contains", "part": "subject", "matcher": "OK"},
                    {"type": "not", "children": [{"type": "regex", "part": "body", "matcher": "(x)"}]},
                ],
            },
            "value_extractors": [
                {"type": "between", "part": "subject", "value_name": "incident_key", "starts_after": "[",
                 "ends_before": "]"},
            ],
        }],
    }]
    assert [one for one in found["not_converted"] if one["kind"] == "service_integrations"] == []
