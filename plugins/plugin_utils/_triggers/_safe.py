# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events that ansible-rulebook can take. Whoever sends an alert chooses the keys and values of its details.

Each rule here has been measured with ansible-rulebook 1.3 and its rule engine. What other characters a key has, such as
slashes, dots, brackets or wildcards, does no harm.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import math
import typing as t

# ansible-rulebook looks up `meta/source/name` in each event with dpath, which refuses an event that has an empty key
# anywhere. The task that reads events ends then.
EMPTY = "_empty"

# Printing an event (-vv, --print-events, print_event) needs a few of Python's frames for each level, of which there are
# 1,000. About 450 levels end the task that reads events.
DEPTH = 50

# The rule engine refuses keys of more than 50,000 characters and numbers of more than 1,000 digits.
KEY_LENGTH = 1_000
LARGEST = 10**300

# So many changes of one event are listed; the others are counted.
LISTED = 20

TOO_DEEP = "(nested too deeply)"


def read_json(content: bytes) -> t.Any:
    """The JSON in a response, whatever depth and numbers it has, as `safe` deals with those; None for white space.

    Raises ValueError, as `_transport.decode` does for the modules, which need more than this.
    """
    if not content.strip():
        return None
    try:
        return json.loads(content, parse_int=integer)
    except RecursionError:
        raise ValueError("that is nested too deeply to be read") from None
    except ValueError:
        raise ValueError("that is not JSON") from None


class Digits(str):
    """A whole number of so many digits that Python refuses to convert it."""


def integer(digits: str) -> int | Digits:
    """For `parse_int` of `json.loads`. Python converts no text of more than 4,300 digits."""
    return int(digits) if len(digits) < 4000 else Digits(digits)


def safe(event: dict[str, t.Any]) -> dict[str, t.Any]:
    """A copy of the event that no part of ansible-rulebook fails on.

    `meta.altered` of the copy lists what differs, as texts that begin with the path; it is absent if nothing does.
    docs/events.md describes the changes.
    """
    changes: list[str] = []
    copy = t.cast(dict[str, t.Any], _value(event, "", 0, changes))
    if changes:
        more = len(changes) - LISTED
        meta = copy["meta"] if isinstance(copy.get("meta"), dict) else {}
        listed = [*changes[:LISTED], *([f"and {more} more"] if more > 0 else [])]
        copy["meta"] = {**meta, "altered": listed}
    return copy


def _value(value: t.Any, path: str, depth: int, changes: list[str]) -> t.Any:
    if isinstance(value, (dict, list)):
        if depth >= DEPTH:
            changes.append(f"{path}: nested deeper than {DEPTH} levels, replaced by its JSON as text")
            return _text(_dumped(value), path, changes)
        if isinstance(value, dict):
            return _object(value, path, depth, changes)
        return [_value(one, f"{path}[{index}]", depth + 1, changes) for index, one in enumerate(value)]
    if isinstance(value, Digits):
        changes.append(f"{path}: a number that is too large, replaced by its digits as text")
        return str(value)
    if isinstance(value, str):
        return _text(value, path, changes)
    if isinstance(value, float) and not math.isfinite(value):
        changes.append(f"{path}: a number that is too large, replaced by text")
        return str(value)
    if isinstance(value, int) and abs(value) >= LARGEST:
        changes.append(f"{path}: a number that is too large, replaced by hexadecimal digits as text")
        return hex(value)
    return value


def _object(value: dict[t.Any, t.Any], path: str, depth: int, changes: list[str]) -> dict[str, t.Any]:
    made: dict[str, t.Any] = {}
    for key, one in value.items():
        name = _key(key)
        if name != key:
            # Never in the place of another key.
            unique, number = name, 1
            while unique in value or unique in made:
                number += 1
                unique = f"{name}_{number}"
            name = unique
            shown = f"{_printable(str(key))[:40]!r}"
            changes.append(f"{path}{'.' if path else ''}{name}: the key was {shown}")
        made[name] = _value(one, f"{path}{'.' if path else ''}{name}", depth + 1, changes)
    return made


def _key(key: t.Any) -> str:
    return _printable(str(key))[:KEY_LENGTH] or EMPTY


def _text(value: str, path: str, changes: list[str]) -> str:
    text = _printable(value)
    if text != value:
        changes.append(f"{path}: half characters (lone surrogates) replaced by their codes")
    return text


def _printable(text: str) -> str:
    """Text that can be written as UTF-8: JSON can hold half a character, which playbooks can't be started with."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _dumped(value: t.Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        return TOO_DEEP
