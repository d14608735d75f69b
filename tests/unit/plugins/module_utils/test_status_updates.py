# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status updates: sent each time, and never again without being asked to."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.status_update import (
    STATUS_UPDATE_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play


@pytest.fixture
def incident(emulator: Emulator) -> str:
    emulator.load(
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=[{"title": "Down", "service": "Shop", "incident_key": "down"}],
    )
    emulator.forget()
    return emulator.state()["incidents"][0]["id"]


def sent(emulator: Emulator) -> list[dict[str, t.Any]]:
    return emulator.state()["incidents"][0]["status_updates"]


@pytest.mark.parametrize(
    "options", [{}, {"subject": "Web shop", "html_message": "<p>We are looking into it.</p>"}], ids=["text", "HTML"]
)
@pytest.mark.parametrize("which", [{"incident": "ID"}, {"incident": "1"}, {"incident_key": "down", "service": "shop"}])
def test_sent_each_time(
    play: Play, emulator: Emulator, incident: str, options: dict[str, t.Any], which: dict[str, t.Any]
) -> None:
    which = {"incident": incident} if which == {"incident": "ID"} else which
    options = {**which, "text": "We are looking into it.", **options}
    foretold = play.run(STATUS_UPDATE_OPERATION, check=True, **options)
    assert emulator.writes() == [] and foretold["changed"]
    for number in (1, 2):
        result = play.run(STATUS_UPDATE_OPERATION, **options)
        assert result["changed"] and len(sent(emulator)) == number
        assert result["diff"] == foretold["diff"]
        assert foretold["status_update"].items() <= result["status_update"].items()
    assert result["status_update"]["message"] == "We are looking into it."
    assert result["status_update"]["sender"]["summary"] == "Account Owner"


@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "truncate"])
def test_never_sent_twice(play: Play, emulator: Emulator, incident: str, kind: str) -> None:
    emulator.fault(kind=kind, method="POST")
    with pytest.raises(OutcomeUnknown, match=r"whether PagerDuty carried it out is not known.*in the incident's timel"):
        play.run(STATUS_UPDATE_OPERATION, incident=incident, text="Hello")
    assert len(emulator.writes()) == 1


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"incident": "QNONE"}, "incident: there is no incident 'QNONE'"),
    ({"incident_key": "none"}, "incident_key: no open incident has the key 'none'"),
    ({"text": " "}, "text: must not be empty"),
    ({"subject": "", "html_message": "<p>"}, "subject: must not be empty"),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[message for _options, message in WRONG])
@pytest.mark.parametrize("check", [True, False])
def test_one_line_that_helps(
    play: Play, incident: str, options: dict[str, t.Any], message: str, check: bool
) -> None:
    with pytest.raises(PagerDutyError, match=message) as caught:
        which = {} if "incident_key" in options else {"incident": incident}
        play.run(STATUS_UPDATE_OPERATION, check=check, **{**which, "text": "Hello", **options})
    assert "\n" not in caught.value.message
    assert sent(play.emulator) == []
