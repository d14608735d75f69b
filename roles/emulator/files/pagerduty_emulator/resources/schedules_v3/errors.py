# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of API v3: ``errors`` is an object, from the path of a field to what is wrong with it.

The sentences start with the path: ``event.effective_until must be after effective_since``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...core.errors import ApiError
from ...schema.call import Call, Reply
from ...schema.operation import Operation

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
    """An error in the form of API v3. Only those with the status 400 differ."""
    if error.status != 400:
        return error
    errors = by_field(error.error.get("errors") or [error.error["message"]])
    return ApiError(400, "Invalid Request", error.error.get("code", 2001), errors)


@dataclass(frozen=True)
class OperationOfVersion3(Operation):
    """An operation whose errors have the form of API v3."""

    def __call__(self, call: Call) -> Reply:
        try:
            return super().__call__(call)
        except ApiError as error:
            raise of_version_3(error) from None
