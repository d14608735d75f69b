#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage enrichment schemas of PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_schema
short_description: Manage PagerDuty enrichment schemas
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An enrichment schema is a table of contextual data, such as who answers for which application. The rules of an event
    enrichment, see M(community.pagerduty.pagerduty_event_enrichment_rules), search it and add what they find to events.
    This module creates, updates and deletes schemas. M(community.pagerduty.pagerduty_enrichment_record) manages the
    rows of the table.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
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
      - V(present) creates the schema or updates it to match the options. V(absent) deletes it with all its records, and
        ignores the other options. Rules that search a deleted schema no longer find anything.
    type: str
    choices: [present, absent]
    default: present

  id:
    description:
      - The ID of the schema. Use it to rename a schema.
    type: str
  name:
    description:
      - The name of the schema, with at most 50 characters. It identifies the schema; case is ignored.
      - PagerDuty may allow several schemas of the same name. The task then fails and lists them. Use O(id) then.
    type: str
  description:
    description:
      - What the data is about, with at most 2048 characters. An empty text removes it.
    type: str
  fields:
    description:
      - The columns of the table. Required for a new schema. A schema has 1 to 3 query fields, at least one enriched
        field, and at most 25 fields. Their order does not matter.
      - PagerDuty can't change the fields of a schema, so other fields are an error.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the field, with at most 256 characters. It is unique in the schema; case is ignored.
        type: str
        required: true
      type:
        description:
          - V(query) fields are searched with a value of the event. V(enriched) fields are the data that an event gets.
        type: str
        choices: [query, enriched]
        required: true
"""

EXAMPLES = r"""
- name: Create a table of applications
  community.pagerduty.pagerduty_enrichment_schema:
    name: Applications
    description: Who answers for which application
    fields:
      - {name: Application, type: query}
      - {name: Environment, type: query}
      - {name: Manager, type: enriched}
      - {name: Runbook, type: enriched}

- name: Delete it with its records
  community.pagerduty.pagerduty_enrichment_schema:
    name: Applications
    state: absent
"""

RETURN = r"""
enrichment_schema:
  description:
    - The schema as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates. Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: 9f194d8d-0f58-4c5c-b1d2-a5adf7171821
    type: enrichment_schema
    integration_type: CSV
    name: Applications
    description: Who answers for which application
    fields:
      - {name: Application, type: query}
      - {name: Manager, type: enriched}

diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {description: ""}
    after: {description: Who answers for which application}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/schemas
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
    request: {method: PUT, path: "/enrichment/schemas/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.enrichment_schema import ENRICHMENT_SCHEMA


def main() -> None:
    run_module(resource_operation(ENRICHMENT_SCHEMA))


if __name__ == "__main__":
    main()
