# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event sources as ansible-rulebook sees them: a file, run by itself; and documentation, held to options."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import itertools
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _options, _poll, _webhook

# Not resolved: the folder may be linked into one that is named ansible_collections.
COLLECTION = Path(__file__).parents[4]
SOURCES = COLLECTION / "extensions" / "eda" / "plugins" / "event_source"

OPTIONS = {"pagerduty_poll": _poll.OPTIONS, "pagerduty_webhook": _webhook.OPTIONS}


def loaded(name: str) -> t.Any:
    """The source's file. Not by its path alone, as runpy does it: Ansible's importer takes what is in a collection."""
    spec = importlib.util.spec_from_file_location(name, SOURCES / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held(documented: dict[str, t.Any], spec: dict[str, t.Any], path: str) -> None:
    assert documented.keys() == spec.keys(), path
    for name, option in spec.items():
        said = documented[name]
        for attribute in ("type", "elements", "default", "choices", "required", "aliases"):
            assert said.get(attribute) == option.get(attribute), f"{path}{name}: {attribute}"
        held(said.get("suboptions", {}), option.get("options", {}), f"{path}{name}.")


@pytest.mark.parametrize("name", OPTIONS)
def test_documentation_and_options_agree(name: str) -> None:
    source = loaded(name)
    documentation = yaml.safe_load(source.DOCUMENTATION)
    assert documentation["name"] == name
    held(documentation["options"], OPTIONS[name], "")
    for ruleset in yaml.safe_load(source.EXAMPLES):
        for given in ruleset["sources"]:
            _options.validated(OPTIONS[name], given[f"community.pagerduty.{name}"])


@pytest.mark.parametrize("name", OPTIONS)
def test_the_file_finds_the_library_by_itself(name: str, tmp_path: Path) -> None:
    """In a process that knows nothing of collections, where another package has the name of theirs."""
    other = tmp_path / "other" / "ansible_collections"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("")
    installed = tmp_path / "installed" / "ansible_collections" / "community" / "pagerduty"
    installed.parent.mkdir(parents=True)
    installed.symlink_to(COLLECTION.resolve())
    program = (
        "import asyncio, runpy, sys\n"
        "main = runpy.run_path(sys.argv[1])['main']\n"
        "assert asyncio.iscoroutinefunction(main)\n"
        "try:\n"
        "    asyncio.run(main(asyncio.Queue(1), {'no such option': 1}))\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    for place, path in itertools.product((COLLECTION.resolve(), installed), ("", other.parent)):
        source = place / SOURCES.relative_to(COLLECTION) / f"{name}.py"
        done = subprocess.run(
            [sys.executable, "-c", program, str(source)],
            env={"PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("UsageError no such option: this option does not exist"), done.stderr


@pytest.mark.parametrize("name", OPTIONS)
def test_main_is_what_ansible_rulebook_calls(name: str) -> None:
    main = loaded(name).main
    assert asyncio.iscoroutinefunction(main)
    assert list(inspect.signature(main).parameters) == ["queue", "args"]


@pytest.mark.parametrize("name", OPTIONS)
def test_wrong_options_end_it_without_a_traceback(name: str) -> None:
    """ansible-rulebook logs a line for each frame that an error has passed."""
    with pytest.raises(UsageError, match="this option does not exist") as raised:
        asyncio.run(loaded(name).main(asyncio.Queue(1), {"prot": 5}))
    frames = [entry.name for entry in raised.traceback if Path(str(entry.path)).parent.name == "_triggers"]
    assert frames == ["run", "without_frames"]
