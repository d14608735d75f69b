# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that modules read and write, on the host where they run.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from .errors import UsageError

_TYPES = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe (FIFO)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def check_regular(path: str, option: str) -> os.stat_result | None:
    """The status of a regular file. None if there is no file. Symbolic links are followed.

    The file is not opened: opening a named pipe can block, and opening a device can have effects.
    Raises UsageError for the option if it is not a regular file.
    """
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(option, f"{path} can't be used ({error.strerror})") from None
    except ValueError:  # a NUL, or half of a surrogate pair
        raise UsageError(option, f"{path!r} is not a path") from None
    _require_regular(status, path, option)
    return status


def _require_regular(status: os.stat_result, path: str, option: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = next((name for matches, name in _TYPES if matches(status.st_mode)), "a special file")
        raise UsageError(option, f"{path} is {what}, not a regular file; set the path of a regular file")


def open_regular(path: str, option: str, flags: int = os.O_RDONLY, mode: int = 0o600) -> int:
    """Open a regular file without blocking. Returns its descriptor.

    The type is checked before and after the file is opened, because it can be replaced in between.
    Raises UsageError for the option if it is not a regular file, and OSError if it can't be opened.
    """
    check_regular(path, option)
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, mode)
    try:
        _require_regular(os.fstat(descriptor), path, option)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def content(path: str, option: str) -> bytes | None:
    """The content of a regular file. None if there is no file. Raises UsageError for the option if it can't be read."""
    try:
        with open(open_regular(path, option), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(option, f"{path} can't be read ({error.strerror})") from None


def check_writable(path: str, option: str) -> None:
    """Check in advance that a file can be written, before a request that can't be repeated.

    Raises UsageError for the option.
    """
    check_regular(path, option)
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise UsageError(option, f"there is no directory {folder}; create it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(option, f"no file can be created in the directory {folder}; check its owner and mode")


def write(path: str, data: bytes, option: str, *, mode: int | None = None) -> None:
    """Write a regular file. Other processes see the old or the new content, never a part of it.

    A symbolic link is kept, and its target is replaced.
    mode: the permissions. If omitted, an existing file keeps its permissions, and a new file has the default ones.
    Raises UsageError for the option if the file can't be written.
    """
    check_writable(path, option)
    target = Path(os.path.realpath(path))
    if mode is None:
        mode = _mode(target)
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        check_regular(str(target), option)  # it can have been replaced while the data was written
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise UsageError(option, f"{path} can't be written ({error.strerror})") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
