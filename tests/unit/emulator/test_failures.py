# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the emulator itself: the response, the log, and that no partial change remains."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .conftest import reference
from .inside import Inside, running, server, state, timers
from .test_events import Monitor
from .test_incidents import OWNER, Desk

INTERNAL = {"error": {"message": "Internal Server Error", "code": 2000}}


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    """An emulator that runs timers only when a test asks for it."""
    monkeypatch.setattr(server, "TICK_SECONDS", 1e6)
    with running() as one:
        yield one


class Breaker:
    """Raises an error after the nth change of the state. The change itself is made."""

    CHANGES = ((state.Account, "put"), (state.Account, "drop"), (state.Account, "publish"), (state.Timers, "add"))

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.left = 0
        for owner, name in self.CHANGES:
            monkeypatch.setattr(owner, name, self._breaking(getattr(owner, name)))

    def _breaking(self, change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*arguments: Any, **named: Any) -> Any:
            result = change(*arguments, **named)
            self.left -= 1
            if self.left == 0:
                raise RuntimeError("broken on purpose")
            return result

        return changed


class World:
    """Objects of many types that depend on each other."""

    def __init__(self, inside: Inside):
        client = self.client = inside.client
        self.desk = Desk(client)
        self.cleo = client.user("Cleo", "cleo@example.com")
        for one in (self.desk.ada, self.desk.bob, self.cleo):
            client.write("PUT", f"/teams/{self.desk.team['id']}/users/{one['id']}", {}, status=204)
        self.first = self.desk.open("First", incident_key="first")
        self.second = self.desk.open("Second", incident_key="second")
        client.update(self.desk.service, name="Shop")
        self.monitor = Monitor(client)
        self.monitor.send("trigger", "disk")
        (self.alerted,) = self.monitor.incidents(incident_key="disk")
        (self.alert,) = self.monitor.alerts(self.alerted)
        self.hook = client.create(
            "template", name="Update", templated_fields={"message": "{{status_update.message}}"}
        )

    def send(self, method: str, path: str, body: Any) -> Any:
        return self.client.call(method, path, json=body, headers={"From": OWNER})


def update_of(incident: Any, **fields: Any) -> dict[str, Any]:
    return {"id": incident["id"], "type": "incident_reference", **fields}


REQUESTS: dict[str, Callable[[World], tuple[str, str, Any]]] = {
    "an incident is created": lambda world: (
        "POST", "/incidents",
        {"incident": {"type": "incident", "title": "Third", "service": reference(world.desk.service)}},
    ),
    "two incidents are updated": lambda world: (
        "PUT", "/incidents",
        {"incidents": [
            update_of(world.first, status="acknowledged", title="Changed"),
            update_of(world.second, status="resolved", urgency="low"),
        ]},
    ),
    "incidents are merged": lambda world: (
        "PUT", f"/incidents/{world.first['id']}/merge",
        {"source_incidents": [update_of(world.alerted), update_of(world.second)]},
    ),
    "responders are asked": lambda world: (
        "POST", f"/incidents/{world.first['id']}/responder_requests",
        {"requester_id": world.desk.ada["id"], "message": "Help", "responder_request_targets": [
            {"responder_request_target": {"id": world.desk.policy["id"], "type": "escalation_policy"}},
        ]},
    ),
    "an alert is resolved": lambda world: (
        "PUT", f"/incidents/{world.alerted['id']}/alerts/{world.alert['id']}",
        {"alert": {"type": "alert", "status": "resolved"}},
    ),
    "an event opens an incident": lambda world: (
        "POST", "/v2/enqueue",
        {"routing_key": world.monitor.key, "event_action": "trigger",
         "payload": {"summary": "Fan", "source": "db1", "severity": "info"}},
    ),
    "a user of a team is deleted": lambda world: ("DELETE", f"/users/{world.cleo['id']}", None),
    "a service is created": lambda world: (
        "POST", "/services",
        {"service": {"type": "service", "name": "Mail", "escalation_policy": reference(world.desk.policy)}},
    ),
    "an integration is added": lambda world: (
        "POST", f"/services/{world.desk.service['id']}/integrations",
        {"integration": {"type": "events_api_v2_inbound_integration", "name": "More"}},
    ),
    "a maintenance window is created": lambda world: (
        "POST", "/maintenance_windows",
        {"maintenance_window": {"type": "maintenance_window", "services": [reference(world.desk.service)],
                                "start_time": "2040-01-01T00:00:00Z", "end_time": "2040-01-02T00:00:00Z"}},
    ),
    "tags are added": lambda world: (
        "POST", f"/users/{world.cleo['id']}/change_tags",
        {"add": [{"type": "tag", "label": "Core"}, {"type": "tag", "label": "On call"}]},
    ),
    "a team is renamed": lambda world: (
        "PUT", f"/teams/{world.desk.team['id']}", {"team": {"type": "team", "name": "Kernel"}},
    ),
    "a template is changed": lambda world: (
        "PUT", f"/templates/{world.hook['id']}", {"template": {"name": "Other"}},
    ),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_no_partial_change_remains(
    what: str, inside: Inside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The operation fails after each of its changes in turn, and then succeeds."""
    world = World(inside)
    request, breaker = REQUESTS[what](world), Breaker(monkeypatch)
    before = inside.snapshot()
    for step in range(1, 100):
        caplog.clear()
        breaker.left = step
        answer = world.send(*request)
        if answer.status_code != 500:
            break
        assert answer.json() == INTERNAL
        assert "broken on purpose" in caplog.text and "Traceback" in caplog.text
        breaker.left = 0
        assert inside.snapshot() == before
    assert answer.status_code < 300 and step > 1
    assert inside.snapshot() != before


def test_a_response_that_cannot_be_encoded_changes_nothing(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = World(inside), None
    teams = inside.account.collection("team").resource
    for shown in ({"team": object()}, 0):
        monkeypatch.setattr(teams, "render", lambda record, view, shown=shown: shown if shown else 1 // shown)
        before = before or inside.snapshot()
        answer = world.send("POST", "/teams", {"team": {"type": "team", "name": "New"}})
        assert (answer.status_code, answer.json()) == (500, INTERNAL)
        assert inside.snapshot() == before


def test_a_rejected_request_changes_nothing(inside: Inside) -> None:
    """The operation knows no ``include[]``."""
    world = World(inside)
    before = inside.snapshot()
    answer = world.send("POST", "/teams?include[]=nothing", {"team": {"type": "team", "name": "New"}})
    assert answer.status_code == 400 and inside.snapshot() == before


def test_a_failed_token_request_leaves_the_refresh_token(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh = {"token": "first", "user": OWNER, "scopes": ["users.read"]}
    client = {"client_id": "app", "client_secret": "s"}
    inside.client.load({"token": "acme", "oauth_clients": [{**client, "refresh_tokens": [refresh]}]})
    form = {**client, "grant_type": "refresh_token", "refresh_token": "first"}
    draw = state.SeededRandom.access_token
    monkeypatch.setattr(state.SeededRandom, "access_token", lambda self, region: 1 // 0)
    assert inside.client.call("POST", "/oauth/token", data=form).status_code == 500
    monkeypatch.setattr(state.SeededRandom, "access_token", draw)
    assert inside.client.call("POST", "/oauth/token", data=form).status_code == 200
    assert inside.client.call("POST", "/oauth/token", data=form).status_code == 400


def test_a_failing_subscriber_of_events_fails_no_request(inside: Inside, caplog: pytest.LogCaptureFixture) -> None:
    desk, heard = Desk(inside.client), []
    inside.emulator.bus.subscribe(lambda event: heard.append(event.event_type) or 1 // 0)
    desk.open()
    assert heard == ["incident.triggered"] and "ZeroDivisionError" in caplog.text


def test_responses_to_all_errors_are_json(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server.Exchange, "handle", lambda self: 1 // 0)
    monkeypatch.setattr(inside.server.admin, "overview", lambda *_: 1 // 0)
    inside.server.admin._routes["/"]["GET"] = inside.server.admin.overview
    answer = inside.client.call("GET", "/services")
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    answer = inside.client.call("GET", "/_emulator/")
    assert answer.status_code == 500 and "log" in answer.json()["error"]
    assert caplog.text.count("ZeroDivisionError") == 2


# -- what cannot be read ---------------------------------------------------------------------------------------------

BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "nested too deeply for Python": (b"[" * 3000, {}),
    "nested too deeply": (b'{"team": ' + b"[" * 150 + b"]" * 150 + b"}", {}),
    "not gzip": (b'{"team": {}}', {"Content-Encoding": "gzip"}),
    "half of gzip": (gzip.compress(b'{"team": {}}')[:15], {"Content-Encoding": "gzip"}),
    "NaN": (b'{"team": {"type": "team", "name": "x", "description": NaN}}', {}),
    "an infinite number": (b'{"team": {"type": "team", "name": 1e999}}', {}),
    "a number of 5000 digits": (b'{"team": {"type": "team", "name": ' + b"1" * 5000 + b"}}", {}),
    "UTF-16": ('{"team": {"type": "team", "name": "x"}}'.encode("utf-16"), {}),
    "a surrogate in UTF-8": (b'{"team": {"type": "team", "name": "\xed\xa0\x80"}}', {}),
    "an unpaired surrogate": (b'{"team": {"type": "team", "name": "\\ud800"}}', {}),
    "NUL": (b'{"team": {"type": "team", "name": "a\\u0000b"}}', {}),
    "a key with NUL": (b'{"team": {"type": "team", "name": "a", "b\\u0000": 1}}', {}),
}


@pytest.mark.parametrize("what", BODIES)
def test_bodies_that_cannot_be_used(what: str, inside: Inside) -> None:
    body, headers = BODIES[what]
    headers = {"Content-Type": "application/json", **headers}
    answer = inside.client.call("POST", "/teams", data=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2001), answer.text
    assert inside.client.get("/teams")["teams"] == []
    answer = inside.client.call("POST", "/_emulator/faults", data=body, headers=headers)
    assert answer.status_code == 400 and answer.json()["error"]


def test_similar_bodies_are_accepted(inside: Inside) -> None:
    """A pair of surrogates is a character, a backslash may be escaped, and a body may be compressed."""
    for number, name in enumerate((rb"\ud83d\ude00", rb"\\u0000", rb"\\ud800")):
        body = b'{"team": {"type": "team", "name": "%d %s"}}' % (number, name)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        answer = inside.client.call("POST", "/teams", data=gzip.compress(body), headers=headers)
        assert answer.status_code == 201, answer.text


# -- the background --------------------------------------------------------------------------------------------------


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_tick_survives(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """An action that fails is undone, logged and reported. The other actions and the next tick still run."""
    monkeypatch.setattr(server, "TICK_SECONDS", 0.01)
    with running() as inside:
        client, account = inside.client, inside.account
        assert client.get("/_emulator/")["tick"]["failures"] == 0
        wait_for(lambda: client.get("/_emulator/")["tick"]["last"] is not None)
        desk = Desk(client)
        first, second = desk.open("First"), desk.open("Second")
        escalate = timers.ACTIONS["escalate"]

        def breaking(act: Any, incident: Any) -> None:
            escalate(act, incident)
            if incident["title"] == "First":
                raise RuntimeError("broken on purpose")

        monkeypatch.setitem(timers.ACTIONS, "escalate", breaking)
        inside.emulator.clock.advance(600)
        held = account.collection("incident")
        wait_for(lambda: held.get(second["id"])["escalation_level"] == 2)
        wait_for(lambda: inside.emulator.failures.count == 1)
        assert held.get(first["id"])["escalation_level"] == 1
        told = [(one["event_type"], one["data"].get("title")) for one in client.get("/_emulator/events")]
        assert told.count(("incident.escalated", "First")) == 0
        assert told.count(("incident.escalated", "Second")) == 1
        tick = client.get("/_emulator/")["tick"]
        assert tick["failures"] == 1 and "escalate" in tick["last_error"] and "broken on purpose" in tick["last_error"]
        assert "broken on purpose" in caplog.text and "Traceback" in caplog.text

        monkeypatch.setattr(inside.server.admin, "run_due", lambda: 1 // 0)
        wait_for(lambda: inside.emulator.failures.count > 2)
        monkeypatch.undo()
        assert client.write("POST", "/_emulator/reset", status=200)["tick"]["failures"] == 0
        desk = Desk(client)
        third = desk.open("Third")
        inside.emulator.clock.advance(600)
        held = inside.account.collection("incident")
        wait_for(lambda: held.get(third["id"])["escalation_level"] == 2)
