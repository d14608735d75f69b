# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/coverage.md names existing modules, lookups, event sources and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("| connector", "| in addition |", "|---"))
]
PLUGINS = {
    path.stem
    for folder in ("plugins/modules", "plugins/lookup", "extensions/eda/plugins/event_source")
    for path in (ROOT / folder).glob("*.py")
}


@pytest.mark.parametrize(("action", "replacement", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_existing_plugins_and_tests(action: str, replacement: str, shown: str) -> None:
    assert set(re.findall(r"`(pagerduty_\w+)`", replacement)) <= PLUGINS
    tests = re.findall(r"`([\w/]+)`", shown)
    assert tests, f"{action}: no test"
    for name in tests:
        folder = ROOT / name if "/" in name else ROOT / "tests" / "integration" / "targets" / name
        assert folder.is_dir(), f"{action}: there is no {folder.relative_to(ROOT)}"


def test_every_plugin_is_in_a_row() -> None:
    """A plugin that is in no row is missing from the page."""
    named = {name for _action, replacement, _shown in ROWS for name in re.findall(r"`(\w+)`", replacement)}
    lacking = {name for name in PLUGINS - named if name.removesuffix("_info") not in named}
    assert not lacking
