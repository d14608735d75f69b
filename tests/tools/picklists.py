# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of the picklists, from the modules that list something and the declarations of what they list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from module_files import Module, modules, resources
from project import ROOT

LIBRARY = ROOT / "plugins" / "module_utils" / "_operations" / "picklist_table.py"
LOOKUP = ROOT / "plugins" / "lookup" / "pagerduty_picklist.py"

_TABLE = '''# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picklists. Generated from the modules and the declarations by `make generate`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

{imports}

# By picklist: the operation of the info module, and the key of its result.
PICKLISTS: dict[str, tuple[Operation, str]] = {{
{entries}
}}
'''


def table() -> str:
    """Return the file of the library that contains all picklists."""
    imports: dict[str, set[str]] = {".._engine.operation": {"Operation"}}
    entries = []
    for name, module, resource in _picklists():
        for node in module.imports:
            layer = str(node.module).removeprefix("module_utils.")
            package = "." + layer.removeprefix("_operations.") if layer.startswith("_operations.") else f"..{layer}"
            imports.setdefault(package, set()).update(ast.unparse(alias) for alias in node.names)
        line = f'    "{name}": ({module.operation_code}, "{resource.plural}"),'
        if len(line) > 120:
            line = f'    "{name}": (\n        {module.operation_code},\n        "{resource.plural}",\n    ),'
        entries.append(line)
    order = sorted(imports, key=lambda package: (not package.startswith(".."), package))
    lines = [f"from {package} import {', '.join(sorted(imports[package]))}" for package in order]
    return _TABLE.format(imports="\n".join(lines), entries="\n".join(entries))


def choices() -> str:
    """Return the types of objects that the lookup documents."""
    return "".join(f"      - {name}\n" for name, _module, _resource in _picklists())


def _picklists() -> Iterator[tuple[str, Module, Any]]:
    """Yield the name of each picklist, the module that lists its objects, and their declaration."""
    found = []
    for module in modules():
        managing = module.name.removesuffix("_info")
        if not module.is_info or managing not in resources():
            continue
        resource = resources()[managing].resource
        if resource.listing is None:
            continue  # its list has options of its own
        name = resource.listing.picklist
        if name is None:
            name = managing.removeprefix("pagerduty_")
        if name:
            found.append((name, module, resource))
    return iter(sorted(found, key=lambda entry: entry[0]))
