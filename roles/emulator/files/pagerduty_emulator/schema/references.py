# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References to objects that may be deleted by now, and values of any form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..core.collection import Target
from ..core.state import Account
from .fields import Check, Kind, Reference
from .view import View


@dataclass(frozen=True)
class HistoricalReference(Kind):
    """A reference to an object that did something in the past. The object need not exist and can be deleted."""

    types: tuple[str, ...]
    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return check.refuse(label, "must be a reference with an id and a type")
        type_name = str(value.get("type", self.types[0])).removesuffix("_reference")
        if type_name not in self.types:
            return check.refuse(label, "type is invalid")
        return {"id": value["id"], "type": type_name}

    def render(self, value: Any, view: View) -> Any:
        return value if value is None else view.reference(value["type"], value["id"])

    def references(self, value: Any) -> Iterator[Target]:
        return iter(())

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str):
            return value
        for type_name in self.types:
            if found := account.look_up(type_name, value):
                return {"id": found, "type": type_name}
        return {"id": value, "type": self.types[0]}


class PastReference(Reference):
    """A reference to an object that may have been deleted, such as an incident's service. A name must be known."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        type_name = str(value.get("type")).removesuffix("_reference") if isinstance(value, dict) else None
        if type_name in self.types and isinstance(value.get("id"), str):
            return {"id": value["id"], "type": type_name}
        return super().accept(value, label, check)


class KeptReference(Reference):
    """A reference that stays if its object is deleted. A new one must be to an object that exists."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        identifier, [type_name] = value.get("id") if isinstance(value, dict) else None, self.types
        missing = isinstance(identifier, str) and identifier not in check.account.collection(type_name)
        if missing and (check.loading or (type_name, identifier) in check.former):
            return {"id": identifier, "type": type_name}
        return super().accept(value, label, check)


class AnyValue(Kind):
    """Any JSON, stored and shown as it is."""

    nullable = True


def as_target(value: dict[str, str] | None) -> Target | None:
    """A stored reference as a pair."""
    return None if value is None else (value["type"], value["id"])


def as_reference(target: Target | None) -> dict[str, str] | None:
    """A pair as a stored reference."""
    return None if target is None else {"id": target[1], "type": target[0]}
