#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage dependencies between PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_dependency
short_description: Manage dependencies between PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A dependency states that one service supports another one, which is the dependent service. Both can be technical
    services, which M(community.pagerduty.pagerduty_service) manages, or business services, which
    M(community.pagerduty.pagerduty_business_service) manages.
  - An incident on a service has an impact on the business services that depend on it, directly or through other
    services.
  - A task adds or removes the dependencies that it states, and leaves all others unchanged. Several dependencies in
    O(dependencies) are added in one request. The kind C(service_dependencies) of
    M(community.pagerduty.pagerduty_account) can also remove dependencies that its configuration does not contain.
  - PagerDuty lists the dependencies of one service at a time. The module reads the lists of as few services as
    possible, and the items of a loop share them.
  - PagerDuty can reject a new service for a moment, or fail if it gets several changes at once. The module then waits,
    reads the dependencies again, and sends what is missing.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds the dependencies. V(absent) removes them. If one of the services does not exist, V(absent)
        changes nothing. The services are never deleted.
    type: str
    choices: [present, absent]
    default: present
  supporting_service:
    description:
      - The service that supports the other one, by name or ID. It is a technical service or a business service.
      - If a technical service and a business service have this name, the task fails. Write V(service:Checkout) or
        V(business_service:Checkout) then.
    type: str
  dependent_service:
    description:
      - The service that depends on the other one, by name or ID, as O(supporting_service).
    type: str
  dependencies:
    description:
      - Several dependencies, in place of O(supporting_service) and O(dependent_service). A dependency that is in the
        list twice is one.
    type: list
    elements: dict
    suboptions:
      supporting_service:
        description: See O(supporting_service).
        type: str
        required: true
      dependent_service:
        description: See O(dependent_service).
        type: str
        required: true
notes:
  - PagerDuty allows at most 2,000 dependencies of a service, and chains of at most 100 services.
seealso:
  - module: community.pagerduty.pagerduty_service_dependency_info
  - module: community.pagerduty.pagerduty_business_service
  - module: community.pagerduty.pagerduty_service
"""

EXAMPLES = r"""
- name: Create a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout

- name: Create technical services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Web, Database]

- name: Checkout depends on the service Web
  community.pagerduty.pagerduty_service_dependency:
    supporting_service: Web
    dependent_service: Checkout

- name: Add several dependencies in one request
  community.pagerduty.pagerduty_service_dependency:
    dependencies:
      - supporting_service: Database
        dependent_service: Web
      - supporting_service: service:Database
        dependent_service: business_service:Checkout

- name: Remove a dependency
  community.pagerduty.pagerduty_service_dependency:
    supporting_service: Database
    dependent_service: Checkout
    state: absent
"""

RETURN = r"""
service_dependency:
  description:
    - The dependency as it is after the task. In check mode, a new one has no final ID.
    - Null with O(state=absent).
  returned: success, without O(dependencies)
  type: dict
  sample:
    id: DQVP7E6G0E8AC3NR
    type: service_dependency
    summary: Web supports Checkout
    supporting_service: {id: P7AD56X, type: technical_service_reference, summary: Web}
    dependent_service: {id: P99DJ6X, type: business_service_reference, summary: Checkout}
service_dependencies:
  description:
    - The dependencies of O(dependencies) as they are after the task, in the same order. Empty with O(state=absent).
  returned: success, with O(dependencies)
  type: list
  elements: dict
  sample:
    - id: DQVP7E6G0E8AC3NR
      type: service_dependency
      summary: Web supports Checkout
      supporting_service: {id: P7AD56X, type: technical_service_reference, summary: Web}
      dependent_service: {id: P99DJ6X, type: business_service_reference, summary: Checkout}
diff:
  description: The dependencies that the task added (after) or removed (before).
  returned: success
  type: dict
  sample:
    before: {}
    after:
      supporting_service: Web (P7AD56X)
      dependent_service: Checkout (P99DJ6X)
# generated: return values {request: GET /service_dependencies/business_services/P99DJ6X,
#   failed: POST /service_dependencies/associate, failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: [A service can't depend on itself]}
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
    errors: [A service can't depend on itself]
    request: {method: POST, path: "/service_dependencies/associate", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.relations import relation_operation
from ..module_utils._resources.service_dependency import SERVICE_DEPENDENCY


def main() -> None:
    run_module(relation_operation(SERVICE_DEPENDENCY, several="dependencies"))


if __name__ == "__main__":
    main()
