# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server: pagination, credentials, accounts, faults, log, record, the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from .conftest import CODE, Client, started

# -- paging and filters ----------------------------------------------------------------------------------------------


@pytest.fixture
def many(emulator: Client) -> Client:
    """A client of an account with 120 services."""
    services = [{"name": f"Service {n:03}", "escalation_policy": "Default"} for n in reversed(range(120))]
    emulator.load({"services": services})
    return emulator


def names(body: dict[str, Any]) -> list[str]:
    return [service["name"] for service in body["services"]]


def test_pages(many: Client) -> None:
    first = many.get("/services")
    assert (first["limit"], first["offset"], first["more"], first["total"]) == (25, 0, True, None)
    assert names(first) == [f"Service {n:03}" for n in range(25)]
    last = many.get("/services", limit=100, offset=100, total="true")
    assert (len(last["services"]), last["more"], last["total"]) == (20, False, 120)
    clamped = many.get("/services", limit=1000)
    assert (len(clamped["services"]), clamped["limit"]) == (100, 100)
    assert many.get("/services", offset=500)["services"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"offset": 9_950, "limit": 51},
        {"offset": -1},
        {"limit": 0},
        {"limit": "all"},
        {"sort_by": "created_at"},
        {"include[]": "everything"},
        {"time_zone": "Mars"},
    ],
)
def test_bad_queries(many: Client, query: dict[str, Any]) -> None:
    assert many.get("/services", status=400, **query)["error"]["code"] == 2001


def test_the_cap(many: Client) -> None:
    many.get("/services", offset=9_900, limit=100)


def test_filters(many: Client) -> None:
    assert names(many.get("/services", query="SERVICE 01", sort_by="name:desc", limit=2)) == [
        "Service 019", "Service 018"
    ]
    assert names(many.get("/services", name="Service 007")) == ["Service 007"]
    assert names(many.get("/services", name="service 007")) == []
    assert names(many.get("/services", team_ids_="PNOSUCH")) == []
    assert names(many.get("/services", unknown="ignored", limit=1)) == ["Service 000"]


def test_times_are_in_the_zone_of_the_query(many: Client) -> None:
    shown = many.get("/services", time_zone="Etc/UTC", limit=1)["services"][0]["created_at"]
    assert shown.endswith("Z")
    assert many.get("/services", limit=1)["services"][0]["created_at"][-6:] in ("-05:00", "-04:00")


# -- paths and methods -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/services/PNOSUCH", 404, 2100),
        ("GET", "/nowhere", 404, 2100),
        ("GET", "/", 404, 2100),
        ("GET", "/services/", 404, 2100),
        ("GET", "/services/PX/unknown", 404, 2100),
        ("PATCH", "/services", 405, None),
        ("DELETE", "/priorities", 405, None),
    ],
)
def test_unknown_paths_and_methods(emulator: Client, method: str, path: str, status: int, code: int | None) -> None:
    answer = emulator.call(method, path)
    assert (answer.status_code, answer.json()["error"].get("code")) == (status, code)


def test_headers(emulator: Client) -> None:
    answers = [emulator.call("GET", "/services").headers for _time in range(2)]
    assert answers[0]["ratelimit-limit"] == "960"
    assert int(answers[0]["ratelimit-remaining"]) == int(answers[1]["ratelimit-remaining"]) + 1
    assert 0 < int(answers[0]["ratelimit-reset"]) <= 60
    assert answers[0]["x-request-id"] != answers[1]["x-request-id"]


# -- credentials -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", [None, "Token token=wrong", "Bearer emulator", "emulator", "Token emulator", "Basic ZW11bGF0b3I6"]
)
def test_wrong_credentials(emulator_url: str, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{emulator_url}/services", headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 2006)


def test_read_only_and_user_tokens(emulator: Client, as_token: Callable[[str], Client]) -> None:
    emulator.load(
        {
            "tokens": [
                {"token": "reader", "type": "read_only"},
                {"token": "ada", "user": "ada@example.com"},
                {"token": "watcher", "user": "watcher@example.com"},
            ],
            "users": [
                {"name": "Ada", "email": "ada@example.com"},
                {"name": "Watcher", "email": "watcher@example.com", "role": "read_only_user"},
            ],
        }
    )
    body = {"user": {"type": "user", "name": "Bob", "email": "bob@example.com"}}
    for token in ("reader", "watcher"):
        as_token(token).get("/users")
        assert as_token(token).refused("POST", "/users", body, status=403)["code"] == 2010
    as_token("ada").write("POST", "/users", body, status=201)
    assert as_token("ada").get("/users/me")["user"]["email"] == "ada@example.com"


def test_the_wrong_region(emulator: Client, as_token: Callable[[str], Client]) -> None:
    emulator.load({"token": "europe", "region": "eu"})
    as_token("europe").get("/services", status=401)


def grant(client: Client, **form: str) -> requests.Response:
    fields = {
        "grant_type": "client_credentials",
        "client_id": "emulator-client",
        "client_secret": "emulator-secret",
        "scope": "as_account-us.example services.read",
        **form,
    }
    return requests.post(f"{client.url}/oauth/token", data=fields, timeout=10)


def test_oauth(emulator: Client) -> None:
    answer = grant(emulator, scope="as_account-us.example services.read unheard.of").json()
    assert answer["access_token"].startswith("pdus+_0")
    assert {key: answer[key] for key in ("scope", "token_type", "expires_in")} == {
        "scope": "as_account-us.example services.read",
        "token_type": "bearer",
        "expires_in": 86400,
    }
    app = Client(emulator.url, bearer=answer["access_token"])
    app.get("/services")
    error = app.refused("POST", "/services", {"service": {}}, status=403)
    assert error["required_scopes"] == "services.write"
    app.get("/teams", status=403)
    app.get("/users/me", status=400)


def test_oauth_tokens_expire(emulator: Client) -> None:
    client = {"client_id": "short", "client_secret": "s", "scopes": ["services.read"], "expires_in": 0}
    emulator.load({"oauth_clients": [client]})
    token = grant(emulator, client_id="short", client_secret="s").json()["access_token"]
    Client(emulator.url, bearer=token).get("/services", status=401)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"scope": "services.read"}, 400, "invalid_scope"),
        ({"scope": "as_account-eu.example services.read"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_oauth_errors(emulator: Client, form: dict[str, str], status: int, error: str) -> None:
    answer = grant(emulator, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_oauth_requires_a_form(emulator: Client) -> None:
    answer = requests.post(f"{emulator.url}/oauth/token", json={"grant_type": "client_credentials"}, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_an_enforced_rate_limit(emulator: Client) -> None:
    emulator.load({"rate_limit": 2})
    emulator.get("/services")
    emulator.get("/services")
    answer = emulator.call("GET", "/services")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, 2020)
    assert answer.headers["ratelimit-remaining"] == "0"


# -- accounts --------------------------------------------------------------------------------------------------------

ACME = {
    "token": "acme",
    "users": [
        {"name": "Grace", "email": "Grace@acme.example", "role": "owner"},
        {"id": "PADA001", "name": "Ada", "email": "ada@acme.example", "role": "admin", "job_title": "Countess"},
    ],
    "teams": [{"name": "Core", "members": [{"user": "ADA@acme.example", "role": "responder"}, "grace@acme.example"]}],
    "schedules": [
        {
            "name": "Primary",
            "time_zone": "Europe/London",
            "schedule_layers": [
                {
                    "start": "2020-01-01T00:00:00Z",
                    "rotation_virtual_start": "2020-01-01T00:00:00Z",
                    "rotation_turn_length_seconds": 86400,
                    "users": ["PADA001", {"user": "grace@acme.example"}],
                }
            ],
        }
    ],
    "escalation_policies": [
        {
            "name": "Core",
            "teams": ["core"],
            "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": ["Primary", "ada@acme.example"]}],
        }
    ],
    "services": [{"name": "Web", "escalation_policy": "core"}, {"name": "API", "escalation_policy": "Default"}],
}


def test_several_accounts(emulator: Client, as_token: Callable[[str], Client]) -> None:
    counts = emulator.load(ACME)
    expected = {
        "subdomain": "acme",
        "licenses": 2,
        "priorities": 5,
        "users": 2,
        "teams": 1,
        "schedules": 1,
        "escalation_policies": 2,
        "services": 2,
        "incident_types": 1,
        "incidents": 0,
    }
    assert {key: counts["accounts"][0][key] for key in expected} == expected
    acme = as_token("acme")
    assert names(acme.get("/services")) == ["API", "Web"]
    assert acme.get("/services", query="Web")["services"][0]["teams"][0]["summary"] == "Core"
    assert acme.get("/users/PADA001")["user"]["html_url"] == "https://acme.pagerduty.com/users/PADA001"
    assert emulator.get("/services")["services"] == []
    emulator.get("/users/PADA001", status=404)


def test_a_state_that_is_loaded_again_is_the_same(emulator: Client, as_token: Callable[[str], Client]) -> None:
    emulator.load(ACME)
    emulator.service("Web", support_hours={
        "time_zone": "Etc/UTC", "start_time": "09:00", "end_time": "10:00", "days_of_week": [1]
    }, incident_urgency_rule={
        "type": "use_support_hours",
        "during_support_hours": {"urgency": "high"},
        "outside_support_hours": {"urgency": "low"},
    })
    state = emulator.get("/_emulator/state")
    shown = [client.get("/services")["services"] for client in (emulator, as_token("acme"))]
    assert [one["subdomain"] for one in state["accounts"]] == ["example", "acme"]
    assert "acme" not in json.dumps(emulator.get("/_emulator/state", account="example"))
    emulator.write("POST", "/_emulator/reset", status=200)
    for account, token in zip(state["accounts"], ("emulator", "acme"), strict=True):
        emulator.load({**account, "token": token})
    assert emulator.get("/_emulator/state") == state
    assert [client.get("/services")["services"] for client in (emulator, as_token("acme"))] == shown


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ([], "an account is a JSON object"),
        ({"servcies": []}, "unknown key 'servcies'"),
        ({"services": {}}, "services: must be a list"),
        ({"services": [{"name": "Web", "escalation_policy": "Nope"}]}, "services[0]: there is no escalation policy"),
        ({"services": [{"nmae": "Web"}]}, "services[0]: unknown key 'nmae'"),
        ({"users": [{"name": "Ada"}]}, "users[0]: Email can't be blank"),
        ({"users": [{"name": "A", "email": "ada@x.example"}] * 2}, "users[1]: Email has already been taken"),
        ({"teams": [{"name": "T", "members": ["nobody@x.example"]}]}, "teams[0]: there is no user"),
        ({"tokens": [{"token": "t", "type": "god"}]}, "type must be account, user or read_only"),
        ({"token": "other", "subdomain": "example"}, "two accounts would have the same subdomain"),
        ({"accounts": [{}], "users": []}, "other keys are not possible next to accounts"),
    ],
)
def test_bad_loads_change_nothing(emulator: Client, body: Any, complaint: str) -> None:
    before = emulator.get("/_emulator/state")
    assert complaint in emulator.load(body, status=400)["error"]
    assert emulator.get("/_emulator/state") == before


def test_the_same_seed_gives_the_same_ids(emulator: Client) -> None:
    def identifiers(seed: int) -> list[str]:
        emulator.write("POST", "/_emulator/reset", {"seed": seed}, status=200)
        return [emulator.service()["id"], emulator.user()["id"], emulator.policy()["id"]]

    first = identifiers(5)
    assert identifiers(5) == first
    assert identifiers(6) != first


# -- faults ----------------------------------------------------------------------------------------------------------


def team(name: str = "Core") -> dict[str, Any]:
    return {"team": {"type": "team", "name": name}}


def teams(client: Client) -> list[str]:
    return [one["name"] for one in client.get("/teams")["teams"]]


def test_rate_limit_fault(emulator: Client) -> None:
    emulator.fault(kind="rate_limit", reset=3)
    answer = emulator.call("POST", "/teams", json=team())
    assert (answer.status_code, answer.headers["ratelimit-reset"]) == (429, "3")
    emulator.fault(kind="rate_limit", headers=False)
    answer = emulator.call("POST", "/teams", json=team())
    assert (answer.status_code, answer.content) == (429, b"")
    assert "ratelimit-reset" not in answer.headers
    assert teams(emulator) == []


@pytest.mark.parametrize(("after", "made"), [(False, []), (True, ["Core"])])
def test_status_fault(emulator: Client, after: bool, made: list[str]) -> None:
    emulator.fault(kind="status", status=502, after=after)
    answer = emulator.call("POST", "/teams", json=team())
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (502, "text/html")
    assert teams(emulator) == made
    emulator.fault(kind="status", status=500, html=False)
    assert emulator.call("GET", "/teams").json()["error"]["code"] == 2000


@pytest.mark.parametrize(("kind", "made"), [("reset_before", []), ("reset_after", ["Core"])])
def test_reset_faults(emulator: Client, kind: str, made: list[str]) -> None:
    emulator.fault(kind=kind)
    with pytest.raises(requests.ConnectionError):
        emulator.call("POST", "/teams", json=team())
    assert teams(emulator) == made
    assert emulator.get("/_emulator/requests")[0]["status"] is None


@pytest.mark.parametrize(("after", "made"), [(False, []), (None, ["Core"])])
def test_timeout_fault(emulator: Client, after: bool | None, made: list[str]) -> None:
    emulator.fault(**{"kind": "timeout", "seconds": 0.2} | ({} if after is None else {"after": after}))
    with pytest.raises(requests.Timeout):
        emulator.session.post(f"{emulator.url}/teams", json=team(), timeout=0.05)
    assert teams(emulator) == made


def test_truncate_fault(emulator: Client) -> None:
    emulator.fault(kind="truncate")
    answer = emulator.call("POST", "/teams", json=team())
    assert answer.status_code == 201
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    emulator.fault(kind="truncate", framing="short")
    with pytest.raises(requests.RequestException):
        emulator.call("POST", "/teams", json=team("Other"))
    assert teams(emulator) == ["Core", "Other"]


def test_refusing_faults(emulator: Client) -> None:
    emulator.fault(kind="unauthorized")
    emulator.get("/teams", status=401)
    emulator.fault(kind="forbidden", required_scopes="teams.read")
    assert emulator.get("/teams", status=403)["error"]["required_scopes"] == "teams.read"
    emulator.fault(kind="latency", seconds=0.01)
    emulator.get("/teams")


def test_race_fault(emulator: Client) -> None:
    emulator.fault(kind="race", path="/teams")
    emulator.get("/teams")
    assert emulator.refused("POST", "/teams", team())["errors"] == ["Name has already been taken"]
    assert teams(emulator) == ["Core"]


def test_which_requests_have_a_fault(emulator: Client) -> None:
    emulator.fault(kind="unauthorized", method="get", path="/teams*", times=2, skip=1)
    statuses = [emulator.call("GET", path).status_code for path in ("/teams", "/users", "/teams", "/teams", "/teams")]
    assert statuses == [200, 200, 401, 401, 200]
    emulator.write("POST", "/_emulator/faults", {"faults": [{"kind": "unauthorized", "times": None}]}, status=200)
    assert emulator.get("/_emulator/faults")["faults"][0]["times"] is None
    assert {emulator.call("GET", "/teams").status_code for _time in range(3)} == {401}
    emulator.write("DELETE", "/_emulator/faults", status=204)
    emulator.get("/teams")


def test_probabilities_follow_the_seed(emulator: Client) -> None:
    def statuses() -> list[int]:
        emulator.write("POST", "/_emulator/reset", {"seed": 3}, status=200)
        emulator.fault(kind="unauthorized", probability=0.5, times=None)
        return [emulator.call("GET", "/teams").status_code for _time in range(20)]

    first = statuses()
    assert set(first) == {200, 401}
    assert statuses() == first


@pytest.mark.parametrize(
    "fault", [{}, {"kind": "gremlin"}, {"kind": "status", "stauts": 500}, {"kind": "status", "status": "500"}, []]
)
def test_bad_faults(emulator: Client, fault: Any) -> None:
    assert "error" in emulator.write("POST", "/_emulator/faults", fault, status=400)


# -- log, record, command line ---------------------------------------------------------------------------------------


def test_the_log(emulator: Client) -> None:
    emulator.fault(kind="rate_limit", path="/users")
    emulator.get("/services", include_=["teams", "integrations"], query="x")
    emulator.get("/users", status=429)
    grant(emulator)
    first, second, third = emulator.get("/_emulator/requests")
    assert {key: first[key] for key in ("method", "path", "query", "status", "account", "fault")} == {
        "method": "GET",
        "path": "/services",
        "query": {"include[]": ["teams", "integrations"], "query": "x"},
        "status": 200,
        "account": "example",
        "fault": None,
    }
    assert first["milliseconds"] > 0
    assert first["user_agent"].startswith("python-requests")
    assert (second["status"], second["fault"]) == (429, "rate_limit")
    assert third["path"] == "/oauth/token"
    assert "emulator-secret" not in json.dumps([first, second, third])
    emulator.write("DELETE", "/_emulator/requests", status=204)
    assert emulator.get("/_emulator/requests") == []


def test_unknown_administration(emulator: Client) -> None:
    assert "there is no" in emulator.get("/_emulator/nowhere", status=404)["error"]
    assert "takes POST" in emulator.get("/_emulator/reset", status=405)["error"]
    assert "JSON" in emulator.call("POST", "/_emulator/load", data="{").json()["error"]


def test_concurrent_requests_are_atomic(emulator: Client) -> None:
    def create(_n: int) -> int:
        headers = {"Authorization": "Token token=emulator"}
        return requests.post(f"{emulator.url}/teams", json=team(), headers=headers, timeout=10).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(create, range(16))) == [201] + [400] * 15


def test_options_of_the_command_line(tmp_path: Path) -> None:
    record, accounts = tmp_path / "record.jsonl", tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"services": [{"name": "Web", "escalation_policy": "Default"}]}))
    options = ("--region", "eu", "--record", str(record), "--load", str(accounts), "--rate-limit", "2")
    with started(*options) as url:
        client = Client(url)
        web = client.get("/services", query="We")["services"][0]
        assert web["html_url"].startswith("https://example.eu.pagerduty.com/")
        client.write("POST", "/teams", {"team": {}}, status=400)
        client.get("/teams", status=429)
        grant(client)
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/services", 200), ("POST", "/teams", 400), ("GET", "/teams", 429)
    ]
    assert lines[0]["response_body"]["services"][0] == web
    assert lines[1]["request_body"] == {"team": {}}
    assert "emulator-secret" not in record.read_text()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(CODE), *arguments], capture_output=True, text=True, check=False)


def test_a_port_in_use(emulator_url: str) -> None:
    ended = run("--port", emulator_url.rsplit(":", 1)[1])
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "the port is taken" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_in_the_background(tmp_path: Path) -> None:
    directory = str(tmp_path / "here")
    assert run("--status", directory).returncode == 3
    try:
        first = run("--background", directory, "--port", "0")
        url = first.stdout.strip()
        assert Client(url).get("/teams")["teams"] == []
        assert run("--background", directory, "--port", "0").stdout == first.stdout
        assert run("--status", directory).stdout == first.stdout
    finally:
        assert run("--stop", directory).stdout == "stopped\n"
    assert run("--stop", directory).stdout == ""
    assert run("--status", directory).returncode == 3
    assert list((tmp_path / "here").iterdir()) == []


def test_a_bad_start_in_the_background(tmp_path: Path, emulator_url: str) -> None:
    ended = run("--background", str(tmp_path), "--port", emulator_url.rsplit(":", 1)[1])
    assert ended.returncode == 1
    assert "the port is taken" in ended.stderr


def test_the_public_url() -> None:
    with started("--host", "0.0.0.0", "--public-url", "http://pagerduty.test:8080/") as url:
        assert re.fullmatch(r"http://localhost:[0-9]+", url)
        client = Client(url.replace("localhost", "127.0.0.1"))
        assert client.get("/users")["users"][0]["self"].startswith("http://pagerduty.test:8080/users/")


@pytest.mark.parametrize("url", ["pagerduty:8080", "http://", "http://x/y", "ftp://x"])
def test_a_wrong_public_url(url: str) -> None:
    command = [sys.executable, str(CODE), "--public-url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2 and "is no URL such as" in done.stderr
