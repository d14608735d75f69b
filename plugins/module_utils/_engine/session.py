# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: what a task works with, and what the tasks of a process share.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.client import Client
from .._core.connection_options import Connection
from .names import Names


@dataclass
class Session:
    """What the work of one task uses. warnings: the messages for the task's result."""

    client: Client
    names: Names
    check_mode: bool = False
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)


class Sessions:
    """The clients of a process with their caches of names, by connection. The items of a loop share them.

    options: for each Client that is created.
    """

    def __init__(self, **options: t.Any) -> None:
        self._options = options
        self._known: dict[Connection, tuple[Client, Names]] = {}

    def of(self, connection: Connection, user_agent: str) -> tuple[Client, Names]:
        if connection not in self._known:
            client = Client(connection, user_agent=user_agent, **self._options)
            names = Names(client)
            client.resolve_sender = names.email
            self._known[connection] = client, names
        return self._known[connection]
