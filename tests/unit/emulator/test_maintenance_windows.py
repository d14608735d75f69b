# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows, and the statuses of services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from .conftest import Client, reference
from .test_events import Monitor
from .test_incidents import OWNER

PATH = "/maintenance_windows"
HOUR = 3600


class Planner:
    """A service with an integration, and its maintenance windows."""

    def __init__(self, client: Client):
        self.client = client
        self.monitor = Monitor(client)
        self.service = self.monitor.service

    def now(self) -> datetime:
        return datetime.fromisoformat(self.client.get("/_emulator/clock")["now"])

    def advance(self, seconds: int) -> None:
        self.client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)

    def at(self, seconds: int) -> str:
        return (self.now() + timedelta(seconds=seconds)).isoformat()

    def body(self, start: int, end: int, **fields: Any) -> dict[str, Any]:
        """A request for a window. ``start``, ``end``: seconds from now."""
        services, now = [reference(self.service)], self.now()
        start_time, end_time = ((now + timedelta(seconds=seconds)).isoformat() for seconds in (start, end))
        window = {"start_time": start_time, "end_time": end_time, "services": services, **fields}
        window = {name: value for name, value in {"type": "maintenance_window", **window}.items() if value is not ...}
        return {"maintenance_window": window}

    def open(self, start: int = 0, end: int = HOUR, **fields: Any) -> Any:
        return self.client.write("POST", PATH, self.body(start, end, **fields), status=201, sender=OWNER)[
            "maintenance_window"
        ]

    def listed(self, **query: Any) -> list[str]:
        return [one["description"] for one in self.client.get(PATH, **query)["maintenance_windows"]]

    def status(self) -> str:
        return self.client.get(f"/services/{self.service['id']}")["service"]["status"]

    def put(self, window: Any, status: int = 200, **fields: Any) -> Any:
        return self.client.write("PUT", f"{PATH}/{window['id']}", {"maintenance_window": fields}, status=status)


@pytest.fixture
def planner(either: Client) -> Planner:
    return Planner(either)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_date_header_has_the_time_of_the_clock(planner: Planner) -> None:
    planner.advance(30 * HOUR)
    before = planner.now()
    date = parsedate_to_datetime(planner.client.call("GET", PATH).headers["Date"])
    assert before <= date <= planner.now()


def test_a_window(planner: Planner) -> None:
    window = planner.open(600, 1200, description="Upgrade")
    client, identifier = planner.client, window["id"]
    assert window == {
        "id": identifier,
        "type": "maintenance_window",
        "summary": "Upgrade",
        "self": f"{client.url}{PATH}/{identifier}",
        "html_url": f"https://example.pagerduty.com/service-directory/maintenance-windows/{identifier}",
        "sequence_number": 1,
        "start_time": window["start_time"],
        "end_time": window["end_time"],
        "description": "Upgrade",
        "services": [{**reference(planner.service), **{
            name: planner.service[name] for name in ("summary", "self", "html_url")
        }}],
        "teams": [],
        "created_by": window["created_by"],
    }
    assert window["created_by"]["summary"] == "Account Owner"
    assert instant(window["end_time"]) - instant(window["start_time"]) == timedelta(minutes=10)
    assert client.get(f"{PATH}/{identifier}")["maintenance_window"] == window
    assert client.get(PATH)["maintenance_windows"] == [window]
    assert planner.open(600, 1200, description="Another")["sequence_number"] == 2


def test_include_and_teams(planner: Planner) -> None:
    client = planner.client
    team = client.create("team", name="Core")
    policy = client.escalation_policy(teams=[reference(team)])
    others = [client.create("service", name=name, escalation_policy=reference(policy)) for name in ("API", "Shop")]
    window = planner.open(services=[reference(one) for one in (planner.service, *others, others[0])])
    assert [one["summary"] for one in window["services"]] == ["Web", "API", "Shop"]
    assert [one["id"] for one in window["teams"]] == [team["id"]]
    full = client.get(f"{PATH}/{window['id']}", include_=["teams", "services", "users"])["maintenance_window"]
    kinds = [[one["type"] for one in full[name]] for name in ("teams", "services")]
    assert kinds == [["team"], ["service"] * 3] and full["created_by"]["email"] == OWNER
    assert client.get(PATH, status=400, include_="creators")["error"]["code"] == 2001


@pytest.mark.parametrize(
    ("start", "end", "fields", "errors"),
    [
        (0, HOUR, {"services": ...}, ["Services can't be blank"]),
        (0, HOUR, {"services": []}, ["Services can't be empty"]),
        (0, HOUR, {"services": [{"id": "PNOSUCH", "type": "service_reference"}]}, ["Services must exist"]),
        (0, HOUR, {"services": [{"id": "PNOSUCH", "type": "user_reference"}]}, ["Services type must be in"]),
        (0, HOUR, {"start_time": ...}, ["Start time can't be blank"]),
        (0, HOUR, {"end_time": ...}, ["End time can't be blank"]),
        (0, HOUR, {"start_time": "soon"}, ["Start time must be a valid ISO 8601 date-time"]),
        (0, HOUR, {"description": 5}, ["Description must be a String"]),
        (0, HOUR, {"type": "window"}, ["Type must be in maintenance_window"]),
        (-HOUR, -60, {}, ["End time must be in the future"]),
        (HOUR, 60, {}, ["End time must be after the start time"]),
        (HOUR, HOUR, {}, ["End time must be after the start time"]),
    ],
)
def test_bad_windows(planner: Planner, start: int, end: int, fields: dict[str, Any], errors: list[str]) -> None:
    error = planner.client.refused("POST", PATH, planner.body(start, end, **fields))
    assert error["code"] == 2001 and len(error["errors"]) == 1
    assert error["errors"][0].startswith(errors[0])
    assert planner.listed() == []


def test_who_makes_a_window(planner: Planner) -> None:
    client, body = planner.client, planner.body(0, HOUR, created_by={"id": "PNOSUCH", "type": "user_reference"})
    assert client.write("POST", PATH, body, status=400)["error"]["code"] == 2016
    assert client.refused("POST", PATH, body, sender="nobody@example.com")["code"] == 1008
    ada = client.user()
    made = client.write("POST", PATH, body, status=201, sender=ada["email"])["maintenance_window"]
    assert made["created_by"]["id"] == ada["id"]
    assert planner.put(made, description="Without From")["maintenance_window"]["created_by"]["id"] == ada["id"]


def test_a_type_is_only_required_by_the_documents(emulator: Client, strict: Client) -> None:
    planner = Planner(emulator)
    assert planner.open(type=..., description=None)["description"] is None
    planner = Planner(strict)
    error = strict.refused("POST", PATH, planner.body(0, HOUR, type=..., description=None))
    assert error["errors"] == ["Type can't be blank", "Description must be a String"]


def test_a_start_in_the_past_becomes_now(planner: Planner) -> None:
    before = planner.now()
    window = planner.open(-HOUR, 60)
    assert before <= instant(window["start_time"]) <= planner.now()
    future = planner.open(HOUR, 2 * HOUR, description="Later")
    moved = planner.put(future, start_time=planner.at(-HOUR))["maintenance_window"]
    assert before <= instant(moved["start_time"]) <= planner.now() and planner.status() == "maintenance"


def test_filters(planner: Planner) -> None:
    client = planner.client
    team = client.create("team", name="Core")
    policy = client.escalation_policy(teams=[reference(team)])
    other = client.create("service", name="API", escalation_policy=reference(policy))
    planner.open(0, 60, description="done")
    planner.advance(61)
    planner.open(HOUR, 2 * HOUR, description="later", services=[reference(other)])
    planner.open(0, HOUR, description="Now")
    for query, expected in (
        ({}, ["done", "later", "Now"]),
        ({"filter": "all"}, ["done", "later", "Now"]),
        ({"filter": "past"}, ["done"]),
        ({"filter": "future"}, ["later"]),
        ({"filter": "ongoing"}, ["Now"]),
        ({"filter": "open"}, ["later", "Now"]),
        ({"query": "NO"}, ["Now"]),
        ({"service_ids_": planner.service["id"]}, ["done", "Now"]),
        ({"service_ids_": [planner.service["id"], other["id"]]}, ["done", "later", "Now"]),
        ({"service_ids_": "PNOSUCH"}, []),
        ({"team_ids_": team["id"]}, ["later"]),
        ({"team_ids_": team["id"], "filter": "ongoing"}, []),
        ({"limit": 1, "offset": 1}, ["later"]),
    ):
        assert planner.listed(**query) == expected, query
    assert client.get(PATH, total="true", filter="open")["total"] == 2
    assert client.get(PATH, status=400, filter="current")["error"]["code"] == 2001


def test_the_clock_opens_and_ends_windows(planner: Planner) -> None:
    seen = []
    planner.open(600, 1200)
    for _step in range(3):
        planner.monitor.send("trigger")
        seen.append((planner.status(), len(planner.monitor.incidents())))
        planner.advance(601)
    assert seen == [("critical", 1), ("maintenance", 1), ("critical", 2)]


def test_an_open_incident_goes_on_during_maintenance(planner: Planner) -> None:
    """Its integrations are switched off, so events do not resolve it. Users do."""
    monitor = planner.monitor
    monitor.send("trigger", "disk")
    [incident] = monitor.incidents()
    planner.open()
    for action in ("acknowledge", "resolve"):
        monitor.send(action, "disk")
        assert monitor.incidents()[0]["status"] == "triggered"
    body = {"incident": {"type": "incident_reference", "status": "resolved"}}
    planner.client.write("PUT", f"/incidents/{incident['id']}", body, status=200, sender=OWNER)
    assert monitor.incidents() == [] or monitor.incidents()[0]["status"] == "resolved"


def test_no_incident_is_created_during_maintenance(planner: Planner) -> None:
    window = planner.open()
    incident = {"incident": {"type": "incident", "title": "Down", "service": reference(planner.service)}}
    assert planner.client.refused("POST", "/incidents", incident)["errors"] == ["Service is in maintenance"]
    planner.client.write("DELETE", f"{PATH}/{window['id']}", status=204)
    planner.client.write("POST", "/incidents", incident, status=201, sender=OWNER)


def test_statuses_of_a_service(planner: Planner) -> None:
    """Each step's status takes precedence over those before, until the last two undo it."""
    client, monitor, seen = planner.client, planner.monitor, []

    def acknowledged() -> None:
        monitor.send("trigger", "a")
        monitor.send("acknowledge", "a")

    window: list[Any] = []
    steps: list[Callable[[], Any]] = [
        lambda: None,
        acknowledged,
        lambda: monitor.send("trigger", "b"),
        lambda: window.append(planner.open()),
        lambda: client.update(planner.service, status="disabled"),
        lambda: client.update(planner.service, status="active"),
        lambda: client.write("DELETE", f"{PATH}/{window[0]['id']}", status=204),
        lambda: monitor.send("resolve", "b"),
        lambda: monitor.send("resolve", "a"),
    ]
    for step in steps:
        step()
        seen.append(planner.status())
    assert seen == [
        "active", "warning", "critical", "maintenance", "disabled", "maintenance", "critical", "warning", "active"
    ]


@pytest.mark.parametrize("status", ["warning", "critical", "maintenance"])
def test_a_derived_status_cannot_be_written(planner: Planner, status: str) -> None:
    error = planner.client.refused("PUT", f"/services/{planner.service['id']}", {"service": {"status": status}})
    assert error["errors"] == ["Status must be in active or disabled"]


def test_delete(planner: Planner) -> None:
    """A future window is removed, an ongoing one is ended, a past one stays as it is."""
    client = planner.client
    future, ongoing = planner.open(60, HOUR, description="future"), planner.open(description="ongoing")
    client.write("DELETE", f"{PATH}/{future['id']}", status=204)
    client.get(f"{PATH}/{future['id']}", status=404)
    planner.advance(5)
    client.write("DELETE", f"{PATH}/{ongoing['id']}", status=204)
    ended = client.get(f"{PATH}/{ongoing['id']}")["maintenance_window"]
    assert planner.now() - instant(ended["end_time"]) < timedelta(seconds=3)
    assert ended == {**ongoing, "end_time": ended["end_time"]}
    assert planner.listed(filter="past") == ["ongoing"] and planner.status() == "active"
    error = client.write("DELETE", f"{PATH}/{ongoing['id']}", status=405)["error"]
    assert error == {"code": 5003, "message": "Cannot cancel a maintenance window from the past"}
    assert client.call("DELETE", f"{PATH}/{ongoing['id']}").headers.get("X-Emulator-Unknown-Path") is None


def test_updates(planner: Planner) -> None:
    client = planner.client
    other = client.create("service", name="API", escalation_policy=client.policy())
    window = planner.open(60, HOUR, description="Old")
    times = {"start_time": planner.at(120), "end_time": planner.at(2 * HOUR)}
    changed = planner.put(window, description="New", services=[reference(other)], **times)["maintenance_window"]
    assert (changed["description"], [one["id"] for one in changed["services"]]) == ("New", [other["id"]])
    assert all(instant(changed[name]) == instant(value) for name, value in times.items())
    error = planner.put(window, 400, end_time=planner.at(90))["error"]
    assert error["errors"] == ["End time must be after the start time"]
    assert planner.put(window, 400, services=[])["error"]["errors"] == ["Services can't be empty"]


def test_updates_of_an_ongoing_window(planner: Planner) -> None:
    window = planner.open()
    longer = planner.put(window, end_time=planner.at(2 * HOUR), start_time=window["start_time"])["maintenance_window"]
    assert longer["start_time"] == window["start_time"] and longer["end_time"] > window["end_time"]
    message = "Start time cannot be modified for maintenance windows that have already started"
    for start in (-60, 60):
        assert planner.put(window, 400, start_time=planner.at(start))["error"]["errors"] == [message]
    assert planner.put(window, 400, end_time=planner.at(0))["error"]["errors"] == ["End time must be in the future"]


def test_a_past_window_cannot_be_updated(planner: Planner) -> None:
    window = planner.open(0, 60)
    planner.advance(61)
    started = "Start time cannot be modified for maintenance windows that have already started"
    ended = "End time already passed and can not be modified"
    for fields, errors in (
        ({"start_time": planner.at(60), "end_time": planner.at(120)}, [started, ended]),
        ({"end_time": planner.at(120)}, [ended]),
        ({"description": "Late"}, [ended]),
    ):
        error = planner.put(window, 400, **fields)["error"]
        assert (error["code"], error["errors"]) == (2001, errors)


def test_a_deleted_service_stays_in_its_windows(planner: Planner) -> None:
    client = planner.client
    other = client.create("service", name="API", escalation_policy=client.policy())
    window = planner.open(services=[reference(planner.service), reference(other)])
    client.write("DELETE", f"/services/{other['id']}", status=204)
    path = f"{PATH}/{window['id']}"
    now = client.get(path)["maintenance_window"]
    assert [(one["id"], one["summary"]) for one in now["services"]] == [
        (planner.service["id"], "Web"), (other["id"], None)
    ]
    assert client.write("PUT", path, {"maintenance_window": now}, status=200)["maintenance_window"] == now
    new = planner.body(0, HOUR, services=now["services"])
    assert client.refused("POST", PATH, new)["errors"] == ["Services must exist"]


def test_state_files(either: Client) -> None:
    """Windows of any time can be loaded, and a state that was read back is the same."""
    now = datetime.now(UTC)
    times = {"past": (-2, -1), "empty": (-1, -1), "ongoing": (-1, 1), "future": (1, 2)}
    windows = [
        {
            "description": name,
            "services": ["Shop"],
            "created_by": OWNER,
            "start_time": (now + timedelta(days=start)).isoformat(),
            "end_time": (now + timedelta(days=end)).isoformat(),
        }
        for name, (start, end) in times.items()
    ]
    account = {"services": [{"name": "Shop", "escalation_policy": "Default"}], "maintenance_windows": windows}
    either.load(account)
    shown = either.get(PATH)["maintenance_windows"]
    assert [one["sequence_number"] for one in shown] == [1, 2, 3, 4]
    assert [one["created_by"]["summary"] for one in shown] == ["Account Owner"] * 4
    assert either.get("/services")["services"][0]["status"] == "maintenance"
    either.load({**either.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    assert either.get(PATH)["maintenance_windows"] == shown
    assert Planner(either).open()["sequence_number"] == 5
    windows[0]["end_time"] = (now - timedelta(days=3)).isoformat()
    assert "End time must be after the start time" in either.load(account, status=400)["error"]


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("PUT", 403), ("DELETE", 403)])
def test_scopes(emulator: Client, method: str, status: int) -> None:
    window = Planner(emulator).open()
    scope = "services.read"
    form = {"grant_type": "client_credentials", "client_id": "emulator-client", "client_secret": "emulator-secret",
            "scope": f"as_account-us.example {scope}"}
    token = emulator.call("POST", "/oauth/token", data=form).json()["access_token"]
    body = {} if method == "GET" else {"json": {"maintenance_window": {}}}
    answer = Client(emulator.url, bearer=token).call(method, f"{PATH}/{window['id']}", **body)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["required_scopes"] == "services.write"
