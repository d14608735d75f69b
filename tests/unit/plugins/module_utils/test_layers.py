# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the library: each knows only those above it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"
LIBRARY = PLUGINS / "module_utils"

# From top to bottom. A file imports only from rows above its own, or from its own row.
LAYERS = [
    ["_core.errors", "_core.times"],
    ["_core"],
    ["_schema"],
    ["_engine"],
    ["_resources"],
    ["_operations"],
    ["_shells"],
]
ROW = {name: number for number, row in enumerate(LAYERS) for name in row}

FILES = sorted(LIBRARY.rglob("*.py"))


def layer(module: str) -> str:
    """The layer of a module, by its dotted name below the library."""
    return module if module in ROW else module.split(".")[0]


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(LIBRARY).with_suffix("").parts)


def imports(path: Path) -> list[tuple[str, list[str]]]:
    """(module, names) of each import. A relative one is dotted below the library, with a dot before it."""
    package = dotted(path).split(".")[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            up = node.level - 1
            assert up <= len(package), f"{path.name} imports from outside the library"
            parts = [*package[: len(package) - up], *([node.module] if node.module else [])]
            found.append(("." + ".".join(parts), [name.name for name in node.names]))
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "", [name.name for name in node.names]))
        elif isinstance(node, ast.Import):
            found += [(name.name, []) for name in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(LIBRARY)) for path in FILES])
def test_imports_only_from_the_layers_above(path: Path) -> None:
    mine = layer(dotted(path))
    for module, names in imports(path):
        if module.startswith("."):
            others = [f"{module}.{name}".strip(".") for name in names] if module.count(".") == 1 else [module[1:]]
            for other in others:
                assert ROW[layer(other)] <= ROW[mine], f"{mine} must not import {other}"


SHELLS = (
    "_shells.module",
    "_shells.zip_finder",
    "_core.connection_options",
    "_core.directory",
    "_core.files",
    "_core.token_file",
    "_core.ledger",
    "_core.local_lock",
)


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(LIBRARY)) for path in FILES])
def test_only_the_shells_use_the_environment(path: Path) -> None:
    """Nothing else imports AnsibleModule, prints, exits or reads the environment. Files require the os module."""
    if dotted(path) in SHELLS:
        return
    names = {name for module, found in imports(path) for name in (module, *found)}
    assert not names & {"ansible.module_utils.basic", "AnsibleModule", "os", "sys", "subprocess"}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"print", "exit", "input"}


GENERIC = [path for path in FILES if dotted(path).startswith(("_core", "_schema", "_engine"))]


def _resource_words() -> set[str]:
    """The names, plurals and keys of all resources."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(_resources.__path__):
        for value in vars(importlib.import_module(f"{_resources.__name__}.{module.name}")).values():
            if isinstance(value, Resource):
                found |= {value.name, value.plural, value.path, value.one_key, value.list_key, value.module}
    return found - {"", "status"}  # also the status of a response


# Names that mean something else in the generic layers.
OTHER_MEANINGS: dict[str, set[str]] = {
    "_engine.account.info": {"action"},  # what a plan does with an object
    "_engine.account.planning": {"action"},
}


@pytest.mark.parametrize("path", GENERIC, ids=[str(path.relative_to(LIBRARY)) for path in GENERIC])
def test_generic_layers_name_no_resource(path: Path) -> None:
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not texts & (_resource_words() - OTHER_MEANINGS.get(dotted(path), set()))


MODULES = sorted((PLUGINS / "modules").glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_modules_import_their_shell_first(path: Path) -> None:
    """The shell replaces Python's slow way to import from the zip file of a module. What is imported before is slow."""
    first = next(node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom) and node.level)
    assert first.module == "module_utils._shells.module"


def test_every_module_has_its_action_and_is_in_the_group() -> None:
    modules = {path.stem for path in (PLUGINS / "modules").glob("*.py")}
    assert modules == {path.stem for path in (PLUGINS / "action").glob("*.py")}
    runtime = (PLUGINS.parent / "meta" / "runtime.yml").read_text()
    missing = [name for name in modules if f"- {name}\n" not in runtime]
    assert not missing
