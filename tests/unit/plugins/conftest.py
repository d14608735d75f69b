# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the library's tests."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "exhaustive: tries very much, and takes long")


@pytest.fixture(scope="session")
def server() -> t.Iterator[Emulator]:
    emulator = Emulator()
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(server: Emulator) -> Emulator:
    """A fresh account."""
    server.reset()
    return server


@pytest.fixture
def play(emulator: Emulator) -> Play:
    return Play(emulator)
