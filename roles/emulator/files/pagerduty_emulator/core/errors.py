# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that the emulator returns, with PagerDuty's status, code and message.

PagerDuty's body is ``{"error": {"message": ..., "code": ..., "errors": [...]}}``. Each of the three inner keys may be
missing. The codes are from the page "Errors" of PagerDuty's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any


class ApiError(Exception):
    """A response that is not a success. Operations raise it, and the server sends it."""

    def __init__(
        self,
        status: int,
        message: str,
        code: int | None = None,
        errors: Iterable[str] | Mapping[str, list[str]] = (),
        **extra: Any,
    ):
        super().__init__(message)
        self.status = status
        self.error: dict[str, Any] = {"message": message}
        if code is not None:
            self.error["code"] = code
        if errors := dict(errors) if isinstance(errors, Mapping) else list(errors):
            self.error["errors"] = errors
        self.error.update(extra)

    @property
    def body(self) -> dict[str, Any]:
        """The body of the response."""
        return {"error": self.error}


class BareError(ApiError):
    """An error whose ``error`` is a string. Few responses have it, such as those of ``GET /users/me``."""

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error["message"]}


def invalid(*errors: str) -> ApiError:
    """400, the arguments are wrong. ``errors``: one sentence for each error."""
    return ApiError(400, "Invalid Input Provided", 2001, errors)


def unprocessable(*errors: str) -> ApiError:
    """422, the arguments are wrong. Few operations document it in place of 400."""
    return ApiError(422, "Invalid Input Provided", 2001, errors)


def requester_missing() -> ApiError:
    """400, the header ``From`` is missing. Code and message: public issues of PagerDuty's clients."""
    return ApiError(
        400, 'You must specify a user\'s email address in the "From" header to perform this action', 2016
    )


def requester_malformed() -> ApiError:
    """400, the header ``From`` is not an email address. Code and message: public issues of PagerDuty's clients."""
    return ApiError(400, 'Malformed "From" header', 1028)


def requester_not_found() -> ApiError:
    """400, the account has no user with the email address in the header ``From``."""
    return ApiError(400, "Requester User Not Found", 1008)


def unauthorized() -> ApiError:
    """401, the credentials are missing, wrong, expired, or those of an account in another service region."""
    return ApiError(401, "Unauthorized", 2006)


def payment_required(ability: str) -> ApiError:
    """402, the account's plan lacks an ability."""
    return ApiError(
        402,
        "Account does not have the abilities to perform the action",
        2014,
        [f"Account must have the {ability} ability"],
    )


def forbidden(*errors: str, required_scopes: str | None = None) -> ApiError:
    """403. ``required_scopes``: the scopes that an OAuth token lacks, in one string. PagerDuty's Go client reads it."""
    if required_scopes is None:
        return ApiError(403, "Access Denied", 2010, errors)
    return ApiError(403, "Access Denied", 2010, ["Scopes are missing"], required_scopes=required_scopes)


def not_found() -> ApiError:
    """404, the object or the path does not exist."""
    return ApiError(404, "Not Found", 2100)


def method_not_allowed() -> ApiError:
    """405, the path does not have this method. PagerDuty documents no code for it."""
    return ApiError(405, "Method Not Allowed")


def rate_limited() -> ApiError:
    """429, too many requests."""
    return ApiError(429, "Rate Limit Exceeded", 2020)


def internal() -> ApiError:
    """500, an error of the emulator itself."""
    return ApiError(500, "Internal Server Error", 2000)


def too_large(what: str, maximum: int) -> ApiError:
    """413, too many objects in one request."""
    return ApiError(413, "Request Entity Too Large", None, [f"A maximum of {maximum} {what} may be updated at a time"])


# -- API v3 ------------------------------------------------------------------------------------------------------------

SENTENCE = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*) (.+)", re.DOTALL)

WHOLE_REQUEST = "request"
"""The path of an error that does not start with one, such as that of a wrong header."""


def by_field(sentences: list[str]) -> dict[str, list[str]]:
    """The sentences by the path that they start with."""
    found: dict[str, list[str]] = {}
    for sentence in sentences:
        match = SENTENCE.fullmatch(sentence)
        path, problem = match.groups() if match else (WHOLE_REQUEST, sentence)
        found.setdefault(path, []).append(problem)
    return found


def of_version_3(error: ApiError) -> ApiError:
    """An error in the form of API v3. Only those with the status 400 differ: ``errors`` has lists by field."""
    if error.status != 400:
        return error
    given = error.error.get("errors")
    message = "Invalid Request" if given else error.error["message"]
    return ApiError(400, message, error.error.get("code", 2001), by_field(given or [message]))
