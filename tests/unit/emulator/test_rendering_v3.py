# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered shift-based schedules, compared with a second computation that is slow and straightforward.

It asks for the middle of each half hour who is on call, and from which source. Only the recurrence itself comes from
dateutil, which here repeats instants in a time zone; the emulator repeats local times. All times in these schedules are
full half hours.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .conftest import Client

rrule = pytest.importorskip("dateutil.rrule")

HALF_HOUR = timedelta(minutes=30)
USERS = ("PADA", "PBOB", "PCLEO", "PDAN")
ZONES = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-04", "2026-10-03"),  # by half an hour
    "Asia/Kolkata": ("2026-06-01",),
    "Etc/UTC": ("2026-02-28",),
}
"""Time zones → days when their clocks change in 2026. Some zones have no changes."""

FOREVER = "2999-01-01T00:00:00Z"

Seen = tuple[str | None, tuple[tuple[str, str], ...]]
"""A member (None for an empty slot) and the source of the shift."""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def occurrences(recurrence: list[str], first: datetime) -> Any:
    """When shifts start."""
    return rrule.rrulestr("\n".join(recurrence), dtstart=first, forceset=True, tzids=ZoneInfo)


# -- schedules -------------------------------------------------------------------------------------------------------


class Maker:
    """Makes random schedules in the form of a state file."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.zone = self.random.choice(list(ZONES))
        change = datetime.fromisoformat(f"{self.random.choice(ZONES[self.zone])}T00:00:00+00:00")
        self.since = change - self.half_hours(4, 96)
        self.until = self.since + self.half_hours(96, 350)

    def half_hours(self, least: int, most: int) -> timedelta:
        return HALF_HOUR * self.random.randint(least, most)

    def member(self) -> dict[str, Any]:
        user = self.random.choice((*USERS, *USERS, None))
        return {"type": "empty_member"} if user is None else {"type": "user_member", "user_id": user}

    def span(self) -> dict[str, str]:
        start = self.since + self.half_hours(-48, 300)
        return {"start_time": start.isoformat(), "end_time": (start + self.half_hours(1, 90)).isoformat()}

    def recurrence(self, start: datetime) -> list[str]:
        days = ",".join(self.random.sample(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), self.random.randint(1, 6)))
        rule = self.random.choice((
            "FREQ=DAILY", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY", f"FREQ=WEEKLY;BYDAY={days}",
            f"FREQ=DAILY;BYDAY={days}", f"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY={days}", "FREQ=HOURLY;INTERVAL=3",
            "FREQ=HOURLY;INTERVAL=12", "FREQ=MONTHLY;BYDAY=1MO,-1FR,2TU", "FREQ=MONTHLY;BYMONTHDAY=1,8,15,-1",
            "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=30",
        ))
        count, until = self.random.randint(1, 400), self.until - self.half_hours(0, 90)
        bound = self.random.choice(("", f";COUNT={count}", f";UNTIL={until:%Y%m%dT%H%M%SZ}"))
        lines = [f"RRULE:{rule}{bound}"]
        zone = ZoneInfo(self.zone)
        for name in ("EXDATE", "RDATE"):
            if self.random.random() < 0.4:
                local = [start.astimezone(zone).replace(tzinfo=None) + timedelta(days=number) for number in (9, 40, 41)]
                instants = [one.replace(tzinfo=zone).astimezone(UTC) for one in local]
                lines.append(f"{name}:{','.join(f'{one:%Y%m%dT%H%M%SZ}' for one in instants)}")
        occurs = next(iter(occurrences(lines, start.astimezone(zone))), None) is not None
        return lines if occurs else self.recurrence(start)

    def event(self, begins: datetime, ends: datetime | None) -> dict[str, Any]:
        start = self.since - timedelta(days=self.random.randint(1, 60)) + self.half_hours(0, 47)
        end = start + self.half_hours(1, self.random.choice((6, 48, 336)))
        zone = ZoneInfo(self.zone)
        if end.astimezone(zone).replace(tzinfo=None) <= start.astimezone(zone).replace(tzinfo=None):
            end += timedelta(days=1)  # on the clock, too, a shift must end after its start
        kind = self.random.choice(("rotating", "rotating", "every"))
        return {
            "name": "Shifts",
            "start_time": {"date_time": start.isoformat(), "time_zone": self.zone},
            "end_time": {"date_time": end.isoformat(), "time_zone": self.zone},
            "effective_since": begins.isoformat(),
            "effective_until": ends and ends.isoformat(),
            "recurrence": self.recurrence(start),
            "assignment_strategy": {
                "type": f"{kind}_member_assignment_strategy",
                "shifts_per_member": self.random.randint(1, 3),
                "members": [self.member() for _member in range(self.random.randint(1, 4))],
            },
        }

    def rotation(self, identifier: str) -> dict[str, Any]:
        """One to three events, one after the other."""
        bounds = sorted({self.since + self.half_hours(-90, 300) for _bound in range(self.random.randint(2, 3))})
        pairs = zip(bounds, [*bounds[1:], None], strict=True)
        return {
            "id": identifier, "deleted": self.random.random() < 0.2, "events": [self.event(*pair) for pair in pairs]
        }

    def override(self, number: int, schedule: dict[str, Any]) -> dict[str, Any]:
        kind, plural = self.random.choice((("rotation_id", "rotations"), ("custom_shift_id", "custom_shifts")))
        source = self.random.choice(schedule[plural])["id"]
        members = {name: self.member() for name in ("overridden_member", "overriding_member")}
        return {"id": f"O{number}", kind: source, **self.span(), **members}

    def schedule(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "rotations": [self.rotation(f"R{number}") for number in range(self.random.randint(1, 3))],
            "custom_shifts": [
                {"id": f"C{number}", **self.span(), "assignments": [{"member": self.member()}]} for number in range(3)
            ],
        }
        made["overrides"] = [self.override(number, made) for number in range(self.random.randint(0, 12))]
        return {"name": "x", "time_zone": self.zone, **made}


# -- the second computation ------------------------------------------------------------------------------------------


def shifts(event: dict[str, Any], until: datetime) -> Iterator[tuple[datetime, datetime, list[dict[str, Any]]]]:
    """All shifts of an event, from the first one on, whether it is in effect or not."""
    zone = ZoneInfo(event["start_time"]["time_zone"])
    first, last = (instant(event[name]["date_time"]).astimezone(zone) for name in ("start_time", "end_time"))
    length = last.replace(tzinfo=None) - first.replace(tzinfo=None)
    strategy = event["assignment_strategy"]
    queue: list[dict[str, Any]] = []
    for start in occurrences(event["recurrence"], first):
        if start > until:
            return
        if not queue:
            queue = [one for one in strategy["members"] for _shift in range(strategy["shifts_per_member"])]
        end = (start.astimezone(zone).replace(tzinfo=None) + length).replace(tzinfo=zone)
        everyone = strategy["type"].startswith("every")
        yield start.astimezone(UTC), end.astimezone(UTC), strategy["members"] if everyone else [queue.pop(0)]


class Span:
    """A custom shift or an override, with its times."""

    def __init__(self, entry: dict[str, Any]):
        self.entry = entry
        self.start, self.end = (instant(entry[name]) for name in ("start_time", "end_time"))

    def has(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class SlowSchedule:
    """A schedule in the form of a state file."""

    def __init__(self, schedule: dict[str, Any], until: datetime):
        self.overrides = [Span(one) for one in schedule["overrides"]]
        self.custom_shifts = [Span(one) for one in schedule["custom_shifts"]]
        self.events = [
            (rotation["id"], instant(event["effective_since"]), instant(event["effective_until"] or FOREVER),
             list(shifts(event, until)))
            for rotation in schedule["rotations"] for event in rotation["events"]
        ]

    def scheduled(self, moment: datetime) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
        """Who is on call without overrides, each with the source."""
        for rotation, begins, ends, found in self.events:
            for start, end, members in found if begins <= moment < ends else ():
                if start <= moment < end:
                    for member in members:
                        yield member, {"type": "schedule_rotation", "rotation_id": rotation}
        for shift in self.custom_shifts:
            if shift.has(moment):
                source = {"type": "custom_shift", "shift_id": shift.entry["id"]}
                yield shift.entry["assignments"][0]["member"], source

    def on_call(self, moment: datetime) -> Counter[Seen]:
        found: Counter[Seen] = Counter()
        overrides = [one.entry for one in self.overrides if one.has(moment)]
        for member, source in self.scheduled(moment):
            identifier = source.get("rotation_id") or source["shift_id"]
            applying = [
                one for one in overrides
                if identifier in (one.get("rotation_id"), one.get("custom_shift_id"))
                and one["overridden_member"] == member
            ]
            if applying:  # the newest one counts
                source = {**source, "type": f"{source['type']}_override", "override_id": applying[-1]["id"]}
                member = applying[-1]["overriding_member"]
            found[seen(member, source)] += 1
        return found


def seen(member: dict[str, Any], source: dict[str, str]) -> Seen:
    return member.get("user_id"), tuple(sorted(source.items()))


# -- the comparison --------------------------------------------------------------------------------------------------

SCHEDULES = 200


@pytest.fixture(scope="module")
def made(emulator_url: str) -> tuple[Client, list[Maker], list[dict[str, Any]]]:
    """An account with all schedules, each a target of an escalation policy."""
    client = Client(emulator_url)
    client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    makers = [Maker(seed) for seed in range(SCHEDULES)]
    schedules = [{"id": f"PS{number}", **maker.schedule()} for number, maker in enumerate(makers)]
    client.load({
        "users": [{"id": user, "name": user, "email": f"{user.lower()}@example.com"} for user in USERS],
        "schedules_v3": schedules,
        "escalation_policies": [
            {"name": one["id"], "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [one["id"]]}]}
            for one in schedules
        ],
    })
    return client, makers, schedules


def moments(maker: Maker) -> list[datetime]:
    """The middle of each half hour of a span."""
    count = (maker.until - maker.since) // HALF_HOUR
    return [maker.since + HALF_HOUR * number + HALF_HOUR / 2 for number in range(count)]


def test_the_final_schedule_is_that_of_the_second_computation(
    made: tuple[Client, list[Maker], list[dict[str, Any]]]
) -> None:
    client, makers, schedules = made
    kinds: Counter[str] = Counter()
    for maker, schedule in zip(makers, schedules, strict=True):
        span = {"since": maker.since.isoformat(), "until": maker.until.isoformat()}
        query = {**span, "include_": "final_schedule", "time_zone": maker.random.choice(list(ZONES))}
        final = client.get(f"/v3/schedules/{schedule['id']}", **query)["schedule"]["final_schedule"]
        found = [
            (instant(one["start_time"]), instant(one["end_time"]), seen(one["member"], one["source"]))
            for one in final["computed_shift_assignments"]
        ]
        assert all(maker.since <= start < end <= maker.until for start, end, _seen in found)
        assert [one[:2] for one in found] == sorted(one[:2] for one in found)
        kinds.update(one["source"]["type"] for one in final["computed_shift_assignments"])
        slow = SlowSchedule(schedule, maker.until)
        covered = 0
        for moment in moments(maker):
            expected = slow.on_call(moment)
            assert Counter(who for start, end, who in found if start <= moment < end) == expected, (schedule, moment)
            covered += any(user is not None for user, _source in expected)
        assert final["rendered_coverage_percentage"] == pytest.approx(100 * covered / len(moments(maker)), abs=0.01)
    assert min(kinds[kind] for kind in (
        "schedule_rotation", "custom_shift", "schedule_rotation_override", "custom_shift_override"
    )) >= 20


def test_on_calls_are_those_of_the_second_computation(
    made: tuple[Client, list[Maker], list[dict[str, Any]]]
) -> None:
    client, makers, schedules = made
    for maker, schedule in list(zip(makers, schedules, strict=True))[:40]:
        query = {"since": maker.since.isoformat(), "until": maker.until.isoformat(), "schedule_ids_": schedule["id"]}
        page = client.get("/oncalls", **query, limit=100, time_zone="Etc/UTC")
        assert not page["more"]
        found = [(instant(one["start"]), instant(one["end"]), one["user"]["id"]) for one in page["oncalls"]]
        slow = SlowSchedule(schedule, maker.until)
        for moment in moments(maker):
            expected = {user for user, _source in slow.on_call(moment) if user is not None}
            assert {user for start, end, user in found if start <= moment < end} == expected, (schedule, moment)
