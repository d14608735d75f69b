# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a Python package: built from the tarball's files, and installed into a new virtual environment.

A project without Ansible uses it: the command, and the fixtures in the examples of its README.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

PYTEST = ("-m", "pytest", "-p", "no:cacheprovider", "-v")

# A project that has the package and does not use it.
UNUSED = """
import sys

def test_nothing_is_imported_and_no_emulator_is_started():
    assert "pagerduty_emulator.pytest_plugin" in sys.modules
    assert not {"aiohttp", "urllib.request", "pagerduty_emulator.testing"} & sys.modules.keys()
"""

# After the README's examples, whose conftest.py sets the options --strict and --region.
USED = """
import pytest
from pagerduty_emulator.testing import RequestError, StartError, running

def test_the_options_of_the_project(pagerduty_emulator):
    pagerduty_emulator.post("/teams", {"team": {"type": "team", "name": "Core"}})
    with pytest.raises(RequestError, match="Type can't be blank") as caught:
        pagerduty_emulator.post("/teams", {"team": {"name": "Web"}})
    assert caught.value.status == 400 and caught.value.body["error"]["code"] == 2001

def test_the_state_is_kept(pagerduty_emulator):
    assert [team["name"] for team in pagerduty_emulator.get("/teams", query="co")["teams"]] == ["Core"]

def test_a_new_account(pagerduty_account):
    account = pagerduty_account
    assert account.get("/teams", team_ids=["PNONE00"], limit=5)["teams"] == []
    made = account.post("/teams", {"team": {"type": "team", "name": "Core"}})["team"]
    assert account.put(f"/teams/{made['id']}", {"team": {"type": "team", "name": "New"}})["team"]["name"] == "New"
    assert account.delete(f"/teams/{made['id']}") is None
    assert [one["method"] for one in account.requests()] == ["GET", "POST", "PUT", "DELETE"]
    account.clear_requests()
    assert account.requests() == account.events() == account.alerts() == account.deliveries(wait=1) == []
    assert account.advance(60) == account.now()
    account.load({"token": "other", "teams": [{"name": "Theirs"}]})
    assert [one["subdomain"] for one in account.state()["accounts"]] == ["example", "other"]
    account.add_fault("status", status=503, path="/teams", times=None)
    with pytest.raises(RequestError, match="GET /teams: 503 <html>"):
        account.get("/teams")
    account.clear_faults()
    account.get("/teams")
    assert account.get("/users")["users"][0]["html_url"].startswith("https://example.eu.pagerduty.com/")

def test_https():
    with running("--https") as emulator:
        assert emulator.url.startswith("https://") and emulator.ca_file.name == "ca.pem"
        assert emulator.get("/users")["users"][0]["email"] == emulator.from_email
    assert not emulator.ca_file.exists()

def test_a_wrong_option():
    with pytest.raises(StartError), running("--no-such-option"):
        pass
"""


@pytest.fixture(scope="module")
def wheel(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files in the tarball."""
    folder = tmp_path_factory.mktemp("wheel")
    source = collection / "roles" / "emulator" / "files"
    before = sorted(source.rglob("*"))
    _pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", folder, source)
    assert sorted(source.rglob("*")) == before, "the build leaves nothing in the source folder"
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with the package, its dependencies from the package index, and pytest."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    interpreter = folder / "bin" / "python"
    _pip(sys.executable, "--python", interpreter, "install", f"{wheel}[https]", "pytest>=8.2,<10")
    return interpreter


def _pip(interpreter: Any, *arguments: Any) -> None:
    """Runs pip with the settings and the cache of the user, as the other environments are made."""
    words = [str(word) for word in (interpreter, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments)]
    env = {**os.environ, "HOME": os.environ.get("PAGERDUTY_USER_HOME", str(Path.home()))}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _readme_examples(collection: Path) -> list[str]:
    readme = (collection / "roles" / "emulator" / "files" / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", readme, re.DOTALL)


def _run_pytest(python: Path, project: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return subprocess.run(
        [python, *PYTEST, project], cwd=project, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_wheel_has_the_program_and_nothing_else(collection: Path, wheel: Path) -> None:
    source = collection / "roles" / "emulator" / "files"
    files = {path.relative_to(source).as_posix() for path in (source / "pagerduty_emulator").rglob("*.*")}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = archive.read(metadata).decode()
    assert packed == files
    galaxy = yaml.safe_load((Path(__file__).parents[2] / "galaxy.yml").read_text(encoding="utf-8"))
    assert f"\nVersion: {galaxy['version']}\n" in about
    assert "\nRequires-Python: >=3.11\n" in about and "\nLicense-Expression: GPL-3.0-or-later\n" in about
    assert (source / "LICENSE").read_bytes() == (collection / "LICENSE").read_bytes()


def test_the_command(python: Path, tmp_path: Path) -> None:
    command = [python.with_name("pagerduty-emulator"), "--port", "0", "--background", tmp_path]
    url = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    try:
        request = urllib.request.Request(f"{url}/users", headers={"Authorization": "Token token=emulator"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
            assert response.status == 200
    finally:
        subprocess.run([command[0], "--stop", tmp_path], check=True, timeout=60)


def test_the_fixtures_and_the_examples_of_the_readme(collection: Path, python: Path, tmp_path: Path) -> None:
    example, rules, conftest = _readme_examples(collection)
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    (tmp_path / "test_rules.py").write_text(rules, encoding="utf-8")
    (tmp_path / "test_used.py").write_text(USED, encoding="utf-8")
    done = _run_pytest(python, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout


def test_a_project_that_does_not_use_the_fixtures(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_unused.py").write_text(UNUSED, encoding="utf-8")
    done = _run_pytest(python, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_containerfile(collection: Path, python: Path) -> None:
    """Its files exist, it installs the package, and the command takes its options. The image itself is not built."""
    source = collection / "roles" / "emulator" / "files"
    text = (source / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    names = [name for name, _rest in steps]
    assert names == ["FROM", "COPY", "COPY", "RUN", "USER", "WORKDIR", "EXPOSE", "ENTRYPOINT"]
    arguments = dict(steps)
    copied = [name for step, rest in steps if step == "COPY" for name in rest.split()[:-1]]
    assert {"pyproject.toml", "pagerduty_emulator"} <= set(copied) and all((source / name).exists() for name in copied)
    assert '"/source[https]"' in arguments["RUN"]
    command, *options = json.loads(arguments["ENTRYPOINT"])
    assert arguments["EXPOSE"] == options[options.index("--port") + 1]
    subprocess.run([python.with_name(command), *options, "--version"], check=True, timeout=60)
