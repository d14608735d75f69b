# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rulebooks' tests share: a real ansible-rulebook, and an emulator that it is connected to."""

from __future__ import annotations

import ast
import json
import os
import socket
import subprocess
import sys
import time
import types
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.community.pagerduty.tests.unit.plugins import support

ROOT = Path(__file__).resolve().parents[2]
RULEBOOKS = ROOT / "extensions" / "eda" / "rulebooks"
BIN = Path(sys.executable).parent

PATIENCE = 60.0  # seconds for what should take a few

T = t.TypeVar("T")


def wait_for(what: str, condition: t.Callable[[], T], running: subprocess.Popen[t.Any] | None = None) -> T:
    """What the condition gives, once that is true."""
    until = time.monotonic() + PATIENCE
    while not (result := condition()):
        assert running is None or running.poll() is None, f"ansible-rulebook ended while the test waited for {what}"
        assert time.monotonic() < until, f"{what} did not happen within {PATIENCE:g} seconds"
        time.sleep(0.1)
    return result


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Emulator(support.Emulator):
    """An emulator process; asked as anybody asks PagerDuty, and about itself."""

    def __init__(self) -> None:
        super().__init__()
        self.environment = {
            "PAGERDUTY_API_URL": self.url,
            "PAGERDUTY_API_TOKEN": "emulator",
            "PAGERDUTY_FROM_EMAIL": "owner@example.com",
        }
        self._session.headers["Authorization"] = "Token token=emulator"
        self._session.headers["From"] = "owner@example.com"

    def call(self, method: str, path: str, body: t.Any = None) -> t.Any:
        """One request; gives what is in the answer's only envelope, or the whole answer."""
        answer = self._session.request(method, self.url + path, json=body, timeout=30)
        assert answer.ok, f"{method} {path}: {answer.text}"
        content = answer.json() if answer.content else None
        return next(iter(content.values())) if isinstance(content, dict) and len(content) == 1 else content

    def change(self, incident: str, **values: t.Any) -> None:
        self.call("PUT", f"/incidents/{incident}", {"incident": {"type": "incident_reference", **values}})

    def incident(self, title: str) -> dict[str, t.Any]:
        (one,) = [one for one in self.state()["incidents"] if one["title"] == title]
        return one

    def notes(self, incident: str) -> list[str]:
        return [note["content"] for note in self.call("GET", f"/incidents/{incident}/notes")]

    def service(self, name: str, **more: t.Any) -> str:
        """Make a service; gives its ID."""
        policies = self.call("GET", "/escalation_policies?limit=1")["escalation_policies"]
        policy = {"id": policies[0]["id"], "type": "escalation_policy_reference"}
        body = {"type": "service", "name": name, "escalation_policy": policy, **more}
        return self.call("POST", "/services", {"service": body})["id"]

    def trigger(self, service: str, title: str, **more: t.Any) -> str:
        """Open an incident; gives its ID."""
        body = {"type": "incident", "title": title, "service": {"id": service, "type": "service_reference"}, **more}
        return self.call("POST", "/incidents", {"incident": body})["id"]

    def subscribe(self, url: str, *events: str) -> str:
        """Have webhooks sent to a URL; gives the secret."""
        body = {
            "type": "webhook_subscription",
            "delivery_method": {"type": "http_delivery_method", "url": url},
            "events": list(events),
            "filter": {"type": "account_reference"},
        }
        made = self.call("POST", "/webhook_subscriptions", {"webhook_subscription": body})
        return made["delivery_method"]["secret"]


class Rulebook:
    """A running ansible-rulebook, and what it has printed."""

    def __init__(self, folder: Path, rulebook: str | list[dict[str, t.Any]], variables: dict[str, t.Any],
                 environment: dict[str, str], *options: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "vars.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        (folder / "inventory").write_text("localhost ansible_connection=local\n", encoding="utf-8")
        if not isinstance(rulebook, str):
            name, rulebook = folder / "rulebook.yml", yaml.safe_dump(rulebook)
            name.write_text(rulebook, encoding="utf-8")
            rulebook = str(name)
        self.log = folder / "log"
        command = [str(BIN / "ansible-rulebook"), "--rulebook", rulebook, "--inventory", "inventory"]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*command, "--vars", "vars.yml", "--verbose", *options],
                cwd=folder,
                env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def printed(self) -> list[dict[str, t.Any]]:
        """What the action print_event has printed, not prettily."""
        lines = self.output.rpartition("\n")[0].splitlines()  # the last line may be half there
        return [ast.literal_eval(line) for line in lines if line.startswith("{'")]

    def wait_for(self, what: str, condition: t.Callable[[], T]) -> T:
        try:
            return wait_for(what, condition, self.process)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said:\n{self.output[-8000:]}") from None

    def wait_for_text(self, text: str) -> None:
        self.wait_for(f"{text!r} in the log", lambda: text in self.output)

    def stop(self) -> None:
        """End it as systemd and containers do."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"SIGTERM did not end it; it said:\n{self.output[-8000:]}") from None


@pytest.fixture
def emulator() -> t.Iterator[Emulator]:
    one = Emulator()
    yield one
    one.stop()


Start = t.Callable[..., Rulebook]


@pytest.fixture
def start(tmp_path: Path, emulator: Emulator) -> t.Iterator[Start]:
    """Starts a rulebook, shipped (by its name) or given as what its file holds."""
    running: list[Rulebook] = []

    def begin(
        rulebook: str | list[dict[str, t.Any]], *options: str, env: dict[str, str] | None = None, **variables: t.Any
    ) -> Rulebook:
        environment = {**emulator.environment, **(env or {})}
        running.append(Rulebook(tmp_path / f"{len(running)}", rulebook, variables, environment, *options))
        return running[-1]

    yield begin
    for one in running:
        one.stop()


@pytest.fixture
def ansible(emulator: Emulator) -> t.Callable[..., dict[str, t.Any]]:
    """Runs one module, as `ansible localhost -m` does, and gives its result."""

    def run(module: str, **options: t.Any) -> dict[str, t.Any]:
        command = [str(BIN / "ansible"), "localhost", "-m", f"community.pagerduty.{module}", "-a", json.dumps(options)]
        environment = {
            **os.environ,
            **emulator.environment,
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "true",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal",
            "ANSIBLE_LOCALHOST_WARNING": "false",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout[done.stdout.index("{"):])

    return run


@pytest.fixture(scope="session")
def rulebooks() -> types.SimpleNamespace:
    """What tests need beside processes."""
    return types.SimpleNamespace(free_port=free_port, shipped=shipped, play=play, folder=RULEBOOKS)


def play(playbook: str, emulator: Emulator, **variables: t.Any) -> str:
    """Run a playbook, without a rulebook; gives what it printed."""
    environment = {**os.environ, **emulator.environment, "ANSIBLE_LOCALHOST_WARNING": "false"}
    command = [str(BIN / "ansible-playbook"), playbook, "-e", json.dumps(variables)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def shipped(name: str) -> list[dict[str, t.Any]]:
    """What a shipped rulebook's file holds."""
    return yaml.safe_load((RULEBOOKS / f"{name}.yml").read_text(encoding="utf-8"))
