# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions of RE2, as event orchestrations have them, in those of Python.

Unlike RE2, Python can need very long for expressions such as ``(a+)+$``, and it has no classes such as ``\\pL``.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache


class PatternError(ValueError):
    """An expression is wrong; the message says why."""


NOT_IN_RE2 = re.compile(r"(?<!\\)(?:\\\\)*(?:\(\?(?:[=!>#(]|<[=!]|P[=>])|\\[1-9])")
"""Look-around, backreferences and the like: Python knows them, RE2 does not."""

LEADING_FLAGS = re.compile(r"\(\?([ims]*)(?:-([ims]+))?\)")

POSIX_CLASSES = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:upper:]": "A-Z", "[:lower:]": "a-z",
    "[:space:]": r"\s", "[:word:]": r"\w", "[:xdigit:]": "0-9a-fA-F", "[:punct:]": re.escape(string.punctuation),
}


@lru_cache(maxsize=1024)
def regex(text: str, *, exactly: bool = True, flags: str = "") -> re.Pattern[str]:
    """A regular expression of RE2. ``exactly``: the case matters. ``flags``: more of them. Raises `PatternError`."""
    if NOT_IN_RE2.search(text):
        raise PatternError(f"{text!r} is not a regular expression of RE2")
    for name, characters in POSIX_CLASSES.items():
        text = text.replace(name, characters)
    text = text.replace("(?<", "(?P<").replace(r"\z", r"\Z")
    if match := LEADING_FLAGS.match(text):
        off = f"-{match[2]}" if match[2] else ""
        text = f"(?{match[1]}{off}:{text[match.end():]})" if match[1] or off else text[match.end():]
    options = sum((getattr(re, flag.upper()) for flag in flags), re.NOFLAG if exactly else re.IGNORECASE)
    try:
        return re.compile(text, options)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"{text!r} is not a regular expression: {error}") from None


def extracted(pattern: re.Pattern[str], text: str) -> str | None:
    """What an expression finds in a text: its groups, appended, or the whole match without groups. None: nothing."""
    match = pattern.search(text)
    if match is None:
        return None
    return "".join(one or "" for one in match.groups()) if pattern.groups else match[0]
