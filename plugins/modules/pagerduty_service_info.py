#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_info
short_description: List PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all services of the account, the services that match the filters, or one service.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  teams:
    description:
      - Only services of these teams, by name or ID.
    type: list
    elements: str
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin). The default is the time zone of the account.
    type: str
  sort_by:
    description:
      - The order of the list. V(name) is the same as V(name:asc).
    type: str
    choices: [name, 'name:asc', 'name:desc']
  include:
    description:
      - Objects to return completely instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [escalation_policies, teams, integrations, auto_pause_notifications_parameters]
  custom_fields:
    description:
      - Whether to also return the values of the custom fields of each service, as C(custom_fields). This
        costs one request for each service.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List all services
  community.pagerduty.pagerduty_service_info:
  register: all

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ all.services | map(attribute='name') }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Get one service with its integrations and escalation policy
  community.pagerduty.pagerduty_service_info:
    name: Web shop
    include: [integrations, escalation_policies]

- name: Get the values of the custom fields of one service
  community.pagerduty.pagerduty_service_info:
    name: Web shop
    custom_fields: true

- name: Get the first ten services whose name contains shop, and the total number
  community.pagerduty.pagerduty_service_info:
    query: shop
    limit: 10
    total: true
"""

RETURN = r"""
services:
  description: The services, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      type: service
      name: Web shop
      status: active
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
      path: /services?limit=100&offset=0
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
    request: {method: GET, path: "/services", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.service import SERVICE


def main() -> None:
    run_module(info_operation(SERVICE))


if __name__ == "__main__":
    main()
