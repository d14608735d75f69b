# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's virtual environments. Each is created once, and again when its requirements or its Python change."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pythons
from project import ROOT, Failure, environment, say

# The older versions of ansible-core that are tested, each with the oldest and the newest Python that it supports.
OLDER_CORES = {"2.20": ((3, 12), (3, 14)), "2.19": ((3, 11), (3, 13)), "2.18": ((3, 11), (3, 13))}

# The only Python that PagerDuty's MCP server supports.
MCP_PYTHON = (3, 12)


@dataclass(frozen=True)
class Venv:
    """A virtual environment: `.venv/<name>`, with the packages in `requirements/<name>.txt`."""

    name: str
    interpreter: pythons.Interpreter

    @property
    def path(self) -> Path:
        return ROOT / ".venv" / self.name

    @property
    def bin(self) -> Path:
        return self.path / "bin"

    @property
    def python(self) -> Path:
        return self.bin / "python"

    @property
    def requirements(self) -> Path:
        return ROOT / "requirements" / f"{self.name}.txt"

    def tool(self, name: str) -> Path:
        return self.bin / name

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment variables for its tools. With this PATH, ansible-test also finds the other Pythons."""
        bins = dict.fromkeys(interpreter.path.parent for interpreter in pythons.find_for_targets())
        return environment([self.bin, *bins], **more)

    def ready(self) -> Venv:
        """Create the environment, unless it exists and its requirements are unchanged."""
        self.path.parent.mkdir(exist_ok=True)
        with (self.path.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another target may be making it right now
            self._make()
        return self

    def _make(self) -> None:
        stamp = self.path / "made-of"
        wanted = self._made_of()
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and self.python.exists():
            return
        say(f"Installing .venv/{self.name} ({self.interpreter.name})")
        shutil.rmtree(self.path, ignore_errors=True)
        self._step([self.interpreter.path, "-m", "venv", self.path])
        pip = [self.python, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        self._step([*pip, "-r", self.requirements])
        stamp.write_text(wanted, encoding="utf-8")

    def _made_of(self) -> str:
        lines = [str(self.interpreter.path), self.interpreter.name, str(self.path.resolve())]
        for file in _with_included(self.requirements):
            lines.append(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
        return "\n".join(lines) + "\n"

    def _step(self, command: Sequence[object]) -> None:
        # Packages are installed with the user's pip settings and cache, so this has the user's home, unlike the tools.
        env = {name: value for name, value in environment([]).items() if name != "HOME"}
        env["HOME"] = str(Path.home())
        if subprocess.run([str(word) for word in command], env=env, cwd=ROOT, check=False).returncode:
            raise Failure(f".venv/{self.name} could not be created")


def dev() -> Venv:
    """Return the environment with all tools, and the newest ansible-core that this machine's Pythons support."""
    interpreter = pythons.chosen() or next(iter(pythons.find()), None)
    if interpreter is None:
        oldest, newest = (".".join(map(str, version)) for version in (pythons.OLDEST, pythons.NEWEST))
        raise Failure(
            f"No Python {oldest} to {newest}, with venv and ensurepip, is on PATH or in pyenv; PYTHON=<path> names one"
        )
    return Venv("dev", interpreter).ready()


def older() -> dict[str, Venv | None]:
    """Return the environments with older ansible-cores, the newest first; None where no Python here supports it.

    Each has the oldest Python of this machine that its ansible-core supports.
    """
    here = pythons.find()
    found: dict[str, Venv | None] = {}
    for core, (oldest, newest) in OLDER_CORES.items():
        interpreters = [interpreter for interpreter in here if oldest <= interpreter.minor <= newest]
        found[core] = Venv(f"core-{core}", interpreters[-1]).ready() if interpreters else None
    return found


def target() -> Venv | None:
    """Return the environment with the oldest Python that modules run on. Return None if it is not installed."""
    interpreters = [found for found in pythons.find_for_targets() if found.minor == pythons.OLDEST_OF_TARGETS]
    return Venv("target", interpreters[0]).ready() if interpreters else None


def clients() -> Venv:
    """Return the environment with PagerDuty's Python client. Raises Failure if its packages can't be installed."""
    return Venv("clients", dev().interpreter).ready()


def mcp() -> Venv:
    """Return the environment with PagerDuty's MCP server. Raises Failure if it can't be installed."""
    interpreters = [interpreter for interpreter in pythons.find() if interpreter.minor == MCP_PYTHON]
    if not interpreters:
        raise Failure("it requires Python 3.12, which is not installed")
    return Venv("mcp", interpreters[0]).ready()


def importer() -> Venv:
    """Return the environment in which Galaxy's importer runs."""
    return Venv("importer", dev().interpreter).ready()


def repository() -> Venv:
    """Return the environment with the checkers of the repository's files."""
    return Venv("repository", dev().interpreter).ready()


def site() -> Venv:
    """Return the environment that builds the documentation site."""
    return Venv("site", dev().interpreter).ready()


def _with_included(requirements: Path) -> list[Path]:
    """Return a requirements file and those that it includes with `-r`."""
    included = re.findall(r"^-r\s+(\S+)", requirements.read_text(encoding="utf-8"), re.MULTILINE)
    found = [requirements]
    for name in included:
        found += _with_included((requirements.parent / name).resolve())
    return found
