# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values that incidents and what hangs on them share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..core.state import Account
from ..schema.fields import Check, Kind, Reference, Target
from ..schema.view import View


@dataclass(frozen=True)
class Trace(Kind):
    """A reference to who or what once did something, and may be gone since. It holds nothing in use."""

    types: tuple[str, ...] = ("user", "service")
    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return check.refuse(label, "must be a reference with an id and a type")
        kind = str(value.get("type", self.types[0])).removesuffix("_reference")
        return {"id": value["id"], "type": kind} if kind in self.types else check.refuse(label, "type is invalid")

    def render(self, value: Any, view: View) -> Any:
        return value if value is None else view.reference(value["type"], value["id"])

    def references(self, value: Any) -> Iterator[Target]:
        return iter(())

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str):
            return value
        for kind in self.types:
            if found := account.look_up(kind, value):
                return {"id": found, "type": kind}
        return {"id": value, "type": self.types[0]}


class Past(Reference):
    """A reference to what existed once: an incident outlives its service. A name must still be known."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        kind = str(value.get("type")).removesuffix("_reference") if isinstance(value, dict) else None
        if kind in self.types and isinstance(value.get("id"), str):
            return {"id": value["id"], "type": kind}
        return super().accept(value, label, check)


class Raw(Kind):
    """Kept as it is: what only the emulator itself and a state file give."""

    nullable = True


class Details(Kind):
    """Any JSON."""

    nullable = True


def target(value: dict[str, str] | None) -> Target | None:
    """A kept reference as a pair."""
    return None if value is None else (value["type"], value["id"])


def kept(pair: Target | None) -> dict[str, str] | None:
    """A pair as a kept reference."""
    return None if pair is None else {"id": pair[1], "type": pair[0]}
