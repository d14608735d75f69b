#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty priorities."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_priority_info
short_description: List PagerDuty priorities
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the priorities that incidents of the account can have, from the highest to the lowest.
  - If the account's plan does not include priorities, PagerDuty responds with status 402 and the task fails.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
"""

EXAMPLES = r"""
- name: List the priorities
  community.pagerduty.pagerduty_priority_info:
  register: all

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ all.priorities | map(attribute='name') }}"
"""

RETURN = r"""
priorities:
  description: The priorities, as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      type: priority
      name: P1
      description: Critical
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
      path: /priorities?limit=100&offset=0
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
    request: {method: GET, path: "/priorities", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.priority import PRIORITY


def main() -> None:
    run_module(info_operation(PRIORITY))


if __name__ == "__main__":
    main()
