#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty vendors."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_vendor_info
short_description: List PagerDuty vendors
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A vendor is a product, such as a monitoring tool, that sends events to PagerDuty. An integration of a service can
    have a vendor, see O(community.pagerduty.pagerduty_service_integration#module:vendor).
  - Returns all vendors that PagerDuty knows, those that match the filters, or one vendor. PagerDuty has several
    hundred.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  query:
    description:
      - Only vendors whose name contains this text. Case is ignored. PagerDuty can't select vendors, so the module reads
        all of them, 100 in each request.
"""

EXAMPLES = r"""
- name: Find the vendors of Amazon
  community.pagerduty.pagerduty_vendor_info:
    query: amazon
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.vendors | map(attribute='name') }}"

- name: Show the guide for a vendor
  community.pagerduty.pagerduty_vendor_info:
    name: Datadog
  register: datadog
"""

RETURN = r"""
vendors:
  description: The vendors as returned by PagerDuty. Empty if no vendor matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PZQ6AUS
      type: vendor
      summary: Amazon CloudWatch
      name: Amazon CloudWatch
      website_url: https://aws.amazon.com/cloudwatch
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
      path: /vendors?limit=100&offset=0
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
    request: {method: GET, path: "/vendors", id: 3f8e4a2c}
# end of generated: return values
"""

# generated: code, to the end
from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.vendor import VENDOR


def main() -> None:
    run_module(info_operation(VENDOR))


if __name__ == "__main__":
    main()
