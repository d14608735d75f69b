#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty standards of services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_standard_info
short_description: List PagerDuty standards of services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all standards of the account, or those that match the filters.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only the standard with this name. Case is ignored.
    type: str
  active:
    description:
      - Only active standards, or only those that are not active.
    type: bool
  resource_type:
    description:
      - Only standards for objects of this type. PagerDuty has only standards for services.
    type: str
    choices: [technical_service]
"""

EXAMPLES = r"""
- name: List all standards
  community.pagerduty.pagerduty_standard_info:
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.standards | map(attribute='name') }}"

- name: List the active standards
  community.pagerduty.pagerduty_standard_info:
    active: true
"""

RETURN = r"""
standards:
  description: The standards, as returned by PagerDuty. Empty if none matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01CXX38Q0U8XKHO4LNKXUJTBFG
      type: has_technical_service_description
      name: Service has a description
      active: true
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
      path: /standards?limit=100&offset=0
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
    request: {method: GET, path: "/standards", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.standard import STANDARD


def main() -> None:
    run_module(info_operation(STANDARD))


if __name__ == "__main__":
    main()
