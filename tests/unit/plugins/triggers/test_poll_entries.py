# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries, each once, whatever comes when: against a PagerDuty in memory with small pages and a low cap."""

from __future__ import annotations

import copy
import json
import random
import typing as t
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Page
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _poll_entries
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._poll_entries import LogEntries, Start
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._poll_events import Selection, event_of
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import spoil

SIZE, CAP = 4, 40
EPOCH = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Account:
    """Lists log entries as PagerDuty does: the newest first, by offset, up to a cap.

    totals: whether it counts. inclusive: whether the ends of a span belong to it. between: called before each page.
    """

    def __init__(self, *, totals: bool = True, inclusive: bool = True) -> None:
        self.entries: list[dict[str, t.Any]] = []
        self.requests = 0
        self.between: t.Callable[[], None] = lambda: None
        self._totals = totals
        self._inclusive = inclusive

    def happen(self, second: float, name: str | None = None) -> str:
        at = EPOCH + timedelta(seconds=second)
        # In another zone, as an account of Berlin's shows it.
        shown = (at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S+01:00")
        name = name or f"R{len(self.entries)}"
        self.entries.append({"id": name, "type": "notify_log_entry", "created_at": shown})
        self.entries.sort(key=lambda one: one["created_at"])  # the later comer of one second stands behind
        return name

    def pages(
        self, _path: str, _key: str, query: dict[str, t.Any], *, of: t.Any = None, limit: int | None = None
    ) -> t.Iterator[Page]:
        offset = 0
        while offset < CAP:
            self.between()
            self.requests += 1
            found = [one for one in reversed(self.entries) if self._within(one, query)]
            items = found[offset : offset + min(SIZE, CAP - offset, limit or SIZE)]
            more = offset + len(items) < len(found)
            yield Page(items, more, len(found) if self._totals else None)
            if limit or not more:
                return
            offset += len(items)

    def _within(self, entry: dict[str, t.Any], query: dict[str, t.Any]) -> bool:
        at = datetime.fromisoformat(entry["created_at"])
        low, high = (datetime.fromisoformat(query[end]) if end in query else None for end in ("since", "until"))
        if self._inclusive:
            return (low is None or at >= low) and (high is None or at <= high)
        return (low is None or at > low) and (high is None or at < high)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_poll_entries, "LISTING_CAP", CAP)
    monkeypatch.setattr(_poll_entries, "SPAN_SIZE", 12)


def reader(account: Account, *, overlap: int = 60, **more: t.Any) -> LogEntries:
    return LogEntries(t.cast(t.Any, account), "/log_entries", {}, overlap=timedelta(seconds=overlap), **more)


def new(entries: LogEntries) -> list[str]:
    return [one["id"] for batch in entries.new_batches() for one in batch.entries]


def test_begins_now_and_a_quiet_look_is_one_request_whatever_happened_before() -> None:
    account = Account()
    for second in range(10):
        account.happen(second)
    entries = reader(account)
    entries.start_now()
    assert new(entries) == []

    names = [account.happen(20, f"burst{number}") for number in range(11)]
    assert new(entries) == names
    account.requests = 0
    for _each in range(5):
        assert new(entries) == []
    assert account.requests == 5


def test_of_the_second_in_which_it_begins_only_what_comes_later_is_new() -> None:
    account = Account()
    account.happen(5, "before")
    account.happen(5, "also before")
    entries = reader(account)
    entries.start_now()
    account.happen(5, "after")
    assert new(entries) == ["after"]

    assert entries.start
    again = reader(account, position=entries.position, start=Start.loaded(entries.start.dumped()))
    assert new(again) == ["after"], "the state knows that it was stored"


def test_an_account_in_which_nothing_ever_happened() -> None:
    account = Account()
    entries = reader(account)
    entries.start_now()
    assert new(entries) == []
    assert entries.start
    again = reader(account, start=Start.loaded(entries.start.dumped()))
    names = [account.happen(7 * number) for number in range(60)]
    assert new(again) == names


def test_begins_at_a_time() -> None:
    account = Account()
    account.happen(1)
    wanted = [account.happen(second) for second in (2, 2, 3)]
    entries = reader(account)
    entries.start_at(EPOCH + timedelta(seconds=2))
    assert new(entries) == wanted


def test_a_late_one_is_found_among_many() -> None:
    account = Account()
    for second in range(11):
        account.happen(second)
    entries = reader(account)
    entries.start_at(EPOCH)
    assert len(new(entries)) == 11
    account.happen(1, "late")
    assert new(entries) == ["late"]
    assert new(entries) == []


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("totals", [True, False])
def test_a_late_one_is_found_when_the_span_is_halved(inclusive: bool, totals: bool) -> None:
    """The span of nine seconds that the last look halves has no middle in whole seconds, and an entry lies there."""
    account = Account(totals=totals, inclusive=inclusive)
    account.happen(0)
    entries = reader(account)
    entries.start_now()
    names = [account.happen(second) for second in (1, 1, 3, 3, 3, 3, 3, 4)]
    assert new(entries) == names
    names = [account.happen(8) for _each in range(6)]
    assert new(entries) == names
    late = account.happen(2)
    assert new(entries) == [late]


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("totals", [True, False])
def test_after_an_outage_many_more_than_the_cap_come_in_order(inclusive: bool, totals: bool) -> None:
    account = Account(totals=totals, inclusive=inclusive)
    account.happen(0, "known")
    entries = reader(account)
    entries.start_now()
    names = [account.happen(3600 + number // 2) for number in range(500)]
    steps = [[one["id"] for one in batch.entries] for batch in entries.new_batches()]
    assert [name for step in steps for name in step] == names
    assert len(steps) > 10, "each of them a step forward that is kept"


def test_more_than_the_cap_in_one_second_is_said(caplog: pytest.LogCaptureFixture) -> None:
    account = Account()
    account.happen(0)
    entries = reader(account)
    entries.start_now()
    for _each in range(CAP + 6):
        account.happen(100)
    assert len(new(entries)) == CAP
    assert "Some events are lost" in caplog.text


WHOLE = {
    "type": "assign_log_entry",
    "agent": {"id": "PANN001", "type": "user_reference", "summary": "Ann"},
    "assignees": [{"id": "PANN001", "type": "user_reference"}],
    "channel": {"type": "note", "content": "Looking"},
    "incident": {
        "id": "Q1",
        "created_at": "2026-11-21T09:00:00Z",
        "urgency": "high",
        "first_trigger_log_entry": {"id": "R0"},
        "service": {"id": "PSHOP01", "type": "service_reference"},
        "teams": [{"id": "PTEAM01", "type": "team_reference"}],
        "priority": {"id": "PPRIO01", "type": "priority"},
        "assignments": [{"at": "2026-11-21T09:00:00Z", "assignee": {"id": "PANN001", "type": "user_reference"}}],
        "resolve_reason": None,
    },
    "service": {"id": "PSHOP01", "type": "service_reference"},
    "teams": [{"id": "PTEAM01", "type": "team_reference"}],
}


def test_an_entry_that_cannot_be_read_does_not_keep_others_back(caplog: pytest.LogCaptureFixture) -> None:
    account = Account()
    entries = reader(account)
    entries.start_now()
    before = account.happen(1)
    account.entries.append({"id": "odd", "created_at": account.entries[0]["created_at"], "incident": {"teams": 7}})
    after = account.happen(2)
    for _poll in range(2):
        assert new(entries) in ([before, after], [])
    assert [record.message for record in caplog.records] == [
        "log entry odd can't be read and is skipped: incident.teams is not a list"
    ]


def test_what_can_be_read_becomes_an_event() -> None:
    wants = Selection(("*",), *[frozenset({"P"})] * 5)
    for kind in ("assign", "annotate", "trigger", "resolve"):
        for seed in range(500):
            chance = random.Random(seed)
            entry = copy.deepcopy({**WHOLE, "id": "R1", "created_at": "2026-11-21T09:00:01Z"})
            entry["type"] = f"{kind}_log_entry"
            for _time in range(chance.choice((1, 2, 5))):
                spoil(chance, entry)
            if not _poll_entries.READABLE.flaw(entry):
                wants.wants(entry)
                json.dumps(event_of(entry, "now"))


def test_what_was_not_confirmed_comes_again() -> None:
    account = Account()
    account.happen(0)
    entries = reader(account)
    entries.start_now()
    name = account.happen(1)
    assert next(iter(entries.new_batches())).entries[0]["id"] == name  # and then the disk was full
    assert new(entries) == [name]


@given(data=st.data(), inclusive=st.booleans(), totals=st.booleans(), overlap=st.integers(10, 80))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_once(data: st.DataObject, inclusive: bool, totals: bool, overlap: int) -> None:
    """Bursts, gaps, late ones, some of them between two pages, and restarts anywhere."""
    account = Account(totals=totals, inclusive=inclusive)
    account.happen(0, "first")
    entries = reader(account, overlap=overlap)
    entries.start_now()
    start = entries.start
    clock = 0
    got: dict[str, int] = {}
    whole_seconds = st.sampled_from([0, 1, 2, 30, 4000])

    def between() -> None:
        """Late ones, by no more than the overlap, and one of right now."""
        if data.draw(st.integers(0, 3), label="between pages") == 0:
            account.happen(max(clock - data.draw(st.integers(0, overlap // 2), label="late by"), 1))

    def look() -> None:
        for batch in entries.new_batches():
            times = [one["created_at"] for one in batch.entries]
            assert times == sorted(times)
            for one in batch.entries:
                got[one["id"]] = got.get(one["id"], 0) + 1

    for _each in range(data.draw(st.integers(1, 6), label="looks")):
        for _each in range(data.draw(st.integers(0, 3), label="bursts")):
            clock += data.draw(whole_seconds, label="seconds pass")
            for _each in range(data.draw(st.integers(0, 5), label="at once")):
                account.happen(clock)
        account.between = between
        look()
        account.between = lambda: None
        if data.draw(st.booleans(), label="restart"):
            entries = reader(account, overlap=overlap, position=entries.position, start=start)
            # What was stored is known to the state.
            entries._known = {one["id"]: _poll_entries.created(one) for one in account.entries if one["id"] in got}
    look()
    assert set(got) == {one["id"] for one in account.entries} - {"first"}
    assert set(got.values()) <= {1}
