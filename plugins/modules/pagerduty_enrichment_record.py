#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the records of PagerDuty enrichment schemas."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_record
short_description: Manage the records of PagerDuty enrichment schemas
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The records of an enrichment schema are the rows of its table. This module creates, updates and deletes records. The
    values of the query fields identify a record; case is ignored.
  - PagerDuty takes records as CSV files and processes these later. The module sends only records that differ, and waits
    until PagerDuty returns them. It reads all records of the schema, 100 in one request.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the records or updates them. V(absent) deletes those with the query fields of O(records).
    type: str
    choices: [present, absent]
    default: present

  schema:
    description:
      - The enrichment schema, by name or ID. Schemas for ServiceNow are filled by PagerDuty, so they are an error.
    type: str
    required: true
  records:
    description:
      - The records, as dictionaries with the names of the fields of the schema. Case is ignored in names.
      - Each record needs a value for each query field. Enriched fields that a record omits are left unchanged; a new
        record has empty texts there. All values are stored as texts.
    type: list
    elements: dict
    required: true
  purge:
    description:
      - Delete all records that are not in O(records). With an empty list, all are deleted.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until PagerDuty has processed the records.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait. If PagerDuty needs longer, the task fails.
    type: int
    default: 60
"""

EXAMPLES = r"""
- name: Create a table of applications
  community.pagerduty.pagerduty_enrichment_schema:
    name: Applications
    fields:
      - {name: Application, type: query}
      - {name: Manager, type: enriched}

- name: Say who answers
  community.pagerduty.pagerduty_enrichment_record:
    schema: Applications
    records:
      - {Application: Shop, Manager: ann@example.com}
      - {Application: Mail, Manager: bea@example.com}

- name: Delete a record
  community.pagerduty.pagerduty_enrichment_record:
    schema: Applications
    records: [{Application: Mail}]
    state: absent
"""

RETURN = r"""
enrichment_records:
  description:
    - The values of the records that O(records) names, as they are after the task. In check mode, the predicted values.
      Without those that were deleted.
  returned: success
  type: list
  elements: dict
  sample:
    - {Application: Shop, Manager: ann@example.com}
uploaded:
  description: The number of records that were created or updated.
  returned: success
  type: int
  sample: 1
deleted:
  description: The number of records that were deleted.
  returned: success
  type: int
  sample: 0
diff:
  description: The values of the records that differ, before and after.
  returned: success
  type: dict
  sample:
    before: {records: []}
    after: {records: [{Application: Shop, Manager: ann@example.com}]}
# generated: return values {request: "POST /enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records"}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
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
    request: {method: POST, path: "/enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.enrichment_record import ENRICHMENT_RECORD_OPERATION


def main() -> None:
    run_module(ENRICHMENT_RECORD_OPERATION)


if __name__ == "__main__":
    main()
