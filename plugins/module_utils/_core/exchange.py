# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses for users who want to see what is sent: with -vvv, or with the option debug.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .attempts import Attempt
from .secrets import Secrets
from .transport import Response


@dataclass(frozen=True)
class Exchange:
    """A request and its response, without secrets.

    status: the HTTP status. None if there was no usable response. outcome: the status, or what happened instead.
    content: headers and bodies, if they are requested: request_headers, request_body, response_headers, response_body.
        A body is JSON if it was sent as JSON, otherwise text.
    """

    method: str
    path: str
    status: int | None
    milliseconds: int
    request_id: str | None
    outcome: str
    content: dict[str, t.Any] = field(default_factory=dict)

    @classmethod
    def of_attempt(
        cls, method: str, target: str, attempt: Attempt, seconds: float, secrets: Secrets, content: dict[str, t.Any]
    ) -> Exchange:
        """The exchange of one attempt. target: the path with the query. content: from `headers_and_bodies`, or {}."""
        response = attempt.response
        return cls(
            method,
            secrets.scrubbed(target),
            attempt.status,
            round(seconds * 1000),
            None if response is None else secrets.scrubbed(response.headers.get("x-request-id")),
            secrets.scrubbed(attempt.problem) if response is None else str(response.status),
            content,
        )

    def as_dict(self) -> dict[str, t.Any]:
        return {
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "outcome": self.outcome,
            "milliseconds": self.milliseconds,
            "request_id": self.request_id,
            **self.content,
        }

    def __str__(self) -> str:
        request_id = f", request id {self.request_id}" if self.request_id else ""
        return f"{self.method} {self.path}: {self.outcome} in {self.milliseconds} ms{request_id}"


def headers_and_bodies(
    headers: t.Mapping[str, str], options: dict[str, t.Any], response: Response | None, secrets: Secrets
) -> dict[str, t.Any]:
    """Headers and bodies of a request and its response, without secrets.

    headers: those of every request. options: those of `Transport.send`.
    """
    sent: dict[str, t.Any] = {**headers, **(options.get("headers") or {})}
    if options.get("authorization"):
        sent["Authorization"] = options["authorization"]
    shown: dict[str, t.Any] = {"request_headers": sent, "request_body": _request_body(options)}
    if response is not None:
        shown["response_headers"] = dict(response.headers)
        shown["response_body"] = _response_body(response)
    return t.cast("dict[str, t.Any]", secrets.stripped(shown))


def _request_body(options: dict[str, t.Any]) -> t.Any:
    data = options.get("data")
    if options.get("files"):
        files = [
            {"name": name, "filename": filename, "size": len(content)}
            for name, (filename, content, _type) in options["files"]
        ]
        return {"form": data, "files": files}
    return json.loads(data) if isinstance(data, str) else data


def _response_body(response: Response) -> t.Any:
    try:
        return response.json()
    except ValueError:
        return response.content.decode("utf-8", "replace")
