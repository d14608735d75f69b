# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lengths of time, which a playbook writes as seconds or with units.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core.errors import UsageError
from .fields import Canonical, Integer, Resolver, Writer

DAY = 86400
WEEK = 7 * DAY

UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": DAY,
    "day": DAY,
    "w": WEEK,
    "week": WEEK,
}

_PART = re.compile(r"(\d+)\s*([a-z]+)\s*")


def seconds(text: str, path: str) -> int:
    """A length of time in seconds: a number, or numbers with units. path: the option's dotted name, for UsageError."""
    plain = text.strip().lower()
    if plain.isdecimal():
        return int(plain)
    total, end = 0, 0
    for part in _PART.finditer(plain):
        unit = part[2] if part[2] in UNITS else part[2].removesuffix("s")
        if part.start() != end or unit not in UNITS:
            break
        total, end = total + int(part[1]) * UNITS[unit], part.end()
    if not plain or end != len(plain):
        raise UsageError(
            path,
            f"{text!r} is not a length of time; write seconds, or numbers with units (weeks, days, hours, minutes,"
            " seconds, or w, d, h, m, s), such as 1 week, 12h or 1d 12h",
        )
    return total


def spelled(number: int) -> str:
    """A number of seconds for messages, in the largest unit that needs no fraction."""
    for unit in ("week", "day", "hour", "minute", "second"):
        count, rest = divmod(number, UNITS[unit])
        if not rest and count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"


class Duration(Integer):
    """A length of time, canonical in seconds. least, most: in seconds."""

    type = "str"

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        number = seconds(str(value), path)
        least, most = self.least or 0, self.most
        if number < least or (most is not None and number > most):
            bounds = f"{spelled(least)} or more" if most is None else f"between {spelled(least)} and {spelled(most)}"
            raise UsageError(path, f"is {spelled(number)} ({number} seconds); it must be {bounds}")
        return number

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return None if value is None else spelled(value)
