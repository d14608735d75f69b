# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes: what a response must contain for the library to read it.

A server may return anything. So each part of a response that the library relies on is declared as a shape, next to the
code that reads it. The client checks the shape before it returns the response. A shape names only what is relied on:
anything else may be there, or not.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .errors import Unusable
from .times import parse_instant


class Shape:
    """The base of all shapes, and the shape of anything."""

    def flaw(self, value: t.Any) -> str:
        """What is wrong with a value: "" or a text such as `.id is missing`, to follow the name of the value."""
        return ""


class Text(Shape):
    """Text. choices: the values that there are."""

    def __init__(self, *choices: str, empty: bool = True) -> None:
        self._choices = choices
        self._empty = empty

    def flaw(self, value: t.Any) -> str:
        if isinstance(value, str) and (value or self._empty) and (not self._choices or value in self._choices):
            return ""
        if value is None:
            return " is missing"
        if isinstance(value, str):
            return f" is {value!r}" if value else " is empty"
        return " is not a text"


class Integer(Shape):
    """A whole number."""

    def flaw(self, value: t.Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return ""
        return " is missing" if value is None else " is not a whole number"


class Instant(Shape):
    """A point in time, in the form of ISO 8601."""

    def flaw(self, value: t.Any) -> str:
        if value is None:
            return " is missing"
        try:
            moment = parse_instant(value)
        except (ValueError, AttributeError):
            return " is not a date and time"
        return "" if 1970 <= moment.year <= 9000 else " is out of range"  # so that others can be calculated from it


class Maybe(Shape):
    """A shape, or nothing: null and an empty text."""

    def __init__(self, part: Shape) -> None:
        self._part = part

    def flaw(self, value: t.Any) -> str:
        return "" if value is None or value == "" else self._part.flaw(value)


class Each(Shape):
    """A list. part: the shape of each entry."""

    def __init__(self, part: Shape) -> None:
        self._part = part

    def flaw(self, value: t.Any) -> str:
        if not isinstance(value, list):
            return " is missing" if value is None else " is not a list"
        for index, entry in enumerate(value):
            found = self._part.flaw(entry)
            if found:
                return f"[{index}]{' is null' if entry is None else found}"
        return ""


class Object(Shape):
    """An object. parts: the shapes of its attributes."""

    def __init__(self, **parts: Shape) -> None:
        self.parts = parts

    def flaw(self, value: t.Any) -> str:
        if not isinstance(value, dict):
            return " is missing" if value is None else " is not an object"
        for key, part in self.parts.items():
            found = part.flaw(value.get(key))
            if found:
                return f".{key}{found}"
        return ""

    def having(self, **parts: Shape) -> Object:
        """This, with other attributes besides."""
        return Object(**{**self.parts, **parts})


ANY = Shape()
TEXT = Text()
ID = Text(empty=False)
NUMBER = Integer()
INSTANT = Instant()
OBJECT = Object()
IDENTIFIED = Object(id=ID)
REFERENCE = Object(id=ID, type=TEXT)


def checked(value: t.Any, responses: Shape, what: str) -> t.Any:
    """The value, if it has this shape. what: what it is, for the error. Raises Unusable."""
    flaw = responses.flaw(value)
    if flaw:
        raise Unusable(f"PagerDuty's response can't be used: {what}{flaw}")
    return value
