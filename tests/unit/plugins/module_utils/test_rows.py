# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that a task writes to a file one at a time."""

from __future__ import annotations

import csv
import json
import stat
import typing as t
from itertools import count, islice
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import MAX_IDLE_PAGES, CursorGuard
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    PagerDutyError,
    Unusable,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._core.files import Replacement
from ansible_collections.community.pagerduty.plugins.module_utils._engine import rows as _rows
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.session import Session
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Play

ROWS: list[dict[str, t.Any]] = [
    {"id": "A", "who": {"name": "Zoë, Jr."}, "parts": ["x", 1], "late": True, "seconds": 1.5},
    {"id": "B", "who": None, "parts": [], "late": False, "seconds": 0},
    {"id": "C", "who": {"name": 'say "hi"\nagain'}},
]
COLUMNS: _rows.Columns = {
    "id": "id",
    "name": "who.name",
    "parts": "parts",
    "late": "late",
    "seconds": "seconds",
    "double": lambda row: row["id"] * 2,
}


def reader(found: t.Iterable[dict[str, t.Any]]) -> Operation:
    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        return _rows.rows_result(params, session, found, plural="things", columns=COLUMNS)

    return Operation("things_info", _rows.OPTIONS, work)


def lines(path: Path) -> list[t.Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_without_a_file_the_rows_are_returned(play: Play) -> None:
    assert play.run(reader(ROWS)) == {"changed": False, "things": ROWS}


def test_each_row_is_a_line_of_json(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    assert play.run(reader(ROWS), dest=str(path)) == {"changed": True, "dest": str(path), "count": 3}
    assert lines(path) == ROWS
    assert "Zoë" in path.read_text(encoding="utf-8")


def test_csv_has_the_columns_of_the_operation(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    play.run(reader(ROWS), dest=str(path), format="csv")
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["id", "name", "parts", "late", "seconds", "double"],
            ["A", "Zoë, Jr.", '["x", 1]', "true", "1.5", "AA"],
            ["B", "", "[]", "false", "0", "BB"],
            ["C", 'say "hi"\nagain', "", "", "", "CC"],
        ]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_second_run_changes_nothing(play: Play, tmp_path: Path, form: str) -> None:
    path = tmp_path / "things"
    assert play.run(reader(ROWS), dest=str(path), format=form)["changed"]
    before = path.stat()
    assert not play.run(reader(ROWS), dest=str(path), format=form)["changed"]
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert play.run(reader(ROWS[:2]), dest=str(path), format=form) == {"changed": True, "dest": str(path), "count": 2}
    assert play.run(reader([*ROWS[:1], {**ROWS[1], "id": "D"}]), dest=str(path), format=form)["changed"]  # same size
    assert [entry.name for entry in tmp_path.iterdir()] == ["things"]


def test_no_rows_are_an_empty_file(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    assert play.run(reader([]), dest=str(path)) == {"changed": True, "dest": str(path), "count": 0}
    assert path.read_bytes() == b""
    assert play.run(reader([]), dest=str(path), format="csv")["changed"]
    assert path.read_text() == "id,name,parts,late,seconds,double\n"


@pytest.mark.parametrize("existing", ["", "the report of yesterday"])
def test_an_error_leaves_nothing_half_written(play: Play, tmp_path: Path, existing: str) -> None:
    path = tmp_path / "things.jsonl"
    if existing:
        path.write_text(existing)

    def failing() -> t.Iterator[dict[str, t.Any]]:
        yield from ROWS * 10_000
        raise PagerDutyError("the second page does not exist")

    with pytest.raises(PagerDutyError, match="second page"):
        play.run(reader(failing()), dest=str(path))
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ([existing] if existing else [])


def test_the_file_keeps_its_permissions_and_its_link(play: Play, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    play.run(reader(ROWS), dest=str(link))
    assert link.is_symlink() and lines(target) == ROWS
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_check_mode_reads_the_first_row_only(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    endless = ({"id": str(number)} for number in count())
    assert play.run(reader(endless), check=True, dest=str(path)) == {
        "changed": True,
        "dest": str(path),
        "count": None,
    }
    assert next(endless) == {"id": "1"}
    assert not list(tmp_path.iterdir())

    def rejected() -> t.Iterator[dict[str, t.Any]]:
        yield from ()
        raise PagerDutyError("your plan has no reports")

    with pytest.raises(PagerDutyError, match="no reports"):
        play.run(reader(rejected()), check=True, dest=str(path))


@pytest.mark.parametrize("check_mode", [False, True])
def test_wrong_options_are_found_before_the_first_row(play: Play, tmp_path: Path, check_mode: bool) -> None:
    asked = ({"id": str(number)} for number in count())
    for options, message in (
        ({"dest": str(tmp_path / "none" / "things")}, "dest: there is no directory"),
        ({"dest": str(tmp_path)}, "is a directory, not a regular file"),
        ({"dest": ""}, "dest: is empty"),
        ({"format": "csv"}, "format: requires dest"),
    ):
        with pytest.raises(UsageError, match=message):
            play.run(reader(asked), check=check_mode, **options)
    assert next(asked) == {"id": "0"}


def test_half_of_a_surrogate_pair_is_an_escape_sequence(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    rows = [{"id": "\ud83d"}]
    play.run(reader(rows), dest=str(path))
    assert lines(path) == rows
    play.run(reader(rows), dest=str(path), format="csv")
    assert path.read_text().splitlines()[1].startswith("\\ud83d")


def test_a_secret_of_the_connection_is_masked_in_the_file(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    token = str(play.connection["api_token"])

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        session.client.secrets.inspect(token.encode(), ())
        return _rows.rows_result(params, session, [{"id": "A", "text": f"x {token} y"}], plural="things", columns={})

    play.run(Operation("things_info", _rows.OPTIONS, work), dest=str(path))
    assert token not in path.read_text()


def test_a_full_disk_is_an_error_of_the_option(tmp_path: Path) -> None:
    with Replacement(str(tmp_path / "file"), "dest") as new:
        new.write(b"x")
        new._open.close()
        new._file = open("/dev/full", "wb")  # noqa: SIM115
        new.write(b"x" * 10)
        with pytest.raises(UsageError, match=r"dest: .* can't be written"):
            new.replace()
    assert not list(tmp_path.iterdir())


def pages(cycle: int) -> t.Iterator[list[dict[str, str]]]:
    """Pages that return after `cycle` pages."""
    for number in count():
        yield [{"id": f"{number % cycle}-{row}"} for row in range(3)]


@pytest.mark.parametrize("cycle", [1, 2, 7, 100])
def test_repeated_pages_end_a_listing(cycle: int) -> None:
    guard = CursorGuard("GET", "/things")
    with pytest.raises(Unusable, match="GET /things: PagerDuty always announces another page"):
        for page in islice(pages(cycle), 20 * cycle + 20):
            guard.add(page)


def test_empty_pages_end_a_listing_if_there_are_many_in_a_row() -> None:
    guard = CursorGuard("GET", "/things")
    for number in range(100):
        guard.add([{"id": str(number)}])
        for _page in range(MAX_IDLE_PAGES - 1):
            guard.add([])
    with pytest.raises(Unusable):
        guard.add([])
        guard.add([])


def test_a_long_listing_needs_no_memory() -> None:
    guard = CursorGuard("GET", "/things")
    for page in islice(pages(1_000_000), 2_000):
        guard.add(page)
    assert len(guard._remembered) == 3
