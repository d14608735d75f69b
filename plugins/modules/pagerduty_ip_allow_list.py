#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the PagerDuty IP allow list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_ip_allow_list
short_description: Manage the PagerDuty IP allow list
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - While the IP allow list of an account is enabled, people can use PagerDuty's web application and mobile app only
    from the addresses in the list. PagerDuty documents that it currently applies to no other requests, such as those of
    this module.
  - An account has one list at most. This module creates, updates and deletes it.
  - B(A wrong list can lock out everybody), including the people who could correct it in the web application, and
    responders with the mobile app in other networks. Before you enable a list, run the task in check mode with
    C(--check --diff). The diff shows all entries before and after, and nothing is changed. Then create the list with
    O(enabled=false), let somebody else read it, and enable it with a second task. If you have locked yourself out, set
    O(enabled=false) with this module.
  - PagerDuty offers this API in early access to accounts that it has enrolled. Other accounts get an error. The module
    sends the header that PagerDuty requires for this.
  - PagerDuty requires the key of an account, an account owner or a global admin.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the list or updates it to match the options. V(absent) deletes it, so that all addresses are
        allowed, and ignores the other options.
      - To keep a list without enforcing it, use O(enabled=false). PagerDuty's API calls this the state of a list.
    type: str
    choices: [present, absent]
    default: present
  enabled:
    description:
      - Whether the list is enforced. A list without O(cidr_entries) can't be enabled.
      - A new list is not enabled by default.
    type: bool
  cidr_entries:
    description:
      - The allowed ranges of addresses, in any order, at most 100. The list replaces the current one.
      - Required for a new list. It can be empty if the list is not enabled.
    type: list
    elements: dict
    suboptions:
      cidr:
        description:
          - A range of IPv4 addresses with a mask from 1 to 32, such as V(192.0.2.0/24). For a single address, the mask
            is 32.
        type: str
        required: true
      description:
        description:
          - What the range is, with up to 64 characters.
        type: str
        default: ''
"""

EXAMPLES = r"""
- name: Create a list that is not enforced yet
  community.pagerduty.pagerduty_ip_allow_list:
    cidr_entries:
      - cidr: 192.0.2.0/24
        description: Office
      - cidr: 198.51.100.7/32
        description: VPN

- name: Enforce it
  community.pagerduty.pagerduty_ip_allow_list:
    enabled: true

- name: Stop to enforce it
  community.pagerduty.pagerduty_ip_allow_list:
    enabled: false

- name: Delete it
  community.pagerduty.pagerduty_ip_allow_list:
    state: absent
"""

RETURN = r"""
ip_allow_list:
  description:
    - The list as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: AGIS47HYOV6BDODBTMQKMPQPHU
    type: ip_allow_list
    state: enabled
    cidr_entries:
      - cidr: 192.0.2.0/24
        description: Office
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      enabled: false
    after:
      enabled: true
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /ip_allow_lists
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
    request: {method: PUT, path: "/ip_allow_lists/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.ip_allow_list import IP_ALLOW_LIST


def main() -> None:
    run_module(resource_operation(IP_ALLOW_LIST))


if __name__ == "__main__":
    main()
