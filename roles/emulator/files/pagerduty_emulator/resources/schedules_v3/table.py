# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules: their fields, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ...core.collection import Record
from ...core.errors import ApiError
from ...core.state import Account
from ...schema.fields import Check, ListOf, Reference, Text, cleaned
from ...schema.resource import Resource, Write
from ...schema.view import View
from ..policy_snapshots import SNAPSHOT_PROBLEM, has_open_incidents
from .fields import CUSTOM_SHIFT, EVENT, OVERRIDE, ROTATION, PathField, Zone
from .recurrence import problems

UTC_ZONE = "Etc/UTC"

REJECTED = ("rotations", "escalation_policies")
"""Keys of requests that API v3 rejects: "not accepted in the request body"."""


class SchedulesV3(Resource):
    """A shift-based schedule. Rotations, custom shifts and overrides are parts of its record."""

    type = "schedule_v3"
    plural = "schedules_v3"
    scope = "schedules"
    web_path = "/schedules"
    key_is_unique = False  # PagerDuty documents no such rule
    type_required = False
    filters: ClassVar = {"team_ids[]": lambda account, ids: account.dependents_of_any("team", ids, "schedule_v3")}
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    fields = (
        PathField("name", Text(1, 255), required=True),
        PathField("time_zone", Zone(), required=True),
        PathField("description", Text(0, 1024), default=""),
        PathField("teams", ListOf(Reference(("team",)), unordered=True, unique=True, null_is_empty=True), default=()),
        PathField("rotations", ListOf(ROTATION), default=(), api=False),
        PathField("custom_shifts", ListOf(CUSTOM_SHIFT), default=(), api=False),
        PathField("overrides", ListOf(OVERRIDE), default=(), api=False),
    )

    @property
    def path(self) -> str:
        return "/v3/schedules"

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        """A PUT has no teams. PagerDuty's Terraform provider sends them, so they are ignored. So is the type."""
        if not check.loading:
            for name in REJECTED:
                if body.get(name) is not None:
                    check.refuse(f"schedule.{name}", "is not accepted. Use the endpoints of rotations and policies")
        known = {
            entry.name for entry in self.fields
            if check.loading or (entry.api and (old is None or entry.name != "teams"))
        }
        given = {name: value for name, value in body.items() if name in known}
        return cleaned(self.fields, given, check, "schedule", old=old)

    def _identifier(self, account: Account, body: dict[str, Any]) -> str:
        """IDs are unique among schedules of both types."""
        identifier = super()._identifier(account, body)
        if identifier in account.collection("schedule"):
            raise ApiError(400, f"id {identifier!r} is not usable")
        return identifier

    def complete(self, record: Record, write: Write) -> None:
        """Parts that are loaded without an ID get one."""
        if not write.loading:
            return
        new_id = write.account.random.shift_id
        record["rotations"] = [
            {**with_id(one, new_id()), "events": [with_id(event, new_id()) for event in one["events"]]}
            for one in record["rotations"]
        ]
        record["custom_shifts"] = [
            {**with_id(one, new_id()), "assignments": [with_id(part, new_id()) for part in one["assignments"]]}
            for one in record["custom_shifts"]
        ]
        record["overrides"] = [with_id(one, new_id()) for one in record["overrides"]]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        """Events that are loaded are checked here, others when they are written."""
        if write.loading:
            for rotation in record["rotations"]:
                for event in rotation["events"]:
                    yield from problems(event)

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if account.dependents(self.type, record["id"], "escalation_policy"):
            yield "schedule can't be deleted if it's being used by escalation policies"
        elif has_open_incidents(account, record["id"]):
            yield f"schedule {SNAPSHOT_PROBLEM}"

    # -- responses ---------------------------------------------------------------------------------------------------

    def render(self, record: Record, view: View) -> dict[str, Any]:
        account = view.account
        policies = account.dependents(self.type, record["id"], "escalation_policy")
        calendar = view.web_url(f"/private/{record['id'].lower()}/feed")
        return {
            "id": record["id"],
            "type": self.type,
            "name": record["name"],
            "time_zone": record["time_zone"],
            "description": record["description"],
            "teams": [view.reference("team", one["id"]) for one in record["teams"]],
            "escalation_policies": [view.reference("escalation_policy", policy) for policy in policies],
            "rotations": [self.shown_rotation(record, one, view) for one in record["rotations"] if not one["deleted"]],
            "http_cal_url": calendar,
            "web_cal_url": calendar.replace("https://", "webcal://", 1),
            **self.links(record, "", view),
        }

    def links(self, record: Record, path: str, view: View) -> dict[str, Any]:
        """The URLs of a schedule, or of a part of it with this path. Parts have no pages of their own."""
        page = self.page_path(record)
        return {
            "self": view.api_url(f"{self.api_path(record)}{path}"), "html_url": view.web_url(page) if page else None
        }

    def shown_rotation(self, record: Record, rotation: Record, view: View) -> dict[str, Any]:
        return {
            "id": rotation["id"],
            "type": "schedule_rotation",
            "events": [self.shown_event(record, rotation, one, view) for one in by_start(rotation["events"])],
            **self.links(record, f"/rotations/{rotation['id']}", view),
        }

    def shown_event(self, record: Record, rotation: Record, event: Record, view: View) -> dict[str, Any]:
        """An event. PagerDuty returns all of its times in UTC."""
        path = f"/rotations/{rotation['id']}/events/{event['id']}"
        shown = EVENT.render(event, in_zone(view, UTC_ZONE))
        return {"id": event["id"], "type": "schedule_event", **shown, **self.links(record, path, view)}

    def shown_custom_shift(self, record: Record, shift: Record, view: View) -> dict[str, Any]:
        """A custom shift, with its times in the time zone of the view."""
        return {**CUSTOM_SHIFT.render(shift, view), **self.links(record, f"/custom_shifts/{shift['id']}", view)}

    def shown_override(self, record: Record, override: Record, view: View) -> dict[str, Any]:
        """An override, with its times in the time zone of the view."""
        shown = OVERRIDE.render(override, view)
        source = "custom_shift_id" if override["rotation_id"] is not None else "rotation_id"
        del shown[source]
        return {**shown, **self.links(record, f"/overrides/{override['id']}", view)}


RESOURCE = SchedulesV3()


def with_id(part: Record, identifier: str) -> Record:
    """A part of a schedule with an ID: its own or, if it has none, this one."""
    return {**part, "id": part["id"] or identifier}


def in_zone(view: View, time_zone: str) -> View:
    """The view with another time zone."""
    return View(view.account, view.base_url, time_zone, view.include, view.listing, view.expand, view.shared)


def by_start(events: list[Record]) -> list[Record]:
    """Events in the order of a list: "ordered by start time"."""
    return sorted(events, key=lambda one: (one["start_time"]["date_time"], one["effective_since"], one["id"]))
