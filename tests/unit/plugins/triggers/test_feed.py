# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed: events reach the engine's queue in order, and count as taken when the engine has fetched them."""

from __future__ import annotations

import asyncio
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _feed
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._feed import MAX_UNMARKED, Feed
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import State, StateError


class Filtered:
    """The engine's queue of one, with a rulebook's filters before it, as ansible-rulebook wraps it."""

    def __init__(self, *filters: t.Callable[[dict], t.Any]) -> None:
        self.queue: asyncio.Queue[t.Any] = asyncio.Queue(1)
        self.filters = filters

    async def put(self, data: t.Any) -> None:
        events = [data]
        for each in self.filters:
            made = [each(event) for event in events]
            events = [one for some in made for one in (some if isinstance(some, list) else [some])]
        for event in events:
            await self.queue.put(event)


def numbered(*numbers: int) -> list[tuple[str, dict]]:
    return [(str(number), {"n": number, "meta": {}}) for number in numbers]


def play(scene: t.Callable[..., t.Awaitable[None]], *arguments: t.Any) -> None:
    async def timely() -> None:
        async with asyncio.timeout(30):
            await scene(*arguments)

    asyncio.run(timely())


async def settled(feed: Feed, delivered: int) -> None:
    while feed.delivered < delivered:
        await asyncio.sleep(0.001)


def test_an_event_is_taken_when_it_is_fetched() -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(1, 2))
        while queue.queue.empty():
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        assert [one.event["n"] for one in state.pending()] == [1, 2]
        assert (feed.waiting, feed.delivered) == (2, 0)

        assert (await queue.queue.get())["n"] == 1
        await settled(feed, 1)
        await feed.close()
        # The second lies in the queue, where a crash would lose it.
        assert [one.event["n"] for one in state.pending()] == [2]

    play(scene)


def test_what_was_not_taken_comes_again_and_says_so(tmp_path: Path) -> None:
    async def scene() -> None:
        state = State.open(str(tmp_path), "test")
        feed = Feed(Filtered(), state)
        await feed.start()
        await feed.accept(numbered(1, 2, 3))
        await feed.close()
        state.close()

        state = State.open(str(tmp_path), "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(3, 4))
        got = [await queue.queue.get() for _each in range(4)]
        assert [(event["n"], event["meta"]["redelivered"]) for event in got] == [
            (1, True),
            (2, True),
            (3, True),
            (4, False),
        ]
        await feed.wait_until_empty()
        await feed.close()
        assert not state.pending()
        state.close()

    play(scene)


def test_order_is_that_of_accepting(tmp_path: Path) -> None:
    async def scene() -> None:
        state = State.open(str(tmp_path), "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        accepted = asyncio.gather(*(feed.accept(numbered(number)) for number in range(300)))
        got = [(await queue.queue.get())["n"] for _each in range(300)]
        await accepted
        assert got == list(range(300))
        await feed.close()
        assert not state.pending()
        state.close()

    play(scene)


@pytest.mark.parametrize(
    ("name", "each", "expected"),
    [
        ("copied", dict, [1, 2, 3]),
        ("doubled", lambda event: [dict(event), dict(event)], [1, 1, 2, 2, 3, 3]),
        ("swallowed", lambda event: [] if event["n"] == 2 else event, [1, 3]),
    ],
)
def test_filters_may_do_what_they_like(name: str, each: t.Callable[[dict], t.Any], expected: list[int]) -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered(each)
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(1, 2, 3))
        got: list[int] = []
        for number in expected:
            left = [one.event["n"] for one in state.pending()]
            assert number in left, "what is still in the queue must not count as taken"
            got.append((await queue.queue.get())["n"])
        await feed.wait_until_empty()
        await feed.close()
        assert got == expected
        assert not state.pending()

    play(scene)


def test_a_filter_that_fails_costs_its_event_only(caplog: pytest.LogCaptureFixture) -> None:
    def fussy(event: dict) -> dict:
        if event["n"] == 2:
            raise KeyError("missing")
        return event

    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered(fussy)
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(1, 2, 3))
        assert [(await queue.queue.get())["n"] for _each in range(2)] == [1, 3]
        await feed.wait_until_empty()
        await feed.close()

    play(scene)
    assert "event 2 is dropped: a filter of the rulebook failed: 'missing'" in caplog.text


def test_another_source_in_the_same_queue_does_no_harm() -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()

        async def other() -> None:
            for _each in range(50):
                await queue.queue.put({"n": "other"})

        beside = asyncio.create_task(other())
        await feed.accept(numbered(*range(50)))
        got = [(await queue.queue.get())["n"] for _each in range(100)]
        assert [n for n in got if n != "other"] == list(range(50))
        await beside
        await feed.wait_until_empty()
        await feed.close()
        assert not state.pending()

    play(scene)


def test_room_shrinks_with_what_waits_and_comes_back() -> None:
    async def scene() -> None:
        queue = Filtered()
        feed = Feed(queue, State.open(None, "test"), limit=5)
        await feed.start()
        accepting = asyncio.create_task(feed.accept(numbered(1, 2, 3)))
        await asyncio.sleep(0)
        assert feed.room == 2, "what is on its way to the disk counts"
        await accepting
        assert feed.room == 2
        await feed.accept(numbered(1, 2))
        assert feed.room == 2, "known events take no room"
        await feed.accept(numbered(4, 5, 6))
        assert feed.room == 0
        vacancy = asyncio.create_task(feed.wait_for_room())
        await asyncio.sleep(0)
        assert not vacancy.done()
        await queue.queue.get()
        await queue.queue.get()
        await vacancy
        assert feed.room
        await feed.close()

    play(scene)


def test_no_more_than_a_few_fetched_events_are_unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that hangs while the engine goes on fetching: as many events may come again, not more."""

    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(*range(MAX_UNMARKED * 3)))
        with state._lock:  # the disk hangs
            got = 0
            while got <= MAX_UNMARKED * 3:
                try:
                    async with asyncio.timeout(0.2):
                        await queue.queue.get()
                except TimeoutError:
                    break
                got += 1
            assert MAX_UNMARKED <= got <= MAX_UNMARKED + 3
        for _each in range(MAX_UNMARKED * 3 - got):
            await queue.queue.get()
        await feed.wait_until_empty()
        await feed.close()
        assert not state.pending()

    play(scene)


def test_what_can_not_be_written_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        await feed.accept(numbered(1))
        transact = state.transact

        def full(*arguments: t.Any) -> t.Any:
            raise StateError("can't write the state: database or disk is full")

        monkeypatch.setattr(state, "transact", full)
        with pytest.raises(StateError, match="disk is full"):
            await feed.accept(numbered(2))
        await queue.queue.get()
        await settled(feed, 1)
        with pytest.raises(StateError):
            await feed.accept(numbered(3))
        assert feed.room == feed.limit
        monkeypatch.setattr(state, "transact", transact)
        # Space again: the mark that could not be written goes with the next event.
        await feed.accept(numbered(2))
        assert [one.event["n"] for one in state.pending()] == [2]
        await feed.close()

    play(scene)


def test_an_engine_that_has_stopped_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        queue = Filtered()
        feed = Feed(queue, State.open(None, "test"), stalled_after=0.1)
        await feed.start()
        await asyncio.sleep(0.2)
        assert not feed.stalled, "nothing waits"
        await feed.accept(numbered(1, 2))
        assert not feed.stalled
        while not feed.stalled:
            await asyncio.sleep(0.01)
        assert feed.unfetched >= 0.1
        while "the rules have taken no event for" not in caplog.text:
            await asyncio.sleep(0.01)
        await queue.queue.get()
        await settled(feed, 1)
        await queue.queue.get()
        await feed.wait_until_empty()
        assert (feed.stalled, feed.unfetched) == (False, 0.0)
        while "the rules take events again" not in caplog.text:
            await asyncio.sleep(0.01)
        await feed.close()

    play(scene)


def test_it_may_be_left_unnoticed() -> None:
    async def scene() -> None:
        feed = Feed(Filtered(), State.open(None, "test"), stalled_after=0)
        await feed.start()
        await feed.accept(numbered(1))
        await asyncio.sleep(0.05)
        assert not feed.stalled
        await feed.close()

    play(scene)


def test_trouble_with_the_disk_is_noticed_and_over_without_an_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(_feed, "_MONITOR_INTERVAL", 0.05)

    async def scene() -> None:
        state = State.open(str(tmp_path), "test")
        feed = Feed(Filtered(), state)
        await feed.start()
        path, moved = tmp_path / "test.sqlite", tmp_path / "moved"
        path.unlink()
        while "It is restored without losses" not in caplog.text:
            await asyncio.sleep(0.01)
        assert path.exists()
        assert feed.problem is None
        # At once, because the source would write a file again that is gone.
        moved.hardlink_to(path)
        (tmp_path / "another").write_text("another")
        (tmp_path / "another").rename(path)
        while feed.problem is None:
            await asyncio.sleep(0.01)
        moved.rename(path)
        while feed.problem is not None:
            await asyncio.sleep(0.01)
        await feed.close()
        state.close()

    play(scene)
    said = [record.getMessage() for record in caplog.records]
    assert [text.partition(": ")[0] for text in said if text.startswith("events can")] == [
        "events can't be stored",
        "events can be stored again",
    ]


def test_a_damaged_row_costs_its_event_only() -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        state.accept(numbered(1, 2, 3))
        state._file.connection.execute("UPDATE events SET event = '{' WHERE seq = 2")
        queue = Filtered()
        feed = Feed(queue, state)
        await feed.start()
        assert [(await queue.queue.get())["n"] for _each in range(2)] == [1, 3]
        await feed.wait_until_empty()
        await feed.close()
        assert feed.damaged == 1
        assert not state.pending()
        assert not state.damaged, "it is reported once"

    play(scene)
