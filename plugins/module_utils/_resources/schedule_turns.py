# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The turns of a layer: whose turn it is when, and how a change of a layer keeps the running turn. Sends no requests.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from .._core.times import UTC
from .._schema.durations import DAY

MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Grid:
    """When the turns of a layer begin and end.

    Turns of whole days begin at the same local time. All other turns have the same length.

    start: of turn 0; other turns have numbers before and after it. length: of a turn in seconds. zone: the time zone of
    the schedule.
    """

    start: datetime
    length: int
    zone: tzinfo

    @property
    def is_local(self) -> bool:
        return self.length % DAY == 0

    def begin(self, number: int) -> datetime:
        """When a turn begins, in UTC. A local time that the clocks skip is later, and of one that they repeat, the
        first one counts."""
        shift = timedelta(seconds=self.length * number)
        if not self.is_local:
            return self.start + shift
        return (self._local(self.start) + shift).replace(tzinfo=self.zone).astimezone(UTC)

    def number(self, moment: datetime) -> int:
        """The number of the turn at a moment."""
        passed = self._local(moment) - self._local(self.start) if self.is_local else moment - self.start
        number = passed // timedelta(seconds=self.length)
        if self.begin(number) > moment:  # just before a beginning at a local time that is skipped
            return number - 1
        return number + 1 if self.begin(number + 1) <= moment else number

    def is_equal(self, other: Grid) -> bool:
        """Whether turns begin at the same times."""
        if self.length != other.length or (self.is_local and str(self.zone) != str(other.zone)):
            return False
        between = self._local(self.start) - other._local(other.start) if self.is_local else self.start - other.start
        return not between % timedelta(seconds=self.length)

    def starting(self, number: int, users: int) -> datetime:
        """A start with which the turn `number` of this grid is a turn of the first of so many users.

        It is the beginning of an earlier turn, if the clocks skip the local time of this one.
        """
        while True:
            start = self.begin(number)
            expected = self._local(self.start) + timedelta(seconds=self.length * number)
            if not self.is_local or self._local(start) == expected:
                return start
            number -= users

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


@dataclass(frozen=True)
class Rotation:
    """The turns of a layer. users: the IDs, in the order of their turns."""

    grid: Grid
    users: tuple[str, ...]

    def user(self, moment: datetime) -> str:
        """Whose turn it is at a moment."""
        return self.users[self.grid.number(moment) % len(self.users)]

    def is_equal(self, other: Rotation) -> bool:
        """Whether turns begin at the same times, and users follow each other in the same order. The user whose turn it
        is can be another."""
        return self.grid.is_equal(other.grid) and _are_in_cycle(self.users, other.users)

    def running(self, now: datetime, end: datetime | None = None) -> tuple[str, datetime]:
        """(the user whose turn it is, when the turn ends). end: of the layer, None if it does not end."""
        number = self.grid.number(now)
        until = self.grid.begin(number + 1)
        return self.users[number % len(self.users)], until if end is None else min(until, end)

    def kept(self, new: Rotation, now: datetime, end: datetime | None = None) -> Rotation:
        """The rotation that replaces this one, and in which the running turn is not interrupted.

        new: when the turns begin, and the users. Its start says nothing about whose turn it is.

        A user who stays has the turn at the end of the running one. If the user leaves, the next of the users who stay
        has the turn after the running one. end: of the layer, None if it does not end.
        """
        user, until = self.running(now, end)
        position = self.grid.number(now) % len(self.users)
        followers = [self.users[(position + step) % len(self.users)] for step in range(len(self.users))]
        if user in new.users:
            number, following = new.grid.number(until - MOMENT), followers
        else:
            number = new.grid.number(until)
            following = next((followers[at:] for at, one in enumerate(followers) if one in new.users), [])
        index = _position(new.users, following)
        start = new.grid.starting(number - index, len(new.users))
        return replace(new, grid=replace(new.grid, start=start))


def _are_in_cycle(one: t.Sequence[str], other: t.Sequence[str]) -> bool:
    """Whether a list is another one that begins at another place."""
    if len(one) != len(other):
        return False
    return any([*one[at:], *one[:at]] == list(other) for at in range(len(one)))


def _position(users: t.Sequence[str], following: t.Sequence[str]) -> int:
    """The index of the first of `following` in a list of users. If it is there several times, the one after which most
    of the others follow. 0 if `following` is empty."""

    def agreement(index: int) -> int:
        pairs = [users[(index + step) % len(users)] == one for step, one in enumerate(following)]
        return pairs.index(False) if False in pairs else len(pairs)

    found = [index for index, user in enumerate(users) if following and user == following[0]]
    return max(found, key=agreement, default=0)
