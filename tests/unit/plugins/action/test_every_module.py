# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The promises of the collection, held for every module there is: check mode predicts and writes nothing, a second run
changes nothing, and whatever fails on the way, nothing is made twice.

The modules are found, not listed: one that is added later is tried with the data of the integration tests, or has to
say here what to try it with.
"""

from __future__ import annotations

import importlib
import json
import random
import tempfile
import typing as t
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins import resource_data
from ansible_collections.community.pagerduty.tests.unit.plugins.resource_data import CREATED_ID
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

FOLDERS = tempfile.TemporaryDirectory()  # for modules that write files
ACTIONS = Path(__file__).parents[4] / "plugins" / "action"
SEEDS = 6  # runs of each module in which requests fail

KEY = "0123456789abcdef0123456789abcdef"
DOWN = "Q0DOWN00000001"
# A report is about at most the last six months.
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
# A table of ServiceNow.
SWITCHES = {
    "display_name": "Switches",
    "ci_table_name": "cmdb_ci_ip_switch",
    "field_mappings": [
        {"servicenow_field": "name", "event_field": "source"},
        {"servicenow_field": "owner", "event_field": "Owner"},
    ],
}

WORLD: dict[str, t.Any] = {
    "users": [
        {"id": "PANN001", "name": "Ann Archer", "email": "ann@example.com", "role": "user"},
        {
            "id": "PBEA001",
            "name": "Bea",
            "email": "bea@example.com",
            "contact_methods": [
                {"type": "email_contact_method", "label": "Default", "address": "bea@example.com"},
                {"id": "PPHONE1", "type": "phone_contact_method", "label": "Desk", "address": "4155550101"},
            ],
            "notification_rules": [
                {
                    "id": "PRULE01",
                    "contact_method": "bea@example.com",
                    "start_delay_in_minutes": 0,
                    "urgency": "high",
                }
            ],
        },
    ],
    "teams": [{"name": "Platform"}],
    "tags": [{"label": "VIP", "users": ["PANN001"]}],
    "user_sessions": [{"id": "PSES001", "user": "PANN001"}, {"id": "PSES002", "user": "PANN001"}],
    "oauth_delegations": [{"id": "web-1", "user": "PANN001"}],
    "services": [
        {
            "id": "PSHOP01",
            "name": "Shop",
            "escalation_policy": "Default",
            "integrations": [
                {"name": "Checks", "type": "events_api_v2_inbound_integration", "integration_key": KEY},
            ],
            "cache_variables": [
                {
                    "name": "load",
                    "configuration": {"type": "external_data", "data_type": "number", "ttl_seconds": 3600},
                    "data": {"value": 1.5},
                },
            ],
        },
        {"name": "Search", "escalation_policy": "Default"},
        {"name": "Mail", "escalation_policy": "Default"},
    ],
    "event_orchestrations": [
        {
            "name": "Monitoring",
            "router": {
                "sets": [
                    {
                        "id": "start",
                        "rules": [
                            {"label": "First", "actions": {"route_to": "PSHOP01"}},
                            {"label": "Last", "actions": {"route_to": "PSHOP01"}},
                        ],
                    }
                ]
            },
        },
    ],
    "recommended_rules": [
        {"id": name, "service": "Shop", "description": name, "pcl_expr": "event.summary exists",
         "actions": {"suppress": True}}
        for name in ("RECOMMENDED", "DISMISSED")
    ],
    "sre_memories": [{"id": "PMEMORY", "content": "Restart it", "service": "Shop"}],
    "ip_allow_lists": [{"state": "disabled", "cidr_entries": [{"cidr": "192.0.2.0/24"}]}],
    "automation_runners": [{"name": "Berlin", "description": "", "runner_type": "sidecar"}],
    "automation_actions": [
        {
            "name": "Restart",
            "description": "",
            "action_type": "script",
            "runner": "Berlin",
            "action_data_reference": {"script": "restart"},
        },
    ],
    "maintenance_windows": [
        {
            "services": ["Mail"],
            "description": "Open",
            "start_time": "2026-01-01T00:00:00Z",
            "end_time": "2032-01-01T00:00:00Z",
        },
        {"services": ["Mail"], "start_time": "2030-01-01T00:00:00Z", "end_time": "2030-02-01T00:00:00Z"},
    ],
    "incidents": [{"id": DOWN, "title": "Down", "service": "Shop", "incident_key": "down"}],
    "status_pages": [{"name": "Example", "services": ["Web shop", "Search"]}],
    "status_page_posts": [
        {
            "status_page": "Example",
            "title": "Orders fail",
            "post_type": "incident",
            "updates": [
                {"message": "Looking", "status": "investigating", "severity": "minor", "notify_subscribers": False}
            ],
        }
    ],
    "status_dashboards": [{"name": "Sales"}],
    "audit_records": [
        {
            "execution_time": f"{YESTERDAY}T12:00:00Z",
            "root_resource": "Platform",
            "action": "update",
            "actors": ["ann@example.com"],
            "details": {
                "fields": [{"name": "description", "before_value": "Old", "value": "New"}],
                "references": [
                    {"name": "members", "added": [{"id": "PBEA001", "type": "user_reference", "summary": "Bea"}]}
                ],
            },
        },
    ],
    "log_entries": [
        {"id": "RTRIGGER000001", "kind": "trigger", "incident": DOWN, "service": "Shop",
         "channel": {"type": "web_trigger", "details": "Seen by us"}},
    ],
    "templates": [{"name": "Customers", "templated_fields": {"message": "We know."}}],
    "incident_workflows": [{"name": "Remember"}],
    "enrichment_schemas": [
        {
            "name": "Applications",
            "fields": [{"name": "Application", "type": "query"}, {"name": "Manager", "type": "enriched"}],
        }
    ],
    "webhook_subscriptions": [
        {
            "delivery_method": {"type": "http_delivery_method", "url": "https://hooks.example.com/old"},
            "events": ["incident.triggered"],
            "filter": {"type": "account_reference"},
        }
    ],
}


@dataclass(frozen=True)
class Try:
    """What to try a module with. repeats: it does something each time, by its nature. reads: its POSTs only read.
    blind: check mode can't tell what PagerDuty will answer. files: it writes to files only; `{folder}` is a new folder.
    data: the data of the resource, for the account. after: options that create the object first."""

    options: dict[str, t.Any] = field(default_factory=dict)
    repeats: bool = False
    reads: bool = False
    blind: bool = False
    files: bool = False
    data: resource_data.ResourceData | None = None
    after: dict[str, t.Any] | None = None


TRIES: dict[str, list[Try]] = {
    "analytics_info": [
        Try({"report": "incidents", "services": ["Shop"], "since": "2026-01-01"}, reads=True),
        Try({"report": "service_metrics", "overall": True, "major": False}, reads=True),
        Try({"report": "incident", "incident": DOWN}),
        Try({"report": "users", "dest": "{folder}/users.csv", "format": "csv"}, reads=True, files=True),
    ],
    "account": [
        Try({"config": {"services": [{"name": "Chat", "escalation_policy": "Default"}]}}),
        Try({"config": {"templates": [{"name": "Customers", "description": "For the status page"}]}}),
        Try({"config": {"templates": []}, "purge": ["templates"]}),
    ],
    "account_export": [
        Try({"directory": "{folder}"}, files=True),
        Try({"directory": "{folder}", "layout": "object", "force": True, "kinds": ["services", "users"]}, files=True),
    ],
    "account_info": [
        Try(),
        Try({"kinds": ["services"], "full": True}),
        Try({"config": {"services": [{"name": "New", "escalation_policy": "Default"}]}}),
    ],
    "ability_info": [Try(), Try({"name": "teams"})],
    "automation_invocation": [
        Try({"action": "Restart", "incident": DOWN}, repeats=True),
        Try({"action": "Restart", "incident_key": "down", "wait": False}, repeats=True),
    ],
    "automation_invocation_info": [Try(), Try({"action": "Restart", "incident": DOWN, "not_state": "error"})],
    "business_service_impact_info": [
        Try(),
        Try({"impactors": True, "supporting_services": True}),
        Try({"incident": DOWN}),
    ],
    "business_service_priority_threshold": [Try({"priority": "P2"}), Try({"state": "absent"})],
    "business_service_priority_threshold_info": [Try()],
    "change_event": [Try({"routing_key": KEY, "summary": "Deployed", "source": "ci"}, repeats=True)],
    "change_event_info": [Try(), Try({"service": "Shop"})],
    "escalation_policy": [
        Try(
            {
                "name": "Nights",
                "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [{"user": "ann@example.com"}]}],
            }
        ),
        Try({"name": "Nights", "state": "absent"}),
    ],
    "escalation_policy_info": [Try()],
    "event": [
        Try(
            {"routing_key": KEY, "summary": "Full", "source": "web1", "severity": "error", "dedup_key": "full"},
            repeats=True,
        ),
        Try({"routing_key": KEY, "event_action": "resolve", "dedup_key": "disk"}, repeats=True),
    ],
    "event_orchestration_cache_variable_data": [
        Try({"service": "Shop", "variable": "load", "value": 2}),
        Try({"service": "Shop", "variable": "load", "value": 1.5}),
        Try({"service": "Shop", "variable": "load", "value": 1.5, "refresh": True}, repeats=True),
        Try({"service": "Shop", "variable": "load", "state": "absent"}),
    ],
    "event_orchestration_route": [
        Try({"orchestration": "Monitoring", "label": "Disks", "route_to": "Shop", "before": "Last", "settle": 0}),
        Try({"orchestration": "Monitoring", "label": "Last", "route_to": "Mail", "position": "first", "settle": 0}),
        Try({"orchestration": "Monitoring", "label": "First", "state": "absent", "settle": 0}),
    ],
    "extension_schema_info": [Try(), Try({"query": "servicenow"})],
    "incident": [
        Try({"state": "triggered", "incident_key": "new", "service": "Shop", "title": "New", "urgency": "low"}),
        Try({"state": "triggered", "service": "Shop", "title": "Without a key"}, repeats=True),
        Try({"state": "acknowledged", "incident_key": "down", "service": "Shop"}),
        Try({"state": "resolved", "id": DOWN, "resolution": "Up"}),
        Try({"id": DOWN, "priority": "P1", "assignees": ["ann@example.com"]}),
        Try({"id": DOWN, "state": "acknowledged", "snooze": 3600}),
        Try({"id": DOWN, "responders": {"users": ["ann@example.com"], "text": "Help"}}),
        Try({"id": DOWN, "subscribers": [{"user": "ann@example.com"}], "purge_subscribers": True}),
    ],
    "incident_alert": [
        Try({"incident_key": "disk", "all": True, "state": "resolved"}),
        Try({"incident": "2", "alerts": [{"alert_key": "disk", "state": "resolved", "move_to": DOWN}]}),
    ],
    "incident_alert_info": [Try({"incident_key": "disk"})],
    "incident_info": [Try(), Try({"incident_key": "down"})],
    "incident_note": [
        Try({"incident": DOWN, "content": "Found it"}),
        Try({"incident": DOWN, "content": "Found it", "unique": False}, repeats=True),
    ],
    "incident_note_info": [Try({"incident": DOWN})],
    "incident_related_info": [Try({"incident": DOWN}), Try({"incident_key": "disk", "kinds": ["past"], "limit": 9})],
    "incident_status_update": [Try({"incident": DOWN, "text": "We know."}, repeats=True)],
    "incident_workflow_action_info": [Try(), Try({"keyword": "slack"})],
    "incident_workflow_run": [Try({"incident": DOWN, "workflow": "Remember"}, repeats=True)],
    "incidents": [
        Try({"select": {"services": ["Shop"]}, "state": "acknowledged"}),
        Try({"incidents": [{"id": DOWN}, {"incident_key": "disk", "urgency": "low"}], "title": "Both"}),
    ],
    "ip_allow_list_info": [Try()],
    "jira_cloud_account_mapping_info": [Try(), Try({"site": "example"})],
    "license_info": [Try(), Try({"name": "Business (Full User)", "allocations": True})],
    "log_entry": [Try({"id": "RTRIGGER000001", "details": "Seen by customers"})],
    "log_entry_info": [Try(), Try({"incident": DOWN})],
    "maintenance_window": [
        Try({"services": ["Shop"], "start_time": "2031-05-01T10:00:00Z", "minutes": 90, "description": "Patches"}),
        Try({"services": ["Mail"], "description": "Open", "end_time": "2031-05-01T10:00:00Z"}),
        Try({"services": ["Mail"], "description": "Open", "state": "absent"}),
        Try({"services": ["Mail"], "start_time": "2030-01-01", "state": "absent"}),
    ],
    "event_orchestration_recommendation": [
        Try({"service": "Shop", "id": "RECOMMENDED"}),
        Try({"service": "Shop", "id": "DISMISSED", "feedback": "positive", "state": "dismissed"}),
        Try({"service": "Shop", "rule_id": "none", "state": "absent"}),
    ],
    "event_orchestration_recommendation_info": [Try(), Try({"services": ["Shop"], "actions": ["severity"]})],
    "sre_agent_memory": [
        Try({"id": "PMEMORY", "content": "Drain it"}),
        Try({"id": "PMEMORY", "state": "absent"}),
    ],
    "sre_agent_memory_info": [Try(), Try({"service": "Shop", "type": "runbook"})],
    "audit_info": [
        Try({"since": YESTERDAY, "limit": 5}),
        Try({"service": "Shop", "until": YESTERDAY}),
        Try({"since": YESTERDAY, "limit": 5, "dest": "{folder}/audit.csv", "format": "csv"}, files=True),
    ],
    "maintenance_window_info": [Try(), Try({"services": ["Shop"], "status": "open"})],
    "notification_info": [Try({"since": "2026-11-01", "until": "2026-11-30"})],
    "notification_subscription": [
        Try({"user": "ann@example.com", "incidents": [DOWN]}),
        Try({"user": "ann@example.com", "incidents": [DOWN], "state": "absent"}),
    ],
    "notification_subscription_info": [Try({"user": "ann@example.com"})],
    "oncall_info": [Try()],
    "paused_incident_info": [
        Try({"since": YESTERDAY, "until": YESTERDAY}),
        Try({"services": ["Shop"], "suspended_by": "rules", "since": YESTERDAY, "until": YESTERDAY}),
    ],
    "priority_info": [Try()],
    "request": [
        Try({"path": "/services"}),
        Try({"path": "/services", "all_pages": True}),
        Try(
            {"method": "POST", "path": f"/incidents/{DOWN}/notes", "body": {"note": {"content": "Raw"}}},
            repeats=True,
            blind=True,
        ),
    ],
    "service": [
        Try({"name": "Pay", "escalation_policy": "Default", "auto_resolve_timeout": 600}),
        Try({"name": "Shop", "description": "What customers see"}),
        Try({"name": "Search", "state": "absent"}),
    ],
    "service_dependency": [
        Try({"supporting_service": "Shop", "dependent_service": "Search"}),
        Try({"dependencies": [{"supporting_service": "Shop", "dependent_service": "service:Mail"}]}),
    ],
    "service_dependency_info": [Try(), Try({"service": "Shop"})],
    "service_info": [Try(), Try({"name": "Shop"})],
    "service_integration": [Try({"service": "Shop", "name": "More"})],
    "standard_score_info": [Try(), Try({"services": ["Shop"], "failing_only": True})],
    "status_dashboard_info": [Try(), Try({"name": "Sales", "impacts": True}), Try({"url_slug": "none"})],
    "status_page_impact_info": [Try({"status_page": "Example", "post_type": "incident"})],
    "status_page_info": [Try(), Try({"name": "example", "status_page_type": "public"})],
    "status_page_postmortem": [
        Try({"status_page": "Example", "post": "Orders fail", "text": "A disk was full."}),
        Try({"status_page": "Example", "post": "Orders fail", "state": "absent"}),
    ],
    "status_page_postmortem_info": [Try({"status_page": "Example", "post": "Orders fail"})],
    "status_page_service_info": [Try({"status_page": "Example"}), Try({"status_page": "Example", "name": "SEARCH"})],
    "status_page_severity_info": [Try({"status_page": "Example", "description": "minor"})],
    "status_page_status_info": [Try({"status_page": "Example"})],
    "tag": [Try({"label": "New"}), Try({"label": "vip"}), Try({"label": "VIP", "state": "absent"})],
    "tag_info": [Try(), Try({"user": "ann@example.com"})],
    "team_membership": [
        Try({"team": "Platform", "user": "ann@example.com", "role": "observer"}),
        Try({"team": "Platform", "user": "Bea", "state": "absent"}),
    ],
    "template": [
        Try({"name": "Partners", "templated_fields": {"short_message": "Soon."}}),
        Try({"name": "Customers", "state": "absent"}),
    ],
    "template_field_info": [Try(), Try({"query": "title"})],
    "template_info": [Try()],
    "template_render": [Try({"template": "Customers", "incident": DOWN}, reads=True)],
    "user": [
        Try({"email": "cal@example.com", "name": "Cal", "teams": [{"team": "Platform"}]}),
        Try({"email": "ann@example.com", "name": "Ann Archer", "job_title": "Cook"}),
        Try({"email": "ann@example.com", "tags": ["new"], "purge_tags": True}),
    ],
    "user_contact_method": [
        Try({"user": "ann@example.com", "type": "sms", "address": "415 555-0100", "label": "Mobile"}),
        Try({"user": "Ann Archer", "type": "email", "address": "ANN@example.com", "label": "Work"}),
        Try({"user": "PBEA001", "id": "PPHONE1", "address": "+1 415 555 0102"}),
        Try({"user": "PBEA001", "type": "phone", "address": "4155550101", "state": "absent"}),
    ],
    "user_contact_method_info": [Try(), Try({"user": "ann@example.com"}), Try({"user": "Bea", "id": "PPHONE1"})],
    "user_info": [Try(), Try({"email": "ann@example.com"}), Try({"tag": "VIP"})],
    "user_notification_rule": [
        Try({"user": "PBEA001", "contact_method": "desk", "urgency": "low", "start_delay_in_minutes": 5}),
        Try({"user": "PBEA001", "id": "PRULE01", "start_delay_in_minutes": 10}),
        Try({"user": "PBEA001", "id": "PRULE01", "state": "absent"}),
    ],
    "user_notification_rule_info": [Try(), Try({"user": "Bea", "include": ["contact_methods"]})],
    "user_calendar_key": [Try({"user": "ann@example.com"}, repeats=True)],
    "user_oauth_delegation": [Try({"user": "ann@example.com", "types": ["web"]})],
    "user_oauth_delegation_info": [Try({"user": "ann@example.com"}), Try({"user": "ann@example.com", "id": "web-1"})],
    "user_session": [Try({"user": "ann@example.com", "id": "PSES001"}), Try({"user": "ann@example.com", "all": True})],
    "user_session_info": [Try({"user": "ann@example.com"})],
    "user_replacement": [
        Try({"user": "ann@example.com"}),
        Try({"user": "ann@example.com", "replacement": "PBEA001"}),
    ],
    "vendor_info": [Try(), Try({"name": "Datadog"})],
    "webhook_subscription": [
        Try({"url": "https://hooks.example.com/new", "events": ["incident.triggered"]}),
        Try({"url": "https://hooks.example.com/old", "events": ["service.created"], "description": "New ones"}),
        Try({"url": "https://hooks.example.com/old", "custom_headers": [{"name": "X-Shop", "value": "7"}]}),
        Try({"url": "https://hooks.example.com/old", "state": "absent"}),
    ],
    "webhook_subscription_info": [Try()],
    "enrichment_record": [
        Try({"schema": "Applications", "records": [{"Application": "Shop", "Manager": "ann"}]}),
        Try({"schema": "Applications", "records": [{"Application": "Shop"}], "state": "absent"}),
    ],
    "enrichment_record_info": [
        Try({"schema": "Applications"}),
        Try({"schema": "Applications", "query": {"Application": "a"}}, reads=True),
    ],
    "enrichment_servicenow_integration": [
        Try({"name": "CMDB", "tables": [SWITCHES]}),
        Try({"state": "absent"}),
    ],
    "enrichment_servicenow_integration_info": [Try(), Try({"test": True})],
    "workflow_integration_info": [Try(), Try({"id": "http-api"}), Try({"name": "chat"})],
}


def tries_of(data: resource_data.ResourceData) -> dict[str, list[Try]]:
    """What to try the modules of a resource with, according to its data."""
    removal = {key: data.create[key] for key in data.identifying if key in data.create}
    changes = [*data.updates[:1], *([{**removal, "state": "absent"}] if data.delete else [])]
    managing = [Try(data.create, data=data), *(Try(options, data=data, after=data.create) for options in changes)]
    listing = [Try(data.info, data=data, after=data.create)]
    if not data.resource.parent or data.resource.parent.list_include:
        listing.insert(0, Try(data=data))
    return {data.module: managing, **({f"{data.module}_info": listing} if data.info else {})}


for entry in resource_data.all_data().values():
    TRIES.update({name: tries for name, tries in tries_of(entry).items() if name not in TRIES})

for entry in resource_data.further_data():
    for module, tries in tries_of(entry).items():
        TRIES[module] = [*TRIES[module], *tries]


# What an object is told apart by, and what the tries change.
TRAITS = (
    "name", "title", "email", "status", "label", "content", "summary", "description", "urgency", "incident_key",
    "job_title", "url", "events", "active",
)


def operation(name: str) -> Operation:
    module = importlib.import_module(f"ansible_collections.community.pagerduty.plugins.action.pagerduty_{name}")
    return module.ActionModule.operation


def begin(emulator: Emulator, attempt: Try, seed: int = 1) -> dict[str, t.Any]:
    """The account of the attempt; by default the world, with an incident that an event has opened.

    Returns the options to try."""
    emulator.admin("POST", "reset", {"seed": seed})
    options = attempt.options
    if attempt.data:
        emulator.load(**attempt.data.account)
        if attempt.after:
            work = resource_operation(attempt.data.resource)
            created = Play(emulator).run(work, **attempt.after)[attempt.data.resource.result_key]
            options = {key: created["id"] if value == CREATED_ID else value for key, value in options.items()}
    else:
        emulator.load(**WORLD)
        Play(emulator).run(
            EVENT_OPERATION, routing_key=KEY, summary="Disk", source="web1", severity="error", dedup_key="disk"
        )
    emulator.forget()
    if attempt.files:
        folder = tempfile.mkdtemp(dir=FOLDERS.name)
        options = {
            key: value.replace("{folder}", folder) if isinstance(value, str) else value
            for key, value in options.items()
        }
    return options


def responses(emulator: Emulator) -> dict[str, list[str]]:
    """What is there, but for IDs, times, and the traces that requests leave."""
    state = emulator.state()
    shown: dict[str, list[str]] = {}
    for plural, objects in state.items():
        if isinstance(objects, list) and plural not in ("abilities", "log_entries", "notifications"):
            traits = [
                {
                    **{key: one.get(key) for key in TRAITS},
                    # An incident without a key gets one from us, another one each time.
                    "incident_key": str(one.get("incident_key")).partition("-")[0],
                    "end_time": str(one.get("end_time"))[:4],  # the year: what ends now ends at another second
                    **{key: len(value) for key, value in one.items() if isinstance(value, list)},
                }
                for one in objects
                if isinstance(one, dict)
            ]
            shown[plural] = sorted(json.dumps(one, sort_keys=True, default=str) for one in traits)
    return shown


def writes(emulator: Emulator, attempt: Try) -> list[str]:
    return [] if attempt.reads else emulator.writes()


CASES = [
    pytest.param(name, attempt, id=f"{name}-{number}")
    for name, attempts in TRIES.items()
    for number, attempt in enumerate(attempts, 1)
]


def test_all_modules_are_tried() -> None:
    found = {path.stem.removeprefix("pagerduty_") for path in ACTIONS.glob("pagerduty_*.py")}
    assert set(TRIES) == found


@pytest.mark.parametrize(("name", "attempt"), CASES)
def test_check_mode_foretells_and_a_second_run_changes_nothing(
    emulator: Emulator, play: Play, name: str, attempt: Try
) -> None:
    options = begin(emulator, attempt)
    work = operation(name)
    before = responses(emulator)
    foretold = play.run(work, check=True, **options)
    assert writes(emulator, attempt) == [], "check mode wrote"
    assert responses(emulator) == before
    result = play.run(work, **options)
    assert result["changed"] == foretold["changed"] == (attempt.files or bool(writes(emulator, attempt)))
    assert not attempt.files or writes(emulator, attempt) == []
    assert result.get("diff") == foretold.get("diff")
    assert attempt.blind or set(foretold) == set(result)
    emulator.forget()
    again = play.run(work, **options)
    assert again["changed"] == attempt.repeats
    assert attempt.repeats or writes(emulator, attempt) == [], "the second run wrote"
    if name.endswith("_info") and not attempt.files:
        assert again == result == foretold


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "attempt"), CASES)
def test_whatever_fails_nothing_is_made_twice(emulator: Emulator, name: str, attempt: Try) -> None:
    work = operation(name)
    options = begin(emulator, attempt)
    before = responses(emulator)
    wanted_result = Play(emulator).run(work, **options)
    wanted = responses(emulator)
    for seed in range(SEEDS):
        chance = random.Random(f"{name} {seed}")
        options = begin(emulator, attempt)
        for fault in chance.sample(list(TRANSIENT.values()), 4):
            fault = {**fault, "seconds": 0.3} if fault["kind"] == "timeout" else fault
            emulator.fault(**fault, probability=0.1, times=None)
        try:
            result = Play(emulator, timeout=0.15).run(work, **options)
        except PagerDutyError as error:
            assert error.message and "\n" not in error.message
            emulator.admin("DELETE", "faults")
            assert responses(emulator) in (before, wanted), f"seed {seed}: {error.message}"
            if not attempt.repeats:
                Play(emulator).run(work, **options)
        else:
            emulator.admin("DELETE", "faults")
            assert result["changed"] == wanted_result["changed"]
        if not attempt.repeats:
            assert responses(emulator) == wanted, f"seed {seed}"


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "attempt"), [case for case in CASES if not case.id.split("-")[0].endswith("_info")])
def test_an_answer_that_got_lost(emulator: Emulator, name: str, attempt: Try) -> None:
    """PagerDuty has done it, and the connection broke before it could say so: the second time is not a second one."""
    work = operation(name)
    options = begin(emulator, attempt)
    before = responses(emulator)
    Play(emulator).run(work, **options)
    wanted = responses(emulator)
    options = begin(emulator, attempt)
    for method in ("POST", "PUT", "DELETE"):
        emulator.fault(kind="reset_after", method=method)
    try:
        Play(emulator).run(work, **options)
    except PagerDutyError as error:
        assert attempt.repeats, error.message
        assert "is not known" in error.message
    assert responses(emulator) in ((before, wanted) if attempt.reads else (wanted,))
