# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calculations with shifts, compared with a check of each minute."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._resources import shifts
from ansible_collections.community.pagerduty.plugins.module_utils._resources.shifts import Shift, ShiftChange

START = datetime(2026, 12, 1, 9, 0, tzinfo=timezone.utc)
USERS = {name: {"id": f"P{name.upper()}", "type": "user_reference", "summary": name.title()} for name in "abc"}
MINUTES = 60


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def shift(start: int, end: int, user: str | None) -> Shift:
    return Shift(at(start), at(end), USERS[user] if user else None)


def some(random_: random.Random, most: int) -> list[Shift]:
    """Shifts in any order, which can overlap each other and the range."""
    starts = [random_.randrange(-10, MINUTES) for _shift in range(random_.randrange(most))]
    return [shift(start, start + random_.randrange(0, 25), random_.choice("abc")) for start in starts]


def on_call(found: list[Shift], minute: int) -> str | None:
    """The user of the last shift that contains a minute."""
    return next((one.user_id for one in reversed(found) if one.start <= at(minute) < one.end), None)


@pytest.mark.parametrize("seed", range(100))
def test_each_minute(seed: int) -> None:
    random_ = random.Random(seed)
    rendered, overrides, other = some(random_, 8), some(random_, 4), some(random_, 8)
    before = shifts.timeline(rendered, at(0), at(MINUTES))
    inside = [one.within(at(0), at(MINUTES)) for one in overrides]
    after = shifts.overlaid(shifts.timeline(other, at(0), at(MINUTES)), inside)
    for found in (before, after):
        assert found[0].start == at(0) and found[-1].end == at(MINUTES)
        assert all(one.end == two.start and one.user_id != two.user_id for one, two in zip(found, found[1:]))
    differences = shifts.changes(before, after)
    for minute in range(MINUTES):
        old, new = on_call(rendered, minute), on_call(other + overrides, minute)
        assert (on_call(before, minute), on_call(after, minute)) == (old, new)
        there = [one for one in differences if one.start <= at(minute) < one.end]
        expected = [] if old == new else [(old, new)]
        assert [(one.before and one.before["id"], one.after and one.after["id"]) for one in there] == expected
        free = any(one.start <= at(minute) < one.end for one in shifts.gaps(rendered, at(0), at(MINUTES)))
        assert free == (old is None)


def test_entries_of_a_response() -> None:
    entries = [
        {"start": "2026-12-01T10:00:00+01:00", "end": "2026-12-01T09:30:00Z", "user": USERS["a"]},
        {"start": "2026-12-01T09:30:00", "end": "2026-12-01T04:45:00-05:00", "user": None},
    ]
    assert shifts.shifts_of(entries) == [shift(0, 30, "a"), shift(30, 45, None)]
    with pytest.raises(ValueError, match="soon"):
        shifts.shifts_of([{"start": "soon", "end": "2026-12-01T09:30:00Z"}])


def test_results_and_lines() -> None:
    change = ShiftChange(at(0), at(30), USERS["a"], None)
    assert shifts.results([change]) == [
        {"start": "2026-12-01T09:00:00Z", "end": "2026-12-01T09:30:00Z", "before": "A", "after": None}
    ]
    before, after = shifts.diff_lines([change], timezone(timedelta(hours=1)))
    assert before == ["2026-12-01 10:00 to 2026-12-01 10:30 +01:00  A"]
    assert after == ["2026-12-01 10:00 to 2026-12-01 10:30 +01:00  nobody"]


def test_a_line_is_as_long_as_someone_is_on_call() -> None:
    """A new schedule: before, nobody is on call, which takes one line and not one for each shift."""
    found = [ShiftChange(at(0), at(30), None, USERS["a"]), ShiftChange(at(30), at(60), None, USERS["b"])]
    before, after = shifts.diff_lines([*found, ShiftChange(at(90), at(95), None, USERS["b"])])
    assert before == [
        "2026-12-01 09:00 to 2026-12-01 10:00 +00:00  nobody",
        "2026-12-01 10:30 to 2026-12-01 10:35 +00:00  nobody",
    ]
    assert [line[-1] for line in after] == ["A", "B", "B"]


def test_a_line_has_both_offsets_if_they_differ() -> None:
    zoneinfo = pytest.importorskip("zoneinfo")
    try:
        berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("no time zones")
    change = ShiftChange(
        datetime(2026, 10, 24, 7, tzinfo=timezone.utc), datetime(2026, 10, 26, 8, tzinfo=timezone.utc), None, USERS["b"]
    )
    before, _after = shifts.diff_lines([change], berlin)
    assert before == ["2026-10-24 09:00 +02:00 to 2026-10-26 09:00 +01:00  nobody"]
