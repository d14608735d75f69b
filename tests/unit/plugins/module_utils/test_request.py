# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request: where it may go, what is sent and what comes back."""

from __future__ import annotations

import json
import threading
import typing as t
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.attempts import Retries
from ansible_collections.community.pagerduty.plugins.module_utils._core.client import next_page
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import (
    Connection,
    preferred_credentials,
)
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    NotFound,
    OutcomeUnknown,
    PagerDutyError,
    Unreachable,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.request import REQUEST_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.log_entry import LOG_ENTRY
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

TEAM = {"team": {"type": "team", "name": "Night watch"}}


def ask(play: Play, path: str, **options: t.Any) -> dict[str, t.Any]:
    return play.run(REQUEST_OPERATION, path=path, **options)


class Echo:
    """A server that writes down what it is sent, and answers what it is told to."""

    def __init__(self) -> None:
        self.seen: list[dict[str, t.Any]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        echo = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                echo.seen.append(
                    {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body}
                )
                status, headers, answer = echo.answers.pop(0) if echo.answers else (200, {}, b"{}")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_any

            def log_message(self, format: str, *arguments: t.Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def will(self, *bodies: t.Any, status: int = 200, **headers: str) -> None:
        for body in bodies:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.answers.append((status, headers, data))


@pytest.fixture
def echo() -> t.Iterator[Echo]:
    server = Echo()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.fixture
def talk(emulator: Emulator, echo: Echo) -> Play:
    return Play(emulator, api_url=echo.url)


# -- what becomes of it ----------------------------------------------------------------------------------------------


def test_reading_is_no_change_in_check_mode_either(play: Play, emulator: Emulator) -> None:
    for check in (False, True):
        result = ask(play, "/abilities", check=check)
        assert not result["changed"] and result["status"] == 200 and result["json"]["abilities"]
        assert result["headers"]["x-request-id"]


def test_writing_is_a_change_and_waits_in_check_mode(play: Play, emulator: Emulator) -> None:
    foretold = ask(play, "teams", method="POST", body=TEAM, check=True)
    assert foretold == {
        "changed": True,
        "request": {"method": "POST", "url": f"{emulator.url}/teams", "body": TEAM},
    }
    assert emulator.writes() == []
    made = ask(play, "teams", method="POST", body=json.dumps(TEAM))
    assert made["changed"] and made["status"] == 201 and made["json"]["team"]["name"] == "Night watch"
    path = f"/teams/{made['json']['team']['id']}"
    assert ask(play, f"{emulator.url}{path}")["json"]["team"]["id"] == made["json"]["team"]["id"]
    gone = ask(play, path, method="DELETE")
    assert gone["changed"] and gone["status"] == 204 and gone["json"] is None
    refused = ask(play, path, method="DELETE", status_codes=[204, 404])
    assert not refused["changed"] and refused["status"] == 404 and refused["json"]["error"]["code"] == 2100


def test_a_status_that_was_not_expected(play: Play) -> None:
    with pytest.raises(NotFound, match="refused GET /teams/PAAAAAA with 404"):
        ask(play, "/teams/PAAAAAA")
    with pytest.raises(ApiError, match=r"POST /teams: PagerDuty carried it out, but answered 201.*instead of 200"):
        ask(play, "/teams", method="POST", body=TEAM, status_codes=[200])
    with pytest.raises(PagerDutyError, match="refused POST /teams with 400"):
        ask(play, "/teams", method="POST", body=TEAM, retry_all_errors=False)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (100, 1), (101, 2), (250, 3)])
def test_all_pages(play: Play, emulator: Emulator, count: int, pages: int) -> None:
    emulator.load(teams=[{"name": f"Team {number}"} for number in range(count)])
    emulator.forget()
    for path in ("/teams", "/teams?query=team"):
        result = ask(play, path, all_pages=True)
        assert len({team["id"] for team in result["json"]["teams"]}) == count
        assert result["pages"] == pages and set(result["json"]) <= {"teams", "total"}
    assert len(emulator.log()) == pages * 2


def test_all_pages_of_other_sizes_and_from_the_middle(play: Play, emulator: Emulator) -> None:
    emulator.load(teams=[{"name": f"Team {number}"} for number in range(25)])
    result = ask(play, "/teams", all_pages=True, query={"limit": 10, "offset": 3})
    assert len(result["json"]["teams"]) == 22 and result["pages"] == 3


def test_all_pages_by_marks(talk: Play, echo: Echo) -> None:
    echo.will({"records": [1], "next_cursor": "two"}, {"records": [2], "next_cursor": None})
    result = ask(talk, "/audit/records", all_pages=True)
    assert result["json"] == {"records": [1, 2]}
    assert [parse_qs(urlsplit(seen["path"]).query) for seen in echo.seen] == [
        {"limit": ["100"]},
        {"limit": ["100"], "cursor": ["two"]},
    ]
    echo.will({"settings": [1], "after": "x", "before": None}, {"settings": [2], "after": None})
    assert ask(talk, "/alert_grouping_settings", all_pages=True)["json"] == {"settings": [1, 2]}
    # A server that gives the same mark for ever is not asked for ever.
    echo.will(*[{"records": [1], "next_cursor": "two"}] * 3)
    assert ask(talk, "/audit/records", all_pages=True)["pages"] == 2


def test_pages_end() -> None:
    assert next_page({"more": True}, {}, 0) is None  # an empty page that announces more
    assert next_page({"more": True, "offset": 0}, {"limit": 5}, 5) == {"limit": 5, "offset": 5}
    assert next_page({"more": False}, {}, 5) is None
    assert next_page({}, {}, 5) is None


def test_stops_where_pagerduty_does(talk: Play, echo: Echo) -> None:
    echo.will({"teams": [1] * 60, "more": True}, {"teams": [1] * 40, "more": True})
    result = ask(talk, "/teams", all_pages=True, query={"offset": 9900})
    assert [parse_qs(urlsplit(seen["path"]).query)["limit"] for seen in echo.seen] == [["100"], ["40"]]
    assert result["warnings"] == [
        "PagerDuty lists at most 10000 objects, and there are more: this list is not complete."
        " Narrow it down with query, and send several requests"
    ]


def test_where_the_objects_are(talk: Play, echo: Echo) -> None:
    echo.will({"things": [1], "others": [2]})
    assert ask(talk, "/x/things", all_pages=True)["json"]["things"] == [1]
    echo.will({"a": [1], "b": [2]}, {"a": [1], "b": [2]}, {"a": 1}, [])
    assert ask(talk, "/x", all_pages=True, key="b")["json"]["b"] == [2]
    with pytest.raises(PagerDutyError, match="key: set the key of the list in the response of /x; its lists are a, b"):
        ask(talk, "/x", all_pages=True)
    with pytest.raises(PagerDutyError, match="key: the response of /x has no list 'a'; it has none"):
        ask(talk, "/x", all_pages=True, key="a")
    with pytest.raises(PagerDutyError, match="not an object, so it has no pages"):
        ask(talk, "/x", all_pages=True)


# -- what is sent ----------------------------------------------------------------------------------------------------


def test_the_token_goes_to_pagerduty_only(talk: Play, echo: Echo, emulator: Emulator) -> None:
    play = talk
    play.connection["events_url"] = emulator.url
    for path in ("@evil.example/x", ".evil.example/x", "//evil.example/x", "evil.example:80/x"):
        ask(play, path)
        assert echo.seen[-1]["headers"]["Host"] in echo.url and "evil.example" in echo.seen[-1]["path"]
    for path in (
        "http://evil.example/services",
        f"{echo.url}@evil.example/x",
        echo.url.replace("//", "//user@"),
        echo.url.replace("127.0.0.1", "localhost") + "/services",
        f"{echo.url}0/services",
        "ftp://127.0.0.1/x",
    ):
        count = len(echo.seen)
        with pytest.raises(PagerDutyError, match=r"^path: "):
            ask(play, path)
        assert len(echo.seen) == count
    assert echo.seen[0]["headers"]["Authorization"] == "Token token=emulator"


def test_the_events_api_gets_no_token(emulator: Emulator, echo: Echo) -> None:
    play = Play(emulator, events_url=echo.url)
    ask(play, f"{echo.url}/v2/enqueue", method="POST", body={"a": 1})
    assert "Authorization" not in echo.seen[0]["headers"] and echo.seen[0]["body"] == b'{"a": 1}'


def test_headers_and_sender(talk: Play, echo: Echo) -> None:
    ask(talk, "/x", headers={"X-EARLY-ACCESS": True})
    assert echo.seen[-1]["headers"]["X-EARLY-ACCESS"] == "True" and "From" not in echo.seen[-1]["headers"]
    ask(talk, "/x", method="PUT", body={})
    assert echo.seen[-1]["headers"]["From"] == "owner@example.com"
    assert echo.seen[-1]["body"] == b"{}"
    ask(talk, "/x", method="PUT", headers={"from": "ann@example.com"})
    assert [value for name, value in echo.seen[-1]["headers"].items() if name.lower() == "from"] == ["ann@example.com"]
    echo.will({}, **{"Set-Cookie": "secret", "X-Request-Id": "1"})
    assert set(ask(talk, "/x")["headers"]) & {"set-cookie", "x-request-id"} == {"x-request-id"}


def test_forms_and_files(talk: Play, echo: Echo, tmp_path: Path) -> None:
    ask(talk, "/x", method="POST", form={"one": 1, "many": ["a b", True]})
    assert echo.seen[-1]["body"] == b"one=1&many=a+b&many=true"
    assert echo.seen[-1]["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    (tmp_path / "some.csv").write_bytes(b"a,b\n\xff")
    files = [
        {"name": "table", "path": str(tmp_path / "some.csv"), "content_type": "text/csv"},
        {"name": "note", "content": "Grüße"},
    ]
    foretold = ask(talk, "/x", method="POST", form={"one": 1}, files=files, check=True)["request"]
    assert foretold["files"] == [
        {"name": "table", "filename": "some.csv", "size": 5},
        {"name": "note", "filename": "note", "size": 7},
    ]
    ask(talk, "/x", method="POST", form={"one": 1}, files=files)
    sent = echo.seen[-1]["body"]
    assert echo.seen[-1]["headers"]["Content-Type"].startswith("multipart/form-data")
    for part in (
        b'name="one"\r\n\r\n1',
        b'name="table"; filename="some.csv"\r\nContent-Type: text/csv\r\n\r\na,b\n\xff\r\n',
        'name="note"; filename="note"\r\n\r\nGrüße'.encode(),
    ):
        assert part in sent


@pytest.mark.parametrize(
    "path", ["/a/..x", "/a/...", "/a/x..", "/a;..", "/a/b%2Fc", "/a/b%20c", "/a/b.c", "/a/%25", "/a%3Bb", "/a?x=../.."]
)
def test_paths_that_stay_where_they_are(talk: Play, echo: Echo, path: str) -> None:
    ask(talk, path)
    assert echo.seen[-1]["path"] == path


@pytest.mark.parametrize("value", [".", ".."])
def test_an_id_that_leads_to_another_path(play: Play, emulator: Emulator, value: str) -> None:
    emulator.forget()
    with pytest.raises(PagerDutyError, match=f"'{value}' is not the ID of an object"):
        play.run(info_operation(LOG_ENTRY), incident=value)
    assert emulator.log() == []


# -- what comes back -------------------------------------------------------------------------------------------------


def test_text_and_head(talk: Play, echo: Echo) -> None:
    echo.will("Grüße".encode(), b"ignored", b"<html>", **{"Content-Type": "text/plain"})
    assert ask(talk, "/x", response_type="text")["content"] == "Grüße"
    assert ask(talk, "/x", method="HEAD")["status"] == 200
    echo.answers.clear()
    echo.will(b"<html>", status=404)
    assert ask(talk, "/x", status_codes=[404])["content"] == "<html>"


def test_a_file_is_written_whole_and_only_if_it_differs(talk: Play, echo: Echo, tmp_path: Path) -> None:
    dest = tmp_path / "report.pdf"
    for data, changed in ((b"%PDF \x00\xff", True), (b"%PDF \x00\xff", False), (b"", True)):
        echo.will(data, data)
        foretold = ask(talk, "/report", response_type="binary", dest=str(dest), check=True)
        result = ask(talk, "/report", response_type="binary", dest=str(dest))
        assert foretold["changed"] is result["changed"] is changed
        assert dest.read_bytes() == data and result["size"] == len(data)
        assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    dest.chmod(0o640)
    echo.will(b"other")
    ask(talk, "/report", response_type="binary", dest=str(dest))
    assert dest.stat().st_mode & 0o777 == 0o640
    echo.will(b"no", status=404)
    assert ask(talk, "/r", response_type="binary", dest=str(dest), status_codes=[404])["status"] == 404
    assert dest.read_bytes() == b"other"


# -- trouble ---------------------------------------------------------------------------------------------------------


def test_a_post_is_not_repeated_unless_that_is_asked_for(play: Play, emulator: Emulator) -> None:
    emulator.fault(kind="status", status=500, method="POST", times=1)
    with pytest.raises(OutcomeUnknown, match=r"Check the result before you run it again; retry_all_errors sends it"):
        ask(play, "/teams", method="POST", body=TEAM)
    assert len(emulator.writes()) == 1
    emulator.fault(kind="status", status=500, method="POST", times=2)
    assert ask(play, "/teams", method="POST", body=TEAM, retry_all_errors=True)["status"] == 201
    assert len(emulator.writes()) == 4


def test_pauses(play: Play, emulator: Emulator) -> None:
    def pauses(**options: t.Any) -> list[int]:
        emulator.fault(kind="status", status=503, times=4)
        play.slept.clear()
        ask(play, "/teams", max_retries=4, **options)
        return [int(pause) for pause in play.slept]

    assert pauses(retry_delay=4) == pytest.approx([4, 8, 16, 32], abs=8)
    assert pauses(retry_delay=4, retry_backoff=False) == pytest.approx([4, 4, 4, 4], abs=1)
    assert pauses(retry_delay=0) == [0, 0, 0, 0]
    assert Retries(1, True).pause(10_000) == 30


def test_all_errors(play: Play, emulator: Emulator) -> None:
    with pytest.raises(NotFound):
        ask(play, "/teams/PAAAAAA", retry_all_errors=True, max_retries=2)
    assert len(emulator.log()) == 3
    emulator.fault(kind="forbidden")
    assert ask(play, "/teams", retry_all_errors=True)["status"] == 200


def test_half_an_answer_is_asked_for_again(play: Play, emulator: Emulator) -> None:
    for response_type, framing in (("json", "valid"), ("json", "short"), ("text", "short")):
        emulator.fault(kind="truncate", framing=framing)
        assert ask(play, "/teams", response_type=response_type)["status"] == 200
    emulator.fault(kind="truncate", times=None)
    with pytest.raises(Unreachable, match="answered 200 with a body that is not JSON; gave up after"):
        ask(play, "/teams")


TRAVERSALS = [
    "/a/../b",
    "/a/./b",
    "/..",
    "..",
    "/a/%2E./b",
    "/a/%2e%2e/b",
    "/a/..%2fx",
    "/a/..%2Fx",
    "/a%2f..%2fx",
    "/a/%2e%2e%2fx",
    "/a/%252e%252e/x",
    "/a/..%252fx",
    "/a/%25252e./x",
    "/a/..%5cx",
    "/a/..%255cx",
    "/a/..;/x",
    "/a/..;v=1/x",
    "/a/..%3b/x",
    "/a/.;%2fx",
    "/a/%2e%2e%3Bv/x",
    "/a/..?limit=1",
    "/a/..#x",
]


def file(**entry: str) -> dict[str, t.Any]:
    return {"files": [{"name": "a", "content": "x", **entry}], "method": "POST"}


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"path": ""}, "path: must be a path such as /services"),
    ({"path": "/a b"}, "path: must be a path such as /services, without white space; put values into query"),
    *(({"path": path}, "path: must not have . or .. between its slashes") for path in TRAVERSALS),
    ({"path": "/a%5c..%5cb"}, "path: must not have . or .. between its slashes, encoded or not"),
    ({"path": "/a/%00/b"}, "path: must not have control characters, encoded or not"),
    ({"path": "/a%0d%0aX: 1"}, "path: must be a path such as"),
    ({"path": "/a%250d%250aX"}, "path: must not have control characters, encoded or not"),
    ({"path": "/a/%c0%ae%c0%ae/b"}, "path: has %-encoded bytes that are not UTF-8"),
    ({"path": f"/a/%{'25' * 9}2e/b"}, "path: is %-encoded more than 4 times"),
    ({"path": "http://[/x"}, "path: is not a URL"),
    ({"path": "http://host:port/x"}, "path: is not a URL"),
    ({"headers": {"Authorization": "x"}}, "headers.Authorization: can't be set here"),
    ({"headers": {"X y": "1"}}, "is not the name of a header"),
    ({"headers": {"X": "a\nb"}}, "headers.X: must be one line of ASCII"),
    ({"headers": {"X": {"a": 1}}}, "headers.X: must be a text, not a dictionary or a list"),
    ({"headers": {"X": "a\r\nb"}}, "headers.X: must be one line of ASCII"),
    ({"headers": {"X\r\nY": "1"}}, "is not the name of a header"),
    ({"from_email": "a@example.com\r\nX: 1", "method": "PUT"}, "from_email: must be one line: the email address"),
    ({"from_email": "\u00fc@example.com", "method": "PUT"}, "from_email: must be one line: the email address"),
    (file(content_type="text/csv\r\nX: 1"), "files.0..content_type: must be a media type on one line, such as text"),
    (file(content_type="text/csv; a=1\nX: 1"), "files.0..content_type: must be a media type on one line, such as"),
    (file(content_type="csv"), "files.0..content_type: must be a media type on one line, such as text/csv"),
    (file(filename="a\r\nb"), "files.0..filename: must be one line without control characters"),
    (file(name="a\nb"), "files.0..name: must be one line without control characters"),
    ({**file(), "form": {"a\nb": 1}}, "form.'a.nb': must be one line without control characters"),
    ({"query": {"a": {"b": 1}}}, "query.a: must be a value, or a list of values"),
    ({"body": "no: json", "method": "PUT"}, "body: is a text that is not JSON"),
    ({"body": {}}, "body: can't be combined with method: GET; use query instead"),
    ({"files": [{"name": "a", "path": "/nowhere/a"}], "method": "POST"}, "files.0..path: there is no file /nowhere/a"),
    ({"files": [{"name": "a", "path": "/"}], "method": "POST"}, "files.0..path: / is a directory, not a"),
    ({"dest": "/nowhere/a", "response_type": "binary"}, "dest: there is no directory /nowhere; create it"),
    ({"dest": "/", "response_type": "binary"}, "dest: / is a directory, not a regular file"),
    ({"dest": "/srv/a"}, "dest: requires response_type: binary"),
    ({"all_pages": True, "method": "POST"}, "all_pages: requires method: GET, not POST"),
    ({"all_pages": True, "response_type": "text"}, "all_pages: requires response_type: json"),
    ({"key": "teams"}, "key: requires all_pages: true"),
    ({"status_codes": [20]}, "status_codes: 20 is not an HTTP status"),
    ({"retry_delay": -1}, "retry_delay: must be 0 seconds or more"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong(play: Play, emulator: Emulator, options: dict[str, t.Any], message: str) -> None:
    emulator.forget()
    with pytest.raises(PagerDutyError, match=message) as caught:
        ask(play, **{"path": "/teams", **options})
    assert "\n" not in caught.value.message
    assert emulator.log() == []


def authorizations(echo: Echo, play: Play, *paths: str, **connection: t.Any) -> list[str | None]:
    """The Authorization headers of GET requests to these paths."""
    options = {"api_url": "http://127.0.0.1:1", "api_token": "of-the-account", **connection}
    for path in paths:
        play.run(REQUEST_OPERATION, path=path, **options)
    return [seen["headers"].get("Authorization") for seen in echo.seen]


SLACK_PATH = "/integration-slack/workspaces/T0001/connections"


def test_the_web_application_gets_the_token_of_the_user(echo: Echo, play: Play) -> None:
    """Paths and complete URLs go to app_url, where a key of the account is useless."""
    paths = [SLACK_PATH, echo.url + SLACK_PATH]
    found = authorizations(echo, play, *paths, app_url=echo.url, user_token="of-the-user")
    assert found == ["Token token=of-the-user"] * 2


def test_the_rest_api_does_not_get_the_token_of_the_user(echo: Echo, play: Play) -> None:
    options = {"api_url": echo.url, "app_url": "http://127.0.0.1:1", "user_token": "of-the-user"}
    found = authorizations(echo, play, "/teams", "/integration-slack/other", **options)
    assert found == ["Token token=of-the-account"] * 2
    with pytest.raises(UsageError, match="is not PagerDuty's host"):
        ask(play, "http://127.0.0.1:1/teams", **options)


def test_without_a_token_of_the_user_the_other_one_is_sent(echo: Echo, play: Play) -> None:
    assert authorizations(echo, play, SLACK_PATH, app_url=echo.url, user_token=None) == ["Token token=of-the-account"]


def test_a_rejected_token_of_an_account(echo: Echo, play: Play) -> None:
    echo.will({"error": {"message": "Unauthorized"}}, status=401)
    with pytest.raises(ApiError, match="set user_token to the key of an admin or of the account owner") as caught:
        authorizations(echo, play, SLACK_PATH, app_url=echo.url, user_token="of-the-user")
    assert "of-the-user" not in str(caught.value)


@pytest.mark.parametrize(
    ("params", "environment", "used"),
    [
        ({"api_token": "a", "user_token": "u"}, {}, "u"),
        ({"api_token": "a", "user_token": "u"}, {"PAGERDUTY_API_TOKEN": "a", "PAGERDUTY_USER_TOKEN": "u"}, "u"),
        # The task may be about another account than the environment.
        ({"api_token": "a", "user_token": "u"}, {"PAGERDUTY_USER_TOKEN": "u"}, None),
        ({"api_token": "a", "user_token": "u"}, {"PAGERDUTY_API_TOKEN": "a"}, "u"),
    ],
)
def test_which_token_of_a_user_counts(params: dict[str, str], environment: dict[str, str], used: str | None) -> None:
    assert preferred_credentials(params, environment)["user_token"] == used


@pytest.mark.parametrize(
    ("params", "url"),
    [
        ({}, "https://app.pagerduty.com"),
        ({"region": "eu"}, "https://app.eu.pagerduty.com"),
        ({"api_url": "http://localhost:8080"}, "http://localhost:8080"),
        ({"api_url": "http://localhost:8080", "app_url": "http://gateway/app/"}, "http://gateway/app"),
    ],
)
def test_where_the_web_application_is(params: dict[str, str], url: str) -> None:
    assert Connection.from_params({"api_token": "a", **params}).app_url == url
