# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of pytest, for projects that use PagerDuty. They exist wherever the package is installed.

pytest imports this module in each run, so it imports `testing` only when a test uses a fixture, and never aiohttp: the
emulator is a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .testing import RunningEmulator


@pytest.fixture(scope="session")
def pagerduty_emulator_options() -> Sequence[str]:
    """The options of the emulator's command line. Replace this fixture in your conftest.py to set them."""
    return ()


@pytest.fixture(scope="session")
def pagerduty_emulator(pagerduty_emulator_options: Sequence[str]) -> Iterator[RunningEmulator]:
    """A running emulator of PagerDuty, for the whole session. Its state is kept from test to test."""
    from .testing import running

    with running(*pagerduty_emulator_options) as emulator:
        yield emulator


@pytest.fixture
def pagerduty_account(pagerduty_emulator: RunningEmulator) -> RunningEmulator:
    """The emulator with a new account: everything is reset before the test. IDs are the same in each run."""
    pagerduty_emulator.reset()
    return pagerduty_emulator
