#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty alert grouping settings."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_alert_grouping_setting
short_description: Manage PagerDuty alert grouping settings
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An alert grouping setting defines which alerts of one or more services PagerDuty groups into one incident.
  - A service belongs to one setting at most. If a service in O(services) belongs to another setting, the task fails
    before it changes anything, and names that setting. Remove the service from it first. In a configuration for
    M(community.pagerduty.pagerduty_account), list the setting that the service leaves before the one that it joins.
  - A setting disappears when its last service is deleted or leaves it.
  - PagerDuty's plans for AIOps include alert grouping.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the setting. V(absent) deletes it. PagerDuty then groups the alerts of its
        services no more.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the setting. It identifies the setting. Case is ignored.
      - With O(id), the new name of the setting.
      - PagerDuty allows several settings with the same name, and settings without a name. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the setting. Use it instead of O(name) to rename a setting, or for a setting without a name.
    type: str
  description:
    description:
      - The purpose of the setting. An empty string removes the description.
    type: str
  type:
    description:
      - V(content_based) groups alerts with equal fields.
      - V(intelligent) groups alerts that PagerDuty considers similar.
      - V(content_based_intelligent) groups alerts if both apply. PagerDuty documents that such a setting has one
        service.
      - V(time) groups alerts that arrive within a period. Such a setting has one service.
      - Required for a new setting.
    type: str
    choices: [content_based, content_based_intelligent, intelligent, time]
  config:
    description:
      - The configuration of the grouping. Which suboptions there are depends on O(type).
      - If O(type) changes, suboptions that are omitted get their default values.
    type: dict
    suboptions:
      timeout:
        description:
          - The period in seconds, from V(60) to V(86400). V(0) groups alerts until the incident is resolved, and is
            the default for a new setting.
          - Only with O(type=time).
        type: int
      time_window:
        description:
          - The maximum number of seconds between two grouped alerts, from V(300) to V(3600), or V(86400) with
            O(type=content_based). V(0) uses the value that PagerDuty recommends, and is the default for a new setting.
          - Not with O(type=time).
        type: int
      aggregate:
        description:
          - Whether V(all) fields must be equal, or V(any) of them.
          - Required with O(type=content_based) and O(type=content_based_intelligent), and only allowed there.
        type: str
        choices: [all, any]
      fields:
        description:
          - The fields of alerts to compare, in any order, such as V(source) or V(custom_details.host).
          - Required with O(type=content_based) and O(type=content_based_intelligent), and only allowed there.
        type: list
        elements: str
      iag_fields:
        description:
          - The fields of alerts in which PagerDuty looks for similarities, in any order. The default for a new setting
            is V(summary).
          - Only with O(type=intelligent).
        type: list
        elements: str
  services:
    description:
      - The services whose alerts are grouped, by name or ID, in any order. There are from 1 to 250 services.
      - The list is complete. A service that it does not contain leaves the setting, and its alerts are no longer
        grouped.
      - Required for a new setting.
    type: list
    elements: str
seealso:
  - module: community.pagerduty.pagerduty_alert_grouping_setting_info
  - module: community.pagerduty.pagerduty_service
    description: Its option O(community.pagerduty.pagerduty_service#module:alert_grouping_parameters) groups the alerts
      of one service. The task fails if a setting of this module groups them.
"""

EXAMPLES = r"""
- name: Create two services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Shop, Payments]

- name: Group the alerts of both services about the same host
  community.pagerduty.pagerduty_alert_grouping_setting:
    name: Shop and payments
    type: content_based
    config:
      aggregate: all
      fields: [custom_details.host]
      time_window: 900
    services: [Shop, Payments]

- name: Use the time window that PagerDuty recommends
  community.pagerduty.pagerduty_alert_grouping_setting:
    name: Shop and payments
    config:
      time_window: 0

- name: Group all alerts of one service that arrive within ten minutes
  community.pagerduty.pagerduty_alert_grouping_setting:
    name: Shop and payments
    type: time
    config:
      timeout: 600
    services: [Shop]

- name: Stop grouping
  community.pagerduty.pagerduty_alert_grouping_setting:
    name: Shop and payments
    state: absent
"""

RETURN = r"""
alert_grouping_setting:
  description:
    - The setting as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PZC4OM1
    name: Shop and payments
    description: null
    type: content_based
    config:
      aggregate: all
      fields: [custom_details.host]
      time_window: 900
      recommended_time_window: 300
    services:
      - {id: P0KJZ0A, name: Shop}
      - {id: PA15YRT, name: Payments}
    created_at: "2026-11-21T09:00:00Z"
    updated_at: "2026-11-21T09:00:00Z"
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      config: {time_window: 900}
    after:
      config: {time_window: 0}
# generated: return values {request: GET /alert_grouping_settings, failed: POST /alert_grouping_settings,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: [Config timeout must be greater than or equal to 60]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /alert_grouping_settings
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
    errors: [Config timeout must be greater than or equal to 60]
    request: {method: POST, path: "/alert_grouping_settings", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.alert_grouping_setting import MANAGED_ALERT_GROUPING_SETTING


def main() -> None:
    run_module(resource_operation(MANAGED_ALERT_GROUPING_SETTING))


if __name__ == "__main__":
    main()
