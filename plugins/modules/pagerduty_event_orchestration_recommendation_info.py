#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the rules that PagerDuty recommends for event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_recommendation_info
short_description: List the rules that PagerDuty recommends for event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty learns from how people handle the alerts of a service, and recommends rules for the event orchestration of
    the service. Such a rule suppresses alerts, or sets their severity or the priority of their incidents.
  - Returns the recommendations that are available. One that was accepted or dismissed is no longer listed.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  services:
    description:
      - Only recommendations for these services, by name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only recommendations for services of these teams, by name or ID.
    type: list
    elements: str
  actions:
    description:
      - Only recommendations with one of these actions.
    type: list
    elements: str
    choices: [suppress, severity, priority]
  limit:
    description:
      - The maximum number of recommendations. By default, all of them.
    type: int
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_recommendation
"""

EXAMPLES = r"""
- name: List all recommended rules
  community.pagerduty.pagerduty_event_orchestration_recommendation_info:
  register: recommendations

- name: Show those that are right for at least 9 of 10 alerts
  ansible.builtin.debug:
    msg: "{{ item.description }}"
  loop: "{{ recommendations.recommended_rules | selectattr('metrics.precision_metric', 'ge', 0.9) }}"
  loop_control:
    label: "{{ item.recommendation_id }}"
"""

RETURN = r"""
recommended_rules:
  description:
    - The recommendations. C(pcl_expr) is the condition of the rule, C(actions) is what it does, and C(parent) is a
      reference to the service.
    - C(metrics) states how often the condition matched, and how often people did the same by hand.
  returned: success
  type: list
  elements: dict
  sample:
  - recommendation_id: a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4
    type: service
    status: available
    description: Suppress alerts where event.summary matches 'disk usage'
    pcl_expr: event.summary matches part 'disk usage'
    created_at: "2026-01-15T10:30:00Z"
    updated_at: "2026-01-15T10:30:00Z"
    metrics: {num_events_matching_rule: 1200, num_events_with_action: 950, precision_metric: 0.75, recall: 0.95}
    actions: {suppress: true}
    parent: {id: P1ABC23, type: service_reference}
# generated: return values {request: GET /recommendations/event_orchestrations/rules, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /recommendations/event_orchestrations/rules
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/recommendations/event_orchestrations/rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.recommendation import RECOMMENDATION_INFO_OPERATION


def main() -> None:
    run_module(RECOMMENDATION_INFO_OPERATION)


if __name__ == "__main__":
    main()
