# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tarball contains, and what Galaxy and ansible-builder read from it.

`make build` sets PAGERDUTY_BUILD: the folder with the tarball and the result of galaxy-importer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

# Folders whose tracked files are all in the tarball.
FOLDERS = ("changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles")
FILES = {"CONTRIBUTING.md", "FILES.json", "LICENSE", "MANIFEST.json", "README.md"}


@pytest.fixture(scope="session")
def names(collection: Path) -> set[str]:
    """The paths of the tarball's files."""
    return {path.relative_to(collection).as_posix() for path in collection.rglob("*") if not path.is_dir()}


@pytest.fixture(scope="session")
def imported(build: Path) -> Any:
    """What galaxy-importer returns to Galaxy and Automation Hub."""
    return json.loads((build / "importer_result.json").read_text(encoding="utf-8"))


def test_the_tarball_has_no_tests_tools_or_dotfiles(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == {*FOLDERS, *FILES}
    assert [name for name in names if any(part.startswith(".") for part in PurePosixPath(name).parts)] == []


def test_the_tarball_has_every_file_that_users_need(names: set[str]) -> None:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *FOLDERS]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name for name in listing.splitlines() if (ROOT / name).exists()} == names - FILES


def test_links_between_documents_lead_to_files_of_the_tarball(collection: Path, names: set[str]) -> None:
    documents = sorted(name for name in names if name.endswith(".md"))
    assert len(documents) > 5
    broken = [
        f"{document}: {target}" for document in documents for target in _relative_links(collection / document)
        if not (collection / document).parent.joinpath(target).exists()
    ]
    assert broken == []


def _relative_links(document: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path = target.split("#")[0]
        if path and "://" not in path:
            yield path


def test_galaxy_lists_every_plugin_and_role(imported: Any, names: set[str]) -> None:
    listed = {(content["content_type"], content["name"]) for content in imported["contents"]}
    assert {name for kind, name in listed if kind == "eda/plugins/event_source"} == {
        "pagerduty_poll", "pagerduty_webhook"
    }
    assert {name for kind, name in listed if kind == "module"} == _stems(names, "plugins/modules")
    assert {name for kind, name in listed if kind == "lookup"} == _stems(names, "plugins/lookup")
    assert {name for kind, name in listed if kind == "role"} == {path.name for path in (ROOT / "roles").iterdir()}


def _stems(names: set[str], folder: str) -> set[str]:
    paths = [PurePosixPath(name) for name in names]
    return {path.stem for path in paths if path.parent.as_posix() == folder and path.suffix == ".py"}


def test_ansible_builder_finds_the_requirements(collection: Path) -> None:
    builder = Path(sys.executable).with_name("ansible-builder")
    done = subprocess.run([builder, "introspect", collection.parents[2]], capture_output=True, text=True, check=True)
    found = {line.split("  # ")[0] for line in yaml.safe_load(done.stdout)["python"]}
    assert found == _requirements(collection / "meta" / "ee-requirements.txt")


def test_the_requirements_are_those_of_the_tests() -> None:
    wanted = _requirements(ROOT / "meta" / "ee-requirements.txt")
    assert wanted and wanted == _requirements(ROOT / "requirements.txt")


def _requirements(file: Path) -> set[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_every_role_requires_the_ansible_core_that_the_collection_requires(collection: Path) -> None:
    runtime = yaml.safe_load((collection / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    required = re.fullmatch(r">=(\d+\.\d+)\.0", runtime["requires_ansible"])
    assert required, runtime["requires_ansible"]
    roles = {
        file.parts[-3]: yaml.safe_load(file.read_text(encoding="utf-8"))["galaxy_info"]["min_ansible_version"]
        for file in collection.glob("roles/*/meta/main.yml")
    }
    assert roles and roles == dict.fromkeys(roles, required[1])
