#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the records of PagerDuty enrichment schemas."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_record_info
short_description: List the records of PagerDuty enrichment schemas
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the records of an enrichment schema, or those that PagerDuty finds for values of query fields.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.rows
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info_rows
  - community.pagerduty.attributes.actiongroup
options:
  schema:
    description:
      - The enrichment schema, by name or ID.
    type: str
    required: true
  query:
    description:
      - Only records with these values, by the names of query fields. Case is ignored. PagerDuty searches in the same
        way for the rules of event enrichments, and returns at most one record of a schema for CSV files.
    type: dict
"""

EXAMPLES = r"""
- name: Create a table of applications
  community.pagerduty.pagerduty_enrichment_schema:
    name: Applications
    fields:
      - {name: Application, type: query}
      - {name: Manager, type: enriched}

- name: List its records
  community.pagerduty.pagerduty_enrichment_record_info:
    schema: Applications
  register: all

- name: Show the applications
  ansible.builtin.debug:
    msg: "{{ all.enrichment_records | map(attribute='enrichment_data.Application') }}"

- name: Find the record of one application
  community.pagerduty.pagerduty_enrichment_record_info:
    schema: Applications
    query: {Application: Shop}
"""

RETURN = r"""
enrichment_records:
  description: The records, as returned by PagerDuty. Empty if no record matches.
  returned: without O(dest)
  type: list
  elements: dict
  sample:
    - record_id: a3b2c1d4e5f6
      type: enrichment_record
      created_at: "2026-06-30T15:17:30Z"
      enrichment_data: {Application: Shop, Manager: ann@example.com}
dest:
  description: The file.
  returned: with O(dest)
  type: str
  sample: /tmp/records.csv
count:
  description: The number of rows in the file. Null in check mode.
  returned: with O(dest)
  type: int
  sample: 1200
# generated: return values {request: "GET /enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records"}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records
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
    errors: []
    request: {method: GET, path: "/enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.enrichment_record import ENRICHMENT_RECORD_INFO_OPERATION


def main() -> None:
    run_module(ENRICHMENT_RECORD_INFO_OPERATION)


if __name__ == "__main__":
    main()
