# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of event sources: what was accepted stays, what was seen is known, and only one process has it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
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
    with pytest.raises(UsageError, match=r"state_dir: can't write .*: Not a directory; specify a directory"):
        State.open(str(tmp_path / "file" / "below"), "webhook")


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "webhook.sqlite").write_text("no database at all" * 100)
    with pytest.raises(UsageError, match=r"webhook\.sqlite is damaged, or is not the state of an event source"):
        State.open(str(tmp_path), "webhook")


def changed(path: Path, statement: str, *values: t.Any) -> None:
    """Change a state's file, which nobody has open, from outside."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize("how", ["garbage in the middle", "shortened", "without tables"])
def test_a_damaged_file_is_named_and_the_message_says_how_to_recover(tmp_path: Path, how: str) -> None:
    path = tmp_path / "webhook.sqlite"
    state = State.open(str(tmp_path), "webhook")
    state.accept([(str(number), {"text": "x" * 5000}) for number in range(100)])
    state.close()
    content = path.read_bytes()
    if how == "garbage in the middle":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + b"?" * 40_000 + content[middle + 40_000 :])
    elif how == "shortened":
        path.write_bytes(content[: len(content) // 3])
    else:
        changed(path, "DROP TABLE events")
    with pytest.raises(UsageError) as raised:
        State.open(str(tmp_path), "webhook")
    assert raised.value.message.startswith(f"state_dir: {path} is damaged, or is not the state of an event source (")
    recovery = "stop the rulebook, move webhook.sqlite, webhook.sqlite-wal and webhook.sqlite-reserve to another"
    assert recovery in raised.value.message
    for file in tmp_path.iterdir():
        file.unlink()
    State.open(str(tmp_path), "webhook").close()


@pytest.mark.parametrize("text", ["{", "[1]", '{"meta": 1}', b"\xff\xfe", b'{"n": 2}\xff', 12])
def test_a_row_that_is_damaged_is_skipped_and_logged(
    reopen: t.Callable[[], State], text: t.Any, caplog: pytest.LogCaptureFixture
) -> None:
    state = reopen()
    first, second, third = state.accept([(str(number), {"n": number}) for number in range(3)])
    assert state.path
    path = state.path
    state.close()
    changed(path, "UPDATE events SET event = ? WHERE seq = ?", text, second.seq)
    state = reopen()
    assert state.pending() == [first, third]
    assert state.damaged == [second.seq]
    assert f"event {second.seq} in {path} is damaged and is skipped: " in caplog.text


@pytest.mark.parametrize("what", ["file", "directory"])
def test_a_deleted_file_is_written_again(
    reopen: t.Callable[[], State], what: str, caplog: pytest.LogCaptureFixture
) -> None:
    state = reopen()
    (first,) = state.accept([("a", {"n": 1})], {"secret": "s"})
    assert state.path
    if what == "file":
        state.path.unlink()
    else:
        shutil.rmtree(state.path.parent)
    (second,) = state.accept([("b", {"n": 2})])
    assert state.path.exists()
    assert not state.accept([("a", {})])
    assert "was deleted while the source was running. It is restored without losses" in caplog.text
    assert {stat.S_IMODE(file.stat().st_mode) for file in state.path.parent.iterdir()} == {0o600}
    assert after_a_crash(state) == [1, 2]
    state = reopen()
    assert state.pending() == [first, second]
    assert state.cursor("secret") == "s"


def test_the_latest_changes_are_written_again(reopen: t.Callable[[], State]) -> None:
    reopen().accept([("a", {"n": 1})])
    state = reopen()  # which finds a file and not a new one
    state.accept([("b", {"n": 2})])
    assert state.path
    state.path.with_name("webhook.sqlite-wal").unlink()
    state.accept([("c", {"n": 3})])
    assert after_a_crash(state) == [1, 2, 3]


def after_a_crash(state: State) -> list[int]:
    """What is pending in the files that have the names, while the state is still open."""
    assert state.path
    copy = state.path.parent / "copy"
    copy.mkdir()
    for file in state.path.parent.glob("webhook.sqlite*"):
        shutil.copy(file, copy)
    other = State.open(str(copy), "webhook")
    numbers = [one.event["n"] for one in other.pending()]
    other.close()
    shutil.rmtree(copy)
    return numbers


def test_nothing_counts_as_stored_in_a_file_that_is_gone(
    reopen: t.Callable[[], State], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted between writing and the end of the transaction."""
    state = reopen()
    assert state.path
    insert = state._insert

    def deleting(*arguments: t.Any) -> t.Any:
        if state.path and state.path.exists():
            state.path.unlink()
        return insert(*arguments)

    monkeypatch.setattr(state, "_insert", deleting)
    with pytest.raises(StateError, match=r"webhook\.sqlite was deleted while the source was running"):
        state.accept([("a", {"n": 1})])
    monkeypatch.setattr(state, "_insert", insert)
    assert state.accept([("a", {"n": 1})]), "it was not stored before"
    assert [one.event["n"] for one in reopen().pending()] == [1]


def test_another_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    state = State.open(str(tmp_path), "webhook")
    state.accept([("a", {})])
    path = tmp_path / "webhook.sqlite"
    path.rename(tmp_path / "moved")
    path.write_text("somebody else's")
    for _each in range(2):
        with pytest.raises(StateError, match=r"webhook\.sqlite was replaced by another file .* restart the rulebook"):
            state.accept([("b", {})])
    assert path.read_text() == "somebody else's"
    (tmp_path / "moved").rename(path)
    assert state.accept([("b", {})])
    state.close()


def test_a_file_that_was_shortened_takes_nothing(tmp_path: Path) -> None:
    state = State.open(str(tmp_path), "webhook")
    state.accept([("a", {"text": "x" * 50_000})])
    state.close()
    state = State.open(str(tmp_path), "webhook")
    os.truncate(tmp_path / "webhook.sqlite", 4096)
    with pytest.raises(StateError, match=r"webhook\.sqlite was truncated while the source was running"):
        state.accept([("b", {})])
    state.close()


def test_a_full_file_takes_events_again_when_the_rules_have_taken_theirs(tmp_path: Path) -> None:
    state = State.open(str(tmp_path), "webhook")
    state._file.connection.execute("PRAGMA max_page_count = 100")
    stored = fill(state)
    # Marking and storing come together, as the feed does it.
    ((again,),) = state.transact([_state.Batch([("again", {"text": "x" * 5000})])], [one.seq for one in stored])
    assert state.pending() == [again]
    state.close()


def fill(state: State) -> list[_state.Stored]:
    """Store events until that fails."""
    stored: list[_state.Stored] = []
    with pytest.raises(StateError, match="full"):
        while True:
            stored += state.accept([(str(len(stored)), {"text": "x" * 5000})])
    return stored


FULL_DISK = """
import sys
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import Batch, State, StateError

state = State.open(sys.argv[1], "webhook")
for life in range(3):
    stored = []
    try:
        while True:
            stored += state.accept([(f"{life} {len(stored)}", {"text": "x" * 5000})])
    except StateError as error:
        assert "full" in error.message, error.message
    assert len(stored) > 100
    # The writer marks a few at a time, and goes on with all of them when that fails.
    for number in range(len(stored)):
        try:
            state.taken([one.seq for one in stored[: number + 1]])
        except StateError:
            pass
    ((again,),) = state.transact([Batch([(f"{life} again", {"text": "x" * 5000})])], [one.seq for one in stored])
    assert state.pending() == [again]
    state.taken([again.seq])
print("events were accepted again")
"""


def test_a_full_disk_takes_events_again_when_the_rules_have_taken_theirs(tmp_path: Path) -> None:
    """On a small disk in memory, which this user's own name space may have."""
    mounted = f"mount -t tmpfs -o size=4m tmpfs {tmp_path} && exec "
    isolated = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*isolated, f"{mounted} true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a file system of their own")
    program = tmp_path.parent / f"{tmp_path.name}.py"
    program.write_text(FULL_DISK)
    done = subprocess.run(
        [*isolated, f"{mounted} {sys.executable} {program} {tmp_path}/state"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "events were accepted again\n", done.stderr


def test_a_file_of_a_later_version(tmp_path: Path) -> None:
    State.open(str(tmp_path), "webhook").close()
    connection = sqlite3.connect(tmp_path / "webhook.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UsageError, match="written by a newer version"):
        State.open(str(tmp_path), "webhook")
