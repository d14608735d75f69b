# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of changes: what it tells, to whom, and what slow and gone clients cost."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from .conftest import Client, requests, started
from .inside import Inside, running
from .test_incidents import OWNER

STREAM = "/_emulator/stream"


class Stream:
    """A client of the stream."""

    def __init__(self, url: str, **query: str):
        self.response = requests.get(f"{url}{STREAM}", params=query, stream=True, timeout=10)
        assert self.response.status_code == 200
        assert self.response.headers["Content-Type"] == "text/event-stream"
        self._lines = self.response.iter_lines()
        self.pid = self.next("started")["pid"]

    def next(self, event: str = "changed") -> Any:
        """The data of the next message, which must be of this type."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line and "data" in fields:
                assert fields["event"] == event
                return json.loads(fields["data"])
            name, _colon, value = line.decode().partition(": ")
            fields[name] = value
        raise AssertionError("the stream ended")

    def until(self, topic: str) -> set[str]:
        """All topics of the messages up to the first with this topic."""
        found: set[str] = set()
        while topic not in found:
            found |= set(self.next()["topics"])
        return found

    def close(self) -> None:
        self.response.close()


@contextmanager
def watching(url: str, **query: str) -> Iterator[Stream]:
    stream = Stream(url, **query)
    try:
        yield stream
    finally:
        stream.close()


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def inside() -> Iterator[Inside]:
    with running() as one:
        yield one


# -- what it tells ---------------------------------------------------------------------------------------------------


def test_a_change_is_told(emulator: Client) -> None:
    service = emulator.service()
    with watching(emulator.url) as stream:
        emulator.update(service, description="new")
        assert stream.until("service") == {"requests", "service", "audit_record"}
        emulator.write("DELETE", f"/services/{service['id']}", status=204)
        assert stream.until("service") == {"requests", "service", "audit_record"}


def test_an_incident_is_told_with_its_log_entries(emulator: Client) -> None:
    service = emulator.service()
    with watching(emulator.url) as stream:
        body = {"incident": {"type": "incident", "title": "Down", "service": {"id": service["id"], "type": "service"}}}
        emulator.write("POST", "/incidents", body, status=201, sender=OWNER)
        assert stream.until("log_entry") >= {"incident", "log_entry", "requests"}


def test_what_becomes_due_is_told(emulator: Client) -> None:
    """Nobody sends a request, and the clock is moved."""
    service = emulator.service()
    emulator.create("incident", title="Down", service={"id": service["id"], "type": "service_reference"})
    with watching(emulator.url) as stream:
        emulator.write("POST", "/_emulator/clock", {"advance": 3600}, status=200)
        assert stream.until("clock") >= {"clock", "incident", "log_entry"}


@pytest.mark.parametrize(
    ("method", "path", "body", "topic"),
    [
        ("POST", "/faults", {"kind": "latency"}, "faults"),
        ("DELETE", "/faults", None, "faults"),
        ("DELETE", "/requests", None, "requests"),
        ("DELETE", "/deliveries", None, "deliveries"),
        ("POST", "/load", {"token": "acme"}, "accounts"),
        ("POST", "/reset", None, "accounts"),
    ],
)
def test_a_request_to_the_administration_is_told(
    emulator: Client, method: str, path: str, body: Any, topic: str
) -> None:
    with watching(emulator.url) as stream:
        assert emulator.call(method, f"/_emulator{path}", json=body).ok
        assert topic in stream.until(topic)


def test_a_fault_that_is_used_up_is_told(emulator: Client) -> None:
    emulator.fault(kind="unauthorized")
    with watching(emulator.url) as stream:
        emulator.get("/services", status=401)
        assert stream.until("faults") == {"faults", "requests"}


def test_a_read_changes_nothing_but_the_requests(emulator: Client) -> None:
    with watching(emulator.url) as stream:
        emulator.get("/services")
        assert stream.next() == {"topics": ["requests"]}


def test_objects_of_other_accounts_are_not_told(emulator: Client) -> None:
    emulator.load({"token": "acme"})
    acme = Client(emulator.url, "acme")
    with watching(emulator.url, account="example") as stream:
        acme.create("team", name="Theirs")
        assert stream.until("requests") == {"requests"}
        emulator.create("team", name="Ours")
        assert stream.until("team") == {"requests", "team", "audit_record"}


def test_many_changes_are_few_messages(emulator: Client) -> None:
    with watching(emulator.url) as stream:
        start = time.monotonic()
        for number in range(100):
            emulator.create("team", name=f"Team {number}")
        seconds = time.monotonic() - start
        emulator.write("POST", "/_emulator/clock", {"advance": 1}, status=200)
        messages = 0
        topics: list[str] = []
        while "clock" not in topics:
            topics = stream.next()["topics"]
            messages += 1
        assert messages <= seconds / 0.2 + 2


# -- clients that are slow or gone -----------------------------------------------------------------------------------


def test_without_a_client_nothing_is_stored(inside: Inside) -> None:
    changes = inside.emulator.changes
    inside.client.create("team", name="Core")
    assert len(changes) == 0
    with watching(inside.client.url):
        assert len(changes) == 1
    eventually(lambda: len(changes) == 0)


def test_a_gone_client_is_removed_without_a_change(inside: Inside) -> None:
    parts = urlsplit(inside.client.url)
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        connection.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        eventually(lambda: len(inside.emulator.changes) == 1)
    eventually(lambda: len(inside.emulator.changes) == 0)


def test_a_client_that_does_not_read_costs_a_bounded_number_of_topics(inside: Inside) -> None:
    """The topics of a watcher are a set, so a thousand changes need the space of one."""
    with inside.emulator.changes.watched() as watcher:
        for _attempt in range(1000):
            inside.emulator.changes.note("incident", "example")
        assert watcher.take() == ["incident"]
        assert watcher.take() == []


def test_a_client_that_never_reads_is_disconnected(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator does not wait for it, and its messages do not pile up."""
    monkeypatch.setattr("pagerduty_emulator.stream.WRITE_SECONDS", 0.5)
    changes, parts = inside.emulator.changes, urlsplit(inside.client.url)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((parts.hostname, parts.port))
        connection.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        eventually(lambda: len(changes) == 1)
        changes.note("x" * 50_000_000)  # a message that no buffer of the system can take
        inside.client.create("team", name="Core")
        eventually(lambda: len(changes) == 0)


def test_the_number_of_clients_is_limited(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerduty_emulator.core.changes.MAXIMUM_WATCHERS", 2)
    url = inside.client.url
    with watching(url), watching(url):
        assert requests.get(f"{url}{STREAM}", timeout=10).status_code == 503
    eventually(lambda: len(inside.emulator.changes) == 0)
    with watching(url):
        pass


def test_the_emulator_stops_with_open_streams() -> None:
    """`started` checks that its exit status is 0."""
    ended = threading.Event()
    with started() as url:
        stream = Stream(url)

        def read() -> None:
            try:
                stream.next()
            except (AssertionError, requests.RequestException):
                ended.set()

        reader = threading.Thread(target=read)
        reader.start()
        start = time.monotonic()
    assert time.monotonic() - start < 5
    reader.join(5)
    assert ended.is_set()
