# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files and tables that follow from the modules: `make generate`. `make lint` checks that they are current.

Needs PyYAML, which ansible-core brings.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "plugins" / "modules"
ACTIONS = ROOT / "plugins" / "action"

_ACTION_PLUGIN = '''# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""{name} in the controller's process. Generated from the module by `make generate`."""

from __future__ import annotations

{imports}
from ..plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    operation = {operation}
'''


def generated() -> dict[Path, str]:
    """Return each generated file with the text that it should have."""
    names = sorted(path.stem for path in MODULES.glob("pagerduty_*.py"))
    files = {ACTIONS / f"{name}.py": _action_plugin(name) for name in names}
    group = "".join(f"    - {name}\n" for name in names)
    files[ROOT / "meta" / "runtime.yml"] = _with_region(ROOT / "meta" / "runtime.yml", "action group", group)
    table = "".join(f"| `{name}` | {_short_description(name)} |\n" for name in names)
    table = f"| module | description |\n|---|---|\n{table}"
    files[ROOT / "README.md"] = _with_region(ROOT / "README.md", "modules", table)
    return files


def _action_plugin(name: str) -> str:
    """Return the action plugin that runs the operation of a module."""
    tree = ast.parse((MODULES / f"{name}.py").read_text(encoding="utf-8"))
    imports = [
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module != "module_utils._shells.module"
    ]
    (call,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "run_module"
    )
    operation = ast.unparse(call.args[0])
    return _ACTION_PLUGIN.format(name=name, imports="\n".join(sorted(imports)), operation=operation)


def _short_description(name: str) -> str:
    """Return the short description from the documentation of a module."""
    for node in ast.parse((MODULES / f"{name}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION":
            documentation = yaml.safe_load(ast.literal_eval(node.value))
            return str(documentation["short_description"])
    raise SystemExit(f"{name} has no DOCUMENTATION")


def _with_region(path: Path, region: str, content: str) -> str:
    """Return the text of a file with this content between the two lines that mark the region.

    A mark is a comment that contains `generated: <region>` or `end of generated: <region>`.
    """
    text = path.read_text(encoding="utf-8")
    marks = rf"(^[^\n]*\bgenerated: {region}\b[^\n]*\n).*?(^[^\n]*\bend of generated: {region}\b)"
    result, count = re.subn(marks, lambda match: match[1] + content + match[2], text, flags=re.DOTALL | re.MULTILINE)
    if count != 1:
        raise SystemExit(f"{path.relative_to(ROOT)} must have one region `generated: {region}`, and has {count}")
    return result


def main(check: bool) -> int:
    """Write the files that differ. With `check`, only list them; return the exit code."""
    files = generated()
    foreign = [path for path in sorted(ACTIONS.glob("pagerduty_*.py")) if path not in files]
    stale = [path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in [*stale, *foreign]:
        print(f"{path.relative_to(ROOT)} is not current: run `make generate`" if check else path.relative_to(ROOT))
    if check:
        return int(bool(stale or foreign))
    for path in stale:
        path.write_text(files[path], encoding="utf-8")
    for path in foreign:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
