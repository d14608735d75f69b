#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve and move alerts of a PagerDuty incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_alert
short_description: Resolve and move alerts of a PagerDuty incident
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An alert is what monitoring has reported. An incident holds one alert, or several that belong together. This
    module resolves alerts, and moves them to the incident that they belong to. Up to 250 of them are changed by one
    request.
  - Alerts can't be made here. Send an event with M(community.pagerduty.pagerduty_event).
  - With the last of its alerts, PagerDuty resolves the incident.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  incident:
    description:
      - The ID of the incident, or its number, such as V(12) or V('#12').
      - Needed, unless O(incident_key) is set.
    type: str
  incident_key:
    description:
      - Finds the incident by its key instead, or by the key of an alert that it holds. Only open incidents are found.
      - If none is open, there is nothing to do with O(state=resolved) alone; otherwise it is an error.
    type: str
  service:
    description:
      - The service of the incident of O(incident_key), by name or ID. Needed if several services have open incidents
        of that key.
    type: str
  ids:
    description:
      - Which of its alerts, by their IDs.
    type: list
    elements: str
  alert_keys:
    description:
      - Which of its alerts, by their keys, which are the O(community.pagerduty.pagerduty_event#module:dedup_key) of
        the events that raised them.
      - If several alerts of the incident have had the same key, the one that is not resolved counts, or else the
        last.
    type: list
    elements: str
  alerts:
    description:
      - Which of its alerts, with a change for each. One request makes all changes.
      - If an entry does not set O(alerts[].state) or O(alerts[].move_to), the option outside of the list applies.
      - Not together with O(ids) and O(alert_keys). An alert must not be listed twice.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the alert. Either this or O(alerts[].alert_key) is needed.
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
      - Whether to change all alerts of the incident. Not together with O(ids), O(alert_keys) and O(alerts).
    type: bool
    default: false
  state:
    description:
      - What the alerts shall be. V(resolved) resolves those that are triggered.
      - PagerDuty may refuse to trigger an alert that is resolved. Send an event instead.
      - If not set, the alerts keep their state. O(move_to) is then needed, or a change in each entry of O(alerts).
    type: str
    choices: [triggered, resolved]
  move_to:
    description:
      - The ID, or number, of an open incident that the alerts are moved to.
      - Alerts of O(ids), O(alert_keys) and O(alerts) that have moved there before are left alone.
    type: str
notes:
  - PagerDuty wants to know who asks. Set O(from_email), unless the token is a user's.
  - If PagerDuty rejects some alerts, or the incident does not have some of them, the other alerts are changed. The task
    then fails and returns which alerts were changed, which needed no change, and which failed and why.
    RV(ignore:changed) tells whether any was changed.
  - If the answer to a request gets lost, the module looks what has become of the alerts before it sends anything
    again.
seealso:
  - module: community.pagerduty.pagerduty_incident_alert_info
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
# web_shop_key is the Integration Key of an integration of the service Web shop, kept in a vault.
- name: Have alerts, as monitoring would raise them
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    dedup_key: "{{ item }}"
    summary: "{{ item }} does not answer"
    source: "{{ item }}"
    severity: error
  loop: [web-1, web-2, database]

- name: Find the incident of one of them
  community.pagerduty.pagerduty_incident_info:
    incident_key: database
    statuses: [triggered, acknowledged]
  register: found
  until: found.incidents | length > 0
  retries: 5
  delay: 1

- name: Move another to that incident, as it is the same problem
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

- name: Resolve it there
  community.pagerduty.pagerduty_incident_alert:
    incident: "{{ other.incidents[0].id }}"
    alert_keys: [web-1]
    state: resolved
    from_email: owner@example.com

- name: Resolve all that are left, and the incident with them
  community.pagerduty.pagerduty_incident_alert:
    incident: "{{ other.incidents[0].id }}"
    all: true
    state: resolved
    from_email: owner@example.com
"""

RETURN = r"""
updated:
  description:
    - The alerts that were changed, or in check mode would be. PagerDuty shows only some of those that it changed; the
      others are as they were foretold.
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
  description: The alerts that were as they should be already, as PagerDuty has them.
  returned: when PagerDuty was asked for the alerts
  type: list
  elements: dict
  sample: []
failures:
  description:
    - The alerts that could not be changed. Each has its C(id), its C(summary), a C(message) that says why, and the
      same as C(failure), which is structured as RV(failure) is.
  returned: when PagerDuty was asked for the alerts
  type: list
  elements: dict
  sample: []
diff:
  description: For each alert that was changed, its state and its incident before and after, as far as they differed.
  returned: when PagerDuty was asked for the alerts
  type: dict
  sample:
    before:
      web-1 does not answer (Q0N4VSVDD7MC3T):
        state: triggered
    after:
      web-1 does not answer (Q0N4VSVDD7MC3T):
        state: resolved
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: "/incidents/Q1MNR7DKW9KTQD/alerts?limit=100"
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - What went wrong, for plays that branch on it; the first failure, if there are several. The keys are C(status)
      (HTTP), C(code) (PagerDuty's number), C(message), C(errors) (a list of texts) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: PUT, path: /incidents/Q1MNR7DKW9KTQD/alerts, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.alert import ALERT_OPERATION


def main() -> None:
    run_module(ALERT_OPERATION)


if __name__ == "__main__":
    main()
