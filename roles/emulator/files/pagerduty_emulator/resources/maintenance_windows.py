# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows: while one is ongoing, no incidents are created on its services.

Whether a window is past, ongoing or future follows from its times and the emulator's clock. Nothing is stored about it,
so no timer opens or ends a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import ApiError, invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Instant, ListOf, Text, Whole
from ..schema.operation import crud, shown
from ..schema.references import HistoricalReference, PastReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .services import in_teams, is_ongoing, teams_of

NUMBERS = "maintenance window numbers"
"""The account's counter of maintenance windows."""

STATES: dict[str, Callable[[Record, str], bool]] = {
    "past": lambda window, now: window["end_time"] <= now,
    "future": lambda window, now: window["start_time"] > now,
    "ongoing": is_ongoing,
    "open": lambda window, now: window["end_time"] > now,
    "all": lambda _window, _now: True,
}
"""The values of ``filter`` → whether a window is in that state at an instant."""


def of_services(account: Account, services: list[str]) -> set[str]:
    """The windows of any of the services."""
    return account.dependents_of_any("service", services, "maintenance_window")


def of_teams(account: Account, teams: list[str]) -> set[str]:
    """The windows of any service of the teams."""
    return of_services(account, sorted(in_teams(account, teams)))


def in_states(account: Account, states: list[str]) -> set[str]:
    """The windows that are in one of the states."""
    if not set(states) <= STATES.keys():
        raise invalid(f"Filter must be in {', '.join(STATES)}")
    now, windows = account.now(), account.collection("maintenance_window").records.values()
    return {one["id"] for one in windows if any(STATES[state](one, now) for state in states)}


class MaintenanceWindows(Resource):
    """A maintenance window. It has no name."""

    type = "maintenance_window"
    plural = "maintenance_windows"
    scope = "services"
    web_path = "/service-directory/maintenance-windows"
    key = "id"
    key_is_unique = False
    create_needs_from = True
    filters: ClassVar = {"team_ids[]": of_teams, "service_ids[]": of_services, "filter": in_states}
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    includes: ClassVar = {"teams": ("teams",), "services": ("services",), "users": ("created_by",)}
    fields = (
        Field("sequence_number", Whole(1, nullable=True), api=False),
        # PagerDuty's Terraform provider demands full minutes of its users. PagerDuty itself took and returned seconds
        # (the provider's pull request 116), and windows start and end "now".
        Field("start_time", Instant(), required=True),
        Field("end_time", Instant(), required=True),
        Field("description", Text()),
        Field("services", ListOf(PastReference(("service",)), minimum=1), required=True),
        Field("created_by", HistoricalReference(("user",), nullable=True), api=False),
    )

    def summary(self, record: Record) -> Any:
        return record["description"]

    def sort_key(self, record: Record) -> str:
        """In the order of creation."""
        return f"{record['sequence_number']:010}"

    def search_text(self, record: Record) -> str:
        return (record["description"] or "").casefold()

    def complete(self, record: Record, write: Write) -> None:
        account, now = write.account, write.account.now()
        number = account.counters.get(NUMBERS, 0)
        if record["sequence_number"] is None:
            record["sequence_number"] = number + 1
        account.counters[NUMBERS] = max(number, record["sequence_number"])
        record["services"] = list({one["id"]: one for one in record["services"]}.values())
        has_started = write.old is not None and write.old["start_time"] <= now
        if not has_started and not write.loading:
            record["start_time"] = max(record["start_time"], now)

    def check(self, record: Record, write: Write) -> Iterator[str]:
        """A window may keep a service that was deleted. The two messages with "modified" are PagerDuty's own."""
        old, now = write.old, write.account.now()
        held = {one["id"] for one in old["services"]} if old else set()
        known = write.account.collection("service")
        if not write.loading and any(one["id"] not in known and one["id"] not in held for one in record["services"]):
            yield "Services must exist"
        if old and old["start_time"] <= now and record["start_time"] != old["start_time"]:
            yield "Start time cannot be modified for maintenance windows that have already started"
        if old and old["end_time"] <= now:
            yield "End time already passed and can not be modified"
        elif record["end_time"] <= now and not write.loading:
            yield "End time must be in the future"
        elif record["end_time"] < record["start_time"] or (
            record["end_time"] == record["start_time"] and not write.loading  # a deleted one may have ended as it began
        ):
            yield "End time must be after the start time"

    def delete(self, account: Account, record: Record) -> None:
        """Removes a future window, and ends an ongoing one, which is then past."""
        now = account.now()
        if STATES["past"](record, now):
            # The code and the message are those in public issues of PagerDuty's Terraform provider.
            raise ApiError(405, "Cannot cancel a maintenance window from the past", 5003)
        if STATES["future"](record, now):
            super().delete(account, record)
        else:
            account.put(self, {**record, "end_time": now})

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        """The teams are those of the services."""
        account = view("").account
        services = [account.collection("service").get(one["id"]) for one in record["services"]]
        teams = dict.fromkeys(team for one in services if one for team in teams_of(account, one))
        return {"teams": [view("teams").reference("team", team) for team in teams]}


RESOURCE = MaintenanceWindows()


# -- operations ------------------------------------------------------------------------------------------------------


def create(call: Call) -> Reply:
    """The window's creator is the user who asks."""
    window = RESOURCE.create(call.account, call.wrapped("maintenance_window"))
    window = {**window, "created_by": {"id": call.requester()["id"], "type": "user"}}
    call.account.put(RESOURCE, window)
    return Reply(201, shown(call, RESOURCE, window))


OPERATIONS = tuple(crud(RESOURCE, create=create))
