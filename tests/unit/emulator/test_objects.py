# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services, users, teams, escalation policies, schedules: what the emulator accepts, rejects and normalizes."""

from __future__ import annotations

import re

import pytest

from .conftest import Client, reference

HOURS = {
    "type": "fixed_time_per_day",
    "time_zone": "America/Lima",
    "start_time": "09:00",
    "end_time": "17:00:00",
    "days_of_week": [5, 1, 3],
}
BY_HOURS = {
    "type": "use_support_hours",
    "urgency": "high",
    "during_support_hours": {"type": "constant", "urgency": "high"},
    "outside_support_hours": {"type": "constant", "urgency": "low"},
}


# -- services --------------------------------------------------------------------------------------------------------


def test_a_new_service(emulator: Client) -> None:
    service = emulator.service("Web")
    assert re.fullmatch(r"P[A-Z0-9]{6}", service["id"])
    assert service["self"] == f"{emulator.url}/services/{service['id']}"
    assert service["html_url"] == f"https://example.pagerduty.com/service-directory/{service['id']}"
    assert service["escalation_policy"]["summary"] == "Default"
    assert service["escalation_policy"]["type"] == "escalation_policy_reference"
    expected = {
        "type": "service",
        "summary": "Web",
        "description": None,
        "auto_resolve_timeout": None,
        "acknowledgement_timeout": None,
        "status": "active",
        "teams": [],
        "integrations": [],
        "incident_urgency_rule": {"type": "constant", "urgency": "high"},
        "support_hours": None,
        "scheduled_actions": [],
        "alert_creation": "create_alerts_and_incidents",
        "alert_grouping_parameters": {"type": None, "config": None},
        "auto_pause_notifications_parameters": {"enabled": False, "timeout": None, "recommended_timeout": 120},
    }
    assert {key: service[key] for key in expected} == expected
    assert emulator.get(f"/services/{service['id']}")["service"] == service


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": None}, "Name must be a String"),
        ({"name": "  "}, "Name can't be blank"),
        ({"name": 7}, "Name must be a String"),
        ({"type": "team"}, "Type must be in service"),
        ({"status": "disabled"}, "Status must be in active"),
        ({"status": "warning"}, "Status must be in active or disabled"),
        ({"auto_resolve_timeout": -1}, "Auto resolve timeout must be greater than or equal to 0"),
        ({"auto_resolve_timeout": "60"}, "Auto resolve timeout must be an Integer"),
        ({"acknowledgement_timeout": True}, "Acknowledgement timeout must be an Integer"),
        ({"escalation_policy": None}, "Escalation policy can't be blank"),
        ({"escalation_policy": "Default"}, "Escalation policy must be a reference with an id and a type"),
        (
            {"escalation_policy": {"id": "PNOSUCH", "type": "escalation_policy_reference"}},
            "Escalation policy must exist",
        ),
        ({"escalation_policy": {"id": "PX"}}, "Escalation policy type must be in escalation_policy_reference"),
        ({"alert_creation": "always"}, "Alert creation must be in create_incidents or create_alerts_and_incidents"),
        ({"incident_urgency_rule": {"urgency": "top"}}, "Incident urgency rule urgency must be in low"),
        ({"incident_urgency_rule": {"type": "use_support_hours"}}, "during support hours can't be blank"),
        ({"incident_urgency_rule": BY_HOURS}, "Support hours can't be blank"),
        ({"support_hours": {**HOURS, "start_time": "9am"}}, "Support hours start time must be a time of day"),
        ({"support_hours": {**HOURS, "time_zone": "Mars"}}, "Support hours time zone is not a valid time zone"),
        ({"support_hours": {**HOURS, "days_of_week": [0]}}, "must be greater than or equal to 1"),
        ({"scheduled_actions": [{"type": "urgency_change"}]}, "Scheduled actions at can't be blank"),
        ({"auto_pause_notifications_parameters": {"timeout": 60}}, "timeout must be in 0, 120, 180, 300, 600 or 900"),
        ({"alert_grouping_parameters": {"type": "clever"}}, "Alert grouping parameters type must be in time"),
        ({"alert_grouping_parameters": {"kind": "time"}}, "Alert grouping parameters kind is not a permitted"),
        ({"alert_grouping_parameters": {"type": "time", "config": {"timeot": 1}}}, "timeot is not a permitted"),
        ({"alert_grouping_parameters": {"type": "time", "config": {"timeout": 1441}}}, "less than or equal to 1440"),
        ({"alert_grouping_parameters": {"type": "intelligent", "config": {"time_window": 299}}}, "or equal to 300"),
        ({"alert_grouping_parameters": {"type": "intelligent", "config": {"time_window": 3601}}}, "equal to 3600"),
        ({"alert_grouping_parameters": {"type": "content_based", "config": {"fields": ["a"]}}}, "aggregate can't be"),
    ],
)
def test_invalid_services(either: Client, fields: dict, complaint: str) -> None:
    body = {"type": "service", "name": "Web", "escalation_policy": either.policy(), **fields}
    error = either.refused("POST", "/services", {"service": body})
    assert (error["code"], error["message"]) == (2001, "Invalid Input Provided")
    assert complaint in error["errors"][0]
    assert either.get("/services")["services"] == []


def test_a_missing_name_and_policy(emulator: Client) -> None:
    error = emulator.refused("POST", "/services", {"service": {"type": "service"}})
    assert error["errors"] == ["Name can't be blank", "Escalation policy can't be blank"]


@pytest.mark.parametrize("body", [{}, {"services": {}}, {"service": []}, []])
def test_a_missing_wrapper(emulator: Client, body: object) -> None:
    assert emulator.refused("POST", "/services", body)["code"] == 2001


def test_a_body_that_is_not_json(emulator: Client) -> None:
    json_type = {"Content-Type": "application/json"}
    assert emulator.call("POST", "/services", data="{", headers=json_type).status_code == 400
    assert emulator.call("POST", "/services", data="").status_code == 400
    assert emulator.call("POST", "/services", data={"name": "form"}).status_code == 400


def test_a_name_in_use(emulator: Client) -> None:
    web, api = emulator.service("Web"), emulator.service("API")
    body = {"type": "service", "name": "wEB", "escalation_policy": emulator.policy()}
    taken = ["Name has already been taken"]
    assert emulator.refused("POST", "/services", {"service": body})["errors"] == taken
    assert emulator.refused("PUT", f"/services/{api['id']}", {"service": {"name": "WEB"}})["errors"] == taken
    assert emulator.update(web, name="WEB")["name"] == "WEB"
    assert emulator.update(web, name="Site")["name"] == "Site"
    assert emulator.update(api, name="Web")["name"] == "Web"


def test_an_update_merges(emulator: Client) -> None:
    service = emulator.service("Web", description="old", auto_resolve_timeout=60)
    changed = emulator.update(service, description=None, created_at="2001-01-01T00:00:00Z", id="PX", colour="red")
    assert changed == {**service, "description": None}
    assert emulator.update(service, auto_resolve_timeout=0)["auto_resolve_timeout"] is None
    assert emulator.update(service, status="disabled")["status"] == "disabled"
    assert emulator.refused("PUT", f"/services/{service['id']}", {"service": {"status": "critical"}})["errors"] == [
        "Status must be in active or disabled"
    ]


def test_support_hours(emulator: Client) -> None:
    action = {
        "type": "urgency_change",
        "at": {"type": "named_time", "name": "support_hours_start"},
        "to_urgency": "high",
    }
    service = emulator.service(incident_urgency_rule=BY_HOURS, support_hours=HOURS, scheduled_actions=[action])
    assert service["support_hours"] == {**HOURS, "start_time": "09:00:00", "days_of_week": [1, 3, 5]}
    assert service["incident_urgency_rule"] == {key: value for key, value in BY_HOURS.items() if key != "urgency"}
    assert service["scheduled_actions"] == [action]
    constant = emulator.update(service, incident_urgency_rule={"type": "constant", "urgency": "low"})
    assert constant["incident_urgency_rule"] == {"type": "constant", "urgency": "low"}
    assert (constant["support_hours"], constant["scheduled_actions"]) == (None, [])


def test_alert_grouping(emulator: Client) -> None:
    service = emulator.service(alert_grouping_parameters={"type": "intelligent", "config": {"time_window": 0}})
    grouping = {"type": "intelligent", "config": {"time_window": 300, "recommended_time_window": 300}}
    assert service["alert_grouping_parameters"] == grouping
    setting = {"id": "PX", "type": "alert_grouping_setting_reference"}
    assert emulator.update(service, alert_grouping_parameters=setting)["alert_grouping_parameters"] == grouping
    content = {"type": "content_based", "config": {"aggregate": "all", "fields": ["summary"], "time_window": 86400}}
    shown = emulator.update(service, alert_grouping_parameters=content)["alert_grouping_parameters"]
    assert shown["config"] == {**content["config"], "recommended_time_window": 300}
    timed = emulator.update(service, alert_grouping="time", alert_grouping_timeout=5)
    assert timed["alert_grouping_parameters"] == {"type": "time", "config": {"timeout": 5}}
    off = emulator.update(service, alert_grouping_parameters={"type": None})
    assert off["alert_grouping_parameters"] == {"type": None, "config": None}
    assert (off["alert_grouping"], off["alert_grouping_timeout"]) == (None, None)


def test_auto_pause_is_in_lists_on_request(emulator: Client) -> None:
    name = "auto_pause_notifications_parameters"
    emulator.service(**{name: {"enabled": True, "timeout": 0}})
    assert name not in emulator.get("/services")["services"][0]
    shown = emulator.get("/services", include_=name)["services"][0][name]
    assert shown == {"enabled": True, "timeout": 120, "recommended_timeout": 120}


def test_a_service_has_the_teams_of_its_policy(emulator: Client) -> None:
    team = emulator.create("team", name="Core")
    policy = emulator.escalation_policy(teams=[reference(team)])
    service = emulator.create("service", name="Web", escalation_policy=reference(policy))
    assert [one["id"] for one in service["teams"]] == [team["id"]]
    emulator.service("Other")
    assert [one["name"] for one in emulator.get("/services", team_ids_=team["id"])["services"]] == ["Web"]
    full = emulator.get(f"/services/{service['id']}", include_=["teams", "escalation_policies"])["service"]
    assert full["teams"][0] == {**team}
    assert full["escalation_policy"]["escalation_rules"][0]["escalation_delay_in_minutes"] == 5
    assert full["escalation_policy"]["type"] == "escalation_policy"


# -- users -----------------------------------------------------------------------------------------------------------


def test_a_new_user(emulator: Client) -> None:
    user = emulator.user("  Ada \t Lovelace ", " ADA@Example.com ")
    expected = {
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "role": "user",
        "time_zone": "America/New_York",
        "description": None,
        "job_title": None,
        "teams": [],
        "invitation_sent": True,
    }
    assert {key: user[key] for key in expected} == expected
    assert user["color"]
    assert "license" not in user
    assert [one["type"] for one in user["contact_methods"]] == ["email_contact_method_reference"]
    full = emulator.get(f"/users/{user['id']}", include_=["contact_methods", "notification_rules"])["user"]
    assert full["contact_methods"][0]["address"] == "ada@example.com"
    assert {rule["urgency"] for rule in full["notification_rules"]} == {"high", "low"}
    path = f"/users/{user['id']}"
    assert len(emulator.get(f"{path}/notification_rules")["notification_rules"]) == 1
    assert len(emulator.get(f"{path}/notification_rules", urgency="all")["notification_rules"]) == 2
    assert emulator.get(f"{path}/contact_methods")["contact_methods"] == full["contact_methods"]
    assert emulator.get(f"{path}/license")["license"]["role_group"] == "FullUser"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": "x" * 101}, "Name is too long (maximum is 100 characters)"),
        ({"email": "a@b.c"}, "Email is too short (minimum is 6 characters)"),
        ({"email": "nobody"}, "Email is invalid"),
        ({"email": "OWNER@example.com"}, "Email has already been taken"),
        ({"role": "owner"}, "Role owner can't be assigned"),
        ({"role": "boss"}, "Role must be in admin"),
        ({"job_title": ""}, "Job title must have a length between 1 and 100"),
        ({"job_title": "x" * 101}, "Job title must have a length between 1 and 100"),
        ({"license": {"id": "PNOSUCH", "type": "license_reference"}}, "License must exist"),
    ],
)
def test_invalid_users(either: Client, fields: dict, complaint: str) -> None:
    body = {"type": "user", "name": "Ada", "email": "ada@example.com", **fields}
    error = either.refused("POST", "/users", {"user": body})
    assert error["code"] == 2001
    assert complaint in error["errors"][0]


def test_roles_and_licenses(emulator: Client) -> None:
    full, stakeholder = emulator.get("/licenses")["licenses"]
    assert (full["current_value"], stakeholder["current_value"]) == (1, 0)
    user = emulator.user(role="read_only_user")
    path = f"/users/{user['id']}"
    assert emulator.get(f"{path}/license")["license"]["id"] == stakeholder["id"]
    emulator.update(user, role="admin")
    assert emulator.get(f"{path}/license")["license"]["id"] == full["id"]
    wrong = {"license": {"id": stakeholder["id"], "type": "license_reference"}}
    assert "License is not available" in emulator.refused("PUT", path, {"user": wrong})["errors"]
    assert len(emulator.get("/license_allocations")["license_allocations"]) == 2
    assert emulator.get("/licenses")["licenses"][0]["current_value"] == 2


def test_users_in_use_cannot_be_deleted(emulator: Client) -> None:
    user = emulator.user()
    policy = emulator.escalation_policy("Core", reference(user))
    assert "escalation policies" in emulator.refused("DELETE", f"/users/{user['id']}", None)["errors"][0]
    emulator.write("DELETE", f"/escalation_policies/{policy['id']}", status=204)
    emulator.write("DELETE", f"/users/{user['id']}", status=204)
    emulator.get(f"/users/{user['id']}", status=404)
    owner = emulator.owner()["id"]
    emulator.refused("DELETE", f"/users/{owner}", None)


def test_query_searches_names_and_emails(emulator: Client) -> None:
    emulator.user("Ada", "countess@example.com")
    assert [one["name"] for one in emulator.get("/users", query="COUNTESS@")["users"]] == ["Ada"]
    assert [one["name"] for one in emulator.get("/users", query="aD")["users"]] == ["Ada"]


def test_users_me(emulator: Client) -> None:
    answer = emulator.get("/users/me", status=400)
    assert "account-level access token" in answer["error"]
    emulator.load({"tokens": [{"token": "mine", "type": "user", "user": "owner@example.com"}]})
    assert Client(emulator.url, "mine").get("/users/me")["user"]["role"] == "owner"


# -- teams -----------------------------------------------------------------------------------------------------------


def test_teams_and_members(emulator: Client) -> None:
    team, user = emulator.create("team", name="Core"), emulator.user()
    assert (team["description"], team["default_role"]) == (None, "manager")
    path = f"/teams/{team['id']}"
    emulator.write("PUT", f"{path}/users/{user['id']}", {"role": "responder"}, status=204)
    emulator.write("PUT", f"{path}/users/{emulator.owner()['id']}", {"role": "observer"}, status=204)
    members = emulator.get(f"{path}/members")
    assert [(one["user"]["summary"], one["role"]) for one in members["members"]] == [
        ("Account Owner", "manager"),
        ("Ada Lovelace", "responder"),
    ]
    assert members["members"][1]["user"]["type"] == "user_reference"
    assert emulator.get(f"{path}/members", include_="users")["members"][1]["user"]["email"] == "ada@example.com"
    assert emulator.get(f"/users/{user['id']}")["user"]["teams"][0]["id"] == team["id"]
    assert len(emulator.get("/users", team_ids_=team["id"])["users"]) == 2
    emulator.write("PUT", f"{path}/users/{user['id']}", status=204)
    assert emulator.get(f"{path}/members")["members"][1]["role"] == "manager"
    emulator.refused("PUT", f"{path}/users/{user['id']}", {"role": "limited_user"})
    emulator.write("DELETE", f"{path}/users/{user['id']}", status=204)
    emulator.write("DELETE", f"{path}/users/{user['id']}", status=404)
    emulator.write("PUT", f"{path}/users/PNOSUCH", status=404)


def test_stakeholders_cannot_join_a_team(emulator: Client) -> None:
    team, user = emulator.create("team", name="Core"), emulator.user(role="read_only_user")
    emulator.refused("PUT", f"/teams/{team['id']}/users/{user['id']}", {"role": "observer"})


def test_members_on_the_teams_policy_cannot_leave(emulator: Client) -> None:
    team, user = emulator.create("team", name="Core"), emulator.user()
    path = f"/teams/{team['id']}"
    emulator.write("PUT", f"{path}/users/{user['id']}", {}, status=204)
    policy = emulator.escalation_policy("Core", reference(user))
    emulator.write("PUT", f"{path}/escalation_policies/{policy['id']}", status=204)
    assert emulator.get("/escalation_policies", team_ids_=team["id"])["escalation_policies"][0]["id"] == policy["id"]
    assert emulator.refused("DELETE", f"{path}/users/{user['id']}", None)["errors"] == [
        "User cannot be removed as they belong to an escalation policy on this team"
    ]
    assert emulator.refused("DELETE", path, None)["code"] == 6006
    for _again in range(2):
        emulator.write("DELETE", f"{path}/escalation_policies/{policy['id']}", status=204)
    emulator.write("DELETE", path, status=204)
    assert emulator.get(f"/users/{user['id']}")["user"]["teams"] == []


# -- escalation policies ---------------------------------------------------------------------------------------------


def test_rules_keep_their_ids_when_sent(emulator: Client) -> None:
    policy = emulator.escalation_policy()
    rule = policy["escalation_rules"][0]
    assert emulator.update(policy, escalation_rules=[rule])["escalation_rules"] == [rule]
    anew = {key: value for key, value in rule.items() if key != "id"}
    changed = emulator.update(policy, escalation_rules=[anew, rule, rule])["escalation_rules"]
    assert changed[1]["id"] == rule["id"]
    assert len({one["id"] for one in changed}) == 3


@pytest.mark.parametrize("shape", ["round_robin", {"type": "round_robin"}])
def test_strategies(emulator: Client, shape: object) -> None:
    users = sorted((reference(emulator.user(f"U{n}", f"u{n}@example.com")) for n in range(3)), key=lambda u: u["id"])
    users.reverse()
    rule = {"escalation_delay_in_minutes": 1, "targets": users}
    policy = emulator.escalation_policy(escalation_rules=[rule])
    assert [one["id"] for one in policy["escalation_rules"][0]["targets"]] == sorted(one["id"] for one in users)
    name = "escalation_rule_assignment_strategy"
    changed = emulator.update(policy, escalation_rules=[{**rule, name: shape}])["escalation_rules"][0]
    assert [one["id"] for one in changed["targets"]] == [one["id"] for one in users]
    assert name not in changed
    shown = emulator.get(f"/escalation_policies/{policy['id']}", include_="escalation_rule_assignment_strategies")
    assert shown["escalation_policy"]["escalation_rules"][0][name] == {"type": "round_robin"}
    full = emulator.get(f"/escalation_policies/{policy['id']}", include_="targets")["escalation_policy"]
    assert full["escalation_rules"][0]["targets"][0]["email"].startswith("u")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": "A/B"}, "Name is invalid"),
        ({"name": "A "}, "Name is invalid"),
        ({"num_loops": 10}, "Num loops must be less than or equal to 9"),
        ({"escalation_rules": []}, "Escalation rules can't be empty"),
        ({"escalation_rules": [{"escalation_delay_in_minutes": 1, "targets": []}]}, "targets can't be empty"),
        ({"escalation_rules": [{"targets": []}]}, "escalation delay in minutes can't be blank"),
        ({"teams": [{"id": "PNOSUCH", "type": "team_reference"}]}, "Teams must exist"),
        ({"teams": [{"id": "P1", "type": "team"}, {"id": "P2", "type": "team"}]}, "Teams is too long (maximum is 1)"),
        ({"on_call_handoff_notifications": "never"}, "must be in if_has_services or always"),
    ],
)
def test_invalid_policies(emulator: Client, fields: dict, complaint: str) -> None:
    rule = {"escalation_delay_in_minutes": 5, "targets": [emulator.owner()]}
    body = {"type": "escalation_policy", "name": "Core", "escalation_rules": [rule], **fields}
    assert complaint in emulator.refused("POST", "/escalation_policies", {"escalation_policy": body})["errors"][0]


def test_eleven_targets_and_none(emulator: Client) -> None:
    rule = {"escalation_delay_in_minutes": 5, "targets": [emulator.owner()] * 11}
    body = {"type": "escalation_policy", "name": "Core", "escalation_rules": [rule]}
    error = emulator.refused("POST", "/escalation_policies", {"escalation_policy": body})
    assert error["errors"] == ["Escalation rules targets is too long (maximum is 10)"]


def test_policies_in_use_cannot_be_deleted(emulator: Client) -> None:
    service = emulator.service()
    policy = emulator.policy()
    assert "services" in emulator.refused("DELETE", f"/escalation_policies/{policy['id']}", None)["errors"][0]
    shown = emulator.get(f"/escalation_policies/{policy['id']}")["escalation_policy"]
    assert shown["services"][0]["id"] == service["id"]
    emulator.write("DELETE", f"/services/{service['id']}", status=204)
    emulator.write("DELETE", f"/escalation_policies/{policy['id']}", status=204)


# -- schedules, priorities, abilities --------------------------------------------------------------------------------


def layer(*users: dict, **fields: object) -> dict:
    return {
        "start": "2099-01-01T00:00:00-05:00",
        "rotation_virtual_start": "2099-01-01T00:00:00-05:00",
        "rotation_turn_length_seconds": 86400,
        "users": [{"user": user} for user in users],
        **fields,
    }


def test_schedules(emulator: Client) -> None:
    owner = emulator.owner()
    schedule = emulator.create("schedule", name="Primary", time_zone="Etc/UTC", schedule_layers=[layer(owner)])
    assert schedule["schedule_layers"][0]["name"] == "Layer 1"
    assert schedule["users"][0]["id"] == owner["id"]
    assert "schedule_layers" not in emulator.get("/schedules", query="prim")["schedules"][0]
    assert emulator.get("/schedules", include_="schedule_layers")["schedules"][0]["schedule_layers"]
    policy = emulator.escalation_policy("Core", reference(schedule))
    path = f"/schedules/{schedule['id']}"
    assert emulator.refused("DELETE", path, None)["errors"] == [
        "Schedule can't be deleted if it's being used by escalation policies"
    ]
    assert emulator.get(path)["schedule"]["escalation_policies"][0]["id"] == policy["id"]


def test_layers_are_never_removed(emulator: Client) -> None:
    schedule = emulator.create(
        "schedule", name="Primary", time_zone="Etc/UTC", schedule_layers=[layer(emulator.owner(), name="one")]
    )
    changed = emulator.update(schedule, schedule_layers=[layer(emulator.owner(), name="two")])
    assert [one["name"] for one in changed["schedule_layers"]] == ["two", "one"]


def test_starts_in_the_past_are_replaced(emulator: Client) -> None:
    past = layer(emulator.owner(), start="2001-01-01T00:00:00Z")
    schedule = emulator.create("schedule", name="Primary", time_zone="Etc/UTC", schedule_layers=[past])
    assert schedule["schedule_layers"][0]["start"] > "2026"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "tomorrow"}, "start must be a valid ISO 8601 date-time"),
        ({"users": []}, "users can't be empty"),
        (
            {"restrictions": [{"type": "weekly_restriction", "start_time_of_day": "08:00:00", "duration_seconds": 60}]},
            "start day of week can't be blank",
        ),
    ],
)
def test_invalid_schedules(either: Client, change: dict, complaint: str) -> None:
    body = {"type": "schedule", "name": "P", "time_zone": "Etc/UTC"}
    layers = [layer(either.owner(), **change)]
    error = either.refused("POST", "/schedules", {"schedule": {**body, "schedule_layers": layers}})
    assert complaint in error["errors"][0]


def test_priorities(emulator: Client) -> None:
    assert [one["name"] for one in emulator.get("/priorities")["priorities"]] == ["P1", "P2", "P3", "P4", "P5"]


def test_abilities(emulator: Client) -> None:
    assert "teams" in emulator.get("/abilities")["abilities"]
    emulator.load({"abilities": ["urgencies"]})
    emulator.get("/abilities/urgencies", status=204)
    assert emulator.get("/abilities/teams", status=402)["error"]["code"] == 2014
    emulator.get("/abilities/flying", status=404)
    emulator.get("/teams", status=402)
    emulator.get("/services", status=402, team_ids_="PX")
    emulator.get("/escalation_policies", status=403, include_="escalation_rule_assignment_strategies")
    rule = {"escalation_delay_in_minutes": 5, "targets": [emulator.owner()]}
    body = {"type": "escalation_policy", "name": "Core", "escalation_rules": [rule]}
    strategy = {"escalation_rule_assignment_strategy": "assign_to_everyone"}
    sent = {"escalation_policy": {**body, "escalation_rules": [{**rule, **strategy}]}}
    emulator.refused("POST", "/escalation_policies", sent, status=403)
    emulator.refused(
        "POST", "/users", {"user": {"type": "user", "name": "A", "email": "a@b.example", "role": "read_only_user"}},
        status=402,
    )
