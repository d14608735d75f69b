# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit records: their fields, and how they are shown."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.state import Account
from ...schema.fields import AnyObject, Check, Choice, Field, Instant, Kind, ListOf, parse_instant
from ...schema.resource import UnnamedResource
from ...schema.view import View

ACTIONS = ("create", "update", "delete")
ACTOR_TYPES = ("user_reference", "api_key_reference", "app_reference")
METHODS = ("browser", "oauth", "api_token", "identity_provider", "other")

ROOTS: dict[str, tuple[str, ...]] = {
    "users": ("user",),
    "teams": ("team",),
    "schedules": ("schedule", "schedule_v3"),
    "escalation_policies": ("escalation_policy",),
    "services": ("service",),
    "ip_allow_lists": ("ip_allow_list",),
}
"""The values of ``root_resource_types[]`` → the types of objects of which PagerDuty keeps records."""

ROOT_TYPES = tuple(type_name for types in ROOTS.values() for type_name in types)


def exactly(instant: str) -> str:
    """A stored instant, also in whole seconds, in the form of `ExactInstant`, so that they can be compared as texts."""
    return instant if "." in instant else instant.replace("+00:00", ".000+00:00")


class ExactInstant(Instant):
    """An instant with milliseconds."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        instant = parse_instant(value)
        if instant is None:
            return check.refuse(label, "must be a valid ISO 8601 date-time")
        return instant.isoformat(timespec="milliseconds")


class PastObject(Kind):
    """A reference with the summary that the object had at that time. In a state file, also its name or its ID."""

    def __init__(self, types: tuple[str, ...]):
        self._types = types

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("id", "type")):
            return check.refuse(label, "must be a reference with an id and a type")
        kind = value["type"].removesuffix("_reference")
        return {"id": value["id"], "type": f"{kind}_reference", "summary": value.get("summary")}

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str):
            return value
        for type_name in self._types:
            if found := account.look_up(type_name, value):
                resource = account.collection(type_name).resource
                summary = resource.summary(account.collection(type_name).records[found])
                return {"id": found, "type": f"{type_name}_reference", "summary": summary}
        raise LookupError(f"there is no {' or '.join(self._types)} {value!r}")


class AuditRecords(UnnamedResource):
    """A record of a change: who made it, how, and what it changed."""

    type = "audit_record"
    plural = "audit_records"
    scope = "audit_records"
    time_field = "execution_time"
    fields = (
        Field("execution_time", ExactInstant(), required=True),
        Field("execution_context", AnyObject(nullable=True)),
        Field("actors", ListOf(PastObject(("user",)), null_is_empty=True), default=()),
        Field("method", AnyObject((("type", str),)), default={"type": "browser"}),
        Field("root_resource", PastObject(ROOT_TYPES), required=True),
        Field("action", Choice(ACTIONS), required=True),
        Field("details", AnyObject(nullable=True)),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.audit_id()

    def summary(self, record: Record) -> str:
        return ""

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "self": None,
            "execution_time": record["execution_time"].replace("+00:00", "Z"),
            "execution_context": record["execution_context"],
            "actors": record["actors"],
            "method": record["method"],
            "root_resource": record["root_resource"],
            "action": record["action"],
            "details": {"resource": record["root_resource"], **(record["details"] or {})},
        }


RESOURCE = AuditRecords()
