#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the PagerDuty IP allow list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_ip_allow_list_info
short_description: List the PagerDuty IP allow list
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the IP allow list of the account. The list in the result is empty if the account has none.
  - PagerDuty offers this API in early access to accounts that it has enrolled. Other accounts get an error.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
"""

EXAMPLES = r"""
- name: Get the IP allow list
  community.pagerduty.pagerduty_ip_allow_list_info:
  register: found

- name: Show the ranges
  ansible.builtin.debug:
    msg: "{{ found.ip_allow_lists | map(attribute='cidr_entries') | flatten | map(attribute='cidr') }}"
"""

RETURN = r"""
ip_allow_lists:
  description: The lists, as returned by PagerDuty. An account has one at most.
  returned: success
  type: list
  elements: dict
  sample:
    - id: AGIS47HYOV6BDODBTMQKMPQPHU
      type: ip_allow_list
      state: enabled
      cidr_entries:
        - cidr: 192.0.2.0/24
          description: Office
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
      path: /ip_allow_lists?limit=100&offset=0
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
    request: {method: GET, path: "/ip_allow_lists", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.ip_allow_list import IP_ALLOW_LIST


def main() -> None:
    run_module(info_operation(IP_ALLOW_LIST))


if __name__ == "__main__":
    main()
