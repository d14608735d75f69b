# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/operations.md says what the integration run shows.

A page that lists one module less is not wrong: whether a module reads a list depends on what an earlier task has read.
So the test compares what matters to readers: the operations, the modules that the page names, and those of the
emulator.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import operations

MODULES = re.compile(r"`pagerduty_\w+`(, `pagerduty_\w+`)*")  # anything else is a reason
ROW = re.compile(r"^\| (?P<operation>[A-Z]+ /\S*) \| (?P<used>.+) \| (?P<emulated>yes|no) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rows() -> dict[str, operations.Row]:
    """What the document, the integration run and the emulator say, by operation."""
    document, exchanges = os.environ.get("PAGERDUTY_OPENAPI"), os.environ.get("PAGERDUTY_EXCHANGES")
    if not document or not exchanges:
        pytest.skip("PAGERDUTY_OPENAPI or PAGERDUTY_EXCHANGES is not set")
    return {f"{row.method} {row.path}": row for row in operations.current_rows(Path(document), Path(exchanges))}


@pytest.fixture(scope="module")
def shown() -> dict[str, re.Match[str]]:
    """The rows of the page, by operation."""
    return {row["operation"]: row for row in ROW.finditer(operations.PAGE.read_text(encoding="utf-8"))}


def _modules(used: str) -> set[str]:
    """Return the modules that a row names as those that send the request. A reason can name a module, too."""
    return set(re.findall(r"pagerduty_\w+", used)) if MODULES.fullmatch(used) else set()


def test_the_page_has_all_operations(rows: dict[str, operations.Row], shown: dict[str, re.Match[str]]) -> None:
    assert shown.keys() == rows.keys(), "run make operations"


def test_the_modules_on_the_page_send_the_request(
    rows: dict[str, operations.Row], shown: dict[str, re.Match[str]]
) -> None:
    claimed = {name: _modules(row["used"]) for name, row in shown.items()}
    sent = {name: set(row.modules) for name, row in rows.items()}
    assert {name: sorted(of - sent[name]) for name, of in claimed.items() if of - sent[name]} == {}
    assert [name for name, of in sent.items() if of and not claimed[name]] == [], "run make operations"


def test_the_emulator_has_what_the_page_says(rows: dict[str, operations.Row], shown: dict[str, re.Match[str]]) -> None:
    assert {name: row["emulated"] == "yes" for name, row in shown.items()} == {
        name: row.emulated for name, row in rows.items()
    }, "run make operations"


def test_each_operation_without_a_module_has_its_reason(rows: dict[str, operations.Row]) -> None:
    assert [name for name, row in rows.items() if not row.used] == []
