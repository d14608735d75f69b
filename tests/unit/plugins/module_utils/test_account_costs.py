# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of requests of a plan for an account that does not change, for each kind of objects."""

from __future__ import annotations

import re
import typing as t
from collections import Counter
from pathlib import Path

from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION, KINDS
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

BEHAVIOUR = Path(__file__).resolve().parents[4] / "docs" / "behaviour.md"
Config = dict[str, list[dict[str, t.Any]]]
SMALL, LARGE = 3, 11
COUNT = {"type": "trigger_event_count", "ttl_seconds": 60}


def account(number: int) -> dict[str, t.Any]:
    """An account with so many objects of each kind, in the format of the emulator."""
    numbers = range(number)
    return {
        "licenses": [
            {"id": "PLICENS", "name": "Full", "valid_roles": ["owner", "user"], "role_group": "FullUser", "seats": None}
        ],
        "users": [user(at) for at in numbers],
        "teams": [
            {"id": f"PTEAM{at:02}", "name": f"Team {at}", "members": [{"user": email(at), "role": "responder"}]}
            for at in numbers
        ],
        "schedules": [
            {
                "name": f"Schedule {at}",
                "time_zone": "Etc/UTC",
                "schedule_layers": [
                    {
                        "name": "Weekly",
                        "start": "2025-01-06T09:00:00Z",
                        "rotation_virtual_start": "2025-01-06T09:00:00Z",
                        "rotation_turn_length_seconds": 604800,
                        "users": [{"user": email(at)}],
                    }
                ],
            }
            for at in numbers
        ],
        "schedules_v3": [shifts(at) for at in numbers],
        "escalation_policies": [
            {
                "name": f"Policy {at}",
                "escalation_rules": [{"escalation_delay_in_minutes": 9, "targets": [email(at)]}],
            }
            for at in numbers
        ],
        "service_custom_fields": [
            {"name": f"field_{at}", "display_name": f"Field {at}", "data_type": "string", "field_type": "single_value"}
            for at in numbers
        ],
        "incident_types": [
            {
                "name": f"type_{at}",
                "display_name": f"Type {at}",
                "custom_fields": [{"name": "owner", "display_name": f"Owner {at}"}],
            }
            for at in numbers
        ],
        "session_configurations": [
            {"session_type": kind, "absolute_session_ttl": 3600, "idle_session_ttl": 60} for kind in ("mobile", "web")
        ],
        "ip_allow_lists": [{"state": "disabled", "cidr_entries": []}],
        "standards": [
            {"name": f"Standard {at}", "kind": "has_technical_service_description", "active": True} for at in numbers
        ],
        "services": [
            {
                "custom_fields": {"field_0": "One"},
                "id": f"PSERV{at:02}",
                "name": f"Service {at}",
                "escalation_policy": f"Policy {at}",
                "cache_variables": [{"name": "count", "configuration": COUNT}],
                "integrations": [{"name": "Events", "type": "events_api_v2_inbound_integration"}],
                "aiops": {"enabled": False},
                "event_orchestration": {**rules(), "active": True},
            }
            for at in numbers
        ],
        "addons": [
            {"name": f"Page {at}", "type": "full_page_addon", "src": "https://example.com"} for at in numbers
        ],
        "alert_grouping_settings": [
            {
                "name": f"Grouping {at}",
                "type": "content_based",
                "config": {"aggregate": "all", "fields": ["source"]},
                "services": [f"PSERV{at:02}"],
            }
            for at in numbers
        ],
        "maintenance_windows": [
            {
                "services": [f"PSERV{at:02}"],
                "description": f"Window {at}",
                "start_time": "2031-01-01T00:00:00Z",
                "end_time": "2031-01-01T02:00:00Z",
            }
            for at in numbers
        ],
        "automation_runners": [
            {"name": f"Runner {at}", "description": "", "runner_type": "sidecar", "teams": [f"PTEAM{at:02}"]}
            for at in numbers
        ],
        "automation_actions": [
            {
                "name": f"Action {at}",
                "description": "",
                "action_type": "script",
                "action_data_reference": {"script": "restart"},
                "services": [f"PSERV{at:02}"],
                "teams": [f"PTEAM{at:02}"],
            }
            for at in numbers
        ],
        "templates": [{"name": f"Template {at}", "templated_fields": {}} for at in numbers],
        "webhook_subscriptions": [
            {
                "delivery_method": {"type": "http_delivery_method", "url": f"https://hooks.example.com/{at}"},
                "events": ["incident.triggered"],
                "filter": {"type": "account_reference"},
            }
            for at in numbers
        ],
        "webhook_oauth_clients": [
            {
                "name": f"Client {at}",
                "client_id": "a",
                "client_secret": "hush-hush",
                "token_url": "https://login.example.com",
                "grant_type": "client_credentials",
            }
            for at in numbers
        ],
        "extensions": [
            {
                "name": f"Extension {at}",
                "extension_schema": "Generic V2 Webhook",
                "extension_objects": [f"PSERV{at:02}"],
                "endpoint_url": f"https://hooks.example.com/{at}",
            }
            for at in numbers
        ],
        "event_orchestrations": [
            {
                "name": f"Orchestration {at}",
                "integrations": [{"label": f"Orchestration {at} Default Integration"}, {"label": "Prometheus"}],
                "aiops": {"enabled": False},
                "cache_variables": [{"name": "count", "configuration": COUNT}],
                "router": {"sets": [{"id": "start"}], "catch_all": {"actions": {"route_to": f"PSERV{at:02}"}}},
                "global": rules(),
                "unrouted": rules(),
            }
            for at in numbers
        ],
        "jira_cloud_rules": [jira_rule(at) for at in numbers],
        "enrichment_schemas": [enrichment_schema(f"Schema {at}") for at in numbers],
        "event_enrichments": [
            {
                "name": f"Enrichment {at}",
                "associations": [f"PSERV{at:02}"],
                "rules": {"sets": [{"id": "start", "rules": [SEARCH]}]},
            }
            for at in numbers
        ],
        "workflow_integration_connections": [
            {
                "integration": "chat",
                "name": f"Chat {at}",
                "configuration": {"Server": "chat.example.com"},
                "secrets": {"Token": "hush-hush"},
            }
            for at in numbers
        ],
        "incident_workflows": [
            {
                "name": f"Workflow {at}",
                "team": f"PTEAM{at:02}",
                "steps": [{"name": "Help", "action_configuration": HELP}],
            }
            for at in numbers
        ],
        "incident_workflow_triggers": [
            {"workflow": f"Workflow {at}", "trigger_type": "manual", "services": [f"PSERV{at:02}"]} for at in numbers
        ],
        "tags": [{"label": f"Tag {at}", "users": list(map(email, numbers)) if at < 2 else []} for at in numbers],
        "business_services": [
            {
                "name": f"Business {at}",
                "team": f"PTEAM{at:02}",
                "subscribers": [{"subscriber_type": "team", "subscriber_id": f"PTEAM{at:02}"}],
            }
            for at in numbers
        ],
        "service_dependencies": [
            {"supporting_service": f"PSERV{at:02}", "dependent_service": f"Business {at}"} for at in numbers
        ],
    }


SEARCH = {"actions": {"extractions": [{"target": "event.component", "template": "x"}]}}


def enrichment_schema(name: str) -> dict[str, t.Any]:
    return {"name": name, "fields": [{"name": "App", "type": "query"}, {"name": "Manager", "type": "enriched"}]}


HELP = {
    "action_id": "pagerduty.com:incident-workflows:add-responders:2",
    "inputs": [{"name": "Responders", "value": "[]"}],
}


def rules() -> dict[str, t.Any]:
    return {"sets": [{"id": "start", "rules": [{"label": "All", "actions": {"severity": "info"}}]}]}


def email(number: int) -> str:
    return f"user{number}@example.com"


def user(number: int) -> dict[str, t.Any]:
    method = {"id": "PMETHOD", "type": "sms_contact_method", "address": f"41555501{number:02}", "label": "Mobile"}
    return {
        "name": f"User {number}",
        "email": email(number),
        "contact_methods": [method],
        "notification_rules": [{"contact_method": "PMETHOD", "urgency": "high", "start_delay_in_minutes": 5}],
        "oncall_handoff_notification_rules": [
            {"contact_method": "PMETHOD", "handoff_type": "both", "notify_advance_in_minutes": 60}
        ],
        "status_update_notification_rules": [{"contact_method": "PMETHOD"}],
    }


def jira_rule(number: int) -> dict[str, t.Any]:
    thing = {"id": "1", "name": "One"}
    jira = {
        "project": {**thing, "key": "ONE"},
        "issue_type": thing,
        "status_mapping": {"triggered": thing},
        "autocreate_jql": None,
        "create_issue_on_incident_trigger": False,
        "custom_fields": [],
        "priorities": [{"jira_id": "1", "pagerduty_id": "P1"}],
        "sync_notes_user": email(number),
    }
    return {
        "account_mapping": "https://example.atlassian.net",
        "name": f"Rule {number}",
        "config": {"service": f"PSERV{number:02}", "jira": jira},
    }


def shifts(number: int) -> dict[str, t.Any]:
    event = {
        "name": "Day",
        "effective_since": "2025-01-06T00:00:00Z",
        "start_time": {"date_time": "2025-01-06T09:00:00Z", "time_zone": "Etc/UTC"},
        "end_time": {"date_time": "2025-01-06T17:00:00Z", "time_zone": "Etc/UTC"},
        "recurrence": ["RRULE:FREQ=DAILY"],
        "assignment_strategy": {
            "type": "rotating_member_assignment_strategy",
            "shifts_per_member": 1,
            "members": [email(number)],
        },
    }
    return {"name": f"Shifts {number}", "time_zone": "Etc/UTC", "rotations": [{"events": [event]}]}


def only(config: Config, kind: str, *needed: str) -> Config:
    """One kind, without the options that have rows of their own, or only those of its entries that have some option."""
    entries = [entry for entry in config[kind] if all(name in entry for name in needed)]
    return {kind: [{name: value for name, value in entry.items() if name != "tags"} for entry in entries]}


def without(config: Config, *options: str) -> Config:
    return {
        kind: [{name: value for name, value in entry.items() if name not in options} for entry in entries]
        for kind, entries in config.items()
    }


def members_without_roles(config: Config) -> Config:
    teams = [
        {**team, "members": [{"user": member["user"]} for member in team["members"]]} for team in config["teams"]
    ]
    return {"users": only(config, "users")["users"], "teams": teams}


def users_with(config: Config, option: str, value: t.Callable[[int], t.Any]) -> Config:
    return {"users": [{"email": email(at), option: value(at)} for at in range(len(config["teams"]))]}


def of_team(number: int) -> t.Any:
    return [{"team": f"PTEAM{number:02}", "role": "responder"}]


def tags(number: int) -> t.Any:
    return ["Tag 0", "Tag 1"]


# The rows of the table, each with its configuration for an exported account.
ROWS: dict[str, t.Callable[[Config], Config]] = {
    "`users`, `contact_methods`, `notification_rules`": lambda config: only(config, "users"),
    "`users`, `license`": lambda config: users_with(config, "license", lambda number: "Full"),
    "`users`, `teams` with `role`": lambda config: users_with(config, "teams", of_team),
    "`user_handoff_rules`": lambda config: only(config, "user_handoff_rules"),
    "`user_status_update_rules`": lambda config: only(config, "user_status_update_rules"),
    "`teams`": lambda config: without(only(config, "teams"), "members"),
    "`teams`, `members` without `role`": members_without_roles,
    "`teams`, `members` with `role`": lambda config: only(config, "teams", "members"),
    "`schedules` with layers": lambda config: only(config, "schedules", "schedule_layers"),
    "`schedules` with rotations": lambda config: only(config, "schedules", "rotations"),
    "`escalation_policies`": lambda config: only(config, "escalation_policies"),
    "`services`": lambda config: without(only(config, "services"), "custom_fields"),
    "`services`, `custom_fields`": lambda config: only(config, "services"),
    "`session_configurations`": lambda config: only(config, "session_configurations"),
    "`ip_allow_lists`": lambda config: only(config, "ip_allow_lists"),
    "`standards`": lambda config: only(config, "standards"),
    "`service_custom_fields`": lambda config: only(config, "service_custom_fields"),
    "`incident_types`": lambda config: only(config, "incident_types"),
    "`incident_type_custom_fields`": lambda config: only(config, "incident_type_custom_fields"),
    "`service_integrations`": lambda config: only(config, "service_integrations"),
    "`addons`": lambda config: only(config, "addons"),
    "`alert_grouping_settings`": lambda config: only(config, "alert_grouping_settings"),
    "`maintenance_windows`": lambda config: only(config, "maintenance_windows"),
    "`event_orchestrations`": lambda config: only(config, "event_orchestrations"),
    "`event_orchestration_integrations`": lambda config: only(config, "event_orchestration_integrations"),
    "`event_orchestration_cache_variables` of orchestrations": lambda config: only(
        config, "event_orchestration_cache_variables", "orchestration"
    ),
    "`event_orchestration_cache_variables` of services": lambda config: only(
        config, "event_orchestration_cache_variables", "service"
    ),
    "`enablements` of orchestrations": lambda config: only(config, "enablements", "orchestration"),
    "`enablements` of services": lambda config: only(config, "enablements", "service"),
    "`event_orchestration_routers`": lambda config: only(config, "event_orchestration_routers"),
    "`business_services`": lambda config: without(only(config, "business_services"), "subscribers"),
    "`business_services`, `subscribers`": lambda config: only(config, "business_services"),
    "`event_orchestration_globals`": lambda config: only(config, "event_orchestration_globals"),
    "`event_orchestration_unrouteds`": lambda config: only(config, "event_orchestration_unrouteds"),
    "`event_orchestration_services`": lambda config: without(only(config, "event_orchestration_services"), "active"),
    "`event_orchestration_services`, `active`": lambda config: only(config, "event_orchestration_services"),
    "`service_dependencies`": lambda config: only(config, "service_dependencies"),
    "`webhook_subscriptions`": lambda config: only(config, "webhook_subscriptions"),
    "`webhook_oauth_clients`": lambda config: only(config, "webhook_oauth_clients"),
    "`extensions`": lambda config: only(config, "extensions"),
    "`extensions`, `enabled`": lambda config: {
        "extensions": [{**entry, "enabled": True} for entry in config["extensions"]]
    },
    "`templates`": lambda config: only(config, "templates"),
    "`jira_cloud_rules`": lambda config: only(config, "jira_cloud_rules"),
    "`enrichment_schemas`": lambda config: only(config, "enrichment_schemas"),
    "`event_enrichments`": lambda config: without(only(config, "event_enrichments"), "services"),
    "`event_enrichments`, `services` or `event_orchestrations`": lambda config: only(config, "event_enrichments"),
    "`event_enrichment_rules`": lambda config: only(config, "event_enrichment_rules"),
    "`workflow_integration_connections`": lambda config: only(config, "workflow_integration_connections"),
    "`incident_workflows`": lambda config: only(config, "incident_workflows"),
    "`incident_workflow_triggers`": lambda config: only(config, "incident_workflow_triggers"),
    "`automation_runners`": lambda config: only(config, "automation_runners"),
    "`automation_actions`": lambda config: without(only(config, "automation_actions"), "teams"),
    "`automation_actions`, `teams`": lambda config: only(config, "automation_actions"),
    "`tags`": lambda config: only(config, "tags"),
    "option `tags`": lambda config: users_with(config, "tags", tags),
}


# Kinds of which an account has no more objects than this.
FEW = {"`session_configurations`": 2, "`ip_allow_lists`": 1}


def table() -> dict[str, list[str]]:
    """The cells of the documented table, by the first one."""
    _before, _heading, section = BEHAVIOUR.read_text(encoding="utf-8").partition("### Requests of a plan")
    lines = [line for line in section.partition("\n#")[0].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return {first: rest for first, *rest in cells[1:]}


def is_each(cost: str) -> bool:
    """Whether a cell says that each object costs a request. The account has as many tags as other objects."""
    return cost != "none" and "100" not in cost


def test_the_table_has_all_kinds() -> None:
    assert list(table()) == list(ROWS)
    kinds = {name for row in ROWS for name in re.findall(r"`(\w+)`", row)}
    assert set(KINDS) <= kinds


def test_requests_of_a_plan(emulator: Emulator) -> None:
    """The table says which kinds cost a request for each object, and which do not."""
    sent: dict[int, dict[str, list[str]]] = {}
    for number in (SMALL, LARGE):
        emulator.reset()
        emulator.load(**account(number))
        config = Play(emulator).run(ACCOUNT_INFO_OPERATION)["config"]
        sent[number] = {}
        for row, part in ROWS.items():
            emulator.forget()
            result = Play(emulator).run(ACCOUNT_OPERATION, config=part(config))
            assert result["changed"] is False, row
            assert result["summary"]["unchanged"] >= min(number, FEW.get(row, number)), row
            sent[number][row] = [entry["path"].partition("?")[0] for entry in emulator.log()]
    rows = table()
    for row in ROWS:
        small, large = sent[SMALL][row], sent[LARGE][row]
        number = re.match(r"\d+", rows[row][1])
        each = int(number[0]) if number else 1
        assert len(large) - len(small) == ((LARGE - SMALL) * each if is_each(rows[row][1]) else 0), (row, small, large)


def test_requests_of_a_whole_account(emulator: Emulator) -> None:
    """All kinds together: each list is read once, and what each object costs is what its row says."""
    emulator.load(**account(LARGE))
    config = Play(emulator).run(ACCOUNT_INFO_OPERATION)["config"]
    emulator.forget()
    assert Play(emulator).run(ACCOUNT_OPERATION, config=config)["changed"] is False
    sent = Counter(entry["path"].partition("?")[0] for entry in emulator.log())
    assert set(sent.values()) == {1}, sent.most_common(3)
    # What the table says of each object; the owner has rules, too.
    each = [row for row, cells in table().items() if is_each(cells[1])]
    assert sum(path.count("/") > 1 for path in sent) <= len(each) * LARGE + 4, sorted(sent)


def test_members_without_roles_are_compared(emulator: Emulator, play: Play) -> None:
    emulator.load(**account(SMALL))
    users = [{"email": email(at)} for at in range(SMALL)] + [{"email": "owner@example.com"}]
    teams: list[dict[str, t.Any]] = [
        {"name": "Team 0", "members": [{"user": email(0).upper()}], "purge_members": True},  # unchanged
        {"name": "Team 1", "members": [{"user": email(1)}, {"user": "User 2"}]},  # User 2 is added
        {"name": "Team 2", "members": [{"user": email(0)}], "purge_members": True},  # user 2 is replaced
    ]
    changes = [("Team 1", {"User 2": "manager"}), ("Team 2", {"User 0": "manager"})]
    for check in (True, False):
        emulator.forget()
        plan = play.run(ACCOUNT_OPERATION, config={"users": users, "teams": teams}, check=check)["plan"]
        added = [(one["name"], one["diff"]["after"]["members"]) for one in plan]
        found = [(name, {who.rpartition(" ")[0]: role for who, role in after.items()}) for name, after in added]
        assert found == changes
        assert "/teams/PTEAM00/members" not in [entry["path"].partition("?")[0] for entry in emulator.log()]
    members = {team["name"]: len(team["members"]) for team in exported_teams(play)}
    assert members == {"Team 0": 1, "Team 1": 2, "Team 2": 1}
    assert play.run(ACCOUNT_OPERATION, config={"users": users, "teams": teams})["changed"] is False


def exported_teams(play: Play) -> list[dict[str, t.Any]]:
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["teams"])["config"]
    return t.cast("list[dict[str, t.Any]]", config["teams"])


def test_tags_are_read_tag_by_tag(emulator: Emulator, play: Play) -> None:
    """The users of two tags are fewer requests than the tags of many users. The plan is the same."""
    emails = [email(at) for at in range(LARGE)]
    emulator.load(
        users=[user(at) for at in range(LARGE)],
        tags=[{"label": "Tag 0", "users": emails[:3]}, {"label": "Tag 1", "users": emails[2:5]}],
    )
    wanted = [{"email": one, "tags": ["Tag 0"], "purge_tags": True} for one in emails]
    emulator.forget()
    planned = play.run(ACCOUNT_OPERATION, config={"users": wanted}, check=True)
    assert len([entry for entry in emulator.log() if "tags" in entry["path"]]) == 3
    assert [one["name"] for one in planned["plan"]] == sorted(emails[2:], key=emails.index)
    assert planned["plan"][0]["diff"] == {"before": {"tags": ["Tag 0", "Tag 1"]}, "after": {"tags": ["Tag 0"]}}
    assert play.run(ACCOUNT_OPERATION, config={"users": wanted})["plan"] == planned["plan"]
    assert play.run(ACCOUNT_OPERATION, config={"users": wanted})["changed"] is False
