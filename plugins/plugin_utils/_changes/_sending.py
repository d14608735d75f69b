# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends events within a limited time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import threading
import time
import typing as t

from ansible.module_utils.common.parameters import remove_values
from ansible.release import __version__ as ansible_version

from ...module_utils._core.connection_options import url_secrets
from ...module_utils._core.errors import PagerDutyError, Unreachable
from ...module_utils._core.transport import REQUESTS_IMPORT_ERROR
from ...module_utils._engine.run import execute
from ...module_utils._shells.sessions import Sessions
from .._process import validator
from ._events import Task

RETRIES = 2


class Sender:
    """Sends events one after the other, in a thread.

    A thread, because the timeouts of requests do not include the time for looking up the name of the server, which can
    take minutes.

    options: the routing key and connection options, under the names of the modules. None and "" mean: not set.
    seconds: after this time, `send` returns, even if nothing is sent yet.
    """

    OPTIONS = ("routing_key", "region", "events_url", "validate_certs", "ca_path")

    def __init__(self, options: t.Mapping[str, t.Any], seconds: float) -> None:
        self._options = {name: value for name, value in options.items() if value not in (None, "")}
        self._seconds = seconds
        self._ends = 0.0
        self._sessions = Sessions(sleep=self._sleep)
        self._problems: list[str] = []
        self._sent = 0  # events, including those that failed
        self.requests: list[str] = []

    def send(self, tasks: t.Sequence[Task]) -> list[str]:
        """Send events. Returns what went wrong, as messages without secrets. `requests` then describes the requests."""
        if not tasks:
            return []
        if REQUESTS_IMPORT_ERROR:
            return [f"nothing was sent, because requests can't be imported: {REQUESTS_IMPORT_ERROR}"]
        self._ends = time.monotonic() + self._seconds
        thread = threading.Thread(target=self._send_all, args=(list(tasks),), daemon=True)
        thread.start()
        thread.join(self._seconds)
        problems, sent = list(self._problems), self._sent
        if sent < len(tasks):
            problems.append(
                f"{len(tasks) - sent} of {len(tasks)} events may not have been sent: PagerDuty did not respond within"
                f" {self._seconds:g} seconds. The option timeout determines the time"
            )
        return problems

    def _send_all(self, tasks: list[Task]) -> None:
        for task in tasks:
            try:
                problem = self._send(task)
            except Exception as error:  # nothing else would report it
                problem = f"{task.operation.name} failed: {type(error).__name__}"
            if problem:
                self._problems.append(problem)
            self._sent += 1

    def _send(self, task: Task) -> str:
        """Send an event. Returns an error message, or ""."""
        options = {**self._options, **task.options, "timeout": self._seconds / 2, "max_retries": RETRIES}
        validation = validator(task.operation).validate(options)
        secrets = {*validation._no_log_values, *url_secrets(validation.validated_parameters)}
        problem = "; ".join(validation.error_messages)
        if not problem:
            try:
                execute(
                    task.operation,
                    validation.validated_parameters,
                    check_mode=False,
                    environment=os.environ,
                    sessions=self._sessions,
                    user_agent=f"community.pagerduty (pagerduty_changes; ansible-core {ansible_version})",
                    observe=lambda exchange: self.requests.append(remove_values(str(exchange), secrets)),
                )
            except PagerDutyError as error:
                problem = error.message
        return t.cast("str", remove_values(problem, secrets))

    def _sleep(self, seconds: float) -> None:
        """Wait before a request is repeated. Raises Unreachable if the time is over before that."""
        if time.monotonic() + seconds > self._ends:
            raise Unreachable(
                f"PagerDuty did not accept the event within {self._seconds:g} seconds, which is the option timeout"
            )
        time.sleep(seconds)
