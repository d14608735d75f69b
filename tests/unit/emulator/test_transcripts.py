# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that PagerDuty's own tools send, and the emulator's responses.

Each file of ``transcripts/`` is about one tool. Its keys:

``tool``      the tool, and the source of its requests
``headers``   the headers of each request
``account``   optional: the account that is loaded before the first request, see `pagerduty_emulator.accounts`
``requests``  in the order in which they are sent:

    ``name``     what the request is for
    ``request``  method and path
    ``headers``  optional: further headers
    ``query``    optional: parameters
    ``body``     optional: the JSON body
    ``status``   the status of the response
    ``answer``   optional: what the response must contain. An object may have more keys, a list not more items
    ``keep``     optional: variables, and the paths of their values in the response, such as ``user: user.id``
    ``strict``   optional: the status with ``--strict``, if it differs

``${user}`` is replaced by the variable's value in paths, parameters, bodies and responses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import Client

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.yml"))


def read(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def filled(value: Any, known: dict[str, Any]) -> Any:
    """The value with its variables replaced."""
    if isinstance(value, dict):
        return {name: filled(item, known) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    if not isinstance(value, str):
        return value
    whole = re.fullmatch(r"\$\{(\w+)\}", value)
    return known[whole[1]] if whole else re.sub(r"\$\{(\w+)\}", lambda match: str(known[match[1]]), value)


def found(answer: Any, path: str) -> Any:
    """The value at a path such as ``users.0.id``."""
    for step in path.split("."):
        answer = answer[int(step) if isinstance(answer, list) else step]
    return answer


def differences(answer: Any, expected: Any, where: str = "answer") -> Iterator[str]:
    """What a response lacks of the expected content."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        for name, value in expected.items():
            if name not in answer:
                yield f"{where}.{name} is missing"
            else:
                yield from differences(answer[name], value, f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        for number, value in enumerate(expected):
            yield from differences(answer[number], value, f"{where}.{number}")
    elif expected != answer:
        yield f"{where} is {answer!r} and should be {expected!r}"


class Transcript:
    """The requests of a file, which are sent to an emulator."""

    def __init__(self, file: Path):
        self.rows: list[dict[str, Any]] = read(file)["requests"]
        self.headers: dict[str, str] = read(file).get("headers", {})
        self.account: dict[str, Any] | None = read(file).get("account")
        self.known: dict[str, Any] = {}

    def begin(self, emulator: Client) -> None:
        emulator.session.headers.pop("Authorization")
        self.known["url"] = emulator.url
        if self.account is not None:
            emulator.load(self.account)

    def send(self, emulator: Client, row: dict[str, Any]) -> Any:
        """The response to a row."""
        filled_row = filled({name: row.get(name) for name in ("request", "query", "body")}, self.known)
        method, path = filled_row["request"].split(" ", 1)
        body = {"json": filled_row["body"]} if "body" in row else {}
        headers = {**self.headers, **row.get("headers", {})}
        return emulator.call(method, path, params=filled_row["query"], headers=headers, **body)

    def check(self, row: dict[str, Any], response: Any) -> None:
        """Checks a response, and stores the variables for later rows."""
        said = f"{row['name']}: {row['request']}: {response.text}"
        assert response.status_code == row["status"], said
        answer = response.json() if response.content else None
        problems = list(differences(answer, filled(row.get("answer", {} if answer else None), self.known)))
        assert not problems, f"{said}\n" + "\n".join(problems)
        for name, path in row.get("keep", {}).items():
            self.known[name] = found(answer, path)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_emulator_answers_a_tool_as_pagerduty_does(emulator: Client, file: Path) -> None:
    transcript = Transcript(file)
    transcript.begin(emulator)
    for row in transcript.rows:
        transcript.check(row, transcript.send(emulator, row))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_strict_refuses_what_the_transcripts_say_and_nothing_else(
    emulator: Client, strict: Client, file: Path
) -> None:
    """Each request is also sent to a strict emulator with the same state."""
    transcript = Transcript(file)
    transcript.begin(emulator)
    strict.session.headers.pop("Authorization")
    tokens = (transcript.account or {}).get("tokens", [])
    wrong = []
    for row in transcript.rows:
        state = emulator.get("/_emulator/state", account="example")["accounts"][0]
        strict.write("POST", "/_emulator/reset", {"seed": 2}, status=200)
        strict.load({**state, "token": "emulator", "tokens": tokens})
        refused, expected = transcript.send(strict, row), row.get("strict", row["status"])
        if refused.status_code != expected:
            wrong.append(f"{row['name']}: {row['request']}: {refused.status_code} and not {expected}: {refused.text}")
        transcript.check(row, transcript.send(emulator, row))
    assert not wrong, "\n".join(wrong)


def test_the_transcripts_cover_all_resources() -> None:
    """There are requests of the tools for each resource."""
    assert [file.stem for file in FILES] == ["javascript_client", "mcp_server", "python_clients", "terraform_provider"]
    sent = {
        file.stem: {re.sub(r"\$\{\w+\}", "*", row["request"]) for row in read(file)["requests"]} for file in FILES
    }
    for path in ("/users", "/teams", "/escalation_policies", "/schedules", "/services", "/services/*/integrations",
                 "/webhook_subscriptions", "/maintenance_windows", "/users/*/contact_methods",
                 "/users/*/notification_rules", "/event_orchestrations",
                 "/event_orchestrations/*/integrations"):
        wanted = {f"POST {path}", f"GET {path}/*", f"PUT {path}/*", f"DELETE {path}/*"}
        assert wanted <= sent["terraform_provider"], path
    assert {"PUT /teams/*/users/*", "GET /teams/*/members", "DELETE /teams/*/users/*"} <= sent["terraform_provider"]
    assert {"POST /tags", "GET /tags/*", "DELETE /tags/*", "POST /teams/*/change_tags"} <= sent["terraform_provider"]
    for tool in ("terraform_provider", "mcp_server"):
        assert {"GET /event_orchestrations/*/router", "PUT /event_orchestrations/*/router"} <= sent[tool]
    for path in ("*/global", "*/unrouted", "services/*", "services/*/active"):
        assert f"PUT /event_orchestrations/{path}" in sent["terraform_provider"]
    assert all(any("strict" in row for row in read(file)["requests"]) for file in FILES if "java" not in file.stem)
