# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slack connections, and the rules for Jira Cloud: PagerDuty's OpenAPI documents for these integrations."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from .conftest import Client

SLACK = "/integration-slack/workspaces/T0EXAMPLE/connections"
JIRA = "/integration-jira-cloud/accounts_mappings"


# -- Slack -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def user(either: Client) -> Client:
    """A client with the token of the account owner."""
    return Client(either.url, "emulator-user")


def connection(source: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a POST."""
    values = {
        "source_id": source["id"],
        "source_type": f"{source['type']}_reference",
        "channel_id": "C0INCIDENTS",
        "config": {"events": ["incident.triggered"]},
        **fields,
    }
    return {"slack_connection": {name: value for name, value in values.items() if value is not None}}


def test_a_connection(either: Client, user: Client) -> None:
    service = either.service("Shop")
    made = user.write("POST", SLACK, connection(service), status=201)
    identifier = made["slack_connection"]["id"]
    assert made == {
        "slack_connection": {
            "id": identifier,
            "source_id": service["id"],
            "source_name": "Shop",
            "source_type": "service_reference",
            "channel_id": "C0INCIDENTS",
            "channel_name": "incidents",
            "notification_type": "responder",
            "config": {"events": ["incident.triggered"], "priorities": None, "urgency": None},
        }
    }
    one = f"{SLACK}/{identifier}"
    assert user.get(one) == made
    assert user.write("PUT", one, made, status=200) == made  # PagerDuty's Terraform provider sends the names, too
    page = user.get(SLACK)
    assert page == {
        "slack_connections": [made["slack_connection"]], "limit": 50, "offset": 0, "more": False, "total": 1
    }
    user.write("DELETE", one, status=204)
    assert user.get(one, status=404) == {"error": {"message": "Not Found"}}
    user.write("DELETE", one, status=404)
    user.write("PUT", one, made, status=404)


def test_an_update_can_change_everything(either: Client, user: Client) -> None:
    service, team = either.service("Shop"), either.create("team", name="Core")
    one = user.write("POST", SLACK, connection(service), status=201)["slack_connection"]
    [priority, *_rest] = either.get("/priorities")["priorities"]
    config = {"events": ["incident.triggered", "incident.resolved"], "priorities": [priority["id"]], "urgency": "low"}
    body = connection(team, channel_id="C0GENERAL", notification_type="stakeholder", config=config)
    now = user.write("PUT", f"{SLACK}/{one['id']}", body, status=200)["slack_connection"]
    assert now == {
        "id": one["id"], **body["slack_connection"], "source_name": "Core", "channel_name": "general",
        "config": {**config, "events": sorted(config["events"])},
    }


@pytest.mark.parametrize("priorities", [None, [], ["no_priority"]])
def test_priorities_that_are_null_or_empty_stay_so(either: Client, user: Client, priorities: Any) -> None:
    """They mean different things."""
    config = {"events": ["incident.triggered"], "priorities": priorities}
    made = user.write("POST", SLACK, connection(either.service(), config=config), status=201)
    assert made["slack_connection"]["config"]["priorities"] == priorities


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"source_id": "PNOSUCH"}, "Source must exist"),
        ({"source_type": "user_reference"}, "Source type must be in service_reference or team_reference"),
        ({"channel_id": None}, "Channel id can't be blank"),
        ({"config": None}, "Config can't be blank"),
        ({"config": {"events": ["incident.triggered", "incident.painted"]}}, "Config events must be in"),
        ({"config": {"events": ["incident.resolved"]}}, "Config events must contain incident.triggered"),
        ({"config": {"events": ["incident.triggered"], "priorities": ["P9"]}}, "Config priorities is invalid"),
        ({"config": {"events": ["incident.triggered"], "urgency": "medium"}}, "Config urgency must be in high or low"),
        ({"notification_type": "owner"}, "Notification type must be in responder or stakeholder"),
    ],
)
def test_wrong_connections(either: Client, user: Client, fields: dict[str, Any], error: str) -> None:
    refused = user.refused("POST", SLACK, connection(either.service(), **fields))
    assert any(one.startswith(error) for one in refused["errors"]), refused
    assert user.get(SLACK)["total"] == 0


def test_a_channel_that_the_app_can_not_use(either: Client, user: Client) -> None:
    refused = user.refused("POST", SLACK, connection(either.service(), channel_id="C0SECRET"))
    assert refused["message"].startswith("You don't have Slack permission to that channel")
    made = user.write("POST", SLACK, connection(either.service("Other")), status=201)["slack_connection"]
    user.refused("PUT", f"{SLACK}/{made['id']}", {"slack_connection": {"channel_id": "C0SECRET"}})


def test_an_unknown_workspace(either: Client, user: Client) -> None:
    path = SLACK.replace("T0EXAMPLE", "T0OTHER")
    for method, body in (("GET", None), ("POST", connection(either.service()))):
        assert user.refused(method, path, body, status=404)["message"].startswith(
            "The PagerDuty has not been connected to this workspace"
        )


def test_only_tokens_of_admins_and_owners_are_accepted(either: Client) -> None:
    users = [
        {"name": "Ada", "email": "ada@example.com", "role": "admin"},
        {"name": "Bob", "email": "bob@example.com", "role": "user"},
    ]
    tokens = [{"token": one["name"], "type": "user", "user": one["email"]} for one in users]
    either.load({"token": "emulator", "users": users, "tokens": tokens})
    assert Client(either.url, "Ada").get(SLACK)["total"] == 0
    assert Client(either.url, "Bob").get(SLACK, status=403) == {"error": {"message": "Forbidden"}}
    for method, path in (("GET", SLACK), ("POST", SLACK), ("DELETE", f"{SLACK}/PNOSUCH")):
        assert either.write(method, path, {}, status=401) == {"error": {"message": "Unauthorized"}}


def test_an_event_that_only_the_tools_know(emulator: Client, strict: Client) -> None:
    config = {"events": ["incident.triggered", "incident.reopened"]}
    for client, status in ((emulator, 201), (strict, 400)):
        body = connection(client.service(), config=config)
        Client(client.url, "emulator-user").write("POST", SLACK, body, status=status)


def test_the_source_of_a_connection_is_deleted(either: Client, user: Client) -> None:
    service = either.service()
    one = user.write("POST", SLACK, connection(service), status=201)["slack_connection"]
    either.write("DELETE", f"/services/{service['id']}", status=204)
    assert user.get(f"{SLACK}/{one['id']}")["slack_connection"] == {**one, "source_name": None}


# -- Jira Cloud ------------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(either: Client) -> str:
    """The path of the rules of the site of a new account."""
    [mapping] = either.get(JIRA)["accounts_mappings"]
    return f"{JIRA}/{mapping['id']}/rules"


def rule(client: Client, **jira: Any) -> dict[str, Any]:
    """The body of a POST, with all that it must have."""
    values = {
        "autocreate_jql": None,
        "create_issue_on_incident_trigger": False,
        "custom_fields": None,
        "issue_type": {"id": "10001", "name": "Incident"},
        "priorities": None,
        "project": {"id": "10100", "key": "ITS", "name": "IT Support"},
        "status_mapping": {"acknowledged": None, "resolved": None, "triggered": {"id": "1", "name": "Open"}},
        "sync_notes_user": None,
        **jira,
    }
    service = client.service()
    return {
        "name": "Shop", "config": {"service": {"id": service["id"], "type": "service_reference"}, "jira": values}
    }


def updated(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a PUT."""
    jira = {name: value for name, value in body["config"]["jira"].items() if name != "project"}
    return {"name": body["name"], "config": {"jira": {**jira, **fields}}}


def test_account_mappings(either: Client) -> None:
    [mapping] = either.get(JIRA)["accounts_mappings"]
    assert mapping == {
        "id": mapping["id"],
        "jira_cloud_account": {"base_url": "https://example.atlassian.net"},
        "pagerduty_account": {"subdomain": "example"},
        "created_at": mapping["created_at"],
        "updated_at": None,
    }
    assert mapping["created_at"].endswith(".000Z")
    assert either.get(f"{JIRA}/{mapping['id']}") == mapping
    assert either.get(JIRA, total="true")["total"] == 1
    either.get(f"{JIRA}/PNOSUCH", status=404)
    either.get(f"{JIRA}/PNOSUCH/rules", status=404)


def test_a_rule(either: Client, rules: str) -> None:
    ada = either.write(
        "POST", "/users", {"user": {"type": "user", "name": "Ada", "email": "ada@example.com"}}, status=201,
        sender="owner@example.com",
    )["user"]
    [priority, *_rest] = either.get("/priorities")["priorities"]
    fields = [
        {"type": "attribute", "source_incident_field": "incident_title", "target_issue_field": "summary",
         "target_issue_field_name": "Summary", "value": ""},
        {"type": "jira_value", "source_incident_field": None, "target_issue_field": "security",
         "target_issue_field_name": "Security", "value": {"id": "10000"}},
    ]
    body = rule(
        either, autocreate_jql="priority = High", create_issue_on_incident_trigger=True, custom_fields=fields,
        priorities=[{"jira_id": "1", "pagerduty_id": priority["id"]}],
        sync_notes_user={"id": ada["id"], "type": "user_reference"},
    )
    made = either.write("POST", rules, body, status=201)
    jira = body["config"]["jira"]
    assert made["config"]["service"]["summary"] == "Web"
    assert made["config"]["jira"].pop("sync_notes_user").items() >= {"email": "ada@example.com", "name": "Ada"}.items()
    assert made["config"]["jira"] == {name: value for name, value in jira.items() if name != "sync_notes_user"}
    assert made["account_mapping"]["type"] == "account_mapping_reference" and made["enabled"] is True
    one = f"{rules}/{made['id']}"
    assert [found["id"] for found in either.get(rules)["rules"]] == [made["id"]]
    now = either.write("PUT", one, {**updated(body, autocreate_jql=None), "enabled": False}, status=200)
    assert (now["enabled"], now["config"]["jira"]["autocreate_jql"]) == (False, None)
    assert now["config"]["jira"]["project"] == jira["project"] and now["config"]["service"] == made["config"]["service"]
    assert either.get(one) == now
    either.write("DELETE", one, status=204)
    either.get(one, status=404)


def without(body: dict[str, Any], *path: str) -> dict[str, Any]:
    """The body without a key at a path."""
    body = copy.deepcopy(body)
    *outer, last = path
    inner = body
    for name in outer:
        inner = inner[name]
    del inner[last]
    return body


@pytest.mark.parametrize("name", ["autocreate_jql", "custom_fields", "priorities", "project", "sync_notes_user"])
def test_what_a_new_rule_must_have(either: Client, rules: str, name: str) -> None:
    """Null is enough for most of it."""
    refused = either.refused("POST", rules, without(rule(either), "config", "jira", name))
    assert refused["errors"] == [f"Config jira {name.replace('_', ' ')} can't be blank"]


@pytest.mark.parametrize(
    ("jira", "error"),
    [
        ({"issue_type": {"id": "1"}}, "Config jira issue type name can't be blank"),
        ({"issue_type": {"id": "1", "name": "Bug", "key": "B"}}, "Config jira issue type key is not a permitted"),
        ({"status_mapping": {"resolved": None}}, "Config jira status mapping triggered can't be blank"),
        ({"priorities": [{"jira_id": "1", "pagerduty_id": "P9"}]}, "Config jira priorities pagerduty id must exist"),
        ({"sync_notes_user": {"id": "P9", "type": "user_reference"}}, "Config jira sync notes user must exist"),
        ({"color": "red"}, "Config jira color is not a permitted parameter"),
        (
            {"custom_fields": [{"type": "attribute", "target_issue_field": "a", "target_issue_field_name": "A"}]},
            "Config jira custom fields source incident field can't be blank",
        ),
        (
            {"custom_fields": [{"type": "const", "target_issue_field": "a", "target_issue_field_name": "A"}]},
            "Config jira custom fields value can't be blank",
        ),
    ],
)
def test_wrong_rules(either: Client, rules: str, jira: dict[str, Any], error: str) -> None:
    refused = either.refused("POST", rules, rule(either, **jira))
    assert any(one.startswith(error) for one in refused["errors"]), refused
    assert either.get(rules)["rules"] == []


def test_an_update_states_all_and_changes_neither_service_nor_project(either: Client, rules: str) -> None:
    body = rule(either)
    one = f"{rules}/{either.write('POST', rules, body, status=201)['id']}"
    either.refused("PUT", one, body)
    either.refused("PUT", one, without(updated(body), "config", "jira", "priorities"))
    either.refused("PUT", one, without(updated(body), "name"))
    either.refused("PUT", one, {**updated(body), "id": "P1"})
    either.write("PUT", one, updated(body), status=200)


@pytest.mark.parametrize("name", ["", "a<b", "a\tb", "x" * 101])
def test_wrong_names_of_rules(either: Client, rules: str, name: str) -> None:
    either.refused("POST", rules, {**rule(either), "name": name})


# -- state files -----------------------------------------------------------------------------------------------------


def test_state_files(emulator: Client) -> None:
    """What is loaded with names is dumped with IDs, and that can be loaded again."""
    body = rule(emulator)
    emulator.load(
        {
            "token": "acme",
            "services": [{"name": "Web", "escalation_policy": "Default"}],
            "escalation_policies": [
                {"name": "Default",
                 "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": ["ada@example.com"]}]}
            ],
            "users": [{"name": "Ada", "email": "ada@example.com", "role": "owner"}],
            "tokens": [{"token": "ada", "type": "user", "user": "ada@example.com"}],
            "slack_workspaces": [{"id": "T1", "name": "Acme", "channels": [{"id": "C1", "name": "war-room"}]}],
            "slack_connections": [
                {"workspace": "Acme", "source_type": "service_reference", "source_id": "Web", "channel_id": "C1",
                 "config": {"events": ["incident.triggered"], "priorities": ["P1"]}}
            ],
            "jira_cloud_account_mappings": [{"id": "PMAPPED", "base_url": "https://acme.atlassian.net"}],
            "jira_cloud_rules": [
                {**body, "account_mapping": "https://acme.atlassian.net",
                 "config": {**body["config"], "service": "Web"}}
            ],
        }
    )

    def seen() -> Any:
        acme = Client(emulator.url, "acme")
        slack = Client(emulator.url, "ada").get(SLACK.replace("T0EXAMPLE", "T1"))["slack_connections"]
        return slack, acme.get(JIRA)["accounts_mappings"], acme.get(f"{JIRA}/PMAPPED/rules")["rules"]

    before = seen()
    [[slack], _mappings, [jira]] = before
    assert (slack["source_name"], slack["channel_name"], jira["config"]["service"]["summary"]) == (
        "Web", "war-room", "Web"
    )
    [dumped] = emulator.get("/_emulator/state?account=acme")["accounts"]
    tokens = [{"token": "ada", "type": "user", "user": "ada@example.com"}]
    emulator.load({**dumped, "token": "acme", "tokens": tokens})
    assert seen() == before
