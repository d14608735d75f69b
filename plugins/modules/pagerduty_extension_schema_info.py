#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty extension schemas."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_extension_schema_info
short_description: List PagerDuty extension schemas
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An extension schema is a type of extension, such as a generic webhook or ServiceNow, see
    O(community.pagerduty.pagerduty_extension#module:extension_schema).
  - Returns all extension schemas that PagerDuty knows, those that match the filters, or one extension schema.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  label:
    description:
      - Only the extension schema with exactly this label, such as V(Generic V2 Webhook). Case is ignored.
    type: str
  query:
    description:
      - Only extension schemas whose label or key contains this text. Case is ignored. PagerDuty can't select schemas,
        so the module reads all of them, 100 in each request.
    type: str
"""

EXAMPLES = r"""
- name: List all extension schemas
  community.pagerduty.pagerduty_extension_schema_info:
  register: found

- name: Show their labels and keys
  ansible.builtin.debug:
    msg: "{{ found.extension_schemas | items2dict(key_name='label', value_name='key') }}"

- name: Show the schemas of ServiceNow
  community.pagerduty.pagerduty_extension_schema_info:
    query: servicenow
"""

RETURN = r"""
extension_schemas:
  description: The extension schemas, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PJFWPEP
      type: extension_schema
      summary: Generic V2 Webhook
      label: Generic V2 Webhook
      key: generic_v2_webhook
      description: Sends the events of the incidents of a service to a URL.
      send_types: [trigger, acknowledge, resolve, delegate, escalate, unacknowledge, assign]
      url: ""
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
      path: /extension_schemas?limit=100&offset=0
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
    request: {method: GET, path: "/extension_schemas", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.extension_schema import EXTENSION_SCHEMA


def main() -> None:
    run_module(info_operation(EXTENSION_SCHEMA))


if __name__ == "__main__":
    main()
