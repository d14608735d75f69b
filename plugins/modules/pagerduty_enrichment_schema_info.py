#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List enrichment schemas of PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_schema_info
short_description: List PagerDuty enrichment schemas
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns enrichment schemas, also those that PagerDuty has created for the tables of the ServiceNow integration.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only the schemas with exactly this name. Case is ignored.
    type: str
"""

EXAMPLES = r"""
- name: List the enrichment schemas
  community.pagerduty.pagerduty_enrichment_schema_info:
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.enrichment_schemas | map(attribute='name') }}"
"""

RETURN = r"""
enrichment_schemas:
  description: The schemas, as returned by PagerDuty. Empty if no schema matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 9f194d8d-0f58-4c5c-b1d2-a5adf7171821
      type: enrichment_schema
      integration_type: CSV
      name: Applications
      fields:
        - {name: Application, type: query}
        - {name: Manager, type: enriched}
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
      path: /enrichment/schemas?limit=100&offset=0
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
    request: {method: GET, path: "/enrichment/schemas", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.enrichment_schema import ENRICHMENT_SCHEMA


def main() -> None:
    run_module(info_operation(ENRICHMENT_SCHEMA))


if __name__ == "__main__":
    main()
