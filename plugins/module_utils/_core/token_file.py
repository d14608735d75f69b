# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token file: stores a user's OAuth tokens between runs.

A refresh token can be used only once. The response contains the next one, which must not be lost. Only one run at a
time may use it, so the file is locked. The new file is created before the request, so that it can be written after it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
import stat
import tempfile
import time
import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from . import files as _files
from .connection_options import is_token
from .errors import UsageError
from .times import UTC, format_instant, parse_instant

LOCK_PAUSE = 0.1  # seconds between two attempts to lock the file
LOCK_TIMEOUT = 300.0  # seconds: longer than another run takes to get a token, including all retries
MAX_SIZE = 65_536  # bytes. A token file has about 1,000


@dataclass(frozen=True)
class Tokens:
    """The content of a token file.

    expires_at: when the access token expires, in seconds since the epoch. None if the file does not contain it. This is
        the case if the file is a stored response of the OAuth service. other: the other values in the file.
    """

    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: float | None = None
    other: dict[str, t.Any] = field(default_factory=dict, repr=False, compare=False)


class TokenFile:
    """A token file. Its errors are UsageErrors of the option token_file, and do not show its content."""

    def __init__(self, path: str, sleep: t.Callable[[float], None] = time.sleep) -> None:
        self.path = path
        self._sleep = sleep

    def read(self) -> Tokens | None:
        """The tokens in the file. None if there is no file."""
        try:
            descriptor = _files.open_regular(self.path, "token_file")
            try:
                status = os.fstat(descriptor)
                if status.st_mode & 0o077:
                    mode = stat.S_IMODE(status.st_mode)
                    raise self._error(
                        f"can be read or written by others (its mode is {mode:04o}); allow only its owner: chmod 600"
                    )
                with open(descriptor, "rb", closefd=False) as file:
                    content = file.read(MAX_SIZE + 1)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error(f"can't be read ({error.strerror})") from None
        return self._decoded(content)

    def _decoded(self, content: bytes) -> Tokens:
        try:
            values = json.loads(content) if len(content) <= MAX_SIZE else None
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise self._error("contains no JSON object; restore it, or get new tokens")
        tokens: dict[str, str | None] = {}
        for name in ("access_token", "refresh_token"):
            token = tokens[name] = values.pop(name, None) or None
            if token is not None and not is_token(token):
                raise self._error(f"contains no usable {name}; restore it, or get new tokens")
        if not any(tokens.values()):
            raise self._error("contains neither access_token nor refresh_token; restore it, or get new tokens")
        try:
            expires_at = _seconds(values.pop("expires_at", None))
        except (ValueError, OverflowError):
            raise self._error("contains an expires_at that is not a time; remove it") from None
        values.pop("expires_in", None)  # relative to a time that the file does not contain
        return Tokens(tokens["access_token"], tokens["refresh_token"], expires_at, values)

    @contextlib.contextmanager
    def locked(self) -> t.Iterator[None]:
        """Lock the file for the renewal of its tokens. The lock is an empty file beside it, which is not deleted."""
        path = f"{os.path.realpath(self.path)}.lock"
        try:
            descriptor = _files.open_regular(path, "token_file", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW)
        except OSError as error:
            raise self._error(f"can't be locked: {path} can't be created ({error.strerror})") from None
        try:
            self._lock(descriptor, path)
            yield
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int, path: str) -> None:
        waited = 0.0
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if waited >= LOCK_TIMEOUT:
                    raise self._error(
                        f"is being renewed by another run, which has not finished within {LOCK_TIMEOUT:g} seconds;"
                        f" check which process has locked {path}"
                    ) from None
                self._sleep(LOCK_PAUSE)
                waited += LOCK_PAUSE
            except OSError as error:
                raise self._error(f"can't be locked ({error.strerror}); put it on a local disk") from None

    @contextlib.contextmanager
    def draft(self) -> t.Iterator[t.Callable[[Tokens], None]]:
        """Prepare to write the file. Returns a function that writes it: other processes see the old or the new content.

        Errors that can be detected in advance are raised here, before a refresh token is spent. The returned function
        raises OSError.
        """
        target = Path(os.path.realpath(self.path))  # a symbolic link is kept, and its target is replaced
        try:
            descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            # If root runs this, the file keeps its owner.
            with contextlib.suppress(FileNotFoundError):
                owner = target.stat()
                if owner.st_uid != os.fstat(descriptor).st_uid:
                    os.fchown(descriptor, owner.st_uid, owner.st_gid)
        except OSError as error:
            raise self._error(
                f"can't be written: no file can be created in {target.parent} ({error.strerror}), so that"
                " a new refresh token would be lost"
            ) from None

        def write(tokens: Tokens) -> None:
            content = _encoded(tokens)
            if len(content) > MAX_SIZE:  # the next run could not read it
                content = _encoded(replace(tokens, other={}))
            with open(descriptor, "wb", closefd=False) as file:
                file.write(content)
            os.fsync(descriptor)
            _files.check_regular(str(target), "token_file")
            os.replace(name, target)
            folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

        try:
            yield write
        finally:
            os.close(descriptor)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)

    def _error(self, what: str) -> UsageError:
        return UsageError("token_file", f"{self.path} {what}")


def _encoded(tokens: Tokens) -> bytes:
    content = {
        **tokens.other,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": _instant(tokens.expires_at),
    }
    return f"{json.dumps({key: value for key, value in content.items() if value is not None}, indent=2)}\n".encode()


def _seconds(value: t.Any) -> float | None:
    """A time in seconds since the epoch, from such seconds or a text in ISO 8601."""
    if value in (None, ""):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if not isinstance(value, str):
        raise ValueError
    moment = parse_instant(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _instant(seconds: float | None) -> str | None:
    return None if seconds is None else format_instant(datetime.fromtimestamp(seconds, UTC))
