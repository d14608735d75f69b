#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the integrations of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_integration_info
short_description: List the integrations of PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the integrations of one service or of all services, or one integration.
  - The list of all services requires one request for every 100 services.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - Only the integrations of this service, by name or ID. By default, those of all services.
    type: str
  name:
    description:
      - Only integrations with exactly this name. Case is ignored.
    type: str
  id:
    description:
      - Only the integration with this ID. Requires O(service).
    type: str
notes:
  - The result contains integration keys. Everyone who has a key can open incidents on the service. Set C(no_log=true)
    for the task if other people can read the output of the playbook.
seealso:
  - module: community.pagerduty.pagerduty_service_integration
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List the integrations of the service
  community.pagerduty.pagerduty_service_integration_info:
    service: Web shop
  register: found

- name: Show their names and types
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.type }}"
  loop: "{{ found.integrations }}"
  loop_control:
    label: "{{ item.id }}"

- name: List the integrations of all services
  community.pagerduty.pagerduty_service_integration_info:
  no_log: true
"""

RETURN = r"""
integrations:
  description: The integrations, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PE1U9CH
      type: events_api_v2_inbound_integration
      summary: Checks
      name: Checks
      service: {id: PIJ90N7, type: service_reference, summary: Web shop}
      vendor: null
      integration_key: 0123456789abcdef0123456789abcdef
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/PQ9K7I8/integrations
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
    errors: []
    request: {method: GET, path: "/services/PQ9K7I8/integrations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.service_integration import SERVICE_INTEGRATION


def main() -> None:
    run_module(info_operation(SERVICE_INTEGRATION))


if __name__ == "__main__":
    main()
