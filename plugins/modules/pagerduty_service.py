#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service
short_description: Manage PagerDuty services
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A service is what has incidents. An application, a host, a team's mailbox. This module makes, changes and removes
    them.
  - Only what the task states is managed. An option that is left out keeps the value that the service has.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) makes the service, or changes it to what the options state. V(absent) removes it, and its incidents
        with it; the other options are ignored then.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the service, by which it is found. No two services of an account share one; case doesn't count.
      - With O(id), the name that the service shall have.
    type: str
  id:
    description:
      - Finds the service by its ID instead, which is how to rename one.
    type: str
  description:
    description:
      - What the service is, for people. An empty text clears it.
    type: str
  escalation_policy:
    description:
      - Who is called for the service's incidents. The name or the ID of an escalation policy.
      - A new service needs one.
    type: str
  status:
    description:
      - V(disabled) lets no new incident arise. V(active) enables the service again.
      - PagerDuty also shows V(ignore:warning), V(ignore:critical) and V(ignore:maintenance) for an enabled service,
        which are V(active) here.
      - PagerDuty creates services enabled only, so that a new service that is disabled takes a second request.
    type: str
    choices: [active, disabled]
  auto_resolve_timeout:
    description:
      - Seconds after which an open incident resolves by itself. V(0) for never.
    type: int
  acknowledgement_timeout:
    description:
      - Seconds after which an acknowledged incident that is still open calls people again. V(0) for never.
    type: int
  incident_urgency_rule:
    description:
      - How urgent the service's incidents are. High urgency wakes people, low urgency waits.
    type: dict
    suboptions:
      type:
        description:
          - V(constant) is one urgency at all times, stated by O(incident_urgency_rule.urgency).
          - V(use_support_hours) is one urgency during O(support_hours) and another one outside.
        type: str
        choices: [constant, use_support_hours]
        required: true
      urgency:
        description:
          - The urgency at all times. V(severity_based) takes it from the severity of the alert.
          - Only with O(incident_urgency_rule.type=constant), and needed there.
        type: str
        choices: [high, low, severity_based]
      during_support_hours:
        description:
          - The urgency during the support hours. Only with O(incident_urgency_rule.type=use_support_hours), and needed
            there.
        type: dict
        suboptions:
          type:
            description: PagerDuty knows only this one.
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
          - The urgency outside the support hours. Only with O(incident_urgency_rule.type=use_support_hours), and needed
            there.
        type: dict
        suboptions:
          type:
            description: PagerDuty knows only this one.
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
      - When the service is supported, for an urgency that depends on it.
      - PagerDuty forgets them when O(incident_urgency_rule.type) becomes V(constant), which is how to clear them.
    type: dict
    suboptions:
      type:
        description: PagerDuty knows only this one.
        type: str
        choices: [fixed_time_per_day]
        default: fixed_time_per_day
      time_zone:
        description: The time zone of the hours, by its name, such as V(Europe/Berlin).
        type: str
        required: true
      start_time:
        description: When support begins each day, such as V(09:00). Quote it, or YAML may take it for a number.
        type: str
        required: true
      end_time:
        description: When support ends each day, such as V(17:30).
        type: str
        required: true
      days_of_week:
        description: The days of support, from V(1) for Monday to V(7) for Sunday, in any order.
        type: list
        elements: int
        choices: [1, 2, 3, 4, 5, 6, 7]
        required: true
  scheduled_actions:
    description:
      - What happens to open incidents when support hours begin or end. The list replaces the one that the service has.
        An empty list clears it.
      - Only with O(incident_urgency_rule.type=use_support_hours).
    type: list
    elements: dict
    suboptions:
      type:
        description: What happens. PagerDuty knows only the change of urgency.
        type: str
        choices: [urgency_change]
        default: urgency_change
      at:
        description: When it happens.
        type: dict
        required: true
        suboptions:
          type:
            description: PagerDuty knows only this one.
            type: str
            choices: [named_time]
            default: named_time
          name:
            description: At the beginning or at the end of the support hours.
            type: str
            choices: [support_hours_start, support_hours_end]
            required: true
      to_urgency:
        description: The urgency that open incidents get. PagerDuty can only raise it.
        type: str
        choices: [high]
        default: high
  alert_creation:
    description:
      - Whether an event makes an alert and an incident, or an incident alone.
      - PagerDuty has retired V(create_incidents), which therefore keeps what the service has; it is here for playbooks
        that still state it. V(create_alerts_and_incidents) moves a service that lags behind.
    type: str
    choices: [create_alerts_and_incidents, create_incidents]
  alert_grouping_parameters:
    description:
      - Which alerts go into one incident.
      - PagerDuty moves this into alert grouping settings, which may group the alerts of several services. Stating it
        here takes the service out of a setting that it shares with others. Leave it out to leave grouping alone.
      - Where a setting groups in a way that a service can't express, the task fails and names the setting.
    type: dict
    suboptions:
      type:
        description:
          - V(time) groups what comes within some time, V(intelligent) what PagerDuty finds alike, V(content_based) what
            has equal fields. V(none) groups nothing.
        type: str
        choices: [time, intelligent, content_based, none]
        required: true
      config:
        description: How to group, depending on O(alert_grouping_parameters.type).
        type: dict
        suboptions:
          timeout:
            description:
              - Minutes within which alerts are grouped, from V(1) to V(1440). V(0) groups until the incident is
                resolved.
              - Only with O(alert_grouping_parameters.type=time).
            type: int
          time_window:
            description:
              - Seconds between two alerts that are still grouped. From V(300) to V(3600), or to V(86400) with
                O(alert_grouping_parameters.type=content_based). V(0) takes what PagerDuty recommends.
              - Only with O(alert_grouping_parameters.type=intelligent) and
                O(alert_grouping_parameters.type=content_based).
            type: int
          aggregate:
            description:
              - Whether V(all) fields have to be equal, or V(any) one.
              - Only with O(alert_grouping_parameters.type=content_based), and needed there.
            type: str
            choices: [all, any]
          fields:
            description:
              - The fields of alerts to compare, in any order, such as V(source) or V(custom_details.host).
              - Only with O(alert_grouping_parameters.type=content_based), and needed there.
            type: list
            elements: str
  auto_pause_notifications_parameters:
    description:
      - Whether alerts that are likely to go away by themselves wait before they call people. Depends on the account's
        plan.
    type: dict
    suboptions:
      enabled:
        description: Whether they wait.
        type: bool
      timeout:
        description: Seconds that they wait. V(0) takes what PagerDuty recommends.
        type: int
        choices: [0, 120, 180, 300, 600, 900]
"""

EXAMPLES = r"""
- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    description: What customers see
    escalation_policy: Default

- name: Wake people during office hours only
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

- name: Resolve after four hours, never call again once acknowledged
  community.pagerduty.pagerduty_service:
    name: Web shop
    auto_resolve_timeout: 14400
    acknowledgement_timeout: 0

- name: Group alerts of the same host
  community.pagerduty.pagerduty_service:
    name: Web shop
    alert_grouping_parameters:
      type: content_based
      config:
        aggregate: all
        fields: [source]
        time_window: 900

- name: Have several services, over one connection
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Search, Checkout, Invoices]

- name: Find a service
  community.pagerduty.pagerduty_service_info:
    name: Search
  register: search

- name: Rename it
  community.pagerduty.pagerduty_service:
    id: "{{ search.services[0].id }}"
    name: Product search

- name: Remove services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    state: absent
  loop: [Product search, Invoices]
"""

RETURN = r"""
service:
  description:
    - The service as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can make.
    - Null with O(state=absent).
  returned: success
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
  description: The options that differed, before and after.
  returned: success
  type: dict
  sample:
    before:
      auto_resolve_timeout: 0
    after:
      auto_resolve_timeout: 14400
requests:
  description: The requests that were made, in their order.
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
    - What went wrong, for plays that branch on it. The keys are C(status) (HTTP), C(code) (PagerDuty's number),
      C(message), C(errors) (a list of texts) and C(request) (C(method), C(path), and the C(id) that PagerDuty's support
      asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Name has already been taken]
    request: {method: PUT, path: /services/PIJ90N7, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.service import SERVICE
from ..module_utils._run import manage


def main() -> None:
    run_module(manage(SERVICE))


if __name__ == "__main__":
    main()
