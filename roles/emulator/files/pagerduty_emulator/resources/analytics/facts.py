# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the log entries of an incident say about it: who was assigned, who engaged, who was interrupted, and when.

PagerDuty documents what each metric means, but not how it counts interruptions. Here, an interruption is a phone call,
an SMS or a push notification; several of them to a user for the same incident within a minute count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from ...core.collection import Record
from ...core.state import Account
from ...core.time_zones import zone
from .query import UTC

INTERRUPTING = ("phone_notification", "sms_notification", "push_notification")
BUSINESS, OFF, SLEEP = "business", "off", "sleep"

ASSIGNED, REASSIGNED, ESCALATED, ADDED = "assigned", "reassigned", "escalated", "added_responder"
MANUAL, TIMEOUT = "manual", "timeout"


@lru_cache(maxsize=65536)
def moment(instant: str) -> datetime:
    """A stored instant as a `datetime`."""
    return datetime.fromisoformat(instant)


def seconds(start: str, end: str) -> int:
    """The seconds between two instants, at least 0."""
    return max(0, int((moment(end) - moment(start)).total_seconds()))


def part_of_day(instant: str, time_zone: str) -> str:
    """Business hours are 8 am to 6 pm from Monday to Friday, sleep hours are 10 pm to 8 am every day."""
    local = moment(instant).astimezone(zone(time_zone) or zone(UTC))
    if local.hour < 8 or local.hour >= 22:
        return SLEEP
    return BUSINESS if local.weekday() < 5 and local.hour < 18 else OFF


@dataclass(frozen=True)
class Assignment:
    """An assignment to a user. ``how``: an escalation can be `MANUAL` or because of a `TIMEOUT`; otherwise None."""

    user: str
    at: str
    kind: str
    how: str | None = None


@dataclass(frozen=True)
class Departure:
    """A user who is no longer assigned, because of a reassignment or of an escalation."""

    user: str
    kind: str
    how: str | None
    acknowledged: bool


@dataclass
class Facts:
    """The facts of one incident.

    ``entries``     the number of changes by their kind: ``escalate``, ``timeout``, ``manual``, ``assign``
    ``responses``   of the responder requests: (user, requested at, state, replied at)
    ``notified``    (user, instant, whether it interrupts)
    """

    account: Account
    incident: Record
    assignments: list[Assignment] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    acknowledgements: list[tuple[str, str]] = field(default_factory=list)
    responses: list[tuple[str, str, str, str]] = field(default_factory=list)
    notified: list[tuple[str, str, bool]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    snoozed: int = 0
    auto_resolved: bool = False
    resolved_by: str | None = None

    @property
    def created_at(self) -> str:
        return str(self.incident["created_at"])

    @property
    def resolved_at(self) -> str | None:
        at = self.incident["resolved_at"]
        return None if at is None else str(at)

    @cached_property
    def engaged(self) -> dict[str, str]:
        """Users who acknowledged the incident or accepted a responder request → when they did so first."""
        found = [*((user, at) for at, user in self.acknowledgements)]
        found += [(user, replied) for user, _asked, state, replied in self.responses if state == "joined"]
        first: dict[str, str] = {}
        for user, at in found:
            first[user] = min(at, first.get(user, at))
        return first

    @cached_property
    def engaged_by_user(self) -> dict[str, int]:
        """Seconds from the engagement of each user to the end of the incident. Empty while it is open."""
        end = self.resolved_at
        return {} if end is None else {user: seconds(at, end) for user, at in self.engaged.items()}

    @cached_property
    def interruptions(self) -> list[tuple[str, str]]:
        """(User, part of the day in the user's time zone) of each interruption."""
        users = self.account.collection("user").records
        unique = dict.fromkeys((user, at[:16]) for user, at, interrupts in self.notified if interrupts)
        found = []
        for user, minute in unique:
            person = users.get(user)
            time_zone = (person and person["time_zone"]) or self.account.time_zone
            found.append((user, part_of_day(f"{minute}:00+00:00", time_zone)))
        return found

    def interrupted(self, part: str | None = None, user: str | None = None) -> int:
        """The number of interruptions, of a part of the day, of a user."""
        return sum(part in (None, when) and user in (None, who) for who, when in self.interruptions)

    @cached_property
    def seconds_to_first_ack(self) -> int | None:
        first = min((at for at, _user in self.acknowledgements), default=None)
        return None if first is None else seconds(self.created_at, first)

    @property
    def seconds_to_resolve(self) -> int | None:
        return None if self.resolved_at is None else seconds(self.created_at, self.resolved_at)

    @property
    def seconds_to_engage(self) -> int | None:
        """From the first engagement to the last one; None with fewer than two users."""
        times = sorted(self.engaged.values())
        return seconds(times[0], times[-1]) if len(times) > 1 else None

    @property
    def seconds_to_mobilize(self) -> int | None:
        """From the start to the last engagement; None with fewer than two users."""
        times = self.engaged.values()
        return seconds(self.created_at, max(times)) if len(times) > 1 else None

    def count(self, kind: str) -> int:
        return self.counts.get(kind, 0)


def is_major(account: Account, incident: Record) -> bool:
    """Whether it has one of the two highest priorities, or several added responders joined it."""
    if incident["priority"] is not None:
        highest = sorted(account.collection("priority"), key=lambda one: one["order"])[:2]
        if incident["priority"]["id"] in [one["id"] for one in highest]:
            return True
    return len({user for user, _at, state, _replied in responses_of(incident) if state == "joined"}) > 1


def responses_of(incident: Record) -> Iterator[tuple[str, str, str, str]]:
    """The replies to the responder requests of an incident."""
    for request in incident["responder_requests"]:
        for target in request["targets"]:
            for one in target["responders"]:
                yield one["user"], request["requested_at"], one["state"], one["updated_at"]


class Reading:
    """Reads the log entries of an incident, from the first one to the last one."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.current: list[str] = []
        self.snoozed_at: str | None = None

    def read(self, entry: Record) -> None:
        """Adds what one entry says."""
        at, kind = entry["created_at"], entry["kind"]
        agent = entry["agent"] or {"type": "service", "id": ""}
        extra = entry["extra"] or {}
        if self.snoozed_at is not None and kind in ("unacknowledge", "resolve", "escalate", "assign", "delegate"):
            self.end_snooze(at)
        if kind in ("assign", "delegate", "escalate"):
            self.assign(kind, at, extra.get("assignees") or [], (entry["channel"] or {}).get("type") == "timeout")
        elif kind == "acknowledge" and agent["type"] == "user":
            self.facts.acknowledgements.append((at, agent["id"]))
        elif kind == "snooze":
            self.snoozed_at = self.snoozed_at or at
        elif kind == "resolve":
            self.facts.auto_resolved = agent["type"] != "user"
            self.facts.resolved_by = agent["id"] if agent["type"] == "user" else None
        elif kind == "notify" and isinstance(extra.get("user"), str):
            notification = (entry["channel"] or {}).get("notification") or {}
            self.facts.notified.append((extra["user"], at, notification.get("type") in INTERRUPTING))

    def assign(self, kind: str, at: str, users: Sequence[str], timeout: bool) -> None:
        """Adds an assignment. The first one belongs to the creation of the incident."""
        facts, first = self.facts, not self.facts.assignments
        how = (TIMEOUT if timeout else MANUAL) if kind == "escalate" else None
        what = ESCALATED if kind == "escalate" else ASSIGNED if first else REASSIGNED
        if not first:
            acknowledged = {user for _at, user in facts.acknowledgements}
            facts.departures += [
                Departure(user, what, how, user in acknowledged) for user in self.current if user not in users
            ]
        if what != ASSIGNED:
            for name in filter(None, (what, how)):
                facts.counts[name] = facts.count(name) + 1
        facts.assignments += [Assignment(user, at, what, how) for user in users]
        self.current = list(users)

    def end_snooze(self, at: str) -> None:
        if self.snoozed_at is not None:
            self.facts.snoozed += seconds(self.snoozed_at, at)
            self.snoozed_at = None


def facts_of(account: Account, incident: Record) -> Facts:
    """The facts of an incident, from its log entries, and from its record where they lack something."""
    entries = account.collection("log_entry")
    own = [entries.records[one] for one in entries.indexed("incident", incident["id"])]
    facts = Facts(account, incident)
    reading = Reading(facts)
    for entry in sorted(own, key=lambda one: one["created_at"]):
        reading.read(entry)
    reading.end_snooze(account.now())
    facts.responses = list(responses_of(incident))
    facts.assignments += [Assignment(user, asked, ADDED) for user, asked, _state, _at in facts.responses]
    complete_from_record(facts, {one["kind"] for one in own})
    return facts


def complete_from_record(facts: Facts, known: set[str]) -> None:
    """Uses the record of an incident for what its log entries lack: a state file need not contain any.

    ``known``: the kinds of its log entries
    """
    incident = facts.incident
    if not known & {"assign", "delegate", "escalate"}:
        facts.assignments += [
            Assignment(one["assignee"]["id"], one["at"] or incident["created_at"], ASSIGNED)
            for one in incident["assignments"]
        ]
    if "acknowledge" not in known:
        facts.acknowledgements += [
            (one["at"], one["acknowledger"]["id"])
            for one in incident["acknowledgements"] if one["acknowledger"]["type"] == "user"
        ]
    if incident["status"] == "resolved" and "resolve" not in known:
        by: Mapping[str, Any] = incident["last_status_change_by"] or {}
        facts.auto_resolved = by.get("type") != "user"
        facts.resolved_by = by.get("id") if by.get("type") == "user" else None


def mean(values: Iterable[int | None]) -> int | None:
    """The mean of the values that are known, rounded; None if there is none."""
    known = [one for one in values if one is not None]
    return round(sum(known) / len(known)) if known else None


def percentile(values: Iterable[int | None], part: float) -> int | None:
    """The value below which a part (0 to 1) of the known values is, interpolated; None if there is none."""
    known = sorted(one for one in values if one is not None)
    if not known:
        return None
    place = (len(known) - 1) * part
    low = int(place)
    high = min(low + 1, len(known) - 1)
    return round(known[low] + (known[high] - known[low]) * (place - low))
