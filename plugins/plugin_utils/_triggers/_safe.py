# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes keys and values that ansible-rulebook can't process. The senders of alerts choose them in the details.

Each limit is measured with ansible-rulebook 1.3 and its rule engine. Other characters in keys, such as slashes, dots,
brackets or wildcards, cause no problems.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import math
import typing as t

# ansible-rulebook reads `meta/source/name` of each event with dpath. dpath raises an error for an event with an empty
# key at any level, and the task that reads events ends.
EMPTY = "_empty"

# To print an event (-vv, --print-events, print_event), Python needs a few frames for each level. Its limit is 1,000
# frames. From about 450 levels on, the task that reads events ends.
DEPTH = 50

# The rule engine rejects keys of more than 50,000 characters and numbers of more than 1,000 digits.
KEY_LENGTH = 1_000
LARGEST = 10**300

# The maximum number of changes that are listed for an event. Further changes are counted.
LISTED = 20

TOO_DEEP = "(nested too deeply)"


def read_json(content: bytes) -> t.Any:
    """Parse the JSON in a response. None for white space. `safe` later changes large numbers and deep levels.

    Raises ValueError. Modules use `_transport.decode` instead, because Ansible has other limits for their results.
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
    """An integer with more digits than Python can convert."""


def integer(digits: str) -> int | Digits:
    """For `parse_int` of `json.loads`. Python does not convert texts of more than 4,300 digits."""
    return int(digits) if len(digits) < 4000 else Digits(digits)


def safe(event: dict[str, t.Any]) -> dict[str, t.Any]:
    """A copy of the event that ansible-rulebook can process.

    `meta.altered` of the copy lists the changes, as texts that begin with the path. If nothing is changed, it is
    missing. docs/events.md describes the changes.
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
            # The new key must not replace another key.
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
    """Valid UTF-8 text. JSON can contain lone surrogates, and no playbook can be started with them."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _dumped(value: t.Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        return TOO_DEEP
