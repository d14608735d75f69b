#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get reports about paused incidents in PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_paused_incident_info
short_description: Get reports about paused incidents in PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty can suspend an alert for some time before it opens an incident. An alert that is resolved in the meantime
    opens no incident.
  - Returns how many alerts were suspended in a period, how many of them then opened an incident, how many were resolved
    before, and the five newest alerts of both.
  - The report is part of PagerDuty's plans for AIOps. Without it, PagerDuty rejects the request with status 402 or 403.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  services:
    description:
      - Return a report for each of these services, by name or ID. By default, there is one report for the account.
    type: list
    elements: str
  suspended_by:
    description:
      - Only alerts that were suspended by one of the two.
      - V(auto_pause) stands for the option
        O(community.pagerduty.pagerduty_service#module:auto_pause_notifications_parameters) of the service, V(rules) for
        the rules of event orchestrations.
    type: str
    choices: [auto_pause, rules]
  since:
    description:
      - The start of the period, at most 6 months ago. A time without a time zone is in UTC.
    type: str
  until:
    description:
      - The end of the period. A time without a time zone is in UTC.
    type: str
"""

EXAMPLES = r"""
- name: Get the report of the account
  community.pagerduty.pagerduty_paused_incident_info:
  register: account

- name: Show how many alerts opened no incident
  ansible.builtin.debug:
    msg: "{{ account.paused_incident_reports[0].resolved_after_pause_count }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Shop
    escalation_policy: Default
    auto_pause_notifications_parameters:
      enabled: true

- name: Get the report of one service about its automatic pause
  community.pagerduty.pagerduty_paused_incident_info:
    services: [Shop]
    suspended_by: auto_pause
"""

RETURN = r"""
paused_incident_reports:
  description: One report for each service in O(services), otherwise one for the account.
  returned: success
  type: list
  elements: dict
  contains:
    service:
      description: A reference to the service. Null for the report of the account.
      returned: success
      type: dict
    since:
      description: The start of the period.
      returned: success
      type: str
    until:
      description: The end of the period.
      returned: success
      type: str
    paused_count:
      description: The number of alerts that were suspended.
      returned: success
      type: int
    triggered_after_pause_count:
      description: The number of those that then opened an incident.
      returned: success
      type: int
    resolved_after_pause_count:
      description: The number of those that were resolved before.
      returned: success
      type: int
    triggered_after_pause_alerts:
      description: The five newest alerts that opened an incident.
      returned: success
      type: list
      elements: dict
    resolved_after_pause_alerts:
      description: The five newest alerts that were resolved before.
      returned: success
      type: list
      elements: dict
  sample:
    - service: {id: PPSCXAN, type: service_reference, summary: Shop}
      since: "2026-06-01T13:08:14Z"
      until: "2026-11-01T13:08:14Z"
      paused_count: 50
      triggered_after_pause_count: 12
      resolved_after_pause_count: 38
      triggered_after_pause_alerts:
        - {id: PR2P3RW, service_id: PPSCXAN, created_at: "2026-10-18T12:01:11Z"}
      resolved_after_pause_alerts:
        - {id: PS2R1RZ, service_id: PPSCXAN, created_at: "2026-10-17T02:02:10Z"}
# generated: return values {request: GET /paused_incident_reports/counts, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /paused_incident_reports/counts
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
    request: {method: GET, path: "/paused_incident_reports/counts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.paused_incident import PAUSED_INCIDENT_INFO_OPERATION


def main() -> None:
    run_module(PAUSED_INCIDENT_INFO_OPERATION)


if __name__ == "__main__":
    main()
