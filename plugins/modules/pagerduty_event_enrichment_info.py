#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List event enrichments of PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_enrichment_info
short_description: List PagerDuty event enrichments
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns event enrichments.
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
      - Only the event enrichments with exactly this name. Case is ignored.
    type: str
  include:
    description:
      - What else the result contains. V(privileges) is what the token can do with each event enrichment.
    type: list
    elements: str
    choices: [privileges]
"""

EXAMPLES = r"""
- name: List the event enrichments
  community.pagerduty.pagerduty_event_enrichment_info:
  register: all

- name: Show the default of the account
  ansible.builtin.debug:
    msg: "{{ all.event_enrichments | selectattr('is_default') | map(attribute='name') }}"
"""

RETURN = r"""
event_enrichments:
  description: The event enrichments, as returned by PagerDuty. Empty if no event enrichment matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: AGN4PVDO2F5AZIVWETZ42I6IP4
      name: Contacts
      is_default: false
      associated_services: 1
      associated_event_orchestrations: 0
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
      path: /enrichment/event_enrichments?limit=100&offset=0
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
    request: {method: GET, path: "/enrichment/event_enrichments", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_enrichment import EVENT_ENRICHMENT


def main() -> None:
    run_module(info_operation(EVENT_ENRICHMENT))


if __name__ == "__main__":
    main()
