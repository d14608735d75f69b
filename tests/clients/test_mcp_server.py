# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's MCP server uses the emulator: each of its tools whose resources the emulator has.

The server runs as a process, as it does for a language model. `make clients` sets PAGERDUTY_MCP_SERVER to its command.
It reads these environment variables: PAGERDUTY_USER_API_KEY, PAGERDUTY_API_HOST, and, as a user of `requests`,
REQUESTS_CA_BUNDLE.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client

KEY = "0123456789abcdef0123456789abcdef"
ACCOUNT: dict[str, Any] = {
    "users": [
        {"id": "PADA001", "name": "Ada Lovelace", "email": "ada@example.com", "role": "admin", "time_zone": "Etc/UTC"},
        {"id": "PBOB001", "name": "Bob Baker", "email": "bob@example.com", "role": "user"},
    ],
    "tokens": [{"token": "ada", "type": "user", "user": "ada@example.com"}],
    "teams": [{"id": "PCORE01", "name": "Core", "members": [{"user": "ada@example.com", "role": "manager"}]}],
    "schedules": [
        {
            "id": "PWEEK01",
            "name": "Weekly",
            "time_zone": "Europe/Berlin",
            "schedule_layers": [
                {
                    "name": "Weekly",
                    "start": "2026-01-05T09:00:00+01:00",
                    "rotation_virtual_start": "2026-01-05T09:00:00+01:00",
                    "rotation_turn_length_seconds": 604800,
                    "users": ["ada@example.com"],
                }
            ],
        }
    ],
    "escalation_policies": [
        {
            "id": "PPOL001",
            "name": "Core",
            "teams": ["Core"],
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["Weekly"]},
                {"escalation_delay_in_minutes": 30, "targets": ["bob@example.com"]},
            ],
        }
    ],
    "services": [
        {
            "id": "PSHOP01",
            "name": "Shop",
            "escalation_policy": "Core",
            "integrations": [{"name": "Checks", "type": "events_api_v2_inbound_integration", "integration_key": KEY}],
        }
    ],
    "incidents": [{"id": "Q0DOWN00000001", "title": "Down", "service": "Shop"}],
    "alerts": [
        {"id": "Q0ALERT0000001", "incident": "Q0DOWN00000001", "title": "Down", "alert_key": "down"}
    ],
    "event_orchestrations": [
        {
            "id": "checks",
            "name": "Checks",
            "team": "Core",
            "router": {"sets": [{"rules": [{"label": "All", "actions": {"route_to": "Shop"}}]}]},
        }
    ],
}

# Tools for which the emulator has no resources.
UNSUPPORTED = {
    "alert_grouping_setting": "alert grouping settings",
    "outlier_incident": "machine learning",
    "past_incidents": "machine learning",
    "related_incidents": "machine learning",
    "incident_workflow": "incident workflows",
    "service_dependencies": "service dependencies",
    "business_service": "business services",
    "status_page": "status pages",
    "metrics": "analytics",
    "extension_schema": "extensions",
}


@dataclass(frozen=True)
class Call:
    """A call of a tool. A text `$name` in the arguments stands for what an earlier call saved.

    returns: what the result contains: the stated keys of an object, and all elements of a list. saves: from a name to
    the key of the result that is saved under it.
    """

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    returns: Any = None
    saves: dict[str, str] = field(default_factory=dict)


def listed(*items: dict[str, Any]) -> dict[str, Any]:
    return {"response": list(items)}


DOWN = "Q0DOWN00000001"
SHOP = {"id": "PSHOP01"}
NOW = datetime.now(UTC)
SPAN = {"since": (NOW - timedelta(days=30)).isoformat(), "until": (NOW + timedelta(days=30)).isoformat()}


def ahead(days: float) -> str:
    """An instant so many days from now, as shift-based schedules return it."""
    return f"{NOW.replace(microsecond=0, tzinfo=None) + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


ADA, BOB = ({"type": "user_member", "user_id": one} for one in ("PADA001", "PBOB001"))
SHIFTS = {"schedule_id": "$shifts"}
ROTATION = {**SHIFTS, "rotation_id": "$rotation"}
EVENT = {
    "name": "Days",
    "start_time": {"date_time": ahead(1), "time_zone": "Europe/Berlin"},
    "end_time": {"date_time": ahead(1.5), "time_zone": "Europe/Berlin"},
    "effective_since": ahead(1),
    "recurrence": ["RRULE:FREQ=DAILY"],
    "assignment_strategy": {
        "type": "rotating_member_assignment_strategy", "shifts_per_member": 1, "members": [ADA, BOB],
    },
}
SHIFT = {
    "type": "custom_shift", "start_time": ahead(2), "end_time": ahead(3),
    "assignments": [{"type": "shift_assignment", "member": BOB}],
}
IN_TEN_DAYS = {**SHIFTS, "since": ahead(0), "until": ahead(10)}

TOPICS: dict[str, list[Call]] = {
    "users": [
        Call("get_user_data", {}, {"email": "ada@example.com", "teams": [{"id": "PCORE01"}]}),
        Call(
            "create_user",
            {"request": {"name": "Eve", "email": "Eve@example.com", "time_zone": "America/New_York"}},
            {"email": "eve@example.com", "role": "user", "time_zone": "America/New_York"},
        ),
        Call("create_user", {"request": {"name": "Fay", "email": "fay@example.com"}}, {"name": "Fay"}),
        Call("list_users", {"query": "eve"}, listed({"name": "Eve"})),
        Call("list_users", {"teams_ids": ["PCORE01"], "limit": 1}, listed({"name": "Ada Lovelace"})),
    ],
    "teams": [
        Call(
            "create_team",
            {"create_model": {"team": {"name": "Web"}}},
            {"name": "Web", "description": None},
            {"team": "id"},
        ),
        Call(
            "update_team",
            {"team_id": "$team", "update_model": {"team": {"name": "Web", "description": "The site"}}},
            {"description": "The site"},
        ),
        Call("get_team", {"team_id": "$team"}, {"name": "Web"}),
        Call("add_team_member", {"team_id": "$team", "member_data": {"user_id": "PBOB001", "role": "responder"}}),
        Call("list_team_members", {"team_id": "$team"}, listed({"id": "PBOB001"})),
        Call("remove_team_member", {"team_id": "$team", "user_id": "PBOB001"}),
        Call("list_team_members", {"team_id": "$team"}, listed()),
        Call("delete_team", {"team_id": "$team"}),
        Call("list_teams", {}, listed({"name": "Core"})),
        Call("list_teams", {"query": "cor", "limit": 1}, listed({"name": "Core"})),
        Call("list_teams", {"scope": "my"}, listed({"name": "Core"})),
    ],
    "services": [
        Call(
            "create_service",
            {"service_data": {"service": {"name": "Search", "escalation_policy": {"id": "PPOL001"}}}},
            {"name": "Search", "status": "active"},
            {"service": "id"},
        ),
        Call(
            "update_service",
            {
                "service_id": "$service",
                "service_data": {"service": {"description": "Finds", "escalation_policy": {"id": "PPOL001"}}},
            },
            {"name": "Search", "description": "Finds"},
        ),
        Call("get_service", {"service_id": "$service"}, {"name": "Search", "description": "Finds"}),
        Call("list_services", {"query": "search", "limit": 10}, listed({"name": "Search"})),
        Call("list_services", {"teams_ids": ["PCORE01"]}, listed({"name": "Search"}, {"name": "Shop"})),
    ],
    "escalation policies": [
        Call("list_escalation_policies", {"query": "core", "include": ["services"]}, listed({"id": "PPOL001"})),
        Call("list_escalation_policies", {"user_ids": ["PBOB001"], "team_ids": ["PCORE01"]}, listed({"id": "PPOL001"})),
        Call(
            "get_escalation_policy",
            {"policy_id": "PPOL001"},
            {"name": "Core", "num_loops": 0, "services": [SHOP], "teams": [{"id": "PCORE01"}]},
        ),
    ],
    "schedules": [
        Call("list_schedules", {"query_model": {"query": "week"}}, listed({"id": "PWEEK01", "kind": "layer_based"})),
        Call(
            "get_schedule",
            {"schedule_id": "PWEEK01"},
            {"name": "Weekly", "time_zone": "Europe/Berlin", "schedule_layers": [{"name": "Weekly"}]},
        ),
        Call("list_schedule_users", {"schedule_id": "PWEEK01"}, listed({"id": "PADA001"})),
        Call(
            "create_schedule_override",
            {
                "schedule_id": "PWEEK01",
                "override_request": {
                    "overrides": [
                        {"start": NOW.isoformat(), "end": (NOW + timedelta(hours=1)).isoformat(), "user_id": "PBOB001"}
                    ]
                },
            },
            [{"status": 201, "override": {"user": {"id": "PBOB001"}}}],
        ),
        Call("list_schedule_users", {"schedule_id": "PWEEK01"}, listed({"id": "PBOB001"})),
    ],
    "shift-based schedules": [
        Call(
            "create_schedule",
            {"schedule_data": {"name": "Shifts", "time_zone": "Europe/Berlin"}},
            {"kind": "shift_based", "name": "Shifts"},
            {"shifts": "id"},
        ),
        Call("create_schedule_v3_rotation", SHIFTS, saves={"rotation": "id"}),
        Call("create_schedule_v3_rotation_event", {**ROTATION, "event_data": EVENT}, {"name": "Days"}, {"event": "id"}),
        Call(
            "update_schedule_v3_rotation_event",
            {**ROTATION, "event_id": "$event", "event_data": {**EVENT, "name": "Every day"}},
            {"name": "Every day", "recurrence": EVENT["recurrence"]},
        ),
        Call("get_schedule_v3_rotation_event", {**ROTATION, "event_id": "$event"}, {"name": "Every day"}),
        Call("list_schedule_v3_rotation_events", ROTATION, listed({"name": "Every day"})),
        Call("get_schedule_v3_rotation", ROTATION, {"events": [{"name": "Every day"}]}),
        Call("list_schedule_v3_rotations", SHIFTS, listed({"id": "$rotation"})),
        Call("get_schedule", SHIFTS, {"kind": "shift_based", "name": "Shifts", "time_zone": "Europe/Berlin"}),
        Call(
            "list_schedules",
            {"query_model": {"limit": 10}},
            listed({"id": "PWEEK01", "kind": "layer_based"}, {"name": "Shifts", "kind": "shift_based"}),
        ),
        Call("update_schedule", {**SHIFTS, "schedule_data": {"description": "New"}}, {"description": "New"}),
        Call(
            "create_schedule_v3_custom_shifts",
            {**SHIFTS, "custom_shifts": [SHIFT]},
            listed({"start_time": ahead(2)}),
            {"shift": "response.0.id"},
        ),
        Call(
            "update_schedule_v3_custom_shift",
            {**SHIFTS, "custom_shift_id": "$shift", "shift_data": {**SHIFT, "end_time": ahead(4)}},
            {"end_time": ahead(4)},
        ),
        Call("get_schedule_v3_custom_shift", {**SHIFTS, "custom_shift_id": "$shift"}, {"end_time": ahead(4)}),
        Call("list_schedule_v3_custom_shifts", IN_TEN_DAYS, listed({"id": "$shift"})),
        Call(
            "create_schedule_v3_overrides",
            {
                **SHIFTS,
                "overrides": [{
                    "type": "override_shift", "custom_shift_id": "$shift", "start_time": ahead(2),
                    "end_time": ahead(3), "overridden_member": BOB, "overriding_member": ADA,
                }],
            },
            listed({"overriding_member": ADA}),
            {"override": "response.0.id"},
        ),
        Call(
            "update_schedule_v3_override",
            {
                **SHIFTS, "override_id": "$override", "start_time": ahead(2), "end_time": ahead(2.5),
                "overridden_member_type": "user_member", "overridden_member_user_id": "PBOB001",
                "overriding_member_type": "user_member", "overriding_member_user_id": "PADA001",
            },
            {"end_time": ahead(2.5)},
        ),
        Call("get_schedule_v3_override", {**SHIFTS, "override_id": "$override"}, {"end_time": ahead(2.5)}),
        Call("list_schedule_v3_overrides", IN_TEN_DAYS, listed({"id": "$override"})),
        Call("delete_schedule_v3_override", {**SHIFTS, "override_id": "$override"}),
        Call("delete_schedule_v3_custom_shift", {**SHIFTS, "custom_shift_id": "$shift"}),
        Call("delete_schedule_v3_rotation_event", {**ROTATION, "event_id": "$event"}),
        Call("delete_schedule_v3_rotation", ROTATION),
        Call("delete_schedule_v3", SHIFTS),
    ],
    "on-calls": [
        Call(
            "list_oncalls",
            {"escalation_policy_ids": ["PPOL001"]},
            listed(
                {"escalation_level": 1, "user": {"id": "PADA001"}, "schedule": {"id": "PWEEK01"}},
                {"escalation_level": 2, "user": {"id": "PBOB001"}, "schedule": None},
            ),
        ),
        Call("list_oncalls", {"service_ids": ["PSHOP01"], "user_ids": ["PBOB001"]}, listed({"escalation_level": 2})),
        Call(
            "list_oncalls",
            {"schedule_ids": ["PWEEK01"], "time_zone": "UTC", "earliest": True, "limit": 1, **SPAN},
            listed({"user": {"id": "PADA001"}}),
        ),
    ],
    "incidents": [
        Call(
            "create_incident",
            {"incident": {"title": "Slow", "service": SHOP, "body": {"details": "Since noon"}}},
            {"title": "Slow", "status": "triggered", "assignments": [{"assignee": {"id": "PADA001"}}]},
            {"slow": "id"},
        ),
        Call(
            "create_incident",
            {"incident": {"title": "For Bob", "service": SHOP, "assignments": [{"assignee": {"id": "PBOB001"}}]}},
            {"assignments": [{"assignee": {"id": "PBOB001"}}]},
        ),
        Call("get_incident", {"incident_id": "$slow", "query_model": {"include": ["users"]}}, {"title": "Slow"}),
        Call("list_incidents", {"request_scope": "assigned"}, listed({"title": "Down"}, {"title": "Slow"})),
        Call("list_incidents", {"request_scope": "teams", "limit": 2}, listed({"title": "Down"}, {"title": "Slow"})),
        Call("list_incidents", {"statuses": ["resolved"], "urgencies": ["high"], **SPAN}, listed()),
        Call(
            "manage_incidents",
            {"manage_request": {"incident_ids": [DOWN, "$slow"], "status": "acknowledged"}},
            listed({"status": "acknowledged"}, {"status": "acknowledged"}),
        ),
        Call(
            "manage_incidents",
            {"manage_request": {"incident_ids": ["$slow"], "urgency": "low", "escalation_level": 2}},
            listed({"assignments": [{"assignee": {"id": "PBOB001"}}]}),
        ),
        Call(
            "manage_incidents",
            {"manage_request": {"incident_ids": ["$slow"], "assignement": {"id": "PADA001"}}},
            listed({"assignments": [{"assignee": {"id": "PADA001"}}]}),
        ),
        Call("add_note_to_incident", {"incident_id": "$slow", "note": "Looking"}, {"content": "Looking"}),
        Call(
            "list_incident_notes",
            {"incident_id": "$slow"},
            listed({"content": "Looking", "user": {"id": "PADA001"}}),
        ),
        Call(
            "add_responders",
            {
                "incident_id": "$slow",
                "request": {
                    "message": "Please help",
                    "responder_request_targets": [
                        {"responder_request_target": {"id": "PBOB001", "type": "user_reference"}}
                    ],
                },
            },
            {"requester": {"id": "PADA001"}, "message": "Please help"},
        ),
        Call(
            "manage_incidents",
            {"manage_request": {"incident_ids": ["$slow"], "status": "resolved"}},
            listed({"status": "resolved"}),
        ),
        Call(
            "list_log_entries",
            {"query_model": {"limit": 1, "is_overview": True, "total": True, "time_zone": "UTC", **SPAN}},
            listed({"type": "resolve_log_entry"}),
            {"entry": "response.0.id"},
        ),
        Call("list_log_entries", {"query_model": {"limit": 1, "include": ["incidents"], "team_ids": ["PCORE01"]}}),
        Call("get_log_entry", {"log_entry_id": "$entry"}, {"type": "resolve_log_entry"}),
    ],
    "alerts": [
        Call("list_alerts_from_incident", {"incident_id": DOWN}, listed({"id": "Q0ALERT0000001", "summary": "Down"})),
        Call(
            "get_alert_from_incident",
            {"incident_id": DOWN, "alert_id": "Q0ALERT0000001"},
            {"alert_key": "down", "service": SHOP},
        ),
    ],
    "change events": [
        Call(
            "list_change_events", {"total": True, **SPAN}, listed({"summary": "Deployed"}), {"change": "response.0.id"}
        ),
        Call("get_change_event", {"change_event_id": "$change"}, {"summary": "Deployed", "services": [SHOP]}),
        Call(
            "list_service_change_events",
            {"service_id": "PSHOP01", "offset": 0, "total": False, "team_ids": ["PCORE01"], **SPAN},
            listed({"summary": "Deployed"}),
        ),
        Call("list_incident_change_events", {"incident_id": DOWN, "limit": 5}, listed({"summary": "Deployed"})),
    ],
    "priorities": [Call("list_priorities", {}, {"response": [{"summary": f"P{number}"} for number in range(1, 6)]})],
    "event orchestrations": [
        Call("list_event_orchestrations", {}, listed({"name": "Checks", "routes": 1, "team": {"id": "PCORE01"}})),
        Call("list_event_orchestrations", {"limit": 1, "sort_by": "routes:desc"}, listed({"id": "checks"})),
        Call(
            "get_event_orchestration",
            {"orchestration_id": "checks"},
            {"integrations": [{"label": "Checks Default Integration", "parameters": {"type": "global"}}]},
        ),
        Call(
            "append_event_orchestration_router_rule",
            {
                "orchestration_id": "checks",
                "new_rule": {
                    "label": "The database",
                    "conditions": [{"expression": "event.summary matches part 'database'"}],
                    "actions": {"route_to": "PSHOP01"},
                },
            },
            {"orchestration_path": {"sets": [{"rules": [{"label": "All"}, {"label": "The database"}]}]}},
        ),
        Call(
            "update_event_orchestration_router",
            {
                "orchestration_id": "checks",
                "router_update": {
                    "orchestration_path": {
                        "sets": [{"id": "start", "rules": []}],
                        "catch_all": {"actions": {"route_to": "PSHOP01"}},
                    }
                },
            },
            {"orchestration_path": {"catch_all": {"actions": {"route_to": "PSHOP01"}}}},
        ),
        Call(
            "get_event_orchestration_router",
            {"orchestration_id": "checks"},
            {"orchestration_path": {"type": "router", "sets": [{"id": "start", "rules": []}]}},
        ),
        Call(
            "get_event_orchestration_global",
            {"orchestration_id": "checks"},
            {"orchestration_path": {"type": "global", "catch_all": {"actions": {}}}},
        ),
        Call(
            "get_event_orchestration_service",
            {"service_id": "PSHOP01"},
            {"orchestration_path": {"type": "service", "parent": {"id": "PSHOP01"}}},
        ),
    ],
    "webhook subscriptions": [
        Call(
            "create_webhook_subscription",
            {
                "webhook_data": {
                    "delivery_method": {"url": "https://example.com/hook"},
                    "events": ["incident.triggered"],
                    "filter": {"type": "service_reference", "id": "PSHOP01"},
                }
            },
            {"active": True, "filter": SHOP},
            {"hook": "id"},
        ),
        Call(
            "update_webhook_subscription",
            {"subscription_id": "$hook", "webhook_data": {"description": "Chat", "active": False}},
            {"active": False, "description": "Chat", "events": ["incident.triggered"]},
        ),
        Call("get_webhook_subscription", {"subscription_id": "$hook"}, {"description": "Chat"}),
        Call("list_webhook_subscriptions", {}, listed({"description": "Chat"})),
        Call("delete_webhook_subscription", {"subscription_id": "$hook"}),
        Call("list_webhook_subscriptions", {"limit": 5}, listed()),
    ],
}


class Server:
    """The MCP server's process, and the session with it."""

    def __init__(self, portal: BlockingPortal, session: ClientSession) -> None:
        self._portal = portal
        self._session = session

    def tools(self) -> set[str]:
        return {tool.name for tool in self._portal.call(self._session.list_tools).tools}

    def call(self, tool: str, arguments: dict[str, Any]) -> Any:
        """Returns the tool's result. The server wraps what is not an object, and some objects are JSON texts."""
        done = self._portal.call(self._session.call_tool, tool, arguments)
        assert not done.isError, f"{tool}: {done.content}"
        result: Any = done.structuredContent
        if isinstance(result, dict) and result.keys() == {"result"}:
            result = result["result"]
        return json.loads(result) if isinstance(result, str) and result.startswith("{") else result


@asynccontextmanager
async def connected(parameters: StdioServerParameters, log: Any) -> AsyncIterator[ClientSession]:
    async with stdio_client(parameters, errlog=log) as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


def prepare(emulator: Client) -> None:
    emulator.load(ACCOUNT)
    event = {"routing_key": KEY, "payload": {"summary": "Deployed", "source": "ci"}}
    emulator.write("POST", "/v2/change/enqueue", event, status=202)


@pytest.fixture(scope="module")
def process(
    new_account: Callable[[], Client], url: str, ca_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    command = os.environ.get("PAGERDUTY_MCP_SERVER")
    if not command:
        pytest.skip("PAGERDUTY_MCP_SERVER is not set: run `make clients`, with Python 3.12 on this machine")
    prepare(new_account())  # because the server asks for its user when it starts
    variables = {"PAGERDUTY_USER_API_KEY": "ada", "PAGERDUTY_API_HOST": url, "REQUESTS_CA_BUNDLE": str(ca_file)}
    parameters = StdioServerParameters(command=command, args=["--enable-write-tools"], env=variables)
    with (
        (tmp_path_factory.mktemp("mcp") / "log").open("w") as log,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(connected(parameters, log)) as session,
    ):
        yield Server(portal, session)


@pytest.fixture
def server(process: Server, emulator: Client) -> Server:
    """The server, whose user is Ada, and a fresh account."""
    prepare(emulator)
    return process


@pytest.mark.parametrize("calls", TOPICS.values(), ids=TOPICS)
def test_tools(server: Server, calls: list[Call]) -> None:
    saved: dict[str, Any] = {}
    for call in calls:
        result = server.call(call.tool, _filled(call.arguments, saved))
        if call.returns is not None:
            _check(result, _filled(call.returns, saved), call.tool)
        for name, place in call.saves.items():
            saved[f"${name}"] = _at(result, place)


def test_every_tool_is_called_or_listed_as_unsupported(process: Server) -> None:
    called = {call.tool for calls in TOPICS.values() for call in calls}
    others = process.tools() - called
    assert [tool for tool in sorted(others) if not any(part in tool for part in UNSUPPORTED)] == []
    assert [part for part in UNSUPPORTED if not any(part in tool for tool in others)] == []


def _filled(value: Any, saved: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, saved) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, saved) for item in value]
    return saved.get(value, value) if isinstance(value, str) else value


def _check(actual: Any, expected: Any, where: str) -> None:
    """Compare the stated keys of objects, and lists element by element."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict), f"{where}: {actual}"
        for key, value in expected.items():
            assert key in actual, f"{where}: {actual}"
            _check(actual[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert isinstance(actual, list) and len(actual) == len(expected), f"{where}: {actual}"
        for number, (one, other) in enumerate(zip(actual, expected, strict=True)):
            _check(one, other, f"{where}[{number}]")
    else:
        assert actual == expected, f"{where}: {actual!r} instead of {expected!r}"


def _at(result: Any, place: str) -> Any:
    for step in place.split("."):
        result = result[int(step)] if step.isdigit() else result[step]
    return result
