# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/operations.md lists what the integration run has shown."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import operations


def test_the_page_is_current() -> None:
    document, exchanges = os.environ.get("PAGERDUTY_OPENAPI"), os.environ.get("PAGERDUTY_EXCHANGES")
    if not document or not exchanges:
        pytest.skip("PAGERDUTY_OPENAPI or PAGERDUTY_EXCHANGES is not set")
    expected = operations.current(Path(document), Path(exchanges))
    assert operations.PAGE.read_text(encoding="utf-8") == expected, "run make operations"
