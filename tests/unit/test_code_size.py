# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions have at most 60 lines. ruff limits their complexity (pyproject.toml)."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("plugins/module_utils", "plugins/plugin_utils", "extensions", "roles/emulator")
MOST = 60  # lines of a function, from `def` to its end


def functions(source: str):
    """Yield the name and the number of lines of each function, also of methods and inner functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.end_lineno - node.lineno + 1


def test_the_lines_of_a_function_are_counted():
    inner = "    async def inner():\n" + "        pass\n" * 3
    assert dict(functions(f"@decorated\ndef outer(\n    a,\n):\n{inner}")) == {"outer": 7, "inner": 4}


def test_no_function_is_too_long():
    found = {}
    for folder in FOLDERS:
        files = sorted((ROOT / folder).rglob("*.py"))
        assert files, f"{folder} has no Python files"
        for file in files:
            for name, lines in functions(file.read_text(encoding="utf-8")):
                if lines > MOST:
                    found[f"{file.relative_to(ROOT).as_posix()}::{name}"] = lines
    assert found == {}


def test_exceptions_from_the_limit_of_complexity_are_needed():
    if not importlib.util.find_spec("ruff"):
        pytest.skip("ruff is not installed in this environment")
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    excepted = {name for name, rules in lint["per-file-ignores"].items() if "C901" in rules}
    limit = f"lint.mccabe.max-complexity={lint['mccabe']['max-complexity']}"
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=C901", "--output-format=json"]
    done = subprocess.run([*command, f"--config={limit}", "."], cwd=ROOT, capture_output=True, text=True, check=False)
    too_complex = {Path(entry["filename"]).relative_to(ROOT).as_posix() for entry in json.loads(done.stdout)}
    assert too_complex == excepted
