#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the rules of PagerDuty event enrichments."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_enrichment_rules_info
short_description: Get the rules of PagerDuty event enrichments
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the rules of one event enrichment, as a list with one entry.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  event_enrichment:
    description:
      - The event enrichment, by name or ID.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Create an event enrichment
  community.pagerduty.pagerduty_event_enrichment:
    name: Contacts

- name: Get its rules
  community.pagerduty.pagerduty_event_enrichment_rules_info:
    event_enrichment: Contacts
  register: found

- name: Show the labels
  ansible.builtin.debug:
    msg: "{{ found.event_enrichment_rules[0].sets[0].rules | map(attribute='label') }}"
"""

RETURN = r"""
event_enrichment_rules:
  description: The rules, as returned by PagerDuty. The list always has one entry.
  returned: success
  type: list
  elements: dict
  sample:
    - type: event_enrichment
      sets:
        - id: start
          rules:
            - id: 1c26698b
              label: Find the application
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/enrichment/event_enrichments/PQ9K7I8/rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_enrichment_rules import EVENT_ENRICHMENT_RULES


def main() -> None:
    run_module(info_operation(EVENT_ENRICHMENT_RULES))


if __name__ == "__main__":
    main()
