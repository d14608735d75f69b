# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: so that a source comes to its end in order when ansible-rulebook is told to end.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import typing as t
from weakref import WeakKeyDictionary

# What ansible-rulebook has set for each signal. Several sources may share an event loop.
_given: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, t.Any]] = WeakKeyDictionary()


def restore() -> None:
    """Give SIGTERM and SIGINT back to the handlers that ansible-rulebook has set for them, between two steps of tasks.

    The Java in which its rule engine runs takes both for itself, and ends the process at once; no source is cancelled
    then. And its handlers raise KeyboardInterrupt, whatever runs at that moment: out of a source, that would pass for
    the source's end, and the rulebook would wait for a minute. Call it when the engine runs.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may
    loop = asyncio.get_running_loop()
    given = _given.setdefault(loop, {})
    for number in (signal.SIGTERM, signal.SIGINT):
        handler = given.setdefault(number, signal.getsignal(number))
        if callable(handler) and not isinstance(handler, signal.Handlers):
            loop.add_signal_handler(number, handler, number, None)
