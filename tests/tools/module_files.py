# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the files of the modules and the declarations of the resources, for the files that are generated from them."""

from __future__ import annotations

import ast
import functools
import importlib
import pkgutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regions
import yaml
from project import ROOT, linked_root

MODULES = ROOT / "plugins" / "modules"
RESOURCE_DATA = ROOT / "tests" / "integration" / "targets" / "resources" / "files"
_PACKAGE = "ansible_collections.community.pagerduty.plugins"
_SHELL = "module_utils._shells.module"


_CODE = """from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import {function}
from ..module_utils._resources.{file} import {constant}


def main() -> None:
    run_module({function}({constant}))


if __name__ == "__main__":
    main()
"""


# The functions of the library that make the operation of a module from the declaration of a resource.
_OF_RESOURCES = ("resource_operation", "info_operation", "relation_operation")


class _Loader(yaml.SafeLoader):
    """Also reads Ansible's tag for texts that are not templates."""


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("!unsafe", _text)


class Module:
    """A module of the collection.

    name: with its prefix `pagerduty_`. text: the text of its file. If the file ends with a generated region `code`,
    the text contains the current code.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = MODULES / f"{name}.py"
        self.text = self.path.read_text(encoding="utf-8")
        if regions.has(self.text, "code"):
            self.text = regions.with_ending(self.text, "code", self._code())
        self._tree = ast.parse(self.text)

    def _code(self) -> str:
        """The code of a module whose operation follows from a declaration."""
        managing = self.name.removesuffix("_info")
        if managing not in resources():
            raise SystemExit(f"{self.path.relative_to(ROOT)}: no file in _resources declares {managing}")
        function = "info_operation" if self.is_info else "resource_operation"
        found = resources()[managing]
        return _CODE.format(function=function, file=found.file, constant=found.constant)

    @property
    def operation_code(self) -> str:
        """The expression that `main` passes to `run_module`."""
        calls = [
            node
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "run_module"
        ]
        if len(calls) != 1:
            raise SystemExit(f"{self.path.relative_to(ROOT)} must call run_module once")
        return ast.unparse(calls[0].args[0])

    @property
    def imports(self) -> list[ast.ImportFrom]:
        """The imports that `operation_code` needs."""
        return [
            node
            for node in self._tree.body
            if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module != _SHELL
        ]

    def constant(self, name: str) -> str:
        """Return the text of DOCUMENTATION, EXAMPLES or RETURN."""
        for node in self._tree.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
                return str(ast.literal_eval(node.value))
        raise SystemExit(f"{self.path.relative_to(ROOT)} has no {name}")

    @property
    def short_description(self) -> str:
        return str(yaml.safe_load(self.constant("DOCUMENTATION"))["short_description"])

    @functools.cached_property
    def operation(self) -> Any:
        """The operation of the library that the module runs."""
        return eval(self.operation_code, self._names())

    @functools.cached_property
    def resource(self) -> Any:
        """The resource that the module manages or lists; None for a module with an operation of its own."""
        for call in ast.walk(ast.parse(self.operation_code, mode="eval")):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _OF_RESOURCES:
                return self._names()[ast.unparse(call.args[0])]
        return None

    @property
    def is_info(self) -> bool:
        return self.name.endswith("_info")

    @property
    def test_data(self) -> dict[str, Any]:
        """The data with which the integration tests test the resource of the module; empty if there are none."""
        path = RESOURCE_DATA / f"{self.name.removeprefix('pagerduty_').removesuffix('_info')}.yml"
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) if path.is_file() else {}

    def _names(self) -> dict[str, Any]:
        found = {}
        for node in self.imports:
            library = _imported(f"{_PACKAGE}.{node.module}")
            found.update({alias.asname or alias.name: getattr(library, alias.name) for alias in node.names})
        return found


@functools.cache
def modules() -> list[Module]:
    """Return all modules, in alphabetical order."""
    return [Module(path.stem) for path in sorted(MODULES.glob("pagerduty_*.py"))]


@dataclass(frozen=True)
class Declaration:
    """A resource with the file in `_resources` that declares it, without `.py`, and the constant there."""

    resource: Any
    file: str
    constant: str


@functools.cache
def resources() -> dict[str, Declaration]:
    """Return all declared resources by the name of the module that manages them, which not all of them have."""
    package = _imported(f"{_PACKAGE}.module_utils._resources")
    base = _imported(f"{_PACKAGE}.module_utils._schema.resource").Resource
    found: dict[str, Declaration] = {}
    for file in sorted(pkgutil.iter_modules(package.__path__), key=lambda file: file.name):
        tree = ast.parse(Path(package.__path__[0], f"{file.name}.py").read_text(encoding="utf-8"))
        assigned = {ast.unparse(node.targets[0]) for node in tree.body if isinstance(node, ast.Assign)}
        for name, value in vars(_imported(f"{package.__name__}.{file.name}")).items():
            if isinstance(value, base) and name in assigned:
                found[value.module_name] = Declaration(value, file.name, name)
    return found


@functools.cache
def _library_path() -> None:
    """Let Python find the collection in this checkout."""
    root = str(linked_root())
    sys.path.insert(0, root)
    sys.path_importer_cache.pop(root, None)  # Python may have looked before the folder existed


def _imported(name: str) -> Any:
    """Import a part of the library, as Ansible does: from the collection `community.pagerduty`."""
    _library_path()
    return importlib.import_module(name)
