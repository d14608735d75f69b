# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: events that the rules have not taken yet, keys of those seen, and cursors; on disk, or in memory only.

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

from ...module_utils._errors import PagerDutyError, UsageError, one_line
from ._state_file import Damaged, StateFile, damage, is_full

logger = logging.getLogger(__name__)

# The keys of this many events are remembered, the latest ones. PagerDuty redelivers for 48 hours: enough for half an
# event a second, all the time.
SEEN = 100_000

Keys = str | tuple[str, ...]


class StateError(PagerDutyError):
    """What had to be kept could not be written. Nothing of it was."""


@dataclass(frozen=True)
class Stored:
    """An event that is kept. seq: grows from event to event and is never used again. key: what it was stored under."""

    seq: int
    key: str
    event: dict[str, t.Any]


class Batch(t.NamedTuple):
    """What is stored or not stored as a whole."""

    events: t.Sequence[tuple[Keys, dict[str, t.Any]]] = ()
    cursors: t.Mapping[str, str] = {}


class State:
    """The memory of one event source. Its methods block, and may be called from any thread.

    What a method has stored when it returns is on disk, if there is a directory: in the file that has the name `path`
    then. If somebody has deleted that file, it is written again before anything is added to it.
    damaged: rows that `pending` could not read, by `seq`.
    """

    def __init__(self, file: StateFile) -> None:
        self.path = file.path
        self.damaged: list[int] = []
        self._file = file
        self._lock = threading.Lock()

    @classmethod
    def open(cls, directory: str | None, name: str) -> State:
        """The state in `<directory>/<name>.sqlite`, made if it is not there; in memory if directory is None.

        Raises UsageError: the directory can't be used, another process has this state open, or the file is damaged.
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
        """Store the events whose key was not seen before, and the cursors, all or nothing.

        A key that is a tuple is several keys: the event counts as seen if one of them was.
        Gives the new events, in their order. Raises StateError.
        """
        return self.transact([Batch(events, cursors or {})], ())[0]

    def taken(self, seqs: t.Iterable[int]) -> None:
        """The rules have these events: keep no more than their keys. Raises StateError."""
        self.transact((), seqs)

    def transact(self, batches: t.Sequence[Batch], taken: t.Iterable[int]) -> list[list[Stored]]:
        """Several calls of `accept` and `taken` for the price of one: disks are slow to say that they have written."""
        seqs = list(taken)
        with self._lock:
            try:
                self._file.restore()
                try:
                    results = self._write(batches, seqs)
                except sqlite3.Error as error:
                    if not is_full(error):
                        raise
                    # What the rules have taken goes first, with the space that is kept for this. That may make room.
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
            # First, so that the events after it find the space that this frees.
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
        # Text of the JSON as ASCII: a lone surrogate in an event is no text that SQLite takes.
        seq = t.cast(int, run("INSERT INTO events (key, event) VALUES (?, ?)", (key, json.dumps(event))).lastrowid)
        connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(digest, seq) for digest in digests])
        return Stored(seq, key, event)

    # -- reading -------------------------------------------------------------------------------------------------

    def pending(self) -> list[Stored]:
        """The events that were stored and not taken, in order: at the start, those of an earlier life.

        A row that is damaged is logged and left out; `damaged` has its number. Raises StateError.
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
        """What was last stored under this name. Raises StateError."""
        rows = self._read("SELECT value FROM cursors WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def cursors(self, prefix: str) -> dict[str, str]:
        """What was last stored under the names that begin with this. Raises StateError."""
        rows = self._read("SELECT name, value FROM cursors ORDER BY name")
        return {str(name): str(value) for name, value in rows if str(name).startswith(prefix)}

    def _read(self, query: str, *values: t.Any) -> list[tuple[t.Any, ...]]:
        with self._lock:
            try:
                return self._file.connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise StateError(damage(error, self.path) or f"can't read {self.path}: {error}") from None


def _digest(key: str) -> bytes:
    """A key of any length and content in 16 bytes."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _printable(key: str) -> str:
    return key.encode("utf-8", "backslashreplace").decode()
