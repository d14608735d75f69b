# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks made for measuring, and what was measured of each of their tasks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from emulated import SENDER, TOKEN, Emulated
from memory import Watch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

ACTION, MODULE = "action", "module"

# A variable of its own in a task's environment is what sends the work to a process of its own (see `_action`).
FORCE_MODULE = {"BENCHMARK_SHELL": "module"}

# Python's and Ansible's own settings would measure something else, PagerDuty's would reach a real account.
_UNWANTED = ("ANSIBLE_", "PAGERDUTY_", "PYTHON", "PYENV_", "VIRTUAL_ENV")


@dataclass
class Task:
    """A task to measure. loop: the items, each with the values that `args` mentions, or None for a single task."""

    name: str
    action: str
    args: dict[str, t.Any] = field(default_factory=dict)
    loop: list[t.Any] | None = None
    shell: str = ACTION
    check_mode: bool = False


@dataclass
class Measured:
    """What a task took. requests: those of the emulator's log."""

    name: str
    seconds: float
    items: int
    changed: bool
    failure: str | None
    requests: list[dict[str, t.Any]]

    @property
    def per_item(self) -> float:
        """Milliseconds."""
        return self.seconds * 1000 / self.items


class Player:
    """Plays tasks against an emulator, with the Ansible beside this Python."""

    def __init__(self, emulator: Emulated, scratch: Path) -> None:
        self.emulator = emulator
        self.scratch = scratch
        self.config = scratch / "ansible.cfg"
        self.config.touch()
        self.peak = 0.0  # MB, of the last play that was watched
        self.seconds = 0.0  # from its start to its end, of the last play
        playbook = Path(sys.executable).with_name("ansible-playbook")
        if not playbook.exists():
            raise SystemExit(f"There is no ansible-playbook beside {sys.executable}")
        self.command = [sys.executable, str(playbook)]

    def play(
        self, tasks: list[Task], *, watch: bool = False, variables: dict[str, t.Any] | None = None
    ) -> dict[str, Measured]:
        """Run the tasks in one play: what each took, by its name.

        watch: measure memory, which slows all the rest. variables: for the play, besides those of the loops.
        """
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        report = folder / "report"
        playbook = folder / "playbook.json"
        items = {f"items_{number}": task.loop for number, task in enumerate(tasks) if task.loop is not None}
        listed = []
        for number, task in enumerate(tasks):
            entry: dict[str, t.Any] = {"name": task.name, task.action: task.args}
            if task.loop is not None:
                entry["loop"] = f"{{{{ items_{number} }}}}"
                entry["loop_control"] = {"label": number}
            if task.shell == MODULE:
                entry["environment"] = FORCE_MODULE
            if task.check_mode:
                entry["check_mode"] = True
            listed.append(entry)
        # Variables in a file: in the play itself, each item would pay for templating them all.
        (folder / "variables.json").write_text(json.dumps({**items, **(variables or {})}))
        play = {"hosts": "localhost", "gather_facts": False, "vars_files": ["variables.json"], "tasks": listed}
        playbook.write_text(json.dumps([play]))
        with (folder / "output").open("w+") as output:
            began = time.perf_counter()
            process = subprocess.Popen(
                [*self.command, str(playbook)],
                env=self.environment(report),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            if watch:
                with Watch(process.pid) as memory:
                    process.wait()
                self.peak = memory.peak
            process.wait()
            self.seconds = time.perf_counter() - began
            output.seek(0)
            said = output.read()
        measured = [Measured(**json.loads(line)) for line in report.read_text().splitlines()] if report.exists() else []
        failures = [f"{one.name}: {one.failure}" for one in measured if one.failure]
        if failures or process.returncode:
            raise SystemExit("\n".join(failures) or said)
        return {one.name: one for one in measured}

    def environment(self, report: Path) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(_UNWANTED)}
        pyenv = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
        entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
        path = [entry for entry in entries if entry and not entry.startswith(pyenv)]
        return {
            **env,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), *path]),
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.scratch),
            "ANSIBLE_HOME": str(self.scratch / "ansible"),
            "ANSIBLE_CONFIG": str(self.config),
            "ANSIBLE_COLLECTIONS_PATH": os.environ.get("ANSIBLE_COLLECTIONS_PATH") or str(linked_root(self.scratch)),
            "ANSIBLE_LIBRARY": str(HERE / "library"),
            "ANSIBLE_ACTION_PLUGINS": str(HERE / "action_plugins"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "benchmark_recorder",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "BENCHMARK_REPORT": str(report),
            "BENCHMARK_EMULATOR": self.emulator.url,
            "PAGERDUTY_API_URL": self.emulator.url,
            "PAGERDUTY_API_TOKEN": TOKEN,
            "PAGERDUTY_FROM_EMAIL": SENDER,
        }


def linked_root(scratch: Path) -> Path:
    """A collections folder in which the collection is a link to this checkout."""
    root = scratch / "collections"
    link = root / "ansible_collections" / "community" / "pagerduty"
    if not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(ROOT, target_is_directory=True)
    return root
