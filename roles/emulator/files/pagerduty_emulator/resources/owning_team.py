# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The team of an object in the form ``{"id": ...}``, in which the type may be left out."""

from __future__ import annotations

from typing import Any

from ..core.state import Account
from ..schema.fields import Check, Kind


class OwningTeam(Kind):
    """The base class of such teams."""

    def is_cleared(self, check: Check) -> bool:
        """Whether ``{"id": null}`` means no team."""
        return True

    def may_be_gone(self, check: Check) -> bool:
        """Whether the team need not exist."""
        return False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        identifier = value.get("id")
        if identifier is None and "id" in value and self.is_cleared(check):
            return None
        if not isinstance(identifier, str):
            return check.refuse(label, "id must be a String")
        if value.get("type") not in (None, "team", "team_reference"):
            return check.refuse(label, "type must be in team_reference")
        if identifier not in check.account.collection("team") and not self.may_be_gone(check):
            return check.refuse(label, "must exist")
        return {"id": identifier, "type": "team"}

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str):
            return value
        found = account.look_up("team", value)
        if found is None:
            raise LookupError(f"there is no team {value!r}")
        return {"id": found}
