#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_info
short_description: List PagerDuty services
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Gives all services of an account, those that the filters select, or one.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only the service of exactly this name. Case doesn't count.
    type: str
  query:
    description:
      - Only services whose name contains this text. Case doesn't count.
    type: str
  teams:
    description:
      - Only services of these teams, by name or ID.
    type: list
    elements: str
  time_zone:
    description:
      - The time zone in which times are given, by its name. The account's if not set.
    type: str
  sort_by:
    description:
      - The order of the list. Ascending if V(name) stands alone.
    type: str
    choices: [name, 'name:asc', 'name:desc']
  include:
    description:
      - What to give whole instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [escalation_policies, teams, integrations, auto_pause_notifications_parameters]
"""

EXAMPLES = r"""
- name: List all services
  community.pagerduty.pagerduty_service_info:
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.services | map(attribute='name') }}"

- name: Have a service to look at
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Give one service, with its integrations
  community.pagerduty.pagerduty_service_info:
    name: Web shop
    include: [integrations, escalation_policies]

- name: Give the first ten services whose name contains shop, and how many there are
  community.pagerduty.pagerduty_service_info:
    query: shop
    limit: 10
    total: true
"""

RETURN = r"""
services:
  description: The services, as PagerDuty shows them. Empty if none is selected.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      type: service
      name: Web shop
      status: active
total:
  description: How many objects there are in all, whatever O(limit) and O(offset) leave of them.
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that were made, in their order.
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
    - What went wrong, for plays that branch on it. The keys are C(status) (HTTP), C(code) (PagerDuty's number),
      C(message), C(errors) (a list of texts) and C(request) (C(method), C(path), and the C(id) that PagerDuty's support
      asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Limit must be a number]
    request: {method: GET, path: /services, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.service import SERVICES
from ..module_utils._run import inquire


def main() -> None:
    run_module(inquire(SERVICES))


if __name__ == "__main__":
    main()
