# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From log entries to events: names, filters, shapes, and how PagerDuty's webhooks tell of the same."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._poll_events import (
    Selection,
    check_patterns,
    event_of,
    event_type,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

Entry = dict[str, t.Any]

ADA, BOB = ({"id": f"P{name}", "type": "user_reference", "summary": name} for name in ("ADA", "BOB"))


def entry(kind: str, **more: t.Any) -> Entry:
    incident = {
        "id": "PINC",
        "type": "incident",
        "incident_number": 7,
        "title": "Down",
        "urgency": "high",
        "created_at": "2026-11-21T09:00:00Z",
        "service": {"id": "PSVC", "type": "service_reference", "summary": "Web shop"},
        "teams": [{"id": "PTEAM", "type": "team_reference", "summary": "Core"}],
        "priority": {"id": "PPRIO", "type": "priority", "summary": "P1"},
        "assignments": [{"at": "2026-11-21T09:00:00Z", "assignee": ADA}],
        "first_trigger_log_entry": {"id": "RFIRST", "type": "trigger_log_entry_reference"},
    }
    made = {"id": "RONE", "type": f"{kind}_log_entry", "created_at": "2026-11-21T10:30:00+01:00", "agent": BOB}
    return {**made, "incident": incident, **more}


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("trigger", {"id": "RFIRST"}, "incident.triggered"),
        ("trigger", {}, "trigger_log_entry"),
        ("acknowledge", {}, "incident.acknowledged"),
        ("acknowledgement", {}, "incident.acknowledged"),
        ("unacknowledge", {}, "incident.unacknowledged"),
        ("resolve", {}, "incident.resolved"),
        ("annotate", {}, "incident.annotated"),
        ("assign", {}, "incident.reassigned"),
        ("assign", {"created_at": "2026-11-21T10:00:01+01:00"}, "incident.assigned"),
        ("delegate", {}, "incident.delegated"),
        ("escalate", {}, "incident.escalated"),
        ("snooze", {}, "snooze_log_entry"),
        ("what_comes_next_year", {}, "what_comes_next_year_log_entry"),
    ],
)
def test_names(kind: str, more: Entry, expected: str) -> None:
    assert event_type(entry(kind, **more)) == expected


def test_the_time_keeps_its_milliseconds() -> None:
    event = event_of(entry("resolve", created_at="2026-11-21T10:30:00.315+01:00"), "now")
    assert event["meta"]["occurred_at"] == event["event"]["occurred_at"] == "2026-11-21T09:30:00.315Z"


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("incident.assigned", {"assign", "escalate", "delegate"}),
        ("incident.reassigned", {"assign"}),
        ("assign_log_entry", {"assign"}),
        ("incident.*", {"assign", "escalate", "delegate", "resolve", "annotate"}),
        ("*", {"assign", "escalate", "delegate", "resolve", "annotate", "notify"}),
        ("notify_log_entry", {"notify"}),
    ],
)
def test_patterns(pattern: str, kinds: set[str]) -> None:
    check_patterns([pattern])
    every = ("assign", "escalate", "delegate", "resolve", "annotate", "notify")
    assert {kind for kind in every if Selection(events=(pattern,)).wants(entry(kind))} == kinds


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("incident.priority_updated", "only webhooks have 'incident.priority_updated'; use the source community.pag"),
        ("service.*", "'service.*'; use the source community.pagerduty.pagerduty_webhook for it. The list is"),
        ("incident.acknowledge", "matches no type of events or log entries; did you mean 'incident.acknowledged'?"),
        ("notfy_log_entry", "is not a documented type of log entries; did you mean 'notify_log_entry'? The list"),
        ("xyz", "'xyz' matches no type of events or log entries. The list is in docs/events.md"),
    ],
)
def test_a_pattern_for_nothing_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_patterns(["incident.*", pattern])
    assert raised.value.message.startswith("events[1]: ")
    assert message in raised.value.message


@pytest.mark.parametrize("pattern", ["unassign_log_entry", "priority_change_log_entry", "assigned_log_entry"])
def test_undocumented_types_of_log_entries_are_accepted(pattern: str) -> None:
    check_patterns([pattern])


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(services=frozenset({"PSVC", "POTHER"})), True),
        (Selection(services=frozenset({"POTHER"})), False),
        (Selection(teams=frozenset({"PTEAM"})), True),
        (Selection(teams=frozenset({"POTHER"})), False),
        (Selection(priorities=frozenset({"PPRIO"})), True),
        (Selection(priorities=frozenset({"POTHER"})), False),
        (Selection(urgencies=frozenset({"high"})), True),
        (Selection(urgencies=frozenset({"low"})), False),
        (Selection(users=frozenset({"PADA"})), True),
        (Selection(users=frozenset({"PBOB"})), True),
        (Selection(users=frozenset({"PEVE"})), False),
        (Selection(users=frozenset({"PADA"}), urgencies=frozenset({"low"})), False),
    ],
)
def test_filters(selection: Selection, wanted: bool) -> None:
    assert selection.wants(entry("acknowledge")) is wanted


def test_an_assignment_concerns_whom_it_names_and_nobody_else() -> None:
    assigned = entry("assign", assignees=[BOB])
    assert Selection(users=frozenset({"PBOB"})).wants(assigned)
    assert not Selection(users=frozenset({"PADA"})).wants(assigned), "who had it before"
    taken = entry("assign", assignees=[ADA])
    assert not Selection(users=frozenset({"PBOB"})).wants(taken), "who did it"


def test_meta_is_flat_and_in_utc() -> None:
    event = event_of(entry("escalate", assignees=[BOB]), "2026-11-21T09:31:00Z")
    meta = event["meta"]
    assert meta["occurred_at"] == event["event"]["occurred_at"] == "2026-11-21T09:30:00Z"
    assert meta["received_at"] == "2026-11-21T09:31:00Z"
    assert (meta["incident_id"], meta["incident_number"], meta["incident_title"]) == ("PINC", 7, "Down")
    assert (meta["service_id"], meta["service_name"], meta["urgency"], meta["priority"]) == (
        "PSVC",
        "Web shop",
        "high",
        "P1",
    )
    assert (meta["teams"], meta["assignees"]) == (["Core"], ["BOB"])
    assert not any(isinstance(value, dict) for value in meta.values())


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ({"channel": {"type": "note", "summary": "short", "content": "short and long"}}, "short and long"),
        ({"channel": {"type": "note", "summary": "short"}}, "short"),
        ({"note": "within"}, "within"),
        ({}, ""),
    ],
)
def test_a_note(more: Entry, content: str) -> None:
    data = event_of(entry("annotate", **more), "")["event"]["data"]
    assert data == {
        "id": None,
        "type": "incident_note",
        "incident": {
            "html_url": None,
            "id": "PINC",
            "self": None,
            "summary": "Down",
            "type": "incident_reference",
        },
        "content": content,
        "trimmed": False,
    }


def test_an_entry_of_which_hardly_anything_is_known() -> None:
    bare = {"id": "RONE", "type": "resolve_log_entry", "created_at": "2026-11-21T09:00:00Z"}
    assert Selection(events=("incident.*",)).wants(bare)
    assert not Selection(urgencies=frozenset({"high"})).wants(bare)
    assert event_of(bare, "")["event"]["event_type"] == "incident.resolved"


def test_events_are_what_webhooks_tell(emulator: Emulator) -> None:
    """The emulator knows, in `/_emulator/events`, what it would tell by webhook: the same, but for IDs and times."""
    connection = {"api_url": emulator.url, "api_token": "emulator", "from_email": "owner@example.com"}
    client = Client(Connection.from_params(connection)).for_task()
    policy = client.get("/escalation_policies")["escalation_policies"][0]
    service = client.post("/services", {"service": {"type": "service", "name": "Web", "escalation_policy": policy}})
    reference = {"id": service["service"]["id"], "type": "service_reference"}
    body = {"incident": {"type": "incident", "title": "Down", "service": reference}}
    made = client.post("/incidents", body, sends_from=True)["incident"]
    path = f"/incidents/{made['id']}"

    told: dict[str, Entry] = {}
    types = ["incident.triggered", "incident.acknowledged", "incident.escalated", "incident.resolved"]

    def told_by_log() -> None:
        """What has come since, as it is shown right now."""
        listing = client.get("/log_entries", {"include[]": ["incidents", "channels"], "time_zone": "UTC"})
        for one in listing["log_entries"]:
            event = event_of(one, "")["event"]
            told.setdefault(event["event_type"], event)

    told_by_log()
    for change in ({"status": "acknowledged"}, {"escalation_level": 1}, {"status": "resolved"}):
        client.put(path, {"incident": {"type": "incident", **change}}, sends_from=True)
        told_by_log()
    client.post(f"{path}/notes", {"note": {"content": "Was the cat"}}, sends_from=True)
    told_by_log()

    webhooks = {one["event_type"]: one for one in emulator.admin("GET", "events")}
    for name in types:
        mine, theirs = told[name], webhooks[name]
        assert mine["data"] == theirs["data"], name
        assert (mine["agent"] or {}).get("id") == (theirs["agent"] or {}).get("id")
        assert mine["occurred_at"] == theirs["occurred_at"].replace(".000Z", "Z")
    note, webhook = told["incident.annotated"]["data"], webhooks["incident.annotated"]["data"]
    assert note == {**webhook, "id": None}
