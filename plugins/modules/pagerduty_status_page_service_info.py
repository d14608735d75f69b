#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the services of a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_service_info
short_description: List the services of a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the services that a status page shows. Each belongs to a business service. They are configured in
    PagerDuty's web interface.
  - Modules for posts accept their names, so their IDs are rarely needed.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  name:
    description:
      - Only services with exactly this name. Case is ignored.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_status_page_post
  - module: community.pagerduty.pagerduty_business_service_info
"""

EXAMPLES = r"""
- name: List the services of a status page
  community.pagerduty.pagerduty_status_page_service_info:
    status_page: Example
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.status_page_services | map(attribute='name') }}"
"""

RETURN = r"""
status_page_services:
  description: The services, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PEYSGVF
      type: status_page_service
      name: Web shop
      business_service: {id: P32NFFO, type: business_service}
      status_page: {id: PT4KHLK, type: status_page}
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
      path: /status_pages/PQ9K7I8/services?limit=100&offset=0
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
    request: {method: GET, path: "/status_pages/PQ9K7I8/services", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page import STATUS_PAGE_SERVICE


def main() -> None:
    run_module(info_operation(STATUS_PAGE_SERVICE))


if __name__ == "__main__":
    main()
