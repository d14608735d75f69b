# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: so that a source comes to its end in order when ansible-rulebook is told to end.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import signal
import threading


def restore() -> None:
    """Give SIGTERM and SIGINT back to the handlers that ansible-rulebook has set for them.

    The Java in which its rule engine runs takes both for itself, and ends the process at once; no source is cancelled
    then. Call it when the engine runs.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may
    for number in (signal.SIGTERM, signal.SIGINT):
        handler = signal.getsignal(number)
        if callable(handler) and not isinstance(handler, signal.Handlers):
            signal.signal(number, handler)
