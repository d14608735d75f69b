# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/coverage.md names existing modules, lookups, event sources and tests, and what Terraform has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.plugin_utils._terraform._convert import OBJECTS, PARTS, REASONS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of all tables in a text, without their headers."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---")
    ]


_connectors, _, _terraform = PAGE.partition("\n## Terraform: resources\n")
_resources, _, _data_sources = _terraform.partition("\n## Terraform: data sources\n")
ROWS = rows(_connectors)
RESOURCES, DATA_SOURCES = rows(_resources), rows(_data_sources)
PLUGINS = {
    path.stem
    for folder in ("plugins/modules", "plugins/lookup", "extensions/eda/plugins/event_source")
    for path in (ROOT / folder).glob("*.py")
}


@pytest.mark.parametrize(
    ("action", "replacement", "shown"),
    [*ROWS, *(row for row in (*RESOURCES, *DATA_SOURCES) if not row[1].startswith("none"))],
)
def test_each_row_names_existing_plugins_and_tests(action: str, replacement: str, shown: str) -> None:
    assert set(re.findall(r"`(pagerduty_\w+)`", replacement)) <= PLUGINS
    tests = re.findall(r"`([\w/]+)`", shown)
    assert tests, f"{action}: no test"
    for name in tests:
        folder = ROOT / name if "/" in name else ROOT / "tests" / "integration" / "targets" / name
        assert folder.is_dir(), f"{action}: there is no {folder.relative_to(ROOT)}"


def test_every_plugin_is_in_a_row() -> None:
    """A plugin that is in no row is missing from the page."""
    rows = (*ROWS, *RESOURCES, *DATA_SOURCES)
    named = {name for _action, replacement, _shown in rows for name in re.findall(r"`(\w+)`", replacement)}
    lacking = {name for name in PLUGINS - named if name.removesuffix("_info") not in named}
    assert not lacking


def test_everything_that_terraform_has_is_in_a_row() -> None:
    """Version 3.32.4 of PagerDuty's provider. What has no module has a reason and no test."""
    assert len({row[0] for row in RESOURCES}) == len(RESOURCES) == 51
    assert len({row[0] for row in DATA_SOURCES}) == len(DATA_SOURCES) == 37
    for name, replacement, shown in (*RESOURCES, *DATA_SOURCES):
        assert replacement.startswith(("none: ", "none yet: ")) == (shown == "none"), name


def test_a_resource_of_terraform_with_a_module_is_converted() -> None:
    """The filter terraform_config converts what the page gives a module for, or has a reason why it does not."""
    supported = {row[0] for row in RESOURCES if not row[1].startswith("none")}
    converted = OBJECTS.keys() | PARTS.keys()
    assert converted <= supported <= converted | REASONS.keys()
