# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever is in use stays: the error says where, and check mode says the same."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import MOST_INCIDENTS, USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

DELETE: dict[str, t.Any] = {"email": "ann@example.com", "state": "absent"}


def incident(number: int, **more: t.Any) -> dict[str, t.Any]:
    return {"title": f"Down {number}", "service": "Shop", "assignments": ["ann@example.com"], **more}


def load(emulator: Emulator, incidents: list[dict[str, t.Any]], **more: t.Any) -> None:
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com"}],
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=incidents,
        **more,
    )


@pytest.mark.parametrize("check", [False, True])
def test_open_incidents_are_named(emulator: Emulator, play: Play, check: bool) -> None:
    old = {"created_at": "2026-01-01T00:00:00Z"}
    load(emulator, [incident(1, **old), incident(2, status="acknowledged"), incident(3, status="resolved")])
    emulator.forget()
    with pytest.raises(PagerDutyError) as caught:
        play.run(resource_operation(USER), check=check, **DELETE)
    message = caught.value.message
    assert "Ann Archer" in message and "can't be deleted while it is used by open incident [#" in message
    assert "The module pagerduty_user_replacement puts another user in all of these places" in message
    assert "Down 1" in message and "Down 2" in message and "Down 3" not in message
    assert caught.value.status == 400
    reads = [entry["path"] for entry in emulator.log() if entry["method"] == "GET"]
    assert len(reads) <= 5 and reads.count("/incidents") == 1
    assert emulator.writes() == ([] if check else [f"DELETE {emulator.log()[1]['path']}"])


@pytest.mark.parametrize("check", [False, True])
def test_shift_based_schedules_are_named(emulator: Emulator, play: Play, check: bool) -> None:
    def schedule(name: str, since: str, until: str | None) -> dict[str, t.Any]:
        event = {
            "name": "Day",
            "start_time": {"date_time": "2025-01-06T09:00:00Z", "time_zone": "Etc/UTC"},
            "end_time": {"date_time": "2025-01-06T17:00:00Z", "time_zone": "Etc/UTC"},
            "effective_since": since,
            "effective_until": until,
            "recurrence": ["RRULE:FREQ=DAILY"],
            "assignment_strategy": {
                "type": "rotating_member_assignment_strategy",
                "shifts_per_member": 1,
                "members": ["ann@example.com"],
            },
        }
        return {"name": name, "time_zone": "Etc/UTC", "rotations": [{"events": [event]}]}

    ended = schedule("Ended", "2025-01-06T00:00:00Z", "2025-02-06T00:00:00Z")
    load(emulator, [], schedules_v3=[schedule("Days", "2025-01-06T00:00:00Z", None), ended])
    with pytest.raises(PagerDutyError, match=r"can't be deleted while it is used by schedule Days \(\w+\)\. Remove it"):
        play.run(resource_operation(USER), check=check, **DELETE)


def test_many_incidents_are_counted_in_one_request(emulator: Emulator, play: Play) -> None:
    load(emulator, [incident(number) for number in range(MOST_INCIDENTS + 120)])
    emulator.forget()
    with pytest.raises(PagerDutyError, match=r", 120 more open incidents\. Remove it there first"):
        play.run(resource_operation(USER), **DELETE)
    assert [entry["path"] for entry in emulator.log()].count("/incidents") == 1


def test_a_token_that_may_not_see_incidents(emulator: Emulator, play: Play) -> None:
    rule = {"escalation_delay_in_minutes": 5, "targets": ["ann@example.com"]}
    load(emulator, [incident(1)], escalation_policies=[{"name": "Night", "escalation_rules": [rule]}])
    emulator.fault(kind="status", status=403, path="/incidents")
    with pytest.raises(PagerDutyError, match=r"used by escalation policy Night \(P\w+\)\. Remove"):
        play.run(resource_operation(USER), **DELETE)


def test_who_is_free_goes(emulator: Emulator, play: Play) -> None:
    load(emulator, [incident(1, status="resolved")])
    emulator.forget()
    assert play.run(resource_operation(USER), **DELETE)["changed"]
    assert len(emulator.log()) == 2
