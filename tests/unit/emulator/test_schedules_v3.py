# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift-based schedules (API v3): what can be written, and what requests are rejected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Client, reference

HOUR, DAY = 3600, 86400
ROTATING = "rotating_member_assignment_strategy"
EVERY = "every_member_assignment_strategy"
EMPTY = {"type": "empty_member"}
REMOVED: Any = object()
"""In a table: the key is removed from the request."""


class Planner:
    """A shift-based schedule with a rotation, and users."""

    def __init__(self, client: Client, time_zone: str = "Etc/UTC"):
        self.client = client
        self.users = [client.user(name, f"{name.lower()}@example.com")["id"] for name in ("Ada", "Bob", "Cleo")]
        self.schedule = self.create(name="Primary", time_zone=time_zone)
        self.path = f"/v3/schedules/{self.schedule['id']}"
        self.rotation = self.post(f"{self.path}/rotations", None)["rotation"]
        self.events = f"{self.path}/rotations/{self.rotation['id']}/events"
        self.zone = time_zone
        self.ahead = timedelta()

    # -- time

    def now(self) -> datetime:
        """The emulator's time, up to a second."""
        return (datetime.now(UTC) + self.ahead).replace(microsecond=0)

    def at(self, seconds: int) -> str:
        """The instant so many seconds from now."""
        return (self.now() + timedelta(seconds=seconds)).isoformat()

    def advance(self, seconds: int) -> None:
        self.client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)
        self.ahead += timedelta(seconds=seconds)

    # -- requests

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        return self.client.write("POST", path, body, status=status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        return self.client.write("PUT", path, body, status=status)

    def delete(self, path: str, status: int = 204) -> Any:
        return self.client.write("DELETE", path, status=status)

    def refused(self, method: str, path: str, body: Any = None) -> dict[str, list[str]]:
        """The errors of a rejected request, by field."""
        error = self.client.refused(method, path, body)
        assert (error["message"], error["code"]) == ("Invalid Request", 2001)
        errors: dict[str, list[str]] = error["errors"]
        return errors

    def create(self, **fields: Any) -> Any:
        return self.post("/v3/schedules", {"schedule": fields})["schedule"]

    # -- bodies

    def member(self, number: int) -> dict[str, str]:
        return {"type": "user_member", "user_id": self.users[number]}

    def event(self, start: int = 0, hours: int = 24, **fields: Any) -> dict[str, Any]:
        """An event with daily shifts. ``start``: seconds from now."""
        event = {
            "name": "Daily",
            "start_time": {"date_time": self.at(start), "time_zone": self.zone},
            "end_time": {"date_time": self.at(start + hours * HOUR), "time_zone": self.zone},
            "effective_since": self.at(start),
            "recurrence": ["RRULE:FREQ=DAILY"],
            "assignment_strategy": {
                "type": ROTATING, "shifts_per_member": 1, "members": [self.member(0), self.member(1)],
            },
            **fields,
        }
        return {"event": {name: value for name, value in event.items() if value is not REMOVED}}

    def add_event(self, *arguments: int, **fields: Any) -> Any:
        return self.post(self.events, self.event(*arguments, **fields))["event"]

    def shift(self, start: int, end: int, member: Any, **fields: Any) -> dict[str, Any]:
        assignments = [{"type": "shift_assignment", "member": member}]
        times = {"start_time": self.at(start), "end_time": self.at(end)}
        return {"type": "custom_shift", **times, "assignments": assignments, **fields}

    def add_shift(self, start: int, end: int, number: int) -> Any:
        body = {"custom_shifts": [self.shift(start, end, self.member(number))]}
        [shift] = self.post(f"{self.path}/custom_shifts", body)["custom_shifts"]
        return shift

    def override(self, start: int, end: int, of: Any, by: Any, **source: str) -> dict[str, Any]:
        return {
            "type": "override_shift", **(source or {"rotation_id": self.rotation["id"]}),
            "start_time": self.at(start), "end_time": self.at(end), "overridden_member": of, "overriding_member": by,
        }

    def add_override(self, start: int, end: int, of: Any, by: Any, **source: str) -> Any:
        body = {"overrides": [self.override(start, end, of, by, **source)]}
        [override] = self.post(f"{self.path}/overrides", body)["overrides"]
        return override

    # -- what is read

    def final(self, start: int, end: int, **query: Any) -> Any:
        """The final schedule of a span in seconds from now."""
        span = {"since": self.at(start), "until": self.at(end), "include_": "final_schedule"}
        return self.client.get(self.path, **{**span, **query})["schedule"]["final_schedule"]

    def on_call(self, start: int = 0) -> list[Any]:
        """The numbers of the users on call at a moment, None for an empty slot."""
        found = self.final(start, start + 1)["computed_shift_assignments"]
        users = [one["member"].get("user_id") for one in found]
        return [self.users.index(user) if user else None for user in users]


@pytest.fixture
def planner(either: Client) -> Planner:
    return Planner(either)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def near(text: str, moment: datetime) -> bool:
    """Whether an instant is this one, up to the few seconds that a test takes."""
    return abs(instant(text) - moment) < timedelta(seconds=20)


# -- schedules -------------------------------------------------------------------------------------------------------


def test_a_schedule(planner: Planner) -> None:
    client = planner.client
    team = client.create("team", name="Core")
    schedule = planner.create(name="Night", time_zone="UTC", description="Nights", teams=[reference(team)])
    path = f"/v3/schedules/{schedule['id']}"
    page = {"self": f"{client.url}{path}", "html_url": f"https://example.pagerduty.com/schedules/{schedule['id']}"}
    calendars = {name: schedule.pop(name) for name in ("http_cal_url", "web_cal_url")}
    assert calendars["http_cal_url"].startswith("https://") and calendars["web_cal_url"].startswith("webcal://")
    assert [one["id"] for one in schedule.pop("teams")] == [team["id"]]
    assert schedule == {
        "id": schedule["id"], "type": "schedule_v3", "name": "Night", "time_zone": "Etc/UTC", "description": "Nights",
        "escalation_policies": [], "rotations": [], **page,
    }
    changed = planner.put(path, {"schedule": {"name": "Evening", "teams": []}})["schedule"]
    assert (changed["name"], changed["description"], len(changed["teams"])) == ("Evening", "Nights", 1)
    listed = client.get("/v3/schedules", query="EVEN")
    assert listed == {
        "schedules": [{"id": schedule["id"], "type": "schedule_v3_reference", "summary": "Evening", **page}],
        "limit": 100, "offset": 0, "more": False,
    }
    assert [one["summary"] for one in client.get("/v3/schedules", team_ids_=team["id"])["schedules"]] == ["Evening"]
    planner.delete(path)
    client.get(path, status=404)


def test_pages(planner: Planner) -> None:
    for number in range(3):
        planner.create(name=f"Other {number}", time_zone="Europe/Berlin")
        planner.post(f"{planner.path}/rotations", {})
    get = planner.client.get
    page = get("/v3/schedules", limit=2, offset=1, total="true")
    assert [one["summary"] for one in page.pop("schedules")] == ["Other 1", "Other 2"]
    assert page == {"limit": 2, "offset": 1, "more": True}
    assert get("/v3/schedules", limit=5000)["limit"] == 1000
    page = get(f"{planner.path}/rotations", limit=3)
    assert (len(page.pop("rotations")), page) == (3, {"limit": 3, "offset": 0, "more": True})
    assert get(f"{planner.path}/rotations")["limit"] == 25
    assert get(f"{planner.path}/rotations", limit=500)["limit"] == 100


def test_each_type_has_its_own_paths(planner: Planner) -> None:
    client = planner.client
    layers = client.create("schedule", name="Layers", time_zone="Etc/UTC", schedule_layers=[])
    assert [one["id"] for one in client.get("/schedules")["schedules"]] == [layers["id"]]
    assert [one["id"] for one in client.get("/v3/schedules")["schedules"]] == [planner.schedule["id"]]
    client.get(f"/schedules/{planner.schedule['id']}", status=400)
    other = f"/v3/schedules/{layers['id']}"
    for method, path in (
        ("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/rotations"), ("POST", "/rotations"),
        ("GET", "/custom_shifts"), ("GET", "/overrides/X"), ("DELETE", "/rotations/X/events/X"),
    ):
        error = client.refused(method, f"{other}{path}", None)
        assert error["message"] == "This is a layer-based schedule. Use the v2 Schedules API to access it."
        client.write(method, f"/v3/schedules/PNOSUCH{path}", {}, status=404)
    client.get(f"/schedules/{layers['id']}")


SCHEDULES: dict[str, tuple[dict[str, Any], str]] = {
    "rotations": ({"rotations": []}, "schedule.rotations"),
    "escalation policies": ({"escalation_policies": []}, "schedule.escalation_policies"),
    "no name": ({"name": REMOVED}, "schedule.name"),
    "an empty name": ({"name": ""}, "schedule.name"),
    "a long name": ({"name": "x" * 256}, "schedule.name"),
    "a name that is no text": ({"name": 5}, "schedule.name"),
    "no time zone": ({"time_zone": REMOVED}, "schedule.time_zone"),
    "an unknown time zone": ({"time_zone": "Europe/Bielefeld"}, "schedule.time_zone"),
    "a long description": ({"description": "x" * 1025}, "schedule.description"),
    "an unknown team": ({"teams": [{"id": "PNOSUCH", "type": "team_reference"}]}, "schedule.teams"),
}


@pytest.mark.parametrize("case", SCHEDULES)
def test_a_schedule_is_refused(planner: Planner, case: str) -> None:
    change, field = SCHEDULES[case]
    fields = {"name": "Other", "time_zone": "Etc/UTC", **change}
    body = {"schedule": {name: value for name, value in fields.items() if value is not REMOVED}}
    assert list(planner.refused("POST", "/v3/schedules", body)) == [field]
    if REMOVED not in change.values() and field != "schedule.teams":  # a PUT has no teams
        assert list(planner.refused("PUT", planner.path, {"schedule": change})) == [field]
    assert len(planner.client.get("/v3/schedules")["schedules"]) == 1


def test_other_wrong_requests(planner: Planner) -> None:
    client = planner.client
    assert list(planner.refused("POST", "/v3/schedules", {"name": "x"})) == ["schedule"]
    assert list(planner.refused("POST", f"{planner.path}/rotations", {"name": "x"})) == ["rotation"]
    for query in ({"include_": "users"}, {"limit": "x"}, {"overflow": "x"}, {"since": "x"}, {"time_zone": "x"}):
        params = {f"{name[:-1]}[]" if name.endswith("_") else name: value for name, value in query.items()}
        answer = client.call("GET", planner.path, params=params)
        if "limit" not in query:
            assert list(answer.json()["error"]["errors"]) == ["request"], answer.text
    for path in ("custom_shifts", "overrides"):
        assert planner.refused("GET", f"{planner.path}/{path}").keys() == {"since", "until"}
        assert list(planner.refused("GET", f"{planner.path}/{path}?since=2026-01-01T00:00:00Z")) == ["until"]
    backwards = "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z"
    assert list(planner.refused("GET", f"{planner.path}?{backwards}")) == ["until"]


# -- events ----------------------------------------------------------------------------------------------------------


def test_an_event(planner: Planner) -> None:
    event = planner.add_event(
        start=-DAY, recurrence=["RRULE:FREQ=DAILY"], type="event",
        start_time={"date_time": "2026-03-02T09:00:00-05:00", "time_zone": "America/New_York"},
        end_time={"date_time": "2026-03-02T17:00:00-05:00", "time_zone": "UTC"},
    )
    path = f"{planner.events}/{event['id']}"
    assert near(event.pop("effective_since"), planner.now())
    assert event == {
        "id": event["id"], "type": "schedule_event", "name": "Daily",
        "start_time": {"date_time": "2026-03-02T14:00:00Z", "time_zone": "America/New_York"},
        "end_time": {"date_time": "2026-03-02T22:00:00Z", "time_zone": "Etc/UTC"},
        "effective_until": None, "recurrence": ["RRULE:FREQ=DAILY"],
        "assignment_strategy": {
            "type": ROTATING, "shifts_per_member": 1, "members": [planner.member(0), planner.member(1)],
        },
        "self": f"{planner.client.url}{path}", "html_url": planner.schedule["html_url"],
    }
    read = planner.client.get(path)["event"]
    assert near(read["effective_since"], planner.now())
    rotation = planner.client.get(f"{planner.path}/rotations/{planner.rotation['id']}")["rotation"]
    assert (rotation["type"], rotation["events"]) == ("schedule_rotation", [read])
    assert planner.client.get(planner.path)["schedule"]["rotations"] == [rotation]
    assert planner.client.get(planner.events)["events"] == [read]


def test_strategies(planner: Planner, emulator: Client) -> None:
    every = {"type": EVERY, "shifts_per_member": 3, "members": [planner.member(0), EMPTY]}
    event = planner.add_event(assignment_strategy=every)
    assert event["assignment_strategy"] == {"type": EVERY, "members": [planner.member(0), EMPTY]}
    without = {"type": ROTATING, "members": [planner.member(0)]}
    body = planner.event(start=HOUR, assignment_strategy=without)
    planner.delete(f"{planner.events}/{event['id']}")
    if planner.client.url == emulator.url:
        default = planner.post(planner.events, body)["event"]["assignment_strategy"]["shifts_per_member"]
        assert default == 1
    else:
        errors = planner.refused("POST", planner.events, body)
        assert list(errors) == ["event.assignment_strategy.shifts_per_member"]


def strategy(**change: Any) -> dict[str, Any]:
    return {"assignment_strategy": {"type": ROTATING, "shifts_per_member": 1, "members": [EMPTY], **change}}


def times(start: Any, end: Any, zone: str = "America/New_York") -> dict[str, Any]:
    return {
        "start_time": {"date_time": start, "time_zone": zone}, "end_time": {"date_time": end, "time_zone": zone},
    }


def rules(*lines: str) -> dict[str, Any]:
    return {"recurrence": list(lines)}


STRATEGY = "event.assignment_strategy"
EVENTS: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"no {name}": ({name: REMOVED}, f"event.{name}")
        for name in ("name", "start_time", "end_time", "effective_since", "recurrence", "assignment_strategy")
    },
    "a long name": ({"name": "x" * 256}, "event.name"),
    "a time as a text": ({"start_time": "2026-01-01T00:00:00Z"}, "event.start_time"),
    "a time without a time zone": ({"end_time": {"date_time": "2026-01-01T00:00:00Z"}}, "event.end_time.time_zone"),
    "an unknown time zone": (times("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "x"), "event.start_time.time_zone"),
    "no date": (times("tomorrow", "2026-01-02T00:00:00Z"), "event.start_time.date_time"),
    "the end before the start": (times("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"), "event.end_time"),
    "the end at the start": (times("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"), "event.end_time"),
    "the end before the start on the clock": (times("2026-11-01T05:50:00Z", "2026-11-01T06:10:00Z"), "event.end_time"),
    "in more than a year": ({"effective_since": "2190-01-01T00:00:00Z"}, "event.effective_since"),
    "until before it begins": ({"effective_until": "2026-01-01T00:00:00Z"}, "event.effective_until"),
    "until no date": ({"effective_until": ""}, "event.effective_until"),
    "a strategy as a text": ({"assignment_strategy": ROTATING}, STRATEGY),
    "an unknown strategy": (strategy(type="user_assignment_strategy"), f"{STRATEGY}.type"),
    "no shifts per member": (strategy(shifts_per_member=0), f"{STRATEGY}.shifts_per_member"),
    "no members": (strategy(members=[]), f"{STRATEGY}.members"),
    "21 members": (strategy(members=[EMPTY] * 21), f"{STRATEGY}.members"),
    "a member without a type": (strategy(members=[{"user_id": "P"}]), f"{STRATEGY}.members.type"),
    "a member without a user": (strategy(members=[{"type": "user_member"}]), f"{STRATEGY}.members.user_id"),
    "an unknown user": (
        strategy(members=[{"type": "user_member", "user_id": "PNOSUCH"}]), f"{STRATEGY}.members.user_id"
    ),
    "no rule": (rules(), "event.recurrence"),
    "a rule as a text": ({"recurrence": "RRULE:FREQ=DAILY"}, "event.recurrence"),
    "two rules": (rules("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "event.recurrence"),
    "only an exception": (rules("EXDATE:20260101T000000Z"), "event.recurrence"),
    "a rule without its name": (rules("FREQ=DAILY"), "event.recurrence"),
    "a rule without a frequency": (rules("RRULE:INTERVAL=2"), "event.recurrence"),
    "an unknown frequency": (rules("RRULE:FREQ=FORTNIGHTLY"), "event.recurrence"),
    "each minute": (rules("RRULE:FREQ=MINUTELY"), "event.recurrence"),
    "an unknown part": (rules("RRULE:FREQ=DAILY;BYEASTER=0"), "event.recurrence"),
    "a repeated part": (rules("RRULE:FREQ=DAILY;FREQ=WEEKLY"), "event.recurrence"),
    "a numbered day of a week": (rules("RRULE:FREQ=WEEKLY;BYDAY=1MO"), "event.recurrence"),
    "numbered and other days": (rules("RRULE:FREQ=MONTHLY;BYDAY=MO,-1FR"), "event.recurrence"),
    "an unknown day": (rules("RRULE:FREQ=WEEKLY;BYDAY=XX"), "event.recurrence"),
    "a wrong number": (rules("RRULE:FREQ=MONTHLY;BYMONTHDAY=x"), "event.recurrence"),
    "interval 0": (rules("RRULE:FREQ=DAILY;INTERVAL=0"), "event.recurrence"),
    "count and until": (rules("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20300101T000000Z"), "event.recurrence"),
    "a wrong until": (rules("RRULE:FREQ=DAILY;UNTIL=soon"), "event.recurrence"),
    "no such date": (rules("RRULE:FREQ=DAILY;UNTIL=20260230T000000Z"), "event.recurrence"),
    "no occurrence": (rules("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "event.recurrence"),
    "an exception that is a day": (rules("RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20260101"), "event.recurrence"),
    "an exception in an unknown time zone": (
        rules("RRULE:FREQ=DAILY", "EXDATE;TZID=Nowhere:20260101T000000"), "event.recurrence"
    ),
    "something else": (rules("RRULE:FREQ=DAILY", "DTSTART:20260101T000000Z"), "event.recurrence"),
}


def test_events_are_refused(planner: Planner) -> None:
    future = planner.add_event(start=30 * DAY, name="Future")
    for case, (change, field) in EVENTS.items():
        errors = planner.refused("POST", planner.events, planner.event(DAY, **change))
        assert field in errors, (case, errors)
        assert errors.keys() <= {field, "rotation.events", "event.end_time.time_zone"}, (case, errors)
        if REMOVED not in change.values() and case != "until before it begins":
            errors = planner.refused("PUT", f"{planner.events}/{future['id']}", {"event": change})
            assert field in errors, (case, errors)
    assert planner.client.get(planner.events)["events"] == [future]


PAST, ACTIVE, FUTURE = "past", "active", "future"
CHANGES: dict[str, Any] = {
    "name": "Other",
    "start_time": {"date_time": "2026-01-01T00:00:00Z", "time_zone": "Etc/UTC"},
    "end_time": {"date_time": "2099-01-01T00:00:00Z", "time_zone": "Etc/UTC"},
    "effective_since": "2026-01-01T00:00:00Z",
    "effective_until": "2100-01-01T00:00:00Z",
    "recurrence": ["RRULE:FREQ=WEEKLY"],
    "assignment_strategy": {"type": EVERY, "members": [EMPTY]},
}


@pytest.mark.parametrize("state", [PAST, ACTIVE, FUTURE])
def test_what_can_be_changed_depends_on_the_state(planner: Planner, state: str) -> None:
    event = planner.add_event(DAY, effective_until=planner.at(2 * DAY))
    planner.advance({PAST: 2 * DAY + HOUR, ACTIVE: DAY + HOUR, FUTURE: 0}[state])
    path = f"{planner.events}/{event['id']}"
    for name, value in CHANGES.items():
        body = {"event": {name: value}}
        if state == FUTURE or (state == ACTIVE and name == "effective_until"):
            changed = planner.put(path, body)["event"]
            if name == "effective_since":  # in the past
                assert near(changed[name], planner.now())
                assert planner.refused("PUT", path, {"event": {"name": "x"}}).keys() == {"event.name"}
                planner.delete(path)
                event = planner.add_event(DAY)
                path = f"{planner.events}/{event['id']}"
            else:
                assert changed[name] == value
        elif state == ACTIVE:  # also if the value stays the same
            for sent in (value, event[name]):
                assert list(planner.refused("PUT", path, {"event": {name: sent}})) == [f"event.{name}"]
        else:
            assert planner.refused("PUT", path, body) == {"event": ["cannot be modified after it has ended"]}
    if state == PAST:
        assert planner.refused("DELETE", path) == {"event": ["cannot be deleted after it has ended"]}
        return
    planner.delete(path)
    if state == FUTURE:
        planner.client.get(path, status=404)
    else:
        assert near(planner.client.get(path)["event"]["effective_until"], planner.now())


def test_the_end_of_an_active_event(planner: Planner) -> None:
    event = planner.add_event()
    path = f"{planner.events}/{event['id']}"
    planner.advance(HOUR)
    until = planner.at(HOUR)
    changed = planner.put(path, {"event": {"effective_until": until}})["event"]
    assert instant(changed["effective_until"]) == instant(until)
    assert list(planner.refused("PUT", path, {"event": {"effective_until": planner.at(-600)}})) == [
        "event.effective_until"
    ]
    future = planner.add_event(2 * HOUR)
    assert planner.refused("PUT", path, {"event": {"effective_until": None}}) == {"rotation.events": ["cannot overlap"]}
    planner.delete(f"{planner.events}/{future['id']}")
    assert planner.put(path, {"event": {"effective_until": None}})["event"]["effective_until"] is None


def test_events_of_a_rotation_do_not_overlap(planner: Planner) -> None:
    first = planner.add_event(DAY, effective_until=planner.at(2 * DAY))
    for start, end in ((DAY, None), (0, None), (0, 2 * DAY), (2 * DAY - HOUR, 3 * DAY)):
        body = planner.event(start, effective_until=end and planner.at(end))
        assert planner.refused("POST", planner.events, body) == {"rotation.events": ["cannot overlap"]}
    planner.add_event(
        0, effective_until=first["effective_since"],
        start_time={"date_time": "2099-01-01T00:00:00Z", "time_zone": "UTC"},
        end_time={"date_time": "2099-01-02T00:00:00Z", "time_zone": "UTC"},
    )
    planner.add_event(0, effective_since=first["effective_until"], name="Last")
    names = [one["name"] for one in planner.client.get(planner.events)["events"]]
    assert names == ["Last", "Daily", "Daily"]  # by start_time
    other = planner.post(f"{planner.path}/rotations", None)["rotation"]
    planner.post(f"{planner.path}/rotations/{other['id']}/events", planner.event())


def test_a_rotation_has_five_events_at_most(planner: Planner) -> None:
    for number in range(5):
        planner.add_event(number * DAY, effective_until=planner.at((number + 1) * DAY - 60))
    assert planner.refused("POST", planner.events, planner.event(9 * DAY)) == {
        "rotation.events": ["cannot be more than 5"]
    }
    planner.advance(DAY)  # one has ended
    planner.add_event(9 * DAY)
    rotation = f"{planner.path}/rotations/{planner.rotation['id']}"
    span = {"since": planner.at(DAY + HOUR), "until": planner.at(2 * DAY + HOUR)}
    assert len(planner.client.get(rotation, **span)["rotation"]["events"]) == 2
    assert len(planner.client.get(rotation)["rotation"]["events"]) == 6


def test_a_new_event_goes_on_where_the_old_one_stopped(planner: Planner) -> None:
    """PagerDuty's guide for upgrades replaces a member in this way: the cadence of the others stays the same."""
    event = planner.add_event(assignment_strategy=strategy(members=[planner.member(n) for n in range(3)])[
        "assignment_strategy"
    ])
    planner.advance(DAY + HOUR)
    assert [planner.on_call(day * DAY) for day in range(4)] == [[1], [2], [0], [1]]
    planner.delete(f"{planner.events}/{event['id']}")
    assert planner.on_call() == []
    copied = {name: event[name] for name in ("name", "start_time", "end_time", "recurrence")}
    members = [planner.member(0), EMPTY, planner.member(2)]
    body = {"event": {**copied, "effective_since": planner.at(0), **strategy(members=members)}}
    planner.post(planner.events, body)
    assert [planner.on_call(day * DAY + 60) for day in range(4)] == [[None], [2], [0], [None]]
    before = planner.final(-2 * HOUR, -60)["computed_shift_assignments"]
    assert [one["member"] for one in before] == [planner.member(0), planner.member(1)]


def test_an_active_event_is_replaced_without_a_gap(planner: Planner) -> None:
    event = planner.add_event()
    planner.advance(HOUR)
    cut = planner.at(600)
    planner.put(f"{planner.events}/{event['id']}", {"event": {"effective_until": cut}})
    members = strategy(members=[planner.member(2)])
    times_of = {name: event[name] for name in ("start_time", "end_time")}
    planner.add_event(**times_of, **members, effective_since=cut)
    final = planner.final(0, DAY)
    assert final["rendered_coverage_percentage"] == 100
    first, second, *_others = final["computed_shift_assignments"]
    assert (first["end_time"], second["start_time"]) == (cut.replace("+00:00", "Z"), cut.replace("+00:00", "Z"))
    assert [planner.on_call(seconds) for seconds in (0, 590, 610)] == [[0], [0], [2]]


def test_an_event_that_is_deleted_at_once_has_no_shift(planner: Planner) -> None:
    event = planner.add_event(start=-DAY)
    planner.delete(f"{planner.events}/{event['id']}")
    found = planner.final(-DAY, DAY)["computed_shift_assignments"]
    assert all(one["start_time"] < one["end_time"] for one in found) and len(found) <= 1


def test_a_deleted_rotation_keeps_its_past_shifts(planner: Planner) -> None:
    planner.add_event(effective_until=planner.at(DAY))
    planner.add_event(2 * DAY)
    planner.advance(HOUR)
    path = f"{planner.path}/rotations/{planner.rotation['id']}"
    override = planner.override(HOUR, 2 * HOUR, planner.member(0), planner.member(1))
    planner.delete(path)
    planner.client.get(path, status=404)
    planner.client.get(planner.events, status=404)
    planner.delete(path, status=404)
    assert planner.client.get(planner.path)["schedule"]["rotations"] == []
    assert planner.client.get(f"{planner.path}/rotations")["rotations"] == []
    assert list(planner.refused("POST", f"{planner.path}/overrides", {"overrides": [override]})) == [
        "override.rotation_id"
    ]
    found = planner.final(-DAY, 9 * DAY)["computed_shift_assignments"]
    assert [one["member"] for one in found] == [planner.member(0)]
    assert near(found[0]["end_time"], planner.now())


# -- custom shifts and overrides -------------------------------------------------------------------------------------


def test_custom_shifts(planner: Planner) -> None:
    path = f"{planner.path}/custom_shifts"
    body = {"custom_shifts": [planner.shift(HOUR, 2 * HOUR, planner.member(0)), planner.shift(60, 4 * HOUR, EMPTY)]}
    late, early = planner.post(path, body)["custom_shifts"]
    one = f"{path}/{late['id']}"
    assert late == {
        "id": late["id"], "type": "custom_shift",
        "start_time": body["custom_shifts"][0]["start_time"].replace("+00:00", "Z"),
        "end_time": body["custom_shifts"][0]["end_time"].replace("+00:00", "Z"),
        "assignments": [
            {"id": late["assignments"][0]["id"], "type": "shift_assignment", "member": planner.member(0)}
        ],
        "self": f"{planner.client.url}{one}", "html_url": planner.schedule["html_url"],
    }
    assert planner.client.get(one) == {"custom_shift": late}
    span = {"since": planner.at(-HOUR), "until": planner.at(DAY)}
    assert planner.client.get(path, **span) == {"custom_shifts": [early, late], "limit": 25, "offset": 0, "more": False}
    changed = planner.put(one, {"custom_shift": {"assignments": planner.shift(0, 1, EMPTY)["assignments"]}})
    assert changed["custom_shift"]["assignments"][0]["member"] == EMPTY
    assert changed["custom_shift"]["assignments"][0]["id"] != late["assignments"][0]["id"]
    planner.delete(one)
    planner.client.get(one, status=404)


def test_the_times_of_lists(planner: Planner) -> None:
    """They are cut at the bounds of the span, and in the time zone of the schedule, unless the request has others."""
    planner.put(planner.path, {"schedule": {"time_zone": "Asia/Kolkata"}})
    start, end = "2040-01-01T00:00:00Z", "2040-01-02T00:00:00Z"
    shift = {**planner.shift(0, 1, planner.member(0)), "start_time": start, "end_time": end}
    [shift] = planner.post(f"{planner.path}/custom_shifts", {"custom_shifts": [shift]})["custom_shifts"]
    body = planner.override(0, 1, planner.member(0), EMPTY, custom_shift_id=shift["id"])
    planner.post(f"{planner.path}/overrides", {"overrides": [{**body, "start_time": start, "end_time": end}]})
    span = {"since": "2040-01-01T06:00:00Z", "until": "2040-01-01T12:00:00Z"}
    for query, expected in (
        ({}, ("2040-01-01T11:30:00+05:30", "2040-01-01T17:30:00+05:30")),
        ({"time_zone": "Etc/UTC"}, ("2040-01-01T06:00:00Z", "2040-01-01T12:00:00Z")),
        ({"overflow": "true"}, ("2040-01-01T05:30:00+05:30", "2040-01-02T05:30:00+05:30")),
    ):
        for kind in ("custom_shifts", "overrides"):
            [one] = planner.client.get(f"{planner.path}/{kind}", **span, **query)[kind]
            assert (one["start_time"], one["end_time"]) == expected
        final = planner.client.get(planner.path, **span, **query, include_="final_schedule")["schedule"]
        [one] = final["final_schedule"]["computed_shift_assignments"]
        assert (one["start_time"], one["end_time"], one["member"]) == (*expected, EMPTY)
        assert final["final_schedule"]["rendered_coverage_percentage"] == 0
    later = {"since": end, "until": "2040-01-03T00:00:00Z"}
    assert planner.client.get(f"{planner.path}/custom_shifts", **later)["custom_shifts"] == []


@pytest.mark.parametrize("kind", ["rotation", "custom_shift"])
def test_overrides_end_with_what_they_replace(planner: Planner, kind: str) -> None:
    event, shift = planner.add_event(), planner.add_shift(-HOUR, DAY, 0)
    identifier = planner.rotation["id"] if kind == "rotation" else shift["id"]
    source = {f"{kind}_id": identifier}
    past, running, future = (
        planner.add_override(start, end, planner.member(0), planner.member(2), **source)["id"]
        for start, end in ((-2 * HOUR, -HOUR), (-HOUR, HOUR), (HOUR, 2 * HOUR))
    )
    planner.delete(f"{planner.path}/{kind}s/{identifier}")
    span = {"since": planner.at(-DAY), "until": planner.at(DAY)}
    found = {one["id"]: one["end_time"] for one in planner.client.get(f"{planner.path}/overrides", **span)["overrides"]}
    assert found.keys() == {past, running} and near(found[running], planner.now())
    planner.client.get(f"{planner.path}/overrides/{future}", status=404)
    assert planner.on_call(60) == [0]
    if kind == "custom_shift":
        planner.delete(f"{planner.events}/{event['id']}")
    planner.advance(5)
    planner.client.write("DELETE", f"/users/{planner.users[2]}", status=204)


@pytest.mark.parametrize("kind", ["custom_shift", "override"])
def test_what_has_started_ends_now(planner: Planner, kind: str) -> None:
    planner.add_event()
    path = f"{planner.path}/{kind}s"

    def add(start: int, end: int) -> str:
        if kind == "custom_shift":
            return f"{path}/{planner.add_shift(start, end, 2)['id']}"
        return f"{path}/{planner.add_override(start, end, planner.member(0), planner.member(2))['id']}"

    future, running, past = add(HOUR, 2 * HOUR), add(-HOUR, HOUR), add(-2 * HOUR, -HOUR)
    planner.delete(future)
    planner.client.get(future, status=404)
    planner.delete(running)
    assert near(planner.client.get(running)[kind]["end_time"], planner.now())
    for ended in (running, past):
        planner.advance(2)
        assert planner.refused("DELETE", ended) == {kind: ["cannot be deleted after it has ended"]}
        body = {kind: {"end_time": planner.at(DAY)}}
        assert planner.refused("PUT", ended, body) == {kind: ["cannot be modified after it has ended"]}


def test_only_the_end_of_a_started_custom_shift_can_be_changed(planner: Planner) -> None:
    shift = planner.add_shift(-HOUR, HOUR, 0)
    path = f"{planner.path}/custom_shifts/{shift['id']}"
    other = planner.shift(0, 1, planner.member(1))["assignments"]
    for change, field in (
        ({"start_time": planner.at(60)}, "start_time"), ({"assignments": other}, "assignments"),
        ({"end_time": planner.at(-60)}, "end_time"),
    ):
        assert list(planner.refused("PUT", path, {"custom_shift": change})) == [f"custom_shift.{field}"]
    end = planner.at(2 * HOUR)
    changed = planner.put(path, {"custom_shift": {**shift, "end_time": end}})["custom_shift"]
    assert changed == {**shift, "end_time": end.replace("+00:00", "Z")}


SHIFT = "custom_shift"
SHIFTS: dict[str, tuple[dict[str, Any], str]] = {
    "another type": ({"type": "shift"}, f"{SHIFT}.type"),
    "no start": ({"start_time": REMOVED}, f"{SHIFT}.start_time"),
    "no date": ({"end_time": "x"}, f"{SHIFT}.end_time"),
    "the end before the start": ({"end_time": "2026-01-01T00:00:00Z"}, f"{SHIFT}.end_time"),
    "no assignment": ({"assignments": []}, f"{SHIFT}.assignments"),
    "two assignments": ({"assignments": [{"type": "shift_assignment", "member": EMPTY}] * 2}, f"{SHIFT}.assignments"),
    "an assignment of another type": (
        {"assignments": [{"type": "x", "member": EMPTY}]}, f"{SHIFT}.assignments.type"
    ),
    "no member": ({"assignments": [{"type": "shift_assignment"}]}, f"{SHIFT}.assignments.member"),
}
OVERRIDE = "override"
OVERRIDES: dict[str, tuple[dict[str, Any], str]] = {
    "another type": ({"type": "override"}, f"{OVERRIDE}.type"),
    "neither a rotation nor a shift": ({"rotation_id": REMOVED}, f"{OVERRIDE}.rotation_id"),
    "both": ({"custom_shift_id": "X"}, f"{OVERRIDE}.rotation_id"),
    "an unknown rotation": ({"rotation_id": "X"}, f"{OVERRIDE}.rotation_id"),
    "an unknown shift": ({"rotation_id": REMOVED, "custom_shift_id": "X"}, f"{OVERRIDE}.custom_shift_id"),
    "nobody overridden": ({"overridden_member": REMOVED}, f"{OVERRIDE}.overridden_member"),
    "nobody overriding": ({"overriding_member": REMOVED}, f"{OVERRIDE}.overriding_member"),
    "an unknown user": (
        {"overriding_member": {"type": "user_member", "user_id": "X"}}, f"{OVERRIDE}.overriding_member.user_id"
    ),
    "the end before the start": ({"end_time": "2026-01-01T00:00:00Z"}, f"{OVERRIDE}.end_time"),
}


def test_custom_shifts_and_overrides_are_refused(planner: Planner) -> None:
    shift = planner.shift(HOUR, DAY, planner.member(0))
    override = planner.override(HOUR, DAY, planner.member(0), planner.member(1))
    for kind, right, table in (("custom_shifts", shift, SHIFTS), ("overrides", override, OVERRIDES)):
        path = f"{planner.path}/{kind}"
        for case, (change, field) in table.items():
            wrong = {name: value for name, value in {**right, **change}.items() if value is not REMOVED}
            errors = planner.refused("POST", path, {kind: [right, wrong]})
            assert field in errors, (case, errors)
        for body in ({}, {kind: []}, {kind: right}, {kind: [5]}, [], {kind[:-1]: right}):
            assert planner.refused("POST", path, body).keys() <= {kind, kind[:-1]}
        span = {"since": planner.at(-DAY), "until": planner.at(2 * DAY)}
        assert planner.client.get(path, **span)[kind] == []
    untyped = {name: value for name, value in shift.items() if name != "type"}
    answer = planner.client.call("POST", f"{planner.path}/custom_shifts", json={"custom_shifts": [untyped]})
    strict = planner.client.get("/_emulator/")["strict"]
    assert answer.status_code == (400 if strict else 201)


def test_an_override(planner: Planner) -> None:
    planner.add_event()
    override = planner.add_override(HOUR, 2 * HOUR, planner.member(0), planner.member(2))
    path = f"{planner.path}/overrides/{override['id']}"
    assert override == {
        "id": override["id"], "type": "override_shift", "rotation_id": planner.rotation["id"],
        "start_time": override["start_time"], "end_time": override["end_time"],
        "overridden_member": planner.member(0), "overriding_member": planner.member(2),
        "self": f"{planner.client.url}{path}", "html_url": planner.schedule["html_url"],
    }
    assert planner.client.get(path) == {"override": override}
    body = {
        "type": "override_shift", "start_time": planner.at(2 * HOUR), "end_time": planner.at(3 * HOUR),
        "overridden_member": EMPTY, "overriding_member": planner.member(1), "rotation_id": "X",
    }
    changed = planner.put(path, {"override": body})["override"]
    assert (changed["overridden_member"], changed["overriding_member"]) == (planner.member(0), planner.member(1))
    assert [planner.on_call(hour * HOUR + 60) for hour in range(4)] == [[0], [0], [1], [0]]
    sources = [one["source"] for one in planner.final(HOUR, 4 * HOUR)["computed_shift_assignments"]]
    rotation = {"type": "schedule_rotation", "rotation_id": planner.rotation["id"]}
    assert sources == [
        rotation, {**rotation, "type": "schedule_rotation_override", "override_id": override["id"]}, rotation
    ]


def test_several_users_are_on_call_at_the_same_time(planner: Planner) -> None:
    planner.add_event(assignment_strategy={"type": EVERY, "members": [planner.member(0), planner.member(1)]})
    planner.add_shift(60, 2 * HOUR, 2)
    assert planner.on_call(120) == [0, 1, 2]
    planner.add_override(60, DAY, planner.member(1), planner.member(2))
    planner.add_override(60, DAY, planner.member(2), planner.member(1))  # nobody's shift in this rotation
    assert sorted(planner.on_call(120)) == [0, 2, 2]
    planner.add_override(60, DAY, planner.member(0), EMPTY)
    assert sorted(planner.on_call(3 * HOUR), key=str) == [2, None]
    planner.add_override(60, DAY, planner.member(0), planner.member(1))  # the newest one counts
    assert sorted(planner.on_call(3 * HOUR)) == [1, 2]


# -- rendering -------------------------------------------------------------------------------------------------------


def loaded(client: Client, *events: dict[str, Any], zone: str = "America/New_York", **parts: Any) -> str:
    """Loads a schedule with a rotation for each event. Loading does not clamp ``effective_since``. Returns its path."""
    usual = {"name": "x", "effective_since": "2020-01-01T00:00:00Z", **strategy(members=["ada@example.com", EMPTY])}
    rotations = [{"id": f"R{number}", "events": [{**usual, **event}]} for number, event in enumerate(events)]
    users = [{"id": f"P{name.upper()}", "name": name, "email": f"{name}@example.com"} for name in ("ada", "bob")]
    client.load({
        "users": users,
        "schedules_v3": [{"id": "PSHIFTS", "name": "Shifts", "time_zone": zone, "rotations": rotations, **parts}],
    })
    return "/v3/schedules/PSHIFTS"


def final(client: Client, path: str, since: str, until: str, **query: Any) -> Any:
    span = {"since": since, "until": until, "include_": "final_schedule"}
    return client.get(path, **span, **query)["schedule"]["final_schedule"]


DAILY = times("2026-03-01T14:00:00Z", "2026-03-01T22:00:00Z")
"""From 9 to 17 o'clock in New York."""

RENDERED: dict[str, tuple[dict[str, Any], tuple[str, str], list[str]]] = {
    "local time when clocks change": (
        {**DAILY, **rules("RRULE:FREQ=DAILY")}, ("2026-03-07", "2026-03-10"),
        ["07T09:00:00-05:00 07T17:00:00-05:00", "08T09:00:00-04:00 08T17:00:00-04:00",
         "09T09:00:00-04:00 09T17:00:00-04:00"],
    ),
    "a shift that starts in the hour that is skipped": (
        {**times("2026-03-01T07:30:00Z", "2026-03-01T09:30:00Z"), **rules("RRULE:FREQ=DAILY")},
        ("2026-03-08", "2026-03-10"),
        ["08T03:30:00-04:00 08T04:30:00-04:00", "09T02:30:00-04:00 09T04:30:00-04:00"],
    ),
    "a shift within the hour that is skipped": (
        {**times("2026-03-01T07:30:00Z", "2026-03-01T08:30:00Z"), **rules("RRULE:FREQ=DAILY")},
        ("2026-03-08", "2026-03-10"), ["09T02:30:00-04:00 09T03:30:00-04:00"],
    ),
    "shifts of a day when clocks change": (
        {**times("2026-10-30T13:00:00Z", "2026-10-31T13:00:00Z"), **rules("RRULE:FREQ=DAILY")},
        ("2026-10-31", "2026-11-02"),
        ["31T00:00:00-04:00 31T09:00:00-04:00", "31T09:00:00-04:00 01T09:00:00-05:00",
         "01T09:00:00-05:00 02T00:00:00-05:00"],
    ),
    "weekdays with an exception and an additional date": (
        {**DAILY, **rules("RRULE:FREQ=WEEKLY;BYDAY=MO,TU", "EXDATE;TZID=America/New_York:20260303T090000",
                          "RDATE:20260305T140000Z,20260306T140000Z")},
        ("2026-03-01", "2026-03-09"),
        ["02T09:00:00-05:00 02T17:00:00-05:00", "05T09:00:00-05:00 05T17:00:00-05:00",
         "06T09:00:00-05:00 06T17:00:00-05:00"],
    ),
    "until an instant": (
        {**DAILY, **rules("RRULE:FREQ=DAILY;UNTIL=20260303T140000Z")}, ("2026-03-01", "2026-03-09"),
        [f"0{day}T09:00:00-05:00 0{day}T17:00:00-05:00" for day in (1, 2, 3)],
    ),
    "until a day": (
        {**DAILY, **rules("RRULE:FREQ=DAILY;UNTIL=20260302")}, ("2026-03-01", "2026-03-09"),
        [f"0{day}T09:00:00-05:00 0{day}T17:00:00-05:00" for day in (1, 2)],
    ),
    "a few times": (
        {**DAILY, **rules("RRULE:FREQ=DAILY;COUNT=2;INTERVAL=2")}, ("2026-03-01", "2026-03-09"),
        [f"0{day}T09:00:00-05:00 0{day}T17:00:00-05:00" for day in (1, 3)],
    ),
    "the first Monday of each month": (
        {**DAILY, **rules("RRULE:FREQ=MONTHLY;BYDAY=1MO")}, ("2026-03-01", "2026-05-01"),
        ["02T09:00:00-05:00 02T17:00:00-05:00", "06T09:00:00-04:00 06T17:00:00-04:00"],
    ),
    "only while it is in effect": (
        {**DAILY, **rules("RRULE:FREQ=DAILY"), "effective_since": "2026-03-02T15:00:00Z",
         "effective_until": "2026-03-03T16:30:00Z"},
        ("2026-03-01", "2026-03-09"),
        ["02T10:00:00-05:00 02T17:00:00-05:00", "03T09:00:00-05:00 03T11:30:00-05:00"],
    ),
}


@pytest.mark.parametrize("case", RENDERED)
def test_when_shifts_are(emulator: Client, case: str) -> None:
    event, (since, until), expected = RENDERED[case]
    path = loaded(emulator, event)
    found = final(emulator, path, f"{since}T00:00:00", f"{until}T00:00:00", time_zone="America/New_York")
    assert [f"{one['start_time'][8:]} {one['end_time'][8:]}" for one in found["computed_shift_assignments"]] == expected


def test_who_has_which_shift(emulator: Client) -> None:
    members = ["ada@example.com", EMPTY, "bob@example.com"]
    path = loaded(emulator, {**DAILY, **rules("RRULE:FREQ=DAILY"), **strategy(members=members, shifts_per_member=2)})
    found = final(emulator, path, "2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z")
    users = [one["member"].get("user_id") for one in found["computed_shift_assignments"]]
    assert users == ["PADA", "PADA", None, None, "PBOB", "PBOB", "PADA", "PADA", None, None]
    assert found["rendered_coverage_percentage"] == 20  # 6 times 8 of 240 hours


def test_the_final_schedule_needs_a_span_and_the_include(emulator: Client) -> None:
    path = loaded(emulator, {**DAILY, **rules("RRULE:FREQ=DAILY")})
    span = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
    include = {"include_": "final_schedule"}
    for query in ({}, span, include, {**include, "since": span["since"]}):
        assert "final_schedule" not in emulator.get(path, **query)["schedule"]
    assert emulator.get(path, **span, **include)["schedule"]["final_schedule"]["type"] == "final_schedule"
    assert emulator.get(path, include_="users", status=400)


# -- dependents ------------------------------------------------------------------------------------------------------


def test_a_target_of_an_escalation_policy(planner: Planner) -> None:
    client = planner.client
    planner.add_event()
    target = {"id": planner.schedule["id"], "type": "schedule_v3_reference"}
    policy = client.escalation_policy("Core", target)
    [shown] = policy["escalation_rules"][0]["targets"]
    assert shown == {
        **target, "summary": "Primary", "self": planner.schedule["self"], "html_url": planner.schedule["html_url"]
    }
    full = client.get(f"/escalation_policies/{policy['id']}", include_="targets")["escalation_policy"]
    [shown] = full["escalation_rules"][0]["targets"]
    assert (shown["type"], shown["name"]) == ("schedule_v3", "Primary")
    read = client.get(planner.path)["schedule"]
    assert [one["id"] for one in read["escalation_policies"]] == [policy["id"]]
    assert planner.refused("DELETE", planner.path) == {
        "schedule": ["can't be deleted if it's being used by escalation policies"]
    }
    service = client.create("service", name="Web", escalation_policy=reference(policy))
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    incident = client.write("POST", "/incidents", body, status=201, sender="owner@example.com")["incident"]
    rules_of = {"escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [client.owner()]}]}
    client.update(policy, **rules_of)
    assert planner.refused("DELETE", planner.path) == {
        "schedule": ["can't be deleted if it's being used by an escalation policy snapshot with open incidents"]
    }
    resolved = {"incident": {"type": "incident_reference", "status": "resolved"}}
    client.write("PUT", f"/incidents/{incident['id']}", resolved, status=200, sender="owner@example.com")
    planner.delete(planner.path)


def test_targets_of_the_wrong_type(planner: Planner) -> None:
    """PagerDuty's Terraform provider uses ``schedule_reference`` for both types of schedules."""
    client = planner.client
    layers = client.create("schedule", name="Layers", time_zone="Etc/UTC", schedule_layers=[])
    strict = client.get("/_emulator/")["strict"]
    for number, (thing, sent, expected) in enumerate((
        (planner.schedule, "schedule_reference", "schedule_v3_reference"),
        (layers, "schedule_v3_reference", "schedule_reference"),
    )):
        targets = [{"id": thing["id"], "type": sent}]
        rule = {"escalation_delay_in_minutes": 5, "targets": targets}
        body = {"escalation_policy": {"type": "escalation_policy", "name": f"E{number}", "escalation_rules": [rule]}}
        if strict:
            client.refused("POST", "/escalation_policies", body)
        else:
            policy = client.write("POST", "/escalation_policies", body, status=201)["escalation_policy"]
            assert policy["escalation_rules"][0]["targets"][0]["type"] == expected


def test_incidents_and_on_calls(planner: Planner) -> None:
    client = planner.client
    planner.add_event(assignment_strategy={"type": EVERY, "members": [planner.member(0), planner.member(1), EMPTY]})
    planner.add_override(HOUR, 2 * HOUR, planner.member(0), planner.member(2))
    target = {"id": planner.schedule["id"], "type": "schedule_v3_reference"}
    policy = client.escalation_policy("Core", target)
    service = client.create("service", name="Web", escalation_policy=reference(policy))

    def assigned() -> list[int]:
        body = {"incident": {"type": "incident", "title": planner.at(0), "service": reference(service)}}
        incident = client.write("POST", "/incidents", body, status=201, sender="owner@example.com")["incident"]
        return [planner.users.index(one["assignee"]["id"]) for one in incident["assignments"]]

    def on_calls(**query: Any) -> list[tuple[int, str, str]]:
        found = client.get("/oncalls", schedule_ids_=planner.schedule["id"], time_zone="Etc/UTC", **query)["oncalls"]
        assert {(one["schedule"]["type"], one["schedule"]["self"]) for one in found} == {
            ("schedule_v3_reference", planner.schedule["self"])
        }
        return [(planner.users.index(one["user"]["id"]), one["start"], one["end"]) for one in found]

    assert assigned() == [0, 1]
    now = on_calls()
    assert [one[0] for one in now] == [0, 1]
    assert [instant(one[2]) - instant(one[1]) for one in now[:1]] == [timedelta(hours=1)]  # until the override
    assert instant(now[1][2]) - planner.now() > timedelta(days=89)  # shifts of one user that follow each other
    later = on_calls(since=planner.at(0), until=planner.at(DAY))
    assert sorted(one[0] for one in later) == [0, 0, 1, 2]
    assert [one[0] for one in on_calls(user_ids_=planner.users[2], since=planner.at(0), until=planner.at(DAY))] == [2]
    planner.advance(HOUR + 60)
    assert sorted(assigned()) == [1, 2]


def test_users_of_a_schedule_cannot_be_deleted(planner: Planner) -> None:
    client = planner.client
    ada, bob, cleo = planner.users
    event = planner.add_event(assignment_strategy={"type": EVERY, "members": [planner.member(0)]})
    planner.add_override(HOUR, 2 * HOUR, planner.member(0), planner.member(1))
    shift = planner.add_shift(HOUR, 2 * HOUR, 2)

    def remains(user: str) -> bool:
        answer = client.call("DELETE", f"/users/{user}")
        if answer.status_code == 204:
            return False
        assert answer.json()["error"]["errors"] == ["User can't be deleted if they're being used by schedules"]
        return True

    assert remains(ada) and remains(bob) and remains(cleo)
    planner.delete(f"{planner.path}/custom_shifts/{shift['id']}")
    assert not remains(cleo)
    planner.delete(f"{planner.events}/{event['id']}")
    assert remains(bob) and not remains(ada)
    planner.advance(3 * HOUR)  # the override has ended
    assert not remains(bob)
    read = client.get(f"{planner.events}/{event['id']}")["event"]
    assert read["assignment_strategy"]["members"] == [{"type": "user_member", "user_id": ada}]


def test_teams(planner: Planner) -> None:
    client = planner.client
    team = client.create("team", name="Core")
    ada = planner.users[0]
    client.write("PUT", f"/teams/{team['id']}/users/{ada}", status=204)
    schedule = planner.create(name="Night", time_zone="Etc/UTC", teams=[reference(team)])
    path = f"/v3/schedules/{schedule['id']}"
    shift = planner.shift(HOUR, 2 * HOUR, planner.member(0))
    planner.post(f"{path}/custom_shifts", {"custom_shifts": [shift]})
    assert client.refused("DELETE", f"/teams/{team['id']}", None)["errors"] == ["Team has associated schedules"]
    error = client.refused("DELETE", f"/teams/{team['id']}/users/{ada}", None)
    assert error["errors"] == ["User cannot be removed as they belong to a schedule on this team"]
    planner.delete(path)
    client.write("DELETE", f"/teams/{team['id']}/users/{ada}", status=204)
    client.write("DELETE", f"/teams/{team['id']}", status=204)


def test_a_state_is_loaded_again(planner: Planner) -> None:
    client = planner.client
    event = planner.add_event()
    shift = planner.add_shift(-HOUR, HOUR, 2)
    planner.add_override(0, HOUR, planner.member(2), EMPTY, custom_shift_id=shift["id"])
    planner.delete(f"{planner.events}/{event['id']}")
    gone = planner.post(f"{planner.path}/rotations", None)["rotation"]
    planner.delete(f"{planner.path}/rotations/{gone['id']}")
    [state] = client.get("/_emulator/state")["accounts"]
    client.load({**state, "token": "copy", "subdomain": "copy"})
    copy = Client(client.url, "copy")
    [again] = client.get("/_emulator/state", account="copy")["accounts"]
    assert again["schedules_v3"] == state["schedules_v3"]
    span = {"since": planner.at(-DAY), "until": planner.at(DAY), "include_": "final_schedule"}
    first, second = (one.get(planner.path, **span)["schedule"]["final_schedule"] for one in (client, copy))
    assert first == second and first["computed_shift_assignments"]


def test_loading_is_refused(emulator: Client) -> None:
    usual = {"name": "x", "time_zone": "Etc/UTC"}
    layers = {"id": "PSAME", "name": "x", "time_zone": "Etc/UTC"}
    wrong = {"name": "x", **DAILY, **rules("EXDATE:20260101T000000Z"), **strategy(), "effective_since": "2026-01-01"}
    for account, reason in (
        ({"schedules_v3": [{"name": "x"}]}, "schedules_v3[0]: schedule.time_zone can't be blank"),
        ({"schedules_v3": [{**usual, "id": "PSAME"}], "schedules": [layers]}, "id 'PSAME' is not usable"),
        ({"schedules_v3": [{**usual, "rotations": [{"events": [{}]}]}]}, "schedule.rotations.events.name"),
        ({"schedules_v3": [{**usual, "rotations": [{"events": [wrong]}]}]}, "recurrence must have exactly one RRULE"),
    ):
        assert reason in emulator.load(account, status=400)["error"]
