# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of requests, and the record of whole exchanges for contract tests. Neither contains secrets."""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .core.changes import REQUESTS, Changes
from .masking import masked_body, masked_headers
from .schema.view import Shared

MAXIMUM_ENTRIES = 200_000

MAXIMUM_BODY = 64 * 1024
"""Bytes of a body that is kept."""

MAXIMUM_BODIES = 16 * 1024 * 1024
"""Bytes of all bodies that are kept. The oldest are dropped."""


ENTRY_COST = 2048
"""The bytes that a request needs besides its bodies, about."""


class Messages(NamedTuple):
    """A request and its response.

    ``entry``              the entry of the log
    ``headers``            those of the request, with secrets
    ``request, response``  the bodies; None if they are not kept, because they are large or contain secrets
    ``sizes``              bytes of the bodies
    """

    entry: dict[str, Any]
    headers: Mapping[str, str]
    request: bytes | None
    response: bytes | None
    sizes: tuple[int, int]

    @property
    def cost(self) -> int:
        """The bytes that they need, about."""
        return ENTRY_COST + len(self.request or b"") + len(self.response or b"")

    def shown(self) -> dict[str, Any]:
        """The entry with the headers and bodies, without secrets."""
        request, response = self.sizes
        return {
            **self.entry,
            "request": {
                "headers": masked_headers(self.headers), "body": masked_body(self.request or b""), "bytes": request
            },
            "response": {"body": masked_body(self.response or b""), "bytes": response},
        }


def kept(body: bytes, keep: bool) -> bytes | None:
    """A body, if it is to be kept and small enough."""
    return body if keep and len(body) <= MAXIMUM_BODY else None


class RequestLog:
    """The last requests, oldest first, for ``GET /_emulator/requests``."""

    def __init__(self, changes: Changes) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=MAXIMUM_ENTRIES)
        self._changes = changes
        self._messages: OrderedDict[str, Messages] = OrderedDict()
        self._bytes = 0

    def add(self, **entry: Any) -> dict[str, Any]:
        """Adds an entry when a request arrives. The caller completes it when the response is sent."""
        self.entries.append(entry)
        self._changes.note(REQUESTS)
        return entry

    def complete(
        self, entry: dict[str, Any], headers: Mapping[str, str], request: bytes, response: bytes, *, keep: bool
    ) -> None:
        """Keeps the headers and the bodies of an entry. ``keep``: whether the bodies may be kept."""
        sizes = len(request), len(response)
        messages = Messages(entry, headers, kept(request, keep), kept(response, keep), sizes)
        self._messages[entry["request_id"]] = messages
        self._bytes += messages.cost
        while self._bytes > MAXIMUM_BODIES:
            self._bytes -= self._messages.popitem(last=False)[1].cost
        self._changes.note(REQUESTS)

    def details(self, request_id: str) -> dict[str, Any] | None:
        """An entry with its headers and bodies, without secrets; None if they are no longer kept."""
        messages = self._messages.get(request_id)
        return None if messages is None else messages.shown()

    def clear(self) -> None:
        """Removes all entries."""
        self.entries.clear()
        self._messages.clear()
        self._bytes = 0
        self._changes.note(REQUESTS)


class Recorder:
    """``--record FILE``: appends a line of JSON for each exchange with the REST API."""

    def __init__(self, path: Path):
        self._file = path.open("a", encoding="utf-8")

    def add(self, **exchange: Any) -> None:
        """Appends an exchange."""
        self._file.write(json.dumps(exchange, default=shown) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def shown(value: Shared) -> dict[str, Any]:
    """A shared object of a response, for `json`."""
    return value.shown


def query_of(query: Any) -> dict[str, Any]:
    """A query string as an object. A repeated key has a list of values."""
    shown: dict[str, Any] = {}
    for key, value in query.items():
        if key not in shown:
            shown[key] = value
        elif isinstance(shown[key], list):
            shown[key].append(value)
        else:
            shown[key] = [shown[key], value]
    return shown
