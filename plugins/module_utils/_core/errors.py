# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions of the collection. Each message contains what was requested, what PagerDuty returned, and what to do.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import traceback
import typing as t

TRACKER = "https://github.com/ansible-collections/community.pagerduty/issues"

# The prefix of the names of the collection's Python modules.
_COLLECTION = "ansible_collections.community.pagerduty."


def one_line(text: object) -> str:
    """Convert any text to one line. Ansible shows messages in one line, and servers sometimes return HTML."""
    return " ".join(str(text).split())


class PagerDutyError(Exception):
    """The base of all exceptions of the collection.

    message: one line for the user.
    failure: the same for plays, under the keys status, code, message, errors and request. A key that does not apply is
        None or an empty list.
    done: what was changed before the error: (a Change, the object), or None.
    result: further return values of the failed task, such as the object that was created.
    warnings: the warnings of the task.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: int | None = None,
        reason: str | None = None,
        errors: t.Sequence[str] = (),
        request: dict[str, t.Any] | None = None,
    ) -> None:
        self.message = one_line(message)
        self.status = status
        self.code = code
        self.reason = reason
        self.errors = list(errors)
        self.request = request
        self.warnings: list[str] = []
        self.done: tuple[t.Any, t.Any] | None = None
        self.result: dict[str, t.Any] = {}
        super().__init__(self.message)

    @property
    def failure(self) -> dict[str, t.Any]:
        return {
            "status": self.status,
            "code": self.code,
            "message": self.reason or self.message,
            "errors": self.errors,
            "request": self.request,
        }

    def within(self, what: str, join: str = ": ") -> PagerDutyError:
        """Put what failed before the message. Returns the error, for `raise error.within(...)`."""
        self._set_message(f"{what}{join}{self.message}")
        return self

    def add(self, sentence: str) -> None:
        """Add a sentence to the message."""
        self._set_message(f"{self.message}. {sentence}")

    def rewrite(self, change: t.Callable[[t.Any], t.Any]) -> None:
        """Replace all its texts, for example to mask secrets."""
        self._set_message(change(self.message))
        self.reason, self.errors = change(self.reason), change(self.errors)
        self.code, self.request = change(self.code), change(self.request)
        self.warnings, self.result = change(self.warnings), change(self.result)

    def _set_message(self, message: str) -> None:
        self.message = message
        self.args = (message,)


class Unexpected(PagerDutyError):
    """A bug of this collection: any other exception. The message asks the user to report it.

    traceback: for debugging.
    """

    def __init__(self, operation: str, error: Exception) -> None:
        where = ""
        frames = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
        own = [(name, line) for name, line in frames if name.startswith(f"{_COLLECTION}plugins.")]
        if own:
            name, line = own[-1]
            where = f" at {name[len(_COLLECTION) :].replace('.', '/')}.py:{line}"
        super().__init__(
            f"{operation} failed with an internal error: {type(error).__name__}: {str(error)[:500]}{where}. This is a"
            " bug of the collection community.pagerduty. Report it, with this message and what -vvv shows, at"
            f" {TRACKER}. The task may have changed something before it failed"
        )
        self.traceback = "".join(traceback.format_exception(type(error), error, error.__traceback__))

    def rewrite(self, change: t.Callable[[t.Any], t.Any]) -> None:
        super().rewrite(change)
        self.traceback = change(self.traceback)


class UsageError(PagerDutyError):
    """An option is wrong. No write request was sent.

    option: the dotted name of the option, as in the playbook.
    """

    def __init__(self, option: str, message: str) -> None:
        self.option = option
        super().__init__(f"{option}: {message}", reason=one_line(message))


class Missing(UsageError):
    """The playbook refers to an object that does not exist."""


class ApiError(PagerDutyError):
    """PagerDuty rejected a request."""


SENDER_CODES = (1008, 1028, 2016)
"""PagerDuty's codes for a From header that is missing, is no email address, or refers to no user of the account.

Source: PagerDuty's list of errors for 1008, public issues of its clients for the others.
"""


class TokenRejected(ApiError):
    """The OAuth service rejected a refresh token: it has expired, or was used before."""


class NotFound(ApiError):
    """The object does not exist, or the token has no permission to see it."""


class RateLimited(ApiError):
    """PagerDuty responded with 429 for longer than the maximum time that a request waits."""


class Unreachable(PagerDutyError):
    """There was no usable response, after all retries that `max_retries` allows."""


class Unusable(PagerDutyError):
    """PagerDuty's response does not match its documentation, and a retry would not help."""


class OutcomeUnknown(PagerDutyError):
    """It is unknown whether PagerDuty carried out a request. The request must not be sent twice."""
