# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to PagerDuty in threads. Pauses end when the source ends. Also decides which errors are temporary.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import typing as t

from ...module_utils._core.errors import ApiError, OutcomeUnknown, RateLimited, Unreachable, Unusable
from ._state import StateError

T = t.TypeVar("T")

LAST_WAIT = 5.0  # seconds: the longest pause before a retry of a request while the source ends


class Stopped(Exception):
    """The source ends, so the client stops waiting."""


class Waits:
    """The pauses of the client. After `stop` is called, only pauses of up to LAST_WAIT seconds are possible."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def sleep(self, seconds: float) -> None:
        """Wait. Raises Stopped if `stop` is called in the meantime, or if a later pause is too long."""
        ending = self._stopped.is_set()
        if not ending and not self._stopped.wait(seconds):
            return
        if not ending or seconds > LAST_WAIT:
            raise Stopped
        time.sleep(seconds)


def is_temporary(error: Exception) -> bool:
    """Whether it is an error of a server, the network or a disk. Wrong options and credentials are permanent errors."""
    if isinstance(error, (Unreachable, Unusable, RateLimited, OutcomeUnknown, StateError)):
        return True
    return isinstance(error, ApiError) and (error.status or 500) >= 500


async def in_thread(work: t.Callable[[], T]) -> T:
    """Run a blocking function in a thread. Unlike an executor's threads, it does not delay the end of the process."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: t.Any, error: BaseException | None) -> None:
        if done.done():  # cancelled in the meantime
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def run() -> None:
        result: t.Any = None
        failure: BaseException | None = None
        try:
            result = work()
        except Exception as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name="pagerduty requests", daemon=True).start()
    return await done
