#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty templates of status updates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template_info
short_description: List PagerDuty templates of status updates
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all templates of the account, the templates that match the filters, or one template.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only templates with exactly this name. Case is ignored. Several templates can have the same name.
    type: str
  query:
    description:
      - Only templates whose name or description contains this text. Case is ignored.
    type: str
  template_type:
    description:
      - Only templates of this type. There is one type so far.
    type: str
    choices: [status_update]
  sort_by:
    description:
      - The order of the list. V(name) is the same as V(name:asc). The default is V(created_at:asc), the oldest first.
    type: str
    choices: [name, 'name:asc', 'name:desc', created_at, 'created_at:asc', 'created_at:desc']
"""

EXAMPLES = r"""
- name: List all templates
  community.pagerduty.pagerduty_template_info:
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.templates | map(attribute='name') }}"

- name: List the templates of status updates, the newest first
  community.pagerduty.pagerduty_template_info:
    template_type: status_update
    sort_by: created_at:desc

- name: Get one template
  community.pagerduty.pagerduty_template_info:
    name: Customers
"""

RETURN = r"""
templates:
  description: The templates, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PBZUP2B
      type: template
      name: Customers
      template_type: status_update
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
      path: /templates?limit=100&offset=0
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
    request: {method: GET, path: "/templates", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.template import TEMPLATE


def main() -> None:
    run_module(info_operation(TEMPLATE))


if __name__ == "__main__":
    main()
