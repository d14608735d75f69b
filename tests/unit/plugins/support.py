# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the library share: an emulator of their own, and the core of a module called as the shells do."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
from pathlib import Path

import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Unexpected
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions

EMULATOR = Path(__file__).resolve().parents[3] / "roles" / "emulator" / "files" / "pagerduty_emulator"
# The library runs on older Pythons than the emulator. The tests on an older one name another for the emulator.
EMULATOR_PYTHON = os.environ.get("EMULATOR_PYTHON", sys.executable)


# What goes wrong between here and PagerDuty, and passes: faults as the emulator takes them.
TRANSIENT: dict[str, dict[str, t.Any]] = {
    "429": {"kind": "rate_limit", "reset": 7},
    "429 without headers": {"kind": "rate_limit", "headers": False},
    "500": {"kind": "status", "status": 500},
    "502": {"kind": "status", "status": 502},
    "503": {"kind": "status", "status": 503, "html": False},
    "500 after the work": {"kind": "status", "status": 500, "after": True},
    "reset before the work": {"kind": "reset_before"},
    "reset after the work": {"kind": "reset_after"},
    "time-out before the work": {"kind": "timeout", "seconds": 1.5, "after": False},
    "time-out after the work": {"kind": "timeout", "seconds": 1.5},
    "truncated JSON": {"kind": "truncate"},
    "truncated body": {"kind": "truncate", "framing": "short"},
}


class Emulator:
    """An emulator process, and its administration."""

    _running: t.ClassVar[list[tuple[int, Emulator]]] = []  # each with the process that started it

    def __init__(self, *arguments: str, strict: bool = True) -> None:
        # Strict: what the library sends stays within PagerDuty's documents.
        arguments = (*(["--strict"] if strict else []), *arguments)
        self.process = subprocess.Popen(
            [EMULATOR_PYTHON, str(EMULATOR), "--port", "0", "--seed", "1", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), "the emulator did not start"
        self._session = requests.Session()
        self._running.append((os.getpid(), self))

    @classmethod
    def stop_all(cls) -> None:
        """Stop those which this process started and which still run."""
        for process, emulator in list(cls._running):
            if process == os.getpid():
                emulator.stop()

    def stop(self) -> None:
        self._running.remove((os.getpid(), self))
        self.process.terminate()
        self.process.wait(10)

    def admin(self, method: str, path: str, body: t.Any = None) -> t.Any:
        answer = self._session.request(method, f"{self.url}/_emulator/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def reset(self) -> None:
        self.admin("POST", "reset")

    def load(self, **account: t.Any) -> t.Any:
        return self.admin("POST", "load", account)

    def fault(self, **fault: t.Any) -> None:
        self.admin("POST", "faults", fault)

    def forget(self) -> None:
        self.admin("DELETE", "requests")

    def log(self) -> list[dict[str, t.Any]]:
        return self.admin("GET", "requests")

    def writes(self) -> list[str]:
        """The requests since the last `forget` that were not mere reading, as `METHOD path`."""
        sent = [f"{entry['method']} {entry['path'].partition('?')[0]}" for entry in self.log()]
        return [request for request in sent if not request.startswith("GET ") and request != "POST /schedules/preview"]

    def state(self) -> dict[str, t.Any]:
        accounts = self.admin("GET", "state")["accounts"]
        return next(account for account in accounts if account["subdomain"] == "example")


class Play:
    """Runs operations as tasks of their own, each with a session of its own unless `keep` was called.

    Nothing waits: the pauses are written down in `slept`.
    """

    def __init__(self, emulator: Emulator, **connection: t.Any) -> None:
        self.emulator = emulator
        self.connection = {
            "api_url": emulator.url,
            "api_token": "emulator",
            "user_token": "emulator-user",
            "from_email": "owner@example.com",
            **connection,
        }
        self.environment: dict[str, str] = {}
        self.sessions: Sessions | None = None
        self.slept: list[float] = []  # the seconds that would have been waited
        self.ledger: str | None = None  # the file of the predictions of a run in check mode

    def keep(self) -> None:
        """From here on, be the items of one loop: they share a session and what was looked up."""
        self.sessions = Sessions(sleep=self.slept.append)

    def validated(self, operation: Operation, options: dict[str, t.Any]) -> dict[str, t.Any]:
        validator = ArgumentSpecValidator(operation.argument_spec, **operation.constraints)
        result = validator.validate({**self.connection, **options})
        assert not result.error_messages, result.error_messages
        return result.validated_parameters

    def run(
        self, operation: Operation, *, check: bool = False, diff: bool = False, **options: t.Any
    ) -> dict[str, t.Any]:
        """The result. Raises PagerDutyError; but AssertionError for a bug, so that no test expects it by mistake."""
        try:
            return execute(
                operation,
                self.validated(operation, options),
                check_mode=check,
                diff_mode=diff,
                environment=self.environment,
                sessions=self.sessions or Sessions(sleep=self.slept.append),
                ledger=self.ledger if check else None,
            )
        except Unexpected as bug:
            raise AssertionError(bug.message) from bug.__cause__
