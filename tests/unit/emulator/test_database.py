# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``--state FILE``: the state survives a restart and a killed process."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from .conftest import CODE, Client, requests, started
from .inside import Inside, accounts, database, delivery, running, snapshot_of, state
from .receiver import receiving

KEY = "0123456789abcdef0123456789abcdef"
HOUR = 3600
APP = {"client_id": "app", "client_secret": "s"}
ACCOUNT: dict[str, Any] = {
    "users": [
        {"name": "Owner", "email": "owner@example.com", "role": "owner"},
        {"name": "Ada", "email": "ada@example.com"},
    ],
    "tokens": [{"token": "ada", "type": "user", "user": "ada@example.com"}, {"token": "eye", "type": "read_only"}],
    "oauth_clients": [{**APP, "refresh_tokens": [{"token": "first", "user": "ada@example.com"}]}],
    "teams": [{"name": "Core", "members": [{"user": "ada@example.com", "role": "manager"}]}],
    "escalation_policies": [{
        "name": "Core",
        "num_loops": 1,
        "escalation_rules": [
            {"escalation_delay_in_minutes": 30, "targets": ["ada@example.com"]},
            {"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]},
        ],
    }],
    "services": [{
        "name": "Web", "escalation_policy": "Core", "integrations": [{"name": "Events", "integration_key": KEY}],
    }],
    "event_orchestrations": [{
        "name": "Shop",
        "router": {"sets": [{"rules": [{
            "conditions": [{"expression": "trigger_count over 5 minutes > 3"}], "actions": {"route_to": "Web"},
        }]}]},
        "cache_variables": [
            {"name": "last", "configuration": {"type": "recent_value", "source": "event.source", "regex": ".*"}},
        ],
    }],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def subscribe(client: Client, url: str) -> Any:
    body = {
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": url},
        "events": ["incident.triggered", "incident.escalated", "incident.resolved"],
        "filter": {"type": "account_reference"},
    }
    made = client.write("POST", "/webhook_subscriptions", {"webhook_subscription": body}, status=200)
    return made["webhook_subscription"]


def send(client: Client, action: str = "trigger", dedup_key: str = "disk", key: str = KEY) -> None:
    payload = {"summary": f"The {dedup_key} is full", "source": "db1", "severity": "error"}
    event = {"routing_key": key, "event_action": action, "dedup_key": dedup_key, "payload": payload}
    client.write("POST", "/v2/enqueue", event, status=202)


def token(client: Client, **form: str) -> Any:
    answer = client.call("POST", "/oauth/token", data={**APP, **form})
    assert answer.status_code == 200, answer.text
    return answer.json()


def work(client: Client) -> None:
    """Changes of all parts of the state: objects, their order, timers, counters, grants, the clock."""
    client.load(ACCOUNT)
    (service,) = client.get("/services")["services"]
    for number in range(5):
        client.create("team", name=f"Team {number}")
    for number in (1, 3):
        client.write("DELETE", f"/teams/{client.get('/teams', query=f'Team {number}')['teams'][0]['id']}", status=204)
    client.write("POST", "/teams", {"team": {"type": "team", "name": "Core"}}, status=400)
    for dedup_key in ("disk", "network", "disk"):
        send(client, dedup_key=dedup_key)
    send(client, "acknowledge", "network")
    client.write("POST", "/_emulator/clock", {"advance": HOUR}, status=200)
    send(client, "resolve", "network")
    first, second = (
        client.create("incident", title=f"Slow {number}", service={"id": service["id"], "type": "service_reference"})
        for number in range(2)
    )
    sources = {"source_incidents": [{"id": first["id"], "type": "incident_reference"}]}
    client.write("PUT", f"/incidents/{second['id']}/merge", sources, status=200, sender="owner@example.com")
    (orchestration,) = client.get("/event_orchestrations")["orchestrations"]
    (integration,) = client.get(f"/event_orchestrations/{orchestration['id']}/integrations")["integrations"]
    send(client, key=integration["parameters"]["routing_key"])
    token(client, grant_type="refresh_token", refresh_token="first")
    answer = client.call(
        "GET", "/oauth/authorize", allow_redirects=False, params={
            "client_id": "app", "response_type": "code", "redirect_uri": "http://localhost/back", "scope": "users.read",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        },
    )
    assert answer.status_code == 302, answer.text


def read(path: Path) -> Any:
    """The emulator that a database contains."""
    emulator = state.Emulator(1, "us", None, accounts.fresh)
    deliveries = delivery.Deliveries(emulator)
    opened = database.Database(path)
    opened.attach(emulator, deliveries)
    opened.close(emulator, deliveries)
    return emulator


def whole(account: Any) -> dict[str, Any]:
    """The whole state of an account, without the instants at which grants expire."""
    snapshot = snapshot_of(account)
    grants = tuple(
        {name: {**vars(grant), "expires_at": None} for name, grant in one.items()} for one in snapshot["grants"]
    )
    return {**snapshot, "grants": grants}


# -- complete ----------------------------------------------------------------------------------------------------------


def test_the_whole_state_is_read_again(path: Path) -> None:
    with running(path) as inside:
        work(inside.client)
        inside.client.load({"token": "other", "teams": [{"name": "Theirs"}]})
        inside.account.run_due()
        before = [whole(account) for account in inside.emulator.accounts]
        ahead, used = inside.emulator.clock.ahead, {
            identifier for one in inside.account.collections.values() for identifier in one.records
        }
    emulator = read(path)
    after = [whole(account) for account in emulator.accounts]
    assert len(after) == 2
    for old, new in zip(before, after, strict=True):
        for part in old:
            assert new[part] == old[part], part
    (first, _second) = emulator.accounts
    assert first.timers._heap and first.counters and first.trigger_times and first.cached_values
    assert first.grants and first.refresh_grants and first.codes
    for name in ("grants", "refresh_grants", "codes"):
        for key, grant in getattr(first, name).items():
            assert grant.expires_at == pytest.approx(getattr(inside.account, name)[key].expires_at, abs=1)
    assert emulator.clock.ahead == ahead and used <= emulator.random.used
    for old, new in zip(inside.emulator.accounts, emulator.accounts, strict=True):
        assert database.account_values(new) == database.account_values(old)


def test_new_values_after_a_restart(path: Path) -> None:
    """Random values do not repeat those from before, and new objects and timers follow the old ones."""
    seen: list[str] = []
    for number in range(3):
        with running(path) as inside:
            team = inside.client.create("team", name=f"Team {number}")
            answer = inside.client.call("GET", "/teams")
            seen += [team["id"], answer.headers["x-request-id"]]
            made = list(inside.account.collections["team"].records.values())
            assert [one["name"] for one in made] == [f"Team {one}" for one in range(number + 1)]
            inside.account.timers.add("2999-01-01T00:00:00+00:00", "escalate", "Q1")
            assert sorted(one.order for one in inside.account.timers) == list(range(1, number + 2))
    assert len(set(seen)) == 6


def test_an_undone_change_is_not_saved(path: Path) -> None:
    with running(path) as inside:
        inside.client.load(ACCOUNT)
        before = whole(inside.account)
        resource = inside.account.collection("team").resource
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(resource, "render", lambda record, view: 1 // 0)
            body = {"team": {"type": "team", "name": "New"}}
            inside.client.write("POST", "/teams", body, status=500)
    assert whole(read(path).accounts[0]) == before


def test_reset_and_load_replace_what_was_saved(path: Path) -> None:
    with running(path) as inside:
        work(inside.client)
        inside.client.write("POST", "/_emulator/reset", {"seed": 2}, status=200)
        inside.client.load({"token": "other", "teams": [{"name": "Old"}]})
        inside.client.load({"token": "other", "teams": [{"name": "Theirs"}]})
        before = [whole(account) for account in inside.emulator.accounts]
    emulator = read(path)
    assert [whole(account) for account in emulator.accounts] == before
    assert emulator.clock.ahead.total_seconds() == 0 and emulator.random.seed == 2
    with closing(sqlite3.connect(path)) as connection:
        for table in database.KEYS:
            ((numbers,),) = connection.execute(f"SELECT count(DISTINCT account) FROM {table}")
            assert numbers <= 2, table


# -- processes ---------------------------------------------------------------------------------------------------------


@contextmanager
def killed(*arguments: Any) -> Iterator[Client]:
    """An emulator that is killed at the end, without a chance to write anything."""
    command = [sys.executable, str(CODE), "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Client(process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.fixture(params=[True, False], ids=["killed", "stopped"])
def start(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Starts an emulator that is killed or stopped."""

    @contextmanager
    def stopped(*arguments: Any) -> Iterator[Client]:
        with started(*map(str, arguments)) as url:
            yield Client(url)

    return killed if request.param else stopped


def test_work_continues(path: Path, start: Callable[..., Any]) -> None:
    """Tokens, escalations and waiting webhooks, in two accounts."""
    with start("--state", path) as client:
        client.load({"token": "other", "rate_limit": 500})
        client.load(ACCOUNT)
        other = Client(client.url, "other")
        with receiving() as receiver:
            subscribe(client, receiver.url)  # from now on, nobody receives its webhooks
        send(client, dedup_key="disk")
        send(client, dedup_key="network")
        granted = token(client, grant_type="refresh_token", refresh_token="first")
        client.write("POST", "/_emulator/clock", {"advance": 20 * 60}, status=200)
        before = client.get("/_emulator/state")
        waiting = [one["webhook_id"] for one in client.get("/_emulator/deliveries") if one["outcome"] == "waiting"]
        assert len(waiting) == 2
        assert other.call("GET", "/users").headers["ratelimit-limit"] == "500"
    with start("--state", path, "--seed", "7") as client:
        assert client.get("/_emulator/state") == before
        assert client.get("/_emulator/")["seed"] == 1
        assert client.get("/_emulator/clock")["advanced"] == 20 * 60
        for one in (Client(client.url, "ada"), Client(client.url, bearer=granted["access_token"])):
            assert one.get("/users/me")["user"]["email"] == "ada@example.com"
        assert Client(client.url, "eye").write("POST", "/teams", {}, status=403)
        assert Client(client.url, "other").call("GET", "/users").headers["ratelimit-limit"] == "500"
        again = token(client, grant_type="refresh_token", refresh_token=granted["refresh_token"])
        assert again["access_token"] != granted["access_token"]
        listed = client.get("/_emulator/deliveries")
        assert [one["webhook_id"] for one in listed if one["outcome"] == "waiting"] == waiting
        client.write("POST", "/_emulator/clock", {"advance": 11 * 60}, status=200)
        incidents = client.get("/incidents")["incidents"]
        assert {one["assignments"][0]["assignee"]["summary"] for one in incidents} == {"Owner"}
        send(client, "resolve", "disk")
        assert [one["status"] for one in client.get("/incidents", statuses_="resolved")["incidents"]] == ["resolved"]


def test_waiting_webhooks_are_delivered_after_a_restart(path: Path) -> None:
    with receiving() as receiver:
        receiver.decide = lambda _arrival: 503
        with killed("--state", path, "--webhook-retry-seconds", "60") as client:
            client.load(ACCOUNT)
            secret = subscribe(client, receiver.url)["delivery_method"]["secret"]
            for dedup_key in ("disk", "network"):
                send(client, dedup_key=dedup_key)
            send(client, "resolve", "disk")
            receiver.wait_for(2)
            wait_for_attempts(client, 2)
        first = {one.webhook_id: one.raw for one in receiver.arrivals}
        receiver.arrivals.clear()
        receiver.decide = lambda _arrival: 202
        with killed("--state", path) as client:
            listed = client.get("/_emulator/deliveries", wait=5)
            assert [one["outcome"] for one in listed] == ["delivered"] * 3
            assert {one["attempt"] for one in listed if one["webhook_id"] in first} == {2}
        assert all(one.is_signed_with(secret) for one in receiver.arrivals)
        assert first == {one.webhook_id: one.raw for one in receiver.arrivals if one.webhook_id in first}
        of_disk = [one["event_type"] for one in receiver.accepted() if one["data"]["title"] == "The disk is full"]
        assert of_disk == ["incident.triggered", "incident.resolved"]
        receiver.arrivals.clear()
        with killed("--state", path) as client:
            assert client.get("/_emulator/deliveries", wait=1) == [], "what was delivered is not sent again"


def test_rules_continue_after_a_restart(path: Path) -> None:
    """A suspended alert triggers its incident, and the webhook of a rule that waits is sent, with its headers."""
    with receiving() as receiver:
        receiver.decide = lambda _arrival: 503
        hook = {"name": "Tell", "url": receiver.url, "auto_send": True, "trigger_types": ["alert_suspended"],
                "headers": [{"key": "X-Host", "value": "db1"}], "parameters": [{"key": "channel", "value": "#shop"}]}
        rules = [{"label": "Wait", "actions": {"suspend": 3600, "automation_actions": [hook], "priority": "P1"}}]
        with killed("--state", path, "--webhook-retry-seconds", "60") as client:
            service = {**ACCOUNT["services"][0], "event_orchestration": {"active": True, "sets": [{"rules": rules}]}}
            client.load({**ACCOUNT, "services": [service]})
            send(client)
            receiver.wait_for(1)
            wait_for_attempts(client, 1)
        (first,) = receiver.arrivals
        receiver.decide = lambda _arrival: 202
        with killed("--state", path) as client:
            (delivered,) = client.get("/_emulator/deliveries", wait=5)
            assert (delivered["subscription"], delivered["outcome"], delivered["attempt"]) == ("Tell", "delivered", 2)
            assert client.get("/incidents")["incidents"] == []
            client.write("POST", "/_emulator/clock", {"advance": 3601}, status=200)
            (incident,) = client.get("/incidents")["incidents"]
            assert incident["priority"]["summary"] == "P1"
        second = receiver.arrivals[-1]
        assert (second.raw, second.headers["x-host"]) == (first.raw, "db1")


def wait_for_attempts(client: Client, count: int) -> None:
    """Waits until the emulator knows the results of so many attempts. They are saved then."""
    deadline = time.monotonic() + 5
    while sum(one["outcome"] == "retry" for one in client.get("/_emulator/deliveries")) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_rejected_webhooks_are_counted_across_restarts(path: Path) -> None:
    """After three in a row, the subscription is disabled."""
    with receiving() as receiver:
        receiver.decide = lambda _arrival: 400
        for number in range(3):
            with killed("--state", path) as client:
                if number == 0:
                    client.load(ACCOUNT)
                    subscribe(client, receiver.url)
                send(client, dedup_key=f"disk {number}")
                client.get("/_emulator/deliveries", wait=5)
                (found,) = client.get("/webhook_subscriptions")["webhook_subscriptions"]
                assert found["delivery_method"]["temporarily_disabled"] is (number == 2)


def test_a_kill_during_writes_loses_nothing(path: Path) -> None:
    """What a client was told is there after a restart, in several rounds with the same database."""
    told: list[str] = []
    for number in range(4):
        with killed("--state", path) as client:
            thread = threading.Thread(target=create_teams, args=(client, number, told))
            thread.start()
            time.sleep(0.3)
        thread.join(10)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        teams = [one["name"] for one in read(path).accounts[0].collection("team").records.values()]
        assert set(told) <= set(teams), "what was told is saved"
        assert len(set(teams) - set(told)) <= number + 1, "and at most one more for each kill"
    assert len(told) > 20


def create_teams(client: Client, number: int, told: list[str]) -> None:
    """Creates teams one after the other until the server is gone."""
    try:
        for count in range(100_000):
            name = f"Team {number} {count}"
            client.create("team", name=name)
            told.append(name)
    except requests.exceptions.RequestException:
        return


def test_accounts_are_loaded_only_into_a_new_database(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.json"
    file.write_text('{"teams": [{"name": "Loaded"}]}')
    for names in (["Loaded"], ["Loaded", "Mine"]):
        with started("--state", str(path), "--load", str(file)) as url:
            client = Client(url)
            assert [one["name"] for one in client.get("/teams")["teams"]] == names
            if len(names) == 1:
                client.create("team", name="Mine")
    assert f"{file} is not loaded, because {path} has a state" in capfd.readouterr().err


def test_strict_is_an_option_of_each_start(path: Path) -> None:
    with started("--state", str(path)) as url:
        Client(url).write("POST", "/teams", {"team": {"name": "Core"}}, status=201)
    with started("--state", str(path), "--strict") as url:
        Client(url).write("POST", "/teams", {"team": {"name": "Web"}}, status=400)


# -- refusals ----------------------------------------------------------------------------------------------------------


def refused(path: Path, *arguments: str) -> str:
    """The message of an emulator that does not start."""
    command = [sys.executable, str(CODE), "--port", "0", "--state", str(path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1 and done.stdout == "" and "Traceback" not in done.stderr
    return done.stderr


def edit(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def saved(path: Path) -> Path:
    """The database of an emulator that has ended."""
    with running(path):
        pass
    return path


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA user_version = 99", "written by another version of the emulator (format 99 instead of 2)"),
        ("UPDATE settings SET value = 'x' WHERE name = 'fields'", "another version of the emulator (other fields"),
        ("PRAGMA application_id = 1", "is the database of another program"),
        ("UPDATE records SET value = '[]'", "cannot be used"),
        ("UPDATE accounts SET value = '{'", "cannot be used"),
        ("DROP TABLE timers", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_read(saved: Path, statement: str, message: str) -> None:
    edit(saved, statement)
    assert message in refused(saved)


def test_other_files(path: Path, tmp_path: Path) -> None:
    path.write_text("no database, but a text that is long enough to be taken for the header of one " * 20)
    assert "is no database of the emulator" in refused(path)
    assert "unable to open" in refused(tmp_path / "missing" / "state.db")
    assert "unable to open" in refused(tmp_path)
    edit(tmp_path / "other.db", "CREATE TABLE other (x)")
    assert "is the database of another program" in refused(tmp_path / "other.db")


def test_another_region(saved: Path) -> None:
    assert "is a database of the service region us" in refused(saved, "--region", "eu")


def test_two_emulators_cannot_share_it(path: Path) -> None:
    with started("--state", str(path)):
        assert f"{path}: another emulator uses it" in refused(path)


def test_a_full_disk(path: Path) -> None:
    """The request returns 500. The change is saved with the next one that can be saved."""
    with running(path) as inside:
        inside.client.create("team", name="First")
        connection = inside.emulator.save.func.__self__._connection
        limited(inside, connection, 1)
        body = {"team": {"type": "team", "name": "Second", "description": "x" * 1000}}
        for number in range(30):
            body["team"]["name"] = f"Team {number}"
            answer = inside.client.call("POST", "/teams", json=body)
            if answer.status_code == 500:
                break
        assert answer.status_code == 500 and answer.json()["error"]["code"] == 2000
        inside.client.get("/_emulator/", status=500)
        limited(inside, connection, 1_000_000)
        inside.client.get("/teams")
        names = [one["name"] for one in inside.client.get("/teams")["teams"]]
    assert [one["name"] for one in read(path).accounts[0].collection("team")] == names
    assert f"Team {number}" in names


def limited(inside: Inside, connection: Any, pages: int) -> None:
    """Limits the size of the database, which SQLite reports like a full disk. Not below its size."""
    done = threading.Event()

    def limit() -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")
        done.set()

    inside.server._ticker.get_loop().call_soon_threadsafe(limit)
    assert done.wait(5)
