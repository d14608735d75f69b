# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules cost: one object and a loop, by the action shell and by the module shell, in turns."""

from __future__ import annotations

import sys
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from accounts import ROUTING_KEY, account, email, policy
from emulated import Emulated
from plays import ACTION, MODULE, Measured, Player, Task
from report import median

COLLECTION = "community.pagerduty."
EMPTY = {ACTION: "benchmark_empty_action", MODULE: "benchmark_empty"}
EMPTY_REQUESTS = "benchmark_requests"
SHELLS = (ACTION, MODULE)

# What a typical task states, for the empty modules: templating it is Ansible's part of an item.
BLANK = {"name": "{{ item.name }}", "escalation_policy": "{{ item.policy }}"}


@dataclass(frozen=True)
class Case:
    """What is measured of one module. args: of an item, which has a name, an e-mail address and a policy's name."""

    module: str
    what: str
    args: dict[str, t.Any]

    @property
    def label(self) -> str:
        return f"{self.module} {self.what}"


EVENT = {"summary": "{{ item.name }}", "source": "benchmark", "severity": "error"}
# The emulator records no events. This is what one looks like.
EVENT_SENT = {
    "method": "POST",
    "path": "/v2/enqueue",
    "query": {},
    "request_body": {
        "routing_key": ROUTING_KEY,
        "event_action": "trigger",
        "dedup_key": "again",
        "payload": {**EVENT, "summary": "Measured"},
    },
    "status": 202,
}


def _cases() -> list[Case]:
    rules = [{"escalation_delay_in_minutes": 30, "targets": [{"user": "{{ item.email }}"}]}]
    managed: dict[str, dict[str, t.Any]] = {
        "pagerduty_service": {"name": "{{ item.name }}", "escalation_policy": "{{ item.policy }}"},
        "pagerduty_user": {"email": "{{ item.new_email }}", "name": "{{ item.name }}"},
        "pagerduty_escalation_policy": {"name": "{{ item.name }}", "escalation_rules": rules},
        "pagerduty_incident": {
            "state": "triggered",
            "incident_key": "{{ item.name }}",
            "service": "{{ item.service }}",
            "title": "{{ item.name }}",
        },
    }
    cases = [Case(module, what, args) for module, args in managed.items() for what in ("create", "no change")]
    return [
        *cases,
        Case("pagerduty_event", "trigger", {**EVENT, "routing_key": ROUTING_KEY, "dedup_key": "{{ item.name }}"}),
        Case("pagerduty_service_info", "by name", {"name": "{{ item.service }}"}),
        Case("pagerduty_user_info", "by e-mail", {"email": "{{ item.email }}"}),
        Case("pagerduty_escalation_policy_info", "by name", {"name": "{{ item.policy }}"}),
    ]


CASES = _cases()


@dataclass
class Cost:
    """What something takes in one shell, a value for each round. In milliseconds an item, HTTP included.

    http: of that, what `requests` alone takes for the same requests. requests: an item.
    peak: of the whole process tree, in MB.
    """

    items: list[float] = field(default_factory=list)
    http: list[float] = field(default_factory=list)
    requests: float = 0.0
    peak: float | None = None


ROUNDS = 5  # loops by the action shell take so little that each repetition can have several

Key = tuple[str, str]  # a case's label, or that of an empty plugin; the shell


class Costs:
    """loop: as items of a loop. one: as the only task of a whole run of ansible-playbook."""

    def __init__(self, emulator: Emulated, scratch: Path, *, count: int, chunks: int, repeat: int) -> None:
        self.emulator = emulator
        self.player = Player(emulator, scratch)
        self.count = count
        self.each = count // chunks
        self.repeat = repeat
        self.loop: dict[Key, Cost] = {}
        self.one: dict[Key, Cost] = {}
        self._start()
        self.player.play([_task(case, shell, 0, 1) for shell in SHELLS for case in CASES])  # makes the .pyc

    def measure_loops(self) -> None:
        actions: list[tuple[Key, Task]] = [(("empty", ACTION), _blank(EMPTY[ACTION], 0, self.count))]
        for case in CASES:
            actions.append((empty_for(case), _task(case, ACTION, 0, self.count, action=EMPTY[ACTION])))
            actions.append(((case.label, ACTION), _task(case, ACTION, 0, self.count)))
        # These take long, so they take turns in short loops: a busy moment then hits all of them.
        modules: list[tuple[Key, Task]] = []
        for first in range(0, self.count, self.each):
            modules.append((("empty", MODULE), _blank(EMPTY[MODULE], first, self.each)))
            modules.append(((EMPTY_REQUESTS, MODULE), _blank(EMPTY_REQUESTS, first, self.each)))
            modules += [((case.label, MODULE), _task(case, MODULE, first, self.each)) for case in CASES]
        for repetition in range(self.repeat):
            _say(f"loops, {repetition + 1} of {self.repeat}")
            for tasks in (*[actions] * ROUNDS, modules):
                self._start()
                measured = self.player.play([Task("warm", EMPTY[ACTION]), *(task for _key, task in tasks)])
                self._keep(self.loop, [(key, measured[task.name]) for key, task in tasks])

    def measure_singles(self) -> None:
        tasks: list[tuple[Key, Task]] = [((EMPTY_REQUESTS, MODULE), _blank(EMPTY_REQUESTS, 0, 1))]
        tasks += [(("empty", shell), _blank(EMPTY[shell], 0, 1)) for shell in SHELLS]
        tasks += [((case.label, shell), _task(case, shell, 0, 1)) for case in CASES for shell in SHELLS]
        for repetition in range(self.repeat):
            _say(f"single tasks, {repetition + 1} of {self.repeat}")
            self._start()
            played = []
            for key, task in tasks:
                (one,) = self.player.play([task]).values()
                one.seconds = self.player.seconds
                played.append((key, one))
            self._keep(self.one, played)

    def watch(self) -> None:
        """Measure memory."""
        _say("memory")
        self._start()
        for costs, count in ((self.one, 1), (self.loop, self.count)):
            for shell in SHELLS:
                # How much the process of one item takes does not depend on how many follow it.
                length = count if shell == ACTION else min(count, 5)
                empty = [("empty", EMPTY[shell])] + ([(EMPTY_REQUESTS, EMPTY_REQUESTS)] if shell == MODULE else [])
                tasks = [(label, _blank(action, 0, length)) for label, action in empty]
                tasks += [(case.label, _task(case, shell, 0, length, f"watched.{count}.")) for case in CASES]
                for label, task in tasks:
                    self.player.play([task], watch=True)
                    costs[label, shell].peak = self.player.peak

    def _start(self) -> None:
        self.emulator.load(account(users=200, policies=200, services=200))
        self.emulator.recorded()

    def _keep(self, costs: dict[Key, Cost], played: list[tuple[Key, Measured]]) -> None:
        """Note what was measured, beside what the same requests take on the same account with nothing around them."""
        exchanges = iter(self.emulator.recorded())
        self._start()
        for key, one in played:
            sent = [EVENT_SENT if entry["path"] == EVENT_SENT["path"] else next(exchanges) for entry in one.requests]
            seconds = self.emulator.replay(sent, one.items if key[1] == MODULE else 1)
            cost = costs.setdefault(key, Cost())
            cost.items.append(one.per_item)
            cost.http.append(seconds * 1000 / one.items)
            cost.requests = len(one.requests) / one.items


def _items(shell: str, first: int, count: int, tag: str) -> list[dict[str, str]]:
    """Items whose names no other loop has, so that what one creates, no other finds."""
    return [
        {
            "name": f"New {shell} {tag}{number:03}",
            "new_email": f"new.{shell}.{tag}{number:03}@example.com",
            "email": email(number),
            "policy": policy(number),
            "service": f"Service {number:05}",
        }
        for number in range(first, first + count)
    ]


def _blank(action: str, first: int, count: int) -> Task:
    return Task(f"{action}, from {first}", action, BLANK, _items("", first, count, ""))


def _task(case: Case, shell: str, first: int, count: int, tag: str = "", action: str = "") -> Task:
    name = f"{case.label} by {action or shell}, from {first}"
    return Task(name, action or COLLECTION + case.module, case.args, _items(shell, first, count, tag), shell)


def empty_for(case: Case) -> Key:
    """The empty action plugin with the arguments of a case, which Ansible templates for it all the same."""
    return f"empty for {case.label}", ACTION


def _say(text: str) -> None:
    print(f"  {text} ...", file=sys.stderr, flush=True)


def least(cost: Cost) -> float:
    return min(cost.items)


def typical(cost: Cost) -> float:
    return median(cost.items)
