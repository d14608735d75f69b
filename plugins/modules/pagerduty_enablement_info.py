#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get whether PagerDuty services and event orchestrations use AIOps."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enablement_info
short_description: Get whether PagerDuty services and event orchestrations use AIOps
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns whether a service or an event orchestration uses AIOps, as a list with one entry.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  orchestration:
    description:
      - The event orchestration, by name or ID. Either this option or O(service) is required.
    type: str
  service:
    description:
      - The service, by name or ID. Either this option or O(orchestration) is required.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_enablement
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Get the setting of the service
  community.pagerduty.pagerduty_enablement_info:
    service: Web shop
  register: shop

- name: Show whether the service uses AIOps
  ansible.builtin.debug:
    msg: "{{ shop.enablements[0].enabled }}"
"""

RETURN = r"""
enablements:
  description: The setting, as returned by PagerDuty. The list always has one entry.
  returned: success
  type: list
  elements: dict
  sample:
    - feature: aiops
      enabled: true
      updated_at: null
# generated: return values {request: GET /services/PQ9K7I8/enablements, missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/PQ9K7I8/enablements
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: GET, path: "/services/PQ9K7I8/enablements/aiops", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.enablement import ENABLEMENT


def main() -> None:
    run_module(info_operation(ENABLEMENT))


if __name__ == "__main__":
    main()
