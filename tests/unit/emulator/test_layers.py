# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's layers: no circular imports, no import from a higher layer, no resource in a generic layer.

`test_code_size` limits the length of functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from .conftest import CODE
from .inside import registry

NAME = CODE.name
LAYERS = (
    {"core"},
    {"schema"},
    {"resources"},
    {"registry", "webhooks", "events_api", "faults", "masking", "log"},
    {"oauth", "state_file"},
    {"credentials"},
    {"accounts"},
    {"account_api", "admin", "database", "page", "stream"},
    {"server", "certificates", "proxy"},
    {"__main__", "testing"},
    {"pytest_plugin"},
)
"""The parts of the package, the lowest first. A part may import from its own layer and from lower ones."""

GENERIC = ("core", "schema", "server", "accounts", "state_file", "faults", "masking", "log", "stream", "page")
"""Parts that must work with any resources."""


def module_of(file: Path, root: Path) -> str:
    """``pagerduty_emulator/core/bus.py`` → ``core.bus``, and a package's ``__init__.py`` → the package."""
    parts = list(file.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(node: ast.stmt, module: str, is_package: bool, modules: set[str]) -> Iterator[str]:
    """The modules of the emulator that an import statement names."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        base = module.split(".") if module else []
        base = base[: len(base) - node.level + is_package] if node.level else []
        inner = [NAME, *base] if node.level else []
        origin = ".".join([*inner, *(node.module.split(".") if node.module else [])])
        names = [f"{origin}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        if name != NAME and not name.startswith(f"{NAME}."):
            continue
        found = name.removeprefix(NAME).lstrip(".")
        while found not in modules:  # the last part is a name inside a module
            found = found.rpartition(".")[0]
        yield found


def imports(root: Path) -> dict[str, set[str]]:
    """Each module, with the modules that it imports anywhere, also in functions and under ``TYPE_CHECKING``.

    An import of ``a.b`` also runs ``a``, unless the importing module is in ``a`` itself.
    """
    files = {module_of(file, root): file for file in sorted(root.rglob("*.py"))}
    graph: dict[str, set[str]] = {}
    for module, file in files.items():
        found = graph[module] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.stmt):
                continue
            for target in targets(node, module, file.name == "__init__.py", set(files)):
                parts = target.split(".")
                packages = (".".join(parts[:count]) for count in range(1, len(parts)))
                found |= {target, *(one for one in packages if not f"{module}.".startswith(f"{one}."))}
    return graph


def cycle_of(graph: dict[str, set[str]]) -> list[str]:
    """The modules of a circle of imports; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def layer_of(module: str) -> int:
    part = module.partition(".")[0]
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def upward(graph: dict[str, set[str]]) -> list[str]:
    """The imports from a higher layer."""
    return sorted(
        f"{module} imports {target}"
        for module, found in graph.items()
        for target in found
        if module and target and layer_of(target) > layer_of(module)
    )


def texts(source: str) -> Iterator[str]:
    """The strings of a program that are not docstrings."""
    tree = ast.parse(source)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.value


@pytest.fixture
def graph() -> dict[str, set[str]]:
    return imports(CODE)


def write(root: Path, **sources: str) -> None:
    for name, source in sources.items():
        file = root / Path(*name.split("__")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(source)


# -- the checks themselves -------------------------------------------------------------------------------------------


def test_all_imports_are_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        core__one="from . import two\nfrom .two import name\nimport os",
        core__two="def inner():\n    from ..schema import three",
        schema__three="if TYPE_CHECKING:\n    from ..core.one import name",
        main=f"from {NAME}.core import one\nimport {NAME}.schema.three",
    )
    assert imports(tmp_path) == {
        "": set(), "core": set(), "schema": set(),
        "core.one": {"core.two"},
        "core.two": {"schema", "schema.three"},
        "schema.three": {"core", "core.one"},
        "main": {"core", "core.one", "schema", "schema.three"},
    }
    assert set(cycle_of(imports(tmp_path))) == {"core.one", "core.two", "schema.three"}
    (tmp_path / "main.py").unlink()
    assert upward(imports(tmp_path)) == ["core.two imports schema", "core.two imports schema.three"]


def test_strings_are_found_and_docstrings_are_not() -> None:
    source = '"""user"""\ndef f():\n    """team"""\n    return f"{1}service" in ["user"]'
    assert list(texts(source)) == ["service", "user"]


# -- the emulator ----------------------------------------------------------------------------------------------------


def test_no_circular_imports(graph: dict[str, set[str]]) -> None:
    assert cycle_of(graph) == []


def test_no_import_from_a_higher_layer(graph: dict[str, set[str]]) -> None:
    assert upward(graph) == []


def test_generic_layers_import_no_resource(graph: dict[str, set[str]]) -> None:
    found = {
        f"{module} imports {target}"
        for module, targeted in graph.items()
        if module.partition(".")[0] in GENERIC
        for target in targeted
        if target.startswith("resources.")
    }
    assert found == set()


def test_generic_layers_name_no_resource() -> None:
    names = {name for one in registry.RESOURCES for name in (one.type, one.plural)}
    found = {
        f"{module_of(file, CODE)}: {text!r}"
        for file in sorted(CODE.rglob("*.py"))
        if module_of(file, CODE).partition(".")[0] in GENERIC
        for text in texts(file.read_text(encoding="utf-8"))
        if text.removesuffix("_reference") in names or text.strip("/").partition("/")[0] in names
    }
    assert found == set()


def test_each_resource_is_found_once() -> None:
    types = [one.type for one in registry.RESOURCES]
    assert len(set(types)) == len(types)
    operations = [(one.method, one.path) for one in registry.OPERATIONS]
    assert sorted(set(operations)) == sorted(operations)
    actions = [action for module in registry.modules() for action in getattr(module, "TIMERS", ())]
    assert sorted(registry.TIMERS) == sorted(actions)
