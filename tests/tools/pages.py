# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of the documentation that follow from the modules and the declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from module_files import RESOURCE_DATA, Module, modules
from project import ROOT

_TARGETS = ROOT / "tests" / "integration" / "targets"

_REMOVALS = {
    "delete": "deletes it",
    "end": "ends it; PagerDuty keeps it as a record",
    "disable": "disables it",
    "reset": "resets it to the state of an account that never configured it",
}


def module_table() -> str:
    """Return the table of all modules with their descriptions."""
    rows = "".join(f"| `{module.name}` | {module.short_description} |\n" for module in modules())
    return f"| module | description |\n|---|---|\n{rows}"


def resource_table() -> str:
    """Return the table of the modules that manage a declared resource: what identifies an object, what removes it."""
    rows = "".join(_resource_row(module) for module in modules() if module.resource and not module.is_info)
    return f"| module | identified by | or by | `state: absent` |\n|---|---|---|---|\n{rows}"


def _resource_row(module: Module) -> str:
    resource = module.resource
    of_parent = (" or ".join(f"`{one.option}`" for one in resource.parent.each),) if resource.parent else ()
    required = getattr(resource.identity, "required", None)
    needed = resource.identifying if required is None else required
    known = module.operation.options
    optional = _code(name for name in resource.identifying if name not in needed and name in known)
    names = [*of_parent, *_code(needed)] or ["nothing: an account has one"]
    options = _listed(names) + (f", with {_listed(optional)}" if optional else "")
    by_id = _listed([*of_parent, "`id`"]) if "id" in module.operation.options else ""
    if not resource.identifying:
        options, by_id = by_id or options, ""
    return f"| `{module.name}` | {options} | {by_id} | {_removal(resource)} |\n"


def _code(names: Iterable[str]) -> list[str]:
    return [f"`{name}`" for name in names]


def _listed(texts: Iterable[str]) -> str:
    """Return the texts as in a sentence: a, b and c."""
    *others, last = texts
    return f"{', '.join(others)} and {last}" if others else last


def _removal(resource: Any) -> str:
    if resource.removal.action_for:
        return "depends on the object; see the documentation of the module"
    return _REMOVALS.get(resource.removal.action, "is not possible")


def further_modules(page: str) -> str:
    """Return the table of the modules that the connectors have no counterpart of: those that the page does not name."""
    named = set(re.findall(r"`(pagerduty_\w+)`", page))
    rows = []
    for managing in dict.fromkeys(module.name.removesuffix("_info") for module in modules()):
        family = [module for module in modules() if module.name in (managing, f"{managing}_info")]
        if named & {module.name for module in family}:
            continue
        names = ", ".join(f"`{module.name}`" for module in family)
        tests = ", ".join(f"`{target}`" for module in family for target in _tests_of(module))
        rows.append(f"| {family[0].short_description} | {names} | {tests} |\n")
    return f"| in addition | modules | test |\n|---|---|---|\n{''.join(rows)}"


def _tests_of(module: Module) -> list[str]:
    """Return the integration targets that test a module: its own, or one of another module that also tests it."""
    has_data = (RESOURCE_DATA / f"{module.name.removeprefix('pagerduty_')}.yml").is_file()
    own = [
        target
        for target, tests in (("resources", has_data), (module.name, (_TARGETS / module.name / "tasks").is_dir()))
        if tests
    ]
    if own or not module.is_info or (RESOURCE_DATA / f"{module.name[10:-5]}.yml").is_file():
        return own
    also = sorted(_TARGETS.glob("pagerduty_*_info/tasks/tests.yml"))
    used = f"community.pagerduty.{module.name}:"
    return [path.parents[1].name for path in also if used in path.read_text(encoding="utf-8")]
