# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The response to a GET can be sent back with a PUT, for each resource. It changes nothing.

Accounts are generated, with one object of each resource. Each of the fields is missing, null, or has a value.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from .conftest import CODE, Client

hypothesis = pytest.importorskip("hypothesis")
st = pytest.importorskip("hypothesis.strategies")

OWNER = "owner@example.com"
ZONES = st.sampled_from(["UTC", "Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
NAME = st.text("abc ÄßЖ-_.'\"", min_size=1, max_size=20).map(lambda text: f"x{text}x")
DAYS = {"min_value": datetime(2030, 1, 1), "max_value": datetime(2100, 1, 1)}
MOMENT = st.datetimes(**DAYS).map(lambda when: f"{when.isoformat()}Z")


def fields(required: dict[str, Any], optional: dict[str, Any]) -> Any:
    """Objects with the required fields and some optional ones, which may be null."""
    return st.fixed_dictionaries(required, optional={name: st.none() | kind for name, kind in optional.items()})


METHODS = (
    fields({"type": st.just("email_contact_method"), "address": st.just("ada@example.com"), "label": NAME},
           {"send_short_email": st.booleans(), "enabled": st.booleans()}),
    fields({"type": st.just("phone_contact_method"), "address": st.just("4155550100,,5#"), "label": NAME},
           {"country_code": st.sampled_from([1, 49]), "blacklisted": st.booleans()}),
    fields({"type": st.just("push_notification_contact_method"), "address": st.just("token"), "label": NAME,
            "device_type": st.just("ios")},
           {"sounds": st.just([{"type": "alert_high_urgency", "file": "siren"}])}),
)
RULES = st.lists(
    st.fixed_dictionaries({
        "start_delay_in_minutes": st.integers(0, 60),
        "contact_method": st.sampled_from(["ada@example.com", "4155550100,,5#", "token"]),
        "urgency": st.sampled_from(["high", "low"]),
    }),
    max_size=3,
    unique_by=lambda rule: repr(sorted(rule.items())),
)
USER = fields(
    {
        "name": NAME,
        "email": st.just("ada@example.com"),
        "contact_methods": st.tuples(*METHODS).map(list),
        "notification_rules": RULES,
        "oncall_handoff_notification_rules": st.just([
            {"contact_method": "4155550100,,5#", "handoff_type": "oncall", "notify_advance_in_minutes": 30},
        ]),
        "status_update_notification_rules": st.just([{"contact_method": "ada@example.com"}]),
    },
    {
        "time_zone": ZONES,
        "color": st.sampled_from(["purple", "green"]),
        "role": st.sampled_from(["admin", "user", "limited_user", "observer", "restricted_access"]),
        "description": TEXT,
        "job_title": NAME,
    },
)
TEAM = fields(
    {"name": st.just("Core")},
    {
        "description": TEXT,
        "default_role": st.sampled_from(["manager", "none"]),
        "members": st.just([{"user": "ada@example.com", "role": "responder"}]),
    },
)
SECONDS = st.integers(1, 80_000)
RESTRICTION = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["daily_restriction", "weekly_restriction"]),
        "start_time_of_day": st.sampled_from(["00:00:00", "08:30", "23:59:59"]),
        "duration_seconds": SECONDS,
        "start_day_of_week": st.integers(1, 7),
    }
)
LAYER = fields(
    {
        "start": st.sampled_from(["2001-01-01T00:00:00Z", "2040-07-01T12:00:13+02:00"]),
        "rotation_virtual_start": st.sampled_from(["2001-01-01T00:00:00Z", "2040-07-01 12:00:00 +0000 UTC"]),
        "rotation_turn_length_seconds": st.integers(3600, 1_000_000),
        "users": st.lists(st.sampled_from([OWNER, "ada@example.com"]), min_size=1, max_size=3),
    },
    {
        "name": NAME,
        "end": st.just("2050-01-01T00:00:00Z"),
        "restrictions": st.lists(RESTRICTION, max_size=2),
    },
)
SCHEDULE = fields(
    {"name": st.just("Primary"), "time_zone": ZONES},
    {"description": TEXT, "schedule_layers": st.lists(LAYER, max_size=3), "teams": st.just(["Core"])},
)
MEMBER = st.sampled_from([OWNER, "ada@example.com", {"type": "empty_member"}])
EVENT = fields(
    {
        "name": NAME,
        "start_time": st.just({"date_time": "2040-07-02T09:00:13+02:00", "time_zone": "Europe/Berlin"}),
        "end_time": st.just({"date_time": "2040-07-09T09:00:13+02:00", "time_zone": "Europe/Berlin"}),
        "effective_since": st.just("2040-07-01T12:00:13+02:00"),
        "recurrence": st.sampled_from([
            ["RRULE:FREQ=WEEKLY;INTERVAL=1"],
            ["RRULE:FREQ=DAILY;BYDAY=MO,TU;COUNT=9", "EXDATE;TZID=Europe/Berlin:20400702T090013"],
        ]),
        "assignment_strategy": fields(
            {
                "type": st.sampled_from(["rotating_member_assignment_strategy", "every_member_assignment_strategy"]),
                "members": st.lists(MEMBER, min_size=1, max_size=3),
                "shifts_per_member": st.integers(1, 3),
            },
            {},
        ),
    },
    {"effective_until": st.just("2050-01-01T00:00:00Z")},
)
SPAN = {"start_time": "2040-07-01T12:00:13+02:00", "end_time": "2040-07-01T13:00:00Z"}
SHIFT_SCHEDULE = fields(
    {
        "name": st.just("Shifts"),
        "time_zone": ZONES,
        "rotations": st.tuples(EVENT).map(lambda events: [{"id": "ROTATION", "events": list(events)}]),
        "custom_shifts": MEMBER.map(lambda member: [{**SPAN, "assignments": [{"member": member}]}]),
        "overrides": st.tuples(MEMBER, MEMBER).map(
            lambda pair: [
                {**SPAN, "rotation_id": "ROTATION", "overridden_member": pair[0], "overriding_member": pair[1]}
            ]
        ),
    },
    {"description": TEXT, "teams": st.just(["Core"])},
)
RULE = fields(
    {
        "escalation_delay_in_minutes": st.integers(1, 60),
        "targets": st.lists(st.sampled_from([OWNER, "ada@example.com", "Primary", "Shifts"]), min_size=1, unique=True),
    },
    {"escalation_rule_assignment_strategy": st.sampled_from(["round_robin", "assign_to_everyone"])},
)
POLICY = fields(
    {"name": st.just("Core"), "escalation_rules": st.lists(RULE, min_size=1, max_size=3)},
    {
        "description": TEXT,
        "num_loops": st.integers(0, 9),
        "on_call_handoff_notifications": st.sampled_from(["if_has_services", "always"]),
        "teams": st.just(["Core"]),
    },
)
URGENCY = st.fixed_dictionaries(
    {"type": st.just("constant"), "urgency": st.sampled_from(["high", "low", "severity_based"])}
)
HOURS = {
    "type": "fixed_time_per_day",
    "time_zone": "America/Lima",
    "start_time": "09:00",
    "end_time": "17:00:00",
    "days_of_week": [5, 1],
}
ACTION = {
    "type": "urgency_change",
    "at": {"type": "named_time", "name": "support_hours_start"},
    "to_urgency": "high",
}
BY_HOURS = st.fixed_dictionaries(
    {"type": st.just("use_support_hours"), "during_support_hours": URGENCY, "outside_support_hours": URGENCY}
)
WINDOW = st.sampled_from([0, 300, 3600])
GROUPING = st.one_of(
    st.just({"type": None}),
    fields({"type": st.just("time")}, {"config": fields({}, {"timeout": st.integers(0, 1440)})}),
    st.fixed_dictionaries({"type": st.just("intelligent"), "config": fields({}, {"time_window": WINDOW})}),
    st.builds(
        lambda config: {"type": "content_based", "config": config},
        fields({"aggregate": st.just("any"), "fields": st.just(["component", "group"])}, {"time_window": WINDOW}),
    ),
)
MODE = st.sampled_from(["match", "no-match", "always"])
MAIL = fields(
    {"type": st.just("generic_email_inbound_integration"), "integration_email": st.just("web@example.pagerduty.com")},
    {
        "name": NAME,
        "email_incident_creation": st.sampled_from(["on_new_email", "use_rules"]),
        "email_filter_mode": st.sampled_from(["all-email", "or-rules-email"]),
        "email_parsing_fallback": st.sampled_from(["open_new_incident", "discard"]),
        "email_filters": st.lists(fields({"subject_mode": MODE, "body_mode": MODE, "from_email_mode": MODE},
                                         {"subject_regex": TEXT}), max_size=2),
        "email_parsers": st.lists(fields({"action": st.just("trigger"), "match_predicate": st.just({"type": "all"})},
                                         {"value_extractors": st.just([])}), max_size=2),
    },
)
INTEGRATION = fields(
    {"type": st.sampled_from(["events_api_v2_inbound_integration", "aws_cloudwatch_inbound_integration"])},
    {"name": NAME, "vendor": st.just("Amazon CloudWatch")},
)
CONDITION = st.sampled_from([{"expression": "event.source exists"}, {"expression": "event.summary matches 'x'"}])
DYNAMIC = {"source": "event.source", "regex": "(.*)", "lookup_by": "service_name"}
ROUTING_RULE = fields(
    {"actions": st.just({"route_to": "..."})},
    {"label": TEXT, "conditions": st.lists(CONDITION, max_size=2), "disabled": st.booleans()},
)
ROUTER = st.builds(
    lambda dynamic, rules, rest: {"sets": [{"id": "start", "rules": [*dynamic, *rules]}], **rest},
    st.lists(st.just({"actions": {"dynamic_route_to": DYNAMIC}}), max_size=1),
    st.lists(ROUTING_RULE, max_size=3),
    fields({}, {"catch_all": st.sampled_from([{"actions": {"route_to": "unrouted"}}, {"actions": {}}, {}])}),
)
EVENT_ACTIONS = {
    "severity": st.sampled_from(["info", "critical"]),
    "event_action": st.just("resolve"),
    "variables": st.just([{"name": "host", "path": "event.source", "type": "regex", "value": "(.*)"}]),
    "extractions": st.sampled_from([
        [{"target": "event.summary", "template": "x"}],
        [{"target": "event.summary", "regex": "(.*)", "source": "event.source"}],
    ]),
}
INCIDENT_ACTIONS = {
    **EVENT_ACTIONS,
    "suppress": st.booleans(),
    "suspend": st.integers(0, 1000),
    "priority": st.just("P1"),
    "escalation_policy": st.sampled_from(["PNOSUCH"]),
    "annotate": NAME,
    "automation_actions": st.just([
        {"name": "Hook", "url": "https://example.com", "auto_send": True, "trigger_types": ["alert_suspended"],
         "headers": [{"key": "a", "value": "b"}]},
    ]),
    "incident_custom_field_updates": st.just([{"id": "PFIELD1", "value": "x"}]),
}
SERVICE_ACTIONS = {**INCIDENT_ACTIONS, "pagerduty_automation_actions": st.just([{"action_id": "01ABC"}])}


def event_path(actions: dict[str, Any], **more: Any) -> Any:
    """Paths with two sets of rules."""
    some = st.fixed_dictionaries({}, optional=actions)
    rule = fields(
        {"actions": st.fixed_dictionaries({}, optional={"route_to": st.sampled_from(["start", "more"]), **actions})},
        {"label": TEXT, "conditions": st.lists(CONDITION, max_size=2), "disabled": st.booleans()},
    )
    return st.builds(
        lambda first, more, rest: {"sets": [{"id": "start", "rules": first}, {"id": "more", "rules": more}], **rest},
        st.lists(rule, max_size=2),
        st.lists(rule, max_size=1),
        fields({}, {"catch_all": st.builds(lambda one: {"actions": one}, some), **more}),
    )


PLAIN_CONDITION = CONDITION.filter(lambda one: "trigger_count" not in one["expression"])
VARIABLE = fields(
    {
        "name": NAME,
        "configuration": st.sampled_from([
            {"type": "recent_value", "source": "event.source", "regex": "(.*)"},
            {"type": "trigger_event_count", "ttl_seconds": 60},
        ]),
    },
    {"conditions": st.lists(PLAIN_CONDITION, max_size=2), "disabled": st.booleans()},
) | st.builds(
    lambda name, value: {
        "name": name, "configuration": {"type": "external_data", "data_type": "number", "ttl_seconds": 500},
        "data": {"value": value, "updated_at": "2049-01-01T00:00:00Z"},
    },
    NAME, st.integers(0, 9),
)
VARIABLES = st.lists(VARIABLE, max_size=2, unique_by=lambda one: one["name"])
AIOPS = st.fixed_dictionaries({"enabled": st.booleans()})

SERVICE = fields(
    {"name": NAME, "escalation_policy": st.just("Core")},
    {
        "description": TEXT,
        "auto_resolve_timeout": st.integers(0, 100_000),
        "acknowledgement_timeout": st.integers(0, 100_000),
        "status": st.sampled_from(["active", "disabled"]),
        "incident_urgency_rule": URGENCY | BY_HOURS,
        "scheduled_actions": st.just([ACTION]),
        "alert_grouping_parameters": GROUPING,
        "auto_pause_notifications_parameters": fields(
            {}, {"enabled": st.booleans(), "timeout": st.sampled_from([0, 120, 900])}
        ),
        "integrations": st.lists(MAIL, max_size=1).flatmap(lambda mail: st.lists(INTEGRATION, max_size=2).map(
            lambda others: [*mail, *others])),
        "event_orchestration": event_path(SERVICE_ACTIONS, active=st.booleans()),
        "cache_variables": VARIABLES,
        "aiops": AIOPS,
        "custom_fields": st.fixed_dictionaries({}, optional={
            "environment": st.none() | st.just("staging"),
            "owners": st.lists(NAME, max_size=3, unique=True),
            "tier": st.integers(0, 9),
        }),
    },
).map(lambda service: {**service, "support_hours": HOURS})
MAINTENANCE = fields(
    {
        "start_time": st.sampled_from(["2001-01-01T00:00:00Z", "2040-07-01T12:00:13+02:00"]),
        "end_time": st.just("2050-01-01T00:00:00Z"),
    },
    {"description": TEXT, "created_by": st.just(OWNER)},
)
INCIDENT_TYPES = st.just([
    {"name": "incident_default", "custom_fields": [
        {"name": "region", "field_type": "multi_value_fixed", "field_options": ["eu", "us"], "default_value": ["us"]},
    ]},
    {"name": "security", "custom_fields": [
        {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
        {"name": "count", "data_type": "integer", "default_value": 3},
    ]},
])
INCIDENT = fields(
    {"title": st.just("Down"), "service": st.just("...")},
    {
        "status": st.sampled_from(["triggered", "acknowledged", "resolved"]),
        "priority": st.just("P1"),
        "urgency": st.sampled_from(["high", "low"]),
        "incident_key": NAME,
        "incident_type": st.sampled_from(["incident_default", "security"]),
        "conference_bridge": st.just({"conference_number": "+1", "conference_url": None}),
        "assignments": st.just(["ada@example.com"]),
    },
)
ALERT = fields(
    {"title": NAME, "incident": st.just("Down")},
    {"severity": st.just("critical"), "status": st.sampled_from(["triggered", "resolved"])},
)
NOTE = fields({"content": NAME, "incident": st.just("Down")}, {"user": st.just(OWNER), "updated_at": MOMENT})
CHANGE = fields(
    {"summary": NAME},
    {"timestamp": MOMENT, "source": TEXT, "custom_details": st.dictionaries(NAME, TEXT | st.none(), max_size=2)},
)
ADDON = fields(
    {"type": st.sampled_from(["full_page_addon", "incident_show_addon"]), "name": NAME,
     "src": st.just("https://example.com/status")},
    {},
)
TEMPLATE = fields(
    {"name": NAME},
    {"description": TEXT, "templated_fields": fields({}, {"message": TEXT, "email_subject": TEXT})},
)
OAUTH_CLIENT = fields(
    {
        "name": st.just("Receiver"), "client_id": NAME, "client_secret": NAME,
        "token_url": st.just("https://example.com/token"), "grant_type": st.just("client_credentials"),
    },
    {"scope": TEXT, "status": st.sampled_from(["active", "active"])},
)
SUBSCRIPTION = fields(
    {
        "delivery_method": fields(
            {"type": st.just("http_delivery_method"), "url": st.just("https://example.com/a")},
            {"custom_headers": st.just([{"name": "X-Key", "value": "secret"}]), "secret": NAME,
             "temporarily_disabled": st.booleans()},
        ),
        "events": st.lists(st.sampled_from(["incident.triggered", "incident.resolved"]), min_size=1, unique=True),
        "filter": st.sampled_from([{"type": "account_reference"}, {"type": "team_reference", "id": "Core"}]),
    },
    {"active": st.booleans(), "description": TEXT, "oauth_client": st.sampled_from(["Receiver", None])},
)
EXTENSION = fields(
    {"name": NAME, "extension_schema": st.sampled_from(["Generic V2 Webhook", "Slack", "ServiceNow (v7)"])},
    {
        "endpoint_url": st.sampled_from(["https://example.com/a", None]),
        "config": st.sampled_from([{}, {"access_token": "hush"}, {"snow_password": "hush", "target": None}]),
        "temporarily_disabled": st.booleans(),
    },
)
ORCHESTRATION = fields(
    {"name": NAME},
    {
        "description": TEXT,
        "team": st.just("Core"),
        "integrations": st.lists(st.fixed_dictionaries({"label": NAME}), max_size=2),
        "router": ROUTER,
        "global": event_path({**INCIDENT_ACTIONS, "drop_event": st.booleans()}),
        "unrouted": event_path(EVENT_ACTIONS),
        "cache_variables": VARIABLES,
        "aiops": AIOPS,
    },
)
BUSINESS_SERVICE = st.fixed_dictionaries(
    {"name": st.just("Checkout")}, optional={"description": TEXT, "point_of_contact": TEXT, "team": st.just("Core")}
)
SERVICE_FIELD = st.tuples(
    fields(
        {"name": st.just("environment"), "display_name": st.just("Environment"), "data_type": st.just("string"),
         "field_type": st.just("single_value_fixed"), "field_options": st.just(["production", "staging"])},
        {"description": TEXT, "default_value": st.just("production")},
    ),
    fields(
        {"name": st.just("owners"), "display_name": st.just("Owners"), "data_type": st.just("string"),
         "field_type": st.just("multi_value")},
        {"enabled": st.booleans(), "field_options": st.just([])},
    ),
    fields(
        {"name": st.just("tier"), "display_name": st.just("Tier"), "data_type": st.just("integer"),
         "field_type": st.just("single_value")},
        {"default_value": st.just(3)},
    ),
).map(list)
STANDARD = st.sampled_from([
    {"kind": "has_technical_service_description"},
    {"kind": "technical_service_name_matches_regex", "values": {"regex": "^[a-z]+$"}},
]).flatmap(lambda one: fields(
    {"name": st.just("Standard"), **{name: st.just(value) for name, value in one.items()}},
    {"active": st.booleans(), "description": TEXT},
))
SESSION = st.fixed_dictionaries(
    {"absolute_session_ttl": st.integers(3600, 18_144_000), "idle_session_ttl": st.integers(60, 3600)}
)
SESSIONS = st.tuples(SESSION, SESSION).map(
    lambda pair: [{"session_type": kind, **one} for kind, one in zip(("mobile", "web"), pair, strict=True)]
)
IP_ALLOW_LIST = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["enabled", "disabled"]),
        "cidr_entries": st.lists(
            fields({"cidr": st.sampled_from(["10.0.0.0/8", "192.168.1.0/24"])}, {"description": TEXT}), min_size=1
        ),
    }
)
RUNNER = fields({"name": st.just("Berlin"), "description": TEXT, "runner_type": st.just("sidecar")}, {}) | fields(
    {
        "name": st.just("Berlin"), "description": TEXT, "runner_type": st.just("runbook"),
        "runbook_base_uri": st.just("acme.prod"), "runbook_api_key": st.just("secret"),
    },
    {"teams": st.just(["Core"])},
)
SCRIPT = {
    "action_type": st.just("script"), "action_data_reference": fields({"script": NAME}, {"invocation_command": TEXT})
}
JOB = {
    "action_type": st.just("process_automation"),
    "action_data_reference": fields(
        {"process_automation_job_id": NAME},
        {"process_automation_job_arguments": TEXT, "process_automation_node_filter": TEXT},
    ),
}
AUTOMATION_ACTION = st.sampled_from([SCRIPT, JOB]).flatmap(
    lambda kind: fields(
        {"name": NAME, "description": TEXT, **kind},
        {
            "runner": st.just("Berlin"),
            "action_classification": st.sampled_from(["diagnostic", "remediation"]),
            "teams": st.just(["Core"]),
            "map_to_all_services": st.booleans(),
            "allow_invocation_manually": st.booleans(),
        },
    )
)

MESSAGE = [{"name": "Message", "value": "x"}]
STEP = {"name": "Note", "action_configuration": {"action_id": "Add Notes to Incident", "inputs": MESSAGE}}
LOOPING = {
    "name": "Loop",
    "action_configuration": {
        "action_id": "Loop Until",
        "inputs": [{"name": "Condition", "value": "incident.status matches 'resolved'"}],
        "inline_steps_inputs": [{"name": "Actions", "value": {"steps": [STEP]}}],
    },
}
WORKFLOW = fields(
    {"name": st.just("Major")},
    {
        "description": TEXT,
        "team": st.just("Core"),
        "is_enabled": st.booleans(),
        "steps": st.lists(st.sampled_from([STEP, LOOPING]), max_size=2),
    },
)
TRIGGER = st.fixed_dictionaries({"workflow": st.just("Major")}, optional={"services": st.just(["..."])}).flatmap(
    lambda common: st.sampled_from([
        {"trigger_type": "manual", **common},
        {"trigger_type": "manual", "workflow": "Major", "is_subscribed_to_all_services": True},
        {"trigger_type": "conditional", "condition": "incident.priority matches 'P1'", **common},
        {"trigger_type": "incident_type", "incident_types": ["security"], **common},
    ])
)
PAGE_UPDATE = fields(
    {
        "message": NAME,
        "status": st.sampled_from(["detected", "resolved"]),
        "severity": st.just("minor"),
        "notify_subscribers": st.booleans(),
    },
    {
        "impacted_services": st.just([{"service": "Search", "impact": "outage"}]),
        "update_frequency_ms": st.integers(0, 10**7),
        "reported_at": MOMENT,
        "reviewed_status": st.sampled_from(["approved", "not_reviewed"]),
    },
).map(lambda update: {name: value for name, value in update.items() if value is not None})
MEMORY = fields({"content": NAME}, {"kind": st.sampled_from(["runbook", "service_profile", "incident_playbook"])})
SCHEMA = fields(
    {"name": NAME, "fields": st.just([{"name": "App", "type": "query"}, {"name": "Owner", "type": "enriched"}])},
    {"description": TEXT},
)
EVENT_ENRICHMENT = fields(
    {"name": NAME, "is_default": st.booleans()},
    {
        "description": TEXT,
        "rules": st.just({"sets": [{"id": "start", "rules": [{"label": "None", "conditions": [], "actions": {
            "extractions": [{"target": "event.component", "source": "event.summary", "regex": "(.*)"}],
        }}]}]}),
    },
)
SERVICENOW = fields(
    {
        "name": NAME,
        "cmdb_tables": st.just([{
            "display_name": "Switches",
            "ci_table_name": "cmdb_ci_ip_switch",
            "query_filter": "operational_status=1",
            "field_mappings": [
                {"servicenow_field": "name", "event_field": "source"},
                {"servicenow_field": "support_group", "event_field": "Support Group"},
            ],
        }]),
    },
    {"description": TEXT},
)
PAGE_POST = fields(
    {
        "status_page": st.just("Example"),
        "title": NAME,
        "post_type": st.just("incident"),
        "updates": st.lists(PAGE_UPDATE, min_size=1, max_size=2),
    },
    {"postmortem": st.fixed_dictionaries({"message": NAME, "notify_subscribers": st.booleans()})},
)
ACCOUNT = st.fixed_dictionaries(
    {
        "time_zone": ZONES,
        "users": st.lists(USER, min_size=1, max_size=1),
        "teams": st.lists(TEAM, min_size=1, max_size=1),
        "schedules": st.lists(SCHEDULE, min_size=1, max_size=1),
        "schedules_v3": st.lists(SHIFT_SCHEDULE, min_size=1, max_size=1),
        "escalation_policies": st.lists(POLICY, min_size=1, max_size=1),
        "services": st.lists(SERVICE, min_size=1, max_size=1),
        "maintenance_windows": st.lists(MAINTENANCE, max_size=2),
        "incident_types": INCIDENT_TYPES,
        "incidents": st.lists(INCIDENT, min_size=1, max_size=1),
        "alerts": st.lists(ALERT, min_size=1, max_size=2),
        "notes": st.lists(NOTE, min_size=1, max_size=1),
        "change_events": st.lists(CHANGE, min_size=1, max_size=1),
        "addons": st.lists(ADDON, min_size=1, max_size=1),
        "templates": st.lists(TEMPLATE, min_size=1, max_size=1),
        "webhook_oauth_clients": st.lists(OAUTH_CLIENT, min_size=1, max_size=1),
        "webhook_subscriptions": st.lists(SUBSCRIPTION, min_size=1, max_size=1),
        "extensions": st.lists(EXTENSION, min_size=1, max_size=1),
        "event_orchestrations": st.lists(ORCHESTRATION, min_size=1, max_size=1),
        "business_services": st.lists(BUSINESS_SERVICE, min_size=1, max_size=1),
        "business_service_thresholds": st.just([{"priority": "P2"}]),
        "service_custom_fields": SERVICE_FIELD,
        "standards": st.lists(STANDARD, min_size=1, max_size=1),
        "session_configurations": SESSIONS,
        "incident_workflows": st.lists(WORKFLOW, min_size=1, max_size=1),
        "incident_workflow_triggers": st.lists(TRIGGER, min_size=1, max_size=1),
        "ip_allow_lists": st.lists(IP_ALLOW_LIST, min_size=1, max_size=1),
        "automation_runners": st.lists(RUNNER, min_size=1, max_size=1),
        "automation_actions": st.lists(AUTOMATION_ACTION, min_size=1, max_size=1),
        "status_page_posts": st.lists(PAGE_POST, min_size=1, max_size=2),
        "sre_memories": st.lists(MEMORY, min_size=1, max_size=2),
        "enrichment_schemas": st.lists(SCHEMA, min_size=1, max_size=1),
        "event_enrichments": st.lists(EVENT_ENRICHMENT, min_size=1, max_size=1),
        "enrichment_servicenow_credentials": st.just([
            {"instance_endpoint": "https://acme.service-now.com", "user": "ann", "password": "secret"}
        ]),
        "enrichment_servicenow_integrations": st.lists(SERVICENOW, min_size=1, max_size=1),
    }
)


def load(client: Client, account: dict[str, Any], *, strict: bool) -> None:
    """Loads a valid account. With ``--strict``, none has the time zone UTC."""
    if strict:
        account = json.loads(json.dumps(account).replace('"UTC"', '"Etc/UTC"'))
    [service] = account["services"]
    account["incidents"][0]["service"] = service["name"]
    account["addons"][0]["services"] = [service["name"]]
    account["standards"][0]["inclusions"] = [service["name"]]
    for trigger in account["incident_workflow_triggers"]:
        if "services" in trigger:
            trigger["services"] = [service["name"]]
    for window in account["maintenance_windows"]:
        window["services"] = [service["name"]]
    for extension in account["extensions"]:
        extension["extension_objects"] = [service["name"]]
    for one in (account["event_orchestrations"][0].get("router") or {}).get("sets", ()):
        for rule in one["rules"]:
            if "route_to" in rule["actions"]:
                rule["actions"]["route_to"] = service["name"]
    if account["incidents"][0].get("status") == "resolved":
        for alert in account["alerts"]:
            alert["status"] = "resolved"
    client.write("POST", "/_emulator/reset", {}, status=200)
    client.load(account)


# -- which requests --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A request that sends back what was read: the path of the GET, the path of the PUT, and its body."""

    read: str
    write: str
    body: Callable[[Any], Any] = lambda read: read


def whole(path: str) -> Sent:
    """An object under its wrapper key, at the same path."""
    return Sent(path, path)


def each(client: Client, plural: str) -> Iterator[Sent]:
    query = {"date_range": "all"} if plural == "incidents" else {}
    for one in client.get(f"/{plural}", **query)[plural]:
        yield whole(f"/{plural}/{one['id']}")


def oauth_clients(client: Client) -> Iterator[Sent]:
    path = "/webhook_subscriptions/oauth_clients"
    for one in client.get(path)["oauth_clients"]:
        yield whole(f"{path}/{one['id']}")


def services(client: Client) -> Iterator[Sent]:
    """PagerDuty rejects the statuses that it derives."""

    def body(read: Any) -> Any:
        derived = read["service"]["status"] not in ("active", "disabled")
        return {"service": {name: value for name, value in read["service"].items() if name != "status" or not derived}}

    for sent in each(client, "services"):
        yield Sent(sent.read, sent.write, body)


def shift_schedule_path(client: Client) -> str:
    [one] = client.get("/v3/schedules")["schedules"]
    return f"/v3/schedules/{one['id']}"


def shift_schedules(client: Client) -> Iterator[Sent]:
    """PagerDuty rejects their rotations and escalation policies."""

    def body(read: Any) -> Any:
        rejected = ("rotations", "escalation_policies")
        return {"schedule": {name: value for name, value in read["schedule"].items() if name not in rejected}}

    path = shift_schedule_path(client)
    yield Sent(path, path, body)


def of_shift_schedule(what: str) -> Callable[[Client], Iterator[Sent]]:
    """Custom shifts or overrides."""
    def requests(client: Client) -> Iterator[Sent]:
        path = f"{shift_schedule_path(client)}/{what}"
        for one in client.get(path, since="2040-01-01T00:00:00Z", until="2041-01-01T00:00:00Z")[what]:
            yield whole(f"{path}/{one['id']}")

    return requests


def shift_events(client: Client) -> Iterator[Sent]:
    """They are in the future. PagerDuty rejects most fields of an event that has started."""
    path = f"{shift_schedule_path(client)}/rotations/ROTATION/events"
    for one in client.get(path)["events"]:
        yield whole(f"{path}/{one['id']}")


def settings(client: Client) -> Iterator[Sent]:
    """Those that result from the groupings of services. Their ``type`` is the type of the grouping."""
    for one in client.get("/alert_grouping_settings")["alert_grouping_settings"]:
        yield whole(f"/alert_grouping_settings/{one['id']}")


def of_users(what: str) -> Callable[[Client], Iterator[Sent]]:
    def requests(client: Client) -> Iterator[Sent]:
        for user in client.get("/users")["users"]:
            for one in user[what]:
                yield whole(f"/users/{user['id']}/{what}/{one['id']}")

    return requests


def rules_of_users(plural: str, wrapper: str, read_key: str) -> Callable[[Client], Iterator[Sent]]:
    """Rules that a user does not show. Some have another key in the response to a GET."""
    def requests(client: Client) -> Iterator[Sent]:
        for user in client.get("/users")["users"]:
            path = f"/users/{user['id']}/{plural}"
            for one in client.get(path)[plural]:
                yield Sent(f"{path}/{one['id']}", f"{path}/{one['id']}", lambda read: {wrapper: read[read_key]})

    return requests


def integrations(client: Client) -> Iterator[Sent]:
    for service in client.get("/services")["services"]:
        for one in service["integrations"]:
            yield whole(f"/services/{service['id']}/integrations/{one['id']}")


def orchestration_path(client: Client) -> str:
    [one] = client.get("/event_orchestrations")["orchestrations"]
    return f"/event_orchestrations/{one['id']}"


def of_orchestration(what: str) -> Callable[[Client], Iterator[Sent]]:
    return lambda client: iter([whole(f"{orchestration_path(client)}{what}")])


def of_service(what: str) -> Callable[[Client], Iterator[Sent]]:
    """The event orchestrations of services, or a part of each."""
    return lambda client: (
        whole(f"/event_orchestrations/services/{one['id']}{what}") for one in client.get("/services")["services"]
    )


def orchestration_integrations(client: Client) -> Iterator[Sent]:
    path = f"{orchestration_path(client)}/integrations"
    for one in client.get(path)["integrations"]:
        yield whole(f"{path}/{one['id']}")


def cache_variables(path: str, client: Client) -> Iterator[Sent]:
    """The cache variables under a path."""
    for one in client.get(f"{path}/cache_variables")["cache_variables"]:
        yield whole(f"{path}/cache_variables/{one['id']}")


def cached_data(path: str, client: Client) -> Iterator[Sent]:
    """The data of the external cache variables under a path."""
    for one in client.get(f"{path}/cache_variables")["cache_variables"]:
        if "data_endpoint" in one:
            yield whole(f"{path}/cache_variables/{one['id']}/data")


Under = Callable[[str, Client], Iterator[Sent]]


def under_orchestration(requests: Under) -> Callable[[Client], Iterator[Sent]]:
    return lambda client: requests(orchestration_path(client), client)


def under_services(requests: Under) -> Callable[[Client], Iterator[Sent]]:
    return lambda client: (
        sent for one in client.get("/services")["services"]
        for sent in requests(f"/event_orchestrations/services/{one['id']}", client)
    )


def aiops(path: str) -> Sent:
    """An enablement, which is read from a list."""
    read = f"{path}/enablements"
    return Sent(read, f"{read}/aiops", lambda answer: {"enablement": answer["enablements"][0]})


def incident_path(client: Client) -> str:
    [incident] = client.get("/incidents", date_range="all")["incidents"]
    return f"/incidents/{incident['id']}"


def of_incident(what: str) -> Callable[[Client], Iterator[Sent]]:
    return lambda client: iter([whole(f"{incident_path(client)}/{what}")])


def alerts(client: Client) -> Iterator[Sent]:
    path = f"{incident_path(client)}/alerts"
    for alert in client.get(path)["alerts"]:
        yield whole(f"{path}/{alert['id']}")


def notes(client: Client) -> Iterator[Sent]:
    """Notes have no GET of a single one."""
    path = f"{incident_path(client)}/notes"
    for number, note in enumerate(client.get(path)["notes"]):
        yield Sent(path, f"{path}/{note['id']}", lambda read, number=number: {"note": read["notes"][number]})


def field_paths(client: Client) -> Iterator[tuple[str, str]]:
    """(the operation for one custom field, the path of one) of services and of incidents."""
    for one in client.get("/services/custom_fields")["fields"]:
        yield "/services/custom_fields/*", f"/services/custom_fields/{one['id']}"
    for one in client.get("/incidents/custom_fields")["fields"]:
        yield "/incidents/custom_fields/*", f"/incidents/custom_fields/{one['id']}"
    for kind in client.get("/incidents/types")["incident_types"]:
        path = f"/incidents/types/{kind['id']}/custom_fields"
        for one in client.get(path)["fields"]:
            if one["incident_type"] == kind["id"]:
                yield "/incidents/types/*/custom_fields/*", f"{path}/{one['id']}"


def custom_fields(operation: str) -> Callable[[Client], Iterator[Sent]]:
    """With their options, and without them."""
    def requests(client: Client) -> Iterator[Sent]:
        for known, path in field_paths(client):
            if known == operation:
                yield whole(path)
                yield Sent(f"{path}?include[]=field_options", path)

    return requests


def field_options(operation: str) -> Callable[[Client], Iterator[Sent]]:
    def requests(client: Client) -> Iterator[Sent]:
        for known, path in field_paths(client):
            for option in client.get(f"{path}/field_options")["field_options"] if known == operation else ():
                yield whole(f"{path}/field_options/{option['id']}")

    return requests


FIELDS = ("/services/custom_fields/*", "/incidents/custom_fields/*", "/incidents/types/*/custom_fields/*")


def incident_types(client: Client) -> Iterator[Sent]:
    """By their IDs, and by their names."""
    for one in client.get("/incidents/types")["incident_types"]:
        yield whole(f"/incidents/types/{one['id']}")
        yield whole(f"/incidents/types/{one['name']}")


def service_field_values(client: Client) -> Iterator[Sent]:
    for one in client.get("/services")["services"]:
        yield whole(f"/services/{one['id']}/custom_fields/values")


def standards(client: Client) -> Iterator[Sent]:
    """Standards have no GET of a single one, and their requests have no wrapper key."""
    for number, one in enumerate(client.get("/standards")["standards"]):
        yield Sent("/standards", f"/standards/{one['id']}", lambda read, number=number: read["standards"][number])


def session_configurations(_client: Client) -> Iterator[Sent]:
    for kind in ("mobile", "web"):
        path = f"/session_configurations?type={kind}"
        yield Sent(path, path, lambda read: {"session_configuration": read["session_configurations"][0]})


def triggers(client: Client) -> Iterator[Sent]:
    for one in client.get("/incident_workflows/triggers")["triggers"]:
        yield whole(f"/incident_workflows/triggers/{one['id']}")


def page_posts(client: Client) -> Iterator[str]:
    """The paths of the posts on status pages."""
    for page in client.get("/status_pages")["status_pages"]:
        for post in client.get(f"/status_pages/{page['id']}/posts")["posts"]:
            yield f"/status_pages/{page['id']}/posts/{post['id']}"


def page_updates(client: Client) -> Iterator[Sent]:
    for path in page_posts(client):
        for one in client.get(f"{path}/post_updates")["post_updates"]:
            yield whole(f"{path}/post_updates/{one['id']}")


def postmortems(client: Client) -> Iterator[Sent]:
    for path in page_posts(client):
        if "postmortem" in client.get(path)["post"]:
            yield whole(f"{path}/postmortem")


def listed(plural: str) -> Callable[[Client], Iterator[Sent]]:
    return lambda _client: iter([Sent(f"/{plural}?date_range=all", f"/{plural}")])


def automation(kind: str) -> Callable[[Client], Iterator[Sent]]:
    path = f"/automation_actions/{kind}"
    return lambda client: (whole(f"{path}/{one['id']}") for one in client.get(path)[kind])


def memories(client: Client) -> Iterator[Sent]:
    """Memories have no GET of a single one."""
    for number, one in enumerate(client.get("/sre_agent/memories")["memories"]):
        yield Sent(
            "/sre_agent/memories", f"/sre_agent/memories/{one['id']}",
            lambda read, number=number: {"memory": read["memories"][number]},
        )


def enrichment_schemas(client: Client) -> Iterator[Sent]:
    """PagerDuty rejects their fields."""

    def body(read: Any) -> Any:
        return {"schema": {name: value for name, value in read["schema"].items() if name != "fields"}}

    for one in client.get("/enrichment/schemas")["schemas"]:
        path = f"/enrichment/schemas/{one['id']}"
        yield Sent(path, path, body)


def event_enrichments(what: str) -> Callable[[Client], Iterator[Sent]]:
    path = "/enrichment/event_enrichments"
    return lambda client: (whole(f"{path}/{one['id']}{what}") for one in client.get(path)["event_enrichments"])


def servicenow_tables(client: Client) -> Iterator[Sent]:
    """Tables have no GET: the integration has them."""
    path = "/enrichment/integrations/servicenow"
    for one in client.get(path)["integrations"]:
        for number, table in enumerate(one["cmdb_tables"]):
            yield Sent(
                f"{path}/{one['id']}", f"{path}/{one['id']}/tables/{table['id']}",
                lambda read, number=number: {"cmdb_table": read["integration"]["cmdb_tables"][number]},
            )


SENT_BACK: dict[str, Callable[[Client], Iterator[Sent]]] = {
    **{
        f"/{plural}/*": lambda client, plural=plural: each(client, plural)
        for plural in (
            "users", "teams", "schedules", "escalation_policies", "maintenance_windows", "incidents", "change_events",
            "addons", "templates", "webhook_subscriptions", "extensions", "business_services", "ip_allow_lists",
            "incident_workflows",
        )
    },
    "/business_services/priority_thresholds": lambda _client: iter([whole("/business_services/priority_thresholds")]),
    "/alert_grouping_settings/*": settings,
    "/v3/schedules/*": shift_schedules,
    "/v3/schedules/*/rotations/*/events/*": shift_events,
    "/v3/schedules/*/custom_shifts/*": of_shift_schedule("custom_shifts"),
    "/v3/schedules/*/overrides/*": of_shift_schedule("overrides"),
    "/users/*/contact_methods/*": of_users("contact_methods"),
    "/users/*/notification_rules/*": of_users("notification_rules"),
    **{
        f"/users/*/{wrapper}s/*": rules_of_users(f"{wrapper}s", wrapper, read_key)
        for wrapper, read_key in (
            ("oncall_handoff_notification_rule", "oncall_handoff_notification_rule"),
            ("status_update_notification_rule", "notification_rule"),
        )
    },
    "/webhook_subscriptions/oauth_clients/*": oauth_clients,
    "/services/*": services,
    "/services/*/integrations/*": integrations,
    **{path: custom_fields(path) for path in FIELDS},
    **{f"{path}/field_options/*": field_options(path) for path in FIELDS},
    "/incidents/types/*": incident_types,
    "/services/*/custom_fields/values": service_field_values,
    "/incident_workflows/triggers/*": triggers,
    "/standards/*": standards,
    "/session_configurations": session_configurations,
    "/incidents": listed("incidents"),
    "/incidents/*/alerts/*": alerts,
    "/incidents/*/alerts": of_incident("alerts"),
    "/incidents/*/notes/*": notes,
    "/event_orchestrations/*": of_orchestration(""),
    **{f"/event_orchestrations/*/{kind}": of_orchestration(f"/{kind}") for kind in ("router", "global", "unrouted")},
    "/event_orchestrations/services/*": of_service(""),
    "/event_orchestrations/services/*/active": of_service("/active"),
    "/event_orchestrations/*/integrations/*": orchestration_integrations,
    "/event_orchestrations/*/cache_variables/*": under_orchestration(cache_variables),
    "/event_orchestrations/*/cache_variables/*/data": under_orchestration(cached_data),
    "/event_orchestrations/services/*/cache_variables/*": under_services(cache_variables),
    "/event_orchestrations/services/*/cache_variables/*/data": under_services(cached_data),
    "/event_orchestrations/*/enablements/*": lambda client: iter([aiops(orchestration_path(client))]),
    "/services/*/enablements/*": lambda client: (
        aiops(f"/services/{one['id']}") for one in client.get("/services")["services"]
    ),
    **{f"/automation_actions/{kind}/*": automation(kind) for kind in ("runners", "actions")},
    "/incidents/*/custom_fields/values": of_incident("custom_fields/values"),
    "/status_pages/*/posts/*": lambda client: map(whole, page_posts(client)),
    "/status_pages/*/posts/*/post_updates/*": page_updates,
    "/status_pages/*/posts/*/postmortem": postmortems,
    "/sre_agent/memories/*": memories,
    "/enrichment/schemas/*": enrichment_schemas,
    **{f"/enrichment/event_enrichments/*{what}": event_enrichments(what) for what in ("", "/rules")},
    "/enrichment/event_enrichments/default": lambda _client: iter([whole("/enrichment/event_enrichments/default")]),
    "/enrichment/integrations/servicenow/*/tables/*": servicenow_tables,
}
"""The paths of PUT → the requests to send to it."""

COMMANDS = {
    "/enrichment/integrations/servicenow/credentials/*": "no GET returns the password",
    "/incidents/*/business_services/*/impacts": "it has no GET",
    "/incidents/*/merge": "its body has other incidents",
    "/incidents/*/responder_requests/cancel": "it has no GET",
    "/log_entries/*/channel": "it has no GET",
    "/teams/*/users/*": "it has no GET of one member",
    "/teams/*/escalation_policies/*": "it has no body",
    "/integration-slack/workspaces/*/connections/*": "it needs the token of a user; test_slack_and_jira.py does it",
    "/integration-jira-cloud/accounts_mappings/*/rules/*": "it rejects the service, which a GET returns",
}
"""The paths of PUT that do not write what a GET returns, and why."""

CHANGED_BY_EACH_UPDATE = ("updated_at", "updated_by", "version", "modify_time")


def steady(answer: Any) -> Any:
    """A response without what each update changes."""
    if isinstance(answer, dict):
        return {name: steady(value) for name, value in answer.items() if name not in CHANGED_BY_EACH_UPDATE}
    return [steady(item) for item in answer] if isinstance(answer, list) else answer


def test_every_put_is_covered() -> None:
    sys.path.insert(0, str(CODE.parent))
    try:
        from pagerduty_emulator.registry import OPERATIONS
    finally:
        sys.path.remove(str(CODE.parent))
    assert {one.path for one in OPERATIONS if one.method == "PUT"} == SENT_BACK.keys() | COMMANDS.keys()


def current(client: Client, path: str) -> Any:
    """The response to a GET, whose status is 201 for a workflow."""
    answer = client.call("GET", path)
    assert answer.ok, f"{path}: {answer.text}"
    return answer.json()


def check(client: Client) -> None:
    for path, requests in SENT_BACK.items():
        for sent in list(requests(client)):
            before = current(client, sent.read)
            body = sent.body(before)
            answer = client.call("PUT", sent.write, json=body, headers={"From": OWNER})
            assert answer.ok, f"{path}: {body}: {answer.text}"
            assert steady(current(client, sent.read)) == steady(before), path


@pytest.mark.parametrize("strict", [False, True], ids=["default", "strict"])
def test_what_was_read_is_sent_back_and_changes_nothing(
    emulator_url: str, strict_url: str, strict: bool
) -> None:
    client = Client(strict_url if strict else emulator_url)
    client.session.headers["X-EARLY-ACCESS"] = "ip-allow-lists"

    @hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @hypothesis.given(ACCOUNT)
    def run(account: dict[str, Any]) -> None:
        load(client, account, strict=strict)
        check(client)

    run()
