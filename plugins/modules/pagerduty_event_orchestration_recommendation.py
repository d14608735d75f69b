#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accept or dismiss a rule that PagerDuty recommends for an event orchestration."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_recommendation
short_description: Accept or dismiss a rule that PagerDuty recommends for an event orchestration
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty recommends rules for the event orchestrations of services. This module accepts or dismisses such a
    recommendation, or removes a rule that accepting one has added.
  - PagerDuty only lists recommendations that are available. If it does not list the recommendation, it was accepted or
    dismissed before, or it never existed. The module then changes nothing.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - The service that the recommendation is for, by name or ID.
    type: str
    required: true
  id:
    description:
      - The C(recommendation_id), as M(community.pagerduty.pagerduty_event_orchestration_recommendation_info) returns
        it. Required with O(state=accepted) and O(state=dismissed).
    type: str
  rule_id:
    description:
      - The ID of the rule to remove, as RV(rule) or
        M(community.pagerduty.pagerduty_event_orchestration_service_info) contain it. Required with O(state=absent).
    type: str
  feedback:
    description:
      - Whether the recommendation was useful, for PagerDuty. Required with O(state=dismissed).
    type: str
    choices: [positive, negative]
  state:
    description:
      - V(accepted) adds the rule to the event orchestration of the service. PagerDuty applies it only if the rules of
        the service are active.
      - V(dismissed) rejects the recommendation. PagerDuty does not list it again.
      - V(absent) removes the rule of an accepted recommendation. Other rules are rejected.
    type: str
    choices: [accepted, dismissed, absent]
    default: accepted
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_recommendation_info
  - module: community.pagerduty.pagerduty_event_orchestration_service
"""

EXAMPLES = r"""
- name: List the recommendations that suppress alerts
  community.pagerduty.pagerduty_event_orchestration_recommendation_info:
    actions: [suppress]
  register: recommendations

- name: Accept those that are right for at least 9 of 10 alerts
  community.pagerduty.pagerduty_event_orchestration_recommendation:
    service: "{{ item.parent.id }}"
    id: "{{ item.recommendation_id }}"
  loop: "{{ recommendations.recommended_rules | selectattr('metrics.precision_metric', 'ge', 0.9) }}"
  loop_control:
    label: "{{ item.description }}"

- name: Dismiss the others
  community.pagerduty.pagerduty_event_orchestration_recommendation:
    service: "{{ item.parent.id }}"
    id: "{{ item.recommendation_id }}"
    feedback: negative
    state: dismissed
  loop: "{{ recommendations.recommended_rules | rejectattr('metrics.precision_metric', 'ge', 0.9) }}"
  loop_control:
    label: "{{ item.description }}"
"""

RETURN = r"""
recommended_rule:
  description:
    - The recommendation, with the new C(status). Null if PagerDuty does not list it, and with O(state=absent).
  returned: success
  type: dict
  sample:
    recommendation_id: a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4
    type: service
    status: accepted
    description: Suppress alerts where event.summary matches 'disk usage'
    pcl_expr: event.summary matches part 'disk usage'
    created_at: "2026-01-15T10:30:00Z"
    updated_at: "2026-01-15T10:30:00Z"
    metrics: {num_events_matching_rule: 1200, num_events_with_action: 950, precision_metric: 0.75, recall: 0.95}
    actions: {suppress: true}
    parent: {id: P1ABC23, type: service_reference}
rule:
  description:
    - The rule that was added or removed. Null if nothing changed, with O(state=dismissed), and in check mode with
      O(state=accepted).
  returned: success
  type: dict
  sample:
    id: 1a2b3c4d
    label: Suppress alerts where event.summary matches 'disk usage'
    conditions: [{expression: event.summary matches part 'disk usage'}]
    actions: {suppress: true}
    disabled: false
diff:
  description: The status before and after, or the rule that was removed.
  returned: changed
  type: dict
  sample:
    before: {status: available}
    after: {status: accepted}
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
from ..module_utils._operations.recommendation import RECOMMENDATION_OPERATION


def main() -> None:
    run_module(RECOMMENDATION_OPERATION)


if __name__ == "__main__":
    main()
