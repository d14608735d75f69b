# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the emulator itself. They are logged with their traceback, and those in the background are counted."""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("pagerduty_emulator")
"""The emulator's log. The command line writes it to the standard error stream."""


class Failures:
    """The errors of what runs in the background, where no response can report them. ``GET /_emulator/`` shows them."""

    def __init__(self) -> None:
        self.count = 0
        self.last: str | None = None

    def note(self, what: str, error: Exception) -> None:
        """Logs an error. Call it while the error is being handled."""
        self.count += 1
        self.last = f"{what}: {type(error).__name__}: {error}"
        LOGGER.exception("%s failed", what)

    def clear(self) -> None:
        """Forgets all errors."""
        self.count, self.last = 0, None
