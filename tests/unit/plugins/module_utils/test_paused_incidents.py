# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about paused incidents."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.paused_incident import (
    PAUSED_INCIDENT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

KEY = "0123456789abcdef0123456789abcdef"
NOW = "2030-05-01T12:00:00Z"


@pytest.fixture(params=[True, False], ids=["strict", "lenient"])
def account(request: pytest.FixtureRequest) -> t.Iterator[Play]:
    """A service that pauses all alerts, of which one is resolved at once, and one triggers an incident. The two modes
    of the emulator have different wrappers."""
    emulator = Emulator(strict=request.param)
    integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
    pause = {"enabled": True, "timeout": 120}
    emulator.load(services=[
        {"name": "Shop", "escalation_policy": "Default", "integrations": [integration],
         "auto_pause_notifications_parameters": pause},
        {"name": "Other", "escalation_policy": "Default"},
    ])
    play = Play(emulator, events_url=emulator.url)
    event = {"routing_key": KEY, "source": "web1", "severity": "error", "summary": "Full"}
    for key in ("first", "second"):
        play.run(EVENT_OPERATION, **event, dedup_key=key)
    play.run(EVENT_OPERATION, routing_key=KEY, event_action="resolve", dedup_key="first")
    emulator.admin("POST", "clock", {"advance": 200})
    yield play
    emulator.stop()


def numbers(play: Play, **options: t.Any) -> list[tuple[str | None, int, int, int]]:
    return [
        ((one["service"] or {}).get("summary"), one["paused_count"], len(one["triggered_after_pause_alerts"]),
         len(one["resolved_after_pause_alerts"]))
        for one in play.run(PAUSED_INCIDENT_INFO_OPERATION, **options)["paused_incident_reports"]
    ]


def test_reports(account: Play) -> None:
    assert numbers(account) == [(None, 2, 1, 1)]
    assert numbers(account, services=["other", "Shop", "shop"]) == [("Other", 0, 0, 0), ("Shop", 2, 1, 1)]
    assert numbers(account, suspended_by="rules") == [(None, 0, 0, 0)]
    now = account.emulator.admin("GET", "clock")["now"]
    assert numbers(account, since=now, check=True) == [(None, 0, 0, 0)]
    (report,) = account.run(PAUSED_INCIDENT_INFO_OPERATION)["paused_incident_reports"]
    assert (report["triggered_after_pause_count"], report["resolved_after_pause_count"]) == (1, 1)


def test_errors(play: Play, emulator: Emulator) -> None:
    with pytest.raises(UsageError, match="since: 'yesterday' is not a date or time"):
        play.run(PAUSED_INCIDENT_INFO_OPERATION, since="yesterday")
    with pytest.raises(UsageError, match=r"services\[0\]: there is no service 'Shop'"):
        play.run(PAUSED_INCIDENT_INFO_OPERATION, services=["Shop"])
    emulator.load(abilities=["teams"])
    with pytest.raises(ApiError, match="403"):
        play.run(PAUSED_INCIDENT_INFO_OPERATION)


def test_a_service_of_an_earlier_task_in_check_mode(play: Play, emulator: Emulator, tmp_path: t.Any) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    play.run(resource_operation(SERVICE), name="New", escalation_policy="Default", check=True)
    emulator.forget()
    assert numbers(play, services=["New"], check=True) == [("New", 0, 0, 0)]
    assert [entry["path"] for entry in emulator.log() if "paused" in entry["path"]] == []
