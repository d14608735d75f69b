# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events API, alerts, integrations, change events."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference
from .test_incidents import OWNER


class Monitor:
    """A service with an Events API integration, and methods to send events to it."""

    def __init__(self, client: Client, **service: Any):
        self.client = client
        self.service = client.service("Web", **service)
        body = {"integration": {"type": "events_api_v2_inbound_integration", "name": "Events"}}
        path = f"/services/{self.service['id']}/integrations"
        self.integration = client.write("POST", path, body, status=201)["integration"]
        self.key = self.integration["integration_key"]

    def send(self, action: str, dedup_key: str | None = None, *, status: int = 202, **more: Any) -> Any:
        event: dict[str, Any] = {"routing_key": self.key, "event_action": action}
        if dedup_key is not None:
            event["dedup_key"] = dedup_key
        payload = {"summary": "DISK at 99%", "source": "db1", "severity": "critical"}
        if action == "trigger":
            event["payload"] = {**payload, **more.pop("payload", {})}
        return self.raw({**event, **more}, status=status)

    def raw(self, event: Any, *, status: int = 202, path: str = "/v2/enqueue") -> Any:
        anonymous = Client(self.client.url)
        del anonymous.session.headers["Authorization"]
        return anonymous.write("POST", path, event, status=status)

    def incidents(self, **query: Any) -> list[Any]:
        found: list[Any] = self.client.get("/incidents", **query)["incidents"]
        return found

    def alerts(self, incident: Any, **query: Any) -> list[Any]:
        found: list[Any] = self.client.get(f"/incidents/{incident['id']}/alerts", **query)["alerts"]
        return found


@pytest.fixture
def monitor(emulator: Client) -> Monitor:
    return Monitor(emulator)


# -- integrations ----------------------------------------------------------------------------------------------------


def test_integrations(monitor: Monitor) -> None:
    client, one = monitor.client, monitor.integration
    assert len(monitor.key) == 32
    assert (one["summary"], one["service"]["id"], one["vendor"]) == ("Events", monitor.service["id"], None)
    path = one["self"].removeprefix(client.url)
    assert client.get(path)["integration"] == one
    service_path = f"/services/{monitor.service['id']}"
    assert client.get(service_path)["service"]["integrations"][0]["type"].endswith("_reference")
    full = client.get(service_path, include_="integrations")["service"]["integrations"][0]
    assert full["integration_key"] == monitor.key
    changed = client.write("PUT", path, {"integration": {"name": "Other"}}, status=200)["integration"]
    assert changed == {**one, "name": "Other", "summary": "Other"}
    client.refused("PUT", path, {"integration": {"type": "nagios_inbound_integration"}})
    assert client.get(path, include_="services")["integration"]["service"]["name"] == "Web"
    client.write("DELETE", path, status=204)
    client.get(path, status=404)
    monitor.send("trigger", status=400)


def test_integrations_of_vendors(monitor: Monitor) -> None:
    path = f"/services/{monitor.service['id']}/integrations"
    vendors = {one["name"]: one for one in monitor.client.get("/vendors")["vendors"]}
    vendor = reference(vendors["Datadog"])
    made = monitor.client.write("POST", path, {"integration": {"vendor": vendor}}, status=201)["integration"]
    assert (made["type"], made["name"]) == ("event_transformer_api_inbound_integration", "Datadog")
    assert made["vendor"]["summary"] == "Datadog"
    assert monitor.client.get(f"/vendors/{vendor['id']}")["vendor"]["website_url"]
    email = {"type": "generic_email_inbound_integration", "integration_email": "web@example.pagerduty.com"}
    made = monitor.client.write("POST", path, {"integration": email}, status=201)["integration"]
    assert (made["email_filter_mode"], "integration_key" in made) == ("all-email", False)
    for wrong in (
        {}, {"type": "nosuch"}, {"type": "generic_email_inbound_integration"}, email,
        {**email, "integration_email": "web@elsewhere.example"},
        {"vendor": {"id": "PNOSUCH", "type": "vendor_reference"}},
    ):
        assert monitor.client.refused("POST", path, {"integration": wrong})["code"] == 2001


def test_loaded_integrations(emulator: Client) -> None:
    key = "0123456789abcdef0123456789abcdef"
    integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": key}
    emulator.load({"services": [{"name": "Web", "escalation_policy": "Default", "integrations": [integration]}]})
    event = {
        "routing_key": key, "event_action": "trigger",
        "payload": {"summary": "Down", "source": "x", "severity": "info"},
    }
    emulator.write("POST", "/v2/enqueue", event, status=202)
    assert [one["title"] for one in emulator.get("/incidents")["incidents"]] == ["Down"]
    state = emulator.get("/_emulator/state")["accounts"][0]
    emulator.load({**state, "token": "emulator"})
    emulator.write("POST", "/v2/enqueue", event, status=202)
    assert len(emulator.get("/incidents")["incidents"]) == 2


# -- events ----------------------------------------------------------------------------------------------------------


def test_an_alert_from_trigger_to_resolve(monitor: Monitor) -> None:
    answer = monitor.send("trigger", "disk", payload={"custom_details": {"free": "1%"}})
    assert answer == {"status": "success", "message": "Event processed", "dedup_key": "disk"}
    (incident,) = monitor.incidents()
    assert (incident["title"], incident["status"], incident["incident_key"]) == ("DISK at 99%", "triggered", None)
    assert incident["alert_counts"] == {"all": 1, "triggered": 1, "resolved": 0}
    assert incident["last_status_change_by"]["type"] == "service_reference"
    (alert,) = monitor.alerts(incident)
    assert (alert["summary"], alert["alert_key"], alert["severity"]) == ("DISK at 99%", "disk", "critical")
    assert (alert["status"], alert["suppressed"]) == ("triggered", False)
    assert alert["body"]["details"] == {"free": "1%"}
    assert alert["integration"]["id"] == monitor.integration["id"]
    assert alert["self"].endswith(f"/incidents/{incident['id']}/alerts/{alert['id']}")
    path = f"/incidents/{incident['id']}/alerts/{alert['id']}"
    assert monitor.client.get(path)["alert"]["id"] == alert["id"]
    assert monitor.incidents(incident_key="disk") == [incident], "found by the key of its alert"

    monitor.send("trigger", "disk", payload={"summary": "DISK at 100%"})
    (incident,) = monitor.incidents()
    assert [one["summary"] for one in monitor.alerts(incident)] == ["DISK at 100%"]
    assert incident["title"] == "DISK at 99%"
    monitor.send("acknowledge", "disk")
    (incident,) = monitor.incidents()
    assert incident["acknowledgements"][0]["acknowledger"]["type"] == "service_reference"
    assert incident["assignments"]
    monitor.send("resolve", "disk")
    (incident,) = monitor.incidents()
    assert (incident["status"], incident["alert_counts"]["resolved"]) == ("resolved", 1)
    for action in ("acknowledge", "resolve"):
        monitor.send(action, "disk")  # dropped
    assert len(monitor.incidents()) == 1
    monitor.send("trigger", "disk")
    assert [one["status"] for one in monitor.incidents()] == ["resolved", "triggered"]


def test_without_a_key(monitor: Monitor) -> None:
    keys = {monitor.send("trigger")["dedup_key"] for _time in range(2)}
    assert len(keys) == 2
    assert len(monitor.incidents()) == 2


def test_resolving_an_incident_resolves_its_alerts(monitor: Monitor) -> None:
    monitor.send("trigger", "disk")
    (incident,) = monitor.incidents()
    body = {"incident": {"type": "incident", "status": "resolved"}}
    monitor.client.write("PUT", f"/incidents/{incident['id']}", body, status=200, sender=OWNER)
    assert [one["status"] for one in monitor.alerts(incident)] == ["resolved"]


def test_urgency_by_severity(emulator: Client) -> None:
    monitor = Monitor(emulator, incident_urgency_rule={"type": "constant", "urgency": "severity_based"})
    for severity in ("critical", "error", "warning", "info"):
        monitor.send("trigger", severity, payload={"severity": severity})
    assert [one["urgency"] for one in monitor.incidents()] == ["high", "high", "low", "low"]


def test_a_disabled_service_drops_events(monitor: Monitor) -> None:
    monitor.client.update(monitor.service, status="disabled")
    monitor.send("trigger")
    assert monitor.incidents() == []


def test_a_state_with_a_blank_key_can_be_loaded(monitor: Monitor) -> None:
    monitor.send("trigger", " ")
    (incident,) = monitor.incidents()
    monitor.client.load({**monitor.client.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    assert [one["alert_key"] for one in monitor.alerts(incident)] == [" "]


GOOD = {"summary": "Down", "source": "x", "severity": "info"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"routing_key": None}, "'routing_key' is missing or blank"),
        ({"routing_key": "short"}, "Length of 'routing_key' is incorrect (should be 32 characters)"),
        ({"routing_key": "f" * 32}, "Invalid routing key"),
        ({"event_action": None}, "'event_action' is missing or blank"),
        ({"event_action": "open"}, "'event_action' is invalid"),
        ({"event_action": "resolve"}, "'dedup_key' is missing or blank"),
        ({"dedup_key": "k" * 256}, "Length of 'dedup_key' is incorrect"),
        ({"dedup_key": 7}, "'dedup_key' is not a string"),
        ({"payload": None}, "'payload' is missing or blank"),
        ({"payload": "text"}, "'payload' is not an object"),
        ({"payload": {**GOOD, "summary": ""}}, "'payload.summary' is missing or blank"),
        ({"payload": {**GOOD, "summary": " "}}, "'payload.summary' is missing or blank"),
        ({"payload": {**GOOD, "summary": "x" * 1025}}, "Length of 'payload.summary' is incorrect"),
        ({"payload": {**GOOD, "source": None}}, "'payload.source' is missing or blank"),
        ({"payload": {**GOOD, "severity": "high"}}, "'payload.severity' is invalid"),
        ({"payload": {**GOOD, "timestamp": "now"}}, "'payload.timestamp' is not a valid"),
        ({"payload": {**GOOD, "custom_details": "text"}}, "'payload.custom_details' is not an object"),
        ({"links": {}}, "'links' is not an array"),
        ({"links": [{"text": "x"}]}, "'links[0].href' is missing or blank"),
        ({"images": [{"src": "http://example.com/x.png"}]}, "'images[0].src' must be served via HTTPS"),
    ],
)
def test_bad_events(monitor: Monitor, change: dict[str, Any], complaint: str) -> None:
    event = {"routing_key": monitor.key, "event_action": "trigger", "payload": GOOD, **change}
    answer = monitor.raw(event, status=400)
    assert (answer["status"], answer["message"]) == ("invalid event", "Event object is invalid")
    assert complaint in answer["errors"][0]
    assert monitor.incidents() == []


def test_the_examples_of_the_documentation(monitor: Monitor) -> None:
    payload = {"timestamp": "2015-07-17T08:42:58.315+0000", "component": "mysql", "group": "prod", "class": "disk"}
    links = [{"href": "http://pagerduty.example.com", "text": "An example link."}]
    images = [{"src": "https://example.com/chart.png", "href": "https://example.com", "alt": "An example link"}]
    monitor.send("trigger", "srv01/mysql", payload=payload, links=links, images=images, client="Sample",
                 client_url="https://monitoring.service.com")
    (incident,) = monitor.incidents()
    assert [one["type"] for one in monitor.alerts(incident)[0]["body"]["contexts"]] == ["link", "link", "image"]


def test_bodies_that_are_not_events(monitor: Monitor) -> None:
    for body in ("{", "[]", ""):
        answer = monitor.client.call("POST", "/v2/enqueue", data=body)
        assert (answer.status_code, answer.json()["status"]) == (400, "Unrecognized object")
    large = {"routing_key": monitor.key, "event_action": "trigger",
             "payload": {**GOOD, "custom_details": {"x": "y" * 600_000}}}
    assert "too large" in monitor.raw(large, status=400)["errors"][0]
    assert monitor.client.call("GET", "/v2/enqueue").status_code == 405


# -- grouping --------------------------------------------------------------------------------------------------------


def test_grouping_by_time(emulator: Client) -> None:
    monitor = Monitor(emulator, alert_grouping_parameters={"type": "time", "config": {"timeout": 5}})
    for key in ("a", "b"):
        monitor.send("trigger", key)
    (incident,) = monitor.incidents()
    assert incident["alert_counts"]["all"] == 2
    assert incident["alert_grouping"]["grouping_type"] == "basic"
    monitor.send("resolve", "a")
    assert monitor.incidents()[0]["status"] == "triggered"
    emulator.write("POST", "/_emulator/clock", {"advance": 301}, status=200)
    monitor.send("trigger", "c")
    assert len(monitor.incidents()) == 2
    monitor.send("resolve", "b")
    assert [one["status"] for one in monitor.incidents()] == ["resolved", "triggered"]


def test_grouping_by_content(emulator: Client) -> None:
    config = {"aggregate": "all", "fields": ["source", "custom_details.region"], "time_window": 300}
    monitor = Monitor(emulator, alert_grouping_parameters={"type": "content_based", "config": config})
    for source, region in (("db1", "eu"), ("db1", "eu"), ("db1", "us"), ("db2", "eu")):
        monitor.send("trigger", payload={"source": source, "custom_details": {"region": region}})
    assert [one["alert_counts"]["all"] for one in monitor.incidents()] == [2, 1, 1]


# -- alerts over REST ------------------------------------------------------------------------------------------------


def test_alerts(emulator: Client) -> None:
    monitor = Monitor(emulator, alert_grouping_parameters={"type": "time", "config": {"timeout": None}})
    for key in ("a", "b", "c"):
        monitor.send("trigger", key)
    (incident,) = monitor.incidents()
    body = {"incident": {"type": "incident", "title": "Goal", "service": reference(monitor.service)}}
    goal = emulator.write("POST", "/incidents", body, status=201, sender=OWNER)["incident"]
    by_key = {one["alert_key"]: one for one in monitor.alerts(incident)}
    path = f"/incidents/{incident['id']}/alerts"
    assert [one["alert_key"] for one in monitor.alerts(incident, alert_key="b")] == ["b"]
    done = emulator.write(
        "PUT", f"{path}/{by_key['a']['id']}", {"alert": {"type": "alert", "status": "resolved"}}, status=200,
        sender=OWNER,
    )["alert"]
    assert done["status"] == "resolved"
    assert [one["alert_key"] for one in monitor.alerts(incident, statuses_="resolved")] == ["a"]
    emulator.refused("PUT", f"{path}/{by_key['a']['id']}", {"alert": {"status": "triggered"}})
    emulator.refused("PUT", f"{path}/{by_key['b']['id']}", {"alert": {"status": "acknowledged"}})
    emulator.refused("PUT", f"{path}/PNOSUCH", {"alert": {"status": "resolved"}}, status=404)
    many = {"alerts": [
        {"id": by_key["b"]["id"], "type": "alert", "incident": reference(goal)},
        {"id": by_key["c"]["id"], "type": "alert", "status": "resolved"},
    ]}
    answer = emulator.write("PUT", path, many, status=200, sender=OWNER)
    assert [one["incident"]["id"] for one in answer["alerts"]] == [goal["id"], incident["id"]]
    assert emulator.get(f"/incidents/{incident['id']}")["incident"]["status"] == "resolved"
    assert emulator.get(f"/incidents/{goal['id']}")["incident"]["alert_counts"]["triggered"] == 1
    emulator.refused("PUT", path, {"alerts": [{}] * 251}, status=413)


def test_merged_alerts(monitor: Monitor) -> None:
    for key in ("a", "b"):
        monitor.send("trigger", key)
    goal, source = monitor.incidents()
    body = {"source_incidents": [reference(source)]}
    monitor.client.write("PUT", f"/incidents/{goal['id']}/merge", body, status=200, sender=OWNER)
    assert [one["alert_key"] for one in monitor.alerts(goal)] == ["a", "b"]
    assert {one["status"] for one in monitor.alerts(goal)} == {"triggered"}


def test_a_key_of_an_alert_is_in_use(monitor: Monitor) -> None:
    monitor.send("trigger", "disk")
    incident = {"type": "incident", "title": "Down", "service": reference(monitor.service), "incident_key": "disk"}
    assert monitor.client.refused("POST", "/incidents", {"incident": incident})["code"] == 2002


# -- change events ---------------------------------------------------------------------------------------------------


def test_loaded_change_events(emulator: Client) -> None:
    """Only the summary is required."""
    emulator.load({
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "change_events": [{"summary": "Deployed", "services": ["Web"]}, {"summary": "Tested", "services": ["Web"]}],
    })
    found = emulator.get("/change_events")["change_events"]
    assert [(one["summary"], one["custom_details"]) for one in found] == [("Tested", {}), ("Deployed", {})]


def test_change_events(monitor: Monitor) -> None:
    client = monitor.client
    payload = {"summary": "Deployed", "source": "ci", "custom_details": {"build": "7"}}
    links = [{"href": "https://example.com/7", "text": "Build"}]
    event = {"routing_key": monitor.key, "payload": payload, "links": links}
    answer = monitor.raw(event, path="/v2/change/enqueue")
    assert answer == {"status": "success", "message": "Event processed"}
    client.write("POST", "/change_events", event, status=202)
    monitor.raw({"routing_key": monitor.key, "payload": {}}, path="/v2/change/enqueue", status=400)
    found = client.get("/change_events")["change_events"]
    assert len(found) == 2
    assert (found[0]["summary"], found[0]["custom_details"], found[0]["links"]) == ("Deployed", {"build": "7"}, links)
    assert found[0]["services"] == [{"id": monitor.service["id"], "type": "service_reference"}]
    path = f"/change_events/{found[0]['id']}"
    assert client.get(path)["change_event"]["source"] == "ci"
    body = {"change_event": {"type": "change_event", "summary": "Rolled back", "custom_details": {}, "source": "x"}}
    changed = client.write("PUT", path, body, status=200)["change_event"]
    assert (changed["summary"], changed["custom_details"], changed["source"]) == ("Rolled back", {}, "ci")
    of_service = f"/services/{monitor.service['id']}/change_events"
    assert len(client.get(of_service)["change_events"]) == 2
    assert client.get("/change_events", integration_ids_="PX")["change_events"] == []
    assert len(client.get("/change_events", integration_ids_=monitor.integration["id"])["change_events"]) == 2
    assert client.get("/change_events", since="2030-01-01T00:00:00Z")["change_events"] == []
    client.get("/change_events", status=400, since="2030-01-01T00:00:00+01:00")
    monitor.send("trigger")
    related = client.get(f"/incidents/{monitor.incidents()[0]['id']}/related_change_events")["change_events"]
    assert {one["correlation_reason"]["reason"] for one in related} == {"most_recent"}
