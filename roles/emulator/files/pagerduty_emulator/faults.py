# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request, which are added with ``POST /_emulator/faults``, see `pagerduty_emulator`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, get_type_hints

from .core.changes import FAULTS, Changes
from .schema.fields import LARGEST

KINDS = {
    "rate_limit": "429; headers: whether with the ratelimit headers and PagerDuty's body; reset: seconds",
    "status": "another status; status, html: whether the body is an HTML page; after: the work was done first",
    "reset_before": "the connection is reset before anything was done",
    "reset_after": "the connection is reset after the work was done",
    "timeout": "no response for some seconds, then the connection is reset; seconds; after: the work was done first",
    "truncate": "the work is done, half the body is sent; framing: valid (a right Content-Length) or short",
    "latency": "the response is late; seconds",
    "unauthorized": "401",
    "forbidden": "403; required_scopes: the missing scopes, as with OAuth",
    "race": "before a POST, another client does the same POST",
}


LONGEST_SECONDS = 86400

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


def anything(_value: Any) -> str | None:
    """Accepts any value."""
    return None


def within(least: int, most: int, what: str) -> Callable[[Any], str | None]:
    """Accepts numbers from ``least`` to ``most``."""
    return lambda value: None if least <= value <= most else f"{what} from {least} to {most}"


def among(*choices: str) -> Callable[[Any], str | None]:
    """Accepts some fixed values."""
    return lambda value: None if value in choices else f"one of {', '.join(choices)}"


LIMITS: dict[str, Callable[[Any], str | None]] = {
    "method": lambda value: among(*METHODS)(value.upper()),
    "path": lambda value: None if value[:1] in ("/", "*") else "a pattern that starts with / or *",
    "times": within(1, LARGEST, "null or a whole number"),
    "skip": within(0, LARGEST, "a whole number"),
    "probability": within(0, 1, "a number"),
    "reset": within(0, LONGEST_SECONDS, "a number of seconds"),
    "status": within(200, 599, "an HTTP status"),
    "seconds": within(0, LONGEST_SECONDS, "a number of seconds"),
    "framing": among("valid", "short"),
    "required_scopes": lambda value: None if value.strip() else "the names of scopes",
}
"""Options of faults → what a value must be; None if it is valid."""


class FaultError(ValueError):
    """The description of a fault is invalid."""


@dataclass
class Fault:
    """A fault, for the next ``times`` requests that match it, after the first ``skip`` ones.

    ``name``: for the removal of this fault alone. Several faults can have the same name.
    """

    kind: str
    method: str | None = None
    path: str = "*"
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    headers: bool = True
    reset: int = 1
    status: int = 500
    html: bool = True
    after: bool | None = None
    seconds: float = 60.0
    framing: str = "valid"
    required_scopes: str | None = None
    name: str | None = None

    @property
    def is_after(self) -> bool:
        """Whether the request is handled before the fault. The default is true for a timeout and false for a status."""
        return self.kind == "timeout" if self.after is None else self.after

    @classmethod
    def of(cls, data: Any) -> Fault:
        """The fault that a JSON object describes. Raises `FaultError`."""
        if not isinstance(data, dict):
            raise FaultError("a fault is a JSON object")
        if not isinstance(data.get("kind"), str) or data["kind"] not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}")
        hints = get_type_hints(cls)
        for key, value in data.items():
            if key not in hints:
                raise FaultError(f"unknown key {key!r} of a fault; there are: {', '.join(hints)}")
            expected = (int, float) if hints[key] is float else hints[key]
            if not isinstance(value, expected) or (isinstance(value, bool) and bool not in _members(hints[key])):
                raise FaultError(f"{key}: {value!r} is not of the right type")
            if value is not None and (problem := LIMITS.get(key, anything)(value)):
                raise FaultError(f"{key} must be {problem}, not {value!r}")
        fault = cls(**data)
        if fault.method is not None:
            fault.method = fault.method.upper()
        return fault

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault matches a request."""
        return (
            self.method in (None, method)
            and fnmatchcase(path, self.path)
            and (self.kind != "race" or method == "POST")
        )

    def describe(self) -> dict[str, Any]:
        """The fault as JSON."""
        return {name: value for name, value in asdict(self).items() if value is not None or name == "times"}


def _members(hint: Any) -> tuple[Any, ...]:
    return getattr(hint, "__args__", (hint,))


class Faults:
    """The faults that remain, in the order in which they were added. The first one that matches a request applies."""

    def __init__(self, changes: Changes) -> None:
        self.waiting: list[Fault] = []
        self._changes = changes

    def add(self, faults: list[Fault]) -> None:
        """Adds faults after those that remain."""
        self.waiting.extend(faults)
        self._changes.note(FAULTS)

    def clear(self, name: str | None = None) -> None:
        """Removes all faults, or those with a name."""
        self.waiting = [fault for fault in self.waiting if name not in (None, fault.name)]
        self._changes.note(FAULTS)

    def take(self, method: str, path: str, draw: Any) -> Fault | None:
        """The fault for a request, if there is one. Counts its use. ``draw``: the seeded random generator."""
        for fault in self.waiting:
            if not fault.matches(method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.probability < 1 and draw.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                self._changes.note(FAULTS)
            return fault
        return None
