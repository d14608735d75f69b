# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of event sources: what was accepted stays, what was seen is known, and only one process has it."""

from __future__ import annotations

import sqlite3
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._errors import UsageError
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _state
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import State, StateError


@pytest.fixture
def reopen(tmp_path: Path) -> t.Iterator[t.Callable[[], State]]:
    opened: list[State] = []

    def again() -> State:
        if opened:
            opened.pop().close()
        opened.append(State.open(str(tmp_path / "made" / "for it"), "webhook"))
        return opened[0]

    yield again
    opened.pop().close()


def test_what_was_accepted_outlives_the_process(reopen: t.Callable[[], State]) -> None:
    state = reopen()
    first, second = state.accept([("a", {"n": 1}), ("b", {"n": "\ud800 Ü"})], {"since": "10:00"})
    assert (first.key, second.event) == ("a", {"n": "\ud800 Ü"})
    state.taken([first.seq])

    state = reopen()
    assert state.pending() == [second]
    assert state.cursor("since") == "10:00"
    assert state.cursor("other") is None
    (third,) = state.accept([("a", {}), ("b", {}), ("c", {})])
    assert third.key == "c"
    assert third.seq > second.seq


def test_numbers_are_never_used_again(reopen: t.Callable[[], State]) -> None:
    state = reopen()
    (first,) = state.accept([("a", {})])
    state.taken([first.seq])
    (second,) = reopen().accept([("b", {})])
    assert second.seq > first.seq


def test_one_known_key_of_several_is_enough(reopen: t.Callable[[], State]) -> None:
    state = reopen()
    assert state.accept([(("delivery 1", "event 1"), {})])
    assert not state.accept([(("delivery 2", "event 1"), {})])
    assert not state.accept([(("delivery 1", "event 2"), {})])
    # Nothing is remembered of what was not stored.
    assert state.accept([(("delivery 2", "event 2"), {})])


def test_only_so_many_keys_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_state, "SEEN", 10)
    state = State.open(None, "webhook")
    for number in range(25):
        assert state.accept([(str(number), {})])
    assert not state.accept([(str(number), {}) for number in range(15, 25)])
    assert state.accept([("14", {})])


def test_all_or_nothing(reopen: t.Callable[[], State]) -> None:
    state = reopen()
    with pytest.raises(StateError):
        state.accept([("a", {}), ("b", {})], {"since": object()})  # type: ignore[dict-item]
    assert not state.pending()
    assert state.accept([("a", {})])


def test_the_file_is_private(tmp_path: Path) -> None:
    state = State.open(str(tmp_path / "new"), "poll")
    state.accept([("a", {})])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    files = list((tmp_path / "new").iterdir())
    assert tmp_path / "new" / "poll.sqlite" in files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    state.close()


def test_in_memory_it_does_the_same_but_for_living_on() -> None:
    state = State.open(None, "webhook")
    (stored,) = state.accept([("a", {"n": 1})], {"since": "1"})
    assert not state.accept([("a", {"n": 1})])
    assert state.pending() == [stored]
    assert state.cursor("since") == "1"
    state.taken([stored.seq])
    assert not state.pending()


def test_one_at_a_time(tmp_path: Path) -> None:
    state = State.open(str(tmp_path), "webhook")
    with pytest.raises(UsageError, match=r"state_dir: .*webhook\.sqlite is in use by another event source"):
        State.open(str(tmp_path), "webhook")
    other = State.open(str(tmp_path), "poll")
    other.close()
    state.close()
    State.open(str(tmp_path), "webhook").close()


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"state_dir: can't write .*: Not a directory; give a directory"):
        State.open(str(tmp_path / "file" / "below"), "webhook")


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "webhook.sqlite").write_text("no database at all" * 100)
    with pytest.raises(UsageError, match=r"webhook\.sqlite is damaged or no state of an event source"):
        State.open(str(tmp_path), "webhook")


def test_a_file_of_a_later_version(tmp_path: Path) -> None:
    State.open(str(tmp_path), "webhook").close()
    connection = sqlite3.connect(tmp_path / "webhook.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UsageError, match="written by a newer version"):
        State.open(str(tmp_path), "webhook")
