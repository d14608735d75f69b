# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock between the processes of one user on this machine.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
import typing as t
from pathlib import Path


def folder() -> Path:
    """Where the files of the locks are. They are empty, and stay."""
    return Path(tempfile.gettempdir(), f"community.pagerduty-{os.getuid()}")


@contextlib.contextmanager
def locked(what: str) -> t.Iterator[None]:
    """Wait until no other process or thread holds the lock, and hold it. what: the name of the lock, any text.

    Without a usable folder for temporary files, there is no lock: it only makes conflicts rarer. The system releases
    the lock when the process ends.
    """
    descriptor = _opened(hashlib.sha256(what.encode()).hexdigest()[:32])
    if descriptor is None:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(name: str) -> int | None:
    """The open file of a lock; None if it can't be used. The folder must belong to this user alone."""
    place = folder()
    try:
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            return None
        return os.open(place / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
