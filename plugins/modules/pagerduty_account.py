#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the configuration of a PagerDuty account in one task."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_account
short_description: Manage the configuration of a PagerDuty account in one task
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates and updates all objects that O(config) describes, such as users, teams, schedules, escalation policies and
    services. It does the same as one task of a module for each object, with fewer requests and in less time.
  - First, the task checks all options, reads the account, and plans each change. If there is an error, such as an
    unknown name or a circular reference, it reports all errors together and changes nothing.
  - Then it makes the changes, several at a time (O(parallel)). An object follows those that it refers to. If the change
    of an object fails, the objects that refer to it are not attempted. Independent objects are still changed. The task
    then fails, and its result says what was done and what is left. Run it again to continue.
  - Objects that are not in O(config) are left unchanged, unless O(purge) names their kind. Options that an entry omits
    are left unchanged, too.
  - Check mode returns the plan.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  config:
    description:
      - The objects, as lists by kind. The order of the kinds and of the entries does not matter.
      - An entry has the options of the module for its kind, except the options of the connection and C(state).
      - M(community.pagerduty.pagerduty_account_info) returns the configuration of an existing account in this format.
      # generated: kinds
      - V(addons) have the options of M(community.pagerduty.pagerduty_addon).
      - V(alert_grouping_settings) have the options of M(community.pagerduty.pagerduty_alert_grouping_setting).
      - V(automation_actions) have the options of M(community.pagerduty.pagerduty_automation_action).
      - V(automation_runners) have the options of M(community.pagerduty.pagerduty_automation_runner).
      - V(business_services) have the options of M(community.pagerduty.pagerduty_business_service).
      - V(enablements) have the options of M(community.pagerduty.pagerduty_enablement).
      - V(enrichment_schemas) have the options of M(community.pagerduty.pagerduty_enrichment_schema).
      - V(escalation_policies) have the options of M(community.pagerduty.pagerduty_escalation_policy).
      - V(event_enrichment_rules) have the options of M(community.pagerduty.pagerduty_event_enrichment_rules).
      - V(event_enrichments) have the options of M(community.pagerduty.pagerduty_event_enrichment).
      - V(event_orchestration_cache_variables) have the options of
        M(community.pagerduty.pagerduty_event_orchestration_cache_variable).
      - V(event_orchestration_globals) have the options of M(community.pagerduty.pagerduty_event_orchestration_global).
      - V(event_orchestration_integrations) have the options of
        M(community.pagerduty.pagerduty_event_orchestration_integration).
      - V(event_orchestration_routers) have the options of M(community.pagerduty.pagerduty_event_orchestration_router).
      - V(event_orchestration_services) have the options of
        M(community.pagerduty.pagerduty_event_orchestration_service).
      - V(event_orchestration_unrouteds) have the options of
        M(community.pagerduty.pagerduty_event_orchestration_unrouted).
      - V(event_orchestrations) have the options of M(community.pagerduty.pagerduty_event_orchestration).
      - V(extensions) have the options of M(community.pagerduty.pagerduty_extension).
      - V(incident_type_custom_fields) have the options of M(community.pagerduty.pagerduty_incident_type_custom_field).
      - V(incident_types) have the options of M(community.pagerduty.pagerduty_incident_type).
      - V(incident_workflow_triggers) have the options of M(community.pagerduty.pagerduty_incident_workflow_trigger).
      - V(incident_workflows) have the options of M(community.pagerduty.pagerduty_incident_workflow).
      - V(ip_allow_lists) have the options of M(community.pagerduty.pagerduty_ip_allow_list).
      - V(jira_cloud_rules) have the options of M(community.pagerduty.pagerduty_jira_cloud_rule).
      - V(maintenance_windows) have the options of M(community.pagerduty.pagerduty_maintenance_window).
      - V(schedules) have the options of M(community.pagerduty.pagerduty_schedule).
      - V(service_custom_fields) have the options of M(community.pagerduty.pagerduty_service_custom_field).
      - V(service_dependencies) have the options of M(community.pagerduty.pagerduty_service_dependency).
      - V(service_integrations) have the options of M(community.pagerduty.pagerduty_service_integration).
      - V(services) have the options of M(community.pagerduty.pagerduty_service).
      - V(session_configurations) have the options of M(community.pagerduty.pagerduty_session_configuration).
      - V(standards) have the options of M(community.pagerduty.pagerduty_standard).
      - V(tags) have the options of M(community.pagerduty.pagerduty_tag).
      - V(teams) have the options of M(community.pagerduty.pagerduty_team).
      - V(templates) have the options of M(community.pagerduty.pagerduty_template).
      - V(user_handoff_rules) have the options of M(community.pagerduty.pagerduty_user_handoff_rule).
      - V(user_status_update_rules) have the options of M(community.pagerduty.pagerduty_user_status_update_rule).
      - V(users) have the options of M(community.pagerduty.pagerduty_user).
      - V(webhook_oauth_clients) have the options of M(community.pagerduty.pagerduty_webhook_oauth_client).
      - V(webhook_subscriptions) have the options of M(community.pagerduty.pagerduty_webhook_subscription).
      - V(workflow_integration_connections) have the options of
        M(community.pagerduty.pagerduty_workflow_integration_connection).
      # end of generated: kinds
    type: dict
    required: true
  sources:
    description:
      - Where the entries of O(config) are written, as lists by kind, with a text for each entry, for example
        V(services.yml:12). Messages and results name this place.
      - The lookup P(community.pagerduty.account_config#lookup) returns it for files and for variables.
    type: dict
  parallel:
    description:
      - The number of objects that are changed at a time, between 1 and 16. Each of them uses its own connection.
      - If the rate limit of PagerDuty is used up, all of them wait.
    type: int
    default: 4
  purge:
    description:
      - The kinds of which to remove the objects that are not in O(config), for example V(services). They are removed
        after all other changes have succeeded, in the reverse order of their references.
      - O(config) must contain these kinds. An empty list removes all objects of the kind.
      - The account owner, the user of the token and of O(from_email), and objects that other objects still use are
        never removed. The result lists them in RV(kept).
      - Of objects that belong to another object, only C(service_integrations) can be purged, on all services. PagerDuty
        does not document the request that deletes an integration.
    type: list
    elements: str
    default: []
  purge_limit:
    description:
      - The maximum number of objects to remove, or the maximum percentage of the existing objects of the kinds in
        O(purge), for example V(5%). If the plan removes more, the task fails and changes nothing.
    type: str
    default: "10"
  ignore:
    description:
      - Patterns of names, for example V(Sandbox *). O(purge) does not remove objects with such names. A user can
        be named by the email address, too. Case is ignored.
    type: list
    elements: str
    default: []
notes:
  - Each kind is read in one list, with a request for each 100 objects, or by name if that needs fewer requests.
    Some values are not in PagerDuty's lists. They cost a request for each object that sets them, several at a time -
    the members of a team with their roles, the router of an event orchestration, the rotations of a shift-based
    schedule, and a user's handoff rules and status update rules. The page C(docs/behaviour.md) of the collection has a
    table of all kinds.
  - With C(-v), a line shows the progress every 5 seconds. This is not available if the task runs as a module.
  - Values of C(secret) and C(integration_key) of new objects are in RV(created).
"""

EXAMPLES = r"""
- name: Configure the account
  community.pagerduty.pagerduty_account:
    from_email: owner@example.com
    config:
      teams:
        - name: Web
          members:
            - {user: ann@example.com, role: manager}
      users:
        - {email: ann@example.com, name: Ann Archer}
        - {email: bea@example.com, name: Bea Baker}
      schedules:
        - name: Web primary
          time_zone: Europe/Berlin
          schedule_layers:
            - name: Weekly
              start: 2030-01-07T09:00:00+01:00
              rotation_virtual_start: 2030-01-07T09:00:00+01:00
              rotation_turn_length_seconds: 1 week
              users: [ann@example.com, bea@example.com]
      escalation_policies:
        - name: Web
          teams: [Web]
          escalation_rules:
            - escalation_delay_in_minutes: 15
              targets: [{schedule: Web primary}]
      services:
        - {name: Web shop, escalation_policy: Web}
        - {name: Payments, escalation_policy: Web, auto_resolve_timeout: 14400}
      service_integrations:
        - {service: Web shop, name: Monitoring, type: events_api_v2_inbound_integration}
  register: account

- name: Show what was changed
  ansible.builtin.debug:
    var: account.summary

- name: Also remove services that are not listed, but at most 5% of all, and none whose name begins with Sandbox
  community.pagerduty.pagerduty_account:
    config:
      services:
        - {name: Web shop, escalation_policy: Web}
        - {name: Payments, escalation_policy: Web}
    purge: [services]
    purge_limit: 5%
    ignore: ["Sandbox*"]
"""

RETURN = r"""
plan:
  description:
    - The changes, in the order of O(config) by kind. Unchanged objects are not listed.
    - C(action) is V(create), V(update), V(replace) or V(delete), or what the module for the kind does instead of a
      delete, such as V(end). C(options) are the options that change. C(diff) has their values before and after.
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
  sample:
    - kind: services
      name: Web shop
      action: update
      options: [description]
      diff: {before: {description: ""}, after: {description: Sells things}}
summary:
  description:
    - The number of objects that were created, updated, replaced and deleted (in check mode, that would be), that are
      unchanged, that failed, and that were not attempted.
  returned: success, and if only a part of the plan could be applied
  type: dict
  sample: {created: 0, updated: 1, replaced: 0, deleted: 0, unchanged: 1199, failed: 0, not_attempted: 0}
created:
  description:
    - The objects that were created, as the module for the kind returns them. In check mode, the predicted objects.
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
  sample:
    - {kind: teams, name: Web, object: {id: PQ9K7I8, type: team, summary: Web, name: Web}}
failures:
  description: The objects that could not be changed, with the message and RV(failure) of each.
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
  sample: []
not_attempted:
  description: The objects that were not changed because others failed, with the C(reason).
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
  sample: []
kept:
  description: The objects that O(purge) does not remove although they are not in O(config), with the C(reason).
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
  sample:
    - {kind: users, name: owner@example.com, reason: it is the owner of the account}
errors:
  description: What is wrong in O(config). Nothing was changed.
  returned: if the configuration has errors
  type: list
  elements: str
  sample: ["config.services[3] (Web shop): escalation_policy: there is no escalation policy 'Wbe'; the nearest are Web"]
diff:
  description: The differences of each changed object, as Ansible shows them.
  returned: success, and if only a part of the plan could be applied
  type: list
  elements: dict
# generated: return values {request: "GET /services?limit=100&offset=0", several: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services?limit=100&offset=0
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
    - If there are several errors, this is the first one.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/services?limit=100&offset=0", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.account import ACCOUNT_OPERATION


def main() -> None:
    run_module(ACCOUNT_OPERATION)


if __name__ == "__main__":
    main()
