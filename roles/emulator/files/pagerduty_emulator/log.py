# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of requests, and the record of whole exchanges for contract tests. Neither contains secrets."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

from .schema.view import Shared

MAXIMUM_ENTRIES = 200_000


class RequestLog:
    """The last requests, oldest first, for ``GET /_emulator/requests``."""

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=MAXIMUM_ENTRIES)

    def add(self, **entry: Any) -> dict[str, Any]:
        """Adds an entry when a request arrives. The caller completes it when the response is sent."""
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        """Removes all entries."""
        self.entries.clear()


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
