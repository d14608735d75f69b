# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions of the collection. Each message states what was requested, what PagerDuty returned, and what to do.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import traceback
import typing as t

TRACKER = "https://github.com/ansible-collections/community.pagerduty/issues"

# How the names of the collection's Python modules begin.
_COLLECTION = "ansible_collections.community.pagerduty."


def one_line(text: object) -> str:
    """Fold any text into one line: Ansible shows messages on one, and servers send HTML now and then."""
    return " ".join(str(text).split())


class PagerDutyError(Exception):
    """The root of the family.

    message: one line for the person who reads the play's output.
    failure: the same for plays that branch on it, under the keys status, code, message, errors and request
        (a key is None, or an empty list, where it does not apply).
    done: what was changed before the error: (a Change, the object), or None.
    result: what the failed task returns beside `msg` and `failure`, such as the object that was created.
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
        # What has to be said besides, as with a result.
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
        """Say what was being done when this happened; gives the same error back, for `raise error.within(...)`."""
        self._say(f"{what}{join}{self.message}")
        return self

    def add(self, sentence: str) -> None:
        """Say one thing more."""
        self._say(f"{self.message}. {sentence}")

    def rewrite(self, change: t.Callable[[t.Any], t.Any]) -> None:
        """Change all that it says, such as to mask secrets."""
        self._say(change(self.message))
        self.reason, self.errors = change(self.reason), change(self.errors)
        self.code, self.request = change(self.code), change(self.request)
        self.warnings, self.result = change(self.warnings), change(self.result)

    def _say(self, message: str) -> None:
        self.message = message
        self.args = (message,)


class Unexpected(PagerDutyError):
    """An error of this collection: any other exception, as a message that asks the user to report it.

    traceback: for those who look for the cause.
    """

    def __init__(self, operation: str, error: Exception) -> None:
        where = ""
        frames = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
        ours = [(name, line) for name, line in frames if name.startswith(f"{_COLLECTION}plugins.")]
        if ours:
            name, line = ours[-1]
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
    """What the playbook says can't be done as it stands. Nothing was sent for it.

    option: the dotted name of the option to mend, as the playbook spells it.
    """

    def __init__(self, option: str, message: str) -> None:
        self.option = option
        super().__init__(f"{option}: {message}", reason=one_line(message))


class Missing(UsageError):
    """The playbook names an object that is not there."""


class ApiError(PagerDutyError):
    """PagerDuty answered, and refused."""


SENDER_CODES = frozenset((1008, 1028, 2016))
"""PagerDuty's codes for a From header that names no user of the account, is no e-mail address, or is missing.

Source: PagerDuty's list of errors for 1008, public issues of its clients for the others.
"""


class TokenRefused(ApiError):
    """The OAuth service does not take this refresh token: it has ended, or was used before."""


class NotFound(ApiError):
    """There is no such object, or this token may not see it."""


class RateLimited(ApiError):
    """PagerDuty went on answering 429 for longer than a request may wait."""


class Unreachable(PagerDutyError):
    """No usable answer came, although it was asked for as often as `max_retries` allows."""


class Unusable(PagerDutyError):
    """PagerDuty's response is not what its documentation says, and asking again would not help."""


class OutcomeUnknown(PagerDutyError):
    """A request that must not be sent twice may or may not have been carried out."""
