# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to PagerDuty from an event source: in threads, with waits that end when the source ends, and repeated after
errors that pass.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import typing as t

from ...module_utils._errors import ApiError, OutcomeUnknown, RateLimited, Unreachable, Unusable
from ._state import StateError

T = t.TypeVar("T")

LAST_WAIT = 5.0  # seconds: the longest wait between two tries of a request that is sent while the source ends


class Stopped(Exception):
    """The source ends, so its client does not wait any longer."""


class Waits:
    """The client's pauses: as long as PagerDuty asks for, until `stop` is called; after that only short ones."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def sleep(self, seconds: float) -> None:
        """Raises Stopped."""
        ending = self._stopped.is_set()
        if not ending and not self._stopped.wait(seconds):
            return
        if not ending or seconds > LAST_WAIT:
            raise Stopped
        time.sleep(seconds)


def is_temporary(error: Exception) -> bool:
    """Whether the error is a server's, the network's or a disk's and may pass. Wrong options and credentials do not."""
    if isinstance(error, (Unreachable, Unusable, RateLimited, OutcomeUnknown, StateError)):
        return True
    return isinstance(error, ApiError) and (error.status or 500) >= 500


async def in_thread(work: t.Callable[[], T]) -> T:
    """Do blocking work in a thread that nobody waits for when the program ends, unlike those of an executor."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: t.Any, error: BaseException | None) -> None:
        if done.done():  # cancelled meanwhile
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
