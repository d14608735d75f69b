# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the output of `terraform show -json` to the configuration of an account.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from . import (
    _addons,
    _alert_grouping,
    _automation,
    _business_services,
    _custom_fields,
    _extensions,
    _incident_types,
    _jira,
    _orchestration_parts,
    _orchestration_rules,
    _people,
    _schedules,
    _services,
    _workflows,
)
from ._conversion import LATER, Conversion, NotConverted
from ._state import Instance, read_state

Converter = t.Callable[[Instance, Conversion], None]

# By the type of the resource, without `pagerduty_`: the kind of the configuration, and the conversion.
OBJECTS: dict[str, tuple[str, Converter]] = {
    "user": ("users", _people.user),
    "team": ("teams", _people.team),
    "tag": ("tags", _people.tag),
    "schedule": ("schedules", _schedules.schedule),
    "schedulev2": ("schedules", _schedules.shift_based_schedule),
    "escalation_policy": ("escalation_policies", _schedules.escalation_policy),
    "service_custom_field": ("service_custom_fields", _custom_fields.service_custom_field),
    "service": ("services", _services.service),
    "service_integration": ("service_integrations", _services.service_integration),
    "alert_grouping_setting": ("alert_grouping_settings", _alert_grouping.setting),
    "addon": ("addons", _addons.addon),
    "maintenance_window": ("maintenance_windows", _services.maintenance_window),
    "webhook_subscription": ("webhook_subscriptions", _services.webhook_subscription),
    "extension": ("extensions", _extensions.extension),
    "extension_servicenow": ("extensions", _extensions.servicenow),
    "jira_cloud_account_mapping_rule": ("jira_cloud_rules", _jira.rule),
    "event_orchestration": ("event_orchestrations", _services.event_orchestration),
    "event_orchestration_integration": ("event_orchestration_integrations", _orchestration_parts.integration),
    "event_orchestration_global_cache_variable": (
        "event_orchestration_cache_variables", _orchestration_parts.variable_of_orchestration,
    ),
    "event_orchestration_service_cache_variable": (
        "event_orchestration_cache_variables", _orchestration_parts.variable_of_service,
    ),
    "enablement": ("enablements", _orchestration_parts.enablement),
    "event_orchestration_router": ("event_orchestration_routers", _services.event_orchestration_router),
    "event_orchestration_global": ("event_orchestration_globals", _orchestration_rules.of_orchestration),
    "event_orchestration_unrouted": ("event_orchestration_unrouteds", _orchestration_rules.of_orchestration),
    "event_orchestration_service": ("event_orchestration_services", _orchestration_rules.of_service),
    "incident_type": ("incident_types", _incident_types.incident_type),
    "incident_type_custom_field": ("incident_type_custom_fields", _incident_types.custom_field),
    "incident_custom_field": ("incident_type_custom_fields", _incident_types.older_custom_field),
    "business_service": ("business_services", _business_services.business_service),
    "service_dependency": ("service_dependencies", _business_services.service_dependency),
    "incident_workflow": ("incident_workflows", _workflows.workflow),
    "incident_workflow_trigger": ("incident_workflow_triggers", _workflows.trigger),
    "automation_actions_runner": ("automation_runners", _automation.runner),
    "automation_actions_action": ("automation_actions", _automation.action),
    "user_handoff_notification_rule": ("user_handoff_rules", _people.handoff_rule),
}
# What becomes a part of other entries. Converted after them.
PARTS: dict[str, tuple[str, Converter]] = {
    "user_contact_method": ("users", _people.contact_method),
    "user_notification_rule": ("users", _people.notification_rule),
    "team_membership": ("teams", _people.team_membership),
    "service_custom_field_value": ("services", _custom_fields.service_custom_field_value),
    "incident_custom_field_option": ("incident_type_custom_fields", _incident_types.older_option),
    "business_service_subscriber": ("business_services", _business_services.subscriber),
    "automation_actions_runner_team_association": ("automation_runners", _automation.team_of_runner),
    "automation_actions_action_team_association": ("automation_actions", _automation.team_of_action),
    "automation_actions_action_service_association": ("automation_actions", _automation.service_of_action),
    "tag_assignment": ("tags", _people.tag_assignment),
}
# Why other resources are not converted. NO_MODULE is the reason for those that are not listed.
NO_MODULE = "this collection has no module for it"
REASONS = {
    "event_rule": "PagerDuty has replaced event rules by event orchestrations",
    "ruleset": "PagerDuty has replaced rulesets by event orchestrations",
    "ruleset_rule": "PagerDuty has replaced rulesets by event orchestrations",
    "service_event_rule": "PagerDuty has replaced event rules by event orchestrations",
    "slack_connection": "it is not in the configuration of an account; pagerduty_slack_connection manages it",
    "response_play": "PagerDuty has removed response plays",
}


def convert(outputs: t.Any, now: datetime) -> dict[str, t.Any]:
    """The configuration that describes what Terraform manages, in the format of pagerduty_account.

    outputs: the parsed output of `terraform show -json`, or a list of several. now: the current time.
    Returns `config`, `not_converted`, `secrets` and `notes`, as the filter documents them. Raises StateError.
    """
    conversion = Conversion(read_state(outputs), now)
    instances = _distinct(conversion)
    for table in (OBJECTS, PARTS):
        for instance in instances:
            if instance.type in table:
                _convert(instance, conversion, *table[instance.type])
    for instance in instances:
        if instance.type == "user":
            _people.teams_of_user(instance, conversion)
        elif instance.type not in OBJECTS and instance.type not in PARTS:
            conversion.leave_out(instance, "", REASONS.get(instance.type, NO_MODULE))
    if conversion.state.others:
        conversion.note(f"Ignored resources and data sources of other providers: {conversion.state.others}")
    config = conversion.config()
    order = {instance.address: number for number, instance in enumerate(conversion.state.managed)}
    for listed in (conversion.not_converted, conversion.secrets):
        listed.sort(key=lambda found: order[found["address"]])
    return {
        "config": config,
        "not_converted": conversion.not_converted,
        "secrets": conversion.secrets,
        "notes": conversion.notes,
    }


def _distinct(conversion: Conversion) -> list[Instance]:
    """What Terraform manages. Objects that are managed twice are returned once, and noted."""
    seen: dict[tuple[str, str], Instance] = {}
    for number, instance in enumerate(conversion.state.managed):
        key = (instance.type, instance.id or f"unknown {number}")
        if key in seen:
            kind = {**OBJECTS, **PARTS}.get(instance.type, ("",))[0]
            conversion.leave_out(instance, kind, f"it is the same object as {seen[key].address}")
        seen.setdefault(key, instance)
    return list(seen.values())


def _convert(instance: Instance, conversion: Conversion, kind: str, converter: Converter) -> None:
    try:
        if not instance.id:
            raise NotConverted(f"id: {LATER}")
        converter(instance, conversion)
    except NotConverted as error:
        conversion.leave_out(instance, kind, str(error))
