# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the library's tests."""

from __future__ import annotations

import functools
import os
import typing as t

import pytest

from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

_PROCESS = os.getpid()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "exhaustive: tries very much, and takes long")
    config.addinivalue_line("markers", "ansible: depends on what Ansible does, so it runs on every tested ansible-core")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of plugins that Ansible loads."""
    if item.path.parent.name in ("action", "callback", "filter", "lookup"):
        item.add_marker("ansible")


@functools.cache
def _shared() -> Emulator:
    return Emulator()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> t.Generator[None, object, object]:
    """Start the emulator that the tests share before ansible-test forks: it runs each test in a process of its own."""
    if "server" in getattr(item, "fixturenames", ()):
        _shared()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> t.Generator[None, object, object]:
    """Leave no emulator behind that a fork started: it ends without ending its fixtures, other than a test's own."""
    try:
        return (yield)
    finally:
        if os.getpid() != _PROCESS:
            Emulator.stop_all()


def pytest_sessionfinish() -> None:
    Emulator.stop_all()


@pytest.fixture
def server() -> Emulator:
    return _shared()


@pytest.fixture
def emulator(server: Emulator) -> Emulator:
    """A fresh account."""
    server.reset()
    return server


@pytest.fixture
def play(emulator: Emulator) -> Play:
    return Play(emulator)
