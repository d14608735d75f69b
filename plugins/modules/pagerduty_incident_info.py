#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_info
short_description: List PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the incidents that match the filters, or one incident.
  - Without O(since), O(until) and O(date_range), PagerDuty returns the incidents that were opened in the last month.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  incident_key:
    description:
      - Only incidents with exactly this key, or with an alert that has it. This includes resolved incidents, unless
        O(statuses) is set.
    type: str
  statuses:
    description:
      - Only incidents in one of these states.
    type: list
    elements: str
    choices: [triggered, acknowledged, resolved]
  urgencies:
    description:
      - Only incidents with one of these urgencies. Urgencies are not included in all plans.
    type: list
    elements: str
    choices: [high, low]
  services:
    description:
      - Only incidents of these services, by name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only incidents of these teams, by name or ID.
    type: list
    elements: str
  users:
    description:
      - Only incidents that are assigned to one of these users, by email address, name or ID. Resolved incidents have
        no assignees, so only open incidents are returned.
    type: list
    elements: str
  since:
    description:
      - Only incidents that were opened since this time, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). The default
        time zone is UTC. If it is not set, one month before O(until).
    type: str
  until:
    description:
      - Only incidents that were opened until this time. At most 6 months after O(since). The default is the current
        time.
    type: str
  date_range:
    description:
      - V(all) returns incidents of any age. O(since) and O(until) then have no effect.
    type: str
    choices: [all]
  sort_by:
    description:
      - The order of the list, by one or two attributes. V(urgency) is the same as V(urgency:asc).
    type: list
    elements: str
    choices: [incident_number, 'incident_number:asc', 'incident_number:desc', created_at, 'created_at:asc',
      'created_at:desc', resolved_at, 'resolved_at:asc', 'resolved_at:desc', urgency, 'urgency:asc',
      'urgency:desc']
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin). The default is UTC.
    type: str
  subscribers:
    description:
      - Whether to return the subscribers of each incident in a list C(subscribers), with C(subscriber_type) and
        C(subscriber_id). This costs one request for each incident in the result.
    type: bool
    default: false
  include:
    description:
      - Objects to return completely instead of as a reference, or in addition. V(custom_fields) requires O(id).
    type: list
    elements: str
    choices:
      - acknowledgers
      - agents
      - assignees
      - conference_bridge
      - escalation_policies
      - first_trigger_log_entries
      - priorities
      - services
      - teams
      - users
      - custom_fields
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: List all open incidents of the service, high urgency first, then newest first
  community.pagerduty.pagerduty_incident_info:
    services: [Web shop]
    statuses: [triggered, acknowledged]
    date_range: all
    sort_by: [urgency:asc, created_at:desc]
  register: open

- name: Show the titles
  ansible.builtin.debug:
    msg: "{{ open.incidents | map(attribute='title') }}"

- name: Get the open incident with a key
  community.pagerduty.pagerduty_incident_info:
    incident_key: web-shop-down
    statuses: [triggered, acknowledged]
    date_range: all

- name: Get one incident with its custom fields and assignees
  community.pagerduty.pagerduty_incident_info:
    id: "{{ down.incident.id }}"
    include: [custom_fields, assignees]

- name: Count the incidents of the last month
  community.pagerduty.pagerduty_incident_info:
    limit: 1
    total: true
"""

RETURN = r"""
incidents:
  description: The incidents, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: Q1MNR7DKW9KTQD
      type: incident
      incident_key: web-shop-down
      title: The web shop is down
      status: triggered
# generated: return values {errors: [The date range must not be longer than 6 months]}
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
      path: /incidents?limit=100&offset=0
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
    errors: [The date range must not be longer than 6 months]
    request: {method: GET, path: "/incidents", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident import INCIDENT


def main() -> None:
    run_module(info_operation(INCIDENT))


if __name__ == "__main__":
    main()
