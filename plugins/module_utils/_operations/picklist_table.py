# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picklists. Generated from the modules and the declarations by `make generate`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._engine.operation import Operation
from .._engine.resource_operations import info_operation
from .._resources.addon import ADDON
from .._resources.alert import ALERT
from .._resources.alert_grouping_setting import MANAGED_ALERT_GROUPING_SETTING
from .._resources.automation_action import AUTOMATION_ACTION
from .._resources.automation_runner import AUTOMATION_RUNNER
from .._resources.business_service import BUSINESS_SERVICE
from .._resources.enrichment_schema import ENRICHMENT_SCHEMA
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.event_enrichment import EVENT_ENRICHMENT
from .._resources.event_orchestration import EVENT_ORCHESTRATION
from .._resources.event_orchestration_cache_variable import EVENT_ORCHESTRATION_CACHE_VARIABLE
from .._resources.event_orchestration_integration import EVENT_ORCHESTRATION_INTEGRATION
from .._resources.extension import EXTENSION
from .._resources.extension_schema import EXTENSION_SCHEMA
from .._resources.incident import INCIDENT
from .._resources.incident_custom_field import INCIDENT_CUSTOM_FIELD
from .._resources.incident_note import INCIDENT_NOTE
from .._resources.incident_type import INCIDENT_TYPE
from .._resources.incident_type_custom_field import INCIDENT_TYPE_CUSTOM_FIELD
from .._resources.incident_workflow import INCIDENT_WORKFLOW
from .._resources.incident_workflow_action import INCIDENT_WORKFLOW_ACTION
from .._resources.jira_cloud_account_mapping import JIRA_CLOUD_ACCOUNT_MAPPING
from .._resources.jira_cloud_rule import JIRA_CLOUD_RULE
from .._resources.license_listing import LISTED_LICENSE
from .._resources.log_entry import LOG_ENTRY
from .._resources.maintenance_window import MAINTENANCE_WINDOW
from .._resources.notification import NOTIFICATION
from .._resources.priority import PRIORITY
from .._resources.schedule import SCHEDULE
from .._resources.service import SERVICE
from .._resources.service_custom_field import SERVICE_CUSTOM_FIELD
from .._resources.service_integration import SERVICE_INTEGRATION
from .._resources.slack_connection import SLACK_CONNECTION
from .._resources.standard import STANDARD
from .._resources.status_page import STATUS_PAGE, STATUS_PAGE_SERVICE
from .._resources.status_page_level import STATUS_PAGE_IMPACT, STATUS_PAGE_SEVERITY, STATUS_PAGE_STATUS
from .._resources.status_page_post import STATUS_PAGE_POST
from .._resources.tag_listing import LISTED_TAG
from .._resources.team_members import MANAGED_TEAM
from .._resources.template import TEMPLATE
from .._resources.user import USER
from .._resources.user_contact_method import USER_CONTACT_METHOD
from .._resources.user_notification_rule import USER_NOTIFICATION_RULE
from .._resources.vendor import VENDOR
from .._resources.webhook_oauth_client import WEBHOOK_OAUTH_CLIENT
from .._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION
from .._resources.workflow_integration import WORKFLOW_INTEGRATION
from .._resources.workflow_integration_connection import WORKFLOW_INTEGRATION_CONNECTION
from .change_event import CHANGE_EVENT_INFO_OPERATION

# By picklist: the operation of the info module, and the key of its result.
PICKLISTS: dict[str, tuple[Operation, str]] = {
    "addon": (info_operation(ADDON), "addons"),
    "alert": (info_operation(ALERT), "alerts"),
    "alert_grouping_setting": (info_operation(MANAGED_ALERT_GROUPING_SETTING), "alert_grouping_settings"),
    "automation_action": (info_operation(AUTOMATION_ACTION), "automation_actions"),
    "automation_runner": (info_operation(AUTOMATION_RUNNER), "automation_runners"),
    "business_service": (info_operation(BUSINESS_SERVICE), "business_services"),
    "change_event": (CHANGE_EVENT_INFO_OPERATION, "change_events"),
    "enrichment_schema": (info_operation(ENRICHMENT_SCHEMA), "enrichment_schemas"),
    "escalation_policy": (info_operation(MANAGED_ESCALATION_POLICY), "escalation_policies"),
    "event_enrichment": (info_operation(EVENT_ENRICHMENT), "event_enrichments"),
    "event_orchestration": (info_operation(EVENT_ORCHESTRATION), "event_orchestrations"),
    "event_orchestration_cache_variable": (info_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE), "cache_variables"),
    "event_orchestration_integration": (info_operation(EVENT_ORCHESTRATION_INTEGRATION), "integrations"),
    "extension": (info_operation(EXTENSION), "extensions"),
    "extension_schema": (info_operation(EXTENSION_SCHEMA), "extension_schemas"),
    "incident": (info_operation(INCIDENT), "incidents"),
    "incident_custom_field": (info_operation(INCIDENT_CUSTOM_FIELD), "incident_custom_fields"),
    "incident_note": (info_operation(INCIDENT_NOTE), "notes"),
    "incident_type": (info_operation(INCIDENT_TYPE), "incident_types"),
    "incident_type_custom_field": (info_operation(INCIDENT_TYPE_CUSTOM_FIELD), "incident_type_custom_fields"),
    "incident_workflow": (info_operation(INCIDENT_WORKFLOW), "incident_workflows"),
    "incident_workflow_action": (info_operation(INCIDENT_WORKFLOW_ACTION), "incident_workflow_actions"),
    "jira_cloud_account_mapping": (info_operation(JIRA_CLOUD_ACCOUNT_MAPPING), "jira_cloud_account_mappings"),
    "jira_cloud_rule": (info_operation(JIRA_CLOUD_RULE), "jira_cloud_rules"),
    "license": (info_operation(LISTED_LICENSE), "licenses"),
    "log_entry": (info_operation(LOG_ENTRY), "log_entries"),
    "maintenance_window": (info_operation(MAINTENANCE_WINDOW), "maintenance_windows"),
    "notification": (info_operation(NOTIFICATION), "notifications"),
    "priority": (info_operation(PRIORITY), "priorities"),
    "schedule": (info_operation(SCHEDULE), "schedules"),
    "service": (info_operation(SERVICE), "services"),
    "service_custom_field": (info_operation(SERVICE_CUSTOM_FIELD), "service_custom_fields"),
    "service_integration": (info_operation(SERVICE_INTEGRATION), "integrations"),
    "slack_connection": (info_operation(SLACK_CONNECTION), "slack_connections"),
    "standard": (info_operation(STANDARD), "standards"),
    "status_page": (info_operation(STATUS_PAGE), "status_pages"),
    "status_page_impact": (info_operation(STATUS_PAGE_IMPACT), "status_page_impacts"),
    "status_page_post": (info_operation(STATUS_PAGE_POST), "status_page_posts"),
    "status_page_service": (info_operation(STATUS_PAGE_SERVICE), "status_page_services"),
    "status_page_severity": (info_operation(STATUS_PAGE_SEVERITY), "status_page_severities"),
    "status_page_status": (info_operation(STATUS_PAGE_STATUS), "status_page_statuses"),
    "tag": (info_operation(LISTED_TAG), "tags"),
    "team": (info_operation(MANAGED_TEAM), "teams"),
    "template": (info_operation(TEMPLATE), "templates"),
    "user": (info_operation(USER), "users"),
    "user_contact_method": (info_operation(USER_CONTACT_METHOD), "contact_methods"),
    "user_notification_rule": (info_operation(USER_NOTIFICATION_RULE), "notification_rules"),
    "vendor": (info_operation(VENDOR), "vendors"),
    "webhook_oauth_client": (info_operation(WEBHOOK_OAUTH_CLIENT), "oauth_clients"),
    "webhook_subscription": (info_operation(WEBHOOK_SUBSCRIPTION), "webhook_subscriptions"),
    "workflow_integration": (info_operation(WORKFLOW_INTEGRATION), "workflow_integrations"),
    "workflow_integration_connection": (
        info_operation(WORKFLOW_INTEGRATION_CONNECTION),
        "workflow_integration_connections",
    ),
}
