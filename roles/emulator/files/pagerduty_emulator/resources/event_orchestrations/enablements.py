# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enablements: whether an orchestration or a service uses the features of an add-on of the account's plan.

AIOps is the only add-on with a setting. It is on by default, and has an effect only if the account has the add-on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...core.strictness import LENIENTLY, effective
from ...schema.call import Call, Reply
from ...schema.fields import Field, Flag, Instant, Nested
from ...schema.operation import Operation
from .paths import AIOPS

FEATURE = "aiops"

ENABLEMENT = Field(
    FEATURE,
    Nested((Field("enabled", Flag(), default=True), Field("updated_at", Instant(nullable=True)))),
    default=lambda _account: {"enabled": True, "updated_at": None},
    api=False,
    shown=False,
)
"""The field of orchestrations and services."""

LISTED_BY_SERVICES = LENIENTLY
"""Whether the PUT of a service returns a list, under ``enablements``. PagerDuty's Go client reads it from there; the
documents' schema has one object under ``enablement``."""


def uses_aiops(account: Account, owner: Record) -> bool:
    """Whether the features of AIOps have an effect in the rules of an orchestration or of a service."""
    enabled: bool = owner[FEATURE]["enabled"]
    return enabled and AIOPS in account.abilities


@dataclass(frozen=True)
class Owner:
    """A type of object with enablements. ``warning``: what PagerDuty says if the account lacks the add-on."""

    type: str
    path: str
    scope: str
    warning: str

    def shown(self, call: Call, record: Record) -> dict[str, Any]:
        one = record[FEATURE]
        at, view = one["updated_at"], call.view(default_zone="Etc/UTC")
        shown = {"feature": FEATURE, "enabled": one["enabled"], "updated_at": at and view.instant(at)}
        return shown if AIOPS in call.account.abilities else {**shown, "warnings": [{"message": self.warning}]}


OWNERS = (
    Owner(
        "orchestration", "/event_orchestrations/*", "event_orchestrations",
        "You can't use AIOps functionality with this Orchestration because your account hasn't purchased AIOps",
    ),
    Owner(
        "service", "/services/*", "services", "Your account is not entitled to use AIOps features for this Service.",
    ),
)


def operations_of(owner: Owner) -> Iterator[Operation]:
    """The operations of a type of owner."""
    def read(call: Call) -> Reply:
        return Reply(200, {"enablements": [owner.shown(call, call.record(owner.type))]})

    def write(call: Call) -> Reply:
        record, body = call.record(owner.type), call.wrapped("enablement")
        if call.ids[1] != FEATURE:
            raise invalid(f"Feature must be in {FEATURE}")
        enabled = body.get("enabled")
        if not isinstance(enabled, bool):
            raise invalid("Enabled must be a Boolean")
        record = {**record, FEATURE: {"enabled": enabled, "updated_at": call.account.now()}}
        call.account.put(call.account.collection(owner.type).resource, record)
        shown = owner.shown(call, record)
        if owner.type == "service" and effective(LISTED_BY_SERVICES, strict=call.account.strict):
            return Reply(200, {"enablements": [shown]})
        return Reply(200, {"enablement": shown})

    yield Operation("GET", f"{owner.path}/enablements", read, f"{owner.scope}.read")
    yield Operation("PUT", f"{owner.path}/enablements/*", write, f"{owner.scope}.write")


OPERATIONS = tuple(operation for owner in OWNERS for operation in operations_of(owner))
