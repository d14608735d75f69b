# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of pagerduty_account in processes of their own, which can be killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import typing as t

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

# Processes without the threads of this one, in which everything is imported.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


def start(url: str, options: dict[str, t.Any]) -> t.Any:
    """Start a run with these options of the task. Returns the process."""
    process = _CONTEXT.Process(target=_run, args=(url, options))
    process.start()
    return process


def _run(url: str, options: dict[str, t.Any]) -> None:
    emulator = Emulator.__new__(Emulator)
    emulator.url = url
    with contextlib.suppress(PagerDutyError):  # the next run continues
        Play(emulator).run(ACCOUNT_OPERATION, **options)
