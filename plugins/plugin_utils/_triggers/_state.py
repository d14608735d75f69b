# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: waiting events, the keys of known events, and cursors. Stored on disk or only in memory.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import sqlite3
import threading
import typing as t
from dataclasses import dataclass
from pathlib import Path

from ...module_utils._core.errors import PagerDutyError, UsageError, one_line
from ._state_file import Damaged, StateFile, damage, is_full

logger = logging.getLogger(__name__)

# The keys of this number of events are stored, the newest ones. PagerDuty repeats webhooks for 48 hours. This is enough
# for one event every two seconds.
SEEN = 100_000

Keys = str | tuple[str, ...]


class StateError(PagerDutyError):
    """The data could not be written or read. If it was a write, nothing was written."""


@dataclass(frozen=True)
class Stored:
    """A stored event. seq: its number, which increases and is never reused. key: its first key."""

    seq: int
    key: str
    event: dict[str, t.Any]


class Batch(t.NamedTuple):
    """Events and cursors that are stored together or not at all."""

    events: t.Sequence[tuple[Keys, dict[str, t.Any]]] = ()
    cursors: t.Mapping[str, str] = {}


class State:
    """The stored data of one event source. Its methods block, and can be called from any thread.

    path: the file, or None for memory. When a method returns, its data is in this file on disk. If the file was
    deleted, it is written again before data is added.
    damaged: the `seq` of the rows that `pending` could not read.
    """

    def __init__(self, file: StateFile) -> None:
        self.path = file.path
        self.damaged: list[int] = []
        self._file = file
        self._lock = threading.Lock()

    @classmethod
    def open(cls, directory: str | None, name: str) -> State:
        """Open the state in `<directory>/<name>.sqlite`, or create it. If directory is None, it is in memory.

        Raises UsageError if the directory can't be used, another process uses the file, or the file is damaged.
        """
        return cls(StateFile.open(None if directory is None else Path(directory).expanduser() / f"{name}.sqlite"))

    def close(self) -> None:
        with self._lock:
            self._file.close()

    # -- writing -------------------------------------------------------------------------------------------------

    def accept(
        self,
        events: t.Sequence[tuple[Keys, dict[str, t.Any]]],
        cursors: t.Mapping[str, str] | None = None,
    ) -> list[Stored]:
        """Store the events with unknown keys, and the cursors, in one transaction.

        A tuple contains several keys of an event. The event counts as known if one of them is known.
        Returns the new events in the same order. Raises StateError.
        """
        return self.transact([Batch(events, cursors or {})], ())[0]

    def taken(self, seqs: t.Iterable[int]) -> None:
        """Delete these events, because the rules have taken them. Their keys are kept. Raises StateError."""
        self.transact((), seqs)

    def transact(self, batches: t.Sequence[Batch], taken: t.Iterable[int]) -> list[list[Stored]]:
        """Combine several calls of `accept` and `taken` in one transaction, because syncing a disk is slow."""
        seqs = list(taken)
        with self._lock:
            try:
                self._file.restore()
                try:
                    results = self._write(batches, seqs)
                except sqlite3.Error as error:
                    if not is_full(error):
                        raise
                    # Delete the taken events first, with the help of the reserved space. Then try again.
                    self._file.make_room(seqs)
                    results = self._write(batches, ())
                self._file.reserve()
                return results
            except (sqlite3.Error, OSError, Damaged, UsageError) as error:
                what = damage(error, self.path) or f"can't write {self.path or 'the state'}: {error}"
                raise StateError(what) from None

    def _write(self, batches: t.Sequence[Batch], seqs: t.Iterable[int]) -> list[list[Stored]]:
        """One transaction."""
        connection = self._file.connection
        results: list[list[Stored]] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
            # First, so that the new events can use the space of the deleted ones.
            connection.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq in seqs])
            newest = 0
            for batch in batches:
                new = [stored for keys, event in batch.events if (stored := self._insert(keys, event))]
                newest = new[-1].seq if new else newest
                results.append(new)
                connection.executemany(
                    "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    batch.cursors.items(),
                )
            if newest:
                connection.execute("DELETE FROM seen WHERE seq <= ?", (newest - SEEN,))
            self._file.check()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return results

    def _insert(self, keys: Keys, event: dict[str, t.Any]) -> Stored | None:
        keys = (keys,) if isinstance(keys, str) else keys
        digests = [_digest(key) for key in keys]
        connection = self._file.connection
        run = connection.execute
        if any(run("SELECT 1 FROM seen WHERE digest = ?", (digest,)).fetchone() for digest in digests):
            return None
        key = _printable(keys[0])
        # The JSON is ASCII, because SQLite does not accept lone surrogates.
        seq = t.cast(int, run("INSERT INTO events (key, event) VALUES (?, ?)", (key, json.dumps(event))).lastrowid)
        connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(digest, seq) for digest in digests])
        return Stored(seq, key, event)

    # -- reading -------------------------------------------------------------------------------------------------

    def pending(self) -> list[Stored]:
        """The stored events that are not taken, in order. At the start, these are the events of an earlier run.

        A damaged row is logged and skipped, and its `seq` is added to `damaged`. Raises StateError.
        """
        found: list[Stored] = []
        self.damaged = []
        for seq, key, text in self._read("SELECT seq, key, event FROM events ORDER BY seq"):
            event = None
            with contextlib.suppress(ValueError, TypeError, RecursionError):
                event = json.loads(text)
            if isinstance(event, dict) and isinstance(event.get("meta", {}), dict):
                found.append(Stored(seq, str(key), event))
            else:
                self.damaged.append(seq)
                logger.error("event %d in %s is damaged and is skipped: %s", seq, self.path, one_line(text)[:500])
        return found

    def cursor(self, name: str) -> str | None:
        """The value of this cursor, or None. Raises StateError."""
        rows = self._read("SELECT value FROM cursors WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def cursors(self, prefix: str) -> dict[str, str]:
        """The values of the cursors whose names begin with this prefix. Raises StateError."""
        rows = self._read("SELECT name, value FROM cursors ORDER BY name")
        return {str(name): str(value) for name, value in rows if str(name).startswith(prefix)}

    def _read(self, query: str, *values: t.Any) -> list[tuple[t.Any, ...]]:
        with self._lock:
            try:
                return self._file.connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise StateError(damage(error, self.path) or f"can't read {self.path}: {error}") from None


def _digest(key: str) -> bytes:
    """The hash of a key, in 16 bytes."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _printable(key: str) -> str:
    return key.encode("utf-8", "backslashreplace").decode()
