# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's Python client uses the emulator. If a test fails, the emulator is wrong."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pagerduty
import pytest

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client

OWNER = "owner@example.com"


@pytest.fixture
def options(url: str, ca_file: Path) -> dict[str, Any]:
    """The options that all clients require."""
    return {"base_url": url, "verify": ssl.create_default_context(cafile=ca_file)}


@pytest.fixture
def client(emulator: Client, options: dict[str, Any]) -> Iterator[Any]:
    with pagerduty.RestApiV2Client("emulator", default_from=OWNER, **options) as opened:
        yield opened


@pytest.fixture
def service(client: Any) -> Any:
    policy = client.find("escalation_policies", "default")
    reference = {"id": policy["id"], "type": "escalation_policy_reference"}
    return client.rpost("services", json={"type": "service", "name": "Web", "escalation_policy": reference})


def test_the_account(client: Any) -> None:
    assert client.subdomain == "example"
    assert client.api_key_access == "account"
    assert client.account_has_ability("teams") is True
    with pytest.raises(pagerduty.HttpError, match="404 Not Found"):
        client.account_has_ability("nosuch")


@dataclass(frozen=True)
class Resource:
    """A resource: its path, the values to create it with, the attribute to find it by, and values to change."""

    path: str
    values: dict[str, Any]
    key: str
    changes: dict[str, Any]


RESOURCES = [
    Resource("users", {"name": "Bob", "email": "bob@example.com"}, "email", {"job_title": "Engineer"}),
    Resource("teams", {"name": "Core"}, "name", {"description": "new"}),
    Resource(
        "schedules",
        {
            "name": "Primary",
            "time_zone": "Europe/Berlin",
            "schedule_layers": [
                {
                    "name": "Weekly",
                    "start": "2026-01-05T09:00:00+01:00",
                    "rotation_virtual_start": "2026-01-05T09:00:00+01:00",
                    "rotation_turn_length_seconds": 604800,
                    "users": [{"user": {"id": "USER", "type": "user_reference"}}],
                }
            ],
        },
        "name",
        {"description": "new"},
    ),
    Resource(
        "escalation_policies",
        {
            "name": "Core",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": [{"id": "USER", "type": "user_reference"}]}
            ],
        },
        "name",
        {"num_loops": 3},
    ),
    Resource(
        "services",
        {"name": "Web", "escalation_policy": {"id": "POLICY", "type": "escalation_policy_reference"}},
        "name",
        {"acknowledgement_timeout": 600},
    ),
    Resource(
        "templates",
        {"name": "Customers", "templated_fields": {"message": "We know."}},
        "name",
        {"description": "new"},
    ),
    Resource(
        "webhook_subscriptions",
        {
            "description": "Chat",
            "delivery_method": {"type": "http_delivery_method", "url": "https://example.com/chat"},
            "events": ["incident.triggered"],
            "filter": {"type": "account_reference"},
        },
        "description",
        {"active": False},
    ),
]


# PagerDuty's own tools leave the type out when they create these.
UNTYPED = ("users", "teams", "escalation_policies", "services", "webhook_subscriptions")


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.path)
def test_a_resource(client: Any, resource: Resource) -> None:
    """Create, find, change, change as read, delete."""
    path, key = resource.path, resource.key
    values = {"type": pagerduty.singular_name(path), **_with_ids(client, resource.values)}
    made = client.rpost(path, json=values)
    place = f"/{path}/{made['id']}"
    assert made[key] == values[key]
    assert client.find(path, values[key].upper(), attribute=key)["id"] == made["id"]
    assert client.find(path, "nosuch", attribute=key) is None
    changed = client.rput(place, json={**client.rget(place), **resource.changes})
    assert {name: changed[name] for name in resource.changes} == resource.changes
    assert client.rput(place, json=client.rget(place))["id"] == made["id"]
    assert {name: client.rget(place)[name] for name in resource.changes} == resource.changes
    assert [one["id"] for one in client.iter_all(path)].count(made["id"]) == 1
    client.rdelete(place)
    with pytest.raises(pagerduty.HttpError) as caught:
        client.rget(place)
    assert caught.value.response.status_code == 404


@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.path != "webhook_subscriptions"],
                         ids=lambda resource: resource.path)
def test_persist(client: Any, resource: Resource) -> None:
    """Not for webhook subscriptions: the client changes objects at their `self`, which these lack."""
    path, key = resource.path, resource.key
    values = {"type": pagerduty.singular_name(path), **_with_ids(client, resource.values)}
    made = client.persist(path, key, values)
    assert client.persist(path, key, values)["id"] == made["id"]
    same = client.persist(path, key, values | resource.changes, update=True)
    assert same["id"] == made["id"]
    assert {name: client.rget(made)[name] for name in resource.changes} == resource.changes


@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.path in UNTYPED],
                         ids=lambda resource: resource.path)
def test_a_resource_created_without_its_type(client: Any, resource: Resource) -> None:
    made = client.rpost(resource.path, json=_with_ids(client, resource.values))
    assert made["type"] == pagerduty.singular_name(resource.path)


def _with_ids(client: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Replace USER and POLICY in the values by the IDs of the account's owner and of its policy."""
    user = client.find("users", OWNER, attribute="email")["id"]
    policy = client.find("escalation_policies", "Default")["id"]
    return json.loads(json.dumps(values).replace("USER", user).replace("POLICY", policy))


def test_lists(client: Any) -> None:
    for number in range(7):
        client.rpost("users", json={"type": "user", "name": f"User {number}", "email": f"user{number}@example.com"})
    users = list(client.iter_all("users", page_size=3))
    assert len(users) == len({user["id"] for user in users}) == 8
    assert len(client.list_all("users", params={"query": "user"})) == 7
    assert client.get_total("users") == 8
    assert client.find("users", "user3@example.com", attribute="email")["name"] == "User 3"


def test_incidents(client: Any, service: Any) -> None:
    reference = {"id": service["id"], "type": "service_reference"}
    made = [
        client.rpost("incidents", json={"type": "incident", "title": f"Down {number}", "service": reference})
        for number in range(5)
    ]
    items = [{"id": one["id"], "type": "incident_reference", "status": "acknowledged"} for one in made[:3]]
    assert [one["status"] for one in client.rput("incidents", json=items)] == ["acknowledged"] * 3
    asleep = client.rpost(f"/incidents/{made[0]['id']}/snooze", json={"duration": 60})
    assert asleep["pending_actions"][0]["type"] == "unacknowledge"
    note = client.rpost(f"/incidents/{made[0]['id']}/notes", json={"content": "Looking"})
    assert note["content"] == "Looking"
    merged = client.rput(
        f"/incidents/{made[3]['id']}/merge", json=[{"id": made[4]["id"], "type": "incident_reference"}]
    )
    assert merged["id"] == made[3]["id"]
    update = client.rpost(f"/incidents/{made[0]['id']}/status_updates", json={"message": "Soon"})
    assert update["message"] == "Soon"
    assert client.rput(made[0], json={"type": "incident_reference", "status": "resolved"})["status"] == "resolved"
    found = client.list_all("incidents", params={"statuses": ["resolved"]})
    assert {one["title"] for one in found} == {"Down 0", "Down 4"}
    assert [one["channel"]["summary"] for one in client.iter_incident_notes(made[0]["id"])] == ["Looking"]
    assert [one["content"] for one in client.rget(f"/incidents/{made[0]['id']}/notes")] == ["Looking"]
    now = datetime.now(UTC)
    history = list(client.iter_history("/log_entries", now - timedelta(hours=1), now + timedelta(hours=1)))
    assert "merge" not in {one["type"] for one in history} and len(history) > 10
    assert client.list_all("oncalls")[0]["user"]["summary"] == "Account Owner"


def test_events(client: Any, service: Any, options: dict[str, Any]) -> None:
    integration = client.rpost(
        f"/services/{service['id']}/integrations",
        json={"type": "events_api_v2_inbound_integration", "name": "Events"},
    )
    with pagerduty.EventsApiV2Client(integration["integration_key"], **options) as events:
        key = events.trigger("Disk full", "db1", severity="error", custom_details={"free": "1%"})
        (incident,) = client.list_all("incidents", params={"incident_key": key})
        assert incident["title"] == "Disk full"
        (alert,) = client.list_all(f"/incidents/{incident['id']}/alerts")
        assert alert["body"]["details"] == {"free": "1%"}
        events.acknowledge(key)
        assert client.rget(incident)["status"] == "acknowledged"
        assert events.resolve(key) == key
        assert client.rget(incident)["status"] == "resolved"
        events.submit("Deployed", source="ci", timestamp="2026-01-01T00:00:00Z")
        assert [one["summary"] for one in client.list_all("change_events")] == ["Deployed"]
        with pytest.raises(pagerduty.HttpError):
            events.trigger("Disk full", "db1", severity="terrible")


def test_event_orchestrations(client: Any, service: Any, options: dict[str, Any]) -> None:
    # The client's own `rpost` wraps it in the key of the list, unlike PagerDuty's documents and Terraform provider.
    made = client.post("event_orchestrations", json={"orchestration": {"name": "Checks"}}).json()["orchestration"]
    assert client.find("event_orchestrations", "checks")["id"] == made["id"]
    assert [one["id"] for one in client.iter_all("event_orchestrations", page_size=1)] == [made["id"]]
    place = f"/event_orchestrations/{made['id']}"
    rule = {
        "label": "The database",
        "conditions": [{"expression": "event.source matches regex '^db'"}],
        "actions": {"route_to": service["id"]},
    }
    path = {"sets": [{"id": "start", "rules": [rule]}], "catch_all": {"actions": {"route_to": "unrouted"}}}
    assert client.rput(f"{place}/router", json=path)["sets"][0]["rules"][0]["label"] == "The database"
    assert client.rget(f"{place}/router")["catch_all"] == path["catch_all"]
    assert client.rget(place)["routes"] == 1
    for kind in ("global", "unrouted"):
        assert client.rput(f"{place}/{kind}", json={"sets": [{"id": "start", "rules": []}]})["type"] == kind
    integration = client.rpost(f"{place}/integrations", json={"label": "Databases"})
    assert len(client.rget(f"{place}/integrations")) == 2
    with pagerduty.EventsApiV2Client(integration["parameters"]["routing_key"], **options) as events:
        events.trigger("Disk full", "db1")
        events.trigger("Slow", "web1")
    assert [one["title"] for one in client.list_all("incidents")] == ["Disk full"]
    client.rdelete(f"{place}/integrations/{integration['id']}")
    assert client.rput(place, json={"description": "new"})["description"] == "new"
    client.rdelete(place)


def test_overrides_and_rendered_schedules(client: Any) -> None:
    schedule = client.rpost("schedules", json=_with_ids(client, RESOURCES[2].values))
    bob = client.rpost("users", json={"type": "user", "name": "Bob", "email": "bob@example.com"})
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    end = start + timedelta(hours=2)
    override = {
        "start": start.isoformat(), "end": end.isoformat(), "user": {"id": bob["id"], "type": "user_reference"},
    }
    place = f"/schedules/{schedule['id']}"
    good, bad = client.rpost(f"{place}/overrides", json=[override, {**override, "end": start.isoformat()}])
    assert (good["status"], bad["status"], bad["errors"]) == (201, 400, ["Override must end after its start"])
    span = {"since": start.isoformat(), "until": (end + timedelta(hours=1)).isoformat()}
    [found] = client.rget(f"{place}/overrides", params=span)
    assert datetime.fromisoformat(found["start"]) == start and found["user"]["summary"] == "Bob"
    shown = client.rget(place, params=span)
    names = [one["user"]["summary"] for one in shown["final_schedule"]["rendered_schedule_entries"]]
    assert names == ["Bob", "Account Owner"]
    # The client's own `rpost` wraps it in the key "preview", unlike PagerDuty's documents.
    preview = client.post("schedules/preview", json={"schedule": schedule}, params=span).json()["schedule"]
    assert len(preview["final_schedule"]["rendered_schedule_entries"]) == 1
    client.rdelete(f"{place}/overrides/{found['id']}")
    assert client.rget(f"{place}/overrides", params=span) == []
    assert {one["summary"] for one in client.rget(f"{place}/users", params=span)} == {"Account Owner"}


def test_webhooks_and_templates(client: Any) -> None:
    hook = client.rpost("webhook_subscriptions", json={
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": "https://example.com"},
        "events": ["incident.triggered"],
        "filter": {"type": "account_reference"},
    })
    path = f"/webhook_subscriptions/{hook['id']}"
    assert client.rpost(f"{path}/enable")["id"] == hook["id"]
    assert client.post(f"{path}/ping").status_code == 202
    assert client.rput(path, json={"active": False})["active"] is False
    client.rdelete(path)
    assert client.list_all("webhook_subscriptions") == []
    template = client.rpost("templates", json={"name": "T", "templated_fields": {"message": "M"}})
    shown = client.rpost(f"/templates/{template['id']}/render", json={"status_update": {"message": "x"}})
    assert shown["templated_fields"]["message"] == "M"
    client.rdelete(template)


def test_oauth(emulator: Client, options: dict[str, Any]) -> None:
    emulator.load({
        "users": [{"name": "Ada", "email": "ada@example.com"}],
        "oauth_clients": [{
            "client_id": "app", "client_secret": "s", "refresh_tokens": [{"token": "r", "user": "ada@example.com"}],
        }],
    })
    with pagerduty.OAuthTokenClient("s", "app", **options) as oauth:
        token = oauth.get_scoped_app_token("as_account-us.example users.read")["access_token"]
        refreshed = oauth.get_refreshed_token("r")
    with pagerduty.RestApiV2Client(token, auth_type="bearer", **options) as client:
        assert client.get_total("users") == 2
    with pagerduty.RestApiV2Client(refreshed["access_token"], auth_type="bearer", **options) as client:
        assert client.rget("/users/me")["email"] == "ada@example.com"
