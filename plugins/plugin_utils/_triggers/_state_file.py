# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a state. Only one process can open it. It is checked, and written again if it was deleted.

Also frees space for new events if the disk is full.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import typing as t
from pathlib import Path

from ...module_utils._core.errors import UsageError

logger = logging.getLogger(__name__)

FORMAT = 1  # the version of the file format. A newer version is rejected

_SCHEMA = """
CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, event TEXT NOT NULL);
CREATE TABLE seen (digest BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_by_age ON seen (seq);
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

# SQLite needs space on the disk even to delete rows. This file is deleted on a full disk to provide the space. Without
# it, a full disk could not accept events again after the rules have taken all events.
RESERVE = "-reserve"
RESERVE_SIZE = 1024 * 1024  # bytes
GROUP = 100  # rows that are deleted in one step on a full disk, so that the reserved space is sufficient

_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)  # IOERR for quotas and limits of the file size


class Damaged(Exception):
    """Another program has changed, replaced or deleted the file."""


def damage(error: Exception, path: Path | None) -> str | None:
    """A message with the steps to recover if the error means that the file is damaged, otherwise None."""
    if isinstance(error, Damaged):
        return str(error)
    # In older versions of Python, the error for a file that is not a database has no code.
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.DatabaseError) or code is None or code & 0xFF not in _CORRUPT:
        return None
    return _damaged(str(error), path)


def _damaged(what: str, path: Path | None) -> str:
    name = path.name if path else ""
    return (
        f"{path} is damaged, or is not the state of an event source ({what}). To recover, stop the rulebook, move"
        f" {name}, {name}-wal and {name}{RESERVE} to another directory, and start the rulebook again. The waiting"
        " events in the file are then lost, and events that PagerDuty repeats count as new"
    )


def is_full(error: sqlite3.Error) -> bool:
    """Whether there was no space for the file."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _FULL


class _Identity(t.NamedTuple):
    """Identifies the file that has a name. size: the file must never become smaller."""

    device: int
    inode: int
    size: int


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Identity(found.st_dev, found.st_ino, found.st_size)


class StateFile:
    """A connection to the file of a state, or to memory. Its methods block. Only one thread can use it at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self.path = path
        self.connection = connection
        self._main: _Identity | None = None
        self._wal: _Identity | None = None
        self._remember()

    @classmethod
    def open(cls, path: Path | None) -> StateFile:
        """Open or create the file. path: None for memory. Raises UsageError."""
        if path is None:
            connection = _connect(":memory:")
            connection.executescript(_SCHEMA)
            return cls(connection, None)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # SQLite creates its other files with the mode of this file.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            os.chmod(path, 0o600)
        except OSError as error:
            raise UsageError(
                "state_dir",
                f"can't write {path}: {error.strerror or error}; specify a directory that the user who runs the"
                " rulebook can write",
            ) from None
        connection = _connect(path)
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                reason = f"{path} is in use by another event source; use a separate state_dir for each source"
            else:
                reason = damage(error, path) or f"{path} can't be used: {error}"
            raise UsageError("state_dir", reason) from None
        except UsageError:
            connection.close()
            raise
        file = cls(connection, path)
        file.reserve()
        return file

    def close(self) -> None:
        self.connection.close()

    # -- deleted and replaced files ------------------------------------------------------------------------------

    def check(self) -> None:
        """Check that the open file is still the file with the name `path`. Raises Damaged."""
        if self.path is None or self._main is None:
            return
        main, wal = _identity(self.path), _identity(_beside(self.path, "-wal"))
        if main is None:
            raise Damaged(f"{self.path} was deleted while the source was running")
        if main[:2] != self._main[:2]:
            raise Damaged(
                f"{self.path} was replaced by another file while the source was running, so events can't be stored;"
                " restart the rulebook to use the new file"
            )
        if main.size < self._main.size:
            raise Damaged(
                f"{self.path} was truncated while the source was running, so events can't be stored; restart the"
                " rulebook, and if it reports that the file is damaged, move the file to another directory"
            )
        if self._wal and (wal is None or wal[:2] != self._wal[:2]):
            raise Damaged(f"{self.path}-wal was deleted while the source was running")
        self._main = main

    def restore(self) -> None:
        """If the file was deleted, write it again from the file that is still open.

        Raises Damaged, OSError or sqlite3.Error if this is not possible.
        """
        try:
            self.check()
        except Damaged:
            if self.path is None or not self._is_deleted(self.path):
                raise
            self._restore(self.path)
            logger.warning("%s was deleted while the source was running. It is restored without losses", self.path)

    def _is_deleted(self, path: Path) -> bool:
        """Whether the file or its -wal file was deleted, and neither was replaced."""
        main, wal = _identity(path), _identity(_beside(path, "-wal"))
        if main is None:
            return True
        same = self._main is not None and main[:2] == self._main[:2] and main.size >= self._main.size
        return same and wal is None

    def _restore(self, path: Path) -> None:
        if _identity(path) is not None:
            # Only the -wal file was deleted. Copy its changes, which are still open, to the main file.
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.close()
            self.connection = _connect(path)
            _prepare(self.connection, path)
            self._remember()
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._main is None or path.parent.stat().st_dev != self._main.device:
            raise Damaged(f"{path} is missing, and its directory is now on another file system; restart the rulebook")
        draft = _beside(path, "-new")
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        with contextlib.closing(_connect(draft)) as copy:
            self.connection.backup(copy)
        for suffix in ("-wal", "-journal"):
            # SQLite would use the files of the deleted database for the new one.
            _beside(path, suffix).unlink(missing_ok=True)
        draft.rename(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        made = _connect(path)
        _prepare(made, path)
        old, self.connection = self.connection, made
        old.close()
        self._remember()

    def _remember(self) -> None:
        if self.path is not None:
            self._main, self._wal = _identity(self.path), _identity(_beside(self.path, "-wal"))

    # -- full disks ----------------------------------------------------------------------------------------------

    def reserve(self) -> None:
        """Reserve space for `make_room`, if the disk has enough."""
        if self.path is None:
            return
        reserve = _beside(self.path, RESERVE)
        if reserve.exists():
            return
        try:
            with open(os.open(reserve, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(bytes(RESERVE_SIZE))
        except OSError:
            with contextlib.suppress(OSError):
                reserve.unlink(missing_ok=True)

    def make_room(self, seqs: t.Sequence[int]) -> None:
        """Delete these events although the disk is full. Raises sqlite3.Error."""
        run = self.connection.execute
        if seqs and self.path is not None:
            with contextlib.suppress(OSError):
                _beside(self.path, RESERVE).unlink(missing_ok=True)
        # Copies the changes to the main file, and empties the -wal file.
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        for begin in range(0, len(seqs), GROUP):
            group = seqs[begin : begin + GROUP]
            run(f"DELETE FROM events WHERE seq IN ({','.join('?' * len(group))})", group)
            run("PRAGMA wal_checkpoint(TRUNCATE)")
        if seqs:
            self.reserve()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    # Damaged text must not prevent the other rows from being read.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Lock the file for this process, and check it. Raises UsageError or sqlite3.Error."""
    run = connection.execute
    # The lock is held until the process ends, also if it is killed. This mode does not use shared memory, which
    # network file systems do not support.
    run("PRAGMA locking_mode = EXCLUSIVE")
    run("PRAGMA journal_mode = WAL")
    run("PRAGMA synchronous = FULL")
    run("BEGIN IMMEDIATE")
    (version,) = run("PRAGMA user_version").fetchone()
    if version > FORMAT:
        raise UsageError("state_dir", f"{path} was written by a newer version of the collection; update it")
    if version == 0:
        for statement in _SCHEMA.split(";"):
            run(statement)
        run(f"PRAGMA user_version = {FORMAT}")
    run("COMMIT")
    tables = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"events", "seen", "cursors"} <= tables:
        raise UsageError("state_dir", _damaged("tables are missing", path))
    # A value of an unexpected type concerns only its row. This row is skipped when it is read.
    problems = [text for (text,) in run("PRAGMA quick_check(20)") if text != "ok" and " value in " not in text]
    if problems:
        raise UsageError("state_dir", _damaged(problems[0].replace("\n", ", "), path))
