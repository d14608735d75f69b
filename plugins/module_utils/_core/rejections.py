# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors for responses that reject a request: PagerDuty's message, and advice.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .attempts import request_info
from .connection_options import Connection, is_of_app
from .errors import SENDER_CODES, ApiError, NotFound, RateLimited, one_line
from .transport import Response


def rejection(response: Response, method: str, path: str, connection: Connection, advice: str = "") -> ApiError:
    """The error for a response that rejects a request.

    advice: what to do. If it is empty, it is derived from the status.
    """
    status = response.status
    error = _error_object(response)
    reason = error.get("message") or response.reason or "no explanation"
    errors = _error_texts(error)
    code = error.get("code")
    details = f": {'; '.join(errors)}" if errors else ""
    message = (
        f"PagerDuty refused {method} {path} with {status} {reason}{f' (code {code})' if code else ''}{details}"
        f"{advice or _advice(status, error, path, connection)}"
    )
    request_id = response.headers.get("x-request-id")
    if request_id:
        message += f" [request id {request_id}]"
    error_type: type[ApiError] = {404: NotFound, 429: RateLimited}.get(status, ApiError)
    return error_type(
        message,
        status=status,
        code=code,
        reason=one_line(reason),
        errors=errors,
        request=request_info(method, path, response),
    )


def _error_object(response: Response) -> dict[str, t.Any]:
    """The object that describes the error. The REST API returns it under `error`, the Events API at the top level."""
    decoded = response.object or {}
    error = decoded.get("error", decoded)
    if isinstance(error, str):
        return {"message": error}
    return error if isinstance(error, dict) else {}


def _error_texts(error: dict[str, t.Any]) -> list[str]:
    """The texts under `errors`: a list, a dictionary of lists, or a single text."""
    errors = error.get("errors") or []
    if isinstance(errors, dict):
        errors = [f"{field}: {text}" for field, texts in errors.items() for text in _as_list(texts)]
    return [one_line(text) for text in _as_list(errors)]


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def _advice(status: int, error: dict[str, t.Any], path: str, connection: Connection) -> str:
    if status in (401, 403) and is_of_app(path):
        return (
            ". This part of PagerDuty accepts the token of a user only, not a key of the account: set user_token to the"
            f" key of an admin or of the account owner. Also check the region (here {connection.region})"
        )
    if status == 401:
        return (
            f". Check the token and the account's region (here {connection.region}, at {connection.api_url}): accounts"
            " of the other region reject it like a wrong token"
        )
    if status == 402:
        return ". The account's plan does not include this"
    if status == 403:
        scopes = error.get("required_scopes")
        if scopes:
            scopes = ", ".join(map(str, _as_list(scopes)))
            return f". The token lacks the scope {scopes}: grant it to the OAuth client and add it to scopes"
        return ". The token has no permission for this: check whether it is read-only, and the permissions of its user"
    if status in (400, 404) and error.get("code") in SENDER_CODES:
        return ". Set from_email to the e-mail of a user of this account"
    if 300 <= status < 400:
        return ". PagerDuty's API never redirects: check api_url"
    return ""
