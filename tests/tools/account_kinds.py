# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of the kinds of objects in the configuration of an account, from the modules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from module_files import Module, modules
from project import ROOT

LIBRARY = ROOT / "plugins" / "module_utils" / "_operations" / "account_table.py"
MODULE = ROOT / "plugins" / "modules" / "pagerduty_account.py"

_TABLE = '''# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of an account's configuration. Generated from the modules and the declarations by `make generate`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

{imports}
from .._schema.resource import Resource

RESOURCES: tuple[Resource, ...] = (
{entries}
)
'''


_ITEM, _MORE = " " * 6 + "- ", " " * 8


def table() -> str:
    """Return the file of the library that contains the resources of all kinds."""
    imports, entries = [], []
    for module, _resource in _resources():
        constant = module.operation_code.rpartition("(")[2].partition(",")[0].rstrip(")")
        node = next(node for node in module.imports if constant in [alias.name for alias in node.names])
        imports.append(f"from ..{str(node.module).removeprefix('module_utils.')} import {constant}")
        entries.append(f"    {constant},")
    return _TABLE.format(imports="\n".join(sorted(imports)), entries="\n".join(entries))


def documentation() -> str:
    """Return the lines of the documentation that list the kinds."""
    from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.kinds import Kind

    names = sorted((Kind(resource).name, module.name) for module, resource in _resources())
    texts = [f"V({name}) have the options of M(community.pagerduty.{module})." for name, module in names]
    return "".join(textwrap.fill(text, 120, initial_indent=_ITEM, subsequent_indent=_MORE) + "\n" for text in texts)


def _resources() -> Iterator[tuple[Module, Any]]:
    """Yield the modules of the kinds, with what they manage. The test of the kinds says what is left out."""
    for module in modules():
        if not module.is_info and module.resource is not None:
            resource = module.resource
            if not resource.outside_account and not resource.in_list:
                yield module, resource
