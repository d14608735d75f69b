# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: how the emulator misbehaves on request. Added by ``POST /_emulator/faults``, see `pagerduty_emulator`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, get_type_hints

KINDS = {
    "rate_limit": "429; headers: whether with the ratelimit headers and PagerDuty's body; reset: seconds",
    "status": "another status; status, html: whether the body is an HTML page; after: the work was done first",
    "reset_before": "the connection is reset before anything was done",
    "reset_after": "the connection is reset after the work was done",
    "timeout": "no answer for some seconds, then the connection is reset; seconds; after: the work was done first",
    "truncate": "the work is done, half the body is sent; framing: valid (a right Content-Length) or short",
    "latency": "the answer comes late; seconds",
    "unauthorized": "401",
    "forbidden": "403; required_scopes: the missing scopes, as with OAuth",
    "race": "before a POST, another client does the same POST",
}


class FaultError(ValueError):
    """A fault is described wrongly."""


@dataclass
class Fault:
    """One fault, and which requests it strikes: the next ``times`` matching ones after the first ``skip``."""

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

    @property
    def is_after(self) -> bool:
        """Whether the work is done first: for a time-out yes, for a status no, unless stated."""
        return self.kind == "timeout" if self.after is None else self.after

    @classmethod
    def of(cls, data: Any) -> Fault:
        """A fault of its JSON object. Raises `FaultError`."""
        if not isinstance(data, dict):
            raise FaultError("a fault is a JSON object")
        if data.get("kind") not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}")
        hints = get_type_hints(cls)
        for key, value in data.items():
            if key not in hints:
                raise FaultError(f"unknown key {key!r} of a fault; there are: {', '.join(hints)}")
            expected = (int, float) if hints[key] is float else hints[key]
            if not isinstance(value, expected) or (isinstance(value, bool) and bool not in _members(hints[key])):
                raise FaultError(f"{key}: {value!r} is not of the right type")
        fault = cls(**data)
        if fault.framing not in ("valid", "short"):
            raise FaultError("framing must be valid or short")
        if fault.method is not None:
            fault.method = fault.method.upper()
        return fault

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault may strike this request."""
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
    """The faults that remain, in the order they were added. A request is struck by the first that matches it."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def take(self, method: str, path: str, draw: Any) -> Fault | None:
        """The fault for a request, used up once. ``draw`` is the seeded random generator."""
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
            return fault
        return None
