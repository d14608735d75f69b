# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: what a task works with, and what the tasks of a process share.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.client import Client, TaskClient
from .._core.connection_options import Connection
from .names import Names

if t.TYPE_CHECKING:
    from .._core.exchange import Exchange


@dataclass
class Session:
    """What the work of one task uses. warnings: the messages for the task's result."""

    client: TaskClient
    names: Names
    check_mode: bool = False
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)


class Sessions:
    """The connections of a process with their caches of names. All tasks with equal connection options share them.

    sender_email: a function of (names, value of `from_email`) that returns the email address of that user.
    options: for each Client that is created.
    """

    def __init__(self, sender_email: t.Callable[[Names, str], str], **options: t.Any) -> None:
        self._sender_email = sender_email
        self._options = options
        self._shared: dict[Connection, tuple[Client, Names]] = {}

    def open(
        self,
        connection: Connection,
        user_agent: str,
        *,
        check_mode: bool = False,
        observe: t.Callable[[Exchange], None] | None = None,
        detailed: bool = False,
        fresh: bool = False,
    ) -> Session:
        """The session of one task.

        observe: called with each request. detailed: requests include headers and bodies. fresh: empty the cache of
        names first.
        """
        if connection not in self._shared:
            client = Client(connection, user_agent=user_agent, **self._options)
            self._shared[connection] = client, Names(client.for_task())
        client, shared_names = self._shared[connection]
        task_client = client.for_task(
            resolve_sender=lambda value: self._sender_email(session.names, value),
            warn=lambda message: session.warn(message),
            observe=observe,
            detailed=detailed,
        )
        session = Session(task_client, shared_names.bound(task_client), check_mode)
        if fresh:
            session.names.forget()
        return session
