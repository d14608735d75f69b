#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty business services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_business_service_info
short_description: List PagerDuty business services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all business services of the account, or one business service.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only business services with exactly this name. Case is ignored.
    type: str
  subscribers:
    description:
      - Whether to return the subscribers of each business service as C(subscribers), a list with the C(subscriber_id)
        and the C(subscriber_type), V(user) or V(team).
      - PagerDuty lists the subscribers of one business service at a time, so this costs one request for each business
        service and for each 100 subscribers.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_business_service
"""

EXAMPLES = r"""
- name: List all business services
  community.pagerduty.pagerduty_business_service_info:
  register: all

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ all.business_services | map(attribute='name') }}"

- name: Get one business service with its subscribers
  community.pagerduty.pagerduty_business_service_info:
    name: Checkout
    subscribers: true
"""

RETURN = r"""
business_services:
  description: The business services, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: P1L1YEE
      type: business_service
      summary: Checkout
      name: Checkout
      description: Customers pay for their carts
      point_of_contact: Ann Archer
      team: {id: PQ9K7I8, type: team_reference}
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
      path: /business_services?limit=100&offset=0
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
    request: {method: GET, path: "/business_services", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.business_service import BUSINESS_SERVICE


def main() -> None:
    run_module(info_operation(BUSINESS_SERVICE))


if __name__ == "__main__":
    main()
