# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the Ansible community package requires of a collection, and shows the evidence for each requirement.

The requirements are those marked MUST in "Ansible community package collections requirements",
https://docs.ansible.com/projects/ansible/latest/community/collection_contributors/collection_requirements.html
`make inclusion` runs this.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pythons
import tasks
import venvs
import yaml
from module_files import _Loader
from project import ROOT

MEGABYTE = 1_000_000
PLUGINS = ROOT / "plugins"
WORKFLOWS = ROOT / ".github" / "workflows"
# The folders of ansible-core's plugin types, and those that collections may have in addition.
FOLDERS = {
    "action",
    "become",
    "cache",
    "callback",
    "cliconf",
    "connection",
    "doc_fragments",
    "filter",
    "httpapi",
    "inventory",
    "lookup",
    "module_utils",
    "modules",
    "netconf",
    "plugin_utils",
    "shell",
    "strategy",
    "sub_plugins",
    "terminal",
    "test",
    "vars",
}
PRIVATE = "Private to the collection"

Requirement = Callable[[], str]
REQUIREMENTS: list[tuple[str, Requirement]] = []


class Open(Exception):
    """A requirement that is not fulfilled, with the reason."""


def requires(text: str) -> Callable[[Requirement], Requirement]:
    """Register a function that returns the evidence for a requirement, or raises Open."""

    def register(function: Requirement) -> Requirement:
        REQUIREMENTS.append((text, function))
        return function

    return register


def main() -> int:
    """Print each requirement with its evidence. Return the number of open ones."""
    unfulfilled = 0
    for text, function in REQUIREMENTS:
        try:
            state, evidence = "ok  ", function()
        except Open as reason:
            state, evidence = "OPEN", str(reason)
            unfulfilled += 1
        print(f"{state}  {text}\n      {evidence}")
    print(f"\n{len(REQUIREMENTS)} requirements, {unfulfilled} open")
    return unfulfilled


# -- files ------------------------------------------------------------------------------------------------------------


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _yaml(name: str) -> Any:
    return yaml.safe_load(_text(name))


def _must(condition: object, reason: str) -> None:
    if not condition:
        raise Open(reason)


def _none(flaws: Iterator[str] | list[str], what: str) -> None:
    found = list(flaws)
    _must(not found, f"{what}: {', '.join(found[:5])}")


def _tracked() -> list[Path]:
    """All files of the repository."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listing.splitlines() if (ROOT / name).exists()]


def _workflow(name: str) -> Any:
    return yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))


def _documented() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each module and plugin with its constants, such as DOCUMENTATION."""
    for folder in ("modules", "lookup", "filter", "callback", "test", "inventory"):
        for path in sorted((PLUGINS / folder).glob("[a-z]*.py")):
            constants = {
                target.id: ast.literal_eval(node.value)
                for node in ast.parse(path.read_text(encoding="utf-8")).body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            yield path, constants


def _documentation(constants: dict[str, Any]) -> dict[str, Any]:
    found = yaml.safe_load(constants.get("DOCUMENTATION") or "{}")
    return found if isinstance(found, dict) else {}


# -- requirements -----------------------------------------------------------------------------------------------------


@requires("A public issue tracker, and a public git repository")
def _tracker() -> str:
    galaxy = _yaml("galaxy.yml")
    _must(str(galaxy["issues"]).startswith("https://github.com/"), "galaxy.yml has no address of issues")
    return f"galaxy.yml: {galaxy['issues']}, {galaxy['repository']}"


@requires("A code of conduct that is compatible with Ansible's, linked from the README")
def _conduct() -> str:
    link = "community/code_of_conduct.html"
    _must(
        link in _text("README.md") and link in _text("CODE_OF_CONDUCT.md"),
        "README.md or CODE_OF_CONDUCT.md does not link to it",
    )
    return "CODE_OF_CONDUCT.md and README.md link to the code of conduct of Ansible"


@requires("Published on Galaxy, from the sources of a git tag that is the version")
def _published() -> str:
    release = _workflow("release.yml")
    steps = release["jobs"]["publish"]["steps"]
    commands = "\n".join(step.get("run", "") for step in steps)
    _must(
        "ansible-galaxy collection publish" in commands and "GITHUB_REF_NAME" in commands,
        "release.yml does not publish the tag",
    )
    return "release.yml runs for each tag, checks that it is the version, and publishes what `make build` built from it"


@requires("Tests, at least the sanity tests, pass for the commit of a release")
def _release_tests() -> str:
    release = _workflow("release.yml")
    _must(release["jobs"]["publish"]["needs"] == "test", "release.yml publishes without tests")
    _must(release["jobs"]["test"]["uses"].endswith("ci.yml"), "release.yml does not run the tests of ci.yml")
    return "release.yml publishes only after all jobs of ci.yml have passed"


@requires("Only content with a license that the rules allow")
def _licenses() -> str:
    header = "SPDX-License-Identifier" + ": GPL-3.0-or-later"  # in two parts: this line is no header
    code = [path for path in _tracked() if path.suffix == ".py" and path.stat().st_size]
    _none(
        [str(path.relative_to(ROOT)) for path in code if header not in path.read_text(encoding="utf-8")],
        "without a license",
    )
    _must(_yaml("galaxy.yml")["license"] == ["GPL-3.0-or-later"], "galaxy.yml names another license")
    return f"All {len(code)} Python files; REUSE.toml covers the other files. `make lint` checks both"


@requires("No contributor license agreement")
def _agreement() -> str:
    _none(re.findall(r"(?i)license agreement|\bCLA\b", _text("CONTRIBUTING.md")), "CONTRIBUTING.md requires one")
    return "CONTRIBUTING.md requires none"


@requires("No large and no unnecessary files")
def _sizes() -> str:
    sizes = sorted((path.stat().st_size, str(path.relative_to(ROOT))) for path in _tracked() if path.is_file())
    _must(sizes[-1][0] < MEGABYTE, f"{sizes[-1][1]} has {sizes[-1][0] / MEGABYTE:.1f} MB")
    needless = [
        name for _size, name in sizes if re.search(r"\.(pyc|swp|orig|rej|bak|tmp)$|~$|\.DS_Store$|__pycache__", name)
    ]
    _none(needless, "unnecessary files")
    return (
        f"{len(sizes)} files with {sum(size for size, _name in sizes) / MEGABYTE:.1f} MB, the largest is {sizes[-1][1]}"
    )


@requires("The Python versions that are not supported are documented in the README and with each module")
def _python_versions() -> str:
    target = ".".join(map(str, pythons.OLDEST_OF_TARGETS))
    controller = ".".join(map(str, pythons.OLDEST))
    readme = _text("README.md")
    _must(
        f"Python {target} or newer" in readme and f"Python {controller} or newer" in readme,
        "README.md does not state them",
    )
    _must(
        f"Python {target} or newer" in _text("plugins/doc_fragments/pagerduty.py"),
        "the documentation of modules does not state them",
    )
    return f"Controllers: {controller} or newer. Modules: {target} or newer. In README.md and in each module"


@requires("module_utils and plugin_utils for internal use say so, and their names begin with an underscore")
def _private() -> str:
    files = [path for folder in ("module_utils", "plugin_utils") for path in (PLUGINS / folder).rglob("*.py")]
    files = [path for path in files if ast.parse(path.read_text(encoding="utf-8")).body]
    public = [path.name for path in files if not any(part.startswith("_") for part in path.relative_to(PLUGINS).parts)]
    _none(public, "public names")
    _none(
        [
            str(path.relative_to(ROOT))
            for path in files
            if PRIVATE.lower() not in path.read_text(encoding="utf-8").lower()
        ],
        "does not say so",
    )
    return f"All {len(files)} files"


@requires("galaxy.yml: tags, and dependencies only on collections of the community package")
def _galaxy() -> str:
    galaxy = _yaml("galaxy.yml")
    _must(galaxy["tags"], "galaxy.yml has no tags")
    _must(not galaxy["dependencies"], "galaxy.yml has dependencies")
    return f"Tags: {', '.join(galaxy['tags'])}. No dependencies"


@requires("meta/runtime.yml: the oldest ansible-core that is supported")
def _runtime() -> str:
    required = _yaml("meta/runtime.yml")["requires_ansible"]
    _must(re.fullmatch(r">=\d+\.\d+\.0", required), f"requires_ansible is {required}")
    return f"requires_ansible: {required}"


@requires("Only the folders of plugin types in plugins/")
def _folders() -> str:
    found = {path.name for path in PLUGINS.iterdir() if path.is_dir()} - {"__pycache__"}
    _none(sorted(found - FOLDERS), "other folders")
    return ", ".join(sorted(found))


@requires("The collection works without the files outside of meta, plugins, roles, playbooks and extensions")
def _complete() -> str:
    name = "test_the_collection_works_without_other_files"
    _must(name in _text("tests/build/test_tarball.py"), "no test")
    return f"tests/build/test_tarball.py::{name}"


@requires("Modules and plugins have DOCUMENTATION and EXAMPLES")
def _documented_plugins() -> str:
    found = list(_documented())
    _none([path.stem for path, constants in found if not _documentation(constants)], "without DOCUMENTATION")
    _none(
        [
            path.stem
            for path, constants in found
            if not yaml.load(constants.get("EXAMPLES", ""), _Loader) and path.parent.name != "callback"
        ],
        "without EXAMPLES",
    )
    return f"All {len(found)} modules and plugins"


@requires("Complete names of modules, plugins and fragments in the documentation")
def _complete_names() -> str:
    flaws = []
    for path, constants in _documented():
        text = "".join(value for value in constants.values() if isinstance(value, str))
        names = re.findall(r"\b[MP]\(([^)#]+)", text) + list(
            _documentation(constants).get("extends_documentation_fragment", [])
        )
        flaws += [f"{path.stem}: {name}" for name in names if name.count(".") < 2]
    _none(flaws, "short names")
    return "All M() and P() macros and extends_documentation_fragment; ansible-lint checks the examples"


@requires("version_added is a version of the collection")
def _versions() -> str:
    current = _version(_yaml("galaxy.yml")["version"])
    flaws = []
    for path, constants in _documented():
        added = str(_documentation(constants).get("version_added", ""))
        if not re.fullmatch(r"\d+\.\d+\.\d+", added) or _version(added) > current:
            flaws.append(f"{path.stem}: {added or 'none'}")
    _none(flaws, "not a version of the collection")
    return f"All of them, at most {_yaml('galaxy.yml')['version']}"


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


@requires("A README, and CONTRIBUTING or README state which contributions are accepted")
def _readme() -> str:
    headings = re.findall(r"^## (.+)$", _text("README.md"), re.MULTILINE)
    wanted = [
        "Description",
        "Requirements",
        "Installation",
        "Use cases",
        "Testing",
        "Support",
        "Communication",
        "Code of conduct",
        "Contributing",
        "Release notes and roadmap",
        "Related information",
        "License",
    ]
    _none([heading for heading in wanted if heading not in headings], "README.md has no heading")
    _must("pull request" in _text("CONTRIBUTING.md").lower(), "CONTRIBUTING.md does not state them")
    _none(
        [link for link in re.findall(r"\]\(([^)\s#][^)\s]*)\)", _text("README.md")) if "://" not in link],
        "README.md has relative links",
    )
    return f"README.md has {', '.join(wanted)}; CONTRIBUTING.md has the rest"


@requires("A changelog in the format of antsibull-changelog")
def _changelog() -> str:
    _must((ROOT / "changelogs" / "changelog.yaml").is_file(), "there is no changelogs/changelog.yaml")
    return "changelogs/changelog.yaml; `make lint` checks it and the fragments"


@requires("Semantic versioning, and a policy of releases, versions and deprecation")
def _semantic() -> str:
    _must(re.fullmatch(r"\d+\.\d+\.\d+", _yaml("galaxy.yml")["version"]), "the version is not semantic")
    readme = _text("README.md")
    _must("https://semver.org/" in readme and "deprecated" in readme, "README.md has no policy")
    return "README.md, Release notes and roadmap"


@requires("Modules that only gather information are named _info, and none has a state for queries")
def _queries() -> str:
    flaws = []
    for path, constants in _documented():
        state = (_documentation(constants).get("options") or {}).get("state") or {}
        flaws += [
            f"{path.stem}: {choice}"
            for choice in state.get("choices", [])
            if choice in ("get", "list", "query", "info", "gathered")
        ]
        if "attributes.info" in str(_documentation(constants).get("extends_documentation_fragment")):
            flaws += (
                [path.stem] if path.parent.name == "modules" and not path.stem.endswith(("_info", "_render")) else []
            )
    _none(flaws, "queries")
    return "All of them. pagerduty_template_render does not gather information: it sends values to be rendered"


@requires("Check mode in all _info modules")
def _check_mode() -> str:
    infos = [(path, _documentation(constants)) for path, constants in _documented() if path.stem.endswith("_info")]
    # In check mode, modules with rows write no file.
    fragments = {"community.pagerduty.attributes.info", "community.pagerduty.attributes.info_rows"}
    _none(
        [path.stem for path, found in infos if not fragments.intersection(found["extends_documentation_fragment"])],
        "without check mode",
    )
    return f"All {len(infos)}, through the fragments {' and '.join(sorted(fragments))}"


@requires("ansible-test sanity with each supported ansible-core, and no entries to ignore")
def _sanity() -> str:
    _none([path.name for path in (ROOT / "tests" / "sanity").glob("ignore*.txt")], "files with ignored errors")
    oldest = _yaml("meta/runtime.yml")["requires_ansible"].removeprefix(">=").rsplit(".", 1)[0]
    _must(list(venvs.OLDER_CORES)[-1] == oldest, f"the oldest that is tested is {list(venvs.OLDER_CORES)[-1]}")
    return f"`make sanity`, with {', '.join(venvs.OLDER_CORES)} and the newest. There is no file with ignored errors"


@requires("All tests run for each pull request, and at least once a week")
def _regular() -> str:
    workflow = _workflow("ci.yml")
    events = workflow["on"]
    _must("pull_request" in events and not events["pull_request"], "ci.yml does not run for each pull request")
    _must(re.fullmatch(r"\d+ \d+ \* \* [0-7]", events["schedule"][0]["cron"]), "ci.yml does not run each week")
    targets = " ".join(workflow["jobs"]["test"]["strategy"]["matrix"]["target"]).split()
    _none(
        [target for target in (*tasks.ON_ONE_PROCESSOR, *tasks.ON_ALL_PROCESSORS) if target not in targets],
        "ci.yml does not run make",
    )
    return f"ci.yml: pull_request, schedule {events['schedule'][0]['cron']!r}, targets {', '.join(targets)}"


@requires("The default branch is main")
def _branch() -> str:
    _must(_workflow("ci.yml")["on"]["push"]["branches"] == ["main"], "ci.yml has another branch")
    return "ci.yml runs for pushes to main"


@requires("Tasks are idempotent")
def _idempotent() -> str:
    tables = list((ROOT / "tests" / "integration" / "targets" / "resources" / "files").glob("*.yml"))
    _must(tables, "no tests")
    return f"The tests apply each option twice, for {len(tables)} resources. The second run sends no write request"


if __name__ == "__main__":
    sys.exit(bool(main()))
