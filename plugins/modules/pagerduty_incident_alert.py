#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve and move alerts of a PagerDuty incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_alert
short_description: Resolve and move alerts of a PagerDuty incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An alert is a problem that a monitoring tool has reported. An incident contains one or more alerts. This module
    resolves alerts, and moves alerts to other incidents. One request changes up to 250 alerts.
  - To create an alert, send an event with M(community.pagerduty.pagerduty_event).
  - When the last alert of an incident is resolved, PagerDuty resolves the incident.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  incident_key:
    description:
      - The key of the incident, or the key of an alert in it, instead of O(incident). Only open incidents are found.
      - If no incident is open and the task only sets O(state=resolved), nothing is changed. Otherwise the task fails.
  ids:
    description:
      - The IDs of the alerts to change.
    type: list
    elements: str
  alert_keys:
    description:
      - The keys of the alerts to change. The key of an alert is the
        O(community.pagerduty.pagerduty_event#module:dedup_key) of the event that triggered it.
      - If several alerts of the incident have the same key, the unresolved one is used. If all are resolved, the
        newest one is used.
    type: list
    elements: str
  alerts:
    description:
      - The alerts to change, each with its own change. One request makes all changes.
      - If an entry does not set O(alerts[].state) or O(alerts[].move_to), the option outside of the list applies.
      - Mutually exclusive with O(ids) and O(alert_keys). Each alert can be listed once.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the alert. One of O(alerts[].id) and O(alerts[].alert_key) is required.
        type: str
      alert_key:
        description:
          - The key of the alert, as in O(alert_keys).
        type: str
      state:
        description:
          - As O(state), for this alert.
        type: str
        choices: [triggered, resolved]
      move_to:
        description:
          - As O(move_to), for this alert.
        type: str
  all:
    description:
      - Whether to change all alerts of the incident. Mutually exclusive with O(ids), O(alert_keys) and O(alerts).
    type: bool
    default: false
  state:
    description:
      - The state of the alerts. V(resolved) resolves triggered alerts.
      - PagerDuty may refuse to trigger a resolved alert again. Send an event instead.
      - If it is not set, the alerts keep their state. O(move_to) is then required, or a change in each entry of
        O(alerts).
    type: str
    choices: [triggered, resolved]
  move_to:
    description:
      - The ID or number of an open incident to move the alerts to.
      - Alerts in O(ids), O(alert_keys) and O(alerts) that were moved there before are left unchanged.
    type: str
notes:
  - PagerDuty must know the user that requests are made for. Set O(from_email), unless the token belongs to a user.
  - If PagerDuty rejects some alerts, or the incident does not have some of them, the other alerts are changed. The task
    then fails and returns which alerts were changed, which needed no change, and which failed and why.
    RV(ignore:changed) tells whether any was changed.
  - If a request gets no response, the module reads the alerts before it sends anything again.
seealso:
  - module: community.pagerduty.pagerduty_incident_alert_info
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
# web_shop_key is the integration key of an integration of the service Web shop, stored in Ansible Vault.
- name: Trigger alerts, as a monitoring tool does
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    dedup_key: "{{ item }}"
    summary: "{{ item }} does not answer"
    source: "{{ item }}"
    severity: error
  loop: [web-1, web-2, database]

- name: Find the incident of one alert
  community.pagerduty.pagerduty_incident_info:
    incident_key: database
    statuses: [triggered, acknowledged]
  register: found
  until: found.incidents | length > 0
  retries: 5
  delay: 1

- name: Move another alert to this incident
  community.pagerduty.pagerduty_incident_alert:
    incident_key: web-1
    alert_keys: [web-1]
    move_to: "{{ found.incidents[0].id }}"
    from_email: owner@example.com

- name: Find the incident of a third alert
  community.pagerduty.pagerduty_incident_info:
    incident_key: web-2
    statuses: [triggered, acknowledged]
  register: other

- name: Resolve one alert and move another to the third incident, in one request
  community.pagerduty.pagerduty_incident_alert:
    incident: "{{ found.incidents[0].id }}"
    alerts:
      - alert_key: database
        state: resolved
      - alert_key: web-1
        move_to: "{{ other.incidents[0].id }}"
    from_email: owner@example.com

- name: Resolve the moved alert
  community.pagerduty.pagerduty_incident_alert:
    incident: "{{ other.incidents[0].id }}"
    alert_keys: [web-1]
    state: resolved
    from_email: owner@example.com

- name: Resolve the remaining alerts, and with them the incident
  community.pagerduty.pagerduty_incident_alert:
    incident: "{{ other.incidents[0].id }}"
    all: true
    state: resolved
    from_email: owner@example.com
"""

RETURN = r"""
updated:
  description:
    - The alerts that were changed, or would be changed in check mode. PagerDuty returns only some of the changed
      alerts. The others are returned as predicted.
  returned: when PagerDuty was asked for the alerts
  type: list
  elements: dict
  sample:
    - id: Q0N4VSVDD7MC3T
      type: alert
      summary: web-1 does not answer
      alert_key: web-1
      status: resolved
unchanged:
  description: The alerts that needed no change, as returned by PagerDuty.
  returned: when PagerDuty was asked for the alerts
  type: list
  elements: dict
  sample: []
failures:
  description:
    - The alerts that could not be changed. Each has its C(id), its C(summary), a C(message) with the reason, and
      C(failure) with the same keys as RV(failure).
  returned: when PagerDuty was asked for the alerts
  type: list
  elements: dict
  sample: []
diff:
  description: For each changed alert, its state and its incident, before and after, if they differed.
  returned: when PagerDuty was asked for the alerts
  type: dict
  sample:
    before:
      web-1 does not answer (Q0N4VSVDD7MC3T):
        state: triggered
    after:
      web-1 does not answer (Q0N4VSVDD7MC3T):
        state: resolved
# generated: return values {request: 'PUT /incidents/Q1MNR7DKW9KTQD/alerts?limit=100', failed: PUT
#   /incidents/Q1MNR7DKW9KTQD/alerts, several: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /incidents/Q1MNR7DKW9KTQD/alerts?limit=100
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
    request: {method: PUT, path: "/incidents/Q1MNR7DKW9KTQD/alerts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.alert import ALERT_OPERATION


def main() -> None:
    run_module(ALERT_OPERATION)


if __name__ == "__main__":
    main()
