# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes: one text is one note, unless it shall not be."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.log_entry import LOG_ENTRY
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play


@pytest.fixture
def incident(emulator: Emulator) -> str:
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com", "role": "user"}],
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=[{"title": "Down", "service": "Shop"}],
    )
    emulator.forget()
    return emulator.state()["incidents"][0]["id"]


def contents(play: Play, incident: str) -> list[str]:
    return [note["content"] for note in play.run(info_operation(INCIDENT_NOTE), incident=incident)["notes"]]


def test_written_changed_and_removed(play: Play, emulator: Emulator, incident: str) -> None:
    def step(write: str | None, **options: t.Any) -> dict[str, t.Any]:
        emulator.forget()
        foretold = play.run(resource_operation(INCIDENT_NOTE), check=True, incident=incident, **options)
        assert emulator.writes() == []
        result = play.run(resource_operation(INCIDENT_NOTE), incident=incident, **options)
        assert [line.split()[0] for line in emulator.writes()] == ([write] if write else [])
        assert result["changed"] == foretold["changed"] == bool(write)
        assert result["diff"] == foretold["diff"]
        assert (result["note"] is None) == (foretold["note"] is None)
        assert (foretold["note"] or {}).items() <= (result["note"] or {}).items()
        return result

    note = step("POST", content="One ")["note"]
    assert step(None, content=" One")["note"]["id"] == note["id"]
    step("PUT", content="Two", id=note["id"])
    step(None, content="Two", id=note["id"])
    assert contents(play, incident) == ["Two"]
    step("DELETE", content="Two", state="absent")
    step(None, content="Two", state="absent")
    step(None, id=note["id"], state="absent")
    assert contents(play, incident) == []


def test_the_same_text_by_somebody_else_is_another_note(play: Play, incident: str) -> None:
    for sender, changed in (("owner@example.com", True), ("ann@example.com", True), ("Ann Archer", False)):
        play.connection["from_email"] = sender
        assert play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One")["changed"] is changed
    del play.connection["from_email"]
    assert not play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One")["changed"]
    with pytest.raises(PagerDutyError, match=r"content: there are 2 notes with the same content: .* Set id to select"):
        play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One", state="absent")


def test_the_same_text_again_if_that_is_meant(play: Play, incident: str) -> None:
    for _time in range(2):
        assert play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One", unique=False)["changed"]
    assert contents(play, incident) == ["One", "One"]


@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_lost_answer_makes_one_note(play: Play, emulator: Emulator, incident: str, kind: str, unique: bool) -> None:
    if not unique:
        play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One")
    emulator.fault(kind=kind, method="POST")
    assert play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One", unique=unique)["changed"]
    assert contents(play, incident) == ["One"] * (1 if unique else 2)


def test_given_up(play: Play, emulator: Emulator, incident: str) -> None:
    play.connection["max_retries"] = 1
    emulator.fault(kind="reset_before", method="POST", times=2)
    with pytest.raises(OutcomeUnknown, match="A search afterwards found no note 'One'; run again"):
        play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One")


def test_an_incident_by_its_number(play: Play, emulator: Emulator, incident: str) -> None:
    assert play.run(resource_operation(INCIDENT_NOTE), incident="1", content="One")["changed"]
    assert not play.run(resource_operation(INCIDENT_NOTE), incident=incident, content="One")["changed"]
    assert contents(play, " 1 ") == ["One"]
    assert play.run(info_operation(LOG_ENTRY), incident="1") == play.run(
        info_operation(LOG_ENTRY), incident=incident
    )
    for operation in (info_operation(INCIDENT_NOTE), info_operation(LOG_ENTRY)):
        with pytest.raises(PagerDutyError, match="incident: there is no incident '99'"):
            play.run(operation, incident="99")


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"content": " "}, "content: must not be empty"),
    ({"content": "", "state": "absent"}, "content: must not be empty"),
    ({"content": "One", "id": "PAAAAAA"}, "id: there is no note with the ID 'PAAAAAA'; omit id to create one"),
    ({"content": "One", "incident": " "}, "incident: must not be empty"),
    ({"content": "One", "incident": "PAAAAAA"}, "incident: there is no incident 'PAAAAAA'"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong(play: Play, emulator: Emulator, incident: str, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(PagerDutyError, match=message):
        play.run(resource_operation(INCIDENT_NOTE), **{"incident": incident, **options})
    assert emulator.writes() == []
