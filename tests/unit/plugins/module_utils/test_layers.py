# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the library: each knows only those above it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"
LIBRARY = PLUGINS / "module_utils"

# From top to bottom. A file imports only from rows above its own, or beside it in its own row.
LAYERS = [
    ["_errors", "_times"],
    ["_auth", "_token_file", "_secrets", "_shape", "_transport", "_client", "_files"],
    ["_option_types", "_input", "_fields", "_resource"],
    ["_resources"],
    ["_references"],
    ["_plan", "_apply", "_duplicates", "_reconcile", "_listing"],
    ["_run"],
    ["_operations"],
    ["_module", "_start", "_validation"],
]
ROW = {name: number for number, row in enumerate(LAYERS) for name in row}

FILES = sorted(LIBRARY.rglob("*.py"))


def layer(path: Path) -> str:
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, list[str]]]:
    """(module, names) of each import; relative ones with their dots."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found.append(("." * node.level + (node.module or ""), [name.name for name in node.names]))
        elif isinstance(node, ast.Import):
            found += [(name.name, []) for name in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(LIBRARY)) for path in FILES])
def test_knows_only_the_layers_above(path: Path) -> None:
    mine = layer(path)
    assert mine in ROW, f"say in LAYERS where {mine} stands"
    up = "." * len(path.relative_to(LIBRARY).parts)
    for module, _names in imports(path):
        if not module.startswith(up) or not module.strip("."):
            continue
        other = module.removeprefix(up).split(".")[0]
        if module.startswith(up + "."):
            pytest.fail(f"{path.name} reaches out of the library: {module}")
        assert ROW[other] <= ROW[mine], f"{mine} must not know {other}"


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(LIBRARY)) for path in FILES])
def test_only_the_shells_touch_the_outside(path: Path) -> None:
    """Below the run layer nothing imports AnsibleModule, prints, exits or reads the environment."""
    if layer(path) in ("_module", "_start", "_run", "_files", "_token_file"):
        return  # the first three are there for it; files need the system
    names = {name for module, found in imports(path) for name in (module, *found)}
    assert not names & {"ansible.module_utils.basic", "AnsibleModule", "os", "sys", "subprocess"}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"print", "exit", "input"}


def test_every_module_has_its_action_and_is_in_the_group() -> None:
    modules = {path.stem for path in (PLUGINS / "modules").glob("*.py")}
    assert modules == {path.stem for path in (PLUGINS / "action").glob("*.py")}
    runtime = (PLUGINS.parent / "meta" / "runtime.yml").read_text()
    missing = [name for name in modules if f"- {name}\n" not in runtime]
    assert not missing
