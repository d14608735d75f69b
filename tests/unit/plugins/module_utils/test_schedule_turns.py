# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The turns of a layer: when they begin, whose turn it is, and how a rotation goes on after an edit."""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._resources.schedule_turns import Grid, Rotation

zoneinfo = pytest.importorskip("zoneinfo")

HOUR, DAY, WEEK = 3600, 86400, 604800
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/UTC")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


def grid(start: datetime, length: int, zone: str = "Europe/Berlin") -> Grid:
    return Grid(start, length, zoneinfo.ZoneInfo(zone))


def test_turns_of_days_begin_at_the_same_local_time() -> None:
    weekly = grid(utc(2026, 3, 16, 8), WEEK)  # Monday, 09:00
    assert weekly.begin(1) == utc(2026, 3, 23, 8)
    assert weekly.begin(2) == utc(2026, 3, 30, 7), "the clocks went forward on Sunday"
    assert weekly.begin(-20) == utc(2025, 10, 27, 8)
    assert weekly.begin(-21) == utc(2025, 10, 20, 7)


def test_other_turns_have_the_same_length() -> None:
    half_a_day = grid(utc(2026, 3, 28, 8), 12 * HOUR)
    assert half_a_day.begin(2) == utc(2026, 3, 29, 8), "an hour later in local time"


def test_a_local_time_that_is_skipped_or_repeated() -> None:
    skipped = grid(utc(2026, 3, 28, 1, 30), DAY)  # at 02:30, which does not exist on 29 March
    assert skipped.begin(1) == utc(2026, 3, 29, 1, 30) and skipped.begin(2) == utc(2026, 3, 30, 0, 30)
    assert skipped.number(utc(2026, 3, 29, 1, 29)) == 0 and skipped.number(utc(2026, 3, 29, 1, 30)) == 1
    repeated = grid(utc(2026, 10, 24, 0, 30), DAY)  # at 02:30, which there is twice on 25 October
    assert repeated.begin(1) == utc(2026, 10, 25, 0, 30)
    for minute, number in ((29, 0), (30, 1), (59, 1)):
        assert repeated.number(utc(2026, 10, 25, 0, minute)) == number
    assert repeated.number(utc(2026, 10, 25, 1, 10)) == 1, "in the second of the two hours"


@pytest.mark.parametrize("seed", range(60))
def test_a_number_is_that_of_the_turn(seed: int) -> None:
    chance = random.Random(seed)
    one = grid(
        utc(2026, 1, 1) + timedelta(minutes=chance.randrange(365 * 1440)),
        chance.choice([HOUR, 8 * HOUR, 36 * HOUR, DAY, 3 * DAY, WEEK]),
        chance.choice(ZONES),
    )
    for _try in range(50):
        moment = utc(2026, 1, 1) + timedelta(minutes=chance.randrange(365 * 1440))
        number = one.number(moment)
        assert one.begin(number) <= moment < one.begin(number + 1)
        # The grid does not depend on which of its turns it starts with.
        users = chance.randint(1, 5)
        other = Grid(one.starting(number, users), one.length, one.zone)
        assert other.is_equal(one) and one.is_equal(other)
        assert other.number(moment) % users == 0 and other.begin(other.number(moment)) == one.begin(number)


def test_the_time_of_day_and_the_length_make_a_grid() -> None:
    weekly = grid(utc(2026, 3, 16, 8), WEEK)
    assert weekly.is_equal(grid(utc(2026, 7, 6, 7), WEEK)), "also in summer"
    assert not weekly.is_equal(grid(utc(2026, 7, 6, 8), WEEK))
    assert not weekly.is_equal(grid(utc(2026, 3, 17, 8), WEEK))
    assert not weekly.is_equal(grid(utc(2026, 3, 16, 8), 2 * WEEK))
    assert not weekly.is_equal(grid(utc(2026, 3, 16, 8), WEEK, "Etc/UTC"))
    hourly = grid(utc(2026, 3, 16, 8), HOUR)
    assert hourly.is_equal(grid(utc(2026, 7, 6, 7), HOUR, "Etc/UTC")), "a time zone does not matter for these"


MONDAY = utc(2026, 11, 2, 9)
THURSDAY = utc(2026, 11, 5, 12)


def rotation(users: str, start: datetime = MONDAY, length: int = WEEK) -> Rotation:
    return Rotation(grid(start, length, "Etc/UTC"), tuple(users))


def turns(kept: Rotation, number: int = 4, since: datetime = THURSDAY) -> str:
    """The users of some turns, the first of which is running at `since`."""
    first = kept.grid.number(since)
    return "".join(kept.users[(first + step) % len(kept.users)] for step in range(number))


CASES = {
    "nobody": ("abc", "abc", "abca"),
    "join at the end": ("abc", "abcd", "abcd"),
    "join at the beginning": ("abc", "dabc", "abcd"),
    "join in between": ("abc", "adbc", "adbc"),
    "another leaves": ("abc", "ac", "acac"),
    "reversed": ("abc", "cba", "acba"),
    "the user has several turns": ("abac", "acabd", "abda"),
    # The turn of the one who leaves is that of the user before the next one.
    "the user leaves": ("abc", "bc", "cbcb"),
    "the user and the next one leave": ("abcd", "cd", "dcdc"),
    "all leave": ("ab", "cd", "dcdc"),
    "replaced": ("abc", "dbc", "dbcd"),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=list(CASES))
def test_who_has_the_next_turns(old: str, new: str, expected: str) -> None:
    assert turns(rotation(old).kept(rotation(new), THURSDAY)) == expected


def test_turns_of_another_length() -> None:
    """The running turn of a ends on Monday. Then b follows, and until then an override is needed."""
    daily = rotation("abc").kept(rotation("abc", length=DAY), THURSDAY)
    last_day = utc(2026, 11, 9, 8, 59)
    assert turns(daily, 4, last_day) == "abca"
    longer = rotation("abc").kept(rotation("abc", length=2 * WEEK), THURSDAY)
    assert longer.user(THURSDAY) == longer.user(last_day) == "a"


def test_turns_that_change_at_another_time() -> None:
    """At 15:00 instead of 09:00: the turn in which the running one ends is that of the same user."""
    later = rotation("abc").kept(rotation("abc", start=utc(2026, 11, 4, 15)), THURSDAY)
    assert later.user(utc(2026, 11, 9, 8, 59)) == "a" and later.user(utc(2026, 11, 11, 15)) == "b"


def test_a_layer_that_ends_in_the_turn() -> None:
    end = utc(2026, 11, 6)
    assert rotation("abc").running(THURSDAY, end) == ("a", end)
    assert rotation("abc").running(THURSDAY) == ("a", utc(2026, 11, 9, 9))


def test_the_same_rotation() -> None:
    pairs: list[tuple[str, str, t.Any, bool]] = [
        ("abc", "bca", MONDAY, True),
        ("abc", "abc", utc(2026, 10, 19, 9), True),
        ("abc", "acb", MONDAY, False),
        ("aab", "aba", MONDAY, True),
        ("ab", "aba", MONDAY, False),
        ("abc", "abc", utc(2026, 10, 20, 9), False),
    ]
    for old, new, start, equal in pairs:
        assert rotation(old).is_equal(rotation(new, start)) is equal, (old, new, start)
