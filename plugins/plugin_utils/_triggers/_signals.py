# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: lets a source stop cleanly when ansible-rulebook receives SIGTERM or SIGINT.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import typing as t
from weakref import WeakKeyDictionary

# The handlers that ansible-rulebook has set for each signal. Several sources can share an event loop.
_given: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, t.Any]] = WeakKeyDictionary()


def restore() -> None:
    """Restore ansible-rulebook's handlers of SIGTERM and SIGINT, and run them in the event loop. Call it when the rule
    engine runs.

    The Java runtime of the rule engine replaces the handlers of both signals. It ends the process immediately, without
    cancelling the sources. ansible-rulebook's own handlers raise KeyboardInterrupt in any code that runs at the moment.
    If this is in a source, ansible-rulebook handles it as the end of the source, and waits for a minute. The event loop
    calls the handlers between two steps of tasks instead.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # Python allows this only in the main thread
    loop = asyncio.get_running_loop()
    given = _given.setdefault(loop, {})
    for number in (signal.SIGTERM, signal.SIGINT):
        handler = given.setdefault(number, signal.getsignal(number))
        if callable(handler) and not isinstance(handler, signal.Handlers):
            loop.add_signal_handler(number, handler, number, None)
