#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List alerts of a PagerDuty incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_alert_info
short_description: List alerts of a PagerDuty incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all alerts of an incident, the alerts that match the filters, or one alert.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  alert_key:
    description:
      - Only alerts with exactly this key. The key of an alert is the
        O(community.pagerduty.pagerduty_event#module:dedup_key) of the event that triggered it.
    type: str
  statuses:
    description:
      - Only alerts in one of these states.
    type: list
    elements: str
    choices: [triggered, resolved]
  sort_by:
    description:
      - The order of the list, by one or two attributes. V(created_at) is the same as V(created_at:asc).
    type: list
    elements: str
    choices: [created_at, 'created_at:asc', 'created_at:desc', resolved_at, 'resolved_at:asc', 'resolved_at:desc']
  include:
    description:
      - Objects to return completely instead of as a reference. Mutually exclusive with O(id).
    type: list
    elements: str
    choices: [services, first_trigger_log_entries, incidents]
seealso:
  - module: community.pagerduty.pagerduty_incident_alert
"""

EXAMPLES = r"""
# web_shop_key is the integration key of an integration of the service Web shop, stored in Ansible Vault.
- name: Trigger an alert, as a monitoring tool does
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    dedup_key: web-shop-disk
    summary: The disk of web-1 is full
    source: web-1.example.com
    severity: critical

- name: Find the incident of the alert
  community.pagerduty.pagerduty_incident_info:
    incident_key: web-shop-disk
  register: found
  until: found.incidents | length > 0
  retries: 5
  delay: 1

- name: List the unresolved alerts of the incident, newest first
  community.pagerduty.pagerduty_incident_alert_info:
    incident: "{{ found.incidents[0].id }}"
    statuses: [triggered]
    sort_by: created_at:desc
  register: open

- name: Show the severities
  ansible.builtin.debug:
    msg: "{{ open.alerts | map(attribute='severity') }}"

- name: List the alerts of the open incident that contains an alert with this key
  community.pagerduty.pagerduty_incident_alert_info:
    incident_key: web-shop-disk
    service: Web shop
    include: [services]

- name: Get one alert
  community.pagerduty.pagerduty_incident_alert_info:
    incident: "{{ found.incidents[0].id }}"
    id: "{{ open.alerts[0].id }}"
"""

RETURN = r"""
alerts:
  description: The alerts, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: Q0N4VSVDD7MC3T
      type: alert
      summary: The disk of web-1 is full
      alert_key: web-shop-disk
      severity: critical
      status: triggered
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/PQ9K7I8/alerts?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/incidents/PQ9K7I8/alerts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.alert import ALERT


def main() -> None:
    run_module(info_operation(ALERT))


if __name__ == "__main__":
    main()
