# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of an account's configuration. Generated from the modules and the declarations by `make generate`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._resources.addon import ADDON
from .._resources.alert_grouping_setting import MANAGED_ALERT_GROUPING_SETTING
from .._resources.automation_action import AUTOMATION_ACTION
from .._resources.automation_runner import AUTOMATION_RUNNER
from .._resources.business_service import BUSINESS_SERVICE
from .._resources.enablement import ENABLEMENT
from .._resources.enrichment_schema import ENRICHMENT_SCHEMA
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.event_enrichment import EVENT_ENRICHMENT
from .._resources.event_enrichment_rules import EVENT_ENRICHMENT_RULES
from .._resources.event_orchestration import EVENT_ORCHESTRATION
from .._resources.event_orchestration_cache_variable import EVENT_ORCHESTRATION_CACHE_VARIABLE
from .._resources.event_orchestration_global import EVENT_ORCHESTRATION_GLOBAL
from .._resources.event_orchestration_integration import EVENT_ORCHESTRATION_INTEGRATION
from .._resources.event_orchestration_router import EVENT_ORCHESTRATION_ROUTER
from .._resources.event_orchestration_service import EVENT_ORCHESTRATION_SERVICE
from .._resources.event_orchestration_unrouted import EVENT_ORCHESTRATION_UNROUTED
from .._resources.extension import EXTENSION
from .._resources.incident_type import INCIDENT_TYPE
from .._resources.incident_type_custom_field import INCIDENT_TYPE_CUSTOM_FIELD
from .._resources.incident_workflow import INCIDENT_WORKFLOW
from .._resources.incident_workflow_trigger import INCIDENT_WORKFLOW_TRIGGER
from .._resources.ip_allow_list import IP_ALLOW_LIST
from .._resources.jira_cloud_rule import JIRA_CLOUD_RULE
from .._resources.maintenance_window import MAINTENANCE_WINDOW
from .._resources.schedule import SCHEDULE
from .._resources.service import SERVICE
from .._resources.service_custom_field import SERVICE_CUSTOM_FIELD
from .._resources.service_dependency import SERVICE_DEPENDENCY
from .._resources.service_integration import SERVICE_INTEGRATION
from .._resources.session_configuration import SESSION_CONFIGURATION
from .._resources.standard import STANDARD
from .._resources.tag import TAG
from .._resources.team_members import MANAGED_TEAM
from .._resources.template import TEMPLATE
from .._resources.user import USER
from .._resources.user_handoff_rule import USER_HANDOFF_RULE
from .._resources.user_status_update_rule import USER_STATUS_UPDATE_RULE
from .._resources.webhook_oauth_client import WEBHOOK_OAUTH_CLIENT
from .._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION
from .._resources.workflow_integration_connection import WORKFLOW_INTEGRATION_CONNECTION
from .._schema.resource import Resource

RESOURCES: tuple[Resource, ...] = (
    ADDON,
    MANAGED_ALERT_GROUPING_SETTING,
    AUTOMATION_ACTION,
    AUTOMATION_RUNNER,
    BUSINESS_SERVICE,
    ENABLEMENT,
    ENRICHMENT_SCHEMA,
    MANAGED_ESCALATION_POLICY,
    EVENT_ENRICHMENT,
    EVENT_ENRICHMENT_RULES,
    EVENT_ORCHESTRATION,
    EVENT_ORCHESTRATION_CACHE_VARIABLE,
    EVENT_ORCHESTRATION_GLOBAL,
    EVENT_ORCHESTRATION_INTEGRATION,
    EVENT_ORCHESTRATION_ROUTER,
    EVENT_ORCHESTRATION_SERVICE,
    EVENT_ORCHESTRATION_UNROUTED,
    EXTENSION,
    INCIDENT_TYPE,
    INCIDENT_TYPE_CUSTOM_FIELD,
    INCIDENT_WORKFLOW,
    INCIDENT_WORKFLOW_TRIGGER,
    IP_ALLOW_LIST,
    JIRA_CLOUD_RULE,
    MAINTENANCE_WINDOW,
    SCHEDULE,
    SERVICE,
    SERVICE_CUSTOM_FIELD,
    SERVICE_DEPENDENCY,
    SERVICE_INTEGRATION,
    SESSION_CONFIGURATION,
    STANDARD,
    TAG,
    MANAGED_TEAM,
    TEMPLATE,
    USER,
    USER_HANDOFF_RULE,
    USER_STATUS_UPDATE_RULE,
    WEBHOOK_OAUTH_CLIENT,
    WEBHOOK_SUBSCRIPTION,
    WORKFLOW_INTEGRATION_CONNECTION,
)
