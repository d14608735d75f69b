# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The details of log entries."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.log_entry import LOG_ENTRY_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPEN = {"state": "triggered", "incident_key": "down", "service": "Shop", "title": "Down"}


@pytest.fixture
def shop(play: Play, emulator: Emulator) -> Play:
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
    play.run(INCIDENT_OPERATION, **OPEN)
    emulator.forget()
    return play


def test_details(shop: Play, emulator: Emulator) -> None:
    predicted = shop.run(LOG_ENTRY_OPERATION, incident_key="down", details="It is 502", check=True)
    assert emulator.writes() == []
    done = shop.run(LOG_ENTRY_OPERATION, incident_key="down", details="It is 502")
    assert done["changed"] and done["diff"] == predicted["diff"] and done["log_entry"] == predicted["log_entry"]
    entry = done["log_entry"]["id"]
    assert emulator.writes() == [f"PUT /log_entries/{entry}/channel"]
    for options in ({"incident": "1"}, {"id": entry}):
        assert not shop.run(LOG_ENTRY_OPERATION, **options, details=" It is 502 ")["changed"]
    assert shop.run(LOG_ENTRY_OPERATION, id=entry, details="It is 503")["diff"]["before"] == {"details": "It is 502"}


def test_other_entries_and_incidents(shop: Play, emulator: Emulator) -> None:
    shop.run(INCIDENT_OPERATION, id="1", state="acknowledged")
    other = next(one["id"] for one in emulator.state()["log_entries"] if one["kind"] == "acknowledge")
    emulator.forget()
    with pytest.raises(UsageError, match="PagerDuty changes the details of web_trigger and mobile only"):
        shop.run(LOG_ENTRY_OPERATION, id=other, details="x")
    for options in ({"id": "RNONE1"}, {"incident": "QNONE1"}, {"incident_key": "none"}):
        with pytest.raises(Missing):
            shop.run(LOG_ENTRY_OPERATION, **options, details="x")
    for wrong, message in (
        ({"incident": "1", "details": " "}, "details: must not be empty"),
        ({"id": other, "service": "Shop", "details": "x"}, "service: can only be combined with incident_key"),
    ):
        with pytest.raises(UsageError, match=message):
            shop.run(LOG_ENTRY_OPERATION, **wrong)
    assert emulator.writes() == []


def test_an_incident_of_an_earlier_task_in_check_mode(shop: Play, tmp_path: t.Any) -> None:
    shop.keep()
    shop.ledger = str(tmp_path / "ledger")
    opened = shop.run(INCIDENT_OPERATION, **{**OPEN, "incident_key": "new"}, check=True)["incident"]
    assert shop.run(LOG_ENTRY_OPERATION, incident=opened["id"], details="x", check=True)["changed"]
