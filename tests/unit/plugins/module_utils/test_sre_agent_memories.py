# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memories of the SRE Agent, of which PagerDuty lists 100."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.sre_agent_memory import (
    SRE_AGENT_MEMORY_INFO_OPERATION,
    SRE_AGENT_MEMORY_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play


def load(emulator: Emulator, summaries: int = 0) -> None:
    """Two old memories, and newer ones."""
    services = [{"name": name, "escalation_policy": "Default"} for name in ("Web", "Db")]
    emulator.load(
        services=services,
        incidents=[{"id": "Q1234567890AAA", "title": "Down", "service": "Web"}],
        sre_memories=[
            {"id": "PRUN", "content": "Restart it", "service": "Db", "created_at": "2026-01-01T00:00:00Z"},
            {"id": "PSUM", "content": "It was down", "kind": "incident_summary", "incident": "Down",
             "created_at": "2026-01-01T00:00:00Z"},
            *(
                {"content": f"Summary {number}", "kind": "incident_summary", "service": "Web",
                 "created_at": "2026-01-02T00:00:00Z"}
                for number in range(summaries)
            ),
        ],
    )
    emulator.forget()


def listed(play: Play, **options: t.Any) -> list[str]:
    found = play.run(SRE_AGENT_MEMORY_INFO_OPERATION, **options)["sre_agent_memories"]
    return [one["id"] for one in found]


def changed(play: Play, **options: t.Any) -> dict[str, t.Any]:
    return play.run(SRE_AGENT_MEMORY_OPERATION, **options)


def test_list(play: Play, emulator: Emulator) -> None:
    load(emulator)
    assert sorted(listed(play)) == ["PRUN", "PSUM"]
    assert listed(play, type="runbook") == listed(play, service="db") == ["PRUN"]
    assert listed(play, incident="Q1234567890AAA") == listed(play, incident="#1") == ["PSUM"]
    assert listed(play, service="Db", type="incident_playbook") == []
    with pytest.raises(Missing, match="incident: there is no incident '99'"):
        listed(play, incident="99")
    assert "warnings" not in play.run(SRE_AGENT_MEMORY_INFO_OPERATION)


def test_a_full_list_warns(play: Play, emulator: Emulator) -> None:
    load(emulator, summaries=100)
    result = play.run(SRE_AGENT_MEMORY_INFO_OPERATION)
    assert len(result["sre_agent_memories"]) == 100 and "lists 100 memories at most" in result["warnings"][0]


def test_a_second_run_changes_nothing(play: Play, emulator: Emulator) -> None:
    load(emulator)
    predicted = changed(play, check=True, id="PRUN", content="Drain it")
    assert not emulator.writes()
    result = changed(play, id="PRUN", content="Drain it")
    texts = {"before": {"content": "Restart it"}, "after": {"content": "Drain it"}}
    assert result["diff"] == predicted["diff"] == texts
    memory = result["sre_agent_memory"]
    assert {**memory, "updated_at": ""} == {**predicted["sre_agent_memory"], "updated_at": ""}
    emulator.forget()
    assert changed(play, id="PRUN", content=" Drain it\n") == {"changed": False, "sre_agent_memory": memory}
    assert changed(play, id="PRUN") == {"changed": False, "sre_agent_memory": memory}
    assert not emulator.writes() and len(emulator.log()) == 2


def test_delete(play: Play, emulator: Emulator) -> None:
    load(emulator)
    assert changed(play, check=True, id="PRUN", state="absent")["changed"]
    assert changed(play, id="PRUN", state="absent")["diff"] == {"before": {"content": "Restart it"}, "after": {}}
    emulator.forget()
    for check in (True, False):
        assert changed(play, check=check, id="PRUN", state="absent") == {"changed": False, "sre_agent_memory": None}
    assert not emulator.writes()


def test_old_memories_are_found_by_type_or_object(play: Play, emulator: Emulator) -> None:
    load(emulator, summaries=100)
    assert changed(play, id="PRUN", content="Drain it")["changed"]  # in the list of runbooks
    with pytest.raises(Missing, match="id: there is no memory PSUM among those that PagerDuty lists, 100 at most"):
        changed(play, id="PSUM", content="It is up")
    assert changed(play, id="PSUM", content="It is up", incident="1")["changed"]
    assert changed(play, id="PSUM", state="absent")["changed"]


@pytest.mark.parametrize("fault", TRANSIENT)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_faults(emulator: Emulator, fault: str, method: str) -> None:
    load(emulator)
    emulator.fault(**TRANSIENT[fault], method=method)
    options = {"content": "Drain it"} if method == "PUT" else {"state": "absent"}
    play = Play(emulator, timeout=1)
    assert changed(play, id="PRUN", **options)["changed"]
    assert not changed(play, id="PRUN", **options)["changed"]


def test_bad_input(play: Play, emulator: Emulator) -> None:
    load(emulator)
    for options, message in (
        ({"id": " "}, "id: must not be empty"),
        ({"id": "PRUN", "content": " "}, "content: must not be empty; to remove the memory, set state: absent"),
        ({"id": "PNONE", "content": "New"}, "id: there is no memory PNONE"),
        ({"id": "PRUN", "service": "Nowhere"}, "service: there is no service"),
    ):
        with pytest.raises(UsageError, match=message):
            changed(play, **options)
