# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The postmortem of an incident: what it contains, in which order, and that nothing in a text is markup."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.community.pagerduty.plugins.filter.incident_postmortem import incident_postmortem
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.alert import ALERT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident import INCIDENT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.log_entry import LOG_ENTRY
from ansible_collections.community.pagerduty.plugins.plugin_utils._postmortem import span
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

BEGAN = {"id": "Q1", "title": "Down", "created_at": "2026-11-30T12:00:00Z"}


def entry(kind: str, at: str, **more: Any) -> dict[str, Any]:
    return {"type": f"{kind}_log_entry", "created_at": f"2026-11-30T{at}Z", "agent": {"summary": "Ann"}, **more}


def rows(text: str, section: str) -> list[list[str]]:
    """The cells of the table in a section, without its head."""
    lines = text.partition(f"## {section}\n\n")[2].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def facts(text: str) -> dict[str, str]:
    lines = [line.strip("| ").split(" | ") for line in text.splitlines()[4:] if line.startswith("|")]
    return {cells[0]: cells[1] for cells in lines if len(cells) == 2}


def test_the_life_of_an_incident(play: Play, emulator: Emulator) -> None:
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com"}],
        services=[{"name": "Web | shop", "escalation_policy": "Default"}],
    )
    opened = play.run(
        INCIDENT_OPERATION, state="triggered", incident_key="down", service="Web | shop", title="It is *down*",
        priority="P1",
    )["incident"]
    emulator.admin("POST", "clock", {"advance": 90})
    play.run(INCIDENT_OPERATION, id=opened["id"], state="acknowledged", from_email="ann@example.com")
    emulator.admin("POST", "clock", {"advance": 600})
    note = {"incident": opened["id"], "content": "The disk\nis full", "from_email": "ann@example.com"}
    play.run(resource_operation(INCIDENT_NOTE), **note)
    emulator.admin("POST", "clock", {"advance": 3600})
    play.run(INCIDENT_OPERATION, id=opened["id"], state="resolved", resolution="Cleaned up")
    data = {
        "incident": play.run(info_operation(INCIDENT), id=opened["id"])["incidents"][0],
        "log_entries": play.run(info_operation(LOG_ENTRY), incident=opened["id"], include=["channels"])["log_entries"],
        "notes": play.run(info_operation(INCIDENT_NOTE), incident=opened["id"])["notes"],
        "alerts": play.run(info_operation(ALERT), incident=opened["id"])["alerts"],
    }
    text = incident_postmortem(data)
    assert text.splitlines()[0] == r"# Postmortem: It is \*down\*"
    found = facts(text)
    assert found["Service"] == r"Web \| shop"
    assert (found["Priority"], found["Status"]) == ("P1", "resolved")
    assert found["Acknowledged"].startswith("after 1 min 30 s") and found["Acknowledged"].endswith("by Ann Archer")
    assert found["Resolved"].startswith("after 1 h 11 min") and found["Resolved"].endswith("by Account Owner")
    timeline = rows(text, "Timeline")
    assert [one[0] for one in timeline] == sorted(one[0] for one in timeline)
    assert ["11 min 30 s", "Ann Archer", "Note: The disk is full"] in [one[1:] for one in timeline]
    assert timeline[0][3].startswith("Triggered") and "Cleaned up" in timeline[-1][3]
    assert "- Ann Archer: acknowledged, added a note" in text
    assert "## Actions" in text and "## Alerts" not in text
    without_notes = incident_postmortem({key: value for key, value in data.items() if key != "notes"})
    assert "Note: The disk is full" in without_notes, "the log entry has the text, too"


def test_what_is_around_an_incident() -> None:
    data = {
        "incident": {**BEGAN, "html_url": "https://example.pagerduty.com/incidents/Q1", "incident_number": 7},
        "log_entries": [
            entry("escalate", "12:20:00", summary="Escalated to Bea."),
            entry("trigger", "12:00:00", summary="Triggered.", agent={"summary": "Shop"}),
        ],
        "alerts": [{**BEGAN, "severity": "critical", "status": "resolved", "summary": "Disk"}],
        "change_events": [{"timestamp": "2026-11-30T11:50:00Z", "summary": "Deployed 1.2", "source": "ci"}],
        "business_services": [{"name": "Checkout"}],
        "past_incidents": [
            {"incident": {"id": "Q0", "title": "Down", "created_at": "2026-10-01T12:00:00Z"}, "score": 46.8},
            {"incident": {"id": "Q2", "title": "Other", "created_at": "2026-10-02T12:00:00Z"}, "score": 0},
        ],
    }
    text = incident_postmortem(data, time_zone="Europe/Berlin")
    assert facts(text)["Incident"] == "[\\#7](<https://example.pagerduty.com/incidents/Q1>)"
    assert (facts(text)["Acknowledged"], facts(text)["Resolved"], facts(text)["Escalations"]) == ("no", "no", "1")
    assert facts(text)["Business services"] == "Checkout"
    assert rows(text, "Timeline") == [
        ["2026-11-30 12:50:00", "-10 min", "ci", "Change: Deployed 1.2"],
        ["2026-11-30 13:00:00", "0 s", "Shop", "Triggered."],
        ["2026-11-30 13:20:00", "20 min", "Ann", "Escalated to Bea."],
    ]
    assert rows(text, "Alerts") == [["2026-11-30 13:00:00", "critical", "resolved", "Disk"]]
    assert rows(text, "Earlier incidents of this kind") == [["2026-10-01 14:00:00", "Down (Q0)"]]


@pytest.mark.parametrize("hostile", ["<b>x</b>", "a | b", "[x](javascript:1)", "# heading", "two\nlines", "`code`"])
def test_nothing_is_markup(hostile: str) -> None:
    text = incident_postmortem({
        "incident": {**BEGAN, "title": hostile, "html_url": f"https://x/{hostile}"},
        "log_entries": [entry("trigger", "12:00:00", summary=hostile, agent={"summary": hostile})],
        "notes": [{"created_at": "2026-11-30T12:01:00Z", "content": hostile, "user": {"summary": hostile}}],
    })
    plain = incident_postmortem({
        "incident": {**BEGAN, "title": "plain", "html_url": "https://x/a b"},
        "log_entries": [entry("trigger", "12:00:00", summary="plain", agent={"summary": "plain"})],
        "notes": [{"created_at": "2026-11-30T12:01:00Z", "content": "plain", "user": {"summary": "plain"}}],
    })
    assert len(text.splitlines()) == len(plain.splitlines())
    assert "<b>" not in text and "[x](javascript" not in text
    assert [len(row) for row in rows(text.replace("\\|", ""), "Timeline")] == [4, 4]


@pytest.mark.parametrize(("data", "zone", "message"), [
    ([], "UTC", "must be a dictionary with the key incident"),
    ({"incident": []}, "UTC", "must be a dictionary with the key incident"),
    ({"incident": {"id": "Q1"}}, "UTC", "without the attribute created_at"),
    ({"incident": BEGAN, "notes": {}}, "UTC", None),
    ({"incident": BEGAN, "alerts": "many"}, "UTC", "has alerts that are not a list"),
    ({"incident": BEGAN}, "Mars/Base", "'Mars/Base' is not a time zone"),
    ({"incident": BEGAN}, "../etc", "'../etc' is not a time zone"),
])
def test_wrong_input(data: Any, zone: str, message: str | None) -> None:
    if message is None:
        assert "Postmortem" in incident_postmortem(data, zone)
        return
    with pytest.raises(AnsibleFilterError, match=f"incident_postmortem: the input .*{message}"):
        incident_postmortem(data, zone)


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "0 s"), (59, "59 s"), (60, "1 min"), (3605, "1 h"), (3660, "1 h 1 min"), (90061, "1 d 1 h"), (-5, "0 s"),
])
def test_spans(seconds: int, text: str) -> None:
    assert span(seconds) == text
