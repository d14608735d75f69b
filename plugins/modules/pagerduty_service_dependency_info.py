#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List dependencies between PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_dependency_info
short_description: List dependencies between PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the dependencies of one service, in both directions, or all dependencies of the account.
  - PagerDuty lists the dependencies of one service at a time, so all dependencies cost one request for each service and
    each business service.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - The technical service or business service whose dependencies are returned, by name or ID. Only direct
        dependencies are returned.
      - If a technical service and a business service have this name, the task fails. Write V(service:Checkout) or
        V(business_service:Checkout) then.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_service_dependency
"""

EXAMPLES = r"""
- name: List the dependencies of a business service
  community.pagerduty.pagerduty_service_dependency_info:
    service: Checkout
  register: checkout

- name: Show what it depends on
  ansible.builtin.debug:
    msg: >-
      {{ checkout.service_dependencies | selectattr('dependent_service.summary', 'equalto', 'Checkout')
         | map(attribute='supporting_service.summary') }}

- name: List all dependencies
  community.pagerduty.pagerduty_service_dependency_info:
"""

RETURN = r"""
service_dependencies:
  description: The dependencies. C(summary) has the names of the services, which PagerDuty's lists lack.
  returned: success
  type: list
  elements: dict
  sample:
    - id: DQVP7E6G0E8AC3NR
      type: service_dependency
      summary: Web supports Checkout
      supporting_service: {id: P7AD56X, type: technical_service_reference, summary: Web}
      dependent_service: {id: P99DJ6X, type: business_service_reference, summary: Checkout}
# generated: return values {request: GET /service_dependencies/business_services/P99DJ6X}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /service_dependencies/business_services/P99DJ6X
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
    request: {method: GET, path: "/service_dependencies/business_services/P99DJ6X", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.relations import relation_info_operation
from ..module_utils._resources.service_dependency import SERVICE_DEPENDENCY


def main() -> None:
    run_module(relation_info_operation(SERVICE_DEPENDENCY, option="service"))


if __name__ == "__main__":
    main()
