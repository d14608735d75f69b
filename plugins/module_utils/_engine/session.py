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
    from .predictions import Predictions


# For errors about objects that do not exist, if a task in check mode does not know what others have predicted.
NOT_PREDICTED = "In check mode, objects that earlier tasks would create do not exist"


@dataclass
class Session:
    """What the work of one task uses.

    predictions: what earlier tasks of a run in check mode have predicted, None if it is not known. check_sender: raises
    UsageError in check mode if PagerDuty rejects requests because it does not know the user that they are made for.
    diff_mode: whether Ansible shows the diff, so that requests which only the diff needs are worth sending.
    warnings: the messages for the task's result. progress: shows a line while the task runs, None if nobody sees it.
    """

    client: TaskClient
    names: Names
    check_mode: bool = False
    predictions: Predictions | None = None
    check_sender: t.Callable[[], None] = lambda: None
    diff_mode: bool = False
    warnings: list[str] = field(default_factory=list)
    progress: t.Callable[[str], None] | None = None

    @property
    def knows_no_predictions(self) -> bool:
        """Whether the task runs in check mode, and does not know what other tasks have predicted."""
        return self.check_mode and not self.predictions

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)


class Sessions:
    """The connections of a process with their caches of names. All tasks with equal connection options share them.

    sender_email: a function of (names, value of `from_email`) that returns the email address of that user.
    check_sender: a function of (session), see `Session`. options: for each Client that is created.
    """

    def __init__(
        self,
        sender_email: t.Callable[[Names, str], str],
        check_sender: t.Callable[[Session], None],
        **options: t.Any,
    ) -> None:
        self._sender_email = sender_email
        self._check_sender = check_sender
        self._options = options
        self._clients: dict[Connection, Client] = {}
        self._names: dict[tuple[Connection, str | None], Names] = {}
        self._predictions: dict[tuple[Connection, str | None], Predictions] = {}

    def open(
        self,
        connection: Connection,
        user_agent: str,
        *,
        check_mode: bool = False,
        diff_mode: bool = False,
        observe: t.Callable[[Exchange], None] | None = None,
        detailed: bool = False,
        fresh: bool = False,
        ledger: str | None = None,
        progress: t.Callable[[str], None] | None = None,
    ) -> Session:
        """The session of one task.

        diff_mode, progress: see `Session`. observe: called with each request. detailed: requests include headers and
        bodies.
        fresh: empty the cache of names first. ledger: the file of the predictions of a run in check mode, see `Ledger`.
        """
        if connection not in self._clients:
            self._clients[connection] = Client(connection, user_agent=user_agent, **self._options)
        client = self._clients[connection]
        session: Session

        def resolve_sender(value: str) -> str:
            return self._sender_email(session.names, value)

        def warn(message: str) -> None:
            session.warn(message)

        options: dict[str, t.Any] = {
            "resolve_sender": resolve_sender,
            "warn": warn,
            "observe": observe,
            "detailed": detailed,
        }
        # Tasks that only predict have their own cache: it contains objects that do not exist.
        key = connection, ledger
        if key not in self._names:
            self._names[key] = Names(client.for_task())
        shared_names = self._names[key]
        predictions = self._predicted(key, shared_names) if ledger else None
        if predictions:
            from .predictions import PredictingClient  # only check mode needs it

            task_client: TaskClient = PredictingClient(client, predictions, **options)
        else:
            task_client = client.for_task(**options)
        session = Session(task_client, shared_names.bound(task_client), check_mode, predictions, diff_mode=diff_mode)
        session.progress = progress
        session.check_sender = lambda: self._check_sender(session)
        if fresh:
            session.names.forget()
        return session

    def _predicted(self, key: tuple[Connection, str | None], names: Names) -> Predictions:
        """The predictions of other tasks for an account."""
        if key not in self._predictions:
            from .._core.ledger import Ledger  # only check mode needs these
            from .predictions import Predictions

            connection, path = key
            self._predictions[key] = Predictions(Ledger(str(path), connection.account), names.learn)
        else:
            self._predictions[key].refresh()
        return self._predictions[key]
