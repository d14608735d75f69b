# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrichment schemas with their records, and event enrichments: PagerDuty's OpenAPI document."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import Client

SCHEMAS = "/enrichment/schemas"
ALL = "/enrichment/event_enrichments"
FIELDS = [
    {"name": "Application", "type": "query"},
    {"name": "Environment", "type": "query"},
    {"name": "Manager", "type": "enriched"},
]


def schema(client: Client, **fields: Any) -> dict[str, Any]:
    body = {"integration_type": "CSV", "name": "Applications", "fields": FIELDS, **fields}
    made: dict[str, Any] = client.write("POST", SCHEMAS, body, status=201)["schema"]
    return made


def upload(client: Client, path: str, content: str, *, status: int = 202, **query: str) -> Any:
    headers = {"Authorization": "Token token=emulator", "Content-Type": "text/csv"}
    answer = requests.post(f"{client.url}{path}", data=content.encode(), params=query, headers=headers, timeout=60)
    assert answer.status_code == status, answer.text
    return answer.json()


def data_of(client: Client, path: str) -> list[dict[str, str]]:
    return [one["enrichment_data"] for one in client.get(path)["records"]]


# -- schemas ---------------------------------------------------------------------------------------------------------


def test_a_schema(either: Client) -> None:
    made = schema(either, description="Who answers")
    assert {**made, "id": "", "created_at": "", "updated_at": ""} == {
        "id": "", "type": "enrichment_schema", "integration_type": "CSV", "name": "Applications",
        "description": "Who answers", "fields": FIELDS, "created_at": "", "updated_at": "", "deleted_at": None,
    }
    one = f"{SCHEMAS}/{made['id']}"
    assert either.get(one) == {"schema": made}
    assert either.get(SCHEMAS) == {"schemas": [made]}
    changed = either.write("PUT", one, {"schema": {"name": "Apps"}}, status=200)["schema"]
    assert (changed["name"], changed["description"]) == ("Apps", "Who answers")
    either.write("PUT", one, {"schema": {"fields": FIELDS}}, status=400)
    gone = either.write("DELETE", one, status=200)["schema"]
    assert gone["deleted_at"] is not None
    either.get(one, status=404)
    assert either.get(SCHEMAS) == {"schemas": []}


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 51},
        {"name": ""},
        {"fields": []},
        {"fields": FIELDS[:2]},
        {"fields": FIELDS[2:]},
        {"fields": [*FIELDS, {"name": "manager", "type": "enriched"}]},
        {"fields": [*FIELDS, {"name": "Class", "type": "discriminator"}]},
        {"fields": [*FIELDS, *({"name": f"Query {at}", "type": "query"} for at in range(2))]},
        {"fields": [*FIELDS, *({"name": f"Field {at}", "type": "enriched"} for at in range(23))]},
        {"description": "x" * 2049},
    ],
)
def test_wrong_schemas(either: Client, fields: dict[str, Any]) -> None:
    either.write("POST", SCHEMAS, {"name": "Applications", "fields": FIELDS, **fields}, status=400)


def test_the_limit_of_schemas(either: Client) -> None:
    for number in range(25):
        schema(either, name=f"Schema {number}")
    either.write("POST", SCHEMAS, {"name": "One more", "fields": FIELDS}, status=400)


# -- records ---------------------------------------------------------------------------------------------------------


def test_records(either: Client) -> None:
    """They come from a CSV file. A row with the query values of a record replaces it."""
    path = f"{SCHEMAS}/{schema(either)['id']}/records"
    content = "application,Environment,Manager,Other\nShop,prod,ann\nShop,test,bea\n"
    accepted = upload(either, path, content, filename="a.csv")
    assert (accepted["filename"], accepted["status"], accepted["size_bytes"]) == ("a.csv", "accepted", len(content))
    assert sorted(data_of(either, path), key=str) == [
        {"Application": "Shop", "Environment": environment, "Manager": manager}
        for environment, manager in (("prod", "ann"), ("test", "bea"))
    ]
    before = ids(either, path)
    upload(either, path, "Application,Environment,Manager\nSHOP,prod,cyd\nMail,prod,\n")
    assert set(before.values()) < {one["record_id"] for one in either.get(path)["records"]}
    assert sorted(one["Manager"] for one in data_of(either, path)) == ["", "bea", "cyd"]
    record = before["test"]
    assert either.write("DELETE", f"{path}/{record}", status=200)["record"]["record_id"] == record
    either.write("DELETE", f"{path}/{record}", status=404)
    assert len(data_of(either, path)) == 2


def ids(client: Client, path: str) -> dict[str, str]:
    """The IDs of records, by environment."""
    return {one["enrichment_data"]["Environment"]: one["record_id"] for one in client.get(path)["records"]}


def test_pages_of_records(either: Client) -> None:
    path = f"{SCHEMAS}/{schema(either)['id']}/records"
    rows = "".join(f"App {number},prod,ann\n" for number in range(5))
    upload(either, path, f"Application,Environment,Manager\n{rows}")
    seen, cursor = [], ""
    while True:
        page = either.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}")
        seen += [one["record_id"] for one in page["records"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(set(seen)) == 5 == len(seen)


def test_a_large_file_takes_its_time(either: Client) -> None:
    path = f"{SCHEMAS}/{schema(either)['id']}/records"
    rows = "".join(f"App {number},prod,ann\n" for number in range(20_000))
    upload(either, path, f"Application,Environment,Manager\n{rows}")
    assert data_of(either, path) == []
    either.call("POST", "/_emulator/clock", json={"advance": 20})
    assert len(data_of(either, path)) == 100


def test_a_schema_from_a_file(either: Client) -> None:
    made = upload(either, SCHEMAS, "email,team\nann@example.com,Core\n", filename="users.csv")["schema"]
    assert (made["name"], made["fields"]) == (
        "users", [{"name": "email", "type": "query"}, {"name": "team", "type": "enriched"}]
    )
    assert data_of(either, f"{SCHEMAS}/{made['id']}/records") == [{"email": "ann@example.com", "team": "Core"}]
    upload(either, SCHEMAS, "email,team\n", status=400)
    answer = requests.post(
        f"{either.url}{SCHEMAS}", files={"file": ("teams.csv", b"team,lead\nCore,ann\n", "text/csv")},
        headers={"Authorization": "Token token=emulator"}, timeout=60,
    )  # fmt: skip
    assert answer.status_code == 202 and answer.json()["schema"]["name"] == "teams"


@pytest.mark.parametrize("content", ["", "Manager\nann\n", '"', "\xff"])
def test_wrong_files(either: Client, content: str) -> None:
    upload(either, f"{SCHEMAS}/{schema(either)['id']}/records", content, status=400)


def test_queries(either: Client) -> None:
    made = schema(either)
    upload(either, f"{SCHEMAS}/{made['id']}/records", "Application,Environment,Manager\nShop,prod,ann\nShop,test,bea\n")

    def found(*query: tuple[str, str], status: int = 200) -> Any:
        body = {"schema_id": made["id"], "query": [{"field": field, "value": value} for field, value in query]}
        answer = either.write("POST", "/enrichment/query", body, status=status)
        return [one["enrichment_data"]["Manager"] for one in answer["records"]] if status == 200 else None

    assert found(("Application", "SHOP"), ("environment", "Test")) == ["bea"]
    assert len(found(("Application", "shop"))) == 1
    assert found(("Application", "mail")) == []
    found(("Manager", "ann"), status=400)
    found(status=400)
    either.write("POST", "/enrichment/query", {"schema_id": "x", "query": [{"field": "a", "value": "b"}]}, status=404)


# -- event enrichments -----------------------------------------------------------------------------------------------


def enrichment(client: Client, **fields: Any) -> dict[str, Any]:
    body = {"event_enrichment": {"name": "Contacts", **fields}}
    made: dict[str, Any] = client.write("POST", ALL, body, status=200)["event_enrichment"]
    return made


def test_an_event_enrichment(either: Client) -> None:
    team = either.create("team", name="Core")
    made = enrichment(either, description="Who answers", team={"id": team["id"]})
    assert made["team"] == {
        "id": team["id"], "type": "team_reference", "self": f"{either.url}/teams/{team['id']}"
    }
    assert (made["is_default"], made["associated_services"], made["associated_event_orchestrations"]) == (False, 0, 0)
    one = f"{ALL}/{made['id']}"
    assert either.get(one)["event_enrichment"] == made
    page = either.get(ALL)
    assert (page["event_enrichments"], page["total"], page["more"]) == ([made], 1, False)
    assert either.get(f"{one}?include[]=privileges")["event_enrichment"]["privileges"]["permissions"]
    changed = either.write("PUT", one, {"event_enrichment": {"name": "People", "team": None}}, status=200)
    assert changed["event_enrichment"]["name"] == "People"
    assert (changed["event_enrichment"]["team"], changed["event_enrichment"]["description"]) == (None, "Who answers")
    either.write("POST", ALL, {"event_enrichment": {"description": "x"}}, status=400)
    either.write("POST", ALL, {"event_enrichment": {"name": "x", "team": {"id": "PNONE"}}}, status=400)
    either.write("DELETE", one, status=204)
    either.get(one, status=404)


def test_the_default(either: Client) -> None:
    first, second = enrichment(either), enrichment(either, name="Other")
    assert either.get(f"{ALL}/default") == {"default": None}

    def mark(one: dict[str, Any] | None, status: int = 200) -> Any:
        reference = one and {"id": one["id"], "type": "event_enrichment_reference"}
        return either.write("PUT", f"{ALL}/default", {"default": reference}, status=status)

    assert mark(first)["previous_default"] is None
    answer = mark(second)
    assert (answer["default"]["summary"], answer["previous_default"]["id"]) == ("Other", first["id"])
    assert [one["is_default"] for one in either.get(ALL)["event_enrichments"]] == [False, True]
    assert either.get(f"{ALL}/default")["default"]["id"] == second["id"]
    mark({"id": "NONE"}, 404)
    assert mark(None)["default"] is None
    either.write("PUT", f"{ALL}/default", {}, status=400)


def test_associations(either: Client) -> None:
    made, service = enrichment(either), either.service("Shop")
    orchestration = either.write("POST", "/event_orchestrations", {"orchestration": {"name": "All"}}, status=201)
    path = f"{ALL}/{made['id']}/associations"
    ours = {"type": "service_reference", "id": service["id"]}
    theirs = {"type": "event_orchestration_reference", "id": orchestration["orchestration"]["id"]}
    assert either.write("POST", path, {"associations": [ours, theirs]}, status=201) == {"status": "created"}
    assert either.write("POST", path, {"associations": [ours]}, status=201) == {"status": "created"}
    found = either.get(path)
    assert [(one["type"], one["summary"]) for one in found["associations"]] == [
        ("service_reference", "Shop"), ("event_orchestration_reference", "All")
    ]
    assert either.get(f"{path}?association_type=service")["total"] == 1
    assert either.get(f"{ALL}/{made['id']}")["event_enrichment"]["associated_services"] == 1
    unknown = {"type": "service_reference", "id": "PNONE"}
    some = either.write("POST", path, {"associations": [ours, unknown]}, status=207)["associations"]
    assert [one["status"] for one in some] == [201, 404]
    either.write("POST", path, {"associations": [{"id": "PNONE", "type": "team_reference"}]}, status=400)
    some = either.write("DELETE", path, {"associations": [ours, unknown]}, status=207)["associations"]
    assert [one["status"] for one in some] == [200, 404]
    assert either.write("DELETE", path, {"associations": [theirs]}, status=200) == {"status": "ok"}
    assert either.get(path)["associations"] == []


def test_rules(either: Client) -> None:
    made, table = enrichment(either), schema(either)
    path = f"{ALL}/{made['id']}/rules"
    empty = either.get(path)["orchestration_path"]
    assert empty["sets"] == [{"id": "start", "rules": []}]
    assert empty["parent"]["id"] == made["id"]
    rules = [
        {
            "label": "Name",
            "conditions": [{"expression": "event.summary matches part 'shop'"}],
            "actions": {"extractions": [{"target": "event.component", "source": "event.summary", "regex": "."}]},
        },
        {
            "actions": {
                "enrichments": [
                    {
                        "schema_to_search": table["id"],
                        "search_values": [{"path": "event.custom_details.app", "query_field_name": "Application"}],
                        "target": "event.custom_details.contacts",
                    }
                ]
            }
        },
    ]
    body = {"orchestration_path": {"sets": [{"id": "start", "rules": rules}]}}
    now = either.write("PUT", path, body, status=200)["orchestration_path"]
    assert now["sets"][0]["rules"][1]["actions"] == rules[1]["actions"]
    assert all(rule["id"] for rule in now["sets"][0]["rules"])
    assert either.get(path)["orchestration_path"] == now
    again = either.write("PUT", path, {"orchestration_path": now}, status=200)["orchestration_path"]
    assert again["sets"] == now["sets"]


SEARCH = {"schema_to_search": "none", "search_values": [{"path": "event.source", "query_field_name": "a"}]}


@pytest.mark.parametrize(
    "actions",
    [
        {},
        {"extractions": [{"target": "event.summary", "template": "x"}] * 26},
        {"extractions": [{"target": "event.summary"}]},
        {"extractions": [{"target": "event.summary", "template": "x"}], "enrichments": [SEARCH]},
        {"enrichments": [SEARCH]},
        {"enrichments": [{"search_values": [], "target": "event.summary"}]},
    ],
)
def test_wrong_rules(either: Client, actions: dict[str, Any]) -> None:
    path = f"{ALL}/{enrichment(either)['id']}/rules"
    body = {"orchestration_path": {"sets": [{"id": "start", "rules": [{"actions": actions}]}]}}
    either.write("PUT", path, body, status=400)


def test_a_search_needs_a_query_field(either: Client) -> None:
    table = schema(either)
    values = [{"template": "x", "query_field_name": "Manager"}]
    search = {"schema_to_search": table["id"], "target": "event.custom_details.x", "search_values": values}
    rule = {"actions": {"enrichments": [search]}}
    body = {"orchestration_path": {"sets": [{"id": "start", "rules": [rule]}]}}
    either.write("PUT", f"{ALL}/{enrichment(either)['id']}/rules", body, status=400)


def test_a_state_file(either: Client) -> None:
    either.load(
        {
            "services": [{"name": "Shop", "escalation_policy": "Default"}],
            "enrichment_schemas": [{"name": "Applications", "fields": FIELDS}],
            "enrichment_records": [
                {
                    "schema": "Applications",
                    "enrichment_data": {"Application": "Shop", "Environment": "prod", "Manager": "a"},
                }
            ],
            "event_enrichments": [{"name": "Contacts", "associations": ["Shop"], "is_default": True}],
        }
    )
    [made] = either.get(SCHEMAS)["schemas"]
    [record] = either.get(f"{SCHEMAS}/{made['id']}/records")["records"]
    upload(either, f"{SCHEMAS}/{made['id']}/records", "Application,Environment,Manager\nshop,prod,b\n")
    [again] = either.get(f"{SCHEMAS}/{made['id']}/records")["records"]
    assert again["record_id"] == record["record_id"] and again["enrichment_data"]["Manager"] == "b"
    assert either.get(f"{ALL}/default")["default"]["summary"] == "Contacts"


# -- ServiceNow ------------------------------------------------------------------------------------------------------

SNOW = "/enrichment/integrations/servicenow"
TABLE = {
    "display_name": "Switches",
    "ci_table_name": "cmdb_ci_ip_switch",
    "query_filter": "operational_status=1",
    "field_mappings": [
        {"servicenow_field": "name", "event_field": "source"},
        {"servicenow_field": "support_group", "event_field": "Support Group"},
    ],
}
LOGIN = {"instance_endpoint": "https://acme.service-now.com", "user": "pagerduty", "password": "hush-hush"}


def integration(client: Client, **fields: Any) -> dict[str, Any]:
    body = {"name": "CMDB", "cmdb_tables": [TABLE], **fields}
    made: dict[str, Any] = client.write("POST", SNOW, body, status=201)["integration"]
    return made


def test_credentials(either: Client) -> None:
    path = f"{SNOW}/credentials"
    made = either.write("POST", path, {"credentials": LOGIN}, status=201)["credentials"]
    assert "password" not in made and made["user"] == "pagerduty"
    either.write("POST", path, {"credentials": LOGIN}, status=400)
    one = f"{path}/{made['id']}"
    assert either.get(one)["credentials"] == made
    changed = either.write("PUT", one, {"credentials": {"user": "other"}}, status=200)["credentials"]
    assert (changed["user"], changed["instance_endpoint"]) == ("other", LOGIN["instance_endpoint"])
    made = integration(either)
    assert made["credentials"]["user"] == "other"
    either.write("DELETE", one, status=400)
    either.write("DELETE", f"{SNOW}/{made['id']}", status=204)
    either.write("DELETE", one, status=204)
    either.get(one, status=404)
    either.write("POST", path, {"credentials": {**LOGIN, "password": ""}}, status=400)


def test_an_integration(either: Client) -> None:
    """The first mapping becomes the query field. Each table has a schema."""
    made = integration(either)
    [table] = made["cmdb_tables"]
    assert [one["type"] for one in table["field_mappings"]] == ["query", "enriched"]
    assert (table["status"], made["credentials"]) == ("disabled", None)
    assert either.get(SNOW) == {"integrations": [made]}
    assert either.get(f"{SNOW}/{made['id']}") == {"integration": made}
    [schema] = either.get(SCHEMAS)["schemas"]
    assert (schema["integration_type"], schema["name"]) == ("SERVICENOW", "Switches")
    either.write("DELETE", f"{SCHEMAS}/{schema['id']}", status=400)
    either.write("POST", SNOW, {"name": "Another", "cmdb_tables": [TABLE]}, status=400)
    either.write("DELETE", f"{SNOW}/{made['id']}", status=204)
    assert either.get(SCHEMAS)["schemas"] == []


def test_tables(either: Client) -> None:
    made = integration(either)
    path = f"{SNOW}/{made['id']}/tables"
    added = either.write("POST", path, {"cmdb_table": {**TABLE, "display_name": "Other"}}, status=201)["cmdb_table"]
    one = f"{path}/{added['id']}"
    changed = either.write("PUT", one, {"cmdb_table": {**TABLE, "query_filter": None}}, status=200)["cmdb_table"]
    assert (changed["display_name"], changed["query_filter"], changed["id"]) == ("Switches", None, added["id"])
    either.write("PUT", one, {"cmdb_table": {"display_name": "x"}}, status=400)
    either.write("PUT", f"{path}/NONE", {"cmdb_table": TABLE}, status=404)
    either.get(f"{one}/test", status=400)
    either.write("POST", f"{SNOW}/credentials", {"credentials": LOGIN}, status=201)
    assert either.get(f"{one}/test")["enrichment_data"][0] == {"name": "name 1", "support_group": "support_group 1"}
    for _twice in range(2):
        assert either.write("POST", f"{one}/enable", status=200)["status"] == "enabled"
    assert [one["status"] for one in either.get(SNOW)["integrations"][0]["cmdb_tables"]] == ["disabled", "active"]
    either.write("PUT", one, {"cmdb_table": TABLE}, status=400)
    paths = [f"{SCHEMAS}/{table['id']}/records" for table in either.get(SCHEMAS)["schemas"]]
    assert sorted(len(either.get(path)["records"]) for path in paths) == [0, 2]
    upload(either, paths[0], "source\nx\n", status=400)
    either.write("DELETE", one, status=204)
    assert len(either.get(SCHEMAS)["schemas"]) == 1
    either.write("DELETE", one, status=404)


@pytest.mark.parametrize(
    "fields",
    [
        {"display_name": ""},
        {"field_mappings": TABLE["field_mappings"][:1]},
        {"field_mappings": [{**one, "type": "query"} for one in TABLE["field_mappings"]]},
        {"field_mappings": [{"servicenow_field": "a", "event_field": "b"}] * 2},
        {"field_mappings": [{"servicenow_field": "a", "event_field": f"e{at}", "type": "query"} for at in range(4)]},
    ],
)
def test_wrong_tables(either: Client, fields: dict[str, Any]) -> None:
    either.write("POST", SNOW, {"name": "CMDB", "cmdb_tables": [{**TABLE, **fields}]}, status=400)
    either.write("POST", SNOW, {"name": "CMDB", "cmdb_tables": []}, status=400)
