# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes: what a response must contain so that the library can read it.

A server can return anything. Each part of a response that the library reads is therefore declared as a shape, next to
the code that reads it. The client checks the shape before it returns the response. A shape contains only the parts that
are read. All other parts can be missing or have any value.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .errors import Unusable
from .times import parse_instant


class Shape:
    """The base of all shapes. Matches any value."""

    def flaw(self, value: t.Any) -> str:
        """What is wrong with a value, such as `.id is missing`, to follow the name of the value. "" if nothing is."""
        return ""


class Text(Shape):
    """A text. choices: the allowed values. If there are none, all values are allowed."""

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
    """A time in ISO 8601."""

    def flaw(self, value: t.Any) -> str:
        if value is None:
            return " is missing"
        try:
            moment = parse_instant(value)
        except (ValueError, AttributeError):
            return " is not a date and time"
        return "" if 1970 <= moment.year <= 9000 else " is out of range"  # for calculations with it


class Maybe(Shape):
    """A shape, or no value: null or an empty text."""

    def __init__(self, part: Shape) -> None:
        self.part = part

    def flaw(self, value: t.Any) -> str:
        return "" if value is None or value == "" else self.part.flaw(value)


class Under(Shape):
    """An object that has a part under one of several keys. part: its shape. keys: the usual one first."""

    def __init__(self, part: Shape, *keys: str) -> None:
        self._part = part
        self._keys = keys

    def key(self, value: t.Any) -> str:
        """The key under which an object has the part; the usual one if it has none of them."""
        return next((key for key in self._keys if key in value), self._keys[0])

    def flaw(self, value: t.Any) -> str:
        if not isinstance(value, dict):
            return OBJECT.flaw(value)
        return Object(**{self.key(value): self._part}).flaw(value)


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
        """This object with further attributes."""
        return Object(**{**self.parts, **parts})

    def requiring(self, *path: str) -> Object:
        """This object with a text that must not be empty. path: its attribute, from the outermost object inwards."""
        first, *rest = path
        if not rest:
            return self.having(**{first: ID})
        part = self.parts.get(first, OBJECT)
        inner = part.part if isinstance(part, Maybe) else part
        return self.having(**{first: (inner if isinstance(inner, Object) else OBJECT).requiring(*rest)})


ANY = Shape()
TEXT = Text()
ID = Text(empty=False)
NUMBER = Integer()
INSTANT = Instant()
OBJECT = Object()
IDENTIFIED = Object(id=ID)
REFERENCE = Object(id=ID, type=TEXT)


def checked(value: t.Any, responses: Shape, what: str) -> t.Any:
    """The value, if it has this shape. what: the name of the value, for the error. Raises Unusable."""
    flaw = responses.flaw(value)
    if flaw:
        raise Unusable(f"PagerDuty's response can't be used: {what}{flaw}")
    return value
