# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limit of an account, for threads that send requests to it at the same time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import threading
import typing as t

REMAINING, RESET = "ratelimit-remaining", "ratelimit-reset"


class Pace:
    """Makes all threads wait while the rate limit is used up.

    PagerDuty counts the requests of all connections together. A thread that gets a 429 makes the others wait as well.
    After the first 429, the threads also wait if the headers of a response say that no request is left. Before, these
    headers do not show whether the limit is enforced.

    clock: seconds from a fixed point in time. sleep: waits for a number of seconds.
    """

    def __init__(self, clock: t.Callable[[], float], sleep: t.Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._until = 0.0
        self._is_enforced = False
        self._lock = threading.Lock()

    def hold(self, seconds: float) -> None:
        """After a 429: no thread sends a request for so many seconds."""
        with self._lock:
            self._is_enforced = True
            self._until = max(self._until, self._clock() + seconds)

    def wait(self) -> None:
        """Wait before a request, if threads have to wait."""
        left = self._until - self._clock()
        if left > 0:
            self._sleep(left)

    def note(self, headers: t.Mapping[str, str]) -> None:
        """Look at the headers of a response."""
        try:
            if self._is_enforced and int(headers[REMAINING]) <= 0:
                self.hold(min(max(float(headers[RESET]), 0.0), 60.0))
        except (KeyError, ValueError):
            pass  # not every response has them
