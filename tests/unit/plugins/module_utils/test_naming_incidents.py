# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module that names an incident accepts its ID, its number, and its key, and has one message if there is none."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    Missing,
    PagerDutyError,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.alert import (
    ALERT_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.change_event import (
    CHANGE_EVENT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incidents import INCIDENTS_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.status_update import (
    STATUS_UPDATE_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.template import RENDER_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.alert import ALERT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.log_entry import LOG_ENTRY
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

# What each module needs besides the incident.
OPERATIONS: dict[str, tuple[Operation, dict[str, t.Any]]] = {
    "alert": (ALERT_OPERATION, {"all": True, "state": "resolved"}),
    "alert_info": (info_operation(ALERT), {}),
    "change_event_info": (CHANGE_EVENT_INFO_OPERATION, {}),
    "log_entry_info": (info_operation(LOG_ENTRY), {}),
    "note": (resource_operation(INCIDENT_NOTE), {"content": "One"}),
    "note_info": (info_operation(INCIDENT_NOTE), {}),
    "status_update": (STATUS_UPDATE_OPERATION, {"text": "We work on it"}),
    "template_render": (RENDER_OPERATION, {"template": "Customers"}),
}

each_operation = pytest.mark.parametrize(("operation", "options"), OPERATIONS.values(), ids=list(OPERATIONS))


@pytest.fixture(autouse=True)
def incident(emulator: Emulator) -> str:
    """An open incident with a key. Another service has one with the key `shared`, too."""
    emulator.load(
        services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Search")],
        templates=[
            {"name": "Customers", "type": "template", "template_type": "status_update", "templated_fields": {}},
        ],
        incidents=[
            {"title": "Down", "service": "Shop", "incident_key": "down"},
            {"title": "One", "service": "Shop", "incident_key": "shared"},
            {"title": "Two", "service": "Search", "incident_key": "shared"},
        ],
    )
    emulator.forget()
    return next(one for one in emulator.state()["incidents"] if one["title"] == "Down")["id"]


def about(emulator: Emulator, incident: str) -> bool:
    """Whether the incident was asked for by its ID, or sent to be rendered."""
    paths = [f"{entry['path']}/" for entry in emulator.log()]
    return any(f"/incidents/{incident}/" in path or "/render/" in path for path in paths)


@each_operation
@pytest.mark.parametrize("name", ["ID", "1", " 1 ", "#1", " #1 "])
def test_by_id_or_number(
    play: Play, emulator: Emulator, incident: str, operation: Operation, options: dict[str, t.Any], name: str
) -> None:
    play.run(operation, incident=incident if name == "ID" else name, **options)
    assert about(emulator, incident)


@each_operation
def test_by_key(
    play: Play, emulator: Emulator, incident: str, operation: Operation, options: dict[str, t.Any]
) -> None:
    play.run(operation, incident_key=" down ", **options)
    assert about(emulator, incident)
    with pytest.raises(UsageError, match=r"^incident_key: several open incidents have the key 'shared': .*Set service"):
        play.run(operation, incident_key="shared", **options)
    play.run(operation, incident_key="shared", service="Search", **options)


@each_operation
@pytest.mark.parametrize("name", ["PNONE00", "99", "#99"])
def test_there_is_none(
    play: Play, emulator: Emulator, operation: Operation, options: dict[str, t.Any], name: str
) -> None:
    with pytest.raises(PagerDutyError) as caught:
        play.run(operation, incident=name, **options)
    said = f"incident: there is no incident '{name}'; use its ID or number, and check that this token may read it"
    assert caught.value.message == said
    assert caught.value.failure["status"] in (400, 404)
    if operation is ALERT_OPERATION:
        options = {**options, "move_to": "1"}  # with state: resolved alone, there is nothing to do then
    with pytest.raises(Missing, match=r"^incident_key: no open incident has the key 'none'; use incident$"):
        play.run(operation, incident_key="none", **options)
    assert [entry for entry in emulator.writes() if "/render" not in entry and "/incidents/" not in entry] == []


def test_numbers_in_other_options(play: Play, emulator: Emulator, incident: str) -> None:
    assert play.run(INCIDENT_OPERATION, id="#1", title="Still down")["incident"]["id"] == incident
    changed = play.run(INCIDENTS_OPERATION, incidents=[{"id": "#1"}, {"id": "2"}], urgency="low")["updated"]
    assert changed[0]["id"] == incident and len(changed) == 2
    assert play.run(INCIDENT_OPERATION, incident_key="down", merge=["#2"])["changed"]
    moved = play.run(ALERT_OPERATION, incident="#1", all=True, move_to="#3")
    assert moved["updated"] == []


def test_a_note_on_the_incident_of_a_key(play: Play, emulator: Emulator, incident: str) -> None:
    for changed in (True, False):
        assert play.run(resource_operation(INCIDENT_NOTE), incident_key="down", content="One")["changed"] is changed
    (note,) = play.run(info_operation(INCIDENT_NOTE), incident=incident)["notes"]
    assert note["content"] == "One"
    assert play.run(resource_operation(INCIDENT_NOTE), incident_key="down", content="One", state="absent")["changed"]


@pytest.mark.parametrize("name", ["log_entry_info", "template_render", "note"])
def test_a_service_goes_with_a_key_only(play: Play, incident: str, name: str) -> None:
    operation, options = OPERATIONS[name]
    with pytest.raises(UsageError, match=r"^service: can only be combined with incident_key"):
        play.run(operation, incident=incident, service="Shop", **options)
    if name != "note":
        with pytest.raises(UsageError, match=r"with incident_key; set it, or remove service"):
            play.run(operation, service="Shop", **options)
