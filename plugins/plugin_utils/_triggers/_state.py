# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: events that the rules have not taken yet, keys of those seen, and cursors; on disk, or in memory only.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import typing as t
from dataclasses import dataclass
from pathlib import Path

from ...module_utils._errors import PagerDutyError, UsageError

# The keys of this many events are remembered, the latest ones. PagerDuty redelivers for 48 hours: enough for half an
# event a second, all the time.
SEEN = 100_000

FORMAT = 1  # of the file; a newer collection's is refused

Keys = str | tuple[str, ...]

_SCHEMA = """
CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, event TEXT NOT NULL);
CREATE TABLE seen (digest BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_by_age ON seen (seq);
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


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

    What a method has stored when it returns is on disk, if there is a directory.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, directory: str | None, name: str) -> State:
        """The state in `<directory>/<name>.sqlite`, made if it is not there; in memory if directory is None.

        Raises UsageError: the directory can't be used, or another process has this state open.
        """
        if directory is None:
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            connection.executescript(_SCHEMA)
            return cls(connection, None)
        path = Path(directory).expanduser() / f"{name}.sqlite"
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # SQLite gives its other files the mode of this one.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            os.chmod(path, 0o600)
        except OSError as error:
            raise UsageError(
                "state_dir",
                f"can't write {path}: {error.strerror or error}; give a directory that belongs to the user who runs"
                " the rulebook",
            ) from None
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                reason = "is in use by another event source; give each its own state_dir, and run each once"
            elif isinstance(error, sqlite3.OperationalError):
                reason = f"can't be used: {error}"
            else:
                reason = f"is damaged or no state of an event source ({error}); move it away to start anew"
            raise UsageError("state_dir", f"{path} {reason}") from None
        except UsageError:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

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
        results: list[list[Stored]] = []
        with self._lock:
            run = self._connection.execute
            try:
                run("BEGIN IMMEDIATE")
                newest = 0
                for batch in batches:
                    new = [stored for keys, event in batch.events if (stored := self._insert(keys, event))]
                    newest = new[-1].seq if new else newest
                    results.append(new)
                    self._connection.executemany(
                        "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        batch.cursors.items(),
                    )
                self._connection.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq in taken])
                if newest:
                    run("DELETE FROM seen WHERE seq <= ?", (newest - SEEN,))
                run("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    run("ROLLBACK")
                raise StateError(f"can't write {self.path or 'the state'}: {error}") from None
        return results

    def _insert(self, keys: Keys, event: dict[str, t.Any]) -> Stored | None:
        keys = (keys,) if isinstance(keys, str) else keys
        digests = [_digest(key) for key in keys]
        run = self._connection.execute
        if any(run("SELECT 1 FROM seen WHERE digest = ?", (digest,)).fetchone() for digest in digests):
            return None
        key = _printable(keys[0])
        # Text of the JSON as ASCII: a lone surrogate in an event is no text that SQLite takes.
        seq = t.cast(int, run("INSERT INTO events (key, event) VALUES (?, ?)", (key, json.dumps(event))).lastrowid)
        self._connection.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?)", [(digest, seq) for digest in digests]
        )
        return Stored(seq, key, event)

    # -- reading -------------------------------------------------------------------------------------------------

    def pending(self) -> list[Stored]:
        """The events that were stored and not taken, in order: at the start, those of an earlier life."""
        with self._lock:
            rows = self._connection.execute("SELECT seq, key, event FROM events ORDER BY seq").fetchall()
        return [Stored(seq, key, json.loads(event)) for seq, key, event in rows]

    def cursor(self, name: str) -> str | None:
        """What was last stored under this name."""
        with self._lock:
            row = self._connection.execute("SELECT value FROM cursors WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def cursors(self, prefix: str) -> dict[str, str]:
        """What was last stored under the names that begin with this."""
        with self._lock:
            rows = self._connection.execute("SELECT name, value FROM cursors ORDER BY name").fetchall()
        return {name: value for name, value in rows if name.startswith(prefix)}


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    run = connection.execute
    # Held by this process alone until it ends, however it ends. It also does without the memory that processes would
    # share, which network file systems don't have.
    run("PRAGMA locking_mode = EXCLUSIVE")
    run("PRAGMA journal_mode = WAL")
    run("PRAGMA synchronous = FULL")
    run("BEGIN IMMEDIATE")
    (version,) = run("PRAGMA user_version").fetchone()
    if version > FORMAT:
        raise UsageError("state_dir", f"{path} was written by a newer version of this collection")
    if version == 0:
        for statement in _SCHEMA.split(";"):
            run(statement)
        run(f"PRAGMA user_version = {FORMAT}")
    run("COMMIT")


def _digest(key: str) -> bytes:
    """A key of any length and content in 16 bytes."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _printable(key: str) -> str:
    return key.encode("utf-8", "backslashreplace").decode()
