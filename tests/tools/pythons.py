# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Python interpreters of this machine that the project can use.

Like all files in this folder, it runs with the machine's `python3`, before anything is installed. It uses the standard
library only, and no feature newer than Python 3.9, because `python3` can be older than the Python that is found.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)  # for the plugins of the controller, the event sources and the emulator
OLDEST_OF_TARGETS = (3, 9)  # for the modules and their library
NEWEST = (3, 14)  # for the newest ansible-core in requirements/dev.txt

# A Python on PATH can be a shim or belong to a virtual environment. Only the interpreter itself knows its real path.
_PROBE = """
import ensurepip, json, os, platform, sys, venv
name = "python%d.%d" % sys.version_info[:2]
home = os.path.join(sys.base_prefix, "bin", name)
print(json.dumps({
    "path": home if os.path.exists(home) else getattr(sys, "_base_executable", sys.executable),
    "version": sys.version_info[:3],
    "usable": platform.python_implementation() == "CPython" and sys.version_info.releaselevel == "final",
}))
"""


@dataclass(frozen=True)
class Interpreter:
    version: tuple[int, ...]
    path: Path

    @property
    def minor(self) -> tuple[int, ...]:
        return self.version[:2]

    @property
    def name(self) -> str:
        return "Python " + ".".join(map(str, self.version))


def find() -> list[Interpreter]:
    """Return one interpreter of each minor version that a controller can use, the newest first."""
    return [interpreter for interpreter in find_for_targets() if interpreter.minor >= OLDEST]


def find_for_targets() -> list[Interpreter]:
    """Return one interpreter of each minor version that modules run on, the newest first."""
    found: dict[tuple[int, ...], Interpreter] = {}
    for candidate in _candidates():
        interpreter = _probe(candidate)
        if interpreter is None or not OLDEST_OF_TARGETS <= interpreter.minor <= NEWEST:
            continue
        known = found.get(interpreter.minor)
        if known is None or known.version < interpreter.version:
            found[interpreter.minor] = interpreter
    return [found[minor] for minor in sorted(found, reverse=True)]


def chosen() -> Interpreter | None:
    """Return the interpreter in the environment variable PYTHON; None if it is unset or not usable."""
    wanted = os.environ.get("PYTHON")
    interpreter = _probe(wanted) if wanted else None
    if interpreter is None or not OLDEST <= interpreter.minor <= NEWEST:
        return None
    return interpreter


def _candidates() -> list[str]:
    names = [*(f"python3.{minor}" for minor in range(NEWEST[1], OLDEST_OF_TARGETS[1] - 1, -1)), "python3"]
    on_path = [shutil.which(name) for name in names]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return [path for path in on_path if path] + [str(path) for path in sorted(pyenv.glob("versions/3.*/bin/python"))]


def _probe(command: str) -> Interpreter | None:
    """Run an interpreter to get its version; None if it does not run, or can't create virtual environments."""
    try:
        done = subprocess.run([command, "-I", "-c", _PROBE], check=True, capture_output=True, text=True, timeout=30)
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Interpreter(tuple(answer["version"]), Path(answer["path"])) if answer["usable"] else None
