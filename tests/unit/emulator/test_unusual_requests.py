# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unusual requests: unknown paths and ``include[]``, wrong types, extreme numbers and dates."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference
from .inside import registry
from .test_events import Monitor
from .test_incidents import OWNER, Desk

UNKNOWN_PATH = "X-Emulator-Unknown-Path"

# -- include[] and paths ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({f"{one.method} {one.path}" for one in registry.OPERATIONS}))
def test_an_unknown_include_is_rejected_everywhere(emulator: Client, name: str) -> None:
    method, path = name.replace("*", "PNOSUCH").split()
    for value in ("nothing", "", "incident"):
        answer = emulator.call(
            method, path, params={"include[]": value}, json={} if method != "GET" else None, headers={"From": OWNER}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2001), answer.text
        errors = answer.json()["error"]["errors"]  # API v3 has an object with lists
        sentences = errors if isinstance(errors, list) else [one for found in errors.values() for one in found]
        assert sentences[0].startswith("Include ")


def test_notification_rules_with_their_contact_methods(emulator: Client) -> None:
    user = emulator.user()
    path = f"/users/{user['id']}/notification_rules"
    (method,) = emulator.get(f"/users/{user['id']}/contact_methods")["contact_methods"]
    (rule,) = emulator.get(path)["notification_rules"]
    assert rule["contact_method"]["type"] == "email_contact_method_reference"
    (full,) = emulator.get(path, include_="contact_methods")["notification_rules"]
    assert full == {**rule, "contact_method": method}
    one = emulator.get(f"{path}/{rule['id']}", include_="contact_methods")["notification_rule"]
    assert one == full
    assert emulator.get(f"{path}/{rule['id']}")["notification_rule"] == rule


@pytest.mark.parametrize(
    ("method", "path", "status", "unknown"),
    [
        ("GET", "/fax_numbers", 404, True),
        ("POST", "/services/PNOSUCH/nothing", 404, True),
        ("GET", "/services/", 404, True),
        ("GET", "/", 404, True),
        ("PATCH", "/services", 405, True),
        ("DELETE", "/priorities", 405, True),
        ("GET", "/v2/enqueue", 405, True),
        ("GET", "/oauth/token", 405, True),
        ("GET", "/services/PNOSUCH", 404, False),
        ("DELETE", "/teams/PNOSUCH/users/PNOSUCH", 404, False),
        ("GET", "/abilities/flying", 404, False),
        ("GET", "/services", 200, False),
    ],
)
def test_unknown_paths(emulator: Client, method: str, path: str, status: int, unknown: bool) -> None:
    """A header distinguishes an unknown path or method from a missing object."""
    answer = emulator.call(method, path)
    assert (answer.status_code, answer.headers.get(UNKNOWN_PATH)) == (status, "true" if unknown else None)


# -- wrong types -----------------------------------------------------------------------------------------------------

UNUSABLE = ("a\x00b", "a\ud800b", "\udfff")


@pytest.mark.parametrize("text", UNUSABLE)
def test_unusable_texts_are_rejected_in_each_field(emulator: Client, text: str) -> None:
    """NUL characters and unpaired surrogates, in names and in all other texts."""
    desk = Desk(emulator)
    incident = desk.open()
    rule = {"escalation_delay_in_minutes": 5, "targets": [emulator.owner()]}
    layer = {
        "name": text, "start": "2026-01-01T00:00:00Z", "rotation_virtual_start": "2026-01-01T00:00:00Z",
        "rotation_turn_length_seconds": 86400, "users": [{"user": emulator.owner()}],
    }
    bodies: dict[str, dict[str, Any]] = {
        "service": {"name": text, "escalation_policy": emulator.policy()},
        "team": {"name": "x", "description": text},
        "user": {"name": text, "email": "x@example.com"},
        "escalation_policy": {"name": text, "escalation_rules": [rule]},
        "schedule": {"name": "x", "time_zone": "Etc/UTC", "schedule_layers": [layer]},
        "template": {"name": "x", "templated_fields": {"message": text}},
        "incident": {"title": text, "service": reference(desk.service)},
    }
    for kind, body in bodies.items():
        plural = kind[:-1] + "ies" if kind.endswith("y") else f"{kind}s"
        error = emulator.refused("POST", f"/{plural}", {kind: {"type": kind, **body}})
        assert error["code"] == 2001 and f"in {kind}." in error["errors"][0]
    path = f"/incidents/{incident['id']}"
    emulator.refused("POST", f"{path}/notes", {"note": {"content": text}})
    emulator.refused("POST", f"{path}/status_updates", {"message": text})
    emulator.refused("PUT", path, {"incident": {"type": "incident", "title": text}})
    emulator.load({"users": [{"name": text, "email": "x@example.com"}]}, status=400)


def test_wrong_types_are_rejected(emulator: Client) -> None:
    monitor = Monitor(emulator)
    monitor.raw(
        {"routing_key": monitor.key, "payload": {"summary": "Deployed"}}, path="/v2/change/enqueue"
    )
    (change,) = emulator.get("/change_events")["change_events"]
    path = f"/change_events/{change['id']}"
    change = emulator.get(path)["change_event"]
    for details in ("x", 5, ["x"]):
        error = emulator.refused("PUT", path, {"change_event": {"type": "change_event", "custom_details": details}})
        assert error["errors"] == ["Custom details must be an Object"]
    assert emulator.get(path)["change_event"] == change

    monitor.send("trigger", "disk")
    (incident,) = monitor.incidents()
    (alert,) = monitor.alerts(incident)
    path = f"/incidents/{incident['id']}/alerts"
    for kind in ({}, "incident", 5, None):
        error = emulator.refused("PUT", f"{path}/{alert['id']}", {"alert": {"type": kind, "status": "resolved"}})
        assert error["errors"] == ["Type must be in alert or alert_reference"]
    emulator.refused("PUT", path, {"alerts": [{"id": {}, "type": "alert", "status": "resolved"}]})
    emulator.refused("PUT", "/incidents", {"incidents": [{"id": 5, "type": "incident", "status": "resolved"}]})
    assert monitor.alerts(incident) == [alert]

    template = emulator.create("template", name="Update")
    path = f"/templates/{template['id']}/render"
    for external in (5, "x", [], None):
        assert emulator.refused("POST", path, {"external": external})["errors"] == ["External must be an Object"]
    emulator.refused("POST", path, {"incident_id": 5})
    emulator.write("POST", path, {"external": {"x": 1}}, status=200)


@pytest.mark.parametrize("path", ["/v2/enqueue", "/v2/change/enqueue"])
def test_wrong_texts_in_events(emulator: Client, path: str) -> None:
    monitor = Monitor(emulator)
    event = {"routing_key": monitor.key, "event_action": "trigger"}
    payload = {"summary": "Down", "source": "db1", "severity": "info"}
    link, image = {"href": "https://example.com"}, {"src": "https://example.com/x.png"}
    for wrong in (
        {"links": [{**link, "text": 5}]},
        {"links": [{**link, "text": {"a": 1}}]},
        {"links": [{"href": 5}]},
        {"images": [{**image, "alt": 5}]},
        {"images": [{**image, "href": []}]},
        *({"payload": {**payload, "summary": text}} for text in UNUSABLE),
        *({"links": [{**link, "text": text}]} for text in UNUSABLE),
        *({"payload": {**payload, "custom_details": {"a": [text]}}} for text in UNUSABLE),
    ):
        answer = monitor.raw({**event, "payload": payload, **wrong}, path=path, status=400)
        assert answer["status"] == "invalid event" and answer["errors"]
    monitor.raw({**event, "payload": payload, "links": [{**link, "text": "More"}]}, path=path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 0}, {"status": 99}, {"status": 600}, {"status": True}, {"status": "500"}, {"status": 200.5},
        {"probability": -3}, {"probability": 1.5}, {"times": 0}, {"times": -1}, {"skip": -1}, {"seconds": -1},
        {"seconds": 1e9}, {"reset": -1}, {"method": "FETCH"}, {"method": ""}, {"path": ""}, {"path": "services"},
        {"framing": "long"}, {"required_scopes": ""}, {"kind": {}}, {"kind": None}, {"kind": "nothing"}, {"colour": 1},
    ],
    ids=str,
)
def test_invalid_faults_are_rejected(emulator: Client, wrong: dict[str, Any]) -> None:
    right = {"kind": "status", "status": 503}
    for body in ({**right, **wrong}, {"faults": [right, {**right, **wrong}]}):
        message = emulator.write("POST", "/_emulator/faults", body, status=400)["error"]
        assert next(iter(wrong)) in message
    assert emulator.get("/_emulator/faults") == {"faults": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"abilities": [{}]}, {"abilities": "teams"}, {"rate_limit": -1}, {"rate_limit": 10**400}, {"region": "mars"},
        {"time_zone": "Mars/Olympus"}, {"time_zone": {}}, {"tokens": [{}]}, {"tokens": [{"token": {}}]}, {"users": {}},
        {"users": [5]}, {"users": [{"name": "Ada", "email": "ada@example.com", "contact_methods": 5}]},
        {"users": [{"name": "Ada", "email": "ada@example.com", "contact_methods": [{"id": "P"}]}]},
        {"users": [{"name": "Ada", "email": "ada@example.com", "notification_rules": [{}]}]},
        {"oauth_clients": [{"client_id": "x", "expires_in": 10**30}]},
        {"oauth_clients": [{"client_id": "x", "scopes": [{}]}]},
        {"oauth_clients": [{"client_id": {}}]},
        {"services": [{"name": "x", "escalation_policy": "Default"}], "incidents": [{"title": "x", "service": "x"}],
         "alerts": [{"title": "x", "incident": "x", "status": "open"}]},
        {"incident_types": [{"name": "x", "custom_fields": [{"name": "y", "field_options": [5]}]}]},
        {"teams": [{"name": "x", "members": [{"user": {"id": {}}}]}]},
        {"services": [{"name": "x", "escalation_policy": "Default"}],
         "incidents": [{"title": "x", "service": "x", "deadlines": {"resolve": 5}}]},
        {"services": [{"name": "x", "escalation_policy": "Default"}],
         "incidents": [{"title": "x", "service": "x", "grouping": {"type": "magic"}}]},
        {"services": [{"name": "x", "escalation_policy": "Default"}],
         "incidents": [{"title": "x", "service": "x"}], "log_entries": [{"kind": "x", "incident": "x", "extra": 5}]},
    ],
    ids=str,
)
def test_invalid_accounts_are_rejected(emulator: Client, wrong: dict[str, Any]) -> None:
    before = emulator.get("/_emulator/state")
    assert emulator.load({"token": "acme", **wrong}, status=400)["error"]
    assert emulator.get("/_emulator/state") == before


@pytest.mark.parametrize("url", ["http://[", "http://x\r\ny", "http://x:99999", "http:///x", "ftp://x", "http://a b"])
def test_invalid_urls_are_rejected(emulator: Client, url: str) -> None:
    query = {
        "client_id": "emulator-client", "response_type": "code", "redirect_uri": url, "code_challenge": "x",
        "code_challenge_method": "S256",
    }
    answer = emulator.call("GET", "/oauth/authorize", params=query, allow_redirects=False)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    method = {"type": "http_delivery_method", "url": url}
    body = {
        "type": "webhook_subscription", "delivery_method": method, "events": ["incident.triggered"],
        "filter": {"type": "account_reference"},
    }
    error = emulator.refused("POST", "/webhook_subscriptions", {"webhook_subscription": body})
    assert error["errors"] == ["Delivery method url is not a valid URL"]


def test_nothing_in_place_of_a_list_of_objects(emulator: Client) -> None:
    emulator.load({"token": "acme", "users": None, "services": None, "teams": []})


# -- extremes --------------------------------------------------------------------------------------------------------


def test_an_object_as_a_type_is_rejected(emulator: Client) -> None:
    service = {"type": "service", "name": "Web", "escalation_policy": emulator.policy()}
    for kind in ({}, [], 5, {"a": []}):
        body = {**service, "alert_grouping_parameters": {"type": kind}}
        error = emulator.refused("POST", "/services", {"service": body})
        assert "must be in time, intelligent, content_based or null" in error["errors"][0]
    for name in ("support_hours", "incident_urgency_rule", "escalation_policy", "auto_pause_notifications_parameters"):
        emulator.refused("POST", "/services", {"service": {**service, name: {"type": {}, "enabled": {}}}})


@pytest.mark.parametrize("path", ["/services", "/incidents", "/log_entries", "/oncalls"])
def test_extreme_pages(emulator: Client, path: str) -> None:
    for number in (10_001, 2**63, 10**30, "1" * 5000):
        emulator.get(path, offset=number, status=400)
    for wrong in ("-1", "x", "²", "1.5", ""):
        emulator.get(path, offset=wrong, status=400)
        emulator.get(path, limit=wrong, status=400)
    emulator.get(path, limit=10**6)
    emulator.get("/incidents/²", status=404)
    emulator.get(f"/incidents/{'1' * 5000}", status=404)


def test_extreme_delays(emulator: Client) -> None:
    """They are rejected, and nothing is stored.

    With such a delay, each incident of the policy was created only in part.
    """
    owner = emulator.owner()
    for delay in (10**18, 2**31, 10**400, -1, 0):
        rules = [{"escalation_delay_in_minutes": delay, "targets": [owner]}]
        body = {"type": "escalation_policy", "name": "Core", "escalation_rules": rules}
        emulator.refused("POST", "/escalation_policies", {"escalation_policy": body})
    service = {"type": "service", "name": "Web", "escalation_policy": emulator.policy()}
    for name in ("auto_resolve_timeout", "acknowledgement_timeout"):
        emulator.refused("POST", "/services", {"service": {**service, name: 10**18}})
    longest = 2**31 - 1
    rules = [{"escalation_delay_in_minutes": longest, "targets": [owner]}]
    policy = emulator.create("escalation_policy", name="Core", escalation_rules=rules)
    emulator.create(
        "service", name="Web", escalation_policy=reference(policy), auto_resolve_timeout=longest,
        acknowledgement_timeout=longest,
    )
    (service,) = emulator.get("/services")["services"]
    body = {"type": "incident", "title": "Down", "service": reference(service)}
    made = emulator.write("POST", "/incidents", {"incident": body}, status=201, sender=OWNER)["incident"]
    assert emulator.get(f"/incidents/{made['id']}")["incident"] == made
    assert len(emulator.get("/log_entries")["log_entries"]) >= 2


DATES = ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z")


@pytest.mark.parametrize("date", DATES)
def test_dates_at_the_limits(emulator: Client, date: str) -> None:
    layer = {
        "start": date, "rotation_virtual_start": date, "rotation_turn_length_seconds": 86400,
        "users": [{"user": emulator.owner()}],
    }
    schedule = {"type": "schedule", "name": "Primary", "time_zone": "Pacific/Kiritimati", "schedule_layers": [layer]}
    emulator.refused("POST", "/schedules", {"schedule": schedule})
    for path in ("/incidents", "/log_entries", "/oncalls", "/notifications"):
        emulator.get(path, since=date, status=400)
        emulator.get(path, until=date, status=400)
    emulator.get("/change_events", since=date, status=400)
    monitor = Monitor(emulator)
    payload = {"summary": "Down", "source": "db1", "severity": "info", "timestamp": date}
    monitor.raw({"routing_key": monitor.key, "payload": payload}, path="/v2/change/enqueue", status=400)


def test_on_calls_of_many_short_turns(emulator: Client) -> None:
    """PagerDuty's Terraform provider accepts turns from an hour to a year."""
    users = [{"user": emulator.owner()}, {"user": reference(emulator.user())}]
    layer = {"start": "2026-01-01T00:00:00Z", "rotation_virtual_start": "1000-01-01T00:00:00Z", "users": users}
    schedule = {"type": "schedule", "name": "Primary", "time_zone": "Etc/UTC"}
    for length in (1, 3599, 365 * 86400 + 1):
        body = {**schedule, "schedule_layers": [{**layer, "rotation_turn_length_seconds": length}]}
        emulator.refused("POST", "/schedules", {"schedule": body})
    made = emulator.create(
        "schedule", **schedule, schedule_layers=[{**layer, "rotation_turn_length_seconds": 3600}]
    )
    emulator.escalation_policy("Core", reference(made))
    emulator.get("/oncalls", since="1000-01-01T00:00:00Z", until="2999-01-01T00:00:00Z", status=400)
    (now,) = emulator.get("/oncalls", schedule_ids_=made["id"])["oncalls"]
    assert now["end"] is not None
    far = {"since": "2900-01-01T00:00:00Z", "until": "2901-01-01T00:00:00Z"}
    assert emulator.get("/oncalls", schedule_ids_=made["id"], **far)["oncalls"] == []


def test_the_clock_has_an_end(emulator: Client) -> None:
    years = 10 * 366 * 86400
    for _decade in range(50):
        emulator.write("POST", "/_emulator/clock", {"advance": years}, status=200)
    assert "500 years" in emulator.write("POST", "/_emulator/clock", {"advance": years}, status=400)["error"]
    emulator.get("/incidents")
