#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service
short_description: Manage PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A service represents an application or component. Incidents are opened on services. This module creates, updates
    and deletes services.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the service or updates it to match the options. V(absent) deletes the service with its
        incidents and ignores the other options.
  name:
    description:
      - The name of the service. It identifies the service, because service names are unique in an account. Case is
        ignored.
      - With O(id), the new name of the service.
    type: str
  description:
    description:
      - A description of the service. An empty string clears it.
    type: str
  escalation_policy:
    description:
      - The escalation policy that defines whom PagerDuty notifies about incidents of the service, by name or ID.
      - Required to create a service.
    type: str
  status:
    description:
      - With V(disabled), no new incidents are created on the service. V(active) enables the service again.
      - PagerDuty also reports V(ignore:warning), V(ignore:critical) and V(ignore:maintenance) for an enabled service.
        This module treats them as V(active). To create no incidents for a limited time, such as a deployment, use
        M(community.pagerduty.pagerduty_maintenance_window) instead of V(disabled).
      - PagerDuty creates only enabled services. To create a disabled service, the module sends a second request.
    type: str
    choices: [active, disabled]
  auto_resolve_timeout:
    description:
      - Seconds after which PagerDuty resolves an open incident automatically. V(0) turns this off.
    type: int
  acknowledgement_timeout:
    description:
      - Seconds after which an acknowledged incident becomes triggered again, and PagerDuty notifies the users again.
        V(0) turns this off.
    type: int
  incident_urgency_rule:
    description:
      - The urgency of the service's incidents. Each user has separate notification rules for high and low urgency.
    type: dict
    suboptions:
      type:
        description:
          - V(constant) uses O(incident_urgency_rule.urgency) at all times.
          - V(use_support_hours) uses one urgency during O(support_hours) and another one outside.
        type: str
        choices: [constant, use_support_hours]
        required: true
      urgency:
        description:
          - The urgency at all times. V(severity_based) uses the severity of the alert.
          - Required with O(incident_urgency_rule.type=constant), and only allowed there.
        type: str
        choices: [high, low, severity_based]
      during_support_hours:
        description:
          - The urgency during the support hours. Required with O(incident_urgency_rule.type=use_support_hours), and
            only allowed there.
        type: dict
        suboptions:
          type:
            description: The only value that PagerDuty supports.
            type: str
            choices: [constant]
            default: constant
          urgency:
            description: The urgency during these hours.
            type: str
            choices: [high, low, severity_based]
            required: true
      outside_support_hours:
        description:
          - The urgency outside the support hours. Required with O(incident_urgency_rule.type=use_support_hours), and
            only allowed there.
        type: dict
        suboptions:
          type:
            description: The only value that PagerDuty supports.
            type: str
            choices: [constant]
            default: constant
          urgency:
            description: The urgency outside these hours.
            type: str
            choices: [high, low, severity_based]
            required: true
  support_hours:
    description:
      - The support hours of the service, for an urgency that depends on them.
      - To clear them, set O(incident_urgency_rule.type=constant). PagerDuty then removes the support hours.
    type: dict
    suboptions:
      type:
        description: The only value that PagerDuty supports.
        type: str
        choices: [fixed_time_per_day]
        default: fixed_time_per_day
      time_zone:
        description: The time zone of the support hours, such as V(Europe/Berlin).
        type: str
        required: true
      start_time:
        description:
          - The time at which support starts on these days, such as V(09:00). Quote it, because YAML can read it as a
            number.
        type: str
        required: true
      end_time:
        description: The time at which support ends on these days, such as V(17:30).
        type: str
        required: true
      days_of_week:
        description: The days with support, from V(1) for Monday to V(7) for Sunday, in any order.
        type: list
        elements: int
        choices: [1, 2, 3, 4, 5, 6, 7]
        required: true
  scheduled_actions:
    description:
      - What PagerDuty does with open incidents when the support hours start or end. The list replaces the existing
        actions. An empty list removes all actions.
      - Only with O(incident_urgency_rule.type=use_support_hours).
    type: list
    elements: dict
    suboptions:
      type:
        description: The type of action. PagerDuty supports only a change of the urgency.
        type: str
        choices: [urgency_change]
        default: urgency_change
      at:
        description: The time of the action.
        type: dict
        required: true
        suboptions:
          type:
            description: The only value that PagerDuty supports.
            type: str
            choices: [named_time]
            default: named_time
          name:
            description: At the start or at the end of the support hours.
            type: str
            choices: [support_hours_start, support_hours_end]
            required: true
      to_urgency:
        description: The new urgency of open incidents. PagerDuty can only raise it.
        type: str
        choices: [high]
        default: high
  alert_creation:
    description:
      - Whether an event creates an alert and an incident, or only an incident.
      - PagerDuty no longer supports V(create_incidents). It is accepted for existing playbooks and changes nothing.
        V(create_alerts_and_incidents) converts a service that does not have alerts yet.
    type: str
    choices: [create_alerts_and_incidents, create_incidents]
  alert_grouping_parameters:
    description:
      - Which alerts PagerDuty groups into one incident.
      - PagerDuty is replacing this by alert grouping settings, which can group the alerts of several services, see
        M(community.pagerduty.pagerduty_alert_grouping_setting). Omit the option to leave grouping unchanged.
      - If the service belongs to a setting that has a name or several services, and this option differs from it, the
        task fails and names the setting. PagerDuty would otherwise take the service out of the setting, or overwrite
        the setting.
    type: dict
    suboptions:
      type:
        description:
          - V(time) groups alerts that arrive within a period, V(intelligent) groups alerts that PagerDuty considers
            similar, V(content_based) groups alerts with equal fields. V(none) turns grouping off.
        type: str
        choices: [time, intelligent, content_based, none]
        required: true
      config:
        description: The settings of the grouping. They depend on O(alert_grouping_parameters.type).
        type: dict
        suboptions:
          timeout:
            description:
              - The period in minutes, from V(1) to V(1440). V(0) groups alerts until the incident is resolved.
              - Only with O(alert_grouping_parameters.type=time).
            type: int
          time_window:
            description:
              - The maximum number of seconds between two grouped alerts. From V(300) to V(3600), or to V(86400) with
                O(alert_grouping_parameters.type=content_based). V(0) uses the value that PagerDuty recommends.
              - Only with O(alert_grouping_parameters.type=intelligent) and
                O(alert_grouping_parameters.type=content_based).
            type: int
          aggregate:
            description:
              - Whether V(all) fields must be equal, or V(any) of them.
              - Required with O(alert_grouping_parameters.type=content_based), and only allowed there.
            type: str
            choices: [all, any]
          fields:
            description:
              - The fields of alerts to compare, in any order, such as V(source) or V(custom_details.host).
              - Required with O(alert_grouping_parameters.type=content_based), and only allowed there.
            type: list
            elements: str
  auto_pause_notifications_parameters:
    description:
      - Whether PagerDuty delays the notifications for alerts that are likely to resolve automatically. It is not
        included in all plans.
    type: dict
    suboptions:
      enabled:
        description: Whether to delay these notifications.
        type: bool
      timeout:
        description:
          - The delay in seconds. V(0) uses the value that PagerDuty recommends.
          - It has no effect while O(auto_pause_notifications_parameters.enabled=false). If the service has the delay
            disabled, set O(auto_pause_notifications_parameters.enabled=true), too.
        type: int
        choices: [0, 120, 180, 300, 600, 900]
  custom_fields:
    description:
      - The values of custom fields, as a dictionary of the name or ID of each field and its value. A null value resets
        a field. Fields that are not in the dictionary are left unchanged.
      - M(community.pagerduty.pagerduty_service_custom_field) manages the fields. A value must have the type of its
        field, and be one of its options if it has any. Texts that YAML reads as another type, such as V(1.10), must be
        quoted.
      - The result contains C(custom_fields) only if the task changes a value.
      - This option costs one request that lists the fields of the account, and for each service one request that reads
        its values and one for all changes.
    type: dict
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    description: What customers see
    escalation_policy: Default

- name: Use high urgency during office hours only
  community.pagerduty.pagerduty_service:
    name: Web shop
    incident_urgency_rule:
      type: use_support_hours
      during_support_hours:
        urgency: high
      outside_support_hours:
        urgency: low
    support_hours:
      time_zone: Europe/Berlin
      start_time: "09:00"
      end_time: "17:30"
      days_of_week: [1, 2, 3, 4, 5]
    scheduled_actions:
      - at:
          name: support_hours_start
        to_urgency: high

- name: Resolve incidents after four hours, and never notify again after an acknowledgment
  community.pagerduty.pagerduty_service:
    name: Web shop
    auto_resolve_timeout: 14400
    acknowledgement_timeout: 0

- name: Group alerts with the same source
  community.pagerduty.pagerduty_service:
    name: Web shop
    alert_grouping_parameters:
      type: content_based
      config:
        aggregate: all
        fields: [source]
        time_window: 900

- name: Create a custom field of services
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    display_name: Environment
    data_type: string
    field_type: single_value_fixed
    options:
      - value: production
      - value: staging

- name: Set the value of the service
  community.pagerduty.pagerduty_service:
    name: Web shop
    custom_fields:
      environment: production

- name: Create several services over one connection
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Search, Checkout, Invoices]

- name: Find a service
  community.pagerduty.pagerduty_service_info:
    name: Search
  register: search

- name: Rename the service
  community.pagerduty.pagerduty_service:
    id: "{{ search.services[0].id }}"
    name: Product search

- name: Delete services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    state: absent
  loop: [Product search, Invoices]
"""

RETURN = r"""
service:
  description:
    - The service as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: PIJ90N7
    type: service
    summary: Web shop
    name: Web shop
    description: What customers see
    status: active
    auto_resolve_timeout: 14400
    acknowledgement_timeout: null
    escalation_policy:
      id: PT20YPA
      type: escalation_policy_reference
      summary: Default
    teams: []
    incident_urgency_rule:
      type: constant
      urgency: high
    support_hours: null
    scheduled_actions: []
    alert_creation: create_alerts_and_incidents
diff:
  description: The options that differed, with their values before and after.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before:
      auto_resolve_timeout: 0
    after:
      auto_resolve_timeout: 14400
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services?query=Web+shop
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Name has already been taken]
    request: {method: PUT, path: "/services/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.service import SERVICE


def main() -> None:
    run_module(resource_operation(SERVICE))


if __name__ == "__main__":
    main()
