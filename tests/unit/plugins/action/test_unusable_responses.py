# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever PagerDuty sends, a module ends with a result or with an error of the collection in one line.

A proxy before the emulator spoils some of its responses, by a seed: values of other types anywhere in the body, other
bodies, other headers. The modules and their options are those of `test_every_module`.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import typing as t
from urllib.parse import urlsplit

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.tests.unit.plugins.action.test_every_module import (
    CASES,
    Try,
    begin,
    operation,
    responses,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import Hostile, spoil
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SEEDS = int(os.environ.get("RESPONSE_SEEDS", "14"))  # runs of each module; `make nightly` tries more

BODIES = (
    b"",
    b" ",
    b"null",
    b"[]",
    b"[{}]",
    b"7",
    b"{}",
    b"<html>\r\n<body>Welcome</body>",
    b"\xff\xfe{\x00",
    b'{"a": NaN}',
    b"[" * 3000 + b"]" * 3000,
    b'{"a":' * 200 + b"1" + b"}" * 200,
    b"9" * 5000,
)
HEADERS = (
    (302, "Location: http://[::1"),
    (301, "Location: \xff"),
    (429, "ratelimit-reset: nan"),
    (429, "ratelimit-reset: -5"),
    (429, "ratelimit-reset: inf"),
    (200, "Content-Encoding: gzip"),
    (200, "Content-Encoding: deflate"),
    (200, "Transfer-Encoding: chunked"),
    (200, "Content-Length: -1"),
    (200, "Set-Cookie: \x00=;;;"),
    (200, "Content-Type: text/html; charset=nothing"),
    (102, "Link: x"),
    (199, "X: y"),
    (204, "X: y"),
    (999, "X: y"),
    (400, "X: y"),
    (403, "X: y"),
    (404, "X: y"),
    (409, "X: y"),
)


class Spoiler:
    """Forwards requests to the emulator, and spoils this part of its responses."""

    def __init__(self, emulator: Emulator, chance: random.Random, part: float) -> None:
        self._address = urlsplit(emulator.url).netloc
        self._chance = chance
        self._part = part

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> t.Iterable[bytes]:
        passed = {
            name: headers[name] for name in ("authorization", "content-type", "from", "accept") if name in headers
        }
        connection = http.client.HTTPConnection(self._address, timeout=10)
        try:
            connection.request(method, path, body or None, passed)
            response = connection.getresponse()
            status, content = response.status, response.read()
        finally:
            connection.close()
        extra = "X-Request-Id: 1"
        if self._chance.random() < self._part:
            status, extra, content = self._spoiled(status, extra, content)
        yield (
            f"HTTP/1.1 {status} Spoiled\r\n{extra}\r\nConnection: close\r\nContent-Length: {len(content)}\r\n\r\n"
        ).encode("latin-1") + content

    def _spoiled(self, status: int, extra: str, content: bytes) -> tuple[int, str, bytes]:
        way = self._chance.random()
        if way < 0.1:
            return status, extra, self._chance.choice(BODIES)
        if way < 0.2:
            return (*self._chance.choice(HEADERS), content)
        if way < 0.25:
            return status, extra, content[: self._chance.randrange(len(content) + 1)]
        try:
            decoded = json.loads(content)
        except ValueError:
            return status, extra, self._chance.choice(BODIES)
        for _time in range(self._chance.choice((1, 1, 1, 3, 20))):
            spoil(self._chance, decoded)
        return status, extra, json.dumps(decoded).encode()


def run(emulator: Emulator, name: str, attempt: Try, seed: int) -> None:
    chance = random.Random(f"{name} {json.dumps(attempt.options)} {seed}")
    options = begin(emulator, attempt)
    spoiler = Hostile(Spoiler(emulator, chance, chance.choice((0.1, 0.3, 0.6))))
    play = Play(emulator, api_url=spoiler.url, max_retries=1, timeout=5.0)
    if chance.random() < 0.3:
        play.connection["from_email"] = "Ann Archer"  # so that the address has to be looked up
    try:
        json.dumps(play.run(operation(name), check=chance.random() < 0.2, **options)).encode()
    except PagerDutyError as error:
        assert error.message and len(error.message.splitlines()) == 1
        json.dumps(error.failure).encode()
    except Exception as error:
        raise AssertionError(f"seed {seed} of {name}: {type(error).__name__}: {error}") from error
    finally:
        spoiler.stop()


@pytest.mark.parametrize(("name", "attempt"), CASES)
def test_no_response_causes_an_error_of_python(emulator: Emulator, name: str, attempt: Try) -> None:
    for seed in range(4):
        run(emulator, name, attempt, seed)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "attempt"), CASES)
def test_no_response_of_many_causes_an_error_of_python(emulator: Emulator, name: str, attempt: Try) -> None:
    for seed in range(4, SEEDS):
        run(emulator, name, attempt, seed)


class FirstWrite(Spoiler):
    """Replaces the body of the response to the first POST."""

    def __init__(self, emulator: Emulator, body: bytes) -> None:
        super().__init__(emulator, random.Random(1), 0.0)
        self._body: bytes | None = body

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> t.Iterable[bytes]:
        if method == "POST" and self._body is not None:
            self._part = 1.0
        yield from super().__call__(method, path, headers, body)

    def _spoiled(self, status: int, extra: str, content: bytes) -> tuple[int, str, bytes]:
        body, self._body, self._part = self._body or b"", None, 0.0
        return status, extra, body


CREATIONS = [
    case
    for case in CASES
    if case.id
    in (
        "service-1",
        "team-1",
        "user-1",
        "escalation_policy-1",
        "event_orchestration-1",
        "incident-1",
        "incident-2",
        "template-1",
        "service_integration-1",
        "incident_note-1",
        "incident_note-2",
        "maintenance_window-1",
        "user_contact_method-1",
        "user_notification_rule-1",
        "webhook_subscription-1",
    )
]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"id": 7}', b"[" * 5000], ids=["empty", "html", "{}", "7", "["]
)
@pytest.mark.parametrize(("name", "attempt"), CREATIONS)
def test_after_an_unusable_response_to_a_creation_the_object_is_looked_for(
    emulator: Emulator, name: str, attempt: Try, body: bytes
) -> None:
    options = begin(emulator, attempt)
    Play(emulator).run(operation(name), **options)
    wanted = responses(emulator)
    options = begin(emulator, attempt)
    spoiler = Hostile(FirstWrite(emulator, body))
    try:
        result = Play(emulator, api_url=spoiler.url).run(operation(name), **options)
    finally:
        spoiler.stop()
    assert result["changed"]
    assert responses(emulator) == wanted
