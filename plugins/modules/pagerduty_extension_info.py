#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the extensions of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_extension_info
short_description: List the extensions of PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all extensions, those that match the filters, or one extension. The result does not contain passwords and
    tokens, because PagerDuty does not return them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only extensions with exactly this name. Case is ignored. Several extensions can have the same name.
  service:
    description:
      - Only extensions of this service, by name or ID.
    type: str
  extension_schema:
    description:
      - Only extensions with this extension schema, by label, key or ID.
    type: str
  include:
    description:
      - What to return completely instead of as references. V(extension_objects) are the services,
        V(extension_schemas) the types of the extensions.
      - V(temporarily_disabled) adds whether PagerDuty has disabled the extension because webhooks were rejected. It
        requires O(id).
    type: list
    elements: str
    choices: [extension_objects, extension_schemas, temporarily_disabled]
"""

EXAMPLES = r"""
- name: List all extensions
  community.pagerduty.pagerduty_extension_info:
  register: found

- name: Show their names and types
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.extension_schema.summary }}"
  loop: "{{ found.extensions }}"
  loop_control:
    label: "{{ item.id }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List the generic webhooks of a service
  community.pagerduty.pagerduty_extension_info:
    service: Web shop
    extension_schema: Generic V2 Webhook
"""

RETURN = r"""
extensions:
  description: The extensions, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PPGPXHO
      type: extension
      summary: Audit log
      name: Audit log
      endpoint_url: https://audit.example.com/pagerduty
      extension_schema: {id: PJFWPEP, type: extension_schema_reference, summary: Generic V2 Webhook}
      extension_objects:
        - {id: PIJ90N7, type: service_reference, summary: Web shop}
      config: {restrict: any}
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
      path: /extensions?limit=100&offset=0
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
    request: {method: GET, path: "/extensions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.extension import EXTENSION


def main() -> None:
    run_module(info_operation(EXTENSION))


if __name__ == "__main__":
    main()
