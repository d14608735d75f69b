#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty maintenance windows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_maintenance_window_info
short_description: List PagerDuty maintenance windows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all maintenance windows of the account, the windows that match the filters, or one window.
  - PagerDuty keeps windows that are over. Use O(status) to list only those that are open or planned.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  query:
    description:
      - Only windows whose description contains this text. Case is ignored.
    type: str
  services:
    description:
      - Only windows of any of these services, by name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only windows of services of any of these teams, by name or ID.
    type: list
    elements: str
  status:
    description:
      - V(ongoing) lists the windows that are open now, V(future) those that have not started, V(open) both, and V(past)
        those that are over. V(all) lists all windows, which is also the default.
    type: str
    choices: [past, future, ongoing, open, all]
  include:
    description:
      - Objects to return completely instead of as a reference. V(users) applies to C(created_by).
    type: list
    elements: str
    choices: [services, teams, users]
seealso:
  - module: community.pagerduty.pagerduty_maintenance_window
"""

EXAMPLES = r"""
- name: List the maintenance windows that are open now
  community.pagerduty.pagerduty_maintenance_window_info:
    status: ongoing
  register: now_open

- name: End all of them
  community.pagerduty.pagerduty_maintenance_window:
    id: "{{ item.id }}"
    state: absent
  loop: "{{ now_open.maintenance_windows }}"
  loop_control:
    label: "{{ item.summary }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List the open and planned maintenance windows of a service
  community.pagerduty.pagerduty_maintenance_window_info:
    services: [Web shop]
    status: open
"""

RETURN = r"""
maintenance_windows:
  description: The maintenance windows, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PW98YIO
      type: maintenance_window
      summary: Deployment 42
      description: Deployment 42
      start_time: "2026-11-21T22:00:12Z"
      end_time: "2026-11-21T22:31:00Z"
      services:
        - {id: PIJ90N7, type: service_reference, summary: Web shop}
      created_by: {id: PT23IWX, type: user_reference, summary: Ann Archer}
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
      path: /maintenance_windows?limit=100&offset=0
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
    request: {method: GET, path: "/maintenance_windows", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.maintenance_window import MAINTENANCE_WINDOW


def main() -> None:
    run_module(info_operation(MAINTENANCE_WINDOW))


if __name__ == "__main__":
    main()
