# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs operations. Both shells validate the options with the argument spec of the operation, and then call this.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean

from .._core.connection_options import Connection, preferred_credentials
from .._core.errors import Missing, PagerDutyError, Unexpected, UsageError
from .._schema.option_checks import check_input
from .operation import COMMON, Operation
from .session import NOT_PREDICTED, Session, Sessions

if t.TYPE_CHECKING:
    from .._core.exchange import Exchange


def execute(
    operation: Operation,
    params: dict[str, t.Any],
    *,
    check_mode: bool,
    diff_mode: bool = False,
    environment: t.Mapping[str, str],
    sessions: Sessions,
    user_agent: str = "community.pagerduty",
    observe: t.Callable[[Exchange], None] | None = None,
    fresh: bool = False,
    detailed: bool = False,
    ledger: str | None = None,
    progress: t.Callable[[str], None] | None = None,
) -> dict[str, t.Any]:
    """Run an operation, and return its result. If there are warnings, they are under the key `warnings`.

    params: validated options. diff_mode, progress: see `Session`. environment: the variables that provided omitted
    options.
    observe: called with each request. fresh: ignore everything in the caches of earlier tasks. detailed: requests
    include headers and bodies.
    ledger: the file of the predictions of a run in check mode; without it, earlier tasks have no effect in check mode.
    Raises PagerDutyError, also for any other exception. What is returned, raised or passed to `observe` contains no
    secrets of the connection.
    """
    session: Session | None = None
    try:
        check_input(operation.options, params)
        check_input(COMMON, params)
        connection = _connection(operation, params, environment, ledger)
        session = sessions.open(
            connection,
            user_agent,
            check_mode=check_mode,
            diff_mode=diff_mode,
            observe=observe,
            detailed=detailed,
            fresh=fresh,
            ledger=ledger,
            progress=progress,
        )
        result = operation.work(params, session)
        if session.warnings:
            result = {**result, "warnings": session.warnings}
        return t.cast("dict[str, t.Any]", session.client.secrets.masked(result))
    except PagerDutyError as error:
        raise _completed(error, session) from error.__cause__
    except Exception as error:
        raise _completed(Unexpected(operation.name, error), session) from error


def _connection(
    operation: Operation, params: dict[str, t.Any], environment: t.Mapping[str, str], ledger: str | None
) -> Connection:
    """The connection of a task."""
    preferred = preferred_credentials(params, environment)
    anonymous = operation.anonymous is not None and operation.anonymous(params)
    if anonymous and ledger:
        # A prediction needs to read the account, and the real run needs no credentials.
        try:
            return Connection.from_params(preferred)
        except UsageError:
            pass
    return Connection.from_params(preferred, anonymous=anonymous)


def _completed(error: PagerDutyError, session: Session | None) -> PagerDutyError:
    """The error with the task's warnings, and without secrets. session: None if the work has not begun."""
    if session is None:
        return error
    if session.knows_no_predictions and isinstance(error, Missing):
        error.add(NOT_PREDICTED)
    error.warnings = list(session.warnings)
    error.rewrite(session.client.secrets.scrubbed)
    return error


def run_task(
    operation: Operation, params: dict[str, t.Any], *, verbose: bool = False, **options: t.Any
) -> dict[str, t.Any]:
    """Run an operation, and return the result of the task, also if it fails.

    verbose: whether the result of an unexpected error includes its traceback. options: for `execute`.
    """
    exchanges: list[Exchange] = []
    observe = options.pop("observe", None)
    level = ""

    def record(exchange: Exchange) -> None:
        exchanges.append(exchange)
        if observe:
            observe(exchange)

    try:
        level = debug_level(params["debug"])
        options.update(observe=record if level else observe, detailed=level == "full")
        result = execute(operation, params, **options)
    except PagerDutyError as error:
        result = {**error.result, "failed": True, "msg": error.message, "failure": error.failure}
        if error.warnings:
            result["warnings"] = error.warnings
        if verbose and isinstance(error, Unexpected):
            result["exception"] = error.traceback
    return {**result, "requests": [exchange.as_dict() for exchange in exchanges]} if level else result


def debug_level(value: t.Any) -> str:
    """The level of the option `debug`: "" (nothing), "short" or "full". Raises UsageError."""
    if isinstance(value, str) and value.strip().lower() == "full":
        return "full"
    try:
        return "short" if boolean(value) else ""
    except TypeError:
        raise UsageError("debug", "must be true, false or full") from None
