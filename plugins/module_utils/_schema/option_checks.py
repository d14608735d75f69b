# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks for texts in options that can't be part of a request or the name of a file.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .option_types import ReferenceType

LONGEST_NAME = 1000  # characters of a name or an ID that is looked up. PagerDuty's longest ones have 255.
LONGEST_PATH = 4095  # bytes of a path, and of one part of it: the limits of Linux
LONGEST_PART = 255

_NAMES = ("id", "ids", "name", "email", "query", "incident_key", "alert_key", "alert_keys")


def check_input(spec: t.Mapping[str, dict[str, t.Any]], params: t.Mapping[str, t.Any], within: str = "") -> None:
    """Raise UsageError, with the option's dotted name, for the first value that can't be used.

    spec: the argument spec. params: validated options. within: what precedes the names.
    """
    for name, value in params.items():
        if value is not None and name in spec:
            _check(spec[name], name, value, within + name)


def _check(spec: dict[str, t.Any], name: str, value: t.Any, option: str) -> None:
    kind = spec.get("type", "str")
    if isinstance(value, str) and kind != "raw":
        _check_text(value, option)
        if kind == "path":
            _check_path(value, option)
        elif len(value) > LONGEST_NAME and (isinstance(kind, ReferenceType) or name in _NAMES):
            raise UsageError(
                option, f"has {len(value)} characters; no name or ID has more than {LONGEST_NAME}. Check the value"
            )
    elif isinstance(value, list) and kind == "list":
        for index, entry in enumerate(value):
            if entry is not None:
                _check({**spec, "type": spec.get("elements", "str")}, name, entry, f"{option}[{index}]")
    elif isinstance(value, dict) and "options" in spec:
        check_input(spec["options"], value, f"{option}.")
    else:
        _check_free(value, option)


def _check_free(value: t.Any, option: str) -> None:
    """A value that may be anything: JSON can carry NUL."""
    if isinstance(value, str):
        _check_characters(value, option)
    elif isinstance(value, dict):
        for key, entry in value.items():
            _check_characters(str(key), option)
            _check_free(entry, f"{option}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, entry in enumerate(value):
            _check_free(entry, f"{option}[{index}]")


def _check_text(value: str, option: str) -> None:
    if "\0" in value:
        raise UsageError(option, "has a NUL character; remove it")
    _check_characters(value, option)


def _check_characters(value: str, option: str) -> None:
    if value.isascii():
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(value[error.start]):04X}"
        raise UsageError(
            option,
            f"has half a character ({code}, a surrogate) at position {error.start + 1}, which UTF-8 can't represent;"
            " check the encoding of the value's source",
        ) from None


def _check_path(value: str, option: str) -> None:
    data = value.encode()
    longest = max(map(len, data.split(b"/")))
    if len(data) > LONGEST_PATH or longest > LONGEST_PART:
        raise UsageError(
            option,
            f"is too long for a path: it has {len(data)} bytes, and its longest part has {longest}. The limits are"
            f" {LONGEST_PATH} and {LONGEST_PART}",
        )
