# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/adding-a-resource.md is right: a resource drafted with `new-resource` works, and no shared file is edited.

The test follows the guide with a resource that does not exist, in a copy of the repository.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MOST_FILES, MOST_LINES = 4, 200  # of a simple resource, without the emulator

DRAFTED = {
    "plugins/module_utils/_resources/gadget.py",
    "plugins/modules/pagerduty_gadget.py",
    "plugins/modules/pagerduty_gadget_info.py",
    "tests/integration/targets/resources/files/gadget.yml",
    "roles/emulator/files/pagerduty_emulator/resources/gadgets.py",
}
GADGET = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "type": {"type": "string"},
        "name": {"type": "string", "maxLength": 40, "description": "The name of the gadget"},
        "description": {"type": "string", "description": "What the [gadget](https://example.com) does: `spin`, mostly"},
        "color": {"type": "string", "enum": ["red", "blue"], "default": "red", "description": "Its color."},
        "weight": {"type": "integer", "minimum": 1, "maximum": 90, "description": "Its weight in grams."},
        "active": {"type": "boolean", "description": "Whether it is in use."},
        "labels": {"type": "array", "items": {"type": "string"}, "description": "Words to find it by."},
        "team": {"$ref": "#/components/schemas/TeamReference"},
        "layout": {"type": "object", "properties": {"x": {"type": "integer"}}},
    },
}


def document(attributes=tuple(GADGET["properties"])):
    """An OpenAPI document with one collection, of gadgets with these attributes."""

    def answer(status, schema):
        return {status: {"content": {"application/json": {"schema": schema}}}}

    gadget = {**GADGET, "properties": {name: GADGET["properties"][name] for name in attributes}}
    one = {"type": "object", "properties": {"gadget": {"$ref": "#/components/schemas/Gadget"}}}
    several = {"type": "object", "properties": {"gadgets": {"type": "array", "items": one["properties"]["gadget"]}}}
    body = {"content": {"application/json": {"schema": one}}}
    parameters = [{"name": name, "in": "query"} for name in ("limit", "offset", "total", "query")]
    about = "Create a gadget.\n\nA gadget is what a team plays with.\n\nScoped OAuth requires: `gadgets.write`"
    reference = {"properties": {"id": {"type": "string"}, "type": {"type": "string", "enum": ["team_reference"]}}}
    return {
        "paths": {
            "/gadgets": {
                "get": {"parameters": parameters, "responses": answer("200", several)},
                "post": {
                    "description": about,
                    "x-pd-requires-scope": "gadgets.write",
                    "requestBody": body,
                    "responses": answer("201", one),
                },
            },
            "/gadgets/{id}": {
                "get": {"responses": answer("200", one)},
                "put": {"requestBody": body, "responses": answer("200", one)},
                "delete": {"responses": {"204": {}}},
            },
        },
        "components": {
            "schemas": {"Gadget": gadget, "TeamReference": {"type": "object", "description": "The owner.", **reference}}
        },
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    if not importlib.util.find_spec("ruff"):
        pytest.skip("ruff is not installed in this environment")
    tree = tmp_path_factory.mktemp("copy") / "tree"
    ignored = shutil.ignore_patterns(".git", ".venv", ".cache", ".ansible", "__pycache__", "output")
    shutil.copytree(ROOT, tree, ignore=ignored)
    return tree


def run(tree, *words, fails=False):
    """Run Python in the copy, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTEST_"))}
    environment["PYTHONPATH"] = environment["ANSIBLE_COLLECTIONS_PATH"] = str(tree / ".cache" / "collections")
    done = subprocess.run(
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def texts(tree):
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and not {".cache", "__pycache__", ".hypothesis", ".ruff_cache"} & set(path.parts)
    }


def test_the_guide(copy, tmp_path):
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document()), encoding="utf-8")
    before = texts(copy)
    printed = run(copy, "tests/tools/new_resource.py", "gadget", "/gadgets", str(file))
    after = texts(copy)

    assert after.keys() - before.keys() >= DRAFTED
    # What changed besides follows from the drafted files: it is generated.
    changed = {name for name in after if after[name] != before.get(name)} - DRAFTED
    script = "import sys; sys.path.insert(0, 'tests/tools'); import generate; print(*generate.generated(), sep='\\n')"
    generated = {Path(line).relative_to(copy).as_posix() for line in run(copy, "-c", script).splitlines()}
    assert changed <= generated
    run(copy, "tests/tools/generate.py", "--check")
    run(copy, "-m", "ruff", "check", ".")

    # The decisions are printed, and not in the files.
    assert "- layout: not declared" in printed and "is the name unique" in printed
    module = after["plugins/modules/pagerduty_gadget.py"].decode()
    assert "What the gadget does: C(spin), mostly." in module and "A gadget is what a team plays with." in module
    assert not any(re.search(rb"TODO|FIXME|layout", after[name]) for name in DRAFTED)

    # The tests find the resource by themselves, and it works against the emulator.
    pytest_words = ("-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not exhaustive")
    tried = run(copy, *pytest_words, "tests/unit/plugins/module_utils/test_every_option.py", "-k", "gadget", "-v")
    for option in ("name", "description", "color", "weight", "active", "labels", "team"):
        assert f"test_every_option[gadget-{option}] PASSED" in tried
    assert "test_any_options_together[gadget] PASSED" in tried
    tried = run(
        copy, *pytest_words, "tests/unit/plugins/action/test_every_module.py", "-k", "gadget or all_modules", "-v"
    )
    assert tried.count("[gadget-") == 3 and tried.count("[gadget_info-") == 2
    tried = run(copy, *pytest_words, "tests/unit/plugins/module_utils/test_account_export.py", "-k", "gadget", "-v")
    assert "test_the_round_trip_of_each_resource[gadget] PASSED" in tried
    others = ("test_coverage_page.py", "module_utils/test_layers.py", "lookup/test_lookups.py")
    others_of_emulator = "tests/unit/emulator/test_layers.py"
    run(copy, *pytest_words, *(f"tests/unit/plugins/{other}" for other in others), others_of_emulator)

    printed = run(copy, "tests/tools/new_resource.py", "gadget", "/gadgets", str(file), fails=True)
    assert "these files exist already: plugins/module_utils/_resources/gadget.py" in printed
    assert texts(copy) == after


@pytest.mark.parametrize(
    ("path", "says"),
    [("/users/{id}/gadgets", "need a Parent"), ("/gizmos", "the document has no such path with GET and POST")],
)
def test_what_can_not_be_drafted(copy, tmp_path, path, says):
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document()), encoding="utf-8")
    assert says in run(copy, "tests/tools/new_resource.py", "gizmo", path, str(file), fails=True)


def hand_written(text):
    """The lines that are not in a generated region."""
    text = re.sub(r"^# generated: return values.*?^# end of generated: return values\n", "", text, flags=re.S | re.M)
    return re.sub(r"^# generated: code, to the end\n.*", "", text, flags=re.S | re.M).splitlines()


def test_a_simple_resource_is_short(copy, tmp_path):
    for name in DRAFTED:
        (copy / name).unlink(missing_ok=True)
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document(("id", "type", "name", "description", "color", "active"))), encoding="utf-8")
    run(copy, "tests/tools/new_resource.py", "gadget", "/gadgets", str(file))
    of_emulator = {name for name in DRAFTED if name.startswith("roles/")}
    lines = {name: len(hand_written((copy / name).read_text(encoding="utf-8"))) for name in DRAFTED - of_emulator}
    assert len(lines) <= MOST_FILES and sum(lines.values()) <= MOST_LINES, lines
