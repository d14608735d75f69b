# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator for the time of a benchmark: started, loaded, and asked the same things again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import typing as t
import urllib.error
import urllib.request
from pathlib import Path

import requests

CODE = Path(__file__).resolve().parents[2] / "roles" / "emulator" / "files" / "pagerduty_emulator"
TOKEN = "emulator"
SENDER = "owner@example.com"


class Emulated:
    """A running emulator. record: the file to which it appends every exchange, for `replay`."""

    def __init__(self, record: Path | None = None) -> None:
        command = [sys.executable, str(CODE), "--port", "0", "--seed", "1"]
        if record:
            command += ["--record", str(record)]
        self.record = record
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()
        if not self.url.startswith("http"):
            raise SystemExit("The emulator did not start")

    def __enter__(self) -> Emulated:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.process.terminate()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def admin(self, method: str, path: str, body: t.Any = None) -> t.Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"The emulator refused {method} {path}: {error.read().decode()}") from None
        return json.loads(text) if text else None

    def load(self, account: dict[str, t.Any]) -> None:
        """Start anew with this account. The same account gets the same IDs each time."""
        self.admin("POST", "/reset")
        self.admin("POST", "/load", account)
        self.admin("DELETE", "/requests")

    def recorded(self) -> list[dict[str, t.Any]]:
        """The exchanges since the last call; what is recorded is removed."""
        assert self.record
        with self.record.open("r+", encoding="utf-8") as file:
            exchanges = [json.loads(line) for line in file]
            file.truncate(0)
        return exchanges

    def replay(self, exchanges: list[dict[str, t.Any]], connections: int = 1) -> float:
        """Send the same requests again with nothing but `requests`, and give the seconds that it took.

        connections: over how many connections, one after the other.
        """
        seconds = 0.0
        session = None
        at = -1
        for index, exchange in enumerate(exchanges):
            began = time.perf_counter()
            if session is None or index * connections // len(exchanges) != at:
                at = index * connections // len(exchanges)
                session = requests.Session()
                session.auth = _authorize
                session.headers["From"] = SENDER
            answer = session.request(
                exchange["method"],
                self.url + exchange["path"],
                params=exchange["query"],
                json=exchange["request_body"],
                timeout=60,
            )
            if answer.content:
                answer.json()
            seconds += time.perf_counter() - began
            if answer.status_code != exchange["status"]:
                raise SystemExit(f"{exchange['method']} {exchange['path']} answered {answer.status_code} this time")
        return seconds


def _authorize(request: requests.PreparedRequest) -> requests.PreparedRequest:
    request.headers["Authorization"] = f"Token token={TOKEN}"
    return request
