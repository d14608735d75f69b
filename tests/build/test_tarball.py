# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tarball contains, and what Galaxy and ansible-builder read from it.

`make build` sets PAGERDUTY_BUILD: the folder with the tarball and the result of galaxy-importer.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

REPOSITORY = "https://github.com/ansible-collections/community.pagerduty/blob/main/"

SITE = "docs/site"  # what only `make site` needs

# Folders whose tracked files are all in the tarball.
FOLDERS = ("changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles")
FILES = {
    "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "FILES.json", "LICENSE", "MAINTAINERS.md", "MANIFEST.json",
    "README.md",
}
# Folders of plugins/ whose files have no documentation of their own.
UNDOCUMENTED = {"action", "doc_fragments", "module_utils", "plugin_utils"}


PLAY = """
- name: Start the emulator
  hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: community.pagerduty.emulator
      vars: {emulator_port: 0, emulator_directory: "{{ folder }}/emulator"}
    - ansible.builtin.set_fact:
        pagerduty_environment: {PAGERDUTY_API_URL: "{{ emulator_url }}", PAGERDUTY_API_TOKEN: emulator}

- name: Configure the account
  hosts: localhost
  gather_facts: false
  environment: "{{ pagerduty_environment }}"
  tasks:
    - community.pagerduty.pagerduty_user: {email: ann@example.com, name: Ann Archer, from_email: owner@example.com}
    - name: The same as an ordinary module
      community.pagerduty.pagerduty_team: {name: Web}
      environment: {EXAMPLE: "1"}
    - community.pagerduty.pagerduty_account_info:
      register: account
    - ansible.builtin.assert:
        that: account.config.teams | map(attribute='name') == ['Web']

- name: Stop the emulator
  hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: community.pagerduty.emulator
      vars: {emulator_state: stopped, emulator_directory: "{{ folder }}/emulator"}
"""


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
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *FOLDERS, f":!{SITE}"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name for name in listing.splitlines() if (ROOT / name).exists()} == names - FILES


def test_links_between_documents_lead_to_files_of_the_tarball(collection: Path, names: set[str]) -> None:
    documents = [collection / name for name in sorted(names) if name.endswith(".md")]
    assert len(documents) > 5
    linked = [(document, target) for document in documents for target in _linked_files(collection, document)]
    assert len(linked) > 40
    assert [f"{document.name}: {target}" for document, target in linked if not target.exists()] == []


def _linked_files(collection: Path, document: Path) -> Iterator[Path]:
    """The files that a document links to, also those with their address in the repository (see README.md)."""
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path = target.split("#")[0]
        if path.startswith(REPOSITORY):
            yield collection / path.removeprefix(REPOSITORY)
        elif path and "://" not in path:
            yield document.parent / path


def test_galaxy_lists_every_plugin_and_role(imported: Any, names: set[str]) -> None:
    listed = {(content["content_type"], content["name"]) for content in imported["contents"]}
    plugins = _plugins(names)
    assert {"module", "lookup", "callback", "eda/plugins/event_source", "eda/plugins/event_filter"} <= plugins.keys()
    for kind, expected in plugins.items():
        assert {name for one, name in listed if one == kind} == expected, kind
    assert {name for kind, name in listed if kind == "role"} == {path.name for path in (ROOT / "roles").iterdir()}


def test_galaxy_has_the_documentation_of_every_plugin(imported: Any, names: set[str]) -> None:
    documented = {
        (content["content_type"], content["content_name"])
        for content in imported["docs_blob"]["contents"]
        if (strings := content["doc_strings"]) and strings.get("doc") and strings.get("examples")
    }
    for kind, expected in _plugins(names).items():
        assert {name for one, name in documented if one == kind} == expected, kind


def _plugins(names: set[str]) -> dict[str, set[str]]:
    """The names of the plugins that have documentation, by galaxy-importer's names of their types."""
    found: dict[str, set[str]] = {}
    for name in names:
        plugin = re.fullmatch(r"(?:extensions/(?=eda/)|plugins/)(\w+|eda/plugins/\w+)/(\w+)\.py", name)
        if plugin and plugin[1] not in UNDOCUMENTED:
            kind = "module" if plugin[1] == "modules" else plugin[1]
            found.setdefault(kind, set()).add(plugin[2])
    return found


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


def test_the_collection_works_without_other_files(collection: Path, tmp_path: Path) -> None:
    """Nothing that users call needs a file outside of these folders: the emulator, roles, modules, and a playbook."""
    pruned = tmp_path / "ansible_collections" / "community" / "pagerduty"
    for folder in ("extensions", "meta", "playbooks", "plugins", "roles"):
        shutil.copytree(collection / folder, pruned / folder)
    shutil.copy(collection / "MANIFEST.json", pruned)  # ansible-galaxy writes it, and Ansible reads the version
    play = tmp_path / "play.yml"
    play.write_text(PLAY, encoding="utf-8")
    ansible = Path(os.environ["PAGERDUTY_ANSIBLE"])
    env = {
        "PATH": f"{ansible}:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path), "ANSIBLE_LOCALHOST_WARNING": "false",
    }
    command = [ansible / "ansible-playbook", play, "-e", f"folder={tmp_path}"]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed=0" in done.stdout and "changed=0" not in done.stdout


def test_every_role_requires_the_ansible_core_that_the_collection_requires(collection: Path) -> None:
    runtime = yaml.safe_load((collection / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    required = re.fullmatch(r">=(\d+\.\d+)\.0", runtime["requires_ansible"])
    assert required, runtime["requires_ansible"]
    roles = {
        file.parts[-3]: yaml.safe_load(file.read_text(encoding="utf-8"))["galaxy_info"]["min_ansible_version"]
        for file in collection.glob("roles/*/meta/main.yml")
    }
    assert roles and roles == dict.fromkeys(roles, required[1])
