# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated regions: only what is between their marks is replaced."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

regions = runpy.run_path(str(Path(__file__).resolve().parents[2] / "tools" / "regions.py"))

TEXT = """before
# generated: table {a: 1,
#   b: [x, y]}
old
# end of generated: table
between
<!-- generated: other table -->
<!-- end of generated: other table -->
after
"""


def test_only_the_named_region_is_replaced():
    text = regions["replaced"](TEXT, "table", "new\n")
    assert text == TEXT.replace("old\n", "new\n")
    assert regions["replaced"](text, "other table", "more\n") == text.replace("-->\n<!-- end", "-->\nmore\n<!-- end")
    assert regions["removed"](TEXT, "table").startswith("before\nbetween\n")


def test_settings():
    assert regions["settings"](TEXT, "table") == {"a": 1, "b": ["x", "y"]}
    assert regions["settings"](TEXT, "other table") == {}
    assert regions["has"](TEXT, "table") and not regions["has"](TEXT, "tab")


def test_a_region_to_the_end():
    assert regions["with_ending"]("kept\n# generated: code, to the end\nold\n", "code", "new\n").endswith("end\nnew\n")


@pytest.mark.parametrize("text", ["", "# generated: table\n", TEXT + TEXT])
def test_there_is_exactly_one(text):
    with pytest.raises(ValueError, match="must have one region `generated: table`"):
        regions["replaced"](text, "table", "new\n")
