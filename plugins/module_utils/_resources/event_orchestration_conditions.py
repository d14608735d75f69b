# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds mistakes in the conditions of event orchestrations before they are sent.

Conditions are in PagerDuty's condition language (PCL). What is found here are the usual mistakes: quotes and brackets
that are not balanced, and paths that start with an unknown name. Everything else is left to PagerDuty.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re

ROOTS = ("event", "raw_event", "variables", "cache_var")  # with which a path can start
_FIELDS = frozenset(
    ("summary", "source", "severity", "component", "group", "class", "custom_details", "timestamp", "dedup_key")
)  # of an event; people forget the `event.` before them
_WORDS = frozenset(
    ("and", "or", "not", "true", "false", "now", "matches", "part", "regex", "exactly", "exists", "in", "over", "nil")
)
_UNITS = frozenset(("second", "seconds", "minute", "minutes", "hour", "hours", "day", "days"))
_COUNTS = frozenset(("trigger_count", "resetting_trigger_count"))
_CLOSING = {"(": ")", "[": "]"}
_TOKEN = re.compile(
    r"""
      (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<quote>['"])
    | (?P<time>\d\d:\d\d:\d\d(?:\s+[A-Za-z][\w+/-]*)?)
    | (?P<word>[A-Za-z_]\w*)(?P<more>\s*\.)?
    | (?P<bracket>[()\[\]])
    | .
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_OPERATOR = re.compile(r"\s*(?:\[|==|[<>]|(?:matches|exists)\b)")


def flaw(text: str) -> str:
    """What is wrong with a condition, without full stop; "" if no mistake is found. Positions count from 1."""
    opened: list[tuple[str, int]] = []
    follows_dot = False
    for match in _TOKEN.finditer(text):
        at = match.start() + 1
        if match["quote"] == "'":
            return f"the quote at character {at} is not closed; write a quote inside a text as \\'"
        if match["quote"]:
            return f"the double quote at character {at} is not allowed; PCL has texts in single quotes"
        if match["bracket"]:
            found = _unbalanced(match["bracket"], at, opened)
            if found:
                return found
        if match["word"] and not follows_dot:
            found = _unknown(match["word"], at, is_path=bool(match["more"] or _OPERATOR.match(text, match.end())))
            if found:
                return found
        if match[0].strip():
            follows_dot = bool(match["more"]) or match[0] == "."
    return f"the {opened[-1][0]} at character {opened[-1][1]} is not closed" if opened else ""


def _unbalanced(bracket: str, at: int, opened: list[tuple[str, int]]) -> str:
    """What is wrong with a bracket. opened: the brackets that are not closed yet, with their positions."""
    if bracket in _CLOSING:
        opened.append((bracket, at))
        return ""
    if not opened or _CLOSING[opened[-1][0]] != bracket:
        return f"the {bracket} at character {at} closes nothing"
    opened.pop()
    return ""


def _unknown(word: str, at: int, *, is_path: bool) -> str:
    """What is wrong with the first name of a path."""
    if not is_path or word in ROOTS or word in _WORDS or word in _UNITS or word in _COUNTS:
        return ""
    if word in _FIELDS:
        return f"{word} at character {at} is not known; write event.{word}"
    return f"{word} at character {at} is not known; a path starts with {', '.join(ROOTS[:-1])} or {ROOTS[-1]}"
