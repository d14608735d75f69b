# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export to files: which files it writes, and which it leaves alone."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.texts import MARK
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_export import (
    ACCOUNT_EXPORT_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

ACCOUNT: dict[str, t.Any] = {
    "teams": [{"name": "Web"}, {"name": "Ops"}],
    "services": [{"name": name, "escalation_policy": "Default"} for name in ("Web shop", "Mail")],
}
NONE: dict[str, t.Any] = {"written": [], "removed": [], "changed": False}


@pytest.fixture
def folder(emulator: Emulator, tmp_path: Path) -> Path:
    emulator.load(**ACCOUNT)
    return tmp_path / "new" / "account"


def export(play: Play, folder: Path, **options: t.Any) -> dict[str, t.Any]:
    result = play.run(ACCOUNT_EXPORT_OPERATION, directory=str(folder), **options)
    return {name: result[name] for name in ("written", "removed", "changed", "other_files", "diff")}


def refused(play: Play, folder: Path, **options: t.Any) -> str:
    before = contents(folder)
    with pytest.raises(PagerDutyError) as caught:
        export(play, folder, **options)
    assert contents(folder) == before
    return caught.value.message


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def has(result: dict[str, t.Any], expected: dict[str, t.Any]) -> bool:
    return {name: result[name] for name in expected} == expected


@pytest.mark.parametrize("layout", ["kind", "object"])
def test_a_new_directory_and_a_second_run(play: Play, folder: Path, layout: str) -> None:
    predicted = export(play, folder, check=True, layout=layout)
    assert not folder.exists()
    assert export(play, folder, layout=layout) == predicted
    assert set(contents(folder)) == set(predicted["written"])
    expected = "teams.yml" if layout == "kind" else "teams/web.yml"
    assert expected in contents(folder)
    (one,) = [diff for diff in predicted["diff"] if diff["after_header"] == expected]
    assert one["before"] == "" and one["after"] == contents(folder)[expected]
    for force in (False, True):
        assert has(export(play, folder, layout=layout, force=force), NONE)


def test_changes_in_the_account_need_force(emulator: Emulator, play: Play, folder: Path) -> None:
    export(play, folder, layout="object")
    ids = {one["name"]: one["id"] for one in emulator.state()["teams"]}
    headers = {"Authorization": "Token token=emulator", "From": "owner@example.com"}
    for method, team, body in (("DELETE", "Ops", None), ("PUT", "Web", {"team": {"type": "team", "name": "Sites"}})):
        response = emulator._session.request(method, f"{emulator.url}/teams/{ids[team]}", json=body, headers=headers)
        assert response.ok
    assert "this would overwrite or remove teams/ops.yml, teams/web.yml" in refused(play, folder, layout="object")
    result = export(play, folder, layout="object", force=True)
    assert has(result, {"written": ["teams/sites.yml"], "removed": ["teams/ops.yml", "teams/web.yml"], "changed": True})
    assert [path.name for path in (folder / "teams").iterdir()] == ["sites.yml"]


def test_another_layout_replaces_the_files(play: Play, folder: Path) -> None:
    export(play, folder, layout="object")
    assert "this would overwrite or remove" in refused(play, folder)
    result = export(play, folder, force=True)
    assert "teams.yml" in result["written"] and "teams/web.yml" in result["removed"]
    assert not (folder / "teams").exists()


def test_files_of_others_stay(play: Play, folder: Path) -> None:
    folder.mkdir(parents=True)
    own = {"mine.yml": "pagerduty_teams: []\n", "teams/mine.yaml": "# Mine\n", "README.md": "Read\n", ".x.yml": "- x\n"}
    for name, text in own.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    assert "it already has mine.yml, teams/mine.yaml" in refused(play, folder)
    result = export(play, folder, force=True)
    assert result["other_files"] == ["mine.yml", "teams/mine.yaml"]
    assert own.items() <= contents(folder).items()
    assert has(export(play, folder), NONE)  # nothing would be written


def test_a_file_without_the_first_line_is_not_removed(play: Play, folder: Path) -> None:
    export(play, folder)
    kept = folder / "templates.yml"
    kept.write_text("# Mine\npagerduty_templates: []\n")
    removed = folder / "tags.yml"
    removed.write_text(f"{MARK}\npagerduty_tags: []\n")
    unknown = folder / "unknown.yml"
    unknown.write_text(f"{MARK}\n")
    result = export(play, folder, force=True)
    assert has(result, {"removed": ["tags.yml"], "other_files": ["templates.yml", "unknown.yml"]})
    assert kept.exists() and unknown.exists() and not removed.exists()


def test_a_limited_export_keeps_the_rest(play: Play, folder: Path) -> None:
    export(play, folder, layout="object")
    assert has(export(play, folder, layout="object", kinds=["teams"]), NONE)
    for options in ({"names": ["Web*"]}, {"ignore": ["Ops"]}, {"teams": ["Web"]}):
        assert has(export(play, folder, layout="object", force=True, **options), NONE)
    (folder / "services" / "mail.yml").write_text(f"{MARK}\n")
    (folder / "services" / "gone.yml").write_text(f"{MARK}\n")
    assert has(export(play, folder, layout="object", force=True, kinds=["teams"]), NONE)
    result = export(play, folder, layout="object", force=True, kinds=["services"])
    assert has(result, {"written": ["services/mail.yml"], "removed": ["services/gone.yml"]})


def test_places_that_are_no_directory(emulator: Emulator, play: Play, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    emulator.forget()
    assert "is not a directory" in refused(play, tmp_path / "file")
    assert emulator.log() == []
    (tmp_path / "account" / "users.yml").mkdir(parents=True)
    assert "users.yml is a directory" in refused(play, tmp_path / "account", force=True)
    assert "there is no kind team;" in refused(play, tmp_path / "other", kinds=["team"])
