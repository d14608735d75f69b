# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of a checkout, and functions that run tools in it.

The tools write only to `.venv/` and `.cache/` of the checkout, not to the user's home.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path


def _without_spaces(root: Path) -> Path:
    """Return a path to `root` without spaces.

    The scripts of a virtual environment contain its path in their first line, where spaces are not possible. If the
    path of the checkout has a space, the result is a link in the folder for temporary files.
    """
    if " " not in str(root):
        return root
    link = Path(tempfile.gettempdir(), f"community.pagerduty-{hashlib.sha256(str(root).encode()).hexdigest()[:16]}")
    if not link.is_symlink():
        link.symlink_to(root, target_is_directory=True)
    if link.lstat().st_uid != os.getuid() or link.resolve() != root:
        raise SystemExit(f"{link} should be a link to {root}: remove it, or use a checkout whose path has no space")
    return link


ROOT = _without_spaces(Path(__file__).resolve().parents[2])
CACHE = ROOT / ".cache"
COLLECTION = Path("ansible_collections", "community", "pagerduty")
EMULATOR = Path("roles", "emulator", "files", "pagerduty_emulator")

# The versions of pip that ansible-core 2.18 to 2.21 would download. get_pip.py replaces these files.
_PIP_VERSIONS = ("24_2", "25_2")

# Files that ansible-test and its tests create in the copy of the collection. A new copy does not remove them.
_MADE_IN_TREE = (".git", "tests/output", "tests/integration/inventory", "tests/integration/integration_config.yml")

# Variables that would change what the tools do on this machine, and PAGERDUTY_*, because a test must never use a real
# account.
_UNWANTED = ("ANSIBLE_", "MAKE", "MFLAGS", "PAGERDUTY_", "PYENV_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")


class Failure(Exception):
    """A target failed. The message says why, and is shown without a traceback."""


def say(text: str) -> None:
    print(f"\n==> {text}" if not sys.stdout.isatty() else f"\n\033[1m==> {text}\033[0m", flush=True)


def environment(bins: list[Path], *, home: str = "home", **more: str) -> dict[str, str]:
    """Return the environment for a tool: a private home, and a PATH that starts with `bins` and has no shims of pyenv.

    ansible-test and Ansible expect that a shim runs the version in its name, which is not always true.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith(_UNWANTED)}
    pyenv = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    env["PATH"] = os.pathsep.join(
        [*map(str, bins), *(entry for entry in path if entry and not entry.startswith(pyenv))]
    )
    env["HOME"] = str(private_home(home))
    env["LC_ALL"] = "C.UTF-8"
    if not sys.stdout.isatty():
        env["NO_COLOR"] = "1"
    env["ANSIBLE_HOME"] = str(CACHE / home / ".ansible")
    env["ANSIBLE_COLLECTIONS_PATH"] = str(linked_root())
    return {**env, **more}


def run(
    command: Sequence[object],
    *,
    env: dict[str, str],
    cwd: Path = ROOT,
    check: bool = True,
    label: str = "",
    quiet: bool = False,
    on_line: Callable[[str], None] | None = None,
) -> int:
    """Run a command and show its output. Return its exit code. With `check`, raise Failure if it fails.

    label: a prefix for each line of output, if several commands run at the same time. quiet: hide the standard output.
    on_line: called with each line, before the line is shown.
    """
    words = [str(word) for word in command]
    if label or on_line:
        pipe = subprocess.PIPE
        with subprocess.Popen(
            words, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout
            for line in process.stdout:
                if on_line:
                    on_line(line)
                print(f"{label}{line}", end="", flush=True)
        code = process.returncode
    else:
        out = subprocess.DEVNULL if quiet else None
        code = subprocess.run(words, env=env, cwd=cwd, check=False, stdout=out).returncode
    if code and check:
        raise Failure(f"{Path(words[0]).name} failed with exit code {code}")
    return code


def private_home(name: str) -> Path:
    """Create a home folder for tools, with the files that ansible-test would otherwise download into it."""
    home = CACHE / name
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    stand_in = Path(__file__).with_name("get_pip.py")
    for version in _PIP_VERSIONS:
        shutil.copyfile(stand_in, cache / f"get_pip_{version}.py")
    for settings in (".config/pip", ".pip"):  # pip uses the user's settings, such as a mirror
        if (Path.home() / settings).is_dir() and not (home / settings).exists():
            (home / settings).parent.mkdir(parents=True, exist_ok=True)
            (home / settings).symlink_to(Path.home() / settings)
    return home


def linked_root() -> Path:
    """Create a collections folder in which the collection is a link to this checkout, and return the folder."""
    root = CACHE / "collections"
    link = root / COLLECTION
    if not link.is_symlink() or link.resolve() != ROOT.resolve():
        link.parent.mkdir(parents=True, exist_ok=True)
        if link.is_symlink():
            link.unlink()
        link.symlink_to(os.path.relpath(ROOT, link.parent), target_is_directory=True)
    return root


def copied_tree(name: str = "tree") -> Path:
    """Update the copy of the checkout in which ansible-test works, and return its path. Each name has its own copy.

    ansible-test resolves links, and requires the collection in `ansible_collections/community/pagerduty`. The copy
    contains the files that git tracks or would track. It is a git repository of its own, because ansible-test would
    otherwise use the outer repository, which ignores the copy.
    """
    tree = CACHE / name / COLLECTION
    tree.mkdir(parents=True, exist_ok=True)
    if not (tree / ".git").exists():
        subprocess.run(["git", "init", "--quiet", "--template=", "."], cwd=tree, check=True)
    files = _files()
    for name in files:
        _copy(ROOT / name, tree / name)
    _remove_others(tree, set(files))
    return tree


def _files() -> list[str]:
    """Return the checkout's files that git tracks or would track."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout.split(b"\0")
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"git cannot list the files of {ROOT}: is it a git checkout?") from error
    unique = {os.fsdecode(name) for name in names if name}
    return sorted(name for name in unique if os.path.lexists(ROOT / name))


def _copy(source: Path, target: Path) -> None:
    old, new = source.lstat(), target.lstat() if os.path.lexists(target) else None
    if new and (old.st_mode, old.st_size, old.st_mtime_ns) == (new.st_mode, new.st_size, new.st_mtime_ns):
        return
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    elif new:
        target.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _remove_others(tree: Path, wanted: set[str]) -> None:
    """Remove files of earlier copies from `tree` that are not in `wanted`, and folders that are empty then."""
    for folder, folders, files in os.walk(tree):
        here = Path(folder).relative_to(tree)
        folders[:] = [name for name in folders if (here / name).as_posix() not in _MADE_IN_TREE]
        for name in files:
            path = (here / name).as_posix()
            if path not in wanted and path not in _MADE_IN_TREE:
                (tree / path).unlink()
    for folder, _folders, _files in os.walk(tree, topdown=False):
        made = Path(folder).relative_to(tree).as_posix().startswith(_MADE_IN_TREE)
        if not made and not os.listdir(folder):
            os.rmdir(folder)
