# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses that no client can use: each is reported in one line, and none is taken for success."""

from __future__ import annotations

import gzip
import itertools
import json
import time
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import attempts as _attempts
from ansible_collections.community.pagerduty.plugins.module_utils._core import responses
from ansible_collections.community.pagerduty.plugins.module_utils._core import transport as _transport
from ansible_collections.community.pagerduty.plugins.module_utils._core.client import MAX_IDLE_PAGES, Client, TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    OutcomeUnknown,
    PagerDutyError,
    RateLimited,
    Unreachable,
    Unusable,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.request import REQUEST_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import Hostile, Respond, http
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Play

Serve = t.Callable[[Respond], Hostile]


@pytest.fixture
def serve() -> t.Iterator[Serve]:
    servers: list[Hostile] = []

    def start(respond: Respond) -> Hostile:
        servers.append(Hostile(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def slept() -> list[float]:
    return []


def client_of(server: Hostile, slept: list[float] | None = None, **options: t.Any) -> TaskClient:
    params = {"api_url": server.url, "api_token": "a-token", "max_retries": 1, "timeout": 5.0, **options}
    return Client(Connection.from_params(params), sleep=[].append if slept is None else slept.append).for_task()


def always(*parts: bytes) -> Respond:
    return lambda *request: parts


LOADED = {"id": "PSHOP01", "name": "Shop"}

UNUSABLE = {
    "empty": (http(200, b""), "answered 200 with an empty body"),
    "no content": (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", "answered 204 with an empty body"),
    "HTML": (http(200, b"<html>Welcome to the hotel</html>"), "answered 200 with a body that is not JSON"),
    "a list": (http(200, b"[{}]"), "with a body that is not a JSON object"),
    "a number": (http(200, b"7"), "with a body that is not a JSON object"),
    "null": (http(200, b'{"service": null}'), "can't be used: service is missing"),
    "another key": (http(200, b'{"team": {"id": "PT"}}'), "can't be used: service is missing"),
    "a text": (http(200, b'{"service": "Shop"}'), "can't be used: service is not an object"),
    "no ID": (http(200, b'{"service": {"name": "Shop"}}'), "can't be used: service.id is missing"),
    "an empty ID": (http(200, b'{"service": {"id": ""}}'), "can't be used: service.id is empty"),
    "a number for an ID": (http(200, b'{"service": {"id": 7}}'), "can't be used: service.id is not a text"),
    "deep": (http(200, b'{"service":' + b"[" * 3000 + b"]" * 3000 + b"}"), "nested more than 100 levels deep"),
    "very deep": (http(200, b"[" * 200_000), "with a body that is"),
    "quite deep": (http(200, b'{"service":' * 150 + b'"]"' + b"}" * 150), "nested more than 100 levels deep"),
    "a huge number": (http(200, b'{"service": ' + b"9" * 10_000 + b"}"), "with a body that is not JSON"),
    "NaN": (http(200, b'{"service": NaN}'), "a body that contains a number that is too large"),
    "beyond floats": (http(200, b'{"service": 1e999}'), "a body that contains a number that is too large"),
    "another charset": (http(200, '{"service": "Gemüse"}'.encode("latin-1")), "with a body that is not JSON"),
    "bad gzip": (http(200, b"no gzip", Content_Encoding="gzip"), "sent a body that can't be decompressed"),
    "truncated gzip": (http(200, gzip.compress(b"{}" * 50)[:20], Content_Encoding="gzip"), "GET /services/PSHOP01: "),
    "a bad chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        "did not send the complete response",
    ),
    "a bad length": (
        b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\nConnection: close\r\n\r\n{}",
        "can't be used: service is missing",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "closed the connection"),
    "nothing": (b"", "closed the connection"),
    "long headers": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n{}", "closed the connection"),
    "many headers": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n{}", "closed the connection"),
    "a status of 1xx": (http("199 Almost", b""), "answered 199 Almost"),
    "switching protocols": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "answered 101 Switching Protocols"),
}


@pytest.mark.parametrize(("response", "message"), UNUSABLE.values(), ids=list(UNUSABLE))
def test_an_unusable_response_is_asked_for_again_and_then_reported(
    serve: Serve, slept: list[float], response: bytes, message: str
) -> None:
    server = serve(always(response))
    expects = responses.Object(service=responses.IDENTIFIED)
    with pytest.raises(Unreachable, match=message) as caught:
        client_of(server, slept).get("/services/PSHOP01", expects=expects)
    assert (
        "GET /services/PSHOP01: PagerDuty" in caught.value.message and "gave up after 2 tries" in caught.value.message
    )
    assert "\n" not in caught.value.message
    assert len(server.requests) == 2 and len(slept) == 1


@pytest.mark.parametrize(("response", "message"), UNUSABLE.values(), ids=list(UNUSABLE))
def test_after_an_unusable_response_to_a_post_the_outcome_is_unknown(
    serve: Serve, response: bytes, message: str
) -> None:
    server = serve(always(response))
    with pytest.raises(OutcomeUnknown, match="whether PagerDuty carried it out is not known"):
        client_of(server).post("/services", {}, expects=responses.Object(service=responses.IDENTIFIED))
    assert len(server.requests) == 1


def test_a_response_that_can_be_used_again(serve: Serve) -> None:
    """What one response is lacking does not harm the next one, not even on the same connection."""
    sent = iter([http("199 Almost", b""), http(200, b""), http(200, json.dumps({"service": LOADED}).encode())])
    server = serve(lambda *request: [next(sent)])
    found = client_of(server, max_retries=2).get("/services/P", expects=responses.Object(service=responses.IDENTIFIED))
    assert found == {"service": LOADED}


@pytest.mark.parametrize(
    ("services", "flaw"),
    [
        ([None, 1], r"services\[0\] is null"),
        ([{"id": "P1"}, 1], r"services\[1\] is not an object"),
        ([{}], r"services\[0\].id is missing"),
        ({}, "services is not a list"),
    ],
)
def test_a_listing_says_which_object_is_unusable(serve: Serve, services: t.Any, flaw: str) -> None:
    server = serve(always(http(200, json.dumps({"services": services}).encode())))
    with pytest.raises(Unreachable, match=f"a body that can't be used: {flaw};"):
        list(client_of(server).pages("/services", "services", of=responses.IDENTIFIED))


@pytest.mark.parametrize("location", ["http://[::1", "http://exa mple/%zz", "//", "\xff\xfe", "http://" + "a" * 300])
def test_a_redirect_is_refused_wherever_it_leads(serve: Serve, location: str) -> None:
    server = serve(always(http(302, b"", Location=location)))
    with pytest.raises(ApiError, match=r"302.*PagerDuty's API never redirects"):
        client_of(server).get("/services")
    assert len(server.requests) == 1


@pytest.mark.parametrize("reset", ["nan", "inf", "-inf", "-5", "soon", "", "1e400"])
def test_a_rate_limit_that_says_nothing_usable_is_waited_out_as_one_that_says_nothing(
    serve: Serve, slept: list[float], reset: str
) -> None:
    sent = iter([http(429, b"", ratelimit_reset=reset), http(200)])
    server = serve(lambda *request: [next(sent)])
    client_of(server, slept).get("/abilities")
    assert [int(pause) for pause in slept] == [int(_attempts.RATE_LIMIT_PAUSE)]


def test_a_rate_limit_of_years_is_not_waited_out(serve: Serve, slept: list[float]) -> None:
    server = serve(always(http(429, b"", ratelimit_reset="1e30")))
    with pytest.raises(RateLimited, match="the limit is 300"):
        client_of(server, slept).get("/abilities")
    assert slept == []


@pytest.mark.parametrize(
    "error",
    [
        {"error": {"message": {"a": 1}, "code": [], "errors": 7}},
        {"error": []},
        {"error": {"errors": {"name": None}}},
        {"error": {"required_scopes": [1, None]}},
        [1],
        None,
    ],
)
def test_a_refusal_may_say_anything(serve: Serve, error: t.Any) -> None:
    server = serve(always(http(403, json.dumps(error).encode())))
    with pytest.raises(ApiError, match="refused GET /services with 403") as caught:
        client_of(server).get("/services")
    assert json.dumps(caught.value.failure)


def test_half_characters_become_replacement_characters(serve: Serve) -> None:
    server = serve(always(http(200, b'{"name": "a\\ud800b", "face": "\\ud83d\\ude00", "\xed\xa0\x80": [1]}')))
    assert client_of(server).get("/x") == {"name": "a\ufffdb", "face": "\U0001f600", "\ufffd": [1]}


# -- time and size ---------------------------------------------------------------------------------------------------


def drip(data: bytes) -> t.Iterator[bytes]:
    for byte in data:
        yield bytes([byte])
        time.sleep(0.02)


LONG = http(200, json.dumps({"service": {**LOADED, "description": "x" * 500}}).encode())
HEADERS = http(200, b"{}", **{f"X_{number}": "y" for number in range(100)})
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 100


@pytest.mark.parametrize("data", [LONG, HEADERS, CHUNKS], ids=["body", "headers", "chunks"])
def test_the_timeout_is_for_the_whole_response(serve: Serve, data: bytes) -> None:
    """A byte every 20 ms would take seconds. Each is in time, and their sum is not."""
    server = serve(lambda *request: drip(data))
    with pytest.raises(Unreachable, match=r"PagerDuty at http\S+ did not answer within 0.2 seconds"):
        client_of(server, timeout=0.2, max_retries=0).get("/services/P")


def test_the_timeout_is_for_one_response(serve: Serve) -> None:
    """Several requests of one connection may take longer together."""

    def respond(*request: t.Any) -> t.Iterator[bytes]:
        time.sleep(0.15)
        yield http(200)

    server = serve(respond)
    client = client_of(server, timeout=0.5)
    for _time in range(5):
        client.get("/abilities")
    assert len(server.requests) == 5


@pytest.mark.parametrize("compressed", [False, True])
def test_a_response_has_a_limit(serve: Serve, monkeypatch: pytest.MonkeyPatch, compressed: bool) -> None:
    monkeypatch.setattr(_transport, "LARGEST", 1024 * 1024)
    body = b" " * (1024 * 1024 + 1)
    sent = http(200, gzip.compress(body), Content_Encoding="gzip") if compressed else http(200, body)
    with pytest.raises(Unreachable, match=r"PagerDuty at .* sent more than 1 MiB, which is the limit"):
        client_of(serve(always(sent)), max_retries=0).get("/services")


# -- pages without end -----------------------------------------------------------------------------------------------


def test_a_listing_of_the_same_objects_ends(serve: Serve) -> None:
    page = {"services": [LOADED], "more": True}
    server = serve(always(http(200, json.dumps(page).encode())))
    with pytest.raises(Unusable, match="GET /services: PagerDuty always announces another page"):
        list(client_of(server).pages("/services", "services"))
    assert len(server.requests) == MAX_IDLE_PAGES + 1


@pytest.mark.parametrize("objects", [[], [{"id": "P1"}], [1]], ids=["empty", "the same", "without an ID"])
@pytest.mark.parametrize("mark", ["next_cursor", "after"])
def test_pages_of_new_cursors_end(serve: Serve, mark: str, objects: list[t.Any]) -> None:
    numbers = itertools.count()
    server = serve(lambda *request: [http(200, json.dumps({"records": objects, mark: f"c{next(numbers)}"}).encode())])
    with pytest.raises(PagerDutyError, match=r"PagerDuty always announces another page.*The listing is aborted"):
        Play(server).run(REQUEST_OPERATION, path="/audit/records", all_pages=True)  # type: ignore[arg-type]
    assert len(server.requests) <= MAX_IDLE_PAGES + 1
