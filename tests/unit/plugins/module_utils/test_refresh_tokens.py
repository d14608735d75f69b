# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth as a user: each refresh token is spent once, by one, and what comes for it is kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import token_file as _token_file
from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client, TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import (
    Connection,
    preferred_credentials,
)
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.oauth import EXPIRY_MARGIN, OAuthCredentials
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import run_task
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

CLIENT = {"client_id": "shared-app", "client_secret": "hush-hush"}
FIRST = "first-refresh-token"


@pytest.fixture
def account(emulator: Emulator) -> Emulator:
    first = {"token": FIRST, "user": "owner@example.com", "scopes": ["services.read"]}
    emulator.load(token="acme", oauth_clients=[{**CLIENT, "refresh_tokens": [first]}])
    return emulator


def client(emulator: Emulator, **options: t.Any) -> TaskClient:
    """The client of a task. warn: called with its warnings."""
    warn = options.pop("warn", [].append)
    clock = options.pop("clock", time.monotonic)
    now = options.pop("now", time.time)
    connection = Connection.from_params({"api_url": emulator.url, **CLIENT, **options})
    shared = Client(connection, sleep=lambda seconds: None, jitter=float, clock=clock, now=now)
    return shared.for_task(warn=warn)


def write(path: Path, content: t.Any, mode: int = 0o600) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return str(path)


def asked(emulator: Emulator) -> list[int]:
    """The status of each request for a token."""
    return [entry["status"] for entry in emulator.log() if entry["path"] == "/oauth/token"]


def tidy(folder: Path) -> bool:
    """Whether nothing lies about but the file and its lock."""
    return {entry.name for entry in folder.iterdir()} <= {"token.json", "token.json.lock"}


# -- without a file --------------------------------------------------------------------------------------------------


def test_a_refresh_token_without_a_file_is_lost_and_says_so(account: Emulator) -> None:
    play = Play(account, api_token=None, refresh_token=FIRST, **CLIENT)
    play.keep()
    result = play.run(info_operation(SERVICE))
    assert result["services"] == []
    (warning,) = result["warnings"]
    assert warning.startswith("refresh_token: PagerDuty has replaced it") and FIRST not in warning
    assert "warnings" not in play.run(info_operation(SERVICE)), "said once"
    assert asked(account) == [200]
    with pytest.raises(PagerDutyError, match=r"refused the refresh token with 400.*get new tokens, and set token_file"):
        client(account, refresh_token=FIRST).get("/services")


def test_the_loss_is_also_told_when_the_task_fails(account: Emulator) -> None:
    play = Play(account, api_token=None, refresh_token=FIRST, **CLIENT)
    params = play.validated(info_operation(SERVICE), {"teams": ["Nobody"]})
    result = run_task(info_operation(SERVICE), params, check_mode=False, environment={}, sessions=Sessions())
    assert result["failed"] and result["warnings"][0].startswith("refresh_token: PagerDuty has replaced it")


def test_the_new_one_serves_while_the_process_lives(account: Emulator) -> None:
    moment = [0.0]
    ours = client(account, refresh_token=FIRST, clock=lambda: moment[0])
    ours.get("/services")
    moment[0] = 86400.0
    ours.get("/services")
    assert asked(account) == [200, 200]


# -- with a file -----------------------------------------------------------------------------------------------------


def test_the_file_is_made_from_the_first_refresh_token(account: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    options = {"refresh_token": FIRST, "token_file": str(path)}
    warnings: list[str] = []
    ours = client(account, **options, warn=warnings.append)
    ours.get("/services")
    held = json.loads(path.read_text())
    assert set(held) == {"access_token", "refresh_token", "expires_at", "scope", "token_type"}
    assert held["refresh_token"] != FIRST and held["expires_at"].endswith("Z")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not warnings and tidy(tmp_path)
    for _run in range(2):
        client(account, **options).get("/services")
        client(account, token_file=str(path)).get("/services")
        client(account, token_file=str(path), client_id=None, client_secret=None).get("/services")
    assert asked(account) == [200], "the access token in the file is used while it lives"
    assert json.loads(path.read_text()) == held


def test_an_answer_of_the_oauth_service_is_a_token_file(account: Emulator, tmp_path: Path) -> None:
    made = client(account, refresh_token=FIRST).request_token(
        {**CLIENT, "grant_type": "refresh_token", "refresh_token": FIRST}
    )
    path = write(tmp_path / "token.json", made)
    client(account, token_file=path).get("/services")
    assert asked(account) == [200]
    account.fault(kind="unauthorized", path="/services")
    client(account, token_file=path).get("/services")
    assert asked(account) == [200, 200], "a refused access token is renewed"
    assert json.loads(Path(path).read_text())["refresh_token"] != made["refresh_token"]


@pytest.mark.parametrize("left", [-1, EXPIRY_MARGIN - 1, EXPIRY_MARGIN + 60])
@pytest.mark.parametrize("as_text", [True, False])
def test_it_is_renewed_before_it_ends(account: Emulator, tmp_path: Path, left: int, as_text: bool) -> None:
    now = 1_800_000_000.0
    ends = _token_file._instant(now + left) if as_text else now + left
    path = write(tmp_path / "token.json", {"access_token": "old", "refresh_token": FIRST, "expires_at": ends, "a": 1})
    ours = client(account, token_file=path, now=lambda: now)
    if left > EXPIRY_MARGIN:
        assert ours.authorization("/users") == "Bearer old"
        return
    ours.get("/services")
    held = json.loads(Path(path).read_text())
    assert held["access_token"] != "old" and held["a"] == 1
    assert _token_file._seconds(held["expires_at"]) == now + 86400


def test_a_token_that_ends_within_a_process(account: Emulator, tmp_path: Path) -> None:
    moment = [0.0]
    path = str(tmp_path / "token.json")
    ours = client(account, refresh_token=FIRST, token_file=path, clock=lambda: moment[0], now=lambda: moment[0])
    for moment[0] in (0.0, 86400.0 - EXPIRY_MARGIN - 1, 86400.0 - EXPIRY_MARGIN, 2 * 86400.0):
        ours.get("/services")
    assert asked(account) == [200, 200, 200]


def test_another_refresh_token_is_taken_when_that_of_the_file_has_ended(account: Emulator, tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": "spent-long-ago"})
    with pytest.raises(PagerDutyError, match="refused the refresh token") as caught:
        client(account, token_file=path).get("/services")
    assert "spent-long-ago" not in caught.value.message and tidy(tmp_path)
    client(account, token_file=path, refresh_token=FIRST).get("/services")
    assert asked(account) == [400, 400, 200]


def test_a_link_stays_one(account: Emulator, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = write(tmp_path / "real" / "token.json", {"refresh_token": FIRST})
    link = tmp_path / "link.json"
    link.symlink_to(path)
    client(account, token_file=str(link)).get("/services")
    assert link.is_symlink() and "access_token" in json.loads(Path(path).read_text())
    assert tidy(tmp_path / "real")


def _use(url: str, path: str, start: t.Any, results: t.Any) -> None:
    start.wait()
    try:
        connection = Connection.from_params({"api_url": url, **CLIENT, "token_file": path})
        results.put(len(Client(connection).for_task().get("/services")["services"]))
    except PagerDutyError as error:
        results.put(error.message)


@pytest.mark.parametrize("again", range(3))
def test_runs_at_the_same_time_spend_one_refresh_token(account: Emulator, tmp_path: Path, again: int) -> None:
    path = write(tmp_path / "token.json", {"access_token": "ended", "refresh_token": FIRST, "expires_at": 1})
    account.fault(kind="latency", seconds=0.2, path="/oauth/token")
    context = multiprocessing.get_context("fork")
    start, results = context.Event(), context.Queue()
    runs = [context.Process(target=_use, args=(account.url, path, start, results)) for _run in range(8)]
    for run in runs:
        run.start()
    start.set()
    assert [results.get(timeout=60) for _run in runs] == [0] * 8
    for run in runs:
        run.join()
    assert asked(account) == [200]
    assert tidy(tmp_path)


def test_a_refused_token_that_another_run_has_replaced(account: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    ours = client(account, refresh_token=FIRST, token_file=str(path))
    ours.get("/services")
    held = json.loads(path.read_text())
    other = client(account, refresh_token=held["refresh_token"]).request_token(
        {**CLIENT, "grant_type": "refresh_token", "refresh_token": held["refresh_token"]}
    )
    write(path, {"access_token": other["access_token"], "refresh_token": other["refresh_token"]})
    account.forget()
    account.fault(kind="unauthorized", path="/services")
    ours.get("/services")
    assert asked(account) == [], "it is taken from the file"


# -- trouble ---------------------------------------------------------------------------------------------------------


def test_faults_on_the_way(account: Emulator, tmp_path: Path) -> None:
    for fault in ({"kind": "status", "status": 503}, {"kind": "rate_limit"}, {"kind": "reset_before"}):
        account.fault(**fault, path="/oauth/token")
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    client(account, token_file=path).get("/services")


def test_a_lost_answer_is_named_as_the_reason(account: Emulator, tmp_path: Path) -> None:
    account.fault(kind="reset_after", path="/oauth/token")
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    with pytest.raises(PagerDutyError, match="An earlier attempt closed the connection and may have used it"):
        client(account, token_file=path).get("/services")


def test_a_wrong_secret_spends_nothing(account: Emulator, tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    with pytest.raises(PagerDutyError, match=r"refused the client with 401.*Check client_id and client_sec") as caught:
        client(account, token_file=path, client_secret="wrong-secret").get("/services")
    assert "wrong-secret" not in caught.value.message
    client(account, token_file=path).get("/services")


BAD_FILES: list[tuple[t.Any, int, str]] = [
    ({"access_token": "a", "refresh_token": "secret-1"}, 0o640, r"can be .* by others \(its mode is 0640\).*chmod 600"),
    ({"access_token": "a", "refresh_token": "secret-1"}, 0o604, r"can be .* by others \(its mode is 0604\)"),
    ('{"refresh_token": "secret-1"', 0o600, "contains no JSON object"),
    ("", 0o600, "contains no JSON object"),
    ('["secret-1"]', 0o600, "contains no JSON object"),
    ("[" * 5000, 0o600, "contains no JSON object"),
    ('{"refresh_token": "secret-1"' + " " * 70_000 + "}", 0o600, "contains no JSON object"),
    ({"token": "secret-1"}, 0o600, "contains neither access_token nor refresh_token"),
    ({"access_token": ["secret-1"]}, 0o600, "contains no usable access_token"),
    ({"refresh_token": "secret-1\nX-Other: 1"}, 0o600, "contains no usable refresh_token"),
    ({"access_token": "secret-1", "expires_at": "soon"}, 0o600, "contains an expires_at that is not a time"),
    ('{"access_token": "secret-1", "expires_at": NaN}', 0o600, "contains an expires_at that is not a time"),
    ({"access_token": "secret-1", "expires_at": True}, 0o600, "contains an expires_at that is not a time"),
]


@pytest.mark.parametrize(("content", "mode", "says"), BAD_FILES)
def test_bad_files(account: Emulator, tmp_path: Path, content: t.Any, mode: int, says: str) -> None:
    path = write(tmp_path / "token.json", content, mode)
    with pytest.raises(PagerDutyError, match=f"^token_file: {path} {says}") as caught:
        client(account, token_file=path).get("/services")
    assert "secret-1" not in caught.value.message and "\n" not in caught.value.message
    assert asked(account) == []


def test_files_that_are_none(account: Emulator, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo", 0o600)
    ended = write(tmp_path / "ended", {"access_token": "secret-1", "expires_at": 1})
    locked = write(tmp_path / "locked", {"refresh_token": FIRST})
    (tmp_path / "locked.lock").mkdir()
    for name, options, says in (
        (str(tmp_path), {}, "is a directory, not a regular file"),
        (str(tmp_path / "fifo"), {}, "is a named pipe .FIFO., not a regular file"),
        (str(tmp_path / "absent"), {}, "does not exist. Get new tokens, or set refresh_token"),
        (str(tmp_path / "absent" / "token"), {"refresh_token": FIRST}, "can't be locked.*No such file or directory"),
        (ended, {}, "contains no refresh token, and its access token has expired"),
        (locked, {}, "is a directory, not a regular file"),
    ):
        with pytest.raises(PagerDutyError, match=f"^token_file: {name}(.lock)? {says}"):
            client(account, token_file=name, **options).get("/services")
    both = write(tmp_path / "both", {"access_token": "secret-1", "refresh_token": FIRST, "expires_at": 1})
    with pytest.raises(PagerDutyError, match="has expired; set client_id, and client_secret"):
        client(account, token_file=both, client_id=None, client_secret=None).get("/services")
    assert asked(account) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_forbidden_files(account: Emulator, tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST}, 0o200)
    with pytest.raises(PagerDutyError, match=r"can't be read \(Permission denied\)"):
        client(account, token_file=path).get("/services")


def test_nothing_is_spent_where_nothing_can_be_written(
    account: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})

    def full(*args: t.Any, **options: t.Any) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_token_file.tempfile, "mkstemp", full)
    with pytest.raises(PagerDutyError, match=r"can't be written: .* \(No space left on device\).* would be lost"):
        client(account, token_file=path).get("/services")
    assert asked(account) == []


def test_a_disk_that_fills_meanwhile(account: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})

    def full(descriptor: int) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_token_file.os, "fsync", full)
    warnings: list[str] = []
    client(account, token_file=path, warn=warnings.append).get("/services")
    assert "can't be written (No space left on device)" in warnings[0]
    assert json.loads(Path(path).read_text()) == {"refresh_token": FIRST} and tidy(tmp_path)


def test_a_lock_that_is_never_given_back(account: Emulator, tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    with (
        _token_file.TokenFile(path).locked(),
        pytest.raises(PagerDutyError, match="is being renewed by another run, which has not finished within 300 s"),
    ):
        client(account, token_file=path).get("/services")


# -- responses that are not as they should be ------------------------------------------------------------------------


class IssuedBy:
    """A task with OAuth credentials, whose OAuth service returns this JSON text."""

    def __init__(self, response: str, **options: t.Any) -> None:
        connection = Connection.from_params({"identity_url": "https://identity.example.com", **CLIENT, **options})
        self._credentials = OAuthCredentials(connection)
        self._response = response
        self.warnings: list[str] = []

    def request_token(self, form: dict[str, str]) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", json.loads(self._response))

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def header(self) -> str:
        return self._credentials.authorization(self)


def issued_by(response: str, **options: t.Any) -> tuple[IssuedBy, list[str]]:
    """Credentials whose OAuth service returns this JSON text, and their warnings."""
    credentials = IssuedBy(response, **options)
    return credentials, credentials.warnings


NO_LIFETIMES = [
    '"soon"', '""', "NaN", "Infinity", "-Infinity", "1e30", "-5", "0", "true", "null", "[60]", '{"s": 60}', '"NaN"',
    "1" + "0" * 400, '"1e30"',
]  # fmt: skip


@pytest.mark.parametrize("lifetime", [*NO_LIFETIMES, None])
def test_a_lifetime_that_is_none_loses_no_refresh_token(tmp_path: Path, lifetime: str | None) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    response = '{"access_token": "access-2", "refresh_token": "refresh-2"'
    response += "}" if lifetime is None else f', "expires_in": {lifetime}}}'
    credentials, warnings = issued_by(response, token_file=path)
    assert credentials.header() == "Bearer access-2" and warnings == []
    assert json.loads(Path(path).read_text()) == {"access_token": "access-2", "refresh_token": "refresh-2"}
    again, _warnings = issued_by("{}", token_file=path)
    assert again.header() == "Bearer access-2", "used until PagerDuty refuses it"
    credentials, warnings = issued_by(response, refresh_token=FIRST)
    assert [credentials.header(), credentials.header()] == ["Bearer access-2"] * 2 and len(warnings) == 1


@pytest.mark.parametrize(("lifetime", "seconds"), [("86400", 86400), ('"86400"', 86400), ("0.5", 0)])
def test_a_lifetime_is_kept(tmp_path: Path, lifetime: str, seconds: int) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    response = f'{{"access_token": "a", "refresh_token": "r", "expires_in": {lifetime}}}'
    before = int(time.time())
    issued_by(response, token_file=path)[0].header()
    ends = _token_file._seconds(json.loads(Path(path).read_text())["expires_at"])
    assert ends is not None and before + seconds <= ends <= time.time() + seconds + 1


BAD_TOKENS = [r'"secret-1\nX-Other: 1"', r'"secret-1\u0000"', r'"secret-1 2"', r'"secret-1\ud800"', '["secret-1"]', "5",
              f'"secret-1{"x" * 70_000}"', "true"]  # fmt: skip


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_an_access_token_that_no_header_can_carry(tmp_path: Path, token: str) -> None:
    """It is rejected before it is stored; the refresh token that came with it is kept."""
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    scope = "as_account-us.acme openid"
    response = f'{{"access_token": {token}, "scope": "{scope}", "refresh_token": "refresh-2", "expires_in": 60}}'
    for options in ({"token_file": path}, {"refresh_token": FIRST}, {"subdomain": "acme", "scopes": ["openid"]}):
        credentials, _warnings = issued_by(response, **options)
        with pytest.raises(PagerDutyError, match=r"example\.com answered with an access_token that has") as caught:
            credentials.header()
        assert "secret-1" not in caught.value.message and "\n" not in caught.value.message
    held = json.loads(Path(path).read_text())
    assert held == {"scope": scope, "refresh_token": "refresh-2"}
    fine, _warnings = issued_by('{"access_token": "access-3", "refresh_token": "refresh-3"}', token_file=path)
    assert fine.header() == "Bearer access-3"


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_a_refresh_token_that_no_header_can_carry(tmp_path: Path, token: str) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    response = f'{{"access_token": "access-2", "refresh_token": {token}, "expires_in": 60}}'
    credentials, warnings = issued_by(response, token_file=path)
    assert credentials.header() == "Bearer access-2"
    assert "returned a new refresh_token with invalid characters. It was not stored" in warnings[0]
    assert "secret-1" not in warnings[0] + Path(path).read_text()
    assert json.loads(Path(path).read_text())["access_token"] == "access-2"


def test_a_response_without_tokens(tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    credentials, _warnings = issued_by("{}", token_file=path)
    with pytest.raises(PagerDutyError, match="answered without an access_token"):
        credentials.header()
    assert json.loads(Path(path).read_text()) == {"refresh_token": FIRST}


def test_a_file_that_would_be_too_long_keeps_the_tokens(tmp_path: Path) -> None:
    path = write(tmp_path / "token.json", {"refresh_token": FIRST})
    response = json.dumps({"access_token": "a", "refresh_token": "r", "scope": "s" * 70_000})
    issued_by(response, token_file=path)[0].header()
    assert json.loads(Path(path).read_text()) == {"access_token": "a", "refresh_token": "r"}


# -- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"refresh_token": "r"}, "refresh_token: also needs client_id"),
        ({"token_file": "f", "client_secret": "s"}, "client_secret: also needs client_id"),
        ({"token_file": "f", "api_token": "k"}, r"api_token: use one way .* \(api_token, token_file\)"),
        ({"refresh_token": "r", "access_token": "k"}, r"access_token: use one way .* \(access_token, refresh_token\)"),
        ({"refresh_token": "r", "client_id": "c", "scopes": ["a"]}, "scopes: can't be combined with refresh_token"),
        ({"token_file": "f", "client_id": "c", "subdomain": "a"}, "subdomain: can't be combined with token_file"),
        ({"refresh_token": "r r", "client_id": "c"}, "refresh_token: contains white space"),
        ({}, "no credentials: .* or client_id with token_file or refresh_token"),
    ],
)
def test_contradictions(options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(PagerDutyError, match=says):
        Connection.from_params(options)


APP_ENVIRONMENT = {
    "PAGERDUTY_CLIENT_ID": "c",
    "PAGERDUTY_CLIENT_SECRET": "s",
    "PAGERDUTY_SUBDOMAIN": "acme",
    "PAGERDUTY_SCOPES": "a,b",
}
CS = {"client_id": "c", "client_secret": "s"}
APP = {**CS, "subdomain": "acme", "scopes": ["a", "b"]}
USER = {**CS, "token_file": os.path.expanduser("~/t")}
USER_ENVIRONMENT = {
    "PAGERDUTY_CLIENT_ID": "c",
    "PAGERDUTY_CLIENT_SECRET": "s",
    "PAGERDUTY_TOKEN_FILE": "~/t",
}


@pytest.mark.parametrize(
    ("environment", "params", "kept"),
    [
        (USER_ENVIRONMENT, USER, USER),
        ({**APP_ENVIRONMENT, **USER_ENVIRONMENT}, {**APP, **USER}, USER),
        (APP_ENVIRONMENT, {**APP, "refresh_token": "r"}, {**CS, "refresh_token": "r"}),
        (USER_ENVIRONMENT, {**APP, **USER}, APP),
        (USER_ENVIRONMENT, {**USER, "client_secret": "other"}, {**USER, "client_secret": "other"}),
        ({"PAGERDUTY_API_TOKEN": "k", **USER_ENVIRONMENT}, {**USER, "api_token": "k"}, {"api_token": "k"}),
        ({"PAGERDUTY_API_TOKEN": "k"}, {**USER, "api_token": "k"}, USER),
        (USER_ENVIRONMENT, {**USER, "api_token": "k"}, {"api_token": "k"}),
        ({}, {**APP, **USER}, {**APP, **USER}),
        ({}, {**USER, "api_token": "k"}, {**USER, "api_token": "k"}),
    ],
)
def test_what_the_task_states_wins(
    environment: dict[str, str], params: dict[str, t.Any], kept: dict[str, t.Any]
) -> None:
    assert {name: value for name, value in preferred_credentials(params, environment).items() if value} == kept
