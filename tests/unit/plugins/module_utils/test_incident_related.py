# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Related, past and outlier incidents."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident_related import (
    INCIDENT_RELATED_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

ACCOUNT: dict[str, t.Any] = {
    "services": [{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Mail")],
    "incidents": [
        {"id": "QPAST1", "title": "Disk of web12 is full", "service": "Shop", "status": "resolved"},
        {"id": "QDISK1", "title": "Disk of web3 is full", "service": "Shop", "incident_key": "disk"},
        {"id": "QMAIL1", "title": "Disk of mail1 is full", "service": "Mail"},
    ],
}


def test_one_request_for_each_kind(play: Play, emulator: Emulator) -> None:
    emulator.load(**ACCOUNT)
    emulator.forget()
    found = play.run(INCIDENT_RELATED_INFO_OPERATION, incident="QDISK1")
    assert [one["incident"]["id"] for one in found["related_incidents"]] == ["QMAIL1"]
    assert [one["incident"]["id"] for one in found["past_incidents"]] == ["QPAST1"]
    assert found["outlier_incident"]["incident"]["occurrence"]["count"] == 1
    assert [entry["method"] for entry in emulator.log()] == ["GET"] * 3
    found = play.run(INCIDENT_RELATED_INFO_OPERATION, incident_key="disk", service="Shop", kinds=["past"])
    assert set(found) == {"changed", "past_incidents"}


@pytest.mark.parametrize(("options", "message"), [
    ({"kinds": []}, "kinds: must not be empty"),
    ({"kinds": ["past"], "since": "2026-01-01"}, "since: has an effect on outlier incidents only"),
    ({"limit": 0}, "limit: is 0; it must be between 1 and 999"),
    ({"limit": 1000}, "limit: is 1000"),
    ({"since": "yesterday"}, "since: 'yesterday' is not a date or time"),
])
def test_wrong_options(play: Play, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        play.run(INCIDENT_RELATED_INFO_OPERATION, incident="QDISK1", **options)


def test_unknown_incidents(play: Play, emulator: Emulator) -> None:
    for options in ({"incident": "QNONE1"}, {"incident": "7"}, {"incident_key": "none"}):
        with pytest.raises(Missing):
            play.run(INCIDENT_RELATED_INFO_OPERATION, **options)


def test_without_the_feature(play: Play, emulator: Emulator) -> None:
    emulator.load(**ACCOUNT, abilities=["teams"])
    with pytest.raises(ApiError, match="403"):
        play.run(INCIDENT_RELATED_INFO_OPERATION, incident="QDISK1")


def test_an_incident_of_an_earlier_task_in_check_mode(play: Play, emulator: Emulator, tmp_path: t.Any) -> None:
    emulator.load(services=ACCOUNT["services"])
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    opened = play.run(
        INCIDENT_OPERATION, state="triggered", incident_key="new", service="Shop", title="Down", check=True
    )
    found = play.run(INCIDENT_RELATED_INFO_OPERATION, incident=opened["incident"]["id"], check=True)
    assert found == {"changed": False, "related_incidents": [], "past_incidents": [], "outlier_incident": None}
