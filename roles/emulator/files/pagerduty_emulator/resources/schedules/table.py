# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of layers (API v2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ...core.collection import Record
from ...core.state import Account
from ...core.strictness import LENIENTLY
from ...schema.fields import (
    Check,
    Choice,
    Field,
    Instant,
    ListOf,
    Nested,
    Reference,
    Text,
    TimeOfDay,
    Whole,
    ZoneName,
)
from ...schema.references import KeptReference
from ...schema.resource import Resource, Write
from ...schema.view import View
from ..policy_snapshots import SNAPSHOT_PROBLEM, has_open_incidents

RESTRICTION = Nested(
    (
        Field("type", Choice(("daily_restriction", "weekly_restriction")), required=True),
        Field("start_time_of_day", TimeOfDay(), required=True),
        Field("duration_seconds", Whole(1), required=True),
        Field("start_day_of_week", Whole(1, 7, nullable=True)),
    )
)

MEMBER = KeptReference(("user",))
"""A deleted user stays in layers and overrides that have ended."""

LAYER = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("name", Text(nullable=True)),
        Field("start", Instant(), required=True),
        Field("end", Instant(nullable=True)),
        # PagerDuty's Terraform provider sends Go's format, which is not documented.
        Field("rotation_virtual_start", Instant(go=LENIENTLY), required=True),
        # An hour to a year: the limits of PagerDuty's Terraform provider.
        Field("rotation_turn_length_seconds", Whole(3600, 365 * 86400), required=True),
        Field("users", ListOf(Nested((Field("user", MEMBER, required=True),), shorthand="user"),
                              minimum=1), required=True),
        Field("restrictions", ListOf(RESTRICTION, unordered=True, null_is_empty=True), default=()),
    )
)


OVERRIDE = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("start", Instant(), required=True),
        Field("end", Instant(), required=True),
        Field("user", MEMBER, required=True),
    )
)


class Schedules(Resource):
    """A schedule: which user is on call at which time. `rendering` fills the lists of rendered entries."""

    type = "schedule"
    plural = "schedules"
    scope = "schedules"
    web_path = "/schedules"
    key_is_unique = False  # PagerDuty documents no such rule
    lists_in_requesters_zone = True
    filters: ClassVar = {"team_ids[]": lambda account, ids: account.dependents_of_any("team", ids, "schedule")}
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    includes: ClassVar = {"schedule_layers": (), "overrides_subschedule": (), "final_schedule": ()}
    fields = (
        Field("name", Text(1), required=True),
        Field("time_zone", ZoneName(), required=True),
        Field("description", Text(nullable=True)),
        Field("schedule_layers", ListOf(LAYER, null_is_empty=True), default=(), shown=False),
        Field("overrides", ListOf(OVERRIDE, null_is_empty=True), default=(), api=False, shown=False),
        # It is readOnly in the schema, but it can be set since 2020 (PagerDuty's changelog).
        Field("teams", ListOf(Reference(("team",)), unordered=True, unique=True, null_is_empty=True), default=()),
    )

    def default_zone(self, record: Record) -> str:
        """Documented for GET. PagerDuty's Terraform provider expects the same for POST and PUT."""
        time_zone: str = record["time_zone"]
        return time_zone

    def layer_identifier(self, account: Account) -> str | None:
        """The ID of a new layer."""
        return account.random.identifier()

    def complete(self, record: Record, write: Write) -> None:
        """Layers are identified by ID. They can be ended, but not removed: a layer that is not sent stays."""
        old = {layer["id"]: layer for layer in (write.old or {}).get("schedule_layers", ())}
        this_minute = write.account.clock.now().replace(second=0).isoformat()
        layers: dict[str, Record] = {}
        for layer in record["schedule_layers"]:
            before = old.get(layer["id"])
            is_known = before is not None or (write.loading and layer["id"])
            identifier = layer["id"] if is_known else self.layer_identifier(write.account)
            start = layer["start"]
            if not write.loading and start < this_minute:  # a new start in the past is replaced by the current minute
                start = before["start"] if before and before["start"] < this_minute else this_minute
            name = layer["name"] or f"Layer {len(layers) + 1}"
            key = identifier or f"new {len(layers)}"
            layers[key] = {**layer, "id": identifier, "name": name, "start": start}
        record["schedule_layers"] = list({**old, **layers}.values())
        record["overrides"] = [
            {**override, "id": override["id"] or write.account.random.long_identifier()}
            for override in record["overrides"]
        ]

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        if old is not None:
            check.former = frozenset(self.references(old))
        return super()._clean(body, check, old)

    def check(self, record: Record, write: Write) -> Iterator[str]:
        users = write.account.collection("user")
        if any(user not in users for user in members(record, write.account.now())):
            yield "Schedule layers users user must exist"
        for layer in record["schedule_layers"]:
            if layer["end"] is not None and layer["end"] <= layer["start"] and not write.loading and write.creating:
                yield "Schedule layers end must be after start"
            for restriction in layer["restrictions"]:
                weekly = restriction["type"] == "weekly_restriction"
                if weekly and restriction["start_day_of_week"] is None:
                    yield "Schedule layers restrictions start day of week can't be blank"
                if restriction["duration_seconds"] >= (7 * 86400 if weekly else 86400):
                    yield "Schedule layers restrictions duration seconds is too long"

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if account.dependents("schedule", record["id"], "escalation_policy"):
            yield "Schedule can't be deleted if it's being used by escalation policies"
        elif has_open_incidents(account, record["id"]):
            yield f"Schedule {SNAPSHOT_PROBLEM}"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        account = plain.account
        members = dict.fromkeys(user["user"]["id"] for layer in record["schedule_layers"] for user in layer["users"])
        policies = account.dependents("schedule", record["id"], "escalation_policy")
        shown: dict[str, Any] = {
            "escalation_policies": [plain.reference("escalation_policy", policy) for policy in policies],
            "users": [plain.reference("user", user) for user in members],
        }
        parts: dict[str, Callable[[], Any]] = {
            "schedule_layers": lambda: [self._layer(layer, plain) for layer in reversed(record["schedule_layers"])],
            "overrides_subschedule": lambda: {"name": "Overrides", **NOTHING_RENDERED},
            "final_schedule": lambda: {"name": "Final Schedule", **NOTHING_RENDERED},
        }
        for name, part in parts.items():  # lists show them only if they are included
            if not plain.listing or name in plain.include:
                shown[name] = part()
        return shown

    @staticmethod
    def _layer(layer: Record, view: View) -> dict[str, Any]:
        restrictions = [
            {name: value for name, value in restriction.items() if value is not None}
            for restriction in layer["restrictions"]
        ]
        return {**LAYER.render(layer, view), "restrictions": restrictions, **NOTHING_RENDERED}


def members(schedule: Record, now: str) -> Iterator[str]:
    """The IDs of the users in the layers and overrides of a schedule that have not ended."""
    for layer in schedule["schedule_layers"]:
        if layer["end"] is None or layer["end"] > now:
            yield from (one["user"]["id"] for one in layer["users"])
    yield from (override["user"]["id"] for override in schedule["overrides"] if override["end"] > now)


class PreviewedSchedules(Schedules):
    """A schedule that is not stored: it has no ID, and neither have its new layers."""

    def layer_identifier(self, account: Account) -> str | None:
        return None


RESOURCE = Schedules()
PREVIEWS = PreviewedSchedules()


NOTHING_RENDERED: dict[str, Any] = {"rendered_schedule_entries": [], "rendered_coverage_percentage": None}
