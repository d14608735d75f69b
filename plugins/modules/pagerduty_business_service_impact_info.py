#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List which PagerDuty business services open incidents impact."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_business_service_impact_info
short_description: List which PagerDuty business services open incidents impact
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns business services with their status, V(impacted) or V(not_impacted). An open incident impacts the business
    services that depend on its service, directly or through other services, if it has a priority that meets the
    priority threshold of the account.
  - The business services with the highest priority are first. PagerDuty returns at most 200. If there are more, the
    module warns.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  business_services:
    description:
      - The business services to return, by name or ID. Without this option and O(incident), those are returned on which
        no other business service depends.
    type: list
    elements: str
  status:
    description:
      - Only business services with this status.
    type: str
    choices: [impacted, not_impacted]
  supporting_services:
    description:
      - Whether to return the business services that support each business service, with their status. This costs one
        request for each business service in the result.
    type: bool
    default: false
  impactors:
    description:
      - Whether to return the incidents that have an impact on these business services. This costs one more request.
        Can't be combined with O(incident) and O(incident_key).
    type: bool
    default: false
  incident:
    description:
      - The ID or the number (V(12) or V('#12')) of an incident. The module then returns the business services that this
        incident impacts. A resolved incident impacts none. Mutually exclusive with O(business_services).
    type: str
  incident_key:
    description:
      - The key of an open incident. Use it instead of O(incident).
    type: str
  service:
    description:
      - The service of the incident, by name or ID. Required if several services have open incidents with this
        O(incident_key).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_business_service
  - module: community.pagerduty.pagerduty_service_dependency
  - module: community.pagerduty.pagerduty_incident
    description: Sets which business services an incident impacts.
"""

EXAMPLES = r"""
- name: List the impacted business services, and the incidents
  community.pagerduty.pagerduty_business_service_impact_info:
    status: impacted
    impactors: true
  register: impact

- name: Show them
  ansible.builtin.debug:
    msg: >-
      {{ impact.business_service_impacts | map(attribute='name') | join(', ') }} impacted by the incidents
      {{ impact.impactors | map(attribute='id') | join(', ') }}

- name: Create a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout

- name: Show the status of a business service and of the business services that support it
  community.pagerduty.pagerduty_business_service_impact_info:
    business_services: [Checkout]
    supporting_services: true

- name: List the business services that an incident impacts
  community.pagerduty.pagerduty_business_service_impact_info:
    incident: "{{ item.id }}"
  loop: "{{ impact.impactors }}"
"""

RETURN = r"""
business_service_impacts:
  description:
    - The business services, as returned by PagerDuty. C(highest_impacting_priority) is null if no incident with a
      priority has an impact. It is missing with O(incident) and O(incident_key). With O(supporting_services=true), each
      has a list C(supporting_services) of the same form.
  returned: success
  type: list
  elements: dict
  sample:
    - id: P1L1YEE
      type: business_service
      name: Checkout
      status: impacted
      additional_fields:
        highest_impacting_priority: {id: PSLWBL8, order: 0}
total_impacted_count:
  description: The number of impacted business services among those that the options select.
  returned: success
  type: int
  sample: 1
impactors:
  description: The incidents, those with the highest priority first. PagerDuty returns at most 200.
  returned: with O(impactors=true)
  type: list
  elements: dict
  sample:
    - {id: Q1WSL1RUS6PP1M, type: incident}
# generated: return values {request: GET /business_services/impacts, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /business_services/impacts
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/business_services/impacts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.business_service_impact import BUSINESS_SERVICE_IMPACT_INFO_OPERATION


def main() -> None:
    run_module(BUSINESS_SERVICE_IMPACT_INFO_OPERATION)


if __name__ == "__main__":
    main()
