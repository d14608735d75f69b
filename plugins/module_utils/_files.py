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

from ._errors import UsageError


def content(path: str, option: str) -> bytes | None:
    """What a file holds; None if there is no such file. UsageError, about the option, where it can't be read."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(option, f"{path} can't be read ({error.strerror})") from None


def check_writable(path: str, option: str) -> None:
    """See that a file can be written where it is to be, before something is done that can't be had twice.

    Raises UsageError, about the option.
    """
    target = Path(path)
    folder = target.resolve().parent
    if target.is_dir():
        raise UsageError(option, f"{path} is a folder; name a file in it")
    if not folder.is_dir():
        raise UsageError(option, f"there is no folder {folder}; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(option, f"no file can be made in the folder {folder}; check its owner and mode")


def write(path: str, data: bytes, option: str, *, mode: int | None = None) -> None:
    """Write a file so that whoever reads it meanwhile sees the old one or the new one, and nothing between.

    mode: the file's permissions; those it has already, or those of any new file, if not given.
    Raises UsageError, about the option, where that can't be done.
    """
    check_writable(path, option)
    target = Path(path).resolve()  # a link stays one
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
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError(option, f"{path} can't be written ({error.strerror})") from None


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
