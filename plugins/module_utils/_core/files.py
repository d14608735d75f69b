# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that modules read and write, on the host where they run.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import typing as t
from pathlib import Path

from .errors import UsageError

_PART = 65_536  # bytes that are compared at a time

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


class Replacement:
    """The new content of a regular file, written part by part. Other processes see the old or the new content.

    The parts are written to a temporary file in the same directory. Use it as a context: at its end, the temporary file
    is removed, unless `replace` has renamed it. A symbolic link is kept, and its target is replaced.

    path: the file. option: the option that names it, for errors. mode: the permissions. If omitted, an existing file
    keeps its permissions, and a new file has the default ones.
    All methods raise UsageError for the option if the file can't be written or compared.
    """

    def __init__(self, path: str, option: str, *, mode: int | None = None) -> None:
        check_writable(path, option)
        self._path = path
        self._option = option
        self._target = Path(os.path.realpath(path))
        self._mode = _mode(self._target) if mode is None else mode
        self._file: t.BinaryIO | None = None
        self._temporary: str | None = None

    def __enter__(self) -> Replacement:
        with self._errors():
            descriptor, self._temporary = tempfile.mkstemp(
                prefix=f".{self._target.name[:50]}.", dir=self._target.parent
            )
            self._file = os.fdopen(descriptor, "wb")
            try:
                os.fchmod(descriptor, self._mode)
            except OSError:
                self.__exit__()
                raise
        return self

    def __exit__(self, *error: object) -> None:
        # What can't be written fails in `replace`. Here, the content is not needed any more.
        with contextlib.suppress(OSError):
            self._open.close()
        if self._temporary:
            Path(self._temporary).unlink(missing_ok=True)

    @property
    def _open(self) -> t.BinaryIO:
        return t.cast(t.BinaryIO, self._file)

    @contextlib.contextmanager
    def _errors(self) -> t.Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(self._option, f"{self._path} can't be written ({error.strerror})") from None

    def write(self, data: bytes) -> None:
        """Append a part of the content."""
        with self._errors():
            self._open.write(data)

    def differs(self) -> bool:
        """Whether the file has other content, or does not exist. Reads both in parts of a fixed size."""
        with self._errors():
            self._open.flush()
        try:
            descriptor = open_regular(str(self._target), self._option)
            with open(descriptor, "rb") as old, open(t.cast(str, self._temporary), "rb") as new:
                return not _same(old, new)
        except FileNotFoundError:
            return True
        except OSError as error:
            raise UsageError(self._option, f"{self._path} can't be read ({error.strerror})") from None

    def replace(self) -> None:
        """Replace the file with the new content."""
        with self._errors():
            self._open.flush()
            os.fsync(self._open.fileno())
            check_regular(str(self._target), self._option)  # it can have been replaced while the data was written
            os.replace(t.cast(str, self._temporary), self._target)
            self._temporary = None


def _same(old: t.BinaryIO, new: t.BinaryIO) -> bool:
    """Whether two files have the same content."""
    if os.fstat(old.fileno()).st_size != os.fstat(new.fileno()).st_size:
        return False
    while True:
        part = new.read(_PART)
        if part != old.read(_PART):
            return False
        if not part:
            return True


def write(path: str, data: bytes, option: str, *, mode: int | None = None) -> None:
    """Write a regular file. Other processes see the old or the new content, never a part of it.

    The parameters and errors are those of Replacement.
    """
    with Replacement(path, option, mode=mode) as new:
        new.write(data)
        new.replace()


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
