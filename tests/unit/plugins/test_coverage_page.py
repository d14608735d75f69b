# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/coverage.md names what is there: modules, lookups and event sources that exist, shown by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("| there", "|---"))
]
PLUGINS = {
    path.stem
    for folder in ("plugins/modules", "plugins/lookup", "extensions/eda/plugins/event_source")
    for path in (ROOT / folder).glob("*.py")
}


@pytest.mark.parametrize(("there", "here", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_row_names_is_there(there: str, here: str, shown: str) -> None:
    assert set(re.findall(r"`(pagerduty_\w+)`", here)) <= PLUGINS
    tests = re.findall(r"`([\w/]+)`", shown)
    assert tests, f"{there}: no test"
    for name in tests:
        folder = ROOT / name if "/" in name else ROOT / "tests" / "integration" / "targets" / name
        assert folder.is_dir(), f"{there}: there is no {folder.relative_to(ROOT)}"


def test_every_target_of_a_plugin_has_a_row_or_an_equal() -> None:
    """What is there and in no row would be forgotten by whoever comes from elsewhere."""
    named = {name for _there, here, _shown in ROWS for name in re.findall(r"`(pagerduty_\w+)`", here)}
    lacking = {name for name in PLUGINS - named if name.removesuffix("_info") not in named}
    assert not lacking
