#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the rules of PagerDuty event enrichments."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_enrichment_rules
short_description: Manage the rules of PagerDuty event enrichments
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The rules of an event enrichment set fields of events, or search enrichment schemas and add what they find. Each
    event enrichment has exactly one list of rules. This module updates it, and O(state=absent) removes all rules.
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
      - V(present) updates the rules to match the options. V(absent) removes all rules.
    type: str
    choices: [present, absent]
    default: present

  event_enrichment:
    description:
      - The event enrichment, by name or ID.
    type: str
    required: true
  rules:
    description:
      - All rules of the set V(start), in their order. Others are removed. An empty list removes all. If the task omits
        this option, the rules are left unchanged.
      - A rule keeps its ID if its label or its content is the same as before.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the rule. It is only needed to change the label and the content of a rule at the same time, so
            that the rule keeps its ID.
        type: str
      label:
        description:
          - What the rule is for.
        type: str
        default: ""
      conditions:
        description:
          - Conditions in PagerDuty's condition language, such as C(event.summary matches part 'disk'). The rule
            applies if one of them is true, or if there are none.
        type: list
        elements: str
        default: []
      extractions:
        description:
          - Fields of the event to set, at most 25. Mutually exclusive with the search of a schema.
        type: list
        elements: dict
        suboptions:
          target:
            description:
              - The field to set, such as V(event.custom_details.application).
            type: str
            required: true
          template:
            description:
              - The new value. C({{event.source}}) and similar are replaced. Mutually exclusive with a regular
                expression.
            type: str
          source:
            description:
              - The field in which the regular expression searches, such as V(event.summary).
            type: str
          regex:
            description:
              - A regular expression (RE2). The new value consists of what its groups match, or of the whole match
                if it has no groups.
            type: str
      enrichments:
        description:
          - The search of a schema, at most one entry. Mutually exclusive with extractions.
        type: list
        elements: dict
        suboptions:
          schema:
            description:
              - The enrichment schema to search, by name or ID.
            type: str
            required: true
          search_values:
            description:
              - The values of query fields that the record must have, 1 to 3.
            type: list
            elements: dict
            required: true
            suboptions:
              query_field:
                description:
                  - The query field of the schema. Case is ignored.
                type: str
                required: true
              path:
                description:
                  - The field of the event with the value, such as V(event.source). Mutually exclusive with a
                    template.
                type: str
              template:
                description:
                  - A template for the value.
                type: str
          target:
            description:
              - The field of the event that gets the record, such as V(event.custom_details.contacts).
            type: str
            required: true
      disabled:
        description:
          - Whether the rule is ignored.
        type: bool
        default: false
  sets:
    description:
      - The other sets of rules. PagerDuty documents no action that leads to them, so usually there are none. Omit the
        option to leave them unchanged. An empty list removes them.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the set. You choose it.
        type: str
        required: true
      rules:
        description:
          - The rules of the set, as in O(rules).
        type: list
        elements: dict
        default: []
        suboptions:
          id:
            description:
              - The ID of the rule. It is only needed to change the label and the content of a rule at the same time, so
                that the rule keeps its ID.
            type: str
          label:
            description:
              - What the rule is for.
            type: str
            default: ""
          conditions:
            description:
              - Conditions in PagerDuty's condition language, such as C(event.summary matches part 'disk'). The rule
                applies if one of them is true, or if there are none.
            type: list
            elements: str
            default: []
          extractions:
            description:
              - Fields of the event to set, at most 25. Mutually exclusive with the search of a schema.
            type: list
            elements: dict
            suboptions:
              target:
                description:
                  - The field to set, such as V(event.custom_details.application).
                type: str
                required: true
              template:
                description:
                  - The new value. C({{event.source}}) and similar are replaced. Mutually exclusive with a regular
                    expression.
                type: str
              source:
                description:
                  - The field in which the regular expression searches, such as V(event.summary).
                type: str
              regex:
                description:
                  - A regular expression (RE2). The new value consists of what its groups match, or of the whole match
                    if it has no groups.
                type: str
          enrichments:
            description:
              - The search of a schema, at most one entry. Mutually exclusive with extractions.
            type: list
            elements: dict
            suboptions:
              schema:
                description:
                  - The enrichment schema to search, by name or ID.
                type: str
                required: true
              search_values:
                description:
                  - The values of query fields that the record must have, 1 to 3.
                type: list
                elements: dict
                required: true
                suboptions:
                  query_field:
                    description:
                      - The query field of the schema. Case is ignored.
                    type: str
                    required: true
                  path:
                    description:
                      - The field of the event with the value, such as V(event.source). Mutually exclusive with a
                        template.
                    type: str
                  template:
                    description:
                      - A template for the value.
                    type: str
              target:
                description:
                  - The field of the event that gets the record, such as V(event.custom_details.contacts).
                type: str
                required: true
          disabled:
            description:
              - Whether the rule is ignored.
            type: bool
            default: false
"""

EXAMPLES = r"""
- name: Create a table of applications
  community.pagerduty.pagerduty_enrichment_schema:
    name: Applications
    fields:
      - {name: Application, type: query}
      - {name: Manager, type: enriched}

- name: Create an event enrichment
  community.pagerduty.pagerduty_event_enrichment:
    name: Contacts

- name: Add who answers for the application
  community.pagerduty.pagerduty_event_enrichment_rules:
    event_enrichment: Contacts
    rules:
      - label: Find the application
        conditions: ["event.summary matches part 'application='"]
        extractions:
          - target: event.custom_details.application
            source: event.summary
            regex: application=(\w+)
      - label: Find who answers
        enrichments:
          - schema: Applications
            search_values:
              - query_field: Application
                path: event.custom_details.application
            target: event.custom_details.contacts

- name: Remove all rules
  community.pagerduty.pagerduty_event_enrichment_rules:
    event_enrichment: Contacts
    state: absent
"""

RETURN = r"""
event_enrichment_rules:
  description:
    - The rules as they are in PagerDuty after the task. In check mode, the predicted ones, without the values that only
      PagerDuty creates.
  returned: success
  type: dict
  sample:
    type: event_enrichment
    parent: {id: AGN4PVDO2F5AZIVWETZ42I6IP4, type: event_enrichment_reference}
    sets:
      - id: start
        rules:
          - id: 1c26698b
            label: Find the application
            conditions: [{expression: "event.summary matches part 'application='"}]
            actions:
              extractions: [{target: event.custom_details.application, source: event.summary, regex: application=(\w+)}]

diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {rules: []}
    after: {rules: [{label: Find the application, position: 1}]}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/event_enrichments/PQ9K7I8/rules
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
    request: {method: PUT, path: "/enrichment/event_enrichments/PQ9K7I8/rules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_enrichment_rules import EVENT_ENRICHMENT_RULES


def main() -> None:
    run_module(resource_operation(EVENT_ENRICHMENT_RULES))


if __name__ == "__main__":
    main()
