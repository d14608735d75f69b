# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: what the tasks of a run in check mode would change, so that later tasks of the run can see it.

It is a file in the temporary folder of the run, which all workers of the controller share, and which ends with the run.
Each line is one entry, in JSON. Entries are only appended.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import fcntl
import json
import os
import typing as t

Entry = dict[str, t.Any]


class Ledger:
    """The entries of one account.

    path: the file. account: tells accounts apart; it must contain no secret.
    """

    def __init__(self, path: str, account: str) -> None:
        self._path = path
        self._account = account
        self._read = 0  # bytes of the file that were read
        self._lines = 0  # entries of all accounts that were read

    def news(self) -> list[Entry]:
        """The entries that were appended since the last call."""
        if not os.path.exists(self._path):
            return []
        with open(self._path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return self._new_entries(file)

    def append(self, make: t.Callable[[int], list[Entry]]) -> list[Entry]:
        """Append entries, unless the file has new ones. Returns these new ones: nothing was appended if there are any.

        make: a function of (number that no entry has yet) that returns the entries.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            news = self._new_entries(file)
            if news:
                return news
            for entry in make(self._lines + 1):
                line = json.dumps({"account": self._account, **entry}).encode() + b"\n"
                file.write(line)
                self._read += len(line)
                self._lines += 1
        return []

    def _new_entries(self, file: t.BinaryIO) -> list[Entry]:
        file.seek(self._read)
        content = file.read()
        entries = [json.loads(line) for line in content.splitlines()]
        self._read += len(content)
        self._lines += len(entries)
        return [entry for entry in entries if entry["account"] == self._account]
